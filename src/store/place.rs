//! Where the file lies: on this machine's own disk, or on a share that other machines write to as well.
//!
//! Linux tells by `/proc/self/mountinfo`. What is not known to be a local disk counts as a share: a share taken
//! for a disk loses data, a disk taken for a share only asks for a proof. Elsewhere a share must be declared
//! (`[file] place = "share"` in the configuration), but for Windows' `\\server\folder`, which speaks for itself.

use crate::domain::filekey::FileKey;
use serde::Serialize;
use std::path::{Component, Path, PathBuf, Prefix};

/// File systems on a disk, or in the memory, of this machine alone.
const LOCAL: &[&str] = &[
    "aufs", "bcachefs", "btrfs", "ecryptfs", "erofs", "exfat", "ext2", "ext3", "ext4", "f2fs", "fuseblk", "hfsplus",
    "iso9660", "jfs", "nilfs2", "ntfs", "ntfs3", "overlay", "ramfs", "reiserfs", "rootfs", "squashfs", "tmpfs",
    "ubifs", "udf", "vfat", "xfs", "zfs",
];

/// Options that change by themselves and prove nothing either way.
const PASSING: &[&str] = &["clientaddr=", "seclabel"];

/// Where a file lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mount {
    /// Whether other machines may write there.
    pub is_share: bool,
    /// The kind of file system (`ext4`, `nfs4`, `fuse.sshfs`); empty where the system does not tell.
    pub fs: String,
    /// What is mounted: a device, or a server and its folder.
    pub source: String,
    /// The options of mount and file system, sorted, without those that change by themselves.
    pub options: Vec<String>,
    /// Where it is mounted.
    pub mounted_at: PathBuf,
}

impl Mount {
    /// Finds where a path lies by a text in the form of `/proc/self/mountinfo`; the path must be whole.
    pub fn by_mounts(mounts: &str, path: &Path) -> Option<Self> {
        let lines = mounts.lines().filter_map(Line::read).filter(|mount| path.starts_with(&mount.at));
        // Of two mounts at one point the later lies over the earlier.
        let mount = lines.enumerate().max_by_key(|(place, mount)| (mount.at.components().count(), *place))?.1;
        let mut options: Vec<String> = mount.options.split(',').map(unescaped).collect();
        options.retain(|option| !option.is_empty() && !PASSING.iter().any(|passing| option.starts_with(passing)));
        options.sort();
        options.dedup();
        Some(Self {
            is_share: !LOCAL.contains(&mount.fs.as_str()),
            fs: mount.fs,
            source: mount.source,
            options,
            mounted_at: mount.at,
        })
    }

    /// Finds where a path lies where the system keeps no list of mounts.
    pub fn by_name(path: &Path) -> Self {
        let is_share = matches!(
            path.components().next(),
            Some(Component::Prefix(prefix)) if matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..))
        );
        Self {
            is_share,
            fs: if is_share { "smb".to_owned() } else { String::new() },
            source: String::new(),
            options: Vec::new(),
            mounted_at: PathBuf::new(),
        }
    }

    /// Tells whether an option is set, whatever its value.
    pub fn has(&self, option: &str) -> bool {
        self.options.iter().any(|own| own == option || own.split_once('=').is_some_and(|(name, _)| name == option))
    }

    /// Returns what an option is set to.
    pub fn value(&self, option: &str) -> Option<&str> {
        self.options.iter().find_map(|own| own.split_once('=').filter(|(name, _)| *name == option).map(|it| it.1))
    }
}

/// A line of the list of mounts.
struct Line {
    at: PathBuf,
    fs: String,
    source: String,
    options: String,
}

impl Line {
    /// Reads `36 35 98:0 /root /at options [tags…] - fs source options`.
    fn read(line: &str) -> Option<Self> {
        let (mount, system) = line.split_once(" - ")?;
        let mut mount = mount.split(' ').skip(4);
        let (at, own) = (mount.next()?, mount.next()?);
        let mut system = system.split(' ');
        let (fs, source) = (system.next()?, system.next()?);
        let options = format!("{own},{}", system.next().unwrap_or_default());
        Some(Self { at: unescaped(at).into(), fs: unescaped(fs), source: unescaped(source), options })
    }
}

/// Undoes the kernel's way of writing blanks and the like: `\040`.
fn unescaped(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let octal = bytes.get(at + 1..at + 4).filter(|digits| digits.iter().all(|digit| (b'0'..=b'7').contains(digit)));
        if let Some(digits) = octal.filter(|_| bytes[at] == b'\\') {
            out.push(digits.iter().fold(0u8, |sum, digit| sum.wrapping_mul(8).wrapping_add(digit - b'0')));
            at += 4;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// This machine, as a proof names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Host {
    /// Its name in the network.
    pub name: String,
    /// A digest of the number its system was installed with; empty where it has none.
    pub machine: String,
    /// A digest of what changes with every start: two programs with the same run on one machine.
    pub boot: String,
}

impl Host {
    /// Asks the system.
    pub fn here() -> Self {
        let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default().trim().to_owned();
        let name = match read("/proc/sys/kernel/hostname") {
            name if name.is_empty() => host_name(),
            name => name,
        };
        Self {
            name,
            machine: digest("machine", &read("/etc/machine-id")),
            boot: digest("boot", &read("/proc/sys/kernel/random/boot_id")),
        }
    }

    /// Makes a machine up.
    pub fn assumed(name: &str) -> Self {
        Self { name: name.to_owned(), machine: digest("machine", name), boot: digest("boot", name) }
    }
}

/// The numbers themselves are nobody else's business.
fn digest(what: &str, number: &str) -> String {
    if number.is_empty() {
        return String::new();
    }
    let whole = blake3::hash(format!("yichuang.{what}.{number}").as_bytes()).to_hex();
    whole.chars().take(16).collect()
}

#[cfg(unix)]
fn host_name() -> String {
    let answer = std::process::Command::new("/bin/hostname").output().ok();
    answer.and_then(|out| String::from_utf8(out.stdout).ok()).map(|name| name.trim().to_owned()).unwrap_or_default()
}

#[cfg(not(unix))]
fn host_name() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
}

/// The surroundings in which a database is opened: what is declared about its place, and what the system says.
///
/// Tests assume machines and mounts; the program never does.
#[derive(Debug, Clone, Default)]
pub struct Site {
    declared_share: bool,
    is_alone: bool,
    key: Option<FileKey>,
    host: Option<Host>,
    mounts: Option<String>,
}

impl Site {
    /// Returns surroundings that the configuration may have declared to be a share; a share that the system
    /// sees cannot be declared away.
    pub fn declared(share: bool) -> Self {
        Self { declared_share: share, ..Self::default() }
    }

    /// Makes surroundings up: a machine, and a list of mounts where the real one is not meant.
    pub fn assumed(host: Host, mounts: Option<&str>) -> Self {
        Self { host: Some(host), mounts: mounts.map(str::to_owned), ..Self::default() }
    }

    /// Returns the surroundings of a file that nobody else knows of: nothing needs proof, and nothing is put beside it.
    pub fn alone() -> Self {
        Self { is_alone: true, ..Self::default() }
    }

    /// Adds the key of files that are encrypted; files that are not are opened all the same, new ones are encrypted.
    #[must_use]
    pub fn with_key(self, key: Option<FileKey>) -> Self {
        Self { key, ..self }
    }

    /// Returns the key of files that are encrypted.
    pub fn key(&self) -> Option<&FileKey> {
        self.key.as_ref()
    }

    /// Tells whether nobody else knows of the file.
    pub(super) fn is_alone(&self) -> bool {
        self.is_alone
    }

    /// Returns the machine.
    pub fn host(&self) -> Host {
        self.host.clone().unwrap_or_else(Host::here)
    }

    /// Returns where a path lies. It need not exist, but its folder must.
    pub fn place(&self, path: &Path) -> Mount {
        let path = whole(path);
        let mounts = self.mounts.clone().or_else(|| std::fs::read_to_string("/proc/self/mountinfo").ok());
        let place = mounts.and_then(|mounts| Mount::by_mounts(&mounts, &path));
        let mut place = place.unwrap_or_else(|| Mount::by_name(&path));
        place.is_share |= self.declared_share;
        place
    }
}

/// Returns a path without links, also of a file that is still to be made.
pub(super) fn whole(path: &Path) -> PathBuf {
    if let Ok(whole) = path.canonicalize() {
        return whole;
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw,discard
40 27 0:40 / /srv/desk rw,relatime shared:5 - nfs4 nas:/desk rw,vers=4.1,hard,clientaddr=10.0.0.7,local_lock=none,addr=10.0.0.1
41 27 0:41 / /mnt/共享\\040盘 rw - cifs //nas/desk rw,vers=3.1.1,nobrl,cache=strict,seclabel
42 27 0:42 / /home/li/far rw,nosuid - fuse.sshfs li@nas:/desk rw,user_id=1000
43 40 254:1 / /srv/desk/scratch rw - xfs /dev/vdb rw
44 27 0:44 / /media/key rw - fuseblk /dev/sdc1 rw
45 27 254:2 / /over rw - ext4 /dev/vdc rw
46 45 0:46 / /over rw - 9p host rw,trans=virtio";

    fn place(path: &str) -> Mount {
        Mount::by_mounts(MOUNTS, Path::new(path)).unwrap()
    }

    #[test]
    fn the_longest_mount_point_above_a_path_says_where_it_lies() {
        for (path, fs, is_share) in [
            ("/var/lib/desk.db", "ext4", false),
            ("/srv/desk/desk.db", "nfs4", true),
            ("/srv/desk/scratch/desk.db", "xfs", false),
            ("/srv/desktop/desk.db", "ext4", false),
            ("/mnt/共享 盘/desk.db", "cifs", true),
            ("/home/li/far/desk.db", "fuse.sshfs", true),
            ("/media/key/desk.db", "fuseblk", false),
            ("/over/desk.db", "9p", true),
        ] {
            let found = place(path);
            assert_eq!((found.fs.as_str(), found.is_share), (fs, is_share), "{path}");
        }
    }

    #[test]
    fn options_of_the_mount_and_of_the_file_system_are_read_and_passing_ones_left_out() {
        let nfs = place("/srv/desk/desk.db");
        assert!(nfs.has("hard") && nfs.has("vers") && !nfs.has("clientaddr"), "{nfs:?}");
        assert_eq!((nfs.value("local_lock"), nfs.source.as_str()), (Some("none"), "nas:/desk"));
        let cifs = place("/mnt/共享 盘/desk.db");
        assert!(cifs.has("nobrl") && !cifs.has("seclabel"));
        assert_eq!(cifs.mounted_at, Path::new("/mnt/共享 盘"));
    }

    #[test]
    fn a_file_system_nobody_knows_counts_as_a_share() {
        for fs in ["fuse.rclone", "virtiofs", "ceph", "glusterfs", "lustre", "smb3"] {
            let line = format!("27 1 0:9 / / rw - {fs} somewhere rw");
            assert!(Mount::by_mounts(&line, Path::new("/desk.db")).unwrap().is_share, "{fs}");
        }
    }

    #[test]
    fn lines_that_make_no_sense_are_passed_over() {
        assert_eq!(Mount::by_mounts("", Path::new("/desk.db")), None);
        let broken = "nonsense\n1 2 3 - \n27 1 254:0 / / rw -\n27 1 254:0 / / rw - ext4";
        assert_eq!(Mount::by_mounts(broken, Path::new("/desk.db")), None);
        assert_eq!(unescaped(r"a\040b\134c\9\12"), r"a b\c\9\12");
    }

    #[test]
    fn a_share_can_be_declared_and_not_declared_away() {
        let host = Host::assumed("甲");
        let site = Site { declared_share: true, ..Site::assumed(host.clone(), Some(MOUNTS)) };
        assert!(site.place(Path::new("/var/lib/desk.db")).is_share);
        let site = Site::assumed(host, Some(MOUNTS));
        assert!(site.place(Path::new("/srv/desk/desk.db")).is_share);
    }

    #[test]
    fn this_machine_has_a_name() {
        let host = Host::here();
        assert!(!host.name.is_empty(), "{host:?}");
        assert_eq!(host, Host::here());
    }
}
