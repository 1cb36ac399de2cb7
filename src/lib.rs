//! Raw Russian and Kazakh news text in, clean annotated tables out.
//!
//! ```text
//! read → decode → zone → detect → normalize → segment → stem → tag → write
//! ```
//!
//! [`Pipeline`] runs the stages over one text and knows nothing of files or threads; [`parallel`] drives it over
//! whole inputs; [`io`] reads and writes. Everything the pipeline needs is inside the library.
//!
//! ```
//! let pipeline = tilshi::Pipeline::builder().build()?;
//! let page = pipeline.annotate("Президент Казахстана прибыл в Минск.");
//! assert_eq!(page.lang().as_str(), "ru");
//! # Ok::<(), tilshi::Error>(())
//! ```

pub mod dataset;
pub mod document;
mod error;
pub mod io;
pub mod lang;
pub mod lexicon;
mod packed;
pub mod parallel;
mod pipeline;
pub mod stage;
mod verify;
pub mod words;

pub use error::{Error, ErrorKind, Reject, Result};
pub use pipeline::{Annotated, Builder, Pipeline, SWITCHABLE};
pub use verify::verify;
