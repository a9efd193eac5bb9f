//! What `expected` and `actual` of a finding are, by its code: one table (`evidence.tsv`), from which the pages of codes, `chushen explain` and
//! `chushen schema labels` tell it. Every finding that any test makes is held against it.

use crate::finding::Evidence;

/// The types of one code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Types {
    /// The code.
    pub code: &'static str,
    /// What `expected` may be; most codes have one type.
    pub expected: Vec<&'static str>,
    /// What `actual` may be.
    pub actual: Vec<&'static str>,
}

/// The types there are: name, what JSON holds, Chinese, English. A number has its unit behind its name: `number px`.
pub const TYPES: &[(&str, &str, &str, &str)] = &[
    ("none", "absent", "无", "nothing"),
    (
        "text",
        "string",
        "案件或规则中的文字",
        "a text of the case or of a rule",
    ),
    ("word", "string", "程序的用词", "a word or reason of the program's own"),
    (
        "personal",
        "string",
        "个人号码，默认遮盖",
        "a number of a person, masked by default",
    ),
    ("number", "number", "数值，后为单位", "a figure, its unit behind it"),
    ("day", "string", "日期", "a day, YYYY-MM-DD"),
    (
        "phrase",
        "string",
        "程序的短语（英文）",
        "a phrase of the program's own, in English",
    ),
    ("texts", "array of strings", "多项文字", "several texts"),
    ("words", "array of strings", "多项用词", "several words"),
];

/// Every code with a check, in the order of the table.
pub fn all() -> impl Iterator<Item = Types> {
    include_str!("evidence.tsv").lines().skip(1).filter_map(|line| {
        let mut cells = line.split('\t');
        let mut list = || cells.next().map(|c| c.split(" | ").collect::<Vec<_>>());
        let code = list()?.first().copied()?;
        Some(Types {
            code,
            expected: list()?,
            actual: list()?,
        })
    })
}

/// The types of a code.
pub fn types(code: &str) -> Option<Types> {
    all().find(|t| t.code == code)
}

/// The type of one side.
pub fn type_of(side: &Evidence) -> String {
    match side {
        Evidence::None => "none".to_owned(),
        Evidence::Text(_) => "text".to_owned(),
        Evidence::Said(_) => "word".to_owned(),
        Evidence::Personal(_) => "personal".to_owned(),
        Evidence::Number(_, unit) => format!("number {unit}").trim_end().to_owned(),
        Evidence::Day(_) => "day".to_owned(),
        Evidence::Phrase { .. } => "phrase".to_owned(),
        Evidence::List(_) => "texts".to_owned(),
        Evidence::SaidAll(_) => "words".to_owned(),
    }
}

/// Ends a test in which a finding bears values of another type than the table says.
#[cfg(test)]
pub(super) fn hold(code: &str, expected: &Evidence, actual: &Evidence) {
    // Fixtures of the engine have codes of their own.
    let Some(types) = types(code) else {
        assert!(
            super::codes::code(code).is_none() || std::env::var_os("CHUSHEN_UPDATE_DOCS").is_some(),
            "{code} has no row in evidence.tsv"
        );
        return;
    };
    for (side, may, name) in [
        (expected, &types.expected, "expected"),
        (actual, &types.actual, "actual"),
    ] {
        let is = type_of(side);
        assert!(
            may.contains(&is.as_str()) || std::env::var_os("CHUSHEN_UPDATE_DOCS").is_some(),
            "{code}: {name} is {is}, and evidence.tsv says {may:?}"
        );
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::judge::checks::FAMILIES;

    #[test]
    fn every_check_has_its_row_and_every_type_is_known() {
        let codes: Vec<&str> = all().map(|t| t.code).collect();
        assert!(codes.is_sorted(), "sort the table");
        let checks: BTreeSet<&str> = FAMILIES.iter().flat_map(|f| f.iter()).map(|c| c.code).collect();
        assert_eq!(codes.iter().copied().collect::<BTreeSet<_>>(), checks);
        assert_eq!(codes.len(), checks.len());
        for types in all() {
            for name in types.expected.iter().chain(&types.actual) {
                let known = name.split(' ').next().unwrap();
                assert!(TYPES.iter().any(|(n, ..)| *n == known), "{}: {name}", types.code);
            }
        }
    }
}
