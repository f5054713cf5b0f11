//! What may be done where: the table of the instruments, and every combination of inputs.

use cordon_chart::law::{
    Action, Boarding, Checklist, Consent, Designation, Flag, Instrument, Item, Pursuit, Record,
    Situation, Verdict, options,
};
use cordon_chart::{Class, SeaChart, State};
use cordon_core::{Metres, Position, Time};

const CONSENTS: [Consent; 4] =
    [Consent::NotAsked, Consent::Pending, Consent::Granted, Consent::Refused];

fn panama() -> State {
    State::new("PAN").expect("three letters")
}

/// A Korean ship meets one of Panama on the high seas, with grounds and nothing asked yet.
fn meeting() -> Situation {
    Situation {
        class: Class::HighSeas,
        coastal: None,
        own: State::KOR,
        flag: Flag::State(panama()),
        designation: Designation::None,
        has_grounds: true,
        consent: Consent::NotAsked,
        coastal_consent: Consent::NotAsked,
        pursuit: None,
    }
}

fn verdict(situation: &Situation, action: Action) -> (Verdict, Vec<Instrument>) {
    let choice = options(situation).into_iter().find(|choice| choice.action == action);
    let choice = choice.expect("every action is told");
    (choice.verdict, choice.basis)
}

fn may_board(situation: &Situation) -> bool {
    verdict(situation, Action::Board).0 == Verdict::Open
}

/// Resolution 2375 (2017), par. 7 and 8.
#[test]
fn on_the_high_seas_the_flag_decides() {
    for class in [Class::HighSeas, Class::Contiguous, Class::Eez] {
        for consent in CONSENTS {
            let here = Situation { class, consent, ..meeting() };
            assert_eq!(may_board(&here), consent == Consent::Granted, "{here:?}");
            let groundless = Situation { has_grounds: false, ..here };
            assert!(!may_board(&groundless), "{groundless:?}");
        }
    }
    let refused = Situation { consent: Consent::Refused, ..meeting() };
    let (board, basis) = verdict(&refused, Action::Board);
    assert!(matches!(board, Verdict::Closed(_)));
    assert!(basis.contains(&Instrument::Unsc2375Par8));
    assert_eq!(verdict(&refused, Action::DivertToPort).0, Verdict::Open);
    assert_eq!(verdict(&refused, Action::Shadow).0, Verdict::Open);
    let pending = Situation { consent: Consent::Pending, ..meeting() };
    assert!(matches!(verdict(&pending, Action::DivertToPort).0, Verdict::Needs(_)));
}

/// UNCLOS art. 110 par. 1 d and art. 92.
#[test]
fn a_ship_without_nationality_may_be_visited() {
    let stateless = Situation { flag: Flag::Stateless, has_grounds: false, ..meeting() };
    let (verdict_, basis) = verdict(&stateless, Action::Board);
    assert_eq!((verdict_, basis[0]), (Verdict::Open, Instrument::RightOfVisit));
    let unknown = Situation { flag: Flag::Unknown, ..meeting() };
    assert!(matches!(verdict(&unknown, Action::Board).0, Verdict::Needs(_)));
    let elsewhere =
        Situation { class: Class::TerritorialSea, coastal: Some(State::JPN), ..stateless };
    assert!(!may_board(&elsewhere), "art. 110 holds on the high seas only");
}

/// UNCLOS art. 2, 17 to 27: nothing happens in another State's sea without it.
#[test]
fn the_coastal_state_decides_in_its_sea() {
    for class in [Class::Internal, Class::TerritorialSea] {
        for coastal in [Some(State::JPN), None] {
            for coastal_consent in CONSENTS {
                let here = Situation {
                    class,
                    coastal,
                    coastal_consent,
                    consent: Consent::Granted,
                    ..meeting()
                };
                let is_granted = coastal_consent == Consent::Granted;
                assert_eq!(may_board(&here), is_granted, "{here:?}");
                assert_eq!(verdict(&here, Action::Shadow).0 == Verdict::Open, is_granted);
                assert!(matches!(verdict(&here, Action::Seize).0, Verdict::Closed(_)));
            }
        }
        // Resolution 2397 (2017), par. 9: in the own sea, no flag is asked.
        let own = Situation { class, coastal: Some(State::KOR), ..meeting() };
        let (board, basis) = verdict(&own, Action::Board);
        assert_eq!(board, Verdict::Open);
        assert!(basis.contains(&Instrument::Unsc2397Par9));
        assert_eq!(verdict(&own, Action::Seize).0, Verdict::Open);
    }
}

/// UNCLOS art. 111: each condition is needed.
#[test]
fn hot_pursuit_needs_all_of_its_conditions() {
    for bits in 0..64_u8 {
        let bit = |n: u8| bits & (1 << n) != 0;
        let pursuit = Pursuit {
            has_good_reason: bit(0),
            began_inside: bit(1),
            was_signalled: bit(2),
            is_unbroken: bit(3),
            is_by_authorised: bit(4),
            is_outside_others: bit(5),
        };
        let here = Situation { pursuit: Some(pursuit), ..meeting() };
        assert_eq!(may_board(&here), bits == 63, "{pursuit:?}");
        let other = Situation { class: Class::TerritorialSea, coastal: Some(State::JPN), ..here };
        assert!(!may_board(&other), "pursuit ends at another State's sea (par. 3)");
    }
}

fn every_situation() -> Vec<Situation> {
    let mut all = Vec::new();
    let flags = [Flag::State(panama()), Flag::State(State::KOR), Flag::Stateless, Flag::Unknown];
    let lists = [Designation::Committee1718, Designation::National, Designation::None];
    for class in Class::ALL {
        for coastal in [None, Some(State::KOR), Some(State::JPN)] {
            for flag in flags {
                for designation in lists {
                    for has_grounds in [false, true] {
                        for consent in CONSENTS {
                            for coastal_consent in CONSENTS {
                                all.push(Situation {
                                    class,
                                    coastal,
                                    flag,
                                    designation,
                                    has_grounds,
                                    consent,
                                    coastal_consent,
                                    ..meeting()
                                });
                            }
                        }
                    }
                }
            }
        }
    }
    all
}

/// Laws that hold in each of 6 912 situations.
#[test]
fn no_situation_opens_what_the_law_closes() {
    let all = every_situation();
    assert_eq!(all.len(), 6_912);
    for s in all {
        let choices = options(&s);
        assert_eq!(choices.len(), Action::ALL.len());
        for choice in choices.iter().filter(|choice| choice.is_open()) {
            assert!(!choice.basis.is_empty(), "open without an instrument: {s:?} {choice:?}");
            let is_word = choice.action == Action::RequestConsent;
            assert!(is_word || s.class != Class::Land, "at sea only: {s:?}");
        }
        let is_foreign = matches!(s.class, Class::Internal | Class::TerritorialSea)
            && s.coastal != Some(State::KOR);
        if is_foreign && s.coastal_consent != Consent::Granted {
            assert!(!may_board(&s), "{s:?}");
        }
        let is_free = matches!(s.class, Class::Contiguous | Class::Eez | Class::HighSeas);
        let other_flag = s.flag == Flag::State(panama());
        if is_free && other_flag && s.consent != Consent::Granted {
            assert!(!may_board(&s), "{s:?}");
        }
        // A list of one's own gives no power over another flag.
        let plain = Situation { designation: Designation::None, ..s };
        let listed = Situation { designation: Designation::National, ..s };
        assert_eq!(options(&plain), options(&listed));
    }
}

fn at(seconds: i64) -> Record {
    Record {
        at: Time::from_unix_seconds(seconds).expect("a time"),
        by: "officer of the watch".to_owned(),
        reference: format!("log {seconds}"),
    }
}

fn whole(place: Position) -> Checklist {
    Checklist {
        position: Some((place, Metres(200.0))),
        flag: Some(at(1)),
        grounds: Some(at(2)),
        consent_asked: Some(at(3)),
        consent_granted: Some(at(4)),
        authority: Some(at(5)),
        record: Some(at(6)),
    }
}

fn place(lat: f64, lon: f64) -> Position {
    Position::from_degrees(lat, lon).expect("a place")
}

#[test]
fn only_a_complete_checklist_boards() {
    let here = place(30.0, 126.0);
    let waters = SeaChart::standard().waters(here);
    let granted = Situation { consent: Consent::Granted, ..meeting() };
    let boarding: Boarding = whole(here).complete(&granted, &waters).expect("complete");
    assert_eq!(boarding.consents(), [panama()]);
    assert_eq!(boarding.basis(), [Instrument::Unsc2375Par7]);

    let without = [
        (Item::Position, Checklist { position: None, ..whole(here) }),
        (Item::Flag, Checklist { flag: None, ..whole(here) }),
        (Item::Grounds, Checklist { grounds: None, ..whole(here) }),
        (Item::ConsentGranted, Checklist { consent_granted: None, ..whole(here) }),
        (Item::Authority, Checklist { authority: None, ..whole(here) }),
        (Item::Record, Checklist { record: None, ..whole(here) }),
    ];
    for (item, checklist) in without {
        assert_eq!(checklist.complete(&granted, &waters), Err(vec![item]));
    }
    let unasked = Checklist { consent_asked: None, ..whole(here) };
    let missing = unasked.complete(&granted, &waters);
    assert_eq!(missing, Err(vec![Item::ConsentAsked, Item::ConsentGranted]));
    let before = Checklist { consent_granted: Some(at(2)), ..whole(here) };
    assert_eq!(before.complete(&granted, &waters), Err(vec![Item::ConsentGranted]));
    let nobody = Record { by: " ".to_owned(), ..at(5) };
    let unsigned = Checklist { authority: Some(nobody), ..whole(here) };
    assert_eq!(unsigned.complete(&granted, &waters), Err(vec![Item::Authority]));
    let unlawful = whole(here).complete(&meeting(), &waters);
    assert_eq!(unlawful, Err(vec![Item::Lawful]));
}

/// The point of the whole chart: 32.95°N 126.268°E is no high sea, whatever the plan says.
#[test]
fn the_chart_overrules_the_plan() {
    let marado = place(32.95, 126.268);
    let waters = SeaChart::standard().waters(marado);
    let claimed = Situation { consent: Consent::Granted, own: State::JPN, ..meeting() };
    assert_eq!(whole(marado).complete(&claimed, &waters), Err(vec![Item::Lawful]));
    // 0.3 nm beyond the limit, with a fix good to 200 m: allowed; to half a mile: not.
    let beyond = place(32.9075, 126.268);
    let waters = SeaChart::standard().waters(beyond);
    let there = Situation { class: waters.class, coastal: waters.state, ..claimed };
    assert!(whole(beyond).complete(&there, &waters).is_err(), "shore and fix together reach it");
    let farther = place(32.88, 126.268);
    let waters = SeaChart::standard().waters(farther);
    assert!(whole(farther).complete(&there, &waters).is_ok());
    let vague = Checklist { position: Some((farther, Metres(3_700.0))), ..whole(farther) };
    assert_eq!(vague.complete(&there, &waters), Err(vec![Item::Position]));
    let elsewhere = Checklist { position: Some((beyond, Metres(10.0))), ..whole(farther) };
    assert_eq!(elsewhere.complete(&there, &waters), Err(vec![Item::Position]));
    for bad in [f64::NAN, -1.0, f64::INFINITY] {
        let bad = Checklist { position: Some((farther, Metres(bad))), ..whole(farther) };
        assert_eq!(bad.complete(&there, &waters), Err(vec![Item::Position]));
    }
}
