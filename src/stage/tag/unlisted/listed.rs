//! What the lexicon alone has for a mention that the matcher left without a thing.
//!
//! Reads: a mention's text. Makes: the one listed thing that has this name, the club in quotation marks (`ФК «Актобе»`), the body named
//! behind a word for its kind (`агентство Kazinform`). Cost: a few probes in the lexicon; what was found last is kept by the mention.

use std::ops::Range;

use crate::document::{Entity, EntityType};
use crate::lang::Lang;
use crate::lang::letters::Letter;
use crate::lexicon::EntryId;
use crate::words::fold;

use super::super::beside::IN_QUOTES;
use super::super::decide::DATELINE;
use super::super::kind::{Kind, Takes};
use super::super::word::Mask;
use super::{Called, Namer, OTHER};

impl Namer<'_> {
    /// The thing whose name a mention is by the lexicon alone, where it is one thing: `Қазақстанның` where a longer name
    /// began there.
    pub(super) fn listed(&self, e: &Entity, called: &mut Called) -> Option<EntryId> {
        // Most names begin with a word that no alias begins with.
        let text = self.doc.normalized();
        let first = &self.doc.tokens[e.tokens.start as usize];
        let apart = || text[first.norm.range().end..].starts_with(char::is_whitespace);
        if called.plain
            && !self.masks[e.tokens.start as usize].has(Mask::STARTS)
            && (e.tokens.len() == 1 || apart())
        {
            return None;
        }
        let kind = self.kinds.get(self.kind_beside(e)).filter(|_| e.kind == EntityType::Loc);
        let fits = |entry: EntryId| {
            let subtype = &self.lexicon.entry(entry).subtype;
            let building = |k: &Kind| self.is_quotation(e) && k.is_building() && *subtype != *"facility";
            kind.is_none_or(|k| k.fits(subtype, first.lang != Lang::Kk) && !building(k))
        };
        if let Some(of_kind) = kind.and_then(|kind| self.of_kind(e, kind)) {
            return Some(of_kind);
        }
        if e.rule == OTHER {
            return None;
        }
        let text = &text[e.norm.range()];
        if let Some((before, entry)) = &called.listed
            && **before == *text
        {
            return entry.filter(|&entry| fits(entry));
        }
        // `шахта им. | Костенко`
        let whole = text.replace(" им. ", " имени ");
        let found = self.lexicon.find(&whole, first.lang);
        // `«Милан»` is its club, where it is a body's name, and so is `«Қызылжар» клубы`.
        let sport = e.kind == EntityType::Org
            && (e.rule == IN_QUOTES
                || self.kinds.get(self.kind_beside(e)).is_some_and(|k| k.subtype == "sport"));
        let club = |entry: EntryId| sport && self.lexicon.entry(entry).subtype == *"sport";
        let town = |entry: EntryId| e.rule == DATELINE && self.lexicon.entry(entry).subtype == *"city";
        let mut entries = found.iter().filter(|(entry, alias)| {
            let sure = !alias.flags.ambiguous && !alias.flags.context;
            self.lexicon.entry(*entry).kind == e.kind && (sure || club(*entry) || town(*entry))
        });
        let entry = entries.next().map(|(entry, _)| *entry);
        let entry = entry.filter(|first| entries.all(|(entry, _)| entry == first));
        let entry = entry
            .or_else(|| (e.rule == IN_QUOTES && first.lang != Lang::Kk).then(|| self.club(text)).flatten());
        called.listed = Some((text.into(), entry));
        entry.filter(|&entry| fits(entry))
    }

    /// The listed club that is called so behind its form: `ФК «Актобе»`.
    fn club(&self, text: &str) -> Option<EntryId> {
        // The name in quotation marks does not decline in the list.
        let places = self.lexicon.find(text, Lang::Ru);
        let places = places.iter().filter(|(entry, _)| self.lexicon.entry(*entry).kind == EntityType::Loc);
        let names: Vec<&str> = std::iter::once(text).chain(places.map(|(_, alias)| &*alias.text)).collect();
        let club = |form: &str, name: &str| {
            let found = self.lexicon.find(&format!("{form} {name}"), Lang::Ru);
            let mut clubs = found.iter().filter(|(entry, _)| self.lexicon.entry(*entry).subtype == *"sport");
            let (entry, _) = clubs.next()?;
            clubs.all(|(other, _)| other == entry).then_some(*entry)
        };
        ["ФК", "ХК", "БК"].into_iter().find_map(|form| names.iter().find_map(|name| club(form, name)))
    }

    /// The listed body that a Russian mention names behind a word for its kind, or before its abbreviation: `агентство
    /// Kazinform`, `сайта Zakon.kz`, `Международная ассоциация бокса IBA`.
    pub(super) fn listed_inside(&self, e: &Entity) -> Option<EntryId> {
        if e.kind != EntityType::Org || e.tokens.len() < 2 || self.lang(e.tokens.start) != Lang::Ru {
            return None;
        }
        let text = |tokens: Range<u32>| {
            let [first, last] = [tokens.start, tokens.end - 1].map(|t| self.doc.tokens[t as usize].norm);
            self.doc.normalized()[first.range().start..last.range().end].trim_matches(|c: char| !c.is_word())
        };
        let listed = |name: &str, fits: &dyn Fn(EntryId, &str) -> bool| {
            let found = self.lexicon.find(name, Lang::Ru);
            let mut found = found.iter().filter(|(entry, alias)| {
                let sure = !alias.flags.ambiguous && !alias.flags.context;
                sure && self.lexicon.entry(*entry).kind == EntityType::Org && fits(*entry, &alias.text)
            });
            let (entry, _) = found.next()?;
            found.all(|(other, _)| other == entry).then_some(*entry)
        };
        let (start, last) = (e.tokens.start, e.tokens.end - 1);
        let kind = self.kind_at(start).filter(|k| k.thing == EntityType::Org);
        let kind = kind.filter(|k| k.takes.has(Takes::NAME | Takes::QUOTE));
        if kind.is_some() || is_site(self.key(start)) {
            // A name stays in the nominative behind its kind, and `Совет ЕАБР` is a part of the bank.
            let whose = kind.is_some_and(|k| k.takes.has(Takes::OF));
            let name = text(start + 1..e.tokens.end);
            return listed(name, &|entry, alias| {
                fold(alias) == fold(name) && !(whose && self.lexicon.entry(entry).subtype != *"media")
            });
        }
        let short = text(last..e.tokens.end);
        if e.tokens.len() < 3 || !short.chars().all(char::is_uppercase) {
            return None;
        }
        // `Федеральная налоговая служба США` is not Russia's.
        let place =
            self.lexicon.find(short, Lang::Ru).into_iter().map(|(entry, _)| self.lexicon.entry(entry));
        let place = place.filter(|place| place.kind == EntityType::Loc).map(|place| &place.id).next();
        let whole = listed(text(start..last), &|entry, _| {
            place.is_none_or(|place| self.lexicon.entry(entry).parent == *place)
        })?;
        listed(short, &|_, _| true).is_none_or(|short| short == whole).then_some(whole)
    }
}

/// `сайт`, which is no body of its own beside its name.
fn is_site(key: &str) -> bool {
    matches!(key.strip_prefix("сайт"), Some("" | "а" | "у" | "ом" | "е" | "ы" | "ов"))
}
