//! XML one record at a time.
//!
//! Entities that a document defines are never expanded: a document type is an error. Depth and size of
//! a record are bounded.

use std::collections::BTreeMap;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::super::draft::Draft;
use super::super::error::ListError;
use super::super::model::Place;
use super::super::text::Text;

/// An element with all inside it. Names are without their namespace prefix.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Element {
    pub(super) name: String,
    attributes: BTreeMap<String, String>,
    pub(super) text: String,
    pub(super) children: Vec<Element>,
}

impl Element {
    /// The text of a child, trimmed; `None` when there is no such child or it is empty.
    pub(super) fn child_text(&self, name: &str) -> Option<&str> {
        let children = self.children.iter().filter(|child| child.name == name);
        children.map(|child| child.text.trim()).find(|text| !text.is_empty())
    }

    /// Children of a name.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Elements at the end of a path of names.
    pub(super) fn at<'a>(&'a self, path: &[&'a str]) -> Vec<&'a Element> {
        path.iter().fold(vec![self], |found, name| {
            found.into_iter().flat_map(|element| element.all(name)).collect()
        })
    }

    /// An attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }
}

const MAX_DEPTH: usize = 64;
/// What one element costs in memory, about: counted against the size of its record.
const ELEMENT_COST: usize = 64;

/// Calls `on` for every element that `wanted` names, with where it stands. What is inside one is not
/// looked at again; the root is handed over first, without its children.
///
/// A document that breaks off leaves what was read, and marks the list as broken.
pub(super) fn each(
    file: &str,
    text: &Text<'_>,
    wanted: &[&str],
    draft: &mut Draft,
    mut on: impl FnMut(Element, Place, &mut Draft),
) -> Result<(), ListError> {
    let mut walk = Walk { stack: Vec::new(), size: 0, start: 0, depth: 0, too_big: false };
    let mut reader = Reader::from_str(&text.content);
    let mut places = text.places();
    loop {
        let before = reader.buffer_position() as usize;
        let event = match reader.read_event() {
            Ok(Event::DocType(_)) => return Err(ListError::DocType { file: file.to_owned() }),
            Ok(Event::Eof) if walk.depth == 0 => return Ok(()),
            Ok(Event::Eof) => {
                draft.broken = Some(format!("{file} ends inside an element"));
                return Ok(());
            }
            Ok(event) => event,
            Err(error) => {
                draft.broken = Some(format!("{file} is not XML from byte {before} on: {error}"));
                return Ok(());
            }
        };
        let root = walk.depth == 0;
        let done = walk.take(event, wanted, before, draft.limits.record_bytes);
        if let Some(element) = done {
            let end = reader.buffer_position() as usize;
            let place = places.place(walk.start, end);
            match (root, walk.too_big) {
                (false, true) => {
                    draft.reject(place, "record_too_big");
                    walk.too_big = false;
                }
                _ => on(element, place, draft),
            }
        }
    }
}

struct Walk {
    stack: Vec<Element>,
    size: usize,
    start: usize,
    depth: usize,
    too_big: bool,
}

impl Walk {
    fn take(
        &mut self,
        event: Event<'_>,
        wanted: &[&str],
        at: usize,
        limit: usize,
    ) -> Option<Element> {
        match event {
            Event::Start(start) => return self.open(&start, wanted, at, limit),
            Event::Empty(start) => {
                let root = self.open(&start, wanted, at, limit);
                return root.or(self.close());
            }
            Event::End(_) => return self.close(),
            Event::Text(text) => self.text(&text.xml10_content(), limit),
            Event::CData(data) => self.text(&data.into_inner(), limit),
            Event::GeneralRef(entity) => {
                let character = entity.resolve_char_ref().ok().flatten();
                let name = entity.into_inner();
                match (character, resolve_predefined_entity(&name)) {
                    (Some(character), _) => self.text(character.encode_utf8(&mut [0; 4]), limit),
                    (None, Some(text)) => self.text(text, limit),
                    // Not ours to expand: kept as written.
                    (None, None) => self.text(&format!("&{name};"), limit),
                }
            }
            _ => {}
        }
        None
    }

    /// Gives the root at once, without children.
    fn open(
        &mut self,
        start: &BytesStart<'_>,
        wanted: &[&str],
        at: usize,
        limit: usize,
    ) -> Option<Element> {
        self.depth += 1;
        let element = element(start);
        if self.depth == 1 {
            self.start = at;
            return Some(element);
        }
        if self.stack.is_empty() && wanted.contains(&element.name.as_str()) {
            (self.start, self.size, self.too_big) = (at, 0, false);
            self.stack.push(element);
        } else if !self.stack.is_empty() {
            self.size += ELEMENT_COST + element.attributes.values().map(String::len).sum::<usize>();
            self.too_big |= self.size > limit || self.stack.len() >= MAX_DEPTH;
            // Beyond the limit elements are walked, not kept.
            self.stack.push(if self.too_big { Element::default() } else { element });
        }
        None
    }

    fn close(&mut self) -> Option<Element> {
        self.depth = self.depth.saturating_sub(1);
        let element = self.stack.pop()?;
        match self.stack.last_mut() {
            Some(parent) => {
                if !self.too_big {
                    parent.children.push(element);
                }
                None
            }
            None => Some(element),
        }
    }

    fn text(&mut self, text: &str, limit: usize) {
        let Some(element) = self.stack.last_mut() else { return };
        self.size += text.len();
        self.too_big |= self.size > limit;
        if !self.too_big {
            element.text.push_str(text);
        }
    }
}

fn element(start: &BytesStart<'_>) -> Element {
    let attributes = start.attributes().flatten().take(64);
    let attributes = attributes.map(|attribute| {
        let value =
            attribute.normalized_value(XmlVersion::Explicit1_0).unwrap_or_default().into_owned();
        (local(attribute.key.into_inner()).to_owned(), value)
    });
    Element {
        name: local(start.name().into_inner()).to_owned(),
        attributes: attributes.collect(),
        ..Element::default()
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// The name of a document's root element.
pub(in super::super) fn root_name(text: &str) -> Option<String> {
    let mut reader = Reader::from_str(text);
    for _ in 0..100 {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) => return Some(element(&start).name),
            Event::Eof => return None,
            _ => {}
        }
    }
    None
}
