//! Persons: what a mention's words are, their base forms, and whose name it is.
//!
//! Reads: entities of type PER, the name lists, the lexicon's persons. Makes: for each the lexicon's entry, or an id
//! and names of its own, equal across inflection and, for Kazakhstani names, across both languages. Rules: `person:full`
//! (surname with given name or initials, linked to the lexicon), `person:made` (the same, unknown to it),
//! `person:surname` (a surname alone that the document gives in full),
//! `person:given` (a given name alone that the document gives in full). A form that may be a woman's or a man's is the
//! man's whom the document names elsewhere ([`men`]), or whose the words beside it tell ([`stands`]). Cost: a probe a mention
//! in words that were read before, some microseconds another; persons are a few in a hundred tokens.

mod gender;
mod id;
mod stands;

use std::cell::OnceCell;
use std::sync::Arc;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::document::{Case, Document, Entity, EntityType, Made, Thing};
use crate::lang::Lang;
use crate::lang::letters::Letter;
use crate::lang::ru::inflect::{Forms, Hint, forms_as};
use crate::lexicon::{EntryId, Evidence, Lexicon, NameReading, without_case};
use crate::words::{WordId, WordTable, fold};

use super::bounds::is_joining;
use super::mention::{Mentions, Tally};
use super::word::{Class, Words};
use super::{order, spans};
use gender::{Surname, feminine_surname, mans, men, seldom, shortened};
pub(super) use id::latin;
use id::made;
use stands::{Beside, Stands};

/// The name of a mention, in base forms as keys and as written.
#[derive(Clone, Debug, Default)]
struct Name {
    given: Option<Arc<Part>>,
    initial: Option<char>,
    /// The initial that a hyphen joins to it: `К.-Ж.`
    second: Option<char>,
    patronymic: Option<Arc<Part>>,
    surname: Option<Arc<Part>>,
    /// A ruler's number, in Latin letters: `Генрих IV`.
    number: Option<String>,
    case: Option<Case>,
    /// The given name may be a man's in another case than the nominative though it looks like a woman's (`Валерия`,
    /// `Роберта`), or tells no gender.
    either: bool,
    /// A woman's in the nominative or a man's in the genitive, which the words beside it may tell: `Александра Иванова`,
    /// `А. Оспанова`.
    doubtful: bool,
    /// A Russian form that is none of the nominative.
    oblique: bool,
}

impl Name {
    /// True where a given name begins as the initials do: Касым-Жомарт for `К.-Ж.`
    fn begins(&self, given: &str) -> bool {
        let second = |s| given.split_once('-').is_some_and(|(_, g)| g.starts_with(s));
        self.initial.is_none_or(|i| given.starts_with(i)) && self.second.is_none_or(second)
    }

    /// True where the surnames' likeliest base forms are the same: else a mention's case is that of another word.
    fn agrees_with(&self, other: &Name) -> bool {
        self.surname.as_ref().map(|s| &s.key) == other.surname.as_ref().map(|s| &s.key)
            || self.surname.is_none()
            || other.surname.is_none()
    }
}

#[derive(Clone, Debug)]
struct Part {
    /// The likeliest base form, folded.
    key: String,
    /// The same as it would be written.
    written: String,
    /// Other possible base forms, folded.
    others: Vec<String>,
    /// The numbers of `key` and `others`.
    numbers: Vec<u32>,
}

impl Part {
    /// A part whose forms have no numbers yet.
    fn new(surface: &str, key: &str, base: String, others: Vec<String>) -> Part {
        Part { written: rewrite(surface, key, &base), key: base, others, numbers: Vec::new() }
    }

    fn numbered(mut self, tally: &mut Tally) -> Arc<Part> {
        self.numbers = std::iter::once(&self.key).chain(&self.others).map(|key| tally.number(key)).collect();
        Arc::new(self)
    }

    fn may_be(&self, key: &str) -> bool {
        self.key == key || self.others.iter().any(|o| o == key)
    }

    fn meets(&self, other: &Part) -> bool {
        self.numbers.iter().any(|n| other.numbers.contains(n))
    }

    /// The same with another base form of it as the likeliest.
    fn turned(&self, best: &str, tally: &mut Tally) -> Arc<Part> {
        let mut others: Vec<String> = self.others.iter().filter(|o| *o != best).cloned().collect();
        others.push(self.key.clone());
        Part::new(&self.written, &self.key, best.to_owned(), others).numbered(tally)
    }

    /// True for a surname whose base form other mentions may tell.
    fn is_open(&self) -> bool {
        !self.others.is_empty() && !russian_surname(&self.key)
    }
}

/// What a person's mention says by its words alone.
struct Mention {
    name: Name,
    /// The surname may have other base forms than the likeliest.
    open: bool,
    /// What it is as a man's name, where it is taken for a woman's and may be a man's in another case (`Рашкина`): given
    /// name and surname.
    man: Option<(Option<String>, Option<String>)>,
    lang: Lang,
    entry: OnceCell<Option<EntryId>>,
    listed: OnceCell<Option<EntryId>>,
    made: OnceCell<Arc<Made>>,
}

impl Mention {
    fn new(name: Name, lang: Lang) -> Mention {
        let open = name.surname.as_ref().is_some_and(|s| s.is_open());
        let man = mans(&name);
        Mention {
            name,
            open,
            man,
            lang,
            entry: OnceCell::new(),
            listed: OnceCell::new(),
            made: OnceCell::new(),
        }
    }

    /// Whose name it is by the lexicon.
    fn entry(&self, lexicon: &Lexicon) -> Option<EntryId> {
        *self.entry.get_or_init(|| entry_of(lexicon, &self.name))
    }

    /// Whose it is where the lexicon does not tell.
    fn made(&self, lexicon: &Lexicon) -> Thing {
        Thing::Made(Arc::clone(
            self.made.get_or_init(|| Arc::new(made(lexicon, &self.name, self.lang, false))),
        ))
    }
}

/// Mentions and base forms found before: they come back in every document.
#[derive(Default)]
pub(super) struct Bases {
    mentions: Mentions<Mention>,
    /// By word, role, gender and the forms that the words before allow: the part and the forms left.
    russian: Kept<(WordId, Asked, Forms), Forms>,
    /// By word and whether it is the last: the part and its case.
    kazakh: Kept<(WordId, bool), Option<Case>>,
    /// The base forms.
    tally: Tally,
}

/// Parts that were found, and what was found with them.
type Kept<Question, Told> = HashMap<Question, (Arc<Part>, Told), FixedState>;

/// Base forms kept at most, of either language.
const BASES: usize = 1 << 16;

/// Mentions kept at most: some ten megabytes.
const MENTIONS: usize = 1 << 15;

/// What a Russian base form is looked for as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Asked {
    role: Role,
    feminine: bool,
    masculine: bool,
}

impl Bases {
    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.mentions.clear();
        self.russian.clear();
        self.kazakh.clear();
        self.tally.clear();
    }

    /// The place of an entity's words in `mentions`; a name is `listed` with one before it that is not in the nominative.
    #[allow(clippy::too_many_arguments)]
    fn mention(
        &mut self,
        lexicon: &Lexicon,
        doc: &Document,
        words: &Words,
        infos: &[u32],
        table: &WordTable,
        e: &Entity,
        listed: bool,
    ) -> u32 {
        let said = &infos[e.tokens.start as usize..e.tokens.end as usize];
        let find = |bases: &mut Bases, stands: Stands| {
            bases.mentions.find(said, stands as u64).unwrap_or_else(|hash| {
                let name = parse(lexicon, doc, words, infos, table, bases, e, stands);
                let mention = Mention::new(name, doc.tokens[e.tokens.start as usize].lang);
                bases.mentions.add(hash, said, stands as u64, mention)
            })
        };
        let at = find(self, Stands::Untold);
        if !self.mentions.get(at).name.doubtful {
            return at;
        }
        match (Beside { lexicon, doc, words, infos, table }).tells(e) {
            Stands::Untold if listed => find(self, Stands::Man),
            Stands::Untold => at,
            told => find(self, told),
        }
    }
}

/// Letters of a word of a Korean or Chinese name, at most.
const SHORT: usize = 4;

/// Persons named in full, at most, whom the names of a document are compared with: a longer list is no story.
const KNOWN: usize = 1000;

/// A person that the document named in full.
struct Known<'a> {
    name: &'a Name,
    thing: Thing,
}

/// Gives every person an entry or an id.
pub(super) fn link(
    lexicon: &Lexicon,
    doc: &mut Document,
    words: &Words,
    infos: &[u32],
    table: &WordTable,
    bases: &mut Bases,
) {
    if !doc.entities.iter().any(|e| e.kind == EntityType::Per) {
        return;
    }
    if bases.mentions.len() > MENTIONS || bases.russian.len().max(bases.kazakh.len()) > BASES {
        bases.clear();
    }
    let mut entities = std::mem::take(&mut doc.entities);
    let persons = entities.iter().enumerate().filter(|(_, e)| e.kind == EntityType::Per);
    let mut places: Vec<(usize, u32)> = Vec::new();
    let mut before: Option<(u32, u32)> = None;
    for (i, e) in persons {
        // `архитекторов Д. И. Бурдина, В. А. Климова`: in one case.
        let listed = before.is_some_and(|(end, at)| {
            bases.mentions.get(at).name.oblique
                && e.tokens.start == end + 1
                && matches!(table.key(doc.tokens[end as usize].word), "," | "и")
        });
        let at = bases.mention(lexicon, doc, words, infos, table, e, listed);
        before = Some((e.tokens.end, at));
        places.push((i, at));
    }
    let Bases { mentions, tally, .. } = bases;
    let mut names: Vec<(usize, &Mention)> = places.iter().map(|&(i, at)| (i, mentions.get(at))).collect();
    let voted = vote(lexicon, &names, tally);
    for (at, mention) in &voted {
        names[*at].1 = mention;
    }
    let men = men(&names, tally);
    for (at, mention) in &men {
        names[*at].1 = mention;
    }
    let mut known: Vec<Known> = Vec::new();
    let mut alone: Vec<(usize, &Mention)> = Vec::new();
    let mut parted: Vec<Entity> = Vec::new();
    for (i, mention) in names {
        let name = &mention.name;
        let e = &mut entities[i];
        // Of a listed person only where the base form is that one's: `Уго Чавеса` is no feminine Чавеса.
        let fits = |entry| name.surname.as_ref().is_none_or(|s| has_surname(lexicon, entry, &s.key));
        if e.case.is_none() && !matches!(e.thing, Thing::Entry(entry) if !fits(entry)) {
            e.case = name.case;
        }
        let single = name.surname.is_none() || name.given.is_none() && name.initial.is_none();
        if single && name.number.is_none() {
            alone.push((i, mention));
            continue;
        }
        let is_given = words.info(infos[e.tokens.start as usize]).evidence.has(Evidence::GIVEN);
        if !is_given && let Some((first, second)) = two_surnames(&known, name, e) {
            let middle = e.tokens.start + 1;
            for (thing, tokens) in [(first, e.tokens.start..middle), (second, middle..e.tokens.end)] {
                let (orig, norm) = spans(doc, tokens.start, tokens.end);
                let case = if tokens.start == middle { name.case } else { None };
                parted.push(Entity { orig, norm, tokens, case, thing, rule: "person:surname", ..e.clone() });
            }
            continue;
        }
        if !matches!(e.thing, Thing::Entry(_)) {
            e.thing = match mention.entry(lexicon) {
                Some(entry) => {
                    e.rule = "person:full";
                    e.score = e.score.max(0.9);
                    e.case = e.case.filter(|_| fits(entry));
                    Thing::Entry(entry)
                }
                None => match known.iter().find(|k| same_person(k.name, name)) {
                    Some(k) => {
                        e.case = e.case.filter(|_| k.name.agrees_with(name));
                        k.thing.clone()
                    }
                    None => apart(lexicon, &known, mention),
                },
            };
        }
        if matches!(e.thing, Thing::Made(_)) && e.rule == "model" {
            e.rule = "person:made";
        }
        if known.len() < KNOWN {
            known.push(Known { name, thing: e.thing.clone() });
        }
    }
    // Full names beat initials: a later full mention names an earlier `М. Тілеуберді`.
    for (i, mention) in alone {
        let name = &mention.name;
        let e = &mut entities[i];
        let mut found = known.iter().filter(|k| match (&name.surname, &name.given) {
            (Some(s), _) => k.name.surname.as_ref().is_some_and(|o| o.meets(s)),
            (None, Some(g)) => k.name.given.as_ref().is_some_and(|o| o.meets(g)),
            _ => false,
        });
        let first = found.next();
        if let Some(k) = first
            && (name.surname.is_some() || found.all(|o| o.thing == k.thing))
        {
            e.rule = if name.surname.is_some() { "person:surname" } else { "person:given" };
            e.case = e.case.filter(|_| k.name.agrees_with(name));
            e.thing = k.thing.clone();
            continue;
        }
        // A surname alone is the lexicon's person only where its row does not ask for the full name (`context`).
        if matches!(e.thing, Thing::Entry(_)) {
            continue;
        }
        e.thing = match *mention.listed.get_or_init(|| listed(lexicon, doc, e)) {
            Some(entry) => Thing::Entry(entry),
            None => mention.made(lexicon),
        };
    }
    if !parted.is_empty() {
        entities
            .retain(|e| e.kind != EntityType::Per || !parted.iter().any(|p| p.orig.start == e.orig.start));
        entities.append(&mut parted);
        order(&mut entities);
    }
    doc.entities = entities;
}

/// Of several possible base forms of a surname that no list holds, the one that most of the document's mentions allow:
/// `Кандыбы` and `Кандыба` are Кандыба's, `Рэппу` and `Рэппом` Рэпп's. Surnames in -ов, -ин, -ский are left alone: theirs
/// tell a man from a woman. Makes the mentions whose surname is another one, with their places in `names`.
fn vote(lexicon: &Lexicon, names: &[(usize, &Mention)], tally: &mut Tally) -> Vec<(usize, Mention)> {
    let mut voted = Vec::new();
    if names.len() < 2 || !names.iter().any(|(_, m)| m.open) {
        return voted;
    }
    tally.begin();
    for part in names.iter().filter_map(|(_, m)| m.name.surname.as_ref()) {
        for &number in &part.numbers {
            tally.count(number);
        }
    }
    for (at, (_, mention)) in names.iter().enumerate().filter(|(_, (_, m))| m.open) {
        let Some(part) = &mention.name.surname else { continue };
        let (mut best, mut most) = (0, tally.of(part.numbers[0]));
        for (i, &number) in part.numbers.iter().enumerate().skip(1) {
            let votes = tally.of(number);
            if votes > most && !russian_surname(&part.others[i - 1]) {
                (best, most) = (i, votes);
            }
        }
        if best == 0 || !lexicon.persons(&part.key).is_empty() {
            continue;
        }
        let surname = part.turned(&part.others[best - 1], tally);
        let name = Name { surname: Some(surname), ..mention.name.clone() };
        voted.push((at, Mention::new(name, mention.lang)));
    }
    voted
}

/// True for a surname in -ов, -ев, -ин, -ский or their feminine.
fn russian_surname(key: &str) -> bool {
    const ENDS: [&str; 12] =
        ["ов", "ев", "ин", "ын", "ский", "цкий", "ова", "ева", "ина", "ына", "ская", "цкая"];
    ENDS.iter().any(|e| key.ends_with(e))
}

/// True for an ending that only a case of a Russian surname has: `Козомазову`, `Лаевского`, `Лажечниковым`, `Петровой`.
fn declined_surname(key: &str, base: &str) -> bool {
    const CASES: [(&str, [&str; 4]); 12] = [
        ("ский", ["ского", "скому", "ским", "ском"]),
        ("цкий", ["цкого", "цкому", "цким", "цком"]),
        ("ов", ["ову", "овым", "ове", "овым"]),
        ("ев", ["еву", "евым", "еве", "евым"]),
        ("ин", ["ину", "иным", "ине", "иным"]),
        ("ын", ["ыну", "ыным", "ыне", "ыным"]),
        ("ова", ["овой", "овой", "овой", "овой"]),
        ("ева", ["евой", "евой", "евой", "евой"]),
        ("ина", ["иной", "иной", "иной", "иной"]),
        ("ына", ["ыной", "ыной", "ыной", "ыной"]),
        ("цкая", ["цкой", "цкую", "цкой", "цкую"]),
        ("ская", ["ской", "скую", "ской", "скую"]),
    ];
    CASES.iter().any(|(end, cases)| base.ends_with(end) && cases.iter().any(|c| key.ends_with(c)))
}

/// True for a consonant and a vowel that names seldom end in, but for those in -ску: `Карплусу`, not `Лау`, `Чаушеску`.
fn looks_declined(key: &str) -> bool {
    let mut letters = key.chars().rev();
    let (last, before) = (letters.next(), letters.next());
    let vowel = before.is_none_or(|c| "аеиоуыэюя".contains(c));
    matches!(last, Some('у' | 'ю' | 'е')) && !vowel && !key.ends_with("ску")
}

/// True for an ending that tells the case and the gender of a Russian surname by itself: `Сарбаевым`, `Сарбаевой`.
fn declined_alone(key: &str) -> bool {
    const CASES: [&str; 12] =
        ["овым", "евым", "иным", "ским", "ского", "скому", "цким", "цкого", "цкому", "овой", "евой", "ской"];
    CASES.iter().any(|end| key.ends_with(end))
}

/// True for an ending that only a case of a patronymic has: `Игнатьевну`, `Мастаковичем`.
fn declined_patronymic(key: &str, base: &str) -> bool {
    let woman = |end: &str| base.ends_with(end) && !key.ends_with(end);
    let man = base.ends_with("ич") && ["ича", "ичу", "ичем", "иче"].iter().any(|end| key.ends_with(end));
    man || woman("вна") || woman("чна")
}

/// Whose a name is that nobody named before has: with the whole given name in its id where another person of the document
/// has the same surname and first letter, as `Сергей Кравченко` beside `Светлана Кравченко`.
fn apart(lexicon: &Lexicon, known: &[Known<'_>], mention: &Mention) -> Thing {
    let thing = mention.made(lexicon);
    let other = |k: &Known<'_>| match (&k.thing, &thing) {
        (Thing::Made(a), Thing::Made(b)) => a.id == b.id && namesakes(k.name, &mention.name),
        _ => false,
    };
    if known.iter().any(other) {
        return Thing::Made(Arc::new(made(lexicon, &mention.name, mention.lang, true)));
    }
    thing
}

/// True for given names of two persons: other spellings of one begin alike, as Наталья and Наталия do.
fn namesakes(a: &Name, b: &Name) -> bool {
    /// Letters, at the end of the shorter, that two spellings may differ in.
    const ALIKE: usize = 3;
    let (Some(a), Some(b)) = (&a.given, &b.given) else { return false };
    let [a, b] = [a, b].map(|part| latin(&part.key));
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    same + ALIKE <= a.len().min(b.len())
}

/// `Тоқаев Мирзиёевпен` where the document has named both: not one person, whose given name the first would be.
fn two_surnames(known: &[Known<'_>], name: &Name, e: &Entity) -> Option<(Thing, Thing)> {
    let (first, second) = (name.given.as_ref()?, name.surname.as_ref()?);
    let of = |part: &Part| {
        let mut found = known.iter().filter(|k| k.name.surname.as_ref().is_some_and(|s| s.meets(part)));
        found.next().map(|k| &k.thing)
    };
    let given = |part: &Part| known.iter().any(|k| k.name.given.as_ref().is_some_and(|g| g.meets(part)));
    if e.tokens.len() != 2 || matches!(e.thing, Thing::Entry(_)) || given(first) {
        return None;
    }
    let (first, second) = (of(first)?, of(second)?);
    (first != second).then(|| (first.clone(), second.clone()))
}

fn same_person(a: &Name, b: &Name) -> bool {
    let meet =
        |x: &Option<Arc<Part>>, y: &Option<Arc<Part>>| matches!((x, y), (Some(x), Some(y)) if x.meets(y));
    // `Дулат Исабекұлы` is Дулат Исабекұлы Серіков.
    let surname =
        meet(&a.surname, &b.surname) || meet(&a.surname, &b.patronymic) || meet(&a.patronymic, &b.surname);
    let given = match (&a.given, &b.given) {
        (Some(x), Some(y)) => x.meets(y),
        (Some(x), None) => b.begins(&x.key),
        (None, Some(y)) => a.begins(&y.key),
        (None, None) => a.initial == b.initial && (a.second == b.second || a.second.is_none()),
    };
    surname && given && a.number == b.number
}

/// The number behind a ruler's name.
pub(super) fn ruler_number(surface: &str) -> Option<String> {
    // Kazakh texts have their own І for the Latin one.
    let digits = surface.replace('І', "I");
    let roman = digits.len() <= 5 && digits.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'));
    roman.then_some(digits)
}

/// The person whom the lexicon alone has by this one word, where a place or body has it too: `Құрманғазы`.
fn listed(lexicon: &Lexicon, doc: &Document, e: &Entity) -> Option<EntryId> {
    if e.tokens.len() > 1 {
        return None;
    }
    let found = lexicon.find(&doc.normalized()[e.norm.range()], doc.tokens[e.tokens.start as usize].lang);
    let mut persons = found.iter().filter(|(entry, _)| lexicon.entry(*entry).kind == EntityType::Per);
    let (entry, alias) = persons.next()?;
    (!alias.flags.context && persons.all(|(other, alias)| other == entry && !alias.flags.context))
        .then_some(*entry)
}

fn has_surname(lexicon: &Lexicon, entry: EntryId, key: &str) -> bool {
    lexicon.persons(key).iter().any(|(person, _)| *person == entry)
}

fn entry_of(lexicon: &Lexicon, name: &Name) -> Option<EntryId> {
    // A ruler is listed with the number.
    let surname = name.surname.as_ref().filter(|_| name.number.is_none())?;
    let mut found: Option<EntryId> = None;
    for key in std::iter::once(&surname.key).chain(&surname.others) {
        for (entry, given) in lexicon.persons(key) {
            let fits = match (&name.given, name.initial) {
                (Some(g), _) => g.may_be(given),
                (None, Some(_)) => name.begins(given),
                _ => false,
            };
            if fits {
                if found.is_some_and(|f| f != *entry) {
                    return None;
                }
                found = Some(*entry);
            }
        }
        if found.is_some() {
            return found;
        }
    }
    found
}

/// Splits a mention into the parts of a name. What stands beside it counts where its form may be a woman's or a man's.
#[allow(clippy::too_many_arguments)]
fn parse(
    lexicon: &Lexicon,
    doc: &Document,
    words: &Words,
    infos: &[u32],
    table: &WordTable,
    bases: &mut Bases,
    e: &Entity,
    stands: Stands,
) -> Name {
    let mut name = Name::default();
    let mut hyphen = false;
    let mut list: Vec<(u32, Evidence)> = Vec::new();
    let mut feminine = false;
    for t in e.tokens.clone() {
        let info = words.info(infos[t as usize]);
        let word = doc.tokens[t as usize].word;
        let (surface, key) = (table.surface(word), table.key(word));
        if t + 1 == e.tokens.end && !list.is_empty() {
            name.number = ruler_number(surface);
            if name.number.is_some() {
                break;
            }
        }
        // `Дж.`
        let dotted = || surface.ends_with('.') && surface.chars().filter(|c| c.is_small()).count() <= 1;
        if info.class == Class::Initial || dotted() {
            let letter = fold(surface).chars().next();
            match name.initial {
                None => name.initial = letter,
                Some(_) if hyphen => name.second = letter,
                Some(_) => {}
            }
        } else if surface.chars().any(Letter::is_letter)
            && !surface.ends_with('.')
            && !(info.class == Class::Lower && is_joining(key))
        {
            // Not `Проф.`, nor `де`.
            list.push((t, info.evidence));
            let has = |list: &[&str]| list.iter().any(|piece| key.contains(piece));
            feminine |= info.evidence.has(Evidence::PATRONYMIC) && has(&["овн", "евн", "ичн"])
                || key.contains("ызы") && has(&["қызы", "кызы"]);
        }
        hyphen = surface == "-";
    }
    let has = |i: usize, bits: u32| list.get(i).is_some_and(|(_, e)| e.has(bits));
    let patronymic = Evidence::PATRONYMIC | Evidence::KAZAKH_PATRONYMIC;
    let surname_like = Evidence::SURNAME | Evidence::SURNAME_SHAPE;
    let key = |i: usize| table.key(doc.tokens[list[i].0 as usize].word);
    let surname_first = list.len() == 2
        && !has(0, Evidence::GIVEN)
        && ["ов", "ев", "ова", "ева", "ский", "ская"].iter().any(|end| key(0).ends_with(end))
        && !has(1, surname_like);
    let (given, middle, surname): (Option<usize>, Option<usize>, Option<usize>) = match list.len() {
        0 => (None, None, None),
        1 if name.initial.is_some() => (None, None, Some(0)),
        1 if has(0, Evidence::GIVEN) && !has(0, surname_like) => (Some(0), None, None),
        1 => (None, None, Some(0)),
        // `Әбіш Сәкенұлы` has no other surname.
        2 if has(1, Evidence::KAZAKH_PATRONYMIC) => (Some(0), None, Some(1)),
        2 if has(1, patronymic) && !has(1, Evidence::SURNAME) => (Some(0), Some(1), None),
        2 if has(1, Evidence::GIVEN)
            && !has(0, Evidence::GIVEN)
            && has(0, surname_like)
            && !has(1, surname_like) =>
        {
            (Some(1), None, Some(0))
        }
        // `Шалахметов Ғаділбек`
        2 if surname_first => (Some(1), None, Some(0)),
        2 => (Some(0), None, Some(1)),
        3 if has(2, patronymic) && !has(1, patronymic) => (Some(1), Some(2), Some(0)),
        n if has(1, patronymic) => (Some(0), Some(1), Some(n - 1)),
        n => (Some(0), None, Some(n - 1)),
    };
    feminine |=
        given.is_some_and(|g| list[g].1.has(Evidence::FEMININE) && !list[g].1.has(Evidence::MASCULINE));
    // Of several short words the last alone declines, and none tells a gender: `Ким Ён Чжина`.
    let short = |i: usize| doc.tokens[list[i].0 as usize].norm.len() <= 2 * SHORT;
    let several = list.len() >= 3 && middle.is_none() && given == Some(0) && (0..list.len() - 1).all(short);
    feminine &= !several;
    let mut masculine = !feminine && given.is_some_and(|g| list[g].1.has(Evidence::MASCULINE));
    let father = (0..list.len()).any(|i| {
        has(i, Evidence::PATRONYMIC)
            && ["ич", "ича", "ичу", "ичем", "иче"].iter().any(|end| key(i).ends_with(end))
    });
    // `Димитриоса Пагуртзиса`, but `Асем Нургалиева`: what ends in a consonant is a nominative.
    name.either = !feminine
        && given.zip(surname).is_some_and(|(g, s)| {
            let untold = !has(g, Evidence::GIVEN | Evidence::MASCULINE | Evidence::FEMININE);
            g != s && untold && key(g).ends_with(['а', 'я', 'у', 'ю', 'е'])
        });
    if masculine
        && !father
        && let Some(g) = given
        && list[g].1.has(Evidence::FEMININE)
        && doc.tokens[list[g].0 as usize].lang != Lang::Kk
        && let Some(shared) = shared_form(lexicon, key(g))
    {
        let whose = surname.map_or(Surname::Either, |s| Surname::of(key(s)));
        match whose {
            // `Роберта Эдвардса` is he, `Роберта Флак` and `Анастасии Шевчук` are she.
            Surname::Mans => {}
            Surname::Womans => (feminine, masculine) = (true, false),
            // `Юлия Зарипова`: hardly a Юлий's.
            Surname::Either if shared == Shared::Womans => (feminine, masculine) = (true, false),
            // `Валерия Рашкина` and `Валерия Шевченко` may be either.
            Surname::Either if shared == Shared::Nominative => {
                name.either = true;
                masculine &= surname.is_none();
            }
            Surname::Either => {}
        }
    }
    let told_behind = given.zip(surname).is_some_and(|(g, s)| {
        let untold = !has(g, Evidence::GIVEN | Evidence::MASCULINE | Evidence::FEMININE)
            && !words.info(infos[list[g].0 as usize]).common;
        let russian = doc.tokens[list[s].0 as usize].lang != Lang::Kk;
        g != s && untold && russian && !father && !feminine && declined_alone(key(s))
    });
    if told_behind && let Some(s) = surname {
        masculine = Surname::of(key(s)) == Surname::Mans;
        feminine = !masculine;
    }
    let last = surname.or(given);
    name.doubtful = last.is_some_and(|l| doc.tokens[list[l].0 as usize].lang != Lang::Kk)
        && match (given, surname) {
            // `Показания Кожевникова` are no name.
            (Some(g), Some(s)) => {
                let word = !has(g, Evidence::GIVEN) && words.info(infos[list[g].0 as usize]).common;
                name.either && feminine_surname(key(s)) && !word
            }
            (None, Some(s)) => name.initial.is_some() && feminine_surname(key(s)),
            (Some(_), None) => name.either && middle.is_none(),
            (None, None) => false,
        };
    let mut forms = Forms::ANY;
    // Of those that nothing tells most stand in the nominative: `А. Оспанова, Б. Серикова`.
    let mut of_surname = Forms::ANY;
    if name.doubtful {
        match stands {
            Stands::Woman => (feminine, masculine, forms) = (true, false, Forms::BASE),
            Stands::Man => (feminine, masculine, forms) = (false, true, Forms::GENITIVE),
            Stands::Untold if surname.is_some() => of_surname = Forms::BASE,
            Stands::Untold => {}
        }
        name.either &= stands == Stands::Untold;
    }
    name.either |= several;
    // Then what stands before the surname says nothing of its case.
    let loose = name.either;
    let Bases { russian, kazakh, tally, .. } = bases;
    let mut part = |i: usize, role: Role, forms: &mut Forms, case: &mut Option<Case>| {
        let token = &doc.tokens[list[i].0 as usize];
        let (surface, key) = (table.surface(token.word), table.key(token.word));
        if token.lang == Lang::Kk {
            let last = i + 1 == list.len();
            let (part, found) = kazakh.entry((token.word, last)).or_insert_with(|| {
                let (part, case) = kazakh_base(lexicon, key, surface, last);
                (part.numbered(tally), case)
            });
            if last {
                *case = *found;
            }
            Arc::clone(part)
        } else {
            let asked = Asked { role, feminine, masculine };
            let (part, left) = russian.entry((token.word, asked, *forms)).or_insert_with(|| {
                let (part, left) = russian_base(lexicon, key, surface, asked, *forms);
                (part.numbered(tally), left)
            });
            if !loose || Some(i) == last {
                *forms = *left;
            }
            Arc::clone(part)
        }
    };
    let mut case = None;
    // Of `Раилем Сарбаевым` the surname tells the case.
    if told_behind {
        name.surname = surname.map(|i| part(i, Role::Surname, &mut forms, &mut case));
    }
    name.given = given.map(|i| part(i, Role::Given, &mut forms, &mut case));
    name.patronymic = middle.map(|i| part(i, Role::Patronymic, &mut forms, &mut case));
    if of_surname != Forms::ANY {
        forms = of_surname;
    }
    if !told_behind {
        name.surname = surname.map(|i| part(i, Role::Surname, &mut forms, &mut case));
    }
    // `Петра Савельева` is Пётр's where the surname is a man's, `Александру Жукову` Александр's where it is declined.
    if let (Some(g), Some(s)) = (&name.given, &name.surname)
        && russian_surname(&s.key)
        && !s.key.ends_with('а')
        && let Some(man) = g.others.iter().find(|o| match name.either {
            true => shortened(o, &g.key),
            false => g.key.strip_suffix('у') == Some(o) && surname.is_some_and(|s| key(s).ends_with('у')),
        })
    {
        let man = man.clone();
        name.given = Some(g.turned(&man, tally));
    }
    name.oblique = forms.and(Forms::BASE).is_empty();
    name.case = case.or_else(|| if forms == Forms::ANY { None } else { forms.and(Forms::SINGULAR).case() });
    name
}

/// How a form is a woman's given name and a man's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shared {
    /// Hers in the nominative, his in another case: `Роберта`, `Валерия`.
    Nominative,
    /// Hers rather, since his is seldom or seldom stands in that case: `Юлия`, `Юлию`, `Валерии`.
    Womans,
    /// Of either in other cases than the nominative: `Валерию`.
    Oblique,
}

/// How a word that is of both genders is shared; nothing of a man's in the nominative.
fn shared_form(lexicon: &Lexicon, key: &str) -> Option<Shared> {
    let mut readings: Vec<NameReading> = Vec::new();
    lexicon.names().readings(key, Lang::Ru, &mut readings);
    readings.retain(|r| r.evidence.has(Evidence::GIVEN));
    let bases = |gender: u32| {
        let of = readings.iter().filter(move |r| r.evidence.has(gender));
        of.map(|r| fold(lexicon.names().written(r)))
    };
    if bases(Evidence::MASCULINE).any(|base| base == key) {
        return None;
    }
    if key.ends_with("ии") || bases(Evidence::MASCULINE).all(|base| seldom(&base)) {
        return Some(Shared::Womans);
    }
    let base = bases(Evidence::FEMININE).any(|base| base == key);
    Some(if base { Shared::Nominative } else { Shared::Oblique })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Role {
    Given,
    Patronymic,
    Surname,
}

/// The surface's letters as far as the base agrees with the key, then the base's own.
fn rewrite(surface: &str, key: &str, base: &str) -> String {
    let common = key.chars().zip(base.chars()).take_while(|(a, b)| a == b).count();
    let mut out: String = surface.chars().take(common).collect();
    out.extend(base.chars().skip(common));
    // ТОКАЕВА in a headline: as names are written.
    let capitals = surface.chars().filter(|c| c.is_uppercase()).count();
    if capitals > 1 && surface.chars().all(|c| !c.is_lowercase()) {
        let mut start = true;
        out = base
            .chars()
            .map(|c| {
                let c = if start { c.to_uppercase().next().unwrap_or(c) } else { c };
                start = c == '-';
                c
            })
            .collect();
    }
    out
}

/// A word of a Kazakh name: only the last is inflected.
fn kazakh_base(lexicon: &Lexicon, key: &str, surface: &str, last: bool) -> (Part, Option<Case>) {
    if !last {
        return (Part::new(surface, key, key.to_owned(), Vec::new()), None);
    }
    let mut readings: Vec<NameReading> = Vec::new();
    lexicon.names().readings(key, Lang::Kk, &mut readings);
    // The name itself before a shorter one with a suffix.
    let listed = readings
        .iter()
        .min_by_key(|r| r.evidence.has(Evidence::INFLECTED))
        .map(|r| (fold(lexicon.names().written(r)).into_owned(), r.case));
    let bare = without_case(key);
    let (base, found) = match listed {
        Some((base, c)) => (base, c),
        None if !lexicon.persons(key).is_empty() => (key.to_owned(), Some(Case::Nom)),
        None => {
            let c = key.strip_prefix(bare).and_then(|rest| {
                crate::lexicon::suffix::chain(
                    bare,
                    rest.trim_start_matches('-'),
                    false,
                    rest.starts_with('-'),
                )
                .or_else(|| crate::lexicon::suffix::chain(bare, rest, true, false))
            });
            (bare.to_owned(), c.and_then(|c| c.case))
        }
    };
    let mut others = Vec::new();
    for other in [bare, key] {
        if other != base {
            others.push(other.to_owned());
        }
    }
    (Part::new(surface, key, base, others), found)
}

/// A word of a Russian name that may stand in `forms`, and the forms that are left.
fn russian_base(lexicon: &Lexicon, key: &str, surface: &str, asked: Asked, forms: Forms) -> (Part, Forms) {
    let Asked { role, feminine, masculine } = asked;
    let endings = lexicon.endings();
    let mut candidates: Vec<(i32, String, Forms)> = Vec::new();
    let mut readings: Vec<NameReading> = Vec::new();
    lexicon.names().readings(key, Lang::Ru, &mut readings);
    for r in &readings {
        let wanted = if role == Role::Surname { Evidence::SURNAME } else { Evidence::GIVEN };
        if r.evidence.has(wanted) {
            let base = fold(lexicon.names().written(r)).into_owned();
            // `Роберта` of a man is Роберт's, `Нургалиева` of a woman hers.
            let has = |gender: u32| r.evidence.has(gender);
            let other = match role {
                Role::Surname => feminine && russian_surname(&base) && !base.ends_with('а'),
                _ => {
                    masculine && has(Evidence::FEMININE) && !has(Evidence::MASCULINE)
                        || feminine && has(Evidence::MASCULINE) && !has(Evidence::FEMININE)
                }
            };
            // Хью and Гэри have one form for all cases.
            let hint = Hint { person: true, masculine: !feminine, feminine, ..Hint::default() };
            let all = if base == key { forms_as(key, &base, key.len(), hint, endings) } else { r.forms };
            let own = Forms(r.forms.0 | all.and(Forms::SINGULAR).0);
            let score = if forms.and(own).is_empty() { 2 } else { 8 } - 4 * i32::from(other);
            candidates.push((score + i32::from(base == key), base, own));
        }
    }
    let genders: &[bool] = match (feminine, masculine) {
        (true, _) => &[true],
        (_, true) => &[false],
        _ => &[false, true],
    };
    const BASE_ENDINGS: [&[char]; 12] = [
        &[],
        &['а'],
        &['я'],
        &['ь'],
        &['й'],
        &['и', 'й'],
        &['ы', 'й'],
        &['о', 'й'],
        &['а', 'я'],
        &['я', 'я'],
        &['и', 'я'],
        &['о'],
    ];
    let mut base = String::with_capacity(key.len() + 4);
    let mut cut = key.len();
    for taken in 0..=3 {
        let stem = &key[..cut];
        if stem.chars().count() < 2 {
            break;
        }
        let rests = endings.rests(key, cut);
        // `Помероя` is no Померо-ь's, `Раилем` no Раил-й's.
        let vowel = stem.ends_with(['а', 'е', 'и', 'о', 'у', 'ы', 'э', 'ю', 'я']);
        let fits = |ending: &&[char]| rests.may_be(ending) && **ending != [if vowel { 'ь' } else { 'й' }];
        for ending in BASE_ENDINGS.into_iter().filter(fits) {
            base.clear();
            base.push_str(stem);
            base.extend(ending);
            for &woman in genders {
                let hint = Hint {
                    person: true,
                    surname: role == Role::Surname,
                    feminine: woman,
                    masculine: !woman,
                    ..Hint::default()
                };
                let mask = forms_as(key, &base, cut, hint, endings).and(Forms::SINGULAR);
                if mask.is_empty() {
                    continue;
                }
                let agrees = forms == Forms::ANY || !forms.and(mask).is_empty();
                let russian = russian_surname(&base);
                let known = role == Role::Surname && !lexicon.persons(&base).is_empty();
                let mut score = 0;
                score += if agrees { 3 } else { -4 };
                // What looks indeclinable beside a name that is declined may be so too: `Мартину Карплусу`.
                let looks = forms.and(Forms::BASE).is_empty() && looks_declined(key);
                score += i32::from(base == key) * if looks { -1 } else { 2 };
                score += if known { 4 } else { 0 };
                let declined = match role {
                    Role::Surname => declined_surname(key, &base),
                    Role::Patronymic => declined_patronymic(key, &base),
                    Role::Given => false,
                };
                score += if declined { 4 } else { 0 };
                score += if russian && base.ends_with(if woman { 'а' } else { 'в' }) { 1 } else { 0 };
                score += match (woman, russian, base.ends_with(['а', 'я'])) {
                    (true, _, true) | (false, _, false) => 1,
                    // -ов, -ин for a woman, -ова for a man: no.
                    (true, true, false) | (false, true, true) => -3,
                    _ => 0,
                };
                // Bases that end in rare ways need more than a guess.
                score -= match ending {
                    [] | ['а'] => 0,
                    ['и', 'й'] | ['а', 'я'] | ['я'] => 1,
                    _ => 2,
                };
                score -= i32::from(taken == 3 && ending.is_empty());
                candidates.push((score, base.clone(), mask));
            }
        }
        match key[..cut].char_indices().next_back() {
            Some((i, _)) => cut = i,
            None => break,
        }
    }
    candidates.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.len().cmp(&b.1.len())).then(a.1.cmp(&b.1)));
    let Some((top, base, mask)) = candidates.first().cloned() else {
        return (Part::new(surface, key, key.to_owned(), Vec::new()), forms);
    };
    let both = forms.and(mask);
    let left = if both.is_empty() { forms } else { both };
    let mut others: Vec<String> = Vec::new();
    for (score, other, _) in candidates {
        if score >= top - 4 && other != base && !others.contains(&other) && others.len() < 6 {
            others.push(other);
        }
    }
    // `Закиева` may be Закиев's, whoever else is known by it.
    if role == Role::Surname
        && !feminine
        && base == key
        && feminine_surname(key)
        && let Some(man) = key.strip_suffix('а')
        && !others.iter().any(|o| o == man)
    {
        others.push(man.to_owned());
    }
    (Part::new(surface, key, base, others), left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_forms_are_restored() {
        let lexicon = Lexicon::default();
        let cases = [
            ("Сыздыкова", Role::Surname, false, true, "сыздыков"),
            ("Сыздыковой", Role::Surname, true, false, "сыздыкова"),
            ("Медведеву", Role::Surname, false, true, "медведев"),
            ("Маминым", Role::Surname, false, true, "мамин"),
            ("Данияра", Role::Given, false, true, "данияр"),
            ("Достоевского", Role::Surname, false, true, "достоевский"),
            ("Козомазову", Role::Surname, false, true, "козомазов"),
            ("Козомазовой", Role::Surname, true, false, "козомазова"),
            ("Лажечниковым", Role::Surname, false, false, "лажечников"),
            ("Лаевского", Role::Surname, false, false, "лаевский"),
            ("Трубецкой", Role::Surname, false, true, "трубецкой"),
        ];
        for (form, role, feminine, masculine, base) in cases {
            let key = fold(form);
            let asked = Asked { role, feminine, masculine };
            let (part, _) = russian_base(&lexicon, &key, form, asked, Forms::ANY);
            assert_eq!(part.key, base, "{form}: {part:?}");
        }
    }
}
