//! HTML pages to lines of text, with what the head of the page says of itself.
//!
//! Reads: a page. Makes: the document's text, one block element a line, and the facts of `<title>`, `<meta>`, and
//! `<link rel=canonical>`. Scripts, styles and templates have no text; everything else that a reader sees is
//! kept, in page order, so that zoning can label it. Cost: html5ever's parse tree, several times the page; its time is
//! that of the page times the depth of its elements, so a page that nests them far deeper than any browser does is refused.

use ego_tree::iter::Edge;
use memchr::{memchr, memchr_iter, memchr3, memmem};
use scraper::{Html, Node, Selector};

use super::given::stamp;
use crate::document::{Document, PageFacts};

/// How deep elements may be nested: four times as deep as browsers build their trees, which the parser does in a tenth of a
/// second.
const DEPTH: usize = 2048;

/// Fills `doc` from a page.
///
/// # Errors
/// Why the page is not read.
pub fn read(page: &str, doc: &mut Document) -> Result<(), String> {
    if Open::has_too_many(page, &page.to_ascii_lowercase()) {
        return Err(format!("not read: more than {DEPTH} of its elements are open at once"));
    }
    let html = Html::parse_document(page);
    doc.origin.given = facts(&html);
    let mut text = Text::default();
    // The end of an element without text, where reading goes on.
    let mut skipped = None;
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) if skipped.is_none() => match node.value() {
                Node::Text(words) => text.words(words),
                Node::Element(element) if has_no_text(element.name()) => skipped = Some(node.id()),
                Node::Element(element) => text.open(element.name()),
                _ => {}
            },
            Edge::Close(node)
                if skipped.is_none() && node.value().as_element().is_some_and(|e| is_block(e.name())) =>
            {
                text.line_end();
            }
            Edge::Close(node) if skipped == Some(node.id()) => skipped = None,
            _ => {}
        }
    }
    doc.text = text.done;
    Ok(())
}

/// An element that is open at a place of a page.
struct Element<'p> {
    /// In lower case.
    name: &'p str,
    /// Its end tag may be left out.
    may_end: bool,
    /// No end tag of an inline element reaches over it.
    special: bool,
    /// Nor one of a block.
    wall: bool,
}

impl<'p> Element<'p> {
    fn new(name: &'p str) -> Element<'p> {
        let may_end = MAY_END.contains(&name);
        let wall = WALLS.contains(&name);
        Element { name, may_end, wall, special: may_end || wall || is_block(name) || SPECIAL.contains(&name) }
    }
}

/// The elements that are open at a place of a page, as the parser will have them, or a few more.
#[derive(Default)]
struct Open<'p> {
    elements: Vec<Element<'p>>,
    /// How many of these may nest without end: all but those whose end tag may be left out.
    depth: usize,
    /// Place of the outermost `svg` or `math`, from 1.
    foreign: usize,
    /// Tags such as `<b class=x>` that have no end tag yet: the parser opens these again in every paragraph.
    formats: Vec<(&'p str, &'p str)>,
    /// Elements so opened.
    reopened: usize,
}

impl<'p> Open<'p> {
    /// True where there are more than [`DEPTH`] somewhere in `page`, or where opening them again makes more elements than
    /// the page has bytes. One pass over the tags of the page, which `lower` is in lower case.
    fn has_too_many(page: &'p str, lower: &'p str) -> bool {
        let bytes = lower.as_bytes();
        let mut open = Open::default();
        // Elements of nothing but text that no end tag follows.
        let mut endless = Vec::new();
        let mut at = 0;
        while let Some(n) = memchr(b'<', &bytes[at..]) {
            let tag = at + n;
            at = tag + 1;
            if bytes[at..].starts_with(b"!--") {
                // `<!-->` is a whole comment.
                let end = memchr_iter(b'>', &bytes[at..]).map(|n| at + n).find(|&end| {
                    bytes[at + 1..end].ends_with(b"--")
                        || bytes.get(at + 3..end).is_some_and(|inside| inside.ends_with(b"--!"))
                });
                let Some(end) = end else { return false };
                at = end + 1;
                continue;
            }
            let end_tag = bytes.get(at) == Some(&b'/');
            let from = at + usize::from(end_tag);
            if !bytes.get(from).is_some_and(u8::is_ascii_alphabetic) {
                continue;
            }
            let name = &lower[from..];
            let ends = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>');
            let name = &name[..name.find(ends).unwrap_or(name.len())];
            at = tag_end(bytes, from + name.len());
            if end_tag {
                open.end(name);
                continue;
            }
            if open.foreign == 0 && TEXT_ONLY.contains(&name) && !endless.contains(&name) {
                match end_of(bytes, at, name) {
                    Some(end) => {
                        at = end;
                        continue;
                    }
                    None => endless.push(name),
                }
            }
            open.begin(name, &page[tag..at]);
            if open.depth > DEPTH || open.formats.len() > DEPTH || open.reopened > page.len() + 100_000 {
                return true;
            }
        }
        false
    }

    fn begin(&mut self, name: &'p str, tag: &'p str) {
        if self.foreign > 0 {
            if BREAKS_OUT.contains(&name) {
                self.cut(self.foreign - 1);
            } else if tag.ends_with("/>") {
                return;
            }
        }
        if VOID.contains(&name) {
            return;
        }
        if FORMATTING.contains(&name) {
            if matches!(name, "a" | "nobr") {
                self.forget_format(name);
            }
            // The parser keeps three of a kind.
            let mut same = self.formats.iter().enumerate().filter(|(_, (_, other))| *other == tag);
            if let Some((first, _)) = same.next()
                && same.count() == 2
            {
                self.formats.remove(first);
            }
            self.formats.push((name, tag));
        }
        let element = Element::new(name);
        if element.may_end {
            // The second of two neighbours ends the first.
            let between = |e: &&Element<'_>| match name {
                "p" | "li" | "dt" | "dd" => e.may_end || !e.special,
                _ if TABLE.contains(&name) => !matches!(e.name, "table" | "template"),
                _ => e.may_end,
            };
            let mut places =
                (0..self.elements.len()).rev().zip(self.elements.iter().rev().take_while(between));
            if let Some((first, _)) = places.find(|(_, e)| e.name == name) {
                self.cut(first);
            }
        } else {
            self.depth += 1;
        }
        self.elements.push(element);
        if self.foreign == 0 && matches!(name, "svg" | "math") {
            self.foreign = self.elements.len();
        }
    }

    fn end(&mut self, name: &str) {
        let formatting = FORMATTING.contains(&name);
        if formatting {
            self.forget_format(name);
        }
        let table = TABLE.contains(&name);
        let inline = !formatting && !table && self.foreign == 0 && !Element::new(name).special;
        let mut blocks = false;
        for i in (0..self.elements.len()).rev() {
            let Element { name: other, special, wall, .. } = self.elements[i];
            if other == name {
                if formatting && blocks {
                    // Of misnested tags only the outer element ends.
                    self.elements.remove(i);
                    self.depth -= 1;
                    self.foreign = 0;
                } else {
                    self.cut(i);
                }
                return;
            }
            if matches!(other, "table" | "template") || wall && !table || special && inline {
                return;
            }
            blocks |= special;
        }
    }

    fn cut(&mut self, len: usize) {
        if !matches!(&self.elements[len..], [one] if FORMATTING.contains(&one.name)) {
            self.reopened += self.formats.len();
        }
        self.depth -= self.elements[len..].iter().filter(|e| !e.may_end).count();
        self.elements.truncate(len);
        if self.foreign > len {
            self.foreign = 0;
        }
    }

    fn forget_format(&mut self, name: &str) {
        if let Some(i) = self.formats.iter().rposition(|(other, _)| *other == name) {
            self.formats.remove(i);
        }
    }
}

/// Where the tag whose name ends at `at` ends, behind its `>`.
fn tag_end(page: &[u8], mut at: usize) -> usize {
    while let Some(n) = memchr3(b'>', b'"', b'\'', &page[at..]) {
        let mark = page[at + n];
        // A quotation mark opens a value only behind a name and `=`.
        let value = page[at..at + n]
            .trim_ascii_end()
            .strip_suffix(b"=")
            .is_some_and(|name| name.iter().any(|b| !b.is_ascii_whitespace() && *b != b'/'));
        at += n + 1;
        if mark == b'>' {
            return at;
        }
        if value {
            at = memchr(mark, &page[at..]).map_or(page.len(), |n| at + n + 1);
        }
    }
    page.len()
}

/// Where the end tag of an element that holds nothing but text begins.
fn end_of(page: &[u8], at: usize, name: &str) -> Option<usize> {
    let rest = &page[at..];
    memmem::find_iter(rest, b"</").find(|&n| rest[n + 2..].starts_with(name.as_bytes())).map(|n| at + n)
}

const VOID: [&str; 19] = [
    "br", "img", "meta", "link", "input", "hr", "area", "base", "col", "embed", "source", "track", "wbr",
    "param", "image", "basefont", "bgsound", "frame", "keygen",
];

/// Their end tags may be left out: one of them in another is one in a list or table that lies between.
const MAY_END: [&str; 22] = [
    "p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup",
    "caption", "rt", "rp", "rb", "rtc", "html", "head", "body", "frameset",
];

const TABLE: [&str; 8] = ["table", "tr", "td", "th", "thead", "tbody", "tfoot", "caption"];

const TEXT_ONLY: [&str; 9] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"];

const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

const WALLS: [&str; 9] =
    ["table", "template", "td", "th", "caption", "object", "marquee", "applet", "foreignobject"];

/// Beside blocks, [`MAY_END`] and [`WALLS`].
const SPECIAL: [&str; 17] = [
    "center",
    "details",
    "dir",
    "fieldset",
    "frameset",
    "hgroup",
    "iframe",
    "listing",
    "menu",
    "noscript",
    "plaintext",
    "search",
    "select",
    "summary",
    "textarea",
    "title",
    "xmp",
];

/// HTML inside `svg` or `math` ends these.
const BREAKS_OUT: [&str; 43] = [
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "center",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "hr",
    "i",
    "img",
    "li",
    "listing",
    "menu",
    "meta",
    "nobr",
    "ol",
    "p",
    "pre",
    "ruby",
    "s",
    "small",
    "span",
    "strong",
    "strike",
    "sub",
    "sup",
    "table",
    "tt",
    "u",
    "ul",
];

fn facts(html: &Html) -> PageFacts {
    let first = |selector: &str, attribute: &str| {
        let selector = Selector::parse(selector).ok()?;
        html.select(&selector)
            .filter_map(|e| e.value().attr(attribute))
            .map(str::trim)
            .find(|v| !v.is_empty())
            .map(str::to_owned)
    };
    let text = |selector: &str| {
        let selector = Selector::parse(selector).ok()?;
        let text: String = html.select(&selector).next()?.text().collect();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    };
    let meta = |name: &str| {
        first(
            &format!("meta[property=\"{name}\"], meta[name=\"{name}\"], meta[itemprop=\"{name}\"]"),
            "content",
        )
    };
    let said = meta("article:published_time")
        .or_else(|| meta("datePublished"))
        .or_else(|| meta("pubdate"))
        .or_else(|| first("time[datetime]", "datetime"));
    let (date, time) = said.and_then(|s| stamp(&s)).unzip();
    PageFacts {
        title: text("h1").or_else(|| meta("og:title")).or_else(|| text("title")),
        author: meta("author").or_else(|| meta("article:author")).filter(|a| !a.contains("://")),
        published: date,
        published_time: time.flatten(),
        publisher: meta("og:site_name"),
        publisher_id: None,
        url: first("link[rel=canonical]", "href").or_else(|| meta("og:url")),
        section: meta("article:section"),
    }
}

/// The text of a page as it grows: white space folded, a line end at every block.
#[derive(Default)]
struct Text {
    done: String,
    space: bool,
}

impl Text {
    fn open(&mut self, name: &str) {
        if name == "br" || is_block(name) {
            self.line_end();
        } else if matches!(name, "td" | "th") {
            self.space = true;
        }
        if is_paragraph(name) {
            self.empty_line();
        }
        if name == "li" {
            self.done.push_str("• ");
        }
    }

    fn words(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_ascii_whitespace() {
                self.space = true;
                continue;
            }
            if self.space && !self.done.is_empty() && !self.done.ends_with(['\n', ' ']) {
                self.done.push(' ');
            }
            self.space = false;
            self.done.push(c);
        }
    }

    fn line_end(&mut self) {
        self.space = false;
        if !self.done.is_empty() && !self.done.ends_with('\n') {
            self.done.push('\n');
        }
    }

    fn empty_line(&mut self) {
        if !self.done.is_empty() && !self.done.ends_with("\n\n") {
            self.done.push('\n');
        }
    }
}

fn has_no_text(name: &str) -> bool {
    matches!(name, "script" | "style" | "noscript" | "template" | "svg" | "head" | "iframe" | "object")
}

fn is_block(name: &str) -> bool {
    is_paragraph(name)
        || matches!(
            name,
            "li" | "tr"
                | "dt"
                | "dd"
                | "figcaption"
                | "option"
                | "label"
                | "button"
                | "body"
                | "html"
                | "time"
        )
}

fn is_paragraph(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "nav"
            | "aside"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ul"
            | "ol"
            | "dl"
            | "table"
            | "blockquote"
            | "figure"
            | "form"
            | "pre"
            | "hr"
            | "address"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_lines_and_the_head_gives_facts() {
        let mut doc = Document::default();
        read(
            "<html><head><title>T – сайт</title><meta property='article:published_time' content='2024-03-05T18:07:00+05:00'>\
             <script>var a;</script></head><body><nav><a>Басты</a> <a>Саясат</a></nav><h1>Бас  тақырып</h1>\
             <p>Бірінші <b>абзац</b>.</p><ul><li>бір<li>екі</ul></body></html>",
            &mut doc,
        )
        .expect("a page");
        assert_eq!(doc.text, "Басты Саясат\n\nБас тақырып\n\nБірінші абзац.\n\n• бір\n• екі\n");
        assert_eq!(doc.origin.given.title.as_deref(), Some("Бас тақырып"));
        assert_eq!(doc.origin.given.published.as_deref(), Some("2024-03-05"));
        assert_eq!(doc.origin.given.published_time.as_deref(), Some("18:07"));
    }

    #[test]
    fn pages_are_read_to_any_sensible_depth() {
        let read = |page: &str| read(page, &mut Document::default());
        let sensible = [
            "<div>".repeat(500) + "x",
            "<p><font color=red>x".repeat(2000),
            "<p><b>x</p>".repeat(2000),
            "<p><b><i>x".repeat(30_000),
            format!("<table>{}</table>", "<tr><td>x".repeat(2000)),
            format!("<ul>{}</ul>", "<li><a href=#>x</a><li><span>y</span></li>".repeat(2000)),
            format!("<svg>{}</svg>", "<path d='>'/><g/>".repeat(2000)),
            format!("<script>{}</script>", "'<div>'+".repeat(2000)),
            format!("<!--{}-->", "<div>".repeat(2000)),
            "<br><img src=x><hr>".repeat(2000),
            "<div><table><tr><td><div>x</table></div>".repeat(2000),
        ];
        for page in sensible {
            assert_eq!(read(&page), Ok(()), "{}", &page[..60]);
        }
        let hostile = [
            "<div>".repeat(20_000) + "x",
            "<ul><li>x".repeat(20_000),
            "<DIV>".repeat(20_000) + &"</DIV>".repeat(20_000),
            "<!--><span>".repeat(20_000),
            "<!-- --!><div/>".repeat(20_000),
            "<b><div></b>".repeat(20_000),
            "<div =\"><div/=\">".to_owned() + &"<div>".repeat(20_000),
            "<div><table></div>".repeat(20_000),
            "<i title='</i>'>".repeat(20_000),
            "<svg><title></svg>".repeat(3) + &"<svg><g>".repeat(20_000),
            (0..20_000).map(|n| format!("<p><b id={n}>x</p>")).collect(),
            (0..500).map(|n| format!("<p><b id={n}>x</p>")).collect::<String>() + &"<p>x".repeat(2000),
        ];
        for page in hostile {
            assert!(read(&page).is_err_and(|e| e.contains(&DEPTH.to_string())), "{}", &page[..60]);
        }
    }

    #[test]
    fn a_day_that_is_none_is_no_date() {
        let mut doc = Document::default();
        let page = "<meta property='article:published_time' content='2024-99-99T99:99:00'>x";
        read(page, &mut doc).expect("a page");
        assert_eq!((doc.origin.given.published, doc.origin.given.published_time), (None, None));
    }
}
