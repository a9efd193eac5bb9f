//! Checks of what a PDF carries besides its pages.

mod active_content;
mod blank_page;
mod changed_after_signing;
mod copies_otherwise;
mod embedded_file;
mod encrypted;
mod modified_after_signing;
mod not_a_scan;
mod not_rendered;
mod signature_broken;
mod signer_mismatch;
mod signer_unknown;
mod too_many_pages;

use crate::decode::{PdfFacts, PdfSignature};
use crate::format::Format;
use crate::judge::check::{Check, Looked};
use crate::judge::dossier::DocumentFacts;
use crate::signature::{Signer, Unproved};

/// The family's checks, by code.
pub static CHECKS: &[&Check] = &[
    &active_content::CHECK,
    &blank_page::CHECK,
    &changed_after_signing::CHECK,
    &copies_otherwise::CHECK,
    &embedded_file::CHECK,
    &encrypted::CHECK,
    &modified_after_signing::CHECK,
    &not_a_scan::CHECK,
    &not_rendered::CHECK,
    &signature_broken::CHECK,
    &signer_mismatch::CHECK,
    &signer_unknown::CHECK,
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

/// No signature is left to ask about.
const NONE_HOLDS: &str = "no signature of the file was found to hold";

/// Signatures that hold, time stamps aside, with whose they are.
fn held_by_people(pdf: &PdfFacts) -> impl Iterator<Item = (&PdfSignature, &Signer)> {
    let held = pdf.signatures.iter().filter(|s| s.held.is_ok() && !s.time_stamp);
    held.filter_map(|s| s.signer.as_ref().map(|signer| (s, signer)))
}

/// Why a signature was not proved, as it is told.
const fn unproved(why: Unproved) -> &'static str {
    match why {
        Unproved::Algorithm => "a signature is of an algorithm that is not verified here",
        Unproved::Weak => "a signature is of an algorithm too weak to prove anything",
        Unproved::Key => "the public key of a signature cannot be read",
        Unproved::Form => "a signature is of a form that is not verified here",
        Unproved::NoCertificate => "a signature bears no certificate of its signer",
        Unproved::Budget => "there are more or larger signatures than are verified",
    }
}

/// Signed documents for the tests.
#[cfg(test)]
pub(crate) mod fixture {
    use crate::decode::{Change, PdfFacts, PdfSignature};
    use crate::judge::dossier::DocumentFacts;
    use crate::judge::dossier::fixture::document;
    use crate::kind::DocumentKind;
    use crate::signature::{Signer, Standing};

    /// A signature that holds and covers the whole file, of somebody who is trusted.
    pub(crate) fn held(name: &str) -> PdfSignature {
        PdfSignature {
            time_stamp: false,
            held: Ok(()),
            whole: true,
            changed: Some(Change::None),
            permits: None,
            signer: Some(Signer {
                name: name.to_owned(),
                names: vec![name.to_owned()],
                issuer: "测试认证机构".to_owned(),
                from: 1_700_000_000,
                until: 1_900_000_000,
            }),
            claimed: Some(1_780_000_000),
            standing: Some(Standing::Trusted),
        }
    }

    /// A form with these signatures.
    pub(crate) fn signed(signatures: Vec<PdfSignature>) -> DocumentFacts {
        let mut d = document("a.pdf", DocumentKind::VerificationForm);
        d.format = crate::format::Format::Pdf;
        d.pdf = Some(PdfFacts {
            signed: true,
            signatures,
            ..PdfFacts::default()
        });
        d
    }
}
