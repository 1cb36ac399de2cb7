//! The names that the model found, each on its own: cut, parted, widened to what the lexicon found, or dropped.
//!
//! Reads: a sentence and the model's spans, in order. Makes: the spans that stay, in order and apart. Rules: `lexicon-wider`
//! (the model took a part of a listed name), `lexicon-end` (a long listed name that it ran together with the country before
//! it), `after-office` (a listed name that it ran together with the office before it), `before-preposition`
//! (`Казахстана | при ОДКБ`), and those of [`bounds`](super::super::bounds). Cost: a look at each token of a span and at what the
//! lexicon found there.

use crate::document::{Case, EntityType};
use crate::lexicon::{Evidence, without_case};
use crate::words::fold;

use super::super::bounds;
use super::super::kind::{Kind, Takes};
use super::super::lexical::Match;
use super::super::pattern::{ends_where, ends_whither};
use super::super::word::Class;
use super::super::{LONGEST, Span};
use super::rejected::is_no_name;
use super::sentence::Sentence;
use super::span;

/// Corrects the model's spans, `spans[from..]`.
pub(super) fn correct(v: &Sentence<'_>, from: usize, spans: &mut Vec<Span>) {
    if spans.len() == from {
        return;
    }
    // What is still to be looked at, the first of it last.
    let mut rest: Vec<Span> = spans.drain(from..).rev().filter(|s| s.end - s.start <= LONGEST).collect();
    while let Some(mut s) = rest.pop() {
        bounds::unbracket(v, &mut s);
        bounds::balance(v, &mut s);
        bounds::trim(v, &mut s);
        bounds::cut_short(v, &mut s);
        let person = |o: &Span| {
            v.kazakh(s.start) && v.info(s.start).evidence.has(Evidence::GIVEN) && goes_on(v, o, &s)
        };
        if s.kind == EntityType::Loc && spans[from..].last().is_some_and(person) {
            s.kind = EntityType::Per;
        }
        if s.kind == EntityType::Per
            && let Some(kind) = is_called(v, &s)
        {
            (s.kind, s.start) = (EntityType::Loc, s.start + kind);
        }
        if s.kind == EntityType::Per {
            correct_person(v, &mut spans[from..], &mut s, &mut rest);
            if spans[from..].last().is_some_and(|o| goes_on(v, o, &s)) {
                s.start -= 1;
                spans.pop();
            } else if is_behind_surname(v, &spans[from..], &s) {
                s.start -= 1;
            }
        }
        if matches!(s.kind, EntityType::Loc | EntityType::Org) {
            rest.extend(bounds::initialed(v, &mut s));
            bounds::trim_local(v, &mut s);
        }
        if s.kind == EntityType::Org && bounds::region_behind(v, &s).is_some() {
            s.kind = EntityType::Loc;
        }
        if bounds::listing(v, &s) {
            continue;
        }
        if s.kind == EntityType::Loc {
            bounds::trim_listed(v, &mut s);
            rest.extend(bounds::part_places(v, &mut s));
        }
        if matches!(s.kind, EntityType::Loc | EntityType::Org) {
            rest.extend(bounds::part_lines(v, &mut s));
        }
        if s.kind == EntityType::Loc && (is_surname(v, &s) || is_person(v, &s)) {
            s.kind = EntityType::Per;
        }
        if s.kind == EntityType::Loc && (names_body(v, &s) || is_abbreviation(v, &s)) {
            s.kind = EntityType::Org;
        }
        if s.kind == EntityType::Org {
            correct_body(v, &mut s, &mut rest);
        }
        if is_no_name(v, &s) {
            continue;
        }
        refer(v, &mut s);
        describe(v, &mut s);
        if let Some(whole) = widened(v, from, spans, &s, &mut rest) {
            spans.push(whole);
            continue;
        }
        if let Some([country, body]) = country_and_body(v, &s) {
            spans.push(country);
            s = body;
        }
        spans.push(s);
    }
}

/// Brings a person to its own words. What is told apart behind it goes to `rest`; `before` are the names so far.
fn correct_person(v: &Sentence<'_>, before: &mut [Span], s: &mut Span, rest: &mut Vec<Span>) {
    bounds::trim_words(v, s);
    bounds::trim_wish(v, s);
    bounds::trim_place(v, s);
    bounds::trim_adjective(v, s);
    bounds::trim_inhabitant(v, s);
    bounds::trim_common(v, s);
    bounds::take_initials(v, before, s);
    rest.extend(bounds::part_at_bounds(v, s));
    rest.extend(bounds::part_persons(v, s));
    rest.extend(bounds::part_inflected(v, s));
    rest.extend(bounds::part_kin(v, s));
    bounds::take_given(v, before, s);
}

/// True for a surname and a given name that the model took for two persons: `Қашаубаев | Иманбек 1970 жылы туған`,
/// `Айтжанова | Жанар Сейдахметовна`.
fn goes_on(v: &Sentence<'_>, o: &Span, s: &Span) -> bool {
    let shaped = |t: u32| v.info(t).evidence.has(Evidence::SURNAME_SHAPE);
    let word = |s: &Span| s.end - s.start == 1 && s.found == u32::MAX;
    let fathers = |t: u32| {
        let key = v.key(t);
        v.info(t).evidence.has(Evidence::PATRONYMIC) && (key.ends_with("ич") || key.ends_with("на"))
    };
    let with_father = s.end - s.start == 2 && s.found == u32::MAX && fathers(s.start + 1);
    let key = v.key(o.start);
    let given = if shaped(o.start) { s.start } else { o.start };
    o.kind == EntityType::Per
        && word(o)
        && (word(s) || with_father)
        && o.end == s.start
        && shaped(o.start) != shaped(s.start)
        && v.info(given).evidence.has(Evidence::GIVEN)
        && !v.begins_line(s.start)
        && (!v.kazakh(o.start) || without_case(key).len() == key.len())
}

/// True for a given name behind the surname that begins the sentence, of which the model took it alone: `Алтынбаев | Николай
/// родился в 1970 году`. `before` are the sentence's names so far.
fn is_behind_surname(v: &Sentence<'_>, before: &[Span], s: &Span) -> bool {
    let first = v.range.start;
    let has = |t: u32, bits: u32| v.info(t).evidence.has(bits);
    let known = Evidence::GIVEN | Evidence::TRIGGER;
    s.start == first + 1
        && s.end - s.start == 1
        && s.found == u32::MAX
        && before.is_empty()
        && v.info(first).class == Class::Capital
        && has(first, Evidence::SURNAME_SHAPE)
        && !has(first, known)
        && !v.info(first).common
        && has(s.start, Evidence::GIVEN)
        && !has(s.start, Evidence::SURNAME_SHAPE)
        && !v.begins_line(s.start)
        && v.at(first).all(|(_, m)| m.kind == EntityType::Per)
}

/// Brings a body to its own words. What is told apart behind it goes to `rest`, what it takes from there is gone.
fn correct_body(v: &Sentence<'_>, s: &mut Span, rest: &mut Vec<Span>) {
    rest.extend(bounds::part_quoted(v, s));
    bounds::trim_verb(v, s);
    bounds::trim_subject(v, s);
    bounds::trim_initial(v, s);
    bounds::trim(v, s);
    rest.extend(bounds::part_verb(v, s));
    rest.extend(part_office(v, s));
    rest.extend(bounds::part_whose(v, s));
    rest.extend(bounds::part_list(v, s));
    bounds::trim_beside(v, s);
    rest.extend(bounds::part_bodies(v, s));
    rest.extend(bounds::part_head(v, s));
    let until = rest.last().map_or(v.range.end, |next| next.start);
    bounds::complete(v, until, s);
    // `Комиссии по ценным бумагам | США`
    let name = rest.iter().rev().find(|next| next.kind != EntityType::Loc);
    bounds::widen_to_purpose(v, name.map_or(v.range.end, |next| next.start), s);
    while rest.last().is_some_and(|next| next.start < s.end) {
        rest.pop();
    }
    if let Some(place) = bounds::begun_place(v, s)
        && rest.iter().rev().take_while(|o| o.start < place.end).all(|o| o.end <= place.end)
    {
        s.end = place.end;
        rest.truncate(rest.iter().take_while(|o| o.start >= place.end).count());
    }
}

/// Parts a listed name from the office behind it that is in another case: `Акорде | Президента Европейского Совета`. What is
/// behind the office is returned.
fn part_office(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    let s = *part;
    if s.found != u32::MAX || v.kazakh(s.start) {
        return None;
    }
    let whole = v.at(s.start).map(|(_, m)| m.end).max()?;
    let (at, m) = v.at(s.start).find(|(_, m)| {
        let named = matches!(m.kind, EntityType::Org | EntityType::Loc) && !m.ambiguous && !m.context;
        let other = match m.case {
            None => v.key(m.end - 1).ends_with(['е', 'у', 'ю']),
            // `Правительства Российской Федерации | Руководителя Аппарата Правительства`
            Some(Case::Gen) => m.words >= 3,
            case => case != Some(Case::Nom),
        };
        named && m.end == whole && m.end < s.end && other
    })?;
    let (_, office) = v.at(m.end).find(|(_, o)| o.kind == EntityType::Role)?;
    if v.info(m.end).class != Class::Capital {
        return None;
    }
    *part = span(m, at, "lexicon", 0.9);
    (office.end < s.end).then_some(Span { start: office.end, ..s })
}

/// True for a Kazakh name whose last word says that it is a body's: `Мемлекеттік қызмет істері агенттігінің`. A hospital
/// and a centre are buildings too.
fn names_body(v: &Sentence<'_>, s: &Span) -> bool {
    let kind = |t: u32| v.tag.kinds.get(v.info(t).kind);
    let college = |k: &Kind| matches!(&*k.word, "колледжі" | "техникумы" | "училищесі");
    let body = |k: &Kind| matches!(k.subtype, "government" | "court" | "university") || college(k);
    let named = s.end - s.start > 1 && v.info(s.start).class != Class::Lower;
    named && v.kazakh(s.start) && kind(s.end - 1).is_some_and(body)
}

/// True for a Russian abbreviation that the model takes for a place and no list has: of those nearly all are bodies (`сотрудникам
/// | УИС`), but not what stands behind a word for a place (`трассе | М`) or a number.
fn is_abbreviation(v: &Sentence<'_>, s: &Span) -> bool {
    /// Letters, at most: longer words in capitals are shouted.
    const LETTERS: usize = 5;
    let key = v.key(s.start);
    let place = |t: u32| v.tag.kinds.get(v.info(t).kind).is_some_and(|k| k.thing == EntityType::Loc);
    s.end - s.start == 1
        && s.found == u32::MAX
        && !v.kazakh(s.start)
        && v.info(s.start).class == Class::AllCapitals
        && (2..=LETTERS).contains(&key.chars().count())
        && key.chars().all(|c| matches!(c, 'А'..='Я'))
        && v.at(s.start).next().is_none()
        && !(s.start > v.range.start && place(s.start - 1))
}

/// True for a Kazakh surname that the model takes for a place, where no list and no word beside it has the place:
/// `Кирхгофф жариялады`, but `Жамбыл ауданы`, `Абайға барды`.
fn is_surname(v: &Sentence<'_>, s: &Span) -> bool {
    let only = v.info(s.start);
    let key = fold(v.key(s.start));
    let place = |t: u32| {
        let of_places = |t: u32| OF_PLACES.iter().any(|word| v.key(t).starts_with(word));
        v.range.contains(&t) && (v.info(t).kind.is_some() || of_places(t))
    };
    s.end - s.start == 1
        && s.found == u32::MAX
        && v.kazakh(s.start)
        && only.class == Class::Capital
        && only.evidence.has(Evidence::SURNAME)
        && !ends_where(&key)
        && !ends_whither(&key)
        && !(s.end..s.end + 4).any(place)
        && !(s.start > v.range.start && place(s.start - 1))
        && !v.over(s.start, s.end).any(|(_, m)| m.kind == EntityType::Loc)
}

/// How many words of a person are the word for a place's kind that begins a sentence (`Станция Тасказган`), where the rest is a
/// place. `None` where it is none: the kind may stand before the name, too (`озеро | Карасай`).
fn is_called(v: &Sentence<'_>, s: &Span) -> Option<u32> {
    let inside = s.end - s.start - 1;
    let at = (s.start + inside).checked_sub(1).filter(|&t| t >= v.range.start)?;
    let kind = v.tag.kinds.get(v.info(at).kind)?;
    let capital = v.info(at).class == Class::Capital && at == v.range.start;
    let small = v.info(at).class == Class::Lower && inside == 0;
    let person = Evidence::GIVEN | Evidence::SURNAME | Evidence::SURNAME_SHAPE;
    let place = kind.thing == EntityType::Loc && kind.takes.has(Takes::BARE);
    (inside <= 1
        && !v.kazakh(s.start)
        && s.found == u32::MAX
        && (capital || small)
        && place
        && !v.info(at).evidence.has(Evidence::GIVEN | Evidence::SURNAME)
        && (inside == 1 || !v.info(s.start).evidence.has(person)))
    .then_some(inside)
}

/// True for a given name and a surname that the model takes for a place of the given name: `Жамбыл Тілендиев`.
fn is_person(v: &Sentence<'_>, s: &Span) -> bool {
    let evidence = |t: u32| v.info(t).evidence;
    s.end - s.start == 2
        && s.found == u32::MAX
        && v.kazakh(s.start)
        && evidence(s.start).has(Evidence::GIVEN)
        && evidence(s.start + 1).has(Evidence::SURNAME_SHAPE | Evidence::KAZAKH_PATRONYMIC)
        && !v.at(s.start).any(|(_, m)| m.end == s.end)
        && !v.info(s.end - 1).kind.is_some()
}

/// The beginnings of words for places behind their names, in the plural too: `Толстой көшелерінің`, `Жданов аулына`.
const OF_PLACES: [&str; 9] = ["аудан", "аул", "ауыл", "көл", "көше", "орден", "тау", "қала", "өзен"];

/// Brings a body that is a place or stands behind an office to the listed name that it is.
fn refer(v: &Sentence<'_>, body: &mut Span) {
    let s = *body;
    if s.kind != EntityType::Org {
        return;
    }
    // `центре | Москвы`: the place, not a body.
    if v.info(s.start).class == Class::Lower
        && let Some((at, m)) = v.at(s.start + 1).find(|(_, m)| m.end <= s.end)
        && m.kind == EntityType::Loc
        && (m.end..s.end).all(|t| v.info(t).class == Class::Lower)
        && v.key(s.start).starts_with("центр")
    {
        *body = span(m, at, "lexicon", 0.9);
    }
    // `Постоянный представитель | Казахстана`: an office, not a body.
    let office = v.at(s.start).find(|(_, m)| m.kind == EntityType::Role && m.end < s.end);
    if let Some((_, office)) = office
        && let Some((at, m)) = v.at(office.end).find(|(_, m)| m.end == s.end && m.kind != EntityType::Role)
    {
        *body = span(m, at, "after-office", 0.9);
    }
    // `НАТО | против Югославии`
    if let Some((at, m)) =
        v.at(s.start).find(|(_, m)| m.end < s.end && m.kind == EntityType::Org && !m.ambiguous)
        && !v.kazakh(s.start)
        && matches!(
            v.key(m.end),
            "против" | "с" | "со" | "от" | "к" | "из" | "о" | "об" | "без" | "до" | "после"
        )
    {
        *body = span(m, at, "before-preposition", 0.9);
        return;
    }
    // `Казахстана при ОДКБ`: a country and what stands behind a preposition are two.
    if let Some((at, m)) = v.at(s.start).find(|(_, m)| m.end < s.end && m.kind == EntityType::Loc)
        && matches!(v.key(m.end), "при" | "в" | "на" | "с" | "от" | "к" | "у")
    {
        *body = span(m, at, "before-preposition", 0.9);
    }
}

/// What a body of the press or of trade is called by that is no part of its name: `агентство | Kazinform`, `сайт`,
/// `компания | QazaqGaz`. The listed name behind such words is the same thing.
fn describe(v: &Sentence<'_>, s: &mut Span) {
    if s.kind != EntityType::Org || s.found != u32::MAX {
        return;
    }
    if v.kazakh(s.start) {
        // `ВВС | агенттігі`
        let last = s.end - 1;
        let listed = |m: &Match| m.end == last && m.kind == EntityType::Org && !m.context;
        let whole = |m: &Match| m.end == s.end;
        if v.info(last).class == Class::Lower
            && !v.at(s.start).any(|(_, m)| whole(m))
            && DESCRIBING_KAZAKH.iter().any(|word| v.key(last).starts_with(word))
            && let Some((at, _)) = v.at(s.start).find(|(_, m)| listed(m))
        {
            s.found = at as u32;
            s.rule = "lexicon+model";
            s.score = s.score.max(0.9);
        }
        return;
    }
    let small = |t: &u32| v.info(*t).class == Class::Lower;
    let start = (s.start..s.end).find(|t| !small(t)).unwrap_or(s.end);
    if start == s.start || start == s.end {
        return;
    }
    let word = v.key(start - 1);
    let says = DESCRIBING.iter().any(|d| word.starts_with(d));
    let listed = |m: &Match| {
        let trade =
            matches!(&*v.tag.lexicon.entry(m.entry).subtype, "media" | "company" | "bank" | "sport" | "fund");
        m.kind == EntityType::Org && m.end == s.end && !m.ambiguous && !m.context && !m.nested && trade
    };
    if let Some((at, _)) = v.at(start).find(|(_, m)| says && listed(m)) {
        s.found = at as u32;
        s.rule = "lexicon+model";
    }
}

/// Words before the names of media and companies, by their beginnings.
const DESCRIBING: [&str; 19] = [
    "авиакомпани",
    "агентств",
    "брокер",
    "газет",
    "издани",
    "информагентств",
    "канал",
    "компани",
    "концерн",
    "корпораци",
    "оператор",
    "платформ",
    "портал",
    "интернет-портал",
    "ресурс",
    "сайт",
    "телеканал",
    "холдинг",
    "журнал",
];

/// The same in Kazakh, behind the name.
const DESCRIBING_KAZAKH: [&str; 12] = [
    "авиакомпания",
    "агенттіг",
    "арнасы",
    "басылымы",
    "газет",
    "журнал",
    "компания",
    "корпорация",
    "порталы",
    "сайты",
    "телеарна",
    "холдинг",
];

/// The listed name that a span is a part of (`Республики Беларусь` where the model took `Беларусь` alone), unless another
/// name crosses its bounds. Those inside it are taken out of `spans[from..]`, which end before it, and of `rest`.
fn widened(
    v: &Sentence<'_>,
    from: usize,
    spans: &mut Vec<Span>,
    s: &Span,
    rest: &mut Vec<Span>,
) -> Option<Span> {
    let (at, m) = wider(v, s)?;
    let inside = |o: &Span| m.start <= o.start && o.end <= m.end;
    let fits = |o: &Span| o.end <= m.start || m.end <= o.start || inside(o);
    let free = spans[from..].iter().rev().take_while(|o| o.end > m.start).all(fits)
        && rest.iter().rev().take_while(|o| o.start < m.end).all(fits);
    if !free {
        return None;
    }
    while spans[from..].last().is_some_and(inside) {
        spans.pop();
    }
    while rest.last().is_some_and(inside) {
        rest.pop();
    }
    Some(span(m, at, "lexicon-wider", 0.9))
}

/// The longer listed name that a span is a part of.
fn wider<'a>(v: &Sentence<'a>, s: &Span) -> Option<(usize, &'a Match)> {
    let (at, m) = v.over(s.start, s.end).find(|(_, m)| {
        m.end - m.start > s.end - s.start
            && !m.ambiguous
            && !m.context
            && !m.nested
            && m.kind != EntityType::Role
            && (m.kind == s.kind
                || m.words >= 3
                // `Берке | хан`, of whom the model took the first word for a place.
                || m.kind == EntityType::Per && s.kind == EntityType::Loc && m.words >= 2
                // `область | Абай`
                || m.kind == EntityType::Loc && s.end == m.end && v.info(m.start).kind.is_some())
            && (!m.small || m.kind == s.kind)
    })?;
    // Kazakh leaves the kind of place or body out where it is not part of the name; its model knows. But `ҚР СІМ` is one,
    // and so is `Абылай хан`.
    let one = !v.kazakh(s.start)
        || m.kind == EntityType::Per
        // `Қазақстан Республикасы | Сыртқы істер министрлігі`
        || m.kind == EntityType::Org && s.kind == EntityType::Org && s.end == m.end && !m.small
        // `Қазақстанның Ирандағы елшілігі` is no Қазақстан.
        || m.kind == EntityType::Org && s.kind == EntityType::Loc && !m.small
        // `ҚТЖ | – Жүк тасымалы`
        || m.kind == s.kind && (m.start..m.end).any(|t| v.info(t).class == Class::Dash)
        || (m.start..m.end).all(|t| v.info(t).class == Class::AllCapitals);
    one.then_some((at, m))
}

/// A country and the listed body behind it that the model ran together, unless the two are one listed name:
/// `Қазақстан | Азиядағы өзара іс-қимыл және сенім шаралары кеңесін`.
fn country_and_body(v: &Sentence<'_>, s: &Span) -> Option<[Span; 2]> {
    let ends = |m: &Match| m.kind == EntityType::Org && !m.ambiguous && m.end == s.end;
    if v.at(s.start).any(|(_, m)| ends(m)) {
        return None;
    }
    let (at, m) = v.within(s.start, s.end).find(|(_, m)| ends(m) && m.words >= 4 && m.start > s.start)?;
    let (before, place) = v.at(s.start).find(|(_, p)| p.end == m.start && p.kind == EntityType::Loc)?;
    (place.case == Some(Case::Nom))
        .then(|| [span(place, before, "lexicon-end", 0.9), span(m, at, "lexicon-end", 0.9)])
}
