//! The embedded model against what Python says, and against odd input.

use proptest::prelude::*;

use super::*;

/// Rows that no training saw, with the probability that scikit-learn gave for each head.
const CASES: &str = include_str!("../../../../models/gap/cases.csv");

fn cases() -> impl Iterator<Item = (Signs, [f64; 3])> {
    CASES.lines().skip(1).map(|line| {
        let numbers: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
        let (features, [_label, told @ ..]) = numbers.split_first_chunk::<5>().unwrap() else {
            panic!("{line}")
        };
        (Signs::from_features(features.map(Some)), told.try_into().unwrap())
    })
}

#[test]
fn says_what_python_says() {
    let mut count = 0;
    for (signs, told) in cases() {
        for (head, told) in Head::ALL.into_iter().zip(told) {
            let said = GapModel::embedded().judge_as(head, &signs).unwrap().probability;
            assert!((said - told).abs() < 1e-9, "{head:?} {signs:?}: {said}, Python {told}");
        }
        count += 1;
    }
    assert!(count >= 150, "{count} cases");
}

#[test]
fn the_head_that_knows_most_speaks() {
    let open = Signs { before_12h: Some(20.0), reception_per_day: Some(50.0), ..Signs::default() };
    let closed = Signs { before_x: Some(90.0), ..open };
    let settled = Signs { after_x: Some(80.0), after_12h: Some(15.0), ..closed };
    let head = |signs| GapModel::embedded().judge(&signs).map(|said| said.head);
    assert_eq!(head(open), Some(Head::Open));
    assert_eq!(head(closed), Some(Head::Closed));
    assert_eq!(head(settled), Some(Head::Settled));
    assert_eq!(head(Signs { reception_per_day: None, ..settled }), None);
    assert_eq!(head(Signs { reception_per_day: Some(f64::NAN), ..settled }), None);
    assert_eq!(head(Signs { before_12h: Some(-1.0), ..settled }), None);
}

#[test]
fn broken_models_are_refused() {
    let model = |features: &str, tree: &str| {
        let thresholds = r#"{"operating":0.5,"precise":0.6}"#;
        GapModel::parse(&format!(
            r#"{{"open":{{"features":[{features}],"base":0.1,"thresholds":{thresholds},"trees":[{tree}]}}}}"#
        ))
    };
    let known = r#""sat_positions_12h_before""#;
    assert!(model(known, "[[0,1.5,1,2],[0.1],[0.2]]").is_ok());
    for endless in ["[[0,1.5,0,1],[0.1]]", "[[0,1.5,1,2],[0.1]]", "[[1,1.5,1,2],[0.1],[0.2]]", "[]"]
    {
        assert!(matches!(model(known, endless), Err(BadModel::Tree { .. })), "{endless}");
    }
    assert!(matches!(model(r#""flag""#, "[[0.1]]"), Err(BadModel::Feature { .. })));
    assert!(matches!(GapModel::parse("{"), Err(BadModel::Json(_))));
}

fn any_signs() -> impl Strategy<Value = Signs> {
    proptest::array::uniform5(proptest::option::of(proptest::num::f64::ANY))
        .prop_map(Signs::from_features)
}

fn counts() -> impl Strategy<Value = Signs> {
    proptest::array::uniform5(0.0..2_000.0_f64).prop_map(|v| Signs::from_features(v.map(Some)))
}

proptest! {
    #[test]
    fn whatever_is_asked_the_answer_is_a_probability(signs in any_signs()) {
        for head in Head::ALL {
            if let Some(said) = GapModel::embedded().judge_as(head, &signs) {
                prop_assert!((0.0..=1.0).contains(&said.probability));
            }
        }
    }

    /// Holds for every row, not only on average: the training was bound to it.
    #[test]
    fn more_positions_over_as_long_never_speak_against_disabling(
        signs in counts(), before in 0.0..500.0_f64, after in 0.0..500.0_f64,
    ) {
        let more = Signs {
            before_x: signs.before_x.map(|n| n + before),
            after_x: signs.after_x.map(|n| n + after),
            ..signs
        };
        for head in [Head::Closed, Head::Settled] {
            let say = |signs| GapModel::embedded().judge_as(head, signs).unwrap().probability;
            prop_assert!(say(&more) >= say(&signs) - 1e-12);
        }
    }
}
