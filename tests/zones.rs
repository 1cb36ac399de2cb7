//! Small pages, line by line: `tests/data/zones/*.txt`.
//!
//! A case opens with `=== name`. Lines `! fact=value` say what the page tells of itself (`! record` for a record's
//! text field, `! given.title=…` for what the container said). Then the page: `label<TAB>line`, an empty line for
//! an empty line. A line that holds several zones has their labels joined by `+`.

use tilshi::document::Document;
use tilshi::stage::zone::Zone;
use tilshi::stage::{Scratch, Stage};

#[derive(Default)]
struct Case {
    name: String,
    record: bool,
    facts: Vec<(String, String)>,
    given: Vec<(String, String)>,
    text: String,
    labels: Vec<(usize, usize, String)>,
}

fn cases(file: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in file.lines() {
        if let Some(name) = line.strip_prefix("=== ") {
            cases.push(Case { name: name.to_string(), ..Case::default() });
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        if let Some(fact) = line.strip_prefix("! ") {
            match fact.split_once('=') {
                None => case.record = fact == "record",
                Some((name, value)) => match name.strip_prefix("given.") {
                    Some(name) => case.given.push((name.to_string(), value.to_string())),
                    None => case.facts.push((name.to_string(), value.to_string())),
                },
            }
            continue;
        }
        let (label, text) = line.split_once('\t').unwrap_or(("", line));
        let start = case.text.len();
        case.text.push_str(text);
        if !label.is_empty() {
            case.labels.push((start, case.text.len(), label.to_string()));
        }
        case.text.push('\n');
    }
    for case in &mut cases {
        case.text.truncate(case.text.trim_end().len());
    }
    cases
}

fn run(case: &Case, zone: &Zone, scratch: &mut Scratch) -> (Document, Vec<String>) {
    let mut doc = Document::new(case.name.as_str(), case.text.as_str());
    doc.is_page = !case.record;
    for (name, value) in &case.given {
        let given = &mut doc.origin.given;
        match name.as_str() {
            "title" => given.title = Some(value.clone()),
            "published" => given.published = Some(value.clone()),
            "author" => given.author = Some(value.clone()),
            other => panic!("{}: given.{other}", case.name),
        }
    }
    zone.run(&mut doc, scratch);
    let mut faults = Vec::new();
    for (start, end, want) in &case.labels {
        let here: Vec<&str> = doc
            .zones
            .iter()
            .filter(|z| (z.orig.start as usize) < *end && z.orig.end as usize > *start)
            .map(|z| z.kind.as_str())
            .collect();
        let got = here.join("+");
        if got != *want {
            let rules: Vec<&str> = doc
                .zones
                .iter()
                .filter(|z| (z.orig.start as usize) < *end && z.orig.end as usize > *start)
                .map(|z| z.rule)
                .collect();
            let line: String = case.text[*start..*end].chars().take(70).collect();
            faults.push(format!("{}: {want} expected, {got} {rules:?} found: {line}", case.name));
        }
    }
    for (name, want) in &case.facts {
        let f = &doc.facts;
        let got = match name.as_str() {
            "title" => &f.title,
            "author" => &f.author,
            "published" => &f.published,
            "published_time" => &f.published_time,
            "publisher" => &f.publisher,
            "url" => &f.url,
            "section" => &f.section,
            other => panic!("{}: no fact {other}", case.name),
        };
        if got.as_deref().unwrap_or("") != want {
            faults.push(format!("{}: {name} {want:?} expected, {got:?} found", case.name));
        }
    }
    (doc, faults)
}

fn files() -> Vec<(String, String)> {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/zones");
    let mut files: Vec<(String, String)> = std::fs::read_dir(dir)
        .expect("tests/data/zones")
        .map(|entry| entry.expect("entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("a case file")))
        .collect();
    files.sort();
    files
}

#[test]
fn pages_line_by_line() {
    let zone = Zone::new();
    let mut scratch = Scratch::default();
    let mut count = 0;
    let mut faults = Vec::new();
    for (_, file) in files() {
        for case in cases(&file) {
            count += 1;
            faults.extend(run(&case, &zone, &mut scratch).1);
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
    assert!(count >= 60, "{count} cases");
}

#[test]
fn zones_are_sorted_and_cover_every_visible_character() {
    let zone = Zone::new();
    let mut scratch = Scratch::default();
    for (_, file) in files() {
        for case in cases(&file) {
            for record in [false, true] {
                let case = Case {
                    record,
                    ..Case { name: case.name.clone(), text: case.text.clone(), ..Case::default() }
                };
                let (doc, _) = run(&case, &zone, &mut scratch);
                let mut at = 0;
                for z in &doc.zones {
                    let range = z.orig.range();
                    assert!(range.start >= at && range.end > range.start, "{}: {:?}", case.name, z);
                    assert!(doc.text[at..range.start].trim().is_empty(), "{}: a gap before {z:?}", case.name);
                    assert!(!z.rule.is_empty(), "{}: a rule for {z:?}", case.name);
                    at = range.end;
                }
                assert!(doc.text[at..].trim().is_empty(), "{}: a gap at the end", case.name);
            }
        }
    }
}
