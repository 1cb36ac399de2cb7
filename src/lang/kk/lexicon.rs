//! The stem lexicon: known stems in a trie, with their class, frequency and lemma.
//!
//! Reads `lexicons/kk/stems.tsv` (stem, classes, frequency class, source) and `lexicons/kk/exceptions.tsv`
//! (form, lemma, states). The trie is walked once along a word and then knows every stem that begins it; children
//! lie side by side and are found by a bit count. The build script makes that of the built-in tables (`compiled.rs` reads
//! it); other tables cost a few milliseconds. 16 bytes a node.

use super::alphabet;
use super::suffix::{States, Suffixes, VERB};

#[derive(Clone, Copy, Debug, Default)]
#[cfg_attr(test, derive(PartialEq))]
pub(super) struct Node {
    pub(super) mask: u64,
    pub(super) base: u32,
    /// Index of the entry plus one; 0 for none.
    pub(super) entry: u32,
}

/// A stem.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(test, derive(PartialEq))]
pub(super) struct Entry {
    /// Its classes; for an irregular form the state it is in.
    pub(super) states: States,
    /// Cost as a verb and as anything else: 0 for the most frequent.
    pub(super) cost: [u8; 2],
    /// Where the lemma is another word: the word, and the states in which it is.
    pub(super) lemma: Option<(&'static str, States)>,
}

impl Entry {
    /// The lemma of a reading as one of `states`, where it is another word.
    #[inline]
    pub(super) fn lemma_as(&self, states: States) -> Option<&'static str> {
        self.lemma.and_then(|(lemma, of)| (of & states != 0).then_some(lemma))
    }

    /// The cost of reading it as one of `states`.
    #[inline]
    pub(super) fn cost_as(&self, states: States) -> i32 {
        let hit = self.states & states;
        let (verb, other) = (i32::from(self.cost[0]), i32::from(self.cost[1]));
        match (hit & VERB != 0, hit & !VERB != 0) {
            (true, true) => verb.min(other),
            (true, false) => verb,
            _ => other,
        }
    }
}

/// The lexicon.
#[derive(Debug, Default)]
pub(super) struct Stems {
    pub(super) nodes: Vec<Node>,
    pub(super) entries: Vec<Entry>,
}

impl Stems {
    /// Builds the trie. `take` chooses rows of the stem table by their source.
    pub(super) fn parse(
        stems: &'static str,
        exceptions: &'static str,
        suffixes: &Suffixes,
        take: impl Fn(&str) -> bool,
    ) -> Result<Stems, String> {
        let mut rows: Vec<(Vec<u8>, Entry)> = Vec::new();
        for (n, line) in stems.lines().enumerate().skip(1) {
            let at = |e: &str| format!("stems.tsv:{}: {e}", n + 1);
            let mut cells = line.split('\t');
            let (Some(stem), Some(classes), Some(freq), Some(source)) =
                (cells.next(), cells.next(), cells.next(), cells.next())
            else {
                return Err(at(
                    "fewer than four cells: a stem, its classes, its frequency class, its source",
                ));
            };
            if !take(source) {
                continue;
            }
            let states = set(classes, suffixes).map_err(|e| at(&e))?;
            let freq: u8 = freq
                .parse()
                .map_err(|_| at(&format!("frequency class {freq:?}: no number from 0 to 255")))?;
            rows.push((
                letters(stem).ok_or_else(|| {
                    at(&format!(
                        "no letters of Kazakh Cyrillic, or more than {} of them",
                        alphabet::MAX_LETTERS - 1
                    ))
                })?,
                Entry { states, cost: [freq; 2], lemma: None },
            ));
        }
        for (n, line) in exceptions.lines().enumerate().skip(1) {
            let at = |e: &str| format!("exceptions.tsv:{}: {e}", n + 1);
            let mut cells = line.split('\t');
            let (Some(form), Some(lemma), Some(states)) = (cells.next(), cells.next(), cells.next()) else {
                return Err(at("fewer than three cells: a form, its lemma, its states"));
            };
            let states = set(states, suffixes).map_err(|e| at(&e))?;
            rows.push((
                letters(form).ok_or_else(|| {
                    at(&format!(
                        "no letters of Kazakh Cyrillic, or more than {} of them",
                        alphabet::MAX_LETTERS - 1
                    ))
                })?,
                Entry { states, cost: [0; 2], lemma: (lemma != form).then_some((lemma, states)) },
            ));
        }
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        rows.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                merge(&mut kept.1, next.1);
            }
            same
        });
        Ok(Stems::build(rows))
    }

    fn build(rows: Vec<(Vec<u8>, Entry)>) -> Stems {
        let mut nodes = vec![Node::default()];
        let mut level: Vec<(usize, usize, usize)> = vec![(0, 0, rows.len())];
        let mut depth = 0;
        while !level.is_empty() {
            let mut next = Vec::new();
            for &(node, from, to) in &level {
                let mut i = from;
                if i < to && rows[i].0.len() == depth {
                    nodes[node].entry = i as u32 + 1;
                    i += 1;
                }
                nodes[node].base = nodes.len() as u32;
                while i < to {
                    let letter = rows[i].0[depth];
                    let first = i;
                    while i < to && rows[i].0[depth] == letter {
                        i += 1;
                    }
                    nodes[node].mask |= 1 << letter;
                    next.push((nodes.len(), first, i));
                    nodes.push(Node::default());
                }
            }
            level = next;
            depth += 1;
        }
        Stems { nodes, entries: rows.into_iter().map(|r| r.1).collect() }
    }

    /// The node for no letters.
    pub(super) const ROOT: u32 = 0;
    /// Where no stem goes on.
    pub(super) const DEAD: u32 = u32::MAX;

    /// One letter further.
    #[inline]
    pub(super) fn step(&self, node: u32, letter: u8) -> u32 {
        if node == Self::DEAD || self.nodes.is_empty() {
            return Self::DEAD;
        }
        let n = &self.nodes[node as usize];
        let bit = 1u64 << letter;
        if n.mask & bit == 0 { Self::DEAD } else { n.base + (n.mask & (bit - 1)).count_ones() }
    }

    /// The stem that ends at a node.
    #[inline]
    pub(super) fn entry(&self, node: u32) -> Option<&Entry> {
        if node == Self::DEAD {
            return None;
        }
        match self.nodes[node as usize].entry {
            0 => None,
            i => Some(&self.entries[i as usize - 1]),
        }
    }

    /// Stems held.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }
}

fn letters(word: &str) -> Option<Vec<u8>> {
    let codes: Vec<u8> = word.chars().map(alphabet::code).collect();
    (!codes.is_empty() && codes.len() < alphabet::MAX_LETTERS && !codes.contains(&0)).then_some(codes)
}

fn set(names: &str, suffixes: &Suffixes) -> Result<States, String> {
    names
        .split([' ', ','])
        .map(|name| suffixes.state(name).ok_or_else(|| format!("no class {name:?}")))
        .try_fold(0, |all, s| s.map(|s| all | s))
}

/// A stem of two rows: as a verb, and as something else, each with its own cost.
fn merge(kept: &mut Entry, other: Entry) {
    for (i, bits) in [VERB, !VERB].into_iter().enumerate() {
        kept.cost[i] = match (kept.states & bits != 0, other.states & bits != 0) {
            (true, true) => kept.cost[i].min(other.cost[i]),
            (false, true) => other.cost[i],
            _ => kept.cost[i],
        };
    }
    kept.states |= other.states;
    kept.lemma = kept.lemma.or(other.lemma);
}
