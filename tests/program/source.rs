//! Reads the program's own source, so that rules about it can be tested.

use std::ops::Range;
use std::path::{Path, PathBuf};

/// The folder of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// One source file, with code, texts and comments told apart.
pub struct Source {
    /// Its path from `src`, with slashes: `domain/case/mod.rs`.
    pub path: String,
    /// The file.
    pub text: String,
    /// The file with comments and the insides of texts blanked out, byte for byte as long.
    pub code: String,
    /// Where the insides of texts are.
    pub texts: Vec<Range<usize>>,
}

/// A macro call such as `refuse!("code", name = value)`.
pub struct Call {
    /// The text that it begins with.
    pub first: String,
    /// The names given values.
    pub names: Vec<String>,
    /// Where: `path:line`.
    pub place: String,
}

impl Source {
    /// Tells the parts of a file apart.
    pub fn new(path: String, text: String) -> Self {
        let (code, texts) = blank(&text);
        Self { path, text, code, texts }
    }

    /// Returns the first folder or file that it stands in: its room.
    pub fn room(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// Returns the number of the line at a byte.
    pub fn line(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }

    /// Returns the texts in it.
    pub fn literals(&self) -> impl Iterator<Item = (usize, &str)> {
        self.texts.iter().map(|range| (range.start, &self.text[range.clone()]))
    }

    /// Returns the names in its code, with where they begin.
    pub fn names(&self) -> Vec<(usize, &str)> {
        let mut names = Vec::new();
        let mut begin = None;
        for (at, c) in self.code.char_indices().chain([(self.code.len(), ' ')]) {
            if c.is_alphanumeric() || c == '_' {
                begin.get_or_insert(at);
            } else if let Some(from) = begin.take() {
                names.push((from, &self.code[from..at]));
            }
        }
        names
    }

    /// Returns every `name!("text", …)` in it, or `name("text")` for a name without the mark.
    pub fn calls(&self, opening: &str) -> Vec<Call> {
        let mut calls = Vec::new();
        for (at, _) in self.code.match_indices(opening) {
            let begin = at + opening.len();
            let end = begin + closing(&self.code[begin..]);
            let Some(range) = self.texts.iter().find(|range| range.start >= begin && range.end <= end) else {
                continue;
            };
            // A variable or a macro's own `$code` may stand there instead of a text.
            if !self.code[begin..range.start].trim_matches(|c: char| c.is_whitespace() || c == '"').is_empty() {
                continue;
            }
            let names = arguments(&self.code[begin..end]);
            let place = format!("src/{}:{}", self.path, self.line(at));
            calls.push(Call { first: self.text[range.clone()].to_owned(), names, place });
        }
        calls
    }
}

/// Reads the program's source; what only tests compile is left out.
pub fn program() -> Vec<Source> {
    let mut files = Vec::new();
    collect(&root().join("src"), &mut files);
    files.sort();
    let mut sources = Vec::new();
    let mut only_tests = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).expect("source is text");
        let path = path.strip_prefix(root().join("src")).expect("inside src").to_string_lossy().replace('\\', "/");
        let source = Source::new(path, text);
        only_tests.extend(test_files(&source));
        sources.push(Source::new(source.path, without_tests(source.text)));
    }
    sources.retain(|source| {
        let path = source.path.strip_suffix(".rs").unwrap_or(&source.path);
        !only_tests.iter().any(|test| path == test || path.starts_with(&format!("{test}/")))
    });
    sources
}

/// Returns the modules in files of their own that a file compiles for tests only.
fn test_files(source: &Source) -> Vec<String> {
    let path = source.path.strip_suffix(".rs").unwrap_or(&source.path);
    let folder = path.strip_suffix("mod").map_or_else(|| format!("{path}/"), str::to_owned);
    let marked = source.code.split("#[cfg(test)]").skip(1);
    let names = marked.filter_map(|after| {
        let item = after.trim_start().trim_start_matches("pub ").strip_prefix("mod ")?;
        item[..=item.find(['{', ';'])?].strip_suffix(';').map(str::trim)
    });
    names.map(|name| format!("{folder}{name}")).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            files.push(path);
        }
    }
}

/// Blanks out modules that only tests compile, keeping the lines.
fn without_tests(text: String) -> String {
    let code = Source::new(String::new(), text.clone()).code;
    let mut out = text;
    for (at, mark) in code.match_indices("#[cfg(test)]") {
        let after = at + mark.len();
        let item = code[after..].trim_start();
        let Some(open) = code[after..].find(['{', ';']) else { continue };
        if !(item.starts_with("mod ") || item.starts_with("pub mod ")) || code.as_bytes()[after + open] == b';' {
            continue;
        }
        let begin = after + open + 1;
        let end = begin + closing(&code[begin..]);
        let blanked: String = out[begin..end].bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect();
        out.replace_range(begin..end, &blanked);
    }
    out
}

/// Returns where the bracket that is open at the beginning closes.
fn closing(code: &str) -> usize {
    let mut depth = 1;
    for (at, c) in code.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    code.len()
}

/// Returns the names before `=` among the arguments of a macro.
fn arguments(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    let (mut depth, mut begin) = (0, 0);
    for (at, c) in code.char_indices().chain([(code.len(), ',')]) {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                let part = &code[begin..at];
                let name = part.split_once('=').map(|(name, _)| name.trim());
                let plain = |name: &&str| name.chars().all(|c| c.is_alphanumeric() || c == '_');
                names.extend(name.filter(plain).map(str::to_owned));
                begin = at + 1;
            }
            _ => {}
        }
    }
    names
}

/// Blanks comments and the insides of texts, and says where the texts are.
fn blank(text: &str) -> (String, Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut code = bytes.to_vec();
    let mut texts = Vec::new();
    let mut at = 0;
    let wipe = |code: &mut Vec<u8>, range: Range<usize>| {
        for byte in &mut code[range] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    };
    while at < bytes.len() {
        let rest = &bytes[at..];
        if rest.starts_with(b"//") {
            let end = rest.iter().position(|b| *b == b'\n').map_or(bytes.len(), |n| at + n);
            wipe(&mut code, at..end);
            at = end;
        } else if rest.starts_with(b"/*") {
            let end = text[at..].find("*/").map_or(bytes.len(), |n| at + n + 2);
            wipe(&mut code, at..end);
            at = end;
        } else if let Some((open, close)) = raw_text(rest) {
            let begin = at + open;
            let end = text[begin..].find(&close).map_or(bytes.len(), |n| begin + n);
            wipe(&mut code, begin..end);
            texts.push(begin..end);
            at = (end + close.len()).min(bytes.len());
        } else if rest[0] == b'"' {
            let begin = at + 1;
            let mut end = begin;
            while end < bytes.len() && bytes[end] != b'"' {
                end += if bytes[end] == b'\\' { 2 } else { 1 };
            }
            wipe(&mut code, begin..end.min(bytes.len()));
            texts.push(begin..end.min(bytes.len()));
            at = end + 1;
        } else if let Some(len) = character(text, at) {
            wipe(&mut code, at + 1..at + len - 1);
            texts.push(at + 1..at + len - 1);
            at += len;
        } else {
            at += 1;
        }
    }
    (String::from_utf8(code).expect("whole characters are wiped"), texts)
}

/// Recognises `r"`, `r#"` and so on: how long the opening is, and what closes it.
fn raw_text(rest: &[u8]) -> Option<(usize, String)> {
    if rest[0] != b'r' {
        return None;
    }
    let hashes = rest[1..].iter().take_while(|b| **b == b'#').count();
    (rest.get(1 + hashes) == Some(&b'"')).then(|| (hashes + 2, format!("\"{}", "#".repeat(hashes))))
}

/// Recognises `'x'` and `'\n'`, but not a lifetime; returns its length.
fn character(text: &str, at: usize) -> Option<usize> {
    let mut chars = text[at..].char_indices();
    if chars.next()?.1 != '\'' {
        return None;
    }
    let (_, inside) = chars.next()?;
    if inside == '\\' {
        chars.next()?;
        return chars.find(|(_, c)| *c == '\'').map(|(end, _)| end + 1);
    }
    let (end, close) = chars.next()?;
    (close == '\'').then_some(end + 1)
}

#[test]
fn code_texts_and_comments_are_told_apart() {
    let text = r##"let a = "甲 // no"; // 乙 "no"
let b = r#"丙"#; let c = '丁'; fn f<'a>(x: &'a str) {} /* "戊" */ let e = "\"己";"##;
    let source = Source::new("x.rs".to_owned(), text.to_owned());
    let found: Vec<_> = source.literals().map(|(_, text)| text).collect();
    assert_eq!(found, ["甲 // no", "丙", "丁", "\\\"己"]);
    assert_eq!(source.code.len(), source.text.len());
    assert!(source.code.contains("&'a str"));
}

#[test]
fn a_call_gives_its_first_text_and_names() {
    let text = "Err(refuse!(\"late\", unit = f(a, b == c), due = x.format(\"%Y\")))\nrefuse!($code)";
    let calls = Source::new("x.rs".to_owned(), text.to_owned()).calls("refuse!(");
    assert_eq!(calls.len(), 1);
    assert_eq!(calls[0].first, "late");
    assert_eq!(calls[0].names, ["unit", "due"]);
}
