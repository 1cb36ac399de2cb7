//! Checks the promises of the output on one document; behind `--verify` and the property tests.

use crate::document::{Document, EntityType};
use crate::error::{ErrorKind, Result};

/// Checks that nothing of the text is lost or moved: the original comes back from the normalised text and its
/// edits; tokens and the gaps between them rebuild the text, and gaps hold nothing that shows; every span lies in
/// its list's order, on character boundaries; passages tile the text. Linear in the document.
///
/// # Errors
/// The first broken promise.
pub fn verify(doc: &Document) -> Result<()> {
    check(doc).map_err(|message| ErrorKind::Verify { id: doc.origin.id.clone(), message }.into())
}

fn check(doc: &Document) -> std::result::Result<(), String> {
    if doc.norm.restore(&doc.text) != doc.text {
        return Err("the normalised text and its edits do not give the original back".to_owned());
    }
    in_order("zone", &doc.text, doc.zones.iter().map(|z| (z.orig.start, z.orig.end)))?;
    in_order("sentence", &doc.text, doc.sentences.iter().map(|s| (s.orig.start, s.orig.end)))?;
    in_order("token", &doc.text, doc.tokens.iter().map(|t| (t.orig.start, t.orig.end)))?;
    in_order("normalised token", doc.normalized(), doc.tokens.iter().map(|t| (t.norm.start, t.norm.end)))?;
    // An office may hold a name, so the two are looked at apart.
    for (what, roles) in [("name", false), ("office", true)] {
        let flat = doc.entities.iter().filter(|e| !e.nested && (e.kind == EntityType::Role) == roles);
        in_order(what, &doc.text, flat.map(|e| (e.orig.start, e.orig.end)))?;
    }
    let mut at = 0;
    for t in &doc.tokens {
        gap(doc, at, t.orig.start)?;
        at = t.orig.end;
    }
    gap(doc, at, doc.text.len() as u32)?;
    let mut at = 0;
    for p in &doc.passages {
        if p.orig.start != at {
            return Err(format!("passages do not tile the text at byte {at}"));
        }
        at = p.orig.end;
    }
    if !doc.passages.is_empty() && at as usize != doc.text.len() {
        return Err(format!("passages end at byte {at} of {}", doc.text.len()));
    }
    let mut token = 0;
    for s in &doc.sentences {
        if s.tokens.start != token || s.tokens.end <= s.tokens.start {
            return Err(format!("sentence at byte {} does not follow token {token}", s.orig.start));
        }
        token = s.tokens.end;
    }
    if token as usize != doc.tokens.len() {
        return Err(format!("{} tokens are in no sentence", doc.tokens.len() - token as usize));
    }
    Ok(())
}

fn in_order(
    what: &str,
    text: &str,
    spans: impl Iterator<Item = (u32, u32)>,
) -> std::result::Result<(), String> {
    let mut last = 0;
    for (start, end) in spans {
        if start < last || end <= start {
            return Err(format!("{what} at bytes {start}..{end} is empty or overlaps the one before it"));
        }
        if !text.is_char_boundary(start as usize) || !text.is_char_boundary(end as usize) {
            return Err(format!("{what} at bytes {start}..{end} cuts a character"));
        }
        last = end;
    }
    Ok(())
}

/// Between tokens stands only what does not show.
fn gap(doc: &Document, start: u32, end: u32) -> std::result::Result<(), String> {
    match doc.text[start as usize..end as usize].chars().find(|&c| !crate::stage::scan::is_gap(c)) {
        None => Ok(()),
        Some(c) => Err(format!("{c:?} between bytes {start} and {end} is in no token")),
    }
}
