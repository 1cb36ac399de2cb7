//! Who holds an office that a page speaks of: `президент Казахстана` on a page of 2024.
//!
//! Reads: `lexicons/holders.tsv` (office, country or body, person, from, to, seen), offices and names found, the page's date.
//! Makes: [`crate::document::Entity::holder`] on a ROLE; its own id stays the office's. Guarantees: only where the country or body stands in
//! the office's phrase or beside it (an office of one body alone, such as the UN's, needs none), the page has a date
//! of publication, and the person was in office on the whole of that day by what the table says; a year or a month
//! without a day counts from its end and until its beginning. Nothing after [`KNOWN_UNTIL`], or after the row's `seen` where that is later. Not where the words say
//! that someone else is meant (`бывший`, `экс-`, `кандидат в`) or the office itself (`выборы президента`), nor where
//! another person stands beside it. Cost: a look at each office.

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use crate::document::{Case, Document, Entity, EntityType, Thing};
use crate::lang::Lang;
use crate::lexicon::{EntryId, Lexicon};
use crate::words::WordTable;

use super::near;

/// The day up to which the rows without an end are known to be true, where no `seen` says another.
const KNOWN_UNTIL: &str = "2025-12-31";

/// Offices that pages name in another way: what is read as the first may be the others.
const SAME: &[(&str, &[&str])] = &[
    ("role:akim", &["role:akim-of-city", "role:akim-of-region"]),
    ("role:foreign-ministry-head", &["role:minister-of-foreign-affairs"]),
    ("role:interior-ministry-head", &["role:minister-of-internal-affairs"]),
];

const TABLE: &str = include_str!("../../../lexicons/holders.tsv");

#[derive(Clone)]
struct Term {
    scope: EntryId,
    /// A body: its office needs no name beside it.
    body: bool,
    person: EntryId,
    /// First and one past the last sure day.
    from: String,
    to: String,
}

/// The terms by office.
pub(super) struct Holders {
    terms: HashMap<EntryId, Vec<Term>, FixedState>,
}

impl Holders {
    /// The table, as far as the lexicon has its ids.
    pub(super) fn new(lexicon: &Lexicon) -> Holders {
        let mut terms: HashMap<EntryId, Vec<Term>, FixedState> = HashMap::default();
        for row in TABLE.lines().skip(1) {
            let mut cells = row.split('\t');
            let mut next = || cells.next().unwrap_or("");
            let (role, scope, person, from, to, seen) = (next(), next(), next(), next(), next(), next());
            let body = scope.starts_with("org:");
            if let (Some(role), Some(scope), Some(person)) =
                (lexicon.by_id(role), lexicon.by_id(scope), lexicon.by_id(person))
            {
                let (from, to) = (first_sure(from), last_sure(to, seen));
                terms.entry(role).or_default().push(Term { scope, body, person, from, to });
            }
        }
        for (role, same) in SAME {
            let same = same.iter().filter_map(|r| terms.get(&lexicon.by_id(r)?)).flatten().cloned().collect();
            terms.extend(lexicon.by_id(role).map(|role| (role, same)));
        }
        Holders { terms }
    }

    fn on(&self, role: EntryId, scope: Option<EntryId>, day: &str) -> Option<EntryId> {
        let terms = self.terms.get(&role)?;
        let fits = |t: &&Term| match scope {
            Some(scope) => t.scope == scope,
            None => t.body && terms.iter().all(|o| o.scope == t.scope),
        };
        let mut found = terms.iter().filter(fits).filter(|t| *t.from <= *day && *day < *t.to);
        let first = found.next()?;
        found.all(|t| t.person == first.person).then_some(first.person)
    }

    /// Whether the office of a country or body is in the table.
    fn knows(&self, role: EntryId, scope: EntryId) -> bool {
        self.terms.get(&role).is_some_and(|terms| terms.iter().any(|t| t.scope == scope))
    }

    /// Marks the offices of a document.
    pub(super) fn mark(&self, doc: &mut Document, table: &WordTable, lexicon: &Lexicon) {
        let Some(day) = doc.facts.published.clone().filter(|d| d.len() == 10) else { return };
        let mut marks: Vec<(usize, EntryId)> = Vec::new();
        for (i, e) in doc.entities.iter().enumerate().filter(|(_, e)| e.kind == EntityType::Role) {
            let Thing::Entry(role) = e.thing else { continue };
            if !self.terms.contains_key(&role) || !one_of_now(doc, table, i) {
                continue;
            }
            let (start, end) = (e.tokens.start, e.tokens.end);
            let kazakh = doc.tokens[start as usize].lang == Lang::Kk;
            // Before and in it or behind it: nothing else says whose office it is.
            let beside = |from, to| near(&doc.entities, from, to).map(|i| &doc.entities[i]);
            let entry = |o: &Entity| match o.thing {
                Thing::Entry(entry) => Some(entry),
                _ => None,
            };
            let scopes =
                || beside(start, end).filter(|o| matches!(o.kind, EntityType::Loc | EntityType::Org));
            // Not `Алматыда әкім`.
            let of_it = |o: &Entity| matches!(o.case, None | Some(Case::Nom | Case::Gen));
            // `Алматы қаласының әкімі`.
            let town = kazakh && start > 0 && table.key(doc.tokens[start as usize - 1].word) == "қаласының";
            let before = start - u32::from(town);
            let next = beside(before, end)
                .filter(|o| matches!(o.kind, EntityType::Loc | EntityType::Org))
                .find(|o| if kazakh { o.tokens.end == before && of_it(o) } else { o.tokens.start == end })
                .map(|o| (o, entry(o)));
            let within =
                || scopes().filter(|o| start <= o.tokens.start && o.tokens.end <= end).map(|o| (o, entry(o)));
            let known = |s: &(&Entity, Option<EntryId>)| s.1.is_some_and(|s| self.knows(role, s));
            // `глава МИД Казахстана`, `генсек ООН`, and where nothing stands beside it the country of `КНБ`.
            let of = || {
                let parent = |id| lexicon.by_id(&lexicon.entry(id).parent);
                within().map(|(o, id)| (o, id.and_then(parent))).find(known)
            };
            // `аким области Абай`: the place's name begins in the office's.
            let across = || {
                let over = |o: &&Entity| start < o.tokens.start && o.tokens.start < end && end < o.tokens.end;
                scopes().filter(over).map(|o| (o, entry(o))).find(known)
            };
            let told = next.filter(known).or_else(across).or_else(|| within().find(known));
            let scope = match (told, next) {
                (None, None) => of().or_else(|| within().next()),
                (None, next) => next,
                (told, _) => told,
            };
            let (scope, scope_entry) = match scope {
                Some((_, None)) => continue,
                Some((o, id)) => (Some(o), id),
                None => (None, None),
            };
            let Some(person) = self.on(role, scope_entry, &day) else { continue };
            // The name beside it is the holder's, or there is none.
            let until = scope.map_or(end, |o| o.tokens.end.max(end));
            let named = beside(until, until).find(|o| o.kind == EntityType::Per && o.tokens.start == until);
            if named.is_none_or(|o| o.thing == Thing::Entry(person)) {
                marks.push((i, person));
            }
        }
        for (i, person) in marks {
            doc.entities[i].holder = Some(person);
        }
    }
}

/// The first day that is surely in what begins at `date`.
fn first_sure(date: &str) -> String {
    match date.len() {
        4 => format!("{date}-12-31"),
        7 => format!("{date}-31"),
        _ => date.to_owned(),
    }
}

/// One past the last day that is surely in what ends at `date`; the end of a term is the next one's first day. A term
/// without an end is sure up to the day on which the person was last seen in the office.
fn last_sure(date: &str, seen: &str) -> String {
    match date.len() {
        0 if seen.is_empty() => format!("{KNOWN_UNTIL}~"),
        0 => format!("{seen}~"),
        4 => format!("{date}-01-01"),
        7 => format!("{date}-01"),
        _ => date.to_owned(),
    }
}

/// Whether the words say that the office's one holder of now is meant.
fn one_of_now(doc: &Document, table: &WordTable, i: usize) -> bool {
    let e = &doc.entities[i];
    let sentence = doc.sentences.partition_point(|s| s.tokens.end <= e.tokens.start);
    let sentence = doc.sentences.get(sentence).filter(|s| s.tokens.contains(&e.tokens.start));
    let from = sentence.map_or(e.tokens.start, |s| s.tokens.start);
    let key = |t: u32| table.key(doc.tokens[t as usize].word);
    // Others, and what is said of the office and not of who holds it.
    const OTHERS: &[&str] = &[
        "экс",
        "бывш",
        "тогдашн",
        "первы",
        "будущ",
        "избранн",
        "прежн",
        "предыдущ",
        "врио",
        "временн",
        "вице",
        "следующ",
        "кандидат",
        "пост",
        "должност",
        "выбор",
        "кресл",
        "полномочи",
        "бұрынғы",
        "кездегі",
        "тұңғыш",
        "болашақ",
        "келесі",
        "алғашқы",
        "экс-",
        "указ",
        "обязанност",
        "імен",
        "имен",
    ];
    let back = e.tokens.start.saturating_sub(2).max(from)..e.tokens.start;
    if back.clone().any(|t| OTHERS.iter().any(|o| key(t).starts_with(o)))
        || key(e.tokens.start).starts_with("экс-")
    {
        return false;
    }
    // What follows in Kazakh: `президенті сайлауы`, `президенттігіне`, `әкімі болып тағайындалды`.
    const AFTER: &[&str] =
        &["сайлау", "лауазым", "қызметін", "жарлы", "атында", "міндет", "болып", "болған", "болды"];
    let to = sentence.map_or(e.tokens.end, |s| s.tokens.end);
    if e.tokens.end < to && AFTER.iter().any(|a| key(e.tokens.end).starts_with(a)) {
        return false;
    }
    // Several: `президенты`, `президенттері`.
    let (first, last) = (key(e.tokens.start), key(e.tokens.end - 1));
    // Whoever was or became it: `был акимом Шымкента`, not `с акимом Шымкента`.
    const BECAME: &[&str] = &[
        "был",
        "стал",
        "станет",
        "станов",
        "назнач",
        "избра",
        "переизбра",
        "работал",
        "являл",
        "утвержд",
        "служил",
    ];
    let became = || (from..to).any(|t| BECAME.iter().any(|b| key(t).starts_with(b)));
    let with = e.tokens.start > from && matches!(key(e.tokens.start - 1), "с" | "со" | "между" | "перед");
    if ["ом", "ем", "ём", "ой", "ей"].iter().any(|p| first.ends_with(p)) && !with && became() {
        return false;
    }
    if doc.tokens[e.tokens.start as usize].lang == Lang::Kk {
        return !["тері", "тары", "лері", "лары", "дері", "дары", "тер", "лар", "лер"]
            .iter()
            .any(|p| last.rfind(p).is_some_and(|at| at > 8 && last.len() - at <= p.len() + 6));
    }
    !["ы", "и", "ов", "ей", "ам", "ям", "ами", "ями", "ах", "ях"].iter().any(|p| first.ends_with(p))
        || first.starts_with("глав")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Pipeline;
    use crate::stage::Scratch;

    fn holder(text: &str, published: &str) -> String {
        let pipeline = Pipeline::builder().skip("zone").build().unwrap();
        let mut doc = Document::new("", text);
        doc.origin.given.published = (!published.is_empty()).then(|| published.to_owned());
        pipeline.process(&mut doc, &mut Scratch::default());
        let held: Vec<&str> =
            doc.entities.iter().filter_map(|e| e.holder).map(|p| &*pipeline.lexicon().entry(p).id).collect();
        held.join(" ")
    }

    #[test]
    fn offices_are_resolved_by_the_pages_date() {
        for (text, published, id) in [
            ("Об этом заявил президент Казахстана на встрече.", "2024-01-10", "per:tokayev-k"),
            ("Об этом заявил президент Казахстана на встрече.", "2018-01-10", "per:nazarbayev-n"),
            ("Об этом заявил президент Казахстана Касым-Жомарт Токаев.", "2024-01-10", "per:tokayev-k"),
            ("Бұл туралы Қазақстан Президенті мәлімдеді.", "2024-01-10", "per:tokayev-k"),
            ("Встречу провёл генеральный секретарь ООН.", "2023-05-01", "per:guterres-a"),
            ("Премьер-министр Венгрии прибыл в Астану.", "2024-01-10", "per:orban-v"),
            ("Премьер-министр Венгрии прибыл в Астану.", "2026-05-09", "per:magyar-p"),
            ("Об этом заявил аким Алматы на встрече.", "2025-05-23", "per:dossayev-y"),
            ("Об этом заявил аким Алматы на встрече.", "2025-05-24", "per:satybaldy-d"),
            ("Министр встретился с акимом Шымкента.", "2025-11-01", "per:syzdykbekov-g"),
            ("Аким Мангистауской области посетил порт.", "2024-03-01", "per:nogayev-n"),
            ("Аким Мангистауской области посетил порт.", "2024-06-01", "per:kilybay-n"),
            ("Бұл туралы Алматы қаласының әкімі айтты.", "2025-10-01", "per:satybaldy-d"),
            ("Жиынға Түркістан облысының әкімі қатысты.", "2025-10-01", "per:kusherov-n"),
            ("Аким области Абай провёл встречу.", "2025-10-01", "per:uali-b"),
            ("Аким области Улытау провёл встречу.", "2023-10-01", "per:abdigaliyev-b"),
            ("Глава МИД Казахстана провёл переговоры.", "2025-09-25", "per:nurtleu-m"),
            ("Глава МИД Казахстана провёл переговоры.", "2025-10-10", "per:kosherbayev-y"),
            ("Министр обороны Казахстана посетил полигон.", "2025-06-10", "per:kossanov-d"),
            ("Министр энергетики Казахстана выступил на форуме.", "2026-03-01", "per:akkenzhenov-y"),
            ("Министр здравоохранения Казахстана выступила на форуме.", "2026-03-10", "per:alnazarova-a"),
            ("Совещание провёл генсек ОДКБ.", "2025-12-31", "per:tasmagambetov-i"),
            ("Совещание провёл генсек ОДКБ.", "2026-01-01", "per:masadykov-t"),
            ("Выступила генеральный директор ЮНЕСКО.", "2025-11-14", "per:azoulay-a"),
            ("Выступил генеральный директор ЮНЕСКО.", "2025-11-15", "per:el-enany-k"),
            ("В отставку подал спикер Жогорку Кенеша.", "2026-02-11", "per:shakiev-n"),
            ("Спикер Жогорку Кенеша Кыргызстана прибыл в Астану.", "2026-02-13", "per:mamataliev-m"),
            ("Верховный лидер Ирана выступил с речью.", "2026-02-27", "per:khamenei-a"),
            ("Верховный лидер Ирана выступил с речью.", "2026-03-10", "per:khamenei-m"),
            ("Министр обороны Украины заявил об этом.", "2025-12-01", "per:shmyhal-d"),
        ] {
            assert_eq!(holder(text, published), id, "{text} {published}");
        }
    }

    #[test]
    fn others_are_not() {
        for (text, published) in [
            ("Об этом заявил президент Казахстана на встрече.", ""),
            ("Об этом заявил президент Казахстана на встрече.", "2031-01-10"),
            ("Об этом заявил бывший президент Казахстана.", "2024-01-10"),
            ("Об этом заявил президент на встрече.", "2024-01-10"),
            ("Назначены выборы президента Казахстана.", "2024-01-10"),
            ("Собрались президенты Казахстана и России.", "2024-01-10"),
            ("Об этом заявил президент Казахстана Нурсултан Назарбаев.", "2024-01-10"),
            ("Бұл туралы Қазақстанның бұрынғы Президенті мәлімдеді.", "2024-01-10"),
            ("Ранее он был акимом Шымкента.", "2025-11-01"),
            ("Об этом просил тогдашний аким Шымкента.", "2025-11-01"),
            ("Ол Алматы әкімі болып тағайындалды.", "2025-11-01"),
            ("Алматыда әкім жиын өткізді.", "2025-11-01"),
            ("Исполняющий обязанности акима Шымкента ответил.", "2025-11-01"),
            ("Аким Шымкента Мурат Айтенов ответил.", "2025-11-01"),
            ("Аким Алматы рассказал о планах.", "2026-09-01"),
            ("Верховный лидер Ирана выступил с речью.", "2026-03-03"),
            ("Секретарь Совета безопасности выступил.", "2024-11-01"),
        ] {
            assert_eq!(holder(text, published), "", "{text} {published}");
        }
    }

    #[test]
    fn every_row_is_of_the_lexicon_and_no_terms_overlap() {
        let lexicon = Lexicon::default();
        let holders = Holders::new(&lexicon);
        let same: Vec<EntryId> = SAME.iter().filter_map(|(role, _)| lexicon.by_id(role)).collect();
        assert_eq!(same.len(), SAME.len());
        let read: usize =
            holders.terms.iter().filter(|(r, _)| !same.contains(*r)).map(|(_, t)| t.len()).sum();
        assert_eq!(read, TABLE.lines().count() - 1);
        for (role, terms) in &holders.terms {
            for (i, a) in terms.iter().enumerate() {
                assert!(
                    a.from < a.to || *a.from > *KNOWN_UNTIL,
                    "{}: {} {}",
                    lexicon.entry(*role).id,
                    a.from,
                    a.to
                );
                for b in &terms[i + 1..] {
                    let empty = |t: &Term| t.from >= t.to;
                    let apart =
                        empty(a) || empty(b) || a.scope != b.scope || a.to <= b.from || b.to <= a.from;
                    assert!(apart, "{}: two holders from {}", lexicon.entry(*role).id, b.from);
                }
            }
        }
    }
}
