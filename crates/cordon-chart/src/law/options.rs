//! Which actions are open in a situation.

use super::{Action, Choice, Consent, Designation, Flag, Instrument, Situation, Verdict};
use crate::state::State;
use crate::waters::Class;

use Instrument as I;
use Verdict::{Closed, Needs, Open};

/// Every action, whether it is open, and by which instruments.
pub fn options(situation: &Situation) -> Vec<Choice> {
    Action::ALL.map(|action| choice(situation, action)).to_vec()
}

fn choice(situation: &Situation, action: Action) -> Choice {
    let (verdict, basis) = match action {
        Action::Query => query(situation),
        Action::Shadow => shadow(situation),
        Action::RequestConsent => request(situation),
        Action::DivertToPort => divert(situation),
        Action::Board => board(situation),
        Action::Seize => seize(situation),
    };
    Choice { action, verdict, basis }
}

/// Where the own ship stands in law.
enum Place {
    Ashore,
    /// Internal waters or territorial sea of the own State.
    OwnSea,
    /// The same of another State, or of nobody knows whom.
    ForeignSea,
    /// The contiguous zone of the own State.
    OwnContiguous,
    /// Where ships of all States have the freedom of the high seas.
    Free,
}

fn place(s: &Situation) -> Place {
    let is_own = s.coastal == Some(s.own);
    match s.class {
        Class::Land => Place::Ashore,
        Class::Internal | Class::TerritorialSea if is_own => Place::OwnSea,
        Class::Internal | Class::TerritorialSea => Place::ForeignSea,
        Class::Contiguous if is_own => Place::OwnContiguous,
        Class::Contiguous | Class::Eez | Class::HighSeas => Place::Free,
    }
}

const NO_SEA: &str = "the place is on land";
const COASTAL: &str = "the consent of the coastal State";
const COASTAL_REFUSED: &str = "the coastal State refused";

fn freedom(s: &Situation) -> I {
    if s.class == Class::Eez { I::EezFreedoms } else { I::HighSeasFreedom }
}

/// In the sea of another State nothing is done without it.
fn coastal(s: &Situation) -> Option<Verdict> {
    match (place(s), s.coastal_consent) {
        (Place::Ashore, _) => Some(Closed(NO_SEA)),
        (Place::ForeignSea, Consent::Refused) => Some(Closed(COASTAL_REFUSED)),
        (Place::ForeignSea, Consent::NotAsked | Consent::Pending) => Some(Needs(COASTAL)),
        _ => None,
    }
}

fn query(s: &Situation) -> (Verdict, Vec<I>) {
    match place(s) {
        Place::Ashore => (Closed(NO_SEA), Vec::new()),
        Place::OwnSea => (Open, vec![I::Sovereignty]),
        // A call by radio is no exercise of power.
        Place::ForeignSea => (Open, vec![I::InnocentPassage]),
        Place::OwnContiguous => (Open, vec![I::ContiguousZone]),
        Place::Free => (Open, vec![freedom(s)]),
    }
}

fn shadow(s: &Situation) -> (Verdict, Vec<I>) {
    if let Some(verdict) = coastal(s) {
        // To linger and gather information is no innocent passage (art. 18 and 19).
        return (verdict, vec![I::Sovereignty, I::InnocentPassage]);
    }
    let basis = match place(s) {
        Place::OwnSea | Place::ForeignSea | Place::Ashore => I::Sovereignty,
        Place::OwnContiguous | Place::Free => freedom(s),
    };
    (Open, vec![basis])
}

fn request(s: &Situation) -> (Verdict, Vec<I>) {
    let basis = vec![I::FlagDuties, I::Unsc2375Par7];
    let verdict = match s.flag {
        Flag::Stateless => Closed("no State could consent for a ship without nationality"),
        Flag::Unknown => Needs("the flag"),
        Flag::State(flag) if flag == s.own => Closed("it is a ship of the own State"),
        Flag::State(_) => Open,
    };
    (verdict, basis)
}

fn divert(s: &Situation) -> (Verdict, Vec<I>) {
    let basis = match s.designation {
        Designation::Committee1718 => vec![I::Unsc2375Par8, I::Unsc2321Par12],
        Designation::National | Designation::None => vec![I::Unsc2375Par8],
    };
    let verdict = match (s.flag, s.consent) {
        _ if matches!(place(s), Place::Ashore) => Closed(NO_SEA),
        (Flag::State(flag), _) if flag == s.own => Open,
        (Flag::Stateless, _) => Closed("there is no flag State to direct it"),
        (Flag::Unknown, _) => Needs("the flag"),
        (Flag::State(_), _) if !s.has_grounds && s.designation != Designation::Committee1718 => {
            Needs("reasonable grounds, recorded")
        }
        (Flag::State(_), Consent::Refused | Consent::Granted) => Open,
        (Flag::State(_), Consent::NotAsked | Consent::Pending) => {
            Needs("the flag State's answer to the request for inspection")
        }
    };
    (verdict, basis)
}

fn board(s: &Situation) -> (Verdict, Vec<I>) {
    let pursuit = s.pursuit.is_some_and(super::Pursuit::is_lawful);
    match place(s) {
        Place::Ashore => (Closed(NO_SEA), Vec::new()),
        Place::ForeignSea => board_in_foreign_sea(s),
        _ if s.flag == Flag::State(s.own) => (Open, vec![I::OneFlag, I::FlagDuties]),
        Place::OwnSea => board_in_own_sea(s),
        _ if pursuit => (Open, vec![I::HotPursuit]),
        // Art. 33 lets a State prevent and punish breaches of its customs, fiscal, immigration and
        // sanitary laws; what lies behind that is for its own law, and not taken for granted here.
        Place::OwnContiguous | Place::Free => board_beyond(s),
    }
}

/// Not even a ship of the own flag, and not in hot pursuit either (art. 111 par. 3).
fn board_in_foreign_sea(s: &Situation) -> (Verdict, Vec<I>) {
    let basis = vec![I::Sovereignty, I::InnocentPassage, I::CriminalJurisdiction];
    match coastal(s) {
        Some(verdict) => (verdict, basis),
        // The coastal State's power is lent, not the flag State's: within what that State may do.
        None => (lent(s), basis),
    }
}

fn lent(s: &Situation) -> Verdict {
    if s.has_grounds || s.designation == Designation::Committee1718 {
        Open
    } else {
        Needs("reasonable grounds, recorded")
    }
}

fn board_in_own_sea(s: &Situation) -> (Verdict, Vec<I>) {
    let mut basis = match s.class {
        Class::Internal => vec![I::InternalWaters],
        _ => vec![I::Sovereignty, I::InnocentPassage, I::CriminalJurisdiction],
    };
    basis.push(I::Unsc2397Par9);
    (lent(s), basis)
}

fn board_beyond(s: &Situation) -> (Verdict, Vec<I>) {
    let (needs_grounds, granted) = (Needs("reasonable grounds, recorded"), s.consent);
    match s.flag {
        Flag::Stateless => (Open, vec![I::RightOfVisit, I::OneFlag]),
        // Art. 110 par. 1 d and e: suspicion must be reasonable, and checking the flag comes first.
        Flag::Unknown => (
            Needs(
                "the flag: checked by radio and register, and where reasonable suspicion of \
                   statelessness stays, by right of visit",
            ),
            vec![I::RightOfVisit],
        ),
        Flag::State(_) if !s.has_grounds => (needs_grounds, vec![I::Unsc2375Par7]),
        Flag::State(_) => {
            let verdict = match granted {
                Consent::Granted => Open,
                Consent::Refused => Closed(
                    "the flag State refused: it must direct the ship to a convenient port instead",
                ),
                Consent::NotAsked | Consent::Pending => Needs("the consent of the flag State"),
            };
            let basis = match granted {
                Consent::Refused => vec![I::Unsc2375Par7, I::Unsc2375Par8],
                _ => vec![I::Unsc2375Par7],
            };
            (verdict, basis)
        }
    }
}

fn seize(s: &Situation) -> (Verdict, Vec<I>) {
    let own_flag = s.flag == Flag::State(s.own);
    match place(s) {
        Place::Ashore => (Closed(NO_SEA), Vec::new()),
        Place::OwnSea => (lent(s), vec![I::Unsc2397Par9, I::Sovereignty]),
        Place::ForeignSea => (
            Closed("seizure in these waters is for the coastal State"),
            vec![I::Sovereignty, I::Unsc2397Par9],
        ),
        Place::OwnContiguous | Place::Free if own_flag => (lent(s), vec![I::FlagDuties]),
        Place::OwnContiguous | Place::Free => (
            Closed(
                "no resolution lets a ship of another flag be seized at sea; it is seized in port or in territorial waters",
            ),
            vec![I::Unsc2397Par9],
        ),
    }
}

/// Whose consent is needed for a boarding, the coastal State first.
pub fn consents(s: &Situation) -> Vec<State> {
    match (place(s), s.flag) {
        (Place::ForeignSea, _) => s.coastal.into_iter().collect(),
        (Place::OwnContiguous | Place::Free, Flag::State(flag)) if flag != s.own => {
            let is_pursued = s.pursuit.is_some_and(super::Pursuit::is_lawful);
            if is_pursued { Vec::new() } else { vec![flag] }
        }
        _ => Vec::new(),
    }
}
