//! The base forms of a name's words.
//!
//! Reads: a word of a name, what it is in it, and the forms that the words before it allow. Makes: its likeliest base form, the
//! others that are possible, and the forms or the case that are left. In Kazakh only the last word is inflected; in Russian
//! the bases that the name lists have compete with those that the paradigms allow ([`forms_as`]), by a score. Cost: some
//! microseconds a distinct word; it is kept.

use crate::document::Case;
use crate::lang::Lang;
use crate::lang::ru::inflect::{Forms, Hint, forms_as};
use crate::lexicon::{Evidence, Lexicon, NameReading, suffix, without_case};
use crate::words::fold;

use super::gender::feminine_surname;
use super::name::{Part, russian_surname};

/// What a word is in a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Role {
    Given,
    Patronymic,
    Surname,
}

/// What a Russian base form is looked for as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Asked {
    pub(super) role: Role,
    pub(super) feminine: bool,
    pub(super) masculine: bool,
}

/// A word of a Kazakh name: only the last is inflected.
pub(super) fn kazakh_base(lexicon: &Lexicon, key: &str, surface: &str, last: bool) -> (Part, Option<Case>) {
    if !last {
        return (Part::new(surface, key, key.to_owned(), Vec::new()), None);
    }
    let mut readings: Vec<NameReading> = Vec::new();
    lexicon.names().readings(key, Lang::Kk, &mut readings);
    // The name itself before a shorter one with a suffix.
    let listed = readings
        .iter()
        .min_by_key(|r| r.evidence.has(Evidence::INFLECTED))
        .map(|r| (fold(lexicon.names().written(r)).into_owned(), r.case));
    let bare = without_case(key);
    let (base, found) = match listed {
        Some((base, c)) => (base, c),
        None if !lexicon.persons(key).is_empty() => (key.to_owned(), Some(Case::Nom)),
        None => {
            let c = key.strip_prefix(bare).and_then(|rest| {
                suffix::chain(bare, rest.trim_start_matches('-'), false, rest.starts_with('-'))
                    .or_else(|| suffix::chain(bare, rest, true, false))
            });
            (bare.to_owned(), c.and_then(|c| c.case))
        }
    };
    let mut others = Vec::new();
    for other in [bare, key] {
        if other != base {
            others.push(other.to_owned());
        }
    }
    (Part::new(surface, key, base, others), found)
}

/// A base form that a word may have.
struct Candidate {
    score: i32,
    base: String,
    /// The forms that the word is of it.
    forms: Forms,
}

/// A Russian word whose base form is looked for.
struct Search<'a> {
    lexicon: &'a Lexicon,
    key: &'a str,
    asked: Asked,
    /// The forms that it may stand in.
    forms: Forms,
}

/// How far below the best a candidate may score to be possible too, and how many such there are, at most.
const POSSIBLE: i32 = 4;
/// What a surname in the plural scores.
const PLURAL: i32 = 9;
const OTHERS: usize = 6;

/// The name, and which of two: `кампрада-старшего`.
fn elder(key: &str) -> Option<(&str, &'static str)> {
    let (name, which) = key.rsplit_once('-')?;
    match which {
        "старший" | "старшего" | "старшему" | "старшим" | "старшем" => {
            Some((name, "старший"))
        }
        "младший" | "младшего" | "младшему" | "младшим" | "младшем" => {
            Some((name, "младший"))
        }
        _ => None,
    }
}

/// A word of a Russian name that may stand in `forms`, and the forms that are left.
pub(super) fn russian_base(
    lexicon: &Lexicon,
    key: &str,
    surface: &str,
    asked: Asked,
    forms: Forms,
) -> (Part, Forms) {
    if let Some((name, which)) = elder(key) {
        let (part, left) = russian_base(lexicon, name, surface, asked, forms);
        let with = |base: String| format!("{base}-{which}");
        return (Part::new(surface, key, with(part.key), part.others.into_iter().map(with).collect()), left);
    }
    let mut candidates = Vec::new();
    let search = Search { lexicon, key, asked, forms };
    search.listed(&mut candidates);
    search.declined(&mut candidates);
    search.plural(&mut candidates);
    candidates.sort_by(|a, b| {
        b.score.cmp(&a.score).then(a.base.len().cmp(&b.base.len())).then(a.base.cmp(&b.base))
    });
    let mut candidates = candidates.into_iter();
    let Some(best) = candidates.next() else {
        return (Part::new(surface, key, key.to_owned(), Vec::new()), forms);
    };
    let both = forms.and(best.forms);
    let left = if both.is_empty() { forms } else { both };
    let mut others: Vec<String> = Vec::new();
    for c in candidates.take_while(|c| c.score >= best.score - POSSIBLE) {
        if c.base != best.base && !others.contains(&c.base) && others.len() < OTHERS {
            others.push(c.base);
        }
    }
    // `Закиева` may be Закиев's, whoever else is known by it.
    if asked.role == Role::Surname
        && !asked.feminine
        && best.base == key
        && feminine_surname(key)
        && let Some(man) = key.strip_suffix('а')
        && !others.iter().any(|o| o == man)
    {
        others.push(man.to_owned());
    }
    (Part::new(surface, key, best.base, others), left)
}

impl Search<'_> {
    /// The bases that the name lists have.
    fn listed(&self, out: &mut Vec<Candidate>) {
        let &Search { lexicon, key, asked: Asked { role, feminine, masculine }, forms } = self;
        let wanted = if role == Role::Surname { Evidence::SURNAME } else { Evidence::GIVEN };
        let mut readings: Vec<NameReading> = Vec::new();
        lexicon.names().readings(key, Lang::Ru, &mut readings);
        for r in readings.iter().filter(|r| r.evidence.has(wanted)) {
            let base = fold(lexicon.names().written(r)).into_owned();
            // `Роберта` of a man is Роберт's, `Нургалиева` of a woman hers.
            let has = |gender: u32| r.evidence.has(gender);
            let other = match role {
                Role::Surname => feminine && russian_surname(&base) && !base.ends_with('а'),
                _ => {
                    masculine && has(Evidence::FEMININE) && !has(Evidence::MASCULINE)
                        || feminine && has(Evidence::MASCULINE) && !has(Evidence::FEMININE)
                }
            };
            // Хью and Гэри have one form for all cases.
            let hint = Hint { person: true, masculine: !feminine, feminine, ..Hint::default() };
            let same = base == key;
            let all = if same { forms_as(key, &base, key.len(), hint, lexicon.endings()) } else { r.forms };
            let own = Forms(r.forms.0 | all.and(Forms::SINGULAR).0);
            let score = if forms.and(own).is_empty() { 2 } else { 8 } - 4 * i32::from(other);
            out.push(Candidate { score: score + i32::from(same), base, forms: own });
        }
    }

    /// The bases that the paradigms allow: an ending is taken off and another put on.
    fn declined(&self, out: &mut Vec<Candidate>) {
        let &Search { lexicon, key, .. } = self;
        let endings = lexicon.endings();
        let mut base = String::with_capacity(key.len() + 4);
        let mut cut = key.len();
        for taken in 0..=LONGEST_CUT {
            let stem = &key[..cut];
            let Some((last, _)) = stem.char_indices().next_back().filter(|_| stem.chars().count() >= 2)
            else {
                break;
            };
            let rests = endings.rests(key, cut);
            // `Помероя` is no Померо-ь's, `Раилем` no Раил-й's.
            let vowel = stem.ends_with(['а', 'е', 'и', 'о', 'у', 'ы', 'э', 'ю', 'я']);
            let fits =
                |ending: &&[char]| rests.may_be(ending) && **ending != [if vowel { 'ь' } else { 'й' }];
            for ending in BASE_ENDINGS.into_iter().filter(fits) {
                base.clear();
                base.push_str(stem);
                base.extend(ending);
                // So long an ending on a base without one is rare too.
                let rare = rarity(ending) + i32::from(taken == LONGEST_CUT && ending.is_empty());
                self.declined_as(&base, cut, rare, out);
            }
            cut = last;
        }
    }

    /// The base of a Russian surname that several bear together: `Тимур и Динара | Кулибаевы`.
    fn plural(&self, out: &mut Vec<Candidate>) {
        const ENDS: [(&str, &str, &str); 10] = [
            ("овы", "ов", "ова"),
            ("овыми", "ов", "ова"),
            ("евы", "ев", "ева"),
            ("евыми", "ев", "ева"),
            ("ины", "ин", "ина"),
            ("иными", "ин", "ина"),
            ("ские", "ский", "ская"),
            ("скими", "ский", "ская"),
            // His in another case, hers only with others.
            ("овым", "", "ова"),
            ("евым", "", "ева"),
        ];
        let &Search { key, asked: Asked { role, feminine, masculine }, forms, .. } = self;
        if role != Role::Surname || feminine == masculine {
            return;
        }
        let fits = ENDS
            .iter()
            .filter_map(|(end, his, hers)| Some((key.strip_suffix(end)?, if feminine { hers } else { his })));
        out.extend(
            fits.filter(|(stem, end)| !end.is_empty() && stem.chars().count() >= 2)
                .map(|(stem, end)| Candidate { score: PLURAL, base: format!("{stem}{end}"), forms }),
        );
    }

    /// A base form that shares the word's bytes to `cut`, as a man's and as a woman's where the word may be of it.
    fn declined_as(&self, base: &str, cut: usize, rare: i32, out: &mut Vec<Candidate>) {
        let &Search { lexicon, key, asked, .. } = self;
        let genders: &[bool] = match (asked.feminine, asked.masculine) {
            (true, _) => &[true],
            (_, true) => &[false],
            _ => &[false, true],
        };
        for &woman in genders {
            let surname = asked.role == Role::Surname;
            let hint = Hint { person: true, surname, feminine: woman, masculine: !woman, ..Hint::default() };
            let forms = forms_as(key, base, cut, hint, lexicon.endings()).and(Forms::SINGULAR);
            if !forms.is_empty() {
                out.push(Candidate {
                    score: self.score(base, forms, woman) - rare,
                    base: base.to_owned(),
                    forms,
                });
            }
        }
    }

    /// How likely a base form is of which the word is `forms`, as a woman's name or a man's.
    fn score(&self, base: &str, forms: Forms, woman: bool) -> i32 {
        let &Search { lexicon, key, asked: Asked { role, .. }, forms: allowed } = self;
        let agrees = allowed == Forms::ANY || !allowed.and(forms).is_empty();
        // What looks indeclinable beside a name that is declined may be so too: `Мартину Карплусу`.
        let looks = allowed.and(Forms::BASE).is_empty() && looks_declined(key);
        let unchanged = if looks { -1 } else { 2 };
        let known = role == Role::Surname && !lexicon.persons(base).is_empty();
        let declined = match role {
            // No name ends so: `Мишель Эшимовой`, `с Франсуа Пригожиным`.
            Role::Surname if declined_surname(key, base) => {
                1 + i32::from(["вым", "ным", "вой", "ной"].iter().any(|end| key.ends_with(end)))
            }
            Role::Patronymic => i32::from(declined_patronymic(key, base)),
            _ => 0,
        };
        let russian = russian_surname(base);
        let gender = match (woman, russian, base.ends_with(['а', 'я'])) {
            (true, _, true) | (false, _, false) => 1,
            // -ов, -ин for a woman, -ова for a man: no.
            (true, true, false) | (false, true, true) => -3,
            _ => 0,
        };
        let usual = russian && base.ends_with(if woman { 'а' } else { 'в' });
        let agreement = if agrees { 3 } else { -4 };
        agreement
            + gender
            + i32::from(base == key) * unchanged
            + 4 * i32::from(known)
            + 4 * declined
            + i32::from(usual)
    }
}

/// Letters of a base that a case changes, or that it adds, at most.
const LONGEST_CUT: usize = 3;

/// The ends of base forms that a case takes off or changes.
const BASE_ENDINGS: [&[char]; 12] = [
    &[],
    &['а'],
    &['я'],
    &['ь'],
    &['й'],
    &['и', 'й'],
    &['ы', 'й'],
    &['о', 'й'],
    &['а', 'я'],
    &['я', 'я'],
    &['и', 'я'],
    &['о'],
];

/// Bases that end in rare ways need more than a guess.
fn rarity(ending: &[char]) -> i32 {
    match ending {
        [] | ['а'] => 0,
        ['и', 'й'] | ['а', 'я'] | ['я'] => 1,
        _ => 2,
    }
}

/// True for an ending that only a case of a Russian surname has: `Козомазову`, `Лаевского`, `Лажечниковым`, `Петровой`.
fn declined_surname(key: &str, base: &str) -> bool {
    const CASES: [(&str, &[&str]); 12] = [
        ("ский", &["ского", "скому", "ским", "ском"]),
        ("цкий", &["цкого", "цкому", "цким", "цком"]),
        ("ов", &["ову", "овым", "ове"]),
        ("ев", &["еву", "евым", "еве"]),
        ("ин", &["ину", "иным", "ине"]),
        ("ын", &["ыну", "ыным", "ыне"]),
        ("ова", &["овой"]),
        ("ева", &["евой"]),
        ("ина", &["иной"]),
        ("ына", &["ыной"]),
        ("цкая", &["цкой", "цкую"]),
        ("ская", &["ской", "скую"]),
    ];
    CASES.iter().any(|(end, cases)| base.ends_with(end) && cases.iter().any(|c| key.ends_with(c)))
}

/// True for a consonant and a vowel that names seldom end in, but for those in -ску: `Карплусу`, not `Лау`, `Чаушеску`.
fn looks_declined(key: &str) -> bool {
    let mut letters = key.chars().rev();
    let (last, before) = (letters.next(), letters.next());
    let vowel = before.is_none_or(|c| "аеиоуыэюя".contains(c));
    matches!(last, Some('у' | 'ю' | 'е')) && !vowel && !key.ends_with("ску")
}

/// True for an ending that only a case of a patronymic has: `Игнатьевну`, `Мастаковичем`.
fn declined_patronymic(key: &str, base: &str) -> bool {
    let woman = |end: &str| base.ends_with(end) && !key.ends_with(end);
    let man = base.ends_with("ич") && is_fathers_case(key);
    man || woman("вна") || woman("чна")
}

/// True for an ending that only a case of a man's patronymic has: `Мастаковичем`.
pub(super) fn is_fathers_case(key: &str) -> bool {
    ["ича", "ичу", "ичем", "иче"].iter().any(|end| key.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_forms_are_restored() {
        let lexicon = Lexicon::default();
        let cases = [
            ("Сыздыкова", Role::Surname, false, true, "сыздыков"),
            ("Сыздыковой", Role::Surname, true, false, "сыздыкова"),
            ("Медведеву", Role::Surname, false, true, "медведев"),
            ("Маминым", Role::Surname, false, true, "мамин"),
            ("Данияра", Role::Given, false, true, "данияр"),
            ("Достоевского", Role::Surname, false, true, "достоевский"),
            ("Козомазову", Role::Surname, false, true, "козомазов"),
            ("Козомазовой", Role::Surname, true, false, "козомазова"),
            ("Лажечниковым", Role::Surname, false, false, "лажечников"),
            ("Лаевского", Role::Surname, false, false, "лаевский"),
            ("Трубецкой", Role::Surname, false, true, "трубецкой"),
        ];
        for (form, role, feminine, masculine, base) in cases {
            let key = fold(form);
            let asked = Asked { role, feminine, masculine };
            let (part, _) = russian_base(&lexicon, &key, form, asked, Forms::ANY);
            assert_eq!(part.key, base, "{form}: {part:?}");
        }
    }
}
