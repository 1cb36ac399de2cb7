//! Russian bodies by the words for what they are: `правительство Мали`, `партия «…»`, `Министерство энергетики`.
//!
//! Reads: the words about a kind word. Makes: names that begin with the adjectives before it and end with its quotation, with
//! whom it is called after, with its complement or with what it is for. Guarantees: of these the first that fits makes one
//! name. Cost: a look at a few words on either side of a kind word.

use crate::document::{Case, EntityType};
use crate::lang::Lang;
use crate::lang::ru::inflect::Forms;
use crate::lexicon::Evidence;

use super::super::bounds::{is_for_cases, is_for_something};
use super::super::kind::{Kind, Takes};
use super::super::lexical::Match;
use super::super::word::Class;
use super::letters::Letters;
use super::purpose::{PURPOSES, purpose};
use super::{COMPLEMENT, Found, Patterns, is_after};

/// True for a body that an adjective with a capital is enough to name.
fn is_institution(kind: &Kind) -> bool {
    let state =
        matches!(kind.subtype, "bank" | "court" | "government" | "parliament" | "party" | "university");
    state || matches!(&*kind.word, "библиотека" | "музей" | "театр")
}

/// True for a body whose name may go on with its field in the genitive.
fn has_field(kind: &Kind) -> bool {
    kind.subtype == "university"
        || is_common(kind)
        || matches!(&*kind.word, "театр" | "центр" | "комбинат" | "музей" | "диспансер")
}

/// True for a body of which there are many: `Творческий союз` is anyone's.
fn is_common(kind: &Kind) -> bool {
    const WORDS: [&str; 14] = [
        "агентство",
        "ассоциация",
        "движение",
        "департамент",
        "инспекция",
        "конфедерация",
        "корпорация",
        "профсоюз",
        "служба",
        "совет",
        "союз",
        "управление",
        "федерация",
        "фонд",
    ];
    WORDS.contains(&&*kind.word)
}

/// True for a body of which what stands behind `по` is the name, whatever it is: `департамент | по туризму`.
fn is_department(key: &str) -> bool {
    ["департамент", "комитет", "подкомитет", "управлени"].iter().any(|w| key.starts_with(w))
}

/// Whose body is called after what they follow or left, by their beginnings.
const FOLLOWERS: &[&str] =
    &["болельщик", "ветеран", "выпускник", "друзей", "поклонник", "сторонник", "фанат"];

impl Patterns<'_> {
    /// The names that a Russian word for a body makes.
    pub(super) fn russian_body(&self, t: u32, kind: &Kind, out: &mut Vec<Found>) {
        let forms = self.forms(t);
        if kind.takes.has(Takes::FORM) {
            // `ГУ | МВД по Свердловской области` is no `ГУ «…»`.
            let branch = self.class(t + 1) == Some(Class::AllCapitals);
            match self.complement(t, kind).filter(|_| branch) {
                Some(end) => self.push(out, t..end, EntityType::Org, "org:of", 0.8, true),
                None => self.legal_form(t, out),
            }
            return;
        }
        if !kind.takes.has(Takes::PLURAL) && forms.and(Forms::SINGULAR).is_empty() {
            self.chain(t, kind, out);
            return;
        }
        let (start, proper) = self.adjectives(t, kind, forms, false);
        if kind.takes.has(Takes::QUOTE)
            && let Some((open, end)) = self.quotation_of(t, kind)
        {
            // `ТРЦ «Хан Шатыр»`
            if self.is_building(open + 1..end - 1) {
                return;
            }
            // `Компания | «Каспий Плюс» | начала бурение`: the capital is the sentence's.
            if start == t && self.first(t) && !self.lower(t) {
                self.push(out, open + 1..end - 1, EntityType::Org, "org:quoted", 0.8, true);
            } else {
                // `магазин «модной обуви»`
                let sure = (self.lower(t) || kind.takes.has(Takes::CAPITALS)) && !self.lower(open + 1);
                self.push(out, start..end, EntityType::Org, "org:quoted", 0.8, sure);
            }
            if kind.subtype != "sport" || !self.of_a_town(t) {
                self.refer(out, open + 1..end - 1, kind);
            }
            return;
        }
        let (whole, _) = self.adjectives(t, kind, forms, true);
        let after = self.named_after(self.behind_number(t + 1)).or_else(|| self.named_behind(t, kind));
        if let Some(end) = after.or_else(|| self.founder(t + 1, kind)) {
            self.push(out, whole..end, EntityType::Org, "org:named", 0.8, true);
        } else if let Some(end) = self.complement(t, kind) {
            self.push(out, whole..end, EntityType::Org, "org:of", 0.8, true);
        } else if let Some(end) = self.purpose_of(t) {
            // `Комитет по делам религий | Министерства культуры`; where that is in the way of another name, without it.
            let next = |at: &u32| self.capital(*at).then(|| self.name_at(*at)).flatten();
            if let Some(owner) = std::iter::successors(next(&end), next).last() {
                self.push(out, whole..owner, EntityType::Org, "org:phrase", 0.7, true);
            }
            self.push(out, whole..end, EntityType::Org, "org:phrase", 0.7, true);
        } else if let Some(end) = self.field_of(t, kind) {
            self.push(out, whole..end, EntityType::Org, "org:phrase", 0.7, true);
        } else if (kind.takes.has(Takes::ADJECTIVE) || self.is_higher(t, kind)) && proper {
            // `Тюменский районный суд`: the adjective of a place makes it a name more surely than any other.
            let place = self.says(start, Letters::RELATIONAL)
                && !(is_common(kind) && self.key(start).contains("ическ"));
            let of_place = !self.lower(start) && place;
            // `Казахский институт | потребительской кооперации`, `Алматинском центре | психического здоровья`
            let field = if (of_place || is_common(kind)) && (has_field(kind) || self.is_higher(t, kind)) {
                let end = self.genitives(t + 1);
                // `сельского Совета депутатов | совхоза`
                let one = |i: u32| !self.forms(i).and(Forms::SINGULAR).is_empty();
                let body = |i: u32| self.kind(i).is_some_and(|k| k.thing == EntityType::Org) && one(i);
                (t + 1..end).find(|&i| is_common(kind) && body(i)).unwrap_or(end)
            } else {
                t + 1
            };
            // `Российский фонд | DST`, `Русская служба | «Голоса Америки»`
            let called = |t: u32| self.capital(t) || self.is_open(t);
            if is_common(kind) && field < self.range.end && called(field) && self.place_of(field).is_none() {
                return;
            }
            let sure = of_place || !self.lower(start) && !self.first(start) && is_institution(kind);
            // `Национальной библиотеки | Узбекистана`
            let field = self.place_of(field).filter(|_| sure).unwrap_or(field);
            self.push(out, start..field, EntityType::Org, "org:adjective", 0.7, sure);
        } else {
            self.loose_body(t, kind, start, proper, out);
        }
    }

    /// `АО НК «…»`, `ТОО СП «…»`, `ООО Газпром`
    fn legal_form(&self, t: u32, out: &mut Vec<Found>) {
        let mut at = t + 1;
        while at < t + 3 && self.class(at) == Some(Class::AllCapitals) {
            at += 1;
        }
        if let Some(end) = self.quotation(at) {
            self.push(out, t..end, EntityType::Org, "org:form", 0.9, true);
        } else if self.capital(t + 1) {
            self.push(out, t..self.latin_end(t + 2), EntityType::Org, "org:form", 0.8, false);
        }
    }

    /// One past the capitals in Latin letters from token `at` on, two at most.
    fn latin_end(&self, at: u32) -> u32 {
        let latin = |t: &u32| self.class(*t) == Some(Class::LatinCapital);
        at + (at..at + 2).take_while(latin).count() as u32
    }

    /// The quotation behind a word for a body, its marks included.
    fn quotation_of(&self, t: u32, kind: &Kind) -> Option<(u32, u32)> {
        let mut at = t + 1;
        // `товарищество с ограниченной ответственностью «…»`
        if at + 3 < self.range.end && self.key(at) == "с" && self.key(at + 2) == "ответственностью"
        {
            at += 3;
        }
        let open = if self.is_open(at) { at } else { self.described(t, kind) };
        Some((open, self.quotation(open)?))
    }

    /// One past what is said of a thing at `t` before its name in quotation marks: `компания | сотовой связи | «Билком»`,
    /// `журнал | для детей | «Балдырган»`; `t + 1` where nothing is, or another thing, whose name that is.
    pub(super) fn described(&self, t: u32, kind: &Kind) -> u32 {
        // `организация семестра «Жасыл ел»` is what is done.
        if kind.word == "организация" {
            return t + 1;
        }
        let from = t + 1 + u32::from(t + 1 < self.range.end && self.key(t + 1) == "для");
        let end = self.genitives(from);
        // `клуб болельщиков «Кайрата»` is another body's.
        let whose = |i: u32| FOLLOWERS.iter().any(|word| self.key(i).starts_with(word));
        let other = |i: u32| self.kind(i).is_some() || self.says(i, Letters::NOT_NAMING) || whose(i);
        let other = (from..end).any(other);
        if end == from || end >= self.range.end || other { t + 1 } else { end }
    }

    /// One past what a body is for that is told by nothing else: `Комитет по делам религий`.
    fn purpose_of(&self, t: u32) -> Option<u32> {
        let asked = t + 2 < self.range.end
            && self.key(t + 1) == "по"
            && ((PURPOSES.contains(&self.key(t + 2)) || is_department(self.key(t)))
                && is_for_something(self.key(t))
                || is_for_cases(self.key(t), self.key(t + 2)))
            && !self.inside_place(t);
        asked
            .then(|| purpose(self.matches, t + 2, self.range.end, |t| self.key(t), |t| self.lower(t)))
            .flatten()
    }

    /// One past the field of a body whose capital is not the sentence's: two words or more in the genitive, `Союз | польских
    /// композиторов`.
    fn field_of(&self, t: u32, kind: &Kind) -> Option<u32> {
        let named = is_common(kind)
            || kind.word != "организация" && kind.subtype == "association"
            || kind.takes.has(Takes::PHRASE)
            || matches!(&*kind.word, "академия" | "институт" | "общество" | "палата");
        if !named || self.class(t) != Some(Class::Capital) || self.first(t) {
            return None;
        }
        let end = self.without_adjectives(t + 1, self.genitives(t + 1));
        // `Фонд развития | Qazaqstan`, `Общество друзей | «Ласточки»`
        let goes_on = end < self.range.end && (self.capital(end) || self.is_open(end));
        (end > t + 2 && !goes_on).then_some(end)
    }

    /// What may be a body's name where no model decides: `Министерство обороны`, `компания Monsanto`.
    fn loose_body(&self, t: u32, kind: &Kind, start: u32, proper: bool, out: &mut Vec<Found>) {
        if kind.takes.has(Takes::PHRASE) && (self.capital(t) && !self.first(t) || proper) {
            let end = self.genitives(t + 1);
            if end > t + 1 {
                self.push(out, start..end, EntityType::Org, "org:phrase", 0.6, false);
            }
        }
        if kind.takes.has(Takes::NAME) && self.lower(t) && self.capital(t + 1) {
            let latin = self.class(t + 1) == Some(Class::LatinCapital);
            let start = if latin { t + 1 } else { t };
            self.push(out, start..self.latin_end(t + 2), EntityType::Org, "org:name", 0.6, latin);
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

    /// True for a school that is a university: `Московская высшая | школа экономики`.
    fn is_higher(&self, t: u32, kind: &Kind) -> bool {
        kind.word == "школа" && t > self.range.start && self.key(t - 1).starts_with("высш")
    }

    /// Where the adjectives before a kind word begin that agree with it and belong to the name, and whether one of
    /// them makes it a proper name. `whole` says that what follows makes it one: then any adjective belongs to it.
    pub(super) fn adjectives(&self, t: u32, kind: &Kind, forms: Forms, whole: bool) -> (u32, bool) {
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
    fn complement(&self, t: u32, kind: &Kind) -> Option<u32> {
        if !kind.takes.has(Takes::OF) {
            return None;
        }
        let state = matches!(kind.subtype, "court" | "government");
        let mut at = self.behind_number(t + 1);
        let mut good = None;
        while at < self.range.end && at <= t + COMPLEMENT {
            let Some(end) = self.name_at(at).or_else(|| self.town_of(at).filter(|_| at == t + 1 && state))
            else {
                // `УФСБ | по Дагестану`, `ГСУ СК | по Московской области`, `управление Нацполиции | по Киевской области`
                let branch = self.kind(at - 1).is_some_and(|k| k.takes.has(Takes::CAPITALS))
                    || at > t + 1 && self.class(at - 1) == Some(Class::Capital);
                if let Some(district) = self.district_behind(at).filter(|_| branch) {
                    return Some(district);
                }
                if !self.is_in_complement(at, t) {
                    break;
                }
                at += 1;
                continue;
            };
            if let Some(district) = self.district_behind(end) {
                return Some(district);
            }
            at = self.town_behind(end).unwrap_or(end);
            good = Some(at);
            if at >= self.range.end || self.name_at(at).is_none() {
                break;
            }
        }
        good
    }

    /// One past the listed place in the genitive at `t`, though other words are written so: `прокуратура | Вены`.
    fn town_of(&self, t: u32) -> Option<u32> {
        let from = self.matches.partition_point(|m| m.start < t);
        let mut here = self.matches[from..].iter().take_while(|m| m.start == t);
        let place = |m: &&Match| m.kind == EntityType::Loc && m.case == Some(Case::Gen);
        // `суд Южного | округа`
        let adjective = self.lower(t + 1) && self.kind(t + 1).is_some();
        let capital = self.class(t) == Some(Class::Capital) && !adjective;
        here.find(|m| capital && place(m)).map(|m| m.end)
    }

    /// One past the town behind its district: `суд Медеуского района | города Алматы`.
    fn town_behind(&self, at: u32) -> Option<u32> {
        let town = at + 1 < self.range.end && matches!(self.key(at), "города" | "г." | "области");
        town.then(|| self.place_of(at + 1)).flatten()
    }

    /// One past the place behind a body's name that it is for: `МВД России | по Карагандинской области`.
    fn district_behind(&self, at: u32) -> Option<u32> {
        if at + 1 >= self.range.end || self.key(at) != "по" {
            return None;
        }
        // `по | городу Курску`, `по | г. Курску`
        let kind = self.kinds.get(self.info(at + 1).kind).filter(|k| k.thing == EntityType::Loc);
        let end = self.name_at(at + 1).or_else(|| self.name_at(kind.map(|_| at + 2)?))?;
        // `МЧС по Санкт-Петербургу и Ленобласти`
        let more = end + 1 < self.range.end && self.says(end, Letters::AND);
        let second = if more { self.place_from(end + 1) } else { None };
        second.or(Some(end))
    }

    /// True for a word that may stand between the body at `t` and the name that is its complement.
    fn is_in_complement(&self, at: u32, t: u32) -> bool {
        let conjunction = at > t + 1 && self.lower(at + 1) && self.says(at, Letters::AND);
        // `ГУ МВД России`, `отделение Института языкознания РАН`, `суд Абайского района города …`
        let kind = |i: u32| self.range.contains(&i) && self.kind(i).is_some();
        let capital = self.class(at) == Some(Class::Capital)
            && self.says(at, Letters::GENITIVE)
            && (self.district_behind(at + 1).is_some()
                || kind(at)
                || kind(at + 1)
                || kind(at + 2)
                || self.info(at).common);
        let abbreviation = self.kind(at).is_some_and(|k| k.takes.has(Takes::CAPITALS));
        let small = self.lower(at) && self.says(at, Letters::GENITIVE) && !self.says(at, Letters::NOT_NAMING);
        conjunction || capital || abbreviation || small
    }

    /// One past `имени А. Х. Маргулана`, `им. Абая` at `t`.
    fn named_after(&self, t: u32) -> Option<u32> {
        if t + 1 >= self.range.end || !is_after(self.key(t)) {
            return None;
        }
        // `имени | профессора | Макажанова`
        let office = self.lower(t + 1) && self.info(t + 1).evidence.has(Evidence::ROLE);
        let first = t + 1 + u32::from(office);
        let mut end = first;
        while end < self.range.end
            && end < first + 4
            && (self.capital(end) || self.class(end) == Some(Class::Initial))
            && (end == first || !self.begins_line(end))
        {
            end += 1;
        }
        (end > first && self.class(end - 1) != Some(Class::Initial)).then_some(end)
    }

    /// The name of a chain: `сеть магазинов «Магнум»`.
    fn chain(&self, t: u32, kind: &Kind, out: &mut Vec<Found>) {
        let of_many = t > self.range.start && ["сеть", "сети", "сетью"].contains(&self.key(t - 1));
        if of_many
            && kind.takes.has(Takes::QUOTE)
            && let Some((open, end)) = self.quotation_of(t, kind)
        {
            self.push(out, open + 1..end - 1, EntityType::Org, "org:quoted", 0.8, self.capital(open + 1));
        }
    }

    /// Behind the number that begins at `t`, or `t`: `школа | № 5 | имени Абая`.
    fn behind_number(&self, t: u32) -> u32 {
        let sign = t + u32::from(t < self.range.end && self.key(t) == "№");
        let number = sign < self.range.end
            && (self.class(sign) == Some(Class::Number) || sign == t && self.key(t).starts_with('№'));
        if number { sign + 1 } else { t }
    }

    /// One past whom a body at `t` with a field is called after: `театр оперы и балета | имени Абая`.
    fn named_behind(&self, t: u32, kind: &Kind) -> Option<u32> {
        let field = if has_field(kind) { self.genitives(t + 1) } else { t + 1 };
        (field > t + 1).then(|| self.named_after(field)).flatten()
    }

    /// The listed place in the genitive that begins at `t`.
    fn place_of(&self, t: u32) -> Option<u32> {
        let from = self.matches.partition_point(|m| m.start < t);
        let here = self.matches[from..].iter().take_while(|m| m.start == t);
        let place = |m: &&Match| m.kind == EntityType::Loc && !m.ambiguous && !m.context;
        here.filter(place).find(|m| matches!(m.case, None | Some(Case::Gen))).map(|m| m.end)
    }

    /// One past the person at `t` whose fund it is: `фонд Булата Утемуратова`.
    fn founder(&self, t: u32, kind: &Kind) -> Option<u32> {
        let whose = self.spans.iter().find(|s| s.start == t && s.kind == EntityType::Per)?;
        let last = self.key(whose.end - 1);
        let genitive = last.ends_with(['а', 'я', 'ы', 'и', 'о', 'е', 'й']);
        (kind.subtype == "fund" && genitive && self.lang(t) == Lang::Ru).then_some(whose.end)
    }

    /// Where genitives that end before `end` end with a noun: `развития языков | и общественно-политической | работе`.
    fn without_adjectives(&self, from: u32, mut end: u32) -> u32 {
        let adjective = |i: u32| ["ой", "ого", "его", "ых", "их"].iter().any(|e| self.key(i).ends_with(e));
        let goes_on = self.lower(end);
        while end > from && goes_on && (adjective(end - 1) || self.says(end - 1, Letters::AND)) {
            end -= 1;
        }
        end
    }

    /// One past the genitives in small letters that begin at `t`.
    fn genitives(&self, t: u32) -> u32 {
        let mut end = t;
        let mut at = t;
        while at < self.range.end && at < t + COMPLEMENT {
            if self.lower(at) && self.says(at, Letters::GENITIVE) && !is_after(self.key(at)) {
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
}
