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
        let ids: HashMap<&str, u32> =
            vocabulary.iter().enumerate().map(|(i, (w, _))| (*w, i as u32 + 2)).collect();
        // 0 is a sentence's edge, 1 a rare word; both have classes of their own.
        let words = vocabulary.len() + 2;
        let mut bigrams: HashMap<(u32, u32), u32> = HashMap::new();
        for s in sentences {
            let mut before = 0;
            for w in s.iter().map(|w| ids.get(w.as_str()).copied().unwrap_or(1)).chain([0]) {
                *bigrams.entry((before, w)).or_default() += 1;
                before = w;
            }
        }
        let mut right: Vec<Vec<(u32, u32)>> = vec![Vec::new(); words];
        let mut left: Vec<Vec<(u32, u32)>> = vec![Vec::new(); words];
        for (&(a, b), &n) in &bigrams {
            right[a as usize].push((b, n));
            left[b as usize].push((a, n));
        }
        for list in right.iter_mut().chain(&mut left) {
            list.sort_unstable();
        }
        let mut class: Vec<usize> =
            (0..words).map(|w| if w < 2 { w } else { 2 + (w - 2) % (classes - 2) }).collect();
        let xlog: Vec<f64> = (0..1 << 16).map(|n: u32| f64::from(n) * f64::from(n.max(1)).ln()).collect();
        let f = |n: i64| if n < 1 << 16 { xlog[n as usize] } else { n as f64 * (n as f64).ln() };
        let mut joint = vec![0i64; classes * classes];
        let (mut from, mut to) = (vec![0i64; classes], vec![0i64; classes]);
        for (&(a, b), &n) in &bigrams {
            let (a, b) = (class[a as usize], class[b as usize]);
            joint[a * classes + b] += i64::from(n);
            from[a] += i64::from(n);
            to[b] += i64::from(n);
        }
        let (mut out, mut inn) = (vec![0i64; classes], vec![0i64; classes]);
        for _ in 0..rounds {
            let mut moved = 0;
            for w in 2..words {
                let old = class[w];
                out.fill(0);
                inn.fill(0);
                let mut own = 0i64;
                for &(b, n) in &right[w] {
                    if b as usize == w {
                        own = i64::from(n);
                    } else {
                        out[class[b as usize]] += i64::from(n);
                    }
                }
                for &(a, n) in &left[w] {
                    if a as usize != w {
                        inn[class[a as usize]] += i64::from(n);
                    }
                }
                let outs: Vec<(usize, i64)> = out.iter().copied().enumerate().filter(|x| x.1 > 0).collect();
                let inns: Vec<(usize, i64)> = inn.iter().copied().enumerate().filter(|x| x.1 > 0).collect();
                let total_out: i64 = outs.iter().map(|x| x.1).sum::<i64>() + own;
                let total_in: i64 = inns.iter().map(|x| x.1).sum::<i64>() + own;
                // Take the word out of its class.
                for &(c, n) in &outs {
                    joint[old * classes + c] -= n;
                }
                for &(c, n) in &inns {
                    joint[c * classes + old] -= n;
                }
                joint[old * classes + old] -= own;
                from[old] -= total_out;
                to[old] -= total_in;
                let mut best = (f64::MIN, old);
                for k in 2..classes {
                    let mut gain = 0.0;
                    for &(c, n) in &outs {
                        if c != k {
                            let now = joint[k * classes + c];
                            gain += f(now + n) - f(now);
                        }
                    }
                    for &(c, n) in &inns {
                        if c != k {
                            let now = joint[c * classes + k];
                            gain += f(now + n) - f(now);
                        }
                    }
                    let now = joint[k * classes + k];
                    gain += f(now + own + out[k] + inn[k]) - f(now);
                    gain -= f(from[k] + total_out) - f(from[k]) + f(to[k] + total_in) - f(to[k]);
                    if gain > best.0 {
                        best = (gain, k);
                    }
                }
                let new = best.1;
                moved += usize::from(new != old);
                class[w] = new;
                for &(c, n) in &outs {
                    joint[new * classes + c] += n;
                }
                for &(c, n) in &inns {
                    joint[c * classes + new] += n;
                }
                joint[new * classes + new] += own;
                from[new] += total_out;
                to[new] += total_in;
            }
            if moved * 200 < words {
                break;
            }
        }
        let mut out: Vec<(u32, u16)> =
            vocabulary.iter().enumerate().map(|(i, (w, _))| (hash_text(w), class[i + 2] as u16)).collect();
        out.sort_unstable();
        out.dedup_by_key(|w| w.0);
        Clusters::of_sorted(out)
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
