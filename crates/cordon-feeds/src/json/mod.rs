//! JSON objects: aisstream, Global Fishing Watch, AISHub, MarineTraffic, VesselFinder, and others
//! whose keys say what they mean.

pub(crate) mod flat;
mod keys;

pub(crate) use keys::{Keys, format_of};

use crate::reader::{At, Out, Reader};
use crate::record::draft::{Draft, Escape, Field};
use crate::record::{Desk, Dialect};
use flat::Leaf;

/// Reader of JSON objects.
#[derive(Debug)]
pub(crate) struct Objects {
    desk: Desk,
    keys: Keys,
}

impl Objects {
    pub(crate) fn new(dialect: Dialect) -> Objects {
        Objects { desk: Desk::new(dialect), keys: Keys::default() }
    }

    fn draft<'a>(&mut self, bytes: &'a [u8]) -> Result<Draft<'a>, &'static str> {
        let mut draft = Draft::new(Escape::Json);
        let (time, raw) = (&self.desk.dialect.time, self.desk.dialect.epoch_means_raw);
        let mut index = 0;
        let keys = &mut self.keys;
        flat::walk(bytes, &mut |leaf: Leaf<'a>| {
            index += 1;
            match keys.at(index, &leaf) {
                Some(field) => draft.set(field, leaf.text, time, raw),
                None => Ok(()),
            }
        })?;
        Ok(draft)
    }
}

impl Reader for Objects {
    fn record(&mut self, bytes: &[u8], at: At, out: &mut Out<'_>) {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
        // One object of an array that was written a line each.
        let text = text.strip_prefix(b"[").unwrap_or(text).trim_ascii();
        let text = text.strip_suffix(b"]").unwrap_or(text).trim_ascii();
        let text = text.strip_suffix(b",").unwrap_or(text);
        if text.is_empty() {
            return out.reject(at, bytes.len(), "blank");
        }
        match self.draft(text) {
            Ok(draft) => self.desk.file(&draft, bytes, at, out),
            Err(reason) => out.reject(at, bytes.len(), reason),
        }
    }
}

/// What a key may stand for; `None` for keys that say nothing here.
pub(crate) type Meaning = Option<Field>;
