//! What a report was made from, as a digest: if it is the same, the report would be the same.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::Setup;
use super::case;
use crate::intake::Case;

/// What holds for all cases of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base(Sha);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Sha([u8; 32]);

/// Parts, each with its length before it, so that none runs into the next.
#[derive(Default)]
struct Parts(Sha256);

impl Parts {
    fn add(mut self, part: &[u8]) -> Self {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
        self
    }
    fn end(self) -> Sha {
        Sha(self.0.finalize().into())
    }
}

impl Sha {
    fn hex(&self) -> String {
        self.0.iter().map(|b| format!("{b:02x}")).collect()
    }
}

/// SHA-256 in lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    Sha(Sha256::digest(bytes).into()).hex()
}

impl Base {
    /// Program, rules, models, day, options, budgets. `program`: the digest of the running file, since versions stand still
    /// while a program is being worked on. What does not reach a report (jobs, clocks, isolation) is no part of it.
    pub fn of(setup: &Setup, program: &str) -> Self {
        let lang = setup.lang.pick("zh", "en");
        Self(
            Parts::default()
                .add(program.as_bytes())
                .add(setup.tool.version.as_bytes())
                .add(setup.tool.rules.as_bytes())
                .add(setup.tool.models.as_bytes())
                .add(setup.as_of.to_string().as_bytes())
                .add(
                    format!(
                        "{:?} {lang} {} {} {:?} {} {:?}",
                        setup.asked, setup.strict, setup.unmask, setup.limits, setup.trust, setup.checks
                    )
                    .as_bytes(),
                )
                .end(),
        )
    }

    /// One case: where it lies, its report's name, who else bears its id, its declaration, its documents. `taken`: what was
    /// taken of each document, as [`case::taken`] tells it.
    pub fn of_case(&self, case: &Case, folder: &str, report: &str, others: &[String], taken: &[String]) -> String {
        let mut parts = Parts::default()
            .add(&self.0.0)
            .add(folder.as_bytes())
            .add(report.as_bytes())
            .add(case.id.as_bytes())
            // All that is made of the declaration; its blanks and the order of its keys are not.
            .add(format!("{:?} {} {:?}", case.declared, case.unlisted, case.litter).as_bytes());
        for other in others {
            parts = parts.add(other.as_bytes());
        }
        for (attachment, taken) in case.attachments.iter().zip(taken) {
            parts = parts
                .add(attachment.path.as_bytes())
                .add(&attachment.bytes.to_le_bytes())
                .add(taken.as_bytes());
        }
        parts.end().hex()
    }

    /// The same, from what lies in the folder now.
    pub fn of_folder(&self, case: &Case, folder: &str, report: &str, others: &[String], setup: &Setup) -> String {
        let taken: Vec<String> = case
            .attachments
            .iter()
            .map(|a| case::taken(&case::take(a, &setup.limits)))
            .collect();
        self.of_case(case, folder, report, others, &taken)
    }
}

/// The digest of the running program; its version where it cannot be read. It is not held: with its models' tables it may be
/// larger than all else that a scan without recognition keeps.
pub fn program() -> String {
    let this = Path::new("/proc/self/exe");
    let file = if this.exists() {
        File::open(this)
    } else {
        std::env::current_exe().and_then(File::open)
    };
    let digest = file.and_then(|mut file| {
        let (mut sha, mut part) = (Sha256::new(), vec![0; 64 << 10]);
        loop {
            let read = file.read(&mut part)?;
            if read == 0 {
                return Ok(Sha(sha.finalize().into()).hex());
            }
            sha.update(part.get(..read).unwrap_or_default());
        }
    });
    digest.unwrap_or_else(|_| env!("CARGO_PKG_VERSION").to_owned())
}
