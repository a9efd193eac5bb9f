//! Documents that state rules: who published them and when. In: `sources.toml`. Out: [`Source`] by key.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::date::Date;

/// A document that states rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its key in rules.
    pub key: String,
    /// Who published it, Chinese.
    pub publisher_zh: String,
    /// The same in English.
    pub publisher_en: String,
    /// Its title, Chinese.
    pub title_zh: String,
    /// The same in English.
    pub title_en: String,
    /// The day it is dated from; where only a span of years is known, the last day of it.
    pub date: Option<Date>,
    /// The date in words where the day is not known: 约2020—2023年.
    pub dated_zh: Option<String>,
    /// It holds until it is repealed (a law, a standard, the contract), whatever its day.
    pub standing: bool,
}

/// A source as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    key: String,
    publisher_zh: String,
    publisher_en: String,
    title_zh: String,
    title_en: String,
    date: Option<String>,
    dated_zh: Option<String>,
    #[serde(default)]
    standing: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    source: Vec<Raw>,
}

impl Source {
    /// Publisher, title and date for people: `UCloud《各省备案规则》（2024-04-01）`.
    pub fn zh(&self) -> String {
        let date = self.dated_zh.clone().or_else(|| self.date.map(|d| d.to_string()));
        let date = date.map(|d| format!("（{d}）")).unwrap_or_default();
        format!("{}《{}》{date}", self.publisher_zh, self.title_zh)
    }
    /// The same in English.
    pub fn en(&self) -> String {
        let about = if self.dated_zh.is_some() { "until " } else { "" };
        let date = self.date.map(|d| format!(" ({about}{d})")).unwrap_or_default();
        format!("{}, {}{date}", self.publisher_en, self.title_en)
    }
}

/// The sources of a pack.
#[derive(Debug, Default)]
pub(super) struct Sources(BTreeMap<String, Source>);

impl Sources {
    /// Adds those of a file's text; a key that stood already is replaced. Errors say what is wrong.
    pub fn add(&mut self, text: &str) -> Result<(), String> {
        let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
        for raw in file.source {
            let date = raw.date.as_deref().map(str::parse::<Date>).transpose();
            let date = date.map_err(|e| format!("source '{}', key 'date': {e}", raw.key))?;
            self.0.insert(
                raw.key.clone(),
                Source {
                    key: raw.key,
                    publisher_zh: raw.publisher_zh,
                    publisher_en: raw.publisher_en,
                    title_zh: raw.title_zh,
                    title_en: raw.title_en,
                    date,
                    dated_zh: raw.dated_zh,
                    standing: raw.standing,
                },
            );
        }
        Ok(())
    }
    /// A source by its key.
    pub fn get(&self, key: &str) -> Option<&Source> {
        self.0.get(key)
    }
    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}
