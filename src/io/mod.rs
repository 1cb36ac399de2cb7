//! Bytes in, rows out: files to documents, documents to files.

pub mod codepage;
pub mod decode;
pub mod encode;
mod feed;
mod given;
#[cfg(feature = "html")]
pub mod html;
pub mod input;
pub(crate) mod lock;
pub mod output;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod read;
pub mod schema;
pub mod trail;
