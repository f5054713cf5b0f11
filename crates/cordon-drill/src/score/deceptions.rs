//! What the watch made of each deception: found by what, after how long; or missed, and why.

use std::collections::BTreeSet;

use cordon_core::{Kind, Span, Time};
use serde::{Deserialize, Serialize};

use super::gather::{Gathered, Hidden};
use super::watched::{Told, Watched};
use super::{Row, median, tidy, told};

/// A finding that begins so long after the deception ended is about something else.
const GRACE: Span = Span::from_hours(1);

/// What the watch made of a deception.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deceived {
    /// Who.
    pub craft: String,
    /// `dark`, `spoof_shift`, `spoof_circle`, `identity`, `meet`.
    pub deception: String,
    /// From when.
    pub from: Time,
    /// Until when.
    pub until: Time,
    /// The finding that saw through it.
    pub finding: Option<String>,
    /// How long after its begin the watch told it.
    pub after_h: Option<f64>,
    /// How it was found, or why not.
    pub reason: String,
}

/// What findings see through a deception.
pub(crate) fn sees_through(deception: &str) -> &'static [Kind] {
    match deception {
        "dark" => &[Kind::Gap, Kind::DarkMeeting],
        "spoof_shift" | "spoof_circle" => &[Kind::Spoofing, Kind::SharedMmsi],
        "identity" => &[Kind::IdentityChange, Kind::DualIdentity, Kind::SharedMmsi],
        "meet" => &[Kind::Encounter, Kind::DarkMeeting],
        _ => &[],
    }
}

/// Whether findings of this kind see through some deception.
pub(crate) fn is_alarming(kind: Kind) -> bool {
    ["dark", "spoof_shift", "identity", "meet"].iter().any(|it| sees_through(it).contains(&kind))
}

/// What the watch made of every deception.
pub(super) fn judge(run: &Gathered, watched: &Watched) -> Vec<Deceived> {
    let begun = run.deceptions.iter().filter(|it| it.from < run.until);
    begun.map(|it| deceived(watched, it, &numbers(run, it), run.until)).collect()
}

/// What the watch made of one, by craft with these numbers, the data ending at `end`.
pub(crate) fn deceived(watched: &Watched, hidden: &Hidden, mmsis: &[u32], end: Time) -> Deceived {
    let about = |it: &&Told| is_about(it, mmsis, hidden.from, hidden.until);
    let fits = |it: &&Told| sees_through(&hidden.what).contains(&it.finding.kind);
    let found = watched.findings.iter().filter(about).filter(fits).min_by_key(|it| it.at);
    let after_h = found.map(|it| tidy((it.at - hidden.from).hours().max(0.0)));
    let reason = match found {
        Some(it) => it.finding.reason.clone(),
        None => missed(watched, hidden, mmsis, end),
    };
    Deceived {
        craft: hidden.craft.clone(),
        deception: hidden.what.clone(),
        from: hidden.from,
        until: hidden.until,
        finding: found.map(|it| it.finding.id.to_string()),
        after_h,
        reason,
    }
}

/// Numbers of the craft and of the one that it meets.
fn numbers(run: &Gathered, hidden: &Hidden) -> Vec<u32> {
    let both = [Some(&hidden.craft), hidden.with.as_ref()];
    let crafts = both.into_iter().flatten().filter_map(|id| run.craft(id));
    crafts.flat_map(|craft| craft.mmsis.iter().copied()).collect()
}

fn is_about(told: &Told, mmsis: &[u32], from: Time, until: Time) -> bool {
    let is_theirs = told.finding.tracks.iter().any(|track| mmsis.contains(&track.mmsi.0));
    let ends = told.finding.end.unwrap_or(Time::MAX);
    is_theirs && told.finding.start <= until + GRACE && ends >= from
}

/// Why nothing was found.
fn missed(watched: &Watched, hidden: &Hidden, mmsis: &[u32], end: Time) -> String {
    let heard = watched.heard(mmsis);
    let within = heard.iter().filter(|t| hidden.from <= **t && **t <= hidden.until).count();
    let before = heard.iter().rev().find(|t| **t <= hidden.from);
    let after = heard.iter().find(|t| **t >= hidden.until);
    let other = others(watched, hidden, mmsis);
    let Some(before) = before else {
        return format!("not received: nothing of it was heard before it began{other}");
    };
    let length = (hidden.until - hidden.from).hours();
    match hidden.what.as_str() {
        "dark" => {
            let silence = (after.copied().unwrap_or(end) - *before).hours();
            if silence < watched.gap_h {
                let (silence, least) = (tidy(silence), watched.gap_h);
                format!(
                    "below threshold: it was silent for {silence} h, and a gap takes {least} h{other}"
                )
            } else if (hidden.from - *before).hours() > watched.gap_h / 2.0 {
                let hours = tidy((hidden.from - *before).hours());
                format!("not received: it was last heard {hours} h before it went dark{other}")
            } else {
                format!("suppressed: a silence of {} h was seen and not told{other}", tidy(silence))
            }
        }
        "meet" if length < watched.encounter_h => {
            let least = watched.encounter_h;
            format!(
                "below threshold: they met for {} h, and an encounter takes {least} h{other}",
                tidy(length)
            )
        }
        "identity" if after.is_none() => {
            format!("not received: nothing was heard under the new number{other}")
        }
        "identity" => {
            format!("below threshold: both numbers were heard, and no rule joined them{other}")
        }
        _ if within < 2 => format!("not received: {within} positions were heard meanwhile{other}"),
        _ => format!(
            "below threshold: {within} positions were heard meanwhile, and no rule held{other}"
        ),
    }
}

/// Other findings about the same ships at that time, in words.
fn others(watched: &Watched, hidden: &Hidden, mmsis: &[u32]) -> String {
    let about = watched.findings.iter().filter(|it| is_about(it, mmsis, hidden.from, hidden.until));
    let kinds: BTreeSet<&str> = about.map(|it| it.finding.kind.name()).collect();
    if kinds.is_empty() {
        return String::new();
    }
    format!("; of other kinds: {}", kinds.into_iter().collect::<Vec<_>>().join(", "))
}

/// The measures.
pub(super) fn rows(run: &Gathered, watched: Option<&Watched>, judged: &[Deceived]) -> Vec<Row> {
    let name = "watch_deceptions_found";
    let Some(watched) = watched else {
        return vec![told(
            name,
            None,
            "ratio",
            "not exercised: the watch was not asked".to_owned(),
        )];
    };
    let found: Vec<&Deceived> = judged.iter().filter(|it| it.finding.is_some()).collect();
    let missed: Vec<String> = judged
        .iter()
        .filter(|it| it.finding.is_none())
        .map(|it| format!("{} of {} ({})", it.deception, it.craft, it.reason))
        .collect();
    let share = (!judged.is_empty()).then(|| found.len() as f64 / judged.len() as f64);
    let reason = match missed.as_slice() {
        _ if judged.is_empty() => "not exercised: nobody hides anything".to_owned(),
        [] => format!("the watch saw through all {}", judged.len()),
        some => format!("{} of {}; missed: {}", found.len(), judged.len(), some.join("; ")),
    };
    let hours = median(found.iter().filter_map(|it| it.after_h).collect());
    vec![
        told(name, share, "ratio", reason)
            .resting_on(found.iter().filter_map(|it| it.finding.clone())),
        told(
            "watch_time_to_find",
            hours,
            "h",
            "the median from the begin of a deception until the watch told it".to_owned(),
        ),
        false_findings(run, watched),
    ]
}

/// Findings of the same kinds about ships that hide nothing.
fn false_findings(run: &Gathered, watched: &Watched) -> Row {
    let guilty: BTreeSet<u32> = run.deceptions.iter().flat_map(|it| numbers(run, it)).collect();
    let false_ones: Vec<&Told> = watched
        .findings
        .iter()
        .filter(|it| is_alarming(it.finding.kind))
        .filter(|it| it.finding.tracks.iter().all(|track| !guilty.contains(&track.mmsi.0)))
        .collect();
    let ships = run.crafts.iter().filter(|it| !it.flies && !it.mmsis.is_empty()).count();
    let days = ships as f64 * (run.until - run.from).hours() / 24.0;
    let rate = (days > 0.0).then(|| 1e3 * false_ones.len() as f64 / days);
    let reason = format!(
        "{} findings of alarming kinds about ships that hide nothing, in {} vessel-days",
        false_ones.len(),
        tidy(days)
    );
    told("watch_false_findings", rate, "per 1000 vessel-days", reason)
        .resting_on(false_ones.iter().map(|it| it.finding.id.to_string()))
}
