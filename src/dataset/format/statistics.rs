//! What the writer counts of a set while it writes.

use std::collections::BTreeMap;

use crate::dataset::{Example, Split};

/// Counts of a split.
#[derive(Clone, Debug, Default)]
pub(super) struct SplitCounts {
    pub(super) documents: u64,
    pub(super) sentences: u64,
    pub(super) tokens: u64,
    /// Code points of text.
    pub(super) chars: u64,
    pub(super) entities: BTreeMap<String, u64>,
    pub(super) languages: BTreeMap<String, u64>,
}

/// Counts of the set, by split.
#[derive(Clone, Debug, Default)]
pub(super) struct Statistics {
    splits: [SplitCounts; 3],
}

impl Statistics {
    pub(super) fn add(&mut self, split: Split, example: &Example) {
        let counts = &mut self.splits[split as usize];
        counts.documents += 1;
        counts.sentences += example.sentences.len() as u64;
        counts.tokens += example.tokens.len() as u64;
        counts.chars += example.text.chars().count() as u64;
        let count = |map: &mut BTreeMap<String, u64>, name: &str| match map.get_mut(name) {
            Some(n) => *n += 1,
            None => {
                map.insert(name.to_owned(), 1);
            }
        };
        count(&mut counts.languages, &example.lang);
        example.entities.iter().for_each(|e| count(&mut counts.entities, &e.label));
    }

    /// The splits that hold a document, in order.
    pub(super) fn splits(&self) -> impl Iterator<Item = (Split, &SplitCounts)> {
        Split::ALL.into_iter().zip(&self.splits).filter(|(_, c)| c.documents > 0)
    }
}
