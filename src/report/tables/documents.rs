//! One row a file of a case.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Kind::{Boolean, Integer, Real, Text};
use super::{At, Cell, Column, Table, count, doc, said, text};
use crate::finding::Severity;
use crate::read::MarkKind;
use crate::report::model::{DocumentRow, PageRow, PdfRow};

fn page<'a>(at: At<'a>, get: impl FnOnce(&'a PageRow) -> Cell<'a>) -> Cell<'a> {
    doc(at, |d| d.pages.first().map_or(Cell::Null, get))
}

fn pdf<'a>(at: At<'a>, get: impl FnOnce(&'a PdfRow) -> Cell<'a>) -> Cell<'a> {
    doc(at, |d| d.pdf.as_ref().map_or(Cell::Null, get))
}

fn marks<'a>(at: At<'a>, kinds: &[MarkKind]) -> Cell<'a> {
    doc(at, |d| {
        count(d.marks.iter().filter(|m| kinds.contains(&m.kind)).count())
    })
}

/// Findings of this severity on this document.
fn findings(at: At<'_>, severity: Severity) -> Cell<'_> {
    doc(at, |d| {
        let on = |f: &&crate::report::model::FindingRow| f.severity == severity && f.document.as_ref() == Some(&d.path);
        count(at.report.findings.iter().filter(on).count())
    })
}

/// The smallest of a figure over the pages that have it.
fn least(d: &DocumentRow, get: impl Fn(&PageRow) -> Option<f64>) -> Cell<'_> {
    let least = d.pages.iter().filter_map(get).min_by(f64::total_cmp);
    least.map_or(Cell::Null, Cell::Real)
}

fn fields(d: &DocumentRow) -> Cell<'_> {
    let values: BTreeMap<&str, &str> = d.fields.iter().map(|(k, f)| (k.as_str(), f.value.as_str())).collect();
    serde_json::to_string(&values).map_or(Cell::Null, |json| Cell::Text(Cow::Owned(json)))
}

/// The table.
pub(super) static TABLE: Table = Table {
    name: "documents",
    doc: "One row a file of a case, but its case.json. `report` and `document` are its key.",
    rows: |report| report.documents.len(),
    columns: &[
        Column::CASE_ID,
        Column::REPORT,
        Column::new(
            "document",
            Integer,
            "number in the case, from 1, in the order of paths",
            |at| count(at.item + 1),
        )
        .always(),
        Column::new("path", Text, "path below the case folder", |at| {
            doc(at, |d| text(&d.path))
        })
        .always(),
        Column::new("bytes", Integer, "size", |at| {
            doc(at, |d| Cell::Integer(i64::try_from(d.bytes).unwrap_or(i64::MAX)))
        })
        .always(),
        Column::new(
            "sha256",
            Text,
            "SHA-256 in lower-case hex; empty where the file was not read whole",
            |at| {
                doc(at, |d| {
                    if d.sha256.is_empty() {
                        Cell::Null
                    } else {
                        text(&d.sha256)
                    }
                })
            },
        ),
        Column::new("format", Text, "format by content, never by name", |at| {
            doc(at, |d| text(d.format.name()))
        })
        .always(),
        Column::new("kind", Text, "kind of document, or unrecognised", |at| {
            doc(at, |d| text(d.kind.name()))
        })
        .always(),
        Column::new("kind_confidence", Real, "how sure the kind is, 0 to 1", |at| {
            doc(at, |d| Cell::Real(d.kind_confidence))
        })
        .always(),
        Column::new(
            "origin",
            Text,
            "how it was made: scan, photo, screen-capture, born-digital, mixed, unknown",
            |at| doc(at, |d| said(&d.origin)),
        )
        .always(),
        Column::new("pages", Integer, "pages that were read", |at| {
            doc(at, |d| count(d.pages.len()))
        })
        .always(),
        Column::new(
            "partial",
            Boolean,
            "a budget ended the reading before the document ended",
            |at| doc(at, |d| Cell::Boolean(d.partial)),
        )
        .always(),
        Column::new("width", Integer, "pixels of the first page, upright", |at| {
            page(at, |p| Cell::Integer(p.width.into()))
        }),
        Column::new("height", Integer, "pixels of the first page, upright", |at| {
            page(at, |p| Cell::Integer(p.height.into()))
        }),
        Column::new("dpi", Real, "least dots per inch of its pages, one decimal", |at| {
            doc(at, |d| least(d, |p| p.dpi))
        }),
        Column::new(
            "colour",
            Text,
            "colour of the first page by pixels: colour, greyscale, bilevel, unknown",
            |at| page(at, |p| said(&p.colour)),
        ),
        Column::new(
            "turned",
            Integer,
            "clockwise turn that made the first page upright: 0, 90, 180, 270",
            |at| page(at, |p| Cell::Integer(p.orientation.into())),
        ),
        Column::new(
            "text_source",
            Text,
            "where the first page's text is from: text-layer, ocr, both, none",
            |at| page(at, |p| said(&p.text_source)),
        ),
        Column::new(
            "sharpness",
            Real,
            "least sharpness of its pages, as docs/metrics tells it",
            |at| doc(at, |d| least(d, |p| p.metrics.get("sharpness").copied())),
        ),
        Column::new("seals", Integer, "seals found", |at| marks(at, &[MarkKind::Seal])).always(),
        Column::new("signatures", Integer, "signatures found", |at| {
            marks(at, &[MarkKind::Signature])
        })
        .always(),
        Column::new("codes", Integer, "QR codes and bar codes read", |at| {
            marks(at, &[MarkKind::QrCode, MarkKind::Barcode])
        })
        .always(),
        Column::new(
            "pdf_signed",
            Boolean,
            "the PDF is digitally signed; empty where it is no PDF",
            |at| pdf(at, |p| Cell::Boolean(p.signed)),
        ),
        Column::new("pdf_encrypted", Boolean, "the PDF is encrypted in any way", |at| {
            pdf(at, |p| Cell::Boolean(p.encrypted))
        }),
        Column::new("rejects", Integer, "findings of severity reject on it", |at| {
            findings(at, Severity::Reject)
        })
        .always(),
        Column::new("reviews", Integer, "findings of severity review on it", |at| {
            findings(at, Severity::Review)
        })
        .always(),
        Column::new("notes", Integer, "findings of severity note on it", |at| {
            findings(at, Severity::Note)
        })
        .always(),
        Column::new(
            "fields",
            Text,
            "JSON object: extracted values by name; numbers of persons masked as in the report",
            |at| doc(at, fields),
        )
        .always(),
    ],
};
