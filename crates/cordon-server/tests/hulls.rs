//! Hulls and list hits over a real socket: what is decided holds, and what was asked is told.
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use cordon_casebook::{Casebook, Findings, Program, RawBytes, Snapshot};
use cordon_core::{
    Fix, FixFlags, InputId, Mmsi, Position, ReceiverKind, SourceRef, StaticReport, Time, TrackId,
    Transponder,
};
use cordon_identity::Day;
use cordon_identity::screen::{Identity, Index, Screening};
use cordon_identity::watchlist::{Options as Reading, read_list};
use cordon_server::{Cases, Lists, NoEvidence, Options, Server, start};
use cordon_watch::picture::SharedPicture;
use serde_json::{Value, json};

struct Nothing;

impl RawBytes for Nothing {
    fn raw(&self, _: &str, _: u64, _: u32) -> Result<Vec<u8>, String> {
        Err("nothing is kept".into())
    }
}

impl Findings for Nothing {
    fn latest(&self, _: &str) -> Result<Option<Snapshot>, String> {
        Ok(None)
    }
}

/// A minute later each time it is asked.
fn now() -> Time {
    static MINUTES: AtomicI64 = AtomicI64::new(0);
    let minutes = MINUTES.fetch_add(1, Ordering::Relaxed);
    Time::from_unix_seconds(1_697_068_800 + 60 * minutes).unwrap()
}

/// One track of a number: an hour, from some hour on, under one IMO number.
fn sail(picture: &SharedPicture, mmsi: u32, hour: i64, flags: FixFlags) -> TrackId {
    let at = |minute: i64| Time::from_unix_seconds(1_696_896_000 + hour * 3_600 + minute * 60);
    let track = TrackId { mmsi: Mmsi(mmsi), start: at(0).unwrap(), ordinal: 1 };
    let source = SourceRef { input: InputId(0), offset: 0, length: 20 };
    let mut picture = picture.write();
    for minute in [0, 20, 40, 60] {
        let report = StaticReport {
            time: at(minute).unwrap(),
            mmsi: track.mmsi,
            transponder: Transponder::ClassA,
            receiver: 0,
            msg_type: 5,
            exercise: false,
            imo: Some(9_074_729),
            name: Some("LADY R".into()),
            callsign: None,
            ship_type: None,
            dimensions: None,
            draught: None,
            destination: None,
            eta: None,
            source,
            digest: 0,
        };
        picture.on_identity(&track, &report);
        picture.on_fix(
            &track,
            &Fix {
                time: at(minute).unwrap(),
                mmsi: track.mmsi,
                position: Position::wrapped(10.0, 179.999),
                sog: 0,
                cog: 0,
                heading: Fix::NONE,
                nav_status: 0,
                msg_type: 1,
                transponder: Transponder::ClassA,
                receiver_kind: ReceiverKind::Unknown,
                receiver: 0,
                flags,
                source,
                digest: 0,
            },
        );
    }
    track
}

#[derive(Debug)]
struct OneList(Index);

impl Lists for OneList {
    fn screen(&self, identity: &Identity, day: Day) -> Result<Screening, String> {
        Ok(self.0.screen(identity, day))
    }
}

fn served(dir: &Path, picture: &SharedPicture, lists: Option<Arc<dyn Lists>>) -> Server {
    let cases = Cases {
        dir: dir.to_owned(),
        source: Arc::new(Nothing),
        person: "ada".into(),
        parameters: String::new(),
        program: Program { name: "cordon".into(), version: "0.1.0".into(), git: None },
        clock: now,
    };
    let bind = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
    let options = Options { bind, cases: Some(Arc::new(cases)), lists, ..Options::default() };
    start(picture.clone(), Arc::new(NoEvidence), &options).unwrap()
}

fn send(server: &Server, line: &str, body: &Value) -> (u16, Value) {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let length = body.len();
    write!(
        stream,
        "{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
    let head = String::from_utf8_lossy(&answer[..end]);
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_slice(&answer[end + 4..]).unwrap_or_default())
}

fn get(server: &Server, path: &str) -> (u16, Value) {
    send(server, &format!("GET {path}"), &Value::Null)
}

fn decide(server: &Server, a: TrackId, b: TrackId, verdict: &str) -> (u16, Value) {
    let body = json!({"actor": "ada", "a": a.to_string(), "b": b.to_string(), "verdict": verdict, "note": "two masts"});
    send(server, "POST /api/hulls", &body)
}

#[test]
fn a_split_holds_and_is_in_the_ledger() {
    let (dir, picture) = (tempfile::tempdir().unwrap(), SharedPicture::default());
    let before = sail(&picture, 351_000_001, 0, FixFlags::default());
    let after = sail(&picture, 636_000_001, 30, FixFlags::default());
    let server = served(dir.path(), &picture, None);
    let (_, told) = get(&server, "/api/vessels/351000001/identity");
    assert_eq!(told["links"][0]["basis"], "stitched_by_imo");
    assert_eq!(told["links"][0]["state"], "proposed");
    assert!(!dir.path().join("casebook.db").exists(), "nothing was decided");

    let (status, done) = decide(&server, before, after, "split");
    assert_eq!((status, &done["by"], &done["note"]), (200, &"ada".into(), &"two masts".into()));
    for number in ["351000001", "636000001"] {
        let (_, told) = get(&server, &format!("/api/vessels/{number}/identity"));
        assert_eq!(told["links"], json!([]));
        assert_eq!(told["refused"][0]["why"], "ada split these tracks");
    }
    assert_eq!(get(&server, "/api/hulls").1.as_array().unwrap().len(), 1);
    assert_eq!(get(&server, "/api/cases").1["cases"], json!([]));
    let book = Casebook::open_read_only(dir.path()).unwrap();
    assert_eq!(book.verify_ledger().unwrap().entries, 1);

    assert_eq!(decide(&server, after, before, "confirmed").0, 200);
    let (_, told) = get(&server, "/api/vessels/351000001/identity");
    assert_eq!(
        (&told["links"][0]["state"], &told["links"][0]["by"]),
        (&"confirmed".into(), &"ada".into())
    );
}

#[test]
fn what_makes_no_sense_is_refused() {
    let (dir, picture) = (tempfile::tempdir().unwrap(), SharedPicture::default());
    let real = sail(&picture, 351_000_001, 0, FixFlags::default());
    let drill = sail(&picture, 636_000_001, 30, FixFlags::EXERCISE);
    let server = served(dir.path(), &picture, None);
    assert_eq!(decide(&server, real, drill, "confirmed").0, 422, "a drill is no real ship");
    assert_eq!(decide(&server, real, real, "split").0, 422, "one track");
    assert_eq!(decide(&server, real, TrackId { ordinal: 7, ..real }, "split").0, 404);
    let bad = json!({"actor": "ada", "a": "x", "b": real.to_string(), "verdict": "split"});
    assert_eq!(send(&server, "POST /api/hulls", &bad).0, 400);
    assert_eq!(get(&server, "/api/hulls").1, json!([]));
}

#[test]
fn a_vessel_is_screened_as_of_its_last_fix() {
    let (dir, picture) = (tempfile::tempdir().unwrap(), SharedPicture::default());
    sail(&picture, 351_000_001, 0, FixFlags::default());
    let none = served(dir.path(), &picture, None);
    let (status, told) = get(&none, "/api/vessels/351000001/screening");
    assert_eq!((status, &told["hits"]), (200, &json!([])));
    assert!(told["summary"].as_str().unwrap().contains("against no list"));

    let file = "id,name,imo,flag,listed_on\n7,LADY R,9074729,RU,2022-05-08\n";
    let reading = Reading { name: Some("Ours".into()), ..Reading::default() };
    let list = read_list("own.csv", file.as_bytes(), reading).unwrap();
    let lists: Arc<dyn Lists> = Arc::new(OneList(Index::new(vec![list])));
    let server = served(dir.path(), &picture, Some(lists));
    let (_, told) = get(&server, "/api/vessels/351000001/screening");
    assert_eq!((&told["hits"][0]["entry"], &told["as_of"]), (&"7".into(), &"2023-10-10".into()));
    let features = told["hits"][0]["features"].as_array().unwrap();
    assert!(features.iter().any(|feature| feature["feature"] == "flag_differs"), "{features:?}");
    assert!(told["not_loaded"].as_array().unwrap().len() > 3);
    assert_eq!(get(&server, "/api/vessels/351000002/screening").0, 404);
}
