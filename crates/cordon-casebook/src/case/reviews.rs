//! What people make of the findings of a case.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Case, Stamp};
use crate::event::ReviewVerdict;
use crate::names::{ItemId, ItemKind};

/// What a person makes of one finding: it holds, or it does not and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Which finding.
    pub item: ItemId,
    /// Whether it holds.
    pub verdict: ReviewVerdict,
    /// Why.
    pub reason: Option<String>,
    /// Who says so, and when.
    pub by: Stamp,
}

/// Reviews were comments in these words before they had an event of their own.
const IN_WORDS: [(&str, ReviewVerdict); 2] = [
    ("Review: accepted.", ReviewVerdict::Accepted),
    ("Review: rejected.", ReviewVerdict::Rejected),
];

impl Case {
    /// The last review of each finding, in the order of the findings.
    pub fn reviews(&self) -> Vec<Review> {
        let mut all: Vec<Review> = self.in_words().chain(self.reviewed.iter().cloned()).collect();
        all.sort_by_key(|review| review.by.version);
        let last: BTreeMap<ItemId, Review> =
            all.into_iter().map(|review| (review.item, review)).collect();
        last.into_values().collect()
    }

    fn in_words(&self) -> impl Iterator<Item = Review> {
        self.comments.iter().filter_map(|comment| {
            let item = comment.what.about.filter(|item| item.kind == ItemKind::Finding)?;
            let (verdict, reason) = read(&comment.what.text)?;
            Some(Review { item, verdict, reason, by: comment.added.clone() })
        })
    }
}

fn read(text: &str) -> Option<(ReviewVerdict, Option<String>)> {
    IN_WORDS.into_iter().find_map(|(words, verdict)| {
        let reason = text.strip_prefix(words)?.trim();
        Some((verdict, Some(reason.to_owned()).filter(|reason| !reason.is_empty())))
    })
}
