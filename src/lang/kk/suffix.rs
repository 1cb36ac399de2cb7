//! The suffix table, compiled: every variant of every row, in a trie that is read from the end of a word.
//!
//! Reads `lexicons/kk/suffixes.tsv`; its columns are told in `lexicons/kk/README.md`. A row's form is a
//! template: `A` is а or е, `I` ы or і, `Г` ғ or г, `К` қ or к, by harmony; other letters stand for themselves.
//! Variants that merge with the stem's last letter (`оқы + й = оқи`, `қой + у = қою`) and that voice their last
//! letter (`-дық + ы = -дығы`) are made here. Costs about a millisecond at start.

use super::alphabet::{self, COUNT, Harmony, kind, letter};

/// The built-in table.
pub(super) const SUFFIXES: &str = include_str!("../../../lexicons/kk/suffixes.tsv");

/// A set of states: what a suffix may follow, or what a stem is.
pub(super) type States = u64;

/// The stem classes, in the order of their bits; the table's layers follow.
pub(super) const CLASSES: [&str; 9] = ["N", "A", "NUM", "PRON", "ADV", "V", "VA", "X", "NP"];
/// Bits of all stem classes.
pub(super) const CLASS_BITS: States = (1 << CLASSES.len()) - 1;
/// Noun.
pub(super) const NOUN: States = 1;
/// Adjective.
pub(super) const ADJECTIVE: States = 2;
/// Verb.
pub(super) const VERB: States = 1 << 5;
/// Name.
pub(super) const NAME: States = 1 << 8;

/// What a suffix does to the end of what it joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// Nothing.
    Plain,
    /// It begins with a vowel: к п қ are voiced, a narrow vowel or a soft sign may be lost.
    Vowel,
    /// It has swallowed the stem's last ы or і.
    SwallowsVowel,
    /// It has swallowed the stem's last й, or follows и.
    SwallowsGlide,
}

/// One variant of one row.
#[derive(Clone, Debug)]
pub(super) struct Variant {
    pub(super) row: u16,
    pub(super) to: States,
    pub(super) from: States,
    pub(super) left: u8,
    pub(super) harmony: Harmony,
    pub(super) joint: Joint,
    /// Its last letter is voiced, so a vowel must follow.
    pub(super) voiced: bool,
    /// Its last letter would be voiced before a vowel, so none may follow.
    pub(super) voiceable: bool,
    pub(super) cost: i16,
    /// What it costs beside that at the end of a word.
    pub(super) last: i16,
    /// How much an unknown stem gains by having it: longer suffixes are seldom there by chance.
    pub(super) gain: i16,
    pub(super) keep: bool,
    /// Kept, and an unknown stem may stand before it too.
    pub(super) open: bool,
}

/// A row, for those who show chains.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) tag: &'static str,
    pub(super) layer: u8,
    #[cfg_attr(not(test), expect(dead_code, reason = "a test runs every example"))]
    pub(super) example: Option<(&'static str, &'static str)>,
}

/// A node of the trie: where each letter leads (0: nowhere), and its variants. Indexed directly, because this
/// trie is small and walked many times a word.
#[derive(Clone, Debug)]
struct Node {
    next: [u16; COUNT],
    variants: (u16, u16),
}

/// The table.
#[derive(Debug)]
pub(super) struct Suffixes {
    nodes: Vec<Node>,
    variants: Vec<Variant>,
    pub(super) rows: Vec<Row>,
    pub(super) layers: Vec<&'static str>,
    /// States a word may end in.
    pub(super) last: States,
}

/// The names of states: layers by their bits, and groups of them.
struct StateNames {
    layers: Vec<&'static str>,
    groups: Vec<(&'static str, States)>,
}

impl StateNames {
    fn layer(&self, name: &str) -> Option<States> {
        self.layers.iter().position(|l| *l == name).map(|i| 1 << i)
    }

    /// The states that these words name.
    fn set(&self, names: &str) -> Result<States, String> {
        names.split_whitespace().try_fold(0, |set, name| {
            let group = self.groups.iter().find(|g| g.0 == name).map(|g| g.1);
            let states = group.or_else(|| self.layer(name)).ok_or_else(|| format!("no layer {name}"))?;
            Ok(set | states)
        })
    }
}

impl Suffixes {
    /// Compiles a table; a complaint names the line.
    pub(super) fn parse(text: &'static str) -> Result<Suffixes, String> {
        let mut names = StateNames { layers: CLASSES.to_vec(), groups: vec![] };
        let lines = text.lines().enumerate().skip(1).filter(|(_, l)| !l.is_empty() && !l.starts_with('#'));
        let mut rows: Vec<(usize, [&'static str; 12])> = Vec::new();
        for (n, line) in lines {
            let cells: Vec<&str> = line.split('\t').collect();
            let cells = <[_; 12]>::try_from(cells)
                .map_err(|c| format!("line {}: {} cells, not 12", n + 1, c.len()))?;
            rows.push((n + 1, cells));
            if cells[0] != "group" && !names.layers.contains(&cells[0]) {
                names.layers.push(cells[0]);
            }
        }
        if names.layers.len() > 64 {
            return Err("more than 64 layers".into());
        }
        let mut table = Suffixes {
            nodes: vec![],
            variants: vec![],
            rows: vec![],
            layers: names.layers.clone(),
            last: CLASS_BITS,
        };
        let mut spelled: Vec<(Vec<u8>, Variant)> = Vec::new();
        for (n, cells) in &rows {
            table.row(cells, &mut names, &mut spelled).map_err(|e| format!("line {n}: {e}"))?;
        }
        table.build(spelled);
        Ok(table)
    }

    /// Reads a row: a group of states, which is named, or a suffix, whose variants are spelled.
    fn row(
        &mut self,
        cells: &[&'static str; 12],
        names: &mut StateNames,
        spelled: &mut Vec<(Vec<u8>, Variant)>,
    ) -> Result<(), String> {
        let [layer, tag, form, left, after, end, cost, gain, keep, example, stem, _source] = *cells;
        let number =
            |column: &str, cell: &str| cell.parse::<i16>().map_err(|e| format!("{column} {cell:?}: {e}"));
        let from = names.set(after)?;
        if layer == "group" {
            names.groups.push((tag, from));
            return Ok(());
        }
        let to = names.layer(layer).ok_or_else(|| format!("no layer {layer}"))?;
        if !end.is_empty() {
            self.last |= to;
        }
        let variant = Variant {
            row: self.rows.len() as u16,
            to,
            from,
            left: kinds(left)?,
            harmony: Harmony::Any,
            joint: Joint::Plain,
            voiced: false,
            voiceable: false,
            cost: number("cost", cost)?,
            last: if end.is_empty() { 0 } else { number("end", end)? },
            gain: if gain.is_empty() { UNSET } else { number("gain", gain)? },
            keep: keep == "keep" || keep == "open",
            open: keep == "open",
        };
        spell(form, &variant, spelled)?;
        self.rows.push(Row {
            tag,
            layer: to.trailing_zeros() as u8,
            example: (!example.is_empty()).then_some((example, stem)),
        });
        Ok(())
    }

    /// Sorts the spellings from their ends and hangs them up.
    fn build(&mut self, mut spelled: Vec<(Vec<u8>, Variant)>) {
        for (letters, _) in &mut spelled {
            letters.reverse();
        }
        spelled.sort_by(|a, b| a.0.cmp(&b.0));
        let empty = Node { next: [0; COUNT], variants: (0, 0) };
        self.nodes.push(empty.clone());
        let mut order: Vec<usize> = Vec::new();
        // Node, the rows below it, its depth.
        let mut open: Vec<(usize, usize, usize, usize)> = vec![(0, 0, spelled.len(), 0)];
        while let Some((node, from, to, depth)) = open.pop() {
            let mut i = from;
            let start = order.len() as u16;
            while i < to && spelled[i].0.len() == depth {
                order.push(i);
                i += 1;
            }
            self.nodes[node].variants = (start, order.len() as u16);
            while i < to {
                let letter = spelled[i].0[depth];
                let first = i;
                while i < to && spelled[i].0[depth] == letter {
                    i += 1;
                }
                self.nodes[node].next[letter as usize] = self.nodes.len() as u16;
                open.push((self.nodes.len(), first, i, depth + 1));
                self.nodes.push(empty.clone());
            }
        }
        self.variants = order.into_iter().map(|i| spelled[i].1.clone()).collect();
    }

    /// The node for no letters.
    pub(super) const ROOT: u16 = 0;

    /// One letter further to the left.
    #[inline]
    pub(super) fn step(&self, node: u16, letter: u8) -> Option<u16> {
        match self.nodes[node as usize].next[letter as usize % COUNT] {
            0 => None,
            next => Some(next),
        }
    }

    /// The variants that are spelled by a node.
    #[inline]
    pub(super) fn at(&self, node: u16) -> &[Variant] {
        let (a, b) = self.nodes[node as usize].variants;
        &self.variants[a as usize..b as usize]
    }

    /// Every variant with its letters.
    #[cfg(test)]
    pub(super) fn spellings(&self) -> Vec<(Vec<u8>, &Variant)> {
        let mut out = Vec::new();
        let mut open = vec![(0u16, Vec::new())];
        while let Some((node, letters)) = open.pop() {
            for v in self.at(node) {
                out.push((letters.iter().rev().copied().collect(), v));
            }
            for letter in 1..COUNT as u8 {
                if let Some(next) = self.step(node, letter) {
                    let mut longer = letters.clone();
                    longer.push(letter);
                    open.push((next, longer));
                }
            }
        }
        out
    }

    /// The set with the one layer of this name.
    pub(super) fn state(&self, name: &str) -> Option<States> {
        self.layers.iter().position(|l| *l == name).map(|i| 1 << i)
    }
}

fn kinds(left: &str) -> Result<u8, String> {
    left.chars()
        .map(|c| match c {
            'V' => Ok(kind::VOWEL),
            'R' => Ok(kind::GLIDE),
            'L' => Ok(kind::L),
            'N' => Ok(kind::NASAL),
            'Z' => Ok(kind::SIBILANT),
            'T' => Ok(kind::VOICELESS),
            '*' => Ok(kind::EVERY),
            _ => Err(format!("no kind of letter {c}")),
        })
        .sum()
}

/// All spellings of a template.
fn spell(form: &str, row: &Variant, out: &mut Vec<(Vec<u8>, Variant)>) -> Result<(), String> {
    let harmonic = form.chars().any(|c| matches!(c, 'A' | 'I' | 'Г' | 'К'));
    let sides: &[Harmony] = if harmonic { &[Harmony::Back, Harmony::Front] } else { &[Harmony::Any] };
    for &side in sides {
        let back = side == Harmony::Back;
        let mut letters = Vec::new();
        for c in form.chars() {
            let c = match (c, back) {
                ('A', true) => 'а',
                ('A', false) => 'е',
                ('I', true) => 'ы',
                ('I', false) => 'і',
                ('Г', true) => 'ғ',
                ('Г', false) => 'г',
                ('К', true) => 'қ',
                ('К', false) => 'к',
                (c, _) => c,
            };
            match alphabet::code(c) {
                0 => return Err(format!("{c:?} in {form:?}")),
                code => letters.push(code),
            }
        }
        let [first, ..] = letters[..] else { return Err(format!("no letter in {form:?}")) };
        let glide = first == letter::SHORT_I;
        let vowel = alphabet::is_vowel(first);
        let mut v = row.clone();
        v.harmony = side;
        v.joint = if vowel { Joint::Vowel } else { Joint::Plain };
        if v.gain == UNSET {
            v.gain = match letters.len() {
                1 => 0,
                2 => 3,
                3 => 5,
                _ => 7,
            };
        }
        let verbal = v.from & VERB != 0;
        if verbal && (glide || letters == [letter::U]) {
            // дамы + у = даму, оқы + й = оқи.
            let mut swallowing = letters.clone();
            if glide {
                swallowing[0] = letter::I_GLIDE;
            }
            let joined = Variant {
                joint: Joint::SwallowsVowel,
                from: VERB,
                left: kind::EVERY & !kind::VOWEL,
                ..v.clone()
            };
            out.push((swallowing, joined));
        }
        if verbal && (letters == [letter::U] || first == letter::A) {
            // қой + у = қою, қой + а = қоя, ки + у = кию.
            let mut swallowing = letters.clone();
            swallowing[0] = if first == letter::A { letter::YA } else { letter::YU };
            let joined = Variant { joint: Joint::SwallowsGlide, from: VERB, left: kind::EVERY, ..v.clone() };
            out.push((swallowing, joined));
        }
        let last = letters[letters.len() - 1];
        if letters.len() > 1 && (last == letter::K || last == letter::Q) {
            let mut soft = letters.clone();
            let end = soft.len() - 1;
            soft[end] = if last == letter::K { letter::G } else { letter::GH };
            out.push((soft, Variant { voiced: true, ..v.clone() }));
            v.voiceable = true;
        }
        out.push((letters, v));
    }
    Ok(())
}

/// Where the table leaves the gain to the suffix's length.
const UNSET: i16 = i16::MIN;
