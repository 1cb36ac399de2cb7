//! Forms that may be a woman's or a man's: `Рашкина`, `Валерия Рашкина`, `Якова`.
//!
//! Reads: the names of a document's mentions. Makes: the mentions that are of a man whom the document names elsewhere in a form
//! that is nobody else's. Guarantees: a woman whom it names is never taken for one. Cost: nothing where no form is of both;
//! else a probe a mention and a comparison with at most [`NAMESAKES`] others.

use std::sync::Arc;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::super::mention::Tally;
use super::mention::Mention;
use super::name::{Name, Part};

/// Persons of one surname, at most, whom a form of it is compared with.
const NAMESAKES: usize = 64;

/// What a name that was taken for a woman's is as a man's: `Рашкина` and `Валерия Рашкина` are Рашкин's and Валерий
/// Рашкин's too, `Якова` is Яков's.
pub(super) fn mans(name: &Name) -> Option<(Option<String>, Option<String>)> {
    let masculine = |part: &Part| {
        let base = part.key.strip_suffix('а').filter(|_| feminine_surname(&part.key))?;
        part.others.iter().find(|o| *o == base).cloned()
    };
    let first = |part: &Part| part.others.iter().find(|o| shortened(o, &part.key)).cloned();
    match (&name.given, &name.surname) {
        (None, Some(s)) => Some((None, Some(masculine(s)?))),
        (Some(g), Some(s)) if name.either => Some((first(g), Some(masculine(s)?))),
        (Some(g), None) if name.either && name.patronymic.is_none() => Some((Some(first(g)?), None)),
        _ => None,
    }
}

/// True for a woman's surname that is a man's with an ending: `Рашкина`.
pub(super) fn feminine_surname(key: &str) -> bool {
    ["ова", "ева", "ина", "ына"].iter().any(|end| key.ends_with(end))
}

/// Whose a surname's form is beside a given name that may be hers or his in another case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Surname {
    /// `Шахназаров`, `Эдвардса`, `Жаровым`
    Mans,
    /// `Петровой`, `Чайковская`, `Шевчук`: a man's would have an ending.
    Womans,
    /// `Петрова`, `Петрову`, `Шевченко`
    Either,
}

impl Surname {
    pub(super) fn of(key: &str) -> Surname {
        const MANS: [&str; 11] = ["ов", "ев", "ин", "ын", "ого", "ому", "ым", "им", "ом", "ове", "еве"];
        const EITHER: [&str; 9] = ["ова", "ева", "ина", "ына", "ову", "еву", "ину", "ыну", "ых"];
        let ends = |list: &[&str]| list.iter().any(|end| key.ends_with(end));
        if ends(&EITHER) || key.ends_with("их") {
            Surname::Either
        } else if ends(&MANS) {
            Surname::Mans
        } else if ends(&["ой", "ая", "ую"]) || key.ends_with(|c: char| !"аеиоуыэюя".contains(c))
        {
            Surname::Womans
        } else if key.ends_with(['а', 'у']) {
            Surname::Mans
        } else {
            Surname::Either
        }
    }
}

/// True for a man's name that is seldom beside the woman's of the same forms: of `Юлия`, `Анастасию`, `Марине` few are a
/// Юлий's, an Анастасий's or a Марин's.
pub(super) fn seldom(man: &str) -> bool {
    const SELDOM: [&str; 16] = [
        "альбин",
        "анастасий",
        "антонин",
        "дин",
        "зин",
        "кир",
        "клавдий",
        "лен",
        "марин",
        "милен",
        "светлан",
        "серен",
        "ульян",
        "эльмир",
        "эльнар",
        "юлий",
    ];
    SELDOM.binary_search(&man).is_ok()
}

/// True for the man's name of which a woman's is a form: Валерий, Валерия.
pub(super) fn shortened(man: &str, woman: &str) -> bool {
    let stem = |key: &str| key.trim_end_matches(['а', 'я', 'й', 'ь']).len();
    man.len() <= woman.len() && stem(man) == stem(woman) && man[..stem(man)] == woman[..stem(woman)]
}

/// The mentions that are of a man whom the document names in a form that is nobody else's, with their places in `names`:
/// `Рашкина` where `Рашкин` or `Рашкину` stands, and no woman of the name.
pub(super) fn men(names: &[(usize, &Mention)], tally: &mut Tally) -> Vec<(usize, Mention)> {
    let mut turned = Vec::new();
    if names.len() < 2 || names.iter().all(|(_, m)| m.man.is_none()) {
        return turned;
    }
    let of = |name: &Name| name.surname.as_ref().or(name.given.as_ref()).map(|part| part.numbers[0]);
    // The names that are nobody else's, by their surnames, or by the given names of those without one.
    let mut known: HashMap<u32, Vec<&Name>, FixedState> = HashMap::default();
    for (_, m) in names.iter().filter(|(_, m)| m.man.is_none()) {
        if let Some(number) = of(&m.name) {
            let same = known.entry(number).or_default();
            if same.len() < NAMESAKES {
                same.push(&m.name);
            }
        }
    }
    for (at, (_, mention)) in names.iter().enumerate() {
        let Some((given, surname)) = &mention.man else { continue };
        let Some(own) = of(&mention.name) else { continue };
        let Some(base) = surname.as_ref().or(given.as_ref()) else { continue };
        let man = tally.number(base);
        let Some(same) = known.get(&man).filter(|_| !known.contains_key(&own)) else { continue };
        // `Валерия Рашкина` is nobody's where only Иван Рашкин is named.
        let fits = |other: &Name| match (&mention.name.given, &other.given) {
            (Some(own), Some(g)) => given.as_ref().map_or_else(|| own.meets(g), |given| g.may_be(given)),
            (Some(own), None) => other.initial.is_none_or(|i| own.key.starts_with(i)),
            _ => true,
        };
        if !same.iter().any(|name| fits(name)) {
            continue;
        }
        let mut turn = |part: &Option<Arc<Part>>, best: &Option<String>| match (part, best) {
            (Some(part), Some(best)) => Some(part.turned(best, tally)),
            (part, _) => part.clone(),
        };
        let name = Name {
            given: turn(&mention.name.given, given),
            surname: turn(&mention.name.surname, surname),
            case: None,
            either: false,
            ..mention.name.clone()
        };
        turned.push((at, Mention::new(name, mention.lang)));
    }
    turned
}
