//! Feeds: RSS 2.0 and 0.9x, RSS 1.0 (RDF), Atom.
//!
//! Reads an XML file. Tells by its root element whether it is a feed ([`is_feed`]), cuts it into items in the reader thread
//! ([`items`]), and makes a document of each in the workers ([`item`]): the title and the text as lines, what the item says of
//! itself in the facts, the rest in `meta`. Guarantees: memory is bounded by the largest item; what is broken in an item costs that
//! item; entities that a document type declares are never expanded. Cost: a pass over the tags with one copy, quick-xml's pass
//! over each item, and html5ever's tree of its content where that has tags.

#[cfg(feature = "feed")]
mod item;
#[cfg(feature = "feed")]
mod items;
mod markup;

use std::io::{self, Read};

#[cfg(feature = "feed")]
pub(super) use item::Item;
#[cfg(feature = "feed")]
pub(super) use items::Items;

use super::decode;
use markup::{Kind, Markup, Tag};

/// Bytes at the beginning of a file in which its root element is looked for: more than any licence in a comment.
const BEGINNING: u64 = 64 << 10;

/// What the namespaces of RSS 0.90 and 1.0 have in them: other RDF has the same root element.
const RDF_FEEDS: [&str; 2] = ["purl.org/rss/", "netscape.com/rdf/simple/"];

/// A kind of feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    /// RSS 0.91 to 2.0: items in a channel.
    Rss,
    /// RSS 0.90 and 1.0: items beside the channel.
    Rdf,
    /// Atom: entries.
    Atom,
}

impl Dialect {
    /// The dialect with this root element.
    fn of(root: &Tag) -> Option<Dialect> {
        match root.local() {
            "rss" => Some(Dialect::Rss),
            "RDF" => Some(Dialect::Rdf),
            "feed" => Some(Dialect::Atom),
            _ => None,
        }
    }

    /// The element that is a document.
    #[cfg(feature = "feed")]
    fn item(self) -> &'static str {
        match self {
            Dialect::Rss | Dialect::Rdf => "item",
            Dialect::Atom => "entry",
        }
    }
}

/// Whether a file is a feed, by its root element behind declaration, comments and document type.
///
/// # Errors
/// What the system says.
pub(super) fn is_feed(file: impl Read) -> io::Result<bool> {
    let mut beginning = Vec::new();
    file.take(BEGINNING).read_to_end(&mut beginning)?;
    let found = decode::marked(&beginning);
    let text = beginning.split_off(found.map_or(0, |found| found.bom).min(beginning.len()));
    let text = match found.map(|found| found.encoding) {
        Some(decode::Encoding::Whatwg(e)) => e.decode_without_bom_handling(&text).0.into_owned().into_bytes(),
        _ => text,
    };
    if text.trim_ascii_start().first() != Some(&b'<') {
        return Ok(false);
    }
    let mut markup = Markup::new(Box::new(io::Cursor::new(text)), 0, u64::MAX);
    let Some(root) = markup.next()?.filter(|tag| tag.kind != Kind::End) else { return Ok(false) };
    Ok(match Dialect::of(&root) {
        Some(Dialect::Rdf) => {
            markup.keep(&root);
            let end = markup.at();
            let tag = String::from_utf8_lossy(markup.kept(end).unwrap_or_default());
            RDF_FEEDS.iter().any(|namespace| tag.contains(namespace))
        }
        dialect => dialect.is_some(),
    })
}

/// The encoding that the XML declaration at the beginning of a file names.
#[cfg(feature = "feed")]
pub(super) fn declared(beginning: &[u8]) -> Option<decode::Encoding> {
    let declaration = beginning.trim_ascii_start().strip_prefix(b"<?xml")?;
    let declaration = &declaration[..memchr::memmem::find(declaration, b"?>")?];
    let (_, value) = std::str::from_utf8(declaration).ok()?.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let label = value.strip_prefix(['"', '\''])?.split(['"', '\'']).next()?;
    decode::Encoding::parse(label.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_are_told_by_their_root() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let comment = format!("<!-- {} -->", "Лицензия. ".repeat(500));
        for (file, expected) in [
            ("<rss version='2.0'>".into(), true),
            ("\u{feff}\n<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a '<html>'>]>\n<rss>".into(), true),
            (
                format!("<?xml version='1.0'?>{comment}<feed xmlns='http://www.w3.org/2005/Atom'>").into(),
                true,
            ),
            ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'/>".into(), true),
            ("<rdf:RDF xmlns='http://purl.org/rss/1.0/' xmlns:rdf='…'>".into(), true),
            ("<rdf:RDF xmlns:owl='http://www.w3.org/2002/07/owl#'>".into(), false),
            (utf16("\u{feff}<rss>"), true),
            (utf16("<?xml version='1.0'?><rss>"), true),
            ("<rss".into(), false),
            ("<urlset><rss/></urlset>".into(), false),
            ("<!-- <rss> -->".into(), false),
            ("text <rss>".into(), false),
            (b"\x89PNG\r\n\x1a\n<rss>".to_vec(), false),
            (Vec::new(), false),
        ] {
            assert_eq!(is_feed(&file[..]).ok(), Some(expected), "{}", String::from_utf8_lossy(&file));
        }
    }

    #[cfg(feature = "feed")]
    #[test]
    fn declarations_name_an_encoding() {
        for (beginning, name) in [
            ("<?xml version=\"1.0\" encoding=\"windows-1251\"?><rss>", Some("windows-1251")),
            ("\n<?xml version='1.0' encoding = 'KOI8-R' standalone='yes'?>", Some("koi8-r")),
            ("<?xml version='1.0' encoding='cp1251'?>", Some("windows-1251")),
            ("<?xml version='1.0'?><a encoding='koi8-r'/>", None),
            ("<?xml version='1.0' encoding='none-such'?>", None),
            ("<rss encoding='koi8-r'?>", None),
        ] {
            assert_eq!(declared(beginning.as_bytes()).map(|e| e.name()), name, "{beginning}");
        }
    }
}
