//! Says where sentences begin.
//!
//! Reads: tokens with their [`Note`]s, the zones, the tables. Makes: the indices of the tokens that begin
//! sentences. Only a few places come into question: after a mark that can end a sentence, after an abbreviation,
//! at a line end, after a colon before a quotation. At each the named [`RULES`] are asked in order; the first
//! that answers decides. Cost: a handful of comparisons a sentence.

use super::abbreviation::{Abbreviation, Tables};
use super::token::{counts, initial_surface};
use super::{Mark, Note};
use crate::document::{Document, OrigSpan, Token, TokenKind, ZoneKind};
use crate::lang::letters::Letter;
use crate::stage::Gap;

/// What a rule says of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A sentence begins here.
    Split,
    /// The sentence goes on.
    Join,
}

use Verdict::{Join, Split};

/// A rule: has an opinion about a place, or none.
type Rule = fn(&View<'_>, &Place) -> Option<Verdict>;

/// The rules in the order in which they are asked, by name.
pub(super) const RULES: &[(&str, Rule)] = &[
    ("paragraph", paragraph),
    ("line-end", line_end),
    ("speech-after-colon", speech_after_colon),
    ("no-space", no_space),
    ("delimiter-right", delimiter_right),
    ("bullet", bullet),
    ("list-number", list_number),
    ("parenthesis-right", parenthesis_right),
    ("initial", initial),
    ("abbreviation", abbreviation),
    ("dash-right", dash_right),
    ("lower-right", lower_right),
    ("parenthesis", parenthesis),
    ("emoji", emoji),
    ("final-mark", final_mark),
];

/// A place between two tokens where a sentence could begin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The first token of the sentence so far.
    start: usize,
    /// The token that brought the place into question.
    mark: usize,
    /// The token that would begin the next sentence.
    right: usize,
}

/// How a stretch begins, quotation marks and brackets left aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Head {
    Capital,
    Small,
    Digit,
    Other,
}

/// Opening marks in a row behind which it is still asked what they open.
const MOST_OPENERS: usize = 16;

/// What the rules see.
pub(super) struct View<'a> {
    pub(super) doc: &'a Document,
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) notes: &'a [Note],
    pub(super) tables: &'a Tables,
}

impl View<'_> {
    fn surface(&self, t: usize) -> &str {
        &self.text[self.tokens[t].norm.range()]
    }

    fn mark(&self, t: usize) -> Mark {
        self.notes[t].mark
    }

    fn gap(&self, t: usize) -> Gap {
        self.notes[t].gap
    }

    fn first_char(&self, t: usize) -> char {
        self.text[self.tokens[t].norm.start as usize..].chars().next().unwrap_or(' ')
    }

    fn is_final(&self, t: usize) -> bool {
        matches!(self.mark(t), Mark::Stop | Mark::Ellipsis | Mark::Asking)
    }

    /// The first token from `t` on that is no opening mark, if it adjoins.
    fn inside(&self, mut t: usize) -> usize {
        let last = self.tokens.len().min(t + 1 + MOST_OPENERS) - 1;
        while t < last && self.mark(t) == Mark::Opener && self.gap(t + 1) < Gap::Line {
            t += 1;
        }
        t
    }

    fn head(&self, t: usize) -> Head {
        let t = self.inside(t);
        let c = self.first_char(t);
        if c.is_small() {
            Head::Small
        } else if c <= 'ӿ' && c.is_letter() {
            // Where no letter is a number.
            Head::Capital
        } else if c.is_numeric() {
            Head::Digit
        } else if c.is_letter() {
            Head::Capital
        } else {
            Head::Other
        }
    }

    fn zone_at(&self, t: usize) -> ZoneKind {
        let at = self.tokens[t].orig.start;
        let i = self.doc.zones.partition_point(|z| z.orig.end <= at);
        self.doc.zones.get(i).filter(|z| z.orig.start <= at).map_or(ZoneKind::Body, |z| z.kind)
    }

    /// True for a token that marks an item of a list: a bullet, a dash, `1.`, `2)`, `а)` at the start of a line.
    fn begins_item(&self, t: usize) -> bool {
        match self.mark(t) {
            Mark::Bullet => true,
            Mark::Dash => self.tokens.get(t + 1).is_some() && self.gap(t + 1) == Gap::Space,
            _ => {
                self.tokens[t].norm.len() <= 4
                    && self.tokens.get(t + 1).is_some()
                    && self.gap(t + 1) == Gap::None
                    && matches!(self.surface(t + 1), "." | ")")
            }
        }
    }

    /// Where the place after token `mark` lies: past the marks that close what it ends.
    fn right_of(&self, mark: usize) -> usize {
        let mut right = mark + 1;
        while right < self.tokens.len() {
            let closes = match self.mark(right) {
                Mark::Stop | Mark::Ellipsis | Mark::Asking => self.gap(right) == Gap::None,
                // A mark that closes may stand after a space too many; an emoji belongs to what it comments.
                Mark::Closer | Mark::Emoji => self.gap(right) <= Gap::Space,
                _ => false,
            };
            if closes {
                right += 1;
            } else if self.gap(right) == Gap::None && self.footnote(right) {
                right += 3;
            } else {
                break;
            }
        }
        right
    }

    /// True where `[12]` stands at token `t`.
    fn footnote(&self, t: usize) -> bool {
        t + 2 < self.tokens.len()
            && self.surface(t) == "["
            && self.tokens[t + 1].kind == TokenKind::Number
            && self.surface(t + 2) == "]"
    }
}

/// Fills `starts` with the indices of the tokens that begin sentences, the first token included. `candidates`
/// are the tokens after which a sentence could begin; `forced` those at which one does (zone starts), in order.
pub(super) fn find(
    v: &View<'_>,
    candidates: &[u32],
    forced: &[u32],
    starts: &mut Vec<u32>,
    mut note: impl FnMut(&'static str, OrigSpan, Verdict),
) {
    starts.clear();
    if v.tokens.is_empty() {
        return;
    }
    starts.push(0);
    let mut forced = forced.iter().copied().filter(|&f| f > 0).peekable();
    let mut right = 0;
    for &mark in candidates {
        let mark = mark as usize;
        while let Some(f) = forced.next_if(|&f| f as usize <= mark) {
            push(starts, f);
        }
        // All that lies within a row of closing marks has the row's end on its right.
        if mark >= right {
            right = v.right_of(mark);
        }
        let start = starts.last().map_or(0, |&s| s as usize);
        if right >= v.tokens.len() || right <= start {
            continue;
        }
        let place = Place { start, mark, right };
        if let Some(item) = next_item(v, &place) {
            note("next-item", v.tokens[item].orig, Split);
            push(starts, item as u32);
            continue;
        }
        for (name, rule) in RULES {
            if let Some(verdict) = rule(v, &place) {
                note(name, v.tokens[right].orig, verdict);
                if verdict == Split {
                    while let Some(f) = forced.next_if(|&f| f as usize <= right) {
                        push(starts, f);
                    }
                    push(starts, right as u32);
                }
                break;
            }
        }
    }
    for f in forced {
        push(starts, f);
    }
}

/// `1. Первое 2. Второе`: the number that begins the next item of a list in one line.
fn next_item(v: &View<'_>, p: &Place) -> Option<usize> {
    let number = |t: usize| {
        let stop = t + 1 < v.tokens.len() && v.mark(t + 1) == Mark::Stop && v.gap(t + 1) == Gap::None;
        if stop && v.tokens[t].kind == TokenKind::Number { v.surface(t).parse::<u32>().ok() } else { None }
    };
    let item = p.mark.checked_sub(1).filter(|&item| item > p.start && v.gap(item) == Gap::Space)?;
    let next = number(p.start)? + 1 == number(item)? && v.head(p.right) == Head::Capital;
    next.then_some(item)
}

fn push(starts: &mut Vec<u32>, at: u32) {
    if starts.last().is_none_or(|&last| last < at) {
        starts.push(at);
    }
}

/// An empty line ends a sentence.
fn paragraph(v: &View<'_>, p: &Place) -> Option<Verdict> {
    (v.gap(p.right) == Gap::Paragraph).then_some(Split)
}

/// A line end ends a heading, a list item, a caption; in running text only where the line was not wrapped.
fn line_end(v: &View<'_>, p: &Place) -> Option<Verdict> {
    if v.gap(p.right) != Gap::Line {
        return None;
    }
    let zone = v.zone_at(p.right);
    if !matches!(zone, ZoneKind::Body | ZoneKind::Lead | ZoneKind::Quote) || v.begins_item(p.right) {
        return Some(Split);
    }
    let last = p.right - 1;
    if v.is_final(last) || v.is_final(p.mark) || v.mark(p.mark) == Mark::Abbr {
        // The rules for final marks decide.
        return None;
    }
    if v.head(p.right) == Head::Small {
        return Some(Join);
    }
    match v.mark(last) {
        Mark::Comma | Mark::Opener | Mark::Dash => Some(Join),
        _ if wrapped(v, last, p.right) => Some(Join),
        _ => Some(Split),
    }
}

/// Longest line, in characters, that is taken for wrapped text: mail and text files wrap at 60 to 100.
const LONGEST_WRAPPED: usize = 110;
/// Shortest widest line of wrapped text: shorter lines are headings, verses, addresses.
const SHORTEST_WRAPPED: usize = 50;

/// True where the line that token `left` ends was broken only because the next word had no room: the widest line
/// around is no wider than this line with that word.
fn wrapped(v: &View<'_>, left: usize, right: usize) -> bool {
    let chars = |s: &str| s.trim_end().chars().take(LONGEST_WRAPPED + 1).count();
    let end = v.tokens[left].norm.end as usize;
    // No character has more than four bytes.
    let reach = v.text.ceil_char_boundary(end.saturating_sub(4 * (LONGEST_WRAPPED + 1) + 1));
    let before = match v.text[reach..end].rfind('\n') {
        Some(n) => reach + n + 1,
        None if reach == 0 => 0,
        None => return false,
    };
    let line = chars(&v.text[before..end]);
    let begin = v.tokens[right].norm.start as usize;
    // Of a longer line it is enough to know that it is one.
    let next_end = v.text.floor_char_boundary(begin + 4 * (LONGEST_WRAPPED + 1));
    let next = chars(v.text[begin..next_end].split('\n').next().unwrap_or(""));
    let widest = line.max(next);
    (SHORTEST_WRAPPED..=LONGEST_WRAPPED).contains(&widest)
        && line + 1 + v.surface(right).chars().count() > widest
        && !among_paragraphs(v.text, before, begin)
}

/// True where the line before the one that starts at byte `line`, or the one behind that of byte `next`, is longer than
/// wrapped lines are: then a line without a mark at its end is a heading.
fn among_paragraphs(text: &str, line: usize, next: usize) -> bool {
    // No character has more than four bytes.
    const REACH: usize = 4 * (LONGEST_WRAPPED + 1);
    let long = |s: &str| s.trim().chars().take(LONGEST_WRAPPED + 1).count() > LONGEST_WRAPPED;
    let before = text[..line].trim_end();
    let before = &before[before.ceil_char_boundary(before.len().saturating_sub(REACH))..];
    let behind = &text[next..text.floor_char_boundary(next + 2 * REACH)];
    let mut behind = behind.split('\n').skip(1).skip_while(|l| l.trim().is_empty());
    long(before.rsplit('\n').next().unwrap_or("")) || behind.next().is_some_and(long)
}

/// After a colon a quotation in guillemets that is speech begins a sentence; a name or a term does not.
fn speech_after_colon(v: &View<'_>, p: &Place) -> Option<Verdict> {
    if v.mark(p.mark) != Mark::Colon {
        return None;
    }
    if v.gap(p.right) != Gap::Space || v.first_char(p.right) != '«' || v.head(p.right) != Head::Capital {
        return Some(Join);
    }
    // Speech has a sentence end inside, or it is long and nothing of this sentence follows it.
    let mut depth = 0;
    let mut sentences = 0;
    for t in p.right..v.tokens.len().min(p.right + LONGEST_SPEECH) {
        if v.gap(t) >= Gap::Paragraph && t > p.right {
            return Some(Split);
        }
        match v.first_char(t) {
            '«' => depth += 1,
            '»' => {
                depth -= 1;
                if depth == 0 {
                    let long = t - p.right > SHORTEST_SPEECH;
                    let ends =
                        v.tokens.get(t + 1).is_none_or(|_| v.is_final(t + 1) || v.gap(t + 1) >= Gap::Line);
                    return Some(if sentences > 0 || long && ends { Split } else { Join });
                }
            }
            _ if v.is_final(t) && t + 1 < v.tokens.len() && v.gap(t + 1) == Gap::Space => {
                sentences += usize::from(v.head(t + 1) == Head::Capital);
            }
            _ => {}
        }
    }
    Some(Split)
}

/// Tokens of the shortest quotation after a colon that is taken for speech.
const SHORTEST_SPEECH: usize = 5;

/// Tokens after which a quotation that goes on is speech without its end being looked for.
const LONGEST_SPEECH: usize = 500;

/// Without white space there is no new sentence, unless somebody forgot it: `сделал.Потом`.
fn no_space(v: &View<'_>, p: &Place) -> Option<Verdict> {
    if v.gap(p.right) != Gap::None {
        return None;
    }
    let forgotten = v.is_final(p.mark)
        && p.mark > p.start
        && v.tokens[p.mark - 1].kind == TokenKind::Word
        && v.first_char(p.mark - 1).is_small()
        && v.surface(p.mark - 1).chars().nth(2).is_some()
        && v.tokens[p.right].kind == TokenKind::Word
        && capitalised(v.surface(p.right));
    Some(if forgotten { Split } else { Join })
}

/// True for a capital and then small letters, or one capital alone.
fn capitalised(s: &str) -> bool {
    let mut chars = s.chars();
    chars.next().is_some_and(Letter::is_capital) && chars.next().is_none_or(Letter::is_small)
}

/// What comes closes or goes on: `Хватит!», …`.
fn delimiter_right(v: &View<'_>, p: &Place) -> Option<Verdict> {
    matches!(v.mark(p.right), Mark::Comma | Mark::Colon | Mark::Closer).then_some(Join)
}

/// `• Первое • Второе`: each item is for itself, also in one line. Only for marks that are nothing else.
fn bullet(v: &View<'_>, p: &Place) -> Option<Verdict> {
    if v.mark(p.right) != Mark::Bullet || p.right + 1 >= v.tokens.len() || v.gap(p.right + 1) != Gap::Space {
        return None;
    }
    match v.first_char(p.right) {
        '*' | '·' => v.is_final(p.mark).then_some(Split),
        _ => Some(Split),
    }
}

/// What follows in a parenthesis and is no sentence: a year, small letters.
fn parenthesis_right(v: &View<'_>, p: &Place) -> Option<Verdict> {
    let open = v.first_char(p.right) == '(' && v.mark(p.right) == Mark::Opener;
    (open && matches!(v.head(p.right), Head::Digit | Head::Small)).then_some(Join)
}

/// Digits of the longest number of an item: laws have hundreds of them; four are a year.
const LONGEST_ITEM: usize = 3;

/// Letters of the longest Roman number of an item.
const LONGEST_ROMAN: usize = 5;

/// `1. Первое`, `186. Кейін`, `3) Үшінші`: the number of an item is not a sentence.
fn list_number(v: &View<'_>, p: &Place) -> Option<Verdict> {
    // A parenthesis that closes nothing passes for a smile.
    let marks = v.mark(p.mark) == Mark::Stop || v.surface(p.mark) == ")";
    if !marks || p.right != p.mark + 1 {
        return None;
    }
    let number = p.mark.checked_sub(1)?;
    let first = number == p.start || number == p.start + 1 && v.mark(p.start) == Mark::Bullet;
    let surface = v.surface(number);
    let short = match v.tokens[number].kind {
        TokenKind::Number => surface.len() <= LONGEST_ITEM,
        _ => {
            surface.len() <= 2 && v.first_char(number).is_letter()
                || surface.len() <= LONGEST_ROMAN && surface.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'))
        }
    };
    (first && short && v.gap(p.right) <= Gap::Space).then_some(Join)
}

/// Initials in a row before which a surname is looked for.
const MOST_INITIALS: usize = 8;

/// Never inside a name with initials. After `Иванов И. И.` a sentence may begin with a word that begins sentences.
fn initial(v: &View<'_>, p: &Place) -> Option<Verdict> {
    if v.mark(p.mark) != Mark::Abbr || p.right != p.mark + 1 || !initial_surface(v.surface(p.mark)) {
        return None;
    }
    let mut before = p.mark;
    while before > p.start.max(p.mark.saturating_sub(MOST_INITIALS)) && initial_surface(v.surface(before - 1))
    {
        before -= 1;
    }
    let surname = before > p.start
        && v.tokens[before - 1].kind == TokenKind::Word
        && capitalised(v.surface(before - 1));
    let starter = v.tokens[p.right].kind == TokenKind::Word
        && v.head(p.right) == Head::Capital
        && v.tables.starts_sentence(v.surface(p.right));
    Some(if surname && starter { Split } else { Join })
}

/// Tokens before a year at the start of a sentence: `Летом 2010 г. Иванов …` goes on.
const SHORT_OPENING: usize = 5;

/// After an abbreviation its flags say whether a sentence can end there.
fn abbreviation(v: &View<'_>, p: &Place) -> Option<Verdict> {
    if v.mark(p.mark) != Mark::Abbr || p.right != p.mark + 1 {
        return None;
    }
    let item = v.mark(p.right) == Mark::Bullet;
    if !item && matches!(v.head(p.right), Head::Small | Head::Digit | Head::Other) {
        return Some(Join);
    }
    // `33,8 млрд. долл. США`
    if v.surface(p.mark) == "долл." && matches!(v.surface(p.right), "США" | "АҚШ") {
        return Some(Join);
    }
    let lang = v.doc.lang_at(v.tokens[p.mark].orig.start);
    let entry = v.tables.find(lang, v.surface(p.mark))?;
    if item {
        return if entry.has(Abbreviation::END | Abbreviation::END_AFTER_NUMBER) { None } else { Some(Join) };
    }
    let starter = v.tables.starts_sentence(v.surface(v.inside(p.right)));
    if entry.has(Abbreviation::END) {
        return Some(Split);
    }
    if entry.has(Abbreviation::END_BEFORE_STARTER) {
        return Some(if starter { Split } else { Join });
    }
    if entry.has(Abbreviation::END_AFTER_NUMBER) && p.mark > p.start {
        let number = counts(&v.tokens[p.mark - 1], v.surface(p.mark - 1));
        let opening = p.mark - p.start < SHORT_OPENING && !starter;
        // Inside a parenthesis it goes on: `Потанин (1835 г. Ямышево – 1920 г. Томск)`.
        return if number && !opening { None } else { Some(Join) };
    }
    Some(Join)
}

/// A dash: `…! — сказал он` goes on, `… — сказал он. — Мы …` begins anew.
fn dash_right(v: &View<'_>, p: &Place) -> Option<Verdict> {
    if v.mark(p.right) != Mark::Dash {
        return None;
    }
    let next = p.right + 1;
    if next >= v.tokens.len() {
        return Some(Join);
    }
    Some(match v.head(next) {
        Head::Small | Head::Other => Join,
        Head::Capital | Head::Digit => Split,
    })
}

/// A sentence does not begin with a small letter.
fn lower_right(v: &View<'_>, p: &Place) -> Option<Verdict> {
    (v.head(p.right) == Head::Small).then_some(Join)
}

/// Tokens within which a parenthesis must close for its inside to be part of the sentence.
const LONGEST_PARENTHESIS: usize = 60;
/// Tokens before a place among which its opening mark is looked for.
const LONGEST_LOOK_BACK: usize = 250;

/// Inside a parenthesis that began in this sentence.
fn parenthesis(v: &View<'_>, p: &Place) -> Option<Verdict> {
    let round = |range: std::ops::Range<usize>| {
        range.fold(0i32, |depth, t| match v.mark(t) {
            Mark::Opener if v.first_char(t) == '(' => depth + 1,
            Mark::Closer if v.first_char(t) == ')' => (depth - 1).max(0),
            _ => depth,
        })
    };
    // The whole sentence in parentheses is a passage of its own.
    let from = p.start.max(p.right.saturating_sub(LONGEST_LOOK_BACK));
    if v.first_char(p.start) == '(' || round(from..p.right) == 0 {
        return None;
    }
    for t in p.right..v.tokens.len().min(p.right + LONGEST_PARENTHESIS) {
        if v.gap(t) == Gap::Paragraph || v.mark(t) == Mark::Opener && v.first_char(t) == '(' {
            return None;
        }
        if v.mark(t) == Mark::Closer && v.first_char(t) == ')' {
            return Some(Join);
        }
    }
    None
}

/// An emoji ends a sentence where a capital or somebody's name follows.
fn emoji(v: &View<'_>, p: &Place) -> Option<Verdict> {
    if v.mark(p.mark) != Mark::Emoji {
        return None;
    }
    let begins = v.head(p.right) == Head::Capital || v.tokens[p.right].kind == TokenKind::Tag;
    Some(if begins && p.mark > p.start { Split } else { Join })
}

/// What is left: a final mark ends the sentence, anything else does not.
fn final_mark(v: &View<'_>, p: &Place) -> Option<Verdict> {
    Some(if v.is_final(p.mark) || v.mark(p.mark) == Mark::Abbr { Split } else { Join })
}
