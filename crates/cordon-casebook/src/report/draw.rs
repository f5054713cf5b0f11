//! Drawings: shapes in points, x to the right and y down, for SVG and PDF alike.

use std::fmt::Write;

/// A place in a drawing.
pub(super) type Point = (f64, f64);

/// What a shape stands for; it decides how it looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ink {
    /// The frame and the sea within it.
    Sea,
    /// Land.
    Land,
    /// Lines of degrees or days.
    Grid,
    /// What was observed.
    Observed,
    /// What was not: the way across a silence.
    Silence,
    /// Words.
    Words,
}

impl Ink {
    /// Every ink.
    pub(super) const ALL: [Ink; 6] =
        [Ink::Sea, Ink::Land, Ink::Grid, Ink::Observed, Ink::Silence, Ink::Words];

    /// Its class in SVG.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Ink::Sea => "sea",
            Ink::Land => "land",
            Ink::Grid => "grid",
            Ink::Observed => "observed",
            Ink::Silence => "silence",
            Ink::Words => "words",
        }
    }

    /// Red, green and blue, each 0 to 255. Dark enough to be read when printed in grey.
    pub(super) const fn colour(self) -> [u8; 3] {
        match self {
            Ink::Sea => [0xf4, 0xf8, 0xfb],
            Ink::Land => [0xd9, 0xd3, 0xc3],
            Ink::Grid => [0xc2, 0xcd, 0xd6],
            Ink::Observed => [0x1f, 0x4e, 0x79],
            Ink::Silence => [0xb0, 0x20, 0x20],
            Ink::Words => [0x22, 0x22, 0x22],
        }
    }
}

/// One shape.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// A filled area of rings.
    Area(Ink, Vec<Vec<Point>>),
    /// A line; dashed where it is inferred.
    Line(Ink, Vec<Point>),
    /// A dot with its radius.
    Dot(Ink, Point, f64),
    /// Words, their size, and where they begin on the base line.
    Label(Point, f64, String),
}

/// A drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Drawing {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) shapes: Vec<Shape>,
}

impl Drawing {
    /// An empty drawing on the sea.
    pub(super) fn new(width: f64, height: f64) -> Drawing {
        let frame = vec![(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)];
        Drawing { width, height, shapes: vec![Shape::Area(Ink::Sea, vec![frame])] }
    }

    /// As SVG; `title` is read out to those who cannot see it.
    pub(super) fn to_svg(&self, title: &str) -> String {
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0} {:.0}\" role=\"img\">\
             <title>{}</title>\n",
            self.width,
            self.height,
            escape(title)
        );
        for shape in &self.shapes {
            put_svg(&mut svg, shape);
        }
        svg.push_str("</svg>\n");
        svg
    }
}

fn put_svg(svg: &mut String, shape: &Shape) {
    // Writing to a string cannot fail.
    let _ = match shape {
        Shape::Area(ink, rings) => {
            let rings: String = rings.iter().map(|ring| path(ring) + "Z").collect();
            writeln!(svg, "<path class=\"area {}\" d=\"{rings}\"/>", ink.class())
        }
        Shape::Line(ink, points) => {
            writeln!(svg, "<path class=\"line {}\" d=\"{}\"/>", ink.class(), path(points))
        }
        Shape::Dot(ink, (x, y), radius) => {
            let class = ink.class();
            writeln!(
                svg,
                "<circle class=\"dot {class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius}\"/>"
            )
        }
        Shape::Label((x, y), size, text) => {
            let text = escape(text);
            writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\">{text}</text>")
        }
    };
}

fn path(points: &[Point]) -> String {
    let mut path = String::new();
    for (index, (x, y)) in points.iter().enumerate() {
        let letter = if index == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{letter}{x:.1} {y:.1}");
    }
    path
}

/// Text that means nothing to HTML or XML; control characters become visible.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' | '\t' => escaped.push(c),
            c if super::words::is_hidden(c) => {
                let _ = write!(escaped, "[U+{:04X}]", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_stays_text() {
        let evil = "<script>alert('x')</script>&\u{202e}\u{0}\"";
        let escaped = escape(evil);
        assert_eq!(
            escaped,
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;[U+202E][U+0000]&quot;"
        );
    }
}
