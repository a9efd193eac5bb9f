//! PDF: facts, page pictures, rendering, text layer. Every call parses anew from the shared bytes (parsing is lazy),
//! because the reader's own types cannot cross threads.

mod annotations;
mod attachments;
mod budget;
mod changes;
mod facts;
mod filters;
mod fonts;
mod groups;
mod inventory;
mod lines;
mod optional;
mod overlays;
mod pages;
mod program;
mod revisions;
mod seen;
mod signatures;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::{DecodeError, Metadata, Opened, PageImage, PdfFacts, Reader};
use crate::limits::Limits;
use crate::signature::Proof;
use hayro_syntax::{DecryptionError, LoadPdfError};

/// Stack of the thread that reads: deep nesting must run out of budget before it runs out of stack. Only touched pages cost memory.
const STACK_BYTES: usize = 192 << 20;

/// An opened PDF.
#[derive(Debug)]
pub struct Pdf {
    bytes: Arc<[u8]>,
}

/// Lets the parser hold the shared bytes without a copy.
struct Shared(Arc<[u8]>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// A broken part of a PDF, in our words.
fn malformed(what: &str, detail: &str) -> DecodeError {
    DecodeError::Malformed {
        what: what.to_owned(),
        detail: detail.to_owned(),
    }
}

/// Runs the foreign readers on a big stack and turns their panics into an answer.
pub(super) fn guarded<T: Send>(job: impl FnOnce() -> Result<T, DecodeError> + Send) -> Result<T, DecodeError> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .name("pdf".to_owned())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, job)
            .map_err(|_| DecodeError::Crashed {
                how: "no thread could be started".to_owned(),
            })?;
        // The panic's own words may quote the document, so they are not passed on.
        thread.join().unwrap_or_else(|payload| {
            // A budget that is met inside the interpreter leaves it by unwinding: it cannot be told to stop.
            Err(payload.downcast::<DecodeError>().map_or_else(
                |_| DecodeError::Crashed {
                    how: "the pdf reader panicked".to_owned(),
                },
                |told| *told,
            ))
        })
    })
}

/// Parses the cross-references; no page is read.
fn parse(bytes: &Arc<[u8]>) -> Result<hayro_syntax::Pdf, LoadPdfError> {
    hayro_syntax::Pdf::new(Arc::new(Shared(Arc::clone(bytes))))
}

/// Opens a PDF: facts are gathered, no page is decoded.
pub fn open(bytes: Arc<[u8]>, limits: &Limits) -> Result<Opened, DecodeError> {
    // Where only attachments are encrypted the pages are read past the dictionary, which stays a fact.
    let plain = attachments::readable(&bytes);
    let encrypted = plain.is_some();
    let signed = Arc::clone(&bytes);
    let bytes = plain.map_or(bytes, Arc::from);
    let Known {
        mut facts,
        flaws,
        layers,
        proofs,
    } = guarded(|| read_facts(&bytes, &signed, limits))?;
    facts.encrypted |= encrypted;
    let bytes = layers.map_or(bytes, Arc::from);
    let bytes = groups::dissolved(&bytes).map_or(bytes, Arc::from);
    Ok(Opened {
        frames: facts.pages,
        metadata: Metadata {
            software: facts.producer.clone(),
            ..Metadata::default()
        },
        pdf: Some(facts),
        flaws,
        proofs,
        reader: Reader::Pdf(Box::new(Pdf { bytes })),
    })
}

/// What is known of a file before any page is read.
struct Known {
    facts: PdfFacts,
    /// What is wrong.
    flaws: Vec<DecodeError>,
    /// The file with its layers said plainly, where it has any.
    layers: Option<Vec<u8>>,
    /// What proves its signatures.
    proofs: Vec<Proof>,
}

/// Facts from the bytes as they are read; `signed` are those that were handed in.
fn read_facts(bytes: &Arc<[u8]>, signed: &Arc<[u8]>, limits: &Limits) -> Result<Known, DecodeError> {
    let mut facts = PdfFacts {
        version: revisions::header_version(bytes),
        encrypted: revisions::names_encryption(bytes),
        revisions: revisions::count(bytes),
        ..PdfFacts::default()
    };
    let mut flaws = Vec::new();
    if let Some(detail) = revisions::cut_off(bytes) {
        flaws.push(malformed("pdf", detail));
    }
    if let Some(over) = budget::over_unopened(bytes, limits) {
        return Err(over);
    }
    let mut proofs = Vec::new();
    let layers = match parse(bytes) {
        Ok(pdf) => {
            if let Some(over) = budget::over(&pdf, limits) {
                return Err(over);
            }
            let met = facts::fill(&pdf, bytes, limits, &mut facts);
            let known = signatures::prove(met, signed, &pdf, facts.encrypted, limits);
            facts.signatures = known.signatures;
            facts.signatures_beyond = known.beyond;
            proofs = known.proofs;
            optional::plain(bytes, &pdf, limits.pages)
        }
        Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected)) => {
            facts.encrypted = true;
            facts.needs_password = true;
            flaws.push(DecodeError::Encrypted);
            return Ok(Known {
                facts,
                flaws,
                layers: None,
                proofs,
            });
        }
        Err(LoadPdfError::Decryption(DecryptionError::UnsupportedAlgorithm)) => {
            return Err(DecodeError::Unsupported {
                feature: "this encryption",
            });
        }
        Err(LoadPdfError::Decryption(_)) => return Err(malformed("pdf", "its encryption cannot be read")),
        Err(LoadPdfError::Invalid) => return Err(malformed("pdf", "no page tree can be found")),
    };
    if facts.pages == 0 {
        return Err(malformed("pdf", "it has no page"));
    }
    Ok(Known {
        facts,
        flaws,
        layers,
        proofs,
    })
}

impl Pdf {
    /// Decodes page `index` (from 0).
    pub fn page(&self, index: usize, limits: &Limits) -> Result<PageImage, DecodeError> {
        guarded(|| {
            let pdf = parse(&self.bytes).map_err(|error| match error {
                LoadPdfError::Decryption(DecryptionError::PasswordProtected) => DecodeError::Encrypted,
                _ => malformed("pdf", "no page tree can be found"),
            })?;
            let page = pdf
                .pages()
                .get(index)
                .ok_or_else(|| malformed(&format!("pdf page {}", index + 1), "there is no such page"))?;
            pages::image(page, index, limits)
        })
    }
}
