//! Why an object leaves or not, and what of it: for the person who owns the boundary.

use cordon_core::Time;
use serde::Serialize;
use serde_json::Value;

use crate::gate::{Decision, Gate};
use crate::names::PartnerName;
use crate::object::{Kind, Object};

/// What happens to one field.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Field {
    /// Where it stands, `vessels.mmsi`; items of a list are told together.
    pub path: String,
    /// What happens to it.
    pub fate: Fate,
}

/// What happens to a field on its way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It leaves as it is.
    Kept,
    /// It leaves on a grid or in steps.
    Coarsened,
    /// The gate adds it: the error of a place on the grid.
    Added,
    /// It stays.
    Removed,
}

/// A decision laid open. For the owner's eyes: it names fields, never their values.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// Which object.
    pub object: String,
    /// What it is.
    pub kind: Kind,
    /// To whom.
    pub partner: PartnerName,
    /// Its marking.
    pub marking: String,
    /// The decision, as [`Decision::to_json`] has it.
    #[serde(flatten)]
    pub decision: Value,
    /// One sentence.
    pub sentence: String,
    /// What happens to each field of the body.
    pub fields: Vec<Field>,
}

/// Explains what the gate decides at this instant. An object that has to wait is explained as it
/// will leave.
pub fn explain(gate: &Gate, object: &Object, partner: &PartnerName, now: Time) -> Explanation {
    let decision = gate.decide(object, partner, now);
    let leaves = match decision.outcome {
        crate::gate::Outcome::Later(at) => gate.decide(object, partner, at),
        _ => decision.clone(),
    };
    Explanation {
        object: object.id.to_string(),
        kind: object.kind,
        partner: partner.clone(),
        marking: object.label.to_string(),
        decision: decision.to_json(),
        sentence: decision.sentence(partner),
        fields: fields(&object.body, &leaves),
    }
}

/// Compares what there is with what leaves.
fn fields(body: &Value, leaves: &Decision) -> Vec<Field> {
    let nothing = Value::Object(serde_json::Map::new());
    let after = leaves.released().map_or(&nothing, |released| &released.object().body);
    let (before, after) = (leaf_values(body), leaf_values(after));
    let mut fields: Vec<Field> = Vec::new();
    for (path, values) in &before {
        let fate = match after.iter().find(|(other, _)| other == path) {
            None => Fate::Removed,
            Some((_, left)) if left == values => Fate::Kept,
            Some(_) => Fate::Coarsened,
        };
        fields.push(Field { path: path.clone(), fate });
    }
    let known = |path: &String| before.iter().any(|(other, _)| other == path);
    let added = after.iter().filter(|(path, _)| !known(path));
    fields.extend(added.map(|(path, _)| Field { path: path.clone(), fate: Fate::Added }));
    fields.sort_by(|a, b| a.path.cmp(&b.path));
    fields
}

/// Every leaf's path with all values that stand there, in the order they are met.
fn leaf_values(body: &Value) -> Vec<(String, Vec<&Value>)> {
    let mut leaves = Vec::new();
    walk(body, String::new(), &mut leaves);
    leaves.sort_by(|a, b| a.0.cmp(&b.0));
    let mut grouped: Vec<(String, Vec<&Value>)> = Vec::new();
    for (path, value) in leaves {
        match grouped.last_mut() {
            Some((last, values)) if *last == path => values.push(value),
            _ => grouped.push((path, vec![value])),
        }
    }
    grouped
}

fn walk<'v>(value: &'v Value, path: String, leaves: &mut Vec<(String, &'v Value)>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let dot = if path.is_empty() { "" } else { "." };
                walk(member, format!("{path}{dot}{name}"), leaves);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, path.clone(), leaves)),
        _ => leaves.push((path, value)),
    }
}
