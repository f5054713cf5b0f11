//! `cordon share put` and `revoke-object`: what leaves by hand.

use std::io::Read;
use std::path::Path;

use cordon_share::desk::{self, Desk, Verdict};
use cordon_share::error::ShareError;
use cordon_share::home::Home;
use cordon_share::object::{Kind, Object};
use cordon_share::store::Policy;
use cordon_share::{PartnerName, revoke};
use serde_json::{Value, json};

use super::args::{Put, RevokeObject};
use super::{failure, home};
use crate::cli::{Common, SummaryFormat};
use crate::commands::watch::now;
use crate::error::{Failure, Outcome};
use crate::table;

/// A file of objects has at most so many bytes.
const MAX_FILE: u64 = 64 << 20;

/// Releases the objects of a file.
pub(super) fn put(args: &Put, common: &Common) -> Result<Outcome, Failure> {
    let home = home(common)?;
    let objects = read(&args.file, home.identity().name())?;
    let partners = active(&home)?;
    let mut desk = Desk::open(&home, "put", now()).map_err(|error| failure(&error))?;
    let verdicts = desk.release(&objects, &partners, now()).map_err(|error| failure(&error))?;
    send(&home, &verdicts)?;
    let about: Vec<_> =
        objects.iter().flat_map(|object| partners.iter().map(move |_| object)).collect();
    tell(&about, &verdicts, args.format)
}

fn active(home: &Home) -> Result<Vec<PartnerName>, Failure> {
    let store = home.store().map_err(|error| failure(&error))?;
    let partners = store.read(|w| w.partners()).map_err(|error| failure(&error))?;
    Ok(partners.iter().filter(|p| p.active).map(|p| p.name().clone()).collect())
}

/// Puts what was released in the outboxes; a running node sends it at once.
fn send(home: &Home, verdicts: &[Verdict]) -> Result<(), Failure> {
    let store = home.store().map_err(|error| failure(&error))?;
    let (identity, released) = (home.identity().clone(), desk::released(verdicts));
    let clock = std::sync::Arc::new(now);
    cordon_share::node::publish(identity, store, &released, Policy::default(), clock)
        .map_err(|error| failure(&error))
}

fn tell(
    about: &[&Object],
    verdicts: &[Verdict],
    format: SummaryFormat,
) -> Result<Outcome, Failure> {
    let left = verdicts.iter().filter(|verdict| verdict.decision.released().is_some()).count();
    if format == SummaryFormat::Json {
        let rows = about.iter().zip(verdicts).map(|(object, verdict)| {
            let mut row = verdict.decision.to_json();
            let named = json!({
                "kind": object.kind, "id": object.id, "version": object.version,
                "partner": verdict.partner,
            });
            if let (Some(row), Value::Object(named)) = (row.as_object_mut(), named) {
                row.extend(named);
            }
            row
        });
        table::json(&rows.collect::<Vec<_>>())?;
    } else {
        for (object, Verdict { partner, decision }) in about.iter().zip(verdicts) {
            let what = format!("{} {}", object.kind, object.id);
            table::line(&format!("{what}: {}", decision.sentence(partner)))?;
        }
    }
    Ok(if left == 0 { Outcome::NothingFound } else { Outcome::Done })
}

/// The objects of a file: one, an array, or one a line. What they leave out is filled in: the origin
/// and the owner are this node.
pub(super) fn read(path: &Path, us: &PartnerName) -> Result<Vec<Object>, Failure> {
    let refuse = |why: String| {
        Failure::input(format!("{}: {why}", path.display()), "docs/share.md shows an object")
    };
    let mut text = String::new();
    let read = if path == Path::new("-") {
        std::io::stdin().take(MAX_FILE).read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(MAX_FILE).read_to_string(&mut text))
    };
    read.map_err(|error| refuse(error.to_string()))?;
    let values = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
    let mut objects = Vec::new();
    for value in values {
        match value.map_err(|error| refuse(error.to_string()))? {
            Value::Array(many) => objects.extend(many),
            one => objects.push(one),
        }
    }
    objects.into_iter().map(|value| object(value, us).map_err(refuse)).collect()
}

fn object(mut value: Value, us: &PartnerName) -> Result<Object, String> {
    if let Some(members) = value.as_object_mut() {
        members.entry("origin").or_insert_with(|| json!(us));
        members.entry("version").or_insert_with(|| json!(1));
        let label = members.entry("label").or_insert_with(|| json!({}));
        if let Some(label) = label.as_object_mut() {
            label.entry("owner").or_insert_with(|| json!(us));
        }
    }
    let object: Object = serde_json::from_value(value).map_err(|error| error.to_string())?;
    object.check().map_err(|error| error.to_string())?;
    Ok(object)
}

/// Takes an object back.
pub(super) fn revoke(args: &RevokeObject, common: &Common) -> Result<Outcome, Failure> {
    let home = home(common)?;
    if matches!(args.kind, Kind::Revocation | Kind::Consent) {
        let what = format!("a {} cannot be taken back", args.kind);
        return Err(Failure::usage(what, "release a new object that says what holds now"));
    }
    let store = home.store().map_err(|error| failure(&error))?;
    let us = home.identity().name().clone();
    let target = (args.kind, &args.id);
    let messages = revoke::messages(&store, &us, target, &args.because, now());
    let messages = messages.map_err(|error| failure(&error))?;
    let mut desk = Desk::open(&home, "put", now()).map_err(|error| failure(&error))?;
    let mut verdicts = Vec::new();
    for (partner, message) in &messages {
        let verdict = desk.release([message], std::slice::from_ref(partner), now());
        verdicts.extend(verdict.map_err(|error: ShareError| failure(&error))?);
    }
    send(&home, &verdicts)?;
    let about: Vec<_> = messages.iter().map(|(_, message)| message).collect();
    tell(&about, &verdicts, args.format)
}
