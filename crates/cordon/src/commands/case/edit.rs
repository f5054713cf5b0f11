//! Changes to a case that set something: assessment, status, title, tasks, people; and `sync`.

use cordon_casebook::{Alternative, Assessment, Event, ItemId, ItemKind};

use super::archive::Archive;
use super::args::{Assess, Assign, Rename, Review, Status, Sync, Task};
use super::{author, change, failure, read, write};
use crate::cli::{Common, SummaryFormat};
use crate::commands::store;
use crate::error::{Failure, Outcome};
use crate::table;

pub(super) fn assess(args: &Assess, common: &Common) -> Result<Outcome, Failure> {
    let alternatives: Result<_, Failure> =
        args.alternative.iter().map(|text| split(text)).collect();
    let assessment = Assessment {
        hypothesis: args.hypothesis.clone(),
        confidence: args.confidence,
        rests_on: args.rests_on.clone(),
        alternatives: alternatives?,
    };
    let item = ItemId::unnamed(ItemKind::Assessment);
    change(common, args.case, &args.editor, vec![Event::Assessed { item, assessment }])
}

fn split(text: &str) -> Result<Alternative, Failure> {
    let (hypothesis, why_not) = text.split_once("::").ok_or_else(|| {
        Failure::usage(
            format!("the alternative `{text}` does not say why not"),
            "write --alternative \"WHAT ELSE IT COULD BE :: WHY IT IS NOT THOUGHT SO\"",
        )
    })?;
    let (hypothesis, why_not) = (hypothesis.trim().to_owned(), why_not.trim().to_owned());
    Ok(Alternative { hypothesis, why_not })
}

pub(super) fn review(args: &Review, common: &Common) -> Result<Outcome, Failure> {
    let (item, verdict, reason) = (args.item, args.verdict, args.reason.clone());
    let event = Event::FindingReviewed { item, verdict, reason };
    change(common, args.case, &args.editor, vec![event])
}

pub(super) fn status(args: &Status, common: &Common) -> Result<Outcome, Failure> {
    let event = Event::StatusSet { status: args.to, reason: args.reason.clone() };
    change(common, args.case, &args.editor, vec![event])
}

pub(super) fn rename(args: &Rename, common: &Common) -> Result<Outcome, Failure> {
    let event = Event::Renamed { title: args.title.clone() };
    change(common, args.case, &args.editor, vec![event])
}

pub(super) fn task(args: &Task, common: &Common) -> Result<Outcome, Failure> {
    let event = match args.done {
        Some(item) => Event::TaskDone { item, outcome: args.outcome.clone() },
        None => Event::TaskOpened {
            item: ItemId::unnamed(ItemKind::Task),
            text: args.text.clone().unwrap_or_default(),
            person: args.person.clone(),
        },
    };
    change(common, args.case, &args.editor, vec![event])
}

pub(super) fn assign(args: &Assign, common: &Common) -> Result<Outcome, Failure> {
    let event = Event::Assigned { person: args.person.clone() };
    change(common, args.case, &args.editor, vec![event])
}

/// Takes over what the findings of all cases say now.
pub(super) fn sync(args: &Sync, common: &Common) -> Result<Outcome, Failure> {
    read(common)?;
    let store = store::read(&common.data)?;
    let synced = write(common)?
        .sync(&author(&args.editor), &Archive(&store))
        .map_err(|error| failure(&error))?;
    if args.editor.format == SummaryFormat::Json {
        table::line(&serde_json::json!(synced).to_string())?;
        return Ok(Outcome::Done);
    }
    for changed in &synced.changed {
        let how = changed
            .change
            .map_or("changed".to_owned(), |change| format!("{change:?}").to_lowercase());
        table::line(&format!("{} {}: {how} ({})", changed.case, changed.item, changed.id))?;
    }
    for missing in &synced.missing {
        let place = format!("{} {}", missing.case, missing.item);
        table::line(&format!("{place}: not in this archive ({})", missing.id))?;
    }
    table::line(&format!(
        "{} findings looked at, {} changed, {} not in this archive",
        synced.looked_at,
        synced.changed.len(),
        synced.missing.len()
    ))?;
    Ok(Outcome::Done)
}
