//! XML as a tree, small enough to be turned round and written out again.

use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesEnd, BytesRef, BytesStart, BytesText, Event};
use quick_xml::{Reader, Writer};

/// How deep elements may lie in each other: what a word processor writes stays far below.
const DEEPEST: usize = 200;

/// How many elements and texts a part may have.
const MOST: usize = 1_000_000;

/// An element or a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// An element.
    Element(Element),
    /// A text.
    Text(String),
}

/// An element with its attributes, as they were written, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Element {
    /// Its name, with its prefix.
    pub name: String,
    /// Its attributes in order.
    pub attributes: Vec<(String, String)>,
    /// What is in it.
    pub children: Vec<Node>,
}

/// Makes an element.
pub(super) fn element(name: &str) -> Element {
    Element { name: name.to_owned(), ..Element::default() }
}

/// Makes an element with the one attribute most of them have.
pub(super) fn val(name: &str, value: impl ToString) -> Element {
    element(name).with("w:val", value)
}

impl Element {
    /// Adds an attribute.
    #[allow(clippy::needless_pass_by_value, reason = "numbers and texts alike are handed over where they are made")]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.attributes.push((name.to_owned(), value.to_string()));
        self
    }

    /// Adds an element at the end.
    pub fn and(mut self, child: Element) -> Self {
        self.children.push(Node::Element(child));
        self
    }

    /// Adds elements at the end.
    pub fn and_all(mut self, children: impl IntoIterator<Item = Element>) -> Self {
        self.children.extend(children.into_iter().map(Node::Element));
        self
    }

    /// Adds a text at the end.
    pub fn and_text(mut self, text: impl Into<String>) -> Self {
        self.children.push(Node::Text(text.into()));
        self
    }

    /// Tells whether it is called that.
    pub fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// Returns an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns the elements in it.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(Node::element)
    }

    /// Tells whether an element of one of these names is in it, however deep.
    pub fn holds(&self, names: &[&str]) -> bool {
        self.elements().any(|child| names.contains(&child.name.as_str()) || child.holds(names))
    }

    /// Goes through it and everything in it.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Element)) {
        visit(self);
        for child in self.elements() {
            child.walk(visit);
        }
    }

    /// Returns its own text, without that of the elements in it.
    pub fn own_text(&self) -> String {
        self.children
            .iter()
            .filter_map(|child| if let Node::Text(text) = child { Some(text.as_str()) } else { None })
            .collect()
    }

    /// Reads a document.
    ///
    /// # Errors
    /// Says what is wrong with it: no XML, too deep, too large, or with definitions of its own.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        let mut open = vec![Element::default()];
        let mut count = 0;
        loop {
            count += 1;
            if open.len() > DEEPEST || count > MOST {
                return Err("too deep or too large".to_owned());
            }
            match reader.read_event().map_err(|error| error.to_string())? {
                Event::Start(start) => open.push(begun(&start)?),
                Event::Empty(start) => last(&mut open)?.children.push(Node::Element(begun(&start)?)),
                Event::End(_) => {
                    let done = open.pop().ok_or("an element ends that has not begun")?;
                    last(&mut open)?.children.push(Node::Element(done));
                }
                Event::Text(text) => say(last(&mut open)?, &text.xml10_content()),
                Event::CData(text) => say(last(&mut open)?, &text.xml10_content()),
                Event::GeneralRef(named) => say(last(&mut open)?, &meant(&named)?),
                Event::DocType(_) => return Err("a document type".to_owned()),
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
        let root = open.pop().filter(|_| open.is_empty()).ok_or("an element does not end")?;
        let mut roots =
            root.children.into_iter().filter_map(|node| if let Node::Element(it) = node { Some(it) } else { None });
        roots.next().filter(|_| roots.next().is_none()).ok_or_else(|| "not one element".to_owned())
    }

    /// Writes the document out.
    pub fn write(&self) -> std::io::Result<Vec<u8>> {
        let mut writer = Writer::new(br#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#.to_vec());
        self.write_to(&mut writer)?;
        Ok(writer.into_inner())
    }

    fn write_to(&self, writer: &mut Writer<Vec<u8>>) -> std::io::Result<()> {
        let attributes = self.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let start = BytesStart::new(self.name.as_str()).with_attributes(attributes);
        if self.children.is_empty() {
            return writer.write_event(Event::Empty(start));
        }
        writer.write_event(Event::Start(start))?;
        for child in &self.children {
            match child {
                Node::Element(element) => element.write_to(writer)?,
                Node::Text(text) => {
                    let text: String = text.chars().filter(|char| is_allowed(*char)).collect();
                    writer.write_event(Event::Text(BytesText::from_escaped(partial_escape(text.as_str()))))?;
                }
            }
        }
        writer.write_event(Event::End(BytesEnd::new(self.name.as_str())))
    }
}

impl Node {
    /// Returns the element if it is one.
    pub fn element(&self) -> Option<&Element> {
        if let Self::Element(element) = self { Some(element) } else { None }
    }
}

/// Tells whether XML allows a character at all.
fn is_allowed(char: char) -> bool {
    matches!(char, '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'..) && !matches!(char, '\u{7f}'..='\u{9f}')
}

fn last(open: &mut [Element]) -> Result<&mut Element, &'static str> {
    open.last_mut().ok_or("an element ends that has not begun")
}

fn begun(start: &BytesStart<'_>) -> Result<Element, String> {
    let mut begun = element(start.name().0);
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value =
            attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
        begun.attributes.push((attribute.key.0.to_owned(), value.into_owned()));
    }
    Ok(begun)
}

/// Adds to a text, or begins one.
fn say(parent: &mut Element, text: &str) {
    if let Some(Node::Text(before)) = parent.children.last_mut() {
        before.push_str(text);
    } else {
        parent.children.push(Node::Text(text.to_owned()));
    }
}

/// Returns what a reference stands for; only those that need no definition are known.
fn meant(named: &BytesRef<'_>) -> Result<String, String> {
    let named = named.xml10_content();
    quick_xml::escape::unescape(&format!("&{named};"))
        .map(std::borrow::Cow::into_owned)
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_again() {
        let text =
            r#"<w:p w:x="a &lt; &quot;b&quot;"><w:t xml:space="preserve"> 甲 &amp; 乙 &lt;3 </w:t><w:br/></w:p>"#;
        let read = Element::read(text.as_bytes()).unwrap();
        assert_eq!(read.elements().next().unwrap().own_text(), " 甲 & 乙 <3 ");
        assert_eq!(Element::read(&read.write().unwrap()).unwrap(), read);
    }

    #[test]
    fn what_xml_does_not_allow_is_left_out() {
        let written = element("a").and_text("甲\u{0}\u{8}\u{b}\u{85}\u{ffff}乙]]>").write().unwrap();
        assert!(String::from_utf8(written).unwrap().ends_with("<a>甲乙]]&gt;</a>"));
    }

    #[test]
    fn what_is_no_document_or_would_swell_is_refused() {
        let deep = "<a>".repeat(DEEPEST + 2);
        for text in
            ["", "甲", "<a>", "<a></b>", "<a/><b/>", "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>", "<a>&x;</a>", &deep]
        {
            assert!(Element::read(text.as_bytes()).is_err(), "{}", &text[..text.len().min(40)]);
        }
    }
}
