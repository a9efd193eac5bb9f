//! Words for codes that have no check of their own to speak for them.

use super::Lang;
use crate::judge::check::Check;
use crate::judge::checks::FAMILIES;
use crate::judge::codes;

/// What a code means, from the contract's table; the code itself where it is in none.
pub fn meaning(code: &str, lang: Lang) -> String {
    codes::code(code)
        .map_or(code, |row| lang.pick(row.zh, row.en))
        .to_owned()
}

/// The check behind a code.
pub fn check(name: &str) -> Option<&'static Check> {
    FAMILIES
        .iter()
        .flat_map(|family| family.iter())
        .find(|check| check.code == name)
        .copied()
}
