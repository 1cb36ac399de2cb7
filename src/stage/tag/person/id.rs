//! Ids and names of persons that no lexicon holds.
//!
//! Reads: the parts of a name in base forms. Makes: an id of its surname and first letter, or of what else there is, in Latin
//! letters, and the name as it would be written. Guarantees: forms of one name, and for Kazakhstani names both languages'
//! spellings, have one id. Cost: a few hundred nanoseconds, once a mention's words.

use crate::document::Made;
use crate::lang::Lang;
use crate::lexicon::Lexicon;
use crate::words::fold;

use super::name::{Name, Part};

/// An id and names made from the mention; the id has the first letter of the given name, or it `whole`.
pub(super) fn made(lexicon: &Lexicon, name: &Name, lang: Lang, whole: bool) -> Made {
    let russian = |part: &Part| -> String {
        match lexicon.names().russian(&part.written).filter(|_| lang == Lang::Kk) {
            Some(ru) => fold(ru).into_owned(),
            // Құсайынова is Кусаинова, Сейітова is Сеитова.
            None if lang == Lang::Kk => part.key.replace("йы", "и").replace("йі", "и"),
            None => part.key.clone(),
        }
    };
    let mut id = String::from("per:");
    match (&name.surname, &name.given) {
        (Some(s), _) => id.push_str(&latin(&russian(s))),
        (None, Some(g)) => id.push_str(&latin(&russian(g))),
        _ => id.push_str("unknown"),
    }
    if name.surname.is_some() {
        let initial =
            name.given.as_ref().map(|g| latin(&russian(g))).or(name.initial.map(|c| latin(&c.to_string())));
        let initial = initial.as_deref().unwrap_or("");
        let letters = if whole { initial.len() } else { 1 };
        if !initial.is_empty() {
            id.push('-');
            id.extend(initial.chars().take(letters));
        }
    } else if let Some(p) = &name.patronymic {
        id.push('-');
        id.push_str(&latin(&p.key));
    }
    if let Some(number) = &name.number {
        id.push('-');
        id.push_str(&number.to_ascii_lowercase());
    }
    let mut full = String::new();
    let initial = name.initial.filter(|_| name.given.is_none()).map(|c| match name.second {
        Some(second) => format!("{}.-{}.", c.to_uppercase(), second.to_uppercase()),
        None => format!("{}.", c.to_uppercase()),
    });
    for piece in [
        name.given.as_ref().map(|p| p.written.as_str()),
        initial.as_deref(),
        name.patronymic.as_ref().map(|p| p.written.as_str()),
        name.middle.as_deref(),
        name.surname.as_ref().map(|p| p.written.as_str()),
        name.number.as_deref(),
    ]
    .into_iter()
    .flatten()
    {
        if !full.is_empty() {
            full.push(' ');
        }
        full.push_str(piece);
    }
    let mut names = [None, None, None];
    names[usize::from(lang == Lang::Kk)] = Some(full);
    Made { id, names, subtype: None }
}

/// Latin letters for an id, the same for both languages' spellings of a Kazakh name.
pub(in crate::stage::tag) fn latin(key: &str) -> String {
    let mut out = String::with_capacity(key.len());
    let chars: Vec<char> = key.chars().collect();
    let mut before = ' ';
    for (i, &c) in chars.iter().enumerate() {
        let vowel_before = matches!(
            before,
            'а' | 'ә'
                | 'е'
                | 'и'
                | 'о'
                | 'ө'
                | 'у'
                | 'ұ'
                | 'ү'
                | 'ы'
                | 'і'
                | 'э'
                | 'ю'
                | 'я'
                | ' '
                | 'ь'
                | 'ъ'
                | '-'
        );
        let piece = match c {
            'а' | 'ә' => "a",
            'б' => "b",
            'в' => "v",
            'г' | 'ғ' => "g",
            'д' => "d",
            'е' | 'ё' if vowel_before && i > 0 => "ye",
            'е' | 'ё' | 'э' => "e",
            'ж' => "zh",
            'з' => "z",
            // Тілеуберді is Тлеуберди in Russian.
            'і' if i == 1 && chars[0] == 'т' && chars.get(2) == Some(&'л') => "",
            // Тасқұдық is Таскудук.
            'ы' if i + 2 == chars.len() && key.ends_with("құдық") => "u",
            'и' | 'і' => "i",
            'й' => "y",
            'к' | 'қ' => "k",
            'л' => "l",
            'м' => "m",
            'н' | 'ң' => "n",
            'о' | 'ө' => "o",
            'п' => "p",
            'р' => "r",
            'с' => "s",
            'т' => "t",
            'у' | 'ұ' | 'ү' => "u",
            'ф' => "f",
            'х' | 'һ' => "kh",
            'ц' => "ts",
            'ч' => "ch",
            'ш' => "sh",
            'щ' => "shch",
            'ы' => "y",
            'ю' => "yu",
            'я' => "ya",
            'a'..='z' | '0'..='9' => {
                out.push(c);
                ""
            }
            '-' | ' ' | '/' if !out.ends_with('-') && !out.is_empty() => "-",
            _ => "",
        };
        out.push_str(piece);
        before = c;
    }
    out.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use crate::document::{EntityType, Thing};

    use super::*;

    #[test]
    fn ids_are_equal_in_both_languages() {
        for (ru, kk) in [
            ("тлеуберди", "тілеуберді"),
            ("токаев", "тоқаев"),
            ("сарыбай", "сарыбай"),
            ("жумабаев", "жұмабаев"),
        ] {
            assert_eq!(latin(ru), latin(kk));
        }
        assert_eq!(latin("сыздыков"), "syzdykov");
    }
    #[test]
    fn names_keep_what_stands_in_them() {
        let pipeline = crate::Pipeline::builder().skip("zone").build().unwrap();
        for (text, name) in [
            ("Приехал писатель Понсон де Бонвиль.", "Понсон де Бонвиль"),
            ("В Астану прибыл принц Салман бин Ибрагим Аль Халиди.", "Салман бин Ибрагим Аль Халиди"),
            ("Статья Кристиана фон Беттихера вышла.", "Кристиан фон Беттихер"),
        ] {
            let page = pipeline.annotate(text);
            let persons = page.document().entities.iter().filter(|e| e.kind == EntityType::Per);
            let names: Vec<String> = persons
                .filter_map(|e| match &e.thing {
                    Thing::Made(made) => made.names[0].clone(),
                    _ => None,
                })
                .collect();
            assert_eq!(names, [name], "{text}");
        }
    }
}
