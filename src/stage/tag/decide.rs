//! Reconciles what the lexicon found with what the model found, by named rules.
//!
//! The names in the output's column `rule`: `lexicon` (an unambiguous alias that the model passed over),
//! `lexicon+model` (both say so), `model`, `lexicon:roles` (offices), `lexicon-inside` (a listed name inside a longer
//! name), `lexicon-wider` (the model took a part of a listed name), `lexicon-end` (a long name of the lexicon that the
//! model ran together with the country before it), `after-office` (a listed name that the model ran together with the
//! office before it), `before-preposition` (`Казахстана | при ОДКБ`), `beside-office`, `person:initials` and
//! `person:pattern` (initials or a given name before a word that can be a surname), those of [`super::part`], of
//! [`super::pattern`] and of [`super::beside`]. What is dropped leaves no name: common words with the capital of a sentence's start, words such as
//! COVID-19, addresses, words of page furniture, codes of currencies, Kazakh works, prizes and orders in quotation marks.
//! `ambiguous` and `context` aliases need the
//! model's support; surnames flagged `context` get their person from the full name in the document alone, offices
//! flagged so need a name beside them. Cost: linear in tokens, matches and spans: none of them is longer than
//! [`LONGEST`], so what lies over a span is sought no farther away.

use std::ops::Range;

use crate::document::{Case, Document, EntityType};
use crate::lang::Lang;
use crate::lexicon::Evidence;
use crate::words::fold;

use super::beside::{retype, work};
use super::bounds;
use super::kind::Kind;
use super::lexical::Match;
use super::part::{
    balance, begun_place, cut_short, initialed, join_surnames, listing, part_at_bounds, part_bodies,
    part_inflected, part_lines, part_persons, part_places, take_given, take_initials, trim, trim_words,
    unbracket, widen_to_initials, widen_to_purpose,
};
use super::pattern::{Found, TITLES, is_after};
use super::value::{Code, is_currency};
use super::word::{Class, Info, Mask, Words};
use super::{LONGEST, Span, Tag, begins_line, retain};

/// Below this score a name that is also a common word is none: `Кеңес`, `Форум` for the body of the page.
const UNSURE: f32 = 0.3;
/// The floor of the model's scores: its margin there says nothing.
const FAINT: f32 = 0.05;
/// Words of a Kazakh body without a name, at most: longer ones may be numbered in words.
const UNNAMED: u32 = 3;
/// Words in capitals in a row from which a text is shouted.
const SHOUTED: u32 = 3;
/// Letters of an abbreviation, at most, as a rule.
const ABBREVIATION: usize = 4;

/// A sentence to decide on, and what was found of it.
pub(super) struct Sentence<'a> {
    pub(super) doc: &'a Document,
    pub(super) words: &'a Words,
    /// For each token of the document what is known of its word.
    pub(super) infos: &'a [u32],
    /// For each token what its word may begin.
    pub(super) masks: &'a [Mask],
    /// What the lexicon found in the document, in order of start.
    pub(super) matches: &'a [Match],
    /// Those of the sentence.
    pub(super) here: Range<usize>,
    pub(super) tag: &'a Tag,
    /// The sentence's tokens.
    pub(super) range: Range<u32>,
}

impl<'a> Sentence<'a> {
    /// What is known of the word of token `t`.
    #[inline]
    pub(super) fn info(&self, t: u32) -> &'a Info {
        self.words.info(self.infos[t as usize])
    }

    /// Token `t` as it stands in the normalised text.
    pub(super) fn key(&self, t: u32) -> &'a str {
        &self.doc.normalized()[self.doc.tokens[t as usize].norm.range()]
    }

    /// True where a line end stands between token `t`, not the first, and the one before.
    pub(super) fn begins_line(&self, t: u32) -> bool {
        begins_line(self.doc, t)
    }

    /// True for a token with a space on either side, inside the sentence.
    pub(super) fn is_apart(&self, t: u32) -> bool {
        let space = |t: u32| {
            let [before, token] = [t - 1, t].map(|t| self.doc.tokens[t as usize].norm);
            before.end < token.start
        };
        self.range.start < t && t + 1 < self.range.end && space(t) && space(t + 1)
    }

    /// The lexicon's matches in the sentence, with their places among all.
    fn here(&self) -> impl Iterator<Item = (usize, &'a Match)> + use<'a> {
        let Range { start, end } = self.here;
        (start..end).zip(&self.matches[start..end])
    }

    /// Those that begin in tokens `start..end`.
    pub(super) fn within(&self, start: u32, end: u32) -> impl Iterator<Item = (usize, &'a Match)> + use<'a> {
        let here = &self.matches[self.here.clone()];
        let first = here.partition_point(|m| m.start < start);
        let places = self.here.start + first..self.here.end;
        places.zip(&here[first..]).take_while(move |(_, m)| m.start < end)
    }

    /// Those that begin at token `t`.
    pub(super) fn at(&self, t: u32) -> impl Iterator<Item = (usize, &'a Match)> + use<'a> {
        self.within(t, t + 1)
    }

    /// Those that hold tokens `start..end`.
    fn over(&self, start: u32, end: u32) -> impl Iterator<Item = (usize, &'a Match)> + use<'a> {
        self.within(start.saturating_sub(LONGEST), start + 1).filter(move |(_, m)| end <= m.end)
    }

    pub(super) fn kazakh(&self, t: u32) -> bool {
        self.doc.tokens[t as usize].lang == Lang::Kk
    }

    /// True for a Kazakh word whose stem the stem list knows, where a model speaks. Asked of few words: it is analysed anew.
    fn noun(&self, t: u32) -> bool {
        let Tag { models, kk, .. } = self.tag;
        self.kazakh(t) && models.of(Lang::Kk).is_some() && kk.morphology().knows(&fold(self.key(t)))
    }
}

/// Decides a sentence. `spans[from..]` are the model's, in order; they become what is to be kept.
pub(super) fn decide(v: &Sentence<'_>, patterns: &[Found], from: usize, spans: &mut Vec<Span>) {
    model_spans(v, from, spans);
    lexicon_spans(v, from, spans);
    doubtful(v, from, spans);
    let roles: Vec<Span> = spans[from..].iter().filter(|s| s.kind == EntityType::Role).copied().collect();
    kinds(v, patterns, from, spans);
    purposes(v, from, spans);
    bounds::numbers(v, &mut spans[from..]);
    without_office(v, &roles, &mut spans[from..]);
    persons(v, from, spans);
    bounds::persons(v, from, spans);
    join_surnames(v, from, spans);
    offices(v, &roles, from, spans);
    spans[from..].sort_by_key(|s| (s.start, std::cmp::Reverse(s.end)));
    retype(v, from, spans);
    widen_to_initials(v, from, spans);
    // Of two in one place the one that was found first stands first.
    spans[from..].sort_by_key(|s| (s.start, std::cmp::Reverse(s.end)));
}

/// Bodies that were found by their kind go on to what they are for: `департамент КНБ | по г. Астане`.
fn purposes(v: &Sentence<'_>, from: usize, spans: &mut [Span]) {
    let open = |s: &Span| s.kind == EntityType::Org && s.found == u32::MAX && s.rule.starts_with("org:");
    if !spans[from..].iter().any(open) {
        return;
    }
    let known = by_start(spans, from);
    for &i in &known {
        let mut s = spans[i];
        if !open(&s) {
            continue;
        }
        // Another body or person that begins behind it ends it; a place may belong to its name.
        let behind = known.partition_point(|&k| spans[k].start < s.end);
        let near = known[behind..].iter().map(|&k| &spans[k]).take_while(|o| o.start < s.end + LONGEST);
        let mut next = near.filter(|o| matches!(o.kind, EntityType::Org | EntityType::Per));
        let (end, until) = (s.end, next.next().map_or(v.range.end, |o| o.start));
        widen_to_purpose(v, until, &mut s);
        let over = names_over(spans, from, &known, s.start, s.end);
        if s.end > end && over.iter().all(|&k| spans[k].end <= s.end) {
            spans[i].end = s.end;
        }
    }
}

/// What becomes of the model's spans, each on its own: cut, parted, widened to what the lexicon found, or dropped.
fn model_spans(v: &Sentence<'_>, from: usize, spans: &mut Vec<Span>) {
    if spans.len() == from {
        return;
    }
    // What is still to be looked at, the first of it last.
    let mut rest: Vec<Span> = spans.drain(from..).rev().filter(|s| s.end - s.start <= LONGEST).collect();
    while let Some(mut s) = rest.pop() {
        unbracket(v, &mut s);
        balance(v, &mut s);
        trim(v, &mut s);
        cut_short(v, &mut s);
        if s.kind == EntityType::Per {
            trim_words(v, &mut s);
            bounds::trim_common(v, &mut s);
            take_initials(v, &mut spans[from..], &mut s);
            rest.extend(part_at_bounds(v, &mut s));
            rest.extend(part_persons(v, &mut s));
            rest.extend(part_inflected(v, &mut s));
            take_given(v, &spans[from..], &mut s);
        }
        if matches!(s.kind, EntityType::Loc | EntityType::Org) {
            rest.extend(initialed(v, &mut s));
        }
        if listing(v, &s) {
            continue;
        }
        if s.kind == EntityType::Loc {
            rest.extend(part_places(v, &mut s));
        }
        if matches!(s.kind, EntityType::Loc | EntityType::Org) {
            rest.extend(part_lines(v, &mut s));
        }
        if s.kind == EntityType::Loc && somebody(v, &s) {
            s.kind = EntityType::Per;
        }
        if s.kind == EntityType::Loc && names_body(v, &s) {
            s.kind = EntityType::Org;
        }
        if s.kind == EntityType::Org {
            rest.extend(part_bodies(v, &mut s));
            rest.extend(bounds::part_head(v, &mut s));
            let until = rest.last().map_or(v.range.end, |next| next.start);
            bounds::complete(v, until, &mut s);
            widen_to_purpose(v, until, &mut s);
            if let Some(place) = begun_place(v, &s)
                && rest.iter().rev().take_while(|o| o.start < place.end).all(|o| o.end <= place.end)
            {
                s.end = place.end;
                rest.truncate(rest.iter().take_while(|o| o.start >= place.end).count());
            }
        }
        if no_name(v, &s) {
            continue;
        }
        refer(v, &mut s);
        // `Республики Беларусь` where the model took `Беларусь` alone.
        if let Some((at, m)) = wider(v, &s) {
            let inside = |o: &Span| m.start <= o.start && o.end <= m.end;
            let fits = |o: &Span| o.end <= m.start || m.end <= o.start || inside(o);
            if spans[from..].iter().rev().take_while(|o| o.end > m.start).all(fits)
                && rest.iter().rev().take_while(|o| o.start < m.end).all(fits)
            {
                while spans[from..].last().is_some_and(inside) {
                    spans.pop();
                }
                while rest.last().is_some_and(inside) {
                    rest.pop();
                }
                spans.push(span(m, at, "lexicon-wider", 0.9));
                continue;
            }
        }
        // `Қазақстан | Азиядағы өзара іс-қимыл және сенім шаралары кеңесін`, unless the two are one listed name.
        let ends = |m: &Match| m.kind == EntityType::Org && !m.ambiguous && m.end == s.end;
        let whole = v.at(s.start).any(|(_, m)| ends(m));
        let long = v.within(s.start, s.end).find(|(_, m)| ends(m) && m.words >= 4 && m.start > s.start);
        if let Some((at, m)) = long.filter(|_| !whole)
            && let Some((before, place)) =
                v.at(s.start).find(|(_, p)| p.end == m.start && p.kind == EntityType::Loc)
            && place.case == Some(Case::Nom)
        {
            spans.push(span(place, before, "lexicon-end", 0.9));
            s = span(m, at, "lexicon-end", 0.9);
        }
        spans.push(s);
    }
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

/// True for a Kazakh surname that the model takes for a place, where no list and no word beside it has the place:
/// `Кирхгофф жариялады`, but `Жамбыл ауданы`, `Абайға барды`.
fn somebody(v: &Sentence<'_>, s: &Span) -> bool {
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
        && !WHERE.iter().any(|end| key.ends_with(end))
        && !(s.end..s.end + 4).any(place)
        && !(s.start > v.range.start && place(s.start - 1))
        && !v.over(s.start, s.end).any(|(_, m)| m.kind == EntityType::Loc)
}

/// The beginnings of words for places behind their names, in the plural too: `Толстой көшелерінің`, `Жданов аулына`.
const OF_PLACES: [&str; 9] = ["аудан", "аул", "ауыл", "көл", "көше", "орден", "тау", "қала", "өзен"];

/// The endings of words that say where, whence or whither.
const WHERE: [&str; 14] =
    ["да", "де", "та", "те", "ға", "ге", "қа", "ке", "нан", "нен", "дан", "ден", "тан", "тен"];

/// True for what the model takes for a name though it is none.
fn no_name(v: &Sentence<'_>, s: &Span) -> bool {
    if s.start >= s.end || foreign(v, s) {
        return true;
    }
    if s.found == u32::MAX && s.start > v.range.start && award(v, s) {
        return true;
    }
    if s.found == u32::MAX && (furniture(v, s) || (s.start..s.end).all(|t| currency(v, t))) {
        return true;
    }
    // `әскери бөлім`, `командасы`: a body without a name.
    let small = |t: u32| v.info(t).class == Class::Lower;
    if s.kind == EntityType::Org
        && s.found == u32::MAX
        && v.kazakh(s.start)
        && s.end - s.start <= UNNAMED
        && (s.start..s.end).all(small)
        && !v.over(s.start, s.end).any(|(_, m)| m.kind == EntityType::Org)
    {
        return true;
    }
    if s.found == u32::MAX && v.kazakh(s.start) && work(v, s) {
        return true;
    }
    if s.end - s.start > 1 {
        return false;
    }
    let only = v.info(s.start);
    if only.address || only.evidence.has(Evidence::NOT_NAME) {
        return true;
    }
    // A common word that only the sentence's start made a capital, or that the model is not sure of.
    let start = s.start == v.range.start || matches!(v.info(s.start - 1).class, Class::OtherMark);
    (start || s.score < UNSURE)
        && only.class == Class::Capital
        && (!only.evidence.has(Evidence::GIVEN | Evidence::SURNAME) || only.evidence.has(Evidence::AMBIGUOUS))
        && (only.common || s.kind == EntityType::Per && v.noun(s.start))
        && !v.over(s.start, s.end).any(|(_, m)| !m.ambiguous && m.kind == s.kind)
}

/// True for words that count views and the like or offer to share, unless they are quoted: `Просмотров: 1245`.
fn furniture(v: &Sentence<'_>, s: &Span) -> bool {
    let quoted =
        s.start > v.range.start && matches!(v.info(s.start - 1).class, Class::OpenQuote | Class::Quote);
    !quoted && (s.start..s.end).all(|t| v.tag.furniture.has(&fold(v.key(t))))
}

/// True for the code of a currency and the stroke between two: `USD/KZT`.
fn currency(v: &Sentence<'_>, t: u32) -> bool {
    let key = v.key(t);
    key == "/" || is_currency(key)
}

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
    // `Казахстана при ОДКБ`: a country and what stands behind a preposition are two.
    if let Some((at, m)) = v.at(s.start).find(|(_, m)| m.end < s.end && m.kind == EntityType::Loc)
        && matches!(v.key(m.end), "при" | "в" | "на" | "с" | "от" | "к" | "у")
    {
        *body = span(m, at, "before-preposition", 0.9);
    }
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
                || m.kind == EntityType::Per && s.kind == EntityType::Loc && m.words >= 2)
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
        || (m.start..m.end).all(|t| v.info(t).class == Class::AllCapitals);
    one.then_some((at, m))
}

/// What the lexicon found beside the model's spans, which stand in order and apart, and what it says of them.
fn lexicon_spans(v: &Sentence<'_>, from: usize, spans: &mut Vec<Span>) {
    let count = spans.len();
    for (i, m) in v.here() {
        if m.kind == EntityType::Role {
            // `глава`, `би`, `модель`: an office only beside somebody or something named.
            let near = from + spans[from..count].partition_point(|s| s.end < m.start);
            let mut near = spans[near..count].iter().take_while(|s| s.start <= m.end);
            let beside =
                |s: &Span| s.end == m.start || s.start == m.end || s.start <= m.start && m.end <= s.end;
            if !m.context || near.any(beside) {
                spans.push(span(m, i, "lexicon:roles", 0.9));
            }
            continue;
        }
        let next = from + spans[from..count].partition_point(|s| s.end <= m.start);
        if next == count || spans[next].start >= m.end {
            if m.ambiguous || m.context || m.small || of_currency(v, m) {
                continue;
            }
            if m.nested {
                // Inside a listed name that no model found, or inside an office: `член | Совета Федерации`.
                let near = spans[count..].iter().rev().take_while(|s| s.start + LONGEST > m.start);
                let mut names = near.filter(|s| s.kind != EntityType::Role || !v.kazakh(m.start));
                if names.any(|s| s.start <= m.start && m.end <= s.end) && m.kind != EntityType::Per {
                    spans.push(span(m, i, "lexicon-inside", 0.8));
                }
                continue;
            }
            spans.push(span(m, i, "lexicon", 0.8));
            continue;
        }
        let behind = spans[next + 1..count].first().map_or(v.range.end, |o| o.start);
        let s = &mut spans[next];
        let same = (s.start, s.end) == (m.start, m.end);
        // `в Иванове`: nobody is in Иванов.
        let within = s.kind == EntityType::Per
            && m.kind == EntityType::Loc
            && m.case == Some(Case::Loc)
            && !v.kazakh(m.start)
            && m.start > v.range.start
            && matches!(v.key(m.start - 1), "в" | "во" | "В" | "Во");
        if same && within && !m.context && s.found == u32::MAX {
            s.kind = m.kind;
        }
        let surname = m.context && m.kind == EntityType::Per && m.words == 1;
        let listing = same && m.kind == EntityType::Loc && s.kind == EntityType::Per && beside_place(v, m);
        if same && s.found == u32::MAX && (s.kind == m.kind || !m.ambiguous || listing) && !surname {
            // A place's name may be its club's or its government's; a body's name is no place, nor is a war. A
            // listed place is no person, unless the name is somebody's too.
            let quoted = m.start.checked_sub(1).map(|t| v.info(t).class);
            let quoted = matches!(quoted, Some(Class::OpenQuote | Class::Quote));
            let event = m.kind == EntityType::Event && m.words >= 2 && !quoted;
            let first = v.info(m.start).evidence;
            let subtype = &*v.tag.lexicon.entry(m.entry).subtype;
            let known = if subtype == "country" && m.words == 1 {
                Evidence::GIVEN
            } else {
                Evidence::GIVEN | Evidence::SURNAME
            };
            let place =
                m.kind == EntityType::Loc && s.kind == EntityType::Per && !m.ambiguous && !first.has(known);
            let body = m.kind == EntityType::Org && !m.small;
            // `Эзопа`, `Роналдиньо`: the model knows few of those who have one name.
            // A street may be called `Төле би`.
            let person = m.kind == EntityType::Per
                && (s.kind == EntityType::Loc || s.kind == EntityType::Org && !quoted)
                && !m.ambiguous
                && !within_place(v, m)
                && !(m.words >= 2 && is_title(&fold(v.key(m.end - 1))));
            let place = place || listing;
            // `глава Израиля`, `президент США`: not its government, nor in a list of towns its club.
            let settled = m.kind == EntityType::Loc
                && s.kind == EntityType::Org
                && !m.ambiguous
                && !quoted
                && matches!(
                    subtype,
                    "country" | "region" | "city" | "district" | "village" | "water" | "area" | "mountain"
                );
            if s.kind != m.kind && (body || event || place || settled || person) && !m.context {
                s.kind = m.kind;
            }
            if s.kind == m.kind {
                s.found = i as u32;
            }
            s.rule = "lexicon+model";
            s.score = s.score.max(0.97);
        } else if !same
            && m.start <= s.start
            && s.end <= m.end
            && s.kind == m.kind
            && s.found == u32::MAX
            && !m.ambiguous
            && !m.context
        {
            // `Қызыл | теңізде`: the model leaves the kind out, the thing is the Red Sea. What else it leaves out is of the
            // name: `Орта | Азия`, `Бәсекелестікті қорғау және | дамыту агенттігінің`.
            if m.end <= behind && lacks_more(v, s, m) {
                (s.start, s.end) = (m.start, m.end);
            }
            s.found = i as u32;
            s.rule = "lexicon+model";
        } else if !same
            && s.start <= m.start
            && m.end <= s.end
            && !m.ambiguous
            && !m.context
            && m.kind != EntityType::Per
            && s.kind != EntityType::Per
        {
            spans.push(span(m, i, "lexicon-inside", 0.8));
        }
    }
}

/// True for a part of a listed Kazakh name that lacks more of it than a place's kind or its quotation marks: `Орта | Азия`,
/// `Байқоңыр ғарыш | айлағы`, `Ресей | империясы`, but `Талас | өзендерінің`. The east of a listed country may be just
/// that: `Шығыс | Қазақстан`.
fn lacks_more(v: &Sentence<'_>, s: &Span, m: &Match) -> bool {
    let class = |t: u32| v.info(t).class;
    let quote = |t: u32| matches!(class(t), Class::OpenQuote | Class::CloseQuote | Class::Quote);
    if !v.kazakh(s.start) || (m.start..m.end).any(quote) {
        return false;
    }
    let subtype = |m: &Match| &*v.tag.lexicon.entry(m.entry).subtype;
    let body = |t: u32| v.tag.kinds.get(v.info(t).kind).is_some_and(|k| k.thing == EntityType::Org);
    let capital = (s.end..m.end).any(|t| class(t) != Class::Lower);
    let alone = || v.at(s.start).find(|(_, o)| o.end == s.end).map(|(_, o)| o);
    // `CNN | телеарнасы`
    if alone().is_some_and(|o| o.entry == m.entry) {
        return false;
    }
    match s.kind {
        EntityType::Loc if m.start < s.start => alone().is_none_or(|o| subtype(o) != "country"),
        EntityType::Loc => {
            let place = |t: u32| v.tag.kinds.get(v.info(t).kind).is_some_and(|k| k.thing == EntityType::Loc);
            let half = class(s.end - 1) == Class::Lower && !(s.end..m.end).all(place);
            let other = || alone().is_some_and(|o| o.kind == EntityType::Org);
            capital || half || subtype(m) == "country" || other()
        }
        _ => m.start < s.start || capital || (s.end..m.end).any(body),
    }
}

/// True for a title in some case: `би`, `биге`, `батыра`.
fn is_title(key: &str) -> bool {
    TITLES.iter().any(|title| key.strip_prefix(title).is_some_and(|rest| rest.chars().count() <= 3))
}

/// True for a name behind `в`: nobody is in a person.
fn within_place(v: &Sentence<'_>, m: &Match) -> bool {
    m.start > v.range.start
        && !v.kazakh(m.start)
        && matches!(v.key(m.start - 1), "в" | "во" | "В" | "Во" | "из")
}

/// True for a listed place that is somebody's name too, where others say that it is the place: it stands between two
/// listed places (`Тараз, Каратау, Жанатас`), or beside one and is no other word (`Еділ мен Алтай арасында`), or a
/// Kazakh case says where (`Афинада`).
fn beside_place(v: &Sentence<'_>, m: &Match) -> bool {
    if m.context || m.end - m.start > 1 || m.words > 1 {
        return false;
    }
    let joint = |t: u32| {
        v.range.contains(&t)
            && (v.info(t).class == Class::Comma || matches!(v.key(t), "и" | "мен" | "пен" | "бен" | "және"))
    };
    let sure = |o: &Match| {
        o.kind == EntityType::Loc
            && !o.ambiguous
            && !o.context
            && !v.info(o.start).evidence.has(Evidence::GIVEN)
    };
    let before = m.start >= v.range.start + 2
        && joint(m.start - 1)
        && v.within((m.start - 1).saturating_sub(4), m.start - 1)
            .any(|(_, o)| o.end == m.start - 1 && sure(o));
    let after = joint(m.end) && v.at(m.end + 1).any(|(_, o)| sure(o));
    let within = m.case == Some(Case::Loc) && v.kazakh(m.start);
    before && after || (before || after || within) && !m.ambiguous
}

/// True for the country of a sum that is written in words: `үш мың АҚШ доллары`.
fn of_currency(v: &Sentence<'_>, m: &Match) -> bool {
    let code = |t: u32| v.info(t).value;
    let currency = |t: u32| v.range.contains(&t) && matches!(code(t), Code::Currency(_));
    let before = m.start.checked_sub(1).is_some_and(currency);
    m.end - m.start == 1
        && code(m.start) == Code::American
        && (before || currency(m.end))
        && !(v.range.start.max(m.start.saturating_sub(6))..m.start).any(|t| code(t) == Code::Number)
}

/// Takes back what the model alone found and nothing else supports: Russian places at the floor of its scores, of which
/// one in ten is right, adjectives before the noun that they belong to (`Всесоюзной | партийной конференции`), and pieces
/// of text that is shouted: in a run of words in capitals a capital says nothing.
fn doubtful(v: &Sentence<'_>, from: usize, spans: &mut Vec<Span>) {
    let loud = |t: u32| {
        v.range.contains(&t)
            && v.info(t).class == Class::AllCapitals
            && v.doc.tokens[t as usize].norm.len() > 2 * ABBREVIATION
    };
    let name = Evidence::GIVEN | Evidence::SURNAME | Evidence::SURNAME_SHAPE;
    retain(spans, from, |s| {
        let alone = s.found == u32::MAX && s.rule == "model";
        let faint = s.kind == EntityType::Loc && s.score <= FAINT && !v.kazakh(s.start);
        let lower =
            |t: u32| v.range.contains(&t) && v.info(t).class == Class::Lower && !v.info(t).kind.is_some();
        // `Құжатты ЖСҚ әзірледі`: of the abbreviations that no list holds nearly none is a place.
        let capitals = alone
            && s.kind == EntityType::Loc
            && s.end - s.start == 1
            && v.kazakh(s.start)
            && v.info(s.start).class == Class::AllCapitals;
        let adjective = alone
            && s.kind == EntityType::Loc
            && s.end - s.start == 1
            && !v.kazakh(s.start)
            && lower(s.end)
            && agrees(v.key(s.start), v.key(s.end));
        let shouted = alone && {
            let capitals = |t: &u32| v.range.contains(t) && v.info(*t).class == Class::AllCapitals;
            // So much of a shouted page tells enough.
            let (from, to) = (s.start.saturating_sub(LONGEST), s.end + LONGEST);
            let first = (from..s.start).rev().take_while(capitals).last().unwrap_or(s.start);
            let last = (s.end..to).take_while(capitals).last().map_or(s.end, |t| t + 1);
            let all = (s.start..s.end).all(|t| capitals(&t));
            let known = (s.start..s.end).any(|t| {
                let info = v.info(t);
                info.kind.is_some() || s.kind == EntityType::Per && info.evidence.has(name)
            });
            all && !known && last - first >= SHOUTED && (first..last).filter(|&t| loud(t)).count() >= 2
        };
        !(alone && faint || capitals || adjective || shouted)
    });
}

/// True where a word may be an adjective and the next in small letters what it belongs to: their endings agree.
pub(super) fn agrees(adjective: &str, next: &str) -> bool {
    const AGREE: [(&str, &[&str]); 12] = [
        ("ое", &["ое", "ее", "о", "е"]),
        ("ее", &["ое", "ее", "о", "е"]),
        ("ая", &["ая", "яя", "а", "я"]),
        ("ый", &["ый", "ий"]),
        ("ий", &["ый", "ий"]),
        ("ого", &["ого", "его", "а", "я"]),
        ("ому", &["ому", "ему", "у", "ю"]),
        ("ом", &["ом", "ем", "е"]),
        ("ой", &["ой", "ей", "и", "ы", "е"]),
        ("ую", &["ую", "юю", "у", "ю"]),
        ("ые", &["ые", "ие", "ы", "и"]),
        ("ых", &["ых", "их"]),
    ];
    let long = |word: &str, least: usize| word.chars().count() >= least;
    let verb = ["ли", "ла", "ло", "ся", "сь"].iter().any(|e| next.ends_with(e));
    let fits = |(end, of): &(&str, &[&str])| adjective.ends_with(end) && of.iter().any(|e| next.ends_with(e));
    long(adjective, 6) && long(next, 4) && !verb && AGREE.iter().any(fits)
}

/// A listed person's name without the office that some of its aliases begin with: `Император | Акихито`.
fn without_office(v: &Sentence<'_>, roles: &[Span], spans: &mut [Span]) {
    for s in spans {
        if s.kind != EntityType::Per || s.found == u32::MAX {
            continue;
        }
        let first = roles.partition_point(|r| r.start < s.start);
        let mut here = roles[first..].iter().take_while(|r| r.start == s.start);
        let office = here.find(|r| r.end < s.end).map(|r| r.end);
        let office = office.or_else(|| {
            let first = v.info(s.start).evidence;
            (s.end - s.start >= 2 && first.has(Evidence::ROLE) && !first.has(Evidence::GIVEN))
                .then_some(s.start + 1)
        });
        if let Some(start) = office {
            s.start = start;
        }
    }
}

/// Names by their kind: taken where nothing was found, or only pieces of them. A place or person inside a body's name
/// stays and is nested; a piece of the body's own name goes.
fn kinds(v: &Sentence<'_>, patterns: &[Found], from: usize, spans: &mut Vec<Span>) {
    if patterns.is_empty() {
        return;
    }
    let known = by_start(spans, from);
    for found in patterns.iter().filter(|p| p.span.end - p.span.start <= LONGEST) {
        let p = found.span;
        let over = names_over(spans, from, &known, p.start, p.end);
        let pieces = over.iter().all(|&k| {
            let s = &spans[k];
            let inside = p.start <= s.start && s.end <= p.end && s.end - s.start < p.end - p.start;
            // `Сәкен көшесінде`; `Знаменском районе`, where the adjective looks like a town in some case.
            let street = p.rule == "place:street"
                || p.rule == "place:adjective" && s.kind == EntityType::Loc && s.end - s.start == 1;
            // `акима Абайского района`: a district, not a body.
            let same = (s.start, s.end) == (p.start, p.end) && s.kind == EntityType::Org;
            let district = p.rule == "place:adjective" && same;
            // `«Қайрат» шағынауданы` is no club.
            p.rule == "place:quoted" && same && v.kazakh(p.start)
                || district && s.found == u32::MAX
                || inside
                    && (s.kind != EntityType::Per || street || p.rule == "org:named" || s.end - s.start == 1)
                    && (p.kind == EntityType::Org || street || s.found == u32::MAX)
        });
        if !pieces {
            continue;
        }
        // `газета «Известия»`: the listed or found name in the marks stays what it is; with a legal form it is the
        // same thing by a longer name.
        let inner = over.iter().find(|&&k| {
            let s = &spans[k];
            let at_mark = s.end + 1 == p.end || s.start == p.start + 1;
            s.kind == EntityType::Org && s.found != u32::MAX && at_mark
        });
        // A listed name that ends there is the name: what stands before it is another word.
        let listed = |&k: &usize| {
            spans[k].found != u32::MAX && spans[k].kind == EntityType::Org && spans[k].end == p.end
        };
        if matches!(p.rule, "org:before" | "org:phrase") && over.iter().any(listed) {
            continue;
        }
        let mut p = p;
        match inner {
            Some(&k) if p.rule == "org:form" => p.found = spans[k].found,
            _ if p.rule == "org:named" => p.found = named_after(v, &p).unwrap_or(u32::MAX),
            _ if p.rule == "org:quoted" && over.iter().any(|&k| spans[k].kind == EntityType::Org) => continue,
            _ => {}
        }
        for &k in &over {
            let s = &mut spans[k];
            let kept = p.kind == EntityType::Org && (s.kind != EntityType::Org || s.found != u32::MAX);
            if !kept || s.kind == EntityType::Per && p.rule != "org:named" {
                s.end = GONE;
            }
        }
        spans.push(p);
    }
    retain(spans, from, |s| s.end != GONE);
}

/// The listed body that a name is with whom it is called after, where its full name has him too: `Казахский национальный
/// университет | им. Аль Фараби`.
fn named_after(v: &Sentence<'_>, s: &Span) -> Option<u32> {
    let whom = fold(v.key(s.end - 1));
    let full = |m: &Match| {
        let name = v.tag.lexicon.entry(m.entry).names[0].as_deref().unwrap_or("");
        fold(name).rsplit([' ', '-']).next() == Some(&*whom)
    };
    let before = |m: &Match| m.end < s.end && is_after(v.key(m.end));
    let listed = v.within(s.start, s.end).find(|(_, m)| m.kind == EntityType::Org && before(m) && full(m));
    listed.map(|(place, _)| place as u32)
}

/// The end of a span that is to be taken away: it lies over nothing.
pub(super) const GONE: u32 = 0;

/// The places of `spans[from..]`, in order of their starts.
fn by_start(spans: &[Span], from: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (from..spans.len()).collect();
    places.sort_by_key(|&k| spans[k].start);
    places
}

/// The places of the names, offices aside, that lie over tokens `start..end`: of those that were `known`, by their starts,
/// and of those added behind them, which a rule found from left to right.
fn names_over(spans: &[Span], from: usize, known: &[usize], start: u32, end: u32) -> Vec<usize> {
    let first = known.partition_point(|&k| spans[k].start + LONGEST < start);
    let listed = known[first..].iter().copied().take_while(|&k| spans[k].start < end);
    // A rule's name begins at most so much before the one found before it.
    let near = |k: &usize| spans[*k].start + 2 * LONGEST > start;
    let added = (from + known.len()..spans.len()).rev().take_while(near);
    let over = |&k: &usize| spans[k].start < end && start < spans[k].end && spans[k].kind != EntityType::Role;
    let mut over: Vec<usize> = listed.chain(added).filter(over).collect();
    over.sort_unstable();
    over
}

/// Rule `beside-office`: a listed office keeps its words. A name of the model's that is the office itself, or a part of
/// it that no lexicon holds, is none; one that runs into the office or out of it ends where the office does. Offices
/// inside longer names (`ҚР Президенті Әкімшілігі`) stay: they are nested. So does a body that begins inside the office
/// (`глава | МИД РФ`, `председатель | Совета муфтиев России`): the two share its first words. A place is called after a
/// saint, a judge or a khan with his title (`Шілтері әулие`), and a title may be a given name (`Сұлтан Қалдыбеков`).
fn offices(v: &Sentence<'_>, roles: &[Span], from: usize, spans: &mut Vec<Span>) {
    if roles.is_empty() {
        return;
    }
    retain(spans, from, |s| {
        // `улица | Генерала Дорохова`
        if s.kind == EntityType::Role || s.found != u32::MAX || s.rule == "place:street" {
            return true;
        }
        let first = roles.partition_point(|r| r.start + LONGEST < s.start);
        let mut near = roles[first..].iter().take_while(|r| r.start < s.end);
        let Some(role) = near.find(|r| s.start < r.end) else { return true };
        let first = v.info(s.start);
        let shared = match s.kind {
            EntityType::Org => {
                let body = || v.at(s.start).any(|(_, m)| m.kind == EntityType::Org && m.end < s.end);
                role.start < s.start && role.end < s.end && (first.kind.is_some() || body())
            }
            EntityType::Loc => {
                s.start < role.start
                    && role.end == s.end
                    && role.end - role.start == 1
                    && !v.at(s.start).any(|(_, m)| m.end == role.start && !m.ambiguous)
            }
            EntityType::Per => {
                role.start == s.start
                    && role.end < s.end
                    && first.class == Class::Capital
                    && first.evidence.has(Evidence::GIVEN)
            }
            _ => false,
        };
        if shared {
            return true;
        }
        let before = (s.start, s.end);
        if role.start <= s.start && s.end <= role.end {
            s.end = s.start;
        } else if role.start <= s.start {
            s.start = role.end;
        } else if s.end <= role.end && s.kind != EntityType::Per && s.end - s.start > role.end - role.start {
            // `Орынбордағы мұғалімдер мектебі` goes on behind the office; `Жетісудың әскери губернаторы` ends with it.
            s.end = role.start;
        } else if s.end < role.end {
            s.end = role.start;
        }
        // `Председателя Счетного комитета | по контролю`
        let purpose = s.kind == EntityType::Org && s.start < s.end && v.key(s.start) == "по";
        if s.start >= s.end || purpose && before != (s.start, s.end) {
            return false;
        }
        if before != (s.start, s.end) {
            s.rule = "beside-office";
            // What is left may be a listed name, or begin with one: `Казахстана при ОДКБ`.
            let known = v
                .at(s.start)
                .filter(|(_, m)| m.end <= s.end && !m.context && !m.ambiguous && m.kind != EntityType::Role);
            if let Some((at, m)) = known.max_by_key(|(_, m)| m.end) {
                (s.kind, s.end, s.found) = (m.kind, m.end, at as u32);
            }
        }
        true
    });
}

/// True for the words that days, orders and prizes are called by.
pub(super) fn names_awards(surface: &str, key: &str) -> bool {
    const AWARDS: &[&str] = &[
        "день",
        "дня",
        "дню",
        "днем",
        "дне",
        "орден",
        "ордена",
        "орденом",
        "ордену",
        "орденов",
        "медаль",
        "медали",
        "медалью",
    ];
    // Most words are turned away by their first letter, most others by their key; with ё it is another word.
    key.starts_with(['д', 'о', 'м']) && AWARDS.contains(&key) && surface.to_lowercase() == key
}

/// True for what a day, an order or a prize is called after: `День Победы`, `орден Красной Звезды`.
fn award(v: &Sentence<'_>, s: &Span) -> bool {
    let before = v.info(s.start - 1);
    let first = v.info(s.start);
    s.kind != EntityType::Org && before.award && matches!(before.class, Class::Lower | Class::Capital)
        || s.end - s.start >= 2 && first.award
}

/// True for running text in Latin letters: a quotation, not a name.
fn foreign(v: &Sentence<'_>, s: &Span) -> bool {
    let small = (s.start..s.end).filter(|&t| v.info(t).class == Class::LatinLower).count();
    small >= 3
}

pub(super) fn span(m: &Match, i: usize, rule: &'static str, score: f32) -> Span {
    Span { start: m.start, end: m.end, kind: m.kind, rule, score, found: i as u32 }
}

fn is_dotted_initial(v: &Sentence<'_>, t: u32) -> bool {
    v.info(t).class == Class::Initial && v.doc.tokens[t as usize].norm.len() > 2
}

/// The end of the initials from token `t` on, a hyphen between two of them included: `К.-Ж. | Токаев`.
fn initials_end(v: &Sentence<'_>, mut t: u32) -> u32 {
    while t < v.range.end && is_dotted_initial(v, t) {
        t += 1;
        t += u32::from(joins_initials(v, t));
    }
    t
}

/// True for a hyphen between two initials, without spaces about it.
fn joins_initials(v: &Sentence<'_>, t: u32) -> bool {
    let touches = |t: u32| v.doc.tokens[t as usize - 1].norm.end == v.doc.tokens[t as usize].norm.start;
    t > v.range.start
        && t + 1 < v.range.end
        && v.info(t).class == Class::Dash
        && is_dotted_initial(v, t - 1)
        && is_dotted_initial(v, t + 1)
        && touches(t)
        && touches(t + 1)
}

/// Initials and a surname, a given name and a surname, where nothing was found yet.
fn persons(v: &Sentence<'_>, from: usize, spans: &mut Vec<Span>) {
    if !Mask::of_all(&v.masks[v.range.start as usize..v.range.end as usize]).has(Mask::PERSON) {
        return;
    }
    // `Қасым-Жомарт Тоқаев | Украина`: the shape of a surname, and a country.
    let place = |t: u32| {
        v.at(t).any(|(_, m)| {
            m.kind == EntityType::Loc
                && !m.ambiguous
                && !m.context
                && !v.info(t).evidence.has(Evidence::SURNAME)
        })
    };
    let initial = |t: u32| is_dotted_initial(v, t);
    let name = |t: u32| matches!(v.info(t).class, Class::Capital | Class::Mixed);
    let mut known = None;
    let mut t = v.range.start;
    while t < v.range.end {
        if !v.masks[t as usize].has(Mask::PERSON) || !v.info(t).active || !(initial(t) || name(t)) {
            t += 1;
            continue;
        }
        let mut end = t;
        let mut rule = "";
        if initial(t) {
            end = initials_end(v, end);
            if end < v.range.end
                && name(end)
                && !v.info(end).evidence.has(Evidence::TRIGGER | Evidence::PATRONYMIC)
                && !v.doc.tokens[end as usize].norm.is_empty()
            {
                end += 1;
                rule = "person:initials";
            }
        } else if v.info(t).evidence.has(Evidence::GIVEN)
            && !v.info(t).evidence.has(Evidence::AMBIGUOUS)
            && !(v.kazakh(t) && place(t))
        {
            end += 1;
            let surname = Evidence::SURNAME
                | Evidence::SURNAME_SHAPE
                | Evidence::PATRONYMIC
                | Evidence::KAZAKH_PATRONYMIC;
            while end < v.range.end
                && end < t + 3
                && name(end)
                && v.info(end).evidence.has(surname)
                && !place(end)
            {
                end += 1;
                rule = "person:pattern";
            }
        } else if v.info(t).evidence.has(Evidence::SURNAME_SHAPE) && t + 1 < v.range.end && initial(t + 1) {
            end = initials_end(v, end + 1);
            // `… Токаев. К. М.`: the initials must not begin the next name.
            if !(end < v.range.end && name(end)) {
                rule = "person:initials";
            }
        }
        let end = end.max(t + 1);
        if !rule.is_empty() && end - t <= LONGEST {
            let known = known.get_or_insert_with(|| by_start(spans, from));
            let over = names_over(spans, from, known, t, end);
            let inside = over.iter().all(|&k| {
                let s = &spans[k];
                // The model's piece of it: `Тілеуберді` of `М. Тілеуберді`, `Коми` of `Дж. Коми`.
                t <= s.start && s.end <= end && (s.kind == EntityType::Per || s.end - s.start == 1)
            });
            let same = over
                .iter()
                .any(|&k| (spans[k].start, spans[k].end, spans[k].kind) == (t, end, EntityType::Per));
            if inside && !same {
                for &k in &over {
                    spans[k].end = GONE;
                }
                spans.push(Span { start: t, end, kind: EntityType::Per, rule, score: 0.85, found: u32::MAX });
            }
        }
        t = end;
    }
    retain(spans, from, |s| s.end != GONE);
}
