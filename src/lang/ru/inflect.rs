//! Russian declension, backwards: is this word a form of that one, and in which cases?
//!
//! Reads base forms (nominative, folded: lower case, `ё` as `е`). Makes [`Paradigm`]s: a stem and a class of
//! endings; a form of the word is the stem followed by one of the class's endings, and the ending tells the cases
//! ([`endings`]). Which class a base form is of, its last letters tell ([`mod@decline`]). No form is ever listed. Guarantees:
//! every ending belongs to a stated case and number; a word of unknown shape is [`Class::Fixed`]. Cost: a base form is
//! analysed once, when the lexicon is built; an ending is found by comparing it with the at most two dozen of its class.

mod decline;
mod endings;

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::document::Case;
use decline::decline;
pub use decline::is_adjective;
pub use endings::{Class, Endings, LONGEST_ENDING, Rests};

/// Cases and numbers, as bits: singular nominative to prepositional, then the same in the plural.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Forms(pub u16);

impl Forms {
    /// Every case and number: what an indeclinable word may be.
    pub const ANY: Forms = Forms(0xfff);
    /// Singular nominative.
    pub const BASE: Forms = Forms(1);
    /// Singular genitive, and the accusative that is like it.
    pub const GENITIVE: Forms = Forms(0b1010);
    /// All of the singular.
    pub const SINGULAR: Forms = Forms(0x3f);
    /// All of the plural.
    pub const PLURAL: Forms = Forms(0xfc0);

    /// What both may be.
    pub fn and(self, other: Forms) -> Forms {
        Forms(self.0 & other.0)
    }

    /// True where nothing is left.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The case, where the form leaves only one; names stand in the singular where the form can be one.
    pub fn case(self) -> Option<Case> {
        const CASES: [Case; 6] = [Case::Nom, Case::Gen, Case::Dat, Case::Acc, Case::Ins, Case::Loc];
        let cases = if self.0 & 0x3f != 0 { self.0 & 0x3f } else { self.0 >> 6 & 0x3f };
        (cases.count_ones() == 1).then(|| CASES[cases.trailing_zeros() as usize])
    }
}

/// What is known of a base form beside its letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// A person's name.
    pub person: bool,
    /// The surname among a person's names.
    pub surname: bool,
    /// Feminine: of a person, or of a noun in -ь.
    pub feminine: bool,
    /// Masculine, likewise.
    pub masculine: bool,
    /// A plural without singular.
    pub plural: bool,
    /// All capitals.
    pub abbreviation: bool,
}

/// A stem and its endings. Two paradigms of one word differ in the stem (Павел, Павла) or in what they are for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paradigm<'w> {
    /// What all forms begin with; mostly a part of the base form.
    pub stem: Cow<'w, str>,
    /// What follows it.
    pub class: Class,
    /// What its forms may be at all; less than everything where the stem holds an ending itself
    /// (Петропавловск-а- in Петропавловска-Камчатского).
    pub only: Forms,
}

/// The parsed table, for what is built out of forms.
static ENDINGS: LazyLock<Endings> = LazyLock::new(Endings::new);

/// How a base form declines. The first paradigm has the base form among its forms.
pub fn paradigms(word: &str, hint: Hint) -> Vec<Paradigm<'_>> {
    let mut out = simple(word, hint);
    if let Some((head, tail)) = hyphenated(word, hint) {
        compound(head, tail, hint, &mut out);
    }
    out
}

/// What `form` may be as a form of `base`, by any of its paradigms: those of [`paradigms`], without making them. Both
/// are known to begin with the same `common` bytes.
pub fn forms_as(form: &str, base: &str, common: usize, hint: Hint, endings: &Endings) -> Forms {
    let mut forms = 0;
    decline(base, hint, |stem, with, class| {
        let rest = if stem.len() <= common { form.get(stem.len()..) } else { form.strip_prefix(stem) };
        if let Some(ending) = rest.and_then(|rest| rest.strip_prefix(with)) {
            forms |= endings.forms(class, ending, hint.person).0;
        }
    });
    if let Some((head, tail)) = hyphenated(base, hint) {
        let mut list = Vec::new();
        compound(head, tail, hint, &mut list);
        for p in &list {
            if let Some(ending) = form.strip_prefix(&*p.stem) {
                forms |= endings.forms(p.class, ending, hint.person).and(p.only).0;
            }
        }
    }
    Forms(forms)
}

/// The parts of a word that may decline before its hyphen too.
fn hyphenated(word: &str, hint: Hint) -> Option<(&str, &str)> {
    if hint.plural || hint.abbreviation {
        return None;
    }
    let at = memchr::memrchr(b'-', word.as_bytes())?;
    Some((&word[..at], &word[at + 1..]))
}

/// Adds the forms of a hyphenated name that declines before the hyphen too: a noun with its adjective
/// (Петропавловск-Камчатский), a river (Москва-река), a country in -ия or -ея (Гвинея-Бисау), a double surname
/// (Римский-Корсаков). All others decline at the end alone (Чолпон-Ата), and these may.
fn compound(head: &str, tail: &str, hint: Hint, out: &mut Vec<Paradigm<'_>>) {
    let ends = |list: &[&str]| list.iter().any(|e| head.ends_with(e));
    let both = if hint.surname {
        ends(if hint.feminine {
            &["ова", "ева", "ина", "ская", "цкая"]
        } else {
            &["ов", "ев", "ин", "ский", "цкий"]
        })
    } else {
        !hint.person
            && (tail == "река"
                || ends(&["ия", "ея"])
                || is_adjective(tail, false) && !is_adjective(head, false))
    };
    if !both {
        return;
    }
    let heads = simple(head, Hint { plural: false, ..hint });
    let tails = simple(tail, hint);
    for head in &heads {
        for &(ending, _) in ENDINGS.of(head.class) {
            let only = ENDINGS.forms(head.class, ending, hint.person).and(head.only);
            let mut add = |tail: &str, class: Class, forms: Forms| {
                let only = only.and(forms);
                if !only.is_empty() {
                    out.push(Paradigm { stem: format!("{}{ending}-{tail}", head.stem).into(), class, only });
                }
            };
            for t in &tails {
                add(&t.stem, t.class, t.only);
            }
            // Саксонии-Анхальт beside Саксонии-Анхальте.
            if !hint.person
                && tails.iter().any(|t| t.class != Class::Fixed)
                && tail != "река"
                && !is_adjective(tail, false)
            {
                add(tail, Class::Fixed, Forms::SINGULAR);
            }
        }
    }
}

/// How a base form declines at its end.
fn simple(word: &str, hint: Hint) -> Vec<Paradigm<'_>> {
    let mut out = Vec::with_capacity(2);
    decline(word, hint, |stem, with, class| {
        let stem = if with.is_empty() { stem.into() } else { [stem, with].concat().into() };
        out.push(Paradigm { stem, class, only: Forms::ANY });
    });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms_of(base: &str, hint: Hint, form: &str) -> Option<Forms> {
        let endings = Endings::new();
        paradigms(base, hint).iter().find_map(|p| {
            let f = endings.forms(p.class, form.strip_prefix(&*p.stem)?, hint.person).and(p.only);
            (!f.is_empty()).then_some(f)
        })
    }

    #[test]
    fn forms_are_recognised_with_their_case() {
        let none = Hint::default();
        let man = Hint { person: true, surname: true, masculine: true, ..none };
        let woman = Hint { person: true, surname: true, feminine: true, ..none };
        let plural = Hint { plural: true, ..none };
        let cases = [
            ("казахстан", none, "казахстаном", Some(Case::Ins)),
            ("россия", none, "россию", Some(Case::Acc)),
            ("организация", none, "организацией", Some(Case::Ins)),
            ("организация", none, "организациями", Some(Case::Ins)),
            ("отделение", none, "отделениями", Some(Case::Ins)),
            ("алматинская", none, "алматинскую", Some(Case::Acc)),
            ("нижний", none, "нижнем", Some(Case::Loc)),
            ("токаев", man, "токаевым", Some(Case::Ins)),
            ("токаев", man, "токаеву", Some(Case::Dat)),
            ("захарова", woman, "захарову", Some(Case::Acc)),
            ("филиппины", plural, "филиппинах", Some(Case::Loc)),
            ("соломоновы", plural, "соломоновыми", Some(Case::Ins)),
            ("череповец", none, "череповцу", Some(Case::Dat)),
            ("санкт-петербург", none, "санкт-петербургом", Some(Case::Ins)),
            ("минск", none, "минске", Some(Case::Loc)),
            ("песков", man, "песковым", Some(Case::Ins)),
            ("рерих", man, "рерихом", Some(Case::Ins)),
            ("христос", man, "христу", Some(Case::Dat)),
            ("дарвин", man, "дарвином", Some(Case::Ins)),
            ("садовничий", man, "садовничему", Some(Case::Dat)),
            ("римский-корсаков", man, "римским-корсаковым", Some(Case::Ins)),
            ("львова-белова", woman, "львову-белову", Some(Case::Acc)),
            ("петропавловск-камчатский", none, "петропавловске-камчатском", Some(Case::Loc)),
            ("москва-река", none, "москвой-рекой", Some(Case::Ins)),
            ("москва-река", none, "москва-рекой", Some(Case::Ins)),
            ("гвинея-бисау", none, "гвинею-бисау", Some(Case::Acc)),
            ("чолпон-ата", none, "чолпон-атой", Some(Case::Ins)),
            ("события", plural, "событиям", Some(Case::Dat)),
            ("химки", plural, "химок", Some(Case::Gen)),
            ("черемушки", plural, "черемушек", Some(Case::Gen)),
            ("люберцы", plural, "люберец", Some(Case::Gen)),
            ("египет", none, "египту", Some(Case::Dat)),
            ("маврикий", none, "маврикием", Some(Case::Ins)),
            ("ханой", none, "ханою", Some(Case::Dat)),
            ("лебяжье", none, "лебяжьему", Some(Case::Dat)),
            ("церковь", none, "церковью", Some(Case::Ins)),
            ("церковь", none, "церквей", Some(Case::Gen)),
            ("огонек", none, "огоньком", Some(Case::Ins)),
        ];
        for (base, hint, form, case) in cases {
            let found = forms_of(base, hint, form);
            assert_eq!(found.and_then(Forms::case), case, "{base} {form} {found:?}");
        }
    }

    #[test]
    fn what_is_no_form_is_not_one() {
        let none = Hint::default();
        for (base, form) in [
            ("казахстан", "казахстанский"),
            ("казахстан", "казахстанец"),
            ("минск", "минске-"),
            ("баку", "баком"),
            ("чолпон-ата", "чолпоном-атой"),
            ("петропавловск-камчатский", "петропавловску-камчатского"),
        ] {
            assert_eq!(forms_of(base, none, form), None, "{base} {form}");
        }
    }
}
