//! What a document says of itself elsewhere.
//!
//! Rules, before persons are linked ([`agree`]): `document:surname` (a word that is the surname of a person named in
//! full is that person, whatever the model took it for, and of a listed company or town too, unless the document tells the
//! two apart), `document:majority` (a word taken for different things in different places is what most of them say). A word
//! that only the start of a sentence gives a capital, and no list knows, is no person. After ([`resolve`]): `abbreviation` (a name followed by its abbreviation
//! in brackets gives the abbreviation its thing, there and later), `gloss` (the same name in Latin letters in brackets
//! behind it: `Понте-Сан-Пьетро (Ponte San Pietro)`), `context` (an alias that needs its parent beside it,
//! in a document that names the parent), and ids for the bodies and places that no lexicon holds. Cost: linear in
//! tokens and entities, with a look at few of them.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;

use crate::document::{Document, Entity, EntityType, Thing};
use crate::lang::Lang;
use crate::lexicon::{EntryId, Evidence, Lexicon, without_case};
use crate::words::WordTable;

use super::bounds::is_where;
use super::kind::Kinds;
use super::lexical::Match;
use super::unlisted;
use super::word::{Class, Mask, Words};
use super::{entity, near, spans};

/// What of a word stays when it is inflected, roughly: enough to compare mentions within a document.
fn root(key: &str, lang: Lang) -> &str {
    if lang == Lang::Kk {
        return without_case(key);
    }
    const ENDINGS: &[&str] = &[
        "ого", "ому", "ыми", "ами", "ями", "ом", "ым", "им", "ем", "ой", "ою", "ей", "ею", "ую", "ая", "яя",
        "ий", "ый", "ах", "ях", "ов", "а", "у", "е", "ы", "и", "я", "ю", "ь", "й",
    ];
    // The -ов of Токаев is no ending; after it one may stand.
    for e in ENDINGS {
        if *e != "ов"
            && let Some(stem) = key.strip_suffix(e)
            && stem.chars().count() >= 3
        {
            return stem;
        }
    }
    key
}

fn name_like(class: Class) -> bool {
    matches!(class, Class::Capital | Class::Mixed | Class::LatinCapital)
}

/// What is kept from document to document, as long as the words are.
#[derive(Default)]
pub(super) struct Memory {
    /// The root of each cached word; [`UNKNOWN`] where nobody asked.
    of: Vec<u32>,
    numbers: hashbrown::HashMap<Box<str>, u32, FixedState>,
    roots: Vec<Root>,
    /// What a cached word alone may mean.
    meant: hashbrown::HashMap<u32, Box<[EntryId]>, FixedState>,
    unlisted: unlisted::Memory,
    /// Counts documents, so that what one says of a root is not read in the next.
    document: u32,
    /// Of which roots the document says something, by their lowest bits: of most it says nothing.
    said: Said,
    /// Tokens inside names.
    covered: Vec<bool>,
}

/// A set of numbers by their lowest bits.
#[derive(Default)]
struct Said([u64; Said::BITS / 64]);

impl Said {
    const BITS: usize = 2048;

    fn clear(&mut self) {
        self.0.fill(0);
    }

    fn add(&mut self, number: u32) {
        let at = number as usize % Said::BITS;
        self.0[at / 64] |= 1 << (at % 64);
    }

    /// False where the number was not added.
    fn may_have(&self, number: u32) -> bool {
        let at = number as usize % Said::BITS;
        self.0[at / 64] >> (at % 64) & 1 == 1
    }
}

const UNKNOWN: u32 = u32::MAX;

/// A root of words, and what the document named last says of it.
#[derive(Default)]
struct Root {
    letters: u32,
    /// The document that has a person with this surname.
    surname: u32,
    /// The document that has something else by this name.
    thing: u32,
    /// The document that has it as a name elsewhere than at a sentence's start, or whose lists know it.
    firm: u32,
    /// The document whose votes these are, for [`VOTED`].
    voted: u32,
    votes: [f32; 3],
}

/// The rule of what is no name after all.
const NONE: &str = "";

/// What is voted for.
const VOTED: [EntityType; 3] = [EntityType::Per, EntityType::Loc, EntityType::Org];

impl Root {
    /// What most say, and its votes.
    fn most(&self) -> (EntityType, f32) {
        let v = &self.votes;
        let best = (0..3).max_by(|&a, &b| v[a].total_cmp(&v[b]).then(b.cmp(&a))).unwrap_or(0);
        (VOTED[best], v[best])
    }
}

impl Memory {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        *self = Memory::default();
    }

    /// The number of the root of a token's word.
    fn root(&mut self, doc: &Document, infos: &[u32], table: &WordTable, t: u32) -> u32 {
        let info = infos[t as usize] as usize;
        if self.of.len() <= info {
            self.of.resize(info + 1, UNKNOWN);
        }
        if self.of[info] == UNKNOWN {
            let token = &doc.tokens[t as usize];
            let root = root(table.key(token.word), token.lang);
            let next = self.roots.len() as u32;
            let number = *self.numbers.entry_ref(root).or_insert(next);
            if number == next {
                self.roots.push(Root { letters: root.chars().count() as u32, ..Root::default() });
            }
            self.of[info] = number;
        }
        self.of[info]
    }

    /// What a token's word alone may mean by the lexicon.
    fn meant(&mut self, lexicon: &Lexicon, doc: &Document, infos: &[u32], t: u32) -> &[EntryId] {
        self.meant.entry(infos[t as usize]).or_insert_with(|| {
            let token = &doc.tokens[t as usize];
            let same = lexicon.find(&doc.normalized()[token.norm.range()], token.lang);
            same.into_iter().map(|(entry, _)| entry).collect()
        })
    }
}

/// Makes the mentions of one word agree over the document.
#[allow(clippy::too_many_arguments)]
pub(super) fn agree(
    lexicon: &Lexicon,
    doc: &mut Document,
    words: &Words,
    infos: &[u32],
    masks: &[Mask],
    table: &WordTable,
    memory: &mut Memory,
) {
    if doc.entities.is_empty() || doc.sentences.len() < 2 {
        return;
    }
    memory.document = memory.document.wrapping_add(1);
    let now = memory.document;
    memory.said.clear();
    // Whether anything can be said of words outside the names.
    let mut evidence = false;
    for e in doc.entities.iter().filter(|e| e.kind == EntityType::Per && e.tokens.len() >= 2) {
        let last = e.tokens.end - 1;
        if name_like(words.info(infos[last as usize]).class) {
            let number = memory.root(doc, infos, table, last);
            let root = &mut memory.roots[number as usize];
            if root.letters >= 4 {
                root.surname = now;
                memory.said.add(number);
                evidence = true;
            }
        }
    }
    // Votes of single words that no lexicon holds.
    let slot = |kind: EntityType| VOTED.iter().position(|&k| k == kind);
    let mut single: Vec<(usize, usize, u32)> = Vec::new();
    for (i, e) in doc.entities.iter().enumerate() {
        if e.tokens.len() == 1
            && e.thing == Thing::Open
            && let Some(k) = slot(e.kind)
        {
            let number = memory.root(doc, infos, table, e.tokens.start);
            let root = &mut memory.roots[number as usize];
            if root.voted != now {
                (root.voted, root.votes) = (now, [0.0; 3]);
                memory.said.add(number);
            }
            root.votes[k] += e.score;
            let t = e.tokens.start;
            let first = t == 0 || doc.sentences.binary_search_by_key(&t, |s| s.tokens.start).is_ok();
            let listed = Evidence::GIVEN | Evidence::SURNAME | Evidence::SURNAME_SHAPE | Evidence::PATRONYMIC;
            let kazakh = doc.tokens[t as usize].lang == Lang::Kk;
            if !first || kazakh || words.info(infos[t as usize]).evidence.has(listed) {
                root.firm = now;
            }
            single.push((i, k, number));
            evidence = true;
        }
    }
    let mut changes: Vec<(usize, EntityType, &'static str)> = Vec::new();
    // `Рено` of whom the document has told that she is Джанет Рено, unless it speaks of the company too.
    let mut namesakes: Vec<(usize, u32)> = Vec::new();
    for (i, e) in doc.entities.iter().enumerate() {
        let Thing::Entry(entry) = e.thing else { continue };
        let russian = e.tokens.len() == 1 && doc.tokens[e.tokens.start as usize].lang != Lang::Kk;
        if !russian || !matches!(e.kind, EntityType::Loc | EntityType::Org) {
            continue;
        }
        let number = memory.root(doc, infos, table, e.tokens.start);
        let root = &mut memory.roots[number as usize];
        if root.surname == now {
            if &*lexicon.entry(entry).subtype == "country" || told_apart(doc, words, infos, table, e) {
                root.thing = now;
            }
            namesakes.push((i, number));
        }
    }
    for (i, number) in namesakes {
        if memory.roots[number as usize].thing != now {
            changes.push((i, EntityType::Per, "document:surname"));
            doc.entities[i].thing = Thing::Open;
        }
    }
    for (i, k, number) in single {
        let root = &memory.roots[number as usize];
        // `Киллер скрылся`: a word that only a sentence's start gives its capital.
        if VOTED[k] == EntityType::Per && root.firm != now && root.surname != now {
            doc.entities[i].rule = NONE;
            continue;
        }
        if root.surname == now {
            if VOTED[k] != EntityType::Per {
                changes.push((i, EntityType::Per, "document:surname"));
            }
            continue;
        }
        let (kind, votes) = root.most();
        if kind != VOTED[k] && votes > root.votes[k] * 1.2 {
            changes.push((i, kind, "document:majority"));
        }
    }
    // Names that the model passed over.
    let mut added: Vec<(u32, EntityType, &'static str)> = Vec::new();
    if evidence {
        let mut covered = std::mem::take(&mut memory.covered);
        covered.clear();
        covered.resize(doc.tokens.len(), false);
        for e in &doc.entities {
            if e.kind != EntityType::Role {
                covered[e.tokens.start as usize..e.tokens.end as usize].fill(true);
            }
        }
        for s in &doc.sentences {
            for t in s.tokens.clone() {
                if !masks[t as usize].has(Mask::NAME) || covered[t as usize] {
                    continue;
                }
                let number = memory.root(doc, infos, table, t);
                if !memory.said.may_have(number) {
                    continue;
                }
                let root = &memory.roots[number as usize];
                let first = t == s.tokens.start;
                if root.surname == now && (!first || root.letters >= 5) {
                    added.push((t, EntityType::Per, "document:surname"));
                } else if root.voted == now {
                    let (kind, votes) = root.most();
                    // The first word of a sentence has a capital whatever it is.
                    let often = kind == EntityType::Per && votes >= 3.0;
                    let enough = match first {
                        true => often && !words.info(infos[t as usize]).common,
                        false => votes >= 1.4,
                    };
                    if enough {
                        added.push((t, kind, "document:majority"));
                    }
                }
            }
        }
        memory.covered = covered;
    }
    for (i, kind, rule) in changes {
        doc.entities[i].kind = kind;
        doc.entities[i].rule = rule;
    }
    doc.entities.retain(|e| e.rule != NONE);
    // The names came in order.
    let more = !added.is_empty();
    for (t, kind, rule) in added {
        doc.entities.push(entity(doc, t..t + 1, kind, Thing::Open, rule, 0.7));
    }
    if more {
        doc.entities.sort_by_key(|e| (e.tokens.start, std::cmp::Reverse(e.tokens.end)));
    }
}

/// True for a name that quotation marks, a kind word or a preposition of place say to be none of a person: `«Рено»`,
/// `компания Рено`, `в Вашингтоне`.
fn told_apart(doc: &Document, words: &Words, infos: &[u32], table: &WordTable, e: &Entity) -> bool {
    let Some(before) = e.tokens.start.checked_sub(1) else { return false };
    let info = words.info(infos[before as usize]);
    let quoted = matches!(info.class, Class::OpenQuote | Class::Quote);
    let place = is_where(table.key(doc.tokens[before as usize].word));
    quoted || place || info.kind.is_some()
}

/// The key of an abbreviation without a suffix after a hyphen.
fn bare_abbreviation(key: &str) -> &str {
    key.split('-').next().unwrap_or(key)
}

/// True where a token is an opening bracket.
fn opens(doc: &Document, t: u32) -> bool {
    doc.tokens.get(t as usize).is_some_and(|token| &doc.normalized()[token.norm.range()] == "(")
}

/// Gives abbreviations, context aliases and unlisted bodies and places their things.
#[allow(clippy::too_many_arguments)]
pub(super) fn resolve(
    lexicon: &Lexicon,
    kinds: &Kinds,
    doc: &mut Document,
    words: &Words,
    infos: &[u32],
    masks: &[Mask],
    matches: &[Match],
    table: &WordTable,
    memory: &mut Memory,
) {
    contexts(lexicon, doc, infos, matches, memory);
    let kept = &mut memory.unlisted;
    unlisted::name(lexicon, kinds, lexicon.endings(), doc, words, infos, masks, table, kept);
    abbreviations(doc, words, infos, table);
    glosses(doc, words, infos, table);
}

/// Aliases flagged `context`: taken where the document names the parent; a person's, where it names the person.
fn contexts(lexicon: &Lexicon, doc: &mut Document, infos: &[u32], matches: &[Match], memory: &mut Memory) {
    let alone = |m: &Match| m.end == m.start + 1 && (m.context || m.kind == EntityType::Per);
    let asked = |m: &&Match| m.kind != EntityType::Role && (m.context || alone(m));
    if !matches.iter().any(|m| asked(&m)) {
        return;
    }
    let of = |e: &Entity| if let Thing::Entry(id) = e.thing { Some(id) } else { None };
    let count = doc.entities.len();
    let named: HashSet<EntryId, FixedState> = doc.entities.iter().filter_map(of).collect();
    let in_full = |e: &&Entity| e.kind == EntityType::Per && e.tokens.len() >= 2;
    let persons: HashSet<EntryId, FixedState> = doc.entities.iter().filter(in_full).filter_map(of).collect();
    for m in matches.iter().filter(asked) {
        // Whoever of those with this surname the document names in full.
        let mut person = None;
        if alone(m) && !persons.is_empty() {
            let same = memory.meant(lexicon, doc, infos, m.start);
            person = same.iter().copied().find(|e| persons.contains(e));
        }
        let entry = person.or_else(|| {
            let parent = |e: EntryId| lexicon.by_id(&lexicon.entry(e).parent);
            let beside =
                m.context && m.kind != EntityType::Per && parent(m.entry).is_some_and(|p| named.contains(&p));
            beside.then_some(m.entry)
        });
        let Some(entry) = entry else { continue };
        let kind = lexicon.entry(entry).kind;
        let over = |i: &usize| {
            let e = &doc.entities[*i];
            e.tokens.start < m.end && m.start < e.tokens.end && e.kind != EntityType::Role
        };
        // Among those that were there, then among those added behind them: both stand in order.
        let before = near(&doc.entities[..count], m.start, m.end).find(over);
        let added = || near(&doc.entities[count..], m.start, m.end).map(|i| count + i).find(over);
        let found = before.or_else(added).map(|i| &mut doc.entities[i]);
        match found {
            Some(e)
                if e.tokens == (m.start..m.end)
                    && (matches!(e.thing, Thing::Made(_) | Thing::Open)
                        || person.is_some() && e.kind == EntityType::Per) =>
            {
                e.thing = Thing::Entry(entry);
                e.kind = kind;
                e.rule = "context";
            }
            None if !m.small => {
                let found = entity(doc, m.start..m.end, kind, Thing::Entry(entry), "context", 0.75);
                doc.entities.push(Entity { case: m.case, ..found });
            }
            _ => {}
        }
    }
    if doc.entities.len() > count {
        doc.entities.sort_by_key(|e| (e.tokens.start, std::cmp::Reverse(e.tokens.end)));
    }
}

/// `Name (ABBR)`: both are one thing, and so is ABBR later.
fn abbreviations(doc: &mut Document, words: &Words, infos: &[u32], table: &WordTable) {
    let mut introduced: HashMap<String, (Thing, u32)> = HashMap::new();
    let key = |doc: &Document, t: u32| bare_abbreviation(table.key(doc.tokens[t as usize].word)).to_owned();
    for e in doc.entities.iter().filter(|e| e.kind == EntityType::Org) {
        let at = e.tokens.end;
        let Some(inside) = doc.tokens.get(at as usize + 1).filter(|_| opens(doc, at)) else { continue };
        let class = words.info(infos[at as usize + 1]).class;
        if matches!(class, Class::AllCapitals | Class::Suffixed | Class::Mixed) && inside.word.0 != u32::MAX {
            introduced.entry(key(doc, at + 1)).or_insert((e.thing.clone(), at + 1));
        }
    }
    if introduced.is_empty() {
        return;
    }
    let count = doc.entities.len();
    let mut covered = vec![usize::MAX; doc.tokens.len()];
    for (i, e) in doc.entities.iter().enumerate().filter(|(_, e)| e.kind != EntityType::Role) {
        covered[e.tokens.start as usize..e.tokens.end as usize].fill(i);
    }
    for t in 0..doc.tokens.len() as u32 {
        if !matches!(words.info(infos[t as usize]).class, Class::AllCapitals | Class::Suffixed | Class::Mixed)
        {
            continue;
        }
        let Some((thing, from)) = introduced.get(&key(doc, t)) else { continue };
        if t < *from {
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
        doc.entities.sort_by_key(|e| (e.tokens.start, std::cmp::Reverse(e.tokens.end)));
    }
}

/// `Name (Latin name)`: both are one thing, whatever the model took the second for.
fn glosses(doc: &mut Document, words: &Words, infos: &[u32], table: &WordTable) {
    let class = |t: u32| infos.get(t as usize).map(|&i| words.info(i).class);
    let latin = |t: u32| matches!(class(t), Some(Class::LatinCapital | Class::LatinLower));
    let surface = |t: u32| doc.tokens.get(t as usize).map_or("", |token| table.surface(token.word));
    let first = |t: u32| surface(t).chars().next().and_then(|c| c.to_lowercase().next()).unwrap_or(' ');
    let mut added: Vec<Entity> = Vec::new();
    for e in &doc.entities {
        let open = e.tokens.end;
        if !matches!(e.kind, EntityType::Per | EntityType::Loc | EntityType::Org)
            || e.nested
            || !opens(doc, open)
            || class(open + 1) != Some(Class::LatinCapital)
        {
            continue;
        }
        let start = open + 1;
        let mut end = start + 1;
        while end < start + 7 && latin(end) {
            end += 1;
        }
        let closed = matches!(surface(end), ")" | ",");
        let same = alike(first(e.tokens.start), first(start));
        let abbreviation =
            end == start + 1 && surface(start).chars().filter(|c| c.is_uppercase()).count() > 1;
        let name = closed && !abbreviation && (same || e.kind == EntityType::Org && end >= start + 2);
        let listed = |i: usize| {
            let o = &doc.entities[i];
            let over = o.tokens.start < end && start < o.tokens.end;
            over && matches!(o.thing, Thing::Entry(_)) && o.thing != e.thing
        };
        if !name || near(&doc.entities, start, end).any(listed) {
            continue;
        }
        let (orig, norm) = spans(doc, start, end);
        added.push(Entity {
            orig,
            norm,
            tokens: start..end,
            case: None,
            rule: "gloss",
            score: 0.85,
            ..e.clone()
        });
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
    doc.entities.sort_by_key(|e| (e.tokens.start, std::cmp::Reverse(e.tokens.end)));
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
