//! Filling a template: `{{字段}}` in a docx, ours or one that the county made in Word or WPS.
//!
//! A word processor parts a text into runs as it likes, so a tag is put together again first. What lies between
//! `{{#名单}}` and `{{/名单}}` is repeated as it lies: words of a line, paragraphs, rows of a table, and the row itself when
//! the tags stand in different cells of it.

mod tag;

use super::fields::{Fields, Kind, key_of, kind_of};
use super::package::{Fault, Package};
use super::xml::{Element, Node, element};
use crate::words::{Lang, say};
use tag::{Does, Tag, closed_at, left_open, tags};

/// What is filled in where a field is missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Blanks {
    /// The fields that get a line to write on by hand; the others are left empty.
    pub lines: Vec<&'static str>,
}

/// Where a field is looked for: in an item first, then outside.
#[derive(Clone, Copy)]
struct Scope<'a> {
    fields: &'a Fields,
    outer: Option<&'a Scope<'a>>,
    /// Whether this is the one item of a list that has none: everything in it is written by hand.
    by_hand: bool,
}

impl<'a> Scope<'a> {
    fn text(&self, key: &str) -> Option<&'a str> {
        self.fields.text(key).or_else(|| self.outer?.text(key))
    }

    fn items(&self, key: &str) -> Option<&'a [Fields]> {
        self.fields.items(key).or_else(|| self.outer?.items(key))
    }
}

/// Fills the fields of one paper.
struct Filling<'a> {
    blanks: &'a Blanks,
    /// The item that stands for those of an empty list.
    nobody: Fields,
}

impl Package {
    /// Returns what is wrong with the fields in it, each once.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for part in self.texts() {
            let mut part = part.clone();
            mend(&mut part);
            look_through(&part, &mut faults);
        }
        faults.dedup();
        faults
    }

    /// Returns the keys of the fields it names.
    pub fn named(&self) -> Vec<&'static str> {
        let mut keys: Vec<&'static str> = Vec::new();
        for part in self.texts() {
            let (mut part, mut said) = (part.clone(), Vec::new());
            mend(&mut part);
            paragraphs(&part, &mut said);
            keys.extend(said.iter().flat_map(|text| tags(text)).filter_map(|tag| key_of(&tag.name)));
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Returns the paper with its fields filled in.
    #[must_use]
    pub fn filled(&self, fields: &Fields, blanks: &Blanks) -> Self {
        let filling = Filling { blanks, nobody: Fields::default() };
        let scope = Scope { fields, outer: None, by_hand: false };
        Lang::ZhCn.speaking(|| {
            self.turned(&|part| {
                let mut part = part.clone();
                mend(&mut part);
                let children = filling.expand(&part.children, &scope);
                Element { children, ..part }
            })
        })
    }

    /// Returns what a reader sees of it, a line for each paragraph.
    pub fn text(&self) -> String {
        let mut said = String::new();
        for part in self.texts() {
            part.walk(&mut |element| match element.name.as_str() {
                "w:p" => said.push('\n'),
                "w:t" => said.push_str(&element.own_text()),
                "w:br" | "w:tab" => said.push(' '),
                _ => {}
            });
        }
        said
    }
}

/// Looks for tags that name nothing, or that do not go together.
fn look_through(part: &Element, faults: &mut Vec<Fault>) {
    let mut said = Vec::new();
    paragraphs(part, &mut said);
    let mut open: Vec<Tag> = Vec::new();
    let mut add = |code, about: &str| {
        let fault = Fault::new(code, about);
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    };
    for text in &said {
        let found = tags(text);
        let mut rest = text.clone();
        for tag in found.iter().rev() {
            rest.replace_range(tag.place.clone(), "");
        }
        if rest.contains("{{") || rest.contains("}}") {
            add("half_open", text.trim());
        }
        for tag in found {
            let key = key_of(&tag.name);
            if key.is_none() {
                add("unknown_field", &tag.name);
            }
            match tag.does {
                Does::Fills if key.is_some_and(|key| kind_of(key) == Kind::List) => add("is_list", &tag.name),
                Does::Fills => {}
                Does::Opens | Does::OpensWithout => open.push(tag),
                Does::Closes => match open.iter().rposition(|opened| opened.is_of(&tag)) {
                    Some(at) => open.drain(at..).skip(1).for_each(|crossed| add("unclosed", &crossed.name)),
                    None => add("unopened", &tag.name),
                },
            }
        }
    }
    for tag in open {
        add("unclosed", &tag.name);
    }
}

/// Collects the text of every paragraph, in order.
fn paragraphs(of: &Element, said: &mut Vec<String>) {
    for child in of.elements() {
        if child.is("w:p") {
            said.push(text_of(child));
        }
        paragraphs(child, said);
    }
}

/// Returns the text of a paragraph, without that of paragraphs within it.
fn text_of(of: &Element) -> String {
    let mut text = String::new();
    for child in of.elements().filter(|child| !child.is("w:p")) {
        if child.is("w:t") { text.push_str(&child.own_text()) } else { text.push_str(&text_of(child)) }
    }
    text
}

/// Puts every tag that was parted into runs together again, and gives every tag that opens or closes a run of its own.
fn mend(part: &mut Element) {
    if part.is("w:p") {
        join(part);
        part.children = parted(std::mem::take(&mut part.children));
    }
    for child in &mut part.children {
        if let Node::Element(child) = child {
            mend(child);
        }
    }
}

/// Moves each tag that goes over several texts into the first of them.
fn join(paragraph: &mut Element) {
    let mut texts = Vec::new();
    collect(paragraph, &mut texts);
    for text in &mut texts {
        // An input method writes braces of full width.
        if text.contains(['｛', '｝']) {
            **text = text.replace('｛', "{").replace('｝', "}");
        }
    }
    let whole: String = texts.iter().map(|text| text.as_str()).collect();
    for tag in tags(&whole).into_iter().rev() {
        let mut from = 0;
        let mut first = true;
        for text in &mut texts {
            let until = from + text.len();
            let (start, end) = (tag.place.start.max(from), tag.place.end.min(until));
            if start < end {
                let word = if first { &whole[tag.place.clone()] } else { "" };
                let before = text.len();
                text.replace_range(start - from..end - from, word);
                first = false;
                // Places in the whole are those from before.
                from += before;
            } else {
                from = until;
            }
        }
    }
}

fn collect<'a>(within: &'a mut Element, texts: &mut Vec<&'a mut String>) {
    let is_text = within.is("w:t");
    for child in &mut within.children {
        match child {
            Node::Text(text) if is_text => texts.push(text),
            Node::Element(child) if !child.is("w:p") => collect(child, texts),
            _ => {}
        }
    }
}

/// Parts runs so that a tag that opens or closes stands alone in its run.
fn parted(children: Vec<Node>) -> Vec<Node> {
    let mut made = Vec::new();
    for child in children {
        match child {
            Node::Element(run) if run.is("w:r") && tags(&text_of(&run)).iter().any(Tag::is_section) => {
                let (properties, rest): (Vec<Node>, Vec<Node>) =
                    run.children.iter().cloned().partition(|child| child.element().is_some_and(|it| it.is("w:rPr")));
                let mut piece = |content: Node| {
                    let children = properties.iter().cloned().chain([content]).collect();
                    made.push(Node::Element(Element { children, ..run.clone() }));
                };
                for content in rest {
                    match &content {
                        Node::Element(text) if text.is("w:t") => {
                            for it in pieces(&text.own_text()) {
                                piece(Node::Element(written(it)));
                            }
                        }
                        _ => piece(content),
                    }
                }
            }
            Node::Element(other) if !other.is("w:p") => {
                let children = parted(other.children);
                made.push(Node::Element(Element { children, ..other }));
            }
            other => made.push(other),
        }
    }
    made
}

/// Parts a text before and after each tag that opens or closes.
fn pieces(text: &str) -> Vec<&str> {
    let mut made = Vec::new();
    let mut from = 0;
    for tag in tags(text).iter().filter(|tag| tag.is_section()) {
        made.extend([&text[from..tag.place.start], &text[tag.place.clone()]]);
        from = tag.place.end;
    }
    made.push(&text[from..]);
    made.retain(|piece| !piece.is_empty());
    made
}

fn written(text: &str) -> Element {
    element("w:t").with("xml:space", "preserve").and_text(text)
}

/// Returns the tags in a node that open or close, in order.
fn sections(node: &Node) -> Vec<Tag> {
    let mut found = Vec::new();
    if let Node::Element(within) = node {
        within.walk(&mut |element| {
            if element.is("w:t") {
                found.extend(tags(&element.own_text()).into_iter().filter(Tag::is_section));
            }
        });
    }
    found
}

/// What is repeated: how many nodes it takes, and which of the tags in them open and close it.
struct Section {
    nodes: usize,
    tag: Tag,
    ends: [usize; 2],
}

/// Finds a section that begins in the first of these nodes and does not lie within it.
fn section(nodes: &[Node]) -> Option<Section> {
    let first = nodes.first()?.element()?;
    let mut found = sections(&nodes[0]);
    if found.is_empty() {
        return None;
    }
    if first.is("w:tr") {
        // Opened in one cell and closed in another, it is the row that is repeated.
        let mut before = 0;
        for cell in &first.children {
            let inside = sections(cell);
            if let Some(open) = left_open(&inside).map(|at| at + before)
                && let Some(close) = closed_at(&found, open)
            {
                return Some(Section { nodes: 1, tag: found[open].clone(), ends: [open, close] });
            }
            before += inside.len();
        }
    }
    let open = left_open(&found)?;
    for (at, node) in nodes.iter().enumerate().skip(1) {
        found.extend(sections(node));
        if let Some(close) = closed_at(&found, open) {
            return Some(Section { nodes: at + 1, tag: found[open].clone(), ends: [open, close] });
        }
    }
    None
}

/// Takes tags out of nodes by their places among the tags that open or close; what held nothing else goes with them.
fn without(nodes: &[Node], ends: [usize; 2]) -> Vec<Node> {
    fn strip(within: &mut Element, count: &mut usize, ends: [usize; 2]) -> bool {
        let mut any = false;
        let is_text = within.is("w:t");
        for child in &mut within.children {
            match child {
                Node::Text(text) if is_text => {
                    let found: Vec<Tag> = tags(text).into_iter().filter(Tag::is_section).collect();
                    let places = (*count..).zip(&found).filter(|(at, _)| ends.contains(at)).map(|(_, tag)| &tag.place);
                    let places: Vec<_> = places.cloned().collect();
                    *count += found.len();
                    any |= !places.is_empty();
                    places.into_iter().rev().for_each(|place| text.replace_range(place, ""));
                }
                Node::Text(_) => {}
                Node::Element(child) => any |= strip(child, count, ends),
            }
        }
        any
    }
    let mut count = 0;
    let mut left = Vec::new();
    for node in nodes {
        let mut node = node.clone();
        if let Node::Element(element) = &mut node
            && strip(element, &mut count, ends)
            && (element.is("w:p") || element.is("w:r"))
            && text_of(element).trim().is_empty()
            && !element.holds(&[
                "w:drawing",
                "w:pict",
                "w:br",
                "w:tab",
                "w:sectPr",
                "w:object",
                "w:fldChar",
                "w:fldSimple",
            ])
        {
            continue;
        }
        left.push(node);
    }
    left
}

impl Filling<'_> {
    /// Fills nodes that lie side by side.
    fn expand(&self, nodes: &[Node], scope: &Scope<'_>) -> Vec<Node> {
        let mut made = Vec::new();
        let mut at = 0;
        while at < nodes.len() {
            let Some(section) = section(&nodes[at..]) else {
                made.extend(self.fill(&nodes[at], scope));
                at += 1;
                continue;
            };
            let inside = without(&nodes[at..at + section.nodes], section.ends);
            at += section.nodes;
            let key = key_of(&section.tag.name).unwrap_or_default();
            let is_blank = scope.by_hand || self.blanks.lines.contains(&key);
            match (section.tag.does, scope.items(key)) {
                (Does::Opens, Some(items)) if !items.is_empty() => {
                    for fields in items {
                        made.extend(self.expand(&inside, &Scope { fields, outer: Some(scope), by_hand: false }));
                    }
                }
                (Does::Opens, _) if is_blank && kind_of(key) == Kind::List => {
                    let nobody = Scope { fields: &self.nobody, outer: Some(scope), by_hand: true };
                    made.extend(self.expand(&inside, &nobody));
                }
                (Does::Opens, _) if scope.text(key).is_some() || is_blank && kind_of(key) != Kind::Flag => {
                    made.extend(self.expand(&inside, scope));
                }
                (Does::OpensWithout, items) if items.is_none_or(<[_]>::is_empty) && scope.text(key).is_none() => {
                    made.extend(self.expand(&inside, scope));
                }
                _ => {}
            }
        }
        made
    }

    fn fill(&self, node: &Node, scope: &Scope<'_>) -> Vec<Node> {
        let Node::Element(old) = node else { return vec![node.clone()] };
        if old.is("w:p")
            && let Some(lines) = self.own_lines(old, scope)
        {
            return lines;
        }
        if old.is("w:r") {
            let children = old.children.iter().flat_map(|child| self.in_run(child, scope)).collect();
            return vec![Node::Element(Element { children, ..old.clone() })];
        }
        let mut new = Element { children: self.expand(&old.children, scope), ..old.clone() };
        // A table without rows, or a cell without a paragraph, is a broken file.
        if new.is("w:tbl") && !new.elements().any(|row| row.is("w:tr") || row.is("w:sdt")) {
            return Vec::new();
        }
        if new.is("w:tc") && !new.elements().last().is_some_and(|last| last.is("w:p")) {
            new = new.and(element("w:p"));
        }
        vec![Node::Element(new)]
    }

    /// Makes a paragraph of every line of a value that has its paragraph to itself.
    fn own_lines(&self, paragraph: &Element, scope: &Scope<'_>) -> Option<Vec<Node>> {
        let whole = text_of(paragraph);
        let [tag] = tags(whole.trim()).try_into().ok()?;
        let value = Some(&tag).filter(|tag| !tag.is_section() && tag.place == (0..whole.trim().len()))?;
        let value = self.value(&value.name, scope);
        let lines: Vec<&str> = value.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if lines.len() < 2 {
            return None;
        }
        let line = |line: &&str| {
            let mut paragraph = paragraph.clone();
            let mut texts = Vec::new();
            collect(&mut paragraph, &mut texts);
            let place = texts.iter().position(|text| text.contains("{{")).unwrap_or_default();
            for (at, text) in texts.into_iter().enumerate() {
                *text = if at == place { (*line).to_owned() } else { String::new() };
            }
            Node::Element(paragraph)
        };
        Some(lines.iter().map(line).collect())
    }

    /// Fills a text of a run; a value of several lines breaks the line.
    fn in_run(&self, child: &Node, scope: &Scope<'_>) -> Vec<Node> {
        let text = match child {
            Node::Element(text) if text.is("w:t") => text.own_text(),
            Node::Element(other) => {
                let children = self.expand(&other.children, scope);
                return vec![Node::Element(Element { children, ..other.clone() })];
            }
            Node::Text(_) => return vec![child.clone()],
        };
        let found = tags(&text);
        if found.is_empty() {
            return vec![child.clone()];
        }
        let mut said = text;
        for tag in found.iter().rev().filter(|tag| !tag.is_section()) {
            said.replace_range(tag.place.clone(), self.value(&tag.name, scope).trim());
        }
        let mut made = Vec::new();
        for (at, line) in said.split('\n').enumerate() {
            if at > 0 {
                made.push(Node::Element(element("w:br")));
            }
            made.push(Node::Element(written(line.trim_end_matches('\r'))));
        }
        made
    }

    /// Returns what stands for a field: its text, or a line to write on, or nothing.
    fn value(&self, named: &str, scope: &Scope<'_>) -> String {
        let key = key_of(named).unwrap_or_default();
        match scope.text(key) {
            Some(text) => text.to_owned(),
            None if !scope.by_hand && !self.blanks.lines.contains(&key) => String::new(),
            None if kind_of(key) == Kind::Day => say("form.blank.day"),
            None => say("form.blank.text"),
        }
    }
}

#[cfg(test)]
mod tests;
