//! What ships say they are. All of it is invented, and made so that it cannot be anybody's.

use cordon_core::Mmsi;

/// Country digits that the ITU has given to nobody: its table ends below 780.
pub(crate) const NOBODY: u32 = 799;

/// The part of a message about the ship itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) mmsi: Mmsi,
    pub(crate) name: String,
    pub(crate) callsign: String,
    /// 0 or a number with a wrong check digit.
    pub(crate) imo: u32,
    /// Type of ship and cargo (ITU-R M.1371 table 53).
    pub(crate) ship_type: u8,
    /// Length and beam in metres.
    pub(crate) size: (u16, u8),
    pub(crate) destination: String,
}

const COLOURS: [&str; 9] =
    ["AMBER", "BLUE", "CORAL", "GREEN", "GREY", "IVORY", "OLIVE", "RUSTY", "SILVER"];
const BIRDS: [&str; 8] = ["AVOCET", "CURLEW", "DUNLIN", "HERON", "KNOT", "PLOVER", "SKUA", "TERN"];

/// The ship's number in the scenario makes its name, its numbers and its call sign.
pub(crate) fn identity(
    number: u32,
    ship_type: u8,
    size: (u16, u8),
    destination: &'static str,
) -> Identity {
    // Nine and eight have no common divisor: 72 ships before a name comes again.
    let colour = COLOURS[number as usize % COLOURS.len()];
    let bird = BIRDS[number as usize % BIRDS.len()];
    let is_large = size.0 >= 60;
    Identity {
        mmsi: Mmsi(NOBODY * 1_000_000 + 100 * number + 7),
        name: format!("EX {colour} {bird}"),
        callsign: format!("EX{number:04}"),
        imo: if is_large { wrong_imo(number) } else { 0 },
        ship_type,
        size,
        destination: destination.to_owned(),
    }
}

/// A coast station's number of the same country that is none.
pub(crate) const fn base_station(number: u32) -> u32 {
    NOBODY * 10_000 + number
}

/// An aid to navigation's number of the same country that is none.
pub(crate) const fn aid(number: u32) -> u32 {
    990_000_000 + NOBODY * 10_000 + number
}

/// Seven digits whose last is five off from what IMO Resolution A.1117(30) asks for.
pub(crate) fn wrong_imo(number: u32) -> u32 {
    let six = 990_000 + number % 10_000;
    six * 10 + (check_digit(six) + 5) % 10
}

/// The digits times 7, 6, ... 2, and of the sum the last digit.
fn check_digit(six: u32) -> u32 {
    let digits = (0..6).map(|place| six / 10_u32.pow(place) % 10);
    digits.zip(2..).map(|(digit, weight)| digit * weight).sum::<u32>() % 10
}

#[cfg(test)]
mod tests {
    use super::*;
    use cordon_core::MmsiClass;

    /// IMO 9074729 is the usual example of a right number.
    #[test]
    fn numbers_are_nobodys() {
        assert_eq!(check_digit(907_472), 9);
        let mut names: Vec<String> = Vec::new();
        for number in 0..72 {
            let ship = identity(number, 70, (180, 30), "EXERCISE");
            assert_eq!((ship.mmsi.class(), ship.mmsi.mid()), (MmsiClass::Ship, Some(799)));
            assert_ne!(check_digit(ship.imo / 10), ship.imo % 10);
            assert_eq!(ship.imo / 1_000_000, 9);
            assert!(ship.name.starts_with("EX ") && ship.name.len() <= 20);
            names.push(ship.name);
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), 72);
        assert_eq!(Mmsi(base_station(1)).class(), MmsiClass::Coast);
        assert_eq!(Mmsi(aid(1)).class(), MmsiClass::AidToNavigation);
    }
}
