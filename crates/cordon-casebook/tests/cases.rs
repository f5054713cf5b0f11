//! Cases: several hands, history, late data, ranking.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use std::cell::RefCell;
use std::collections::BTreeMap;

use common::{ada, at, by_hand, finding, full, gap, note, unnamed};
use cordon_casebook::{
    AsOf, Author, CaseError, CaseStatus, Casebook, Change, Event, Findings, ItemKind,
    ReviewVerdict, Snapshot, Weights, rank, score,
};
use cordon_identity::hull::Verdict;
use proptest::prelude::*;
use serde_json::Value;

fn bo(seconds: i64) -> Author {
    Author { actor: "bo".to_owned(), at: at(seconds) }
}

fn status(status: CaseStatus) -> Event {
    Event::StatusSet { status, reason: None }
}

#[test]
fn additions_of_two_people_merge() {
    let dir = tempfile::tempdir().unwrap();
    let (mut first, case) = full(dir.path());
    let mut second = Casebook::open(dir.path()).unwrap();
    let seen = Some(first.case(case).unwrap().version);
    first.change(&ada(70), case, seen, vec![note("by ada")]).unwrap();
    let applied = second.change(&bo(71), case, seen, vec![note("by bo")]).unwrap();
    assert_eq!(applied.items[0].to_string(), "N-3");
    let texts: Vec<_> = first.case(case).unwrap().notes.into_iter().map(|n| n.what.text).collect();
    assert_eq!(texts[1..], ["by ada", "by bo"]);
}

#[test]
fn the_same_field_is_refused_when_someone_set_it_since() {
    let dir = tempfile::tempdir().unwrap();
    let (mut book, case) = full(dir.path());
    let seen = Some(book.case(case).unwrap().version);
    book.change(&ada(70), case, seen, vec![status(CaseStatus::Watching)]).unwrap();
    // Another field is no conflict.
    book.change(&bo(71), case, seen, vec![Event::Assigned { person: Some("bo".into()) }]).unwrap();
    let error = book.change(&bo(72), case, seen, vec![note("x"), status(CaseStatus::Closed)]);
    let error = error.unwrap_err();
    assert!(matches!(&error, CaseError::Conflict { field, .. } if field == "status"));
    assert!(error.to_string().contains("ada changed the status of C-1"), "{error}");
    let now = book.case(case).unwrap();
    assert_eq!((now.status, now.notes.len()), (CaseStatus::Watching, 1), "all or nothing");
    // Having seen it, it can be set.
    book.change(&bo(73), case, Some(now.version), vec![status(CaseStatus::Closed)]).unwrap();
}

#[test]
fn nothing_later_leaks_into_what_was_known() {
    let dir = tempfile::tempdir().unwrap();
    let (mut book, case) = full(dir.path());
    let then = book.case(case).unwrap();
    book.change(&bo(1_000), case, None, vec![note("later"), status(CaseStatus::Closed)]).unwrap();
    let again = book.case_as_of(case, AsOf::Time(at(999))).unwrap();
    assert_eq!(again, then);
    assert_eq!(book.case_as_of(case, AsOf::Version(then.version)).unwrap(), then);
    assert_eq!(book.case_as_of(case, AsOf::Time(at(0))).unwrap().findings.len(), 2);
    assert!(book.case_as_of(case, AsOf::Time(at(-1))).is_err());
}

#[test]
fn what_makes_no_sense_is_refused_and_leaves_no_trace() {
    let dir = tempfile::tempdir().unwrap();
    let (mut book, case) = full(dir.path());
    let before = book.case(case).unwrap();
    let mut drill = gap("gap-drill", "alpha.nmea", 2);
    drill.view["exercise"] = "south-of-jeju".into();
    let done = Event::TaskDone { item: "T-9".parse().unwrap(), outcome: None };
    for (event, words) in [
        (note("  "), "is empty"),
        (note(&"x".repeat(70_000)), "the limit is 65536"),
        (finding(drill), "open a case of its own"),
        (done, "no item T-9"),
    ] {
        let error = book.change(&ada(70), case, None, vec![note("before"), event]).unwrap_err();
        assert!(error.to_string().contains(words) && error.is_usage(), "{error}");
    }
    assert_eq!(book.case(case).unwrap(), before);
    let none = book.change(&ada(70), "C-9".parse().unwrap(), None, vec![note("x")]);
    assert!(matches!(none, Err(CaseError::NoCase(_))));
    let unseen = book.change(&ada(70), case, Some(999), vec![note("x")]);
    assert!(unseen.is_err());
}

#[test]
fn a_finding_is_in_a_case_once() {
    let dir = tempfile::tempdir().unwrap();
    let (mut book, case) = full(dir.path());
    let before = book.case(case).unwrap().version;
    let again = vec![finding(gap("gap-0002", "beta.nmea", 20))];
    let applied = book.change(&bo(70), case, None, again).unwrap();
    assert_eq!((applied.items[0].to_string().as_str(), applied.version), ("F-2", before));
}

/// Findings as someone else says they are.
#[derive(Default)]
struct Told(RefCell<BTreeMap<String, Snapshot>>);

impl Findings for Told {
    fn latest(&self, id: &str) -> Result<Option<Snapshot>, String> {
        Ok(self.0.borrow().get(id).cloned())
    }
}

#[test]
fn late_data_revises_and_withdraws_with_reasons() {
    let dir = tempfile::tempdir().unwrap();
    let (mut book, case) = full(dir.path());
    let told = Told::default();
    let mut revised = gap("gap-0001", "alpha.nmea", 0);
    told.0.borrow_mut().insert("gap-0001".into(), revised.clone());
    let synced = book.sync(&ada(100), &told).unwrap();
    assert_eq!((synced.changed.len(), synced.missing.len(), synced.looked_at), (0, 1, 2));

    revised.view["status"] = "revised".into();
    revised.view["revision"] = 1.into();
    revised.view["reason"] = "No report for 9 h. Revised: later data changed duration_h.".into();
    let mut withdrawn = gap("gap-0002", "beta.nmea", 20);
    withdrawn.view["status"] = "withdrawn".into();
    withdrawn.view["reason"] = "Withdrawn: with the data known now it is no longer found.".into();
    told.0.borrow_mut().insert("gap-0001".into(), revised);
    told.0.borrow_mut().insert("gap-0002".into(), withdrawn);
    let synced = book.sync(&ada(200), &told).unwrap();
    let changes: Vec<_> = synced.changed.iter().map(|changed| changed.change.unwrap()).collect();
    assert_eq!(changes, [Change::Revised, Change::Withdrawn]);

    let now = book.case(case).unwrap();
    assert_eq!(now.standing().count(), 1);
    assert!(now.findings[1].is_withdrawn());
    assert!(now.findings[1].versions[1].reason.as_ref().unwrap().contains("Withdrawn"));
    assert_eq!(now.findings[0].versions.len(), 2, "the version before stays");
    let before = book.case_as_of(case, AsOf::Time(at(199))).unwrap();
    assert_eq!(before.standing().count(), 2);

    // Nothing new, nothing written; and the package of such a case verifies.
    assert_eq!(book.sync(&ada(300), &told).unwrap().changed, []);
    assert_eq!(book.case(case).unwrap().version, now.version);
    let package = common::export(&mut book, case);
    assert_eq!(cordon_casebook::verify(package, None).faults, []);
}

#[test]
fn every_part_of_a_score_is_shown() {
    let dir = tempfile::tempdir().unwrap();
    let (book, case) = full(dir.path());
    let case = book.case(case).unwrap();
    let end = case.standing().filter_map(|(_, f)| f.time("end")).max().unwrap();
    let month = end + cordon_core::Span::from_hours(30 * 24);
    let ranked = score(&case, &Weights::default(), month);
    let told: Vec<(&str, f64, f64, String)> = ranked
        .features
        .iter()
        .map(|f| {
            let items: Vec<_> = f.items.iter().map(ToString::to_string).collect();
            (f.name.as_str(), f.value, f.weight, items.join(" "))
        })
        .collect();
    let wanted = [
        ("kind gap", 2.0, 1.0, "F-1 F-2"),
        ("gap_probability", 0.91, 3.0, "F-1"),
        ("list_hit", 1.0, 4.0, "L-1"),
        ("repeated", 1.0, 0.5, "F-2"),
        ("recency", 0.5, 2.0, "F-2"),
    ];
    assert_eq!(
        told,
        wanted.map(|(name, value, weight, items)| (name, value, weight, items.into()))
    );
    // 2 + 2.73 + 4 + 0.5 + 1
    assert!((ranked.score - 10.23).abs() < 1e-9, "{}", ranked.score);
    let sum: f64 = ranked.features.iter().map(|f| f.contribution).sum();
    assert!((ranked.score - sum).abs() < 1e-12);
}

#[test]
fn an_encounter_with_a_listed_ship_counts() {
    let dir = tempfile::tempdir().unwrap();
    let (mut book, case) = full(dir.path());
    let mut encounter = gap("encounter-1", "alpha.nmea", 3);
    encounter.view["kind"] = "encounter".into();
    encounter.view["id"] = "encounter-1".into();
    book.change(&ada(70), case, None, vec![finding(encounter)]).unwrap();
    let ranked = score(&book.case(case).unwrap(), &Weights::default(), at(0));
    let value = |name: &str| ranked.features.iter().find(|f| f.name == name).map(|f| f.value);
    assert_eq!(value("encounter_with_listed"), Some(1.0));
    assert_eq!(value("several_practices"), Some(1.0));
}

#[test]
fn ranking_puts_the_higher_score_first() {
    let dir = tempfile::tempdir().unwrap();
    let (mut book, _) = full(dir.path());
    book.open_case(&ada(80), by_hand("empty"), Vec::new()).unwrap();
    let ranked = rank(&book.cases().unwrap(), &Weights::default(), at(0));
    let order: Vec<_> = ranked.iter().map(|one| one.case.to_string()).collect();
    assert_eq!(order, ["C-1", "C-2"]);
    assert_eq!(ranked[1].features, []);
}

#[test]
fn checkpoints_are_signed_as_the_ledger_grows() {
    let dir = tempfile::tempdir().unwrap();
    let (mut book, case) = full(dir.path());
    for n in 0..130 {
        book.change(&ada(100 + n), case, None, vec![note("another")]).unwrap();
    }
    let verified = book.verify_ledger().unwrap();
    assert_eq!(verified.checkpoints, 2);
    assert_eq!(verified.entries, 12 + 130);
}

#[test]
fn a_snapshot_of_anything_is_survived() {
    for view in [Value::Null, Value::from(3), serde_json::json!({"id": 5, "evidence": [1, {}]})] {
        let snapshot = Snapshot { view, observed: Vec::new() };
        assert_eq!(snapshot.id(), "");
        assert!(snapshot.citations().is_empty() && snapshot.vessels().is_empty());
        let dir = tempfile::tempdir().unwrap();
        let (mut book, case) = full(dir.path());
        assert!(book.change(&ada(70), case, None, vec![finding(snapshot)]).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any order of additions by any hands: names are given once, in order, and the history at each
    /// version is what it was then.
    #[test]
    fn history_is_what_it_was(texts in proptest::collection::vec("[ -~]{1,20}[a-z]", 1..8)) {
        let dir = tempfile::tempdir().unwrap();
        let mut book = Casebook::open(dir.path()).unwrap();
        let case = book.open_case(&ada(0), by_hand("t"), Vec::new()).unwrap().case;
        let mut known = vec![book.case(case).unwrap()];
        for (n, text) in texts.iter().enumerate() {
            let second = i64::try_from(n).unwrap();
            let author = if n % 2 == 0 { ada(second) } else { bo(second) };
            let event = if n % 3 == 2 {
                Event::TaskOpened { item: unnamed(ItemKind::Task), text: text.clone(), person: None }
            } else {
                note(text)
            };
            book.change(&author, case, None, vec![event]).unwrap();
            known.push(book.case(case).unwrap());
        }
        for then in known {
            prop_assert_eq!(book.case_as_of(case, AsOf::Version(then.version)).unwrap(), then);
        }
        book.verify_ledger().unwrap();
    }
}

fn review(item: &str, verdict: ReviewVerdict, reason: Option<&str>) -> Event {
    let reason = reason.map(str::to_owned);
    Event::FindingReviewed { item: item.parse().unwrap(), verdict, reason }
}

#[test]
fn the_last_review_of_a_finding_stands_in_old_words_or_new() {
    let dir = tempfile::tempdir().unwrap();
    let (mut book, case) = full(dir.path());
    // As programs before wrote it: a comment in fixed words.
    let old = |item: &str, text: &str| Event::Commented {
        item: unnamed(ItemKind::Comment),
        about: Some(item.parse().unwrap()),
        text: text.to_owned(),
    };
    let words = vec![
        old("F-1", "Review: accepted."),
        old("F-2", "Review: rejected. a dredger at work"),
        old("F-2", "I reject this"),
        old("N-1", "Review: rejected."),
    ];
    book.change(&ada(70), case, None, words).unwrap();
    book.change(&bo(71), case, None, vec![review("F-1", ReviewVerdict::Rejected, None)]).unwrap();
    let now = book.case(case).unwrap();
    let told: Vec<_> = now
        .reviews()
        .into_iter()
        .map(|one| (one.item.to_string(), one.verdict, one.reason, one.by.actor))
        .collect();
    let why = Some("a dredger at work".to_owned());
    assert_eq!(
        told,
        [
            ("F-1".to_owned(), ReviewVerdict::Rejected, None, "bo".to_owned()),
            ("F-2".to_owned(), ReviewVerdict::Rejected, why, "ada".to_owned()),
        ]
    );
    // Two people who review the same finding are told of each other.
    let seen = Some(now.version - 1);
    let late = vec![review("F-1", ReviewVerdict::Accepted, None)];
    assert!(matches!(book.change(&ada(72), case, seen, late), Err(CaseError::Conflict { .. })));
    for (item, words) in [("F-9", "no item F-9"), ("N-1", "is no finding")] {
        let error =
            book.change(&bo(73), case, None, vec![review(item, ReviewVerdict::Accepted, None)]);
        assert!(error.unwrap_err().to_string().contains(words));
    }
    let package = common::export(&mut book, case);
    assert_eq!(cordon_casebook::verify(package, None).faults, []);
}

#[test]
fn what_is_decided_of_hulls_is_in_the_ledger_and_in_no_case() {
    let dir = tempfile::tempdir().unwrap();
    let (mut book, case) = full(dir.path());
    let track = |name: &str| name.parse().unwrap();
    let pair = (track("351000001-20231010T000000Z"), track("636000001-20231012T000000Z"));
    assert_eq!(book.decisions().unwrap(), []);
    let split = book.decide(&ada(70), pair, Verdict::Split, Some(" two masts ".into())).unwrap();
    assert_eq!((split.note.as_deref(), split.by.as_str()), (Some("two masts"), "ada"));
    let joined = book.decide(&bo(71), (pair.1, pair.0), Verdict::Confirmed, None).unwrap();
    assert!(book.decide(&bo(72), (pair.0, pair.0), Verdict::Split, None).is_err());
    drop(book);
    let mut book = Casebook::open(dir.path()).unwrap();
    assert_eq!(book.decisions().unwrap(), [split, joined]);
    let verified = book.verify_ledger().unwrap();
    assert_eq!((verified.cases, book.cases().unwrap().len()), (1, 1));
    assert_eq!(book.open_case(&ada(80), by_hand("Next"), vec![]).unwrap().case.to_string(), "C-2");
    let decided = Event::HullDecided { a: pair.0, b: pair.1, verdict: Verdict::Split, note: None };
    assert!(book.change(&ada(81), case, None, vec![decided]).is_err(), "no matter of a case");
}
