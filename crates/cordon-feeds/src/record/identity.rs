//! What a ship says it is, from a draft's texts.

use std::borrow::Cow;

use cordon_core::{Fix, FixFlags, StaticReport};

use super::draft::{Draft, Escape};
use super::instant::instant;
use super::number::{number, whole};
use super::{Dialect, terms};

/// The static report of a draft that has an identity; `None` when every field of it was empty or
/// said "not available".
pub(crate) fn report(draft: &Draft<'_>, fix: &Fix, dialect: &Dialect) -> Option<StaticReport> {
    let decimetres = if draft.raw { 1.0 } else { dialect.draught_metres * 10.0 };
    let report = StaticReport {
        time: fix.time,
        mmsi: fix.mmsi,
        transponder: fix.transponder,
        receiver: fix.receiver,
        msg_type: fix.msg_type,
        exercise: fix.flags.has(FixFlags::EXERCISE),
        imo: imo(draft.imo),
        name: words(draft.name, draft.escape),
        callsign: words(draft.callsign, draft.escape),
        ship_type: terms::ship_type(draft.ship_type),
        dimensions: dimensions(draft),
        draught: draught(draft.draught, decimetres),
        destination: words(draft.destination, draft.escape),
        eta: eta(draft, dialect),
        source: fix.source,
        digest: fix.digest,
    };
    says_anything(&report).then_some(report)
}

fn says_anything(report: &StaticReport) -> bool {
    report.imo.is_some()
        || report.name.is_some()
        || report.callsign.is_some()
        || report.ship_type.is_some()
        || report.dimensions.is_some()
        || report.draught.is_some()
        || report.destination.is_some()
}

/// `9466350`, `9466350.0` or `IMO9466350`.
fn imo(text: &[u8]) -> Option<u32> {
    let digits = text.strip_prefix(b"IMO").unwrap_or(text);
    whole(digits.trim_ascii()).and_then(|n| u32::try_from(n).ok()).filter(|&n| n > 0)
}

/// To the first `@`, without blanks around it; `None` when nothing is left.
fn words(text: &[u8], escape: Escape) -> Option<Box<str>> {
    let plain = String::from_utf8_lossy(text);
    let plain = match escape {
        Escape::DoubledQuotes if plain.contains("\"\"") => Cow::Owned(plain.replace("\"\"", "\"")),
        Escape::Json if plain.contains('\\') => Cow::Owned(unescape(&plain)),
        _ => plain,
    };
    let shown = plain.split('@').next().unwrap_or_default().trim();
    let shown: String = shown.chars().filter(|c| !c.is_control()).take(200).collect();
    (!shown.is_empty()).then(|| shown.into_boxed_str())
}

fn unescape(text: &str) -> String {
    // The text is a JSON string without its quotes: the parser that knows all escapes reads it.
    serde_json::from_str(&format!("\"{text}\"")).unwrap_or_else(|_| text.to_owned())
}

/// Bow, stern, port, starboard; or length and beam put ahead and to port of an unknown reference
/// point.
fn dimensions(draft: &Draft<'_>) -> Option<[u16; 4]> {
    let metres = |text: &[u8]| number(text).filter(|m| (0.0..1_024.0).contains(m));
    let metres = |text: &[u8]| metres(text).map_or(0, |m| m.round() as u16);
    let sides = draft.sides.map(metres);
    let whole_ship = [metres(draft.length), 0, metres(draft.beam), 0];
    [sides, whole_ship].into_iter().find(|d| d.iter().any(|&m| m > 0))
}

fn draught(text: &[u8], decimetres: f64) -> Option<u8> {
    let value = number(text)? * decimetres;
    (0.5..255.5).contains(&value).then(|| value.round() as u8)
}

/// `MM-DDTHH:MMZ`, from parts, from AIS's 20 bits, from `MM-DD HH:MM`, or from a date and time.
fn eta(draft: &Draft<'_>, dialect: &Dialect) -> Option<Box<str>> {
    let parts = draft.eta_parts.map(whole);
    if let [Some(month), Some(day), Some(hour), Some(minute)] = parts {
        return eta_text(month, day, hour, minute);
    }
    if draft.raw {
        let bits = whole(draft.eta)?;
        return eta_text(bits >> 16 & 15, bits >> 11 & 31, bits >> 6 & 31, bits & 63);
    }
    if let Some(time) = instant(draft.eta, &dialect.time) {
        let text = time.to_string();
        return text.get(5..16).map(|middle| format!("{middle}Z").into_boxed_str());
    }
    month_first_eta(draft.eta)
}

fn month_first_eta(text: &[u8]) -> Option<Box<str>> {
    let mut numbers =
        text.split(|b| !b.is_ascii_digit()).filter(|part| !part.is_empty()).map(whole);
    let mut next = || numbers.next().flatten();
    let parts = (next()?, next()?, next()?, next()?);
    numbers.next().is_none().then(|| eta_text(parts.0, parts.1, parts.2, parts.3))?
}

/// `None` when nothing of it was declared.
fn eta_text(month: u64, day: u64, hour: u64, minute: u64) -> Option<Box<str>> {
    let fits = month <= 12 && day <= 31 && hour <= 24 && minute <= 60;
    let said = month > 0 && day > 0;
    (fits && said).then(|| format!("{month:02}-{day:02}T{hour:02}:{minute:02}Z").into_boxed_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_as_sailed() {
        assert_eq!(words(b"GENT@@@@@AN", Escape::None).as_deref(), Some("GENT"));
        assert_eq!(words(b"@@@@", Escape::None), None);
        assert_eq!(
            words(b"RAY \"\"CHIEF\"\" T", Escape::DoubledQuotes).as_deref(),
            Some("RAY \"CHIEF\" T")
        );
        assert_eq!(words(br"S\u00d8LV\/A", Escape::Json).as_deref(), Some("SØLV/A"));
        assert_eq!(words(b"\xffX", Escape::None).as_deref(), Some("\u{fffd}X"));
    }

    #[test]
    fn imo_numbers_and_drafts() {
        assert_eq!(
            (imo(b"IMO9466350"), imo(b"9436472.0"), imo(b"0")),
            (Some(9_466_350), Some(9_436_472), None)
        );
        assert_eq!(
            (draught(b"11.9", 10.0), draught(b"119.0", 1.0), draught(b"0", 10.0)),
            (Some(119), Some(119), None)
        );
    }
}
