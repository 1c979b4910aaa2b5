//! Tunnels: the server of these tests allows them all, so that it is the line of `authorized_keys` that stops them.

use super::host::Host;
use std::io::Read as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a client says and does when it asks for a connection through the host to the host's own `sshd`.
fn tunnel(host: &Host) -> String {
    let mut client = host.client("ssh");
    let target = format!("127.0.0.1:{}", host.port());
    client.args(["-W", &target]).arg(Host::account()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = client.stderr(Stdio::null()).spawn().unwrap();
    let mut greeting = [0; 7];
    let read = child.stdout.take().unwrap().read_exact(&mut greeting);
    child.kill().ok();
    child.wait().ok();
    read.map_or_else(|_| String::new(), |()| String::from_utf8_lossy(&greeting).into_owned())
}

#[test]
fn no_port_is_forwarded() {
    let Some(host) = Host::new() else { return };
    assert_eq!(tunnel(&host), "", "nothing comes through");
    let back = host.ssh_with(&["-o", "ExitOnForwardFailure=yes", "-R", "127.0.0.1:0:127.0.0.1:9"], &["today"]);
    assert_eq!(back.code, 255, "{back:?}");
    // The same client against a line that restricts nothing: so it was the line.
    std::fs::copy(host.path("li.pub"), host.path("authorized_keys")).unwrap();
    assert_eq!(tunnel(&host), "SSH-2.0");
}

#[test]
fn neither_agent_nor_windows_are_forwarded() {
    let Some(host) = Host::new() else { return };
    let socket = host.path("agent");
    let mut agent = Command::new("ssh-agent").args(["-D", "-a"]).arg(&socket).stdout(Stdio::null()).spawn().unwrap();
    while !socket.exists() {
        assert!(agent.try_wait().unwrap().is_none(), "the agent runs");
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut client = host.client("ssh");
    let said = client.arg("-A").arg(Host::account()).arg("today").env("SSH_AUTH_SOCK", &socket).output().unwrap();
    agent.kill().ok();
    agent.wait().ok();
    assert!(said.status.success(), "{said:?}");
    host.server_says("agent forwarding disabled");
    let mut client = host.client("ssh");
    client.args(["-v", "-Y", "-o", "ExitOnForwardFailure=yes", "-o", "XAuthLocation=/nonexistent"]);
    let said = client.arg(Host::account()).arg("today").env("DISPLAY", "127.0.0.1:99").output().unwrap();
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.contains("X11 forwarding disabled") || said.contains("X11 forwarding request failed"), "{said}");
}

#[test]
fn a_session_without_a_command_opens_no_tunnel_either() {
    let Some(host) = Host::new() else { return };
    let local = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let forward = format!("127.0.0.1:{local}:127.0.0.1:{}", host.port());
    let mut child = host.client("ssh").args(["-N", "-L", &forward]).arg(Host::account()).spawn().unwrap();
    let deadline = Instant::now() + Duration::from_secs(10);
    let mut greeting = [0; 7];
    let came = loop {
        if let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", local)) {
            break stream.read_exact(&mut greeting).is_ok();
        }
        assert!(Instant::now() < deadline, "the client listens");
        std::thread::sleep(Duration::from_millis(20));
    };
    child.kill().ok();
    child.wait().ok();
    assert!(!came, "nothing comes through");
}
