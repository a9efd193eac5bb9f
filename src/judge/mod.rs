//! Facts held against rules. In: a [`dossier::Dossier`] and a pack of rules. Out: findings and outcomes.
//! The only floor that knows what is required.

pub mod check;
pub mod checks;
pub mod codes;
pub mod dossier;
pub mod engine;
pub mod evidence;
pub mod pack;
