//! What a distinct word is to the lexicons and the model, found once and kept.
//!
//! Reads: the word table. Makes: [`Info`]s by word and language. Cost: some microseconds a distinct word; an index
//! a token.

use crate::document::TokenKind;
use crate::lang::Lang;
use crate::lang::dates::DateWords;
use crate::lang::kk::stem::KkStemmer;
use crate::lang::letters::Letter;
use crate::lexicon::{Evidence, Lexicon, Reading, without_case};
use crate::words::{Shape, WordId, WordTable};

use super::cluster::Clusters;
use super::kind::{KindId, Kinds, Takes};
use super::model::{self, Models, TextHash, WINDOW};
use super::value;

/// What a token looks like, coarsely: it chooses the transition weights and is a feature itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[repr(u8)]
pub(super) enum Class {
    #[default]
    Lower,
    Capital,
    AllCapitals,
    Mixed,
    LatinCapital,
    LatinLower,
    Initial,
    Number,
    OpenQuote,
    CloseQuote,
    Quote,
    Comma,
    Stop,
    Dash,
    OtherMark,
    Suffixed,
}

pub(super) const CLASSES: usize = 16;

/// A distinct word in a language; two cache lines, not aligned to them, so that their list grows in place.
#[derive(Clone, Copy, Default)]
pub(super) struct Info {
    readings: (u32, u16),
    /// An alias may begin here.
    pub(super) starts: bool,
    /// A name may begin here: it has a capital, is Latin, or an alias may begin.
    pub(super) active: bool,
    pub(super) class: Class,
    pub(super) evidence: Evidence,
    /// The same word in small letters is a common one.
    pub(super) common: bool,
    /// A Kazakh word whose stem the stem list knows.
    pub(super) noun: bool,
    /// An address on the net: no name but the lexicon's.
    pub(super) address: bool,
    /// What it says in a date or a sum.
    pub(super) value: value::Code,
    /// The kind of body or place that it names.
    pub(super) kind: KindId,
    /// That kind stands beside a place's name and is no part of it: `Павлодар қаласы`.
    pub(super) bare: bool,
    /// A hash of the key, for features of pairs.
    pub(super) key: u32,
    /// Summed model weights of the word's features at each place of the window.
    pub(super) emit: [[i16; model::LANES]; WINDOW],
}

/// The kept words.
#[derive(Default)]
pub(super) struct Words {
    stamp: (u32, usize, usize),
    index: Vec<[u32; 2]>,
    infos: Vec<Info>,
    readings: Vec<Reading>,
    buffer: Vec<Reading>,
}

const UNKNOWN: u32 = u32::MAX;

/// Everything that tells what a word is.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) words: &'a WordTable,
    pub(super) lexicon: &'a Lexicon,
    pub(super) models: &'a Models,
    pub(super) dates: &'a DateWords,
    pub(super) kinds: &'a Kinds,
    pub(super) kk: &'a KkStemmer,
}

impl Words {
    /// Forgets everything if the word table was emptied or other data are in use.
    pub(super) fn sync(&mut self, words: &WordTable, lexicon: &Lexicon, models: &Models) {
        let stamp =
            (words.generation(), std::ptr::from_ref(lexicon) as usize, std::ptr::from_ref(models) as usize);
        if self.stamp != stamp {
            self.stamp = stamp;
            self.index.clear();
            self.infos.clear();
            self.readings.clear();
        }
    }

    #[inline]
    #[allow(clippy::too_many_arguments)]
    pub(super) fn of(&mut self, word: WordId, kind: TokenKind, lang: Lang, known: &Known<'_>) -> u32 {
        let slot = usize::from(lang == Lang::Kk);
        let at = word.0 as usize;
        if let Some(learned) = self.index.get(at).map(|k| k[slot])
            && learned != UNKNOWN
        {
            return learned;
        }
        self.learn(word, kind, lang, known)
    }

    #[cold]
    fn learn(&mut self, word: WordId, kind: TokenKind, lang: Lang, known: &Known<'_>) -> u32 {
        let Known { words, lexicon, models, dates, kinds, kk } = *known;
        let at = word.0 as usize;
        if self.index.len() <= at {
            self.index.resize(at + 1, [UNKNOWN; 2]);
        }
        let (surface, key, shape) = (words.surface(word), words.key(word), words.shape(word));
        let start = self.readings.len() as u32;
        let letters = shape.has(Shape::CYRILLIC | Shape::LATIN);
        let mut info = Info {
            class: class_of(surface, shape, kind),
            key: model::hash_text(key),
            value: value::code(key, kind, dates),
            address: matches!(kind, TokenKind::Url | TokenKind::Email | TokenKind::Tag),
            ..Info::default()
        };
        if letters || shape.has(Shape::DIGIT) {
            self.buffer.clear();
            lexicon.readings(key, surface, lang, &mut self.buffer);
            info.starts = self.buffer.iter().any(|r| r.root);
            self.readings.extend_from_slice(&self.buffer);
        }
        if letters {
            info.evidence = lexicon.names().evidence(key, lang);
            info.kind = kinds.of(key, lang);
            info.bare = lang == Lang::Kk
                && kinds.get(info.kind).is_some_and(|k| {
                    k.takes.has(Takes::BARE) && matches!(k.subtype, "city" | "village" | "district")
                });
        }
        info.readings = (start, (self.readings.len() - start as usize) as u16);
        info.active = info.starts
            || matches!(
                info.class,
                Class::Capital
                    | Class::AllCapitals
                    | Class::Mixed
                    | Class::LatinCapital
                    | Class::LatinLower
                    | Class::Initial
                    | Class::OpenQuote
                    | Class::Quote
            );
        if let Some(model) = models.of(lang) {
            info.common = surface != key && model.clusters.of(key).is_some();
            info.noun =
                surface != key && lang == Lang::Kk && kk.analyse(key).first().is_some_and(|best| best.known);
            let mut features = Vec::with_capacity(32);
            word_features(surface, key, &info, lang, &model.clusters, &mut features);
            info.emit = model.word(&features);
        }
        let id = self.infos.len() as u32;
        self.infos.push(info);
        self.index[at][usize::from(lang == Lang::Kk)] = id;
        id
    }

    #[inline]
    pub(super) fn info(&self, id: u32) -> &Info {
        &self.infos[id as usize]
    }

    #[inline]
    pub(super) fn readings(&self, id: u32) -> &[Reading] {
        let (start, count) = self.infos[id as usize].readings;
        &self.readings[start as usize..start as usize + usize::from(count)]
    }
}

fn class_of(surface: &str, shape: Shape, kind: TokenKind) -> Class {
    if kind == TokenKind::Number || kind == TokenKind::Date || kind == TokenKind::Time {
        return Class::Number;
    }
    if !shape.has(Shape::CYRILLIC | Shape::LATIN) {
        return match surface {
            "«" | "“" | "„" | "‹" => Class::OpenQuote,
            "»" | "”" | "›" => Class::CloseQuote,
            "\"" | "''" | "'" => Class::Quote,
            "," | ";" => Class::Comma,
            "." | "!" | "?" | "…" | ":" | "..." => Class::Stop,
            "-" | "–" | "—" => Class::Dash,
            _ if shape.has(Shape::DIGIT) => Class::Number,
            _ => Class::OtherMark,
        };
    }
    let letters = surface.chars().filter(|c| c.is_letter()).count();
    if shape.has(Shape::CAPITAL) && letters <= 2 && (surface.ends_with('.') || letters == 1) {
        return Class::Initial;
    }
    if shape.has(Shape::LATIN) && !shape.has(Shape::CYRILLIC) {
        return if shape.has(Shape::CAPITAL) || shape.has(Shape::INNER_CAPITAL) {
            Class::LatinCapital
        } else {
            Class::LatinLower
        };
    }
    if shape.has(Shape::ALL_CAPITALS) {
        return Class::AllCapitals;
    }
    if shape.has(Shape::CAPITAL) {
        let upper = surface.chars().filter(|c| c.is_capital()).count();
        if surface.contains('-')
            && upper > 1
            && surface.split('-').next().is_some_and(|p| p.chars().all(|c| !c.is_small()))
        {
            return Class::Suffixed;
        }
        return if upper > 1 && !surface.contains('-') { Class::Mixed } else { Class::Capital };
    }
    if shape.has(Shape::INNER_CAPITAL) { Class::Mixed } else { Class::Lower }
}

/// The features of a word, each a hash and whether it counts only near the token.
pub(super) fn word_features(
    surface: &str,
    key: &str,
    info: &Info,
    lang: Lang,
    clusters: &Clusters,
    out: &mut Vec<(u32, bool)>,
) {
    let mut add = |tag: u8, text: TextHash, near: bool| out.push((model::hash_feature(tag, text), near));
    let empty = TextHash::new();
    let text = |text: &str| empty.with(text.as_bytes());
    let bare = if lang == Lang::Kk { without_case(key) } else { key };
    // The hashes of what the key begins with, each continued from the one before.
    let (mut starts, mut at, mut hash) = ([empty; 7], 0, empty);
    let mut count = 0;
    for (i, _) in bare.char_indices() {
        if count < starts.len() {
            hash = hash.with(&bare.as_bytes()[at..i]);
            at = i;
            starts[count] = hash;
        }
        count += 1;
    }
    let bare_hash = hash.with(&bare.as_bytes()[at..]);
    add(0, bare_hash.with(&key.as_bytes()[bare.len()..]), false);
    if lang == Lang::Kk {
        add(1, bare_hash, false);
    }
    for (tag, n) in [(2u8, 4usize), (3, 5), (4, 6)] {
        if count > n {
            add(tag, starts[n], true);
        }
    }
    let mut ends = bare.char_indices().rev().map(|(i, _)| i);
    for (tag, n) in [(5u8, 1usize), (6, 2), (7, 3), (8, 4)] {
        if let Some(start) = ends.next().filter(|_| count > n) {
            let end = text(&bare[start..]);
            add(tag, end, true);
            // With capitals, the endings of names.
            if (2..4).contains(&n) && surface != key {
                add(tag + 20, end, true);
            }
        }
    }
    if bare.len() != key.len() {
        add(9, text(&key[bare.len()..]), true);
    }
    let mut bits = info.evidence.0;
    let class = empty.with(&[info.class as u8 + 32]);
    add(10, class, false);
    add(11, class.with_number(bits, 16), false);
    while bits != 0 {
        let bit = bits.trailing_zeros();
        bits &= bits - 1;
        add(12, empty.with_number(bit, 10), false);
        add(13, class.with_number(bit, 10), true);
    }
    add(14, class.with_number(count.min(9) as u32, 10), true);
    if let Some(at) = key.rfind('-') {
        add(15, text(&key[at..]), true);
        add(16, text(&key[..at]), true);
    }
    // A capital that a sentence's start or a headline gave: the same word in small letters has a class.
    let small = clusters.of(key);
    if key != surface
        && let Some(cluster) = small
    {
        add(22, empty.with_number(cluster.into(), 10), false);
        add(23, class, false);
    }
    if let Some(cluster) = if key == surface { small } else { clusters.of(surface) } {
        let cluster = empty.with_number(cluster.into(), 10);
        add(19, cluster, false);
        add(20, cluster.with(b" ").with(&[info.class as u8 + 32]), true);
    } else {
        add(21, class, true);
    }
    add(17, text(if info.starts { "1" } else { "0" }), false);
    // The pattern of the letters: Aa-Aa, A.A.
    let (mut pattern, mut before) = (empty, None);
    for c in surface.chars() {
        let p = match c {
            _ if c.is_capital() => 'A',
            _ if c.is_letter() => 'a',
            _ if c.is_ascii_digit() => '0',
            c => c,
        };
        if before != Some(p) {
            pattern = pattern.with(p.encode_utf8(&mut [0; 4]).as_bytes());
            before = Some(p);
        }
    }
    add(18, pattern, true);
}
