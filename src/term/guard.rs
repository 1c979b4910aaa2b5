//! Taking the terminal over, and giving it back whatever happens.

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::{SetCursorStyle, Show};
use crossterm::event::{
    DisableBracketedPaste, EnableBracketedPaste, KeyboardEnhancementFlags, PopKeyboardEnhancementFlags,
    PushKeyboardEnhancementFlags,
};
use crossterm::style::ResetColor;
use crossterm::terminal::{self, EnterAlternateScreen, LeaveAlternateScreen, SetTitle};
use crossterm::{Command, execute, queue};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the terminal is taken over at this moment, so that it is given back exactly once.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Where the screen's bytes go: standard output without a buffer of its own, since the
/// [`Canvas`](super::Canvas) writes whole frames.
#[cfg(unix)]
pub type Output = std::fs::File;

/// Where the screen's bytes go.
#[cfg(not(unix))]
pub type Output = io::Stdout;

/// Holds the terminal in raw mode on its alternate screen; dropping it gives the terminal back.
#[derive(Debug)]
pub struct Guard(());

impl Guard {
    /// Takes the terminal over.
    ///
    /// Raw mode, alternate screen, bracketed paste, unambiguous Escape (the only part of the kitty
    /// keyboard protocol that leaves input methods alone), and a steady bar as caret.
    pub fn take() -> io::Result<Self> {
        hook_panics();
        terminal::enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        let guard = Self(());
        let mut out = io::stdout();
        queue!(out, EnterAlternateScreen, EnableBracketedPaste, SetCursorStyle::SteadyBar)?;
        // Old Windows consoles refuse this; they then simply keep the old Escape.
        queue!(out, PushKeyboardEnhancementFlags(KeyboardEnhancementFlags::DISAMBIGUATE_ESCAPE_CODES)).ok();
        out.flush()?;
        Ok(guard)
    }

    /// Returns the terminal's size in columns and rows.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        terminal::size()
    }

    /// Opens the way out to the terminal.
    #[cfg(unix)]
    pub fn output(&self) -> io::Result<Output> {
        use std::os::fd::AsFd as _;
        Ok(io::stdout().as_fd().try_clone_to_owned()?.into())
    }

    /// Opens the way out to the terminal.
    #[cfg(not(unix))]
    pub fn output(&self) -> io::Result<Output> {
        Ok(io::stdout())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Gives the terminal back. Errors have nobody to go to: the terminal may be gone.
fn give_back() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    execute!(out, PopKeyboardEnhancementFlags).ok();
    execute!(out, ResetColor, DisableBracketedPaste, SetCursorStyle::DefaultUserShape, LeaveAlternateScreen, Show).ok();
    terminal::disable_raw_mode().ok();
}

/// Makes a panic give the terminal back first, so that its message can be read.
fn hook_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            give_back();
            before(info);
        }));
    });
}

/// Returns the bytes that put a text on the officer's clipboard (OSC 52).
pub(super) fn clipboard_sequence(text: &str) -> String {
    ansi(&CopyToClipboard::to_clipboard_from(text))
}

/// Returns the bytes that name the window; the name is cleaned, as it may carry what people typed.
pub(super) fn title_sequence(title: &str) -> String {
    ansi(&SetTitle(crate::text::sanitise_line(title)))
}

fn ansi(command: &impl Command) -> String {
    let mut out = String::new();
    // Writing into a String does not fail.
    write!(out, "{}", Ansi(command)).ok();
    out
}

struct Ansi<'a, C>(&'a C);

impl<C: Command> std::fmt::Display for Ansi<'_, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.write_ansi(f)
    }
}
