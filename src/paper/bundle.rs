//! Several papers in one docx, numbered through: a cover without a number, papers on pages of their own, a back page.
//!
//! On which page a paper begins is known only once somebody lays the pages out, so a number is a field (`PAGEREF`) that
//! points at the paper. `LibreOffice` counts when it opens the file; Word and WPS are asked to (`w:updateFields`).

use super::docx::{self, Numbers};
use super::package::{DOCUMENT, Package};
use super::xml::{Element, Node, element, val};

/// What stands in a field's text where a page number belongs: between these two, what it points at.
const MARK: [char; 2] = ['\u{E000}', '\u{E001}'];

/// The place after the last numbered page.
pub(super) const END: &str = "file_end";

/// Returns what is to be filled in where the number of the page with this name belongs.
pub(super) fn page_of(name: &str) -> String {
    format!("{}{name}{}", MARK[0], MARK[1])
}

/// Papers that share a numbering.
pub(super) struct Part {
    /// The papers, filled, with the name their first page is pointed at by.
    pub papers: Vec<(String, Package)>,
    /// Whether their pages are numbered, from one.
    pub numbered: bool,
}

/// Binds papers together, part by part; each paper begins a page.
pub(super) fn bound(parts: &[Part], base: &Package) -> Package {
    let mut body = element("w:body");
    let mut bookmarks = 0;
    for (at, part) in parts.iter().enumerate() {
        for (nth, (name, paper)) in part.papers.iter().enumerate() {
            let mut content = content(paper);
            bookmarks += 1;
            if let Some(first) = content.iter_mut().find(|it| it.is("w:p")) {
                begin(first, name, bookmarks, nth > 0);
            }
            body = body.and_all(content);
        }
        let numbers = if part.numbered { Numbers::FromOne } else { Numbers::None };
        let section = docx::section(numbers);
        if part.numbered {
            bookmarks += 1;
            let mut end = element("w:p");
            mark(&mut end.children, END, bookmarks);
            // What ends a part takes no room of its own, or it would need a page after a full one.
            let tiny = element("w:spacing").with("w:line", 20).with("w:lineRule", "exact");
            let properties = element("w:pPr").and(val("w:pStyle", "Gap")).and(tiny);
            end.children
                .insert(0, Node::Element(if at + 1 < parts.len() { properties.and(section) } else { properties }));
            body = body.and(end);
        } else if at + 1 < parts.len() {
            body = body.and(element("w:p").and(element("w:pPr").and(val("w:pStyle", "Gap")).and(section)));
        } else {
            body = body.and(section);
        }
    }
    let document = Element { children: vec![Node::Element(pointed(body))], ..head(base) };
    base.with(DOCUMENT, &document).with("word/settings.xml", &docx::settings(true))
}

/// Returns the root of a document without what is in it.
fn head(base: &Package) -> Element {
    let root = base.part(DOCUMENT).cloned().unwrap_or_default();
    Element { children: Vec::new(), ..root }
}

/// Returns what stands on the pages of a paper, without how they are laid out.
fn content(paper: &Package) -> Vec<Element> {
    let body = paper.part(DOCUMENT).and_then(|document| document.elements().find(|it| it.is("w:body")));
    body.into_iter().flat_map(Element::elements).filter(|it| !it.is("w:sectPr")).cloned().collect()
}

/// Begins a paper: on a page of its own, with a name that can be pointed at.
fn begin(first: &mut Element, name: &str, id: u32, breaks: bool) {
    if !first.children.first().and_then(Node::element).is_some_and(|it| it.is("w:pPr")) {
        first.children.insert(0, Node::Element(element("w:pPr")));
    }
    if let (true, Some(Node::Element(properties))) = (breaks, first.children.first_mut()) {
        // In the order the format wants: style and what keeps lines together come before.
        let before = |it: &Node| {
            it.element().is_some_and(|it| ["w:pStyle", "w:keepNext", "w:keepLines"].contains(&it.name.as_str()))
        };
        let place = properties.children.iter().take_while(|it| before(it)).count();
        properties.children.insert(place, Node::Element(element("w:pageBreakBefore")));
    }
    let mut bookmark = Vec::new();
    mark(&mut bookmark, name, id);
    first.children.splice(1..1, bookmark);
}

fn mark(children: &mut Vec<Node>, name: &str, id: u32) {
    children.push(Node::Element(element("w:bookmarkStart").with("w:id", id).with("w:name", name)));
    children.push(Node::Element(element("w:bookmarkEnd").with("w:id", id)));
}

/// Puts a field that points wherever a page number was to be filled in.
fn pointed(within: Element) -> Element {
    let mut children = Vec::new();
    for child in within.children {
        match child {
            Node::Element(run) if run.is("w:r") && says(&run).contains(MARK[0]) => children.extend(pointing(&run)),
            Node::Element(child) => children.push(Node::Element(pointed(child))),
            text @ Node::Text(_) => children.push(text),
        }
    }
    Element { children, ..within }
}

fn says(run: &Element) -> String {
    run.elements().filter(|it| it.is("w:t")).map(Element::own_text).collect()
}

/// Parts a run where numbers belong.
fn pointing(run: &Element) -> Vec<Node> {
    let properties: Vec<Element> = run.elements().filter(|it| it.is("w:rPr")).cloned().collect();
    let written = |text: &str| {
        let text = element("w:t").with("xml:space", "preserve").and_text(text);
        element("w:r").and_all(properties.clone()).and(text)
    };
    let mut made = Vec::new();
    let said = says(run);
    for (at, piece) in said.split(MARK[0]).enumerate() {
        let (name, rest) = if at == 0 { ("", piece) } else { piece.split_once(MARK[1]).unwrap_or(("", piece)) };
        if !name.is_empty() {
            // Nothing stands there until somebody has counted: a blank is written on by hand, a wrong number is believed.
            let field = element("w:fldSimple").with("w:instr", format!(" PAGEREF {name} ")).with("w:dirty", "true");
            made.push(Node::Element(field.and(written("　"))));
        }
        if !rest.is_empty() {
            made.push(Node::Element(written(rest)));
        }
    }
    made
}
