//! Lexicon files: text to rows, every complaint with its file, line and column.
//!
//! Reads the 12-column TSV described in `lexicons/README.md`. Makes [`Row`]s that borrow from the text. Guarantees:
//! a row that comes out has a well-formed id and the type that the id says, a known language, kind and flags, codes and
//! dates that can be. Cost: one pass, no allocation but the list.

use std::fmt;

use crate::document::EntityType;
use crate::lang::calendar::is_date;

/// The columns, in order.
pub const COLUMNS: [&str; 12] =
    ["id", "type", "subtype", "lang", "alias", "kind", "flags", "parent", "code", "from", "to", "source"];

/// A lexicon file that does not parse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexiconError {
    /// The file's name as it was given.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column of the table, from 1; 0 where the whole line is meant.
    pub column: u32,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for LexiconError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}

impl std::error::Error for LexiconError {}

/// The language of an alias.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AliasLang {
    /// Russian.
    Ru,
    /// Kazakh.
    Kk,
    /// English: for output, not matched.
    En,
    /// Used unchanged in Russian and Kazakh.
    Mul,
}

impl AliasLang {
    pub(super) const ALL: [AliasLang; 4] = [AliasLang::Ru, AliasLang::Kk, AliasLang::En, AliasLang::Mul];

    /// The code in the file.
    pub fn as_str(self) -> &'static str {
        match self {
            AliasLang::Ru => "ru",
            AliasLang::Kk => "kk",
            AliasLang::En => "en",
            AliasLang::Mul => "mul",
        }
    }
}

/// What an alias is to its thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AliasKind {
    /// The canonical name.
    Name,
    /// The official long form.
    Full,
    /// A short form.
    Short,
    /// An abbreviation.
    Abbr,
    /// No longer in force.
    Former,
    /// A transliteration.
    Translit,
    /// Colloquial.
    Colloquial,
    /// Another spelling.
    Variant,
}

impl AliasKind {
    pub(super) const ALL: [(&'static str, AliasKind); 8] = [
        ("name", AliasKind::Name),
        ("full", AliasKind::Full),
        ("short", AliasKind::Short),
        ("abbr", AliasKind::Abbr),
        ("former", AliasKind::Former),
        ("translit", AliasKind::Translit),
        ("colloquial", AliasKind::Colloquial),
        ("variant", AliasKind::Variant),
    ];

    /// The word in the file.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, k)| *k == self).map_or("", |(n, _)| n)
    }
}

/// The flags of an alias.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    /// Indeclinable in Russian.
    pub fixed: bool,
    /// Only in exactly these letters.
    pub case: bool,
    /// Also a common word or another name.
    pub ambiguous: bool,
    /// Never alone.
    pub context: bool,
    /// A plural without singular.
    pub plural: bool,
    /// Feminine.
    pub feminine: bool,
    /// Masculine.
    pub masculine: bool,
    /// How many leading words decline, where the default is wrong.
    pub decl: Option<u8>,
    /// How many words at the end alone decline: one in Халык Банка, two in Назарбаев Интеллектуальных школ.
    pub last: Option<u8>,
    /// In a user's file: this alias is not to be.
    pub remove: bool,
}

/// One alias.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// Line in the file, from 1.
    pub line: u32,
    /// The thing's id.
    pub id: &'a str,
    /// Its type, on its first row.
    pub kind: Option<EntityType>,
    /// Its subtype, on its first row.
    pub subtype: &'a str,
    /// The alias's language.
    pub lang: AliasLang,
    /// The alias in its base form.
    pub alias: &'a str,
    /// What it is.
    pub alias_kind: AliasKind,
    /// Its flags.
    pub flags: Flags,
    /// The containing place or body, on the first row.
    pub parent: &'a str,
    /// Codes, `;`-joined, on the first row.
    pub code: &'a str,
    /// In force from.
    pub from: &'a str,
    /// In force to.
    pub to: &'a str,
    /// Key of a row in SOURCES.tsv.
    pub source: &'a str,
}

/// Parses a file's text.
pub fn rows<'a>(file: &str, text: &'a str) -> Result<Vec<Row<'a>>, LexiconError> {
    let mut out = Vec::new();
    each_row(file, text, |row| {
        out.push(row);
        Ok(())
    })?;
    Ok(out)
}

/// Parses a file's text and hands its rows on, in order.
pub(super) fn each_row<'a>(
    file: &str,
    text: &'a str,
    mut take: impl FnMut(Row<'a>) -> Result<(), LexiconError>,
) -> Result<(), LexiconError> {
    let mut lines = (1..).zip(text.strip_prefix('\u{feff}').unwrap_or(text).lines());
    let header = lines.next().map_or("", |(_, h)| h);
    check_header(&Line { file, number: 1 }, header)?;
    for (number, line) in lines.filter(|(_, line)| !line.is_empty()) {
        take(row(&Line { file, number }, line)?)?;
    }
    Ok(())
}

fn check_header(at: &Line<'_>, header: &str) -> Result<(), LexiconError> {
    for (i, want) in COLUMNS.iter().enumerate() {
        let got = header.split('\t').nth(i).unwrap_or("");
        if got != *want {
            return Err(at.fail(i + 1, format!("the header must name the column `{want}` here, not `{got}`")));
        }
    }
    Ok(())
}

/// A row from its line.
fn row<'a>(at: &Line<'_>, line: &'a str) -> Result<Row<'a>, LexiconError> {
    let cells = cells(at, line)?;
    let [id, kind, subtype, lang, alias, alias_kind, flags, parent, code, from, to, source] = cells;
    if alias.trim() != alias || alias.is_empty() {
        return Err(at.fail(5, "the alias is empty or has spaces around it".into()));
    }
    let row = Row {
        line: at.number,
        id,
        kind: entity_type(at, id, kind)?,
        subtype,
        lang: alias_lang(at, lang)?,
        alias,
        alias_kind: named_kind(at, alias_kind)?,
        flags: flags_of(at, flags)?,
        parent,
        code,
        from,
        to,
        source,
    };
    check_codes(at, code)?;
    check_dates(at, from, to)?;
    Ok(row)
}

/// Where a row stands in its file.
struct Line<'f> {
    file: &'f str,
    number: u32,
}

impl Line<'_> {
    fn fail(&self, column: usize, message: String) -> LexiconError {
        LexiconError { file: self.file.to_owned(), line: self.number, column: column as u32, message }
    }
}

fn cells<'a>(at: &Line<'_>, line: &'a str) -> Result<[&'a str; 12], LexiconError> {
    let mut cells = [""; 12];
    let (mut count, mut from) = (0, 0);
    for to in memchr::memchr_iter(b'\t', line.as_bytes()).chain([line.len()]) {
        if let Some(cell) = cells.get_mut(count) {
            *cell = &line[from..to];
        }
        (from, count) = (to + 1, count + 1);
    }
    match count {
        12 => Ok(cells),
        _ => Err(at.fail(count.min(12), format!("{count} cells, 12 columns"))),
    }
}

/// The type of a thing's first row, which its id says, too.
fn entity_type(at: &Line<'_>, id: &str, kind: &str) -> Result<Option<EntityType>, LexiconError> {
    let Some(by_id) = kind_of(id) else {
        let message = format!("`{id}` is no id (loc:, org:, per:, role: or event:, then a-z 0-9 / -)");
        return Err(at.fail(1, message));
    };
    match kind {
        "" => Ok(None),
        k => match EntityType::parse(k) {
            Some(k) if k == by_id => Ok(Some(k)),
            Some(EntityType::Date | EntityType::Money | EntityType::Percent) | None => {
                Err(at.fail(2, format!("`{k}` is no type (PER, LOC, ORG, ROLE, EVENT)")))
            }
            Some(_) => {
                let said = by_id.as_str();
                Err(at.fail(2, format!("`{id}` is {said} by its id, not {k}: write {said}, or another id")))
            }
        },
    }
}

fn alias_lang(at: &Line<'_>, lang: &str) -> Result<AliasLang, LexiconError> {
    match lang {
        "ru" => Ok(AliasLang::Ru),
        "kk" => Ok(AliasLang::Kk),
        "en" => Ok(AliasLang::En),
        "mul" => Ok(AliasLang::Mul),
        other => Err(at.fail(4, format!("`{other}` is no language (ru, kk, en, mul)"))),
    }
}

fn named_kind(at: &Line<'_>, kind: &str) -> Result<AliasKind, LexiconError> {
    let known = AliasKind::ALL.iter().find(|(name, _)| *name == kind).map(|(_, kind)| *kind);
    known.ok_or_else(|| {
        let kinds = "name, full, short, abbr, former, translit, colloquial, variant";
        at.fail(6, format!("`{kind}` is no kind ({kinds})"))
    })
}

fn flags_of(at: &Line<'_>, flags: &str) -> Result<Flags, LexiconError> {
    parse_flags(flags).map_err(|bad| {
        let known = "fixed, case, ambiguous, context, plural, f, m, decl=N, last, last=N, remove";
        at.fail(7, format!("`{bad}` is no flag ({known})"))
    })
}

fn check_codes(at: &Line<'_>, codes: &str) -> Result<(), LexiconError> {
    match codes.split(';').find(|code| !codes.is_empty() && !is_code(code)) {
        None => Ok(()),
        Some(bad) => {
            Err(at.fail(9, format!("`{bad}` is no code (iso=KZ, gn=1526384; several joined by `;`)")))
        }
    }
}

/// Checks from when to when a row is in force.
fn check_dates(at: &Line<'_>, from: &str, to: &str) -> Result<(), LexiconError> {
    for (column, date) in [(10, from), (11, to)] {
        if !date.is_empty() && !is_date(date) {
            return Err(at.fail(column, format!("`{date}` is no date (2019, 2019-03 or 2019-03-23)")));
        }
    }
    // A year or month is from its beginning, and to its end.
    let common = from.len().min(to.len());
    match from[..common] > to[..common] {
        true => Err(at.fail(11, format!("`{to}` is before `{from}`, from which it is in force"))),
        false => Ok(()),
    }
}

/// The type that an id says; `None` where it is none.
pub(super) fn kind_of(id: &str) -> Option<EntityType> {
    let (prefix, rest) = id.split_once(':')?;
    let of_id = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'/' || b == b'-';
    if rest.is_empty() || !rest.bytes().all(of_id) {
        return None;
    }
    match prefix {
        "loc" => Some(EntityType::Loc),
        "org" => Some(EntityType::Org),
        "per" => Some(EntityType::Per),
        "role" => Some(EntityType::Role),
        "event" => Some(EntityType::Event),
        _ => None,
    }
}

/// True for `iso=KZ`: whose code it is, and the code.
fn is_code(code: &str) -> bool {
    code.split_once('=').is_some_and(|(whose, code)| {
        !whose.is_empty()
            && whose.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            && !code.is_empty()
            && code.bytes().all(|b| b.is_ascii_graphic() && b != b'=')
    })
}

fn parse_flags(text: &str) -> Result<Flags, &str> {
    let mut flags = Flags::default();
    for flag in text.split_whitespace() {
        match flag {
            "fixed" => flags.fixed = true,
            "case" => flags.case = true,
            "ambiguous" => flags.ambiguous = true,
            "context" => flags.context = true,
            "plural" => flags.plural = true,
            "f" => flags.feminine = true,
            "m" => flags.masculine = true,
            "last" => flags.last = Some(1),
            "remove" => flags.remove = true,
            _ => {
                let (name, count) = flag.split_once('=').ok_or(flag)?;
                let count = Some(count.parse().map_err(|_| flag)?);
                match name {
                    "decl" => flags.decl = count,
                    "last" => flags.last = count,
                    _ => return Err(flag),
                }
            }
        }
    }
    Ok(flags)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(row: &str) -> Result<Vec<Row<'static>>, LexiconError> {
        let text = format!("{}\n{row}\n", COLUMNS.join("\t"));
        rows("my.tsv", Box::leak(text.into_boxed_str()))
    }

    #[test]
    fn a_row_is_read() {
        let rows = parse("org:csto\tORG\tigo\tru\tОДКБ\tabbr\tcase decl=1\t\t\t2002-05\t\ttilshi").unwrap();
        assert_eq!(rows[0].id, "org:csto");
        assert_eq!(rows[0].kind, Some(EntityType::Org));
        assert!(rows[0].flags.case);
        assert_eq!(rows[0].flags.decl, Some(1));
    }

    #[test]
    fn a_year_lasts_to_its_end() {
        for (from, to) in [("2002-05", "2002"), ("2002", "2002-05-14"), ("", "2002"), ("2002", "")] {
            let row = format!("org:csto\tORG\tigo\tru\tОДКБ\tabbr\t\t\tiso=KZ;gn=1526384\t{from}\t{to}\t");
            assert_eq!(parse(&row).unwrap()[0].to, to);
        }
    }

    #[test]
    fn a_broken_row_is_named_by_line_and_column() {
        for (row, column) in [
            ("org csto\tORG\tigo\tru\tОДКБ\tabbr\t\t\t\t\t\ttilshi", 1),
            ("org:csto\tXXX\tigo\tru\tОДКБ\tabbr\t\t\t\t\t\ttilshi", 2),
            ("org:csto\tORG\tigo\tde\tОДКБ\tabbr\t\t\t\t\t\ttilshi", 4),
            ("org:csto\tORG\tigo\tru\t ОДКБ\tabbr\t\t\t\t\t\ttilshi", 5),
            ("org:csto\tORG\tigo\tru\tОДКБ\tnick\t\t\t\t\t\ttilshi", 6),
            ("org:csto\tORG\tigo\tru\tОДКБ\tabbr\tloud\t\t\t\t\ttilshi", 7),
            ("loc:csto\tORG\tigo\tru\tОДКБ\tabbr\t\t\t\t\t\ttilshi", 2),
            ("org:csto\tDATE\tigo\tru\tОДКБ\tabbr\t\t\t\t\t\ttilshi", 2),
            ("org:csto\tORG\tigo\tru\tОДКБ\tabbr\t\t\tiso KZ\t\t\ttilshi", 9),
            ("org:csto\tORG\tigo\tru\tОДКБ\tabbr\t\t\tiso=KZ;gn\t\t\ttilshi", 9),
            ("org:csto\tORG\tigo\tru\tОДКБ\tabbr\t\t\t\tsoon\t\ttilshi", 10),
            ("org:csto\tORG\tigo\tru\tОДКБ\tabbr\t\t\t\t2020-13-45\t\ttilshi", 10),
            ("org:csto\tORG\tigo\tru\tОДКБ\tabbr\t\t\t\t\t2023-02-29\ttilshi", 11),
            ("org:csto\tORG\tigo\tru\tОДКБ\tabbr\t\t\t\t2022\t2020\ttilshi", 11),
            ("org:csto\tORG\tigo", 3),
        ] {
            let error = parse(row).unwrap_err();
            assert_eq!((error.line, error.column), (2, column), "{error}");
        }
    }
}
