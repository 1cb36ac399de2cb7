//! Joins neighbouring atoms to tokens.
//!
//! Reads: the atoms of the normalised text. Makes: for each token the atoms it covers and its kind. Works by the
//! named [`RULES`] in order: the first that recognises something at an atom says where the token ends. Where
//! none does, the atom is a token. Guarantees: every atom is in exactly one token; a token has no white space
//! inside. Cost: for most atoms a look at the next byte; rules run only where something adjoins that could join.

use super::abbreviation::{Abbreviation, Tables};
use crate::document::{Document, Token, TokenKind};
use crate::lang::Lang;
use crate::lang::letters::Letter;
use crate::stage::{Atom, AtomClass, Gap};

/// Where a token that begins at an atom ends (an index past its last atom), and what it is.
pub(super) type Found = Option<(usize, TokenKind)>;

/// A rule: looks at the atoms from an index on.
type Rule = fn(&View<'_>, usize) -> Found;

/// The rules in the order in which they are asked, by name.
pub(super) const RULES: &[(&str, Rule)] = &[
    ("url", url),
    ("email", email),
    ("tag", tag),
    ("date", date),
    ("time", time),
    ("number", number),
    ("domain", domain),
    ("initial", initial),
    ("abbreviation", abbreviation),
    ("word", word),
    ("smiley", smiley),
    ("emoji", emoji),
];

/// Those of them that join a full stop behind which nothing adjoins.
const STOP_RULES: &[(&str, Rule)] = &[("initial", initial), ("abbreviation", abbreviation)];

/// What the rules see.
pub(super) struct View<'a> {
    pub(super) doc: &'a Document,
    pub(super) text: &'a str,
    pub(super) atoms: &'a [Atom],
    pub(super) tables: &'a Tables,
    /// The tokens before the atom that is looked at.
    pub(super) tokens: &'a [Token],
}

impl View<'_> {
    /// The token that begins at atom `i`: one past its last atom, its kind, and the rule that joined it.
    #[inline]
    pub(super) fn token_at(&self, i: usize) -> (usize, TokenKind, &'static str) {
        if self.may_join(i) {
            for (name, rule) in if self.ends_in_stop(i) { STOP_RULES } else { RULES } {
                if let Some((end, kind)) = rule(self, i) {
                    return (end, kind, name);
                }
            }
        }
        let kind = match self.atoms[i].class {
            AtomClass::Word => TokenKind::Word,
            AtomClass::Number => TokenKind::Number,
            AtomClass::Punct => TokenKind::Punct,
            AtomClass::Emoji => TokenKind::Emoji,
            AtomClass::Other => TokenKind::Other,
        };
        (i + 1, kind, "")
    }

    /// True for a word with a full stop at which its run of atoms ends: most last words of sentences.
    #[inline]
    fn ends_in_stop(&self, i: usize) -> bool {
        self.atoms[i].class == AtomClass::Word && self.adjoined(i + 2).is_none() && {
            let next = &self.atoms[i + 1];
            next.end - next.start == 1 && self.text.as_bytes()[next.start as usize] == b'.'
        }
    }

    /// False where no rule can apply: the next atom does not adjoin, or begins with a byte that never joins.
    #[inline]
    pub(super) fn may_join(&self, i: usize) -> bool {
        let Some(next) = self.atoms.get(i + 1) else { return false };
        if next.gap != Gap::None {
            return false;
        }
        let bytes = self.text.as_bytes();
        match self.atoms[i].class {
            AtomClass::Word | AtomClass::Number => {
                if next.class != AtomClass::Punct {
                    return true;
                }
                let at = next.start as usize;
                match bytes[at] {
                    b'.' | b'-' | b'\'' | b'_' | b'/' | b'@' | b':' | b'&' | b'+' | b'%' => true,
                    b',' => self.atoms[i].class == AtomClass::Number,
                    // U+2010, U+2011 and U+2019: hyphens and the apostrophe.
                    0xe2 => matches!(bytes[at + 2], 0x90 | 0x91 | 0x99) && bytes[at + 1] == 0x80,
                    _ => false,
                }
            }
            AtomClass::Punct => {
                matches!(bytes[self.atoms[i].start as usize], b'#' | b'@' | b'.' | b':' | b';' | b'=')
            }
            AtomClass::Emoji | AtomClass::Other => true,
        }
    }

    pub(super) fn surface(&self, i: usize) -> &str {
        let a = &self.atoms[i];
        &self.text[a.start as usize..a.end as usize]
    }

    /// The text of the atoms `from..to`.
    fn slice(&self, from: usize, to: usize) -> &str {
        &self.text[self.atoms[from].start as usize..self.atoms[to - 1].end as usize]
    }

    /// The class of atom `i`, where it adjoins the one before.
    fn adjoined(&self, i: usize) -> Option<AtomClass> {
        self.atoms.get(i).filter(|a| a.gap == Gap::None).map(|a| a.class)
    }

    fn bytes(&self, i: usize) -> &[u8] {
        let a = &self.atoms[i];
        &self.text.as_bytes()[a.start as usize..a.end as usize]
    }

    /// True where atom `i` adjoins the one before and is the mark `mark` alone.
    #[inline]
    fn mark(&self, i: usize, mark: &str) -> bool {
        self.adjoined(i) == Some(AtomClass::Punct) && self.bytes(i) == mark.as_bytes()
    }

    /// True where atom `i` adjoins the one before and is a hyphen.
    #[inline]
    fn hyphen(&self, i: usize) -> bool {
        self.adjoined(i) == Some(AtomClass::Punct)
            && matches!(self.bytes(i), b"-" | b"\xe2\x80\x90" | b"\xe2\x80\x91")
    }

    fn is_alnum(&self, i: usize) -> bool {
        matches!(self.adjoined(i), Some(AtomClass::Word | AtomClass::Number))
    }

    fn is_word(&self, i: usize) -> bool {
        self.adjoined(i) == Some(AtomClass::Word)
    }

    fn is_number(&self, i: usize) -> bool {
        self.adjoined(i) == Some(AtomClass::Number)
    }

    fn first_char(&self, i: usize) -> char {
        self.text[self.atoms[i].start as usize..].chars().next().unwrap_or(' ')
    }

    /// The language of the passage that atom `i` stands in.
    fn lang(&self, i: usize) -> Lang {
        let at = self.atoms[i].start;
        self.doc.lang_at(self.doc.norm.to_orig(crate::document::NormSpan::new(at, at)).start)
    }

    fn last_token(&self) -> Option<(&Token, &str)> {
        self.tokens.last().map(|t| (t, &self.text[t.norm.range()]))
    }

    /// True where atom `k` ends too far from the start of atom `i` for both to be of one name.
    fn too_far(&self, i: usize, k: usize) -> bool {
        self.atoms.get(k).is_some_and(|a| a.end - self.atoms[i].start > LONGEST_NAME)
    }

    /// After a token that may carry an ending (`Egemen.kz-ке`, `18:00-де`): past the hyphen and the word.
    fn with_ending(&self, i: usize) -> usize {
        if self.hyphen(i) && self.is_word(i + 1) { i + 2 } else { i }
    }
}

/// Ends of domains that are taken in any case of letters; the most frequent first.
const DOMAINS: &[&str] =
    &["kz", "ru", "com", "net", "org", "рф", "қаз", "ру", "ком", "орг", "su", "ua", "by", "uz", "kg"];

/// Ends of domains that are taken in small letters only, in order: in capitals they are mostly something else.
const SMALL_DOMAINS: &[&str] = &[
    "ai", "am", "app", "asia", "at", "au", "az", "be", "bg", "biz", "blog", "br", "ca", "cc", "ch", "club",
    "cn", "co", "cz", "de", "dev", "dk", "edu", "ee", "es", "eu", "fi", "fm", "fr", "ge", "gl", "gov", "hu",
    "id", "ie", "il", "in", "info", "int", "io", "ir", "is", "it", "jp", "kr", "life", "live", "lt", "lv",
    "ly", "md", "me", "media", "mil", "mn", "mobi", "name", "news", "nl", "no", "nz", "online", "pl",
    "press", "pro", "ro", "rs", "se", "shop", "site", "sk", "space", "store", "tech", "tj", "tm", "to",
    "today", "top", "tr", "travel", "tv", "uk", "us", "vip", "world", "ws", "xyz", "бел", "рус", "укр",
];

/// Bytes of the longest of both.
const LONGEST_DOMAIN: usize = {
    let (a, b) = (longest(DOMAINS), longest(SMALL_DOMAINS));
    if a > b { a } else { b }
};

const fn longest(names: &[&str]) -> usize {
    let (mut longest, mut i) = (0, 0);
    while i < names.len() {
        if names[i].len() > longest {
            longest = names[i].len();
        }
        i += 1;
    }
    longest
}

/// True where `name` can end a domain.
fn ends_domain(name: &str) -> bool {
    if name.len() > LONGEST_DOMAIN {
        return false;
    }
    // A small letter of these has as many bytes as its capital.
    let like = |d: &str| d.len() == name.len() && d.is_ascii() == name.is_ascii();
    let same = |d: &str| like(d) && name.chars().flat_map(char::to_lowercase).eq(d.chars());
    DOMAINS.iter().any(|d| same(d)) || SMALL_DOMAINS.binary_search(&name).is_ok()
}

/// Bytes of the longest domain, or name before an `@`, that is read: names in ASCII have 253 at most. In a run of more
/// (`а.а.а.…`) each word would otherwise be read to its end.
const LONGEST_NAME: u32 = 254;

/// The end of a web address that begins at `i`, without the marks that close the sentence.
fn address_end(v: &View<'_>, i: usize) -> usize {
    // An address holds no quotation marks: what they close is around it.
    let quotes = |k: usize| matches!(v.first_char(k), '«' | '»' | '“' | '”' | '"' | '<' | '>');
    let mut end = i + 1;
    let mut opened = false;
    while v.adjoined(end).is_some() && !quotes(end) {
        opened |= v.first_char(end) == '(';
        end += 1;
    }
    while end > i + 1 {
        let closes = match v.first_char(end - 1) {
            '.' | ',' | ';' | ':' | '!' | '?' | '…' | '\'' | ']' | '}' | '*' => true,
            // No opening one is taken away here, so what stands before is as it was.
            ')' => !opened,
            _ => false,
        };
        if !closes {
            break;
        }
        end -= 1;
    }
    end
}

/// `https://…` and `www.…` up to the white space.
fn url(v: &View<'_>, i: usize) -> Found {
    if v.atoms[i].class != AtomClass::Word || !v.surface(i).is_ascii() {
        return None;
    }
    let name = v.surface(i);
    let scheme = ["http", "https", "ftp"].iter().any(|s| s.eq_ignore_ascii_case(name));
    let begins = if scheme {
        v.mark(i + 1, ":") && v.mark(i + 2, "//")
    } else {
        name.eq_ignore_ascii_case("www") && v.mark(i + 1, ".") && v.is_alnum(i + 2)
    };
    begins.then(|| (address_end(v, i), TokenKind::Url))
}

/// `name@host.kz`, also with an ending.
fn email(v: &View<'_>, i: usize) -> Found {
    if !matches!(v.atoms[i].class, AtomClass::Word | AtomClass::Number) {
        return None;
    }
    let mut k = i + 1;
    while v.is_alnum(k) || v.mark(k, ".") || v.mark(k, "_") || v.mark(k, "+") || v.hyphen(k) {
        k += 1;
        if v.too_far(i, k) {
            return None;
        }
    }
    if !v.mark(k, "@") || !v.is_alnum(k + 1) {
        return None;
    }
    k += 2;
    let mut dotted = false;
    let host = k - 1;
    while !v.too_far(host, k) {
        if v.is_alnum(k) {
            k += 1;
        } else if (v.hyphen(k) || v.mark(k, "_")) && v.is_alnum(k + 1) {
            k += 2;
        } else if v.mark(k, ".") && v.is_alnum(k + 1) {
            dotted = true;
            k += 2;
        } else {
            break;
        }
    }
    dotted.then_some((k, TokenKind::Email))
}

/// `#тег_2024`, `@имя`, also with an ending.
fn tag(v: &View<'_>, i: usize) -> Found {
    if !matches!(v.surface(i), "#" | "@") || !v.is_alnum(i + 1) {
        return None;
    }
    if v.atoms[i].gap == Gap::None && i > 0 && v.surface(i) == "@" {
        let before = v.atoms[i - 1].class;
        if matches!(before, AtomClass::Word | AtomClass::Number) {
            return None;
        }
    }
    let mut k = i + 2;
    loop {
        let underscores = v.adjoined(k) == Some(AtomClass::Punct) && v.first_char(k) == '_';
        if v.is_alnum(k) || underscores || (v.hyphen(k) && v.is_alnum(k + 1)) {
            k += 1;
        } else {
            break;
        }
    }
    Some((k, TokenKind::Tag))
}

/// The value of the number at atom `i` if it has at most four digits.
fn value(v: &View<'_>, i: usize) -> Option<(u32, usize)> {
    let digits = v.surface(i);
    if digits.len() > 4 { None } else { digits.parse().ok().map(|n| (n, digits.len())) }
}

/// A full date in digits: `10/01/2024`, `01.02.2023`, `2024-01-10`, also with an ending.
fn date(v: &View<'_>, i: usize) -> Found {
    if v.atoms[i].class != AtomClass::Number {
        return None;
    }
    let mark = [".", "/", "-"].into_iter().find(|m| v.mark(i + 1, m))?;
    if !v.is_number(i + 2) || !v.mark(i + 3, mark) || !v.is_number(i + 4) {
        return None;
    }
    if v.mark(i + 5, mark) && v.is_number(i + 6) {
        return None;
    }
    let ((a, wa), (b, wb), (c, wc)) = (value(v, i)?, value(v, i + 2)?, value(v, i + 4)?);
    let month = |n: u32, w: usize| w <= 2 && (1..=12).contains(&n);
    let day = |n: u32, w: usize| w <= 2 && (1..=31).contains(&n);
    let day_first = day(a, wa) && month(b, wb) && (wc == 4 || (wc == 2 && mark != "-"));
    let month_first = mark == "/" && month(a, wa) && day(b, wb) && wc == 4;
    let year_first = wa == 4 && month(b, wb) && day(c, wc);
    (day_first || month_first || year_first).then(|| (v.with_ending(i + 5), TokenKind::Date))
}

/// A time of day: `18:07`, `18:07:30`, also with an ending.
fn time(v: &View<'_>, i: usize) -> Found {
    if v.atoms[i].class != AtomClass::Number || !v.mark(i + 1, ":") || !v.is_number(i + 2) {
        return None;
    }
    let ((hour, wh), (minute, wm)) = (value(v, i)?, value(v, i + 2)?);
    if wh > 2 || hour > 24 || wm != 2 || minute > 59 {
        return None;
    }
    let mut end = i + 3;
    if v.mark(end, ":") && v.is_number(end + 1) && value(v, end + 1).is_some_and(|(s, w)| w == 2 && s < 60) {
        end += 2;
    }
    Some((v.with_ending(end), TokenKind::Time))
}

/// Numbers with what belongs to them: `2,5`, `1.234.567`, `3:0`, `2007/08`, `3-й`, `55-ші`, `36%-ы`, `5G`,
/// `22-летний`. A range (`1904-1905`), a percent sign after a bare number and what says a year (`2011г.`) stay apart.
fn number(v: &View<'_>, i: usize) -> Found {
    if v.atoms[i].class != AtomClass::Number {
        return None;
    }
    let mut end = i + 1;
    // Parts of one number; a second comma is only taken between groups of three digits.
    for mark in [",", ".", ":", "/"] {
        if !v.mark(end, mark) || !v.is_number(end + 1) {
            continue;
        }
        let mut k = end;
        let mut groups = true;
        while v.mark(k, mark) && v.is_number(k + 1) {
            groups &= v.surface(k + 1).len() == 3 && (mark != "," || k < end + 2 * MOST_GROUPS);
            k += 2;
            if mark == "," && !groups && k > end + 2 {
                break;
            }
        }
        if mark != "," || groups || k == end + 2 {
            end = k;
            // After groups of three digits a decimal may follow, nothing else.
            if !groups || v.mark(end, ":") {
                break;
            }
        }
    }
    while v.mark(end, "_") && v.is_number(end + 1) {
        end += 2;
    }
    if v.mark(end, "%") && v.hyphen(end + 1) && v.is_word(end + 2) {
        return Some((end + 3, TokenKind::Number));
    }
    if v.is_word(end) && end == i + 1 && year_with_word(v, i) {
        return None;
    }
    // `365info.kz`, `5-tv.ru`
    let lettered = v.is_word(end) || v.hyphen(end) && v.is_word(end + 1);
    if let Some(address) = lettered.then(|| domain(v, i)).flatten() {
        return Some(address);
    }
    if v.is_word(end) {
        // Glued letters: 5G, 3м, 50км, 3Com.
        end += 1;
        if v.is_number(end) {
            end = word_end(v, end + 1);
        }
        return Some((v.with_ending(end), TokenKind::Number));
    }
    if v.hyphen(end) && v.is_word(end + 1) {
        let ending = v.surface(end + 1);
        let kazakh_noun = v.lang(i) == Lang::Kk && ending.chars().count() > LONGEST_ENDING && end == i + 1;
        if !kazakh_noun {
            return Some((word_end(v, end + 2), TokenKind::Number));
        }
    }
    (end > i + 1).then_some((end, TokenKind::Number))
}

/// True where atom `i` is a year and the word glued to it says so: `2011г.`, `1996-1997гг.`, `2023ж.`, `2016году`. They
/// are two tokens, as `2011 г.` is.
fn year_with_word(v: &View<'_>, i: usize) -> bool {
    let word = v.surface(i + 1);
    let goes_on = v.hyphen(i + 2) && v.is_alnum(i + 3);
    !goes_on
        && value(v, i).is_some_and(|(year, _)| (1000..2200).contains(&year))
        && (matches!(word, "г" | "гг" | "ж" | "жж") || word.starts_with("год") || word.starts_with("жыл"))
}

/// Groups of three digits after commas that one number has at most; more are a list.
const MOST_GROUPS: usize = 12;

/// Letters of the longest ending that a Kazakh number takes after its hyphen (`-нысының`). In `15-жылдық` the
/// hyphen stands for the ordinal's ending, and what follows is a word of its own.
const LONGEST_ENDING: usize = 5;

/// `Sarbaz.kz`, `Egemen.kz-ке`, `chn.ge/2J`, `.рф` after a space.
fn domain(v: &View<'_>, i: usize) -> Found {
    if v.surface(i) == "." {
        let alone = v.atoms[i].gap != Gap::None || i == 0 || v.atoms[i - 1].class == AtomClass::Punct;
        let found = alone && v.is_word(i + 1) && ends_domain(v.surface(i + 1)) && !v.hyphen(i + 2);
        return found.then_some((i + 2, TokenKind::Url));
    }
    if !matches!(v.atoms[i].class, AtomClass::Word | AtomClass::Number) {
        return None;
    }
    let mut k = i + 1;
    let mut end = None;
    while !v.too_far(i, k) {
        if v.mark(k, ".") && v.is_word(k + 1) {
            if ends_domain(v.surface(k + 1)) && !v.is_number(k + 2) {
                end = Some(k + 2);
            }
            k += 2;
        } else if v.mark(k, ".") && v.is_number(k + 1) || (v.hyphen(k) || v.mark(k, "_")) && v.is_alnum(k + 1)
        {
            k += 2;
        } else if v.is_alnum(k) {
            k += 1;
        } else {
            break;
        }
    }
    let end = end?;
    if v.adjoined(end) == Some(AtomClass::Punct)
        && matches!(v.surface(end), "/" | "?")
        && v.adjoined(end + 1).is_some()
    {
        return Some((address_end(v, i), TokenKind::Url));
    }
    Some((v.with_ending(end), TokenKind::Url))
}

/// True where atom `i` could be an initial without its full stop: one capital letter, or a pair that writes one
/// foreign sound.
fn initial_letter(v: &View<'_>, i: usize) -> bool {
    if v.atoms[i].class != AtomClass::Word {
        return false;
    }
    let s = v.surface(i);
    let mut chars = s.chars();
    let first = chars.next().is_some_and(Letter::is_capital);
    first && (chars.next().is_none() || matches!(s, "Дж" | "Дз" | "Ch" | "Sh" | "Th"))
}

/// `М.` of a name: before a name or another initial, or after a name.
fn initial(v: &View<'_>, i: usize) -> Found {
    if !initial_letter(v, i) || !v.mark(i + 1, ".") {
        return None;
    }
    let found = Some((i + 2, TokenKind::Abbr));
    let latin = v.first_char(i).is_ascii();
    if let Some(next) = v.atoms.get(i + 2) {
        if next.gap <= Gap::Space && next.class == AtomClass::Word {
            if initial_letter(v, i + 2) && v.mark(i + 3, ".") {
                return found;
            }
            let name = v.first_char(i + 2).is_capital();
            if name && v.first_char(i + 2).is_ascii() == latin && next.end - next.start > 2 {
                return found;
            }
        }
        // The genus of a species: H. pylori.
        if latin && next.gap == Gap::Space && v.first_char(i + 2).is_ascii_lowercase() {
            return found;
        }
        // Ж.-П., and initials whose next word is small: И. о., М. ибн.
        if v.hyphen(i + 2) && v.is_word(i + 3) && initial_letter(v, i + 3) {
            return found;
        }
    }
    let (token, before) = v.last_token()?;
    let close = v.atoms[i].gap <= Gap::Space;
    // Л. of В.Л., or И. of Иванов И.
    if close && token.kind == TokenKind::Abbr && v.atoms[i].gap == Gap::None {
        return found;
    }
    if close && token.kind == TokenKind::Abbr && initial_surface(before) {
        return found;
    }
    let goes_on = v.atoms.get(i + 2).is_some_and(|n| {
        n.gap <= Gap::Space
            && (matches!(v.first_char(i + 2), ',' | ')' | ';' | ':') || v.first_char(i + 2).is_small())
    });
    let surname = token.kind == TokenKind::Word && before.chars().next().is_some_and(Letter::is_capital);
    (close && surname && goes_on && !latin).then_some((i + 2, TokenKind::Abbr))
}

/// True for the surface of a token that is an initial: `М.`, `Дж.`.
pub(super) fn initial_surface(s: &str) -> bool {
    s.strip_suffix('.').is_some_and(|s| {
        let mut chars = s.chars();
        chars.next().is_some_and(Letter::is_capital) && (chars.next().is_none() || matches!(s, "Дж" | "Дз"))
    })
}

/// A word of the abbreviation table with its full stop, where what stands around allows it; in Kazakh also
/// several at once (`т.б.`, `б.з.б.`).
fn abbreviation(v: &View<'_>, i: usize) -> Found {
    if v.atoms[i].class != AtomClass::Word {
        return None;
    }
    if v.hyphen(i + 1) {
        // гр-н., р-н.
        let end = word_end(v, i + 1);
        let entry = if v.mark(end, ".") { v.tables.find(v.lang(i), v.slice(i, end + 1)) } else { None };
        return entry.filter(|entry| evidence(v, i, end + 1, entry)).map(|_| (end + 1, TokenKind::Abbr));
    }
    if !v.mark(i + 1, ".") {
        return None;
    }
    // `9-14 м/с. Температура`: the unit of a rate, no village.
    if i > 0
        && v.mark(i - 1, "/")
        && v.atoms[i].gap == Gap::None
        && v.surface(i).chars().nth(1).is_none()
        && i + 2 < v.atoms.len()
        && v.first_char(i + 2).is_capital()
    {
        return None;
    }
    let lang = v.lang(i);
    // Up to four parts, the longest first.
    let mut ends = [0usize; 4];
    let mut parts = 0;
    let mut k = i;
    while parts < ends.len() && v.atoms[k].class == AtomClass::Word && v.mark(k + 1, ".") {
        ends[parts] = k + 2;
        parts += 1;
        if !v.is_word(k + 2) {
            break;
        }
        k += 2;
    }
    for &end in ends[..parts].iter().rev() {
        let entry = v.tables.find(lang, v.slice(i, end));
        if entry.is_some_and(|entry| end > i + 2 || evidence(v, i, end, entry)) {
            return Some((end, TokenKind::Abbr));
        }
    }
    None
}

/// True where the surroundings of atoms `i..end` show the abbreviation that they could be.
fn evidence(v: &View<'_>, i: usize, end: usize, entry: &Abbreviation) -> bool {
    if entry.has(Abbreviation::ANY) {
        return true;
    }
    let last = v.last_token().filter(|_| v.atoms[i].gap <= Gap::Space);
    if let Some((token, before)) = last {
        if entry.has(Abbreviation::AFTER_NUMBER) && counts(token, before) {
            return true;
        }
        if entry.has(Abbreviation::PART) && token.kind == TokenKind::Abbr {
            return true;
        }
    }
    let Some(next) = v.atoms.get(end).filter(|n| n.gap <= Gap::Line) else { return false };
    let first = v.first_char(end);
    if entry.has(Abbreviation::UNIT)
        && last.is_some_and(|(token, before)| counts(token, before))
        && (first.is_small() || matches!(first, ',' | ';' | ':' | ')'))
    {
        return true;
    }
    match next.class {
        AtomClass::Number => entry.has(Abbreviation::BEFORE_NUMBER | Abbreviation::LOW),
        AtomClass::Word if first.is_capital() => {
            // `им. В.И. Ленина`: an initial, no preposition.
            let initial = || v.mark(end + 1, ".") && v.surface(end).chars().nth(1).is_none();
            entry.has(Abbreviation::NAME) && (!v.tables.starts_sentence(v.surface(end)) || initial())
        }
        AtomClass::Word => entry.has(Abbreviation::LOW),
        _ if matches!(first, ',' | ';' | ':' | ')') => entry.has(Abbreviation::LOW),
        _ if matches!(first, '«' | '"' | '„' | '“') => entry.has(Abbreviation::NAME),
        _ if matches!(first, '№') => entry.has(Abbreviation::BEFORE_NUMBER),
        _ => false,
    }
}

/// True for a token that a unit can follow: a number in digits, a Roman numeral, or a word for a large number.
pub(super) fn counts(token: &Token, surface: &str) -> bool {
    match token.kind {
        TokenKind::Number | TokenKind::Date => true,
        TokenKind::Word => {
            surface.bytes().all(|b| matches!(b, b'I' | b'V' | b'X' | b'L' | b'C'))
                || matches!(surface, "млн" | "млрд" | "трлн" | "тыс" | "мың" | "тысяч" | "миллионов")
        }
        TokenKind::Abbr => matches!(surface, "млн." | "млрд." | "трлн." | "тыс." | "кв." | "куб."),
        _ => false,
    }
}

/// The end of a word whose first atom is before `i`: further parts after a hyphen, an apostrophe, `_`, `&`.
fn word_end(v: &View<'_>, mut i: usize) -> usize {
    loop {
        let apostrophe = v.mark(i, "'") || v.mark(i, "\u{2019}") || v.mark(i, "&");
        i += if v.is_alnum(i) {
            1
        } else if (v.hyphen(i) || v.mark(i, "_")) && v.is_alnum(i + 1) || apostrophe && v.is_word(i + 1) {
            2
        } else {
            return i;
        }
    }
}

/// A word of several atoms: hyphens, apostrophes, digits glued to letters, `C++`; and the first half of
/// `теле- и радио`.
fn word(v: &View<'_>, i: usize) -> Found {
    if v.atoms[i].class != AtomClass::Word {
        return None;
    }
    let mut end = word_end(v, i + 1);
    if v.mark(end, "%") && v.hyphen(end + 1) && v.is_word(end + 2) {
        end += 3;
    }
    if v.mark(end, "++") {
        end += 1;
    }
    if v.hyphen(end) && half_compound(v, end) {
        end += 1;
    }
    (end > i + 1).then_some((end, TokenKind::Word))
}

/// True where the hyphen at atom `i` ends the first half of two joined compounds: what follows joins them.
fn half_compound(v: &View<'_>, i: usize) -> bool {
    let joins =
        |s: &str| matches!(s, "и" | "или" | "да" | "мен" | "және" | "пен" | "бен" | "әрі" | "немесе" | ",");
    match v.atoms.get(i + 1) {
        Some(next) if next.gap == Gap::Space => joins(v.surface(i + 1)) && next.class == AtomClass::Word,
        Some(next) if next.gap == Gap::None => v.surface(i + 1) == ",",
        _ => false,
    }
}

/// `:)`, `:D`, `=)`, `;-)`.
fn smiley(v: &View<'_>, i: usize) -> Found {
    if v.atoms[i].class != AtomClass::Punct || !matches!(v.surface(i), ":" | ";" | "=") {
        return None;
    }
    // After a letter the colon belongs to the sentence: `так:)` is read as a smiley, `(см.:)` is not.
    let mouth = if v.hyphen(i + 1) { i + 2 } else { i + 1 };
    let smiles = match v.adjoined(mouth)? {
        AtomClass::Punct => matches!(v.first_char(mouth), ')' | '(' | '*'),
        AtomClass::Word => matches!(v.surface(mouth), "D" | "P" | "DD"),
        _ => false,
    };
    let open = v.first_char(mouth) == ')'
        && v.tokens.iter().rev().take(40).map(|t| &v.text[t.norm.range()]).find(|s| matches!(*s, "(" | ")"))
            == Some("(");
    (smiles && !(open && v.atoms[i].gap == Gap::None)).then_some((mouth + 1, TokenKind::Emoji))
}

/// A run of emoji.
fn emoji(v: &View<'_>, i: usize) -> Found {
    if v.atoms[i].class != AtomClass::Emoji {
        return None;
    }
    let mut end = i + 1;
    while v.adjoined(end) == Some(AtomClass::Emoji) {
        end += 1;
    }
    (end > i + 1).then_some((end, TokenKind::Emoji))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_domains_are_in_order_and_small() {
        assert!(SMALL_DOMAINS.is_sorted());
        for name in DOMAINS.iter().chain(SMALL_DOMAINS) {
            assert!(ends_domain(name) && name.to_lowercase() == *name, "{name}");
        }
        assert!(ends_domain("KZ") && ends_domain("Рф") && !ends_domain("IT") && !ends_domain("т"));
    }
}
