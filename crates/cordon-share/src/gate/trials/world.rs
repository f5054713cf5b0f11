//! Random policies and random objects full of canaries.

use serde_json::{Map, Value, json};

use super::dice::Dice;
use crate::names::PartnerName;
use crate::object::{Kind, Object};
use crate::policy::Texts;

pub(super) const US: &str = "USA";
pub(super) const PARTNERS: [&str; 4] = ["AUS", "JPN", "KOR", "PHL"];
const OWNERS: [&str; 4] = [US, US, "JPN", "KOR"];
const GROUPS: [&str; 3] = ["full", "coarse", "far"];
const USES: [&str; 3] = ["sar", "border_monitoring", "law_enforcement"];
const DRILLS: [&str; 2] = ["FREEDOM EDGE", "PACIFIC VANGUARD"];
const LEVELS: [&str; 4] = ["unclassified", "restricted", "confidential", "secret"];
const TLPS: [&str; 5] = ["clear", "green", "amber", "amber-strict", "red"];
const PROFILES: [&str; 2] = ["coarse", "no_sources"];

/// A rule as a row of a table: the trials' own form, from which the Cedar text is written.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) permits: bool,
    /// A partner, a group, or everyone.
    pub(super) partner: Option<&'static str>,
    pub(super) group: Option<&'static str>,
    /// For reduced releases, through this profile.
    pub(super) profile: Option<&'static str>,
    /// For rules that forbid: whether they forbid both kinds of release.
    pub(super) both: bool,
    pub(super) kinds: Vec<&'static str>,
    pub(super) north_of_e6: Option<i64>,
    pub(super) flag: Option<&'static str>,
    /// Fails when it is evaluated (an overflow) for objects with this MMSI.
    pub(super) fails_for: Option<i64>,
}

/// A policy, as the trials' table and as the texts that the gate reads.
pub(super) struct World {
    pub(super) agreements: Value,
    pub(super) rows: Vec<Row>,
    pub(super) texts: Texts,
}

impl World {
    pub(super) fn random(dice: &mut Dice) -> World {
        let partners = dice.some(&PARTNERS, 85);
        let agreements: Map<String, Value> =
            partners.iter().map(|name| ((*name).to_owned(), agreement(dice))).collect();
        let rows: Vec<Row> = (0..dice.below(9)).map(|at| row(dice, at, &partners)).collect();
        let rules: Vec<String> = rows.iter().map(Row::to_cedar).collect();
        let agreements = Value::Object(agreements);
        let texts = Texts {
            rules: vec![
                ("default.cedar".to_owned(), include_str!("../../policy/default.cedar").to_owned()),
                ("own.cedar".to_owned(), rules.join("\n")),
            ],
            agreements: toml::to_string(&agreements).unwrap(),
            ..Texts::built_in()
        };
        World { agreements, rows, texts }
    }
}

fn agreement(dice: &mut Dice) -> Value {
    json!({
        "groups": [dice.pick(&GROUPS)],
        "clearance": dice.pick(&LEVELS),
        "purposes": dice.some(&USES, 50),
        "exercises": dice.some(&DRILLS, 50),
    })
}

fn row(dice: &mut Dice, at: u64, partners: &[&'static str]) -> Row {
    let permits = dice.chance(60);
    let partner = (dice.chance(50) && !partners.is_empty()).then(|| *dice.pick(partners));
    let reduced = permits && dice.chance(50);
    let kinds = ["track", "finding", "case", "flight", "warning", "plan"];
    Row {
        id: format!("row-{at}"),
        permits,
        partner,
        group: (partner.is_none() && dice.chance(50)).then(|| *dice.pick(&["full", "coarse"])),
        profile: reduced.then(|| *dice.pick(&PROFILES)),
        both: dice.chance(60),
        kinds: if dice.chance(60) { dice.some(&kinds, 40) } else { Vec::new() },
        north_of_e6: dice.chance(25).then(|| 30_000_000 + dice.less_than(10_000_000)),
        flag: dice.chance(20).then(|| *dice.pick(&["KR", "JP"])),
        fails_for: dice.chance(15).then(|| 440_000_000 + dice.less_than(4)),
    }
}

impl Row {
    fn to_cedar(&self) -> String {
        let who = match (self.partner, self.group) {
            (Some(partner), _) => format!("principal == Partner::\"{partner}\""),
            (None, Some(group)) => format!("principal in Group::\"{group}\""),
            (None, None) => "principal".to_owned(),
        };
        let action = match (self.permits, self.profile, self.both) {
            (false, _, true) => "action",
            (true, Some(_), _) => "action == Action::\"release_reduced\"",
            _ => "action == Action::\"release\"",
        };
        let mut when = vec!["true".to_owned()];
        if !self.kinds.is_empty() {
            when.push(format!("{:?}.contains(resource.kind)", self.kinds));
        }
        if let Some(edge) = self.north_of_e6 {
            when.push(format!("resource has place && resource.place.lat_e6 > {edge}"));
        }
        if let Some(flag) = self.flag {
            when.push(format!("resource has flag && resource.flag == \"{flag}\""));
        }
        if let Some(mmsi) = self.fails_for {
            let limit = i64::MAX;
            when.push(format!(
                "(if resource has mmsi then resource.mmsi != {mmsi} || {limit} + resource.mmsi > 0 \
                 else true)"
            ));
        }
        let profile = self.profile.map(|name| format!("@profile(\"{name}\") ")).unwrap_or_default();
        let effect = if self.permits { "permit" } else { "forbid" };
        format!(
            "@id(\"{}\") @says(\"row\") {profile}{effect} ({who}, {action}, resource) when {{ {} }};",
            self.id,
            when.join(" && ")
        )
    }
}

/// A random object. Every text in it is a canary or a word of the vocabulary.
pub(super) fn object(dice: &mut Dice, now: i64) -> Object {
    let owner = *dice.pick(&OWNERS);
    let origin = if dice.chance(3) { "KOR" } else { owner };
    let kind = *dice.pick(&Kind::ALL);
    let exercise = dice.chance(30).then(|| *dice.pick(&DRILLS));
    let label = json!({
        "owner": owner,
        "classification": if dice.chance(50) { "unclassified" } else { dice.pick(&LEVELS) },
        "releasable_to": dice.some(&PARTNERS, 65),
        "sensitivity": dice.pick(&TLPS),
        "purpose": if dice.chance(50) { Vec::new() } else { dice.some(&USES, 40) },
        "retain_until": dice.chance(30).then(|| seconds(now - 3_600 + dice.less_than(7_200))),
        "third_party": dice.pick(&["deny", "ask", "allow", "allow"]),
        "sanitise": dice.chance(20).then(|| *dice.pick(&["coarse", "no_sources", "absent"])),
        "exercise": exercise,
        "caveats": if dice.chance(10) { vec![dice.canary()] } else { Vec::new() },
    });
    let object = json!({
        "id": format!("{}-{}", kind.name(), dice.canary()),
        "kind": kind,
        "version": dice.roll() >> 12,
        "time": lately(dice, now),
        "label": label,
        "origin": origin,
        "body": body(dice, now, exercise),
    });
    serde_json::from_value(object).unwrap()
}

fn body(dice: &mut Dice, now: i64, exercise: Option<&str>) -> Value {
    let mut body = json!({
        "lat": dice.odd_number(-90.0, 90.0),
        "lon": dice.odd_number(-180.0, 180.0),
        "time": lately(dice, now),
        "mmsi": 440_000_000 + dice.below(4),
        "ship_type": dice.below(100),
        "sog_kn": dice.odd_number(0.0, 40.0),
        "cog_deg": dice.odd_number(0.0, 360.0),
        "course": dice.odd_number(0.0, 360.0),
        "evidence": [{"input": dice.canary(), "offset": dice.roll()}],
        "vessels": [{"mmsi": dice.roll() >> 20, "name": dice.canary(), "owner": dice.canary()}],
    });
    let texts =
        ["name", "callsign", "remarks", "source", "sensor", "host", "status", "class", "reason"];
    for name in texts {
        body[name] = dice.canary().into();
    }
    body["kind"] = (*dice.pick(&["gap", "encounter"])).into();
    body["flag"] = (*dice.pick(&["KR", "JP", "PA"])).into();
    if dice.chance(50) {
        body["exercise"] = exercise.into();
    }
    if dice.chance(2) {
        body["exercise"] = "ANOTHER".into();
    }
    for name in dice.some(&["lat", "mmsi", "flag", "time"], 8) {
        body.as_object_mut().unwrap().remove(name);
    }
    body
}

fn seconds(of: i64) -> String {
    cordon_core::Time::from_unix_seconds(of).unwrap().to_string()
}

/// An instant within the last two hours, to the microsecond: a canary like the others.
fn lately(dice: &mut Dice, now: i64) -> String {
    let micros = now * 1_000_000 - dice.less_than(4_000_000_000) * 2 - dice.less_than(2);
    cordon_core::Time::from_micros(micros).unwrap().to_string()
}

pub(super) fn partner(dice: &mut Dice) -> PartnerName {
    let known = dice.chance(97);
    if known { dice.pick(&PARTNERS).parse() } else { "RUS".parse() }.unwrap()
}
