//! QR and bar codes.
