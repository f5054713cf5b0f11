//! Who heard it.

use cordon_core::{Mmsi, MmsiClass, ReceiverKind};
use twox_hash::XxHash3_64;

/// A fixed number for a station's name; never 0, which means "not said".
pub fn receiver(station: &[u8]) -> u32 {
    let hash = XxHash3_64::oneshot(station);
    ((hash >> 32) as u32 ^ hash as u32).max(1)
}

/// What kind of receiver a station is, where its name tells.
///
/// Known: the words `terrestrial` and `satellite` that some providers put in `s:`; Orbcomm's
/// satellites (`rORBCOMM...`); and shore stations named by their coast station MMSI, with the `r` or
/// `b` of US Coast Guard logs before it (`r003669987`) or without the zeros (`2573555`).
pub fn receiver_kind(station: &[u8]) -> ReceiverKind {
    if station.eq_ignore_ascii_case(b"terrestrial") || is_coast_station(station) {
        return ReceiverKind::Terrestrial;
    }
    if station.eq_ignore_ascii_case(b"satellite") || station.starts_with(b"rORBCOMM") {
        return ReceiverKind::Satellite;
    }
    ReceiverKind::Unknown
}

fn is_coast_station(station: &[u8]) -> bool {
    let digits =
        station.strip_prefix(b"r").or_else(|| station.strip_prefix(b"b")).unwrap_or(station);
    matches!(digits.len(), 7 | 9)
        && std::str::from_utf8(digits)
            .ok()
            .and_then(|digits| digits.parse().ok())
            .is_some_and(|number| Mmsi(number).class() == MmsiClass::Coast)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_kind() {
        for (name, kind) in [
            ("r003669987", ReceiverKind::Terrestrial),
            ("2573555", ReceiverKind::Terrestrial),
            ("terrestrial", ReceiverKind::Terrestrial),
            ("rORBCOMM999", ReceiverKind::Satellite),
            ("r17MABC1", ReceiverKind::Unknown),
            ("257355512", ReceiverKind::Unknown),
            ("", ReceiverKind::Unknown),
        ] {
            assert_eq!(receiver_kind(name.as_bytes()), kind, "{name}");
        }
    }
}
