//! Appends numbered lines to a store and prints each number once it is acknowledged, until killed:
//! `cargo run --example ingest -- DIR`. A test that kills it at any moment opens the store and
//! finds every printed line, each once: `cargo run --example ingest -- DIR check LAST`.

use std::io::Write;
use std::path::Path;

use cordon_archive::{Options, Query, Store, StoreError};
use cordon_core::{Fix, FixFlags, Input, InputId, Mmsi, Position, ReceiverKind, SourceRef, Time};

const LINE: u64 = 12;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [dir] => ingest(Path::new(dir)),
        [dir, word, last] if word == "check" => check(Path::new(dir), last.parse()?),
        _ => Err("give a directory, or a directory, `check` and a number".into()),
    }
}

fn ingest(dir: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let mut store = Store::open_with(dir, Options { flush_rows: 50 })?;
    let format = "lines".to_owned();
    let input = Input { name: "numbers".to_owned(), format, exercise: None, heard: None };
    let id = store.register(input)?;
    let mut next = store.cursor(id).and_then(serde_json::Value::as_u64).unwrap_or(0);
    let mut out = std::io::stdout();
    loop {
        store.append_raw(id, next * LINE, line(next).as_bytes())?;
        store.append(&[fix(id, next)], &[])?;
        next += 1;
        store.set_cursor(id, next.into())?;
        store.commit()?;
        writeln!(out, "{}", next - 1)?;
        out.flush()?;
    }
}

/// Every line up to `last`, and at most one more, is there once.
fn check(dir: &Path, last: u64) -> Result<(), Box<dyn std::error::Error>> {
    let store = Store::open(dir)?;
    let mut found = Vec::new();
    for batch in store.scan(&Query::all()) {
        found.extend(batch?.rows.into_iter().map(|fix| fix.source));
    }
    found.sort_unstable();
    let is_whole = |(n, source): (u64, &SourceRef)| -> Result<bool, StoreError> {
        Ok(source.offset == n * LINE && store.raw(*source)? == line(n).as_bytes())
    };
    for pair in (0..).zip(&found) {
        if !is_whole(pair)? {
            return Err(format!("line {} is missing, doubled or changed", pair.0).into());
        }
    }
    let count = found.len() as u64;
    let problems = store.verify().problems;
    if (count == last + 1 || count == last + 2) && problems.is_empty() {
        return Ok(());
    }
    Err(format!("{count} lines after {last} was acknowledged; {problems:?}").into())
}

fn line(n: u64) -> String {
    format!("line {n:06}\n")
}

fn fix(input: InputId, n: u64) -> Fix {
    let time = Time::from_unix_seconds(1_609_459_200 + n.cast_signed() * 60).unwrap_or(Time::MIN);
    Fix {
        time,
        mmsi: Mmsi(412_000_000 + (n % 3) as u32),
        position: Position::wrapped(33.0, 127.0),
        sog: Fix::NONE,
        cog: Fix::NONE,
        heading: Fix::NONE,
        nav_status: 15,
        msg_type: 0,
        transponder: cordon_core::Transponder::Unknown,
        receiver_kind: ReceiverKind::Unknown,
        receiver: 0,
        flags: FixFlags(0),
        source: SourceRef { input, offset: n * LINE, length: LINE as u32 },
        digest: n,
    }
}
