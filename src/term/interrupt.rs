//! Ctrl-C while something long runs outside the screen: heard, so that nothing half made is left behind.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Listens from now on; what is returned turns true once somebody wants it all to end.
///
/// Where the system cannot be listened to, it never does, and the signal ends the process as always.
pub fn listen() -> Arc<AtomicBool> {
    let wanted = Arc::new(AtomicBool::new(false));
    let heard = Arc::clone(&wanted);
    std::thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        if runtime.block_on(end()).is_ok() {
            heard.store(true, Ordering::Relaxed);
        }
    });
    wanted
}

#[cfg(unix)]
async fn end() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut hangup) = (signal(SignalKind::terminate())?, signal(SignalKind::hangup())?);
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed,
        _ = terminate.recv() => Ok(()),
        _ = hangup.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn end() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}
