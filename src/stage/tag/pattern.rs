//! Names that no lexicon holds, by the words that stand with them.
//!
//! Reads: tokens with their kinds ([`super::kind`]), lexicon matches, what the model found. Makes: spans by named
//! rules. Organisations: `org:form` (a legal form and a name: `ТОО «…»`, `«…» ЖШС`), `org:quoted` (`партия «…»`, `«…»
//! газеті`), `org:of` (a body and whose it is: `правительство Мали`), `org:adjective` (`Московский университет`),
//! `org:phrase` (`Министерство энергетики`, `сыртқы істер министрлігі`), `org:before` (`Назарбаев университеті`),
//! `org:named` (`академия имени …`, `… атындағы театры`), `org:local` (`Ақтөбе облысының … басқармасы`), `org:latin` (`Royal Bank of Scotland`), `org:abbreviated` (`Совет оппозиции (СО)`),
//! `org:numbered` (`школа № 5`, `12-мектеп`). Places:
//! `place:kind` (`село Ақсу`, `Ақсу ауылы`), `place:list` (`в сёлах Самарка, | Кумсуат`), `place:adjective` (`Абайский район`), `place:street` (`Абай көшесі`),
//! `place:quoted`, `place:in` (`в Портапике`), `place:shape` (`Хоххайм-ам-Майн`). Persons: `person:after-office` (two
//! capitals behind an office). Those in [`Found::sure`] also widen what a model found; the others count where no model
//! decides. Works in files by language and thing: Russian bodies ([`russian`]), bodies by their abbreviation ([`abbreviated`]) and by their number ([`numbered`]), what they are for ([`purpose`](mod@purpose)) and
//! places ([`place`]); Kazakh names ([`kazakh`]) and bodies of a region or town ([`local`]); what a Russian word's letters tell
//! ([`letters`]). Cost: nothing but at kind words and offices; what a word's letters tell is found once.

mod abbreviated;
mod kazakh;
mod letters;
mod local;
mod numbered;
mod place;
mod purpose;
mod russian;

use std::ops::Range;

use crate::document::{Case, Document, EntityType};
use crate::lang::Lang;
use crate::lexicon::Evidence;
use crate::words::WordTable;

use super::kind::{Kind, Kinds, Takes};
use super::lexical::Match;
use super::model::hash_text;
use super::word::{Class, Info, Mask, Words};
use super::{Span, begins_line};
pub(super) use kazakh::{ends_where, ends_whither, says_within};
pub(super) use letters::Memory;
pub(super) use local::PEOPLE;
pub(super) use numbered::is_number;
pub(super) use place::{is_whose, place_shape};
pub(super) use purpose::{is_no_purpose, purpose};

/// What a name in quotation marks may hold, in tokens.
const QUOTED: u32 = 10;
/// Words between two marks that open, at most, where one closes both.
const SHARED: u32 = 3;
/// Words of a body in Latin letters before and behind the word that tells it, at most.
const LATIN: u32 = 6;
/// Words in small letters between a body and whose it is.
const COMPLEMENT: u32 = 6;

/// A name found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) span: Span,
    /// Holds also where a model saw less or nothing.
    pub(super) sure: bool,
}

/// What the rules look at.
pub(super) struct Patterns<'a> {
    pub(super) doc: &'a Document,
    pub(super) words: &'a Words,
    pub(super) infos: &'a [u32],
    pub(super) masks: &'a [Mask],
    pub(super) table: &'a WordTable,
    pub(super) kinds: &'a Kinds,
    pub(super) memory: &'a Memory,
    /// The document's lexicon matches.
    pub(super) matches: &'a [Match],
    /// The model's spans of the sentence, in order.
    pub(super) spans: &'a [Span],
    /// The sentence.
    pub(super) range: Range<u32>,
}

impl Patterns<'_> {
    fn info(&self, t: u32) -> &Info {
        self.words.info(self.infos[t as usize])
    }

    fn class(&self, t: u32) -> Option<Class> {
        self.range.contains(&t).then(|| self.info(t).class)
    }

    fn key(&self, t: u32) -> &str {
        self.table.key(self.doc.tokens[t as usize].word)
    }

    fn lang(&self, t: u32) -> Lang {
        if self.doc.tokens[t as usize].lang == Lang::Kk { Lang::Kk } else { Lang::Ru }
    }

    fn kind(&self, t: u32) -> Option<&Kind> {
        let kind = self.kinds.get(self.info(t).kind)?;
        let capitals = matches!(self.info(t).class, Class::AllCapitals | Class::Suffixed);
        let plain = !kind.takes.has(Takes::CAPITALS | Takes::FORM);
        let street = kind.is_street() && self.lang(t) != Lang::Kk;
        ((capitals || plain) && (street || !kind.takes.has(Takes::ABBREVIATION))).then_some(kind)
    }

    fn is_open(&self, t: u32) -> bool {
        match self.class(t) {
            // `"Формальный театр|", …`
            Some(Class::Quote) => !self.touches(t) || self.touches(t + 1) && !self.is_mark(t + 1),
            class => class == Some(Class::OpenQuote),
        }
    }

    fn is_close(&self, t: u32) -> bool {
        match self.class(t) {
            Some(Class::Quote) => self.touches(t) || !self.touches(t + 1),
            class => class == Some(Class::CloseQuote),
        }
    }

    fn is_mark(&self, t: u32) -> bool {
        matches!(self.class(t), Some(Class::Comma | Class::Stop | Class::Dash | Class::OtherMark))
    }

    /// True where no space stands before a token of the sentence.
    fn touches(&self, t: u32) -> bool {
        let tokens = &self.doc.tokens;
        t > self.range.start
            && t < self.range.end
            && tokens[t as usize - 1].orig.end == tokens[t as usize].orig.start
    }

    fn capital(&self, t: u32) -> bool {
        matches!(
            self.class(t),
            Some(Class::Capital | Class::Mixed | Class::LatinCapital | Class::AllCapitals)
        )
    }

    /// True where a line end stands between token `t`, not the first, and the one before.
    fn begins_line(&self, t: u32) -> bool {
        begins_line(self.doc, t)
    }

    fn lower(&self, t: u32) -> bool {
        self.class(t) == Some(Class::Lower)
    }

    /// True where the token begins its sentence or a quotation or list item in it: a capital says nothing there.
    fn first(&self, t: u32) -> bool {
        t == self.range.start
            || matches!(self.class(t - 1), Some(Class::Stop | Class::OtherMark | Class::Dash))
    }

    /// One past the quotation that opens at `t`, marks included.
    fn quotation(&self, t: u32) -> Option<u32> {
        if !self.is_open(t) {
            return None;
        }
        let straight = self.class(t) == Some(Class::Quote);
        let mut depth = 0;
        // `АО «НК «QazaqGaz»`: one mark closes both quotations.
        let (mut inner, mut shared) = (t, None);
        for i in t + 1..self.range.end.min(t + 2 + QUOTED) {
            match self.info(i).class {
                Class::OpenQuote if !straight => (depth, inner) = (depth + 1, i),
                Class::CloseQuote | Class::Quote if depth == 0 => return (i > t + 1).then_some(i + 1),
                Class::CloseQuote if !straight => {
                    depth -= 1;
                    let begins = t + 1 < inner && inner <= t + SHARED;
                    shared = shared.or((depth == 0 && begins).then_some(i + 1));
                }
                _ => {}
            }
        }
        shared
    }

    /// The mark that opens the quotation closed at `t`.
    fn opening(&self, t: u32) -> Option<u32> {
        let straight = self.class(t) == Some(Class::Quote);
        let from = self.range.start.max(t.saturating_sub(1 + QUOTED));
        (from..t).rev().find(|&i| {
            matches!(self.info(i).class, Class::OpenQuote) && !straight
                || straight && self.info(i).class == Class::Quote
        })
    }

    /// The names of the sentence, by the rules that begin at a kind word or an office.
    pub(super) fn find(&self, out: &mut Vec<Found>) {
        for t in self.range.clone() {
            if !self.masks[t as usize].has(Mask::PATTERN) {
                continue;
            }
            if let Some(kind) = self.kind(t) {
                match (self.lang(t), kind.thing) {
                    (_, EntityType::Org) if self.abbreviated(t, out) => {}
                    (Lang::Kk, _) => self.kazakh(t, kind, out),
                    (_, EntityType::Loc) => self.russian_place(t, kind, out),
                    _ => self.russian_body(t, kind, out),
                }
            } else if self.info(t).evidence.has(Evidence::ROLE) && self.lower(t) {
                self.after_office(t, out);
            } else if self.class(t) == Some(Class::LatinCapital) {
                self.latin_body(t, out);
            } else if self.info(t).numbered {
                self.numbered(t, out);
            } else if self.lang(t) == Lang::Ru {
                self.place_by_itself(t, out);
            }
        }
        let from = self.matches.partition_point(|m| m.start < self.range.start);
        let here = self.matches[from..].iter().take_while(|m| m.end < self.range.end);
        for office in here.filter(|m| m.kind == EntityType::Role && self.lang(m.start) == Lang::Kk) {
            self.after_kazakh_office(office.end, out);
        }
    }

    fn push(
        &self,
        out: &mut Vec<Found>,
        at: Range<u32>,
        kind: EntityType,
        rule: &'static str,
        score: f32,
        sure: bool,
    ) {
        let span = Span { start: at.start, end: at.end, kind, rule, score, found: u32::MAX };
        out.push(Found { span, sure });
    }

    /// Brings the name found last to the listed body of its kind that the words in its quotation are: `клуб «Спартак»`.
    fn refer(&self, out: &mut [Found], quoted: Range<u32>, kind: &Kind) {
        let from = self.matches.partition_point(|m| m.start < quoted.start);
        let here = self.matches[from..].iter().take_while(|m| m.start == quoted.start);
        let subtype = hash_text(kind.subtype);
        let is_body = |m: &Match| (m.kind, m.subtype, m.end) == (EntityType::Org, subtype, quoted.end);
        if let (Some(place), Some(last)) = (here.clone().position(is_body), out.last_mut()) {
            last.span.found = (from + place) as u32;
        }
    }

    /// True for a listed building.
    fn is_building(&self, words: Range<u32>) -> bool {
        let facility = hash_text("facility");
        let from = self.matches.partition_point(|m| m.start < words.start);
        let mut here = self.matches[from..].iter().take_while(|m| m.start == words.start);
        here.any(|m| (m.kind, m.subtype, m.end) == (EntityType::Loc, facility, words.end))
    }

    /// A body in Latin letters by a word that says so: `Royal | Bank | of Scotland`, `Kaz Minerals | Group`.
    fn latin_body(&self, t: u32, out: &mut Vec<Found>) {
        let latin = |i: u32| self.class(i) == Some(Class::LatinCapital) && self.lang(i) == Lang::Ru;
        let joint =
            |i: u32| matches!(self.key(i), "of" | "&" | "and" | "for" | "the") && self.range.contains(&i);
        let same = |i: u32| !self.begins_line(i);
        let (mut start, mut end) = (t, t + 1);
        while start > self.range.start && t - start < LATIN && same(start) {
            let by = 1 + u32::from(joint(start - 1));
            if start < self.range.start + by || !latin(start - by) || by == 2 && !same(start - 1) {
                break;
            }
            start -= by;
        }
        while end < self.range.end && end - t < LATIN && same(end) {
            let by = 1 + u32::from(joint(end));
            if end + by > self.range.end || !latin(end + by - 1) {
                break;
            }
            end += by;
        }
        let last = |i: u32| i + 1 == end || joint(i + 1);
        if end - start >= 2 && last(t) {
            self.push(out, start..end, EntityType::Org, "org:latin", 0.7, true);
        }
    }

    /// `президент США Дональд Трамп`, `актриса Анна Мельникова`: a given name and what follows.
    fn after_office(&self, t: u32, out: &mut Vec<Found>) {
        let mut at = t + 1;
        if self.lang(t) == Lang::Ru
            && let Some(end) = (at < self.range.end).then(|| self.name_at(at)).flatten()
        {
            at = end;
        }
        let name = |i: u32| {
            matches!(self.class(i), Some(Class::Capital | Class::Mixed))
                && self.kind(i).is_none()
                && !self.info(i).evidence.has(Evidence::TRIGGER)
        };
        if name(at) && name(at + 1) && self.name_at(at).is_none() {
            let patronymic = Evidence::PATRONYMIC | Evidence::KAZAKH_PATRONYMIC;
            let more = name(at + 2) && self.info(at + 1).evidence.has(patronymic);
            let end = at + 2 + u32::from(more);
            self.push(out, at..end, EntityType::Per, "person:after-office", 0.75, false);
        }
    }

    /// Two capitals that are no other words, at `t` behind an office that is somebody's: `Литва Премьер-Министрі | Алгирдас
    /// Буткявичюс`.
    fn after_kazakh_office(&self, t: u32, out: &mut Vec<Found>) {
        let listed = |i: u32| {
            let from = self.matches.partition_point(|m| m.start < i);
            self.matches[from..].iter().take_while(|m| m.start == i).any(|m| m.kind != EntityType::Per)
        };
        let name = |i: u32| {
            let other =
                |info: &Info| info.kind.is_some() || info.common || info.evidence.has(Evidence::TRIGGER);
            matches!(self.class(i), Some(Class::Capital | Class::Mixed)) && !other(self.info(i)) && !listed(i)
        };
        if self.key(t - 1).ends_with(['ы', 'і']) && name(t) && name(t + 1) {
            let end = t + 2 + u32::from(name(t + 2));
            self.push(out, t..end, EntityType::Per, "person:after-office", 0.75, true);
        }
    }

    /// One past the listed or found place or body that begins at `t` and may stand in the genitive or dative there.
    fn name_at(&self, t: u32) -> Option<u32> {
        let first = self.spans.partition_point(|s| s.start < t);
        let spans = || self.spans[first..].iter().take_while(|s| s.start == t);
        let from = self.matches.partition_point(|m| m.start < t);
        let listed = self.matches[from..]
            .iter()
            .take_while(|m| m.start == t)
            .filter(|m| matches!(m.kind, EntityType::Loc | EntityType::Org) && !m.context && !m.small)
            .filter(|m| !m.ambiguous || spans().any(|s| s.end == m.end))
            .filter(|m| m.kind == EntityType::Loc || cyrillic(self.key(m.end - 1)))
            .find(|m| !matches!(m.case, Some(Case::Nom | Case::Ins | Case::Acc)))
            .map(|m| m.end);
        let found = spans()
            .find(|s| s.kind == EntityType::Loc && s.found == u32::MAX)
            .filter(|s| !matches!(self.class(s.start), Some(Class::Lower)))
            .map(|s| s.end);
        listed.max(found).filter(|&e| e <= self.range.end)
    }

    /// True for a word of a listed place's name: `Российской Федерации`.
    fn inside_place(&self, t: u32) -> bool {
        let until = self.matches.partition_point(|m| m.start <= t);
        let mut near = self.matches[..until].iter().rev().take_while(|m| m.start + 6 > t);
        near.any(|m| t < m.end && m.kind == EntityType::Loc)
    }

    /// One past the listed place in the dative that begins at `t`.
    fn place_from(&self, t: u32) -> Option<u32> {
        let from = self.matches.partition_point(|m| m.start < t);
        let here = self.matches[from..].iter().take_while(|m| m.start == t);
        let sure = |m: &&Match| m.kind == EntityType::Loc && !m.ambiguous && !m.context;
        here.filter(sure).find(|m| m.case != Some(Case::Nom)).map(|m| m.end)
    }

    /// True where a listed place is the token.
    fn place_at(&self, t: u32) -> bool {
        let from = self.matches.partition_point(|m| m.start < t);
        self.matches[from..].iter().take_while(|m| m.start == t).any(|m| m.kind == EntityType::Loc)
    }
}

/// Titles behind the names that Kazakh streets are called by, in small letters; the Russian genitives too.
pub(super) const TITLES: &[&str] = &[
    "ана",
    "ата",
    "ақын",
    "әулие",
    "баба",
    "батыр",
    "батыра",
    "би",
    "бия",
    "датқа",
    "жолы",
    "жырау",
    "сал",
    "сері",
    "хан",
    "хана",
];

/// A capital that no list and no common word explains.
fn unexplained(info: &Info) -> bool {
    let known = Evidence::GIVEN | Evidence::SURNAME | Evidence::SURNAME_SHAPE | Evidence::TRIGGER;
    info.class == Class::Capital && !info.common && !info.evidence.has(known) && !info.starts
}

/// True for a word in Latin letters that bodies are called by.
pub(super) fn names_trade(key: &str) -> bool {
    TRADES.contains(&key)
}

/// Words in Latin letters that bodies are called by.
const TRADES: &[&str] = &[
    "academy",
    "agency",
    "airlines",
    "airport",
    "airways",
    "association",
    "authority",
    "bancorp",
    "bank",
    "broadcasting",
    "brothers",
    "capital",
    "center",
    "centre",
    "chemicals",
    "college",
    "commission",
    "committee",
    "communications",
    "company",
    "consortium",
    "construction",
    "consulting",
    "cooperation",
    "corp",
    "corporation",
    "council",
    "electric",
    "electronics",
    "energy",
    "engineering",
    "enterprises",
    "entertainment",
    "federation",
    "finance",
    "financial",
    "foundation",
    "fund",
    "gas",
    "gmbh",
    "gold",
    "group",
    "healthcare",
    "holding",
    "holdings",
    "hospital",
    "hotels",
    "inc",
    "industries",
    "institute",
    "insurance",
    "international",
    "investment",
    "investments",
    "laboratories",
    "limited",
    "llc",
    "logistics",
    "ltd",
    "management",
    "media",
    "metals",
    "minerals",
    "mining",
    "ministry",
    "motors",
    "network",
    "networks",
    "oil",
    "organization",
    "partners",
    "partnership",
    "petroleum",
    "pharmaceuticals",
    "pictures",
    "plc",
    "police",
    "press",
    "properties",
    "ratings",
    "records",
    "research",
    "resources",
    "savings",
    "securities",
    "services",
    "society",
    "software",
    "solutions",
    "steel",
    "studios",
    "systems",
    "technologies",
    "telecom",
    "telecommunications",
    "times",
    "trading",
    "trust",
    "union",
    "university",
    "ventures",
];

/// True for the word between a name and the kind of what villages make up, or of a quarter: `Мүткенов | ауылдық | округі`,
/// `Алатау | шағын | ауданы`.
pub(super) fn is_between(key: &str, kind: &Kind) -> bool {
    match &*kind.word {
        "округі" => matches!(key, "ауылдық" | "кенттік"),
        "ауданы" => matches!(key, "шағын" | "мөлтек" | "ықшам"),
        _ => false,
    }
}

/// True for the word for a place behind `before`: a `жилой комплекс` is one, a `ракетный комплекс` is none.
pub(super) fn is_place(kind: &Kind, before: &str) -> bool {
    const COMPLEXES: [&str; 9] =
        ["гостини", "жил", "мемориал", "музейн", "оздоров", "развлекат", "спорт", "торгов", "турист"];
    kind.word != "комплекс" || COMPLEXES.iter().any(|word| before.contains(word))
}

/// True for what stands before whom a body or place is called after.
pub(super) fn is_after(key: &str) -> bool {
    matches!(key, "имени" | "им" | "им.")
}

/// Whether a rule may begin at a word, in a text of `lang`: at a kind word, an office, an unexplained capital.
pub(super) fn may_begin(info: &Info, lang: Lang) -> bool {
    info.kind.is_some()
        || info.trade
        || info.numbered
        || info.class == Class::Lower && info.evidence.has(Evidence::ROLE)
        || lang != Lang::Kk && (unexplained(info) || info.shaped)
}

fn cyrillic(key: &str) -> bool {
    key.chars().any(|c| ('а'..='я').contains(&c))
}
