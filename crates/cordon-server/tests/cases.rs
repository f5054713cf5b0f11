//! Cases over a real socket: opened, changed, read as they were known, exported; and what is refused.
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use cordon_casebook::{
    Author, Casebook, Digest, Event, Findings, ItemId, ItemKind, Observed, Opened, OpenedBy,
    Program, RawBytes, Snapshot,
};
use cordon_core::Time;
use cordon_server::{Cases, NoEvidence, Options, Server, start};
use cordon_watch::picture::SharedPicture;
use serde_json::{Value, json};

const SENTENCE: &[u8] = b"!AIVDM,1,1,,A,\xff,0*00";

/// Two findings of one input.
struct Archive;

impl RawBytes for Archive {
    fn raw(&self, input: &str, _: u64, length: u32) -> Result<Vec<u8>, String> {
        let known = input == "night.nmea" && length as usize == SENTENCE.len();
        if known { Ok(SENTENCE.to_vec()) } else { Err("no such input".into()) }
    }
}

impl Findings for Archive {
    fn latest(&self, id: &str) -> Result<Option<Snapshot>, String> {
        Ok(["gap-1", "gap-2"].contains(&id).then(|| gap(id)))
    }
}

fn gap(id: &str) -> Snapshot {
    let sha256 = Digest::of(SENTENCE).to_string();
    let at = |lon: f64| Observed {
        track: "200000001-20310314T000000Z".into(),
        time: "2031-03-14T00:00:00Z".parse().unwrap(),
        lat: 10.0,
        lon,
    };
    let cited =
        json!({"input": "night.nmea", "offset": 100, "length": SENTENCE.len(), "sha256": sha256});
    let view = json!({
        "id": id, "kind": "gap", "status": "final",
        "start": "2031-03-14T00:00:00Z", "end": "2031-03-14T09:00:00Z", "lat": 10.0, "lon": 179.9,
        "tracks": ["200000001-20310314T000000Z"],
        "vessels": [{"mmsi": 200_000_001, "imo": null, "name": "EX <b>HERON</b>"}],
        "values": {"duration_h": 9.0}, "thresholds": {"min_duration_h": 2.0},
        "evidence": [cited.clone(), cited],
        "reason": "Silent for 9 h.", "revision": 0, "exercise": "TEST",
    });
    Snapshot { view, observed: vec![at(179.9), at(-179.9)] }
}

/// A minute later each time it is asked.
fn clock() -> Time {
    static MINUTES: AtomicI64 = AtomicI64::new(0);
    let minutes = MINUTES.fetch_add(1, Ordering::Relaxed);
    Time::from_unix_seconds(1_931_000_000 + 60 * minutes).unwrap()
}

fn served_from(dir: &Path, ip: Ipv4Addr) -> Server {
    let program = Program { name: "cordon".into(), version: "0.1.0".into(), git: None };
    let cases = Cases {
        dir: dir.to_owned(),
        source: Arc::new(Archive),
        person: "ada".into(),
        parameters: "# rules\n".into(),
        program,
        clock,
    };
    let bind = SocketAddr::new(IpAddr::V4(ip), 0);
    let options = Options { bind, cases: Some(Arc::new(cases)), ..Options::default() };
    start(SharedPicture::default(), Arc::new(NoEvidence), &options).unwrap()
}

fn served(dir: &Path) -> Server {
    served_from(dir, Ipv4Addr::LOCALHOST)
}

const JSON: &str = "Content-Type: application/json\r\n";

/// Status, head and body of one request.
fn send(server: &Server, line: &str, headers: &str, body: &[u8]) -> (u16, String, Vec<u8>) {
    let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), server.address().port());
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let length = body.len();
    let head = format!(
        "{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    // A server that refuses a body may close before all of it is sent.
    let _ = stream.write_all(body);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let end = answer.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head, answer[end + 4..].to_vec())
}

fn get(server: &Server, path: &str) -> (u16, Value) {
    let (status, _, body) = send(server, &format!("GET {path}"), "", b"");
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

fn post(server: &Server, path: &str, body: &Value) -> (u16, Value) {
    let body = body.to_string();
    let (status, _, answer) = send(server, &format!("POST {path}"), JSON, body.as_bytes());
    (status, serde_json::from_slice(&answer).unwrap_or_default())
}

fn change(server: &Server, seen: u64, event: &Value) -> (u16, Value) {
    post(server, "/api/cases/C-1/events", &json!({"actor": "bo", "seen": seen, "events": [event]}))
}

/// A server with one case that holds one finding.
fn opened(dir: &Path) -> Server {
    let server = served(dir);
    let opening =
        json!({"actor": "ada", "title": "Silent", "events": [{"kind": "finding", "id": "gap-1"}]});
    let (status, done) = post(&server, "/api/cases", &opening);
    assert_eq!((status, &done["case"], &done["items"][0]), (201, &"C-1".into(), &"F-1".into()));
    server
}

#[test]
fn before_the_first_case_there_are_none_and_nothing_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let server = served(dir.path());
    let (status, list) = get(&server, "/api/cases");
    assert_eq!((status, &list["cases"], &list["person"]), (200, &json!([]), &"ada".into()));
    assert_eq!(list["read_only"], Value::Null);
    assert_eq!(get(&server, "/api/cases/C-1").0, 404);
    assert_eq!(change(&server, 1, &json!({"kind": "note", "text": "x"})).0, 404);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_list_tells_what_each_rank_is_made_of() {
    let dir = tempfile::tempdir().unwrap();
    let server = opened(dir.path());
    post(
        &server,
        "/api/cases",
        &json!({"actor": "ada", "title": "Thin", "events": [{"kind": "vessel", "mmsi": 200_000_002}]}),
    );
    let (_, list) = get(&server, "/api/cases");
    let ids: Vec<_> = list["cases"].as_array().unwrap().iter().map(|c| c["id"].clone()).collect();
    assert_eq!(ids, ["C-1", "C-2"]);
    let rank = &list["cases"][0]["rank"];
    let sum: f64 = rank["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| {
            let number = |key: &str| feature[key].as_f64().unwrap();
            assert!((number("value") * number("weight") - number("contribution")).abs() < 1e-12);
            number("contribution")
        })
        .sum();
    assert!(sum > 0.0 && (sum - rank["score"].as_f64().unwrap()).abs() < 1e-9);
    assert_eq!(list["cases"][0]["exercise"], "TEST");
    assert_eq!(get(&server, "/api/cases?status=closed").1["cases"], json!([]));
    assert_eq!(get(&server, "/api/cases?status=lost").0, 400);
}

#[test]
fn every_change_lands_in_the_ledger_with_its_actor() {
    let dir = tempfile::tempdir().unwrap();
    let server = opened(dir.path());
    let events = json!([
        {"kind": "note", "text": "<script>alert(1)</script>"},
        {"kind": "comment", "about": "F-1", "text": "look"},
        {"kind": "claim", "who": "the master", "said": "2031", "words": "No.", "grade": "D4"},
        {"kind": "list_hit", "list": "EX", "as_of": "2031-01-01", "entry": "7", "subject": "IMO 9074729"},
        {"kind": "scene", "id": "S1", "what": "a wake"},
        {"kind": "assess", "hypothesis": "Off", "confidence": "moderate", "rests_on": ["F-1"],
            "alternatives": [{"hypothesis": "reception", "why_not": "others were heard"}]},
        {"kind": "task", "text": "ask", "person": ""},
        {"kind": "task_done", "item": "T-1", "outcome": "asked"},
        {"kind": "review", "item": "F-1", "verdict": "rejected", "reason": "a dredger"},
        {"kind": "review", "item": "F-1", "verdict": "accepted"},
        {"kind": "status", "status": "watching", "reason": null},
        {"kind": "assign", "person": "cleo"},
        {"kind": "rename", "title": "Quiet"},
        {"kind": "finding", "id": "gap-2"},
    ]);
    let (status, done) = post(
        &server,
        "/api/cases/C-1/events",
        &json!({"actor": "bo", "seen": 2, "events": events}),
    );
    assert_eq!((status, &done["version"]), (200, &16.into()), "{done}");
    let (_, body) = get(&server, "/api/cases/C-1");
    assert_eq!(body["case"]["title"], "Quiet");
    assert_eq!(body["case"]["person"], "cleo");
    assert_eq!(body["case"]["tasks"][0]["done"]["actor"], "bo");
    assert_eq!(
        (&body["reviews"][0]["verdict"], &body["reviews"][0]["reason"]),
        (&"accepted".into(), &Value::Null)
    );
    let (_, lines) = get(&server, "/api/cases/C-1/history");
    assert_eq!(lines.as_array().unwrap().len(), 16);
    assert_eq!((&lines[2]["actor"], &lines[2]["item"]), (&"bo".into(), &"N-1".into()));
    // What the server wrote is what any other reader of the folder finds.
    let book = Casebook::open_read_only(dir.path()).unwrap();
    assert_eq!(book.verify_ledger().unwrap().entries, 16);
}

#[test]
fn a_case_reads_as_it_was_known() {
    let dir = tempfile::tempdir().unwrap();
    let server = opened(dir.path());
    change(&server, 2, &json!({"kind": "note", "text": "late"}));
    let (_, lines) = get(&server, "/api/cases/C-1/history");
    let then = lines[1]["at"].as_str().unwrap();
    for as_of in ["v2", then] {
        let (status, body) = get(&server, &format!("/api/cases/C-1?as_of={as_of}"));
        assert_eq!(
            (status, &body["case"]["version"], &body["newest"]),
            (200, &2.into(), &3.into())
        );
        assert_eq!(body["case"]["notes"], json!([]));
    }
    assert_eq!(get(&server, "/api/cases/C-1?as_of=2001-01-01T00:00:00Z").0, 422);
    for bad in ["v", "-1", "tomorrow"] {
        assert_eq!(get(&server, &format!("/api/cases/C-1?as_of={bad}")).0, 400, "{bad}");
    }
}

#[test]
fn two_people_setting_one_field_is_told_and_additions_merge() {
    let dir = tempfile::tempdir().unwrap();
    let server = opened(dir.path());
    assert_eq!(change(&server, 2, &json!({"kind": "status", "status": "watching"})).0, 200);
    let (status, told) = change(&server, 2, &json!({"kind": "status", "status": "closed"}));
    assert_eq!(status, 409);
    assert!(told["error"].as_str().unwrap().starts_with("bo changed the status of C-1"), "{told}");
    assert_eq!(change(&server, 2, &json!({"kind": "note", "text": "mine"})).0, 200);
    assert_eq!(get(&server, "/api/cases/C-1").1["case"]["status"], "watching");
}

#[test]
fn what_findings_say_now_is_taken_over_with_the_reason() {
    let dir = tempfile::tempdir().unwrap();
    let server = opened(dir.path());
    let actor = json!({"actor": "bo"});
    let (status, synced) = post(&server, "/api/cases/sync", &actor);
    assert_eq!((status, &synced["looked_at"], &synced["changed"]), (200, &1.into(), &json!([])));
    // A case that knows an older version.
    let mut old = gap("gap-1");
    old.view["reason"] = "Silent for 10 h.".into();
    let opened = Opened { title: "Old".into(), by: OpenedBy::Hand };
    let item = ItemId::unnamed(ItemKind::Finding);
    let author = Author { actor: "ada".into(), at: clock() };
    let mut book = Casebook::open(dir.path()).unwrap();
    book.open_case(&author, opened, vec![Event::FindingAdded { item, finding: old }]).unwrap();
    let (_, synced) = post(&server, "/api/cases/sync", &actor);
    assert_eq!(
        (&synced["changed"][0]["case"], &synced["changed"][0]["change"]),
        (&"C-2".into(), &"revised".into())
    );
    let (_, body) = get(&server, "/api/cases/C-2");
    assert_eq!(body["case"]["findings"][0]["versions"][1]["reason"], "Silent for 9 h.");
}

#[test]
fn evidence_comes_as_text_and_hex_and_is_held_to_its_hash() {
    let dir = tempfile::tempdir().unwrap();
    let server = opened(dir.path());
    let (status, bytes) = get(&server, "/api/cases/C-1/findings/F-1/evidence/1");
    assert_eq!((status, &bytes["unchanged"]), (200, &true.into()));
    assert_eq!(bytes["text"], "!AIVDM,1,1,,A,\u{fffd},0*00");
    assert!(bytes["hex"].as_str().unwrap().starts_with("214149"));
    for path in ["F-1/evidence/2", "F-9/evidence/0"] {
        assert_eq!(get(&server, &format!("/api/cases/C-1/findings/{path}")).0, 404, "{path}");
    }
}

#[test]
fn documents_are_kept_whole_and_given_back_as_files() {
    let dir = tempfile::tempdir().unwrap();
    let server = opened(dir.path());
    let kind = "Content-Type: application/octet-stream\r\n";
    let path = "POST /api/cases/C-1/documents?actor=ada&name=..%2F..%2Fbill%22%0d.html";
    let page = vec![b'<'; 3 << 20];
    let (status, _, body) = send(&server, path, kind, &page);
    assert_eq!(status, 422, "a name with a line break: {}", String::from_utf8_lossy(&body));
    let (status, ..) = send(&server, &path.replace("%0d", ""), kind, &page);
    assert_eq!(status, 200);
    let (_, body) = get(&server, "/api/cases/C-1");
    assert_eq!(body["case"]["documents"][0]["length"], 3 << 20);
    let (status, head, bytes) = send(&server, "GET /api/cases/C-1/documents/D-1", "", b"");
    assert_eq!((status, bytes == page), (200, true));
    assert!(head.contains("content-disposition: attachment; filename=\"bill_.html\""), "{head}");
    assert!(head.contains("content-type: application/octet-stream"), "{head}");
}

#[test]
fn an_export_verifies_alone_and_is_told_in_the_history() {
    let dir = tempfile::tempdir().unwrap();
    let server = opened(dir.path());
    let actor = br#"{"actor": "cleo"}"#;
    let (status, head, package) = send(&server, "POST /api/cases/C-1/export", JSON, actor);
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&package));
    assert!(head.contains("filename=\"C-1.zip\""), "{head}");
    assert!(cordon_casebook::verify(package, None).is_sound());
    let (_, lines) = get(&server, "/api/cases/C-1/history");
    assert_eq!((&lines[2]["kind"], &lines[2]["actor"]), (&"exported".into(), &"cleo".into()));
}

#[test]
fn what_makes_no_sense_is_refused_with_help() {
    let dir = tempfile::tempdir().unwrap();
    let server = opened(dir.path());
    let with = |event: Value| json!({"actor": "ada", "seen": 2, "events": [event]});
    let note = json!({"kind": "note", "text": "x"});
    let many: Vec<Value> = vec![note.clone(); 201];
    for (path, body, status) in [
        ("/api/cases", json!({"actor": "ada", "title": ""}), 422),
        ("/api/cases", json!({"actor": " ", "title": "x"}), 400),
        ("/api/cases", json!({"actor": "a\nb", "title": "x"}), 400),
        ("/api/cases", json!({"title": "x"}), 422),
        (
            "/api/cases",
            json!({"actor": "ada", "title": "x", "events": [{"kind": "finding", "id": "no"}]}),
            404,
        ),
        ("/api/cases/C-9/events", with(note.clone()), 404),
        ("/api/cases/x/events", with(note.clone()), 400),
        ("/api/cases/C-1/events", with(json!({"kind": "note", "text": ""})), 422),
        ("/api/cases/C-1/events", with(json!({"kind": "opened", "title": "again"})), 422),
        ("/api/cases/C-1/events", with(json!({"kind": "exported", "program": "mine"})), 422),
        ("/api/cases/C-1/events", with(json!({"kind": "task_done", "item": "T-9"})), 404),
        (
            "/api/cases/C-1/events",
            with(json!({"kind": "review", "item": "F-9", "verdict": "accepted"})),
            404,
        ),
        ("/api/cases/C-1/events", with(json!({"kind": "vessel", "mmsi": 4_000_000_000_u32})), 400),
        ("/api/cases/C-1/events", with(json!({"kind": "note", "text": "x".repeat(70_000)})), 413),
        ("/api/cases/C-1/events", json!({"actor": "ada", "events": many}), 413),
        ("/api/cases/C-1/events", json!({"actor": "ada", "seen": 99, "events": [note]}), 422),
        ("/api/cases/C-1/events", json!({"actor": "x".repeat(2 << 20), "events": []}), 413),
    ] {
        let (got, told) = post(&server, path, &body);
        let shown: String = body.to_string().chars().take(120).collect();
        assert_eq!(got, status, "{path} {shown}: {told}");
        assert!(told["error"].is_string() && told["help"].is_string(), "{path} {shown}: {told}");
    }
    assert_eq!(get(&server, "/api/cases/C-1").1["newest"], 2, "nothing of it was written");
}

#[test]
fn changes_come_from_this_machine_and_this_site_only() {
    let dir = tempfile::tempdir().unwrap();
    let server = opened(dir.path());
    let body = br#"{"actor": "eve", "events": [{"kind": "note", "text": "x"}]}"#;
    let line = "POST /api/cases/C-1/events";
    for (headers, status) in [
        (String::from("Content-Type: text/plain\r\n"), 415),
        (String::new(), 415),
        (format!("{JSON}Origin: http://evil.example\r\n"), 403),
        (format!("{JSON}Origin: null\r\n"), 403),
        (format!("{JSON}Sec-Fetch-Site: cross-site\r\n"), 403),
        (format!("{JSON}Origin: http://127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"), 200),
    ] {
        assert_eq!(send(&server, line, &headers, body).0, status, "{headers}");
    }
    let open = served_from(dir.path(), Ipv4Addr::UNSPECIFIED);
    assert_eq!(send(&open, line, JSON, body).0, 403);
    assert!(get(&open, "/api/cases").1["read_only"].as_str().unwrap().contains("other machines"));
}

#[test]
fn a_folder_that_cannot_be_written_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    std::fs::write(&file, b"").unwrap();
    // Nobody, not even root, can make a file in a file.
    let server = served(&file);
    let (status, list) = get(&server, "/api/cases");
    assert_eq!(status, 200);
    assert!(list["read_only"].as_str().unwrap().contains("cannot be written"), "{list}");
    assert_eq!(post(&server, "/api/cases", &json!({"actor": "ada", "title": "x"})).0, 403);
}

#[test]
fn without_a_folder_there_are_no_cases() {
    let options =
        Options { bind: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0), ..Options::default() };
    let server = start(SharedPicture::default(), Arc::new(NoEvidence), &options).unwrap();
    let (status, list) = get(&server, "/api/cases");
    assert_eq!((status, list["read_only"].is_string()), (200, true));
    assert_eq!(get(&server, "/api/cases/C-1").0, 404);
}
