//! Whether a form is a woman's in the nominative or a man's in the genitive: `Александра Иванова`, `А. Оспанова`.
//!
//! Reads: the words before and behind a Russian mention, on its line. Makes: what they tell ([`Stands`]). A preposition, a
//! noun or an office in another case before it say that it is his (`главы ведомства | Александра Жарова`), an office in the
//! nominative or a woman's trade with a verb in -ла that it is hers (`Директор | А.С. Кусаинова | открыла`). Cost: a look at
//! a few words, for mentions of such a form alone.

use std::borrow::Cow;

use crate::document::{Entity, TokenKind};
use crate::lang::Lang;
use crate::lang::ru::inflect::Forms;
use crate::lexicon::{Evidence, NameReading};
use crate::words::fold;

use super::super::pattern::is_after;
use super::super::word::Class;
use super::Page;

/// What the words beside a mention tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    Untold,
    /// It is a woman's name in the nominative.
    Woman,
    /// It is a man's in the genitive or accusative.
    Man,
}

/// What stands before a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    /// Nothing that governs it: `, Валентина Петрова`, `что Валентина Петрова`.
    Nothing,
    /// `у`, `бывшего`, `задержали`, `акима области`
    Oblique,
    /// `певица`, `известная`
    Woman,
    /// An office in the nominative: `директор`, `глава ведомства`.
    Office,
    /// `фильм`, `сын`; `true` for one that a verb in -ла may belong to: `команда`, `жена`.
    Noun(bool),
}

/// Words between an office and its holder, at most: `заместителя акима области | Орсариева`.
const OFFICE: u32 = 4;
/// Words between a name and its verb, at most: `Валентина Петрова | также не | пришла`.
const BETWEEN: u32 = 2;

impl<'a> Page<'a> {
    /// What the words beside a mention tell of it.
    pub(super) fn stands(&self, e: &Entity) -> Stands {
        let given = e.tokens.len() == 1;
        match (self.before(e.tokens.start), self.verb_behind(e.tokens.end)) {
            (Before::Oblique, _) => Stands::Man,
            (Before::Woman, _) => Stands::Woman,
            // `сын Валентина`, `дочь Валентина`
            (Before::Noun(_), None) if given => Stands::Untold,
            (Before::Noun(true), _) => Stands::Man,
            (_, Some(true)) => Stands::Woman,
            (_, Some(false)) | (Before::Noun(false), None) => Stands::Man,
            (Before::Nothing | Before::Office, None) => Stands::Untold,
        }
    }

    fn folded(&self, t: u32) -> Cow<'a, str> {
        fold(self.key(t))
    }

    /// The word before token `t` on the same line.
    fn word_before(&self, t: u32) -> Option<u32> {
        let before = t.checked_sub(1)?;
        let [token, next] = [before, t].map(|t| &self.doc.tokens[t as usize]);
        let gap = &self.doc.normalized()[token.norm.end as usize..next.norm.start as usize];
        let word = matches!(token.kind, TokenKind::Word | TokenKind::Abbr);
        (word && token.lang != Lang::Kk && !gap.contains('\n')).then_some(before)
    }

    fn before(&self, start: u32) -> Before {
        let Some(t) = self.word_before(start) else { return Before::Nothing };
        let info = self.info(t);
        let key = self.folded(t);
        let ends = |list: &[&str]| list.iter().any(|end| key.ends_with(end));
        if is_after(&key) || PREPOSITIONS.contains(&&*key) {
            return Before::Oblique;
        }
        let small = info.class == Class::Lower || info.class == Class::Capital && info.common;
        if small && ends(&WOMEN) {
            return Before::Woman;
        }
        // `исполнители Н. Белова, Б. Иванов`
        if small && ends(&["исты", "тели", "ники"]) {
            return Before::Nothing;
        }
        if let Some(office) = self.office(t) {
            return office;
        }
        if !small || key.len() <= 2 * 2 || LOOSE.contains(&&*key) {
            return Before::Nothing;
        }
        match () {
            () if ends(&["ная", "ская", "тая", "шая", "щая"]) => Before::Woman,
            () if ends(&["ого", "его", "ому", "ему", "ых", "их"]) => Before::Oblique,
            () if ends(&["ли", "ло", "л", "лся", "лись", "лось"]) => Before::Oblique,
            // Verbs and adverbs.
            () if ends(&[
                "ла", "лась", "ает", "ует", "яет", "рит", "дит", "ют", "ут", "ят", "ть", "ся", "ски",
            ]) =>
            {
                Before::Nothing
            }
            () if ends(&["о"]) && !ends(&["ство"]) => Before::Nothing,
            () => Before::Noun(ends(&["а", "я", "ь"])),
        }
    }

    /// The case of the office that stands at token `t` or a few words before, and those that it depends on.
    fn office(&self, t: u32) -> Option<Before> {
        let mut at = t;
        let mut forms = self.office_forms(at);
        while forms.is_empty() {
            let key = self.folded(at);
            let verb = PAST.iter().any(|end| key.ends_with(end));
            let ends = verb || self.is_name(at) || PREPOSITIONS.contains(&&*key);
            at = self.word_before(at).filter(|&at| !ends && t - at < OFFICE)?;
            forms = self.office_forms(at);
        }
        // `заместитель | акима`
        while !forms.and(Forms::GENITIVE).is_empty()
            && let Some(before) = self.word_before(at)
        {
            let other = self.office_forms(before);
            if other.is_empty() {
                break;
            }
            (at, forms) = (before, other);
        }
        Some(if forms.and(Forms::BASE).is_empty() { Before::Oblique } else { Before::Office })
    }

    /// True for a word of another person's name.
    fn is_name(&self, t: u32) -> bool {
        let info = self.info(t);
        let person = Evidence::GIVEN | Evidence::SURNAME | Evidence::SURNAME_SHAPE | Evidence::PATRONYMIC;
        info.class != Class::Lower && info.evidence.has(person)
    }

    /// The cases in which a word is an office; none where it is no office.
    fn office_forms(&self, t: u32) -> Forms {
        let info = self.info(t);
        if !info.evidence.has(Evidence::ROLE) {
            return Forms::default();
        }
        let mut readings: Vec<NameReading> = Vec::new();
        self.lexicon.names().readings(&self.folded(t), Lang::Ru, &mut readings);
        let offices = readings.iter().filter(|r| r.evidence.has(Evidence::ROLE));
        Forms(offices.fold(0, |all, r| all | r.forms.0)).and(Forms::SINGULAR)
    }

    /// Whether the verb behind a name is a woman's: `сообщила`, not `задержали`.
    fn verb_behind(&self, end: u32) -> Option<bool> {
        for t in (end..self.doc.tokens.len() as u32).take(1 + BETWEEN as usize) {
            if self.info(t).class != Class::Lower {
                return None;
            }
            let key = self.folded(t);
            let ends = |list: &[&str]| list.iter().any(|end| key.ends_with(end));
            if LOOSE.contains(&&*key) {
                continue;
            }
            if NO_VERBS.contains(&&*key) || key.len() <= 2 * 2 {
                return None;
            }
            return match () {
                () if ends(&["ла", "лась"]) => Some(true),
                () if ends(&["л", "лся", "ло", "лось", "ли", "лись"]) => Some(false),
                () => None,
            };
        }
        None
    }
}

/// The ends of verbs in the past that no genitive of a noun has: `Командир | наградил`.
const PAST: [&str; 11] = ["ал", "ил", "ел", "ул", "ял", "лся", "лась", "лись", "лось", "али", "или"];

/// What a nominative never stands behind.
const PREPOSITIONS: [&str; 36] = [
    "без",
    "в",
    "вместо",
    "вокруг",
    "для",
    "до",
    "за",
    "из",
    "из-за",
    "из-под",
    "к",
    "кроме",
    "между",
    "на",
    "над",
    "насчет",
    "о",
    "об",
    "около",
    "от",
    "перед",
    "по",
    "под",
    "помимо",
    "после",
    "при",
    "про",
    "против",
    "ради",
    "с",
    "со",
    "среди",
    "у",
    "через",
    "относительно",
    "касательно",
];

/// The ends of women's trades in the nominative: `певица`, `бегунья`, `спортсменка`, `актриса`.
const WOMEN: [&str; 14] = [
    "ница",
    "вица",
    "унья",
    "истка",
    "антка",
    "ентка",
    "датка",
    "менка",
    "ионка",
    "чиха",
    "риса",
    "есса",
    "госпожа",
    "г-жа",
];

/// Small words that tell nothing of the name behind them, and stand between it and its verb.
const LOOSE: [&str; 44] = [
    "а",
    "будто",
    "вчера",
    "где",
    "даже",
    "ей",
    "ему",
    "если",
    "еще",
    "же",
    "завтра",
    "зато",
    "затем",
    "и",
    "или",
    "именно",
    "их",
    "как",
    "когда",
    "лично",
    "лишь",
    "неоднократно",
    "либо",
    "не",
    "но",
    "она",
    "он",
    "они",
    "пока",
    "поэтому",
    "потом",
    "сегодня",
    "также",
    "так",
    "теперь",
    "тогда",
    "только",
    "тоже",
    "уже",
    "года",
    "хотя",
    "что",
    "чтобы",
    "это",
];

/// Behind a name, words that end as verbs do and are none.
const NO_VERBS: [&str; 12] =
    ["дела", "для", "если", "или", "мало", "около", "сила", "села", "тела", "числа", "школа", "скала"];
