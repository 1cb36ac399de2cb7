//! Ids and names for bodies and places that no lexicon holds.
//!
//! Reads: entities without an id. Makes: a readable id, the same for every inflected form, the name in its base form in
//! the language of the mention, a subtype where a word beside or inside the name tells it ([`super::kind`]). A name in
//! quotation marks is what they hold (`org:bereke` for `ТОО «Береке»` and `«Береке» ЖШС`); a Russian name around a kind
//! word is put into the nominative (`org:verkhovnyy-sud-mali`); a Kazakh one loses its last case. Streets, squares,
//! districts, regions and parks, which are named after what is elsewhere, carry their kind: `loc:street/abay` for `улицы
//! Абая` and `Абай көшесінде`. Of several possible nominatives of one word the document's other mentions choose.
//! Cost: some microseconds an entity that no lexicon holds.

use std::sync::Arc;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::document::{Document, Entity, EntityType, Thing};
use crate::lang::Lang;
use crate::lang::ru::inflect::{Endings, Forms};
use crate::lexicon::{Evidence, Lexicon, alias_words, without_case};
use crate::words::{Shape, WordTable};

use super::kind::{Kind, KindId, Kinds, Takes, governed, nominatives};
use super::person::latin;
use super::word::{Class, Mask, Words};

/// Kinds of places whose names are other things' names.
const NAMED_AFTER: &[&str] = &["street", "square", "district", "region", "park"];

/// `улица Абая` says after whom it is called.
const GENITIVE: Forms = Forms(1 << 1);

/// Nominatives found before, those that the rules look at; by cached word and what is asked for before it.
#[derive(Default)]
pub(super) struct Nominatives {
    kept: HashMap<(u32, Forms), Arc<[String]>, FixedState>,
}

/// Nominatives of so many words are kept at most.
const KEPT: usize = 1 << 16;

/// Nominatives of a word that are looked at.
const LIKELY: usize = 4;

impl Nominatives {
    fn of(&mut self, info: u32, key: &str, forms: Forms, endings: &Endings) -> Arc<[String]> {
        if self.kept.len() > KEPT {
            self.kept.clear();
        }
        let find = || {
            let mut list = nominatives(key, forms, endings);
            list.truncate(LIKELY);
            list.into()
        };
        Arc::clone(self.kept.entry((info, forms)).or_insert_with(find))
    }
}

struct Namer<'a> {
    kinds: &'a Kinds,
    endings: &'a Endings,
    doc: &'a Document,
    words: &'a Words,
    infos: &'a [u32],
    table: &'a WordTable,
}

/// Names every body and place that has no id yet.
#[allow(clippy::too_many_arguments)]
pub(super) fn name(
    lexicon: &Lexicon,
    kinds: &Kinds,
    endings: &Endings,
    doc: &mut Document,
    words: &Words,
    infos: &[u32],
    masks: &[Mask],
    table: &WordTable,
    kept: &mut Nominatives,
) {
    // `улица Абая` is no village of that name.
    let namer = Namer { kinds, endings, doc, words, infos, table };
    let street = |kind: &Kind| matches!(kind.subtype, "street" | "square" | "park");
    let others: Vec<usize> = doc
        .entities
        .iter()
        .enumerate()
        .filter(|(_, e)| e.kind == EntityType::Loc && namer.kind_beside(e).is_some_and(street))
        .filter(|(_, e)| match e.thing {
            Thing::Entry(entry) => !matches!(&*lexicon.entry(entry).subtype, "street" | "square" | "park"),
            _ => false,
        })
        .map(|(i, _)| i)
        .collect();
    for i in others {
        let e = &mut doc.entities[i];
        e.thing = Thing::Made { id: String::new(), names: [None, None, None], subtype: None };
        e.rule = "place:street";
    }
    let open = |e: &Entity| matches!(&e.thing, Thing::Made { id, .. } if id.is_empty());
    if !doc.entities.iter().any(open) {
        return;
    }
    let namer = Namer { kinds, endings, doc, words, infos, table };
    // What the document's names of one word may be in the nominative.
    let mut single: Vec<(usize, Arc<[String]>)> = Vec::new();
    for (i, e) in doc.entities.iter().enumerate().filter(|(_, e)| open(e) && e.tokens.len() == 1) {
        let t = e.tokens.start;
        if namer.lang(t) == Lang::Ru && namer.kind_inside(e).is_none() && cyrillic(namer.key(t)) {
            // `улицы Новая`, but `улица Абая`.
            let given = words.info(infos[t as usize]).evidence.has(Evidence::GIVEN);
            let named_after = namer.kind_beside(e).is_some_and(street)
                && (given || !["ая", "яя", "ый", "ий", "ой"].iter().any(|end| namer.key(t).ends_with(end)));
            let before = match t.checked_sub(1) {
                _ if named_after => GENITIVE,
                Some(t) => governed(namer.key(t)),
                None => Forms::ANY,
            };
            let mut list = kept.of(infos[t as usize], namer.key(t), before, endings);
            // Абая is Абай's: a given name in -ая has one in -ай.
            if named_after && let Some(stem) = namer.key(t).strip_suffix("ая").filter(|_| given) {
                list = std::iter::once(format!("{stem}ай")).chain(list.iter().cloned()).collect();
            }
            single.push((i, list));
        }
    }
    let mut made: Vec<(usize, Thing)> = Vec::new();
    for (i, e) in doc.entities.iter().enumerate().filter(|(_, e)| open(e)) {
        let base = single.iter().find(|(k, _)| *k == i).map(|(_, list)| {
            let votes = |base: &String| single.iter().filter(|(_, l)| l.contains(base)).count();
            let best = list.iter().map(votes).max().unwrap_or(0);
            list.iter().find(|b| votes(b) == best).cloned().unwrap_or_default()
        });
        made.push((i, listed(lexicon, &namer, masks, e).unwrap_or_else(|| namer.thing(e, base))));
    }
    for (i, thing) in made {
        doc.entities[i].thing = thing;
    }
}

/// The thing whose name a mention is by the lexicon alone, where it is one thing: `Қазақстанның` where a longer name
/// began there.
fn listed(lexicon: &Lexicon, namer: &Namer<'_>, masks: &[Mask], e: &Entity) -> Option<Thing> {
    let doc = namer.doc;
    // Most names begin with a word that no alias begins with.
    let first = &doc.tokens[e.tokens.start as usize];
    let apart = doc.normalized()[first.norm.range().end..].starts_with(char::is_whitespace);
    let surface = namer.surface(e.tokens.start);
    if !masks[e.tokens.start as usize].has(Mask::STARTS)
        && (e.tokens.len() == 1 || apart)
        && namer.table.shape(first.word).has(Shape::CYRILLIC | Shape::LATIN)
        && alias_words(surface).next() == Some(surface)
    {
        return None;
    }
    let lang = doc.tokens[e.tokens.start as usize].lang;
    let found = lexicon.find(&doc.normalized()[e.norm.range()], lang);
    let mut entries = found.iter().filter(|(entry, alias)| {
        lexicon.entry(*entry).kind == e.kind && !alias.flags.ambiguous && !alias.flags.context
    });
    let (first, _) = entries.next()?;
    entries.all(|(entry, _)| entry == first).then_some(Thing::Entry(*first))
}

fn cyrillic(key: &str) -> bool {
    key.chars().next_back().is_some_and(|c| ('а'..='я').contains(&c))
}

impl Namer<'_> {
    fn key(&self, t: u32) -> &str {
        self.table.key(self.doc.tokens[t as usize].word)
    }

    fn surface(&self, t: u32) -> &str {
        self.table.surface(self.doc.tokens[t as usize].word)
    }

    fn lang(&self, t: u32) -> Lang {
        if self.doc.tokens[t as usize].lang == Lang::Kk { Lang::Kk } else { Lang::Ru }
    }

    fn kind_at(&self, t: u32) -> Option<&Kind> {
        let id: KindId = self.words.info(*self.infos.get(t as usize)?).kind;
        self.kinds.get(id)
    }

    /// The word inside the name that tells its kind.
    fn kind_inside(&self, e: &Entity) -> Option<(u32, &Kind)> {
        let found = |t: u32| self.kind_at(t).filter(|k| k.thing == e.kind).map(|k| (t, k));
        if self.lang(e.tokens.start) == Lang::Kk {
            found(e.tokens.end - 1).or_else(|| e.tokens.clone().find_map(found))
        } else {
            e.tokens.clone().find_map(found)
        }
    }

    /// The word beside the name that tells its kind: `село Ақсу`, `Ақсу ауылы`, `газета «…»`.
    fn kind_beside(&self, e: &Entity) -> Option<&Kind> {
        let mark = |t: u32| {
            matches!(
                self.words.info(self.infos[t as usize]).class,
                Class::OpenQuote | Class::CloseQuote | Class::Quote
            )
        };
        let beside = Takes::BARE | Takes::WITH | Takes::QUOTE | Takes::NAME | Takes::FORM;
        let kind = |t: u32| self.kind_at(t).filter(|k| k.thing == e.kind && k.takes.has(beside));
        if self.lang(e.tokens.start) == Lang::Kk {
            let t = e.tokens.end;
            let t = if (t as usize) < self.infos.len() && mark(t) { t + 1 } else { t };
            kind(t)
        } else {
            let t = e.tokens.start.checked_sub(1)?;
            let t = if mark(t) { t.checked_sub(1)? } else { t };
            kind(t)
        }
    }

    fn thing(&self, e: &Entity, base: Option<String>) -> Thing {
        let lang = self.lang(e.tokens.start);
        let inside = self.kind_inside(e);
        let kind = inside.map(|(_, k)| k).or_else(|| self.kind_beside(e));
        let subtype = kind.map(|k| k.subtype);
        let prefix = match e.kind {
            EntityType::Per => "per:",
            EntityType::Loc => "loc:",
            EntityType::Org => "org:",
            _ => "event:",
        };
        let quote = |t: u32| {
            matches!(
                self.words.info(self.infos[t as usize]).class,
                Class::OpenQuote | Class::CloseQuote | Class::Quote
            )
        };
        let mut tokens: Vec<u32> = e.tokens.clone().collect();
        let mut quoted = false;
        if let Some(open) = tokens.iter().position(|&t| quote(t)) {
            let close =
                tokens[open + 1..].iter().position(|&t| quote(t)).map_or(tokens.len(), |c| open + 1 + c);
            if close > open + 1 {
                tokens = tokens[open + 1..close].to_vec();
                quoted = true;
            }
        }
        let after = subtype.filter(|s| e.kind == EntityType::Loc && NAMED_AFTER.contains(s));
        let mut words: Vec<String> = if quoted {
            tokens.iter().map(|&t| self.key(t).to_owned()).collect()
        } else if lang == Lang::Kk {
            self.kazakh(&tokens)
        } else if let Some(base) = base {
            vec![base]
        } else {
            self.russian(&tokens, kind.filter(|_| inside.is_none() && after.is_some()))
        };
        let name = self.written(&tokens, &words);
        if let (Some(_), Some((at, _))) = (after, inside)
            && !quoted
            && words.len() > 1
        {
            words.remove((at - e.tokens.start) as usize);
        }
        if after.is_some()
            && let [word] = &mut words[..]
        {
            // `Карасайский район` and `Қарасай ауданы`.
            for end in ["ский", "ская", "ское", "цкий", "цкая"] {
                if let Some(stem) = word.strip_suffix(end).filter(|s| s.chars().count() >= 3) {
                    *word = stem.to_owned();
                    break;
                }
            }
        }
        let mut slug = String::new();
        for word in &words {
            let piece = latin(word);
            if !piece.is_empty() {
                if !slug.is_empty() {
                    slug.push('-');
                }
                slug.push_str(piece.trim_matches('-'));
            }
        }
        if slug.is_empty() {
            slug.push_str("unknown");
        }
        let id = match after {
            Some(kind) => format!("{prefix}{kind}/{slug}"),
            None => format!("{prefix}{slug}"),
        };
        let mut names = [None, None, None];
        names[usize::from(lang == Lang::Kk)] = Some(name);
        Thing::Made { id, names, subtype }
    }

    /// The words with the capitals that they have in the text.
    fn written(&self, tokens: &[u32], words: &[String]) -> String {
        let mut out = String::new();
        for (&t, word) in tokens.iter().zip(words) {
            let surface = self.surface(t);
            if !out.is_empty() && !matches!(word.as_str(), "," | "." | ")" | ":" | "%") && !out.ends_with('(')
            {
                out.push(' ');
            }
            let common = self.key(t).chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
            let capitals = surface.chars().filter(|c| c.is_uppercase()).count();
            if capitals > 1 && surface.chars().all(|c| !c.is_lowercase()) {
                out.extend(word.chars().flat_map(char::to_uppercase));
            } else {
                out.extend(surface.chars().take(common));
                out.extend(word.chars().skip(common));
            }
        }
        out
    }

    fn russian(&self, tokens: &[u32], named_after: Option<&Kind>) -> Vec<String> {
        let keys: Vec<&str> = tokens.iter().map(|&t| self.key(t)).collect();
        if let Some(base) = self.kinds.base(&keys) {
            return base;
        }
        let last = keys.len() - 1;
        let before = tokens[0].checked_sub(1).map_or(Forms::ANY, |t| governed(self.key(t)));
        keys.iter()
            .enumerate()
            .map(|(i, key)| {
                let name = !matches!(
                    self.words.info(self.infos[tokens[i] as usize]).class,
                    Class::Lower | Class::AllCapitals | Class::Initial
                );
                if !cyrillic(key) || !name {
                    return (*key).to_owned();
                }
                // `улица Абая` says whose it is; of other names of several words only the first is sure to decline.
                let forms = match named_after {
                    Some(_) if i == last => GENITIVE,
                    Some(_) => return (*key).to_owned(),
                    None if i == 0 => before,
                    None => return (*key).to_owned(),
                };
                nominatives(key, forms, self.endings).swap_remove(0)
            })
            .collect()
    }

    fn kazakh(&self, tokens: &[u32]) -> Vec<String> {
        let last = tokens.len() - 1;
        tokens
            .iter()
            .enumerate()
            .map(|(i, &t)| {
                let key = self.key(t);
                match self.kind_at(t) {
                    _ if i < last => key.to_owned(),
                    Some(kind) => kind.word.clone(),
                    None => kazakh_bare(key).to_owned(),
                }
            })
            .collect()
    }
}

/// A Kazakh last word of a name without its case, pronominal н included.
fn kazakh_bare(key: &str) -> &str {
    for e in ["ның", "нің", "ндағы", "ндегі", "нда", "нде", "нан", "нен", "мен", "на", "не", "н"]
    {
        if let Some(base) = key.strip_suffix(e)
            && base.ends_with(['ы', 'і'])
            && base.chars().count() >= 4
        {
            return base;
        }
    }
    without_case(key)
}
