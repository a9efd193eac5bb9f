//! What may be wrong with a pack, told with the nearest right word.

use std::path::PathBuf;

use crate::hanzi::distance;

/// What is wrong with a pack.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// A file cannot be read.
    #[error("cannot read the rules in '{}'", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is no TOML of the right shape.
    #[error("'{file}' is not a rule file: {why}")]
    Shape {
        /// The file.
        file: String,
        /// What and where.
        why: String,
    },
    /// A rule says something that does not exist or does not fit.
    #[error("'{file}', rule '{rule}', key '{key}': {why}")]
    Rule {
        /// The file.
        file: String,
        /// The rule's id.
        rule: String,
        /// The key.
        key: String,
        /// What is wrong, with the nearest right word.
        why: String,
    },
}

/// The nearest of the right words, where one is near.
pub(crate) fn nearest<'a>(word: &str, right: impl IntoIterator<Item = &'a str>) -> String {
    let best = right.into_iter().map(|r| (distance(word, r), r)).min();
    match best {
        Some((d, r)) if d <= word.chars().count().max(3) / 2 => format!("'{word}' is not known; did you mean '{r}'?"),
        _ => format!("'{word}' is not known"),
    }
}
