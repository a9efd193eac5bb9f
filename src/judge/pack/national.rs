//! National rules and the defects that show them: which have one, and which still want one.

use std::collections::BTreeSet;

use super::{Pack, silence};

/// Rules without a defect of their own here yet: their check is shown by another rule's. The list only shrinks.
const WITHOUT_DEFECT: [&str; 30] = [
    "national.case.sites-in-order",
    "national.document.commitment-fresh",
    "national.document.form-fields",
    "national.document.id-address",
    "national.document.id-fields",
    "national.document.id-term",
    "national.document.licence-fields",
    "national.document.licence-name",
    "national.document.licence-seal",
    "national.document.licence-trade-name",
    "national.document.organisation",
    "national.document.organisation-fields",
    "national.document.permit-fields",
    "national.document.permit-seal",
    "national.document.residence-fields",
    "national.domain.three-months",
    "national.file.licence-format",
    "national.file.other-format",
    "national.file.other-size",
    "national.finance-words",
    "national.gov-suffix",
    "national.gov-suffix.government",
    "national.hmt-foreign-individual",
    "national.image.nothing-laid-over",
    "national.individual-content",
    "national.individual-content.other",
    "national.no-foreign-company",
    "national.one-new-domain-per-site",
    "national.training",
    "national.user-gov",
];

#[test]
fn every_other_national_rule_finds_its_defect() {
    let pack = Pack::builtin().unwrap();
    let shown: BTreeSet<String> = silence::defects(&pack).into_iter().map(|d| d.rule).collect();
    let national = pack
        .rules
        .iter()
        .map(|r| r.id.as_str())
        .filter(|id| id.starts_with("national."));
    let unseen: BTreeSet<&str> = national.filter(|id| !shown.contains(*id)).collect();
    assert_eq!(unseen, BTreeSet::from(WITHOUT_DEFECT));
}
