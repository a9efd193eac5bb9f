//! Values that two papers of one case bear alike hold each other up: two independent readings that agree in every character
//! are hardly both wrong in the same way. Disagreement is not judged here: the papers may really differ.

use std::collections::BTreeMap;

use super::{FieldName, Flag, Reading};
use crate::hanzi;
use crate::kind::DocumentKind;

/// The same misreading of the same print is likelier than chance (one font, one look-alike): agreement never makes surer.
const MOST: f64 = 0.98;
/// Shorter values agree by chance, or by the same missing rest.
const LEAST_CHARACTERS: usize = 2;

/// What a field is about: fields of one topic name the same thing on the papers of one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Topic {
    Subject,
    Person,
    Number,
    Domain,
}

const fn topic(kind: DocumentKind, field: FieldName) -> Option<Topic> {
    use DocumentKind as K;
    use FieldName as F;
    Some(match (kind, field) {
        (K::BusinessLicence | K::OrganisationCertificate | K::PreApproval | K::TelecomLicence, F::Name)
        | (K::VerificationForm | K::CommitmentLetter, F::SubjectName)
        | (K::DomainCertificate, F::Registrant)
        | (K::AuthorisationLetter, F::Principal) => Topic::Subject,
        (K::IdCardPortrait | K::IdCardBoth | K::ResidencePermit, F::Name)
        | (K::VerificationForm, F::ResponsiblePerson)
        | (K::BusinessLicence | K::OrganisationCertificate, F::LegalRepresentative)
        | (K::AuthorisationLetter, F::Agent) => Topic::Person,
        (K::IdCardPortrait | K::IdCardBoth | K::ResidencePermit, F::CitizenIdNumber)
        | (K::BusinessLicence | K::OrganisationCertificate, F::CreditCode)
        | (K::VerificationForm, F::CertificateNumber) => Topic::Number,
        (K::VerificationForm | K::DomainCertificate, F::Domain) => Topic::Domain,
        _ => return None,
    })
}

/// Raises the confidence of readings that other documents of the case repeat. `documents`: kind and fields of each.
pub fn agree_across<'a>(documents: impl IntoIterator<Item = (DocumentKind, &'a mut BTreeMap<FieldName, Reading>)>) {
    let mut readings: Vec<(usize, &mut Reading)> = Vec::new();
    let mut said: BTreeMap<(bool, String), Vec<(usize, f64)>> = BTreeMap::new();
    for (at, (kind, fields)) in documents.into_iter().enumerate() {
        for (name, reading) in fields {
            // A subject may be a person: names agree with names. Numbers and domains only with their like, which their
            // form already tells apart.
            if topic(kind, *name).is_none() || reading.value.chars().count() < LEAST_CHARACTERS {
                continue;
            }
            if reading
                .flags
                .iter()
                .any(|f| matches!(f, Flag::Incomplete | Flag::CorrectedByChecksum))
            {
                continue;
            }
            let named = matches!(topic(kind, *name), Some(Topic::Subject | Topic::Person));
            said.entry((named, hanzi::fold(&reading.value)))
                .or_default()
                .push((at, reading.confidence));
            readings.push((at, reading));
        }
    }
    for (at, reading) in readings {
        let folded = hanzi::fold(&reading.value);
        let others = [true, false]
            .into_iter()
            .filter_map(|named| said.get(&(named, folded.clone())))
            .flatten()
            .filter(|(other, _)| *other != at)
            .map(|(_, c)| *c)
            .fold(0.0, f64::max);
        let both = (1.0 - (1.0 - reading.confidence) * (1.0 - others)).min(MOST);
        if others > 0.0 && both > reading.confidence {
            reading.confidence = (both * 1000.0).round() / 1000.0;
            reading.flags.retain(|f| *f != Flag::LowConfidence);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::Source;

    fn paper(name: FieldName, value: &str, confidence: f64, flags: &[Flag]) -> BTreeMap<FieldName, Reading> {
        let reading = Reading {
            value: value.into(),
            confidence,
            page: 1,
            area: None,
            source: Source::Ocr,
            flags: flags.to_vec(),
            others: Vec::new(),
        };
        BTreeMap::from([(name, reading)])
    }

    fn after(a: BTreeMap<FieldName, Reading>, b: BTreeMap<FieldName, Reading>) -> (f64, f64) {
        let (mut a, mut b) = (a, b);
        agree_across([
            (DocumentKind::IdCardPortrait, &mut a),
            (DocumentKind::VerificationForm, &mut b),
        ]);
        let of = |m: &BTreeMap<FieldName, Reading>| m.values().next().unwrap().confidence;
        (of(&a), of(&b))
    }

    #[test]
    fn two_papers_that_agree_are_surer_than_each() {
        let card = || paper(FieldName::Name, "刘敏甯", 0.7, &[Flag::LowConfidence]);
        let (a, b) = after(card(), paper(FieldName::ResponsiblePerson, "刘敏甯", 0.9, &[]));
        assert_eq!((a, b), (0.97, 0.97));
        let (a, b) = after(card(), paper(FieldName::ResponsiblePerson, "刘敏帘", 0.9, &[]));
        assert_eq!((a, b), (0.7, 0.9));
    }

    #[test]
    fn a_mended_number_and_other_topics_say_nothing() {
        let card = || paper(FieldName::CitizenIdNumber, "11010519491231002X", 0.8, &[]);
        let mended = paper(
            FieldName::CertificateNumber,
            "11010519491231002X",
            0.88,
            &[Flag::CorrectedByChecksum],
        );
        assert_eq!(after(card(), mended).0, 0.8);
        assert_eq!(
            after(card(), paper(FieldName::SiteName, "11010519491231002X", 0.9, &[])).0,
            0.8
        );
        let sure = paper(FieldName::CertificateNumber, "11010519491231002X", 0.995, &[]);
        assert_eq!(after(card(), sure), (0.98, 0.995));
    }
}
