//! The walking test: every enforced rule of every province fires on a case that breaks it and is silent on the same case
//! set right. The cases are built from the rule's own parameters by the table below, so that a rule that is added is walked
//! as well; a check that no line of the table knows fails the test.

mod shapes;

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Level, Pack, Rule};
use crate::date::Date;
use crate::finding::Finding;
use crate::intake::Declaration;
use crate::intake::case::{Content, Filing, Hosting, SiteAccess, SubjectKind, Verification};
use crate::judge::dossier::fixture::{declaration, document, person, site};
use crate::judge::dossier::{DocumentFacts, Dossier, Elsewhere};
use crate::judge::engine::judge_by;
use crate::kind::DocumentKind;
use crate::place::{CITIES, PROVINCES, Province};
use crate::read::MarkKind;

/// A case to be.
struct Made {
    d: Declaration,
    papers: Vec<DocumentFacts>,
    met: Vec<Elsewhere>,
}

/// A citizen ID number of somebody of this age on 2026-06-01, whose birthday it is.
fn number(age: i32, male: bool) -> String {
    let body = format!("110105{:04}060100{}", 2026 - age, if male { 1 } else { 2 });
    let check = crate::identity::citizen_check(body.as_bytes()).unwrap() as char;
    format!("{body}{check}")
}

fn texts(v: &Value) -> Vec<String> {
    let list = v.as_array().into_iter().flatten();
    list.map(|w| w.as_str().unwrap().to_owned()).collect()
}

fn kinds(v: &Value) -> Vec<DocumentKind> {
    texts(v).iter().map(|k| DocumentKind::from_name(k).unwrap()).collect()
}

/// A paper of a kind that its own checks leave alone.
fn paper(kind: DocumentKind, lines: &[&str]) -> DocumentFacts {
    document(&format!("{}.jpg", kind.name()), kind)
        .with_lines(lines)
        .with_mark(MarkKind::Seal, None)
        .with_mark(MarkKind::Seal, None)
}

/// The case before anything is wrong with it: whom the rule means, where it holds.
fn clean(rule: &Rule, province: Province) -> Made {
    let kind = rule.applies.subject.iter().next().copied().unwrap_or_else(|| {
        let unit = SubjectKind::Enterprise;
        if rule.applies.not_subject.contains(&unit) {
            SubjectKind::Individual
        } else {
            unit
        }
    });
    let mut d = declaration();
    d.province = province;
    d.subject.kind = kind;
    d.filing = rule.applies.filing.iter().next().copied().unwrap_or(Filing::NewSubject);
    d.verification = rule
        .applies
        .verification
        .iter()
        .next()
        .copied()
        .unwrap_or(Verification::Paper);
    d.subject.name = if kind == SubjectKind::Individual {
        "王测试"
    } else {
        "示例云帆科技有限公司"
    }
    .to_owned();
    let city = CITIES
        .iter()
        .find(|c| c.code.starts_with(province.code))
        .map_or("", |c| c.name);
    let address = format!("{}{city}测试区建设路1号2室", province.full);
    d.subject.address = Some(address.clone());
    d.subject.contact_address = Some(address);
    let mut p = person("王测试", &number(36, true), "13800138000");
    p.phones = vec!["13900139000".to_owned(), "13700137000".to_owned()];
    if kind == SubjectKind::Individual {
        d.subject.certificate = p.certificate.clone().unwrap();
    } else {
        d.subject.legal_representative = Some("王测试".to_owned());
    }
    d.subject.responsible_person = Some(p.clone());
    d.sites = vec![site("示例云帆之家", "shili.cn")];
    d.sites[0].responsible_person = Some(p);
    d.sites[0].content = rule
        .applies
        .content
        .iter()
        .next()
        .map_or_else(|| vec![Content::General], |c| vec![*c]);
    d.sites[0].site_access = Some(SiteAccess::Closed);
    d.filed_sites = Some(0);
    d.hosting = Some(Hosting {
        public_ips: Some(vec!["203.0.113.1".to_owned()]),
        ..Hosting::default()
    });
    Made {
        d,
        papers: Vec::new(),
        met: Vec::new(),
    }
}

/// The shaped case, and what it shows.
fn shaped(rule: &Rule, province: Province, wrong: bool) -> (Dossier, String) {
    let mut made = clean(rule, province);
    let shown = shapes::shape(rule, &mut made, wrong);
    let dossier = Dossier {
        elsewhere: Some(made.met),
        sites_besides: 0,
        ..crate::judge::dossier::fixture::dossier_of(made.d, made.papers)
    };
    (dossier, shown)
}

/// What this rule alone finds in the shaped case, and what the case shows.
fn found(rule: &Rule, province: Province, wrong: bool) -> (Vec<Finding>, String) {
    let (dossier, shown) = shaped(rule, province, wrong);
    (judge_by(&dossier, &[rule]).findings, shown)
}

/// For every rule of every province the case that breaks it.
pub(super) fn broken_cases(pack: &Pack) -> impl Iterator<Item = (&Rule, Dossier)> {
    provincial(pack).map(|(rule, province)| (rule, shaped(rule, province, true).0))
}

/// Findings with the paths of their documents.
type Fired = Vec<(Finding, Option<String>)>;

/// What every rule of every province finds in the case that breaks it.
pub(crate) fn fired() -> Fired {
    let pack = Pack::builtin().unwrap();
    let mut out = Fired::new();
    for (rule, dossier) in broken_cases(&pack) {
        let findings = judge_by(&dossier, &[rule]).findings;
        out.extend(findings.into_iter().map(|f| {
            let path = f.locus.document().map(|d| dossier.documents[d].path.clone());
            (f, path)
        }));
    }
    out
}

fn provincial(pack: &Pack) -> impl Iterator<Item = (&Rule, Province)> {
    pack.rules.iter().flat_map(|r| {
        let there = r.applies.province.iter();
        there.map(move |code| (r, Province::find(code).unwrap()))
    })
}

#[test]
fn every_rule_of_every_province_fires_and_is_silent() {
    let pack = Pack::builtin().unwrap();
    let mut walked: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (rule, province) in provincial(&pack) {
        let (broken, shown) = found(rule, province, true);
        let (kept, _) = found(rule, province, false);
        if broken.is_empty() {
            wrong.push(format!("{} does not fire on: {shown}", rule.id));
        }
        if let Some(f) = kept.first() {
            wrong.push(format!("{} fires on the case set right: {f:?}", rule.id));
        }
        if rule.level == Level::Published && broken.iter().any(|f| f.severity > crate::finding::Severity::Review) {
            wrong.push(format!("{} is published and rejects", rule.id));
        }
        *walked.entry(province.short).or_default() += 1;
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert_eq!(walked.len(), PROVINCES.len(), "{walked:?}");
}

/// The ids of the published rules, as they were gathered: 375 in 31 provinces.
fn gathered() -> Vec<(&'static str, &'static str)> {
    include_str!("../../../../tests/province-rules.tsv")
        .lines()
        .skip(1)
        .map(|l| l.split_once('\t').unwrap())
        .collect()
}

#[test]
fn each_gathered_rule_is_enforced_or_says_why_not() {
    let pack = Pack::builtin().unwrap();
    let ids = gathered();
    assert_eq!(ids.len(), 375);
    let lost: Vec<_> = ids
        .iter()
        .filter(|(id, _)| pack.rule(id).is_none() && !pack.known.iter().any(|k| k.id == *id))
        .collect();
    assert!(lost.is_empty(), "{lost:?}");
    let enforced = ids.iter().filter(|(id, _)| pack.rule(id).is_some()).count();
    assert!(enforced * 100 >= ids.len() * 70, "{enforced} of {}", ids.len());
    // Their words are those that were gathered, and their province is the one they were gathered under.
    for (id, province) in ids {
        let applies = pack
            .rule(id)
            .map(|r| &r.applies)
            .or_else(|| pack.known.iter().find(|k| k.id == id).map(|k| &k.applies));
        assert!(applies.is_some_and(|a| a.province.iter().eq([&province])), "{id}");
    }
}

#[test]
fn a_minor_of_jiangxi_is_for_a_person_where_published_rules_are_asked() {
    use crate::finding::Severity;
    use crate::judge::engine::{RulesLevel, judge};
    let pack = Pack::builtin().unwrap();
    let mut d = declaration();
    d.province = Province::find("江西").unwrap();
    d.subject.kind = SubjectKind::Individual;
    d.subject.certificate = person("王测试", &number(17, true), "13800138000").certificate.unwrap();
    let dossier = crate::judge::dossier::fixture::dossier_of(d, Vec::new());
    let age = |level| {
        let judged = judge(&dossier, &pack, level);
        judged
            .findings
            .iter()
            .find(|f| f.code == "identity.under-age")
            .map(|f| f.severity)
    };
    assert_eq!(age(RulesLevel::Baseline), Some(Severity::Reject));
    assert_eq!(age(RulesLevel::Published), Some(Severity::Review));
}

#[test]
fn a_provinces_number_of_sites_stands_in_the_place_of_the_nations() {
    use crate::judge::engine::{RulesLevel, judge};
    let pack = Pack::builtin().unwrap();
    let found = |filed: u32, level| {
        let mut d = declaration();
        d.province = Province::find("广东").unwrap();
        d.filed_sites = Some(filed);
        let dossier = crate::judge::dossier::fixture::dossier_of(d, Vec::new());
        judge(&dossier, &pack, level)
            .findings
            .iter()
            .filter(|f| f.code == "site.too-many")
            .count()
    };
    assert_eq!(
        (found(5, RulesLevel::Baseline), found(5, RulesLevel::Published)),
        (1, 0)
    );
    assert_eq!(found(31, RulesLevel::Published), 1);
}

/// The table of `docs/rules/coverage.md`: rule, check, what its fixture shows.
fn coverage() -> String {
    let pack = Pack::builtin().unwrap();
    let ids = gathered();
    let enforced = ids.iter().filter(|(id, _)| pack.rule(id).is_some()).count();
    let superseded = pack
        .known
        .iter()
        .filter(|k| k.not_enforced.name() == "superseded")
        .count();
    let mut out = format!(
        "# Rules of the provinces, their checks and fixtures\n\nOf {} published rules of 31 provinces {enforced} are enforced, {superseded} are superseded and {} cannot be checked from the\ncase; the page of each province says why. Some rules are enforced by several checks. Every line below is walked by\n`judge::pack::walk`: the rule fires on the first case and is silent on the second.\n\n| rule | check | level | fixture: fires, silent |\n| --- | --- | --- | --- |\n",
        ids.len(),
        ids.len() - enforced - superseded
    );
    let mut rows: Vec<(&Rule, Province)> = provincial(&pack).collect();
    rows.sort_by(|a, b| (a.1.code, &a.0.id).cmp(&(b.1.code, &b.0.id)));
    for (rule, province) in rows {
        let (_, shown) = found(rule, province, true);
        out.push_str(&format!(
            "| `{}` | `{}` | {} | {shown} |\n",
            rule.id,
            rule.check.code,
            rule.level.name()
        ));
    }
    out
}

#[test]
fn the_coverage_table_is_current() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules/coverage.md");
    let now = coverage();
    if std::env::var_os("CHUSHEN_UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(std::path::Path::new(file).parent().unwrap()).unwrap();
        std::fs::write(file, &now).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(file).ok().as_deref(),
        Some(now.as_str()),
        "run `make docs`"
    );
}

#[test]
fn since_and_until_bound_a_rule() {
    let pack = Pack::builtin().unwrap();
    let rule = pack.rule("jiangxi.residence-alt").unwrap();
    let on = |d: &str| rule.holds_on(d.parse::<Date>().unwrap());
    assert!(!on("2025-12-30") && on("2025-12-31"));
}
