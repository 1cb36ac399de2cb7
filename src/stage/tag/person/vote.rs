//! What a document's mentions together say of a surname's base form.
//!
//! Reads: the names of a document's mentions. Makes: those whose surname is another than the likeliest. Guarantees: surnames in
//! -ов, -ин, -ский stay, and so do those that a listed person has. Cost: nothing where no surname has a choice; else a count
//! of each possible base form.

use crate::lexicon::Lexicon;

use super::super::mention::Tally;
use super::mention::Mention;
use super::name::{Name, russian_surname};

/// Of several possible base forms of a surname that no list holds, the one that most of the document's mentions allow:
/// `Кандыбы` and `Кандыба` are Кандыба's, `Рэппу` and `Рэппом` Рэпп's. Surnames in -ов, -ин, -ский are left alone: theirs
/// tell a man from a woman. Makes the mentions whose surname is another one, with their places in `names`.
pub(super) fn vote(
    lexicon: &Lexicon,
    names: &[(usize, &Mention)],
    tally: &mut Tally,
) -> Vec<(usize, Mention)> {
    let mut voted = Vec::new();
    if names.len() < 2 || !names.iter().any(|(_, m)| m.open) {
        return voted;
    }
    tally.begin();
    for part in names.iter().filter_map(|(_, m)| m.name.surname.as_ref()) {
        for &number in &part.numbers {
            tally.count(number);
        }
    }
    for (at, (_, mention)) in names.iter().enumerate().filter(|(_, (_, m))| m.open) {
        let Some(part) = &mention.name.surname else { continue };
        let (mut best, mut most) = (0, tally.of(part.numbers[0]));
        for (i, &number) in part.numbers.iter().enumerate().skip(1) {
            let votes = tally.of(number);
            if votes > most && !russian_surname(&part.others[i - 1]) {
                (best, most) = (i, votes);
            }
        }
        if best == 0 || !lexicon.persons(&part.key).is_empty() {
            continue;
        }
        let surname = part.turned(&part.others[best - 1], tally);
        let name = Name { surname: Some(surname), ..mention.name.clone() };
        voted.push((at, Mention::new(name, mention.lang)));
    }
    voted
}
