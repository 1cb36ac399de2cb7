//! What a document says of itself elsewhere.
//!
//! Reads: a document's entities and words. Makes: mentions of one thing that agree what it is. Before persons are linked
//! [`agree`](agree()) lets the mentions of one word be the same thing; after it [`resolve`] gives aliases that need another name
//! beside them theirs ([`context`]), bodies and places that no lexicon holds an id, what stands in brackets behind a name
//! its thing ([`brackets`]), and ministries their country's ([`country`]). Cost: linear in tokens and entities, with a look at few of them.

mod agree;
mod brackets;
mod context;
mod country;
mod roots;

use crate::document::Document;
use crate::lexicon::Lexicon;
use crate::words::WordTable;

use super::kind::Kinds;
use super::lexical::Match;
use super::unlisted;
use super::word::{Info, Mask, Words};
pub(super) use agree::agree;
pub(super) use country::Countries;

/// What is known of a document's words.
#[derive(Clone, Copy)]
pub(super) struct Lookup<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) words: &'a Words,
    pub(super) infos: &'a [u32],
    pub(super) masks: &'a [Mask],
    pub(super) table: &'a WordTable,
}

impl<'a> Lookup<'a> {
    fn info(&self, t: u32) -> &'a Info {
        self.words.info(self.infos[t as usize])
    }

    /// The folded word of token `t`.
    fn key(&self, doc: &Document, t: u32) -> &'a str {
        self.table.key(doc.tokens[t as usize].word)
    }
}

/// What is kept from document to document, as long as the words are.
#[derive(Default)]
pub(super) struct Memory {
    roots: roots::Roots,
    meant: context::Meant,
    unlisted: unlisted::Memory,
    /// Tokens inside names.
    covered: Vec<bool>,
}

impl Memory {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        *self = Memory::default();
    }
}

/// Gives abbreviations, context aliases and unlisted bodies and places their things.
pub(super) fn resolve(
    look: &Lookup<'_>,
    kinds: &Kinds,
    countries: &Countries,
    doc: &mut Document,
    matches: &[Match],
    memory: &mut Memory,
) {
    let &Lookup { lexicon, words, infos, masks, table } = look;
    context::resolve(look, doc, matches, &mut memory.meant);
    let kept = &mut memory.unlisted;
    unlisted::name(lexicon, kinds, lexicon.endings(), doc, words, infos, masks, table, kept);
    brackets::abbreviations(look, doc);
    brackets::glosses(look, doc);
    country::settle(countries, look, doc);
}
