//! The built-in Kazakh stems to the lists that `compiled.rs` reads. Part of the build script alone.

use super::lexicon::{Entry, Node, Stems};
use super::suffix::{SUFFIXES, Suffixes};
use crate::Packer;

const STEMS: &str = include_str!("../../../lexicons/kk/stems.tsv");
const EXCEPTIONS: &str = include_str!("../../../lexicons/kk/exceptions.tsv");

/// Stands for no text.
const NONE: u32 = u32::MAX;

/// The stems.
pub fn stems() -> Packer {
    let suffixes = Suffixes::parse(SUFFIXES).unwrap_or_else(|e| panic!("lexicons/kk/suffixes.tsv: {e}"));
    let stems =
        Stems::parse(STEMS, EXCEPTIONS, &suffixes, |_| true).unwrap_or_else(|e| panic!("lexicons/kk/{e}"));
    let mut out = Packer::default();
    out.list(stems.nodes.iter().flat_map(node));
    let entries: Vec<u32> = stems.entries.iter().flat_map(|e| entry(e, &mut out)).collect();
    out.list(entries);
    out
}

fn node(node: &Node) -> [u32; 4] {
    [node.mask as u32, (node.mask >> 32) as u32, node.base, node.entry]
}

fn entry(entry: &Entry, out: &mut Packer) -> [u32; 6] {
    let (lemma, of) = entry.lemma.map_or((NONE, 0), |(lemma, of)| (out.text(lemma), of));
    let [verb, other] = entry.cost.map(u32::from);
    [entry.states as u32, (entry.states >> 32) as u32, verb | other << 8, lemma, of as u32, (of >> 32) as u32]
}
