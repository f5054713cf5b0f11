//! Where a ship stands in law, and what that allows where it is met.
//!
//! The rules are those of [`cordon_chart::law`]; here they are asked with the facts of a plan and told with
//! it. Facts that were not given count against the plan: an own State that is not known makes every sea
//! and every flag another's.

use cordon_chart::law::{
    Choice, Consent, Designation, Flag, Item, Situation, Verdict, consents, options,
};
use cordon_chart::{State, Waters};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::PlanError;

/// An answer to a request for consent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Not asked yet.
    #[default]
    NotAsked,
    /// Asked, no answer yet.
    Pending,
    /// Granted.
    Granted,
    /// Refused.
    Refused,
}

impl From<Asked> for Consent {
    fn from(asked: Asked) -> Consent {
        match asked {
            Asked::NotAsked => Consent::NotAsked,
            Asked::Pending => Consent::Pending,
            Asked::Granted => Consent::Granted,
            Asked::Refused => Consent::Refused,
        }
    }
}

/// Which kind of list names the ship.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Listed {
    /// The Committee of resolution 1718 (2006).
    Committee1718,
    /// A state, or a union of states.
    National,
}

/// The facts that the law asks for, as they were told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Standing {
    /// Whose the asset is: three letters of ISO 3166-1, such as `KOR`.
    pub own: Option<String>,
    /// Whose the ship is: three letters, `stateless`, or nothing while it is not settled.
    pub flag: Option<String>,
    /// Which list names it.
    pub listed: Option<Listed>,
    /// Whether reasonable grounds are recorded.
    pub grounds: bool,
    /// What the flag State answered.
    pub consent: Asked,
    /// What the coastal State answered.
    pub coastal_consent: Asked,
}

/// A code that ISO 3166-1 leaves to users: no State has it.
const NO_STATE: &str = "ZZZ";

impl Standing {
    /// The situation at a meeting in these waters.
    pub fn situation(&self, waters: &Waters) -> Result<Situation, PlanError> {
        Ok(Situation {
            class: waters.class,
            coastal: waters.state,
            own: state("own", self.own.as_deref().unwrap_or(NO_STATE))?,
            flag: self.flag()?,
            designation: match self.listed {
                Some(Listed::Committee1718) => Designation::Committee1718,
                Some(Listed::National) => Designation::National,
                None => Designation::None,
            },
            has_grounds: self.grounds,
            consent: self.consent.into(),
            coastal_consent: self.coastal_consent.into(),
            pursuit: None,
        })
    }

    fn flag(&self) -> Result<Flag, PlanError> {
        match self.flag.as_deref() {
            None | Some("" | "unknown") => Ok(Flag::Unknown),
            Some("stateless") => Ok(Flag::Stateless),
            Some(code) => state("flag", code).map(Flag::State),
        }
    }

    fn assumptions(&self) -> Vec<String> {
        let mut assumptions = vec!["no hot pursuit (UNCLOS art. 111) is under way".to_owned()];
        if self.own.is_none() {
            assumptions.push(
                "whose the asset is was not told: every sea and every flag counts as another's"
                    .to_owned(),
            );
        }
        if matches!(self.flag(), Ok(Flag::Unknown)) {
            assumptions.push("the flag of the ship is not settled".to_owned());
        }
        assumptions
    }
}

fn state(what: &str, code: &str) -> Result<State, PlanError> {
    State::new(code).ok_or_else(|| PlanError::Unread {
        what: what.to_owned(),
        why: format!(
            "`{}` is no State: write three letters of ISO 3166-1, such as KOR",
            code.chars().take(40).collect::<String>()
        ),
    })
}

/// What may be done in these waters, for the answer of a plan: actions with verdict, reason and
/// instruments, whose consent is needed, and what must be settled before a boarding.
pub fn told(standing: &Standing, waters: &Waters) -> Result<Value, PlanError> {
    let situation = standing.situation(waters)?;
    let choices = options(&situation);
    let open: Vec<_> = choices.iter().filter(|choice| choice.is_open()).collect();
    Ok(json!({
        "may": open.iter().map(|choice| choice.action.name()).collect::<Vec<_>>(),
        "consent_needed": consents(&situation).iter().map(ToString::to_string).collect::<Vec<_>>(),
        "actions": choices.iter().map(action).collect::<Vec<_>>(),
        "before_boarding": ITEMS.map(Item::name),
        "assumptions": standing.assumptions(),
    }))
}

/// What a boarding takes, in the order in which it is asked.
const ITEMS: [Item; 8] = [
    Item::Lawful,
    Item::Position,
    Item::Flag,
    Item::Grounds,
    Item::ConsentAsked,
    Item::ConsentGranted,
    Item::Authority,
    Item::Record,
];

fn action(choice: &Choice) -> Value {
    let (verdict, why) = match choice.verdict {
        Verdict::Open => ("open", None),
        Verdict::Needs(what) => ("needs", Some(what)),
        Verdict::Closed(why) => ("closed", Some(why)),
    };
    let basis: Vec<_> = choice.basis.iter().map(|instrument| instrument.cite()).collect();
    json!({ "action": choice.action.name(), "verdict": verdict, "why": why, "basis": basis })
}
