//! One row a report.

use super::Kind::{Date, Integer, Text};
use super::{Cell, Column, Table, count, maybe, said, text};
use crate::report::model::{CheckOutcome, Report};

fn checks(report: &Report, outcome: CheckOutcome) -> Cell<'static> {
    count(report.checks.iter().filter(|c| c.outcome == outcome).count())
}

/// The table.
pub(super) static TABLE: Table = Table {
    name: "cases",
    doc: "One row a report. `report` is its key: two folders of one case id have two reports, and two rows.",
    rows: |_| 1,
    columns: &[
        Column::CASE_ID,
        Column::REPORT,
        Column::new(
            "verdict",
            Text,
            "pass, review, reject, or error: the case could not be read at all",
            |at| text(at.report.verdict.name()),
        )
        .always(),
        Column::new("province", Text, "province, short Chinese name", |at| {
            maybe(at.report.case.province.as_ref())
        }),
        Column::new("subject_kind", Text, "kind of the subject (主体), as declared", |at| {
            maybe(at.report.case.subject_kind.as_ref())
        }),
        Column::new("subject", Text, "name of the subject, as declared", |at| {
            maybe(at.report.case.subject.as_ref())
        }),
        Column::new("rejects", Integer, "findings of severity reject", |at| {
            count(at.report.counts.reject)
        })
        .always(),
        Column::new("reviews", Integer, "findings of severity review", |at| {
            count(at.report.counts.review)
        })
        .always(),
        Column::new("notes", Integer, "findings of severity note", |at| {
            count(at.report.counts.note)
        })
        .always(),
        Column::new("documents", Integer, "files of the case", |at| {
            count(at.report.documents.len())
        })
        .always(),
        Column::new("pages", Integer, "pages that were read", |at| {
            count(at.report.documents.iter().map(|d| d.pages.len()).sum())
        })
        .always(),
        Column::new("bytes", Integer, "size of all files of the case", |at| {
            let all: u64 = at.report.documents.iter().map(|d| d.bytes).sum();
            Cell::Integer(i64::try_from(all).unwrap_or(i64::MAX))
        })
        .always(),
        Column::new("checks_passed", Integer, "rows of checks that passed", |at| {
            checks(at.report, CheckOutcome::Passed)
        })
        .always(),
        Column::new(
            "checks_not_done",
            Integer,
            "rows of checks that could not look, such as for want of text",
            |at| checks(at.report, CheckOutcome::NotChecked),
        )
        .always(),
        Column::new("stage", Text, "stage of the filing, by its declared times", |at| {
            at.report.timeline.as_ref().map_or(Cell::Null, |t| said(&t.stage))
        }),
        Column::new("as_of", Date, "the day it was judged by", |at| {
            Cell::Date(at.report.as_of)
        })
        .always(),
        Column::new("program", Text, "version of the program", |at| {
            text(&at.report.tool.version)
        })
        .always(),
        Column::new("rules", Text, "rule pack and its hash", |at| {
            text(&at.report.tool.rules)
        })
        .always(),
        Column::new(
            "models",
            Text,
            "text models and their hash; none where no text was recognised",
            |at| text(&at.report.tool.models),
        )
        .always(),
    ],
};
