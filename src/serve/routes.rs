//! HTTP: which path gives what, and the headers every answer bears.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::access::Access;
use super::assets::{PAGE, POLICY, asset};
use super::desk::{Asked, DecideError, Desk};
use super::picture::{PictureError, Size};
use super::shelf::ReportError;
use crate::decisions::{LedgerError, table};

/// Megapixels decoded at once. One pixel costs 3 bytes decoded and as much again while it is turned or encoded; the largest
/// page permitted is decoded alone.
const MEGAPIXELS: u32 = 16;
/// Largest request body: a notice of the greatest length.
const BODY: usize = 256 << 10;

const JSON: &str = "application/json; charset=utf-8";

/// What handlers share.
#[derive(Clone)]
struct Shared {
    desk: Arc<Desk>,
    access: Arc<Access>,
    room: Arc<Semaphore>,
}

/// The router of a desk.
pub fn router(desk: Arc<Desk>, access: Access) -> Router {
    let shared = Shared {
        desk,
        access: Arc::new(access),
        room: Arc::new(Semaphore::new(MEGAPIXELS as usize)),
    };
    Router::new()
        .route("/", get(page))
        .route("/desk/{name}", get(file))
        .route("/api/desk", get(about))
        .route("/api/cases", get(list))
        .route("/api/cases/{key}", get(case))
        .route("/api/cases/{key}/pages/{document}/{page}", get(picture))
        .route("/api/cases/{key}/decisions", post(decide))
        .route("/api/overview", get(overview))
        .route("/api/decisions/{format}", get(export))
        .fallback(async || problem(StatusCode::NOT_FOUND, "no-such-page", "there is no such page"))
        .layer(DefaultBodyLimit::max(BODY))
        .layer(middleware::from_fn_with_state(shared.clone(), guard))
        .with_state(shared)
}

/// Headers of safety, on every answer.
const HEADERS: [(HeaderName, &str); 9] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    ),
];

/// Turns away who may not ask, and puts the headers of safety on every answer.
async fn guard(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let admitted = shared
        .access
        .admit(request.method(), request.uri().path(), request.headers());
    let mut response = match admitted {
        Ok(()) => next.run(request).await,
        Err(refused) => problem(refused.status, refused.why, "this desk does not answer this request"),
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn answer(status: StatusCode, media: &'static str, body: impl Into<Body>) -> Response {
    (status, [(header::CONTENT_TYPE, media)], body.into()).into_response()
}

fn problem(status: StatusCode, why: &str, message: &str) -> Response {
    with_value(status, &json!({ "why": why, "message": message }))
}

fn with_value(status: StatusCode, value: &Value) -> Response {
    answer(status, JSON, value.to_string())
}

/// Work that reads files or decodes runs beside the threads that answer.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Response> {
    tokio::task::spawn_blocking(work).await.map_err(|_| {
        problem(
            StatusCode::INTERNAL_SERVER_ERROR,
            "crashed",
            "the desk failed on this request",
        )
    })
}

/// The value of a parameter of the query.
fn parameter<'a>(uri: &'a Uri, name: &str) -> Option<&'a str> {
    uri.query()?
        .split('&')
        .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
}

async fn page() -> Response {
    answer(StatusCode::OK, "text/html; charset=utf-8", PAGE)
}

async fn file(Path(name): Path<String>) -> Response {
    match asset(&name) {
        Some(found) => answer(StatusCode::OK, found.media, found.text),
        None => problem(StatusCode::NOT_FOUND, "no-such-page", "there is no such file"),
    }
}

async fn about(State(shared): State<Shared>) -> Response {
    with_value(StatusCode::OK, &shared.desk.about())
}

async fn list(State(shared): State<Shared>, uri: Uri) -> Response {
    let since = parameter(&uri, "since").and_then(|v| v.parse().ok()).unwrap_or(0);
    match aside(move || shared.desk.list(since)).await {
        Ok(Ok(body)) => answer(StatusCode::OK, JSON, body),
        Ok(Err(_)) => problem(StatusCode::INTERNAL_SERVER_ERROR, "crashed", "the list cannot be made"),
        Err(response) => response,
    }
}

async fn case(State(shared): State<Shared>, Path(key): Path<String>) -> Response {
    match aside(move || shared.desk.case(&key)).await {
        Ok(Ok(value)) => with_value(StatusCode::OK, &value),
        Ok(Err(why)) => no_report(&why),
        Err(response) => response,
    }
}

fn no_report(why: &ReportError) -> Response {
    let (status, word) = match why {
        ReportError::Missing => (StatusCode::NOT_FOUND, "no-report"),
        ReportError::Unreadable(_) | ReportError::Malformed(_) => (StatusCode::INTERNAL_SERVER_ERROR, "bad-report"),
    };
    problem(status, word, &why.to_string())
}

async fn picture(
    State(shared): State<Shared>,
    Path((key, document, page)): Path<(String, usize, usize)>,
    uri: Uri,
) -> Response {
    let size = match parameter(&uri, "size") {
        Some("full") => Size::Full,
        _ => Size::View,
    };
    let (desk, name) = (shared.desk.clone(), key.clone());
    let room = match aside(move || desk.page_size(&name, document, page)).await {
        Ok(Ok((w, h))) => (u64::from(w) * u64::from(h) / 1_000_000).clamp(1, u64::from(MEGAPIXELS)) as u32,
        Ok(Err(why)) => return no_picture(&why),
        Err(response) => return response,
    };
    // The semaphore is never closed.
    let Ok(_permit) = shared.room.clone().acquire_many_owned(room).await else {
        return problem(StatusCode::SERVICE_UNAVAILABLE, "closing", "the desk is closing");
    };
    let desk = shared.desk.clone();
    match aside(move || desk.picture(&key, document, page, size)).await {
        Ok(Ok(jpeg)) => answer(StatusCode::OK, "image/jpeg", Bytes::from_owner(jpeg)),
        Ok(Err(why)) => no_picture(&why),
        Err(response) => response,
    }
}

fn no_picture(why: &PictureError) -> Response {
    let (status, word) = match why {
        PictureError::NoPage => (StatusCode::NOT_FOUND, "no-page"),
        PictureError::NoFolder => (StatusCode::NOT_FOUND, "no-folder"),
        PictureError::NoFile => (StatusCode::NOT_FOUND, "no-file"),
        PictureError::Changed => (StatusCode::CONFLICT, "changed"),
        PictureError::Decode(_) | PictureError::Crashed(_) | PictureError::Encode => {
            (StatusCode::UNPROCESSABLE_ENTITY, "unreadable")
        }
    };
    problem(status, word, &why.to_string())
}

async fn decide(State(shared): State<Shared>, Path(key): Path<String>, body: Bytes) -> Response {
    let Ok(asked) = serde_json::from_slice::<Asked>(&body) else {
        return problem(StatusCode::BAD_REQUEST, "bad-request", "this is no decision");
    };
    let now = jiff::Timestamp::now().to_string();
    match aside(move || shared.desk.decide(&key, asked, now)).await {
        Ok(Ok(state)) => with_value(StatusCode::OK, &json!({ "state": state })),
        Ok(Err(why)) => not_decided(&why),
        Err(response) => response,
    }
}

fn not_decided(why: &DecideError) -> Response {
    let (status, word) = match why {
        DecideError::Report(why) => return no_report(why),
        DecideError::Ledger(LedgerError::Stale(state)) => {
            return with_value(
                StatusCode::CONFLICT,
                &json!({ "why": "decided-meanwhile", "message": why.to_string(), "state": state }),
            );
        }
        DecideError::NoReviewer => (StatusCode::FORBIDDEN, "no-reviewer"),
        DecideError::Renewed { digest, state } => {
            return with_value(
                StatusCode::CONFLICT,
                &json!({ "why": "renewed", "message": why.to_string(), "digest": digest, "state": state }),
            );
        }
        DecideError::Invalid(_) => (StatusCode::BAD_REQUEST, "bad-request"),
        DecideError::Ledger(LedgerError::NothingToUndo) => (StatusCode::CONFLICT, "nothing-to-undo"),
        DecideError::Ledger(LedgerError::Io { .. } | LedgerError::Busy { .. } | LedgerError::Words(_)) => {
            (StatusCode::INTERNAL_SERVER_ERROR, "not-written")
        }
    };
    problem(status, word, &why.to_string())
}

async fn overview(State(shared): State<Shared>) -> Response {
    match aside(move || serde_json::to_vec(&shared.desk.overview())).await {
        Ok(Ok(body)) => answer(StatusCode::OK, JSON, body),
        Ok(Err(_)) => problem(
            StatusCode::INTERNAL_SERVER_ERROR,
            "crashed",
            "the figures cannot be made",
        ),
        Err(response) => response,
    }
}

async fn export(State(shared): State<Shared>, Path(format): Path<String>) -> Response {
    let rows = match aside(move || shared.desk.decisions()).await {
        Ok(rows) => rows,
        Err(response) => return response,
    };
    match format.as_str() {
        "csv" => answer(StatusCode::OK, "text/csv; charset=utf-8", table::csv(&rows)),
        "jsonl" => match table::jsonl(&rows) {
            Ok(text) => answer(StatusCode::OK, "application/jsonl; charset=utf-8", text),
            Err(_) => problem(StatusCode::INTERNAL_SERVER_ERROR, "crashed", "the table cannot be made"),
        },
        _ => problem(StatusCode::NOT_FOUND, "no-such-page", "csv or jsonl"),
    }
}
