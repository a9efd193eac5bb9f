//! Why bytes could not be turned into pages, sorted by who can mend it.

/// Why an attachment, or a page of it, could not be decoded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
pub enum DecodeError {
    /// The submitter's: broken or cut off. Becomes `file.corrupt`.
    #[error("malformed {what}: {detail}")]
    Malformed {
        /// The part that is broken: "jpeg", "pdf page 3".
        what: String,
        /// What the decoder said, without personal data.
        detail: String,
    },
    /// The submitter's: asks for a password. Becomes `pdf.encrypted`.
    #[error("the document asks for a password")]
    Encrypted,
    /// Nobody's yet: we cannot read this feature; a person must open the file.
    #[error("{feature} is not supported")]
    Unsupported {
        /// What is missing.
        #[serde(deserialize_with = "crate::interned::word")]
        feature: crate::interned::Word,
    },
    /// A bomb or a giant. Becomes `file.limit-exceeded`, naming the limit that stopped it.
    #[error("{limit} is {asked}, more than {allowed}")]
    Limit {
        /// Which budget.
        #[serde(deserialize_with = "crate::interned::word")]
        limit: crate::interned::Word,
        /// What the file asks for.
        asked: u64,
        /// What is allowed.
        allowed: u64,
    },
    /// Ours: the reader failed on it. Becomes `file.reader-failed`.
    #[error("the reader failed: {how}")]
    Crashed {
        /// How it ended.
        how: String,
    },
}
