//! Reconciles what the lexicon found with what the model found, by named rules.
//!
//! Rules: `lexicon` (an unambiguous alias), `lexicon+model` (both say so), `model`, `lexicon-inside` (the model found a
//! longer name around it: nested), `ambiguous` and `context` aliases only with the model's or a neighbour's support.

use std::ops::Range;

use crate::document::{Document, EntityType};
use crate::lexicon::Lexicon;

use super::Span;
use super::lexical::Match;
use super::word::Words;

/// Decides a sentence. `spans[from..]` are the model's; they become what is to be kept.
#[allow(clippy::too_many_arguments)]
pub(super) fn decide(
    lexicon: &Lexicon,
    doc: &Document,
    words: &Words,
    infos: &[u32],
    matches: &[Match],
    range: Range<u32>,
    from: usize,
    spans: &mut Vec<Span>,
) {
    let _ = (lexicon, doc, words, infos);
    let first = matches.partition_point(|m| m.start < range.start);
    let count = spans.len();
    for (i, m) in matches.iter().enumerate().skip(first).take_while(|(_, m)| m.start < range.end) {
        if m.kind == EntityType::Role {
            spans.push(span(m, i, "lexicon:roles", 0.9));
            continue;
        }
        let overlap = (from..count).find(|&k| spans[k].start < m.end && m.start < spans[k].end);
        match overlap {
            None => {
                if m.ambiguous || m.context || m.small || m.nested {
                    continue;
                }
                spans.push(span(m, i, "lexicon", 0.8));
            }
            Some(k) => {
                let s = &mut spans[k];
                if s.found != u32::MAX {
                    continue;
                }
                if (s.start, s.end) == (m.start, m.end) && (s.kind == m.kind || !m.ambiguous) {
                    if s.kind == m.kind {
                        s.found = i as u32;
                    }
                    s.rule = "lexicon+model";
                    s.score = s.score.max(0.97);
                }
            }
        }
    }
    spans[from..].sort_by_key(|s| (s.start, std::cmp::Reverse(s.end)));
}

fn span(m: &Match, i: usize, rule: &'static str, score: f32) -> Span {
    Span { start: m.start, end: m.end, kind: m.kind, rule, score, found: i as u32 }
}
