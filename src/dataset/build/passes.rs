//! The passes over the drafts on disk: lines counted, lines taken out, examples written.
//!
//! Reads a file of drafts in batches; the workers unpack and change them, and what they make is taken in the order of the
//! input, so the bytes do not depend on threads. Memory: one batch waiting and about one with the workers. Cost: each pass
//! reads the file once.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use super::{Ids, Known, SetBuilder, Side, Sink, Summary, Verdict, json_line};
use crate::dataset::boilerplate::{BoilerplateOptions, Lines, Repeated};
use crate::dataset::draft::Draft;
use crate::dataset::example::{Example, Split};
use crate::dataset::mask::mask;
use crate::dataset::near::Clusters;
use crate::dataset::signals::Meter;
use crate::dataset::spill::{Packed, Spill, Spilled, pack, unpack};
use crate::error::Result;
use crate::parallel::ordered;

/// A pass over the drafts on disk: `work` in the workers, `take` in order.
fn pass<O: Send>(
    spilled: &Spilled,
    builder: &SetBuilder,
    work: impl Fn(usize, Draft) -> O + Sync,
    mut take: impl FnMut(O) -> Result<()> + Send,
) -> Result<()> {
    let one = |(n, bytes): (usize, Vec<u8>)| Ok(work(n, unpack(spilled.path(), &bytes)?));
    let one = &one;
    ordered(
        spilled.batches()?,
        builder.options.threads,
        |batch, _| batch,
        |batch, jobs| {
            let Packed { first, records } = batch?;
            let numbered: Vec<_> = records.into_iter().enumerate().map(|(i, r)| (first + i, r)).collect();
            for part in builder.parts(numbered) {
                jobs.give(move || part.into_iter().map(one).collect::<Result<Vec<O>>>());
            }
            Ok(())
        },
        |made| made.into_iter().try_for_each(&mut take),
    )
}

/// Counts lines over one document of each cluster.
pub(super) fn repeated_lines(
    spilled: &Spilled,
    builder: &SetBuilder,
    clusters: &Clusters,
    options: BoilerplateOptions,
) -> Result<Repeated> {
    let mut lines = Lines::default();
    let of = |n: usize, draft: Draft| (clusters.first[n] == n as u32).then(|| Lines::of(&draft));
    pass(spilled, builder, of, |found| {
        if let Some(found) = found {
            lines.count(&found);
        }
        Ok(())
    })?;
    Ok(lines.repeated(options))
}

/// Strips boilerplate, measures and judges what is left.
pub(super) fn strip(
    spilled: &Spilled,
    builder: &SetBuilder,
    repeated: &Repeated,
    dir: &Path,
    known: &mut [Known],
    signals: &mut Vec<f32>,
    found: &mut BTreeMap<u64, (u32, String)>,
) -> Result<Spilled> {
    let mut spill = Spill::create(&dir.join("stripped.tmp"))?;
    let mut n = 0;
    let work = |_: usize, mut draft: Draft| {
        // What the lines tell of persons is in the list of lines no more than in the set.
        let lines = repeated.strip(&mut draft, |draft| {
            let mut copy = draft.clone();
            mask(&mut copy, &builder.options.mask);
            copy.example.text
        });
        let (verdict, signals) = builder.judge(&mut draft, &mut Meter::default());
        (pack(&draft), lines, verdict, signals)
    };
    pass(spilled, builder, work, |(packed, lines, verdict, values)| {
        for (key, line, documents) in lines {
            found.entry(key).or_insert((documents, line));
        }
        known[n].verdict = verdict;
        signals.extend(values);
        n += 1;
        spill.push(&packed)
    })?;
    spill.finish()
}

/// What was decided of all documents.
pub(super) struct Decided {
    pub(super) known: Vec<Known>,
    pub(super) clusters: Clusters,
    pub(super) kept: Vec<Option<u32>>,
    pub(super) splits: Vec<Split>,
    pub(super) ids: Ids,
    pub(super) exact: Vec<u64>,
}

/// What becomes of one document at the end.
enum Fate {
    Written(Split, Box<Example>, Vec<&'static str>),
    /// The rule, and its line.
    Removed(String, Vec<u8>),
}

/// Writes what stays, and why the others do not; counts both.
pub(super) fn write_out(
    spilled: &Spilled,
    builder: &SetBuilder,
    decided: &Decided,
    summary: &mut Summary,
    sink: &mut impl Sink,
) -> Result<()> {
    let options = &builder.options;
    let rules: Vec<&str> = options.rules.names().collect();
    let work = |n: usize, mut draft: Draft| -> Fate {
        let masked = mask(&mut draft, &options.mask);
        let first = decided.clusters.first[n] as usize;
        let kept = decided.kept[first];
        let (rule, kept) = match decided.known[n].verdict {
            Verdict::Empty => ("empty", None),
            Verdict::Rule(rule) => (rules[usize::from(rule)], None),
            Verdict::Stays if options.keep_duplicates || kept == Some(n as u32) => {
                // They describe what is written; the rules asked for those of what was read.
                if !masked.is_empty() {
                    Meter::default().measure(&mut draft, &builder.stop);
                }
                return Fate::Written(decided.splits[n], Box::new(draft.example), masked);
            }
            Verdict::Stays => match kept.is_some_and(|k| decided.exact[k as usize] == decided.exact[n]) {
                true => ("exact-duplicate", kept),
                false => ("near-duplicate", kept),
            },
        };
        let e = draft.example;
        let signals: serde_json::Map<_, _> =
            e.signals.iter().map(|(name, x)| (name.clone(), json!(x))).collect();
        let mut line = json!({"id": e.id, "source": e.source, "lang": e.lang, "rule": rule});
        if let Some(kept) = kept {
            line["duplicate_of"] = decided.ids.get(kept).into();
        }
        line["signals"] = signals.into();
        line["text"] = e.text.into();
        Fate::Removed(rule.to_owned(), json_line(&line))
    };
    pass(spilled, builder, work, |fate| match fate {
        Fate::Written(split, example, masked) => {
            *summary.written.entry(split.as_str()).or_default() += 1;
            *summary.written_by_lang.entry(example.lang.clone()).or_default() += 1;
            for label in masked {
                *summary.masked.entry(label).or_default() += 1;
            }
            sink.example(split, &example)
        }
        Fate::Removed(rule, line) => {
            *summary.removed.entry(rule).or_default() += 1;
            sink.side(Side::Removed, &line)
        }
    })
}
