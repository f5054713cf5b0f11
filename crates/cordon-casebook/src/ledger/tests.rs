use super::*;
use crate::event::Event;

fn note(ledger: &mut Ledger, case: u32, text: &str, at: i64) -> Entry {
    let event = Event::Renamed { title: text.to_owned() };
    let append = |writing: &Writing<'_>| {
        writing.append(Draft {
            at: Time::from_unix_seconds(at).unwrap(),
            actor: "ada",
            case: CaseId(case),
            kind: event.kind(),
            body_json: body_of(&event).unwrap(),
        })
    };
    ledger.transact(append).unwrap()
}

fn filled(dir: &Path) -> Ledger {
    let mut ledger = Ledger::open(&dir.join("casebook.db")).unwrap();
    for n in 0..6 {
        note(&mut ledger, 1 + n % 2, &format!("title {n}"), 1_700_000_000 + i64::from(n));
    }
    ledger
}

/// Writes past the triggers, as someone with the file could.
fn tamper(ledger: &Ledger, sql: &str) {
    let triggers = "DROP TRIGGER ledger_is_never_changed; DROP TRIGGER ledger_is_never_cut;
        DROP TRIGGER checkpoints_are_never_changed; DROP TRIGGER checkpoints_are_never_cut;
        PRAGMA foreign_keys = OFF;";
    ledger.connection.execute_batch(triggers).unwrap();
    assert!(ledger.connection.execute(sql, []).unwrap() > 0);
}

#[test]
fn a_sound_ledger_verifies() {
    let dir = tempfile::tempdir().unwrap();
    let verified = filled(dir.path()).verify().unwrap();
    assert_eq!((verified.entries, verified.cases), (6, 2));
}

#[test]
fn the_database_itself_refuses_changes() {
    let dir = tempfile::tempdir().unwrap();
    let ledger = filled(dir.path());
    for sql in ["UPDATE ledger SET actor = 'eve'", "DELETE FROM ledger WHERE seq = 3"] {
        let error = ledger.connection.execute(sql, []).unwrap_err();
        assert!(error.to_string().contains("append-only"), "{error}");
    }
}

#[test]
fn the_first_bad_entry_is_named() {
    let cases = [
        ("UPDATE ledger SET actor = 'eve' WHERE seq = 3", 3),
        ("UPDATE ledger SET body_json = '{\"title\":\"x\"}' WHERE seq = 5", 5),
        ("UPDATE ledger SET at = '2000-01-01T00:00:00Z' WHERE seq = 4", 4),
        ("UPDATE ledger SET at = 'yesterday' WHERE seq = 4", 4),
        ("UPDATE ledger SET hash = prev_hash WHERE seq = 2", 2),
        ("UPDATE ledger SET case_no = 3 WHERE seq = 5", 5),
        ("DELETE FROM ledger WHERE seq = 2", 2),
        ("UPDATE ledger SET seq = 7 WHERE seq = 6", 6),
    ];
    for (sql, bad) in cases {
        let dir = tempfile::tempdir().unwrap();
        let ledger = filled(dir.path());
        tamper(&ledger, sql);
        match ledger.verify() {
            Err(CaseError::Ledger { seq, .. }) => assert_eq!(seq, bad, "{sql}"),
            other => panic!("{sql}: {other:?}"),
        }
    }
}

#[test]
fn a_cut_end_shows_where_a_checkpoint_was_signed() {
    let dir = tempfile::tempdir().unwrap();
    let mut ledger = filled(dir.path());
    let last = note(&mut ledger, 1, "last", 1_700_000_100);
    let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let checkpoint = Checkpoint::sign(&last, &key);
    ledger.transact(|writing| writing.put_checkpoint(&checkpoint)).unwrap();
    assert_eq!(ledger.verify().unwrap().checkpoints, 1);

    tamper(&ledger, "DELETE FROM ledger WHERE seq > 5");
    let error = ledger.verify().unwrap_err().to_string();
    assert!(error.contains("entry 6") && error.contains("signed entry 7"), "{error}");
}

#[test]
fn a_forged_checkpoint_shows() {
    let dir = tempfile::tempdir().unwrap();
    let mut ledger = filled(dir.path());
    let last = note(&mut ledger, 1, "last", 1_700_000_100);
    let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let mut checkpoint = Checkpoint::sign(&last, &key);
    checkpoint
        .signature
        .replace_range(0..1, if checkpoint.signature.starts_with('0') { "1" } else { "0" });
    ledger.transact(|writing| writing.put_checkpoint(&checkpoint)).unwrap();
    assert!(matches!(ledger.verify(), Err(CaseError::Ledger { seq: 7, .. })));
}

#[test]
fn a_clock_that_goes_back_is_held() {
    let dir = tempfile::tempdir().unwrap();
    let mut ledger = filled(dir.path());
    let entry = note(&mut ledger, 1, "earlier", 1_600_000_000);
    assert_eq!(entry.at, Time::from_unix_seconds(1_700_000_005).unwrap());
    ledger.verify().unwrap();
}
