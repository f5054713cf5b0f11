//! From Cedar's JSON form of a policy (<https://docs.cedarpolicy.com/policies/json-format.html>). `None` for what is
//! left to Cedar.

use serde_json::Value as Json;

use super::expr::{Expr, Fact, Operator, Type};
use crate::policy::Action;

/// Deeper conditions are left to Cedar, which minds its stack.
const DEEPEST: usize = 64;

const OPERATORS: [(&str, Operator); 13] = [
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("<", Operator::Less),
    ("<=", Operator::LessOrEqual),
    (">", Operator::Greater),
    (">=", Operator::GreaterOrEqual),
    ("+", Operator::Add),
    ("-", Operator::Subtract),
    ("*", Operator::Multiply),
    ("in", Operator::In),
    ("contains", Operator::Contains),
    ("containsAll", Operator::ContainsAll),
    ("containsAny", Operator::ContainsAny),
];

/// A policy's scope and conditions as one, in the order in which Cedar asks them. Whatever `action` is, it is
/// written into the tree; without one, a policy that asks for it has no tree.
pub(super) fn condition(policy: &Json, action: Option<Action>) -> Option<Expr> {
    let reader = Reader { action };
    let mut all = Vec::new();
    for variable in ["principal", "action", "resource"] {
        all.push(reader.scope(variable, policy.get(variable)?)?);
    }
    for part in policy.get("conditions")?.as_array()? {
        let body = reader.expression(part.get("body")?, 0)?;
        all.push(match part.get("kind")?.as_str()? {
            "when" => body,
            "unless" => Expr::Not(Box::new(body)),
            _ => return None,
        });
    }
    Some(Expr::All(all.into_iter().flat_map(conjuncts).collect()))
}

/// Reads conditions as they are about an action.
struct Reader {
    action: Option<Action>,
}

impl Reader {
    /// What a scope asks of its variable; nothing where all will do.
    fn scope(&self, variable: &str, constraint: &Json) -> Option<Expr> {
        let entity = |json: &Json| {
            let kind = Type::of(json.get("type")?.as_str()?)?;
            Some(Expr::Entity(kind, json.get("id")?.as_str()?.to_owned()))
        };
        let among = || match constraint.get("entities") {
            Some(several) => {
                several.as_array()?.iter().map(entity).collect::<Option<Vec<_>>>().map(Expr::Set)
            }
            None => entity(constraint.get("entity")?),
        };
        match constraint.get("op")?.as_str()? {
            "All" => Some(Expr::All(Vec::new())),
            "==" => Some(two(
                Operator::Equal,
                self.variable(variable)?,
                entity(constraint.get("entity")?)?,
            )),
            "in" => Some(two(Operator::In, self.variable(variable)?, among()?)),
            "is" if constraint.get("in").is_none() => {
                let kind = Type::of(constraint.get("entity_type")?.as_str()?)?;
                Some(Expr::Is(Box::new(self.variable(variable)?), kind))
            }
            _ => None,
        }
    }

    fn expression(&self, json: &Json, depth: usize) -> Option<Expr> {
        let members = json.as_object().filter(|members| members.len() == 1 && depth < DEEPEST)?;
        let (name, inner) = members.iter().next()?;
        let part = |of: &str| self.expression(inner.get(of)?, depth + 1);
        if let Some((_, operator)) = OPERATORS.iter().find(|(of, _)| of == name) {
            return Some(two(*operator, part("left")?, part("right")?));
        }
        Some(match name.as_str() {
            "Value" => literal(inner)?,
            "Var" => self.variable(inner.as_str()?)?,
            "&&" => Expr::All(conjuncts(part("left")?).chain(conjuncts(part("right")?)).collect()),
            "||" => Expr::Any(disjuncts(part("left")?).chain(disjuncts(part("right")?)).collect()),
            "!" => Expr::Not(Box::new(part("arg")?)),
            "neg" => Expr::Negated(Box::new(part("arg")?)),
            "isEmpty" => Expr::IsEmpty(Box::new(part("arg")?)),
            "is" if inner.get("in").is_none() => {
                Expr::Is(Box::new(part("left")?), Type::of(inner.get("entity_type")?.as_str()?)?)
            }
            "if-then-else" => Expr::If(Box::new([part("if")?, part("then")?, part("else")?])),
            "has" => Expr::Has(attribute(inner)?),
            "." => Expr::Fact(value_of(inner)?),
            "Set" => {
                let items = inner.as_array()?.iter().map(|item| self.expression(item, depth + 1));
                Expr::Set(items.collect::<Option<_>>()?)
            }
            _ => return None,
        })
    }

    fn variable(&self, name: &str) -> Option<Expr> {
        match name {
            "principal" => Some(Expr::Principal),
            "action" => Some(Expr::Entity(Type::Action, self.action?.name().to_owned())),
            "resource" => Some(Expr::Resource),
            _ => None,
        }
    }
}

/// The order of evaluation, and where it ends, are the same flat as nested.
fn conjuncts(expr: Expr) -> std::vec::IntoIter<Expr> {
    if let Expr::All(parts) = expr { parts } else { vec![expr] }.into_iter()
}

fn disjuncts(expr: Expr) -> std::vec::IntoIter<Expr> {
    if let Expr::Any(parts) = expr { parts } else { vec![expr] }.into_iter()
}

fn two(operator: Operator, left: Expr, right: Expr) -> Expr {
    Expr::Two(operator, Box::new([left, right]))
}

fn literal(json: &Json) -> Option<Expr> {
    match json {
        Json::Bool(is) => Some(Expr::Bool(*is)),
        Json::Number(number) => number.as_i64().map(Expr::Long),
        Json::String(text) => Some(Expr::Text(text.clone())),
        _ => {
            let entity = json.get("__entity")?;
            let kind = Type::of(entity.get("type")?.as_str()?)?;
            Some(Expr::Entity(kind, entity.get("id")?.as_str()?.to_owned()))
        }
    }
}

/// `variable.attribute`.
fn attribute(json: &Json) -> Option<Fact> {
    Fact::of(json.get("left")?.get("Var")?.as_str()?, json.get("attr")?.as_str()?)
}

/// An attribute whose value is no record, or a member of the one that is.
fn value_of(json: &Json) -> Option<Fact> {
    let place = json.get("left").and_then(|left| attribute(left.get(".")?));
    match (place, json.get("attr")?.as_str()?) {
        (Some(Fact::Place), "lat_e6") => Some(Fact::LatE6),
        (Some(Fact::Place), "lon_e6") => Some(Fact::LonE6),
        (Some(_), _) => None,
        (None, _) => attribute(json).filter(|fact| *fact != Fact::Place),
    }
}
