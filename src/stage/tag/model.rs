//! A linear model over tokens: which run of tokens is a person, a place, a body.
//!
//! Reads: cached words, lexicon matches. Makes: spans, by a Viterbi search over the labels of a sentence. A word's own
//! features (key, stem, endings, letters, name evidence) are summed once a distinct word for each place of the
//! window; only features of pairs and of lexicon matches are looked up a token. The weights are an averaged
//! perceptron's, trained by `scripts/train-ner`, kept as two tables of fingerprints and bytes: of words, for the five
//! places together, and of neighbourhoods. What the lexicon holds is found with the model switched off. Cost: four
//! vector additions a token of a sentence that has a capital letter; about a dozen probes and seven vector additions more
//! where the window alone does not speak clearly for no name; nothing for other sentences.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::document::EntityType;
use crate::lang::Lang;

use super::Span;
use super::cluster::Clusters;
use super::lexical::Match;
use super::word::{CLASSES, Class, Mask, Words};

/// O, then B and I of PER, LOC, ORG.
pub const LABELS: usize = 7;
/// Places whose words speak for a token: two before to two after.
pub(super) const WINDOW: usize = 5;

const KINDS: [EntityType; 3] = [EntityType::Per, EntityType::Loc, EntityType::Org];

/// The label that begins or continues a name of a kind.
pub(super) fn label(kind: EntityType, first: bool) -> usize {
    let k = KINDS.iter().position(|&x| x == kind).unwrap_or(0);
    1 + 2 * k + usize::from(!first)
}

/// Sums of weights by label, for each place of the window.
pub(super) type Sums = [[i16; LANES]; WINDOW];

/// What a word says at each place of the window: by how much more for each label than for no name. A cache line.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(super) struct Emit([i16; 32]);

impl Emit {
    /// Where no word is.
    const NOTHING: Emit = Emit([0; 32]);
    /// Beyond any sum; those of a whole window and what stands beside it stay in their type.
    const MOST: i16 = i16::MAX / 8;

    pub(super) fn of(sums: &Sums) -> Emit {
        let mut emit = Emit::NOTHING;
        for (place, sums) in emit.0.chunks_exact_mut(NAMES).zip(sums) {
            for (more, sum) in place.iter_mut().zip(&sums[1..LABELS]) {
                *more = sum.saturating_sub(sums[0]).clamp(-Emit::MOST, Emit::MOST);
            }
        }
        emit
    }

    /// What it says at a place: the first [`NAMES`] lanes.
    #[inline]
    fn at<const PLACE: usize>(&self) -> &[i16; LANES] {
        self.0[PLACE * NAMES..].first_chunk().unwrap_or(&[0; LANES])
    }
}

/// Labels that are of a name.
const NAMES: usize = LABELS - 1;

/// A hash of a text that is given piece by piece.
#[derive(Clone, Copy)]
pub(super) struct TextHash(u64);

impl TextHash {
    pub(super) fn new() -> TextHash {
        TextHash(0xcbf2_9ce4_8422_2325)
    }

    #[inline]
    pub(super) fn with(mut self, text: &[u8]) -> TextHash {
        for &b in text {
            self.0 = (self.0 ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        self
    }

    /// The digits of `number` to a base of 10 or 16.
    pub(super) fn with_number(self, mut number: u32, base: u32) -> TextHash {
        let mut digits = [0u8; 10];
        let mut at = digits.len();
        loop {
            at -= 1;
            digits[at] = b"0123456789abcdef"[(number % base) as usize];
            number /= base;
            if number == 0 {
                return self.with(&digits[at..]);
            }
        }
    }

    #[inline]
    pub(super) fn finish(self) -> u32 {
        (self.0 ^ self.0 >> 32) as u32
    }
}

/// A hash of a text.
pub(super) fn hash_text(text: &str) -> u32 {
    TextHash::new().with(text.as_bytes()).finish()
}

/// The hash of a feature: its kind and the hash of its text.
#[inline]
pub(super) fn hash_feature(tag: u8, text: TextHash) -> u32 {
    mix(text.finish(), u32::from(tag) + 1)
}

#[inline]
pub(super) fn mix(a: u32, b: u32) -> u32 {
    let h =
        (u64::from(a) ^ u64::from(b).wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (h >> 32) as u32 ^ h as u32
}

/// The transition weights: by the class of the token, from label, to label.
pub(super) type Transitions = [[[i16; LABELS]; LABELS]; CLASSES];

/// A trained model of one language.
pub struct Model {
    /// Features of words, which speak for every place of the window.
    words: Table<[[i8; LANES]; WINDOW]>,
    /// Features of neighbours and matches.
    contexts: Table<[i8; LANES]>,
    transitions: Box<Transitions>,
    /// The transitions again, as the search adds them: what may not follow costs [`NEVER`].
    moves: Box<Moves>,
    /// Labels of a name of one token, from O: the best way into each, and the way out into O, by class.
    alone: Box<[[i16; LANES]; CLASSES]>,
    leave: Box<[[i16; LANES]; CLASSES]>,
    /// What [`Model::near`] looks up, found at first use.
    near: OnceLock<Box<[[i16; LANES]]>>,
    /// The language's word classes, whose features it knows.
    pub(super) clusters: Arc<Clusters>,
    /// What a weight of one is in the table's units.
    scale: f32,
    /// Steps by which a token's window alone must speak for no name, so that its context is not asked.
    certain: i16,
    /// Steps by which window and classes must speak against a label that it is not thought of.
    reach: i16,
}

/// Weights by the fingerprint of their feature: open addressing, the upper bits of a hash are its home.
struct Table<W> {
    /// Fingerprints, 0 in a free slot: most probes look no further.
    prints: Vec<u16>,
    weights: Vec<W>,
    shift: u32,
}

impl<W: Copy> Table<W> {
    /// A table of `1 << bits` slots, all free.
    fn new(bits: u32, zero: W) -> Table<W> {
        Table { prints: vec![0; 1 << bits], weights: vec![zero; 1 << bits], shift: 32 - bits }
    }

    /// Where a feature's weights are. Four fingerprints are looked at together; few features lie further off.
    #[inline]
    fn find(&self, hash: u32) -> Option<usize> {
        let home = (hash >> self.shift) as usize;
        let print = hash as u16 | 1;
        if let Some(&[a, b, c, d]) = self.prints[home..].first_chunk::<4>() {
            let four = u64::from(a) | u64::from(b) << 16 | u64::from(c) << 32 | u64::from(d) << 48;
            let (hits, free) = (zeros(four ^ (u64::from(print) * LANE_ONES)), zeros(four));
            // Those before the first free slot.
            let hit = hits & free.wrapping_sub(1) & !free;
            if hit | free != 0 {
                return (hit != 0).then_some(home + (hit.trailing_zeros() / 16) as usize);
            }
        }
        let mut at = home;
        for _ in 0..PROBES {
            let here = self.prints[at];
            if here == print {
                return Some(at);
            }
            if here == 0 {
                return None;
            }
            at = (at + 1) & (self.prints.len() - 1);
        }
        None
    }

    /// Puts a feature into the first free slot near its home; leaves it out where there is none.
    fn insert(&mut self, hash: u32, weights: W) {
        let mut at = (hash >> self.shift) as usize;
        for _ in 0..PROBES {
            if self.prints[at] == 0 {
                self.prints[at] = hash as u16 | 1;
                self.weights[at] = weights;
                return;
            }
            at = (at + 1) & (self.prints.len() - 1);
        }
    }
}

/// One in each of four lanes.
const LANE_ONES: u64 = 0x0001_0001_0001_0001;

/// The top bit of the lowest of four lanes that is nought; those above it may be wrong.
#[inline]
fn zeros(lanes: u64) -> u64 {
    lanes.wrapping_sub(LANE_ONES) & !lanes & (LANE_ONES << 15)
}

/// What a feature is a feature of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Feature {
    /// A word at a place of the window.
    Word(u32, u8),
    /// A token's neighbourhood.
    Context(u32),
}

/// Transitions by class and label before, eight lanes of labels after.
type Moves = [[[i16; LANES]; LABELS]; CLASSES];

/// Labels and one to spare: a register's worth.
pub(super) const LANES: usize = 8;

/// Below any sum of weights that may win: sums are kept below zero by the best, and two of these can be added.
const NEVER: i16 = i16::MIN / 2;

fn moves(transitions: &Transitions) -> Box<Moves> {
    let mut moves = Box::new([[[NEVER; LANES]; LABELS]; CLASSES]);
    for (c, from, to) in labels3() {
        if may_follow(from, to) {
            moves[c][from][to] = transitions[c][from][to].max(NEVER);
        }
    }
    moves
}

/// Features of a neighbourhood at most ([`context_features`]).
const MOST_CONTEXTS: usize = 24;

/// The best way from O into each label of a token by its class, and from each label into O of the next by its class.
fn alone(moves: &Moves) -> [Box<[[i16; LANES]; CLASSES]>; 2] {
    let (mut into, mut out) = (Box::new([[NEVER; LANES]; CLASSES]), Box::new([[NEVER; LANES]; CLASSES]));
    for c in 0..CLASSES {
        let mut before = [NEVER; LANES];
        before[0] = 0;
        step(&before, &moves[c], &mut into[c]);
        for l in 0..LABELS {
            out[c][l] = moves[c][l][0];
        }
    }
    [into, out]
}

/// Places of weights in a model: found for all features of a word before any is added, so that the misses overlap.
pub(super) struct Rows {
    rows: [u32; Rows::MOST],
    count: usize,
}

impl Rows {
    const MOST: usize = 16;
}

/// How far from its home a feature may lie.
const PROBES: usize = 8;

/// Where the sums of a token's class and its neighbours' are; [`CLASSES`] stands for no neighbour.
#[inline]
fn near(before: usize, here: usize, after: usize) -> usize {
    (before * CLASSES + here) * (CLASSES + 1) + after
}

impl Model {
    /// Adds what the neighbourhood's features say to `sums`: first the places of all, so that the misses overlap.
    pub(super) fn add(&self, features: &[u32], sums: &mut [i16; LANES]) {
        let mut found = [0u32; MOST_CONTEXTS];
        let mut count = 0;
        for &hash in &features[..features.len().min(MOST_CONTEXTS)] {
            let at = self.contexts.find(hash);
            found[count] = at.unwrap_or(0) as u32;
            count += usize::from(at.is_some());
        }
        for &at in &found[..count] {
            add_weights(sums, &self.contexts.weights[at as usize]);
        }
    }

    /// What the classes of a token and its neighbours say outside quotations, by [`near`].
    #[inline]
    fn near(&self) -> &[[i16; LANES]] {
        self.near.get_or_init(|| self.all_near())
    }

    fn all_near(&self) -> Box<[[i16; LANES]]> {
        let code = |class: usize| if class == CLASSES { NO_CLASS } else { class as u32 };
        let mut all = Vec::with_capacity((CLASSES + 1) * CLASSES * (CLASSES + 1));
        for before in 0..=CLASSES {
            for here in 0..CLASSES {
                for after in 0..=CLASSES {
                    let features =
                        class_features(code(before), here as u32, code(after), 0, before == CLASSES);
                    let mut sums = [0; LANES];
                    self.add(&features, &mut sums);
                    all.push(sums);
                }
            }
        }
        all.into_boxed_slice()
    }

    /// Adds what features of a word say at each place of the window.
    pub(super) fn add_word(&self, features: &[(u32, bool)], sums: &mut Sums) {
        for features in features.chunks(Rows::MOST) {
            self.add_rows(&self.rows(features), sums);
        }
    }

    /// Where the weights of features of a word are, of [`Rows::MOST`] at most.
    pub(super) fn rows(&self, features: &[(u32, bool)]) -> Rows {
        let mut out = Rows { rows: [0; Rows::MOST], count: 0 };
        for &(hash, _) in &features[..features.len().min(Rows::MOST)] {
            // No branch foretells which there are.
            let at = self.words.find(hash);
            out.rows[out.count] = at.unwrap_or(0) as u32;
            out.count += usize::from(at.is_some());
        }
        out
    }

    /// Adds those weights.
    pub(super) fn add_rows(&self, rows: &Rows, sums: &mut Sums) {
        let mut all = *sums;
        for &at in &rows.rows[..rows.count] {
            // A register's worth at a time.
            for (sums, weights) in all.iter_mut().zip(&self.words.weights[at as usize]) {
                *sums = std::array::from_fn(|l| sums[l] + i16::from(weights[l]));
            }
        }
        *sums = all;
    }

    /// Packs weights. `features` come with a weight for each label; the smallest are left out where they do
    /// not fit into `1 << bits` slots.
    pub(super) fn pack(
        mut features: Vec<(Feature, [f32; LABELS])>,
        transitions: &[[[f32; LABELS]; LABELS]; CLASSES],
        clusters: Arc<Clusters>,
        bits: u32,
    ) -> Model {
        let strength = |w: &[f32; LABELS]| w.iter().fold(0f32, |m, x| m.max(x.abs()));
        let order = |f: &Feature| match *f {
            Feature::Word(hash, place) => (hash, place),
            Feature::Context(hash) => (hash, WINDOW as u8),
        };
        features.sort_by(|a, b| {
            strength(&b.1).total_cmp(&strength(&a.1)).then_with(|| order(&a.0).cmp(&order(&b.0)))
        });
        let room = (1usize << bits) * 4 / 5;
        features.truncate(room);
        // The strongest thousandth is cut off, so that the rest keeps its resolution.
        let top = features.get(features.len() / 1000).map_or(1.0, |f| strength(&f.1)).max(1e-6);
        let scale = 127.0 / top;
        let mut model = Model {
            words: Table::new(bits - 1, [[0; LANES]; WINDOW]),
            contexts: Table::new(bits - 1, [0; LANES]),
            transitions: Box::new([[[0; LABELS]; LABELS]; CLASSES]),
            moves: Box::new([[[NEVER; LANES]; LABELS]; CLASSES]),
            alone: Box::new([[NEVER; LANES]; CLASSES]),
            leave: Box::new([[NEVER; LANES]; CLASSES]),
            near: OnceLock::new(),
            clusters,
            scale,
            certain: (CERTAIN * scale) as i16,
            reach: (REACH * scale) as i16,
        };
        // In order of the strongest place, which `features` are in.
        let mut words: Vec<(u32, [[i8; LANES]; WINDOW])> = Vec::new();
        let mut known: HashMap<u32, usize> = HashMap::new();
        for (feature, weights) in features {
            let mut quantised = [0i8; LANES];
            for (q, w) in quantised.iter_mut().zip(weights) {
                *q = (w * scale).round().clamp(-127.0, 127.0) as i8;
            }
            if quantised == [0; LANES] {
                continue;
            }
            match feature {
                Feature::Word(hash, place) => {
                    let at = *known.entry(hash).or_insert_with(|| {
                        words.push((hash, [[0; LANES]; WINDOW]));
                        words.len() - 1
                    });
                    words[at].1[usize::from(place)] = quantised;
                }
                Feature::Context(hash) => model.contexts.insert(hash, quantised),
            }
        }
        for (hash, weights) in words {
            model.words.insert(hash, weights);
        }
        for (c, from, to) in labels3() {
            model.transitions[c][from][to] =
                (transitions[c][from][to] * scale).round().clamp(-30000.0, 30000.0) as i16;
        }
        model.moves = moves(&model.transitions);
        [model.alone, model.leave] = alone(&model.moves);
        model
    }

    /// The model as bytes: of a word's feature a byte says for which places weights follow.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        out.extend((32 - self.words.shift).to_le_bytes());
        out.extend(self.scale.to_le_bytes());
        for (c, from, to) in labels3() {
            out.extend(self.transitions[c][from][to].to_le_bytes());
        }
        let bytes = |weights: &[i8; LANES]| std::array::from_fn::<u8, LABELS, _>(|l| weights[l] as u8);
        for (print, weights) in self.words.prints.iter().zip(&self.words.weights) {
            out.extend(print.to_le_bytes());
            if *print != 0 {
                let places = (0..WINDOW).filter(|&p| weights[p] != [0; LANES]);
                out.push(places.clone().fold(0, |mask, p| mask | 1 << p));
                out.extend(places.flat_map(|p| bytes(&weights[p])));
            }
        }
        for (print, weights) in self.contexts.prints.iter().zip(&self.contexts.weights) {
            out.extend(print.to_le_bytes());
            if *print != 0 {
                out.extend(bytes(weights));
            }
        }
        out
    }

    /// The model of these bytes; `None` where they are not a model.
    pub fn from_bytes(bytes: &[u8], clusters: Arc<Clusters>) -> Option<Model> {
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let bits = u32::from_le_bytes(take(&mut rest)?);
        let scale = f32::from_le_bytes(take(&mut rest)?);
        if !(4..=20).contains(&bits) {
            return None;
        }
        let mut transitions = Box::new([[[0; LABELS]; LABELS]; CLASSES]);
        for (c, from, to) in labels3() {
            transitions[c][from][to] = i16::from_le_bytes(take(&mut rest)?);
        }
        let mut words = Table::new(bits, [[0; LANES]; WINDOW]);
        for (print, weights) in words.prints.iter_mut().zip(&mut words.weights) {
            *print = u16::from_le_bytes(take(&mut rest)?);
            if *print != 0 {
                let [places] = take(&mut rest)?;
                for (p, weights) in weights.iter_mut().enumerate() {
                    if places & 1 << p != 0 {
                        weights[..LABELS].copy_from_slice(&take::<LABELS>(&mut rest)?.map(|b| b as i8));
                    }
                }
            }
        }
        let mut contexts = Table::new(bits, [0; LANES]);
        for (print, weights) in contexts.prints.iter_mut().zip(&mut contexts.weights) {
            *print = u16::from_le_bytes(take(&mut rest)?);
            if *print != 0 {
                weights[..LABELS].copy_from_slice(&take::<LABELS>(&mut rest)?.map(|b| b as i8));
            }
        }
        let moves = moves(&transitions);
        let [alone, leave] = alone(&moves);
        let (certain, reach) = ((CERTAIN * scale) as i16, (REACH * scale) as i16);
        let near = OnceLock::new();
        Some(Model {
            words,
            contexts,
            transitions,
            moves,
            alone,
            leave,
            near,
            clusters,
            scale,
            certain,
            reach,
        })
    }
}

/// What a file of a model begins with.
const MAGIC: &[u8] = b"tlsm2\0";

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = bytes.split_first_chunk::<N>()?;
    *bytes = tail;
    Some(*head)
}

fn labels3() -> impl Iterator<Item = (usize, usize, usize)> {
    (0..CLASSES).flat_map(|c| (0..LABELS).flat_map(move |f| (0..LABELS).map(move |t| (c, f, t))))
}

/// True where label `to` may follow `from`: a name continues only what has begun.
#[inline]
pub(super) fn may_follow(from: usize, to: usize) -> bool {
    to == 0 || to % 2 == 1 || from == to || from + 1 == to
}

/// By how much, in the perceptron's units, a token's window alone must speak for no name. The context and the
/// transitions seldom weigh so much: of 105,000 entities of the corpus one in a thousand differs.
const CERTAIN: f32 = 75.0;

/// The same for one label when the classes of the neighbours have spoken, too: a name begins or goes on where its label comes
/// nearer. More than half of the tokens that are not [`CERTAIN`] are in no name by this; one entity in two hundred differs.
const REACH: f32 = 100.0;

/// Brings margins of the perceptron to probabilities, roughly: fitted by cross-validation.
const SPREAD: f32 = 6.0;

/// The floor in use: chosen by cross-validation; the Kazakh model needs none.
const FLOOR: [[f32; 3]; 2] = [[0.0, 0.3, 0.35], [0.0; 3]];

/// The models by language.
#[derive(Default)]
pub struct Models {
    /// Names scored lower, by language (ru, kk) and type (PER, LOC, ORG), are dropped where no list holds them.
    floor: [[f32; 3]; 2],
    /// Those of the program are unpacked when a text first asks for them: three megabytes that a text in the other
    /// language does without.
    ru: OnceLock<Option<Model>>,
    kk: OnceLock<Option<Model>>,
    builtin: bool,
}

impl Models {
    /// No model: lexicons and patterns alone.
    pub fn none() -> Models {
        Models::default()
    }

    /// These models.
    pub fn new(ru: Option<Model>, kk: Option<Model>) -> Models {
        Models { floor: FLOOR, ru: OnceLock::from(ru), kk: OnceLock::from(kk), builtin: false }
    }

    /// The models that are part of the program.
    pub fn builtin() -> Models {
        Models { floor: FLOOR, builtin: true, ..Models::default() }
    }

    pub(super) fn floor(&self, lang: Lang) -> [f32; 3] {
        self.floor[usize::from(lang == Lang::Kk)]
    }

    /// The model of a language; Russian's for what is not Kazakh.
    pub(super) fn of(&self, lang: Lang) -> Option<&Model> {
        let model = if lang == Lang::Kk { &self.kk } else { &self.ru };
        model.get_or_init(|| self.unpack(lang)).as_ref()
    }

    #[cold]
    fn unpack(&self, lang: Lang) -> Option<Model> {
        if !self.builtin {
            return None;
        }
        let (model, clusters): (&[u8], &[u8]) = if lang == Lang::Kk {
            (
                include_bytes!("../../../lexicons/kk/ner.model"),
                include_bytes!("../../../lexicons/kk/ner.clusters"),
            )
        } else {
            (
                include_bytes!("../../../lexicons/ru/ner.model"),
                include_bytes!("../../../lexicons/ru/ner.clusters"),
            )
        };
        Model::from_bytes(model, Arc::new(Clusters::from_bytes(clusters)))
    }
}

/// What the search reuses.
#[derive(Default)]
pub(super) struct Search {
    /// The match that covers each token of the sentence, coded; 0 for none.
    codes: Vec<(u32, u32)>,
    quoted: Vec<u8>,
    /// What each word of the sentence says, and nothing for two before and two after it.
    words: Vec<Emit>,
    /// What the words of the window say of each token; of unsure ones, what the neighbourhood says too. As sums of
    /// their differences from no name.
    emits: Vec<[i16; LANES]>,
    /// Whether a token's window does not tell that it is in no name.
    unsure: Vec<bool>,
    /// Of a stretch of such tokens: the best sums of the labels before each, and the labels.
    before: Vec<[i16; LANES]>,
    features: Vec<u32>,
    labels: Vec<u8>,
}

/// Tokens to either side that a word speaks for.
const MARGIN: usize = WINDOW / 2;

/// Codes the longest matches over a sentence's tokens.
fn code_matches(matches: &[Match], range: &Range<u32>, codes: &mut Vec<(u32, u32)>) {
    codes.clear();
    codes.resize(range.len(), (0, 0));
    let from = matches.partition_point(|m| m.start < range.start);
    for m in matches[from..].iter().take_while(|m| m.start < range.end) {
        if m.nested || m.kind == EntityType::Role {
            continue;
        }
        let kind = m.kind as u32 + 1;
        let quality =
            kind << 4 | u32::from(m.ambiguous) << 1 | u32::from(m.context) << 2 | u32::from(m.small) << 3;
        for t in m.start..m.end.min(range.end) {
            let place = u32::from(t > m.start) | u32::from(t + 1 == m.end) << 1;
            codes[(t - range.start) as usize] = (quality << 2 | place, mix(m.subtype, kind));
        }
    }
}

fn code_quotes(masks: &[Mask], range: &Range<u32>, quoted: &mut Vec<u8>) {
    quoted.clear();
    let masks = &masks[range.start as usize..range.end as usize];
    if !Mask::of_all(masks).has(Mask::QUOTE) {
        quoted.resize(masks.len(), 0);
        return;
    }
    let mut open = false;
    quoted.extend(masks.iter().map(|mask| {
        match mask.class() {
            Class::OpenQuote => open = true,
            Class::CloseQuote => open = false,
            Class::Quote => open = !open,
            _ => {}
        }
        u8::from(open)
    }));
}

/// What stands for the class where no token is.
const NO_CLASS: u32 = 31;

/// The features of the classes of a token and its neighbours.
#[inline]
fn class_features(before: u32, here: u32, after: u32, quoted: u32, first: bool) -> [u32; 2] {
    [mix(mix(here, 106), quoted | u32::from(first) << 1), mix(mix(mix(before, 107), here), after)]
}

/// The features of token `i` of a sentence that are not its window's words' own; those of the classes alone where
/// `classes` asks.
#[inline]
fn context_features(
    s: &Search,
    words: &Words,
    infos: &[u32],
    masks: &[Mask],
    i: usize,
    classes: bool,
    out: &mut Vec<u32>,
) {
    let info = |i: usize| infos.get(i).map(|&info| words.info(info));
    let (last, next) = (i.wrapping_sub(1), i + 1);
    let (here, before, after) = (words.info(infos[i]), info(last), info(next));
    let class = |i: usize| masks.get(i).map_or(NO_CLASS, |m| m.class() as u32);
    let key = |w: Option<&super::word::Info>| w.map_or(7, |w| w.key);
    let near = |w: Option<&super::word::Info>| w.map_or(0, |w| w.evidence.0);
    let (c, cb, ca) = (class(i), class(last), class(next));
    let code = |i: usize| s.codes.get(i).copied().unwrap_or((0, 0));
    let (code_here, code_before, code_after) = (code(i), code(last), code(next));
    if code_here.0 != 0 {
        out.push(mix(code_here.0, 101));
        out.push(mix(mix(code_here.0, 102), c));
        out.push(mix(mix(code_here.1, 103), code_here.0));
        out.push(mix(mix(mix(code_here.0, 114), cb), ca));
        out.push(mix(mix(code_here.1, 115), key(after)));
        out.push(mix(mix(code_here.1, 116), key(before)));
    }
    if code_before.0 != 0 {
        out.push(mix(mix(code_before.0, 104), c));
        out.push(mix(mix(code_before.1, 117), here.key));
    }
    if code_after.0 != 0 {
        out.push(mix(mix(code_after.0, 105), c));
    }
    let quoted = u32::from(s.quoted[i]);
    if classes {
        out.extend(class_features(cb, c, ca, quoted, i == 0));
    }
    if quoted != 0 {
        // The word before the quotation, and how far into it we are.
        let start = (0..i).rev().find(|&k| s.quoted[k] == 0).unwrap_or(0);
        let title = words.info(infos[start]);
        out.push(mix(mix(title.key, 118), (i - start).min(3) as u32));
        out.push(mix(mix(title.evidence.0, 119), c));
    }
    let active = |i: usize| masks.get(i).is_some_and(|m| m.has(Mask::ACTIVE));
    if active(i) || active(last) || active(next) {
        out.push(mix(mix(key(before), 108), c));
        out.push(mix(mix(key(after), 109), c));
        out.push(mix(mix(key(before), 110), here.key));
        out.push(mix(mix(here.evidence.0, 111), near(before)));
        out.push(mix(mix(here.evidence.0, 112), near(after)));
        out.push(mix(mix(mix(here.evidence.0, 113), cb), ca));
    }
}

/// All features of a token, for training.
#[allow(clippy::too_many_arguments)]
pub(super) fn token_features(
    s: &Search,
    words: &Words,
    infos: &[u32],
    masks: &[Mask],
    range: &Range<u32>,
    t: u32,
    own: &[Vec<(u32, bool)>],
    out: &mut Vec<Feature>,
) {
    for place in 0..WINDOW {
        let at = i64::from(t) + place as i64 - 2;
        if at < i64::from(range.start) || at >= i64::from(range.end) {
            continue;
        }
        // A word speaks for the token `place - 2` before it.
        for &(hash, near) in &own[infos[at as usize] as usize] {
            if !(near && (place == 0 || place == WINDOW - 1)) {
                out.push(Feature::Word(hash, place as u8));
            }
        }
    }
    let mut contexts = Vec::new();
    let tokens = range.start as usize..range.end as usize;
    let (infos, masks) = (&infos[tokens.clone()], &masks[tokens]);
    context_features(s, words, infos, masks, (t - range.start) as usize, true, &mut contexts);
    out.extend(contexts.into_iter().map(Feature::Context));
}

/// Prepares the search's codes for a sentence, for training.
pub(super) fn prepare(s: &mut Search, masks: &[Mask], matches: &[Match], range: &Range<u32>) {
    code_matches(matches, range, &mut s.codes);
    code_quotes(masks, range, &mut s.quoted);
}

/// Labels a sentence, in which some token is active, and appends the spans found.
#[allow(clippy::too_many_arguments)]
pub(super) fn search(
    model: &Model,
    floor: [f32; 3],
    words: &Words,
    infos: &[u32],
    masks: &[Mask],
    matches: &[Match],
    range: Range<u32>,
    s: &mut Search,
    out: &mut Vec<Span>,
) {
    prepare(s, masks, matches, &range);
    let tokens = range.start as usize..range.end as usize;
    let (infos, masks) = (&infos[tokens.clone()], &masks[tokens]);
    emissions(model, words, infos, masks, s);
    let mut end = 0;
    while let Some(start) = s.unsure[end..].iter().position(|&u| u).map(|n| end + n) {
        end = s.unsure[start..].iter().position(|&u| !u).map_or(s.unsure.len(), |n| start + n);
        // A name has a capital, or the lexicon knows it.
        if !Mask::of_all(&masks[start..end]).has(Mask::ACTIVE) {
            continue;
        }
        contexts(model, words, infos, masks, start..end, s);
        if end == start + 1 {
            let after = masks.get(end).map(|m| m.class());
            let label = alone_between(model, masks[start].class(), after, &s.emits[start]);
            if label == 0 {
                continue;
            }
            s.labels.clear();
            s.labels.push(label as u8);
        } else {
            viterbi(model, masks, start..end, s);
        }
        stretch(model, floor, &range, start..end, s, out);
    }
}

/// Appends the names of a labelled stretch.
fn stretch(
    model: &Model,
    floor: [f32; 3],
    range: &Range<u32>,
    tokens: Range<usize>,
    s: &Search,
    out: &mut Vec<Span>,
) {
    let label = |t: usize| s.labels[t - tokens.start] as usize;
    let mut t = tokens.start;
    while t < tokens.end {
        let l = label(t);
        if l == 0 {
            t += 1;
            continue;
        }
        let start = t;
        t += 1;
        while t < tokens.end && label(t) == l + 1 && l % 2 == 1 {
            t += 1;
        }
        // How much better than any other label its tokens' labels are, at the weakest token.
        let margin = (start..t)
            .map(|k| {
                let own = label(k);
                let other =
                    (0..LABELS).filter(|&l| l.div_ceil(2) != own.div_ceil(2)).map(|l| s.emits[k][l]).max();
                i32::from(s.emits[k][own]) - i32::from(other.unwrap_or(0))
            })
            .min()
            .unwrap_or(0);
        let score = 1.0 / (1.0 + (-(margin as f32) / model.scale / SPREAD).exp());
        let kind = (l - 1) / 2;
        let listed = s.codes[start].0 != 0;
        if score < floor[kind] && !listed {
            continue;
        }
        out.push(Span {
            start: range.start + start as u32,
            end: range.start + t as u32,
            kind: KINDS[kind],
            rule: "model",
            score: score.clamp(0.05, 0.99),
            found: u32::MAX,
        });
    }
}

/// Sums what the words of the window and, outside quotations, the classes say of each token, and tells which tokens
/// are not surely in no name.
fn emissions(model: &Model, words: &Words, infos: &[u32], masks: &[Mask], s: &mut Search) {
    s.emits.clear();
    s.unsure.clear();
    // A loop that does nothing else waits for the memory of many words at once.
    s.words.clear();
    s.words.extend([Emit::NOTHING; MARGIN]);
    s.words.extend(infos.iter().map(|&info| *words.emit(info)));
    s.words.extend([Emit::NOTHING; MARGIN]);
    let near_all = model.near();
    let class = |i: usize| masks.get(i).map_or(CLASSES, |m| m.class() as usize);
    // The kinds of name that the token before may be in.
    let mut kinds = [false; KINDS.len()];
    let windows = s.words.windows(WINDOW).filter_map(|words| words.first_chunk::<WINDOW>());
    for (i, (&(code, _), [a, b, c, d, e])) in s.codes.iter().zip(windows).enumerate() {
        // A word speaks at place 0 for the token two after it: the places run with the words.
        let mut names = [0; LANES];
        sum_window(a.at::<0>(), b.at::<1>(), c.at::<2>(), d.at::<3>(), e.at::<4>(), &mut names);
        let [b0, i0, b1, i1, b2, i2, ..] = names;
        let mut sums = [0, b0, i0, b1, i1, b2, i2, 0];
        // By so much that its context cannot change it.
        let best = sums[1..LABELS].iter().fold(i16::MIN, |m, &x| m.max(x));
        let unsure = code != 0 || -best <= model.certain;
        if unsure {
            if s.quoted[i] == 0 {
                let at = near(class(i.wrapping_sub(1)), class(i), class(i + 1));
                for (s, n) in sums.iter_mut().zip(&near_all[at]) {
                    *s += n;
                }
            }
            let may = |label: usize| sums[0].saturating_sub(sums[label]) <= model.reach;
            for (k, kind) in kinds.iter_mut().enumerate() {
                *kind = code != 0 || may(1 + 2 * k) || *kind && may(2 + 2 * k);
            }
        } else {
            kinds = [false; KINDS.len()];
        }
        s.emits.push(sums);
        s.unsure.push(kinds.contains(&true));
    }
}

/// Adds what the neighbourhood of the tokens says.
fn contexts(
    model: &Model,
    words: &Words,
    infos: &[u32],
    masks: &[Mask],
    tokens: Range<usize>,
    s: &mut Search,
) {
    let mut features = std::mem::take(&mut s.features);
    for t in tokens {
        features.clear();
        context_features(s, words, infos, masks, t, s.quoted[t] != 0, &mut features);
        model.add(&features, &mut s.emits[t]);
    }
    s.features = features;
}

/// Labels a stretch of tokens; those before and after it are in no name.
fn viterbi(model: &Model, masks: &[Mask], tokens: Range<usize>, s: &mut Search) {
    let moves = |t: usize| &model.moves[masks[t].class() as usize];
    s.before.clear();
    let mut best = [NEVER; LANES];
    best[0] = 0;
    for t in tokens.clone() {
        s.before.push(best);
        let mut next = [NEVER; LANES];
        step(&best, moves(t), &mut next);
        gain(&next, &s.emits[t], &mut best);
    }
    if tokens.end < masks.len() {
        let out = moves(tokens.end);
        for (b, m) in best.iter_mut().zip(out) {
            *b = b.saturating_add(m[0]);
        }
    }
    let mut at = (0..LABELS).max_by_key(|&l| (best[l], std::cmp::Reverse(l))).unwrap_or(0);
    s.labels.clear();
    s.labels.resize(tokens.len(), 0);
    for (i, before) in s.before.iter().enumerate().rev() {
        s.labels[i] = at as u8;
        // Where it came from is found again here, for one label: of equals the first.
        let moves = moves(tokens.start + i);
        let sum = |from: usize| before[from].saturating_add(moves[from][at]);
        let (mut top, mut best) = (sum(0), 0);
        for from in 1..LABELS {
            let here = sum(from);
            if here > top {
                (top, best) = (here, from);
            }
        }
        at = best;
    }
}

/// The label of one token between two that are in no name: what [`viterbi`] would say, without its way back.
fn alone_between(model: &Model, class: Class, after: Option<Class>, emits: &[i16; LANES]) -> usize {
    let mut best = [NEVER; LANES];
    gain(&model.alone[class as usize], emits, &mut best);
    if let Some(after) = after {
        for (b, m) in best.iter_mut().zip(&model.leave[after as usize]) {
            *b = b.saturating_add(*m);
        }
    }
    let mut at = 0;
    for l in 1..LABELS {
        if best[l] > best[at] {
            at = l;
        }
    }
    at
}

// The sums over labels are functions of their own, so that each is done in a register: inlined they are taken to pieces.

/// Adds weights to the labels' sums.
#[inline(never)]
fn add_weights(sums: &mut [i16; LANES], weights: &[i8; LANES]) {
    for (s, w) in sums.iter_mut().zip(weights) {
        *s += i16::from(*w);
    }
}

/// What the five words of a window say together.
#[inline(never)]
fn sum_window(
    a: &[i16; LANES],
    b: &[i16; LANES],
    c: &[i16; LANES],
    d: &[i16; LANES],
    e: &[i16; LANES],
    sums: &mut [i16; LANES],
) {
    for l in 0..LANES {
        sums[l] = a[l] + b[l] + c[l] + d[l] + e[l];
    }
}

/// The best way from the labels before into each label.
#[inline(never)]
fn step(before: &[i16; LANES], moves: &[[i16; LANES]; LABELS], next: &mut [i16; LANES]) {
    let mut best = [i16::MIN; LANES];
    for (so_far, row) in before.iter().zip(moves) {
        for l in 0..LANES {
            best[l] = best[l].max(so_far.saturating_add(row[l]));
        }
    }
    *next = best;
}

/// Adds what a token says to the way into its labels, and brings the best to nought.
#[inline(never)]
fn gain(next: &[i16; LANES], emits: &[i16; LANES], best: &mut [i16; LANES]) {
    for l in 0..LANES {
        best[l] = next[l].saturating_add(emits[l]);
    }
    // Of the lane to spare nothing is read.
    let top = best[..LABELS].iter().fold(i16::MIN, |m, &n| m.max(n));
    for b in best.iter_mut() {
        *b = b.saturating_sub(top).max(NEVER);
    }
}
