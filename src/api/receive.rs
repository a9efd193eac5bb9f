//! A multipart body becomes a folder: each part counted, timed and named before it is written. Names are paths within the folder or they
//! are refused; nothing of a part is looked at here.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Write};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use sha2::{Digest, Sha256};

use super::operations::{Part, Value};
use super::problem::{self, Problem};
use super::store::{Receiving, StateError};
use crate::intake::walk::DECLARATION;
use crate::limits::Limits;
use crate::report::plain::plain;

/// Bytes of the name of a file, with its folders; file systems allow 255 a folder.
const NAME: usize = 1024;
/// Bytes of one part of it.
const NAME_PART: usize = 200;
/// Bytes of a part that is a word or an address.
const TEXT: u64 = 4096;

/// What one request may bring.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Bytes of one file.
    pub file_bytes: u64,
    /// Bytes of all parts.
    pub bytes: u64,
    /// Files.
    pub files: usize,
    /// Time for the whole body.
    pub time: Duration,
    /// Time from one piece of it to the next.
    pub pause: Duration,
}

/// What came.
#[derive(Debug)]
pub struct Received {
    /// The folder.
    pub folder: Receiving,
    /// Parts that are words, by name.
    pub texts: BTreeMap<&'static str, String>,
    /// SHA-256 of each file.
    pub documents: Vec<String>,
    /// SHA-256 over all parts with their names.
    pub digest: String,
}

/// Receives a body into a folder.
pub async fn receive(
    request: Request,
    folder: Receiving,
    parts: &'static [Part],
    bounds: &Bounds,
    limits: &Limits,
) -> Result<Received, Problem> {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|l| l.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|l| l > bounds.bytes) {
        return Err(problem::TOO_LARGE.of(format!("{} bytes at most", bounds.bytes)));
    }
    let form = Multipart::from_request(request, &()).await;
    let form = form.map_err(|_| Problem::from(problem::NOT_MULTIPART))?;
    let receiver = Receiver {
        received: Received {
            folder,
            texts: BTreeMap::new(),
            documents: Vec::new(),
            digest: String::new(),
        },
        names: Vec::new(),
        left: bounds.bytes,
        all: Sha256::new(),
        parts,
        bounds,
        limits,
    };
    tokio::time::timeout(bounds.time, receiver.all(form))
        .await
        .unwrap_or_else(|_| Err(problem::TOO_SLOW.into()))
}

struct Receiver<'a> {
    received: Received,
    /// Names of files and of the parts that come once.
    names: Vec<String>,
    /// Bytes that may still come.
    left: u64,
    all: Sha256,
    parts: &'static [Part],
    bounds: &'a Bounds,
    limits: &'a Limits,
}

impl Receiver<'_> {
    async fn all(mut self, mut form: Multipart) -> Result<Received, Problem> {
        while let Some(field) = self.in_time(form.next_field()).await? {
            self.part(field).await?;
        }
        let missing = |p: &&Part| p.required && !self.names.iter().any(|n| n == p.name);
        if let Some(part) = self.parts.iter().find(missing) {
            return Err(problem::FIELD_MISSING.of(part.name));
        }
        self.received.digest = hex(&self.all.finalize());
        Ok(self.received)
    }

    async fn in_time<T>(&self, next: impl Future<Output = Result<T, MultipartError>>) -> Result<T, Problem> {
        match tokio::time::timeout(self.bounds.pause, next).await {
            Err(_) => Err(problem::TOO_SLOW.into()),
            Ok(Err(e)) if e.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(problem::TOO_LARGE.into()),
            Ok(Err(_)) => Err(problem::BROKEN_BODY.into()),
            Ok(Ok(found)) => Ok(found),
        }
    }

    async fn part(&mut self, field: Field<'_>) -> Result<(), Problem> {
        let named = field.name().unwrap_or_default();
        let Some(part) = self.parts.iter().find(|p| p.name == named) else {
            return Err(problem::FIELD_UNKNOWN.of(plain(named, 60)));
        };
        let again = self.names.iter().any(|n| n == part.name);
        if again && !part.many {
            return Err(problem::FIELD_REPEATED.of(part.name));
        }
        if !again {
            self.names.push(part.name.to_owned());
        }
        self.all.update(part.name.as_bytes());
        match part.value {
            Value::File => self.file(field).await,
            Value::Declaration => {
                let text = self.small(field, self.limits.declaration_bytes).await?;
                self.received.folder.put(DECLARATION, &text).map_err(not_written)
            }
            Value::Kind | Value::Address => {
                let text = self.small(field, TEXT).await?;
                let text = String::from_utf8(text).map_err(|_| problem::FIELD_WRONG.of(part.name))?;
                self.received.texts.insert(part.name, text);
                Ok(())
            }
        }
    }

    /// The next piece of a part, with `left` bytes of it still allowed.
    async fn piece(&mut self, field: &mut Field<'_>, left: &mut u64, most: u64) -> Result<Option<Bytes>, Problem> {
        let Some(piece) = self.in_time(field.chunk()).await? else {
            return Ok(None);
        };
        let length = piece.len() as u64;
        match (left.checked_sub(length), self.left.checked_sub(length)) {
            (Some(of_part), Some(of_all)) => (*left, self.left) = (of_part, of_all),
            (None, _) => return Err(problem::TOO_LARGE.of(format!("{most} bytes at most for a part"))),
            (_, None) => return Err(problem::TOO_LARGE.of(format!("{} bytes at most", self.bounds.bytes))),
        }
        Ok(Some(piece))
    }

    async fn small(&mut self, mut field: Field<'_>, most: u64) -> Result<Vec<u8>, Problem> {
        let (mut left, mut text) = (most, Vec::new());
        while let Some(piece) = self.piece(&mut field, &mut left, most).await? {
            text.extend_from_slice(&piece);
        }
        self.all.update((text.len() as u64).to_le_bytes());
        self.all.update(&text);
        Ok(text)
    }

    async fn file(&mut self, mut field: Field<'_>) -> Result<(), Problem> {
        if self.received.documents.len() >= self.bounds.files {
            return Err(problem::TOO_MANY_FILES.of(format!("{} files at most", self.bounds.files)));
        }
        let given = file_name(field.headers()).or_else(|| field.file_name().map(str::to_owned));
        let path = given
            .filter(|n| is_path_within(n, self.limits.folder_depth))
            .ok_or(problem::NAME_REFUSED)?;
        let mut file = self.received.folder.file(&path).map_err(not_written)?;
        let most = self.bounds.file_bytes;
        let (mut left, mut digest) = (most, Sha256::new());
        while let Some(piece) = self.piece(&mut field, &mut left, most).await? {
            digest.update(&piece);
            file.write_all(&piece).map_err(|e| failed(&e))?;
        }
        let digest = digest.finalize();
        self.all.update((path.len() as u64).to_le_bytes());
        self.all.update(path.as_bytes());
        self.all.update(digest);
        self.received.documents.push(hex(&digest));
        Ok(())
    }
}

/// A digest in lower-case hex.
fn hex(digest: &[u8]) -> String {
    digest.iter().map(|b| format!("{b:02x}")).collect()
}

fn failed(error: &std::io::Error) -> Problem {
    if crate::limits::no_room(error) {
        problem::NO_ROOM.into()
    } else {
        problem::FAILED.into()
    }
}

/// A file that cannot be made is one whose name another file, or a folder of one, has.
fn not_written(error: StateError) -> Problem {
    match &error {
        StateError::Io { source, .. } => match source.kind() {
            ErrorKind::AlreadyExists | ErrorKind::NotADirectory | ErrorKind::IsADirectory => {
                problem::NAME_REPEATED.into()
            }
            _ => failed(source),
        },
        _ => problem::FAILED.into(),
    }
}

/// Whether a name is a path that stays within the folder it is put in: relative, of plain parts.
fn is_path_within(name: &str, depth: usize) -> bool {
    let plain = |part: &str| {
        let odd = |c: char| c.is_control() || c == '\\';
        !part.is_empty() && part != "." && part != ".." && part.len() <= NAME_PART && !part.contains(odd)
    };
    name.len() <= NAME
        && name.split('/').count() <= depth + 1
        && name.split('/').all(plain)
        && !name.eq_ignore_ascii_case(DECLARATION)
}

/// `filename*` of a part (RFC 8187), which some clients send for names beyond ASCII in the place of `filename` or beside it; it goes
/// before (RFC 6266, 4.3).
fn file_name(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_DISPOSITION)?.as_bytes();
    let value = std::str::from_utf8(value).ok()?;
    let written = value.split(';').find_map(|p| p.trim().strip_prefix("filename*="))?;
    let (charset, rest) = written.split_once('\'')?;
    let (_language, coded) = rest.split_once('\'')?;
    if !charset.eq_ignore_ascii_case("utf-8") {
        return None;
    }
    let mut bytes = Vec::new();
    let mut coded = coded.bytes();
    while let Some(b) = coded.next() {
        bytes.push(if b == b'%' {
            let digit = |b: u8| char::from(b).to_digit(16);
            (digit(coded.next()?)? * 16 + digit(coded.next()?)?) as u8
        } else {
            b
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn names_stay_within() {
        for name in ["a.jpg", "身份证/正面.jpg", "a b.pdf", "...", "a:b", ".hidden"] {
            assert!(is_path_within(name, 8), "{name}");
        }
        for name in [
            "",
            "/a",
            "a/",
            "a//b",
            "..",
            "a/../b",
            "./a",
            "a\\b",
            "a\0b",
            "a\nb",
            "case.json",
            "Case.JSON",
        ] {
            assert!(!is_path_within(name, 8), "{name}");
        }
        assert!(is_path_within("a/b/c", 2) && !is_path_within("a/b/c", 1));
        assert!(!is_path_within(&"长".repeat(100), 8));
    }

    #[test]
    fn coded_names_are_read() {
        let named = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(value).unwrap());
            file_name(&headers)
        };
        let coded = "form-data; name=\"file\"; filename*=UTF-8''%E8%BA%AB%E4%BB%BD.jpg";
        assert_eq!(named(coded).as_deref(), Some("身份.jpg"));
        assert_eq!(named("form-data; name=\"file\"; filename=\"a.jpg\""), None);
        for broken in ["filename*=UTF-8''%E8%", "filename*=latin1''a", "filename*=UTF-8''%ff"] {
            assert_eq!(named(&format!("form-data; {broken}")), None, "{broken}");
        }
    }
}
