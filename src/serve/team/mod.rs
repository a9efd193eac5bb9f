//! Who works at the desk and on what: people, their sessions, their claims, and the store of today beside the reports. In: a request's
//! headers, the names of cases. Out: who asks, whose a case is. Knows no report.
//!
//! ```text
//! store      desk.redb: claims, sessions, saved queues, secrets
//! people     the accounts file: names, roles, argon2id hashes
//! session    cookies, and who a request is from
//! claims     whose case it is
//! second     which decisions are looked at a second time, and known cases
//! ```

pub mod claims;
pub mod people;
pub mod second;
pub mod session;
pub mod store;

use people::Role;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The name under every act; `None`: nobody was named, nothing can be done.
    pub name: Option<String>,
    /// What they may do.
    pub role: Role,
    /// Whether personal numbers of a case may be shown to them whole.
    pub reveals: bool,
}

impl Who {
    /// Whether this is the person of a name.
    pub fn is(&self, name: &str) -> bool {
        self.name.as_deref() == Some(name)
    }
}
