//! Does a package hold up?
//!
//! In this order: the archive's structure, the manifest and its signature, every file against the
//! manifest, the ledger's chain and its checkpoint, the case and its findings against the ledger, the
//! documents and raw bytes against what cites them, and every finding computed again.

use std::collections::{BTreeMap, BTreeSet};

use cordon_core::Time;
use serde::Serialize;
use serde_json::Value;

use super::compose::document_path;
use super::manifest::{FORMAT, MANIFEST, Manifest, ManifestSignature, SIGNATURE, short_name};
use super::raw::{InputLine, Piece};
use super::zip::{self, MAX_PACKAGE, ZipFile};
use super::{Package, finding_line, json_lines, names};
use crate::case::Case;
use crate::digest::Digest;
use crate::event::Citation;
use crate::ledger::{CaseChain, Entry};
use crate::names::{CaseId, ItemId};
use crate::recompute::{Comparison, Recompute};

/// What verifying found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Verification {
    /// Which case.
    pub case: Option<CaseId>,
    /// Its version.
    pub version: Option<u64>,
    /// When it was exported.
    pub created: Option<Time>,
    /// The exercise mark, when the case is simulated.
    pub exercise: Option<String>,
    /// Short name of the key that signed it. Whose key it is must be known from elsewhere.
    pub key: Option<String>,
    /// Number of files.
    pub files: usize,
    /// Number of entries in its ledger.
    pub entries: usize,
    /// Everything that is wrong.
    pub faults: Vec<Fault>,
    /// Every finding that stands, and what computing it again gave.
    pub findings: Vec<Recomputed>,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Which file, when it can be told.
    pub file: Option<String>,
    /// What.
    pub what: String,
    /// The items that stand on it.
    pub items: BTreeSet<ItemId>,
}

/// One finding, computed again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recomputed {
    /// Its name in the case.
    pub item: ItemId,
    /// Its own name.
    pub id: String,
    /// How it compares; `None` when it was not computed again.
    pub comparison: Option<Comparison>,
    /// Why it was not.
    pub why_not: Option<String>,
}

impl Verification {
    /// Whether every byte is what it was.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    /// Whether every finding was computed again, with the same result.
    pub fn is_recomputed(&self) -> bool {
        self.findings.iter().all(|finding| finding.comparison == Some(Comparison::Same))
    }

    /// Findings that come out differently.
    pub fn contradicted(&self) -> impl Iterator<Item = &Recomputed> {
        let differs = |finding: &&Recomputed| {
            finding.comparison.as_ref().is_some_and(|comparison| *comparison != Comparison::Same)
        };
        self.findings.iter().filter(differs)
    }

    fn fault(&mut self, file: Option<&str>, what: impl Into<String>) {
        let (file, what) = (file.map(str::to_owned), what.into());
        self.faults.push(Fault { file, what, items: BTreeSet::new() });
    }
}

/// Verifies a package. Without a `recompute`, findings are told as not computed again.
pub fn verify(archive: Vec<u8>, recompute: Option<&dyn Recompute>) -> Verification {
    let mut told = Verification::default();
    let Some((package, manifest)) = open(archive, &mut told) else { return told };
    check_manifest(&package, manifest.as_ref(), &mut told);
    let case = check_ledger(&package, manifest.as_ref(), &mut told);
    if let Some(case) = &case {
        check_derived(&package, case, &mut told);
    }
    // A damaged ledger makes no case; what case.json says is good enough to name what stands on it.
    let Some(case) = case.or_else(|| read_case(&package).ok()) else { return told };
    check_documents(&package, &case, &mut told);
    check_raw(&package, &case, &mut told);
    name_items(&package, &case, &mut told);
    let standing = case.findings.iter().filter(|finding| !finding.is_withdrawn());
    told.findings = standing
        .filter_map(|finding| Some((finding.item, finding_line(finding)?)))
        .map(|(item, line)| again(&package, item, &line, recompute))
        .collect();
    told
}

/// Structure and manifest: without these nothing can be said about the rest.
fn open(archive: Vec<u8>, told: &mut Verification) -> Option<(Package, Option<Manifest>)> {
    if archive.len() as u64 > MAX_PACKAGE {
        told.fault(None, format!("it is larger than {MAX_PACKAGE} bytes"));
        return None;
    }
    let files = match zip::read(&archive) {
        Ok(files) => files,
        Err(fault) => {
            told.fault(fault.file.as_deref(), fault.to_string());
            zip::salvage(&archive)
        }
    };
    told.files = files.len();
    let manifest = read_manifest(&files, told);
    if let Some(manifest) = &manifest
        && let Err(fault) = zip::check(&archive, &files, manifest.created)
    {
        told.fault(fault.file.as_deref(), fault.to_string());
    }
    let places = places(&archive, &files, told);
    let mut package = Package { archive, files: places, index: Vec::new(), inputs: Vec::new() };
    package.index = lines::<Piece>(&package, names::INDEX, told);
    package.inputs = lines::<InputLine>(&package, names::INPUTS, told);
    Some((package, manifest))
}

fn read_manifest(files: &[ZipFile<'_>], told: &mut Verification) -> Option<Manifest> {
    let find = |name| files.iter().find(|file| file.name == name).map(|file| file.bytes);
    let Some(bytes) = find(MANIFEST) else {
        told.fault(Some(MANIFEST), "it is missing");
        return None;
    };
    let signature = find(SIGNATURE).and_then(|bytes| serde_json::from_slice(bytes).ok());
    match signature {
        None => told.fault(Some(SIGNATURE), "it is missing or cannot be read"),
        Some(signature) => check_signature(bytes, &signature, told),
    }
    match serde_json::from_slice::<Manifest>(bytes) {
        Ok(manifest) if manifest.format == FORMAT => Some(manifest),
        Ok(manifest) => {
            let what = format!("its format is `{}`; this program reads {FORMAT}", manifest.format);
            told.fault(Some(MANIFEST), what);
            None
        }
        Err(error) => {
            told.fault(Some(MANIFEST), format!("it cannot be read: {error}"));
            None
        }
    }
}

fn check_signature(manifest: &[u8], signature: &ManifestSignature, told: &mut Verification) {
    told.key = Some(short_name(&signature.key));
    if !signature.is_good(manifest) {
        told.fault(
            Some(SIGNATURE),
            "the signature does not fit manifest.json: one of them changed",
        );
    }
}

/// Where each file's bytes lie in the archive.
fn places(
    archive: &[u8],
    files: &[ZipFile<'_>],
    told: &mut Verification,
) -> BTreeMap<String, std::ops::Range<usize>> {
    let base = archive.as_ptr() as usize;
    let mut places = BTreeMap::new();
    for file in files {
        let start = file.bytes.as_ptr() as usize - base;
        let place = start..start + file.bytes.len();
        if places.insert(file.name.clone(), place).is_some() {
            told.fault(Some(&file.name), "it is in the archive twice");
        }
    }
    places
}

fn lines<T: serde::de::DeserializeOwned>(
    package: &Package,
    name: &str,
    told: &mut Verification,
) -> Vec<T> {
    match json_lines(package.file(name).unwrap_or_default()) {
        Ok(lines) => lines,
        Err(what) => {
            told.fault(Some(name), what);
            Vec::new()
        }
    }
}

fn check_manifest(package: &Package, manifest: Option<&Manifest>, told: &mut Verification) {
    let Some(manifest) = manifest else { return };
    told.case = Some(manifest.case);
    told.version = Some(manifest.version);
    told.created = Some(manifest.created);
    told.exercise.clone_from(&manifest.exercise);
    let mut listed = BTreeSet::from([MANIFEST, SIGNATURE]);
    for file in &manifest.files {
        if !listed.insert(&file.path) {
            told.fault(Some(MANIFEST), format!("it lists {} twice", file.path));
        }
        match package.file(&file.path) {
            None => told.fault(Some(&file.path), "it is missing"),
            Some(bytes) if bytes.len() as u64 != file.length => {
                let what = format!("it has {} bytes, not {}", bytes.len(), file.length);
                told.fault(Some(&file.path), what);
            }
            Some(bytes) if Digest::of(bytes) != file.sha256 => {
                told.fault(Some(&file.path), "its bytes changed");
            }
            Some(_) => {}
        }
    }
    for path in package.paths().filter(|path| !listed.contains(path)) {
        told.fault(Some(path), "it is in the archive but not in the manifest");
    }
    for path in names::ALL.iter().filter(|path| !listed.contains(*path)) {
        told.fault(Some(MANIFEST), format!("it does not list {path}"));
    }
}

/// Follows the case's chain, and gives the case that it makes.
fn check_ledger(
    package: &Package,
    manifest: Option<&Manifest>,
    told: &mut Verification,
) -> Option<Case> {
    let entries: Vec<Entry> = lines(package, names::LEDGER, told);
    told.entries = entries.len();
    let mut chain = CaseChain::default();
    for (number, entry) in entries.iter().enumerate() {
        if let Err(what) = chain.follow(entry) {
            told.fault(Some(names::LEDGER), format!("line {}: {what}", number + 1));
            break;
        }
    }
    if let Some(manifest) = manifest {
        check_checkpoint(manifest, &entries, told);
    }
    match Case::from_entries(&entries) {
        Ok(Some(case)) => Some(case),
        Ok(None) => {
            told.fault(Some(names::LEDGER), "it has no entries");
            None
        }
        Err(bad) => {
            told.fault(Some(names::LEDGER), bad.to_string());
            None
        }
    }
}

fn check_checkpoint(manifest: &Manifest, entries: &[Entry], told: &mut Verification) {
    let checkpoint = &manifest.checkpoint;
    let Some(last) = entries.last() else { return };
    if (checkpoint.seq, checkpoint.hash) != (last.seq, last.hash) {
        told.fault(Some(names::LEDGER), "its last entry is not the one that was signed");
    }
    if (manifest.case, manifest.version) != (last.case, last.case_seq) {
        told.fault(Some(MANIFEST), "it is about another case or version than ledger.jsonl");
    }
    let same_key = told.key.as_ref() == Some(&short_name(&checkpoint.key));
    if !checkpoint.is_good() || !same_key {
        told.fault(Some(MANIFEST), "the signature of the ledger's checkpoint is not good");
    }
}

fn read_case(package: &Package) -> Result<Case, serde_json::Error> {
    serde_json::from_slice(package.file(names::CASE).unwrap_or_default())
}

/// What must say the same as the ledger.
fn check_derived(package: &Package, case: &Case, told: &mut Verification) {
    match read_case(package) {
        Ok(told_case) if told_case == *case => {}
        Ok(_) => told.fault(Some(names::CASE), "it says something else than ledger.jsonl"),
        Err(error) => told.fault(Some(names::CASE), format!("it cannot be read: {error}")),
    }
    let findings: Vec<Value> = lines(package, names::FINDINGS, told);
    let wanted: Vec<Value> = case.findings.iter().filter_map(finding_line).collect();
    if findings != wanted {
        told.fault(Some(names::FINDINGS), "it says something else than ledger.jsonl");
    }
}

fn check_documents(package: &Package, case: &Case, told: &mut Verification) {
    for document in &case.documents {
        let path = document_path(document.item, &document.what);
        let digest = package.file(&path).map(|bytes| Digest::of(bytes).to_string());
        match digest {
            None => told.fault(Some(&path), format!("{} is missing", document.item)),
            Some(digest) if digest != document.what.sha256 => {
                let what = format!("it is not the document that was attached as {}", document.item);
                told.fault(Some(&path), what);
            }
            Some(_) => {}
        }
    }
}

/// Every citation of a finding that stands must lead to its bytes.
fn check_raw(package: &Package, case: &Case, told: &mut Verification) {
    let pieces: BTreeMap<(&str, u64, u32), &Piece> = package
        .index
        .iter()
        .map(|piece| ((piece.input.as_str(), piece.offset, piece.length), piece))
        .collect();
    for piece in &package.index {
        let digest = package.piece(piece).map(Digest::of);
        if digest != Some(piece.sha256) {
            let what = format!(
                "the {} bytes at offset {} of `{}` are not what raw/index.jsonl says",
                piece.length, piece.offset, piece.input
            );
            told.fault(Some(&piece.file), what);
        }
    }
    for (item, finding) in case.standing() {
        for cited in finding.citations() {
            let piece = pieces.get(&(cited.input.as_str(), cited.offset, cited.length));
            if let Some(what) = wrong_piece(piece.copied(), &cited) {
                let file = Some(names::INDEX.to_owned());
                told.faults.push(Fault { file, what, items: BTreeSet::from([item]) });
            }
        }
    }
}

fn wrong_piece(piece: Option<&Piece>, cited: &Citation) -> Option<String> {
    let place = format!("bytes at offset {} of `{}`", cited.offset, cited.input);
    let Some(piece) = piece else { return Some(format!("it lacks the cited {place}")) };
    let sha256 = cited.sha256.as_ref()?;
    (*sha256 != piece.sha256.to_string())
        .then(|| format!("the {place} are not those that were cited"))
}

/// Which items stand on a file that is wrong.
fn name_items(package: &Package, case: &Case, told: &mut Verification) {
    for fault in &mut told.faults {
        let Some(file) = &fault.file else { continue };
        let standing = items_on(package, case, file);
        fault.items.extend(standing);
    }
}

fn items_on(package: &Package, case: &Case, file: &str) -> BTreeSet<ItemId> {
    let all_findings = || case.standing().map(|(item, _)| item).collect::<BTreeSet<_>>();
    match file {
        names::CASE
        | names::LEDGER
        | names::FINDINGS
        | names::PARAMETERS
        | names::INDEX
        | names::INPUTS => all_findings(),
        _ if file.starts_with("raw/") => {
            let inputs: BTreeSet<&str> = package
                .inputs
                .iter()
                .filter(|line| line.file == file)
                .map(|line| line.input.as_str())
                .collect();
            let damaged =
                citing(case, |cited| inputs.contains(&*cited.input) && is_damaged(package, cited));
            // Where every cited byte is as it was, it is the archive around them that is not.
            if damaged.is_empty() {
                citing(case, |cited| inputs.contains(&*cited.input))
            } else {
                damaged
            }
        }
        _ => case
            .documents
            .iter()
            .filter(|document| document_path(document.item, &document.what) == file)
            .map(|document| document.item)
            .collect(),
    }
}

/// The findings that stand and have such a citation.
fn citing(case: &Case, is_it: impl Fn(&Citation) -> bool) -> BTreeSet<ItemId> {
    let standing = case.standing();
    let cites = standing.filter(|(_, finding)| finding.citations().iter().any(&is_it));
    cites.map(|(item, _)| item).collect()
}

/// Whether a citation leads to bytes that are changed or not there.
fn is_damaged(package: &Package, cited: &Citation) -> bool {
    let bytes = package.raw(&cited.input, cited.offset, cited.length);
    let digest = bytes.map(|bytes| Digest::of(bytes).to_string());
    digest.is_none() || cited.sha256.is_none() || digest != cited.sha256
}

fn again(
    package: &Package,
    item: ItemId,
    finding: &Value,
    recompute: Option<&dyn Recompute>,
) -> Recomputed {
    let id = finding.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let result = match recompute {
        None => Err("this program cannot compute findings again".to_owned()),
        Some(recompute) => recompute.recompute(package, finding),
    };
    let (comparison, why_not) = match result {
        Ok(comparison) => (Some(comparison), None),
        Err(why) => (None, Some(why)),
    };
    Recomputed { item, id, comparison, why_not }
}
