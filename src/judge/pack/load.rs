//! From files to a [`Pack`]: read and layered, each rule then bound (`bind`). The first thing wrong
//! stops the run and names file, rule, key and the nearest right word.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use include_dir::{Dir, include_dir};
use sha2::Digest;

use super::bind::{Binding, Words, Written};
use super::errors::{PackError, nearest};
use super::raw::{APPLIES_KEYS, FILE_KEYS, File, Head, RULE_KEYS, RawRule};
use super::sources::Sources;
use super::{Level, Pack};
use crate::date::Date;

static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

impl Pack {
    /// The pack that ships with the program.
    pub fn builtin() -> Result<Self, PackError> {
        Self::layered(None)
    }

    /// The shipped pack with a folder of one's own over it: a rule of the same id changes, `off = true` switches off.
    pub fn load(dir: &Path) -> Result<Self, PackError> {
        Self::layered(Some(dir))
    }

    fn layered(over: Option<&Path>) -> Result<Self, PackError> {
        let files = Files::gather(over)?;
        let mut written: BTreeMap<String, Written> = BTreeMap::new();
        for (name, text, level) in &files.rules {
            layer(&mut written, name, text, *level)?;
        }
        let ids: BTreeSet<String> = written.keys().cloned().collect();
        let known_words = Words {
            ids: &ids,
            sources: &files.sources,
            confirmed_since: files.head.confirmed_since()?,
        };
        let mut rules = Vec::new();
        let mut known = Vec::new();
        for w in written.into_values().filter(|w| !w.raw.off) {
            match w.bind(&known_words)? {
                Binding::Enforced(rule) => rules.push(*rule),
                Binding::Known(rule) => known.push(*rule),
            }
        }
        rules.sort_by(|a, b| a.check.code.cmp(b.check.code).then(a.id.cmp(&b.id)));
        Ok(Self {
            label: format!("{} {}+{}", files.head.name, files.head.version, files.digest),
            rules,
            known,
        })
    }
}

/// The files of a pack, read.
struct Files {
    head: Head,
    sources: Sources,
    /// Name, text and the level of rules that say none.
    rules: Vec<(String, String, Level)>,
    /// Over every file.
    digest: String,
}

impl Files {
    /// The shipped ones, then those of a folder of one's own.
    fn gather(over: Option<&Path>) -> Result<Self, PackError> {
        let mut shipped: Vec<(String, String)> = Vec::new();
        collect(&SHIPPED, &mut shipped);
        shipped.sort();
        let own = over.map(own_files).transpose()?.unwrap_or_default();
        let mut out = Self {
            head: Head {
                name: "chushen-rules".to_owned(),
                version: "0".to_owned(),
                confirmed_since: None,
                changes: Vec::new(),
            },
            sources: Sources::default(),
            rules: Vec::new(),
            digest: String::new(),
        };
        let mut hash = sha2::Sha256::new();
        let shipped = shipped.into_iter().map(|file| (file, Level::Baseline));
        for ((name, text), level) in shipped.chain(own.into_iter().map(|file| (file, Level::House))) {
            hash.update(name.as_bytes());
            hash.update(text.as_bytes());
            let wrong = |why: String| PackError::Shape {
                file: name.clone(),
                why,
            };
            if is_sources(&name) {
                out.sources.add(&text).map_err(wrong)?;
            } else if level == Level::Baseline && name == "pack.toml" {
                out.head = toml::from_str(&text).map_err(|e| wrong(e.to_string()))?;
            } else if level == Level::Baseline || !name.ends_with("pack.toml") {
                out.rules.push((name, text, level));
            }
        }
        out.digest = hash.finalize().iter().take(4).map(|b| format!("{b:02x}")).collect();
        Ok(out)
    }
}

/// Lays the rules of a file over those that are written already. `level`: of rules that say none.
fn layer(written: &mut BTreeMap<String, Written>, name: &str, text: &str, level: Level) -> Result<(), PackError> {
    let file = parse(name, text)?;
    let mut here: BTreeSet<String> = BTreeSet::new();
    for table in file.rule {
        let mut raw = rule_of(name, table)?;
        let twice = |id: &str, why: &str| PackError::Rule {
            file: name.to_owned(),
            rule: id.to_owned(),
            key: "id".to_owned(),
            why: why.to_owned(),
        };
        if !here.insert(raw.id.clone()) {
            return Err(twice(&raw.id, "stands twice in this file"));
        }
        let below = written.remove(&raw.id);
        if below.is_some() && level == Level::Baseline {
            return Err(twice(&raw.id, "stands in another file too"));
        }
        raw.source = raw.source.or_else(|| file.source.clone());
        raw.since = raw.since.or_else(|| file.since.clone());
        if raw.sources.is_empty() && below.is_none() {
            raw.sources.clone_from(&file.sources);
        }
        if let Some(province) = &file.province
            && below.is_none()
        {
            let applies = raw.applies.get_or_insert_default();
            if applies.province.is_empty() {
                applies.province.push(province.clone());
            }
        }
        if below.is_none() || file.level.is_some() {
            let own = raw.level.or_else(|| file.level.clone());
            raw.level = own.or_else(|| Some(level.name().to_owned()));
        }
        let severity_of_house =
            (level == Level::House && raw.severity.is_some()) || below.as_ref().is_some_and(|b| b.severity_of_house);
        let raw = match below {
            Some(b) => b.raw.under(raw),
            None => raw,
        };
        let id = raw.id.clone();
        let rule = Written {
            file: name.to_owned(),
            raw,
            severity_of_house,
        };
        written.insert(id, rule);
    }
    Ok(())
}

/// Whether a file lists the documents that state rules.
fn is_sources(name: &str) -> bool {
    Path::new(name).file_name().is_some_and(|n| n == "sources.toml")
}

/// A file's text as tables of rules; a key that is none is told with the nearest that is.
fn parse(name: &str, text: &str) -> Result<File, PackError> {
    let shape = |why: String| PackError::Shape {
        file: name.to_owned(),
        why,
    };
    let table: toml::Table = toml::from_str(text).map_err(|e| shape(e.to_string()))?;
    if let Some(key) = table.keys().find(|k| !FILE_KEYS.contains(&k.as_str())) {
        return Err(shape(format!("key {}", nearest(key, FILE_KEYS.iter().copied()))));
    }
    toml::Value::Table(table)
        .try_into()
        .map_err(|e: toml::de::Error| shape(e.to_string()))
}

/// A table as a rule. What is wrong is told with the rule's id and the key.
fn rule_of(file: &str, table: toml::Table) -> Result<RawRule, PackError> {
    let id = table.get("id").and_then(toml::Value::as_str).unwrap_or("?").to_owned();
    let wrong = |key: &str, why: String| PackError::Rule {
        file: file.to_owned(),
        rule: id.clone(),
        key: key.to_owned(),
        why,
    };
    if id == "?" {
        return Err(wrong("id", "is missing or no text".to_owned()));
    }
    if let Some(key) = table.keys().find(|k| !RULE_KEYS.contains(&k.as_str())) {
        return Err(wrong(key, nearest(key, RULE_KEYS.iter().copied())));
    }
    let applies = table.get("applies").and_then(toml::Value::as_table);
    if let Some(key) = applies.and_then(|t| t.keys().find(|k| !APPLIES_KEYS.contains(&k.as_str()))) {
        return Err(wrong(
            &format!("applies.{key}"),
            nearest(key, APPLIES_KEYS.iter().copied()),
        ));
    }
    // Each key alone first, so that a value of a wrong type is told with its key.
    for (key, value) in &table {
        let mut alone = toml::Table::new();
        alone.insert("id".to_owned(), toml::Value::String(id.clone()));
        alone.insert(key.clone(), value.clone());
        if let Err(e) = toml::Value::Table(alone).try_into::<RawRule>() {
            return Err(wrong(key, e.message().to_owned()));
        }
    }
    toml::Value::Table(table)
        .try_into()
        .map_err(|e: toml::de::Error| wrong("rule", e.message().to_owned()))
}

fn collect(dir: &Dir<'_>, out: &mut Vec<(String, String)>) {
    for file in dir.files() {
        if file.path().extension().is_some_and(|e| e == "toml")
            && let Some(text) = file.contents_utf8()
        {
            out.push((file.path().to_string_lossy().replace('\\', "/"), text.to_owned()));
        }
    }
    dir.dirs().for_each(|d| collect(d, out));
}

fn own_files(dir: &Path) -> Result<Vec<(String, String)>, PackError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source: std::io::Error| PackError::Io { path, source }
    };
    std::fs::read_dir(dir).map_err(io(dir))?;
    let mut out = Vec::new();
    for entry in walkdir::WalkDir::new(dir).sort_by_file_name() {
        let entry = entry.map_err(|e| PackError::Io {
            path: dir.to_owned(),
            source: e.into(),
        })?;
        if entry.file_type().is_file() && entry.path().extension().is_some_and(|e| e == "toml") {
            let text = std::fs::read_to_string(entry.path()).map_err(io(entry.path()))?;
            out.push((entry.path().display().to_string(), text));
        }
    }
    Ok(out)
}

impl Head {
    /// First day of the documents that confirm a rule; without one nothing is confirmed but by what stands.
    fn confirmed_since(&self) -> Result<Option<Date>, PackError> {
        let day = self.confirmed_since.as_deref().map(str::parse::<Date>).transpose();
        day.map_err(|e| PackError::Shape {
            file: "pack.toml".to_owned(),
            why: format!("confirmed_since: {e}"),
        })
    }
}

#[cfg(test)]
mod tests;
