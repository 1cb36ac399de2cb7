//! Where a Russian name begins and ends, beyond what the model and the lists took of it.
//!
//! Reads: a sentence and its names. Makes: persons cut from common words before them (`Сейчас | Ампелонский`), and joined
//! with what is theirs: what stands behind a particle (`Кристина | де Киршнер`), a ruler's number (`Николая | I`), a given
//! name that no list holds (`Клэренс | Картер`); two whole names that stand together are two (`Хиллари Клинтон | Лиза
//! Бардек`). Bodies keep their number and the noun of their last adjective, and lose the person behind them. Cost: a look at
//! each name and at the words beside it.

use crate::document::{Case, EntityType};
use crate::lang::Lang;
use crate::lexicon::Evidence;
use crate::words::fold;

use super::decide::{GONE, Sentence};
use super::kind::Kind;
use super::lexical::Match;
use super::pattern::is_after;
use super::person::ruler_number;
use super::word::{Class, Info};
use super::{LONGEST, Span, retain};

/// Small words that join the parts of a person's name; those that are words of their own too (`да`, `до`, `хан`) are not
/// among them.
const JOINING: &[&str] = &[
    "аль",
    "бен",
    "бин",
    "бинт",
    "ван",
    "де",
    "дель",
    "делла",
    "ден",
    "дер",
    "ди",
    "дос",
    "ду",
    "дю",
    "ибн",
    "ла",
    "ле",
    "тен",
    "тер",
    "фон",
    "эль",
];

/// True for a small word that joins the parts of a person's name.
pub(super) fn is_joining(key: &str) -> bool {
    JOINING.contains(&key)
}

/// What stands behind the father's name in Turkic names: `Зыягуль Болот | кызы`, `Гейдар Алирза | оглы`.
const CHILD: &[&str] = &["гызы", "кизи", "кызы", "оглу", "оглы", "огли", "угли", "улуу", "уулу"];

/// True for a small word behind the name of somebody's father.
pub(super) fn is_child(key: &str) -> bool {
    CHILD.contains(&key)
}

/// True for a Kazakh word for `and`.
pub(super) fn is_kazakh_and(key: &str) -> bool {
    matches!(key, "мен" | "пен" | "бен" | "және")
}

/// True for a word for `and` in either language.
pub(super) fn is_and(key: &str) -> bool {
    key == "и" || is_kazakh_and(key)
}

/// Particles in a row, at most: `ван дер`, `де ла`.
const ROW: u32 = 2;

/// What makes a word a part of a person's name.
pub(super) const PERSON: u32 =
    Evidence::GIVEN | Evidence::SURNAME | Evidence::PATRONYMIC | Evidence::KAZAKH_PATRONYMIC;

/// A common word with a capital that no list of names has.
fn is_word(info: &Info) -> bool {
    info.class == Class::Capital && info.common && !info.evidence.has(PERSON)
}

/// Takes the word for a place off a person's beginning, which says that the name is a place's: `ул. | Баймагамбетова`.
pub(super) fn trim_place(v: &Sentence<'_>, s: &mut Span) {
    let place = |t: u32| {
        let kind = v.tag.kinds.get(v.info(t).kind);
        v.info(t).class == Class::Lower && kind.is_some_and(|k| k.thing == EntityType::Loc)
    };
    if s.found == u32::MAX && s.end - s.start > 1 && !v.kazakh(s.start) && place(s.start) {
        s.start += 1;
    }
}

/// Takes the adjective of a place that is named behind it off a person's end: `в селе Урметан | Айнинского района`.
pub(super) fn trim_adjective(v: &Sentence<'_>, s: &mut Span) {
    const ENDS: [&str; 5] = ["ский", "ского", "скому", "ском", "ской"];
    if s.found != u32::MAX || s.end - s.start < 2 || v.kazakh(s.start) || s.end >= v.range.end {
        return;
    }
    let place = |t: u32| {
        let kind = v.tag.kinds.get(v.info(t).kind);
        let large = |k: &Kind| k.thing == EntityType::Loc && matches!(k.subtype, "district" | "region");
        v.info(t).class == Class::Lower && kind.is_some_and(large)
    };
    let adjective = |t: u32| ENDS.iter().any(|end| v.key(t).ends_with(end));
    if let Some(t) = (s.start + 1..s.end).find(|&t| adjective(t) && place(t + 1)) {
        s.end = t;
    }
}

/// Takes the word for whence somebody is off the beginning of a whole name: `Бразилец | Жоао Пауло`.
pub(super) fn trim_inhabitant(v: &Sentence<'_>, s: &mut Span) {
    const ENDS: [&str; 7] = ["ец", "янин", "анин", "янка", "анка", "чанка", "ийка"];
    if s.found != u32::MAX || s.end - s.start < 3 || v.kazakh(s.start) || s.start != v.range.start {
        return;
    }
    let inhabitant = ENDS.iter().any(|end| v.key(s.start).to_lowercase().ends_with(end));
    if inhabitant && !v.info(s.start).evidence.has(PERSON) {
        s.start += 1;
    }
}

/// Ends a body before a verb: `Европейского Совета | посетил`, `ГРУ | опровергла | «Российская газета»`. What has a capital
/// behind it is returned.
pub(super) fn part_verb(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    let s = *part;
    let quote = |t: u32| matches!(v.info(t).class, Class::OpenQuote | Class::CloseQuote | Class::Quote);
    if s.found != u32::MAX || s.end - s.start < 2 || v.kazakh(s.start) {
        return None;
    }
    let verb = |t: &u32| v.info(*t).class == Class::Lower && is_verb(v.key(*t));
    let t = (s.start + 1..s.end).take_while(|&t| !quote(t)).find(verb)?;
    part.end = t;
    let next = (t + 1..s.end).find(|&t| !quote(t))?;
    matches!(v.info(next).class, Class::Capital | Class::AllCapitals).then_some(Span { start: t + 1, ..s })
}

/// Ends a body that is in another case before who does something, an adjective in the nominative: `Международного
/// олимпийского комитета | казахстанская делегация`.
pub(super) fn trim_subject(v: &Sentence<'_>, s: &mut Span) {
    const OBLIQUE: [&str; 8] = ["ого", "его", "ому", "ему", "ым", "им", "ом", "ой"];
    let ends = |t: u32, list: &[&str]| list.iter().any(|end| v.key(t).ends_with(end));
    if s.found != u32::MAX || v.kazakh(s.start) || !ends(s.start, &OBLIQUE) {
        return;
    }
    let lower = |t: u32| v.info(t).class == Class::Lower;
    let subject = |t: &u32| {
        let noun = !ends(*t - 1, &["ая", "ое", "ые", "ие", "ий", "ый"]) && !is_verb(v.key(*t - 1));
        lower(*t) && lower(*t - 1) && noun && ends(*t, &["ская", "ские", "ское", "ная", "ные", "ное"])
    };
    if let Some(t) = (s.start + 2..s.end).find(subject) {
        s.end = t;
    }
}

/// True for a word that can only be a finite verb or a participle that stands for one.
fn is_verb(key: &str) -> bool {
    const ENDS: [&str; 29] = [
        "ается",
        "алась",
        "ались",
        "алось",
        "ался",
        "атся",
        "ают",
        "аются",
        "ает",
        "еет",
        "ется",
        "илась",
        "илось",
        "ился",
        "ились",
        "ировал",
        "ировала",
        "ировали",
        "ится",
        "ует",
        "уется",
        "уют",
        "уются",
        "утся",
        "яет",
        "яется",
        "яют",
        "едет",
        "йдет",
    ];
    // `розданы`, `назначена`
    const PARTICIPLES: [&str; 8] = ["дан", "жан", "ван", "щен", "жден", "шен", "чен", "лен"];
    // Nouns and verbs end in these: `правил`, `автомобили`.
    const PAST: [&str; 4] = ["ил", "ила", "или", "ило"];
    const NOUNS: [&str; 8] = ["правил", "мобил", "профил", "текстил", "сил", "могил", "кобыл", "тротил"];
    const VERBS: [&str; 32] = [
        "будет",
        "введет",
        "ввел",
        "выиграл",
        "вышел",
        "вышла",
        "дал",
        "задержал",
        "занял",
        "мог",
        "может",
        "могут",
        "назвал",
        "написал",
        "начал",
        "обыграл",
        "опровергл",
        "отказал",
        "пишет",
        "подписал",
        "поддержал",
        "показал",
        "призвал",
        "принял",
        "провел",
        "проиграл",
        "пройдет",
        "рассказал",
        "сказал",
        "стал",
        "сыграл",
        "угрожал",
    ];
    let ends = |list: &[&str]| list.iter().any(|end| key.ends_with(end));
    let letters = key.chars().count();
    let listed =
        || VERBS.iter().any(|w| key.strip_prefix(w).is_some_and(|e| matches!(e, "" | "а" | "и" | "о")));
    let participle = || {
        let stem = key.strip_suffix(['о', 'ы']);
        stem.is_some_and(|stem| PARTICIPLES.iter().any(|end| stem.ends_with(end)))
    };
    letters >= 6 && (ends(&ENDS) || participle())
        || letters >= 5 && ends(&PAST) && !NOUNS.iter().any(|w| key.contains(w))
        || listed()
}

/// Takes what it does, in capitals, off a body's end: `Правительство Республики Казахстан | ПОСТАНОВЛЯЕТ`, `Павлодар
/// облысының мәслихаты | ШЕШІМ ЕТЕДІ`.
pub(super) fn trim_verb(v: &Sentence<'_>, s: &mut Span) {
    const ENDS: [&str; 6] = ["ает", "яет", "ует", "ают", "яют", "уют"];
    const DECISIONS: [&str; 3] = ["бұйрық", "шешім", "қаулы"];
    let last = s.end - 1;
    let shouted = |t: u32| v.info(t).class == Class::AllCapitals;
    let verb = || {
        let key = fold(v.key(last));
        ENDS.iter().any(|end| key.ends_with(end)) || DECISIONS.contains(&&*key)
    };
    if s.found == u32::MAX && s.end - s.start > 1 && shouted(last) && verb() && !shouted(last - 1) {
        s.end = last;
    }
}

/// Takes the initials of the person behind it off a body's end: `глава Bundesbank | А. Вебер`.
pub(super) fn trim_initial(v: &Sentence<'_>, s: &mut Span) {
    let initial = |t: u32| v.info(t).class == Class::Initial && v.key(t).ends_with('.');
    let person = s.end < v.range.end && v.info(s.end).class == Class::Capital;
    if s.found == u32::MAX && person && !v.kazakh(s.start) {
        while s.end - s.start > 1 && initial(s.end - 1) {
            s.end -= 1;
        }
    }
}

/// Parts whose kin somebody is from who it is: `мать Кристины | Ольга Алексеевна`, `сын Баффета | Говард`. The second is
/// returned.
pub(super) fn part_kin(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    const KIN: [&str; 24] = [
        "брат",
        "вдова",
        "внук",
        "внучка",
        "дед",
        "дочь",
        "друг",
        "жена",
        "зять",
        "мама",
        "мать",
        "муж",
        "невеста",
        "невестка",
        "отец",
        "племянник",
        "племянница",
        "подруга",
        "сват",
        "сестра",
        "супруг",
        "супруга",
        "сын",
        "тесть",
    ];
    let s = *part;
    if s.found != u32::MAX || s.end - s.start < 2 || v.kazakh(s.start) || s.start == v.range.start {
        return None;
    }
    let word = v.info(s.start - 1).class != Class::AllCapitals;
    let kin = word && KIN.contains(&&*fold(v.key(s.start - 1)));
    // Who it is stands in the nominative, as the word does.
    let second = v.info(s.start + 1).evidence;
    let whose = v.key(s.start).ends_with(['а', 'я', 'ы', 'и', 'о']) || v.key(s.start).ends_with("ой");
    let given = second.has(Evidence::GIVEN) && !second.has(Evidence::PATRONYMIC | Evidence::SURNAME);
    let listed = v.at(s.start).any(|(_, m)| m.end == s.end && m.kind == EntityType::Per);
    // `дочь Динара Серик`: a surname may be a given name.
    let nominative = || {
        let mut readings = Vec::new();
        let key = fold(v.key(s.start));
        v.tag.lexicon.names().readings(&key, Lang::Ru, &mut readings);
        readings.iter().any(|r| fold(v.tag.lexicon.names().written(r)) == key)
    };
    if !(kin && whose && given)
        || nominative()
        || listed
        || v.info(s.start + 1).evidence.has(Evidence::SURNAME_SHAPE)
    {
        return None;
    }
    part.end = s.start + 1;
    Some(Span { start: s.start + 1, ..s })
}

/// Takes common words off a person's beginning; of a name that has no other words nothing is left: `Федеральному Закону`. A
/// single word stays: it is judged by where it stands.
pub(super) fn trim_common(v: &Sentence<'_>, s: &mut Span) {
    let listed = || v.at(s.start).any(|(_, m)| m.kind == EntityType::Per);
    if s.found != u32::MAX || s.end - s.start < 2 || v.kazakh(s.start) || listed() {
        return;
    }
    s.start = (s.start..s.end).find(|&t| !is_word(v.info(t))).unwrap_or(s.end);
}

/// Parts a person with initials from the body that the model ran it together with: `члена Счётного комитета | Оспанова И.Л.`.
/// The person is returned.
pub(super) fn part_head(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    let s = *part;
    if s.found != u32::MAX || s.end - s.start < 3 || v.kazakh(s.start) {
        return None;
    }
    let initial = |t: u32| v.info(t).class == Class::Initial && v.key(t).ends_with('.');
    let count = (s.start..s.end).rev().take_while(|&t| initial(t)).count() as u32;
    let t = s.end - count - 1;
    let family = v.info(t).evidence.has(Evidence::SURNAME | Evidence::SURNAME_SHAPE);
    if count == 0 || t <= s.start || !family || (s.start..t).any(|t| is_after(v.key(t))) {
        return None;
    }
    part.end = t;
    Some(Span { start: t, kind: EntityType::Per, ..s })
}

/// Lets no Russian body's name end in an adjective before its noun or in `и`: `Министерства внешнеэкономических | связей`,
/// `Департамента социальной и | демографической статистики`.
pub(super) fn complete(v: &Sentence<'_>, until: u32, s: &mut Span) {
    if s.found != u32::MAX || s.end - s.start < 2 || v.kazakh(s.start) {
        return;
    }
    let lower = |t: u32| t < until && v.info(t).class == Class::Lower && !v.begins_line(t);
    let last = s.end - 1;
    let noun = |t: u32| {
        const OF_MANY: [&str; 8] = ["ов", "ев", "ей", "ий", "дел", "прав", "сил", "наук"];
        let many = |adjective: &str, word: &str| {
            ["ых", "их"].iter().any(|e| adjective.ends_with(e)) && OF_MANY.iter().any(|e| word.ends_with(e))
        };
        lower(t) && (agrees(v.key(t - 1), v.key(t)) || many(v.key(t - 1), v.key(t)))
    };
    if lower(last) && v.key(last) == "и" {
        s.end = if lower(s.end) && noun(s.end + 1) { s.end + 2 } else { last };
    } else if lower(last) && noun(s.end) {
        s.end += 1;
    }
}

/// True where a word may be an adjective and the next in small letters what it belongs to: their endings agree.
pub(super) fn agrees(adjective: &str, next: &str) -> bool {
    const AGREE: [(&str, &[&str]); 12] = [
        ("ое", &["ое", "ее", "о", "е"]),
        ("ее", &["ое", "ее", "о", "е"]),
        ("ая", &["ая", "яя", "а", "я"]),
        ("ый", &["ый", "ий"]),
        ("ий", &["ый", "ий"]),
        ("ого", &["ого", "его", "а", "я"]),
        ("ому", &["ому", "ему", "у", "ю"]),
        ("ом", &["ом", "ем", "е"]),
        ("ой", &["ой", "ей", "и", "ы", "е"]),
        ("ую", &["ую", "юю", "у", "ю"]),
        ("ые", &["ые", "ие", "ы", "и"]),
        ("ых", &["ых", "их"]),
    ];
    let long = |word: &str, least: usize| word.chars().count() >= least;
    let verb = ["ли", "ла", "ло", "ся", "сь"].iter().any(|e| next.ends_with(e));
    let fits = |(end, of): &(&str, &[&str])| adjective.ends_with(end) && of.iter().any(|e| next.ends_with(e));
    long(adjective, 6) && long(next, 4) && !verb && AGREE.iter().any(fits)
}

/// The number of a school, a hospital or another body is of its name: `школа-лицей | № 2`.
pub(super) fn numbers(v: &Sentence<'_>, spans: &mut [Span]) {
    for s in spans.iter_mut().filter(|s| s.kind == EntityType::Org && s.found == u32::MAX) {
        let (mark, number) = (s.end, s.end + 1);
        let counted = number < v.range.end
            && v.info(mark).class == Class::OtherMark
            && v.key(mark) == "№"
            && v.info(number).class == Class::Number;
        if counted && !v.kazakh(s.start) && (s.start..s.end).any(|t| v.info(t).kind.is_some()) {
            s.end += 2;
            // `районный суд № 2 | Астаны`
            let whose = |m: &Match| m.kind == EntityType::Loc && !m.ambiguous && m.case == Some(Case::Gen);
            if let Some((_, m)) = v.at(s.end).find(|(_, m)| whose(m)) {
                s.end = m.end;
            }
        }
    }
}

/// Joins the persons of `spans[from..]` with what is theirs, and parts those that are two.
pub(super) fn persons(v: &Sentence<'_>, from: usize, spans: &mut Vec<Span>) {
    let russian = |s: &Span| s.kind == EntityType::Per && !v.kazakh(s.start);
    if !spans[from..].iter().any(russian) {
        return;
    }
    spans[from..].sort_by_key(|s| (s.start, std::cmp::Reverse(s.end)));
    let mut more = Vec::new();
    for i in from..spans.len() {
        if spans[i].end == GONE || !russian(&spans[i]) {
            continue;
        }
        join_line(v, from, spans, i);
        begin_before(v, from, spans, i);
        go_on(v, from, spans, i);
        child(v, from, spans, i);
        number(v, from, spans, i);
        more.extend(part_names(v, &mut spans[i]));
    }
    spans.append(&mut more);
    retain(spans, from, |s| s.end != GONE);
}

/// The names, offices aside, over token `t`, but number `i`.
fn over(from: usize, spans: &[Span], i: usize, t: u32) -> Option<usize> {
    let near = |k: &usize| spans[*k].start + LONGEST > t;
    let behind = (i + 1..spans.len()).take_while(|&k| spans[k].start <= t);
    let before = (from..i).rev().take_while(near);
    behind.chain(before).find(|&k| {
        let s = &spans[k];
        s.kind != EntityType::Role && s.start <= t && t < s.end
    })
}

fn named(class: Class) -> bool {
    matches!(class, Class::Capital | Class::Mixed)
}

/// A particle that joins, in the line of the word before it.
fn joins(v: &Sentence<'_>, t: u32) -> bool {
    v.range.start < t
        && t < v.range.end
        && v.info(t).class == Class::Lower
        && is_joining(v.key(t))
        && !v.begins_line(t)
}

/// What stands behind a particle is of the name before it.
fn go_on(v: &Sentence<'_>, from: usize, spans: &mut [Span], i: usize) {
    loop {
        let end = spans[i].end;
        let mut t = end;
        while t < end + ROW && joins(v, t) {
            t += 1;
        }
        let next = t < v.range.end && named(v.info(t).class) && !v.begins_line(t);
        if t == end || !next {
            return;
        }
        let other = over(from, spans, i, t);
        let until = match other.map(|k| spans[k]) {
            // A longer name of something else is no part of it.
            Some(o) if o.start != t || o.kind != EntityType::Per && o.end - o.start > 1 => return,
            Some(o) => o.end,
            None => t + 1,
        };
        if until - spans[i].start > LONGEST {
            return;
        }
        if let Some(k) = other {
            spans[k].end = GONE;
        }
        spans[i] = joined(v, &spans[i], spans[i].start, until);
    }
}

/// A person between new bounds: the lexicon's where it has the whole.
fn joined(v: &Sentence<'_>, s: &Span, start: u32, end: u32) -> Span {
    let whole = v.at(start).find(|(_, m)| m.end == end && m.kind == EntityType::Per);
    Span { start, end, found: whole.map_or(u32::MAX, |(at, _)| at as u32), ..*s }
}

/// A particle before a name is of it, and so is a given name before that or before a surname that stands alone.
fn begin_before(v: &Sentence<'_>, from: usize, spans: &mut [Span], i: usize) {
    let s = spans[i];
    if s.found != u32::MAX || s.start == v.range.start || v.begins_line(s.start) {
        return;
    }
    let mut start = s.start;
    while start + ROW > s.start && start > v.range.start && joins(v, start - 1) {
        start -= 1;
    }
    // `– А то де | Пётр скажет`: before a given name it is another word.
    if v.info(s.start).evidence.has(Evidence::GIVEN) && start < s.start && v.key(s.start - 1) == "де" {
        start = s.start;
    }
    if start < s.start && over(from, spans, i, start).is_some() {
        return;
    }
    let alone = start < s.start
        || s.end - s.start == 1 && v.info(s.start).evidence.has(Evidence::SURNAME | Evidence::SURNAME_SHAPE);
    if alone
        && start > v.range.start
        && given_before(v, start - 1, &s)
        && over(from, spans, i, start - 1).is_none()
    {
        start -= 1;
    }
    if start < s.start {
        spans[i] = joined(v, &s, start, s.end);
    }
}

/// True for a word before a surname that can only be its given name: no list has it, and no text has it in small letters.
fn given_before(v: &Sentence<'_>, t: u32, s: &Span) -> bool {
    /// Letters of a name, at least.
    const LEAST: usize = 3;
    let info = v.info(t);
    let other =
        Evidence::NOT_NAME | Evidence::ROLE | Evidence::TRIGGER | Evidence::PATRONYMIC | Evidence::AMBIGUOUS;
    let key = fold(v.key(t));
    let unknown = info.class == Class::Capital
        && !info.common
        && !info.starts
        && !info.kind.is_some()
        && !info.evidence.has(other | Evidence::SURNAME | Evidence::SURNAME_SHAPE)
        && key.chars().count() >= LEAST
        && v.at(t).next().is_none();
    if !unknown || v.begins_line(s.start) {
        return false;
    }
    let before = t.checked_sub(1).filter(|&b| b >= v.range.start && !v.begins_line(t));
    let free = before.is_none_or(|b| {
        let last = v.info(b);
        let lower = last.class == Class::Lower && !last.kind.is_some() && !is_where(v.key(b));
        lower || matches!(last.class, Class::Comma | Class::Stop | Class::Dash)
    });
    free && agree(&key, &fold(v.key(s.end - 1)), before.is_none() || v.info(t - 1).class == Class::Stop)
}

/// True where a word may be the given name before a surname by their endings; `first` in a sentence, where every word has a
/// capital, only before a nominative. `Кировлеса | Опалев`, `Соратники | Кернеса`, `Разгневанная | Соломон` do not agree.
fn agree(word: &str, surname: &str, first: bool) -> bool {
    const OTHER: [&str; 14] =
        ["ая", "яя", "ое", "ее", "ые", "ие", "ый", "ого", "ому", "ой", "ую", "ых", "ом", "ние"];
    let man = ["ов", "ев", "ин", "ын", "ий"].iter().any(|end| surname.ends_with(end));
    let oblique = word.ends_with(['а', 'у', 'ы', 'е', 'и']);
    let genitive = surname.ends_with(['а', 'я']);
    if OTHER.iter().any(|end| word.ends_with(end)) || word.contains('-') || man && oblique {
        return false;
    }
    !genitive || !first && word.ends_with(['а', 'я'])
}

/// True for a preposition that says where, whence or whither, behind which no person stands.
pub(super) fn is_where(key: &str) -> bool {
    matches!(key, "в" | "во" | "из" | "на" | "под" | "через")
}

/// Whose child somebody is stands in a word behind the father's name.
fn child(v: &Sentence<'_>, from: usize, spans: &mut [Span], i: usize) {
    let s = spans[i];
    let t = s.end;
    if t >= v.range.end || v.begins_line(t) || s.end - s.start < 2 || !is_child(&v.key(t).to_lowercase()) {
        return;
    }
    if matches!(v.info(t).class, Class::Lower | Class::AllCapitals) && over(from, spans, i, t).is_none() {
        spans[i] = joined(v, &s, s.start, t + 1);
    }
}

/// A surname and the given name behind it are one person's, where they are all of their line: `Ахметбеков | Асхат`.
fn join_line(v: &Sentence<'_>, from: usize, spans: &mut [Span], i: usize) {
    let s = spans[i];
    let t = s.end;
    let (line, ended) = (s.start == v.range.start || v.begins_line(s.start), v.range.end == t + 1);
    let ended = ended || t + 1 < v.range.end && v.begins_line(t + 1);
    if s.end - s.start != 1 || s.found != u32::MAX || !line || t >= v.range.end || !ended || v.begins_line(t)
    {
        return;
    }
    let (family, given) = (v.info(s.start), v.info(t));
    let fits = family.evidence.has(Evidence::SURNAME | Evidence::SURNAME_SHAPE)
        && !family.evidence.has(Evidence::GIVEN)
        && named(given.class)
        && given.evidence.has(Evidence::GIVEN)
        && !given.evidence.has(Evidence::SURNAME | Evidence::SURNAME_SHAPE);
    let other = over(from, spans, i, t);
    let single = |k: usize| spans[k].kind == EntityType::Per && spans[k].end - spans[k].start == 1;
    if fits && other.is_none_or(single) {
        if let Some(k) = other {
            spans[k].end = GONE;
        }
        spans[i] = joined(v, &s, s.start, t + 1);
    }
}

/// A ruler's number is of his name.
fn number(v: &Sentence<'_>, from: usize, spans: &mut [Span], i: usize) {
    let s = spans[i];
    let t = s.end;
    let name = v.info(s.end - 1);
    if t >= v.range.end || v.begins_line(t) || !(s.end - s.start == 1 && name.evidence.has(Evidence::GIVEN)) {
        return;
    }
    if ruler_number(v.key(t)).is_some() && over(from, spans, i, t).is_none() {
        spans[i] = joined(v, &s, s.start, t + 1);
    }
}

/// Two whole names that stand together: given name and surname twice. The second is returned.
fn part_names(v: &Sentence<'_>, part: &mut Span) -> Option<Span> {
    let s = *part;
    if s.found != u32::MAX || s.end - s.start != 4 {
        return None;
    }
    let has = |t: u32, bits: u32| v.info(t).evidence.has(bits);
    let given = |t: u32| named(v.info(t).class) && has(t, Evidence::GIVEN) && !has(t, Evidence::SURNAME);
    let family = |t: u32| {
        named(v.info(t).class)
            && !has(t, Evidence::GIVEN | Evidence::PATRONYMIC | Evidence::KAZAKH_PATRONYMIC)
    };
    let middle = s.start + 2;
    if given(s.start) && family(s.start + 1) && given(middle) && family(middle + 1) {
        *part = joined(v, &s, s.start, middle);
        return Some(joined(v, &s, middle, s.end));
    }
    None
}
