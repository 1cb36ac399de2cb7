//! Text that was read in the wrong encoding: KZ-1048 as windows-1251, UTF-8 as windows-1251 or windows-1252.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::cells::{Cell, Edits};
use crate::document::NormText;
use crate::lang::Lang;

/// What the bytes of KZ-1048 that differ from windows-1251 look like there, and the letters they are. The
/// letters in the order of the byte; `і` is the same in both.
const KZ1048: [(char, char); 16] = [
    ('Ќ', 'Қ'),
    ('Ћ', 'Һ'),
    ('ќ', 'қ'),
    ('ћ', 'һ'),
    ('Ў', 'Ұ'),
    ('ў', 'ұ'),
    ('Ј', 'Ә'),
    ('Ґ', 'Ө'),
    ('Є', 'Ғ'),
    ('Ї', 'Ү'),
    ('ґ', 'ө'),
    ('є', 'ғ'),
    ('ј', 'ә'),
    ('Ѕ', 'Ң'),
    ('ѕ', 'ң'),
    ('ї', 'ү'),
];

/// The Kazakh letter that `c` stands for in such text.
pub(super) fn kazakh_letter(c: char) -> Option<char> {
    KZ1048.iter().find(|pair| pair.0 == c).map(|pair| pair.1)
}

/// What speaks for and against KZ-1048 in a stretch of text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Evidence {
    /// Letters of Macedonian or Serbian, of Ukrainian, of Belarusian.
    families: [u32; 3],
    /// Letters that only Kazakh has among them: the text is not broken. `һ` does not count, which may be a Latin `h`.
    kazakh: u32,
}

impl Evidence {
    pub(super) fn of(text: &str) -> Evidence {
        let mut found = Evidence::default();
        let mut last = ' ';
        for c in text.nfc() {
            match c {
                '\0'..='\x7f' => {}
                // A Latin letter that may become Cyrillic, and then one with its mark.
                '\u{306}' if matches!(last, 'y' | 'Y') => found.families[2] += 1,
                'ј' | 'Ј' | 'ѕ' | 'Ѕ' | 'ќ' | 'Ќ' | 'ћ' | 'Ћ' => found.families[0] += 1,
                'є' | 'Є' | 'ї' | 'Ї' | 'ґ' | 'Ґ' => found.families[1] += 1,
                'ў' | 'Ў' => found.families[2] += 1,
                'ә' | 'Ә' | 'ғ' | 'Ғ' | 'қ' | 'Қ' | 'ң' | 'Ң' | 'ө' | 'Ө' | 'ұ' | 'Ұ' | 'ү' | 'Ү' =>
                {
                    found.kazakh += 1;
                }
                _ => {}
            }
            // Marks under or through a letter stand between it and the one over it, and do not part them.
            if !matches!(canonical_combining_class(c), 1..230) {
                last = c;
            }
        }
        found
    }

    /// True where letters of alphabets that no language mixes stand together.
    pub(super) fn mixes_alphabets(self) -> bool {
        self.families.iter().filter(|&&n| n > 0).count() >= 2
    }

    /// True where a line is KZ-1048 read as windows-1251. `document`: the evidence of the whole document.
    pub(super) fn is_kz1048(self, document: Evidence, lang: Lang) -> bool {
        if self.kazakh > 0 || self.families == [0; 3] {
            return false;
        }
        match lang {
            Lang::Kk => true,
            // A lone Macedonian letter has no business in Russian; a Ukrainian one has.
            Lang::Ru | Lang::Und if self.families[0] > 0 => true,
            _ => self.mixes_alphabets() || document.mixes_alphabets() && document.kazakh == 0,
        }
    }
}

/// Rewrites the letters of a chunk. True where something changed.
pub(super) fn repair_kz1048(cells: &mut [Cell]) -> bool {
    let mut changed = false;
    for cell in cells {
        if let Some(letter) = cell.out.and_then(kazakh_letter) {
            cell.out = Some(letter);
            cell.rule = "kz1048-as-cp1251";
            changed = true;
        }
    }
    changed
}

/// A code page that UTF-8 was read in, and the rule that undoes it.
#[derive(Clone, Copy)]
struct Page {
    encoding: &'static encoding_rs::Encoding,
    rule: &'static str,
}

const PAGES: [Page; 2] = [
    Page { encoding: encoding_rs::WINDOWS_1251, rule: "mojibake-utf8-as-cp1251" },
    Page { encoding: encoding_rs::WINDOWS_1252, rule: "mojibake-utf8-as-cp1252" },
];

impl Page {
    /// The byte that shows as `c`. Where the page has no character for a byte, or the page was really Latin-1, a C1
    /// control shows.
    fn byte(self, c: char) -> Option<u8> {
        if matches!(c, '\u{80}'..='\u{9f}') {
            return u8::try_from(u32::from(c)).ok();
        }
        let mut buffer = [0u8; 4];
        let (bytes, _, failed) = self.encoding.encode(c.encode_utf8(&mut buffer));
        (!failed && bytes.len() == 1).then(|| bytes[0])
    }
}

/// True for the name of a rule that undoes UTF-8 read in a code page.
pub(in crate::stage) fn is_mojibake(rule: &str) -> bool {
    PAGES.iter().any(|page| page.rule == rule)
}

/// True for what the first byte of a Cyrillic letter shows as.
pub(super) fn is_lead(c: char) -> bool {
    matches!(c, 'Р' | 'С' | 'Т' | 'У' | 'Ð' | 'Ñ' | 'Ò' | 'Ó')
}

/// The text as it should have been read, where it has clear runs of UTF-8 read in a code page: its language is to be
/// told before the words are repaired.
pub(in crate::stage) fn read_anew(text: &str) -> Option<NormText> {
    if !broken_utf8(text) {
        return None;
    }
    let mut cells = Vec::new();
    super::cells::fill(&mut cells, text, 0, text.len());
    while repair_utf8(&mut cells, true) {}
    let mut edits = Edits::default();
    edits.take(&cells, text);
    let mut read = NormText::default();
    edits.apply(text, &mut read);
    Some(read)
}

/// What speaks for KZ-1048 in a stretch of a text that has such runs: in what it should have been read as.
pub(super) fn evidence_anew(text: &str) -> Evidence {
    let mut cells = Vec::new();
    super::cells::fill(&mut cells, text, 0, text.len());
    while repair_utf8(&mut cells, true) {}
    Evidence::of(&cells.iter().filter_map(|c| c.out).collect::<String>())
}

/// Letters of the shortest stretch that is taken for broken UTF-8 without other evidence.
const SHORTEST_BROKEN: usize = 3;

/// Finds runs of UTF-8 read as windows-1251 (`РљР°Р·Р°С…`) or windows-1252 (`ÐšÐ°Ð·`) in a chunk and decodes them. `known`: the document
/// has such runs, so single letters count as well. True where something changed.
pub(super) fn repair_utf8(cells: &mut Vec<Cell>, known: bool) -> bool {
    // In ordinary text nothing decodes.
    let Some(first) = (0..cells.len()).find(|&i| decode(&cells[i..]).is_some()) else { return false };
    let old = cells.split_off(first);
    let mut changed = false;
    let mut i = 0;
    while i < old.len() {
        let (from, put) = (i, cells.len());
        let mut letters = 0;
        while let Some((c, len, rule)) = decode(&old[i..]) {
            // Three bytes for a dash or a quotation mark are no chance either.
            letters += usize::from(is_letter(c) || len == 3);
            cells.push(Cell { start: old[i].start, end: old[i + len - 1].end, out: Some(c), rule });
            i += len;
        }
        if letters >= if known { 1 } else { SHORTEST_BROKEN } {
            changed = true;
        } else {
            cells.truncate(put);
            i = i.max(from + 1);
            cells.extend_from_slice(&old[from..i]);
        }
    }
    changed
}

/// The character whose UTF-8 bytes show as the first of `cells`, how many they are, and the rule; only characters
/// that Russian, Kazakh, Ukrainian and Belarusian text is made of.
fn decode(cells: &[Cell]) -> Option<(char, usize, &'static str)> {
    let shown = |k: usize| cells.get(k).and_then(|c| c.out).filter(|c| !c.is_ascii());
    let (first, second) = (shown(0).filter(|&c| is_lead(c) || "ВвÂâ".contains(c))?, shown(1)?);
    PAGES.into_iter().find_map(|page| {
        let bytes = [page.byte(first)?, page.byte(second)?, shown(2).and_then(|c| page.byte(c)).unwrap_or(0)];
        let len = if bytes[0] < 0xe0 { 2 } else { 3 };
        let c = std::str::from_utf8(&bytes[..len]).ok()?.chars().next()?;
        let text = is_letter(c) || matches!(c, '«' | '»' | '\u{a0}' | '№' | '\u{2010}'..='\u{2026}');
        text.then_some((c, len, page.rule))
    })
}

/// True for a letter of Russian, Kazakh, Ukrainian or Belarusian.
fn is_letter(c: char) -> bool {
    matches!(c, 'А'..='я' | 'ё' | 'Ё' | 'і' | 'І') || "әғқңөұүһӘҒҚҢӨҰҮҺєїґўЄЇҐЎ".contains(c)
}

/// True where the text has a clear run of UTF-8 read in a code page: three times what the first byte of a Cyrillic letter
/// shows as (`Р`, `С`; `Ð`, `Ñ`) and a character that is no ordinary letter.
pub(super) fn broken_utf8(text: &str) -> bool {
    // Nearly no text has even one `Р`, `С`, `Ð` or `Ñ` with such a character behind it: by what may be its first bytes.
    let bytes = text.as_bytes();
    let odd_follows = |second: usize| {
        matches!(
            bytes[second + 1..],
            [0xc0..=0xcf | 0xd2 | 0xe2, ..] | [0xd0, 0..=0x8f, ..] | [0xd1, 0x90..=0xff, ..]
        )
    };
    let cyrillic = |at: usize| at > 0 && bytes[at - 1] == 0xd0 && odd_follows(at);
    let latin = |at: usize| matches!(bytes.get(at + 1), Some(0x90 | 0x91)) && odd_follows(at + 1);
    if !memchr::memchr2_iter(0xa0, 0xa1, bytes).any(cyrillic) && !memchr::memchr_iter(0xc3, bytes).any(latin)
    {
        return false;
    }
    let odd = |c: char| {
        matches!(c, '\u{80}'..='\u{bf}' | 'Ѐ'..='Џ' | 'ѐ'..='џ' | 'Ґ' | 'ґ' | '\u{2010}'..='\u{2122}')
            || "ŒœŠšŽžŸƒˆ˜".contains(c)
    };
    let (mut pairs, mut lead) = (0, false);
    for c in text.chars() {
        if lead && odd(c) {
            pairs += 1;
            if pairs >= 3 {
                return true;
            }
            lead = false;
        } else if is_lead(c) {
            pairs = if lead { 0 } else { pairs };
            lead = true;
        } else {
            pairs = 0;
            lead = false;
        }
    }
    false
}
