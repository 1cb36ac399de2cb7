//! HTML pages to lines of text, with what the head of the page says of itself.
//!
//! Reads: a page. Makes: the document's text, one block element a line, and the facts of `<title>`, `<meta>`, and
//! `<link rel=canonical>`. Scripts, styles and templates have no text; everything else that a reader sees is
//! kept, in page order, so that zoning can label it. Cost: html5ever's parse tree, several times the page.

use ego_tree::NodeRef;
use scraper::{Html, Node, Selector};

use crate::document::{Document, PageFacts};
use crate::lang::calendar::is_day;

/// Fills `doc` from a page.
pub fn read(page: &str, doc: &mut Document) {
    let html = Html::parse_document(page);
    doc.origin.given = facts(&html);
    let mut text = Text::default();
    for child in html.tree.root().children() {
        text.walk(child);
    }
    doc.text = text.done;
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
    let stamp = meta("article:published_time")
        .or_else(|| meta("datePublished"))
        .or_else(|| meta("pubdate"))
        .or_else(|| first("time[datetime]", "datetime"));
    let date = stamp.as_deref().and_then(|s| s.get(..10)).filter(|d| is_day(d)).map(str::to_owned);
    let time = stamp
        .as_deref()
        .filter(|_| date.is_some())
        .and_then(|s| s.get(11..16))
        .filter(|t| t.as_bytes()[2] == b':' && *t != "00:00")
        .map(str::to_owned);
    PageFacts {
        title: text("h1").or_else(|| meta("og:title")).or_else(|| text("title")),
        author: meta("author").or_else(|| meta("article:author")).filter(|a| !a.contains("://")),
        published: date,
        published_time: time,
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
    fn walk(&mut self, node: NodeRef<'_, Node>) {
        match node.value() {
            Node::Text(text) => self.words(text),
            Node::Element(element) => {
                let name = element.name();
                if matches!(
                    name,
                    "script" | "style" | "noscript" | "template" | "svg" | "head" | "iframe" | "object"
                ) {
                    return;
                }
                if name == "br" {
                    self.line_end();
                    return;
                }
                let block = is_block(name);
                if block {
                    self.line_end();
                    if is_paragraph(name) {
                        self.empty_line();
                    }
                    if name == "li" {
                        self.done.push_str("• ");
                    }
                } else if matches!(name, "td" | "th") {
                    self.space = true;
                }
                for child in node.children() {
                    self.walk(child);
                }
                if block {
                    self.line_end();
                }
            }
            _ => {
                for child in node.children() {
                    self.walk(child);
                }
            }
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
        );
        assert_eq!(doc.text, "Басты Саясат\n\nБас тақырып\n\nБірінші абзац.\n\n• бір\n• екі\n");
        assert_eq!(doc.origin.given.title.as_deref(), Some("Бас тақырып"));
        assert_eq!(doc.origin.given.published.as_deref(), Some("2024-03-05"));
        assert_eq!(doc.origin.given.published_time.as_deref(), Some("18:07"));
    }
}
