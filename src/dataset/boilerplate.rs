//! Lines that the corpus repeats: menus, slogans, «подпишитесь на наш канал», which only many pages together reveal.
//!
//! Reads drafts twice: [`Lines::count`] over one document of each cluster of duplicates (a story printed fifty times is no
//! boilerplate), then [`Repeated::strip`] over all. Two lines are the same when they differ in case, in their numbers or in the
//! space around them, so counters and dates do not hide them. Memory: 12 bytes a distinct line. Cost: one pass over the text
//! each time.

use super::draft::{Change, ChangeKind, Draft, hash, visible};
use super::signals::HashKeyed;
use crate::lang::letters::Letter;

/// When a line is boilerplate, and what becomes of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoilerplateOptions {
    /// In so many documents at least.
    pub documents: u32,
    /// In such a share of the documents at least.
    pub share: f64,
    /// Only counted in the signal `repeated_share`, not taken out.
    pub mark: bool,
}

/// Visible characters of a line, at least: shorter ones repeat by chance.
const SHORTEST: u32 = 3;

/// What is the same in two lines; `None` for lines that are not looked at.
fn key(line: &str, buffer: &mut String) -> Option<u64> {
    let line = line.trim();
    if visible(line) < SHORTEST {
        return None;
    }
    buffer.clear();
    for c in line.chars() {
        match c {
            '0'..='9' if buffer.ends_with('0') => {}
            '0'..='9' => buffer.push('0'),
            c => c.push_small(buffer),
        }
    }
    Some(hash(buffer.as_bytes()))
}

/// In how many documents each line stands.
#[derive(Default)]
pub(crate) struct Lines {
    counts: HashKeyed<u32>,
    documents: u64,
}

impl Lines {
    /// The distinct lines of a draft.
    pub(crate) fn of(draft: &Draft) -> Vec<u64> {
        let mut buffer = String::new();
        let mut keys: Vec<u64> = draft.example.text.lines().filter_map(|l| key(l, &mut buffer)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Counts the lines of one document.
    pub(crate) fn count(&mut self, lines: &[u64]) {
        self.documents += 1;
        for &line in lines {
            *self.counts.entry(line).or_insert(0) += 1;
        }
    }

    /// Those that stand in enough documents.
    pub(crate) fn repeated(self, options: BoilerplateOptions) -> Repeated {
        let by_share = (options.share * self.documents as f64).ceil() as u32;
        let enough = options.documents.max(by_share).max(2);
        let counts = self.counts.into_iter().filter(|(_, n)| *n >= enough).collect();
        Repeated { counts, mark: options.mark }
    }
}

/// The lines that are boilerplate.
pub(crate) struct Repeated {
    counts: HashKeyed<u32>,
    mark: bool,
}

impl Repeated {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.counts.len()
    }

    /// Takes the lines out of a draft, or only measures them; gives those found: key, text, documents. `masked` makes the
    /// draft's text as it may be shown, line by line, and is asked only where a line is found.
    pub(crate) fn strip(
        &self,
        draft: &mut Draft,
        masked: impl FnOnce(&Draft) -> String,
    ) -> Vec<(u64, String, u32)> {
        let mut buffer = String::new();
        let (mut found, mut changes, mut repeated) = (Vec::new(), Vec::new(), 0);
        let mut at = 0u32;
        for (n, line) in draft.example.text.split_inclusive('\n').enumerate() {
            let start = at;
            at += line.len() as u32;
            let Some(key) = key(line, &mut buffer) else { continue };
            if let Some(&documents) = self.counts.get(&key) {
                repeated += visible(line);
                found.push((key, n, documents));
                changes.push(Change { at: start..at, with: String::new(), kind: ChangeKind::Remove });
            }
        }
        if found.is_empty() {
            return Vec::new();
        }
        let shown = masked(draft);
        let shown: Vec<&str> = shown.split('\n').collect();
        let text = |n: usize| shown.get(n).copied().unwrap_or_default().trim().to_owned();
        let found = found.into_iter().map(|(key, n, documents)| (key, text(n), documents)).collect();
        draft.page.repeated += repeated;
        if !self.mark {
            draft.rewrite(&changes);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::TextView;
    use super::super::draft::tests::{check, drafts};
    use super::*;

    #[test]
    fn repeated_lines_go_and_offsets_follow() {
        let texts = [
            "Подпишитесь на канал 1\n\nПрезидент Казахстана прибыл в Минск.\n\nВсе права защищены",
            "ПОДПИШИТЕСЬ на канал 2\n\nБүгін Астанада жиын өтті.\n\nВсе права защищены",
            "Третий текст стоит отдельно.\n\nВсе права защищены",
        ];
        let mut all = drafts(&texts, TextView::Normalised);
        let mut lines = Lines::default();
        all.iter().for_each(|d| lines.count(&Lines::of(d)));
        let repeated = lines.repeated(BoilerplateOptions { documents: 2, share: 0.0, mark: false });
        assert_eq!(repeated.len(), 2);
        let found = repeated.strip(&mut all[0], |d| d.example.text.clone());
        assert_eq!(found.iter().map(|f| f.2).collect::<Vec<_>>(), [2, 3]);
        check(&all[0]);
        assert_eq!(all[0].example.text.trim(), "Президент Казахстана прибыл в Минск.");
        let country =
            all[0].example.entities.iter().find(|e| e.id.as_deref() == Some("loc:kz")).expect("entity");
        assert_eq!(
            &all[0].example.text[country.span.start as usize..country.span.end as usize],
            "Казахстана"
        );
        let mut lines = Lines::default();
        all.iter().for_each(|d| lines.count(&Lines::of(d)));
        let marking = lines.repeated(BoilerplateOptions { documents: 2, share: 0.5, mark: true });
        let before = all[2].example.text.clone();
        marking.strip(&mut all[2], |d| d.example.text.clone());
        assert_eq!(all[2].example.text, before);
        assert_eq!(all[2].page.repeated, 16);
    }
}
