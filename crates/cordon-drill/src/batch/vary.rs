//! What differs from run to run.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use toml::Value;

use crate::scenario::shape::Tactics;
use crate::scenario::{self, Problems, Scenario};
use crate::world::Stream;

/// A number of the scenario that each run draws anew, `rules.consent_wait_min=60..240`, or words that every seed is
/// played with, `tactics=nearest,planner`.
#[derive(Clone, Debug, PartialEq)]
pub struct Vary {
    /// Where it stands: keys with dots between; entries of a list by their `id`, or by number from 0. `tactics` alone
    /// is that of every side that has any.
    pub key: String,
    /// What it is set to.
    pub over: Over,
}

/// What a key is varied over.
#[derive(Clone, Debug, PartialEq)]
pub enum Over {
    /// From one number to another, evenly.
    Range(f64, f64),
    /// Each of these.
    Words(Vec<String>),
}

/// What a key was set to in a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Setting {
    /// A number.
    Number(f64),
    /// A word.
    Word(String),
}

impl std::fmt::Display for Setting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Setting::Number(number) => number.fmt(f),
            Setting::Word(word) => word.fmt(f),
        }
    }
}

/// The most words that a key is varied over.
const MOST_WORDS: usize = 10;

/// Why nothing can be varied so.
#[derive(Debug, thiserror::Error)]
pub enum BadVary {
    /// It is written wrongly.
    #[error(
        "`{0}` is no range and no list; write key=low..high, such as rules.consent_wait_min=60..240, or key=one,other, \
         such as tactics=nearest,planner"
    )]
    Shape(String),
    /// There is no such number.
    #[error("the scenario has nothing of that kind at `{0}`")]
    NoSuchKey(String),
    /// The scenario cannot be played like that.
    #[error("with {key} = {value} the scenario cannot be played: {problems}")]
    Wrong {
        /// Which number.
        key: String,
        /// What it was set to.
        value: Setting,
        /// What is wrong.
        problems: Problems,
    },
    /// It cannot be written as TOML.
    #[error("the scenario cannot be written anew: {0}")]
    Unwritable(#[from] toml::ser::Error),
}

impl FromStr for Vary {
    type Err = BadVary;

    fn from_str(text: &str) -> Result<Vary, BadVary> {
        let shape = || BadVary::Shape(text.chars().take(80).collect());
        let (key, range) = text.split_once('=').ok_or_else(shape)?;
        let key = key.trim();
        let Some((low, high)) = range.split_once("..") else {
            let words: Vec<String> = range.split(',').map(|it| it.trim().to_owned()).collect();
            let is_list = (2..=MOST_WORDS).contains(&words.len());
            return if key.is_empty() || !is_list || words.iter().any(String::is_empty) {
                Err(shape())
            } else {
                Ok(Vary { key: key.to_owned(), over: Over::Words(words) })
            };
        };
        let number = |text: &str| text.trim().parse().ok().filter(|it: &f64| it.is_finite());
        let (low, high) = number(low).zip(number(high)).ok_or_else(shape)?;
        if key.is_empty() || low > high {
            return Err(shape());
        }
        Ok(Vary { key: key.to_owned(), over: Over::Range(low, high) })
    }
}

impl Vary {
    /// How many runs each seed takes.
    pub fn words(&self) -> usize {
        match &self.over {
            Over::Range(..) => 1,
            Over::Words(words) => words.len(),
        }
    }

    /// What it is in the run with this seed; of words, the one of this number.
    pub fn value(&self, seed: u64, word: usize) -> Setting {
        match &self.over {
            Over::Range(low, high) => {
                let value = Stream::new(seed).of("vary").of(&self.key).between(0, *low, *high);
                Setting::Number((value * 1e6).round() / 1e6)
            }
            Over::Words(words) => {
                let word = words.get(word % words.len().max(1));
                Setting::Word(word.cloned().unwrap_or_default())
            }
        }
    }

    /// The scenario with this value; it is checked like one from a file.
    ///
    /// # Errors
    /// [`BadVary`].
    pub fn applied(&self, scenario: &Scenario, value: &Setting) -> Result<Scenario, BadVary> {
        let whole = Scenario { include: Vec::new(), ..scenario.clone() };
        let mut tree = Value::try_from(whole)?;
        let missing = || BadVary::NoSuchKey(self.key.clone());
        let keys = self.keys(scenario);
        for key in &keys {
            let place = find(&mut tree, key).ok_or_else(missing)?;
            match (place, value) {
                (Value::Float(number), Setting::Number(value)) => *number = *value,
                (Value::Integer(number), Setting::Number(value)) => *number = value.round() as i64,
                (Value::String(text), Setting::Word(word)) => text.clone_from(word),
                _ => return Err(missing()),
            }
        }
        let text = toml::to_string(&tree)?;
        scenario::from_text(
            &scenario.name,
            &text,
            &|_| Err("files are included already".to_owned()),
        )
        .map_err(|problems| BadVary::Wrong {
            key: self.key.clone(),
            value: value.clone(),
            problems,
        })
    }

    /// The places that the key means.
    fn keys(&self, scenario: &Scenario) -> Vec<String> {
        if self.key != "tactics" {
            return vec![self.key.clone()];
        }
        let plays = scenario.side.iter().filter(|side| side.tactics != Tactics::None);
        let keys: Vec<String> = plays.map(|side| format!("side.{}.tactics", side.id)).collect();
        if keys.is_empty() { vec![self.key.clone()] } else { keys }
    }
}

fn find<'a>(tree: &'a mut Value, key: &str) -> Option<&'a mut Value> {
    key.split('.').try_fold(tree, |at, name| match at {
        Value::Table(table) => table.get_mut(name),
        Value::Array(list) => {
            let is_it = |it: &Value| {
                ["id", "nation"].iter().any(|key| it.get(key).and_then(Value::as_str) == Some(name))
            };
            let index = list.iter().position(is_it).or_else(|| name.parse().ok())?;
            list.get_mut(index)
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jeju() -> Scenario {
        scenario::bundled("jeju-2023")
            .and_then(Result::ok)
            .unwrap_or_else(|| unreachable!("bundled"))
    }

    #[test]
    fn a_number_is_found_by_keys_and_ids() {
        let wait: Vary =
            "rules.consent_wait_min=60..240".parse().unwrap_or_else(|_| unreachable!());
        let changed =
            wait.applied(&jeju(), &Setting::Number(77.0)).map(|it| it.rules.consent_wait_min);
        assert_eq!(changed.ok(), Some(77.0));
        let speed = range("craft.silver-plover.speed_kn");
        let changed = speed.applied(&jeju(), &Setting::Number(9.5)).ok();
        let craft = changed.and_then(|it| it.craft.into_iter().find(|it| it.id == "silver-plover"));
        assert_eq!(craft.and_then(|it| it.speed_kn), Some(9.5));
        let Setting::Number(value) = wait.value(3, 0) else { panic!("a number") };
        assert!((60.0..=240.0).contains(&value));
        assert_eq!(wait.value(3, 0), wait.value(3, 1));
        assert_ne!(wait.value(3, 0), wait.value(4, 0));
    }

    #[test]
    fn what_cannot_be_varied_is_told() {
        for text in ["", "a", "a=1", "a=2..1", "=1..2", "a=x..y", "a=1..inf", "a=b,", "=b,c"] {
            assert!(matches!(text.parse::<Vary>(), Err(BadVary::Shape(_))), "{text}");
        }
        let nothing = range("craft.nobody.speed_kn");
        let half = Setting::Number(0.5);
        assert!(matches!(nothing.applied(&jeju(), &half), Err(BadVary::NoSuchKey(_))));
        let fast = range("craft.silver-plover.speed_kn");
        let much = Setting::Number(900.0);
        assert!(matches!(fast.applied(&jeju(), &much), Err(BadVary::Wrong { .. })));
    }

    #[test]
    fn every_side_with_tactics_takes_the_word() {
        let vary: Vary = "tactics=nearest,planner".parse().unwrap_or_else(|_| unreachable!());
        assert_eq!(vary.words(), 2);
        let changed = vary.applied(&jeju(), &vary.value(9, 1)).unwrap_or_else(|_| unreachable!());
        assert!(changed.side.iter().all(|side| side.tactics == Tactics::Planner));
        let unknown = Setting::Word("hope".to_owned());
        assert!(matches!(vary.applied(&jeju(), &unknown), Err(BadVary::Wrong { .. })));
    }

    fn range(key: &str) -> Vary {
        Vary { key: key.to_owned(), over: Over::Range(0.0, 1.0) }
    }
}
