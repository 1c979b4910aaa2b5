//! The program `yichuang`: arguments in, exit code out.

use std::process::ExitCode;

fn main() -> ExitCode {
    let clock = || chrono::Utc::now().with_timezone(&yichuang::domain::time::cst());
    ExitCode::from(yichuang::cli::run(std::env::args_os(), &clock))
}
