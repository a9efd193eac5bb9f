//! HTTP: which path gives what, and the headers every answer bears.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Extension, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::access::Access;
use super::assets::{PAGE, POLICY, asset};
use super::desk::{Asked, Desk};
use super::picture::{PictureError, Size};
use super::report_index::ReportError;
use super::team::Who;
use super::team::people::{Role, Tried};
use super::team::session::Nobody;
use super::work::{ClaimAsked, WorkError};
use crate::decisions::{LedgerError, table};

/// Megapixels decoded at once. One pixel costs 3 bytes decoded and as much again while it is turned or encoded; the largest
/// page permitted is decoded alone.
const MEGAPIXELS: u32 = 16;
/// Largest request body: a notice of the greatest length.
const BODY: usize = 256 << 10;

/// Where a session is begun and ended: the one path below `/api/` that nobody need be known for.
const SESSION: &str = "/api/session";

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
        .route("/api/cases/{key}/earlier", get(earlier))
        .route("/api/cases/{key}/earlier/{with}", get(earlier))
        .route("/api/cases/{key}/decisions", post(decide))
        .route("/api/cases/{key}/notice", post(draft))
        .route("/api/cases/{key}/reveal", post(reveal))
        .route("/api/cases/{key}/claim", post(hear))
        .route("/api/claims", post(claim).delete(let_go))
        .route("/api/queues/{name}", put(save_queue).delete(remove_queue))
        .route(SESSION, post(log_in).delete(log_out))
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
async fn guard(State(shared): State<Shared>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let admitted = shared.access.admit(request.method(), &path, request.headers());
    let known = match admitted {
        Err(refused) => Err(problem(
            refused.status,
            refused.why,
            "this desk does not answer this request",
        )),
        Ok(()) if !path.starts_with("/api/") || path == SESSION => Ok(None),
        Ok(()) => shared.desk.who(request.headers()).map(Some).map_err(unknown),
    };
    let mut response = match known {
        Err(response) => response,
        Ok(who) => {
            if let Some(who) = who {
                request.extensions_mut().insert(who);
            }
            next.run(request).await
        }
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

fn unknown(nobody: Nobody) -> Response {
    match nobody {
        Nobody::LogIn => problem(StatusCode::UNAUTHORIZED, "log-in", "log in first"),
        Nobody::Unknown => problem(
            StatusCode::FORBIDDEN,
            "unknown-person",
            "the proxy names nobody whom the accounts file knows",
        ),
    }
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

async fn about(State(shared): State<Shared>, Extension(who): Extension<Who>) -> Response {
    with_value(StatusCode::OK, &shared.desk.about(&who))
}

async fn list(State(shared): State<Shared>, Extension(who): Extension<Who>, uri: Uri) -> Response {
    let since = parameter(&uri, "since").and_then(|v| v.parse().ok()).unwrap_or(0);
    match aside(move || shared.desk.list(&who, since)).await {
        Ok(Ok(body)) => answer(StatusCode::OK, JSON, body),
        Ok(Err(_)) => problem(StatusCode::INTERNAL_SERVER_ERROR, "crashed", "the list cannot be made"),
        Err(response) => response,
    }
}

async fn case(State(shared): State<Shared>, Extension(who): Extension<Who>, Path(key): Path<String>) -> Response {
    match aside(move || shared.desk.case(&who, &key)).await {
        Ok(Ok(value)) => with_value(StatusCode::OK, &value),
        Ok(Err(why)) => no_report(&why),
        Err(response) => response,
    }
}

/// The case beside its latest earlier submission, or the one named.
async fn earlier(
    State(shared): State<Shared>,
    Extension(who): Extension<Who>,
    Path(keys): Path<HashMap<String, String>>,
) -> Response {
    let key = keys.get("key").cloned().unwrap_or_default();
    let with = keys.get("with").cloned();
    match aside(move || shared.desk.earlier(&who, &key, with.as_deref())).await {
        Ok(Ok(value)) => with_value(StatusCode::OK, &value),
        Ok(Err(why)) => not_done(&why),
        Err(response) => response,
    }
}

fn no_report(why: &ReportError) -> Response {
    let (status, word) = match why {
        ReportError::Missing => (StatusCode::NOT_FOUND, "no-report"),
        ReportError::NotReadYet => (StatusCode::SERVICE_UNAVAILABLE, "opening"),
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

/// The body of a request as JSON, where it is what is asked for.
fn read<'a, T: Deserialize<'a>>(body: &'a Bytes) -> Option<T> {
    serde_json::from_slice(body).ok()
}

fn not_understood() -> Response {
    problem(
        StatusCode::BAD_REQUEST,
        "bad-request",
        "this request cannot be understood",
    )
}

fn now() -> String {
    jiff::Timestamp::now().to_string()
}

async fn decide(
    State(shared): State<Shared>,
    Extension(who): Extension<Who>,
    Path(key): Path<String>,
    body: Bytes,
) -> Response {
    let Some(asked) = read::<Asked>(&body) else {
        return not_understood();
    };
    match aside(move || shared.desk.decide(&who, &key, asked, now())).await {
        Ok(Ok(state)) => with_value(StatusCode::OK, &json!({ "state": state })),
        Ok(Err(why)) => not_done(&why),
        Err(response) => response,
    }
}

#[derive(Deserialize)]
struct Without {
    without: Vec<usize>,
}

async fn draft(
    State(shared): State<Shared>,
    Extension(who): Extension<Who>,
    Path(key): Path<String>,
    body: Bytes,
) -> Response {
    let Some(asked) = read::<Without>(&body) else {
        return not_understood();
    };
    match aside(move || shared.desk.notice(&who, &key, &asked.without)).await {
        Ok(Ok(value)) => with_value(StatusCode::OK, &value),
        Ok(Err(why)) => not_done(&why),
        Err(response) => response,
    }
}

#[derive(Deserialize)]
struct Reason {
    reason: String,
}

async fn reveal(
    State(shared): State<Shared>,
    Extension(who): Extension<Who>,
    Path(key): Path<String>,
    body: Bytes,
) -> Response {
    let Some(asked) = read::<Reason>(&body) else {
        return not_understood();
    };
    match aside(move || shared.desk.reveal(&who, &key, &asked.reason, now())).await {
        Ok(Ok(value)) => with_value(StatusCode::OK, &value),
        Ok(Err(why)) => not_done(&why),
        Err(response) => response,
    }
}

async fn claim(State(shared): State<Shared>, Extension(who): Extension<Who>, body: Bytes) -> Response {
    let Some(asked) = read::<ClaimAsked>(&body) else {
        return not_understood();
    };
    match aside(move || shared.desk.claim(&who, &asked)).await {
        Ok(Ok(value)) => with_value(StatusCode::OK, &value),
        Ok(Err(why)) => not_done(&why),
        Err(response) => response,
    }
}

#[derive(Deserialize)]
struct Tab {
    tab: String,
}

async fn hear(
    State(shared): State<Shared>,
    Extension(who): Extension<Who>,
    Path(key): Path<String>,
    body: Bytes,
) -> Response {
    let Some(asked) = read::<Tab>(&body) else {
        return not_understood();
    };
    match aside(move || shared.desk.hear(&who, &key, &asked.tab)).await {
        Ok(Ok(lost)) => with_value(StatusCode::OK, &json!({ "lost": lost.is_some(), "by": lost })),
        Ok(Err(why)) => not_done(&why),
        Err(response) => response,
    }
}

async fn let_go(State(shared): State<Shared>, Extension(who): Extension<Who>, body: Bytes) -> Response {
    let Some(asked) = read::<Tab>(&body) else {
        return not_understood();
    };
    done(aside(move || shared.desk.let_go(&who, &asked.tab)).await)
}

async fn save_queue(
    State(shared): State<Shared>,
    Extension(who): Extension<Who>,
    Path(name): Path<String>,
    body: Bytes,
) -> Response {
    let Some(asked) = read::<Value>(&body) else {
        return not_understood();
    };
    done(aside(move || shared.desk.save_queue(&who, &name, Some(asked))).await)
}

async fn remove_queue(
    State(shared): State<Shared>,
    Extension(who): Extension<Who>,
    Path(name): Path<String>,
) -> Response {
    done(aside(move || shared.desk.save_queue(&who, &name, None)).await)
}

fn done(worked: Result<Result<(), WorkError>, Response>) -> Response {
    match worked {
        Ok(Ok(())) => with_value(StatusCode::OK, &json!({})),
        Ok(Err(why)) => not_done(&why),
        Err(response) => response,
    }
}

#[derive(Deserialize)]
struct LogIn {
    name: String,
    password: String,
}

async fn log_in(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let Some(asked) = read::<LogIn>(&body) else {
        return not_understood();
    };
    // A browser names the origin of a change; behind a proxy that speaks TLS the cookie goes there only.
    let secure = headers
        .get(header::ORIGIN)
        .is_some_and(|o| o.as_bytes().starts_with(b"https://"));
    match aside(move || shared.desk.log_in(&asked.name, &asked.password, secure)).await {
        Ok(Ok(Ok(cookie))) => with_cookie(&cookie),
        Ok(Ok(Err(Tried::Later(left)))) => problem(
            StatusCode::TOO_MANY_REQUESTS,
            "try-later",
            &left.as_secs().saturating_add(1).to_string(),
        ),
        Ok(Ok(Err(_))) => problem(StatusCode::UNAUTHORIZED, "wrong-password", "name or password is wrong"),
        Ok(Err(why)) => not_done(&why),
        Err(response) => response,
    }
}

async fn log_out(State(shared): State<Shared>, headers: HeaderMap) -> Response {
    match aside(move || shared.desk.log_out(&headers)).await {
        Ok(Ok(cookie)) => with_cookie(&cookie),
        Ok(Err(why)) => not_done(&why),
        Err(response) => response,
    }
}

fn with_cookie(cookie: &str) -> Response {
    let mut response = with_value(StatusCode::OK, &json!({}));
    match HeaderValue::from_str(cookie) {
        Ok(value) => {
            response.headers_mut().insert(header::SET_COOKIE, value);
            response
        }
        Err(_) => problem(
            StatusCode::INTERNAL_SERVER_ERROR,
            "crashed",
            "the cookie cannot be made",
        ),
    }
}

fn not_done(why: &WorkError) -> Response {
    let message = why.to_string();
    let told = |word: &str, more: Value| {
        let mut value = json!({ "why": word, "message": message });
        if let (Some(value), Value::Object(more)) = (value.as_object_mut(), more) {
            value.extend(more);
        }
        with_value(StatusCode::CONFLICT, &value)
    };
    let (status, word) = match why {
        WorkError::Report(why) => return no_report(why),
        WorkError::Ledger(LedgerError::Stale(state)) => return told("decided-meanwhile", json!({ "state": state })),
        WorkError::Renewed { digest, state } => return told("renewed", json!({ "digest": digest, "state": state })),
        WorkError::Claimed { by } => return told("claimed", json!({ "by": by })),
        WorkError::DecidedByOther { by, state } => {
            return told("decided-by-other", json!({ "by": by, "state": state }));
        }
        WorkError::NoReviewer => (StatusCode::FORBIDDEN, "no-reviewer"),
        WorkError::Forbidden(_) => (StatusCode::FORBIDDEN, "forbidden"),
        WorkError::Invalid(_) => (StatusCode::BAD_REQUEST, "bad-request"),
        WorkError::Ledger(LedgerError::NothingToUndo) => (StatusCode::CONFLICT, "nothing-to-undo"),
        WorkError::Ledger(LedgerError::Io { .. } | LedgerError::Busy { .. } | LedgerError::Words(_))
        | WorkError::Store(_) => (StatusCode::INTERNAL_SERVER_ERROR, "not-written"),
    };
    problem(status, word, &message)
}

async fn overview(State(shared): State<Shared>, Extension(who): Extension<Who>) -> Response {
    match aside(move || serde_json::to_vec(&shared.desk.overview(&who))).await {
        Ok(Ok(body)) => answer(StatusCode::OK, JSON, body),
        Ok(Err(_)) => problem(
            StatusCode::INTERNAL_SERVER_ERROR,
            "crashed",
            "the figures cannot be made",
        ),
        Err(response) => response,
    }
}

async fn export(State(shared): State<Shared>, Extension(who): Extension<Who>, Path(format): Path<String>) -> Response {
    // Who is to look a second time must not read here what was decided.
    if who.role == Role::Reviewer {
        return problem(
            StatusCode::FORBIDDEN,
            "forbidden",
            "leads and auditors export decisions",
        );
    }
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
