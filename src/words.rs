//! Knows a word once: the bounded table of distinct words that each worker keeps.
//!
//! Reads surfaces as they stand in texts; gives each a [`WordId`] and keeps what was found out about it: its
//! shape, its match key, its language scores, its stems, its readings in the lexicons. News repeats its words,
//! so per token there remains one probe. An id is valid until [`WordTable::trim`] empties the table, which
//! happens only between documents. Cost: one hash and one probe a token, half a cache line where the word is short;
//! probes of several words wait for the memory together where they are made in one go ([`WordTable::guess`]);
//! about 180 bytes a distinct word here, and as many in the stage `tag`.

mod head;

use std::borrow::Cow;
use std::hash::BuildHasher;
use std::ops::Range;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use self::head::Head;
use crate::lang::Lang;
pub use crate::lang::letters::fold;
use crate::lang::letters::{Letter, is_plain};
use crate::lang::model::WordScores;

/// A distinct word of a worker's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WordId(pub(crate) u32);

impl WordId {
    /// The id of what is no word.
    pub const NONE: WordId = WordId(u32::MAX);
}

/// Letters and capitals of a word, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape(u16);

impl Shape {
    /// Has a Cyrillic letter.
    pub const CYRILLIC: u16 = 1;
    /// Has a Latin letter.
    pub const LATIN: u16 = 2;
    /// Has a letter of another script.
    pub const OTHER_SCRIPT: u16 = 4;
    /// The first letter is a capital.
    pub const CAPITAL: u16 = 8;
    /// All letters are capitals, two or more.
    pub const ALL_CAPITALS: u16 = 16;
    /// A capital stands after a small letter.
    pub const INNER_CAPITAL: u16 = 32;
    /// Has a digit.
    pub const DIGIT: u16 = 64;
    /// Has a combining mark or another character that normalisation may change.
    pub const UNUSUAL: u16 = 128;
    /// Has a letter of the Kazakh alphabet that the Russian one lacks.
    pub const KAZAKH_LETTER: u16 = 256;
    /// Has a Cyrillic letter that neither Russian nor Kazakh has.
    pub const FOREIGN_CYRILLIC: u16 = 512;
    /// Has a character that CSV or JSON cannot write as it is: quotation mark, comma, backslash, control character.
    pub const ESCAPED: u16 = 1024;

    /// True where any of the bits is set.
    pub fn has(self, bits: u16) -> bool {
        self.0 & bits != 0
    }

    /// The shape of a surface that is its own match key; `None` for others.
    fn of_key(surface: &str) -> Option<Shape> {
        let mut bits = 0;
        for c in surface.chars() {
            bits |= PLAIN.get(c as usize)?.as_ref()?.0;
        }
        Some(Shape(bits))
    }

    /// The shape of a surface.
    pub fn of(surface: &str) -> Shape {
        let (mut bits, mut letters, mut capitals, mut small) = (0u16, 0u32, 0u32, false);
        for c in surface.chars() {
            let upper = c.is_capital();
            if c.is_letter() {
                letters += 1;
                if upper {
                    capitals += 1;
                    if letters == 1 {
                        bits |= Self::CAPITAL;
                    }
                    if small {
                        bits |= Self::INNER_CAPITAL;
                    }
                } else {
                    small = true;
                }
            }
            bits |= match c {
                'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' => Self::CYRILLIC,
                'ә' | 'Ә' | 'ғ' | 'Ғ' | 'қ' | 'Қ' | 'ң' | 'Ң' | 'ө' | 'Ө' | 'ұ' | 'Ұ' | 'ү' | 'Ү' | 'һ'
                | 'Һ' | 'і' | 'І' => Self::CYRILLIC | Self::KAZAKH_LETTER,
                '\u{400}'..='\u{52f}' => Self::CYRILLIC | Self::FOREIGN_CYRILLIC,
                'a'..='z' | 'A'..='Z' => Self::LATIN,
                '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Self::LATIN | Self::UNUSUAL,
                '0'..='9' => Self::DIGIT,
                '-' | '\'' | '’' | '.' => 0,
                '"' | ',' | '\\' | '\0'..='\x1f' => Self::UNUSUAL | Self::ESCAPED,
                _ if c.is_letter() => Self::OTHER_SCRIPT | Self::UNUSUAL,
                _ => Self::UNUSUAL,
            };
        }
        if capitals >= 2 && capitals == letters {
            bits |= Self::ALL_CAPITALS;
        }
        Shape(bits)
    }
}

/// The shapes of the characters that match keys are made of ([`is_plain`]), by character.
static PLAIN: [Option<Shape>; 0x500] = {
    let mut shapes = [None; 0x500];
    let mut i = 0;
    while i < shapes.len() {
        if let Some(c) = char::from_u32(i as u32)
            && is_plain(c)
        {
            shapes[i] = Some(Shape(match c {
                '-' => 0,
                '0'..='9' => Shape::DIGIT,
                'a'..='z' => Shape::LATIN,
                'а'..='я' => Shape::CYRILLIC,
                _ => Shape::CYRILLIC | Shape::KAZAKH_LETTER,
            }));
        }
        i += 1;
    }
    shapes
};

/// Where the bytes of a token's key and stem can be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// In the text: the key is the surface, the stem its first so many bytes.
    Text(u16),
    /// In the text but for the first letter, a capital of two bytes; the stem is the first so many bytes of the key.
    Capital(u16),
    /// In the word table ([`WordTable::forms`]).
    Table,
    /// Some character has to be escaped, or may have to.
    Escaped,
}

/// [`Written`] in two bytes: there is one for every word and language with a stemmer, and one is read for each token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Code(u16);

impl Code {
    /// The stem was not asked for yet.
    const UNKNOWN: Code = Code(0);

    /// Stems so long are read from the table.
    const LONGEST: usize = u16::MAX as usize >> 3;

    fn of(written: Written) -> Code {
        Code(match written {
            Written::Text(stem) => 1 | stem << 3,
            Written::Capital(stem) => 2 | stem << 3,
            Written::Table => 3,
            Written::Escaped => 4,
        })
    }

    #[inline]
    fn get(self) -> Option<Written> {
        Some(match self.0 & 7 {
            0 => return None,
            1 => Written::Text(self.0 >> 3),
            2 => Written::Capital(self.0 >> 3),
            3 => Written::Table,
            _ => Written::Escaped,
        })
    }
}

/// Where key and stem of a word are: bytes of [`WordTable::arena`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Forms {
    /// The match key.
    pub(crate) key: (u32, u32),
    /// The stem; nothing where there is none.
    pub(crate) stem: (u32, u32),
}

/// What is kept of a distinct word. Ranges are of the table's arena.
#[derive(Clone, Copy, Debug)]
struct Entry {
    surface: (u32, u32),
    key: (u32, u32),
    stems: [(u32, u32); 2],
    shape: Shape,
}

impl Entry {
    /// Where the stem in a language is, if it was found already.
    #[inline]
    fn stem(&self, lang: Lang) -> (u32, u32) {
        match stem_slot(lang) {
            Some(slot) => self.stems[slot],
            None => self.key,
        }
    }
}

const UNKNOWN: (u32, u32) = (u32::MAX, 0);

/// Bytes that a distinct word takes beside its text: entry, scores, slot, and what the stage `tag` keeps of it.
const WORD_BYTES: usize =
    size_of::<Entry>() + size_of::<[Code; 2]>() + size_of::<WordScores>() + 2 * size_of::<Slot>() + 176;

/// A word as its slot holds it: the number, and in the uppermost bit whether normalisation has to look at it, which
/// is asked for every token and so must cost no memory of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found(u32);

impl Found {
    /// No word.
    pub(crate) const NONE: Found = Found(u32::MAX);

    const LOOK: u32 = 1 << 31;

    fn new(id: u32, look: bool) -> Found {
        Found(id | if look { Found::LOOK } else { 0 })
    }

    /// The word.
    #[inline]
    pub(crate) fn word(self) -> WordId {
        WordId(self.0 & !Found::LOOK)
    }

    /// Some rule of normalisation may change the word.
    #[inline]
    pub(crate) fn look(self) -> bool {
        self.0 & Found::LOOK != 0
    }
}

/// True where normalisation has to look at a word: two alphabets, characters that it may change, or the single Latin
/// letters that Cyrillic prepositions look like.
fn wants_look(surface: &str, shape: Shape) -> bool {
    shape.has(Shape::UNUSUAL | Shape::OTHER_SCRIPT | Shape::FOREIGN_CYRILLIC)
        || shape.has(Shape::CYRILLIC) && shape.has(Shape::LATIN)
        || matches!(surface, "c" | "C" | "o" | "O")
}

/// What a probe looks at, half a cache line: enough to tell most surfaces without reading anything else.
#[derive(Clone, Copy, Debug)]
#[repr(align(32))]
struct Slot {
    /// The word, or [`Found::NONE`] in a free slot.
    found: Found,
    /// Bits of the hash that do not choose the slot, and the length in bytes as far as it can be told here.
    mark: u32,
    head: Head,
}

impl Slot {
    /// Holds no word.
    const NONE: Slot = Slot { found: Found::NONE, mark: 0, head: Head::NONE };

    /// The length that its mark tells: exact for a word that the head holds whole.
    fn len(&self) -> usize {
        (self.mark >> 16) as usize
    }
}

/// See [`Slot::mark`].
#[inline]
fn mark(hash: u64, len: usize) -> u32 {
    (hash >> 48) as u32 | (len.min(0xffff) as u32) << 16
}

/// A word made ready for its probe: where many are made ready first, the processor waits for the memory of several
/// probes at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Probe {
    head: Head,
    hash: u64,
    len: usize,
}

impl Probe {
    /// No word.
    pub(crate) const NONE: Probe = Probe { head: Head::NONE, hash: 0, len: 0 };

    /// A word that its head holds whole.
    #[inline]
    fn short(head: Head, len: usize) -> Probe {
        Probe { head, hash: head.hash(len), len }
    }

    /// True where the head does not hold the whole word.
    #[inline]
    fn is_long(&self) -> bool {
        self.len > Head::BYTES
    }

    /// The word of Cyrillic letters that begins at byte `at` of the text, and its end; none where it is long, stands
    /// at the end of the text, or something else may belong to it.
    #[inline]
    pub(crate) fn cyrillic(text: &str, at: usize) -> Option<(Probe, usize)> {
        let (len, head) = Head::of_cyrillic(text.as_bytes()[at..].first_chunk()?);
        let next = *text.as_bytes().get(at + len).filter(|_| 0 < len && len < Head::BYTES)?;
        let ends = next < 0x80 && !next.is_ascii_alphabetic();
        ends.then(|| (Probe::short(head, len), at + len))
    }
}

/// Slots of an empty table, a power of two.
const FIRST_SLOTS: usize = 1 << 12;

/// Words learned so early are mostly the frequent ones: some two thirds of all tokens.
const FREQUENT: u32 = 1 << 14;

/// The table. See the module's description.
pub struct WordTable {
    /// Open addressing by the low bits of the hash; at most three quarters are taken.
    slots: Vec<Slot>,
    entries: Vec<Entry>,
    /// By the slot of the language, beside the entries: the only thing that writing reads of most words.
    codes: Vec<[Code; 2]>,
    /// Language scores, beside the entries: the only thing that detection reads of a known word.
    scores: Vec<WordScores>,
    arena: String,
    /// What stems lost, by word and language's slot; empty where nobody asked.
    suffixes: HashMap<(u32, usize), (u32, u32), FixedState>,
    /// The words of one ASCII character: most marks.
    ascii: [Found; 128],
    hasher: FixedState,
    limit: usize,
    probes: u64,
    generation: u32,
}

impl Default for WordTable {
    fn default() -> Self {
        WordTable::new(WordTable::DEFAULT_BYTES)
    }
}

impl WordTable {
    /// The default bound on a table's memory, in bytes.
    pub const DEFAULT_BYTES: usize = 96 << 20;

    /// A table that is emptied between documents when it holds more than about `bytes`.
    pub fn new(bytes: usize) -> WordTable {
        WordTable {
            slots: vec![Slot::NONE; FIRST_SLOTS],
            entries: Vec::new(),
            codes: Vec::new(),
            scores: Vec::new(),
            arena: String::new(),
            suffixes: HashMap::default(),
            ascii: [Found::NONE; 128],
            hasher: FixedState::default(),
            limit: bytes,
            probes: 0,
            generation: 0,
        }
    }

    /// The id of `surface`, new or known.
    pub fn intern(&mut self, surface: &str) -> WordId {
        if let [b] = *surface.as_bytes()
            && let Some(&found) = self.ascii.get(usize::from(b)).filter(|&&found| found != Found::NONE)
        {
            self.probes += 1;
            return found.word();
        }
        let probe = self.probe_head(surface, Head::of(surface.as_bytes()));
        self.find(&probe, surface).word()
    }

    /// The id of the surface that is these bytes of the text: quicker than [`WordTable::intern`], as what stands
    /// behind it can be read.
    #[inline]
    pub(crate) fn intern_at(&mut self, text: &str, at: Range<usize>) -> WordId {
        if at.len() == 1 {
            return self.intern(&text[at]);
        }
        let probe = self.probe(text, at.clone());
        self.find(&probe, &text[at]).word()
    }

    /// Makes the word that is these bytes of the text ready for its probe.
    #[inline]
    pub(crate) fn probe(&self, text: &str, at: Range<usize>) -> Probe {
        let head = match text.as_bytes()[at.start..].first_chunk() {
            Some(chunk) => Head::cut(chunk, at.len().min(Head::BYTES)),
            None => Head::of(&text.as_bytes()[at.clone()]),
        };
        self.probe_head(&text[at], head)
    }

    #[inline]
    fn probe_head(&self, surface: &str, head: Head) -> Probe {
        let probe = Probe::short(head, surface.len());
        match surface.as_bytes().get(Head::BYTES..) {
            Some(rest) if !rest.is_empty() => {
                Probe { hash: probe.hash ^ self.hasher.hash_one(rest), ..probe }
            }
            _ => probe,
        }
    }

    /// What stands in the slot at which the search begins, if it may be the word; [`Found::NONE`] where it is not. To be
    /// asked of many probes in a loop that does nothing else: the memory of several is waited for at once, and all that
    /// is compared is one branch.
    #[inline]
    pub(crate) fn guess(&self, probe: &Probe) -> Found {
        let slot = &self.slots[self.home(probe.hash)];
        let differs = slot.head.differs(&probe.head) | u64::from(slot.mark ^ mark(probe.hash, probe.len));
        // All bits where they differ: of a condition a branch for each word compared would be made.
        Found(slot.found.0 | u32::from(differs != 0).wrapping_neg())
    }

    /// The word of a probe, given what [`WordTable::guess`] said of it; `surface` gives its text.
    #[inline]
    pub(crate) fn settle<'a>(
        &mut self,
        probe: &Probe,
        guess: Found,
        surface: impl FnOnce() -> &'a str,
    ) -> Found {
        if guess != Found::NONE && !probe.is_long() {
            self.probes += 1;
            return guess;
        }
        let surface = surface();
        if guess != Found::NONE && self.surface(guess.word()) == surface {
            self.probes += 1;
            return guess;
        }
        self.find(probe, surface)
    }

    /// The word of a probe, new or known.
    fn find(&mut self, probe: &Probe, surface: &str) -> Found {
        self.probes += 1;
        let mark = mark(probe.hash, probe.len);
        let mut at = self.home(probe.hash);
        loop {
            let slot = &self.slots[at];
            // Nearly always the first one: one branch for all of it.
            if (slot.mark == mark) & (slot.head == probe.head) & (slot.found != Found::NONE) {
                let found = slot.found;
                if !probe.is_long() || self.surface(found.word()) == surface {
                    return found;
                }
            } else if slot.found == Found::NONE {
                return self.learn(surface, probe.head, probe.hash);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// The slot at which the search for a hash begins.
    #[inline]
    fn home(&self, hash: u64) -> usize {
        hash as usize & (self.slots.len() - 1)
    }

    #[cold]
    fn learn(&mut self, surface: &str, head: Head, hash: u64) -> Found {
        if (self.entries.len() + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        let id = self.entries.len() as u32;
        let range = self.store(surface);
        let (key, shape) = match Shape::of_key(surface) {
            Some(shape) => (range, shape),
            None => {
                let key = fold(surface);
                (if key == surface { range } else { self.store(&key) }, Shape::of(surface))
            }
        };
        let found = Found::new(id, wants_look(surface, shape));
        self.entries.push(Entry { surface: range, key, stems: [UNKNOWN; 2], shape });
        self.codes.push([Code::UNKNOWN; 2]);
        self.scores.push(WordScores::UNKNOWN);
        insert(&mut self.slots, Slot { found, mark: mark(hash, surface.len()), head }, hash);
        if let [b] = *surface.as_bytes() {
            // A character of one byte is ASCII.
            self.ascii[usize::from(b)] = found;
        }
        found
    }

    /// Doubles the slots. The words learned first come first: they are the frequent ones, and stand where the search for
    /// them begins.
    fn grow(&mut self) {
        let mut slots = vec![Slot::NONE; self.slots.len() * 2];
        for frequent in [true, false] {
            let wanted =
                |slot: &&Slot| slot.found != Found::NONE && (slot.found.word().0 < FREQUENT) == frequent;
            for slot in self.slots.iter().filter(wanted) {
                let hash = match slot.len() {
                    len @ ..=Head::BYTES => slot.head.hash(len),
                    _ => self.probe_head(self.surface(slot.found.word()), slot.head).hash,
                };
                insert(&mut slots, *slot, hash);
            }
        }
        self.slots = slots;
    }

    fn store(&mut self, text: &str) -> (u32, u32) {
        let start = self.arena.len() as u32;
        self.arena.push_str(text);
        (start, self.arena.len() as u32)
    }

    fn text(&self, range: (u32, u32)) -> &str {
        &self.arena[range.0 as usize..range.1 as usize]
    }

    /// The word as it stands in the (normalised) text.
    pub fn surface(&self, id: WordId) -> &str {
        self.text(self.entries[id.0 as usize].surface)
    }

    /// The match key: lower case, `ё` as `е`.
    pub fn key(&self, id: WordId) -> &str {
        self.text(self.entries[id.0 as usize].key)
    }

    /// Letters and capitals.
    pub fn shape(&self, id: WordId) -> Shape {
        self.entries[id.0 as usize].shape
    }

    /// The stem in a language, where it was found already; the key in a language that has no stemmer.
    pub fn stem(&self, id: WordId, lang: Lang) -> Option<&str> {
        let range = self.entries[id.0 as usize].stem(lang);
        (range != UNKNOWN).then(|| self.text(range))
    }

    /// Where the bytes of key and stem can be had, for writing many of them.
    #[inline]
    pub(crate) fn written(&self, id: WordId, lang: Lang) -> Written {
        let code = stem_slot(lang).and_then(|slot| self.codes[id.0 as usize][slot].get());
        code.unwrap_or_else(|| match self.shape(id).has(Shape::ESCAPED) {
            true => Written::Escaped,
            false => Written::Table,
        })
    }

    /// Where key and stem are.
    pub(crate) fn forms(&self, id: WordId, lang: Lang) -> Forms {
        let entry = &self.entries[id.0 as usize];
        let stem = Some(entry.stem(lang)).filter(|&stem| stem != UNKNOWN).unwrap_or_default();
        Forms { key: entry.key, stem }
    }

    /// The texts of all words.
    pub(crate) fn arena(&self) -> &[u8] {
        self.arena.as_bytes()
    }

    /// Keeps the word's language scores, which `find` makes of surface and shape, unless they are known.
    #[inline]
    pub fn ensure_scores(&mut self, id: WordId, find: impl FnOnce(&str, Shape) -> WordScores) {
        let i = id.0 as usize;
        if self.scores[i].is_unknown() {
            self.scores[i] = find(self.surface(id), self.shape(id));
        }
    }

    /// The language scores kept of a word; unknown where nobody asked for them yet.
    #[inline]
    pub fn scores(&self, id: WordId) -> &WordScores {
        &self.scores[id.0 as usize]
    }

    /// What the stem lost, in a language with a stemmer, where it was asked for.
    pub fn suffixes(&self, id: WordId, lang: Lang) -> Option<&str> {
        self.suffixes.get(&(id.0, stem_slot(lang)?)).map(|&range| self.text(range))
    }

    /// Keeps what the stem lost, which `find` makes of key and stem, unless it is known.
    pub fn ensure_suffixes(&mut self, id: WordId, lang: Lang, find: impl FnOnce(&str, &str) -> String) {
        let Some(slot) = stem_slot(lang).filter(|&slot| !self.suffixes.contains_key(&(id.0, slot))) else {
            return;
        };
        let found = find(self.key(id), self.stem(id, lang).unwrap_or_default());
        let range = self.store(&found);
        self.suffixes.insert((id.0, slot), range);
    }

    /// Keeps the stem that `find` makes of the key, unless it is known.
    #[inline]
    pub fn ensure_stem(&mut self, id: WordId, lang: Lang, find: impl FnOnce(&str) -> Cow<'_, str>) {
        if let Some(slot) = stem_slot(lang)
            && self.codes[id.0 as usize][slot] == Code::UNKNOWN
        {
            self.learn_stem(id, slot, find);
        }
    }

    #[cold]
    fn learn_stem(&mut self, id: WordId, slot: usize, find: impl FnOnce(&str) -> Cow<'_, str>) {
        let entry = self.entries[id.0 as usize];
        let (surface, key) = (self.text(entry.surface), self.text(entry.key));
        let capital = entry.key != entry.surface && differ_by_capital(surface, key);
        let (range, written) = match find(key) {
            // A stem that begins the key shares its bytes.
            Cow::Borrowed(stem) if key.starts_with(stem) => {
                let range = (entry.key.0, entry.key.0 + stem.len() as u32);
                let len = stem.len().min(Code::LONGEST) as u16;
                let written = match stem.len() {
                    Code::LONGEST.. => Written::Table,
                    _ if entry.key == entry.surface => Written::Text(len),
                    2.. if capital => Written::Capital(len),
                    _ => Written::Table,
                };
                (range, written)
            }
            stem => {
                let stem = stem.into_owned();
                (self.store(&stem), Written::Table)
            }
        };
        self.entries[id.0 as usize].stems[slot] = range;
        let written = if entry.shape.has(Shape::ESCAPED) { Written::Escaped } else { written };
        self.codes[id.0 as usize][slot] = Code::of(written);
    }

    /// Empties the table if it has outgrown its bound. [`Pipeline::process`](crate::Pipeline::process) does so before its
    /// documents.
    pub fn trim(&mut self) {
        // By what is held, not by what is reserved: the buffers stay when the table is emptied.
        let used = self.arena.len() + self.entries.len() * WORD_BYTES;
        if used > self.limit {
            self.slots.fill(Slot::NONE);
            self.entries.clear();
            self.codes.clear();
            self.scores.clear();
            self.arena.clear();
            self.suffixes.clear();
            self.ascii = [Found::NONE; 128];
            self.generation += 1;
        }
    }

    /// Distinct words that it holds at most, or a few more, before it is emptied.
    pub(crate) fn most_words(&self) -> usize {
        self.limit / WORD_BYTES
    }

    /// How often the table was emptied: ids of different generations have nothing to do with each other.
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// Distinct words held, and probes made so far.
    pub fn usage(&self) -> (usize, u64) {
        (self.entries.len(), self.probes)
    }
}

/// Puts a word into the first free slot from its home on.
fn insert(slots: &mut [Slot], slot: Slot, hash: u64) {
    let mut at = hash as usize & (slots.len() - 1);
    while slots[at].found != Found::NONE {
        at = (at + 1) & (slots.len() - 1);
    }
    slots[at] = slot;
}

/// True where a key has its first letter from a capital, both of two bytes, and all other letters from the surface.
fn differ_by_capital(surface: &str, key: &str) -> bool {
    let first = surface.chars().next().and_then(Letter::small);
    let rest = surface.get(2..).zip(key.get(2..)).is_some_and(|(surface, key)| surface == key);
    rest && surface.len() == key.len() && first.is_some_and(|c| c.len_utf8() == 2 && key.starts_with(c))
}

/// Where the stem of a language is kept.
#[inline]
fn stem_slot(lang: Lang) -> Option<usize> {
    match lang {
        Lang::Ru => Some(0),
        Lang::Kk => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_once() {
        let mut table = WordTable::default();
        let a = table.intern("Тіл");
        let b = table.intern("тіл");
        assert_ne!(a, b);
        assert_eq!(a, table.intern("Тіл"));
        assert_eq!(table.key(a), "тіл");
        table.ensure_stem(a, Lang::Kk, |k| Cow::Owned(format!("{k}+")));
        assert_eq!(table.stem(a, Lang::Kk), Some("тіл+"));
        assert_eq!(table.stem(a, Lang::Ru), None);
    }

    #[test]
    fn words_of_all_lengths_are_told_apart() {
        let mut table = WordTable::default();
        let letters = "abcdefghijklmnopqrstuvwxyzabcdef";
        for len in 1..=letters.len() {
            let word = &letters[..len];
            let id = table.intern(word);
            for at in 0..len {
                let mut other = word.to_owned();
                other.replace_range(at..=at, "-");
                assert_ne!(table.intern(&other), id, "{other}");
            }
            assert_eq!(table.intern(word), id);
        }
    }

    #[test]
    fn shapes() {
        assert!(Shape::of("ҚР").has(Shape::ALL_CAPITALS));
        assert!(Shape::of("ҚР").has(Shape::KAZAKH_LETTER));
        assert!(!Shape::of("Я").has(Shape::ALL_CAPITALS));
        assert!(Shape::of("КазТАГ").has(Shape::INNER_CAPITAL));
        assert!(Shape::of("їжак").has(Shape::FOREIGN_CYRILLIC));
        for c in '\0'..='\u{52f}' {
            let surface = String::from(c);
            let key = matches!(fold(&surface), Cow::Borrowed(_));
            assert_eq!(Shape::of_key(&surface), key.then(|| Shape::of(&surface)), "{surface}");
        }
    }
}
