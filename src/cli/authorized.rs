//! The lines of `authorized_keys` that let officers in: written, read back, put in place and taken out.

use super::fail::Fail;
use super::remote::{quoted, split};
use crate::domain::sshkey::{OfficerKey, fingerprint_of, is_kind};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Returns the line that lets a key in to this program and nothing else.
///
/// # Errors
/// Refuses a path that a line cannot hold: one that is not UTF-8 or has a control character in it.
pub(super) fn line(program: &Path, database: &Path, key: &OfficerKey) -> Result<String, Fail> {
    let word = |path: &Path| {
        let unfit = || Fail::usage("path_unfit", &[("path", &path.display().to_string())]);
        let text = path.to_str().filter(|text| !text.chars().any(char::is_control));
        text.map(quoted).ok_or_else(unfit)
    };
    let forced = format!("{} --db {} --as-key {}", word(program)?, word(database)?, quoted(&key.fingerprint));
    // In the options of a line a quote is escaped by a backslash, and nothing else is.
    let forced = forced.replace('"', "\\\"");
    Ok(format!("restrict,pty,command=\"{forced}\" {} {}", key.public, key.comment).trim_end().to_owned())
}

/// A line of `authorized_keys`, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its place in the file, counted from 1.
    pub line: usize,
    /// The options before the key, each with its value.
    pub options: Vec<(String, Option<String>)>,
    /// The fingerprint of the key; `None` if the key cannot be read.
    pub fingerprint: Option<String>,
}

/// What a forced command of ours says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Forced {
    /// The program.
    pub program: PathBuf,
    /// The database it opens.
    pub database: Option<PathBuf>,
    /// The key it believes.
    pub key: Option<String>,
}

impl Entry {
    /// Reads one line as `sshd` reads it; `None` for blank lines and comments.
    fn read(line: usize, text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.starts_with('#') {
            return None;
        }
        let mut entry = Self { line, ..Self::default() };
        let mut rest = text;
        if !is_kind(text.split_ascii_whitespace().next().unwrap_or_default()) {
            let (options, behind) = text.split_at(end_of_options(text));
            entry.options = options_of(options);
            rest = behind;
        }
        let encoded = rest.split_ascii_whitespace().nth(1);
        entry.fingerprint = encoded.and_then(fingerprint_of);
        Some(entry)
    }

    /// Tells whether an option is given; their names are read without regard to case.
    pub fn has(&self, name: &str) -> bool {
        self.options.iter().any(|(given, _)| given.eq_ignore_ascii_case(name))
    }

    /// Returns the command that is forced upon whoever comes with the key.
    pub fn command(&self) -> Option<&str> {
        self.options.iter().find(|(name, _)| name.eq_ignore_ascii_case("command"))?.1.as_deref()
    }

    /// Reads the forced command; `None` when there is none, or it is none of ours.
    pub fn forced(&self) -> Option<Forced> {
        let words = split(self.command()?).ok()?;
        let program = PathBuf::from(words.first()?);
        let ours = words.iter().any(|word| word == "--as-key")
            || program.file_stem().is_some_and(|name| name.to_string_lossy().contains("yichuang"));
        let after = |option: &str| {
            let at = words.iter().position(|word| word == option)?;
            words.get(at + 1).cloned()
        };
        ours.then(|| Forced { database: after("--db").map(PathBuf::from), key: after("--as-key"), program })
    }
}

/// Returns where the options of a line end: at the first blank outside quotes.
fn end_of_options(text: &str) -> usize {
    let (mut quoted, mut escaped) = (false, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' if !escaped => quoted = !quoted,
            ' ' | '\t' if !quoted => return at,
            _ => {}
        }
        escaped = c == '\\';
    }
    text.len()
}

fn options_of(text: &str) -> Vec<(String, Option<String>)> {
    let mut options = vec![(String::new(), None::<String>)];
    let (mut quoted, mut chars) = (false, text.chars().peekable());
    while let Some(c) = chars.next() {
        let Some((name, value)) = options.last_mut() else { break };
        match c {
            '\\' if chars.peek() == Some(&'"') => value.as_mut().unwrap_or(name).extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => options.push((String::new(), None)),
            '=' if !quoted && value.is_none() => *value = Some(String::new()),
            c => value.as_mut().unwrap_or(name).push(c),
        }
    }
    options
}

/// Reads every line of a file that holds a key; a file that is not there holds none.
pub(super) fn read(path: &Path) -> Result<Vec<Entry>, Fail> {
    let text = text_of(path)?;
    Ok(text.lines().enumerate().filter_map(|(at, line)| Entry::read(at + 1, line)).collect())
}

fn text_of(path: &Path) -> Result<String, Fail> {
    match std::fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        read => read.map_err(|error| Fail::file(path, &error)),
    }
}

/// Puts a line for a key into a file, in place of one for the same key; everything else in it stays.
pub(super) fn put(path: &Path, fingerprint: &str, line: &str) -> Result<(), Fail> {
    change(path, fingerprint, Some(line)).map(|_| ())
}

/// Takes the lines for a key out of a file and returns whether there were any.
pub(super) fn take_out(path: &Path, fingerprint: &str) -> Result<bool, Fail> {
    change(path, fingerprint, None)
}

fn change(path: &Path, fingerprint: &str, new: Option<&str>) -> Result<bool, Fail> {
    let old = text_of(path)?;
    let is_this = |line: &str| Entry::read(1, line).is_some_and(|it| it.fingerprint.as_deref() == Some(fingerprint));
    let mut kept: Vec<&str> = old.lines().filter(|line| !is_this(line)).collect();
    let was_there = kept.len() < old.lines().count();
    if new.is_none() && !was_there {
        return Ok(false);
    }
    kept.extend(new);
    let text = kept.join("\n") + if kept.is_empty() { "" } else { "\n" };
    write_whole(path, text.as_bytes()).map_err(|error| Fail::file(path, &error))?;
    Ok(was_there)
}

/// Writes a file that only its owner can read, wholly or not at all.
fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // A link stays one: what it points to is replaced.
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
        builder.mode(0o700);
        options.mode(0o600);
    }
    builder.create(folder)?;
    let beside = folder.join(format!(".authorized_keys.{}", std::process::id()));
    let written = options.open(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        // Whoever writes it for another account must leave it readable there.
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            let owner = std::fs::metadata(folder)?;
            if file.metadata()?.uid() != owner.uid() {
                std::os::unix::fs::fchown(&file, Some(owner.uid()), Some(owner.gid()))?;
            }
        }
        file.sync_all()?;
        std::fs::rename(&beside, &path)
    });
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PUBLIC: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL+M1rP58LFiJjUDddX0tb14MlI2VJSfAUckRYiaodDl";

    fn key(comment: &str) -> OfficerKey {
        OfficerKey::read(&"wang".into(), &format!("{PUBLIC} {comment}")).unwrap()
    }

    fn entry(line: &str) -> Entry {
        Entry::read(1, line).expect("a line with a key")
    }

    #[test]
    fn a_line_restricts_forces_and_names_the_key() {
        let line = line(Path::new("/usr/local/bin/yichuang"), Path::new("/srv/一窗/desk.db"), &key("王 值班")).unwrap();
        let print = key("").fingerprint;
        let forced = format!("/usr/local/bin/yichuang --db /srv/一窗/desk.db --as-key {print}");
        assert_eq!(line, format!("restrict,pty,command=\"{forced}\" {PUBLIC} 王 值班"));
        let entry = entry(&line);
        assert!(entry.has("restrict") && entry.has("PTY") && !entry.has("agent-forwarding"));
        assert_eq!(entry.fingerprint, Some(print.clone()));
        let database = Some(PathBuf::from("/srv/一窗/desk.db"));
        assert_eq!(
            entry.forced(),
            Some(Forced { program: "/usr/local/bin/yichuang".into(), database, key: Some(print) })
        );
    }

    #[test]
    fn a_path_that_no_line_can_hold_is_refused() {
        let unfit = line(Path::new("/bin/yichuang"), Path::new("/srv/a\nssh-rsa AAAA"), &key(""));
        assert_eq!(unfit.unwrap_err().kind(), Some("path_unfit"));
    }

    #[test]
    fn lines_of_other_hands_are_read_as_sshd_reads_them() {
        let plain = entry(&format!("{PUBLIC} somebody"));
        assert!(plain.options.is_empty() && plain.forced().is_none() && plain.fingerprint.is_some());
        let other = entry(&format!("from=\"10.0.0.0/8,!10.1.1.1\",no-pty,environment=\"A=b c\" {PUBLIC}"));
        let value = |name: &str| other.options.iter().find(|(it, _)| it == name).and_then(|(_, value)| value.clone());
        assert_eq!(value("from").as_deref(), Some("10.0.0.0/8,!10.1.1.1"));
        assert_eq!(value("environment").as_deref(), Some("A=b c"));
        assert!(other.has("no-pty") && other.command().is_none());
        assert_eq!(Entry::read(1, "  # a comment"), None);
        assert_eq!(entry("nonsense").fingerprint, None);
    }

    #[test]
    fn a_file_keeps_what_others_wrote_and_one_line_for_each_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".ssh").join("authorized_keys");
        let print = key("").fingerprint;
        put(&path, &print, &format!("restrict {PUBLIC} first")).unwrap();
        let others = format!("# ours\n{}\nrestrict {PUBLIC} first", PUBLIC.replace("aodDl", "aodDm"));
        std::fs::write(&path, &others).unwrap();
        put(&path, &print, &format!("restrict {PUBLIC} second")).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), format!("{}\n", others.replace("first", "second")));
        assert_eq!(read(&path).unwrap().len(), 2);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            assert_eq!(std::fs::metadata(folder.path().join(".ssh")).unwrap().permissions().mode() & 0o777, 0o700);
        }
        assert!(take_out(&path, &print).unwrap() && !take_out(&path, &print).unwrap());
        assert_eq!(read(&path).unwrap().len(), 1);
        let names: Vec<_> = std::fs::read_dir(folder.path().join(".ssh")).unwrap().collect();
        assert_eq!(names.len(), 1, "nothing is left beside it");
    }

    proptest! {
        #[test]
        fn neither_paths_nor_comments_break_out_of_a_line(
            program in "/[^\\p{Cc}]{0,16}", database in "/[^\\p{Cc}]{0,16}", comment in "\\PC{0,20}",
        ) {
            let key = key(&comment);
            let line = line(Path::new(&program), Path::new(&database), &key).unwrap();
            prop_assert!(!line.contains(['\n', '\r']));
            let entry = entry(&line);
            let names: Vec<_> = entry.options.iter().map(|(name, _)| name.as_str()).collect();
            prop_assert_eq!(names, ["restrict", "pty", "command"]);
            prop_assert_eq!(entry.fingerprint.as_ref(), Some(&key.fingerprint));
            let forced = entry.forced().unwrap();
            prop_assert_eq!(forced.program, PathBuf::from(program));
            prop_assert_eq!(forced.database, Some(PathBuf::from(database)));
            prop_assert_eq!(forced.key, Some(key.fingerprint));
        }

        #[test]
        fn no_line_whatever_makes_it_panic(text in "\\PC{0,60}|[ ,=\"\\\\a]{0,30}") {
            if let Some(entry) = Entry::read(1, &text) {
                let _ = entry.forced();
            }
        }
    }
}
