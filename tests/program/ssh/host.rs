//! A host with a database, a service account's keys and an `sshd` of its own.

use crate::cli::bench::{Said, finish};
use crate::pty::Terminal;
use std::io::{BufRead, BufReader, ErrorKind};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use yichuang::desk::{Desk, Mode};
use yichuang::domain::access::ACCESS_STREAM;

const PROGRAM: &str = env!("CARGO_BIN_EXE_yichuang");

/// Where servers lie that are on nobody's path.
const PLACES: [&str; 4] = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/sbin/sshd", "/usr/bin/sshd"];

/// A host that one officer comes in to.
pub struct Host {
    folder: TempDir,
    server: Child,
    port: u16,
    database: PathBuf,
}

impl Host {
    /// Starts one, with 李值守 let in; `None` where there is no server to start.
    pub fn new() -> Option<Self> {
        Self::with("desk.db")
    }

    /// Starts one whose database has a name of its own below the folder.
    pub fn with(database: &str) -> Option<Self> {
        let Some(sshd) = PLACES.iter().map(Path::new).find(|path| path.is_file()) else {
            eprintln!("skipped: there is no sshd here; install openssh-server to run this test");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().canonicalize().unwrap().join(database);
        for key in ["host", "li"] {
            let done = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-C", "li@一号窗口", "-f"])
                .arg(folder.path().join(key))
                .status();
            assert!(done.unwrap().success(), "a key is made");
        }
        let port = free_port();
        let public = std::fs::read_to_string(folder.path().join("host.pub")).unwrap();
        std::fs::write(folder.path().join("known_hosts"), format!("[127.0.0.1]:{port} {public}")).unwrap();
        let server = start(sshd, folder.path(), port);
        let host = Self { folder, server, port, database };
        host.local(&["init", "--centre", "陇城县综治中心", "--officer", "文景云"]).ends(0);
        host.local(&["officer", "add", "li", "--name", "李值守", "--role", "duty_officer"]).ends(0);
        let (key, write) = (host.path("li.pub"), format!("--write={}", host.path("authorized_keys").display()));
        host.local(&["ssh-key", "add", "李值守", key.to_str().unwrap(), &write]).ends(0);
        Some(host)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Runs the program on the host itself, as its administrator.
    pub fn local(&self, arguments: &[&str]) -> Said {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).arg("--db").arg(&self.database);
        let command = command.env("HOME", self.folder.path()).env("LANG", "zh_CN.UTF-8").stdin(Stdio::null());
        for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "LC_ALL", "LC_MESSAGES"] {
            command.env_remove(name);
        }
        command.output().unwrap().into()
    }

    /// What every client is started with: this host's key known, this officer's key and no other.
    fn arguments(&self) -> Vec<String> {
        let option = |text: String| ["-o".to_owned(), text];
        let path = |name: &str| self.path(name).display().to_string();
        let options = [
            option("BatchMode=yes".into()),
            option("IdentitiesOnly=yes".into()),
            option("StrictHostKeyChecking=yes".into()),
            option(format!("UserKnownHostsFile={}", path("known_hosts"))),
            option(format!("IdentityFile={}", path("li"))),
            option(format!("Port={}", self.port)),
        ];
        [vec!["-F".to_owned(), "none".to_owned()], options.concat()].concat()
    }

    /// Makes a client's command: `ssh`, `sftp` or `scp`.
    pub fn client(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.args(self.arguments()).env_remove("SSH_AUTH_SOCK").env_remove("DISPLAY").stdin(Stdio::null());
        command
    }

    /// Who is asked for at the host.
    pub fn account() -> String {
        let name = Command::new("id").arg("-un").output().unwrap().stdout;
        format!("{}@127.0.0.1", String::from_utf8(name).unwrap().trim())
    }

    /// Types words behind `ssh desk`, as the officer's own shell would have left them.
    pub fn ssh(&self, words: &[&str]) -> Said {
        self.ssh_with(&[], words)
    }

    /// The same, with options of the client.
    pub fn ssh_with(&self, options: &[&str], words: &[&str]) -> Said {
        heard(self.client("ssh").args(options).arg(Self::account()).args(words).output().unwrap().into())
    }

    /// The same, with something to read.
    pub fn ssh_reading(&self, words: &[&str], input: &str) -> Said {
        let mut command = self.client("ssh");
        command.arg(Self::account()).args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        heard(finish(command.spawn().unwrap(), input))
    }

    /// Opens the full screen in a terminal.
    pub fn screen(&self, columns: u16, rows: u16) -> Terminal {
        let account = Self::account();
        let arguments = [self.arguments(), vec!["-tt".to_owned(), account]].concat();
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        Terminal::open("ssh", &arguments, &[("TERM", "xterm-256color"), ("SSH_AUTH_SOCK", "")], columns, rows)
    }

    /// Returns the access log: officer and event.
    pub fn access(&self) -> Vec<(String, serde_json::Value)> {
        let desk = Desk::open(&self.database, Mode::ReadOnly).unwrap();
        let events = desk.store().events(ACCESS_STREAM, 1).unwrap();
        events.into_iter().map(|it| (it.officer, serde_json::from_str(&it.body).unwrap())).collect()
    }

    /// Waits until the server has said something.
    pub fn server_says(&self, what: &str) {
        let deadline = Instant::now() + Duration::from_secs(10);
        while !std::fs::read_to_string(self.path("log")).unwrap_or_default().contains(what) {
            assert!(Instant::now() < deadline, "{}", std::fs::read_to_string(self.path("log")).unwrap());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.server.kill().ok();
        self.server.wait().ok();
    }
}

/// Leaves out what the talkative server of these tests says for itself.
fn heard(mut said: Said) -> Said {
    said.err = said
        .err
        .lines()
        .filter(|line| !line.starts_with("debug1:"))
        .fold(String::new(), |text, line| text + line + "\n");
    said
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// Starts a server that allows whatever a line does not forbid, so that it is the line that is tested.
fn start(sshd: &Path, folder: &Path, port: u16) -> Child {
    let path = |name: &str| folder.join(name).display().to_string();
    let config = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nPidFile none\nAuthorizedKeysFile {}\n\
         StrictModes no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\n\
         LogLevel DEBUG1\nAllowTcpForwarding yes\nAllowAgentForwarding yes\nX11Forwarding yes\nPermitTunnel yes\n\
         GatewayPorts yes\nAcceptEnv LANG LC_* YICHUANG_* SSH_ORIGINAL_COMMAND\n\
         Subsystem sftp internal-sftp\n\
         SetEnv XDG_CONFIG_HOME={} XDG_DATA_HOME={} XDG_STATE_HOME={}\n",
        path("host"),
        path("authorized_keys"),
        path("config"),
        path("data"),
        path("state"),
    );
    std::fs::write(folder.join("sshd_config"), config).unwrap();
    // Run by root, a server insists on an empty folder of its own; where another one runs, it is there.
    if let Err(error) = std::fs::create_dir_all("/run/sshd") {
        assert_eq!(error.kind(), ErrorKind::PermissionDenied, "{error}");
    }
    let log = std::fs::File::create(folder.join("log")).unwrap();
    let mut server = Command::new(sshd)
        .args(["-D", "-e", "-f"])
        .arg(folder.join("sshd_config"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        if TcpStream::connect(("127.0.0.1", port)).is_ok_and(|stream| greets(&stream)) {
            return server;
        }
        let ended = server.try_wait().unwrap().is_some();
        let log = || std::fs::read_to_string(folder.join("log")).unwrap_or_default();
        assert!(!ended && Instant::now() < deadline, "the server did not start:\n{}", log());
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn greets(stream: &TcpStream) -> bool {
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).is_ok() && line.starts_with("SSH-2.0")
}
