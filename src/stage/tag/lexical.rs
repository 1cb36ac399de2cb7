//! Aliases over token sequences: the lexicon's automaton walked from every token at which an alias may begin.
//!
//! Makes [`Match`]es: from each token the longest whose capitals fit, and the longest name inside it that begins there
//! too; of several names of one length the one with the better evidence. Quotation marks inside a name are stepped over.

use std::ops::Range;

use crate::document::{Case, Document, EntityType};
use crate::lang::Lang;
use crate::lang::ru::inflect::Forms;
use crate::lexicon::{Alias, AliasKind, AliasLang, Caps, EntryId, Lexicon, alias_words};
use crate::words::WordTable;

use super::word::{Class, Mask, Words};

/// An alias found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) entry: EntryId,
    pub(super) kind: EntityType,
    pub(super) ambiguous: bool,
    pub(super) context: bool,
    /// The name's first letter is small here though the lexicon has a capital.
    pub(super) small: bool,
    pub(super) words: u8,
    pub(super) case: Option<Case>,
    /// Of the entry's id and subtype, for features.
    pub(super) subtype: u32,
    /// Lies inside a longer match.
    pub(super) nested: bool,
}

struct Walk<'a> {
    lexicon: &'a Lexicon,
    doc: &'a Document,
    words: &'a Words,
    infos: &'a [u32],
    table: &'a WordTable,
    end: u32,
    /// Capitals, surfaces of the walked words.
    caps: [Caps; 16],
    tokens: [u32; 16],
    best: Option<Match>,
    rank: u32,
    /// The longest that is shorter than the best: a name inside it.
    inner: Option<Match>,
}

/// What a word alone is, found once for each that begins an alias.
#[derive(Default)]
pub(super) struct Alone {
    /// By the cached word: an index into `found`, or one of the two below.
    index: Vec<u32>,
    found: Vec<Match>,
}

/// Not asked yet, and asked in vain.
const UNKNOWN: u32 = u32::MAX;
const NONE: u32 = u32::MAX - 1;

impl Alone {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.index.clear();
        self.found.clear();
    }

    /// The match of the token at `walk`'s start, where nothing can follow it.
    fn of(&mut self, info: u32, at: u32, walk: impl FnOnce() -> Option<Match>) -> Option<Match> {
        if self.index.len() <= info as usize {
            self.index.resize(info as usize + 1, UNKNOWN);
        }
        let slot = &mut self.index[info as usize];
        if *slot == UNKNOWN {
            *slot = match walk() {
                Some(m) => {
                    self.found.push(m);
                    self.found.len() as u32 - 1
                }
                None => NONE,
            };
        }
        self.found.get(*slot as usize).map(|m| Match { start: at, end: at + 1, ..*m })
    }
}

/// Finds the matches of a sentence, in order; nested ones are flagged.
#[allow(clippy::too_many_arguments)]
pub(super) fn matches(
    lexicon: &Lexicon,
    doc: &Document,
    words: &Words,
    infos: &[u32],
    masks: &[Mask],
    range: Range<u32>,
    table: &WordTable,
    alone: &mut Alone,
    out: &mut Vec<Match>,
) {
    let mut reach = range.start;
    for at in range.clone() {
        let here = masks[at as usize];
        if !here.has(Mask::STARTS) {
            continue;
        }
        let walk = |end: u32| {
            let mut walk = Walk {
                lexicon,
                doc,
                words,
                infos,
                table,
                end,
                caps: [Caps::Lower; 16],
                tokens: [0; 16],
                best: None,
                rank: 0,
                inner: None,
            };
            walk.from(at, 0, Forms::ANY, 0, at, None);
            (walk.best, walk.inner)
        };
        let next = at + 1;
        let on = here.has(Mask::GOES_ON) && next < range.end && masks[next as usize].has(Mask::INSIDE);
        let (best, inner) =
            if on { walk(range.end) } else { (alone.of(infos[at as usize], at, || walk(next).0), None) };
        if let Some(mut m) = best {
            if m.end > next {
                widen_over_quotes(words, infos, range.clone(), &mut m);
            }
            m.nested = m.end <= reach;
            if m.start < reach && !m.nested {
                // Overlaps the one before: leftmost wins, the rest is dropped.
                continue;
            }
            reach = reach.max(m.end);
            out.push(m);
            // `АӨСШК` in `АӨСШК Хатшылығы`.
            if let Some(mut inner) = inner.filter(|i| i.end < m.end && m.kind != EntityType::Role) {
                inner.nested = true;
                out.push(inner);
            }
        }
    }
}

impl Walk<'_> {
    fn from(&mut self, at: u32, node: u32, forms: Forms, depth: usize, first: u32, case: Option<Case>) {
        if at >= self.end || depth >= 16 {
            return;
        }
        let info = self.infos[at as usize];
        if depth > 0
            && matches!(
                self.words.info(info).class,
                Class::OpenQuote | Class::CloseQuote | Class::Quote | Class::Comma
            )
        {
            // A quotation mark or a comma inside a name; never two.
            let next = self.infos.get(at as usize + 1).map(|&i| self.words.info(i).class);
            if !matches!(
                next,
                Some(Class::OpenQuote | Class::CloseQuote | Class::Quote | Class::Comma) | None
            ) {
                self.from(at + 1, node, forms, depth, first, case);
            }
            return;
        }
        let words = self.words;
        for r in words.readings(info) {
            if depth == 0 && !r.root {
                continue;
            }
            let Some(to) = self.lexicon.step(node, r.word) else { continue };
            let both = forms.and(r.forms);
            if both.is_empty() {
                continue;
            }
            self.caps[depth] = r.caps;
            self.tokens[depth] = at;
            let case = r.case.or(case);
            // `Келесі` is the next, not the Keles of somebody: a bare possessive or plural of a place's name is none
            // where it is a word of its own.
            let possessed = r.inflected && r.case == Some(Case::Nom) && words.info(info).common;
            self.terminal(to, both, depth + 1, first, at + 1, case, possessed);
            if self.lexicon.goes_on(to) {
                self.from(at + 1, to, both, depth + 1, first, case);
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn terminal(
        &mut self,
        node: u32,
        forms: Forms,
        count: usize,
        first: u32,
        end: u32,
        case: Option<Case>,
        possessed: bool,
    ) {
        let lang = self.doc.tokens[first as usize].lang;
        for alias in self.lexicon.at(node) {
            let Some(small) = self.fits(alias, count) else { continue };
            // A comma in the text is one of the name's.
            let comma = |t: u32| self.words.info(self.infos[t as usize]).class == Class::Comma;
            if end - first > count as u32 && (first..end).any(comma) && !alias.text.contains(',') {
                continue;
            }
            if possessed && alias.thing == EntityType::Loc && count == 1 {
                continue;
            }
            let native = match alias.lang {
                AliasLang::Ru => lang != Lang::Kk,
                AliasLang::Kk => lang == Lang::Kk,
                _ => true,
            };
            let entry = self.lexicon.entry(alias.entry);
            // Longest, then in the singular (Фукуоки is no Фукуок), then unambiguous, then of the text's language, then current names, then the earlier file.
            let rank = (end - first) << 16
                | u32::from(!forms.and(Forms::SINGULAR).is_empty() || alias.flags.plural) << 14
                | u32::from(!small) << 13
                | u32::from(!alias.flags.ambiguous && !alias.flags.context) << 12
                | u32::from(native) << 11
                | u32::from(alias.kind != AliasKind::Former) << 10
                | (1023 - entry.file.min(1023));
            let case = if lang == Lang::Kk { case } else { forms.case().filter(|_| forms != Forms::ANY) };
            let found = Match {
                start: first,
                end,
                entry: alias.entry,
                kind: entry.kind,
                ambiguous: alias.flags.ambiguous,
                context: alias.flags.context,
                small,
                words: count as u8,
                case,
                subtype: super::model::hash_text(&entry.subtype),
                nested: false,
            };
            if self.best.is_some() && rank <= self.rank {
                self.keep_inner(found);
                continue;
            }
            self.rank = rank;
            if let Some(before) = self.best.replace(found) {
                self.keep_inner(before);
            }
        }
    }

    /// Keeps a match that may lie inside the best.
    fn keep_inner(&mut self, m: Match) {
        let name = m.kind != EntityType::Role && !m.ambiguous && !m.context && !m.small;
        let shorter = self.best.is_some_and(|b| m.end < b.end);
        if name && shorter && self.inner.is_none_or(|i| i.end < m.end) {
            self.inner = Some(m);
        }
    }

    /// Whether the capitals of the text are those of the alias; `Some(true)` where only the first word is smaller.
    fn fits(&self, alias: &Alias, count: usize) -> Option<bool> {
        if usize::from(alias.words) != count {
            return None;
        }
        // `Абылай хан` and `хан Абылай`: the small word in either place.
        if alias.thing == EntityType::Per && (0..count).any(|i| alias.caps(i) == Caps::Lower) {
            let fine = |i: usize, at: usize| match alias.caps(at) {
                Caps::Lower => true,
                _ => self.caps[i] != Caps::Lower,
            };
            let straight = (0..count).all(|i| fine(i, i));
            return (straight || (0..count).all(|i| fine(i, (i + count - 1) % count))).then_some(false);
        }
        let lenient = matches!(alias.thing, EntityType::Org | EntityType::Role | EntityType::Event);
        let turned = alias.thing == EntityType::Per && count >= 2;
        let mut small = false;
        for i in 0..count {
            let (want, got) = (if turned { Caps::Capital } else { alias.caps(i) }, self.caps[i]);
            let fine = match want {
                Caps::Lower => got != Caps::Mixed,
                Caps::Capital => matches!(got, Caps::Capital | Caps::All) || turned && got == Caps::Mixed,
                Caps::All => got == Caps::All,
                Caps::Mixed => matches!(got, Caps::Mixed | Caps::All | Caps::Capital),
            };
            if alias.flags.case && !turned {
                let word = self.doc.tokens[self.tokens[i] as usize].word;
                let surface = self.table.surface(word);
                let exact = alias_word(&alias.text, i);
                let shorter: String =
                    exact.chars().take(exact.chars().count().saturating_sub(2).max(2)).collect();
                if !surface.starts_with(&shorter) || want != got {
                    return None;
                }
            }
            if fine {
                continue;
            }
            if want == Caps::Capital && got == Caps::Lower && lenient && count >= 2 {
                if i == 0 {
                    small = true;
                }
                continue;
            }
            // `Чешская республика`, `Соединённые штаты`
            if want == Caps::Capital
                && got == Caps::Lower
                && i > 0
                && alias.thing == EntityType::Loc
                && STATES.contains(&alias_word(&alias.text, i))
            {
                continue;
            }
            // A role is an office also in small letters.
            if want == Caps::Capital && got == Caps::Lower && alias.thing == EntityType::Role {
                small = true;
                continue;
            }
            return None;
        }
        Some(small)
    }
}

/// What a country's name may end in with a small letter.
const STATES: &[&str] =
    &["Республика", "Республикасы", "Штаты", "Штаттары", "Королевство", "Корольдігі", "Федерация", "Эмираты"];

/// Word number `i` of an alias.
fn alias_word(text: &str, i: usize) -> &str {
    alias_words(text).nth(i).unwrap_or("")
}

/// Takes in the mark that closes a quotation opened inside the match, or opens one closed inside it.
fn widen_over_quotes(words: &Words, infos: &[u32], range: Range<u32>, m: &mut Match) {
    let class = |i: u32| words.info(infos[i as usize]).class;
    let open = (m.start..m.end).filter(|&i| matches!(class(i), Class::OpenQuote)).count();
    let close = (m.start..m.end).filter(|&i| matches!(class(i), Class::CloseQuote)).count();
    let straight = (m.start..m.end).filter(|&i| class(i) == Class::Quote).count();
    if open > close && m.end < range.end && class(m.end) == Class::CloseQuote {
        m.end += 1;
    } else if close > open && m.start > range.start && class(m.start - 1) == Class::OpenQuote {
        m.start -= 1;
    } else if straight % 2 == 1 {
        if m.end < range.end && class(m.end) == Class::Quote {
            m.end += 1;
        } else if m.start > range.start && class(m.start - 1) == Class::Quote {
            m.start -= 1;
        }
    }
}
