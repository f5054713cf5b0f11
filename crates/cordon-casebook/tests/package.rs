//! Packages verify, and what was changed in them shows.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail loudly")]

mod common;

use std::collections::BTreeSet;

use common::{ada, export, full, gap, package};
use cordon_casebook::{
    CaseError, Comparison, ItemId, Package, Program, Recompute, Source, Verification, verify,
};
use proptest::prelude::*;
use serde_json::Value;

fn items(verification: &Verification) -> BTreeSet<String> {
    let all = verification.faults.iter().flat_map(|fault| &fault.items);
    all.map(ItemId::to_string).collect()
}

fn unzip(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
    let count = zip.len();
    let read = |index| {
        let mut file = zip.by_index(index).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
        (file.name().unwrap().into_owned(), bytes)
    };
    (0..count).map(read).collect()
}

#[test]
fn a_package_verifies_alone() {
    let dir = tempfile::tempdir().unwrap();
    let archive = package(dir.path());
    drop(dir);
    let verification = verify(archive, None);
    assert_eq!(verification.faults, []);
    assert_eq!(verification.case.unwrap().to_string(), "C-1");
    assert_eq!(verification.findings.len(), 2);
    assert!(!verification.is_recomputed(), "nothing was computed again, so it does not say so");
}

#[test]
fn another_zip_program_reads_it_and_finds_everything() {
    let dir = tempfile::tempdir().unwrap();
    let names: Vec<String> = unzip(&package(dir.path())).into_iter().map(|file| file.0).collect();
    let wanted = [
        "report.html",
        "report.pdf",
        "case.json",
        "findings.jsonl",
        "ledger.jsonl",
        "parameters.toml",
        "program.json",
        "raw/index.jsonl",
        "raw/inputs.jsonl",
        "raw/0001.dat",
        "raw/0002.dat",
        "documents/D-1_bill_of_lading.txt",
        "manifest.json",
        "manifest.sig",
    ];
    assert_eq!(names, wanted);
}

#[test]
fn the_same_material_makes_the_same_bytes() {
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (mut first, case) = full(a.path());
    std::fs::write(
        b.path().join("casebook.key"),
        std::fs::read(a.path().join("casebook.key")).unwrap(),
    )
    .unwrap();
    let (mut second, _) = full(b.path());
    assert!(export(&mut first, case) == export(&mut second, case));
}

#[test]
fn foreign_text_is_text_in_the_report() {
    let dir = tempfile::tempdir().unwrap();
    let files = unzip(&package(dir.path()));
    let html = String::from_utf8(files[0].1.clone()).unwrap();
    assert!(!html.contains("<script") && !html.contains("<b>"), "it is escaped");
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; 부산 station"));
    assert!(html.contains("&lt;b&gt;Пусан&lt;/b&gt; (MMSI 440123456, IMO 9074729)"));
    assert!(html.contains("<svg") && html.contains("class=\"line silence\""));
    assert!(!html.contains("http://") || html.matches("http://www.w3.org/2000/svg").count() == 2);
    assert!(files[1].1.starts_with(b"%PDF-1."));
}

/// Changes one file of a package and leaves the rest, the archive's own structure set right.
fn with_file_changed(archive: &[u8], name: &str, change: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (file, mut bytes) in unzip(archive) {
        if file == name {
            change(&mut bytes);
        }
        zip.start_file(file, options).unwrap();
        zip.write_all(&bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_changed_file_is_named_with_what_stands_on_it() {
    let dir = tempfile::tempdir().unwrap();
    let archive = package(dir.path());
    let cases = [
        ("raw/0001.dat", vec!["F-1"]),
        ("raw/0002.dat", vec!["F-2"]),
        ("documents/D-1_bill_of_lading.txt", vec!["D-1"]),
        ("report.pdf", vec![]),
        ("ledger.jsonl", vec!["F-1", "F-2"]),
        ("parameters.toml", vec!["F-1", "F-2"]),
    ];
    for (name, standing) in cases {
        let place = place(&archive, name);
        let mut changed = archive.clone();
        changed[place.start + place.len() / 2] ^= 1;
        let verification = verify(changed, None);
        let named = verification.faults.iter().any(|fault| fault.file.as_deref() == Some(name));
        assert!(named, "{name}: {:?}", verification.faults);
        let standing: BTreeSet<String> = standing.into_iter().map(str::to_owned).collect();
        assert!(items(&verification).is_superset(&standing), "{name}: {:?}", verification.faults);
    }
}

/// Where a file's bytes lie in the archive.
fn place(archive: &[u8], name: &str) -> std::ops::Range<usize> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(archive)).unwrap();
    let file = zip.by_name(name).unwrap();
    let start = file.data_start().unwrap() as usize;
    start..start + file.size() as usize
}

#[test]
fn a_changed_header_names_the_file_and_what_stands_on_it() {
    let dir = tempfile::tempdir().unwrap();
    let archive = package(dir.path());
    let data = place(&archive, "raw/0001.dat").start;
    let header = data - "raw/0001.dat".len() - 30;
    // Every byte from the signature to the last letter of the name.
    for index in header..data {
        let mut changed = archive.clone();
        changed[index] ^= 0x10;
        let told = verify(changed, None);
        assert!(items(&told).contains("F-1"), "{}: {:?}", index - header, told.faults);
    }
}

#[test]
fn a_file_more_or_less_or_twice_shows() {
    let dir = tempfile::tempdir().unwrap();
    let archive = package(dir.path());
    // Written by another program: even with all files as they were, the archive is another one.
    assert!(!verify(with_file_changed(&archive, "", |_| ()), None).is_sound());
    for name in ["manifest.json", "manifest.sig", "case.json", "raw/0001.dat"] {
        let emptied = with_file_changed(&archive, name, Vec::clear);
        let verification = verify(emptied, None);
        assert!(!verification.is_sound(), "{name}");
    }
}

#[test]
fn a_whole_package_made_anew_needs_the_key() {
    // Someone changes the case, and signs it all with a key of their own: the key's name tells.
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (ours, theirs) = (verify(package(a.path()), None), verify(package(b.path()), None));
    assert!(ours.is_sound() && theirs.is_sound());
    assert_ne!(ours.key, theirs.key);
}

struct Always(Result<Comparison, String>);

impl Recompute for Always {
    fn recompute(&self, package: &Package, finding: &Value) -> Result<Comparison, String> {
        let evidence = finding["evidence"].as_array().unwrap();
        for cited in evidence {
            let input = cited["input"].as_str().unwrap();
            let offset = cited["offset"].as_u64().unwrap();
            let bytes = package.raw(input, offset, common::LINE).unwrap();
            assert_eq!(bytes, common::raw(input, offset));
            assert_eq!(package.describe(input).unwrap()["format"], "aivdm");
            assert!(package.pieces(input).any(|(offset, _)| offset == 0), "context is there");
        }
        assert!(package.parameters().contains("threshold_h"));
        self.0.clone()
    }
}

#[test]
fn findings_are_computed_again_by_whoever_can() {
    let dir = tempfile::tempdir().unwrap();
    let archive = package(dir.path());
    let same = verify(archive.clone(), Some(&Always(Ok(Comparison::Same))));
    assert!(same.is_sound() && same.is_recomputed());
    let gone = Always(Ok(Comparison::NotFound { reason: "no gap".to_owned() }));
    assert_eq!(verify(archive.clone(), Some(&gone)).contradicted().count(), 2);
    let cannot = verify(archive, Some(&Always(Err("not known".to_owned()))));
    assert!(!cannot.is_recomputed() && cannot.contradicted().count() == 0);
}

#[test]
fn what_cannot_be_cited_is_not_exported() {
    let dir = tempfile::tempdir().unwrap();
    let (mut book, case) = full(dir.path());
    let mut finding = gap("gap-0003", "gamma.nmea", 1);
    finding.view["evidence"][0]["sha256"] = Value::from("00".repeat(32));
    book.change(&ada(70), case, None, vec![common::finding(finding)]).unwrap();
    let program = Program { name: "cordon".into(), version: "0".into(), git: None };
    let source = Source { raw: &common::Lines, parameters: "", program: &program };
    let before = book.case(case).unwrap().version;
    let error = book.export(&ada(80), case, &source).unwrap_err();
    assert!(matches!(error, CaseError::Raw { .. }), "{error}");
    assert_eq!(book.case(case).unwrap().version, before, "and not told as exported");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_changed_byte_shows(place in any::<proptest::sample::Index>(), change in 1_u8..) {
        let archive = sample();
        let mut changed = archive.clone();
        changed[place.index(archive.len())] ^= change;
        let verification = verify(changed, None);
        prop_assert!(!verification.is_sound());
    }

    #[test]
    fn rubbish_is_told(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(!verify(bytes, None).is_sound());
    }

    #[test]
    fn a_cut_package_shows(place in any::<proptest::sample::Index>()) {
        let archive = sample();
        prop_assert!(!verify(archive[..place.index(archive.len())].to_vec(), None).is_sound());
    }
}

fn sample() -> &'static Vec<u8> {
    static SAMPLE: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    SAMPLE.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        package(dir.path())
    })
}
