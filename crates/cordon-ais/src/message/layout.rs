//! A message's fields as a table: one row per field, first bit and width as in the standard.
//!
//! The same table reads and writes, so the two cannot drift apart.

use crate::bits::Bits;
use crate::encode::BitWriter;
use crate::text::Text;

/// A value that fits into a bit field.
pub(crate) trait Field: Sized + Copy {
    /// The field, where the message covers it.
    fn read(bits: Bits<'_>, start: usize, width: usize) -> Option<Self>;
    /// Write it; a value too large for the field is clamped to the largest that fits.
    fn write(self, out: &mut BitWriter, start: usize, width: usize);
}

macro_rules! unsigned {
    ($($ty:ty)*) => {$(
        impl Field for $ty {
            #[inline]
            fn read(bits: Bits<'_>, start: usize, width: usize) -> Option<$ty> {
                bits.u_opt(start, width).map(|value| value as $ty)
            }
            fn write(self, out: &mut BitWriter, start: usize, width: usize) {
                let largest = (1_u64 << width) - 1;
                out.put(start, width, u64::from(self).min(largest));
            }
        }
    )*};
}

macro_rules! signed {
    ($($ty:ty)*) => {$(
        impl Field for $ty {
            #[inline]
            fn read(bits: Bits<'_>, start: usize, width: usize) -> Option<$ty> {
                bits.i_opt(start, width).map(|value| value as $ty)
            }
            fn write(self, out: &mut BitWriter, start: usize, width: usize) {
                let half = 1_i64 << (width - 1);
                let clamped = i64::from(self).clamp(-half, half - 1);
                out.put(start, width, clamped as u64 & ((1 << width) - 1));
            }
        }
    )*};
}

unsigned!(u8 u16 u32 u64);
signed!(i8 i16 i32);

impl Field for bool {
    #[inline]
    fn read(bits: Bits<'_>, start: usize, width: usize) -> Option<bool> {
        bits.u_opt(start, width).map(|value| value != 0)
    }
    fn write(self, out: &mut BitWriter, start: usize, width: usize) {
        out.put(start, width, u64::from(self));
    }
}

impl<const N: usize> Field for Text<N> {
    fn read(bits: Bits<'_>, start: usize, _width: usize) -> Option<Text<N>> {
        Text::read(bits, start)
    }
    fn write(self, out: &mut BitWriter, start: usize, width: usize) {
        for (i, &code) in self.codes().iter().take(width / 6).enumerate() {
            out.put(start + 6 * i, 6, u64::from(code));
        }
    }
}

/// Bits to send, given where each field ends and whether it is there: all of them where the last one
/// is, whole bytes up to the last that is there otherwise.
pub(crate) fn sent_bits(ends: &[(usize, bool)], all: usize) -> usize {
    let last = ends.iter().map(|&(end, _)| end).max();
    let sent = ends.iter().filter(|(_, there)| *there).map(|&(end, _)| end).max();
    if sent == last { all } else { sent.unwrap_or(0).next_multiple_of(8).min(all) }
}

/// Declares a struct of fields, each `name: type = first bit, width`, and how many bits it takes.
///
/// Bits count from the start of the message, or of the element where it stands in a list.
macro_rules! layout {
    (
        $(#[$doc:meta])*
        pub struct $name:ident: $bits:literal {
            $( $(#[$field_doc:meta])* $field:ident: $ty:ty = $start:literal, $width:literal; )*
        }
    ) => {
        $(#[$doc])*
        ///
        /// Integers as sent; `None` where the message ended before the field.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $( $(#[$field_doc])* pub $field: Option<$ty>, )*
        }

        impl $name {
            /// Bits it takes.
            pub const BITS: usize = $bits;

            /// Read the fields from bit `base` on, each where the bits cover it.
            #[inline]
            pub fn read(bits: $crate::bits::Bits<'_>, base: usize) -> $name {
                use $crate::message::layout::Field;
                $name { $( $field: <$ty as Field>::read(bits, base + $start, $width), )* }
            }

            /// Write the fields from bit `base` on. Spare bits are 0, and so is what is `None` before
            /// another field; where the last ones are `None`, the message ends early.
            pub fn write(&self, out: &mut $crate::encode::BitWriter, base: usize) {
                use $crate::message::layout::{Field, sent_bits};
                let ends = [$( ($start + $width, self.$field.is_some()), )*];
                out.reserve(base + sent_bits(&ends, Self::BITS));
                $( if let Some(value) = self.$field { value.write(out, base + $start, $width); } )*
            }
        }
    };
}

pub(crate) use layout;
