//! What a person's mention says by its words alone, kept from document to document.
//!
//! Reads: a mention's words and, where its form may be a woman's or a man's, what stands beside it. Makes: its name, and on
//! demand whose it is by the lexicon, or an id and names of its own. Guarantees: no more is kept than [`MENTIONS`] and
//! [`BASES`] say. Cost: a probe a mention in words that were read before, some microseconds another.

use std::cell::OnceCell;
use std::sync::Arc;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::document::{Case, Entity, Made, Thing};
use crate::lang::Lang;
use crate::lang::ru::inflect::Forms;
use crate::lexicon::{EntryId, Lexicon};
use crate::words::WordId;

use super::super::mention::{Mentions, Tally};
use super::Page;
use super::base::Asked;
use super::gender::mans;
use super::id::made;
use super::name::{Name, Part};
use super::parse::parse;
use super::stands::Stands;

/// What a person's mention says by its words alone.
pub(super) struct Mention {
    pub(super) name: Name,
    /// The surname may have other base forms than the likeliest.
    pub(super) open: bool,
    /// What it is as a man's name, where it is taken for a woman's and may be a man's in another case (`Рашкина`): given
    /// name and surname.
    pub(super) man: Option<(Option<String>, Option<String>)>,
    pub(super) lang: Lang,
    entry: OnceCell<Option<EntryId>>,
    listed: OnceCell<Option<EntryId>>,
    made: OnceCell<Arc<Made>>,
}

impl Mention {
    pub(super) fn new(name: Name, lang: Lang) -> Mention {
        let open = name.surname.as_ref().is_some_and(|s| s.is_open());
        let man = mans(&name);
        Mention {
            name,
            open,
            man,
            lang,
            entry: OnceCell::new(),
            listed: OnceCell::new(),
            made: OnceCell::new(),
        }
    }

    /// Whose name it is by the lexicon.
    pub(super) fn entry(&self, lexicon: &Lexicon) -> Option<EntryId> {
        *self.entry.get_or_init(|| entry_of(lexicon, &self.name))
    }

    /// The person whom the lexicon alone has by this one word, which `find` looks up.
    pub(super) fn listed(&self, find: impl FnOnce() -> Option<EntryId>) -> Option<EntryId> {
        *self.listed.get_or_init(find)
    }

    /// Whose it is where the lexicon does not tell.
    pub(super) fn made(&self, lexicon: &Lexicon) -> Thing {
        Thing::Made(Arc::clone(
            self.made.get_or_init(|| Arc::new(made(lexicon, &self.name, self.lang, false))),
        ))
    }
}

/// The one listed person whose name this may be, by the likeliest base form of the surname that anybody has.
fn entry_of(lexicon: &Lexicon, name: &Name) -> Option<EntryId> {
    // A ruler is listed with the number.
    let surname = name.surname.as_ref().filter(|_| name.number.is_none())?;
    let mut found: Option<EntryId> = None;
    for key in std::iter::once(&surname.key).chain(&surname.others) {
        for (entry, given) in lexicon.persons(key) {
            let fits = match (&name.given, name.initial) {
                (Some(g), _) => g.may_be(given),
                (None, Some(_)) => name.begins(given),
                _ => false,
            };
            if fits {
                if found.is_some_and(|f| f != *entry) {
                    return None;
                }
                found = Some(*entry);
            }
        }
        if found.is_some() {
            return found;
        }
    }
    found
}

/// Base forms kept at most, of either language.
const BASES: usize = 1 << 16;

/// Mentions kept at most: some ten megabytes.
const MENTIONS: usize = 1 << 15;

/// Parts that were found, and what was found with them.
type Kept<Question, Told> = HashMap<Question, (Arc<Part>, Told), FixedState>;

/// Mentions and base forms found before: they come back in every document.
#[derive(Default)]
pub(in crate::stage::tag) struct Bases {
    pub(super) mentions: Mentions<Mention>,
    /// By word, role, gender and the forms that the words before allow: the part and the forms left.
    pub(super) russian: Kept<(WordId, Asked, Forms), Forms>,
    /// By word and whether it is the last: the part and its case.
    pub(super) kazakh: Kept<(WordId, bool), Option<Case>>,
    /// The base forms.
    pub(super) tally: Tally,
}

impl Bases {
    /// Forgets everything.
    pub(in crate::stage::tag) fn clear(&mut self) {
        self.mentions.clear();
        self.russian.clear();
        self.kazakh.clear();
        self.tally.clear();
    }

    /// Forgets everything where too much is kept.
    pub(super) fn bound(&mut self) {
        if self.mentions.len() > MENTIONS || self.russian.len().max(self.kazakh.len()) > BASES {
            self.clear();
        }
    }

    /// The place of an entity's words in `mentions`; a name is `listed` with one before it that is not in the nominative.
    pub(super) fn place(&mut self, page: Page<'_>, e: &Entity, listed: bool) -> u32 {
        let said = &page.infos[e.tokens.start as usize..e.tokens.end as usize];
        let find = |bases: &mut Bases, stands: Stands| {
            bases.mentions.find(said, stands as u64).unwrap_or_else(|hash| {
                let name = parse(page, bases, e, stands);
                let mention = Mention::new(name, page.doc.tokens[e.tokens.start as usize].lang);
                bases.mentions.add(hash, said, stands as u64, mention)
            })
        };
        let at = find(self, Stands::Untold);
        if !self.mentions.get(at).name.doubtful {
            return at;
        }
        match page.stands(e) {
            Stands::Untold if listed => find(self, Stands::Man),
            Stands::Untold => at,
            told => find(self, told),
        }
    }
}
