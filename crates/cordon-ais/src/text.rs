//! Six-bit text (ITU-R M.1371-6, annex 8, table 47).
//!
//! Codes are kept as sent. What is shown ends at the first `@`, blanks at the right cut off: behind
//! the `@` transmitters leak whatever their buffer held before.

use std::fmt;

use crate::bits::Bits;

/// The character of a six-bit code.
pub const fn from_six(code: u8) -> u8 {
    let code = code & 0x3F;
    if code < 32 { code + 64 } else { code }
}

/// The six-bit code of a character; lower case is raised, what the alphabet lacks becomes `?`.
pub const fn to_six(character: u8) -> u8 {
    let upper = character.to_ascii_uppercase();
    match upper {
        b'@'..=b'_' => upper - 64,
        b' '..=b'?' => upper,
        _ => b'?',
    }
}

/// A text field of `N` characters, as sent.
///
/// A message cut short inside the field gives fewer than `N`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Text<const N: usize> {
    codes: [u8; N],
    len: u8,
}

impl<const N: usize> Text<N> {
    /// From plain text: raised to upper case, cut to `N`, padded with `@`.
    pub fn new(text: &str) -> Text<N> {
        let mut codes = [0; N];
        for (code, byte) in codes.iter_mut().zip(text.bytes()) {
            *code = to_six(byte);
        }
        Text { codes, len: N as u8 }
    }

    /// From six-bit codes as sent; bits above the sixth are dropped.
    pub fn from_codes(sent: &[u8]) -> Text<N> {
        let mut codes = [0; N];
        for (code, sent) in codes.iter_mut().zip(sent) {
            *code = sent & 0x3F;
        }
        Text { codes, len: sent.len().min(N) as u8 }
    }

    /// The field at `start`: `None` where not one character of it was sent.
    pub fn read(bits: Bits<'_>, start: usize) -> Option<Text<N>> {
        let len = bits.len().saturating_sub(start).div_euclid(6).min(N);
        let mut codes = [0; N];
        for (i, code) in codes.iter_mut().take(len).enumerate() {
            *code = bits.u(start + 6 * i, 6) as u8;
        }
        (len > 0).then_some(Text { codes, len: len as u8 })
    }

    /// The six-bit codes as sent, what stands behind an `@` included.
    pub fn codes(&self) -> &[u8] {
        self.codes.get(..usize::from(self.len)).unwrap_or(&self.codes)
    }

    /// The characters to show.
    pub fn chars(&self) -> impl Iterator<Item = char> + Clone + '_ {
        shown(self.codes().iter().copied())
    }

    /// Whether nothing is to be shown.
    pub fn is_blank(&self) -> bool {
        self.chars().next().is_none()
    }
}

/// The characters before the first `@`, without blanks at the right.
pub(crate) fn shown(codes: impl Iterator<Item = u8> + Clone) -> impl Iterator<Item = char> + Clone {
    let before = codes.take_while(|&code| code != 0);
    let length = before.clone().enumerate().filter(|&(_, code)| code != b' ').last();
    let length = length.map_or(0, |(last, _)| last + 1);
    before.take(length).map(|code| char::from(from_six(code)))
}

impl<const N: usize> fmt::Display for Text<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.chars().try_for_each(|c| fmt::Write::write_char(f, c))
    }
}

impl<const N: usize> fmt::Debug for Text<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

impl<const N: usize> Default for Text<N> {
    fn default() -> Self {
        Text { codes: [0; N], len: N as u8 }
    }
}

/// Text that runs to the end of its message: safety messages, text descriptions.
#[derive(Clone, Copy)]
pub struct Tail<'a> {
    bits: Bits<'a>,
    start: usize,
}

impl<'a> Tail<'a> {
    /// From `start` to the end; a last character that is not wholly there is dropped.
    pub fn new(bits: Bits<'a>, start: usize) -> Tail<'a> {
        Tail { bits, start }
    }

    /// The six-bit codes as sent.
    pub fn codes(self) -> impl Iterator<Item = u8> + Clone + 'a {
        let count = self.bits.len().saturating_sub(self.start) / 6;
        (0..count).map(move |i| self.bits.u(self.start + 6 * i, 6) as u8)
    }

    /// The characters to show: to the first `@`, without blanks at the right.
    pub fn chars(self) -> impl Iterator<Item = char> + Clone + 'a {
        shown(self.codes())
    }
}

impl fmt::Display for Tail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.chars().try_for_each(|c| fmt::Write::write_char(f, c))
    }
}

impl fmt::Debug for Tail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

/// Alike but for `@` at the end, which only fill the message up.
impl PartialEq for Tail<'_> {
    fn eq(&self, other: &Self) -> bool {
        let length = self.codes().count().max(other.codes().count());
        let padded = |tail: &Self| tail.codes().chain(std::iter::repeat(0));
        padded(self).take(length).eq(padded(other).take(length))
    }
}

impl Eq for Tail<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_goes_there_and_back() {
        for code in 0..64 {
            assert_eq!(to_six(from_six(code)), code);
        }
        assert_eq!(to_six(b'a'), 1);
        assert_eq!(to_six(0xC3), b'?');
    }

    #[test]
    fn shown_to_the_first_at_sign() {
        assert_eq!(Text::<20>::new("Ever Diadem").to_string(), "EVER DIADEM");
        let leaked = Text::<20>::new("GENT@@@@@AN");
        assert_eq!(leaked.to_string(), "GENT");
        assert_eq!(leaked.codes()[9..11], [1, 14]);
        assert_eq!(Text::<7>::new(" 4XGS ").to_string(), " 4XGS");
        assert!(Text::<7>::new("@@J130B").is_blank());
        assert!(Text::<7>::new("   ").is_blank());
    }

    #[test]
    fn a_field_cut_short_keeps_its_whole_characters() {
        let bytes = [0b0000_0100, 0b0010_0000];
        let text = Text::<4>::read(Bits::new(&bytes, 16), 0);
        assert_eq!(text.map(|t| t.to_string()).as_deref(), Some("AB"));
        assert_eq!(Text::<4>::read(Bits::new(&bytes, 5), 0), None);
    }
}
