//! Rule files: which documents a training set keeps, in a language that is read aloud.
//!
//! ```text
//! # A comment. A line that begins with white space continues the one before.
//! keep languages: lang in [kk, ru]
//! drop short:     words < 50 or sentences < 3
//! [kk]                                  # from here on for documents in Kazakh; [all] ends it
//! drop noise:     stop_words_kk < 2% and not (title contains "Құттықтау")
//! drop undated:   published is missing or published < 2020-01-01
//! ```
//!
//! Reads the text of a file. Makes [`Rules`], checked as a whole: every name is a signal ([`super::SIGNALS`]) or an
//! attribute, numbers are compared with numbers and texts with texts. A document must fulfil every `keep` and no `drop`;
//! the first rule that takes it, in the order of the file, is the one it is counted under. What is missing (a page
//! without a date) fulfils no comparison. Cost: a walk over the expression a rule and document.
//!
//! ```text
//! rule       = ("keep" | "drop") [name] ":" either        section = "[" language "]"
//! either     = both {"or" both}                           both    = one {"and" one}
//! one        = "not" one | "(" either ")" | "mixed" | value test
//! test       = ("<" | "<=" | ">" | ">=" | "=" | "!=") value | ["not"] "in" "[" value {"," value} "]"
//!            | "contains" text | "is" ("missing" | "present")
//! value      = signal | attribute | number | percentage | date | word | "text in quotation marks"
//! ```

mod parse;

use super::draft::Draft;
use super::signals::SIGNALS;
use crate::error::Result;

/// The rules for Russian and Kazakh news that come with the program; their thresholds are explained in the file.
pub const DEFAULT: &str = include_str!("default.rules");

/// What can be asked of a document beside its signals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attribute {
    Lang,
    Id,
    Source,
    Publisher,
    Url,
    Title,
    Published,
    Mixed,
}

impl Attribute {
    const ALL: [(&'static str, Attribute); 8] = [
        ("lang", Attribute::Lang),
        ("id", Attribute::Id),
        ("source", Attribute::Source),
        ("publisher", Attribute::Publisher),
        ("url", Attribute::Url),
        ("title", Attribute::Title),
        ("published", Attribute::Published),
        ("mixed", Attribute::Mixed),
    ];

    fn of(self, draft: &Draft) -> Option<&str> {
        let e = &draft.example;
        match self {
            Attribute::Lang => Some(&e.lang),
            Attribute::Id => Some(&e.id),
            Attribute::Source => Some(&e.source),
            Attribute::Publisher => e.publisher.as_deref(),
            Attribute::Url => e.url.as_deref(),
            Attribute::Title => e.title.as_deref(),
            Attribute::Published => e.published.as_deref(),
            Attribute::Mixed => Some(if draft.page.mixed { "true" } else { "false" }),
        }
    }
}

/// The names that rules may use beside those of the signals: attributes.
pub fn attributes() -> impl Iterator<Item = &'static str> {
    Attribute::ALL.iter().map(|(name, _)| *name)
}

#[derive(Clone, Debug, PartialEq)]
enum Value {
    Signal(usize),
    Number(f64),
    Attribute(Attribute),
    Text(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
}

#[derive(Clone, Debug, PartialEq)]
enum Condition {
    Either(Vec<Condition>),
    Both(Vec<Condition>),
    Not(Box<Condition>),
    Compare(Value, Order, Value),
    In(Value, Vec<Value>),
    Contains(Attribute, String),
    Present(Attribute),
}

/// One rule.
#[derive(Clone, Debug)]
struct Rule {
    name: String,
    keep: bool,
    /// Only for documents in this language.
    lang: Option<String>,
    condition: Condition,
}

/// A rule file.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    rules: Vec<Rule>,
}

impl Rules {
    /// Parses the text of a file; `file` stands in messages.
    ///
    /// # Errors
    /// What is wrong, with file, line and column, and what would be right.
    pub fn parse(file: &str, text: &str) -> Result<Rules> {
        parse::parse(file, text)
    }

    /// The names of the rules, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rules.iter().map(|r| r.name.as_str())
    }

    /// The number of the first rule that takes the draft, whose signals are measured.
    pub(crate) fn takes(&self, draft: &Draft) -> Option<usize> {
        self.rules.iter().position(|rule| {
            rule.lang.as_ref().is_none_or(|lang| *lang == draft.example.lang)
                && rule.condition.holds(draft) != rule.keep
        })
    }
}

/// What a value is for a document.
enum Is<'a> {
    Number(f64),
    Text(&'a str),
    Missing,
}

impl Value {
    fn of<'a>(&'a self, draft: &'a Draft) -> Is<'a> {
        match self {
            Value::Signal(n) => draft.example.signals.get(*n).map_or(Is::Missing, |(_, x)| Is::Number(*x)),
            Value::Number(x) => Is::Number(*x),
            Value::Attribute(a) => a.of(draft).map_or(Is::Missing, Is::Text),
            Value::Text(text) => Is::Text(text),
        }
    }

    fn is_number(&self) -> bool {
        matches!(self, Value::Signal(_) | Value::Number(_))
    }
}

impl Order {
    fn holds<T: PartialOrd>(self, a: &T, b: &T) -> bool {
        match self {
            Order::Less => a < b,
            Order::LessOrEqual => a <= b,
            Order::Greater => a > b,
            Order::GreaterOrEqual => a >= b,
            Order::Equal => a == b,
            Order::NotEqual => a != b,
        }
    }
}

fn compare(a: &Is<'_>, order: Order, b: &Is<'_>) -> bool {
    match (a, b) {
        (Is::Number(a), Is::Number(b)) => order.holds(a, b),
        (Is::Text(a), Is::Text(b)) => order.holds(a, b),
        _ => false,
    }
}

impl Condition {
    fn holds(&self, draft: &Draft) -> bool {
        match self {
            Condition::Either(all) => all.iter().any(|c| c.holds(draft)),
            Condition::Both(all) => all.iter().all(|c| c.holds(draft)),
            Condition::Not(one) => !one.holds(draft),
            Condition::Compare(a, order, b) => compare(&a.of(draft), *order, &b.of(draft)),
            Condition::In(a, list) => {
                let a = a.of(draft);
                list.iter().any(|b| compare(&a, Order::Equal, &b.of(draft)))
            }
            Condition::Contains(a, text) => a.of(draft).is_some_and(|t| t.contains(text.as_str())),
            Condition::Present(a) => a.of(draft).is_some_and(|t| !t.is_empty()),
        }
    }
}

/// The names of signals and attributes.
fn all_names() -> impl Iterator<Item = &'static str> {
    SIGNALS.iter().map(|s| s.name).chain(attributes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        let mut draft = Draft::default();
        draft.example.lang = "kk".to_owned();
        draft.example.title = Some("Құттықтау хат".to_owned());
        draft.example.source = "pages/a.txt".to_owned();
        draft.example.published = Some("2024-01-10".to_owned());
        draft.example.signals = SIGNALS.iter().map(|s| (s.name.to_owned(), 0.0)).collect();
        let words = super::super::signals::index("words").expect("words");
        draft.example.signals[words].1 = 100.0;
        draft
    }

    /// A case a line: what becomes of the draft above (the name of the rule that takes it, `-` where none does, or the
    /// error), and the rules, with `\n` for line ends.
    #[test]
    fn rule_files() {
        let cases = include_str!("../../../tests/data/dataset/rules.tsv");
        let (mut count, mut wrong) = (0, Vec::new());
        for case in cases.lines().skip(1) {
            let (expected, text) = case.split_once('\t').expect("two columns");
            let found = match Rules::parse("my.rules", &text.replace("\\n", "\n").replace("\\t", "\t")) {
                Ok(rules) => rules.takes(&draft()).map_or("-".to_owned(), |n| rules.rules[n].name.clone()),
                Err(e) => e.to_string(),
            };
            if found != expected {
                wrong.push(format!("{text}\n  {found}\n  {expected}"));
            }
            count += 1;
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert!(count > 30);
    }

    #[test]
    fn the_default_rules_parse() {
        let rules = Rules::parse("default", DEFAULT).expect("rules");
        assert!(rules.names().count() > 10);
    }
}
