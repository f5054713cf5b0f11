//! One dark: a ship that stays slow alone at sea, while another is silent that could have been with it.
//!
//! The half of a transfer that AIS shows. Nothing shows the other half: a loitering is labelled, and the
//! label says how easily the silent one could have come and gone, and cites where it fell silent and was
//! heard again.

use cordon_core::geodesy::distance;
use cordon_core::units::METRES_PER_NM;
use cordon_core::{Finding, Kind, Span, Status, Time};

use crate::dark_meeting::{DarkMeetingRules, REMEMBERED, Silence};
use crate::report;

/// Loitering that is held for silences which end later; what ended first is forgotten first.
const HELD: usize = 2_000;

/// Instants at which the silent one is taken to arrive.
const INSTANTS: i64 = 12;

/// Who stayed slow lately.
#[derive(Clone, Debug, Default)]
pub(crate) struct Loiterers {
    held: Vec<Finding>,
}

impl Loiterers {
    /// Labels what was found just now by all silences known, and tells again what was found before
    /// where one of the silences that `ended` just now makes it easier.
    pub(crate) fn review(
        &mut self,
        findings: &mut Vec<Finding>,
        known: &[Silence],
        ended: &[Silence],
        now: Time,
        rules: &DarkMeetingRules,
    ) {
        let mut retold = Vec::new();
        for held in &mut self.held {
            if label(held, ended, rules) {
                retold.push(held.clone());
            }
        }
        for finding in findings.iter_mut().filter(|one| is_over(one)) {
            label(finding, known, rules);
            self.held.retain(|held| held.id != finding.id);
            self.held.push(finding.clone());
        }
        // What is told anew by itself needs no second telling.
        retold.retain(|again| findings.iter().all(|one| one.id != again.id));
        findings.append(&mut retold);
        self.held.retain(|held| held.end.is_some_and(|end| end >= now - REMEMBERED));
        self.held.sort_by(|a, b| (a.end, &a.id).cmp(&(b.end, &b.id)));
        let excess = self.held.len().saturating_sub(HELD);
        self.held.drain(..excess);
    }
}

fn is_over(finding: &Finding) -> bool {
    finding.kind == Kind::Loitering && finding.status == Status::Final
}

/// Labels a loitering with the silence that could have been there most easily; whether that is news.
fn label(loitering: &mut Finding, silences: &[Silence], rules: &DarkMeetingRules) -> bool {
    let possible =
        silences.iter().filter_map(|silence| Some((speed_kn(loitering, silence, rules)?, silence)));
    let easiest = possible.min_by(|(p, a), (q, b)| p.total_cmp(q).then_with(|| a.gap.cmp(&b.gap)));
    let Some((speed, silence)) = easiest else { return false };
    let before = match loitering.values.get("dark_speed_kn") {
        Some(cordon_core::Value::Number(before)) => *before,
        _ => f64::INFINITY,
    };
    let told = report::knots(speed);
    if !matches!(told, cordon_core::Value::Number(speed) if speed < before) {
        return false;
    }
    let mmsi = silence.track.mmsi.to_string();
    if let Some(end) = loitering.reason.find(" Meanwhile ") {
        loitering.reason.truncate(end);
    }
    let label = format!(
        " Meanwhile {mmsi} was silent, and could have been there at {speed:.1} kn; nothing shows that it was."
    );
    loitering.reason.push_str(&label);
    for (key, value) in [
        ("one_dark", true.into()),
        ("dark_mmsi", mmsi.as_str().into()),
        ("dark_gap", silence.gap.0.as_str().into()),
        ("dark_speed_kn", told),
    ] {
        loitering.values.insert(key.to_owned(), value);
    }
    cite(loitering, silence);
    true
}

/// Cites the ends of the silence, in place of those of another.
fn cite(loitering: &mut Finding, silence: &Silence) {
    let Finding { tracks, evidence, .. } = loitering;
    evidence.retain(|cited| tracks.contains(&cited.track));
    evidence.extend([silence.off, silence.on]);
    evidence.sort_by_key(|cited| (cited.time, cited.track, cited.source));
}

/// The least speed at which a silent craft could have been with a slow one for long enough.
fn speed_kn(loitering: &Finding, silence: &Silence, rules: &DarkMeetingRules) -> Option<f64> {
    let together = Span::from_hours_f64(rules.together_h);
    let (from, to) = (silence.off.time.max(loitering.start), silence.on.time.min(loitering.end?));
    let slack = (to - from).as_micros() - together.as_micros();
    let own = loitering.tracks.iter().any(|track| track.mmsi == silence.track.mmsi);
    if slack < 0 || own {
        return None;
    }
    let nm = |at| distance(at, loitering.position).value() / METRES_PER_NM;
    let (there, back) = (nm(silence.off.position), nm(silence.on.position));
    if there > rules.within_nm {
        return None;
    }
    let speeds = (0..=INSTANTS).map(|instant| {
        let begin = from + Span::from_micros(slack / INSTANTS * instant);
        let hours = |span: Span| span.hours().max(1e-3);
        let coming = there / hours(begin - silence.off.time);
        coming.max(back / hours(silence.on.time - begin - together))
    });
    speeds.min_by(f64::total_cmp).filter(|speed| *speed <= rules.speed_kn)
}
