//! Where the database is, where drafts and settings lie, which language is spoken, and whose account this is.

use super::fail::Fail;
use crate::domain::centre::Centre;
use crate::domain::directory::Officer;
use crate::domain::filekey::FileKey;
use crate::store::{Rotation, Site};
use crate::term::Notice;
use crate::words::Lang;
use directories::ProjectDirs;
use serde::Deserialize;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What the configuration file may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Config {
    /// The database.
    db: Option<PathBuf>,
    /// The language.
    lang: Option<String>,
    /// The theme of the full screen.
    theme: Option<String>,
    /// After how many minutes without a key the desk is locked; 0 means never.
    lock_minutes: Option<u32>,
    /// The file.
    file: FileConfig,
    /// Copies by the calendar.
    backup: Option<BackupConfig>,
    /// How the terminal tells of new alerts.
    notice: Option<String>,
    /// The watch, see `yichuang watch`.
    watch: WatchConfig,
}

/// What the configuration file may say about the watch.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct WatchConfig {
    /// The command that every alarm is given to.
    pub hook: Option<String>,
    /// How long the command may take.
    pub hook_seconds: Option<u64>,
    /// How often the ladder is looked at.
    pub every_seconds: Option<u64>,
}

/// What the configuration file may say about copies: where they go, how often, how many are kept.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct BackupConfig {
    folder: PathBuf,
    #[serde(default = "daily")]
    every_hours: u32,
    #[serde(default)]
    keep: Keep,
}

fn daily() -> u32 {
    24
}

/// How many copies are kept.
#[derive(Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Keep {
    daily: usize,
    weekly: usize,
    monthly: usize,
}

impl Default for Keep {
    fn default() -> Self {
        Self { daily: 7, weekly: 5, monthly: 12 }
    }
}

/// What the configuration file may say about the file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FileConfig {
    /// Where it lies, for systems that do not tell.
    place: Option<Declared>,
    /// The key, if it is encrypted.
    key: Option<PathBuf>,
}

/// A declared place; a share that the system sees cannot be declared local.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Declared {
    Local,
    Share,
}

fn dirs() -> Option<ProjectDirs> {
    ProjectDirs::from("", "", "yichuang")
}

/// Returns where the screen puts what is taken out: the folder for documents, or the home.
pub(super) fn outbox() -> Option<PathBuf> {
    let dirs = directories::UserDirs::new()?;
    let documents = dirs.document_dir().filter(|dir| dir.is_dir());
    Some(documents.unwrap_or_else(|| dirs.home_dir()).to_owned())
}

/// Returns where the configuration file is, or would be.
pub(super) fn config_path() -> Option<PathBuf> {
    Some(dirs()?.config_dir().join("config.toml"))
}

fn config() -> Result<Config, Fail> {
    let Some(path) = config_path() else { return Ok(Config::default()) };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Config::default()),
        Err(error) => return Err(Fail::file(&path, &error)),
    };
    toml::from_str(&text).map_err(|fault| {
        let why = fault.message().to_owned();
        Fail::usage("config", &[("path", &path.display().to_string()), ("why", &why)])
    })
}

/// Returns where the database is: the option, the environment, the configuration, the data directory.
pub(super) fn database(option: Option<&Path>) -> Result<PathBuf, Fail> {
    if let Some(path) = option {
        return Ok(path.to_owned());
    }
    if let Some(path) = std::env::var_os("YICHUANG_DB").filter(|path| !path.is_empty()) {
        return Ok(path.into());
    }
    if let Some(path) = config()?.db {
        return Ok(path);
    }
    let dirs = dirs().ok_or_else(|| Fail::usage("no_home", &[]))?;
    Ok(dirs.data_dir().join("yichuang.db"))
}

/// Returns what is declared about the database: where it lies, and the key of an encrypted one.
pub(super) fn site() -> Result<Site, Fail> {
    let file = config()?.file;
    let named = std::env::var_os("YICHUANG_KEY_FILE").filter(|path| !path.is_empty()).map(PathBuf::from);
    let key = named.or(file.key).map(|path| read_key(&path)).transpose()?;
    Ok(Site::declared(file.place == Some(Declared::Share)).with_key(key))
}

/// Reads a key from its file, which nobody but its owner may read.
pub(super) fn read_key(path: &Path) -> Result<FileKey, Fail> {
    let shown = path.display().to_string();
    let unreadable = |error: std::io::Error| Fail::own(3, "key_file", &[("path", &shown), ("why", &error.to_string())]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if std::fs::metadata(path).map_err(unreadable)?.permissions().mode() & 0o077 != 0 {
            return Err(Fail::own(3, "key_open", &[("path", &shown)]));
        }
    }
    let text = std::fs::read(path).map_err(unreadable)?;
    Ok(FileKey::parse(&String::from_utf8_lossy(&text))?)
}

/// Returns what the configuration says about copies by the calendar.
pub(super) fn rotation() -> Result<Option<Rotation>, Fail> {
    Ok(config()?.backup.map(|backup| Rotation {
        folder: backup.folder,
        hours: backup.every_hours.max(1),
        daily: backup.keep.daily,
        weekly: backup.keep.weekly,
        monthly: backup.keep.monthly,
    }))
}

/// Returns where a practice database with made-up cases lives.
pub(super) fn practice() -> Result<PathBuf, Fail> {
    let dirs = dirs().ok_or_else(|| Fail::usage("no_home", &[]))?;
    Ok(dirs.data_dir().join("demo.db"))
}

/// Returns where drafts are kept.
pub(super) fn drafts() -> Result<PathBuf, Fail> {
    let dirs = dirs().ok_or_else(|| Fail::usage("no_home", &[]))?;
    Ok(dirs.state_dir().unwrap_or(dirs.data_dir()).join("drafts"))
}

/// How many minutes without a key the desk stays open where the configuration says nothing.
const LOCK_MINUTES: u32 = 10;

/// Returns after how long without a key the desk is locked.
pub(super) fn lock_after() -> Result<Option<Duration>, Fail> {
    let minutes = config()?.lock_minutes.unwrap_or(LOCK_MINUTES);
    Ok((minutes > 0).then(|| Duration::from_secs(60 * u64::from(minutes))))
}

/// Returns how the terminal tells of new alerts: as the configuration says, else as the terminal can.
pub(super) fn notice() -> Result<Notice, Fail> {
    let setting = config()?.notice.unwrap_or_else(|| "auto".to_owned());
    let known = Notice::NAMES.join(", ");
    Notice::detect(&setting).ok_or_else(|| Fail::usage("notice", &[("notice", &setting), ("known", &known)]))
}

/// Returns what the configuration says about the watch.
pub(super) fn watch() -> Result<WatchConfig, Fail> {
    Ok(config()?.watch)
}

/// Returns where the maps of imported registers are kept.
pub(super) fn imports() -> Result<PathBuf, Fail> {
    let dirs = dirs().ok_or_else(|| Fail::usage("no_home", &[]))?;
    Ok(dirs.config_dir().join("imports"))
}

/// Returns where the offline book is kept.
pub(super) fn book() -> Result<PathBuf, Fail> {
    Ok(drafts()?.with_file_name("book"))
}

/// Returns the theme that the configuration wants.
pub(super) fn theme() -> Result<Option<String>, Fail> {
    Ok(config()?.theme)
}

/// Returns the language before the command line has been read: the option, else the configuration, else
/// the environment, else Chinese.
pub(super) fn language(args: &[OsString]) -> Lang {
    let mut args = args.iter().filter_map(|arg| arg.to_str());
    let mut asked = None;
    while let Some(arg) = args.next() {
        match arg.strip_prefix("--lang") {
            Some("") => asked = args.next(),
            Some(rest) => asked = rest.strip_prefix('=').or(asked),
            None if arg == "--" => break,
            None => {}
        }
    }
    let environment = || {
        let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
        names.iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    };
    asked
        .and_then(Lang::from_tag)
        .or_else(|| config().ok()?.lang.as_deref().and_then(Lang::from_tag))
        .or_else(|| Lang::from_tag(&environment()?))
        .unwrap_or(Lang::ZhCn)
}

/// Returns the name of the operating system's account that runs this, as the system and not the environment
/// says it where that can be asked.
pub(super) fn os_user() -> Option<String> {
    from_system().or_else(|| {
        let names = if cfg!(windows) { ["USERNAME", "USER"] } else { ["LOGNAME", "USER"] };
        names.iter().find_map(|name| std::env::var(name).ok()).filter(|name| !name.is_empty())
    })
}

#[cfg(target_os = "linux")]
fn from_system() -> Option<String> {
    account_field(user_id()?, 0)
}

/// Returns the name of an account, or its number where none is listed.
pub(super) fn account_of(uid: u32) -> String {
    account_field(uid, 0).unwrap_or_else(|| uid.to_string())
}

/// Returns the home of an account, where accounts are listed in a file.
pub(super) fn home_of(uid: u32) -> Option<PathBuf> {
    account_field(uid, 5).map(PathBuf::from)
}

fn account_field(uid: u32, field: usize) -> Option<String> {
    let uid = uid.to_string();
    let accounts = std::fs::read_to_string("/etc/passwd").ok()?;
    let fields = accounts.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let account = fields.into_iter().find(|fields| fields.get(2) == Some(&uid.as_str()))?;
    account.get(field).filter(|value| !value.is_empty()).map(|value| (*value).to_owned())
}

#[cfg(not(target_os = "linux"))]
fn from_system() -> Option<String> {
    if cfg!(windows) {
        return None;
    }
    let answer = std::process::Command::new("/usr/bin/id").arg("-un").output().ok()?;
    let name = String::from_utf8(answer.stdout).ok()?.trim().to_owned();
    (answer.status.success() && !name.is_empty()).then_some(name)
}

/// Finds out whose key it is that somebody came in with over SSH.
///
/// Only the account that owns the database may say so: it is the one whose `authorized_keys` `sshd` checked the
/// key against, and it could read the file anyway.
pub(super) fn by_key<'c>(fingerprint: &str, database: &Path, centre: &'c Centre) -> Result<&'c Officer, Fail> {
    let owner = owner_of(database).map_err(|error| Fail::file(database, &error))?;
    if owner.is_none() || owner != user_id() {
        return Err(Fail::not_permitted("key_not_owner", &[("path", &database.display().to_string())]));
    }
    let officer = centre.key(fingerprint).and_then(|key| centre.officer(&key.officer));
    officer.ok_or_else(|| Fail::not_permitted("key_not_known", &[("fingerprint", fingerprint)]))
}

/// Returns the number of the account a file belongs to, where files belong to accounts.
#[cfg(unix)]
pub(super) fn owner_of(path: &Path) -> std::io::Result<Option<u32>> {
    Ok(Some(std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(path)?)))
}

/// Returns the number of the account a file belongs to, where files belong to accounts.
#[cfg(not(unix))]
pub(super) fn owner_of(_: &Path) -> std::io::Result<Option<u32>> {
    Ok(None)
}

/// Returns the number of the account that runs this.
#[cfg(target_os = "linux")]
pub(super) fn user_id() -> Option<u32> {
    owner_of(Path::new("/proc/self")).ok().flatten()
}

/// Returns the number of the account that runs this.
#[cfg(not(target_os = "linux"))]
pub(super) fn user_id() -> Option<u32> {
    let answer = std::process::Command::new("/usr/bin/id").arg("-u").output().ok()?;
    String::from_utf8(answer.stdout).ok()?.trim().parse().ok()
}

/// Makes the folder a database is to lie in, readable by its owner only where it did not exist.
pub(super) fn make_folder(path: &Path) -> Result<(), Fail> {
    let Some(folder) = path.parent().filter(|folder| *folder != OsStr::new("") && !folder.exists()) else {
        return Ok(());
    };
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| Fail::file(folder, &error))
}
