//! `$PGHP`, the time line of shore networks: it names the checksum of the sentence it speaks of.
//!
//! `$PGHP,1,year,month,day,hour,minute,second,millisecond,country,region,station,online,cc*hh`

use cordon_core::Time;

use crate::clock::{calendar, decimal};
use crate::sentence::{checksum, hex_byte};

/// When and where the sentence with checksum `names` was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pghp {
    pub(crate) time: Option<Time>,
    pub(crate) station: Option<Box<[u8]>>,
    names: u8,
    /// First byte of the line, in the input.
    pub(crate) offset: u64,
}

impl Pghp {
    /// Reads the sentence `raw`, from `$` to its checksum, which must be right.
    pub(crate) fn parse(raw: &[u8], offset: u64) -> Option<Pghp> {
        let body = checked(raw)?;
        let fields: Vec<&[u8]> = body.split(|&byte| byte == b',').take(14).collect();
        let [_, b"1", year, month, day, hour, minute, second, millis, _, _, station, _, names] =
            *fields
        else {
            return None;
        };
        let time = || {
            let date = [decimal(year)?, decimal(month)?, decimal(day)?];
            let clock = [decimal(hour)?, decimal(minute)?, decimal(second)?];
            let millis = decimal(millis).filter(|millis| (0..1_000).contains(millis))?;
            calendar(date, clock, millis * 1_000)
        };
        let station = Some(station).filter(|name| !name.is_empty() && name.len() <= 32);
        let names = hex_byte(names)?;
        Some(Pghp { time: time(), station: station.map(Box::from), names, offset })
    }

    /// Whether it speaks of the sentence `raw`.
    pub(crate) fn names(&self, raw: &[u8]) -> bool {
        raw.split_last_chunk::<2>().and_then(|(_, sum)| hex_byte(sum)) == Some(self.names)
    }
}

/// The text between `$` and `*`, when its checksum is there and right.
pub(super) fn checked(raw: &[u8]) -> Option<&[u8]> {
    let (body, sum) = raw.get(1..)?.split_last_chunk::<3>()?;
    (sum[0] == b'*' && hex_byte(&sum[1..]) == Some(checksum(body))).then_some(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_line_is_bound_to_its_sentence() {
        let raw = b"$PGHP,1,2010,6,11,11,46,11,390,231,45,992190934,1,2B*5B";
        let pghp = Pghp::parse(raw, 7).unwrap();
        assert_eq!(pghp.time.unwrap().to_string(), "2010-06-11T11:46:11.39Z");
        assert_eq!(pghp.station.as_deref(), Some(&b"992190934"[..]));
        assert!(pghp.names(b"!AIVDM,1,1,,A,402=481uaUcf;OQ55JS9ITi025Jp,0*2B"));
        assert!(!pghp.names(b"!AIVDM,1,1,,A,402=481uaUcf;OQ55JS9ITi025Jp,0*2C"));
        assert_eq!(Pghp::parse(b"$PGHP,1,2010,6*00", 0), None);
    }
}
