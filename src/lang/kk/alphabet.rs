//! Kazakh letters as small numbers, with what the suffixes ask of them: vowel harmony and the kind of the last letter.
//!
//! Reads lower-case Cyrillic; every letter is two bytes of UTF-8, so letter `i` of a coded word starts at byte
//! `2 * i`. Costs a match a letter.

/// Letters of the longest word that is analysed; longer ones are left as they are.
pub(super) const MAX_LETTERS: usize = 48;

/// A letter's number, from 1 to 42; 0 for what is no letter of the alphabet.
#[inline]
pub(crate) fn code(c: char) -> u8 {
    let at = (c as u32).wrapping_sub(BLOCK);
    if at < 256 { CODES[at as usize] } else { 0 }
}

/// The first character of the Cyrillic block: all letters lie in its 256 characters.
const BLOCK: u32 = 0x400;

const CODES: [u8; 256] = {
    let mut codes = [0; 256];
    let mut i = 1;
    while i < LETTERS.len() {
        codes[(LETTERS[i] as u32 - BLOCK) as usize] = i as u8;
        i += 1;
    }
    codes
};

/// Numbers there are: the letters and 0.
pub(crate) const COUNT: usize = 43;

/// Letters by number.
pub(super) const LETTERS: [char; COUNT] = [
    '\0', 'а', 'б', 'в', 'г', 'д', 'е', 'ж', 'з', 'и', 'й', 'к', 'л', 'м', 'н', 'о', 'п', 'р', 'с', 'т', 'у',
    'ф', 'х', 'ц', 'ч', 'ш', 'щ', 'ъ', 'ы', 'ь', 'э', 'ю', 'я', 'ё', 'і', 'ғ', 'қ', 'ң', 'ү', 'ұ', 'һ', 'ә',
    'ө',
];

/// Numbers of the letters that rules name.
pub(super) mod letter {
    pub(in super::super) const A: u8 = 1;
    pub(in super::super) const B: u8 = 2;
    pub(in super::super) const V: u8 = 3;
    pub(in super::super) const G: u8 = 4;
    pub(in super::super) const D: u8 = 5;
    pub(in super::super) const E: u8 = 6;
    pub(in super::super) const I_GLIDE: u8 = 9;
    pub(in super::super) const SHORT_I: u8 = 10;
    pub(in super::super) const K: u8 = 11;
    pub(in super::super) const L: u8 = 12;
    pub(in super::super) const P: u8 = 16;
    pub(in super::super) const S: u8 = 18;
    pub(in super::super) const T: u8 = 19;
    pub(in super::super) const U: u8 = 20;
    pub(in super::super) const SH: u8 = 25;
    pub(in super::super) const Y: u8 = 28;
    pub(in super::super) const SOFT_SIGN: u8 = 29;
    pub(in super::super) const YU: u8 = 31;
    pub(in super::super) const YA: u8 = 32;
    pub(in super::super) const I: u8 = 34;
    pub(in super::super) const GH: u8 = 35;
    pub(in super::super) const Q: u8 = 36;
}

/// Vowel harmony of a stretch: the last vowel that tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Harmony {
    /// No vowel tells: either is good.
    Any,
    /// а о ұ ы.
    Back,
    /// ә е ө ү і.
    Front,
}

/// What a letter does to the harmony of what follows; `None` leaves it as it was.
#[inline]
pub(super) fn harmony(code: u8) -> Option<Harmony> {
    HARMONIES[code as usize]
}

const fn harmony_of(c: char) -> Option<Harmony> {
    match c {
        'а' | 'о' | 'ұ' | 'ы' | 'я' => Some(Harmony::Back),
        'ә' | 'е' | 'ө' | 'ү' | 'і' | 'э' => Some(Harmony::Front),
        // In loans both are heard (`министрі`, `институты`, `рөлі`): the native stems with и have another vowel.
        'и' | 'ь' | 'ё' => Some(Harmony::Any),
        _ => None,
    }
}

/// Kinds of a stem's last letter that choose a suffix's variant, as bits.
pub(super) mod kind {
    /// A vowel: `нің`, `сы`, `мыз`.
    pub(in super::super) const VOWEL: u8 = 1;
    /// р у и ю й: `лар`, `дың`.
    pub(in super::super) const GLIDE: u8 = 2;
    /// л: `дар`, `дың`, `ма`.
    pub(in super::super) const L: u8 = 4;
    /// м н ң: `дар`, `ның`, `ба`.
    pub(in super::super) const NASAL: u8 = 8;
    /// з ж: `дар`, `дың`, `ба`.
    pub(in super::super) const SIBILANT: u8 = 16;
    /// Voiceless, and б в г д of loans: `тар`, `тың`, `па`.
    pub(in super::super) const VOICELESS: u8 = 32;
    /// All.
    pub(in super::super) const EVERY: u8 = 63;
}

/// The kind of a letter.
#[inline]
pub(super) fn kind_of(code: u8) -> u8 {
    KINDS[code as usize]
}

const fn kind_of_letter(c: char) -> u8 {
    match c {
        'а' | 'ә' | 'е' | 'о' | 'ө' | 'ұ' | 'ү' | 'ы' | 'і' | 'э' | 'я' | 'ё' => kind::VOWEL,
        'р' | 'у' | 'и' | 'ю' | 'й' => kind::GLIDE,
        'л' => kind::L,
        'м' | 'н' | 'ң' => kind::NASAL,
        'з' | 'ж' => kind::SIBILANT,
        'ғ' => kind::VOICELESS | kind::SIBILANT,
        // After the sign that softens it, the consonant itself is not asked for.
        'ь' | 'ъ' => kind::EVERY & !kind::VOWEL,
        '\0' => kind::EVERY,
        _ => kind::VOICELESS,
    }
}

const HARMONIES: [Option<Harmony>; COUNT] = {
    let mut table = [None; COUNT];
    let mut i = 0;
    while i < LETTERS.len() {
        table[i] = harmony_of(LETTERS[i]);
        i += 1;
    }
    table
};

const KINDS: [u8; COUNT] = {
    let mut table = [0; COUNT];
    let mut i = 0;
    while i < LETTERS.len() {
        table[i] = kind_of_letter(LETTERS[i]);
        i += 1;
    }
    table
};

/// The letters that are vowels by themselves (also и, у, ю, which glide), as bits.
const VOWELS: u64 = {
    let mut set = 0;
    let mut i = 1;
    while i < LETTERS.len() {
        if KINDS[i] == kind::VOWEL || matches!(LETTERS[i], 'и' | 'у' | 'ю') {
            set |= 1 << i;
        }
        i += 1;
    }
    set
};

/// True for a letter that is a vowel by itself (also и, у, ю, which glide).
#[inline]
pub(super) fn is_vowel(code: u8) -> bool {
    VOWELS >> code & 1 != 0
}

/// A word as letter numbers; `None` where it holds anything else or is too long.
pub(super) fn encode(word: &str, out: &mut [u8; MAX_LETTERS]) -> Option<usize> {
    let mut n = 0;
    for c in word.chars() {
        let code = code(c);
        if code == 0 || n == MAX_LETTERS {
            return None;
        }
        out[n] = code;
        n += 1;
    }
    Some(n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_keeps_its_number() {
        for (i, &c) in LETTERS.iter().enumerate().skip(1) {
            assert_eq!(code(c), i as u8, "{c}");
            assert_eq!(c.len_utf8(), 2, "{c}");
        }
        for (c, n) in [
            ('а', letter::A),
            ('б', letter::B),
            ('в', letter::V),
            ('г', letter::G),
            ('д', letter::D),
            ('е', letter::E),
            ('и', letter::I_GLIDE),
            ('й', letter::SHORT_I),
            ('к', letter::K),
            ('л', letter::L),
            ('п', letter::P),
            ('с', letter::S),
            ('т', letter::T),
            ('у', letter::U),
            ('ш', letter::SH),
            ('ы', letter::Y),
            ('ь', letter::SOFT_SIGN),
            ('ю', letter::YU),
            ('я', letter::YA),
            ('і', letter::I),
            ('ғ', letter::GH),
            ('қ', letter::Q),
        ] {
            assert_eq!(code(c), n, "{c}");
        }
    }
}
