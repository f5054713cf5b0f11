//! The API over a real socket.
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use cordon_core::{
    Evidence as Fixed, Finding, FindingId, Fix, FixFlags, InputId, Kind, Mmsi, Position,
    ReceiverKind, SourceRef, StaticReport, Status, Time, TrackId, Transponder, Values, VesselRef,
};
use cordon_server::{Evidence, Options, Server, start};
use cordon_watch::picture::SharedPicture;
use cordon_watch::report::{Citation, Cite};
use serde_json::Value;

const MMSI: u32 = 200_000_001;

/// Keeps one sentence, at byte 100 of one input.
struct OneSentence;

impl Cite for OneSentence {
    fn cite(&self, source: SourceRef) -> Citation {
        let sha256 = Some("ab".repeat(32));
        Citation {
            input: "night.nmea".into(),
            offset: source.offset,
            length: source.length,
            sha256,
        }
    }
}

impl Evidence for OneSentence {
    fn bytes(&self, source: SourceRef) -> Option<Vec<u8>> {
        (source.offset == 100).then(|| b"!AIVDM,1,1,,A,\xff,0*00".to_vec())
    }
}

fn t(seconds: i64) -> Time {
    Time::from_unix_seconds(1_930_000_000 + seconds).unwrap()
}

fn track() -> TrackId {
    TrackId { mmsi: Mmsi(MMSI), start: t(0), ordinal: 1 }
}

fn fix(seconds: i64, lon: f64) -> Fix {
    Fix {
        time: t(seconds),
        mmsi: Mmsi(MMSI),
        position: Position::wrapped(10.0, lon),
        sog: 100,
        cog: 900,
        heading: Fix::NONE,
        nav_status: 0,
        msg_type: 1,
        transponder: Transponder::ClassA,
        receiver_kind: ReceiverKind::Unknown,
        receiver: 0,
        flags: FixFlags::EXERCISE,
        source: SourceRef { input: InputId(0), offset: 100, length: 20 },
        digest: 0,
    }
}

fn report() -> StaticReport {
    StaticReport {
        time: t(0),
        mmsi: Mmsi(MMSI),
        transponder: Transponder::ClassA,
        receiver: 0,
        msg_type: 5,
        exercise: true,
        imo: Some(9_000_007),
        name: Some("EX BLUE HERON".into()),
        callsign: Some("EXDR1".into()),
        ship_type: Some(80),
        dimensions: None,
        draught: None,
        destination: None,
        eta: None,
        source: fix(0, 0.0).source,
        digest: 0,
    }
}

fn gap() -> Finding {
    let (off, on) = (fix(60, 179.95), fix(9_000, -179.5));
    let evidence =
        |f: Fix| Fixed { track: track(), time: f.time, position: f.position, source: f.source };
    Finding {
        id: FindingId("gap-1".into()),
        kind: Kind::Gap,
        status: Status::Final,
        start: off.time,
        end: Some(on.time),
        position: off.position,
        tracks: vec![track()],
        vessels: vec![VesselRef { mmsi: MMSI, imo: None, name: Some("EX BLUE HERON".into()) }],
        values: Values::from([("duration_h".into(), 2.48.into())]),
        thresholds: Values::new(),
        evidence: vec![evidence(off), evidence(on)],
        reason: "Silent for 2 h 29 min.".into(),
        revision: 0,
        exercise: Some("TEST".into()),
    }
}

fn served() -> (Server, SharedPicture) {
    let picture = SharedPicture::default();
    {
        let mut picture = picture.write();
        picture.set_exercise(Some("TEST".into()));
        picture.on_identity(&track(), &report());
        for (seconds, lon) in [(0, 179.9), (60, 179.95), (9_000, -179.5)] {
            picture.on_fix(&track(), &fix(seconds, lon));
        }
        picture.on_finding(&gap());
    }
    let bind = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
    let options = Options { bind, tick: Duration::from_millis(20), ..Options::default() };
    (start(picture.clone(), Arc::new(OneSentence), &options).unwrap(), picture)
}

/// Status, head and body of one request.
fn ask_as(server: &Server, host: &str, path: &str) -> (u16, String, Vec<u8>) {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head, answer[end + 4..].to_vec())
}

fn ask(server: &Server, path: &str) -> (u16, Vec<u8>) {
    let (status, _, body) = ask_as(server, "127.0.0.1", path);
    (status, body)
}

/// A finding's keys, in the order in which every format tells them.
const FINDING: [&str; 13] = [
    "id",
    "kind",
    "status",
    "start",
    "end",
    "lat",
    "lon",
    "tracks",
    "vessels",
    "values",
    "thresholds",
    "evidence",
    "reason",
];

fn json(server: &Server, path: &str) -> Value {
    let (status, body) = ask(server, path);
    assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&body));
    serde_json::from_slice(&body).unwrap()
}

/// The first `n` events of the live stream, id and data.
fn events(server: &Server, path: &str, n: usize) -> Vec<(String, Value)> {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let (mut text, mut chunk) = (String::new(), [0; 4_096]);
    while text.matches("\ndata:").count() < n || !text.ends_with("\n\n\r\n") {
        let read = stream.read(&mut chunk).unwrap();
        assert!(read > 0, "the stream ended: {text}");
        text.push_str(&String::from_utf8_lossy(&chunk[..read]));
    }
    let after = |line: &str, key: &str| line.strip_prefix(key).map(|rest| rest.trim().to_owned());
    let ids = text.lines().filter_map(|line| after(line, "id:"));
    let data = text.lines().filter_map(|line| after(line, "data:"));
    ids.zip(data.map(|line| serde_json::from_str(&line).unwrap())).collect()
}

#[test]
fn status_names_the_exercise() {
    let (server, _) = served();
    let status = json(&server, "/api/status");
    assert_eq!(status["exercise"], "TEST");
    assert_eq!((&status["vessels"], &status["findings"]["gap"]), (&1.into(), &1.into()));
}

#[test]
fn vessels_are_found_by_every_name_they_gave() {
    let (server, _) = served();
    for words in ["heron", "9000007", "IMO%209000007", "200000001", "exdr"] {
        assert_eq!(json(&server, &format!("/api/vessels?q={words}"))["total"], 1, "{words}");
    }
    assert_eq!(json(&server, "/api/vessels?q=osprey")["total"], 0);
    let vessel = json(&server, "/api/vessels/200000001");
    assert_eq!(vessel["imo_check_ok"], false);
    assert_eq!(vessel["identity"][0]["source"]["input"], "night.nmea");
}

/// What a track of `mmsi` says at two instants, and where it is then.
fn tell(picture: &SharedPicture, mmsi: u32, seconds: [i64; 2], imo: u32) {
    let track = TrackId { mmsi: Mmsi(mmsi), start: t(seconds[0]), ordinal: 1 };
    let mut picture = picture.write();
    for second in seconds {
        let at = Fix { mmsi: Mmsi(mmsi), ..fix(second, 10.0 + second as f64 / 1e5) };
        let said = StaticReport { time: t(second), mmsi: Mmsi(mmsi), imo: Some(imo), ..report() };
        picture.on_fix(&track, &at);
        picture.on_identity(&track, &said);
    }
}

/// IMO 9074729 is the worked example of IMO resolution A.1117(30); 273 is allocated to the Russian
/// Federation and 636 to Liberia (ITU table of maritime identification digits).
#[test]
fn identity_is_told_over_time_with_every_number_that_gave_the_same_imo() {
    let picture = SharedPicture::default();
    tell(&picture, 273_000_001, [0, 7_200], 9_074_729);
    tell(&picture, 273_000_001, [3_600, 10_800], 9_074_729);
    tell(&picture, 636_000_002, [20_000, 30_000], 9_074_729);
    tell(&picture, 636_000_003, [0, 30_000], 9_074_720);
    let bind = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
    let options = Options { bind, ..Options::default() };
    let server = start(picture, Arc::new(OneSentence), &options).unwrap();

    let told = json(&server, "/api/vessels/273000001/identity");
    let numbers = told["numbers"].as_array().unwrap();
    let flags: Vec<_> =
        numbers.iter().map(|n| (n["mmsi"].clone(), n["flag"]["code"].clone())).collect();
    assert_eq!(flags, [(273_000_001.into(), "RU".into()), (636_000_002.into(), "LR".into())]);
    assert_eq!(told["extent"], serde_json::json!([t(0).to_string(), t(30_000).to_string()]));
    // Two tracks of one number at the same time stay two.
    let tracks = numbers[0]["tracks"].as_array().unwrap();
    assert_eq!(tracks.len(), 2);
    assert!(tracks[1]["first"].as_str() < tracks[0]["last"].as_str());
    let imo = |n: &Value| {
        n["values"].as_array().unwrap().iter().find(|v| v["attribute"] == "imo").cloned()
    };
    let imo = imo(&numbers[1]).unwrap();
    assert_eq!(
        (&imo["value"], &imo["note"], &imo["count"]),
        (&"9074729".into(), &Value::Null, &2.into())
    );
    assert_eq!(imo["source"]["input"], "night.nmea");

    let other = json(&server, "/api/vessels/636000003/identity");
    let values = other["numbers"][0]["values"].as_array().unwrap().clone();
    let bad = values.iter().find(|value| value["attribute"] == "imo").unwrap();
    assert_eq!(bad["note"], "check digit fails");
    assert_eq!(ask(&server, "/api/vessels/1/identity").0, 404);
    assert_eq!(ask(&server, "/api/vessels/x/identity").0, 400);
}

#[test]
fn a_track_is_cut_at_silences_and_at_the_180th_meridian() {
    let (server, _) = served();
    let columns = json(&server, &format!("/api/tracks/{}", track()));
    assert_eq!(columns["silences"], serde_json::json!([1]));
    let shape = json(&server, &format!("/api/tracks/{}.geojson", track()));
    let lines = shape["geometry"]["coordinates"].as_array().unwrap();
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().all(|line| line.as_array().unwrap().len() >= 2));
}

#[test]
fn positions_are_marks_of_24_bytes_now_and_then() {
    let (server, _) = served();
    let (_, now) = ask(&server, "/api/positions.bin");
    assert_eq!((now.len(), &now[..4]), (48, &b"CPOS"[..]));
    let (_, then) = ask(&server, &format!("/api/positions.bin?t={}", t(30)));
    let lon = i32::from_le_bytes(then[24..28].try_into().unwrap());
    assert_eq!(lon, (179.925 * 600_000.0) as i32);
    let (_, silent) = ask(&server, &format!("/api/positions.bin?t={}", t(6_000)));
    assert_eq!(silent.len(), 24);
}

#[test]
fn findings_come_in_every_format_and_lead_to_their_bytes() {
    let (server, _) = served();
    assert_eq!(json(&server, "/api/findings?kind=gap&vessel=200000001")["total"], 1);
    assert_eq!(json(&server, "/api/findings?bbox=179.0,0,-179.0,20")["total"], 1);
    assert_eq!(json(&server, "/api/findings?kind=encounter")["total"], 0);
    let shape = json(&server, "/api/findings.geojson");
    assert_eq!(shape["features"][0]["geometry"]["type"], "MultiLineString");
    let (_, csv) = ask(&server, "/api/findings.csv");
    assert_eq!(String::from_utf8(csv).unwrap().lines().count(), 2);
    // The keys stand in the order of the contract, in lists and alone.
    for path in ["/api/findings", "/api/findings?brief=1", "/api/findings/gap-1"] {
        let body = String::from_utf8(ask(&server, path).1).unwrap();
        let at: Vec<_> = FINDING.iter().map(|key| body.find(&format!("\"{key}\":"))).collect();
        assert!(at.iter().all(Option::is_some) && at.is_sorted(), "{path}: {body}");
    }
    let detail = json(&server, "/api/findings/gap-1");
    assert_eq!(detail["finding"]["evidence"][1]["lon"], -179.5);
    let raw = json(&server, "/api/findings/gap-1/evidence/0");
    assert_eq!(raw["text"], "!AIVDM,1,1,,A,\u{fffd},0*00");
}

#[test]
fn bad_questions_get_an_answer_that_helps() {
    let (server, _) = served();
    for (path, status) in [
        ("/api/positions.bin?t=yesterday", 400),
        ("/api/findings?kind=ufo", 400),
        ("/api/findings?bbox=1,2,3", 400),
        ("/api/findings?bbox=nan,0,1,1", 400),
        ("/api/findings?limit=-1", 400),
        ("/api/histogram?bins=999999999999999999999", 400),
        ("/api/vessels", 400),
        ("/api/vessels/nobody", 400),
        ("/api/vessels/999", 404),
        ("/api/tracks/x", 400),
        ("/api/findings/none", 404),
        ("/api/findings/gap-1/evidence/99", 404),
        ("/api/nothing", 404),
    ] {
        let (got, body) = ask(&server, path);
        let told: Value = serde_json::from_slice(&body).unwrap_or_default();
        assert_eq!(got, status, "{path}");
        assert!(told["error"].is_string() && told["help"].is_string(), "{path}: {told}");
    }
    let long = format!("/api/vessels?q={}", "x".repeat(9_000));
    assert_eq!(ask(&server, &long).0, 400);
}

#[test]
fn only_this_machine_is_answered_and_nothing_foreign_may_run() {
    let (server, _) = served();
    assert_eq!(ask_as(&server, "evil.example", "/api/status").0, 421);
    let (_, head, _) = ask_as(&server, "localhost:1", "/api/status");
    assert!(head.contains("content-security-policy: default-src 'self'"), "{head}");
    assert!(!head.contains("unsafe"), "{head}");
}

#[test]
fn a_live_reader_resumes_where_it_was() {
    let (server, picture) = served();
    let first = events(&server, "/api/live", 1);
    let (id, data) = &first[0];
    assert_eq!((&data["reset"], &data["findings"][0]["id"]), (&true.into(), &"gap-1".into()));
    picture.write().on_fix(&track(), &fix(9_060, -179.4));
    let next = events(&server, &format!("/api/live?since={id}"), 1);
    assert_eq!(next[0].1["reset"], false);
    assert_eq!(next[0].1["findings"].as_array().map(Vec::len), Some(0));
    assert_eq!(next[0].1["marks"].as_str().map(str::len), Some(32));
    for strange in ["00000000-1", "x", "ffffffff-99999999999999999999"] {
        let again = events(&server, &format!("/api/live?since={strange}"), 1);
        assert_eq!(again[0].1["reset"], true, "{strange}");
    }
}

#[test]
fn a_taken_port_is_told_with_what_to_do() {
    let (server, picture) = served();
    let options = Options { bind: server.address(), ..Options::default() };
    let error = start(picture, Arc::new(OneSentence), &options).unwrap_err().to_string();
    assert!(error.contains("--port"), "{error}");
    server.stop().unwrap();
}
