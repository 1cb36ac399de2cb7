//! What commands say at their end of what they read and what is wrong with it.
//!
//! Reads counts and the inputs. Writes lines for people to standard error, each with a word in front that says what it is
//! of.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tilshi::io::input::Inputs;

use super::say;

/// Names with their numbers, in order: `ru 4, kk 1`.
pub(super) fn listed<'a>(counts: impl IntoIterator<Item = (&'a str, u64)>) -> String {
    counts.into_iter().map(|(name, n)| format!("{name} {n}")).collect::<Vec<_>>().join(", ")
}

/// The same, the most frequent first.
pub(super) fn by_number(counts: &BTreeMap<String, u64>) -> String {
    let mut rows: Vec<_> = counts.iter().map(|(name, n)| (name.as_str(), *n)).collect();
    rows.sort_by_key(|&(name, n)| (Reverse(n), name));
    listed(rows)
}

/// A detail behind a number, in brackets; nothing where there is none.
pub(super) fn bracketed(detail: &str) -> String {
    if detail.is_empty() { String::new() } else { format!(" ({detail})") }
}

/// A number of things, by their name in the singular or in the plural.
fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// How much text was read, and how fast; `before` bytes of it by a run that this one continued.
pub(super) fn text(bytes: u64, before: u64, seconds: f64) {
    let size = |bytes: u64| match bytes {
        0..1_000_000 => format!("{} KB", bytes / 1000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    };
    let now = bytes - before;
    let earlier = if before > 0 { format!("; {} before that", size(before)) } else { String::new() };
    let rate = now as f64 / 1e6 / seconds;
    say(format_args!("text       {} in {seconds:.2} s, {rate:.1} MB/s{earlier}", size(now)));
}

/// Documents whose ids were taken already.
pub(super) fn renamed(ids: u64) {
    if ids > 0 {
        let taken = counted(ids, "id was", "ids were");
        say(format_args!("warning    {taken} taken already; such documents have ~2, ~3 … behind theirs"));
    }
}

/// Documents that could not be read, and where they are.
pub(super) fn rejects(documents: u64, place: Option<&std::path::Path>) {
    if documents > 0 {
        let place = place.map_or(String::new(), |path| format!("; see {}", path.display()));
        say(format_args!("rejects    {documents} could not be read{place}"));
    }
}

/// What the inputs hold that was not read, or not read as it was named.
pub(super) fn left_out(inputs: &Inputs) {
    let first = |names: &mut dyn Iterator<Item = &String>| {
        const SHOWN: usize = 3;
        let names: Vec<&str> = names.take(SHOWN + 1).map(String::as_str).collect();
        let more = if names.len() > SHOWN { " …" } else { "" };
        format!("{}{more}", names[..names.len().min(SHOWN)].join(", "))
    };
    if !inputs.skipped.is_empty() {
        let names = inputs.skipped.iter().map(|(e, n)| match e.as_str() {
            "" => format!("{n} without extension"),
            e => format!("{n} .{e}"),
        });
        say(format_args!(
            "warning    files of no known kind were left out: {}; to read them name --input-format",
            names.collect::<Vec<_>>().join(", ")
        ));
    }
    if !inputs.own.is_empty() {
        say(format_args!(
            "warning    what tilshi wrote itself was left out, in {}: {}; to read it name its files",
            counted(inputs.own.len() as u64, "folder", "folders"),
            first(&mut inputs.own.iter())
        ));
    }
    if !inputs.loops.is_empty() {
        say(format_args!(
            "warning    {} back to a folder above, not followed: {}",
            counted(inputs.loops.len() as u64, "link leads", "links lead"),
            first(&mut inputs.loops.iter())
        ));
    }
    if inputs.special > 0 {
        say(format_args!(
            "warning    pipes, sockets or devices left out in folders: {}; to read one name it",
            inputs.special
        ));
    }
    if inputs.repeated > 0 {
        let files = counted(inputs.repeated, "file was", "files were");
        say(format_args!("warning    {files} named more than once and read once"));
    }
}
