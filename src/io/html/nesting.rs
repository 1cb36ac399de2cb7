//! How deep a page nests its elements, told before it is parsed.
//!
//! Reads the tags of a page. Keeps the elements that the parser will have open at each, or a few more: the rules of the HTML
//! standard by which a tag ends elements, as far as they bear on depth. Guarantees: a page that would keep the parser busy
//! for minutes is told; one as deep as browsers build their trees never is. Cost: one pass and a copy in lower case; a look
//! at the open elements an end tag.

use memchr::{memchr, memchr_iter, memchr3, memmem};

use super::is_block;

/// How deep elements may be nested: four times as deep as browsers build their trees, which the parser does in a tenth of a
/// second.
pub(super) const DEPTH: usize = 2048;

/// Elements that may be opened again beyond the bytes of the page.
const REOPENED: usize = 100_000;

/// True where more than [`DEPTH`] elements are open somewhere in `page`, or where opening them again makes more elements than
/// the page has bytes.
pub(super) fn is_too_deep(page: &str) -> bool {
    Open::has_too_many(page, &page.to_ascii_lowercase())
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
    /// See [`is_too_deep`]; `lower` is the page in lower case.
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
            if open.depth > DEPTH || open.formats.len() > DEPTH || open.reopened > page.len() + REOPENED {
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

/// They have no content and no end tag.
const VOID: [&str; 19] = [
    "br", "img", "meta", "link", "input", "hr", "area", "base", "col", "embed", "source", "track", "wbr",
    "param", "image", "basefont", "bgsound", "frame", "keygen",
];

/// Their end tags may be left out: one of them in another is one in a list or table that lies between.
const MAY_END: [&str; 22] = [
    "p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup",
    "caption", "rt", "rp", "rb", "rtc", "html", "head", "body", "frameset",
];

/// A table and its parts.
const TABLE: [&str; 8] = ["table", "tr", "td", "th", "thead", "tbody", "tfoot", "caption"];

/// What stands in them is text up to their end tag, whatever it looks like.
const TEXT_ONLY: [&str; 9] =
    ["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript"];

/// The parser opens these again in every block behind one that ended before they did.
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// No end tag but their own, or that of a table, reaches over them.
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

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use crate::document::Document;

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
}
