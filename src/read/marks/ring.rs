//! Words of a seal.
