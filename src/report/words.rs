//! The contract's table of codes, for findings and pages that have no check of their own to speak for them.

use super::Lang;
use crate::judge::check::Check;
use crate::judge::checks::FAMILIES;

/// One row of the table of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeRow {
    /// `family.name`.
    pub code: &'static str,
    /// Severity unless a rule says otherwise.
    pub severity: &'static str,
    /// What evidence it carries.
    pub evidence: &'static str,
    /// What it means, English.
    pub en: &'static str,
    /// What it means, Chinese.
    pub zh: &'static str,
}

impl CodeRow {
    /// What it means.
    pub const fn meaning(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// Every code of the contract, in its order.
pub fn codes() -> impl Iterator<Item = CodeRow> {
    include_str!("../contract/codes.tsv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cell = line.split('\t');
            Some(CodeRow {
                code: cell.next()?,
                severity: cell.next()?,
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

/// The check behind a code.
pub fn check(name: &str) -> Option<&'static Check> {
    FAMILIES
        .iter()
        .flat_map(|family| family.iter())
        .find(|check| check.code == name)
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_a_row() {
        assert_eq!(
            codes().count(),
            include_str!("../contract/codes.tsv").lines().count() - 1
        );
        assert!(codes().all(|row| row.code.contains('.') && !row.zh.is_empty()));
        assert_eq!(code("file.reader-failed").map(|row| row.severity), Some("review"));
    }
}
