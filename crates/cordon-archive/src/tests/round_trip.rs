//! What goes in comes out, whatever way it went.

use cordon_core::{Fix, InputId, Mmsi, Position, SourceRef};
use proptest::prelude::*;

use super::sample::{all_fixes, all_statics, finding, fixes, input, statics, time};
use crate::partition::Partition;
use crate::row::Row;
use crate::{Area, FindingQuery, Options, Query, Store, StoreError};

fn in_scan_order(mut fixes: Vec<Fix>) -> Vec<Fix> {
    fixes.sort_by(|a, b| {
        let partition = |fix: &Fix| Partition::of(fix.mmsi, fix.time);
        partition(a).cmp(&partition(b)).then_with(|| Row::order(a, b))
    });
    fixes
}

#[test]
fn rows_come_back_the_same_from_memory_journal_and_files() {
    let dir = super::sample::dir();
    let (fixes, statics) = (fixes(1, 5_000), statics(2, 500));
    let expected = in_scan_order(fixes.clone());
    let mut store = Store::open(dir.path()).unwrap();
    store.append(&fixes, &statics).unwrap();
    assert_eq!(all_fixes(&store, &Query::all()), expected);
    store.commit().unwrap();
    drop(store);
    let mut store = Store::open(dir.path()).unwrap();
    assert_eq!(store.recovery().commits, 1);
    assert_eq!(all_fixes(&store, &Query::all()), expected);
    let from_journal = all_statics(&store);
    store.flush().unwrap();
    assert_eq!(store.fixes.len(), 0);
    assert_eq!(all_fixes(&store, &Query::all()), expected);
    assert_eq!(all_statics(&store), from_journal);
    assert_eq!(from_journal.len(), statics.len());
    assert!(statics.iter().all(|report| from_journal.contains(report)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_order_and_way_of_writing_do_not_show(
        seed: u64,
        cuts in prop::collection::vec((0_usize..400, 0_u8..4), 0..6),
    ) {
        let fixes = fixes(seed, 400);
        let dir = super::sample::dir();
        let mut store = Store::open_with(dir.path(), Options { flush_rows: 150 }).unwrap();
        let mut at = 0;
        for (upto, how) in cuts.into_iter().chain([(400, 0)]) {
            let upto = upto.max(at);
            store.append(&fixes[at..upto], &[]).unwrap();
            at = upto;
            match how {
                0 => drop(store.commit().unwrap()),
                1 => drop(store.flush().unwrap()),
                2 => store.append(&fixes[..at / 2], &[]).unwrap(),
                _ => {}
            }
        }
        prop_assert_eq!(all_fixes(&store, &Query::all()), in_scan_order(fixes));
    }

    #[test]
    fn a_query_gives_what_a_filter_would(seed: u64, west in -180.0..180.0_f64, width in 0.0..360.0_f64) {
        let fixes = fixes(seed, 600);
        let dir = super::sample::dir();
        let mut store = Store::open(dir.path()).unwrap();
        store.append(&fixes[..400], &[]).unwrap();
        store.flush().unwrap();
        store.append(&fixes[400..], &[]).unwrap();
        let area = Area {
            south_west: Position::from_degrees(-30.0, west).unwrap(),
            north_east: Position::wrapped(60.0, west + width),
        };
        let (from, until) = (time("2021-01-01T23:30:00Z"), time("2021-01-02T20:00:00Z"));
        let query = Query::all().from(from).until(until).area(area).mmsis(fixes.iter().take(20).map(|f| f.mmsi));
        let wanted = |fix: &&Fix| query.wants(*fix) && area.contains(fix.position);
        let expected = in_scan_order(fixes.iter().filter(wanted).copied().collect());
        prop_assert_eq!(all_fixes(&store, &query), expected);
    }

    #[test]
    fn raw_bytes_come_back_exactly(pieces in prop::collection::vec((0_u32..3, 0_usize..300_000, any::<u8>(), 0_u8..4), 1..8)) {
        let dir = super::sample::dir();
        let mut store = Store::open(dir.path()).unwrap();
        let mut whole = vec![Vec::new(); 3];
        for name in ["a", "b", "c"] {
            store.register(input(name)).unwrap();
        }
        for (id, length, byte, how) in pieces {
            let bytes: Vec<u8> = (0..length).map(|n| (n / 7) as u8 ^ byte).collect();
            let kept = &mut whole[id as usize];
            let again = kept.len().min(50);
            let offset = kept.len() - again;
            kept.extend_from_slice(&bytes);
            store.append_raw(InputId(id), offset as u64, &kept[offset..]).unwrap();
            match how {
                0 => drop(store.commit().unwrap()),
                1 => drop(store.flush().unwrap()),
                2 => {
                    store.commit().unwrap();
                    drop(store);
                    store = Store::open(dir.path()).unwrap();
                }
                _ => {}
            }
        }
        for (id, kept) in whole.iter().enumerate() {
            let source = SourceRef { input: InputId(id as u32), offset: 0, length: kept.len() as u32 };
            prop_assert!(&store.raw(source).unwrap() == kept);
        }
    }
}

#[test]
fn area_across_the_180th_meridian() {
    let place = |lat, lon| Position::from_degrees(lat, lon).unwrap();
    let area = Area { south_west: place(-10.0, 170.0), north_east: place(10.0, -170.0) };
    assert!(area.contains(place(0.0, 180.0)) && area.contains(place(0.0, -175.0)));
    assert!(!area.contains(place(0.0, 0.0)) && !area.contains(place(11.0, 180.0)));
}

#[test]
fn an_input_that_changed_is_told() {
    let dir = super::sample::dir();
    let mut store = Store::open(dir.path()).unwrap();
    let id = store.register(input("a.nmea")).unwrap();
    assert_eq!(store.register(input("a.nmea")).unwrap(), id);
    store.append_raw(id, 0, b"first").unwrap();
    store.append_raw(id, 0, b"first").unwrap();
    let changed = store.append_raw(id, 0, b"other");
    assert!(matches!(changed, Err(StoreError::InputChanged { offset: 0, .. })), "{changed:?}");
    let unknown = store.append_raw(InputId(7), 0, b"x");
    assert!(matches!(unknown, Err(StoreError::UnknownInput(InputId(7)))));
    let beyond = SourceRef { input: id, offset: 3, length: 3 };
    assert!(matches!(store.raw(beyond), Err(StoreError::NotKept(_))));
}

#[test]
fn findings_keep_their_versions() {
    let dir = super::sample::dir();
    let as_of = time("2021-01-02T00:00:00Z");
    let mut store = Store::open(dir.path()).unwrap();
    assert_eq!(store.put_findings(&[finding(1, 1.0), finding(2, 0.1 + 0.2)], as_of).unwrap(), 2);
    let first = store.commit().unwrap().number;
    store.flush().unwrap();
    assert_eq!(store.put_findings(&[finding(1, 2.5), finding(2, 0.1 + 0.2)], as_of).unwrap(), 1);
    let second = store.commit().unwrap().number;
    for round in 0..2 {
        let id = finding(1, 0.0).id;
        let history = store.finding_history(&id).unwrap();
        let told: Vec<_> =
            history.iter().map(|version| (version.commit, version.entry.clone())).collect();
        assert_eq!(told, [(first, finding(1, 1.0)), (second, finding(1, 2.5))], "round {round}");
        let then = store.findings(&FindingQuery::all().as_known_at(first)).unwrap();
        assert!(then.contains(&finding(1, 1.0)) && then.len() == 2);
        let now = store.findings(&FindingQuery::all()).unwrap();
        assert!(now.contains(&finding(1, 2.5)) && now.contains(&finding(2, 0.1 + 0.2)));
        let nobody = FindingQuery::all().mmsis([Mmsi(1)]);
        assert_eq!(store.findings(&nobody).unwrap(), []);
        drop(store);
        store = Store::open(dir.path()).unwrap();
        store.flush().unwrap();
    }
    let refused = store.put_findings(&[finding(3, f64::NAN)], as_of);
    assert!(matches!(refused, Err(StoreError::NotFinite { .. })));
}

#[test]
fn one_writer_many_readers() {
    let dir = super::sample::dir();
    assert!(matches!(Store::open_read_only(dir.path()), Err(StoreError::Absent(_))));
    let mut store = Store::open(dir.path()).unwrap();
    let second = Store::open(dir.path()).unwrap_err();
    assert!(second.to_string().contains(&std::process::id().to_string()), "{second}");
    let id = store.register(input("a")).unwrap();
    store.set_cursor(id, serde_json::json!({"offset": 98})).unwrap();
    store.append(&fixes(3, 50), &[]).unwrap();
    let mut reader = Store::open_read_only(dir.path()).unwrap();
    assert_eq!(all_fixes(&reader, &Query::all()).len(), 0);
    store.commit().unwrap();
    reader.refresh().unwrap();
    assert_eq!(all_fixes(&reader, &Query::all()).len(), 50);
    assert_eq!(reader.cursor(id), Some(&serde_json::json!({"offset": 98})));
    assert!(matches!(reader.append(&[], &[]), Err(StoreError::ReadOnly)));
    store.flush().unwrap();
    assert_eq!(all_fixes(&reader, &Query::all()).len(), 50);
}
