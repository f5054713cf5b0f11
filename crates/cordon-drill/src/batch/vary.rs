//! What differs from run to run.

use std::str::FromStr;

use toml::Value;

use crate::scenario::{self, Problems, Scenario};
use crate::world::Stream;

/// A number of the scenario that each run draws anew: `rules.consent_wait_min=60..240`.
#[derive(Clone, Debug, PartialEq)]
pub struct Vary {
    /// Where it stands: keys with dots between; entries of a list by their `id`, or by number from 0.
    pub key: String,
    /// From.
    pub low: f64,
    /// To.
    pub high: f64,
}

/// Why nothing can be varied so.
#[derive(Debug, thiserror::Error)]
pub enum BadVary {
    /// It is written wrongly.
    #[error("`{0}` is no range; write key=low..high, such as rules.consent_wait_min=60..240")]
    Shape(String),
    /// There is no such number.
    #[error("the scenario has no number at `{0}`")]
    NoSuchKey(String),
    /// The scenario cannot be played like that.
    #[error("with {key} = {value} the scenario cannot be played: {problems}")]
    Wrong {
        /// Which number.
        key: String,
        /// What it was set to.
        value: f64,
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
        let (low, high) = range.split_once("..").ok_or_else(shape)?;
        let number = |text: &str| text.trim().parse().ok().filter(|it: &f64| it.is_finite());
        let (low, high) = number(low).zip(number(high)).ok_or_else(shape)?;
        if key.trim().is_empty() || low > high {
            return Err(shape());
        }
        Ok(Vary { key: key.trim().to_owned(), low, high })
    }
}

impl Vary {
    /// What it is in the run with this seed.
    pub fn value(&self, seed: u64) -> f64 {
        let value = Stream::new(seed).of("vary").of(&self.key).between(0, self.low, self.high);
        (value * 1e6).round() / 1e6
    }

    /// The scenario with this value; it is checked like one from a file.
    ///
    /// # Errors
    /// [`BadVary`].
    pub fn applied(&self, scenario: &Scenario, value: f64) -> Result<Scenario, BadVary> {
        let whole = Scenario { include: Vec::new(), ..scenario.clone() };
        let mut tree = Value::try_from(whole)?;
        let missing = || BadVary::NoSuchKey(self.key.clone());
        let place = find(&mut tree, &self.key).ok_or_else(missing)?;
        match place {
            Value::Float(number) => *number = value,
            Value::Integer(number) => *number = value.round() as i64,
            _ => return Err(missing()),
        }
        let text = toml::to_string(&tree)?;
        scenario::from_text(
            &scenario.name,
            &text,
            &|_| Err("files are included already".to_owned()),
        )
        .map_err(|problems| BadVary::Wrong { key: self.key.clone(), value, problems })
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
        let changed = wait.applied(&jeju(), 77.0).map(|it| it.rules.consent_wait_min);
        assert_eq!(changed.ok(), Some(77.0));
        let speed = Vary { key: "craft.silver-plover.speed_kn".to_owned(), low: 8.0, high: 12.0 };
        let changed = speed.applied(&jeju(), 9.5).ok();
        let craft = changed.and_then(|it| it.craft.into_iter().find(|it| it.id == "silver-plover"));
        assert_eq!(craft.and_then(|it| it.speed_kn), Some(9.5));
        assert!((60.0..=240.0).contains(&wait.value(3)));
        let bits = |seed| wait.value(seed).to_bits();
        assert_eq!(bits(3), bits(3));
        assert_ne!(bits(3), bits(4));
    }

    #[test]
    fn what_cannot_be_varied_is_told() {
        for text in ["", "a", "a=1", "a=2..1", "=1..2", "a=x..y", "a=1..inf"] {
            assert!(matches!(text.parse::<Vary>(), Err(BadVary::Shape(_))), "{text}");
        }
        let nothing = Vary { key: "craft.nobody.speed_kn".to_owned(), low: 0.0, high: 1.0 };
        assert!(matches!(nothing.applied(&jeju(), 0.5), Err(BadVary::NoSuchKey(_))));
        let fast = Vary { key: "craft.silver-plover.speed_kn".to_owned(), low: 0.0, high: 900.0 };
        assert!(matches!(fast.applied(&jeju(), 900.0), Err(BadVary::Wrong { .. })));
    }
}
