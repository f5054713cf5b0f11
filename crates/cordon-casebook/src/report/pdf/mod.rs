//! The report as PDF: the same words as the page, with its map and chart.

mod font;
mod sheet;

use sheet::{Sheet, Style};

use super::{About, chart, map, words};
use crate::case::{Case, CaseFinding};

/// The document.
pub(crate) fn pdf(case: &Case, about: &About<'_>) -> Vec<u8> {
    let mut sheet = Sheet::new(case.exercise.as_deref());
    sheet.put(Style::Title, &format!("{} {}", case.id, case.title));
    summary(&mut sheet, case);
    assessment(&mut sheet, case);
    pictures(&mut sheet, case);
    findings(&mut sheet, case);
    others(&mut sheet, case);
    colophon(&mut sheet, case, about);
    sheet.finish(&format!("{} {}", case.id, case.title), case.changed.at)
}

fn summary(sheet: &mut Sheet, case: &Case) {
    sheet.put(Style::Body, &words::origin(case));
    sheet.put(
        Style::Body,
        &format!(
            "Status: {}. Responsible: {}. Version {} of the case, {}.",
            case.status.name(),
            case.person.as_deref().unwrap_or("nobody"),
            case.version,
            words::time(case.changed.at)
        ),
    );
    let vessels = case.all_vessels();
    if !vessels.is_empty() {
        sheet.put(Style::Heading, "Vessels");
        for vessel in &vessels {
            sheet.put(Style::Item, &words::vessel(vessel));
        }
    }
}

fn assessment(sheet: &mut Sheet, case: &Case) {
    sheet.put(Style::Heading, "Assessment");
    let Some(standing) = case.assessment() else {
        return sheet.put(Style::Body, "None yet.");
    };
    let what = &standing.what;
    sheet.put(Style::Body, &what.hypothesis);
    sheet.put(
        Style::Body,
        &format!("Confidence: {} ({}).", what.confidence, what.confidence.words()),
    );
    for other in &what.alternatives {
        let line = format!("Considered: {} Why not: {}", other.hypothesis, other.why_not);
        sheet.put(Style::Item, &line);
    }
}

fn pictures(sheet: &mut Sheet, case: &Case) {
    let pictures = [
        ("Map: observed positions; a dashed red line crosses a silence", map::map(case)),
        ("When each finding was (UTC); dashed: still open", chart::chart(case)),
    ];
    for (caption, drawing) in pictures {
        if let Some(drawing) = drawing {
            sheet.draw(&drawing);
            sheet.put(Style::Small, caption);
        }
    }
}

fn findings(sheet: &mut Sheet, case: &Case) {
    sheet.put(Style::Heading, "Findings");
    if case.findings.is_empty() {
        sheet.put(Style::Body, "None.");
    }
    case.findings.iter().for_each(|found| finding(sheet, found, case));
}

fn finding(sheet: &mut Sheet, finding: &CaseFinding, case: &Case) {
    let Some(version) = finding.current() else { return };
    let snapshot = &version.finding;
    let state = if finding.is_withdrawn() { ", withdrawn" } else { "" };
    sheet.put(Style::Subheading, &format!("{} {}{state}", finding.item, snapshot.kind()));
    sheet.put(Style::Body, snapshot.text("reason").unwrap_or_default());
    for review in case.reviews().iter().filter(|review| review.item == finding.item) {
        sheet.put(Style::Body, &words::review(review));
    }
    let vessels: Vec<String> = snapshot.vessels().iter().map(words::vessel).collect();
    for (name, value) in [
        ("When", words::interval(snapshot)),
        ("Vessels", vessels.join("; ")),
        ("Measured", words::values(snapshot, "values")),
        ("Thresholds", words::values(snapshot, "thresholds")),
        ("Own name", snapshot.id().to_owned()),
    ] {
        sheet.put(Style::Item, &format!("{name}: {value}"));
    }
    for cited in snapshot.citations() {
        let sha256 = cited.sha256.as_deref().unwrap_or("not kept");
        let line = format!("{} + {} of {}: {sha256}", cited.offset, cited.length, cited.input);
        sheet.put(Style::Small, &line);
    }
}

fn others(sheet: &mut Sheet, case: &Case) {
    let claims = case.claims.iter().map(|claim| {
        let what = &claim.what;
        let grade = what.grade.map(|grade| format!(" ({grade})")).unwrap_or_default();
        format!("{} {}, {}: “{}”{grade}", claim.item, what.who, what.said, what.words)
    });
    items(sheet, "Claims", &claims.collect::<Vec<_>>());
    let hits = case.list_hits.iter().map(|hit| {
        let what = &hit.what;
        let why = what.explanation.join("; ");
        format!(
            "{} {} as of {}: {} ({}) {why}",
            hit.item, what.list, what.as_of, what.entry, what.subject
        )
    });
    items(sheet, "List hits", &hits.collect::<Vec<_>>());
    let scenes = case.scenes.iter();
    let scenes =
        scenes.map(|scene| format!("{} {}: {}", scene.item, scene.what.id, scene.what.what));
    items(sheet, "Scenes", &scenes.collect::<Vec<_>>());
    let documents = case.documents.iter();
    let documents = documents.map(|document| {
        format!("{} {}: SHA-256 {}", document.item, document.what.name, document.what.sha256)
    });
    items(sheet, "Documents", &documents.collect::<Vec<_>>());
    let notes = case.notes.iter();
    let notes = notes
        .map(|note| format!("{} {}: {}", note.item, words::stamp(&note.added), note.what.text));
    items(sheet, "Notes", &notes.collect::<Vec<_>>());
    let tasks = case.tasks.iter().map(|task| {
        let state = if task.what.done.is_some() { "done" } else { "to do" };
        format!("{} {} ({state})", task.item, task.what.text)
    });
    items(sheet, "Tasks", &tasks.collect::<Vec<_>>());
}

fn items(sheet: &mut Sheet, heading: &str, items: &[String]) {
    if !items.is_empty() {
        sheet.put(Style::Heading, heading);
        for item in items {
            sheet.put(Style::Item, item);
        }
    }
}

fn colophon(sheet: &mut Sheet, case: &Case, about: &About<'_>) {
    sheet.put(Style::Heading, "How to check this");
    let (program, checkpoint) = (about.program, about.checkpoint);
    sheet.put(
        Style::Body,
        &format!(
            "`cordon case verify FILE.zip` checks the signature, every file, and the chain of {} entries \
             that this case follows from. Ledger entry {}, SHA-256 {}, signed with key {}. Written \
             by {} {}.",
            case.version,
            checkpoint.seq,
            checkpoint.hash,
            checkpoint.key,
            program.name,
            program.version
        ),
    );
    if sheet.lacks_letters() {
        let words = "Some letters are not in the font of this document and are shown as \u{fffd}; \
                     report.html beside it has them all.";
        sheet.put(Style::Small, words);
    }
}
