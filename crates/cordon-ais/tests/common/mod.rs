//! Reading the shared data: sentences put together plainly, so that a fault in the crate's own framing
//! cannot hide one in its messages.

#![allow(dead_code, reason = "each test file uses its part")]
#![expect(clippy::panic, clippy::print_stderr, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;

use cordon_ais::bits::Bits;
use cordon_ais::json::{Style, write_json};
use cordon_ais::message::Message;
use serde_json::Value;

/// A message's bits, owned.
pub(crate) struct Raw {
    pub(crate) bytes: Vec<u8>,
    pub(crate) len: usize,
}

impl Raw {
    pub(crate) fn bits(&self) -> Bits<'_> {
        Bits::new(&self.bytes, self.len)
    }
}

/// A file of the shared data, or `None` with a word on stderr where the folder is absent.
pub(crate) fn shared(path: &str) -> Option<Vec<u8>> {
    let root = "../../../shared/data";
    let file = PathBuf::from(root).join(path);
    let Ok(bytes) = std::fs::read(&file) else {
        eprintln!("skipped: {} absent", file.display());
        return None;
    };
    if file.extension().is_none_or(|kind| kind != "gz") {
        return Some(bytes);
    }
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(bytes.as_slice())
        .read_to_end(&mut plain)
        .expect("whole gzip file");
    Some(plain)
}

/// The complete messages of a file of sentences, in the order of their last sentences.
pub(crate) fn messages(text: &str) -> Vec<Raw> {
    let mut open: Vec<([String; 3], Vec<u8>)> = Vec::new();
    let mut whole = Vec::new();
    for line in text.lines().filter(|line| line.starts_with('!')) {
        let sentence = line.split('*').next().unwrap_or_default();
        let fields: Vec<&str> = sentence.split(',').collect();
        let [_, total, number, sequence, channel, payload, fill] = fields[..] else { continue };
        let key = [total, sequence, channel].map(str::to_owned);
        let mut payload = payload.as_bytes().to_vec();
        if number != "1" {
            let Some(at) = open.iter().position(|(k, _)| *k == key) else { continue };
            payload.splice(0..0, open.remove(at).1);
        }
        if number == total {
            whole.push(unarmoured(&payload, fill.parse().unwrap_or(0)));
        } else {
            open.push((key, payload));
        }
    }
    whole
}

fn unarmoured(payload: &[u8], fill: usize) -> Raw {
    let codes = payload.iter().map(|&c| if c < 96 { c - 48 } else { c - 56 });
    let bits: Vec<u8> = codes.flat_map(|code| (0..6).rev().map(move |i| code >> i & 1)).collect();
    let byte =
        |bits: &[u8]| bits.iter().enumerate().fold(0, |byte, (i, bit)| byte | bit << (7 - i));
    Raw { bytes: bits.chunks(8).map(byte).collect(), len: bits.len() - fill }
}

/// The message as JSON, parsed again.
pub(crate) fn json(message: &Message<'_>, style: Style) -> Value {
    let mut out = vec![b'{'];
    write_json(message, style, &mut out);
    out.push(b'}');
    let text = String::from_utf8(out).expect("UTF-8");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Whether two texts of hexadecimal bytes are alike but for the last byte.
pub(crate) fn same_but_last_byte(one: &Value, other: &Value) -> bool {
    let (Some(one), Some(other)) = (one.as_str(), other.as_str()) else { return false };
    one.len() == other.len() && one.get(..one.len() - 2) == other.get(..other.len() - 2)
}

/// Values that differ from another decoder's, each put down to a reason.
#[derive(Default)]
pub(crate) struct Differences {
    /// Values compared.
    pub(crate) compared: usize,
    /// How many differ, by reason.
    pub(crate) deliberate: BTreeMap<&'static str, usize>,
    /// Differences without a reason.
    pub(crate) faults: Vec<String>,
}

impl Differences {
    /// Compare one value; `reason` says why it may differ, if it may.
    pub(crate) fn add(
        &mut self,
        what: impl FnOnce() -> String,
        same: bool,
        reason: impl FnOnce() -> Option<&'static str>,
    ) {
        self.compared += 1;
        if same {
            return;
        }
        match reason() {
            Some(reason) => *self.deliberate.entry(reason).or_default() += 1,
            None => self.faults.push(what()),
        }
    }

    /// Fail on the first faults, if there are any.
    pub(crate) fn check(&self) {
        let first: Vec<_> = self.faults.iter().take(20).collect();
        assert!(
            self.faults.is_empty(),
            "{} of {} differ: {first:#?}",
            self.faults.len(),
            self.compared
        );
    }
}
