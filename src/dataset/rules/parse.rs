//! The text of a rule file to [`Rules`]: a scan into words with line and column, then descent by the grammar in
//! [`super`]. Every complaint names file, line and column and says what would be right.

use std::fmt::Display;

use super::{Attribute, Condition, Order, Rule, Rules, Value, all_names};
use crate::dataset::signals;
use crate::error::{Error, Result};
use crate::lang::Lang;
use crate::lang::calendar::is_date;

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    /// A name or bare word.
    Word(String),
    Number(f64),
    /// A date, or text in quotation marks.
    Text(String),
    Mark(&'static str),
}

#[derive(Clone, Debug)]
struct Piece {
    kind: Kind,
    line: u32,
    /// From 1, in characters.
    column: u32,
}

const MARKS: [&str; 13] = ["<=", ">=", "!=", "==", "<", ">", "=", "(", ")", "[", "]", ",", ":"];

pub(super) fn parse(file: &str, text: &str) -> Result<Rules> {
    let pieces = scan(file, text)?;
    let mut parser = Parser { file, pieces: &pieces, at: 0, depth: 0 };
    let mut rules = Rules::default();
    let mut lang = None;
    while let Some(piece) = parser.peek() {
        if piece.column != 1 {
            return Err(
                parser.fault("a rule begins at the start of a line: `keep name: …` or `drop name: …`")
            );
        }
        if piece.kind == Kind::Mark("[") {
            parser.at += 1;
            lang = parser.section()?;
            continue;
        }
        let rule = parser.rule(lang.clone())?;
        if BUILT_IN.contains(&&*rule.name) {
            let message = format!("`{}` is the name of a step of its own; give this rule another", rule.name);
            return Err(complaint(file, piece.line, piece.column, message));
        }
        if rules.names().any(|name| name == rule.name) {
            let message = format!("a rule `{}` stands above; give this one another name", rule.name);
            return Err(complaint(file, piece.line, piece.column, message));
        }
        rules.rules.push(rule);
    }
    Ok(rules)
}

/// Under these names documents are counted that no rule removes.
const BUILT_IN: [&str; 3] = ["empty", "exact-duplicate", "near-duplicate"];

fn complaint(file: &str, line: u32, column: u32, message: impl Display) -> Error {
    Error::usage(format!("{file}:{line}:{column}: {message}"))
}

fn scan(file: &str, text: &str) -> Result<Vec<Piece>> {
    let mut pieces = Vec::new();
    for (n, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let n = n as u32 + 1;
        let (mut rest, mut column) = (line, 1);
        loop {
            let start = rest.trim_start();
            column += width(&rest[..rest.len() - start.len()]);
            rest = start;
            let Some(first) = rest.chars().next() else { break };
            let bad = |message: &str| complaint(file, n, column, message);
            let (kind, length) = if first == '#' {
                break;
            } else if matches!(first, '"' | '«' | '“') {
                let close = match first {
                    '«' => '»',
                    '“' => '”',
                    _ => '"',
                };
                let inside = &rest[first.len_utf8()..];
                let end = inside
                    .find(close)
                    .ok_or_else(|| bad(&format!("this text is not closed: {close} is missing")))?;
                (Kind::Text(inside[..end].to_owned()), first.len_utf8() + end + close.len_utf8())
            } else if first.is_ascii_digit() || first == '.' || first == '-' {
                let length =
                    rest.find(|c: char| !c.is_ascii_digit() && !"._-%".contains(c)).unwrap_or(rest.len());
                (number(&rest[..length]).map_err(|m| bad(&m))?, length)
            } else if first.is_alphabetic() || first == '_' {
                let length =
                    rest.find(|c: char| !c.is_alphanumeric() && !"_-".contains(c)).unwrap_or(rest.len());
                (Kind::Word(rest[..length].to_owned()), length)
            } else if let Some(mark) = MARKS.iter().find(|m| rest.starts_with(**m)) {
                (Kind::Mark(if *mark == "==" { "=" } else { mark }), mark.len())
            } else {
                return Err(bad(&format!(
                    "`{first}` means nothing here; texts stand in quotation marks, comments behind #"
                )));
            };
            pieces.push(Piece { kind, line: n, column });
            column += width(&rest[..length]);
            rest = &rest[length..];
        }
    }
    Ok(pieces)
}

/// Characters of a text.
fn width(text: &str) -> u32 {
    text.chars().count() as u32
}

/// A number, a percentage or a date.
fn number(text: &str) -> std::result::Result<Kind, String> {
    // A year alone is a number.
    if text.len() > 4 && is_date(text) {
        return Ok(Kind::Text(text.to_owned()));
    }
    let (digits, unit) = text.strip_suffix('%').map_or((text, 1.0), |digits| (digits, 100.0));
    match digits.replace('_', "").parse::<f64>() {
        Ok(x) => Ok(Kind::Number(x / unit)),
        Err(_) => Err(format!("`{text}` is no number; write 0.5, 50%, 10_000 or a date such as 2024-01-31")),
    }
}

struct Parser<'a> {
    file: &'a str,
    pieces: &'a [Piece],
    at: usize,
    /// Brackets that are open.
    depth: u32,
}

/// Brackets in brackets: more than anyone can read, few enough for any stack.
const DEEPEST: u32 = 100;

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Piece> {
        self.pieces.get(self.at)
    }

    /// The next piece of the same rule: one at the start of a line begins another.
    fn inside(&self) -> Option<&'a Piece> {
        self.peek().filter(|p| p.column != 1)
    }

    fn fault(&self, message: impl Display) -> Error {
        match self
            .inside()
            .or_else(|| self.pieces.get(self.at.wrapping_sub(1)))
            .or_else(|| self.pieces.first())
        {
            Some(p) if self.inside().is_some() || self.at == 0 => {
                complaint(self.file, p.line, p.column, message)
            }
            // At the end of a rule: behind its last piece.
            Some(p) => complaint(self.file, p.line, p.column + p.width(), message),
            None => complaint(self.file, 1, 1, message),
        }
    }

    fn takes_mark(&mut self, mark: &str) -> bool {
        let is = matches!(self.inside().map(|p| &p.kind), Some(Kind::Mark(m)) if *m == mark);
        self.at += usize::from(is);
        is
    }

    fn mark(&mut self, mark: &str, message: &str) -> Result<()> {
        if self.takes_mark(mark) { Ok(()) } else { Err(self.fault(message)) }
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let is = matches!(self.inside().map(|p| &p.kind), Some(Kind::Word(w)) if w == word);
        self.at += usize::from(is);
        is
    }

    /// `kk]`, the bracket before it taken.
    fn section(&mut self) -> Result<Option<String>> {
        let name = match self.inside().map(|p| &p.kind) {
            Some(Kind::Word(name)) => name.clone(),
            _ => return Err(self.fault("a section names a language, `[kk]` or `[ru]`, or `[all]`")),
        };
        if name != "all" && Lang::parse(&name).is_none() {
            return Err(self.fault(format!("`{name}` is no language code; write [kk], [ru] or [all]")));
        }
        self.at += 1;
        self.mark("]", "a section ends in `]`")?;
        if self.inside().is_some() {
            return Err(self.fault("a section stands alone in its line"));
        }
        Ok((name != "all").then_some(name))
    }

    fn rule(&mut self, lang: Option<String>) -> Result<Rule> {
        let line = self.peek().map_or(0, |p| p.line);
        let keep = match self.peek().map(|p| &p.kind) {
            Some(Kind::Word(w)) if w == "keep" => true,
            Some(Kind::Word(w)) if w == "drop" => false,
            _ => {
                let p = self.peek().map_or((1, 1), |p| (p.line, p.column));
                return Err(complaint(self.file, p.0, p.1, "a rule begins with `keep` or `drop`"));
            }
        };
        self.at += 1;
        let name = match self.inside().map(|p| &p.kind) {
            Some(Kind::Word(name)) => {
                self.at += 1;
                name.clone()
            }
            _ => format!("{}-line-{line}", if keep { "keep" } else { "drop" }),
        };
        self.mark(":", "`:` is missing between the rule's name and its condition")?;
        let condition = self.either()?;
        match self.inside() {
            None => Ok(Rule { name, keep, lang, condition }),
            Some(_) => Err(self.fault("the condition ended before this; `and` or `or` is missing")),
        }
    }

    fn either(&mut self) -> Result<Condition> {
        let mut all = vec![self.both()?];
        while self.takes_word("or") {
            all.push(self.both()?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Condition::Either(all) })
    }

    fn both(&mut self) -> Result<Condition> {
        let mut all = vec![self.one()?];
        while self.takes_word("and") {
            all.push(self.one()?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Condition::Both(all) })
    }

    fn one(&mut self) -> Result<Condition> {
        let mut negated = false;
        while self.takes_word("not") {
            negated = !negated;
        }
        let condition = if self.opens()? { self.bracket()? } else { self.comparison()? };
        Ok(if negated { Condition::Not(Box::new(condition)) } else { condition })
    }

    /// Takes an opening bracket where there is one, and not too many are open.
    fn opens(&mut self) -> Result<bool> {
        let piece = self.inside().filter(|p| p.kind == Kind::Mark("("));
        match piece {
            Some(p) if self.depth == DEEPEST => {
                let message = format!(
                    "brackets stand more than {DEEPEST} deep in each other; make several rules of this one"
                );
                Err(complaint(self.file, p.line, p.column, message))
            }
            _ => Ok(self.takes_mark("(")),
        }
    }

    /// What stands behind an opening bracket.
    fn bracket(&mut self) -> Result<Condition> {
        self.depth += 1;
        let inner = self.either()?;
        self.mark(")", "`)` is missing")?;
        self.depth -= 1;
        Ok(inner)
    }

    fn comparison(&mut self) -> Result<Condition> {
        let left = self.value(None)?;
        let negated = self.takes_word("not");
        if self.takes_word("in") {
            let list = self.list(&left)?;
            let found = Condition::In(left, list);
            return Ok(if negated { Condition::Not(Box::new(found)) } else { found });
        }
        if negated {
            return Err(
                self.fault("behind `not` here only `in` can stand; write `not` before the whole condition")
            );
        }
        if self.takes_word("is") {
            let Value::Attribute(attribute) = left else {
                return Err(self.fault("only attributes can be missing; a signal always has a value"));
            };
            let present = Condition::Present(attribute);
            return match (self.takes_word("missing"), self.takes_word("present")) {
                (true, _) => Ok(Condition::Not(Box::new(present))),
                (_, true) => Ok(present),
                _ => Err(self.fault("behind `is` stands `missing` or `present`")),
            };
        }
        if self.takes_word("contains") {
            let Value::Attribute(attribute) = left else {
                return Err(self.fault("only texts can contain something: title, url, source, id, publisher"));
            };
            return match self.value(Some(&left))? {
                Value::Text(text) => Ok(Condition::Contains(attribute, text)),
                _ => Err(self.fault("behind `contains` stands a text in quotation marks")),
            };
        }
        let orders = [
            ("<=", Order::LessOrEqual),
            (">=", Order::GreaterOrEqual),
            ("!=", Order::NotEqual),
            ("<", Order::Less),
            (">", Order::Greater),
            ("=", Order::Equal),
        ];
        for (mark, order) in orders {
            if self.takes_mark(mark) {
                let right = self.value(Some(&left))?;
                return Ok(Condition::Compare(left, order, right));
            }
        }
        match left {
            Value::Attribute(Attribute::Mixed) => {
                Ok(Condition::Compare(left, Order::Equal, Value::Text("true".to_owned())))
            }
            _ => {
                Err(self.fault("a comparison is missing: <, <=, >, >=, =, !=, in […], contains, is missing"))
            }
        }
    }

    fn list(&mut self, left: &Value) -> Result<Vec<Value>> {
        self.mark("[", "behind `in` stands a list: [kk, ru]")?;
        let mut list = vec![self.value(Some(left))?];
        while self.takes_mark(",") {
            list.push(self.value(Some(left))?);
        }
        self.mark("]", "`,` or `]` is missing in the list")?;
        Ok(list)
    }

    /// A value; where `left` is given, one that can be compared with it.
    fn value(&mut self, left: Option<&Value>) -> Result<Value> {
        let Some(piece) = self.inside() else {
            return Err(self.fault(
                "the condition ends too early: a signal, an attribute, a number or a text is missing",
            ));
        };
        let value = match &piece.kind {
            Kind::Number(x) => Value::Number(*x),
            Kind::Text(text) => Value::Text(text.clone()),
            Kind::Word(word) => match (name(word), left) {
                (Some(value), _) => value,
                (None, Some(left)) if !left.is_number() => Value::Text(word.clone()),
                (None, _) => return Err(self.fault(unknown(word))),
            },
            Kind::Mark(mark) => {
                return Err(self.fault(format!(
                    "`{mark}` stands where a signal, an attribute, a number or a text is due"
                )));
            }
        };
        match left {
            None if matches!(value, Value::Number(_) | Value::Text(_)) => Err(self
                .fault("a comparison begins with a signal or an attribute: `words > 50`, not `50 < words`")),
            Some(left) if left.is_number() != value.is_number() => Err(self.fault(match left.is_number() {
                true => "a signal is a number and cannot be compared with a text",
                false => "an attribute is a text and cannot be compared with a number",
            })),
            Some(Value::Attribute(Attribute::Lang)) if !says(&value, |code| Lang::parse(code).is_some()) => {
                Err(self.fault("no language code stands here; write kk, ru or the like"))
            }
            Some(Value::Attribute(Attribute::Mixed))
                if !says(&value, |is| matches!(is, "true" | "false")) =>
            {
                Err(self.fault("`mixed` is true or false"))
            }
            _ => {
                self.at += 1;
                Ok(value)
            }
        }
    }
}

impl Piece {
    /// Characters it takes, about: for pointing behind it.
    fn width(&self) -> u32 {
        match &self.kind {
            Kind::Word(text) => width(text),
            Kind::Text(text) => width(text) + 2,
            Kind::Mark(mark) => mark.len() as u32,
            Kind::Number(_) => 1,
        }
    }
}

fn name(word: &str) -> Option<Value> {
    let attribute = Attribute::ALL.iter().find(|(name, _)| *name == word).map(|(_, a)| Value::Attribute(*a));
    attribute.or_else(|| signals::index(word).map(Value::Signal))
}

/// True for a text that `holds`, and for what is no text.
fn says(value: &Value, holds: impl Fn(&str) -> bool) -> bool {
    match value {
        Value::Text(text) => holds(text),
        _ => true,
    }
}

fn unknown(word: &str) -> String {
    let near =
        all_names().max_by(|a, b| strsim::jaro_winkler(a, word).total_cmp(&strsim::jaro_winkler(b, word)));
    format!(
        "`{word}` is no signal or attribute; did you mean `{}`? `tilshi dataset --list-signals` lists them",
        near.unwrap_or("")
    )
}
