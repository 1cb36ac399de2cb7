//! A feed cut into its items.
//!
//! Reads a stream whose encoding agrees with ASCII. Makes items in order, each with the byte where it begins and with what the
//! channel says before its first item. Guarantees: an item larger than the limit, or one that is never closed, is told and the next
//! one is read; where the file ends too early, that is told. Several feeds in one file are read one after the other. Cost: see
//! [`super::markup`]; memory bounded by the largest item that may be.

use std::io::{self, Read};
use std::sync::Arc;

use super::Dialect;
use super::item::{Channel, Item};
use super::markup::{Kind, Markup, Tag};
use crate::io::decode::Encoding;
use crate::io::read::{cannot_read, text_of, too_large};

/// The items of a file.
pub(in crate::io) struct Items {
    markup: Markup,
    encoding: Encoding,
    limit: u64,
    place: Place,
    channel: Arc<Channel>,
    /// An item that began where another had not ended.
    begun: Option<Tag>,
}

/// Where in the file reading has come to.
enum Place {
    /// Before the root element, or behind it.
    Outside {
        /// A feed was read.
        behind: bool,
    },
    /// In the root element with this name.
    Inside {
        root: String,
        dialect: Dialect,
        /// The channel's own elements are being kept.
        head: bool,
    },
    /// Nothing more is read.
    Over,
}

/// An item, or why there is none, and the byte where it begins.
type Next = (u64, Result<Item, String>);

impl Items {
    /// The items of what stands behind byte `at` of a file.
    pub(in crate::io) fn new(rest: Box<dyn Read + Send>, at: u64, encoding: Encoding, limit: u64) -> Items {
        Items {
            markup: Markup::new(rest, at, limit),
            encoding,
            limit,
            place: Place::Outside { behind: false },
            channel: Arc::default(),
            begun: None,
        }
    }

    /// The byte up to which the file was read.
    pub(in crate::io) fn at(&self) -> u64 {
        self.markup.at()
    }

    /// The next item.
    pub(in crate::io) fn next(&mut self) -> Option<Next> {
        loop {
            let tag = match self.begun.take() {
                Some(tag) => tag,
                None => match self.markup.next() {
                    Ok(Some(tag)) => tag,
                    Ok(None) => return self.ended(),
                    Err(e) => return self.failed(self.markup.at(), &e),
                },
            };
            match &mut self.place {
                Place::Over => return None,
                Place::Outside { .. } if tag.kind == Kind::End => {}
                Place::Outside { behind } => match Dialect::of(&tag) {
                    None => {
                        let reason = match behind {
                            false => format!(
                                "not a feed: its first element is <{}>, where <rss>, <feed> or <rdf:RDF> is expected",
                                tag.name
                            ),
                            true => format!("<{}> behind the end of the feed was not read", tag.name),
                        };
                        self.place = Place::Over;
                        return Some((tag.at, Err(reason)));
                    }
                    Some(_) if tag.kind == Kind::Empty => *behind = true,
                    Some(dialect) => {
                        self.markup.keep(&tag);
                        self.channel = Arc::default();
                        self.place = Place::Inside { root: tag.name, dialect, head: true };
                    }
                },
                Place::Inside { root, .. } if tag.kind == Kind::End => {
                    if tag.name == *root {
                        self.place = Place::Outside { behind: true };
                    }
                }
                Place::Inside { dialect, head, .. } => {
                    if tag.local() == dialect.item() {
                        if std::mem::take(head) {
                            let bytes = self.markup.kept(tag.at).unwrap_or_default().to_vec();
                            // Where it cannot be read, its items still can.
                            let text = text_of(self.encoding, bytes).unwrap_or_default();
                            self.channel = Arc::new(Channel::read(&text));
                        }
                        return self.item(tag);
                    }
                }
            }
        }
    }

    /// The item that begins with this tag.
    fn item(&mut self, tag: Tag) -> Option<Next> {
        self.markup.keep(&tag);
        if tag.kind == Kind::Start {
            loop {
                let next = match self.markup.next() {
                    Ok(Some(next)) => next,
                    Ok(None) => {
                        self.place = Place::Over;
                        return Some((tag.at, Err(format!("{}, which begins here", cut_off(&tag.name)))));
                    }
                    Err(e) => return self.failed(tag.at, &e),
                };
                let ended = match &self.place {
                    Place::Inside { root, .. } if next.kind == Kind::End => next.name == *root,
                    _ => false,
                };
                if next.name == tag.name && next.kind == Kind::End {
                    break;
                }
                if ended || next.name == tag.name {
                    let reason = format!("broken XML: the element <{}> is never closed", tag.name);
                    self.begun = Some(next);
                    return Some((tag.at, Err(reason)));
                }
            }
        }
        let end = self.markup.at();
        let (limit, channel) = (self.limit, self.channel.clone());
        let item = self.markup.kept(end).map(|bytes| Item { bytes: bytes.to_vec(), channel });
        Some((tag.at, item.ok_or_else(|| too_large(limit))))
    }

    fn ended(&mut self) -> Option<Next> {
        let reason = match std::mem::replace(&mut self.place, Place::Over) {
            Place::Outside { behind: false } => "not a feed: it has no element".to_owned(),
            Place::Inside { root, .. } => format!("{}: what may have followed is lost", cut_off(&root)),
            Place::Outside { behind: true } | Place::Over => return None,
        };
        Some((self.markup.at(), Err(reason)))
    }

    fn failed(&mut self, at: u64, error: &io::Error) -> Option<Next> {
        if matches!(self.place, Place::Over) {
            return None;
        }
        self.place = Place::Over;
        Some((at, Err(cannot_read(error))))
    }
}

fn cut_off(element: &str) -> String {
    format!("the feed is cut off: the file ends inside the element <{element}>")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The items of a text, as they are written there, or why there is none.
    fn items(text: &str, limit: u64) -> Vec<(u64, String)> {
        let mut items = Items::new(Box::new(io::Cursor::new(text.to_owned())), 0, Encoding::Utf8, limit);
        std::iter::from_fn(|| items.next())
            .map(|(at, item)| {
                (at, item.map_or_else(|e| e, |i| String::from_utf8_lossy(&i.bytes).into_owned()))
            })
            .collect()
    }

    fn texts(text: &str) -> Vec<String> {
        items(text, 100).into_iter().map(|(_, item)| item).collect()
    }

    #[test]
    fn items_are_cut_out_in_order() {
        assert_eq!(
            items("<rss><channel><title>a</title><item>1</item>\n<item/></channel></rss>\n", 100),
            [(30, "<item>1</item>".to_owned()), (45, "<item/>".to_owned())]
        );
        assert_eq!(
            texts("<feed><entry><x><![CDATA[</entry>]]></x></entry><!-- <entry/> --></feed>"),
            ["<entry><x><![CDATA[</entry>]]></x></entry>"]
        );
        assert_eq!(
            texts("<r:RDF><channel><items/></channel><s:item/></r:RDF><rss><item>2</item></rss>"),
            ["<s:item/>", "<item>2</item>"]
        );
        assert_eq!(texts("<rss><channel></channel></rss>"), [""; 0]);
        assert_eq!(texts("<rss/>"), [""; 0]);
    }

    #[test]
    fn what_is_broken_is_told_and_the_rest_read() {
        let long = format!("<rss><item>{}</item><item>2</item></rss>", "x".repeat(200));
        let read = items(&long, 100);
        assert!(read[0].1.contains("--max-document (100 bytes)"), "{read:?}");
        assert_eq!((read.len(), read[1].1.as_str()), (2, "<item>2</item>"));
        let never = "broken XML: the element <item> is never closed";
        assert_eq!(texts("<rss><item>1<item>2</item></rss>"), [never, "<item>2</item>"]);
        assert_eq!(texts("<rss><item>1</rss>"), [never]);
        let cut = "the feed is cut off: the file ends inside the element";
        assert_eq!(
            items("<rss><item>1</item><item>2</ite", 100),
            [(5, "<item>1</item>".to_owned()), (19, format!("{cut} <item>, which begins here"))]
        );
        assert_eq!(
            items("<rss><item>1</item>", 100)[1],
            (19, format!("{cut} <rss>: what may have followed is lost"))
        );
        let first = "not a feed: its first element is <html>, where <rss>, <feed> or <rdf:RDF> is expected";
        assert_eq!(items(" <html><rss/>", 100), [(1, first.to_owned())]);
        assert_eq!(items("", 100), [(0, "not a feed: it has no element".to_owned())]);
        assert_eq!(
            texts("<rss><item/></rss><b>x</b>"),
            ["<item/>", "<b> behind the end of the feed was not read"]
        );
    }
}
