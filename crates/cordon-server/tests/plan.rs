//! Plans and places through the API: the answers of `cordon plan`, and its sentences where it refuses.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail loudly"
)]

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use cordon_server::{NoEvidence, Options, Server, start};
use cordon_watch::picture::SharedPicture;
use serde_json::{Value, json};

fn served() -> Server {
    let bind = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
    let options = Options { bind, ..Options::default() };
    start(SharedPicture::default(), Arc::new(NoEvidence), &options).unwrap()
}

/// Status and body of one request.
fn send(server: &Server, line: &str, body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    let length = body.len();
    write!(
        stream,
        "{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

fn post(server: &Server, path: &str, body: &Value) -> (u16, Value) {
    let (status, answer) = send(server, &format!("POST {path}"), &body.to_string());
    (status, serde_json::from_str(&answer).unwrap_or(Value::Null))
}

fn meeting() -> Value {
    json!({
        "asset": {"lat": 33.2, "lon": 126.48, "speed_kn": 30},
        "target": {"lat": 32.0, "lon": 127.5, "course_deg": 45, "speed_kn": 12},
        "law": {"own": "KOR", "flag": "PAN", "grounds": true},
    })
}

/// Drill reference 2.1, GEO-1; UNSCR 2375 par. 7 wants the consent of the flag State out there.
#[test]
fn intercept_tells_the_meeting_and_the_law() {
    let server = served();
    let (status, told) = post(&server, "/api/plan/intercept", &meeting());
    assert_eq!(status, 200, "{told}");
    assert!((told["time_h"].as_f64().unwrap() - 2.995_002_4).abs() < 1e-5, "{told}");
    assert_eq!(told["law"]["consent_needed"], json!(["PAN"]));
    let actions = told["law"]["actions"].as_array().unwrap();
    let board = actions.iter().find(|action| action["action"] == "board").unwrap();
    assert_eq!(board["verdict"], "needs");
    assert_eq!(board["basis"], json!(["UNSCR 2375 (2017) par. 7"]));
    let (_, map) = post(&server, "/api/plan/intercept?format=geojson", &meeting());
    assert_eq!(map["features"].as_array().unwrap().len(), 3);
    let (status, gpx) =
        send(&server, "POST /api/plan/intercept?format=gpx", &meeting().to_string());
    assert!(status == 200 && gpx.starts_with("<?xml"), "{gpx}");
}

#[test]
fn reach_search_assign_and_board_answer() {
    let server = served();
    let ask = json!({"lat": 32.6, "lon": 126.5, "hours": 2, "speed_kn": 14, "probability": true});
    let (status, told) = post(&server, "/api/plan/reach", &ask);
    assert_eq!((status, told["regions"].as_array().unwrap().len()), (200, 3), "{told}");
    let shore = told["assumptions"].to_string();
    assert!(shore.contains("GSHHG, full resolution"), "{shore}");
    let (_, map) = post(&server, "/api/plan/reach?format=geojson", &ask);
    assert_eq!(map["features"].as_array().unwrap().len(), 7);

    let ask = json!({"pattern": "sector", "lat": 32.1, "lon": 126.9, "speed_kn": 15});
    assert_eq!(post(&server, "/api/plan/search", &ask).0, 200);
    let kml = send(&server, "POST /api/plan/search?format=kml", &ask.to_string()).1;
    assert!(kml.contains("<kml"), "{kml}");

    let ask = json!({
        "assets": [{"id": "cutter", "lat": 32.0, "lon": 126.0, "speed_kn": 25, "endurance_h": 48,
            "can": ["query", "shadow", "board"]}],
        "suspects": [{"id": "dark-1", "lat": 31.5, "lon": 126.8, "course_deg": 200, "speed_kn": 11,
            "risk": 0.7, "law": {"own": "KOR", "flag": "PAN"}}],
    });
    let (status, told) = post(&server, "/api/plan/assign", &ask);
    assert_eq!((status, &told["tasks"][0]["act"]), (200, &"shadow".into()), "{told}");
    assert_eq!(told["at_the_meetings"][0]["waters"]["class"], "high_seas");

    let ask = json!({"lat": 32.0, "lon": 127.5, "law": {"own": "KOR", "flag": "PAN"}});
    let (status, told) = post(&server, "/api/plan/board", &ask);
    assert_eq!((status, &told["accepted"]), (200, &false.into()));
    assert!(told["missing"].as_array().unwrap().iter().any(|item| item["item"] == "authority"));
}

/// The points south of Jeju.
#[test]
fn a_place_is_told() {
    let server = served();
    let class = |lat: &str| {
        let (status, told) = send(&server, &format!("GET /api/chart/at?lat={lat}&lon=126.268"), "");
        assert_eq!(status, 200, "{told}");
        let told: Value = serde_json::from_str(&told).unwrap();
        (told["class"].as_str().unwrap().to_owned(), told["state"].clone())
    };
    assert_eq!(class("32.95"), ("territorial_sea".to_owned(), "KOR".into()));
    assert_ne!(class("32.90").0, "territorial_sea");
    for bad in ["lat=32.95", "lat=126&lon=32", "lat=x&lon=1", "lat=NaN&lon=1", "lat=1&lon=inf"] {
        assert_eq!(send(&server, &format!("GET /api/chart/at?{bad}"), "").0, 400, "{bad}");
    }
}

#[test]
fn what_makes_no_sense_is_a_bad_request() {
    let server = served();
    let mut inland = meeting();
    inland["asset"]["lat"] = 36.5.into();
    inland["asset"]["lon"] = 127.5.into();
    let (status, told) = post(&server, "/api/plan/intercept", &inland);
    assert_eq!(status, 400);
    assert!(told["error"].as_str().unwrap().contains("lies on land"), "{told}");
    let crossing = json!({"type": "Polygon", "coordinates": [[[0,0],[1,1],[1,0],[0,1],[0,0]]]});
    let mut before = meeting();
    before["before"] = crossing;
    let (status, told) = post(&server, "/api/plan/intercept", &before);
    assert!(status == 400 && told["error"].as_str().unwrap().contains("crosses itself"), "{told}");
    for (path, body) in [
        ("reach", json!({"lat": 32.6, "lon": 126.5, "hours": 2})),
        ("reach", json!({"lat": 132.6, "lon": 126.5, "hours": 2, "speed_kn": 9})),
        ("reach", json!({"lat": 32.6, "lon": 126.5, "hours": -2, "speed_kn": 9})),
        ("reach", json!({"lat": 32.6, "lon": 126.5, "hours": 8, "speed_kn": 9, "cell_m": 1})),
        (
            "reach",
            json!({"lat": 32.6, "lon": 126.5, "hours": 8, "speed_kn": 9, "particles": 9_000_000}),
        ),
        ("reach?format=gpx", json!({"lat": 32.6, "lon": 126.5, "hours": 1, "speed_kn": 9})),
        ("reach?format=bmp", json!({"lat": 32.6, "lon": 126.5, "hours": 1, "speed_kn": 9})),
        ("intercept", json!({"asset": 3})),
        ("intercept", json!([])),
        ("search", json!({"pattern": "zigzag", "lat": 1, "lon": 1, "speed_kn": 9})),
        ("search", json!({"cells": [], "effort": 1})),
        ("search?format=gpx", json!({"cells": [{"poc": 1, "rate": 1}], "effort": 1})),
        ("assign", json!({})),
        ("board", json!({"lat": 32, "lon": 127, "law": {"own": "Korea"}})),
    ] {
        let (status, told) = post(&server, &format!("/api/plan/{path}"), &body);
        assert_eq!(status, 400, "{path} {body}: {told}");
        assert!(!told["help"].as_str().unwrap().is_empty());
    }
    let rows = |n: usize, row: Value| vec![row; n];
    let asset = json!({"id": "a", "lat": 1, "lon": 1, "speed_kn": 9, "endurance_h": 9, "can": []});
    let suspect = json!({"id": "s", "lat": 1, "lon": 1, "risk": 0.5});
    let many = json!({"assets": rows(200, asset), "suspects": rows(200, suspect)});
    assert_eq!(post(&server, "/api/plan/assign", &many).0, 400);
    let huge = " ".repeat(3 << 20);
    assert_eq!(send(&server, "POST /api/plan/assign", &huge).0, 413);
}
