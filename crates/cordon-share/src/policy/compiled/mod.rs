//! Rules laid out for deciding fast: the part of Cedar that release policies are written in.
//!
//! Cedar reads and validates every policy, and its evaluator stays the reference: whatever it has that is not
//! here (`like`, tags, records, extension functions) is left to it, one partner's rules at a time, and
//! tests compare the two on random policies. What is here does as the language's specification says:
//! <https://docs.cedarpolicy.com/policies/syntax-operators.html>.

use cedar_policy::{Effect, Policy as CedarPolicy};

use super::Action;

mod eval;
mod expr;
mod facts;
mod read;

use eval::holds;
use expr::Expr;
pub(crate) use facts::{Facts, degrees_e6, third_party};

/// The rules that can say something about one partner, by name.
#[derive(Debug)]
pub(crate) struct Compiled(Vec<Rule>);

#[derive(Debug)]
struct Rule {
    id: String,
    permits: bool,
    /// Which actions it says something about.
    whole: bool,
    reduced: bool,
    condition: Expr,
}

/// A condition could not be evaluated: a number too large, something absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Failed;

/// What the rules say together about each action.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Judgement<'r> {
    whole: Judged<'r>,
    reduced: Judged<'r>,
}

/// What the rules say together about one action.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Judged<'r> {
    forbids: bool,
    /// The names of the rules that decided, in order: those that forbid, or else those that permit.
    pub(crate) rules: Vec<&'r str>,
    /// Whether any rule could not be evaluated.
    pub(crate) failed: bool,
}

impl Compiled {
    /// Of rules and the actions that each concerns. `None` when one of them has something that only Cedar
    /// evaluates.
    pub(super) fn of<'c>(
        rules: impl Iterator<Item = (&'c CedarPolicy, Vec<Action>)>,
    ) -> Option<Compiled> {
        let laid_out = rules.map(|(policy, actions)| Rule::of(policy, &actions));
        let mut rules: Vec<Rule> =
            laid_out.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect();
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        Some(Compiled(rules))
    }

    /// Every rule is asked, also after one forbids: none may fail unseen. Most are of both actions, and are
    /// asked once.
    pub(crate) fn judge(&self, facts: &Facts<'_>) -> Judgement<'_> {
        let mut judgement = Judgement::default();
        for rule in &self.0 {
            let holds = holds(&rule.condition, facts);
            if holds == Ok(false) {
                continue;
            }
            if rule.whole {
                judgement.whole.add(rule, holds);
            }
            if rule.reduced {
                judgement.reduced.add(rule, holds);
            }
        }
        judgement
    }
}

impl Rule {
    /// One for all its actions, or one for each where its condition depends on the action.
    fn of(policy: &CedarPolicy, actions: &[Action]) -> Option<Vec<Rule>> {
        let json = policy.to_json().ok()?;
        let rule = |actions: &[Action], condition| Rule {
            id: policy.id().to_string(),
            permits: policy.effect() == Effect::Permit,
            whole: actions.contains(&Action::Whole),
            reduced: actions.contains(&Action::Reduced),
            condition,
        };
        if let Some(condition) = read::condition(&json, None) {
            return Some(vec![rule(actions, condition)]);
        }
        let about = |action: Action| Some(rule(&[action], read::condition(&json, Some(action))?));
        actions.iter().map(|action| about(*action)).collect()
    }
}

impl<'r> Judgement<'r> {
    pub(crate) fn of(&self, action: Action) -> &Judged<'r> {
        match action {
            Action::Whole => &self.whole,
            Action::Reduced => &self.reduced,
        }
    }
}

impl<'r> Judged<'r> {
    /// Takes in a rule that holds or fails.
    fn add(&mut self, rule: &'r Rule, holds: Result<bool, Failed>) {
        if holds == Err(Failed) {
            self.failed = true;
        } else if rule.permits != self.forbids {
            self.rules.push(&rule.id);
        } else if !rule.permits {
            self.forbids = true;
            self.rules = vec![&rule.id];
        }
    }

    /// Whether a rule permits and none forbids.
    pub(crate) fn permits(&self) -> bool {
        !self.forbids && !self.rules.is_empty()
    }
}
