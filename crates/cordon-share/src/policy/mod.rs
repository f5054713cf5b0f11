//! The release policy: rules in Cedar, agreements with partners, sanitising profiles.
//!
//! Cedar (cedarpolicy.com) decides as its specification says: nothing is permitted unless a rule
//! permits it, and any rule that forbids wins. To that the gate adds one thing: an error in any
//! rule denies.

use std::collections::BTreeMap;
use std::path::Path;

use cedar_policy::{
    ActionConstraint, EntityUid, Policy as CedarPolicy, PolicySet, PrincipalConstraint,
};

mod agreement;
mod compiled;
mod error;
mod rules;
#[cfg(test)]
mod tests;
mod texts;

pub use agreement::{Agreement, Agreements};
pub(crate) use compiled::{Compiled, Facts, degrees_e6, third_party};
pub use error::PolicyError;
pub use rules::Rule;
pub use texts::Texts;

use crate::digest::Digest;
use crate::names::PartnerName;
use crate::sanitise::{self, Profiles};

/// How an object leaves: Cedar's two actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// As it is.
    Whole,
    /// Through a profile.
    Reduced,
}

impl Action {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Action::Whole => "release",
            Action::Reduced => "release_reduced",
        }
    }
}

/// A policy that was read, checked, and laid out for deciding.
#[derive(Debug)]
pub struct Policy {
    hash: Digest,
    rules: BTreeMap<String, Rule>,
    agreements: Agreements,
    profiles: Profiles,
    slices: BTreeMap<PartnerName, Slice>,
}

/// The rules that can say something about one partner.
#[derive(Debug)]
pub(crate) struct Slice {
    /// As Cedar decides by them, an action at a time.
    whole: PolicySet,
    reduced: PolicySet,
    /// Laid out for deciding faster, where all of them can be.
    pub(crate) compiled: Option<Compiled>,
}

impl Slice {
    pub(crate) fn of(&self, action: Action) -> &PolicySet {
        match action {
            Action::Whole => &self.whole,
            Action::Reduced => &self.reduced,
        }
    }
}

impl Policy {
    /// Of a folder, as [`Texts::read`] reads it.
    pub fn read(folder: &Path) -> Result<Policy, PolicyError> {
        Policy::from_texts(&Texts::read(folder)?)
    }

    /// Of these texts. Refused as a whole if anything in it is wrong.
    pub fn from_texts(texts: &Texts) -> Result<Policy, PolicyError> {
        let agreements: Agreements = toml::from_str(&texts.agreements)
            .map_err(|why| settings("agreements.toml", &why.to_string()))?;
        let profiles = sanitise::read_profiles(&texts.profiles)
            .map_err(|why| settings("profiles.toml", &why))?;
        let read = rules::read(texts, &agreements, &profiles)?;
        let mut slices = BTreeMap::new();
        for partner in agreements.keys() {
            slices.insert(partner.clone(), slice(partner, &agreements, &read)?);
        }
        let rules = read.into_iter().map(|(id, (rule, _))| (id, rule)).collect();
        Ok(Policy { hash: texts.hash(), rules, agreements, profiles, slices })
    }

    /// The hash that decisions cite.
    pub fn hash(&self) -> Digest {
        self.hash
    }

    /// Every rule, laws included, by id.
    pub fn rules(&self) -> &BTreeMap<String, Rule> {
        &self.rules
    }

    /// What was agreed with whom.
    pub fn agreements(&self) -> &Agreements {
        &self.agreements
    }

    /// The sanitising profiles.
    pub fn profiles(&self) -> &Profiles {
        &self.profiles
    }

    pub(crate) fn slice(&self, partner: &PartnerName) -> Option<&Slice> {
        self.slices.get(partner)
    }
}

fn settings(file: &str, why: &str) -> PolicyError {
    PolicyError::Settings { file: file.to_owned(), why: why.to_owned() }
}

/// A rule whose scope names another partner, another group or another action can neither permit nor
/// forbid here; leaving it out changes no decision and saves its evaluation each time.
fn slice(
    partner: &PartnerName,
    agreements: &Agreements,
    rules: &rules::Read,
) -> Result<Slice, PolicyError> {
    let groups = agreements.get(partner).map(|agreement| &agreement.groups);
    let is_meant = |uid: &EntityUid| {
        let name = uid.id().unescaped();
        match uid.type_name().basename() {
            "Partner" => name == partner.as_str(),
            "Group" => {
                groups.is_some_and(|groups| groups.iter().any(|group| group.as_str() == name))
            }
            _ => true,
        }
    };
    let concerns = |policy: &CedarPolicy, action: Action| {
        let this = |uid: &EntityUid| uid.id().unescaped() == action.name();
        let by_action = match policy.action_constraint() {
            ActionConstraint::Any => true,
            ActionConstraint::Eq(uid) => this(&uid),
            ActionConstraint::In(uids) => uids.iter().any(this),
        };
        let by_partner = match policy.principal_constraint() {
            PrincipalConstraint::Any | PrincipalConstraint::Is(_) => true,
            PrincipalConstraint::Eq(uid)
            | PrincipalConstraint::In(uid)
            | PrincipalConstraint::IsIn(_, uid) => is_meant(&uid),
        };
        by_action && by_partner
    };
    let policies = || rules.values().map(|(_, policy)| policy);
    let cedar = |action| {
        let policies = policies().filter(|policy| concerns(policy, action)).cloned();
        PolicySet::from_policies(policies).map_err(|why| PolicyError::Schema(why.to_string()))
    };
    let with_actions = |policy| {
        let actions = [Action::Whole, Action::Reduced].into_iter();
        let actions: Vec<Action> = actions.filter(|action| concerns(policy, *action)).collect();
        (!actions.is_empty()).then_some((policy, actions))
    };
    let compiled = Compiled::of(policies().filter_map(with_actions));
    Ok(Slice { whole: cedar(Action::Whole)?, reduced: cedar(Action::Reduced)?, compiled })
}
