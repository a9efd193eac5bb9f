//! What is declared against what the documents say. Every check of the family reads the same list of comparisons,
//! so that a value is either the same, surely different (its own code) or for a person (`match.uncertain`), never two
//! of these.

mod addresses;
pub mod compare;
mod domains;
mod identity_papers;
mod misread;
#[cfg(test)]
pub(crate) mod samples;
pub mod topics;
pub mod uncertain;

use compare::{Outcome, Shape, Sureness, compare};

use crate::extract::Reading;
use crate::finding::{Evidence, Locus, Severity};
use crate::identity;
use crate::intake::Declaration;
use crate::intake::case::SubjectKind;
use crate::judge::check::{Bound, Check, Looked, Sink};
use crate::judge::checks::facts;
use crate::judge::dossier::{DocumentFacts, Dossier};
use crate::kind::{DocumentKind, FieldName};
use crate::names;

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &topics::ADDRESS,
    &topics::CERTIFICATE_NUMBER,
    &topics::DOMAIN,
    &topics::LEGAL_REPRESENTATIVE,
    &topics::NAME,
    &topics::RESPONSIBLE_PERSON,
    &topics::SITE_NAME,
    &uncertain::CHECK,
];

/// What two values are about: the code that a difference belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// `match.name`
    Name,
    /// `match.certificate-number`
    CertificateNumber,
    /// `match.legal-representative`
    LegalRepresentative,
    /// `match.responsible-person`
    ResponsiblePerson,
    /// `match.address`
    Address,
    /// `match.site-name`
    SiteName,
    /// `match.domain`
    Domain,
}

/// A declared value with its JSON pointer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// Where it is declared.
    pub pointer: String,
    /// The value.
    pub value: String,
}

fn stated(pointer: impl Into<String>, value: &str) -> Stated {
    Stated {
        pointer: pointer.into(),
        value: value.to_owned(),
    }
}

/// One value held against another.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison<'a> {
    /// What it is about.
    pub topic: Topic,
    /// The declared value that comes nearest.
    pub stated: Stated,
    /// Document index.
    pub document: usize,
    /// Field of the document.
    pub field: FieldName,
    /// What was read.
    pub reading: &'a Reading,
    /// The part of it that is meant, where a value lists several.
    pub part: Option<String>,
    /// What came of it.
    pub outcome: Outcome,
    /// The gravest that a difference may be, whatever the rule says.
    pub at_most: Severity,
}

impl Comparison<'_> {
    /// Where the value was read.
    pub fn locus(&self) -> Locus {
        self.reading
            .area
            .map_or(Locus::Page(self.document, self.reading.page), |area| {
                Locus::Region(self.document, self.reading.page, area)
            })
    }
    /// Declared and read value as evidence; numbers are personal.
    pub fn evidence(&self) -> (Evidence, Evidence) {
        let wrap = |v: &str| match self.topic {
            Topic::CertificateNumber => Evidence::Personal(v.to_owned()),
            Topic::Name
            | Topic::LegalRepresentative
            | Topic::ResponsiblePerson
            | Topic::Address
            | Topic::SiteName
            | Topic::Domain => Evidence::text(v),
        };
        (
            wrap(&self.stated.value),
            wrap(self.part.as_ref().unwrap_or(&self.reading.value)),
        )
    }
}

/// Collects comparisons over a dossier.
struct Desk<'a> {
    sure: Sureness,
    made: Vec<Comparison<'a>>,
}

impl<'a> Desk<'a> {
    /// Holds a reading against every candidate and keeps the nearest. Without candidates nothing is compared.
    fn hold(
        &self,
        topic: Topic,
        shape: Shape,
        candidates: &[Stated],
        document: (usize, &'a DocumentFacts),
        field: FieldName,
    ) -> Option<Comparison<'a>> {
        let reading = document.1.field(field).filter(|r| !r.value.trim().is_empty())?;
        candidates
            .iter()
            .map(|c| (compare(shape, &c.value, reading, self.sure), c))
            .min_by_key(|(outcome, _)| outcome.rank())
            .map(|(outcome, c)| Comparison {
                topic,
                stated: c.clone(),
                document: document.0,
                field,
                reading,
                part: None,
                outcome,
                at_most: Severity::Reject,
            })
    }
    fn add(
        &mut self,
        topic: Topic,
        shape: Shape,
        candidates: &[Stated],
        document: (usize, &'a DocumentFacts),
        field: FieldName,
    ) {
        let made = self.hold(topic, shape, candidates, document, field);
        self.made.extend(made);
    }
}

/// Names and numbers of the persons declared as responsible.
struct People {
    names: Vec<Stated>,
    /// Numbers that an identity card bears, or the residence permit that is numbered alike.
    numbers: Vec<Stated>,
    /// Numbers of other identity papers, with the paper.
    others: Vec<(DocumentKind, Stated)>,
}

fn people(d: &Declaration) -> People {
    let mut out = People {
        names: Vec::new(),
        numbers: Vec::new(),
        others: Vec::new(),
    };
    let persons = d
        .subject
        .responsible_person
        .iter()
        .map(|p| ("/subject/responsible_person".to_owned(), p))
        .chain(d.offers().into_iter().filter_map(|o| {
            let at = format!("{}/responsible_person", o.pointer);
            o.responsible_person.map(|p| (at, p))
        }));
    for (at, person) in persons {
        if !out.names.iter().any(|n| names::same(&n.value, &person.name)) {
            out.names.push(stated(format!("{at}/name"), &person.name));
        }
        if let Some(c) = &person.certificate
            && let Some(paper) = facts::identity_paper(c.kind)
        {
            let number = stated(format!("{at}/certificate/number"), &c.number);
            out.others.push((paper, number));
        }
        if let Some(c) = person.certificate.as_ref().filter(|c| facts::numbered(c.kind))
            && !out
                .numbers
                .iter()
                .any(|n| identity::plain_number(&n.value) == identity::plain_number(&c.number))
        {
            out.numbers.push(stated(format!("{at}/certificate/number"), &c.number));
        }
    }
    out
}

/// Every comparison that the declaration and the documents allow, in the order of the documents.
pub fn comparisons(dossier: &Dossier, sure: Sureness) -> Vec<Comparison<'_>> {
    let mut desk = Desk { sure, made: Vec::new() };
    let Some(d) = dossier.declaration() else {
        return desk.made;
    };
    let persons = people(d);
    for (i, doc) in dossier.documents.iter().enumerate() {
        match doc.kind() {
            DocumentKind::IdCardPortrait
            | DocumentKind::IdCardBoth
            | DocumentKind::TemporaryIdCard
            | DocumentKind::HmtResidencePermit => card(&mut desk, d, &persons, (i, doc)),
            DocumentKind::Passport
            | DocumentKind::HkMacauPermit
            | DocumentKind::TaiwanPermit
            | DocumentKind::ForeignerPermanentResidence => identity_papers::paper(&mut desk, d, &persons, (i, doc)),
            DocumentKind::BusinessLicence | DocumentKind::OrganisationCertificate => licence(&mut desk, d, (i, doc)),
            DocumentKind::VerificationForm => form(&mut desk, d, &persons, (i, doc)),
            DocumentKind::DomainCertificate => {
                desk.add(
                    Topic::Domain,
                    Shape::Domain,
                    &domains::declared(d),
                    (i, doc),
                    FieldName::Domain,
                );
            }
            DocumentKind::IdCardEmblem
            | DocumentKind::PreApproval
            | DocumentKind::TelecomLicence
            | DocumentKind::AuthorisationLetter
            | DocumentKind::CommitmentLetter
            | DocumentKind::SitePlan
            | DocumentKind::NameChangeLetter
            | DocumentKind::PartyLetter
            | DocumentKind::ResidencePermit
            | DocumentKind::OfficerCard
            | DocumentKind::HouseholdRegister
            | DocumentKind::SitePhoto
            | DocumentKind::Other
            | DocumentKind::Unrecognised => {}
        }
    }
    domains::on_forms(&mut desk, d, dossier);
    desk.made
}

/// The names that papers may have for the subject: the declared one, and that of a sole proprietor's operator out of it.
fn subject_name(d: &Declaration) -> Vec<Stated> {
    let names = subject_names(d).into_iter();
    names.map(|name| stated("/subject/name", &name)).collect()
}

/// See [`subject_name`].
pub(super) fn subject_names(d: &Declaration) -> Vec<String> {
    let declared = d.subject.name.clone();
    let operator = names::of_operator(&declared);
    let dressed = d.subject.kind == SubjectKind::SoleProprietor && !names::same(&declared, &operator);
    std::iter::once(declared).chain(dressed.then_some(operator)).collect()
}

fn subject_number(d: &Declaration) -> Vec<Stated> {
    vec![stated("/subject/certificate/number", &d.subject.certificate.number)]
}

/// An identity card: whose is it? A person's name and number belong together, so a card that differs in both is
/// somebody else's and reported once, by name.
fn card<'a>(desk: &mut Desk<'a>, d: &Declaration, persons: &People, doc: (usize, &'a DocumentFacts)) {
    let individual = d.subject.kind == SubjectKind::Individual;
    let subject = individual.then(|| desk.hold(Topic::Name, Shape::Name, &subject_name(d), doc, FieldName::Name));
    let mut names = persons.names.clone();
    let mut numbers = persons.numbers.clone();
    if individual && facts::numbered(d.subject.certificate.kind) {
        numbers.extend(subject_number(d));
    }
    let person = desk.hold(Topic::ResponsiblePerson, Shape::Name, &names, doc, FieldName::Name);
    if let Some(legal) = d.subject.legal_representative.as_ref().filter(|_| !individual) {
        // A card of the legal representative may lie in the case beside the responsible person's.
        names = vec![stated("/subject/legal_representative", legal)];
        let legal = desk.hold(Topic::ResponsiblePerson, Shape::Name, &names, doc, FieldName::Name);
        let matched = |c: &Option<Comparison<'_>>| c.as_ref().is_some_and(|c| c.outcome == Outcome::Same);
        if matched(&legal) && !matched(&person) {
            return;
        }
    }
    let another = |c: &Option<Comparison<'_>>| c.as_ref().is_some_and(|c| c.outcome == Outcome::Different);
    let anothers_card = another(&person) || (person.is_none() && another(&subject.clone().flatten()));
    let same_value = |a: &Comparison<'_>, b: &Comparison<'_>| names::same(&a.stated.value, &b.stated.value);
    match (subject.flatten(), person) {
        (Some(s), Some(p)) if same_value(&s, &p) => desk.made.push(s),
        (s, p) => {
            desk.made.extend(s);
            desk.made.extend(p);
        }
    }
    if !anothers_card {
        desk.add(
            Topic::CertificateNumber,
            Shape::Number,
            &numbers,
            doc,
            FieldName::CitizenIdNumber,
        );
    }
    if let Some(address) = d.subject.address.as_ref().filter(|_| individual && !anothers_card) {
        desk.add(
            Topic::Address,
            Shape::Address,
            &[stated("/subject/address", address)],
            doc,
            FieldName::Address,
        );
    }
}

/// Whether a declared number has the shape of a credit code: what its certificate prints beside it is another number.
fn is_credit_code(number: &str) -> bool {
    number.len() == 18 && number.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn licence<'a>(desk: &mut Desk<'a>, d: &Declaration, doc: (usize, &'a DocumentFacts)) {
    if d.subject.kind == SubjectKind::Individual {
        return;
    }
    if bears_no_name(d, doc.1) {
        // A sole proprietor without a trade name files under the operator's.
        desk.add(
            Topic::Name,
            Shape::Name,
            &subject_name(d),
            doc,
            FieldName::LegalRepresentative,
        );
    } else if !doc.1.field(FieldName::Name).is_some_and(|r| names::says_none(&r.value)) {
        // Another subject has a name: marks in its place are dirt, or the name was not read.
        desk.add(Topic::Name, Shape::Name, &subject_name(d), doc, FieldName::Name);
    }
    let number = identity::plain_number(&d.subject.certificate.number);
    let old_number = number.chars().count() != 18 && doc.1.field(FieldName::RegistrationNumber).is_some();
    let own_number = !is_credit_code(&number) && doc.1.field(FieldName::CertificateNumber).is_some();
    let number = if old_number {
        FieldName::RegistrationNumber
    } else if own_number {
        FieldName::CertificateNumber
    } else {
        FieldName::CreditCode
    };
    desk.add(Topic::CertificateNumber, Shape::Number, &subject_number(d), doc, number);
    if let Some(legal) = &d.subject.legal_representative {
        let legal = [stated("/subject/legal_representative", legal)];
        desk.add(
            Topic::LegalRepresentative,
            Shape::Name,
            &legal,
            doc,
            FieldName::LegalRepresentative,
        );
    }
    if let Some(address) = &d.subject.address {
        desk.add(
            Topic::Address,
            Shape::Address,
            &[stated("/subject/address", address)],
            doc,
            FieldName::Address,
        );
    }
}

/// What a licence of a sole proprietor calls itself.
const SOLE_PROPRIETOR: &str = "个体";

/// Whether the licence of a sole proprietor has no name, only its operator's: it says so in the name's place (无字号, `***`), or the
/// place is blank.
fn bears_no_name(d: &Declaration, document: &DocumentFacts) -> bool {
    let value = |field| document.field(field).map(|r| r.value.as_str());
    let by_type = value(FieldName::Type).is_some_and(|t| t.contains(SOLE_PROPRIETOR));
    match value(FieldName::Name) {
        Some(name) => names::says_none(name) && (by_type || d.subject.kind == SubjectKind::SoleProprietor),
        None => by_type,
    }
}

fn form<'a>(desk: &mut Desk<'a>, d: &Declaration, persons: &People, doc: (usize, &'a DocumentFacts)) {
    desk.add(Topic::Name, Shape::Name, &subject_name(d), doc, FieldName::SubjectName);
    // Some forms ask for the responsible person's number in the same place.
    let mut numbers = subject_number(d);
    numbers.extend(persons.numbers.iter().cloned());
    desk.add(
        Topic::CertificateNumber,
        Shape::Number,
        &numbers,
        doc,
        FieldName::CertificateNumber,
    );
    desk.add(
        Topic::ResponsiblePerson,
        Shape::Name,
        &persons.names,
        doc,
        FieldName::ResponsiblePerson,
    );
    let sites: Vec<Stated> = d
        .offers()
        .iter()
        .map(|o| stated(format!("{}/name", o.pointer), o.name))
        .collect();
    desk.add(Topic::SiteName, Shape::Name, &sites, doc, FieldName::SiteName);
}

/// Binds a check that reports the sure differences of one topic. A value that cannot be told from a misreading is
/// `match.uncertain`'s: here it was not settled, so nothing passed.
pub(super) fn bind_topic(topic: Topic, params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let sure = Sureness::bind(params)?;
    Ok(Bound::case(move |dossier, out| report(dossier, sure, out, Some(topic))))
}

/// Pushes the sure differences of one topic, or (`None`) what is uncertain of any, and says of each paper that tells of it
/// whether it was held against the declaration.
fn report(dossier: &Dossier, sure: Sureness, out: &mut Sink<'_>, topic: Option<Topic>) -> Looked {
    if dossier.declaration().is_none() {
        return Looked::no("there is no declaration to compare with");
    }
    let of_interest = |t: Topic| topic.is_none_or(|own| own == t);
    let all = comparisons(dossier, sure);
    let mut any = false;
    for c in all.iter().filter(|c| of_interest(c.topic)) {
        any = true;
        let found = match (c.outcome, topic) {
            (Outcome::Different, Some(_)) | (Outcome::Uncertain(_), None) => true,
            (Outcome::Uncertain(why), Some(_)) => {
                out.not_checked(Some(c.document), why);
                false
            }
            (Outcome::Same, _) | (Outcome::Different, None) => false,
        };
        if found {
            let (expected, actual) = c.evidence();
            out.push_lowered(c.at_most, c.locus(), Some(c.field.name().to_owned()), expected, actual);
        } else {
            out.looked_at(Some(c.document));
        }
    }
    for (i, document) in dossier.documents.iter().enumerate() {
        let held = |t: Topic| all.iter().any(|c| c.document == i && c.topic == t);
        let mut told = told_by(document.kind()).iter().filter(|t| of_interest(**t));
        if told.any(|t| !held(*t)) {
            out.not_checked(Some(i), NOT_HELD);
        }
    }
    // Each paper has its own row.
    if any { Looked::NotMeant } else { Looked::no(NOT_HELD) }
}

/// Why a paper says nothing of a topic.
const NOT_HELD: &str = "the value was not declared, not read, or is not this paper's to tell";

/// What a paper of a kind tells of, where it prints it and the declaration names it.
const fn told_by(kind: DocumentKind) -> &'static [Topic] {
    match kind {
        DocumentKind::IdCardPortrait
        | DocumentKind::IdCardBoth
        | DocumentKind::TemporaryIdCard
        | DocumentKind::HmtResidencePermit
        | DocumentKind::Passport
        | DocumentKind::HkMacauPermit
        | DocumentKind::TaiwanPermit
        | DocumentKind::ForeignerPermanentResidence => &[Topic::ResponsiblePerson, Topic::CertificateNumber],
        DocumentKind::BusinessLicence | DocumentKind::OrganisationCertificate => &[
            Topic::Name,
            Topic::CertificateNumber,
            Topic::LegalRepresentative,
            Topic::Address,
        ],
        DocumentKind::VerificationForm => &[
            Topic::Name,
            Topic::CertificateNumber,
            Topic::ResponsiblePerson,
            Topic::SiteName,
            Topic::Domain,
        ],
        DocumentKind::DomainCertificate => &[Topic::Domain],
        DocumentKind::IdCardEmblem
        | DocumentKind::PreApproval
        | DocumentKind::TelecomLicence
        | DocumentKind::AuthorisationLetter
        | DocumentKind::CommitmentLetter
        | DocumentKind::SitePlan
        | DocumentKind::NameChangeLetter
        | DocumentKind::PartyLetter
        | DocumentKind::ResidencePermit
        | DocumentKind::OfficerCard
        | DocumentKind::HouseholdRegister
        | DocumentKind::SitePhoto
        | DocumentKind::Other
        | DocumentKind::Unrecognised => &[],
    }
}

#[cfg(test)]
mod tests;
