//! Subjects: `cordon.<to>.<from>.<pipe>`. What a subject says of its sender is hearsay; TLS asks.

use std::fmt;
use std::str::FromStr;

use crate::names::PartnerName;

/// The first word of every subject.
pub const PREFIX: &str = "cordon";
/// The stream that holds them.
pub const STREAM: &str = "CORDON";

/// A pipe's own name, by chance, so that two never meet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PipeId([u8; 16]);

impl PipeId {
    /// A new one.
    pub fn by_chance() -> Result<PipeId, String> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|error| format!("no random number: {error}"))?;
        Ok(PipeId(bytes))
    }
}

impl fmt::Display for PipeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for PipeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PipeId {
    type Err = ();

    fn from_str(text: &str) -> Result<PipeId, ()> {
        let lower = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() != 32 || !text.bytes().all(lower) {
            return Err(());
        }
        u128::from_str_radix(text, 16).map(|id| PipeId(id.to_be_bytes())).map_err(drop)
    }
}

/// Which pipe, seen from one of its ends: who is at the other, and its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Route {
    /// Who is at the other end, or says so.
    pub with: PartnerName,
    /// Which of the pipes with it.
    pub pipe: PipeId,
}

impl Route {
    /// The subject of what `me` says into the pipe.
    pub fn outward(&self, me: &PartnerName) -> String {
        format!("{PREFIX}.{}.{me}.{}", self.with, self.pipe)
    }

    /// From the subject of a message to `me`.
    pub fn of_subject(subject: &str, me: &PartnerName) -> Option<Route> {
        let mut words = subject.split('.');
        let (prefix, to, from) = (words.next()?, words.next()?, words.next()?);
        let pipe = words.next()?.parse().ok()?;
        let ours = prefix == PREFIX && to == me.as_str() && words.next().is_none();
        ours.then_some(Route { with: from.parse().ok()?, pipe })
    }
}

/// What a node listens to.
pub fn all_to(me: &PartnerName) -> String {
    format!("{PREFIX}.{me}.>")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(text: &str) -> PartnerName {
        text.parse().unwrap()
    }

    #[test]
    fn a_subject_names_its_pipe() {
        let pipe = PipeId::by_chance().unwrap();
        let subject = Route { with: name("KOR"), pipe }.outward(&name("JPN"));
        assert_eq!(subject, format!("cordon.KOR.JPN.{pipe}"));
        let route = Route::of_subject(&subject, &name("KOR"));
        assert_eq!(route, Some(Route { with: name("JPN"), pipe }));
        assert_eq!(Route::of_subject(&subject, &name("USA")), None, "it is to another");
        for bad in ["", "cordon.KOR.JPN", "cordon.KOR.JPN.xy", "cordon.KOR.*.00", "x.y.z.w.v"] {
            assert_eq!(Route::of_subject(bad, &name("KOR")), None, "{bad}");
        }
        assert_eq!(Route::of_subject(&format!("{subject}.more"), &name("KOR")), None);
        assert_eq!(Route::of_subject(&subject.to_uppercase(), &name("KOR")), None);
    }

    proptest! {
        #[test]
        fn any_subject_is_read_or_refused(subject in ".{0,80}|cordon\\.KOR\\.[A-Z]{1,40}\\.[0-9a-f]{30,34}") {
            if let Some(route) = Route::of_subject(&subject, &name("KOR")) {
                prop_assert_eq!(format!("cordon.KOR.{}.{}", route.with, route.pipe), subject);
            }
        }
    }
}
