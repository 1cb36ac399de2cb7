//! What a Russian body is for: what stands behind `по` in `Комитет по делам религий`, `Управление по контролю за оборотом
//! наркотиков`, `департамент КНБ по г. Астане`.
//!
//! Reads: the words behind a body's kind, the lexicon's places. Makes: where its name ends. Guarantees: it ends with a noun or
//! a listed place, never with `по делам` alone. Cost: a look at each of a dozen words' ends.

use crate::document::{Case, EntityType};

use super::super::lexical::Match;
use super::COMPLEMENT;

/// One past what a Russian body is for, from the word behind `по`: datives, the genitives that depend on them, joined by
/// `и`, or a listed place.
pub(in crate::stage::tag) fn purpose<'a>(
    matches: &[Match],
    from: u32,
    until: u32,
    key: impl Fn(u32) -> &'a str,
    lower: impl Fn(u32) -> bool,
) -> Option<u32> {
    let text = Text { matches, until, key, lower };
    let key = &text.key;
    let mut at = from;
    let mut end = None;
    let mut far = from + COMPLEMENT + 2;
    // Whether a noun that the preposition governs is still to come, and whether in the instrumental.
    let (mut asked, mut by) = (true, false);
    // Inside a list of genitives.
    let mut listing = false;
    while at < until && at < far {
        // `по г. Астане`
        if matches!(key(at), "г." | "гор.") && at + 1 < until && text.place_at(at + 1).is_some() {
            at += 1;
        }
        if text.is_word(at) {
            if end.is_some() && text.names_field(at) {
                at += 2;
                far = at + COMPLEMENT;
            } else if at > from && LINKED.contains(&(key(at - 1), key(at))) {
                // `по связям с общественностью`, `по контролю за оборотом наркотиков`
                (asked, by) = (true, true);
                at += 1;
            } else if key(at) == "и" && (end.is_some() || asked && at > from) && (text.lower)(at + 1) {
                // `по внешним | и региональным связям`
                (asked, listing) = (!listing, false);
                at += 1;
            } else {
                let Some(qualifies) = qualifies(key(at), asked, by, at > from) else { break };
                asked &= qualifies;
                // An adjective alone is no end, nor is `по делам`.
                let open = at == from && OPEN.contains(&key(at));
                at += 1;
                if !qualifies && !open {
                    end = Some(at);
                }
            }
            continue;
        }
        // `по природным ресурсам, собственности и земельным отношениям`
        if end.is_some() && key(at) == "," && text.goes_on(at + 1) {
            at += 1;
            far = at + COMPLEMENT;
            asked = true;
            continue;
        }
        // `по вопросам семьи, женщин и детей`
        if end == Some(at) && key(at) == "," && genitive(key(at - 1)) && text.goes_on_in_genitive(at + 1) {
            at += 1;
            far = at + COMPLEMENT;
            listing = true;
            continue;
        }
        let Some(place) = text.place_at(at) else { return end };
        // `по Санкт-Петербургу и Ленинградской области`
        if place.end + 1 < until && key(place.end) == "и" {
            let second = text.place_at(place.end + 1).filter(|m| m.case.is_some());
            return Some(second.map_or(place.end, |m| m.end));
        }
        return Some(place.end);
    }
    end
}

/// What stands behind a body's kind, up to another name.
struct Text<'m, K, L> {
    matches: &'m [Match],
    until: u32,
    key: K,
    /// True for a word in small letters.
    lower: L,
}

impl<'a, 'm, K: Fn(u32) -> &'a str, L: Fn(u32) -> bool> Text<'m, K, L> {
    /// The listed place that begins at token `at` and may stand behind `по`.
    fn place_at(&self, at: u32) -> Option<&'m Match> {
        let first = self.matches.partition_point(|m| m.start < at);
        self.matches[first..].iter().take_while(|m| m.start == at).find(|m| {
            let dative = matches!(m.case, Some(Case::Dat | Case::Loc | Case::Gen) | None);
            m.kind == EntityType::Loc && !m.context && !m.ambiguous && m.end <= self.until && dative
        })
    }

    /// True for a word in small letters that may say what a body is for.
    fn is_word(&self, at: u32) -> bool {
        (self.lower)(at) && !is_no_purpose((self.key)(at))
    }

    /// `по контролю | в сфере | образования`
    fn names_field(&self, at: u32) -> bool {
        let key = &self.key;
        key(at) == "в"
            && at + 2 < self.until
            && matches!(key(at + 1), "сфере" | "области")
            && genitive(key(at + 2))
    }

    /// Whether words in small letters from `from` go on a list that `и` ends, the first of them a dative.
    fn goes_on(&self, from: u32) -> bool {
        let key = &self.key;
        let dative = |t: u32| {
            ["у", "ю", "е", "и", "ам", "ям", "ой", "ей", "ым", "им"].iter().any(|e| key(t).ends_with(e))
        };
        let last = self.until.min(from + COMPLEMENT);
        from < last
            && dative(from)
            && (from..last).take_while(|&t| self.is_word(t)).any(|t| {
                t > from && t + 1 < self.until && key(t) == "и" && (self.lower)(t + 1) && dative(t + 1)
            })
    }

    /// Whether genitives in small letters from `from` go on a list that `и` ends.
    fn goes_on_in_genitive(&self, from: u32) -> bool {
        let key = &self.key;
        let last = self.until.min(from + COMPLEMENT);
        let of_list = |t: u32| key(t) == "," || self.is_word(t) && genitive(key(t));
        let Some(and) = (from..last).find(|&t| !of_list(t)) else { return false };
        // An adjective and a noun at most: `, инновационного центра развития образования и …` is another body.
        let mut row = 0;
        let short = (from..and).all(|t| {
            row = if key(t) == "," { 0 } else { row + 1 };
            row <= 2
        });
        short
            && and > from
            && key(and) == "и"
            && key(and - 1) != ","
            && and + 1 < self.until
            && self.is_word(and + 1)
            && genitive(key(and + 1))
    }
}

/// Whether a word of what a body is for belongs to a noun behind it; nothing for a word that is none of it. A noun that the
/// preposition governs is `asked` for, or one `by` the instrumental; a genitive may depend on what stands `before`.
fn qualifies(key: &str, asked: bool, by: bool, before: bool) -> Option<bool> {
    let ends = |list: &[&str]| list.iter().any(|e| key.ends_with(e));
    // `борьбе с коррупцией`, `торговлей`: nouns.
    let noun = by && ends(&["ией", "лей", "ьей"]);
    let adjective = !noun && ends(&["ому", "ему", "ой", "ей", "ым", "им", "ими", "ыми"]);
    let takes = match by {
        false => adjective || ends(&["у", "ю", "е", "и", "ам", "ям"]) && !ends(&["ении"]),
        true => adjective || noun || ends(&["ом", "ем", "ами", "ями", "ью"]),
    };
    if !(asked && takes || before && genitive(key)) || key.chars().count() < 4 {
        return None;
    }
    Some(asked && takes && adjective || ends(&["ого", "его", "ых", "их"]))
}

/// Words behind `по` that say of what only with the next.
const OPEN: &[&str] = &["борьбе", "вопросам", "делам", "правам", "связям"];

/// Words behind `по`, and the prepositions with which they go on.
const LINKED: &[(&str, &str)] = &[
    ("борьбе", "с"),
    ("борьбе", "со"),
    ("взаимодействию", "с"),
    ("контролю", "за"),
    ("контролю", "над"),
    ("надзору", "за"),
    ("работе", "с"),
    ("работе", "со"),
    ("связям", "с"),
    ("связям", "со"),
    ("сотрудничеству", "с"),
];

/// What bodies are for, by beginnings: behind `по` these are a part of a name even where nothing else tells one.
pub(super) const PURPOSES: &[&str] = &[
    "аграрным",
    "безопасности",
    "борьбе",
    "бюджету",
    "внешней",
    "внутренней",
    "вопросам",
    "делам",
    "демократии",
    "защите",
    "земельным",
    "инвестициям",
    "иностранным",
    "контролю",
    "культуре",
    "международным",
    "надзору",
    "обороне",
    "образованию",
    "охране",
    "правам",
    "природным",
    "противодействию",
    "разведке",
    "регулированию",
    "связям",
    "статистике",
    "стандартизации",
    "управлению",
    "финансовому",
    "чрезвычайным",
    "экономике",
    "энергетике",
    "этике",
];

/// What follows `по` where it says according to what or why, not for what.
const NO_PURPOSE: &[&str] = &[
    "адресу",
    "актуальной",
    "будням",
    "вам",
    "версии",
    "вечерам",
    "возвращении",
    "возможности",
    "вопросу",
    "всей",
    "всем",
    "всему",
    "вторникам",
    "выходным",
    "графику",
    "данным",
    "делу",
    "договору",
    "дороге",
    "его",
    "ее",
    "жалобе",
    "желанию",
    "завершении",
    "завершению",
    "заказу",
    "закону",
    "заявлению",
    "избирательному",
    "имени",
    "инициативе",
    "информации",
    "иску",
    "истечении",
    "итогам",
    "их",
    "каждой",
    "каждому",
    "какой",
    "какому",
    "контракту",
    "крайней",
    "линии",
    "меньшей",
    "мере",
    "мне",
    "мнению",
    "мотивам",
    "нам",
    "настоянию",
    "ней",
    "нему",
    "необходимости",
    "ним",
    "новой",
    "ночам",
    "обвинению",
    "обращению",
    "оказанию",
    "окончании",
    "окончанию",
    "отдельности",
    "отношению",
    "оценкам",
    "оценке",
    "очереди",
    "первому",
    "плану",
    "поводу",
    "подозрению",
    "понедельникам",
    "поручению",
    "постановлению",
    "почте",
    "правилам",
    "праву",
    "предложению",
    "прежнему",
    "прибытии",
    "приглашению",
    "приговору",
    "приказу",
    "причинам",
    "причине",
    "проспекту",
    "просьбам",
    "просьбе",
    "прошествии",
    "пути",
    "пятницам",
    "радио",
    "распоряжению",
    "результатам",
    "рекомендации",
    "решению",
    "своей",
    "своему",
    "своим",
    "сей",
    "словам",
    "слухам",
    "случаю",
    "собственному",
    "согласованию",
    "соглашению",
    "сообщению",
    "состоянию",
    "специальности",
    "сравнению",
    "средам",
    "ссылке",
    "статье",
    "стране",
    "субботам",
    "сути",
    "существу",
    "телевизору",
    "телефону",
    "тем",
    "теме",
    "тому",
    "традиции",
    "требованию",
    "указанию",
    "улице",
    "умолчанию",
    "утрам",
    "факту",
    "ходатайству",
    "ходу",
    "части",
    "чему",
    "четвергам",
    "этим",
    "этой",
    "этому",
];

/// True for a word behind `по` with which it says according to what or why.
pub(in crate::stage::tag) fn is_no_purpose(key: &str) -> bool {
    NO_PURPOSE.contains(&key)
}

/// Genitives in the plural that end in their stem.
const WITHOUT_ENDING: &[&str] = &[
    "агентств",
    "аптек",
    "армян",
    "библиотек",
    "бирж",
    "больниц",
    "бумаг",
    "вдов",
    "веществ",
    "вод",
    "войн",
    "войск",
    "гор",
    "граждан",
    "дел",
    "дорог",
    "женщин",
    "жертв",
    "закупок",
    "звезд",
    "земель",
    "игр",
    "искусств",
    "книг",
    "команд",
    "крестьян",
    "кукол",
    "культур",
    "лекарств",
    "лиц",
    "льгот",
    "министерств",
    "мужчин",
    "мусульман",
    "наград",
    "наук",
    "норм",
    "партизан",
    "перевозок",
    "пошлин",
    "прав",
    "программ",
    "производств",
    "птиц",
    "работ",
    "разработок",
    "рек",
    "ремесел",
    "реформ",
    "сил",
    "сирот",
    "систем",
    "славян",
    "средств",
    "трасс",
    "туркмен",
    "тюрем",
    "улиц",
    "услуг",
    "ферм",
    "фирм",
    "хозяйств",
    "христиан",
    "школ",
];

/// Ends of participles that say what was done, before the ending.
const PARTICIPLES: &[&str] = &["веден", "дан", "жан", "жден", "ван", "щен", "шен", "чен", "лен"];

/// Genitives that end as verbs do, beside those in `-ости`.
const LIKE_VERBS: &[&str] = &[
    "баскетбола",
    "власти",
    "волейбола",
    "воли",
    "гандбола",
    "дела",
    "земли",
    "капитала",
    "масла",
    "мебели",
    "металла",
    "нефти",
    "отрасли",
    "памяти",
    "персонала",
    "печати",
    "потенциала",
    "села",
    "сети",
    "смерти",
    "соли",
    "стекла",
    "торговли",
    "тыла",
    "футбола",
    "части",
    "чести",
    "числа",
];

/// Whether a word in small letters may be a genitive that depends on a noun: an adjective or a noun, and no verb.
pub(super) fn genitive(key: &str) -> bool {
    let ends = |list: &[&str]| list.iter().any(|e| key.ends_with(e));
    if WITHOUT_ENDING.contains(&key) || LIKE_VERBS.contains(&key) || key.ends_with("ости") {
        return true;
    }
    key.chars().count() >= 4
        && ends(&["ого", "его", "ых", "их", "ой", "ей", "а", "я", "ы", "и", "ов", "ев", "ий"])
        && !ends(&["ла", "ли", "лась", "лись", "ся", "сь", "ти", "ши", "вши", "ная", "ская", "ые", "ми"])
        // `розданы`, `назначены`, `проведена`
        && !PARTICIPLES.iter().any(|e| key.strip_suffix(['ы', 'а']).is_some_and(|stem| stem.ends_with(e)))
        && !matches!(
            key,
            "среди"
                | "когда"
                | "тогда"
                | "всегда"
                | "после"
                | "если"
                | "или"
                | "своей"
                | "всей"
                | "этой"
                | "этого"
                | "которой"
                | "которого"
                | "которых"
                | "сегодня"
                | "вчера"
                | "завтра"
                | "только"
                | "почти"
                | "более"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn genitives_are_told_from_verbs() {
        for word in [
            "дел",
            "обороны",
            "иностранных",
            "здравоохранения",
            "внутренней",
            "энергетики",
            "ресурсов",
            "безопасности",
            "печати",
            "торговли",
        ] {
            assert!(genitive(word), "{word}");
        }
        for word in
            ["сообщила", "задержали", "провести", "будет", "вчера", "находится", "вошли", "почти", "найти"]
        {
            assert!(!genitive(word), "{word}");
        }
    }
}
