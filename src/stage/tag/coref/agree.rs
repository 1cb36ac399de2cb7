//! The mentions of one word agree over a document.
//!
//! Reads: the names of a document before persons are linked. Makes: their kinds, by two rules: `document:surname` (a word that
//! is the surname of a person named in full is that person, whatever the model took it for, and of a listed company or town
//! too, unless the document tells the two apart), `document:majority` (a word taken for different things in different places
//! is what most of them say). Words that the model passed over are names by the same rules; a word that only the start of a
//! sentence gives a capital, and no list knows, is no person. Guarantees: names stay in order. Cost: a look at each name, and
//! at each word that may be one where the document tells anything.

use crate::document::{Document, Entity, EntityType, Thing};
use crate::lang::Lang;
use crate::lexicon::Evidence;

use super::super::bounds::{is_joining, is_where};
use super::super::word::{Class, Mask};
use super::super::{entity, order, take_out};
use super::roots::{Roots, is_voted};
use super::{Lookup, Memory};

/// The rules.
const SURNAME: &str = "document:surname";
const MAJORITY: &str = "document:majority";

/// Letters of a surname's root, at least, where it begins a sentence.
const LONG: u32 = 5;
/// How many times the votes for what a mention was taken for the votes against it must be.
const OUTVOTED: f32 = 1.2;
/// The votes from which a word that was passed over is a name, and from which the first word of a sentence is a person's.
const ENOUGH: f32 = 1.4;
const OFTEN: f32 = 3.0;

/// What an entity is after all.
struct Change {
    /// Its place in the document's entities.
    at: usize,
    kind: EntityType,
    rule: &'static str,
}

/// A mention of one word that no lexicon holds.
struct Single {
    /// Its place in the document's entities.
    at: usize,
    root: u32,
}

/// A name that was passed over.
struct Added {
    token: u32,
    kind: EntityType,
    rule: &'static str,
}

/// Makes the mentions of one word agree over the document.
pub(in crate::stage::tag) fn agree(look: &Lookup<'_>, doc: &mut Document, memory: &mut Memory) {
    if doc.entities.is_empty() || doc.sentences.len() < 2 {
        return;
    }
    let Memory { roots, covered, .. } = memory;
    roots.begin();
    let surnames = note_surnames(look, doc, roots);
    let singles = vote(look, doc, roots);
    let mut changes = bearers(look, doc, roots);
    let gone = judge(doc, roots, &singles, &mut changes);
    let told = surnames || !singles.is_empty();
    let added = if told { passed_over(look, doc, roots, covered) } else { Vec::new() };
    for Change { at, kind, rule } in changes {
        let e = &mut doc.entities[at];
        (e.kind, e.rule) = (kind, rule);
    }
    take_out(&mut doc.entities, &gone);
    // The names came in order.
    let more = !added.is_empty();
    for Added { token, kind, rule } in added {
        let start = if kind == EntityType::Per { before_particles(look, doc, token) } else { token };
        doc.entities.push(entity(doc, start..token + 1, kind, Thing::Open, rule, 0.7));
    }
    if more {
        order(&mut doc.entities);
    }
}

/// The first of the particles before a surname: `де Бурга`, `ван дер Ваарт`.
fn before_particles(look: &Lookup<'_>, doc: &Document, t: u32) -> u32 {
    let particle = |&i: &u32| look.info(i).class == Class::Lower && is_joining(look.key(doc, i));
    t - (t.saturating_sub(2)..t).rev().take_while(particle).count() as u32
}

/// Notes the surnames of persons named in full; false where there are none.
fn note_surnames(look: &Lookup<'_>, doc: &Document, roots: &mut Roots) -> bool {
    let mut any = false;
    for e in doc.entities.iter().filter(|e| e.kind == EntityType::Per && e.tokens.len() >= 2) {
        let last = e.tokens.end - 1;
        if matches!(look.info(last).class, Class::Capital | Class::Mixed | Class::LatinCapital) {
            let number = roots.number(look, doc, last);
            any |= roots.add_surname(number);
        }
    }
    any
}

/// Lets the mentions of one word that no lexicon holds vote on what it is.
fn vote(look: &Lookup<'_>, doc: &Document, roots: &mut Roots) -> Vec<Single> {
    let listed = Evidence::GIVEN | Evidence::SURNAME | Evidence::SURNAME_SHAPE | Evidence::PATRONYMIC;
    let mut singles = Vec::new();
    for (at, e) in doc.entities.iter().enumerate() {
        if e.tokens.len() != 1 || e.thing != Thing::Open || !is_voted(e.kind) {
            continue;
        }
        let t = e.tokens.start;
        let root = roots.number(look, doc, t);
        roots.vote(root, e.kind, e.score);
        let first = t == 0 || doc.sentences.binary_search_by_key(&t, |s| s.tokens.start).is_ok();
        let kazakh = doc.tokens[t as usize].lang == Lang::Kk;
        if !first || kazakh || look.info(t).evidence.has(listed) {
            roots.confirm(root);
        }
        singles.push(Single { at, root });
    }
    singles
}

/// The listed places and bodies that are somebody whom the document names in full: `Рено` of whom it has told that she is
/// Джанет Рено, unless it speaks of the company too. They lose their entries.
fn bearers(look: &Lookup<'_>, doc: &mut Document, roots: &mut Roots) -> Vec<Change> {
    let mut namesakes: Vec<Single> = Vec::new();
    for (at, e) in doc.entities.iter().enumerate() {
        let Thing::Entry(entry) = e.thing else { continue };
        let russian = e.tokens.len() == 1 && doc.tokens[e.tokens.start as usize].lang != Lang::Kk;
        if !russian || !matches!(e.kind, EntityType::Loc | EntityType::Org) {
            continue;
        }
        let root = roots.number(look, doc, e.tokens.start);
        if roots.is_surname(root) {
            if &*look.lexicon.entry(entry).subtype == "country" || told_apart(look, doc, e) {
                roots.tell_apart(root);
            }
            namesakes.push(Single { at, root });
        }
    }
    let mut changes = Vec::new();
    for Single { at, .. } in namesakes.into_iter().filter(|s| !roots.is_told_apart(s.root)) {
        changes.push(Change { at, kind: EntityType::Per, rule: SURNAME });
        doc.entities[at].thing = Thing::Open;
    }
    changes
}

/// True for a name that quotation marks, a kind word or a preposition of place say to be none of a person: `«Рено»`,
/// `компания Рено`, `в Вашингтоне`.
fn told_apart(look: &Lookup<'_>, doc: &Document, e: &Entity) -> bool {
    let Some(before) = e.tokens.start.checked_sub(1) else { return false };
    let info = look.info(before);
    let quoted = matches!(info.class, Class::OpenQuote | Class::Quote);
    quoted || is_where(look.key(doc, before)) || info.kind.is_some()
}

/// What the surnames and the votes say of mentions of one word. Those that are no names after all are returned, in order.
fn judge(doc: &Document, roots: &Roots, singles: &[Single], changes: &mut Vec<Change>) -> Vec<usize> {
    let mut gone = Vec::new();
    for &Single { at, root } in singles {
        let kind = doc.entities[at].kind;
        let surname = roots.is_surname(root);
        // `Киллер скрылся`: a word that only a sentence's start gives its capital.
        if kind == EntityType::Per && !surname && !roots.is_confirmed(root) {
            gone.push(at);
        } else if surname {
            if kind != EntityType::Per {
                changes.push(Change { at, kind: EntityType::Per, rule: SURNAME });
            }
        } else if let Some((most, votes)) = roots.majority(root)
            && most != kind
            && votes > roots.votes(root, kind) * OUTVOTED
        {
            changes.push(Change { at, kind: most, rule: MAJORITY });
        }
    }
    gone
}

/// The names that the model passed over, in order.
fn passed_over(look: &Lookup<'_>, doc: &Document, roots: &mut Roots, covered: &mut Vec<bool>) -> Vec<Added> {
    covered.clear();
    covered.resize(doc.tokens.len(), false);
    for e in doc.entities.iter().filter(|e| e.kind != EntityType::Role) {
        covered[e.tokens.start as usize..e.tokens.end as usize].fill(true);
    }
    let mut added = Vec::new();
    for s in &doc.sentences {
        for t in s.tokens.clone() {
            if !look.masks[t as usize].has(Mask::NAME) || covered[t as usize] {
                continue;
            }
            let root = roots.number(look, doc, t);
            if roots.may_be_named(root)
                && let Some((kind, rule)) = name_of(look, roots, t, root, t == s.tokens.start)
            {
                added.push(Added { token: t, kind, rule });
            }
        }
    }
    added
}

/// What a word that was passed over is by its root, and the rule that says so. The `first` word of a sentence has a capital
/// whatever it is.
fn name_of(
    look: &Lookup<'_>,
    roots: &Roots,
    t: u32,
    root: u32,
    first: bool,
) -> Option<(EntityType, &'static str)> {
    if roots.is_surname(root) && (!first || roots.letters(root) >= LONG) {
        return Some((EntityType::Per, SURNAME));
    }
    let (kind, votes) = roots.majority(root)?;
    let enough = match first {
        true => kind == EntityType::Per && votes >= OFTEN && !look.info(t).common,
        false => votes >= ENOUGH,
    };
    enough.then_some((kind, MAJORITY))
}
