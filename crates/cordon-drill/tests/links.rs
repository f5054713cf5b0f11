//! Links between partners: late, cut, and never losing whom they tell of.

#![expect(clippy::panic, reason = "a test may panic; clippy sees only its test functions")]

use std::collections::BTreeMap;
use std::fmt::Write;

use cordon_drill::log::Event;
use cordon_drill::run::run;
use cordon_drill::scenario::{Scenario, from_text};
use cordon_drill::score::score;
use cordon_drill::world::{Step, World};

/// Two partners, of whom one alone has a receiver, and ships that pass it; `more` is about the link.
fn sea(more: &str) -> Scenario {
    let mut text = "schema = 'cordon.drill/1'\nname = 'links'\nstart = '2031-01-01T23:00:00Z'\nduration_h = 3\n\
        [[side]]\nid = 'a'\npartners = ['b']\n[[side]]\nid = 'b'\npartners = ['a']\n\
        [[sensor]]\nkind = 'ais_terrestrial'\nid = 'coast'\nside = 'a'\nheight_m = 200\nmount = { at_lat_lon_deg = [32.0, 127.0] }\n"
        .to_owned();
    for n in 0..8 {
        // They come into reach one after another.
        let (lat, from_h) = (31.6 + f64::from(n) * 0.1, f64::from(n) * 0.3);
        let _ = write!(
            text,
            "[[craft]]\nid = 'ship-{n}'\nclass = 'coaster'\nlat_deg = {lat:.2}\nlon_deg = 127.2\nfrom_h = {from_h:.1}\n"
        );
    }
    from_text("links.toml", &(text + more), &|_| Err(String::new()))
        .unwrap_or_else(|it| panic!("{it}"))
}

/// When each side had each craft for a contact, in hours, and how long that was on its way.
fn contacts(scenario: &Scenario) -> BTreeMap<(String, String), (f64, Option<f64>)> {
    let (mut world, mut step) = (World::new(scenario, 3), Step::default());
    let mut found = BTreeMap::new();
    while world.advance(&mut step) {
        for record in &step.records {
            if let Event::Contact { side, craft, after_s, .. } = &record.event {
                let hours = (record.t - world.start()).hours();
                found.insert((side.clone(), craft.clone()), (hours, *after_s));
            }
        }
    }
    found
}

const LINK: &str = "[[link]]\nbetween = ['a', 'b']\ndelay_s = 90\n";

#[test]
fn without_a_link_partners_know_at_once() {
    let found = contacts(&sea(""));
    assert_eq!(found.len(), 16, "eight ships, two sides");
    for ((side, craft), seen) in &found {
        let other = if side == "a" { "b" } else { "a" };
        assert_eq!(found[&(other.to_owned(), craft.clone())], *seen);
        assert_eq!(seen.1, None);
    }
}

#[test]
fn a_partner_gets_it_after_the_delay_of_the_link() {
    let found = contacts(&sea(LINK));
    for n in 0..8 {
        let of = |side: &str| found[&(side.to_owned(), format!("ship-{n}"))];
        let ((own, none), (theirs, after)) = (of("a"), of("b"));
        assert_eq!(none, None, "the owner's own");
        let after = after.unwrap();
        assert!((after - 90.0).abs() < 1e-6, "{after} s");
        // A step takes ten seconds.
        assert!((theirs - own - after / 3_600.0).abs() < 11.0 / 3_600.0, "{own} {theirs} {after}");
    }
}

#[test]
fn what_happened_while_the_link_was_down_comes_afterwards() {
    let down = "outage = [{ from_h = 0.5, until_h = 1.5 }]\n";
    let cut = "[[inject]]\nid = 'cut'\nat_h = 0.5\nwhat = { kind = 'cut_link', between = ['b', 'a'], for_h = 1 }\n";
    for scenario in [sea(&format!("{LINK}{down}")), sea(&format!("{LINK}{cut}"))] {
        let found = contacts(&scenario);
        assert_eq!(found.len(), 16, "nobody is lost");
        let late: Vec<f64> = (0..8)
            .filter_map(|n| found[&("b".to_owned(), format!("ship-{n}"))].1)
            .filter(|after| *after > 100.0)
            .collect();
        assert!(late.len() >= 3, "those of the hour: {late:?}");
        assert!(late.iter().all(|after| *after < 3_700.0), "{late:?}");
        for n in 0..8 {
            let (hours, _) = found[&("b".to_owned(), format!("ship-{n}"))];
            assert!(!(0.53..1.5).contains(&hours), "nothing came while it was down: {hours}");
        }
    }
}

#[test]
fn the_score_tells_how_long_sharing_took() {
    let told = |scenario: &Scenario| {
        let folder = tempfile::tempdir().unwrap();
        run(&mut World::new(scenario, 3), folder.path(), &mut |_, _| Ok(())).unwrap();
        let score = score(folder.path(), None).unwrap();
        let row = |name: &str| score.rows.iter().find(|row| row.name == name).unwrap().clone();
        [row("sharing_latency_p50"), row("sharing_latency_p95")]
    };
    let [none, _] = told(&sea(""));
    assert!(none.value.is_none() && none.reason.contains("no links"), "{none:?}");
    let [half, most] = told(&sea(&format!("{LINK}delay_spread = 0.5\n")));
    assert!((30.0..250.0).contains(&half.value.unwrap()), "{half:?}");
    assert!(most.value >= half.value && most.reason.contains("8 contacts"), "{most:?}");
}

#[test]
fn bad_links_are_told_with_their_line() {
    let bad = |more: &str| {
        let text = toml::to_string(&sea(""))
            .unwrap()
            .replace("link = []\n", "")
            .replace("inject = []\n", "");
        from_text("bad.toml", &(text + more), &|_| Err(String::new())).unwrap_err().to_string()
    };
    for (more, says) in [
        ("[[link]]\nbetween = ['a', 'x']\ndelay_s = 1\n", "there is no side `x`"),
        ("[[link]]\nbetween = ['a', 'a']\ndelay_s = 1\n", "link with itself"),
        ("[[link]]\nbetween = ['a', 'b']\ndelay_s = -1\n", "0 to 86400"),
        ("[[link]]\nbetween = ['a', 'b']\ndelay_s = nan\n", "0 to 86400"),
        ("[[link]]\nbetween = ['a', 'b']\ndelay_s = 1\ndelay_spread = 9\n", "0 to 2"),
        (
            "[[link]]\nbetween = ['a', 'b']\ndelay_s = 1\noutage = [{from_h = 2, until_h = 1}]\n",
            "ends before",
        ),
        (
            "[[inject]]\nid = 'i'\nat_h = 1\nwhat = {kind = 'cut_link', between = ['a', 'b'], for_h = 1}\n",
            "no link between",
        ),
    ] {
        let told = bad(more);
        assert!(told.contains(says), "{more}: {told}");
    }
}
