//! Training sets: annotated documents become examples with quality signals, without duplicates, split and written
//! in the formats that training programs read.
//!
//! ```text
//! documents ─► Example ─► signals ─► rules ─► duplicates ─► split ─► mask ─► format
//! ```

mod boilerplate;
mod build;
mod draft;
mod example;
mod folder;
pub mod format;
mod mask;
mod near;
mod reread;
pub mod rules;
mod signals;
mod spill;
mod split;

pub use boilerplate::BoilerplateOptions;
pub use build::{BuildOptions, DraftWorker, Drafts, Gathered, Keep, SetBuilder, Side, Sink, Summary};
pub use draft::{Draft, TextView};
pub use example::{Example, ExampleEntity, ExampleSentence, ExampleToken, Split};
pub use folder::{SetFile, SetFolder, digest};
pub use mask::Masked;
pub use near::NearOptions;
pub use rules::Rules;
pub use signals::{SIGNALS, Signal};
pub use split::{Size, SplitBy, SplitOptions};
