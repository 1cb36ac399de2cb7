//! Duplicates: texts whose words are all the same, and texts that share most of their runs of words.
//!
//! Reads drafts: match keys and stems, so letters of the wrong alphabet, case, spacing and marks make no difference.
//! Near duplicates are found by MinHash and locality-sensitive hashing (Broder 1997; Leskovec, Rajaraman, Ullman, ch. 3)
//! over runs of `shingle` words, and every candidate pair is then checked by the true Jaccard index of the two sets of
//! runs: what is called a duplicate is one, and only chance candidates are missed. [`Plan::choose`] takes the most
//! selective bands that find a pair at the threshold with a probability of [`RECALL_AT_THRESHOLD`].
//!
//! Makes clusters: the connected components of the pairs found, so two members need not be alike if a third lies between
//! them. Guarantees: components do not depend on the order of comparing, and so not on threads. Memory: 4 bytes a band
//! and document (100 at the defaults), of signatures only the bands' hashes are kept; the sets of runs lie on disk, 4
//! bytes a run, of which [`KEPT_BYTES`] are at hand. Cost: a multiplication a run and permutation; a sort of all documents
//! a band; a merge of two sets a candidate pair, which ends where they cannot be alike any more. Documents of one template
//! that are not duplicates (weather, exchange rates) are candidates in many pairs: with their number the time grows by the
//! square (16,000 of 180 words: half a minute of one processor), the memory not.

use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::draft::{Draft, hash, mix};
use super::signals::HashKeyed;
use super::spill::Temporary;
use crate::error::{Error, Result};

/// How near duplicates are looked for.
#[derive(Clone, Debug, PartialEq)]
pub struct NearOptions {
    /// Words in a run.
    pub shingle: usize,
    /// Hash functions of a signature.
    pub permutations: usize,
    /// Share of runs in common, of all runs of both, from which texts are duplicates.
    pub threshold: f64,
    /// Bands and rows; `None` chooses them by threshold and permutations.
    pub bands: Option<(usize, usize)>,
    /// Runs of match keys instead of stems.
    pub keys: bool,
}

impl Default for NearOptions {
    fn default() -> Self {
        NearOptions { shingle: 3, permutations: 128, threshold: 0.7, bands: None, keys: false }
    }
}

/// The probability with which a pair exactly at the threshold is to become a candidate.
const RECALL_AT_THRESHOLD: f64 = 0.98;

/// Seed of the hash functions: the first digits of pi. They are the same in every run.
const FUNCTIONS: u64 = 0x2437_f6a8_885a_308d;

/// Hash functions and how signatures are cut into bands.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    options: NearOptions,
    /// Bands, and rows in each.
    pub(crate) bands: usize,
    pub(crate) rows: usize,
    /// Multiply-shift functions (Dietzfelbinger): factor, addend.
    functions: Vec<(u64, u64)>,
}

impl Plan {
    /// The bands for the options.
    pub(crate) fn choose(options: &NearOptions) -> Plan {
        let k = options.permutations.max(1);
        let found = |rows: usize| {
            let same = options.threshold.powi(rows as i32);
            1.0 - (1.0 - same).powi((k / rows) as i32)
        };
        let (bands, rows) = options.bands.unwrap_or_else(|| {
            let rows = (1..=k).rev().find(|&r| found(r) >= RECALL_AT_THRESHOLD).unwrap_or(1);
            (k / rows, rows)
        });
        let mut state = FUNCTIONS;
        let mut next = || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            mix(state)
        };
        let functions = (0..bands * rows).map(|_| (next() | 1, next())).collect();
        Plan { options: options.clone(), bands, rows, functions }
    }

    /// The set of runs of words, sorted: a text of fewer words is one run.
    pub(crate) fn shingles(&self, draft: &Draft, words: &mut Vec<u64>, out: &mut Vec<u32>) {
        words.clear();
        out.clear();
        for (token, key) in draft.example.tokens.iter().zip(&draft.keys) {
            if !matches!(token.kind.as_str(), "punct" | "emoji" | "other") {
                let by_stem = !self.options.keys && !token.stem.is_empty();
                words.push(if by_stem { hash(token.stem.as_bytes()) } else { *key });
            }
        }
        let n = self.options.shingle.min(words.len());
        if n == 0 {
            return;
        }
        out.extend(words.windows(n).map(|run| {
            let all = run.iter().fold(n as u64, |h, w| mix(h.rotate_left(23) ^ w));
            (all >> 32) as u32
        }));
        out.sort_unstable();
        out.dedup();
    }

    /// The hash of each band of the signature of a set of runs.
    pub(crate) fn sketch(&self, shingles: &[u32], minima: &mut Vec<u32>, out: &mut Vec<u32>) {
        minima.clear();
        minima.resize(self.functions.len(), u32::MAX);
        for &x in shingles {
            let x = u64::from(x);
            for (min, (a, b)) in minima.iter_mut().zip(&self.functions) {
                *min = (*min).min((a.wrapping_mul(x).wrapping_add(*b) >> 32) as u32);
            }
        }
        let bands = minima.chunks_exact(self.rows);
        out.extend(bands.map(|rows| {
            let all = rows.iter().fold(0, |h: u64, &m| mix(h.rotate_left(23) ^ u64::from(m)));
            (all >> 32) as u32
        }));
    }
}

/// The hash of all match keys of a text: equal where only case, spaces, marks and repaired letters differ.
pub(crate) fn exact(draft: &Draft) -> u64 {
    let tokens = draft.example.tokens.iter().zip(&draft.keys);
    let words = tokens.filter(|(t, _)| t.kind != "punct").map(|(_, key)| key);
    words.fold(0, |h: u64, key| mix(h.rotate_left(23) ^ key))
}

/// Sets of runs on disk, written in order and read back one by one.
pub(crate) struct ShingleStore {
    writer: BufWriter<File>,
    /// Where each set ends, in entries.
    ends: Vec<u64>,
    file: Temporary,
}

impl ShingleStore {
    pub(crate) fn create(path: &Path) -> Result<ShingleStore> {
        let file = File::options().read(true).write(true).create(true).truncate(true).open(path);
        let file = file.map_err(|e| Error::output(path, e))?;
        Ok(ShingleStore {
            file: Temporary::new(path),
            writer: BufWriter::with_capacity(256 << 10, file),
            ends: Vec::new(),
        })
    }

    pub(crate) fn push(&mut self, shingles: &[u32]) -> Result<()> {
        for x in shingles {
            self.writer.write_all(&x.to_le_bytes()).map_err(|e| Error::output(self.file.path(), e))?;
        }
        self.ends.push(self.ends.last().copied().unwrap_or(0) + shingles.len() as u64);
        Ok(())
    }

    fn reader(self) -> Result<ShingleReader> {
        let ShingleStore { file, writer, ends } = self;
        let reader = writer.into_inner().map_err(|e| Error::output(file.path(), e.into_error()))?;
        Ok(ShingleReader { file, reader, ends, kept: HashKeyed::default(), size: 0 })
    }
}

/// Bytes of sets that are kept at hand while pairs are compared.
const KEPT_BYTES: usize = 128 << 20;

/// Pairs of one document that are compared at a time.
const PAIRS_AT_ONCE: usize = 1024;
/// From so many on they are compared in parallel: fewer are done sooner alone.
const PARALLEL_PAIRS: usize = 256;

struct ShingleReader {
    reader: File,
    ends: Vec<u64>,
    /// Sets at hand, by the hash of their number, and the bytes that they take.
    kept: HashKeyed<Arc<[u32]>>,
    size: usize,
    file: Temporary,
}

impl ShingleReader {
    /// Where a set lies, in entries.
    fn range(&self, n: u32) -> Range<u64> {
        (n as usize).checked_sub(1).map_or(0, |before| self.ends[before])..self.ends[n as usize]
    }

    fn get(&mut self, n: u32) -> Result<Arc<[u32]>> {
        if let Some(set) = self.kept.get(&mix(u64::from(n))) {
            return Ok(set.clone());
        }
        let range = self.range(n);
        let mut bytes = vec![0; (range.end - range.start) as usize * 4];
        self.reader
            .seek(SeekFrom::Start(range.start * 4))
            .and_then(|_| self.reader.read_exact(&mut bytes))
            .map_err(|e| Error::input(self.file.path(), e))?;
        let set: Arc<[u32]> = bytes.as_chunks::<4>().0.iter().map(|b| u32::from_le_bytes(*b)).collect();
        if self.size > KEPT_BYTES {
            self.kept.clear();
            self.size = 0;
        }
        self.size += bytes.len() + 64;
        self.kept.insert(mix(u64::from(n)), set.clone());
        Ok(set)
    }
}

/// The Jaccard index of two sorted sets, where it is `threshold` or more.
fn jaccard(a: &[u32], b: &[u32], threshold: f64) -> Option<f64> {
    let sum = a.len() + b.len();
    // So many entries may stand in one of them alone: with `both` in common, both / (sum - both) is the index. One more
    // for rounding; the index itself decides.
    let most = sum as f64 * (1.0 - threshold) / (1.0 + threshold) + 1.0;
    if a.len().abs_diff(b.len()) as f64 > most {
        return None;
    }
    let most = most as usize;
    let (mut i, mut j, mut alone) = (0, 0, 0usize);
    while i < a.len() && j < b.len() && alone <= most {
        let (x, y) = (a[i], b[j]);
        // No branch foretells which is less.
        i += usize::from(x <= y);
        j += usize::from(y <= x);
        alone += usize::from(x != y);
    }
    alone += a.len() - i + b.len() - j;
    let both = sum.checked_sub(alone)? / 2;
    let index = if sum == both { 1.0 } else { both as f64 / (sum - both) as f64 };
    (index >= threshold).then_some(index)
}

/// What of each document the search keeps in memory.
#[derive(Debug, Default)]
pub(crate) struct Sketches {
    /// The hash of all its words.
    pub(crate) exact: Vec<u64>,
    /// The hashes of its bands; [`Plan::bands`] a document, none where near duplicates are not looked for.
    pub(crate) bands: Vec<u32>,
}

/// Documents that belong together, by number.
#[derive(Debug)]
pub(crate) struct Clusters {
    /// The lowest number in each document's cluster: its own, where it is alone.
    pub(crate) first: Vec<u32>,
    /// The highest Jaccard index found with another member; 1 where all words are the same, 0 where it is alone.
    pub(crate) likeness: Vec<f32>,
}

impl Clusters {
    /// Each of so many documents alone.
    pub(crate) fn none(count: usize) -> Clusters {
        Clusters { first: (0..count as u32).collect(), likeness: vec![0.0; count] }
    }
}

/// Finds the clusters. `near` holds the runs of each document, where near duplicates are looked for.
pub(crate) fn clusters(sketches: &Sketches, near: Option<(&Plan, ShingleStore)>) -> Result<Clusters> {
    let count = sketches.exact.len();
    let mut joined =
        Joined { forest: Forest { parent: (0..count as u32).collect() }, likeness: vec![0.0; count] };
    let alone = joined.same_words(&sketches.exact);
    if let Some((plan, store)) = near {
        joined.by_bands(plan, &sketches.bands, &alone, &mut store.reader()?)?;
    }
    let first = (0..count as u32).map(|n| joined.forest.root(n)).collect();
    Ok(Clusters { first, likeness: joined.likeness })
}

/// Clusters as they grow.
struct Joined {
    forest: Forest,
    /// As in [`Clusters`].
    likeness: Vec<f32>,
}

impl Joined {
    fn join(&mut self, a: u32, b: u32, likeness: f32) {
        self.forest.join(a, b);
        for n in [a, b] {
            let best = &mut self.likeness[n as usize];
            *best = best.max(likeness);
        }
    }

    /// Joins documents of the same words; returns the first of each.
    fn same_words(&mut self, exact: &[u64]) -> Vec<u32> {
        let mut alone = Vec::with_capacity(exact.len());
        let mut seen: HashKeyed<u32> = HashKeyed::default();
        for (n, &exact) in (0..).zip(exact) {
            match seen.entry(exact) {
                hashbrown::hash_map::Entry::Occupied(first) => self.join(*first.get(), n, 1.0),
                hashbrown::hash_map::Entry::Vacant(slot) => {
                    slot.insert(n);
                    alone.push(n);
                }
            }
        }
        alone
    }

    /// Compares those of `alone` that have a band in common, and joins what is alike.
    fn by_bands(
        &mut self,
        plan: &Plan,
        bands: &[u32],
        alone: &[u32],
        sets: &mut ShingleReader,
    ) -> Result<()> {
        let bands = |n: u32| &bands[n as usize * plan.bands..][..plan.bands];
        let mut entries: Vec<(u32, u32)> = Vec::with_capacity(alone.len());
        let mut others = Vec::new();
        for band in 0..plan.bands {
            entries.clear();
            let with_runs = alone.iter().filter(|n| !sets.range(**n).is_empty());
            entries.extend(with_runs.map(|&n| (bands(n)[band], n)));
            entries.par_sort_unstable();
            // A pair that an earlier band has in common was compared there.
            let is_new = |a: u32, b: u32| bands(a).iter().zip(bands(b)).take(band).all(|(a, b)| a != b);
            for bucket in entries.chunk_by(|a, b| a.0 == b.0).filter(|b| b.len() > 1) {
                for (i, &(_, n)) in bucket.iter().enumerate().skip(1) {
                    others.clear();
                    others.extend(bucket[..i].iter().map(|b| b.1).filter(|&other| is_new(n, other)));
                    self.compare(n, &others, plan.options.threshold, sets)?;
                }
            }
        }
        Ok(())
    }

    /// Joins `n` with those of `others` that are alike. As many as are compared at a time are in memory; what is in a
    /// cluster with `n` by then is not compared.
    fn compare(&mut self, n: u32, others: &[u32], threshold: f64, sets: &mut ShingleReader) -> Result<()> {
        let mut pairs: Vec<(u32, Arc<[u32]>)> = Vec::new();
        for others in others.chunks(PAIRS_AT_ONCE) {
            pairs.clear();
            for &other in others {
                if self.forest.root(n) != self.forest.root(other) {
                    pairs.push((other, sets.get(other)?));
                }
            }
            if pairs.is_empty() {
                continue;
            }
            let set = sets.get(n)?;
            let alike = |(other, with): &(u32, Arc<[u32]>)| Some((*other, jaccard(&set, with, threshold)?));
            let found: Vec<(u32, f64)> = match pairs.len() {
                PARALLEL_PAIRS.. => pairs.par_iter().filter_map(alike).collect(),
                _ => pairs.iter().filter_map(alike).collect(),
            };
            for (other, index) in found {
                if self.forest.root(n) != self.forest.root(other) {
                    self.join(other, n, index as f32);
                }
            }
        }
        Ok(())
    }
}

/// Union-find in which the root of a set is its lowest number.
struct Forest {
    parent: Vec<u32>,
}

impl Forest {
    fn root(&mut self, mut n: u32) -> u32 {
        while self.parent[n as usize] != n {
            let above = self.parent[self.parent[n as usize] as usize];
            self.parent[n as usize] = above;
            n = above;
        }
        n
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.parent[a.max(b) as usize] = a.min(b);
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::TextView;
    use super::super::draft::tests::drafts;
    use super::*;

    fn find(texts: &[&str], options: &NearOptions) -> Clusters {
        let plan = Plan::choose(options);
        let dir = tempfile::tempdir().expect("folder");
        let mut store = ShingleStore::create(&dir.path().join("sets")).expect("file");
        let (mut words, mut set, mut minima) = (Vec::new(), Vec::new(), Vec::new());
        let mut sketches = Sketches::default();
        for draft in drafts(texts, TextView::Normalised) {
            plan.shingles(&draft, &mut words, &mut set);
            plan.sketch(&set, &mut minima, &mut sketches.bands);
            sketches.exact.push(exact(&draft));
            store.push(&set).expect("written");
        }
        clusters(&sketches, Some((&plan, store))).expect("clusters")
    }

    #[test]
    fn bands_follow_the_threshold() {
        let plan = |threshold| {
            let plan = Plan::choose(&NearOptions { threshold, ..NearOptions::default() });
            (plan.bands, plan.rows)
        };
        assert_eq!([plan(0.5), plan(0.7), plan(0.8), plan(0.9)], [(42, 3), (25, 5), (18, 7), (11, 11)]);
    }

    #[test]
    fn the_same_words_are_exact_duplicates_in_any_dress() {
        let found = find(
            &[
                "Қазақстан Үкіметі бүгін жаңа бағдарлама қабылдады.",
                "Совсем другой текст о погоде.",
                "ҚАЗАҚСТАН  ҮКІМЕТІ — бүгiн жаңа бағдарлама қабылдады!",
            ],
            &NearOptions::default(),
        );
        assert_eq!(found.first, [0, 1, 0]);
        assert_eq!(found.likeness, [1.0, 0.0, 1.0]);
    }

    #[test]
    fn near_duplicates_are_those_above_the_threshold() {
        let story = "Сегодня в столице прошло заседание правительства, на котором министр экономики рассказал о росте \
                     промышленности за первые шесть месяцев года и о планах на второе полугодие.";
        let near = format!("АЛМАТЫ. {story}");
        let far =
            "Сегодня в столице прошло заседание парламента, где депутаты обсудили бюджет страны на три года.";
        let found = find(&[far, story, &near], &NearOptions::default());
        assert_eq!(found.first, [0, 1, 1]);
        assert!(found.likeness[2] > 0.7 && found.likeness[2] < 1.0);
        let strict = find(&[far, story, &near], &NearOptions { threshold: 0.99, ..NearOptions::default() });
        assert_eq!(strict.first, [0, 1, 2]);
    }

    #[test]
    fn empty_texts_are_one_another() {
        assert_eq!(find(&["", "слово", ""], &NearOptions::default()).first, [0, 1, 0]);
    }

    /// Documents of one template, more than are compared alone: what is found is what comparing every pair finds.
    #[test]
    fn templates_give_what_every_pair_gives() {
        let plan = Plan::choose(&NearOptions::default());
        let dir = tempfile::tempdir().expect("folder");
        let mut store = ShingleStore::create(&dir.path().join("sets")).expect("file");
        let (mut minima, mut sketches, mut sets) = (Vec::new(), Sketches::default(), Vec::new());
        for n in 0..600_u32 {
            // A third of the documents differ in a few runs from the one before.
            let own = if n % 3 == 2 { n - 1 } else { n };
            let mut set: Vec<u32> = (0..40).map(|i| mix(i) as u32).collect();
            set.extend((0..12 + own % 20).map(|i| mix(u64::from(own) << 16 | u64::from(i)) as u32));
            set.extend((0..n % 3).map(|i| mix(u64::from(n) << 32 | u64::from(i)) as u32));
            set.sort_unstable();
            set.dedup();
            plan.sketch(&set, &mut minima, &mut sketches.bands);
            sketches.exact.push(u64::from(n));
            store.push(&set).expect("written");
            sets.push(set);
        }
        let found = clusters(&sketches, Some((&plan, store))).expect("clusters");
        let mut forest = Forest { parent: (0..600).collect() };
        let bands = |n: u32| &sketches.bands[n as usize * plan.bands..][..plan.bands];
        let mut alike = 0;
        for b in 0..600 {
            for a in 0..b {
                let candidate = bands(a).iter().zip(bands(b)).any(|(a, b)| a == b);
                let [x, y] = [a, b].map(|n| &sets[n as usize]);
                let both = x.iter().filter(|run| y.binary_search(run).is_ok()).count();
                let index = both as f64 / (x.len() + y.len() - both) as f64;
                assert_eq!(jaccard(x, y, 0.7), Some(index).filter(|&i| i >= 0.7));
                if candidate && index >= 0.7 {
                    forest.join(a, b);
                    alike += 1;
                }
            }
        }
        assert!(alike > 150);
        assert_eq!(found.first, (0..600).map(|n| forest.root(n)).collect::<Vec<_>>());
    }
}
