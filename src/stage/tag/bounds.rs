//! Where a name begins and ends, beyond what the model and the lists took of it.
//!
//! Reads: a sentence and its names. Makes: the names as they should have been, and of a name that ran together with another
//! both. Works in files: marks, brackets and lines ([`marks`]); words that are no part of a person's name ([`person`]), persons
//! that the model ran together ([`persons`]), and what belongs to one more ([`join`]); bodies ([`body`]) and what they are for
//! ([`purpose`]); places ([`place`]). Guarantees: what a list found stays as it is, but for what is joined to it. Cost: a look at
//! each name and at the words beside it.

mod body;
mod join;
mod marks;
mod person;
mod persons;
mod place;
mod purpose;

pub(super) use body::{
    agrees, begun_place, complete, numbers, part_bodies, part_head, part_list, part_quoted, part_verb,
    part_whose, trim_beside, trim_initial, trim_local, trim_subject, trim_verb, widen_to_initials,
};
pub(super) use join::{initialed, is_where, join_persons, join_surnames, take_given, take_initials};
pub(super) use marks::{balance, cut_short, listing, part_lines, trim, unbracket};
pub(super) use person::{
    part_at_bounds, trim_adjective, trim_common, trim_inhabitant, trim_place, trim_wish, trim_words,
};
pub(super) use persons::{part_inflected, part_kin, part_persons};
pub(super) use place::{part_places, region_behind, trim_listed};
pub(super) use purpose::{is_for_cases, is_for_something, widen_to_purpose};

use crate::lexicon::Evidence;

use super::word::{Class, Info};

/// Small words that join the parts of a person's name; those that are words of their own too (`да`, `до`, `хан`) are not
/// among them.
const JOINING: &[&str] = &[
    "аль",
    "бен",
    "бин",
    "бинт",
    "ван",
    "де",
    "дель",
    "делла",
    "ден",
    "дер",
    "ди",
    "дос",
    "ду",
    "дю",
    "ибн",
    "ла",
    "ле",
    "тен",
    "тер",
    "фон",
    "эль",
];

/// True for a small word that joins the parts of a person's name.
pub(super) fn is_joining(key: &str) -> bool {
    JOINING.contains(&key)
}

/// What stands behind the father's name in Turkic names: `Зыягуль Болот | кызы`, `Гейдар Алирза | оглы`.
const CHILD: &[&str] = &["гызы", "кизи", "кызы", "оглу", "оглы", "огли", "угли", "улуу", "уулу"];

/// True for a small word behind the name of somebody's father.
pub(super) fn is_child(key: &str) -> bool {
    CHILD.contains(&key)
}

/// True for a Kazakh word for `and`.
pub(super) fn is_kazakh_and(key: &str) -> bool {
    matches!(key, "мен" | "пен" | "бен" | "және")
}

/// True for a word for `and` in either language.
pub(super) fn is_and(key: &str) -> bool {
    key == "и" || is_kazakh_and(key)
}

/// What makes a word a part of a person's name.
pub(super) const PERSON: u32 =
    Evidence::GIVEN | Evidence::SURNAME | Evidence::PATRONYMIC | Evidence::KAZAKH_PATRONYMIC;

/// A common word with a capital that no list of names has.
fn is_word(info: &Info) -> bool {
    info.class == Class::Capital && info.common && !info.evidence.has(PERSON)
}
