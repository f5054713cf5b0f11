//! From what a person typed to sources.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};

use crate::bytes::{archive, stream};
use crate::error::FeedError;
use crate::file::{FileSource, Once, Origin};
use crate::format::Format;
use crate::live::client::Client;
use crate::live::heard::Heard;
use crate::live::listener::Listener;
use crate::live::udp::Udp;
use crate::options::Options;
use crate::source::Source;

/// Open what `spec` names:
///
/// * a file; a directory, with all files under it; a pattern such as `logs/*.nmea.gz`; each `.gz`,
///   `.zst` and `.zip` read through, by content and not by name; a zip archive as one source for
///   each member;
/// * `-`, the standard input;
/// * `tcp://host:port`, a connection that is made again when it is lost;
/// * `tcp-listen://address:port` and `udp://address:port`, which others send to.
///
/// Files of one directory or pattern that hold sentences are taken for one recording in the order of
/// their names: a message may begin in one and end in the next. They are to be read in that order;
/// one that is read too early says [`Progress::Idle`](crate::Progress::Idle).
///
/// # Errors
/// When nothing is there, an address cannot be used, or a single file cannot be read or understood.
/// A file of a directory or pattern that is not understood becomes a source with one rejected
/// record, so that it is counted and told and does not stop the others.
pub fn open(spec: &str, options: &Options) -> Result<Vec<Box<dyn Source>>, FeedError> {
    if let Some((scheme, address)) = spec.split_once("://") {
        return Ok(vec![address_source(scheme, address, spec, options)?]);
    }
    if let Some(device) = spec.strip_prefix("serial:") {
        let device = device.trim_start_matches('/').split([':', ',', '@']).next().unwrap_or("");
        let device = if device.is_empty() { "dev/ttyUSB0" } else { device };
        return Err(FeedError::NotBuiltIn {
            spec: spec.to_owned(),
            mend: format!(
                "set the line with `stty -F /{device} 38400 raw` and give `/{device}` as the source, or pipe it: `socat -u /{device},b38400,raw - | cordon watch -`"
            ),
        });
    }
    if spec == "-" {
        let source = FileSource::open(Origin::Stdin, "-".to_owned(), options)?;
        return Ok(vec![Box::new(source)]);
    }
    files(spec, options)
}

/// Bytes at hand as a source, compressed or not: an upload, a test, a fuzzer's idea.
///
/// # Errors
/// When the bytes are not what `options` say they are, or a table lacks columns.
pub fn open_bytes(
    name: &str,
    bytes: impl Into<Arc<[u8]>>,
    options: &Options,
) -> Result<Box<dyn Source>, FeedError> {
    let source = FileSource::open(Origin::Memory(bytes.into()), name.to_owned(), options)?;
    Ok(Box::new(source))
}

/// Anything that can be read as a source that ends when it does: a drill, a pipe of your own.
///
/// # Errors
/// When the first bytes cannot be read, or are not what `options` say they are.
pub fn open_reader(
    name: &str,
    reader: impl Read + Send + 'static,
    options: &Options,
) -> Result<Box<dyn Source>, FeedError> {
    let origin = Origin::Stream(Once::new(Box::new(reader)));
    Ok(Box::new(FileSource::open(origin, name.to_owned(), options)?))
}

fn address_source(
    scheme: &str,
    address: &str,
    spec: &str,
    options: &Options,
) -> Result<Box<dyn Source>, FeedError> {
    match scheme {
        "tcp" => Ok(Box::new(Heard(Client::open(address, spec, options)?))),
        "tcp-listen" => Ok(Box::new(Heard(Listener::open(address, spec, options)?))),
        "udp" => Ok(Box::new(Heard(Udp::open(address, spec, options)?))),
        "file" => Err(FeedError::NotBuiltIn {
            spec: spec.to_owned(),
            mend: format!("give the path alone: `{address}`"),
        }),
        _ => Err(FeedError::BadAddress {
            spec: spec.to_owned(),
            why: format!("no scheme `{scheme}`: tcp, tcp-listen or udp"),
        }),
    }
}

fn files(spec: &str, options: &Options) -> Result<Vec<Box<dyn Source>>, FeedError> {
    let path = Path::new(spec);
    if is_device(path) {
        let origin = Origin::Device(path.to_owned());
        return Ok(vec![Box::new(FileSource::open(origin, spec.to_owned(), options)?)]);
    }
    if path.is_file() {
        return collect(vec![path.to_owned()], true, options);
    }
    let mut found = Vec::new();
    if path.is_dir() {
        walk(path, 0, &mut found)?;
    } else {
        let bad = |e: glob::PatternError| FeedError::BadPattern {
            spec: spec.to_owned(),
            why: e.to_string(),
        };
        for entry in glob::glob(spec).map_err(bad)? {
            let path = entry.map_err(|e| {
                let name = e.path().display().to_string();
                FeedError::io(&name, e.into())
            })?;
            if path.is_dir() { walk(&path, 0, &mut found)? } else { found.push(path) }
        }
    }
    if found.is_empty() {
        return Err(FeedError::NoMatch { spec: spec.to_owned() });
    }
    found.sort();
    found.dedup();
    collect(found, false, options)
}

/// A serial line or a named pipe.
fn is_device(path: &Path) -> bool {
    path.exists() && !path.is_dir() && !path.is_file()
}

/// Directories inside directories that are followed.
const DEEPEST: usize = 32;

fn walk(directory: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<(), FeedError> {
    let io_error = |e| FeedError::io(&directory.display().to_string(), e);
    for entry in std::fs::read_dir(directory).map_err(io_error)? {
        let entry = entry.map_err(io_error)?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let path = entry.path();
        match path.is_dir() {
            _ if hidden => {}
            true if depth < DEEPEST => walk(&path, depth + 1, found)?,
            true => {}
            false => found.push(path),
        }
    }
    Ok(())
}

/// A source for each file and each archive member, those of one recording chained.
fn collect(
    paths: Vec<PathBuf>,
    alone: bool,
    options: &Options,
) -> Result<Vec<Box<dyn Source>>, FeedError> {
    let mut files: Vec<FileSource> = Vec::new();
    for path in paths {
        let name = path.display().to_string();
        if starts_as_zip(&path, &name)? {
            let members = match archive::members(&path, &name) {
                Ok(members) => members,
                Err(error) if alone => return Err(error),
                Err(error) => {
                    files.push(FileSource::refused(Origin::Path(path), name, &error, options));
                    continue;
                }
            };
            for member in members {
                let name = format!("{name}!{}", member.name);
                let origin = Origin::Member(path.clone(), member);
                files.push(one(origin, name, false, options)?);
            }
        } else {
            files.push(one(Origin::Path(path), name, alone, options)?);
        }
    }
    chain(&mut files);
    Ok(files.into_iter().map(|file| Box::new(file) as Box<dyn Source>).collect())
}

fn one(
    origin: Origin,
    name: String,
    alone: bool,
    options: &Options,
) -> Result<FileSource, FeedError> {
    let again = origin.clone();
    match FileSource::open(origin, name.clone(), options) {
        Err(error) if !alone && !matches!(error, FeedError::Mapping { .. }) => {
            Ok(FileSource::refused(again, name, &error, options))
        }
        result => result,
    }
}

fn starts_as_zip(path: &Path, name: &str) -> Result<bool, FeedError> {
    if !path.is_file() {
        return Ok(false);
    }
    let file = std::fs::File::open(path).map_err(|e| FeedError::io(name, e))?;
    let (head, _) = stream::peek(Box::new(file), 4).map_err(|e| FeedError::io(name, e))?;
    Ok(stream::is_zip(&head))
}

/// Let each file of sentences hand its decoder to the next one.
fn chain(files: &mut [FileSource]) {
    let mut before: Option<&mut FileSource> = None;
    for file in files.iter_mut().filter(|file| file.is_read_as(Format::Aivdm)) {
        if let Some(before) = before {
            let (sender, receiver) = mpsc::channel();
            before.after = Some(sender);
            file.before = Some(receiver);
        }
        before = Some(file);
    }
}
