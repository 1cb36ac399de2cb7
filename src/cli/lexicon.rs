//! `tilshi lexicon`: checks lexicons, lists their entries, looks an alias up.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;

use tilshi::lang::Lang;
use tilshi::lexicon::{EntryId, Lexicon, Whose, lint};
use tilshi::{Error, Result};

use super::args::{LexiconArgs, LexiconCommand};
use super::config::read_lexicons;
use super::{Outcome, print, say};

/// Runs the command.
pub(super) fn run(args: LexiconArgs) -> Result<Outcome> {
    match args.command {
        LexiconCommand::Check { files } => check(&files),
        LexiconCommand::List { kind, lexicon } => list(kind.as_deref(), &lexicon),
        LexiconCommand::Find { alias, lexicon } => find(&alias, &lexicon),
    }
}

/// The built-in lexicons and the user's.
fn open(files: &[PathBuf]) -> Result<Lexicon> {
    let mut builder = Lexicon::builder().with_builtin();
    for (name, text) in read_lexicons(files)? {
        builder = builder.add_file(&name, &text)?;
    }
    Ok(builder.build())
}

/// Lints the user's files, or the built-in ones where none is named.
fn check(files: &[PathBuf]) -> Result<Outcome> {
    let own = read_lexicons(files)?;
    let own: Vec<(&str, &str)> = own.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let findings = match own.is_empty() {
        true => lint(Lexicon::builtin_files(), Whose::Builtin)?,
        false => lint(&own, Whose::User)?,
    };
    let mut out = String::new();
    for f in &findings {
        let kind = if f.error { "error" } else { "note" };
        let _ = writeln!(out, "{}:{}: {kind}: {} [{}]", f.file, f.line, f.message, f.rule);
    }
    print(out.as_bytes())?;
    let lexicon = open(files)?;
    let (entries, aliases, _) = lexicon.size();
    let errors = findings.iter().filter(|f| f.error).count();
    say(format_args!(
        "{entries} entries, {aliases} aliases; {errors} errors, {} notes",
        findings.len() - errors
    ));
    Ok(if errors > 0 { Outcome::Wrong } else { Outcome::Done })
}

fn list(kind: Option<&str>, files: &[PathBuf]) -> Result<Outcome> {
    let lexicon = open(files)?;
    let mut out = String::from("id\ttype\tsubtype\tru\tkk\ten\tparent\tcode\n");
    let mut entries: Vec<_> = lexicon
        .entries()
        .filter(|(_, e)| kind.is_none_or(|k| e.kind.as_str().eq_ignore_ascii_case(k)))
        .collect();
    if entries.is_empty() {
        return Err(Error::usage(format!(
            "--type {}: one of PER, LOC, ORG, ROLE, EVENT",
            kind.unwrap_or("")
        )));
    }
    entries.sort_by(|a, b| a.1.id.cmp(&b.1.id));
    for (_, e) in entries {
        let name = |i: usize| e.names[i].as_deref().unwrap_or("");
        let _ = writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
            e.id,
            e.kind.as_str(),
            e.subtype,
            name(0),
            name(1),
            name(2),
            e.parent,
            e.code
        );
    }
    print(out.as_bytes()).map(|()| Outcome::Done)
}

fn find(alias: &str, files: &[PathBuf]) -> Result<Outcome> {
    let lexicon = open(files)?;
    let mut out = String::new();
    let mut seen: BTreeSet<EntryId> = BTreeSet::new();
    for lang in [Lang::Ru, Lang::Kk] {
        for (id, by) in lexicon.find(alias, lang) {
            if !seen.insert(id) {
                continue;
            }
            let e = lexicon.entry(id);
            let names: Vec<&str> = e.names.iter().filter_map(Option::as_deref).collect();
            let _ = writeln!(
                out,
                "{:<5} {:<32} {}  (by {}: {})",
                e.kind.as_str(),
                e.id,
                names.join(" / "),
                lang.as_str(),
                by.text
            );
        }
    }
    if out.is_empty() {
        say(format_args!("{alias}: in no lexicon"));
        return Ok(Outcome::Wrong);
    }
    print(out.as_bytes()).map(|()| Outcome::Done)
}
