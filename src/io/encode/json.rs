//! The object of a document in JSON Lines.
//!
//! Reads: an annotated document. Makes: one line. Guarantees: it parses back to what was written. Cost: what is
//! written, and one look at each text for characters that are escaped.

use super::line::{Held, Line, Name, names};
use super::{CharIndex, Encoder, EntityView, Place, float, integer, small};
use crate::document::{Document, Entity, TokenKind};
use crate::io::schema::SCHEMA_VERSION;
use crate::words::WordTable;

impl Encoder<'_> {
    pub(super) fn json(
        &self,
        doc: &Document,
        words: &WordTable,
        chars: &CharIndex<'_>,
        held: &mut Held,
        out: &mut Vec<u8>,
    ) {
        let layers = self.options.layers;
        out.extend_from_slice(b"{\"schema_version\":");
        integer(out, u64::from(SCHEMA_VERSION));
        field_text(out, b",\"id\":", &doc.origin.id);
        field_text(out, b",\"source\":", &doc.origin.source);
        encoding_and_language(doc, out);
        facts(doc, out);
        field_text(out, b",\"text\":", &doc.text);
        if layers.tokens {
            field_text(out, b",\"text_norm\":", doc.normalized());
            self.json_edits(doc, chars, out);
        }
        zones_and_passages(doc, chars, out);
        if layers.sentences {
            sentences(doc, chars, out);
        }
        if layers.tokens {
            self.json_tokens(doc, words, held, out);
        }
        if layers.entities {
            self.json_entities(doc, chars, out);
        }
        out.extend_from_slice(b",\"meta\":{");
        for (i, (name, value)) in doc.origin.meta.iter().enumerate() {
            comma(out, i);
            json_text(out, name);
            out.push(b':');
            out.extend_from_slice(value.as_bytes());
        }
        out.extend_from_slice(b"}}\n");
    }

    fn json_edits(&self, doc: &Document, chars: &CharIndex<'_>, out: &mut Vec<u8>) {
        out.extend_from_slice(b",\"edits\":[");
        if !doc.norm.edits().is_empty() {
            let norm = CharIndex::new(doc.normalized());
            for (i, e) in doc.norm.edits().iter().enumerate() {
                comma(out, i);
                out.push(b'[');
                for at in
                    [chars.at(e.orig.start), chars.at(e.orig.end), norm.at(e.norm.start), norm.at(e.norm.end)]
                {
                    integer(out, u64::from(at));
                    out.push(b',');
                }
                json_name(out, e.rule);
                out.push(b']');
            }
        }
        out.push(b']');
    }

    #[inline(never)]
    fn json_tokens(&self, doc: &Document, words: &WordTable, held: &mut Held, out: &mut Vec<u8>) {
        let mut line = Line::new(out, held);
        line.fixed(b",\"tokens\":{\"start\":[");
        list(&mut line, &self.token_chars, |line, &(start, _)| line.integer(start, b','));
        line.fixed(b",\"end\":[");
        list(&mut line, &self.token_chars, |line, &(_, end)| line.integer(end, b','));
        line.fixed(b",\"kind\":[");
        list(&mut line, &doc.tokens, |line, t| line.name(&KINDS[t.kind as usize]));
        let text = doc.text.as_bytes();
        let placed = || doc.tokens.iter().zip(&self.places);
        strings(&mut line, b",\"text\":[\"", placed(), |line, (t, place)| match *place {
            Place::Unknown => escaped(line, &doc.text[t.orig.range()]),
            _ => line.piece(text, t.orig.range()),
        });
        strings(&mut line, b",\"norm\":[\"", placed(), |line, (t, place)| match *place {
            Place::Text { letter, .. } => small(line, letter, text, t.orig.range()),
            Place::Table(n) => self.tabled.piece(line, n, |forms| forms.key),
            Place::Unknown => escaped(line, words.key(t.word)),
        });
        strings(&mut line, b",\"stem\":[\"", placed(), |line, (t, place)| match *place {
            Place::Text { letter, stem } => {
                let start = t.orig.start as usize;
                small(line, letter, text, start..start + usize::from(stem));
            }
            Place::Table(n) => self.tabled.piece(line, n, |forms| forms.stem),
            Place::Unknown => escaped(line, words.stem(t.word, t.lang).unwrap_or("")),
        });
        if self.options.suffixes {
            strings(&mut line, b",\"suffixes\":[\"", &doc.tokens, |line, t| {
                escaped(line, words.suffixes(t.word, t.lang).unwrap_or(""));
            });
        }
        line.fixed(b"}");
        line.end();
    }

    fn json_entities(&self, doc: &Document, chars: &CharIndex<'_>, out: &mut Vec<u8>) {
        out.extend_from_slice(b",\"entities\":[");
        for (i, e) in doc.entities.iter().filter(|e| !e.nested).enumerate() {
            comma(out, i);
            self.json_entity(doc, e, chars, out);
            if self.options.nested {
                out.extend_from_slice(b",\"nested\":[");
                // They are in order: those that begin in it stand together.
                let first = doc.entities.partition_point(|n| n.orig.start < e.orig.start);
                let within = doc.entities[first..].iter().take_while(|n| n.orig.start < e.orig.end);
                let inner = within.filter(|n| n.nested && e.orig.contains(n.orig));
                for (k, n) in inner.enumerate() {
                    comma(out, k);
                    self.json_entity(doc, n, chars, out);
                    out.push(b'}');
                }
                out.push(b']');
            }
            out.push(b'}');
        }
        out.push(b']');
    }

    /// An entity's object, not closed.
    fn json_entity(&self, doc: &Document, e: &Entity, chars: &CharIndex<'_>, out: &mut Vec<u8>) {
        let view = EntityView::of(e, self.lexicon);
        span(out, chars.at(e.orig.start), chars.at(e.orig.end));
        field_text(out, b",\"text\":", &doc.text[e.orig.range()]);
        field_name(out, b",\"type\":", e.kind.as_str());
        field_option(out, b",\"subtype\":", view.subtype);
        field_option(out, b",\"id\":", view.id);
        json_names(out, &view);
        if let Some(value) = &e.value {
            field_text(out, b",\"value\":", value);
        }
        if e.relative {
            out.extend_from_slice(b",\"relative\":true");
        }
        field_option(out, b",\"case\":", e.case.map(|c| c.as_str()));
        field_name(out, b",\"rule\":", e.rule);
        out.extend_from_slice(b",\"score\":");
        float(out, e.score);
        if let Some(person) = e.holder {
            let view = self.lexicon.view(person);
            out.extend_from_slice(b",\"holder\":{\"id\":");
            json_text(out, view.id.unwrap_or(""));
            json_names(out, &view);
            out.push(b'}');
        }
    }
}

/// The fields of the encoding and of the languages.
fn encoding_and_language(doc: &Document, out: &mut Vec<u8>) {
    let (encoding, confidence) = doc.origin.encoding;
    out.extend_from_slice(b",\"encoding\":{\"name\":");
    json_name(out, encoding);
    out.extend_from_slice(b",\"confidence\":");
    float(out, confidence);
    out.push(b'}');
    field_name(out, b",\"lang\":", doc.lang.lang.as_str());
    out.extend_from_slice(b",\"lang_confidence\":");
    float(out, doc.lang.confidence);
    out.extend_from_slice(if doc.lang.mixed { b",\"mixed\":true" } else { b",\"mixed\":false" });
    out.extend_from_slice(b",\"lang_share\":{");
    for (i, (lang, share)) in doc.lang.share.iter().enumerate() {
        comma(out, i);
        json_name(out, lang.as_str());
        out.push(b':');
        float(out, *share);
    }
    out.push(b'}');
}

/// The fields of what the page says of itself.
fn facts(doc: &Document, out: &mut Vec<u8>) {
    let facts = &doc.facts;
    field_option(out, b",\"title\":", facts.title.as_deref());
    field_option(out, b",\"author\":", facts.author.as_deref());
    field_option(out, b",\"published\":", facts.published.as_deref());
    field_option(out, b",\"published_time\":", facts.published_time.as_deref());
    out.extend_from_slice(b",\"publisher\":");
    match (&facts.publisher_id, &facts.publisher) {
        (None, None) => out.extend_from_slice(b"null"),
        (id, text) => {
            out.extend_from_slice(b"{\"id\":");
            json_option(out, id.as_deref());
            field_option(out, b",\"text\":", text.as_deref());
            out.push(b'}');
        }
    }
    field_option(out, b",\"url\":", facts.url.as_deref());
    field_option(out, b",\"section\":", facts.section.as_deref());
}

fn zones_and_passages(doc: &Document, chars: &CharIndex<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"zones\":[");
    for (i, z) in doc.zones.iter().enumerate() {
        comma(out, i);
        span(out, chars.at(z.orig.start), chars.at(z.orig.end));
        field_name(out, b",\"kind\":", z.kind.as_str());
        out.push(b'}');
    }
    out.extend_from_slice(b"],\"passages\":[");
    for (i, p) in doc.passages.iter().enumerate() {
        comma(out, i);
        span(out, chars.at(p.orig.start), chars.at(p.orig.end));
        field_name(out, b",\"lang\":", p.lang.as_str());
        out.extend_from_slice(b",\"confidence\":");
        float(out, p.confidence);
        out.push(b'}');
    }
    out.push(b']');
}

fn sentences(doc: &Document, chars: &CharIndex<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(b",\"sentences\":[");
    for (i, s) in doc.sentences.iter().enumerate() {
        comma(out, i);
        span(out, chars.at(s.orig.start), chars.at(s.orig.end));
        field_name(out, b",\"lang\":", s.lang.as_str());
        out.extend_from_slice(b",\"confidence\":");
        float(out, s.confidence);
        field_name(out, b",\"zone\":", s.zone.as_str());
        out.push(b'}');
    }
    out.push(b']');
}

/// `name`, by language, of a thing that has one.
fn json_names(out: &mut Vec<u8>, view: &EntityView<'_>) {
    if view.names.iter().all(Option::is_none) {
        return;
    }
    out.extend_from_slice(b",\"name\":{");
    let named = ["ru", "kk", "en"].into_iter().zip(view.names);
    for (i, (lang, name)) in named.filter_map(|(l, n)| n.map(|n| (l, n))).enumerate() {
        comma(out, i);
        json_name(out, lang);
        out.push(b':');
        json_text(out, name);
    }
    out.push(b'}');
}

/// The kinds of tokens as items of a list.
static KINDS: [Name; TokenKind::ALL.len()] = names!(TokenKind, Name::EMPTY.with("\""), "\",");

/// The items of a list, each with the comma behind it that it writes, and its closing bracket.
#[inline(always)]
fn list<'l, T>(
    line: &mut Line<'l>,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut Line<'l>, T),
) {
    let mut any = false;
    for item in items {
        line.make_room();
        write(line, item);
        any = true;
    }
    line.take_back(usize::from(any));
    line.fixed(b"]");
}

/// A list of strings, behind its name and the first quotation mark; each writes what stands between its own.
#[inline(always)]
fn strings<'l, T, const N: usize>(
    line: &mut Line<'l>,
    name: &[u8; N],
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut Line<'l>, T),
) {
    line.fixed(name);
    let mut any = false;
    for item in items {
        line.make_room();
        write(line, item);
        line.fixed(b"\",\"");
        any = true;
    }
    line.take_back(if any { 2 } else { 1 });
    line.fixed(b"]");
}

/// What stands in a string that has to be looked at.
#[inline(always)]
fn escaped(line: &mut Line<'_>, text: &str) {
    match text {
        // The commonest mark that not all outputs can write as it is.
        "," => line.fixed(b","),
        _ => json_escaped(line.buffer(), text),
    }
}

fn comma(out: &mut Vec<u8>, i: usize) {
    if i > 0 {
        out.push(b',');
    }
}

fn span(out: &mut Vec<u8>, start: u32, end: u32) {
    out.extend_from_slice(b"{\"start\":");
    integer(out, u64::from(start));
    out.extend_from_slice(b",\"end\":");
    integer(out, u64::from(end));
}

/// A field, given with the comma before it and the colon behind: as it is known beforehand, it is copied in one go.
fn field_text<const N: usize>(out: &mut Vec<u8>, field: &[u8; N], text: &str) {
    out.extend_from_slice(field);
    json_text(out, text);
}

/// A field with a name of ours in which nothing is escaped.
fn field_name<const N: usize>(out: &mut Vec<u8>, field: &[u8; N], name: &str) {
    out.extend_from_slice(field);
    json_name(out, name);
}

fn field_option<const N: usize>(out: &mut Vec<u8>, field: &[u8; N], text: Option<&str>) {
    out.extend_from_slice(field);
    json_option(out, text);
}

fn json_option(out: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => json_text(out, text),
        None => out.extend_from_slice(b"null"),
    }
}

/// A string in which nothing is escaped.
fn json_name(out: &mut Vec<u8>, name: &str) {
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.push(b'"');
}

/// A string of JSON.
pub fn json_text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    json_escaped(out, text);
    out.push(b'"');
}

/// What stands between the quotation marks of a string of JSON.
fn json_escaped(out: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    while let (plain, Some((&b, after))) = {
        let (plain, rest) = rest.split_at(plain_bytes(rest));
        (plain, rest.split_first())
    } {
        out.extend_from_slice(plain);
        rest = after;
        match b {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            _ => {
                const HEX: &[u8; 16] = b"0123456789abcdef";
                out.extend_from_slice(b"\\u00");
                out.push(HEX[usize::from(b >> 4)]);
                out.push(HEX[usize::from(b & 15)]);
            }
        }
    }
    out.extend_from_slice(rest);
}

/// How many bytes stand before the first that a string of JSON escapes. Long texts in blocks that are looked through in
/// vectors without asking where; the rest eight bytes at a time, by the carries of a subtraction (Bit Twiddling Hacks,
/// "Determine if a word has a byte less than n").
fn plain_bytes(bytes: &[u8]) -> usize {
    const BLOCK: usize = 64;
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    let escaped = |b: u8| b < 0x20 || b == b'"' || b == b'\\';
    let plain = |block: &&[u8; BLOCK]| block.iter().fold(0, |any, &b| any | u8::from(escaped(b))) == 0;
    let clean = bytes.as_chunks::<BLOCK>().0.iter().take_while(plain).count() * BLOCK;
    let bytes = &bytes[clean..];
    let below = |word: u64, n: u8| word.wrapping_sub(ONES * u64::from(n)) & !word & HIGH;
    let (blocks, rest) = bytes.as_chunks::<8>();
    for (i, block) in blocks.iter().enumerate() {
        let word = u64::from_le_bytes(*block);
        let found = below(word, 0x20)
            | below(word ^ (ONES * u64::from(b'"')), 1)
            | below(word ^ (ONES * u64::from(b'\\')), 1);
        if found != 0 {
            // The lowest mark is exact; those above it may be carried.
            return clean + i * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    clean + blocks.len() * 8 + rest.iter().position(|&b| escaped(b)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_strings_parse_back() {
        let text = "а\"\\\n\r\t\u{1}\u{7f}😀\u{2028}";
        let mut out = Vec::new();
        json_text(&mut out, text);
        assert_eq!(serde_json::from_slice::<String>(&out).expect("json"), text);
    }
}
