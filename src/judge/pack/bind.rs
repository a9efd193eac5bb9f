//! A written rule held against the checks and the words it uses.

use std::collections::BTreeSet;

use super::errors::{PackError, nearest};
use super::raw::{RawApplies, RawRule};
use super::sources::{Source, Sources};
use super::{Applies, KnownRule, Level, NotEnforced, Rule};
use crate::date::Date;
use crate::finding::Severity;
use crate::intake::case::{Content, Filing, SubjectKind, Verification};
use crate::judge::check::Check;
use crate::judge::checks::FAMILIES;
use crate::judge::codes;
use crate::kind::DocumentKind;
use crate::place::{PROVINCES, Province};

/// A raw rule with the file it stands in.
pub(super) struct Written {
    pub file: String,
    pub raw: RawRule,
    /// Its severity was set by a pack of one's own.
    pub severity_of_house: bool,
}

/// A rule that is enforced, or one that is known only.
pub(super) enum Binding {
    Enforced(Box<Rule>),
    Known(Box<KnownRule>),
}

/// What a rule's words are held against.
pub(super) struct Words<'a> {
    pub ids: &'a BTreeSet<String>,
    pub sources: &'a Sources,
    pub confirmed_since: Option<Date>,
}

impl Written {
    pub(super) fn bind(self, words: &Words<'_>) -> Result<Binding, PackError> {
        let sources = self.listed("sources", &self.raw.sources, words)?;
        let contradicted_by = self.listed("contradicted_by", &self.raw.contradicted_by, words)?;
        let level = self.level(&sources, words)?;
        let enforced = self.raw.not_checkable.is_none() && self.raw.superseded.is_none();
        let settled = self.raw.settled.as_ref().is_some_and(|why| !why.trim().is_empty());
        if enforced && !contradicted_by.is_empty() && !settled {
            let why = "a rule that a source contradicts says why it is asked all the same";
            return Err(self.wrong("settled", why.to_owned()));
        }
        let (since, until) = self.days()?;
        let source = self.raw.source.clone().unwrap_or_default();
        if level != Level::House && (source.is_empty() || since.is_none()) {
            let why = "a shipped rule names its source and the day it is dated from (since)";
            return Err(self.wrong("source", why.to_owned()));
        }
        let applies = conditions(self.raw.applies.clone().unwrap_or_default());
        let applies = applies.map_err(|(key, why)| self.wrong(key, why))?;
        if let Some(not_enforced) = self.not_enforced()? {
            return Ok(Binding::Known(Box::new(KnownRule {
                id: self.raw.id,
                not_enforced,
                level,
                applies,
                since,
                source,
                sources,
                contradicted_by,
                text_zh: self.raw.text_zh,
                file: self.file,
            })));
        }
        let check = self.check(words)?;
        let severity = self.severity(check, level)?;
        let params = serde_json::to_value(self.raw.params.clone().unwrap_or_default());
        let params = params.map_err(|e| self.wrong("params", e.to_string()))?;
        let bound = (check.bind)(params.clone()).map_err(|e| {
            let (key, why) = of_params(&e);
            self.wrong(&key, why)
        })?;
        self.others_exist(words)?;
        Ok(Binding::Enforced(Box::new(Rule {
            id: self.raw.id,
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
            settled: self.raw.settled,
            text_zh: self.raw.text_zh,
            note: self.raw.note,
            file: self.file,
            replaces: self.raw.replaces,
            softens: self.raw.softens,
            settles: self.raw.settles,
        })))
    }

    fn wrong(&self, key: &str, why: String) -> PackError {
        PackError::Rule {
            file: self.file.clone(),
            rule: self.raw.id.clone(),
            key: key.to_owned(),
            why,
        }
    }

    /// The documents that a key names, oldest first, those that stand until repealed last.
    fn listed(&self, key: &str, names: &[String], words: &Words<'_>) -> Result<Vec<Source>, PackError> {
        let find = |name: &String| {
            let found = words.sources.get(name).cloned();
            found.ok_or_else(|| self.wrong(key, nearest(name, words.sources.keys())))
        };
        let mut out = names.iter().map(find).collect::<Result<Vec<Source>, _>>()?;
        out.sort_by(|a, b| (a.standing, a.date, &a.key).cmp(&(b.standing, b.date, &b.key)));
        Ok(out)
    }

    fn level(&self, sources: &[Source], words: &Words<'_>) -> Result<Level, PackError> {
        let confirms = |s: &Source| s.standing || words.confirmed_since.is_some_and(|first| s.date >= Some(first));
        match self.raw.level.as_deref() {
            None | Some("baseline") => Ok(Level::Baseline),
            Some("house") => Ok(Level::House),
            Some("published" | "confirmed") if sources.iter().any(confirms) => Ok(Level::Confirmed),
            Some("published") => Ok(Level::Published),
            Some("confirmed") => Err(self.wrong(
                "level",
                "no source of the days that `confirmed_since` of pack.toml names states it".to_owned(),
            )),
            Some(other) => {
                let right = ["baseline", "confirmed", "published", "house"];
                Err(self.wrong("level", nearest(other, right)))
            }
        }
    }

    /// First and last day it holds.
    fn days(&self) -> Result<(Option<Date>, Option<Date>), PackError> {
        let date = |key: &str, text: &Option<String>| {
            let day = text.as_deref().map(str::parse::<Date>).transpose();
            day.map_err(|e| self.wrong(key, e.to_string()))
        };
        let (since, until) = (date("since", &self.raw.since)?, date("until", &self.raw.until)?);
        if let (Some(s), Some(u)) = (since, until)
            && u < s
        {
            return Err(self.wrong("until", format!("{u} lies before since, {s}")));
        }
        Ok((since, until))
    }

    /// Why no check stands behind it, where none does.
    fn not_enforced(&self) -> Result<Option<NotEnforced>, PackError> {
        let why = match (&self.raw.not_checkable, &self.raw.superseded) {
            (Some(_), Some(_)) => {
                let why = "a rule is either superseded or not checkable";
                return Err(self.wrong("superseded", why.to_owned()));
            }
            (Some(why), None) => NotEnforced::NotCheckable(why.clone()),
            (None, Some(why)) => NotEnforced::Superseded(why.clone()),
            (None, None) => return Ok(None),
        };
        if self.raw.check.is_some() || self.raw.params.is_some() {
            return Err(self.wrong("check", format!("a rule that is {} names no check", why.name())));
        }
        if why.why().trim().is_empty() {
            return Err(self.wrong(why.name(), "says no reason".to_owned()));
        }
        Ok(Some(why))
    }

    fn check(&self, words: &Words<'_>) -> Result<&'static Check, PackError> {
        let all = || FAMILIES.iter().flat_map(|f| f.iter().copied());
        let Some(code) = &self.raw.check else {
            // An id of one's own without a check is most often a shipped id with a slip.
            let others = words.ids.iter().map(String::as_str).filter(|id| *id != self.raw.id);
            let near = nearest(&self.raw.id, others);
            return Err(self.wrong(
                "check",
                format!("is missing, and no rule of this id lies below: {near}"),
            ));
        };
        let found = all().find(|c| c.code == code);
        found.ok_or_else(|| self.wrong("check", nearest(code, all().map(|c| c.code))))
    }

    /// Only a house rule may be graver than the contract's table; published rules never reject, and one that no newer source
    /// states is a note unless the house raised it.
    fn severity(&self, check: &Check, level: Level) -> Result<Severity, PackError> {
        let table = codes::code(check.code).map_or(Severity::Review, |row| row.severity);
        let own = match self.raw.severity.as_deref() {
            None => table,
            Some("reject") => Severity::Reject,
            Some("review") => Severity::Review,
            Some("note") => Severity::Note,
            Some(other) => return Err(self.wrong("severity", nearest(other, ["reject", "review", "note"]))),
        };
        Ok(match level {
            Level::Baseline => own.min(table),
            Level::Published if !self.severity_of_house => Severity::Note,
            Level::Confirmed | Level::Published => own.min(table).min(Severity::Review),
            Level::House => own,
        })
    }

    /// The rules that it names are there.
    fn others_exist(&self, words: &Words<'_>) -> Result<(), PackError> {
        let named = [
            ("replaces", &self.raw.replaces),
            ("softens", &self.raw.softens),
            ("settles", &self.raw.settles),
        ];
        for (key, list) in named {
            if let Some(id) = list.iter().find(|id| !words.ids.contains(*id)) {
                return Err(self.wrong(key, nearest(id, words.ids.iter().map(String::as_str))));
            }
        }
        Ok(())
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
