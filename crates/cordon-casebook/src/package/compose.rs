//! From a case to the bytes of its package. The same material makes the same bytes.

use cordon_core::Time;
use ed25519_dalek::SigningKey;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::manifest::{FORMAT, MANIFEST, Manifest, ManifestFile, ManifestSignature, SIGNATURE};
use super::names;
use super::raw::{RawBytes, gather};
use super::zip::{self, MAX_FILES, MAX_PACKAGE, ZipFile};
use crate::case::{Case, CaseFinding};
use crate::digest::Digest;
use crate::error::CaseError;
use crate::event::Document;
use crate::ledger::{Checkpoint, Entry};
use crate::names::ItemId;
use crate::report;

/// The program that writes a package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The commit it was built from, when known.
    pub git: Option<String>,
}

/// Everything that a package follows from.
#[expect(missing_debug_implementations, reason = "its sources of bytes are traits")]
pub struct Material<'a> {
    /// The case's entries, the last one that of the export.
    pub entries: &'a [Entry],
    /// The signature over the last entry.
    pub checkpoint: Checkpoint,
    /// The rules that the findings were made by, as TOML.
    pub parameters: &'a str,
    /// The program.
    pub program: &'a Program,
    /// Where the raw bytes are.
    pub raw: &'a dyn RawBytes,
    /// Where the documents are.
    pub documents: &'a dyn Fn(Digest) -> Result<Vec<u8>, CaseError>,
}

/// The bytes of the package, signed with `key`.
pub fn compose(material: &Material<'_>, key: &SigningKey) -> Result<Vec<u8>, CaseError> {
    let case = Case::from_entries(material.entries).map_err(unwritable)?;
    let case = case.ok_or_else(|| CaseError::Compose("there are no entries".to_owned()))?;
    let mut files = contents(material, &case)?;
    for document in &case.documents {
        let digest = document.what.sha256.parse().map_err(unwritable)?;
        let path = document_path(document.item, &document.what);
        files.push((path, (material.documents)(digest)?));
    }
    let created = case.changed.at;
    let manifest = to_json(&manifest(&case, material.checkpoint.clone(), created, &files))?;
    let signature = to_json(&ManifestSignature::sign(&manifest, key))?;
    files.push((MANIFEST.to_owned(), manifest));
    files.push((SIGNATURE.to_owned(), signature));
    pack(&files, created)
}

fn contents(material: &Material<'_>, case: &Case) -> Result<Vec<(String, Vec<u8>)>, CaseError> {
    let raw = gather(case, material.raw)?;
    let findings: Vec<Value> = case.findings.iter().filter_map(finding_line).collect();
    let about = report::About { program: material.program, checkpoint: &material.checkpoint };
    let mut files = vec![
        (names::REPORT_HTML, report::html(case, &about).into_bytes()),
        (names::REPORT_PDF, report::pdf(case, &about)),
        (names::CASE, to_json(case)?),
        (names::FINDINGS, to_json_lines(&findings)?),
        (names::LEDGER, to_json_lines(material.entries)?),
        (names::PARAMETERS, material.parameters.as_bytes().to_vec()),
        (names::PROGRAM, to_json(material.program)?),
        (names::INDEX, to_json_lines(&raw.index)?),
        (names::INPUTS, to_json_lines(&raw.inputs)?),
    ]
    .into_iter()
    .map(|(name, bytes)| (name.to_owned(), bytes))
    .collect::<Vec<_>>();
    files.extend(raw.files);
    Ok(files)
}

/// A line of `findings.jsonl`: the object of the output contract, with its name in the case, whether
/// it was withdrawn, and its fixes.
pub(crate) fn finding_line(finding: &CaseFinding) -> Option<Value> {
    let snapshot = &finding.current()?.finding;
    let mut line = snapshot.view.as_object()?.clone();
    line.insert("item".to_owned(), finding.item.to_string().into());
    line.insert("withdrawn".to_owned(), finding.is_withdrawn().into());
    line.insert("observed".to_owned(), serde_json::to_value(&snapshot.observed).ok()?);
    Some(line.into())
}

/// Where a document lies in the package: under its own name, as far as that is plain.
pub(crate) fn document_path(item: ItemId, document: &Document) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c } else { '_' };
    let mut name: String = document.name.chars().map(plain).collect();
    // The end of a name says what a file is.
    let surplus = name.len().saturating_sub(80);
    name.drain(..surplus);
    format!("documents/{item}_{name}")
}

fn manifest(
    case: &Case,
    checkpoint: Checkpoint,
    created: Time,
    files: &[(String, Vec<u8>)],
) -> Manifest {
    let list = |(path, bytes): &(String, Vec<u8>)| ManifestFile {
        path: path.clone(),
        length: bytes.len() as u64,
        sha256: Digest::of(bytes),
    };
    Manifest {
        format: FORMAT.to_owned(),
        case: case.id,
        version: case.version,
        created,
        exercise: case.exercise.clone(),
        checkpoint,
        files: files.iter().map(list).collect(),
    }
}

fn pack(files: &[(String, Vec<u8>)], created: Time) -> Result<Vec<u8>, CaseError> {
    let size: u64 = files.iter().map(|(name, bytes)| 100 + (name.len() + bytes.len()) as u64).sum();
    if size > MAX_PACKAGE || files.len() > MAX_FILES {
        return Err(CaseError::TooLarge {
            what: format!("the package ({} files)", files.len()),
            size,
            limit: MAX_PACKAGE,
            mend: "Export a case with fewer findings or smaller documents",
        });
    }
    let files: Vec<ZipFile<'_>> =
        files.iter().map(|(name, bytes)| ZipFile { name: name.clone(), bytes }).collect();
    Ok(zip::write(&files, created))
}

fn to_json<T: Serialize>(value: &T) -> Result<Vec<u8>, CaseError> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(unwritable)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn to_json_lines<T: Serialize>(values: &[T]) -> Result<Vec<u8>, CaseError> {
    let mut bytes = Vec::new();
    for value in values {
        serde_json::to_writer(&mut bytes, value).map_err(unwritable)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

fn unwritable(error: impl std::fmt::Display) -> CaseError {
    CaseError::Compose(error.to_string())
}
