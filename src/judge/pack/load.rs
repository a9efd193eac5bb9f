//! From files to a [`Pack`]: read, layered, each rule held against the checks and the words it uses. The first thing wrong
//! stops the run and names file, rule, key and the nearest right word.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use sha2::Digest;

use super::raw::{File, Head, RawApplies, RawRule};
use super::{Applies, Level, Pack, Rule};
use crate::date::Date;
use crate::finding::Severity;
use crate::hanzi::distance;
use crate::intake::case::{Content, Filing, SubjectKind};
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
        key: &'static str,
        /// What is wrong, with the nearest right word.
        why: String,
    },
}

/// A raw rule with the file it stands in.
struct Written {
    file: String,
    raw: RawRule,
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
            changes: Vec::new(),
        };
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
            } else {
                files.push((name, text, Level::Baseline));
            }
        }
        for (name, text) in over.map(own_files).transpose()?.unwrap_or_default() {
            hash.update(name.as_bytes());
            hash.update(text.as_bytes());
            if !name.ends_with("pack.toml") {
                files.push((name, text, Level::House));
            }
        }
        let mut written: BTreeMap<String, Written> = BTreeMap::new();
        for (name, text, level) in files {
            let file: File = toml::from_str(&text).map_err(|e| PackError::Shape {
                file: name.clone(),
                why: e.to_string(),
            })?;
            let mut here: BTreeSet<String> = BTreeSet::new();
            for mut raw in file.rule {
                if !here.insert(raw.id.clone()) {
                    return Err(PackError::Rule {
                        file: name,
                        rule: raw.id,
                        key: "id",
                        why: "stands twice in this file".to_owned(),
                    });
                }
                raw.source = raw.source.or_else(|| file.source.clone());
                raw.since = raw.since.or_else(|| file.since.clone());
                let below = written.remove(&raw.id);
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
                        key: "id",
                        why: "stands in another file too".to_owned(),
                    });
                }
                let raw = match below {
                    Some(b) => b.raw.under(raw),
                    None => raw,
                };
                written.insert(
                    raw.id.clone(),
                    Written {
                        file: name.clone(),
                        raw,
                    },
                );
            }
        }
        let mut rules = Vec::new();
        for w in written.into_values().filter(|w| !w.raw.off) {
            rules.push(bind(w)?);
        }
        rules.sort_by(|a, b| a.check.code.cmp(b.check.code).then(a.id.cmp(&b.id)));
        let digest: String = hash.finalize().iter().take(4).map(|b| format!("{b:02x}")).collect();
        Ok(Self {
            label: format!("{} {}+{digest}", head.name, head.version),
            rules,
        })
    }
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
fn nearest(word: &str, right: impl IntoIterator<Item = &'static str>) -> String {
    let best = right.into_iter().map(|r| (distance(word, r), r)).min();
    match best {
        Some((d, r)) if d <= word.chars().count().max(3) / 2 => format!("'{word}' is not known; did you mean '{r}'?"),
        _ => format!("'{word}' is not known"),
    }
}

fn bind(w: Written) -> Result<Rule, PackError> {
    let Written { file, raw } = w;
    let wrong = |key: &'static str, why: String| PackError::Rule {
        file: file.clone(),
        rule: raw.id.clone(),
        key,
        why,
    };
    let Some(code) = raw.check.clone() else {
        return Err(wrong("check", "is missing: no rule of this id lies below".to_owned()));
    };
    let all = || FAMILIES.iter().flat_map(|f| f.iter().copied());
    let check: &'static Check = all()
        .find(|c| c.code == code)
        .ok_or_else(|| wrong("check", nearest(&code, all().map(|c| c.code))))?;
    let level = match raw.level.as_deref() {
        None | Some("baseline") => Level::Baseline,
        Some("published") => Level::Published,
        Some("house") => Level::House,
        Some(other) => return Err(wrong("level", nearest(other, ["baseline", "published", "house"]))),
    };
    let table = codes::code(check.code).map_or(Severity::Review, |row| row.severity);
    let severity = match raw.severity.as_deref() {
        None => table,
        Some("reject") => Severity::Reject,
        Some("review") => Severity::Review,
        Some("note") => Severity::Note,
        Some(other) => return Err(wrong("severity", nearest(other, ["reject", "review", "note"]))),
    };
    // Only a house rule may be graver than the contract's table; published rules never reject.
    let severity = match level {
        Level::Baseline => severity.min(table),
        Level::Published => severity.min(table).min(Severity::Review),
        Level::House => severity,
    };
    let date = |key: &'static str, text: &Option<String>| {
        text.as_deref()
            .map(str::parse::<Date>)
            .transpose()
            .map_err(|e| wrong(key, e.to_string()))
    };
    let (since, until) = (date("since", &raw.since)?, date("until", &raw.until)?);
    let source = raw.source.clone().unwrap_or_default();
    if level != Level::House && (source.is_empty() || since.is_none()) {
        return Err(wrong(
            "source",
            "a shipped rule names its source and the day it is dated from (since)".to_owned(),
        ));
    }
    let applies = conditions(raw.applies.clone().unwrap_or_default()).map_err(|(key, why)| wrong(key, why))?;
    let params = raw.params.clone().unwrap_or_default();
    let params = serde_json::to_value(params).map_err(|e| wrong("params", e.to_string()))?;
    let bound = (check.bind)(params).map_err(|e| wrong("params", e.to_string()))?;
    Ok(Rule {
        id: raw.id.clone(),
        check,
        bound,
        severity,
        level,
        applies,
        since,
        until,
        source,
        text_zh: raw.text_zh.clone(),
    })
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
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(text: &str) -> Result<Pack, PackError> {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("own.toml"), text).unwrap();
        Pack::load(dir.path())
    }

    fn complaint(text: &str) -> String {
        over(text).unwrap_err().to_string()
    }

    #[test]
    fn the_shipped_pack_is_right_and_every_check_has_a_rule() {
        let pack = Pack::builtin().unwrap();
        for check in FAMILIES.iter().flat_map(|f| f.iter()) {
            assert!(
                pack.rules.iter().any(|r| r.check.code == check.code),
                "no rule for {}",
                check.code
            );
        }
        assert!(
            pack.rules
                .iter()
                .filter(|r| r.level == Level::Published)
                .all(|r| r.severity < Severity::Reject)
        );
    }

    #[test]
    fn a_rule_of_ones_own_changes_the_shipped_one() {
        let shipped = Pack::builtin().unwrap();
        let id = &shipped.rules.iter().find(|r| r.check.code == "file.empty").unwrap().id;
        let changed = over(&format!("[[rule]]\nid = \"{id}\"\nseverity = \"review\"\n")).unwrap();
        assert_eq!(changed.rule(id).unwrap().severity, Severity::Review);
        let off = over(&format!("[[rule]]\nid = \"{id}\"\noff = true\n")).unwrap();
        assert!(off.rule(id).is_none());
        assert_ne!(off.label, shipped.label);
    }

    #[test]
    fn what_is_wrong_is_named_with_the_nearest_right_word() {
        let c = complaint("[[rule]]\nid = \"my\"\ncheck = \"file.emty\"\n");
        assert!(
            c.contains("own.toml") && c.contains("'my'") && c.contains("'file.empty'"),
            "{c}"
        );
        let c =
            complaint("[[rule]]\nid = \"my\"\ncheck = \"file.empty\"\napplies = { kind = [\"busines-licence\"] }\n");
        assert!(c.contains("applies.kind") && c.contains("'business-licence'"), "{c}");
        let c = complaint("[[rule]]\nid = \"my\"\ncheck = \"file.empty\"\nparams = { min = 1 }\n");
        assert!(c.contains("params"), "{c}");
        assert!(complaint("[[rule]]\nid = \"my\"\n").contains("check"));
        assert!(complaint("[[rule]]\nid = \"my\"\nchek = \"x\"\n").contains("chek"));
    }
}
