//! The rows of the CSV tables.
//!
//! Reads: an annotated document. Makes: its rows in each table. Guarantees: a cell that needs quotation marks has
//! them; with `excel` no cell is a formula or longer than a spreadsheet holds. Cost: what is written.

use super::line::{Held, Line, Name, WIDE, names};
use super::{CharIndex, Encoder, EntityView, Place, small};
use crate::document::{Document, EntityType, Token, TokenKind, ZoneKind};
use crate::lang::Lang;
use crate::words::WordTable;

impl Encoder<'_> {
    pub(super) fn documents_row(&self, id: &[u8], doc: &Document, chars: &CharIndex<'_>, out: &mut Vec<u8>) {
        let facts = &doc.facts;
        let mut row = Row::new(out, self.options.excel);
        row.plain(id);
        row.text(&doc.origin.source);
        row.plain(doc.lang.lang.as_str().as_bytes());
        row.float(doc.lang.confidence);
        row.plain(if doc.lang.mixed { b"true" } else { b"false" });
        for fact in [&facts.title, &facts.author, &facts.published, &facts.published_time] {
            row.text(fact.as_deref().unwrap_or(""));
        }
        row.text(facts.publisher_id.as_deref().or(facts.publisher.as_deref()).unwrap_or(""));
        row.text(facts.url.as_deref().unwrap_or(""));
        row.text(facts.section.as_deref().unwrap_or(""));
        row.integer(u64::from(chars.len()));
        row.integer(doc.sentences.len() as u64);
        row.integer(doc.tokens.len() as u64);
        row.integer(doc.entities.iter().filter(|e| !e.nested).count() as u64);
        row.text(doc.origin.encoding.0);
        row.text(&doc.text);
        row.text(if self.options.layers.tokens { doc.normalized() } else { "" });
        row.text(&self.body);
        row.end();
    }

    pub(super) fn sentence_rows(&self, id: &[u8], doc: &Document, chars: &CharIndex<'_>, out: &mut Vec<u8>) {
        for (n, s) in doc.sentences.iter().enumerate() {
            let mut row = Row::new(out, self.options.excel);
            row.plain(id);
            row.integer(n as u64);
            row.integer(u64::from(chars.at(s.orig.start)));
            row.integer(u64::from(chars.at(s.orig.end)));
            row.integer(u64::from(s.orig.start));
            row.integer(u64::from(s.orig.end));
            row.plain(s.zone.as_str().as_bytes());
            row.plain(s.lang.as_str().as_bytes());
            row.float(s.confidence);
            row.text(&doc.text[s.orig.range()]);
            row.end();
        }
    }

    /// The rows of the tokens. What most tokens are made of is written without being looked at.
    #[inline(never)]
    pub(super) fn token_rows(
        &self,
        id: &[u8],
        doc: &Document,
        words: &WordTable,
        held: &mut Held,
        out: &mut Vec<u8>,
    ) {
        let mut prefix = Prefix::new(id, self.options.excel);
        let mut line = Line::new(out, held);
        let plain = !self.options.excel && !self.options.suffixes;
        for (number, sentence) in doc.sentences.iter().enumerate() {
            prefix.of_sentence(number);
            let tokens = sentence.tokens.start as usize..sentence.tokens.end as usize;
            let (places, labels) = (&self.places[tokens.clone()], &self.labels[tokens.clone()]);
            let chars = &self.token_chars[tokens.clone()];
            let tokens = (sentence.tokens.start..).zip(&doc.tokens[tokens]);
            for ((((n, t), &(start, end)), &place), &label) in tokens.zip(chars).zip(places).zip(labels) {
                line.make_room();
                line.piece(&prefix.bytes, 0..prefix.len);
                for number in [n, start, end, t.orig.start, t.orig.end] {
                    line.integer(number, prefix.separator);
                }
                if plain {
                    self.token_row::<true>(doc, words, t, place, label, &mut line);
                } else {
                    self.token_row::<false>(doc, words, t, place, label, &mut line);
                }
            }
        }
        line.end();
    }

    /// What stands behind a token's numbers; `PLAIN` says that no option asks for anything else.
    #[inline(always)]
    fn token_row<const PLAIN: bool>(
        &self,
        doc: &Document,
        words: &WordTable,
        t: &Token,
        place: Place,
        label: Option<(EntityType, bool)>,
        line: &mut Line<'_>,
    ) {
        let excel = !PLAIN && self.options.excel;
        let separator = separator(excel);
        let Names { kinds, langs, labels } = &NAMES[usize::from(excel)];
        line.name(&kinds[t.kind as usize]);
        line.name(&langs[t.lang as usize]);
        match place {
            Place::Text { letter, stem } if !excel => {
                let (text, at) = (doc.text.as_bytes(), t.orig.range());
                let stem_at = at.start..at.start + usize::from(stem);
                line.piece(text, at.clone());
                line.fixed(&[separator]);
                small(line, letter, text, at);
                line.fixed(&[separator]);
                small(line, letter, text, stem_at);
            }
            Place::Table(n) if !excel => {
                line.piece(doc.text.as_bytes(), t.orig.range());
                line.fixed(&[separator]);
                self.tabled.piece(line, n, |forms| forms.key);
                line.fixed(&[separator]);
                self.tabled.piece(line, n, |forms| forms.stem);
            }
            _ => {
                cell(line, &doc.text[t.orig.range()], excel);
                line.fixed(&[separator]);
                cell(line, words.key(t.word), excel);
                line.fixed(&[separator]);
                cell(line, words.stem(t.word, t.lang).unwrap_or(""), excel);
            }
        }
        line.name(match label {
            None => &labels[0][0],
            Some((kind, begins)) => &labels[1 + usize::from(begins)][kind as usize],
        });
        if !PLAIN && self.options.suffixes {
            line.fixed(&[separator]);
            cell(line, words.suffixes(t.word, t.lang).unwrap_or(""), excel);
        }
        if excel {
            line.fixed(b"\r");
        }
        line.fixed(b"\n");
    }

    pub(super) fn entity_rows(&self, id: &[u8], doc: &Document, chars: &CharIndex<'_>, out: &mut Vec<u8>) {
        let shown = doc.entities.iter().filter(|e| self.options.nested || !e.nested);
        for (n, e) in shown.enumerate() {
            let view = EntityView::of(e, self.lexicon);
            let mut row = Row::new(out, self.options.excel);
            row.plain(id);
            row.integer(u64::from(e.sentence));
            row.integer(n as u64);
            row.integer(u64::from(chars.at(e.orig.start)));
            row.integer(u64::from(chars.at(e.orig.end)));
            row.integer(u64::from(e.orig.start));
            row.integer(u64::from(e.orig.end));
            let zone = doc.sentences.get(e.sentence as usize).map_or(ZoneKind::Body, |s| s.zone);
            row.plain(zone.as_str().as_bytes());
            row.plain(e.kind.as_str().as_bytes());
            row.text(view.subtype.unwrap_or(""));
            row.text(view.id.unwrap_or(""));
            row.text(&doc.text[e.orig.range()]);
            for name in view.names {
                row.text(name.unwrap_or(""));
            }
            row.text(e.value.as_deref().unwrap_or(""));
            row.plain(e.case.map_or("", |c| c.as_str()).as_bytes());
            row.plain(e.rule.as_bytes());
            row.float(e.score);
            row.text(e.holder.map_or("", |p| &self.lexicon.entry(p).id));
            row.end();
        }
    }
}

/// A text as a cell.
pub(super) fn cell_of(text: &str, excel: bool) -> Vec<u8> {
    let mut cell = Vec::new();
    Row::new(&mut cell, excel).text(text);
    cell
}

/// What stands in front of the rows of a sentence's tokens.
struct Prefix {
    bytes: Vec<u8>,
    separator: u8,
    id: usize,
    len: usize,
}

impl Prefix {
    fn new(id: &[u8], excel: bool) -> Prefix {
        Prefix { id: id.len(), bytes: id.to_vec(), separator: separator(excel), len: 0 }
    }

    fn of_sentence(&mut self, number: usize) {
        self.bytes.truncate(self.id);
        self.bytes.push(self.separator);
        super::integer(&mut self.bytes, number as u64);
        self.bytes.push(self.separator);
        self.len = self.bytes.len();
        // Wide enough to be copied without a look at its length.
        self.bytes.resize(self.len + WIDE, 0);
    }
}

/// A cell that has to be looked at.
#[inline(always)]
fn cell(line: &mut Line<'_>, text: &str, excel: bool) {
    match text {
        // The commonest mark by far.
        "," if !excel => line.fixed(b"\",\""),
        _ => Row::new(line.buffer(), excel).text(text),
    }
}

/// The names in a token's row, with the separators beside them.
struct Names {
    kinds: [Name; TokenKind::ALL.len()],
    langs: [Name; Lang::ALL.len()],
    /// Of tokens outside all names, inside one, and at its beginning.
    labels: [[Name; EntityType::ALL.len()]; 3],
}

impl Names {
    const fn beside(separator: &str) -> Names {
        Names {
            kinds: names!(TokenKind, Name::EMPTY, separator),
            langs: names!(Lang, Name::EMPTY, separator),
            labels: [
                [Name::EMPTY.with(separator).with("O"); EntityType::ALL.len()],
                names!(EntityType, Name::EMPTY.with(separator).with("I-"), ""),
                names!(EntityType, Name::EMPTY.with(separator).with("B-"), ""),
            ],
        }
    }
}

/// In plain CSV, and as a spreadsheet wants it.
static NAMES: [Names; 2] = [Names::beside(","), Names::beside(";")];

/// A spreadsheet cell's limit, in characters.
const EXCEL_CELL: usize = 32_767;

/// What marks a cell that was cut.
const CUT: &str = "…[cut]";

fn separator(excel: bool) -> u8 {
    if excel { b';' } else { b',' }
}

/// A row of CSV.
pub(super) struct Row<'a> {
    out: &'a mut Vec<u8>,
    excel: bool,
    first: bool,
}

impl<'a> Row<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>, excel: bool) -> Row<'a> {
        Row { out, excel, first: true }
    }

    fn separate(&mut self) {
        if !self.first {
            self.out.push(separator(self.excel));
        }
        self.first = false;
    }

    pub(super) fn text(&mut self, text: &str) {
        self.separate();
        if self.excel {
            self.excel_text(text);
        } else if any_of(text, |b| (b == b',') | (b == b'"') | (b == b'\n') | (b == b'\r')) {
            self.quoted(text);
        } else {
            self.out.extend_from_slice(text.as_bytes());
        }
    }

    /// A cell, as [`cell_of`] made it, or of nothing but ASCII letters and hyphens.
    fn plain(&mut self, cell: &[u8]) {
        self.separate();
        self.out.extend_from_slice(cell);
    }

    fn quoted(&mut self, text: &str) {
        self.out.push(b'"');
        let mut rest = text.as_bytes();
        while let Some(at) = memchr::memchr(b'"', rest) {
            self.out.extend_from_slice(&rest[..=at]);
            self.out.push(b'"');
            rest = &rest[at + 1..];
        }
        self.out.extend_from_slice(rest);
        self.out.push(b'"');
    }

    /// A cell that no spreadsheet runs as a formula or cuts without a word.
    fn excel_text(&mut self, text: &str) {
        let guard = is_formula(text);
        let room = EXCEL_CELL - usize::from(guard);
        // A spreadsheet counts UTF-16 units.
        let units = text.len() > room && text.encode_utf16().count() > room;
        let mut cell = String::new();
        if guard {
            cell.push('\'');
        }
        if units {
            let mut left = room - CUT.encode_utf16().count();
            for c in text.chars() {
                if c.len_utf16() > left {
                    break;
                }
                left -= c.len_utf16();
                cell.push(c);
            }
            cell.push_str(CUT);
        } else {
            cell.push_str(text);
        }
        if cell.bytes().any(|b| matches!(b, b';' | b'"' | b'\n' | b'\r')) {
            self.quoted(&cell);
        } else {
            self.out.extend_from_slice(cell.as_bytes());
        }
    }

    fn integer(&mut self, n: u64) {
        self.separate();
        super::integer(self.out, n);
    }

    fn float(&mut self, x: f32) {
        self.separate();
        super::float(self.out, x);
    }

    pub(super) fn end(self) {
        self.out.extend_from_slice(if self.excel { b"\r\n" } else { b"\n" });
    }
}

/// Whether a spreadsheet would run a text. A minus or plus before a lone number, or a lone mark, is no formula.
fn is_formula(text: &str) -> bool {
    let Some((&first, rest)) = text.as_bytes().split_first() else { return false };
    let number = || rest[0].is_ascii_digit() && rest.iter().all(|b| matches!(b, b'0'..=b'9' | b'.' | b','));
    match first {
        b'+' | b'-' => !rest.is_empty() && !number(),
        b'=' | b'@' | b'\t' | b'\r' | b'\n' => !rest.is_empty(),
        // Some read the wide forms as the narrow ones.
        0xef => text.starts_with(['＝', '＋', '－', '＠']) && text.len() > '＝'.len_utf8(),
        _ => false,
    }
}

/// Whether any byte of a text is one that `of` names; in blocks, without a branch for each byte. The last block begins so
/// far before the end that it is whole.
#[inline]
fn any_of(text: &str, of: impl Fn(u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    let any = |block: &[u8]| block.iter().fold(false, |any, &b| any | of(b));
    match (bytes.last_chunk::<16>(), bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (Some(last), ..) => bytes.as_chunks::<16>().0.iter().any(|block| any(block)) || any(last),
        (None, Some(first), Some(last)) => any(first) | any(last),
        _ => bytes.iter().any(|&b| of(b)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str, excel: bool) -> String {
        let mut out = Vec::new();
        let mut row = Row::new(&mut out, excel);
        row.text(text);
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn csv_cells() {
        assert_eq!(cell("a,\"b\"", false), "\"a,\"\"b\"\"\"");
        assert_eq!(cell("=1+1", false), "=1+1");
        assert_eq!(cell("=1+1;", true), "\"'=1+1;\"");
        for (text, excel) in
            [("-", "-"), ("-5", "-5"), ("+7,5", "+7,5"), ("-5+A1", "'-5+A1"), ("+A1", "'+A1")]
        {
            assert_eq!(cell(text, true), excel);
        }
        let long = cell(&"я".repeat(40_000), true);
        assert_eq!(long.chars().count(), EXCEL_CELL);
        assert!(long.ends_with(CUT));
    }
}
