//! What stands in brackets behind a name is of the same thing.
//!
//! Reads: a document's names and the brackets behind them. Makes: by rule `abbreviation` (`Name (ABBR)`) the thing of an
//! abbreviation, there and later; by rule `gloss` that of the same name in Latin letters (`Понте-Сан-Пьетро (Ponte San
//! Pietro)`). Guarantees: names stay in order. Cost: a look behind each name; where an abbreviation is told, one at each
//! token.

use std::collections::HashMap;
use std::ops::Range;

use crate::document::{Document, Entity, EntityType, Thing};
use crate::lexicon::Evidence;

use super::super::word::Class;
use super::super::{entity, near, order, spans};
use super::Lookup;

/// Words of a name in Latin letters, at most.
const LATIN: u32 = 7;

/// The key of an abbreviation without a suffix after a hyphen.
fn bare_abbreviation(key: &str) -> &str {
    key.split('-').next().unwrap_or(key)
}

/// True where a token is an opening bracket.
fn opens(doc: &Document, t: u32) -> bool {
    doc.tokens.get(t as usize).is_some_and(|token| &doc.normalized()[token.norm.range()] == "(")
}

fn is_abbreviation(class: Class) -> bool {
    matches!(class, Class::AllCapitals | Class::Suffixed | Class::Mixed)
}

/// An abbreviation that the document explains.
struct Explained {
    thing: Thing,
    /// The token where it does.
    at: u32,
}

/// Gives abbreviations the things of the bodies that they stand behind: both are one thing, and so is the abbreviation later.
pub(super) fn abbreviations(look: &Lookup<'_>, doc: &mut Document) {
    let explained = explained(look, doc);
    if explained.is_empty() {
        return;
    }
    let count = doc.entities.len();
    let mut covered = vec![usize::MAX; doc.tokens.len()];
    for (i, e) in doc.entities.iter().enumerate().filter(|(_, e)| e.kind != EntityType::Role) {
        covered[e.tokens.start as usize..e.tokens.end as usize].fill(i);
    }
    for t in 0..doc.tokens.len() as u32 {
        if !is_abbreviation(look.info(t).class) {
            continue;
        }
        let Some(Explained { thing, at }) = explained.get(bare_abbreviation(look.key(doc, t))) else {
            continue;
        };
        if t < *at {
            continue;
        }
        match doc.entities.get_mut(covered[t as usize]) {
            Some(e) if e.tokens.len() == 1 => {
                // The lexicon's own reading of the abbreviation stays, unless the brackets say otherwise.
                if matches!(e.thing, Thing::Made(_)) || matches!(thing, Thing::Entry(_)) {
                    e.thing = thing.clone();
                    e.kind = EntityType::Org;
                    e.rule = "abbreviation";
                }
            }
            Some(_) => {}
            None => {
                let found = entity(doc, t..t + 1, EntityType::Org, thing.clone(), "abbreviation", 0.9);
                doc.entities.push(found);
            }
        }
    }
    if doc.entities.len() > count {
        order(&mut doc.entities);
    }
}

/// The abbreviations in brackets behind bodies, by their keys.
fn explained<'a>(look: &Lookup<'a>, doc: &Document) -> HashMap<&'a str, Explained> {
    let mut explained = HashMap::new();
    for e in doc.entities.iter().filter(|e| e.kind == EntityType::Org) {
        if !opens(doc, e.tokens.end) {
            continue;
        }
        let at = behind_hereafter(look, doc, e.tokens.end + 1);
        let Some(inside) = doc.tokens.get(at as usize) else { continue };
        if is_abbreviation(look.info(at).class) && inside.word.0 != u32::MAX {
            let key = bare_abbreviation(look.key(doc, at));
            let fits = may_be_short(key, &doc.normalized()[e.norm.range()]);
            if !fits && !may_be_foreign(look, doc, at, key) {
                continue;
            }
            explained.entry(key).or_insert_with(|| Explained { thing: e.thing.clone(), at });
        }
    }
    explained
}

/// Behind `далее –` in a bracket that begins at `t`, or `t`: `(далее – КСО)`, `(бұдан әрі – Агенттік)`.
fn behind_hereafter(look: &Lookup<'_>, doc: &Document, t: u32) -> u32 {
    let is = |i: u32, word: &str| (i as usize) < doc.tokens.len() && look.key(doc, i) == word;
    let end = match () {
        () if is(t, "далее") => t + 1,
        () if is(t, "бұдан") && is(t + 1, "әрі") => t + 2,
        () => return t,
    };
    end + u32::from((end as usize) < doc.tokens.len() && look.info(end).class == Class::Dash)
}

/// True for what may be the abbreviation of a name in another language: it is no word and no list has it for another thing, as it
/// has those in `ТНТ (ФОТО)` and `ФСБ (КГБ)`.
fn may_be_foreign(look: &Lookup<'_>, doc: &Document, at: u32, key: &str) -> bool {
    /// Letters.
    const SHORT: std::ops::RangeInclusive<usize> = 2..=6;
    let listed = |i: usize| {
        let o = &doc.entities[i];
        o.tokens == (at..at + 1) && matches!(o.thing, Thing::Entry(_))
    };
    SHORT.contains(&key.chars().count())
        && !look.info(at).evidence.has(Evidence::NOT_NAME)
        && !near(&doc.entities, at, at + 1).any(listed)
}

/// False for a Cyrillic word that no abbreviation of a name in its language can be: its letters are not in the name, in order,
/// the first of them the first of a word.
fn may_be_short(abbreviation: &str, name: &str) -> bool {
    if !abbreviation.chars().all(|c| matches!(c, 'А'..='я' | 'Ё' | 'ё')) {
        return true;
    }
    let mut of = abbreviation.chars().flat_map(char::to_lowercase).peekable();
    let (mut begun, mut start) = (false, true);
    for c in name.chars().flat_map(char::to_lowercase) {
        if of.peek() == Some(&c) && (begun || start) {
            begun = true;
            of.next();
        }
        start = !c.is_alphabetic();
    }
    of.peek().is_none()
}

/// Gives names in Latin letters the things of the names that they stand behind, whatever the model took them for.
pub(super) fn glosses(look: &Lookup<'_>, doc: &mut Document) {
    let mut added: Vec<Entity> = Vec::new();
    for e in &doc.entities {
        if !matches!(e.kind, EntityType::Per | EntityType::Loc | EntityType::Org) || e.nested {
            continue;
        }
        let Some(tokens) = gloss_behind(look, doc, e) else { continue };
        let listed = |i: usize| {
            let o = &doc.entities[i];
            let over = o.tokens.start < tokens.end && tokens.start < o.tokens.end;
            over && matches!(o.thing, Thing::Entry(_)) && o.thing != e.thing
        };
        if near(&doc.entities, tokens.start, tokens.end).any(listed) {
            continue;
        }
        let (orig, norm) = spans(doc, tokens.start, tokens.end);
        added.push(Entity { orig, norm, tokens, case: None, rule: "gloss", score: 0.85, ..e.clone() });
    }
    if added.is_empty() {
        return;
    }
    // A name inside another may have its bracket before the other's.
    added.sort_by_key(|a| a.tokens.start);
    let replaced = |e: &Entity| {
        let (start, end) = (e.tokens.start, e.tokens.end);
        let over = |i: usize| start < added[i].tokens.end && added[i].tokens.start < end;
        e.kind != EntityType::Role && near(&added, start, end).any(over)
    };
    doc.entities.retain(|e| !replaced(e));
    doc.entities.append(&mut added);
    order(&mut doc.entities);
}

/// The name in Latin letters that stands in brackets behind a name and begins like it; a body's may begin otherwise if it has
/// several words.
fn gloss_behind(look: &Lookup<'_>, doc: &Document, e: &Entity) -> Option<Range<u32>> {
    let class = |t: u32| look.infos.get(t as usize).map(|&i| look.words.info(i).class);
    let latin = |t: u32| matches!(class(t), Some(Class::LatinCapital | Class::LatinLower));
    let surface = |t: u32| doc.tokens.get(t as usize).map_or("", |token| look.table.surface(token.word));
    let first = |t: u32| surface(t).chars().next().and_then(|c| c.to_lowercase().next()).unwrap_or(' ');
    let start = e.tokens.end + 1;
    if !opens(doc, start - 1) || class(start) != Some(Class::LatinCapital) {
        return None;
    }
    let end = (start + 1..start + LATIN).find(|&t| !latin(t)).unwrap_or(start + LATIN);
    let closed = matches!(surface(end), ")" | ",");
    let single = end == start + 1;
    let abbreviation = single && surface(start).chars().filter(|c| c.is_uppercase()).count() > 1;
    let same = alike(first(e.tokens.start), first(start));
    (closed && !abbreviation && (same || e.kind == EntityType::Org && !single)).then_some(start..end)
}

/// True where a Cyrillic letter at the beginning of a name may stand for the Latin one.
fn alike(cyrillic: char, latin: char) -> bool {
    let letters = match cyrillic {
        'а' => "ahy",
        'б' => "b",
        'в' => "vw",
        'г' => "gh",
        'д' => "djt",
        'е' | 'ё' | 'э' => "eahyi",
        'ж' => "jgz",
        'з' => "zsx",
        'и' | 'й' => "iyejh",
        'к' => "kcqx",
        'л' => "l",
        'м' => "m",
        'н' => "nk",
        'о' => "oah",
        'п' => "p",
        'р' => "rw",
        'с' => "sczx",
        'т' => "t",
        'у' => "uwoh",
        'ф' => "fpv",
        'х' => "hkjxcg",
        'ц' => "cztx",
        'ч' => "ctz",
        'ш' | 'щ' => "scz",
        'ю' => "juy",
        'я' => "yjia",
        _ => return false,
    };
    letters.contains(latin)
}
