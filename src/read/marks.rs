//! Seals, signatures, codes.
