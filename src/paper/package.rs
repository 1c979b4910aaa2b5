//! A docx as a package: its parts, read within limits and written the same way every time.

use super::xml::{Element, element};
use crate::domain::time::Moment;
use std::io::{Cursor, Error, Read, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// How large a file may be: a form with a coat of arms in it has less than a megabyte.
const LARGEST_FILE: usize = 20 << 20;

/// How large its parts may be together once unpacked.
const LARGEST: u64 = 64 << 20;

/// How many parts there may be.
const MOST: usize = 500;

/// The part that holds the text.
pub(super) const DOCUMENT: &str = "word/document.xml";

/// The part that says who wrote it and when.
const PROPERTIES: &str = "docProps/core.xml";

/// What a part of this kind would fetch or run when the paper is opened.
const FETCHED: &[&str] = &["attachedTemplate", "oleObject", "frame", "subDocument", "image", "aFChunk", "control"];

/// Fields that fetch or run something when they are brought up to date.
const RUN: &[&str] = &["DDE", "DDEAUTO", "INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "IMPORT", "MACROBUTTON"];

/// What is wrong with a docx, or with the fields in it. Words: `form.fault.<code>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What, by its stable name.
    pub code: &'static str,
    /// The name, the part or the reason it is about.
    pub about: String,
}

impl Fault {
    /// Every code under which words stand.
    pub const CODES: [&str; 9] =
        ["not_docx", "too_large", "macro", "fetches", "unknown_field", "is_list", "unclosed", "unopened", "half_open"];

    pub(super) fn new(code: &'static str, about: impl Into<String>) -> Self {
        Self { code, about: about.into() }
    }
}

/// A docx, taken apart into its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    parts: Vec<Part>,
}

/// A part: what holds text as a tree, the rest as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    name: String,
    body: Body,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Body {
    Tree(Element),
    Bytes(Vec<u8>),
}

impl Package {
    /// Makes a package of parts that are trees.
    pub(super) fn of(parts: impl IntoIterator<Item = (&'static str, Element)>) -> Self {
        let part = |(name, tree): (&str, Element)| Part { name: name.to_owned(), body: Body::Tree(tree) };
        Self { parts: parts.into_iter().map(part).collect() }
    }

    /// Reads a docx that somebody else wrote.
    ///
    /// # Errors
    /// What is no docx, too large, has macros in it or would fetch something when opened is refused.
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        Self::read_within(bytes, LARGEST)
    }

    /// Reads a docx whose parts are not larger together than this.
    pub(super) fn read_within(bytes: &[u8], largest: u64) -> Result<Self, Fault> {
        if bytes.len() > LARGEST_FILE {
            return Err(Fault::new("too_large", format!("{} MB", bytes.len() >> 20)));
        }
        let broken = |error: &dyn ToString| Fault::new("not_docx", error.to_string());
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
        if archive.len() > MOST {
            return Err(Fault::new("too_large", archive.len().to_string()));
        }
        let mut left = largest;
        let mut parts = Vec::new();
        for at in 0..archive.len() {
            let file = archive.by_index(at).map_err(|error| broken(&error))?;
            if file.is_dir() {
                continue;
            }
            let name = file.name().map_err(|error| broken(&error))?.trim_start_matches('/').to_owned();
            let mut content = Vec::new();
            // What the file says of its own size is not believed.
            let read = file.take(left + 1).read_to_end(&mut content).map_err(|error| broken(&error))?;
            left = left.checked_sub(read as u64).ok_or_else(|| Fault::new("too_large", name.as_str()))?;
            parts.push(Part::read(name, content)?);
        }
        let package = Self { parts };
        package.part(DOCUMENT).filter(|it| it.is("w:document")).ok_or_else(|| broken(&DOCUMENT))?;
        package.harmless()?;
        Ok(package)
    }

    /// Refuses what would run or fetch something when the paper is opened.
    fn harmless(&self) -> Result<(), Fault> {
        for part in &self.parts {
            let lower = part.name.to_ascii_lowercase();
            if lower.contains("vbaproject") || lower.contains("vbadata") || lower.contains("activex") {
                return Err(Fault::new("macro", part.name.as_str()));
            }
            let Body::Tree(tree) = &part.body else { continue };
            let mut fault = None;
            tree.walk(&mut |element| {
                let says = |name: &str, part: &str| element.attribute(name).is_some_and(|value| value.contains(part));
                if says("ContentType", "macroEnabled") || says("ContentType", "vba") {
                    fault = Some(Fault::new("macro", part.name.as_str()));
                }
                let outside = element.is("Relationship") && element.attribute("TargetMode") == Some("External");
                let kind = element.attribute("Type").and_then(|kind| kind.rsplit('/').next()).unwrap_or_default();
                if outside && FETCHED.contains(&kind) {
                    fault = Some(Fault::new("fetches", element.attribute("Target").unwrap_or_default()));
                }
                let field = match element.name.as_str() {
                    "w:instrText" => element.own_text(),
                    "w:fldSimple" => element.attribute("w:instr").unwrap_or_default().to_owned(),
                    _ => return,
                };
                if field.split_whitespace().next().is_some_and(|word| RUN.contains(&word.to_ascii_uppercase().as_str()))
                {
                    fault = Some(Fault::new("fetches", field.trim()));
                }
            });
            if let Some(fault) = fault {
                return Err(fault);
            }
        }
        Ok(())
    }

    /// Returns a part that is a tree.
    pub(super) fn part(&self, name: &str) -> Option<&Element> {
        let found = self.parts.iter().find(|part| part.name == name)?;
        if let Body::Tree(tree) = &found.body { Some(tree) } else { None }
    }

    /// Returns the parts that a reader sees: the text, heads and feet.
    pub(super) fn texts(&self) -> impl Iterator<Item = &Element> {
        self.parts.iter().filter_map(|part| match &part.body {
            Body::Tree(tree) if is_text(&part.name) => Some(tree),
            _ => None,
        })
    }

    /// Returns the package with every part that a reader sees turned into another.
    pub(super) fn turned(&self, turn: &dyn Fn(&Element) -> Element) -> Self {
        let part = |part: &Part| match &part.body {
            Body::Tree(tree) if is_text(&part.name) => Part { name: part.name.clone(), body: Body::Tree(turn(tree)) },
            _ => part.clone(),
        };
        Self { parts: self.parts.iter().map(part).collect() }
    }

    /// Returns the package with another part in the place of one it has.
    pub(super) fn with(&self, name: &str, tree: &Element) -> Self {
        let part = |part: &Part| {
            if part.name == name {
                return Part { name: part.name.clone(), body: Body::Tree(tree.clone()) };
            }
            part.clone()
        };
        Self { parts: self.parts.iter().map(part).collect() }
    }

    /// Writes the docx; the same package at the same time gives the same bytes.
    ///
    /// # Errors
    /// When a part is too large for a zip file.
    pub fn bytes(&self, now: Moment) -> Result<Vec<u8>, Error> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::DEFAULT);
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for part in &self.parts {
            let bytes = match &part.body {
                // Who wrote a template is nobody's business on a paper.
                _ if part.name == PROPERTIES => properties(now).write()?,
                Body::Tree(tree) => tree.write()?,
                Body::Bytes(bytes) => bytes.clone(),
            };
            zip.start_file(part.name.as_str(), options)?;
            zip.write_all(&bytes)?;
        }
        Ok(zip.finish()?.into_inner())
    }
}

impl Part {
    /// Takes in a part; XML that has to be looked at must be readable.
    fn read(name: String, content: Vec<u8>) -> Result<Self, Fault> {
        let ending = Path::new(&name).extension();
        let is_list = ending.is_some_and(|ending| ending.eq_ignore_ascii_case("rels"));
        if !is_text(&name) && !is_list && name != "[Content_Types].xml" {
            return Ok(Self { name, body: Body::Bytes(content) });
        }
        let tree = Element::read(&content).map_err(|why| Fault::new("not_docx", format!("{name}: {why}")))?;
        Ok(Self { name, body: Body::Tree(tree) })
    }
}

/// Tells whether a part holds text that a reader sees.
fn is_text(name: &str) -> bool {
    let Some(name) = name.strip_prefix("word/").and_then(|name| name.strip_suffix(".xml")) else { return false };
    name == "document" || name.starts_with("header") || name.starts_with("footer")
}

/// Says when a paper was made, and nothing else.
pub(super) fn properties(now: Moment) -> Element {
    let time = |name: &str| {
        let utc = now.naive_utc().format("%Y-%m-%dT%H:%M:%SZ").to_string();
        element(name).with("xsi:type", "dcterms:W3CDTF").and_text(utc)
    };
    element("cp:coreProperties")
        .with("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties")
        .with("xmlns:dcterms", "http://purl.org/dc/terms/")
        .with("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        .and(time("dcterms:created"))
        .and(time("dcterms:modified"))
}
