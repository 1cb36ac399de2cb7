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

/// The endings of every class, parsed.
pub struct Endings {
    classes: Vec<Vec<(&'static str, u16)>>,
}

impl Endings {
    /// Parses the table; a few microseconds.
    pub fn new() -> Endings {
        let classes = TABLES
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
        Endings { classes }
    }

    /// What a form with this ending may be in this class; empty where the class has no such ending.
    pub fn forms(&self, class: Class, ending: &str, animate: bool) -> Forms {
        let mask = self.classes[class as usize].iter().find(|(e, _)| *e == ending).map_or(0, |(_, m)| *m);
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
    let ends = |list: &[&str]| list.iter().any(|e| word.ends_with(e));
    if word.chars().count() < 5 {
        return matches!(word, "новый" | "новая" | "новое" | "малый" | "малая" | "юная" | "юный" | "злой");
    }
    if ends(&["ая", "яя", "ое", "ый", "ые"]) {
        return word != "путраджая";
    }
    if ends(&["ее"]) {
        return true;
    }
    if ends(&["ий"]) {
        return ends(&["кий", "гий", "хий", "щий", "ший", "жий", "чий", "ний"])
            && !ends(&["гений", "маврикий"]);
    }
    if ends(&["ие"]) {
        return plural || ends(&["кие", "гие", "хие", "щие", "шие", "жие", "чие"]);
    }
    // Not Ханой.
    word.chars().count() > 5 && ends(&["ной", "ской", "вой", "шой"])
}

/// How a base form declines. The first paradigm has the base form among its forms.
pub fn paradigms(word: &str, hint: Hint) -> Vec<Paradigm<'_>> {
    let mut out = simple(word, hint);
    if let Some((head, tail)) = word.rsplit_once('-')
        && !hint.plural
        && !hint.abbreviation
    {
        compound(head, tail, hint, &mut out);
    }
    out
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
    let mut add = |cut: usize, class: Class| {
        let end = word.char_indices().rev().nth(cut.wrapping_sub(1)).map_or(word.len(), |(i, _)| i);
        let stem = word[..if cut == 0 { word.len() } else { end }].into();
        out.push(Paradigm { stem, class, only: Forms::ANY });
    };
    let mut tail = word.chars().rev();
    let (Some(last), before) = (tail.next(), tail.next().unwrap_or(' ')) else {
        return vec![Paradigm { stem: word.into(), class: Class::Fixed, only: Forms::ANY }];
    };
    let ends = |list: &[&str]| list.iter().any(|e| word.ends_with(e));
    let cyrillic = matches!(last, 'а'..='я');
    if !cyrillic {
        add(0, Class::Fixed);
        return out;
    }
    if hint.abbreviation {
        add(0, if is_vowel(last) || matches!(last, 'ь' | 'й') { Class::Fixed } else { Class::Abbreviation });
        return out;
    }
    if hint.plural {
        match last {
            'ы' => {
                add(1, Class::PlurY);
                // Воробьёвых гор, Соломоновых островов
                if ends(&["овы", "евы"]) {
                    add(1, Class::SurnameMasc);
                }
            }
            'е' if ends(&["ые"]) => add(2, Class::AdjPlur),
            'е' if ends(&["ие"]) => add(2, Class::AdjPlurSoft),
            'и' => add(1, Class::PlurI),
            'а' => add(1, Class::PlurA),
            'я' => add(1, Class::PlurJa),
            _ => add(0, Class::Fixed),
        }
        let before = word.chars().rev().nth(2).unwrap_or('а');
        if is_vowel(before) {
            return out;
        }
        if ends(&["ки"]) {
            match before {
                'ш' | 'ж' | 'ч' => fleeting(word, 2, "ек", Class::PlurGenitive, &mut out),
                'ь' | 'й' => fleeting(word, 3, "ек", Class::PlurGenitive, &mut out),
                _ => fleeting(word, 2, "ок", Class::PlurGenitive, &mut out),
            }
        } else if ends(&["цы"]) {
            fleeting(word, 2, "ец", Class::PlurGenitive, &mut out);
        } else if ends(&["ны"]) && before != 'н' {
            fleeting(word, 2, "ен", Class::PlurGenitive, &mut out);
        }
        return out;
    }
    if hint.surname {
        if hint.feminine {
            match last {
                'а' if ends(&["ова", "ева", "ина", "ына"]) => add(1, Class::SurnameFem),
                'я' if ends(&["ая"]) => add(2, Class::AdjFem),
                'я' if ends(&["яя"]) => add(2, Class::AdjFemSoft),
                'а' => add(1, feminine_a(before)),
                'я' if before == 'и' => add(1, Class::FemIja),
                'я' => add(1, Class::FemJa),
                _ => add(0, Class::Fixed),
            }
            return out;
        }
        if ends(&["ов", "ев", "ин", "ын"]) {
            add(0, Class::SurnameMasc);
            return out;
        }
        if ends(&[
            "ский", "цкий", "кий", "гой", "кой", "ный", "ной", "лый", "тый", "вый", "вой", "той", "рой",
            "ший", "хий",
        ]) {
            match word.chars().rev().nth(2) {
                Some('к' | 'г' | 'х' | 'ш' | 'ж') => add(2, Class::AdjMascVelar),
                _ => add(2, Class::AdjMasc),
            }
            return out;
        }
        if ends(&["чий", "щий", "жий", "ний"]) {
            add(2, Class::AdjMascSoft);
            return out;
        }
        if ends(&["их", "ых", "ко", "аго", "яго"]) {
            add(0, Class::Fixed);
            // Черных, but Рериха.
            if ends(&["их"]) {
                add(0, Class::MascVelar);
            }
            return out;
        }
    } else if !hint.person && is_adjective(word, hint.plural) {
        let third = word.chars().rev().nth(2).unwrap_or(' ');
        match (before, last) {
            ('ы' | 'о', 'й') if matches!(third, 'к' | 'г' | 'х' | 'ж' | 'ш' | 'щ' | 'ч') => {
                add(2, Class::AdjMascVelar)
            }
            ('ы' | 'о', 'й') => add(2, Class::AdjMasc),
            ('и', 'й') if matches!(third, 'к' | 'г' | 'х') => add(2, Class::AdjMascVelar),
            ('и', 'й') => add(2, Class::AdjMascSoft),
            ('а', 'я') if matches!(third, 'щ' | 'ш' | 'ж' | 'ч') => add(2, Class::AdjFemSibilant),
            ('а', 'я') => add(2, Class::AdjFem),
            ('я', 'я') => add(2, Class::AdjFemSoft),
            ('о', 'е') => add(2, Class::AdjNeut),
            ('е', 'е') => add(2, Class::AdjNeutSoft),
            ('ы', 'е') => add(2, Class::AdjPlur),
            _ => add(2, Class::AdjPlurSoft),
        }
        return out;
    }
    match last {
        'а' => add(1, feminine_a(before)),
        'я' if before == 'и' => add(1, Class::FemIja),
        'я' => add(1, Class::FemJa),
        'о' if hint.person || matches!(before, 'о' | 'и' | 'у') => add(0, Class::Fixed),
        'о' => add(1, Class::NeutHard),
        'е' if hint.person => add(0, Class::Fixed),
        'е' if before == 'и' => add(1, Class::NeutIje),
        'е' if matches!(before, 'щ' | 'ж' | 'ш' | 'ц' | 'ч') => add(1, Class::NeutSibilant),
        'е' if matches!(before, 'ь' | 'р' | 'л') => {
            add(1, Class::NeutSoft);
            if ends(&["жье", "чье", "шье"]) {
                add(1, Class::AdjNeutPossessive);
            }
        }
        'й' if hint.person && hint.feminine => add(0, Class::Fixed),
        'й' if before == 'и' => add(1, Class::MascIj),
        'й' => add(1, Class::MascJ),
        'ь' if hint.feminine && hint.person => {
            add(1, Class::FemSoftName);
            if word == "любовь" {
                add(1, Class::FemSoftName);
            }
        }
        'ь' if hint.feminine => add(1, Class::FemSoft),
        'ь' if hint.masculine || hint.person => add(1, Class::MascSoft),
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
            add(1, Class::FemSoft)
        }
        'ь' => {
            add(1, Class::MascSoft);
            add(1, Class::FemSoft);
        }
        'ы' | 'и' | 'у' | 'ю' | 'э' | 'е' => add(0, Class::Fixed),
        _ if hint.person && hint.feminine => add(0, Class::Fixed),
        'г' | 'к' | 'х' => {
            add(0, Class::MascVelar);
            if ends(&["ок", "ек"]) && word.chars().count() > 4 {
                fleeting(word, 2, "к", Class::MascVelar, &mut out);
            }
        }
        'ж' | 'ш' | 'ч' | 'щ' => add(0, Class::MascSibilant),
        'ц' => {
            add(0, Class::MascC);
            if ends(&["лец"]) {
                fleeting(word, 2, "ьц", Class::MascC, &mut out);
            } else if ends(&["аец", "еец", "оец", "уец"]) {
                fleeting(word, 2, "йц", Class::MascC, &mut out);
            } else if ends(&["ец"]) {
                fleeting(word, 2, "ц", Class::MascC, &mut out);
            }
        }
        _ => {
            add(0, Class::MascHard);
            match word {
                "павел" => fleeting(word, 2, "л", Class::MascHard, &mut out),
                "лев" => fleeting(word, 2, "ьв", Class::MascHard, &mut out),
                "христос" => fleeting(word, 2, "", Class::MascHard, &mut out),
                "египет" | "хребет" => fleeting(word, 2, "т", Class::MascHard, &mut out),
                "орел" | "козел" => fleeting(word, 2, "л", Class::MascHard, &mut out),
                _ => {}
            }
        }
    }
    out
}

fn feminine_a(before: char) -> Class {
    match before {
        'г' | 'к' | 'х' | 'ж' | 'ш' | 'щ' | 'ч' => Class::FemVelar,
        'ц' => Class::FemC,
        _ => Class::FemHard,
    }
}

/// Adds the stem that loses its last vowel before an ending.
fn fleeting(word: &str, cut: usize, with: &str, class: Class, out: &mut Vec<Paradigm<'_>>) {
    if let Some((i, _)) = word.char_indices().rev().nth(cut - 1) {
        out.push(Paradigm { stem: format!("{}{with}", &word[..i]).into(), class, only: Forms::ANY });
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
