//! Generated from the definitions: completions for shells and manual pages.

use super::fail::Fail;
use super::{App, help};
use clap_complete::Shell;
use std::path::Path;

/// Writes the completion script of a shell.
pub(super) fn completions(app: &App<'_>, shell: Shell) -> Result<(), Fail> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut help::command(), "yichuang", &mut script);
    app.out.raw(&script)
}

/// Writes the manual page, or one for every command into a folder.
pub(super) fn man(app: &App<'_>, folder: Option<&Path>) -> Result<(), Fail> {
    match folder {
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(help::command()).render(&mut page)?;
            app.out.raw(&page)
        }
        Some(folder) => clap_mangen::generate_to(help::command(), folder).map_err(|error| Fail::file(folder, &error)),
    }
}
