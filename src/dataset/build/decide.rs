//! What is decided when all documents are known: which of each cluster is kept, which split it is in, what the signals are
//! like.
//!
//! Reads what is in memory of the documents, in the order of the input. Guarantees: nothing depends on threads; all members
//! of a cluster share a split. Cost: a pass over the documents each, a sort a language and signal for the percentiles.

use std::collections::BTreeMap;

use serde_json::json;

use super::{BuildOptions, Ids, Keep, Known, Side, Sink, Verdict, json_line};
use crate::dataset::example::Split;
use crate::dataset::near::Clusters;
use crate::dataset::signals::SIGNALS;
use crate::dataset::split::{Unit, split};
use crate::error::Result;

/// Percentiles that are reported, in hundredths.
const PERCENTILES: [f64; 5] = [0.01, 0.05, 0.5, 0.95, 0.99];

pub(super) fn percentiles(
    langs: &[String],
    known: &[Known],
    signals: &[f32],
) -> BTreeMap<String, BTreeMap<&'static str, [f64; 5]>> {
    let mut out = BTreeMap::new();
    for (number, lang) in langs.iter().enumerate() {
        let mut by_signal = BTreeMap::new();
        for (i, signal) in SIGNALS.iter().enumerate() {
            let rows = signals.chunks_exact(SIGNALS.len()).zip(known);
            let mut values: Vec<f32> =
                rows.filter(|(_, k)| usize::from(k.lang) == number).map(|(row, _)| row[i]).collect();
            values.sort_unstable_by(f32::total_cmp);
            let at = |p: f64| f64::from(values[((values.len() - 1) as f64 * p).round() as usize]);
            let rounded = |x: f64| (x * 1e4).round() / 1e4;
            by_signal.insert(signal.name, PERCENTILES.map(|p| rounded(at(p))));
        }
        out.insert(lang.clone(), by_signal);
    }
    out
}

/// The number of the document that is kept of each cluster, by the cluster's first; `None` where rules took them all.
pub(super) fn choose(known: &[Known], clusters: &Clusters, keep: Keep) -> Vec<Option<u32>> {
    let better = |a: &Known, b: &Known| -> bool {
        let dated = |k: &Known| if k.published == 0 { u32::MAX } else { k.published };
        match keep {
            Keep::First => false,
            Keep::Longest => a.chars > b.chars,
            Keep::MostBody => (a.content, a.chars) > (b.content, b.chars),
            Keep::Earliest => dated(a) < dated(b),
        }
    };
    let mut kept: Vec<Option<u32>> = vec![None; known.len()];
    for (n, k) in known.iter().enumerate().filter(|(_, k)| k.verdict == Verdict::Stays) {
        let best = &mut kept[clusters.first[n] as usize];
        // Of equals the first of the input.
        if best.is_none_or(|b| better(k, &known[b as usize])) {
            *best = Some(n as u32);
        }
    }
    kept
}

/// The split of each document; and where the split asks for dates, how many of those written are in train for want of one.
pub(super) fn splits(
    known: &[Known],
    clusters: &Clusters,
    kept: &[Option<u32>],
    options: &BuildOptions,
) -> (Vec<Split>, u64) {
    let mut unit_of = vec![0u32; known.len()];
    let mut units: Vec<Unit> = Vec::new();
    for (n, k) in known.iter().enumerate() {
        let first = clusters.first[n] as usize;
        if first == n {
            unit_of[n] = units.len() as u32;
            units.push(Unit { place: k.place, published: String::new(), documents: 0 });
        }
        unit_of[n] = unit_of[first];
        let unit = &mut units[unit_of[n] as usize];
        if k.published > 0 {
            let date = format!(
                "{:04}-{:02}-{:02}",
                k.published / 10_000,
                k.published / 100 % 100,
                k.published % 100
            );
            if unit.published.is_empty() || date < unit.published {
                unit.published = date;
            }
        }
        let written =
            k.verdict == Verdict::Stays && (options.keep_duplicates || kept[first] == Some(n as u32));
        unit.documents += u64::from(written);
    }
    let of_unit = split(&units, &options.split);
    let no_date = |(unit, split): &(&Unit, &Split)| unit.published.is_empty() && **split == Split::Train;
    let undated = match options.split.asks_for_dates() {
        true => units.iter().zip(&of_unit).filter(no_date).map(|(unit, _)| unit.documents).sum(),
        false => 0,
    };
    (unit_of.into_iter().map(|unit| of_unit[unit as usize]).collect(), undated)
}

/// Writes a line for each cluster of more than one; says how many.
pub(super) fn list_clusters(
    known: &[Known],
    clusters: &Clusters,
    kept: &[Option<u32>],
    splits: &[Split],
    ids: &Ids,
    sink: &mut impl Sink,
) -> Result<u64> {
    let mut members: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (n, &first) in clusters.first.iter().enumerate() {
        if first != n as u32 {
            members.entry(first).or_insert_with(|| vec![first]).push(n as u32);
        }
    }
    for (first, all) in &members {
        let rows: Vec<_> = all
            .iter()
            .map(|&n| {
                let k = &known[n as usize];
                json!({"id": ids.get(n), "likeness": likeness(clusters, n), "chars": k.chars})
            })
            .collect();
        let kept = kept[*first as usize].map(|n| ids.get(n));
        let split = splits[*first as usize].as_str();
        sink.side(Side::Duplicates, &json_line(&json!({"kept": kept, "split": split, "members": rows})))?;
    }
    Ok(members.len() as u64)
}

/// To four decimals.
fn likeness(clusters: &Clusters, n: u32) -> f64 {
    (f64::from(clusters.likeness[n as usize]) * 1e4).round() / 1e4
}
