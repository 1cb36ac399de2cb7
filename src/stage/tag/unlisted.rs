//! Ids and names for bodies and places that no lexicon holds, or that another listed place has the name of.
//!
//! Reads: entities without an id; listed places beside a word for another kind of place. Makes of these the listed place of
//! that kind (rule `place:of-kind`: `Есіл қаласы` is no river; of several the one whose region is named nearest), else one
//! that is not listed, whose id carries its kind (`place:other`: `loc:village/kyzylzhar`). Makes for what has no id: a readable id, the same for every inflected form, the name in its base form in
//! the language of the mention, a subtype where a word beside or inside the name tells it ([`super::kind`]). A name in
//! quotation marks is what they hold (`org:bereke` for `ТОО «Береке»` and `«Береке» ЖШС`); a Russian name around a kind
//! word is put into the nominative (`org:verkhovnyy-sud-mali`); a Kazakh one loses its last case. Streets, squares,
//! districts, regions and parks, which are named after what is elsewhere, carry their kind: `loc:street/abay` for `улицы
//! Абая` and `Абай көшесінде`. Of several possible nominatives of one word the document's other mentions choose.
//! A body that is called by its kind alone (`министерство`) is the one of that kind that was named last (rule
//! `document:kind`), or none.
//! Cost: a probe a mention in words that were named before, some microseconds another.

use std::ops::Range;
use std::sync::Arc;

use crate::document::{Case, Document, Entity, EntityType, Made, Thing};
use crate::lang::Lang;
use crate::lang::letters::Letter;
use crate::lang::ru::inflect::{Endings, Forms, is_adjective};
use crate::lexicon::{AliasKind, EntryId, Evidence, Lexicon, alias_words, without_case};
use crate::words::{Shape, WordTable, fold};

use super::beside::IN_QUOTES;
use super::decide::DATELINE;
use super::kind::{Kind, KindId, Kinds, Takes, governed, nominative_pair, nominatives};
use super::mention::{Mentions, Tally};
use super::pattern::{TITLES, is_after, is_between};
use super::person::latin;
use super::word::{Class, Mask, Words};

/// Kinds of places whose names are other things' names.
const NAMED_AFTER: &[&str] = &["street", "square", "district", "region", "rural-district", "park"];

/// The rule of a place that is another than the listed one with its name: its id tells its kind.
const OTHER: &str = "place:other";

/// The rule of a body that is called by its kind alone.
const BY_KIND: &str = "document:kind";

/// `улица Абая` says after whom it is called.
const GENITIVE: Forms = Forms(1 << 1);

/// Mentions kept at most: some ten megabytes.
const MENTIONS: usize = 1 << 15;

/// Entities before and behind a place among which its region is sought.
const ABOUT: usize = 100;

/// Entities before and behind a place among which its region stands beside it.
const BESIDE: usize = 3;

/// Russian spellings of what Kazakh places are called by, hills and plains, that stay as they are in all cases.
const KAZAKH_ENDS: [&str; 4] = ["дала", "тобе", "тюбе", "шоки"];

/// Nominatives of a word that are looked at.
const LIKELY: usize = 4;

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
    /// Bodies that the model took by their kind alone (`министерство`, `Комитета`, `суд`), in order: each is the one of that
    /// kind that the document named last before, or with a capital next (rule `document:kind`), else what the lexicon has
    /// by this word (`правительство`), else none.
    fn by_kind(&self) -> Vec<(usize, Option<(Thing, &'static str)>)> {
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

    /// The forms of the kind word before a Russian place that is declined as it is: `в сёлах Ивановке и Петровке`, but `в
    /// сёлах Ивановка и Актобе`.
    fn as_kind(&self, e: &Entity) -> Forms {
        const DECLINED: [&str; 17] = [
            "вке",
            "вку",
            "вкой",
            "нке",
            "нку",
            "нкой",
            "ском",
            "ского",
            "скому",
            "ским",
            "ской",
            "ной",
            "ную",
            "ном",
            "ного",
            "ному",
            "ным",
        ];
        let key = self.key(e.tokens.start);
        if e.tokens.len() > 1 || e.kind != EntityType::Loc || !DECLINED.iter().any(|d| key.ends_with(d)) {
            return Forms::ANY;
        }
        let forms = self.before(e).map_or(Forms::ANY, |t| self.kinds.forms(self.key(t), Lang::Ru).0);
        Forms((forms.0 | forms.0 >> 6) & Forms::SINGULAR.0)
    }

    /// True for a river's name that stands in the case of the word before it, as most in -а do: `реку Медведицу`, but `реку
    /// Карасу`.
    fn agrees(&self, e: &Entity, beside: KindId) -> bool {
        const FIXED: [&str; 4] = ["ау", "еу", "су", "уу"];
        let key = self.key(e.tokens.start);
        self.kinds.get(beside).is_some_and(|kind| kind.subtype == "river")
            && key.ends_with(['у', 'ю', 'е', 'и', 'ы'])
            && !FIXED.iter().any(|end| key.ends_with(end))
    }

    /// The likely nominatives of a name that is one Russian word; none for others.
    fn bases(&self, e: &Entity, beside: KindId, before: Forms) -> Vec<String> {
        let t = e.tokens.start;
        let key = self.key(t);
        let one = e.tokens.len() == 1 && self.lang(t) == Lang::Ru && cyrillic(key);
        if !one || self.kind_inside(e).is_some() {
            return Vec::new();
        }
        // `улицы Новая`, but `улица Абая`.
        let given = self.words.info(self.infos[t as usize]).evidence.has(Evidence::GIVEN);
        let adjective = || ["ая", "яя", "ый", "ий", "ой"].iter().any(|end| key.ends_with(end));
        let named_after = self.kinds.get(beside).is_some_and(Kind::is_street) && (given || !adjective());
        // `станция Байтобе`, `улица Сарыдала`: they do not decline.
        if e.kind == EntityType::Loc
            && KAZAKH_ENDS.iter().any(|end| key.len() > end.len() && key.ends_with(end))
        {
            return vec![key.to_owned()];
        }
        let mut list = nominatives(key, if named_after { GENITIVE } else { before }, self.endings);
        if self.agrees(e, beside) {
            list.sort_by_key(|base| !base.ends_with(['а', 'я']));
        }
        // `селе Ильинском`: Ильинское.
        let fits = |base: &String| {
            let gender = |word: &str| match word.chars().next_back() {
                Some('а' | 'я') => 1,
                Some('о' | 'е') => 2,
                _ => 0,
            };
            let kind = self.kinds.get(beside).filter(|k| !NAMED_AFTER.contains(&k.subtype));
            kind.is_none_or(|k| base == key || !is_adjective(base, false) || gender(base) == gender(&k.word))
        };
        list.sort_by_key(|base| !fits(base));
        list.truncate(LIKELY);
        // Абая is Абай's: a given name in -ая has one in -ай.
        if named_after && let Some(stem) = key.strip_suffix("ая").filter(|_| given) {
            list.insert(0, format!("{stem}ай"));
        }
        // Аманкелді and Амангельды do not decline.
        if named_after && given && !key.ends_with(['а', 'я']) {
            list.insert(0, key.to_owned());
        }
        if named_after && let Some(base) = surname(key) {
            list.insert(0, base.to_owned());
        } else if named_after && !given && self.is_place(t) {
            // `улица Алга`, called as a village is.
            list.insert(0, key.to_owned());
        }
        list
    }

    /// What a listed place is where the word beside it says that it is another (`Есіл ауданы` is no river): the listed one
    /// of that kind, or none that is listed. `None` where it is what it was taken for.
    fn other(&self, e: &Entity) -> Option<Option<EntryId>> {
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

    /// True for a Russian kind word that is no singular.
    fn is_plural(&self, t: Option<u32>) -> bool {
        t.is_some_and(|t| {
            let (forms, _) = self.kinds.forms(self.key(t), Lang::Ru);
            !forms.and(Forms::PLURAL).is_empty()
                && forms != Forms::ANY
                && (forms.and(Forms::SINGULAR).is_empty() || self.key(t).ends_with(['ы', 'и']))
        })
    }

    /// The listed place of a kind that has a mention's name: the only one, or the one whose region the document names
    /// nearest.
    fn of_kind(&self, e: &Entity, kind: &Kind) -> Option<EntryId> {
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

    /// The thing whose name a mention is by the lexicon alone, where it is one thing: `Қазақстанның` where a longer name
    /// began there.
    fn listed(&self, e: &Entity, called: &mut Called) -> Option<EntryId> {
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
    fn listed_inside(&self, e: &Entity) -> Option<EntryId> {
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

    /// True for a name in quotation marks that places of other kinds have, too: `«Ақсу» мешіті`.
    fn is_places(&self, e: &Entity) -> bool {
        let place = |entry: &EntryId| self.lexicon.entry(*entry).kind == EntityType::Loc;
        let text = &self.doc.normalized()[e.norm.range()];
        self.is_quotation(e)
            && self.lexicon.find(text, self.lang(e.tokens.start)).iter().any(|(entry, _)| place(entry))
    }

    fn thing(&self, e: &Entity, base: Option<String>) -> Made {
        let lang = self.lang(e.tokens.start);
        let inside = self.kind_inside(e);
        let kind = inside.map(|(_, k)| k).or_else(|| self.kinds.get(self.kind_beside(e)));
        let subtype = kind.map(|k| k.subtype);
        let prefix = match e.kind {
            EntityType::Per => "per:",
            EntityType::Loc => "loc:",
            EntityType::Org => "org:",
            _ => "event:",
        };
        let mut tokens: Vec<u32> = e.tokens.clone().collect();
        let mut quoted = false;
        if let Some(mut open) = tokens.iter().position(|&t| self.is_quote(t)) {
            // `АО «Холдинговая группа «АЛМЭКС»`
            let opens = |&t: &u32| self.words.info(self.infos[t as usize]).class == Class::OpenQuote;
            if let Some(inner) = tokens.iter().rposition(opens).filter(|&i| i > open && i + 2 < tokens.len())
            {
                open = inner;
            }
            let close = tokens[open + 1..]
                .iter()
                .position(|&t| self.is_quote(t))
                .map_or(tokens.len(), |c| open + 1 + c);
            if close > open + 1 {
                tokens = tokens[open + 1..close].to_vec();
                quoted = true;
            }
        }
        let telling = |s: &&str| e.rule == OTHER || NAMED_AFTER.contains(s) || self.is_places(e);
        let after = subtype.filter(|s| e.kind == EntityType::Loc && telling(s));
        // `«Эльпида» клиникасы`, `Аманкелді ауылы`: a Kazakh name takes its case behind the quotation, and behind its kind;
        // a Russian one in quotation marks none behind its kind: `махалли «Ахмед Югнаки»`.
        let (quotation, beside) = (self.is_quotation(e), self.kind_beside(e) != KindId::NONE);
        let base_form = quotation && beside || lang == Lang::Kk && (quotation || beside);
        let alias = (is_other(e) && lang == Lang::Ru).then(|| self.alias(e)).flatten();
        let mut words: Vec<String> = if let Some(alias) = alias {
            alias
        } else if quoted || base_form {
            tokens.iter().map(|&t| self.key(t).to_owned()).collect()
        } else if lang == Lang::Kk {
            self.kazakh(&tokens)
        } else if let Some(base) = base {
            vec![base]
        } else {
            self.russian(&tokens, kind.filter(|_| inside.is_none() && after.is_some()))
        };
        let name = self.written(&tokens, &words);
        if let (Some(_), Some((at, _))) = (after, inside)
            && !quoted
            && words.len() > 1
        {
            words.remove((at - e.tokens.start) as usize);
        }
        // `улица Лобачевского` is called after somebody.
        let person = kind.is_some_and(Kind::is_street) && self.key(e.tokens.end - 1).ends_with("ского");
        if after.is_some()
            && !person
            && let [word] = &mut words[..]
        {
            // `Карасайский район` and `Қарасай ауданы`.
            for end in ["ский", "ская", "ское", "цкий", "цкая"] {
                if let Some(stem) = word.strip_suffix(end).filter(|s| s.chars().count() >= 3) {
                    *word = stem.to_owned();
                    break;
                }
            }
        }
        let mut slug = String::new();
        for word in &words {
            let piece = latin(if words.len() > 1 { spelled_out(word) } else { word });
            if !piece.is_empty() {
                if !slug.is_empty() {
                    slug.push('-');
                }
                slug.push_str(piece.trim_matches('-'));
            }
        }
        if slug.is_empty() {
            slug.push_str("unknown");
        }
        let id = match after {
            Some(kind) => format!("{prefix}{kind}/{slug}"),
            None => format!("{prefix}{slug}"),
        };
        let mut names = [None, None, None];
        names[usize::from(lang == Lang::Kk)] = Some(name);
        Made { id, names, subtype }
    }

    /// The words of the listed place's name that a Russian mention of something else is a form of.
    fn alias(&self, e: &Entity) -> Option<Vec<String>> {
        let name = &self.doc.normalized()[e.norm.range()];
        let found = self.lexicon.find(name, Lang::Ru);
        let (_, alias) =
            found.into_iter().find(|(entry, _)| self.lexicon.entry(*entry).kind == EntityType::Loc)?;
        let words: Vec<String> = alias_words(&alias.text).map(|word| fold(word).into_owned()).collect();
        (words.len() == e.tokens.len()).then_some(words)
    }

    /// The words with the capitals that they have in the text.
    fn written(&self, tokens: &[u32], words: &[String]) -> String {
        let mut out = String::new();
        for (&t, word) in tokens.iter().zip(words) {
            let surface = self.surface(t);
            if !out.is_empty() && !matches!(word.as_str(), "," | "." | ")" | ":" | "%") && !out.ends_with('(')
            {
                out.push(' ');
            }
            let common = self.key(t).chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
            let capitals = surface.chars().filter(|c| c.is_uppercase()).count();
            if capitals > 1 && surface.chars().all(|c| !c.is_lowercase()) {
                out.extend(word.chars().flat_map(char::to_uppercase));
            } else {
                out.extend(surface.chars().take(common));
                out.extend(word.chars().skip(common));
            }
        }
        out
    }

    fn russian(&self, tokens: &[u32], named_after: Option<&Kind>) -> Vec<String> {
        let keys: Vec<&str> = tokens.iter().map(|&t| self.key(t)).collect();
        if let Some(base) = self.kinds.base(&keys) {
            return base;
        }
        let last = keys.len() - 1;
        let before = tokens[0].checked_sub(1).map_or(Forms::ANY, |t| governed(self.key(t)));
        if let [first, second] = keys[..]
            && named_after.is_none()
            && let Some(both) = self.pair([first, second], tokens, before)
        {
            return both;
        }
        keys.iter()
            .enumerate()
            .map(|(i, key)| {
                let name = !matches!(
                    self.words.info(self.infos[tokens[i] as usize]).class,
                    Class::Lower | Class::AllCapitals | Class::Initial
                );
                let title = named_after.is_some() && i == last && TITLES.contains(key);
                if !cyrillic(key) || !name && !title {
                    return (*key).to_owned();
                }
                // `улица Абая` says whose it is; of other names of several words only the first is sure to decline.
                let forms = match named_after {
                    Some(_) if i == last => {
                        let title = || TITLES.contains(key).then(|| key.strip_suffix(['а', 'я'])).flatten();
                        let base = surname(key).or_else(|| title().filter(|base| TITLES.contains(base)));
                        if let Some(base) = base {
                            return base.to_owned();
                        }
                        // `улица Малая Бронная`
                        if is_adjective(key, false) {
                            return (*key).to_owned();
                        }
                        GENITIVE
                    }
                    Some(_) => return (*key).to_owned(),
                    None if i == 0 => before,
                    None => return (*key).to_owned(),
                };
                nominatives(key, forms, self.endings).swap_remove(0)
            })
            .collect()
    }

    /// The nominatives of an adjective and the noun or adjective behind it, both with capitals: `Старом Осколе`, `Малой
    /// Бронной`.
    fn pair(&self, keys: [&str; 2], tokens: &[u32], before: Forms) -> Option<Vec<String>> {
        let capital = |t: u32| self.words.info(self.infos[t as usize]).class == Class::Capital;
        let named = tokens.iter().all(|&t| capital(t)) && keys.iter().all(|key| cyrillic(key));
        named.then(|| nominative_pair(keys, before, self.endings).map(Vec::from)).flatten()
    }

    /// True for a word that is a listed place's name as it stands.
    fn is_place(&self, t: u32) -> bool {
        let found = self.lexicon.find(self.surface(t), Lang::Ru);
        found.iter().any(|(entry, alias)| {
            self.lexicon.entry(*entry).kind == EntityType::Loc && fold(&alias.text) == self.key(t)
        })
    }

    /// True for a word that a listed name has in this form.
    fn is_listed(&self, t: u32) -> bool {
        self.words.readings(self.infos[t as usize]).iter().any(|r| !r.inflected)
    }

    fn kazakh(&self, tokens: &[u32]) -> Vec<String> {
        let last = tokens.len() - 1;
        tokens
            .iter()
            .enumerate()
            .map(|(i, &t)| {
                let key = self.key(t);
                match self.kind_at(t) {
                    _ if i < last => key.to_owned(),
                    Some(kind) => kind.word.clone(),
                    // `Солтүстік Қырғызстан`: the last word is a name's as it stands.
                    None if self.is_listed(t) => key.to_owned(),
                    None => kazakh_bare(key).to_owned(),
                }
            })
            .collect()
    }
}

/// A word of a body's name, not abbreviated: `Посольство РК` is `Посольство Республики Казахстан`.
fn spelled_out(word: &str) -> &str {
    match word {
        "рк" => "республики-казахстан",
        "рф" => "россии",
        "г." | "г" => "городу",
        _ => word,
    }
}

/// Whose surname in the genitive a street is called by: `Сатпаева`, `Ленина`.
fn surname(key: &str) -> Option<&str> {
    let whose = ["ова", "ева", "ёва", "ина", "ына"].iter().any(|end| key.ends_with(end));
    key.strip_suffix('а').filter(|base| whose && base.chars().count() >= 5)
}

/// `сайт`, which is no body of its own beside its name.
fn is_site(key: &str) -> bool {
    matches!(key.strip_prefix("сайт"), Some("" | "а" | "у" | "ом" | "е" | "ы" | "ов"))
}

/// A Kazakh last word of a name without its case, pronominal н included.
fn kazakh_bare(key: &str) -> &str {
    for e in ["ның", "нің", "ндағы", "ндегі", "нда", "нде", "нан", "нен", "мен", "на", "не", "н"]
    {
        if let Some(base) = key.strip_suffix(e)
            && base.ends_with(['ы', 'і'])
            && base.chars().count() >= 4
        {
            return base;
        }
    }
    without_case(key)
}
