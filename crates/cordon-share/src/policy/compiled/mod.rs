//! Rules laid out for deciding fast: the part of Cedar that release policies are written in.
//!
//! Cedar reads and validates every policy, and its evaluator stays the reference: whatever it has that is not
//! here (`like`, tags, records, extension functions) is left to it, one partner's rules at a time, and
//! tests compare the two on random policies. What is here does as the language's specification says:
//! <https://docs.cedarpolicy.com/policies/syntax-operators.html>.

use cedar_policy::{Effect, Policy as CedarPolicy};

mod eval;
mod expr;
mod facts;
mod read;

use eval::holds;
use expr::Expr;
pub(crate) use facts::{Facts, degrees_e6, third_party};

/// The rules that can say something about one partner and one action, by name.
#[derive(Debug)]
pub(crate) struct Compiled(Vec<Rule>);

#[derive(Debug)]
struct Rule {
    id: String,
    permits: bool,
    condition: Expr,
}

/// A condition could not be evaluated: a number too large, something absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Failed;

/// What the rules say together.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Judged<'r> {
    /// Whether a rule permits and none forbids.
    pub(crate) permits: bool,
    /// The names of the rules that decided, in order; none by default.
    pub(crate) rules: Vec<&'r str>,
    /// Whether any rule could not be evaluated.
    pub(crate) failed: bool,
}

impl Compiled {
    /// `None` when one of the rules has something that only Cedar evaluates.
    pub(super) fn of<'c>(rules: impl Iterator<Item = &'c CedarPolicy>) -> Option<Compiled> {
        let rule = |policy: &CedarPolicy| {
            let condition = read::condition(&policy.to_json().ok()?)?;
            let id = policy.id().to_string();
            Some(Rule { id, permits: policy.effect() == Effect::Permit, condition })
        };
        let mut rules = rules.map(rule).collect::<Option<Vec<Rule>>>()?;
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        Some(Compiled(rules))
    }

    /// Every rule is asked, also after one forbids: none may fail unseen.
    pub(crate) fn judge(&self, facts: &Facts<'_>) -> Judged<'_> {
        let (mut permitting, mut forbidding, mut failed) = (Vec::new(), Vec::new(), false);
        for rule in &self.0 {
            match holds(&rule.condition, facts) {
                Ok(true) if rule.permits => permitting.push(rule.id.as_str()),
                Ok(true) => forbidding.push(rule.id.as_str()),
                Ok(false) => {}
                Err(Failed) => failed = true,
            }
        }
        let permits = forbidding.is_empty() && !permitting.is_empty();
        Judged { permits, rules: if permits { permitting } else { forbidding }, failed }
    }
}
