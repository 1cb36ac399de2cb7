//! Finds the language of passages, of the document, and (stage `label`) of sentences and tokens.
//!
//! Reads: atoms; each distinct word's scores are made once by [`crate::lang::model`] and kept in the word table.
//! Makes: passages that tile the text, the document's language with shares. Guarantees: `ru` and `kk` are decided
//! first, whatlang (which knows no Kazakh and calls it Belarusian) only helps to name what is neither. Cost: a sum over
//! the words and a walk that tells whether any of them is in another language; where one may be, the search below,
//! with a few additions a language each. No allocation but reused buffers.
//!
//! Passages come from one left-to-right search (Viterbi): a state is a language, a word costs what it fits worse
//! than in the best language, a change costs more inside a clause than at a comma, a quotation mark, a sentence
//! end or a line end. So a name or a place and agency (`Астана. КазТАГ`) take their surroundings' language, a
//! Russian tail of a Kazakh sentence is found, and a single borrowed word changes nothing. Rejected: a decision a
//! sentence (needs sentences, which need repaired text, which needs languages; and tails are lost).

use super::normalize::legacy;
use super::scan::scan;
use super::{AtomClass, Gap, Layers, Scratch, Stage};
use crate::document::{DocLang, Document, Edit, NormSpan, OrigSpan, Passage};
use crate::lang::Lang;
use crate::lang::model::{
    CLIP, CLIP_NAME, CYRILLIC, KK, KK_PLAIN, LANES, LATIN, LATIN_GUEST, LATIN_LANES, LangModel, NAT, RU,
    Script, WRONG_SCRIPT, WordScores,
};
use crate::words::{Shape, WordId, WordTable};

/// States of the search: six Cyrillic languages, Latin text, other scripts.
const STATES: usize = 8;
const LATIN_STATE: usize = 6;
const OTHER_STATE: usize = 7;
/// What a change of language costs: inside a clause, after a comma, at a quotation mark, bracket, colon or dash, at
/// a sentence's end, at a line's end.
const INSIDE: i32 = 12 * NAT;
const COMMA: i32 = 9 * NAT;
const MARK: i32 = 8 * NAT;
const SENTENCE: i32 = 6 * NAT;
const LINE: i32 = 5 * NAT;
/// Between Kazakh and Kazakh typed with Russian letters.
const SAME_LANGUAGE: i32 = NAT;
/// What a text is before it is read, in nats: Russian and Kazakh are what comes here.
const PRIOR: [f32; LANES] = {
    let mut prior = [0.0; LANES];
    prior[RU] = 1.4;
    prior[KK] = 0.4;
    prior[KK_PLAIN] = -0.2;
    prior
};
/// What wiki markup at its start (`== Неолит ==`) adds to a text's being Kazakh, in nats: 62 lines of the Kazakh corpus and 13
/// of the Russian one, which is as large, begin with a heading's marks. It tells where a heading of one international
/// word is all there is.
const MARKUP: f32 = 1.5;
/// No other language is named where none fits better than this: an international word (`Пакистан`, `химия`) fits a dozen
/// of them a little, and is Russian or Kazakh here.
const NAMED: f32 = 0.2;
/// What the rest of its passage adds to the language of a sentence, in nats.
const SURROUNDINGS: f32 = 3.0;
/// Never.
const NEVER: i32 = i32::MIN / 4;
/// Bytes of a passage that whatlang is shown at most.
const EXCERPT: usize = 1500;
/// Atoms whose words are scored in one go.
const BLOCK: usize = 64;
/// Share of the letters from which a second language makes a document mixed.
const MIXED: f32 = 0.2;

/// What the stage reuses.
#[derive(Default)]
pub(crate) struct Buffers {
    steps: Vec<Step>,
    /// For each step and state the state before.
    back: Vec<[u8; STATES]>,
    /// The state of each step.
    path: Vec<u8>,
}

/// A word on the way.
#[derive(Clone, Copy)]
struct Step {
    atom: u32,
    word: WordId,
    /// What a change before it costs.
    cost: i32,
}

/// The stage `detect`: passages and the document's language.
pub struct Detect {
    model: LangModel,
}

impl Detect {
    /// The stage with a model.
    pub fn new(model: LangModel) -> Detect {
        Detect { model }
    }
}

impl Stage for Detect {
    fn name(&self) -> &'static str {
        "detect"
    }
    fn needs(&self) -> Layers {
        Layers::ATOMS
    }
    fn makes(&self) -> Layers {
        Layers::PASSAGES
    }
    fn run(&self, doc: &mut Document, scratch: &mut Scratch) {
        let mut buffers = std::mem::take(&mut scratch.detect);
        self.passages(doc, scratch, &mut buffers);
        let clear = |p: &Passage| matches!(p.lang, Lang::Ru | Lang::Kk) && p.confidence > 0.9;
        if !doc.passages.iter().all(|p| clear(p) || p.lang == Lang::Zxx) {
            self.misread(doc, scratch, &mut buffers);
        }
        scratch.detect = buffers;
        doc.lang = document_language(doc);
    }
}

impl Detect {
    /// UTF-8 read in a code page looks like no language: its passages are those of the text as it should have been
    /// read.
    fn misread(&self, doc: &mut Document, scratch: &mut Scratch, buffers: &mut Buffers) {
        let Some(read) = legacy::read_anew(&doc.text) else { return };
        let mut right = Document::new("", read.as_str(&doc.text));
        scan(&right.text, &mut scratch.words, &mut right.atoms);
        let trace = scratch.trace.take();
        self.passages(&mut right, scratch, buffers);
        scratch.trace = trace;
        doc.passages.clear();
        for passage in right.passages {
            let start = read.to_orig(NormSpan::new(passage.orig.start, passage.orig.start)).start;
            if let Some(last) = doc.passages.last_mut() {
                last.orig.end = start;
            }
            let orig = OrigSpan::new(start, doc.text.len() as u32);
            scratch.note("detect", "read-anew", orig, || format!("{} from here", passage.lang.as_str()));
            doc.passages.push(Passage { orig, ..passage });
        }
    }

    fn passages(&self, doc: &mut Document, scratch: &mut Scratch, buffers: &mut Buffers) {
        let whole = OrigSpan::new(0, doc.text.len() as u32);
        let sums = self.sum(doc, &mut scratch.words);
        if sums.words == [0; 3] {
            doc.passages.push(Passage { orig: whole, lang: Lang::Zxx, confidence: 1.0 });
            scratch.note("detect", "no-letters", whole, || "zxx: no letters".into());
            return;
        }
        if stays(doc, &scratch.words, sums.own_lane()) {
            push(doc, scratch, whole, &sums);
            return;
        }
        let Buffers { steps, back, path } = buffers;
        steps.clear();
        steps.extend(all_steps(doc));
        search(steps, &States::of(steps, &scratch.words), &scratch.words, back, path);
        let (mut first, mut start) = (0, 0);
        while first < path.len() {
            let same = path[first..].iter().take_while(|&&state| same_language(state, path[first])).count();
            let next = first + same;
            let mut sums = Sums::default();
            sums.add(steps[first..next].iter().map(|step| scratch.words.scores(step.word)));
            let stop = match steps.get(next) {
                Some(step) => boundary(doc, step.atom as usize),
                None => whole.end,
            };
            push(doc, scratch, OrigSpan::new(start, stop), &sums);
            (first, start) = (next, stop);
        }
    }

    /// Scores the words that are new and sums up all.
    fn sum(&self, doc: &Document, words: &mut WordTable) -> Sums {
        let mut sums = Sums::default();
        for block in doc.atoms.chunks(BLOCK) {
            let block = || block.iter().filter(|a| a.class == AtomClass::Word);
            // A loop that does nothing else waits for the memory of many words at once.
            for atom in block() {
                words.ensure_scores(atom.word, |surface, shape| self.model.score(surface, shape));
            }
            sums.add(block().map(|a| words.scores(a.word)));
        }
        sums
    }
}

/// Adds a passage, or makes the last one longer where its language goes on.
fn push(doc: &mut Document, scratch: &mut Scratch, orig: OrigSpan, sums: &Sums) {
    let (lang, confidence, rule) = sums.decide(|| &doc.text[orig.range()]);
    scratch.note("detect", rule, orig, || format!("{} {confidence:.3}: {}", lang.as_str(), sums.explain()));
    match doc.passages.last_mut() {
        Some(last) if last.lang == lang => {
            let (a, b) = (last.orig.len() as f32, orig.len() as f32);
            last.confidence = (last.confidence * a + confidence * b) / (a + b);
            last.orig.end = orig.end;
        }
        _ => doc.passages.push(Passage { orig, lang, confidence }),
    }
}

/// Where the passage that begins with the word `atom` starts: at the last line end or sentence end before it, so
/// that a number or a bullet goes with it, else at the white space before its opening quotes and brackets or
/// before a dash that stands alone.
fn boundary(doc: &Document, word: usize) -> u32 {
    let atoms = &doc.atoms;
    let mark = |i: usize| doc.text[atoms[i].start as usize..].chars().next();
    let mut at = word;
    while at > 0 && atoms[at - 1].class != AtomClass::Word {
        let ends = matches!(mark(at - 1), Some('.' | '!' | '?' | '…'));
        if atoms[at].gap >= Gap::Line || (ends && atoms[at].gap != Gap::None) {
            return atoms[at].start;
        }
        at -= 1;
    }
    if atoms[at].gap >= Gap::Line {
        return atoms[at].start;
    }
    at = word;
    while at > 0 && atoms[at - 1].class == AtomClass::Punct {
        let opens = matches!(mark(at - 1), Some('«' | '“' | '„' | '(' | '['));
        if atoms[at - 1].gap == Gap::None && !(opens && atoms[at].gap == Gap::None) {
            break;
        }
        at -= 1;
    }
    atoms[at].start
}

fn same_language(a: u8, b: u8) -> bool {
    let fold = |s: u8| if s as usize == KK_PLAIN { KK as u8 } else { s };
    fold(a) == fold(b)
}

/// The words in their order, with what a change before each costs.
fn all_steps(doc: &Document) -> impl Iterator<Item = Step> {
    let mut cost = LINE;
    doc.atoms.iter().enumerate().filter_map(move |(i, atom)| {
        cost = match atom.gap {
            Gap::Line | Gap::Paragraph => LINE,
            // A full stop inside `т.б.` or `Egemen.kz` ends nothing.
            Gap::None if cost == SENTENCE => MARK,
            _ => cost,
        };
        match atom.class {
            AtomClass::Word => {
                return Some(Step {
                    atom: i as u32,
                    word: atom.word,
                    cost: std::mem::replace(&mut cost, INSIDE),
                });
            }
            AtomClass::Punct => cost = cost.min(mark_cost(doc.text[atom.start as usize..].chars().next())),
            AtomClass::Emoji => cost = cost.min(SENTENCE),
            _ => {}
        }
        None
    })
}

/// True where no stretch of words gains by leaving the language of the whole, whose lane is one of the first three:
/// then no search is needed.
fn stays(doc: &Document, words: &WordTable, lane: usize) -> bool {
    // What the best stretch that ends here gains, less the change into it; the first word needs none.
    let mut stretch = 0;
    for step in all_steps(doc) {
        if stretch > step.cost {
            return false;
        }
        stretch = stretch.max(-step.cost) + i32::from(words.scores(step.word).gain[lane]);
    }
    stretch <= 0
}

fn mark_cost(mark: Option<char>) -> i32 {
    match mark {
        Some('.' | '!' | '?' | '…') => SENTENCE,
        Some(
            '"' | '«' | '»' | '“' | '”' | '„' | '(' | ')' | '[' | ']' | ':' | ';' | '—' | '–' | '/' | '|',
        ) => MARK,
        Some(',') => COMMA,
        _ => INSIDE,
    }
}

/// The states of one search: lanes of the Cyrillic ones.
struct States {
    lanes: [Option<u8>; LATIN_STATE],
    latin: bool,
    other: bool,
}

impl States {
    /// The languages that win a clause somewhere, those with most letters first, and the scripts there are.
    fn of(steps: &[Step], words: &WordTable) -> States {
        let mut won = [0u32; LANES];
        let mut present = [0u32; 3];
        for clause in steps.chunk_by(|_, next| next.cost > SENTENCE) {
            let mut sums = Sums::default();
            sums.add(clause.iter().map(|step| words.scores(step.word)));
            // The letters go to the Cyrillic language that fits best.
            won[sums.best_lane(0..LANES)] += sums.letters[Script::Cyrillic as usize];
            for (all, n) in present.iter_mut().zip(sums.words) {
                *all += n;
            }
        }
        let mut lanes = [Some(RU as u8), Some(KK as u8), Some(KK_PLAIN as u8), None, None, None];
        for slot in &mut lanes[3..] {
            let top = (KK_PLAIN + 1..LANES).fold(KK_PLAIN + 1, |b, k| if won[k] > won[b] { k } else { b });
            *slot = (won[top] > 0).then_some(top as u8);
            won[top] = 0;
        }
        let [_, latin, other] = present.map(|n| n > 0);
        States { lanes, latin, other }
    }

    /// What each state pays for a word.
    fn pay(&self, scores: &WordScores, shape: Shape) -> [i32; STATES] {
        let mut pay = [NEVER; STATES];
        let clip = if shape.has(Shape::CAPITAL) { CLIP_NAME } else { CLIP };
        match scores.script {
            Script::Cyrillic => {
                let mut best = i32::MIN;
                for (p, lane) in pay.iter_mut().zip(self.lanes) {
                    if let Some(k) = lane {
                        *p = -i32::from(scores.behind()[usize::from(k)]);
                        best = best.max(*p);
                    }
                }
                for p in &mut pay[..LATIN_STATE] {
                    if *p > NEVER {
                        *p = (*p - best).max(-clip);
                    }
                }
                pay[LATIN_STATE] = -WRONG_SCRIPT;
                pay[OTHER_STATE] = -WRONG_SCRIPT;
            }
            Script::Latin => {
                for (p, lane) in pay.iter_mut().zip(self.lanes) {
                    if lane.is_some() {
                        *p = -LATIN_GUEST;
                    }
                }
                pay[LATIN_STATE] = 0;
                pay[OTHER_STATE] = -WRONG_SCRIPT;
            }
            Script::Other => {
                pay = [-WRONG_SCRIPT; STATES];
                for (p, lane) in pay.iter_mut().zip(self.lanes) {
                    if lane.is_none() {
                        *p = NEVER;
                    }
                }
                pay[OTHER_STATE] = 0;
            }
        }
        if !self.latin {
            pay[LATIN_STATE] = NEVER;
        }
        if !self.other {
            pay[OTHER_STATE] = NEVER;
        }
        pay
    }
}

/// The cheapest sequence of states over the words.
fn search(
    steps: &[Step],
    states: &States,
    words: &WordTable,
    back: &mut Vec<[u8; STATES]>,
    path: &mut Vec<u8>,
) {
    back.clear();
    let mut value = [0i32; STATES];
    for (i, step) in steps.iter().enumerate() {
        let pay = states.pay(words.scores(step.word), words.shape(step.word));
        let mut from = [0u8, 1, 2, 3, 4, 5, 6, 7];
        if i > 0 {
            let (best, top) = (0..STATES)
                .fold((0, NEVER * 2), |(b, t), s| if value[s] > t { (s, value[s]) } else { (b, t) });
            let change = top - step.cost;
            let before = value;
            for s in 0..STATES {
                if change > value[s] {
                    value[s] = change;
                    from[s] = best as u8;
                }
            }
            for (a, b) in [(KK, KK_PLAIN), (KK_PLAIN, KK)] {
                if before[b] - SAME_LANGUAGE > value[a] {
                    value[a] = before[b] - SAME_LANGUAGE;
                    from[a] = b as u8;
                }
            }
        }
        let mut top = NEVER * 2;
        for (v, p) in value.iter_mut().zip(pay) {
            *v = (*v + p).max(NEVER * 2);
            top = top.max(*v);
        }
        // Kept near nought, so that no text is long enough to run over.
        for v in &mut value {
            *v = (*v - top).max(NEVER);
        }
        back.push(from);
    }
    let mut state = (0..STATES).fold(0, |b, s| if value[s] > value[b] { s } else { b }) as u8;
    path.clear();
    path.resize(steps.len(), 0);
    for i in (0..steps.len()).rev() {
        path[i] = state;
        state = back[i][state as usize];
    }
}

/// Scores of a run of words.
#[derive(Clone, Default)]
struct Sums {
    /// Of the Cyrillic words: what the best lane of each has.
    best: i32,
    /// And by how much the lanes are behind.
    behind: [i32; LANES],
    latin: [i32; LATIN_LANES],
    words: [u32; 3],
    letters: [u32; 3],
}

/// Words whose scores are added up in one go.
const FEW: usize = 16;

/// Adds up lane by lane: a function of its own, so that it is done in registers and not taken to pieces where it is used.
#[inline(never)]
fn add_lanes(sums: &mut [i32; LANES], words: &[[u8; LANES]]) {
    let mut few = [0u16; LANES];
    for behind in words {
        for (sum, &lane) in few.iter_mut().zip(behind) {
            *sum += u16::from(lane);
        }
    }
    for (sum, few) in sums.iter_mut().zip(few) {
        *sum += i32::from(few);
    }
}

impl Sums {
    fn add<'w>(&mut self, mut words: impl Iterator<Item = &'w WordScores>) {
        loop {
            let (mut few, mut count) = ([WordScores::UNKNOWN; FEW], 0);
            // Another loop that does nothing else, for the memory of many words.
            for (kept, scores) in few.iter_mut().zip(words.by_ref()) {
                *kept = *scores;
                count += 1;
            }
            let (mut behind, mut cyrillic) = ([[0; LANES]; FEW], 0);
            for scores in &few[..count] {
                let script = scores.script as usize;
                self.words[script] += 1;
                self.letters[script] += u32::from(scores.letters);
                match scores.script {
                    Script::Cyrillic => {
                        self.best += i32::from(scores.best);
                        behind[cyrillic] = *scores.behind();
                        cyrillic += 1;
                    }
                    Script::Latin => {
                        for (sum, lane) in self.latin.iter_mut().zip(scores.latin()) {
                            *sum += i32::from(lane);
                        }
                    }
                    Script::Other => {}
                }
            }
            add_lanes(&mut self.behind, &behind[..cyrillic]);
            if count < FEW {
                return;
            }
        }
    }

    /// The sums of the Cyrillic lanes.
    fn cyrillic(&self) -> [i32; LANES] {
        self.behind.map(|behind| self.best - behind)
    }

    /// Of some Cyrillic lanes the first that fits best.
    fn best_lane(&self, lanes: std::ops::Range<usize>) -> usize {
        lanes.min_by_key(|&k| self.behind[k]).unwrap_or(RU)
    }

    /// The lane of Russian or Kazakh that fits best.
    fn own_lane(&self) -> usize {
        self.best_lane(RU..KK_PLAIN + 1)
    }

    /// Language, confidence and the rule that told; `text` is asked for when whatlang has to name the language.
    fn decide<'t>(&self, text: impl Fn() -> &'t str) -> (Lang, f32, &'static str) {
        let [cyrillic, latin, other] = self.letters;
        if cyrillic >= latin && cyrillic >= other {
            let mut known = PRIOR;
            if text().starts_with("==") {
                known[KK] += MARKUP;
            }
            let odds = self.odds(known);
            let kk = odds[KK] + odds[KK_PLAIN];
            let ru = odds[RU];
            let top = (KK_PLAIN + 1..LANES).fold(KK_PLAIN + 1, |b, k| if odds[k] > odds[b] { k } else { b });
            let rest = if odds[top] < NAMED { 0.0 } else { 1.0 - ru - kk };
            if ru >= kk && ru >= rest {
                return (Lang::Ru, ru, "model");
            }
            if kk >= rest {
                return (Lang::Kk, kk, "model");
            }
            return (CYRILLIC[top], odds[top], "model");
        }
        if latin >= other {
            return self.latin_language(text());
        }
        match whatlang::detect(excerpt(text())) {
            Some(info) => (from_whatlang(info.lang()), info.confidence() as f32, "whatlang"),
            None => (Lang::Und, 0.5, "unknown-script"),
        }
    }

    fn latin_language(&self, text: &str) -> (Lang, f32, &'static str) {
        let odds = softmax(self.latin, [0.0; LATIN_LANES], temperature(self.words[Script::Latin as usize]));
        let top = (0..LATIN_LANES).fold(0, |b, k| if odds[k] > odds[b] { k } else { b });
        if LATIN[top] == Lang::Kk {
            // The Latin alphabets of 2017 to 2021; nothing else names them.
            return match self.words[Script::Latin as usize] {
                3.. if odds[top] > 0.9 => (Lang::Kk, odds[top], "latin-kazakh"),
                _ => (Lang::Und, 1.0 - odds[top], "latin"),
            };
        }
        match whatlang::detect(excerpt(text)) {
            Some(info) if from_whatlang(info.lang()) == LATIN[top] => {
                (LATIN[top], odds[top].max(info.confidence() as f32), "model+whatlang")
            }
            Some(info) if info.is_reliable() => {
                (from_whatlang(info.lang()), info.confidence() as f32, "whatlang")
            }
            _ if odds[top] > 0.5 => (LATIN[top], odds[top], "model"),
            _ => (Lang::Und, 0.5, "latin"),
        }
    }

    /// Probabilities of the Cyrillic lanes, given what is known beside the words, in nats.
    fn odds(&self, known: [f32; LANES]) -> [f32; LANES] {
        softmax(self.cyrillic(), known, temperature(self.words[Script::Cyrillic as usize]))
    }

    fn explain(&self) -> String {
        let mut lanes: Vec<usize> = (0..LANES).collect();
        lanes.sort_by_key(|&k| self.behind[k]);
        let best: Vec<String> = lanes[..3]
            .iter()
            .map(|&k| {
                format!(
                    "{}{} {}",
                    CYRILLIC[k].as_str(),
                    if k == KK_PLAIN { "*" } else { "" },
                    (self.best - self.behind[k]) / NAT
                )
            })
            .collect();
        format!("{} words, {}", self.words.iter().sum::<u32>(), best.join(", "))
    }
}

/// The words of a text are not independent, so their odds do not multiply: the divisor of the summed log odds.
/// This and [`PRIOR`] (five numbers in all) were fitted to development text, then the exponent was lowered by hand: what is
/// called 0.9 is to be right nine times in ten on short texts too.
fn temperature(words: u32) -> f32 {
    1.3 * (words.max(1) as f32).powf(0.6)
}

fn softmax<const K: usize>(sums: [i32; K], known: [f32; K], temperature: f32) -> [f32; K] {
    let mut odds = [0.0; K];
    for k in 0..K {
        odds[k] = (sums[k] as f32 / NAT as f32 + known[k]) / temperature;
    }
    let top = odds.iter().copied().fold(f32::MIN, f32::max);
    // What is 20 nats behind is nothing beside the rounding of the rest.
    odds = odds.map(|o| if o > top - 20.0 { (o - top).exp() } else { 0.0 });
    let total: f32 = odds.iter().sum();
    odds.map(|o| o / total)
}

/// As much of a text as whatlang needs.
fn excerpt(text: &str) -> &str {
    let mut end = text.len().min(EXCERPT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// whatlang's language; `und` for those that cannot be reported.
fn from_whatlang(lang: whatlang::Lang) -> Lang {
    use whatlang::Lang as W;
    match lang {
        W::Eng => Lang::En,
        W::Tur => Lang::Tr,
        W::Uzb => Lang::Uz,
        W::Aze => Lang::Az,
        W::Deu => Lang::De,
        W::Fra => Lang::Fr,
        W::Spa => Lang::Es,
        W::Ita => Lang::It,
        W::Por => Lang::Pt,
        W::Pol => Lang::Pl,
        W::Nld => Lang::Nl,
        W::Hye => Lang::Hy,
        W::Kat => Lang::Ka,
        W::Pes => Lang::Fa,
        W::Heb => Lang::He,
        W::Ell => Lang::El,
        W::Hin => Lang::Hi,
        W::Kor => Lang::Ko,
        W::Jpn => Lang::Ja,
        W::Cmn => Lang::Zh,
        W::Ara => Lang::Ar,
        _ => Lang::Und,
    }
}

/// The language of most letters, from the passages.
fn document_language(doc: &Document) -> DocLang {
    let mut letters: Vec<(Lang, f32, f32)> = Vec::new();
    let mut atom = 0;
    for passage in &doc.passages {
        let mut count = 0;
        while let Some(a) = doc.atoms.get(atom).filter(|a| a.start < passage.orig.end) {
            if a.class == AtomClass::Word {
                // Bytes stand for letters: of one script they are a constant factor apart.
                count += a.end - a.start;
            }
            atom += 1;
        }
        let count = count as f32;
        match letters.iter_mut().find(|(lang, ..)| *lang == passage.lang) {
            Some((_, n, sure)) => {
                *n += count;
                *sure += count * passage.confidence;
            }
            None => letters.push((passage.lang, count, count * passage.confidence)),
        }
    }
    letters.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let total: f32 = letters.iter().map(|l| l.1).sum();
    if total == 0.0 {
        return DocLang { lang: Lang::Zxx, confidence: 1.0, mixed: false, share: Vec::new() };
    }
    DocLang {
        lang: letters[0].0,
        confidence: letters[0].2 / letters[0].1,
        mixed: letters.get(1).is_some_and(|l| l.1 / total >= MIXED),
        share: letters.iter().map(|&(lang, n, _)| (lang, n / total)).collect(),
    }
}

/// The stage `label`: each sentence's and token's language.
pub struct Label;

impl Stage for Label {
    fn name(&self) -> &'static str {
        "label"
    }
    fn needs(&self) -> Layers {
        Layers::PASSAGES.and(Layers::TOKENS)
    }
    fn makes(&self) -> Layers {
        Layers::SENTENCE_LANGS
    }
    fn run(&self, doc: &mut Document, scratch: &mut Scratch) {
        let mut passage = 0;
        let mut atom = 0;
        let misread = |e: &&Edit| legacy::is_mojibake(e.rule);
        let misread: Vec<Edit> = doc.norm.edits().iter().filter(misread).copied().collect();
        for sentence in &mut doc.sentences {
            let span = sentence.orig;
            while doc.passages.get(passage).is_some_and(|p| p.orig.end <= span.start) {
                passage += 1;
            }
            while doc.atoms.get(atom).is_some_and(|a| a.end <= span.start) {
                atom += 1;
            }
            // Letters of each passage that the sentence reaches into: the largest share names it.
            let (mut best, mut best_letters, mut here) = (passage, 0, passage);
            let mut best_sums = Sums::default();
            while let Some(p) = doc.passages.get(here).filter(|p| p.orig.start < span.end) {
                let stop = p.orig.end.min(span.end);
                let atoms = &doc.atoms[atom..];
                let atoms = &atoms[..atoms.iter().take_while(|a| a.start < stop).count()];
                let words = atoms.iter().filter(|a| a.class == AtomClass::Word);
                let mut sums = Sums::default();
                sums.add(words.map(|a| scratch.words.scores(a.word)));
                atom += atoms.len();
                let letters: u32 = sums.letters.iter().sum();
                if letters > best_letters {
                    (best, best_letters, best_sums) = (here, letters, sums);
                }
                if p.orig.end > span.end {
                    break;
                }
                here += 1;
            }
            (sentence.lang, sentence.confidence) = match doc.passages.get(best) {
                // The words that were read say nothing.
                Some(p) if touches(&misread, span) => (p.lang, p.confidence),
                Some(p) if best_letters > 0 => (p.lang, best_sums.sure_of(p, span.len())),
                _ => (Lang::Zxx, 1.0),
            };
            // Most sentences lie in one passage.
            if let Some(p) = doc.passages.get(passage).filter(|p| p.orig.end >= span.end) {
                for token in &mut doc.tokens[sentence.tokens.start as usize..sentence.tokens.end as usize] {
                    token.lang = p.lang;
                }
                continue;
            }
            let mut at = passage;
            for t in sentence.tokens.clone() {
                let token = &mut doc.tokens[t as usize];
                while doc.passages.get(at).is_some_and(|p| p.orig.end <= token.orig.start) {
                    at += 1;
                }
                token.lang = doc.passages.get(at).map_or(sentence.lang, |p| p.lang);
            }
        }
    }
}

/// True where one of the edits, which are in order, lies in `span`.
fn touches(edits: &[Edit], span: OrigSpan) -> bool {
    let next = edits.partition_point(|e| e.orig.end <= span.start);
    edits.get(next).is_some_and(|e| e.orig.start < span.end)
}

impl Sums {
    /// How sure the language of `stretch` bytes of a passage is: their words' odds, and what the passage adds.
    fn sure_of(&self, passage: &Passage, stretch: usize) -> f32 {
        if self.letters[0] < self.letters[1].max(self.letters[2]) {
            return passage.confidence;
        }
        let mut known = PRIOR;
        if passage.orig.len() > 2 * stretch {
            for (k, more) in known.iter_mut().enumerate() {
                if CYRILLIC[k] == passage.lang {
                    *more += SURROUNDINGS;
                }
            }
        }
        let odds = self.odds(known);
        (0..LANES).filter(|&k| CYRILLIC[k] == passage.lang).map(|k| odds[k]).sum()
    }
}
