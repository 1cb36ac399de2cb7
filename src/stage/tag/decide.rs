//! Reconciles what the lexicon found with what the model found, by named rules.
//!
//! Reads: a sentence ([`Sentence`]), the model's names, what the words beside them make ([`pattern`](super::pattern)). Makes:
//! the sentence's names. Works in steps, each a file: the model's names are corrected ([`predicted`]) or dropped
//! ([`rejected`]), the lexicon adds its own and says what they are ([`listed`]), and so do the words beside them ([`kinds`]);
//! persons are found by the shape of their names ([`persons`]), and offices keep their words ([`offices`]). The names in the
//! output's column `rule` are `model`, those of these files, of [`part`](super::part), of [`pattern`](super::pattern) and of
//! [`beside`](super::beside). Guarantees: names that were found first stand first where two begin and end at the same tokens.
//! Cost: linear in tokens, matches and spans: none of them is longer than [`LONGEST`], so what lies over a span is sought no
//! farther away.

mod kinds;
mod listed;
mod offices;
mod persons;
mod predicted;
mod rejected;
mod sentence;

use crate::document::EntityType;

use super::beside::retype;
use super::bounds;
use super::lexical::Match;
use super::pattern::Found;
use super::{LONGEST, Span};
pub(super) use listed::DATELINE;
pub(super) use rejected::names_awards;
pub(super) use sentence::Sentence;

/// Decides a sentence. `spans[from..]` are the model's, in order; they become what is to be kept.
pub(super) fn decide(v: &Sentence<'_>, patterns: &[Found], from: usize, spans: &mut Vec<Span>) {
    predicted::correct(v, from, spans);
    listed::add(v, from, spans);
    rejected::drop_doubtful(v, from, spans);
    let roles: Vec<Span> = spans[from..].iter().filter(|s| s.kind == EntityType::Role).copied().collect();
    kinds::add(v, patterns, from, spans);
    kinds::extend_to_purpose(v, from, spans);
    bounds::numbers(v, &mut spans[from..]);
    offices::cut_office(v, &roles, &mut spans[from..]);
    persons::add(v, from, spans);
    bounds::join_persons(v, from, spans);
    bounds::join_surnames(v, from, spans);
    offices::part(v, &roles, from, spans);
    spans[from..].sort_by_key(|s| (s.start, std::cmp::Reverse(s.end)));
    retype(v, from, spans);
    bounds::widen_to_initials(v, from, spans);
    // Of two in one place the one that was found first stands first.
    spans[from..].sort_by_key(|s| (s.start, std::cmp::Reverse(s.end)));
}

/// The end of a span that is to be taken away: it lies over nothing.
pub(super) const GONE: u32 = 0;

/// The places of `spans[from..]`, in order of their starts.
fn by_start(spans: &[Span], from: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (from..spans.len()).collect();
    places.sort_by_key(|&k| spans[k].start);
    places
}

/// The places of the names, offices aside, that lie over tokens `start..end`: of those that were `known`, by their starts,
/// and of those added behind them, which a rule found from left to right.
fn names_over(spans: &[Span], from: usize, known: &[usize], start: u32, end: u32) -> Vec<usize> {
    let first = known.partition_point(|&k| spans[k].start + LONGEST < start);
    let listed = known[first..].iter().copied().take_while(|&k| spans[k].start < end);
    // A rule's name begins at most so much before the one found before it.
    let near = |k: &usize| spans[*k].start + 2 * LONGEST > start;
    let added = (from + known.len()..spans.len()).rev().take_while(near);
    let over = |&k: &usize| spans[k].start < end && start < spans[k].end && spans[k].kind != EntityType::Role;
    let mut over: Vec<usize> = listed.chain(added).filter(over).collect();
    over.sort_unstable();
    over
}

pub(super) fn span(m: &Match, i: usize, rule: &'static str, score: f32) -> Span {
    Span { start: m.start, end: m.end, kind: m.kind, rule, score, found: i as u32 }
}
