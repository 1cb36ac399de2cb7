//! Evidence that a word is part of a person's name: lists of given names and surnames, and the shapes of surnames
//! and patronymics, in both languages and any case.
//!
//! Reads `lexicons/{ru,kk}/given_names.tsv`, `surnames.tsv` and `kk/name_pairs.tsv`. Makes [`Evidence`] of a word,
//! with its base form where a list tells it. Cost: as the entity lexicon's readings; asked once a distinct word.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::strings::{Filter, Strings};
use super::suffix;
use super::{Link, NONE, builtin};
use crate::document::Case;
use crate::lang::Lang;
use crate::lang::ru::inflect::{Endings, Forms, Hint, LONGEST_ENDING, paradigms};
use crate::words::fold;

/// What a word may be in a person's name, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence(pub u32);

impl Evidence {
    /// A given name of the lists.
    pub const GIVEN: u32 = 1;
    /// That is also a common word, a place or a surname.
    pub const AMBIGUOUS: u32 = 2;
    /// A surname of the lists.
    pub const SURNAME: u32 = 4;
    /// Ends as Russian surnames do.
    pub const SURNAME_SHAPE: u32 = 8;
    /// Ends as patronymics do.
    pub const PATRONYMIC: u32 = 16;
    /// Kazakh `-ұлы`, `-қызы`.
    pub const KAZAKH_PATRONYMIC: u32 = 32;
    /// Ends as other surnames of the region do: -ян, -швили, -енко, -дзе, -заде.
    pub const SURNAME_SHAPE_WEAK: u32 = 64;
    /// Masculine, where the list tells.
    pub const MASCULINE: u32 = 128;
    /// Feminine.
    pub const FEMININE: u32 = 256;
    /// The list form is inflected here.
    pub const INFLECTED: u32 = 512;
    /// An office or trade: a name may follow.
    pub const ROLE: u32 = 1024;
    /// A kind of organisation.
    pub const ORG_HEAD: u32 = 2048;
    /// A legal form: ТОО, ЖШС.
    pub const ORG_FORM: u32 = 4096;
    /// A kind of place.
    pub const PLACE_KIND: u32 = 8192;
    /// Written as names are, but none: COVID-19, СМИ.
    pub const NOT_NAME: u32 = 16384;
    /// Any of the words that announce a name.
    pub const TRIGGER: u32 = 1024 | 2048 | 4096 | 8192 | 16384;

    /// True where any of the bits is set.
    pub fn has(self, bits: u32) -> bool {
        self.0 & bits != 0
    }
}

/// A name of the lists.
#[derive(Clone, Copy)]
struct Name {
    /// The base form's string.
    base: u32,
    bits: u32,
}

/// A list name that a word is a form of.
#[derive(Clone, Copy, Debug)]
pub struct NameReading {
    base: u32,
    /// What it is.
    pub evidence: Evidence,
    /// Its Russian cases.
    pub forms: Forms,
    /// Its Kazakh case.
    pub case: Option<Case>,
}

/// The lists.
pub struct Names {
    strings: Strings,
    /// Of the texts of `bases` and of `stems`.
    base_filter: Filter,
    stem_filter: Filter,
    names: Vec<Name>,
    stems: HashMap<u32, u32, FixedState>,
    links: Vec<Link>,
    bases: HashMap<u32, Vec<u32>, FixedState>,
    endings: Endings,
    /// Kazakh spelling to Russian spelling, folded.
    pairs: HashMap<&'static str, &'static str, FixedState>,
    /// Surfaces as written, by folded base.
    written: HashMap<u32, &'static str, FixedState>,
}

impl Names {
    /// No names.
    pub(super) fn none() -> Names {
        Names::with_capacity(0)
    }

    fn with_capacity(names: usize) -> Names {
        let stems = names * 5 / 4;
        Names {
            strings: Strings::with_capacity(names * 5 / 2),
            base_filter: Filter::new(),
            stem_filter: Filter::new(),
            names: Vec::with_capacity(names),
            stems: HashMap::with_capacity_and_hasher(stems, FixedState::default()),
            links: Vec::with_capacity(stems),
            bases: HashMap::with_capacity_and_hasher(names, FixedState::default()),
            endings: Endings::new(),
            pairs: HashMap::with_hasher(FixedState::default()),
            written: HashMap::with_capacity_and_hasher(names, FixedState::default()),
        }
    }

    pub(super) fn builtin() -> Names {
        let mut out = Names::with_capacity(16_000);
        for (i, text) in builtin::GIVEN.iter().enumerate() {
            for line in text.lines().skip(1) {
                let mut cells = line.split('\t');
                let (Some(name), Some(gender), Some(flags)) = (cells.next(), cells.next(), cells.next())
                else {
                    continue;
                };
                let mut bits = Evidence::GIVEN;
                if gender.contains('m') {
                    bits |= Evidence::MASCULINE;
                }
                if gender.contains('f') {
                    bits |= Evidence::FEMININE;
                }
                if flags.contains("ambiguous") {
                    bits |= Evidence::AMBIGUOUS;
                }
                out.add(name, bits, i == 0);
            }
        }
        for (i, text) in builtin::SURNAMES.iter().enumerate() {
            for line in text.lines().skip(1) {
                let mut cells = line.split('\t');
                let (Some(name), Some(flags)) = (cells.next(), cells.next()) else { continue };
                let mut bits = Evidence::SURNAME;
                if flags.contains("ambiguous") {
                    bits |= Evidence::AMBIGUOUS;
                }
                out.add(name, bits, i == 0);
            }
        }
        for (i, text) in builtin::TRIGGERS.iter().enumerate() {
            for line in text.lines().skip(1) {
                let mut cells = line.split('\t');
                let (Some(word), Some(class)) = (cells.next(), cells.next()) else { continue };
                let bits = match class {
                    "role" => Evidence::ROLE,
                    "org-head" => Evidence::ORG_HEAD,
                    "not-name" => Evidence::NOT_NAME,
                    "org-form" => Evidence::ORG_FORM,
                    _ => Evidence::PLACE_KIND,
                };
                out.add(word, bits, i == 0);
            }
        }
        for line in builtin::PAIRS.lines().skip(1) {
            let mut cells = line.split('\t');
            if let (Some(kk), Some(ru)) = (cells.next(), cells.next()) {
                out.pairs.insert(kk, ru);
            }
        }
        out
    }

    fn add(&mut self, written: &'static str, bits: u32, russian: bool) {
        let key = fold(written);
        let base = self.strings.intern(&key);
        self.base_filter.add(&key);
        self.written.entry(base).or_insert(written);
        let index = self.names.len() as u32;
        self.names.push(Name { base, bits });
        self.bases.entry(base).or_default().push(index);
        if !russian {
            return;
        }
        let surname = bits & Evidence::SURNAME != 0;
        let genders: &[bool] = match (bits & Evidence::MASCULINE != 0, bits & Evidence::FEMININE != 0) {
            (true, true) => &[false, true],
            (false, true) => &[true],
            _ => &[false],
        };
        for &feminine in genders {
            let person = bits & Evidence::TRIGGER == 0;
            let hint = Hint {
                person,
                surname,
                feminine: person && feminine,
                masculine: person && !feminine,
                ..Hint::default()
            };
            for p in paradigms(&key, hint) {
                let stem = self.strings.intern(&p.stem);
                self.stem_filter.add(&p.stem);
                let next = self.stems.get(&stem).copied().unwrap_or(NONE);
                self.stems.insert(stem, self.links.len() as u32);
                self.links.push(Link { word: index, class: p.class, animate: true, only: p.only.0, next });
            }
        }
    }

    fn bases_of(&self, base: &str) -> Option<&Vec<u32>> {
        if !self.base_filter.may_hold(base) {
            return None;
        }
        self.strings.find(base).and_then(|s| self.bases.get(&s))
    }

    /// The list names that a word is a form of.
    pub fn readings(&self, key: &str, lang: Lang, out: &mut Vec<NameReading>) {
        if let Some(list) = self.bases_of(key) {
            for &n in list {
                let name = self.names[n as usize];
                let case = (lang == Lang::Kk).then_some(Case::Nom);
                out.push(NameReading {
                    base: name.base,
                    evidence: Evidence(name.bits),
                    forms: Forms::BASE,
                    case,
                });
            }
        }
        if lang == Lang::Kk {
            if !suffix::may_end(key) {
                return;
            }
            for (steps, (cut, _)) in key.char_indices().rev().enumerate() {
                if steps >= 10 || cut < 4 {
                    break;
                }
                let (base, rest) = key.split_at(cut);
                let (rest, hyphen) = rest.strip_prefix('-').map_or((rest, false), |r| (r, true));
                if !suffix::may_begin(rest) {
                    continue;
                }
                let Some(list) = self.bases_of(base) else { continue };
                let trigger = list.iter().any(|&n| self.names[n as usize].bits & Evidence::TRIGGER != 0);
                let bound = trigger && base.ends_with(['ы', 'і']);
                let Some(chain) = suffix::chain(base, rest, bound, hyphen) else { continue };
                // A bare possessive or plural of a name is rather another word.
                if !matches!(
                    chain.case,
                    Some(Case::Gen | Case::Dat | Case::Acc | Case::Loc | Case::Abl | Case::Ins)
                ) {
                    continue;
                }
                for &n in list {
                    let name = self.names[n as usize];
                    let evidence = Evidence(name.bits | Evidence::INFLECTED);
                    out.push(NameReading { base: name.base, evidence, forms: Forms::ANY, case: chain.case });
                }
            }
            return;
        }
        let mut cut = key.len();
        for _ in 0..=LONGEST_ENDING {
            let (stem, ending) = key.split_at(cut);
            let known = if self.stem_filter.may_hold(stem) { self.strings.find(stem) } else { None };
            let mut at = known.and_then(|s| self.stems.get(&s)).copied().unwrap_or(NONE);
            while at != NONE {
                let link = self.links[at as usize];
                at = link.next;
                let name = self.names[link.word as usize];
                let trigger = name.bits & Evidence::TRIGGER != 0;
                let number = if trigger { Forms::ANY } else { Forms::SINGULAR };
                let forms = self.endings.forms(link.class, ending, true).and(Forms(link.only)).and(number);
                if !forms.is_empty() {
                    let bits = if ending.is_empty() { name.bits } else { name.bits | Evidence::INFLECTED };
                    out.push(NameReading { base: name.base, evidence: Evidence(bits), forms, case: None });
                }
            }
            match key[..cut].char_indices().next_back() {
                Some((i, _)) if i > 0 => cut = i,
                _ => break,
            }
        }
    }

    /// The base form of a reading as the list writes it.
    pub fn written(&self, reading: &NameReading) -> &'static str {
        self.written.get(&reading.base).copied().unwrap_or("")
    }

    /// The Russian spelling of a Kazakh name, where the pairs hold it.
    pub fn russian(&self, kazakh: &str) -> Option<&'static str> {
        self.pairs.get(kazakh).copied()
    }

    /// All that speaks for a word being part of a person's name. `key` is folded.
    pub fn evidence(&self, key: &str, lang: Lang) -> Evidence {
        let mut readings = Vec::new();
        self.readings(key, lang, &mut readings);
        let mut bits = 0;
        let mut clear = false;
        for r in &readings {
            bits |= r.evidence.0;
            clear |= r.evidence.has(Evidence::GIVEN) && !r.evidence.has(Evidence::AMBIGUOUS);
        }
        if clear {
            bits &= !Evidence::AMBIGUOUS;
        }
        bits |= shape(key, lang);
        Evidence(bits)
    }
}

const SURNAME_ENDS: &[&str] = &[
    "ов",
    "ова",
    "ову",
    "овым",
    "овой",
    "ове",
    "овы",
    "овых",
    "ев",
    "ева",
    "еву",
    "евым",
    "евой",
    "еве",
    "евы",
    "евых",
    "ин",
    "ина",
    "ину",
    "иным",
    "иной",
    "ине",
    "ский",
    "ского",
    "скому",
    "ским",
    "ском",
    "ская",
    "скую",
    "цкий",
    "цкого",
    "цкому",
    "цким",
    "цком",
    "цкая",
    "цкую",
    "енко",
    "чук",
    "чука",
    "чуку",
    "чуком",
];

const WEAK_ENDS: &[&str] = &[
    "ян",
    "яна",
    "яну",
    "яном",
    "швили",
    "дзе",
    "заде",
    "ич",
    "ича",
    "ичу",
    "ичем",
    "юк",
    "юка",
    "юку",
    "юком",
    "ько",
    "як",
    "ман",
    "мана",
    "ману",
    "маном",
    "берг",
    "берга",
    "бергу",
    "бергом",
    "штейн",
    "сон",
    "сона",
    "сону",
    "соном",
    "ер",
    "ера",
    "еру",
    "ером",
    "бай",
    "бек",
    "хан",
    "аев",
    "ди",
    "ли",
    "ри",
    "ни",
];

const PATRONYMIC_ENDS: &[&str] = &[
    "ович",
    "овича",
    "овичу",
    "овичем",
    "овиче",
    "евич",
    "евича",
    "евичу",
    "евичем",
    "евиче",
    "ьич",
    "ьича",
    "ьичу",
    "ьичем",
    "овна",
    "овны",
    "овне",
    "овну",
    "овной",
    "евна",
    "евны",
    "евне",
    "евну",
    "евной",
    "ична",
    "ичны",
    "ичне",
    "ичну",
    "ичной",
];

const KAZAKH_PATRONYMICS: &[&str] =
    &["ұлы", "қызы", "улы", "кызы", "оглы", "оғлы", "угли", "уулу", "зода", "зады"];

fn shape(key: &str, lang: Lang) -> u32 {
    let mut bits = 0;
    let bare = if lang == Lang::Kk { without_case(key) } else { key };
    let ends = |list: &[&str], least: usize| {
        // The last letter first: it settles most.
        let last = bare.as_bytes().last_chunk::<2>();
        list.iter().any(|e| {
            e.as_bytes().last_chunk::<2>() == last && bare.len() >= e.len() + 2 * least && bare.ends_with(e)
        })
    };
    if ends(PATRONYMIC_ENDS, 2) {
        bits |= Evidence::PATRONYMIC;
    } else if ends(SURNAME_ENDS, 2) {
        bits |= Evidence::SURNAME_SHAPE;
    } else if ends(WEAK_ENDS, 2) {
        bits |= Evidence::SURNAME_SHAPE_WEAK;
    }
    if ends(KAZAKH_PATRONYMICS, 3) {
        bits |= Evidence::KAZAKH_PATRONYMIC;
    }
    bits
}

/// A Kazakh name without its case ending, by the endings' fit alone.
pub(crate) fn without_case(key: &str) -> &str {
    const LONG: &[&str] = &["ның", "нің", "дың", "дің", "тың", "тің"];
    const SHORT: &[&str] = &[
        "дан", "ден", "тан", "тен", "нан", "нен", "мен", "бен", "пен", "ға", "ге", "қа", "ке", "ны", "ні",
        "ды", "ді", "ты", "ті", "да", "де", "та", "те",
    ];
    if !key.ends_with(['ң', 'н', 'а', 'е', 'ы', 'і']) {
        return key;
    }
    // After -ұлы, -қызы the pronominal н.
    for e in ["ның", "нің", "нан", "нен", "нда", "нде", "на", "не", "н"] {
        if let Some(base) = key.strip_suffix(e)
            && (base.ends_with("ұлы")
                || base.ends_with("қызы")
                || base.ends_with("улы")
                || base.ends_with("кызы"))
        {
            return base;
        }
    }
    // The last two letters first: they settle most.
    let last = key.as_bytes().last_chunk::<4>();
    for e in LONG.iter().chain(SHORT) {
        if e.as_bytes().last_chunk::<4>() == last
            && let Some(base) = key.strip_suffix(e)
        {
            let base_trimmed = base.trim_end_matches('-');
            if base_trimmed.chars().count() >= 4
                && suffix::chain(base_trimmed, e, false, base_trimmed.len() != base.len()).is_some()
            {
                return base_trimmed;
            }
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_case() {
        let names = Names::builtin();
        let cases = [
            ("данияра", Lang::Ru, Evidence::GIVEN),
            ("владимиром", Lang::Ru, Evidence::GIVEN),
            ("нұрсұлтанның", Lang::Kk, Evidence::GIVEN),
            ("зеникенович", Lang::Ru, Evidence::PATRONYMIC),
            ("сыздыкову", Lang::Ru, Evidence::SURNAME_SHAPE),
            ("әбішұлының", Lang::Kk, Evidence::KAZAKH_PATRONYMIC),
            ("тоқаевтың", Lang::Kk, Evidence::SURNAME_SHAPE),
        ];
        for (word, lang, bit) in cases {
            assert!(names.evidence(word, lang).has(bit), "{word}: {:?}", names.evidence(word, lang));
        }
        assert!(!names.evidence("заседание", Lang::Ru).has(Evidence::GIVEN | Evidence::SURNAME_SHAPE));
    }
}
