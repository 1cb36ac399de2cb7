//! The id and the name of what no lexicon holds.
//!
//! Reads: a mention's words and its kind. Makes: the name in its base form, in the language of the mention, and a readable id of its
//! words. Cost: some microseconds, once a mention's words.

use crate::document::{Entity, EntityType, Made};
use crate::lang::Lang;
use crate::lang::ru::inflect::{Forms, is_adjective};
use crate::lexicon::{EntryId, alias_words, without_case};
use crate::words::fold;

use super::super::kind::{Kind, KindId, governed, nominative_pair, nominatives};
use super::super::pattern::TITLES;
use super::super::person::latin;
use super::super::word::Class;
use super::base::surname;
use super::{GENITIVE, NAMED_AFTER, Namer, OTHER, cyrillic, is_other};

impl Namer<'_> {
    /// True for a name in quotation marks that places of other kinds have, too: `«Ақсу» мешіті`.
    fn is_places(&self, e: &Entity) -> bool {
        let place = |entry: &EntryId| self.lexicon.entry(*entry).kind == EntityType::Loc;
        let text = &self.doc.normalized()[e.norm.range()];
        self.is_quotation(e)
            && self.lexicon.find(text, self.lang(e.tokens.start)).iter().any(|(entry, _)| place(entry))
    }

    pub(super) fn thing(&self, e: &Entity, base: Option<String>) -> Made {
        let lang = self.lang(e.tokens.start);
        let inside = self.kind_inside(e);
        let kind = inside.map(|(_, k)| k).or_else(|| self.kinds.get(self.kind_beside(e)));
        let subtype = kind.map(|k| k.subtype);
        let prefix = match e.kind {
            EntityType::Per => "per:",
            EntityType::Loc => "loc:",
            EntityType::Org => "org:",
            _ => "event:",
        };
        let own: Vec<u32> = e.tokens.clone().collect();
        let inner = self.inner(&own);
        let (quoted, tokens) = (inner.is_some(), inner.unwrap_or(&own));
        let telling = |s: &&str| e.rule == OTHER || NAMED_AFTER.contains(s) || self.is_places(e);
        let after = subtype.filter(|s| e.kind == EntityType::Loc && telling(s));
        // `«Эльпида» клиникасы`, `Аманкелді ауылы`: a Kazakh name takes its case behind the quotation, and behind its kind;
        // a Russian one in quotation marks none behind its kind: `махалли «Ахмед Югнаки»`.
        let (quotation, beside) = (self.is_quotation(e), self.kind_beside(e) != KindId::NONE);
        let base_form = quotation && beside || lang == Lang::Kk && (quotation || beside);
        let alias = (is_other(e) && lang == Lang::Ru).then(|| self.alias(e)).flatten();
        let mut words: Vec<String> = if let Some(alias) = alias {
            alias
        } else if quoted || base_form {
            tokens.iter().map(|&t| self.key(t).to_owned()).collect()
        } else if lang == Lang::Kk {
            self.kazakh(tokens)
        } else if let Some(base) = base {
            vec![base]
        } else {
            self.russian(tokens, kind.filter(|_| inside.is_none() && after.is_some()))
        };
        let name = self.written(tokens, &words);
        if let (Some(_), Some((at, _))) = (after, inside)
            && !quoted
            && words.len() > 1
        {
            words.remove((at - e.tokens.start) as usize);
        }
        // `Вознесенская улица` is no Вознесен's.
        if after.is_some()
            && !kind.is_some_and(Kind::is_street)
            && let [word] = &mut words[..]
        {
            // `Карасайский район` and `Қарасай ауданы`.
            const ADJECTIVES: [&str; 5] = ["ский", "ская", "ское", "цкий", "цкая"];
            let stem = ADJECTIVES.iter().find_map(|end| word.strip_suffix(end));
            if let Some(stem) = stem.filter(|s| s.chars().count() >= 3) {
                *word = stem.to_owned();
            }
        }
        let slug = slug(&words);
        let id = match after {
            Some(kind) => format!("{prefix}{kind}/{slug}"),
            None => format!("{prefix}{slug}"),
        };
        let mut names = [None, None, None];
        names[usize::from(lang == Lang::Kk)] = Some(name);
        Made { id, names, subtype }
    }

    /// What stands in quotation marks, the inner ones where they are nested: `АО «Холдинговая группа «АЛМЭКС»`.
    fn inner<'t>(&self, tokens: &'t [u32]) -> Option<&'t [u32]> {
        let mut open = tokens.iter().position(|&t| self.is_quote(t))?;
        let opens = |&t: &u32| self.words.info(self.infos[t as usize]).class == Class::OpenQuote;
        if let Some(inner) = tokens.iter().rposition(opens).filter(|&i| i > open && i + 2 < tokens.len()) {
            open = inner;
        }
        let rest = &tokens[open + 1..];
        let end = rest.iter().position(|&t| self.is_quote(t)).unwrap_or(rest.len());
        (end > 0).then(|| &rest[..end])
    }

    /// The words of the listed place's name that a Russian mention of something else is a form of.
    fn alias(&self, e: &Entity) -> Option<Vec<String>> {
        let name = &self.doc.normalized()[e.norm.range()];
        let found = self.lexicon.find(name, Lang::Ru);
        let (_, alias) =
            found.into_iter().find(|(entry, _)| self.lexicon.entry(*entry).kind == EntityType::Loc)?;
        let words: Vec<String> = alias_words(&alias.text).map(|word| fold(word).into_owned()).collect();
        (words.len() == e.tokens.len()).then_some(words)
    }

    /// True where no space stands before a token, which is not the first.
    fn touches(&self, t: u32) -> bool {
        let tokens = &self.doc.tokens;
        tokens[t as usize].norm.start == tokens[t as usize - 1].norm.end
    }

    /// The words with the capitals that they have in the text.
    fn written(&self, tokens: &[u32], words: &[String]) -> String {
        let mut out = String::new();
        for (&t, word) in tokens.iter().zip(words) {
            let surface = self.surface(t);
            let joined = matches!(word.as_str(), "," | "." | ")" | ":" | "%") || out.ends_with('(');
            // `12-мектеп`
            let hyphened = (word == "-" || out.ends_with('-')) && self.touches(t);
            if !(out.is_empty() || joined || hyphened) {
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
        if let [first, second] = keys[..]
            && named_after.is_none()
            && let Some(both) = self.pair([first, second], tokens, before)
        {
            return both;
        }
        keys.iter()
            .enumerate()
            .map(|(i, key)| {
                let name = !matches!(
                    self.words.info(self.infos[tokens[i] as usize]).class,
                    Class::Lower | Class::AllCapitals | Class::Initial
                );
                let title = named_after.is_some() && i == last && TITLES.contains(key);
                if !cyrillic(key) || !name && !title {
                    return (*key).to_owned();
                }
                // `улица Абая` says whose it is; of other names of several words only the first is sure to decline.
                let forms = match named_after {
                    Some(_) if i == last => {
                        let title = || TITLES.contains(key).then(|| key.strip_suffix(['а', 'я'])).flatten();
                        let base = surname(key).or_else(|| title().filter(|base| TITLES.contains(base)));
                        if let Some(base) = base {
                            return base.to_owned();
                        }
                        // `улица Малая Бронная`
                        if is_adjective(key, false) {
                            return (*key).to_owned();
                        }
                        GENITIVE
                    }
                    Some(_) => return (*key).to_owned(),
                    None if i == 0 => before,
                    None => return (*key).to_owned(),
                };
                nominatives(key, forms, self.endings).swap_remove(0)
            })
            .collect()
    }

    /// The nominatives of an adjective and the noun or adjective behind it, both with capitals: `Старом Осколе`, `Малой
    /// Бронной`.
    fn pair(&self, keys: [&str; 2], tokens: &[u32], before: Forms) -> Option<Vec<String>> {
        let capital = |t: u32| self.words.info(self.infos[t as usize]).class == Class::Capital;
        let named = tokens.iter().all(|&t| capital(t)) && keys.iter().all(|key| cyrillic(key));
        named.then(|| nominative_pair(keys, before, self.endings).map(Vec::from)).flatten()
    }

    /// True for a word that a listed name has in this form.
    fn is_listed(&self, t: u32) -> bool {
        self.words.readings(self.infos[t as usize]).iter().any(|r| !r.inflected)
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
                    // `Солтүстік Қырғызстан`: the last word is a name's as it stands.
                    None if self.is_listed(t) => key.to_owned(),
                    None => kazakh_bare(key).to_owned(),
                }
            })
            .collect()
    }
}

/// A word of a body's name, not abbreviated: `Посольство РК` is `Посольство Республики Казахстан`.
fn spelled_out(word: &str) -> &str {
    match word {
        "рк" => "республики-казахстан",
        "рф" => "россии",
        "г." | "г" => "городу",
        _ => word,
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

/// Latin words with hyphens between, of which an id is made.
fn slug(words: &[String]) -> String {
    let mut slug = String::new();
    for word in words {
        let piece = latin(if words.len() > 1 { spelled_out(word) } else { word });
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
    slug
}
