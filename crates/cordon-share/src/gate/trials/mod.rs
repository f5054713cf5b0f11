//! The gate against an oracle: random policies, random objects with canaries in every field, an
//! independent reading of the rules, and a scan of every byte that leaves. Then the same with a gate
//! that is broken on purpose, to see that the trial would notice.

use cordon_core::{Span, Time};
use serde_json::{Value, json};

use super::fault::with_fault;
use super::*;
use crate::explain::explain;
use crate::label::Label;
use crate::object::Kind;
use crate::policy::Texts;
use dice::Dice;
use oracle::Expected;
use world::{PARTNERS, US, World};

mod dice;
mod faults;
mod leaks;
mod oracle;
mod reference;
mod world;

const DECISIONS_PER_WORLD: u64 = 250;

fn gate(texts: &Texts) -> Gate {
    let policy = Policy::from_texts(texts).unwrap_or_else(|error| panic!("{error}"));
    Gate::new(US.parse().unwrap(), policy, b"the secret of a trial")
}

/// What one trial saw.
#[derive(Debug, Default)]
struct Seen {
    decisions: u64,
    whole: u64,
    reduced: u64,
    later: u64,
    refused: u64,
    bytes_scanned: u64,
}

/// Worlds enough for this many decisions; `Err` with the first disagreement or leak. `alter` changes
/// what the gate reads, while the oracle keeps to the original.
fn trial(seed: u64, decisions: u64, alter: &dyn Fn(&mut Texts, &mut Dice)) -> Result<Seen, String> {
    let mut seen = Seen::default();
    let mut dice = Dice(seed);
    while seen.decisions < decisions {
        let world = World::random(&mut dice);
        let mut texts = world.texts.clone();
        alter(&mut texts, &mut dice);
        let mut gate = gate(&texts);
        for _ in 0..DECISIONS_PER_WORLD {
            one(&world, &mut gate, &mut dice, &mut seen)?;
        }
    }
    Ok(seen)
}

fn one(world: &World, gate: &mut Gate, dice: &mut Dice, seen: &mut Seen) -> Result<(), String> {
    let seconds = 1_696_890_600 + dice.less_than(100_000);
    let now = Time::from_unix_seconds(seconds).unwrap();
    let object = world::object(dice, seconds);
    let partner = world::partner(dice);
    let consent = dice.chance(50) && gate.consent(&consent_to(&object, &partner));
    let decision = gate.decide(&object, &partner, now);
    let json = serde_json::to_value(&object).unwrap();
    let expected = oracle::expected(world, &json, partner.as_str(), seconds, consent);
    let complain = |what: &str| {
        Err(format!("{what}: expected {expected:?}, decided {decision:?}\n{json}\nfor {partner}"))
    };
    if !agrees(&expected, &decision, now) {
        return complain("disagreement");
    }
    seen.decisions += 1;
    for sent in told(gate, &object, &partner, now, &decision, dice) {
        seen.bytes_scanned += sent.len() as u64;
        if let Some(field) = leaks::forbidden(&object, &Expected::Refuse, &sent) {
            return complain(&format!("`{field}` leaves in what is told about a decision"));
        }
    }
    match &decision.outcome {
        Outcome::Refuse => seen.refused += 1,
        Outcome::Later(_) => seen.later += 1,
        Outcome::Release(released) => {
            let sent = released.object().canonical_bytes().unwrap();
            seen.bytes_scanned += sent.len() as u64;
            if let Some(field) = leaks::forbidden(&object, &expected, &sent) {
                return complain(&format!(
                    "`{field}` leaves in {}",
                    String::from_utf8_lossy(&sent)
                ));
            }
            if released.to() != &partner || !faithful(&object, released) {
                return complain("another object, or to another partner");
            }
            let count =
                if released.reduced_by().is_some() { &mut seen.reduced } else { &mut seen.whole };
            *count += 1;
        }
    }
    Ok(())
}

fn agrees(expected: &Expected, decision: &Decision, now: Time) -> bool {
    match (expected, &decision.outcome) {
        (Expected::Refuse, Outcome::Refuse) => true,
        (Expected::Whole, Outcome::Release(released)) => released.reduced_by().is_none(),
        (Expected::Reduced { not_before, .. }, Outcome::Later(at)) => at == not_before && now < *at,
        (Expected::Reduced { not_before, profiles }, Outcome::Release(released)) => {
            let by = released.reduced_by().map(|name| name.as_str().split('+').collect::<Vec<_>>());
            now >= *not_before && by.is_some_and(|by| by == *profiles)
        }
        _ => false,
    }
}

/// Whether what leaves is this object: the same label, and a place on the grid near its own.
fn faithful(object: &Object, released: &Released) -> bool {
    let left = released.object();
    let Some(profile) = released.reduced_by() else { return left == object };
    let mut label = object.label.clone();
    label.sanitise = Some(profile.clone());
    let step = if profile.as_str() == "no_sources" { 0.001 } else { 0.1 };
    let near = ["lat"].iter().all(|name| {
        let [before, after] = [object, left].map(|of| of.body.get(name).and_then(Value::as_f64));
        before.zip(after).is_none_or(|(before, after)| {
            let cells = (after + 90.0) / step - 0.5;
            (before - after).abs() <= step / 2.0 + 1e-6 && (cells - cells.round()).abs() < 1e-4
        })
    });
    let slow = Span::from_minutes(if profile.as_str() == "no_sources" { 1 } else { 10 });
    left.label == label && left.kind == object.kind && left.time == object.time.floor(slow) && near
}

/// Everything that is said about a decision besides the object: none of it may hold content.
fn told(
    gate: &Gate,
    object: &Object,
    partner: &PartnerName,
    now: Time,
    decision: &Decision,
    dice: &mut Dice,
) -> Vec<Vec<u8>> {
    let mut told = vec![decision.to_json().to_string(), decision.sentence(partner)];
    if dice.chance(10) {
        let mut explanation = serde_json::to_value(explain(gate, object, partner, now)).unwrap();
        explanation["object"] = Value::Null; // its name is told to its owner
        told.push(explanation.to_string());
    }
    told.into_iter().map(String::into_bytes).collect()
}

fn consent_to(object: &Object, partner: &PartnerName) -> Object {
    let owner = object.label.owner.clone();
    Object {
        id: "consent".parse().unwrap(),
        kind: Kind::Consent,
        version: 1,
        time: object.time,
        label: Label::closed(owner.clone()),
        origin: owner,
        body: json!({"object": object.id, "to": [partner]}),
    }
}

#[test]
fn the_gate_and_the_oracle_agree() {
    let seen = trial(1, 20_000, &|_, _| ()).unwrap_or_else(|complaint| panic!("{complaint}"));
    // A trial that never releases would agree with anything.
    assert!(seen.whole > 500 && seen.reduced > 100 && seen.later > 50, "{seen:?}");
}

/// The long suite: `cargo test --release -p cordon-share -- --ignored a_million`.
#[test]
#[ignore = "a few minutes in a release build"]
fn the_gate_and_the_oracle_agree_a_million_times() {
    let threads: Vec<_> = (0..2)
        .map(|seed| std::thread::spawn(move || trial(0xC0DE + seed, 500_000, &|_, _| ())))
        .collect();
    for thread in threads {
        let seen = thread.join().unwrap().unwrap_or_else(|complaint| panic!("{complaint}"));
        println!("{seen:?}");
    }
}

#[test]
fn every_partner_of_the_trials_is_a_name() {
    assert!(PARTNERS.iter().all(|name| name.parse::<PartnerName>().is_ok()));
}
