//! Our side at work, within the law: go, hail, ask the flag, board or shadow.
//!
//! [`may_board`] alone decides whether a boarding is lawful. What it forbids is not done: it is written
//! down as a violation with the rule, which fails the drill.

mod controller;
mod unit;

use super::ears::Station;
use super::fleet::{Member, Micros};
use super::motion::Motion;
use super::transmit::Outbox;
use crate::scenario::Scenario;
use crate::scenario::shape::{Permission, Waters, Zone, ZoneKind};

pub(crate) use controller::Controller;

/// What a flag State said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// It was not asked.
    NotAsked,
    /// It was asked and has not answered.
    Pending,
    /// It consented.
    Granted,
    /// It refused.
    Refused,
    /// It did not answer in time.
    NoAnswer,
}

/// What is to be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question<'a> {
    /// Whose asset.
    pub side: &'a str,
    /// The asset's nation.
    pub nation: &'a str,
    /// The ship's flag; `XX` is nobody's.
    pub flag: &'a str,
    /// The State in whose territorial sea the ship is; `None` on the high seas.
    pub territorial: Option<&'a str>,
    /// What the flag State said.
    pub consent: Consent,
}

/// What makes a boarding lawful.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authority {
    /// The rule, in words.
    pub basis: String,
}

/// What makes it unlawful.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// What is wrong.
    pub what: String,
    /// The rule, with its paragraph.
    pub rule: String,
}

/// Whether a ship may be boarded, and by what rule.
///
/// # Errors
/// The rule that forbids it.
pub fn may_board(
    question: &Question<'_>,
    basis: &str,
    permissions: &[Permission],
) -> Result<Authority, Breach> {
    let Question { side, nation, flag, territorial, consent } = *question;
    let permitted = |waters| permissions.iter().find(|it| it.side == side && it.waters == waters);
    if let Some(coast) = territorial {
        let own = (coast == nation).then(|| permitted(Waters::OwnTerritorialSea)).flatten();
        return match own {
            Some(_) => Ok(lawful(format!(
                "coastal State in its territorial sea (UNCLOS, articles 2 and 27): {coast}"
            ))),
            None => breach(
                format!("the ship is in the territorial sea of {coast}"),
                "UNCLOS, articles 2 and 17: the coastal State's sovereignty, and innocent passage",
            ),
        };
    }
    if flag == nation {
        return Ok(lawful(format!(
            "the ship flies the flag of the boarding ship (UNCLOS, article 92): {flag}"
        )));
    }
    if flag == "XX" {
        return Ok(lawful(
            "the ship is without nationality (UNCLOS, article 110, 1 (d))".to_owned(),
        ));
    }
    let Some(permission) = permitted(Waters::HighSeas) else {
        return breach(
            format!("{side} has no authority to board on the high seas"),
            "UNCLOS, article 92: exclusive jurisdiction of the flag State",
        );
    };
    if !permission.needs_consent || consent == Consent::Granted {
        return Ok(lawful(format!("{basis}: with the consent of {flag}")));
    }
    let said = match consent {
        Consent::NotAsked => "was not asked",
        Consent::Pending => "has not answered yet",
        Consent::NoAnswer => "did not answer",
        Consent::Refused | Consent::Granted => "refused",
    };
    breach(
        format!("the flag State {flag} {said}"),
        "UN Security Council resolution 2375 (2017), paragraphs 7 and 8: inspection on the high seas needs the \
         consent of the flag State, which otherwise directs the ship to a convenient port",
    )
}

fn lawful(basis: String) -> Authority {
    Authority { basis }
}

fn breach(what: String, rule: &str) -> Result<Authority, Breach> {
    Err(Breach { what, rule: rule.to_owned() })
}

/// The State whose territorial sea a place is in, by the zones of a scenario.
pub(crate) fn territorial(zones: &[Zone], at: (f64, f64)) -> Option<&str> {
    let inside = |zone: &&Zone| {
        zone.kind == ZoneKind::TerritorialSea && is_inside(&zone.corners_lat_lon_deg, at)
    };
    zones.iter().find(inside).map(|zone| zone.nation.as_deref().unwrap_or("XX"))
}

/// Even-odd rule, in longitudes that run on from the first corner, so that no meridian is a border.
pub(crate) fn is_inside(corners: &[[f64; 2]], at: (f64, f64)) -> bool {
    let short = |lon: f64| (lon + 180.0).rem_euclid(360.0) - 180.0;
    let Some(&[_, first]) = corners.first() else { return false };
    let x = short(at.1 - first);
    let next = corners.iter().cycle().skip(1);
    let crosses = corners.iter().zip(next).filter(|(a, b)| {
        let from = short(a[1] - first);
        let to = from + short(b[1] - a[1]);
        let is_across = (a[0] > at.0) != (b[0] > at.0);
        is_across && from + (at.0 - a[0]) / (b[0] - a[0]) * (to - from) > x
    });
    crosses.count() % 2 == 1
}

/// Everybody, as a side's staff needs them.
#[derive(Clone, Copy)]
pub(crate) struct Stage<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) members: &'a [Member],
    pub(crate) motions: &'a [Motion],
    pub(crate) outboxes: &'a [Outbox],
    pub(crate) stations: &'a [Station],
    pub(crate) now: Micros,
}

impl Stage<'_> {
    pub(crate) fn id(&self, craft: usize) -> String {
        self.members.get(craft).map_or(String::new(), |it| it.id.clone())
    }

    pub(crate) fn place(&self, craft: usize) -> (f64, f64) {
        self.motions.get(craft).map_or((0.0, 0.0), |motion| (motion.lat, motion.lon))
    }

    pub(crate) fn side(&self, side: usize) -> String {
        self.scenario.side.get(side).map_or(String::new(), |it| it.id.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask<'a>(flag: &'a str, territorial: Option<&'a str>, consent: Consent) -> Question<'a> {
        Question { side: "allied", nation: "KR", flag, territorial, consent }
    }

    fn rules() -> Vec<Permission> {
        [Waters::HighSeas, Waters::OwnTerritorialSea]
            .map(|waters| Permission { side: "allied".to_owned(), waters, needs_consent: true })
            .to_vec()
    }

    /// Resolution 2375 (2017), paragraphs 7 and 8; UNCLOS articles 2, 92 and 110: every case.
    #[test]
    fn only_what_is_allowed_is_lawful() {
        use Consent::{Granted, NoAnswer, NotAsked, Pending, Refused};
        let may = |question: &Question<'_>| may_board(question, "2375", &rules());
        assert!(may(&ask("PA", None, Granted)).is_ok());
        for consent in [NotAsked, Pending, Refused, NoAnswer] {
            let breach = may(&ask("PA", None, consent)).unwrap_err();
            assert!(breach.rule.contains("2375 (2017), paragraphs 7 and 8"), "{breach:?}");
            assert!(may(&ask("KR", None, consent)).is_ok());
            assert!(may(&ask("XX", None, consent)).is_ok());
            assert!(may(&ask("PA", Some("KR"), consent)).is_ok());
        }
        for consent in [NotAsked, Granted] {
            let breach = may(&ask("PA", Some("JP"), consent)).unwrap_err();
            assert!(breach.rule.contains("UNCLOS, articles 2"), "{breach:?}");
        }
        let breach = may_board(&ask("PA", None, Granted), "2375", &[]).unwrap_err();
        assert!(breach.rule.contains("article 92"), "{breach:?}");
    }

    #[test]
    fn zones_cross_the_180th_meridian() {
        let corners = [[1.0, 179.0], [1.0, -179.0], [-1.0, -179.0], [-1.0, 179.0]];
        assert!(is_inside(&corners, (0.0, 179.9)) && is_inside(&corners, (0.5, -179.5)));
        assert!(!is_inside(&corners, (0.0, 178.9)) && !is_inside(&corners, (0.0, -178.9)));
        assert!(!is_inside(&corners, (0.0, 0.0)));
    }
}
