//! The lint of lexicon files: what a parser cannot complain of, but a curator must know.
//!
//! Reads parsed files together. Makes [`Finding`]s with file and line. Cost: some milliseconds; not part of a run.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::is_nfc;

use super::build::by_id;
use super::parse::{self, AliasKind, AliasLang, LexiconError};
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

/// The keys of `lexicons/SOURCES.tsv`.
pub fn sources() -> BTreeSet<&'static str> {
    let rows = include_str!("../../lexicons/SOURCES.tsv").lines().skip(1);
    rows.filter_map(|row| row.split('\t').next()).collect()
}

/// Checks files, each a name and its text, together. `sources` are the known keys; empty turns that check off.
pub fn lint(files: &[(&str, &str)], sources: &BTreeSet<&str>) -> Result<Vec<Finding>, LexiconError> {
    let mut out = Vec::new();
    let mut parsed = Vec::new();
    for (name, text) in files {
        parsed.push((*name, parse::rows(name, text)?));
    }
    let ids: BTreeSet<&str> = parsed.iter().flat_map(|(_, rows)| rows.iter().map(|r| r.id)).collect();
    let mut homes: BTreeMap<&str, &str> = BTreeMap::new();
    let mut meanings: BTreeMap<(AliasLang, String), (&str, bool)> = BTreeMap::new();
    for (file, rows) in &parsed {
        let mut find = |line: u32, rule: &'static str, error: bool, message: String| {
            out.push(Finding { file: (*file).to_owned(), line, rule, error, message });
        };
        let mut last = "";
        let mut seen = BTreeSet::new();
        for row in rows {
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
                if row.kind.is_none() {
                    find(row.line, "no-type", true, format!("the first row of `{}` gives no type", row.id));
                }
            }
            last = row.id;
            if !is_nfc(row.alias) {
                find(row.line, "nfc", true, format!("`{}` is not NFC", row.alias));
            }
            if !seen.insert((row.id, row.lang, fold(row.alias).into_owned())) {
                find(row.line, "duplicate", true, format!("`{}` has `{}` twice", row.id, row.alias));
            }
            if let Some(message) = script_fault(row.lang, row.alias_kind, row.alias) {
                find(row.line, "script", true, message);
            }
            if !row.parent.is_empty() && !ids.contains(row.parent) {
                find(row.line, "parent", true, format!("parent `{}` is in no file", row.parent));
            }
            if row.source.is_empty() || !sources.is_empty() && !sources.contains(row.source) {
                find(row.line, "source", true, format!("source `{}` is not in SOURCES.tsv", row.source));
            }
            if row.lang != AliasLang::En {
                let evident = row.flags.ambiguous || row.flags.context;
                let key = (
                    row.lang,
                    if row.flags.case { row.alias.to_owned() } else { fold(row.alias).into_owned() },
                );
                match meanings.get(&key) {
                    Some((id, other)) if *id != row.id && !evident && !other => {
                        find(
                            row.line,
                            "collision",
                            false,
                            format!("`{}` is `{}` and `{id}`", row.alias, row.id),
                        );
                    }
                    Some(_) => {}
                    None => drop(meanings.insert(key, (row.id, evident))),
                }
            }
        }
        for (id, rows) in by_id(rows) {
            for lang in [AliasLang::Ru, AliasLang::Kk, AliasLang::En] {
                let names = rows.iter().filter(|r| r.lang == lang && r.alias_kind == AliasKind::Name).count();
                if names != 1 {
                    find(
                        rows[0].line,
                        "name",
                        names > 1,
                        format!("`{id}` has {names} names in {}", lang.as_str()),
                    );
                }
            }
        }
    }
    out.sort();
    Ok(out)
}

fn script_fault(lang: AliasLang, kind: AliasKind, alias: &str) -> Option<String> {
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
            return Some(format!("`{word}` mixes Cyrillic and Latin letters"));
        }
    }
    match lang {
        AliasLang::Ru if alias.chars().any(kazakh) => {
            Some(format!("`{alias}` is Russian with Kazakh letters"))
        }
        AliasLang::Ru | AliasLang::Kk if kind != AliasKind::Name && !alias.chars().any(cyrillic) => {
            Some(format!("`{alias}` has no Cyrillic letter"))
        }
        AliasLang::En if alias.chars().any(cyrillic) => {
            Some(format!("`{alias}` is English with Cyrillic letters"))
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
        let found = lint(&[("x.tsv", &text)], &BTreeSet::from(["tilshi"])).unwrap();
        for rule in ["script", "duplicate", "order", "parent", "source", "collision", "name"] {
            assert!(found.iter().any(|f| f.rule == rule), "{rule}: {found:#?}");
        }
    }
}
