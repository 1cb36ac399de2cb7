//! The classes of endings: what a form ends in tells its cases and number.
//!
//! Reads [`TABLES`], a row a class. Makes [`Endings`]: the cases and numbers of an ending in a class, and [`Rests`], which
//! say of a form whether its end can be an ending of any class. Cost: parsing some microseconds; an ending is compared as
//! a number with the at most two dozen of its class.

use super::Forms;

/// A set of endings. The table in [`TABLES`] has one row for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
#[non_exhaustive]
pub enum Class {
    /// Never changes.
    Fixed,
    /// завод
    MascHard,
    /// парк
    MascVelar,
    /// Париж
    MascSibilant,
    /// Череповец
    MascC,
    /// Шанхай
    MascJ,
    /// Юрий
    MascIj,
    /// Ярославль
    MascSoft,
    /// Тверь
    FemSoft,
    /// Москва
    FemHard,
    /// Америка, Рига
    FemVelar,
    /// Ницца
    FemC,
    /// Корея
    FemJa,
    /// Россия
    FemIja,
    /// агентство
    NeutHard,
    /// Приморье, море
    NeutSoft,
    /// училище
    NeutSibilant,
    /// отделение
    NeutIje,
    /// Филиппины
    PlurY,
    /// Гавайи
    PlurI,
    /// острова
    PlurA,
    /// события, учения
    PlurJa,
    /// The genitive plural alone, with its fleeting vowel: Химок, Люберец
    PlurGenitive,
    /// красный
    AdjMasc,
    /// российский
    AdjMascVelar,
    /// нижний, общий
    AdjMascSoft,
    /// красная, российская
    AdjFem,
    /// правящая
    AdjFemSibilant,
    /// нижняя
    AdjFemSoft,
    /// красное
    AdjNeut,
    /// нижнее
    AdjNeutSoft,
    /// Лебяжье, the adjective: Лебяжьего
    AdjNeutPossessive,
    /// вооруженные
    AdjPlur,
    /// российские
    AdjPlurSoft,
    /// Токаев, Путин; -ом in foreign ones: Дарвином
    SurnameMasc,
    /// Токаева, Путина
    SurnameFem,
    /// Любовь
    FemSoftName,
    /// МИД: endings in small letters after capitals
    Abbreviation,
    /// посол, whose prepositional is nearly always the preposition `после`
    MascHardButPrepositional,
}

impl Class {
    /// All of them, in order.
    pub(crate) const ALL: [Class; 39] = [
        Class::Fixed,
        Class::MascHard,
        Class::MascVelar,
        Class::MascSibilant,
        Class::MascC,
        Class::MascJ,
        Class::MascIj,
        Class::MascSoft,
        Class::FemSoft,
        Class::FemHard,
        Class::FemVelar,
        Class::FemC,
        Class::FemJa,
        Class::FemIja,
        Class::NeutHard,
        Class::NeutSoft,
        Class::NeutSibilant,
        Class::NeutIje,
        Class::PlurY,
        Class::PlurI,
        Class::PlurA,
        Class::PlurJa,
        Class::PlurGenitive,
        Class::AdjMasc,
        Class::AdjMascVelar,
        Class::AdjMascSoft,
        Class::AdjFem,
        Class::AdjFemSibilant,
        Class::AdjFemSoft,
        Class::AdjNeut,
        Class::AdjNeutSoft,
        Class::AdjNeutPossessive,
        Class::AdjPlur,
        Class::AdjPlurSoft,
        Class::SurnameMasc,
        Class::SurnameFem,
        Class::FemSoftName,
        Class::Abbreviation,
        Class::MascHardButPrepositional,
    ];
}

/// Endings by class in the order of [`Class`]: nominative, genitive, dative, accusative, instrumental,
/// prepositional of the singular, `|`, the same of the plural; `-` is none, `/` parts variants, `_` no such form.
const TABLES: [&str; Class::ALL.len()] = [
    "- - - - - - | - - - - - -",
    "- а у - ом е | ы ов ам ы ами ах",
    "- а у - ом е | и ов ам и ами ах",
    "- а у - ем/ом е | и ей ам и ами ах",
    "- а у - ем/ом е | ы ев/ов ам ы ами ах",
    "й я ю й ем е | и ев ям и ями ях",
    "й я ю й ем и/е | и ев ям и ями ях",
    "ь я ю ь ем е | и ей ям и ями ях",
    "ь и и ь ью и | и ей ям и ями ях",
    "а ы е у ой/ою е | ы - ам ы ами ах",
    "а и е у ой/ою/ей/ею е | и - ам и ами ах",
    "а ы е у ей/ой/ею е | ы - ам ы ами ах",
    "я и е ю ей/ею е | и ь/й ям и ями ях",
    "я и и ю ей/ею и | и й ям и ями ях",
    "о а у о ом е | а - ам а ами ах",
    "е я ю е ем е/и | я ей ям я ями ях",
    "е а у е ем е | а - ам а ами ах",
    "е я ю е ем и | я й ям я ями ях",
    "_ _ _ _ _ _ | ы ов/- ам ы ами ах",
    "_ _ _ _ _ _ | и ов/ев/ей/-/ь/й ам/ям и ами/ями ах/ях",
    "_ _ _ _ _ _ | а ов/- ам а ами ах",
    "_ _ _ _ _ _ | я й/ей/ев ям я ями ях",
    "_ _ _ _ _ _ | _ - _ _ _ _",
    "ый/ой ого ому ый/ой ым ом | ые ых ым ые ыми ых",
    "ий/ой ого ому ий/ой им ом | ие их им ие ими их",
    "ий его ему ий им ем | ие их им ие ими их",
    "ая ой ой ую ой/ою ой | ые/ие ых/их ым/им ые/ие ыми/ими ых/их",
    "ая ей ей ую ей/ею ей | ие их им ие ими их",
    "яя ей ей юю ей/ею ей | ие их им ие ими их",
    "ое ого ому ое ым/им ом | ые/ие ых/их ым/им ые/ие ыми/ими ых/их",
    "ее его ему ее им ем | ие их им ие ими их",
    "е его ему е им ем | _ _ _ _ _ _",
    "_ _ _ _ _ _ | ые ых ым ые ыми ых",
    "_ _ _ _ _ _ | ие их им ие ими их",
    "- а у а ым/ом е | ы ых ым ых ыми ых",
    "а ой ой у ой/ою ой | ы ых ым ых ыми ых",
    "ь и и ь ью и | и ей ям ей ями ях",
    "- а у - ом е | ы ов ам ы ами ах",
    "- а у - ом _ | ы ов ам ы ами ах",
];

/// The longest ending, in characters.
pub const LONGEST_ENDING: usize = 3;

/// Letters of a base form, at most, that its endings in the singular take the place of, but for vowels that come and go.
const LONGEST_CUT: usize = 2;

/// The endings of every class, parsed.
pub struct Endings {
    classes: Vec<Vec<(&'static str, u16)>>,
    /// The same with the endings' bytes as numbers.
    packed: Vec<Vec<(u64, u16)>>,
    /// Those of any class in the singular, in order.
    singular: Vec<u64>,
}

/// An ending's bytes as a number; `None` where it is longer than any: three letters of two bytes.
#[inline]
fn pack(ending: &str) -> Option<u64> {
    match *ending.as_bytes() {
        [] => Some(0),
        [a, b] => Some(u16::from_le_bytes([a, b]).into()),
        [a, b, c, d] => Some(u32::from_le_bytes([a, b, c, d]).into()),
        [a, b, c, d, e, f] => Some(u64::from_le_bytes([a, b, c, d, e, f, 0, 0])),
        _ => None,
    }
}

impl Endings {
    /// Parses the table; a few microseconds.
    pub fn new() -> Endings {
        let classes: Vec<Vec<(&'static str, u16)>> = TABLES
            .iter()
            .map(|row| {
                let mut endings: Vec<(&'static str, u16)> = Vec::new();
                for (i, cell) in row.split_whitespace().filter(|c| *c != "|").enumerate() {
                    for ending in cell.split('/').filter(|e| *e != "_") {
                        let ending = if ending == "-" { "" } else { ending };
                        match endings.iter_mut().find(|(e, _)| *e == ending) {
                            Some((_, mask)) => *mask |= 1 << i,
                            None => endings.push((ending, 1 << i)),
                        }
                    }
                }
                endings
            })
            .collect();
        let packed: Vec<Vec<(u64, u16)>> = classes
            .iter()
            .map(|list| list.iter().filter_map(|&(ending, mask)| Some((pack(ending)?, mask))).collect())
            .collect();
        let of_one = |&(_, mask): &&(u64, u16)| mask & Forms::SINGULAR.0 != 0;
        let mut singular: Vec<u64> = packed.iter().flatten().filter(of_one).map(|p| p.0).collect();
        singular.sort_unstable();
        singular.dedup();
        Endings { classes, packed, singular }
    }

    /// What the end of `form` may be, for a base form that begins as `form[..at]` does.
    pub fn rests(&self, form: &str, at: usize) -> Rests {
        let is_ending = |rest: &str| pack(rest).is_some_and(|e| self.singular.binary_search(&e).is_ok());
        let taken = &form[at..];
        let mut rests = Rests { taken: [None; LONGEST_CUT], inside: 0, before: u8::from(is_ending(taken)) };
        let mut letters = taken.chars();
        for i in 0..LONGEST_CUT {
            rests.taken[i] = letters.next();
            rests.inside |= u8::from(rests.taken[i].is_some() && is_ending(letters.as_str())) << i;
        }
        for (i, (start, _)) in form[..at].char_indices().rev().take(LONGEST_CUT).enumerate() {
            rests.before |= u8::from(is_ending(&form[start..])) << (i + 1);
        }
        rests
    }

    /// What a form with this ending may be in this class; empty where the class has no such ending.
    pub fn forms(&self, class: Class, ending: &str, animate: bool) -> Forms {
        let found = pack(ending).and_then(|e| self.packed[class as usize].iter().find(|p| p.0 == e));
        let Some(&(_, mask)) = found else { return Forms(0) };
        if !animate {
            return Forms(mask);
        }
        // The accusative of what lives is its genitive: all plurals, and the masculine singular.
        let mut mask = mask;
        mask &= !(1 << 9);
        if mask & 1 << 7 != 0 {
            mask |= 1 << 9;
        }
        let masculine = matches!(
            class,
            Class::MascHard
                | Class::MascHardButPrepositional
                | Class::MascVelar
                | Class::MascSibilant
                | Class::MascC
                | Class::MascJ
                | Class::MascIj
                | Class::MascSoft
                | Class::AdjMasc
                | Class::AdjMascVelar
                | Class::AdjMascSoft
        );
        if masculine {
            mask &= !(1 << 3);
            if mask & 1 << 1 != 0 {
                mask |= 1 << 3;
            }
        }
        Forms(mask)
    }

    /// All endings of a class.
    pub fn of(&self, class: Class) -> &[(&'static str, u16)] {
        &self.classes[class as usize]
    }
}

/// Where a form may be parted into a stem and an ending of some class in the singular.
#[derive(Clone, Copy, Debug)]
pub struct Rests {
    /// The letters behind the part that form and base form share.
    taken: [Option<char>; LONGEST_CUT],
    /// Whether an ending stands behind the first of those, and behind the second, as bits.
    inside: u8,
    /// Whether it begins with the first of those, or with as many letters before, as bits.
    before: u8,
}

impl Rests {
    /// False where no class has the form beside a base form that ends so: [`super::forms_as`] need not be asked.
    pub fn may_be(&self, ending: &[char]) -> bool {
        // What of the base form's ending the stem keeps.
        (0..=LONGEST_CUT).any(|cut| match ending.len().checked_sub(cut) {
            None | Some(0) => self.before >> (cut - ending.len()) & 1 == 1,
            Some(kept) => {
                let same = (0..kept).all(|i| self.taken.get(i) == Some(&Some(ending[i])));
                same && self.inside >> (kept - 1) & 1 == 1
            }
        })
    }
}

impl Default for Endings {
    fn default() -> Self {
        Endings::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_row_for_every_class() {
        assert!(Class::ALL.iter().enumerate().all(|(i, class)| *class as usize == i));
        for row in TABLES {
            assert_eq!(row.split_whitespace().count(), 13, "{row}");
            let longest = row.split([' ', '/']).map(|e| e.chars().count()).max();
            assert!(longest <= Some(LONGEST_ENDING), "{row}");
        }
    }
}
