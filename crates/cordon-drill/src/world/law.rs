//! Our side at work, within the law: go, hail, ask the flag, board or shadow.
//!
//! [`may_board`] alone decides whether a boarding is lawful, by the rules of [`cordon_chart::law`]. What it
//! forbids is not done: it is written down as a violation with the rule, which fails the drill.

mod controller;
mod links;
mod planned;
mod unit;
mod visit;

use cordon_chart::law::{self, Action, Designation, Flag, Situation, Verdict};
use cordon_chart::{Class, State};

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
    /// Whether reasonable grounds are on record: the side holds the ship for suspicious.
    pub has_grounds: bool,
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

impl Question<'_> {
    /// The same in the words of the chart's law, with which plans are judged too.
    fn situation(&self, needs_consent: bool) -> Option<Situation> {
        let consent = match self.consent {
            _ if !needs_consent => law::Consent::Granted,
            Consent::NotAsked => law::Consent::NotAsked,
            // Who does not answer has not consented.
            Consent::Pending | Consent::NoAnswer => law::Consent::Pending,
            Consent::Granted => law::Consent::Granted,
            Consent::Refused => law::Consent::Refused,
        };
        let flag = if self.flag == "XX" { Flag::Stateless } else { Flag::State(state(self.flag)?) };
        let class =
            if self.territorial.is_some() { Class::TerritorialSea } else { Class::HighSeas };
        Some(Situation {
            class,
            coastal: self.territorial.and_then(state),
            own: state(self.nation)?,
            flag,
            designation: Designation::None,
            has_grounds: self.has_grounds,
            consent,
            coastal_consent: law::Consent::NotAsked,
            pursuit: None,
        })
    }

    /// What the law says of an action, and by which instruments.
    fn choice(&self, action: Action, needs_consent: bool) -> Option<(Verdict, String)> {
        let choices = law::options(&self.situation(needs_consent)?);
        let choice = choices.into_iter().find(|choice| choice.action == action)?;
        let cited: Vec<_> = choice.basis.iter().map(|instrument| instrument.cite()).collect();
        Some((choice.verdict, cited.join(", ")))
    }
}

/// A scenario's State, of two letters, for questions in which States are only compared.
fn state(nation: &str) -> Option<State> {
    State::new(&format!("{nation}X"))
}

/// Whether a ship may be boarded, and by what rule: those of [`cordon_chart::law`], and only as far as the
/// scenario gives the side authority.
///
/// # Errors
/// The rule that forbids it.
pub fn may_board(
    question: &Question<'_>,
    basis: &str,
    permissions: &[Permission],
) -> Result<Authority, Breach> {
    let Question { side, nation, flag, territorial, .. } = *question;
    let is_own_sea = territorial == Some(nation);
    let waters = if is_own_sea { Waters::OwnTerritorialSea } else { Waters::HighSeas };
    let permission = permissions.iter().find(|it| it.side == side && it.waters == waters);
    let is_beyond = territorial.is_none();
    let needs_authority = is_own_sea || is_beyond && flag != nation && flag != "XX";
    if needs_authority && permission.is_none() {
        let what = format!("{side} has no authority from the scenario to board there");
        return Err(Breach { what, rule: "UNCLOS art. 92, art. 27".to_owned() });
    }
    let needs_consent = permission.is_none_or(|it| it.needs_consent);
    let Some((verdict, rule)) = question.choice(Action::Board, needs_consent) else {
        let what = format!("whose the ships are is not known: `{nation}`, `{flag}`");
        return Err(Breach { what, rule: "UNCLOS art. 92".to_owned() });
    };
    match verdict {
        Verdict::Open if is_beyond && needs_authority => {
            Ok(Authority { basis: format!("{basis}: with the consent of {flag} ({rule})") })
        }
        Verdict::Open => Ok(Authority { basis: rule }),
        Verdict::Needs(what) => Err(Breach { what: format!("it needs {what}"), rule }),
        Verdict::Closed(why) => Err(Breach { what: why.to_owned(), rule }),
    }
}

/// Whether a ship may be sent to a port.
///
/// # Errors
/// The rule that forbids it.
pub fn may_divert(question: &Question<'_>) -> Result<(), Breach> {
    match question.choice(Action::DivertToPort, true) {
        // Who was found without a flag and with contraband goes where it is taken.
        _ if question.flag == "XX" && question.has_grounds => Ok(()),
        Some((Verdict::Open, _)) => Ok(()),
        Some((Verdict::Needs(what), rule)) => {
            Err(Breach { what: format!("it needs {what}"), rule })
        }
        Some((Verdict::Closed(why), rule)) => Err(Breach { what: why.to_owned(), rule }),
        None => Err(Breach {
            what: "whose the ships are is not known".to_owned(),
            rule: "UNCLOS art. 92".to_owned(),
        }),
    }
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
        let (side, nation) = ("allied", "KR");
        Question { side, nation, flag, territorial, consent, has_grounds: true }
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
            assert!(breach.rule.contains("UNSCR 2375 (2017) par. 7"), "{breach:?}");
            assert!(may(&ask("KR", None, consent)).is_ok());
            assert!(may(&ask("XX", None, consent)).is_ok());
            assert!(may(&ask("PA", Some("KR"), consent)).is_ok());
        }
        assert!(may(&ask("PA", None, Refused)).unwrap_err().rule.contains("par. 8"));
        for consent in [NotAsked, Granted] {
            for flag in ["PA", "KR", "XX"] {
                let breach = may(&ask(flag, Some("JP"), consent)).unwrap_err();
                assert!(breach.rule.contains("UNCLOS art. 2"), "{breach:?}");
            }
        }
        let breach = may_board(&ask("PA", None, Granted), "2375", &[]).unwrap_err();
        assert!(breach.rule.contains("art. 92"), "{breach:?}");
        // Who looks like all others is not boarded, whoever consents.
        let innocent = Question { has_grounds: false, ..ask("PA", None, Granted) };
        assert!(may(&innocent).unwrap_err().what.contains("reasonable grounds"));
    }

    /// Resolution 2375 (2017), paragraph 8: without consent the flag State directs the ship to a port.
    #[test]
    fn a_ship_is_diverted_once_its_flag_has_answered() {
        assert!(may_divert(&ask("PA", None, Consent::Granted)).is_ok());
        assert!(may_divert(&ask("PA", None, Consent::Refused)).is_ok());
        for consent in [Consent::NotAsked, Consent::Pending, Consent::NoAnswer] {
            let breach = may_divert(&ask("PA", None, consent)).unwrap_err();
            assert!(breach.rule.contains("UNSCR 2375 (2017) par. 8"), "{breach:?}");
        }
    }

    #[test]
    fn zones_cross_the_180th_meridian() {
        let corners = [[1.0, 179.0], [1.0, -179.0], [-1.0, -179.0], [-1.0, 179.0]];
        assert!(is_inside(&corners, (0.0, 179.9)) && is_inside(&corners, (0.5, -179.5)));
        assert!(!is_inside(&corners, (0.0, 178.9)) && !is_inside(&corners, (0.0, -178.9)));
        assert!(!is_inside(&corners, (0.0, 0.0)));
    }
}
