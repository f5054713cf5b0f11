//! Any bits as a message: decoded or turned down; what is decoded is valid JSON and can be written.

#![no_main]

use cordon_ais::bits::Bits;
use cordon_ais::encode::{Envelope, encode, sentences};
use cordon_ais::json::{Style, write_json};
use cordon_ais::message::decode;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&cut, bytes)) = data.split_first() else { return };
    let len = (bytes.len() * 8).saturating_sub(usize::from(cut % 8));
    let Ok(message) = decode(Bits::new(bytes, len)) else { return };
    for style in [Style::Raw, Style::Scaled] {
        let mut json = vec![b'{'];
        write_json(&message, style, &mut json);
        json.push(b'}');
        serde_json::from_slice::<serde_json::Value>(&json).expect("valid JSON");
    }
    let written = encode(&message);
    sentences(written.bits(), &Envelope::default(), &mut Vec::new());
});
