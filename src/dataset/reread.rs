//! Drafts from a finished run: the lines of its `documents.jsonl`, not analysed again.
//!
//! Reads a line as `tilshi run` writes it, with the layers sentences, tokens and entities. Makes the draft that the
//! document itself would have given. Offsets are code points there and bytes here: one pass over the text a line.

use std::ops::Range;

use serde::Deserialize;

use super::draft::{Change, ChangeKind, Draft, Page, Raw, TextView, hash};
use super::example::{Example, ExampleEntity, ExampleSentence, ExampleToken};
use crate::document::ZoneKind;
use crate::error::Reject;
use crate::io::encode::Counts;
use crate::io::read::Record;
use crate::lang::Lang;

/// A line of `documents.jsonl`.
#[derive(Deserialize)]
struct Line {
    id: String,
    source: String,
    encoding: Encoding,
    lang: String,
    lang_confidence: f32,
    mixed: bool,
    lang_share: std::collections::BTreeMap<String, f32>,
    title: Option<String>,
    published: Option<String>,
    publisher: Option<Publisher>,
    url: Option<String>,
    text: String,
    text_norm: String,
    edits: Vec<(u32, u32, u32, u32, String)>,
    zones: Vec<Span>,
    sentences: Vec<Sentence>,
    tokens: Tokens,
    entities: Vec<Entity>,
}

#[derive(Deserialize)]
struct Encoding {
    name: String,
}

#[derive(Deserialize)]
struct Publisher {
    id: Option<String>,
    text: Option<String>,
}

#[derive(Deserialize)]
struct Span {
    start: u32,
    end: u32,
    kind: String,
}

#[derive(Deserialize)]
struct Sentence {
    start: u32,
    end: u32,
    lang: String,
}

#[derive(Deserialize)]
struct Tokens {
    start: Vec<u32>,
    end: Vec<u32>,
    kind: Vec<String>,
    norm: Vec<String>,
    stem: Vec<String>,
}

#[derive(Deserialize)]
struct Entity {
    start: u32,
    end: u32,
    #[serde(rename = "type")]
    label: String,
    subtype: Option<String>,
    id: Option<String>,
    value: Option<String>,
}

impl Draft {
    /// The draft of a record of a finished run's `documents.jsonl`; adds to `counts` what it was read as and its repairs.
    ///
    /// # Errors
    /// A line that is not what `tilshi run` writes with all layers.
    pub fn reread(record: Record, view: TextView, counts: &mut Counts) -> Result<Draft, Reject> {
        let place = record.place();
        let mut line: Line = record.object()?;
        let id = line.id.clone();
        let encoding = std::mem::take(&mut line.encoding.name);
        let rules: Vec<String> = line.edits.iter_mut().map(|edit| std::mem::take(&mut edit.4)).collect();
        let draft = line.raw().map_err(|reason| Reject { id, reason, ..place })?.view(view);
        counts.add_origin(&encoding, rules.iter().map(String::as_str));
        Ok(draft)
    }
}

impl Line {
    fn raw(self) -> Result<Raw, String> {
        if Lang::parse(&self.lang).is_none() {
            return Err(format!("`{}` is no language that this version of tilshi knows", self.lang));
        }
        let bytes = Bytes::of(&self.text);
        let norm_bytes = Bytes::of(&self.text_norm);
        let Tokens { start, end, kind, norm, stem } = self.tokens;
        let count = start.len();
        if [end.len(), kind.len(), norm.len(), stem.len()].iter().any(|&n| n != count) {
            return Err("the lists of `tokens` differ in length".to_owned());
        }
        let keys = norm.iter().map(|key| hash(key.as_bytes())).collect();
        let mut tokens = Vec::with_capacity(count);
        for (((start, end), kind), stem) in start.into_iter().zip(end).zip(kind).zip(stem) {
            tokens.push(ExampleToken { span: bytes.span(start, end)?, kind, stem });
        }
        if !tokens.is_sorted_by_key(|t| t.span.start) {
            return Err("the tokens are not in order".to_owned());
        }
        let inside = |span: &Range<u32>| {
            let first = tokens.partition_point(|t| t.span.start < span.start);
            let behind = tokens.partition_point(|t| t.span.start < span.end);
            first as u32..behind as u32
        };
        let mut sentences = Vec::with_capacity(self.sentences.len());
        for s in self.sentences {
            let span = bytes.span(s.start, s.end)?;
            sentences.push(ExampleSentence { tokens: inside(&span), span, lang: s.lang });
        }
        let mut entities = Vec::with_capacity(self.entities.len());
        for e in self.entities {
            let span = bytes.span(e.start, e.end)?;
            let Entity { label, subtype, id, value, .. } = e;
            entities.push(ExampleEntity { tokens: inside(&span), span, label, subtype, id, value });
        }
        let mut edits = Vec::with_capacity(self.edits.len());
        for (start, end, norm_start, norm_end, _) in &self.edits {
            let norm = norm_bytes.span(*norm_start, *norm_end)?;
            edits.push(Change {
                at: bytes.span(*start, *end)?,
                with: self.text_norm[norm.start as usize..norm.end as usize].to_owned(),
                kind: ChangeKind::Repair,
            });
        }
        if edits.windows(2).any(|pair| pair[0].at.end > pair[1].at.start) {
            return Err("the edits are not in order".to_owned());
        }
        let mut content = Vec::new();
        for z in &self.zones {
            if ZoneKind::parse(&z.kind).is_some_and(ZoneKind::is_content) {
                content.push(bytes.span(z.start, z.end)?);
            }
        }
        let share = |lang: &str| self.lang_share.get(lang).copied().unwrap_or(0.0);
        let page = Page { ru: share("ru"), kk: share("kk"), mixed: self.mixed, ..Page::default() };
        let example = Example {
            id: self.id,
            source: self.source,
            lang: self.lang,
            lang_confidence: self.lang_confidence,
            title: self.title,
            published: self.published,
            publisher: self.publisher.and_then(|p| p.id.or(p.text)),
            url: self.url,
            text: self.text,
            sentences,
            tokens,
            entities,
            ..Example::default()
        };
        Ok(Raw { draft: Draft { example, keys, page }, edits, content })
    }
}

/// The byte at which each code point of a text begins.
struct Bytes(Vec<u32>);

impl Bytes {
    fn of(text: &str) -> Bytes {
        Bytes(text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect())
    }

    fn span(&self, start: u32, end: u32) -> Result<Range<u32>, String> {
        match (self.0.get(start as usize), self.0.get(end as usize)) {
            (Some(&from), Some(&to)) if from <= to => Ok(from..to),
            _ => Err(format!("the span {start}..{end} lies outside the text")),
        }
    }
}
