//! Reading rules: Cedar, against the schema, and against what the gate needs to know of each.

use std::collections::BTreeMap;
use std::str::FromStr;

use cedar_policy::{
    ActionConstraint, Effect, Policy as CedarPolicy, PolicyId, PolicySet, Schema, ValidationMode,
    Validator,
};

use super::texts::{SCHEMA, Texts};
use super::{Agreements, PolicyError};
use crate::names::Word;
use crate::sanitise::Profiles;

/// One rule of a policy, as decisions cite it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its `@id`.
    pub id: String,
    /// The file it stands in; `laws` for a law.
    pub file: String,
    /// Whether it permits; otherwise it forbids.
    pub permits: bool,
    /// Its `@says`: why, in words that complete "because …".
    pub says: String,
    /// Its `@profile`, for a rule that permits a reduced release.
    pub profile: Option<Word>,
}

/// Pieces of a file that are tried to find the line of a mistake.
const MOST_TRIED: usize = 1_000;

/// Rules and the Cedar policies they stand for, by id.
pub(super) type Read = BTreeMap<String, (Rule, CedarPolicy)>;

/// Reads and checks all rules of these texts.
pub(super) fn read(
    texts: &Texts,
    agreements: &Agreements,
    profiles: &Profiles,
) -> Result<Read, PolicyError> {
    let mut rules = Read::new();
    read_file("laws", &texts.laws, &mut rules)?;
    for (file, text) in &texts.rules {
        read_file(file, text, &mut rules)?;
    }
    fits_schema(&rules)?;
    for (rule, policy) in rules.values() {
        check_profile(rule, policy, profiles)?;
        check_names(rule, policy, agreements)?;
    }
    Ok(rules)
}

fn read_file(file: &str, text: &str, rules: &mut Read) -> Result<(), PolicyError> {
    let set = PolicySet::from_str(text).map_err(|errors| PolicyError::Syntax {
        file: file.to_owned(),
        line: line_of(text),
        why: errors.to_string(),
    })?;
    let wrong = |rule: &str, what: &str| PolicyError::Rule {
        file: file.to_owned(),
        rule: rule.to_owned(),
        what: what.to_owned(),
    };
    if let Some(template) = set.templates().next() {
        return Err(wrong(template.id().as_ref(), "is a template; write out one rule per partner"));
    }
    for policy in set.policies() {
        let Some(id) = policy.annotation("id").filter(|id| id.parse::<Word>().is_ok()) else {
            return Err(wrong(policy.id().as_ref(), "needs an @id(\"of-lower-case-letters\")"));
        };
        let rule = Rule {
            id: id.to_owned(),
            file: file.to_owned(),
            permits: policy.effect() == Effect::Permit,
            says: policy.annotation("says").unwrap_or("a rule without @says decided").to_owned(),
            profile: profile_of(policy).map_err(|what| wrong(id, what))?,
        };
        if rules.contains_key(id) {
            return Err(wrong(id, "has the @id of another rule"));
        }
        let policy = policy.new_id(PolicyId::new(id));
        rules.insert(id.to_owned(), (rule, policy));
    }
    Ok(())
}

fn profile_of(policy: &CedarPolicy) -> Result<Option<Word>, &'static str> {
    let name = policy.annotation("profile");
    name.map(|name| name.parse().ok().ok_or("names no profile in its @profile")).transpose()
}

/// The line on which the first rule that cannot be read begins. Rules end at `;`, and where one
/// stands within a text, the piece up to the next one is tried.
fn line_of(text: &str) -> usize {
    let mut begins = 0;
    for (end, _) in text.match_indices(';').take(MOST_TRIED) {
        let piece = text.get(begins..=end).unwrap_or_default();
        if PolicySet::from_str(piece).is_ok() {
            begins = end + 1;
        }
    }
    let rest = text.get(begins..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start().len();
    text.bytes().take(begins + blank).filter(|byte| *byte == b'\n').count() + 1
}

/// Strict: an attribute that may be absent must be asked for with `has` first, so that a rule that
/// loads can hardly fail when it decides.
fn fits_schema(rules: &Read) -> Result<(), PolicyError> {
    let wrong = |why: String| PolicyError::Schema(why);
    let (schema, _) = Schema::from_cedarschema_str(SCHEMA).map_err(|e| wrong(e.to_string()))?;
    let policies = rules.values().map(|(_, policy)| policy.clone());
    let set = PolicySet::from_policies(policies).map_err(|e| wrong(e.to_string()))?;
    let verdict = Validator::new(schema).validate(&set, ValidationMode::Strict);
    let complaints = verdict.validation_errors().map(ToString::to_string);
    let complaints: Vec<String> =
        complaints.chain(verdict.validation_warnings().map(ToString::to_string)).collect();
    if complaints.is_empty() { Ok(()) } else { Err(wrong(complaints.join("; "))) }
}

/// A rule that permits says what: the thing as it is, or reduced through a profile that exists.
fn check_profile(
    rule: &Rule,
    policy: &CedarPolicy,
    profiles: &Profiles,
) -> Result<(), PolicyError> {
    let wrong = |what: String| {
        Err(PolicyError::Rule { file: rule.file.clone(), rule: rule.id.clone(), what })
    };
    let reduces = match policy.action_constraint() {
        ActionConstraint::Eq(action) => action.id().unescaped() == "release_reduced",
        _ if rule.permits => {
            return wrong(
                "must say which release it permits: action == Action::\"release\" or \
                 Action::\"release_reduced\""
                    .to_owned(),
            );
        }
        _ => false,
    };
    match (&rule.profile, rule.permits && reduces) {
        (None, false) => Ok(()),
        (None, true) => wrong("permits a reduced release and needs a @profile".to_owned()),
        (Some(_), false) => wrong("has a @profile but permits no reduced release".to_owned()),
        (Some(name), true) if profiles.contains_key(name) => Ok(()),
        (Some(name), true) => {
            let known: Vec<&str> = profiles.keys().map(Word::as_str).collect();
            wrong(format!("wants the profile `{name}`; there are: {}", known.join(", ")))
        }
    }
}

/// A misspelt partner in a rule that forbids would let everything through: so all must be known.
fn check_names(
    rule: &Rule,
    policy: &CedarPolicy,
    agreements: &Agreements,
) -> Result<(), PolicyError> {
    for entity in policy.entity_literals() {
        let name = entity.id().unescaped();
        let known = match entity.type_name().basename() {
            "Partner" => agreements.keys().any(|partner| partner.as_str() == name),
            "Group" => group_known(name, agreements),
            _ => true,
        };
        if !known {
            let what = format!("names {entity}, which agreements.toml does not know");
            return Err(PolicyError::Rule { file: rule.file.clone(), rule: rule.id.clone(), what });
        }
    }
    Ok(())
}

/// The two groups of the built-in policy are always known, used or not.
fn group_known(name: &str, agreements: &Agreements) -> bool {
    let of_agreements = agreements.values().flat_map(|agreement| &agreement.groups);
    ["full", "coarse"].contains(&name) || of_agreements.map(Word::as_str).any(|group| group == name)
}
