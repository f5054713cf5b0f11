//! Lists that a store holds: the file as it was imported, by its name, day and hash.
//!
//! `DATA/watchlists/NAME@DAY/SHA256.FILE`: the folder says what the list is, the file is the bytes. A
//! list of several files has several; a day's list is replaced by nothing, so screening can look back.
//! Registers of ships lie beside them, in `DATA/registers`.

use std::fs;
use std::path::{Path, PathBuf};

use cordon_casebook::{Digest, replace_file};
use cordon_identity::Day;
use cordon_identity::watchlist::List;

use super::lists::{self, ListArgument};
use super::{Import, Reading, Stored};
use crate::cli::{Common, SummaryFormat};
use crate::error::{Failure, Outcome};
use crate::table;

/// The largest file that is kept.
const MAX_FILE: u64 = 1 << 30;

/// What a kept list is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::commands) enum Shelf {
    /// Who is looked for.
    Lists,
    /// Who flies which flag.
    Registers,
}

impl Shelf {
    fn folder(self, data: &Path) -> PathBuf {
        match self {
            Shelf::Lists => data.join("watchlists"),
            Shelf::Registers => data.join("registers"),
        }
    }
}

/// Keeps a list.
pub(super) fn import(args: &Import, common: &Common) -> Result<Outcome, Failure> {
    let list = lists::read_named(&args.file, args.name.clone(), args.as_of, &args.reading)?;
    if list.entries.is_empty() {
        return Err(Failure::nothing_usable(
            list.counts.rejected.iter().map(|(reason, n)| (reason.as_str(), *n)),
        ));
    }
    let as_of = list.info.as_of.ok_or_else(|| {
        Failure::usage(
            format!("{} does not say of which day it is", args.file.display()),
            "add --as-of DATE: a list is only worth something as of a day",
        )
    })?;
    let bytes = read_file(&args.file)?;
    let sha256 = Digest::of(&bytes);
    let shelf = if args.register { Shelf::Registers } else { Shelf::Lists };
    let folder = shelf.folder(&common.data).join(format!("{}@{as_of}", plain(&list.info.name)));
    fs::create_dir_all(&folder).map_err(|error| cannot("make", &folder, &error))?;
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let path = folder.join(format!("{sha256}.{}", plain(&name)));
    replace_file(&path, &bytes).map_err(|error| Failure::input(error, "is the disk full?"))?;
    table::line(&format!(
        "{} as of {as_of}: {} entries kept, SHA-256 {sha256}",
        list.info.name,
        list.entries.len()
    ))?;
    Ok(Outcome::Done)
}

/// Tells which lists are kept.
pub(super) fn list(args: &Stored, common: &Common) -> Result<Outcome, Failure> {
    let shelves = [(Shelf::Lists, "screening"), (Shelf::Registers, "flags")];
    let mut lists = Vec::new();
    for (shelf, used_for) in shelves {
        let found = read(&common.data, shelf, &Reading::default())?;
        lists.extend(found.into_iter().map(|list| (list, used_for)));
    }
    let row = |(list, used_for): &(List, &'static str)| {
        let day = list.info.as_of.map(|day| day.to_string()).unwrap_or_default();
        (list.info.name.clone(), day, list.entries.len(), list.info.files.len(), *used_for)
    };
    match args.format {
        SummaryFormat::Json => {
            let rows: Vec<_> = lists
                .iter()
                .map(row)
                .map(|(name, as_of, entries, files, used_for)| {
                    serde_json::json!({
                        "name": name, "as_of": as_of, "entries": entries, "files": files,
                        "used_for": used_for,
                    })
                })
                .collect();
            table::line(&serde_json::json!(rows).to_string())?;
        }
        SummaryFormat::Table => {
            let mut rows = table::new(&["list", "as of", "entries", "files", "used for"]);
            for (name, day, entries, files, used_for) in lists.iter().map(row) {
                let counts = (entries.to_string(), files.to_string());
                rows.add_row([name, day, counts.0, counts.1, used_for.to_owned()]);
            }
            table::print(&rows)?;
        }
    }
    Ok(if lists.is_empty() { Outcome::NothingFound } else { Outcome::Done })
}

/// Every list of a shelf, in the order of names and days.
pub(super) fn read(data: &Path, shelf: Shelf, reading: &Reading) -> Result<Vec<List>, Failure> {
    let mut arguments: Vec<Vec<ListArgument>> = Vec::new();
    for folder in entries(&shelf.folder(data))? {
        let stem = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some((name, day)) = stem.rsplit_once('@') else { continue };
        let Ok(as_of) = day.parse::<Day>() else { continue };
        let of = |file| ListArgument::new(file, Some(name.replace('_', " ")), Some(as_of));
        arguments.push(entries(&folder)?.into_iter().map(of).collect());
    }
    let read = arguments.iter().map(|files| lists::read(files, reading));
    Ok(read.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// What lies in a folder, in order; nothing where there is no such folder.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let found = fs::read_dir(folder).and_then(|found| {
        found.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()
    });
    let mut found = found.map_err(|error| cannot("read", folder, &error))?;
    // What an import left that was killed is no list.
    found.retain(|path| path.extension().is_none_or(|extension| extension != "tmp"));
    found.sort();
    Ok(found)
}

fn read_file(path: &Path) -> Result<Vec<u8>, Failure> {
    let length = fs::metadata(path).map_err(|error| cannot("read", path, &error))?.len();
    if length > MAX_FILE {
        return Err(Failure::input(
            format!("{} is larger than {MAX_FILE} bytes", path.display()),
            "name a list, not an archive of many",
        ));
    }
    fs::read(path).map_err(|error| cannot("read", path, &error))
}

/// A name that is safe as that of a file.
fn plain(name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || ".-".contains(c) { c } else { '_' };
    name.chars().map(safe).take(100).collect()
}

fn cannot(what: &str, path: &Path, error: &std::io::Error) -> Failure {
    Failure::input(format!("cannot {what} {}: {error}", path.display()), "check the path")
}

/// The files of a shelf, by which a change is told.
pub(in crate::commands) fn files(data: &Path, shelf: Shelf) -> Result<Vec<PathBuf>, Failure> {
    let folders = entries(&shelf.folder(data))?;
    let files: Result<Vec<_>, _> = folders.iter().map(|folder| entries(folder)).collect();
    Ok(files?.into_iter().flatten().collect())
}
