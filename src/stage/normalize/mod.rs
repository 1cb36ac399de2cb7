//! Repairs the text, keeping an alignment.
//!
//! Reads: the original, its atoms, the languages of its passages. Makes: the normalised text, as the list of what
//! was replaced where and by which rule. Guarantees: the original can be rebuilt; normalising what was normalised
//! changes nothing; URLs, e-mail addresses, words in one alphabet and other Cyrillic languages keep their letters.
//! Cost: where nothing needs repair, a search for a few lead bytes and a bit read an atom; repairs look at one run
//! without white space at a time.
//!
//! The rules by name: `nfc`, `soft-hyphen`, `zero-width`, `direction-mark`, `control`, `nbsp`, `space`,
//! `line-separator`, `quotes`, `dash`, `ellipsis`, `homoglyph`, `kazakh-lookalike`, `kz1048-as-cp1251`,
//! `mojibake-utf8-as-cp1251`, `mojibake-utf8-as-cp1252`, `latin-kazakh`. `ё` is not rewritten: it is a matter of the match key.

mod cells;
mod latin;
pub(super) mod legacy;
mod script;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use self::cells::{Cell, Edits};
use self::legacy::Evidence;
use super::{AtomClass, Gap, Layers, Scratch, Stage};
use crate::document::{Document, NormSpan, NormText, OrigSpan};
use crate::lang::Lang;

/// What becomes of quotation marks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quotes {
    /// They stay as they are.
    Keep,
    /// Curly and low marks become guillemets where they come in pairs; straight ones stay.
    #[default]
    Paired,
    /// All double marks become straight.
    Straight,
}

/// What becomes of dashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dashes {
    /// They stay as they are.
    Keep,
    /// The typographic hyphens U+2010 and U+2011 become `-`, the rare dashes U+2012 and U+2015 `–` and `—`.
    #[default]
    Rare,
    /// Besides, a hyphen or an en dash between spaces becomes `—`.
    Em,
}

/// What becomes of ellipses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ellipses {
    /// They stay as they are.
    #[default]
    Keep,
    /// `…` becomes three full stops.
    Dots,
    /// Three full stops become `…`.
    Sign,
}

/// What becomes of Kazakh in Latin letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LatinKazakh {
    /// It stays as it is.
    #[default]
    Off,
    /// It is written in Cyrillic.
    Convert,
}

/// The choices of the stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NormalizeOptions {
    /// What becomes of quotation marks.
    pub quotes: Quotes,
    /// What becomes of dashes.
    pub dashes: Dashes,
    /// What becomes of ellipses.
    pub ellipses: Ellipses,
    /// What becomes of Kazakh in Latin letters.
    pub latin_kazakh: LatinKazakh,
}

/// What the stage reuses.
#[derive(Default)]
pub(crate) struct Buffers {
    /// Bytes of the original where something may need repair.
    spots: Vec<u32>,
    cells: Vec<Cell>,
    edits: Edits,
}

/// The stage `normalize`.
#[derive(Default)]
pub struct Normalize {
    options: NormalizeOptions,
    latin: Option<latin::Alphabets>,
}

impl Normalize {
    /// The stage with its choices.
    pub fn new(options: NormalizeOptions) -> Normalize {
        let latin = (options.latin_kazakh == LatinKazakh::Convert).then(latin::Alphabets::new);
        Normalize { options, latin }
    }
}

impl Stage for Normalize {
    fn name(&self) -> &'static str {
        "normalize"
    }
    fn needs(&self) -> Layers {
        Layers::ATOMS.and(Layers::PASSAGES)
    }
    fn makes(&self) -> Layers {
        Layers::NORM
    }
    fn run(&self, doc: &mut Document, scratch: &mut Scratch) {
        doc.norm.clear();
        let mut buffers = std::mem::take(&mut scratch.normalize);
        buffers.spots.clear();
        self.find(doc, &mut buffers);
        if !buffers.spots.is_empty() {
            self.repair(doc, scratch, &mut buffers);
        }
        scratch.normalize = buffers;
    }
}

/// The first character at byte `at`.
fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

fn char_before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

/// True for the marks that [`Normalize::quotes`] may rewrite.
fn is_sign(c: char) -> bool {
    matches!(c, '“' | '”' | '„' | '‟' | '«' | '»' | '…')
}

/// The character before byte `at` on which marks may stand.
fn base_before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().rev().find(|&c| canonical_combining_class(c) == 0)
}

impl Normalize {
    /// Collects the places that some rule may change.
    fn find(&self, doc: &Document, buffers: &mut Buffers) {
        let Buffers { spots, .. } = buffers;
        let text = doc.text.as_str();
        // Non-Cyrillic lead bytes: C2 (soft hyphen, no-break space, C1 controls, ¥, °), E2 (general punctuation),
        // EF (byte order mark). All else that matters is in words or is ASCII.
        for at in memchr::memchr3_iter(0xc2, 0xe2, 0xef, text.as_bytes()) {
            if char_at(text, at).is_some_and(|c| self.concerns(c, text, at)) {
                spots.push(at as u32);
            }
        }
        // The two spaces that have other lead bytes.
        for space in ["\u{1680}", "\u{3000}"] {
            spots.extend(memchr::memmem::find_iter(text.as_bytes(), space).map(|at| at as u32));
        }
        // Folded without a branch, so that it runs at the speed of memory.
        let control = |b: u8| (b < 0x20 && !matches!(b, 9..=13)) || b == 0x7f;
        if text.bytes().fold(false, |any, b| any | control(b)) {
            spots.extend(text.bytes().enumerate().filter(|&(_, b)| control(b)).map(|(at, _)| at as u32));
        }
        for (i, atom) in doc.atoms.iter().enumerate() {
            // A single Latin letter stands for a preposition only beside certain words.
            let letter = || atom.end - atom.start == 1;
            if atom.class == AtomClass::Other || atom.look && (!letter() || single_preposition(doc, i)) {
                spots.push(atom.start);
            }
        }
        if self.options.quotes == Quotes::Straight {
            spots.extend(text.match_indices(['«', '»']).map(|(at, _)| at as u32));
        }
        if self.options.dashes == Dashes::Em {
            let alone = |at: usize| {
                char_before(text, at).is_none_or(char::is_whitespace)
                    && char_at(text, at + 1).is_none_or(char::is_whitespace)
            };
            let hyphens = memchr::memchr_iter(b'-', text.as_bytes());
            spots.extend(hyphens.filter(|&at| alone(at)).map(|at| at as u32));
        }
        if self.options.ellipses == Ellipses::Sign {
            spots.extend(text.match_indices("...").map(|(at, _)| at as u32));
        }
        if self.latin.is_some() {
            let latin = |a: &&super::Atom| {
                a.class == AtomClass::Word && text.as_bytes()[a.start as usize].is_ascii_alphabetic()
            };
            spots.extend(doc.atoms.iter().filter(latin).map(|a| a.start));
        }
    }

    /// True where a character outside words may have to be repaired.
    fn concerns(&self, c: char, text: &str, at: usize) -> bool {
        match c {
            '\u{80}'..='\u{a0}' | '\u{ad}' => true,
            '¥' => char_at(text, at + 2).is_some_and(char::is_alphabetic),
            '°' | '»' | '«' | '·' | '±' | '®' | '©' | '§' | '¬' | '¦' | '¤' | '¶' | 'µ' => {
                matches!(char_before(text, at), Some('Р' | 'С' | 'Т' | 'У'))
                    && char_at(text, at + 2).is_some_and(char::is_alphabetic)
            }
            '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2015}' => self.options.dashes != Dashes::Keep,
            '–' => self.options.dashes == Dashes::Em,
            '“' | '”' | '„' | '‟' => self.options.quotes != Quotes::Keep,
            '…' => self.options.ellipses == Ellipses::Dots,
            '\u{2126}' | '\u{212a}' | '\u{212b}' => true,
            _ => invisible(c).is_some() || space(c).is_some(),
        }
    }

    /// Repairs what [`Normalize::find`] found.
    fn repair(&self, doc: &mut Document, scratch: &mut Scratch, buffers: &mut Buffers) {
        let Buffers { spots, cells, edits, .. } = buffers;
        edits.clear();
        let text = doc.text.as_str();
        let mut context = Context::new(doc);
        if context.broken_utf8 {
            // Short words of such text look like any other.
            let cyrillic = doc.atoms.iter().filter(|a| text.as_bytes()[a.start as usize] >= 0x80);
            spots.extend(cyrillic.map(|a| a.start));
        }
        spots.sort_unstable();
        spots.dedup();
        let mut done = 0usize;
        for &spot in spots.iter() {
            let spot = spot as usize;
            if spot < done {
                continue;
            }
            let c = char_at(text, spot).unwrap_or(' ');
            // In broken UTF-8 a no-break space or a next-line mark is the second half of a letter.
            let byte = |c: char| context.broken_utf8 && matches!(c, '\u{a0}' | '\u{85}');
            if let Some((with, rule)) = space(c).filter(|_| !byte(c)) {
                let end = spot + c.len_utf8();
                edits.push(OrigSpan::new(spot as u32, end as u32), with, rule);
                done = end;
                continue;
            }
            let separates = |c: char| c.is_ascii_whitespace() || space(c).is_some() && !byte(c);
            let from = text[done..spot]
                .rfind(separates)
                .map_or(done, |i| done + i + char_at(text, done + i).map_or(1, char::len_utf8));
            let to = text[spot..].find(separates).map_or(text.len(), |i| spot + i);
            cells::fill(cells, text, from, to);
            self.chunk(cells, &mut context, edits);
            done = to;
        }
        edits.resolve();
        if edits.texts().any(|(_, with, _)| with.starts_with(is_sign)) {
            self.decoded_quotes(text, edits);
        } else {
            self.quotes(text, spots, edits);
            edits.resolve();
        }
        if edits.list.is_empty() {
            return;
        }
        if scratch.trace.is_some() {
            for (orig, with, rule) in edits.texts() {
                scratch
                    .note("normalize", rule, orig, || format!("{:?} becomes {with:?}", &text[orig.range()]));
            }
        }
        edits.apply(text, &mut doc.norm);
    }

    /// Repairs a run without white space: first its bytes, then what lies between the spaces that come out.
    fn chunk<'a>(&'a self, cells: &mut Vec<Cell>, context: &mut Context<'a>, edits: &mut Edits) {
        remove_invisible(cells, context.broken_utf8, edits);
        while legacy::repair_utf8(cells, context.broken_utf8) {
            remove_invisible(cells, context.broken_utf8, edits);
        }
        let text = context.doc.text.as_str();
        // Spaces that were no half of a letter after all.
        let separator = |c: &Cell| c.out.filter(|c| !c.is_ascii()).and_then(space);
        if cells.iter().any(|c| separator(c).is_some()) {
            let all = std::mem::take(cells);
            for cell in &all {
                let Some((with, rule)) = separator(cell) else {
                    cells.push(*cell);
                    continue;
                };
                self.part(cells, context, edits);
                edits.take(cells, text);
                edits.take(&[Cell { out: with.chars().next(), rule, ..*cell }], text);
                cells.clear();
            }
        }
        self.part(cells, context, edits);
        edits.take(cells, text);
    }

    /// Repairs characters and words until nothing changes any more.
    fn part<'a>(&'a self, cells: &mut Vec<Cell>, context: &mut Context<'a>, edits: &mut Edits) {
        let Some(from) = cells.first().map(|c| c.start as usize) else { return };
        let lang = context.doc.lang_at(from as u32);
        // Each rule makes at most one other applicable; four rounds are more than enough.
        for round in 0..4 {
            let mut changed = remove_invisible(cells, false, edits);
            changed |= compose(cells);
            let mut kazakh = lang;
            if cells.iter().any(|c| c.out.and_then(legacy::kazakh_letter).is_some())
                && context.kz1048(from, lang)
            {
                changed |= legacy::repair_kz1048(cells);
                kazakh = Lang::Kk;
            }
            if !address(cells) {
                changed |= script::repair(cells, kazakh);
                changed |= self.signs(cells);
                if let Some(latin) = self.latin.as_ref().filter(|_| round == 0) {
                    changed |= context.latin(latin, from).is_some_and(|alphabet| alphabet.convert(cells));
                }
                if cells.len() == 1 && lang == Lang::Ru {
                    changed |= single(cells, context.doc, from);
                }
            }
            if !changed {
                break;
            }
        }
    }

    /// Dashes and ellipses of a chunk.
    fn signs(&self, cells: &mut [Cell]) -> bool {
        let mut changed = false;
        let mut put = |cell: &mut Cell, c: Option<char>, rule: &'static str| {
            changed |= cell.out != c;
            (cell.out, cell.rule) = (c, rule);
        };
        let alone = cells.len() == 1;
        for cell in cells.iter_mut() {
            match (cell.out, self.options.dashes) {
                (_, Dashes::Keep) => {}
                (Some('\u{2010}' | '\u{2011}'), _) => put(cell, Some('-'), "dash"),
                (Some('\u{2012}'), _) => put(cell, Some('–'), "dash"),
                (Some('\u{2015}'), _) => put(cell, Some('—'), "dash"),
                (Some('-' | '–'), Dashes::Em) if alone => put(cell, Some('—'), "dash"),
                _ => {}
            }
        }
        let mut i = 0;
        while self.options.ellipses == Ellipses::Sign && i + 2 < cells.len() {
            let dots = cells[i..].iter().take_while(|c| c.out == Some('.')).count();
            if dots == 3 {
                put(&mut cells[i], Some('…'), "ellipsis");
                put(&mut cells[i + 1], None, "ellipsis");
                put(&mut cells[i + 2], None, "ellipsis");
            }
            i += dots.max(1);
        }
        changed
    }

    /// What [`Normalize::quotes`] does, where a chunk's rule made a mark: on the text that the edits make.
    fn decoded_quotes(&self, text: &str, edits: &mut Edits) {
        let mut read = NormText::default();
        edits.apply(text, &mut read);
        let spots: Vec<u32> = read.as_str(text).match_indices(is_sign).map(|(at, _)| at as u32).collect();
        let mut marks = Edits::default();
        self.quotes(read.as_str(text), &spots, &mut marks);
        // A mark that was made is an edit of its own: what comes first of two in a place stays.
        let made = std::mem::take(&mut edits.list);
        for (at, (from, to), rule) in marks.list {
            let orig = read.to_orig(NormSpan::new(at.start, at.end));
            edits.push(orig, &marks.text[from as usize..to as usize], rule);
        }
        edits.list.extend(made);
        edits.resolve();
    }

    /// Quotation marks and the sign for an ellipsis, which work on the whole text, not on a chunk: pairs within a line.
    fn quotes(&self, text: &str, spots: &[u32], edits: &mut Edits) {
        let marks = || {
            let one = spots.iter().map(|&s| s as usize);
            one.filter_map(|s| char_at(text, s).map(|c| (s, c)))
        };
        let span = |s: usize, c: char| OrigSpan::new(s as u32, (s + c.len_utf8()) as u32);
        if self.options.ellipses == Ellipses::Dots {
            for (s, c) in marks().filter(|&(_, c)| c == '…') {
                edits.push(span(s, c), "...", "ellipsis");
            }
        }
        match self.options.quotes {
            Quotes::Keep => {}
            Quotes::Straight => {
                for (s, c) in marks().filter(|&(_, c)| "“”„‟«»".contains(c)) {
                    edits.push(span(s, c), "\"", "quotes");
                }
            }
            Quotes::Paired => {
                let curly: Vec<(usize, char)> = marks().filter(|&(_, c)| "“”„‟".contains(c)).collect();
                pair(text, &curly, |(s, c), with| edits.push(span(s, c), with, "quotes"));
            }
        }
    }
}

/// Gives to `put` the quotation marks that open and close a quotation: inner pairs first, then those around them, so
/// that a mark that is never closed takes no other's partner. Neighbours that are no pair never become one, so each
/// round looks only where marks between two others are gone: the cost is a few steps a mark, however deep they nest.
fn pair(text: &str, marks: &[(usize, char)], mut put: impl FnMut((usize, char), &str)) {
    // The line of each mark: a pair stands within one.
    let mut lines = Vec::with_capacity(marks.len());
    let (mut line, mut at) = (0usize, 0);
    for &(s, _) in marks {
        line += usize::from(text[at..s].contains(ends_line));
        lines.push(line);
        at = s;
    }
    // A space after it, or a letter before it, make a mark something else than an opening one.
    let opens = |(s, c): (usize, char)| {
        char_at(text, s + c.len_utf8()).is_some_and(|c| !c.is_whitespace())
            && base_before(text, s).is_none_or(|c| !c.is_alphanumeric())
    };
    let pairs =
        |i: usize, k: usize| lines[i] == lines[k] && closes(marks[i].1, marks[k].1) && opens(marks[i]);
    // The marks that are left, as a list: the one before and the one after each. A mark's place is its index and one
    // more, for the list begins with its end.
    let end = marks.len() + 1;
    let mut after: Vec<usize> = (1..=end).collect();
    let mut before: Vec<usize> = (0..end).map(|i| i.saturating_sub(1)).collect();
    let mut new: Vec<usize> = (1..end).collect();
    let mut found = Vec::new();
    while !new.is_empty() {
        let mut taken = 0;
        for &i in &new {
            let k = after[i];
            if i > taken && k < end && pairs(i - 1, k - 1) {
                found.push((i, k));
                taken = k;
            }
        }
        new.clear();
        for (i, k) in found.drain(..) {
            put(marks[i - 1], "«");
            put(marks[k - 1], "»");
            let (left, right) = (before[i], after[k]);
            after[left] = right;
            if right < end {
                before[right] = left;
            }
            if left > 0 && new.last() != Some(&left) {
                new.push(left);
            }
        }
    }
}

/// True where the mark `c` closes what `open` opened.
fn closes(open: char, c: char) -> bool {
    match open {
        '„' => matches!(c, '“' | '”'),
        '“' | '‟' => c == '”',
        '”' => c == '”',
        _ => false,
    }
}

/// The rule that removes `c`, where it is invisible.
fn invisible(c: char) -> Option<&'static str> {
    match c {
        '\u{ad}' => Some("soft-hyphen"),
        '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{180e}' => Some("zero-width"),
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{61c}' => {
            Some("direction-mark")
        }
        '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' => None,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Some("control"),
        _ => None,
    }
}

/// True for a line end, also one that a rule makes a `\n` of.
fn ends_line(c: char) -> bool {
    matches!(c, '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// What stands for an unusual white space, and the rule.
fn space(c: char) -> Option<(&'static str, &'static str)> {
    match c {
        '\u{a0}' | '\u{202f}' | '\u{2007}' => Some((" ", "nbsp")),
        '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' | '\u{1680}' => Some((" ", "space")),
        '\u{2028}' | '\u{2029}' | '\u{85}' => Some(("\n", "line-separator")),
        _ => None,
    }
}

/// Removes what is not seen, but for what holds an emoji together and for scripts that need it. True where
/// something was removed.
fn remove_invisible(cells: &mut Vec<Cell>, broken_utf8: bool, edits: &mut Edits) -> bool {
    if !cells.iter().any(|c| c.out.and_then(invisible).is_some()) {
        return false;
    }
    // Arabic, Hebrew, the scripts of India: joiners and marks are spelling there.
    if cells.iter().any(|c| matches!(c.out, Some('\u{590}'..='\u{61b}' | '\u{61d}'..='\u{109f}'))) {
        return false;
    }
    let emoji = |c| matches!(c, Some('\u{2600}'..='\u{27bf}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}'));
    let mut kept = 0;
    for i in 0..cells.len() {
        let cell = cells[i];
        if let Some((c, rule)) = cell.out.and_then(|c| Some((c, invisible(c)?))) {
            let last = if kept > 0 { cells[kept - 1].out } else { None };
            let joins = c == '\u{200d}' && emoji(last) && emoji(cells.get(i + 1).and_then(|c| c.out));
            // A byte of broken UTF-8 shows as a C1 control or a soft hyphen: leave it to the rule that decodes it.
            let half = matches!(c, '\u{80}'..='\u{9f}' | '\u{ad}');
            let byte = broken_utf8 && half && last.is_some_and(legacy::is_lead);
            if !joins && !byte {
                edits.push(OrigSpan::new(cell.start, cell.end), "", rule);
                continue;
            }
        }
        cells[kept] = cell;
        kept += 1;
    }
    let removed = kept < cells.len();
    cells.truncate(kept);
    removed
}

/// NFC, cluster by cluster: a character that starts one and those that may compose with it.
fn compose(cells: &mut Vec<Cell>) -> bool {
    let text = || cells.iter().filter_map(|c| c.out);
    if unicode_normalization::is_nfc_quick(text()) == unicode_normalization::IsNormalized::Yes {
        return false;
    }
    let old = std::mem::take(cells);
    let mut changed = false;
    let mut i = 0;
    while i < old.len() {
        let follows = |c: &Cell| c.out.is_some_and(|c| canonical_combining_class(c) != 0 || jamo(c));
        let len = 1 + old[i + 1..].iter().take_while(|c| follows(c)).count();
        let cluster = &old[i..i + len];
        i += len;
        let before = || cluster.iter().filter_map(|c| c.out);
        if before().nfc().eq(before()) {
            cells.extend_from_slice(cluster);
            continue;
        }
        // What stands as it was at the start is not replaced: a mark whose signs swap places stays a mark.
        let same = before().nfc().zip(before()).take_while(|(a, b)| a == b).count();
        let same = if cluster[..same].iter().all(|c| c.out.is_some()) { same } else { 0 };
        cells.extend_from_slice(&cluster[..same]);
        // The first of what is new stands for all that is old, the rest for nothing behind it.
        let (start, end) = (cluster[same.min(len - 1)].start, cluster[len - 1].end);
        cells.extend(before().nfc().skip(same).enumerate().map(|(k, c)| Cell {
            start: if k == 0 { start } else { end },
            end,
            out: Some(c),
            rule: "nfc",
        }));
        changed = true;
    }
    changed
}

/// Vowels and final consonants of Hangul, which compose although they are letters.
fn jamo(c: char) -> bool {
    matches!(c, '\u{1161}'..='\u{1175}' | '\u{11a8}'..='\u{11c2}')
}

/// True for a web or e-mail address: its letters are what they are.
fn address(cells: &[Cell]) -> bool {
    let at = |i: usize| cells.get(i).and_then(|c| c.out);
    (0..cells.len()).any(|i| match at(i) {
        Some('@') => i > 0 && at(i + 1).is_some_and(|c| c.is_ascii_alphanumeric()),
        Some(':') => at(i + 1) == Some('/') && at(i + 2) == Some('/'),
        Some('w' | 'W') => {
            matches!(at(i + 1), Some('w' | 'W'))
                && matches!(at(i + 2), Some('w' | 'W'))
                && at(i + 3) == Some('.')
        }
        _ => false,
    })
}

/// True where the single Latin letter that is atom `i` stands where a Russian preposition stands: between
/// Cyrillic words, small; or a capital at the start of a sentence.
fn single_preposition(doc: &Document, i: usize) -> bool {
    let text = doc.text.as_bytes();
    let atom = &doc.atoms[i];
    let (Some(next), before) = (doc.atoms.get(i + 1), i.checked_sub(1).map(|k| &doc.atoms[k])) else {
        return false;
    };
    // A mixed word becomes Cyrillic as a rule.
    let cyrillic =
        |a: &super::Atom| text[a.start as usize..a.end as usize].iter().any(|b| matches!(b, 0xd0..=0xd3));
    let follows = next.gap == Gap::Space
        && (next.class == AtomClass::Number || next.class == AtomClass::Word && cyrillic(next));
    let small = text[atom.start as usize].is_ascii_lowercase();
    let ends =
        |a: &super::Atom| a.class == AtomClass::Punct && matches!(text[a.start as usize], b'.' | b'!' | b'?');
    let begins = atom.gap >= Gap::Line || before.is_none_or(ends);
    let inside = atom.gap == Gap::Space && before.is_some_and(|b| b.class == AtomClass::Word && cyrillic(b));
    follows && if small { inside } else { begins && next.class == AtomClass::Word }
}

/// The preposition for a Latin letter that looks like it.
fn single(cells: &mut [Cell], doc: &Document, from: usize) -> bool {
    let twin = match cells[0].out {
        Some('c') => 'с',
        Some('C') => 'С',
        Some('o') => 'о',
        Some('O') => 'О',
        _ => return false,
    };
    let i = doc.atoms.partition_point(|a| (a.start as usize) < from);
    if !single_preposition(doc, i) {
        return false;
    }
    (cells[0].out, cells[0].rule) = (Some(twin), "homoglyph");
    true
}

/// What repairs have to know of the text around them; found once, when first asked for.
struct Context<'a> {
    doc: &'a Document,
    /// The document has runs of UTF-8 read as windows-1251.
    broken_utf8: bool,
    evidence: Option<Evidence>,
    /// The last line asked for, and what was found of it.
    line: (usize, usize),
    kz1048: Option<bool>,
    alphabet: Option<(usize, usize, Option<&'a latin::Alphabet>)>,
}

impl<'a> Context<'a> {
    fn new(doc: &'a Document) -> Context<'a> {
        Context {
            doc,
            broken_utf8: legacy::broken_utf8(&doc.text),
            evidence: None,
            line: (0, 0),
            kz1048: None,
            alphabet: None,
        }
    }

    /// The line that holds byte `at`.
    fn line_at(&self, at: usize) -> (usize, usize) {
        let text = self.doc.text.as_str();
        let from = text[..at].rfind(ends_line).map_or(0, |n| n + char_at(text, n).map_or(1, char::len_utf8));
        (from, text[at..].find(ends_line).map_or(text.len(), |n| at + n))
    }

    /// True where the line at `at` is KZ-1048 read as windows-1251.
    fn kz1048(&mut self, at: usize, lang: Lang) -> bool {
        if let Some(known) = self.kz1048.filter(|_| self.line.0 <= at && at < self.line.1) {
            return known;
        }
        let text = self.doc.text.as_str();
        self.line = self.line_at(at);
        // In broken UTF-8 the letters as they stand are evidence of nothing.
        let of = if self.broken_utf8 { legacy::evidence_anew } else { Evidence::of };
        let document = *self.evidence.get_or_insert_with(|| of(text));
        let found = of(&text[self.line.0..self.line.1]).is_kz1048(document, lang);
        self.kz1048 = Some(found);
        found
    }

    /// The Latin alphabet that the line at `at` writes Kazakh in.
    fn latin(&mut self, alphabets: &'a latin::Alphabets, at: usize) -> Option<&'a latin::Alphabet> {
        if let Some((_, _, known)) = self.alphabet.filter(|&(from, to, _)| from <= at && at < to) {
            return known;
        }
        let (from, to) = self.line_at(at);
        let found = alphabets.of(&self.doc.text[from..to]);
        self.alphabet = Some((from, to, found));
        found
    }
}
