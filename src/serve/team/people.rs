//! The accounts file: TOML, a `[[person]]` each with `name`, `role`, `password` (argon2id in PHC form; without one the person comes by a
//! proxy's header only) and `reveal`. In: the file. Out: people, and whether a password is theirs. It is read anew when it changes, so
//! that who was taken out is out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use serde::{Deserialize, Serialize};

/// Longest name, characters.
pub const LONGEST: usize = 40;
/// Shortest password, characters (NIST SP 800-63B, 3.1.1.2: at least 8 where it is not the only factor, 15 where it is; the desk stands
/// behind loopback or a token, so 8).
pub const SHORTEST: usize = 8;
/// Longest password that is hashed, bytes.
const LONGEST_PASSWORD: usize = 1024;
/// Wrong passwords for a name before tries are slowed down.
const PATIENCE: u32 = 5;
/// Pause after the sixth wrong password; it doubles with each further one, up to sixteen times.
const PAUSE: Duration = Duration::from_secs(2);

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Decides cases.
    Reviewer,
    /// Decides, assigns, settles differences, sees figures by person.
    Lead,
    /// Looks at everything and changes nothing.
    Auditor,
}

impl Role {
    /// The word in the file.
    pub const fn name(self) -> &'static str {
        match self {
            Role::Reviewer => "reviewer",
            Role::Lead => "lead",
            Role::Auditor => "auditor",
        }
    }
}

/// One person.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The name under their acts.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Argon2id hash in PHC form.
    #[serde(default)]
    pub password: Option<String>,
    /// Whether personal numbers of a case may be shown to them whole.
    #[serde(default)]
    pub reveal: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    person: Vec<Person>,
}

/// Why an accounts file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    /// The system.
    #[error("cannot read '{}'", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Its form.
    #[error("'{}' is no accounts file: {why}", path.display())]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// A password that is too short or too long, or a hash that could not be made.
    #[error("{0}")]
    Password(&'static str),
}

/// Whether a name can stand under an act: one line of printed characters that is no blank at its ends.
fn sound_name(name: &str) -> Result<(), &'static str> {
    if name.is_empty() || name.trim() != name {
        return Err("a name is empty, or begins or ends with a blank");
    }
    if name.chars().count() > LONGEST {
        return Err("a name is longer than 40 characters");
    }
    if name.chars().any(|c| c.is_control() || matches!(c, '"' | '\\')) {
        return Err("a name holds a quotation mark, a backslash or a control character");
    }
    Ok(())
}

/// The people of a text, by name.
pub fn parse(text: &str) -> Result<BTreeMap<String, Person>, String> {
    let file: File = toml::from_str(text).map_err(|e| e.message().to_owned())?;
    let mut out = BTreeMap::new();
    for person in file.person {
        sound_name(&person.name)?;
        if let Some(hash) = &person.password
            && !hash.starts_with("$argon2id$")
        {
            return Err("a password is no argon2id hash; make one with `chushen desk account`".to_owned());
        }
        if let Some(twice) = out.insert(person.name.clone(), person) {
            let _: Person = twice;
            return Err("a name stands twice".to_owned());
        }
    }
    Ok(out)
}

/// The argon2id hash of a password with a fresh salt, in PHC form. Memory 19 MiB, 2 passes, 1 lane: the crate's defaults, which are
/// OWASP's first recommendation (Password Storage Cheat Sheet).
pub fn hash(password: &str) -> Result<String, AccountsError> {
    if password.chars().count() < SHORTEST {
        return Err(AccountsError::Password("a password needs at least 8 characters"));
    }
    if password.len() > LONGEST_PASSWORD {
        return Err(AccountsError::Password("a password has at most 1024 bytes"));
    }
    let mut salt = [0u8; 16];
    getrandom::fill(&mut salt).map_err(|_| AccountsError::Password("the system gives no random bytes"))?;
    let made = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt);
    Ok(made
        .map_err(|_| AccountsError::Password("the password cannot be hashed"))?
        .to_string())
}

/// The text of an accounts file with a person put in or changed; everybody else stays, comments go.
pub fn with_person(text: &str, person: Person) -> Result<String, String> {
    let mut people = parse(text)?;
    sound_name(&person.name)?;
    people.insert(person.name.clone(), person);
    let mut out = String::from(
        "# People of the review desk. Written by `chushen desk account`; a person is taken out by deleting the lines.\n",
    );
    for p in people.values() {
        out.push_str(&format!(
            "\n[[person]]\nname = \"{}\"\nrole = \"{}\"\n",
            p.name,
            p.role.name()
        ));
        if let Some(hash) = &p.password {
            out.push_str(&format!("password = \"{hash}\"\n"));
        }
        if p.reveal {
            out.push_str("reveal = true\n");
        }
    }
    Ok(out)
}

/// What a try to come in ended in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried {
    /// It is this person.
    Known(Person),
    /// Name or password is wrong.
    Wrong,
    /// Too many were wrong; to be tried again after this time.
    Later(Duration),
}

#[derive(Debug)]
struct Read {
    stamp: Option<(SystemTime, u64)>,
    people: BTreeMap<String, Person>,
}

/// The people of a file.
#[derive(Debug)]
pub struct People {
    path: PathBuf,
    read: Mutex<Read>,
    wrong: Mutex<BTreeMap<String, (u32, Instant)>>,
    nobody: String,
}

impl People {
    /// Reads the file.
    pub fn open(path: &Path) -> Result<Self, AccountsError> {
        let people = Self {
            path: path.to_owned(),
            read: Mutex::new(Read {
                stamp: None,
                people: BTreeMap::new(),
            }),
            wrong: Mutex::default(),
            // A hash that no password fits, asked for names that are not there, so that they take as long.
            nobody: hash("nobody has this password")?,
        };
        people.refresh()?;
        Ok(people)
    }
    /// Reads the file anew where it changed. A file that cannot be read leaves the people as they were.
    pub fn refresh(&self) -> Result<(), AccountsError> {
        let wrong = |source| AccountsError::Io {
            path: self.path.clone(),
            source,
        };
        let meta = std::fs::metadata(&self.path).map_err(wrong)?;
        let stamp = Some((meta.modified().map_err(wrong)?, meta.len()));
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read.stamp == stamp {
            return Ok(());
        }
        let text = std::fs::read_to_string(&self.path).map_err(wrong)?;
        let people = parse(&text).map_err(|why| AccountsError::Form {
            path: self.path.clone(),
            why,
        })?;
        *read = Read { stamp, people };
        Ok(())
    }
    /// The person of a name.
    pub fn find(&self, name: &str) -> Option<Person> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.people.get(name).cloned()
    }
    /// Names of those who may be given a case, sorted.
    pub fn who_decide(&self) -> Vec<String> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let of = read.people.values().filter(|p| p.role != Role::Auditor);
        of.map(|p| p.name.clone()).collect()
    }
    /// Tries a name with a password.
    pub fn try_password(&self, name: &str, password: &str) -> Tried {
        if let Some(left) = self.pause_left(name) {
            return Tried::Later(left);
        }
        let person = self.find(name);
        let hash = person.as_ref().and_then(|p| p.password.as_deref());
        let fits = password.len() <= LONGEST_PASSWORD
            && Argon2::default()
                .verify_password(password.as_bytes(), hash.unwrap_or(&self.nobody))
                .is_ok();
        let mut wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        match person {
            Some(person) if fits && hash.is_some() => {
                wrong.remove(name);
                Tried::Known(person)
            }
            _ => {
                // Names of nobody are counted with all others of them: a stranger fills no memory.
                let of = if self.find(name).is_some() { name } else { "" };
                let at = wrong.entry(of.to_owned()).or_insert((0, Instant::now()));
                *at = (at.0.saturating_add(1), Instant::now());
                Tried::Wrong
            }
        }
    }
    fn pause_left(&self, name: &str) -> Option<Duration> {
        let of = if self.find(name).is_some() { name } else { "" };
        let wrong = self.wrong.lock().unwrap_or_else(PoisonError::into_inner);
        let (times, last) = wrong.get(of)?;
        let more = times.checked_sub(PATIENCE)?;
        let pause = PAUSE * (1 << more.min(4));
        pause.checked_sub(last.elapsed()).filter(|left| !left.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, role: Role, password: Option<&str>) -> Person {
        Person {
            name: name.to_owned(),
            role,
            password: password.map(|p| hash(p).unwrap()),
            reveal: role == Role::Lead,
        }
    }

    #[test]
    fn a_password_is_known_by_its_hash_and_wrong_ones_slow_down() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("accounts.toml");
        let text = with_person("", person("甲", Role::Reviewer, Some("correct horse"))).unwrap();
        let text = with_person(&text, person("乙", Role::Lead, None)).unwrap();
        assert!(!text.contains("correct horse"));
        std::fs::write(&path, &text).unwrap();
        let people = People::open(&path).unwrap();
        assert!(matches!(people.try_password("甲", "correct horse"), Tried::Known(p) if p.role == Role::Reviewer));
        assert_eq!(
            people.try_password("乙", ""),
            Tried::Wrong,
            "who has no password comes by the proxy only"
        );
        assert_eq!(people.try_password("丙", "nobody has this password"), Tried::Wrong);
        for _ in 0..5 {
            assert_eq!(people.try_password("甲", "wrong horse"), Tried::Wrong);
        }
        assert!(matches!(people.try_password("甲", "correct horse"), Tried::Later(_)));
        assert_eq!(people.who_decide(), ["乙", "甲"]);
    }

    #[test]
    fn who_is_taken_out_is_out_and_a_file_of_another_form_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("accounts.toml");
        std::fs::write(&path, with_person("", person("甲", Role::Auditor, None)).unwrap()).unwrap();
        let people = People::open(&path).unwrap();
        assert!(people.find("甲").is_some());
        std::fs::write(&path, "# nobody\n").unwrap();
        people.refresh().unwrap();
        assert!(people.find("甲").is_none());
        for text in [
            "[[person]]\nname = \"a\"\nrole = \"king\"\n",
            "[[person]]\nname = \" a\"\nrole = \"lead\"\n",
            "[[person]]\nname = \"a\"\nrole = \"lead\"\npassword = \"plain\"\n",
            "[[person]]\nname = \"a\"\nrole = \"lead\"\n[[person]]\nname = \"a\"\nrole = \"lead\"\n",
            "[[persons]]\n",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(hash("short").is_err());
    }
}
