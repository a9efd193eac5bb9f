//! Who may ask for what: a file of tokens with scopes. The file holds the SHA-256 of each token: a token is 256 bits from the system,
//! which nobody guesses, so a slow hash would buy nothing. It is read anew when it changes.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use axum::http::{HeaderMap, header};
use serde::{Deserialize, Serialize};

use super::problem::{self, Kind};
use crate::run::fingerprint::hex;

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// Have one document looked at.
    #[serde(rename = "documents")]
    Documents,
    /// Hand in cases.
    #[serde(rename = "cases:write")]
    CasesWrite,
    /// Read the reports of cases that it handed in.
    #[serde(rename = "cases:read")]
    CasesRead,
    /// Have cases that it handed in taken out.
    #[serde(rename = "cases:delete")]
    CasesDelete,
    /// Read the figures of the server.
    #[serde(rename = "metrics")]
    Metrics,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 5] = [
        Self::Documents,
        Self::CasesWrite,
        Self::CasesRead,
        Self::CasesDelete,
        Self::Metrics,
    ];

    /// The word in the file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::CasesWrite => "cases:write",
            Self::CasesRead => "cases:read",
            Self::CasesDelete => "cases:delete",
            Self::Metrics => "metrics",
        }
    }
}

/// One token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Whose it is: cases belong to this name, also after its token was changed.
    pub name: String,
    /// SHA-256 of the token, lower-case hex.
    pub sha256: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    token: Vec<Entry>,
}

/// Why a file of tokens cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TokensError {
    /// It cannot be read or written.
    #[error("cannot use '{}'", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is no list of tokens.
    #[error("'{}' is no file of tokens: {why}; `chushen api-token` makes one", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The system gave no random bits.
    #[error("cannot make a token: {0}")]
    Random(String),
}

/// Reads a file of tokens.
pub fn read(path: &Path) -> Result<Vec<Entry>, TokensError> {
    let text = std::fs::read_to_string(path).map_err(|source| TokensError::Io {
        path: path.to_owned(),
        source,
    })?;
    let malformed = |why: String| TokensError::Malformed {
        path: path.to_owned(),
        why,
    };
    let file: File = toml::from_str(&text).map_err(|e| malformed(e.message().to_owned()))?;
    for (i, entry) in file.token.iter().enumerate() {
        let told = |why: &str| malformed(format!("token {}: {why}", i + 1));
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if entry.sha256.len() != 64 || !entry.sha256.bytes().all(hex) {
            return Err(told("sha256 has 64 digits and letters a to f"));
        }
        if entry.name.is_empty() || entry.name.chars().any(char::is_control) {
            return Err(told("name is empty or holds control characters"));
        }
        if file.token.iter().take(i).any(|e| e.sha256 == entry.sha256) {
            return Err(told("the same token stands there twice"));
        }
    }
    Ok(file.token)
}

/// A fresh token, put into the file under this name in the place of an earlier one. Answers the token, which stands nowhere else.
pub fn make(path: &Path, name: &str, scopes: &[Scope]) -> Result<String, TokensError> {
    let mut entries = if path.exists() { read(path)? } else { Vec::new() };
    let mut bits = [0u8; 32];
    getrandom::fill(&mut bits).map_err(|e| TokensError::Random(e.to_string()))?;
    let token = format!("chushen_{}", hex(&bits));
    entries.retain(|e| e.name != name);
    entries.push(Entry {
        name: name.to_owned(),
        sha256: hex(token.as_bytes()),
        scopes: scopes.to_vec(),
    });
    let failed = |source: std::io::Error| TokensError::Io {
        path: path.to_owned(),
        source,
    };
    let text = toml::to_string(&File { token: entries }).map_err(|e| failed(std::io::Error::other(e)))?;
    crate::run::files::write_atomic(path, text.as_bytes()).map_err(|e| failed(std::io::Error::other(e)))?;
    Ok(token)
}

/// How long a file is believed to be what it was.
const BELIEVED: Duration = Duration::from_secs(1);

#[derive(Debug)]
struct Held {
    entries: Vec<Entry>,
    of: Option<(SystemTime, u64)>,
    looked: Instant,
}

/// The tokens of a server, or none: then whoever reaches it may do everything.
#[derive(Debug)]
pub struct Tokens {
    file: Option<(PathBuf, Mutex<Held>)>,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Name of the token; empty without tokens.
    pub name: String,
}

impl Tokens {
    /// Reads the file, if there is one.
    pub fn open(file: Option<&Path>) -> Result<Self, TokensError> {
        let Some(path) = file else {
            return Ok(Self { file: None });
        };
        let held = Held {
            entries: read(path)?,
            of: stamp(path),
            looked: Instant::now(),
        };
        Ok(Self {
            file: Some((path.to_owned(), Mutex::new(held))),
        })
    }

    /// Who asks, if they may do this.
    pub fn admit(&self, headers: &HeaderMap, scope: Scope) -> Result<Caller, &'static Kind> {
        let Some((path, held)) = &self.file else {
            return Ok(Caller { name: String::new() });
        };
        let given = headers
            .get(header::AUTHORIZATION)
            .and_then(|v| v.to_str().ok())
            .and_then(|v| v.strip_prefix("Bearer "))
            .ok_or(problem::TOKEN_MISSING)?;
        let given = hex(given.as_bytes());
        let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
        held.renew(path);
        // Digests are compared: the time taken tells nothing of a token.
        let entry = held.entries.iter().find(|e| e.sha256 == given);
        let entry = entry.ok_or(problem::TOKEN_WRONG)?;
        if !entry.scopes.contains(&scope) {
            return Err(problem::SCOPE_MISSING);
        }
        Ok(Caller {
            name: entry.name.clone(),
        })
    }
}

impl Held {
    /// Reads the file again where it changed. A file that cannot be used changes nothing: tokens that were good stay so, until it can.
    fn renew(&mut self, path: &Path) {
        if self.looked.elapsed() < BELIEVED {
            return;
        }
        self.looked = Instant::now();
        let now = stamp(path);
        if now == self.of {
            return;
        }
        if let Ok(entries) = read(path) {
            (self.entries, self.of) = (entries, now);
        }
    }
}

fn stamp(path: &Path) -> Option<(SystemTime, u64)> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn with(token: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_str(&format!("Bearer {token}")).unwrap();
        headers.insert(header::AUTHORIZATION, value);
        headers
    }

    #[test]
    fn a_token_does_what_its_scopes_say() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("tokens.toml");
        let upload = make(&file, "upload", &[Scope::Documents, Scope::CasesWrite]).unwrap();
        let monitor = make(&file, "monitor", &[Scope::Metrics]).unwrap();
        assert!(!std::fs::read_to_string(&file).unwrap().contains(&upload));
        let tokens = Tokens::open(Some(&file)).unwrap();
        let caller = tokens.admit(&with(&upload), Scope::Documents).unwrap();
        assert_eq!(caller.name, "upload");
        assert!(tokens.admit(&with(&monitor), Scope::Metrics).is_ok());
        let refused = |headers: &HeaderMap, scope| tokens.admit(headers, scope).unwrap_err().code;
        assert_eq!(refused(&with(&upload), Scope::CasesDelete), "scope-missing");
        assert_eq!(refused(&with("nobody"), Scope::Documents), "token-wrong");
        assert_eq!(refused(&HeaderMap::new(), Scope::Documents), "token-missing");
    }

    #[test]
    fn a_new_token_of_a_name_takes_the_place_of_the_old() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("tokens.toml");
        let old = make(&file, "upload", &[Scope::Documents]).unwrap();
        let new = make(&file, "upload", &[Scope::Documents]).unwrap();
        assert_ne!(old, new);
        let tokens = Tokens::open(Some(&file)).unwrap();
        assert!(tokens.admit(&with(&new), Scope::Documents).is_ok());
        assert!(tokens.admit(&with(&old), Scope::Documents).is_err());
    }

    #[test]
    fn a_file_that_is_none_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("tokens.toml");
        for text in [
            "token = 1",
            "[[token]]\nname = \"a\"\nsha256 = \"00\"\nscopes = []",
            "[[token]]\nname = \"a\"\nscopes = [\"all\"]",
        ] {
            std::fs::write(&file, text).unwrap();
            assert!(
                matches!(Tokens::open(Some(&file)), Err(TokensError::Malformed { .. })),
                "{text}"
            );
        }
    }
}
