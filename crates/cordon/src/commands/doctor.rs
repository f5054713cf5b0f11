//! `cordon doctor`: what this machine has, and whether the store is sound.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};

use cordon_archive::Store;

use super::store;
use crate::cli::Common;
use crate::error::{Failure, Outcome};
use crate::table;

/// One thing that was looked at.
struct Check {
    what: &'static str,
    state: State,
    says: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    Optional,
    Bad,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            State::Good => "ok",
            State::Optional => "note",
            State::Bad => "BAD",
        }
    }
}

/// Looks at everything, and fails when anything needed is not sound.
pub(crate) fn run(common: &Common) -> Result<Outcome, Failure> {
    let checks = [
        cores(),
        web_app(),
        port(8080),
        browser(),
        writable(&common.data),
        soundness(&common.data),
    ];
    let mut table = table::new(&["check", "", "says"]);
    for check in &checks {
        table.add_row([check.what, check.state.word(), &check.says]);
    }
    table::print(&table)?;
    if checks.iter().any(|check| check.state == State::Bad) {
        return Err(Failure::Integrity {
            what: "something is not sound (see BAD above)".into(),
            help: "what each line says is where to begin; nothing was changed".into(),
        });
    }
    Ok(Outcome::Done)
}

fn cores() -> Check {
    let says = std::thread::available_parallelism()
        .map_or_else(|_| "cores unknown".to_owned(), |n| format!("{n} cores"));
    let says = format!("{says}; AIS is decoded with {}", cordon_ais::armour::form());
    Check { what: "processor", state: State::Good, says }
}

fn web_app() -> Check {
    let (state, says) = if cordon_server::has_web_app() {
        (State::Good, "built in".to_owned())
    } else {
        (State::Optional, "not built in: run `make web` and build again; all else works".to_owned())
    };
    Check { what: "web app", state, says }
}

fn port(port: u16) -> Check {
    let (state, says) = match TcpListener::bind(("127.0.0.1", port)) {
        Ok(_) => (State::Good, format!("{port} is free on 127.0.0.1")),
        Err(error) => (State::Optional, format!("{port}: {error}; use --port 0 for a free one")),
    };
    Check { what: "port", state, says }
}

fn browser() -> Check {
    let found = ["chromium", "google-chrome", "firefox"].into_iter().find(|name| {
        let mut version = Command::new(name);
        version.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
        version.status().is_ok_and(|status| status.success())
    });
    match found {
        Some(name) => Check { what: "browser", state: State::Good, says: name.to_owned() },
        None => Check {
            what: "browser",
            state: State::Optional,
            says: "none on this machine; open the page from another, or install one".to_owned(),
        },
    }
}

fn writable(dir: &Path) -> Check {
    let nearest = dir.ancestors().find(|path| path.is_dir() && !path.as_os_str().is_empty());
    let place = nearest.unwrap_or(Path::new("."));
    let (state, says) = match tempfile::tempfile_in(place) {
        Ok(_) => (State::Good, format!("{} can be written", place.display())),
        Err(error) => (State::Bad, format!("{} cannot be written: {error}", place.display())),
    };
    Check { what: "disk", state, says }
}

fn soundness(dir: &Path) -> Check {
    let what = "store";
    if !dir.is_dir() {
        let says = format!("none at {} yet; `cordon watch FILE` makes one", dir.display());
        return Check { what, state: State::Optional, says };
    }
    match store::read(dir) {
        Ok(store) => verdict(&store),
        Err(failure) => Check { what, state: State::Bad, says: failure.to_string() },
    }
}

fn verdict(store: &Store) -> Check {
    let report = store.verify();
    let state = if report.is_sound() { State::Good } else { State::Bad };
    let counts = format!(
        "{} rows in {} files, {} raw bytes, {} findings and tracks",
        report.rows, report.files, report.raw_bytes, report.entries
    );
    let problems = report.problems.iter().map(ToString::to_string);
    let says = std::iter::once(counts).chain(problems).collect::<Vec<_>>().join("\n");
    Check { what: "store", state, says }
}
