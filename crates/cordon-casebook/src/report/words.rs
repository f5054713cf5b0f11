//! Words of a report.

use cordon_core::{Time, VesselRef};
use serde_json::Value;

use crate::case::{Case, Review, Stamp};
use crate::event::{OpenedBy, Snapshot};

/// Whether a character cannot be seen, or turns the direction of what follows (CVE-2021-42574).
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// `2023-10-09 22:30:00 UTC`.
pub(super) fn time(time: Time) -> String {
    time.to_string().replacen('T', " ", 1).replacen('Z', " UTC", 1)
}

/// `by ada, 2023-10-09 22:30:00 UTC`.
pub(super) fn stamp(stamp: &Stamp) -> String {
    format!("by {}, {}", stamp.actor, time(stamp.at))
}

/// `NAME (MMSI 440123456, IMO 9074729)`.
pub(super) fn vessel(vessel: &VesselRef) -> String {
    let name = vessel.name.as_deref().unwrap_or("no name heard");
    let imo = vessel.imo.map(|imo| format!(", IMO {imo}")).unwrap_or_default();
    format!("{name} (MMSI {:09}{imo})", vessel.mmsi)
}

/// `Reviewed by ada, 2023-10-09 22:30:00 UTC: rejected, a dredger at work`.
pub(super) fn review(review: &Review) -> String {
    let why = review.reason.as_ref().map(|why| format!(", {why}")).unwrap_or_default();
    format!("Reviewed {}: {}{why}", stamp(&review.by), review.verdict.name())
}

/// From when to when.
pub(super) fn interval(finding: &Snapshot) -> String {
    let start = finding.time("start").map(time).unwrap_or_default();
    match finding.time("end") {
        Some(end) => format!("{start} to {}", time(end)),
        None => format!("{start}, still open"),
    }
}

/// `duration_h 14.2, distance_nm 87.1`.
pub(super) fn values(finding: &Snapshot, key: &str) -> String {
    let values = finding.view.get(key).and_then(Value::as_object);
    let words = |(key, value): (&String, &Value)| match value {
        Value::String(text) => format!("{key} {text}"),
        other => format!("{key} {other}"),
    };
    values.into_iter().flatten().map(words).collect::<Vec<_>>().join(", ")
}

/// How the case came to be.
pub(super) fn origin(case: &Case) -> String {
    match &case.origin.by {
        OpenedBy::Hand => format!("Opened {}.", stamp(&case.opened)),
        OpenedBy::Rule { rule, reason } => {
            format!("Opened {} by the rule {rule}: {reason}", stamp(&case.opened))
        }
    }
}
