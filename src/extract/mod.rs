//! Fields of a document of known kind. In: read pages and the kind's specification. Out: [`Reading`]s.

use serde::{Deserialize, Serialize};

use crate::geometry::PixelBox;
use crate::read::Source;

/// What befell a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the words of the report schema")]
pub enum Flag {
    Glare,
    Occluded,
    Incomplete,
    UnderSeal,
    LowConfidence,
    CorrectedByChecksum,
}

/// One extracted value with where it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The value in the form `fields.tsv` asks for (ISO date, upper case ...).
    pub value: String,
    /// Probability that the value is right, 0 to 1.
    pub confidence: f64,
    /// Page, from 1.
    pub page: usize,
    /// Where it stands on the upright page.
    pub area: Option<PixelBox>,
    /// Where it comes from.
    pub source: Source,
    /// What befell it, sorted.
    pub flags: Vec<Flag>,
    /// For each character of `value`, other characters the recogniser held possible (best first). Empty where not known.
    pub others: Vec<Vec<(char, f32)>>,
}
