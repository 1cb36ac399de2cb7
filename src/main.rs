//! The program: parses arguments, calls one command, turns its outcome into an exit status.
//!
//! Exit status: 0 all documents done; 1 the run failed; 2 wrong usage or configuration; 3 finished, but some
//! documents were rejected.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
