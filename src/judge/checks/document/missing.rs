//! `document.missing`

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Evidence, Locus, Severity};
use crate::identity::CitizenId;
use crate::intake::Declaration;
use crate::intake::case::{CertificateKind, SubjectKind};
use crate::judge::check::{Bound, Check, Looked, Sink};
use crate::judge::checks::facts::{self, Presence, word_in};
use crate::judge::dossier::{DocumentFacts, Dossier};
use crate::kind::DocumentKind;
use crate::kind::sides::{self, Side};
use crate::names;
use crate::place;

/// The check.
pub static CHECK: Check = Check {
    code: "document.missing",
    zh: "缺少必需材料：{expected}。",
    en: "A required document is missing: {expected}.",
    suggest_zh: "请上传{expected}。",
    suggest_en: "Upload the {expected}.",
    docs: include_str!("missing.md"),
    bind,
};

/// What must be there, and when.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    /// By the kind of certificate that a responsible person, or an individual subject, declares: groups of papers, one of each of which
    /// must be there. Kinds that are not named, and people without a certificate, are asked for the identity card's.
    #[serde(default)]
    identity: BTreeMap<String, Vec<Vec<Asked>>>,
    /// Groups of kinds; one kind of each group must be there.
    one_of: Vec<Vec<DocumentKind>>,
    /// Words, one of which the paper must print, the name of the paper first: papers without a kind of their own.
    #[serde(default)]
    titles: Vec<String>,
    /// Circumstances that all must hold.
    #[serde(default)]
    when: When,
}

/// A paper that may stand for what is asked: its kind, or one side of it (`hk-macau-permit/back`).
#[derive(Debug, Clone, Copy, serde::Deserialize)]
#[serde(try_from = "String")]
struct Asked {
    kind: DocumentKind,
    side: Option<&'static Side>,
}

impl TryFrom<String> for Asked {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let (kind, side) = text
            .split_once('/')
            .map_or((text.as_str(), None), |(k, s)| (k, Some(s)));
        let kind = DocumentKind::from_name(kind).ok_or_else(|| format!("no kind of document is called {kind}"))?;
        let found = |word: &str| sides::SIDES.iter().find(|s| s.kind == kind && s.name.word() == word);
        match side.map(|word| found(word).ok_or_else(|| format!("{kind} has no side called {word}"))) {
            Some(side) => side.map(|side| Self { kind, side: Some(side) }),
            None => Ok(Self { kind, side: None }),
        }
    }
}

impl Asked {
    /// Whether a document is this paper and shows this side.
    fn is_shown(self, document: &DocumentFacts) -> bool {
        document.kind() == self.kind && self.side.is_none_or(|side| facts::shows(document, side))
    }
    fn said(self) -> Evidence {
        self.side
            .map_or_else(|| Evidence::said(self.kind), |side| Evidence::said(side.zh))
    }
}

/// The kind of certificate whose papers are asked for where none is declared, or one that has no papers of its own here.
const USUAL: CertificateKind = CertificateKind::CitizenId;

/// The kinds of certificate that those declare who must show who they are, each once, in order of the table of words.
fn identities(dossier: &Dossier, known: impl Fn(CertificateKind) -> bool) -> BTreeSet<CertificateKind> {
    let Some(d) = dossier.declaration() else {
        return BTreeSet::from([USUAL]);
    };
    let people = facts::people(d);
    let own = (d.subject.kind == SubjectKind::Individual).then_some(&d.subject.certificate);
    let declared = people.iter().filter_map(|s| s.person.certificate.as_ref()).chain(own);
    let mut out: BTreeSet<CertificateKind> = declared.map(|c| if known(c.kind) { c.kind } else { USUAL }).collect();
    if out.is_empty() {
        out.insert(USUAL);
    }
    out
}

/// Circumstances in which a paper is asked; what is left out is not asked.
#[derive(Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct When {
    /// This responsible person is not the legal representative.
    not_legal_representative: Option<Role>,
    /// The certificate's address lies outside the province of the filing.
    address_outside: bool,
    /// Somebody responsible is younger, in full years.
    age_below: Option<i32>,
    /// Somebody responsible is at least as old: keeps a rule apart from the one that refuses the younger.
    age_from: Option<i32>,
    /// One of these words stands in the subject's name, a site's name, or the scope of business read on the licence.
    words: Vec<String>,
    /// One of these words stands in the scope of business read on the licence.
    scope_words: Vec<String>,
    /// The order brings at least this many domains.
    domains_from: Option<usize>,
    /// The subject has at least this many sites, those of this order with them.
    sites_from: Option<usize>,
}

#[derive(Clone, Copy, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Role {
    Subject,
    Site,
}

/// From which confidence on what was read of a circumstance is believed, 0 to 1: below it a scope or address misread would
/// ask for a paper that nobody owes.
const BELIEVED: f64 = 0.8;

impl When {
    /// Whether the circumstances hold; `Err` says what is not known.
    fn holds(&self, d: &Declaration, dossier: &Dossier) -> Result<bool, &'static str> {
        if let Some(role) = self.not_legal_representative {
            let legal = d
                .subject
                .legal_representative
                .as_ref()
                .ok_or("the legal representative is not declared")?;
            let people = facts::people(d);
            let mut asked = people.iter().filter(|s| match role {
                Role::Subject => s.site.is_none(),
                Role::Site => s.site.is_some(),
            });
            if !asked.any(|s| !names::same(&s.person.name, legal)) {
                return Ok(false);
            }
        }
        if self.address_outside {
            let own = facts::certificate_address(dossier, BELIEVED).ok_or("the certificate's address is not known")?;
            let there = place::locate(&own.text)
                .province
                .ok_or("the address does not tell its province")?;
            if there == d.province {
                return Ok(false);
            }
        }
        if self.age_below.is_some() || self.age_from.is_some() {
            let ages: Vec<i32> = facts::people(d)
                .iter()
                .filter_map(|s| s.person.certificate.as_ref())
                .chain(std::iter::once(&d.subject.certificate))
                .filter(|c| facts::numbered(c.kind))
                .filter_map(|c| CitizenId::parse(&c.number).ok()?.born())
                .map(|b| b.age_on(dossier.as_of))
                .collect();
            if ages.is_empty() {
                return Err("no valid citizen ID number is declared");
            }
            let between = |a: &i32| self.age_below.is_none_or(|n| *a < n) && self.age_from.is_none_or(|n| *a >= n);
            if !ages.iter().any(between) {
                return Ok(false);
            }
        }
        let scope = facts::business_scope(dossier, BELIEVED);
        if !self.words.is_empty() {
            let names = std::iter::once(&d.subject.name).chain(d.sites.iter().map(|s| &s.name));
            if !names
                .chain(std::iter::once(&scope))
                .any(|t| word_in(t, &self.words).is_some())
            {
                return Ok(false);
            }
        }
        if !self.scope_words.is_empty() {
            if scope.is_empty() {
                return Err("no scope of business was read");
            }
            if word_in(&scope, &self.scope_words).is_none() {
                return Ok(false);
            }
        }
        if let Some(n) = self.domains_from {
            let domains: usize = d.sites.iter().map(|s| s.domains.len()).sum();
            if domains < n {
                return Ok(false);
            }
        }
        if let Some(n) = self.sites_from {
            let filed = d.filed_sites.ok_or("the number of filed sites is not declared")?;
            if filed as usize + d.sites.len() < n {
                return Ok(false);
            }
        }
        Ok(true)
    }
    /// Whether anything is asked at all.
    fn asks(&self) -> bool {
        self.not_legal_representative.is_some()
            || self.address_outside
            || self.age_below.is_some()
            || self.age_from.is_some()
            || !self.words.is_empty()
            || !self.scope_words.is_empty()
            || self.domains_from.is_some()
            || self.sites_from.is_some()
    }
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {
        identity,
        one_of,
        titles,
        when,
    } = serde_json::from_value(params)?;
    if let Some(word) = identity.keys().find(|w| CertificateKind::from_name(w).is_none()) {
        return Err(serde::de::Error::custom(format!("no certificate is called {word}")));
    }
    Ok(Bound::case(move |dossier, out| {
        if when.asks() {
            let Some(d) = dossier.declaration() else {
                return Looked::no("no valid declaration");
            };
            match when.holds(d, dossier) {
                Ok(true) => {}
                Ok(false) => return Looked::NotMeant,
                Err(why) => {
                    return Looked::no(why);
                }
            }
        }
        let unknown = |d: &DocumentFacts| d.kind() == DocumentKind::Unrecognised;
        let of = |kind: CertificateKind| identity.get(kind.name());
        let kinds = identities(dossier, |kind| of(kind).is_some());
        for group in kinds.into_iter().filter_map(of).flatten() {
            ask_identity(group, dossier, out);
        }
        for group in &one_of {
            let Some(asked) = group.first() else { continue };
            let doubtful = if titles.is_empty() {
                if dossier.documents.iter().any(|d| group.contains(&d.kind())) {
                    continue;
                }
                let hinted = |d: &&DocumentFacts| d.hint.is_some_and(|h| group.contains(&h));
                // Handed in as this kind and not legible: what is wrong with the file is reported there.
                if dossier.documents.iter().filter(hinted).any(unknown) {
                    out.not_checked(None, "a file uploaded as this kind could not be recognised");
                    continue;
                }
                dossier
                    .documents
                    .iter()
                    .any(|d| hinted(&d) || (unknown(d) && d.hint.is_none()))
            } else {
                match facts::presence(dossier, group, &titles) {
                    Presence::There => continue,
                    Presence::Doubtful => true,
                    Presence::Absent => false,
                }
            };
            let severity = if doubtful || !dossier.ocr {
                Severity::Review
            } else {
                Severity::Reject
            };
            let expected = titles.first().map_or_else(|| Evidence::said(asked), Evidence::text);
            out.push_lowered(severity, Locus::Case, None, expected, Evidence::None);
        }
        Looked::Yes
    }))
}

/// Asks for one of the papers of a group.
fn ask_identity(group: &[Asked], dossier: &Dossier, out: &mut Sink<'_>) {
    let Some(asked) = group.first() else { return };
    let documents = &dossier.documents;
    if documents.iter().any(|d| group.iter().any(|a| a.is_shown(d))) {
        return;
    }
    let unknown = |d: &DocumentFacts| d.kind() == DocumentKind::Unrecognised;
    let hinted = |d: &DocumentFacts| d.hint.is_some_and(|h| group.iter().any(|a| a.kind == h));
    if documents.iter().any(|d| hinted(d) && unknown(d)) {
        out.not_checked(None, "a file uploaded as this kind could not be recognised");
        return;
    }
    let doubtful = documents.iter().any(|d| hinted(d) || (unknown(d) && d.hint.is_none()));
    let severity = if doubtful || !dossier.ocr {
        Severity::Review
    } else {
        Severity::Reject
    };
    out.push_lowered(severity, Locus::Case, None, asked.said(), Evidence::None);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(documents: Vec<DocumentFacts>) -> Vec<Severity> {
        let rule = json!({ "one_of": [["id-card-emblem", "id-card-both"]] });
        run(&CHECK, rule, &dossier(documents))
            .findings
            .iter()
            .map(|f| f.severity)
            .collect()
    }

    #[test]
    fn fires_when_no_kind_of_a_group_is_there() {
        assert_eq!(
            found(vec![document("a.jpg", DocumentKind::IdCardPortrait)]),
            [Severity::Reject]
        );
        assert!(found(vec![document("a.jpg", DocumentKind::IdCardBoth)]).is_empty());
    }

    #[test]
    fn what_could_be_it_is_for_a_person() {
        let mut lost = document("b.jpg", DocumentKind::Unrecognised);
        assert_eq!(found(vec![lost.clone()]), [Severity::Review]);
        lost.hint = Some(DocumentKind::IdCardEmblem);
        assert!(found(vec![lost]).is_empty());
        let mut other = document("b.jpg", DocumentKind::IdCardPortrait);
        other.hint = Some(DocumentKind::IdCardEmblem);
        assert_eq!(found(vec![other]), [Severity::Review]);
    }

    #[test]
    fn the_papers_of_the_declared_certificate_are_asked_for() {
        let rule = json!({
            "one_of": [],
            "identity": {
                "citizen-id": [["id-card-portrait", "id-card-both"], ["id-card-emblem", "id-card-both"]],
                "passport": [["passport"]],
                "hk-macau-permit": [["hk-macau-permit/front"], ["hk-macau-permit/back"]],
            },
        });
        let missing = |kind: CertificateKind, papers: Vec<DocumentFacts>| {
            let mut d = declaration();
            let mut who = person("王测试", "E12345678", "13800138000");
            who.certificate.as_mut().unwrap().kind = kind;
            d.subject.responsible_person = Some(who);
            run(&CHECK, rule.clone(), &dossier_of(d, papers)).findings.len()
        };
        assert_eq!(missing(CertificateKind::CitizenId, Vec::new()), 2);
        assert_eq!(missing(CertificateKind::Other, Vec::new()), 2);
        assert_eq!(
            missing(
                CertificateKind::Passport,
                vec![document("a.jpg", DocumentKind::IdCardBoth)]
            ),
            1
        );
        assert_eq!(
            missing(
                CertificateKind::Passport,
                vec![document("a.jpg", DocumentKind::Passport)]
            ),
            0
        );
        let permit = |words: &[&str]| document("p.jpg", DocumentKind::HkMacauPermit).with_lines(words);
        assert_eq!(missing(CertificateKind::HkMacauPermit, vec![permit(&["有效期限"])]), 1);
        assert_eq!(
            missing(
                CertificateKind::HkMacauPermit,
                vec![permit(&["有效期限", "CRCHN<<<<<<"])]
            ),
            0
        );
        assert_eq!(
            missing(
                CertificateKind::HkMacauPermit,
                vec![permit(&["有效期限"]), permit(&["持证人须知"])]
            ),
            0
        );
        let bad = |identity: serde_json::Value| (CHECK.bind)(json!({ "one_of": [], "identity": identity }));
        assert!(bad(json!({ "passport": [["passport/front"]] })).is_err());
        assert!(bad(json!({ "pass": [["passport"]] })).is_err());
    }

    fn when(rule: serde_json::Value, change: impl Fn(&mut Declaration), papers: Vec<DocumentFacts>) -> (usize, usize) {
        let mut d = declaration();
        change(&mut d);
        let out = run(&CHECK, rule, &dossier_of(d, papers));
        (out.findings.len(), out.not_checked.len())
    }

    #[test]
    fn a_letter_where_another_person_answers() {
        let rule = json!({ "one_of": [["authorisation-letter"]], "when": { "not_legal_representative": "subject" } });
        let by = |legal: Option<&'static str>| {
            move |d: &mut Declaration| {
                d.subject.legal_representative = legal.map(str::to_owned);
                d.subject.responsible_person = Some(person("王测试", "11010519491231002X", "13800138000"));
            }
        };
        assert_eq!(when(rule.clone(), by(Some("李测试")), Vec::new()), (1, 0));
        assert_eq!(when(rule.clone(), by(Some("王测试")), Vec::new()), (0, 0));
        assert_eq!(when(rule.clone(), by(None), Vec::new()), (0, 1));
        let letter = document("a.pdf", DocumentKind::AuthorisationLetter);
        assert_eq!(when(rule, by(Some("李测试")), vec![letter]), (0, 0));
    }

    #[test]
    fn circumstances_of_place_age_words_and_number() {
        let permit = json!({ "one_of": [["residence-permit"]], "when": { "address_outside": true } });
        let at = |a: &'static str| move |d: &mut Declaration| d.subject.address = Some(a.to_owned());
        assert_eq!(when(permit.clone(), at("云南省昆明市1号"), Vec::new()), (1, 0));
        assert_eq!(when(permit, at("成都市武侯区1号"), Vec::new()), (0, 0));
        // Born 2009-06-02: 16 on the day of judgement.
        let body = "11010520090602001";
        let check = crate::identity::citizen_check(body.as_bytes()).unwrap() as char;
        let young = format!("{body}{check}");
        let age = |a: i32, b: i32| json!({ "one_of": [["other"]], "titles": ["工作证明"], "when": { "age_from": a, "age_below": b } });
        let of = |d: &mut Declaration| d.subject.responsible_person = Some(person("王测试", &young, "13800138000"));
        assert_eq!(when(age(16, 18), of, Vec::new()), (1, 0));
        assert_eq!(when(age(17, 18), of, Vec::new()), (0, 0));
        let proof = document("p.pdf", DocumentKind::Other).with_lines(&["在职工作证明"]);
        assert_eq!(when(age(16, 18), of, vec![proof]), (0, 0));
        let words = json!({ "one_of": [["commitment-letter"]], "when": { "words": ["教育"] } });
        assert_eq!(
            when(
                words.clone(),
                |d| d.subject.name = "成都示例教育咨询有限公司".into(),
                Vec::new()
            ),
            (1, 0)
        );
        assert_eq!(when(words, |_| (), Vec::new()), (0, 0));
        let scope = json!({ "one_of": [["pre-approval"]], "when": { "scope_words": ["广播电视节目制作"] } });
        let licence = |t: &str| {
            document("l.pdf", DocumentKind::BusinessLicence).with_field(crate::kind::FieldName::BusinessScope, t, 0.9)
        };
        assert_eq!(
            when(scope.clone(), |_| (), vec![licence("广播电视节目制作经营")]),
            (1, 0)
        );
        assert_eq!(when(scope.clone(), |_| (), vec![licence("软件开发")]), (0, 0));
        assert_eq!(when(scope, |_| (), Vec::new()), (0, 1));
        let many = json!({ "one_of": [["domain-certificate"]], "when": { "domains_from": 2 } });
        assert_eq!(
            when(many.clone(), |d| d.sites[0].domains.push("b.cn".into()), Vec::new()),
            (1, 0)
        );
        assert_eq!(when(many, |_| (), Vec::new()), (0, 0));
    }
}
