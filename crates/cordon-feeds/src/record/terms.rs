//! Words that providers write where AIS sends a number.

use cordon_core::{Mmsi, MmsiClass, ReceiverKind, Transponder};

use super::number::whole;

/// Beginnings of status words; the first that is found counts.
const STATUS_WORDS: [(&str, u8); 13] = [
    ("under way using engine", 0),
    ("underway using engine", 0),
    ("at anchor", 1),
    ("not under command", 2),
    ("restricted man", 3),
    ("constrained by", 4),
    ("moored", 5),
    ("aground", 6),
    ("engaged in fishing", 7),
    ("under way sailing", 8),
    ("underway sailing", 8),
    ("towing astern", 11),
    ("ais-sart", 14),
];

/// Parts of ship type words; the first that is found counts.
const SHIP_WORDS: [(&str, u8); 25] = [
    ("wing in ground", 20),
    ("wig", 20),
    ("fishing", 30),
    ("towing long", 32),
    ("towing: length", 32),
    ("towing, length", 32),
    ("towing", 31),
    ("dredging", 33),
    ("diving", 34),
    ("military", 35),
    ("sailing", 36),
    ("pleasure", 37),
    ("high speed", 40),
    ("hsc", 40),
    ("pilot", 50),
    ("search and rescue", 51),
    ("sar", 51),
    ("tug", 52),
    ("port tender", 53),
    ("anti-pollution", 54),
    ("law enforcement", 55),
    ("medical", 58),
    ("passenger", 60),
    ("cargo", 70),
    ("tanker", 80),
];

/// Navigational status (ITU-R M.1371, table 45) from its number or its words; 15 when not said.
/// MarineTraffic's own numbers past 15 (97 for SAR aircraft, 99) are not said either.
pub(crate) fn nav_status(text: &[u8]) -> u8 {
    if let Some(code) = whole(text) {
        return u8::try_from(code).ok().filter(|&code| code < 15).unwrap_or(15);
    }
    let said = lower(text);
    let pushing = said.contains("pushing ahead") || said.contains("towing alongside");
    let word = STATUS_WORDS.iter().find(|(word, _)| said.contains(word)).map(|&(_, code)| code);
    word.or(pushing.then_some(12)).unwrap_or(15)
}

/// Type of ship and cargo (ITU-R M.1371, table 53) from its number or its words.
pub(crate) fn ship_type(text: &[u8]) -> Option<u8> {
    if let Some(code) = whole(text) {
        return u8::try_from(code).ok().filter(|&code| code > 0);
    }
    let said = lower(text);
    let found = SHIP_WORDS.iter().find(|(word, _)| said.contains(word)).map(|&(_, code)| code);
    let base = found.or(said.starts_with("other").then_some(90))?;
    let graded = base == 20 || base == 40 || base >= 60;
    Some(if graded { base + cargo_grade(&said) } else { base })
}

fn cargo_grade(said: &str) -> u8 {
    if said.contains("no additional information") {
        return 9;
    }
    let category = said.split_once("category ").and_then(|(_, rest)| rest.bytes().next());
    match category {
        Some(letter @ b'a'..=b'd') => letter - b'a' + 1,
        _ => 0,
    }
}

/// Kind of station from a provider's word for it.
pub(crate) fn transponder(text: &[u8]) -> Transponder {
    let said = lower(text);
    match said.as_str() {
        "a" | "ais-a" | "class a" | "classa" | "class_a" => Transponder::ClassA,
        "b" | "ais-b" | "class b" | "classb" | "class_b" | "class b cs" => Transponder::ClassB,
        "aton" | "aid to navigation" | "ais-aton" => Transponder::AidToNavigation,
        "base station" | "base" => Transponder::Base,
        "sar airborne" | "sar aircraft" => Transponder::SarAircraft,
        _ if said.contains("man overboard")
            || said.contains("epirb")
            || said.contains("sart")
            || said.contains("rescue transponder") =>
        {
            Transponder::Distress
        }
        _ => Transponder::Unknown,
    }
}

/// Kind of station from the message it used; by its number where the message leaves it open.
pub(crate) fn by_message(msg_type: u8, mmsi: Mmsi) -> Transponder {
    let by_number = match mmsi.class() {
        MmsiClass::Distress => Transponder::Distress,
        MmsiClass::SarAircraft => Transponder::SarAircraft,
        MmsiClass::AidToNavigation => Transponder::AidToNavigation,
        MmsiClass::Coast => Transponder::Base,
        _ => Transponder::Unknown,
    };
    match msg_type {
        _ if by_number == Transponder::Distress => Transponder::Distress,
        1..=3 | 5 => Transponder::ClassA,
        18 | 19 | 24 => Transponder::ClassB,
        4 => Transponder::Base,
        21 | 28 => Transponder::AidToNavigation,
        9 => Transponder::SarAircraft,
        _ => by_number,
    }
}

/// Message type from `1`, `AIS.1`, `1.0`, or aisstream's name for it; 0 when it does not tell.
pub(crate) fn message_type(text: &[u8]) -> u8 {
    let number = text.strip_prefix(b"AIS.").unwrap_or(text);
    if let Some(code) = whole(number) {
        return u8::try_from(code).ok().filter(|code| (1..=28).contains(code)).unwrap_or(0);
    }
    match text {
        b"PositionReport" => 1,
        b"BaseStationReport" => 4,
        b"ShipStaticData" => 5,
        b"StandardSearchAndRescueAircraftReport" => 9,
        b"StandardClassBPositionReport" => 18,
        b"ExtendedClassBPositionReport" => 19,
        b"AidsToNavigationReport" => 21,
        b"StaticDataReport" => 24,
        b"LongRangeAisBroadcastMessage" => 27,
        _ => 0,
    }
}

/// How it was received, from a provider's word or letter for it.
pub(crate) fn receiver_kind(text: &[u8]) -> ReceiverKind {
    match lower(text).as_str() {
        "terrestrial" | "ter" | "t" | "g" | "ground" | "t-ais" => ReceiverKind::Terrestrial,
        "satellite" | "sat" | "s" | "s-ais" => ReceiverKind::Satellite,
        "dynamic" | "d" | "roaming" => ReceiverKind::Dynamic,
        _ => ReceiverKind::Unknown,
    }
}

fn lower(text: &[u8]) -> String {
    String::from_utf8_lossy(text.get(..80).unwrap_or(text)).trim().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_codes() {
        assert_eq!(nav_status(b"Under way using engine"), 0);
        assert_eq!(nav_status(b"Constrained by her draught"), 4);
        assert_eq!(nav_status(b"Reserved for future amendment [HSC]"), 15);
        assert_eq!(
            (nav_status(b"7.0"), nav_status(b"97"), nav_status(b"Unknown value")),
            (7, 15, 15)
        );
        assert_eq!(ship_type(b"Cargo, Hazardous category A"), Some(71));
        assert_eq!(ship_type(b"Tanker, No additional information"), Some(89));
        assert_eq!(ship_type(b"Other Type, all ships of this type"), Some(90));
        assert_eq!(ship_type(b"Pleasure Craft"), Some(37));
        assert_eq!(ship_type(b"Dredging or underwater ops"), Some(33));
        assert_eq!(
            (ship_type(b"Undefined"), ship_type(b"0"), ship_type(b"52.0")),
            (None, None, Some(52))
        );
        assert_eq!(transponder(b"Base Station"), Transponder::Base);
        assert_eq!(message_type(b"AIS.18"), 18);
        assert_eq!(message_type(b"99"), 0);
        assert_eq!(by_message(1, Mmsi(970_000_001)), Transponder::Distress);
        assert_eq!(receiver_kind(b"SAT"), ReceiverKind::Satellite);
    }
}
