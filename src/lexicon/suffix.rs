//! Kazakh case chains on names, backwards: is this word that name with nominal suffixes?
//!
//! Reads a base form and what follows it in a word, both folded. Makes the case the chain ends in. The chain is
//! plural, possessive, case, and `-ғы` with its own chain, in the order and harmony of the morphotactics; after an
//! abbreviation (a hyphen between) the harmony is that of its spoken name, so either is taken. Derivations
//! (`-дық`, `-ша`, `-сыз`) are other words and no forms. Cost: a walk over a handful of suffixes.

use crate::document::Case;

/// How the vowels before a suffix bind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Harmony {
    Back,
    Front,
    Either,
}

/// The sound a suffix is joined to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sound {
    Vowel,
    /// и у ю: as after a glide (Бакудің, Таитиі) or, in loans, as after a vowel.
    Glide,
    /// м н ң
    Nasal,
    /// Other voiced consonants.
    Voiced,
    Unvoiced,
    /// Not told by the letters: after an abbreviation.
    Any,
}

/// What a chain says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The case; `None` where the last suffix is no case (`-дай`).
    pub case: Option<Case>,
}

fn sound(c: char) -> Sound {
    match c {
        'а' | 'ә' | 'е' | 'о' | 'ө' | 'ұ' | 'ү' | 'ы' | 'і' | 'э' | 'я' => Sound::Vowel,
        'и' | 'у' | 'ю' => Sound::Glide,
        'м' | 'н' | 'ң' => Sound::Nasal,
        'л' | 'р' | 'й' | 'з' | 'ж' => Sound::Voiced,
        // Russian final б в г д are spoken unvoiced.
        'б' | 'в' | 'г' | 'ғ' | 'д' => Sound::Any,
        'п' | 'т' | 'к' | 'қ' | 'с' | 'ш' | 'щ' | 'ф' | 'х' | 'ц' | 'ч' | 'һ' => Sound::Unvoiced,
        'ь' | 'ъ' => Sound::Any,
        _ => Sound::Any,
    }
}

fn harmony(text: &str) -> Option<Harmony> {
    text.chars().rev().find_map(|c| match c {
        'а' | 'о' | 'ұ' | 'ы' => Some(Harmony::Back),
        'ә' | 'ө' | 'ү' | 'і' => Some(Harmony::Front),
        'е' | 'э' => Some(Harmony::Front),
        'и' | 'у' | 'ю' | 'я' => Some(Harmony::Either),
        _ => None,
    })
}

/// Suffix layers: what may still follow.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    Base,
    Plural,
    Possessive,
    /// Third person: the pronominal н follows.
    Possessive3,
    Case,
}

/// Reads `rest` as a chain after `base`. `bound` says that the base itself ends in a third person possessive
/// (the last word of an izafet: `министрлігі`), `hyphen` that a hyphen stood between.
pub fn chain(base: &str, rest: &str, bound: bool, hyphen: bool) -> Option<Chain> {
    let last = base.chars().next_back()?;
    let (sound, mut harmony) = if hyphen {
        (Sound::Any, Harmony::Either)
    } else {
        (sound(last), harmony(base).unwrap_or(Harmony::Either))
    };
    // Latin letters and digits do not tell; nor do -ев and -ов, back in Тоқаевтың and Оразовтың, front in Сергеевтің
    // and Ахметовтің; к and г are front wherever they come from: банкке, Люксембургке.
    if !('а'..='ӿ').contains(&last)
        || base.ends_with("ев")
        || base.ends_with("ов")
        || matches!(last, 'к' | 'г')
    {
        harmony = Harmony::Either;
    }
    let layer = if bound { Layer::Possessive3 } else { Layer::Base };
    parse(rest, layer, sound, harmony, Some(Case::Nom))
}

/// Letters as bits by their place in the Cyrillic block, a word for each first byte.
const fn letters<const N: usize>(list: [char; N]) -> [u64; 4] {
    let mut bits = [0; 4];
    let mut i = 0;
    while i < N {
        let at = list[i] as usize - 0x400;
        bits[at >> 6] |= 1 << (at & 63);
        i += 1;
    }
    bits
}

/// Whether a letter of two bytes is among these.
#[inline]
fn among([first, second]: [u8; 2], letters: &[u64; 4]) -> bool {
    matches!(first, 0xd0..=0xd3) && letters[usize::from(first - 0xd0)] >> (second & 63) & 1 == 1
}

/// Whether any chain begins as `rest` does: what is asked before anything is looked up.
#[inline]
pub(super) fn may_begin(rest: &str) -> bool {
    const FIRST: [u64; 4] =
        letters(['л', 'д', 'т', 'с', 'ы', 'і', 'м', 'ң', 'н', 'ғ', 'г', 'қ', 'к', 'б', 'п']);
    rest.as_bytes().first_chunk().is_some_and(|head| among(*head, &FIRST))
}

/// Whether the last consonant of `base` may have been voiced by the vowel that `rest` begins with: `мектеб|і`.
#[inline]
pub(super) fn may_voice(base: &str, rest: &str) -> bool {
    const VOWELS: [u64; 4] = letters(['ы', 'і']);
    const VOICED: [u64; 4] = letters(['б', 'г', 'ғ']);
    let (tail, head) = (base.as_bytes().last_chunk(), rest.as_bytes().first_chunk());
    tail.zip(head).is_some_and(|(tail, head)| among(*tail, &VOICED) & among(*head, &VOWELS))
}

/// Whether any chain ends as `word` does.
#[inline]
pub(super) fn may_end(word: &str) -> bool {
    const LAST: [u64; 4] = letters(['р', 'ы', 'і', 'з', 'м', 'ң', 'а', 'е', 'н', 'й']);
    word.as_bytes().last_chunk().is_some_and(|tail| among(*tail, &LAST))
}

const PLURALS: &[(&str, &str)] = &[("лар", "лер"), ("дар", "дер"), ("тар", "тер")];

/// Case endings as (back, front, case); which of the variants fits is told by the first letter.
const CASES: &[(&str, &str, Case)] = &[
    ("ның", "нің", Case::Gen),
    ("дың", "дің", Case::Gen),
    ("тың", "тің", Case::Gen),
    ("ға", "ге", Case::Dat),
    ("қа", "ке", Case::Dat),
    ("ны", "ні", Case::Acc),
    ("ды", "ді", Case::Acc),
    ("ты", "ті", Case::Acc),
    ("дан", "ден", Case::Abl),
    ("тан", "тен", Case::Abl),
    ("нан", "нен", Case::Abl),
    ("да", "де", Case::Loc),
    ("та", "те", Case::Loc),
    ("менен", "менен", Case::Ins),
    ("бенен", "бенен", Case::Ins),
    ("мен", "мен", Case::Ins),
    ("бен", "бен", Case::Ins),
    ("пен", "пен", Case::Ins),
];

/// The same after a third person possessive.
const BOUND_CASES: &[(&str, &str, Case)] = &[
    ("ның", "нің", Case::Gen),
    ("на", "не", Case::Dat),
    ("нан", "нен", Case::Abl),
    ("нда", "нде", Case::Loc),
    ("мен", "мен", Case::Ins),
    ("менен", "менен", Case::Ins),
    ("н", "н", Case::Acc),
];

/// Third person possessive: after vowels, after consonants.
const POSSESSIVES3: &[(&str, &str)] = &[("сы", "сі"), ("ы", "і")];
/// The other persons that stand on names: our, my, your.
const POSSESSIVES: &[(&str, &str)] =
    &[("ымыз", "іміз"), ("мыз", "міз"), ("ыңыз", "іңіз"), ("ңыз", "ңіз"), ("ым", "ім"), ("м", "м")];

fn join_fits(before: Sound, first: char) -> bool {
    match (before, first) {
        (Sound::Any, _) => true,
        (_, 'м') => before != Sound::Unvoiced,
        (_, 'б') => matches!(before, Sound::Voiced | Sound::Nasal | Sound::Glide),
        (_, 'п') => before == Sound::Unvoiced,
        (_, 'н') => matches!(before, Sound::Vowel | Sound::Nasal | Sound::Glide),
        (_, 'ғ' | 'г') => before != Sound::Unvoiced,
        (_, 'қ' | 'к' | 'т') => before == Sound::Unvoiced,
        (_, 'д') => before != Sound::Unvoiced,
        (_, 'л') => matches!(before, Sound::Vowel | Sound::Voiced | Sound::Glide),
        _ => true,
    }
}

fn variants(
    back: &'static str,
    front: &'static str,
    harmony: Harmony,
) -> [Option<(&'static str, Harmony)>; 2] {
    let b = (harmony != Harmony::Front).then_some((back, Harmony::Back));
    let f = (harmony != Harmony::Back).then_some((front, Harmony::Front));
    if back == front { [Some((back, harmony)), None] } else { [b, f] }
}

/// The adverbial endings, whose chain has no case: `-дай` is like.
const LIKE: &[(&str, &str)] = &[("дай", "дей"), ("тай", "тей"), ("ндай", "ндей")];
/// -кі after the genitive without its ң.
const OWNED: [&str; 3] = ["нікі", "дікі", "тікі"];

/// A place in a chain: what is still to be read, and what decides which suffix fits there.
#[derive(Clone, Copy)]
struct Place<'a> {
    rest: &'a str,
    first: char,
    layer: Layer,
    before: Sound,
    harmony: Harmony,
}

/// Reads `rest`, of a chain that is in `case` so far. Plurals first, then possessives, then cases.
fn parse(rest: &str, layer: Layer, before: Sound, harmony: Harmony, case: Option<Case>) -> Option<Chain> {
    let Some(first) = rest.chars().next() else {
        return Some(Chain { case });
    };
    let place = Place { rest, first, layer, before, harmony };
    let plural = layer == Layer::Base && matches!(first, 'л' | 'д' | 'т');
    let possessive = layer <= Layer::Plural && matches!(first, 'с' | 'ы' | 'і' | 'м' | 'ң');
    (plural.then(|| place.plural(case)).flatten())
        .or_else(|| possessive.then(|| place.possessive(case)).flatten())
        .or_else(|| (layer < Layer::Case).then(|| place.case()).flatten())
}

impl<'a> Place<'a> {
    /// What stands behind a suffix that is read here; its first letter settles most.
    fn behind(&self, suffix: &str) -> Option<&'a str> {
        let head = |text: &str| text.as_bytes().first_chunk::<2>().copied();
        (head(suffix) == head(self.rest)).then(|| self.rest.strip_prefix(suffix)).flatten()
    }

    /// The variants of a suffix that agree with the vowels before and are read here, each with its harmony and what stands
    /// behind it.
    fn read(
        &self,
        back: &'static str,
        front: &'static str,
    ) -> impl Iterator<Item = (&'static str, Harmony, &'a str)> + use<'a> {
        let place = *self;
        let fitting = variants(back, front, self.harmony).into_iter().flatten();
        fitting.filter_map(move |(suffix, harmony)| Some((suffix, harmony, place.behind(suffix)?)))
    }

    fn plural(&self, case: Option<Case>) -> Option<Chain> {
        if !join_fits(self.before, self.first) {
            return None;
        }
        PLURALS.iter().find_map(|(back, front)| {
            self.read(back, front)
                .find_map(|(suffix, harmony, rest)| parse(rest, Layer::Plural, end(suffix), harmony, case))
        })
    }

    fn possessive(&self, case: Option<Case>) -> Option<Chain> {
        let vowel = self.before == Sound::Vowel;
        // Those that begin with a vowel stand behind consonants, the others behind vowels.
        let fits = |suffix: &str| {
            let narrow = suffix.starts_with(['ы', 'і']);
            matches!(self.before, Sound::Any | Sound::Glide) || narrow != vowel
        };
        let third = POSSESSIVES3.iter().map(|pair| (pair, Layer::Possessive3));
        let others = POSSESSIVES.iter().map(|pair| (pair, Layer::Possessive));
        third.chain(others).find_map(|((back, front), layer)| {
            self.read(back, front)
                .filter(|(suffix, ..)| fits(suffix))
                .find_map(|(suffix, harmony, rest)| parse(rest, layer, end(suffix), harmony, case))
        })
    }

    fn case(&self) -> Option<Chain> {
        let ends = |(back, front): (&'static str, &'static str)| {
            self.read(back, front).any(|(_, _, rest)| rest.is_empty())
        };
        // After possessives of the first and second person the dative is -а, -е.
        if self.layer == Layer::Possessive && ends(("а", "е")) {
            return Some(Chain { case: Some(Case::Dat) });
        }
        let bound = self.layer == Layer::Possessive3;
        if bound || join_fits(self.before, self.first) {
            let table = if bound { BOUND_CASES } else { CASES };
            let found = table.iter().find_map(|&(back, front, case)| {
                self.read(back, front).find_map(|(_, harmony, rest)| behind_case(rest, case, harmony))
            });
            if found.is_some() {
                return found;
            }
        }
        if !matches!(self.first, 'н' | 'д' | 'т') {
            return None;
        }
        let owned = |suffix: &&str| {
            parse(self.behind(suffix)?, Layer::Base, Sound::Vowel, Harmony::Front, Some(Case::Gen))
        };
        OWNED
            .iter()
            .find_map(owned)
            .or_else(|| LIKE.iter().any(|pair| ends(*pair)).then_some(Chain { case: None }))
    }
}

/// What stands behind a case: nothing, or behind a locative -ғы (`дағы`) with a chain of its own.
fn behind_case(rest: &str, case: Case, harmony: Harmony) -> Option<Chain> {
    if rest.is_empty() {
        return Some(Chain { case: Some(case) });
    }
    if case != Case::Loc {
        return None;
    }
    variants("ғы", "гі", harmony).into_iter().flatten().find_map(|(suffix, harmony)| {
        parse(rest.strip_prefix(suffix)?, Layer::Base, Sound::Vowel, harmony, Some(Case::Loc))
    })
}

/// The sound a suffix ends in.
fn end(suffix: &str) -> Sound {
    suffix.chars().next_back().map_or(Sound::Any, sound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_suffix_is_let_in() {
        let cases = CASES.iter().chain(BOUND_CASES).flat_map(|(b, f, _)| [*b, *f]);
        let pairs = PLURALS.iter().chain(POSSESSIVES3).chain(POSSESSIVES).flat_map(|(b, f)| [*b, *f]);
        let others = OWNED.into_iter().chain(LIKE.iter().flat_map(|(b, f)| [*b, *f]));
        for suffix in cases.chain(pairs).chain(others) {
            assert!(may_begin(suffix) && may_end(suffix), "{suffix}");
        }
        // Never first.
        for suffix in ["ғы", "гі", "а", "е"] {
            assert!(may_end(suffix), "{suffix}");
        }
        assert!(!may_begin("ушы") && !may_end("мектеп"));
    }

    #[test]
    fn chains_are_read_with_their_case() {
        let cases = [
            ("қазақстан", "ның", false, false, Some(Case::Gen)),
            ("қазақстан", "дағы", false, false, Some(Case::Loc)),
            ("достастығы", "ндағы", true, false, Some(Case::Loc)),
            ("министрлігі", "не", true, false, Some(Case::Dat)),
            ("кеңесі", "н", true, false, Some(Case::Acc)),
            ("тмд", "ға", false, true, Some(Case::Dat)),
            ("аөсшк", "тегі", false, true, Some(Case::Loc)),
            ("egemen.kz", "ке", false, true, Some(Case::Dat)),
            ("алматы", "дан", false, false, Some(Case::Abl)),
            ("үкімет", "пен", false, false, Some(Case::Ins)),
            ("ресей", "дікі", false, false, Some(Case::Gen)),
            ("қазақстан", "ымыздың", false, false, Some(Case::Gen)),
            ("минск", "іде", false, false, None),
            ("минск", "де", false, false, None),
            ("минск", "те", false, false, Some(Case::Loc)),
            ("тоқаев", "тың", false, false, Some(Case::Gen)),
            ("ахметов", "тің", false, false, Some(Case::Gen)),
            ("банк", "ке", false, false, Some(Case::Dat)),
            ("қазақ", "ке", false, false, None),
            ("баку", "дің", false, false, Some(Case::Gen)),
            ("сочи", "іміздің", false, false, Some(Case::Gen)),
            ("байтұрсынұлы", "нда", true, false, Some(Case::Loc)),
            ("қазақстан", "дық", false, false, None),
            ("қазақстан", "ке", false, false, None),
        ];
        for (base, rest, bound, hyphen, case) in cases {
            assert_eq!(chain(base, rest, bound, hyphen).and_then(|c| c.case), case, "{base}+{rest}");
        }
    }
}
