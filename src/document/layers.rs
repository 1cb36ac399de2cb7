//! The records that stages add to a document.

use std::ops::Range;
use std::sync::Arc;

use super::kinds::named;
use super::{Case, EntityType, NormSpan, OrigSpan};
use crate::lang::Lang;
use crate::lexicon::EntryId;
use crate::words::WordId;

named! {
    /// What a stretch of a page is.
    ZoneKind {
        /// The headline.
        Title = "title",
        /// The paragraph under the headline that sums the story up.
        Lead = "lead",
        /// A line with the date.
        Dateline = "dateline",
        /// Who wrote it.
        Byline = "byline",
        /// A picture's text or credit.
        Caption = "caption",
        /// Running text.
        Body = "body",
        /// An item of a list in the text.
        List = "list",
        /// A quotation set apart.
        Quote = "quote",
        /// Who reports it.
        Source = "source",
        /// Links to other news, with their counters.
        Related = "related",
        /// Menus, counters, tickers, copyright, bare addresses.
        Boilerplate = "boilerplate",
    }
}

impl ZoneKind {
    /// True for the zones that make up the `body` column: lead, body, list and quote.
    pub fn is_content(self) -> bool {
        matches!(self, ZoneKind::Lead | ZoneKind::Body | ZoneKind::List | ZoneKind::Quote)
    }
}

/// A labelled stretch, usually of whole lines without their line end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Where it stands.
    pub orig: OrigSpan,
    /// What it is.
    pub kind: ZoneKind,
    /// The rule that said so.
    pub rule: &'static str,
}

/// A stretch of one language.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Passage {
    /// Where it stands.
    pub orig: OrigSpan,
    /// Its language.
    pub lang: Lang,
    /// How sure that is, from 0 to 1.
    pub confidence: f32,
}

/// The language of a document.
#[derive(Clone, Debug, PartialEq)]
pub struct DocLang {
    /// The language of most of its letters.
    pub lang: Lang,
    /// How sure that is, from 0 to 1.
    pub confidence: f32,
    /// True where a second language has at least a fifth of the letters.
    pub mixed: bool,
    /// Share of the letters by language, largest first; sums to 1 where there are letters.
    pub share: Vec<(Lang, f32)>,
}

impl Default for DocLang {
    fn default() -> Self {
        DocLang { lang: Lang::Zxx, confidence: 0.0, mixed: false, share: Vec::new() }
    }
}

/// A sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Sentence {
    /// Where it stands in the original.
    pub orig: OrigSpan,
    /// Where it stands in the normalised text.
    pub norm: NormSpan,
    /// Its tokens, as indices into [`super::Document::tokens`].
    pub tokens: Range<u32>,
    /// Its zone; body where the text has no page around it.
    pub zone: ZoneKind,
    /// Its language (stage `label`).
    pub lang: Lang,
    /// How sure that is, from 0 to 1.
    pub confidence: f32,
}

named! {
    /// What a token is.
    TokenKind {
        /// A word, also with a hyphen or an apostrophe inside.
        Word = "word",
        /// An abbreviation with its full stop, or initials.
        Abbr = "abbr",
        /// A number, also an ordinal with its ending.
        Number = "number",
        /// A full date in digits.
        Date = "date",
        /// A time of day in digits.
        Time = "time",
        /// An address of a page, or a domain with its suffix.
        Url = "url",
        /// An e-mail address.
        Email = "email",
        /// `#…` or `@…`.
        Tag = "tag",
        /// A punctuation mark or a run of the same mark.
        Punct = "punct",
        /// An emoji.
        Emoji = "emoji",
        /// Anything else.
        Other = "other",
    }
}

/// A token.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token {
    /// Where it stands in the original.
    pub orig: OrigSpan,
    /// Where it stands in the normalised text.
    pub norm: NormSpan,
    /// What it is.
    pub kind: TokenKind,
    /// Its language: its passage's (a run of words inside a sentence may differ from the sentence).
    pub lang: Lang,
    /// Its entry in the worker's word table: match key, stem, lexicon readings.
    pub word: WordId,
}

/// What an entity refers to.
#[derive(Clone, Debug, PartialEq)]
pub enum Thing {
    /// An entry of the lexicons: id, subtype and names stand there.
    Entry(EntryId),
    /// Something no lexicon holds; its mentions share what was made.
    Made(Arc<Made>),
    /// A value: date, sum, percentage; see [`Entity::value`].
    Value,
    /// Not told yet: nothing is so when the stage `tag` is done.
    Open,
}

/// A thing that no lexicon holds, with an id made from its name and the name's base form in the languages where it is
/// known (ru, kk, en).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// For example `per:syzdykov-m`.
    pub id: String,
    /// Base forms.
    pub names: [Option<String>; 3],
    /// Subtype, where a rule tells.
    pub subtype: Option<&'static str>,
}

/// A named entity.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// Where it stands in the original.
    pub orig: OrigSpan,
    /// Where it stands in the normalised text.
    pub norm: NormSpan,
    /// The tokens it covers, as indices into [`super::Document::tokens`].
    pub tokens: Range<u32>,
    /// Its sentence, as an index into [`super::Document::sentences`].
    pub sentence: u32,
    /// What it is.
    pub kind: EntityType,
    /// What it refers to.
    pub thing: Thing,
    /// The case of its inflected word, where the form tells it.
    pub case: Option<Case>,
    /// Normalised value of a date, sum or percentage.
    pub value: Option<String>,
    /// True for a date that was resolved against the date of publication.
    pub relative: bool,
    /// Who held the office on the page's date, for a role whose country or body the text names.
    pub holder: Option<EntryId>,
    /// True where it lies inside a longer entity.
    pub nested: bool,
    /// The rule that found it, for example `lexicon:places`.
    pub rule: &'static str,
    /// How sure that is, from 0 to 1.
    pub score: f32,
}
