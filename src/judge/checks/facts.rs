//! Facts that several families ask of a dossier.

use crate::date::Date;
use crate::finding::Locus;
use crate::hanzi;
use crate::intake::Declaration;
use crate::intake::case::{CertificateKind, Person, SubjectKind};
use crate::judge::check::Looked;
use crate::judge::dossier::{DocumentFacts, Dossier};
use crate::kind::sides::Side;
use crate::kind::{DocumentKind, FieldName};

/// A responsible person with the place in the declaration.
pub(super) struct DeclaredPerson<'a> {
    /// JSON pointer of the person.
    pub pointer: String,
    /// The person.
    pub person: &'a Person,
    /// Which of [`Declaration::offers`]: a site or service; `None` for the subject's own person.
    pub site: Option<usize>,
}

/// Everybody declared as responsible: the subject's person, then each site's and service's.
pub(super) fn people(d: &Declaration) -> Vec<DeclaredPerson<'_>> {
    let subject = d.subject.responsible_person.iter().map(|person| DeclaredPerson {
        pointer: "/subject/responsible_person".to_owned(),
        person,
        site: None,
    });
    let sites = d.offers().into_iter().enumerate().filter_map(|(i, o)| {
        Some(DeclaredPerson {
            pointer: format!("{}/responsible_person", o.pointer),
            person: o.responsible_person?,
            site: Some(i),
        })
    });
    subject.chain(sites).collect()
}

/// What a check of sites came to, once it has looked at all there are: where only services are declared, nothing was meant.
pub(super) fn sites_looked(d: &Declaration) -> Looked {
    match (d.sites.is_empty(), d.services.is_empty()) {
        (false, _) => Looked::Yes,
        (true, false) => Looked::NotMeant,
        (true, true) => Looked::no("no site is declared"),
    }
}

/// Whether the subject, every site and every service have a responsible person, each with a certificate: who is not declared was not looked at.
pub(super) fn everybody_certified(d: &Declaration) -> bool {
    d.subject.responsible_person.is_some()
        && d.everything_has_its_person()
        && people(d).iter().all(|s| s.person.certificate.is_some())
}

/// An address and where it stands.
pub(super) struct Stated {
    /// The address.
    pub text: String,
    /// Where.
    pub locus: Locus,
    /// JSON pointer, or name of the field.
    pub field: String,
}

/// The address of the subject's certificate (证件住所): as declared, else as read on the paper (an individual's card, a
/// unit's licence or certificate) with at least this confidence.
pub(super) fn certificate_address(dossier: &Dossier, min_confidence: f64) -> Option<Stated> {
    let declaration = dossier.declaration()?;
    if let Some(text) = declaration.subject.address.as_ref().filter(|a| !a.trim().is_empty()) {
        return Some(Stated {
            text: text.clone(),
            locus: Locus::Case,
            field: "/subject/address".to_owned(),
        });
    }
    let kinds: &[DocumentKind] = if declaration.subject.kind == SubjectKind::Individual {
        &[DocumentKind::IdCardPortrait, DocumentKind::IdCardBoth]
    } else {
        &[DocumentKind::BusinessLicence, DocumentKind::OrganisationCertificate]
    };
    kinds.iter().flat_map(|k| dossier.of_kind(*k)).find_map(|(i, d)| {
        let r = d.sure_field(FieldName::Address, min_confidence)?;
        Some(Stated {
            text: r.value.clone(),
            locus: r.area.map_or(Locus::Page(i, r.page), |a| Locus::Region(i, r.page, a)),
            field: FieldName::Address.name().to_owned(),
        })
    })
}

/// The day a letter, proof or certificate bears: the labelled date, else the last line that is nothing but a date, which
/// is where letters are dated.
pub(super) fn made_on(document: &DocumentFacts) -> Option<(Date, Option<usize>)> {
    if let Some(r) = document.field(FieldName::MadeOn)
        && let Ok(day) = r.value.parse()
    {
        return Some((day, Some(r.page)));
    }
    document.pages.iter().enumerate().rev().find_map(|(p, page)| {
        page.lines
            .iter()
            .rev()
            .find_map(|line| date_alone(&line.text))
            .map(|d| (d, Some(p + 1)))
    })
}

/// A line that is a date and nothing else: `2026年5月3日`, `2026-05-03`, `2026.5.3`, with or without 日期 before it.
fn date_alone(line: &str) -> Option<Date> {
    let text: String = hanzi::narrow(line).chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.trim_start_matches("日期").trim_start_matches([':', '：']);
    let numbers: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|n| !n.is_empty())
        .collect();
    let rest: String = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let dressed = matches!(rest.as_str(), "年月日" | "--" | ".." | "//" | "年月");
    match numbers.as_slice() {
        [y, m, d] if dressed && y.len() == 4 && m.len() <= 2 && d.len() <= 2 => {
            Date::new(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?)
        }
        _ => None,
    }
}

/// Whether a paper is in the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    /// It is.
    There,
    /// Something that was not recognised may be it.
    Doubtful,
    /// It is not.
    Absent,
}

/// Looks for a paper of one of these kinds; where `titles` are given, one whose print holds one of them. A paper that
/// could not be read counts by its kind.
pub(super) fn presence(dossier: &Dossier, kinds: &[DocumentKind], titles: &[String]) -> Presence {
    let titles: Vec<String> = titles.iter().map(|t| hanzi::fold_filing(t)).collect();
    let speaks = |d: &DocumentFacts| {
        let text = hanzi::fold_filing(&d.text());
        text.is_empty() || titles.iter().any(|t| text.contains(t.as_str()))
    };
    let named = |d: &DocumentFacts| {
        let path = hanzi::fold_filing(&d.path);
        titles.iter().any(|t| path.contains(t.as_str()))
    };
    let mut doubtful = false;
    for d in &dossier.documents {
        let fits = kinds.contains(&d.assumed_kind());
        if fits && (titles.is_empty() || speaks(d) || named(d)) {
            return Presence::There;
        }
        if d.kind() == DocumentKind::Unrecognised {
            // A letter of no known kind is known by its words.
            if !titles.is_empty() && !d.text().is_empty() {
                if speaks(d) {
                    return Presence::There;
                }
            } else {
                doubtful = true;
            }
        }
    }
    if doubtful { Presence::Doubtful } else { Presence::Absent }
}

/// Whether a document shows a side of its paper: one of the side's own fields was read, or one of its own words.
pub(super) fn shows(document: &DocumentFacts, side: &Side) -> bool {
    let text = hanzi::fold(&document.text());
    side.fields.iter().any(|f| document.field(*f).is_some()) || side.words.iter().any(|w| text.contains(w))
}

/// Certificates that bear a number of GB 11643, and so the day of birth and the sex.
pub(super) const fn numbered(kind: CertificateKind) -> bool {
    matches!(kind, CertificateKind::CitizenId | CertificateKind::HmtResidencePermit)
}

/// The paper of a person's certificate, other than the identity card.
pub(super) const fn identity_paper(kind: CertificateKind) -> Option<DocumentKind> {
    Some(match kind {
        CertificateKind::Passport => DocumentKind::Passport,
        CertificateKind::HkMacauPermit => DocumentKind::HkMacauPermit,
        CertificateKind::TaiwanPermit => DocumentKind::TaiwanPermit,
        CertificateKind::HmtResidencePermit => DocumentKind::HmtResidencePermit,
        CertificateKind::ForeignerPermanentResidence => DocumentKind::ForeignerPermanentResidence,
        _ => return None,
    })
}

/// Whether somebody responsible, or an individual subject, declares a certificate whose paper this is.
pub(super) fn is_declared_identity(d: &Declaration, kind: DocumentKind) -> bool {
    let people = people(d);
    let own = (d.subject.kind == SubjectKind::Individual).then_some(&d.subject.certificate);
    let mut declared = people.iter().filter_map(|s| s.person.certificate.as_ref()).chain(own);
    declared.any(|c| identity_paper(c.kind) == Some(kind))
}

/// Words of a list found in a text, both folded; 备案 and 核准 are one.
pub(super) fn word_in<'a>(text: &str, words: &'a [String]) -> Option<&'a String> {
    let text = hanzi::fold_filing(text);
    words.iter().find(|w| text.contains(hanzi::fold_filing(w).as_str()))
}

/// The scope of business (经营范围) as read on the licence, with at least this confidence; empty where it was not.
pub(super) fn business_scope(dossier: &Dossier, min_confidence: f64) -> String {
    dossier
        .of_kind(DocumentKind::BusinessLicence)
        .filter_map(|(_, d)| d.field(FieldName::BusinessScope))
        .filter(|r| r.confidence >= min_confidence)
        .map(|r| r.value.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The day a case was submitted, else the day of judgement.
pub(super) fn submitted_on(dossier: &Dossier) -> Date {
    dossier
        .declaration()
        .and_then(|d| d.submitted_at)
        .map_or(dossier.as_of, crate::date::Instant::china_date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn a_letter_is_dated_at_its_end() {
        let letter = |lines: &[&str]| document("a.pdf", DocumentKind::AuthorisationLetter).with_lines(lines);
        let of = |lines: &[&str]| made_on(&letter(lines)).map(|(d, _)| d.to_string());
        assert_eq!(
            of(&["授权书", "自2020年1月1日起", "2026年5月3日"]).as_deref(),
            Some("2026-05-03")
        );
        assert_eq!(of(&["2024-01-05", "日期：2026.5.3"]).as_deref(), Some("2026-05-03"));
        assert_eq!(of(&["13800138000", "自2020年1月1日起"]), None);
    }

    #[test]
    fn a_paper_is_known_by_its_kind_and_words() {
        let titles = vec!["更名".to_owned()];
        let look = |d| presence(&dossier(vec![d]), &[DocumentKind::Other], &titles);
        let mut other = document("x.pdf", DocumentKind::Unrecognised).with_lines(&["准予变更登记通知书", "公司更名"]);
        assert_eq!(look(other.clone()), Presence::There);
        other = other.with_lines(&["食堂菜单"]);
        assert_eq!(look(other.clone()), Presence::Absent);
        other = other.with_lines(&[]);
        assert_eq!(look(other), Presence::Doubtful);
        assert_eq!(look(document("更名函.jpg", DocumentKind::Other)), Presence::There);
        let party = document("x.pdf", DocumentKind::PartyLetter).with_lines(&["网站党建核准信息确认函"]);
        let titles = vec!["网站党建备案信息确认函".to_owned()];
        assert_eq!(
            presence(&dossier(vec![party]), &[DocumentKind::PartyLetter], &titles),
            Presence::There
        );
    }
}
