//! A case as a signed package that verifies alone.
//!
//! The layout is in `docs/formats.md`. Everything in a package follows from the case's entries in
//! the ledger, the raw bytes they cite, the attached documents, and the rules; the manifest lists it
//! all, and one signature covers the manifest.

mod compose;
mod manifest;
mod raw;
mod verify;
mod zip;

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;

pub(crate) use compose::finding_line;
pub use compose::{Material, Program, compose};
pub use manifest::{FORMAT, Manifest, ManifestFile, ManifestSignature, fingerprint};
pub use raw::RawBytes;
pub(crate) use raw::gather;
pub use verify::{Fault, Recomputed, Verification, verify};
pub use zip::{MAX_FILES, MAX_PACKAGE};

use raw::{InputLine, Piece};

/// Names of the files that every package has.
pub(crate) mod names {
    pub(crate) const REPORT_HTML: &str = "report.html";
    pub(crate) const REPORT_PDF: &str = "report.pdf";
    pub(crate) const CASE: &str = "case.json";
    pub(crate) const FINDINGS: &str = "findings.jsonl";
    pub(crate) const LEDGER: &str = "ledger.jsonl";
    pub(crate) const PARAMETERS: &str = "parameters.toml";
    pub(crate) const PROGRAM: &str = "program.json";
    pub(crate) const INDEX: &str = "raw/index.jsonl";
    pub(crate) const INPUTS: &str = "raw/inputs.jsonl";

    /// Every one of them.
    pub(crate) const ALL: [&str; 9] =
        [REPORT_HTML, REPORT_PDF, CASE, FINDINGS, LEDGER, PARAMETERS, PROGRAM, INDEX, INPUTS];
}

/// The files of a package, to be looked at.
#[derive(Debug)]
pub struct Package {
    archive: Vec<u8>,
    files: BTreeMap<String, Range<usize>>,
    index: Vec<Piece>,
    inputs: Vec<InputLine>,
}

impl Package {
    /// The bytes of a file.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.archive.get(self.files.get(path)?.clone())
    }

    /// The names of its files, in alphabetical order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Bytes of an input: exactly a piece that some finding cites, or the context of the input.
    pub fn raw(&self, input: &str, offset: u64, length: u32) -> Option<&[u8]> {
        let is_it = |piece: &&Piece| {
            (piece.offset, piece.length) == (offset, length) && piece.input == input
        };
        self.piece(self.index.iter().find(is_it)?)
    }

    /// Every piece of an input that the package holds, in the order of offsets.
    pub fn pieces<'a>(&'a self, input: &'a str) -> impl Iterator<Item = (u64, &'a [u8])> + 'a {
        let of_input = self.index.iter().filter(move |piece| piece.input == input);
        of_input.filter_map(|piece| Some((piece.offset, self.piece(piece)?)))
    }

    fn piece(&self, piece: &Piece) -> Option<&[u8]> {
        let start = usize::try_from(piece.start).ok()?;
        self.file(&piece.file)?.get(start..start.checked_add(piece.length as usize)?)
    }

    /// What an input was, as the exporting program described it.
    pub fn describe(&self, input: &str) -> Option<&Value> {
        self.inputs.iter().find(|line| line.input == input).map(|line| &line.about)
    }

    /// The rules that the findings were made by, as TOML.
    pub fn parameters(&self) -> &str {
        let bytes = self.file(names::PARAMETERS).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

/// The lines of a JSON-lines file.
pub(crate) fn json_lines<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<Vec<T>, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| format!("it is not UTF-8: {error}"))?;
    let read = |(number, line)| {
        serde_json::from_str(line).map_err(|error| format!("line {}: {error}", number + 1))
    };
    text.lines().enumerate().map(read).collect()
}
