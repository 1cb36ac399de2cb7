//! Russian declension, backwards: is this word a form of that one, and in which cases?
//!
//! Reads base forms (nominative, folded: lower case, `ё` as `е`). Makes [`Paradigm`]s: a stem and a class of
//! endings; a form of the word is the stem followed by one of the class's endings, and the ending tells the cases.
//! No form is ever listed. Guarantees: every ending belongs to a stated case and number; a word of unknown shape is
//! [`Class::Fixed`]. Cost: a base form is analysed once, when the lexicon is built; an ending is found by comparing
//! it with the at most two dozen of its class.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::document::Case;

/// Cases and numbers, as bits: singular nominative to prepositional, then the same in the plural.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Forms(pub u16);

impl Forms {
    /// Every case and number: what an indeclinable word may be.
    pub const ANY: Forms = Forms(0xfff);
    /// Singular nominative.
    pub const BASE: Forms = Forms(1);
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
    /// Казань's neighbours in -я: Корея
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
    /// Нидерланды' soft kin: Гавайи, Сейшелы in -и
    PlurI,
    /// острова
    PlurA,
    /// события, учения
    PlurJa,
    /// The genitive plural alone, with its fleeting vowel: Химок, Люберец
    PlurGenitive,
    /// красный
    AdjMasc,
    /// западный's velar kin: российский
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
}

impl Class {
    /// All of them, in order.
    pub(crate) const ALL: [Class; 38] = [
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
];

/// Endings that end no form: longer than this no ending is, in characters.
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
    /// False where no class has the form beside a base form that ends so: [`forms_as`] need not be asked.
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

fn is_vowel(c: char) -> bool {
    matches!(c, 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я')
}

/// True for a base form that looks like an adjective or participle in agreement with a noun.
pub fn is_adjective(word: &str, plural: bool) -> bool {
    let mut tail = word.chars().rev();
    let (Some(last), Some(before), Some(third)) = (tail.next(), tail.next(), tail.next()) else {
        return false;
    };
    match tail.count() + 3 {
        3 => false,
        4 => matches!(word, "новый" | "новая" | "новое" | "малый" | "малая" | "юная" | "юный" | "злой"),
        count => match (before, last) {
            ('а' | 'я', 'я') | ('о', 'е') | ('ы', 'й' | 'е') => word != "путраджая",
            ('е', 'е') => true,
            ('и', 'й') => {
                matches!(third, 'к' | 'г' | 'х' | 'щ' | 'ш' | 'ж' | 'ч' | 'н')
                    && !word.ends_with("гений")
                    && !word.ends_with("маврикий")
            }
            ('и', 'е') => plural || matches!(third, 'к' | 'г' | 'х' | 'щ' | 'ш' | 'ж' | 'ч'),
            // Not Ханой.
            ('о', 'й') => count > 5 && (matches!(third, 'н' | 'в' | 'ш') || word.ends_with("ской")),
            _ => false,
        },
    }
}

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

/// Tells `found` how a base form declines at its end: a part of it, what follows that part in the stem, the class.
fn decline<'w>(word: &'w str, hint: Hint, mut found: impl FnMut(&'w str, &'static str, Class)) {
    let mut tail = word.char_indices().rev();
    let Some((at_last, last)) = tail.next() else { return found(word, "", Class::Fixed) };
    let (at_before, before) = tail.next().unwrap_or((0, '\0'));
    let (at_third, third) = tail.next().unwrap_or((0, '\0'));
    // The word without its last letters, as many as are cut.
    let heads = [word, &word[..at_last], &word[..at_before], &word[..at_third]];
    let mut add = |cut: usize, with: &'static str, class: Class| found(heads[cut], with, class);
    let ends = |list: &[&str]| list.iter().any(|e| word.ends_with(e));
    let cyrillic = matches!(last, 'а'..='я');
    if !cyrillic {
        add(0, "", Class::Fixed);
        return;
    }
    if hint.abbreviation {
        add(
            0,
            "",
            if is_vowel(last) || matches!(last, 'ь' | 'й') { Class::Fixed } else { Class::Abbreviation },
        );
        return;
    }
    if hint.plural {
        match last {
            'ы' => {
                add(1, "", Class::PlurY);
                // Воробьёвых гор, Соломоновых островов
                if before == 'в' && matches!(third, 'о' | 'е') {
                    add(1, "", Class::SurnameMasc);
                }
            }
            'е' if before == 'ы' => add(2, "", Class::AdjPlur),
            'е' if before == 'и' => add(2, "", Class::AdjPlurSoft),
            'и' => add(1, "", Class::PlurI),
            'а' => add(1, "", Class::PlurA),
            'я' => add(1, "", Class::PlurJa),
            _ => add(0, "", Class::Fixed),
        }
        // Before it a letter that a fleeting vowel may follow.
        if third == '\0' || is_vowel(third) {
            return;
        }
        if (before, last) == ('к', 'и') {
            match third {
                'ш' | 'ж' | 'ч' => add(2, "ек", Class::PlurGenitive),
                'ь' | 'й' => add(3, "ек", Class::PlurGenitive),
                _ => add(2, "ок", Class::PlurGenitive),
            }
        } else if (before, last) == ('ц', 'ы') {
            add(2, "ец", Class::PlurGenitive);
        } else if (before, last) == ('н', 'ы') && third != 'н' {
            add(2, "ен", Class::PlurGenitive);
        }
        return;
    }
    if hint.surname {
        if hint.feminine {
            match last {
                'а' if matches!((third, before), ('о' | 'е', 'в') | ('и' | 'ы', 'н')) => {
                    add(1, "", Class::SurnameFem)
                }
                'я' if before == 'а' => add(2, "", Class::AdjFem),
                'я' if before == 'я' => add(2, "", Class::AdjFemSoft),
                'а' => add(1, "", feminine_a(before)),
                'я' if before == 'и' => add(1, "", Class::FemIja),
                'я' => add(1, "", Class::FemJa),
                _ => add(0, "", Class::Fixed),
            }
            return;
        }
        if matches!((before, last), ('о' | 'е', 'в') | ('и' | 'ы', 'н')) {
            add(0, "", Class::SurnameMasc);
            return;
        }
        // -кий, -хий, -ший; -ный, -лый, -тый, -вый; -гой, -кой, -ной, -вой, -той, -рой.
        if last == 'й'
            && matches!(
                (third, before),
                ('к' | 'х' | 'ш', 'и')
                    | ('н' | 'л' | 'т' | 'в', 'ы')
                    | ('г' | 'к' | 'н' | 'в' | 'т' | 'р', 'о')
            )
        {
            match third {
                'к' | 'г' | 'х' | 'ш' | 'ж' => add(2, "", Class::AdjMascVelar),
                _ => add(2, "", Class::AdjMasc),
            }
            return;
        }
        if matches!((third, before, last), ('ч' | 'щ' | 'ж' | 'н', 'и', 'й')) {
            add(2, "", Class::AdjMascSoft);
            return;
        }
        // -их, -ых, -ко, -аго, -яго.
        if matches!((before, last), ('и' | 'ы', 'х') | ('к', 'о'))
            || matches!((third, before, last), ('а' | 'я', 'г', 'о'))
        {
            add(0, "", Class::Fixed);
            // Черных, but Рериха.
            if (before, last) == ('и', 'х') {
                add(0, "", Class::MascVelar);
            }
            return;
        }
    } else if !hint.person && is_adjective(word, hint.plural) {
        match (before, last) {
            ('ы' | 'о', 'й') if matches!(third, 'к' | 'г' | 'х' | 'ж' | 'ш' | 'щ' | 'ч') => {
                add(2, "", Class::AdjMascVelar)
            }
            ('ы' | 'о', 'й') => add(2, "", Class::AdjMasc),
            ('и', 'й') if matches!(third, 'к' | 'г' | 'х') => add(2, "", Class::AdjMascVelar),
            ('и', 'й') => add(2, "", Class::AdjMascSoft),
            ('а', 'я') if matches!(third, 'щ' | 'ш' | 'ж' | 'ч') => add(2, "", Class::AdjFemSibilant),
            ('а', 'я') => add(2, "", Class::AdjFem),
            ('я', 'я') => add(2, "", Class::AdjFemSoft),
            ('о', 'е') => add(2, "", Class::AdjNeut),
            ('е', 'е') => add(2, "", Class::AdjNeutSoft),
            ('ы', 'е') => add(2, "", Class::AdjPlur),
            _ => add(2, "", Class::AdjPlurSoft),
        }
        return;
    }
    match last {
        'а' => add(1, "", feminine_a(before)),
        'я' if before == 'и' => add(1, "", Class::FemIja),
        'я' => add(1, "", Class::FemJa),
        'о' if hint.person || matches!(before, 'о' | 'и' | 'у') => add(0, "", Class::Fixed),
        'о' => add(1, "", Class::NeutHard),
        'е' if hint.person => add(0, "", Class::Fixed),
        'е' if before == 'и' => add(1, "", Class::NeutIje),
        'е' if matches!(before, 'щ' | 'ж' | 'ш' | 'ц' | 'ч') => add(1, "", Class::NeutSibilant),
        'е' if matches!(before, 'ь' | 'р' | 'л') => {
            add(1, "", Class::NeutSoft);
            if before == 'ь' && matches!(third, 'ж' | 'ч' | 'ш') {
                add(1, "", Class::AdjNeutPossessive);
            }
        }
        'й' if hint.person && hint.feminine => add(0, "", Class::Fixed),
        'й' if before == 'и' => add(1, "", Class::MascIj),
        'й' => add(1, "", Class::MascJ),
        'ь' if hint.feminine && hint.person => {
            add(1, "", Class::FemSoftName);
            if word == "любовь" {
                add(1, "", Class::FemSoftName);
            }
        }
        'ь' if word.ends_with("церковь") => {
            add(1, "", Class::FemSoft);
            add(3, "в", Class::FemSoft);
        }
        'ь' if hint.feminine => add(1, "", Class::FemSoft),
        'ь' if hint.masculine || hint.person => add(1, "", Class::MascSoft),
        'ь' if ends(&[
            "ость",
            "есть",
            "знь",
            "дь",
            "вь",
            "бь",
            "пь",
            "сеть",
            "область",
            "речь",
            "мощь",
            "рь",
        ]) && !ends(&["арь", "ырь", "ябрь"]) =>
        {
            add(1, "", Class::FemSoft)
        }
        'ь' => {
            add(1, "", Class::MascSoft);
            add(1, "", Class::FemSoft);
        }
        'ы' | 'и' | 'у' | 'ю' | 'э' | 'е' => add(0, "", Class::Fixed),
        _ if hint.person && hint.feminine => add(0, "", Class::Fixed),
        'г' | 'к' | 'х' => {
            add(0, "", Class::MascVelar);
            if last == 'к' && matches!(before, 'о' | 'е') && word.chars().count() > 4 {
                add(2, "к", Class::MascVelar);
                // Огонёк, василёк
                if before == 'е' && matches!(third, 'н' | 'л' | 'р') {
                    add(2, "ьк", Class::MascVelar);
                }
            }
        }
        'ж' | 'ш' | 'ч' | 'щ' => add(0, "", Class::MascSibilant),
        'ц' => {
            add(0, "", Class::MascC);
            if (third, before) == ('л', 'е') {
                add(2, "ьц", Class::MascC);
            } else if before == 'е' && matches!(third, 'а' | 'е' | 'о' | 'у') {
                add(2, "йц", Class::MascC);
            } else if before == 'е' {
                add(2, "ц", Class::MascC);
            }
        }
        _ => {
            add(0, "", Class::MascHard);
            match word {
                "павел" => add(2, "л", Class::MascHard),
                "лев" => add(2, "ьв", Class::MascHard),
                "христос" => add(2, "", Class::MascHard),
                "египет" | "хребет" => add(2, "т", Class::MascHard),
                "орел" | "козел" => add(2, "л", Class::MascHard),
                _ => {}
            }
        }
    }
}

fn feminine_a(before: char) -> Class {
    match before {
        'г' | 'к' | 'х' | 'ж' | 'ш' | 'щ' | 'ч' => Class::FemVelar,
        'ц' => Class::FemC,
        _ => Class::FemHard,
    }
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
    fn the_table_has_a_row_for_every_class() {
        assert!(Class::ALL.iter().enumerate().all(|(i, class)| *class as usize == i));
        for row in TABLES {
            assert_eq!(row.split_whitespace().count(), 13, "{row}");
            let longest = row.split([' ', '/']).map(|e| e.chars().count()).max();
            assert!(longest <= Some(LONGEST_ENDING), "{row}");
        }
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
