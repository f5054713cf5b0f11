//! What US Coast Guard receivers write behind a sentence: `,s23412,d-101,r003669987,1152921693`.

use cordon_core::Time;

use crate::clock;

/// Station and time of a suffix, as far as it tells them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Suffix<'a> {
    /// Name of the station with its letter, as a tag block's `s:` would give it: `r003669987`.
    pub(crate) station: Option<&'a [u8]>,
    /// The first number that is a plausible epoch. Some receivers write two.
    pub(crate) time: Option<Time>,
}

impl<'a> Suffix<'a> {
    /// Reads what follows a sentence's checksum; litter tells nothing.
    pub(crate) fn parse(text: &'a [u8]) -> Suffix<'a> {
        let mut suffix = Suffix::default();
        let Some(text) = text.strip_prefix(b",") else { return suffix };
        for field in text.split(|&byte| byte == b',').map(<[u8]>::trim_ascii).take(16) {
            match field {
                [b'r' | b'b', _, ..] if field.len() <= 32 => {
                    suffix.station = suffix.station.or(Some(field));
                }
                [b'0'..=b'9', ..] => suffix.time = suffix.time.or_else(|| clock::epoch(field)),
                _ => {}
            }
        }
        suffix
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stations_and_times_are_read() {
        let both = Suffix::parse(b",s26838,d-079,T07.62867565,r08JFRA1,1277510424,1277510420.5");
        assert_eq!(both.station, Some(&b"r08JFRA1"[..]));
        assert_eq!(both.time, Time::from_unix_seconds(1_277_510_424));
        assert_eq!(Suffix::parse(b"'"), Suffix::default());
        assert_eq!(Suffix::parse(b",12,rx"), Suffix { station: Some(b"rx"), time: None });
    }
}
