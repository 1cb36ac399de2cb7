//! Finds named entities.
//!
//! Reads: tokens with their languages, the page's facts, the lexicons. Makes: entities, sorted, longest first at one
//! start. Works in steps, each a file: what a distinct word is to the lexicons and to the model ([`word`], kept per
//! word), aliases over token sequences ([`lexical`]), a linear model over tokens whose features are cached per word
//! ([`model`]), names by the words that stand with them ([`pattern`], [`kind`]), their reconciliation by named rules
//! ([`decide`], [`bounds`], [`beside`]; words of page furniture are none, [`furniture`]), values ([`value`]), persons' base forms and ids
//! ([`person`]), what a document says of itself twice ([`coref`]), ids of bodies and places that no lexicon holds
//! ([`unlisted`]; both are kept by a mention's words, [`mention`]), and who holds an office ([`holder`]).
//! In a sentence that is in another language than Russian or Kazakh the model makes no name of its own.
//! Guarantees: flat entities do not overlap but for roles and values beside names; nested ones lie inside a flat one.
//! Cost: a token costs the look-up of its word's bits, by which each step passes over it; one with a capital costs the
//! sums of the model, and one that is in doubt a step of a seven-label Viterbi search. No hashing of strings but at
//! names, none of which is longer than [`LONGEST`].

mod beside;
mod bounds;
pub mod cluster;
mod coref;
mod decide;
mod furniture;
mod holder;
mod kind;
mod lexical;
mod mention;
pub mod model;
mod pattern;
mod person;
mod search;
pub mod train;
mod unlisted;
mod value;
mod word;

use std::ops::Range;
use std::sync::Arc;

use super::{Layers, Scratch, Stage};
use crate::document::{Document, Entity, EntityType, NormSpan, OrigSpan, Sentence, Thing, ZoneKind};
use crate::lang::Lang;
use crate::lang::dates::DateWords;
use crate::lang::kk::stem::KkStemmer;
use crate::lexicon::Lexicon;
use lexical::Match;
use model::Models;
use word::{Known, Mask, Words};

/// Tokens of a name, at most: what the model or a rule takes for a longer one is none.
const LONGEST: u32 = 64;
/// Tokens of a line of page furniture, at most, in which only listed names are believed.
const FURNITURE: usize = 3;

/// Tokens of a sentence, at most, that is too short to be sure of its language.
const SHORT: usize = 4;
/// Tokens up to which a sentence is short, and the confidence in its language from which one is sure, of such and of longer
/// ones: `ТОО «Тасдала» выиграло тендер` looks Mongolian.
const SHORTISH: usize = 12;
const SURE: [f32; 2] = [0.9, 0.5];

/// What the stage reuses.
#[derive(Default)]
pub(crate) struct Buffers {
    words: Words,
    seen: Vec<Seen>,
    starts: lexical::Starts,
    search: search::Search,
    spans: Vec<Span>,
    patterns: Vec<pattern::Found>,
    letters: pattern::Memory,
    bases: person::Bases,
    memory: coref::Memory,
}

/// What a document's words are.
#[derive(Default)]
struct Seen {
    /// The cached word of each token, and what may begin there.
    infos: Vec<u32>,
    masks: Vec<Mask>,
    /// The aliases that stand there.
    matches: Vec<Match>,
    /// What the model takes for names, sentence by sentence.
    spans: Vec<Span>,
}

/// A stretch of tokens found to be a name.
#[derive(Clone, Copy, Debug)]
struct Span {
    /// Tokens, as indices into the document's.
    start: u32,
    end: u32,
    kind: EntityType,
    rule: &'static str,
    score: f32,
    /// The lexicon match it is, as an index into the document's matches; `u32::MAX` for none.
    found: u32,
}

/// True for a sentence that is surely in a language that no model learned. A heading or a short line tells none: `• Афганистан`
/// is taken for Kyrgyz.
fn is_foreign(s: &Sentence) -> bool {
    !matches!(s.lang, Lang::Ru | Lang::Kk | Lang::Und | Lang::Zxx)
        && s.tokens.len() > SHORT
        && s.confidence >= SURE[usize::from(s.tokens.len() > SHORTISH)]
}

/// The stage `tag`.
pub struct Tag {
    lexicon: Arc<Lexicon>,
    models: Arc<Models>,
    dates: DateWords,
    kinds: kind::Kinds,
    follows: lexical::Follows,
    holders: holder::Holders,
    furniture: furniture::Furniture,
    countries: coref::Countries,
    kk: Arc<KkStemmer>,
}

impl Tag {
    /// The stage over a lexicon, with the built-in models.
    pub fn new(lexicon: Arc<Lexicon>, kk: Arc<KkStemmer>) -> Tag {
        Tag::with_models(lexicon, kk, Arc::new(Models::builtin()))
    }

    /// The stage with other models; [`Models::none`] switches them off.
    pub fn with_models(lexicon: Arc<Lexicon>, kk: Arc<KkStemmer>, models: Arc<Models>) -> Tag {
        let holders = holder::Holders::new(&lexicon);
        let follows = lexical::Follows::new(&lexicon);
        let furniture = furniture::Furniture::new(&lexicon);
        let countries = coref::Countries::new(&lexicon);
        let (dates, kinds) = (DateWords::new(), kind::Kinds::new());
        Tag { lexicon, models, dates, kinds, follows, holders, furniture, countries, kk }
    }

    /// Looks up every token's word.
    fn observe(&self, doc: &Document, seen: &mut Seen, scratch: &mut Scratch) {
        let b = &mut scratch.tag;
        if b.words.sync(&scratch.words, &self.lexicon, &self.models) {
            b.starts.clear();
            b.letters.clear();
            b.bases.clear();
            b.memory.clear();
        }
        let known = Known {
            words: &scratch.words,
            lexicon: &self.lexicon,
            follows: &self.follows,
            models: &self.models,
            dates: &self.dates,
            kinds: &self.kinds,
        };
        let Seen { infos, masks, .. } = seen;
        if !b.words.known(&doc.tokens, infos, masks) {
            for (i, token) in doc.tokens.iter().enumerate() {
                if infos[i] == word::UNKNOWN {
                    let lang = if token.lang == Lang::Kk { Lang::Kk } else { Lang::Ru };
                    let slot = b.words.of(token.word, token.kind, lang, &known);
                    (infos[i], masks[i]) = (slot.info, slot.mask);
                }
            }
        }
    }

    /// Matches the lexicon over the sentences.
    fn matches(&self, doc: &Document, seen: &mut Seen, scratch: &mut Scratch) {
        let b = &mut scratch.tag;
        seen.matches.clear();
        for sentence in &doc.sentences {
            lexical::matches(
                &self.lexicon,
                doc,
                &b.words,
                &seen.infos,
                &seen.masks,
                sentence.tokens.clone(),
                &scratch.words,
                &mut b.starts,
                &mut seen.matches,
            );
        }
    }

    /// Asks the model for the names of the sentences.
    fn search(&self, doc: &Document, seen: &mut Seen, scratch: &mut Scratch) {
        let b = &mut scratch.tag;
        let Seen { infos, masks, matches, spans } = seen;
        spans.clear();
        for sentence in &doc.sentences {
            let range = sentence.tokens.clone();
            let Some(model) = self.models.of(sentence.lang) else { continue };
            if !Mask::of_all(&masks[range.start as usize..range.end as usize]).has(Mask::ACTIVE) {
                continue;
            }
            let sentence = search::Sentence {
                model,
                floor: self.models.floor(sentence.lang),
                words: &b.words,
                infos,
                masks,
                matches,
                range,
            };
            search::search(&sentence, &mut b.search, spans);
        }
    }

    /// Reconciles what model, lexicon and the words beside them say, sentence by sentence.
    fn decide(&self, doc: &mut Document, seen: &Seen, scratch: &mut Scratch) {
        doc.entities.clear();
        let Seen { infos, masks, matches, spans } = seen;
        let b = &mut scratch.tag;
        b.spans.clear();
        b.letters.grow(b.words.count());
        // The first match, and the first name of the model, that begins in the sentence or behind it.
        let (mut first, mut searched) = (0, 0);
        for s in 0..doc.sentences.len() {
            let range = doc.sentences[s].tokens.clone();
            let any = Mask::of_all(&masks[range.start as usize..range.end as usize]);
            let from = b.spans.len();
            let lang = doc.sentences[s].lang;
            let model = self.models.of(lang);
            let foreign = is_foreign(&doc.sentences[s]);
            while matches.get(first).is_some_and(|m| m.start < range.start) {
                first += 1;
            }
            let here = spans[searched..].iter().take_while(|span| span.start < range.end).count();
            b.spans.extend_from_slice(&spans[searched..searched + here]);
            searched += here;
            let last = first + matches[first..].partition_point(|m| m.start < range.end);
            let here = &matches[first..last];
            if foreign {
                // In a language that it did not learn the model may say which listed name is meant, and makes none itself.
                retain(&mut b.spans, from, |span| {
                    let at = here.partition_point(|m| m.start < span.start);
                    here[at..].iter().take_while(|m| m.start == span.start).any(|m| m.end == span.end)
                });
            }
            b.patterns.clear();
            let office = || lang == Lang::Kk && here.iter().any(|m| m.kind == EntityType::Role);
            if (any.has(Mask::PATTERN) || office()) && !foreign {
                pattern::Patterns {
                    doc,
                    words: &b.words,
                    infos,
                    masks,
                    table: &scratch.words,
                    kinds: &self.kinds,
                    memory: &b.letters,
                    matches,
                    spans: &b.spans[from..],
                    range: range.clone(),
                }
                .find(&mut b.patterns);
                // Beside a model only the surer rules speak.
                b.patterns.retain(|p| p.sure || model.is_none());
            }
            if b.spans.len() == from && b.patterns.is_empty() && here.is_empty() && !any.has(Mask::PERSON) {
                continue;
            }
            let sentence = decide::Sentence {
                doc,
                words: &b.words,
                infos,
                masks,
                matches,
                here: first..last,
                tag: self,
                range: range.clone(),
            };
            decide::decide(&sentence, &b.patterns, from, &mut b.spans);
            // A menu's word is not the name that the model takes it for: `Саясат`, `Экономика`.
            if doc.sentences[s].zone == ZoneKind::Boilerplate && range.len() <= FURNITURE {
                retain(&mut b.spans, from, |span| span.found != u32::MAX);
            }
        }
        for span in &b.spans {
            let found = matches.get(span.found as usize);
            let thing = found.map_or(Thing::Open, |m| Thing::Entry(m.entry));
            let name = entity(doc, span.start..span.end, span.kind, thing, span.rule, span.score);
            doc.entities.push(Entity { case: found.and_then(|m| m.case), ..name });
        }
    }

    /// Lets the mentions of a document agree what they are, and gives persons their ids.
    fn agree(&self, doc: &mut Document, seen: &Seen, scratch: &mut Scratch) {
        let b = &mut scratch.tag;
        let look = coref::Lookup {
            lexicon: &self.lexicon,
            words: &b.words,
            infos: &seen.infos,
            masks: &seen.masks,
            table: &scratch.words,
        };
        coref::agree(&look, doc, &mut b.memory);
        person::link(&self.lexicon, doc, &b.words, &seen.infos, &scratch.words, &mut b.bases);
    }

    /// Tells which other names are of one thing, what it is, and who holds an office.
    fn resolve(&self, doc: &mut Document, seen: &Seen, scratch: &mut Scratch) {
        let b = &mut scratch.tag;
        let Seen { infos, masks, matches, .. } = seen;
        let look =
            coref::Lookup { lexicon: &self.lexicon, words: &b.words, infos, masks, table: &scratch.words };
        coref::resolve(&look, &self.kinds, &self.countries, doc, matches, &mut b.memory);
        self.holders.mark(doc, &scratch.words, &self.lexicon);
    }

    /// Finds the values, and brings all in order.
    fn finish(&self, doc: &mut Document, seen: &Seen, scratch: &mut Scratch) {
        value::find(doc, &scratch.tag.words, &seen.infos, &seen.masks);
        sort(doc);
        self.publisher(doc);
        if scratch.trace.is_some() {
            for i in 0..doc.entities.len() {
                let e = &doc.entities[i];
                let (rule, at) = (e.rule, e.orig);
                let thing = match &e.thing {
                    Thing::Made(made) => made.id.clone(),
                    Thing::Entry(id) => self.lexicon.entry(*id).id.to_string(),
                    Thing::Value | Thing::Open => e.value.clone().unwrap_or_default(),
                };
                let text = &doc.text[e.orig.range()];
                let detail = format!("{} {text} {thing} score {:.2}", e.kind.as_str(), e.score);
                scratch.note("tag", rule, at, || detail);
            }
        }
    }

    /// The canonical id of the page's publisher: an organisation whose name in the lexicons is the one printed.
    fn publisher(&self, doc: &mut Document) {
        let Some(name) = &doc.facts.publisher else { return };
        let found = [Lang::Ru, Lang::Kk].into_iter().flat_map(|lang| self.lexicon.find(name, lang));
        let body = found.map(|(id, _)| self.lexicon.entry(id)).find(|e| e.kind == EntityType::Org);
        doc.facts.publisher_id = body.map(|e| e.id.to_string());
    }
}

impl Stage for Tag {
    fn name(&self) -> &'static str {
        "tag"
    }
    fn needs(&self) -> Layers {
        Layers::TOKENS.and(Layers::SENTENCE_LANGS)
    }
    fn makes(&self) -> Layers {
        Layers::ENTITIES
    }
    fn run(&self, doc: &mut Document, scratch: &mut Scratch) {
        self.run_all(&mut [doc], scratch);
    }
    fn run_all(&self, docs: &mut [&mut Document], scratch: &mut Scratch) {
        let mut all = std::mem::take(&mut scratch.tag.seen);
        if all.len() < docs.len() {
            all.resize_with(docs.len(), Seen::default);
        }
        let seen = &mut all[..docs.len()];
        // Each step has code and tables of its own, which push out those of the others.
        for (doc, seen) in docs.iter().zip(&mut *seen) {
            self.observe(doc, seen, scratch);
        }
        for (doc, seen) in docs.iter().zip(&mut *seen) {
            self.matches(doc, seen, scratch);
        }
        for (doc, seen) in docs.iter().zip(&mut *seen) {
            self.search(doc, seen, scratch);
        }
        for step in [Tag::decide, Tag::agree, Tag::resolve, Tag::finish] {
            for (doc, seen) in docs.iter_mut().zip(&*seen) {
                step(self, doc, seen, scratch);
            }
        }
        scratch.tag.seen = all;
    }
}

/// True where a line end stands between token `t`, not the first, and the one before.
fn begins_line(doc: &Document, t: u32) -> bool {
    let [before, token] = [t - 1, t].map(|t| doc.tokens[t as usize].norm);
    doc.normalized()[before.end as usize..token.start as usize].contains('\n')
}

/// Brings the entities in order and settles what overlaps: a name inside a longer name is nested, and an office inside a
/// longer office or a name; names and values are parted by [`part_values`].
fn sort(doc: &mut Document) {
    doc.entities.sort_by_key(|e| (e.orig.start, std::cmp::Reverse(e.orig.end), e.kind));
    part_values(&mut doc.entities);
    let (mut reach, mut office) = (0u32, 0u32);
    let mut same = None;
    doc.entities.retain_mut(|e| {
        let end = if e.kind == EntityType::Role { &mut office } else { &mut reach };
        // Two that cross without one holding the other: the first stays.
        if e.orig.start < *end && *end < e.orig.end {
            return false;
        }
        if same.replace((e.orig, e.kind)) == Some((e.orig, e.kind)) {
            return false;
        }
        e.nested |= e.orig.end <= *end;
        *end = e.orig.end.max(*end);
        e.nested |= e.orig.end <= reach && e.kind == EntityType::Role;
        true
    });
    let mut sentence = 0;
    for e in &mut doc.entities {
        while sentence + 1 < doc.sentences.len() && doc.sentences[sentence].tokens.end <= e.tokens.start {
            sentence += 1;
        }
        e.sentence = sentence as u32;
    }
}

/// Names and values (dates, sums) that overlap. A month is no person, so a name inside a date goes; the country of
/// `долларов США` is nested in the sum; a date inside a name (`1916 жылғы көтеріліс`) is nested. Of two that cross, what a
/// lexicon holds stays, else the value.
fn part_values(entities: &mut Vec<Entity>) {
    let value = |e: &Entity| matches!(e.kind, EntityType::Date | EntityType::Money | EntityType::Percent);
    let mut gone = Vec::new();
    // The first that does not end before the value.
    let mut first = 0;
    for v in 0..entities.len() {
        if !value(&entities[v]) {
            continue;
        }
        let span = entities[v].orig;
        while entities[first].orig.end <= span.start {
            first += 1;
        }
        for n in first..entities.len() {
            let e = &entities[n];
            if e.orig.start >= span.end {
                break;
            }
            if e.orig.end <= span.start || value(e) {
                continue;
            }
            if span.contains(e.orig) {
                match entities[v].kind {
                    EntityType::Date => gone.push(n),
                    _ => entities[n].nested = true,
                }
            } else if e.orig.contains(span) {
                entities[v].nested = true;
            } else if matches!(e.thing, Thing::Entry(_)) {
                gone.push(v);
            } else {
                gone.push(n);
            }
        }
    }
    gone.sort_unstable();
    take_out(entities, &gone);
}

/// Takes the entities at these places, which are in order, out.
fn take_out(entities: &mut Vec<Entity>, gone: &[usize]) {
    if gone.is_empty() {
        return;
    }
    let mut at = 0;
    entities.retain(|_| {
        at += 1;
        gone.binary_search(&(at - 1)).is_err()
    });
}

/// Brings names in order of their tokens, the longest first at one start.
fn order(entities: &mut [Entity]) {
    entities.sort_by_key(|e| (e.tokens.start, std::cmp::Reverse(e.tokens.end)));
}

/// The spans of tokens `start..end` in both texts.
fn spans(doc: &Document, start: u32, end: u32) -> (OrigSpan, NormSpan) {
    let (first, last) = (&doc.tokens[start as usize], &doc.tokens[end as usize - 1]);
    (OrigSpan::new(first.orig.start, last.orig.end), NormSpan::new(first.norm.start, last.norm.end))
}

/// An entity of which no more is known than where it stands, what it is, and what says so.
fn entity(
    doc: &Document,
    tokens: Range<u32>,
    kind: EntityType,
    thing: Thing,
    rule: &'static str,
    score: f32,
) -> Entity {
    let (orig, norm) = spans(doc, tokens.start, tokens.end);
    Entity {
        orig,
        norm,
        tokens,
        sentence: 0,
        kind,
        thing,
        case: None,
        value: None,
        relative: false,
        holder: None,
        nested: false,
        rule,
        score,
    }
}

/// The places in `entities`, names in order of their first tokens, of those that may overlap or touch tokens
/// `start..end`.
fn near(entities: &[Entity], start: u32, end: u32) -> Range<usize> {
    let first = entities.partition_point(|e| e.tokens.start + LONGEST < start);
    first..first + entities[first..].partition_point(|e| e.tokens.start <= end)
}

/// Keeps those of `spans[from..]` that `keep` says.
fn retain(spans: &mut Vec<Span>, from: usize, mut keep: impl FnMut(&mut Span) -> bool) {
    let mut kept = from;
    for i in from..spans.len() {
        if keep(&mut spans[i]) {
            spans.swap(kept, i);
            kept += 1;
        }
    }
    spans.truncate(kept);
}
