//! `chushen desk`: people of a desk, and its copy.

use std::io::BufRead;
use std::path::Path;

use super::args::{DeskAction, RoleArg};
use super::say::say;
use super::{Exit, Failure, put};
use crate::cli::Code;
use crate::run;
use crate::serve::backup;
use crate::serve::team::people::{self, Person, Role};

/// Runs the command.
pub(super) fn run(action: &DeskAction) -> Result<Exit, Failure> {
    match action {
        DeskAction::Backup { report_dir, into } => {
            if !report_dir.is_dir() {
                return Err(Failure::no_folder(report_dir));
            }
            let copied = backup::copy(report_dir, into).map_err(|e| Failure::of(&e))?;
            let lines = copied.decisions.follower.lines;
            let told = say(&if copied.store {
                format!("copied: {lines} lines of decisions and the store of today")
            } else {
                format!("copied: {lines} lines of decisions; there is no store of today")
            });
            let head = say(&format!("head {}", backup::head(&copied)));
            put(&format!("{told}\n{head}\n"))?;
            Ok(if copied.decisions.holds() {
                Exit::Passed
            } else {
                Exit::Findings
            })
        }
        DeskAction::Account {
            file,
            name,
            role,
            reveal,
            no_password,
        } => {
            let password = if *no_password { None } else { Some(hashed()?) };
            account(
                file,
                Person {
                    name: name.clone(),
                    role: match role {
                        RoleArg::Reviewer => Role::Reviewer,
                        RoleArg::Lead => Role::Lead,
                        RoleArg::Auditor => Role::Auditor,
                    },
                    password,
                    reveal: *reveal,
                },
            )
        }
    }
}

/// The hash of the password on the first line of stdin.
fn hashed() -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|e| Failure::coded(Code::CannotRead, format!("cannot read the password: {e}")))?;
    people::hash(line.trim_end_matches(['\r', '\n'])).map_err(|e| Failure::of(&e))
}

fn account(file: &Path, person: Person) -> Result<Exit, Failure> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(Failure::unread(file, &e)),
    };
    let name = person.name.clone();
    let text = people::with_person(&text, person).map_err(|why| {
        Failure::coded(
            Code::Accounts,
            format!("'{}' is no accounts file: {why}", file.display()),
        )
    })?;
    run::files::write_atomic(file, text.as_bytes()).map_err(|e| Failure::of(&e))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).map_err(|e| {
            Failure::coded(
                Code::CannotWrite,
                format!("cannot keep '{}' from others: {e}", file.display()),
            )
        })?;
    }
    put(&format!("{name}\n"))?;
    Ok(Exit::Passed)
}
