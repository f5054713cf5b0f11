//! The after-action report: one HTML file that needs nothing else.
//!
//! It holds a map, a timeline, the quality of the picture over time, and every measure with its reason. It asks
//! no server for anything, has no script, and says in every part that it is simulated.

mod charts;
mod map;

use std::fmt::Write;
use std::path::Path;

use crate::score::gather::Gathered;
use crate::score::{Deceived, Row, Score, ScoreError};
use crate::svg::escaped;

/// The file that a report is written to, in the folder of its run.
pub const REPORT_FILE: &str = "report.html";

const STYLE: &str = include_str!("report/style.css");

/// The report on the run in `folder`, as HTML.
///
/// # Errors
/// [`ScoreError`]: a file of the run is missing or damaged.
pub fn html(folder: &Path, score: &Score) -> Result<String, ScoreError> {
    let run = Gathered::read(folder)?;
    let mut page = String::new();
    let exercise = escaped(&score.exercise);
    let _ = write!(
        page,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <title>EXERCISE {exercise}: after-action report</title><style>{STYLE}</style></head><body>\n\
         <p class=\"mark\">SIMULATED · EXERCISE {exercise} · nothing here happened</p>\n<main>\n"
    );
    head(&mut page, &run, score);
    section(
        &mut page,
        "Where",
        "Ways of all craft, first contacts, and boardings.",
        &map::map(&run),
    );
    section(
        &mut page,
        "When",
        "Each subject: what it hid (bars) and what became of it (marks).",
        &charts::timeline(score),
    );
    if !score.picture.is_empty() {
        let what = "OSPA of the watch's tracks against the truth: mean metres a ship, a missed or false one counts 5 km.";
        section(&mut page, "How true the picture was", what, &charts::ospa(score));
    }
    section(&mut page, "What the watch saw through", "", &deceptions(&score.deceptions));
    section(&mut page, "Every measure and its reason", "", &measures(&score.rows));
    let _ = write!(
        page,
        "</main>\n<p class=\"mark\">SIMULATED · EXERCISE {exercise}</p>\n</body></html>\n"
    );
    Ok(page)
}

fn head(page: &mut String, run: &Gathered, score: &Score) {
    let verdict = if score.passed {
        "lawful"
    } else {
        "failed: the law was about to be broken, or an innocent ship was boarded"
    };
    let class = if score.passed { "good" } else { "bad" };
    let title = if run.scenario.title.is_empty() { &score.scenario } else { &run.scenario.title };
    let _ = write!(
        page,
        "<h1>{}</h1>\n<p>{} to {} · seed {} · {} craft</p>\n<ul class=\"tiles\">",
        escaped(title),
        score.from,
        score.until,
        score.seed,
        run.ids.len(),
    );
    tile(page, class, if score.passed { "passed" } else { "failed" }, verdict);
    tile(page, "", &score.points.to_string(), "points");
    for (name, what) in [
        ("detection_rate", "subjects seen"),
        ("interception_rate", "subjects met at sea"),
        ("inspection_rate", "subjects inspected"),
        ("watch_deceptions_found", "deceptions the watch saw through"),
    ] {
        let value = score.rows.iter().find(|row| row.name == name).and_then(|row| row.value);
        let shown = value.map_or_else(|| "–".to_owned(), |it| format!("{:.0} %", 100.0 * it));
        tile(page, "", &shown, what);
    }
    page.push_str("</ul>\n");
}

fn tile(page: &mut String, class: &str, value: &str, what: &str) {
    let (value, what) = (escaped(value), escaped(what));
    let _ = write!(page, "<li class=\"{class}\"><b>{value}</b><span>{what}</span></li>");
}

fn section(page: &mut String, title: &str, what: &str, body: &str) {
    let _ = write!(page, "<section><h2>{title}</h2>");
    if !what.is_empty() {
        let _ = write!(page, "<p>{what}</p>");
    }
    let _ = writeln!(page, "{body}</section>");
}

fn deceptions(judged: &[Deceived]) -> String {
    if judged.is_empty() {
        return "<p>Nobody hid anything, or the watch was not asked.</p>".to_owned();
    }
    let mut table = String::from(
        "<div class=\"wide\"><table><thead><tr><th>who</th><th>what</th><th>from</th><th>until</th><th>found</th><th>how, or why not</th></tr></thead><tbody>",
    );
    for it in judged {
        let (class, found) = match it.after_h {
            Some(hours) => ("good", format!("after {hours} h")),
            None => ("bad", "missed".to_owned()),
        };
        let _ = write!(
            table,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"{class}\">{found}</td><td>{}</td></tr>",
            escaped(&it.craft),
            escaped(&it.deception.replace('_', " ")),
            short(it.from),
            short(it.until),
            escaped(&it.reason),
        );
    }
    table + "</tbody></table></div>"
}

fn measures(rows: &[Row]) -> String {
    let mut table = String::from(
        "<div class=\"wide\"><table><thead><tr><th>measure</th><th>value</th><th>points</th><th>reason</th><th>rests on</th></tr></thead><tbody>",
    );
    for row in rows {
        let value = row.value.map_or_else(|| "–".to_owned(), |it| format!("{it} {}", row.unit));
        let points = if row.weight == 0.0 { String::new() } else { row.points.to_string() };
        let few: Vec<&str> = row.events.iter().take(6).map(String::as_str).collect();
        let more = row.events.len().saturating_sub(few.len());
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        let _ = write!(
            table,
            "<tr><td>{}</td><td>{}</td><td>{points}</td><td>{}</td><td class=\"small\">{}{rest}</td></tr>",
            escaped(&row.name.replace('_', " ")),
            escaped(&value),
            escaped(&row.reason),
            escaped(&few.join(", ")),
        );
    }
    table + "</tbody></table></div>"
}

/// Day and minute of a time: `09 14:30`.
fn short(time: cordon_core::Time) -> String {
    let text = time.to_string();
    text.get(8..16).unwrap_or(&text).replace('T', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names are foreign bytes: they cannot become markup.
    #[test]
    fn what_rows_say_is_escaped() {
        let row = Row {
            name: "<script>".to_owned(),
            value: None,
            unit: String::new(),
            weight: 0.0,
            points: 0.0,
            reason: "a & b \"c\" <img src=x>".to_owned(),
            events: vec!["'<i>'".to_owned()],
        };
        let table = measures(&[row]);
        assert!(!table.contains("<script>") && !table.contains("<img") && !table.contains("<i>"));
        assert!(table.contains("&lt;script&gt;") && table.contains("a &amp; b &quot;c&quot;"));
    }
}
