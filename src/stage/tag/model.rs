//! The weights of the linear model that [`super::search`] labels tokens with.
//!
//! Reads: the bytes that `scripts/train-ner` wrote; hashes of features. Makes: sums of weights by label. They are an averaged
//! perceptron's, kept as two tables of fingerprints and bytes: of words, for the five places of the window together, and
//! of neighbourhoods. Guarantees: a table reads back as it was written; what has no weight adds nothing. Cost: a probe a
//! feature and a vector addition for each that the table holds; the tables of a language are unpacked when a text first
//! asks for them.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::document::EntityType;
use crate::lang::Lang;

use super::cluster::Clusters;
use super::word::{CLASSES, Class};

/// O, then B and I of PER, LOC, ORG.
pub const LABELS: usize = 7;
/// Places whose words speak for a token: two before to two after.
pub(super) const WINDOW: usize = 5;

/// What a name may be.
pub(super) const KINDS: [EntityType; 3] = [EntityType::Per, EntityType::Loc, EntityType::Org];

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
    pub(super) const NOTHING: Emit = Emit([0; 32]);
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
    pub(super) fn at<const PLACE: usize>(&self) -> &[i16; LANES] {
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
    pub(super) moves: Box<Moves>,
    /// Labels of a name of one token, from O: the best way into each, and the way out into O, by class.
    pub(super) alone: Box<[[i16; LANES]; CLASSES]>,
    pub(super) leave: Box<[[i16; LANES]; CLASSES]>,
    /// What [`Model::near`] looks up, found at first use.
    near: OnceLock<Box<[[i16; LANES]]>>,
    /// The language's word classes, whose features it knows.
    pub(super) clusters: Arc<Clusters>,
    /// What a weight of one is in the table's units.
    pub(super) scale: f32,
    /// Steps by which a token's window alone must speak for no name, so that its context is not asked.
    pub(super) certain: i16,
    /// Steps by which window and classes must speak against a label that it is not thought of.
    pub(super) reach: i16,
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
pub(super) type Moves = [[[i16; LANES]; LABELS]; CLASSES];

/// Labels and one to spare: a register's worth.
pub(super) const LANES: usize = 8;

/// Below any sum of weights that may win: sums are kept below zero by the best, and two of these can be added.
pub(super) const NEVER: i16 = i16::MIN / 2;

fn moves(transitions: &Transitions) -> Box<Moves> {
    let mut moves = Box::new([[[NEVER; LANES]; LABELS]; CLASSES]);
    for (c, from, to) in labels3() {
        if may_follow(from, to) {
            moves[c][from][to] = transitions[c][from][to].max(NEVER);
        }
    }
    moves
}

/// Features of a neighbourhood at most ([`super::search`] tells them).
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
fn near_at(before: usize, here: usize, after: usize) -> usize {
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

    /// What the classes of a token and its neighbours say outside quotations.
    #[inline]
    pub(super) fn near(&self, before: Option<Class>, here: Class, after: Option<Class>) -> &[i16; LANES] {
        let code = |class: Option<Class>| class.map_or(CLASSES, |class| class as usize);
        &self.near.get_or_init(|| self.all_near())[near_at(code(before), here as usize, code(after))]
    }

    /// The same of all classes, by [`near_at`].
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

/// What stands for the class where no token is.
pub(super) const NO_CLASS: u32 = 31;

/// The features of the classes of a token and its neighbours.
#[inline]
pub(super) fn class_features(before: u32, here: u32, after: u32, quoted: u32, first: bool) -> [u32; 2] {
    [mix(mix(here, 106), quoted | u32::from(first) << 1), mix(mix(mix(before, 107), here), after)]
}

// The sums over labels are functions of their own, so that each is done in a register: inlined they are taken to pieces.

/// Adds weights to the labels' sums.
#[inline(never)]
fn add_weights(sums: &mut [i16; LANES], weights: &[i8; LANES]) {
    for (s, w) in sums.iter_mut().zip(weights) {
        *s += i16::from(*w);
    }
}

/// The best way from the labels before into each label.
#[inline(never)]
pub(super) fn step(before: &[i16; LANES], moves: &[[i16; LANES]; LABELS], next: &mut [i16; LANES]) {
    let mut best = [i16::MIN; LANES];
    for (so_far, row) in before.iter().zip(moves) {
        for l in 0..LANES {
            best[l] = best[l].max(so_far.saturating_add(row[l]));
        }
    }
    *next = best;
}
