//! Whose shore a corner is, where the shoreline itself does not say.

use cordon_core::{Metres, Position};

use super::clip::Corner;
use crate::land::Land;
use crate::state::State;

/// How far a shore of Natural Earth is looked for.
const REACH: Metres = Metres(370_400.0);

/// Islands that Natural Earth has not or gives to nobody, and whose nearest shore is another
/// state's: west, south, east, north, and who administers them.
const ISLANDS: [([f64; 4], State); 7] = [
    // Kinmen, and Matsu off the Min river: administered by Taiwan (CIA World Factbook, Taiwan).
    ([118.19, 24.37, 118.51, 24.54], State::TWN),
    ([119.87, 25.93, 120.53, 26.40], State::TWN),
    // Baengnyeong, Daecheong and Socheong; Yeonpyeong: administered by the Republic of Korea
    // (Korean Armistice Agreement of 1953, article II 13 b).
    ([124.58, 37.74, 124.80, 38.01], State::KOR),
    ([125.62, 37.60, 125.76, 37.70], State::KOR),
    // Senkaku Islands: administered by Japan, claimed by China and Taiwan.
    ([123.40, 25.65, 124.65, 26.00], State::JPN),
    // Danjo Gunto and Torishima west of Kyushu (Japan Coast Guard, list of territorial waters).
    ([128.05, 31.97, 128.45, 32.28], State::JPN),
    // Liancourt Rocks: administered by the Republic of Korea, claimed by Japan.
    ([131.84, 37.22, 131.89, 37.26], State::KOR),
];

/// The states met so far.
#[derive(Debug, Default)]
pub struct Owners {
    states: Vec<State>,
}

impl Owners {
    /// Gives each corner of a ring its state.
    pub fn assign(&mut self, ring: &mut [Corner]) {
        for (corner, owner) in ring {
            let Some(at) = Position::from_raw(corner[1], corner[0]) else { continue };
            *owner = of(at).map(|state| self.index(state));
        }
    }

    /// The number of a state.
    pub fn index(&mut self, state: State) -> u16 {
        let known = self.states.iter().position(|known| *known == state);
        known.unwrap_or_else(|| {
            self.states.push(state);
            self.states.len() - 1
        }) as u16
    }

    /// The states in the order of their numbers.
    pub fn into_states(self) -> Vec<State> {
        self.states
    }
}

fn of(at: Position) -> Option<State> {
    let (lat, lon) = (at.lat(), at.lon());
    let holds = |[west, south, east, north]: &[f64; 4]| {
        (*west..=*east).contains(&lon) && (*south..=*north).contains(&lat)
    };
    let island = ISLANDS.iter().find(|(bounds, _)| holds(bounds)).map(|(_, state)| *state);
    island.or_else(|| Land::standard().nearest_shore(at, REACH, |_, state| state.is_some())?.state)
}
