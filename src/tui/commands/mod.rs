//! The one table of commands: what can be done, by which keys, where, and when.
//!
//! Footer, help, palette and key reference are made from it, and so is the check that no key means two
//! things in one place and that every command has a key an input method lets through.

mod footer;
mod help;
mod palette;
mod reference;

pub use footer::{Standing, footer};
pub use help::Help;
pub use palette::Palette;
pub use reference::reference;

use crate::term::{Code, Key};
use crate::words::say;
use std::collections::{BTreeMap, BTreeSet};

/// How much a command can spoil, and so what is asked before it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Danger {
    /// Nothing is asked.
    None,
    /// A second key is asked for; the default answer is No.
    Confirm,
    /// A word has to be typed; the default answer is No.
    Typed,
}

/// A command of the table. Its title stands in the locales under `command.<id>`, its group's under
/// `command-group.<group>`.
pub struct CommandSpec<W> {
    /// The stable name, such as `intake.new`.
    pub id: &'static str,
    /// The group it is listed under.
    pub group: &'static str,
    /// The keys that run it, the first being the one shown.
    pub keys: &'static [Key],
    /// Where it works: a layer names its scopes, innermost first; `global` is among all of them.
    pub scope: &'static str,
    /// What is asked before it runs.
    pub danger: Danger,
    /// The higher, the sooner it gets a place in the footer; 0 never does.
    pub rank: u8,
    /// Whether it can be run now; if not, the key of the reason's words.
    pub available: fn(&W) -> Result<(), &'static str>,
}

impl<W> Clone for CommandSpec<W> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<W> Copy for CommandSpec<W> {}

#[allow(clippy::unnecessary_wraps, reason = "the shape of `CommandSpec::available`")]
const fn always<W>(_: &W) -> Result<(), &'static str> {
    Ok(())
}

impl<W> CommandSpec<W> {
    /// Begins a command that is always available, asks nothing and has no key yet.
    pub const fn new(id: &'static str, group: &'static str, scope: &'static str) -> Self {
        Self { id, group, keys: &[], scope, danger: Danger::None, rank: 0, available: always::<W> }
    }

    /// Sets the keys, the one to show first.
    #[must_use]
    pub const fn keys(mut self, keys: &'static [Key]) -> Self {
        self.keys = keys;
        self
    }

    /// Gives it a place in the footer; the higher, the sooner.
    #[must_use]
    pub const fn rank(mut self, rank: u8) -> Self {
        self.rank = rank;
        self
    }

    /// Sets what is asked before it runs.
    #[must_use]
    pub const fn danger(mut self, danger: Danger) -> Self {
        self.danger = danger;
        self
    }

    /// Sets when it can be run.
    #[must_use]
    pub const fn when(mut self, available: fn(&W) -> Result<(), &'static str>) -> Self {
        self.available = available;
        self
    }

    /// Returns the title in the officer's language.
    pub fn title(&self) -> String {
        say(&format!("command.{}", self.id))
    }

    /// Returns the group's title in the officer's language.
    pub fn group_title(&self) -> String {
        say(&format!("command-group.{}", self.group))
    }

    /// Returns the keys as shown: `F2 n`.
    pub fn keys_shown(&self) -> String {
        self.keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
    }
}

/// The table.
pub struct Commands<W> {
    specs: Vec<CommandSpec<W>>,
}

impl<W> Commands<W> {
    /// Makes a table of the toolkit's own commands and the application's.
    pub fn new(application: impl IntoIterator<Item = CommandSpec<W>>) -> Self {
        Self { specs: standard().into_iter().chain(application).collect() }
    }

    /// Returns every command in the table's order.
    pub fn all(&self) -> &[CommandSpec<W>] {
        &self.specs
    }

    /// Returns a command by its name.
    pub fn get(&self, id: &str) -> Option<&CommandSpec<W>> {
        self.specs.iter().find(|spec| spec.id == id)
    }

    /// Returns the command a key means, looking through the scopes in their order.
    pub fn find(&self, scopes: &[&str], key: Key) -> Option<&CommandSpec<W>> {
        scopes.iter().find_map(|scope| self.specs.iter().find(|spec| spec.scope == *scope && spec.keys.contains(&key)))
    }

    /// Returns the commands of some scopes.
    pub fn within<'a>(&'a self, scopes: &'a [&'a str]) -> impl Iterator<Item = &'a CommandSpec<W>> {
        scopes.iter().flat_map(|scope| self.specs.iter().filter(move |spec| spec.scope == *scope))
    }

    /// Lists what is wrong with the table, given the scopes that each layer looks through: keys with two
    /// meanings, names used twice, commands an input method would swallow. A command without a key is
    /// reached by the palette, provided `palette` says its layer has one.
    pub fn faults(&self, layers: &[(&str, &[&str])]) -> Vec<String> {
        let mut faults = Vec::new();
        let mut seen = BTreeSet::new();
        for spec in &self.specs {
            if !seen.insert(spec.id) {
                faults.push(format!("{}: the name is used twice", spec.id));
            }
        }
        for (layer, scopes) in layers {
            let has_palette = self.within(scopes).any(|spec| spec.id == "tui.palette");
            let mut meanings: BTreeMap<Key, &str> = BTreeMap::new();
            for spec in self.within(scopes) {
                for &key in spec.keys {
                    if let Some(other) = meanings.insert(key, spec.id)
                        && other != spec.id
                    {
                        faults.push(format!("{layer}: {key} means {other} and {}", spec.id));
                    }
                }
                if !has_palette && !spec.keys.iter().any(|key| key.is_ime_safe()) {
                    faults.push(format!("{layer}: {} has no key that an input method lets through", spec.id));
                }
            }
        }
        faults
    }
}

/// The scope that every layer has.
pub const GLOBAL: &str = "global";

/// The toolkit's own commands: what every screen expects.
///
/// Movement in lists and forms is done by their widgets; it stands here so that help and the key
/// reference tell of it and nothing else takes its keys.
pub const fn standard<W>() -> [CommandSpec<W>; 26] {
    use CommandSpec as C;
    const fn ctrl(c: char) -> Key {
        Key::ctrl(c)
    }
    const fn plain(code: Code) -> Key {
        Key::plain(code)
    }
    [
        C::new("tui.help", "screen", GLOBAL).keys(const { &[Key::f(1)] }).rank(2),
        C::new("tui.help_key", "screen", "desk").keys(const { &[Key::char('?')] }),
        C::new("tui.palette", "screen", GLOBAL).keys(const { &[ctrl('p')] }).rank(3),
        C::new("tui.palette_key", "screen", "desk").keys(const { &[Key::char(':')] }),
        C::new("tui.repaint", "screen", GLOBAL).keys(const { &[ctrl('l')] }),
        C::new("tui.leave", "screen", GLOBAL).keys(const { &[ctrl('c')] }),
        C::new("tui.back", "screen", "desk").keys(const { &[plain(Code::Esc)] }).rank(9),
        C::new("list.up", "list", "list").keys(const { &[plain(Code::Up), Key::char('k')] }),
        C::new("list.down", "list", "list").keys(const { &[plain(Code::Down), Key::char('j')] }),
        C::new("list.first", "list", "list").keys(const { &[plain(Code::Home), Key::char('g')] }),
        C::new("list.last", "list", "list").keys(const { &[plain(Code::End), Key::char('G')] }),
        C::new("list.page_up", "list", "list").keys(const { &[plain(Code::PageUp), ctrl('u')] }),
        C::new("list.page_down", "list", "list").keys(const { &[plain(Code::PageDown), ctrl('d')] }),
        C::new("list.mark", "list", "list").keys(const { &[Key::char(' '), Key::plain(Code::Insert)] }),
        C::new("list.range", "list", "list").keys(const { &[Key::char('v'), Key::f(8)] }),
        C::new("form.save", "form", "form").keys(const { &[ctrl('s')] }).rank(9),
        C::new("form.next", "form", "form").keys(const { &[plain(Code::Tab), plain(Code::Enter), plain(Code::Down)] }),
        C::new("form.previous", "form", "form").keys(const { &[Key::shift(Code::Tab), plain(Code::Up)] }),
        C::new("form.leave", "form", "form").keys(const { &[plain(Code::Esc)] }).rank(8),
        C::new("form.clear", "form", "form").keys(const { &[ctrl('x')] }).danger(Danger::Confirm),
        C::new("form.undo", "form", "form").keys(const { &[ctrl('z')] }),
        C::new("form.redo", "form", "form").keys(const { &[ctrl('y')] }),
        C::new("form.line_start", "form", "form").keys(const { &[plain(Code::Home), ctrl('a')] }),
        C::new("form.line_end", "form", "form").keys(const { &[plain(Code::End), ctrl('e')] }),
        C::new("form.cut_word", "form", "form").keys(const { &[ctrl('w')] }),
        C::new("form.cut_line", "form", "form").keys(const { &[ctrl('u'), ctrl('k')] }),
    ]
}
