//! Room on the disk: how much is left, and a reserve for the last work of a full one.

use super::health::beside;
use super::open::private;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;

/// How much is set aside: enough for some hundred commits.
pub(super) const RESERVE: u64 = 8 << 20;

/// Below this it is time to clear up, however small the database.
const LOW: u64 = 256 << 20;

/// Returns how many bytes may still be written beside a path, where the system tells.
#[cfg(unix)]
pub fn free_beside(path: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(path.parent().filter(|folder| !folder.as_os_str().is_empty())?).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Returns nothing where the system is not asked.
#[cfg(not(unix))]
pub fn free_beside(_: &Path) -> Option<u64> {
    None
}

/// Returns how much is left if that is little: less than a copy of the database needs, or very little at all.
pub(super) fn low(path: &Path) -> Option<u64> {
    let size = fs::metadata(path).map_or(0, |file| file.len());
    free_beside(path).filter(|free| *free < size.max(LOW))
}

/// Sets the reserve aside if it is not there and there is plenty of room; without one the desk works as well.
pub(super) fn set_aside(path: &Path) {
    let reserve = beside(path, ".reserve");
    if reserve.exists() || free_beside(path).is_none_or(|free| free < 4 * RESERVE) {
        return;
    }
    let made = private(OpenOptions::new().write(true).create_new(true)).open(&reserve).and_then(|file| fill(&file));
    if made.is_err() {
        let _ = fs::remove_file(&reserve);
    }
}

/// Gives the reserve to whoever is writing. Returns whether there was one.
pub(super) fn release(path: &Path) -> bool {
    fs::remove_file(beside(path, ".reserve")).is_ok()
}

/// Takes the blocks and not only the length, which would be no reserve at all.
#[cfg(unix)]
fn fill(file: &File) -> io::Result<()> {
    match rustix::fs::fallocate(file, rustix::fs::FallocateFlags::empty(), 0, RESERVE) {
        Ok(()) => Ok(()),
        Err(_) => write_out(file),
    }
}

#[cfg(not(unix))]
fn fill(file: &File) -> io::Result<()> {
    write_out(file)
}

fn write_out(mut file: &File) -> io::Result<()> {
    let block = [0x59; 8 << 10];
    for _ in 0..RESERVE / block.len() as u64 {
        io::Write::write_all(&mut file, &block)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reserve_takes_real_room_once_and_is_given_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("desk.db");
        if free_beside(&path).is_none_or(|free| free < 4 * RESERVE) {
            return; // no reserve on a disk as full as this
        }
        set_aside(&path);
        set_aside(&path);
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let file = fs::metadata(beside(&path, ".reserve")).unwrap();
            assert!(file.blocks() * 512 >= RESERVE, "{} blocks", file.blocks());
        }
        assert!(release(&path));
        assert!(!release(&path));
    }
}
