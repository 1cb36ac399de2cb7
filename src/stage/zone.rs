//! Labels a page's lines (placeholder: all body).

use super::{Layers, Scratch, Stage};
use crate::document::{Document, OrigSpan, Zone as Stretch, ZoneKind};

/// The stage `zone`.
pub struct Zone;

impl Stage for Zone {
    fn name(&self) -> &'static str {
        "zone"
    }
    fn needs(&self) -> Layers {
        Layers::NONE
    }
    fn makes(&self) -> Layers {
        Layers::ZONES
    }
    fn run(&self, doc: &mut Document, _scratch: &mut Scratch) {
        let all = OrigSpan::new(0, doc.text.len() as u32);
        doc.zones.push(Stretch { orig: all, kind: ZoneKind::Body, rule: "plain-text" });
    }
}
