//! Training sets: annotated documents become examples with quality signals, without duplicates, split and written
//! in the formats that training programs read.
//!
//! ```text
//! documents ─► Example ─► signals ─► rules ─► duplicates ─► split ─► mask ─► format
//! ```

mod example;
pub mod format;

pub use example::{Example, ExampleEntity, ExampleSentence, ExampleToken, Split};
