//! From files to a [`Pack`]: read, layered, each rule held against the checks and the words it uses. The first thing wrong
//! stops the run and names file, rule, key and the nearest right word.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use sha2::Digest;

use super::raw::{APPLIES_KEYS, FILE_KEYS, File, Head, RULE_KEYS, RawApplies, RawRule};
use super::sources::{Source, Sources};
use super::{Applies, KnownRule, Level, Pack, Rule, Unasked};
use crate::date::Date;
use crate::finding::Severity;
use crate::hanzi::distance;
use crate::intake::case::{Content, Filing, SubjectKind, Verification};
use crate::judge::check::Check;
use crate::judge::checks::FAMILIES;
use crate::judge::codes;
use crate::kind::DocumentKind;
use crate::place::{PROVINCES, Province};

static SHIPPED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/rules");

/// What is wrong with a pack.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// A file cannot be read.
    #[error("cannot read the rules in '{}'", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is no TOML of the right shape.
    #[error("'{file}' is not a rule file: {why}")]
    Shape {
        /// The file.
        file: String,
        /// What and where.
        why: String,
    },
    /// A rule says something that does not exist or does not fit.
    #[error("'{file}', rule '{rule}', key '{key}': {why}")]
    Rule {
        /// The file.
        file: String,
        /// The rule's id.
        rule: String,
        /// The key.
        key: String,
        /// What is wrong, with the nearest right word.
        why: String,
    },
}

/// A raw rule with the file it stands in.
struct Written {
    file: String,
    raw: RawRule,
    /// Its severity was set by a pack of one's own.
    severity_of_house: bool,
}

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
        let mut files: Vec<(String, String, Level)> = Vec::new();
        let mut head = Head {
            name: "chushen-rules".to_owned(),
            version: "0".to_owned(),
            confirmed_since: None,
            changes: Vec::new(),
        };
        let mut sources = Sources::default();
        let mut shipped: Vec<(String, String)> = Vec::new();
        collect(&SHIPPED, &mut shipped);
        shipped.sort();
        let mut hash = sha2::Sha256::new();
        for (name, text) in shipped {
            hash.update(name.as_bytes());
            hash.update(text.as_bytes());
            if name == "pack.toml" {
                head = toml::from_str(&text).map_err(|e| PackError::Shape {
                    file: name,
                    why: e.to_string(),
                })?;
            } else if is_sources(&name) {
                sources.add(&text).map_err(|why| PackError::Shape { file: name, why })?;
            } else {
                files.push((name, text, Level::Baseline));
            }
        }
        for (name, text) in over.map(own_files).transpose()?.unwrap_or_default() {
            hash.update(name.as_bytes());
            hash.update(text.as_bytes());
            if is_sources(&name) {
                sources.add(&text).map_err(|why| PackError::Shape { file: name, why })?;
            } else if !name.ends_with("pack.toml") {
                files.push((name, text, Level::House));
            }
        }
        let mut written: BTreeMap<String, Written> = BTreeMap::new();
        for (name, text, level) in files {
            let file = parse(&name, &text)?;
            let mut here: BTreeSet<String> = BTreeSet::new();
            for table in file.rule {
                let mut raw = rule_of(&name, table)?;
                if !here.insert(raw.id.clone()) {
                    return Err(PackError::Rule {
                        file: name,
                        rule: raw.id,
                        key: "id".to_owned(),
                        why: "stands twice in this file".to_owned(),
                    });
                }
                let below = written.remove(&raw.id);
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
                    raw.level = raw
                        .level
                        .or_else(|| file.level.clone())
                        .or_else(|| Some(level.name().to_owned()));
                }
                if below.is_some() && level == Level::Baseline {
                    return Err(PackError::Rule {
                        file: name,
                        rule: raw.id,
                        key: "id".to_owned(),
                        why: "stands in another file too".to_owned(),
                    });
                }
                let severity_of_house = (level == Level::House && raw.severity.is_some())
                    || below.as_ref().is_some_and(|b| b.severity_of_house);
                let raw = match below {
                    Some(b) => b.raw.under(raw),
                    None => raw,
                };
                written.insert(
                    raw.id.clone(),
                    Written {
                        file: name.clone(),
                        raw,
                        severity_of_house,
                    },
                );
            }
        }
        let ids: BTreeSet<String> = written.keys().cloned().collect();
        let mut rules = Vec::new();
        let mut known = Vec::new();
        let known_words = Words {
            ids: &ids,
            sources: &sources,
            confirmed_since: head.confirmed_since()?,
        };
        for w in written.into_values().filter(|w| !w.raw.off) {
            match bind(w, &known_words)? {
                Bind::Asked(rule) => rules.push(*rule),
                Bind::Known(rule) => known.push(*rule),
            }
        }
        rules.sort_by(|a, b| a.check.code.cmp(b.check.code).then(a.id.cmp(&b.id)));
        let digest: String = hash.finalize().iter().take(4).map(|b| format!("{b:02x}")).collect();
        Ok(Self {
            label: format!("{} {}+{digest}", head.name, head.version),
            rules,
            known,
        })
    }
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

/// The nearest of the right words, where one is near.
pub(crate) fn nearest<'a>(word: &str, right: impl IntoIterator<Item = &'a str>) -> String {
    let best = right.into_iter().map(|r| (distance(word, r), r)).min();
    match best {
        Some((d, r)) if d <= word.chars().count().max(3) / 2 => format!("'{word}' is not known; did you mean '{r}'?"),
        _ => format!("'{word}' is not known"),
    }
}

/// What a check says of parameters it cannot obey, with the key and the nearest right one where a key is none of its own
/// (the words of `serde`: "unknown field `x`, expected one of `y`, `z`").
fn of_params(error: &serde_json::Error) -> (String, String) {
    let text = error.to_string();
    let words: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
    match words.split_first() {
        Some((key, right)) if text.starts_with("unknown") => (
            format!("params.{key}"),
            format!(
                "{}; the check takes {}",
                nearest(key, right.iter().copied()),
                right.join(", ")
            ),
        ),
        Some((key, _)) if text.starts_with("missing") => (format!("params.{key}"), "is missing".to_owned()),
        _ => ("params".to_owned(), text),
    }
}

/// A rule that is asked, or one that is known only.
enum Bind {
    Asked(Box<Rule>),
    Known(Box<KnownRule>),
}

/// What a rule's words are held against.
struct Words<'a> {
    ids: &'a BTreeSet<String>,
    sources: &'a Sources,
    confirmed_since: Option<Date>,
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

fn bind(w: Written, words: &Words<'_>) -> Result<Bind, PackError> {
    let Written {
        file,
        raw,
        severity_of_house,
    } = w;
    let ids = words.ids;
    let wrong = |key: &str, why: String| PackError::Rule {
        file: file.clone(),
        rule: raw.id.clone(),
        key: key.to_owned(),
        why,
    };
    let level = match raw.level.as_deref() {
        None | Some("baseline") => Level::Baseline,
        Some("published" | "confirmed") => Level::Published,
        Some("house") => Level::House,
        Some(other) => {
            return Err(wrong(
                "level",
                nearest(other, ["baseline", "confirmed", "published", "house"]),
            ));
        }
    };
    let listed = |key: &str, keys: &[String]| -> Result<Vec<Source>, PackError> {
        let mut out: Vec<Source> = Vec::new();
        for k in keys {
            let found = words.sources.get(k);
            out.push(
                found
                    .ok_or_else(|| wrong(key, nearest(k, words.sources.keys())))?
                    .clone(),
            );
        }
        out.sort_by(|a, b| (a.standing, a.date, &a.key).cmp(&(b.standing, b.date, &b.key)));
        Ok(out)
    };
    let (sources, contradicted_by) = (
        listed("sources", &raw.sources)?,
        listed("contradicted_by", &raw.contradicted_by)?,
    );
    let confirms = |s: &Source| s.standing || words.confirmed_since.is_some_and(|first| s.date >= Some(first));
    let level = match level {
        Level::Published if sources.iter().any(confirms) => Level::Confirmed,
        Level::Published if raw.level.as_deref() == Some("confirmed") => {
            return Err(wrong(
                "level",
                "no source of the days that `confirmed_since` of pack.toml names states it".to_owned(),
            ));
        }
        level => level,
    };
    let asked = raw.not_checkable.is_none() && raw.superseded.is_none();
    if asked && !contradicted_by.is_empty() && raw.settled.as_ref().is_none_or(|why| why.trim().is_empty()) {
        let why = "a rule that a source contradicts says why it is asked all the same";
        return Err(wrong("settled", why.to_owned()));
    }
    let date = |key: &str, text: &Option<String>| {
        text.as_deref()
            .map(str::parse::<Date>)
            .transpose()
            .map_err(|e| wrong(key, e.to_string()))
    };
    let (since, until) = (date("since", &raw.since)?, date("until", &raw.until)?);
    if let (Some(s), Some(u)) = (since, until)
        && u < s
    {
        return Err(wrong("until", format!("{u} lies before since, {s}")));
    }
    let source = raw.source.clone().unwrap_or_default();
    if level != Level::House && (source.is_empty() || since.is_none()) {
        return Err(wrong(
            "source",
            "a shipped rule names its source and the day it is dated from (since)".to_owned(),
        ));
    }
    let applies = conditions(raw.applies.clone().unwrap_or_default()).map_err(|(key, why)| wrong(key, why))?;
    let unasked = match (&raw.not_checkable, &raw.superseded) {
        (Some(_), Some(_)) => {
            return Err(wrong(
                "superseded",
                "a rule is either superseded or not checkable".to_owned(),
            ));
        }
        (Some(why), None) => Some(Unasked::NotCheckable(why.clone())),
        (None, Some(why)) => Some(Unasked::Superseded(why.clone())),
        (None, None) => None,
    };
    if let Some(unasked) = unasked {
        if raw.check.is_some() || raw.params.is_some() {
            return Err(wrong(
                "check",
                format!("a rule that is {} names no check", unasked.name()),
            ));
        }
        if unasked.why().trim().is_empty() {
            return Err(wrong(unasked.name(), "says no reason".to_owned()));
        }
        return Ok(Bind::Known(Box::new(KnownRule {
            id: raw.id.clone(),
            unasked,
            level,
            applies,
            since,
            source,
            sources,
            contradicted_by,
            text_zh: raw.text_zh.clone(),
            file,
        })));
    }
    let all = || FAMILIES.iter().flat_map(|f| f.iter().copied());
    let Some(code) = raw.check.clone() else {
        // An id of one's own without a check is most often a shipped id with a slip.
        let near = nearest(&raw.id, ids.iter().map(String::as_str).filter(|id| *id != raw.id));
        return Err(wrong(
            "check",
            format!("is missing, and no rule of this id lies below: {near}"),
        ));
    };
    let check: &'static Check = all()
        .find(|c| c.code == code)
        .ok_or_else(|| wrong("check", nearest(&code, all().map(|c| c.code))))?;
    let table = codes::code(check.code).map_or(Severity::Review, |row| row.severity);
    let severity = match raw.severity.as_deref() {
        None => table,
        Some("reject") => Severity::Reject,
        Some("review") => Severity::Review,
        Some("note") => Severity::Note,
        Some(other) => return Err(wrong("severity", nearest(other, ["reject", "review", "note"]))),
    };
    // Only a house rule may be graver than the contract's table; published rules never reject, and one that no newer source
    // states is a note unless the house raised it.
    let severity = match level {
        Level::Baseline => severity.min(table),
        Level::Published if !severity_of_house => Severity::Note,
        Level::Confirmed | Level::Published => severity.min(table).min(Severity::Review),
        Level::House => severity,
    };
    let params = raw.params.clone().unwrap_or_default();
    let params = serde_json::to_value(params).map_err(|e| wrong("params", e.to_string()))?;
    let bound = (check.bind)(params.clone()).map_err(|e| {
        let (key, why) = of_params(&e);
        wrong(&key, why)
    })?;
    for (key, list) in [
        ("replaces", &raw.replaces),
        ("softens", &raw.softens),
        ("settles", &raw.settles),
    ] {
        if let Some(id) = list.iter().find(|id| !ids.contains(*id)) {
            return Err(wrong(key, nearest(id, ids.iter().map(String::as_str))));
        }
    }
    Ok(Bind::Asked(Box::new(Rule {
        id: raw.id.clone(),
        check,
        bound,
        params,
        severity,
        level,
        applies,
        since,
        until,
        source,
        sources,
        contradicted_by,
        settled: raw.settled.clone(),
        text_zh: raw.text_zh.clone(),
        note: raw.note.clone(),
        file: file.clone(),
        replaces: raw.replaces.clone(),
        softens: raw.softens.clone(),
        settles: raw.settles.clone(),
    })))
}

type Wrong = (&'static str, String);

fn conditions(raw: RawApplies) -> Result<Applies, Wrong> {
    fn words<T: Ord>(
        key: &'static str,
        words: &[String],
        find: impl Fn(&str) -> Option<T>,
        right: impl Iterator<Item = &'static str> + Clone,
    ) -> Result<BTreeSet<T>, Wrong> {
        words
            .iter()
            .map(|w| find(w).ok_or_else(|| (key, nearest(w, right.clone()))))
            .collect()
    }
    let kinds = || DocumentKind::ALL.iter().map(|k| k.name());
    let subjects = || SubjectKind::ALL.iter().map(|k| k.name());
    Ok(Applies {
        kind: words("applies.kind", &raw.kind, DocumentKind::from_name, kinds())?,
        not_kind: words("applies.not_kind", &raw.not_kind, DocumentKind::from_name, kinds())?,
        province: words(
            "applies.province",
            &raw.province,
            |w| Province::find(w).map(|p| p.code),
            PROVINCES.iter().map(|p| p.short),
        )?,
        not_province: words(
            "applies.not_province",
            &raw.not_province,
            |w| Province::find(w).map(|p| p.code),
            PROVINCES.iter().map(|p| p.short),
        )?,
        subject: words("applies.subject", &raw.subject, SubjectKind::from_name, subjects())?,
        not_subject: words(
            "applies.not_subject",
            &raw.not_subject,
            SubjectKind::from_name,
            subjects(),
        )?,
        filing: words(
            "applies.filing",
            &raw.filing,
            Filing::from_name,
            Filing::ALL.iter().map(|f| f.name()),
        )?,
        content: words(
            "applies.content",
            &raw.content,
            Content::from_name,
            Content::ALL.iter().map(|c| c.name()),
        )?,
        verification: words(
            "applies.verification",
            &raw.verification,
            Verification::from_name,
            Verification::ALL.iter().map(|v| v.name()),
        )?,
    })
}

#[cfg(test)]
mod tests;
