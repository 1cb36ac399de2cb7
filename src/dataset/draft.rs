//! An example in the making: the text that will be written with its annotations, and what signals and duplicates need of
//! it beyond them.
//!
//! Reads an annotated [`Document`] (or, in [`super::reread`], a line of a finished run). Makes a [`Draft`] in the wished
//! [`TextView`]. Every change of the text, from normalisation to masking, is a list of [`Change`]s given to
//! [`Draft::rewrite`], which moves sentences, tokens and entities along: offsets always fit the text that stands there.
//! Cost: linear in text, tokens and changes.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::example::{Example, ExampleEntity, ExampleSentence, ExampleToken};
use crate::document::{Document, EntityType};
use crate::io::encode::EntityView;
use crate::lang::Lang;
use crate::lexicon::Lexicon;
use crate::words::WordTable;

/// Which text of a document an example holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TextView {
    /// The decoded original.
    Original,
    /// The normalised text.
    #[default]
    Normalised,
    /// The normalised text of the content zones, as in the column `body`: a zone a line.
    Body,
}

/// What signals need to know of the page that the example's text no longer tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Page {
    /// Share of the letters that are Russian, from 0 to 1.
    pub(crate) ru: f32,
    /// Share of the letters that are Kazakh, from 0 to 1.
    pub(crate) kk: f32,
    /// Visible characters of the original.
    pub(crate) chars: u32,
    /// Visible characters of its content zones.
    pub(crate) content: u32,
    /// Repairs that normalisation made.
    pub(crate) repairs: u32,
    /// True where a second language has at least a fifth of the letters.
    pub(crate) mixed: bool,
    /// Visible characters in lines that the corpus repeats; see [`super::boilerplate`].
    pub(crate) repeated: u32,
}

/// An example in the making.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// What will be written.
    pub example: Example,
    /// The hash of each token's match key.
    pub(crate) keys: Vec<u64>,
    /// The page it comes from.
    pub(crate) page: Page,
}

/// What happens to the tokens and entities inside a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChangeKind {
    /// They stay: another spelling of the same.
    Repair,
    /// They go.
    Remove,
    /// They become one token: a placeholder.
    Mask,
}

/// One replaced stretch of an example's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// What is replaced, in bytes.
    pub(crate) at: Range<u32>,
    /// What stands there then.
    pub(crate) with: String,
    /// What happens to the annotations inside.
    pub(crate) kind: ChangeKind,
}

/// A document's annotations with spans of its original, wherever they were read.
pub(crate) struct Raw {
    /// The example over the original text; tokens may touch the same edit.
    pub(crate) draft: Draft,
    /// The edits of normalisation, in order.
    pub(crate) edits: Vec<Change>,
    /// The content zones, in order.
    pub(crate) content: Vec<Range<u32>>,
}

impl Draft {
    /// The draft of an annotated document.
    pub fn new(doc: &Document, words: &WordTable, lexicon: &Lexicon, view: TextView) -> Draft {
        Raw::of(doc, words, lexicon).view(view)
    }

    /// Applies changes, in order and not overlapping. Sentences that lose all their text go, and so do tokens and
    /// entities inside a removal; tokens that come to overlap become one.
    pub(crate) fn rewrite(&mut self, changes: &[Change]) {
        if changes.is_empty() {
            return;
        }
        let (text, map) = Map::apply(&self.example.text, changes);
        let example = &mut self.example;
        // Old token to new token.
        let mut moved: Vec<Option<u32>> = Vec::with_capacity(example.tokens.len());
        let mut tokens: Vec<ExampleToken> = Vec::with_capacity(example.tokens.len());
        let mut keys = Vec::with_capacity(tokens.capacity());
        for (mut token, key) in std::mem::take(&mut example.tokens).into_iter().zip(self.keys.drain(..)) {
            let (start, end) = (map.start(token.span.start), map.end(token.span.end));
            let masked = map.touches_mask(&token.span);
            if start >= end {
                moved.push(None);
                continue;
            }
            match tokens.last_mut() {
                Some(last) if start < last.span.end => last.span.end = last.span.end.max(end),
                _ => {
                    token.span = start..end;
                    if masked {
                        token.kind = "other".to_owned();
                        token.stem.clear();
                    }
                    tokens.push(token);
                    keys.push(key);
                }
            }
            moved.push(Some(tokens.len() as u32 - 1));
        }
        let range = |old: &Range<u32>| -> Range<u32> {
            let mut of = moved[old.start as usize..old.end as usize].iter().flatten();
            match of.next() {
                Some(&first) => first..of.next_back().copied().unwrap_or(first) + 1,
                None => 0..0,
            }
        };
        let mut done = 0;
        example.sentences.retain_mut(|s| {
            s.tokens = range(&s.tokens);
            if s.tokens.is_empty() {
                return false;
            }
            s.tokens.start = s.tokens.start.max(done);
            let first = tokens.get(s.tokens.start as usize).filter(|_| !s.tokens.is_empty());
            let Some(first) = first else { return false };
            done = s.tokens.end;
            let last = &tokens[done as usize - 1];
            let before = s.tokens.start.checked_sub(1).map_or(0, |t| tokens[t as usize].span.end);
            let start = map.start(s.span.start).clamp(before, first.span.start);
            s.span = trim(&text, start..map.end(s.span.end).max(last.span.end));
            true
        });
        let mut done = 0;
        example.entities.retain_mut(|e| {
            e.tokens = range(&e.tokens);
            if e.tokens.is_empty() || e.tokens.start < done {
                return false;
            }
            done = e.tokens.end;
            e.span = tokens[e.tokens.start as usize].span.start..tokens[done as usize - 1].span.end;
            true
        });
        example.tokens = tokens;
        example.text = text;
        self.keys = keys;
    }
}

/// The span without white space at its ends.
fn trim(text: &str, span: Range<u32>) -> Range<u32> {
    let inside = &text[span.start as usize..span.end as usize];
    let start = span.start + (inside.len() - inside.trim_start().len()) as u32;
    start..(start + inside.trim().len() as u32)
}

/// Positions before and after changes.
struct Map {
    /// Before, after, and what kind.
    parts: Vec<(Range<u32>, Range<u32>, ChangeKind)>,
}

impl Map {
    fn apply(text: &str, changes: &[Change]) -> (String, Map) {
        let mut out = String::with_capacity(text.len());
        let mut parts = Vec::with_capacity(changes.len());
        let mut done = 0;
        for change in changes {
            out.push_str(&text[done..change.at.start as usize]);
            let start = out.len() as u32;
            out.push_str(&change.with);
            parts.push((change.at.clone(), start..out.len() as u32, change.kind));
            done = change.at.end as usize;
        }
        out.push_str(&text[done..]);
        (out, Map { parts })
    }

    /// Where something that started at `at` starts now.
    fn start(&self, at: u32) -> u32 {
        let i = self.parts.partition_point(|(old, ..)| old.end <= at);
        match self.parts.get(i) {
            Some((old, new, ChangeKind::Remove)) if old.start <= at => new.end,
            Some((old, new, _)) if old.start <= at => new.start,
            _ => self.shifted(i, at),
        }
    }

    /// Where something that ended at `at` ends now.
    fn end(&self, at: u32) -> u32 {
        let i = self.parts.partition_point(|(old, ..)| old.start < at);
        match i.checked_sub(1).map(|p| &self.parts[p]) {
            Some((old, new, ChangeKind::Remove)) if at <= old.end => new.start,
            Some((old, new, _)) if at <= old.end => new.end,
            _ => self.shifted(i, at),
        }
    }

    /// `at` moved by the parts before the `i`th.
    fn shifted(&self, i: usize, at: u32) -> u32 {
        match i.checked_sub(1).map(|p| &self.parts[p]) {
            Some((old, new, _)) => new.end + (at - old.end),
            None => at,
        }
    }

    fn touches_mask(&self, span: &Range<u32>) -> bool {
        let i = self.parts.partition_point(|(old, ..)| old.end <= span.start);
        let near = self.parts[i..].iter().take_while(|(old, ..)| old.start < span.end);
        near.into_iter().any(|(.., kind)| *kind == ChangeKind::Mask)
    }
}

impl Raw {
    fn of(doc: &Document, words: &WordTable, lexicon: &Lexicon) -> Raw {
        let share = |lang| doc.lang.share.iter().find(|(l, _)| *l == lang).map_or(0.0, |(_, s)| *s);
        let tokens = doc.tokens.iter().map(|t| ExampleToken {
            span: t.orig.start..t.orig.end,
            kind: t.kind.as_str().to_owned(),
            stem: words.stem(t.word, t.lang).unwrap_or("").to_owned(),
        });
        let sentences = doc.sentences.iter().map(|s| ExampleSentence {
            span: s.orig.start..s.orig.end,
            tokens: s.tokens.clone(),
            lang: s.lang.as_str().to_owned(),
        });
        let entities = doc.entities.iter().filter(|e| !e.nested).map(|e| {
            let view = EntityView::of(e, lexicon);
            ExampleEntity {
                span: e.orig.start..e.orig.end,
                tokens: e.tokens.clone(),
                label: e.kind.as_str().to_owned(),
                subtype: view.subtype.map(str::to_owned),
                id: view.id.map(str::to_owned),
                value: e.value.clone(),
            }
        });
        let facts = &doc.facts;
        let example = Example {
            id: doc.origin.id.clone(),
            source: doc.origin.source.clone(),
            lang: doc.lang.lang.as_str().to_owned(),
            lang_confidence: rounded(doc.lang.confidence),
            title: facts.title.clone(),
            published: facts.published.clone(),
            publisher: facts.publisher_id.clone().or_else(|| facts.publisher.clone()),
            url: facts.url.clone(),
            text: doc.text.clone(),
            sentences: sentences.collect(),
            tokens: tokens.collect(),
            entities: entities.collect(),
            ..Example::default()
        };
        let keys = doc.tokens.iter().map(|t| hash(words.key(t.word).as_bytes())).collect();
        let content: Vec<Range<u32>> =
            doc.zones.iter().filter(|z| z.kind.is_content()).map(|z| z.orig.start..z.orig.end).collect();
        let edits: Vec<Change> = doc
            .norm
            .edits()
            .iter()
            .map(|e| Change {
                at: e.orig.start..e.orig.end,
                with: doc.normalized()[e.norm.range()].to_owned(),
                kind: ChangeKind::Repair,
            })
            .collect();
        let page = Page {
            ru: rounded(share(Lang::Ru)),
            kk: rounded(share(Lang::Kk)),
            mixed: doc.lang.mixed,
            ..Page::default()
        };
        Raw { draft: Draft { example, keys, page }, edits, content }
    }

    /// The draft in the wished text.
    pub(crate) fn view(self, view: TextView) -> Draft {
        let Raw { mut draft, edits, content } = self;
        let text = &draft.example.text;
        draft.page.chars = visible(text);
        draft.page.content =
            content.iter().map(|z| visible(&text[z.start as usize..z.end as usize])).sum::<u32>();
        draft.page.repairs = edits.len() as u32;
        flatten(&mut draft.example);
        match view {
            // Two tokens may come from the same edit, and then have the same original.
            TextView::Original => draft.rewrite(&whole(Vec::new())),
            TextView::Normalised => draft.rewrite(&whole(edits)),
            TextView::Body => {
                let (_, map) = Map::apply(&draft.example.text, &edits);
                let content: Vec<_> = content
                    .iter()
                    .map(|z| map.start(z.start)..map.end(z.end).max(map.start(z.start)))
                    .collect();
                draft.rewrite(&whole(edits));
                let text = &draft.example.text;
                let mut gaps = Vec::with_capacity(content.len() + 1);
                let mut done = 0;
                for zone in &content {
                    let with = if done == 0 { "" } else { "\n" };
                    gaps.push(Change {
                        at: done..zone.start.max(done),
                        with: with.to_owned(),
                        kind: ChangeKind::Remove,
                    });
                    let inside = &text[zone.start as usize..zone.end as usize];
                    done = zone.start + inside.trim_end().len() as u32;
                }
                gaps.push(Change {
                    at: done..text.len() as u32,
                    with: String::new(),
                    kind: ChangeKind::Remove,
                });
                draft.rewrite(&gaps);
            }
        }
        draft
    }
}

/// At least one change, so that the draft's lists are always put in order.
fn whole(mut edits: Vec<Change>) -> Vec<Change> {
    if edits.is_empty() {
        edits.push(Change { at: 0..0, with: String::new(), kind: ChangeKind::Repair });
    }
    edits
}

/// Entities that do not overlap: a name inside an office (`ҚР Президенті`) keeps its tokens, the office gets the rest,
/// as in the column `ner` of the token table.
fn flatten(example: &mut Example) {
    let office = |e: &ExampleEntity| e.label == EntityType::Role.as_str();
    let mut taken = vec![false; example.tokens.len()];
    let mut flat: Vec<ExampleEntity> = Vec::with_capacity(example.entities.len());
    let (offices, names): (Vec<_>, Vec<_>) =
        std::mem::take(&mut example.entities).into_iter().partition(office);
    for name in names {
        let tokens = name.tokens.start as usize..name.tokens.end as usize;
        if !tokens.is_empty() && !taken[tokens.clone()].contains(&true) {
            taken[tokens].fill(true);
            flat.push(name);
        }
    }
    for office in offices {
        let mut at = office.tokens.start;
        while at < office.tokens.end {
            let run = (at..office.tokens.end).take_while(|&t| !taken[t as usize]).count() as u32;
            if run > 0 {
                let tokens = at..at + run;
                taken[tokens.start as usize..tokens.end as usize].fill(true);
                let span = example.tokens[tokens.start as usize].span.start
                    ..example.tokens[tokens.end as usize - 1].span.end;
                flat.push(ExampleEntity { span, tokens, ..office.clone() });
            }
            at += run + 1;
        }
    }
    flat.sort_by_key(|e| e.tokens.start);
    example.entities = flat;
}

/// Visible characters.
pub(crate) fn visible(text: &str) -> u32 {
    text.chars().filter(|c| !c.is_whitespace()).count() as u32
}

/// To the four decimals that a run writes, so that a set made of a run is the set made of its inputs.
fn rounded(x: f32) -> f32 {
    (x.clamp(0.0, 1.0) * 10_000.0).round() / 10_000.0
}

/// A 64-bit hash that is the same everywhere and in every version: FNV-1a, then the finaliser of SplitMix64 (FNV's
/// upper bits depend little on the last bytes).
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let fnv = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, &b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    mix(fnv)
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): every bit of the result depends on every bit given.
pub(crate) fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::Pipeline;
    use crate::stage::Scratch;

    /// Drafts of texts, annotated by the whole pipeline.
    pub(crate) fn drafts(texts: &[&str], view: TextView) -> Vec<Draft> {
        let pipeline = Pipeline::builder().build().expect("pipeline");
        let mut scratch = Scratch::default();
        let mut draft = |(n, text): (usize, &&str)| {
            let mut doc = Document::new(format!("d{n}"), *text);
            doc.is_page = true;
            pipeline.process(&mut doc, &mut scratch);
            Draft::new(&doc, &scratch.words, pipeline.lexicon(), view)
        };
        texts.iter().enumerate().map(&mut draft).collect()
    }

    /// What every draft promises.
    pub(crate) fn check(draft: &Draft) {
        let e = &draft.example;
        assert_eq!(e.tokens.len(), draft.keys.len());
        let mut done = 0;
        for t in &e.tokens {
            assert!(done <= t.span.start && t.span.start < t.span.end, "{}: {:?}", e.id, t.span);
            assert!(e.text.get(t.span.start as usize..t.span.end as usize).is_some());
            done = t.span.end;
        }
        let (mut done, mut token) = (0, 0);
        for s in &e.sentences {
            assert!(done <= s.span.start && s.span.end as usize <= e.text.len(), "{}: {:?}", e.id, s.span);
            assert!(token <= s.tokens.start && s.tokens.start < s.tokens.end);
            assert!(s.span.start <= e.tokens[s.tokens.start as usize].span.start);
            assert!(e.tokens[s.tokens.end as usize - 1].span.end <= s.span.end);
            (done, token) = (s.span.end, s.tokens.end);
        }
        let mut token = 0;
        for x in &e.entities {
            assert!(token <= x.tokens.start && x.tokens.start < x.tokens.end);
            assert_eq!(x.span.start, e.tokens[x.tokens.start as usize].span.start);
            assert_eq!(x.span.end, e.tokens[x.tokens.end as usize - 1].span.end);
            token = x.tokens.end;
        }
    }

    const PAGE: &str = "Главная | Новости\n\nТокаев прибыл в Минск\n\n23 ноября 2023\n\nПрези\u{ad}дент Казахстана \
        Касым-Жомарт Токаев прибыл в\u{a0}Минск с официальным визитом. Его встретил премьер-министр.\n\n\
        Қазақcтан Президенті Минск қаласына келді, деп хабарлайды Ақорда баспасөз қызметі.\n\nЧитайте также\n";

    #[test]
    fn views_keep_their_promises() {
        for view in [TextView::Original, TextView::Normalised, TextView::Body] {
            for draft in drafts(&[PAGE, "", "Слово", "😀 и\u{306}од"], view) {
                check(&draft);
            }
        }
        let original = &drafts(&[PAGE], TextView::Original)[0];
        assert_eq!(original.example.text, PAGE);
        let normal = &drafts(&[PAGE], TextView::Normalised)[0];
        assert!(normal.example.text.contains("Президент Казахстана"), "{}", normal.example.text);
        let surfaces = |d: &Draft| -> Vec<String> {
            let e = &d.example;
            e.tokens.iter().map(|t| e.text[t.span.start as usize..t.span.end as usize].to_owned()).collect()
        };
        assert!(surfaces(normal).contains(&"Қазақстан".to_owned()));
        assert!(surfaces(original).contains(&"Қазақcтан".to_owned()));
        let body = &drafts(&[PAGE], TextView::Body)[0];
        assert!(body.example.text.starts_with("Президент"), "{}", body.example.text);
        assert!(!body.example.text.contains("Главная"));
    }

    #[test]
    fn removals_and_masks_move_what_stands_behind() {
        let mut draft = drafts(&["Один два три. Четыре пять шесть."], TextView::Normalised).remove(0);
        let at = |what: &str, text: &str| {
            let start = text.find(what).expect("there") as u32;
            start..start + what.len() as u32
        };
        let text = draft.example.text.clone();
        draft.rewrite(&[
            Change { at: at("два ", &text), with: String::new(), kind: ChangeKind::Remove },
            Change { at: at("пять шесть", &text), with: "[X_1]".to_owned(), kind: ChangeKind::Mask },
        ]);
        check(&draft);
        assert_eq!(draft.example.text, "Один три. Четыре [X_1].");
        let tokens: Vec<&str> = draft
            .example
            .tokens
            .iter()
            .map(|t| &draft.example.text[t.span.start as usize..t.span.end as usize])
            .collect();
        assert_eq!(tokens, ["Один", "три", ".", "Четыре", "[X_1]", "."]);
        assert_eq!(draft.example.tokens[4].kind, "other");
        assert_eq!(draft.example.sentences.len(), 2);
    }

    #[test]
    fn the_hash_does_not_change() {
        assert_eq!(hash("тіл".as_bytes()), 0x4d11_54d3_af07_f9a5);
        assert_eq!(hash(b""), 0xf52a_15e9_a9b5_e89b);
    }
}
