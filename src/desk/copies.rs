//! Copies by the calendar, made by any desk that is open.

use super::{Desk, Rotation};
use crate::domain::time::Moment;
use std::io;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// A desk that has just been opened has other things to do first.
const AT_FIRST: Duration = Duration::from_mins(1);

/// How often is looked whether a copy is due.
const EVERY: Duration = Duration::from_mins(10);

/// The thread that makes copies; it ends with this.
#[derive(Debug)]
pub struct Copies {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Copies {
    /// Starts making copies through a connection of its own.
    pub fn start(desk: Desk, plan: Rotation, now: impl Fn() -> Moment + Send + 'static) -> io::Result<Self> {
        let (stop, stopped) = channel::<()>();
        let thread = thread::Builder::new().name("desk-copies".into()).spawn(move || {
            let mut pause = AT_FIRST;
            while stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                pause = EVERY;
                // `doctor` tells when the last one was made; nobody at the desk can do anything about it.
                if let Err(error) = desk.rotate(&plan, now()) {
                    tracing::warn!(%error, "no copy could be made");
                }
            }
        })?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Copies {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
