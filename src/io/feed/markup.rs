//! The tags of an XML file, one by one, without holding more of it than is asked for.
//!
//! Reads a stream whose encoding agrees with ASCII. Makes tags with their place and name; comments, CDATA sections, processing
//! instructions and the document type are passed over, so that nothing in them is taken for a tag, and no entity that is
//! declared there is ever known. Text is not looked at: what stands between two tags can be kept and had back. Guarantees:
//! whatever the stream holds, memory is bounded by what may be kept and a read of [`CHUNK`] bytes; this is why it is no
//! parser, which would hold a CDATA section whole. Cost: a search for each mark, and one copy.

use std::io::{self, Read};

use memchr::{memchr, memchr3, memmem};

/// Bytes that are read at a time.
const CHUNK: usize = 64 << 10;

/// Bytes of a name at most; longer ones are cut, as nobody asks for them.
const NAME: usize = 256;

/// The kind of a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `<item>`
    Start,
    /// `</item>`
    End,
    /// `<item/>`
    Empty,
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    pub(super) kind: Kind,
    /// With its prefix.
    pub(super) name: String,
    /// The byte of the stream where it begins.
    pub(super) at: u64,
}

impl Tag {
    /// The name without its prefix.
    pub(super) fn local(&self) -> &str {
        self.name.rsplit_once(':').map_or(&self.name, |(_, local)| local)
    }
}

/// Goes through a stream from tag to tag.
pub(super) struct Markup {
    inner: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    /// The byte of the stream where the buffer begins.
    from: u64,
    /// How much of the buffer was looked at.
    looked: usize,
    /// Where the piece of markup that is looked at begins.
    tag: u64,
    /// From where on all is kept.
    kept: Option<u64>,
    /// Bytes that may be kept.
    limit: u64,
}

impl Markup {
    /// The markup of what stands behind byte `from` of a file, of which `limit` bytes at most are ever kept.
    pub(super) fn new(inner: Box<dyn Read + Send>, from: u64, limit: u64) -> Markup {
        Markup { inner, buffer: Vec::new(), from, looked: 0, tag: from, kept: None, limit }
    }

    /// The byte up to which the stream was looked at.
    pub(super) fn at(&self) -> u64 {
        self.from + self.looked as u64
    }

    /// Keeps all from a tag on, the last one that was given.
    pub(super) fn keep(&mut self, tag: &Tag) {
        self.kept = Some(tag.at).filter(|at| *at >= self.from);
    }

    /// What was kept, up to byte `end` of the stream; `None` where it was more than may be kept.
    pub(super) fn kept(&mut self, end: u64) -> Option<&[u8]> {
        let start = self.kept.take()?;
        let index = |byte: u64| (byte - self.from) as usize;
        (end - start <= self.limit).then(|| &self.buffer[index(start)..index(end)])
    }

    /// The next tag; `None` where there is no more, or only the beginning of one.
    pub(super) fn next(&mut self) -> io::Result<Option<Tag>> {
        loop {
            if !self.skip_past(b"<")? {
                return Ok(None);
            }
            self.tag = self.at() - 1;
            if !self.skip_markup()? {
                continue;
            }
            let end = self.skip_if(b"/")?;
            let name = self.name()?;
            // A lone `<` in broken text.
            if name.is_empty() {
                continue;
            }
            let at = self.tag;
            let Some(empty) = self.tag_end(!end)? else { return Ok(None) };
            let kind = match (end, empty) {
                (true, _) => Kind::End,
                (false, true) => Kind::Empty,
                (false, false) => Kind::Start,
            };
            return Ok(Some(Tag { kind, name, at }));
        }
    }

    /// Passes over what begins with `<!` or `<?`; true where a tag stands there instead.
    fn skip_markup(&mut self) -> io::Result<bool> {
        if self.skip_if(b"?")? {
            self.skip_past(b"?>")?;
        } else if self.skip_if(b"!--")? {
            self.skip_past(b"-->")?;
        } else if self.skip_if(b"![CDATA[")? {
            self.skip_past(b"]]>")?;
        } else if self.skip_if(b"!DOCTYPE")? {
            self.skip_document_type()?;
        } else {
            return Ok(true);
        }
        Ok(false)
    }

    /// `<!DOCTYPE rss [<!ENTITY nbsp "&#160;">]>`
    fn skip_document_type(&mut self) -> io::Result<()> {
        let mut declarations = false;
        while let Some(byte) = self.byte()? {
            match byte {
                b'"' | b'\'' => drop(self.skip_past(&[byte])?),
                b'[' => declarations = true,
                b']' => declarations = false,
                b'<' if self.skip_if(b"!--")? => drop(self.skip_past(b"-->")?),
                b'>' if !declarations => break,
                _ => {}
            }
        }
        Ok(())
    }

    /// The name that stands here.
    fn name(&mut self) -> io::Result<String> {
        let mut name = Vec::new();
        while let Some(byte) = self.peek()? {
            let begins = byte.is_ascii_alphabetic() || matches!(byte, b'_' | 0x80..);
            if !begins && (name.is_empty() || !(byte.is_ascii_digit() || matches!(byte, b':' | b'-' | b'.')))
            {
                break;
            }
            self.looked += 1;
            if name.len() < NAME {
                name.push(byte);
            }
        }
        Ok(String::from_utf8_lossy(&name).into_owned())
    }

    /// Passes over the rest of a tag; whether it was an empty element's, `None` where the stream ends before it. An end tag
    /// has no attributes, so that no quotation mark counts in it.
    fn tag_end(&mut self, attributes: bool) -> io::Result<Option<bool>> {
        loop {
            let rest = &self.buffer[self.looked..];
            let mark = if attributes { memchr3(b'>', b'"', b'\'', rest) } else { memchr(b'>', rest) };
            let Some(n) = mark else {
                // The last byte may be the `/` of `/>`.
                self.looked = self.buffer.len().saturating_sub(1).max(self.looked);
                if !self.more()? {
                    return Ok(None);
                }
                continue;
            };
            let byte = rest[n];
            self.looked += n + 1;
            if byte == b'>' {
                return Ok(Some(self.buffer[..self.looked - 1].ends_with(b"/")));
            }
            if !self.skip_past(&[byte])? {
                return Ok(None);
            }
        }
    }

    /// Goes on behind the next `pattern`; false where there is none.
    fn skip_past(&mut self, pattern: &[u8]) -> io::Result<bool> {
        loop {
            let rest = &self.buffer[self.looked..];
            let found = match pattern {
                [byte] => memchr(*byte, rest),
                _ => memmem::find(rest, pattern),
            };
            if let Some(n) = found {
                self.looked += n + pattern.len();
                return Ok(true);
            }
            // Its beginning may be there.
            self.looked = (self.buffer.len() + 1).saturating_sub(pattern.len()).max(self.looked);
            if !self.more()? {
                self.looked = self.buffer.len();
                return Ok(false);
            }
        }
    }

    /// Goes on behind `pattern` where it stands here.
    fn skip_if(&mut self, pattern: &[u8]) -> io::Result<bool> {
        loop {
            let rest = &self.buffer[self.looked..];
            if rest.len() >= pattern.len() || !pattern.starts_with(rest) {
                let there = rest.starts_with(pattern);
                self.looked += if there { pattern.len() } else { 0 };
                return Ok(there);
            }
            if !self.more()? {
                return Ok(false);
            }
        }
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        if self.looked == self.buffer.len() && !self.more()? {
            return Ok(None);
        }
        Ok(Some(self.buffer[self.looked]))
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        let byte = self.peek()?;
        self.looked += usize::from(byte.is_some());
        Ok(byte)
    }

    /// Reads on; false at the end. What need not be kept goes, so that the buffer does not grow.
    fn more(&mut self) -> io::Result<bool> {
        let at = self.at();
        self.kept = self.kept.filter(|start| at - start <= self.limit);
        // A tag is kept whole for the case that someone wants it, but not at any length.
        let tag = if at - self.tag <= self.limit { self.tag } else { at };
        let needed = self.kept.map_or(tag, |start| start.min(tag)).max(self.from);
        let done = (needed - self.from) as usize;
        // Not at every read: what is kept would be moved each time.
        if done > self.buffer.len() / 2 {
            self.buffer.drain(..done);
            self.from = needed;
            self.looked -= done;
        }
        let filled = self.buffer.len();
        self.buffer.resize(filled + CHUNK, 0);
        let read = loop {
            match self.inner.read(&mut self.buffer[filled..]) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        self.buffer.truncate(filled + read.as_ref().map_or(0, |n| *n));
        Ok(read? > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a few bytes at a time.
    struct Drops(Vec<u8>, usize);

    impl Read for Drops {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let n = self.1.min(self.0.len()).min(buffer.len());
            buffer[..n].copy_from_slice(&self.0[..n]);
            self.0.drain(..n);
            Ok(n)
        }
    }

    fn tags(text: &str, drop: usize) -> String {
        let mut markup = Markup::new(Box::new(Drops(text.into(), drop)), 0, 1000);
        let mut all = Vec::new();
        while let Some(tag) = markup.next().expect("no errors") {
            all.push(match tag.kind {
                Kind::Start => tag.name,
                Kind::End => format!("/{}", tag.name),
                Kind::Empty => format!("{}/", tag.name),
            });
        }
        all.join(" ")
    }

    #[test]
    fn only_tags_are_tags() {
        for (text, expected) in [
            ("<a><b:c x='>' y=\"/>\"/> 1 < 2 </a >", "a b:c/ /a"),
            ("<!-- <a> -- don't --><a><![CDATA[</a>]] ]>]]></a><?p <b> ?>", "a /a"),
            ("<!DOCTYPE a [<!ENTITY b \"<c>]>\"> <!-- ' -->\n]><a x='1'>", "a"),
            ("<!DOCTYPE rss><a/><b", "a/"),
            ("<a><!-- </a>", "a"),
            ("<a x=\"</a>", ""),
            ("<а-б></а-б>", "а-б /а-б"),
            ("no markup", ""),
            ("", ""),
        ] {
            for drop in [1, 2, 3, 7, 1000] {
                assert_eq!(tags(text, drop), expected, "{text}, {drop} bytes at a time");
            }
        }
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let long = "x".repeat(3 * CHUNK);
        let text = format!("<a>{long}</a><b y='{long}'/><c>kept</c>");
        for drop in [1000, 10 * CHUNK] {
            let mut markup = Markup::new(Box::new(Drops(text.clone().into(), drop)), 0, 1000);
            let mut most = 0;
            let mut kept = Vec::new();
            while let Some(tag) = markup.next().expect("no errors") {
                match tag.kind {
                    Kind::Start => markup.keep(&tag),
                    _ => {
                        let end = markup.at();
                        kept.push(markup.kept(end).map(|bytes| String::from_utf8_lossy(bytes).into_owned()));
                    }
                }
                most = most.max(markup.buffer.capacity());
            }
            assert_eq!(kept, [None, None, Some("<c>kept</c>".to_owned())]);
            assert!(drop > CHUNK || most <= 4 * CHUNK, "{most}");
        }
    }
}
