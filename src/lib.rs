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
//!
//! let ids: Vec<_> = page.entities().filter_map(|found| found.id).collect();
//! assert_eq!(ids, ["role:president", "loc:kz", "loc:by/minsk"]);
//! for (sentence, text) in page.sentences() {
//!     let stems: Vec<_> = page.tokens_of(sentence).map(|token| token.stem).collect();
//!     println!("{text}: {stems:?}");
//! }
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
pub use pipeline::{Annotated, AnnotatedEntity, AnnotatedToken, Builder, Pipeline, SWITCHABLE};
pub use verify::verify;
