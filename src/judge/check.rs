//! The shape of a check: code that knows how to see one thing. Where it applies, with which parameters and how
//! gravely, is a rule (`pack`). A check pushes to a [`Sink`], which stamps code, severity and rule.

use std::collections::{BTreeMap, BTreeSet};

use super::dossier::{DocumentFacts, Dossier, PageFacts};
use crate::finding::{Evidence, Finding, Locus, Severity};
use crate::intake::Declaration;

/// A check of the registry. One file a check; the path is the code.
#[derive(Debug)]
pub struct Check {
    /// Code, as in the contract's table: `family.name`.
    pub code: &'static str,
    /// Sentence for a submitter, Chinese; placeholders `{actual}`, `{expected}`, `{document}`, `{page}`, `{field}`.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
    /// What the submitter should do, Chinese; may be sent as it is.
    pub suggest_zh: &'static str,
    /// The same in English.
    pub suggest_en: &'static str,
    /// Markdown, in a file beside the check, with the headings `## What it checks`, `## Why it matters`, `## What to do`, `## Limits`.
    pub docs: &'static str,
    /// Parses a rule's parameters; called when the pack loads, so that a wrong rule stops the run before the first case.
    pub bind: fn(serde_json::Value) -> Result<Bound, serde_json::Error>,
}

/// The parameters of a check that takes none: a rule that gives one is wrong.
pub fn no_parameters(params: serde_json::Value) -> Result<(), serde_json::Error> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct NoParameters {}
    let NoParameters {} = serde_json::from_value(params)?;
    Ok(())
}

/// Whether a check could look. Every check ends in one of these, so that a row of outcomes never says `passed` for want of a
/// word: [`Looked::Yes`] is said by a check that held what it asks for in its hands.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looked {
    /// What it asks for was there and was looked at; findings, if any, are pushed.
    Yes,
    /// What it asks about does not arise here: pages of a PDF on a JPEG, sharpness on a blank page.
    NotMeant,
    /// What it asks for was not there, not read or not declared, and what that is (in English, short: "no text was read").
    No(String),
}

impl Looked {
    /// It could not look, and why.
    pub fn no(why: &str) -> Self {
        Looked::No(why.to_owned())
    }
    /// It looked where there was anything to look at; else `why`.
    pub fn if_any(any: bool, why: &str) -> Self {
        if any { Looked::Yes } else { Looked::no(why) }
    }
}

/// A document under a check, with its index.
pub type DocumentView<'a> = (usize, &'a DocumentFacts);
/// A page under a check: document index, document, page number from 1, page.
pub type PageView<'a> = (usize, &'a DocumentFacts, usize, &'a PageFacts);

/// A check with its parameters, at the granularity it works at. The engine owns the walking and applies the rule's
/// `kind` filter to documents and pages.
pub enum Bound {
    /// Once for the case.
    Case(Box<dyn Fn(&Dossier, &mut Sink<'_>) -> Looked + Send + Sync>),
    /// Once for each document the rule applies to.
    EachDocument(Box<dyn Fn(DocumentView<'_>, &Dossier, &mut Sink<'_>) -> Looked + Send + Sync>),
    /// Once for each page of each document the rule applies to.
    EachPage(Box<dyn Fn(PageView<'_>, &Dossier, &mut Sink<'_>) -> Looked + Send + Sync>),
}

impl std::fmt::Debug for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Bound::Case(_) => "Case",
            Bound::EachDocument(_) => "EachDocument",
            Bound::EachPage(_) => "EachPage",
        })
    }
}

impl Bound {
    /// A check of the whole case.
    pub fn case(look: impl Fn(&Dossier, &mut Sink<'_>) -> Looked + Send + Sync + 'static) -> Self {
        Bound::Case(Box::new(look))
    }
    /// A check of what is declared: without a valid declaration it says that it could not look.
    pub fn declaration(look: impl Fn(&Declaration, &Dossier, &mut Sink<'_>) -> Looked + Send + Sync + 'static) -> Self {
        Self::case(move |dossier, out| match dossier.declaration() {
            Some(declaration) => look(declaration, dossier, out),
            None => Looked::no("no valid declaration"),
        })
    }
    /// A check of one document.
    pub fn each_document(
        look: impl Fn(DocumentView<'_>, &Dossier, &mut Sink<'_>) -> Looked + Send + Sync + 'static,
    ) -> Self {
        Bound::EachDocument(Box::new(look))
    }
    /// A check of one page.
    pub fn each_page(look: impl Fn(PageView<'_>, &Dossier, &mut Sink<'_>) -> Looked + Send + Sync + 'static) -> Self {
        Bound::EachPage(Box::new(look))
    }
}

/// Takes what a check sees and stamps it.
#[derive(Debug)]
pub struct Sink<'a> {
    code: &'static str,
    severity: Severity,
    rule: &'a str,
    /// Findings so far.
    pub findings: Vec<Finding>,
    /// For documents (`None`: the case) that could not be judged: why.
    pub not_checked: BTreeMap<Option<usize>, String>,
    /// Documents (`None`: the case) that were really looked at.
    pub looked: BTreeSet<Option<usize>>,
    /// Documents on which what is asked does not arise.
    pub not_meant: BTreeSet<Option<usize>>,
}

impl<'a> Sink<'a> {
    /// A sink for one rule of one check.
    pub fn new(code: &'static str, severity: Severity, rule: &'a str) -> Self {
        Self {
            code,
            severity,
            rule,
            findings: Vec::new(),
            not_checked: BTreeMap::new(),
            looked: BTreeSet::new(),
            not_meant: BTreeSet::new(),
        }
    }
    /// A finding at the rule's severity. Marks its place as looked at.
    pub fn push(&mut self, locus: Locus, expected: Evidence, actual: Evidence) {
        self.push_at(self.severity, locus, None, expected, actual);
    }
    /// A finding about a field (its name) or a place in the declaration (a JSON pointer).
    pub fn push_field(&mut self, locus: Locus, field: impl Into<String>, expected: Evidence, actual: Evidence) {
        self.push_at(self.severity, locus, Some(field.into()), expected, actual);
    }
    /// A finding whose evidence is weak: never graver than the rule, at most `severity`.
    pub fn push_lowered(
        &mut self,
        severity: Severity,
        locus: Locus,
        field: Option<String>,
        expected: Evidence,
        actual: Evidence,
    ) {
        self.push_at(severity.min(self.severity), locus, field, expected, actual);
    }
    fn push_at(
        &mut self,
        severity: Severity,
        locus: Locus,
        field: Option<String>,
        expected: Evidence,
        actual: Evidence,
    ) {
        #[cfg(test)]
        super::evidence::hold(self.code, &expected, &actual);
        self.looked.insert(locus.document());
        self.findings.push(Finding {
            code: self.code,
            severity,
            rule: self.rule.to_owned(),
            locus,
            field,
            expected,
            actual,
            copy: None,
        });
    }
    /// Words that set the last finding right when they are copied.
    pub fn offer(&mut self, copy: Option<String>) {
        if let Some(last) = self.findings.last_mut() {
            last.copy = copy;
        }
    }
    /// A finding about a place in the declaration (a JSON pointer).
    pub fn declared(&mut self, pointer: impl Into<String>, expected: Evidence, actual: Evidence) {
        self.push_field(Locus::Case, pointer, expected, actual);
    }
    /// Notes what a check said of a document (`None`: the case) or of a page of it.
    pub fn note(&mut self, document: Option<usize>, looked: Looked) {
        match looked {
            Looked::Yes => self.looked_at(document),
            Looked::NotMeant => {
                self.not_meant.insert(document);
            }
            Looked::No(why) => self.not_checked(document, &why),
        }
    }
    /// A check of the case says this of one of its documents: it was looked at, and without a finding its outcome is `passed`.
    pub fn looked_at(&mut self, document: Option<usize>) {
        self.looked.insert(document);
    }
    /// A part of it could not be judged, and why (in English, short: "no text was read"). It outweighs that the rest was looked
    /// at.
    pub fn not_checked(&mut self, document: Option<usize>, why: &str) {
        self.not_checked.insert(document, why.to_owned());
    }
}
