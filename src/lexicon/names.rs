//! Evidence that a word is part of a person's name: lists of given names and surnames, and the shapes of surnames
//! and patronymics, in both languages and any case.
//!
//! Reads the tables that the build script made of `lexicons/{ru,kk}/given_names.tsv`, `surnames.tsv`, `triggers.tsv` and
//! `kk/name_pairs.tsv`. Makes [`Evidence`] of a word,
//! with its base form where a list tells it. Cost: as the entity lexicon's readings; asked once a distinct word.

use std::sync::LazyLock;

use super::cuts::Cuts;
use super::strings::{Set, hash};
use super::suffix;
use super::tables::{Evidence, NONE, Name, Names};
use crate::document::Case;
use crate::lang::Lang;
use crate::lang::kk::alphabet::{COUNT, code};
use crate::lang::ru::inflect::Forms;

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
    /// The names with this base form.
    fn bases_of(&self, base: &str) -> Option<&[Name]> {
        let sym = self.strings.find(base)?;
        let first = self.bases.get(sym as usize).filter(|&n| n != NONE)?;
        let names = &self.names[first as usize..];
        let others = names.iter().position(|n| n.base != sym).unwrap_or(names.len());
        Some(&names[..others])
    }

    fn cuts<'a>(&self, key: &'a str, lang: Lang) -> Cuts<'a> {
        let mut cuts = Cuts::of(key, lang);
        cuts.among(&self.filter);
        cuts
    }

    /// The list names that a word is a form of.
    pub fn readings(&self, key: &str, lang: Lang, out: &mut Vec<NameReading>) {
        self.each(&self.cuts(key, lang), |reading| out.push(reading));
    }

    fn each(&self, cuts: &Cuts<'_>, mut found: impl FnMut(NameReading)) {
        let kazakh = cuts.lang == Lang::Kk;
        if cuts.may_be_in(Set::Name) {
            for name in self.bases_of(cuts.key).unwrap_or_default() {
                let case = kazakh.then_some(Case::Nom);
                found(NameReading {
                    base: name.base,
                    evidence: Evidence(name.bits),
                    forms: Forms::BASE,
                    case,
                });
            }
        }
        for (cut, _) in cuts.chosen(cuts.held(if kazakh { Set::Name } else { Set::NameStem })) {
            let (base, rest) = cuts.key.split_at(cut.at());
            if !kazakh {
                self.declined(base, rest, &mut found);
                continue;
            }
            if cut.letters() > LONGEST_CHAIN {
                break;
            }
            let Some(list) = self.bases_of(base) else { continue };
            let (rest, hyphen) = rest.strip_prefix('-').map_or((rest, false), |r| (r, true));
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
                found(NameReading { base: name.base, evidence, forms: Forms::ANY, case: chain.case });
            }
        }
    }

    /// The names that have a stem with an ending.
    fn declined(&self, stem: &str, ending: &str, found: &mut impl FnMut(NameReading)) {
        let known = self.strings.find(stem);
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
                found(NameReading { base: name.base, evidence: Evidence(bits), forms, case: None });
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
        let bare = if lang == Lang::Kk { without_case(key) } else { key };
        self.evidence_of(&self.cuts(key, lang), bare)
    }

    /// The same where cuts and the key without its Kazakh case ending are known.
    pub(crate) fn evidence_of(&self, cuts: &Cuts<'_>, bare: &str) -> Evidence {
        let mut bits = 0;
        let mut clear = false;
        self.each(cuts, |r| {
            bits |= r.evidence.0;
            clear |= r.evidence.has(Evidence::GIVEN) && !r.evidence.has(Evidence::AMBIGUOUS);
        });
        if clear {
            bits &= !Evidence::AMBIGUOUS;
        }
        Evidence(bits | shape(bare))
    }
}

/// Letters of the longest chain of suffixes that is taken off a name.
const LONGEST_CHAIN: usize = 10;

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
    // `Кампрада-старшего`
    "старший",
    "старшего",
    "старшему",
    "старшим",
    "старшем",
    "младший",
    "младшего",
    "младшему",
    "младшим",
    "младшем",
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

/// The endings of names in a trie that is read from the end of a word.
struct Ends {
    /// By node and letter: the next node, 0 for none.
    next: Vec<[u16; COUNT]>,
    /// By node: what ends there, as bits by the number of the list.
    lists: Vec<u8>,
}

/// By the number of the list: the endings, what they speak for, the letters that stand before them at least. Of the first
/// three only the first that has the ending speaks.
const ENDS: [(&[&str], u32, usize); 4] = [
    (PATRONYMIC_ENDS, Evidence::PATRONYMIC, 2),
    (SURNAME_ENDS, Evidence::SURNAME_SHAPE, 2),
    (WEAK_ENDS, Evidence::SURNAME_SHAPE_WEAK, 2),
    (KAZAKH_PATRONYMICS, Evidence::KAZAKH_PATRONYMIC, 3),
];

static NAME_ENDS: LazyLock<Ends> = LazyLock::new(|| {
    let mut ends = Ends { next: vec![[0; COUNT]], lists: vec![0] };
    for (list, (endings, ..)) in ENDS.iter().enumerate() {
        for ending in *endings {
            let mut node = 0;
            for c in ending.chars().rev() {
                let letter = usize::from(code(c));
                if ends.next[node][letter] == 0 {
                    ends.next[node][letter] = ends.lists.len() as u16;
                    ends.next.push([0; COUNT]);
                    ends.lists.push(0);
                }
                node = usize::from(ends.next[node][letter]);
            }
            ends.lists[node] |= 1 << list;
        }
    }
    ends
});

/// What the end of a word speaks for; a Kazakh word comes without its case ending.
fn shape(bare: &str) -> u32 {
    let (ends, mut node, mut found) = (&*NAME_ENDS, 0, 0);
    for (letters, c) in bare.chars().rev().enumerate() {
        node = usize::from(ends.next[node][usize::from(code(c))]);
        if node == 0 {
            break;
        }
        if ends.lists[node] == 0 {
            continue;
        }
        for (list, (_, _, least)) in ENDS.iter().enumerate() {
            // The endings are Cyrillic, two bytes a letter; the length is in such letters.
            if ends.lists[node] >> list & 1 == 1 && bare.len() >= 2 * (letters + 1 + least) {
                found |= 1u32 << list;
            }
        }
    }
    let (first, kazakh) = (found & 7, found & 8);
    let of = |bits: u32| if bits == 0 { 0 } else { ENDS[bits.trailing_zeros() as usize].1 };
    of(first) | of(kazakh)
}

/// A Kazakh name without its case ending, by the endings' fit alone.
pub(crate) fn without_case(key: &str) -> &str {
    let mut tail = key.char_indices().rev();
    let (Some((at_last, last)), Some((at_before, before)), Some((at_third, third))) =
        (tail.next(), tail.next(), tail.next())
    else {
        return key;
    };
    if !matches!(last, 'ң' | 'н' | 'а' | 'е' | 'ы' | 'і') {
        return key;
    }
    // After -ұлы, -қызы the pronominal н.
    for at in [at_third, at_before, at_last] {
        let (base, e) = key.split_at(at);
        if base.ends_with('ы')
            && ["ұлы", "қызы", "улы", "кызы"].iter().any(|kin| base.ends_with(kin))
            && matches!(e, "ның" | "нің" | "нан" | "нен" | "нда" | "нде" | "на" | "не" | "н")
        {
            return base;
        }
    }
    // No ending is the end of another, so there is one at most.
    let at = match (third, before, last) {
        // -ның, -дың, -тың; -дан, -тан, -нан; -мен, -бен, -пен.
        ('н' | 'д' | 'т', 'ы' | 'і', 'ң')
        | ('н' | 'д' | 'т', 'а' | 'е', 'н')
        | ('м' | 'б' | 'п', 'е', 'н') => at_third,
        // -ға, -қа; -ны, -ды, -ты; -да, -та.
        (_, 'ғ' | 'қ', 'а')
        | (_, 'г' | 'к', 'е')
        | (_, 'н' | 'д' | 'т', 'ы' | 'і')
        | (_, 'д' | 'т', 'а' | 'е') => at_before,
        _ => return key,
    };
    let (base, ending) = key.split_at(at);
    let trimmed = base.trim_end_matches('-');
    let fits = trimmed.chars().count() >= 4
        && suffix::chain(trimmed, ending, false, trimmed.len() != base.len()).is_some();
    if fits { trimmed } else { key }
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

    #[test]
    fn shapes_are_those_of_the_lists() {
        // Each ending alone, after too few letters, and after enough.
        for (list, (endings, bit, _)) in ENDS.iter().enumerate() {
            for ending in *endings {
                for before in ["", "б", "бу", "буб", "бубу"] {
                    let word = format!("{before}{ending}");
                    let fits = |(endings, _, least): &(&[&str], u32, usize)| {
                        endings.iter().any(|e| word.ends_with(e) && word.len() >= e.len() + 2 * least)
                    };
                    // An ending of a list that speaks first, or a shorter one of the same list, may fit too.
                    let first = list < 3 && ENDS[..list].iter().any(fits);
                    let wanted = fits(&ENDS[list]) && !first;
                    assert_eq!(shape(&word) & bit != 0, wanted, "{word}");
                }
            }
        }
    }

    #[test]
    fn case_endings_are_taken_off() {
        for (word, bare) in [
            ("тоқаевтың", "тоқаев"),
            ("әбішұлына", "әбішұлы"),
            ("асанқызының", "асанқызы"),
            ("нұрланға", "нұрлан"),
            ("нұрланге", "нұрланге"),
            ("серікпен", "серік"),
            ("асан-ға", "асан"),
            ("ада", "ада"),
            ("на", "на"),
            ("", ""),
        ] {
            assert_eq!(without_case(word), bare);
        }
    }
}
