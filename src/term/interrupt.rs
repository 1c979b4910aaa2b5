//! Ctrl-C while something long runs outside the screen: heard, so that nothing half made is left behind.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Whether somebody wants it all to end, for whoever sleeps meanwhile.
#[derive(Debug, Default)]
pub struct Interrupt {
    wanted: Mutex<bool>,
    came: Condvar,
}

impl Interrupt {
    /// Listens from now on, as [`listen`] does.
    pub fn heard() -> Arc<Self> {
        let interrupt = Arc::new(Self::default());
        let heard = Arc::clone(&interrupt);
        on_signal(move || heard.come());
        interrupt
    }

    fn come(&self) {
        *self.wanted.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.came.notify_all();
    }

    /// Tells whether somebody wants it all to end.
    pub fn is_wanted(&self) -> bool {
        *self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sleeps for so long, or until somebody wants it all to end; returns whether that is so.
    pub fn sleep(&self, long: Duration) -> bool {
        let wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        let slept = self.came.wait_timeout_while(wanted, long, |wanted| !*wanted);
        *slept.unwrap_or_else(PoisonError::into_inner).0
    }
}

/// Listens from now on; what is returned turns true once somebody wants it all to end.
///
/// Where the system cannot be listened to, it never does, and the signal ends the process as always.
pub fn listen() -> Arc<AtomicBool> {
    let wanted = Arc::new(AtomicBool::new(false));
    let heard = Arc::clone(&wanted);
    on_signal(move || heard.store(true, Ordering::Relaxed));
    wanted
}

fn on_signal(then: impl FnOnce() + Send + 'static) {
    std::thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        if runtime.block_on(end()).is_ok() {
            then();
        }
    });
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
