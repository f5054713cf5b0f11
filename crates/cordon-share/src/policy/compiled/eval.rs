//! Evaluating an expression.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::expr::{Expr, Operator, Type};
use super::{Facts, Failed};
use crate::names::{PartnerName, Word};

/// A value, borrowed from the facts or from the policy.
#[derive(Clone, Debug)]
pub(super) enum Value<'a> {
    Bool(bool),
    Long(i64),
    Text(&'a str),
    Entity(Type, &'a str),
    Set(Set<'a>),
}

/// A set of values.
#[derive(Clone, Debug)]
pub(super) enum Set<'a> {
    Partners(&'a BTreeSet<PartnerName>),
    Words(&'a BTreeSet<Word>),
    Texts(&'a BTreeSet<String>),
    Listed(Vec<Value<'a>>),
}

/// Whether a condition is met; what is no truth value fails, as it does in Cedar.
pub(super) fn holds(expr: &Expr, facts: &Facts<'_>) -> Result<bool, Failed> {
    match expr {
        Expr::All(parts) => {
            for part in parts {
                if !holds(part, facts)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        Expr::Any(parts) => {
            for part in parts {
                if holds(part, facts)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Expr::Not(inner) => Ok(!holds(inner, facts)?),
        Expr::Has(fact) => Ok(facts.has(*fact)),
        other => eval(other, facts)?.bool(),
    }
}

/// The value of an expression; [`Failed`] where Cedar tells an error.
pub(super) fn eval<'a>(expr: &'a Expr, facts: &'a Facts<'_>) -> Result<Value<'a>, Failed> {
    let of = |expr| eval(expr, facts);
    Ok(match expr {
        Expr::Bool(is) => Value::Bool(*is),
        Expr::Long(number) => Value::Long(*number),
        Expr::Text(text) => Value::Text(text),
        Expr::Entity(kind, id) => Value::Entity(*kind, id),
        Expr::Principal => Value::Entity(Type::Partner, facts.partner.as_str()),
        Expr::Resource => Value::Entity(Type::Object, "object"),
        Expr::Fact(fact) => facts.value(*fact)?,
        Expr::All(_) | Expr::Any(_) | Expr::Not(_) | Expr::Has(_) => {
            Value::Bool(holds(expr, facts)?)
        }
        Expr::Negated(inner) => Value::Long(of(inner)?.long()?.checked_neg().ok_or(Failed)?),
        Expr::IsEmpty(inner) => Value::Bool(of(inner)?.set()?.is_empty()),
        Expr::Is(inner, kind) => match of(inner)? {
            Value::Entity(is, _) => Value::Bool(is == *kind),
            _ => return Err(Failed),
        },
        Expr::Set(items) => {
            Value::Set(Set::Listed(items.iter().map(of).collect::<Result<_, _>>()?))
        }
        Expr::If(parts) => {
            let [condition, then, otherwise] = parts.as_ref();
            if holds(condition, facts)? { of(then)? } else { of(otherwise)? }
        }
        Expr::Two(operator, parts) => two(*operator, parts, facts)?,
    })
}

fn two<'a>(
    operator: Operator,
    [left, right]: &'a [Expr; 2],
    facts: &'a Facts<'_>,
) -> Result<Value<'a>, Failed> {
    let (left, right) = (|| eval(left, facts), || eval(right, facts));
    let order = || Ok::<_, Failed>(left()?.long()?.cmp(&right()?.long()?));
    let reckoned = |by: fn(i64, i64) -> Option<i64>| {
        by(left()?.long()?, right()?.long()?).map(Value::Long).ok_or(Failed)
    };
    Ok(Value::Bool(match operator {
        Operator::Equal => left()?.equals(&right()?),
        Operator::NotEqual => !left()?.equals(&right()?),
        Operator::Less => order()? == Ordering::Less,
        Operator::LessOrEqual => order()? != Ordering::Greater,
        Operator::Greater => order()? == Ordering::Greater,
        Operator::GreaterOrEqual => order()? != Ordering::Less,
        Operator::Add => return reckoned(i64::checked_add),
        Operator::Subtract => return reckoned(i64::checked_sub),
        Operator::Multiply => return reckoned(i64::checked_mul),
        Operator::In => is_in(&left()?, &right()?, facts)?,
        Operator::Contains => left()?.set()?.contains(&right()?),
        Operator::ContainsAll => left()?.set()?.contains_all(right()?.set()?),
        Operator::ContainsAny => left()?.set()?.contains_any(right()?.set()?),
    }))
}

/// Whether an entity is another or stands below it, or below one of several. Of all entities only the partner that
/// is asked about is known to stand in groups.
fn is_in(left: &Value<'_>, right: &Value<'_>, facts: &Facts<'_>) -> Result<bool, Failed> {
    let Value::Entity(..) = left else { return Err(Failed) };
    let below = |above: &Value<'_>| match (left, above) {
        (Value::Entity(Type::Partner, partner), Value::Entity(Type::Group, group)) => {
            let mut groups = facts.agreement.groups.iter().map(Word::as_str);
            *partner == facts.partner.as_str() && groups.any(|of| of == *group)
        }
        _ => left.equals(above),
    };
    match right {
        Value::Entity(..) => Ok(below(right)),
        Value::Set(several) => Ok(several.any(below)),
        _ => Err(Failed),
    }
}

impl<'a> Value<'a> {
    fn bool(&self) -> Result<bool, Failed> {
        if let Value::Bool(is) = self { Ok(*is) } else { Err(Failed) }
    }

    fn long(&self) -> Result<i64, Failed> {
        if let Value::Long(number) = self { Ok(*number) } else { Err(Failed) }
    }

    fn set(&self) -> Result<&Set<'a>, Failed> {
        if let Value::Set(set) = self { Ok(set) } else { Err(Failed) }
    }

    /// Values of different types are different.
    fn equals(&self, other: &Value<'_>) -> bool {
        match (self, other) {
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::Long(a), Value::Long(b)) => a == b,
            (Value::Text(a), Value::Text(b)) => a == b,
            (Value::Entity(kind, a), Value::Entity(of, b)) => kind == of && a == b,
            (Value::Set(a), Value::Set(b)) => a.contains_all(b) && b.contains_all(a),
            _ => false,
        }
    }
}

impl Set<'_> {
    fn any(&self, mut is: impl FnMut(&Value<'_>) -> bool) -> bool {
        match self {
            Set::Partners(names) => {
                names.iter().any(|name| is(&Value::Entity(Type::Partner, name.as_str())))
            }
            Set::Words(words) => words.iter().any(|word| is(&Value::Text(word.as_str()))),
            Set::Texts(texts) => texts.iter().any(|text| is(&Value::Text(text))),
            Set::Listed(values) => values.iter().any(is),
        }
    }

    fn is_empty(&self) -> bool {
        !self.any(|_| true)
    }

    fn contains(&self, value: &Value<'_>) -> bool {
        self.any(|item| item.equals(value))
    }

    fn contains_all(&self, other: &Set<'_>) -> bool {
        !other.any(|item| !self.contains(item))
    }

    fn contains_any(&self, other: &Set<'_>) -> bool {
        other.any(|item| self.contains(item))
    }
}
