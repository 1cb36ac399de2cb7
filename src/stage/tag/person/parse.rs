//! The words of a mention as the parts of a name.
//!
//! Reads: a mention's words, what the name lists say of them, and what stands beside it where its form may be a woman's or a
//! man's. Makes: its [`Name`]: which word is the given name, the patronymic, the surname, each in base forms, and its case.
//! Gender comes from the given name, the patronymic, the surname's ending and the neighbours, in this order. Cost: some
//! microseconds, once a mention's words.

use std::sync::Arc;

use crate::document::{Case, Entity};
use crate::lang::Lang;
use crate::lang::letters::Letter;
use crate::lang::ru::inflect::Forms;
use crate::lexicon::{Evidence, Lexicon, NameReading};
use crate::words::fold;

use super::super::bounds::{is_child, is_joining};
use super::super::word::Class;
use super::Page;
use super::base::{Asked, Role, is_fathers_case, kazakh_base, russian_base};
use super::gender::{Surname, feminine_surname, seldom, shortened};
use super::mention::Bases;
use super::name::{Name, Part, ruler_number, russian_surname};
use super::stands::Stands;

/// Letters of a word of a Korean or Chinese name, at most.
const SHORT: usize = 4;

/// Letters of a particle inside a name, at most: `де`, `бинт`.
const PARTICLE: usize = 4;

/// What a list of given names says.
const ANY_GIVEN: u32 = Evidence::GIVEN | Evidence::MASCULINE | Evidence::FEMININE;

/// Splits a mention into the parts of a name. What stands beside it counts where its form may be a woman's or a man's.
pub(super) fn parse(page: Page<'_>, bases: &mut Bases, e: &Entity, stands: Stands) -> Name {
    let (mut name, words) = read(page, e);
    let roles = words.roles(name.initial.is_some());
    let mut gender = words.gender(&roles);
    name.doubtful = words.is_doubtful(&roles, gender.either, name.initial.is_some());
    let mut forms = Forms::ANY;
    // Of those that nothing tells most stand in the nominative: `А. Оспанова, Б. Серикова`.
    let mut of_surname = Forms::ANY;
    if name.doubtful {
        match stands {
            Stands::Woman => (gender.feminine, gender.masculine, forms) = (true, false, Forms::BASE),
            Stands::Man => (gender.feminine, gender.masculine, forms) = (false, true, Forms::GENITIVE),
            Stands::Untold if roles.surname.is_some() => of_surname = Forms::BASE,
            Stands::Untold => {}
        }
        gender.either &= stands == Stands::Untold;
    }
    name.either = gender.either || words.is_row(&roles);
    let last = roles.surname.or(roles.given);
    let mut restore = Restore { words: &words, bases, gender: &gender, loose: name.either, last, case: None };
    // Of `Раилем Сарбаевым` the surname tells the case.
    if gender.told_behind {
        name.surname = restore.part(roles.surname, Role::Surname, &mut forms);
    }
    name.given = restore.part(roles.given, Role::Given, &mut forms);
    name.patronymic = restore.part(roles.patronymic, Role::Patronymic, &mut forms);
    if of_surname != Forms::ANY {
        forms = of_surname;
    }
    if !gender.told_behind {
        name.surname = restore.part(roles.surname, Role::Surname, &mut forms);
    }
    let case = restore.case;
    let dative = roles.surname.is_some_and(|s| words.key(s).ends_with('у'));
    if let Some(man) = mans_given(&name, dative) {
        name.given = name.given.map(|g| g.turned(&man, &mut bases.tally));
    }
    name.oblique = forms.and(Forms::BASE).is_empty();
    name.middle = words.middle(&roles, name.oblique);
    name.case = case.or_else(|| if forms == Forms::ANY { None } else { forms.and(Forms::SINGULAR).case() });
    name
}

/// The words of a mention that are parts of a name, initials and numbers aside.
struct NameWords<'a> {
    page: Page<'a>,
    /// Their tokens, and what the lists say of them.
    list: Vec<(u32, Evidence)>,
    /// A woman's patronymic is among them.
    daughter: bool,
}

/// Which words of a mention are which parts of a name.
struct Roles {
    given: Option<usize>,
    patronymic: Option<usize>,
    surname: Option<usize>,
}

/// Whose name it is by its words: nobody's in particular where neither is set.
struct Gender {
    feminine: bool,
    masculine: bool,
    /// The given name may be either's, or tells nothing: [`Name::either`].
    either: bool,
    /// The surname's ending tells gender and case.
    told_behind: bool,
}

/// Reads a mention's words: initials and a ruler's number are kept in the name, other words are told apart later.
fn read<'a>(page: Page<'a>, e: &Entity) -> (Name, NameWords<'a>) {
    let mut name = Name::default();
    let mut words = NameWords { page, list: Vec::new(), daughter: false };
    let mut hyphen = false;
    for t in e.tokens.clone() {
        let info = page.info(t);
        let (surface, key) = (page.surface(t), page.key(t));
        if t + 1 == e.tokens.end && !words.list.is_empty() {
            name.number = ruler_number(surface);
            if name.number.is_some() {
                break;
            }
        }
        // `Дж.`
        let dotted = || surface.ends_with('.') && surface.chars().filter(|c| c.is_small()).count() <= 1;
        if info.class == Class::Initial || dotted() {
            let letter = fold(surface).chars().next();
            match name.initial {
                None => name.initial = letter,
                Some(_) if hyphen => name.second = letter,
                Some(_) => {}
            }
        } else if surface.chars().any(Letter::is_letter)
            && !surface.ends_with('.')
            && !(info.class == Class::Lower && (is_joining(key) || is_child(key)))
            // `МАКАНБАЙ КЫЗЫ`
            && !(info.class == Class::AllCapitals && is_child(key))
        {
            // Not `Проф.`, nor `де`, nor `уулу`.
            words.list.push((t, info.evidence));
            let has = |list: &[&str]| list.iter().any(|piece| key.contains(piece));
            words.daughter |= info.evidence.has(Evidence::PATRONYMIC) && has(&["овн", "евн", "ичн"])
                || has(&["қызы", "кызы"]);
        }
        words.daughter |= matches!(key, "гызы" | "кизи" | "кызы");
        hyphen = surface == "-";
    }
    (name, words)
}

impl<'a> NameWords<'a> {
    fn has(&self, i: usize, bits: u32) -> bool {
        self.list.get(i).is_some_and(|(_, e)| e.has(bits))
    }

    fn key(&self, i: usize) -> &'a str {
        self.page.key(self.list[i].0)
    }

    fn is_russian(&self, i: usize) -> bool {
        self.page.doc.tokens[self.list[i].0 as usize].lang != Lang::Kk
    }

    /// True for a word that texts have in small letters too.
    fn is_common(&self, i: usize) -> bool {
        self.page.info(self.list[i].0).common
    }

    /// Which word is which part; beside an initial a word alone is a surname.
    fn roles(&self, initial: bool) -> Roles {
        let has = |i: usize, bits: u32| self.has(i, bits);
        let patronymic = Evidence::PATRONYMIC | Evidence::KAZAKH_PATRONYMIC;
        let surname_like = Evidence::SURNAME | Evidence::SURNAME_SHAPE;
        // `Кусаинова Мадина`, though names end in -ина as surnames do.
        let surname_first = || {
            !has(0, Evidence::GIVEN)
                && ["ов", "ев", "ова", "ева", "ский", "ская"].iter().any(|end| self.key(0).ends_with(end))
                && (!has(1, surname_like) || has(1, Evidence::GIVEN) && !has(1, Evidence::SURNAME))
        };
        let (given, patronymic, surname) = match self.list.len() {
            0 => (None, None, None),
            1 if initial => (None, None, Some(0)),
            1 if has(0, Evidence::GIVEN) && !has(0, surname_like) => (Some(0), None, None),
            1 => (None, None, Some(0)),
            // `Әбіш Сәкенұлы` has no other surname.
            2 if has(1, Evidence::KAZAKH_PATRONYMIC) => (Some(0), None, Some(1)),
            2 if has(1, patronymic) && !has(1, Evidence::SURNAME) => (Some(0), Some(1), None),
            // `Мурат` is a surname too, but not behind one by its shape: `Ашимбаев Мурат`.
            2 if has(1, Evidence::GIVEN)
                && !has(0, Evidence::GIVEN)
                && (has(0, surname_like) && !has(1, surname_like)
                    || has(0, Evidence::SURNAME_SHAPE)
                        && !has(1, Evidence::SURNAME_SHAPE)
                        && !self.key(0).ends_with("ддин")) =>
            {
                (Some(1), None, Some(0))
            }
            // `Шалахметов Ғаділбек`
            2 if surname_first() => (Some(1), None, Some(0)),
            2 => (Some(0), None, Some(1)),
            3 if has(2, patronymic) && !has(1, patronymic) => (Some(1), Some(2), Some(0)),
            n if has(1, patronymic) => (Some(0), Some(1), Some(n - 1)),
            n => (Some(0), None, Some(n - 1)),
        };
        Roles { given, patronymic, surname }
    }

    /// The words between given name and surname: particles (`де ла`), in the nominative others too (`бен Салман`).
    fn middle(&self, roles: &Roles, oblique: bool) -> Option<Box<str>> {
        let (given, surname) = roles.given.zip(roles.surname).filter(|(g, s)| g < s)?;
        let (from, to) = (self.list[given].0 + 1, self.list[surname].0);
        let stays = |t: u32| match self.page.info(t).class {
            Class::Lower => self.page.key(t).chars().count() <= PARTICLE,
            Class::Capital => !oblique && self.page.doc.tokens[t as usize].lang != Lang::Kk,
            _ => false,
        };
        if from >= to || roles.patronymic.is_some() || !(from..to).all(stays) {
            return None;
        }
        let words: Vec<&str> = (from..to).map(|t| self.page.surface(t)).collect();
        Some(words.join(" ").into())
    }

    /// True for several short words, of which the last alone declines, and none tells a gender: `Ким Ён Чжина`.
    fn is_row(&self, roles: &Roles) -> bool {
        let short = |&(t, _): &(u32, Evidence)| self.page.doc.tokens[t as usize].norm.len() <= 2 * SHORT;
        let count = self.list.len();
        count >= 3
            && roles.patronymic.is_none()
            && roles.given == Some(0)
            && self.list[..count - 1].iter().all(short)
    }

    fn gender(&self, roles: &Roles) -> Gender {
        let &Roles { given, surname, .. } = roles;
        let hers =
            given.is_some_and(|g| self.has(g, Evidence::FEMININE) && !self.has(g, Evidence::MASCULINE));
        let feminine = (self.daughter || hers) && !self.is_row(roles);
        let masculine = !feminine && given.is_some_and(|g| self.has(g, Evidence::MASCULINE));
        let son = (0..self.list.len()).any(|i| {
            let key = self.key(i);
            self.has(i, Evidence::PATRONYMIC) && (key.ends_with("ич") || is_fathers_case(key))
        });
        // `Димитриоса Пагуртзиса`, but `Асем Нургалиева`: what ends in a consonant is a nominative.
        let either = !feminine
            && given.zip(surname).is_some_and(|(g, s)| {
                g != s && !self.has(g, ANY_GIVEN) && self.key(g).ends_with(['а', 'я', 'у', 'ю', 'е'])
            });
        let mut gender = Gender { feminine, masculine, either, told_behind: false };
        if let Some(g) = given
            && masculine
            && !son
            && self.has(g, Evidence::FEMININE)
            && self.is_russian(g)
        {
            self.share(g, surname, &mut gender);
        }
        gender.told_behind = !son
            && !gender.feminine
            && given.zip(surname).is_some_and(|(g, s)| {
                let untold = !self.has(g, ANY_GIVEN) && !self.is_common(g);
                g != s && untold && self.is_russian(s) && declined_alone(self.key(s))
            });
        if let Some(s) = surname.filter(|_| gender.told_behind) {
            gender.masculine = Surname::of(self.key(s)) == Surname::Mans;
            gender.feminine = !gender.masculine;
        }
        gender
    }

    /// Whose a given name is that women and men have, by the surname's ending.
    fn share(&self, given: usize, surname: Option<usize>, gender: &mut Gender) {
        let Some(shared) = shared_form(self.page.lexicon, self.key(given)) else { return };
        match surname.map_or(Surname::Either, |s| Surname::of(self.key(s))) {
            // `Роберта Эдвардса` is he, `Роберта Флак` and `Анастасии Шевчук` are she.
            Surname::Mans => {}
            Surname::Womans => (gender.feminine, gender.masculine) = (true, false),
            // `Юлия Зарипова`: hardly a Юлий's.
            Surname::Either if shared == Shared::Womans => {
                (gender.feminine, gender.masculine) = (true, false)
            }
            // `Валерия Рашкина` and `Валерия Шевченко` may be either.
            Surname::Either if shared == Shared::Nominative => {
                gender.either = true;
                gender.masculine &= surname.is_none();
            }
            Surname::Either => {}
        }
    }

    /// True for what is a woman's in the nominative or a man's in the genitive: [`Name::doubtful`].
    fn is_doubtful(&self, roles: &Roles, either: bool, initial: bool) -> bool {
        let &Roles { given, patronymic, surname } = roles;
        let hers = |s: usize| self.is_russian(s) && feminine_surname(self.key(s));
        match (given, surname) {
            // `Показания Кожевникова` are no name.
            (Some(g), Some(s)) => either && hers(s) && (self.has(g, Evidence::GIVEN) || !self.is_common(g)),
            (None, Some(s)) => initial && hers(s),
            (Some(g), None) => either && patronymic.is_none() && self.is_russian(g),
            (None, None) => false,
        }
    }
}

/// Finds the base forms of a name's words, one behind the other.
struct Restore<'a> {
    words: &'a NameWords<'a>,
    bases: &'a mut Bases,
    gender: &'a Gender,
    /// What stands before the surname says nothing of its case.
    loose: bool,
    /// The word that the case is asked of.
    last: Option<usize>,
    /// The case of a Kazakh name.
    case: Option<Case>,
}

impl Restore<'_> {
    /// The part of a name that word `i` is. It may stand in `forms`, which become those that are left.
    fn part(&mut self, i: Option<usize>, role: Role, forms: &mut Forms) -> Option<Arc<Part>> {
        let i = i?;
        let Bases { russian, kazakh, tally, .. } = &mut *self.bases;
        let page = self.words.page;
        let t = self.words.list[i].0;
        let (word, surface, key) = (page.doc.tokens[t as usize].word, page.surface(t), page.key(t));
        if !self.words.is_russian(i) {
            let last = i + 1 == self.words.list.len();
            let (part, found) = kazakh.entry((word, last)).or_insert_with(|| {
                let (part, case) = kazakh_base(page.lexicon, key, surface, last);
                (part.numbered(tally), case)
            });
            if last {
                self.case = *found;
            }
            return Some(Arc::clone(part));
        }
        let &Gender { feminine, masculine, .. } = self.gender;
        let asked = Asked { role, feminine, masculine };
        let (part, left) = russian.entry((word, asked, *forms)).or_insert_with(|| {
            let (part, left) = russian_base(page.lexicon, key, surface, asked, *forms);
            (part.numbered(tally), left)
        });
        if !self.loose || Some(i) == self.last {
            *forms = *left;
        }
        Some(Arc::clone(part))
    }
}

/// The man's name that a given name is beside a man's surname: `Петра Савельева` is Пётр's, `Александру Жукову` Александр's
/// where the surname is in the `dative`.
fn mans_given(name: &Name, dative: bool) -> Option<String> {
    let (given, surname) = (name.given.as_ref()?, name.surname.as_ref()?);
    if !russian_surname(&surname.key) || surname.key.ends_with('а') {
        return None;
    }
    let man = given.others.iter().find(|o| match name.either {
        true => shortened(o, &given.key),
        false => dative && given.key.strip_suffix('у') == Some(o),
    });
    man.cloned()
}

/// True for an ending that tells the case and the gender of a Russian surname by itself: `Сарбаевым`, `Сарбаевой`.
fn declined_alone(key: &str) -> bool {
    const CASES: [&str; 12] =
        ["овым", "евым", "иным", "ским", "ского", "скому", "цким", "цкого", "цкому", "овой", "евой", "ской"];
    CASES.iter().any(|end| key.ends_with(end))
}

/// How a form is a woman's given name and a man's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shared {
    /// Hers in the nominative, his in another case: `Роберта`, `Валерия`.
    Nominative,
    /// Hers rather, since his is seldom or seldom stands in that case: `Юлия`, `Юлию`, `Валерии`.
    Womans,
    /// Of either in other cases than the nominative: `Валерию`.
    Oblique,
}

/// How a word that is of both genders is shared; nothing of a man's in the nominative.
fn shared_form(lexicon: &Lexicon, key: &str) -> Option<Shared> {
    let mut readings: Vec<NameReading> = Vec::new();
    lexicon.names().readings(key, Lang::Ru, &mut readings);
    readings.retain(|r| r.evidence.has(Evidence::GIVEN));
    let bases = |gender: u32| {
        let of = readings.iter().filter(move |r| r.evidence.has(gender));
        of.map(|r| fold(lexicon.names().written(r)))
    };
    if bases(Evidence::MASCULINE).any(|base| base == key) {
        return None;
    }
    if key.ends_with("ии") || bases(Evidence::MASCULINE).all(|base| seldom(&base)) {
        return Some(Shared::Womans);
    }
    let base = bases(Evidence::FEMININE).any(|base| base == key);
    Some(if base { Shared::Nominative } else { Shared::Oblique })
}
