//! What a scenario must be beyond its shape.

use std::collections::{BTreeMap, BTreeSet};

use cordon_core::Position;

use super::place::{place, twice};
use super::problem::{Problem, Step, Text};
use super::shape::{
    CauseKind, Craft, Deception, Inject, InjectKind, Mount, Pass, SCHEMA, Scenario, Sensor,
};
use super::ways;

/// The most craft that a scenario may have, generated ones counted.
pub const MAX_CRAFT: u64 = 20_000;
/// The longest that a scenario may last.
pub const MAX_DURATION_H: f64 = 744.0;
/// The most legs of one craft, and the most sensors, injects, zones, and passes of one satellite.
pub const MAX_LEGS: usize = 10_000;

/// Problems, as they are found.
pub(super) struct Findings<'a> {
    text: Text<'a>,
    problems: Vec<Problem>,
}

impl Findings<'_> {
    pub(super) fn add(&mut self, steps: &[Step<'_>], what: String, help: &str) {
        self.problems.push(self.text.within(steps, what, help));
    }

    /// The place, or a problem.
    pub(super) fn place(&mut self, steps: &[Step<'_>], lat: f64, lon: f64) -> Option<Position> {
        let at = place(lat, lon);
        if at.is_none() {
            let what =
                format!("{lat}, {lon} is no place: latitude is -90 to 90, longitude -180 to 180");
            self.add(steps, what, "give degrees north first, then degrees east");
        }
        at
    }
}

/// Everything that is wrong. `own` is what the file itself says, to which its lines belong;
/// `whole` has the included files too.
pub(super) fn check(text: Text<'_>, own: &Scenario, whole: &Scenario) -> Vec<Problem> {
    let mut found = Findings { text, problems: Vec::new() };
    head(&mut found, own);
    limits(&mut found, whole);
    if !found.problems.is_empty() {
        return found.problems;
    }
    ids(&mut found, whole);
    for (index, craft) in whole.craft.iter().enumerate() {
        self::craft(&mut found, index, craft, whole);
    }
    for (index, lane) in whole.traffic.iter().enumerate() {
        ways::lane(&mut found, index, lane);
    }
    for (index, ground) in whole.ground.iter().enumerate() {
        ways::ground(&mut found, index, ground);
    }
    ways::chases(&mut found, whole);
    for (index, sensor) in whole.sensor.iter().enumerate() {
        self::sensor(&mut found, index, sensor, whole);
    }
    links(&mut found, whole);
    rules(&mut found, whole);
    injects(&mut found, whole);
    aims(&mut found, whole);
    found.problems
}

fn head(found: &mut Findings<'_>, scenario: &Scenario) {
    if scenario.schema != SCHEMA {
        let what = format!("`{}` is not a format that is known", short(&scenario.schema));
        found.add(&[Step::Key("schema")], what, "write schema = \"cordon.drill/1\"");
    }
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if scenario.name.is_empty() || scenario.name.len() > 32 || !scenario.name.chars().all(is_plain)
    {
        let what = format!("`{}` is no name", short(&scenario.name));
        found.add(&[Step::Key("name")], what, "use up to 32 small letters, digits and hyphens");
    }
    let hours = scenario.duration_h;
    if !(hours > 0.0 && hours <= MAX_DURATION_H) {
        let what = format!("a drill of {hours} h is more than {MAX_DURATION_H} h, or none at all");
        found.add(&[Step::Key("duration_h")], what, "give hours above 0");
    }
    if !(0.0..=86_400.0).contains(&scenario.keep_one_in_s) {
        let what = format!("{} s is no interval", scenario.keep_one_in_s);
        found.add(&[Step::Key("keep_one_in_s")], what, "give 0 to 86400");
    }
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

fn limits(found: &mut Findings<'_>, scenario: &Scenario) {
    let mut total = scenario.craft.len() as u64;
    let counts = scenario.traffic.iter().map(|lane| lane.count);
    let counts = counts.map(|count| ("traffic", count)).enumerate();
    let grounds = scenario.ground.iter().map(|ground| ("ground", ground.count)).enumerate();
    for (index, (key, count)) in counts.chain(grounds) {
        total += u64::from(count);
        if total > MAX_CRAFT {
            let what = format!("{total} craft are more than {MAX_CRAFT}");
            let steps = [Step::Key(key), Step::Index(index), Step::Key("count")];
            found.add(&steps, what, "let fewer take part, or split the exercise");
            return;
        }
    }
    if total > MAX_CRAFT {
        let what = format!("{total} craft are more than {MAX_CRAFT}");
        found.add(&[Step::Key("craft")], what, "let fewer take part, or split the exercise");
    }
    for (index, craft) in scenario.craft.iter().enumerate() {
        let count = craft.leg.len().max(craft.deception.len());
        many(found, &[Step::Key("craft"), Step::Index(index), Step::Key("leg")], count);
    }
    many(found, &[Step::Key("sensor")], scenario.sensor.len());
    many(found, &[Step::Key("inject")], scenario.inject.len().max(scenario.aim.len()));
    many(found, &[Step::Key("rules"), Step::Key("zone")], scenario.rules.zone.len());
}

fn many(found: &mut Findings<'_>, steps: &[Step<'_>], count: usize) {
    if count > MAX_LEGS {
        let what = format!("{count} are more than {MAX_LEGS}");
        found.add(steps, what, "use fewer");
    }
}

/// No id twice among craft, lanes and grounds; nor among sensors, sides, injects, zones.
fn ids(found: &mut Findings<'_>, scenario: &Scenario) {
    let names = [
        ("craft", scenario.craft.iter().map(|it| it.id.as_str()).collect::<Vec<_>>()),
        ("traffic", scenario.traffic.iter().map(|it| it.id.as_str()).collect()),
        ("ground", scenario.ground.iter().map(|it| it.id.as_str()).collect()),
        ("sensor", scenario.sensor.iter().map(Sensor::id).collect()),
        ("side", scenario.side.iter().map(|it| it.id.as_str()).collect()),
        ("inject", scenario.inject.iter().map(|it| it.id.as_str()).collect()),
    ];
    for (key, ids) in &names {
        for (index, id) in twice(ids.iter().copied()) {
            let what = format!("the id `{}` is taken already", short(id));
            found.add(
                &[Step::Key(key), Step::Index(index), Step::Key("id")],
                what,
                "give another id",
            );
        }
        let bad = |id: &str| {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
            id.is_empty() || id.len() > 32 || !id.chars().all(is_plain)
        };
        for (index, id) in ids.iter().enumerate().filter(|(_, id)| bad(id)) {
            let what = format!("`{}` is no id", short(id));
            let help = "use up to 32 letters, digits, hyphens and underscores";
            found.add(&[Step::Key(key), Step::Index(index), Step::Key("id")], what, help);
        }
    }
    numbers(found, scenario);
}

/// MMSIs are nobody's, and no two craft share one.
fn numbers(found: &mut Findings<'_>, scenario: &Scenario) {
    let mut seen = BTreeMap::new();
    for (index, craft) in scenario.craft.iter().enumerate() {
        let own = craft.ais.mmsi.into_iter();
        let later = craft.deception.iter().filter_map(|deception| match deception {
            Deception::Identity { mmsi, .. } => *mmsi,
            _ => None,
        });
        for mmsi in own.chain(later) {
            let steps =
                [Step::Key("craft"), Step::Index(index), Step::Key("ais"), Step::Key("mmsi")];
            if mmsi / 1_000_000 != 799 {
                let what = format!("{mmsi} may be a real ship's number");
                found.add(&steps, what, "use 799000000 to 799999999, which are nobody's");
            } else if let Some(other) = seen.insert(mmsi, &craft.id).filter(|id| **id != craft.id) {
                let what = format!("{mmsi} is the number of `{other}` already");
                found.add(&steps, what, "give another number, or none");
            }
        }
    }
}

fn craft(found: &mut Findings<'_>, index: usize, craft: &Craft, scenario: &Scenario) {
    let at = |key| vec![Step::Key("craft"), Step::Index(index), Step::Key(key)];
    if let Some(side) = craft.side.as_deref() {
        known(found, &at("side"), "side", side, scenario.side.iter().map(|it| it.id.as_str()));
    }
    let is_code = craft.nation.len() == 2 && craft.nation.bytes().all(|b| b.is_ascii_uppercase());
    if !is_code {
        let what = format!("`{}` is no ISO 3166 code of two letters", short(&craft.nation));
        found.add(&at("nation"), what, "write KR, JP, US, ...; XX for a stateless ship");
    }
    let until = craft.until_h.unwrap_or(scenario.duration_h);
    if !(craft.from_h >= 0.0 && until > craft.from_h) {
        let what = format!("`{}` leaves before it joins", craft.id);
        found.add(&at("from_h"), what, "let from_h come before until_h");
    }
    ways::craft(found, index, craft);
    for (number, deception) in craft.deception.iter().enumerate() {
        let steps =
            [Step::Key("craft"), Step::Index(index), Step::Key("deception"), Step::Index(number)];
        self::deception(found, &steps, deception, scenario);
    }
}

fn deception(
    found: &mut Findings<'_>,
    steps: &[Step<'_>],
    deception: &Deception,
    scenario: &Scenario,
) {
    let (from, until) = match deception {
        Deception::Dark { from_h, until_h } => (*from_h, until_h.unwrap_or(f64::MAX)),
        Deception::SpoofShift { from_h, until_h, .. } | Deception::Meet { from_h, until_h, .. } => {
            (*from_h, *until_h)
        }
        Deception::SpoofCircle { from_h, until_h, lat_deg, lon_deg, radius_nm, .. } => {
            found.place(steps, *lat_deg, *lon_deg);
            if !(*radius_nm > 0.0 && *radius_nm <= 60.0) {
                let what = format!("a circle of {radius_nm} nm is none, or too wide");
                found.add(steps, what, "give a radius above 0 and up to 60 nm");
            }
            (*from_h, *until_h)
        }
        Deception::Identity { at_h, silent_min, .. } => {
            (*at_h - silent_min.max(0.0) / 60.0, *at_h + 1e-9)
        }
    };
    if !(from >= 0.0 && from < until) {
        let what = format!("from {from} h until {until} h is no time");
        found.add(steps, what, "let it begin at 0 or later, and end after it begins");
    }
    if let Deception::Meet { with, .. } = deception {
        known(found, steps, "craft", with, scenario.craft.iter().map(|it| it.id.as_str()));
    }
}

fn known<'a>(
    found: &mut Findings<'_>,
    steps: &[Step<'_>],
    kind: &str,
    id: &str,
    ids: impl Iterator<Item = &'a str>,
) {
    let ids: Vec<&str> = ids.collect();
    if !ids.contains(&id) {
        let what = format!("there is no {kind} `{}`", short(id));
        let some: Vec<&str> = ids.into_iter().take(20).collect();
        found.add(steps, what, &format!("take one of: {}", some.join(", ")));
    }
}

fn sensor(found: &mut Findings<'_>, index: usize, sensor: &Sensor, scenario: &Scenario) {
    let at = |key| vec![Step::Key("sensor"), Step::Index(index), Step::Key(key)];
    known(found, &at("side"), "side", sensor.side(), scenario.side.iter().map(|it| it.id.as_str()));
    match sensor.mount() {
        Some(Mount::On(id)) => {
            known(found, &at("mount"), "craft", id, scenario.craft.iter().map(|it| it.id.as_str()));
        }
        Some(Mount::AtLatLonDeg([lat, lon])) => {
            found.place(&at("mount"), *lat, *lon);
        }
        None => {}
    }
    for (key, value, low, high) in figures(sensor) {
        if !(low..=high).contains(&value) {
            let what = format!("{value} is out of range: {key} is {low} to {high}");
            found.add(&at(key), what, "give a value within");
        }
    }
    if let Sensor::Sar { pass, .. } = sensor {
        many(found, &at("pass"), pass.len());
        for pass in pass {
            found.place(&at("pass"), pass.lat_deg, pass.lon_deg);
        }
    }
}

/// Numbers of a sensor and between what they may be.
fn figures(sensor: &Sensor) -> Vec<(&'static str, f64, f64, f64)> {
    match sensor {
        Sensor::AisTerrestrial { height_m, .. } | Sensor::Adsb { height_m, .. } => {
            vec![("height_m", *height_m, 0.0, 5_000.0)]
        }
        Sensor::AisSatellite { pass, chance_a, chance_b, chance_27, .. } => {
            let period = match pass {
                Pass::Table(windows) => windows.len().min(1) as f64,
                Pass::Every { period_min, .. } => *period_min,
            };
            vec![
                ("pass", period, 1e-3, 1e6),
                ("chance_a", *chance_a, 0.0, 1.0),
                ("chance_b", *chance_b, 0.0, 1.0),
                ("chance_27", *chance_27, 0.0, 1.0),
            ]
        }
        Sensor::Radar { range_nm, every_s, chance, false_per_h, height_m, .. } => vec![
            ("range_nm", *range_nm, 0.0, 300.0),
            ("every_s", *every_s, 10.0, 3_600.0),
            ("chance", *chance, 0.0, 1.0),
            ("false_per_h", *false_per_h, 0.0, 1_000.0),
            ("height_m", height_m.unwrap_or(0.0), 0.0, 20_000.0),
        ],
        Sensor::Sar { resolution_m, false_per_10000_km2, .. } => vec![
            ("resolution_m", *resolution_m, 0.1, 1_000.0),
            ("false_per_10000_km2", *false_per_10000_km2, 0.0, 1_000.0),
        ],
        Sensor::Visual { range_nm, every_s, .. } => {
            vec![("range_nm", *range_nm, 0.0, 60.0), ("every_s", *every_s, 10.0, 3_600.0)]
        }
    }
}

fn rules(found: &mut Findings<'_>, scenario: &Scenario) {
    for (index, zone) in scenario.rules.zone.iter().enumerate() {
        let steps = [
            Step::Key("rules"),
            Step::Key("zone"),
            Step::Index(index),
            Step::Key("corners_lat_lon_deg"),
        ];
        if !(3..=MAX_LEGS).contains(&zone.corners_lat_lon_deg.len()) {
            let what =
                format!("the zone `{}` has {} corners", zone.id, zone.corners_lat_lon_deg.len());
            found.add(&steps, what, "give three or more");
        }
        for &[lat, lon] in &zone.corners_lat_lon_deg {
            found.place(&steps, lat, lon);
        }
    }
    for (index, flag) in scenario.rules.flag.iter().enumerate() {
        let steps =
            [Step::Key("rules"), Step::Key("flag"), Step::Index(index), Step::Key("consent")];
        let (yes, no) = (flag.consent, flag.refuse);
        if !(yes >= 0.0 && no >= 0.0 && yes + no <= 1.0) {
            let what = format!("{yes} to consent and {no} to refuse are no chances");
            found.add(&steps, what, "give two parts of 1; what is left does not answer");
        }
        let [soonest, latest] = flag.delay_min;
        if !(soonest >= 0.0 && soonest <= latest) {
            let what = format!("[{soonest}, {latest}] min is no range");
            found.add(&steps, what, "give the shortest and the longest time to an answer");
        }
    }
    for (index, permission) in scenario.rules.permission.iter().enumerate() {
        let steps =
            [Step::Key("rules"), Step::Key("permission"), Step::Index(index), Step::Key("side")];
        let sides = scenario.side.iter().map(|it| it.id.as_str());
        known(found, &steps, "side", &permission.side, sides);
    }
}

/// The most links of a scenario: any two of its sides, and a second way for some.
const MOST_LINKS: usize = 1_024;

fn links(found: &mut Findings<'_>, scenario: &Scenario) {
    if scenario.link.len() > MOST_LINKS {
        let what = format!("{} links are more than {MOST_LINKS}", scenario.link.len());
        found.add(&[Step::Key("link")], what, "leave out those that nobody needs");
        return;
    }
    for (index, link) in scenario.link.iter().enumerate() {
        let at = |key| [Step::Key("link"), Step::Index(index), Step::Key(key)];
        ends(found, &at("between"), &link.between, scenario);
        if !(0.0..=86_400.0).contains(&link.delay_s) {
            let what = format!("{} s is no time for a report to be on its way", link.delay_s);
            found.add(&at("delay_s"), what, "give 0 to 86400 s");
        }
        if !(0.0..=2.0).contains(&link.delay_spread) {
            let what = format!("{} is no spread of delays", link.delay_spread);
            found.add(
                &at("delay_spread"),
                what,
                "give 0 to 2, the standard deviation of ln(delay)",
            );
        }
        if link.outage.iter().any(|it| !(it.from_h >= 0.0 && it.from_h < it.until_h)) {
            let what = "an outage ends before it begins".to_owned();
            found.add(&at("outage"), what, "give from_h and a later until_h");
        }
    }
}

/// The two ends of a link are two sides.
fn ends(found: &mut Findings<'_>, steps: &[Step<'_>], between: &[String; 2], scenario: &Scenario) {
    for end in between {
        known(found, steps, "side", end, scenario.side.iter().map(|it| it.id.as_str()));
    }
    if between[0] == between[1] {
        let what = format!("`{}` has a link with itself", short(&between[0]));
        found.add(steps, what, "name two sides");
    }
}

fn injects(found: &mut Findings<'_>, scenario: &Scenario) {
    let craft = || scenario.craft.iter().map(|it| it.id.as_str());
    let sides = || scenario.side.iter().map(|it| it.id.as_str());
    for (index, inject) in scenario.inject.iter().enumerate() {
        let at = |key| vec![Step::Key("inject"), Step::Index(index), Step::Key(key)];
        if inject.at_h.is_some() && inject.after.is_some() {
            let what = format!("`{}` has both a time and a cause", inject.id);
            found.add(&at("at_h"), what, "keep one of at_h and after");
        }
        match inject.after.as_ref().map(|cause| (cause.event, &cause.of)) {
            Some((CauseKind::Inject, of)) => {
                let ids = scenario.inject.iter().map(|it| it.id.as_str());
                known(found, &at("after"), "inject", of, ids);
            }
            Some((_, of)) => known(found, &at("after"), "craft", of, craft()),
            None => {}
        }
        match &inject.what {
            InjectKind::LaunchWarning { lat_deg, lon_deg, .. } => {
                found.place(&at("what"), *lat_deg, *lon_deg);
            }
            InjectKind::FalseReport { side, lat_deg, lon_deg, .. } => {
                found.place(&at("what"), *lat_deg, *lon_deg);
                known(found, &at("what"), "side", side, sides());
            }
            InjectKind::Report { side, craft: of, .. } => {
                known(found, &at("what"), "side", side, sides());
                known(found, &at("what"), "craft", of, craft());
            }
            InjectKind::CutLink { between, .. } => {
                ends(found, &at("what"), between, scenario);
                let joins = |ends: &[String; 2]| between.iter().all(|end| ends.contains(end));
                if !scenario.link.iter().any(|link| joins(&link.between)) {
                    let what = format!("there is no link between {}", between.join(" and "));
                    found.add(&at("what"), what, "write a [[link]] between the two");
                }
            }
            InjectKind::LostLink { sensor, .. } => {
                let ids = scenario.sensor.iter().map(Sensor::id);
                known(found, &at("what"), "sensor", sensor, ids);
            }
        }
    }
    circles(found, &scenario.inject);
}

/// Injects that wait for one another never come.
fn circles(found: &mut Findings<'_>, injects: &[Inject]) {
    let causes: BTreeMap<&str, &str> = injects
        .iter()
        .filter_map(|inject| {
            let cause = inject.after.as_ref().filter(|it| it.event == CauseKind::Inject)?;
            Some((inject.id.as_str(), cause.of.as_str()))
        })
        .collect();
    for (index, inject) in injects.iter().enumerate() {
        let mut seen = BTreeSet::from([inject.id.as_str()]);
        let mut at = inject.id.as_str();
        while let Some(&next) = causes.get(at) {
            if !seen.insert(next) {
                let what = format!(
                    "`{}` waits for an inject that waits for it: an endless loop",
                    inject.id
                );
                let steps = [Step::Key("inject"), Step::Index(index), Step::Key("after")];
                found.add(&steps, what, "give one of them a time");
                return;
            }
            at = next;
        }
    }
}

fn aims(found: &mut Findings<'_>, scenario: &Scenario) {
    for (index, aim) in scenario.aim.iter().enumerate() {
        let at = |key| vec![Step::Key("aim"), Step::Index(index), Step::Key(key)];
        let craft = scenario.craft.iter().map(|it| it.id.as_str());
        known(found, &at("craft"), "craft", &aim.craft, craft);
        let sides = scenario.side.iter().map(|it| it.id.as_str());
        known(found, &at("side"), "side", &aim.side, sides);
    }
}
