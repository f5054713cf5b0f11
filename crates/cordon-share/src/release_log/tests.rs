use std::io::Cursor;

use serde_json::json;

use super::*;
use crate::label::Releasable;
use crate::policy::Policy;

const AGREEMENTS: &str = "[JPN]\ngroups = [\"full\"]\n[KOR]\ngroups = [\"coarse\"]\n";

fn texts(rule: &str) -> Texts {
    let mut texts = Texts { agreements: AGREEMENTS.to_owned(), ..Texts::built_in() };
    texts.rules.push(("own.cedar".to_owned(), rule.to_owned()));
    texts
}

fn gate(texts: &Texts) -> Gate {
    Gate::new(named("USA"), Policy::from_texts(texts).unwrap(), b"secret")
}

fn named(name: &str) -> PartnerName {
    name.parse().unwrap()
}

fn at(minute: i64) -> Time {
    Time::from_unix_seconds(1_696_890_600 + minute * 60).unwrap()
}

fn object(id: &str, version: u64, kind: Kind) -> Object {
    let owner = named("USA");
    let mut label = Label::closed(owner.clone());
    label.releasable_to = Releasable::to([named("JPN"), named("KOR")]);
    let body = json!({"lat": 34.1, "lon": 129.2, "flag": "KR", "source": "radar-3"});
    Object { id: id.parse().unwrap(), kind, version, time: at(0), label, origin: owner, body }
}

/// A log of one finding to both partners, and one track three times to one.
fn written(path: &Path) -> ReleaseLog {
    let mut log = ReleaseLog::open(path).unwrap();
    let texts = texts("");
    let gate = gate(&texts);
    log.policy(&texts, at(0)).unwrap();
    for partner in ["JPN", "KOR"] {
        log.decide(&gate, &object("f", 1, Kind::Finding), &named(partner), at(1)).unwrap();
    }
    log.commit(at(1)).unwrap();
    for version in 1..=3 {
        log.decide(&gate, &object("t", version, Kind::Track), &named("JPN"), at(2)).unwrap();
    }
    log.commit(at(2)).unwrap();
    log
}

#[test]
fn what_was_decided_reads_back_and_holds() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("releases.jsonl");
    let head = written(&path).head();
    let verdict = verify(&path).unwrap();
    let expected = Verdict { lines: 4, decisions: 3, repeated: 2, released: 2, head };
    assert_eq!(verdict, expected);
    // Opened again it goes on where it ended; the policy in force is not told twice.
    let mut log = ReleaseLog::open(&path).unwrap();
    log.policy(&texts(""), at(3)).unwrap();
    assert_eq!(log.head(), head);
    let closed = gate(&Texts::built_in());
    log.decide(&closed, &object("f", 2, Kind::Finding), &named("JPN"), at(3)).unwrap();
    log.commit(at(3)).unwrap();
    assert_eq!(verify(&path).unwrap().lines, 5);
}

#[test]
fn a_line_torn_by_a_crash_is_cut_off() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("releases.jsonl");
    written(&path);
    let whole = std::fs::read(&path).unwrap();
    for cut in [1, 7, 100] {
        std::fs::write(&path, &whole[..whole.len() - cut]).unwrap();
        ReleaseLog::open(&path).unwrap();
        assert_eq!(verify(&path).unwrap().lines, 3);
    }
}

#[test]
fn any_changed_byte_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("releases.jsonl");
    written(&path);
    let whole = std::fs::read(&path).unwrap();
    for place in 0..whole.len() - 1 {
        let mut changed = whole.clone();
        changed[place] ^= 0x01;
        let lines = Lines::new(&path, Cursor::new(&changed));
        assert!(lines.into_iter().any(|line| line.is_err()), "byte {place}");
    }
    let lines: Vec<&[u8]> = whole.split_inclusive(|byte| *byte == b'\n').collect();
    let without = [&lines[..2], &lines[3..]].concat().concat();
    assert!(
        Lines::new(&path, Cursor::new(&without)).any(|line| line.is_err()),
        "a line is missing"
    );
}

#[test]
fn another_policy_is_judged_by_what_was_decided() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("releases.jsonl");
    written(&path);
    let narrower = gate(&texts(
        "@id(\"no-koreans\") forbid (principal == Partner::\"JPN\", action, resource)
         when { resource has flag && resource.flag == \"KR\" };",
    ));
    let (looked_at, changes) = diff(Lines::open(&path).unwrap(), &narrower, at(0)).unwrap();
    let told: Vec<_> =
        changes.iter().map(|c| (c.was.object.as_str(), c.would_be.as_str())).collect();
    assert_eq!((looked_at, told), (3, vec![("f", "refused"), ("t", "refused")]));
    assert!(changes.iter().all(|change| change.by == "no-koreans" && !change.widens()));
    let wider =
        gate(&texts("@id(\"wide\") permit (principal, action == Action::\"release\", resource);"));
    let (_, changes) = diff(Lines::open(&path).unwrap(), &wider, at(0)).unwrap();
    assert!(changes.len() == 1 && changes[0].widens(), "{changes:?}");
    let (looked_at, _) = diff(Lines::open(&path).unwrap(), &wider, at(2)).unwrap();
    assert_eq!(looked_at, 1, "only since then");
}
