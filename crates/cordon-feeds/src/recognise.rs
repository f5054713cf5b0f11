//! Which format it is, by content.

use memchr::memchr;

use crate::bytes::frame::{Framing, object_length};
use crate::error::FeedError;
use crate::format::Format;
use crate::options::Options;
use crate::reader::Reader;
use crate::record::Dialect;
use crate::table::{Table, header, mapping::Mapping};
use crate::{aivdm, json, msgpack};

/// How much of an input is looked at.
pub(crate) const HEAD: usize = 64 * 1024;

/// Everything that is needed to read on from the first byte.
pub(crate) struct Recognised {
    pub format: Format,
    pub framing: Framing,
    pub reader: Box<dyn Reader>,
}

/// Recognise an input by its first bytes, or take it as `options` say.
pub(crate) fn recognise(
    head: &[u8],
    name: &str,
    options: &Options,
) -> Result<Recognised, FeedError> {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match options.input_format {
        Some(Format::Aivdm) => Ok(sentences()),
        Some(Format::MsgPack) => Ok(maps()),
        Some(format @ (Format::AisStream | Format::Gfw | Format::Json)) => {
            Ok(objects(text, format))
        }
        Some(format) if is_json(text) => Ok(objects(text, format)),
        Some(format) => table(head, name, options, Some(format)),
        None if options.mapping.is_some() => table(head, name, options, None),
        None if msgpack::looks_like_maps(head) => Ok(maps()),
        None if is_json(text) => Ok(objects(text, json::format_of(first_told_object(text)))),
        None if has_sentence(head) => Ok(sentences()),
        None if header_line(head).is_some_and(header::looks_like_header) => {
            table(head, name, options, None)
        }
        // Nothing that we know. The sentence reader finds what there is, and counts the rest.
        None => Ok(sentences()),
    }
}

fn sentences() -> Recognised {
    let reader = Box::new(aivdm::Sentences::default());
    Recognised { format: Format::Aivdm, framing: Framing::Lines, reader }
}

fn maps() -> Recognised {
    let reader = Box::new(msgpack::Maps::new(Dialect::plain(Format::MsgPack)));
    Recognised { format: Format::MsgPack, framing: Framing::Maps, reader }
}

fn objects(text: &[u8], format: Format) -> Recognised {
    let framing = match text {
        // One whole object on the first line: the lines are the records, and a broken one ends
        // where its line ends.
        [b'{', ..] => match (object_length(text), memchr(b'\n', text)) {
            (Some(length), Some(feed)) if length > feed => Framing::Objects,
            _ => Framing::Lines,
        },
        _ => Framing::Objects,
    };
    Recognised { format, framing, reader: Box::new(json::Objects::new(Dialect::of(format))) }
}

fn table(
    head: &[u8],
    name: &str,
    options: &Options,
    wanted: Option<Format>,
) -> Result<Recognised, FeedError> {
    let Some(line) = header_line(head) else {
        let why = "there is no header line in its first 64 KiB".to_owned();
        let format = wanted.unwrap_or(Format::Csv).name();
        return Err(FeedError::NotThisFormat { name: name.to_owned(), format, why });
    };
    let (layout, mut dialect) = match &options.mapping {
        Some(path) => Mapping::load(path)?.apply(line, name)?,
        None => header::read(line, name, wanted)?,
    };
    if dialect.format == Format::Csv && options.mapping.is_none() {
        let rows: Vec<&[u8]> = lines(head).skip_while(|row| *row != line).skip(1).collect();
        if let Some(style) = header::slashed_dates(&rows, &layout) {
            dialect.time = style;
        }
    }
    let format = dialect.format;
    Ok(Recognised {
        format,
        framing: Framing::Lines,
        reader: Box::new(Table::new(layout, dialect)),
    })
}

fn is_json(text: &[u8]) -> bool {
    matches!(text.first(), Some(b'{' | b'['))
}

/// The first object that names a ship: AISHub's first one only says how many follow.
fn first_told_object(text: &[u8]) -> &[u8] {
    let mut at = 0;
    let mut first = None;
    while let Some(cut) = text.get(at..).and_then(|rest| Framing::Objects.cut(rest, false)) {
        let object = text.get(at + cut.start..at + cut.end).unwrap_or(&[]);
        if memchr::memmem::find(object, b"MMSI").is_some() {
            return object;
        }
        first = first.or(Some(object));
        at += cut.next;
    }
    first.unwrap_or(text)
}

/// Lines that are whole, without their endings.
fn lines(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    let whole = memchr::memrchr(b'\n', head).map_or(head, |last| head.get(..last).unwrap_or(head));
    whole.split(|&b| b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// The first line that is neither blank nor a comment of its own. `# Timestamp,...` is a header.
fn header_line(head: &[u8]) -> Option<&[u8]> {
    lines(head).find(|line| {
        let comment = line.starts_with(b"#") && !header::looks_like_header(line);
        !line.trim_ascii().is_empty() && !comment
    })
}

/// Whether some line holds an NMEA sentence.
fn has_sentence(head: &[u8]) -> bool {
    lines(head).any(|line| {
        let starts = line.iter().enumerate().filter(|(_, b)| matches!(b, b'!' | b'$'));
        starts.into_iter().any(|(at, _)| line.get(at + 1..).is_some_and(is_sentence))
    })
}

/// `AIVDM,` or another talker and sentence of five capitals and digits.
fn is_sentence(text: &[u8]) -> bool {
    let name = text.get(..5).unwrap_or(&[]);
    name.len() == 5
        && name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && text.get(5) == Some(&b',')
}

/// How a format is framed on a socket, where it can be.
pub(crate) const fn live_framing(format: Format) -> Option<Framing> {
    match format {
        Format::Aivdm
        | Format::AisStream
        | Format::Gfw
        | Format::Json
        | Format::AisHub
        | Format::MarineTraffic
        | Format::VesselFinder => Some(Framing::Lines),
        _ => None,
    }
}
