//! The hook (钩子): a command of the centre's own that is given each alarm as one JSON object on its standard input.
//!
//! It is started directly, by no shell, in a process group of its own, and ended with all it started if it takes too long.

use super::fail::Fail;
use super::remote;
use crate::desk::Alarm;
use std::io::Write as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How often is looked whether the command has ended.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A command that alarms are given to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hook {
    program: String,
    arguments: Vec<String>,
    patience: Duration,
}

/// Why a command did not take an alarm.
#[derive(Debug)]
pub(super) enum Missed {
    /// It could not be started.
    Start(std::io::Error),
    /// It ended otherwise than well; by a signal where there is no code.
    Ended(Option<i32>),
    /// It took too long and was ended.
    Slow(u64),
}

impl Missed {
    /// Says it in the officer's language.
    pub fn words(&self) -> String {
        use crate::words::{say, say_with};
        match self {
            Self::Start(error) => say_with("watch.missed.start", &[("why", &error.to_string())]),
            Self::Ended(Some(code)) => say_with("watch.missed.ended", &[("code", &code.to_string())]),
            Self::Ended(None) => say("watch.missed.signal"),
            Self::Slow(seconds) => say_with("watch.missed.slow", &[("seconds", &seconds.to_string())]),
        }
    }
}

impl Hook {
    /// Reads a command as it is written: words and quotes as on our own command line, and nothing else that a shell does.
    pub fn read(text: &str, patience: Duration) -> Result<Self, Fail> {
        let wrong = || Fail::usage("hook_command", &[("command", text)]);
        let mut words = remote::split(text).map_err(|_| wrong())?.into_iter();
        let program = words.next().filter(|program| !program.is_empty()).ok_or_else(wrong)?;
        Ok(Self { program, arguments: words.collect(), patience })
    }

    /// Gives an alarm to the command and waits until it has ended.
    pub fn give(&self, alarm: &Alarm) -> Result<(), Missed> {
        let text = serde_json::to_string(alarm).map_err(|error| Missed::Start(error.into()))?;
        let mut child = self.start().map_err(Missed::Start)?;
        if let Some(mut input) = child.stdin.take() {
            // It may want no more than to be started; whether it is content is said by how it ends.
            let _ = writeln!(input, "{text}");
        }
        match self.wait(&mut child).map_err(Missed::Start)? {
            Some(status) if status.success() => Ok(()),
            Some(status) => Err(Missed::Ended(status.code())),
            None => {
                end(&mut child);
                Err(Missed::Slow(self.patience.as_secs()))
            }
        }
    }

    fn start(&self) -> std::io::Result<Child> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).stdin(Stdio::piped()).stdout(Stdio::null());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        command.spawn()
    }

    fn wait(&self, child: &mut Child) -> std::io::Result<Option<ExitStatus>> {
        let begun = Instant::now();
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(Some(status));
            }
            if begun.elapsed() >= self.patience {
                return Ok(None);
            }
            thread::sleep(LOOK_EVERY);
        }
    }
}

/// Ends a command with all it started.
fn end(child: &mut Child) {
    // The library ends one process; its group is ended by what every Unix has for that.
    if cfg!(unix) {
        let group = format!("-{}", child.id());
        let _ = Command::new("/bin/sh").args(["-c", "kill -KILL \"$0\"", &group]).status();
    }
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_split_into_words_and_no_shell_sees_it() {
        let hook = Hook::read(r#"/usr/local/bin/send "to the duty" a\ b $(x);y"#, Duration::from_secs(1)).unwrap();
        assert_eq!(hook.program, "/usr/local/bin/send");
        assert_eq!(hook.arguments, ["to the duty", "a b", "$(x);y"]);
        for wrong in ["", "  ", "'open", "a\nb"] {
            assert!(Hook::read(wrong, Duration::from_secs(1)).is_err(), "{wrong:?}");
        }
    }
}
