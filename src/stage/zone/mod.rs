//! Labels the lines of a page and takes from them what the page says about itself.
//!
//! Reads: the original text, [`Document::is_page`], the facts the container gave. Makes: zones, sorted and not
//! overlapping, each with the rule that made it, and the page facts. Guarantees: nothing is dropped; every
//! visible character of the text lies in a zone; a text without a page around it is one zone of body.
//! Cost: one search for line ends; short lines are read once or twice, long ones not at all; a line is compared only
//! with some that begin alike; a text of one paragraph costs next to nothing.
//!
//! How: [`line`] says what single lines are by form and wording (dates, counters, captions, menus …). [`layout`] sees
//! the lines together: is this a page at all, which line is the title, where does the running text start and end,
//! what lies under a heading such as «Другие новости». Here what is before, in and after the running text gets its
//! label, [`emit`] makes zones of it, and [`facts`] reads title, author, date, publisher …
//!
//! Rules of single lines: `symbols`, `bare-url`, `bare-domain`, `caption`, `credit`, `byline`, `desk`, `source`,
//! `link`, `related`, `feed`, `counter`, `number`, `ticker`, `menu`, `menu-row`, `breadcrumbs`, `share`,
//! `copyright`, `notice`, `promo`, `tags`, `hashtags`, `comments`, `contact`, `date`, `section`.
//! Rules of lines together: `plain-text`, `title`, `title-again`, `title-site`, `lead`, `subtitle`, `byline-name`,
//! `byline-place`, `caption-name`, `before-title`, `header-rest`, `related-item`, `time-link`, `tail-links`,
//! `tail-rest`, `comment`, `bullet`, `dashes`, `numbered`, `quotation`, `inline-dateline`, `paragraph`, `inside`.

mod emit;
mod facts;
mod layout;
mod line;
mod markers;

use self::layout::{Layout, is_page, related_blocks, title_and_body};
use self::line::{Bullet, LETTER, Line};
use self::markers::{Mark, Markers};
use super::{Layers, Scratch, Stage};
use crate::document::{Document, OrigSpan, Zone as Stretch, ZoneKind};
use crate::lang::dates::{DateWords, Piece};

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
        let layout = title_and_body(text, lines, given, &self.markers);
        if !is_page(text, lines, &layout, doc.is_page, given.is_some()) {
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

/// Marks the lines above the title.
fn above_title(lines: &mut [Line]) {
    for i in 0..lines.len() {
        if lines[i].kind.is_some() {
            continue;
        }
        if lines[i].words <= 4 || lines[i].mark.is_some() {
            let rule = if lines[i].mark == Some(Mark::Section) { "section" } else { "before-title" };
            lines[i].set(ZoneKind::Boilerplate, rule);
        } else if lines[i].is_paragraph() {
            lines[i].set(ZoneKind::Body, "paragraph");
        } else {
            // Headlines come in lists; one line alone is the site's own name.
            let headline = |l: &Line| l.words >= 5 && (l.kind.is_none() || l.rule == "before-title");
            let listed = i > 0 && headline(&lines[i - 1]) || lines.get(i + 1).is_some_and(headline);
            let kind = if listed { ZoneKind::Related } else { ZoneKind::Boilerplate };
            lines[i].set(kind, "before-title");
        }
    }
}

/// True for a paragraph that date, byline or picture set apart from the text.
fn is_lead(text: &str, lines: &[Line], first: usize) -> bool {
    let n = lines.len();
    if first + 1 >= n || lines[first].chars > 500 {
        return false;
    }
    let apart = |l: &Line| {
        matches!(l.kind, Some(ZoneKind::Dateline | ZoneKind::Byline | ZoneKind::Caption))
            || matches!(l.rule, "counter" | "number" | "bare-url" | "share")
    };
    let name = |l: &Line| line::is_name(l.text(text)) && l.kind.is_none();
    let next = &lines[first + 1];
    let beyond = || lines.get(first + 2).is_some_and(apart);
    (apart(next) || name(next) && beyond())
        && lines[first + 1..].iter().any(|l| l.kind.is_none() && l.is_paragraph())
}

impl Tables {
    /// Lines before the running text.
    fn header(&self, text: &str, lines: &mut [Line], layout: &Layout, buffers: &mut Buffers) {
        let n = lines.len();
        above_title(&mut lines[..layout.title.unwrap_or(0)]);
        let Some(title) = layout.title else {
            for line in &mut lines[..layout.body.min(n)] {
                if line.kind.is_none() && line.mark == Some(Mark::Section) {
                    line.set(ZoneKind::Boilerplate, "section");
                }
            }
            return;
        };
        let first = layout.body;
        if is_lead(text, lines, first) {
            lines[first].set(ZoneKind::Lead, "lead");
        }
        let body = (first..n).find(|&i| lines[i].kind.is_none() && lines[i].is_paragraph()).unwrap_or(first);
        let body =
            if body == first && lines.get(first).is_some_and(|l| l.is(ZoneKind::Lead)) { n } else { body };
        let mut names = 0;
        for i in title + 1..body.min(n) {
            if lines[i].kind.is_none()
                && let Some((kind, rule)) = self.below_title(text, lines, title, i, &mut names, buffers)
            {
                lines[i].set(kind, rule);
            }
        }
    }

    /// What a line between title and running text is; `names` counts those that are somebody's name.
    fn below_title(
        &self,
        text: &str,
        lines: &[Line],
        title: usize,
        i: usize,
        names: &mut usize,
        buffers: &mut Buffers,
    ) -> Option<(ZoneKind, &'static str)> {
        let line = &lines[i];
        let s = line.text(text);
        if line.mark == Some(Mark::Section) {
            return Some((ZoneKind::Boilerplate, "section"));
        }
        if line::is_name(s) {
            *names += 1;
            return Some(self.name_below_title(text, lines, title, i, *names, buffers));
        }
        let said = s.split(',').next().unwrap_or(s);
        if s.contains(',')
            && line::is_signature(said)
            && line.chars <= 120
            && !line.ends()
            && !lines[title].text(text).starts_with(said)
        {
            // `Асан ҮСЕНОВ, тарихшы`
            return Some((ZoneKind::Byline, "byline-name"));
        }
        if line.bullet != Bullet::None {
            return None;
        }
        if line.ends() || line.words >= 5 {
            let set_apart = lines.get(i + 1).is_some_and(|next| next.kind.is_some());
            return (set_apart || line.gap).then_some((ZoneKind::Lead, "subtitle"));
        }
        Some((ZoneKind::Boilerplate, "header-rest"))
    }

    /// What a name between title and running text is: who said what stands above, who is in the picture, who wrote it.
    fn name_below_title(
        &self,
        text: &str,
        lines: &[Line],
        title: usize,
        i: usize,
        names: usize,
        buffers: &mut Buffers,
    ) -> (ZoneKind, &'static str) {
        let s = lines[i].text(text);
        let surname = stem(s.split_whitespace().next_back().unwrap_or(s));
        let before = i.checked_sub(1).map(|before| &lines[before]);
        let next = lines.get(i + 1);
        if before.is_some_and(|l| l.text(text).ends_with('»') && !l.is(ZoneKind::Title)) {
            return (ZoneKind::Quote, "quotation");
        }
        let sought = surname.filter(|_| names <= MOST_NAMES);
        let pictured = || {
            sought.is_some_and(|stem| {
                lines.iter().any(|l| {
                    l.start != lines[i].start
                        && (l.is(ZoneKind::Title) || l.kind.is_none() && l.is_paragraph())
                        && l.text(text).contains(stem)
                })
            })
        };
        let dated = next.is_some_and(|l| l.is(ZoneKind::Dateline) || l.rule == "bare-domain")
            || before.is_some_and(|l| l.is(ZoneKind::Dateline));
        let named = surname.is_some_and(|stem| lines[title].text(text).contains(stem));
        if named || !dated && pictured() {
            (ZoneKind::Caption, "caption-name")
        } else if dated || line::is_signature(s) || self.has_surname(s, &mut buffers.fold) {
            (ZoneKind::Byline, "byline-name")
        } else {
            (ZoneKind::Boilerplate, "header-rest")
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
        let item =
            |lines: &[Line], i: usize| i < n && lines[i].kind.is_none() && lines[i].bullet != Bullet::None;
        while item(lines, from)
            || from < n && lines[from].kind.is_none() && lines[from].last == ':' && item(lines, from + 1)
        {
            from += 1;
        }
        let mut furniture = false;
        let mut fold = String::new();
        for i in from..n {
            if let Some(kind) = lines[i].kind {
                // `Читайте также: В Астане построят центр` stands between paragraphs.
                let link = lines[i].mark == Some(Mark::Related) && !lines[i].leads(text);
                furniture |= !link && !matches!(kind, ZoneKind::Caption | ZoneKind::Title | ZoneKind::List);
                continue;
            }
            let s = lines[i].text(text);
            let line = &lines[i];
            furniture &= !(i > 0 && lines[i - 1].is(ZoneKind::Related) && line.goes_on_behind(&lines[i - 1]));
            if !furniture && lines[i].bullet != Bullet::None {
                continue;
            }
            let (name, place) = s.split_once(',').unwrap_or((s, ""));
            if line.mark == Some(Mark::Section) {
                lines[i].set(ZoneKind::Boilerplate, "section");
            } else if line.chars <= 80
                && line::is_name(name)
                && (self.has_surname(name, &mut fold) || s.ends_with(',') || line::is_signature(name))
                && place.split_whitespace().count() <= 5
            {
                lines[i].set(ZoneKind::Byline, "byline-name");
            } else if i > 0 && lines[i - 1].rule == "byline-name" && !line.ends() && line.words <= 4 {
                lines[i].set(ZoneKind::Byline, "byline-place");
            } else if line.ends() && (line.last != ':' || item(lines, i + 1)) && line.words >= 2 && !furniture
            {
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
