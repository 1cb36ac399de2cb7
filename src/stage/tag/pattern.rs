//! Names that no lexicon holds, by the words that stand with them.
//!
//! Reads: tokens with their kinds ([`super::kind`]), lexicon matches, what the model found. Makes: spans by named
//! rules. Organisations: `org:form` (a legal form and a name: `ТОО «…»`, `«…» ЖШС`), `org:quoted` (`партия «…»`, `«…»
//! газеті`), `org:of` (a body and whose it is: `правительство Мали`), `org:adjective` (`Московский университет`),
//! `org:phrase` (`Министерство энергетики`, `сыртқы істер министрлігі`), `org:before` (`Назарбаев университеті`),
//! `org:named` (`академия имени …`, `… атындағы театры`), `org:local` (`Ақтөбе облысының … басқармасы`). Places:
//! `place:kind` (`село Ақсу`, `Ақсу ауылы`), `place:adjective` (`Абайский район`), `place:street` (`Абай көшесі`),
//! `place:quoted`, `place:in` (`в Портапике`), `place:shape` (`Хоххайм-ам-Майн`). Persons: `person:after-office` (two
//! capitals behind an office). Those in [`Found::sure`] also widen what a model found; the others count where no model
//! decides. Cost: nothing but at kind
//! words and offices; what a word's letters tell is found once.

mod local;
mod purpose;

use std::cell::Cell;
use std::ops::Range;

use crate::document::{Case, Document, EntityType};
use crate::lang::Lang;
use crate::lang::ru::inflect::Forms;
use crate::lexicon::Evidence;
use crate::words::WordTable;

use super::kind::{Agreement, Kind, Kinds, Takes};
use super::lexical::Match;
use super::model::hash_text;
use super::part::is_for_something;
use super::word::{Class, Info, Mask, Words};
use super::{Span, begins_line};
pub(super) use local::PEOPLE;
pub(super) use purpose::purpose;
use purpose::{PURPOSES, genitive};

/// What a name in quotation marks may hold, in tokens.
const QUOTED: u32 = 10;
/// Words in small letters between a body and whose it is.
const COMPLEMENT: u32 = 6;

/// Bytes of a preposition before a place, at most and with a stress mark: longer words need not be looked up.
const PREPOSITION: usize = 16;

/// A name found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) span: Span,
    /// Holds also where a model saw less or nothing.
    pub(super) sure: bool,
}

/// What the letters of a word tell the rules, as bits.
#[derive(Clone, Copy, Default)]
struct Letters(u8);

impl Letters {
    const KNOWN: u8 = 1;
    /// Of [`NOT_NAMING`].
    const NOT_NAMING: u8 = 2;
    /// Of [`NAMING`].
    const NAMING: u8 = 4;
    /// Ends as adjectives made of names.
    const RELATIONAL: u8 = 8;
    /// May be a [`genitive`].
    const GENITIVE: u8 = 16;
    const AND: u8 = 32;

    fn of(key: &str) -> Letters {
        let begins = |list: &[&str]| list.iter().any(|w| key.starts_with(w));
        let relational = |s: &&str| key.rfind(s).is_some_and(|i| key[i..].chars().count() <= 5);
        let bits = [
            (Letters::NOT_NAMING, begins(NOT_NAMING)),
            (Letters::NAMING, begins(NAMING)),
            (Letters::RELATIONAL, ["ск", "цк"].iter().any(relational)),
            (Letters::GENITIVE, genitive(key)),
            (Letters::AND, key == "и"),
        ];
        Letters(bits.into_iter().fold(Letters::KNOWN, |all, (bit, is)| all | if is { bit } else { 0 }))
    }
}

/// What the rules ask of Russian words, kept by cached word.
#[derive(Default)]
pub(super) struct Memory {
    letters: Vec<Cell<Letters>>,
    agreements: Vec<Cell<Option<Agreement>>>,
    /// The forms that kind words are of their kinds; empty where nobody asked.
    forms: Vec<Cell<Forms>>,
}

impl Memory {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        *self = Memory::default();
    }

    /// Has room for so many words.
    pub(super) fn grow(&mut self, words: usize) {
        if self.letters.len() < words {
            self.letters.resize(words, Cell::default());
            self.agreements.resize(words, Cell::default());
            self.forms.resize(words, Cell::default());
        }
    }
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

    /// Whether the letters of a Russian word say any of these.
    fn says(&self, t: u32, bits: u8) -> bool {
        let kept = &self.memory.letters[self.infos[t as usize] as usize];
        if kept.get().0 == 0 {
            kept.set(Letters::of(self.key(t)));
        }
        kept.get().0 & bits != 0
    }

    /// The nouns with which a Russian word may agree.
    fn agreement(&self, t: u32) -> Agreement {
        let kept = &self.memory.agreements[self.infos[t as usize] as usize];
        kept.get().unwrap_or_else(|| {
            let agreement = self.kinds.agreement(self.key(t));
            kept.set(Some(agreement));
            agreement
        })
    }

    /// The forms that a Russian kind word is of its kind.
    fn forms(&self, t: u32) -> Forms {
        let kept = &self.memory.forms[self.infos[t as usize] as usize];
        if kept.get().is_empty() {
            kept.set(self.kinds.forms(self.key(t), Lang::Ru).0);
        }
        kept.get()
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
        matches!(self.class(t), Some(Class::OpenQuote | Class::Quote))
    }

    fn is_close(&self, t: u32) -> bool {
        matches!(self.class(t), Some(Class::CloseQuote | Class::Quote))
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
        for i in t + 1..self.range.end.min(t + 2 + QUOTED) {
            match self.info(i).class {
                Class::OpenQuote if !straight => depth += 1,
                Class::CloseQuote | Class::Quote if depth == 0 => return (i > t + 1).then_some(i + 1),
                Class::CloseQuote if !straight => depth -= 1,
                _ => {}
            }
        }
        None
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
                if self.lang(t) == Lang::Kk {
                    self.kazakh(t, kind, out);
                } else {
                    self.russian(t, kind, out);
                }
            } else if self.info(t).evidence.has(Evidence::ROLE) && self.lower(t) {
                self.after_office(t, out);
            } else if self.lang(t) == Lang::Ru {
                self.russian_within(t, out);
            }
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

    /// True where an adjective before the word for a club says which town's it is: `волгоградского клуба «Динамо»` is not the
    /// listed one, which is the best known of its name and mostly Moscow's.
    fn of_a_town(&self, t: u32) -> bool {
        let town = |t: u32| {
            let named = self.says(t, Letters::RELATIONAL) && !self.key(t).starts_with("московск");
            named || self.key(t).starts_with("местн")
        };
        (self.range.start.max(t.saturating_sub(2))..t).any(town)
    }

    fn russian(&self, t: u32, kind: &Kind, out: &mut Vec<Found>) {
        let forms = self.forms(t);
        if kind.thing == EntityType::Loc {
            self.russian_place(t, kind, forms, out);
            return;
        }
        if kind.takes.has(Takes::FORM) {
            // `АО НК «…»`, `ТОО СП «…»`
            let mut at = t + 1;
            while at < t + 3 && self.class(at) == Some(Class::AllCapitals) {
                at += 1;
            }
            if let Some(end) = self.quotation(at) {
                self.push(out, t..end, EntityType::Org, "org:form", 0.9, true);
            } else if self.capital(t + 1) {
                let mut end = t + 2;
                while end < t + 4 && matches!(self.class(end), Some(Class::LatinCapital)) {
                    end += 1;
                }
                self.push(out, t..end, EntityType::Org, "org:form", 0.8, false);
            }
            return;
        }
        if !kind.takes.has(Takes::PLURAL) && forms.and(Forms::SINGULAR).is_empty() {
            return;
        }
        let (start, proper) = self.adjectives(t, kind, forms, false);
        if kind.takes.has(Takes::QUOTE) {
            let mut at = t + 1;
            // `товарищество с ограниченной ответственностью «…»`
            if at + 3 < self.range.end && self.key(at) == "с" && self.key(at + 2) == "ответственностью"
            {
                at += 3;
            }
            if let Some(end) = self.quotation(at) {
                self.push(out, start..end, EntityType::Org, "org:quoted", 0.8, self.lower(t));
                if kind.subtype != "sport" || !self.of_a_town(t) {
                    self.refer(out, at + 1..end - 1, kind);
                }
                return;
            }
        }
        let (whole, _) = self.adjectives(t, kind, forms, true);
        if let Some(end) = self.named_after(t + 1).or_else(|| self.founder(t + 1, kind)) {
            self.push(out, whole..end, EntityType::Org, "org:named", 0.8, true);
            return;
        }
        if let Some(end) = self.russian_complement(t, kind) {
            self.push(out, whole..end, EntityType::Org, "org:of", 0.8, true);
            return;
        }
        // `Комитет по делам религий`
        if t + 2 < self.range.end
            && self.key(t + 1) == "по"
            && PURPOSES.contains(&self.key(t + 2))
            && is_for_something(self.key(t))
            && !self.inside_place(t)
            && let Some(end) =
                purpose(self.matches, t + 2, self.range.end, |t| self.key(t), |t| self.lower(t))
        {
            self.push(out, whole..end, EntityType::Org, "org:phrase", 0.7, true);
            return;
        }
        if kind.takes.has(Takes::ADJECTIVE) && proper {
            // `Тюменский районный суд`: the adjective of a place makes it a name more surely than any other.
            let of_place = !self.lower(start) && self.says(start, Letters::RELATIONAL);
            // `Казахский институт | потребительской кооперации`
            let field = if kind.subtype == "university" && of_place { self.genitives(t + 1) } else { t + 1 };
            self.push(out, start..field, EntityType::Org, "org:adjective", 0.7, of_place);
            return;
        }
        if kind.takes.has(Takes::PHRASE) && (self.capital(t) && !self.first(t) || proper) {
            let end = self.genitives(t + 1);
            if end > t + 1 {
                self.push(out, start..end, EntityType::Org, "org:phrase", 0.6, false);
            }
        }
        if kind.takes.has(Takes::NAME) && self.lower(t) && self.capital(t + 1) {
            let mut end = t + 2;
            while end < t + 4 && self.class(end) == Some(Class::LatinCapital) {
                end += 1;
            }
            self.push(out, t..end, EntityType::Org, "org:name", 0.6, false);
        }
    }

    fn russian_place(&self, t: u32, kind: &Kind, forms: Forms, out: &mut Vec<Found>) {
        let (start, proper) = self.adjectives(t, kind, forms, false);
        if kind.takes.has(Takes::ADJECTIVE) && proper {
            let sure = !forms.and(Forms::SINGULAR).is_empty();
            self.push(out, start..t + 1, EntityType::Loc, "place:adjective", 0.7, sure);
            return;
        }
        if kind.takes.has(Takes::QUOTE)
            && let Some(end) = self.quotation(t + 1)
        {
            self.push(out, t + 2..end - 1, EntityType::Loc, "place:quoted", 0.7, false);
            return;
        }
        if kind.is_street() && self.lower(t) {
            if let Some(end) = self.street(t, kind, forms) {
                self.push(out, t + 1..end, EntityType::Loc, "place:street", 0.7, true);
            }
            return;
        }
        if kind.takes.has(Takes::BARE) && self.lower(t) && self.capital(t + 1) {
            let mut end = t + 2;
            // `село Новая Жизнь`
            let more = |i: u32| {
                self.capital(i)
                    && !self.info(i).evidence.has(Evidence::ROLE)
                    && self.info(i - 1).class == Class::LatinCapital
            };
            while end < t + 4 && more(end) {
                end += 1;
            }
            // Stations are called after persons and things: there the model's word counts.
            let settled = matches!(kind.subtype, "village" | "city" | "region" | "district");
            self.push(out, t + 1..end, EntityType::Loc, "place:kind", 0.7, settled && end == t + 2);
        }
    }

    /// One past the name of the street that is called so at `t`: `улице | Абая`, `проспекта | Ахмета Байтурсынова`, `ул. |
    /// Большая Якиманка`, `ул. | Ак. Сатпаева`. A nominative behind the word may be somebody who is in the street.
    fn street(&self, t: u32, kind: &Kind, forms: Forms) -> Option<u32> {
        /// Words of a name, at most.
        const MOST: u32 = 4;
        const WHICH: [&str; 10] = [
            "большая",
            "верхняя",
            "вторая",
            "красная",
            "малая",
            "нижняя",
            "новая",
            "первая",
            "средняя",
            "старая",
        ];
        let short = kind.takes.has(Takes::ABBREVIATION);
        let initial = |i: u32| self.class(i) == Some(Class::Initial);
        // `осетры, севрюги и пр.`; of several streets (`улиц Камзина и Толстого`) the model tells.
        let other = short && t > self.range.start && self.key(t - 1) == "и";
        let several = !short && forms.and(Forms::SINGULAR).is_empty();
        let first = t + 1;
        if other
            || several
            || !(self.capital(first) || initial(first))
            || self.begins_line(first)
            || self.class(first) == Some(Class::AllCapitals)
        {
            return None;
        }
        let adjective = |i: u32| ["ая", "яя"].iter().any(|end| self.key(i).ends_with(end));
        let whose = |i: u32| {
            self.key(i).ends_with(['а', 'я', 'о', 'ы', 'и', 'у', 'е']) || self.key(i).ends_with("ой")
        };
        let mut end = first;
        while end < first + MOST && initial(end) {
            end += 1;
        }
        // `Ак. Сатпаева`
        let title = self.key(first).chars().count() <= 3 && self.class(first + 1) == Some(Class::Stop);
        if title {
            end = first + 2;
        }
        if !self.capital(end) {
            return None;
        }
        end += 1;
        if !adjective(first) || WHICH.contains(&self.key(first)) {
            while end < first + MOST
                && self.capital(end)
                && !self.begins_line(end)
                && (whose(end)
                    || self.says(end, Letters::GENITIVE)
                    || self.class(end) == Some(Class::LatinCapital))
            {
                end += 1;
            }
            if end < self.range.end && self.lower(end) && TITLES.contains(&self.key(end)) {
                end += 1;
            }
        }
        let last = end - 1;
        let many = ["ов", "ев", "ей"].iter().any(|end| self.key(last).ends_with(end));
        let sure = short || whose(last) || many || adjective(last) || TITLES.contains(&self.key(last));
        let somebody = self.info(first).evidence.has(Evidence::GIVEN) && !whose(last);
        ((sure || self.info(last).evidence.0 == 0) && !somebody).then_some(end)
    }

    /// Rule `place:in`: a capital that no list and no common word explains, where one is or comes from: `в Портапике`.
    fn russian_within(&self, t: u32, out: &mut Vec<Found>) {
        if unexplained(self.info(t))
            && t > self.range.start
            && self.lower(t - 1)
            && (self.where_to(t - 1)
                // `в Портапике и Энфилде`
                || t >= self.range.start + 3
                    && self.class(t - 2) == Some(Class::Capital)
                    && self.says(t - 1, Letters::AND)
                    && self.where_to(t - 3))
            && !self.capital(t + 1)
            && !self.is_open(t + 1)
            && self.key(t).chars().count() >= 5
            && !self.describes(t)
        {
            self.push(out, t..t + 1, EntityType::Loc, "place:in", 0.5, true);
        } else if self.info(t).shaped && !self.capital(t + 1) && (self.first(t) || !self.capital(t - 1)) {
            self.push(out, t..t + 1, EntityType::Loc, "place:shape", 0.5, true);
        }
    }

    /// True for what may be an adjective of the noun behind it: `в Бюджетном | кодексе`.
    fn describes(&self, t: u32) -> bool {
        let ends = |t: u32, list: &[&str]| list.iter().any(|end| self.key(t).ends_with(end));
        ends(t, &["ом", "ем", "ой", "ей", "ых", "их"])
            && self.lower(t + 1)
            && self.key(t + 1).chars().count() >= 4
            && ends(t + 1, &["е", "и", "у", "ой", "ей", "ом", "ем", "ах", "ях"])
    }

    /// True for a preposition before a place.
    fn where_to(&self, t: u32) -> bool {
        self.doc.tokens[t as usize].norm.len() <= PREPOSITION
            && matches!(self.key(t), "в" | "во" | "из" | "близ")
    }

    /// Where the adjectives before a kind word begin that agree with it and belong to the name, and whether one of
    /// them makes it a proper name. `whole` says that what follows makes it one: then any adjective belongs to it.
    fn adjectives(&self, t: u32, kind: &Kind, forms: Forms, whole: bool) -> (u32, bool) {
        let mut start = t;
        let (mut at, mut proper) = (t, false);
        while at > self.range.start && t - at < 4 {
            let before = at - 1;
            let lower = self.lower(before);
            if !lower && !matches!(self.class(before), Some(Class::Capital)) {
                break;
            }
            if !self.agreement(before).fits(kind, forms)
                || (lower || self.first(before)) && self.says(before, Letters::NOT_NAMING)
            {
                break;
            }
            at = before;
            if !lower {
                // At the sentence's start only an adjective made of a name tells.
                if self.first(before) && !whole && !self.says(before, Letters::RELATIONAL) {
                    break;
                }
                start = at;
                proper = true;
            } else if whole || self.says(before, Letters::NAMING) {
                start = at;
            }
        }
        (start, proper)
    }

    /// One past the complement of a body: genitives that end in a name.
    fn russian_complement(&self, t: u32, kind: &Kind) -> Option<u32> {
        if !kind.takes.has(Takes::OF) {
            return None;
        }
        let mut at = t + 1;
        let mut good = None;
        while at < self.range.end && at <= t + COMPLEMENT {
            if let Some(end) = self.name_at(at) {
                good = Some(end);
                at = end;
                // `МВД России по Карагандинской области`
                if at + 1 < self.range.end
                    && self.key(at) == "по"
                    && let Some(end) = self.name_at(at + 1)
                {
                    // `МЧС по Санкт-Петербургу и Ленобласти`
                    let more = end + 1 < self.range.end && self.says(end, Letters::AND);
                    let second = if more { self.place_from(end + 1) } else { None };
                    return second.or(Some(end));
                }
                if at >= self.range.end || self.name_at(at).is_none() {
                    break;
                }
                continue;
            }
            let conjunction = at > t + 1 && self.lower(at + 1) && self.says(at, Letters::AND);
            // `ГУ МВД России`, `отделение Института языкознания РАН`, `суд Абайского района города …`
            let kind = |i: u32| self.range.contains(&i) && self.kind(i).is_some();
            let capital = self.class(at) == Some(Class::Capital)
                && self.says(at, Letters::GENITIVE)
                && (kind(at) || kind(at + 1) || kind(at + 2));
            let abbreviation = self.kind(at).is_some_and(|k| k.takes.has(Takes::CAPITALS));
            let small =
                self.lower(at) && self.says(at, Letters::GENITIVE) && !self.says(at, Letters::NOT_NAMING);
            if !(conjunction || capital || abbreviation || small) {
                break;
            }
            at += 1;
        }
        good
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

    /// One past `имени А. Х. Маргулана`, `им. Абая` at `t`.
    fn named_after(&self, t: u32) -> Option<u32> {
        if t + 1 >= self.range.end || !is_after(self.key(t)) {
            return None;
        }
        let mut end = t + 1;
        while end < self.range.end
            && end < t + 5
            && (self.capital(end) || self.class(end) == Some(Class::Initial))
            && (end == t + 1 || !self.begins_line(end))
        {
            end += 1;
        }
        (end > t + 1 && self.class(end - 1) != Some(Class::Initial)).then_some(end)
    }

    /// One past the person at `t` whose fund it is: `фонд Булата Утемуратова`.
    fn founder(&self, t: u32, kind: &Kind) -> Option<u32> {
        let whose = self.spans.iter().find(|s| s.start == t && s.kind == EntityType::Per)?;
        let last = self.key(whose.end - 1);
        let genitive = last.ends_with(['а', 'я', 'ы', 'и', 'о', 'е', 'й']);
        (kind.subtype == "fund" && genitive && self.lang(t) == Lang::Ru).then_some(whose.end)
    }

    /// One past the genitives in small letters that begin at `t`.
    fn genitives(&self, t: u32) -> u32 {
        let mut end = t;
        let mut at = t;
        while at < self.range.end && at < t + COMPLEMENT {
            if self.lower(at) && self.says(at, Letters::GENITIVE) {
                at += 1;
                end = at;
            } else if at > t && self.says(at, Letters::AND) {
                at += 1;
            } else {
                break;
            }
        }
        end
    }

    fn kazakh(&self, t: u32, kind: &Kind, out: &mut Vec<Found>) {
        let place = kind.thing == EntityType::Loc;
        if t == self.range.start {
            return;
        }
        if !place && let Some(start) = self.local_body(t, kind).or_else(|| self.body_of_place(t, kind)) {
            self.push(out, start..t + 1, EntityType::Org, "org:local", 0.8, true);
            return;
        }
        if !place && let Some(start) = self.body_bearing(t, kind) {
            self.push(out, start..t + 1, EntityType::Org, "org:named", 0.8, true);
            return;
        }
        if kind.takes.has(Takes::FORM | Takes::QUOTE) {
            // `«…» жауапкершілігі шектеулі серіктестігі`, `«…» ЖШС`
            let mut close = t - 1;
            while close > self.range.start && close + 3 > t && self.lower(close) {
                close -= 1;
            }
            // `«Найза» кеден бекеті`, but `«G-Global» коммуникативтік алаңы`.
            let between = || {
                !matches!(kind.subtype, "square" | "park")
                    && (close + 1..t).all(|t| self.kind(t).is_none() && self.describes_body(t))
            };
            if (close == t - 1 || kind.subtype == "company" || between())
                && self.is_close(close)
                && let Some(open) = self.opening(close)
                && close > open + 1
            {
                let rule = if kind.takes.has(Takes::FORM) { "org:form" } else { "org:quoted" };
                let form = kind.takes.has(Takes::FORM);
                // `«Тік тұр!» командасы` is an order, a `деректер қоры` a base of data.
                let body = &*kind.word != "командасы" && (close == t - 1 || self.key(t - 1) != "деректер");
                let named = !form && body && self.lower(t) && self.capital(open + 1);
                if place {
                    self.push(out, open + 1..close, EntityType::Loc, "place:quoted", 0.7, named);
                } else {
                    self.push(out, open..t + 1, EntityType::Org, rule, 0.9, form);
                    self.refer(out, open + 1..close, kind);
                    // Beside a model, which takes what is in the marks, that is the name.
                    if named {
                        self.push(out, open + 1..close, EntityType::Org, rule, 0.8, true);
                        self.refer(out, open + 1..close, kind);
                    }
                }
                return;
            }
        }
        let mut start = t;
        if kind.takes.has(Takes::PHRASE) {
            // Back over small words to the capital that begins the name.
            let mut at = t;
            while at > self.range.start && t - at < 7 {
                at -= 1;
                if self.capital(at) {
                    start = at;
                    break;
                }
                if !self.lower(at) {
                    break;
                }
            }
            if start < t {
                start = self.country_before(start);
                self.push(out, start..t + 1, EntityType::Org, "org:phrase", 0.7, false);
                return;
            }
        }
        if kind.takes.has(Takes::BEFORE | Takes::BARE | Takes::WITH) {
            // `Мүткенов ауылдық округі`
            let rural = place && is_rural(self.key(t - 1), kind);
            let t = t - u32::from(rural);
            start = t;
            let street = kind.takes.has(Takes::WITH) && kind.subtype == "street";
            // `Қапал батыр көшесі`, `П. Васильев көшесі`
            if street && self.lower(t - 1) && TITLES.contains(&self.key(t - 1)) {
                start -= 1;
            }
            while start > self.range.start
                && t - start < 4
                && (self.capital(start - 1) || street && self.class(start - 1) == Some(Class::Initial))
                && self.kind(start - 1).is_none()
                && (self.base_form(start - 1) || !place && self.genitive_of(start - 1))
            {
                start -= 1;
            }
            // A capital that only the sentence's start gives is none, unless the word is a known name.
            let known = |t: u32| {
                self.info(t).evidence.has(Evidence::GIVEN | Evidence::SURNAME | Evidence::SURNAME_SHAPE)
                    || self.class(t) != Some(Class::Capital)
                    || self.place_at(t)
            };
            if start < t && start == self.range.start && !known(start) {
                start += 1;
            }
            if start == t || self.lower(start) {
                return;
            }
            if place {
                // A place's name is one word, or two; a person's before a street is two.
                let most = if kind.takes.has(Takes::WITH) { 3 } else { 2 };
                let start = start.max(t.saturating_sub(most));
                let end = if kind.takes.has(Takes::WITH) { t + 1 } else { t };
                let rule = if street { "place:street" } else { "place:kind" };
                self.push(out, start..end, EntityType::Loc, rule, 0.7, street || rural);
            } else {
                // `Кембридж университеті`
                let sure = &*kind.word == "университеті" && !self.first(start);
                self.push(out, start..t + 1, EntityType::Org, "org:before", 0.7, sure);
            }
        }
    }

    /// True for a Kazakh word that says what a body is and is in no case: `«Хабар» ақпарат | агенттігі`, `халықтық би`.
    fn describes_body(&self, t: u32) -> bool {
        !self.info(t).evidence.has(Evidence::ROLE) && !self.key(t).ends_with(['ы', 'і']) && self.base_form(t)
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

    /// True for a Kazakh genitive.
    fn genitive_of(&self, t: u32) -> bool {
        let key = self.key(t);
        ["ның", "нің", "дың", "дің", "тың", "тің"].iter().any(|e| key.ends_with(e))
    }

    /// The country or region in whose name a body's begins: `ҚР Энергетика министрлігі`.
    fn country_before(&self, start: u32) -> u32 {
        let until = self.matches.partition_point(|m| m.start < start);
        self.matches[..until]
            .iter()
            .rev()
            .take_while(|m| m.start + 6 > start)
            .find(|m| m.end == start && m.kind == EntityType::Loc && m.start >= self.range.start)
            .map_or(start, |m| m.start)
    }

    /// True for a Kazakh word that ends in no case, nor in one made an adjective: `Бішкектегі`.
    fn base_form(&self, t: u32) -> bool {
        let key = self.key(t);
        let within = ["дағы", "дегі", "тағы", "тегі"].iter().any(|e| key.ends_with(e));
        !within && crate::lexicon::without_case(key).len() == key.len()
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
}

/// True for a name of three parts or more with a preposition or article of another language inside, or that begins as
/// places do: `Хоххайм-ам-Майн`, `Сан-Ладзаро-ди-Савена`, `Усть-Нарык`.
pub(super) fn place_shape(key: &str) -> bool {
    const INSIDE: &[&str] =
        &["ам", "ан", "да", "де", "дель", "ди", "ду", "ин", "ла", "ле", "лез", "на", "об", "сюр", "эль"];
    const FIRST: &[&str] = &["бад", "лас", "лос", "понте", "порт", "санкт", "санта", "усть"];
    let mut parts = key.split('-');
    let first = parts.next().unwrap_or("");
    let count = parts.clone().count();
    let long = |part: &str| part.chars().count() >= 4;
    count >= 1
        && parts.clone().next_back().is_some_and(long)
        && (FIRST.contains(&first)
            || long(first) && count >= 2 && parts.take(count - 1).any(|p| INSIDE.contains(&p)))
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

/// True for the word between a name and the kind of what villages make up: `Мүткенов | ауылдық | округі`.
pub(super) fn is_rural(key: &str, kind: &Kind) -> bool {
    kind.word == "округі" && matches!(key, "ауылдық" | "кенттік")
}

/// True for what stands before whom a body or place is called after.
pub(super) fn is_after(key: &str) -> bool {
    matches!(key, "имени" | "им" | "им.")
}

/// Whether a rule may begin at a word, in a text of `lang`: at a kind word, an office, an unexplained capital.
pub(super) fn may_begin(info: &Info, lang: Lang) -> bool {
    info.kind.is_some()
        || info.class == Class::Lower && info.evidence.has(Evidence::ROLE)
        || lang != Lang::Kk && (unexplained(info) || info.shaped)
}

fn cyrillic(key: &str) -> bool {
    key.chars().any(|c| ('а'..='я').contains(&c))
}

/// Adjectives and pronouns, by their beginnings, that say which body is meant and are no part of its name.
const NOT_NAMING: &[&str] = &[
    "бывш",
    "будущ",
    "ваш",
    "ведущ",
    "возглавл",
    "образован",
    "созданн",
    "весь",
    "влиятельн",
    "внутренн",
    "всей",
    "всего",
    "данн",
    "друг",
    "ин",
    "кажд",
    "как",
    "котор",
    "крупн",
    "лучш",
    "местн",
    "наш",
    "небольш",
    "неко",
    "нов",
    "нынешн",
    "одн",
    "перв",
    "последн",
    "прежн",
    "предыдущ",
    "престижн",
    "прошл",
    "сам",
    "сво",
    "соседн",
    "стар",
    "так",
    "эт",
];

/// Adjectives in small letters, by their beginnings, that are part of a body's name.
const NAMING: &[&str] = &[
    "акционерн",
    "верховн",
    "временн",
    "генеральн",
    "главн",
    "городск",
    "государственн",
    "духовн",
    "краев",
    "областн",
    "переходн",
    "пограничн",
    "районн",
    "региональн",
    "республиканск",
    "следственн",
    "специализированн",
    "таможенн",
    "федеральн",
    "централ",
];
