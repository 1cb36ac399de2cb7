//! Listed places beside a word for another kind of place.
//!
//! Reads: a listed place and the word beside it that tells a kind. Makes: the listed place of that kind (`Есіл қаласы` is no river; of
//! several the one whose region is named nearest), or that none is listed. Cost: a few probes in the lexicon.

use crate::document::{Case, Entity, EntityType, Thing};
use crate::lang::Lang;
use crate::lexicon::{EntryId, Evidence};
use crate::words::fold;

use super::super::kind::Kind;
use super::Namer;

/// Entities before and behind a place among which its region is sought.
const ABOUT: usize = 100;

/// Entities before and behind a place among which its region stands beside it.
const BESIDE: usize = 3;

impl Namer<'_> {
    /// What a listed place is where the word beside it says that it is another (`Есіл ауданы` is no river): the listed one
    /// of that kind, or none that is listed. `None` where it is what it was taken for.
    pub(super) fn other(&self, e: &Entity) -> Option<Option<EntryId>> {
        let Thing::Entry(entry) = e.thing else { return None };
        let kind = self.kinds.get(self.kind_beside(e))?;
        let kazakh = self.lang(e.tokens.start) == Lang::Kk;
        let entry = self.lexicon.entry(entry);
        let quotation = self.is_quotation(e);
        let named = kind.is_street() || kind.word == "микрорайон";
        let whose = !kazakh && !quotation && (!named || self.may_own(e));
        // `«Ақсу» мешіті` is no town.
        let building = quotation && kind.is_building();
        if kind.fits(&entry.subtype, whose) && !(building && entry.subtype != *"facility") {
            return None;
        }
        // `Әзербайжанның ауданы` is a district of it; so may `реки Самары` be, of several rivers.
        let whose = match kazakh {
            true => !matches!(e.case, None | Some(Case::Nom)),
            false => self.is_plural(self.before(e)),
        };
        if !building && (whose || kazakh && e.tokens.len() > 1 && !kind.is_street()) {
            return None;
        }
        let found = self.of_kind(e, kind);
        // A village of the region that was just named may have grown.
        let grown = kind.subtype == "village" && entry.subtype == "city";
        if found.is_none() && grown && self.is_near(e, &entry.parent) {
            return None;
        }
        Some(found)
    }

    /// Whether a Russian place behind the word for a street may be whose the street is: `улицы Киева`, `центральная улица
    /// Могадишо`, but `улица Лилль`.
    fn may_own(&self, e: &Entity) -> bool {
        let text = &self.doc.normalized()[e.norm.range()];
        let base = || {
            let found = self.lexicon.find(text, Lang::Ru);
            found.iter().any(|(_, alias)| fold(&alias.text) == fold(text))
        };
        let before = self.before(e);
        let adjective = || {
            let key = before.and_then(|t| t.checked_sub(1)).map_or("", |t| self.key(t));
            ["ая", "яя", "ой", "ей", "ую", "юю"].iter().any(|end| key.ends_with(end))
        };
        // `улица Сатпаева` is called after him, not of the town.
        let person = self.words.info(self.infos[e.tokens.start as usize]).evidence;
        let person = person.has(Evidence::GIVEN | Evidence::SURNAME);
        self.is_plural(before) || adjective() || !person && !base()
    }

    /// True where the region, or another place in it, stands beside a place.
    fn is_near(&self, e: &Entity, region: &str) -> bool {
        let entities = &self.doc.entities;
        let here = entities.partition_point(|o| o.tokens.start < e.tokens.start);
        let about = here.saturating_sub(BESIDE)..(here + BESIDE).min(entities.len());
        !region.is_empty()
            && entities[about].iter().any(|o| match o.thing {
                Thing::Entry(place) if o.tokens != e.tokens => {
                    let place = self.lexicon.entry(place);
                    *place.id == *region || *place.parent == *region && place.subtype == *"district"
                }
                _ => false,
            })
    }

    /// The listed place of a kind that has a mention's name: the only one, or the one whose region the document names
    /// nearest.
    pub(super) fn of_kind(&self, e: &Entity, kind: &Kind) -> Option<EntryId> {
        let name = &self.doc.normalized()[e.norm.range()];
        let lang = self.doc.tokens[e.tokens.start as usize].lang;
        let kazakh = lang == Lang::Kk;
        let full = if kazakh { format!("{name} {}", kind.word) } else { format!("{} {name}", kind.word) };
        let mut found: Vec<EntryId> = Vec::new();
        for text in [full.as_str(), name] {
            let same = self.lexicon.find(text, lang).into_iter().filter(|(_, alias)| !alias.flags.context);
            found.extend(same.map(|(entry, _)| entry).filter(|&entry| {
                let entry = self.lexicon.entry(entry);
                entry.kind == EntityType::Loc && kind.is(&entry.subtype)
            }));
            if !found.is_empty() {
                break;
            }
        }
        found.dedup();
        if let [only] = found[..] {
            return Some(only);
        }
        let parents: Vec<_> =
            found.iter().map(|&f| (f, self.lexicon.by_id(&self.lexicon.entry(f).parent))).collect();
        let mut nearest: Option<(u32, EntryId)> = None;
        let entities = &self.doc.entities;
        let here = entities.partition_point(|o| o.tokens.start < e.tokens.start);
        let about = here.saturating_sub(ABOUT)..(here + ABOUT).min(entities.len());
        for o in entities[about].iter().filter(|_| !parents.is_empty()) {
            let Thing::Entry(region) = o.thing else { continue };
            let Some(&(place, _)) = parents.iter().find(|(_, parent)| *parent == Some(region)) else {
                continue;
            };
            let far = o.tokens.start.abs_diff(e.tokens.start);
            if nearest.is_none_or(|(best, _)| far < best) {
                nearest = Some((far, place));
            }
        }
        nearest.map(|(_, place)| place)
    }
}
