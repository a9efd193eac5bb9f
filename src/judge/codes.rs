//! The table of codes of the contract: the authority for names, severities and meanings.

use crate::finding::Severity;

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeRow {
    /// `family.name`.
    pub code: &'static str,
    /// Severity unless a rule of the house says otherwise.
    pub severity: Severity,
    /// What evidence it carries.
    pub evidence: &'static str,
    /// What it means, English.
    pub en: &'static str,
    /// What it means, Chinese.
    pub zh: &'static str,
}

/// Codes that chushen adds to the contract's (additions are free).
const ADDED: &str = include_str!("added-codes.tsv");

/// Every code, in the order of the table; additions last.
pub fn codes() -> impl Iterator<Item = CodeRow> {
    include_str!("../contract/codes.tsv")
        .lines()
        .skip(1)
        .chain(ADDED.lines().skip(1))
        .filter_map(|line| {
            let mut cell = line.split('\t');
            Some(CodeRow {
                code: cell.next()?,
                severity: match cell.next()? {
                    "reject" => Severity::Reject,
                    "review" => Severity::Review,
                    _ => Severity::Note,
                },
                evidence: cell.next()?,
                en: cell.next()?,
                zh: cell.next()?,
            })
        })
}

/// The row of one code.
pub fn code(name: &str) -> Option<CodeRow> {
    codes().find(|row| row.code == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_a_row() {
        let lines = include_str!("../contract/codes.tsv").lines().count() - 1;
        assert_eq!(codes().count(), lines + ADDED.lines().count() - 1);
        assert!(codes().all(|row| row.code.contains('.') && !row.zh.is_empty()));
        assert_eq!(
            code("file.reader-failed").map(|row| row.severity),
            Some(Severity::Review)
        );
    }

    #[test]
    fn the_table_is_the_contracts_where_that_is_at_hand() {
        let shared = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/contract/codes.tsv");
        match std::fs::read_to_string(shared) {
            Ok(theirs) => assert_eq!(theirs, include_str!("../contract/codes.tsv")),
            Err(_) => eprintln!("skipped: {shared} is not here"),
        }
    }
}
