//! Cuts a text into atoms: runs of letters, runs of digits, runs of one mark. Every later stage works on them.
//!
//! Reads: any text. Makes: [`Atom`]s in order; what lies between them is white space, control and invisible
//! characters. Guarantees: atoms do not overlap, stand on character boundaries, and no visible character is
//! outside all of them. Cost: one pass over the bytes, one word-table probe a word, no allocation but the list.

use unicode_normalization::char::canonical_combining_class;

use crate::words::{Found, Probe, WordId, WordTable};

/// What an atom is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum AtomClass {
    /// Letters and combining marks.
    Word,
    /// Decimal digits.
    Number,
    /// Punctuation or a symbol; a run of the same character.
    Punct,
    /// An emoji with its modifiers.
    Emoji,
    /// Any other visible character.
    Other,
}

/// What stands between an atom and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Gap {
    /// Nothing, or only invisible characters.
    None,
    /// White space without a line end.
    Space,
    /// One line end.
    Line,
    /// An empty line, or the start of the text.
    Paragraph,
}

/// A run of characters of one class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Atom {
    /// First byte in the scanned text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What it is made of.
    pub class: AtomClass,
    /// What stands before it.
    pub gap: Gap,
    /// A word that some rule of normalisation may change.
    pub look: bool,
    /// The word-table entry of a word; [`WordId::NONE`] for the rest.
    pub word: WordId,
}

impl Atom {
    /// An atom whose word is not looked up yet.
    #[inline]
    fn new(start: usize, end: usize, class: AtomClass, gap: Gap) -> Atom {
        Atom { start: start as u32, end: end as u32, class, gap, look: false, word: WordId::NONE }
    }
}

/// What a character does to the scan.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Mark,
    Digit,
    Punct,
    Emoji,
    Other,
    Space,
    Newline,
    Invisible,
}

/// The kinds of the ASCII characters.
const ASCII: [Kind; 128] = {
    let mut table = [Kind::Invisible; 128];
    let mut b = 0;
    while b < 128 {
        let c = b as u8;
        table[b] = if c.is_ascii_alphabetic() {
            Kind::Letter
        } else if c.is_ascii_digit() {
            Kind::Digit
        } else if c == b'\n' {
            Kind::Newline
        } else if c == b' ' || c == b'\t' || c == b'\r' || c == 0x0b || c == 0x0c {
            Kind::Space
        } else if c.is_ascii_graphic() {
            Kind::Punct
        } else {
            Kind::Invisible
        };
        b += 1;
    }
    table
};

fn kind(c: char) -> Kind {
    match c {
        '\0'..='\x7f' => ASCII[c as usize],
        // Cyrillic and its supplement: letters, but for the signs that are written with them.
        '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' => Kind::Letter,
        '\u{482}'..='\u{489}' | '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}' => {
            Kind::Mark
        }
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => Kind::Invisible,
        '\u{85}' | '\u{2028}' | '\u{2029}' => Kind::Newline,
        '\u{80}'..='\u{9f}' => Kind::Invisible,
        '\u{aa}' | '\u{b5}' | '\u{ba}' => Kind::Letter,
        '\u{a1}'..='\u{bf}' | '\u{d7}' | '\u{f7}' => Kind::Punct,
        '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{20a0}'..='\u{20cf}' => Kind::Punct,
        '\u{2100}'..='\u{214f}'
        | '\u{2190}'..='\u{23ff}'
        | '\u{2500}'..='\u{25ff}'
        | '\u{3000}'..='\u{303f}' => {
            if c == '\u{3000}' {
                Kind::Space
            } else {
                Kind::Punct
            }
        }
        '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{fe0f}' => {
            Kind::Emoji
        }
        _ if c.is_whitespace() => Kind::Space,
        _ if c.is_control() => Kind::Invisible,
        // A digit of another script is no number here: nothing later could read it.
        _ if c.is_numeric() => {
            if c.is_alphabetic() {
                Kind::Digit
            } else {
                Kind::Other
            }
        }
        _ if c.is_alphabetic() => Kind::Letter,
        // Signs of other scripts: what they are written with may be composed with them or swap places.
        _ if canonical_combining_class(c) != 0 => Kind::Mark,
        _ => Kind::Other,
    }
}

/// True for a character that is in no atom: white space, control and invisible characters.
pub fn is_gap(c: char) -> bool {
    matches!(kind(c), Kind::Space | Kind::Newline | Kind::Invisible)
}

/// Scans `text` and appends its atoms to `atoms`, which is cleared first.
pub fn scan(text: &str, words: &mut WordTable, atoms: &mut Vec<Atom>) {
    atoms.clear();
    // Six letters and a space, seldom less.
    atoms.reserve(text.len() / 10);
    scan_from(text, 0, Gap::Paragraph, words, atoms);
}

/// Scans `text` from byte `at` on and appends its atoms to `atoms`; `gap` stands before the first.
pub(super) fn scan_from(
    text: &str,
    mut at: usize,
    mut gap: Gap,
    words: &mut WordTable,
    atoms: &mut Vec<Atom>,
) {
    let bytes = text.as_bytes();
    let mut batch = Batch::new();
    while at < bytes.len() {
        // Most of it: a word of Cyrillic letters and the space behind it. Behind D2 there are marks too.
        let lead = bytes[at];
        if lead & 0xfc == 0xd0
            && (lead != 0xd2 || kind(char_at(text, at).0) == Kind::Letter)
            && let Some((probe, end)) = Probe::cyrillic(text, at)
        {
            batch.push(probe, atoms.len());
            atoms.push(Atom::new(at, end, AtomClass::Word, gap));
            if batch.is_full() {
                batch.look_up(text, words, atoms);
            }
            let space = bytes[end] == b' ';
            gap = if space { Gap::Space } else { Gap::None };
            at = end + usize::from(space);
            continue;
        }
        let (first, width) = char_at(text, at);
        let start = at;
        at += width;
        let class = match kind(first) {
            Kind::Space => {
                gap = gap.max(Gap::Space);
                continue;
            }
            Kind::Newline => {
                gap = if gap >= Gap::Line { Gap::Paragraph } else { Gap::Line };
                continue;
            }
            Kind::Invisible => continue,
            Kind::Letter => {
                at = letters_end(text, at);
                AtomClass::Word
            }
            Kind::Digit => {
                while at < bytes.len() && bytes[at].is_ascii_digit() {
                    at += 1;
                }
                AtomClass::Number
            }
            Kind::Punct => {
                at = same_end(text, at, first, width);
                AtomClass::Punct
            }
            Kind::Emoji => {
                at = emoji_end(text, at);
                AtomClass::Emoji
            }
            Kind::Other => {
                at = same_end(text, at, first, width);
                AtomClass::Other
            }
            Kind::Mark => AtomClass::Other,
        };
        if class == AtomClass::Word {
            batch.push(words.probe(text, start..at), atoms.len());
        }
        atoms.push(Atom::new(start, at, class, gap));
        if batch.is_full() {
            batch.look_up(text, words, atoms);
        }
        gap = Gap::None;
    }
    batch.look_up(text, words, atoms);
}

/// Words whose probes are still to be made.
struct Batch {
    /// Each with its atom.
    words: [(Probe, usize); Batch::SIZE],
    len: usize,
}

impl Batch {
    /// More than a processor can have on the way at once, and little enough to stay near.
    const SIZE: usize = 32;

    fn new() -> Batch {
        Batch { words: [(Probe::NONE, 0); Batch::SIZE], len: 0 }
    }

    fn is_full(&self) -> bool {
        self.len == Batch::SIZE
    }

    /// Adds the word of an atom.
    fn push(&mut self, probe: Probe, atom: usize) {
        self.words[self.len] = (probe, atom);
        self.len += 1;
    }

    /// Gives each of the atoms its word, and is empty.
    fn look_up(&mut self, text: &str, words: &mut WordTable, atoms: &mut [Atom]) {
        let batch = &self.words[..self.len];
        let mut guesses = [Found::NONE; Batch::SIZE];
        for ((probe, _), guess) in batch.iter().zip(&mut guesses) {
            *guess = words.guess(probe);
        }
        for ((probe, atom), guess) in batch.iter().zip(guesses) {
            let atom = &mut atoms[*atom];
            let found = words.settle(probe, guess, || &text[atom.start as usize..atom.end as usize]);
            (atom.word, atom.look) = (found.word(), found.look());
        }
        self.len = 0;
    }
}

/// The character that starts at byte `at`, and its width; two-byte characters without a call.
#[inline]
fn char_at(text: &str, at: usize) -> (char, usize) {
    let bytes = text.as_bytes();
    let b = bytes[at];
    if b < 0x80 {
        return (b as char, 1);
    }
    if b & 0xe0 == 0xc0 {
        let c = (u32::from(b & 0x1f) << 6) | u32::from(bytes[at + 1] & 0x3f);
        if let Some(c) = char::from_u32(c) {
            return (c, 2);
        }
    }
    let c = text[at..].chars().next().unwrap_or('\u{fffd}');
    (c, c.len_utf8())
}

/// Where the run of the character `c` that goes on at `at` ends.
#[inline]
fn same_end(text: &str, mut at: usize, c: char, width: usize) -> usize {
    while text[at..].starts_with(c) {
        at += width;
    }
    at
}

/// Where the run of letters and marks that goes on at `at` ends.
#[inline]
fn letters_end(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while at < bytes.len() {
        let b = bytes[at];
        // D0..D3 lead Cyrillic letters and the signs that are written with them.
        if b & 0xfc == 0xd0 {
            at += 2;
            continue;
        }
        let (c, width) = char_at(text, at);
        if !matches!(kind(c), Kind::Letter | Kind::Mark) {
            break;
        }
        at += width;
    }
    at
}

/// Where an emoji sequence (modifiers, joiners, flags) that goes on at `at` ends.
fn emoji_end(text: &str, mut at: usize) -> usize {
    let mut joined = false;
    for c in text[at..].chars() {
        match c {
            '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{1f1e6}'..='\u{1f1ff}' => joined = false,
            '\u{200d}' => joined = true,
            _ if joined && kind(c) == Kind::Emoji => joined = false,
            _ => break,
        }
        at += c.len_utf8();
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::WordTable;

    fn cut(text: &str) -> Vec<String> {
        let mut words = WordTable::default();
        let mut atoms = Vec::new();
        scan(text, &mut words, &mut atoms);
        atoms.iter().map(|a| format!("{:?}:{}", a.class, &text[a.start as usize..a.end as usize])).collect()
    }

    #[test]
    fn classes_and_runs() {
        assert_eq!(
            cut("Ел-орда 25,5% … ()😀\u{fe0f} и\u{306}од"),
            [
                "Word:Ел",
                "Punct:-",
                "Word:орда",
                "Number:25",
                "Punct:,",
                "Number:5",
                "Punct:%",
                "Punct:…",
                "Punct:(",
                "Punct:)",
                "Emoji:😀\u{fe0f}",
                "Word:и\u{306}од"
            ]
        );
    }

    #[test]
    fn gaps_tell_lines() {
        let mut words = WordTable::default();
        let mut atoms = Vec::new();
        scan("а б\nв\r\n\r\nг.", &mut words, &mut atoms);
        let gaps: Vec<Gap> = atoms.iter().map(|a| a.gap).collect();
        assert_eq!(gaps, [Gap::Paragraph, Gap::Space, Gap::Line, Gap::Paragraph, Gap::None]);
    }
}
