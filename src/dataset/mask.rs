//! Placeholders for what tells who somebody is: `[PER_1]`, `[PHONE_2]`.
//!
//! Reads a draft. Makes the same draft with persons, e-mail addresses, telephone numbers, Kazakhstani identification
//! numbers, card and account numbers replaced; the same thing has the same number everywhere in a document. Offsets follow
//! ([`Draft::rewrite`]); a placeholder is one token, and a masked person stays an entity without id. The title, which may
//! come from elsewhere than the text, is masked as well: what the text has, persons in any case, and whatever is an address or
//! made of digits; id, source and address of the page are left as they are. Only what the tagger calls a person is one: a
//! name it misses stays, and so does one that only the title has. Cost: one pass over the text, and one over the tokens.
//!
//! What is checked: IIN and BIN by date or kind and by checksum, unless a word for them stands before; cards by Luhn's sum (ISO/IEC 7812); accounts (IBAN of
//! Kazakhstan, `KZ` and 18 characters) by the remainder 1 modulo 97 (ISO 13616); telephone numbers by their form.

use std::collections::HashMap;
use std::ops::Range;

use super::draft::{Change, ChangeKind, Draft};
use crate::error::{Error, Result};
use crate::lang::letters::Letter;
use crate::words::fold;

/// What can be masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Masked {
    /// Persons, as the tagger finds them.
    Per,
    /// E-mail addresses.
    Email,
    /// Telephone numbers.
    Phone,
    /// Identification numbers of persons (ИИН, ЖСН) and businesses (БИН, БСН) in Kazakhstan.
    Iin,
    /// Numbers of payment cards.
    Card,
    /// Account numbers in Kazakhstan.
    Account,
}

impl Masked {
    /// All of them and their names in `--mask`.
    pub const ALL: [(&'static str, Masked); 6] = [
        ("per", Masked::Per),
        ("email", Masked::Email),
        ("phone", Masked::Phone),
        ("iin", Masked::Iin),
        ("card", Masked::Card),
        ("account", Masked::Account),
    ];

    /// Reads names as `--mask` takes them; `all` is all of them.
    ///
    /// # Errors
    /// A name that is none.
    pub fn parse(names: &[String]) -> Result<Vec<Masked>> {
        let mut wanted = Vec::new();
        for name in names {
            match Masked::ALL.iter().find(|(n, _)| n == name) {
                Some((_, masked)) => wanted.push(*masked),
                None if name == "all" => wanted.extend(Masked::ALL.map(|(_, m)| m)),
                None => {
                    let names = Masked::ALL.map(|(n, _)| n).join(", ");
                    return Err(Error::usage(format!("--mask {name}: one of {names}, all")));
                }
            }
        }
        wanted.sort_unstable();
        wanted.dedup();
        Ok(wanted)
    }
}

/// Something found: where, the label of its placeholder, and what makes two of them the same.
struct Found {
    at: Range<usize>,
    label: &'static str,
    same: String,
}

/// Placeholders given out in a document.
#[derive(Default)]
struct Numbers(HashMap<&'static str, HashMap<String, usize>>);

impl Numbers {
    fn placeholder(&mut self, label: &'static str, same: &str) -> String {
        let of_label = self.0.entry(label).or_default();
        let next = of_label.len() + 1;
        let number = of_label.entry(same.to_owned()).or_insert(next);
        format!("[{label}_{number}]")
    }
}

/// Masks a draft; gives the label of each placeholder in the text.
pub(crate) fn mask(draft: &mut Draft, wanted: &[Masked]) -> Vec<&'static str> {
    if wanted.is_empty() {
        return Vec::new();
    }
    let example = &draft.example;
    let mut found = Vec::new();
    if wanted.contains(&Masked::Per) {
        for e in example.entities.iter().filter(|e| e.label == "PER") {
            let at = e.span.start as usize..e.span.end as usize;
            let same = e.id.clone().unwrap_or_else(|| fold(&example.text[at.clone()]).into_owned());
            found.push(Found { at, label: "PER", same });
        }
    }
    if wanted.contains(&Masked::Email) {
        for t in example.tokens.iter().filter(|t| t.kind == "email") {
            let at = t.span.start as usize..t.span.end as usize;
            let same = example.text[at.clone()].to_lowercase();
            found.push(Found { at, label: "EMAIL", same });
        }
    }
    numbers(&example.text, wanted, &mut found);
    // The first to begin wins, the longer where two begin together.
    found.sort_by_key(|f| (f.at.start, std::cmp::Reverse(f.at.end)));
    let mut done = 0;
    found.retain(|f| {
        let free = f.at.start >= done;
        done = if free { f.at.end } else { done };
        free
    });
    let mut given = Numbers::default();
    let mut labels = Vec::with_capacity(found.len());
    let mut names: Vec<(String, String)> = Vec::new();
    let mut changes = Vec::with_capacity(found.len());
    for f in &found {
        let with = given.placeholder(f.label, &f.same);
        labels.push(f.label);
        names.push((example.text[f.at.clone()].to_owned(), with.clone()));
        changes.push(Change { at: f.at.start as u32..f.at.end as u32, with, kind: ChangeKind::Mask });
    }
    if let Some(title) = draft.example.title.take() {
        // Longer names first: a surname alone may be a part of them.
        names.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        names.dedup();
        let mut title = names.iter().fold(title, |title, (name, with)| replace_word(&title, name, with));
        title = replace_inflected(&title, &names);
        let mut more = Vec::new();
        if wanted.contains(&Masked::Email) {
            addresses(&title, &mut more);
        }
        numbers(&title, wanted, &mut more);
        more.sort_by_key(|f| f.at.start);
        for f in more.iter().rev() {
            let with = given.placeholder(f.label, &f.same);
            title.replace_range(f.at.clone(), &with);
        }
        draft.example.title = Some(title);
    }
    if wanted.contains(&Masked::Per) {
        for e in draft.example.entities.iter_mut().filter(|e| e.label == "PER") {
            e.id = None;
        }
    }
    draft.rewrite(&changes);
    labels
}

/// `text` with `name` replaced where it stands as a word.
fn replace_word(text: &str, name: &str, with: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(name).filter(|_| !name.is_empty()) {
        let end = at + name.len();
        let before = rest[..at].chars().next_back().or_else(|| out.chars().next_back());
        let inside = before.is_some_and(Letter::is_letter)
            || rest[end..].chars().next().is_some_and(Letter::is_letter);
        out.push_str(&rest[..at]);
        out.push_str(if inside { name } else { with });
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Letters of an ending that a name's word may have in one place and not in another, at most: `Сабитов`, `Сабитовтың`.
const ENDING: usize = 4;

/// Letters that two forms of a name begin with together, at least.
const COMMON: usize = 3;

/// True for words that may be two forms of one name.
fn inflected(a: &str, b: &str) -> bool {
    let common = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    common >= COMMON && a.chars().count().max(b.chars().count()) <= common + ENDING
}

/// `text` with the persons' placeholders where words with a capital may be other forms of their names; neighbours become one.
fn replace_inflected(text: &str, names: &[(String, String)]) -> String {
    let persons = names.iter().filter(|(_, with)| with.starts_with("[PER_"));
    let words: Vec<(String, &str)> = persons
        .flat_map(|(name, with)| {
            let words =
                name.split(|c: char| !c.is_letter() && c != '-').filter(|w| w.chars().count() >= COMMON);
            words.map(move |word| (fold(word).into_owned(), with.as_str()))
        })
        .collect();
    let mut out = String::with_capacity(text.len());
    let mut last: Option<&str> = None;
    for piece in text.split_inclusive(' ') {
        let is_edge = |c: char| !c.is_letter();
        let word = piece.trim_matches(is_edge);
        let key = fold(word);
        let named = word.chars().next().is_some_and(Letter::is_capital);
        // A placeholder stands already where the piece has a bracket.
        let with = words.iter().find(|(name, _)| named && !piece.contains('[') && inflected(name, &key));
        let Some(&(_, with)) = with else {
            last = None;
            out.push_str(piece);
            continue;
        };
        let (before, behind) = (
            &piece[..piece.len() - piece.trim_start_matches(is_edge).len()],
            &piece[piece.trim_end_matches(is_edge).len()..],
        );
        if last == Some(with) && before.is_empty() {
            out.truncate(out.trim_end().len());
        } else {
            out.push_str(before);
            out.push_str(with);
        }
        out.push_str(behind);
        last = (behind == " ").then_some(with);
    }
    out
}

/// Finds e-mail addresses in a text that has no tokens.
fn addresses(text: &str, found: &mut Vec<Found>) {
    let mut end = 0;
    for (at, _) in text.match_indices('@') {
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '%');
        let start = text[..at]
            .rfind(|c| !is_name(c))
            .map_or(0, |i| i + text[i..].chars().next().map_or(0, char::len_utf8));
        let host = &text[at + 1..];
        let host =
            &host[..host.find(|c: char| !c.is_alphanumeric() && c != '.' && c != '-').unwrap_or(host.len())];
        let host = host.trim_end_matches(['.', '-']);
        if start >= end && start < at && host.contains('.') {
            end = at + 1 + host.len();
            found.push(Found { at: start..end, label: "EMAIL", same: text[start..end].to_lowercase() });
        }
    }
}

/// Finds what is made of digits: the first digit, plus sign or `KZ` of each run is asked.
fn numbers(text: &str, wanted: &[Masked], found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let starts = match bytes[at] {
            b'0'..=b'9' | b'+' | b'(' => true,
            b'K' => bytes.get(at + 1) == Some(&b'Z'),
            _ => false,
        };
        let free = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '+');
        if starts && free {
            let one = account(text, at)
                .filter(|_| wanted.contains(&Masked::Account))
                .or_else(|| identity(text, at).filter(|_| wanted.contains(&Masked::Iin)))
                .or_else(|| card(text, at).filter(|_| wanted.contains(&Masked::Card)))
                .or_else(|| phone(text, at).filter(|_| wanted.contains(&Masked::Phone)));
            if let Some(one) = one {
                at = one.at.end;
                found.push(one);
                continue;
            }
        }
        // To the next character.
        at += 1;
        while at < bytes.len() && !text.is_char_boundary(at) {
            at += 1;
        }
    }
}

/// The most digits that anything looked for has: those of a long card.
const LONGEST: usize = 19;

/// Groups of digits from `at` until they hold [`LONGEST`], and where each ends: `separator` says what may stand between two.
fn digits(text: &str, at: usize, separator: impl Fn(&str) -> bool) -> Vec<(String, usize)> {
    let mut groups: Vec<(String, usize)> = Vec::new();
    let (mut at, mut total) = (at, 0);
    loop {
        let length = text[at..].bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            return groups;
        }
        let end = at + length;
        groups.push((text[at..end].to_owned(), end));
        total += length;
        if total >= LONGEST {
            return groups;
        }
        let gap = text[end..].find(|c: char| c.is_ascii_digit()).unwrap_or(0);
        if gap == 0 || !separator(&text[end..end + gap]) {
            return groups;
        }
        at = end + gap;
    }
}

/// Nothing that belongs to a word or number stands behind.
fn ends(text: &str, end: usize) -> bool {
    text[end..].chars().next().is_none_or(|c| !c.is_alphanumeric())
}

/// `KZ`, two check digits, 16 characters, in one piece or in groups of four.
fn account(text: &str, at: usize) -> Option<Found> {
    if !text[at..].starts_with("KZ") {
        return None;
    }
    let (mut number, mut end) = (String::new(), at);
    for (i, c) in text[at..].char_indices() {
        match c {
            'A'..='Z' | '0'..='9' => number.push(c),
            c if is_space(c) && number.len() % 4 == 0 && number.len() < 20 => continue,
            _ => break,
        }
        end = at + i + 1;
        if number.len() == 20 {
            break;
        }
    }
    if number.len() != 20 || !ends(text, end) {
        return None;
    }
    // ISO 13616: the first four characters go behind, letters count from 10.
    let moved = number[4..].chars().chain(number[..4].chars());
    let remainder = moved.filter_map(|c| c.to_digit(36)).fold(0u32, |r, d| {
        let shifted = if d < 10 { r * 10 } else { r * 100 };
        (shifted + d) % 97
    });
    (remainder == 1).then_some(Found { at: at..end, label: "ACCOUNT", same: number })
}

/// Spaces inside numbers: typeset pages have thin ones.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}' | '\u{2000}'..='\u{200b}' | '\u{202f}' | '\u{2060}')
}

/// Hyphens, dashes and the minus sign.
fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Words before an identification number, and its label.
const IDENTITY_WORDS: [(&str, &str); 4] = [("иин", "IIN"), ("жсн", "IIN"), ("бин", "BIN"), ("бсн", "BIN")];

/// Twelve digits behind a word for an IIN or BIN, whatever they are: a mistake in the number hides nobody.
fn named_identity(text: &str, at: usize) -> Option<Found> {
    let label = IDENTITY_WORDS.iter().find(|(word, _)| stands_before(&text[..at], &[word]))?.1;
    let groups = digits(text, at, |gap| gap.chars().all(|c| is_space(c) || is_dash(c)));
    let mut number = String::new();
    let (_, end) = groups.iter().find(|(group, _)| {
        number.push_str(group);
        number.len() >= 12
    })?;
    (number.len() == 12 && ends(text, *end)).then_some(Found { at: at..*end, label, same: number })
}

/// Twelve digits with the checksum of an IIN or BIN.
fn identity(text: &str, at: usize) -> Option<Found> {
    if let Some(found) = named_identity(text, at) {
        return Some(found);
    }
    let run = text[at..].bytes().take_while(u8::is_ascii_digit).count();
    if run != 12 || !ends(text, at + run) {
        return None;
    }
    let number = &text[at..at + run];
    let label = identity_kind(number)?;
    Some(Found { at: at..at + run, label, same: number.to_owned() })
}

/// `IIN` for a person: a date of birth and a digit for century and sex; `BIN` for a business: month of registration, kind
/// (4 to 6) and division (0 to 3). The last digit is a weighted sum modulo 11; where that is 10, with weights moved by
/// two; where it is 10 again the number is not given out.
fn identity_kind(number: &str) -> Option<&'static str> {
    let d: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    if d.len() != 12 {
        return None;
    }
    let two = |i: usize| d[i] * 10 + d[i + 1];
    let month = two(2);
    let person = (1..=31).contains(&two(4)) && d[6] <= 6;
    let business = (4..=6).contains(&d[4]) && d[5] <= 3;
    let label = match (person, business) {
        _ if !(1..=12).contains(&month) => return None,
        (true, _) => "IIN",
        (_, true) => "BIN",
        _ => return None,
    };
    let sum = |first: u32| (0..11u32).map(|i| d[i as usize] * ((i + first - 1) % 11 + 1)).sum::<u32>() % 11;
    let check = match sum(1) {
        10 => sum(3),
        check => check,
    };
    (check == d[11]).then_some(label)
}

/// 13 to 19 digits with Luhn's sum, in one piece or in groups of four.
fn card(text: &str, at: usize) -> Option<Found> {
    let one = |gap: &str| gap.chars().count() == 1 && gap.chars().all(|c| is_space(c) || is_dash(c));
    let groups = digits(text, at, one);
    let (number, end) = match groups.as_slice() {
        [(whole, end), ..] if (13..=19).contains(&whole.len()) => (whole.clone(), *end),
        [a, b, c, d, ..] if [a, b, c, d].iter().all(|g| g.0.len() == 4) => {
            ([a, b, c, d].map(|g| g.0.as_str()).concat(), d.1)
        }
        _ => return None,
    };
    if !ends(text, end) || number.bytes().all(|b| b == number.as_bytes()[0]) {
        return None;
    }
    let doubled = |d: u32| if d > 4 { 2 * d - 9 } else { 2 * d };
    let sum: u32 = number
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(i, d)| if i % 2 == 1 { doubled(d) } else { d })
        .sum();
    // The first digit of a payment card: 2 to 6.
    (sum.is_multiple_of(10) && matches!(number.as_bytes()[0], b'2'..=b'6')).then_some(Found {
        at: at..end,
        label: "CARD",
        same: number,
    })
}

/// Words before a local number.
const PHONE_WORDS: [&str; 9] = [
    "тел",
    "телефон",
    "телефоны",
    "факс",
    "телефону",
    "тел/факс",
    "телефоны бойынша",
    "қабылдау бөлмесі",
    "whatsapp",
];

/// `+` and 10 to 15 digits; `8` and ten digits; in brackets an area code and a number, or a number of five to seven digits
/// in groups, where a word for telephone stands before.
fn phone(text: &str, at: usize) -> Option<Found> {
    let plus = text[at..].starts_with('+');
    let bracket = text[at..].starts_with('(');
    let first = at + usize::from(plus || bracket);
    let groups = digits(text, first, |gap| {
        gap.chars().count() <= 3
            && gap.chars().all(|c| is_space(c) || is_dash(c) || matches!(c, '(' | ')' | '.'))
            && gap.matches('.').count() + gap.matches(is_dash).count() <= 1
            && !gap.contains(". ")
    });
    // The longest run of groups that is a number.
    let mut number = String::new();
    let mut best = None;
    for (n, (group, end)) in groups.iter().enumerate() {
        number.push_str(group);
        let whole = number.len() == 11 || !plus && !bracket;
        let is = match () {
            () if plus => (10..=15).contains(&number.len()) && (whole || !number.starts_with('7')),
            () if bracket => {
                n > 0 && (9..=10).contains(&number.len()) && stands_before(&text[..at], &PHONE_WORDS)
            }
            () if number.len() == 11 => {
                number.starts_with('8') && (n == 0 || groups[0].0 == "8")
                    || number.starts_with("77") && (n == 0 || groups[0].0 == "7")
            }
            () => n > 0 && (5..=7).contains(&number.len()) && stands_before(&text[..at], &PHONE_WORDS),
        };
        if is && ends(text, *end) {
            best = Some((*end, number.clone()));
        }
    }
    let (end, mut same) = best?;
    // +7 701 …, 8 701 … and 7701 … are one number.
    if same.len() == 11 && same.starts_with('8') {
        same.replace_range(..1, "7");
    }
    Some(Found { at: at..end, label: "PHONE", same })
}

/// Whether the text before ends in one of some words, in any case.
fn stands_before(before: &str, words: &[&str]) -> bool {
    let is_between = |c: char| is_space(c) || matches!(c, ':' | '.' | '№');
    let tail: String = before.trim_end_matches(is_between).chars().rev().take(20).collect();
    let tail: String = tail.chars().rev().collect::<String>().to_lowercase();
    words.iter().any(|word| {
        tail.strip_suffix(word).is_some_and(|rest| rest.chars().next_back().is_none_or(|c| !c.is_letter()))
    })
}

#[cfg(test)]
mod tests {
    use super::super::draft::TextView;
    use super::super::draft::tests::{check, drafts};
    use super::*;

    /// A case a line: what is masked, the text, the masked text.
    #[test]
    fn masked_texts() {
        let cases: Vec<Vec<&str>> = include_str!("../../tests/data/dataset/mask.tsv")
            .lines()
            .skip(1)
            .map(|l| l.split('\t').collect())
            .collect();
        assert!(cases.len() > 40);
        let texts: Vec<&str> = cases.iter().map(|c| c[1]).collect();
        let mut wrong = Vec::new();
        for (case, mut draft) in cases.iter().zip(drafts(&texts, TextView::Original)) {
            let names: Vec<String> = case[0].split(',').map(str::to_owned).collect();
            mask(&mut draft, &Masked::parse(&names).expect("names"));
            check(&draft);
            if draft.example.text != case[2] {
                wrong.push(format!("{}\n  {}\n  {}", case[1], draft.example.text, case[2]));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn a_masked_person_stays_an_entity_and_titles_follow() {
        let text = "Қасым-Жомарт Тоқаев Минскіге келді. Тоқаев Минскіде сөз сөйледі.";
        let mut draft = drafts(&[text], TextView::Normalised).remove(0);
        draft.example.title = Some("Тоқаев Минскіде, +7 701 111 22 33".to_owned());
        let labels = mask(&mut draft, &[Masked::Per, Masked::Phone]);
        check(&draft);
        assert_eq!(labels, ["PER", "PER"]);
        assert_eq!(draft.example.text, "[PER_1] Минскіге келді. [PER_1] Минскіде сөз сөйледі.");
        assert_eq!(draft.example.title.as_deref(), Some("[PER_1] Минскіде, [PHONE_1]"));
        let person = &draft.example.entities[0];
        assert_eq!((person.label.as_str(), person.id.as_deref(), person.tokens.clone()), ("PER", None, 0..1));
    }

    /// Titles that are no part of the text: another case, an address, a name that is none of the text's.
    #[test]
    fn titles_from_elsewhere() {
        let text = "Нурлан Сабитов поблагодарил коллег. Айгүл Смағұлова сөз сөйледі. Пишите: info@news.kz";
        for (title, masked) in [
            ("Нурлану Сабитову вручили орден, пишите a.b@mail.kz", "[PER_1] вручили орден, пишите [EMAIL_2]"),
            ("INFO@news.kz отвечает: Сабитова наградили", "[EMAIL_1] отвечает: [PER_1] наградили"),
            ("«Сабитовтың» сөзі: Айгүл Смағұловаға сыйлық", "«[PER_1]» сөзі: [PER_2] сыйлық"),
            ("Сабантуй в Нур-Султане, @dom, a@b", "Сабантуй в Нур-Султане, @dom, a@b"),
        ] {
            let mut draft = drafts(&[text], TextView::Normalised).remove(0);
            draft.example.title = Some(title.to_owned());
            mask(&mut draft, &[Masked::Per, Masked::Email]);
            assert_eq!(draft.example.title.as_deref(), Some(masked));
        }
    }

    #[test]
    fn placeholders_are_numbered_by_label() {
        let mut given = Numbers::default();
        let all = [("PER", "а"), ("PHONE", "а"), ("PER", "б"), ("PER", "а"), ("PHONE", "в")];
        let all = all.map(|(label, same)| given.placeholder(label, same));
        assert_eq!(all, ["[PER_1]", "[PHONE_1]", "[PER_2]", "[PER_1]", "[PHONE_2]"]);
    }

    #[test]
    fn groups_of_digits_end_where_nothing_is_that_long() {
        let groups = digits(&"12 34 ".repeat(50_000), 0, |gap| gap == " ");
        assert_eq!(groups.iter().map(|g| g.0.len()).sum::<usize>(), 20);
        assert_eq!(digits(&"1".repeat(30), 0, |_| true).len(), 1);
    }

    #[test]
    fn a_wrong_digit_shows() {
        let mut passed = 0;
        assert_eq!(identity_kind("920305400704"), Some("IIN"), "by the second weights");
        for number in ["850101300124", "990140000384"] {
            assert!(identity_kind(number).is_some());
            // The eleventh digit has the weight 11, which is 0 modulo 11: no mistake in it shows.
            for i in (0..12).filter(|i| *i != 10) {
                for digit in b'0'..=b'9' {
                    let mut other = number.as_bytes().to_vec();
                    other[i] = digit;
                    let other = String::from_utf8(other).expect("digits");
                    passed += u32::from(other != number && identity_kind(&other).is_some());
                }
            }
        }
        // Only where the first weights give 10 and the second happen to agree.
        assert!(passed <= 2, "{passed} of 198");
    }
}
