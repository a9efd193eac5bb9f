//! Which kind of document a read document is, and its scale. In: [`crate::read::ReadPage`]s. Out: [`Recognised`].

use crate::kind::DocumentKind;

/// The kind of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Recognised {
    /// The kind; `Unrecognised` where none fits.
    pub kind: DocumentKind,
    /// How sure, 0 to 1.
    pub confidence: f64,
    /// The best guess where none fits.
    pub guess: Option<DocumentKind>,
    /// What told: cues found.
    pub basis: Vec<String>,
}
