//! Scenario files: the schema that is committed, the ones that are bundled, and bad ones.

use std::path::Path;

use cordon_chart::Land;
use cordon_core::Position;
use cordon_drill::scenario::{self, BUNDLED, Problems, Scenario, bundled, from_text, json_schema};
use cordon_drill::world::{Step, World};

fn read(text: &str) -> Result<Scenario, Problems> {
    from_text("my.toml", text, &|name| match name {
        "more.toml" => {
            Ok("[[craft]]\nid = 'more'\nclass = 'tanker'\nlat_deg = 32\nlon_deg = 126\n".to_owned())
        }
        _ => Err("no such file".to_owned()),
    })
}

const HEAD: &str =
    "schema = 'cordon.drill/1'\nname = 'x'\nstart = '2031-01-01T00:00:00Z'\nduration_h = 2\n";

/// A good scenario with a piece more, which begins on line 10.
fn with(more: &str) -> Result<Scenario, Problems> {
    read(&format!(
        "{HEAD}[[craft]]\nid = 'a'\nclass = 'coaster'\nlat_deg = 32.5\nlon_deg = 127\n{more}"
    ))
}

/// The schema in the documentation is the one of the code. To renew it: `cordon drill schema`.
#[test]
fn the_committed_schema_is_the_one_of_the_code() {
    let path = Path::new("../../docs/schema/drill-1.schema.json");
    if std::env::var_os("CORDON_WRITE_SCHEMA").is_some() {
        std::fs::write(path, json_schema()).unwrap();
    }
    // As values: in which order keys are written depends on what else is built.
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(value(&std::fs::read_to_string(path).unwrap()), value(&json_schema()));
}

#[test]
fn bundled_scenarios_are_right() {
    for it in BUNDLED {
        let scenario = bundled(it.name).unwrap().unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(scenario.name, it.name);
        assert!(!scenario.title.is_empty() && !scenario.about.is_empty(), "{}", it.name);
        let again =
            from_text("again", &toml::to_string(&scenario).unwrap(), &|_| Err(String::new()));
        assert_eq!(again.unwrap(), scenario, "a scenario that is written is the one that was read");
    }
}

/// Every craft of every bundled scenario, every ten seconds: at sea, and no faster than its class.
#[test]
fn nobody_sails_over_land() {
    for it in BUNDLED {
        let scenario = bundled(it.name).unwrap().unwrap();
        let mut world = World::new(&scenario, scenario.seed);
        let mut step = Step::default();
        while world.advance(&mut step) {
            for state in world.states() {
                let member = &world.members()[state.craft];
                let figures = member.class.figures();
                assert!(
                    state.sog_kn <= figures.top_kn + 1e-6,
                    "{} {} {state:?}",
                    it.name,
                    member.id
                );
                let at = Position::wrapped(state.lat, state.lon);
                let is_ashore = !member.class.flies() && Land::standard().is_land(at);
                assert!(!is_ashore, "{} {} {} {state:?}", it.name, member.id, world.now());
            }
        }
    }
}

#[test]
fn a_good_scenario_is_read() {
    assert_eq!(with("").unwrap().craft.len(), 1);
    let included = read(&format!("{HEAD}include = ['more.toml']\n")).unwrap();
    assert_eq!(included.craft[0].id, "more");
    assert!(scenario::from_file(Path::new("/nowhere/at-all.toml")).is_err());
}

/// What is wrong, the line it is told for, and a word of it.
#[test]
fn bad_scenarios_are_told_with_their_line() {
    let craft = |id: &str, more: &str| {
        format!("[[craft]]\nid = '{id}'\nclass = 'coaster'\nlat_deg = 32.6\nlon_deg = 127\n{more}")
    };
    let cases: [(String, usize, &str); 14] = [
        ("colour = 'red'\n".to_owned(), 10, "unknown field"),
        (craft("b", "speed_kn = 40\n"), 15, "no speed of class `coaster`"),
        (craft("a", ""), 11, "taken already"),
        ("leg = [{ lat_deg = 32.5, lon_deg = 127 }]\nrepeat = true\n".to_owned(), 11, "begin again for ever"),
        ("leg = [{ lat_deg = 35.2, lon_deg = 127 }]\n".to_owned(), 10, "over land"),
        ("[[craft]]\nid = 'c'\nclass = 'tanker'\nlat_deg = 33.38\nlon_deg = 126.53\n".to_owned(), 13, "begins on land"),
        ("[[craft]]\nid = 'c'\nclass = 'tanker'\nlat_deg = 133.38\nlon_deg = 126.53\n".to_owned(), 13, "is no place"),
        ("[[craft]]\nid = 'c'\nclass = 'spaceship'\nlat_deg = 3\nlon_deg = 6\n".to_owned(), 12, "unknown variant"),
        (craft("b", "ais.mmsi = 440123456\n"), 15, "may be a real ship's number"),
        (craft("b", "deception = [{ kind = 'meet', with = 'z', from_h = 1, until_h = 2 }]\n"), 15, "no craft `z`"),
        (craft("b", "deception = [{ kind = 'dark', from_h = 1.5, until_h = 1 }]\n"), 15, "is no time"),
        (
            "[[traffic]]\nid = 't'\nclass = 'tanker'\ncount = 10_000_000\nspeed_kn = [10, 12]\npath_lat_lon_deg = [[32, 126], [32, 127]]\n"
                .to_owned(),
            13,
            "are more than 20000",
        ),
        (
            "[[inject]]\nid = 'i'\nafter = { event = 'inject', of = 'j' }\nwhat = { kind = 'lost_link', sensor = 's', for_h = 1 }\n\
             [[inject]]\nid = 'j'\nafter = { event = 'inject', of = 'i' }\nwhat = { kind = 'lost_link', sensor = 's', for_h = 1 }\n"
                .to_owned(),
            12,
            "endless loop",
        ),
        (
            craft("b", "deception = [{ kind = 'meet', with = 'c', from_h = 1, until_h = 2 }]\n")
                + &craft("c", "deception = [{ kind = 'meet', with = 'b', from_h = 1, until_h = 2 }]\n"),
            15,
            "endless loop",
        ),
    ];
    for (more, line, word) in cases {
        let problems = with(&more).expect_err(&more);
        let hit = problems.0.iter().any(|it| it.line == line && it.what.contains(word));
        assert!(hit, "expected line {line}, `{word}`:\n{problems}");
        assert!(problems.0.iter().all(|it| !it.help.is_empty()));
        assert!(problems.to_string().contains("to mend it: "));
    }
}

#[test]
fn a_path_that_climbs_out_is_told() {
    for path in ["../secret.toml", "/etc/passwd", "a/../../b.toml"] {
        let problems = read(&format!("{HEAD}include = [\n  '{path}',\n]\n")).unwrap_err();
        assert_eq!(problems.0[0].line, 6, "{problems}");
        assert!(problems.0[0].what.contains("leads out of the scenario's folder"), "{problems}");
    }
}

/// Bytes that are changed, cut or doubled never end in anything but a scenario or a problem with a line.
#[test]
fn damaged_files_are_refused_in_words() {
    let text = BUNDLED[0].text.as_bytes();
    let mut state = 0x9E37_79B9_u64;
    let mut next = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for _ in 0..150 {
        // The first part only: reading is what is tested, not the map.
        let mut bytes = text[..3_000].to_vec();
        for _ in 0..=next(3) {
            let at = next(bytes.len());
            match next(3) {
                0 => bytes[at] = next(256) as u8,
                1 => bytes.truncate(at.max(1)),
                _ => bytes.insert(at, b"[]{}\"'=#\n9-"[next(11)]),
            }
        }
        if let Err(problems) = read(&String::from_utf8_lossy(&bytes)) {
            assert!(problems.0.iter().all(|it| it.line >= 1 && !it.what.is_empty()));
        }
    }
}
