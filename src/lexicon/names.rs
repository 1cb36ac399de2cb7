//! Evidence that a word is part of a person's name: lists of given names and surnames, and the shapes of surnames
//! and patronymics, in both languages and any case.
//!
//! Reads the tables that the build script made of `lexicons/{ru,kk}/given_names.tsv`, `surnames.tsv`, `triggers.tsv` and
//! `kk/name_pairs.tsv`. Makes [`Evidence`] of a word,
//! with its base form where a list tells it. Cost: as the entity lexicon's readings; asked once a distinct word.

use super::strings::hash;
use super::suffix;
use super::tables::{Evidence, NONE, Name, Names};
use crate::document::Case;
use crate::lang::Lang;
use crate::lang::ru::inflect::{Forms, LONGEST_ENDING};

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

impl Names {
    fn bases_of(&self, base: &str) -> Option<&[Name]> {
        if !self.base_filter.may_hold(base) {
            return None;
        }
        let sym = self.strings.find(base)?;
        let first = self.bases.get(sym as usize).filter(|&n| n != NONE)?;
        let names = &self.names[first as usize..];
        let others = names.iter().position(|n| n.base != sym).unwrap_or(names.len());
        Some(&names[..others])
    }

    /// The list names that a word is a form of.
    pub fn readings(&self, key: &str, lang: Lang, out: &mut Vec<NameReading>) {
        if let Some(list) = self.bases_of(key) {
            for name in list {
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
                let trigger = list.iter().any(|n| n.bits & Evidence::TRIGGER != 0);
                let bound = trigger && base.ends_with(['ы', 'і']);
                let Some(chain) = suffix::chain(base, rest, bound, hyphen) else { continue };
                // A bare possessive or plural of a name is rather another word.
                if !matches!(
                    chain.case,
                    Some(Case::Gen | Case::Dat | Case::Acc | Case::Loc | Case::Abl | Case::Ins)
                ) {
                    continue;
                }
                for name in list {
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
            let mut at = known.and_then(|s| self.stems.get(s as usize)).unwrap_or(NONE);
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
        match self.bases.get(reading.base as usize) {
            Some(first) if first != NONE => self.texts.get(self.names[first as usize].written),
            _ => "",
        }
    }

    /// The Russian spelling of a Kazakh name, where the pairs hold it.
    pub fn russian(&self, kazakh: &str) -> Option<&'static str> {
        let pair = self.kazakh.find(hash(kazakh), |p| self.pairs[p as usize].0 == kazakh)?;
        Some(self.pairs[pair as usize].1)
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
        let names = super::super::compiled::names();
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
