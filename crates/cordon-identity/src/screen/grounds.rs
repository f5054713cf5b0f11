//! The grounds on which an identity meets an entry, and what each is worth.

use super::Identity;
use crate::day::Day;
use crate::explain::{Feature, round};
use crate::imo::Imo;
use crate::names::Comparison;
use crate::watchlist::{Entry, EntryKind};

/// What grounds give and qualifiers take. After nomenklatura's logic-v2 (name 1.0, IMO and MMSI 0.95,
/// other identifiers 0.85, weak alias 0.8, country -0.2), with one change of mind: a ship's IMO number
/// says more than its name, and many ships share a name.
pub mod score {
    /// The same IMO number.
    pub const IMO: f64 = 1.0;
    /// The same number, but the list says the ship bears it falsely.
    pub const FALSE_IMO: f64 = 0.9;
    /// The same number, and its check digit is wrong on both sides.
    pub const INVALID_IMO: f64 = 0.8;
    /// The same MMSI on that day.
    pub const MMSI: f64 = 0.95;
    /// The same MMSI, but on other days.
    pub const MMSI_OTHER_TIME: f64 = 0.7;
    /// The same call sign.
    pub const CALL_SIGN: f64 = 0.85;
    /// The same name in full; a less alike one gives less.
    pub const NAME: f64 = 0.9;
    /// What a weak alias leaves of it.
    pub const WEAK_ALIAS: f64 = 0.8;
    /// A flag that differs takes this from everything but an IMO number.
    pub const FLAG_DIFFERS: f64 = -0.2;
    /// A flag that agrees gives this.
    pub const FLAG_AGREES: f64 = 0.05;
    /// A type of ship that differs takes this from a name.
    pub const TYPE_DIFFERS: f64 = -0.1;
    /// Below this nothing is told.
    pub const LEAST: f64 = 0.7;
}

/// What made an entry a candidate, and how alike the names are if that was it.
#[derive(Clone, Debug, Default)]
pub(super) struct Candidate {
    pub(super) imo: bool,
    pub(super) mmsi: bool,
    pub(super) call_sign: bool,
    /// The best name, whether it is a weak one, and its comparison.
    pub(super) name: Option<(Comparison, bool)>,
}

/// The score and its reasons; `None` when they are no match.
pub(super) fn judge(
    identity: &Identity,
    entry: &Entry,
    candidate: &Candidate,
    as_of: Day,
) -> Option<(f64, Vec<Feature>)> {
    if different_ships(identity, entry) {
        return None;
    }
    let mut grounds = Vec::new();
    grounds.extend(imo(identity, entry, candidate));
    grounds.extend(mmsi(identity, entry, candidate, as_of));
    grounds.extend(call_sign(identity, candidate));
    let (name, name_features) = name(candidate);
    let best = grounds.iter().map(|feature| feature.effect).fold(name, f64::max);
    let certain = candidate.imo;
    let mut features = grounds;
    features.extend(name_features);
    let mut total = best;
    if !certain {
        let qualifiers: Vec<_> =
            flag(identity, entry).into_iter().chain(ship_type(identity, entry)).collect();
        total += qualifiers.iter().map(|feature| feature.effect).sum::<f64>();
        features.extend(qualifiers);
    }
    if certain && let Some(differs) = flag(identity, entry).filter(|it| it.effect < 0.0) {
        // The number says who it is; that it flies another flag is told, and takes nothing.
        features.push(Feature::new("flag_differs", differs.left, differs.right, 0.0));
    }
    let total = round(total.clamp(0.0, 1.0));
    (total >= score::LEAST).then_some((total, features))
}

/// Two valid numbers that differ, neither of them marked as false.
fn different_ships(identity: &Identity, entry: &Entry) -> bool {
    let Some(ours) = identity.imo.and_then(Imo::new) else { return false };
    let mut theirs = entry.true_imos().peekable();
    let falsely =
        entry.imo.iter().any(|claim| claim.false_identity && claim.number == ours.number());
    entry.kind == EntryKind::Vessel
        && !falsely
        && theirs.peek().is_some()
        && theirs.all(|imo| imo != ours)
}

fn imo(identity: &Identity, entry: &Entry, candidate: &Candidate) -> Option<Feature> {
    let number = identity.imo.filter(|_| candidate.imo)?;
    let claim = entry.imo.iter().find(|claim| claim.number == number)?;
    let (feature, effect) = match (claim.false_identity, claim.valid()) {
        (true, _) => ("imo_falsely_borne", score::FALSE_IMO),
        (false, Some(_)) => ("imo", score::IMO),
        (false, None) => ("imo_with_wrong_check_digit", score::INVALID_IMO),
    };
    Some(Feature::new(feature, number, claim.number, effect))
}

fn mmsi(identity: &Identity, entry: &Entry, candidate: &Candidate, as_of: Day) -> Option<Feature> {
    let number = identity.mmsi.filter(|_| candidate.mmsi)?;
    let claims = || entry.mmsi.iter().filter(|claim| claim.value == number);
    if claims().any(|claim| claim.holds_on(as_of)) {
        return Some(Feature::new("mmsi", number, number, score::MMSI));
    }
    let other = claims().next()?;
    let dates = |day: Option<Day>| day.map_or_else(|| "..".to_owned(), |day| day.to_string());
    let when = format!("{number} from {} to {}", dates(other.from), dates(other.to));
    Some(Feature::new("mmsi_at_another_time", number, when, score::MMSI_OTHER_TIME))
}

fn call_sign(identity: &Identity, candidate: &Candidate) -> Option<Feature> {
    let sign = identity.call_sign.as_ref().filter(|_| candidate.call_sign)?;
    Some(Feature::new("call_sign", sign, sign, score::CALL_SIGN))
}

fn name(candidate: &Candidate) -> (f64, Vec<Feature>) {
    let Some((compared, weak)) = &candidate.name else { return (0.0, Vec::new()) };
    let factor = score::NAME * if *weak { score::WEAK_ALIAS } else { 1.0 };
    let mut features = compared.features.clone();
    for feature in &mut features {
        feature.effect = round(feature.effect * factor);
    }
    if *weak {
        let taken = compared.score * (factor - score::NAME);
        features.push(Feature::new("weak_alias", "", "", taken));
    }
    (compared.score * factor, features)
}

fn flag(identity: &Identity, entry: &Entry) -> Option<Feature> {
    let ours = identity.flag?;
    let theirs: Vec<_> = entry.flags.iter().filter_map(|flag| flag.value.country).collect();
    let first = theirs.first()?;
    let agrees = theirs.iter().any(|flag| flag.agrees_with(ours));
    let effect = if agrees { score::FLAG_AGREES } else { score::FLAG_DIFFERS };
    Some(Feature::new("flag", ours, first, effect))
}

/// Words for kinds of ship that exclude one another.
const TYPES: [(&str, &[&str]); 6] = [
    ("tanker", &["TANKER", "OIL", "LPG", "LNG", "CHEMICAL", "FSO", "FSU", "FPSO"]),
    ("cargo", &["CARGO", "CONTAINER", "BULK", "RO RO", "ROLL ON", "REEFER"]),
    ("fishing", &["FISHING", "TRAWLER"]),
    ("tug", &["TUG", "TOWING"]),
    ("passenger", &["PASSENGER", "FERRY", "CRUISE"]),
    ("yacht", &["YACHT", "PLEASURE", "SAILING"]),
];

fn ship_type(identity: &Identity, entry: &Entry) -> Option<Feature> {
    let (ours, theirs) = (identity.ship_type.as_ref()?, entry.vessel_type.as_ref()?);
    let class = |text: &str| {
        let plain = crate::names::plain(text);
        TYPES
            .iter()
            .find(|(_, words)| words.iter().any(|word| plain.contains(word)))
            .map(|(class, _)| *class)
    };
    let effect = if class(ours)? == class(theirs)? { 0.0 } else { score::TYPE_DIFFERS };
    Some(Feature::new("ship_type", ours, theirs, effect))
}
