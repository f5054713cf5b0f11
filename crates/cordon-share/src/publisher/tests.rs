use std::fs;

use proptest::prelude::*;
use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::label::Label;

const T0: &str = "2031-03-14T00:00:00Z";
const AGREEMENTS: &str = "[JPN]\ngroups = ['full']\n[KOR]\ngroups = ['coarse']\n[PRC]\n";
const RULES: &str = "@id(\"full\") @says(\"all\")
permit (principal in Group::\"full\", action == Action::\"release\", resource);
@id(\"coarse\") @says(\"less, later\") @profile(\"coarse\")
permit (principal in Group::\"coarse\", action == Action::\"release_reduced\", resource);";

fn minutes(n: i64) -> Time {
    T0.parse::<Time>().unwrap() + Span::from_minutes(n)
}

fn named(name: &str) -> PartnerName {
    name.parse().unwrap()
}

/// A track that has moved every minute since the beginning, as of one.
fn track(minute: i64) -> Object {
    let label = json!({"owner": "USA", "releasable_to": ["JPN", "KOR"], "sensitivity": "green"});
    let label: Label = serde_json::from_value(label).unwrap();
    let lat = 30.0 + minute as f64 / 100.0;
    Object {
        id: "440000001-1".parse().unwrap(),
        kind: Kind::Track,
        version: u64::try_from(minute).unwrap() + 1,
        time: minutes(minute),
        origin: named("USA"),
        label,
        body: json!({"lat": lat, "lon": 126.0, "time": minutes(minute), "sog_kn": 12.0}),
    }
}

fn node() -> (TempDir, Home, Publisher) {
    let dir = tempfile::tempdir().unwrap();
    let home = Home::init(dir.path(), named("USA"), None, minutes(0)).unwrap();
    fs::create_dir_all(home.policy_dir()).unwrap();
    fs::write(home.policy_dir().join("agreements.toml"), AGREEMENTS).unwrap();
    fs::write(home.policy_dir().join("own.cedar"), RULES).unwrap();
    let desk = Desk::open(&home, "feed", minutes(0)).unwrap();
    (dir, home, Publisher::new(desk))
}

/// The track as it was, told each minute: an object as of the last minute until then.
fn earlier(_: &Object, until: Time) -> Option<Object> {
    let minute = ((until - minutes(0)).hours() * 60.0).floor() as i64;
    (minute >= 0).then(|| track(minute))
}

fn versions(released: &[Released], to: &str) -> Vec<u64> {
    let to_it = released.iter().filter(|released| released.to() == &named(to));
    to_it.map(|released| released.object().version).collect()
}

#[test]
fn each_version_leaves_once_and_who_may_not_have_it_gets_nothing() {
    let (_dir, _home, mut publisher) = node();
    let partners = ["JPN", "PRC"].map(named);
    let mut ask = |objects: Vec<Object>, at: i64| {
        publisher.release(objects, &partners, |_, _| None, minutes(at)).unwrap()
    };
    assert_eq!(versions(&ask(vec![track(1)], 1), "JPN"), [2]);
    assert_eq!(ask(vec![track(1)], 2).len(), 0, "the same again");
    assert_eq!(versions(&ask(vec![track(3)], 3), "JPN"), [4]);
    assert_eq!(ask(vec![], 4).len(), 0);
}

#[test]
fn a_policy_that_changes_holds_from_then_on() {
    let (_dir, home, mut publisher) = node();
    let partners = [named("PRC")];
    assert!(
        publisher.release(vec![track(1)], &partners, |_, _| None, minutes(1)).unwrap().is_empty()
    );
    let wider = AGREEMENTS.replace("[PRC]", "[PRC]\ngroups = ['full']");
    fs::write(home.policy_dir().join("agreements.toml"), wider).unwrap();
    publisher.refresh(&home, minutes(2)).unwrap();
    // Its label does not name it.
    assert!(
        publisher.release(vec![track(2)], &partners, |_, _| None, minutes(2)).unwrap().is_empty()
    );
    fs::write(home.policy_dir().join("agreements.toml"), "nonsense").unwrap();
    assert!(publisher.refresh(&home, minutes(3)).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Whatever the times at which it is asked: nothing leaves before its delay or out of order, and in the
    /// end the last one has left.
    #[test]
    fn a_delayed_partner_sees_the_track_as_it_was(steps in prop::collection::vec(0..30_i64, 1..30)) {
        let (_dir, _home, mut publisher) = node();
        let partners = [named("KOR")];
        let (mut now, mut last) = (0, 0);
        for step in steps {
            now += step;
            let released = publisher.release(vec![track(now)], &partners, earlier, minutes(now)).unwrap();
            for released in &released {
                prop_assert!(released.object().time <= minutes(now - 60));
                // The profile counts versions in steps of its own.
                prop_assert!(released.object().version >= last);
                last = released.object().version;
            }
            prop_assert!(now < 70 || last > 0, "it is not kept back for ever");
        }
        publisher.release(vec![], &partners, earlier, minutes(now + 60)).unwrap();
        let has: Vec<&Standing> = publisher.standing.values().collect();
        prop_assert!(matches!(has[..], [Standing::Has(version)] if *version == track(now).version));
        prop_assert!(publisher.waiting.is_empty());
    }
}
