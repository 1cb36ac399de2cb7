//! `conllu`: CoNLL-U, version 2 of the Universal Dependencies format. FORM is the token; what is not known is `_`; MISC
//! has the tag as `NER`, the stem as `Stem`, and the white space.
//!
//! The text of a document can be had back from its rows: what follows a token is one space, nothing where MISC says
//! `SpaceAfter=No`, or what `SpacesAfter` says, written with UDPipe's escapes (`\s` space, `\t`, `\r`, `\n`, `\p` for `|`,
//! `\\`); `SpacesBefore` stands at a document's first token. `# text` is the sentence in one line, so a run of white space
//! is one space there, as FORM and `SpaceAfter` want it. `sent_id` is the document's id, `/`, `%` and white space in it
//! percent-encoded (Universal Dependencies keep `/` for themselves), and the sentence's number from 1.

use super::shard::{Layout, Rows};
use super::table::put;
use super::tokens;
use crate::dataset::Example;

/// Appends a document; returns the number of its sentences.
pub(super) fn append(example: &Example, _: &Layout, out: &mut Vec<u8>) -> Rows {
    let tags = tokens::tags(example);
    let text = example.text.as_str();
    let mut n = 0;
    let mut line = String::new();
    for (number, sentence) in tokens::sentences(example) {
        if n == 0 {
            out.extend_from_slice(b"# newdoc id = ");
            one_line(&example.id, out);
            out.extend_from_slice(b"\n# source = ");
            one_line(&example.source, out);
            out.push(b'\n');
        }
        out.extend_from_slice(b"# sent_id = ");
        sentence_id(&example.id, out);
        put(out, format_args!("-{}\n# lang = {}\n# text = ", number + 1, sentence.lang));
        let range = sentence.tokens.clone();
        line.clear();
        for t in range.clone() {
            line.push_str(tokens::surface(example, t));
            if t + 1 < range.end && gap(example, t).contains(char::is_whitespace) {
                line.push(' ');
            }
        }
        one_line(&line, out);
        out.push(b'\n');
        for (id, t) in range.enumerate() {
            put(out, format_args!("{}\t", id + 1));
            one_line(tokens::surface(example, t), out);
            out.extend_from_slice(b"\t_\t_\t_\t_\t_\t_\t_\tNER=");
            tokens::tag(tags[t as usize], out);
            let after = gap(example, t);
            if !after.contains(char::is_whitespace) {
                out.extend_from_slice(b"|SpaceAfter=No");
            }
            if !matches!(after, "" | " ") {
                out.extend_from_slice(b"|SpacesAfter=");
                escape(after, out);
            }
            let before = &text[..example.tokens[t as usize].span.start as usize];
            if t == 0 && !before.is_empty() {
                out.extend_from_slice(b"|SpacesBefore=");
                escape(before, out);
            }
            let stem = &example.tokens[t as usize].stem;
            if !stem.is_empty() {
                out.extend_from_slice(b"|Stem=");
                escape(stem, out);
            }
            out.push(b'\n');
        }
        out.push(b'\n');
        n += 1;
    }
    Rows::of(n)
}

/// What stands between a token and the next, or the end of the text.
fn gap(example: &Example, token: u32) -> &str {
    let at = token as usize;
    let next = example.tokens.get(at + 1).map_or(example.text.len(), |t| t.span.start as usize);
    &example.text[example.tokens[at].span.end as usize..next]
}

/// A value on its line: what would end a line or a column becomes a space.
fn one_line(text: &str, out: &mut Vec<u8>) {
    out.extend(text.bytes().map(|b| if matches!(b, b'\n' | b'\r' | b'\t') { b' ' } else { b }));
}

fn sentence_id(id: &str, out: &mut Vec<u8>) {
    let mut utf8 = [0; 4];
    for c in id.chars() {
        let bytes = c.encode_utf8(&mut utf8).as_bytes();
        if c == '/' || c == '%' || c.is_whitespace() {
            bytes.iter().for_each(|b| put(out, format_args!("%{b:02X}")));
        } else {
            out.extend_from_slice(bytes);
        }
    }
}

fn escape(text: &str, out: &mut Vec<u8>) {
    for b in text.bytes() {
        match b {
            b' ' => out.extend_from_slice(b"\\s"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'|' => out.extend_from_slice(b"\\p"),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b => out.push(b),
        }
    }
}
