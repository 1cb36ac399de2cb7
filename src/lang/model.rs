//! The word model of the language detector: how well a word fits each language.
//!
//! Reads a word as it stands; makes [`WordScores`]: for a Cyrillic word the log odds of fifteen languages (and of
//! Kazakh typed with Russian letters), for a Latin one of eight. The scores of a text are the sums over its words.
//! The model is a multinomial logistic regression over the word's character n-grams of 1 to 6 letters, word ends
//! marked, and the word itself; its table is `lexicons/langid.bin`, made by `scripts/train-langid`. The n-grams of one and
//! two common letters, half of all there are, are summed when the table is read. Letters that
//! an alphabet lacks (`lexicons/alphabets.tsv`) count against its language. Cost: a hash and a probe for each
//! longer n-gram, some 25 of them for a word of eight letters, no allocation; the word table keeps the answer.
//!
//! Table format, little endian: `TLI1`, then for Cyrillic and for Latin: slots and classes (u32 each), a 16-bit
//! mark a slot (the high half of the feature's hash, whose low half is the slot), a row of 8-bit weights a slot.

use std::sync::Arc;

use super::Lang;
use super::letters::Letter;
use crate::words::Shape;

/// Classes of Cyrillic words, as in `scripts/train_langid.py`. `KK_PLAIN` is Kazakh without its own letters.
pub const CYRILLIC: [Lang; LANES] = [
    Lang::Ru,
    Lang::Kk,
    Lang::Kk,
    Lang::Uk,
    Lang::Be,
    Lang::Bg,
    Lang::Mk,
    Lang::Sr,
    Lang::Mn,
    Lang::Ky,
    Lang::Tt,
    Lang::Ba,
    Lang::Cv,
    Lang::Sah,
    Lang::Tg,
    Lang::Uz,
];

/// Classes of Latin words.
pub const LATIN: [Lang; LATIN_LANES] =
    [Lang::En, Lang::Tr, Lang::Uz, Lang::Az, Lang::De, Lang::Fr, Lang::Es, Lang::Kk];

/// Lane of Russian.
pub const RU: usize = 0;
/// Lane of Kazakh.
pub const KK: usize = 1;
/// Lane of Kazakh typed with Russian letters.
pub const KK_PLAIN: usize = 2;
/// Lanes of a score.
pub const LANES: usize = 16;
/// Lanes in use for a Latin word.
pub const LATIN_LANES: usize = 8;
/// Steps of a score for one nat.
pub const NAT: i32 = 16;

/// No word counts for more when a change of language is weighed: one odd word is no evidence.
pub const CLIP: i32 = 6 * NAT;
/// The same for a capitalised word: names keep their language's letters in any text.
pub const CLIP_NAME: i32 = 2 * NAT;
/// Against a word of another script than the text's.
pub const WRONG_SCRIPT: i32 = 6 * NAT;
/// Against a Latin word in Cyrillic text: names and brands are at home there.
pub const LATIN_GUEST: i32 = NAT;

/// No word says more than this against a language: a borrowed word must not outvote a sentence.
const FLOOR: i16 = 8 * NAT as i16;

/// Letters beyond which a word is not read.
const LONGEST_WORD: usize = 40;
/// Letters of the longest n-gram, word ends included.
const LONGEST_GRAM: usize = 6;
/// Against a language whose alphabet lacks a letter of the word; the same in training.
const FOREIGN_LETTER: i16 = 5 * NAT as i16;
/// Against reading a word as Kazakh in KZ-1048 taken for windows-1251.
const MISREAD: i16 = 3 * NAT as i16;

/// What a word is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Script {
    /// Cyrillic, look-alikes inside the word allowed.
    Cyrillic,
    /// Latin.
    Latin,
    /// Any other.
    Other,
}

/// How well a word fits each language, in sixteenths of a nat, by lane of its script. Kept small, since every token's
/// is read: most lie in one cache line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(8))]
pub struct WordScores {
    /// Of a Cyrillic word how far each lane of [`CYRILLIC`] is behind the best, [`FLOOR`] at most; of a Latin one the lanes
    /// of [`LATIN`], two bytes each.
    lanes: [u8; LANES],
    /// The best lane of a Cyrillic word.
    pub best: i16,
    /// The script.
    pub script: Script,
    /// Letters of the word; 0 where nothing is known yet.
    pub letters: u8,
    /// What the word would gain by leaving the languages of the lanes [`RU`], [`KK`], [`KK_PLAIN`] for the best of
    /// the others; negative where it would lose. Bounded by [`CLIP`], names by [`CLIP_NAME`].
    pub gain: [i8; 3],
}

impl WordScores {
    /// Not scored yet.
    pub const UNKNOWN: WordScores =
        WordScores { lanes: [0; LANES], best: 0, script: Script::Other, letters: 0, gain: [0; 3] };

    /// True where the word was not scored yet.
    pub fn is_unknown(&self) -> bool {
        self.letters == 0
    }

    /// How far each language is behind the best, for a Cyrillic word.
    #[inline]
    pub fn behind(&self) -> &[u8; LANES] {
        &self.lanes
    }

    /// How well a Latin word fits each language.
    #[inline]
    pub fn latin(&self) -> [i16; LATIN_LANES] {
        std::array::from_fn(|k| i16::from_le_bytes([self.lanes[2 * k], self.lanes[2 * k + 1]]))
    }
}

/// Marks and weights of the features of one script.
#[derive(Debug)]
struct Table<const K: usize> {
    /// Of as many slots as the table has; the rest is never asked.
    marks: Box<[u16; SLOTS]>,
    /// Slots but one.
    mask: u32,
    weights: &'static [[u8; K]],
    /// By the places of two common characters: what the first alone and both together weigh.
    pairs: Vec<Pair<K>>,
    /// The first character of the script's block, and the places of its 256.
    block: u32,
    places: [u8; 256],
}

/// The shortest n-grams that begin at a place of a word: half of all that the table holds, and in every word.
#[derive(Clone, Copy, Debug)]
struct Pair<const K: usize> {
    weights: [i16; K],
    /// The hash that longer ones continue.
    hash: u32,
}

/// Slots of the largest table: a slot is the low half of a feature's hash.
const SLOTS: usize = 1 << 16;

/// Characters that have a place among the pairs of their script: word ends, Russian and Kazakh letters, or Latin ones.
const COMMON: usize = 44;
/// The place of a character without one.
const RARE: u8 = COMMON as u8;

impl<const K: usize> Table<K> {
    /// Reads a table from the front of `bytes`, which moves on. `letters` are the script's common ones, which lie in
    /// the 256 characters from `block` on.
    fn read(bytes: &mut &'static [u8], block: u32, letters: &str) -> Option<Table<K>> {
        let (head, rest) = bytes.split_at_checked(8)?;
        let slots = u32::from_le_bytes(head[..4].try_into().ok()?) as usize;
        let classes = u32::from_le_bytes(head[4..].try_into().ok()?) as usize;
        let (marks, rest) = rest.split_at_checked(slots * 2)?;
        let (weights, rest) = rest.split_at_checked(slots * classes)?;
        if classes != K || !slots.is_power_of_two() || slots > SLOTS {
            return None;
        }
        *bytes = rest;
        let mut read = vec![0; SLOTS];
        for (mark, &bytes) in read.iter_mut().zip(marks.as_chunks().0) {
            *mark = u16::from_le_bytes(bytes);
        }
        let marks: Box<[u16; SLOTS]> = read.into_boxed_slice().try_into().ok()?;
        let mut places = [RARE; 256];
        for (i, letter) in letters.chars().enumerate() {
            places[(u32::from(letter) - block) as usize] = i as u8 + 2;
        }
        let none = Pair { weights: [0; K], hash: 0 };
        let pairs = vec![none; COMMON * COMMON];
        let mask = slots as u32 - 1;
        let mut table = Table { marks, mask, weights: weights.as_chunks().0, pairs, block, places };
        let codes = || [WORD_START, WORD_END].into_iter().chain(letters.chars().map(u32::from));
        for first in codes() {
            let hash = mix(SEED, first);
            let mut alone = [0; K];
            if first > WORD_END {
                table.weigh(hash, &mut alone);
            }
            for second in codes() {
                let mut pair = Pair { weights: alone, hash: mix(hash, second) };
                table.weigh(pair.hash, &mut pair.weights);
                let at = usize::from(table.place(first)) * COMMON + usize::from(table.place(second));
                table.pairs[at] = pair;
            }
        }
        Some(table)
    }

    /// A character's place among the pairs.
    #[inline]
    fn place(&self, code: u32) -> u8 {
        match code {
            WORD_START | WORD_END => (code - WORD_START) as u8,
            _ => self.places.get(code.wrapping_sub(self.block) as usize).copied().unwrap_or(RARE),
        }
    }

    /// Adds the weights of a feature.
    fn weigh(&self, hash: u32, lanes: &mut [i16; K]) {
        let slot = (hash & self.mask) as usize;
        if self.marks[slot] == (hash >> 16) as u16 {
            for (lane, &w) in lanes.iter_mut().zip(&self.weights[slot]) {
                *lane += i16::from(w as i8);
            }
        }
    }

    /// Adds the weights of every feature of the word in `codes`, which has its end marks.
    fn add(&self, codes: &[u32], lanes: &mut [i16; LANES]) {
        let (mask, marks) = (self.mask, &*self.marks);
        // The slots of the features there are, then their weights: which n-grams the table holds no branch foretells.
        let mut found = [0u16; (LONGEST_WORD + 2) * LONGEST_GRAM + 1];
        let mut count = 0;
        let mut feature = |hash: u32| {
            let slot = (hash & mask) as u16;
            found[count] = slot;
            count += usize::from(marks[usize::from(slot)] == (hash >> 16) as u16);
        };
        let mut sums = [0i16; K];
        let mut next = self.place(codes[0]);
        for start in 0..codes.len() - 1 {
            let here = next;
            next = self.place(codes[start + 1]);
            let mut hash = if here != RARE && next != RARE {
                let pair = &self.pairs[usize::from(here) * COMMON + usize::from(next)];
                for (sum, w) in sums.iter_mut().zip(&pair.weights) {
                    *sum += w;
                }
                pair.hash
            } else {
                let alone = mix(SEED, codes[start]);
                if codes[start] > WORD_END {
                    feature(alone);
                }
                let both = mix(alone, codes[start + 1]);
                feature(both);
                both
            };
            let rest = &codes[start + 2..];
            if let Some(rest) = rest.first_chunk::<{ LONGEST_GRAM - 2 }>() {
                for &code in rest {
                    hash = mix(hash, code);
                    feature(hash);
                }
            } else {
                for &code in rest {
                    hash = mix(hash, code);
                    feature(hash);
                }
            }
        }
        if codes.len() > LONGEST_GRAM {
            let whole = codes.iter().fold(SEED, |hash, &code| mix(hash, code));
            feature(whole ^ 0x5bd1_e995);
        }
        for &slot in &found[..count] {
            for (sum, &w) in sums.iter_mut().zip(&self.weights[usize::from(slot)]) {
                *sum += i16::from(w as i8);
            }
        }
        for (lane, sum) in lanes.iter_mut().zip(sums) {
            *lane += sum;
        }
    }
}

/// The letters whose pairs are summed beforehand.
const CYRILLIC_LETTERS: &str = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіәғқңөұүһ";
const LATIN_LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";

/// The hash of no character.
const SEED: u32 = 0x811c_9dc5;
const WORD_START: u32 = 2;
const WORD_END: u32 = 3;

#[inline]
fn mix(hash: u32, code: u32) -> u32 {
    let hash = (hash ^ code).wrapping_mul(0x9e37_79b1);
    hash ^ (hash >> 15)
}

/// The model. Immutable, shared by all workers.
#[derive(Clone, Debug)]
pub struct LangModel(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    cyrillic: Table<LANES>,
    latin: Table<LATIN_LANES>,
    /// For U+0400..U+04FF: the lanes whose alphabet lacks the letter, as bits.
    lacking: [u16; 256],
}

impl LangModel {
    /// The built-in model.
    pub fn new() -> LangModel {
        let mut bytes: &'static [u8] = include_bytes!("../../lexicons/langid.bin");
        let parts = (|| {
            bytes = bytes.strip_prefix(b"TLI1")?;
            let cyrillic = Table::read(&mut bytes, 0x400, CYRILLIC_LETTERS)?;
            let latin = Table::read(&mut bytes, 0, LATIN_LETTERS)?;
            Some(Parts { cyrillic, latin, lacking: lacking(include_str!("../../lexicons/alphabets.tsv")) })
        })();
        LangModel(Arc::new(parts.expect("the built-in table was written by scripts/train-langid")))
    }

    /// The scores of a word.
    pub fn score(&self, surface: &str, shape: Shape) -> WordScores {
        let mut codes = [0u32; LONGEST_WORD + 2];
        let len = fold(surface, shape, &mut codes);
        let letters = (len - 2).clamp(1, 255) as u8;
        let mut lanes = [0i16; LANES];
        let script = if shape.has(Shape::CYRILLIC) {
            self.cyrillic(&codes[..len], &mut lanes);
            if shape.has(Shape::FOREIGN_CYRILLIC) {
                self.misread(&mut codes[..len], &mut lanes);
            }
            Script::Cyrillic
        } else if shape.has(Shape::LATIN) {
            self.0.latin.add(&codes[..len], &mut lanes);
            Script::Latin
        } else {
            Script::Other
        };
        let clip = if shape.has(Shape::CAPITAL) { CLIP_NAME } else { CLIP };
        let best = lanes.iter().copied().max().unwrap_or(0);
        let behind = lanes.map(|lane| (best - lane).min(FLOOR) as u8);
        match script {
            Script::Cyrillic => {
                let others = behind[KK_PLAIN + 1..].iter().fold(u8::MAX, |least, &lane| least.min(lane));
                let beside = [others.min(behind[KK]).min(behind[KK_PLAIN]), others.min(behind[RU])];
                let gain = |own: usize, beside: u8| {
                    (i32::from(behind[own]) - i32::from(beside)).clamp(-clip, clip) as i8
                };
                let gain = [gain(RU, beside[0]), gain(KK, beside[1]), gain(KK_PLAIN, beside[1])];
                WordScores { lanes: behind, best, script, letters, gain }
            }
            Script::Latin => {
                let mut bytes = [0; LANES];
                for (bytes, lane) in bytes.chunks_exact_mut(2).zip(lanes) {
                    bytes.copy_from_slice(&lane.to_le_bytes());
                }
                WordScores { lanes: bytes, best: 0, script, letters, gain: [LATIN_GUEST as i8; 3] }
            }
            Script::Other => WordScores { letters, gain: [WRONG_SCRIPT as i8; 3], ..WordScores::UNKNOWN },
        }
    }

    fn cyrillic(&self, codes: &[u32], lanes: &mut [i16; LANES]) {
        self.0.cyrillic.add(codes, lanes);
        let lacking = codes
            .iter()
            .filter_map(|&c| self.0.lacking.get((c as usize).wrapping_sub(0x400)))
            .fold(0u16, |all, one| all | one);
        if lacking == 0 {
            return;
        }
        for (k, lane) in lanes.iter_mut().enumerate() {
            if lacking >> k & 1 == 1 {
                *lane -= FOREIGN_LETTER;
            }
        }
    }

    /// Kazakh in KZ-1048 read as windows-1251 has `ќ` for `қ` and so on: where the word read that way is good
    /// Kazakh, it counts as such.
    fn misread(&self, codes: &mut [u32], lanes: &mut [i16; LANES]) {
        let mut any = false;
        for code in codes.iter_mut() {
            let right = match char::from_u32(*code) {
                Some('ј') => 'ә',
                Some('є') => 'ғ',
                Some('ќ') => 'қ',
                Some('ѕ') => 'ң',
                Some('ґ') => 'ө',
                Some('ў') => 'ұ',
                Some('ї') => 'ү',
                Some('ћ') => 'һ',
                Some(c) if Shape::of(c.encode_utf8(&mut [0; 4])).has(Shape::FOREIGN_CYRILLIC) => return,
                _ => continue,
            };
            *code = right as u32;
            any = true;
        }
        if any {
            let mut read = [0i16; LANES];
            self.cyrillic(codes, &mut read);
            lanes[KK] = lanes[KK].max(read[KK] - MISREAD);
        }
    }
}

impl Default for LangModel {
    fn default() -> Self {
        LangModel::new()
    }
}

/// Writes the word between its end marks: lower case, й and ё composed, stress marks dropped, Latin look-alikes
/// in a mostly Cyrillic word made Cyrillic. Gives the number of codes.
fn fold(surface: &str, shape: Shape, codes: &mut [u32; LONGEST_WORD + 2]) -> usize {
    codes[0] = WORD_START;
    let mut len = 1;
    for c in surface.chars() {
        match c {
            '\u{306}' if codes[len - 1] == 'и' as u32 => codes[len - 1] = 'й' as u32,
            '\u{308}' if codes[len - 1] == 'е' as u32 => codes[len - 1] = 'ё' as u32,
            '\u{300}' | '\u{301}' | '\u{ad}' => {}
            _ if len > LONGEST_WORD => break,
            _ => match c.small() {
                Some(small) => {
                    codes[len] = small as u32;
                    len += 1;
                }
                // Two characters only for İ.
                None => {
                    for lower in c.to_lowercase().take(LONGEST_WORD + 1 - len) {
                        codes[len] = lower as u32;
                        len += 1;
                    }
                }
            },
        }
    }
    if shape.has(Shape::CYRILLIC) && shape.has(Shape::LATIN | Shape::UNUSUAL) {
        let latin = codes[1..len].iter().filter(|&&c| c < 0x80 || c == 'ə' as u32).count();
        if 2 * latin < len {
            for code in &mut codes[1..len] {
                *code = cyrillic_twin(*code);
            }
        }
    }
    codes[len] = WORD_END;
    len + 1
}

/// The Cyrillic letter that looks like a Latin one.
fn cyrillic_twin(code: u32) -> u32 {
    let twin = match char::from_u32(code) {
        Some('a') => 'а',
        Some('c') => 'с',
        Some('e') => 'е',
        Some('o') => 'о',
        Some('p') => 'р',
        Some('x') => 'х',
        Some('y') => 'у',
        Some('i') => 'і',
        Some('h') => 'һ',
        Some('k') => 'к',
        Some('m') => 'м',
        Some('t') => 'т',
        Some('b') => 'в',
        Some('ə') => 'ә',
        Some('ɵ') => 'ө',
        _ => return code,
    };
    twin as u32
}

/// Reads the alphabets; gives for each letter the lanes that lack it. A letter of no alphabet excludes nothing.
fn lacking(table: &str) -> [u16; 256] {
    let mut having = [0u16; 256];
    let mut listed = 0u16;
    for line in table.lines().skip(1) {
        let Some((code, letters)) = line.split_once('\t') else { continue };
        let lanes = CYRILLIC
            .iter()
            .enumerate()
            .filter(|(_, lang)| lang.as_str() == code)
            .fold(0u16, |bits, (k, _)| bits | 1 << k);
        listed |= lanes;
        for c in letters.chars() {
            if let Some(slot) = having.get_mut((c as usize).wrapping_sub(0x400)) {
                *slot |= lanes;
            }
        }
    }
    having.map(|have| if have == 0 { 0 } else { listed & !have })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(word: &str) -> Lang {
        let scores = LangModel::new().score(word, Shape::of(word));
        if scores.script == Script::Latin {
            return LATIN[(0..LATIN_LANES).max_by_key(|&k| scores.latin()[k]).unwrap()];
        }
        CYRILLIC[(0..LANES).min_by_key(|&k| scores.behind()[k]).unwrap()]
    }

    #[test]
    fn words_of_each_language() {
        for (word, lang) in [
            ("правительства", Lang::Ru),
            ("үкіметінің", Lang::Kk),
            ("болады", Lang::Kk),
            ("громадянина", Lang::Uk),
            ("дзяржавы", Lang::Be),
            ("байгууллагын", Lang::Mn),
            ("кыргызстандын", Lang::Ky),
            ("government", Lang::En),
        ] {
            assert_eq!(best(word), lang, "{word}");
        }
    }

    #[test]
    fn repair_is_not_waited_for() {
        // Capitals, a decomposed й, Latin look-alikes, KZ-1048 read as windows-1251.
        assert_eq!(best("ҮКІМЕТІНІҢ"), Lang::Kk);
        assert_eq!(best("российскии\u{306}"), Lang::Ru);
        assert_eq!(best("үкiметiнiң"), Lang::Kk);
        assert_eq!(best("Ќазаќстанныѕ"), Lang::Kk);
    }

    #[test]
    fn letters_exclude() {
        for (word, lang) in
            [("їжак", Lang::Uk), ("ўсё", Lang::Be), ("ҡала", Lang::Ba), ("ҷумҳурии", Lang::Tg)]
        {
            assert_eq!(best(word), lang, "{word}");
        }
    }
}
