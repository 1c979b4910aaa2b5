//! Encryption at rest: the key's file, and copies that are encrypted or no longer.

use super::fail::Fail;
use super::identity::keeper;
use super::{App, place};
use crate::domain::filekey::FileKey;
use crate::domain::permission::Chore;
use crate::store::{CAN_ENCRYPT, StoreError};
use crate::words::{say, say_with};
use clap::Subcommand;
use serde_json::json;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub(super) enum KeyVerb {
    New {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    Check {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// Makes a key in a file of its own, or checks one that was typed in from paper.
pub(super) fn key(app: &App<'_>, verb: KeyVerb) -> Result<(), Fail> {
    let (file, key, said) = match verb {
        KeyVerb::New { file } => {
            let key = made(&file)?;
            (file, key, "cli.key.made")
        }
        KeyVerb::Check { file } => {
            let key = place::read_key(&file)?;
            (file, key, "cli.key.good")
        }
    };
    let (path, label) = (file.display().to_string(), key.label());
    if app.out.json {
        return app.out.json(&json!({"ok": true, "path": path, "label": label}));
    }
    app.out.paragraph(0, &say_with(said, &[("path", &path), ("label", &label)]))
}

/// Makes a key and writes it down; one that is there is never written over.
fn made(file: &Path) -> Result<FileKey, Fail> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Fail::file(file, &std::io::Error::other(error.to_string())))?;
    let key = FileKey::new(bytes);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(file).and_then(|mut out| {
        out.write_all(format!("{}\n", key.line()).as_bytes())?;
        out.sync_all()
    });
    written.map_err(|error| StoreError::io(file, &error))?;
    Ok(key)
}

/// Makes an encrypted copy, with the key in `file` or the one that is configured.
pub(super) fn encrypt(app: &App<'_>, to: &Path, file: Option<&Path>) -> Result<(), Fail> {
    let named = file.map(place::read_key).transpose()?;
    let key = named.map_or_else(|| Ok(place::site()?.key().cloned()), |key| Ok::<_, Fail>(Some(key)))?;
    let key = key.ok_or_else(|| Fail::usage("no_key", &[]))?;
    convert(app, to, Some(&key))
}

/// Makes a copy that is no longer encrypted.
pub(super) fn decrypt(app: &App<'_>, to: &Path) -> Result<(), Fail> {
    convert(app, to, None)
}

fn convert(app: &App<'_>, to: &Path, key: Option<&FileKey>) -> Result<(), Fail> {
    if !CAN_ENCRYPT {
        return Err(StoreError::NoCipher.into());
    }
    let mut desk = app.desk()?;
    keeper(app, &mut desk, Chore::Backup)?;
    if desk.key() == key {
        return Err(Fail::refused(if key.is_some() { "encrypted_already" } else { "not_encrypted" }, &[]));
    }
    let made = desk.convert(to, key)?;
    let (path, label) = (to.display().to_string(), key.map(FileKey::label));
    if app.out.json {
        return app.out.json(&json!({"ok": true, "path": path, "bytes": made.bytes, "label": label}));
    }
    let values = [("path", path), ("kib", made.bytes.div_ceil(1024).to_string()), ("label", label.unwrap_or_default())];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    let [done, then] = match key {
        Some(_) => ["cli.crypt.encrypted", "cli.crypt.then"],
        None => ["cli.crypt.decrypted", "cli.crypt.back"],
    };
    app.out.line(&say_with(done, &values))?;
    app.out.paragraph(0, &say_with(then, &values))?;
    app.out.paragraph(0, &say("cli.crypt.left"))
}
