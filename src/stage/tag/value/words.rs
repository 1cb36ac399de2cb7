//! What a word says in a value: months, units, currencies, ordinals, in both languages.
//!
//! Reads: a word in small letters. Makes: its [`Code`]. Cost: a look at its first letters for most words; found once a
//! distinct word.

use std::sync::LazyLock;

use crate::document::TokenKind;
use crate::lang::Lang;
use crate::lang::dates::{DateWord, DateWords};
use crate::lang::heads::Heads;
use crate::lang::letters::Letter;

/// What a word says in a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::stage::tag) enum Code {
    #[default]
    None,
    Month(u8),
    /// `фев`, `авг.`: behind a day.
    MonthAbbr(u8),
    /// год, жыл in the forms that follow a year.
    Year,
    /// годах, жылдары: several.
    Years,
    /// Digits: the value is read from the text.
    Number,
    /// The power of ten.
    Multiple(u8),
    /// An index into [`CURRENCIES`].
    Currency(u8),
    /// A sign before or after the amount.
    Sign(u8),
    Percent,
    /// Days from publication.
    Day(i8),
    /// Years from publication.
    ThisYear(i8),
    /// `2024-01-10` and the like in one token.
    FullDate,
    Dash,
    /// `қаңтар-ақпан`, `январе-феврале`.
    Months(u8, u8),
    /// A day of the week, 0 for Monday.
    Weekday(u8),
    /// `прошлый`, `осы`, `следующий`: the one before, this, the one after.
    Which(i8),
    Unit(Unit),
    /// `первый`, `III`, `екінші`.
    Ordinal(u8),
    /// `назад`, `бұрын`.
    Ago,
    /// США, АҚШ after доллар.
    American,
    /// Whose currency the next word is: an index into [`NATIONS`].
    Nation(u8),
    /// `полмиллиарда`, `полтора`: tenths, and the power of ten.
    Tenths(u8, u8),
    /// `два`, `сто`, `жиырма`: a number below a thousand in one word.
    Cardinal(u16),
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::stage::tag) enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    HalfYear,
    /// `половина`: of a year.
    Half,
}

/// ISO 4217 codes with the beginnings of their words.
pub(super) const CURRENCIES: &[(&str, &[&str])] = &[
    ("USD", &["доллар", "usd"]),
    ("EUR", &["евро", "еуро", "eur"]),
    ("RUB", &["рубл", "рубль", "rub"]),
    ("KZT", &["тенге", "теңге", "kzt"]),
    ("GBP", &["фунт"]),
    ("CNY", &["юан", "юань"]),
    ("JPY", &["иен", "йен"]),
    ("UAH", &["гривн", "гривен"]),
    ("TRY", &["лира", "лиры", "лир"]),
    ("KGS", &["сом", "сома", "сомов"]),
    ("UZS", &["сумов", "сум", "сўм"]),
    ("CHF", &["франк"]),
    ("INR", &["рупи"]),
    ("TJS", &["сомони"]),
    ("AMD", &["драмов"]),
    ("GEL", &["лари"]),
    ("MNT", &["тугрик"]),
    ("AED", &["дирхам"]),
    ("PLN", &["злот"]),
    // Told by the nation alone.
    (MANAT, &["манат"]),
    (KRONE, &["крон", "кроны"]),
    (DINAR, &["динар"]),
    (RIAL, &["риал"]),
];

/// Currencies cut short, as they stand.
const SHORT: &[(&str, &[&str])] = &[
    ("USD", &["долл", "долл.", "дол."]),
    ("RUB", &["руб", "руб.", ROUBLE]),
    ("KZT", &["тг", "тг.", "тнг", "тнг."]),
    ("UAH", &["грн", "грн."]),
];
/// Also a river, or `раз`.
pub(super) const ROUBLE: &str = "р.";

const MANAT: &str = "manat";
const KRONE: &str = "krone";
const DINAR: &str = "dinar";
const RIAL: &str = "rial";

/// Adjectives by their stems, with the currencies of [`CURRENCIES`] that they may say, and what each is then.
pub(super) const NATIONS: &[(&str, &[(&str, &str)])] = &[
    ("австралийск", &[("USD", "AUD")]),
    ("азербайджанск", &[(MANAT, "AZN")]),
    ("американск", &[("USD", "USD")]),
    ("белорусск", &[("RUB", "BYN")]),
    ("британск", &[("GBP", "GBP")]),
    ("гонконгск", &[("USD", "HKD")]),
    ("датск", &[(KRONE, "DKK")]),
    ("египетск", &[("GBP", "EGP")]),
    ("индийск", &[("INR", "INR")]),
    ("иракск", &[(DINAR, "IQD")]),
    ("иранск", &[(RIAL, "IRR")]),
    ("казахстанск", &[("KZT", "KZT")]),
    ("канадск", &[("USD", "CAD")]),
    ("катарск", &[(RIAL, "QAR")]),
    ("киргизск", &[("KGS", "KGS")]),
    ("китайск", &[("CNY", "CNY")]),
    ("кувейтск", &[(DINAR, "KWD")]),
    ("кыргызск", &[("KGS", "KGS")]),
    ("новозеландск", &[("USD", "NZD")]),
    ("норвежск", &[(KRONE, "NOK")]),
    ("пакистанск", &[("INR", "PKR")]),
    ("российск", &[("RUB", "RUB")]),
    ("саудовск", &[(RIAL, "SAR")]),
    ("сербск", &[(DINAR, "RSD")]),
    ("сингапурск", &[("USD", "SGD")]),
    ("турецк", &[("TRY", "TRY")]),
    ("туркменск", &[(MANAT, "TMT")]),
    ("узбекск", &[("UZS", "UZS")]),
    ("украинск", &[("UAH", "UAH")]),
    ("чешск", &[(KRONE, "CZK")]),
    ("шведск", &[(KRONE, "SEK")]),
    ("швейцарск", &[("CHF", "CHF")]),
    ("японск", &[("JPY", "JPY")]),
];
const NATION: &[&str] = &["ий", "ого", "ому", "им", "их", "ими", "ие"];

/// What a sum's hundredths are called, by the beginnings.
pub(super) const SMALL_COINS: &[&str] = &["тиын", "тиін", "копе", "коп", "цент", "пенс"];

/// True for the code of a currency.
pub(in crate::stage::tag) fn is_currency(text: &str) -> bool {
    CURRENCIES.iter().any(|(code, _)| *code == text)
}

pub(super) const SIGNS: &[(&str, &str)] =
    &[("$", "USD"), ("€", "EUR"), ("£", "GBP"), ("₸", "KZT"), ("₽", "RUB"), ("¥", "JPY"), ("₴", "UAH")];

pub(super) fn starts(key: &str, list: &[&str]) -> bool {
    list.iter().any(|s| key.starts_with(s))
}

/// Words that say one thing, in the forms that say it.
const WORDS: &[(Code, &[&str])] = &[
    (Code::Percent, &["%", "%-ы", "%-ға", "%-ға дейін"]),
    (Code::Dash, &["–", "—", "-"]),
    (
        Code::Year,
        &[
            "год",
            "года",
            "году",
            "годом",
            "годе",
            "г",
            "г.",
            "жыл",
            "жылы",
            "жылғы",
            "жылдың",
            "жылдан",
            "жылға",
            "ж",
            "ж.",
            "жылда",
            "жылдағы",
            "жылмен",
            "жылының",
        ],
    ),
    (
        Code::Years,
        &[
            "годы",
            "годах",
            "годов",
            "годам",
            "годами",
            "гг",
            "гг.",
            "жылдары",
            "жж.",
            "жылдар",
            "жылдарда",
            "жылдардағы",
            "жылдардың",
            "жылдарға",
            "жылдардан",
            "жылдармен",
            "жылдарында",
            "жылдарындағы",
            "жылдарынан",
        ],
    ),
    (Code::Day(0), &["сегодня", "бүгін", "бүгінгі"]),
    (Code::Day(-1), &["вчера", "кеше", "кешегі", "накануне"]),
    (Code::Day(1), &["завтра", "ертең", "ертеңгі"]),
    (Code::Day(-2), &["позавчера", "алдыңгүні"]),
    (Code::Day(2), &["послезавтра", "бүрсігүні"]),
    (Code::ThisYear(0), &["биыл", "биылғы"]),
    (Code::ThisYear(-1), &["былтыр", "былтырғы"]),
    (Code::Ago, &["назад", "бұрын"]),
    (Code::Which(-1), &["өткен"]),
    (Code::Which(0), &["осы"]),
    (Code::Which(1), &["келесі", "келер"]),
    (Code::Ordinal(1), &["i", "бірінші"]),
    (Code::Ordinal(2), &["ii", "екінші"]),
    (Code::Ordinal(3), &["iii", "үшінші"]),
    (Code::Ordinal(4), &["iv", "төртінші"]),
    (Code::Unit(Unit::Day), &["день", "дня", "дней", "күн"]),
    (Code::Unit(Unit::Month), &["месяц", "месяца", "месяце", "месяцев", "айда", "айдың", "ай"]),
    (Code::Unit(Unit::HalfYear), &["полугодие", "полугодия", "полугодии", "полугодию"]),
    (
        Code::Unit(Unit::Half),
        &["половина", "половине", "половины", "половину", "жартысында", "жартысы", "жартысының"],
    ),
    (Code::American, &["сша", "ақш"]),
    (Code::Multiple(3), &["тыс", "тыс.", "мың", "мыңнан", "мыңға", "мыңдай", "thousand"]),
    (Code::Multiple(6), &["млн", "млн.", "млн-нан", "млн-ға", "million"]),
    (Code::Multiple(9), &["млрд", "млрд.", "млрд-тан", "млрд-қа", "billion"]),
    (Code::Multiple(12), &["трлн", "трлн.", "трлн-нан", "трлн-ға", "trillion"]),
    (Code::Tenths(5, 6), &["полмиллиона"]),
    (Code::Tenths(5, 9), &["полмиллиарда"]),
    (Code::Tenths(5, 12), &["полтриллиона"]),
    (Code::Tenths(15, 0), &["полтора", "полутора"]),
    (Code::Cardinal(1), &["один", "одного", "одному", "одним", "одна", "одну", "одной", "бір"]),
    (Code::Cardinal(2), &["два", "две", "двух", "двум", "двумя", "екі"]),
    (Code::Cardinal(3), &["три", "трех", "трем", "тремя", "үш"]),
    (Code::Cardinal(4), &["четыре", "четырех", "четырем", "четырьмя", "төрт"]),
    (Code::Cardinal(5), &["пять", "пяти", "пятью", "бес"]),
    (Code::Cardinal(6), &["шесть", "шести", "шестью", "алты"]),
    (Code::Cardinal(7), &["семь", "семи", "семью", "жеті"]),
    (Code::Cardinal(8), &["восемь", "восьми", "восемью", "сегіз"]),
    (Code::Cardinal(9), &["девять", "девяти", "девятью", "тоғыз"]),
    (Code::Cardinal(10), &["десять", "десяти", "десятью", TEN]),
    (Code::Cardinal(11), &["одиннадцать", "одиннадцати"]),
    (Code::Cardinal(12), &["двенадцать", "двенадцати"]),
    (Code::Cardinal(13), &["тринадцать", "тринадцати"]),
    (Code::Cardinal(14), &["четырнадцать", "четырнадцати"]),
    (Code::Cardinal(15), &["пятнадцать", "пятнадцати"]),
    (Code::Cardinal(16), &["шестнадцать", "шестнадцати"]),
    (Code::Cardinal(17), &["семнадцать", "семнадцати"]),
    (Code::Cardinal(18), &["восемнадцать", "восемнадцати"]),
    (Code::Cardinal(19), &["девятнадцать", "девятнадцати"]),
    (Code::Cardinal(20), &["двадцать", "двадцати", "жиырма"]),
    (Code::Cardinal(30), &["тридцать", "тридцати", "отыз"]),
    (Code::Cardinal(40), &["сорок", "сорока", "қырық"]),
    (Code::Cardinal(50), &["пятьдесят", "пятидесяти", "елу"]),
    (Code::Cardinal(60), &["шестьдесят", "шестидесяти", "алпыс"]),
    (Code::Cardinal(70), &["семьдесят", "семидесяти", "жетпіс"]),
    (Code::Cardinal(80), &["восемьдесят", "восьмидесяти", "сексен"]),
    (Code::Cardinal(90), &["девяносто", "девяноста"]),
    (Code::Cardinal(100), &["сто", "ста", "жүз"]),
    (Code::Cardinal(200), &["двести", "двухсот"]),
    (Code::Cardinal(300), &["триста", "трехсот"]),
    (Code::Cardinal(400), &["четыреста", "четырехсот"]),
    (Code::Cardinal(500), &["пятьсот", "пятисот"]),
    (Code::Cardinal(600), &["шестьсот", "шестисот"]),
    (Code::Cardinal(700), &["семьсот", "семисот"]),
    (Code::Cardinal(800), &["восемьсот", "восьмисот"]),
    (Code::Cardinal(900), &["девятьсот", "девятисот"]),
];

/// Ten in Kazakh, which is `he` in Russian.
const TEN: &str = "он";

/// What percentages begin with.
const PERCENT: &[&str] = &["процент", "пайыз"];
/// Numbers that decline, with their power of ten.
const POWERS: &[(&str, u8)] = &[("тысяч", 3), ("миллион", 6), ("миллиард", 9), ("триллион", 12)];

/// What the words of values begin with: most words do not, and are asked nothing more.
static HEADS: LazyLock<Heads> = LazyLock::new(|| {
    let mut heads = Heads::new();
    let pairs = WHICH.iter().map(|(s, _)| s).chain(ORDINALS.iter().map(|(s, _)| s));
    let lists = [PERCENT, THIS, &PARTS].into_iter().chain(WORDS.iter().map(|(_, words)| *words));
    let currencies = CURRENCIES.iter().chain(SHORT).map(|(_, words)| *words);
    for word in pairs
        .chain(NATIONS.iter().map(|(s, _)| s))
        .chain(POWERS.iter().map(|(s, _)| s))
        .chain(lists.chain(currencies).chain(WEEKDAYS.iter().map(|d| &d[..])).flatten())
    {
        heads.add(word);
    }
    heads
});

/// What a word says in a value, found once a distinct word of a language.
pub(in crate::stage::tag) fn code(key: &str, kind: TokenKind, lang: Lang, dates: &DateWords) -> Code {
    if key == TEN && lang != Lang::Kk {
        return Code::None;
    }
    if kind == TokenKind::Date {
        return Code::FullDate;
    }
    let Some(first) = key.chars().next() else { return Code::None };
    if first.is_ascii_digit() {
        return Code::Number;
    }
    let month = || match dates.get(key.strip_suffix('.').unwrap_or(key)) {
        Some(DateWord::Month(m)) => Code::Month(m),
        Some(DateWord::MonthAbbr(m)) => Code::MonthAbbr(m),
        _ => Code::None,
    };
    let word = key.split_once('-').map_or(key, |(word, _)| word);
    if first.is_letter() && !HEADS.may_begin(word) {
        return if dates.may_begin(key) { month_pair(key, dates).unwrap_or_else(month) } else { Code::None };
    }
    if let Some(i) = SIGNS.iter().position(|(s, _)| *s == key) {
        return Code::Sign(i as u8);
    }
    if let Some((code, _)) = WORDS.iter().find(|(_, words)| words.contains(&key)) {
        return *code;
    }
    if first == '%' || starts(key, PERCENT) && key.chars().count() < 16 {
        return Code::Percent;
    }
    if let Some(code) = calendar_word(key, dates) {
        return code;
    }
    if starts(key, &["миллионер", "миллиардер"]) {
        return Code::None;
    }
    if let Some((_, power)) = POWERS.iter().find(|(word, _)| key.starts_with(word)) {
        return Code::Multiple(*power);
    }
    if let Some(i) =
        NATIONS.iter().position(|(s, _)| key.strip_prefix(s).is_some_and(|e| NATION.contains(&e)))
    {
        return Code::Nation(i as u8);
    }
    currency(key).unwrap_or_else(month)
}

/// A currency in any form, or cut short: `тенге`, `доллардың`, `руб.`, `тг-ге`.
fn currency(key: &str) -> Option<Code> {
    let word = key.split_once('-').map_or(key, |(word, _)| word);
    if let Some((code, _)) = SHORT.iter().find(|(_, words)| words.contains(&word)) {
        return CURRENCIES.iter().position(|(c, _)| c == code).map(|i| Code::Currency(i as u8));
    }
    for (i, (_, words)) in CURRENCIES.iter().enumerate() {
        for w in words.iter().filter(|w| key.starts_with(**w)) {
            let short = w.chars().count() <= 4;
            if key == *w
                || !short && key.chars().count() <= w.chars().count() + 8
                || matches!(*w, "рубл" | "юан" | "иен" | "рупи" | "евро" | "еуро" | "фунт")
                    && key.chars().count() <= w.chars().count() + 4
            {
                return Some(Code::Currency(i as u8));
            }
        }
    }
    None
}

/// What letters say that stand behind digits without a space: a power of ten, a currency or percent, `30млн`, `390тг`,
/// `20процентов`.
pub(super) fn glued(letters: &str) -> Code {
    let key = letters.to_lowercase();
    if starts(&key, PERCENT) {
        return Code::Percent;
    }
    let power =
        WORDS.iter().find(|(code, words)| matches!(code, Code::Multiple(_)) && words.contains(&&*key));
    power.map(|(code, _)| *code).or_else(|| currency(&key)).unwrap_or_default()
}

/// Adjectives of the calendar by their stems, with the endings that they take.
const WHICH: &[(&str, i8)] = &[
    ("прошл", -1),
    ("минувш", -1),
    ("нынешн", 0),
    ("текущ", 0),
    ("следующ", 1),
    ("будущ", 1),
    ("грядущ", 1),
];
const ADJECTIVE: &[&str] = &[
    "ый", "ий", "ого", "его", "ому", "ему", "ым", "им", "ом", "ем", "ая", "ую", "ой", "ей", "юю", "яя", "ое",
    "ее",
];
const ORDINALS: &[(&str, u8)] = &[("перв", 1), ("втор", 2), ("трет", 3), ("третьег", 3), ("четверт", 4)];
const WEEKDAYS: [[&str; 2]; 7] = [
    ["понедельник", "дүйсенбі"],
    ["вторник", "сейсенбі"],
    ["сред", "сәрсенбі"],
    ["четверг", "бейсенбі"],
    ["пятниц", "жұма"],
    ["суббот", "сенбі"],
    ["воскресень", "жексенбі"],
];
const NOUN: &[&str] = &["", "а", "у", "е", "и", "ы", "ой", "ей", "ом", "ем", "я", "ю"];
const THIS: &[&str] = &["этот", "этом", "этой", "эту", "этого", "сего"];
/// Weeks, quarters and halves of a year.
const PARTS: [&str; 6] = ["недел", "апта", "квартал", "тоқсан", "жартыжылдық", "жартыжылдығы"];

/// Words of the calendar that take endings.
fn calendar_word(key: &str, dates: &DateWords) -> Option<Code> {
    let ends = |stem: &str, list: &[&str]| key.strip_prefix(stem).is_some_and(|e| list.contains(&e));
    if THIS.contains(&key) {
        return Some(Code::Which(0));
    }
    if let Some((_, n)) = WHICH.iter().find(|(stem, _)| ends(stem, ADJECTIVE)) {
        return Some(Code::Which(*n));
    }
    if let Some((_, n)) = ORDINALS.iter().find(|(stem, _)| {
        ends(stem, ADJECTIVE) || *stem == "трет" && ends("треть", &["я", "ей", "ем", "ю", "е", "его", "ему"])
    }) {
        return Some(Code::Ordinal(*n));
    }
    for (day, [russian, kazakh]) in WEEKDAYS.iter().enumerate() {
        if ends(russian, NOUN) || key == *kazakh || ends(kazakh, &["да", "де", "ғы", "гі", "дағы", "дегі"])
        {
            return Some(Code::Weekday(day as u8));
        }
    }
    let [week, hapta, quarter, toqsan, half, its_half] = PARTS;
    if ends(week, &["я", "и", "е", "ю", "ей", "ь"]) || ends(hapta, &["", "да", "ның", "дағы"])
    {
        return Some(Code::Unit(Unit::Week));
    }
    if ends(quarter, NOUN) || ends(toqsan, &["", "да", "ы", "ында", "ының"]) {
        return Some(Code::Unit(Unit::Quarter));
    }
    if ends(half, &["", "та", "тың"]) || ends(its_half, &["", "нда", "ның"]) {
        return Some(Code::Unit(Unit::HalfYear));
    }
    month_pair(key, dates)
}

/// `қаңтар-ақпан`: two months.
fn month_pair(key: &str, dates: &DateWords) -> Option<Code> {
    let at = memchr::memchr(b'-', key.as_bytes())?;
    match (dates.get(&key[..at]), dates.get(&key[at + 1..])) {
        (Some(DateWord::Month(from)), Some(DateWord::Month(to))) => Some(Code::Months(from, to)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_otherwise_says_nothing() {
        let dates = DateWords::new();
        for (code_, words) in WORDS {
            for word in *words {
                assert_eq!(code(word, TokenKind::Word, Lang::Kk, &dates), *code_, "{word}");
            }
        }
        // A word that takes endings must be as long as the prefix the table looks at.
        let pairs = WHICH.iter().map(|(s, _)| s).chain(ORDINALS.iter().map(|(s, _)| s));
        for (code, words) in SHORT {
            assert!(is_currency(code) && words.iter().all(|word| HEADS.may_begin(word)), "{code}");
        }
        for stem in pairs.chain(PERCENT).chain(&PARTS).chain(CURRENCIES.iter().flat_map(|(_, words)| *words))
        {
            assert!(stem.chars().count() >= 3 && HEADS.may_begin(stem), "{stem}");
        }
        assert!(!HEADS.may_begin("здание") && HEADS.may_begin("г"));
    }
}
