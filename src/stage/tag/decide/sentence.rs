//! A sentence to decide on.
//!
//! Reads: tokens, what is known of their words, what the lexicon found. Makes: the questions that rules ask of them. Cost: a
//! look, or a search by halves among the sentence's matches; none of these is longer than [`LONGEST`], so what lies over a
//! span is sought no farther away.

use std::ops::Range;

use crate::document::Document;
use crate::lang::Lang;
use crate::words::fold;

use super::super::lexical::Match;
use super::super::word::{Info, Mask, Words};
use super::super::{LONGEST, Tag, begins_line};

/// A sentence to decide on, and what was found of it.
pub(in crate::stage::tag) struct Sentence<'a> {
    pub(in crate::stage::tag) doc: &'a Document,
    pub(in crate::stage::tag) words: &'a Words,
    /// For each token of the document what is known of its word.
    pub(in crate::stage::tag) infos: &'a [u32],
    /// For each token what its word may begin.
    pub(in crate::stage::tag) masks: &'a [Mask],
    /// What the lexicon found in the document, in order of start.
    pub(in crate::stage::tag) matches: &'a [Match],
    /// Those of the sentence.
    pub(in crate::stage::tag) here: Range<usize>,
    pub(in crate::stage::tag) tag: &'a Tag,
    /// The sentence's tokens.
    pub(in crate::stage::tag) range: Range<u32>,
}

impl<'a> Sentence<'a> {
    /// What is known of the word of token `t`.
    #[inline]
    pub(in crate::stage::tag) fn info(&self, t: u32) -> &'a Info {
        self.words.info(self.infos[t as usize])
    }

    /// Token `t` as it stands in the normalised text.
    pub(in crate::stage::tag) fn key(&self, t: u32) -> &'a str {
        &self.doc.normalized()[self.doc.tokens[t as usize].norm.range()]
    }

    /// True where a line end stands between token `t`, not the first, and the one before.
    pub(in crate::stage::tag) fn begins_line(&self, t: u32) -> bool {
        begins_line(self.doc, t)
    }

    /// True for a token with a space on either side, inside the sentence.
    pub(in crate::stage::tag) fn is_apart(&self, t: u32) -> bool {
        let space = |t: u32| {
            let [before, token] = [t - 1, t].map(|t| self.doc.tokens[t as usize].norm);
            before.end < token.start
        };
        self.range.start < t && t + 1 < self.range.end && space(t) && space(t + 1)
    }

    /// The lexicon's matches in the sentence, with their places among all.
    pub(super) fn here(&self) -> impl Iterator<Item = (usize, &'a Match)> + use<'a> {
        let Range { start, end } = self.here;
        (start..end).zip(&self.matches[start..end])
    }

    /// Those that begin in tokens `start..end`.
    pub(in crate::stage::tag) fn within(
        &self,
        start: u32,
        end: u32,
    ) -> impl Iterator<Item = (usize, &'a Match)> + use<'a> {
        let here = &self.matches[self.here.clone()];
        let first = here.partition_point(|m| m.start < start);
        let places = self.here.start + first..self.here.end;
        places.zip(&here[first..]).take_while(move |(_, m)| m.start < end)
    }

    /// Those that begin at token `t`.
    pub(in crate::stage::tag) fn at(&self, t: u32) -> impl Iterator<Item = (usize, &'a Match)> + use<'a> {
        self.within(t, t + 1)
    }

    /// Those that hold tokens `start..end`.
    pub(super) fn over(&self, start: u32, end: u32) -> impl Iterator<Item = (usize, &'a Match)> + use<'a> {
        self.within(start.saturating_sub(LONGEST), start + 1).filter(move |(_, m)| end <= m.end)
    }

    pub(in crate::stage::tag) fn kazakh(&self, t: u32) -> bool {
        self.doc.tokens[t as usize].lang == Lang::Kk
    }

    /// True for a Kazakh word whose stem the stem list knows, where a model speaks. Asked of few words: it is analysed anew.
    pub(in crate::stage::tag) fn noun(&self, t: u32) -> bool {
        let Tag { models, kk, .. } = self.tag;
        self.kazakh(t) && models.of(Lang::Kk).is_some() && kk.morphology().knows(&fold(self.key(t)))
    }
}
