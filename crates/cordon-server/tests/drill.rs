//! A drill driven over a real socket: keys, the clock, orders, injects, the end; and what is refused.
#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cordon_drill::report::{self, REPORT_FILE};
use cordon_drill::score::{SCORE_FILE, score};
use cordon_server::{Drills, Judge, NoEvidence, Options, Server, start};
use cordon_watch::picture::SharedPicture;
use serde_json::{Value, json};

#[derive(Debug)]
struct Alone;

impl Judge for Alone {
    fn judge(&self, folder: &Path) -> Result<(), String> {
        let score = score(folder, None).map_err(|error| error.to_string())?;
        let page = report::html(folder, &score).map_err(|error| error.to_string())?;
        std::fs::write(folder.join(SCORE_FILE), score.to_json()).unwrap();
        std::fs::write(folder.join(REPORT_FILE), page).unwrap();
        Ok(())
    }
}

fn served(dir: &Path) -> Server {
    let bind = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
    let drills = Some(Arc::new(Drills::new(dir.to_owned(), Arc::new(Alone))));
    let options = Options { bind, drills, ..Options::default() };
    start(SharedPicture::default(), Arc::new(NoEvidence), &options).unwrap()
}

/// Status, head and body of one request.
fn send(server: &Server, line: &str, key: &str, more: &str, body: &str) -> (u16, String, String) {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    let length = body.len();
    write!(
        stream,
        "{line} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nX-Drill-Key: {key}\r\n{more}\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), head.to_owned(), body.to_owned())
}

fn post(server: &Server, what: &str, key: &str, body: &Value) -> (u16, Value) {
    let line = format!("POST /api/drill{what}");
    let (status, _, answer) = send(server, &line, key, "", &body.to_string());
    (status, serde_json::from_str(&answer).unwrap_or(Value::Null))
}

fn get(server: &Server, what: &str, key: &str) -> (u16, Value) {
    let (status, _, answer) = send(server, &format!("GET /api/drill{what}"), key, "", "");
    (status, serde_json::from_str(&answer).unwrap_or(Value::Null))
}

/// Begins a drill that people play for `kr`; the keys of the controller and of `kr`.
fn begun(server: &Server) -> [String; 2] {
    let ask = json!({"scenario": "jeju-2023", "seed": 4, "people": ["kr"]});
    let (status, told) = post(server, "/start", "", &ask);
    assert_eq!((status, &told["drill"]["stage"]), (201, &json!("playing")), "{told}");
    assert_eq!(
        (&told["drill"]["simulated"], &told["drill"]["paused"]),
        (&json!(true), &json!(true))
    );
    ["controller", "kr"].map(|role| told["keys"][role].as_str().unwrap().to_owned())
}

fn until(server: &Server, what: &str, is: impl Fn(&Value) -> bool) -> Value {
    let began = Instant::now();
    loop {
        let (_, told) = get(server, "", "");
        if is(&told) {
            return told;
        }
        assert!(began.elapsed() < Duration::from_mins(1), "{what}: {told}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn step(server: &Server, key: &str, seconds: u32, clock: &str) {
    assert_eq!(post(server, "/step", key, &json!({"seconds": seconds})).0, 200);
    until(server, clock, |told| told["now"] == clock);
}

/// The drill that is over: everybody at any moment, and what happened; nothing else of the disk.
fn look_back(server: &Server) {
    let (_, runs) = get(server, "/runs", "");
    assert_eq!(
        (&runs[0]["id"], &runs[0]["exercise"]),
        (&json!("jeju-2023-4"), &json!("JEJU-2023"))
    );
    let (status, run) = get(server, "/runs/jeju-2023-4", "");
    assert_eq!((status, &run["simulated"]), (200, &json!(true)));
    let craft = run["craft"].as_array().unwrap();
    assert!(craft.len() > 50, "{}", craft.len());
    let yulgok = craft.iter().find(|it| it["id"] == "yulgok").unwrap();
    let places = yulgok["places"].as_array().unwrap();
    assert!(places.len() > 20 && places[0][0] == 0.0, "{places:?}");
    assert!(run["events"].to_string().contains("closing"));
    for id in ["jeju-2023-5", "..", "%2e%2e", "..%2f..%2fetc", "jeju-2023-4%2fscore.json"] {
        assert_eq!(get(server, &format!("/runs/{id}"), "").0, 404, "{id}");
    }
}

#[test]
fn a_drill_is_driven_to_its_score() {
    let dir = tempfile::tempdir().unwrap();
    let server = served(dir.path());
    assert_eq!(get(&server, "", ""), (200, Value::Null));
    let (_, listed) = get(&server, "/scenarios", "");
    assert!(listed.as_array().unwrap().iter().any(|it| it["name"] == "jeju-2023"));
    let [controller, kr] = begun(&server);
    step(&server, &controller, 1_800, "2023-10-09T00:30:00Z");
    let (_, all) = get(&server, "/view", &controller);
    let (_, own) = get(&server, "/view", &kr);
    assert!(all["truth"].as_array().unwrap().len() > 50 && own["truth"].is_null());
    assert!(own["contacts"].as_array().unwrap().iter().all(|it| it["side"] == "kr"));
    assert_eq!(get(&server, "/view?side=kr", &controller).1["contacts"], own["contacts"]);
    let contact = &own["contacts"][0]["contact"];
    let order = json!({"side": "kr", "unit": "yulgok", "task": "intercept", "contact": contact});
    assert_eq!(post(&server, "/orders", &kr, &order).0, 200);
    assert_eq!(post(&server, "/say", &kr, &json!({"text": "closing"})).0, 200);
    assert_eq!(post(&server, "/injects/launch", &controller, &json!({})).0, 200);
    step(&server, &controller, 60, "2023-10-09T00:31:00Z");
    let since = own["log"].as_array().unwrap().last().unwrap()["seq"].as_u64().unwrap() + 1;
    let told = get(&server, &format!("/view?since={since}"), &kr).1["log"].to_string();
    for word in ["\"order\"", "closing", "launch_warning"] {
        assert!(told.contains(word), "{word}: {told}");
    }
    let (_, injects) = get(&server, "/injects", &controller);
    assert!(
        injects.as_array().unwrap().iter().any(|it| it["id"] == "launch" && it["came"] == true)
    );
    assert_eq!(get(&server, "/score", "").0, 404);
    assert_eq!(post(&server, "/end", &controller, &json!({})).0, 200);
    until(&server, "scored", |told| told["stage"] == "scored");
    let (status, score) = get(&server, "/score", "");
    assert_eq!((status, &score["seed"]), (200, &json!(4)));
    look_back(&server);
    let (status, head, page) = send(&server, "GET /api/drill/report", "", "", "");
    assert!(status == 200 && page.contains("SIMULATED"), "{head}");
    assert!(head.to_ascii_lowercase().contains("style-src 'unsafe-inline'"), "{head}");
    assert_eq!(post(&server, "/orders", &kr, &order).0, 409, "it is over");
    assert!(dir.path().join("jeju-2023-4/log.jsonl.zst").is_file());
}

#[test]
fn the_clock_goes_by_its_speed() {
    let dir = tempfile::tempdir().unwrap();
    let server = served(dir.path());
    let [controller, _] = begun(&server);
    assert_eq!(post(&server, "/speed", &controller, &json!({"speed": 600})).0, 200);
    assert_eq!(post(&server, "/resume", &controller, &json!({})).1["paused"], false);
    until(&server, "it goes on", |told| told["now"] != told["from"]);
    assert_eq!(post(&server, "/pause", &controller, &json!({})).1["paused"], true);
    let now = get(&server, "", "").1["now"].clone();
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(get(&server, "", "").1["now"], now, "a pause is a pause");
    for bad in [json!({"speed": 0}), json!({"speed": -3}), json!({"speed": "fast"}), json!({})] {
        assert!((400..500).contains(&post(&server, "/speed", &controller, &bad).0), "{bad}");
    }
    for bad in [json!({"seconds": 0}), json!({"seconds": 1e9}), json!({"seconds": null})] {
        assert!((400..500).contains(&post(&server, "/step", &controller, &bad).0), "{bad}");
    }
}

#[test]
fn what_is_not_yours_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let server = served(dir.path());
    for what in ["/pause", "/orders", "/say", "/end"] {
        let (status, told) = post(&server, what, "", &json!({"text": "x"}));
        assert!((400..500).contains(&status), "{what}: {told}");
    }
    for bad in [
        json!({"scenario": "no-such"}),
        json!({"scenario": "south-of-jeju"}),
        json!({"scenario": "jeju-2023", "people": ["zz"]}),
        json!({"scenario": "jeju-2023", "speed": 0}),
    ] {
        assert_eq!(post(&server, "/start", "", &bad).0, 400, "{bad}");
    }
    let [controller, kr] = begun(&server);
    assert_eq!(post(&server, "/start", "", &json!({"scenario": "imazu"})).0, 409);
    for key in ["", "kr", &kr[1..]] {
        assert_eq!(get(&server, "/view", key).0, 403);
    }
    for what in ["/pause", "/resume", "/end", "/injects/launch"] {
        assert_eq!(post(&server, what, &kr, &json!({})).0, 403, "{what}");
    }
    assert_eq!(get(&server, "/injects", &kr).0, 403);
    assert!(
        get(&server, "/view?side=us", &kr).1["contacts"]
            .as_array()
            .unwrap()
            .iter()
            .all(|it| it["side"] == "kr")
    );
    let order = |side: &str, task: &str| json!({"side": side, "unit": "shoup", "task": task});
    assert_eq!(post(&server, "/orders", &kr, &order("us", "resume")).0, 403);
    assert_eq!(post(&server, "/orders", &kr, &order("kr", "sink")).0, 400);
    assert_eq!(post(&server, "/orders", &controller, &order("zz", "resume")).0, 404);
    assert_eq!(post(&server, "/injects/none", &controller, &json!({})).0, 409);
    assert_eq!(post(&server, "/say", &kr, &json!({"text": "a\nb"})).0, 400);
    let foreign = "Origin: http://evil.example\r\n";
    assert_eq!(send(&server, "POST /api/drill/pause", &controller, foreign, "{}").0, 403);
}
