//! Passports, permits and permanent residence cards against the persons declared: name in Chinese or in Latin letters, and number.

use super::compare::{Outcome, Shape};
use super::{Comparison, Desk, People, Stated, Topic, stated, subject_name, subject_number};
use crate::finding::Severity;
use crate::hanzi;
use crate::intake::Declaration;
use crate::intake::case::SubjectKind;
use crate::judge::checks::facts;
use crate::judge::dossier::DocumentFacts;
use crate::kind::FieldName;

/// Whether a name is written in Latin letters.
fn is_latin(name: &str) -> bool {
    !name.chars().any(hanzi::is_han)
}

/// The names that may be compared with a printed one: in the same script. A Chinese name and its spelling are not compared.
fn in_script(names: &[Stated], latin: bool) -> Vec<Stated> {
    names.iter().filter(|n| is_latin(&n.value) == latin).cloned().collect()
}

/// A person's paper: whose is it? Names of one person differ between papers (上海, 江苏: the name of the passport is filled and remarked), so
/// a difference of names is for a person to see.
pub(super) fn paper<'a>(desk: &mut Desk<'a>, d: &Declaration, persons: &People, doc: (usize, &'a DocumentFacts)) {
    let individual = d.subject.kind == SubjectKind::Individual;
    let mut names = persons.names.clone();
    if individual && names.is_empty() {
        names = subject_name(d);
    }
    if let Some(legal) = d.subject.legal_representative.as_ref().filter(|_| !individual) {
        names.push(stated("/subject/legal_representative", legal));
    }
    let mut numbers: Vec<Stated> = persons
        .others
        .iter()
        .filter(|(kind, _)| *kind == doc.1.kind())
        .map(|(_, n)| n.clone())
        .collect();
    if individual && facts::identity_paper(d.subject.certificate.kind) == Some(doc.1.kind()) {
        numbers.extend(subject_number(d));
    }
    let hold = |latin: bool, field: FieldName| {
        desk.hold(
            Topic::ResponsiblePerson,
            Shape::Name,
            &in_script(&names, latin),
            doc,
            field,
        )
    };
    let printed = [hold(false, FieldName::Name), hold(true, FieldName::LatinName)];
    let name = printed.into_iter().flatten().min_by_key(|c| c.outcome.rank());
    let anothers = name.as_ref().is_some_and(|c| c.outcome == Outcome::Different);
    desk.made.extend(name.map(|c| Comparison {
        at_most: Severity::Review,
        ..c
    }));
    if !anothers {
        desk.add(
            Topic::CertificateNumber,
            Shape::Number,
            &numbers,
            doc,
            FieldName::CertificateNumber,
        );
    }
}
