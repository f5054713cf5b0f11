//! A timeline of the subjects, and the quality of the picture over time.

use std::fmt::Write;

use cordon_core::Time;

use crate::score::{Score, Subject};
use crate::svg::{path, picture, text, ticks};

const WIDTH: f64 = 1_060.0;
const LEFT: f64 = 130.0;
const RIGHT: f64 = 20.0;
const ROW: f64 = 30.0;

/// Hours from the start to pixels.
fn across(score: &Score, time: Time) -> f64 {
    let whole = (score.until - score.from).hours().max(1e-6);
    LEFT + (WIDTH - LEFT - RIGHT) * ((time - score.from).hours() / whole).clamp(0.0, 1.0)
}

/// Lines at round hours, with their numbers below.
fn hours(score: &Score, height: f64) -> String {
    let mut out = String::new();
    let all = (score.until - score.from).hours();
    let step =
        [1.0, 2.0, 3.0, 6.0, 12.0, 24.0].into_iter().find(|it| all / it <= 12.0).unwrap_or(48.0);
    let count = (all / step).floor() as u32;
    for index in 0..=count {
        let hour = f64::from(index) * step;
        let x = across(score, score.from + cordon_core::Span::from_hours_f64(hour));
        let _ = write!(out, "<path d=\"M{x:.1} 8V{:.1}\" stroke=\"var(--line)\"/>", height - 22.0);
        out += &text(x, height - 7.0, "middle", "dim", &format!("{hour} h"));
    }
    out
}

/// What each subject hid, and what became of it.
pub(super) fn timeline(score: &Score) -> String {
    if score.subjects.is_empty() {
        return "<p>The scenario has no subjects.</p>".to_owned();
    }
    let height = ROW * score.subjects.len() as f64 + 66.0;
    let mut body = hours(score, height - 22.0);
    for (row, subject) in score.subjects.iter().enumerate() {
        let y = 26.0 + ROW * row as f64;
        body += &text(LEFT - 10.0, y + 4.0, "end", "", &subject.craft);
        for it in score.deceptions.iter().filter(|it| it.craft == subject.craft) {
            let (a, b) = (across(score, it.from), across(score, it.until));
            let _ = write!(
                body,
                "<rect x=\"{a:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"14\" rx=\"3\" fill=\"var(--theirs)\" fill-opacity=\".3\"/>",
                y - 7.0,
                (b - a).max(3.0)
            );
            body += &text(a + 4.0, y + 4.0, "start", "dim", &it.deception.replace('_', " "));
            if let Some(after) = it.after_h {
                let x = across(score, it.from + cordon_core::Span::from_hours_f64(after));
                body += &mark(x, y, Mark::Watch);
            }
        }
        body += &fate(score, subject, y);
    }
    body += &keys(height - 14.0);
    picture(WIDTH, height, "Timeline of the subjects, simulated", &body)
}

#[derive(Clone, Copy)]
enum Mark {
    Seen,
    Suspected,
    Met,
    Inspected,
    Watch,
}

fn fate(score: &Score, subject: &Subject, y: f64) -> String {
    let marks = [
        (subject.detected, Mark::Seen),
        (subject.classified, Mark::Suspected),
        (subject.intercepted, Mark::Met),
        (subject.inspected, Mark::Inspected),
    ];
    let drawn = marks
        .into_iter()
        .filter_map(|(first, shape)| Some(mark(across(score, first?.t), y, shape)));
    drawn.collect()
}

fn mark(x: f64, y: f64, shape: Mark) -> String {
    let ink = "stroke=\"var(--page)\" stroke-width=\"1\"";
    match shape {
        Mark::Seen => format!(
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\" fill=\"var(--page)\" stroke=\"var(--ink)\" stroke-width=\"1.5\"/>"
        ),
        Mark::Suspected => format!(
            "<path d=\"M{x:.1} {:.1}l6 6l-6 6l-6 -6z\" fill=\"var(--odd)\" {ink}/>",
            y - 6.0
        ),
        Mark::Met => {
            format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5.5\" fill=\"var(--ours)\" {ink}/>")
        }
        Mark::Inspected => format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"10\" height=\"10\" fill=\"var(--good)\" {ink}/>",
            x - 5.0,
            y - 5.0
        ),
        Mark::Watch => {
            format!("<path d=\"M{x:.1} {:.1}l6 11h-12z\" fill=\"var(--theirs)\" {ink}/>", y - 7.0)
        }
    }
}

fn keys(y: f64) -> String {
    let keys = [
        (Mark::Seen, "seen by a sensor"),
        (Mark::Suspected, "held for suspicious"),
        (Mark::Met, "met at sea"),
        (Mark::Inspected, "inspected"),
        (Mark::Watch, "found by the watch"),
    ];
    let mut out = String::new();
    for (index, (shape, words)) in keys.into_iter().enumerate() {
        let x = LEFT + 10.0 + 165.0 * index as f64;
        out += &mark(x, y - 4.0, shape);
        out += &text(x + 11.0, y, "start", "", words);
    }
    out
}

/// OSPA over time.
pub(super) fn ospa(score: &Score) -> String {
    let (height, bottom, top) = (240.0, 206.0, 14.0);
    let most = score.picture.iter().map(|it| it.ospa_m).fold(100.0, f64::max);
    let up = |metres: f64| bottom - (bottom - top) * metres / (1.05 * most);
    let mut body = hours(score, height - 6.0);
    for tick in ticks(1.05 * most) {
        let y = up(tick);
        let _ =
            write!(body, "<path d=\"M{LEFT} {y:.1}H{}\" stroke=\"var(--line)\"/>", WIDTH - RIGHT);
        body += &text(LEFT - 10.0, y + 4.0, "end", "dim", &format!("{tick} m"));
    }
    let line = path(score.picture.iter().map(|it| (across(score, it.t), up(it.ospa_m))));
    let _ = write!(
        body,
        "<path d=\"{line}\" fill=\"none\" stroke=\"var(--ours)\" stroke-width=\"1.8\"/>"
    );
    picture(WIDTH, height, "OSPA over time, simulated", &body)
}
