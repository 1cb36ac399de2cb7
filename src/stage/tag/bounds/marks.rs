//! Marks, brackets and line ends about a name.
//!
//! Reads: a sentence and one of the model's spans. Makes: the span without the marks at its ends, with both halves of a bracket or a
//! quotation or none; names of two lines taken apart. Cost: a look at each token of the span.

use crate::document::EntityType;
use crate::lexicon::Evidence;

use super::super::Span;
use super::super::decide::Sentence;
use super::super::word::Class;
use super::place::is_road;

/// Quotation marks belong to a name only inside it, and then both do.
pub(in crate::stage::tag) fn balance(v: &Sentence<'_>, s: &mut Span) {
    let class = |t: u32| v.info(t).class;
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
    // `Насир | «участвовал`
    if open > 0 && s.end - s.start >= 2 && class(s.end - 1) == Class::OpenQuote {
        s.end -= 1;
        return;
    }
    // `«Теңіз» кен орнында`: a mark that closes inside the name. Of a person it ends what he made: `«Айман – Шолпан» | Ауэзова`.
    let closes = (s.start + 1..s.end - 1).find(|&t| is(t, Class::CloseQuote));
    if let Some(t) = closes.filter(|_| open < 0 && s.kind == EntityType::Per) {
        s.start = t + 1;
    } else if open != 0 && s.start > v.range.start && is(s.start - 1, Class::OpenQuote) && closes.is_some() {
        s.start -= 1;
    } else if open < 0 && class(s.end - 1) == Class::CloseQuote
        || open != 0 && class(s.end - 1) == Class::Quote
    {
        s.end -= 1;
    } else if open > 0 && is(s.start, Class::OpenQuote) {
        s.start += 1;
    } else if open > 0 && s.end < v.range.end && is(s.end, Class::CloseQuote) {
        s.end += 1;
    }
}

/// Cuts marks off a name's ends, but for a bracket that closes one of its own.
pub(in crate::stage::tag) fn trim(v: &Sentence<'_>, s: &mut Span) {
    let mark =
        |t: u32| matches!(v.info(t).class, Class::OtherMark | Class::Comma | Class::Stop | Class::Dash);
    let opens = |t: u32| v.key(t) == "(";
    let closes =
        |s: &Span| v.key(s.end - 1) == ")" && !opens(s.end.saturating_sub(2)) && (s.start..s.end).any(opens);
    while s.start < s.end && mark(s.end - 1) && !closes(s) {
        s.end -= 1;
    }
    while s.start < s.end && (mark(s.start) || v.info(s.start).class == Class::CloseQuote) {
        s.start += 1;
    }
}

/// A bracket belongs to a name only with its other half: `4) | әскери бөлім`, `Қызыл Ұланда | (Гвардиясында`. Of the parts
/// about one that closes what nothing opened the longer stays.
pub(in crate::stage::tag) fn unbracket(v: &Sentence<'_>, s: &mut Span) {
    if s.found != u32::MAX {
        return;
    }
    let mut open = None;
    for t in (s.start..s.end).filter(|&t| v.info(t).class == Class::OtherMark) {
        match (v.key(t), open) {
            ("(", _) => open = Some(t),
            (")", Some(_)) => open = None,
            (")", None) if t - s.start > s.end - t - 1 => return s.end = t,
            (")", None) => s.start = t + 1,
            _ => {}
        }
    }
    let Some(t) = open else { return };
    // A woman's other surname stands in brackets, and a bishop's: `Екатерина Аталык (Половникова)`.
    if t == s.start {
        s.start += 1;
    } else if s.kind == EntityType::Per && s.end < v.range.end && v.key(s.end) == ")" {
        s.end += 1;
    } else {
        s.end = t;
    }
}

/// Takes a word off a person's end that the end of a line cuts: `Владимир | Школь…`; not one that is a name or a word as it
/// stands. Of another name nothing is left.
pub(in crate::stage::tag) fn cut_short(v: &Sentence<'_>, s: &mut Span) {
    if s.found != u32::MAX || s.start >= s.end || s.end >= v.range.end || !is_ellipsis(v.key(s.end)) {
        return;
    }
    let [last, dots] = [s.end - 1, s.end].map(|t| v.doc.tokens[t as usize].norm);
    let behind = &v.doc.normalized()[dots.end as usize..];
    let cut = last.end == dots.start && (behind.is_empty() || behind.starts_with('\n'));
    let info = v.info(s.end - 1);
    let name = Evidence::GIVEN | Evidence::SURNAME | Evidence::SURNAME_SHAPE | Evidence::PATRONYMIC;
    let listed = || v.within(s.start, s.end).any(|(_, m)| m.end == s.end);
    if !cut || info.class != Class::Capital || info.evidence.has(name) || info.common || listed() {
        return;
    }
    s.end = if s.kind == EntityType::Per { s.end - 1 } else { s.start };
}

fn is_ellipsis(mark: &str) -> bool {
    matches!(mark, "…" | "...")
}

/// A place or body that the model ran together with the line before or behind it, or a Kazakh one with what stands behind
/// a dash (`Павлодар | – Минск`, `ҚазАқпарат | - ҚР Қаржы министрлігі`), where one of the two is a listed name for itself,
/// and of two places both. The second, where it is told apart, is returned.
pub(in crate::stage::tag) fn part_lines(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    let s = *part;
    if s.found != u32::MAX || s.end - s.start < 2 {
        return None;
    }
    // `Ақтөбе | Алматы`: no name has such a mark.
    let bar = |t: &u32| v.info(*t).class == Class::OtherMark && matches!(v.key(*t), "|" | "•");
    if let Some(t) = (s.start + 1..s.end - 1).find(bar) {
        part.end = t;
        return Some(Span { start: t + 1, ..s });
    }
    let dash = |t: u32| {
        let apart = v.info(t).class == Class::Dash && v.is_apart(t);
        let ends = |kind: EntityType, a: u32, b: u32| {
            v.at(a).any(|(_, m)| m.end == b && m.kind == kind && !m.context)
        };
        // `Бишкек | - 24.kg`: a town and an outlet.
        let outlet = || ends(EntityType::Loc, s.start, t) && ends(EntityType::Org, t + 1, s.end);
        apart && (v.kazakh(s.start) || outlet()) && !is_quoted(v, &s) && !is_road(v, &s)
    };
    let t = (s.start + 1..s.end).find(|&t| v.begins_line(t) || dash(t))?;
    let listed =
        |a: u32, b: u32| v.at(a).any(|(_, m)| m.end == b && !m.context && m.kind != EntityType::Role);
    let second = t + u32::from(dash(t));
    let (before, behind) = (listed(s.start, t), listed(second, s.end));
    let enough = if dash(t) && s.kind == EntityType::Loc { before && behind } else { before || behind };
    if enough && !listed(s.start, s.end) {
        part.end = t;
        return Some(Span { start: second, ..s });
    }
    None
}

/// True where the model took several listed places, with commas or `и` between them, for one name: they are found without
/// it.
pub(in crate::stage::tag) fn listing(v: &Sentence<'_>, s: &Span) -> bool {
    let comma =
        |t: u32| v.info(t).class == Class::Comma || v.info(t).class == Class::Lower && v.key(t) == "и";
    if s.found != u32::MAX || !(s.start + 1..s.end).any(comma) {
        return false;
    }
    let mut at = s.start;
    while at < s.end {
        if comma(at) {
            at += 1;
            continue;
        }
        let place =
            v.at(at).find(|(_, m)| m.kind == EntityType::Loc && !m.ambiguous && !m.context && m.end <= s.end);
        match place {
            Some((_, m)) => at = m.end,
            None => return false,
        }
    }
    true
}

/// True for what has a quotation mark in it or before it.
pub(super) fn is_quoted(v: &Sentence<'_>, s: &Span) -> bool {
    let quote = |t: u32| matches!(v.info(t).class, Class::OpenQuote | Class::CloseQuote | Class::Quote);
    (s.start.saturating_sub(1).max(v.range.start)..s.end).any(quote)
}
