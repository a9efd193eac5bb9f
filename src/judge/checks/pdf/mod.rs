//! Checks of what a PDF carries besides its pages.

mod active_content;
mod blank_page;
mod copies_otherwise;
mod embedded_file;
mod encrypted;
mod modified_after_signing;
mod not_a_scan;
mod not_rendered;
mod too_many_pages;

use crate::format::Format;
use crate::judge::check::{Check, Looked};
use crate::judge::dossier::DocumentFacts;

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &active_content::CHECK,
    &blank_page::CHECK,
    &copies_otherwise::CHECK,
    &embedded_file::CHECK,
    &encrypted::CHECK,
    &modified_after_signing::CHECK,
    &not_a_scan::CHECK,
    &not_rendered::CHECK,
    &too_many_pages::CHECK,
];

/// What a check of a PDF's own facts says where there are none: the file is no PDF, or could not be opened.
fn without_facts(document: &DocumentFacts) -> Looked {
    if document.format == Format::Pdf {
        Looked::no("the file could not be opened")
    } else {
        Looked::NotMeant
    }
}
