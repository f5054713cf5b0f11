//! What stands now, whatever order messages came in.

use std::collections::BTreeMap;

use cordon_core::Warning;
use cordon_core::warning::NotAWarning;

/// All messages heard, by flight.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Board {
    flights: BTreeMap<(String, String), BTreeMap<u32, Warning>>,
}

/// What became of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// It stands now.
    Stands,
    /// A later message about the same flight was here before it; kept for the record.
    Outdated,
    /// Heard before.
    Known,
    /// Another text under the same number was here first; refused.
    Conflict,
    /// Its exercise mark is not that of the flight; refused.
    ExerciseMark,
    /// Its numbers cannot be; refused.
    Impossible(NotAWarning),
}

impl Board {
    /// Take a message in.
    pub fn accept(&mut self, warning: Warning) -> Accepted {
        if let Err(why) = warning.check() {
            return Accepted::Impossible(why);
        }
        let key = (warning.origin.clone(), warning.id.clone());
        let messages = self.flights.entry(key).or_default();
        if messages.values().any(|other| other.exercise != warning.exercise) {
            return Accepted::ExerciseMark;
        }
        let last = messages.last_key_value().map_or(0, |(sequence, _)| *sequence);
        match messages.get(&warning.sequence) {
            Some(known) if *known == warning => Accepted::Known,
            Some(_) => Accepted::Conflict,
            None => {
                let stands = warning.sequence > last;
                messages.insert(warning.sequence, warning);
                if stands { Accepted::Stands } else { Accepted::Outdated }
            }
        }
    }

    /// What stands of each flight, all-clears included, by origin and name.
    pub fn standing(&self) -> impl Iterator<Item = &Warning> {
        self.flights.values().filter_map(|messages| messages.last_key_value().map(|(_, w)| w))
    }

    /// All messages about a flight, in sequence; by its name, whoever's it is.
    pub fn messages<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Warning> + 'a {
        let flights = self.flights.iter().filter(move |((_, name), _)| name == id);
        flights.flat_map(|(_, messages)| messages.values())
    }

    /// What stands of the flight of this name.
    pub fn get(&self, id: &str) -> Option<&Warning> {
        self.standing().find(|warning| warning.id == id)
    }
}

#[cfg(test)]
mod tests {
    use cordon_core::Time;
    use proptest::prelude::*;

    use super::*;
    use crate::warning::{Change, Terms, first, next};

    fn series() -> Vec<Warning> {
        let at = |s: i64| Time::from_unix_seconds(1_931_212_800 + s).unwrap();
        let terms = Terms {
            origin: "JPN".into(),
            issued: at(60),
            confidence: 0.9,
            exercise: Some("DRILL7".into()),
        };
        let launch = first(&terms, at(0), "Seen to climb.".into());
        let update = next(&launch, Change::Update(Box::new(launch.clone())), at(70)).unwrap();
        let clear =
            next(&update, Change::AllClear("It fell into the sea.".into()), at(600)).unwrap();
        let right = next(&clear, Change::Correction(Box::new(update.clone())), at(610)).unwrap();
        vec![launch, update, clear, right]
    }

    #[test]
    fn each_message_replaces_the_one_before() {
        let series = series();
        for (n, warning) in series.iter().enumerate() {
            warning.check().unwrap();
            assert_eq!(warning.sequence as usize, n + 1);
            assert_eq!(warning.supersedes.unwrap_or(0) as usize, n);
        }
        assert_eq!(series[0].id, "JPN-20310314T000000Z");
    }

    #[test]
    fn nothing_but_a_correction_follows_an_all_clear() {
        let series = series();
        let again = next(&series[2], Change::Update(Box::new(series[1].clone())), series[3].issued);
        assert!(again.unwrap_err().to_string().contains("called off"));
    }

    #[test]
    fn a_drill_never_becomes_real() {
        let series = series();
        let mut real = series[1].clone();
        real.exercise = None;
        let mixed = next(&series[0], Change::Update(Box::new(real.clone())), series[1].issued);
        assert!(mixed.unwrap_err().to_string().contains("never mixed"));
        let mut board = Board::default();
        board.accept(series[0].clone());
        assert_eq!(board.accept(real), Accepted::ExerciseMark);
    }

    #[test]
    fn another_text_under_the_same_number_is_refused() {
        let mut board = Board::default();
        let mut other = series().remove(1);
        assert_eq!(board.accept(other.clone()), Accepted::Stands);
        assert_eq!(board.accept(other.clone()), Accepted::Known);
        other.confidence = 0.1;
        assert_eq!(board.accept(other), Accepted::Conflict);
    }

    proptest! {
        /// Whatever order they come in, however often, the same stands at the end.
        #[test]
        fn order_does_not_matter(order in proptest::collection::vec(0..4_usize, 0..12)) {
            let series = series();
            let mut board = Board::default();
            for &at in &order {
                board.accept(series[at].clone());
            }
            let last = order.iter().max().map(|&at| &series[at]);
            prop_assert_eq!(board.standing().next(), last);
        }
    }
}
