//! XML written by hand, and read with limits.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// XML as it grows. Elements are opened and closed in pairs by [`Xml::within`].
#[derive(Default)]
pub(crate) struct Xml(String);

impl Xml {
    /// With the declaration at its head.
    pub(crate) fn document() -> Xml {
        Xml("<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned())
    }

    pub(crate) fn finish(self) -> String {
        self.0
    }

    /// `<name a="b"/>`; attributes without a value are left out.
    pub(crate) fn empty(&mut self, name: &str, attributes: &[(&str, Option<String>)]) {
        self.head(name, attributes);
        self.0.push_str("/>");
    }

    /// `<name a="b">…</name>`.
    pub(crate) fn within(
        &mut self,
        name: &str,
        attributes: &[(&str, Option<String>)],
        inside: impl FnOnce(&mut Xml),
    ) {
        self.head(name, attributes);
        self.0.push('>');
        inside(self);
        // A `String` takes all that is written to it.
        let _ = write!(self.0, "</{name}>");
    }

    /// `<name>text</name>`.
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        self.within(name, &[], |xml| xml.escaped(text));
    }

    /// `<name>text</name>`, where there is text.
    pub(crate) fn maybe(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(name, text);
        }
    }

    /// Text alone.
    pub(crate) fn escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                // XML 1.0 has no way to write these.
                c if (c.is_control() && c != '\n' && c != '\t') || is_non_character(c) => {
                    self.0.push('\u{fffd}');
                }
                c => self.0.push(c),
            }
        }
    }

    fn head(&mut self, name: &str, attributes: &[(&str, Option<String>)]) {
        let _ = write!(self.0, "<{name}");
        for (key, value) in attributes {
            if let Some(value) = value {
                let _ = write!(self.0, " {key}=\"");
                self.escaped(value);
                self.0.push('"');
            }
        }
    }
}

fn is_non_character(c: char) -> bool {
    matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// An element with all inside it. Names are without their prefix.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    pub(crate) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

/// Why bytes are not XML that is read here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotXml {
    /// Broken.
    #[error("not XML: {0}")]
    Broken(String),
    /// A document type could define entities that grow without end.
    #[error("a document type is not read")]
    DocType,
    /// Bigger or deeper than any honest message.
    #[error("more than {MOST_BYTES} bytes, {MOST_ELEMENTS} elements or {MOST_DEPTH} levels")]
    TooMuch,
}

/// Longest document.
pub(crate) const MOST_BYTES: usize = 262_144;
const MOST_ELEMENTS: usize = 4_096;
const MOST_DEPTH: usize = 32;

/// One element with all inside it.
pub(crate) fn read(text: &str) -> Result<Element, NotXml> {
    if text.len() > MOST_BYTES {
        return Err(NotXml::TooMuch);
    }
    let mut reader = Reader::from_str(text);
    let mut stack: Vec<Element> = Vec::new();
    let mut elements = 0;
    loop {
        let event = reader.read_event().map_err(|error| NotXml::Broken(error.to_string()))?;
        let (opened, closes) = match event {
            Event::Start(start) => (Some(open(&start)?), false),
            Event::Empty(start) => (Some(open(&start)?), true),
            Event::End(_) => (None, true),
            Event::DocType(_) => return Err(NotXml::DocType),
            Event::Eof => return Err(NotXml::Broken("it ends inside an element".to_owned())),
            other => {
                add_text(&mut stack, other);
                continue;
            }
        };
        if let Some(element) = opened {
            elements += 1;
            stack.push(element);
        }
        if elements > MOST_ELEMENTS || stack.len() > MOST_DEPTH {
            return Err(NotXml::TooMuch);
        }
        if closes && let Some(whole) = close(&mut stack) {
            return Ok(whole);
        }
    }
}

/// Puts the innermost element into the one around it; the outermost is the whole.
fn close(stack: &mut Vec<Element>) -> Option<Element> {
    let done = stack.pop()?;
    match stack.last_mut() {
        Some(parent) => {
            parent.children.push(done);
            None
        }
        None => Some(done),
    }
}

fn open(start: &BytesStart<'_>) -> Result<Element, NotXml> {
    let mut element =
        Element { name: local(start.name().into_inner()).to_owned(), ..Element::default() };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| NotXml::Broken(error.to_string()))?;
        let value = attribute
            .normalized_value(XmlVersion::Explicit1_0)
            .map_err(|error| NotXml::Broken(error.to_string()))?;
        let key = local(attribute.key.into_inner()).to_owned();
        element.attributes.insert(key, value.into_owned());
    }
    Ok(element)
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn add_text(stack: &mut [Element], event: Event<'_>) {
    let Some(element) = stack.last_mut() else { return };
    match event {
        Event::Text(text) => element.text.push_str(&text.xml10_content()),
        Event::CData(data) => element.text.push_str(&data.into_inner()),
        Event::GeneralRef(entity) => {
            let character = entity.resolve_char_ref().ok().flatten();
            let name = entity.into_inner();
            match (character, resolve_predefined_entity(&name)) {
                (Some(character), _) => element.text.push(character),
                // An entity that is not XML's own is nobody's to expand.
                (None, known) => element.text.push_str(known.unwrap_or_default()),
            }
        }
        _ => {}
    }
}
