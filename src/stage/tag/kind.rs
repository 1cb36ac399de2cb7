//! Words that say what a name is the name of: `министерство`, `ТОО`, `улица`, `министрлігі`, `көшесі`.
//!
//! Reads: `lexicons/{ru,kk}/kinds.tsv`. Makes: for a distinct word the row it is a form of ([`Kinds::of`], kept with
//! the word), its case, and the base forms of a Russian name built around it ([`Kinds::base`]): the noun and the
//! adjectives that agree with it in the nominative, what depends on it as it stands. Guarantees: forms by the same
//! declension and suffix rules as the lexicon's. Cost: a few probes a distinct word.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::document::{Case, EntityType};
use crate::lang::Lang;
use crate::lang::ru::inflect::{
    Class, Endings, Forms, Hint, LONGEST_ENDING, forms_as, is_adjective, paradigms,
};
use crate::lexicon::{Cuts, Place, suffix};
use crate::words::fold;

/// The kind of `Мүткенов ауылдық округі`, of two words.
const RURAL: &str = "ауылдық округі";
/// A quarter, as one word.
const QUARTER: &str = "шағынауданы";

const TABLES: [&str; 2] =
    [include_str!("../../../lexicons/ru/kinds.tsv"), include_str!("../../../lexicons/kk/kinds.tsv")];

/// What may stand beside a kind word, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Takes(pub(super) u16);

impl Takes {
    /// A legal form: `ТОО «…»`, `«…» ЖШС`.
    pub(super) const FORM: u16 = 1;
    /// A name in quotation marks.
    pub(super) const QUOTE: u16 = 2;
    /// Russian: a genitive that ends in a place or body: `правительство Мали`.
    pub(super) const OF: u16 = 4;
    /// Russian: an adjective with a capital: `Московский университет`, `Абайский район`.
    pub(super) const ADJECTIVE: u16 = 8;
    /// Russian: a name beside it: `компания Monsanto`.
    pub(super) const NAME: u16 = 16;
    /// What it is for, in small letters: `Министерство обороны`, `сыртқы істер министрлігі`.
    pub(super) const PHRASE: u16 = 32;
    /// Kazakh: words with capitals before it: `Назарбаев университеті`.
    pub(super) const BEFORE: u16 = 128;
    /// A place whose name stands beside the word, which is no part of it: `село Ақсу`, `Ақсу ауылы`.
    pub(super) const BARE: u16 = 256;
    /// Kazakh: a place with the word as a part of its name: `Абай көшесі`.
    pub(super) const WITH: u16 = 512;
    /// Cut short, and so read only beside a name that was found: `ул. Абая`, `Абай к-сі`.
    pub(super) const ABBREVIATION: u16 = 64;
    /// Only in capitals: `МВД`, `АЭС`.
    pub(super) const CAPITALS: u16 = 2048;
    /// A plural without a singular.
    pub(super) const PLURAL: u16 = 1024;

    fn parse(names: &str) -> Option<Takes> {
        let mut bits = 0;
        for name in names.split(' ') {
            bits |= match name {
                "form" => Takes::FORM,
                "quote" => Takes::QUOTE,
                "of" => Takes::OF,
                "adj" => Takes::ADJECTIVE,
                "name" => Takes::NAME,
                "phrase" => Takes::PHRASE,
                "before" => Takes::BEFORE,
                "bare" => Takes::BARE,
                "with" => Takes::WITH,
                "caps" => Takes::CAPITALS,
                "plural" => Takes::PLURAL,
                "abbr" => Takes::ABBREVIATION,
                _ => return None,
            };
        }
        Some(Takes(bits))
    }

    pub(super) fn has(self, bits: u16) -> bool {
        self.0 & bits != 0
    }
}

/// A row of the tables.
#[derive(Clone, Debug)]
pub(super) struct Kind {
    /// The base form, folded.
    pub(super) word: String,
    /// Of the things so named: a place or a body.
    pub(super) thing: EntityType,
    pub(super) subtype: &'static str,
    pub(super) takes: Takes,
    gender: Gender,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gender {
    Masculine,
    Feminine,
    Neuter,
    Plural,
}

impl Gender {
    const ALL: [Gender; 4] = [Gender::Masculine, Gender::Feminine, Gender::Neuter, Gender::Plural];
}

impl Kind {
    /// Streets and what lies along them are called after persons.
    pub(super) fn is_street(&self) -> bool {
        matches!(self.subtype, "street" | "square" | "park")
    }

    /// True for what is called as a town is and is none.
    pub(super) fn is_building(&self) -> bool {
        matches!(self.subtype, "structure" | "station" | "airport")
    }

    /// False for a listed place that is another than the one of this kind that has its name: a river or a district, a
    /// town or a mountain, by its subtype. `whose` says that the place may be the one that the kind is of (`улицы
    /// Киева`, `город Аляски`).
    pub(super) fn fits(&self, subtype: &str, whose: bool) -> bool {
        let large = matches!(subtype, "country" | "region" | "area" | "");
        let settled = matches!(subtype, "city" | "village");
        match self.subtype {
            "street" | "square" | "park" => {
                matches!(subtype, "street" | "square" | "park") || whose && (large || subtype == "city")
            }
            "district" => {
                matches!(subtype, "district" | "country" | "")
                    || whose && !matches!(subtype, "water" | "mountain")
            }
            "rural-district" => subtype == "rural-district",
            "city" => !matches!(subtype, "water" | "mountain" | "street"),
            "village" => {
                matches!(subtype, "village" | "country" | "") || whose && (large || subtype == "district")
            }
            "river" | "lake" | "sea" => {
                matches!(subtype, "water" | "river" | "lake" | "sea" | "country" | "") || whose && large
            }
            "mountain" => {
                matches!(subtype, "mountain" | "area" | "facility" | "country" | "") || whose && large
            }
            "island" => !settled && !matches!(subtype, "water" | "mountain"),
            "region" => !settled && !matches!(subtype, "water" | "mountain"),
            _ => true,
        }
    }

    /// True for the subtype of the listed places of this kind.
    pub(super) fn is(&self, subtype: &str) -> bool {
        match self.subtype {
            "river" | "lake" | "sea" => matches!(subtype, "water" | "river" | "lake" | "sea"),
            "island" => matches!(subtype, "island" | "area"),
            "region" => matches!(subtype, "region" | "country"),
            "station" | "airport" | "structure" | "field" | "park" => {
                matches!(subtype, "facility") || subtype == self.subtype
            }
            own => subtype == own,
        }
    }

    /// Those of its forms that have its number: they tell the case, and a plural noun's adjective is plural too.
    fn numbered(&self, forms: Forms) -> Forms {
        forms.and(if self.gender == Gender::Plural { Forms::PLURAL } else { Forms::SINGULAR })
    }
}

/// The forms in which a word may be the adjective of a noun, by the noun's gender.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Agreement([Forms; Gender::ALL.len()]);

impl Agreement {
    /// Whether the adjective may stand with a noun of this kind in one of these forms.
    pub(super) fn fits(&self, kind: &Kind, forms: Forms) -> bool {
        !self.0[kind.gender as usize].and(kind.numbered(forms)).is_empty()
    }
}

/// True for `область`, `мечеть`; `госпиталь` and `монастырь` are masculine.
fn soft_feminine(word: &str) -> bool {
    word.ends_with('ь') && !word.ends_with("ль") && !word.ends_with("рь")
}

fn gender(word: &str, plural: bool) -> Gender {
    match word.chars().next_back() {
        _ if plural => Gender::Plural,
        _ if soft_feminine(word) => Gender::Feminine,
        Some('а' | 'я') => Gender::Feminine,
        Some('о' | 'е') => Gender::Neuter,
        _ => Gender::Masculine,
    }
}

/// The row of a word; `NONE` is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct KindId(u16);

impl KindId {
    pub(super) const NONE: KindId = KindId(0);

    pub(super) fn is_some(self) -> bool {
        self.0 != 0
    }

    /// Its number, 0 for none.
    pub(super) fn number(self) -> u16 {
        self.0
    }
}

/// The tables, by stems and base forms.
pub(super) struct Kinds {
    list: Vec<Kind>,
    stems: HashMap<String, Vec<(Class, u16)>, FixedState>,
    exact: [HashMap<String, u16, FixedState>; 2],
    /// Places of the texts of `stems` and `exact`: most words have none.
    places: Box<[u64; 1 << (PLACE_BITS - 6)]>,
    endings: Endings,
}

/// Bits of a place: some twenty places a text.
const PLACE_BITS: u32 = 14;

impl Kinds {
    /// Parses the tables.
    pub(super) fn new() -> Kinds {
        let mut kinds = Kinds {
            list: Vec::with_capacity(400),
            stems: HashMap::default(),
            exact: [HashMap::default(), HashMap::default()],
            places: Box::new([0; 1 << (PLACE_BITS - 6)]),
            endings: Endings::new(),
        };
        for (lang, table) in TABLES.iter().enumerate() {
            for row in table.lines().skip(1) {
                let mut cells = row.split('\t');
                let (Some(word), Some(thing), Some(subtype), Some(takes)) =
                    (cells.next(), cells.next(), cells.next(), cells.next())
                else {
                    continue;
                };
                let (Some(thing), Some(takes)) = (EntityType::parse(thing), Takes::parse(takes)) else {
                    continue;
                };
                kinds.add(lang, fold(word).into_owned(), thing, subtype, takes);
            }
        }
        kinds
    }

    fn add(&mut self, lang: usize, word: String, thing: EntityType, subtype: &'static str, takes: Takes) {
        let index = self.list.len() as u16 + 1;
        let plural = takes.has(Takes::PLURAL);
        let declines = !takes.has(Takes::FORM | Takes::ABBREVIATION);
        if lang == 0 && declines && !(takes.has(Takes::CAPITALS) && thing == EntityType::Loc) {
            let feminine = soft_feminine(&word);
            let masculine = word.ends_with('ь') && !feminine;
            let hint = Hint { plural, feminine, masculine, ..Hint::default() };
            for p in paradigms(&word, hint) {
                self.mark(&p.stem);
                self.stems.entry(p.stem.to_string()).or_default().push((p.class, index));
            }
        }
        self.mark(&word);
        self.exact[lang].insert(word.clone(), index);
        let station = takes.has(Takes::CAPITALS) && thing == EntityType::Loc;
        let gender = if station { Gender::Feminine } else { gender(&word, plural) };
        self.list.push(Kind { word, thing, subtype, takes, gender });
    }

    /// The kind with this id.
    pub(super) fn get(&self, id: KindId) -> Option<&Kind> {
        self.list.get(usize::from(id.0).checked_sub(1)?)
    }

    fn mark(&mut self, text: &str) {
        let place = Place::of(text).among(PLACE_BITS);
        self.places[place >> 6] |= 1 << (place & 63);
    }

    /// False where no text of the tables has this place.
    #[inline]
    fn holds(&self, place: Place) -> bool {
        let place = place.among(PLACE_BITS);
        self.places[place >> 6] >> (place & 63) & 1 == 1
    }

    /// The row that a word is a form of.
    pub(super) fn of(&self, key: &str, lang: Lang) -> KindId {
        self.find(&Cuts::of(key, lang))
    }

    /// The same where the cuts are known.
    pub(super) fn find(&self, cuts: &Cuts<'_>) -> KindId {
        self.read(cuts).map_or(KindId::NONE, |(id, ..)| KindId(id))
    }

    /// The Kazakh kind that two words say, of which the second alone is `kind`: a district of villages, a quarter.
    pub(super) fn of_two(&self, kind: &Kind) -> KindId {
        let word = if kind.word == "округі" { RURAL } else { QUARTER };
        KindId(self.exact[1].get(word).copied().unwrap_or_default())
    }

    /// The Russian forms or the Kazakh case that a word is of its kind.
    pub(super) fn forms(&self, key: &str, lang: Lang) -> (Forms, Option<Case>) {
        self.read(&Cuts::of(key, lang)).map_or((Forms::ANY, None), |(_, forms, case)| (forms, case))
    }

    fn read(&self, cuts: &Cuts<'_>) -> Option<(u16, Forms, Option<Case>)> {
        let kazakh = cuts.lang == Lang::Kk;
        let exact = || {
            let table = &self.exact[usize::from(kazakh)];
            if self.holds(cuts.whole) { table.get(cuts.key).copied() } else { None }
        };
        if kazakh {
            if let Some(id) = exact() {
                return Some((id, Forms::ANY, Some(Case::Nom)));
            }
            for cut in cuts.iter().take_while(|cut| cut.letters() <= 12).filter(|cut| self.holds(cut.place)) {
                let (base, rest) = cuts.key.split_at(cut.at());
                let Some(&id) = self.exact[1].get(base) else { continue };
                let (rest, hyphen) = rest.strip_prefix('-').map_or((rest, false), |r| (r, true));
                let bound = base.ends_with(['ы', 'і']);
                if let Some(chain) = suffix::chain(base, rest, bound, hyphen) {
                    return Some((id, Forms::ANY, chain.case));
                }
            }
            return None;
        }
        let mut found: Option<(u16, Forms)> = None;
        for cut in cuts.iter().filter(|cut| (cut.letters() == 0 || cut.at() > 3) && self.holds(cut.place)) {
            let (stem, ending) = cuts.key.split_at(cut.at());
            for &(class, id) in self.stems.get(stem).into_iter().flatten() {
                let forms = self.endings.forms(class, ending, false);
                if !forms.is_empty() && found.is_none_or(|(f, _)| f == id) {
                    found = Some((id, Forms(found.map_or(0, |(_, f)| f.0) | forms.0)));
                }
            }
        }
        found.map(|(id, forms)| (id, forms, None)).or_else(|| exact().map(|id| (id, Forms::ANY, None)))
    }

    /// The nominative of an adjective that stands with a noun of this kind in one of these forms.
    fn agreeing(&self, adjective: &str, kind: &Kind, forms: Forms) -> Option<String> {
        let forms = kind.numbered(forms);
        let mut found = None;
        self.adjectives(adjective, kind.gender, |stem, base, mask| {
            if found.is_none() && !mask.and(forms).is_empty() {
                let own = adjective.ends_with(base);
                found = Some(if own { adjective.to_owned() } else { format!("{stem}{base}") });
            }
        });
        found
    }

    /// With which nouns a word may agree.
    pub(super) fn agreement(&self, adjective: &str) -> Agreement {
        let mut out = Agreement::default();
        for gender in Gender::ALL {
            self.adjectives(adjective, gender, |_, _, mask| out.0[gender as usize].0 |= mask.0);
        }
        out
    }

    /// Tells `found` of what adjectives a word may be a form: the stem, the ending of the nominative, the forms.
    fn adjectives(&self, key: &str, gender: Gender, mut found: impl FnMut(&str, &'static str, Forms)) {
        let classes: &[(Class, &'static str)] = match gender {
            Gender::Masculine => {
                &[(Class::AdjMascVelar, "ий"), (Class::AdjMasc, "ый"), (Class::AdjMascSoft, "ий")]
            }
            Gender::Feminine => {
                &[(Class::AdjFem, "ая"), (Class::AdjFemSibilant, "ая"), (Class::AdjFemSoft, "яя")]
            }
            Gender::Neuter => &[(Class::AdjNeut, "ое"), (Class::AdjNeutSoft, "ее")],
            Gender::Plural => &[(Class::AdjPlurSoft, "ие"), (Class::AdjPlur, "ые")],
        };
        let soft = |stem: &str| {
            ["нижн", "верхн", "средн", "дальн", "крайн", "ближн", "передн", "последн"]
                .iter()
                .any(|s| stem.ends_with(s))
        };
        for &(class, base) in classes {
            for (ending, mask) in self.endings.of(class) {
                let Some(stem) = key.strip_suffix(ending) else { continue };
                let last = stem.chars().next_back().unwrap_or(' ');
                let fits = match class {
                    Class::AdjMascVelar => matches!(last, 'к' | 'г' | 'х'),
                    Class::AdjFemSibilant => matches!(last, 'ш' | 'щ' | 'ч' | 'ж'),
                    Class::AdjMascSoft | Class::AdjFemSoft | Class::AdjNeutSoft => {
                        soft(stem) || matches!(last, 'ш' | 'щ' | 'ч' | 'ж')
                    }
                    Class::AdjPlurSoft => matches!(last, 'к' | 'г' | 'х') || soft(stem),
                    _ => !soft(stem),
                };
                if ending.chars().count() < 2 || stem.chars().count() < 3 || !fits {
                    continue;
                }
                found(stem, base, Forms(*mask));
            }
        }
    }

    /// The nominative of the words of a Russian name, folded: what agrees with the first kind word, and that word;
    /// the rest as it stands. `None` where no word is a kind.
    pub(super) fn base(&self, keys: &[&str]) -> Option<Vec<String>> {
        let kind = |key: &str| self.get(self.of(key, Lang::Ru)).filter(|k| !k.takes.has(Takes::ABBREVIATION));
        let (head, kind) = keys.iter().enumerate().find_map(|(i, key)| Some((i, kind(key)?)))?;
        let (forms, _) = self.forms(keys[head], Lang::Ru);
        Some(
            keys.iter()
                .enumerate()
                .map(|(i, key)| match i.cmp(&head) {
                    std::cmp::Ordering::Less => {
                        self.agreeing(key, kind, forms).unwrap_or_else(|| (*key).to_owned())
                    }
                    std::cmp::Ordering::Equal => kind.word.clone(),
                    std::cmp::Ordering::Greater => (*key).to_owned(),
                })
                .collect(),
        )
    }
}

/// What governs the noun that follows, as Russian forms; any for other words.
pub(super) fn governed(preposition: &str) -> Forms {
    const GENITIVE: u16 = 1 << 1 | 1 << 7;
    const DATIVE: u16 = 1 << 2 | 1 << 8;
    const ACCUSATIVE: u16 = 1 << 3 | 1 << 9;
    const INSTRUMENTAL: u16 = 1 << 4 | 1 << 10;
    const PREPOSITIONAL: u16 = 1 << 5 | 1 << 11;
    Forms(match preposition {
        "из" | "от" | "до" | "у" | "близ" | "около" | "для" | "возле" | "без" | "после" | "против"
        | "вокруг" | "из-за" | "из-под" | "вблизи" | "недалеко" => GENITIVE,
        "к" | "ко" => DATIVE,
        "по" => DATIVE,
        "через" | "про" | "сквозь" => ACCUSATIVE,
        "с" | "со" => INSTRUMENTAL | GENITIVE,
        "над" | "под" | "между" | "перед" | "за" => INSTRUMENTAL | ACCUSATIVE,
        "в" | "во" | "на" => PREPOSITIONAL | ACCUSATIVE,
        "о" | "об" | "при" => PREPOSITIONAL,
        _ => return Forms::ANY,
    })
}

/// The likeliest nominative of a Russian name that no list holds, and other possible ones; all folded. `forms` is what
/// stands before it asks for.
pub(super) fn nominatives(key: &str, forms: Forms, endings: &Endings) -> Vec<String> {
    const ENDINGS: [&[char]; 12] = [
        &[],
        &['а'],
        &['о'],
        &['я'],
        &['ь'],
        &['е'],
        &['и', 'й'],
        &['ы', 'й'],
        &['а', 'я'],
        &['о', 'е'],
        &['и', 'я'],
        &['й'],
    ];
    let mut found: Vec<(i32, String)> = Vec::new();
    let mut base = String::new();
    let mut cut = key.len();
    for taken in 0..=LONGEST_ENDING {
        let stem = &key[..cut];
        if stem.chars().count() < 3 {
            break;
        }
        let rests = endings.rests(key, cut);
        // `Навои` is no Наво-ь's.
        let vowel = stem.ends_with(['а', 'е', 'и', 'о', 'у', 'ы', 'э', 'ю', 'я']);
        // No name ends in -оа or -еа of which this is a form.
        let hiatus = stem.ends_with(['е', 'о']);
        let fits = |ending: &&[char]| {
            let shaped = **ending != [if vowel { 'ь' } else { 'й' }] && !(hiatus && ending == &['а']);
            rests.may_be(ending) && shaped
        };
        for ending in ENDINGS.into_iter().filter(fits) {
            base.clear();
            base.push_str(stem);
            base.extend(ending);
            // No noun in -шь has such a form: Прииртышья.
            let hushed = ending == ['ь'] && stem.ends_with(['ж', 'ч', 'ш', 'щ']);
            if hushed && key.ends_with(['я', 'ю', 'е', 'м']) {
                continue;
            }
            let mask = forms_as(key, &base, cut, Hint::default(), endings).and(Forms::SINGULAR);
            if mask.0 != 0 {
                let score = agreement(forms, mask, key, &base) + likelihood(key, &base, stem, ending, taken);
                found.push((score, base.clone()));
            }
        }
        match key[..cut].char_indices().next_back() {
            Some((i, _)) => cut = i,
            None => break,
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.len().cmp(&b.1.len())).then(a.1.cmp(&b.1)));
    let mut out: Vec<String> = Vec::new();
    for (_, base) in found {
        if !out.contains(&base) {
            out.push(base);
        }
    }
    if out.is_empty() {
        out.push(key.to_owned());
    }
    out
}

/// How well `key` as the forms `mask` of `base` agrees with the forms that are asked for: the form as it stands, unless what
/// stands before says otherwise.
fn agreement(asked: Forms, mask: Forms, key: &str, base: &str) -> i32 {
    let agrees = match asked {
        Forms::ANY => 0,
        _ if asked.0 & mask.0 != 0 => 4,
        _ => -4,
    };
    let same = match base == key {
        true if asked == Forms::ANY => 3,
        true if key.ends_with(['а', 'е', 'и', 'о', 'у', 'ы', 'я', 'ю']) => -2,
        _ => 0,
    };
    agrees + same
}

/// How common the declension is in which `key` is a form of `base`: `stem` and `ending`, `taken` letters of the key being its
/// own ending.
fn likelihood(key: &str, base: &str, stem: &str, ending: &[char], taken: usize) -> i32 {
    let own = |ends: &[&str]| ends.iter().any(|e| key.ends_with(e));
    let mut score = 0;
    // Троя, but Васильевское.
    score -= 3 * i32::from(taken > 0 && base.ends_with("оя"));
    // Прииртышье, деревня Фокина.
    score += 5 * i32::from(base == key && own(&["ье"]));
    score += 2 * i32::from(own(&["иной", "овой", "евой"]) && base.ends_with('а'));
    score += i32::from(own(&["ной", "ской", "цкой"]) && base.ends_with("ая"));
    let oblique = taken > 0
        && ["ово", "ево", "ино"].iter().any(|e| base.ends_with(e))
        && key.ends_with(['е', 'а', 'у', 'м']);
    score
        + match ending {
            ['о'] if oblique => 2,
            [] => 1,
            // Елпатовка, Сосновка, but Портапик and Сакмарск.
            ['а'] if stem.ends_with('к') => {
                3 * i32::from(stem.chars().rev().nth(1).is_some_and(|c| !"аеиоуыэюяс".contains(c)))
            }
            ['а'] => 1,
            ['и', 'й'] | ['а', 'я'] | ['ы', 'й'] | ['о', 'е'] => i32::from(taken >= 2),
            ['о' | 'е' | 'й'] => -1,
            _ => 0,
        }
}

/// The nominatives of an adjective that is in another case and of the noun or adjective behind it that agrees with it: `Старом
/// Осколе`, `Малой Бронной`. Arguments as of [`nominatives`].
pub(super) fn nominative_pair(
    [adjective, noun]: [&str; 2],
    forms: Forms,
    endings: &Endings,
) -> Option<[String; 2]> {
    const GENDERS: [&[&str]; 3] = [&["ый", "ий", "ой"], &["ая", "яя"], &["ое", "ее"]];
    let firsts = nominatives(adjective, forms, endings);
    let firsts = || firsts.iter().filter(|base| *base != adjective && is_adjective(base, false));
    firsts().next()?;
    let as_form = |key: &str, base: &str| {
        let same = key.char_indices().zip(base.chars()).take_while(|((_, k), b)| k == b);
        let common = same.last().map_or(0, |((at, c), _)| at + c.len_utf8());
        forms_as(key, base, common, Hint::default(), endings).and(Forms::SINGULAR)
    };
    nominatives(noun, forms, endings).into_iter().find_map(|base| {
        let gender = match base.chars().next_back()? {
            'а' | 'я' => 1,
            'о' | 'е' => 2,
            _ => 0,
        };
        let first = firsts().find(|first| GENDERS[gender].iter().any(|end| first.ends_with(end)))?;
        let same_case = !as_form(adjective, first).and(as_form(noun, &base)).is_empty();
        same_case.then(|| [first.clone(), base])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let kinds = Kinds::new();
        let rows: usize = TABLES.iter().map(|t| t.lines().count() - 1).sum();
        assert_eq!(kinds.list.len(), rows);
        for (lang, table) in [Lang::Ru, Lang::Kk].into_iter().zip(TABLES) {
            for row in table.lines().skip(1) {
                let word = fold(row.split('\t').next().unwrap());
                assert_eq!(kinds.get(kinds.of(&word, lang)).unwrap().word, word, "{row}");
            }
        }
    }

    #[test]
    fn forms_of_kinds_are_found() {
        let kinds = Kinds::new();
        for (form, lang, base) in [
            ("министерством", Lang::Ru, "министерство"),
            ("посольстве", Lang::Ru, "посольство"),
            ("районе", Lang::Ru, "район"),
            ("области", Lang::Ru, "область"),
            ("мечетью", Lang::Ru, "мечеть"),
            ("госпиталем", Lang::Ru, "госпиталь"),
            ("лагеря", Lang::Ru, "лагерь"),
            ("министрлігінің", Lang::Kk, "министрлігі"),
            ("көшесінде", Lang::Kk, "көшесі"),
            ("жшс-ның", Lang::Kk, "жшс"),
        ] {
            assert_eq!(kinds.get(kinds.of(form, lang)).map(|k| &*k.word), Some(base), "{form}");
        }
        assert!(!kinds.of("министр", Lang::Ru).is_some());
    }

    #[test]
    fn names_are_brought_to_the_nominative() {
        let kinds = Kinds::new();
        for (form, base) in [
            ("знаменского района", "знаменский район"),
            ("чернобыльскую аэс", "чернобыльская аэс"),
            ("московским государственным университетом", "московский государственный университет"),
            ("верхнем суде мали", "верхний суд мали"),
            ("правоохранительными органами", ""),
            ("абайским районным судом", "абайский районный суд"),
            ("верховном суде мали", "верховный суд мали"),
        ] {
            let keys: Vec<&str> = form.split(' ').collect();
            let got = kinds.base(&keys).map_or(String::new(), |words| words.join(" "));
            assert_eq!(got, base, "{form}");
        }
    }

    #[test]
    fn unlisted_names_are_brought_to_the_nominative() {
        let endings = Endings::new();
        for (before, form, base) in [
            ("в", "портапике", "портапик"),
            ("из", "портапика", "портапик"),
            ("", "портапик", "портапик"),
            ("в", "жемчужине", "жемчужино"),
            ("из", "елпатовки", "елпатовка"),
            ("в", "елпатовке", "елпатовка"),
        ] {
            assert_eq!(nominatives(form, governed(before), &endings)[0], base, "{before} {form}");
        }
    }
}
