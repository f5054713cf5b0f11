//! Pages of text and drawings, filled from top to bottom.

use std::io::Write;

use cordon_core::Time;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::{Content, Date, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::font::Font;
use crate::digest::Digest;
use crate::report::draw::{Drawing, Ink, Point, Shape};

/// A4 in points.
const PAGE: (f32, f32) = (595.0, 842.0);
const MARGIN: f32 = 48.0;
const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;

/// What a paragraph is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Title,
    Heading,
    Subheading,
    Body,
    Item,
    Small,
}

impl Style {
    /// Size, space above, indentation.
    const fn measures(self) -> (f32, f32, f32) {
        match self {
            Style::Title => (17.0, 0.0, 0.0),
            Style::Heading => (12.0, 14.0, 0.0),
            Style::Subheading => (10.0, 9.0, 0.0),
            Style::Body => (9.5, 3.0, 0.0),
            Style::Item => (9.0, 2.0, 12.0),
            Style::Small => (7.0, 1.0, 12.0),
        }
    }

    const fn is_bold(self) -> bool {
        matches!(self, Style::Title | Style::Heading | Style::Subheading)
    }
}

/// The document while it is filled.
pub(super) struct Sheet {
    regular: Font,
    bold: Font,
    /// The exercise mark on every page.
    mark: Option<String>,
    pages: Vec<Content>,
    /// Where the next line goes, from the bottom of the page.
    y: f32,
}

impl Sheet {
    pub(super) fn new(exercise: Option<&str>) -> Sheet {
        let mark = exercise.map(|mark| format!("EXERCISE {mark} EXERCISE"));
        let (regular, bold) = (Font::regular(), Font::bold());
        Sheet { regular, bold, mark, pages: Vec::new(), y: 0.0 }
    }

    /// Whether a letter was wanted that the fonts lack.
    pub(super) fn lacks_letters(&self) -> bool {
        self.regular.lacks_letters || self.bold.lacks_letters
    }

    /// Adds a paragraph.
    pub(super) fn put(&mut self, style: Style, text: &str) {
        let (size, above, indent) = style.measures();
        let text = without_signs(text);
        self.y -= above;
        for line in self.lines(style, &text, size, WIDTH - indent) {
            // A heading keeps room for something under it.
            let room = if style.is_bold() { 4.0 * size } else { 1.4 * size };
            self.need(room);
            self.y -= 1.4 * size;
            self.text(style.is_bold(), size, (MARGIN + indent, self.y), &line);
        }
    }

    /// Adds a drawing as wide as the page; one that is higher than a page is made smaller.
    pub(super) fn draw(&mut self, drawing: &Drawing) {
        let room = PAGE.1 - 2.0 * MARGIN - 40.0;
        let (width, height) = (drawing.width as f32, drawing.height as f32);
        let scale = (WIDTH / width).min(room / height);
        self.need(height * scale + 12.0);
        self.y -= 10.0;
        let top = self.y;
        let place = |(x, y): Point| (MARGIN + x as f32 * scale, top - y as f32 * scale);
        for shape in &drawing.shapes {
            match shape {
                Shape::Label(at, size, text) => {
                    self.text(false, *size as f32 * scale, place(*at), text);
                }
                shape => put_shape(self.content(), shape, &place),
            }
        }
        self.y -= height * scale + 2.0;
    }

    /// Begins a page when less than `room` is left on this one.
    fn need(&mut self, room: f32) {
        if self.pages.is_empty() || self.y - room < MARGIN {
            self.pages.push(Content::new());
            self.y = PAGE.1 - MARGIN;
            if let Some(mark) = self.mark.clone() {
                self.text(true, 9.0, (MARGIN, PAGE.1 - 28.0), &mark);
                self.text(true, 9.0, (MARGIN, 24.0), &mark);
            }
        }
    }

    fn content(&mut self) -> &mut Content {
        if self.pages.is_empty() {
            self.pages.push(Content::new());
        }
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    fn text(&mut self, bold: bool, size: f32, (x, y): (f32, f32), text: &str) {
        let font = if bold { &mut self.bold } else { &mut self.regular };
        let (name, bytes) = (Name(font.name), font.encode(text));
        let content = self.content();
        set_fill(content, Ink::Words);
        content.begin_text().set_font(name, size).next_line(x, y).show(Str(&bytes)).end_text();
    }

    /// A text in lines that fit; words that do not fit are broken.
    fn lines(&self, style: Style, text: &str, size: f32, width: f32) -> Vec<String> {
        let font = if style.is_bold() { &self.bold } else { &self.regular };
        let mut lines = Vec::new();
        for paragraph in text.lines() {
            let mut line = String::new();
            for word in paragraph.split_whitespace() {
                let longer =
                    if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
                if font.width(&longer, size) <= width {
                    line = longer;
                    continue;
                }
                lines.extend((!line.is_empty()).then(|| std::mem::take(&mut line)));
                line = break_word(font, word, size, width, &mut lines);
            }
            lines.push(line);
        }
        lines
    }

    /// The bytes of the document. `time` is when the case was as it is shown.
    pub(super) fn finish(mut self, title: &str, time: Time) -> Vec<u8> {
        self.number_pages();
        let mut pdf = Pdf::new();
        let (catalog, tree, info) = (Ref::new(1), Ref::new(2), Ref::new(3));
        pdf.catalog(catalog).pages(tree).lang(TextStr("en"));
        pdf.document_info(info)
            .title(TextStr(title))
            .producer(TextStr("Cordon"))
            .creation_date(date(time));
        self.regular.write(&mut pdf, 10);
        self.bold.write(&mut pdf, 20);
        let count = i32::try_from(self.pages.len()).unwrap_or(i32::MAX);
        let page_ref = |n: i32| Ref::new(30 + 2 * n);
        pdf.pages(tree).kids((0..count).map(page_ref)).count(count);
        for (n, content) in (0..count).zip(self.pages) {
            write_page(&mut pdf, tree, page_ref(n), Ref::new(31 + 2 * n), content);
        }
        let id = Digest::of_parts(&[title.as_bytes(), time.to_string().as_bytes()]).0.to_vec();
        pdf.set_file_id((id.clone(), id));
        pdf.finish()
    }

    fn number_pages(&mut self) {
        let pages = std::mem::take(&mut self.pages);
        let count = pages.len();
        for (n, page) in pages.into_iter().enumerate() {
            self.pages.push(page);
            let number = format!("{} / {count}", n + 1);
            self.text(false, 7.0, (PAGE.0 - MARGIN - 24.0, 24.0), &number);
        }
    }
}

fn write_page(pdf: &mut Pdf, tree: Ref, id: Ref, stream: Ref, content: Content) {
    let mut page = pdf.page(id);
    page.media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1)).parent(tree).contents(stream);
    page.resources().fonts().pair(Name(b"R"), Ref::new(10)).pair(Name(b"B"), Ref::new(20));
    page.finish();
    let packed = deflate(&content.finish());
    pdf.stream(stream, &packed).filter(Filter::FlateDecode);
}

/// Signs of mathematics that the fonts lack, in letters.
fn without_signs(text: &str) -> String {
    text.replace('\u{2265}', ">=").replace('\u{2264}', "<=").replace('\u{2248}', "~")
}

/// Puts whole lines of a word that is wider than a line, and gives the rest.
fn break_word(font: &Font, word: &str, size: f32, width: f32, lines: &mut Vec<String>) -> String {
    let mut line = String::new();
    for c in word.chars() {
        line.push(c);
        if font.width(&line, size) > width && line.chars().count() > 1 {
            line.pop();
            lines.push(std::mem::take(&mut line));
            line.push(c);
        }
    }
    line
}

fn put_shape(content: &mut Content, shape: &Shape, place: &dyn Fn(Point) -> (f32, f32)) {
    match shape {
        Shape::Area(ink, rings) => {
            set_fill(content, *ink);
            for ring in rings {
                put_path(content, ring, place);
            }
            content.fill_even_odd();
        }
        Shape::Line(ink, points) => {
            let [r, g, b] = rgb(*ink);
            let dashes: &[f32] = if *ink == Ink::Silence { &[4.0, 3.0] } else { &[] };
            content.set_stroke_rgb(r, g, b).set_line_width(0.8);
            content.set_dash_pattern(dashes.iter().copied(), 0.0);
            put_path(content, points, place);
            content.stroke();
        }
        Shape::Dot(ink, (x, y), radius) => {
            set_fill(content, *ink);
            let (left, top) = place((x - radius, y - radius));
            let (right, bottom) = place((x + radius, y + radius));
            content.rect(left, bottom, right - left, top - bottom).fill_nonzero();
        }
        Shape::Label(..) => {}
    }
}

fn put_path(content: &mut Content, points: &[Point], place: &dyn Fn(Point) -> (f32, f32)) {
    for (index, point) in points.iter().enumerate() {
        let (x, y) = place(*point);
        if index == 0 {
            content.move_to(x, y)
        } else {
            content.line_to(x, y)
        };
    }
}

fn set_fill(content: &mut Content, ink: Ink) {
    let [r, g, b] = rgb(ink);
    content.set_fill_rgb(r, g, b);
}

fn rgb(ink: Ink) -> [f32; 3] {
    ink.colour().map(|part| f32::from(part) / 255.0)
}

fn date(time: Time) -> Date {
    let text = time.to_string();
    let part = |range| text.get(range).and_then(|part: &str| part.parse::<u16>().ok()).unwrap_or(1);
    Date::new(part(0..4))
        .month(part(5..7) as u8)
        .day(part(8..10) as u8)
        .hour(part(11..13) as u8)
        .minute(part(14..16) as u8)
        .second(part(17..19) as u8)
        .utc_offset_hour(0)
        .utc_offset_minute(0)
}

/// As PDF's `FlateDecode` reads it.
pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    // Writing to memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}
