//! Documents to rows: CSV and JSON Lines, formatted straight into byte buffers by the workers.
//!
//! Reads: an annotated document and the word table that was used for it. Makes: the bytes of its rows in every
//! wanted table, appended to [`Encoded`]. Offsets become code points here, in one pass. Column order and names
//! are those of [`super::schema`]. Cost: what is written; nothing is allocated per token.

mod csv;
mod json;
mod line;

use std::collections::BTreeMap;
use std::ops::Range;

use self::csv::{Row, cell_of};
pub use self::json::json_text;
use self::line::{Held, Line, WIDE};
use super::schema::TABLES;
use crate::document::{Document, Entity, EntityType, Thing};
use crate::error::Reject;
use crate::lang::Lang;
use crate::lang::letters::Letter;
use crate::lexicon::Lexicon;
use crate::words::{Forms, WordId, WordTable, Written};

/// One of the outputs of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Output {
    /// `documents.csv`
    Documents,
    /// `sentences.csv`
    Sentences,
    /// `tokens.csv`
    Tokens,
    /// `entities.csv`
    Entities,
    /// `documents.jsonl`
    Jsonl,
    /// `rejects.jsonl`
    Rejects,
}

impl Output {
    /// How many there are.
    pub const COUNT: usize = 6;

    /// All of them.
    pub const ALL: [Output; Output::COUNT] = [
        Output::Documents,
        Output::Sentences,
        Output::Tokens,
        Output::Entities,
        Output::Jsonl,
        Output::Rejects,
    ];

    /// The name of its file.
    pub fn file_name(self) -> &'static str {
        match self {
            Output::Documents => "documents.csv",
            Output::Sentences => "sentences.csv",
            Output::Tokens => "tokens.csv",
            Output::Entities => "entities.csv",
            Output::Jsonl => "documents.jsonl",
            Output::Rejects => "rejects.jsonl",
        }
    }

    /// True for a CSV table.
    pub fn is_table(self) -> bool {
        (self as usize) < 4
    }
}

/// Which lists the output holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutputLayers {
    /// The documents themselves: always in JSON; the table `documents`.
    pub documents: bool,
    /// Sentences.
    pub sentences: bool,
    /// Tokens, and with them the normalised text and its edits.
    pub tokens: bool,
    /// Entities.
    pub entities: bool,
}

impl OutputLayers {
    /// Everything.
    pub const ALL: OutputLayers =
        OutputLayers { documents: true, sentences: true, tokens: true, entities: true };
}

/// How rows are written.
///
/// The default is every output in plain CSV and JSON Lines with every layer; name what differs:
/// `EncodeOptions { nested: true, ..EncodeOptions::default() }`.
#[derive(Clone, Debug)]
pub struct EncodeOptions {
    /// The outputs that are wanted.
    pub outputs: Vec<Output>,
    /// The layers that are wanted.
    pub layers: OutputLayers,
    /// Entities inside others too.
    pub nested: bool,
    /// CSV as a spreadsheet wants it: BOM, `;`, CRLF, short cells, no formulas.
    pub excel: bool,
    /// The tables as Parquet too.
    pub parquet: bool,
    /// The suffixes of tokens too, where the pipeline keeps them ([`crate::pipeline::Builder::suffixes`]).
    pub suffixes: bool,
}

impl Default for EncodeOptions {
    fn default() -> Self {
        EncodeOptions {
            outputs: Output::ALL.to_vec(),
            layers: OutputLayers::ALL,
            nested: false,
            excel: false,
            parquet: false,
            suffixes: false,
        }
    }
}

impl EncodeOptions {
    /// True where `output` is written.
    pub fn wants(&self, output: Output) -> bool {
        let layer = match output {
            Output::Documents => self.layers.documents,
            Output::Sentences => self.layers.sentences,
            Output::Tokens => self.layers.tokens,
            Output::Entities => self.layers.entities,
            Output::Jsonl | Output::Rejects => true,
        };
        layer && self.outputs.contains(&output)
    }

    /// What stands at the beginning of an output's file.
    pub fn header(&self, output: Output) -> Vec<u8> {
        let mut out = Vec::new();
        if output.is_table() {
            if self.excel {
                out.extend_from_slice("\u{feff}".as_bytes());
            }
            let mut row = Row::new(&mut out, self.excel);
            for column in TABLES[output as usize].written(self.suffixes) {
                row.text(column.name);
            }
            row.end();
        }
        out
    }
}

/// What a run counts; sums of per-document counts, so the order of adding does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Counts {
    /// Documents written.
    pub documents: u64,
    /// Documents rejected.
    pub rejects: u64,
    /// Sentences.
    pub sentences: u64,
    /// Tokens.
    pub tokens: u64,
    /// Entities, nested ones not counted.
    pub entities: u64,
    /// Code points of text.
    pub chars: u64,
    /// Bytes of text in UTF-8.
    pub bytes: u64,
    /// Documents with a second language.
    pub mixed: u64,
    /// Documents by language.
    pub documents_by_lang: BTreeMap<String, u64>,
    /// Documents by encoding.
    pub documents_by_encoding: BTreeMap<String, u64>,
    /// Entities by type.
    pub entities_by_type: BTreeMap<String, u64>,
    /// Repairs by rule.
    pub repairs: BTreeMap<String, u64>,
    /// Documents whose id was changed because another had it.
    pub renamed_ids: u64,
}

impl Counts {
    /// Counts what a document was read as and which repairs it needed.
    pub(crate) fn add_origin<'r>(&mut self, encoding: &str, repairs: impl Iterator<Item = &'r str>) {
        add(&mut self.documents_by_encoding, encoding, 1);
        repairs.for_each(|rule| add(&mut self.repairs, rule, 1));
    }

    /// Adds what another counted.
    pub fn add(&mut self, other: &Counts) {
        self.documents += other.documents;
        self.rejects += other.rejects;
        self.sentences += other.sentences;
        self.tokens += other.tokens;
        self.entities += other.entities;
        self.chars += other.chars;
        self.bytes += other.bytes;
        self.mixed += other.mixed;
        self.renamed_ids += other.renamed_ids;
        for (mine, theirs) in [
            (&mut self.documents_by_lang, &other.documents_by_lang),
            (&mut self.documents_by_encoding, &other.documents_by_encoding),
            (&mut self.entities_by_type, &other.entities_by_type),
            (&mut self.repairs, &other.repairs),
        ] {
            for (name, n) in theirs {
                *mine.entry(name.clone()).or_default() += n;
            }
        }
    }
}

/// The rows of some documents.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Encoded {
    /// Bytes by output.
    pub bytes: [Vec<u8>; Output::COUNT],
    /// Records that they come from, rejected ones included.
    pub records: u64,
    /// The digest of all records up to their last ([`Batch::ends`](crate::parallel::Batch::ends)).
    pub digest: u64,
    /// What was counted.
    pub counts: Counts,
    /// The same rows as Arrow batches, for the Parquet writers.
    #[cfg(feature = "parquet")]
    pub columns: Option<Box<super::parquet::Columns>>,
}

impl Encoded {
    /// Forgets the rows, keeping the buffers.
    pub fn clear(&mut self) {
        self.bytes.iter_mut().for_each(Vec::clear);
        *self = Encoded { bytes: std::mem::take(&mut self.bytes), ..Encoded::default() };
    }
}

/// Writes documents' rows; one a worker.
pub struct Encoder<'a> {
    options: &'a EncodeOptions,
    lexicon: &'a Lexicon,
    /// Start and end of each token in code points.
    token_chars: Vec<(u32, u32)>,
    /// The entity label of each token, `None` outside.
    labels: Vec<Option<(EntityType, bool)>>,
    /// Where each token's key and stem are.
    places: Vec<Place>,
    tabled: Tabled,
    body: String,
    /// What the tokens are written through; none before the first document.
    held: Option<Box<Held>>,
}

/// Where the bytes of a token's key and stem are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In the text, which has the token as it is looked up but for the first letter, where that is a capital: its first
    /// two bytes are these. The stem is the first so many bytes.
    Text { letter: [u8; 2], stem: u16 },
    /// In the word table, from where [`Tabled`] has them, by number; nothing in the token's own text has to be escaped
    /// either.
    Table(u32),
    /// Some character has to be escaped, or may have to: all are to be looked at.
    Unknown,
}

/// Writes bytes of a text, of which the first two are others; where it is shorter, none are.
#[inline(always)]
fn small(line: &mut Line<'_>, letter: [u8; 2], text: &[u8], at: Range<usize>) {
    match text[at.start..].first_chunk() {
        Some(bytes) if at.len() <= WIDE => line.lettered(letter, bytes, at.len()),
        _ if at.len() < letter.len() => line.piece(text, at),
        _ => {
            line.fixed(&letter);
            line.piece(text, at.start + letter.len()..at.end);
        }
    }
}

/// What the output says of an entity beyond its span.
pub struct EntityView<'a> {
    /// Canonical id.
    pub id: Option<&'a str>,
    /// Subtype.
    pub subtype: Option<&'a str>,
    /// Names in ru, kk, en.
    pub names: [Option<&'a str>; 3],
}

impl<'a> EntityView<'a> {
    /// Looks the entity's entry up.
    pub fn of(entity: &'a Entity, lexicon: &'a Lexicon) -> EntityView<'a> {
        match &entity.thing {
            Thing::Entry(entry) => lexicon.view(*entry),
            Thing::Made(made) => EntityView {
                id: Some(&made.id),
                subtype: made.subtype,
                names: [made.names[0].as_deref(), made.names[1].as_deref(), made.names[2].as_deref()],
            },
            Thing::Value | Thing::Open => EntityView { id: None, subtype: None, names: [None; 3] },
        }
    }
}

impl<'a> Encoder<'a> {
    /// An encoder.
    pub fn new(options: &'a EncodeOptions, lexicon: &'a Lexicon) -> Encoder<'a> {
        Encoder {
            options,
            lexicon,
            token_chars: Vec::new(),
            labels: Vec::new(),
            places: Vec::new(),
            tabled: Tabled::default(),
            body: String::new(),
            held: None,
        }
    }

    /// Appends the rows of `doc`.
    pub fn document(&mut self, doc: &Document, words: &WordTable, out: &mut Encoded) {
        let chars = CharIndex::new(&doc.text);
        let layers = self.options.layers;
        if layers.tokens {
            self.token_chars.clear();
            let spans = doc.tokens.iter().map(|t| (chars.at(t.orig.start), chars.at(t.orig.end)));
            self.token_chars.extend(spans);
            label_tokens(doc, &mut self.labels);
            places_of(doc, words, &mut self.places, &mut self.tabled);
        }
        if self.options.wants(Output::Documents) || self.options.parquet {
            body_of(doc, &mut self.body);
        }
        count(doc, &chars, &mut out.counts);
        let mut held = self.held.take().unwrap_or_default();
        let id = cell_of(&doc.origin.id, self.options.excel);
        if self.options.wants(Output::Documents) {
            self.documents_row(&id, doc, &chars, &mut out.bytes[Output::Documents as usize]);
        }
        if self.options.wants(Output::Sentences) {
            self.sentence_rows(&id, doc, &chars, &mut out.bytes[Output::Sentences as usize]);
        }
        if self.options.wants(Output::Tokens) {
            self.token_rows(&id, doc, words, &mut held, &mut out.bytes[Output::Tokens as usize]);
        }
        if self.options.wants(Output::Entities) {
            self.entity_rows(&id, doc, &chars, &mut out.bytes[Output::Entities as usize]);
        }
        if self.options.wants(Output::Jsonl) {
            self.json(doc, words, &chars, &mut held, &mut out.bytes[Output::Jsonl as usize]);
        }
        self.held = Some(held);
        #[cfg(feature = "parquet")]
        if let Some(columns) = &mut out.columns {
            let view = super::parquet::Rendered {
                doc,
                words,
                lexicon: self.lexicon,
                chars: &chars,
                body: &self.body,
                token_chars: &self.token_chars,
                labels: &self.labels,
                options: self.options,
            };
            columns.document(&view);
        }
    }

    /// Appends a reject's row.
    pub fn reject(reject: &Reject, out: &mut Encoded) {
        out.counts.rejects += 1;
        let buffer = &mut out.bytes[Output::Rejects as usize];
        buffer.extend_from_slice(b"{\"id\":");
        json_text(buffer, &reject.id);
        buffer.extend_from_slice(b",\"source\":");
        json_text(buffer, &reject.source);
        buffer.extend_from_slice(b",\"record\":");
        match reject.record {
            Some(n) => integer(buffer, n),
            None => buffer.extend_from_slice(b"null"),
        }
        buffer.extend_from_slice(b",\"byte\":");
        integer(buffer, reject.byte);
        buffer.extend_from_slice(b",\"reason\":");
        json_text(buffer, &reject.reason);
        buffer.extend_from_slice(b"}\n");
    }
}

/// Keys and stems that are not in the text, one in thirty. They lie all over the word table, which no cache holds: they
/// are fetched in loops that do nothing else, so that the memory of many is waited for at once.
#[derive(Default)]
struct Tabled {
    words: Vec<(WordId, Lang)>,
    forms: Vec<Forms>,
    /// What `forms` are ranges of, and as much more as a copy takes.
    bytes: Vec<u8>,
}

impl Tabled {
    fn clear(&mut self) {
        self.words.clear();
        self.forms.clear();
        self.bytes.clear();
    }

    fn want(&mut self, word: WordId, lang: Lang) -> u32 {
        self.words.push((word, lang));
        self.words.len() as u32 - 1
    }

    fn fetch(&mut self, words: &WordTable) {
        self.forms.extend(self.words.iter().map(|&(word, lang)| words.forms(word, lang)));
        for Forms { key, stem } in &mut self.forms {
            for range in [key, stem] {
                let start = self.bytes.len() as u32;
                self.bytes.extend_from_slice(&words.arena()[range.0 as usize..range.1 as usize]);
                *range = (start, self.bytes.len() as u32);
            }
        }
        self.bytes.extend_from_slice(&[0; WIDE]);
    }

    /// Writes the key or the stem of one.
    #[inline(always)]
    fn piece(&self, line: &mut Line<'_>, number: u32, of: impl Fn(&Forms) -> (u32, u32)) {
        let (start, end) = of(&self.forms[number as usize]);
        line.piece(&self.bytes, start as usize..end as usize);
    }
}

/// Finds key and stem of all tokens, in a loop that does nothing else as well.
fn places_of(doc: &Document, words: &WordTable, out: &mut Vec<Place>, tabled: &mut Tabled) {
    let (text, norm) = (doc.text.as_bytes(), doc.normalized());
    let as_it_stands = doc.norm.edits().is_empty();
    tabled.clear();
    out.clear();
    out.extend(doc.tokens.iter().map(|t| {
        let written = match as_it_stands || doc.text[t.orig.range()] == norm[t.norm.range()] {
            true => words.written(t.word, t.lang),
            false => Written::Escaped,
        };
        let start = t.orig.start as usize;
        let letter = text[start..].first_chunk().copied().unwrap_or_else(|| [text[start], 0]);
        match written {
            Written::Text(stem) => Place::Text { letter, stem },
            Written::Capital(stem) => Place::Text { letter: small_letter(letter), stem },
            Written::Table => Place::Table(tabled.want(t.word, t.lang)),
            Written::Escaped => Place::Unknown,
        }
    }));
    tabled.fetch(words);
}

/// The small letter of a capital, both of two bytes.
#[inline]
fn small_letter([lead, next]: [u8; 2]) -> [u8; 2] {
    let c = char::from_u32(u32::from(lead & 0x1f) << 6 | u32::from(next & 0x3f));
    let mut small = [0; 4];
    c.and_then(Letter::small).unwrap_or_default().encode_utf8(&mut small);
    [small[0], small[1]]
}

/// Labels tokens for IOB2. An office may hold a name (`ҚР Президенті`): the name keeps its tokens, the office gets
/// the rest.
fn label_tokens(doc: &Document, out: &mut Vec<Option<(EntityType, bool)>>) {
    out.clear();
    out.resize(doc.tokens.len(), None);
    let flat = || doc.entities.iter().filter(|e| !e.nested);
    for e in flat().filter(|e| e.kind != EntityType::Role) {
        for t in e.tokens.clone() {
            out[t as usize] = Some((e.kind, t == e.tokens.start));
        }
    }
    for e in flat().filter(|e| e.kind == EntityType::Role) {
        let mut begins = true;
        for t in e.tokens.clone() {
            match &mut out[t as usize] {
                label @ None => {
                    *label = Some((e.kind, begins));
                    begins = false;
                }
                Some(_) => begins = true,
            }
        }
    }
}

/// The normalised text of the content zones, a line each.
fn body_of(doc: &Document, out: &mut String) {
    out.clear();
    let norm = doc.normalized();
    for zone in doc.zones.iter().filter(|z| z.kind.is_content()) {
        let (start, end) = match doc.norm.edits().is_empty() {
            true => (zone.orig.start as usize, zone.orig.end as usize),
            false => (to_norm(doc, zone.orig.start), to_norm(doc, zone.orig.end)),
        };
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(norm[start..end.max(start)].trim_end());
    }
}

/// Where a byte of the original stands in the normalised text; the start of its edit where it lies in one.
fn to_norm(doc: &Document, at: u32) -> usize {
    let edits = doc.norm.edits();
    let i = edits.partition_point(|e| e.orig.end <= at);
    if let Some(e) = edits.get(i).filter(|e| e.orig.start < at) {
        return e.norm.start as usize;
    }
    match i.checked_sub(1) {
        Some(p) => (edits[p].norm.end + (at - edits[p].orig.end)) as usize,
        None => at as usize,
    }
}

fn count(doc: &Document, chars: &CharIndex<'_>, counts: &mut Counts) {
    counts.documents += 1;
    counts.sentences += doc.sentences.len() as u64;
    counts.tokens += doc.tokens.len() as u64;
    counts.chars += u64::from(chars.len());
    counts.bytes += doc.text.len() as u64;
    counts.mixed += u64::from(doc.lang.mixed);
    counts.renamed_ids += u64::from(doc.origin.renamed);
    add(&mut counts.documents_by_lang, doc.lang.lang.as_str(), 1);
    counts.add_origin(doc.origin.encoding.0, doc.norm.edits().iter().map(|e| e.rule));
    // By number first: there are many, of few types.
    let mut by_type = [0; EntityType::ALL.len()];
    for e in doc.entities.iter().filter(|e| !e.nested) {
        by_type[e.kind as usize] += 1;
    }
    for (kind, n) in EntityType::ALL.iter().zip(by_type).filter(|&(_, n)| n > 0) {
        counts.entities += n;
        add(&mut counts.entities_by_type, kind.as_str(), n);
    }
}

fn add(map: &mut BTreeMap<String, u64>, name: &str, more: u64) {
    match map.get_mut(name) {
        Some(n) => *n += more,
        None => {
            map.insert(name.to_owned(), more);
        }
    }
}

/// Code points before any byte: counts at every eighth byte, the rest counted when asked.
pub struct CharIndex<'t> {
    bytes: &'t [u8],
    before: Vec<u32>,
    /// What is left behind the last whole block, and bytes that begin nothing.
    rest: [u8; BLOCK],
    len: u32,
}

/// Bytes whose beginnings of characters are counted in one go: a register.
const BLOCK: usize = 8;

/// A byte that begins no character.
const CONTINUES: u8 = 0x80;

impl<'t> CharIndex<'t> {
    /// Counts a text through, once.
    pub fn new(text: &'t str) -> CharIndex<'t> {
        let bytes = text.as_bytes();
        let (blocks, tail) = bytes.as_chunks::<BLOCK>();
        let mut len = 0;
        let count = |block: &[u8; BLOCK]| {
            let before = len;
            len += sum(starts(block));
            before
        };
        let mut before = Vec::with_capacity(blocks.len() + 1);
        before.extend(blocks.iter().map(count));
        before.push(len);
        let mut rest = [CONTINUES; BLOCK];
        rest[..tail.len()].copy_from_slice(tail);
        CharIndex { bytes, before, rest, len: len + sum(starts(&rest)) }
    }

    /// Code points before byte `at`.
    #[inline]
    pub fn at(&self, at: u32) -> u32 {
        let (block, within) = (at as usize / BLOCK, at as usize % BLOCK);
        let bytes = self.bytes[block * BLOCK..].first_chunk().unwrap_or(&self.rest);
        self.before[block] + sum(starts(bytes) & !(u64::MAX << (8 * within)))
    }

    /// Code points in all.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> u32 {
        self.len
    }
}

/// The lowest bit of each byte.
const LOW: u64 = u64::MAX / 255;

/// The bytes that begin a character, by their lowest bits: of those that continue one the upper two are 10.
#[inline]
fn starts(bytes: &[u8; BLOCK]) -> u64 {
    let word = u64::from_le_bytes(*bytes);
    (!(word >> 7) | word >> 6) & LOW
}

/// How many bytes are marked: all of them summed up in the uppermost.
#[inline]
fn sum(marks: u64) -> u32 {
    (marks.wrapping_mul(LOW) >> 56) as u32
}

fn integer(out: &mut Vec<u8>, n: u64) {
    out.extend_from_slice(itoa::Buffer::new().format(n).as_bytes());
}

/// A number from 0 to 1 with up to four decimals: `0.998`, `1.0`.
fn float(out: &mut Vec<u8>, x: f32) {
    // What lies between two numbers of four decimals is rounded up: as a double the half is exact.
    let n = (f64::from(x.clamp(0.0, 1.0) * 10_000.0) + 0.5) as u32;
    let (mut decimals, mut len) = (n % 10_000, 4);
    while decimals % 10 == 0 && len > 1 {
        decimals /= 10;
        len -= 1;
    }
    let mut digits = [b'0' + (n / 10_000) as u8, b'.', 0, 0, 0, 0];
    for digit in digits[2..2 + len].iter_mut().rev() {
        *digit = b'0' + (decimals % 10) as u8;
        decimals /= 10;
    }
    out.extend_from_slice(&digits[..2 + len]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_short() {
        let show = |x| {
            let mut out = Vec::new();
            float(&mut out, x);
            String::from_utf8(out).expect("text")
        };
        assert_eq!(
            [show(1.0), show(0.0), show(0.998), show(0.12345), show(0.05)],
            ["1.0", "0.0", "0.998", "0.1235", "0.05"]
        );
    }

    #[test]
    fn code_points_are_counted() {
        let text = "aж😀".repeat(50);
        let index = CharIndex::new(&text);
        for (n, (at, _)) in text.char_indices().enumerate() {
            assert_eq!(index.at(at as u32), n as u32);
        }
        assert_eq!(index.at(text.len() as u32), index.len());
    }
}
