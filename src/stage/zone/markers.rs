//! The phrases that give page furniture away, from `lexicons/zone_markers.tsv`.
//!
//! Reads: a line folded by [`fold`]. Makes: the marker that the line is or opens with. Cost: one look-up for the
//! first word, a comparison for each phrase that shares it.

use crate::lang::letters::Letter;
use hashbrown::HashMap;
use memchr::memmem::Finder;

/// What a phrase marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Caption,
    Byline,
    /// The editors as author: a byline without a person.
    Desk,
    Source,
    /// The page's own address follows.
    Link,
    /// Links to other news, also in the middle of an article.
    Related,
    /// A list of other news beside or under the article.
    Feed,
    /// A counter without its number.
    Count,
    Menu,
    Share,
    Copyright,
    Promo,
    Tags,
    Comments,
    Contact,
    /// The name of a site's section.
    Section,
}

impl Mark {
    fn parse(name: &str) -> Option<Mark> {
        Some(match name {
            "caption" => Mark::Caption,
            "byline" => Mark::Byline,
            "desk" => Mark::Desk,
            "source" => Mark::Source,
            "link" => Mark::Link,
            "related" => Mark::Related,
            "feed" => Mark::Feed,
            "count" => Mark::Count,
            "menu" => Mark::Menu,
            "share" => Mark::Share,
            "copyright" => Mark::Copyright,
            "promo" => Mark::Promo,
            "tags" => Mark::Tags,
            "comments" => Mark::Comments,
            "contact" => Mark::Contact,
            "section" => Mark::Section,
            _ => return None,
        })
    }
}

/// Sets of single words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WordKind {
    /// Beside a number: views, minutes to read.
    Count,
    /// Currencies and what stands beside rates.
    Currency,
    /// `передает`, `хабарлайды`.
    Report,
    /// `корреспондент`, `порталы`: between the verb and the name.
    Outlet,
}

/// A phrase found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) mark: Mark,
    /// Bytes of the folded line that it takes.
    pub(super) len: usize,
    /// True where it is the whole line.
    pub(super) whole: bool,
}

struct Phrase {
    text: &'static str,
    mark: Mark,
    /// True for a phrase that counts only as the whole line.
    line: bool,
}

type Map<V> = HashMap<&'static str, V, foldhash::fast::FixedState>;

/// All phrases, ready to match.
pub(super) struct Markers {
    phrases: Map<Vec<Phrase>>,
    within: Vec<(Finder<'static>, Mark)>,
    words: Map<WordKind>,
    media: Vec<&'static str>,
    surnames: Vec<&'static str>,
}

impl Markers {
    /// From the built-in table. Rows: text, kind, place (`start` or `line` of a line, `within` it, `word`, `name`,
    /// `ending`), lang, source.
    pub(super) fn new() -> Markers {
        let mut markers = Markers {
            phrases: Map::default(),
            within: Vec::new(),
            words: Map::default(),
            media: Vec::new(),
            surnames: Vec::new(),
        };
        for row in include_str!("../../../lexicons/zone_markers.tsv").lines().skip(1) {
            let mut cells = row.split('\t');
            let (Some(text), Some(kind), Some(place)) = (cells.next(), cells.next(), cells.next()) else {
                continue;
            };
            match place {
                "name" => markers.media.push(text),
                "ending" => markers.surnames.push(text),
                "word" => {
                    let word = match kind {
                        "count" => WordKind::Count,
                        "currency" => WordKind::Currency,
                        "report" => WordKind::Report,
                        _ => WordKind::Outlet,
                    };
                    markers.words.insert(text, word);
                }
                _ => {
                    let Some(mark) = Mark::parse(kind) else { continue };
                    if place == "within" {
                        markers.within.push((Finder::new(text), mark));
                    } else {
                        let phrase = Phrase { text, mark, line: place == "line" };
                        markers.phrases.entry(key(text)).or_default().push(phrase);
                    }
                }
            }
        }
        for phrases in markers.phrases.values_mut() {
            phrases.sort_by_key(|p| std::cmp::Reverse(p.text.len()));
        }
        markers
    }

    /// The longest phrase that `folded` is, or opens with.
    pub(super) fn opener(&self, folded: &str) -> Option<Hit> {
        let phrases = self.phrases.get(key(folded))?;
        let whole = folded.trim_end_matches([':', '.', '…', '→', '»', '>', ' ', '›', '-', '!']);
        if let Some(p) = phrases.iter().find(|p| whole == p.text || folded == p.text) {
            return Some(Hit { mark: p.mark, len: folded.len(), whole: true });
        }
        for p in phrases {
            if whole == p.text.trim_end_matches(':') {
                return Some(Hit { mark: p.mark, len: folded.len(), whole: true });
            }
            if !p.line && folded.starts_with(p.text) {
                let ends = p.text.chars().next_back().is_some_and(Letter::is_word);
                let goes_on = folded[p.text.len()..].chars().next().is_some_and(Letter::is_word);
                if !(ends && goes_on) {
                    return Some(Hit { mark: p.mark, len: p.text.len(), whole: false });
                }
            }
        }
        None
    }

    /// A phrase anywhere in `folded`.
    pub(super) fn within(&self, folded: &str) -> Option<Mark> {
        self.within.iter().find(|(f, _)| f.find(folded.as_bytes()).is_some()).map(|(_, m)| *m)
    }

    /// True where the folded `word` is in the set.
    pub(super) fn is(&self, word: &str, kind: WordKind) -> bool {
        self.words.get(word) == Some(&kind)
    }

    /// True for a line whose last clause says who reports it: `…, передает Sarbaz.kz`.
    pub(super) fn reports(&self, line: &str) -> bool {
        let Some((_, clause)) = line.rsplit_once(", ") else { return false };
        let verb = clause.split(' ').next().unwrap_or("");
        self.is(&verb.to_lowercase().replace('ё', "е"), WordKind::Report)
    }

    /// True for the folded name of a news outlet, with or without its domain's ending.
    pub(super) fn is_media(&self, name: &str) -> bool {
        self.media.contains(&name.trim_end_matches(".kz"))
    }

    /// True where a folded word ends like a surname or a patronymic.
    pub(super) fn is_surname(&self, word: &str) -> bool {
        let word = word.trim_matches(|c: char| !c.is_letter());
        self.surnames.iter().any(|s| word.len() >= s.len() + 4 && word.ends_with(s))
    }
}

/// What phrases are found by: the letters and digits they open with, or the first character.
fn key(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_word()).unwrap_or(text.len());
    let first = text.chars().next().map_or(0, char::len_utf8);
    &text[..end.max(first)]
}

/// Folds a line for comparison into `out`: lower case, ё as е, one space between words, without marks and
/// emoji before the first word (`©`, `+` and opening brackets stay).
pub(super) fn fold(line: &str, out: &mut String) {
    out.clear();
    let start = line
        .find(|c: char| c.is_word() || matches!(c, '©' | '(' | '+' | '#' | '$' | '€'))
        .unwrap_or(line.len());
    let mut space = false;
    for c in line[start..].chars() {
        match c {
            'а'..='я' | 'a'..='z' => {
                if space {
                    out.push(' ');
                    space = false;
                }
                out.push(c);
            }
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{fe0f}' => {}
            _ if c.is_whitespace() => space = true,
            _ => {
                if space {
                    out.push(' ');
                    space = false;
                }
                match c {
                    'А'..='Я' => out.push(char::from_u32(c as u32 + 32).unwrap_or(c)),
                    'ё' | 'Ё' => out.push('е'),
                    _ => c.push_small(out),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(line: &str) -> String {
        let mut out = String::new();
        fold(line, &mut out);
        out
    }

    #[test]
    fn folds_case_spaces_and_leading_marks() {
        assert_eq!(folded("▶ Читайте\u{a0} ЕЩЁ:"), "читайте еще:");
        assert_eq!(folded("© 2024"), "© 2024");
    }

    #[test]
    fn openers_respect_words() {
        let markers = Markers::new();
        let mark = |line: &str| markers.opener(&folded(line)).map(|h| (h.mark, h.whole));
        assert_eq!(mark("Фото: пресс-служба"), Some((Mark::Caption, false)));
        assert_eq!(mark("Тағы оқыңыз:"), Some((Mark::Related, true)));
        assert_eq!(mark("Главная"), Some((Mark::Menu, true)));
        assert_eq!(mark("Главная тема дня"), None);
        assert_eq!(mark("Фотографы собрались"), None);
        assert_eq!(mark("©Sputnik"), Some((Mark::Copyright, false)));
    }

    #[test]
    fn the_table_is_sorted_folded_and_known() {
        let rows: Vec<Vec<&str>> = include_str!("../../../lexicons/zone_markers.tsv")
            .lines()
            .skip(1)
            .map(|row| row.split('\t').collect())
            .collect();
        assert!(rows.len() > 500);
        for row in &rows {
            assert_eq!(row.len(), 5, "{row:?}");
            let set = matches!(row[2], "word" | "name" | "ending");
            assert!(set || Mark::parse(row[1]).is_some(), "kind of {row:?}");
            assert!(set || matches!(row[2], "start" | "line" | "within"), "place of {row:?}");
            if matches!(row[2], "start" | "line") {
                assert_eq!(folded(row[0]), row[0], "not folded");
            }
        }
        assert!(rows.is_sorted_by_key(|r| (r[1], r[2], r[0])), "sorted by kind, place, text");
    }
}
