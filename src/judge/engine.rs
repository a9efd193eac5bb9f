//! Walks the rules over a dossier. The engine owns the walking: which documents and pages a rule sees, which finding of
//! several is kept, and what each check came to.

use std::collections::{BTreeMap, BTreeSet};

use super::check::{Bound, Sink};
use super::checks::FAMILIES;
use super::codes;
use super::dossier::Dossier;
use super::pack::{Level, Pack, Rule};
use crate::finding::{DocumentIndex, Evidence, Finding, Severity};

/// Which rules are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum RulesLevel {
    /// The user's guide and what holds everywhere; house rules too.
    Baseline,
    /// And what a current document states.
    #[default]
    Confirmed,
    /// And what only older documents state.
    Published,
}

impl RulesLevel {
    /// Whether rules of this level are asked.
    pub const fn asks(self, level: Level) -> bool {
        match level {
            Level::Baseline | Level::House => true,
            Level::Confirmed => matches!(self, RulesLevel::Confirmed | RulesLevel::Published),
            Level::Published => matches!(self, RulesLevel::Published),
        }
    }
}

/// Which rules are asked: a level for all, and for the rules of some provinces one of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleSelection {
    /// Of every rule that is not of a province below.
    pub level: RulesLevel,
    /// By the two digits of a province; `None`: its own rules are not asked at all.
    pub provinces: BTreeMap<&'static str, Option<RulesLevel>>,
}

impl RuleSelection {
    /// Whether a rule is asked of a case of this province. National rules and those of the house are never a province's own.
    pub fn asks(&self, rule: &Rule, province: Option<&str>) -> bool {
        let own = province.filter(|_| rule.is_local() && rule.level != Level::House);
        match own.and_then(|code| self.provinces.get(code)) {
            Some(None) => false,
            Some(Some(level)) => level.asks(rule.level),
            None => self.level.asks(rule.level),
        }
    }
}

impl From<&RuleSelection> for RuleSelection {
    fn from(asked: &RuleSelection) -> Self {
        asked.clone()
    }
}

impl From<RulesLevel> for RuleSelection {
    fn from(level: RulesLevel) -> Self {
        Self {
            level,
            provinces: BTreeMap::new(),
        }
    }
}

/// What became of a check on a document (or on the case).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// No rule asks it here.
    NotApplicable,
    /// Looked at, nothing to say.
    Passed,
    /// Could not be looked at.
    NotChecked,
    /// A finding.
    Failed,
}

/// One row of outcomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeRow {
    /// Code.
    pub code: &'static str,
    /// Document, or the case.
    pub document: Option<DocumentIndex>,
    /// What became of it.
    pub outcome: Outcome,
    /// For what could not be checked: why.
    pub why: Option<String>,
}

/// What was judged.
#[derive(Debug, Clone, Default)]
pub struct Judgement {
    /// Findings: gravest first, then by document, page, code.
    pub findings: Vec<Finding>,
    /// A row for each check and document, by code.
    pub outcomes: Vec<OutcomeRow>,
}

/// Findings about the declaration as the program wrote it that handed the case in.
const OF_THE_DECLARATION: &[&str] = &["case.declaration-incomplete", "case.declaration-invalid"];

impl Judgement {
    /// The same for those who want no case with a faulty declaration: what is for review of it rejects.
    #[must_use]
    pub fn strictly(mut self) -> Self {
        for f in &mut self.findings {
            if f.severity == Severity::Review && OF_THE_DECLARATION.contains(&f.code) {
                f.severity = Severity::Reject;
            }
        }
        self.findings.sort_by_key(|f| std::cmp::Reverse(f.severity));
        self
    }
}

/// Judges a case by a pack.
pub fn judge(dossier: &Dossier, pack: &Pack, asked: impl Into<RuleSelection>) -> Judgement {
    let asked: RuleSelection = asked.into();
    let province = dossier.declaration().map(|d| d.province.code);
    let asked: Vec<&Rule> = pack
        .rules
        .iter()
        .filter(|r| asked.asks(r, province))
        .filter(|r| r.holds_on(dossier.as_of))
        .collect();
    judge_by(dossier, &asked)
}

/// Judges a case by these rules, whatever their level and date.
pub fn judge_by(dossier: &Dossier, asked: &[&Rule]) -> Judgement {
    let mut findings: Vec<Finding> = Vec::new();
    let mut rows: BTreeMap<(&'static str, Option<DocumentIndex>), (Outcome, Option<String>)> = BTreeMap::new();
    let here = || asked.iter().filter(|r| r.applies.to_case(dossier.declaration()));
    let all = |list: fn(&Rule) -> &Vec<String>| -> BTreeSet<&str> {
        here().flat_map(|r| list(r).iter().map(String::as_str)).collect()
    };
    let (replaced, softened, settled_by) = (all(|r| &r.replaces), all(|r| &r.softens), all(|r| &r.settles));
    for rule in asked {
        if replaced.contains(rule.id.as_str()) {
            continue;
        }
        if dossier.declaration().is_none() && rule.applies.asks_of_case() {
            let why = Some("no valid declaration".to_owned());
            rows.entry((rule.check.code, None))
                .or_insert((Outcome::NotChecked, why));
            continue;
        }
        if dossier.declaration().is_some_and(|d| rule.applies.is_open(d)) {
            let why = Some("a word of the declaration was ignored".to_owned());
            rows.entry((rule.check.code, None))
                .or_insert((Outcome::NotChecked, why));
            continue;
        }
        if !rule.applies.to_case(dossier.declaration()) {
            continue;
        }
        let mut sink = Sink::new(rule.check.code, rule.severity, &rule.id);
        walk(rule, dossier, &mut sink);
        if softened.contains(rule.id.as_str()) {
            for f in &mut sink.findings {
                f.severity = f.severity.min(Severity::Review);
            }
        }
        if settled_by.contains(rule.id.as_str()) {
            sink.findings.retain(|f| f.severity > Severity::Review);
        }
        let mut note = |document: Option<DocumentIndex>, outcome: Outcome, why: Option<String>| {
            let row = rows
                .entry((rule.check.code, document))
                .or_insert((outcome, why.clone()));
            if outcome > row.0 {
                *row = (outcome, why);
            }
        };
        // Of the case nothing is said where a check speaks of its documents only.
        for document in sink.not_meant.iter().filter(|d| d.is_some()) {
            note(*document, Outcome::NotApplicable, None);
        }
        for document in &sink.looked {
            note(*document, Outcome::Passed, None);
        }
        for (document, why) in &sink.not_checked {
            note(*document, Outcome::NotChecked, Some(why.clone()));
        }
        for f in &sink.findings {
            note(f.locus.document(), Outcome::Failed, None);
        }
        findings.append(&mut sink.findings);
    }
    Judgement {
        findings: settled(findings, dossier),
        outcomes: outcomes(rows),
    }
}

/// Lets a rule see what it applies to and notes whether it could look.
fn walk(rule: &Rule, dossier: &Dossier, sink: &mut Sink<'_>) {
    let documents = || {
        dossier
            .documents
            .iter()
            .enumerate()
            .filter(|(_, d)| rule.applies.to_kind(d.assumed_kind()))
    };
    match &rule.bound {
        Bound::Case(look) => {
            let looked = look(dossier, sink);
            sink.note(None, looked);
        }
        Bound::EachDocument(look) => {
            for (i, d) in documents() {
                let looked = look((i, d), dossier, sink);
                sink.note(Some(i), looked);
            }
        }
        Bound::EachPage(look) => {
            for (i, d) in documents() {
                // Frames of an animation are one page shown in turns.
                let paged = d.format.is_paged();
                if d.pages.is_empty() {
                    sink.not_checked(Some(i), "no page could be decoded");
                } else if paged && d.pages.len() < d.frames {
                    sink.not_checked(Some(i), "not every page could be decoded");
                }
                for (p, page) in d.pages.iter().enumerate() {
                    let looked = look((i, d, p + 1, page), dossier, sink);
                    sink.note(Some(i), looked);
                }
            }
        }
    }
}

/// Whether two rules say the same of the same place. Where something was seen, that tells it: limits may differ. Where what
/// is asked is not there at all, only what was asked tells one thing that is missing from another.
fn same_finding(a: &Finding, b: &Finding) -> bool {
    let place = a.code == b.code && a.locus == b.locus && a.field == b.field;
    place && a.actual == b.actual && (a.actual != Evidence::None || a.expected == b.expected)
}

/// Sorted, and of several rules that find the same thing in the same place only the gravest.
fn settled(mut findings: Vec<Finding>, dossier: &Dossier) -> Vec<Finding> {
    let path = |f: &Finding| {
        f.locus
            .document()
            .and_then(|d| dossier.documents.get(d))
            .map(|d| d.path.clone())
    };
    findings.sort_by_cached_key(|f| {
        (
            std::cmp::Reverse(f.severity),
            path(f),
            f.locus.page(),
            f.code,
            f.locus,
            f.field.clone(),
            f.rule.clone(),
        )
    });
    let mut kept: Vec<Finding> = Vec::new();
    for f in findings {
        if !kept.iter().any(|k| same_finding(k, &f)) {
            kept.push(f);
        }
    }
    kept
}

/// Rows by code; a code that nothing asked gets one row that says so.
fn outcomes(mut rows: BTreeMap<(&'static str, Option<DocumentIndex>), (Outcome, Option<String>)>) -> Vec<OutcomeRow> {
    for row in codes::codes() {
        if rows
            .range((row.code, None)..)
            .next()
            .is_some_and(|(k, _)| k.0 == row.code)
        {
            continue;
        }
        let has_check = FAMILIES.iter().flat_map(|f| f.iter()).any(|c| c.code == row.code);
        let outcome = if has_check {
            (Outcome::NotApplicable, None)
        } else {
            (Outcome::NotChecked, Some("this version has no check for it".to_owned()))
        };
        rows.insert((row.code, None), outcome);
    }
    rows.into_iter()
        .map(|((code, document), (outcome, why))| OutcomeRow {
            code,
            document,
            outcome,
            why,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Format;
    use crate::judge::dossier::fixture::{declaration, document, dossier_of};
    use crate::kind::DocumentKind;

    fn papers_missing(change: impl FnOnce(&mut crate::intake::Declaration)) -> Vec<Evidence> {
        let mut d = declaration();
        change(&mut d);
        let card = document("card.jpg", DocumentKind::IdCardPortrait);
        let judged = judge(
            &dossier_of(d, vec![card]),
            &Pack::builtin().unwrap(),
            RulesLevel::Published,
        );
        let missing = judged.findings.into_iter().filter(|f| f.code == "document.missing");
        let mut asked: Vec<_> = missing.map(|f| f.expected).collect();
        asked.sort_by_key(|e| format!("{e:?}"));
        asked
    }

    #[test]
    fn a_page_that_was_not_decoded_has_not_passed() {
        let of = |frames: usize| {
            let mut d = document("a.pdf", DocumentKind::VerificationForm);
            d.format = Format::Pdf;
            d.frames = frames;
            d.pages[0]
                .measured
                .figures
                .insert(crate::measure::metric::SKEW_DEG, 0.0);
            let judged = judge(
                &dossier_of(declaration(), vec![d]),
                &Pack::builtin().unwrap(),
                RulesLevel::Published,
            );
            let row = judged.outcomes.into_iter().find(|o| o.code == "image.skewed");
            row.unwrap().outcome
        };
        assert_eq!((of(1), of(2)), (Outcome::Passed, Outcome::NotChecked));
    }

    #[test]
    fn each_paper_that_is_missing_is_said_once() {
        use crate::judge::dossier::fixture::person;
        let three = ["business-licence", "id-card-emblem", "verification-form"].map(Evidence::said);
        assert_eq!(papers_missing(|_| ()), three);
        // Sichuan asks the letter of the subject's person and of the site's: two rules, one paper.
        let asked = papers_missing(|d| {
            let other = person("王测试", "11010519491231002X", "13800138000");
            d.subject.legal_representative = Some("李测试".to_owned());
            d.sites[0].responsible_person = Some(other.clone());
            d.subject.responsible_person = Some(other);
        });
        assert_eq!(
            asked,
            [
                Evidence::said("authorisation-letter"),
                three[0].clone(),
                three[1].clone(),
                three[2].clone()
            ]
        );
    }

    #[test]
    fn a_case_that_the_platform_verified_is_asked_for_no_form_ink_or_photo() {
        use crate::intake::case::{SubjectKind, Verification};
        let asked = |verification| papers_missing(move |d| d.verification = verification);
        let [licence, emblem, form] = ["business-licence", "id-card-emblem", "verification-form"].map(Evidence::said);
        assert_eq!(asked(Verification::Electronic), [licence.clone(), emblem.clone()]);
        assert_eq!(asked(Verification::Paper), [licence, emblem, form]);
        // A form that comes all the same is read, and nobody asks for ink on it.
        let codes = |verification| {
            let mut d = declaration();
            d.verification = verification;
            let form = document("f.pdf", DocumentKind::VerificationForm);
            let form = form.with_field(crate::kind::FieldName::Domain, "another.cn", 0.97);
            let judged = judge(
                &dossier_of(d, vec![form]),
                &Pack::builtin().unwrap(),
                RulesLevel::Baseline,
            );
            let found: BTreeSet<&str> = judged.findings.iter().map(|f| f.code).collect();
            ["match.domain", "document.seal-missing"].map(|code| found.contains(code))
        };
        assert_eq!(codes(Verification::Paper), [true, true]);
        assert_eq!(codes(Verification::Electronic), [true, false]);
        // Jiangxi asks individuals for a photo on paper only.
        let photo = |verification| {
            let asked = papers_missing(move |d| {
                d.verification = verification;
                d.province = crate::place::Province::find("36").unwrap();
                d.subject.kind = SubjectKind::Individual;
            });
            asked.contains(&Evidence::said("site-photo"))
        };
        assert_eq!(
            [Verification::Paper, Verification::Electronic].map(photo),
            [true, false]
        );
        // A word that is none leaves open what is asked, and without a declaration it is the guide's.
        let rows = |declared: crate::intake::Declared| {
            let mut dossier = dossier_of(declaration(), Vec::new());
            dossier.declared = declared;
            judge(&dossier, &Pack::builtin().unwrap(), RulesLevel::Baseline)
        };
        let mut open = declaration();
        open.ignored = vec![crate::intake::Problem {
            pointer: "/verification".to_owned(),
            wrong: crate::intake::case::Wrong::Word(None, vec!["paper"]),
        }];
        let form = Evidence::said("verification-form");
        let asks = |judged: &Judgement| judged.findings.iter().any(|f| f.expected == form);
        assert!(!asks(&rows(crate::intake::Declared::Present(Box::new(open)))));
        assert!(asks(&rows(crate::intake::Declared::Missing)));
    }

    #[test]
    fn no_paper_is_asked_for_by_a_word_that_was_ignored() {
        use crate::intake::Problem;
        use crate::intake::case::{SubjectKind, Wrong};
        let ignored = |pointer: &str| Problem {
            pointer: pointer.to_owned(),
            wrong: Wrong::Word(None, vec!["enterprise"]),
        };
        let asked = papers_missing(|d| {
            d.subject.kind = SubjectKind::Other;
            d.ignored = vec![ignored("/subject/kind")];
        });
        let of_subjects = ["business-licence", "organisation-certificate"].map(Evidence::text);
        assert!(asked.iter().all(|e| !of_subjects.contains(e)), "{asked:?}");
        // Rules of a subject's kind are said to be not checked; a declaration that is whole has them answered.
        let rows = |d| {
            let judged = judge(
                &dossier_of(d, Vec::new()),
                &Pack::builtin().unwrap(),
                RulesLevel::Baseline,
            );
            judged
                .outcomes
                .into_iter()
                .filter(|o| o.code == "document.missing")
                .collect::<Vec<_>>()
        };
        let mut d = declaration();
        d.subject.kind = SubjectKind::Other;
        d.ignored = vec![
            ignored("/subject/kind"),
            ignored("/filing"),
            ignored("/sites/0/content/0"),
        ];
        assert!(rows(d).iter().all(|o| o.outcome != Outcome::Passed));
        assert!(declaration().ignored.is_empty());
    }

    #[test]
    fn strictly_only_faults_of_the_declaration_reject() {
        let pack = Pack::builtin().unwrap();
        let severities = |judged: Judgement, code: &str| -> Vec<Severity> {
            let found = judged.findings.into_iter().filter(|f| f.code == code);
            found.map(|f| f.severity).collect()
        };
        let judged = || {
            let mut d = declaration();
            d.sites.clear();
            let strange = document("a.jpg", DocumentKind::Unrecognised);
            judge(&dossier_of(d, vec![strange]), &pack, RulesLevel::Baseline)
        };
        let code = "case.declaration-incomplete";
        assert!(severities(judged(), code).iter().all(|s| *s == Severity::Review));
        let strict = severities(judged().strictly(), code);
        assert!(
            strict.len() == 3 && strict.iter().all(|s| *s == Severity::Reject),
            "{strict:?}"
        );
        let other = "document.unrecognised";
        assert_eq!(severities(judged().strictly(), other), severities(judged(), other));
    }
}
