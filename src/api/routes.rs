//! HTTP: every operation of the table admitted, answered, counted.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State as Shared};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use serde::Serialize;

use super::App;
use super::figures::{REFUSED, REQUESTS};
use super::openapi::{self, CaseState, LONGEST_KEY, LONGEST_WAIT, ServerState};
use super::operations::{ALL, Name, Operation};
use super::problem::{self, Problem};
use super::receive::{Received, receive};
use super::store::{Accepted, Claimed, Id, State, StateError};
use super::tokens::Caller;
use super::work;
use crate::kind::DocumentKind;
use crate::report::plain::plain;

type Answer = Result<Response, Problem>;

/// Headers of every answer: nothing of it is kept or shown by a browser.
const HEADERS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CACHE_CONTROL, "no-store"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    ),
    (header::REFERRER_POLICY, "no-referrer"),
];

/// The router over the table of operations.
pub fn router(app: Arc<App>) -> Router {
    let mut router = Router::new();
    for operation in &ALL {
        router = router.route(operation.path, asked(operation));
    }
    router
        .fallback(async |Shared(app): Shared<Arc<App>>| sealed(refused(&app, "none", &problem::NOT_FOUND.into())))
        .method_not_allowed_fallback(async |Shared(app): Shared<Arc<App>>| {
            sealed(refused(&app, "none", &problem::METHOD.into()))
        })
        .layer(DefaultBodyLimit::disable())
        .with_state(app)
}

fn asked(operation: &'static Operation) -> MethodRouter<Arc<App>> {
    let filter = MethodFilter::try_from(operation.method.clone()).unwrap_or(MethodFilter::GET);
    on(filter, async move |Shared(app): Shared<Arc<App>>, request: Request| {
        let response = match admitted(&app, operation, request).await {
            Ok(response) => response,
            Err(problem) => refused(&app, operation.id, &problem),
        };
        let status = response.status();
        app.figures.count(REQUESTS, &[operation.id, status.as_str()]);
        sealed(response)
    })
}

fn refused(app: &App, operation: &str, problem: &Problem) -> Response {
    app.figures.count(REFUSED, &[problem.kind().code]);
    if problem.kind() == problem::FAILED {
        (app.options.remark)(&format!("{operation}: the server failed on a request"));
    }
    problem.answer(app.setup.lang)
}

fn sealed(mut response: Response) -> Response {
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

async fn admitted(app: &Arc<App>, operation: &'static Operation, request: Request) -> Answer {
    let path = request.uri().path().to_owned();
    app.access
        .admit_site(&path, request.headers())
        .map_err(|r| match r.why {
            "wrong-host" => problem::WRONG_HOST,
            _ => problem::FOREIGN_ORIGIN,
        })?;
    let caller = match operation.scope {
        None => Caller { name: String::new() },
        Some(scope) => {
            let caller = app.tokens.admit(request.headers(), scope)?;
            app.gate.pass(&caller.name, Instant::now())?;
            caller
        }
    };
    match operation.name {
        Name::Document => document(app, operation, caller, request).await,
        Name::HandIn => hand_in(app, operation, caller, request).await,
        Name::Case => case(app, &caller, of_path(&path)?).await,
        Name::Remove => remove(app, &caller, of_path(&path)?).await,
        Name::Health => json(StatusCode::OK, &ServerState { state: "alive" }),
        Name::Ready if app.is_stopping() => Err(problem::STOPPING.into()),
        Name::Ready => json(StatusCode::OK, &ServerState { state: "ready" }),
        Name::Metrics => {
            let text = app.figures.text(&app.store.counts());
            let media = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
            Ok((media, text).into_response())
        }
        Name::Description => json(StatusCode::OK, &openapi::document()),
    }
}

fn json(status: StatusCode, value: &impl Serialize) -> Answer {
    let text = serde_json::to_string(value).map_err(|_| problem::FAILED)?;
    Ok(with_json(status, text))
}

fn with_json(status: StatusCode, text: impl Into<axum::body::Body>) -> Response {
    let media = [(header::CONTENT_TYPE, "application/json")];
    (status, media, text.into()).into_response()
}

/// The id at the end of a path.
fn of_path(path: &str) -> Result<Id, Problem> {
    let id = path.rsplit('/').next().and_then(Id::parse);
    id.ok_or_else(|| problem::NO_CASE.into())
}

/// Work that reads or writes files runs beside the threads that answer.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| problem::FAILED.into())
}

fn not_stored(app: &App, error: &StateError) -> Problem {
    (app.options.remark)(&format!("the folder of state: {error}"));
    if error.is_no_room() {
        problem::NO_ROOM.into()
    } else {
        problem::FAILED.into()
    }
}

/// Receives the body of a request into a fresh folder.
async fn received(app: &Arc<App>, operation: &Operation, id: &Id, request: Request) -> Result<Received, Problem> {
    let folder = app.store.receiving(id).map_err(|e| not_stored(app, &e))?;
    receive(request, folder, operation.parts, &app.options.bounds, &app.setup.limits).await
}

fn fresh_id() -> Result<Id, Problem> {
    Id::fresh().map_err(|_| problem::FAILED.into())
}

async fn document(app: &Arc<App>, operation: &Operation, caller: Caller, request: Request) -> Answer {
    if app.is_stopping() {
        return Err(problem::STOPPING.into());
    }
    let upload = app.gate.upload(&caller.name)?;
    let received = received(app, operation, &fresh_id()?, request).await?;
    let kind = match received.texts.get("kind") {
        None => None,
        Some(word) => {
            let kind = DocumentKind::declarable().find(|k| k.name() == word);
            Some(kind.ok_or_else(|| problem::KIND_UNKNOWN.of(plain(word, 60)))?)
        }
    };
    let app = Arc::clone(app);
    let looked = aside(move || {
        let looked = work::looked(&app, received.folder.case(), kind);
        // The folder goes before the answer; the place of this upload is free then, also where the caller is gone.
        drop(received);
        drop(upload);
        looked
    })
    .await?;
    match looked {
        Some(looked) => json(StatusCode::OK, &looked),
        None => Err(problem::NAME_REFUSED.of("a name of what a system leaves in folders")),
    }
}

/// An Idempotency-Key that was claimed; given up where nothing comes of it.
struct Claim<'a> {
    app: &'a App,
    owner: &'a str,
    key: Option<&'a str>,
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        if let Some(key) = self.key {
            self.app.store.let_go(self.owner, key);
        }
    }
}

async fn hand_in(app: &Arc<App>, operation: &Operation, caller: Caller, request: Request) -> Answer {
    let wait = wait(request.uri().query().unwrap_or_default())?;
    let key = key(&request)?;
    let room = || {
        if app.is_stopping() {
            return Err(Problem::from(problem::STOPPING));
        }
        if app.store.open_cases() >= app.options.queue {
            return Err(problem::QUEUE_FULL.again_after(app.seconds_until_done()));
        }
        Ok(())
    };
    room()?;
    let _upload = app.gate.upload(&caller.name)?;
    let known = match key.as_deref().map(|k| app.store.claim(&caller.name, k)) {
        Some(Claimed::InUse) => return Err(problem::KEY_IN_USE.again_after(1)),
        Some(Claimed::Known(id, body)) => Some((id, body)),
        Some(Claimed::New) | None => None,
    };
    let claim = Claim {
        app,
        owner: &caller.name,
        key: key.as_deref().filter(|_| known.is_none()),
    };
    let id = fresh_id()?;
    let received = received(app, operation, &id, request).await?;
    if let Some((id, body)) = known {
        return if body == received.digest {
            told_when_ready(app, &caller, &id, wait).await
        } else {
            Err(problem::KEY_REUSED.into())
        };
    }
    let callback = received.texts.get("callback").cloned();
    if callback.as_deref().is_some_and(|address| !app.allows_callback(address)) {
        return Err(problem::CALLBACK_REFUSED.into());
    }
    // Others may have come while this was received.
    room()?;
    let accepted = Accepted {
        owner: caller.name.clone(),
        as_of: app.today(),
        key: key.clone(),
        body: received.digest,
        documents: received.documents,
        callback,
    };
    let (store, at) = (Arc::clone(app), id.clone());
    let written = aside(move || store.store.accept(&at, received.folder, accepted)).await?;
    written.map_err(|e| not_stored(app, &e))?;
    // Accepted: the key is the case's now, and letting it go changes nothing.
    drop(claim);
    told_when_ready(app, &caller, &id, wait).await
}

/// The report, where it is waited for and there in time; else how far the case is.
async fn told_when_ready(app: &Arc<App>, caller: &Caller, id: &Id, wait: Duration) -> Answer {
    let until = tokio::time::Instant::now() + wait;
    let mut changed = app.changed.subscribe();
    while !wait.is_zero() && app.store.state(id, &caller.name).is_some_and(|s| s != State::Done) {
        if tokio::time::timeout_at(until, changed.changed()).await.is_err() {
            break;
        }
    }
    let state = app.store.state(id, &caller.name).ok_or(problem::NO_CASE)?;
    let mut response = if state == State::Done && !wait.is_zero() {
        case(app, caller, id.clone()).await?
    } else {
        how_far(app, id, state)?
    };
    if let Ok(place) = HeaderValue::from_str(&format!("/v1/cases/{}", id.as_str())) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

async fn case(app: &Arc<App>, caller: &Caller, id: Id) -> Answer {
    let state = app.store.state(&id, &caller.name).ok_or(problem::NO_CASE)?;
    if state != State::Done {
        return how_far(app, &id, state);
    }
    let store = Arc::clone(app);
    let report = aside(move || store.store.report(&id)).await?;
    Ok(with_json(StatusCode::OK, report.map_err(|e| not_stored(app, &e))?))
}

fn how_far(app: &App, id: &Id, state: State) -> Answer {
    let told = CaseState {
        id: id.as_str().to_owned(),
        state: state.name(),
    };
    let mut response = json(StatusCode::ACCEPTED, &told)?;
    let again = if state == State::Done {
        0
    } else {
        app.seconds_until_done()
    };
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, HeaderValue::from(again));
    Ok(response)
}

async fn remove(app: &Arc<App>, caller: &Caller, id: Id) -> Answer {
    let (store, owner) = (Arc::clone(app), caller.name.clone());
    let removed = aside(move || store.store.remove(&id, &owner)).await?;
    let documents = removed.map_err(|e| not_stored(app, &e))?.ok_or(problem::NO_CASE)?;
    for document in &documents {
        app.setup.kept.forget(document);
    }
    app.changed.send_modify(|n| *n = n.wrapping_add(1));
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Seconds to wait for a report, from the query.
fn wait(query: &str) -> Result<Duration, Problem> {
    let value = query.split('&').find_map(|pair| match pair.split_once('=') {
        Some(("wait", value)) => Some(value),
        None if pair == "wait" => Some(""),
        _ => None,
    });
    let Some(value) = value else { return Ok(Duration::ZERO) };
    let seconds = value.parse::<u64>().ok().filter(|s| *s <= LONGEST_WAIT);
    let wrong = || problem::PARAMETER_WRONG.of(format!("wait: 0 to {LONGEST_WAIT} seconds"));
    seconds.map(Duration::from_secs).ok_or_else(wrong)
}

fn key(request: &Request) -> Result<Option<String>, Problem> {
    let Some(value) = request.headers().get("idempotency-key") else {
        return Ok(None);
    };
    let word = value.to_str().ok().filter(|v| {
        let plain = v.bytes().all(|b| b.is_ascii_graphic());
        (1..=LONGEST_KEY).contains(&v.len()) && plain
    });
    let wrong = || problem::HEADER_WRONG.of("Idempotency-Key");
    word.map(|w| Some(w.to_owned())).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_to_wait_is_told_in_seconds() {
        assert_eq!(wait("").unwrap(), Duration::ZERO);
        assert_eq!(wait("a=1&wait=30").unwrap(), Duration::from_secs(30));
        for wrong in ["wait=", "wait", "wait=-1", "wait=61", "wait=1.5", "wait=x"] {
            assert_eq!(wait(wrong).unwrap_err().kind().code, "parameter-wrong", "{wrong}");
        }
    }
}
