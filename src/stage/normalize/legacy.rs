//! Text that was read in the wrong encoding: KZ-1048 as windows-1251, UTF-8 as windows-1251.

use unicode_normalization::UnicodeNormalization;

use super::cells::Cell;
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
    /// Letters that only Kazakh has among them: the text is not broken.
    kazakh: u32,
}

impl Evidence {
    pub(super) fn of(text: &str) -> Evidence {
        let mut found = Evidence::default();
        for c in text.nfc().filter(|c| !c.is_ascii()) {
            match c {
                'ј' | 'Ј' | 'ѕ' | 'Ѕ' | 'ќ' | 'Ќ' | 'ћ' | 'Ћ' => found.families[0] += 1,
                'є' | 'Є' | 'ї' | 'Ї' | 'ґ' | 'Ґ' => found.families[1] += 1,
                'ў' | 'Ў' => found.families[2] += 1,
                'ә' | 'Ә' | 'ғ' | 'Ғ' | 'қ' | 'Қ' | 'ң' | 'Ң' | 'ө' | 'Ө' | 'ұ' | 'Ұ' | 'ү' | 'Ү' | 'һ'
                | 'Һ' => {
                    found.kazakh += 1;
                }
                _ => {}
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

/// The byte of windows-1251 that shows as `c`.
fn cp1251(c: char) -> Option<u8> {
    if c == '\u{98}' {
        return Some(0x98);
    }
    let mut buffer = [0u8; 4];
    let (bytes, _, failed) = encoding_rs::WINDOWS_1251.encode(c.encode_utf8(&mut buffer));
    (!failed && bytes.len() == 1).then(|| bytes[0])
}

/// Letters of the shortest stretch that is taken for broken UTF-8 without other evidence.
const SHORTEST_BROKEN: usize = 3;

/// Finds runs of UTF-8 read as windows-1251 (`РљР°Р·Р°С…`) in a chunk and decodes them. `known`: the document
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
        while let Some((c, len)) = decode(&old[i..]) {
            letters += usize::from(is_letter(c));
            cells.push(Cell {
                start: old[i].start,
                end: old[i + len - 1].end,
                out: Some(c),
                rule: "mojibake-utf8-as-cp1251",
            });
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

/// The character whose UTF-8 bytes show as the first of `cells`, and how many they are; only characters that
/// Russian and Kazakh text is made of.
fn decode(cells: &[Cell]) -> Option<(char, usize)> {
    let byte = |k: usize| cells.get(k).and_then(|c| c.out).filter(|c| !c.is_ascii()).and_then(cp1251);
    let first = byte(0)?;
    let bytes = [first, byte(1)?, byte(2).unwrap_or(0)];
    let len = if first < 0xe0 { 2 } else { 3 };
    let c = std::str::from_utf8(&bytes[..len]).ok()?.chars().next()?;
    let text = is_letter(c) || matches!(c, '«' | '»' | '\u{a0}' | '№' | '\u{2010}'..='\u{2026}');
    text.then_some((c, len))
}

/// True for a letter of Russian or Kazakh.
fn is_letter(c: char) -> bool {
    matches!(c, 'А'..='я' | 'ё' | 'Ё' | 'і' | 'І') || "әғқңөұүһӘҒҚҢӨҰҮҺ".contains(c)
}
