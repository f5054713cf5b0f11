//! What may be added to a case.

use crate::case::Case;
use crate::error::CaseError;
use crate::event::{Event, Snapshot};
use crate::names::{ItemId, ItemKind};

/// The most bytes one text may have.
const MAX_TEXT: u64 = 64 << 10;

impl Event {
    /// Whether it makes sense for this case.
    pub(crate) fn check(&self, case: &Case) -> Result<(), CaseError> {
        self.check_texts()?;
        match self {
            Event::FindingAdded { finding, .. } => check_finding(case, finding),
            Event::FindingReviewed { item, .. } => check_reviewed(case, *item),
            Event::HullDecided { .. } => {
                Err(CaseError::refused("what is decided of hulls is about no case"))
            }
            Event::TaskDone { item, .. } => check_open_task(case, *item),
            Event::FindingChanged { item, .. } | Event::Commented { about: Some(item), .. } => {
                check_known(case, *item)
            }
            Event::Assessed { assessment, .. } => {
                assessment.rests_on.iter().try_for_each(|&item| check_known(case, item))
            }
            _ => Ok(()),
        }
    }

    /// Whether its words are words, and not too many.
    pub(crate) fn check_texts(&self) -> Result<(), CaseError> {
        self.texts().into_iter().try_for_each(|(what, text)| check_text(what, text))
    }

    /// The texts that a person must have filled in.
    fn texts(&self) -> Vec<(&'static str, &str)> {
        match self {
            Event::Opened(opened) => vec![("the title", &opened.title)],
            Event::Renamed { title } => vec![("the title", title)],
            Event::NoteAdded { text, .. } => vec![("the note", text)],
            Event::TaskOpened { text, .. } => vec![("the task", text)],
            Event::Commented { text, .. } => vec![("the comment", text)],
            Event::FindingReviewed { reason: Some(reason), .. } => vec![("the reason", reason)],
            Event::Assigned { person: Some(person) } => vec![("the person", person)],
            Event::ClaimAdded { claim, .. } => vec![
                ("who said it", &claim.who),
                ("when it was said", &claim.said),
                ("the words", &claim.words),
            ],
            Event::ListHitAdded { hit, .. } => vec![
                ("the list", &hit.list),
                ("the list's date", &hit.as_of),
                ("the entry", &hit.entry),
                ("the subject", &hit.subject),
            ],
            Event::SceneAdded { scene, .. } => {
                vec![("the scene's name", &scene.id), ("what the scene shows", &scene.what)]
            }
            Event::Assessed { assessment, .. } => {
                let alternatives = assessment.alternatives.iter().flat_map(|other| {
                    [("the alternative", &*other.hypothesis), ("why not", &*other.why_not)]
                });
                let hypothesis = ("the hypothesis", &*assessment.hypothesis);
                std::iter::once(hypothesis).chain(alternatives).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn check_text(what: &'static str, text: &str) -> Result<(), CaseError> {
    if text.trim().is_empty() {
        return Err(CaseError::refused(format!("{what} is empty: say it in words")));
    }
    let size = text.len() as u64;
    if size > MAX_TEXT {
        let mend = "Attach long texts as documents (`cordon case add --document FILE`)";
        return Err(CaseError::TooLarge { what: what.to_owned(), size, limit: MAX_TEXT, mend });
    }
    Ok(())
}

/// A drill is never mistaken for the real thing: a case is one or the other.
fn check_finding(case: &Case, finding: &Snapshot) -> Result<(), CaseError> {
    let id = finding.id();
    if id.is_empty() {
        return Err(CaseError::refused("the finding has no id: take it from `cordon findings`"));
    }
    if !case.findings.is_empty() && finding.exercise() != case.exercise.as_deref() {
        let name = |mark: Option<&str>| {
            mark.map_or("real observations".to_owned(), |mark| format!("exercise {mark}"))
        };
        return Err(CaseError::refused(format!(
            "`{id}` rests on {}, {} on {}: open a case of its own for it",
            name(finding.exercise()),
            case.id,
            name(case.exercise.as_deref())
        )));
    }
    Ok(())
}

fn check_known(case: &Case, item: ItemId) -> Result<(), CaseError> {
    if case.has(item) { Ok(()) } else { Err(CaseError::NoItem { case: case.id, item }) }
}

fn check_reviewed(case: &Case, item: ItemId) -> Result<(), CaseError> {
    if item.kind == ItemKind::Finding {
        return check_known(case, item);
    }
    Err(CaseError::refused(format!("{item} is no finding: findings are reviewed, F-1 for example")))
}

fn check_open_task(case: &Case, item: ItemId) -> Result<(), CaseError> {
    let task = case.tasks.iter().find(|task| task.item == item);
    let task = task.ok_or(CaseError::NoItem { case: case.id, item })?;
    match &task.what.done {
        None => Ok(()),
        Some(done) => {
            let why = format!("{item} of {} was done by {} at {}", case.id, done.actor, done.at);
            Err(CaseError::Refused(why))
        }
    }
}
