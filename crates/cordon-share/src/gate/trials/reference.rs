//! Rules as they are laid out for deciding, against Cedar's own evaluator: random conditions over everything that
//! the schema knows, on random objects.

use super::*;
use crate::gate::engine::{Answers, Question};
use crate::policy::Action;

/// Random Cedar expressions of each type. Deep ones end in a word that needs no other.
struct Writer<'d> {
    dice: &'d mut Dice,
}

impl Writer<'_> {
    fn one_of(&mut self, of: &[&str]) -> String {
        (*self.dice.pick(of)).to_owned()
    }

    fn truth(&mut self, depth: u32) -> String {
        if depth == 0 {
            return self.one_of(&[
                "resource.ours",
                "context.consent",
                "(resource has exercise)",
                "(resource has place)",
                "(principal == Partner::\"JPN\")",
                "(principal in Group::\"full\")",
                "(principal in [Group::\"coarse\", Group::\"full\"])",
                "(resource.owner in Group::\"full\")",
                "(resource.owner == principal)",
                "(resource.owner is Partner)",
                "(action == Action::\"release\")",
                "true",
                "false",
            ]);
        }
        let below = depth - 1;
        match self.dice.below(12) {
            0 => format!("({} && {})", self.truth(below), self.truth(below)),
            1 => format!("({} || {})", self.truth(below), self.truth(below)),
            2 => format!("!{}", self.truth(below)),
            3 => {
                let parts = [self.truth(below), self.truth(below), self.truth(below)];
                format!("(if {} then {} else {})", parts[0], parts[1], parts[2])
            }
            4 | 5 => {
                let order = self.one_of(&["<", "<=", ">", ">=", "==", "!="]);
                format!("({} {order} {})", self.number(below), self.number(below))
            }
            6 => {
                let order = self.one_of(&["==", "!="]);
                format!("({} {order} {})", self.word(), self.word())
            }
            7 => format!("{}.contains({})", self.words(), self.word()),
            8 => {
                let how = self.one_of(&["containsAll", "containsAny"]);
                format!("{}.{how}({})", self.words(), self.words())
            }
            9 => format!("{}.isEmpty()", self.words()),
            10 => {
                let order = self.one_of(&["==", "!="]);
                format!("({} {order} {})", self.nodes(), self.nodes())
            }
            _ => {
                let guarded = [
                    ("retain_until", "(context.now * N > resource.retain_until)"),
                    ("mmsi", "(resource.mmsi + N > N * resource.mmsi)"),
                    ("flag", "(resource.flag == \"KR\")"),
                    ("what", "[\"gap\", \"encounter\"].contains(resource.what)"),
                    ("place", "(resource.place.lat_e6 > resource.place.lon_e6 - N)"),
                    ("exercise", "principal.exercises.contains(resource.exercise)"),
                ];
                let (name, inner) = self.dice.pick(&guarded);
                let inner = inner.replace('N', &self.literal());
                format!("(resource has {name} && {inner})")
            }
        }
    }

    fn number(&mut self, depth: u32) -> String {
        let plain = [
            "resource.classification",
            "resource.sensitivity",
            "principal.clearance",
            "context.now",
        ];
        match self.dice.below(if depth == 0 { 2 } else { 4 }) {
            0 => self.one_of(&plain),
            1 => self.literal(),
            2 => format!("-{}", self.number(depth - 1)),
            _ => {
                let sign = self.one_of(&["+", "-", "*"]);
                format!("({} {sign} {})", self.number(depth - 1), self.number(depth - 1))
            }
        }
    }

    /// Some so large that sums of them fail.
    fn literal(&mut self) -> String {
        self.one_of(&["0", "1", "2", "3", "440000001", "35000000", "9223372036854775807"])
    }

    fn word(&mut self) -> String {
        self.one_of(&["resource.kind", "resource.third_party", "\"track\"", "\"ask\"", "\"sar\""])
    }

    fn words(&mut self) -> String {
        self.one_of(&[
            "resource.purpose",
            "resource.caveats",
            "principal.purposes",
            "principal.exercises",
            "[\"track\", \"case\", \"track\"]",
            "[\"sar\", \"border_monitoring\"]",
            "[resource.kind, \"sar\"]",
        ])
    }

    fn nodes(&mut self) -> String {
        self.one_of(&["resource.releasable_to", "[principal]", "[resource.owner, principal]"])
    }
}

/// The trials' policy with some more rules.
fn texts(dice: &mut Dice) -> Texts {
    let mut texts = World::random(dice).texts;
    let mut rules = String::new();
    for number in 0..=dice.below(4) {
        let effect = *dice.pick(&["permit", "forbid"]);
        let who =
            *dice.pick(&["principal", "principal == Partner::\"KOR\"", "principal is Partner"]);
        let release = "action == Action::\"release\"";
        let either = "action in [Action::\"release\", Action::\"release_reduced\"]";
        let what = *dice.pick(&["action", release, either]);
        let how = *dice.pick(&["when", "unless"]);
        let depth = dice.below(4) as u32;
        let condition = Writer { dice }.truth(depth);
        let rule = format!(
            "@id(\"random-{number}\") @says(\"so\") {effect} ({who}, {what}, resource)
             {how} {{ {condition} }};\n"
        );
        rules.push_str(&rule);
    }
    texts.rules.push(("random.cedar".to_owned(), rules));
    texts
}

#[test]
fn the_same_as_cedar() {
    let mut dice = Dice(11);
    let (mut compared, mut failed, mut permitted) = (0, 0, 0);
    let seconds = 1_696_890_600;
    let now = Time::from_unix_seconds(seconds).unwrap();
    while compared < 20_000 {
        // Rules that can never hold are refused when they are read.
        let Ok(policy) = Policy::from_texts(&texts(&mut dice)) else { continue };
        let gate = Gate::new(US.parse().unwrap(), policy, b"the secret of a trial");
        for _ in 0..40 {
            let (object, partner) = (world::object(&mut dice, seconds), world::partner(&mut dice));
            let Some(slice) = gate.policy.slice(&partner) else { continue };
            let consent = dice.chance(50);
            let asked = Question { object: &object, partner: &partner, now, consent };
            assert!(slice.compiled.is_some(), "left to Cedar");
            let Answers { whole, reduced } = gate.engine.answer(asked, &gate.policy);
            for (action, ours) in [(Action::Whole, whole), (Action::Reduced, reduced)] {
                let cedars = gate.engine.by_cedar(asked, action, slice, &gate.policy);
                assert_eq!(ours, cedars, "{object:?}\nfor {partner}");
                compared += 1;
                failed += usize::from(ours.rule == "rule-failed");
                permitted += usize::from(ours.permits);
            }
        }
    }
    assert!(
        failed > 200 && permitted > 200,
        "of {compared}: {failed} failed, {permitted} permitted"
    );
}

/// What the language has beyond that is Cedar's to decide.
#[test]
fn the_rest_is_left_to_cedar() {
    let mut texts = Texts::built_in();
    "[JPN]\ngroups = [\"full\"]\n[KOR]\ngroups = [\"full\"]\n".clone_into(&mut texts.agreements);
    let rule =
        "@id(\"names\") @says(\"so\") forbid (principal == Partner::\"JPN\", action, resource)
                when { resource.kind like \"tr*\" };";
    texts.rules.push(("own.cedar".to_owned(), rule.to_owned()));
    let gate = gate(&texts);
    let compiled = |partner: &str| {
        let slice = gate.policy.slice(&partner.parse().unwrap()).unwrap();
        slice.compiled.is_some()
    };
    assert!(!compiled("JPN") && compiled("KOR"));
    let (mut dice, mut by_names, mut others) = (Dice(5), 0, 0);
    for _ in 0..2_000 {
        let object = world::object(&mut dice, 1_696_890_600);
        let now = Time::from_unix_seconds(1_696_890_600).unwrap();
        let decision = gate.decide(&object, &"JPN".parse().unwrap(), now);
        match decision.rule.as_str() {
            "names" => by_names += usize::from(object.kind == Kind::Track),
            _ => others += usize::from(decision.released().is_some()),
        }
    }
    assert!(by_names > 10 && others > 10, "{by_names} {others}");
}
