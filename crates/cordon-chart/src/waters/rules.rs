//! What single states do differently: narrower territorial seas in straits, straight baselines.

use cordon_core::{NauticalMiles, Position};

use super::{CONTIGUOUS, Class, TERRITORIAL, Waters};
use crate::state::State;

/// A strait where states take three miles instead of twelve.
struct Strait {
    name: &'static str,
    /// Longitude and latitude of its corners.
    corners: &'static [[f64; 2]],
    states: &'static [State],
    law: &'static str,
}

const KOREAN_LAW: &str = "Territorial Sea and Contiguous Zone Act (Act 3037), art. 1, and its \
    Enforcement Decree (Presidential Decree 9162), art. 3 and table 2";
const JAPANESE_LAW: &str = "Act on the Territorial Sea and the Contiguous Zone (Act 30 of 1977), \
    supplementary provisions 2, and its Enforcement Order (Cabinet Order 210 of 1977), art. 3 and 4";

/// Drawn by hand inside the waters that the laws name, so that three miles are never answered where
/// twelve may hold: their exact ends are in the tables of the decrees, which are not part of this
/// chart. Load a territorial sea of your own to have them.
const STRAITS: &[Strait] = &[
    Strait {
        name: "Korea Strait, western channel",
        corners: &[[128.75, 34.55], [129.20, 34.20], [129.50, 34.72], [129.22, 35.15]],
        states: &[State::KOR],
        law: KOREAN_LAW,
    },
    Strait {
        name: "Tsushima Strait, western channel",
        corners: &[[128.75, 34.55], [129.20, 34.20], [129.50, 34.72], [129.22, 35.15]],
        states: &[State::JPN],
        law: JAPANESE_LAW,
    },
    Strait {
        name: "Tsushima Strait, eastern channel",
        corners: &[[129.20, 34.08], [129.60, 33.84], [130.00, 34.20], [129.52, 34.68]],
        states: &[State::JPN],
        law: JAPANESE_LAW,
    },
    Strait {
        name: "Osumi Strait",
        corners: &[
            [130.45, 30.92],
            [130.66, 31.02],
            [131.05, 31.00],
            [131.00, 30.82],
            [130.55, 30.80],
        ],
        states: &[State::JPN],
        law: JAPANESE_LAW,
    },
];

const STRAIT_BREADTH: NauticalMiles = NauticalMiles(3.0);

/// How wide a state's territorial sea is at a place.
pub(super) fn breadth(state: Option<State>, at: Position) -> NauticalMiles {
    if strait(state, at).is_some() { STRAIT_BREADTH } else { TERRITORIAL }
}

fn strait(state: Option<State>, at: Position) -> Option<&'static Strait> {
    let state = state?;
    STRAITS.iter().find(|strait| strait.states.contains(&state) && holds(strait.corners, at))
}

/// Even-odd rule; the straits lie far from the 180th meridian.
fn holds(corners: &[[f64; 2]], at: Position) -> bool {
    let before = corners.last().into_iter().chain(corners);
    let crossings = before.zip(corners).filter(|(a, b)| {
        (a[1] > at.lat()) != (b[1] > at.lat())
            && a[0] + (at.lat() - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) > at.lon()
    });
    crossings.count() % 2 == 1
}

/// Which straight baselines a state draws, and where that is written.
fn straight_baselines(state: State) -> Option<&'static str> {
    match state {
        State::KOR => Some(
            "the west and south coasts of Korea have straight baselines, Jeju has none (Enforcement \
             Decree 9162, art. 2 and table 1)",
        ),
        State::JPN => Some(
            "Japan draws straight baselines since 1997 (Cabinet Order 210 of 1977, art. 2 and table 1)",
        ),
        State::CHN => {
            Some("China draws straight baselines since 1996 (Declaration of 15 May 1996)")
        }
        State::TWN => {
            Some("Taiwan draws straight baselines since 1999 (first part of its baselines)")
        }
        State::PRK => {
            Some("the Democratic People's Republic of Korea has not published its baselines")
        }
        State::RUS => Some(
            "Russia draws straight baselines since 1984 (Decrees of 7 February 1984 and 15 January 1985)",
        ),
        _ => None,
    }
}

/// Says what the answer rests on.
pub(super) fn tell(waters: &mut Waters, at: Position) {
    let error_nm = NauticalMiles::from(waters.error).value();
    if error_nm > 1.0 {
        waters.notes.push(format!(
            "the shore here is coarse: a limit may be {error_nm:.0} nm off, on the unsafe side; build \
             a finer one with `cordon chart build`"
        ));
    }
    if waters.is_doubtful {
        waters.notes.push(format!(
            "a limit lies within {error_nm:.2} nm of here, which is how far the shore may be off: the \
             place may lie on its other side"
        ));
    }
    if matches!(waters.class, Class::TerritorialSea | Class::Contiguous | Class::HighSeas) {
        tell_baselines(waters);
        tell_straits(waters, at);
    }
    if waters.class == Class::Contiguous
        && waters.near.iter().any(|near| near.state == Some(State::PRK))
    {
        waters.notes.push(
            "the Democratic People's Republic of Korea claims no contiguous zone, but a military \
             zone of 50 nm, which other states do not recognise"
                .to_owned(),
        );
    }
}

fn tell_baselines(waters: &mut Waters) {
    waters
        .assumptions
        .push("normal baseline assumed: the shore as the source has it (UNCLOS art. 5)".to_owned());
    let adjacent = waters.near.iter().filter(|near| near.distance <= CONTIGUOUS.into());
    for state in adjacent.filter_map(|near| near.state) {
        if let Some(words) = straight_baselines(state) {
            waters.assumptions.push(format!("{words}: there the true limit lies further out"));
        }
    }
}

fn tell_straits(waters: &mut Waters, at: Position) {
    for near in waters.near.iter().filter(|near| near.distance <= TERRITORIAL.into()) {
        if let Some(strait) = strait(near.state, at) {
            waters.notes.push(format!(
                "territorial sea of {} taken as 3 nm in the {}: {}",
                near.state.map_or_else(String::new, |state| state.to_string()),
                strait.name,
                strait.law
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lat: f64, lon: f64) -> Position {
        Position::from_degrees(lat, lon).unwrap()
    }

    /// BIMCO, Korea, territorial waters: 12 miles, 3 in the Strait of Korea. Japan Coast Guard:
    /// 3 miles in five straits, among them both channels of Tsushima and Osumi.
    #[test]
    fn straits_are_three_miles_wide() {
        let miles = |state, lat, lon| breadth(Some(state), at(lat, lon)).value() as u32;
        assert_eq!(miles(State::KOR, 34.8, 129.1), 3);
        assert_eq!(miles(State::JPN, 34.5, 129.2), 3);
        assert_eq!(miles(State::JPN, 34.2, 129.6), 3);
        assert_eq!(miles(State::JPN, 30.9, 130.8), 3);
        assert_eq!(miles(State::KOR, 33.0, 126.3), 12);
        assert_eq!(miles(State::JPN, 32.0, 128.35), 12);
        assert_eq!(miles(State::CHN, 34.8, 129.1), 12);
    }
}
