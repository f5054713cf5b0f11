//! Names of cases and of the things in them: `C-1`, `F-1`, `N-2`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A case's name: `C-` and a number from 1, in the order of opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseId(pub u32);

impl CaseId {
    /// The chain of what people decide of hulls: no case, and no name that anyone can write.
    pub(crate) const HULLS: CaseId = CaseId(0);
}

/// What kind of thing an item is; its letter begins the item's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// `A`: an assessment.
    Assessment,
    /// `D`: a document.
    Document,
    /// `F`: a finding.
    Finding,
    /// `L`: a hit on a watchlist.
    ListHit,
    /// `M`: a comment.
    Comment,
    /// `N`: a note.
    Note,
    /// `Q`: a claim, quoted.
    Claim,
    /// `S`: a scene.
    Scene,
    /// `T`: a task.
    Task,
    /// `V`: a vessel.
    Vessel,
}

impl ItemKind {
    /// Every kind, in the order of their letters.
    pub const ALL: [ItemKind; 10] = [
        ItemKind::Assessment,
        ItemKind::Document,
        ItemKind::Finding,
        ItemKind::ListHit,
        ItemKind::Comment,
        ItemKind::Note,
        ItemKind::Claim,
        ItemKind::Scene,
        ItemKind::Task,
        ItemKind::Vessel,
    ];

    /// The letter that begins the names of items of this kind.
    pub const fn letter(self) -> char {
        match self {
            ItemKind::Assessment => 'A',
            ItemKind::Document => 'D',
            ItemKind::Finding => 'F',
            ItemKind::ListHit => 'L',
            ItemKind::Comment => 'M',
            ItemKind::Note => 'N',
            ItemKind::Claim => 'Q',
            ItemKind::Scene => 'S',
            ItemKind::Task => 'T',
            ItemKind::Vessel => 'V',
        }
    }
}

/// An item's name within its case: the letter of its kind and a number from 1. It never changes and
/// is never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId {
    /// What kind of thing.
    pub kind: ItemKind,
    /// Its number among those.
    pub number: u32,
}

impl ItemId {
    /// An item that the casebook is to name.
    pub const fn unnamed(kind: ItemKind) -> ItemId {
        ItemId { kind, number: 0 }
    }
}

/// Why a text is no name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not the name of {what}, for example {example}")]
pub struct NotAName {
    text: String,
    what: &'static str,
    example: &'static str,
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "C-{}", self.0)
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.kind.letter(), self.number)
    }
}

impl FromStr for CaseId {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<CaseId, NotAName> {
        let number = text.strip_prefix("C-").or_else(|| text.strip_prefix("c-")).and_then(number);
        number.map(CaseId).ok_or_else(|| not_a_name(text, "a case", "C-1"))
    }
}

impl FromStr for ItemId {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<ItemId, NotAName> {
        let read = || {
            let (letter, rest) = text.split_once('-')?;
            let letter = letter.to_ascii_uppercase();
            let kind =
                ItemKind::ALL.into_iter().find(|kind| letter == kind.letter().to_string())?;
            Some(ItemId { kind, number: number(rest)? })
        };
        read().ok_or_else(|| not_a_name(text, "an item", "F-1"))
    }
}

/// A number from 1 without sign or leading zeros, so that each name has one spelling.
fn number(text: &str) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    if plain { text.parse().ok() } else { None }
}

fn not_a_name(text: &str, what: &'static str, example: &'static str) -> NotAName {
    NotAName { text: text.chars().take(60).collect(), what, example }
}

macro_rules! written_as_text {
    ($name:ty) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

written_as_text!(CaseId);
written_as_text!(ItemId);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_spelling() {
        assert_eq!("C-12".parse::<CaseId>().unwrap().to_string(), "C-12");
        assert_eq!("f-3".parse::<ItemId>().unwrap().to_string(), "F-3");
        for text in ["C-0", "C-01", "C-+1", "C", "C-", "X-1", "F-", "F-99999999999", "FF-1"] {
            assert!(text.parse::<CaseId>().is_err(), "{text}");
            assert!(text.parse::<ItemId>().is_err(), "{text}");
        }
    }
}
