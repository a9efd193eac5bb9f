//! Sessions: a cookie with 128 random bits, of which the store keeps the SHA-256; and who a request is from. In: headers. Out: a [`Who`].

use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, HeaderName, header};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Who;
use super::people::{People, Role, Tried};
use super::store::{Sort, Store, StoreError};

/// Seconds a session holds: a shift and its breaks.
pub const LASTS: i64 = 12 * 3600;
const COOKIE: &str = "chushen-session";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Session {
    name: String,
    until: i64,
}

/// How it is told who asks.
#[derive(Debug)]
pub enum Gate {
    /// One person, named when the desk was opened, or nobody.
    One(Option<String>),
    /// People of an accounts file.
    Team {
        /// The file.
        people: People,
        /// The header in which a proxy names who asks; then no password is asked.
        header: Option<HeaderName>,
        /// Who hashes a password now: one at a time, each costs 19 MiB.
        turn: Mutex<()>,
    },
}

/// Why a request is from nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nobody {
    /// There is no session, or it ended.
    LogIn,
    /// The proxy names somebody who is not in the accounts file, or nobody.
    Unknown,
}

fn hashed(word: &str) -> String {
    Sha256::digest(word.as_bytes())
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

/// The session's word in the cookies of a request.
fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(header::COOKIE).iter();
    all.filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

fn who(people: &People, name: &str) -> Option<Who> {
    people.find(name).map(|p| Who {
        name: Some(p.name),
        role: p.role,
        reveals: p.reveal,
    })
}

impl Gate {
    /// A gate for a team.
    pub fn team(people: People, header: Option<HeaderName>) -> Self {
        Self::Team {
            people,
            header,
            turn: Mutex::default(),
        }
    }
    /// The people of a team.
    pub const fn people(&self) -> Option<&People> {
        match self {
            Gate::One(_) => None,
            Gate::Team { people, .. } => Some(people),
        }
    }
    /// Who asks; `now` in seconds since 1970.
    pub fn who(&self, headers: &HeaderMap, store: &Store, now: i64) -> Result<Who, Nobody> {
        match self {
            Gate::One(name) => Ok(Who {
                name: name.clone(),
                role: Role::Lead,
                reveals: true,
            }),
            Gate::Team {
                people,
                header: Some(header),
                ..
            } => {
                let mut named = headers.get_all(header).iter();
                // A header that comes twice was put in by somebody else than the proxy.
                let (Some(name), None) = (named.next(), named.next()) else {
                    return Err(Nobody::Unknown);
                };
                let name = std::str::from_utf8(name.as_bytes()).map_err(|_| Nobody::Unknown)?;
                who(people, name).ok_or(Nobody::Unknown)
            }
            Gate::Team { people, .. } => {
                let word = cookie(headers).ok_or(Nobody::LogIn)?;
                // A store that cannot be read knows nobody.
                let session: Option<Session> = store.get(Sort::Sessions, &hashed(word)).ok().flatten();
                let session = session.filter(|s| s.until > now).ok_or(Nobody::LogIn)?;
                who(people, &session.name).ok_or(Nobody::LogIn)
            }
        }
    }
    /// Begins a session for who knows the password: the text of the cookie, and who it is.
    pub fn log_in(
        &self,
        name: &str,
        password: &str,
        secure: bool,
        store: &Store,
        now: i64,
    ) -> Result<Result<(String, Who), Tried>, StoreError> {
        let Gate::Team {
            people,
            header: None,
            turn,
        } = self
        else {
            return Ok(Err(Tried::Wrong));
        };
        let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
        let person = match people.try_password(name, password) {
            Tried::Known(person) => person,
            other => return Ok(Err(other)),
        };
        let old: Vec<String> = store
            .all::<Session>(Sort::Sessions)?
            .into_iter()
            .filter(|(_, s)| s.until <= now)
            .map(|(key, _)| key)
            .collect();
        store.remove(Sort::Sessions, &old)?;
        let mut bytes = [0u8; 16];
        getrandom::fill(&mut bytes)?;
        let word: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        let session = Session {
            name: person.name.clone(),
            until: now + LASTS,
        };
        store.put(Sort::Sessions, &hashed(&word), &session)?;
        let secure = if secure { "; Secure" } else { "" };
        let text = format!("{COOKIE}={word}; Path=/; HttpOnly; SameSite=Strict; Max-Age={LASTS}{secure}");
        let who = Who {
            name: Some(person.name),
            role: person.role,
            reveals: person.reveal,
        };
        Ok(Ok((text, who)))
    }
    /// Ends the session of a request: the text of a cookie that is none.
    pub fn log_out(&self, headers: &HeaderMap, store: &Store) -> Result<String, StoreError> {
        if let Some(word) = cookie(headers) {
            store.remove(Sort::Sessions, &[hashed(word)])?;
        }
        Ok(format!("{COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::people::{Person, hash, with_person};
    use super::*;

    fn people() -> (tempfile::TempDir, People) {
        let dir = tempfile::tempdir().unwrap();
        let person = Person {
            name: "甲".to_owned(),
            role: Role::Reviewer,
            password: Some(hash("correct horse").unwrap()),
            reveal: false,
        };
        let path = dir.path().join("a.toml");
        std::fs::write(&path, with_person("", person).unwrap()).unwrap();
        let people = People::open(&path).unwrap();
        (dir, people)
    }

    fn headers(name: &'static str, values: &[&str]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for v in values {
            map.append(name, axum::http::HeaderValue::from_bytes(v.as_bytes()).unwrap());
        }
        map
    }

    #[test]
    fn a_session_holds_until_its_end_and_over_a_restart() {
        let (_dir, people) = people();
        let reports = tempfile::tempdir().unwrap();
        let store = Store::open(reports.path()).unwrap();
        let gate = Gate::team(people, None);
        assert_eq!(
            gate.log_in("甲", "wrong", false, &store, 100).unwrap().unwrap_err(),
            Tried::Wrong
        );
        let (text, who) = gate.log_in("甲", "correct horse", false, &store, 100).unwrap().unwrap();
        assert!(who.is("甲") && text.contains("HttpOnly") && text.contains("SameSite=Strict"));
        let pair = text.split(';').next().unwrap().to_owned();
        drop(store);
        let store = Store::open(reports.path()).unwrap();
        let with = headers("cookie", &[&format!("other=1; {pair}")]);
        assert!(gate.who(&with, &store, 100 + LASTS - 1).unwrap().is("甲"));
        assert_eq!(gate.who(&with, &store, 100 + LASTS), Err(Nobody::LogIn));
        gate.log_out(&with, &store).unwrap();
        assert_eq!(gate.who(&with, &store, 101), Err(Nobody::LogIn));
    }

    #[test]
    fn a_proxy_s_word_counts_only_where_it_was_asked_for_and_once() {
        let (_dir, people) = people();
        let store = Store::passing().unwrap();
        let named = headers("x-forwarded-user", &["甲"]);
        let gate = Gate::team(people, None);
        assert_eq!(gate.who(&named, &store, 0), Err(Nobody::LogIn));
        let Gate::Team { people, .. } = gate else { return };
        let gate = Gate::team(people, Some(HeaderName::from_static("x-forwarded-user")));
        assert!(gate.who(&named, &store, 0).unwrap().is("甲"));
        for other in [&["甲", "甲"][..], &["乙"], &[]] {
            assert_eq!(
                gate.who(&headers("x-forwarded-user", other), &store, 0),
                Err(Nobody::Unknown)
            );
        }
        assert!(gate.log_in("甲", "correct horse", false, &store, 0).unwrap().is_err());
    }
}
