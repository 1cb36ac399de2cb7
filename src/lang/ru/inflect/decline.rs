//! The class of a base form, by its last letters and by what is known of it: the rules of Russian declension.
//!
//! Reads a base form and a [`Hint`]. Tells for each way to decline it the stem and the [`Class`] of its endings, the one that
//! has the base form itself first. Cost: a look at the last three letters, and at a short list of words; no allocation.

use super::{Class, Hint};

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

/// Tells `found` how a base form declines at its end: a part of it, what follows that part in the stem, the class.
pub(super) fn decline<'w>(word: &'w str, hint: Hint, mut found: impl FnMut(&'w str, &'static str, Class)) {
    let mut letters = word.char_indices().rev();
    let Some((at_last, last)) = letters.next() else { return found(word, "", Class::Fixed) };
    let (at_before, before) = letters.next().unwrap_or((0, '\0'));
    let (at_third, third) = letters.next().unwrap_or((0, '\0'));
    let tail = Tail { third, before, last };
    // The word without its last letters, as many as are cut.
    let heads = [word, &word[..at_last], &word[..at_before], &word[..at_third]];
    let mut add = |cut: usize, with: &'static str, class: Class| found(heads[cut], with, class);
    if !matches!(last, 'а'..='я') {
        add(0, "", Class::Fixed);
    } else if hint.abbreviation {
        let fixed = is_vowel(last) || matches!(last, 'ь' | 'й');
        add(0, "", if fixed { Class::Fixed } else { Class::Abbreviation });
    } else if hint.plural {
        plural(tail, add);
    } else if hint.surname && hint.feminine {
        feminine_surname(tail, add);
    } else if hint.surname && masculine_surname(tail, &mut add) {
        // It was told.
    } else if !hint.surname && !hint.person && is_adjective(word, false) {
        adjective(tail, add);
    } else {
        noun(word, tail, hint, add);
    }
}

/// The last letters of a word; `\0` where it has fewer.
#[derive(Clone, Copy)]
struct Tail {
    third: char,
    before: char,
    last: char,
}

/// A plural without singular.
fn plural(Tail { third, before, last }: Tail, mut add: impl FnMut(usize, &'static str, Class)) {
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
}

/// A woman's surname.
fn feminine_surname(Tail { third, before, last }: Tail, mut add: impl FnMut(usize, &'static str, Class)) {
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
}

/// A man's surname; false where it declines as a noun does.
fn masculine_surname(
    Tail { third, before, last }: Tail,
    add: &mut impl FnMut(usize, &'static str, Class),
) -> bool {
    if matches!((before, last), ('о' | 'е', 'в') | ('и' | 'ы', 'н')) {
        add(0, "", Class::SurnameMasc);
        return true;
    }
    // -кий, -хий, -ший; -ный, -лый, -тый, -вый; -гой, -кой, -ной, -вой, -той, -рой.
    if last == 'й'
        && matches!(
            (third, before),
            ('к' | 'х' | 'ш', 'и') | ('н' | 'л' | 'т' | 'в', 'ы') | ('г' | 'к' | 'н' | 'в' | 'т' | 'р', 'о')
        )
    {
        match third {
            'к' | 'г' | 'х' | 'ш' | 'ж' => add(2, "", Class::AdjMascVelar),
            _ => add(2, "", Class::AdjMasc),
        }
        // Лефрой, Помрой decline as nouns, too.
        return third != 'р';
    }
    if matches!((third, before, last), ('ч' | 'щ' | 'ж' | 'н', 'и', 'й')) {
        add(2, "", Class::AdjMascSoft);
        return true;
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
        return true;
    }
    false
}

/// What [`is_adjective`].
fn adjective(Tail { third, before, last }: Tail, mut add: impl FnMut(usize, &'static str, Class)) {
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
}

/// A noun, or a name that declines as one.
fn noun(
    word: &str,
    Tail { third, before, last }: Tail,
    hint: Hint,
    mut add: impl FnMut(usize, &'static str, Class),
) {
    let ends = |list: &[&str]| list.iter().any(|e| word.ends_with(e));
    match last {
        // Франсуа, Моруа, Гарсиа
        'а' if hint.person && matches!(before, 'е' | 'и' | 'о' | 'у' | 'э') => add(0, "", Class::Fixed),
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
        'ь' if hint.feminine && hint.person => add(1, "", Class::FemSoftName),
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
                "посол" => add(2, "л", Class::MascHardButPrepositional),
                _ => {}
            }
        }
    }
}

/// The class of a feminine in -а, by the letter before.
fn feminine_a(before: char) -> Class {
    match before {
        'г' | 'к' | 'х' | 'ж' | 'ш' | 'щ' | 'ч' => Class::FemVelar,
        'ц' => Class::FemC,
        _ => Class::FemHard,
    }
}
