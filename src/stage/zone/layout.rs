//! The lines of a page seen together: lists of other news, the title, where the running text starts and ends, and
//! whether it is a page at all.
//!
//! Reads: lines with what [`line`](super::line) says of each. Makes: a [`Layout`], and labels for what only its
//! neighbours give away. Cost: a few passes over the lines, and a sort of them by how they begin.

use super::GLANCE;
use super::line::{self, Bullet, Line};
use super::markers::{Mark, Markers};
use crate::document::ZoneKind;
use crate::lang::letters::Letter;

/// Where the parts of a page are, as indices of lines.
#[derive(Clone, Copy, Default)]
pub(super) struct Layout {
    pub(super) title: Option<usize>,
    /// First line of running text, the lead not counted.
    pub(super) body: usize,
    /// Last paragraph of the running text.
    pub(super) last: usize,
}

/// Labels what lies under the headings of lists of other news, and feeds.
pub(super) fn related_blocks(text: &str, lines: &mut [Line]) {
    under_headings(text, lines);
    timed_lines(text, lines);
}

/// Labels what lies under `Другие новости`, `Комментарии` and their like.
fn under_headings(text: &str, lines: &mut [Line]) {
    let running = |l: &Line| if l.kind.is_none() && l.is_paragraph() { l.chars } else { 0 };
    // Characters of running text from line `i` on, and of that before it.
    let mut rest: usize = lines.iter().map(running).sum();
    let mut before = 0;
    let mut open = None;
    for i in 0..lines.len() {
        let line = &lines[i];
        let here = running(line);
        match line.mark {
            Some(mark @ (Mark::Related | Mark::Feed)) => {
                if mark == Mark::Feed && before > 0 && rest <= before / 2 {
                    return below_article(&mut lines[i + 1..]);
                }
                // A heading with its link on the same line opens nothing.
                open = line.leads(text).then_some(mark);
            }
            Some(Mark::Comments) if before > 0 && rest <= before => return comments(&mut lines[i + 1..]),
            _ if open.is_some() => {
                let goes_on = i > 0 && line.goes_on_behind(&lines[i - 1]);
                match item(text, line, goes_on) {
                    Item::OfList => lines[i].set(ZoneKind::Related, "related-item"),
                    Item::Between => {}
                    Item::Last => {
                        lines[i].set(ZoneKind::Related, "related-item");
                        open = None;
                    }
                    Item::Running => {
                        before += line.chars;
                        open = None;
                    }
                    Item::Other => open = None,
                }
            }
            _ => before += here,
        }
        rest -= here;
    }
}

/// Under the article: all that follows the heading of a feed is other news, teasers too.
fn below_article(lines: &mut [Line]) {
    for line in lines {
        if line.kind.is_none() || line.is(ZoneKind::Dateline) || matches!(line.rule, "counter" | "number") {
            line.set(ZoneKind::Related, "related-item");
        }
    }
}

/// What follows the heading of the comments, until other news begin.
fn comments(lines: &mut [Line]) {
    let mut related = false;
    for line in lines {
        related |= line.is(ZoneKind::Related);
        if line.kind.is_none() || line.is(ZoneKind::Dateline) || line.is(ZoneKind::Byline) {
            let (kind, rule) = match related {
                true => (ZoneKind::Related, "related-item"),
                false => (ZoneKind::Boilerplate, "comment"),
            };
            line.set(kind, rule);
        }
    }
}

/// What a line under the heading of a list is.
enum Item {
    OfList,
    /// Stands in the list and is none of its items.
    Between,
    /// Of the list, which ends with it.
    Last,
    /// Running text: the list has ended.
    Running,
    /// Something else that ends the list.
    Other,
}

/// What `line` is under a heading; `goes_on` says that it goes on behind the line before it.
fn item(text: &str, line: &Line, goes_on: bool) -> Item {
    let teaser = line.last == '.' && (line.chars > 60 || goes_on);
    match line.kind {
        None if line.chars > 200 && line::is_tag_cloud(line.text(text)) => Item::Last,
        None if teaser || line.chars > 200 => Item::Running,
        None | Some(ZoneKind::Dateline) => Item::OfList,
        Some(ZoneKind::Boilerplate) if matches!(line.rule, "counter" | "number") => Item::OfList,
        Some(ZoneKind::Boilerplate) if matches!(line.rule, "bare-url" | "symbols" | "section") => {
            Item::Between
        }
        Some(ZoneKind::Caption) => Item::Between,
        _ => Item::Other,
    }
}

/// Labels `12:30 Заголовок` on two lines or more in a row: a feed (rule `time-link`).
fn timed_lines(text: &str, lines: &mut [Line]) {
    let timed = |l: &Line| {
        let s = l.text(text).as_bytes();
        let hour = usize::from(s.get(1) != Some(&b':')) + 1;
        l.kind.is_none()
            && s.len() > 8
            && l.words >= 3
            && !l.is_paragraph()
            && s[..hour].iter().all(u8::is_ascii_digit)
            && s[hour] == b':'
            && s[hour + 1..hour + 3].iter().all(u8::is_ascii_digit)
            && matches!(s[hour + 3], b' ' | b'\t')
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

/// Characters from which a line that says who reports it is no title: `… завершила работу, передает Sarbaz.kz`.
const REPORT: usize = 100;

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
pub(super) fn is_title_of(long: &str, short: &str) -> Option<bool> {
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
pub(super) fn title_and_body(
    text: &str,
    lines: &mut [Line],
    given: Option<&str>,
    markers: &Markers,
) -> Layout {
    let page = Page { text, lines };
    let n = lines.len();
    let first = page.paragraph_from(0);
    let last = (0..n).rev().find(|&i| page.is_paragraph(i)).unwrap_or(n);
    let title = given.and_then(|given| page.titled(given)).or_else(|| page.title_above(first, markers));
    let mut body = first;
    if let Some(t) = title {
        if body <= t {
            body = page.paragraph_from(t + 1);
        }
        mark_title(text, lines, t, first);
        while body < n && lines[body].kind.is_some() {
            body += 1;
        }
    }
    Layout { title, body, last }
}

/// The lines of a page while its title is looked for.
struct Page<'a> {
    text: &'a str,
    lines: &'a [Line],
}

impl Page<'_> {
    fn is_free(&self, i: usize) -> bool {
        self.lines[i].kind.is_none() && self.lines[i].mark != Some(Mark::Section)
    }

    fn is_paragraph(&self, i: usize) -> bool {
        let line = &self.lines[i];
        // A line broken in the middle of a sentence.
        let broken = || {
            let goes_on = |next: &Line| next.lower && next.kind.is_none() && !next.gap;
            line.chars >= 40 && !line.ends() && self.lines.get(i + 1).is_some_and(goes_on)
        };
        self.is_free(i) && (line.is_paragraph() || broken())
    }

    /// The first paragraph from a line on, or the number of lines.
    fn paragraph_from(&self, from: usize) -> usize {
        (from..self.lines.len()).find(|&i| self.is_paragraph(i)).unwrap_or(self.lines.len())
    }

    fn is_dated(&self, i: usize) -> bool {
        let line = &self.lines[i];
        line.stamp.as_ref().is_some_and(|s| s.date.is_some()) && line.is(ZoneKind::Dateline)
    }

    /// The line that says what the container gave as the title.
    fn titled(&self, given: &str) -> Option<usize> {
        self.lines.iter().position(|line| {
            let s = line.text(self.text);
            s.len() <= given.len() + 8
                && s.len() * 3 >= given.len()
                && !matches!(line.kind, Some(ZoneKind::Dateline | ZoneKind::Related))
                && is_title_of(given, s).is_some()
        })
    }

    /// The line above the first paragraph that most looks like a title.
    fn title_above(&self, first: usize, markers: &Markers) -> Option<usize> {
        let Page { text, lines } = *self;
        // A title with a full stop, before its date line.
        let stopped = first + 1 < lines.len()
            && lines[first].chars <= 140
            && self.is_dated(first + 1)
            && !lines[first].text(text).trim_end_matches('.').contains(". ");
        let header = if stopped { first + 1 } else { first };
        let mut search = Search {
            page: self,
            date: (0..header).find(|&i| self.is_dated(i)),
            heads: heads(text, lines),
            stopped,
            compared: 0,
        };
        let mut best: Option<(i32, usize)> = None;
        for i in (0..header).filter(|&i| self.may_be_title(i, markers)) {
            let score = search.score(i) + if best.is_none() { 2 } else { 0 };
            if best.is_none_or(|(b, _)| score > b) {
                best = Some((score, i));
            }
        }
        let best = best.filter(|(score, _)| *score >= 1).map(|(_, i)| i);
        // Else what was taken for the last item of a list of other news above the article.
        let item =
            |i: &usize| lines[*i].rule == "related-item" && lines[*i].words >= 3 && lines[*i].stamp.is_none();
        best.or_else(|| (0..first).rev().take(4).find(item).filter(|_| first < lines.len()))
    }

    fn may_be_title(&self, i: usize, markers: &Markers) -> bool {
        let line = &self.lines[i];
        self.is_free(i)
            && line.words > 0
            && !line.lower
            && !matches!(line.bullet, Bullet::Dot | Bullet::Dash)
            && !(line.chars >= REPORT && markers.reports(line.text(self.text)))
    }

    /// True for one of a row of links.
    fn is_link(&self, i: usize) -> bool {
        let line = &self.lines[i];
        let short = |line: &Line| line.kind.is_none() && !line.ends() && line.words <= 4 && !line.gap;
        line.words <= 4 && self.lines.get(i + 1).is_some_and(short)
            || i > 0 && line.words <= 3 && short(line) && self.lines[i - 1].kind.is_none()
    }
}

/// What is known while the lines above the first paragraph are scored as titles.
struct Search<'a> {
    page: &'a Page<'a>,
    /// The line with the date.
    date: Option<usize>,
    /// The beginnings of lines, sorted.
    heads: Vec<([char; HEAD], usize)>,
    /// The title has a full stop.
    stopped: bool,
    /// Lines that were compared with the others so far.
    compared: usize,
}

impl Search<'_> {
    fn score(&mut self, i: usize) -> i32 {
        let Page { text, lines } = *self.page;
        let (line, next) = (&lines[i], lines.get(i + 1));
        let s = line.text(text);
        let mut score = match line.words {
            0..=1 => -2,
            2 => 1,
            3 => 2,
            4..=25 => 4,
            _ => 1,
        };
        if line.words >= 3 && self.is_repeated(i) {
            score += 6;
        }
        if self.date.is_some_and(|d| d.abs_diff(i) <= 2) {
            score += 2;
        }
        if line::is_name(s) && line.words <= 3 {
            score -= 4;
        }
        if self.page.is_link(i) {
            score -= 2;
        }
        if next.is_some_and(|next| {
            self.page.is_paragraph(i + 1) || self.page.is_dated(i + 1) || next.is(ZoneKind::Caption)
        }) {
            score += 1;
        }
        // Right above `АСТАНА. KAZINFORM – `, not above the page's date, where a line of links may stand.
        if next.is_some_and(|next| opens_with_place(next.text(text))) {
            score += 1;
        }
        if line.last == '.' && !self.stopped {
            score -= 3;
        }
        score
    }

    /// True where another line says the same; only the first lines are compared.
    fn is_repeated(&mut self, i: usize) -> bool {
        if self.compared == MOST_COMPARED {
            return false;
        }
        self.compared += 1;
        let Page { text, lines } = *self.page;
        let s = lines[i].text(text);
        let head = head_of(s);
        let from = self.heads.partition_point(|h| h.0 < head);
        let alike = self.heads[from..].iter().take(MOST_ALIKE).take_while(|h| h.0 == head);
        alike.map(|h| h.1).any(|k| {
            k != i
                && (lines[k].end - lines[k].start).abs_diff(s.len()) <= 90
                && is_title_of(lines[k].text(text), s).is_some()
        })
    }
}

/// Marks line `t` as the title, and the lines that say it again. What was taken for other news between it and the
/// first paragraph is the article's head.
fn mark_title(text: &str, lines: &mut [Line], t: usize, first: usize) {
    if lines[t].rule == "related-item" {
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
}

/// True for `АСТАНА. KAZINFORM – `: a place and an agency in capitals, and a dash.
fn opens_with_place(s: &str) -> bool {
    let head = &s[..s.floor_char_boundary(60)];
    let Some(dash) = head.find(['–', '—']).or_else(|| head.find(" - ")) else { return false };
    let head = &head[..dash];
    let capitals = head.chars().filter(|&c| Letter::is_capital(c)).count();
    capitals >= 6 && head.contains(['.', ',']) && !head.chars().any(Letter::is_small)
}

/// True where a heading stands over paragraphs without a blank line: it has no mark at its end, and most lines below
/// end as sentences do, as those of wrapped text do not; or a section's name is above it.
fn heads_paragraphs(text: &str, lines: &[Line], t: usize) -> bool {
    let above = lines[..t].iter().all(|l| l.kind.is_some() || l.mark == Some(Mark::Section));
    let title = &lines[t];
    let mut below = lines[t + 1..].iter().filter(|l| l.kind.is_none() && l.mark != Some(Mark::Section));
    if !above
        || title.words < 4
        || title.chars > 160
        || title.bullet != Bullet::None
        || title.ends()
        || matches!(title.last, ',' | '—' | '–' | '-')
    {
        return false;
    }
    if t > 0 && lines[..t].iter().any(|l| l.mark == Some(Mark::Section)) {
        return below.any(Line::is_paragraph);
    }
    let Some(first) = below.next() else { return false };
    if !first.is_paragraph() || first.lower {
        return false;
    }
    let (mut lines, mut ended) = (0, 0);
    // The last line may be cut.
    let last = text.trim_end().len();
    for line in below.filter(|l| l.end < last) {
        lines += 1;
        ended += usize::from(line.ends());
    }
    (t > 0 || lines > 0) && ended * 3 >= lines * 2
}

/// Where a slice of `text` starts in it.
fn lines_start(slice: &str, text: &str) -> usize {
    slice.as_ptr() as usize - text.as_ptr() as usize
}

/// Decides whether the lines are a page.
pub(super) fn is_page(text: &str, lines: &[Line], layout: &Layout, file: bool, given: bool) -> bool {
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
    let spaced = t <= 1
        && lines[t].chars <= 200
        && !matches!(lines[t].last, '.' | ',' | ';' | ':' | '—' | '–' | '-')
        && next.is_some_and(|l| {
            l.chars >= 100 && l.is_paragraph() && (l.gap || l.chars > 2 * lines[t].chars)
                || l.gap && l.is_paragraph() && lines.get(t + 2).is_none_or(|l| l.gap)
        });
    spaced || heads_paragraphs(text, lines, t)
}
