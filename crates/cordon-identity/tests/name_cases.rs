//! The name cases of opensanctions/nomenklatura (MIT), as a conformance suite: `name_bench_cases.csv`
//! (names alone) and `entity_bench_checks.yml` (whole records).
//!
//! For ships every case must be right. `name_bench_cases.csv` judges the letters alone, numbers left
//! out of account (`Victory` / `Victory 3` is a match there, and none in the checks). For companies and
//! people the share that is right is told, and may not fall.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests fail loudly; the pass rate is told"
)]

use std::collections::BTreeMap;
use std::path::PathBuf;

use cordon_identity::names::{self, Comparison, SAME_NAME};

fn shared(name: &str) -> Option<PathBuf> {
    let root = "../../../shared/data/chronicle/name-matching-cases";
    let path = PathBuf::from(root).join(name);
    if !path.exists() {
        eprintln!("skipped: {} absent", path.display());
        return None;
    }
    Some(path)
}

fn compare(schema: &str, a: &str, b: &str) -> Comparison {
    match schema {
        "Vessel" => names::vessel::compare(a, b),
        "Person" => names::person::compare(a, b),
        "LegalEntity" => {
            let (person, body) = (names::person::compare(a, b), names::organisation::compare(a, b));
            if person.score > body.score { person } else { body }
        }
        _ => names::organisation::compare(a, b),
    }
}

/// Right answers and all answers, by schema.
#[derive(Default)]
struct Score(BTreeMap<String, (u32, u32)>);

impl Score {
    fn count(&mut self, schema: &str, right: bool) {
        let entry = self.0.entry(schema.to_owned()).or_default();
        entry.0 += u32::from(right);
        entry.1 += 1;
    }

    fn rate(&self, schemas: &[&str]) -> f64 {
        let sum = |part: fn(&(u32, u32)) -> u32| -> u32 {
            schemas.iter().filter_map(|schema| self.0.get(*schema)).map(part).sum()
        };
        f64::from(sum(|count| count.0)) / f64::from(sum(|count| count.1))
    }

    fn tell(&self, title: &str) {
        for (schema, (right, all)) in &self.0 {
            eprintln!("{title}: {schema:<13} {right:>3} of {all:>3} right");
        }
        let all: Vec<_> = self.0.keys().map(String::as_str).collect();
        eprintln!("{title}: all schemas   {:.1} %", 100.0 * self.rate(&all));
    }
}

#[test]
fn names_alone() {
    let Some(path) = shared("name_bench_cases.csv") else { return };
    let mut score = Score::default();
    for row in csv::Reader::from_path(path).unwrap().records() {
        let row = row.unwrap();
        let (schema, a, b, expected) = (&row[1], &row[2], &row[3], &row[4] == "true");
        let compared = compare(schema, a, b);
        let is_match = compared.letters >= SAME_NAME;
        score.count(schema, is_match == expected);
        assert!(schema != "Vessel" || is_match == expected, "{a} / {b}: {compared:?}");
        if is_match != expected && std::env::var_os("TELL").is_some() {
            eprintln!("wrong {schema} {a} / {b}: {expected} {:.3}", compared.letters);
        }
    }
    score.tell("names");
    assert!(score.rate(&["Company", "Organization", "LegalEntity"]) >= 0.83);
    assert!(score.rate(&["Person"]) >= 0.84);
}

#[test]
fn whole_records() {
    let Some(path) = shared("entity_bench_checks.yml") else { return };
    let mut score = Score::default();
    for check in checks(&std::fs::read_to_string(path).unwrap()) {
        let compared = compare(&check.schema, &check.names[0], &check.names[1]);
        score.count(&check.schema, compared.is_same() == check.is_match);
        let right = compared.is_same() == check.is_match;
        assert!(check.schema != "Vessel" || right, "{:?}: {compared:?}", check.names);
    }
    score.tell("checks");
    let bodies = ["Company", "Organization", "LegalEntity"];
    assert!(score.rate(&bodies) >= 0.79);
}

struct Check {
    is_match: bool,
    schema: String,
    names: [String; 2],
}

/// Checks whose two sides have one name each. The file is YAML of one fixed shape.
fn checks(text: &str) -> Vec<Check> {
    let mut checks = Vec::new();
    for block in text.split("- match: ").skip(1) {
        let field = |key: &str| {
            let values = block.lines().filter_map(|line| line.trim().strip_prefix(key));
            values
                .map(|value| value.trim().trim_matches(['"', '\'']).to_owned())
                .collect::<Vec<_>>()
        };
        let (schemas, names) = (field("schema:"), field("name:"));
        if let (Some(schema), Ok(names)) = (schemas.first(), <[String; 2]>::try_from(names)) {
            let check =
                Check { is_match: block.starts_with("true"), schema: schema.clone(), names };
            if check.names.iter().all(|name| !name.is_empty()) {
                checks.push(check);
            }
        }
    }
    assert!(checks.len() > 100, "only {} checks were read", checks.len());
    checks
}
