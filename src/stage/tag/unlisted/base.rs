//! The nominatives that a Russian name of one word may have.
//!
//! Reads: the word, its kind and what governs it. Makes: its likely nominatives, the likeliest first: `селе Ильинском` is Ильинское,
//! `улица Абая` is called after Abai. Cost: some microseconds, once a mention's words.

use crate::document::{Entity, EntityType};
use crate::lang::Lang;
use crate::lang::ru::inflect::{Forms, is_adjective};
use crate::lexicon::Evidence;
use crate::words::fold;

use super::super::kind::{Kind, KindId, nominatives};
use super::{GENITIVE, NAMED_AFTER, Namer, cyrillic};

/// Russian spellings of what Kazakh places are called by, hills and plains, that stay as they are in all cases.
const KAZAKH_ENDS: [&str; 4] = ["дала", "тобе", "тюбе", "шоки"];

/// Nominatives of a word that are looked at.
const LIKELY: usize = 4;

impl Namer<'_> {
    /// The forms of the kind word before a Russian place that is declined as it is: `в сёлах Ивановке и Петровке`, but `в
    /// сёлах Ивановка и Актобе`.
    pub(super) fn as_kind(&self, e: &Entity) -> Forms {
        const DECLINED: [&str; 17] = [
            "вке",
            "вку",
            "вкой",
            "нке",
            "нку",
            "нкой",
            "ском",
            "ского",
            "скому",
            "ским",
            "ской",
            "ной",
            "ную",
            "ном",
            "ного",
            "ному",
            "ным",
        ];
        let key = self.key(e.tokens.start);
        if e.tokens.len() > 1 || e.kind != EntityType::Loc || !DECLINED.iter().any(|d| key.ends_with(d)) {
            return Forms::ANY;
        }
        let forms = self.before(e).map_or(Forms::ANY, |t| self.kinds.forms(self.key(t), Lang::Ru).0);
        Forms((forms.0 | forms.0 >> 6) & Forms::SINGULAR.0)
    }

    /// True for a river's name that stands in the case of the word before it, as most in -а do: `реку Медведицу`, but `реку
    /// Карасу`.
    pub(super) fn agrees(&self, e: &Entity, beside: KindId) -> bool {
        const FIXED: [&str; 4] = ["ау", "еу", "су", "уу"];
        let key = self.key(e.tokens.start);
        self.kinds.get(beside).is_some_and(|kind| kind.subtype == "river")
            && key.ends_with(['у', 'ю', 'е', 'и', 'ы'])
            && !FIXED.iter().any(|end| key.ends_with(end))
    }

    /// The likely nominatives of a name that is one Russian word; none for others.
    pub(super) fn bases(&self, e: &Entity, beside: KindId, before: Forms) -> Vec<String> {
        let t = e.tokens.start;
        let key = self.key(t);
        let one = e.tokens.len() == 1 && self.lang(t) == Lang::Ru && cyrillic(key);
        if !one || self.kind_inside(e).is_some() {
            return Vec::new();
        }
        // `улицы Новая`, but `улица Абая`.
        let given = self.words.info(self.infos[t as usize]).evidence.has(Evidence::GIVEN);
        let adjective = || ["ая", "яя", "ый", "ий", "ой"].iter().any(|end| key.ends_with(end));
        let named_after = self.kinds.get(beside).is_some_and(Kind::is_street) && (given || !adjective());
        // `станция Байтобе`, `улица Сарыдала`: they do not decline.
        if e.kind == EntityType::Loc
            && KAZAKH_ENDS.iter().any(|end| key.len() > end.len() && key.ends_with(end))
        {
            return vec![key.to_owned()];
        }
        let mut list = nominatives(key, if named_after { GENITIVE } else { before }, self.endings);
        if self.agrees(e, beside) {
            list.sort_by_key(|base| !base.ends_with(['а', 'я']));
        }
        // `селе Ильинском`: Ильинское.
        let fits = |base: &String| {
            let gender = |word: &str| match word.chars().next_back() {
                Some('а' | 'я') => 1,
                Some('о' | 'е') => 2,
                _ => 0,
            };
            let kind = self.kinds.get(beside).filter(|k| !NAMED_AFTER.contains(&k.subtype));
            kind.is_none_or(|k| base == key || !is_adjective(base, false) || gender(base) == gender(&k.word))
        };
        list.sort_by_key(|base| !fits(base));
        list.truncate(LIKELY);
        // Абая is Абай's: a given name in -ая has one in -ай.
        if named_after && let Some(stem) = key.strip_suffix("ая").filter(|_| given) {
            list.insert(0, format!("{stem}ай"));
        }
        // Аманкелді and Амангельды do not decline.
        if named_after && given && !key.ends_with(['а', 'я']) {
            list.insert(0, key.to_owned());
        }
        if named_after && let Some(base) = surname(key) {
            list.insert(0, base.to_owned());
        } else if named_after && !given && self.is_place(t) {
            // `улица Алга`, called as a village is.
            list.insert(0, key.to_owned());
        }
        list
    }

    /// True for a word that is a listed place's name as it stands.
    fn is_place(&self, t: u32) -> bool {
        let found = self.lexicon.find(self.surface(t), Lang::Ru);
        found.iter().any(|(entry, alias)| {
            self.lexicon.entry(*entry).kind == EntityType::Loc && fold(&alias.text) == self.key(t)
        })
    }
}

/// Whose surname in the genitive a street is called by: `Сатпаева`, `Ленина`.
pub(super) fn surname(key: &str) -> Option<&str> {
    let whose = ["ова", "ева", "ёва", "ина", "ына"].iter().any(|end| key.ends_with(end));
    key.strip_suffix('а').filter(|base| whose && base.chars().count() >= 5)
}
