//! References resolve to the bytes that the store keeps.

use cordon_archive::Store;
use cordon_core::SourceRef;
use sha2::{Digest, Sha256};

use crate::report::{Citation, Cite};

impl Cite for Store {
    fn cite(&self, source: SourceRef) -> Citation {
        let input = self
            .input(source.input)
            .map_or_else(|| format!("input {}", source.input.0), |input| input.name.clone());
        let sha256 = self.raw(source).ok().map(|bytes| hex(&Sha256::digest(&bytes)));
        Citation { input, offset: source.offset, length: source.length, sha256 }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(half), 16).unwrap_or('?'));
        }
        text
    })
}
