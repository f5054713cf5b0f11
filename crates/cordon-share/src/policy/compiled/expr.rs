//! A condition as a tree. Attributes are those of `schema.cedarschema`, by number rather than by name.

/// An expression.
#[derive(Debug)]
pub(super) enum Expr {
    Bool(bool),
    Long(i64),
    Text(String),
    Entity(Type, String),
    Principal,
    Resource,
    /// An attribute's value; fails where it is absent.
    Fact(Fact),
    /// Whether an attribute is there.
    Has(Fact),
    Not(Box<Expr>),
    Negated(Box<Expr>),
    IsEmpty(Box<Expr>),
    Is(Box<Expr>, Type),
    Set(Vec<Expr>),
    If(Box<[Expr; 3]>),
    /// One after the other until one is false.
    All(Vec<Expr>),
    /// One after the other until one is true.
    Any(Vec<Expr>),
    Two(Operator, Box<[Expr; 2]>),
}

/// What joins two expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Add,
    Subtract,
    Multiply,
    In,
    Contains,
    ContainsAll,
    ContainsAny,
}

/// The types of entities that the schema knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Partner,
    Group,
    Object,
    Action,
}

/// What policies may ask of the partner, the object and the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    Clearance,
    Purposes,
    Exercises,
    Kind,
    Ours,
    Owner,
    ReleasableTo,
    Classification,
    Sensitivity,
    Purpose,
    ThirdParty,
    RetainUntil,
    Exercise,
    Caveats,
    What,
    Mmsi,
    Flag,
    /// Known to be there or not; its value is asked for by its two members alone.
    Place,
    LatE6,
    LonE6,
    Now,
    Consent,
}

impl Type {
    pub(super) fn of(name: &str) -> Option<Type> {
        let types = [
            ("Partner", Type::Partner),
            ("Group", Type::Group),
            ("Object", Type::Object),
            ("Action", Type::Action),
        ];
        types.into_iter().find(|(of, _)| *of == name).map(|(_, kind)| kind)
    }
}

impl Fact {
    /// Of a variable's attribute.
    pub(super) fn of(variable: &str, attribute: &str) -> Option<Fact> {
        Some(match (variable, attribute) {
            ("principal", "clearance") => Fact::Clearance,
            ("principal", "purposes") => Fact::Purposes,
            ("principal", "exercises") => Fact::Exercises,
            ("resource", "kind") => Fact::Kind,
            ("resource", "ours") => Fact::Ours,
            ("resource", "owner") => Fact::Owner,
            ("resource", "releasable_to") => Fact::ReleasableTo,
            ("resource", "classification") => Fact::Classification,
            ("resource", "sensitivity") => Fact::Sensitivity,
            ("resource", "purpose") => Fact::Purpose,
            ("resource", "third_party") => Fact::ThirdParty,
            ("resource", "retain_until") => Fact::RetainUntil,
            ("resource", "exercise") => Fact::Exercise,
            ("resource", "caveats") => Fact::Caveats,
            ("resource", "what") => Fact::What,
            ("resource", "mmsi") => Fact::Mmsi,
            ("resource", "flag") => Fact::Flag,
            ("resource", "place") => Fact::Place,
            ("context", "now") => Fact::Now,
            ("context", "consent") => Fact::Consent,
            _ => return None,
        })
    }
}
