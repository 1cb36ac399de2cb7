//! The lint of lexicon files: what a parser cannot complain of, but a curator must know.
//!
//! Reads parsed files together, a user's beside the built-in ones. Makes [`Finding`]s with file and line: errors where a row
//! cannot mean what it says, notes where it is only doubtful. Cost: some milliseconds; not part of a run.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use unicode_normalization::is_nfc;

use super::build::by_id;
use super::builtin;
use super::parse::{self, AliasKind, AliasLang, LexiconError, Row, kind_of};
use crate::document::EntityType;
use crate::words::fold;

/// Something wrong or doubtful in a lexicon file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file's name.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// The rule's name.
    pub rule: &'static str,
    /// True where the file is wrong, false where it is only to be looked at.
    pub error: bool,
    /// What was found.
    pub message: String,
}

/// Whose files are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The built-in ones: sorted by id, an id in one file, every source in `lexicons/SOURCES.tsv`.
    Builtin,
    /// A user's, which add to the built-in ones: in any order, rows for ids that are there, any source or none.
    User,
}

/// The keys of `lexicons/SOURCES.tsv`.
fn sources() -> BTreeSet<&'static str> {
    let rows = include_str!("../../lexicons/SOURCES.tsv").lines().skip(1);
    rows.filter_map(|row| row.split('\t').next()).collect()
}

/// What stands in the built-in files, and in those read before.
#[derive(Default)]
struct Known<'a> {
    ids: BTreeSet<&'a str>,
    /// The subtypes of each type, of the built-in files alone.
    subtypes: BTreeSet<(EntityType, &'a str)>,
    aliases: HashSet<(&'a str, AliasLang, &'a str)>,
    /// Whose an alias is first, and whether it counts only with evidence.
    meanings: BTreeMap<(AliasLang, String), (&'a str, bool)>,
}

impl<'a> Known<'a> {
    fn add(&mut self, row: &Row<'a>) {
        self.ids.insert(row.id);
        self.aliases.insert((row.id, row.lang, row.alias));
        if row.lang != AliasLang::En {
            self.meanings.entry(meaning(row)).or_insert((row.id, is_evident(row)));
        }
    }
}

/// What an alias is looked up by.
fn meaning(row: &Row<'_>) -> (AliasLang, String) {
    (row.lang, if row.flags.case { row.alias.to_owned() } else { fold(row.alias).into_owned() })
}

fn is_evident(row: &Row<'_>) -> bool {
    row.flags.ambiguous || row.flags.context
}

/// Checks files, each a name and its text, together.
///
/// # Errors
/// The first row that does not parse.
pub fn lint(files: &[(&str, &str)], whose: Whose) -> Result<Vec<Finding>, LexiconError> {
    let mut parsed = Vec::new();
    for (name, text) in files {
        parsed.push((*name, parse::rows(name, text)?));
    }
    let mut known = match whose {
        Whose::User => built_in(&parsed)?,
        Whose::Builtin => Known::default(),
    };
    let sources = sources();
    let mut ids = known.ids.clone();
    ids.extend(parsed.iter().flat_map(|(_, rows)| rows.iter().map(|r| r.id)));
    let mut homes: BTreeMap<&str, &str> = BTreeMap::new();
    let mut out = Vec::new();
    for (file, rows) in &parsed {
        let mut find = |line: u32, rule: &'static str, error: bool, message: String| {
            out.push(Finding { file: (*file).to_owned(), line, rule, error, message });
        };
        let mut last = "";
        let mut seen = BTreeSet::new();
        let before = known.ids.clone();
        for row in rows {
            match whose {
                Whose::Builtin => {
                    if row.id < last {
                        find(row.line, "order", true, format!("`{}` stands after `{last}`", row.id));
                    }
                    if row.id != last {
                        match homes.get(row.id) {
                            Some(other) => {
                                find(row.line, "id-twice", true, format!("`{}` is also in {other}", row.id))
                            }
                            None => drop(homes.insert(row.id, file)),
                        }
                    }
                    if !sources.contains(row.source) {
                        let message = format!("source `{}` is not in SOURCES.tsv", row.source);
                        find(row.line, "source", true, message);
                    }
                }
                Whose::User => doubts(row, &known, &mut find),
            }
            last = row.id;
            faults(row, &ids, &known, &mut seen, whose, &mut find);
            match row.flags.remove {
                true => drop(known.ids.insert(row.id)),
                false => known.add(row),
            }
        }
        names(rows, &before, &mut find);
    }
    out.sort();
    Ok(out)
}

/// What the built-in files say, but for what these take away.
fn built_in<'a>(parsed: &[(&str, Vec<Row<'a>>)]) -> Result<Known<'a>, LexiconError> {
    let removed: HashSet<(&str, AliasLang, &str)> = parsed
        .iter()
        .flat_map(|(_, rows)| rows.iter().filter(|r| r.flags.remove))
        .map(|r| (r.id, r.lang, r.alias))
        .collect();
    let mut known = Known::default();
    for (name, text) in builtin::ENTITIES {
        for row in parse::rows(name, text)? {
            known.subtypes.extend(kind_of(row.id).map(|kind| (kind, row.subtype)));
            if removed.contains(&(row.id, row.lang, row.alias)) {
                // It may be removed, but means nothing any more.
                known.aliases.insert((row.id, row.lang, row.alias));
                known.ids.insert(row.id);
            } else {
                known.add(&row);
            }
        }
    }
    Ok(known)
}

/// What is wrong with a row, whosever it is; `ids` are those of all files, `seen` the aliases before it in its own.
fn faults<'a>(
    row: &Row<'a>,
    ids: &BTreeSet<&str>,
    known: &Known<'_>,
    seen: &mut BTreeSet<(&'a str, AliasLang, String)>,
    whose: Whose,
    find: &mut impl FnMut(u32, &'static str, bool, String),
) {
    let Row { line, id, alias, .. } = *row;
    if !known.ids.contains(id) && row.kind.is_none() {
        find(line, "no-type", true, format!("the first row of `{id}` gives no type"));
    }
    if !row.parent.is_empty() && !ids.contains(row.parent) {
        find(line, "parent", true, format!("parent `{}` is in no file", row.parent));
    }
    if row.flags.remove {
        return;
    }
    if !is_nfc(alias) {
        find(line, "nfc", true, format!("`{alias}` is not NFC"));
    }
    if !seen.insert((id, row.lang, fold(alias).into_owned())) {
        find(line, "duplicate", true, format!("`{id}` has `{alias}` twice"));
    }
    if let Some((wrong, message)) = script_fault(row.lang, row.alias_kind, alias) {
        find(line, "script", wrong || whose == Whose::Builtin, message);
    }
    if row.lang != AliasLang::En
        && !is_evident(row)
        && let Some((other, false)) = known.meanings.get(&meaning(row))
        && *other != id
    {
        find(line, "collision", false, format!("`{alias}` is `{id}` and `{other}`"));
    }
}

/// Things of a file without a name in a language, or with several; those of `before` have theirs.
fn names(rows: &[Row<'_>], before: &BTreeSet<&str>, find: &mut impl FnMut(u32, &'static str, bool, String)) {
    for (id, rows) in by_id(rows) {
        for lang in [AliasLang::Ru, AliasLang::Kk, AliasLang::En] {
            let is_name =
                |r: &&&Row<'_>| r.lang == lang && r.alias_kind == AliasKind::Name && !r.flags.remove;
            let names = rows.iter().filter(is_name).count();
            // Rows for an id that was there need not name it again.
            if names > 1 || names == 0 && !before.contains(id) {
                let message = format!("`{id}` has {names} names in {}", lang.as_str());
                find(rows[0].line, "name", names > 1, message);
            }
        }
    }
}

/// What a user may not have meant.
fn doubts(row: &Row<'_>, known: &Known<'_>, find: &mut impl FnMut(u32, &'static str, bool, String)) {
    let Row { line, id, alias, .. } = *row;
    if row.flags.remove {
        if !known.aliases.contains(&(id, row.lang, alias)) {
            let lang = row.lang.as_str();
            find(
                line,
                "remove",
                false,
                format!("`{id}` has no alias `{alias}` in {lang}: nothing is removed"),
            );
        }
        return;
    }
    if let Some(kind) = kind_of(id)
        && !row.subtype.is_empty()
        && !known.subtypes.contains(&(kind, row.subtype))
    {
        let of_kind = known.subtypes.iter().filter(|(k, s)| *k == kind && !s.is_empty()).map(|(_, s)| *s);
        let message = format!(
            "no built-in {} has the subtype `{}`: they are {}",
            kind.as_str(),
            row.subtype,
            of_kind.collect::<Vec<_>>().join(", ")
        );
        find(line, "subtype", false, message);
    }
    let marks = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»');
    if alias.starts_with(marks) && alias.ends_with(marks) {
        let message =
            format!("`{alias}` is found without its quotation marks too, and as a name printed with them");
        find(line, "quotes", false, message);
    }
    if row.lang == AliasLang::En {
        return;
    }
    let word = fold(alias);
    let letters = alias.chars().filter(|c| c.is_alphabetic()).count();
    if letters == 0 || alias.chars().count() == 1 {
        let what = if letters == 0 { "has no letter" } else { "is one letter" };
        find(line, "short", false, format!("`{alias}` {what}: it is found wherever that stands in a text"));
    } else if !is_evident(row)
        && alias.chars().all(char::is_lowercase)
        && STOP_WORDS
            .iter()
            .any(|table| table.lines().skip(1).any(|line| line.split('\t').next() == Some(&*word)))
    {
        find(line, "common", false, format!("`{alias}` is a common word: flag it `ambiguous` or `context`"));
    }
}

/// The words that say least, of both languages.
const STOP_WORDS: [&str; 2] =
    [include_str!("../../lexicons/ru/stopwords.tsv"), include_str!("../../lexicons/kk/stopwords.tsv")];

/// Letters that an alias should not have in its language; true where it cannot be right.
fn script_fault(lang: AliasLang, kind: AliasKind, alias: &str) -> Option<(bool, String)> {
    let kazakh = |c: char| {
        matches!(
            c,
            'ә' | 'ғ'
                | 'қ'
                | 'ң'
                | 'ө'
                | 'ұ'
                | 'ү'
                | 'һ'
                | 'і'
                | 'Ә'
                | 'Ғ'
                | 'Қ'
                | 'Ң'
                | 'Ө'
                | 'Ұ'
                | 'Ү'
                | 'Һ'
                | 'І'
        )
    };
    let cyrillic = |c: char| matches!(c, '\u{400}'..='\u{52f}');
    for word in alias.split(|c: char| !c.is_alphabetic()) {
        if word.chars().any(cyrillic) && word.chars().any(|c| c.is_ascii_alphabetic()) {
            return Some((true, format!("`{word}` mixes Cyrillic and Latin letters")));
        }
    }
    match lang {
        AliasLang::Ru if alias.chars().any(kazakh) => {
            Some((true, format!("`{alias}` is Russian with Kazakh letters")))
        }
        AliasLang::Ru | AliasLang::Kk if kind != AliasKind::Name && !alias.chars().any(cyrillic) => {
            Some((false, format!("`{alias}` has no Cyrillic letter: its language is rather `mul`")))
        }
        AliasLang::En if alias.chars().any(cyrillic) => {
            Some((true, format!("`{alias}` is English with Cyrillic letters")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lint_finds_each_fault() {
        let head = super::super::COLUMNS.join("\t");
        let rows = [
            "org:b\tORG\tigo\tru\tБеларуcь\tname\t\t\t\t\t\ttilshi",
            "org:b\t\t\tru\tБеларуcь\tvariant\t\t\t\t\t\ttilshi",
            "org:a\tORG\tigo\tru\tҚазақ\tname\t\tloc:nowhere\t\t\t\tnobody",
            "org:c\tORG\tigo\tru\tСоюз\tname\t\t\t\t\t\ttilshi",
            "org:d\tORG\tigo\tru\tСоюз\tname\t\t\t\t\t\ttilshi",
        ];
        let text = format!("{head}\n{}\n", rows.join("\n"));
        let found = lint(&[("x.tsv", &text)], Whose::Builtin).unwrap();
        for rule in ["script", "duplicate", "order", "parent", "source", "collision", "name"] {
            assert!(found.iter().any(|f| f.rule == rule), "{rule}: {found:#?}");
        }
    }

    /// What is found in a user's file of these rows: line, rule, whether it is an error.
    fn of_user(rows: &[&str]) -> Vec<(u32, &'static str, bool)> {
        let text = format!("{}\n{}\n", super::super::COLUMNS.join("\t"), rows.join("\n"));
        lint(&[("my.tsv", &text)], Whose::User).unwrap().iter().map(|f| (f.line, f.rule, f.error)).collect()
    }

    #[test]
    fn a_users_file_as_it_is_described_is_clean() {
        let rows = [
            "org:x/zavod\tORG\tcompany\tru\tБеркут-Завод\tname\t\tloc:kz\t\t\t\t",
            "org:x/zavod\t\t\tkk\tБүркіт-Зауыт\tname\t\t\t\t\t\tmine",
            "org:x/zavod\t\t\ten\tBerkut Zavod\tname\t\t\t\t\t\t",
            "loc:kz\t\t\tru\tКазахия\tcolloquial\t\t\t\t\t\t",
            "loc:kz\t\t\tru\tКазахстан\tshort\tremove\t\t\t\t\t",
            "org:x/kz\tORG\tcompany\tru\tКазахстан\tname\t\torg:x/zavod\tiso=KZ\t2019\t2020-05\t",
            "org:x/kz\t\t\tkk\tБақ-Бере\tname\t\t\t\t\t\t",
            "org:x/kz\t\t\ten\tKazakhstan\tname\t\t\t\t\t\t",
        ];
        assert_eq!(of_user(&rows), []);
        // As it is without the row that takes the alias away.
        let kept: Vec<&str> = rows.iter().filter(|r| !r.contains("remove")).copied().collect();
        assert_eq!(of_user(&kept), [(6, "collision", false)]);
    }

    #[test]
    fn doubtful_rows_of_a_user_are_noted() {
        let of = |cells: &str| {
            let [alias, kind, flags] = cells.split('|').collect::<Vec<_>>()[..] else { panic!("{cells}") };
            let found = of_user(&[&format!("loc:kz\t\t\tmul\t{alias}\t{kind}\t{flags}\t\t\t\t\t")]);
            found.iter().map(|(_, rule, error)| format!("{rule} {error}")).collect::<Vec<_>>().join(", ")
        };
        for (cells, found) in [
            ("«Наш край»|short|", "quotes false"),
            ("\"Наш край\"|short|", "quotes false"),
            ("и|short|", "short false"),
            ("...|short|", "short false"),
            ("2020|short|", "short false"),
            ("QZX|abbr|", ""),
            ("сондай|short|ambiguous", ""),
            ("будто|short|", "common false"),
            ("Нигде Не|short|remove", "remove false"),
        ] {
            assert_eq!(of(cells), found, "{cells}");
        }
        assert_eq!(of_user(&["loc:kz\t\t\tru\tQZX\tabbr\t\t\t\t\t\t"]), [(2, "script", false)]);
        let row = "org:x/a\tORG\tcompanyy\tmul\tАйБи\tshort\t\tloc:nowhere\t\t\t\t";
        let found = of_user(&[row]);
        assert!(found.contains(&(2, "subtype", false)) && found.contains(&(2, "parent", true)), "{found:?}");
    }
}
