//! What a page says of its article in JSON-LD, in the words of schema.org.
//!
//! Reads: the scripts of type `application/ld+json`. Makes: the facts of the first article in them; none where there is no
//! article or the script is no JSON. Cost: a parse of those scripts.

use scraper::{Html, Selector};
use serde_json::Value;

use super::stamp;
use crate::document::PageFacts;

/// Types of articles; those of news have many more, which end as one of these does.
const ARTICLES: [&str; 3] = ["Article", "BlogPosting", "Report"];

/// How deep in lists and graphs an article may lie.
const DEPTH: usize = 4;

/// The facts of the page's article.
pub(super) fn facts(html: &Html) -> PageFacts {
    let Ok(selector) = Selector::parse("script[type=\"application/ld+json\"]") else {
        return PageFacts::default();
    };
    let scripts = html.select(&selector).map(|script| script.text().collect::<String>());
    let all: Vec<Value> = scripts.filter_map(|json| serde_json::from_str(json.trim()).ok()).collect();
    let Some(article) = all.iter().find_map(|value| article(value, DEPTH)) else {
        return PageFacts::default();
    };
    let said = |name: &str| article.get(name).and_then(words);
    let (published, time) = said("datePublished").and_then(|date| stamp(&date)).unzip();
    let page = || article.get("mainEntityOfPage").and_then(|page| page.get("@id").or(Some(page)));
    let url = article.get("url").or_else(page).and_then(Value::as_str).filter(|url| url.contains("://"));
    PageFacts {
        title: said("headline").or_else(|| said("name")),
        author: article.get("author").and_then(names),
        published,
        published_time: time.flatten(),
        publisher: article.get("publisher").and_then(names),
        publisher_id: None,
        url: url.map(str::to_owned),
        section: article.get("articleSection").and_then(words),
    }
}

/// The first article in a value, its lists and its graphs.
fn article(value: &Value, depth: usize) -> Option<&Value> {
    if depth == 0 {
        return None;
    }
    match value {
        Value::Array(list) => list.iter().find_map(|value| article(value, depth - 1)),
        Value::Object(object) => {
            let is_article = |name: &str| ARTICLES.iter().any(|article| name.ends_with(article));
            let of_type = match object.get("@type") {
                Some(Value::String(name)) => is_article(name),
                Some(Value::Array(types)) => types.iter().filter_map(Value::as_str).any(is_article),
                _ => false,
            };
            if of_type {
                return Some(value);
            }
            let inside = ["@graph", "mainEntity"].into_iter().filter_map(|name| object.get(name));
            inside.into_iter().find_map(|value| article(value, depth - 1))
        }
        _ => None,
    }
}

/// A text, or the first of several, on one line; what is written as HTML in it is read.
fn words(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text,
        Value::Array(list) => return list.iter().find_map(words),
        _ => return None,
    };
    let text = match text.contains(['&', '<']) {
        true => Html::parse_fragment(text).root_element().text().collect(),
        false => text.clone(),
    };
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// The names of persons or bodies: texts, or things that have a name.
fn names(value: &Value) -> Option<String> {
    let all: Vec<String> = match value {
        Value::Array(list) => list.iter().filter_map(names).collect(),
        Value::Object(thing) => thing.get("name").and_then(words).into_iter().collect(),
        _ => words(value).into_iter().collect(),
    };
    let all: Vec<String> = all.into_iter().filter(|name| !name.contains("://")).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> PageFacts {
        facts(&Html::parse_document(&format!("<script type=\"application/ld+json\">{json}</script><p>х</p>")))
    }

    #[test]
    fn an_article_in_a_graph_tells_its_facts() {
        let facts = of(r#"{"@context": "https://schema.org", "@graph": [
            {"@type": "WebSite", "name": "Дала"},
            {"@type": ["NewsArticle"], "headline": "Форум &laquo;Дала&raquo; открылся", "datePublished": "2024-03-05T18:07:00+05:00",
             "author": [{"@type": "Person", "name": "Айгүл Сәрсенова"}, "Иван Петров"],
             "publisher": {"@type": "Organization", "name": "Дала"}, "articleSection": ["Общество", "Форум"],
             "mainEntityOfPage": {"@id": "https://dala.example/1"}}]}"#);
        assert_eq!(facts.title.as_deref(), Some("Форум «Дала» открылся"));
        assert_eq!(facts.author.as_deref(), Some("Айгүл Сәрсенова, Иван Петров"));
        assert_eq!(facts.published.as_deref(), Some("2024-03-05"));
        assert_eq!(facts.published_time.as_deref(), Some("18:07"));
        assert_eq!(facts.publisher.as_deref(), Some("Дала"));
        assert_eq!(facts.section.as_deref(), Some("Общество"));
        assert_eq!(facts.url.as_deref(), Some("https://dala.example/1"));
    }

    #[test]
    fn what_is_no_article_or_no_json_tells_nothing() {
        for json in [
            "{\"@type\": \"WebSite\", \"headline\": \"Дала\"}",
            "{\"@type\": \"NewsArticle\", \"headline\": ",
            "[[[[[[{\"@type\": \"NewsArticle\", \"headline\": \"Дала\"}]]]]]]",
            "\"NewsArticle\"",
        ] {
            assert_eq!(of(json).title, None, "{json}");
        }
    }
}
