//! Persons: what a mention's words are, their base forms, and whose name it is.
//!
//! Reads: entities of type PER, the name lists, the lexicon's persons. Makes: for each the lexicon's entry, or an id
//! and names of its own, equal across inflection and, for Kazakhstani names, across both languages. Rules: `person:full`
//! (surname with given name or initials, linked to the lexicon), `person:made` (the same, unknown to it),
//! `person:surname` (a surname alone that the document gives in full),
//! `person:given` (a given name alone that the document gives in full). Works in steps, each a file: a mention's words are
//! told apart ([`parse`]) and brought to base forms ([`base`]), what is found is kept by them ([`mention`]); the document's
//! mentions vote on a surname's base form ([`vote`](mod@vote)), and a form that may be a woman's or a man's is the man's whom the
//! document names elsewhere ([`gender`]), or whose the words beside it tell ([`stands`]); here names are linked ([`name`]),
//! or get an id ([`id`]). Cost: a probe a mention in words that were read before, some microseconds another; persons are a
//! few in a hundred tokens.

mod base;
mod gender;
mod id;
mod mention;
mod name;
mod parse;
mod stands;
mod vote;

use std::ops::Range;
use std::sync::Arc;

use crate::document::{Document, Entity, EntityType, Thing};
use crate::lexicon::{EntryId, Evidence, Lexicon};
use crate::words::WordTable;

use super::bounds::is_joining;
use super::word::{Info, Words};
use super::{order, spans};
use gender::men;
pub(super) use id::latin;
use id::made;
pub(super) use mention::Bases;
use mention::Mention;
pub(super) use name::ruler_number;
use name::{Name, Part, namesakes, same_person};
use vote::vote;

/// Persons named in full, at most, whom the names of a document are compared with: a longer list is no story.
const KNOWN: usize = 1000;

/// A document, and what is known of its words.
#[derive(Clone, Copy)]
struct Page<'a> {
    lexicon: &'a Lexicon,
    doc: &'a Document,
    words: &'a Words,
    /// For each token what is known of its word.
    infos: &'a [u32],
    table: &'a WordTable,
}

impl<'a> Page<'a> {
    fn info(self, t: u32) -> &'a Info {
        self.words.info(self.infos[t as usize])
    }

    /// The folded word of token `t`.
    fn key(self, t: u32) -> &'a str {
        self.table.key(self.doc.tokens[t as usize].word)
    }

    fn surface(self, t: u32) -> &'a str {
        self.table.surface(self.doc.tokens[t as usize].word)
    }
}

/// A person that the document named in full.
struct Known<'a> {
    name: &'a Name,
    thing: Thing,
}

/// Gives every person an entry or an id.
pub(super) fn link(
    lexicon: &Lexicon,
    doc: &mut Document,
    words: &Words,
    infos: &[u32],
    table: &WordTable,
    bases: &mut Bases,
) {
    if !doc.entities.iter().any(|e| e.kind == EntityType::Per) {
        return;
    }
    bases.bound();
    let mut entities = std::mem::take(&mut doc.entities);
    let page = Page { lexicon, doc, words, infos, table };
    let places = places(page, &entities, bases);
    let Bases { mentions, tally, .. } = bases;
    let mut names: Vec<(usize, &Mention)> = places.iter().map(|&(i, at)| (i, mentions.get(at))).collect();
    let voted = vote(lexicon, &names, tally);
    for (at, mention) in &voted {
        names[*at].1 = mention;
    }
    let men = men(&names, tally);
    for (at, mention) in &men {
        names[*at].1 = mention;
    }
    let mut parted: Vec<Entity> = Vec::new();
    let (known, alone) = link_full(page, &mut entities, &names, &mut parted);
    // Full names beat initials: a later full mention names an earlier `М. Тілеуберді`.
    for (i, mention) in alone {
        link_partial(page, &known, mention, &mut entities[i]);
    }
    if !parted.is_empty() {
        entities
            .retain(|e| e.kind != EntityType::Per || !parted.iter().any(|p| p.orig.start == e.orig.start));
        entities.append(&mut parted);
        order(&mut entities);
    }
    doc.entities = entities;
}

/// The persons among the entities, by their places, and the places of their words in [`Bases`].
fn places(page: Page<'_>, entities: &[Entity], bases: &mut Bases) -> Vec<(usize, u32)> {
    let mut places: Vec<(usize, u32)> = Vec::new();
    let mut before: Option<(u32, u32)> = None;
    for (i, e) in entities.iter().enumerate().filter(|(_, e)| e.kind == EntityType::Per) {
        // `архитекторов Д. И. Бурдина, В. А. Климова`: in one case.
        let listed = before.is_some_and(|(end, at)| {
            bases.mentions.get(at).name.oblique
                && e.tokens.start == end + 1
                && matches!(page.key(end), "," | "и")
        });
        let at = bases.place(page, e, listed);
        before = Some((e.tokens.end, at));
        places.push((i, at));
    }
    places
}

/// Links the persons of whom more is said than a surname or a given name alone; they and the others are returned. Names that
/// are two persons' go to `parted`.
fn link_full<'a>(
    page: Page<'_>,
    entities: &mut [Entity],
    names: &[(usize, &'a Mention)],
    parted: &mut Vec<Entity>,
) -> (Vec<Known<'a>>, Vec<(usize, &'a Mention)>) {
    let lexicon = page.lexicon;
    let mut known: Vec<Known> = Vec::new();
    let mut alone = Vec::new();
    for &(i, mention) in names {
        let name = &mention.name;
        let e = &mut entities[i];
        // Of a listed person only where the base form is that one's: `Уго Чавеса` is no feminine Чавеса.
        if e.case.is_none() && !matches!(e.thing, Thing::Entry(entry) if !fits(lexicon, entry, name)) {
            e.case = name.case;
        }
        if name.is_partial() {
            alone.push((i, mention));
            continue;
        }
        if let Some((first, second)) = two_surnames(page, &known, name, e) {
            let middle = e.tokens.start + 1;
            for (thing, tokens) in [(first, e.tokens.start..middle), (second, middle..e.tokens.end)] {
                let (orig, norm) = spans(page.doc, tokens.start, tokens.end);
                let case = if tokens.start == middle { name.case } else { None };
                parted.push(Entity { orig, norm, tokens, case, thing, rule: "person:surname", ..e.clone() });
            }
            continue;
        }
        if let Some(k) = addressed(page, &known, name, e) {
            (e.thing, e.rule) = (k.thing.clone(), "person:given");
            continue;
        }
        if !matches!(e.thing, Thing::Entry(_)) {
            identify(lexicon, &known, mention, e);
        }
        if matches!(e.thing, Thing::Made(_)) && e.rule == "model" {
            e.rule = "person:made";
        }
        if known.len() < KNOWN {
            known.push(Known { name, thing: e.thing.clone() });
        }
    }
    (known, alone)
}

/// The one person of the given name with which a Kazakh interview speaks to somebody: `– Жигули Молдахалықұлы, айтыңызшы`
/// is Жигули Дайрабаев.
fn addressed<'k, 'a>(
    page: Page<'_>,
    known: &'k [Known<'a>],
    name: &Name,
    e: &Entity,
) -> Option<&'k Known<'a>> {
    let Range { start, end } = e.tokens;
    let mark = |t: u32, marks: &[&str]| (t as usize) < page.doc.tokens.len() && marks.contains(&page.key(t));
    let fathers = end - start == 2 && page.info(end - 1).evidence.has(Evidence::KAZAKH_PATRONYMIC);
    let spoken = fathers && start > 0 && mark(start - 1, &["–", "—", "-", "«"]) && mark(end, &[","]);
    let given = name.given.as_ref().filter(|_| spoken && matches!(e.thing, Thing::Open))?;
    let mut same = known.iter().filter(|k| k.name.given.as_ref().is_some_and(|g| g.meets(given)));
    let first = same.next()?;
    let apart = |k: &Known<'_>| k.thing != first.thing || k.name.patronymic.is_some();
    (first.name.patronymic.is_none() && !same.any(apart)).then_some(first)
}

/// Says who a person named in full is: the lexicon's, else one named before, else somebody new.
fn identify(lexicon: &Lexicon, known: &[Known<'_>], mention: &Mention, e: &mut Entity) {
    let name = &mention.name;
    if let Some(entry) = mention.entry(lexicon) {
        e.rule = "person:full";
        e.score = e.score.max(0.9);
        e.case = e.case.filter(|_| fits(lexicon, entry, name));
        e.thing = Thing::Entry(entry);
    } else if let Some(k) = known.iter().find(|k| same_person(k.name, name) || bears_particle(k.name, name)) {
        e.case = e.case.filter(|_| k.name.agrees_with(name));
        e.thing = k.thing.clone();
    } else {
        e.thing = apart(lexicon, known, mention);
    }
}

/// True for the surname of a known person behind a particle with a capital, which looks like a given name: `Ван Дамм` of
/// `Жан-Клод Ван Дамм`.
fn bears_particle(known: &Name, name: &Name) -> bool {
    let particle = name.given.as_ref().is_some_and(|given| is_joining(&given.key));
    let same = || known.surname.as_ref().zip(name.surname.as_ref()).is_some_and(|(a, b)| a.meets(b));
    particle && known.given.is_some() && same()
}

/// Links a surname or a given name alone: to a person named in full, else to the lexicon's.
fn link_partial(page: Page<'_>, known: &[Known<'_>], mention: &Mention, e: &mut Entity) {
    let name = &mention.name;
    let mut found = known.iter().filter(|k| match (&name.surname, &name.given) {
        (Some(s), _) => k.name.surname.as_ref().is_some_and(|o| o.meets(s)),
        (None, Some(g)) => k.name.given.as_ref().is_some_and(|o| o.meets(g)),
        _ => false,
    });
    let first = found.next();
    if let Some(k) = first
        && (name.surname.is_some() || found.all(|o| o.thing == k.thing))
    {
        e.rule = if name.surname.is_some() { "person:surname" } else { "person:given" };
        e.case = e.case.filter(|_| k.name.agrees_with(name));
        e.thing = k.thing.clone();
        return;
    }
    // A surname alone is the lexicon's person only where its row does not ask for the full name (`context`).
    if matches!(e.thing, Thing::Entry(_)) {
        return;
    }
    e.thing = match mention.listed(|| listed(page, e)) {
        Some(entry) => Thing::Entry(entry),
        None => mention.made(page.lexicon),
    };
}

/// Whose a name is that nobody named before has: with the whole given name in its id where another person of the document
/// has the same surname and first letter, as `Сергей Кравченко` beside `Светлана Кравченко`.
fn apart(lexicon: &Lexicon, known: &[Known<'_>], mention: &Mention) -> Thing {
    let thing = mention.made(lexicon);
    let other = |k: &Known<'_>| match (&k.thing, &thing) {
        (Thing::Made(a), Thing::Made(b)) => a.id == b.id && namesakes(k.name, &mention.name),
        _ => false,
    };
    if known.iter().any(other) {
        return Thing::Made(Arc::new(made(lexicon, &mention.name, mention.lang, true)));
    }
    thing
}

/// `Тоқаев Мирзиёевпен` where the document has named both: not one person, whose given name the first would be.
fn two_surnames(page: Page<'_>, known: &[Known<'_>], name: &Name, e: &Entity) -> Option<(Thing, Thing)> {
    if page.info(e.tokens.start).evidence.has(Evidence::GIVEN) {
        return None;
    }
    let (first, second) = (name.given.as_ref()?, name.surname.as_ref()?);
    let of = |part: &Part| {
        let mut found = known.iter().filter(|k| k.name.surname.as_ref().is_some_and(|s| s.meets(part)));
        found.next().map(|k| &k.thing)
    };
    let given = |part: &Part| known.iter().any(|k| k.name.given.as_ref().is_some_and(|g| g.meets(part)));
    if e.tokens.len() != 2 || matches!(e.thing, Thing::Entry(_)) || given(first) {
        return None;
    }
    let (first, second) = (of(first)?, of(second)?);
    (first != second).then(|| (first.clone(), second.clone()))
}

/// The person whom the lexicon alone has by this one word, where a place or body has it too: `Құрманғазы`.
fn listed(page: Page<'_>, e: &Entity) -> Option<EntryId> {
    if e.tokens.len() > 1 {
        return None;
    }
    let Page { lexicon, doc, .. } = page;
    let found = lexicon.find(&doc.normalized()[e.norm.range()], doc.tokens[e.tokens.start as usize].lang);
    let mut persons = found.iter().filter(|(entry, _)| lexicon.entry(*entry).kind == EntityType::Per);
    let (entry, alias) = persons.next()?;
    (!alias.flags.context && persons.all(|(other, alias)| other == entry && !alias.flags.context))
        .then_some(*entry)
}

/// True where the likeliest base form of a name's surname is that of a listed person.
fn fits(lexicon: &Lexicon, entry: EntryId, name: &Name) -> bool {
    let known = |key: &str| lexicon.persons(key).iter().any(|(person, _)| *person == entry);
    name.surname.as_ref().is_none_or(|s| known(&s.key))
}
