//! Makes the zones of a page out of its labelled lines.
//!
//! Reads: lines with their kinds and rules. Makes: zones in order. A date line is cut at its marks, and an agency's date
//! line is cut off the paragraph that it opens. Cost: one pass over the lines; only date lines are read again, and the
//! beginning of the first paragraph.

use super::line::{self, Line};
use super::markers::{self, Mark};
use super::{Buffers, Tables, span};
use crate::document::{Document, Zone as Stretch, ZoneKind};
use crate::lang::letters::Letter;

impl Tables {
    /// Makes zones of the lines; neighbouring lines of running text are one zone.
    pub(super) fn emit(&self, doc: &mut Document, lines: &[Line], buffers: &mut Buffers) {
        let mut agency = true;
        for line in lines {
            let kind = line.kind.unwrap_or(ZoneKind::Body);
            if line.split {
                self.split_dateline(doc, line, kind, buffers);
                continue;
            }
            let mut start = line.start;
            let (body, lead) = (kind == ZoneKind::Body, kind == ZoneKind::Lead);
            if agency
                && (body || lead)
                && let Some(end) = self.agency_dateline(line.text(&doc.text), buffers)
            {
                doc.zones.push(Stretch {
                    orig: span(start, start + end),
                    kind: ZoneKind::Dateline,
                    rule: "inline-dateline",
                });
                let rest = &doc.text[start + end..line.end];
                start = line.end - rest.trim_start().len();
                agency = false;
            } else if body
                && let Some(last) = doc.zones.last_mut()
                && last.kind == ZoneKind::Body
            {
                last.orig.end = line.end as u32;
                continue;
            }
            agency &= !body;
            doc.zones.push(Stretch { orig: span(start, line.end), kind, rule: line.rule });
        }
    }

    /// `Саясат • 24 Қыркүйек, 2020 • 625 рет`: the date is a date line, the rest names, sections and counters.
    fn split_dateline(&self, doc: &mut Document, line: &Line, kind: ZoneKind, buffers: &mut Buffers) {
        let text = line.text(&doc.text);
        let stamp = line.stamp.as_ref().map_or(0..text.len(), |s| s.range.clone());
        if kind != ZoneKind::Dateline {
            doc.zones.push(Stretch { orig: span(line.start, line.end), kind, rule: line.rule });
            return;
        }
        let mut add = |from: usize, to: usize, kind: ZoneKind, rule: &'static str| {
            let part = &text[from..to];
            let from = from + (part.len() - part.trim_start().len());
            let to = from + part.trim().len();
            if from == to {
                return;
            }
            match doc.zones.last_mut() {
                Some(last)
                    if last.orig.start as usize >= line.start
                        && (last.kind == kind || !part.chars().any(Letter::is_word)) =>
                {
                    last.orig.end = (line.start + to) as u32;
                }
                _ => doc.zones.push(Stretch { orig: span(line.start + from, line.start + to), kind, rule }),
            }
        };
        let parts = |s: &str| -> Vec<(usize, usize)> {
            // Each part keeps the mark after it.
            let mut out = Vec::new();
            let mut from = 0;
            let mut chars = s.char_indices().peekable();
            while let Some((i, c)) = chars.next() {
                let strong = matches!(c, '•' | '|' | '·' | '‧' | '∙' | '/' | '\t' | '›' | '>' | ';');
                let dash = matches!(c, '–' | '—' | '-')
                    && s[..i].ends_with(' ')
                    && s[i..].chars().nth(1) == Some(' ');
                let wide = c == ' ' && matches!(chars.peek(), Some((_, ' ')));
                let comma = c == ',';
                if strong || dash || wide || comma {
                    out.push((from, i + c.len_utf8()));
                    from = i + c.len_utf8();
                }
            }
            out.push((from, s.len()));
            out
        };
        for (a, b) in parts(&text[..stamp.start]) {
            let (kind, rule) = self.part_kind(&text[a..b], buffers);
            add(a, b, kind, rule);
        }
        add(stamp.start, stamp.end, ZoneKind::Dateline, "date");
        for (a, b) in parts(&text[stamp.end..]) {
            let (a, b) = (stamp.end + a, stamp.end + b);
            let (kind, rule) = self.part_kind(&text[a..b], buffers);
            add(a, b, kind, rule);
        }
    }

    /// What a part of a date line is that is not the date.
    fn part_kind(&self, part: &str, buffers: &mut Buffers) -> (ZoneKind, &'static str) {
        let bare = part.trim_matches(|c: char| !c.is_word() && c != '.').trim();
        markers::fold(bare, &mut buffers.fold);
        let words = bare.split_whitespace().count();
        if bare.is_empty() {
            return (ZoneKind::Dateline, "date");
        }
        if let Some(hit) = self.markers.opener(&buffers.fold) {
            match hit.mark {
                Mark::Section if hit.whole => return (ZoneKind::Boilerplate, "section"),
                Mark::Byline => return (ZoneKind::Byline, "byline"),
                Mark::Source => return (ZoneKind::Source, "source"),
                Mark::Count | Mark::Menu | Mark::Share | Mark::Comments => {
                    return (ZoneKind::Boilerplate, "counter");
                }
                _ => {}
            }
        }
        if line::is_domain(bare) {
            return (ZoneKind::Source, "bare-domain");
        }
        if self.dates.stamp(bare, &mut buffers.pieces).is_some() {
            return (ZoneKind::Dateline, "date");
        }
        if bare.bytes().any(|b| b.is_ascii_digit()) && self.counters(bare, &buffers.fold).is_some() {
            return (ZoneKind::Boilerplate, "counter");
        }
        if words >= 2 && line::is_name(bare) && self.has_surname(bare, &mut buffers.fold) {
            return (ZoneKind::Byline, "byline-name");
        }
        let separated = part.contains(['•', '|', '·', '›', '/', '>']);
        if separated && words <= 3 && bare.starts_with(Letter::is_capital) {
            return (ZoneKind::Boilerplate, "section");
        }
        (ZoneKind::Dateline, "date")
    }

    /// `АСТАНА. 10 января. КАЗИНФОРМ –` at the start of the first paragraph: where it ends.
    fn agency_dateline(&self, s: &str, buffers: &mut Buffers) -> Option<usize> {
        let head = &s[..s.floor_char_boundary(140)];
        let city = head.split(|c: char| !(c.is_letter() || c == '-')).next()?;
        if city.chars().count() < 3 || !city.starts_with(Letter::is_capital) {
            return None;
        }
        let loud = !city.chars().any(Letter::is_small);
        // `Астана - 8 октября /KZinform/.`
        if let Some((place, rest)) = head.split_once('/')
            && let Some((agency, _)) = rest.split_once("/.")
            && place.split_whitespace().count() <= 6
        {
            markers::fold(agency, &mut buffers.fold);
            if self.markers.is_media(&buffers.fold) {
                return Some(place.len() + agency.len() + 3);
            }
        }
        let dash = ["–", "—", " - "].iter().filter_map(|d| head.find(d).map(|i| (i, d.len()))).min()?;
        let prefix = &head[..dash.0];
        let shouted = prefix
            .split_whitespace()
            .filter(|w| w.chars().any(Letter::is_letter))
            .all(|w| !w.chars().any(Letter::is_small));
        let words = prefix.split_whitespace().count();
        let stamped = self.dates.stamp(prefix, &mut buffers.pieces).is_some();
        let marked = prefix.contains(['.', ',', '/']);
        let mut media = false;
        for part in prefix.split(['.', ',', '/', '(', ')']) {
            markers::fold(part.trim(), &mut buffers.fold);
            media |= self.markers.is_media(buffers.fold.trim_matches(['«', '»', '"']));
        }
        let end = dash.0 + dash.1;
        // `— РИА Новости.`, `— Sputnik.`: the agency after the dash.
        let after = head[end..].split_once('.').map_or("", |(name, _)| name);
        markers::fold(after, &mut buffers.fold);
        let agency = self.markers.is_media(&buffers.fold);
        let end = if agency { end + after.len() + 1 } else { end };
        let told = media || agency || loud && (stamped || shouted && words >= 2);
        (words <= 8 && marked && told).then_some(end)
    }
}
