//! Russian places by the words for what they are, by a preposition, by their shape: `село Ақсу`, `Абайский район`, `ул.
//! Абая`, `в Портапике`, `Хоххайм-ам-Майн`.
//!
//! Reads: the words about a kind word, or before a capital that no list explains. Makes: names of places. Guarantees: a
//! street's name is no one's who stands in it: what may be a person in the nominative is none. Cost: a look at a few words.

use crate::document::EntityType;
use crate::lang::ru::inflect::Forms;
use crate::lexicon::Evidence;

use super::super::kind::{Kind, Takes};
use super::super::word::Class;
use super::letters::Letters;
use super::{Found, Patterns, TITLES, is_place, unexplained};

/// Bytes of a preposition before a place, at most and with a stress mark: longer words need not be looked up.
const PREPOSITION: usize = 16;

impl Patterns<'_> {
    /// The names that a Russian word for a place makes.
    pub(super) fn russian_place(&self, t: u32, kind: &Kind, out: &mut Vec<Found>) {
        let forms = self.forms(t);
        let (start, proper) = self.adjectives(t, kind, forms, false);
        if kind.takes.has(Takes::ADJECTIVE) && proper {
            let sure = !forms.and(Forms::SINGULAR).is_empty();
            self.push(out, start..t + 1, EntityType::Loc, "place:adjective", 0.7, sure);
            return;
        }
        if kind.takes.has(Takes::QUOTE)
            && let open = self.described(t, kind)
            && let Some(end) = self.quotation(open)
        {
            let before = t.checked_sub(1).filter(|&b| b >= self.range.start);
            if !is_place(kind, before.map_or("", |b| self.key(b))) {
                return;
            }
            let kind_word = self.lower(t) || self.first(t) || kind.takes.has(Takes::CAPITALS);
            let named = kind_word && self.capital(open + 1);
            self.push(out, open + 1..end - 1, EntityType::Loc, "place:quoted", 0.7, named);
            return;
        }
        if kind.is_street() && self.lower(t) {
            if let Some(end) = self.street(t, kind, forms) {
                self.push(out, t + 1..end, EntityType::Loc, "place:street", 0.7, true);
            } else {
                self.list(t, kind, t, out);
            }
            return;
        }
        let strange = |t: u32| self.class(t).is_some() && unexplained(self.info(t)) && !self.describes(t);
        // `горе Грушеньки` is her grief, `на горе Медео` a mountain.
        let grief =
            self.key(t) == "горе" && !(t > self.range.start && matches!(self.key(t - 1), "на" | "к" | "о"));
        if grief {
            return;
        }
        let begins = || self.first(t) && self.class(t) == Some(Class::Capital) && strange(t + 1);
        if kind.takes.has(Takes::BARE) && (self.lower(t) || begins()) && self.capital(t + 1) {
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
            // Stations and lakes are called after persons and things, too: of a known word the model tells.
            let settled = matches!(kind.subtype, "village" | "city" | "region" | "district");
            let sure = end == t + 2 && !self.begins_line(t + 1) && (settled || strange(t + 1));
            self.push(out, t + 1..end, EntityType::Loc, "place:kind", 0.7, sure);
            if settled {
                self.list(t, kind, end, out);
            }
        }
    }

    /// The names of several places of a kind from token `behind` on, those of villages behind the first: `в сёлах Самарка, |
    /// Кумсуат и | Никольск`, `по улицам | Абая, Гамалея`. The last word of a name may be small (`Шал акына`).
    fn list(&self, t: u32, kind: &Kind, behind: u32, out: &mut Vec<Found>) {
        const PLURAL: [&str; 4] = ["ах", "ях", "ам", "ям"];
        /// Names in a list, at most.
        const MOST: usize = 24;
        if !PLURAL.iter().any(|end| self.key(t).ends_with(end)) {
            return;
        }
        let mut at = behind;
        for _ in 0..MOST {
            let joint = at == t
                || self.class(at) == Some(Class::Comma)
                || self.lower(at) && self.says(at, Letters::AND);
            let name = at + 1;
            let known = Evidence::ROLE | Evidence::TRIGGER;
            let plain = self.class(name) == Some(Class::Capital) && !self.info(name).evidence.has(known);
            if !joint || !plain || self.begins_line(name) || self.capital(name + 1) || self.is_open(name + 1)
            {
                return;
            }
            if kind.is_street() && !is_whose(self.key(name)) {
                return;
            }
            let title = self.lower(name + 1) && TITLES.contains(&self.key(name + 1));
            at = name + 1 + u32::from(title);
            if !self.place_at(name) {
                let rule = if kind.is_street() { "place:street" } else { "place:list" };
                self.push(out, name..at, EntityType::Loc, rule, 0.7, true);
            }
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
        let whose = |i: u32| is_whose(self.key(i));
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

    /// Rules `place:shape` and `place:in`: a capital that no list and no common word explains, where one is or comes from:
    /// `в Портапике`.
    pub(super) fn place_by_itself(&self, t: u32, out: &mut Vec<Found>) {
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

    /// True for what may be an adjective of the noun behind it: `в Бюджетном | кодексе`, `в Семилетнюю | войну`, `в
    /// Уголовно-процессуальный | кодекс`.
    fn describes(&self, t: u32) -> bool {
        let ends = |t: u32, list: &[&str]| list.iter().any(|end| self.key(t).ends_with(end));
        let where_to = ends(t, &["ом", "ем", "ой", "ей", "ых", "их"])
            && ends(t + 1, &["е", "и", "у", "ой", "ей", "ом", "ем", "ах", "ях"]);
        let whither = ends(t, &["ую", "юю"]) && ends(t + 1, &["у", "ю", "ь"])
            || ends(t, &["ые", "ие"]) && ends(t + 1, &["ы", "и", "а"])
            || ends(t, &["ый", "ий"]) && !ends(t + 1, &["л", "лся", "а", "о", "ы", "и", "е", "у", "ю", "я"]);
        self.lower(t + 1) && self.key(t + 1).chars().count() >= 4 && (where_to || whither)
    }

    /// True for a preposition before a place.
    fn where_to(&self, t: u32) -> bool {
        self.doc.tokens[t as usize].norm.len() <= PREPOSITION
            && matches!(self.key(t), "в" | "во" | "из" | "близ")
    }
}

/// True for a word that may be the genitive or dative of a name: whose a street is.
pub(in crate::stage::tag) fn is_whose(key: &str) -> bool {
    key.ends_with(['а', 'я', 'о', 'ы', 'и', 'у', 'е']) || key.ends_with("ой")
}

/// True for a name of three parts or more with a preposition or article of another language inside, or that begins as
/// places do: `Хоххайм-ам-Майн`, `Сан-Ладзаро-ди-Савена`, `Усть-Нарык`.
pub(in crate::stage::tag) fn place_shape(key: &str) -> bool {
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
