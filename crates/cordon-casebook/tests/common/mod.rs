//! A casebook with one case in it, made from lines that were never sent.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::format_collect,
    reason = "each test file uses a part of it"
)]

use std::path::Path;

use cordon_casebook::{
    Alternative, Assessment, Author, CaseId, Casebook, Claim, Confidence, Document, Event, ItemId,
    ItemKind, Level, ListHit, Observed, Opened, OpenedBy, Program, RawBytes, Scene, Snapshot,
    Source,
};
use cordon_core::{Time, VesselRef};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub(crate) fn at(seconds: i64) -> Time {
    Time::from_unix_seconds(1_700_000_000 + seconds).unwrap()
}

pub(crate) fn ada(seconds: i64) -> Author {
    Author { actor: "ada".to_owned(), at: at(seconds) }
}

pub(crate) fn unnamed(kind: ItemKind) -> ItemId {
    ItemId::unnamed(kind)
}

pub(crate) fn note(text: &str) -> Event {
    Event::NoteAdded { item: unnamed(ItemKind::Note), text: text.to_owned() }
}

/// An input of numbered lines.
pub(crate) struct Lines;

pub(crate) const LINE: u32 = 24;

impl RawBytes for Lines {
    fn raw(&self, input: &str, offset: u64, length: u32) -> Result<Vec<u8>, String> {
        if !input.ends_with(".nmea") {
            return Err("there is no such input".to_owned());
        }
        Ok(format!("{input:>12}{offset:>12}")
            .into_bytes()
            .into_iter()
            .take(length as usize)
            .collect())
    }

    fn describe(&self, _: &str) -> Value {
        json!({"format": "aivdm"})
    }

    fn context(&self, _: &str) -> Vec<(u64, u32)> {
        vec![(0, LINE)]
    }
}

/// A silence between two of five fixes, across the 180th meridian.
pub(crate) fn gap(name: &str, input: &str, hour: i64) -> Snapshot {
    let start = hour * 3_600;
    let fixes = [0, 600, 1_200, 1_800, 40_000];
    let evidence: Vec<Value> = fixes
        .iter()
        .map(|second| {
            let offset = (start + second) as u64;
            let bytes = Lines.raw(input, offset, LINE).unwrap_or_default();
            json!({"input": input, "offset": offset, "length": LINE, "sha256": hex(&Sha256::digest(bytes))})
        })
        .collect();
    let lon = |second: i64| {
        let lon = 179.5 + second as f64 / 40_000.0;
        ((if lon >= 180.0 { lon - 360.0 } else { lon }) * 1e4).round() / 1e4
    };
    let observed = fixes
        .iter()
        .map(|&second| Observed {
            track: "440123456-20231114T221320Z".to_owned(),
            time: at(start + second),
            lat: 51.0 + second as f64 / 100_000.0,
            lon: lon(second),
        })
        .collect();
    let view = json!({
        "id": name, "kind": "gap", "status": "final",
        "start": at(start + 1_800).to_string(), "end": at(start + 40_000).to_string(),
        "lat": 51.018, "lon": lon(1_800),
        "tracks": ["440123456-20231114T221320Z"],
        "vessels": [{"mmsi": 440_123_456, "imo": 9_074_729, "name": "<b>Пусан</b>"}],
        "values": {"duration_h": 10.6, "distance_nm": 35.2, "disabling_probability": 0.91},
        "thresholds": {"duration_h": 6.0},
        "evidence": evidence,
        "reason": "No report for 10.6 h where reports were likely.",
        "revision": 0, "exercise": null,
    });
    Snapshot { view, observed }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn finding(snapshot: Snapshot) -> Event {
    Event::FindingAdded { item: unnamed(ItemKind::Finding), finding: snapshot }
}

pub(crate) fn by_hand(title: &str) -> Opened {
    Opened { title: title.to_owned(), by: OpenedBy::Hand }
}

/// A case with something of everything.
pub(crate) fn full(dir: &Path) -> (Casebook, CaseId) {
    let mut book = Casebook::open(dir).unwrap();
    let additions = vec![
        finding(gap("gap-0001", "alpha.nmea", 0)),
        finding(gap("gap-0002", "beta.nmea", 20)),
        note("Heard by <script>alert(1)</script> & 부산 station"),
    ];
    let case =
        book.open_case(&ada(0), by_hand("Dark & \"quiet\" <north>"), additions).unwrap().case;
    let sha256 = book.keep_document(b"BILL OF LADING\n").unwrap().to_string();
    let document = Document {
        name: "bill of lading.txt".to_owned(),
        sha256,
        length: 15,
        about: Some("as photographed".to_owned()),
    };
    let claim = Claim {
        who: "the master".to_owned(),
        said: "2023-11-15".to_owned(),
        words: "We never\nturned it off".to_owned(),
        about: Some("F-1".to_owned()),
        document: Some("D-1".to_owned()),
        grade: Some("D4".parse().unwrap()),
    };
    let hit = ListHit {
        list: "OFAC SDN".to_owned(),
        as_of: "2023-01-20".to_owned(),
        entry: "15036".to_owned(),
        subject: "IMO 9074729".to_owned(),
        explanation: vec!["the IMO number is the same".to_owned()],
        details: Value::Null,
    };
    let assessment = Assessment {
        hypothesis: "The transponder was switched off to hide a call at a port.".to_owned(),
        confidence: Confidence::Level(Level::Moderate),
        rests_on: vec!["F-1".parse().unwrap(), "L-1".parse().unwrap()],
        alternatives: vec![Alternative {
            hypothesis: "Poor reception.".to_owned(),
            why_not: "Other ships nearby were heard throughout.".to_owned(),
        }],
    };
    let more = vec![
        Event::DocumentAttached { item: unnamed(ItemKind::Document), document },
        Event::ClaimAdded { item: unnamed(ItemKind::Claim), claim },
        Event::ListHitAdded { item: unnamed(ItemKind::ListHit), hit },
        Event::SceneAdded {
            item: unnamed(ItemKind::Scene),
            scene: Scene {
                id: "S1A_IW_GRDH".to_owned(),
                time: Some(at(20_000)),
                what: "A ship of 110 m without a track.".to_owned(),
            },
        },
        Event::VesselLinked {
            item: unnamed(ItemKind::Vessel),
            vessel: VesselRef { mmsi: 273_000_001, imo: None, name: Some("TENDER".to_owned()) },
            role: Some("seen alongside".to_owned()),
        },
        Event::TaskOpened {
            item: unnamed(ItemKind::Task),
            text: "Ask the port".to_owned(),
            person: Some("bo".to_owned()),
        },
        Event::Assessed { item: unnamed(ItemKind::Assessment), assessment },
        Event::Commented {
            item: unnamed(ItemKind::Comment),
            about: Some("A-1".parse().unwrap()),
            text: "Agreed.".to_owned(),
        },
    ];
    book.change(&ada(60), case, None, more).unwrap();
    (book, case)
}

pub(crate) fn program() -> Program {
    Program { name: "cordon".to_owned(), version: "0.1.0".to_owned(), git: None }
}

/// The package of that case.
pub(crate) fn package(dir: &Path) -> Vec<u8> {
    let (mut book, case) = full(dir);
    export(&mut book, case)
}

pub(crate) fn export(book: &mut Casebook, case: CaseId) -> Vec<u8> {
    let program = program();
    let source =
        Source { raw: &Lines, parameters: "[gap]\nthreshold_h = 6.0\n", program: &program };
    book.export(&ada(120), case, &source).unwrap()
}

/// A line of an input.
pub(crate) fn raw(input: &str, offset: u64) -> Vec<u8> {
    Lines.raw(input, offset, LINE).unwrap()
}
