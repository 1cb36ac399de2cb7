//! Ids that are unique in a run.
//!
//! Reads the ids of documents in order. Makes each unique: the second document called `a` becomes `a~2`. Keeps a 64-bit hash
//! of each id seen, 10 to 20 bytes a document, and a counter of those seen again: the one thing in a run that grows with the
//! number of documents. By hash, because keeping the ids themselves would cost several times that and a clash of hashes only
//! renames a document. Cost: a look-up a document.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

use foldhash::fast::FixedState;

/// The ids seen so far.
#[derive(Default)]
pub struct UniqueIds {
    seen: HashSet<u64, FixedState>,
    /// The number that the next document of an id gets, of those that came again.
    next: HashMap<u64, u32, FixedState>,
}

impl UniqueIds {
    /// Gives the document a unique id; true where that is not the one it had.
    pub fn assign(&mut self, id: &mut String) -> bool {
        let hash = |id: &str| FixedState::default().hash_one(id);
        let key = hash(id);
        if self.seen.insert(key) {
            return false;
        }
        let next = self.next.entry(key).or_insert(2);
        loop {
            let candidate = format!("{id}~{next}");
            *next += 1;
            if self.seen.insert(hash(&candidate)) {
                *id = candidate;
                return true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_equal_ids_are_told_apart_in_time() {
        let mut ids = UniqueIds::default();
        for n in 2..=100_001 {
            assert!(!ids.assign(&mut format!("a~{n}")));
        }
        assert!(!ids.assign(&mut "a".to_owned()));
        for n in 100_002..200_000 {
            let mut id = "a".to_owned();
            ids.assign(&mut id);
            assert_eq!(id, format!("a~{n}"));
        }
    }

    #[test]
    fn equal_ids_are_told_apart() {
        let mut ids = UniqueIds::default();
        let made: Vec<String> = ["a", "b", "a", "a~2", "a"]
            .iter()
            .map(|id| {
                let mut id = (*id).to_owned();
                ids.assign(&mut id);
                id
            })
            .collect();
        assert_eq!(made, ["a", "b", "a~2", "a~2~2", "a~3"]);
    }
}
