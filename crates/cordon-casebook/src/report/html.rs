//! The report as one page that needs nothing else: no script, no other file, prints well.

use std::fmt::Write;

use super::About;
use super::draw::{Drawing, Ink, escape};
use super::{chart, map, words};
use crate::case::{Case, CaseFinding};
use crate::event::Snapshot;
use crate::names::ItemId;

const STYLE: &str = include_str!("report.css");

/// The page.
pub(crate) fn html(case: &Case, about: &About<'_>) -> String {
    let mut page = Page { text: String::new() };
    page.begin(case);
    page.summary(case);
    page.assessments(case);
    page.pictures(case);
    page.findings(case);
    page.others(case);
    page.tasks(case);
    page.colophon(case, about);
    page.text.push_str("</main></body></html>\n");
    page.text
}

struct Page {
    text: String,
}

impl Page {
    fn begin(&mut self, case: &Case) {
        let title = escape(&format!("{} {}", case.id, case.title));
        let colours: String = Ink::ALL.iter().map(|ink| colour_rules(*ink)).collect();
        self.put(&format!(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n\
             <title>{title}</title><style>{STYLE}{colours}</style></head><body><main>\n"
        ));
        if let Some(mark) = &case.exercise {
            let mark = escape(mark);
            self.put(&format!("<p class=\"exercise\">EXERCISE {mark} EXERCISE</p>\n"));
        }
        self.put(&format!("<h1>{title}</h1>\n"));
    }

    fn summary(&mut self, case: &Case) {
        self.paragraph(&words::origin(case));
        let reason = case.status_reason.as_deref().map(|why| format!(" ({why})"));
        self.paragraph(&format!(
            "Status: {}{}. Responsible: {}. Version {} of the case, {}.",
            case.status.name(),
            reason.unwrap_or_default(),
            case.person.as_deref().unwrap_or("nobody"),
            case.version,
            words::time(case.changed.at)
        ));
        let vessels: Vec<String> = case.all_vessels().iter().map(words::vessel).collect();
        if !vessels.is_empty() {
            self.heading("Vessels");
            self.list(&vessels);
        }
    }

    fn assessments(&mut self, case: &Case) {
        self.heading("Assessment");
        let Some(standing) = case.assessment() else {
            return self.paragraph("None yet.");
        };
        let what = &standing.what;
        self.paragraph(&what.hypothesis);
        self.paragraph(&format!(
            "Confidence: {} ({}). {} {}.",
            what.confidence,
            what.confidence.words(),
            standing.item,
            words::stamp(&standing.added)
        ));
        if !what.rests_on.is_empty() {
            self.paragraph(&format!("It rests on {}.", items(&what.rests_on)));
        }
        if what.alternatives.is_empty() {
            self.paragraph("No alternatives were written down.");
        } else {
            let rows = what.alternatives.iter().map(|other| [&*other.hypothesis, &*other.why_not]);
            self.table(["Alternative considered", "Why not"], rows);
        }
    }

    fn pictures(&mut self, case: &Case) {
        let pictures: [(&str, &str, Option<Drawing>); 2] = [
            ("Map", "Observed positions; a dashed red line crosses a silence", map::map(case)),
            ("Time", "When each finding was (UTC); dashed: still open", chart::chart(case)),
        ];
        for (heading, caption, drawing) in pictures {
            let Some(drawing) = drawing else { continue };
            self.heading(heading);
            let svg = drawing.to_svg(caption);
            self.put(&format!("<figure>{svg}<figcaption>{caption}</figcaption></figure>\n"));
        }
    }

    fn findings(&mut self, case: &Case) {
        self.heading("Findings");
        if case.findings.is_empty() {
            self.paragraph("None.");
        }
        for finding in &case.findings {
            self.finding(finding, case);
        }
    }

    fn finding(&mut self, finding: &CaseFinding, case: &Case) {
        let Some(version) = finding.current() else { return };
        let snapshot = &version.finding;
        let state = if finding.is_withdrawn() { ", withdrawn" } else { "" };
        self.subheading(&format!("{} {}{state}", finding.item, snapshot.kind()));
        self.paragraph(snapshot.text("reason").unwrap_or_default());
        if let Some(reason) = &version.reason {
            self.paragraph(&format!("Changed {}: {reason}", words::stamp(&version.since)));
        }
        for review in case.reviews().iter().filter(|review| review.item == finding.item) {
            self.paragraph(&words::review(review));
        }
        let vessels: Vec<String> = snapshot.vessels().iter().map(words::vessel).collect();
        let rows = [
            ["When", &words::interval(snapshot)],
            ["Vessels", &vessels.join("; ")],
            ["Measured", &words::values(snapshot, "values")],
            ["Thresholds", &words::values(snapshot, "thresholds")],
            ["Own name", snapshot.id()],
        ];
        self.table(["", ""], rows);
        self.evidence(snapshot);
    }

    fn evidence(&mut self, snapshot: &Snapshot) {
        let citations = snapshot.citations();
        self.put(&format!(
            "<details open><summary>Rests on {} records</summary>\n",
            citations.len()
        ));
        let rows = citations.iter().enumerate().map(|(index, cited)| {
            let fix = snapshot.observed.get(index);
            let time = fix.map(|fix| words::time(fix.time)).unwrap_or_default();
            let place = fix.map(|fix| format!("{:.4}, {:.4}", fix.lat, fix.lon));
            let bytes = format!("{} + {} of {}", cited.offset, cited.length, cited.input);
            let sha256 = cited.sha256.clone().unwrap_or_else(|| "not kept".to_owned());
            [time, place.unwrap_or_default(), bytes, sha256]
        });
        self.table(["Time", "Latitude, longitude", "Bytes", "SHA-256"], rows);
        self.put("</details>\n");
    }

    fn others(&mut self, case: &Case) {
        if !case.claims.is_empty() {
            self.heading("Claims");
            let rows = case.claims.iter().map(|claim| {
                let what = &claim.what;
                let grade = what.grade.map(|grade| format!("{grade}: {}", grade.words()));
                let who = format!("{} {}, {}", claim.item, what.who, what.said);
                [who, format!("“{}”", what.words), grade.unwrap_or_else(|| "not graded".into())]
            });
            self.table(["Who and when", "Words", "Grade"], rows);
        }
        if !case.list_hits.is_empty() {
            self.heading("List hits");
            let rows = case.list_hits.iter().map(|hit| {
                let list = format!("{} {} as of {}", hit.item, hit.what.list, hit.what.as_of);
                let explanation = hit.what.explanation.join("; ");
                [list, hit.what.entry.clone(), hit.what.subject.clone(), explanation]
            });
            self.table(["List", "Entry", "Matched with", "Why"], rows);
        }
        self.items(
            "Scenes",
            case.scenes.iter().map(|scene| {
                let time = scene.what.time.map(words::time).unwrap_or_default();
                format!("{} {} {time}: {}", scene.item, scene.what.id, scene.what.what)
            }),
        );
        self.items(
            "Documents",
            case.documents.iter().map(|document| {
                let what = &document.what;
                let about = what.about.as_deref().unwrap_or_default();
                format!(
                    "{} {} ({} bytes, SHA-256 {}) {about}",
                    document.item, what.name, what.length, what.sha256
                )
            }),
        );
        self.items(
            "Notes",
            case.notes.iter().map(|note| {
                format!("{} {}: {}", note.item, words::stamp(&note.added), note.what.text)
            }),
        );
        self.items(
            "Comments",
            case.comments.iter().map(|comment| {
                let about =
                    comment.what.about.map(|item| format!(" on {item}")).unwrap_or_default();
                let stamp = words::stamp(&comment.added);
                format!("{}{about} {stamp}: {}", comment.item, comment.what.text)
            }),
        );
    }

    fn items(&mut self, heading: &str, items: impl Iterator<Item = String>) {
        let items: Vec<String> = items.collect();
        if !items.is_empty() {
            self.heading(heading);
            self.list(&items);
        }
    }

    fn tasks(&mut self, case: &Case) {
        self.items(
            "Tasks",
            case.tasks.iter().map(|task| {
                let state = match &task.what.done {
                    Some(done) => format!("done {}", words::stamp(done)),
                    None => "to do".to_owned(),
                };
                let person = task.what.person.as_deref().unwrap_or("nobody named");
                let outcome = task.what.outcome.as_deref().unwrap_or_default();
                format!("{} {} ({person}; {state}) {outcome}", task.item, task.what.text)
            }),
        );
    }

    fn colophon(&mut self, case: &Case, about: &About<'_>) {
        self.heading("How to check this");
        let (program, checkpoint) = (about.program, about.checkpoint);
        self.paragraph(&format!(
            "Every statement above leads to bytes in this package. `cordon case verify FILE.zip` checks \
             the signature, every file, and the chain of {} entries that this case follows from.",
            case.version
        ));
        self.paragraph(&format!(
            "Ledger entry {}, SHA-256 {}, signed with key {}. Written by {} {}{}.",
            checkpoint.seq,
            checkpoint.hash,
            checkpoint.key,
            program.name,
            program.version,
            program.git.as_ref().map(|git| format!(" ({git})")).unwrap_or_default()
        ));
    }

    fn put(&mut self, html: &str) {
        self.text.push_str(html);
    }

    fn heading(&mut self, text: &str) {
        self.element("h2", text);
    }

    fn subheading(&mut self, text: &str) {
        self.element("h3", text);
    }

    fn paragraph(&mut self, text: &str) {
        self.element("p", text);
    }

    fn element(&mut self, name: &str, text: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "<{name}>{}</{name}>", escape(text));
    }

    fn list(&mut self, items: &[String]) {
        self.put("<ul>\n");
        for item in items {
            self.element("li", item);
        }
        self.put("</ul>\n");
    }

    fn table<const N: usize, T: AsRef<str>>(
        &mut self,
        headings: [&str; N],
        rows: impl IntoIterator<Item = [T; N]>,
    ) {
        self.put("<table>");
        if headings.iter().any(|heading| !heading.is_empty()) {
            self.row("th", &headings);
        }
        for row in rows {
            self.row("td", &row);
        }
        self.put("</table>\n");
    }

    fn row<const N: usize, T: AsRef<str>>(&mut self, name: &str, cells: &[T; N]) {
        self.put("<tr>");
        for cell in cells {
            self.element(name, cell.as_ref());
        }
        self.put("</tr>\n");
    }
}

fn items(items: &[ItemId]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn colour_rules(ink: Ink) -> String {
    let ([r, g, b], class) = (ink.colour(), ink.class());
    let colour = format!("#{r:02x}{g:02x}{b:02x}");
    format!(
        ".area.{class},.dot.{class}{{fill:{colour}}}.line.{class}{{fill:none;stroke:{colour}}}\n"
    )
}
