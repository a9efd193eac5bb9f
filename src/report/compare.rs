//! What differs between two runs over the same cases: verdicts, findings, fields. So that new rules, models or versions are
//! seen on last month's queue before they are let loose. In: reports. Out: rows, and their forms.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Lang;
use super::human;
use super::json::word;
use super::model::{FindingRow, Report, Tool};
use super::plain::plain;
use super::render;
use crate::finding::{Severity, Verdict};

/// Longest value shown in a table, characters.
const LONGEST: usize = 60;

/// The reports of one run, by file name.
pub type Run = BTreeMap<String, Report>;

/// A finding as it is recognised in another run: where it lies matters, not where its box does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Key {
    /// Code.
    pub code: String,
    /// Path of the document; absent: the case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// Page, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<usize>,
    /// Field, or JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

/// What became of one finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FindingChange {
    /// Which.
    #[serde(flatten)]
    pub key: Key,
    /// What was asked, where several findings lie at one place: which of the missing papers it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// Severity before; absent: it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Severity>,
    /// Severity now; absent: it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Severity>,
}

/// What became of one field.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FieldChange {
    /// Path of the document.
    pub document: String,
    /// Name of the field.
    pub field: String,
    /// Value before; absent: it was not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// Value now; absent: it is not read any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
}

/// What differs in one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseChange {
    /// Case id.
    pub id: String,
    /// Verdict before; absent: the case was not in the earlier run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Verdict>,
    /// Verdict now; absent: the case is not in the later run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Verdict>,
    /// Findings that came, went, or changed their severity.
    pub findings: Vec<FindingChange>,
    /// Fields whose value differs.
    pub fields: Vec<FieldChange>,
    /// Documents recognised as another kind: path, before, now.
    pub kinds: Vec<(String, String, String)>,
}

/// What differs between two runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Always `chushen.compare/1`.
    pub schema: &'static str,
    /// Programs, rules and models of the earlier run.
    pub old: Vec<Tool>,
    /// Those of the later run.
    pub new: Vec<Tool>,
    /// Cases in both.
    pub both: usize,
    /// Cases in both with nothing different.
    pub same: usize,
    /// Verdicts before → now, and how many.
    pub verdicts: BTreeMap<String, usize>,
    /// By code: findings gone, come, changed in severity.
    pub codes: BTreeMap<String, [usize; 3]>,
    /// Cases with a difference, by id.
    pub cases: Vec<CaseChange>,
}

fn key(f: &FindingRow) -> Key {
    Key {
        code: f.code.clone(),
        document: f.document.clone(),
        page: f.page,
        field: f.field.clone(),
    }
}

/// Findings by key, each as what was asked and how grave, sorted.
fn findings(report: &Report) -> BTreeMap<Key, Vec<(String, Severity)>> {
    let mut out: BTreeMap<Key, Vec<(String, Severity)>> = BTreeMap::new();
    for f in &report.findings {
        let asked = f.expected.as_ref().map(word).unwrap_or_default();
        out.entry(key(f)).or_default().push((asked, f.severity));
    }
    for list in out.values_mut() {
        list.sort();
    }
    out
}

/// What became of the findings of one key. Those that ask for the same are one finding; of the others, one is held to be
/// the other with a changed limit, as long as there are both.
fn changes(key: &Key, old: &[(String, Severity)], new: &[(String, Severity)]) -> Vec<FindingChange> {
    let mut new: Vec<&(String, Severity)> = new.iter().collect();
    let (mut left, mut pairs) = (Vec::new(), Vec::new());
    for was in old {
        match new.iter().position(|is| is.0 == was.0) {
            Some(at) => pairs.push((was, new.remove(at))),
            None => left.push(was),
        }
    }
    let several = old.len() > 1 || pairs.len() + new.len() > 1;
    let count = left.len().min(new.len());
    pairs.extend(left.drain(..count).zip(new.drain(..count)));
    let change = |asked: &str, old, new| FindingChange {
        key: key.clone(),
        expected: (several && !asked.is_empty()).then(|| asked.to_owned()),
        old,
        new,
    };
    let other = pairs.into_iter().filter(|(was, is)| was.1 != is.1);
    other
        .map(|(was, is)| change(&is.0, Some(was.1), Some(is.1)))
        .chain(left.iter().map(|was| change(&was.0, Some(was.1), None)))
        .chain(new.iter().map(|is| change(&is.0, None, Some(is.1))))
        .collect()
}

fn fields(report: &Report) -> BTreeMap<(String, String), String> {
    let all = report.documents.iter().flat_map(|d| {
        d.fields
            .iter()
            .map(|(name, f)| ((d.path.clone(), name.clone()), f.value.clone()))
    });
    all.collect()
}

fn case(old: &Report, new: &Report) -> CaseChange {
    let (a, b) = (findings(old), findings(new));
    let keys: BTreeSet<&Key> = a.keys().chain(b.keys()).collect();
    let of = |map: &BTreeMap<Key, Vec<(String, Severity)>>, k: &Key| map.get(k).cloned().unwrap_or_default();
    let (f, g) = (fields(old), fields(new));
    let names: BTreeSet<&(String, String)> = f.keys().chain(g.keys()).collect();
    let field = |n: &(String, String)| FieldChange {
        document: n.0.clone(),
        field: n.1.clone(),
        old: f.get(n).cloned(),
        new: g.get(n).cloned(),
    };
    let kinds = old.documents.iter().filter_map(|d| {
        let other = new.documents.iter().find(|n| n.path == d.path)?;
        (other.kind != d.kind).then(|| (d.path.clone(), d.kind.name().to_owned(), other.kind.name().to_owned()))
    });
    CaseChange {
        id: new.case.id.clone(),
        old: Some(old.verdict),
        new: Some(new.verdict),
        findings: keys
            .into_iter()
            .flat_map(|k| changes(k, &of(&a, k), &of(&b, k)))
            .collect(),
        fields: names.into_iter().map(field).filter(|c| c.old != c.new).collect(),
        kinds: kinds.collect(),
    }
}

fn tools(run: &Run) -> Vec<Tool> {
    let mut out: Vec<Tool> = Vec::new();
    for r in run.values() {
        if !out.contains(&r.tool) {
            out.push(r.tool.clone());
        }
    }
    out.sort_by(|a, b| (&a.version, &a.rules, &a.models).cmp(&(&b.version, &b.rules, &b.models)));
    out
}

/// Holds the reports of two runs against each other, file by file.
pub fn compare(old: &Run, new: &Run) -> Comparison {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut out = Comparison {
        schema: "chushen.compare/1",
        old: tools(old),
        new: tools(new),
        both: 0,
        same: 0,
        verdicts: BTreeMap::new(),
        codes: BTreeMap::new(),
        cases: Vec::new(),
    };
    for name in names {
        let alone = |r: &Report, was: bool| CaseChange {
            id: r.case.id.clone(),
            old: was.then_some(r.verdict),
            new: (!was).then_some(r.verdict),
            findings: Vec::new(),
            fields: Vec::new(),
            kinds: Vec::new(),
        };
        let change = match (old.get(name), new.get(name)) {
            (Some(a), Some(b)) => {
                out.both += 1;
                case(a, b)
            }
            (Some(a), None) => alone(a, true),
            (None, Some(b)) => alone(b, false),
            (None, None) => continue,
        };
        if let (Some(a), Some(b)) = (change.old, change.new) {
            if a != b {
                *out.verdicts.entry(format!("{} → {}", a.name(), b.name())).or_default() += 1;
            }
            if a == b && change.findings.is_empty() && change.fields.is_empty() && change.kinds.is_empty() {
                out.same += 1;
                continue;
            }
        }
        for f in &change.findings {
            let row = out.codes.entry(f.key.code.clone()).or_default();
            let at = match (f.old, f.new) {
                (Some(_), None) => 0,
                (None, _) => 1,
                (Some(_), Some(_)) => 2,
            };
            if let Some(n) = row.get_mut(at) {
                *n += 1;
            }
        }
        out.cases.push(change);
    }
    out
}

impl Comparison {
    /// Whether anything differs.
    pub const fn differs(&self) -> bool {
        !self.cases.is_empty()
    }
}

fn tool_line(tools: &[Tool]) -> String {
    let lines: Vec<String> = tools
        .iter()
        .map(|t| format!("{} · {} · {}", t.version, t.rules, t.models))
        .collect();
    lines.join(" | ")
}

/// A case's verdicts in words.
fn verdicts(c: &CaseChange, lang: Lang) -> String {
    let word = |v: Option<Verdict>| v.map_or(lang.pick("（无）", "(none)"), |v| human::verdict(v, lang));
    if c.old == c.new {
        word(c.new).to_owned()
    } else {
        format!("{} → {}", word(c.old), word(c.new))
    }
}

/// The lines of one case: a sign and what it is about.
fn lines(c: &CaseChange, lang: Lang) -> Vec<(char, String)> {
    let mut out = Vec::new();
    for f in &c.findings {
        let mut place = Vec::new();
        place.extend(f.key.document.as_deref().map(|d| plain(d, LONGEST)));
        place.extend(f.key.page.map(|p| format!("p. {p}")));
        place.extend(f.key.field.as_deref().map(|n| render::field(n, lang)));
        place.extend(f.expected.as_deref().map(|e| plain(e, LONGEST)));
        let place = place.join(", ");
        out.push(match (f.old, f.new) {
            (Some(s), None) => ('-', format!("{} [{}] {place}", f.key.code, human::severity(s, lang))),
            (None, Some(s)) => ('+', format!("{} [{}] {place}", f.key.code, human::severity(s, lang))),
            (a, b) => {
                let word = |s: Option<Severity>| s.map_or("", |s| human::severity(s, lang));
                ('~', format!("{} [{} → {}] {place}", f.key.code, word(a), word(b)))
            }
        });
    }
    for (path, a, b) in &c.kinds {
        out.push(('~', format!("{}: {a} → {b}", plain(path, LONGEST))));
    }
    let value = |v: &Option<String>| v.as_deref().map_or_else(|| "∅".to_owned(), |v| plain(v, LONGEST));
    for f in &c.fields {
        let name = render::field(&f.field, lang);
        out.push((
            '~',
            format!(
                "{} {name}: {} → {}",
                plain(&f.document, LONGEST),
                value(&f.old),
                value(&f.new)
            ),
        ));
    }
    out
}

/// The comparison as text.
pub fn to_text(c: &Comparison, lang: Lang) -> String {
    let mut out = format!(
        "{}  {}\n{}  {}\n",
        lang.pick("旧", "old"),
        tool_line(&c.old),
        lang.pick("新", "new"),
        tool_line(&c.new)
    );
    out.push_str(&match lang {
        Lang::Zh => format!(
            "两次共有 {} 个案件，{} 个无差异，{} 个有差异\n",
            c.both,
            c.same,
            c.cases.len()
        ),
        Lang::En => format!(
            "{} cases in both, {} the same, {} with a difference\n",
            c.both,
            c.same,
            c.cases.len()
        ),
    });
    for (change, n) in &c.verdicts {
        out.push_str(&format!("  {n:>6}  {change}\n"));
    }
    if !c.codes.is_empty() {
        out.push_str(lang.pick("\n  消失   新增   改级  编码\n", "\n  gone    new  other  code\n"));
        for (code, [gone, come, other]) in &c.codes {
            out.push_str(&format!("{gone:>6} {come:>6} {other:>6}  {code}\n"));
        }
    }
    for case in &c.cases {
        out.push_str(&format!("\n{}  {}\n", plain(&case.id, 128), verdicts(case, lang)));
        for (sign, line) in lines(case, lang) {
            out.push_str(&format!("  {sign} {line}\n"));
        }
    }
    out
}

/// Text made safe for HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// The comparison as one page that loads nothing.
pub fn to_html(c: &Comparison, lang: Lang) -> String {
    let title = lang.pick("两次审核的差异", "What differs between two runs");
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{title}</title>\n<style>body{{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c}}\
         table{{border-collapse:collapse}}td,th{{padding:.2rem .8rem;border-bottom:1px solid #ddd;text-align:left}}\
         .n{{text-align:right}}li{{list-style:none;font-family:ui-monospace,monospace;font-size:13px}}.p{{color:#0a6b2d}}.m{{color:#a1201b}}.t{{color:#7a5200}}</style></head><body>\n<h1>{title}</h1>\n",
        lang.pick("zh", "en")
    );
    out.push_str(&format!(
        "<p>{}: {}<br>{}: {}</p>\n",
        lang.pick("旧", "old"),
        escape(&tool_line(&c.old)),
        lang.pick("新", "new"),
        escape(&tool_line(&c.new))
    ));
    out.push_str(&match lang {
        Lang::Zh => format!(
            "<p>共有 {} 个案件，{} 个无差异，{} 个有差异。</p>\n",
            c.both,
            c.same,
            c.cases.len()
        ),
        Lang::En => format!(
            "<p>{} cases in both, {} the same, {} with a difference.</p>\n",
            c.both,
            c.same,
            c.cases.len()
        ),
    });
    if !c.verdicts.is_empty() {
        out.push_str("<table>\n");
        for (change, n) in &c.verdicts {
            out.push_str(&format!(
                "<tr><td class=\"n\">{n}</td><td>{}</td></tr>\n",
                escape(change)
            ));
        }
        out.push_str("</table>\n");
    }
    if !c.codes.is_empty() {
        let (gone, come, other, code) = match lang {
            Lang::Zh => ("消失", "新增", "改级", "编码"),
            Lang::En => ("gone", "new", "other severity", "code"),
        };
        out.push_str(&format!(
            "<h2>{code}</h2>\n<table><tr><th>{gone}</th><th>{come}</th><th>{other}</th><th></th></tr>\n"
        ));
        for (code, [gone, come, other]) in &c.codes {
            out.push_str(&format!(
                "<tr><td class=\"n\">{gone}</td><td class=\"n\">{come}</td><td class=\"n\">{other}</td><td>{}</td></tr>\n",
                escape(code)
            ));
        }
        out.push_str("</table>\n");
    }
    for case in &c.cases {
        out.push_str(&format!(
            "<h3>{} <small>{}</small></h3>\n<ul>\n",
            escape(&plain(&case.id, 128)),
            verdicts(case, lang)
        ));
        for (sign, line) in lines(case, lang) {
            let class = match sign {
                '+' => "p",
                '-' => "m",
                _ => "t",
            };
            out.push_str(&format!("<li class=\"{class}\">{sign} {}</li>\n", escape(&line)));
        }
        out.push_str("</ul>\n");
    }
    out.push_str("</body></html>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::build::unread_case;

    fn report(id: &str, verdict: Verdict, findings: &[(&str, Severity)]) -> Report {
        let tool = Tool {
            version: "0".into(),
            rules: "r".into(),
            models: "none".into(),
        };
        let mut r = unread_case(id, "2026-06-01".parse().unwrap(), &tool, "file.corrupt", "x", Lang::En);
        let row = r.findings.remove(0);
        r.verdict = verdict;
        r.findings = findings
            .iter()
            .map(|(code, severity)| FindingRow {
                code: (*code).to_owned(),
                severity: *severity,
                ..row.clone()
            })
            .collect();
        r
    }

    fn run(reports: Vec<Report>) -> Run {
        reports
            .into_iter()
            .map(|r| (format!("{}.json", r.case.id), r))
            .collect()
    }

    #[test]
    fn one_of_two_missing_papers_that_came_is_seen() {
        let asks = |papers: &[&str]| {
            let mut r = report(
                "a",
                Verdict::Reject,
                &vec![("document.missing", Severity::Reject); papers.len()],
            );
            for (f, paper) in r.findings.iter_mut().zip(papers) {
                f.expected = Some(serde_json::json!(paper));
            }
            run(vec![r])
        };
        let c = compare(&asks(&["id-card", "verification-form"]), &asks(&["verification-form"]));
        let [gone] = &c.cases[0].findings[..] else {
            panic!("{c:?}")
        };
        assert_eq!((gone.expected.as_deref(), gone.new), (Some("id-card"), None));
        assert!(
            to_text(&c, Lang::En).contains("] id-card\n"),
            "{}",
            to_text(&c, Lang::En)
        );
        // Another limit on the same paper is the same finding.
        assert!(!compare(&asks(&["300"]), &asks(&["250"])).differs());
    }

    #[test]
    fn verdicts_findings_and_lost_cases() {
        let old = run(vec![
            report("a", Verdict::Pass, &[]),
            report(
                "b",
                Verdict::Review,
                &[("x.y", Severity::Review), ("x.z", Severity::Review)],
            ),
            report("gone", Verdict::Pass, &[]),
        ]);
        let new = run(vec![
            report("a", Verdict::Pass, &[]),
            report(
                "b",
                Verdict::Reject,
                &[("x.y", Severity::Reject), ("<b>.q", Severity::Note)],
            ),
            report("new", Verdict::Pass, &[]),
        ]);
        let c = compare(&old, &new);
        assert_eq!((c.both, c.same, c.cases.len()), (2, 1, 3));
        assert_eq!(c.verdicts.get("review → reject"), Some(&1));
        assert_eq!(c.codes["x.y"], [0, 0, 1]);
        assert_eq!(c.codes["x.z"], [1, 0, 0]);
        assert!(c.differs() && !compare(&old, &old).differs());
        let html = to_html(&c, Lang::En);
        assert!(html.contains("&lt;b&gt;.q") && !html.contains("<b>.q"));
        assert!(to_text(&c, Lang::Zh).contains("需人工复核 → 驳回"));
    }
}
