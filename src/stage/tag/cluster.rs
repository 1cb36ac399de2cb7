//! Classes of words by the company they keep, learned from running text: evidence for words no list holds.
//!
//! Reads `lexicons/{ru,kk}/ner.clusters`: hashes of surfaces, sorted, each with its class. Made by `scripts/train-ner`.
//! Cost: a look at a bit, which turns most words away, and at a hash or two of the rest.

use std::collections::HashMap;

use super::model::hash_text;

/// The classes of a language's words.
#[derive(Default)]
pub struct Clusters {
    words: Vec<(u32, u16)>,
    /// By the first [`BITS`] bits of a hash.
    buckets: Vec<Bucket>,
}

/// Words whose hashes begin alike.
#[derive(Clone, Copy, Default)]
pub(super) struct Bucket {
    /// By the next six bits of a hash: whether any word has them.
    any: u64,
    /// Where its words start.
    start: u32,
}

/// Bits of a hash that name its bucket: 64 KB of buckets.
const BITS: u32 = 12;

/// The bucket of a hash, and its place there.
#[inline]
fn bucket(hash: u32) -> (usize, u32) {
    ((hash >> (32 - BITS)) as usize, hash >> (26 - BITS) & 63)
}

impl Clusters {
    /// Reads what [`Clusters::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Clusters {
        let words = bytes
            .chunks_exact(6)
            .map(|c| (u32::from_le_bytes([c[0], c[1], c[2], c[3]]), u16::from_le_bytes([c[4], c[5]])))
            .collect();
        Clusters::of_sorted(words)
    }

    fn of_sorted(words: Vec<(u32, u16)>) -> Clusters {
        let mut buckets = vec![Bucket::default(); 1 << BITS];
        for (i, &(hash, _)) in words.iter().enumerate() {
            let (at, place) = bucket(hash);
            if buckets[at].any == 0 {
                buckets[at].start = i as u32;
            }
            buckets[at].any |= 1 << place;
        }
        Clusters { words, buckets }
    }

    /// Six bytes a word.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.words.iter().flat_map(|(h, c)| h.to_le_bytes().into_iter().chain(c.to_le_bytes())).collect()
    }

    /// The class of a surface.
    #[cfg(test)]
    fn of(&self, surface: &str) -> Option<u16> {
        let hash = hash_text(surface);
        self.class(hash, self.bucket(hash))
    }

    /// Where the word with this hash is, if it is any: asked some time before the class, so that memory has the time
    /// to answer.
    #[inline]
    pub(super) fn bucket(&self, hash: u32) -> Bucket {
        self.buckets.get(bucket(hash).0).copied().unwrap_or_default()
    }

    /// The class of the surface with this hash, which is in this bucket.
    #[inline]
    pub(super) fn class(&self, hash: u32, Bucket { any, start }: Bucket) -> Option<u16> {
        let (_, place) = bucket(hash);
        if any >> place & 1 == 0 {
            return None;
        }
        // Before it stands at least a word for each bit below its own.
        let from = (start + (any & ((1 << place) - 1)).count_ones()) as usize;
        self.words[from..].iter().take_while(|w| w.0 <= hash).find(|w| w.0 == hash).map(|w| w.1)
    }

    /// Learns `classes` classes of the words seen at least `least` times in `sentences`, by the exchange algorithm
    /// over class bigrams, in `rounds` rounds.
    pub fn learn(sentences: &[Vec<String>], least: u32, classes: usize, rounds: usize) -> Clusters {
        let mut counts: HashMap<&str, u32> = HashMap::new();
        for w in sentences.iter().flatten() {
            *counts.entry(w).or_default() += 1;
        }
        let mut vocabulary: Vec<(&str, u32)> = counts.into_iter().filter(|(_, n)| *n >= least).collect();
        vocabulary.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let vocabulary: Vec<&str> = vocabulary.into_iter().map(|(w, _)| w).collect();
        let mut exchange = Exchange::new(sentences, &vocabulary, classes);
        for _ in 0..rounds {
            if exchange.round() * 200 < exchange.class.len() {
                break;
            }
        }
        let class = |i: usize| exchange.class[i + OWN] as u16;
        let mut out: Vec<(u32, u16)> =
            vocabulary.iter().enumerate().map(|(i, w)| (hash_text(w), class(i))).collect();
        out.sort_unstable();
        out.dedup_by_key(|w| w.0);
        Clusters::of_sorted(out)
    }
}

/// Numbers before those of words, with classes of their own: 0 is a sentence's edge, 1 a rare word.
const OWN: usize = 2;

/// The exchange algorithm: words go one by one to the class with which the bigrams of classes say most of each other
/// (Kneser and Ney, 1993; Martin, Liermann and Ney, 1998).
struct Exchange {
    classes: usize,
    /// The class of each word.
    class: Vec<usize>,
    /// The words after and before each, and how often.
    right: Vec<Vec<(u32, u32)>>,
    left: Vec<Vec<(u32, u32)>>,
    /// Bigrams of classes, and those that begin and end with each.
    joint: Vec<i64>,
    from: Vec<i64>,
    to: Vec<i64>,
    /// n ln n of the first numbers.
    logs: Vec<f64>,
}

/// The classes about a word, how often they stand after and before it, and how often it stands beside itself.
#[derive(Default)]
struct Neighbours {
    /// By class.
    after: Vec<i64>,
    before: Vec<i64>,
    /// Those that are.
    followers: Vec<(usize, i64)>,
    predecessors: Vec<(usize, i64)>,
    own: i64,
}

impl Neighbours {
    fn total_after(&self) -> i64 {
        self.followers.iter().map(|x| x.1).sum::<i64>() + self.own
    }

    fn total_before(&self) -> i64 {
        self.predecessors.iter().map(|x| x.1).sum::<i64>() + self.own
    }
}

impl Exchange {
    fn new(sentences: &[Vec<String>], vocabulary: &[&str], classes: usize) -> Exchange {
        let ids: HashMap<&str, u32> = (OWN as u32..).zip(vocabulary).map(|(i, w)| (*w, i)).collect();
        let words = vocabulary.len() + OWN;
        let mut bigrams: HashMap<(u32, u32), u32> = HashMap::new();
        for s in sentences {
            let mut before = 0;
            for w in s.iter().map(|w| ids.get(w.as_str()).copied().unwrap_or(1)).chain([0]) {
                *bigrams.entry((before, w)).or_default() += 1;
                before = w;
            }
        }
        let class: Vec<usize> =
            (0..words).map(|w| if w < OWN { w } else { OWN + (w - OWN) % (classes - OWN) }).collect();
        let logs = (0..1 << 16).map(|n: u32| f64::from(n) * f64::from(n.max(1)).ln()).collect();
        let (mut right, mut left) = (vec![Vec::new(); words], vec![Vec::new(); words]);
        let mut joint = vec![0i64; classes * classes];
        let (mut from, mut to) = (vec![0i64; classes], vec![0i64; classes]);
        for (&(a, b), &n) in &bigrams {
            right[a as usize].push((b, n));
            left[b as usize].push((a, n));
            let (a, b) = (class[a as usize], class[b as usize]);
            joint[a * classes + b] += i64::from(n);
            from[a] += i64::from(n);
            to[b] += i64::from(n);
        }
        for list in right.iter_mut().chain(&mut left) {
            list.sort_unstable();
        }
        Exchange { classes, class, right, left, joint, from, to, logs }
    }

    /// Brings each word to its best class; returns how many moved.
    fn round(&mut self) -> usize {
        let mut moved = 0;
        let mut near = Neighbours::default();
        for w in OWN..self.class.len() {
            let old = self.class[w];
            self.look(w, &mut near);
            self.add(old, &near, -1);
            let new = self.best(old, &near);
            self.add(new, &near, 1);
            self.class[w] = new;
            moved += usize::from(new != old);
        }
        moved
    }

    /// The classes about a word.
    fn look(&self, w: usize, near: &mut Neighbours) {
        near.own = 0;
        for counts in [&mut near.after, &mut near.before] {
            counts.clear();
            counts.resize(self.classes, 0);
        }
        for &(b, n) in &self.right[w] {
            if b as usize == w {
                near.own = i64::from(n);
            } else {
                near.after[self.class[b as usize]] += i64::from(n);
            }
        }
        for &(a, n) in self.left[w].iter().filter(|(a, _)| *a as usize != w) {
            near.before[self.class[a as usize]] += i64::from(n);
        }
        for (list, counts) in [(&mut near.followers, &near.after), (&mut near.predecessors, &near.before)] {
            list.clear();
            list.extend(counts.iter().copied().enumerate().filter(|x| x.1 > 0));
        }
    }

    /// Puts a word into class `k`, or takes it out: `sign` is 1 or -1.
    fn add(&mut self, k: usize, near: &Neighbours, sign: i64) {
        for &(c, n) in &near.followers {
            self.joint[k * self.classes + c] += sign * n;
        }
        for &(c, n) in &near.predecessors {
            self.joint[c * self.classes + k] += sign * n;
        }
        self.joint[k * self.classes + k] += sign * near.own;
        self.from[k] += sign * near.total_after();
        self.to[k] += sign * near.total_before();
    }

    /// The class that gains most by a word that is in none; `old` where none gains.
    fn best(&self, old: usize, near: &Neighbours) -> usize {
        let (classes, joint) = (self.classes, &self.joint);
        let (after, before) = (near.total_after(), near.total_before());
        let mut best = (f64::MIN, old);
        for k in OWN..classes {
            let mut gain = 0.0;
            for &(c, n) in near.followers.iter().filter(|(c, _)| *c != k) {
                gain += self.more(joint[k * classes + c], n);
            }
            for &(c, n) in near.predecessors.iter().filter(|(c, _)| *c != k) {
                gain += self.more(joint[c * classes + k], n);
            }
            gain += self.more(joint[k * classes + k], near.own + near.after[k] + near.before[k]);
            let (from, to) = (self.from[k], self.to[k]);
            gain -= self.log(from + after) - self.log(from) + self.log(to + before) - self.log(to);
            if gain > best.0 {
                best = (gain, k);
            }
        }
        best.1
    }

    /// By how much n ln n grows when `n` of them are added.
    fn more(&self, now: i64, n: i64) -> f64 {
        self.log(now + n) - self.log(now)
    }

    /// n ln n.
    fn log(&self, n: i64) -> f64 {
        self.logs.get(n as usize).copied().unwrap_or_else(|| n as f64 * (n as f64).ln())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_the_same_places_share_a_class() {
        let text = "мэр Алматы сказал . мэр Минска сказал . глава Алматы молчал . глава Минска молчал . мэр Минска молчал";
        let sentences: Vec<Vec<String>> =
            text.split(" . ").map(|s| s.split(' ').map(str::to_owned).collect()).collect();
        let clusters = Clusters::learn(&sentences, 1, 5, 10);
        assert_eq!(clusters.of("Алматы"), clusters.of("Минска"));
        assert_ne!(clusters.of("мэр"), clusters.of("Минска"));
        let again = Clusters::from_bytes(&clusters.to_bytes());
        assert_eq!(again.of("глава"), clusters.of("глава"));
        assert_eq!(again.of("Нет"), None);
    }
}
