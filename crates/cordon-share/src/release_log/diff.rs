//! What another policy would have decided.

use std::collections::HashMap;
use std::io::BufRead;

use cordon_core::Time;
use serde::Serialize;
use serde_json::Value;

use super::{Entry, Lines, LogError, Record};
use crate::gate::Gate;
use crate::label::Label;
use crate::object::Object;

/// A decision that would have been another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// What was decided.
    pub was: Entry,
    /// What the other policy decides: `whole`, `reduced`, `later` or `refused`.
    pub would_be: String,
    /// By which rule.
    pub by: String,
}

impl Change {
    /// Whether something would have left that did not, or left reduced and would leave whole.
    pub fn widens(&self) -> bool {
        let rank = |word: &str| match word {
            "whole" => 2,
            "reduced" | "later" => 1,
            _ => 0,
        };
        rank(&self.would_be) > rank(&self.was.decision)
    }
}

/// Puts the logged decisions since an instant to another gate: how many were looked at, and those
/// that would have been others. Bodies are not in the log: what a profile would have removed cannot
/// be told from it, and `later` counts as the reduction it leads to.
pub fn diff<R: BufRead>(
    lines: Lines<R>,
    gate: &Gate,
    since: Time,
) -> Result<(u64, Vec<Change>), LogError> {
    let mut labels: HashMap<u64, Label> = HashMap::new();
    let (mut looked_at, mut changes) = (0, Vec::new());
    for line in lines {
        match line?.record {
            Record::Label { number, label } => drop(labels.insert(number, label)),
            Record::Decisions { at, decisions, .. } if at >= since => {
                for entry in decisions {
                    let Some(label) = labels.get(&entry.label) else { continue };
                    looked_at += 1;
                    changes.extend(change(entry, label, gate, at));
                }
            }
            Record::Decisions { .. } | Record::Policy { .. } => {}
        }
    }
    Ok((looked_at, changes))
}

fn change(was: Entry, label: &Label, gate: &Gate, at: Time) -> Option<Change> {
    let object = Object {
        id: was.object.clone(),
        kind: was.kind,
        version: was.version,
        time: was.time,
        label: label.clone(),
        origin: label.owner.clone(),
        body: Value::Object(was.facts.0.clone()),
    };
    let decision = gate.decide(&object, &was.partner, at);
    let same = |word: &str| if word == "later" { "reduced".to_owned() } else { word.to_owned() };
    let (would_be, by) = (decision.word().to_owned(), decision.rule);
    (same(&would_be) != same(&was.decision)).then_some(Change { was, would_be, by })
}
