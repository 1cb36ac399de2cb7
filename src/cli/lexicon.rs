//! `tilshi lexicon`: checks lexicons, lists their entries, looks an alias up.

use tilshi::Result;

use super::Outcome;
use super::args::{LexiconArgs, LexiconCommand};

/// Runs the command.
pub(super) fn run(args: LexiconArgs) -> Result<Outcome> {
    match args.command {
        LexiconCommand::Check { .. } | LexiconCommand::List { .. } | LexiconCommand::Find { .. } => {
            Ok(Outcome::Wrong)
        }
    }
}
