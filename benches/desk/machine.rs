//! What the system says about a process, a file's pages and the machine.

use std::fs;
use std::ops::Sub;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a process has used up so far, or between two looks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spent {
    /// CPU time in milliseconds.
    pub cpu: f64,
    /// How often one of its threads went to sleep by itself, and so was woken up again.
    pub wakes: f64,
}

impl Sub for Spent {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self { cpu: self.cpu - before.cpu, wakes: self.wakes - before.wakes }
    }
}

/// A process that is looked at from outside.
pub struct Process {
    folder: String,
}

impl Process {
    /// Looks at a process by its number.
    pub fn new(id: u32) -> Self {
        Self { folder: format!("/proc/{id}") }
    }

    /// Returns what all of its threads have used up; nothing where the system does not say.
    pub fn spent(&self) -> Spent {
        let mut spent = Spent::default();
        for thread in fs::read_dir(format!("{}/task", self.folder)).into_iter().flatten().flatten() {
            let read = |name: &str| fs::read_to_string(thread.path().join(name)).unwrap_or_default();
            let nanos: f64 = read("schedstat").split(' ').next().and_then(|it| it.parse().ok()).unwrap_or_default();
            spent.cpu += nanos / 1e6;
            spent.wakes += field(&read("status"), "voluntary_ctxt_switches").unwrap_or_default();
        }
        spent
    }

    /// Returns the most memory that it ever occupied, in MiB.
    pub fn peak(&self) -> Option<f64> {
        field(&fs::read_to_string(format!("{}/status", self.folder)).ok()?, "VmHWM").map(|kib| kib / 1024.0)
    }
}

/// Reads a figure from lines of the form `name: figure unit`.
fn field(lines: &str, name: &str) -> Option<f64> {
    let line = lines.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Asks the system to forget a database's pages, and tells whether it could be asked.
pub fn forget(database: &Path) -> bool {
    let mut asked = true;
    for suffix in ["", "-wal"] {
        let mut name = database.as_os_str().to_owned();
        name.push(suffix);
        let Ok(file) = fs::File::open(&name) else { continue };
        // Pages that still have to be written are not forgotten.
        file.sync_all().ok();
        let mut from = std::ffi::OsString::from("if=");
        from.push(&name);
        let dd = Command::new("dd").arg(from).args(["iflag=nocache", "count=0"]).stderr(Stdio::null()).status();
        asked &= dd.is_ok_and(|status| status.success());
    }
    asked
}

/// Says on what machine and with what the figures were made.
pub fn machine(folder: &Path) -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown processor", |(_, name)| name.trim());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = field(&read("/proc/meminfo"), "MemTotal").unwrap_or_default() / 1024.0 / 1024.0;
    let kernel = read("/proc/sys/kernel/osrelease");
    let kind = Command::new("stat").args(["-f", "-c", "%T"]).arg(folder).output();
    let kind = kind.map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned()).unwrap_or_default();
    format!(
        "{model}, {cores} cores, {memory:.0} GiB, {} {} ({kind}), SQLite {}",
        std::env::consts::OS,
        kernel.trim(),
        rusqlite::version()
    )
}
