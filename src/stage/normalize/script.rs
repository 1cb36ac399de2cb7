//! Letters of one alphabet that stand in a word of another because they look alike.
//!
//! A part of a word between hyphens that mixes Latin and Cyrillic is written wholly in one of them, where every
//! letter of the other has a double there and something speaks for the choice. A part in one alphabet is never
//! touched: brands, Roman numerals, formulas stay.

use super::cells::Cell;
use crate::lang::Lang;

/// A Latin capital or small letter and the Cyrillic one that looks like it.
const DOUBLES: &[(char, char)] = &[
    ('a', 'а'),
    ('c', 'с'),
    ('e', 'е'),
    ('o', 'о'),
    ('p', 'р'),
    ('x', 'х'),
    ('y', 'у'),
    ('k', 'к'),
    ('m', 'м'),
    ('t', 'т'),
    ('A', 'А'),
    ('B', 'В'),
    ('C', 'С'),
    ('E', 'Е'),
    ('H', 'Н'),
    ('K', 'К'),
    ('M', 'М'),
    ('O', 'О'),
    ('P', 'Р'),
    ('T', 'Т'),
    ('X', 'Х'),
    ('Y', 'У'),
    ('ë', 'ё'),
    ('Ë', 'Ё'),
];

/// Greek letters, with which copied pages are made to differ from what they copy.
const GREEK_DOUBLES: &[(char, char)] = &[
    ('α', 'а'),
    ('ε', 'е'),
    ('κ', 'к'),
    ('ο', 'о'),
    ('ρ', 'р'),
    ('χ', 'х'),
    ('Α', 'А'),
    ('Β', 'В'),
    ('Ε', 'Е'),
    ('Η', 'Н'),
    ('Κ', 'К'),
    ('Μ', 'М'),
    ('Ο', 'О'),
    ('Ρ', 'Р'),
    ('Τ', 'Т'),
    ('Χ', 'Х'),
];

/// The same for the letters that Kazakh has beside the Russian ones, and what people type in their stead.
const KAZAKH_DOUBLES: &[(char, char)] = &[
    ('i', 'і'),
    ('I', 'І'),
    ('h', 'һ'),
    ('ə', 'ә'),
    ('Ə', 'Ә'),
    ('ǝ', 'ә'),
    ('ɵ', 'ө'),
    ('Ɵ', 'Ө'),
    ('ö', 'ө'),
    ('Ö', 'Ө'),
    ('ü', 'ү'),
    ('Ü', 'Ү'),
    ('f', 'ғ'),
    ('F', 'Ғ'),
    ('ñ', 'ң'),
    ('Ñ', 'Ң'),
    ('ğ', 'ғ'),
    ('Ğ', 'Ғ'),
];

/// Letters that have a double only in a careless eye: they need more Cyrillic around them.
const WEAK: &str = "kmt";

/// A Latin letter, or a Greek one that has a Cyrillic double.
fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, '\u{c0}'..='\u{24f}' | 'ə' | 'ɵ' | '\u{1e00}'..='\u{1eff}') && c.is_alphabetic()
        || matches!(c, 'Α'..='ω') && GREEK_DOUBLES.iter().any(|d| d.0 == c)
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}')
}

fn is_kazakh(c: char) -> bool {
    "әғқңөұүһіӘҒҚҢӨҰҮҺІ".contains(c)
}

/// A letter of neither Russian nor Kazakh.
fn is_foreign_cyrillic(c: char) -> bool {
    is_cyrillic(c) && !matches!(c, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё') && !is_kazakh(c)
}

fn cyrillic_double(c: char, kazakh: bool) -> Option<char> {
    let own = DOUBLES.iter().chain(GREEK_DOUBLES).find(|d| d.0 == c);
    let other = || KAZAKH_DOUBLES.iter().find(|d| kazakh && d.0 == c);
    own.or_else(other).map(|d| d.1)
}

fn latin_double(c: char) -> Option<char> {
    let more = [('і', 'i'), ('І', 'I'), ('ј', 'j'), ('Ј', 'J'), ('ѕ', 's'), ('Ѕ', 'S'), ('һ', 'h')];
    DOUBLES.iter().find(|d| d.1 == c).map(|d| d.0).or_else(|| more.iter().find(|d| d.0 == c).map(|d| d.1))
}

/// Repairs the parts of a chunk. `lang`: the language of its passage. True where something changed.
pub(super) fn repair(cells: &mut [Cell], lang: Lang) -> bool {
    // Text in another Cyrillic alphabet has its own doubles; leave it alone.
    let others = !matches!(lang, Lang::Ru | Lang::Kk | Lang::Und | Lang::Zxx);
    let latin_only = matches!(lang, Lang::En | Lang::De | Lang::Fr | Lang::Es | Lang::Tr | Lang::Uz);
    if others && !latin_only {
        return false;
    }
    let mut changed = yen(cells, lang);
    let mut i = 0;
    while i < cells.len() {
        let part = |cell: &Cell| cell.out.is_none_or(|c| is_latin(c) || is_cyrillic(c) || is_mark(c));
        let len = cells[i..].iter().take_while(|cell| part(cell)).count();
        if len > 0 {
            changed |= repair_part(&mut cells[i..i + len], lang, latin_only);
        }
        i += len.max(1);
    }
    changed
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// `¥` in a word for `ұ`: `¥лттық`.
fn yen(cells: &mut [Cell], lang: Lang) -> bool {
    if lang != Lang::Kk {
        return false;
    }
    let mut changed = false;
    for i in 0..cells.len() {
        if cells[i].out != Some('¥') {
            continue;
        }
        let letter = |c: Option<&Cell>| c.and_then(|c| c.out).filter(|&c| is_cyrillic(c));
        let after = letter(cells.get(i + 1));
        let before = i.checked_sub(1).and_then(|k| letter(cells.get(k)));
        if let Some(next) = after {
            let capital = before.is_none_or(char::is_uppercase) && (before.is_none() || next.is_uppercase());
            cells[i].out = Some(if capital { 'Ұ' } else { 'ұ' });
            cells[i].rule = "kazakh-lookalike";
            changed = true;
        }
    }
    changed
}

fn repair_part(cells: &mut [Cell], lang: Lang, latin_only: bool) -> bool {
    let letters = || cells.iter().filter_map(|c| c.out).filter(|&c| !is_mark(c));
    let latin = letters().filter(|&c| is_latin(c)).count();
    let cyrillic = letters().filter(|&c| is_cyrillic(c)).count();
    if latin == 0
        || cyrillic == 0
        || letters().any(is_foreign_cyrillic) && !letters().any(|c| "јѕЈЅ".contains(c))
    {
        return false;
    }
    let kazakh = lang == Lang::Kk || letters().any(is_kazakh) || letters().any(|c| matches!(c, 'ə' | 'Ə'));
    let weak = letters().any(|c| WEAK.contains(c));
    let to_cyrillic = letters().filter(|&c| is_latin(c)).all(|c| cyrillic_double(c, kazakh).is_some())
        && (!weak || cyrillic >= 2 && cyrillic >= latin)
        && !latin_only;
    let to_latin = letters().filter(|&c| is_cyrillic(c)).all(|c| latin_double(c).is_some());
    let only_cyrillic = letters().any(|c| is_cyrillic(c) && latin_double(c).is_none());
    let only_latin = letters().any(|c| is_latin(c) && cyrillic_double(c, kazakh).is_none());
    let roman = letters().all(|c| "XVILCDMХІСМ".contains(c)) && letters().any(|c| "IVXІХ".contains(c));
    if roman && to_latin && latin > 0 {
        return write(cells, false, kazakh);
    }
    if suffixed(letters()) {
        return false;
    }
    if to_cyrillic && only_cyrillic {
        return write(cells, true, kazakh);
    }
    if to_latin && only_latin && !ends_in_cyrillic(letters()) && !(cyrillic > latin && capitalised(letters()))
    {
        return write(cells, false, kazakh);
    }
    if to_cyrillic && to_latin && !only_latin {
        // `iрi`, `iсi`: the one letter that Kazakh keyboards of old had from Latin.
        let typed = lang == Lang::Kk && letters().filter(|&c| is_latin(c)).all(|c| matches!(c, 'i' | 'I'));
        return write(cells, cyrillic >= latin || typed, kazakh);
    }
    false
}

/// One capital and then small letters: a name, which is not Latin for two letters of five (`Кумic`).
fn capitalised(mut letters: impl Iterator<Item = char>) -> bool {
    letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
}

/// A Latin abbreviation with a Cyrillic ending glued to it: `ATMға`, `CPAшный`.
fn suffixed(letters: impl Iterator<Item = char>) -> bool {
    let (mut latin, mut switches, mut before) = (0, 0, None);
    let mut plain = true;
    for c in letters {
        let is = is_latin(c);
        switches += usize::from(before.is_some_and(|b| b != is));
        plain &= if is { before != Some(false) && c.is_uppercase() } else { c.is_lowercase() };
        latin += usize::from(is);
        before = Some(is);
    }
    plain && latin >= 2 && switches == 1
}

/// A Latin word with Cyrillic small letters only at its end, which may be an ending: `Facebookе`.
fn ends_in_cyrillic(letters: impl Iterator<Item = char>) -> bool {
    let (mut seen_cyrillic, mut inner, mut first) = (false, false, true);
    for c in letters {
        inner |= seen_cyrillic && is_latin(c);
        inner |= first && is_cyrillic(c);
        seen_cyrillic |= is_cyrillic(c);
        first = false;
    }
    seen_cyrillic && !inner
}

/// Writes the part in one alphabet.
fn write(cells: &mut [Cell], cyrillic: bool, kazakh: bool) -> bool {
    let mut changed = false;
    let back = kazakh && cyrillic && has_back_vowel(cells);
    for i in 0..cells.len() {
        let Some(c) = cells[i].out else { continue };
        let (new, rule) = if !cyrillic {
            (latin_double(c).filter(|_| is_cyrillic(c)), "homoglyph")
        } else if !is_latin(c) {
            (None, "")
        } else if kazakh && !back && matches!(c, 'y' | 'Y') && straight_u(cells, i) {
            (Some(if c == 'y' { 'ү' } else { 'Ү' }), "kazakh-lookalike")
        } else {
            let own = DOUBLES.iter().chain(GREEK_DOUBLES).any(|d| d.0 == c);
            let rule = if own { "homoglyph" } else { "kazakh-lookalike" };
            (cyrillic_double(c, kazakh), rule)
        };
        if let Some(new) = new {
            cells[i].out = Some(new);
            cells[i].rule = rule;
            changed = true;
        }
    }
    changed
}

/// The small letter of a cell that is no mark.
fn small_letter(cell: &Cell) -> Option<char> {
    cell.out.filter(|&c| !is_mark(c)).and_then(|c| c.to_lowercase().next())
}

/// True where a letter of the part is a vowel, or a consonant, that stands in words with back vowels.
fn has_back_vowel(cells: &[Cell]) -> bool {
    cells.iter().filter_map(small_letter).any(|c| "аоұыaoқғ".contains(c))
}

/// True where a Latin `y` in a Kazakh word without back vowels is `ү` rather than `у`: a vowel between consonants. `у`
/// stands beside vowels and at the end of words.
fn straight_u(cells: &[Cell], i: usize) -> bool {
    let vowel = |c: char| "аәеёиоөұүыіэюяуaeoiöüə".contains(c);
    let next = cells[i + 1..].iter().find_map(small_letter);
    let before = cells[..i].iter().rev().find_map(small_letter);
    next.is_some_and(|c| !vowel(c)) && before.is_none_or(|c| !vowel(c))
}
