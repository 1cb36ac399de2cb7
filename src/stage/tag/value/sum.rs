//! Sums of money and percentages, and ranges of them.
//!
//! Reads: tokens and what their words say, through [`Reader`]. Makes: what was found with its value: `1203500000 KZT`,
//! `15000/20000 KZT`, `12.5`, `15/17`. Rules: `money`, `percent`. Cost: a few looks at the tokens behind a number; text is
//! made only for what has its unit.

use crate::document::EntityType;
use crate::lang::Lang;

use super::words::{CURRENCIES, Code, NATIONS, ROUBLE, SIGNS, SMALL_COINS, glued, is_currency, starts};
use super::{Found, Reader};

/// Groups of three digits behind the first, at most: a table of numbers is not one.
const GROUPS: usize = 6;

/// A number: its first token and one past its last.
#[derive(Clone, Copy)]
struct Number {
    start: usize,
    end: usize,
}

/// A number with its powers of ten, `1 203,5 млн`, or several such of falling powers, `5 млрд 600 млн`.
#[derive(Clone, Copy)]
struct Amount {
    /// The last number.
    number: Number,
    /// The power of ten of the last number.
    power: u32,
    start: usize,
    end: usize,
}

/// What a unit is said of: an amount, or the range from one to another.
#[derive(Clone, Copy)]
struct Quantity {
    from: Amount,
    to: Amount,
    /// `дейін` must follow the unit.
    till: bool,
}

/// How many times the lower end of a range the upper one is at most, where spaces stand around the dash.
const FARTHEST: f64 = 10.0;

impl Quantity {
    fn of(amount: Amount) -> Quantity {
        Quantity { from: amount, to: amount, till: false }
    }
}

impl Reader<'_> {
    /// A number that may stand in groups of three, of which a sum has [`GROUPS`] at most; the last may have decimals.
    fn number(&self, i: usize) -> Option<Number> {
        if self.code(i) != Code::Number {
            return None;
        }
        let text = self.text(i).as_bytes();
        let mut end = i + 1;
        if text.len() <= 3 && text.iter().all(u8::is_ascii_digit) {
            while end <= i + GROUPS && self.code(end) == Code::Number && is_group(self.text(end)) {
                end += 1;
                if self.text(end - 1).len() > 3 {
                    break;
                }
            }
        }
        // What has more than one point is a version or an address, but for `1.250.000`.
        let points = text.iter().filter(|b| matches!(b, b'.' | b',')).count();
        (points <= 1 || thousands(self.glued(i).0) > 1).then_some(Number { start: i, end })
    }

    /// The digits of token `i` and what the letters say that stand behind them without a space: `30млн`, `390тг`,
    /// `5000тг-ге`. Of letters that say nothing, or stand behind a dash, they are a part.
    fn glued(&self, i: usize) -> (&str, Code) {
        let text = self.text(i);
        let digits = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',')).len();
        let (number, letters) = text.split_at(text.len() - digits);
        if !letters.starts_with(char::is_alphabetic) {
            return (text, Code::None);
        }
        match glued(letters) {
            Code::None => (text, Code::None),
            unit => (number, unit),
        }
    }

    /// A number and the powers of ten behind it.
    fn part(&self, i: usize) -> Option<Amount> {
        let number = self.number(i)?;
        let (mut end, mut power) = (number.end, 0);
        if let Code::Multiple(p) = self.glued(end - 1).1 {
            power = u32::from(p);
        }
        while let Code::Multiple(p) = self.code(end) {
            power += u32::from(p);
            end += 1;
        }
        Some(Amount { number, power, start: i, end })
    }

    /// A number and its powers of ten, and what goes on with lower ones.
    fn amount(&self, i: usize) -> Option<Amount> {
        let mut amount = self.part(i)?;
        while amount.power > 0
            && let Some(next) = self.part(amount.end)
            && self.continues(amount, next)
        {
            amount = Amount { start: amount.start, ..next };
        }
        Some(amount)
    }

    /// True where `next` says the rest of a sum: `5 млрд 600 млн`, `345 тыс. 600 тенге`, no `5 млн 600 человек`.
    fn continues(&self, amount: Amount, next: Amount) -> bool {
        let whole = |i: usize| self.glued(i).0.bytes().all(|b| b.is_ascii_digit());
        next.power < amount.power
            && self.whole_digits(next.number) <= (amount.power - next.power) as usize
            && (amount.number.start..amount.number.end).all(whole)
            && self.is_plain(next.number)
            && (next.power > 0 || matches!(self.code(next.end), Code::Currency(_) | Code::American))
    }

    /// How many digits a number has before its decimal point.
    fn whole_digits(&self, number: Number) -> usize {
        let digits = |i| self.text(i).bytes().take_while(u8::is_ascii_digit).count();
        (number.start..number.end).map(digits).sum()
    }

    /// True for a number without an ending: `15`, `2,5`, `30млн`, no `15-й`.
    fn is_plain(&self, number: Number) -> bool {
        let mark = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b',');
        (number.start..number.end).all(|i| self.glued(i).0.bytes().all(mark))
    }

    /// The range that begins with an amount: `15–20 тысяч`, `от 400 до 500 тысяч`, `400-ден 500 мыңға дейін`.
    fn range(&self, from: Amount) -> Option<Quantity> {
        let at = from.end;
        if from.power == 0 && self.from(at - 1) && !self.text(at - 1).contains('%') {
            return Some(Quantity { from, to: self.part(at)?, till: true });
        }
        let dash = self.is_dash(at);
        let said = self.is(at, &["до"]) && from.start > self.start && self.is(from.start - 1, &["от"]);
        if !(dash || said) || !self.is_plain(from.number) {
            return None;
        }
        // `10-15%-ға`
        let inside = |to: &Amount| self.text(to.end - 1).contains('%');
        let to = self.part(at + 1).filter(|to| self.is_plain(to.number) || inside(to))?;
        if dash {
            let close = self.touches(at);
            // `в 2014 – 2500 тенге`: the dash stands for a word.
            if close != self.touches(at + 1) || !close && self.year(from.start).is_some() {
                return None;
            }
        }
        Some(Quantity { from, to, till: false })
    }

    /// The value of an amount of `kind` times a power of ten, as a decimal text.
    fn value(&self, amount: Amount, times: u32, kind: EntityType) -> String {
        let (mut digits, mut power, mut at) = (String::new(), 0, amount.start);
        while at < amount.end
            && let Some(part) = self.part(at)
        {
            if !digits.is_empty() {
                // `5 млрд 20 млн`: zeros up to the next number's digits.
                let zeros = (power - part.power) as usize - self.whole_digits(part.number);
                digits.extend(std::iter::repeat_n('0', zeros));
            }
            let sum = kind == EntityType::Money && part.power + times == 0;
            self.digits(part.number, sum, &mut digits);
            (power, at) = (part.power, part.end);
        }
        scaled(&digits, power + times)
    }

    /// The value of a quantity of `kind`, of a range both ends: `15000/20000`. None where a range does not rise.
    fn quantity(&self, q: Quantity, kind: EntityType) -> Option<String> {
        let to = self.value(q.to, 0, kind);
        if q.from.start == q.to.start {
            return Some(to);
        }
        // The power is said once: `15–20 тысяч`.
        let from = self.value(q.from, if q.from.power == 0 { q.to.power } else { 0 }, kind);
        let (low, high): (f64, f64) = (from.parse().ok()?, to.parse().ok()?);
        // A dash between spaces joins numbers of one size: `№ 5 – 500 тенге` is no range.
        let apart = self.is_dash(q.from.end) && !self.touches(q.from.end);
        (low < high && (!apart || high <= low * FARTHEST)).then(|| format!("{from}/{to}"))
    }

    /// True for a number of a ticker, whose unit is the currency before it and not the next one's name behind it:
    /// `USD 449.2 EUR 487.1`, `доллар: 449,2 евро: 487,1`, `USD/KZT 449.2 EUR/KZT 487.1`. It says a rate, no sum.
    fn is_rate(&self, start: usize, end: usize) -> bool {
        let currency = |i: usize| matches!(self.code(i), Code::Currency(_));
        let named = |i: usize| i < self.end && (currency(i) || is_currency(self.text(i)));
        let mark = |i: usize, mark: &str| i < self.end && self.text(i) == mark;
        // A currency that is part of the sum before says nothing of this one: `1 USD 449.2 KZT`.
        let free = |i: usize| i > self.taken;
        let mut at = start;
        if free(at) && mark(at - 1, ":") {
            at -= 1;
        }
        // `доллар 450 тенге 50 тиын`, `доллар 450 тенге 5 марта`
        let value = |i: usize| {
            let belongs =
                matches!(self.code(i + 1), Code::Month(_) | Code::Year | Code::Years | Code::Unit(_))
                    || i + 1 < self.end && starts(&self.text(i + 1).to_lowercase(), SMALL_COINS);
            self.code(i) == Code::Number && !self.text(i).contains(':') && !belongs
        };
        free(at)
            && named(at - 1)
            && currency(end)
            && (value(end + 1)
                || mark(end + 1, ":") && value(end + 2)
                || mark(end + 1, "/") && named(end + 2))
    }

    /// Adds the digits of a number and its decimal point, which parts thousands in `1.250.000` and, of a `sum`, in `50.000`.
    fn digits(&self, number: Number, sum: bool, out: &mut String) {
        for i in number.start..number.end {
            let text = self.glued(i).0;
            let groups = thousands(text);
            let parted = groups > 1 || groups == 1 && sum && text.contains('.');
            out.extend(text.chars().filter_map(|c| match c {
                '0'..='9' => Some(c),
                '.' | ',' if !parted => Some('.'),
                _ => None,
            }));
        }
    }
}

/// True for three digits, also with decimals: the `203,5` of `1 203,5`.
fn is_group(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    text.split_at_checked(3).is_some_and(|(group, rest)| {
        let decimals = rest.strip_prefix([',', '.']);
        digits(group) && (rest.is_empty() || decimals.is_some_and(|d| !d.is_empty() && digits(d)))
    })
}

/// The groups of three digits behind the first, `1.250.000`, where one mark parts them all; 0 for other numbers.
fn thousands(text: &str) -> usize {
    let Some(mark) = text.chars().find(|c| matches!(c, '.' | ',')) else { return 0 };
    let mut groups = text.split(mark);
    let first = groups.next().unwrap_or_default();
    let digits = |g: &str| g.bytes().all(|b| b.is_ascii_digit());
    let opens = (1..=3).contains(&first.len()) && digits(first) && !first.starts_with('0');
    match groups.try_fold(0, |n, g| (g.len() == 3 && digits(g)).then_some(n + 1)) {
        Some(n) if opens => n,
        _ => 0,
    }
}

/// A decimal text times a power of ten, exactly.
fn scaled(digits: &str, power: u32) -> String {
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut out = whole.to_owned();
    let power = power as usize;
    if part.len() <= power {
        out.push_str(part);
        out.extend(std::iter::repeat_n('0', power - part.len()));
    } else {
        out.push_str(&part[..power]);
        out.push('.');
        out.push_str(&part[power..]);
    }
    let out = out.trim_start_matches('0');
    let out = if out.contains('.') { out.trim_end_matches('0').trim_end_matches('.') } else { out };
    match out {
        "" => "0".to_owned(),
        o if o.starts_with('.') => format!("0{o}"),
        o => o.to_owned(),
    }
}

/// Tenths as a decimal text.
fn decimal(tenths: u64) -> String {
    scaled(&format!("{}.{}", tenths / 10, tenths % 10), 0)
}

/// The words before `миллиарда` that say no number.
const ABOUT: &[&str] = &["более", "больше", "свыше", "около", "порядка", "менее", "меньше", "до", "от"];

impl Reader<'_> {
    /// The currency at `i`, told by a nation before it or a country behind it, and where it ends.
    fn unit(&self, i: usize) -> Option<(&'static str, usize)> {
        let currency = |i: usize| match self.code(i) {
            Code::Currency(c) => Some(CURRENCIES[usize::from(c)].0),
            _ => None,
        };
        match self.code(i) {
            Code::American => (currency(i + 1)? == "USD").then_some(("USD", i + 2)),
            Code::Nation(n) => {
                let plain = currency(i + 1)?;
                let (_, code) = NATIONS[usize::from(n)].1.iter().find(|(c, _)| *c == plain)?;
                Some((code, i + 2))
            }
            _ => {
                let code = currency(i).filter(|code| code.len() == 3)?;
                let goes_on = code == "USD" && self.code(i + 1) == Code::American
                    || code == "GBP" && i + 1 < self.end && self.text(i + 1).starts_with("стерлинг");
                Some((code, i + 1 + usize::from(goes_on)))
            }
        }
    }

    /// One past the words for percent at `i`: `процентов`, `процентных пунктов`, `пайыздық тармаққа`.
    fn percent_end(&self, i: usize) -> usize {
        let point =
            self.opens(i, &["процентн", "пайыздық"]) && self.opens(i + 1, &["пункт", "тармақ", "тармағ"]);
        i + 1 + usize::from(point)
    }

    /// True for a Kazakh ending that a dash joins to what stands before `i`.
    fn is_ending(&self, i: usize) -> bool {
        const LONGEST: usize = 7;
        i + 1 < self.end
            && self.is_dash(i)
            && self.touches(i)
            && self.touches(i + 1)
            && self.doc.tokens[i + 1].lang == Lang::Kk
            && self.text(i + 1).chars().all(char::is_lowercase)
            && self.text(i + 1).chars().count() <= LONGEST
    }

    /// The number below a thousand that words say from `i` on, `двадцать пять`, `екі жүз елу`, and one past it.
    fn hundreds(&self, i: usize) -> Option<(u64, usize)> {
        let (mut sum, mut at, mut below) = (0, i, 1000);
        while let Code::Cardinal(n) = self.code(at) {
            let mut n = u64::from(n);
            at += 1;
            // `екі жүз`
            if n < 10 && self.doc.tokens[at - 1].lang == Lang::Kk && self.code(at) == Code::Cardinal(100) {
                n *= 100;
                at += 1;
            }
            if n >= below {
                return None;
            }
            sum += n;
            below = match n {
                100.. => 100,
                10 | 20..100 => 10,
                _ => 1,
            };
        }
        (sum > 0).then_some((sum, at))
    }

    /// The number that words say from `i` on, in tenths, and one past it: `два миллиона триста тысяч`, `бір жарым миллиард`.
    fn spelled(&self, i: usize) -> Option<(u64, usize)> {
        let (mut sum, mut at, mut last) = (0u64, i, u32::MAX);
        // `тысячу пятьсот рублей`
        let one = |at| self.doc.tokens[i].lang == Lang::Ru && self.is(at, &["тысяча", "тысячу"]);
        while let Some((number, mut end)) = self.hundreds(at).or_else(|| one(at).then_some((1, at))) {
            let half = self.is(end, &["жарым"]);
            end += usize::from(half);
            let mut power = 0;
            while let Code::Multiple(p) = self.code(end) {
                power += u32::from(p);
                end += 1;
            }
            if power >= last || half && power == 0 {
                return None;
            }
            let tenths = number * 10 + 5 * u64::from(half);
            sum = sum.checked_add(tenths.checked_mul(10u64.checked_pow(power)?)?)?;
            (at, last) = (end, power);
            if power == 0 {
                break;
            }
        }
        (at > i).then_some((sum, at))
    }

    /// A sum in words: `полмиллиарда тенге`, `полтора миллиона долларов`, `более миллиарда тенге`, `екі миллион теңге`.
    fn in_words(&self, i: usize) -> Option<Found> {
        if let Some((tenths, at)) = self.spelled(i) {
            // `ни один рубль`, `два фунта хлеба`
            let weight = |code: &str, end: usize| code == "GBP" && end == at + 1;
            let (code, end) = self.unit(at).filter(|(code, end)| tenths > 10 && !weight(code, *end))?;
            let value = format!("{} {code}", decimal(tenths));
            return Some(Found { skip: 0, end, kind: EntityType::Money, value, rule: "money" });
        }
        let (digits, power, at) = match (self.code(i), self.code(i + 1)) {
            (Code::Tenths(5, power), _) => ("0.5", power, i + 1),
            (Code::Tenths(15, _), Code::Multiple(power)) => ("1.5", power, i + 2),
            (Code::Multiple(power), _) if power > 3 && self.is_one(i) => ("1", power, i + 1),
            _ => return None,
        };
        let (code, end) = self.unit(at)?;
        let value = format!("{} {code}", scaled(digits, power.into()));
        Some(Found { skip: 0, end, kind: EntityType::Money, value, rule: "money" })
    }

    /// True where Russian `миллион` or `миллиарда` is one: no number is said before it.
    fn is_one(&self, i: usize) -> bool {
        if self.doc.tokens[i].lang != Lang::Ru {
            return false;
        }
        let before = if i > self.start { self.text(i - 1).to_lowercase() } else { String::new() };
        let about = ABOUT.contains(&before.as_str());
        // `двадцать один миллион`, `сто миллион`: a number is said.
        let counted = || {
            let ends = |list: &[&str]| list.iter().any(|end| before.ends_with(end));
            before.ends_with(|c: char| c.is_ascii_digit())
                || ends(&["один", "дцать", "десят", "сорок", "сто", "ста", "сот"])
        };
        match self.text(i).to_lowercase().as_str() {
            "миллион" | "миллиард" | "триллион" => !counted(),
            "миллиона" | "миллиарда" | "триллиона" => about,
            _ => false,
        }
    }

    /// False for a noun that no such number has behind it in Russian: the `117 доллар` of a list of tags, `2 р.` in a day.
    fn agrees(&self, quantity: Quantity, at: usize) -> bool {
        if self.is(at, &[ROUBLE]) && quantity.to.power == 0 {
            return self.whole_digits(quantity.to.number) > 1 && self.doc.tokens[at].lang == Lang::Ru;
        }
        quantity.to.power > 0
            || self.doc.tokens[at].lang != Lang::Ru
            || !self.is(at, &["доллар", "рубль", "юань", "франк"])
            || self.text(quantity.to.end - 1).ends_with('1')
    }
}

pub(super) fn money(r: &Reader<'_>, i: usize) -> Option<Found> {
    if let Some(found) = r.in_words(i) {
        return Some(found);
    }
    let (sign, at) = match r.code(i) {
        Code::Sign(s) => (Some(SIGNS[usize::from(s)].1), i + 1),
        Code::Number => (None, i),
        _ => return None,
    };
    let amount = r.amount(at)?;
    r.range(amount).and_then(|range| sum(r, i, sign, range)).or_else(|| sum(r, i, sign, Quantity::of(amount)))
}

/// A quantity with its currency, which is before it, at `i`, or behind it.
fn sum(r: &Reader<'_>, i: usize, sign: Option<&'static str>, quantity: Quantity) -> Option<Found> {
    let at = quantity.from.start;
    let mut end = quantity.to.end;
    // `25 миллионнан астам теңге`, `500 мыңға жуық теңге`
    if r.is(end, &["астам", "аса", "артық", "жуық"])
        && matches!(r.code(end + 1), Code::Currency(_) | Code::American)
    {
        end += 1;
    }
    // A rate: `$ 494.87 ₸` says what a dollar costs, and the sum is the tenge. In a portal's ticker the sum's own
    // sign may be missing: then `$ 494.87` is no sum of dollars.
    let behind = match r.code(end) {
        Code::Sign(s) if r.touches(end) || !matches!(r.code(end + 1), Code::Number) => {
            Some(SIGNS[usize::from(s)].1)
        }
        Code::Currency(c) => Some(CURRENCIES[usize::from(c)].0),
        _ => None,
    };
    if sign.is_none() && r.is_rate(at, end) {
        return None;
    }
    let rate = sign.is_some() && behind.is_some_and(|b| Some(b) != sign);
    if sign.is_some() && !rate && r.furniture && !r.touches(at) {
        return None;
    }
    let sign = sign.filter(|_| !rate);
    let inside = match r.glued(quantity.to.end - 1).1 {
        Code::Currency(c) => Some(CURRENCIES[usize::from(c)].0).filter(|code| code.len() == 3),
        _ => None,
    };
    let code = match (sign.or(inside), r.code(end)) {
        (Some(code), _) => code,
        (None, Code::Sign(s)) => {
            end += 1;
            SIGNS[usize::from(s)].1
        }
        (None, _) => {
            let (code, last) = r.unit(end).filter(|_| r.agrees(quantity, end))?;
            end = last;
            code
        }
    };
    if quantity.till {
        end = r.till(end).then_some(end + 1)?;
    }
    let value = format!("{} {code}", r.quantity(quantity, EntityType::Money)?);
    Some(Found { skip: if rate { at - i } else { 0 }, end, kind: EntityType::Money, value, rule: "money" })
}

pub(super) fn percent(r: &Reader<'_>, i: usize) -> Option<Found> {
    // `два процента`, `он бес пайыз`, `полтора процента`
    let said = match r.code(i) {
        Code::Tenths(15, _) => Some((decimal(15), i + 1)),
        _ => r.hundreds(i).map(|(number, at)| (number.to_string(), at)),
    };
    if let Some((value, at)) = said {
        let end = r.percent_end(at);
        return (r.code(at) == Code::Percent).then_some(Found {
            skip: 0,
            end,
            kind: EntityType::Percent,
            value,
            rule: "percent",
        });
    }
    let amount = r.part(i)?;
    r.range(amount).and_then(|range| percentage(r, range)).or_else(|| percentage(r, Quantity::of(amount)))
}

/// A quantity of percent: `12,5%`, `15-17 %`, `36%-ы`.
fn percentage(r: &Reader<'_>, quantity: Quantity) -> Option<Found> {
    let Quantity { from, to, till } = quantity;
    let inside = r.text(to.end - 1).contains('%') || r.glued(to.end - 1).1 == Code::Percent;
    if from.power + to.power > 0 || !inside && r.code(to.end) != Code::Percent {
        return None;
    }
    let mut end = if inside { to.end } else { r.percent_end(to.end) };
    if till {
        end = r.till(end).then_some(end + 1)?;
    }
    // `36 %-ға`
    if r.text(end - 1).ends_with('%') && r.is_ending(end) {
        end += 2;
    }
    Some(Found {
        skip: 0,
        end,
        kind: EntityType::Percent,
        value: r.quantity(quantity, EntityType::Percent)?,
        rule: "percent",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_scaled_exactly() {
        for (digits, power, value) in [
            ("1.2", 9, "1200000000"),
            ("0.05", 0, "0.05"),
            ("12", 6, "12000000"),
            ("27.5", 6, "27500000"),
            ("1234.50", 0, "1234.5"),
        ] {
            assert_eq!(scaled(digits, power), value);
        }
    }
}
