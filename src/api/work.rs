//! The reviews behind the answers: cases from the folder of state, one after another on each thread; documents that somebody waits for.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Instant;

use super::App;
use super::figures::{CASE_SECONDS, DOCUMENT_SECONDS, DOCUMENTS, FINISHED, KEPT};
use super::openapi::{LOOKED, Looked};
use super::store::{Accepted, Id};
use crate::date::Date;
use crate::intake::walk::load_case;
use crate::kind::DocumentKind;
use crate::report::build::unread_case;
use crate::report::json::{to_json, word};
use crate::report::model::Report;
use crate::run::read_slots::Urgency;
use crate::run::{Occasion, Reviewed, review_on};

/// Reviews cases until the server stops.
pub fn read_cases(app: &App) {
    while let Some((id, accepted)) = app.store.next() {
        let began = Instant::now();
        let report = reviewed(app, &id, &accepted);
        let text = match to_json(&report) {
            Ok(text) => text,
            Err(e) => {
                (app.options.remark)(&format!("{}: the report cannot be made: {e}", id.as_str()));
                continue;
            }
        };
        match app.store.done(&id, &text) {
            Ok(true) => {
                app.figures.took(CASE_SECONDS, began.elapsed());
                app.figures.count(FINISHED, &[&verdict(&report)]);
            }
            // Taken out while it was read: what was kept of its documents goes, too.
            Ok(false) => accepted.documents.iter().for_each(|d| app.setup.kept.forget(d)),
            // It stays open and is read again at the next start.
            Err(e) => (app.options.remark)(&format!("{}: {e}", id.as_str())),
        }
        app.changed.send_modify(|n| *n = n.wrapping_add(1));
    }
}

fn verdict(report: &Report) -> String {
    serde_json::to_value(report.verdict).map_or_else(|_| String::new(), |v| word(&v))
}

/// The report of a case; one that says so where the case could not be read.
fn reviewed(app: &App, id: &Id, accepted: &Accepted) -> Report {
    let setup = &app.setup;
    let unread = |why: &str| {
        let code = "file.reader-failed";
        unread_case(id.as_str(), accepted.as_of, &setup.tool, code, why, setup.lang)
    };
    let occasion = Occasion {
        as_of: accepted.as_of,
        hint: None,
        urgency: Urgency::Queued,
    };
    let work = AssertUnwindSafe(|| -> Result<Reviewed, String> {
        let case = load_case(&app.store.case_folder(id), &setup.limits).map_err(|e| e.to_string())?;
        Ok(review_on(&case, occasion, setup))
    });
    match catch_unwind(work) {
        Ok(Ok(reviewed)) => {
            noted(app, id.as_str(), &reviewed);
            reviewed.report
        }
        Ok(Err(why)) => unread(&why),
        Err(_) => unread("panic"),
    }
}

/// What a review met besides its findings, for the log; ids and words of ours only.
fn noted(app: &App, id: &str, reviewed: &Reviewed) {
    app.figures.add(KEPT, &[], reviewed.account.kept);
    for fault in &reviewed.account.faults {
        (app.options.remark)(&format!("{id}: {}", fault.told()));
    }
}

/// What is said of the one document in a folder; `None`: there is none that counts, such as a thumbnail that a system left.
pub fn looked(app: &App, folder: &Path, kind: Option<DocumentKind>) -> Option<Looked> {
    let began = Instant::now();
    let occasion = Occasion {
        as_of: app.today(),
        hint: kind,
        urgency: Urgency::Awaited,
    };
    let case = load_case(folder, &app.setup.limits).ok()?;
    let reviewed = review_on(&case, occasion, &app.setup);
    noted(app, "a document", &reviewed);
    let looked = of_document(reviewed.report, occasion.as_of)?;
    app.figures.took(DOCUMENT_SECONDS, began.elapsed());
    let clean = looked.findings.is_empty();
    app.figures
        .count(DOCUMENTS, &[if clean { "clean" } else { "findings" }]);
    Some(looked)
}

/// What a report of a single document says of it. What it says of the case (papers that are missing) is not asked here.
fn of_document(report: Report, as_of: Date) -> Option<Looked> {
    let document = report.documents.into_iter().next()?;
    let on_it = |d: &Option<String>| d.as_ref() == Some(&document.path);
    Some(Looked {
        schema: LOOKED,
        tool: report.tool,
        as_of,
        findings: report.findings.into_iter().filter(|f| on_it(&f.document)).collect(),
        document,
    })
}
