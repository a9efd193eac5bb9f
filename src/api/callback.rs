//! Telling a caller that a report is there. Off unless the operator allows addresses; a call bears no personal data, only the id and the
//! verdict, signed as Standard Webhooks asks (HMAC-SHA256 over `id.timestamp.body`). A call that fails is made again, ever later.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, Uri, header};
use base64ct::{Base64, Encoding};
use hmac::{Hmac, KeyInit, Mac};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::json;
use sha2::Sha256;

use super::App;
use super::figures::CALLBACKS;
use super::store::Id;

/// How long one call may take.
const CALL: Duration = Duration::from_secs(10);
/// Pauses before each further call, seconds: about a day in all.
const PAUSES: [u64; 8] = [5, 30, 120, 600, 3600, 10_800, 21_600, 43_200];
/// Pause between two looks at who is to be told.
const LOOK: Duration = Duration::from_millis(500);
/// Calls at once.
const AT_ONCE: usize = 8;

/// Where calls may go, and what they are signed with.
#[derive(Debug, Clone)]
pub struct Callbacks {
    /// `host:port`, lower case.
    allowed: Vec<String>,
    key: Vec<u8>,
}

/// Why callbacks cannot be set up.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    /// The key.
    #[error("the key of callbacks is `whsec_` and 24 to 64 bytes in Base64")]
    Key,
    /// An address.
    #[error("'{0}' is no HOST or HOST:PORT")]
    Host(String),
}

impl Callbacks {
    /// Calls to these hosts (`HOST` or `HOST:PORT`; without a port 80), signed with a secret as Standard Webhooks writes it.
    pub fn new(hosts: &[String], secret: &str) -> Result<Self, CallbackError> {
        let key = secret.trim().strip_prefix("whsec_").ok_or(CallbackError::Key)?;
        let key = Base64::decode_vec(key).map_err(|_| CallbackError::Key)?;
        if !(24..=64).contains(&key.len()) {
            return Err(CallbackError::Key);
        }
        let allowed = hosts.iter().map(|host| {
            let uri: Option<Uri> = format!("http://{host}/").parse().ok();
            let place = uri.as_ref().and_then(place);
            place.ok_or_else(|| CallbackError::Host(host.clone()))
        });
        Ok(Self {
            allowed: allowed.collect::<Result<_, _>>()?,
            key,
        })
    }

    /// Whether this address may be called: plain HTTP (TLS is a proxy's work, as everywhere here) to a host that is allowed.
    pub fn allows(&self, address: &str) -> bool {
        let uri: Option<Uri> = address.parse().ok();
        uri.as_ref()
            .and_then(place)
            .is_some_and(|place| self.allowed.contains(&place))
    }

    /// The signature of a call.
    fn signature(&self, id: &str, timestamp: u64, body: &str) -> Option<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).ok()?;
        mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
        Some(format!("v1,{}", Base64::encode_string(&mac.finalize().into_bytes())))
    }
}

/// Host and port of a plain HTTP address without a user.
fn place(uri: &Uri) -> Option<String> {
    let authority = uri.authority()?;
    if uri.scheme_str() != Some("http") || authority.as_str().contains('@') {
        return None;
    }
    let port = authority.port_u16().unwrap_or(80);
    Some(format!("{}:{port}", authority.host().to_ascii_lowercase()))
}

#[derive(Deserialize)]
struct Verdict {
    verdict: serde_json::Value,
}

/// One call that is to be made.
#[derive(Debug, Clone, Copy)]
struct Due {
    failed: usize,
    at: Instant,
    /// A call is on its way.
    away: bool,
}

/// Tells callers, until the runtime ends.
pub async fn tell_all(app: Arc<App>, callbacks: Callbacks) {
    let callbacks = Arc::new(callbacks);
    let due: Arc<std::sync::Mutex<BTreeMap<Id, Due>>> = Arc::default();
    let room = Arc::new(tokio::sync::Semaphore::new(AT_ONCE));
    loop {
        let looked = Arc::clone(&app);
        let untold = tokio::task::spawn_blocking(move || looked.store.untold()).await;
        let now = Instant::now();
        for (id, address) in untold.unwrap_or_default() {
            {
                let mut due = due.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                let of = due.entry(id.clone()).or_insert(Due {
                    failed: 0,
                    at: now,
                    away: false,
                });
                if of.away || of.at > now {
                    continue;
                }
                of.away = true;
            }
            let (app, callbacks, due) = (Arc::clone(&app), Arc::clone(&callbacks), Arc::clone(&due));
            let Ok(permit) = Arc::clone(&room).acquire_owned().await else {
                return;
            };
            tokio::spawn(async move {
                let told = call(&app, &callbacks, &id, &address).await;
                after(&app, &due, &id, told);
                drop(permit);
            });
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    /// It was heard.
    Yes,
    /// It may be heard another time.
    NotYet,
    /// The receiver wants no more (410).
    Never,
}

fn after(app: &App, due: &std::sync::Mutex<BTreeMap<Id, Due>>, id: &Id, told: Told) {
    let mut due = due.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let failed = due.get(id).map_or(0, |d| d.failed);
    let pause = PAUSES.get(failed).filter(|_| told == Told::NotYet);
    let outcome = match (told, pause) {
        (Told::Yes, _) => "delivered",
        (_, Some(_)) => "failed",
        (_, None) => "given-up",
    };
    app.figures.count(CALLBACKS, &[outcome]);
    if let (Some(pause), Some(of)) = (pause, due.get_mut(id)) {
        *of = Due {
            failed: failed + 1,
            at: Instant::now() + Duration::from_secs(*pause),
            away: false,
        };
        return;
    }
    due.remove(id);
    if let Err(e) = app.store.told(id) {
        (app.options.remark)(&format!("a callback cannot be entered as made: {e}"));
    }
}

async fn call(app: &App, callbacks: &Callbacks, id: &Id, address: &str) -> Told {
    // The list of addresses may be another one since the case was accepted.
    if !callbacks.allows(address) {
        return Told::Never;
    }
    let Ok(report) = app.store.report(id) else {
        return Told::NotYet;
    };
    let verdict = serde_json::from_slice::<Verdict>(&report).map_or(serde_json::Value::Null, |v| v.verdict);
    let body = json!({ "id": id.as_str(), "state": "done", "verdict": verdict }).to_string();
    let sent = tokio::time::timeout(CALL, send(callbacks, id, address, body)).await;
    match sent {
        Ok(Some(status)) if status.is_success() => Told::Yes,
        Ok(Some(StatusCode::GONE)) => Told::Never,
        _ => Told::NotYet,
    }
}

async fn send(callbacks: &Callbacks, id: &Id, address: &str, body: String) -> Option<StatusCode> {
    let uri: Uri = address.parse().ok()?;
    let authority = uri.authority()?.clone();
    // The same for every call about this case, by which a receiver knows one that comes twice.
    let message = format!("msg_{}", id.as_str());
    let timestamp = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    let signature = callbacks.signature(&message, timestamp, &body)?;
    let request = Request::builder()
        .method(Method::POST)
        .uri(uri.path_and_query().map_or("/", |p| p.as_str()))
        .header(header::HOST, authority.as_str())
        .header(header::CONTENT_TYPE, "application/json")
        .header("webhook-id", message)
        .header("webhook-timestamp", timestamp)
        .header("webhook-signature", signature)
        .body(Body::from(body))
        .ok()?;
    let host = authority
        .host()
        .trim_start_matches('[')
        .trim_end_matches(']')
        .to_owned();
    let stream = tokio::net::TcpStream::connect((host, authority.port_u16().unwrap_or(80)))
        .await
        .ok()?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.ok()?;
    // It ends with the sender.
    tokio::spawn(connection);
    let response = sender.send_request(request).await.ok()?;
    Some(response.status())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_allowed_hosts_are_called() {
        let key = format!("whsec_{}", Base64::encode_string(&[7; 32]));
        let hosts = ["hooks.example".to_owned(), "127.0.0.1:9000".to_owned()];
        let callbacks = Callbacks::new(&hosts, &key).unwrap();
        for yes in [
            "http://hooks.example/a",
            "http://HOOKS.example:80/a?b",
            "http://127.0.0.1:9000/",
        ] {
            assert!(callbacks.allows(yes), "{yes}");
        }
        for no in [
            "https://hooks.example/",
            "http://hooks.example:81/",
            "http://user@hooks.example/",
            "http://hooks.example@evil.example/",
            "http://127.0.0.1/",
            "/a",
            "",
        ] {
            assert!(!callbacks.allows(no), "{no}");
        }
        assert_eq!(Callbacks::new(&hosts, "secret").unwrap_err(), CallbackError::Key);
        assert!(Callbacks::new(&["a b".to_owned()], &key).is_err());
    }

    #[test]
    fn the_signature_is_that_of_standard_webhooks() {
        // Example of the specification (standard-webhooks, "Signature scheme"); checked with `openssl dgst -sha256 -hmac`.
        let callbacks = Callbacks {
            allowed: Vec::new(),
            key: Base64::decode_vec("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap(),
        };
        let signature = callbacks.signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}");
        assert_eq!(
            signature.as_deref(),
            Some("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        );
    }
}
