//! Documents to rows: CSV and JSON Lines, formatted straight into byte buffers by the workers.
//!
//! Reads: an annotated document and the word table that was used for it. Makes: the bytes of its rows in every
//! wanted table, appended to [`Encoded`]. Offsets become code points here, in one pass. Column order and names
//! are those of [`super::schema`]. Cost: what is written; nothing is allocated per token.

use std::collections::BTreeMap;

use super::schema::TABLES;
use crate::document::{Document, Entity, EntityType, Sentence, Thing, ZoneKind};
use crate::error::Reject;
use crate::lexicon::Lexicon;
use crate::words::WordTable;

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
pub struct Encoded {
    /// Bytes by output.
    pub bytes: [Vec<u8>; Output::COUNT],
    /// Records that they come from, rejected ones included.
    pub records: u64,
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
    body: String,
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
            Thing::Made { id, names, subtype } => EntityView {
                id: Some(id),
                subtype: *subtype,
                names: [names[0].as_deref(), names[1].as_deref(), names[2].as_deref()],
            },
            Thing::Value => EntityView { id: None, subtype: None, names: [None; 3] },
        }
    }
}

impl<'a> Encoder<'a> {
    /// An encoder.
    pub fn new(options: &'a EncodeOptions, lexicon: &'a Lexicon) -> Encoder<'a> {
        Encoder { options, lexicon, token_chars: Vec::new(), labels: Vec::new(), body: String::new() }
    }

    /// Appends the rows of `doc`.
    pub fn document(&mut self, doc: &Document, words: &WordTable, out: &mut Encoded) {
        let chars = CharIndex::new(&doc.text);
        let layers = self.options.layers;
        if layers.tokens {
            token_chars(doc, &mut self.token_chars);
            label_tokens(doc, &mut self.labels);
        }
        body_of(doc, &mut self.body);
        count(doc, &chars, &mut out.counts);
        if self.options.wants(Output::Documents) {
            self.documents_row(doc, &chars, &mut out.bytes[Output::Documents as usize]);
        }
        if self.options.wants(Output::Sentences) {
            self.sentence_rows(doc, &chars, &mut out.bytes[Output::Sentences as usize]);
        }
        if self.options.wants(Output::Tokens) {
            self.token_rows(doc, words, &mut out.bytes[Output::Tokens as usize]);
        }
        if self.options.wants(Output::Entities) {
            self.entity_rows(doc, &chars, &mut out.bytes[Output::Entities as usize]);
        }
        if self.options.wants(Output::Jsonl) {
            self.json(doc, words, &chars, &mut out.bytes[Output::Jsonl as usize]);
        }
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

    fn documents_row(&self, doc: &Document, chars: &CharIndex<'_>, out: &mut Vec<u8>) {
        let facts = &doc.facts;
        let mut row = Row::new(out, self.options.excel);
        row.text(&doc.origin.id);
        row.text(&doc.origin.source);
        row.text(doc.lang.lang.as_str());
        row.float(doc.lang.confidence);
        row.text(if doc.lang.mixed { "true" } else { "false" });
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

    fn sentence_rows(&self, doc: &Document, chars: &CharIndex<'_>, out: &mut Vec<u8>) {
        for (n, s) in doc.sentences.iter().enumerate() {
            let mut row = Row::new(out, self.options.excel);
            row.text(&doc.origin.id);
            row.integer(n as u64);
            row.integer(u64::from(chars.at(s.orig.start)));
            row.integer(u64::from(chars.at(s.orig.end)));
            row.integer(u64::from(s.orig.start));
            row.integer(u64::from(s.orig.end));
            row.text(s.zone.as_str());
            row.text(s.lang.as_str());
            row.float(s.confidence);
            row.text(&doc.text[s.orig.range()]);
            row.end();
        }
    }

    fn token_rows(&self, doc: &Document, words: &WordTable, out: &mut Vec<u8>) {
        let mut of_token = SentenceOfToken::new(&doc.sentences);
        let mut id = Vec::new();
        Row::new(&mut id, self.options.excel).text(&doc.origin.id);
        for (n, t) in doc.tokens.iter().enumerate() {
            let mut row = Row::new(out, self.options.excel);
            row.plain(&id);
            row.integer(of_token.number(n as u32));
            row.integer(n as u64);
            row.integer(u64::from(self.token_chars[n].0));
            row.integer(u64::from(self.token_chars[n].1));
            row.integer(u64::from(t.orig.start));
            row.integer(u64::from(t.orig.end));
            row.plain(t.kind.as_str().as_bytes());
            row.plain(t.lang.as_str().as_bytes());
            row.text(&doc.text[t.orig.range()]);
            row.text(words.key(t.word));
            row.text(words.stem(t.word, t.lang).unwrap_or(""));
            match self.labels[n] {
                None => row.plain(b"O"),
                Some((kind, begins)) => row.pair(if begins { "B-" } else { "I-" }, kind.as_str()),
            }
            if self.options.suffixes {
                row.text(words.suffixes(t.word, t.lang).unwrap_or(""));
            }
            row.end();
        }
    }

    fn entity_rows(&self, doc: &Document, chars: &CharIndex<'_>, out: &mut Vec<u8>) {
        let shown = doc.entities.iter().filter(|e| self.options.nested || !e.nested);
        for (n, e) in shown.enumerate() {
            let view = EntityView::of(e, self.lexicon);
            let mut row = Row::new(out, self.options.excel);
            row.text(&doc.origin.id);
            row.integer(u64::from(e.sentence));
            row.integer(n as u64);
            row.integer(u64::from(chars.at(e.orig.start)));
            row.integer(u64::from(chars.at(e.orig.end)));
            row.integer(u64::from(e.orig.start));
            row.integer(u64::from(e.orig.end));
            row.text(doc.sentences.get(e.sentence as usize).map_or(ZoneKind::Body, |s| s.zone).as_str());
            row.text(e.kind.as_str());
            row.text(view.subtype.unwrap_or(""));
            row.text(view.id.unwrap_or(""));
            row.text(&doc.text[e.orig.range()]);
            for name in view.names {
                row.text(name.unwrap_or(""));
            }
            row.text(e.value.as_deref().unwrap_or(""));
            row.text(e.case.map_or("", |c| c.as_str()));
            row.text(e.rule);
            row.float(e.score);
            row.text(e.holder.map_or("", |p| &self.lexicon.entry(p).id));
            row.end();
        }
    }

    fn json(&self, doc: &Document, words: &WordTable, chars: &CharIndex<'_>, out: &mut Vec<u8>) {
        let layers = self.options.layers;
        out.extend_from_slice(b"{\"schema_version\":");
        integer(out, u64::from(super::schema::SCHEMA_VERSION));
        field_text(out, "id", &doc.origin.id);
        field_text(out, "source", &doc.origin.source);
        out.extend_from_slice(b",\"encoding\":{\"name\":");
        json_text(out, doc.origin.encoding.0);
        out.extend_from_slice(b",\"confidence\":");
        float(out, doc.origin.encoding.1);
        out.push(b'}');
        field_text(out, "lang", doc.lang.lang.as_str());
        out.extend_from_slice(b",\"lang_confidence\":");
        float(out, doc.lang.confidence);
        out.extend_from_slice(if doc.lang.mixed { b",\"mixed\":true" } else { b",\"mixed\":false" });
        out.extend_from_slice(b",\"lang_share\":{");
        for (i, (lang, share)) in doc.lang.share.iter().enumerate() {
            comma(out, i);
            json_text(out, lang.as_str());
            out.push(b':');
            float(out, *share);
        }
        out.push(b'}');
        let facts = &doc.facts;
        field_option(out, "title", facts.title.as_deref());
        field_option(out, "author", facts.author.as_deref());
        field_option(out, "published", facts.published.as_deref());
        field_option(out, "published_time", facts.published_time.as_deref());
        out.extend_from_slice(b",\"publisher\":");
        match (&facts.publisher_id, &facts.publisher) {
            (None, None) => out.extend_from_slice(b"null"),
            (id, text) => {
                out.extend_from_slice(b"{\"id\":");
                json_option(out, id.as_deref());
                field_option(out, "text", text.as_deref());
                out.push(b'}');
            }
        }
        field_option(out, "url", facts.url.as_deref());
        field_option(out, "section", facts.section.as_deref());
        field_text(out, "text", &doc.text);
        if layers.tokens {
            field_text(out, "text_norm", doc.normalized());
            self.json_edits(doc, chars, out);
        }
        out.extend_from_slice(b",\"zones\":[");
        for (i, z) in doc.zones.iter().enumerate() {
            comma(out, i);
            span(out, chars.at(z.orig.start), chars.at(z.orig.end));
            field_text(out, "kind", z.kind.as_str());
            out.push(b'}');
        }
        out.extend_from_slice(b"],\"passages\":[");
        for (i, p) in doc.passages.iter().enumerate() {
            comma(out, i);
            span(out, chars.at(p.orig.start), chars.at(p.orig.end));
            field_text(out, "lang", p.lang.as_str());
            out.extend_from_slice(b",\"confidence\":");
            float(out, p.confidence);
            out.push(b'}');
        }
        out.push(b']');
        if layers.sentences {
            out.extend_from_slice(b",\"sentences\":[");
            for (i, s) in doc.sentences.iter().enumerate() {
                comma(out, i);
                span(out, chars.at(s.orig.start), chars.at(s.orig.end));
                field_text(out, "lang", s.lang.as_str());
                out.extend_from_slice(b",\"confidence\":");
                float(out, s.confidence);
                field_text(out, "zone", s.zone.as_str());
                out.push(b'}');
            }
            out.push(b']');
        }
        if layers.tokens {
            self.json_tokens(doc, words, out);
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
                json_text(out, e.rule);
                out.push(b']');
            }
        }
        out.push(b']');
    }

    fn json_tokens(&self, doc: &Document, words: &WordTable, out: &mut Vec<u8>) {
        out.extend_from_slice(b",\"tokens\":{\"start\":[");
        for (i, &(start, _)) in self.token_chars.iter().enumerate() {
            comma(out, i);
            integer(out, u64::from(start));
        }
        out.extend_from_slice(b"],\"end\":[");
        for (i, &(_, end)) in self.token_chars.iter().enumerate() {
            comma(out, i);
            integer(out, u64::from(end));
        }
        out.extend_from_slice(b"],\"kind\":[");
        for (i, t) in doc.tokens.iter().enumerate() {
            comma(out, i);
            out.push(b'"');
            out.extend_from_slice(t.kind.as_str().as_bytes());
            out.push(b'"');
        }
        out.extend_from_slice(b"],\"text\":[");
        for (i, t) in doc.tokens.iter().enumerate() {
            comma(out, i);
            json_text(out, &doc.text[t.orig.range()]);
        }
        out.extend_from_slice(b"],\"norm\":[");
        for (i, t) in doc.tokens.iter().enumerate() {
            comma(out, i);
            json_text(out, words.key(t.word));
        }
        out.extend_from_slice(b"],\"stem\":[");
        for (i, t) in doc.tokens.iter().enumerate() {
            comma(out, i);
            json_text(out, words.stem(t.word, t.lang).unwrap_or(""));
        }
        if self.options.suffixes {
            out.extend_from_slice(b"],\"suffixes\":[");
            for (i, t) in doc.tokens.iter().enumerate() {
                comma(out, i);
                json_text(out, words.suffixes(t.word, t.lang).unwrap_or(""));
            }
        }
        out.extend_from_slice(b"]}");
    }

    fn json_entities(&self, doc: &Document, chars: &CharIndex<'_>, out: &mut Vec<u8>) {
        out.extend_from_slice(b",\"entities\":[");
        for (i, e) in doc.entities.iter().filter(|e| !e.nested).enumerate() {
            comma(out, i);
            self.json_entity(doc, e, chars, out);
            if self.options.nested {
                out.extend_from_slice(b",\"nested\":[");
                let inner = doc.entities.iter().filter(|n| n.nested && e.orig.contains(n.orig));
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
        field_text(out, "text", &doc.text[e.orig.range()]);
        field_text(out, "type", e.kind.as_str());
        field_option(out, "subtype", view.subtype);
        field_option(out, "id", view.id);
        json_names(out, &view);
        if let Some(value) = &e.value {
            field_text(out, "value", value);
        }
        if e.relative {
            out.extend_from_slice(b",\"relative\":true");
        }
        field_option(out, "case", e.case.map(|c| c.as_str()));
        field_text(out, "rule", e.rule);
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

/// `name`, by language, of a thing that has one.
fn json_names(out: &mut Vec<u8>, view: &EntityView<'_>) {
    if view.names.iter().all(Option::is_none) {
        return;
    }
    out.extend_from_slice(b",\"name\":{");
    let named = ["ru", "kk", "en"].into_iter().zip(view.names);
    for (i, (lang, name)) in named.filter_map(|(l, n)| n.map(|n| (l, n))).enumerate() {
        comma(out, i);
        json_text(out, lang);
        out.push(b':');
        json_text(out, name);
    }
    out.push(b'}');
}

/// The number of the sentence each token is in, asked in order.
struct SentenceOfToken<'a> {
    sentences: &'a [Sentence],
    at: usize,
}

impl<'a> SentenceOfToken<'a> {
    fn new(sentences: &'a [Sentence]) -> Self {
        SentenceOfToken { sentences, at: 0 }
    }

    fn number(&mut self, token: u32) -> u64 {
        while self.at + 1 < self.sentences.len() && self.sentences[self.at].tokens.end <= token {
            self.at += 1;
        }
        self.at as u64
    }
}

fn token_chars(doc: &Document, out: &mut Vec<(u32, u32)>) {
    out.clear();
    let bytes = doc.text.as_bytes();
    let (mut at, mut chars) = (0usize, 0u32);
    let mut to = |end: u32| {
        chars += bytes[at..end as usize].iter().map(|&b| u32::from(b & 0xc0 != 0x80)).sum::<u32>();
        at = end as usize;
        chars
    };
    out.extend(doc.tokens.iter().map(|t| (to(t.orig.start), to(t.orig.end))));
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
    let add = |map: &mut BTreeMap<String, u64>, name: &str| match map.get_mut(name) {
        Some(n) => *n += 1,
        None => {
            map.insert(name.to_owned(), 1);
        }
    };
    add(&mut counts.documents_by_lang, doc.lang.lang.as_str());
    add(&mut counts.documents_by_encoding, doc.origin.encoding.0);
    for e in doc.entities.iter().filter(|e| !e.nested) {
        counts.entities += 1;
        add(&mut counts.entities_by_type, e.kind.as_str());
    }
    for e in doc.norm.edits() {
        add(&mut counts.repairs, e.rule);
    }
}

/// Code points before any byte: counts at every 64th byte, the rest counted when asked.
pub struct CharIndex<'t> {
    bytes: &'t [u8],
    before: Vec<u32>,
    len: u32,
}

impl<'t> CharIndex<'t> {
    /// Counts a text through, once.
    pub fn new(text: &'t str) -> CharIndex<'t> {
        let bytes = text.as_bytes();
        let mut before = Vec::with_capacity(bytes.len() / 64 + 1);
        let mut len = 0;
        for block in bytes.chunks(64) {
            before.push(len);
            len += starts(block);
        }
        before.push(len);
        CharIndex { bytes, before, len }
    }

    /// Code points before byte `at`.
    pub fn at(&self, at: u32) -> u32 {
        let at = at as usize;
        self.before[at / 64] + starts(&self.bytes[at / 64 * 64..at])
    }

    /// Code points in all.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> u32 {
        self.len
    }
}

/// Bytes that begin a character.
fn starts(bytes: &[u8]) -> u32 {
    bytes.iter().map(|&b| u32::from(b & 0xc0 != 0x80)).sum()
}

/// A spreadsheet cell's limit, in characters.
const EXCEL_CELL: usize = 32_767;

/// What marks a cell that was cut.
const CUT: &str = "…[cut]";

/// A row of CSV.
struct Row<'a> {
    out: &'a mut Vec<u8>,
    excel: bool,
    first: bool,
}

impl<'a> Row<'a> {
    fn new(out: &'a mut Vec<u8>, excel: bool) -> Row<'a> {
        Row { out, excel, first: true }
    }

    fn separate(&mut self) {
        if !self.first {
            self.out.push(if self.excel { b';' } else { b',' });
        }
        self.first = false;
    }

    fn text(&mut self, text: &str) {
        self.separate();
        if self.excel {
            self.excel_text(text);
        } else if any_of(text, |b| (b == b',') | (b == b'"') | (b == b'\n') | (b == b'\r')) {
            self.quoted(text);
        } else {
            self.out.extend_from_slice(text.as_bytes());
        }
    }

    /// A text that is known to need no quotation marks.
    fn plain(&mut self, text: &[u8]) {
        self.separate();
        self.out.extend_from_slice(text);
    }

    /// Two texts that need no quotation marks, as one cell.
    fn pair(&mut self, a: &str, b: &str) {
        self.separate();
        self.out.extend_from_slice(a.as_bytes());
        self.out.extend_from_slice(b.as_bytes());
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
        let guard = matches!(text.bytes().next(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r'))
            // A minus or plus before a lone number, or a lone mark, is none.
            && text.len() > 1;
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
        integer(self.out, n);
    }

    fn float(&mut self, x: f32) {
        self.separate();
        float(self.out, x);
    }

    fn end(self) {
        self.out.extend_from_slice(if self.excel { b"\r\n" } else { b"\n" });
    }
}

/// Whether any byte of a text is one that `of` names; sixteen at a time, without a branch for each.
#[inline]
fn any_of(text: &str, of: impl Fn(u8) -> bool) -> bool {
    let (blocks, rest) = text.as_bytes().as_chunks::<16>();
    blocks.iter().any(|block| block.iter().fold(false, |any, &b| any | of(b)))
        || rest.iter().fold(false, |any, &b| any | of(b))
}

fn integer(out: &mut Vec<u8>, n: u64) {
    out.extend_from_slice(itoa::Buffer::new().format(n).as_bytes());
}

/// A number from 0 to 1 with up to four decimals: `0.998`, `1.0`.
fn float(out: &mut Vec<u8>, x: f32) {
    let n = (x.clamp(0.0, 1.0) * 10_000.0).round() as u32;
    out.push(b'0' + (n / 10_000) as u8);
    out.push(b'.');
    let mut rest = n % 10_000;
    let mut unit = 1000;
    loop {
        out.push(b'0' + (rest / unit) as u8);
        rest %= unit;
        if rest == 0 {
            break;
        }
        unit /= 10;
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

fn field_text(out: &mut Vec<u8>, name: &str, text: &str) {
    out.extend_from_slice(b",\"");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
    json_text(out, text);
}

fn field_option(out: &mut Vec<u8>, name: &str, text: Option<&str>) {
    out.extend_from_slice(b",\"");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
    json_option(out, text);
}

fn json_option(out: &mut Vec<u8>, text: Option<&str>) {
    match text {
        Some(text) => json_text(out, text),
        None => out.extend_from_slice(b"null"),
    }
}

/// A string of JSON.
pub fn json_text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
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
    out.push(b'"');
}

/// How many bytes stand before the first that a string of JSON escapes: eight at a time, by the carries of a
/// subtraction (Bit Twiddling Hacks, "Determine if a word has a byte less than n").
fn plain_bytes(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    let below = |word: u64, n: u8| word.wrapping_sub(ONES * u64::from(n)) & !word & HIGH;
    let (blocks, rest) = bytes.as_chunks::<8>();
    for (i, block) in blocks.iter().enumerate() {
        let word = u64::from_le_bytes(*block);
        let found = below(word, 0x20)
            | below(word ^ (ONES * u64::from(b'"')), 1)
            | below(word ^ (ONES * u64::from(b'\\')), 1);
        if found != 0 {
            // The lowest mark is exact; those above it may be carried.
            return i * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let escaped = |&b: &u8| b < 0x20 || b == b'"' || b == b'\\';
    blocks.len() * 8 + rest.iter().position(escaped).unwrap_or(rest.len())
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
        assert_eq!(cell("-", true), "-");
        let long = cell(&"я".repeat(40_000), true);
        assert_eq!(long.chars().count(), EXCEL_CELL);
        assert!(long.ends_with(CUT));
    }

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
    fn json_strings_parse_back() {
        let text = "а\"\\\n\r\t\u{1}\u{7f}😀\u{2028}";
        let mut out = Vec::new();
        json_text(&mut out, text);
        assert_eq!(serde_json::from_slice::<String>(&out).expect("json"), text);
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
