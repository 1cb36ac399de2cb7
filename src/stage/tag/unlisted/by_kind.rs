//! Bodies that are called by their kind alone: `министерство`, `Комитета`.
//!
//! Reads: a document's bodies, in order. Makes: of each that the model took by its kind alone the one of that kind that was named last,
//! or nothing (rule `document:kind`). Cost: a look at each body.

use crate::document::{EntityType, Thing};
use crate::lang::Lang;
use crate::lexicon::AliasKind;

use super::super::kind::KindId;
use super::super::word::Class;
use super::Namer;

/// The rule of a body that is called by its kind alone.
const BY_KIND: &str = "document:kind";

impl Namer<'_> {
    /// Bodies that the model took by their kind alone (`министерство`, `Комитета`, `суд`), in order: each is the one of that
    /// kind that the document named last before, or with a capital next (rule `document:kind`), else what the lexicon has
    /// by this word (`правительство`), else none.
    pub(super) fn by_kind(&self) -> Vec<(usize, Option<(Thing, &'static str)>)> {
        // The last thing of each kind, and where its name ended.
        let mut last: Vec<(KindId, Thing, u32)> = Vec::new();
        let mut first: Vec<(KindId, Thing)> = Vec::new();
        let mut told: Vec<(usize, Option<(Thing, &'static str)>)> = Vec::new();
        let mut ahead: Vec<(usize, KindId)> = Vec::new();
        for (i, e) in self.doc.entities.iter().enumerate().filter(|(_, e)| e.kind == EntityType::Org) {
            let inside = self.kind_inside(e).map(|(t, _)| self.words.info(self.infos[t as usize]).kind);
            let id = inside.unwrap_or_else(|| self.kind_beside(e));
            if id == KindId::NONE {
                continue;
            }
            let class = self.words.info(self.infos[e.tokens.start as usize]).class;
            let alone = e.tokens.len() == 1 && inside.is_some();
            if !alone || !matches!(e.thing, Thing::Made(_)) || !matches!(class, Class::Lower | Class::Capital)
            {
                let end = e.tokens.end;
                match last.iter_mut().find(|(kind, ..)| *kind == id) {
                    // `Министерство финансов | России`: of two the longer.
                    Some((.., reach)) if alone || end <= *reach => {}
                    Some((_, thing, reach)) => (*thing, *reach) = (e.thing.clone(), end),
                    None if alone => {}
                    None => {
                        last.push((id, e.thing.clone(), end));
                        first.push((id, e.thing.clone()));
                    }
                }
                continue;
            }
            // Of several nobody is meant, and `электронное правительство` is a site.
            let several = self.lang(e.tokens.start) == Lang::Ru && self.is_plural(Some(e.tokens.start));
            let electronic =
                e.tokens.start.checked_sub(1).is_some_and(|t| self.key(t).starts_with("электронн"));
            if several || electronic {
                told.push((i, None));
                continue;
            }
            let named = last.iter().find(|(kind, ..)| *kind == id);
            let thing = named.map(|(_, thing, _)| (thing.clone(), BY_KIND)).or_else(|| {
                let found =
                    self.lexicon.find(&self.doc.normalized()[e.norm.range()], self.lang(e.tokens.start));
                let mut bodies = found.iter().filter(|(entry, alias)| {
                    self.lexicon.entry(*entry).kind == EntityType::Org
                        && !alias.flags.context
                        && (class == Class::Capital || alias.kind == AliasKind::Name)
                });
                let (entry, _) = bodies.next()?;
                bodies.all(|(other, _)| other == entry).then_some((Thing::Entry(*entry), e.rule))
            });
            // With a capital it may be named in full only later.
            if thing.is_none() && class == Class::Capital {
                ahead.push((told.len(), id));
            }
            told.push((i, thing));
        }
        for (at, id) in ahead {
            let named = first.iter().find(|(kind, _)| *kind == id);
            told[at].1 = named.map(|(_, thing)| (thing.clone(), BY_KIND));
        }
        told
    }
}
