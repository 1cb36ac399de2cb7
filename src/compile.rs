//! The build script: compiles the lexicons that are part of the program, so that it need not do so at every start.
//!
//! Reads the files of `lexicons/` that `src/lexicon/builtin.rs` names, with the very code that the library reads a user's
//! files with: the modules below are those of the library. Writes `entities`, `names` and `stems`, each a `.bin` of numbers
//! and a `.txt` of texts, into cargo's output folder, in the format that `packed.rs` describes and reads. Any change of
//! the lexicons or of this code makes cargo run it again, so the two cannot be out of step. Takes some seconds.

// The library uses what lies idle here; cargo reads what is printed.
#![allow(dead_code, unused_imports, unreachable_pub, clippy::print_stdout)]

use std::collections::HashMap;
use std::io;
use std::path::Path;

mod document {
    mod kinds;
    pub use kinds::{Case, EntityType};
}

mod lang {
    pub mod calendar;
    pub mod kk {
        mod alphabet;
        pub mod compile;
        mod lexicon;
        mod suffix;
    }
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

mod packed;

/// Numbers and texts on their way to a pair of files.
#[derive(Default)]
struct Packer {
    numbers: Vec<u8>,
    text: String,
    /// Where each text ends.
    ends: Vec<u32>,
    known: HashMap<String, u32>,
}

impl Packer {
    /// Adds a list.
    fn list(&mut self, numbers: impl IntoIterator<Item = u32>) {
        let at = self.numbers.len();
        self.numbers.extend([0; 4]);
        self.numbers.extend(numbers.into_iter().flat_map(u32::to_le_bytes));
        let count = (self.numbers.len() - at) / 4 - 1;
        self.numbers[at..at + 4].copy_from_slice(&(count as u32).to_le_bytes());
    }

    /// The number of a text, each kept once.
    fn text(&mut self, text: &str) -> u32 {
        if let Some(&known) = self.known.get(text) {
            return known;
        }
        let number = self.ends.len() as u32;
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        self.known.insert(text.to_owned(), number);
        number
    }

    /// Writes the files `name.bin` and `name.txt`.
    fn save(mut self, folder: &Path, name: &str) -> io::Result<()> {
        let rest = std::mem::take(&mut self.numbers);
        let ends = std::mem::take(&mut self.ends);
        self.list(std::iter::once(0).chain(ends));
        self.numbers.extend(rest);
        std::fs::write(folder.join(format!("{name}.bin")), &self.numbers)?;
        std::fs::write(folder.join(format!("{name}.txt")), &self.text)
    }
}

fn main() -> io::Result<()> {
    // The lexicons are part of this script, so cargo runs it when they change.
    println!("cargo::rerun-if-changed=src/compile.rs");
    let folder = std::env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    let folder = Path::new(&folder);
    lexicon::compile::entities().save(folder, "entities")?;
    lexicon::compile::names().save(folder, "names")?;
    lang::kk::compile::stems().save(folder, "stems")
}
