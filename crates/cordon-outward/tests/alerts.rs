//! CAP, CISE and moving features, read by others' readers or against their schemas' orders.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use common::{event, marking, series, ship, time};
use cordon_core::{Position, Span};
use cordon_outward::cap::{self, Sender};
use cordon_outward::cise::{self, Envelope, Service};
use cordon_outward::{Sensitivity, moving};
use oasiscap::v1dot2::{Alert, MessageType, Scope, Status};

fn sender() -> Sender {
    Sender { id: "warning@jpn.example".into(), name: "Japan node".into() }
}

fn read(xml: &str) -> Alert {
    match xml.parse::<oasiscap::Alert>() {
        Ok(oasiscap::Alert::V1dot2(alert)) => alert,
        other => panic!("{other:?}\n{xml}"),
    }
}

#[test]
fn a_series_is_read_by_oasiscap() {
    let series = series(event(40.0, 150.0, 9));
    let alerts: Vec<Alert> = series
        .iter()
        .map(|warning| read(&cap::alert(warning, &series, &sender(), &marking())))
        .collect();
    let kinds: Vec<MessageType> = alerts.iter().map(|alert| alert.message_type).collect();
    assert_eq!(kinds, [MessageType::Alert, MessageType::Update, MessageType::Cancel]);
    assert!(alerts.iter().all(|alert| alert.status == Status::Actual));
    assert!(alerts.iter().all(|alert| alert.scope == Scope::Restricted));
    let named: Vec<usize> = alerts
        .iter()
        .map(|alert| alert.references.iter().flat_map(|all| all.iter()).count())
        .collect();
    assert_eq!(named, [0, 1, 2]);
    let first = &alerts[2].references.as_ref().unwrap().as_slice()[0];
    assert_eq!(first.identifier, alerts[0].identifier);
    assert_eq!(first.sent, alerts[0].sent);
    assert_eq!(alerts[0].info[0].areas.len(), 2);
    assert_eq!(alerts[0].info[0].areas[0].polygons.len(), 1);
    assert_eq!(alerts[2].info[0].areas.len(), 1);
}

#[test]
fn an_exercise_says_so_in_status_and_words() {
    let mut warning = series(event(40.0, 150.0, 9)).remove(0);
    warning.exercise = Some("DRILL7".into());
    let alert = read(&cap::alert(&warning, &[], &sender(), &marking()));
    assert_eq!(alert.status, Status::Exercise);
    let info = &alert.info[0];
    assert!(info.headline.as_ref().unwrap().starts_with("EXERCISE"));
    assert!(info.description.as_ref().unwrap().starts_with("EXERCISE EXERCISE EXERCISE"));
    assert!(alert.note.unwrap().contains("EXERCISE DRILL7"));
}

/// A polygon across the 180th meridian is read as one around the rest of the earth; a circle is not.
#[test]
fn the_180th_meridian_is_told_as_a_circle() {
    let warning = series(event(40.0, 179.9, 9)).remove(0);
    let mut public = marking();
    public.sensitivity = Sensitivity::Clear;
    let alert = read(&cap::alert(&warning, &[], &sender(), &public));
    assert_eq!(alert.scope, Scope::Public);
    let area = &alert.info[0].areas[0];
    assert_eq!((area.polygons.len(), area.circles.len()), (0, 1));
}

fn envelope() -> Envelope {
    let service = |id: &str| Service { id: id.into(), sea_basin: "NonSpecified".into() };
    Envelope {
        message_id: "724ef3c4-b415-40ca-b877-517a536d27cd".into(),
        created: time(),
        sender: service("kr.cordon-node01.vessel.push.provider"),
        recipient: Some(service("fr.sim2-node01.vessel.push.consumer")),
    }
}

fn names_in(xml: &str) -> Vec<&str> {
    let opened = xml.split('<').skip(1).filter(|part| !part.starts_with(['/', '?']));
    opened.map(|part| part.split(['>', ' ', '/']).next().unwrap()).collect()
}

/// Element for element the order of `MessageSchema.xsd` (`Message`, `CoreEntityPayload`) of CISE 1.5.3,
/// and that of the vessels its simulator sends (cise-sim, `AisModifiedPush.xml`).
#[test]
fn cise_messages_keep_the_schemas_order() {
    let mut marking = marking();
    marking.purposes = vec!["border_monitoring".into()];
    marking.retain_until = Some(time() + Span::from_hours(72));
    let xml = cise::push(&[ship()], &envelope(), &marking);
    let service = [
        "SeaBasin",
        "ServiceID",
        "ServiceOperation",
        "ServiceRole",
        "ServiceStatus",
        "ServiceType",
    ];
    let mut expected =
        vec!["ns4:Push", "CreationDateTime", "MessageID", "Priority", "RequiresAck", "Sender"];
    expected.extend(service);
    expected.push("Recipient");
    expected.extend(service);
    expected.extend(["Payload", "InformationSecurityLevel", "InformationSensitivity"]);
    expected.extend(["IsPersonalData", "Purpose", "RetentionPeriod", "EnsureEncryption", "Vessel"]);
    expected.extend(["Name", "LocationRel", "Location", "Geometry", "Latitude", "Longitude"]);
    expected.extend(["LocationQualitativeAccuracy", "COG", "PeriodOfTime", "StartDate"]);
    expected.extend(["StartTime", "SourceType", "SensorType", "SOG", "CallSign", "IMONumber"]);
    expected.push("MMSI");
    assert_eq!(names_in(&xml), expected);
    for part in [
        "<InformationSecurityLevel>NonClassified<",
        "<InformationSensitivity>Amber<",
        "<Purpose>BorderMonitoring<",
        "<StartDate>2031-03-14Z<",
        "<StartTime>23:59:30.25Z<",
        "<MMSI>412331088<",
    ] {
        assert!(xml.contains(part), "{part}");
    }
}

#[test]
fn a_drill_is_named_in_cise() {
    let mut drill = ship();
    drill.exercise = Some("DRILL7".into());
    let xml = cise::push(&[drill], &envelope(), &marking());
    assert!(xml.contains("<ContextID>EXERCISE DRILL7<") && xml.contains("<Name>EXERCISE SUSPECT"));
}

#[test]
fn moving_points_go_on_past_the_180th_meridian() {
    let at = |lon: f64| Position::wrapped(10.0, lon);
    let later = time() + Span::from_minutes(1);
    let track = moving::track("t", &[(time(), at(179.9)), (later, at(-179.9))], &marking());
    let moved = &track["temporalGeometry"];
    assert_eq!(moved["type"], "MovingPoint");
    assert_eq!(moved["coordinates"], serde_json::json!([[179.9, 10.0], [180.1, 10.0]]));
    assert_eq!(moved["datetimes"][0], "2031-03-14T23:59:30.25Z");
}

/// RFC 7946, section 3.1.6: the outer ring runs counter-clockwise and is closed.
#[test]
fn areas_are_proper_polygons() {
    let warning = series(event(40.0, 179.9, 9)).remove(0);
    for feature in moving::warning(&warning, &marking()) {
        let ring = feature["geometry"]["coordinates"][0].as_array().unwrap();
        assert_eq!(ring.first(), ring.last());
        let corner = |n: usize| (ring[n][0].as_f64().unwrap(), ring[n][1].as_f64().unwrap());
        let twice: f64 = (1..ring.len())
            .map(|n| corner(n - 1).0 * corner(n).1 - corner(n).0 * corner(n - 1).1)
            .sum();
        assert!(twice > 0.0, "{twice}");
        assert_eq!(feature["properties"]["marking"], "UNCLASSIFIED//REL TO USA, JPN, KOR");
    }
}
