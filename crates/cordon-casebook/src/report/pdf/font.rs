//! The fonts of the document: Noto Sans with Latin, Greek and Cyrillic, embedded whole.

use std::collections::BTreeMap;

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Str};
use ttf_parser::{Face, GlyphId};

use super::sheet::deflate;

const REGULAR: &[u8] = include_bytes!("../../../data/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../../data/NotoSans-Bold.ttf");

/// What stands for letters that the font lacks.
const REPLACEMENT: char = '\u{fffd}';

/// A font and the letters that were used of it.
pub(super) struct Font {
    /// Its name in the document.
    pub(super) name: &'static [u8],
    postscript: &'static str,
    bytes: &'static [u8],
    face: Option<Face<'static>>,
    used: BTreeMap<u16, char>,
    /// Whether a letter was wanted that it lacks.
    pub(super) lacks_letters: bool,
}

impl Font {
    pub(super) fn regular() -> Font {
        Font::new(b"R", "NotoSans", REGULAR)
    }

    pub(super) fn bold() -> Font {
        Font::new(b"B", "NotoSans-Bold", BOLD)
    }

    fn new(name: &'static [u8], postscript: &'static str, bytes: &'static [u8]) -> Font {
        // The file is part of the program, and a test reads it.
        let face = Face::parse(bytes, 0).ok();
        Font { name, postscript, bytes, face, used: BTreeMap::new(), lacks_letters: false }
    }

    fn glyph(&self, c: char) -> Option<GlyphId> {
        self.face.as_ref()?.glyph_index(c)
    }

    /// In thousandths of the font's size.
    fn advance(&self, glyph: GlyphId) -> f32 {
        let advance = self.face.as_ref().and_then(|face| face.glyph_hor_advance(glyph));
        self.scaled(advance.map_or(0.0, f32::from))
    }

    fn scaled(&self, units: f32) -> f32 {
        let per_em = self.face.as_ref().map_or(1_000.0, |face| f32::from(face.units_per_em()));
        units * 1_000.0 / per_em
    }

    /// How wide a text is at this size.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        let glyph = |c| self.glyph(c).or_else(|| self.glyph(REPLACEMENT)).unwrap_or_default();
        text.chars().map(|c| self.advance(glyph(c))).sum::<f32>() * size / 1_000.0
    }

    /// The text as the document shows it: two bytes a glyph.
    pub(super) fn encode(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(2 * text.len());
        for c in text.chars() {
            let known = self.glyph(c).map(|glyph| (glyph, c));
            self.lacks_letters |= known.is_none();
            let replacement = || (self.glyph(REPLACEMENT).unwrap_or_default(), REPLACEMENT);
            let (glyph, c) = known.unwrap_or_else(replacement);
            self.used.insert(glyph.0, c);
            bytes.extend_from_slice(&glyph.0.to_be_bytes());
        }
        bytes
    }

    /// Writes it into the document under five numbers from `first` on (ISO 32000-1, 9.7).
    pub(super) fn write(&self, pdf: &mut Pdf, first: i32) {
        let [font, cid, descriptor, cmap, file] = [0, 1, 2, 3, 4].map(|n| Ref::new(first + n));
        let name = Name(self.postscript.as_bytes());
        let system =
            SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
        pdf.type0_font(font)
            .base_font(name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(cmap);
        let mut letters = pdf.cid_font(cid);
        letters.subtype(CidFontType::Type2).base_font(name).system_info(system);
        letters.font_descriptor(descriptor).default_width(0.0);
        letters.cid_to_gid_map_predefined(Name(b"Identity"));
        let mut widths = letters.widths();
        for &glyph in self.used.keys() {
            widths.consecutive(glyph, [self.advance(GlyphId(glyph))]);
        }
        widths.finish();
        letters.finish();
        self.describe(pdf, descriptor, file);
        let mut unicode = UnicodeCmap::<u16>::new(Name(b"Letters"), system);
        for (&glyph, &c) in &self.used {
            unicode.pair(glyph, c);
        }
        pdf.cmap(cmap, &unicode.finish());
        let packed = deflate(self.bytes);
        pdf.stream(file, &packed)
            .filter(Filter::FlateDecode)
            .pair(Name(b"Length1"), i32::try_from(self.bytes.len()).unwrap_or(i32::MAX));
    }

    fn describe(&self, pdf: &mut Pdf, id: Ref, file: Ref) {
        let of = |read: fn(&Face<'static>) -> i16| {
            self.scaled(self.face.as_ref().map_or(0.0, |face| f32::from(read(face))))
        };
        let bbox = Rect::new(
            of(|face| face.global_bounding_box().x_min),
            of(|face| face.global_bounding_box().y_min),
            of(|face| face.global_bounding_box().x_max),
            of(|face| face.global_bounding_box().y_max),
        );
        pdf.font_descriptor(id)
            .name(Name(self.postscript.as_bytes()))
            .flags(FontFlags::SYMBOLIC)
            .bbox(bbox)
            .italic_angle(0.0)
            .ascent(of(Face::ascender))
            .descent(of(Face::descender))
            .cap_height(of(|face| face.capital_height().unwrap_or_default()))
            .stem_v(80.0)
            .font_file2(file);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fonts_can_be_read_and_know_their_letters() {
        for mut font in [Font::regular(), Font::bold()] {
            let text = "Vessel 9074729 “Пусан” Ναύς 34.5°N 5 €";
            assert_eq!(font.encode(text).len(), 2 * text.chars().count());
            assert!(!font.lacks_letters);
            assert!(font.width(text, 10.0) > 100.0);
            font.encode("부산");
            assert!(font.lacks_letters);
        }
    }
}
