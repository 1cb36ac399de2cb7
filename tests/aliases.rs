//! Every alias of `lexicons/entities` is found in a text by the rules alone: `Это X.`, `Бұл X.`, by the language of its
//! row. Aliases that need something beside them (flags `ambiguous`, `context`) are left out, and the English ones. An
//! alias counts as found where an entity, nested ones too, has its id.

use std::fs;
use std::path::Path;

use tilshi::Pipeline;
use tilshi::lang::Lang;

/// Of the aliases, one in so many may be missed: a holiday's name is a date too, an abbreviation another body's.
const MISSED: usize = 800;

struct Alias {
    id: String,
    text: String,
}

fn aliases(lang: &str) -> Vec<Alias> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicons/entities");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let mut aliases = Vec::new();
    for file in files {
        for row in fs::read_to_string(&file).unwrap().lines().skip(1) {
            let cells: Vec<&str> = row.split('\t').collect();
            let &[id, _, _, of, text, _, flags, ..] = &cells[..] else { panic!("{}: {row}", file.display()) };
            let alone = !flags.split(' ').any(|flag| matches!(flag, "ambiguous" | "context"));
            if alone && (of == lang || of == "mul") {
                aliases.push(Alias { id: id.to_owned(), text: text.to_owned() });
            }
        }
    }
    aliases
}

fn found(lang: Lang, opening: &str, least: usize) {
    let pipeline = Pipeline::builder().lang(lang).rules_only(true).build().expect("a pipeline");
    let aliases = aliases(lang.as_str());
    assert!(aliases.len() >= least, "only {} aliases", aliases.len());
    let mut missed = Vec::new();
    for alias in &aliases {
        let annotated = pipeline.annotate(format!("{opening} {}.", alias.text));
        if !annotated.entities().any(|entity| entity.id == Some(&alias.id)) {
            missed.push(format!("{} {}", alias.id, alias.text));
        }
    }
    let (count, of) = (missed.len(), aliases.len());
    assert!(count * MISSED <= of, "{count} of {of} aliases are not found:\n{}", missed.join("\n"));
}

#[test]
fn russian_aliases_are_found() {
    found(Lang::Ru, "Это", 10_000);
}

#[test]
fn kazakh_aliases_are_found() {
    found(Lang::Kk, "Бұл", 8_000);
}
