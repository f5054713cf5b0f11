//! What a screening was asked of. A clear result never says more than was looked at.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::day::Day;
use crate::watchlist::List;

/// Lists that the field knows, with words by which a loaded one is recognised.
pub const CATALOGUE: [(&str, &[&str]); 7] = [
    ("OFAC SDN (United States)", &["ofac", "sdn"]),
    (
        "UN Security Council consolidated list",
        &["united nations", "un consolidated", "un_consolidated"],
    ),
    ("UN 1718 designated vessels", &["1718"]),
    ("EU designated vessels", &["eu designated", "eu_designated", "european union", "annex xlii"]),
    ("UK sanctions list", &["uk sanctions", "ofsi", "united kingdom"]),
    ("Ukraine GUR, War & Sanctions", &["gur", "war & sanctions", "war-sanctions"]),
    ("OpenSanctions", &["opensanctions"]),
];

/// A list that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScreenedList {
    /// Its name.
    pub name: String,
    /// The day whose state it shows.
    pub as_of: Option<Day>,
    /// How many entries it has.
    pub entries: usize,
    /// What limits what it says about the day that was asked for.
    pub caution: Option<String>,
}

/// What was looked at, and what was not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// The day that was asked for.
    pub as_of: Day,
    /// Lists that were looked at.
    pub screened: Vec<ScreenedList>,
    /// Known lists that were not loaded.
    pub not_loaded: Vec<String>,
}

impl Coverage {
    pub(super) fn new(lists: &[List], as_of: Day) -> Coverage {
        let screened = lists.iter().map(|list| ScreenedList {
            name: list.info.name.clone(),
            as_of: list.info.as_of,
            entries: list.entries.len(),
            caution: caution(list, as_of),
        });
        let not_loaded =
            CATALOGUE.iter().filter(|(_, words)| !lists.iter().any(|list| is(list, words)));
        Coverage {
            as_of,
            screened: screened.collect(),
            not_loaded: not_loaded.map(|(name, _)| (*name).to_owned()).collect(),
        }
    }
}

fn is(list: &List, words: &[&str]) -> bool {
    let said = format!("{} {}", list.info.name, list.info.publisher.as_deref().unwrap_or_default());
    let said = said.to_lowercase();
    words.iter().any(|word| said.contains(word))
}

fn caution(list: &List, as_of: Day) -> Option<String> {
    let undated = || list.entries.iter().any(|entry| entry.listed_on.is_none());
    if let Some(why) = &list.broken {
        return Some(format!("not whole: {why}"));
    }
    match list.info.as_of {
        None => Some("does not say of which day it is".to_owned()),
        Some(day) if day < as_of => {
            Some(format!("shows {day}: what was listed after it is not on it"))
        }
        Some(day) if day > as_of && undated() => Some(format!(
            "shows {day}, and does not say of every entry since when it is listed: some may have been listed after {as_of}, and what was taken off before {day} is not on it"
        )),
        Some(_) => None,
    }
}

/// One sentence for people.
impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "screened as of {} against ", self.as_of)?;
        if self.screened.is_empty() {
            f.write_str("no list")?;
        }
        for (n, list) in self.screened.iter().enumerate() {
            let comma = if n == 0 { "" } else { ", " };
            write!(f, "{comma}{} ({} entries", list.name, list.entries)?;
            match list.as_of {
                Some(day) => write!(f, ", state of {day})")?,
                None => f.write_str(", undated)")?,
            }
        }
        if self.not_loaded.is_empty() {
            Ok(())
        } else {
            write!(f, "; not loaded: {}", self.not_loaded.join(", "))
        }
    }
}
