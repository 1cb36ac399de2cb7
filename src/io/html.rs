//! HTML pages to lines of text, with what the head of the page says of itself.
//!
//! Reads: a page. Makes: the document's text, one block element a line, and the facts of `<title>`, `<meta>`,
//! `<link rel=canonical>`, and JSON-LD ([`linked`]). Scripts, styles and templates have no text; everything else that a reader sees is
//! kept, in page order, so that zoning can label it. Cost: html5ever's parse tree, several times the page; its time is
//! that of the page times the depth of its elements, so a page that nests them far deeper than any browser does is refused
//! ([`nesting`]).

mod linked;
mod nesting;

use ego_tree::iter::Edge;
use scraper::{Html, Node, Selector};

use super::given::stamp;
use crate::document::{Document, PageFacts};
use nesting::DEPTH;

/// Fills `doc` from a page.
///
/// # Errors
/// Why the page is not read.
pub fn read(page: &str, doc: &mut Document) -> Result<(), String> {
    let html = parse(page)?;
    doc.origin.given = facts(&html);
    doc.text = lines(&html);
    Ok(())
}

/// The lines of a piece of a page.
///
/// # Errors
/// Why it is not read.
#[cfg(feature = "feed")]
pub(super) fn text(piece: &str) -> Result<String, String> {
    parse(piece).map(|html| lines(&html))
}

fn parse(page: &str) -> Result<Html, String> {
    match nesting::is_too_deep(page) {
        true => Err(format!("not read: more than {DEPTH} of its elements are open at once")),
        false => Ok(Html::parse_document(page)),
    }
}

/// The text that a reader sees.
fn lines(html: &Html) -> String {
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
    text.done
}

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
    let said = meta("article:published_time").or_else(|| meta("datePublished")).or_else(|| meta("pubdate"));
    let article = linked::facts(html);
    // A `<time>` may be another page's.
    let time = || first("time[datetime]", "datetime").and_then(|s| stamp(&s));
    let linked_time = article.published.map(|date| (date, article.published_time));
    let (date, time) = said.and_then(|s| stamp(&s)).or(linked_time).or_else(time).unzip();
    let author = meta("author").or_else(|| meta("article:author")).filter(|a| !a.contains("://"));
    PageFacts {
        title: headline(html).or_else(|| meta("og:title")).or(article.title).or_else(|| text("title")),
        author: author.or(article.author),
        published: date,
        published_time: time.flatten(),
        publisher: meta("og:site_name").or(article.publisher),
        publisher_id: None,
        url: first("link[rel=canonical]", "href").or_else(|| meta("og:url")).or(article.url),
        section: meta("article:section").or(article.section),
    }
}

/// What the first `<h1>` says, up to the next block: one that is never closed holds the rest of the page. Blocks before its
/// first words are its own.
fn headline(html: &Html) -> Option<String> {
    let h1 = html.select(&Selector::parse("h1").ok()?).next()?;
    let mut said = String::new();
    for node in h1.descendants().skip(1) {
        match node.value() {
            Node::Text(words) => said.push_str(words),
            Node::Element(e) if is_paragraph(e.name()) && !said.trim().is_empty() => break,
            Node::Element(e) if e.name() == "br" => said.push(' '),
            _ => {}
        }
    }
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    (!said.is_empty()).then_some(said)
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
    fn a_title_ends_at_the_next_block() {
        for (page, title) in [
            ("<h1>Бас <b>тақырып</b><p>Мәтін.</p><div>Тағы.</div>", "Бас тақырып"),
            ("<div><h1>Бас тақырып<h2>Ортасы</h2><p>Мәтін.</div>", "Бас тақырып"),
            ("<h1>Бас<br>тақырып<ul><li>бір</ul>", "Бас тақырып"),
            ("<h1><div>Бас <i>тақырып</i></div></h1><p>Мәтін.", "Бас тақырып"),
        ] {
            let mut doc = Document::default();
            read(page, &mut doc).expect("a page");
            assert_eq!(doc.origin.given.title.as_deref(), Some(title), "{page}");
            assert!(doc.text.lines().count() > 1, "{}", doc.text);
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
