//! Everything an officer may see, as files in open formats with a manifest.

use super::App;
use super::args::ExportForm;
use super::fail::Fail;
use super::progress::Progress;
use crate::desk::DeskError;
use crate::desk::export::{CASES, Cell, EVENTS, Piece, SHEETS, Span};
use crate::domain::permission::Chore;
use crate::paper::BYTE_ORDER_MARK;
use crate::text::csv_field;
use crate::words::say_with;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Error, Write};
use std::path::{Path, PathBuf};

/// The name of the file that says what the others are.
const MANIFEST: &str = "manifest.json";

/// Writes everything the officer may see into a new folder.
pub(super) fn all(app: &App<'_>, form: &ExportForm) -> Result<(), Fail> {
    let mut session = app.session()?;
    let (viewer, reason) = form.takeout.viewer(&session)?;
    let now = session.now(app)?;
    let at = now.to_rfc3339();
    let folder = form.takeout.out.as_deref().unwrap_or(Path::new("."));
    let centre = session.centre()?.clone();
    let head = session.desk.store().head().map_err(DeskError::from)?.hex();
    let seal = say_with(
        "cli.export.seal",
        &[
            ("officer", viewer.officer.name.as_str()),
            ("id", viewer.officer.id.as_str()),
            ("at", &at),
            ("centre", &centre.name),
            ("head", head.get(..16).unwrap_or(&head)),
        ],
    );
    let mut files = Files::new(folder)?;
    let total = session.desk.store().every_case().map_err(DeskError::from)?.len();
    let mut progress = Progress::new(total, app.out.json);
    let mut cases = 0;
    let mut broken = None;
    let done = session.desk.export(&viewer, Span::this_month(now), |piece| {
        if matches!(&piece, Piece::Row(name, _) if *name == CASES.name) {
            cases += 1;
            progress.at(cases);
        }
        files.take(piece).map_err(|error| {
            let why = error.to_string();
            broken = Some(error);
            DeskError::Unreadable { what: why }
        })
    });
    drop(progress);
    if let Some(error) = broken {
        return Err(Fail::file(folder, &error));
    }
    done.map_err(Fail::from)?;
    let written = files.finish(&seal).map_err(|error| Fail::file(folder, &error))?;
    let rows = written.iter().map(|it| it.rows).sum::<u64>();
    // It counts once it is on record; else the folder goes away again.
    session.desk.note_export(&session.officer.id, now, Chore::ExportAll.key(), rows, viewer.revealed, &reason)?;
    let list: Vec<Value> = written
        .iter()
        .map(|it| json!({"name": it.name, "rows": it.rows, "bytes": it.bytes, "blake3": it.hash}))
        .collect();
    let manifest = json!({
        "centre": centre.name,
        "exported_by": {"id": viewer.officer.id, "name": viewer.officer.name},
        "exported_at": at,
        "database_head": head,
        "revealed": viewer.revealed,
        "reason": reason,
        "program": env!("CARGO_PKG_VERSION"),
        "files": list,
    });
    files.put(MANIFEST, &manifest).map_err(|error| Fail::file(folder, &error))?;
    files.keep();
    if app.out.json {
        return app.out.json(&manifest);
    }
    let values = [("path", folder.display().to_string()), ("rows", rows.to_string()), ("cases", cases.to_string())];
    app.out.paragraph(0, &say_with("cli.export.done", &values.each_ref().map(|(name, value)| (*name, value.as_str()))))
}

/// A file that was written.
struct Written {
    name: String,
    rows: u64,
    bytes: u64,
    hash: String,
}

/// A file being written.
struct Open {
    name: String,
    to: BufWriter<File>,
    hash: blake3::Hasher,
    rows: u64,
    bytes: u64,
}

impl Open {
    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.to.write_all(bytes)
    }

    fn row(&mut self, fields: impl Iterator<Item = String>) -> Result<(), Error> {
        self.write(fields.collect::<Vec<_>>().join(",").as_bytes())?;
        self.write(b"\r\n")
    }
}

/// The files of an export; they are taken away again unless all of them were written.
struct Files {
    folder: PathBuf,
    open: BTreeMap<&'static str, Open>,
    made: Vec<PathBuf>,
    is_new: bool,
    kept: bool,
}

impl Files {
    /// Makes the folder, or takes an empty one, and begins each file with its heads.
    fn new(folder: &Path) -> Result<Self, Fail> {
        let failed = |error: Error| Fail::file(folder, &error);
        let is_new = !folder.exists();
        if is_new {
            let mut builder = std::fs::DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(folder).map_err(failed)?;
        } else if std::fs::read_dir(folder).map_err(failed)?.next().is_some() {
            return Err(Fail::usage("folder_not_empty", &[("path", &folder.display().to_string())]));
        }
        let mut files =
            Self { folder: folder.to_owned(), open: BTreeMap::new(), made: Vec::new(), is_new, kept: false };
        for sheet in SHEETS {
            let mut file = files.begin(&format!("{}.csv", sheet.name)).map_err(failed)?;
            file.write(BYTE_ORDER_MARK.as_bytes())
                .and_then(|()| file.row(sheet.all_columns().map(|column| csv_field(column.head))))
                .map_err(failed)?;
            files.open.insert(sheet.name, file);
        }
        let events = files.begin(&format!("{EVENTS}.jsonl")).map_err(failed)?;
        files.open.insert(EVENTS, events);
        Ok(files)
    }

    fn begin(&mut self, name: &str) -> Result<Open, Error> {
        let path = self.folder.join(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let to = BufWriter::new(options.open(&path)?);
        self.made.push(path);
        Ok(Open { name: name.to_owned(), to, hash: blake3::Hasher::new(), rows: 0, bytes: 0 })
    }

    fn take(&mut self, piece: Piece) -> Result<(), Error> {
        let name = if let Piece::Row(name, _) = &piece { name } else { EVENTS };
        let Some(file) = self.open.get_mut(name) else { return Ok(()) };
        file.rows += 1;
        match piece {
            Piece::Row(_, cells) => file.row(cells.iter().map(Cell::csv)),
            Piece::Line(value) => file.write(format!("{value}\n").as_bytes()),
        }
    }

    /// Ends every file with who took it out, and puts them on disk.
    fn finish(&mut self, seal: &str) -> Result<Vec<Written>, Error> {
        let mut written = Vec::new();
        for (name, mut file) in std::mem::take(&mut self.open) {
            if name == EVENTS {
                let line = json!({"seal": seal}).to_string();
                file.write(format!("{line}\n").as_bytes())?;
            } else {
                file.row(std::iter::once(csv_field(&format!("# {seal}"))))?;
            }
            file.to.flush()?;
            file.to.get_ref().sync_all()?;
            let hash = file.hash.finalize().to_hex().to_string();
            written.push(Written { name: file.name, rows: file.rows, bytes: file.bytes, hash });
        }
        Ok(written)
    }

    fn put(&mut self, name: &str, value: &Value) -> Result<(), Error> {
        let mut file = self.begin(name)?;
        file.write(format!("{value:#}\n").as_bytes())?;
        file.to.flush()?;
        file.to.get_ref().sync_all()
    }

    fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        if self.kept {
            return;
        }
        for path in &self.made {
            let _ = std::fs::remove_file(path);
        }
        if self.is_new {
            let _ = std::fs::remove_dir(&self.folder);
        }
    }
}
