//! The program `yichuang`: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(yichuang::cli::run(std::env::args_os(), &chrono::Utc::now))
}
