//! An item of a feed to a document.
//!
//! Reads the XML of an item, and what its channel says. Makes the document's text (the title, an empty line, the content), its
//! id, its facts, and `meta` with all elements but those of the text and the id, named as they are in the feed, with the usual
//! prefixes. Content in HTML becomes lines as a page does; without the feature `html` its tags stay in the text. Guarantees:
//! references to characters and to HTML's entities are resolved, those to anything else stay as they are written. Cost:
//! quick-xml's pass over the item, a copy of each element's text, html5ever's tree where there are tags.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use memchr::memchr_iter;
use quick_xml::NsReader;
use quick_xml::escape::{escape, resolve_html5_entity};
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, PrefixDeclaration, ResolveResult};
use serde_json::Value;

use crate::document::{Document, PageFacts};
use crate::io::decode::Encoding;
use crate::io::given;
use crate::io::read::text_of;

/// Namespaces and the prefixes by which their elements are called here, whatever the feed calls them. Two have none: they are
/// the feeds' own. Matched by their beginning.
const NAMESPACES: [(&str, &str); 12] = [
    ("http://purl.org/rss/1.0/modules/content/", "content"),
    ("http://purl.org/rss/", ""),
    ("http://my.netscape.com/rdf/simple/", ""),
    ("http://www.w3.org/2005/Atom", "atom"),
    ("http://purl.org/atom/", "atom"),
    ("http://purl.org/dc/elements/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://news.yandex.ru", "yandex"),
    ("http://turbo.yandex.ru", "turbo"),
    ("http://search.yahoo.com/mrss", "media"),
    ("http://www.itunes.com/dtds/", "itunes"),
    ("http://www.w3.org/1999/xhtml", "xhtml"),
];

/// Elements with the content, the best first.
const CONTENT: [&str; 7] = [
    "content:encoded",
    "content",
    "yandex:full-text",
    "turbo:content",
    "xhtml:body",
    "description",
    "summary",
];
const ID: [&str; 2] = ["guid", "id"];
const PUBLISHED: [&str; 6] = ["pubDate", "dc:date", "published", "issued", "updated", "modified"];
const AUTHOR: [&str; 4] = ["author", "dc:creator", "author/name", "source/author/name"];
const SECTION: [&str; 2] = ["category", "dc:subject"];
const PUBLISHER: [&str; 2] = ["source", "source/title"];

/// Attributes that say what an element without text is about, the best first.
const VALUES: [&str; 6] = ["url", "href", "src", "label", "term", "resource"];

/// How deep elements other than those of prose may be nested: the path of their names is kept.
const DEPTH: usize = 32;

/// Namespaces of a channel that are kept: they are declared anew for each item.
const MOST_NAMESPACES: usize = 100;

/// What a channel says before its first item.
#[derive(Debug, Default, Hash)]
pub(super) struct Channel {
    title: Option<String>,
    /// Who wrote the entries of an Atom feed that name nobody (RFC 4287, section 4.2.1). The editor of an RSS channel, or its
    /// own author, is not said to have written its items.
    author: Option<String>,
    language: Option<String>,
    /// Prefixes and namespaces that its elements declare; the default one has an empty prefix.
    namespaces: Vec<(String, String)>,
}

/// An item as it stands in the file.
#[derive(Debug, Hash)]
pub(in crate::io) struct Item {
    pub(super) bytes: Vec<u8>,
    pub(super) channel: Arc<Channel>,
}

/// An element that says something of the item.
struct Field {
    /// With the names of those that it lies in: `author/name`.
    name: String,
    /// Its text; of prose also the elements in it, as HTML.
    text: String,
    attributes: Vec<(String, String)>,
    /// Its text is for reading, and may be HTML.
    prose: bool,
    /// Open elements within prose.
    depth: usize,
}

impl Channel {
    /// The channel of which this is the beginning; what is broken in it is not read.
    pub(super) fn read(head: &str) -> Channel {
        let mut channel = Channel::default();
        let mut reader = NsReader::from_str(head);
        reader.config_mut().allow_dangling_amp = true;
        // The open elements, and the text of the last.
        let mut open: Vec<String> = Vec::new();
        let mut text = String::new();
        loop {
            match reader.read_event() {
                Ok(Event::Start(start)) => {
                    let name = start.local_name().into_inner().to_owned();
                    if open.is_empty() || open.len() == 1 && name == "channel" {
                        channel.declare(&start);
                    }
                    open.push(name);
                    text.clear();
                }
                Ok(Event::End(_)) => {
                    if let [feed, author, name] = &open[..]
                        && [feed.as_str(), author, name] == ["feed", "author", "name"]
                        && let Some(name) = person(&text)
                    {
                        match &mut channel.author {
                            Some(authors) => authors.extend([", ", &name]),
                            none => *none = Some(name),
                        }
                    }
                    let place = match &open[..] {
                        [_, title] if title == "title" => Some(&mut channel.title),
                        [_, outer, title] if outer == "channel" && title == "title" => {
                            Some(&mut channel.title)
                        }
                        [_, outer, name] if outer == "channel" && name == "language" => {
                            Some(&mut channel.language)
                        }
                        _ => None,
                    };
                    if let Some(place) = place.filter(|place| place.is_none()) {
                        *place = Some(line(&text)).filter(|line| !line.is_empty());
                    }
                    open.pop();
                    text.clear();
                }
                Ok(Event::Eof) | Err(_) => return channel,
                Ok(event) => add_text(&event, &mut text, false),
            }
        }
    }

    /// Takes the namespaces and the language that an element declares.
    fn declare(&mut self, start: &BytesStart<'_>) {
        for attribute in start.attributes().with_checks(false).flatten() {
            let prefix = match attribute.key.as_namespace_binding() {
                Some(PrefixDeclaration::Default) => "",
                Some(PrefixDeclaration::Named(prefix)) => prefix,
                None => {
                    if attribute.key.into_inner() == "xml:lang" {
                        self.language = Some(value(&attribute));
                    }
                    continue;
                }
            };
            if self.namespaces.len() < MOST_NAMESPACES {
                self.namespaces.push((prefix.to_owned(), value(&attribute)));
            }
        }
    }
}

impl Item {
    /// Bytes it holds.
    pub(in crate::io) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Fills `doc` from the item; where it is broken, the byte of it and why.
    pub(in crate::io) fn read(self, encoding: Encoding, doc: &mut Document) -> Result<(), (u64, String)> {
        let xml = text_of(encoding, self.bytes).map_err(|e| (e.at as u64, e.reason))?;
        let parts = Parts::read(&xml, &self.channel).map_err(|(at, reason)| {
            // A byte of a code page is a character of the text.
            let at = at.min(xml.len());
            let wide = matches!(encoding, Encoding::Utf8) || !encoding.is_ascii_compatible();
            let at = if wide { at } else { xml[..xml.floor_char_boundary(at)].chars().count() };
            (at as u64, reason)
        })?;
        parts.fill(doc, &self.channel).map_err(|reason| (0, reason))
    }
}

/// What an item is made of.
struct Parts {
    /// In an Atom feed.
    atom: bool,
    /// The attributes of its own element.
    attributes: Vec<(String, String)>,
    /// The elements in it that say something.
    fields: Vec<Field>,
}

impl Parts {
    /// Reads an item; where its XML is broken, the byte and why.
    fn read(xml: &str, channel: &Channel) -> Result<Parts, (usize, String)> {
        let mut reader = NsReader::from_str(xml);
        reader.config_mut().allow_dangling_amp = true;
        for (prefix, namespace) in &channel.namespaces {
            let prefix = match prefix.as_str() {
                "" => PrefixDeclaration::Default,
                prefix => PrefixDeclaration::Named(prefix),
            };
            // What cannot be declared is known by its prefix.
            drop(reader.resolver_mut().add(prefix, Namespace(namespace)));
        }
        let mut home: Option<String> = None;
        let mut attributes = Vec::new();
        let mut open: Vec<Field> = Vec::new();
        let mut fields = Vec::new();
        loop {
            let at = reader.buffer_position() as usize;
            let (namespace, event) = match reader.read_resolved_event() {
                Ok(next) => next,
                Err(e) => return Err((reader.error_position() as usize, format!("broken XML: {e}"))),
            };
            let empty = matches!(event, Event::Empty(_));
            match event {
                Event::Start(start) | Event::Empty(start) => {
                    let prefix = prefix(&namespace, &start);
                    let local = start.local_name().into_inner();
                    let Some(home) = &home else {
                        home = Some(prefix.into_owned());
                        attributes = attributes_of(&start);
                        continue;
                    };
                    let depth = open.len();
                    match open.last_mut() {
                        Some(prose) if prose.prose => prose.begin(&start, empty),
                        _ if depth == DEPTH => {
                            return Err((
                                at,
                                format!("not read: more than {DEPTH} of its elements are open at once"),
                            ));
                        }
                        outer => {
                            let mut name = outer.map_or(String::new(), |outer| format!("{}/", outer.name));
                            if prefix != *home && !prefix.is_empty() {
                                name.extend([&*prefix, ":"]);
                            }
                            name.push_str(local);
                            let field = Field::new(name, attributes_of(&start));
                            if empty { fields.push(field) } else { open.push(field) }
                        }
                    }
                }
                Event::End(end) => match open.last_mut() {
                    Some(prose) if prose.depth > 0 => prose.end(end.local_name().into_inner()),
                    _ => fields.extend(open.pop()),
                },
                Event::Eof => break,
                event => {
                    if let Some(field) = open.last_mut() {
                        let escaped = field.depth > 0 || field.is_xhtml();
                        add_text(&event, &mut field.text, escaped);
                    }
                }
            }
        }
        fields.retain(|field| !field.text.trim().is_empty() || !field.attributes.is_empty());
        Ok(Parts { atom: home.as_deref() == Some("atom"), attributes, fields })
    }

    /// Fills a document; why it cannot be.
    fn fill(mut self, doc: &mut Document, channel: &Channel) -> Result<(), String> {
        let title = match self.take("title") {
            Some(field) => folded(&field.lines(self.atom)?),
            None => String::new(),
        };
        let content = self.content()?;
        let links: Vec<&Field> = self.all("link").chain(self.all("atom:link")).collect();
        let link = links.iter().find(|f| f.relation() == "alternate").and_then(|f| f.value());
        let guid = ID.iter().find_map(|name| self.take(name).filter(|f| !f.text.trim().is_empty()));
        let permanent =
            guid.as_ref().filter(|f| f.name == "guid" && f.attribute("isPermaLink") != Some("false"));
        let permanent = permanent.map(|f| f.text.trim()).filter(|url| url.starts_with("http"));
        let about = self.attribute("about");
        if let Some(id) = guid.as_ref().map(|f| f.text.trim()).or(about) {
            doc.origin.id = id.to_owned();
        }
        let dates = PUBLISHED.iter().flat_map(|name| self.all(name)).filter_map(Field::value);
        let (published, published_time) = given::published(dates);
        let publishers = || PUBLISHER.iter().flat_map(|name| self.all(name)).map(|field| line(&field.text));
        let publisher = publishers().find(|name| !name.is_empty());
        let section = SECTION.iter().flat_map(|name| self.all(name)).find_map(Field::value);
        doc.origin.given = PageFacts {
            title: Some(title.clone()).filter(|title| !title.is_empty()),
            author: self.author().or_else(|| channel.author.clone()),
            published,
            published_time,
            publisher: publisher.or_else(|| channel.title.clone()),
            publisher_id: None,
            url: link.or_else(|| permanent.map(str::to_owned)),
            section: section.map(|section| line(&section)),
        };
        let language = self.attribute("lang").map(str::to_owned).or_else(|| channel.language.clone());
        doc.origin.meta = self.meta(language);
        doc.is_page = true;
        doc.text = match content {
            content if content.is_empty() => title,
            content if title.is_empty() || begins_with(&content, &title) => content,
            content => format!("{title}\n\n{content}"),
        };
        Ok(())
    }

    /// The best content that has words, as lines.
    fn content(&mut self) -> Result<String, String> {
        for name in CONTENT {
            let Some(at) = self.fields.iter().position(|field| field.name == name && field.prose) else {
                continue;
            };
            let lines = self.fields[at].lines(self.atom)?;
            if !lines.is_empty() {
                self.fields.remove(at);
                return Ok(lines);
            }
        }
        Ok(String::new())
    }

    /// The names of those who wrote it, of the kind of element that says it best.
    fn author(&self) -> Option<String> {
        let names = |name: &&str| -> Option<String> {
            let all: Vec<String> = self.all(name).filter_map(|field| person(&field.text)).collect();
            (!all.is_empty()).then(|| all.join(", "))
        };
        AUTHOR.iter().find_map(names)
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Field> {
        self.fields.iter().filter(move |field| field.name == name)
    }

    /// Takes the first element of that name.
    fn take(&mut self, name: &str) -> Option<Field> {
        let at = self.fields.iter().position(|field| field.name == name)?;
        Some(self.fields.remove(at))
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        attribute(&self.attributes, name)
    }

    /// All elements that are left, by name in the feed's order: what they say, a list where there are several of one name.
    fn meta(self, language: Option<String>) -> Vec<(String, String)> {
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut all: Vec<(String, Vec<Value>)> = Vec::new();
        let fields = self.fields.into_iter().map(|field| {
            let name = match field.relation() {
                "alternate" => field.name.clone(),
                "enclosure" => "enclosure".to_owned(),
                relation => format!("{}/{relation}", field.name),
            };
            let value = field.value().map_or_else(|| Value::from_iter(field.attributes), Value::from);
            (name, value)
        });
        let language = language.filter(|l| !l.is_empty()).map(|l| ("language".to_owned(), Value::from(l)));
        for (name, value) in fields.chain(language) {
            let place = *places.entry(name.clone()).or_insert(all.len());
            match all.get_mut(place) {
                Some((_, values)) => values.push(value),
                None => all.push((name, vec![value])),
            }
        }
        let json = |mut values: Vec<Value>| match values.len() {
            1 => values.remove(0).to_string(),
            _ => Value::from(values).to_string(),
        };
        all.into_iter().map(|(name, values)| (name, json(values))).collect()
    }
}

/// Whether the first line of a text is the title, or begins with it as a sentence.
fn begins_with(content: &str, title: &str) -> bool {
    let line = content.lines().next().unwrap_or_default();
    let bare = |text: &str| text.trim_end_matches(['.', '!', '?', '…', ' ']).to_lowercase();
    let title = bare(title);
    let line = folded(line).to_lowercase();
    line.strip_prefix(&title).is_some_and(|rest| {
        let behind = rest.trim_start_matches(['.', '!', '?', '…']);
        behind.is_empty() || behind.len() < rest.len() && behind.starts_with(' ')
    })
}

/// The name in what says who wrote an item: `Айгүл Ахметова`, `news@site.kz (Айгүл Ахметова)`; no name is in an address.
fn person(text: &str) -> Option<String> {
    let text = line(text);
    let name = match text.split_once(['(', '<']) {
        Some((address, name)) if address.contains('@') => name.trim_end_matches([')', ' ']),
        Some((name, address)) if address.contains('@') => name.trim(),
        _ => &text,
    };
    (!name.is_empty() && !name.contains('@') && !name.contains("://")).then(|| name.to_owned())
}

fn attribute<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = attributes.iter().find(|(n, value)| n == name && !value.is_empty());
    found.map(|(_, value)| value.as_str())
}

/// By what prefix an element's namespace is called here.
fn prefix<'n>(namespace: &'n ResolveResult<'_>, start: &'n BytesStart<'_>) -> Cow<'n, str> {
    let written = || start.name().prefix().map_or("", |prefix| prefix.into_inner());
    match namespace {
        ResolveResult::Bound(Namespace(uri)) => {
            let known = NAMESPACES.iter().find(|(beginning, _)| uri.starts_with(beginning));
            known.map_or_else(|| Cow::Owned(written().to_owned()), |(_, prefix)| Cow::Borrowed(*prefix))
        }
        ResolveResult::Unbound => Cow::Borrowed(""),
        ResolveResult::Unknown(prefix) => Cow::Borrowed(prefix),
    }
}

/// The attributes of an element, without namespaces.
fn attributes_of(start: &BytesStart<'_>) -> Vec<(String, String)> {
    let mut all = start.attributes();
    let said = all.with_checks(false).flatten().filter(|a| a.key.as_namespace_binding().is_none());
    said.map(|a| (a.key.local_name().into_inner().to_owned(), value(&a).trim().to_owned())).collect()
}

/// The value of an attribute, its references resolved.
fn value(attribute: &Attribute<'_>) -> String {
    resolved(&attribute.value).into_owned()
}

/// Adds what an event says as text, escaped again where it is text within HTML.
fn add_text(event: &Event<'_>, text: &mut String, escaped: bool) {
    let said = match event {
        Event::Text(said) => said.xml10_content(),
        Event::CData(said) => said.xml10_content(),
        Event::GeneralRef(reference) => match reference_text(reference) {
            Some(said) => said,
            None => Cow::Owned(format!("&{};", &**reference)),
        },
        _ => return,
    };
    text.push_str(&if escaped { escape(said) } else { said });
}

/// What a reference stands for: `#1179`, `laquo`; `None` where that is not known.
fn reference_text<'r>(reference: &BytesRef<'r>) -> Option<Cow<'r, str>> {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => Some(Cow::Owned(c.to_string())),
        Ok(None) => resolve_html5_entity(reference).map(Cow::Borrowed),
        Err(_) => None,
    }
}

/// A text with its references resolved, but those that are not known.
fn resolved(text: &str) -> Cow<'_, str> {
    let mut done = String::new();
    let mut from = 0;
    for at in memchr_iter(b'&', text.as_bytes()) {
        let name = &text[at + 1..];
        let length = name.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
        if length > 0
            && name.as_bytes().get(length) == Some(&b';')
            && let Some(said) = reference_text(&BytesRef::new(&name[..length]))
        {
            done.push_str(&text[from..at]);
            done.push_str(&said);
            from = at + length + 2;
        }
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    done.push_str(&text[from..]);
    Cow::Owned(done)
}

impl Field {
    fn new(name: String, attributes: Vec<(String, String)>) -> Field {
        let mut field = Field { name, text: String::new(), attributes, prose: false, depth: 0 };
        let readable = |kind: &str| {
            ["text", "html", "xhtml"].contains(&kind) || kind.starts_with("text/") || field.is_xhtml()
        };
        field.prose = (field.name == "title" || CONTENT.contains(&field.name.as_str()))
            && field.attribute("type").is_none_or(readable);
        field
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        attribute(&self.attributes, name)
    }

    /// Takes the start tag of an element in prose as HTML.
    fn begin(&mut self, start: &BytesStart<'_>, empty: bool) {
        let local = start.local_name().into_inner();
        self.text.extend(["<", local, start.attributes_raw(), ">"]);
        // HTML knows no `<p/>`; `<br></br>` would be two.
        match empty {
            true if local == "br" => {}
            true => self.text.extend(["</", local, ">"]),
            false => self.depth += 1,
        }
    }

    /// Takes its end tag.
    fn end(&mut self, local: &str) {
        self.depth -= 1;
        self.text.extend(["</", local, ">"]);
    }

    /// What a link leads to, seen from the item; `alternate`, the item's own page, for anything that says nothing.
    fn relation(&self) -> &str {
        let link = matches!(self.name.as_str(), "link" | "atom:link");
        self.attribute("rel").filter(|_| link).unwrap_or("alternate")
    }

    /// Its markup is elements, so that its text is text.
    fn is_xhtml(&self) -> bool {
        matches!(self.attribute("type"), Some("xhtml" | "application/xhtml+xml"))
    }

    /// Its text, or what its attributes say instead.
    fn value(&self) -> Option<String> {
        let text = self.text.trim();
        if !text.is_empty() {
            return Some(text.to_owned());
        }
        VALUES.iter().find_map(|name| self.attribute(name)).map(str::to_owned)
    }

    /// Its text as lines; `atom` says that it is plain where nothing else is said.
    fn lines(&self, atom: bool) -> Result<String, String> {
        let plain = match self.attribute("type") {
            None => atom && !has_tags(&self.text),
            Some(kind) => matches!(kind, "text" | "text/plain"),
        };
        if plain {
            return Ok(self.text.trim().to_owned());
        }
        if !has_tags(&self.text) {
            return Ok(resolved(self.text.trim()).into_owned());
        }
        #[cfg(feature = "html")]
        return crate::io::html::text(&self.text).map(|text| text.trim().to_owned());
        #[cfg(not(feature = "html"))]
        Ok(self.text.trim().to_owned())
    }
}

/// Whether there are tags in a text.
fn has_tags(text: &str) -> bool {
    let last = text.rfind('>').unwrap_or(0);
    memchr_iter(b'<', &text.as_bytes()[..last]).any(|at| {
        let tag = &text[at + 1..];
        let name = tag.strip_prefix('/').unwrap_or(tag);
        // No tag is the address of `Иванов <ivanov@site.kz>`.
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':');
        let behind = name.trim_start_matches(is_name);
        let ends = behind.starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>'));
        tag.starts_with("!--") || name.starts_with(|c: char| c.is_ascii_alphabetic()) && ends
    })
}

/// A text on one line, its references resolved once more: what is written as HTML in a feed has them twice.
fn line(text: &str) -> String {
    folded(&resolved(text))
}

/// A text with its white space as single spaces.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<rss xmlns:c='http://purl.org/rss/1.0/modules/content/'><channel><title>Лента &amp;laquo;А&amp;raquo;\n \
                        дня</title><image><title>x</title></image>";
    const ATOM: &str =
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='ru'><author><name>x</name></author>";

    fn read(head: &str, item: &str) -> Result<Document, (u64, String)> {
        let mut doc = Document::default();
        let item = Item { bytes: item.as_bytes().to_vec(), channel: Arc::new(Channel::read(head)) };
        item.read(Encoding::Utf8, &mut doc).map(|()| doc)
    }

    fn document(head: &str, item: &str) -> Document {
        read(head, item).unwrap_or_else(|e| panic!("{e:?}: {item}"))
    }

    #[test]
    fn channels() {
        let channel = Channel::read(HEAD);
        assert_eq!(channel.title.as_deref(), Some("Лента «А» дня"));
        assert_eq!(channel.namespaces[0].0, "c");
        let channel = Channel::read(&format!("{ATOM}<title>Арна</title><broken attr=</feed>"));
        assert_eq!((channel.title.as_deref(), channel.language.as_deref()), (Some("Арна"), Some("ru")));
    }

    #[test]
    fn the_best_content_that_has_words_is_the_text() {
        for (item, text) in [
            ("<description>б</description><c:encoded>в</c:encoded>", "а\n\nв"),
            ("<description>б</description><c:encoded> </c:encoded>", "а\n\nб"),
            ("<description>&lt; 5 и\n&amp;laquo;б&amp;raquo;</description>", "а\n\n< 5 и\n«б»"),
            ("<description>Иванов &lt;i@a.kz&gt;</description>", "а\n\nИванов <i@a.kz>"),
            ("<c:encoded/>", "а"),
            ("<description>А</description>", "А"),
            ("<description>А. Б</description>", "А. Б"),
            ("<description>аб</description>", "а\n\nаб"),
        ] {
            assert_eq!(document(HEAD, &format!("<item><title>а</title>{item}</item>")).text, text, "{item}");
        }
        assert_eq!(document(HEAD, "<item><description>б</description></item>").text, "б");
        assert_eq!(document(HEAD, "<item/>").text, "");
        // The plain text of Atom is as it stands.
        let entry =
            "<entry><title>1 &lt; 2 &amp;amp; 3</title><content type='text'>&lt;b&gt;</content></entry>";
        assert_eq!(document(ATOM, entry).text, "1 < 2 &amp; 3\n\n<b>");
        let entry = "<entry><content type='image/png'>iVBO</content><summary>б</summary></entry>";
        let doc = document(ATOM, entry);
        assert_eq!(
            (doc.text.as_str(), &doc.origin.meta[0]),
            ("б", &("content".to_owned(), "\"iVBO\"".to_owned()))
        );
    }

    #[cfg(feature = "html")]
    #[test]
    fn html_is_read_in_all_its_wrappings() {
        for description in [
            "<![CDATA[<p>б &amp; в</p><p>г</p>]]>",
            "&lt;p&gt;б &amp;amp; в&lt;/p&gt;&lt;p&gt;г&lt;/p&gt;",
            "<p>б &amp; в</p><script/><p>г</p>",
            "<p>б <![CDATA[& в]]></p><br/><p>г</p>",
        ] {
            let item = format!("<item><description>{description}</description></item>");
            assert_eq!(document(HEAD, &item).text, "б & в\n\nг", "{description}");
        }
        let deep = format!("<item><c:encoded>{}</c:encoded></item>", "&lt;div>".repeat(20_000));
        assert!(read(HEAD, &deep).is_err_and(|(_, e)| e.contains("open at once")));
    }

    #[test]
    fn facts_and_other_fields() {
        let doc = document(
            HEAD,
            "<item><link>http://a.kz/1</link><author>a@a.kz</author><dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>\
             Е. Ким</dc:creator><source url='http://b.kz/rss'>Б жаңалықтары</source><pubDate>5 марта 2024</pubDate>\
             <x:y z='1'/><category/><link rel='enclosure'>http://a.kz/2</link></item>",
        );
        let given = doc.origin.given;
        assert_eq!((given.author.as_deref(), given.url.as_deref()), (Some("Е. Ким"), Some("http://a.kz/1")));
        assert_eq!(given.publisher.as_deref(), Some("Б жаңалықтары"));
        // As people write it: the stage `zone` reads that.
        assert_eq!(given.published.as_deref(), Some("5 марта 2024"));
        let meta: Vec<_> = doc.origin.meta.iter().map(|(n, v)| format!("{n}={v}")).collect();
        assert_eq!(
            meta.join(" "),
            "link=\"http://a.kz/1\" author=\"a@a.kz\" dc:creator=\"Е. Ким\" source=\"Б жаңалықтары\" \
             pubDate=\"5 марта 2024\" x:y={\"z\":\"1\"} enclosure=\"http://a.kz/2\""
        );
    }

    #[test]
    fn an_entry_that_names_nobody_is_by_the_author_of_its_feed() {
        let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><author><name>Айгүл</name></author><author><name>a@a.kz</name></author>\
                    <author><name>Марат</name></author>";
        let source = "<source><author><name>Басқа</name></author></source>";
        for (head, item, author) in [
            (atom, "<entry><title>а</title></entry>".to_owned(), Some("Айгүл, Марат")),
            (atom, format!("<entry>{source}</entry>"), Some("Басқа")),
            (atom, format!("<entry>{source}<author><name>Ерлан</name></author></entry>"), Some("Ерлан")),
            (HEAD, "<item><title>а</title></item>".to_owned(), None),
            ("<rss><channel><managingEditor>a@a.kz (Редактор)</managingEditor>", "<item/>".to_owned(), None),
        ] {
            assert_eq!(document(head, &item).origin.given.author.as_deref(), author, "{head}{item}");
        }
    }

    #[test]
    fn persons() {
        for (text, name) in [
            ("a@a.kz (Айгүл  Ахметова)", Some("Айгүл Ахметова")),
            ("Айгүл Ахметова <a@a.kz>", Some("Айгүл Ахметова")),
            ("Редакция (Алматы)", Some("Редакция (Алматы)")),
            ("a@a.kz", None),
            ("https://a.kz/me", None),
            (" ", None),
        ] {
            assert_eq!(person(text).as_deref(), name, "{text}");
        }
    }

    #[test]
    fn what_is_broken_has_its_byte() {
        for (item, at, reason) in
            [("<item><a>б</b></item>", 11, "broken XML"), ("<item><a b='1></a></item>", 6, "broken XML")]
        {
            let (byte, why) = read(HEAD, item).expect_err("broken");
            assert!(byte == at && why.starts_with(reason), "{byte}: {why}");
        }
        let deep = format!("<item>{}", "<a>".repeat(100_000));
        let (byte, why) = read(HEAD, &deep).expect_err("too deep");
        assert_eq!((byte, why.as_str()), (102, "not read: more than 32 of its elements are open at once"));
    }
}
