//! What a distinct word is to the lexicons and the model, found once and kept.
//!
//! Reads: the word table. Makes: [`Info`]s by word and language. Weights that many words share (of the same ending, the
//! same look) are summed once. Cost: about a microsecond a distinct word; an index a token.

use std::sync::Arc;

use crate::document::{Token, TokenKind};
use crate::lang::Lang;
use crate::lang::dates::DateWords;
use crate::lang::letters::Letter;
use crate::lexicon::{Evidence, Lexicon, Reading, symbol, without_case};
use crate::words::{Shape, WordId, WordTable};

use super::cluster::{Bucket, Clusters};
use super::kind::{KindId, Kinds, Takes};
use super::lexical::{Follows, Nodes};
use super::model::{self, Emit, Model, Models, Sums, TextHash};
use super::{decide, pattern, value};

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

impl Class {
    /// In their order.
    const ALL: [Class; CLASSES] = [
        Class::Lower,
        Class::Capital,
        Class::AllCapitals,
        Class::Mixed,
        Class::LatinCapital,
        Class::LatinLower,
        Class::Initial,
        Class::Number,
        Class::OpenQuote,
        Class::CloseQuote,
        Class::Quote,
        Class::Comma,
        Class::Stop,
        Class::Dash,
        Class::OtherMark,
        Class::Suffixed,
    ];
}

/// What the passes over a document's tokens look for, as bits: they pass over most tokens without reading more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mask(u32);

impl Mask {
    /// An alias may begin here.
    pub(super) const STARTS: u16 = 1;
    /// One may end here that begins here.
    pub(super) const ENDS: u16 = 2;
    /// A name may begin here ([`Info::active`]).
    pub(super) const ACTIVE: u16 = 4;
    /// A quotation mark.
    pub(super) const QUOTE: u16 = 8;
    /// A rule of [`super::pattern`] may begin here.
    pub(super) const PATTERN: u16 = 16;
    /// Initials, or a given name or surname with a capital.
    pub(super) const PERSON: u16 = 32;
    /// Written as the words of names are.
    pub(super) const NAME: u16 = 64;
    /// A date or a sum may begin here.
    pub(super) const VALUE: u16 = 128;
    /// The four bits above the others are the class.
    const CLASS: u32 = 12;

    pub(super) fn has(self, bits: u16) -> bool {
        self.0 & u32::from(bits) != 0
    }

    /// What the token looks like.
    pub(super) fn class(self) -> Class {
        Class::ALL[self.0 as usize >> Self::CLASS & (CLASSES - 1)]
    }

    /// Behind which first words of aliases it may stand.
    pub(super) fn follows(self) -> Nodes {
        Nodes((self.0 >> 16) as u16)
    }

    /// All bits of some tokens; of their classes it tells nothing.
    pub(super) fn of_all(masks: &[Mask]) -> Mask {
        Mask(masks.iter().fold(0, |all, m| all | m.0))
    }

    /// What is to be found where a word is, in a text of `lang`; `ends` as in [`Mask::ENDS`].
    fn of(info: &Info, ends: bool, follows: Nodes, lang: Lang) -> Mask {
        let quote = matches!(info.class, Class::OpenQuote | Class::CloseQuote | Class::Quote);
        let named = matches!(info.class, Class::Capital | Class::Mixed);
        let bits = [
            (Mask::STARTS, info.starts),
            (Mask::ENDS, ends),
            (Mask::ACTIVE, info.active),
            (Mask::QUOTE, quote),
            (Mask::PATTERN, pattern::may_begin(info, lang)),
            (
                Mask::PERSON,
                info.class == Class::Initial
                    || info.class == Class::AllCapitals && info.evidence.has(Evidence::GIVEN)
                    || named
                        && info
                            .evidence
                            .has(Evidence::GIVEN | Evidence::SURNAME_SHAPE | Evidence::KAZAKH_PATRONYMIC),
            ),
            (Mask::NAME, named || info.class == Class::LatinCapital),
            (Mask::VALUE, value::may_begin(info.value)),
        ];
        // An alias may go on behind a quotation mark or a comma.
        let follows = if quote || info.class == Class::Comma { Nodes::ALL } else { follows };
        let bits = bits.into_iter().fold(0, |all, (bit, is)| all | if is { bit } else { 0 });
        Mask(u32::from(follows.0) << 16 | (info.class as u32) << Self::CLASS | u32::from(bits))
    }
}

/// Where a word's [`Info`] is, and its bits: all that most tokens ask for.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    pub(super) info: u32,
    pub(super) mask: Mask,
}

impl Slot {
    const UNKNOWN: Slot = Slot { info: UNKNOWN, mask: Mask(0) };
}

/// A distinct word in a language, half a cache line; its weights lie elsewhere ([`Words::emit`]).
#[derive(Clone, Copy, Default)]
#[repr(align(32))]
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
    /// An address on the net: no name but the lexicon's.
    pub(super) address: bool,
    /// What it says in a date or a sum.
    pub(super) value: value::Code,
    /// The kind of body or place that it names.
    pub(super) kind: KindId,
    /// That kind stands beside a place's name and is no part of it: `Павлодар қаласы`.
    pub(super) bare: bool,
    /// Written as only names of places are: `Хоххайм-ам-Майн`.
    pub(super) shaped: bool,
    /// What bodies in Latin letters are called by: `Bank`.
    pub(super) trade: bool,
    /// What days, orders and prizes are called by.
    pub(super) award: bool,
    /// May tell of a school or hospital by its number: `№`, `12-мектеп`.
    pub(super) numbered: bool,
    /// A hash of the key, for features of pairs.
    pub(super) key: u32,
}

impl Info {
    /// An alias may begin here, and the word is no number, with which few do.
    fn named(&self) -> bool {
        self.starts && self.class != Class::Number
    }
}

/// Of what the words are kept. Holds the data, so that no other can come to lie at their place.
struct Stamp {
    generation: u32,
    lexicon: Arc<Lexicon>,
    models: Arc<Models>,
}

/// The kept words.
#[derive(Default)]
pub(super) struct Words {
    stamp: Option<Stamp>,
    index: Vec<[Slot; 2]>,
    infos: Vec<Info>,
    emits: Vec<Emit>,
    readings: Vec<Reading>,
    buffer: Vec<Reading>,
    features: Vec<(u32, bool)>,
    shared: Shared,
}

/// Summed weights of features that many words have together, by what they are made of; the last found of each slot.
#[derive(Default)]
struct Shared {
    /// 0 for none.
    codes: Vec<u64>,
    sums: Vec<Sums>,
}

impl Shared {
    /// Bits of a slot's index: most of what words share, in some 350 KB.
    const BITS: u32 = 12;

    fn clear(&mut self) {
        self.codes.clear();
        self.codes.resize(1 << Self::BITS, 0);
        if self.sums.is_empty() {
            self.sums = vec![Sums::default(); 1 << Self::BITS];
        }
    }

    /// Adds what the features that `code` stands for weigh; `find` tells the features.
    fn add(
        &mut self,
        model: &Model,
        code: u64,
        features: &mut Vec<(u32, bool)>,
        sums: &mut Sums,
        find: impl FnOnce(&mut Vec<(u32, bool)>),
    ) {
        let at = (code.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - Self::BITS)) as usize;
        if self.codes[at] != code {
            self.codes[at] = code;
            self.sums[at] = Sums::default();
            features.clear();
            find(features);
            model.add_word(features, &mut self.sums[at]);
        }
        for (sums, shared) in sums.iter_mut().zip(&self.sums[at]) {
            *sums = std::array::from_fn(|l| sums[l] + shared[l]);
        }
    }
}

/// The info of a word that was not asked for yet.
pub(super) const UNKNOWN: u32 = u32::MAX;

/// Everything that tells what a word is.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) words: &'a WordTable,
    pub(super) lexicon: &'a Lexicon,
    pub(super) follows: &'a Follows,
    pub(super) models: &'a Models,
    pub(super) dates: &'a DateWords,
    pub(super) kinds: &'a Kinds,
}

impl Words {
    /// Forgets everything if the word table was emptied or other data are in use; says whether it did.
    pub(super) fn sync(&mut self, words: &WordTable, lexicon: &Arc<Lexicon>, models: &Arc<Models>) -> bool {
        let same = |stamp: &Stamp| {
            stamp.generation == words.generation()
                && Arc::ptr_eq(&stamp.lexicon, lexicon)
                && Arc::ptr_eq(&stamp.models, models)
        };
        let other = !self.stamp.as_ref().is_some_and(same);
        if other {
            self.stamp = Some(Stamp {
                generation: words.generation(),
                lexicon: Arc::clone(lexicon),
                models: Arc::clone(models),
            });
            self.index.clear();
            self.infos.clear();
            self.emits.clear();
            self.readings.clear();
            self.shared.clear();
            // Growing would copy them, since they are aligned; what is not used of them costs no memory.
            self.infos.reserve_exact(words.most_words());
            self.emits.reserve_exact(words.most_words());
        }
        other
    }

    /// Looks the tokens' words up; an unknown one's info is [`UNKNOWN`]. Says whether all are known. A loop that does
    /// nothing else, so that it waits for the memory of many words at once.
    pub(super) fn known(&self, tokens: &[Token], infos: &mut Vec<u32>, masks: &mut Vec<Mask>) -> bool {
        infos.resize(tokens.len(), 0);
        masks.resize(tokens.len(), Mask::default());
        let mut all = true;
        for ((token, info), mask) in tokens.iter().zip(infos).zip(masks) {
            let slots = self.index.get(token.word.0 as usize);
            let slot = slots.map_or(Slot::UNKNOWN, |slots| slots[usize::from(token.lang == Lang::Kk)]);
            (*info, *mask) = (slot.info, slot.mask);
            all &= slot.info != UNKNOWN;
        }
        all
    }

    #[inline]
    pub(super) fn of(&mut self, word: WordId, kind: TokenKind, lang: Lang, known: &Known<'_>) -> Slot {
        let slot = usize::from(lang == Lang::Kk);
        let at = word.0 as usize;
        if let Some(learned) = self.index.get(at).map(|k| k[slot])
            && learned.info != UNKNOWN
        {
            return learned;
        }
        self.learn(word, kind, lang, known)
    }

    #[cold]
    fn learn(&mut self, word: WordId, kind: TokenKind, lang: Lang, known: &Known<'_>) -> Slot {
        let Known { words, lexicon, follows, models, dates, kinds } = *known;
        let at = word.0 as usize;
        if self.index.len() <= at {
            self.index.resize(at + 1, [Slot::UNKNOWN; 2]);
        }
        let (surface, key, shape) = (words.surface(word), words.key(word), words.shape(word));
        let start = self.readings.len() as u32;
        let letters = shape.has(Shape::CYRILLIC | Shape::LATIN);
        let spelling = Spelling::of(surface, key, shape, lang);
        let ends = Ends::of(&spelling);
        let Words { shared, features, .. } = self;
        // What is looked up in large tables is asked for first, and the answers used further down: memory has the time
        // to answer, and all at once.
        let symbol = symbol(key);
        let cuts = lexicon.cuts(symbol.unwrap_or(key), lang);
        let asked = models.of(lang).map(|model| {
            features.clear();
            if ends.code().is_none() {
                ends.features(features);
            }
            spelling.features(features);
            (model, model.rows(features), spelling.buckets(&model.clusters))
        });
        let mut info = Info {
            class: class_of(surface, shape, kind, &spelling),
            key: spelling.key_hash.finish(),
            value: value::code(key, kind, lang, dates),
            address: matches!(kind, TokenKind::Url | TokenKind::Email | TokenKind::Tag),
            ..Info::default()
        };
        info.numbered = pattern::is_number(key, info.class);
        if letters || shape.has(Shape::DIGIT) || symbol.is_some() {
            self.buffer.clear();
            lexicon.readings(&cuts, surface, &mut self.buffer);
            info.starts = self.buffer.iter().any(|r| r.root);
            self.readings.extend_from_slice(&self.buffer);
            if letters {
                info.evidence = lexicon.names().evidence_of(&cuts, spelling.bare);
                info.kind = kinds.find(&cuts);
                info.bare = lang == Lang::Kk
                    && kinds.get(info.kind).is_some_and(|k| {
                        k.takes.has(Takes::BARE) && matches!(k.subtype, "city" | "village" | "district")
                    });
                info.shaped = lang != Lang::Kk
                    && matches!(info.class, Class::Capital | Class::Mixed)
                    && !info.starts
                    && pattern::place_shape(key);
                info.trade = info.class == Class::LatinCapital && pattern::names_trade(key);
                info.award = decide::names_awards(surface, key);
            }
        }
        info.readings = (start, (self.readings.len() - start as usize) as u16);
        info.active = info.named()
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
        let mut sums = Sums::default();
        if let Some((model, rows, buckets)) = asked {
            let (small, own) = spelling.clusters(&model.clusters, buckets);
            info.common = small.is_some();
            let (look, classes) = (Look::of(&info, &spelling), Classes { class: info.class, small, own });
            let sums = &mut sums;
            let model_code = u64::from(lang == Lang::Kk) << 63;
            shared.add(model, model_code | look.code(), features, sums, |out| look.features(out));
            shared.add(model, model_code | classes.code(), features, sums, |out| classes.features(out));
            if let Some(code) = ends.code() {
                shared.add(model, model_code | code, features, sums, |out| ends.features(out));
            }
            model.add_rows(&rows, sums);
        }
        let readings = &self.readings[start as usize..];
        let ends = readings.iter().filter_map(|r| lexicon.step(0, r.word)).any(|node| lexicon.ends(node));
        let all = readings.iter().fold(Nodes::default(), |all, r| all.or(follows.of(r.word)));
        let slot = Slot { info: self.infos.len() as u32, mask: Mask::of(&info, ends, all, lang) };
        self.infos.push(info);
        self.emits.push(Emit::of(&sums));
        self.index[at][usize::from(lang == Lang::Kk)] = slot;
        slot
    }

    /// How many are kept.
    pub(super) fn count(&self) -> usize {
        self.infos.len()
    }

    #[inline]
    pub(super) fn emit(&self, id: u32) -> &Emit {
        &self.emits[id as usize]
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

/// A word letter by letter, as the features ask for it.
struct Spelling<'a> {
    surface: &'a str,
    key: &'a str,
    /// The key, without its case ending in Kazakh.
    bare: &'a str,
    lang: Lang,
    /// Characters of `bare`.
    letters: usize,
    /// The hashes of what `bare` begins with, by the number of characters.
    starts: [TextHash; 7],
    bare_hash: TextHash,
    key_hash: TextHash,
    surface_hash: TextHash,
    /// The pattern of the surface's letters: Aa-Aa, A.A.
    pattern: TextHash,
    surface_letters: usize,
    capitals: usize,
    hyphen: bool,
    /// The key is the surface.
    small: bool,
}

impl<'a> Spelling<'a> {
    fn of(surface: &'a str, key: &'a str, shape: Shape, lang: Lang) -> Spelling<'a> {
        // Where they are the same they mostly lie at one place.
        let small = std::ptr::eq(surface, key) || surface == key;
        let bare = if lang == Lang::Kk { without_case(key) } else { key };
        let empty = TextHash::new();
        // Each hash is continued from the one before.
        let (mut starts, mut hash, mut letters) = ([empty; 7], empty, 0);
        for &b in bare.as_bytes() {
            if b & 0xc0 != 0x80 {
                if let Some(start) = starts.get_mut(letters) {
                    *start = hash;
                }
                letters += 1;
            }
            hash = hash.with(&[b]);
        }
        let bare_hash = hash;
        let key_hash = hash.with(&key.as_bytes()[bare.len()..]);
        let mut spelling = Spelling {
            surface,
            key,
            bare,
            lang,
            letters,
            starts,
            bare_hash,
            key_hash,
            surface_hash: if small { key_hash } else { empty.with(surface.as_bytes()) },
            pattern: empty,
            surface_letters: 0,
            capitals: 0,
            hyphen: false,
            small,
        };
        // Small letters of two bytes, as most words are.
        let cyrillic = !shape.has(!Shape::CYRILLIC & !Shape::KAZAKH_LETTER);
        if small && cyrillic && key.bytes().all(|b| (0x80..0xe0).contains(&b)) {
            spelling.pattern = empty.with(b"a");
            spelling.surface_letters = key.len() / 2;
        } else {
            spelling.look();
        }
        spelling
    }

    /// Finds what the surface looks like.
    fn look(&mut self) {
        let (mut pattern, mut before) = (TextHash::new(), None);
        for c in self.surface.chars() {
            let p = match c {
                _ if c.is_capital() => 'A',
                _ if c.is_letter() => 'a',
                _ if c.is_ascii_digit() => '0',
                c => c,
            };
            self.hyphen |= p == '-';
            self.capitals += usize::from(p == 'A');
            self.surface_letters += usize::from(c.is_letter());
            if before != Some(p) {
                pattern = pattern.with(p.encode_utf8(&mut [0; 4]).as_bytes());
                before = Some(p);
            }
        }
        self.pattern = pattern;
    }

    /// The classes of the word in small letters, where it has others, and as it stands.
    fn clusters(&self, clusters: &Clusters, [key, surface]: [Bucket; 2]) -> (Option<u16>, Option<u16>) {
        let own = clusters.class(self.surface_hash.finish(), surface);
        if self.small { (None, own) } else { (clusters.class(self.key_hash.finish(), key), own) }
    }

    /// Where those are.
    fn buckets(&self, clusters: &Clusters) -> [Bucket; 2] {
        [self.key_hash, self.surface_hash].map(|hash| clusters.bucket(hash.finish()))
    }

    /// The features of key, beginning, suffix and the parts about a hyphen.
    fn features(&self, out: &mut Vec<(u32, bool)>) {
        let mut add = |tag: u8, text: TextHash, near: bool| out.push((model::hash_feature(tag, text), near));
        let text = |text: &str| TextHash::new().with(text.as_bytes());
        add(0, self.key_hash, false);
        if self.lang == Lang::Kk {
            add(1, self.bare_hash, false);
        }
        for (tag, n) in [(2u8, 4usize), (3, 5), (4, 6)] {
            if self.letters > n {
                add(tag, self.starts[n], true);
            }
        }
        if self.letters > 4 {
            let (start, _) = self.bare.char_indices().nth_back(3).unwrap_or_default();
            add(8, text(&self.bare[start..]), true);
        }
        if self.bare.len() != self.key.len() {
            add(9, text(&self.key[self.bare.len()..]), true);
        }
        if self.hyphen
            && let Some(at) = memchr::memrchr(b'-', self.key.as_bytes())
        {
            add(15, text(&self.key[at..]), true);
            add(16, text(&self.key[..at]), true);
        }
    }
}

/// A word's last three letters.
struct Ends<'a> {
    tail: &'a str,
    /// Characters of the word, as far as they are asked for.
    letters: usize,
    capital: bool,
}

impl<'a> Ends<'a> {
    fn of(word: &Spelling<'a>) -> Ends<'a> {
        let (start, _) = word.bare.char_indices().nth_back(2).unwrap_or_default();
        Ends { tail: &word.bare[start..], letters: word.letters.min(4), capital: !word.small }
    }

    /// `None` where it has longer letters than ours.
    fn code(&self) -> Option<u64> {
        let tail = self.tail.as_bytes();
        if tail.len() > 6 {
            return None;
        }
        let tail = tail.iter().fold(0, |all, &b| all << 8 | u64::from(b));
        let rest = (self.tail.len() as u64) << 4 | (self.letters as u64) << 1 | u64::from(self.capital);
        Some(1 << 61 | rest << 48 | tail)
    }

    fn features(&self, out: &mut Vec<(u32, bool)>) {
        let mut add = |tag: u8, text: TextHash| out.push((model::hash_feature(tag, text), true));
        let starts = self.tail.char_indices().rev().map(|(i, _)| i);
        for ((tag, n), start) in [(5u8, 1usize), (6, 2), (7, 3)].into_iter().zip(starts) {
            if self.letters > n {
                let end = TextHash::new().with(&self.tail.as_bytes()[start..]);
                add(tag, end);
                // With capitals, the endings of names.
                if n >= 2 && self.capital {
                    add(tag + 20, end);
                }
            }
        }
    }
}

/// What a word looks like and what speaks for its being a name.
struct Look {
    class: Class,
    evidence: u32,
    starts: bool,
    letters: u32,
    pattern: TextHash,
}

impl Look {
    fn of(info: &Info, word: &Spelling<'_>) -> Look {
        Look {
            class: info.class,
            evidence: info.evidence.0,
            starts: info.named(),
            letters: word.letters.min(9) as u32,
            pattern: word.pattern,
        }
    }

    fn code(&self) -> u64 {
        let rest = (self.class as u64) << 5 | u64::from(self.letters) << 1 | u64::from(self.starts);
        // Evidence has fifteen bits.
        2 << 61 | rest << 48 | u64::from(self.evidence & 0xffff) << 32 | u64::from(self.pattern.finish())
    }

    fn features(&self, out: &mut Vec<(u32, bool)>) {
        let mut add = |tag: u8, text: TextHash, near: bool| out.push((model::hash_feature(tag, text), near));
        let (empty, mut bits) = (TextHash::new(), self.evidence);
        let class = empty.with(&[self.class as u8 + 32]);
        add(10, class, false);
        add(11, class.with_number(bits, 16), false);
        while bits != 0 {
            let bit = bits.trailing_zeros();
            bits &= bits - 1;
            add(12, empty.with_number(bit, 10), false);
            add(13, class.with_number(bit, 10), true);
        }
        add(14, class.with_number(self.letters, 10), true);
        add(17, empty.with(if self.starts { b"1" } else { b"0" }), false);
        add(18, self.pattern, true);
    }
}

/// The classes of a word by the company it keeps.
struct Classes {
    class: Class,
    /// Of the word in small letters, where it has others.
    small: Option<u16>,
    own: Option<u16>,
}

impl Classes {
    fn code(&self) -> u64 {
        let number = |class: Option<u16>| class.map_or(0, |c| u64::from(c) + 1);
        let small = self.small;
        3 << 61 | (self.class as u64) << 40 | number(small) << 20 | number(self.own)
    }

    fn features(&self, out: &mut Vec<(u32, bool)>) {
        let mut add = |tag: u8, text: TextHash, near: bool| out.push((model::hash_feature(tag, text), near));
        let empty = TextHash::new();
        let class = [self.class as u8 + 32];
        // A capital that a sentence's start or a headline gave: the same word in small letters has a class.
        if let Some(cluster) = self.small {
            add(22, empty.with_number(cluster.into(), 10), false);
            add(23, empty.with(&class), false);
        }
        if let Some(cluster) = self.own {
            let cluster = empty.with_number(cluster.into(), 10);
            add(19, cluster, false);
            add(20, cluster.with(b" ").with(&class), true);
        } else {
            add(21, empty.with(&class), true);
        }
    }
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
    let spelling = Spelling::of(surface, key, Shape::of(surface), lang);
    let (small, own) = spelling.clusters(clusters, spelling.buckets(clusters));
    spelling.features(out);
    Ends::of(&spelling).features(out);
    Look::of(info, &spelling).features(out);
    Classes { class: info.class, small, own }.features(out);
}

fn class_of(surface: &str, shape: Shape, kind: TokenKind, spelling: &Spelling<'_>) -> Class {
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
    let count = spelling.surface_letters;
    if shape.has(Shape::CAPITAL) && count <= 2 && (surface.ends_with('.') || count == 1) {
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
        let upper = spelling.capitals;
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

const _: () = assert!(size_of::<Info>() == 32);
