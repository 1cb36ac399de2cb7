//! Ids and names for bodies and places that no lexicon holds, or that another listed place has the name of.
//!
//! Reads: entities without an id, and listed places beside a word for another kind of place ([`of_kind`]: rule `place:of-kind`,
//! `Есіл қаласы` is no river; else rule `place:other`, whose id carries its kind: `loc:village/kyzylzhar`). Makes for what has no
//! id: the listed thing that alone has the name ([`listed`]), else a readable id, the same for every inflected form, the name in
//! its base form ([`base`]) in the language of the mention, and a subtype where a word beside or inside the name tells it
//! ([`made`]). A name in quotation marks is what they hold (`org:bereke` for `ТОО «Береке»` and `«Береке» ЖШС`); a Russian name
//! around a kind word is put into the nominative (`org:verkhovnyy-sud-mali`); a Kazakh one loses its last case. Streets, squares,
//! districts, regions and parks, which are named after what is elsewhere, carry their kind: `loc:street/abay` for `улицы Абая` and
//! `Абай көшесінде`. Of several possible nominatives of one word the document's other mentions choose. A body that is called
//! by its kind alone (`министерство`) is the one of that kind that was named last, or none ([`by_kind`]). Cost: a probe a mention
//! in words that were named before, some microseconds another.

mod base;
mod by_kind;
mod listed;
mod made;
mod of_kind;

use std::sync::Arc;

use crate::document::{Document, Entity, EntityType, Made, Thing};
use crate::lang::Lang;
use crate::lang::ru::inflect::{Endings, Forms};
use crate::lexicon::{EntryId, Lexicon, alias_words};
use crate::words::{Shape, WordTable};

use super::beside::IN_QUOTES;
use super::kind::{Kind, KindId, Kinds, Takes, governed};
use super::mention::{Mentions, Tally};
use super::pattern::{TITLES, is_after, is_between};
use super::word::{Class, Mask, Words};

/// Kinds of places whose names are other things' names.
const NAMED_AFTER: &[&str] = &["street", "square", "district", "region", "rural-district", "park"];

/// The rule of a place that is another than the listed one with its name: its id tells its kind.
const OTHER: &str = "place:other";

/// `улица Абая` says after whom it is called.
const GENITIVE: Forms = Forms(1 << 1);

/// Mentions kept at most: some ten megabytes.
const MENTIONS: usize = 1 << 15;

/// Bytes of the longest word that governs a noun, and some to spare.
const GOVERNING: usize = 24;

/// What a mention is by its words, the word before it and the kind beside it.
#[derive(Default)]
struct Called {
    /// No lexicon holds its first word, nor one that is a part of it.
    plain: bool,
    /// The likely nominatives of a single Russian word, each with its number.
    bases: Vec<(String, u32)>,
    /// The thing; of a word with nominatives one for each.
    made: Vec<Option<Arc<Made>>>,
    /// As it stood in a text, and the thing that alone has this name in the lexicon.
    listed: Option<(Box<str>, Option<EntryId>)>,
}

/// What was found of mentions before.
#[derive(Default)]
pub(super) struct Memory {
    mentions: Mentions<Called>,
    /// The nominatives.
    tally: Tally,
}

/// True for what is another thing than the listed place with its name.
fn is_other(e: &Entity) -> bool {
    e.rule == OTHER || e.rule == IN_QUOTES
}

struct Namer<'a> {
    lexicon: &'a Lexicon,
    kinds: &'a Kinds,
    endings: &'a Endings,
    doc: &'a Document,
    words: &'a Words,
    infos: &'a [u32],
    masks: &'a [Mask],
    table: &'a WordTable,
}

/// Names every body and place that has no id yet.
#[allow(clippy::too_many_arguments)]
pub(super) fn name(
    lexicon: &Lexicon,
    kinds: &Kinds,
    endings: &Endings,
    doc: &mut Document,
    words: &Words,
    infos: &[u32],
    masks: &[Mask],
    table: &WordTable,
    memory: &mut Memory,
) {
    let namer = Namer { lexicon, kinds, endings, doc, words, infos, masks, table };
    let others: Vec<(usize, Option<EntryId>)> = doc
        .entities
        .iter()
        .enumerate()
        .filter(|(_, e)| e.kind == EntityType::Loc && matches!(e.thing, Thing::Entry(_)))
        .filter_map(|(i, e)| namer.other(e).map(|other| (i, other)))
        .collect();
    for (i, other) in others {
        let e = &mut doc.entities[i];
        (e.thing, e.rule) = match other {
            Some(entry) => (Thing::Entry(entry), "place:of-kind"),
            None => (Thing::Open, OTHER),
        };
    }
    if memory.mentions.len() > MENTIONS {
        *memory = Memory::default();
    }
    let namer = Namer { lexicon, kinds, endings, doc, words, infos, masks, table };
    let open = doc.entities.iter().enumerate().filter(|(_, e)| e.thing == Thing::Open);
    let open: Vec<(usize, u32)> = open.map(|(i, e)| (i, namer.called(e, memory))).collect();
    let Memory { mentions, tally } = memory;
    // What the document's names of one word may be in the nominative.
    tally.begin();
    for &(_, at) in &open {
        for (_, number) in &mentions.get(at).bases {
            tally.count(*number);
        }
    }
    let mut things: Vec<(usize, Thing)> = Vec::with_capacity(open.len());
    for (i, at) in open {
        let e = &doc.entities[i];
        let called = mentions.get_mut(at);
        let thing = namer.listed(e, called).or_else(|| namer.listed_inside(e)).map_or_else(
            || {
                let mut best = 0;
                for (i, (_, number)) in called.bases.iter().enumerate().skip(1) {
                    if tally.of(*number) > tally.of(called.bases[best].1) {
                        best = i;
                    }
                }
                let base = called.bases.get(best).map(|(base, _)| base.clone());
                let made = called.made[best].get_or_insert_with(|| Arc::new(namer.thing(e, base)));
                Thing::Made(Arc::clone(made))
            },
            Thing::Entry,
        );
        things.push((i, thing));
    }
    for (i, thing) in things {
        doc.entities[i].thing = thing;
    }
    let namer = Namer { lexicon, kinds, endings, doc, words, infos, masks, table };
    let mut told = namer.by_kind().into_iter().peekable();
    let mut at = 0;
    doc.entities.retain_mut(|e| {
        let here = told.next_if(|(i, _)| *i == at);
        at += 1;
        match here {
            None => true,
            Some((_, None)) => false,
            Some((_, Some(named))) => {
                (e.thing, e.rule) = named;
                true
            }
        }
    });
}

fn cyrillic(key: &str) -> bool {
    key.chars().next_back().is_some_and(|c| ('а'..='я').contains(&c))
}

impl Namer<'_> {
    fn key(&self, t: u32) -> &str {
        self.table.key(self.doc.tokens[t as usize].word)
    }

    fn surface(&self, t: u32) -> &str {
        self.table.surface(self.doc.tokens[t as usize].word)
    }

    fn lang(&self, t: u32) -> Lang {
        if self.doc.tokens[t as usize].lang == Lang::Kk { Lang::Kk } else { Lang::Ru }
    }

    fn kind_at(&self, t: u32) -> Option<&Kind> {
        self.kinds.get(self.words.info(*self.infos.get(t as usize)?).kind)
    }

    fn is_quote(&self, t: u32) -> bool {
        let class = self.words.info(self.infos[t as usize]).class;
        matches!(class, Class::OpenQuote | Class::CloseQuote | Class::Quote)
    }

    /// True for all that stands between two quotation marks.
    fn is_quotation(&self, e: &Entity) -> bool {
        let before = e.tokens.start.checked_sub(1).is_some_and(|t| self.is_quote(t));
        before && (e.tokens.end as usize) < self.infos.len() && self.is_quote(e.tokens.end)
    }

    /// The place of a mention in the memory.
    fn called(&self, e: &Entity, memory: &mut Memory) -> u32 {
        let beside = self.kind_beside(e);
        let before = e.tokens.start.checked_sub(1).filter(|_| self.lang(e.tokens.start) == Lang::Ru);
        let before = match before {
            Some(t) if self.agrees(e, beside) => {
                self.kinds.forms(self.key(t), Lang::Ru).0.and(Forms::SINGULAR)
            }
            Some(t) if self.doc.tokens[t as usize].norm.len() <= GOVERNING => governed(self.key(t)),
            _ => Forms::ANY,
        };
        let before = if before == Forms::ANY { self.as_kind(e) } else { before };
        let said = &self.infos[e.tokens.start as usize..e.tokens.end as usize];
        let quotation = u64::from(self.is_quotation(e)) << 7;
        let other = u64::from(is_other(e)) << 6;
        let with =
            u64::from(before.0) << 32 | u64::from(beside.number()) << 8 | quotation | other | e.kind as u64;
        memory.mentions.find(said, with).unwrap_or_else(|hash| {
            let first = &self.doc.tokens[e.tokens.start as usize];
            let surface = self.surface(e.tokens.start);
            let plain = self.table.shape(first.word).has(Shape::CYRILLIC | Shape::LATIN)
                && alias_words(surface).next() == Some(surface);
            let mut called = Called { plain, ..Called::default() };
            for base in self.bases(e, beside, before) {
                let number = memory.tally.number(&base);
                if called.bases.iter().all(|(_, n)| *n != number) {
                    called.bases.push((base, number));
                }
            }
            called.made.resize(called.bases.len().max(1), None);
            memory.mentions.add(hash, said, with, called)
        })
    }

    /// The word inside the name that tells its kind.
    fn kind_inside(&self, e: &Entity) -> Option<(u32, &Kind)> {
        let found = |t: u32| {
            let kind = self.kind_at(t).filter(|k| {
                k.thing == e.kind && (!k.takes.has(Takes::ABBREVIATION) || k.takes.has(Takes::WITH))
            });
            kind.map(|k| (t, k))
        };
        if self.lang(e.tokens.start) == Lang::Kk {
            found(e.tokens.end - 1).or_else(|| e.tokens.clone().find_map(found))
        } else {
            e.tokens.clone().find_map(found)
        }
    }

    /// The word before a name or its quotation, and before `имени`.
    fn before(&self, e: &Entity) -> Option<u32> {
        let before = e.tokens.start.checked_sub(1)?;
        let before = if self.is_quote(before) { before.checked_sub(1)? } else { before };
        match self.key(before) {
            key if is_after(key) => before.checked_sub(1),
            "," | "и" if matches!(e.rule, "place:list" | "place:street") => self.list_head(before),
            _ => Some(before),
        }
    }

    /// The word for the kind of several places before the list that goes on at `t`: `по | улицам Абая, Гамалея`.
    fn list_head(&self, t: u32) -> Option<u32> {
        /// Words of a list, at most.
        const MOST: usize = 48;
        let named = |t: &u32| {
            let class = self.words.info(self.infos[*t as usize]).class;
            let key = self.key(*t);
            matches!(class, Class::Capital | Class::Comma) || key == "и" || TITLES.contains(&key)
        };
        (0..t).rev().take(MOST).find(|t| !named(t))
    }

    /// The kind that the word beside the name tells: `село Ақсу`, `Ақсу ауылы`, `газета «…»`.
    fn kind_beside(&self, e: &Entity) -> KindId {
        let at = if self.lang(e.tokens.start) == Lang::Kk {
            let t = e.tokens.end;
            if let Some(kind) = self.kind_at(t + 1).filter(|kind| is_between(self.key(t), kind)) {
                return if e.kind == EntityType::Loc { self.kinds.of_two(kind) } else { KindId::NONE };
            }
            Some(if (t as usize) < self.infos.len() && self.is_quote(t) { t + 1 } else { t })
        } else {
            self.before(e)
        };
        let Some((at, &info)) = at.and_then(|t| Some((t, self.infos.get(t as usize)?))) else {
            return KindId::NONE;
        };
        let id = self.words.info(info).kind;
        let mut beside = Takes::BARE | Takes::WITH | Takes::NAME | Takes::FORM | Takes::ABBREVIATION;
        // `Павлодар ауданы әкімдігінің сайты` is somebody's, `«Мечта» дүкені` is called so.
        if self.is_quotation(e) || self.lang(e.tokens.start) != Lang::Kk {
            beside |= Takes::QUOTE;
        }
        // `1998 г.` is a year.
        let number = || {
            let before = at.checked_sub(1).map(|t| self.words.info(self.infos[t as usize]).class);
            before == Some(Class::Number)
        };
        let fits = |k: &Kind| {
            k.thing == e.kind && k.takes.has(beside) && !(k.takes.has(Takes::ABBREVIATION) && number())
        };
        if self.kinds.get(id).is_some_and(fits) { id } else { KindId::NONE }
    }

    /// True for a Russian kind word that is no singular.
    fn is_plural(&self, t: Option<u32>) -> bool {
        t.is_some_and(|t| {
            let (forms, _) = self.kinds.forms(self.key(t), Lang::Ru);
            !forms.and(Forms::PLURAL).is_empty()
                && forms != Forms::ANY
                && (forms.and(Forms::SINGULAR).is_empty() || self.key(t).ends_with(['ы', 'и']))
        })
    }
}
