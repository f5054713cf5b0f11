//! JSON documents out of a stream: one after another, or one a file.

use super::Batch;

/// A document longer than this is none.
const LONGEST: usize = 64 << 20;

/// A stream of documents on its way. Their ends are found by counting braces outside of strings.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    document: Vec<u8>,
    depth: u32,
    in_string: bool,
    escaped: bool,
    too_long: bool,
}

impl Documents {
    pub(super) fn take(
        &mut self,
        bytes: &[u8],
        batch: &mut Batch,
        read: impl Fn(&[u8], &mut Batch),
    ) {
        for &byte in bytes {
            if self.depth == 0 && byte != b'{' {
                continue;
            }
            if self.document.len() < LONGEST {
                self.document.push(byte);
            } else {
                self.too_long = true;
            }
            if self.ends(byte) {
                let document = std::mem::take(&mut self.document);
                if std::mem::take(&mut self.too_long) {
                    batch.tally.add_rejected("too_long");
                } else {
                    read(&document, batch);
                }
            }
        }
    }

    pub(super) fn finish(&mut self, batch: &mut Batch) {
        if self.depth > 0 {
            batch.tally.add_rejected("cut_off");
        }
        *self = Documents::default();
    }

    /// Whether this byte closes the outermost brace.
    fn ends(&mut self, byte: u8) -> bool {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' if self.in_string => self.escaped = true,
            b'"' => self.in_string = !self.in_string,
            b'{' if !self.in_string => self.depth = self.depth.saturating_add(1),
            b'}' if !self.in_string => {
                self.depth = self.depth.saturating_sub(1);
                return self.depth == 0;
            }
            _ => {}
        }
        false
    }
}
