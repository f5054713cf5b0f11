//! From bytes to a list.

use std::io::{Cursor, Read};

use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::draft::Draft;
use super::error::ListError;
use super::format::Format;
use super::limits::Limits;
use super::model::{List, ListFile, ListInfo};
use super::readers::{self, table::Mapping};
use super::text::Text;
use crate::day::Day;

/// How a list is read.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What people call it; the publisher and the file's name otherwise.
    pub name: Option<String>,
    /// The day whose state it shows, where the file does not say it, or says it wrongly.
    pub as_of: Option<Day>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// Read as this format instead of recognising it.
    pub format: Option<Format>,
    /// The columns of a table of one's own.
    pub mapping: Mapping,
    /// How much the file may ask for.
    pub limits: Limits,
}

/// How much of a file is looked at to tell text from other bytes, in letters.
const LOOKED_AT: usize = 4_096;

/// A letter that no list has: lists are lines, tabs and, from DOS, an end mark.
fn not_text(content: &str) -> Option<u32> {
    let strange = |letter: &char| letter.is_ascii_control() && !"\t\n\r\x0c\x1a".contains(*letter);
    content.chars().take(LOOKED_AT).find(strange).map(u32::from)
}

/// Reads the files of one list.
#[allow(missing_debug_implementations, reason = "a list half read is nothing to show")]
pub struct ListReader {
    options: Options,
    draft: Draft,
    files: Vec<ListFile>,
}

/// Reads a list of one file, or one archive.
///
/// ```
/// use cordon_identity::watchlist::{Options, read_list};
/// let file = "Vessel name;IMO number;Listed on\nAngara;9179842;2022-05-08\n";
/// let list = read_list("own.csv", file.as_bytes(), Options::default()).unwrap();
/// assert_eq!(list.entries[0].imo[0].number, 9_179_842);
/// assert!(list.counts.balances());
/// ```
pub fn read_list(name: &str, from: impl Read, options: Options) -> Result<List, ListError> {
    let mut reader = ListReader::new(options);
    reader.file(name, from)?;
    Ok(reader.finish())
}

impl ListReader {
    /// A list that has no file yet.
    pub fn new(options: Options) -> ListReader {
        let draft = Draft::new(options.limits);
        ListReader { options, draft, files: Vec::new() }
    }

    /// Reads a file. Files that add to others (`ALT.CSV`, `ADD.CSV`) come after them; an archive is read
    /// in that order by itself.
    pub fn file(&mut self, name: &str, from: impl Read) -> Result<(), ListError> {
        let bytes = self.bytes(name, from)?;
        match bytes.get(..4) {
            Some(b"PK\x03\x04") => self.archive(name, &bytes),
            Some([0x1f, 0x8b, ..]) => {
                let unpacked = self.bytes(name, flate2::read::MultiGzDecoder::new(&*bytes))?;
                self.plain(name, &unpacked)
            }
            _ => self.plain(name, &bytes),
        }
    }

    /// The list.
    pub fn finish(mut self) -> List {
        self.draft.resolve_links();
        let format = self.files.first().map(|file| file.format);
        let publisher = format.and_then(Format::publisher).map(str::to_owned);
        let first = self.files.first().map(|file| file.name.clone());
        let info = ListInfo {
            name: self.options.name.or(first).unwrap_or_default(),
            as_of: self.options.as_of.or(self.draft.as_of),
            publisher: self.options.publisher.or(publisher),
            files: self.files,
        };
        if info.as_of.is_none() {
            self.draft.note("does not say of which day it is; name one to screen as of a date");
        }
        List {
            info,
            entries: self.draft.entries,
            links: self.draft.links,
            counts: self.draft.counts,
            rejects: self.draft.rejects,
            notes: self.draft.notes,
            broken: self.draft.broken,
        }
    }

    fn bytes(&self, name: &str, from: impl Read) -> Result<Vec<u8>, ListError> {
        let limit = self.options.limits.file_bytes;
        let mut bytes = Vec::new();
        let io = |why| ListError::Io { file: name.to_owned(), why };
        from.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(io)?;
        if bytes.len() as u64 > limit {
            return Err(ListError::TooBig { file: name.to_owned(), limit });
        }
        Ok(bytes)
    }

    fn plain(&mut self, name: &str, bytes: &[u8]) -> Result<(), ListError> {
        let text = Text::new(self.files.len() as u32, bytes);
        if let Some(byte) = not_text(&text.content) {
            return Err(ListError::NotText { file: name.to_owned(), byte });
        }
        let recognised =
            || Format::recognise(&text.content).ok_or_else(|| unknown(name, &text.content));
        let format = match self.options.format {
            Some(format) => format,
            None => recognised()?,
        };
        self.files.push(ListFile {
            name: name.to_owned(),
            format,
            bytes: bytes.len() as u64,
            sha256: hex(&Sha256::digest(bytes)),
        });
        if let Some(note) = &text.note {
            self.draft.note(format!("{name}: {note}"));
        }
        readers::reader(format, &self.options.mapping).read(name, &text, &mut self.draft)
    }

    /// Members by name within the archive only, main files before those that add to them.
    fn archive(&mut self, name: &str, bytes: &[u8]) -> Result<(), ListError> {
        let broken = |why: String| ListError::Archive { file: name.to_owned(), why };
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| broken(e.to_string()))?;
        if archive.len() > self.options.limits.members {
            return Err(broken(format!(
                "holds {} files, more than {}",
                archive.len(),
                self.options.limits.members
            )));
        }
        let (mut members, mut left) = (Vec::new(), self.options.limits.file_bytes);
        for index in 0..archive.len() {
            let mut member = archive.by_index(index).map_err(|e| broken(e.to_string()))?;
            let Some(path) = member.enclosed_name().filter(|_| !member.is_dir()) else {
                self.draft.note(format!("{name}: a member whose name leads out of it is not read"));
                continue;
            };
            let label = format!("{name}!{}", path.display());
            let mut unpacked = Vec::new();
            let io = |why| ListError::Io { file: label.clone(), why };
            member.by_ref().take(left.saturating_add(1)).read_to_end(&mut unpacked).map_err(io)?;
            left = left.checked_sub(unpacked.len() as u64).ok_or_else(|| ListError::TooBig {
                file: label.clone(),
                limit: self.options.limits.file_bytes,
            })?;
            members.push((label, unpacked));
        }
        members.sort_by_cached_key(|(label, bytes)| (order(bytes), label.clone()));
        for (label, bytes) in members {
            match self.plain(&label, &bytes) {
                Err(ListError::Unknown { .. }) => {
                    self.draft.note(format!("{label}: is no list, not read"));
                }
                other => other?,
            }
        }
        if self.files.is_empty() { Err(broken("holds no list".to_owned())) } else { Ok(()) }
    }
}

/// Files that add to others come last.
fn order(bytes: &[u8]) -> u8 {
    let text = Text::new(0, bytes.get(..4_096.min(bytes.len())).unwrap_or_default());
    u8::from(matches!(
        Format::recognise(&text.content),
        Some(Format::OfacAltCsv | Format::OfacAddCsv)
    ))
}

fn unknown(name: &str, text: &str) -> ListError {
    let seen: String = text.trim_start().chars().take(40).filter(|c| !c.is_control()).collect();
    let known: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
    ListError::Unknown {
        file: name.to_owned(),
        seen: if seen.is_empty() {
            "it is empty".to_owned()
        } else {
            format!("it begins `{seen}`")
        },
        known: known.join(", "),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
        text.extend([digit(byte >> 4), digit(byte & 15)]);
        text
    })
}
