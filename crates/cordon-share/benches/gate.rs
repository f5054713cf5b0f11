//! How long a release decision takes, with a hundred rules: `cargo bench -p cordon-share --bench gate`.
//!
//! Ten partners with ten rules each is what a node of ten partners would have; the second policy
//! puts all hundred rules into every decision.

#![expect(clippy::print_stdout, reason = "it prints what it measured")]
#![expect(clippy::unwrap_used, reason = "a bench that cannot begin should say so and stop")]

use std::fmt::Write;
use std::hint::black_box;
use std::time::Instant;

use cordon_core::{Span, Time};
use cordon_share::gate::Gate;
use cordon_share::label::Releasable;
use cordon_share::policy::{Policy, Texts};
use cordon_share::{Kind, Label, Object, PartnerName};

/// Decisions that are timed.
const DECISIONS: usize = 200_000;

fn partner(number: u64) -> PartnerName {
    format!("P{number:02}").parse().unwrap()
}

/// A hundred rules beside the laws and the built-in ones.
fn policy(each_names_a_partner: bool) -> Policy {
    let (mut rules, mut agreements) = (String::new(), String::new());
    for number in 0..10 {
        let name = partner(number);
        let group = if number % 2 == 0 { "full" } else { "coarse" };
        writeln!(agreements, "[{name}]\ngroups = [\"{group}\"]\npurposes = [\"sar\"]").unwrap();
        for rule in 0..10 {
            let who = if each_names_a_partner {
                format!(" == Partner::\"{name}\"")
            } else {
                String::new()
            };
            writeln!(
                rules,
                "@id(\"r{number}-{rule}\") @says(\"a rule\") forbid (principal{who}, action, resource)
                 when {{ resource.kind == \"case\" && resource.sensitivity > {} &&
                         resource has flag && resource.flag == \"X{rule}\" }};",
                rule % 4
            )
            .unwrap();
        }
    }
    let mut texts = Texts::built_in();
    texts.agreements = agreements;
    texts.rules.push(("own.cedar".to_owned(), rules));
    Policy::from_texts(&texts).unwrap()
}

fn objects() -> Vec<Object> {
    let owner: PartnerName = "USA".parse().unwrap();
    let mut label = Label::closed(owner.clone());
    label.releasable_to = Releasable::to((0..10).map(partner));
    label.purpose = ["sar".parse().unwrap()].into();
    let object = |at: u64| Object {
        id: format!("{}-20231009T223000Z", 440_000_000 + at).parse().unwrap(),
        kind: [Kind::Track, Kind::Finding, Kind::Case, Kind::Warning][at as usize % 4],
        version: at,
        time: start(),
        label: label.clone(),
        origin: owner.clone(),
        body: serde_json::json!({
            "lat": 34.0 + at as f64 / 1e3, "lon": 129.0, "time": start(), "mmsi": 440_000_000 + at,
            "name": "HANA", "flag": "KR", "ship_type": 80, "sog_kn": 12.3, "cog_deg": 45.0,
            "source": "station-3", "exercise": null,
        }),
    };
    (0..64).map(object).collect()
}

fn start() -> Time {
    "2023-10-09T22:30:00Z".parse().unwrap()
}

fn main() {
    let objects = objects();
    for (name, sliced) in
        [("100 rules, ten to a partner", true), ("100 rules in each decision", false)]
    {
        let gate = Gate::new("USA".parse().unwrap(), policy(sliced), b"secret");
        let now = start() + Span::from_hours(2);
        tell(name, |at: usize| {
            let object = &objects[at % objects.len()];
            black_box(gate.decide(object, &partner(at as u64 % 10), now));
        });
    }
}

/// What is promised is the slowest of a hundred, so each decision is timed by itself.
fn tell(name: &str, mut one: impl FnMut(usize)) {
    (0..20_000).for_each(&mut one);
    let mut micros: Vec<f64> = (0..DECISIONS)
        .map(|at| {
            let before = Instant::now();
            one(at);
            before.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    micros.sort_by(f64::total_cmp);
    let of = |share: f64| micros[(micros.len() as f64 * share) as usize];
    println!("{name}: p50 {:.1} µs, p99 {:.1} µs, p99.9 {:.1} µs", of(0.5), of(0.99), of(0.999));
}
