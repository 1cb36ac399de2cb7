//! Labels the lines of a page and takes from them what the page says about itself.
//!
//! Reads: the original text, [`Document::is_page`], the facts the container gave. Makes: zones, sorted and not
//! overlapping, each with the rule that made it, and the page facts. Guarantees: nothing is dropped; every
//! visible character of the text lies in a zone; a text without a page around it is one zone of body.
//! Cost: one search for line ends; short lines are read once or twice, long ones not at all; a line is compared only
//! with some that begin alike; a text of one paragraph costs next to nothing.
//!
//! How: [`line`] says what single lines are by form and wording (dates, counters, captions, menus …). Here the
//! lines are seen together: is this a page at all, which line is the title, where does the running text start
//! and end, what lies under a heading such as «Другие новости». [`facts`] reads title, author, date, publisher …
//!
//! Rules of single lines: `symbols`, `bare-url`, `bare-domain`, `caption`, `credit`, `byline`, `desk`, `source`,
//! `link`, `related`, `feed`, `counter`, `number`, `ticker`, `menu`, `menu-row`, `breadcrumbs`, `share`,
//! `copyright`, `notice`, `promo`, `tags`, `hashtags`, `comments`, `contact`, `date`, `section`.
//! Rules of lines together: `plain-text`, `title`, `title-again`, `title-site`, `lead`, `subtitle`, `byline-name`,
//! `byline-place`, `caption-name`, `before-title`, `header-rest`, `related-item`, `time-link`, `tail-links`,
//! `tail-rest`, `comment`, `bullet`, `dashes`, `numbered`, `quotation`, `inline-dateline`, `paragraph`, `inside`.

mod facts;
mod line;
mod markers;

use self::line::{Bullet, LETTER, Line};
use self::markers::{Mark, Markers};
use super::{Layers, Scratch, Stage};
use crate::document::{Document, OrigSpan, Zone as Stretch, ZoneKind};
use crate::lang::dates::{DateWords, Piece};
use crate::lang::letters::Letter;

/// Lines at the start and at the end of a record's text that are looked at for a page's furniture.
const GLANCE: usize = 10;
/// Bytes that a record's lines may have on average to be worth the glance; longer ones are paragraphs.
const GLANCE_BYTES: usize = 4000;

/// Names in lines of their own, between title and text, that are looked for in the text; more of them are a list.
const MOST_NAMES: usize = 40;

/// The stage `zone`.
pub struct Zone {
    tables: Tables,
}

/// What the stage knows.
struct Tables {
    dates: DateWords,
    markers: Markers,
}

/// What the stage reuses.
#[derive(Default)]
pub(crate) struct Buffers {
    lines: Vec<Line>,
    fold: String,
    pieces: Vec<Piece>,
}

/// Where the parts of a page are, as indices of lines.
#[derive(Clone, Copy, Default)]
struct Layout {
    title: Option<usize>,
    /// First line of running text, the lead not counted.
    body: usize,
    /// Last paragraph of the running text.
    last: usize,
}

impl Zone {
    /// The stage with the built-in tables.
    pub fn new() -> Zone {
        Zone { tables: Tables { dates: DateWords::new(), markers: Markers::new() } }
    }
}

impl Default for Zone {
    fn default() -> Self {
        Zone::new()
    }
}

impl Stage for Zone {
    fn name(&self) -> &'static str {
        "zone"
    }
    fn needs(&self) -> Layers {
        Layers::NONE
    }
    fn makes(&self) -> Layers {
        Layers::ZONES
    }
    fn run(&self, doc: &mut Document, scratch: &mut Scratch) {
        let mut buffers = std::mem::take(&mut scratch.zone);
        let mut lines = std::mem::take(&mut buffers.lines);
        line::lines(&doc.text, &mut lines);
        let layout = self.tables.label(doc, &mut lines, &mut buffers);
        if layout.is_none() && !lines.is_empty() {
            let all = span(lines[0].start, lines[lines.len() - 1].end);
            doc.zones.push(Stretch { orig: all, kind: ZoneKind::Body, rule: "plain-text" });
        } else {
            self.tables.emit(doc, &lines, &mut buffers);
        }
        self.tables.facts(doc, &lines, layout, &mut buffers);
        if scratch.trace.is_some() {
            for zone in &doc.zones {
                let text = &doc.text[zone.orig.range()];
                let kind = zone.kind.as_str();
                scratch.note("zone", zone.rule, zone.orig, || format!("{kind}: {}", opening(text)));
            }
        }
        buffers.lines = lines;
        scratch.zone = buffers;
    }
}

/// The first words of a zone, for a reader.
fn opening(text: &str) -> String {
    const CHARS: usize = 60;
    let mut out: String = text.chars().take(CHARS).map(|c| if c == '\n' { ' ' } else { c }).collect();
    if text.chars().nth(CHARS).is_some() {
        out.push('…');
    }
    out
}

fn span(start: usize, end: usize) -> OrigSpan {
    OrigSpan::new(start as u32, end as u32)
}

impl Tables {
    /// Labels the lines; `None` where the text is no page.
    fn label(&self, doc: &Document, lines: &mut [Line], buffers: &mut Buffers) -> Option<Layout> {
        let text = doc.text.as_str();
        if lines.len() < 2 {
            return None;
        }
        if !doc.is_page && !self.glance(text, lines, buffers) {
            return None;
        }
        for line in &mut *lines {
            line.words = line::words(line.text(text));
            self.classify(text, line, buffers);
        }
        let given = doc.origin.given.title.as_deref();
        related_blocks(text, lines);
        let layout = title_and_body(text, lines, given);
        if !is_page(lines, &layout, doc.is_page, given.is_some()) {
            for line in &mut *lines {
                line.kind = None;
            }
            return None;
        }
        self.header(text, lines, &layout, buffers);
        self.tail(text, lines, &layout);
        inside(text, lines, &layout);
        Some(layout)
    }

    /// Whether a record's text may be a page: a date line near its start, or furniture at its ends.
    fn glance(&self, text: &str, lines: &[Line], buffers: &mut Buffers) -> bool {
        if text.len() / lines.len() > GLANCE_BYTES {
            return false;
        }
        let tail = lines.len().saturating_sub(GLANCE).max(GLANCE.min(lines.len()));
        let mut furniture = 0;
        for (i, line) in lines.iter().enumerate().take(GLANCE).chain(lines.iter().enumerate().skip(tail)) {
            // Furniture is short and seldom ends as a sentence does.
            if line.chars > 140 || line.last == ',' || line.ends() && line.chars > 30 {
                continue;
            }
            let mut line = line.clone();
            self.classify(text, &mut line, buffers);
            match line.rule {
                "date" if i < 6 && line.stamp.as_ref().is_some_and(|s| s.date.is_some()) => return true,
                "counter" | "caption" | "credit" | "byline" | "source" | "feed" | "related" | "share"
                | "menu-row" | "breadcrumbs" | "copyright" | "promo" | "tags" | "comments" | "menu" => {
                    furniture += 1
                }
                _ => {}
            }
        }
        furniture >= 2
    }
}

/// Labels what lies under the headings of lists of other news.
fn related_blocks(text: &str, lines: &mut [Line]) {
    let running = |l: &Line| if l.kind.is_none() && l.is_paragraph() { l.chars } else { 0 };
    // Characters of running text from line `i` on, and of that before it.
    let mut rest: usize = lines.iter().map(running).sum();
    let mut before = 0;
    let mut open = None;
    for i in 0..lines.len() {
        let line = &lines[i];
        let here = running(line);
        match (line.mark, line.rule) {
            (Some(Mark::Related), _) | (Some(Mark::Feed), _) => {
                // A heading with its link on the same line opens nothing.
                let alone = line.chars <= 60
                    && !matches!(line.last, '.' | '?' | '!')
                    && ends_heading(line.text(text));
                open = if alone { line.mark } else { None };
                if line.mark == Some(Mark::Feed) && before > 0 && rest <= before / 2 {
                    // Under the article: all that follows is other news, teasers too.
                    for line in &mut lines[i + 1..] {
                        if line.kind.is_none()
                            || line.is(ZoneKind::Dateline)
                            || line.rule == "counter"
                            || line.rule == "number"
                        {
                            line.set(ZoneKind::Related, "related-item");
                        }
                    }
                    return;
                }
            }
            (Some(Mark::Comments), _) if before > 0 && rest <= before => {
                let mut related = false;
                for line in &mut lines[i + 1..] {
                    related |= line.is(ZoneKind::Related);
                    if line.kind.is_none() || line.is(ZoneKind::Dateline) || line.is(ZoneKind::Byline) {
                        if related {
                            line.set(ZoneKind::Related, "related-item");
                        } else {
                            line.set(ZoneKind::Boilerplate, "comment");
                        }
                    }
                }
                return;
            }
            _ if open.is_some() => {
                let teaser = line.last == '.' && line.chars > 60 || line.chars > 220;
                match line.kind {
                    None if teaser || line.chars > 200 => {
                        before += line.chars;
                        open = None;
                    }
                    None => lines[i].set(ZoneKind::Related, "related-item"),
                    Some(ZoneKind::Dateline) => lines[i].set(ZoneKind::Related, "related-item"),
                    Some(ZoneKind::Boilerplate) if matches!(line.rule, "counter" | "number") => {
                        lines[i].set(ZoneKind::Related, "related-item");
                    }
                    Some(ZoneKind::Boilerplate)
                        if matches!(line.rule, "bare-url" | "symbols" | "section") => {}
                    Some(ZoneKind::Caption) => {}
                    _ => open = None,
                }
            }
            _ => before += here,
        }
        rest -= here;
    }
    // `12:30 Заголовок` on two lines or more in a row: a feed.
    let timed = |l: &Line| {
        let s = l.text(text).as_bytes();
        l.kind.is_none()
            && s.len() > 8
            && l.words >= 3
            && !l.is_paragraph()
            && s[..2].iter().all(u8::is_ascii_digit)
            && s[2] == b':'
            && s[3..5].iter().all(u8::is_ascii_digit)
            && matches!(s[5], b' ' | b'\t')
    };
    for i in 1..lines.len() {
        if timed(&lines[i]) && (timed(&lines[i - 1]) || lines[i - 1].rule == "time-link") {
            lines[i].rule = "time-link";
            if i + 1 == lines.len() || !timed(&lines[i + 1]) {
                let mut k = i + 1;
                while k > 0 && (timed(&lines[k - 1]) || lines[k - 1].rule == "time-link") {
                    k -= 1;
                    lines[k].set(ZoneKind::Related, "time-link");
                }
            }
        }
    }
}

/// True for a heading without a link after its colon.
fn ends_heading(s: &str) -> bool {
    match s.split_once(':') {
        Some((_, rest)) => rest.trim().is_empty(),
        None => true,
    }
}

/// Letters and digits only, in lower case: two titles are the same where these are.
fn key_of(s: &str) -> impl Iterator<Item = char> + '_ {
    s.chars().filter(|c| c.is_word()).flat_map(char::to_lowercase)
}

/// Letters and digits by which lines are found that may say the same.
const HEAD: usize = 6;
/// Lines above the text of which it is asked whether they are repeated, and lines that begin alike and are compared.
const MOST_COMPARED: usize = 1000;
const MOST_ALIKE: usize = 100;

/// What a line's key begins with. Most titles are longer: of a shorter one, lines that say more after it are not found.
fn head_of(s: &str) -> [char; HEAD] {
    let mut head = ['\0'; HEAD];
    head.iter_mut().zip(key_of(s)).for_each(|(to, c)| *to = c);
    head
}

/// The unlabelled lines by what they begin with.
fn heads(text: &str, lines: &[Line]) -> Vec<([char; HEAD], usize)> {
    let open = lines.iter().enumerate().filter(|(_, l)| l.kind.is_none());
    let mut heads: Vec<_> = open.map(|(i, l)| (head_of(l.text(text)), i)).collect();
    heads.sort_unstable();
    heads
}

/// True where `long` is `short`, or `short` with a site's name after a mark: ` - Tengrinews.kz`, ` | Kapital`.
fn is_title_of(long: &str, short: &str) -> Option<bool> {
    if long.len() < short.len() / 2 || long.len() > short.len() + 120 {
        return None;
    }
    let mut a = key_of(long);
    let mut b = key_of(short);
    loop {
        match (a.next(), b.next()) {
            (None, None) => return Some(true),
            (Some(x), Some(y)) if x == y => {}
            (Some(_), None) => break,
            _ => return None,
        }
    }
    let rest = long.char_indices().nth(short.chars().count()).map_or("", |(i, _)| &long[i..]).trim_start();
    rest.starts_with(['-', '–', '—', '|', ':', '•', '»', '/', '·']).then_some(false)
}

/// Finds the title and where the running text starts and ends.
fn title_and_body(text: &str, lines: &mut [Line], given: Option<&str>) -> Layout {
    let n = lines.len();
    let free = |l: &Line| l.kind.is_none() && l.mark != Some(Mark::Section);
    let paragraph = |i: usize| {
        free(&lines[i])
            && (lines[i].is_paragraph()
                // A line broken in the middle of a sentence.
                || lines[i].chars >= 40
                    && !lines[i].ends()
                    && i + 1 < n
                    && lines[i + 1].lower
                    && lines[i + 1].kind.is_none()
                    && !lines[i + 1].gap)
    };
    let first = (0..n).find(|&i| paragraph(i)).unwrap_or(n);
    let last = (0..n).rev().find(|&i| paragraph(i)).unwrap_or(n);
    let mut layout = Layout { title: None, body: first, last };

    // Given by the container: the line that says the same.
    if let Some(given) = given {
        layout.title = (0..n).find(|&i| {
            let s = lines[i].text(text);
            s.len() <= given.len() + 8
                && s.len() * 3 >= given.len()
                && !matches!(lines[i].kind, Some(ZoneKind::Dateline | ZoneKind::Related))
                && is_title_of(given, s).is_some()
        });
    }
    let dated = |i: usize| {
        lines[i].stamp.as_ref().is_some_and(|s| s.date.is_some()) && lines[i].is(ZoneKind::Dateline)
    };
    if layout.title.is_none() {
        // A title with a full stop, before its date line.
        let stopped = first < n && lines[first].chars <= 140 && first + 1 < n && dated(first + 1) && {
            !lines[first].text(text).trim_end_matches('.').contains(". ")
        };
        let header = if stopped { first + 1 } else { first };
        let date = (0..header.min(n)).find(|&i| dated(i));
        let heads = heads(text, lines);
        let mut best: Option<(i32, usize)> = None;
        let (mut seen, mut compared) = (0, 0);
        for i in 0..header {
            let line = &lines[i];
            let s = line.text(text);
            if !free(line) || line.words == 0 || line.lower || line.bullet == Bullet::Dot {
                continue;
            }
            let mut score = match line.words {
                0..=1 => -2,
                2 => 1,
                3 => 2,
                4..=25 => 4,
                _ => 1,
            };
            if seen == 0 {
                score += 2;
            }
            seen += 1;
            if line.words >= 3 && compared < MOST_COMPARED {
                compared += 1;
                let key_len = s.len();
                let head = head_of(s);
                let from = heads.partition_point(|h| h.0 < head);
                let alike = heads[from..].iter().take(MOST_ALIKE).take_while(|h| h.0 == head);
                let repeated = alike.map(|h| h.1).any(|k| {
                    k != i
                        && (lines[k].end - lines[k].start).abs_diff(key_len) <= 90
                        && is_title_of(lines[k].text(text), s).is_some()
                });
                score += if repeated { 6 } else { 0 };
            }
            if let Some(d) = date
                && d.abs_diff(i) <= 2
            {
                score += 2;
            }
            if line::is_name(s) && line.words <= 3 {
                score -= 4;
            }
            // One of a row of links.
            let link = |k: usize| {
                lines[k].kind.is_none() && !lines[k].ends() && lines[k].words <= 4 && !lines[k].gap
            };
            if line.words <= 4 && i + 1 < n && link(i + 1)
                || i > 0 && !line.gap && line.words <= 3 && link(i) && lines[i - 1].kind.is_none()
            {
                score -= 2;
            }
            if i + 1 < n && (paragraph(i + 1) || dated(i + 1)) {
                score += 1;
            }
            if line.last == '.' && !stopped {
                score -= 3;
            }
            if best.is_none_or(|(b, _)| score > b) {
                best = Some((score, i));
            }
        }
        layout.title = best.filter(|(score, _)| *score >= 1).map(|(_, i)| i);
        if layout.title.is_none() && first < n {
            // Taken for the last item of a list of other news above the article.
            layout.title = (0..first).rev().take(4).find(|&i| {
                lines[i].rule == "related-item" && lines[i].words >= 3 && lines[i].stamp.is_none()
            });
        }
    }
    if let Some(t) = layout.title {
        if layout.body <= t {
            layout.body = (t + 1..n).find(|&i| paragraph(i)).unwrap_or(n);
        }
        if lines[t].rule == "related-item" {
            // What follows it is the article's head, not other news.
            for line in lines[t + 1..first.max(t + 1)].iter_mut().filter(|l| l.rule == "related-item") {
                line.kind = line.stamp.is_some().then_some(ZoneKind::Dateline);
                line.rule = if line.stamp.is_some() { "date" } else { "" };
            }
        }
        let s = lines[t].text(text);
        for line in lines.iter_mut() {
            let open = line.kind.is_none() || line.rule == "related-item";
            if !open || line.start == lines_start(s, text) {
                continue;
            }
            match is_title_of(&text[line.start..line.end], s) {
                Some(true) => line.set(ZoneKind::Title, "title-again"),
                Some(false) if s.len() >= 30 && line.chars <= 250 => line.set(ZoneKind::Title, "title-site"),
                _ => {}
            }
        }
        lines[t].set(ZoneKind::Title, "title");
        while layout.body < n && lines[layout.body].kind.is_some() {
            layout.body += 1;
        }
    }
    layout
}

/// Where a slice of `text` starts in it.
fn lines_start(slice: &str, text: &str) -> usize {
    slice.as_ptr() as usize - text.as_ptr() as usize
}

/// Decides whether the lines are a page.
fn is_page(lines: &[Line], layout: &Layout, file: bool, given: bool) -> bool {
    if given {
        return true;
    }
    let strong = |l: &Line| {
        matches!(
            l.rule,
            "date"
                | "caption"
                | "credit"
                | "byline"
                | "desk"
                | "source"
                | "related"
                | "feed"
                | "counter"
                | "ticker"
                | "menu-row"
                | "breadcrumbs"
                | "share"
                | "copyright"
                | "notice"
                | "promo"
                | "tags"
                | "comments"
                | "bare-url"
                | "menu"
        )
    };
    let mut furniture = lines.iter().filter(|l| strong(l) && l.rule != "date").count();
    furniture += lines
        .iter()
        .filter(|l| l.is(ZoneKind::Dateline) && l.stamp.as_ref().is_some_and(|s| s.date.is_some()))
        .count();
    let dated = lines
        .iter()
        .take(GLANCE)
        .any(|l| l.is(ZoneKind::Dateline) && l.stamp.as_ref().is_some_and(|s| s.date.is_some()));
    let repeated = lines.iter().any(|l| l.rule == "title-again");
    if !file {
        // A record: its title and date at the head, or a page with much around it.
        return dated && layout.title.is_some_and(|t| t < GLANCE) || furniture >= 3 && layout.title.is_some();
    }
    if layout.title.is_some_and(|t| lines.get(t + 1).is_some_and(|l| l.is(ZoneKind::Dateline))) {
        return true;
    }
    if furniture > 0 || repeated {
        // Furniture has to be of some weight beside long running text.
        return furniture * 60 >= lines.len() || dated || repeated;
    }
    // A heading, a blank line, paragraphs.
    let Some(t) = layout.title else { return false };
    let next = lines.get(t + 1);
    t <= 1
        && lines[t].chars <= 200
        && !matches!(lines[t].last, '.' | ',' | ';' | ':' | '—' | '–' | '-')
        && next.is_some_and(|l| {
            l.chars >= 100 && l.is_paragraph() && (l.gap || l.chars > 2 * lines[t].chars)
                || l.gap && l.is_paragraph() && lines.get(t + 2).is_none_or(|l| l.gap)
        })
}

impl Tables {
    /// Lines before the running text.
    fn header(&self, text: &str, lines: &mut [Line], layout: &Layout, buffers: &mut Buffers) {
        let n = lines.len();
        let title = layout.title;
        for i in 0..title.unwrap_or(0) {
            if lines[i].kind.is_none() {
                if lines[i].words <= 4 || lines[i].mark.is_some() {
                    let rule = if lines[i].mark == Some(Mark::Section) { "section" } else { "before-title" };
                    lines[i].set(ZoneKind::Boilerplate, rule);
                } else if lines[i].is_paragraph() {
                    lines[i].set(ZoneKind::Body, "paragraph");
                } else {
                    // Headlines come in lists; one line alone is the site's own name.
                    let headline = |l: &Line| l.words >= 5 && (l.kind.is_none() || l.rule == "before-title");
                    let listed = i > 0 && headline(&lines[i - 1]) || i + 1 < n && headline(&lines[i + 1]);
                    let kind = if listed { ZoneKind::Related } else { ZoneKind::Boilerplate };
                    lines[i].set(kind, "before-title");
                }
            }
        }
        let Some(t) = title else {
            for line in &mut lines[..layout.body.min(n)] {
                if line.kind.is_none() && line.mark == Some(Mark::Section) {
                    line.set(ZoneKind::Boilerplate, "section");
                }
            }
            return;
        };
        // A paragraph set apart from the text by date, byline or picture is the lead.
        let first = layout.body;
        if first < n && lines[first].chars <= 500 {
            let apart = |l: &Line| {
                matches!(l.kind, Some(ZoneKind::Dateline | ZoneKind::Byline | ZoneKind::Caption))
                    || matches!(l.rule, "counter" | "number" | "bare-url" | "share")
            };
            let more = (first + 1..n).any(|i| lines[i].kind.is_none() && lines[i].is_paragraph());
            let name = |i: usize| line::is_name(lines[i].text(text)) && lines[i].kind.is_none();
            if more
                && first + 1 < n
                && (apart(&lines[first + 1]) || name(first + 1) && first + 2 < n && apart(&lines[first + 2]))
            {
                lines[first].set(ZoneKind::Lead, "lead");
            }
        }
        let body = (first..n)
            .find(|&i| lines[i].kind.is_none() && lines[i].is_paragraph())
            .unwrap_or(first)
            .max(first);
        let body =
            if body == first && lines.get(first).is_some_and(|l| l.is(ZoneKind::Lead)) { n } else { body };
        let mut names = 0;
        for i in t + 1..body.min(n) {
            if lines[i].kind.is_some() {
                continue;
            }
            let s = lines[i].text(text);
            if lines[i].mark == Some(Mark::Section) {
                lines[i].set(ZoneKind::Boilerplate, "section");
            } else if line::is_name(s) {
                let surname = s.split_whitespace().next_back().unwrap_or(s);
                names += 1;
                let sought = stem(surname).filter(|_| names <= MOST_NAMES);
                let pictured = sought.is_some_and(|stem| {
                    lines.iter().any(|l| {
                        l.start != lines[i].start
                            && (l.is(ZoneKind::Title) || l.kind.is_none() && l.is_paragraph())
                            && l.text(text).contains(stem)
                    })
                });
                let dated = i + 1 < n && lines[i + 1].is(ZoneKind::Dateline)
                    || i > 0 && lines[i - 1].is(ZoneKind::Dateline);
                let named = stem(surname).is_some_and(|stem| lines[t].text(text).contains(stem));
                if named || pictured && !dated {
                    lines[i].set(ZoneKind::Caption, "caption-name");
                } else if dated || self.has_surname(s, &mut buffers.fold) {
                    lines[i].set(ZoneKind::Byline, "byline-name");
                } else {
                    lines[i].set(ZoneKind::Boilerplate, "header-rest");
                }
            } else if lines[i].ends() || lines[i].words >= 5 {
                let set_apart = i + 1 < n && lines[i + 1].kind.is_some();
                if lines[i].bullet != Bullet::None {
                    continue;
                }
                if set_apart || lines[i].gap {
                    lines[i].set(ZoneKind::Lead, "subtitle");
                }
            } else if lines[i].bullet == Bullet::None {
                lines[i].set(ZoneKind::Boilerplate, "header-rest");
            }
        }
    }

    fn has_surname(&self, s: &str, buffer: &mut String) -> bool {
        markers::fold(s, buffer);
        buffer.split(' ').any(|w| self.markers.is_surname(w))
    }

    /// Lines after the running text.
    fn tail(&self, text: &str, lines: &mut [Line], layout: &Layout) {
        let n = lines.len();
        let mut from = (layout.last + 1).min(n).max(layout.title.map_or(0, |t| t + 1));
        if layout.last >= n {
            return;
        }
        // List items, and the line that leads to them, go on with the text.
        let item = |i: usize| i < n && lines[i].kind.is_none() && lines[i].bullet != Bullet::None;
        while item(from)
            || from < n && lines[from].kind.is_none() && lines[from].last == ':' && item(from + 1)
        {
            from += 1;
        }
        let mut furniture = false;
        let mut fold = String::new();
        for i in from..n {
            if lines[i].kind.is_some() {
                furniture |=
                    !matches!(lines[i].kind, Some(ZoneKind::Caption | ZoneKind::Title | ZoneKind::List));
                continue;
            }
            let s = lines[i].text(text);
            let line = &lines[i];
            let (name, place) = s.split_once(',').unwrap_or((s, ""));
            if line.mark == Some(Mark::Section) {
                lines[i].set(ZoneKind::Boilerplate, "section");
            } else if line.chars <= 80
                && line::is_name(name)
                && (self.has_surname(name, &mut fold) || s.ends_with(','))
                && place.split_whitespace().count() <= 5
            {
                lines[i].set(ZoneKind::Byline, "byline-name");
            } else if i > 0 && lines[i - 1].rule == "byline-name" && !line.ends() && line.words <= 4 {
                lines[i].set(ZoneKind::Byline, "byline-place");
            } else if line.ends() && line.last != ':' && line.words >= 3 && !furniture {
                lines[i].set(ZoneKind::Body, "paragraph");
            } else if line.words >= 4 {
                let neighbour = |l: Option<&Line>| {
                    l.is_some_and(|l| {
                        l.rule == "tail-links" || l.kind.is_none() && l.words >= 4 && !l.is_paragraph()
                    })
                };
                if furniture || neighbour(lines.get(i + 1)) || neighbour(lines.get(i - 1)) {
                    lines[i].set(ZoneKind::Related, "tail-links");
                } else {
                    lines[i].set(ZoneKind::Body, "inside");
                }
            } else {
                lines[i].set(ZoneKind::Boilerplate, "tail-rest");
            }
        }
    }
}

/// The start of a surname that its cases share.
fn stem(word: &str) -> Option<&str> {
    let chars = word.chars().count();
    if chars < 4 {
        return None;
    }
    let keep = (chars - 1).clamp(4, 7);
    word.char_indices().nth(keep).map_or(Some(word), |(i, _)| Some(&word[..i]))
}

/// Lines of the running text: lists, quotations, paragraphs.
fn inside(text: &str, lines: &mut [Line], layout: &Layout) {
    let n = lines.len();
    let free = |l: &Line| l.kind.is_none();
    // Up to where dashes open the lines of a talk.
    let mut talk = 0;
    let mut i = 0;
    while i < n {
        if !free(&lines[i]) {
            // A word of the menus as a heading in the text.
            if lines[i].rule == "menu"
                && i > layout.body
                && i < layout.last
                && lines[i].words > 0
                && i + 1 < n
            {
                let between = free(&lines[i - 1]) || lines[i - 1].is(ZoneKind::Body);
                if between && free(&lines[i + 1]) && lines[i + 1].is_paragraph() {
                    lines[i].set(ZoneKind::Body, "inside");
                }
            }
            i += 1;
            continue;
        }
        let run =
            |same: &dyn Fn(&Line) -> bool| (i..n).take_while(|&k| free(&lines[k]) && same(&lines[k])).count();
        let (len, rule) = match lines[i].bullet {
            Bullet::Dot => (run(&|l| l.bullet == Bullet::Dot), "bullet"),
            Bullet::Dash if i < talk => (0, ""),
            Bullet::Dash => {
                let len = run(&|l| l.bullet == Bullet::Dash);
                // Dashes also open the lines of a talk: items of a list end with a semicolon or start small.
                let item = |l: &Line| l.last == ';' || l.lower;
                let list = len >= 2 && lines[i..i + len].iter().any(item);
                if !list {
                    talk = i + len;
                }
                (if list { len } else { 0 }, "dashes")
            }
            Bullet::Number(first) => {
                let mut expected = first;
                let len = (i..n)
                    .take_while(|&k| {
                        let Bullet::Number(number) = lines[k].bullet else { return false };
                        // Lists by letter may pass over Kazakh letters, or not.
                        let fits = number == expected || number > LETTER && number == expected + 1;
                        expected = number + 1;
                        free(&lines[k]) && fits
                    })
                    .count();
                (if len >= 2 { len } else { 0 }, "numbered")
            }
            Bullet::None => (0, ""),
        };
        if len > 0 {
            for line in &mut lines[i..i + len] {
                line.set(ZoneKind::List, rule);
            }
            i += len;
            continue;
        }
        if is_quotation(lines[i].text(text)) {
            lines[i].set(ZoneKind::Quote, "quotation");
        } else if lines[i].is_paragraph() {
            lines[i].set(ZoneKind::Body, "paragraph");
        } else {
            lines[i].set(ZoneKind::Body, "inside");
        }
        i += 1;
    }
}

/// True for a paragraph that is one quotation from its first character to its last.
fn is_quotation(s: &str) -> bool {
    if s.starts_with("> ") {
        return true;
    }
    let close = match s.chars().next() {
        Some('«') => '»',
        Some('“') => '”',
        Some('„') => '“',
        _ => return false,
    };
    let open = s.chars().next().unwrap_or('«');
    let end = s.trim_end_matches(['.', '!', '?', '…', ',', ' ']);
    // One quotation: its closing mark is the last, and none of its own closes it before.
    let mut depth = 0i32;
    for (i, c) in end.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
            if depth == 0 {
                return i + c.len_utf8() == end.len() && s.split_whitespace().count() >= 4;
            }
        }
    }
    false
}

impl Tables {
    /// Makes zones of the lines; neighbouring lines of running text are one zone.
    fn emit(&self, doc: &mut Document, lines: &[Line], buffers: &mut Buffers) {
        let mut agency = true;
        for line in lines {
            let kind = line.kind.unwrap_or(ZoneKind::Body);
            if line.split {
                self.split_dateline(doc, line, kind, buffers);
                continue;
            }
            let mut start = line.start;
            if kind == ZoneKind::Body {
                if agency && let Some(end) = self.agency_dateline(line.text(&doc.text), buffers) {
                    doc.zones.push(Stretch {
                        orig: span(start, start + end),
                        kind: ZoneKind::Dateline,
                        rule: "inline-dateline",
                    });
                    let rest = &doc.text[start + end..line.end];
                    start = line.end - rest.trim_start().len();
                } else if let Some(last) = doc.zones.last_mut()
                    && last.kind == ZoneKind::Body
                {
                    last.orig.end = line.end as u32;
                    continue;
                }
                agency = false;
            }
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
        if city.chars().count() < 3 || city.chars().any(Letter::is_small) {
            return None;
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
        for part in prefix.split(['.', ',', '/']) {
            markers::fold(part, &mut buffers.fold);
            media |= self.markers.is_media(buffers.fold.trim_matches(['«', '»', '"']));
        }
        let end = dash.0 + dash.1;
        // `— РИА Новости.`, `— Sputnik.`: the agency after the dash.
        let after = head[end..].split_once('.').map_or("", |(name, _)| name);
        markers::fold(after, &mut buffers.fold);
        let agency = self.markers.is_media(&buffers.fold);
        let end = if agency { end + after.len() + 1 } else { end };
        (words <= 8 && marked && (stamped || media || shouted && words >= 2)).then_some(end)
    }
}
