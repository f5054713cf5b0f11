//! `cordon case open` and `cordon case add`.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use cordon_archive::Store;
use cordon_casebook::{
    Casebook, Claim, Document, Event, ItemId, ItemKind, ListHit, MAX_DOCUMENT, Opened, OpenedBy,
    Scene, Snapshot,
};
use cordon_core::{Mmsi, VesselRef};

use super::args::{Add, Open};
use super::{archive, author, failure, read, tell, write};
use crate::cli::Common;
use crate::commands::store;
use crate::error::{Failure, Outcome};

/// Opens a case.
pub(super) fn open(args: &Open, common: &Common) -> Result<Outcome, Failure> {
    let store = wanted_store(common, &args.finding, &args.vessel)?;
    let mut events = findings(store.as_ref(), &args.finding)?;
    events.extend(vessels(store.as_ref(), &args.vessel, None)?);
    let title = match (&args.title, events.first()) {
        (Some(title), _) => title.clone(),
        (None, Some(event)) => title_of(event),
        (None, None) => {
            return Err(Failure::usage(
                "a case needs a title or something to begin with",
                "add --title TEXT, --finding ID or --vessel MMSI",
            ));
        }
    };
    let by = match (&args.rule, &args.reason) {
        (Some(rule), Some(reason)) => OpenedBy::Rule { rule: rule.clone(), reason: reason.clone() },
        _ => OpenedBy::Hand,
    };
    let mut book = write(common)?;
    let applied = book
        .open_case(&author(&args.editor), Opened { title, by }, events)
        .map_err(|error| failure(&error))?;
    tell(&applied, args.editor.format)
}

/// `Gap of VESSEL`, or the vessel.
fn title_of(event: &Event) -> String {
    let name = |vessel: &VesselRef| {
        vessel.name.clone().unwrap_or_else(|| format!("MMSI {:09}", vessel.mmsi))
    };
    match event {
        Event::FindingAdded { finding, .. } => {
            let names: Vec<String> = finding.vessels().iter().map(name).collect();
            format!("{} of {}", finding.kind().replace('_', " "), names.join(" and "))
        }
        Event::VesselLinked { vessel, .. } => name(vessel),
        _ => String::new(),
    }
}

/// Adds things to a case.
pub(super) fn add(args: &Add, common: &Common) -> Result<Outcome, Failure> {
    // Everything is read before anything is kept.
    read(common)?.case(args.case).map_err(|error| failure(&error))?;
    let store = wanted_store(common, &args.finding, &args.vessel)?;
    let mut events = findings(store.as_ref(), &args.finding)?;
    events.extend(vessels(store.as_ref(), &args.vessel, args.role.as_ref())?);
    events.extend(words(args));
    let mut book = write(common)?;
    for path in &args.document {
        events.push(document(&book, path, args.about.as_ref())?);
    }
    if events.is_empty() {
        return Err(Failure::usage(
            "there is nothing to add",
            "name a --finding, --note, --claim, --document, --list-hit, --scene, --vessel or --comment",
        ));
    }
    let applied = book
        .change(&author(&args.editor), args.case, args.editor.seen, events)
        .map_err(|error| failure(&error))?;
    tell(&applied, args.editor.format)
}

fn wanted_store(
    common: &Common,
    findings: &[String],
    vessels: &[u32],
) -> Result<Option<Store>, Failure> {
    let is_wanted = !findings.is_empty() || (!vessels.is_empty() && common.data.is_dir());
    is_wanted.then(|| store::read(&common.data)).transpose().or_else(|failure| {
        // Vessels can be named without an archive.
        if findings.is_empty() { Ok(None) } else { Err(failure) }
    })
}

fn findings(store: Option<&Store>, ids: &[String]) -> Result<Vec<Event>, Failure> {
    let Some(store) = store else { return Ok(Vec::new()) };
    let add = |id: &String| {
        let finding: Snapshot = archive::snapshot(store, id)?.ok_or_else(|| {
            Failure::usage(
                format!("the archive has no finding `{id}`"),
                "`cordon findings --format jsonl` shows the ids of all",
            )
        })?;
        Ok(Event::FindingAdded { item: ItemId::unnamed(ItemKind::Finding), finding })
    };
    ids.iter().map(add).collect()
}

fn vessels(
    store: Option<&Store>,
    mmsis: &[u32],
    role: Option<&String>,
) -> Result<Vec<Event>, Failure> {
    let link = |&mmsi: &u32| {
        let known = store.map(|store| archive::vessel(store, Mmsi(mmsi))).transpose()?.flatten();
        let vessel = known.unwrap_or_else(|| VesselRef::unnamed(Mmsi(mmsi)));
        let item = ItemId::unnamed(ItemKind::Vessel);
        Ok(Event::VesselLinked { item, vessel, role: role.cloned() })
    };
    mmsis.iter().map(link).collect()
}

/// What was said on the command line itself.
fn words(args: &Add) -> Vec<Event> {
    let mut events: Vec<Event> = args
        .note
        .iter()
        .map(|text| Event::NoteAdded { item: ItemId::unnamed(ItemKind::Note), text: text.clone() })
        .collect();
    events.extend(claim(args));
    events.extend(list_hit(args));
    events.extend(args.scene.as_ref().map(|id| Event::SceneAdded {
        item: ItemId::unnamed(ItemKind::Scene),
        scene: Scene {
            id: id.clone(),
            time: args.taken,
            what: args.shows.clone().unwrap_or_default(),
        },
    }));
    events.extend(args.comment.as_ref().map(|text| Event::Commented {
        item: ItemId::unnamed(ItemKind::Comment),
        about: args.on,
        text: text.clone(),
    }));
    events
}

fn claim(args: &Add) -> Option<Event> {
    let claim = Claim {
        words: args.claim.clone()?,
        who: args.who.clone()?,
        said: args.said.clone()?,
        about: args.about.clone(),
        document: args.source.clone(),
        grade: args.grade,
    };
    Some(Event::ClaimAdded { item: ItemId::unnamed(ItemKind::Claim), claim })
}

fn list_hit(args: &Add) -> Option<Event> {
    let hit = ListHit {
        list: args.list_hit.clone()?,
        as_of: args.list_date.clone()?,
        entry: args.entry.clone()?,
        subject: args.subject.clone()?,
        explanation: args.because.clone(),
        details: serde_json::Value::Null,
    };
    Some(Event::ListHitAdded { item: ItemId::unnamed(ItemKind::ListHit), hit })
}

fn document(book: &Casebook, path: &Path, about: Option<&String>) -> Result<Event, Failure> {
    let cannot = |error: std::io::Error| {
        Failure::input(
            format!("cannot read {}: {error}", path.display()),
            "name a file that exists and can be read",
        )
    };
    let file = File::open(path).map_err(cannot)?;
    let mut bytes = Vec::new();
    // One byte more than is taken, so that the casebook can tell that it is too large.
    file.take(MAX_DOCUMENT + 1).read_to_end(&mut bytes).map_err(cannot)?;
    let sha256 = book.keep_document(&bytes).map_err(|error| failure(&error))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let document = Document {
        name,
        sha256: sha256.to_string(),
        length: bytes.len() as u64,
        about: about.cloned(),
    };
    Ok(Event::DocumentAttached { item: ItemId::unnamed(ItemKind::Document), document })
}
