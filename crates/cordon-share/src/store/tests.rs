use cordon_core::Span;

use super::*;
use crate::check::check;
use crate::object::{Kind, Object};
use crate::testing::{at, name, node, object, outgoing, revocation, ring, sealed, store, t0};
use crate::wire::{Batch, Content};

fn partner(store: &Store, text: &str) -> Partner {
    store.read(|w| w.partner(&name(text))).unwrap().unwrap()
}

fn enqueue(store: &mut Store, to: &str, object: &Object) {
    let no = partner(store, to).no;
    store.transact(|w| w.enqueue(no, &outgoing(object), &Policy::default(), t0())).unwrap();
}

fn cut(store: &mut Store, to: &str) -> Vec<Batch> {
    let partner = partner(store, to);
    store.transact(|w| w.cut(&node("JPN"), &partner, &Window::default(), at(1))).unwrap()
}

fn names(batch: &Batch) -> Vec<String> {
    let items = batch.open().unwrap().items;
    items
        .iter()
        .map(|item| Object::from_canonical_bytes(&item.bytes).unwrap())
        .map(|object| format!("{} {} {}", object.kind, object.id, object.version))
        .collect()
}

#[test]
fn warnings_leave_first_and_of_tracks_only_the_latest() {
    let mut store = store(&["KOR"]);
    for (kind, id, version) in [
        (Kind::Track, "a", 1),
        (Kind::Track, "a", 3),
        (Kind::Track, "a", 2),
        (Kind::Finding, "f", 1),
        (Kind::Finding, "f", 2),
        (Kind::Warning, "w", 1),
    ] {
        enqueue(&mut store, "KOR", &object("JPN", kind, id, version));
    }
    let batches = cut(&mut store, "KOR");
    assert_eq!(batches.len(), 1);
    assert_eq!(names(&batches[0]), ["warning w 1", "finding f 1", "finding f 2", "track a 3"]);
    assert!(batches[0].is_of(&node("JPN").public()));
    assert!(cut(&mut store, "KOR").is_empty(), "each leaves once");
}

#[test]
fn the_window_closes_and_what_is_left_waits() {
    let mut store = store(&["KOR"]);
    for i in 0..5 {
        enqueue(&mut store, "KOR", &object("JPN", Kind::Finding, &format!("f{i}"), 1));
    }
    let partner = partner(&store, "KOR");
    let window = Window { batches: 0, bytes: 1 << 20 };
    let none = store.transact(|w| w.cut(&node("JPN"), &partner, &window, at(1))).unwrap();
    assert!(none.is_empty());
    assert_eq!(store.read(|w| w.depth(partner.no)).unwrap().0, 5);
}

#[test]
fn a_batch_that_the_partner_does_not_have_never_was() {
    let mut store = store(&["KOR"]);
    enqueue(&mut store, "KOR", &object("JPN", Kind::Track, "a", 1));
    enqueue(&mut store, "KOR", &object("JPN", Kind::Finding, "f", 1));
    let first = cut(&mut store, "KOR").remove(0);
    let no = partner(&store, "KOR").no;
    // The link breaks; meanwhile there is a later position, and an alert.
    enqueue(&mut store, "KOR", &object("JPN", Kind::Track, "a", 2));
    enqueue(&mut store, "KOR", &object("JPN", Kind::Warning, "w", 1));
    store.transact(|w| w.thaw(no, 0, &Policy::default())).unwrap();
    let again = cut(&mut store, "KOR").remove(0);
    assert_eq!((again.header.seq, again.header.prev), (first.header.seq, first.header.prev));
    assert_eq!(names(&again), ["warning w 1", "finding f 1", "track a 2"]);
    let (_, faults) = store.read(|w| w.verify((&name("JPN"), &node("JPN").public()))).unwrap();
    assert_eq!(faults, []);
}

#[test]
fn what_waits_too_long_is_given_up_and_told() {
    let mut store = store(&["KOR"]);
    enqueue(&mut store, "KOR", &object("JPN", Kind::Track, "a", 1));
    enqueue(&mut store, "KOR", &object("JPN", Kind::Warning, "w", 1));
    let no = partner(&store, "KOR").no;
    let policy = Policy::default();
    let day = t0() + Span::from_hours(24);
    assert_eq!(store.transact(|w| w.expire_queue(&policy, day)).unwrap(), 1, "the track");
    let later = t0() + Span::from_hours(73);
    assert_eq!(store.transact(|w| w.expire_queue(&policy, later)).unwrap(), 1, "the warning");
    let lost = store.read(|w| w.lost(no, 10)).unwrap();
    assert_eq!(lost.iter().map(|l| l.kind).collect::<Vec<_>>(), [Kind::Warning, Kind::Track]);
    let batch = cut(&mut store, "KOR").remove(0);
    assert_eq!(batch.open().unwrap().dropped.len(), 2, "the partner is told");
    assert!(cut(&mut store, "KOR").is_empty(), "once");
    store.transact(|w| w.thaw(no, 0, &policy)).unwrap();
    assert_eq!(cut(&mut store, "KOR").len(), 1, "or again when it did not arrive");
}

#[test]
fn when_too_much_waits_the_least_important_goes_first() {
    let mut store = store(&["KOR"]);
    enqueue(&mut store, "KOR", &object("JPN", Kind::Track, "a", 1));
    enqueue(&mut store, "KOR", &object("JPN", Kind::Warning, "w", 1));
    let no = partner(&store, "KOR").no;
    let size = store.read(|w| w.depth(no)).unwrap().1;
    let policy = Policy { most: size - 1, ..Policy::default() };
    store.transact(|w| w.expire_queue(&policy, at(1))).unwrap();
    let waiting = store.read(|w| w.waiting(no, 10)).unwrap();
    assert!(waiting.iter().all(|waiting| waiting.kind != Kind::Track), "{waiting:?}");
    assert_eq!(store.read(|w| w.lost(no, 10)).unwrap()[0].kind, Kind::Track);
}

/// KOR's store takes these in from JPN as the next batch.
fn receive(store: &mut Store, from: &str, objects: &[Object]) -> Taken {
    let partner = partner(store, from);
    let last = store.read(|w| w.progress(partner.no)).unwrap().received;
    let items = objects.iter().map(sealed).collect();
    let content = Content { dropped: Vec::new(), items };
    let batch = Batch::next(&node(from), &name("KOR"), (last.0 + 1, last.1), at(2), &content);
    let checked = check(batch, &name("KOR"), &name(from), &ring(&["JPN", "USA"])).unwrap();
    store.transact(|w| w.take(&partner, &checked, at(3))).unwrap()
}

#[test]
fn what_is_received_twice_is_there_once() {
    let mut store = store(&["JPN", "USA"]);
    let finding = object("JPN", Kind::Finding, "f", 1);
    let (new, old) = (object("JPN", Kind::Track, "a", 2), object("JPN", Kind::Track, "a", 1));
    receive(&mut store, "JPN", &[finding.clone(), new.clone()]);
    let seen = store.read(|w| w.received(0, 10)).unwrap().last().unwrap().seen;
    // Once more through another partner, and an older position.
    receive(&mut store, "USA", &[finding.clone(), old]);
    assert_eq!(store.read(|w| w.received(seen, 10)).unwrap(), []);
    let all = store.read(|w| w.received(0, 10)).unwrap();
    let objects: Vec<_> = all.into_iter().map(|received| received.object.unwrap()).collect();
    assert_eq!(objects, [finding, new]);
}

#[test]
fn what_its_owner_takes_back_is_gone_and_stays_away() {
    let mut store = store(&["JPN", "USA"]);
    let case = object("JPN", Kind::Case, "c", 1);
    receive(&mut store, "JPN", &[case.clone(), object("JPN", Kind::Case, "c", 2)]);
    let taken = receive(&mut store, "JPN", &[revocation("JPN", Kind::Case, "c")]);
    assert_eq!(taken.purged.len(), 1);
    assert_eq!(taken.purged[0].versions, 2);
    let kept = store.read(|w| w.received(0, 10)).unwrap();
    let gone = kept.iter().filter(|r| r.state == State::Purged && r.object.is_none()).count();
    assert_eq!(gone, 2);
    // A relay that is late with it changes nothing.
    receive(&mut store, "USA", &[case, object("JPN", Kind::Case, "c", 3)]);
    let kept = store.read(|w| w.received(0, 10)).unwrap();
    assert!(kept.iter().all(|r| r.kind != Kind::Case || r.object.is_none()));
}

#[test]
fn nobody_takes_back_what_another_made() {
    let mut store = store(&["JPN", "USA"]);
    receive(&mut store, "JPN", &[object("JPN", Kind::Case, "c", 1)]);
    let taken = receive(&mut store, "USA", &[revocation("USA", Kind::Case, "c")]);
    assert_eq!(taken.purged[0].versions, 0, "the United States made no such case");
    let kept = store.read(|w| w.received(0, 10)).unwrap();
    assert!(kept.iter().any(|r| r.kind == Kind::Case && r.state == State::Kept));
}

#[test]
fn what_a_label_gives_an_end_is_forgotten_then() {
    let mut store = store(&["JPN"]);
    let mut finding = object("JPN", Kind::Finding, "f", 1);
    finding.label.retain_until = Some(at(100));
    receive(&mut store, "JPN", &[finding]);
    assert_eq!(store.transact(|w| w.expire_received(at(99))).unwrap(), 0);
    assert_eq!(store.transact(|w| w.expire_received(at(100))).unwrap(), 1);
    let received = store.read(|w| w.received(0, 10)).unwrap().remove(0);
    assert_eq!((received.state, received.object), (State::Expired, None));
}

#[test]
fn a_revoked_partner_begins_anew() {
    let mut store = store(&["KOR"]);
    enqueue(&mut store, "KOR", &object("JPN", Kind::Finding, "f", 1));
    cut(&mut store, "KOR");
    enqueue(&mut store, "KOR", &object("JPN", Kind::Finding, "g", 1));
    let korea = partner(&store, "KOR");
    let gone = store.transact(|w| w.revoke_partner(&korea, at(5))).unwrap();
    assert_eq!(gone, 2, "what waited and what was on its way");
    assert!(!partner(&store, "KOR").active);
    store.transact(|w| w.put_partner(&crate::testing::card("KOR"), None, at(6))).unwrap();
    let korea = partner(&store, "KOR");
    assert!(korea.active);
    assert_eq!(store.read(|w| w.progress(korea.no)).unwrap(), Progress::default());
}

#[test]
fn every_kind_of_damage_is_found_and_named() {
    let damage = [
        (
            "UPDATE received SET bytes = CAST(replace(bytes, 'words', 'sword') AS BLOB)",
            "object JPN",
        ),
        ("UPDATE received SET version = 9", "object JPN"),
        ("UPDATE chain SET hash = zeroblob(32) WHERE inward = 1", "batch 1 from JPN to KOR"),
        ("UPDATE chain SET signature = zeroblob(64) WHERE inward = 0", "batch 1 from KOR to JPN"),
        ("DELETE FROM chain WHERE inward = 0", "chain from KOR to JPN"),
        ("UPDATE batch SET bytes = zeroblob(300)", "batch 1 on its way to JPN"),
        ("UPDATE partner SET card = replace(card, '\"JPN\"', '\"USA\"')", "card of USA"),
    ];
    for (sql, place) in damage {
        let mut store = store(&["JPN"]);
        receive(&mut store, "JPN", &[object("JPN", Kind::Finding, "f", 1)]);
        enqueue(&mut store, "JPN", &object("KOR", Kind::Finding, "g", 1));
        let japan = partner(&store, "JPN");
        let cut = |w: &Writing<'_>| w.cut(&node("KOR"), &japan, &Window::default(), at(1));
        store.transact(cut).unwrap();
        let verify = |store: &Store| {
            store.read(|w| w.verify((&name("KOR"), &node("KOR").public()))).unwrap()
        };
        let (verified, faults) = verify(&store);
        assert_eq!((verified.links, verified.objects, verified.batches), (2, 1, 1));
        assert_eq!(faults, [], "before {sql}");
        assert!(store.transact(|w| w.0.execute(sql, [])).unwrap() > 0, "{sql}");
        let (_, faults) = verify(&store);
        assert!(faults.iter().any(|f| f.place.starts_with(place)), "{sql}: {faults:?}");
    }
}

/// What was committed is there after the end of the log was torn off or scribbled over; what follows
/// the tear never was.
#[test]
fn a_torn_log_loses_nothing_that_came_before_the_tear() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("share.sqlite");
    let mut store = Store::open(&path).unwrap();
    store.transact(|w| w.put_partner(&crate::testing::card("KOR"), None, t0())).unwrap();
    let wal = dir.path().join("share.sqlite-wal");
    let mut ends = Vec::new();
    for i in 0..12 {
        enqueue(&mut store, "KOR", &object("JPN", Kind::Finding, &format!("f{i}"), 1));
        ends.push(std::fs::metadata(&wal).unwrap().len());
    }
    let (main, log) = (std::fs::read(&path).unwrap(), std::fs::read(&wal).unwrap());
    for tear in (0..log.len()).step_by(997) {
        let torn = tempfile::tempdir().unwrap();
        let path = torn.path().join("share.sqlite");
        std::fs::write(&path, &main).unwrap();
        let mut damaged = log.clone();
        damaged.truncate(tear);
        damaged.extend(std::iter::repeat_n(0xa5, 700));
        std::fs::write(torn.path().join("share.sqlite-wal"), &damaged).unwrap();
        let whole = ends.iter().filter(|end| **end <= tear as u64).count();
        if whole == 0 {
            continue;
        }
        let store = Store::open(&path).unwrap();
        let waiting = store.read(|w| w.waiting(1, 100)).unwrap();
        assert_eq!(waiting.len(), whole, "torn at {tear} of {}", log.len());
    }
}
