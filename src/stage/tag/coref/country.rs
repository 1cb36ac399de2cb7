//! Bodies that are named without their country: `МВД`, `Минздрав`.
//!
//! Reads: bodies of the lexicon that stand for those of all countries (`org:mia`), the document's other names. Makes of them
//! by rule `document:country` the country's own (`org:kg/mia`): the one that the document names, of several the one named most
//! often, or alone before; else that of the dateline's country; else that of the only country whose bodies, or where it names none nearly all whose places,
//! the document names, if it names no other country more often. Guarantees: `российское МВД` and `МИД` of a document that names
//! foreign towns stay what they are. Cost: a probe a body; where one is found, a walk to the country of each place and body.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::document::{Document, Entity, EntityType, Thing};
use crate::lexicon::{EntryId, Lexicon};

use super::super::begins_line;
use super::super::word::Class;
use super::Lookup;

/// The rule.
const RULE: &str = "document:country";

/// What a body is that a country has of its own.
const OF_STATE: [&str; 5] = ["court", "government", "military", "parliament", "police"];

/// Tokens before the place of a dateline, at most.
const DATELINE: u32 = 2;

/// Steps from a thing to its country, at most.
const STEPS: usize = 8;

/// The bodies that stand for those of all countries.
pub(in crate::stage::tag) struct Countries {
    /// For each the countries that have one of their own in the lexicon, and that.
    own: HashMap<EntryId, Vec<(EntryId, EntryId)>, FixedState>,
    /// The other way round: what stands for a country's body.
    general: HashMap<EntryId, EntryId, FixedState>,
    /// Of these whose business is abroad.
    abroad: Option<EntryId>,
    parliament: Option<EntryId>,
}

impl Countries {
    pub(in crate::stage::tag) fn new(lexicon: &Lexicon) -> Countries {
        let mut own: HashMap<EntryId, Vec<(EntryId, EntryId)>, FixedState> = HashMap::default();
        let mut all = HashMap::default();
        for (entry, e) in lexicon.entries() {
            let Some((country, body)) = e.id.strip_prefix("org:").and_then(|id| id.split_once('/')) else {
                continue;
            };
            let general = lexicon.by_id(&format!("org:{body}"));
            let country = lexicon.by_id(&format!("loc:{country}"));
            if let (Some(general), Some(country)) = (general, country) {
                own.entry(general).or_default().push((country, entry));
                all.insert(entry, general);
            }
        }
        let [abroad, parliament] = ["org:mfa", "org:parliament"].map(|id| lexicon.by_id(id));
        Countries { own, general: all, abroad, parliament }
    }

    fn of(&self, general: EntryId, country: EntryId) -> Option<EntryId> {
        self.own[&general].iter().find(|(c, _)| *c == country).map(|(_, body)| *body)
    }
}

/// Only one, or none, or several.
#[derive(Clone, Copy, PartialEq)]
enum Only {
    Nothing,
    One(EntryId),
    Several,
}

impl Only {
    fn add(&mut self, found: EntryId) {
        *self = match *self {
            Only::Nothing => Only::One(found),
            Only::One(before) if before == found => *self,
            _ => Only::Several,
        };
    }

    fn one(self) -> Option<EntryId> {
        match self {
            Only::One(found) => Some(found),
            _ => None,
        }
    }
}

/// Brings bodies without a country to the country's own.
pub(super) fn settle(countries: &Countries, look: &Lookup<'_>, doc: &mut Document) {
    let general = |e: &Entity| entry(e).filter(|id| countries.own.contains_key(id));
    if !doc.entities.iter().any(|e| general(e).is_some()) {
        return;
    }
    let whose = Whose::of(look, doc);
    let chambers: Vec<(EntryId, EntryId)> = [whose.by_bodies, whose.by_places]
        .into_iter()
        .flatten()
        .filter_map(|c| Some((c, parliament(look, doc, countries.parliament?, c)?)))
        .collect();
    let own = |e: &Entity| entry(e).and_then(|id| Some((*countries.general.get(&id)?, id)));
    let named = Named::of(doc.entities.iter().filter_map(own));
    let mut before: HashMap<EntryId, Only, FixedState> = HashMap::default();
    let mut told: Vec<(usize, EntryId)> = Vec::new();
    for (i, e) in doc.entities.iter().enumerate() {
        if let Some((general, body)) = own(e) {
            before.entry(general).or_insert(Only::Nothing).add(body);
        }
        let Some(id) = general(e).filter(|_| !is_anothers(look, doc, e)) else { continue };
        let of_country = || {
            let by_places = whose.by_places.filter(|_| countries.abroad != Some(id));
            let country = whose.by_bodies.or(by_places)?;
            let mut chambers = chambers.iter().filter(|_| countries.parliament == Some(id));
            let chamber = chambers.find(|(c, _)| *c == country).map(|(_, body)| *body);
            countries.of(id, country).or(chamber)
        };
        let body = match named.often(id) {
            Often::Never => of_country(),
            Often::One(body) => Some(body),
            Often::Several => before.get(&id).copied().and_then(Only::one),
        };
        told.extend(body.map(|body| (i, body)));
    }
    for (i, own) in told {
        let e = &mut doc.entities[i];
        (e.thing, e.rule) = (Thing::Entry(own), RULE);
    }
}

fn entry(e: &Entity) -> Option<EntryId> {
    match e.thing {
        Thing::Entry(entry) => Some(entry),
        _ => None,
    }
}

/// The country whose bodies a document speaks of.
struct Whose {
    /// Told by its dateline, or by the bodies of state that it names.
    by_bodies: Option<EntryId>,
    /// Told by its places alone.
    by_places: Option<EntryId>,
}

impl Whose {
    fn of(look: &Lookup<'_>, doc: &Document) -> Whose {
        let mut bodies = Only::Nothing;
        let mut votes: Vec<(EntryId, u32)> = Vec::new();
        let mut dateline = None;
        for e in &doc.entities {
            let Some(id) = entry(e) else { continue };
            let Some(country) = country(look.lexicon, id) else { continue };
            let of_state = OF_STATE.contains(&&*look.lexicon.entry(id).subtype);
            match e.kind {
                EntityType::Org if of_state => bodies.add(country),
                EntityType::Loc => {
                    if country != id && dateline.is_none() && is_dateline(look, doc, e) {
                        dateline = Some(country);
                    }
                }
                _ => continue,
            }
            match votes.iter_mut().find(|(c, _)| *c == country) {
                Some((_, votes)) => *votes += 1,
                None => votes.push((country, 1)),
            }
        }
        let all: u32 = votes.iter().map(|(_, votes)| votes).sum();
        let most = votes.iter().map(|(_, votes)| *votes).max();
        let often = |c: &EntryId| votes.iter().any(|(country, votes)| country == c && Some(*votes) == most);
        // Of the places three in four.
        let mostly = votes.iter().find(|(_, votes)| votes * 4 >= all * 3).map(|(country, _)| *country);
        Whose {
            by_bodies: dateline.or_else(|| bodies.one().filter(often)),
            by_places: mostly.filter(|_| bodies == Only::Nothing),
        }
    }
}

/// The bodies of their own country that the document names, by the general body, each with how often.
struct Named(HashMap<EntryId, Vec<(EntryId, u32)>, FixedState>);

/// Which of the bodies of a kind is named most often.
enum Often {
    Never,
    One(EntryId),
    Several,
}

impl Named {
    fn of(bodies: impl Iterator<Item = (EntryId, EntryId)>) -> Named {
        let mut named: HashMap<EntryId, Vec<(EntryId, u32)>, FixedState> = HashMap::default();
        for (general, body) in bodies {
            let list = named.entry(general).or_default();
            match list.iter_mut().find(|(b, _)| *b == body) {
                Some((_, times)) => *times += 1,
                None => list.push((body, 1)),
            }
        }
        Named(named)
    }

    fn often(&self, general: EntryId) -> Often {
        let Some(list) = self.0.get(&general) else { return Often::Never };
        let most = list.iter().map(|(_, times)| *times).max();
        let mut often = list.iter().filter(|(_, times)| Some(*times) == most).map(|(body, _)| *body);
        match (often.next(), often.next()) {
            (Some(body), None) => Often::One(body),
            _ => Often::Several,
        }
    }
}

/// The only parliament of a country that the document names, by whatever name: `Жогорку Кенеш`.
fn parliament(look: &Lookup<'_>, doc: &Document, general: EntryId, of: EntryId) -> Option<EntryId> {
    let mut only = Only::Nothing;
    for e in doc.entities.iter().filter(|e| e.kind == EntityType::Org) {
        let Thing::Entry(id) = e.thing else { continue };
        let parliament = id != general && look.lexicon.entry(id).subtype == *"parliament";
        if parliament && country(look.lexicon, id) == Some(of) {
            only.add(id);
        }
    }
    if let Only::One(body) = only { Some(body) } else { None }
}

/// The country of a place or body: itself, or what it is in.
fn country(lexicon: &Lexicon, of: EntryId) -> Option<EntryId> {
    let mut at = of;
    for _ in 0..STEPS {
        let entry = lexicon.entry(at);
        if entry.subtype == *"country" {
            return Some(at);
        }
        at = lexicon.by_id(&entry.parent)?;
    }
    None
}

/// True for the place with which the text of a document begins: `АСТАНА, 5 марта`, `Бишкек.`.
fn is_dateline(look: &Lookup<'_>, doc: &Document, e: &Entity) -> bool {
    let behind = doc.tokens.get(e.tokens.end as usize);
    let mark = behind.is_some_and(|_| {
        matches!(look.info(e.tokens.end).class, Class::Comma | Class::Stop | Class::Dash | Class::OtherMark)
    });
    let first = doc.sentences.partition_point(|s| s.tokens.end <= e.tokens.start);
    let start = doc.sentences.get(first).map_or(0, |s| s.tokens.start);
    let line = e.tokens.start == 0 || begins_line(doc, start.max(1));
    mark && line && e.tokens.start - start <= DATELINE
}

/// True for a body behind an adjective that says whose it is: `российское | МВД`.
fn is_anothers(look: &Lookup<'_>, doc: &Document, e: &Entity) -> bool {
    let Some(before) = e.tokens.start.checked_sub(1) else { return false };
    let key = look.key(doc, before);
    look.info(before).class == Class::Lower
        && key.rfind("ск").is_some_and(|at| key[at..].chars().count() <= 5)
}
