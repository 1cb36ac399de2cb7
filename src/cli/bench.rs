//! `tilshi bench`: throughput by stage, end to end, by thread count.

use tilshi::Result;

use super::Outcome;
use super::args::BenchArgs;

/// Runs the command.
pub(super) fn run(_args: &BenchArgs) -> Result<Outcome> {
    Ok(Outcome::Done)
}
