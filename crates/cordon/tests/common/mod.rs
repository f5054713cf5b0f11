//! Runs the real binary in a folder of its own.

#![allow(
    dead_code,
    clippy::panic,
    clippy::print_stderr,
    reason = "each test file uses a part of it, and tests fail loudly"
)]

pub(crate) mod sea;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A folder with a store in it, and the binary to work on it.
pub(crate) struct Cordon {
    folder: TempDir,
}

impl Cordon {
    pub(crate) fn new() -> Cordon {
        Cordon { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A path in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(&path, content).expect("a file");
        path
    }

    /// The command, to be run in the folder with its store `store`.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cordon"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("CORDON_DATA", "store")
            .env_remove("CORDON_CONFIG")
            .stdin(Stdio::null());
        command
    }

    /// Runs it to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran(self.command(arguments).output().expect("the binary runs"))
    }

    /// Watches sources and gives the summary.
    pub(crate) fn watch(&self, sources: &[&str]) -> Value {
        let ran = self.run(&[&["watch", "--summary", "json"], sources].concat());
        let summary: Value = serde_json::from_str(&ran.stdout()).unwrap_or_else(|error| {
            panic!("no summary ({error}): {}\n{}", ran.stdout(), ran.stderr())
        });
        assert_balances(&summary);
        summary
    }

    /// All findings, one JSON object each.
    pub(crate) fn findings(&self) -> Vec<Value> {
        self.run(&["findings", "--format", "jsonl"]).json_lines()
    }

    /// All findings as text, without the one thing that may differ between ways in: the names and
    /// offsets of inputs. What the cited bytes are stays.
    pub(crate) fn findings_wherever_from(&self) -> String {
        let mut findings = self.findings();
        for finding in &mut findings {
            for item in finding["evidence"].as_array_mut().expect("evidence") {
                let item = item.as_object_mut().expect("an object");
                item.remove("input");
                item.remove("offset");
            }
        }
        findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }
}

/// What a run left behind.
pub(crate) struct Ran(pub(crate) Output);

impl Ran {
    pub(crate) fn stdout(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    pub(crate) fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    pub(crate) fn code(&self) -> i32 {
        self.0.status.code().unwrap_or(-1)
    }

    pub(crate) fn json_lines(&self) -> Vec<Value> {
        self.stdout()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
            .collect()
    }
}

/// read = used + rejected, by reason.
pub(crate) fn assert_balances(summary: &Value) {
    let rejected = summary["rejected"].as_object().expect("rejected");
    let rejected: u64 = rejected.values().map(|n| n.as_u64().expect("a count")).sum();
    let n = |key: &str| summary[key].as_u64().expect("a count");
    assert_eq!(n("read"), n("used") + rejected, "{summary}");
}

/// A file of the shared data, or `None` (said on standard error) where it is absent.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let root = Path::new("../../../shared/data");
    let path = root.join(name);
    if path.exists() {
        return path.canonicalize().ok();
    }
    eprintln!("skipped: {} is absent", path.display());
    None
}
