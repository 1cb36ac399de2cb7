//! Aliases that need another name in the document.
//!
//! Reads: lexicon matches flagged `context`, and words that are a listed person's alone; the document's entities. Makes: by
//! rule `context` their things: of an alias where the document names the parent, of a person's where it names the person in
//! full. Guarantees: names stay in order. Cost: nothing in a document without such a match; what a word alone may mean is
//! kept.

use std::cell::OnceCell;
use std::collections::HashSet;

use foldhash::fast::FixedState;

use crate::document::{Document, Entity, EntityType, Thing};
use crate::lexicon::EntryId;

use super::super::lexical::Match;
use super::super::{entity, near, order};
use super::Lookup;

/// What a cached word alone may mean by the lexicon.
#[derive(Default)]
pub(super) struct Meant(hashbrown::HashMap<u32, Box<[EntryId]>, FixedState>);

impl Meant {
    fn of(&mut self, look: &Lookup<'_>, doc: &Document, t: u32) -> &[EntryId] {
        self.0.entry(look.infos[t as usize]).or_insert_with(|| {
            let token = &doc.tokens[t as usize];
            let same = look.lexicon.find(&doc.normalized()[token.norm.range()], token.lang);
            same.into_iter().map(|(entry, _)| entry).collect()
        })
    }
}

type Entries = HashSet<EntryId, FixedState>;

/// True for an alias that a person named in full may have.
fn may_be_person(m: &Match) -> bool {
    m.end == m.start + 1 && (m.context || m.kind == EntityType::Per)
}

fn is_asked(m: &Match) -> bool {
    m.kind != EntityType::Role && (m.context || may_be_person(m))
}

/// Gives aliases their things.
pub(super) fn resolve(look: &Lookup<'_>, doc: &mut Document, matches: &[Match], meant: &mut Meant) {
    if !matches.iter().any(is_asked) {
        return;
    }
    let entries = |full: bool| -> Entries {
        let asked = doc.entities.iter().filter(|e| !full || e.kind == EntityType::Per && e.tokens.len() >= 2);
        asked.filter_map(|e| if let Thing::Entry(id) = e.thing { Some(id) } else { None }).collect()
    };
    let (named, persons) = (entries(false), entries(true));
    // What the named things are in, asked of few.
    let homes = OnceCell::new();
    let count = doc.entities.len();
    for m in matches.iter().filter(|m| is_asked(m)) {
        let mut person = None;
        // Whoever of those with this surname the document names in full.
        if may_be_person(m) && !persons.is_empty() {
            person = meant.of(look, doc, m.start).iter().copied().find(|e| persons.contains(e));
        }
        let Some(entry) = person.or_else(|| beside_parent(look, &named, &homes, m)) else { continue };
        let kind = look.lexicon.entry(entry).kind;
        let same = |e: &Entity| {
            let open = matches!(e.thing, Thing::Made(_) | Thing::Open);
            e.tokens == (m.start..m.end) && (open || person.is_some() && e.kind == EntityType::Per)
        };
        match name_over(doc, count, m) {
            Some(e) if same(e) => {
                e.thing = Thing::Entry(entry);
                e.kind = kind;
                e.rule = "context";
            }
            None if !m.small => {
                let found = entity(doc, m.start..m.end, kind, Thing::Entry(entry), "context", 0.75);
                doc.entities.push(Entity { case: m.case, ..found });
            }
            _ => {}
        }
    }
    if doc.entities.len() > count {
        order(&mut doc.entities);
    }
}

/// The entry of an alias which, or whose parent, is among those that the document names by another name.
fn beside_parent(
    look: &Lookup<'_>,
    named: &Entries,
    homes: &OnceCell<Entries>,
    m: &Match,
) -> Option<EntryId> {
    if !m.context || m.kind == EntityType::Per {
        return None;
    }
    let entry = look.lexicon.entry(m.entry);
    // `село Ермак` is not the town that was called so.
    let kind = m.start.checked_sub(1).is_some_and(|t| look.info(t).kind.is_some());
    if named.contains(&m.entry) && !(entry.kind == EntityType::Loc && kind) {
        return Some(m.entry);
    }
    // `КР` of a document that names its bodies.
    let parents =
        || named.iter().filter_map(|e| look.lexicon.by_id(&look.lexicon.entry(*e).parent)).collect();
    if entry.subtype == *"country" && homes.get_or_init(parents).contains(&m.entry) {
        return Some(m.entry);
    }
    let parent = look.lexicon.by_id(&entry.parent)?;
    named.contains(&parent).then_some(m.entry)
}

/// The first name, offices aside, over a match: among the `count` that were there, then among those added behind them. Both
/// stand in order.
fn name_over<'a>(doc: &'a mut Document, count: usize, m: &Match) -> Option<&'a mut Entity> {
    let over = |i: &usize| {
        let e = &doc.entities[*i];
        e.tokens.start < m.end && m.start < e.tokens.end && e.kind != EntityType::Role
    };
    let before = near(&doc.entities[..count], m.start, m.end).find(over);
    let added = || near(&doc.entities[count..], m.start, m.end).map(|i| count + i).find(over);
    let at = before.or_else(added)?;
    Some(&mut doc.entities[at])
}
