//! Which part of the set a document belongs to.
//!
//! Reads for each cluster of duplicates a key and a date. Makes its [`Split`]; all members of a cluster get the same, so
//! no near duplicate crosses. By key, a share is a range of the hash of seed and key (SHA-256): the split of a document
//! depends on nothing but its own cluster's key, whatever else the set holds. The key is that of the cluster's first
//! member in the order of the input. So when documents are *added behind* those that were there:
//!
//! - a document keeps its split, whether the new ones are like it or not;
//! - unless a new document links two clusters that were apart: then the later one takes the split of the earlier.
//!
//! Sizes given as counts choose the highest hashes, the shares lie at the lowest: a count takes nothing of a share, and what it
//! moves at its margin when documents come or go, it moves from and to train alone. Shares of time move documents at the margin
//! too; dates move nothing. Cost: one hash a cluster; a sort.

use sha2::{Digest, Sha256};

use super::example::Split;
use crate::error::{Error, Result};
use crate::lang::calendar::is_day;

/// What keeps documents together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SplitBy {
    /// Nothing but being duplicates.
    #[default]
    Id,
    /// Time of publication: the latest are for validation and test.
    Published,
    /// The publisher, or the host of the address, or the file.
    Source,
}

/// How much of the set a split gets.
#[derive(Clone, Debug, PartialEq)]
pub enum Size {
    /// A share of the documents, from 0 to 1.
    Share(f64),
    /// So many documents.
    Count(u64),
    /// Those published on this day or later.
    From(String),
}

/// How a set is split.
#[derive(Clone, Debug, PartialEq)]
pub struct SplitOptions {
    /// Another seed is another split.
    pub seed: u64,
    /// What keeps documents together.
    pub by: SplitBy,
    /// Size of the validation split.
    pub validation: Size,
    /// Size of the test split.
    pub test: Size,
}

impl Default for SplitOptions {
    fn default() -> Self {
        let nothing = Size::Share(0.0);
        SplitOptions { seed: 0, by: SplitBy::Id, validation: nothing.clone(), test: nothing }
    }
}

impl SplitOptions {
    /// Whether the date of a document says where it belongs.
    pub(crate) fn asks_for_dates(&self) -> bool {
        let from = |size: &Size| matches!(size, Size::From(_));
        self.by == SplitBy::Published || from(&self.validation) || from(&self.test)
    }

    /// Sets sizes from `validation=5%,test=1000`; a size is a share, a percentage, a count or a date.
    ///
    /// # Errors
    /// What cannot be read, and what can.
    pub fn sizes(mut self, text: &str) -> Result<SplitOptions> {
        let usage = |what: &str| {
            Error::usage(format!(
                "--split {text}: {what}; write for example validation=5%,test=5%, or test=1000, or test=2024-06-01"
            ))
        };
        let mut named = Vec::new();
        for part in text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
            let (name, size) = part.split_once('=').ok_or_else(|| usage("a split has a name and a size"))?;
            let (name, size) = (name.trim(), size.trim());
            let parsed = Size::parse(size).ok_or_else(|| usage(&format!("`{size}` is no size")))?;
            if named.contains(&name) {
                return Err(usage(&format!("`{name}` stands there twice")));
            }
            named.push(name);
            match name {
                "validation" => self.validation = parsed,
                "test" => self.test = parsed,
                "train" => return Err(usage("train is what the others leave")),
                other => return Err(usage(&format!("`{other}` is none of validation, test"))),
            }
        }
        if let (Size::Share(a), Size::Share(b)) = (&self.validation, &self.test)
            && a + b > 1.0
        {
            return Err(usage("the shares are more than the whole"));
        }
        Ok(self)
    }
}

impl Size {
    fn parse(text: &str) -> Option<Size> {
        if is_day(text) {
            return Some(Size::From(text.to_owned()));
        }
        if let Some(percent) = text.strip_suffix('%') {
            let share = percent.trim().parse::<f64>().ok()? / 100.0;
            return (0.0..=1.0).contains(&share).then_some(Size::Share(share));
        }
        if let Ok(count) = text.replace('_', "").parse::<u64>() {
            return Some(Size::Count(count));
        }
        text.parse::<f64>().ok().filter(|x| (0.0..=1.0).contains(x)).map(Size::Share)
    }
}

/// Where a key stands between 0 and 1: the first eight bytes of SHA-256 of `seed`, a tab and the key, big-endian.
pub(crate) fn place(seed: u64, key: &str) -> u64 {
    let digest = Sha256::new().chain_update(seed.to_string()).chain_update("\t").chain_update(key).finalize();
    digest.as_slice().first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

/// What splitting needs of a cluster.
#[derive(Clone, Debug, Default)]
pub(crate) struct Unit {
    /// [`place`] of its key; documents of one place stay together.
    pub(crate) place: u64,
    /// When it was first published, `2024-01-10`; empty where unknown.
    pub(crate) published: String,
    /// Documents of it that are written.
    pub(crate) documents: u64,
}

/// The split of each unit.
pub(crate) fn split(units: &[Unit], options: &SplitOptions) -> Vec<Split> {
    let mut splits = vec![Split::Train; units.len()];
    let total: u64 = units.iter().map(|u| u.documents).sum();
    let by_time = options.by == SplitBy::Published;
    let mut order: Vec<usize> = (0..units.len()).collect();
    match by_time {
        // The latest first; what has no date stays in train.
        true => order.sort_by(|&a, &b| {
            (&units[b].published, units[b].place, b).cmp(&(&units[a].published, units[a].place, a))
        }),
        false => order.sort_by_key(|&n| std::cmp::Reverse((units[n].place, n))),
    }
    let mut sizes = [(Split::Test, &options.test), (Split::Validation, &options.validation)];
    if !by_time {
        // Counts take of what is left, or documents would go from a count to a share when others are added.
        sizes.sort_by_key(|(_, size)| matches!(size, Size::Count(_)));
    }
    // Shares of places lie behind each other from 0, counts in `order`, from the other end.
    let mut from = 0.0;
    let mut next = 0;
    for (split, size) in sizes {
        match size {
            Size::From(day) => {
                for (unit, of) in units.iter().zip(&mut splits) {
                    if *of == Split::Train && unit.published.as_str() >= day.as_str() {
                        *of = split;
                    }
                }
            }
            Size::Share(share) if !by_time => {
                let to = from + share;
                for (unit, of) in units.iter().zip(&mut splits) {
                    let at = unit.place as f64 / 2.0_f64.powi(64);
                    if *of == Split::Train && from <= at && at < to {
                        *of = split;
                    }
                }
                from = to;
            }
            Size::Share(_) | Size::Count(_) => {
                let wanted = match size {
                    Size::Count(count) => *count,
                    Size::Share(share) => (share * total as f64).round() as u64,
                    Size::From(_) => 0,
                };
                let (mut taken, mut last) = (0, None);
                while let Some(&n) = order.get(next) {
                    let unit = &units[n];
                    if by_time && unit.published.is_empty() {
                        break;
                    }
                    // Units of one place are not torn.
                    if taken >= wanted && (by_time || last != Some(unit.place)) {
                        break;
                    }
                    if splits[n] == Split::Train {
                        splits[n] = split;
                        taken += unit.documents;
                        last = Some(unit.place);
                    }
                    next += 1;
                }
            }
        }
    }
    splits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(ids: std::ops::Range<u32>) -> Vec<Unit> {
        let unit = |n: u32| Unit {
            place: place(7, &format!("doc-{n}")),
            published: if n.is_multiple_of(10) {
                String::new()
            } else {
                format!("2024-{:02}-{:02}", n % 12 + 1, n % 28 + 1)
            },
            documents: 1,
        };
        ids.map(unit).collect()
    }

    fn options(sizes: &str, by: SplitBy) -> SplitOptions {
        SplitOptions { seed: 7, by, ..SplitOptions::default() }.sizes(sizes).expect("sizes")
    }

    fn count(splits: &[Split], of: Split) -> usize {
        splits.iter().filter(|s| **s == of).count()
    }

    #[test]
    fn places_can_be_computed_elsewhere() {
        // Python: int.from_bytes(hashlib.sha256(b"0\tdoc-1").digest()[:8], "big")
        assert_eq!(place(0, "doc-1"), 0x1cf3_301f_c5e4_bf01);
    }

    #[test]
    fn a_share_depends_on_the_document_alone() {
        let options = options("validation=10%,test=0.2", SplitBy::Id);
        let few = split(&units(0..2000), &options);
        let many = split(&units(0..3000), &options);
        assert_eq!(few, many[..2000]);
        assert!((350..450).contains(&count(&few, Split::Test)));
        assert!((150..250).contains(&count(&few, Split::Validation)));
        let other = split(&units(0..2000), &SplitOptions { test: Size::Share(0.3), ..options });
        let moved = few.iter().zip(&other).filter(|(a, b)| **a == Split::Test && **b != Split::Test).count();
        assert_eq!(moved, 0, "a larger test split holds the smaller");
    }

    #[test]
    fn counts_are_exact() {
        let splits = split(&units(0..500), &options("validation=40,test=60", SplitBy::Id));
        assert_eq!([count(&splits, Split::Test), count(&splits, Split::Validation)], [60, 40]);
    }

    #[test]
    fn a_count_takes_nothing_of_a_share() {
        for (sizes, share, of) in [
            ("validation=5%,test=40", Split::Validation, 40),
            ("validation=5%,test=100", Split::Validation, 100),
            ("validation=100,test=5%", Split::Test, 100),
        ] {
            let options = options(sizes, SplitBy::Id);
            let few = split(&units(0..1000), &options);
            let rest = if share == Split::Test { Split::Validation } else { Split::Test };
            assert!((35..70).contains(&count(&few, share)), "{sizes}");
            assert_eq!(count(&few, rest), of, "{sizes}");
            let many = split(&units(0..1500), &options);
            assert!((0..1000).all(|n| (few[n] == share) == (many[n] == share)), "{sizes}");
        }
        // More than there is: the share stays whole.
        let all = split(&units(0..1000), &options("validation=5%,test=5000", SplitBy::Id));
        assert!((35..70).contains(&count(&all, Split::Validation)));
        assert_eq!(count(&all, Split::Train), 0);
    }

    #[test]
    fn time_goes_from_train_to_test() {
        let units = units(0..500);
        for sizes in ["validation=40,test=20%", "validation=2024-06-01,test=2024-09-01"] {
            let splits = split(&units, &options(sizes, SplitBy::Published));
            let days = |of: Split| {
                let dated =
                    units.iter().zip(&splits).filter(move |(u, s)| **s == of && !u.published.is_empty());
                dated.map(|(u, _)| u.published.clone())
            };
            assert!(days(Split::Train).max() <= days(Split::Validation).min());
            assert!(days(Split::Validation).max() <= days(Split::Test).min());
            assert!(units.iter().zip(&splits).all(|(u, s)| !u.published.is_empty() || *s == Split::Train));
        }
    }

    #[test]
    fn sizes_are_read_or_refused() {
        for (text, message) in [
            ("test", "a split has a name and a size"),
            ("test=many", "`many` is no size"),
            ("test=60%,validation=50%", "more than the whole"),
            ("train=90%", "train is what the others leave"),
            ("dev=1%", "`dev` is none of validation, test"),
            ("test=5%,test=5%", "`test` stands there twice"),
            ("test=2024-06-31", "`2024-06-31` is no size"),
        ] {
            let error = SplitOptions::default().sizes(text).expect_err(text).to_string();
            assert!(error.contains(message) && error.contains("for example"), "{error}");
        }
    }
}
