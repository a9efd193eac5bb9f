//! Progress of a scan, behind a trait: a bar on a terminal, silence elsewhere.

use std::sync::OnceLock;

use indicatif::{ProgressBar, ProgressStyle};

/// Is told what happens.
pub trait Progress: Sync {
    /// So many cases are to be done.
    fn begin(&self, cases: usize);
    /// One more is done.
    fn done(&self);
    /// All is done, or the run ends.
    fn end(&self);
}

/// Says nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: usize) {}
    fn done(&self) {}
    fn end(&self) {}
}

/// A bar on stderr.
#[derive(Debug)]
pub struct Bar {
    /// What is counted, in the language of who looks on.
    cases: String,
    bar: OnceLock<ProgressBar>,
}

impl Bar {
    /// A bar that counts `cases`.
    pub const fn of(cases: String) -> Self {
        Self {
            cases,
            bar: OnceLock::new(),
        }
    }
}

impl Progress for Bar {
    fn begin(&self, cases: usize) {
        let bar = ProgressBar::new(cases as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} {msg}  {elapsed} < {eta}") {
            bar.set_style(style);
        }
        bar.set_message(self.cases.clone());
        let _ = self.bar.set(bar);
    }
    fn done(&self) {
        if let Some(bar) = self.bar.get() {
            bar.inc(1);
        }
    }
    fn end(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}
