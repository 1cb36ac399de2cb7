//! What a page says about itself: title, author, date, publisher, address, section.
//!
//! Reads: the labelled lines and the facts the container gave, which win. Makes: [`Document::facts`].
//! Cost: a few searches in the first paragraphs and the furniture.

use super::layout::{Layout, is_title_of};
use super::line::{Line, is_domain, is_url};
use super::markers::{Mark, WordKind, fold};
use super::{Buffers, Tables};
use crate::document::{Document, PageFacts, ZoneKind};
use crate::lang::dates::Date;
use crate::lang::letters::Letter;

/// Bytes of a paragraph in which the outlet's name is looked for.
const REPORT_BYTES: usize = 1500;
/// Beginnings of the verbs beside an outlet's name; the words themselves are in the table of markers.
const VERBS: [&str; 9] =
    ["передал", "передае", "передаё", "передаю", "сообщ", "пиш", "информиру", "хабарла", "жаз"];
/// Paragraphs of running text in which it is looked for.
const REPORT_PARAGRAPHS: usize = 3;

impl Tables {
    /// Fills the facts.
    pub(super) fn facts(
        &self,
        doc: &mut Document,
        lines: &[Line],
        layout: Option<Layout>,
        buffers: &mut Buffers,
    ) {
        let text = doc.text.as_str();
        let mut facts = self.given(&doc.origin.given, buffers);
        let title = layout.and_then(|l| l.title);
        let mut site = None;
        if let Some(t) = title {
            let printed = lines[t].text(text);
            match &facts.title {
                None => facts.title = Some(printed.to_string()),
                // The container's title with the site's name after it.
                Some(given) if is_title_of(given, printed) == Some(false) => {
                    site = suffix(given, printed).map(str::to_string);
                    facts.title = Some(printed.to_string());
                }
                Some(_) => {}
            }
            if site.is_none() {
                let again = lines.iter().find(|l| l.rule == "title-site");
                site = again.and_then(|l| suffix(l.text(text), printed)).map(str::to_string);
            }
        }
        // A line with the container's date may have the time that the container lacks.
        if (facts.published.is_none() || facts.published_time.is_none())
            && let Some(line) = date_line(text, lines, layout)
            && let Some(stamp) = &line.stamp
            && let Some(date) = stamp.date.map(Date::iso)
            && facts.published.as_ref().is_none_or(|given| *given == date)
        {
            facts.published = Some(date);
            if facts.published_time.is_none() {
                facts.published_time = stamp.time.clone().map(|t| line.text(text)[t].to_string());
                // The time on a line of its own beside the date.
                let at = lines.iter().position(|l| l.start == line.start).unwrap_or(0);
                let beside =
                    [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|i| lines.get(i));
                for l in beside {
                    if let Some(s) = l.stamp.as_ref().filter(|s| s.date.is_none() && l.is(ZoneKind::Dateline))
                        && facts.published_time.is_none()
                    {
                        facts.published_time = s.time.clone().map(|t| l.text(text)[t].to_string());
                    }
                }
            }
        }
        if facts.published.is_none()
            && let Some(t) = title
        {
            // `Сегодня, 12:30`: a time without a date.
            let near = lines.iter().skip(t.saturating_sub(2)).take(6).filter(|l| l.is(ZoneKind::Dateline));
            let time = near.filter_map(|l| Some(&l.text(text)[l.stamp.as_ref()?.time.clone()?])).next();
            facts.published_time = facts.published_time.or(time.map(str::to_string));
        }
        if layout.is_some() {
            let zone_text = |kind: ZoneKind, rule: &str| {
                doc.zones.iter().find(|z| z.kind == kind && z.rule == rule).map(|z| &text[z.orig.range()])
            };
            if facts.author.is_none() {
                let byline = zone_text(ZoneKind::Byline, "byline").and_then(|s| self.author(s, buffers));
                facts.author = byline.or_else(|| {
                    let s = zone_text(ZoneKind::Byline, "byline-name")?;
                    Some(s.split(',').next()?.trim_matches(|c: char| !c.is_word() && c != '.').to_string())
                });
            }
            if facts.section.is_none() {
                facts.section = section(text, lines, &doc.zones, title);
            }
            if facts.url.is_none() {
                facts.url = address(text, lines);
            }
        }
        if facts.publisher.is_none() {
            facts.publisher = self.publisher(doc, lines, layout, site, buffers);
        }
        doc.facts = facts;
    }

    /// The container's facts, with dates in ISO form.
    fn given(&self, given: &PageFacts, buffers: &mut Buffers) -> PageFacts {
        let mut facts = given.clone();
        if let Some(stamp) = given.published.as_deref().and_then(|p| self.dates.stamp(p, &mut buffers.pieces))
        {
            let printed = given.published.as_deref().unwrap_or("");
            facts.published = stamp.date.map(|d| d.iso());
            if facts.published_time.is_none() {
                facts.published_time = stamp.time.map(|t| printed[t].to_string());
            }
        } else {
            facts.published = None;
        }
        facts
    }

    /// The name in a byline.
    fn author(&self, s: &str, buffers: &mut Buffers) -> Option<String> {
        fold(s, &mut buffers.fold);
        let hit = self.markers.opener(&buffers.fold)?;
        let words = buffers.fold[..hit.len].split(' ').count();
        let rest = match s.split_once(':') {
            Some((_, rest)) => rest,
            None => {
                let skip: usize = s.split_inclusive(char::is_whitespace).take(words).map(str::len).sum();
                &s[skip..]
            }
        };
        let rest = rest.split(['|', ',', '/', '(', '•']).next()?;
        let rest = rest.trim_matches(|c: char| !c.is_word() && c != '.').trim();
        fold(rest, &mut buffers.fold);
        let desk = self.markers.opener(&buffers.fold).is_some_and(|h| h.mark == Mark::Desk);
        (!rest.is_empty() && !desk).then(|| rest.to_string())
    }

    fn publisher(
        &self,
        doc: &Document,
        lines: &[Line],
        layout: Option<Layout>,
        site: Option<String>,
        buffers: &mut Buffers,
    ) -> Option<String> {
        let text = doc.text.as_str();
        let content = lines.iter().filter(|l| l.kind.is_none_or(ZoneKind::is_content) && l.chars >= 40);
        for line in content.take(REPORT_PARAGRAPHS) {
            if let Some(name) = self.reporter(line.text(text), buffers) {
                // Of two outlets the one in a line of its own is the page's.
                let line = doc.zones.iter().filter(|z| z.rule == "source");
                let source = line.filter_map(|z| self.source(&text[z.orig.range()], buffers)).next();
                return Some(source.unwrap_or_else(|| name.to_string()));
            }
        }
        let content = lines.iter().filter(|l| l.kind.is_none_or(ZoneKind::is_content) && l.chars >= 40);
        let told = content.take(REPORT_PARAGRAPHS).find_map(|line| self.reporters_outlet(line.text(text)));
        if let Some(name) = told {
            return Some(name.to_string());
        }
        layout?;
        let marked = |mark: Mark| lines.iter().filter(move |l| l.mark == Some(mark));
        for line in marked(Mark::Copyright).filter(|l| l.is(ZoneKind::Boilerplate)) {
            if let Some(name) = self.outlet(line.text(text), buffers) {
                return Some(name);
            }
        }
        if site.is_some() {
            return site;
        }
        let agency = doc.zones.iter().find(|z| z.rule == "inline-dateline");
        if let Some(name) = agency.and_then(|z| self.outlet(&text[z.orig.range()], buffers)) {
            return Some(name);
        }
        for zone in doc.zones.iter().filter(|z| z.kind == ZoneKind::Source) {
            let s = &text[zone.orig.range()];
            if let Some(name) = self.outlet(s, buffers) {
                return Some(name);
            }
            let rest = after_label(s).trim();
            if !rest.is_empty() && rest.split_whitespace().count() <= 4 && !is_url(rest) {
                return Some(rest.trim_matches(|c: char| !c.is_word()).to_string());
            }
        }
        // The host of an address on the page.
        let host = |s: &str| {
            let host = s.split("://").nth(1)?.split('/').next()?.trim_start_matches("www.");
            (is_domain(host) && !is_social(host)).then(|| host.to_string())
        };
        lines.iter().filter(|l| l.rule == "bare-url" || l.rule == "link").find_map(|l| host(l.text(text)))
    }

    /// The outlet that a line says to be its source, where it is one: a known name, or a domain.
    fn source(&self, s: &str, buffers: &mut Buffers) -> Option<String> {
        let name = after_label(s).trim_matches(|c: char| !c.is_word());
        fold(name, &mut buffers.fold);
        if self.markers.is_media(&buffers.fold) {
            return Some(name.to_string());
        }
        self.outlet(s, buffers)
    }

    /// The outlet that a paragraph names as the one who reports: `передает Sarbaz.kz`, `деп хабарлайды Egemen.kz`.
    fn reporter<'t>(&self, s: &'t str, buffers: &mut Buffers) -> Option<&'t str> {
        let s = &s[..s.floor_char_boundary(REPORT_BYTES)];
        for space in memchr::memchr_iter(b' ', s.as_bytes()) {
            let start = space + 1;
            if !VERBS.iter().any(|v| s.as_bytes()[start..].starts_with(v.as_bytes())) {
                continue;
            }
            let end = s[start..].find(|c: char| !c.is_letter()).map_or(s.len(), |i| start + i);
            fold(&s[start..end], &mut buffers.fold);
            if !self.markers.is(&buffers.fold, WordKind::Report) {
                continue;
            }
            if let Some(name) = self.name_after(&s[end..], buffers) {
                return Some(name);
            }
            // Kazakh puts the name before the verb too: `деп Egemen.kz хабарлайды`.
            let before: Vec<&str> = s[..start].split_whitespace().rev().take(4).collect();
            for (i, word) in before.iter().enumerate() {
                let bare = word.trim_matches(|c: char| !c.is_word());
                let cited = i > 0 && before[i - 1].starts_with("сілтеме");
                if is_domain(bare) && !cited && !before[..i].contains(&"деп") {
                    return Some(bare);
                }
                if word.ends_with(['.', '!', '?']) && i > 0 {
                    break;
                }
            }
        }
        None
    }

    /// The outlet's name in what follows the verb, up to the end of the sentence.
    fn name_after<'t>(&self, s: &'t str, buffers: &mut Buffers) -> Option<&'t str> {
        let mut words = s.split_whitespace().take(9).peekable();
        let mut outlet = false;
        while let Some(word) = words.next() {
            let at = word.as_ptr() as usize - s.as_ptr() as usize;
            let bare = word.trim_matches(|c: char| !c.is_word());
            if bare == "сілтеме" && words.peek().is_some_and(|w| w.starts_with("жасаған")) {
                continue;
            }
            if matches!(bare, "ссылкой" | "ссылаясь" | "сілтеме") {
                return None;
            }
            // `BAQ.KZ-ке сілтеме жасаған`, `BAQ.KZ сайтына сілтеме жасап`: another's name, from whom it is taken.
            let next_cites = {
                let mut ahead = words.clone();
                let first = ahead.next().unwrap_or("");
                let outlet = ["сайт", "портал", "агентт", "басылым", "газет", "арна", "телеарна"];
                let dative = first.ends_with(['а', 'е']) && outlet.iter().any(|o| first.starts_with(o));
                first.starts_with("сілтеме")
                    || dative && ahead.next().is_some_and(|w| w.starts_with("сілтеме"))
            };
            if is_domain(bare) && !word.contains('@') && !next_cites {
                return Some(bare);
            }
            fold(bare, &mut buffers.fold);
            outlet |= self.markers.is(&buffers.fold, WordKind::Outlet);
            if let Some(quoted) = s[at..].strip_prefix(['«', '"', '“']) {
                let name = &quoted[..quoted.find(['»', '"', '”'])?];
                let after = quoted[name.len()..].trim_start_matches(|c: char| !c.is_word());
                let after = after.split(|c: char| !c.is_letter()).next().unwrap_or("");
                fold(after, &mut buffers.fold);
                let outlet = outlet || self.markers.is(&buffers.fold, WordKind::Outlet);
                fold(name, &mut buffers.fold);
                if outlet || self.markers.is_media(&buffers.fold) {
                    return Some(name);
                }
                return None;
            }
            if bare.starts_with(Letter::is_capital) && !next_cites {
                // Names of one word or two.
                let mut two = &s[at..at + word.len()];
                if let Some(next) = words.peek() {
                    let end = next.as_ptr() as usize - s.as_ptr() as usize + next.len();
                    two = &s[at..end];
                }
                for name in [two, word] {
                    let name = name.trim_matches(|c: char| !c.is_word());
                    fold(name, &mut buffers.fold);
                    if self.markers.is_media(&buffers.fold) {
                        return Some(name);
                    }
                }
            }
            if word.ends_with(['.', '!', '?']) && !next_cites {
                return None;
            }
        }
        None
    }

    /// The outlet whose reporter a paragraph names: `BAQ.KZ тілшісі`, `Zakon.kz тілшісінің хабарлауынша`.
    fn reporters_outlet<'t>(&self, s: &'t str) -> Option<&'t str> {
        let s = &s[..s.floor_char_boundary(REPORT_BYTES)];
        let at = s.match_indices(" тілшісі").find(|(at, word)| {
            let rest = &s[at + word.len()..];
            rest.starts_with([' ', ',']) || rest.starts_with("нің ")
        })?;
        let bare = s[..at.0].rsplit(char::is_whitespace).next()?.trim_matches(|c: char| !c.is_word());
        is_domain(bare).then_some(bare)
    }

    /// The name of an outlet anywhere in a short line: a domain, or a name that is known.
    fn outlet(&self, s: &str, buffers: &mut Buffers) -> Option<String> {
        let mut known = None;
        for word in s.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | '|' | '/')) {
            let bare = word.trim_matches(|c: char| !c.is_word());
            if is_domain(bare) && !word.contains('@') && !is_social(&bare.to_lowercase()) {
                return Some(bare.to_string());
            }
            fold(bare, &mut buffers.fold);
            if known.is_none() && bare.chars().count() >= 3 && self.markers.is_media(&buffers.fold) {
                known = Some(bare.to_string());
            }
        }
        let quoted =
            s.split(['«', '"', '“']).nth(1).and_then(|q| q.split(['»', '"', '”']).next()).filter(|q| {
                fold(q, &mut buffers.fold);
                self.markers.is_media(&buffers.fold)
            });
        // `Астана. 23 января. KAZAKHSTAN TODAY –`
        let mut parts = s.split(['.', ',', '/', '(', ')', '–', '—']).flat_map(|part| part.split(" - "));
        let parted = parts.find(|part| {
            fold(part.trim(), &mut buffers.fold);
            buffers.fold.contains(' ') && self.markers.is_media(&buffers.fold)
        });
        quoted.or(parted.map(str::trim)).map(str::to_string).or(known)
    }
}

/// What stands after `Источник:`, `Дереккөз –`.
fn after_label(s: &str) -> &str {
    s.split_once([':', '–', '—']).map_or(s, |(_, rest)| rest)
}

/// What stands after the title and a mark: the site's name.
fn suffix<'s>(long: &'s str, title: &str) -> Option<&'s str> {
    let (at, _) = long.char_indices().nth(title.chars().count())?;
    let site = long[at..].trim_matches(|c: char| !c.is_word() && c != '»' && c != ')');
    let last = site.rsplit([' ', '|']).next().filter(|w| is_domain(w)).unwrap_or(site);
    (!last.is_empty() && last.split_whitespace().count() <= 5).then_some(last)
}

/// The date line that gives the date of publication.
fn date_line<'l>(text: &str, lines: &'l [Line], layout: Option<Layout>) -> Option<&'l Line> {
    let layout = layout?;
    let title = layout.title.unwrap_or(0);
    let n = lines.len();
    let header = layout.body.min(n);
    let mut best: Option<(i32, &Line)> = None;
    for (i, line) in lines.iter().enumerate() {
        let Some(stamp) = line.stamp.as_ref().filter(|s| s.date.is_some() && line.is(ZoneKind::Dateline))
        else {
            continue;
        };
        // Nearest to the title; a label settles it; a date of change or in the tail comes last.
        let mut score = -(i.abs_diff(title) as i32).min(20);
        score += if stamp.labelled { 12 } else { 0 };
        score -= if stamp.update { 30 } else { 0 };
        score += if stamp.time.is_some() { 2 } else { 0 };
        score -= if i > header + 3 { 15 } else { 0 };
        // The day's date at the top of a page stands alone, long before the title.
        score -= if i + 2 < title && line.text(text).len() == stamp.range.len() { 3 } else { 0 };
        if best.is_none_or(|(b, _)| score > b) {
            best = Some((score, line));
        }
    }
    best.map(|(_, line)| line)
}

/// The section: in the date line, a breadcrumb, or a line of its own above the text.
fn section(
    text: &str,
    lines: &[Line],
    zones: &[crate::document::Zone],
    title: Option<usize>,
) -> Option<String> {
    let clean = |s: &str| s.trim_matches(|c: char| !c.is_word()).to_string();
    let in_date = |z: &&crate::document::Zone| {
        // A part of a date line: it shares its line with a date.
        let line = || {
            let next = lines.partition_point(|l| l.start <= z.orig.start as usize);
            lines[..next].last().filter(|l| l.split && covers(l, z))
        };
        let dated = |l: &Line| {
            let first = zones.partition_point(|d| (d.orig.start as usize) < l.start);
            zones[first..].iter().take_while(|d| covers(l, d)).any(|d| d.kind == ZoneKind::Dateline)
        };
        z.rule == "section" && line().is_some_and(dated)
    };
    if let Some(zone) = zones.iter().find(in_date) {
        return Some(clean(&text[zone.orig.range()]));
    }
    let near = title.map_or(lines.len(), |t| t + 6);
    if let Some(line) = lines.iter().take(near).find(|l| l.rule == "breadcrumbs") {
        let s = line.text(text);
        let printed = title.map_or("", |t| lines[t].text(text));
        let mut parts = s.split(['›', '→', '>', '/', '»', '|']).map(str::trim).filter(|p| !p.is_empty());
        parts.next();
        let last = parts.rfind(|p| is_title_of(printed, p).is_none() && p.split_whitespace().count() <= 4);
        if let Some(last) = last {
            return Some(clean(last));
        }
    }
    // Nearest to the title, and not one of a row of links.
    let rows = |i: usize| {
        let link = |l: Option<&Line>| l.is_some_and(|l| matches!(l.rule, "section" | "menu" | "menu-row"));
        link(lines.get(i + 1)) || i > 0 && link(lines.get(i - 1))
    };
    let title = title?;
    // A path set one step a line, right above the title: Главная, Новости, Общество.
    let link = |l: &Line| matches!(l.rule, "menu" | "section");
    let from = (0..title).rev().take_while(|&i| link(&lines[i])).last();
    if let Some(from) = from
        && title - from >= 2
        && lines[title - 1].rule == "section"
        && lines[from..title - 1].iter().all(|l| l.rule == "menu")
    {
        return Some(clean(lines[title - 1].text(text)));
    }
    (0..lines.len().min(near))
        .filter(|&i| lines[i].rule == "section" && !rows(i))
        .min_by_key(|i| i.abs_diff(title))
        .map(|i| clean(lines[i].text(text)))
}

fn covers(line: &Line, zone: &crate::document::Zone) -> bool {
    line.start <= zone.orig.start as usize && zone.orig.end as usize <= line.end
}

/// The page's own address: a labelled one, or a bare one that is neither a picture nor a social network's.
fn address(text: &str, lines: &[Line]) -> Option<String> {
    let pictures = [".jpg", ".jpeg", ".png", ".webp", ".gif", ".svg", ".mp4", ".pdf"];
    let url = |s: &str| {
        let start = s.find("http")?;
        let url = s[start..].split_whitespace().next()?.trim_end_matches(['.', ',', ')', '>']);
        let path = url.split('?').next().unwrap_or(url).to_lowercase();
        let host = path.split("://").nth(1)?.split('/').next()?.trim_start_matches("www.");
        let page = path.split("://").nth(1)?.trim_end_matches('/').contains('/');
        (page && !pictures.iter().any(|p| path.ends_with(p)) && !is_social(host)).then(|| url.to_string())
    };
    let of = |rule: &str| lines.iter().filter(|l| l.rule == rule).find_map(|l| url(l.text(text)));
    of("link").or_else(|| of("bare-url"))
}

/// True for the sites on which others publish.
fn is_social(host: &str) -> bool {
    const SITES: [&str; 9] = [
        "facebook.com",
        "instagram.com",
        "youtube.com",
        "twitter.com",
        "telegram.org",
        "vk.com",
        "tiktok.com",
        "whatsapp.com",
        "google.com",
    ];
    SITES.iter().any(|s| host == *s || host.strip_suffix(s).is_some_and(|h| h.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stage::zone::{Zone, line};

    #[test]
    fn reporters() {
        let zone = Zone::new();
        let mut buffers = Buffers::default();
        for (text, name) in [
            ("Заседание прошло, передает Sarbaz.kz со ссылкой на КазТАГ.", Some("Sarbaz.kz")),
            ("Отырыс өтті, деп хабарлайды Egemen.kz.", Some("Egemen.kz")),
            ("Об этом сообщает корреспондент Tengrinews.kz.", Some("Tengrinews.kz")),
            ("Об этом передает агентство «Казинформ».", Some("Казинформ")),
            ("Об этом передает Деловой Казахстан.", Some("Деловой Казахстан")),
            ("Бұл туралы «Адырна» ұлттық порталы хабарлайды.", None),
            ("Жиын болды, деп хабарлайды «Адырна» ұлттық порталы.", Some("Адырна")),
            ("Жиын болды, деп жазады Sputnik Қазақстан.", Some("Sputnik Қазақстан")),
            ("Бұл туралы Inform.kz тілшісі хабарлады.", Some("Inform.kz")),
            ("Деректі Egemen.kz-ке сілтеме жасап хабарлады.", None),
            ("Об этом сообщает пресс-служба МВД.", None),
            ("Об этом сообщает «Береке».", None),
        ] {
            assert_eq!(zone.tables.reporter(text, &mut buffers), name, "{text}");
        }
    }

    #[test]
    fn names_and_domains() {
        assert!(is_domain("Sarbaz.kz") && is_domain("24.kz.news") && is_domain("ел.қаз"));
        assert!(!is_domain("т.ч") && !is_domain("10.01.2024"));
        assert!(line::is_name("Данияр Ищанов") && line::is_name("Айгүл АХМЕТОВА"));
        assert!(!line::is_name("Новости дня") && !line::is_name("ҚАЗАҚСТАН РЕСПУБЛИКАСЫ"));
    }
}
