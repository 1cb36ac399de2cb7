//! A search for names by a linear model over tokens: which run of tokens is a person, a place, a body.
//!
//! Reads: cached words, lexicon matches, a [`Model`]. Makes: spans, by a Viterbi search over the labels of the tokens that
//! are in doubt. A word's own features (key, stem, endings, letters, name evidence) are summed once a distinct word for
//! each place of the window; only features of pairs and of lexicon matches are looked up a token. What the
//! lexicon holds is found with the model switched off. Guarantees: spans of a sentence do not overlap, and each has a
//! token with a capital or one that the lexicon knows. Cost: four vector additions for each such token and for its
//! neighbours as far as the name may reach; about a dozen probes and seven vector additions more where the window alone
//! does not speak clearly for no name.

use std::ops::Range;

use crate::document::EntityType;

use super::Span;
use super::lexical::Match;
use super::model::{
    Emit, Feature, KINDS, LABELS, LANES, Model, NEVER, NO_CLASS, WINDOW, class_features, mix, step,
};
use super::word::{Class, Mask, Words};

/// Brings margins of the perceptron to probabilities, roughly: fitted by cross-validation.
const SPREAD: f32 = 6.0;

/// What the search reuses. What it holds of a token holds for the tokens that were asked for.
#[derive(Default)]
pub(super) struct Search {
    /// The match that covers each token of the sentence, coded; 0 for none.
    codes: Vec<(u32, u32)>,
    /// Of each token inside a quotation one more than the place of the word before the quotation; 0 outside.
    quoted: Vec<u32>,
    /// What the words of the window say of each token; of those in doubt, what the neighbourhood says too. As sums
    /// of their differences from no name.
    emits: Vec<[i16; LANES]>,
    mays: Vec<May>,
    /// Of a stretch of tokens in doubt: the best sums of the labels before each, and the labels.
    before: Vec<[i16; LANES]>,
    features: Vec<u32>,
    labels: Vec<u8>,
}

/// The kinds of name that may begin at a token, and that may go on there, as bits in the order of [`KINDS`].
#[derive(Clone, Copy, Default)]
struct May {
    begin: u8,
    go_on: u8,
}

impl May {
    fn any(self) -> bool {
        self.begin | self.go_on != 0
    }

    /// Those that the token may be in, where the one before may be in `kinds`.
    fn be(self, kinds: u8) -> u8 {
        self.begin | self.go_on & kinds
    }
}

/// A sentence to be labelled, and by what.
pub(super) struct Sentence<'a> {
    pub(super) model: &'a Model,
    /// Names scored lower, by kind, are dropped where no list holds them.
    pub(super) floor: [f32; 3],
    pub(super) words: &'a Words,
    /// The cached word of each token of the document, and what may begin there.
    pub(super) infos: &'a [u32],
    pub(super) masks: &'a [Mask],
    pub(super) matches: &'a [Match],
    /// The sentence's tokens.
    pub(super) range: Range<u32>,
}

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

fn code_quotes(masks: &[Mask], range: &Range<u32>, quoted: &mut Vec<u32>) {
    quoted.clear();
    let masks = &masks[range.start as usize..range.end as usize];
    if !Mask::of_all(masks).has(Mask::QUOTE) {
        quoted.resize(masks.len(), 0);
        return;
    }
    let (mut open, mut before) = (false, 0);
    quoted.extend(masks.iter().zip(0..).map(|(mask, i)| {
        match mask.class() {
            Class::OpenQuote => open = true,
            Class::CloseQuote => open = false,
            Class::Quote => open = !open,
            _ => {}
        }
        if open {
            return before + 1;
        }
        before = i;
        0
    }));
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
    let quoted = s.quoted[i];
    if classes {
        out.extend(class_features(cb, c, ca, u32::from(quoted != 0), i == 0));
    }
    if let Some(start) = quoted.checked_sub(1).map(|start| start as usize) {
        // The word before the quotation, and how far into it we are.
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
pub(super) fn search(sentence: &Sentence<'_>, s: &mut Search, out: &mut Vec<Span>) {
    let Sentence { model, floor, words, infos, masks, matches, range } = sentence;
    prepare(s, masks, matches, range);
    let tokens = range.start as usize..range.end as usize;
    let view = View { model, words, infos: &infos[tokens.clone()], masks: &masks[tokens] };
    let count = view.infos.len();
    s.emits.resize(count, [0; LANES]);
    s.mays.resize(count, May::default());
    let active = |i: &usize| view.masks[*i].has(Mask::ACTIVE);
    // A loop that does nothing else waits for the memory of many words at once.
    for i in (0..count).filter(active) {
        s.emits[i] = view.window(i);
    }
    // A name has a capital, or the lexicon knows it: from there it is followed to both sides.
    let mut settled = 0;
    while let Some(at) = (settled..count).find(active) {
        view.weigh(at, s);
        let mut first = at;
        while first > settled && s.mays[first].any() {
            first -= 1;
            s.emits[first] = view.window(first);
            view.weigh(first, s);
        }
        let (mut start, mut kinds) = (first, 0);
        for i in first..=at {
            kinds = s.mays[i].be(kinds);
            if kinds == 0 {
                start = i + 1;
            }
        }
        let mut end = at + 1;
        while kinds != 0 && end < count {
            if !active(&end) {
                s.emits[end] = view.window(end);
            }
            view.weigh(end, s);
            kinds = s.mays[end].be(kinds);
            end += usize::from(kinds != 0);
        }
        if start < end {
            view.label(start..end, s);
            stretch(model, *floor, range, start..end, s, out);
        }
        settled = end + usize::from(kinds == 0 && start < end);
    }
}

/// The tokens of a sentence, and the model.
struct View<'a> {
    model: &'a Model,
    words: &'a Words,
    infos: &'a [u32],
    masks: &'a [Mask],
}

impl View<'_> {
    fn class(&self, i: usize) -> Option<Class> {
        self.masks.get(i).map(|m| m.class())
    }

    /// What the words of the window say of a token together. A word speaks at place 0 for the token two after it: the
    /// places run with the words.
    fn window(&self, i: usize) -> [i16; LANES] {
        let word = |i: usize| self.infos.get(i).map_or(&Emit::NOTHING, |&info| self.words.emit(info));
        let before = |n: usize| word(i.wrapping_sub(n));
        let mut names = [0; LANES];
        sum_window(
            before(2).at::<0>(),
            before(1).at::<1>(),
            word(i).at::<2>(),
            word(i + 1).at::<3>(),
            word(i + 2).at::<4>(),
            &mut names,
        );
        let [b0, i0, b1, i1, b2, i2, ..] = names;
        [0, b0, i0, b1, i1, b2, i2, 0]
    }

    /// Tells by the window's sums, and outside quotations by the classes, which kinds of name a token may be in.
    fn weigh(&self, i: usize, s: &mut Search) {
        let (sums, coded) = (&mut s.emits[i], s.codes[i].0 != 0);
        let best = sums[1..LABELS].iter().fold(i16::MIN, |m, &x| m.max(x));
        // By so much that its context cannot change it.
        if !coded && -best > self.model.certain {
            s.mays[i] = May::default();
            return;
        }
        if s.quoted[i] == 0 {
            let (before, after) = (self.class(i.wrapping_sub(1)), self.class(i + 1));
            for (s, n) in sums.iter_mut().zip(self.model.near(before, self.masks[i].class(), after)) {
                *s += n;
            }
        }
        let may = |label: usize| u8::from(sums[0].saturating_sub(sums[label]) <= self.model.reach);
        let [mut begin, mut go_on] = [0; 2];
        for k in 0..KINDS.len() {
            begin |= may(1 + 2 * k) << k;
            go_on |= may(2 + 2 * k) << k;
        }
        s.mays[i] = May { begin: if coded { 0b111 } else { begin }, go_on };
    }

    /// Labels a stretch of tokens; those before and after it are in no name.
    fn label(&self, tokens: Range<usize>, s: &mut Search) {
        let mut features = std::mem::take(&mut s.features);
        for t in tokens.clone() {
            features.clear();
            context_features(s, self.words, self.infos, self.masks, t, s.quoted[t] != 0, &mut features);
            self.model.add(&features, &mut s.emits[t]);
        }
        s.features = features;
        s.labels.clear();
        if tokens.len() == 1 {
            let (here, after) = (self.masks[tokens.start].class(), self.class(tokens.end));
            s.labels.push(alone_between(self.model, here, after, &s.emits[tokens.start]) as u8);
        } else {
            viterbi(self.model, self.masks, tokens, s);
        }
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

/// The likeliest labels of a stretch of more tokens than one.
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
