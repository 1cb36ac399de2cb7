//! The command line: one file a command. It uses only what any user of the library can.

mod args;
mod bench;
mod config;
mod dataset;
mod explain;
mod lexicon;
mod progress;
mod run;
mod schema;
mod summary;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};
use tilshi::{Error, Result};

use args::{Cli, Command};

/// How a command ended.
enum Outcome {
    /// All is done.
    Done,
    /// Done, but some documents were rejected.
    Rejects,
    /// What was checked is not right.
    Wrong,
}

/// Parses the arguments, runs the command, says how it ended.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        Command::Run(args) => run::run(*args),
        Command::Dataset(args) => dataset::run(*args),
        Command::Explain(args) => explain::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Lexicon(args) => lexicon::run(args),
        Command::Bench(args) => bench::run(&args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "tilshi", &mut script);
            print(&script).map(|()| Outcome::Done)
        }
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Wrong) => ExitCode::FAILURE,
        Ok(Outcome::Rejects) => ExitCode::from(3),
        Err(error) => {
            if error.exit_code() != 0 {
                say(format_args!("tilshi: {error}"));
            }
            ExitCode::from(error.exit_code())
        }
    }
}

/// Data for standard output.
fn print(bytes: &[u8]) -> Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|e| Error::output("-", e))
}

/// A line for the person at the terminal. Where standard error is gone there is nobody to tell.
fn say(line: std::fmt::Arguments<'_>) {
    drop(writeln!(io::stderr(), "{line}"));
}
