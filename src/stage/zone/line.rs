//! One line by itself: how long it is, how it ends, and whether its form or wording alone says what it is.
//!
//! Reads: a line of the text. Makes: a [`Line`] with its measures and, where the line itself tells, its kind and
//! the rule that said so. Cost: one pass over the characters of a short line, and another for its words where it is
//! of a page; a long one is not read at all but for its first and last characters.

use crate::document::ZoneKind;
use crate::lang::dates::Stamp;
use crate::lang::letters::Letter;

use super::markers::{Hit, Mark, WordKind, fold};
use super::{Buffers, Tables};

/// Bytes from which a line is a paragraph whatever it says, but for legal notices: about 300 Cyrillic letters.
const LONG: usize = 600;
/// Bytes up to which a legal notice is looked for.
const NOTICE: usize = 1400;
/// Endings of the names of web sites that news pages mention.
const DOMAINS: [&str; 17] = [
    "kz", "ru", "com", "org", "net", "info", "asia", "news", "uz", "kg", "by", "ua", "tv", "media", "online",
    "рф", "қаз",
];

/// The letters that number items, in the order of the Kazakh alphabet; their numbers start after [`LETTER`].
const LETTERS: &str = "аәбвгғдежзиікқлмнңоөпрстуұүф";
pub(super) const LETTER: u32 = 100;

/// How an item of a list opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bullet {
    None,
    Dot,
    Dash,
    /// `3.`, `3)`, `б)`: the number, or [`LETTER`] and the letter's place.
    Number(u32),
}

/// A line that is not blank, with what is known of it.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// First and one past the last visible byte.
    pub(super) start: usize,
    pub(super) end: usize,
    /// True where a blank line or the start of the text stands before it.
    pub(super) gap: bool,
    /// Characters; estimated for long lines.
    pub(super) chars: usize,
    /// Words, once [`words`] was asked: only the lines of a page are.
    pub(super) words: usize,
    /// Last character but for closing quotes and brackets.
    pub(super) last: char,
    /// True where the first letter is a small one.
    pub(super) lower: bool,
    pub(super) bullet: Bullet,
    pub(super) mark: Option<Mark>,
    pub(super) kind: Option<ZoneKind>,
    pub(super) rule: &'static str,
    /// A date or time in a date line.
    pub(super) stamp: Option<Stamp>,
    /// True for `date`, `section • date` and the like, to be cut when zones are made.
    pub(super) split: bool,
}

impl Line {
    pub(super) fn text<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start..self.end]
    }

    pub(super) fn is(&self, kind: ZoneKind) -> bool {
        self.kind == Some(kind)
    }

    pub(super) fn set(&mut self, kind: ZoneKind, rule: &'static str) {
        self.kind = Some(kind);
        self.rule = rule;
    }

    /// True where it ends as a sentence does.
    pub(super) fn ends(&self) -> bool {
        matches!(self.last, '.' | '!' | '?' | '…' | ':' | ';')
    }

    /// True where what it is the heading of follows on lines of its own: it has no link behind its colon.
    pub(super) fn leads(&self, text: &str) -> bool {
        let link = self.text(text).split_once(':').map_or("", |(_, link)| link);
        self.chars <= 60 && !matches!(self.last, '.' | '?' | '!') && link.trim().is_empty()
    }

    /// True where the text goes on behind links in bullets: a sentence without a bullet.
    pub(super) fn goes_on_behind(&self, before: &Line) -> bool {
        before.bullet != Bullet::None && self.bullet == Bullet::None && self.last == '.'
    }

    /// True where it reads as running text: long, or a sentence of some length.
    pub(super) fn is_paragraph(&self) -> bool {
        self.chars >= 220
            || match self.last {
                '.' | '…' => self.chars >= 60,
                ':' | ';' => self.chars >= 80,
                '!' | '?' => self.chars >= 130,
                _ => false,
            }
    }
}

/// The lines of `text` that are not blank, without white space around them.
pub(super) fn lines(text: &str, out: &mut Vec<Line>) {
    out.clear();
    let bytes = text.as_bytes();
    let mut from = 0;
    let mut gap = true;
    for to in memchr::memchr_iter(b'\n', bytes).chain(std::iter::once(bytes.len())) {
        let raw = &text[from..to];
        let line = raw.trim_matches(blank);
        if line.is_empty() {
            gap |= from > 0 || to > 0;
        } else {
            let start = from + (raw.len() - raw.trim_start_matches(blank).len());
            out.push(measure(text, start, start + line.len(), gap));
            gap = false;
        }
        from = to + 1;
    }
}

fn blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}' | '\0')
}

/// Words of a line: what stands between spaces and has a letter. Estimated for long lines.
pub(super) fn words(s: &str) -> usize {
    if s.len() > LONG {
        return s.len() / 14;
    }
    let (mut words, mut counted) = (0, false);
    let mut rest = s;
    while let Some(c) = rest.chars().next() {
        // Most of it: small Cyrillic letters, and a letter starts or goes on with a word.
        let letters = rest.as_bytes().iter().take_while(|&&b| matches!(b, 0xd0 | 0xd1 | 0x80..=0xbf)).count();
        if letters > 0 {
            words += usize::from(!counted);
            counted = true;
            rest = &rest[letters..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        if c.is_letter() {
            words += usize::from(!counted);
            counted = true;
        } else if c.is_whitespace() {
            counted = false;
        }
    }
    words
}

fn measure(text: &str, start: usize, end: usize, gap: bool) -> Line {
    let s = &text[start..end];
    let closers = ['»', '"', '”', '“', ')', ']', '\'', '’', ' ', '*'];
    let last = s.trim_end_matches(closers).chars().next_back().unwrap_or(' ');
    let lower = s.chars().find(|c| c.is_word()).is_some_and(Letter::is_small);
    let chars = if s.len() > LONG { s.len() / 2 } else { s.chars().count() };
    Line {
        start,
        end,
        gap,
        chars,
        words: 0,
        last,
        lower,
        bullet: if s.len() > 2 { bullet(s) } else { Bullet::None },
        mark: None,
        kind: None,
        rule: "",
        stamp: None,
        split: false,
    }
}

fn bullet(s: &str) -> Bullet {
    let mut chars = s.chars();
    let Some(first) = chars.next() else { return Bullet::None };
    let rest = chars.as_str();
    match first {
        '•' | '●' | '▪' | '■' | '◦' | '‣' | '∙' | '·' | '➢' | '✓' | '✔' | '\u{f0b7}' => {
            Bullet::Dot
        }
        '-' | '–' | '—' | '*' if rest.starts_with([' ', '\u{a0}']) => Bullet::Dash,
        '0'..='9' => {
            let digits = s.len() - s.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let after = &s[digits..];
            let stop = after.starts_with(['.', ')']) && !after[1..].starts_with(|c: char| c.is_ascii_digit());
            match s[..digits].parse() {
                Ok(n) if digits <= 2 && stop => Bullet::Number(n),
                _ => Bullet::None,
            }
        }
        _ if rest.starts_with(')') => match LETTERS.chars().position(|c| c == first) {
            Some(at) => Bullet::Number(LETTER + 1 + at as u32),
            None => Bullet::None,
        },
        _ => Bullet::None,
    }
}

/// Whether a line of one word is an address, which it then is.
fn one_word(s: &str, letters: bool, line: &mut Line) -> bool {
    if letters && is_url(s) {
        line.set(ZoneKind::Boilerplate, "bare-url");
        return true;
    }
    let domain = is_domain(s.trim_end_matches('.'));
    if domain {
        line.mark = Some(Mark::Source);
        line.set(ZoneKind::Source, "bare-domain");
    }
    domain
}

impl Tables {
    /// Says what a line is where the line itself tells.
    pub(super) fn classify(&self, text: &str, line: &mut Line, buffers: &mut Buffers) {
        let s = &text[line.start..line.end];
        if s.len() > LONG {
            return self.long_notice(s, line, buffers);
        }
        let letters = s.chars().any(Letter::is_letter);
        let digits = s.bytes().any(|b| b.is_ascii_digit());
        if !letters && !digits {
            return line.set(ZoneKind::Boilerplate, "symbols");
        }
        if !s.contains(char::is_whitespace) && one_word(s, letters, line) {
            return;
        }
        fold(s, &mut buffers.fold);
        if letters && self.opened(s, line, buffers) {
            return;
        }
        if digits && line.chars <= 140 {
            if self.dateline(s, line, buffers) {
                return;
            }
            if let Some(rule) = self.counters(s, &buffers.fold) {
                return line.set(ZoneKind::Boilerplate, rule);
            }
        }
        if line.chars <= 250 {
            self.by_what_is_in_it(s, line, buffers);
        }
    }

    /// Of long lines only notices of copyright are told by how they begin.
    fn long_notice(&self, s: &str, line: &mut Line, buffers: &mut Buffers) {
        if s.len() > NOTICE {
            return;
        }
        fold(&s[..s.floor_char_boundary(160)], &mut buffers.fold);
        if let Some(hit @ Hit { mark: Mark::Copyright, .. }) = self.markers.opener(&buffers.fold)
            && !hit.whole
        {
            line.mark = Some(Mark::Copyright);
            line.set(ZoneKind::Boilerplate, "notice");
        }
    }

    /// Whether the line begins with the words of something else than running text, which it then is.
    fn opened(&self, s: &str, line: &mut Line, buffers: &mut Buffers) -> bool {
        let Some(hit) = self.markers.opener(&buffers.fold) else { return false };
        let listed = line.bullet != Bullet::None
            && !(hit.whole && matches!(hit.mark, Mark::Menu | Mark::Share | Mark::Related | Mark::Feed));
        line.words = words(s);
        if listed {
            return false;
        }
        let Some((kind, rule)) = accept(s, line, &buffers.fold, hit) else { return false };
        // `Автор: Инна Ли, 29.12.2021`
        if !(matches!(hit.mark, Mark::Byline | Mark::Source) && self.dateline(s, line, buffers)) {
            line.mark = Some(hit.mark);
            (line.kind, line.rule) = (kind, rule);
        }
        true
    }

    /// Whether the line is a date line, which it then is.
    fn dateline(&self, s: &str, line: &mut Line, buffers: &mut Buffers) -> bool {
        let stamp = self.dates.stamp(s, &mut buffers.pieces);
        let Some(stamp) = stamp.filter(|stamp| self.is_dateline(s, stamp, line.chars)) else { return false };
        line.stamp = Some(stamp);
        line.split = true;
        line.set(ZoneKind::Dateline, "date");
        true
    }

    /// Says what a line is that neither its first words nor a date give away.
    fn by_what_is_in_it(&self, s: &str, line: &mut Line, buffers: &mut Buffers) {
        if s.starts_with('#') && s.split_whitespace().all(|w| w.starts_with('#')) {
            line.mark = Some(Mark::Tags);
            return line.set(ZoneKind::Boilerplate, "hashtags");
        }
        if line.bullet == Bullet::None && line.chars <= 220 {
            match self.markers.within(&buffers.fold) {
                Some(Mark::Caption) if line.chars <= 200 && !announces(&buffers.fold) => {
                    line.mark = Some(Mark::Caption);
                    return line.set(ZoneKind::Caption, "credit");
                }
                Some(Mark::Promo) if invites(&buffers.fold) || !line.ends() && words(s) <= 6 => {
                    line.mark = Some(Mark::Promo);
                    return line.set(ZoneKind::Boilerplate, "promo");
                }
                _ => {}
            }
        }
        if s.contains('©') {
            line.mark = Some(Mark::Copyright);
            if has_year(s) {
                return line.set(ZoneKind::Boilerplate, "copyright");
            }
            return line.set(ZoneKind::Caption, "credit");
        }
        if let Some(rule) = self.row_of_links(s, &mut buffers.fold) {
            line.mark = Some(Mark::Menu);
            return line.set(ZoneKind::Boilerplate, rule);
        }
        if line.chars <= 120 && !line.ends() && is_contact(s) {
            line.mark = Some(Mark::Contact);
            line.set(ZoneKind::Boilerplate, "contact");
        }
    }

    /// True where a stamp makes its line a date line: it stands alone in it, or between marks, with few words beside.
    fn is_dateline(&self, s: &str, stamp: &Stamp, chars: usize) -> bool {
        if chars > 120 {
            return false;
        }
        let before = s[..stamp.range.start].trim_end();
        let after = s[stamp.range.end..].trim_start();
        let edge = |c: char| {
            matches!(
                c,
                ',' | '•'
                    | '·'
                    | '|'
                    | '/'
                    | '–'
                    | '—'
                    | '-'
                    | ':'
                    | ';'
                    | '('
                    | ')'
                    | '›'
                    | '»'
                    | '>'
                    | '‧'
                    | '∙'
                    | '\t'
                    | '👁'
                    | '+'
            )
        };
        let left = before.is_empty()
            || before.ends_with(edge)
            || before.ends_with(|c: char| !c.is_word() && c != '.' && c != '"' && c != '«');
        let gap_right = s[stamp.range.end..].starts_with("  ") || s[stamp.range.end..].starts_with('\t');
        // `11-22 ноября` is a stretch of time, of an event.
        if before.strip_suffix(['-', '–', '—']).is_some_and(|b| b.ends_with(|c: char| c.is_ascii_digit()))
        {
            return false;
        }
        let right = after.is_empty() || after == "." || after.starts_with(edge) || gap_right;
        let words = |t: &str| t.split_whitespace().filter(|w| w.chars().any(Letter::is_letter)).count();
        let counters = after.starts_with(|c: char| c.is_ascii_digit());
        let rest = words(before) + words(after);
        // `2017-03-03 18:23 Фергана`
        if stamp.date.is_some() && stamp.time.is_some() && before.is_empty() && rest <= 3 && chars <= 60 {
            return !after.ends_with('.');
        }
        if stamp.date.is_some() || (stamp.time.is_some() && stamp.time.as_ref() != Some(&stamp.range)) {
            left && (right || counters) && rest <= 5
        } else {
            rest == 0 && left && right
        }
    }

    /// Numbers with nothing but counters' words, or currencies, beside them.
    pub(super) fn counters(&self, s: &str, folded: &str) -> Option<&'static str> {
        let mut words = 0;
        let (mut count, mut currency) = (0, 0);
        for word in folded.split(|c: char| !c.is_letter()).filter(|w| !w.is_empty()) {
            words += 1;
            count += usize::from(self.markers.is(word, WordKind::Count));
            currency += usize::from(self.markers.is(word, WordKind::Currency));
        }
        let signs = s.contains(['$', '€', '₽', '₸', '¥', '£']);
        if words == 0 {
            return Some(if signs || s.contains('°') { "ticker" } else { "number" });
        }
        if words == count {
            return Some("counter");
        }
        let rates = s
            .split_whitespace()
            .filter(|w| w.contains(['.', ',']) && w.len() > 2 && w.bytes().any(|b| b.is_ascii_digit()))
            .count();
        (words == currency + count && currency > 0 && (rates > 0 || signs)).then_some("ticker")
    }

    /// `Главная › Новости › Политика`; `Главная | Контакты`; `Facebook Twitter`.
    fn row_of_links(&self, s: &str, buffer: &mut String) -> Option<&'static str> {
        let separators = ['|', '›', '»', '→', '>', '/', '•', '·', '\t'];
        // By the bytes that they begin with: few lines have one.
        let bytes = s.as_bytes();
        let maybe = memchr::memchr3(b'|', b'/', b'>', bytes).is_some()
            || memchr::memchr3(b'\t', 0xc2, 0xe2, bytes).is_some();
        let row = maybe && s.contains(separators) || s.contains("  ");
        if row {
            let mut known = 0;
            let mut parts = 0;
            let mut first = false;
            for part in
                s.split(separators).flat_map(|p| p.split("  ")).map(str::trim).filter(|p| !p.is_empty())
            {
                fold(part, buffer);
                let hit = self.markers.opener(buffer).is_some_and(|h| {
                    h.whole && matches!(h.mark, Mark::Menu | Mark::Share | Mark::Section | Mark::Feed)
                });
                first |= hit && parts == 0;
                known += usize::from(hit);
                parts += 1;
            }
            let path = s.contains(['›', '→', '>', '/', '»']);
            if parts >= 2 && first && s.len() <= 300 && (path || known < parts && s.contains('|')) {
                return Some("breadcrumbs");
            }
            if parts >= 2 && known == parts {
                return Some("menu-row");
            }
        }
        let mut words = 0;
        for word in s.split_whitespace() {
            fold(word, buffer);
            if !self
                .markers
                .opener(buffer)
                .is_some_and(|h| h.whole && matches!(h.mark, Mark::Menu | Mark::Share))
            {
                return None;
            }
            words += 1;
        }
        (words >= 2).then_some("menu-row")
    }
}

/// Whether a marker at the start of a line says what the line is; kind `None` leaves it to the lines around.
fn accept(s: &str, line: &Line, folded: &str, hit: Hit) -> Option<(Option<ZoneKind>, &'static str)> {
    let phrase = &folded[..hit.len];
    let rest = folded[hit.len..].trim_start();
    let colon = phrase.ends_with(':') || rest.starts_with(':');
    // The word after the phrase opens with a capital, a number or a mark.
    let named = || {
        let word = s.split_whitespace().nth(phrase.split(' ').count());
        word.is_some_and(|w| !w.trim_start_matches(['«', '"', '(']).starts_with(Letter::is_small))
    };
    let digits = || rest.bytes().any(|b| b.is_ascii_digit());
    let boilerplate = Some(ZoneKind::Boilerplate);
    match hit.mark {
        Mark::Caption => {
            let marked = colon || phrase.contains('©') || rest.starts_with(['©', '/', '–', '—']);
            let wordy = phrase.contains(' ') && !line.ends();
            let ok = hit.whole && phrase.contains(' ')
                || marked && line.chars <= 250
                || line.chars <= 120 && line.words <= 8 && (wordy || named());
            ok.then_some((Some(ZoneKind::Caption), "caption"))
        }
        Mark::Byline => (line.chars <= 120 && line.words <= 9 && (colon || named()) && !hit.whole)
            .then_some((Some(ZoneKind::Byline), "byline")),
        Mark::Desk => hit.whole.then_some((Some(ZoneKind::Byline), "desk")),
        Mark::Source => (line.chars <= 160).then_some((Some(ZoneKind::Source), "source")),
        Mark::Link => s.contains("://").then_some((boilerplate, "link")),
        Mark::Related => {
            let ok = hit.whole || colon && line.chars <= 260 || line.chars <= 60 && !line.ends();
            ok.then_some((Some(ZoneKind::Related), "related"))
        }
        Mark::Feed => hit.whole.then_some((Some(ZoneKind::Related), "feed")),
        Mark::Count => hit.whole.then_some((boilerplate, "counter")),
        Mark::Menu => hit.whole.then_some((boilerplate, "menu")),
        Mark::Share => (hit.whole || line.chars <= 60).then_some((boilerplate, "share")),
        Mark::Copyright => {
            if phrase == "©" && !has_year(s) && line.words <= 8 {
                return Some((Some(ZoneKind::Caption), "credit"));
            }
            (line.chars <= 700).then_some((boilerplate, "copyright"))
        }
        Mark::Promo => (line.chars <= 240).then_some((boilerplate, "promo")),
        Mark::Tags => {
            (colon || hit.whole || line.words <= 12 && !line.ends()).then_some((boilerplate, "tags"))
        }
        Mark::Comments => {
            let ok = hit.whole || line.chars <= 60 && !line.ends() && (digits() || phrase.contains(' '));
            ok.then_some((boilerplate, "comments"))
        }
        Mark::Contact => (line.chars <= 200 && (colon || digits())).then_some((boilerplate, "contact")),
        Mark::Section => hit.whole.then_some((None, "section")),
    }
}

/// True where the reader is told to do something, or of the page's own: `подпишитесь`, `арнамызда`.
fn invites(folded: &str) -> bool {
    const ENDINGS: [&str; 8] = ["йтесь", "итесь", "йте", "ите", "ңыз", "ңіз", "ңыздар", "ңіздер"];
    const OWN: [&str; 4] = ["наш", "арнамыз", "каналымыз", "парақшамыз"];
    folded.split(|c: char| !c.is_letter()).any(|word| {
        ENDINGS.iter().any(|ending| word.ends_with(ending)) || OWN.iter().any(|own| word.starts_with(own))
    })
}

/// True for a headline that ends in `(ФОТО)`, `(фото, видео)`.
fn announces(folded: &str) -> bool {
    folded.rsplit_once("(фото").is_some_and(|(head, rest)| {
        head.split_whitespace().count() >= 3
            && rest.ends_with(')')
            && rest.split(|c: char| !c.is_letter()).all(|w| matches!(w, "" | "видео"))
    })
}

/// True where a year stands in the line.
fn has_year(s: &str) -> bool {
    s.split(|c: char| !c.is_ascii_digit())
        .any(|n| n.len() == 4 && (n.starts_with("19") || n.starts_with("20")))
}

/// True for a word that is the address of a page.
pub(super) fn is_url(word: &str) -> bool {
    let word = word.trim_matches(['<', '>', '(', ')', '"']);
    word.starts_with("http://")
        || word.starts_with("https://")
        || word.starts_with("www.")
        || word.split_once('/').is_some_and(|(host, _)| is_domain(host))
}

/// True for a word that is the name of a web site: `Egemen.kz`.
pub(super) fn is_domain(word: &str) -> bool {
    let Some((name, end)) = word.rsplit_once('.') else { return false };
    let end = end.to_lowercase();
    DOMAINS.contains(&end.as_str())
        && name.chars().count() >= 2
        && name.chars().all(|c| c.is_word() || matches!(c, '-' | '.'))
        && name.chars().any(Letter::is_letter)
}

/// True for tags with how often each was used: `погода 156 хоккей 125 налоги 64`.
pub(super) fn is_tag_cloud(s: &str) -> bool {
    const LEAST: usize = 6;
    let (mut numbers, mut stops) = (0, 0);
    for word in s.split_whitespace() {
        numbers += usize::from(word.bytes().all(|b| b.is_ascii_digit()));
        stops += usize::from(word.ends_with(['.', ',', ';', ':', '!', '?']));
    }
    numbers >= LEAST && stops == 0 && numbers * 5 >= s.split_whitespace().count()
}

/// True for a line with an e-mail address or a telephone number.
fn is_contact(s: &str) -> bool {
    let mail = |s: &str| {
        s.split_whitespace().any(|w| {
            let w = w.trim_matches(|c: char| !c.is_word());
            w.split_once('@').is_some_and(|(name, host)| !name.is_empty() && is_domain(host))
        })
    };
    let digits = || s.bytes().filter(u8::is_ascii_digit).count();
    let phone = |s: &str| {
        (s.contains("+7") || s.contains("8 (") || s.contains("8-7")) && (10..=24).contains(&digits())
    };
    memchr::memchr(b'@', s.as_bytes()).is_some() && mail(s)
        || memchr::memchr2(b'7', b'8', s.as_bytes()).is_some() && phone(s)
}

/// True for a name whose surname is in capitals: `Асан ҮСЕНОВ`.
pub(super) fn is_signature(s: &str) -> bool {
    let shouted = |w: &str| {
        w.chars().filter(|&c| Letter::is_capital(c)).count() >= 3 && !w.chars().any(Letter::is_small)
    };
    is_name(s)
        && s.split_whitespace().next_back().is_some_and(shouted)
        && s.split_whitespace().next().is_some_and(|w| w.chars().any(Letter::is_small))
}

/// True for two to four words that all look like parts of a person's name.
pub(super) fn is_name(s: &str) -> bool {
    let mut words = 0;
    let mut full = 0;
    let mut capitals = 0;
    for word in s.split_whitespace() {
        let bare = word.trim_end_matches([',', '.']);
        if !bare.starts_with(Letter::is_capital)
            || !bare.chars().all(|c| c.is_letter() || matches!(c, '-' | '’' | '\'' | '.'))
        {
            return false;
        }
        words += 1;
        let letters = bare.chars().filter(|c| c.is_letter()).count();
        full += usize::from(letters >= 3);
        capitals += usize::from(letters >= 3 && !bare.chars().any(Letter::is_small));
    }
    (2..=4).contains(&words) && full >= 1 && (capitals < words || full < words)
}
