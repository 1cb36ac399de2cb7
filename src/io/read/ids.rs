//! Ids that are unique in a run.
//!
//! Reads the ids of documents in order. Makes each unique: the second document called `a` becomes `a~2`. Keeps a 64-bit hash and
//! a counter for each id seen, about 16 bytes a document; by hash, because keeping the ids themselves would cost several times
//! that and a clash of hashes only renames a document. Cost: a look-up a document.

use std::collections::HashMap;

/// The ids seen so far.
#[derive(Default)]
pub struct UniqueIds {
    seen: HashMap<u64, u32, foldhash::fast::FixedState>,
}

impl UniqueIds {
    /// Gives the document a unique id; true where that is not the one it had.
    pub fn assign(&mut self, id: &mut String) -> bool {
        use std::hash::BuildHasher;
        let hash = |id: &str| foldhash::fast::FixedState::default().hash_one(id);
        let key = hash(id);
        let first = self.seen.entry(key).or_insert(0);
        *first += 1;
        if *first == 1 {
            return false;
        }
        let mut n = *first;
        loop {
            let candidate = format!("{id}~{n}");
            let entry = self.seen.entry(hash(&candidate)).or_insert(0);
            if *entry == 0 {
                *entry = 1;
                // The next one need not try the numbers up to here again.
                self.seen.insert(key, n);
                *id = candidate;
                return true;
            }
            n += 1;
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
