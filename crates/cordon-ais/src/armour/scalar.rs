//! One character at a time, by a table. The measure for the vector forms.

const INVALID: u8 = 0xFF;

const VALUES: [u8; 256] = {
    let mut values = [INVALID; 256];
    let mut value = 0;
    while value < 64 {
        values[if value < 40 { value + 48 } else { value + 56 }] = value as u8;
        value += 1;
    }
    values
};

/// The six bits that a character stands for.
pub const fn value(char: u8) -> Option<u8> {
    match VALUES[char as usize] {
        INVALID => None,
        value => Some(value),
    }
}

/// Packs the whole of `text` into `out`; the last byte is filled up with zeros. `false` when a
/// character is invalid or `out` is too small.
pub fn unarmour(text: &[u8], out: &mut [u8]) -> bool {
    if out.len() < (text.len() * 6).div_ceil(8) {
        return false;
    }
    let mut seen = 0;
    for (four, three) in text.chunks(4).zip(out.chunks_mut(3)) {
        let mut word = 0_u32;
        for (place, &char) in four.iter().enumerate() {
            let value = VALUES[char as usize];
            seen |= value;
            word |= u32::from(value & 0x3F) << (18 - 6 * place);
        }
        let [_, bytes @ ..] = word.to_be_bytes();
        for (to, byte) in three.iter_mut().zip(bytes) {
            *to = byte;
        }
    }
    seen & 0xC0 == 0
}
