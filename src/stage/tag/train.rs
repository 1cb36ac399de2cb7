//! Trains the models of [`super::model`]: averaged structured perceptrons over the very features that the search uses, each
//! from the sentences in another order, and their mean. Not part of a run; `scripts/train-ner` drives it.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::document::{Document, EntityType, TokenKind};
use crate::lang::Lang;
use crate::stage::{Scratch, Stage};

use super::cluster::Clusters;
use super::model::{self, Feature, LABELS, Model, may_follow};
use super::search::{self, Search};
use super::word::{CLASSES, word_features};
use super::{Seen, Tag};

/// A document with its gold names as byte spans of its text.
pub struct Example {
    /// The document, segmented, its tokens' languages set.
    pub doc: Document,
    /// Names: start, end, type.
    pub gold: Vec<(u32, u32, EntityType)>,
    /// Its language.
    pub lang: Lang,
}

struct Sentence {
    classes: Vec<u8>,
    features: Vec<Vec<u32>>,
    gold: Vec<u8>,
}

/// How to train.
#[derive(Clone, Copy)]
pub struct Options {
    /// Perceptrons, each from the sentences in an order of its own. What they learn of rare features differs by chance,
    /// which their mean does less: on held-out quarters 16 give +.003 to +.004 over one.
    pub orders: usize,
    /// Passes over the data of each.
    pub epochs: usize,
    /// Features seen in fewer tokens are left out.
    pub least: u32,
    /// Slots of the table, as a power of two.
    pub bits: u32,
}

fn label_sentence(doc: &Document, range: &Range<u32>, gold: &[(u32, u32, EntityType)]) -> Vec<u8> {
    let mut labels = vec![0u8; range.len()];
    for &(a, b, kind) in gold {
        let mut first = true;
        for t in range.clone() {
            let span = doc.tokens[t as usize].orig;
            if span.start < b && span.end > a {
                let at = (t - range.start) as usize;
                if labels[at] == 0 {
                    labels[at] = model::label(kind, first) as u8;
                }
                first = false;
            }
        }
    }
    labels
}

/// Trains a model of a language on the examples.
pub fn train(
    tag: &Tag,
    examples: &mut [&mut Example],
    lang: Lang,
    clusters: &Arc<Clusters>,
    options: Options,
) -> Model {
    let mut features = Features::default();
    let mut scratch = Scratch::default();
    let mut sentences: Vec<Sentence> = Vec::new();
    for example in examples.iter_mut().filter(|e| e.lang == lang) {
        sentences_of(tag, example, clusters, &mut scratch, &mut features, &mut sentences);
    }
    let Features { ids, counts } = features;
    for s in &mut sentences {
        for list in &mut s.features {
            list.retain(|&f| counts[f as usize] >= options.least);
        }
    }
    let (weights, transitions) = mean(&sentences, ids.len(), options);
    let features: Vec<(Feature, [f32; LABELS])> = ids
        .iter()
        .filter(|(_, id)| counts[**id as usize] >= options.least)
        .map(|(&feature, &id)| (feature, weights[id as usize]))
        .filter(|(_, w)| w.iter().any(|x| *x != 0.0))
        .collect();
    Model::pack(features, &transitions, Arc::clone(clusters), options.bits)
}

/// The features met, by number, and how often each.
#[derive(Default)]
struct Features {
    ids: HashMap<Feature, u32>,
    counts: Vec<u32>,
}

impl Features {
    fn count(&mut self, feature: Feature) -> u32 {
        let next = self.ids.len() as u32;
        let id = *self.ids.entry(feature).or_insert(next);
        if id == next {
            self.counts.push(0);
        }
        self.counts[id as usize] += 1;
        id
    }
}

/// Adds the sentences of an example that the model is asked about, with their features counted.
fn sentences_of(
    tag: &Tag,
    example: &mut Example,
    clusters: &Clusters,
    scratch: &mut Scratch,
    counted: &mut Features,
    sentences: &mut Vec<Sentence>,
) {
    let (mut seen, mut search) = (Seen::default(), Search::default());
    let mut list = Vec::new();
    // Word ids are of this scratch's table.
    let doc = &mut example.doc;
    for i in 0..doc.tokens.len() {
        let range = doc.tokens[i].norm.range();
        doc.tokens[i].word = scratch.words.intern(&doc.normalized()[range]);
    }
    tag.observe(doc, &mut seen, scratch);
    tag.matches(doc, &mut seen, scratch);
    let Seen { infos, masks, matches, .. } = &seen;
    let words = &scratch.tag.words;
    let mut own: Vec<Vec<(u32, bool)>> = Vec::new();
    for (token, &id) in doc.tokens.iter().zip(infos) {
        if own.len() <= id as usize {
            own.resize(id as usize + 1, Vec::new());
        }
        if own[id as usize].is_empty() {
            let (surface, key) = (scratch.words.surface(token.word), scratch.words.key(token.word));
            let lang = if token.lang == Lang::Kk { Lang::Kk } else { Lang::Ru };
            word_features(surface, key, words.info(id), lang, clusters, &mut own[id as usize]);
        }
    }
    for s in &doc.sentences {
        let range = s.tokens.clone();
        if !range.clone().any(|t| words.info(infos[t as usize]).active) {
            continue;
        }
        search::prepare(&mut search, masks, matches, &range);
        let mut features = Vec::with_capacity(range.len());
        for t in range.clone() {
            list.clear();
            search::token_features(&search, words, infos, masks, &range, t, &own, &mut list);
            features.push(list.iter().map(|&feature| counted.count(feature)).collect());
        }
        sentences.push(Sentence {
            classes: range.clone().map(|t| words.info(infos[t as usize]).class as u8).collect(),
            features,
            gold: label_sentence(doc, &range, &example.gold),
        });
    }
}

type Weights = Vec<[f32; LABELS]>;
type Steps = [[[f32; LABELS]; LABELS]; CLASSES];

/// The mean of the weights that the orders give.
fn mean(sentences: &[Sentence], count: usize, options: Options) -> (Weights, Steps) {
    let (mut weights, mut steps) = perceptron(sentences, count, options.epochs, SEED);
    for k in 1..options.orders as u64 {
        let (more, more_steps) = perceptron(sentences, count, options.epochs, SEED.wrapping_mul(2 * k + 1));
        for (w, x) in weights.as_flattened_mut().iter_mut().zip(more.as_flattened()) {
            *w += x;
        }
        let all = steps.as_flattened_mut().as_flattened_mut();
        for (w, x) in all.iter_mut().zip(more_steps.as_flattened().as_flattened()) {
            *w += x;
        }
    }
    let share = 1.0 / options.orders as f32;
    weights.as_flattened_mut().iter_mut().for_each(|w| *w *= share);
    steps.as_flattened_mut().as_flattened_mut().iter_mut().for_each(|w| *w *= share);
    (weights, steps)
}

/// What the first order is drawn from.
const SEED: u64 = 0x2545_f491_4f6c_dd1d;

fn perceptron(sentences: &[Sentence], count: usize, epochs: usize, mut seed: u64) -> (Weights, Steps) {
    let mut w: Weights = vec![[0.0; LABELS]; count];
    let mut sum: Weights = vec![[0.0; LABELS]; count];
    let mut tw: Box<Steps> = Box::new([[[0.0; LABELS]; LABELS]; CLASSES]);
    let mut tsum: Box<Steps> = Box::new([[[0.0; LABELS]; LABELS]; CLASSES]);
    let mut order: Vec<usize> = (0..sentences.len()).collect();
    let mut step = 1f32;
    for _ in 0..epochs {
        for i in (1..order.len()).rev() {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            order.swap(i, (seed % (i as u64 + 1)) as usize);
        }
        for &k in &order {
            let s = &sentences[k];
            let guess = decode(s, &w, &tw);
            if guess != s.gold {
                for t in 0..s.gold.len() {
                    let (g, p) = (s.gold[t] as usize, guess[t] as usize);
                    if g != p {
                        for &f in &s.features[t] {
                            let f = f as usize;
                            w[f][g] += 1.0;
                            sum[f][g] += step;
                            w[f][p] -= 1.0;
                            sum[f][p] -= step;
                        }
                    }
                    let (gb, pb) =
                        if t == 0 { (0, 0) } else { (s.gold[t - 1] as usize, guess[t - 1] as usize) };
                    if (gb, g) != (pb, p) {
                        let c = s.classes[t] as usize;
                        tw[c][gb][g] += 1.0;
                        tsum[c][gb][g] += step;
                        tw[c][pb][p] -= 1.0;
                        tsum[c][pb][p] -= step;
                    }
                }
            }
            step += 1.0;
        }
    }
    for (w, s) in w.iter_mut().zip(&sum) {
        for (w, s) in w.iter_mut().zip(s) {
            *w -= s / step;
        }
    }
    for c in 0..CLASSES {
        for a in 0..LABELS {
            for b in 0..LABELS {
                tw[c][a][b] -= tsum[c][a][b] / step;
            }
        }
    }
    (w, *tw)
}

fn decode(s: &Sentence, w: &Weights, tw: &Steps) -> Vec<u8> {
    let n = s.features.len();
    let mut back = vec![[0u8; LABELS]; n];
    let mut best = [f32::MIN / 2.0; LABELS];
    best[0] = 0.0;
    for t in 0..n {
        let mut emit = [0f32; LABELS];
        for &f in &s.features[t] {
            for (e, x) in emit.iter_mut().zip(&w[f as usize]) {
                *e += x;
            }
        }
        let steps = &tw[s.classes[t] as usize];
        let mut next = [f32::MIN / 2.0; LABELS];
        for to in 0..LABELS {
            for from in 0..LABELS {
                if !may_follow(from, to) || t == 0 && from != 0 {
                    continue;
                }
                let score = best[from] + steps[from][to];
                if score > next[to] {
                    next[to] = score;
                    back[t][to] = from as u8;
                }
            }
            next[to] += emit[to];
        }
        best = next;
    }
    let mut labels = vec![0u8; n];
    let mut at = (0..LABELS).max_by(|&a, &b| best[a].total_cmp(&best[b]).then(b.cmp(&a))).unwrap_or(0);
    for t in (0..n).rev() {
        labels[t] = at as u8;
        at = back[t][at] as usize;
    }
    labels
}

/// Hits, found and gold by type, of the flat names.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Exact hits of PER, LOC, ORG.
    pub hits: [u32; 3],
    /// Overlapping hits.
    pub partial: [u32; 3],
    /// Found.
    pub found: [u32; 3],
    /// In gold.
    pub gold: [u32; 3],
}

/// Runs the stage over an example and counts. Calls `miss` with every error: a word for it, type, text.
pub fn judge(
    tag: &Tag,
    example: &mut Example,
    scratch: &mut Scratch,
    counts: &mut Counts,
    mut miss: impl FnMut(&'static str, EntityType, &Document, u32, u32, &'static str),
) {
    let doc = &mut example.doc;
    for i in 0..doc.tokens.len() {
        let range = doc.tokens[i].norm.range();
        doc.tokens[i].word = scratch.words.intern(&doc.normalized()[range]);
        debug_assert_ne!(doc.tokens[i].kind, TokenKind::Tag);
    }
    tag.run(doc, scratch);
    let kinds = [EntityType::Per, EntityType::Loc, EntityType::Org];
    let found: Vec<(u32, u32, EntityType, &'static str)> = doc
        .entities
        .iter()
        .filter(|e| !e.nested && kinds.contains(&e.kind))
        .map(|e| (e.orig.start, e.orig.end, e.kind, e.rule))
        .collect();
    for (k, kind) in kinds.iter().enumerate() {
        counts.gold[k] += example.gold.iter().filter(|g| g.2 == *kind).count() as u32;
        counts.found[k] += found.iter().filter(|f| f.2 == *kind).count() as u32;
        for f in found.iter().filter(|f| f.2 == *kind) {
            if example.gold.iter().any(|g| g.2 == *kind && (g.0, g.1) == (f.0, f.1)) {
                counts.hits[k] += 1;
            } else {
                miss("wrong", *kind, doc, f.0, f.1, f.3);
            }
        }
        let mut used = vec![false; found.len()];
        for g in example.gold.iter().filter(|g| g.2 == *kind) {
            if let Some(i) = (0..found.len())
                .find(|&i| !used[i] && found[i].2 == *kind && found[i].0 < g.1 && found[i].1 > g.0)
            {
                used[i] = true;
                counts.partial[k] += 1;
            }
            if !found.iter().any(|f| f.2 == *kind && (g.0, g.1) == (f.0, f.1)) {
                miss("missed", *kind, doc, g.0, g.1, "");
            }
        }
    }
}
