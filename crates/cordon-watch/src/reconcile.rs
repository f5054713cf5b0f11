//! Nothing vanishes: what is found now against what was found before.
//!
//! Findings follow from the observations alone, so after late data they are computed anew from the
//! archive and compared. A finding that changed is told as *revised*, one that is gone as
//! *withdrawn*, each with the reason; the versions before stay in the store.

use std::collections::BTreeMap;

use cordon_core::{Finding, FindingId, Status};

/// Findings by name, the latest version of each.
pub type FindingSet = BTreeMap<FindingId, Finding>;

/// The versions that must be told so that `before` becomes `now`, in order of start and name.
pub fn reconcile(before: &FindingSet, now: &FindingSet) -> Vec<Finding> {
    let mut told: Vec<Finding> = now
        .values()
        .filter_map(|finding| match before.get(&finding.id) {
            Some(old) => next_version(old, finding),
            None => Some(finding.clone()),
        })
        .collect();
    told.extend(
        before
            .values()
            .filter(|old| old.status != Status::Withdrawn && !now.contains_key(&old.id))
            .map(withdraw),
    );
    told.sort_by(|a, b| (a.start, &a.id).cmp(&(b.start, &b.id)));
    told
}

/// The version after `old`, if `now` says anything else.
fn next_version(old: &Finding, now: &Finding) -> Option<Finding> {
    if says_the_same(old, now) {
        return None;
    }
    let mut next = now.clone();
    next.revision = old.revision;
    if old.status == Status::Open {
        // It went on or ended: that was to be expected.
        return Some(next);
    }
    next.revision += 1;
    if now.status == Status::Withdrawn {
        return Some(next);
    }
    next.status = Status::Revised;
    next.reason = format!("{} Revised: {}.", now.reason, difference(old, now));
    Some(next)
}

fn withdraw(old: &Finding) -> Finding {
    let mut gone = old.clone();
    gone.status = Status::Withdrawn;
    gone.revision += 1;
    gone.reason = format!(
        "{} Withdrawn: with the data known now it is no longer found.",
        first_sentences(&old.reason)
    );
    gone
}

/// Whether both say the same, a revision's own words aside.
fn says_the_same(old: &Finding, now: &Finding) -> bool {
    let same_status =
        old.status == now.status || (old.status == Status::Revised && now.status == Status::Final);
    same_status
        && old.start == now.start
        && old.end == now.end
        && old.position == now.position
        && old.tracks == now.tracks
        && old.vessels == now.vessels
        && old.values == now.values
        && old.thresholds == now.thresholds
        && old.evidence == now.evidence
}

/// What changed, in words.
fn difference(old: &Finding, now: &Finding) -> String {
    if old.status == Status::Withdrawn {
        return "later data shows it again".to_owned();
    }
    if old.thresholds != now.thresholds {
        return "the thresholds changed".to_owned();
    }
    let changed: Vec<&str> = now
        .values
        .iter()
        .filter(|(key, value)| old.values.get(*key) != Some(value))
        .map(|(key, _)| key.as_str())
        .chain((old.start != now.start).then_some("start"))
        .chain((old.end != now.end).then_some("end"))
        .chain((old.vessels != now.vessels).then_some("vessels"))
        .collect();
    if changed.is_empty() {
        return "later data changed what it stands on".to_owned();
    }
    format!("later data changed {}", changed.join(", "))
}

/// A reason without what an earlier revision appended.
fn first_sentences(reason: &str) -> &str {
    reason.split(" Revised: ").next().unwrap_or(reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::gap;
    use cordon_core::Value;

    fn set(findings: impl IntoIterator<Item = Finding>) -> FindingSet {
        findings.into_iter().map(|finding| (finding.id.clone(), finding)).collect()
    }

    #[test]
    fn the_same_again_is_no_news() {
        assert!(reconcile(&set([gap()]), &set([gap()])).is_empty());
    }

    #[test]
    fn an_open_finding_that_ends_is_final_not_revised() {
        let open = Finding { status: Status::Open, end: None, ..gap() };
        let told = reconcile(&set([open]), &set([gap()]));
        assert_eq!((told[0].status, told[0].revision), (Status::Final, 0));
    }

    #[test]
    fn a_final_finding_that_changes_is_revised_with_the_reason() {
        let mut now = gap();
        now.values.insert("duration_h".into(), Value::Number(7.0));
        let told = reconcile(&set([gap()]), &set([now.clone()]));
        assert_eq!((told[0].status, told[0].revision), (Status::Revised, 1));
        assert!(told[0].reason.ends_with("Revised: later data changed duration_h."));
        assert!(reconcile(&set([told[0].clone()]), &set([now])).is_empty(), "told once");
    }

    #[test]
    fn a_finding_that_is_taken_back_is_withdrawn_in_its_own_words() {
        let now = Finding { status: Status::Withdrawn, reason: "A slip.".to_owned(), ..gap() };
        let told = reconcile(&set([gap()]), &set([now]));
        assert_eq!((told[0].status, told[0].revision), (Status::Withdrawn, 1));
        assert_eq!(told[0].reason, "A slip.");
    }

    #[test]
    fn a_finding_that_is_gone_is_withdrawn_and_may_come_back() {
        let told = reconcile(&set([gap()]), &set([]));
        assert_eq!((told[0].status, told[0].revision), (Status::Withdrawn, 1));
        assert!(reconcile(&set(told.clone()), &set([])).is_empty(), "told once");
        let back = reconcile(&set(told), &set([gap()]));
        assert_eq!((back[0].status, back[0].revision), (Status::Revised, 2));
    }
}
