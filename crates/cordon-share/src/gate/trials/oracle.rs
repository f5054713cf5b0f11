//! A second reading of the rules: of the object's JSON and the trials' table, in plain conditions.
//! It shares no code with the gate, knows no Cedar, and was written from docs/share-policy.md.

use cordon_core::{Span, Time};
use serde_json::Value;

use super::world::{Row, US, World};

/// What ought to happen.
#[derive(Debug, PartialEq)]
pub(super) enum Expected {
    Refuse,
    /// Not before this instant, and through all of these profiles.
    Reduced {
        not_before: Time,
        profiles: Vec<String>,
    },
    Whole,
}

const ORDER: [&str; 4] = ["unclassified", "restricted", "confidential", "secret"];

pub(super) fn expected(
    world: &World,
    object: &Value,
    partner: &str,
    now: i64,
    consent: bool,
) -> Expected {
    let Some(agreement) = world.agreements.get(partner) else { return Expected::Refuse };
    if contradicts(object) || lawless(object, agreement, partner, now, consent) {
        return Expected::Refuse;
    }
    let rows: Vec<&Row> = world.rows.iter().filter(|row| names(row, partner, agreement)).collect();
    let fails = |reduced: bool| rows.iter().any(|row| is_about(row, reduced) && fails(row, object));
    let forbidden = |reduced| {
        rows.iter().any(|row| !row.permits && is_about(row, reduced) && holds(row, object))
    };
    let ours = object["label"]["owner"] == US;
    let wants = object["label"]["sanitise"].as_str().filter(|_| ours).map(str::to_owned);
    if wants.as_deref().is_some_and(|name| !["coarse", "no_sources"].contains(&name)) {
        return Expected::Refuse;
    }
    let group = |name: &str| agreement["groups"].as_array().unwrap().contains(&name.into());
    let kind = object["kind"].as_str().unwrap();
    let urgent = ["warning", "revocation", "correction", "consent"].contains(&kind);
    let whole_rows =
        rows.iter().any(|row| row.permits && row.profile.is_none() && holds(row, object));
    let in_drill = object["label"]["exercise"].is_string();
    if fails(false) {
        return Expected::Refuse;
    }
    if !forbidden(false) && (urgent || group("full") || in_drill || whole_rows) {
        return match wants {
            Some(profile) => reduced(object, vec![profile]),
            None => Expected::Whole,
        };
    }
    if fails(true) || forbidden(true) || !ours {
        return Expected::Refuse;
    }
    let mut profiles: Vec<String> = Vec::new();
    if group("coarse") && ["track", "finding", "flight"].contains(&kind) {
        profiles.push("coarse".to_owned());
    }
    let permitting = rows.iter().filter(|row| row.permits && holds(row, object));
    profiles.extend(permitting.filter_map(|row| row.profile).map(str::to_owned));
    if profiles.is_empty() {
        return Expected::Refuse;
    }
    profiles.extend(wants);
    reduced(object, profiles)
}

/// Both profiles list the same four kinds; the one called "coarse" waits an hour.
fn reduced(object: &Value, mut profiles: Vec<String>) -> Expected {
    let kind = object["kind"].as_str().unwrap();
    if !["track", "finding", "flight", "warning"].contains(&kind) {
        return Expected::Refuse;
    }
    profiles.sort();
    profiles.dedup();
    let time: Time = object["time"].as_str().unwrap().parse().unwrap();
    let delay =
        if profiles.iter().any(|name| name == "coarse") { Span::from_hours(1) } else { Span::ZERO };
    Expected::Reduced { not_before: time + delay, profiles }
}

fn contradicts(object: &Value) -> bool {
    let mark = &object["label"]["exercise"];
    let body = &object["body"]["exercise"];
    object["label"]["owner"] != object["origin"]
        || (object["kind"] == "drill" && mark.is_null())
        || (body.is_string() && body != mark)
}

/// Whether the label, or what was agreed, stands against it.
fn lawless(object: &Value, agreement: &Value, partner: &str, now: i64, consent: bool) -> bool {
    let label = &object["label"];
    let level = |of: &Value| ORDER.iter().position(|name| of == name);
    let list = |of: &Value| of.as_array().cloned().unwrap_or_default();
    let (named, uses) = (list(&label["releasable_to"]), list(&label["purpose"]));
    let agreed_uses = list(&agreement["purposes"]);
    let tlp = label["sensitivity"].as_str().unwrap();
    let expired = label["retain_until"]
        .as_str()
        .is_some_and(|until| now > until.parse::<Time>().unwrap().as_unix_seconds());
    let passed_on = label["owner"] != US
        && match label["third_party"].as_str().unwrap() {
            "allow" => ["amber", "amber-strict", "red"].contains(&tlp),
            "ask" => !consent || ["amber", "amber-strict", "red"].contains(&tlp),
            _ => true,
        };
    !named.contains(&partner.into())
        || label["owner"] == partner
        || level(&label["classification"]) > level(&agreement["clearance"])
        || (tlp == "red" && named.len() != 1)
        || (!uses.is_empty() && !uses.iter().any(|a_use| agreed_uses.contains(a_use)))
        || (label["exercise"].is_string()
            && !list(&agreement["exercises"]).contains(&label["exercise"]))
        || expired
        || passed_on
}

fn names(row: &Row, partner: &str, agreement: &Value) -> bool {
    let in_group = |group: &str| agreement["groups"].as_array().unwrap().contains(&group.into());
    row.partner.is_none_or(|name| name == partner) && row.group.is_none_or(in_group)
}

fn is_about(row: &Row, reduced: bool) -> bool {
    if row.permits { row.profile.is_some() == reduced } else { row.both || !reduced }
}

/// Whether all conditions before the one that may fail are met.
fn reaches(row: &Row, object: &Value) -> bool {
    let body = &object["body"];
    let lat_e6 =
        body["lat"].as_f64().zip(body["lon"].as_f64()).map(|(lat, _)| (lat * 1e6).round() as i64);
    (row.kinds.is_empty() || row.kinds.iter().any(|kind| object["kind"] == *kind))
        && row.north_of_e6.is_none_or(|edge| lat_e6.is_some_and(|lat| lat > edge))
        && row.flag.is_none_or(|flag| body["flag"] == flag)
}

fn fails(row: &Row, object: &Value) -> bool {
    reaches(row, object) && row.fails_for.is_some_and(|mmsi| object["body"]["mmsi"] == mmsi)
}

fn holds(row: &Row, object: &Value) -> bool {
    reaches(row, object) && !fails(row, object)
}
