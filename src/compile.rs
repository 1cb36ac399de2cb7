//! The build script: compiles the lexicons that are part of the program, so that it need not do so at every start.
//!
//! Reads the files of `lexicons/` that `src/lexicon/builtin.rs` names, with the very code that the library reads a user's
//! files with: the modules below are those of the library. Writes `entities` and `names`, each a `.bin` of numbers and a
//! `.txt` of texts, into cargo's output folder; `src/lexicon/compiled.rs` describes and reads them. Any change of the
//! lexicons or of this code makes cargo run it again, so the two cannot be out of step. Takes some seconds.

// The library uses what lies idle here; cargo reads what is printed.
#![allow(dead_code, unused_imports, unreachable_pub, clippy::print_stdout)]

mod document {
    mod kinds;
    pub use kinds::{Case, EntityType};
}

mod lang {
    pub mod letters;
    pub mod ru {
        pub mod inflect;
    }
}

mod lexicon {
    mod build;
    mod builtin;
    pub mod compile;
    mod parse;
    mod strings;
    mod tables;
}

fn main() -> std::io::Result<()> {
    // The lexicons are part of this script, so cargo runs it when they change.
    println!("cargo::rerun-if-changed=src/compile.rs");
    let folder = std::env::var_os("OUT_DIR").ok_or_else(|| std::io::Error::other("cargo sets OUT_DIR"))?;
    lexicon::compile::write(folder.as_ref())
}
