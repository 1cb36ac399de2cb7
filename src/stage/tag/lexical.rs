//! Aliases over token sequences: the lexicon's automaton walked from every token at which an alias may begin.
//!
//! Makes [`Match`]es: from each token the longest whose capitals fit, and the longest name inside it that begins there
//! too; of several names of one length the one with the better evidence. Quotation marks inside a name are stepped over, and
//! places that share a noun are each found (`Павлодарской и Мангыстауской областей`).
//! Cost: nothing at most words; a first word's step and the aliases that end there are kept with it ([`Starts`]), and the
//! automaton is asked only where the next word may follow it ([`Follows`]).

use std::ops::Range;

use crate::document::{Case, Document, EntityType};
use crate::lang::Lang;
use crate::lang::ru::inflect::Forms;
use crate::lexicon::{Alias, AliasKind, AliasLang, Caps, EntryId, LexWord, Lexicon, Reading, alias_words};
use crate::words::WordTable;

use super::bounds::is_and;
use super::word::{Class, Mask, Words};

/// An alias found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) entry: EntryId,
    pub(super) kind: EntityType,
    pub(super) ambiguous: bool,
    pub(super) context: bool,
    /// The name's first letter is small here though the lexicon has a capital.
    pub(super) small: bool,
    pub(super) words: u8,
    pub(super) case: Option<Case>,
    /// Of the entry's subtype, for features; told when the match is chosen.
    pub(super) subtype: u32,
    /// Lies inside a longer match.
    pub(super) nested: bool,
}

struct Walk<'a> {
    lexicon: &'a Lexicon,
    doc: &'a Document,
    words: &'a Words,
    infos: &'a [u32],
    table: &'a WordTable,
    /// One past the sentence.
    end: u32,
}

/// Some of the automaton's nodes, each as one of sixteen bits: two sets without a common bit have no common node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Nodes(pub(super) u16);

impl Nodes {
    pub(super) const ALL: Nodes = Nodes(u16::MAX);

    fn of(node: u32) -> Nodes {
        Nodes(1 << (node.wrapping_mul(0x9e37_79b1) >> 28))
    }

    pub(super) fn or(self, other: Nodes) -> Nodes {
        Nodes(self.0 | other.0)
    }

    fn meet(self, other: Nodes) -> bool {
        self.0 & other.0 != 0
    }
}

/// Behind which first words of aliases each word of the lexicon may stand.
pub(super) struct Follows(Vec<Nodes>);

impl Follows {
    pub(super) fn new(lexicon: &Lexicon) -> Follows {
        let mut follows = Vec::new();
        lexicon.second_steps(|node, word| {
            let word = word as usize;
            if follows.len() <= word {
                follows.resize(word + 1, Nodes::default());
            }
            follows[word] = Nodes::of(node).or(follows[word]);
        });
        Follows(follows)
    }

    /// The nodes behind which a word may stand.
    pub(super) fn of(&self, word: LexWord) -> Nodes {
        self.0.get(word as usize).copied().unwrap_or_default()
    }
}

/// What each word that may begin an alias leads to, found once.
#[derive(Default)]
pub(super) struct Starts {
    /// By the cached word.
    list: Vec<Start>,
    alone: Vec<Match>,
    ways: Vec<Way>,
    /// What the words alone may be, each with its rank.
    single: Vec<(Match, u32)>,
}

/// A word that may begin an alias.
#[derive(Clone, Copy)]
struct Start {
    /// What it is where no alias goes on behind it, of `alone`; [`NONE`], or [`UNKNOWN`] where nobody asked.
    alone: u32,
    /// The first and the number of its `ways`.
    ways: u32,
    count: u16,
    /// Those of its ways' nodes that go on.
    nodes: Nodes,
}

/// A way from the automaton's root over a word.
struct Way {
    node: u32,
    forms: Forms,
    case: Option<Case>,
    caps: Caps,
    /// More words may follow.
    goes_on: bool,
    /// The aliases that end there, of `single`.
    single: Range<u32>,
}

/// Not asked yet, and asked in vain.
const UNKNOWN: u32 = u32::MAX;
const NONE: u32 = u32::MAX - 1;

impl Starts {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        *self = Starts::default();
    }

    /// What the word at `at` leads to.
    #[inline]
    fn of(&mut self, walk: &Walk<'_>, at: u32) -> Start {
        match self.list.get(walk.infos[at as usize] as usize) {
            Some(&known) if known.alone != UNKNOWN => known,
            _ => self.learn(walk, at),
        }
    }

    #[cold]
    fn learn(&mut self, walk: &Walk<'_>, at: u32) -> Start {
        let (lexicon, info) = (walk.lexicon, walk.infos[at as usize]);
        let mut alone = Best::default();
        let mut nodes = Nodes::default();
        let first = self.ways.len();
        for r in walk.words.readings(info).iter().filter(|r| r.root) {
            let Some(node) = lexicon.step(0, r.word) else { continue };
            let forms = Forms::ANY.and(r.forms);
            if forms.is_empty() {
                continue;
            }
            let mut path = Path::NEW;
            path.step(0, at, r.caps);
            let from = self.single.len() as u32;
            let ended = |m: Match, rank: u32| {
                self.single.push((m, rank));
                alone.take(m, rank);
            };
            walk.terminal(&path, node, forms, 1, at..at + 1, r.case, walk.possessed(info, r), ended);
            let (goes_on, single) = (lexicon.goes_on(node), from..self.single.len() as u32);
            if goes_on {
                nodes = nodes.or(Nodes::of(node));
            }
            self.ways.push(Way { node, forms, case: r.case, caps: r.caps, goes_on, single });
        }
        let found = alone.best.map(|m| walk.with_subtype(m));
        let start = Start {
            alone: if found.is_some() { self.alone.len() as u32 } else { NONE },
            ways: first as u32,
            count: (self.ways.len() - first) as u16,
            nodes,
        };
        self.alone.extend(found);
        if self.list.len() <= info as usize {
            let unknown = Start { alone: UNKNOWN, ways: 0, count: 0, nodes: Nodes::default() };
            self.list.resize(info as usize + 1, unknown);
        }
        self.list[info as usize] = start;
        start
    }

    /// What the word at `at` is where no alias goes on behind it.
    fn alone(&self, start: Start, at: u32) -> Option<Match> {
        self.alone.get(start.alone as usize).map(|m| Match { start: at, end: at + 1, ..*m })
    }

    fn ways(&self, start: Start) -> &[Way] {
        &self.ways[start.ways as usize..start.ways as usize + usize::from(start.count)]
    }
}

/// The words that an alias was followed over.
struct Path {
    caps: [Caps; LONGEST],
    tokens: [u32; LONGEST],
}

/// Words of an alias, at most.
const LONGEST: usize = 16;

impl Path {
    const NEW: Path = Path { caps: [Caps::Lower; LONGEST], tokens: [0; LONGEST] };

    fn step(&mut self, depth: usize, token: u32, caps: Caps) {
        (self.caps[depth], self.tokens[depth]) = (caps, token);
    }
}

/// The best of the aliases that begin at a token.
#[derive(Default)]
struct Best {
    best: Option<Match>,
    rank: u32,
    /// The longest that is shorter than the best: a name inside it.
    inner: Option<Match>,
}

impl Best {
    fn take(&mut self, found: Match, rank: u32) {
        if self.best.is_some() && rank <= self.rank {
            self.keep_inner(found);
            return;
        }
        self.rank = rank;
        if let Some(before) = self.best.replace(found) {
            self.keep_inner(before);
        }
    }

    /// Keeps a match that may lie inside the best.
    fn keep_inner(&mut self, m: Match) {
        // `Папа римский | Франциск` is an office and a person.
        let office = m.kind == EntityType::Role;
        let name = if office { self.best.is_some_and(|b| b.kind == EntityType::Per) } else { !m.small };
        let name = name && !m.ambiguous && !m.context;
        let shorter = self.best.is_some_and(|b| m.end < b.end);
        if name && shorter && self.inner.is_none_or(|i| i.end < m.end) {
            self.inner = Some(m);
        }
    }
}

/// Finds the matches of a sentence, in order; nested ones are flagged.
#[allow(clippy::too_many_arguments)]
pub(super) fn matches(
    lexicon: &Lexicon,
    doc: &Document,
    words: &Words,
    infos: &[u32],
    masks: &[Mask],
    range: Range<u32>,
    table: &WordTable,
    starts: &mut Starts,
    out: &mut Vec<Match>,
) {
    let walk = Walk { lexicon, doc, words, infos, table, end: range.end };
    let from = out.len();
    // Where the matches so far end, and where those that are no offices do.
    let (mut reach, mut names) = (range.start, range.start);
    for at in range.clone() {
        let here = masks[at as usize];
        if !here.has(Mask::STARTS) {
            continue;
        }
        let next = at + 1;
        let follows = if next < range.end { masks[next as usize].follows() } else { Nodes::default() };
        if !here.has(Mask::ENDS) && follows == Nodes::default() {
            continue;
        }
        let start = starts.of(&walk, at);
        let (best, inner) = if start.nodes.meet(follows) && walk.leads_on(starts.ways(start), next) {
            walk.all(starts, start, at)
        } else {
            (starts.alone(start, at), None)
        };
        if let Some(mut m) = best {
            if m.end > next {
                widen_over_quotes(words, infos, range.clone(), &mut m);
            }
            m.nested = m.end <= reach;
            let office = m.kind == EntityType::Role;
            if m.start < reach && !m.nested && (office || m.start < names) {
                // Overlaps the one before: leftmost wins, the rest is dropped. `депутат | Госдумы РФ` share a word.
                continue;
            }
            reach = reach.max(m.end);
            if !office {
                names = names.max(m.end);
            }
            out.push(m);
            // `АӨСШК` in `АӨСШК Хатшылығы`.
            let kazakh = doc.tokens[at as usize].lang == Lang::Kk;
            let fits = |i: &Match| i.end < m.end && !office && !(kazakh && i.kind == EntityType::Role);
            if let Some(mut inner) = inner.filter(fits) {
                inner.nested = true;
                out.push(inner);
            }
        }
    }
    share_nouns(&walk, starts, masks, range, from, out);
}

/// The Kazakh plural.
const PLURALS: [&str; 6] = ["лар", "лер", "дар", "дер", "тар", "тер"];

/// Names that share a noun, at most.
const SHARING: u32 = 24;

/// Words in small letters between two of them in Russian, at most: `Павлодарской, на севере и востоке | Абайской областей`.
const BETWEEN: u32 = 6;

/// Adds the names that share a noun in tokens `range`, all but the last without it: `Павлодарской, Атырауской и Мангыстауской
/// областей`, `Ақтөбе, Қостанай және Ақмола облыстары`. `out[from..]` are the sentence's matches, in order.
fn share_nouns(
    walk: &Walk<'_>,
    starts: &mut Starts,
    masks: &[Mask],
    range: Range<u32>,
    from: usize,
    out: &mut Vec<Match>,
) {
    let mut found: Vec<Match> = Vec::new();
    for noun in range.clone().skip(3) {
        let mask = masks[noun as usize];
        let lang = walk.doc.tokens[noun as usize].lang;
        let named =
            |t: u32| masks[t as usize].class() == Class::Capital && walk.doc.tokens[t as usize].lang == lang;
        if mask.class() != Class::Lower || !named(noun - 1) {
            continue;
        }
        let before = |t: u32| walk.before_joint(t, range.start).filter(|&t| named(t));
        if before(noun - 1).is_none() {
            continue;
        }
        let is_noun = if lang == Lang::Kk { walk.is_plural(noun) } else { mask.has(Mask::PATTERN) };
        if !is_noun {
            continue;
        }
        let mut readings = walk.words.readings(walk.infos[noun as usize]).to_vec();
        if lang == Lang::Kk {
            walk.singular(noun, &mut readings);
        }
        let mut t = noun - 1;
        loop {
            if masks[t as usize].has(Mask::STARTS)
                && let Some(m) = walk.elliptic(starts, t, noun, &readings)
            {
                // The noun tells which of several it is.
                let end = if t + 1 == noun { noun + 1 } else { t + 1 };
                found.push(Match { end, ambiguous: false, ..m });
            }
            match before(t) {
                Some(next) if noun - t <= 2 * SHARING => t = next,
                _ => break,
            }
        }
    }
    if found.is_empty() {
        return;
    }
    // What the word is alone gives way: `Павлодарском` of `Павлодарском и Успенском районах` is no village. A longer name
    // that holds it does not.
    found.sort_by_key(|m| m.start);
    let here = &out[from..];
    let alone = |m: &Match, t: u32| (m.start, m.end) == (t, t + 1);
    found.retain(|f| {
        let near = here.partition_point(|m| m.start + (LONGEST as u32) < f.start);
        let mut over = here[near..].iter().take_while(|m| m.start < f.end).filter(|m| f.start < m.end);
        over.all(|m| alone(m, f.start))
    });
    let mut all = out.split_off(from);
    all.retain(|m| found.binary_search_by_key(&m.start, |f| f.start).is_err());
    all.extend(found);
    all.sort_by_key(|m| m.start);
    out.extend(all);
}

impl Walk<'_> {
    /// True for a quotation mark or a comma.
    fn is_mark(&self, t: u32) -> bool {
        matches!(
            self.words.info(self.infos[t as usize]).class,
            Class::OpenQuote | Class::CloseQuote | Class::Quote | Class::Comma
        )
    }

    /// True for a Kazakh plural: `Шымкент және Түркістан облысы` are a city and a region.
    fn is_plural(&self, t: u32) -> bool {
        let key = self.table.key(self.doc.tokens[t as usize].word);
        PLURALS.iter().any(|plural| key.contains(plural))
    }

    /// True for what stands between the names that share a noun.
    fn joins(&self, t: u32) -> bool {
        let key = || self.table.key(self.doc.tokens[t as usize].word);
        match self.words.info(self.infos[t as usize]).class {
            Class::Comma => true,
            Class::Lower => is_and(key()),
            _ => false,
        }
    }

    /// Where the word before `t` stands that may share a noun with it: a comma or `и` joins the two, in Russian also with
    /// words in small letters beside it.
    fn before_joint(&self, t: u32, first: u32) -> Option<u32> {
        let small = |t: u32| self.words.info(self.infos[t as usize]).class == Class::Lower;
        let most = if self.doc.tokens[t as usize].lang == Lang::Kk { 1 } else { BETWEEN };
        let mut joined = false;
        let mut at = t;
        while at > first && t - at <= most {
            at -= 1;
            let joins = self.joins(at);
            if !joins && !small(at) {
                return joined.then_some(at);
            }
            joined |= joins;
        }
        None
    }

    /// Adds what a Kazakh plural is in the names of one: `аудандарында` as `ауданында`, `қалалары` as `қаласы`.
    fn singular(&self, noun: u32, readings: &mut Vec<Reading>) {
        let word = self.doc.tokens[noun as usize].word;
        for plural in PLURALS {
            let Some((stem, rest)) = self.table.key(word).rsplit_once(plural) else { continue };
            if rest.starts_with(['ы', 'і']) {
                let joint = if stem.ends_with(['а', 'ә', 'е', 'ы', 'і']) { "с" } else { "" };
                let one = format!("{stem}{joint}{rest}");
                self.lexicon.readings(&self.lexicon.cuts(&one, Lang::Kk), &one, readings);
                break;
            }
        }
    }

    /// The place that the word at `at` names with a noun that stands farther behind and has these readings, in a case of
    /// both: of several the noun is in the plural.
    fn elliptic(&self, starts: &mut Starts, at: u32, noun: u32, readings: &[Reading]) -> Option<Match> {
        let start = starts.of(self, at);
        let mut found = Best::default();
        let mut path = Path::NEW;
        for way in starts.ways(start).iter().filter(|way| way.goes_on) {
            path.step(0, at, way.caps);
            for r in readings {
                let Some(to) = self.lexicon.step(way.node, r.word) else { continue };
                let cases = way.forms.and(Forms(r.forms.0 | r.forms.0 >> 6)).and(Forms::SINGULAR);
                if cases.is_empty() {
                    continue;
                }
                path.step(1, noun, r.caps);
                let ended = |m: Match, rank: u32| found.take(m, rank);
                self.terminal(&path, to, cases, 2, at..at + 1, way.case, false, ended);
            }
        }
        // `Құрық порттарына`: a town as well.
        let facility = |m: &Match| *self.lexicon.entry(m.entry).subtype == *"facility";
        let kazakh = self.doc.tokens[noun as usize].lang == Lang::Kk;
        let place = |m: &Match| m.kind == EntityType::Loc && !(kazakh && facility(m));
        found.best.filter(place).map(|m| self.with_subtype(m))
    }

    /// Where the next word inside a name stands: a quotation mark or a comma may stand before it, never two.
    fn inside(&self, at: u32) -> Option<u32> {
        if at >= self.end || !self.is_mark(at) {
            return Some(at).filter(|&t| t < self.end);
        }
        let next = at + 1;
        (next < self.end && !self.is_mark(next)).then_some(next)
    }

    /// Whether any of the ways has a step over the word at `at`: most have none.
    fn leads_on(&self, ways: &[Way], at: u32) -> bool {
        let Some(at) = self.inside(at) else { return false };
        let readings = self.words.readings(self.infos[at as usize]);
        let mut on = ways.iter().filter(|way| way.goes_on);
        on.any(|way| {
            let step = |r: &Reading| self.lexicon.step(way.node, r.word).is_some();
            readings.iter().any(|r| !way.forms.and(r.forms).is_empty() && step(r))
        })
    }

    /// The best and the inner of all aliases that begin at `at`.
    fn all(&self, starts: &Starts, start: Start, at: u32) -> (Option<Match>, Option<Match>) {
        let mut found = Best::default();
        let mut path = Path::NEW;
        for way in starts.ways(start) {
            for &(m, rank) in &starts.single[way.single.start as usize..way.single.end as usize] {
                found.take(Match { start: at, end: at + 1, ..m }, rank);
            }
            if way.goes_on {
                path.step(0, at, way.caps);
                self.from(at + 1, way.node, way.forms, 1, at, way.case, &mut path, &mut found);
            }
        }
        (found.best.map(|m| self.with_subtype(m)), found.inner.map(|m| self.with_subtype(m)))
    }

    fn with_subtype(&self, m: Match) -> Match {
        Match { subtype: super::model::hash_text(&self.lexicon.entry(m.entry).subtype), ..m }
    }

    /// `Келесі` is the next, not the Keles of somebody: a bare possessive or plural of a place's name is none where it
    /// is a word of its own.
    fn possessed(&self, info: u32, r: &Reading) -> bool {
        r.inflected && r.case == Some(Case::Nom) && self.words.info(info).common
    }

    #[allow(clippy::too_many_arguments)]
    fn from(
        &self,
        at: u32,
        node: u32,
        forms: Forms,
        depth: usize,
        first: u32,
        case: Option<Case>,
        path: &mut Path,
        found: &mut Best,
    ) {
        let Some(at) = self.inside(at).filter(|_| depth < LONGEST) else { return };
        let info = self.infos[at as usize];
        for r in self.words.readings(info) {
            let Some(to) = self.lexicon.step(node, r.word) else { continue };
            let both = forms.and(r.forms);
            if both.is_empty() {
                continue;
            }
            path.step(depth, at, r.caps);
            let case = r.case.or(case);
            let possessed = self.possessed(info, r);
            let ended = |m: Match, rank: u32| found.take(m, rank);
            self.terminal(path, to, both, depth + 1, first..at + 1, case, possessed, ended);
            if self.lexicon.goes_on(to) {
                self.from(at + 1, to, both, depth + 1, first, case, path, found);
            }
        }
    }

    /// Tells of every alias that ends at a node, after `count` words, what it is and how it ranks.
    #[allow(clippy::too_many_arguments)]
    fn terminal(
        &self,
        path: &Path,
        node: u32,
        forms: Forms,
        count: usize,
        tokens: Range<u32>,
        case: Option<Case>,
        possessed: bool,
        mut ended: impl FnMut(Match, u32),
    ) {
        let Range { start: first, end } = tokens;
        let lang = self.doc.tokens[first as usize].lang;
        for alias in self.lexicon.at(node) {
            let Some(small) = self.fits(alias, path, count) else { continue };
            // A comma in the text is one of the name's.
            let comma = |t: u32| self.words.info(self.infos[t as usize]).class == Class::Comma;
            if end - first > count as u32 && (first..end).any(comma) && !alias.text.contains(',') {
                continue;
            }
            if possessed && alias.thing == EntityType::Loc && count == 1 {
                continue;
            }
            let native = match alias.lang {
                AliasLang::Ru => lang != Lang::Kk,
                AliasLang::Kk => lang == Lang::Kk,
                _ => true,
            };
            let entry = self.lexicon.entry(alias.entry);
            // Longest, then in the singular (Фукуоки is no Фукуок), then unambiguous, then of the text's language, then current names, then the earlier file.
            let rank = (end - first) << 16
                | u32::from(!forms.and(Forms::SINGULAR).is_empty() || alias.flags.plural) << 14
                | u32::from(!small) << 13
                | u32::from(!alias.flags.ambiguous && !alias.flags.context) << 12
                | u32::from(native) << 11
                | u32::from(alias.kind != AliasKind::Former) << 10
                | (1023 - entry.file.min(1023));
            let case = if lang == Lang::Kk { case } else { forms.case().filter(|_| forms != Forms::ANY) };
            let found = Match {
                start: first,
                end,
                entry: alias.entry,
                kind: entry.kind,
                ambiguous: alias.flags.ambiguous,
                context: alias.flags.context,
                small,
                words: count as u8,
                case,
                subtype: 0,
                nested: false,
            };
            ended(found, rank);
        }
    }

    /// Whether the capitals of the text are those of the alias; `Some(true)` where only the first word is smaller.
    fn fits(&self, alias: &Alias, path: &Path, count: usize) -> Option<bool> {
        if usize::from(alias.words) != count {
            return None;
        }
        // `Абылай хан` and `хан Абылай`: the small word in either place.
        if alias.thing == EntityType::Per && (0..count).any(|i| alias.caps(i) == Caps::Lower) {
            let fine = |i: usize, at: usize| match alias.caps(at) {
                Caps::Lower => true,
                _ => path.caps[i] != Caps::Lower,
            };
            let straight = (0..count).all(|i| fine(i, i));
            return (straight || (0..count).all(|i| fine(i, (i + count - 1) % count))).then_some(false);
        }
        let lenient = matches!(alias.thing, EntityType::Org | EntityType::Role | EntityType::Event);
        let turned = alias.thing == EntityType::Per && count >= 2;
        let mut small = false;
        for i in 0..count {
            let (want, got) = (if turned { Caps::Capital } else { alias.caps(i) }, path.caps[i]);
            let fine = match want {
                Caps::Lower => got != Caps::Mixed,
                Caps::Capital => matches!(got, Caps::Capital | Caps::All) || turned && got == Caps::Mixed,
                Caps::All => got == Caps::All,
                Caps::Mixed => matches!(got, Caps::Mixed | Caps::All | Caps::Capital),
            };
            if alias.flags.case && !turned {
                let word = self.doc.tokens[path.tokens[i] as usize].word;
                let surface = self.table.surface(word);
                let exact = alias_word(&alias.text, i);
                let shorter: String =
                    exact.chars().take(exact.chars().count().saturating_sub(2).max(2)).collect();
                if !surface.starts_with(&shorter) || want != got {
                    return None;
                }
            }
            if fine {
                continue;
            }
            if want == Caps::Capital && got == Caps::Lower && lenient && count >= 2 {
                if i == 0 {
                    small = true;
                }
                continue;
            }
            // `Чешская республика`, `Соединённые штаты`
            if want == Caps::Capital
                && got == Caps::Lower
                && i > 0
                && alias.thing == EntityType::Loc
                && STATES.contains(&alias_word(&alias.text, i))
            {
                continue;
            }
            // A role is an office also in small letters.
            if want == Caps::Capital && got == Caps::Lower && alias.thing == EntityType::Role {
                small = true;
                continue;
            }
            return None;
        }
        Some(small)
    }
}

/// What a country's name may end in with a small letter.
const STATES: &[&str] =
    &["Республика", "Республикасы", "Штаты", "Штаттары", "Королевство", "Корольдігі", "Федерация", "Эмираты"];

/// Word number `i` of an alias.
fn alias_word(text: &str, i: usize) -> &str {
    alias_words(text).nth(i).unwrap_or("")
}

/// Takes in the mark that closes a quotation opened inside the match, or opens one closed inside it.
fn widen_over_quotes(words: &Words, infos: &[u32], range: Range<u32>, m: &mut Match) {
    let class = |i: u32| words.info(infos[i as usize]).class;
    let open = (m.start..m.end).filter(|&i| matches!(class(i), Class::OpenQuote)).count();
    let close = (m.start..m.end).filter(|&i| matches!(class(i), Class::CloseQuote)).count();
    let straight = (m.start..m.end).filter(|&i| class(i) == Class::Quote).count();
    if open > close && m.end < range.end && class(m.end) == Class::CloseQuote {
        m.end += 1;
    } else if close > open && m.start > range.start && class(m.start - 1) == Class::OpenQuote {
        m.start -= 1;
    } else if straight % 2 == 1 {
        if m.end < range.end && class(m.end) == Class::Quote {
            m.end += 1;
        } else if m.start > range.start && class(m.start - 1) == Class::Quote {
            m.start -= 1;
        }
    }
}
