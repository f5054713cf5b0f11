//! What a person makes of one finding of a case: it holds, or it does not and why.
//!
//! In the ledger a review is a comment on the finding in fixed words, so that every reader of the
//! ledger, the report included, can read it.

use std::collections::BTreeMap;

use cordon_casebook::{Case, Event, ItemId, ItemKind, Stamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const ACCEPTED: &str = "Review: accepted.";
const REJECTED: &str = "Review: rejected.";

/// Whether a finding holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    /// It is what it says.
    Accepted,
    /// It is not.
    Rejected,
}

/// The last word on one finding.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct Review {
    #[schema(value_type = String)]
    item: ItemId,
    verdict: Verdict,
    reason: Option<String>,
    #[schema(value_type = Object)]
    by: Stamp,
}

/// The last review of each finding, in their order.
pub(crate) fn reviews(case: &Case) -> Vec<Review> {
    let mut last = BTreeMap::new();
    for comment in &case.comments {
        let Some(item) = comment.what.about.filter(|item| item.kind == ItemKind::Finding) else {
            continue;
        };
        if let Some((verdict, reason)) = read(&comment.what.text) {
            last.insert(item, Review { item, verdict, reason, by: comment.added.clone() });
        }
    }
    last.into_values().collect()
}

fn read(text: &str) -> Option<(Verdict, Option<String>)> {
    let accepted = text.strip_prefix(ACCEPTED).map(|rest| (Verdict::Accepted, rest));
    let read =
        accepted.or_else(|| text.strip_prefix(REJECTED).map(|rest| (Verdict::Rejected, rest)));
    read.map(|(verdict, rest)| (verdict, Some(rest.trim().to_owned()).filter(|r| !r.is_empty())))
}

/// The review as the ledger keeps it.
pub(crate) fn review(item: ItemId, verdict: Verdict, reason: Option<&str>) -> Event {
    let words = match verdict {
        Verdict::Accepted => ACCEPTED,
        Verdict::Rejected => REJECTED,
    };
    let text = format!("{words} {}", reason.unwrap_or_default().trim());
    let text = text.trim_end().to_owned();
    Event::Commented { item: ItemId::unnamed(ItemKind::Comment), about: Some(item), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_reads_back_as_it_was_written() {
        let item: ItemId = "F-2".parse().unwrap();
        for (verdict, reason) in [
            (Verdict::Accepted, None),
            (Verdict::Rejected, Some("a dredger at work")),
            (Verdict::Rejected, Some("Review: accepted.")),
        ] {
            let Event::Commented { about, text, .. } = review(item, verdict, reason) else {
                unreachable!("a review is a comment")
            };
            assert_eq!(about, Some(item));
            assert_eq!(read(&text), Some((verdict, reason.map(str::to_owned))));
        }
        assert_eq!(read("I accept this"), None);
    }
}
