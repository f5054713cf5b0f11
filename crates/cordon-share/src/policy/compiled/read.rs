//! From Cedar's JSON form of a policy (<https://docs.cedarpolicy.com/policies/json-format.html>). `None` for what is
//! left to Cedar.

use serde_json::Value as Json;

use super::expr::{Expr, Fact, Operator, Type};

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

/// A policy's scope and conditions as one, in the order in which Cedar asks them.
pub(super) fn condition(policy: &Json) -> Option<Expr> {
    let scopes = [
        (Expr::Principal, policy.get("principal")?),
        (Expr::Action, policy.get("action")?),
        (Expr::Resource, policy.get("resource")?),
    ];
    let mut all = Vec::new();
    for (variable, constraint) in scopes {
        all.push(scope(variable, constraint)?);
    }
    for part in policy.get("conditions")?.as_array()? {
        let body = expression(part.get("body")?, 0)?;
        all.push(match part.get("kind")?.as_str()? {
            "when" => body,
            "unless" => Expr::Not(Box::new(body)),
            _ => return None,
        });
    }
    Some(Expr::All(all.into_iter().flat_map(conjuncts).collect()))
}

/// What a scope asks of its variable; nothing where all will do.
fn scope(variable: Expr, constraint: &Json) -> Option<Expr> {
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
        "==" => Some(two(Operator::Equal, variable, entity(constraint.get("entity")?)?)),
        "in" => Some(two(Operator::In, variable, among()?)),
        "is" if constraint.get("in").is_none() => {
            let kind = Type::of(constraint.get("entity_type")?.as_str()?)?;
            Some(Expr::Is(Box::new(variable), kind))
        }
        _ => None,
    }
}

fn expression(json: &Json, depth: usize) -> Option<Expr> {
    let members = json.as_object().filter(|members| members.len() == 1 && depth < DEEPEST)?;
    let (name, inner) = members.iter().next()?;
    let part = |of: &str| expression(inner.get(of)?, depth + 1);
    if let Some((_, operator)) = OPERATORS.iter().find(|(of, _)| of == name) {
        return Some(two(*operator, part("left")?, part("right")?));
    }
    Some(match name.as_str() {
        "Value" => literal(inner)?,
        "Var" => variable(inner.as_str()?)?,
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
            let items = inner.as_array()?.iter().map(|item| expression(item, depth + 1));
            Expr::Set(items.collect::<Option<_>>()?)
        }
        _ => return None,
    })
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

fn variable(name: &str) -> Option<Expr> {
    match name {
        "principal" => Some(Expr::Principal),
        "action" => Some(Expr::Action),
        "resource" => Some(Expr::Resource),
        _ => None,
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
