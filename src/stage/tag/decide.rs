//! Reconciles what the lexicon found with what the model found, by named rules.
//!
//! Rules: `common-word`, `after-office`, `lexicon-wider` (see the code), `lexicon` (an unambiguous alias that the model passed over), `lexicon+model` (both say so), `model`,
//! `lexicon-end` (a long name of the lexicon that the model ran together with the country before it is cut off),
//! `person:initials` and `person:pattern` (initials or a given name before a word that can be a surname),
//! `not-a-name` (words such as COVID-19, addresses). `ambiguous` and `context` aliases need the model's support.

use std::ops::Range;

use crate::document::{Case, Document, EntityType};
use crate::lang::Lang;
use crate::lexicon::Evidence;

use super::Span;
use super::lexical::Match;
use super::word::{Class, Words};

/// Below this score a name that is also a common word is none: `Кеңес`, `Форум` for the body of the page.
const UNSURE: f32 = 0.3;

/// Decides a sentence. `spans[from..]` are the model's; they become what is to be kept.
pub(super) fn decide(
    doc: &Document,
    words: &Words,
    infos: &[u32],
    matches: &[Match],
    range: Range<u32>,
    from: usize,
    spans: &mut Vec<Span>,
) {
    let first = matches.partition_point(|m| m.start < range.start);
    let here = || matches.iter().enumerate().skip(first).take_while(|(_, m)| m.start < range.end);
    let mut i = from;
    while i < spans.len() {
        balance(words, infos, &range, &mut spans[i]);
        let s = spans[i];
        if s.start >= s.end || foreign(words, infos, &s) {
            spans.remove(i);
            continue;
        }
        let only = words.info(infos[s.start as usize]);
        if s.end - s.start == 1 && (only.address || only.evidence.has(Evidence::NOT_NAME)) {
            spans.remove(i);
            continue;
        }
        // A common word that only the sentence's start made a capital, or that the model is not sure of.
        let start = s.start == range.start
            || matches!(words.info(infos[s.start as usize - 1]).class, Class::OtherMark);
        let listed =
            here().any(|(_, m)| m.start <= s.start && s.end <= m.end && !m.ambiguous && m.kind == s.kind);
        if s.end - s.start == 1
            && (start || s.score < UNSURE)
            && (only.common || only.noun && s.kind == EntityType::Per)
            && only.class == Class::Capital
            && !listed
            && (!only.evidence.has(Evidence::GIVEN | Evidence::SURNAME)
                || only.evidence.has(Evidence::AMBIGUOUS))
        {
            spans.remove(i);
            continue;
        }
        // `Постоянный представитель | Казахстана`: an office, not a body.
        let office = here().find(|(_, m)| m.kind == EntityType::Role && m.start == s.start && m.end < s.end);
        if s.kind == EntityType::Org
            && let Some((_, office)) = office
            && let Some((at, m)) =
                here().find(|(_, m)| m.start == office.end && m.end == s.end && m.kind != EntityType::Role)
        {
            spans[i] = span(m, at, "after-office", 0.9);
        }
        // `Казахстана при ОДКБ`: a country and what stands behind a preposition are two.
        if let Some((at, m)) =
            here().find(|(_, m)| m.start == s.start && m.end < s.end && m.kind == EntityType::Loc)
            && s.kind == EntityType::Org
            && matches!(
                &doc.normalized()[doc.tokens[m.end as usize].norm.range()],
                "при" | "в" | "на" | "с" | "от" | "к" | "у"
            )
        {
            spans[i] = span(m, at, "before-preposition", 0.9);
        }
        let s = spans[i];
        // `Республики Беларусь` where the model took `Беларусь` alone.
        let wider = here().find(|(_, m)| {
            m.start <= s.start
                && s.end <= m.end
                && m.end - m.start > s.end - s.start
                && !m.ambiguous
                && !m.context
                && !m.nested
                && m.kind != EntityType::Role
                && (m.kind == s.kind || m.words >= 3)
                && (!m.small || m.kind == s.kind)
        });
        // Kazakh leaves the kind of place or body out where it is not part of the name; its model knows. But `ҚР СІМ` is one,
        // and so is `Абылай хан`.
        if let Some((at, m)) = wider
            && (doc.tokens[s.start as usize].lang != Lang::Kk
                || m.kind == EntityType::Per
                // `Қазақстанның Ирандағы елшілігі` is no Қазақстан.
                || m.kind == EntityType::Org && s.kind == EntityType::Loc && !m.small
                || (m.start..m.end).all(|t| words.info(infos[t as usize]).class == Class::AllCapitals))
            && spans[from..]
                .iter()
                .all(|o| o.end <= m.start || m.end <= o.start || m.start <= o.start && o.end <= m.end)
        {
            spans[i] = span(m, at, "lexicon-wider", 0.9);
            let keep = spans[i];
            let mut k = from;
            while k < spans.len() {
                if k != i && keep.start <= spans[k].start && spans[k].end <= keep.end {
                    spans.remove(k);
                    if k < i {
                        i -= 1;
                    }
                } else {
                    k += 1;
                }
            }
            i += 1;
            continue;
        }
        // `Қазақстан | Азиядағы өзара іс-қимыл және сенім шаралары кеңесін`
        let long = here().find(|(_, m)| {
            m.kind == EntityType::Org && m.words >= 4 && !m.ambiguous && m.start > s.start && m.end == s.end
        });
        if let Some((at, m)) = long
            && let Some((before, place)) =
                here().find(|(_, p)| p.start == s.start && p.end == m.start && p.kind == EntityType::Loc)
            && place.case == Some(Case::Nom)
        {
            spans[i] = span(place, before, "lexicon-end", 0.9);
            spans.insert(i + 1, span(m, at, "lexicon-end", 0.9));
            i += 1;
        }
        i += 1;
    }
    let count = spans.len();
    for (i, m) in here() {
        if m.kind == EntityType::Role {
            spans.push(span(m, i, "lexicon:roles", 0.9));
            continue;
        }
        let overlap = (from..count).find(|&k| spans[k].start < m.end && m.start < spans[k].end);
        match overlap {
            None => {
                if m.ambiguous || m.context || m.small || m.nested {
                    continue;
                }
                spans.push(span(m, i, "lexicon", 0.8));
            }
            Some(k) => {
                let s = &mut spans[k];
                let same = (s.start, s.end) == (m.start, m.end);
                if same && s.found == u32::MAX && (s.kind == m.kind || !m.ambiguous) {
                    // A place's name may be its club's or its government's; a body's name is no place.
                    if s.kind != m.kind && m.kind == EntityType::Org && !m.context && !m.small {
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
                    // `Қызыл | теңізде`: the model leaves the kind out, the thing is the Red Sea.
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
    }
    persons(doc, words, infos, &range, from, spans);
    offices(matches, from, spans);
    spans[from..].sort_by_key(|s| (s.start, std::cmp::Reverse(s.end)));
}

/// Rule `beside-office`: a listed office keeps its words. A name of the model's that is the office itself, or a part of
/// it that no lexicon holds, is none; one that runs into the office or out of it ends where the office does. Offices
/// inside longer names (`ҚР Президенті Әкімшілігі`) stay: they are nested.
fn offices(matches: &[Match], from: usize, spans: &mut Vec<Span>) {
    let roles: Vec<Span> = spans[from..].iter().filter(|s| s.kind == EntityType::Role).copied().collect();
    let mut i = from;
    while i < spans.len() {
        let s = &mut spans[i];
        let role = roles.iter().find(|r| r.start < s.end && s.start < r.end);
        let (Some(role), true) = (role, s.kind != EntityType::Role && s.found == u32::MAX) else {
            i += 1;
            continue;
        };
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
        if s.start >= s.end {
            spans.remove(i);
            continue;
        }
        if before != (s.start, s.end) {
            s.rule = "beside-office";
            // What is left may be a listed name, or begin with one: `Казахстана при ОДКБ`.
            let known = matches.iter().enumerate().filter(|(_, m)| {
                m.start == s.start
                    && m.end <= s.end
                    && !m.context
                    && !m.ambiguous
                    && m.kind != EntityType::Role
            });
            if let Some((at, m)) = known.max_by_key(|(_, m)| m.end) {
                (s.kind, s.end, s.found) = (m.kind, m.end, at as u32);
            }
        }
        i += 1;
    }
}

/// Quotation marks belong to a name only inside it, and then both do.
fn balance(words: &Words, infos: &[u32], range: &Range<u32>, s: &mut Span) {
    let class = |t: u32| words.info(infos[t as usize]).class;
    let is = |t: u32, mark: Class| class(t) == mark || class(t) == Class::Quote;
    while s.end - s.start >= 2 && is(s.start, Class::OpenQuote) && is(s.end - 1, Class::CloseQuote) {
        s.start += 1;
        s.end -= 1;
        if s.start >= s.end {
            return;
        }
    }
    let mut open = 0i32;
    for t in s.start..s.end {
        match class(t) {
            Class::OpenQuote => open += 1,
            Class::CloseQuote => open -= 1,
            Class::Quote => open = i32::from(open <= 0),
            _ => {}
        }
    }
    if open < 0 && class(s.end - 1) == Class::CloseQuote || open != 0 && class(s.end - 1) == Class::Quote {
        s.end -= 1;
    } else if open > 0 && is(s.start, Class::OpenQuote) {
        s.start += 1;
    } else if open > 0 && s.end < range.end && is(s.end, Class::CloseQuote) {
        s.end += 1;
    }
}

/// True for running text in Latin letters: a quotation, not a name.
fn foreign(words: &Words, infos: &[u32], s: &Span) -> bool {
    let small =
        (s.start..s.end).filter(|&t| words.info(infos[t as usize]).class == Class::LatinLower).count();
    small >= 3
}

fn span(m: &Match, i: usize, rule: &'static str, score: f32) -> Span {
    Span { start: m.start, end: m.end, kind: m.kind, rule, score, found: i as u32 }
}

/// Initials and a surname, a given name and a surname, where nothing was found yet.
fn persons(
    doc: &Document,
    words: &Words,
    infos: &[u32],
    range: &Range<u32>,
    from: usize,
    spans: &mut Vec<Span>,
) {
    let info = |t: u32| words.info(infos[t as usize]);
    let initial = |t: u32| info(t).class == Class::Initial && doc.tokens[t as usize].norm.len() > 2;
    let name = |t: u32| matches!(info(t).class, Class::Capital | Class::Mixed);
    let mut t = range.start;
    while t < range.end {
        if !info(t).active || !(initial(t) || name(t)) {
            t += 1;
            continue;
        }
        let mut end = t;
        let mut rule = "";
        if initial(t) {
            while end < range.end && initial(end) {
                end += 1;
            }
            if end < range.end
                && name(end)
                && !info(end).evidence.has(Evidence::TRIGGER | Evidence::PATRONYMIC)
                && !doc.tokens[end as usize].norm.is_empty()
            {
                end += 1;
                rule = "person:initials";
            }
        } else if info(t).evidence.has(Evidence::GIVEN) && !info(t).evidence.has(Evidence::AMBIGUOUS) {
            end += 1;
            let surname = Evidence::SURNAME
                | Evidence::SURNAME_SHAPE
                | Evidence::PATRONYMIC
                | Evidence::KAZAKH_PATRONYMIC;
            while end < range.end && end < t + 3 && name(end) && info(end).evidence.has(surname) {
                end += 1;
                rule = "person:pattern";
            }
        } else if info(t).evidence.has(Evidence::SURNAME_SHAPE) && t + 1 < range.end && initial(t + 1) {
            end += 1;
            while end < range.end && initial(end) {
                end += 1;
            }
            // `… Токаев. К. М.`: the initials must not begin the next name.
            if !(end < range.end && name(end)) {
                rule = "person:initials";
            }
        }
        let end = end.max(t + 1);
        if !rule.is_empty() {
            let over: Vec<usize> = (from..spans.len())
                .filter(|&k| spans[k].start < end && t < spans[k].end && spans[k].kind != EntityType::Role)
                .collect();
            let inside = over.iter().all(|&k| {
                let s = &spans[k];
                // The model's piece of it: `Тілеуберді` of `М. Тілеуберді`, `Коми` of `Дж. Коми`.
                t <= s.start && s.end <= end && (s.kind == EntityType::Per || s.end - s.start == 1)
            });
            let same = over
                .iter()
                .any(|&k| (spans[k].start, spans[k].end, spans[k].kind) == (t, end, EntityType::Per));
            if inside && !same {
                for &k in over.iter().rev() {
                    spans.remove(k);
                }
                spans.push(Span { start: t, end, kind: EntityType::Per, rule, score: 0.85, found: u32::MAX });
            }
        }
        t = end;
    }
}
