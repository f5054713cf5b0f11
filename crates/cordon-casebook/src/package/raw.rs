//! The raw bytes of a package: the cited pieces of each input, one after the other.
//!
//! `raw/0001.dat` holds the pieces of one input, each followed by a line feed, so that pieces of text
//! read as lines. `raw/index.jsonl` says for each piece which bytes of which input it is, and where it
//! lies. `raw/inputs.jsonl` says what each input was.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::case::Case;
use crate::digest::Digest;
use crate::error::CaseError;
use crate::event::Citation;
use crate::names::ItemId;

/// Whoever keeps the raw bytes of inputs.
pub trait RawBytes {
    /// Bytes of an input, or why they cannot be had.
    fn raw(&self, input: &str, offset: u64, length: u32) -> Result<Vec<u8>, String>;

    /// What the input is (its format, its exercise mark, ...), for whoever reads the bytes again.
    fn describe(&self, input: &str) -> Value {
        let _ = input;
        Value::Null
    }

    /// Bytes of the input that its records cannot be read without, such as the header of a table:
    /// offset and length.
    fn context(&self, input: &str) -> Vec<(u64, u32)> {
        let _ = input;
        Vec::new()
    }
}

/// One line of `raw/index.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Piece {
    pub(crate) input: String,
    pub(crate) offset: u64,
    pub(crate) length: u32,
    pub(crate) sha256: Digest,
    /// The file of the package that holds it.
    pub(crate) file: String,
    /// Its first byte there.
    pub(crate) start: u64,
}

/// One line of `raw/inputs.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct InputLine {
    pub(crate) input: String,
    pub(crate) file: String,
    #[serde(default)]
    pub(crate) about: Value,
}

/// The raw bytes of a package while it is composed.
#[derive(Debug, Default)]
pub(crate) struct RawFiles {
    pub(crate) index: Vec<Piece>,
    pub(crate) inputs: Vec<InputLine>,
    /// Name and content.
    pub(crate) files: Vec<(String, Vec<u8>)>,
}

/// Gathers everything that the findings of a case stand on. What stands now must be there; what
/// earlier versions cited is added where it can be had.
pub(crate) fn gather(case: &Case, source: &dyn RawBytes) -> Result<RawFiles, CaseError> {
    let mut raw = RawFiles::default();
    for (input, pieces) in wanted(case, source) {
        let file = format!("raw/{:04}.dat", raw.files.len() + 1);
        let mut bytes = Vec::new();
        for ((offset, length), need) in pieces {
            let got = source.raw(&input, offset, length).and_then(|got| need.check(got));
            let got = match (got, need.by) {
                (Ok(got), _) => got,
                (Err(_), None) => continue,
                (Err(why), Some(finding)) => {
                    let (case, input) = (case.id, input.clone());
                    return Err(CaseError::Raw { case, finding, input, offset, length, why });
                }
            };
            let (sha256, start) = (Digest::of(&got), bytes.len() as u64);
            let (input, file) = (input.clone(), file.clone());
            raw.index.push(Piece { input, offset, length, sha256, file, start });
            bytes.extend_from_slice(&got);
            bytes.push(b'\n');
        }
        raw.inputs.push(InputLine { about: source.describe(&input), file: file.clone(), input });
        raw.files.push((file, bytes));
    }
    Ok(raw)
}

/// Which pieces of which inputs.
type Wanted = BTreeMap<String, BTreeMap<(u64, u32), Need>>;

/// Why a piece is wanted.
#[derive(Clone, Debug, Default)]
struct Need {
    /// A finding that stands now and cites it.
    by: Option<ItemId>,
    /// What its bytes were when they were cited.
    sha256: Option<String>,
}

impl Need {
    fn check(&self, bytes: Vec<u8>) -> Result<Vec<u8>, String> {
        match &self.sha256 {
            Some(wanted) if *wanted != Digest::of(&bytes).to_string() => {
                Err("they are not what they were when the finding was made".to_owned())
            }
            _ => Ok(bytes),
        }
    }
}

fn wanted(case: &Case, source: &dyn RawBytes) -> Wanted {
    let mut wanted = Wanted::new();
    let mut want = |citation: Citation, by: Option<ItemId>| {
        let pieces = wanted.entry(citation.input).or_default();
        let need = pieces.entry((citation.offset, citation.length)).or_default();
        need.by = need.by.or(by);
        need.sha256 = need.sha256.take().or(citation.sha256);
    };
    for (item, finding) in case.standing() {
        finding.citations().into_iter().for_each(|citation| want(citation, Some(item)));
    }
    for version in case.findings.iter().flat_map(|finding| &finding.versions) {
        version.finding.citations().into_iter().for_each(|citation| want(citation, None));
    }
    let inputs: BTreeSet<String> = wanted.keys().cloned().collect();
    for input in inputs {
        for place in source.context(&input) {
            wanted.entry(input.clone()).or_default().entry(place).or_default();
        }
    }
    wanted
}
