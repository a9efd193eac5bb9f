//! One row a finding.

use super::Kind::{Integer, Text};
use super::{At, Cell, Column, Table, count, found, maybe, said, text};
use crate::geometry::PixelBox;
use crate::report::model::DocumentRow;

fn document(at: At<'_>) -> Option<(usize, &DocumentRow)> {
    let path = at.finding()?.document.as_ref()?;
    at.report.documents.iter().enumerate().find(|(_, d)| d.path == *path)
}

fn area(at: At<'_>, get: impl FnOnce(PixelBox) -> i64) -> Cell<'_> {
    found(at, |f| f.area.map_or(Cell::Null, |a| Cell::Integer(get(a))))
}

/// The table.
pub(super) static TABLE: Table = Table {
    name: "findings",
    doc: "One row a finding, the gravest of a case first. `report` and `finding` are its key; `report` and `document` lead to `documents`.",
    rows: |report| report.findings.len(),
    columns: &[
        Column::CASE_ID,
        Column::REPORT,
        Column::new("finding", Integer, "number in the report, from 1", |at| {
            count(at.item + 1)
        })
        .always(),
        Column::new("code", Text, "what it is, as `chushen explain` tells it", |at| {
            found(at, |f| text(&f.code))
        })
        .always(),
        Column::new("severity", Text, "reject, review or note", |at| {
            found(at, |f| text(f.severity.name()))
        })
        .always(),
        Column::new(
            "document",
            Integer,
            "number of the document; empty: the whole case",
            |at| document(at).map_or(Cell::Null, |(i, _)| count(i + 1)),
        ),
        Column::new("document_kind", Text, "kind of that document", |at| {
            document(at).map_or(Cell::Null, |(_, d)| text(d.kind.name()))
        }),
        Column::new("path", Text, "path of that document", |at| {
            found(at, |f| maybe(f.document.as_ref()))
        }),
        Column::new("page", Integer, "page, from 1; empty: the whole document", |at| {
            found(at, |f| f.page.map_or(Cell::Null, count))
        }),
        Column::new(
            "box_x",
            Integer,
            "left edge of the place, pixels of the upright page",
            |at| area(at, |a| a.x.into()),
        ),
        Column::new("box_y", Integer, "upper edge", |at| area(at, |a| a.y.into())),
        Column::new("box_width", Integer, "width", |at| area(at, |a| a.w.into())),
        Column::new("box_height", Integer, "height", |at| area(at, |a| a.h.into())),
        Column::new(
            "field",
            Text,
            "name of the field, or JSON pointer into case.json",
            |at| found(at, |f| maybe(f.field.as_ref())),
        ),
        Column::new(
            "expected",
            Text,
            "what was asked: a word as it is, all else as JSON",
            |at| found(at, |f| f.expected.as_ref().map_or(Cell::Null, said)),
        ),
        Column::new(
            "actual",
            Text,
            "what was found: a word as it is, all else as JSON",
            |at| found(at, |f| f.actual.as_ref().map_or(Cell::Null, said)),
        ),
        Column::new("rule", Text, "id of the rule", |at| {
            found(at, |f| maybe(f.rule.as_ref()))
        }),
        Column::new(
            "rule_level",
            Text,
            "where the rule comes from: baseline, published, house",
            |at| found(at, |f| f.rule_level.as_ref().map_or(Cell::Null, said)),
        ),
        Column::new("source", Text, "where the rule is published", |at| {
            found(at, |f| maybe(f.source.as_ref()))
        }),
        Column::new("message", Text, "one sentence, in the language of the run", |at| {
            found(at, |f| text(&f.message))
        })
        .always(),
        Column::new("suggest", Text, "what the submitter should do", |at| {
            found(at, |f| maybe(f.suggest.as_ref()))
        }),
    ],
};
