//! What may be asked, as one table: the router and the OpenAPI document are made from it.

use axum::http::Method;

use super::problem::{self, Kind};
use super::tokens::Scope;

/// Which operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// Look at one document.
    Document,
    /// Hand in a case.
    HandIn,
    /// Read a case.
    Case,
    /// Take a case out.
    Remove,
    /// Whether the process lives.
    Health,
    /// Whether it takes work.
    Ready,
    /// Figures.
    Metrics,
    /// The OpenAPI document.
    Description,
}

/// What a part of a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A file with a name.
    File,
    /// A declaration, as `case.json`.
    Declaration,
    /// A kind of document, as in a declaration.
    Kind,
    /// Where to call back.
    Address,
}

/// A part of a body.
#[derive(Debug)]
pub struct Part {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub value: Value,
    /// It must be there.
    pub required: bool,
    /// It may come more than once.
    pub many: bool,
    /// In words.
    pub help: &'static str,
}

/// What an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Body {
    /// A document and the findings on it.
    Document,
    /// A report.
    Report,
    /// The id of a case and how far it is.
    Case,
    /// How the server is.
    State,
    /// Plain text of Prometheus.
    Metrics,
    /// An OpenAPI document.
    Description,
    /// Nothing.
    Nothing,
}

/// One operation.
#[derive(Debug)]
pub struct Operation {
    /// Which.
    pub name: Name,
    /// The word for figures and for generated clients.
    pub id: &'static str,
    /// How it is asked.
    pub method: Method,
    /// Where, in the notation of OpenAPI and of the router.
    pub path: &'static str,
    /// What a token must be good for; `None`: no token is asked.
    pub scope: Option<Scope>,
    /// In words.
    pub help: &'static str,
    /// Parts of its body.
    pub parts: &'static [Part],
    /// Answers: status, what it holds, words.
    pub answers: &'static [(u16, Body, &'static str)],
    /// Problems besides those of every operation.
    pub problems: &'static [&'static Kind],
}

const FILE: Part = Part {
    name: "file",
    value: Value::File,
    required: true,
    many: false,
    help: "The document, with its file name.",
};

/// Every operation.
pub static ALL: [Operation; 8] = [
    Operation {
        name: Name::Document,
        id: "lookAtDocument",
        method: Method::POST,
        path: "/v1/documents",
        scope: Some(Scope::Documents),
        help: "Looks at one document by itself: what it is, what stands on it, what a submitter should mend before handing it in. Nothing of it is kept on disk.",
        parts: &[
            FILE,
            Part {
                name: "kind",
                value: Value::Kind,
                required: false,
                many: false,
                help: "What the document is meant to be: a word of `attachments[].kind` in a declaration.",
            },
            Part {
                name: "declaration",
                value: Value::Declaration,
                required: false,
                many: false,
                help: "The declaration as far as it is filled in (`case.json`): what is read is then held against it.",
            },
        ],
        answers: &[(200, Body::Document, "The document and the findings on it.")],
        problems: &[problem::KIND_UNKNOWN, problem::FIELD_WRONG],
    },
    Operation {
        name: Name::HandIn,
        id: "handInCase",
        method: Method::POST,
        path: "/v1/cases",
        scope: Some(Scope::CasesWrite),
        help: "Hands in a case. It is on disk before 202 is answered. The same Idempotency-Key with the same body answers the same case.",
        parts: &[
            Part {
                name: "declaration",
                value: Value::Declaration,
                required: true,
                many: false,
                help: "The declaration, `case.json`: `#/components/schemas/Declaration`. One that is not valid is taken, and the report says what is wrong with it.",
            },
            Part {
                many: true,
                required: false,
                help: "An attachment; its file name is its path in the case folder.",
                ..FILE
            },
            Part {
                name: "callback",
                value: Value::Address,
                required: false,
                many: false,
                help: "Whom to tell when the report is there; only addresses that the operator allows.",
            },
        ],
        answers: &[
            (
                200,
                Body::Report,
                "The report, where it was ready within `wait` seconds.",
            ),
            (202, Body::Case, "The case was accepted."),
        ],
        problems: &[
            problem::PARAMETER_WRONG,
            problem::HEADER_WRONG,
            problem::CALLBACK_REFUSED,
            problem::FIELD_WRONG,
            problem::KEY_REUSED,
            problem::KEY_IN_USE,
            problem::QUEUE_FULL,
        ],
    },
    Operation {
        name: Name::Case,
        id: "readCase",
        method: Method::GET,
        path: "/v1/cases/{id}",
        scope: Some(Scope::CasesRead),
        help: "The report of a case, byte for byte what `chushen check --format json` writes.",
        parts: &[],
        answers: &[
            (200, Body::Report, "The report."),
            (202, Body::Case, "It is not ready yet."),
        ],
        problems: &[problem::NO_CASE],
    },
    Operation {
        name: Name::Remove,
        id: "removeCase",
        method: Method::DELETE,
        path: "/v1/cases/{id}",
        scope: Some(Scope::CasesDelete),
        help: "Takes a case out: papers, declaration, report and what was kept of its documents.",
        parts: &[],
        answers: &[(204, Body::Nothing, "It is gone.")],
        problems: &[problem::NO_CASE],
    },
    Operation {
        name: Name::Health,
        id: "healthz",
        method: Method::GET,
        path: "/healthz",
        scope: None,
        help: "Whether the process lives.",
        parts: &[],
        answers: &[(200, Body::State, "It lives.")],
        problems: &[],
    },
    Operation {
        name: Name::Ready,
        id: "readyz",
        method: Method::GET,
        path: "/readyz",
        scope: None,
        help: "Whether the server takes work.",
        parts: &[],
        answers: &[(200, Body::State, "It does.")],
        problems: &[problem::STOPPING],
    },
    Operation {
        name: Name::Metrics,
        id: "metrics",
        method: Method::GET,
        path: "/metrics",
        scope: Some(Scope::Metrics),
        help: "Figures in the Prometheus text format.",
        parts: &[],
        answers: &[(200, Body::Metrics, "The figures.")],
        problems: &[],
    },
    Operation {
        name: Name::Description,
        id: "describe",
        method: Method::GET,
        path: "/v1/openapi.json",
        scope: None,
        help: "This document.",
        parts: &[],
        answers: &[(200, Body::Description, "The OpenAPI document.")],
        problems: &[],
    },
];

impl Operation {
    /// Every problem that it may answer.
    pub fn all_problems(&self) -> Vec<&'static Kind> {
        const SITE: [&Kind; 3] = [problem::WRONG_HOST, problem::FOREIGN_ORIGIN, problem::FAILED];
        const TOKEN: [&Kind; 4] = [
            problem::TOKEN_MISSING,
            problem::TOKEN_WRONG,
            problem::SCOPE_MISSING,
            problem::RATE,
        ];
        const BODY: [&Kind; 13] = [
            problem::NOT_MULTIPART,
            problem::BROKEN_BODY,
            problem::TOO_LARGE,
            problem::TOO_MANY_FILES,
            problem::FIELD_MISSING,
            problem::FIELD_REPEATED,
            problem::FIELD_UNKNOWN,
            problem::NAME_REFUSED,
            problem::NAME_REPEATED,
            problem::TOO_SLOW,
            problem::UPLOADS,
            problem::STOPPING,
            problem::NO_ROOM,
        ];
        let mut all = SITE.to_vec();
        all.extend(self.scope.iter().flat_map(|_| TOKEN));
        if !self.parts.is_empty() {
            all.extend(BODY);
        }
        all.extend(self.problems);
        all
    }
}
