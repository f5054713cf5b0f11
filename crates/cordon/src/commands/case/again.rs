//! Findings of a package computed again by the pipeline itself.

use std::sync::Arc;

use cordon_casebook::{Comparison, Difference, Package, Recompute};
use cordon_chart::SeaChart;
use cordon_core::{Position, Time, TrackId};
use cordon_identity::practices::NoRegistry;
use cordon_watch::recompute::{Again, Cited, Reading, recompute};
use cordon_watch::{AllRules, Settings, read_rules};
use serde::Deserialize;
use serde_json::Value;

use super::archive::WITHOUT_HEADER;

/// The pipeline that this program has.
pub(super) struct Pipeline;

impl Recompute for Pipeline {
    fn recompute(&self, package: &Package, finding: &Value) -> Result<Comparison, String> {
        let AllRules { tracks, detectors: rules, identity } =
            read_rules(package.parameters()).map_err(|error| error.to_string())?;
        let settings = Settings {
            tracks,
            rules,
            identity,
            registry: Arc::new(NoRegistry),
            chart: Arc::new(SeaChart::standard()),
        };
        let cited = cited(package, finding)?;
        let again = recompute(finding, &cited, &|input| reading(package, input), &settings)?;
        Ok(match again {
            Again::Same { .. } => Comparison::Same,
            Again::NotFound(reason) => Comparison::NotFound { reason },
            Again::Differs(differences) => Comparison::Differs {
                differences: differences
                    .into_iter()
                    .map(|one| Difference { key: one.key, told: one.told, computed: one.computed })
                    .collect(),
            },
        })
    }
}

/// One entry of `evidence`.
#[derive(Deserialize)]
struct Evidence {
    input: String,
    offset: u64,
    length: u32,
}

/// One entry of `observed`: what those bytes were told to say.
#[derive(Deserialize)]
struct Observed {
    track: TrackId,
    time: Time,
    lat: f64,
    lon: f64,
}

/// The evidence of a finding, with its bytes.
fn cited(package: &Package, finding: &Value) -> Result<Vec<Cited>, String> {
    let evidence: Vec<Evidence> = list(finding, "evidence")?;
    let observed: Vec<Observed> = list(finding, "observed")?;
    if evidence.len() != observed.len() {
        return Err("it does not tell what each of its pieces of evidence says".to_owned());
    }
    let bytes = |one: &Evidence| {
        let found = package.raw(&one.input, one.offset, one.length);
        found.ok_or_else(|| format!("bytes {} of {} are not in the package", one.offset, one.input))
    };
    let pairs = evidence.into_iter().zip(observed);
    pairs
        .map(|(evidence, observed)| {
            Ok(Cited {
                bytes: bytes(&evidence)?.to_vec(),
                input: evidence.input,
                offset: evidence.offset,
                track: observed.track,
                time: observed.time,
                position: Position::wrapped(observed.lat, observed.lon),
            })
        })
        .collect()
}

fn list<T: serde::de::DeserializeOwned>(finding: &Value, key: &str) -> Result<Vec<T>, String> {
    let found = finding.get(key).cloned().unwrap_or(Value::Array(Vec::new()));
    serde_json::from_value(found).map_err(|error| format!("its `{key}` does not read: {error}"))
}

/// How an input of the package was read.
fn reading(package: &Package, input: &str) -> Reading {
    let name = package.describe(input).and_then(|about| about.get("format")?.as_str());
    let has_header = name.is_some_and(|name| !WITHOUT_HEADER.contains(&name));
    let first = package.pieces(input).next().filter(|(offset, _)| has_header && *offset == 0);
    Reading {
        format: name.and_then(|name| name.parse().ok()),
        context: first.map(|(_, bytes)| bytes.to_vec()).unwrap_or_default(),
    }
}
