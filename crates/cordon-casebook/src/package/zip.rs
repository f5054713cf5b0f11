//! The zip archive of a package: one layout, byte for byte.
//!
//! Files are stored, not compressed, with the same fixed fields in every header (PKWARE APPNOTE 6.3,
//! sections 4.3.7, 4.3.12, 4.3.16). So the archive follows from its files and one instant alone: to
//! verify it is to write it again, any zip program reads it, and nothing in it can swell.

use std::ops::Range;

use cordon_core::Time;

/// The most bytes a package may have.
pub const MAX_PACKAGE: u64 = 1 << 30;

/// The most files a package may hold.
pub const MAX_FILES: usize = 65_000;

/// The most bytes a file's name may have.
const MAX_NAME: usize = 200;

const LOCAL: u32 = 0x0403_4b50;
const CENTRAL: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const LOCAL_LENGTH: usize = 30;
const CENTRAL_LENGTH: usize = 46;
const END_LENGTH: usize = 22;
/// Version 2.0 of the format.
const NEEDED: u16 = 20;
/// Made by that version on Unix.
const MADE_BY: u16 = 0x0314;
/// Names are UTF-8.
const FLAGS: u16 = 0x0800;
/// A plain file, readable by all.
const ATTRIBUTES: u32 = 0o100_644 << 16;

/// One file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ZipFile<'a> {
    pub(crate) name: String,
    pub(crate) bytes: &'a [u8],
}

/// Where an archive is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}")]
pub(crate) struct ZipFault {
    /// The part of the archive.
    pub(crate) place: String,
    /// The file whose part it is.
    pub(crate) file: Option<String>,
    /// What is wrong.
    pub(crate) what: String,
}

/// The archive of these files, in this order.
pub(crate) fn write(files: &[ZipFile<'_>], time: Time) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for file in files {
        let fields = Fields::of(file, time);
        put(&mut directory, &[Num::Long(CENTRAL), Num::Short(MADE_BY)]);
        fields.put(&mut directory);
        // No comment, first disk, no text marks, attributes, place of the file.
        let tail = [
            Num::Short(0),
            Num::Short(0),
            Num::Short(0),
            Num::Long(ATTRIBUTES),
            Num::Long(archive.len() as u32),
        ];
        put(&mut directory, &tail);
        directory.extend_from_slice(file.name.as_bytes());

        put(&mut archive, &[Num::Long(LOCAL)]);
        fields.put(&mut archive);
        archive.extend_from_slice(file.name.as_bytes());
        archive.extend_from_slice(file.bytes);
    }
    finish(archive, &directory, files.len())
}

fn finish(mut archive: Vec<u8>, directory: &[u8], files: usize) -> Vec<u8> {
    let start = archive.len() as u32;
    archive.extend_from_slice(directory);
    let end = [
        Num::Long(END),
        Num::Short(0),
        Num::Short(0),
        Num::Short(files as u16),
        Num::Short(files as u16),
        Num::Long(directory.len() as u32),
        Num::Long(start),
        Num::Short(0),
    ];
    put(&mut archive, &end);
    archive
}

/// What both headers of a file say.
struct Fields {
    time: u16,
    date: u16,
    crc: u32,
    length: u32,
    name: u16,
}

impl Fields {
    fn of(file: &ZipFile<'_>, time: Time) -> Fields {
        let (date, time) = dos(time);
        let mut crc = flate2::Crc::new();
        crc.update(file.bytes);
        let (length, name) = (file.bytes.len() as u32, file.name.len() as u16);
        Fields { time, date, crc: crc.sum(), length, name }
    }

    fn put(&self, to: &mut Vec<u8>) {
        // Stored: method 0, and both lengths are the same. No extra field.
        let fields = [
            Num::Short(NEEDED),
            Num::Short(FLAGS),
            Num::Short(0),
            Num::Short(self.time),
            Num::Short(self.date),
            Num::Long(self.crc),
            Num::Long(self.length),
            Num::Long(self.length),
            Num::Short(self.name),
            Num::Short(0),
        ];
        put(to, &fields);
    }
}

enum Num {
    Short(u16),
    Long(u32),
}

fn put(to: &mut Vec<u8>, numbers: &[Num]) {
    for number in numbers {
        match number {
            Num::Short(number) => to.extend_from_slice(&number.to_le_bytes()),
            Num::Long(number) => to.extend_from_slice(&number.to_le_bytes()),
        }
    }
}

/// Date and time as MS-DOS kept them: steps of two seconds from 1980 to 2107.
fn dos(time: Time) -> (u16, u16) {
    let text = time.to_string();
    let part = |range: Range<usize>| text.get(range)?.parse::<u16>().ok();
    let read = || {
        let years = part(0..4)?.checked_sub(1980)?;
        let date = (years << 9) | (part(5..7)? << 5) | part(8..10)?;
        let clock = (part(11..13)? << 11) | (part(14..16)? << 5) | (part(17..19)? / 2);
        Some((date, clock))
    };
    read().unwrap_or(((1 << 5) | 1, 0))
}

/// The files of an archive that is laid out as [`write`] does it.
pub(crate) fn read(archive: &[u8]) -> Result<Vec<ZipFile<'_>>, ZipFault> {
    let mut files: Vec<ZipFile<'_>> = Vec::new();
    let mut at = 0;
    while number(archive, at) == Some(LOCAL) {
        let after = files.last().map(|file| file.name.clone());
        let file = read_file(archive, at, after.as_deref())?;
        if files.len() == MAX_FILES {
            return Err(fault("the archive", None, format!("more than {MAX_FILES} files")));
        }
        at += LOCAL_LENGTH + file.name.len() + file.bytes.len();
        files.push(file);
    }
    let directory: usize = files.iter().map(|file| CENTRAL_LENGTH + file.name.len()).sum();
    if archive.len().saturating_sub(at) != directory + END_LENGTH {
        let after = files.last().map(|file| file.name.clone());
        let what = "the directory of the archive does not begin where it must, or has another \
                    length than its files make";
        let place = after.as_ref().map_or("the archive".to_owned(), |name| format!("after {name}"));
        return Err(fault(&place, after, what.to_owned()));
    }
    Ok(files)
}

fn read_file<'a>(
    archive: &'a [u8],
    at: usize,
    after: Option<&str>,
) -> Result<ZipFile<'a>, ZipFault> {
    let place = match after {
        Some(after) => format!("the header after {after}"),
        None => "the first header".to_owned(),
    };
    let cut =
        || fault(&place, after.map(str::to_owned), "it is cut off or has a wrong length".into());
    let length = number(archive, at + 22).ok_or_else(cut)? as usize;
    let name_length = number(archive, at + 26).ok_or_else(cut)? as usize & 0xffff;
    let start = at + LOCAL_LENGTH;
    let name = archive.get(start..start + name_length).ok_or_else(cut)?;
    let name = std::str::from_utf8(name).ok().filter(|name| is_plain(name)).ok_or_else(|| {
        let what = format!("`{}` is no name that a package may hold", name.escape_ascii());
        fault(&place, None, what)
    })?;
    let data = start + name_length;
    let bytes = archive.get(data..data.saturating_add(length)).ok_or_else(|| {
        fault(&format!("the header of {name}"), Some(name.to_owned()), "a wrong length".into())
    })?;
    Ok(ZipFile { name: name.to_owned(), bytes })
}

/// The files that the directory of a damaged archive still leads to; only to tell what is damaged.
pub(crate) fn salvage(archive: &[u8]) -> Vec<ZipFile<'_>> {
    let end = archive.len().saturating_sub(END_LENGTH);
    let mut at = number(archive, end + 16).unwrap_or_default() as usize;
    let mut files = Vec::new();
    while files.len() < MAX_FILES
        && number(archive, at) == Some(CENTRAL)
        && let Some((file, length)) = salvage_one(archive, at)
    {
        files.push(file);
        at += length;
    }
    files
}

/// A file by its directory entry, and the length of that entry.
fn salvage_one(archive: &[u8], at: usize) -> Option<(ZipFile<'_>, usize)> {
    let length = number(archive, at + 24)? as usize;
    let name_length = number(archive, at + 28)? as usize & 0xffff;
    let start = number(archive, at + 42)? as usize + LOCAL_LENGTH + name_length;
    let name = archive.get(at + CENTRAL_LENGTH..at + CENTRAL_LENGTH + name_length)?;
    let name = std::str::from_utf8(name).ok().filter(|name| is_plain(name))?.to_owned();
    let bytes = archive.get(start..start.checked_add(length)?)?;
    Some((ZipFile { name, bytes }, CENTRAL_LENGTH + name_length))
}

/// Whether an archive is, byte for byte, what its files make.
pub(crate) fn check(archive: &[u8], files: &[ZipFile<'_>], time: Time) -> Result<(), ZipFault> {
    let wanted = write(files, time);
    let differs = |(index, (a, b)): (usize, (&u8, &u8))| (a != b).then_some(index);
    match archive.iter().zip(&wanted).enumerate().find_map(differs) {
        Some(index) => Err(name_place(files, index)),
        None if archive.len() != wanted.len() => {
            Err(fault("the end of the archive", None, "it is not where it must be".into()))
        }
        None => Ok(()),
    }
}

/// Whose part the byte at `index` is.
fn name_place(files: &[ZipFile<'_>], index: usize) -> ZipFault {
    let what = format!("byte {index} of the archive is not what its files make");
    let mut at = 0;
    for file in files {
        at += LOCAL_LENGTH + file.name.len() + file.bytes.len();
        if index < at {
            return fault(&format!("the header of {}", file.name), Some(file.name.clone()), what);
        }
    }
    for file in files {
        at += CENTRAL_LENGTH + file.name.len();
        if index < at {
            let place = format!("the directory entry of {}", file.name);
            return fault(&place, Some(file.name.clone()), what);
        }
    }
    fault("the end of the archive's directory", None, what)
}

/// Whether a name is a path of plain letters that climbs nowhere.
pub(crate) fn is_plain(name: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
    };
    name.len() <= MAX_NAME && name.split('/').all(plain)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    bytes.try_into().ok().map(u32::from_le_bytes)
}

fn fault(place: &str, file: Option<String>, what: String) -> ZipFault {
    ZipFault { place: place.to_owned(), file, what }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn time() -> Time {
        "2023-10-09T22:30:00Z".parse().unwrap()
    }

    fn files() -> Vec<ZipFile<'static>> {
        [("a.txt", &b"one"[..]), ("raw/b.dat", &b""[..]), ("c-1.json", &b"{}"[..])]
            .map(|(name, bytes)| ZipFile { name: name.to_owned(), bytes })
            .to_vec()
    }

    #[test]
    fn what_is_written_is_read() {
        let archive = write(&files(), time());
        assert_eq!(read(&archive).unwrap(), files());
        check(&archive, &files(), time()).unwrap();
    }

    #[test]
    fn another_zip_library_reads_it() {
        let archive = write(&files(), time());
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&archive)).unwrap();
        for (index, wanted) in files().iter().enumerate() {
            let mut file = zip.by_index(index).unwrap();
            assert_eq!(file.name().unwrap(), wanted.name);
            assert_eq!(file.last_modified().unwrap().to_string(), "2023-10-09 22:30:00");
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            assert_eq!(bytes, wanted.bytes);
        }
    }

    #[test]
    fn every_changed_byte_of_the_structure_shows() {
        let sound = write(&files(), time());
        for index in 0..sound.len() {
            for change in [0x01, 0x80, 0xff] {
                let mut archive = sound.clone();
                archive[index] ^= change;
                let shows = match read(&archive) {
                    Err(_) => true,
                    Ok(read) => read != files() || check(&archive, &read, time()).is_err(),
                };
                assert!(shows, "byte {index} ^ {change:#x}");
            }
        }
    }

    #[test]
    fn more_or_less_at_the_end_shows() {
        let sound = write(&files(), time());
        for length in 0..sound.len() {
            assert!(read(&sound[..length]).is_err(), "{length}");
        }
        let longer = [&sound[..], b" "].concat();
        assert!(read(&longer).is_err());
    }

    #[test]
    fn names_that_climb_are_refused() {
        for name in ["../x", "/etc/passwd", "a/../b", "a//b", "", "a\\b", "C:x", ".hidden", "a\0"] {
            assert!(!is_plain(name), "{name}");
            let file = ZipFile { name: name.to_owned(), bytes: b"x" };
            assert!(read(&write(&[file], time())).is_err(), "{name}");
        }
    }
}
