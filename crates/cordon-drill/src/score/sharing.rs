//! How long it took partners to get what was shared.

use super::gather::Gathered;
use super::{Row, told};
use crate::log::Event;

/// The measures: over the first report of every contact that came from a partner, from when the partner had it to
/// when it came.
pub(super) fn rows(run: &Gathered) -> Vec<Row> {
    let mut after: Vec<f64> = run
        .log
        .iter()
        .filter_map(|record| match &record.event {
            Event::Contact { after_s, .. } => *after_s,
            _ => None,
        })
        .collect();
    after.sort_by(f64::total_cmp);
    let row = |name, part: f64| {
        let Some(value) = nearest_rank(&after, part) else {
            let reason = if run.scenario.link.is_empty() {
                "not exercised: the scenario has no links between partners, who get everything at once"
            } else {
                "not exercised: no contact came from a partner"
            };
            return told(name, None, "s", reason.to_owned());
        };
        let slowest = after.last().copied().unwrap_or(value);
        let reason = format!(
            "from when the partner had it to when it came, over the first reports of {} contacts from partners; the slowest took {slowest:.0} s",
            after.len()
        );
        told(name, Some(value), "s", reason)
    };
    vec![row("sharing_latency_p50", 0.50), row("sharing_latency_p95", 0.95)]
}

/// The value that so large a part does not exceed (nearest rank).
fn nearest_rank(sorted: &[f64], part: f64) -> Option<f64> {
    let rank = (part * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.max(1) - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        assert_eq!(nearest_rank(&hundred, 0.50), Some(50.0));
        assert_eq!(nearest_rank(&hundred, 0.95), Some(95.0));
        assert_eq!(nearest_rank(&[7.0], 0.95), Some(7.0));
        assert_eq!(nearest_rank(&[], 0.5), None);
    }
}
