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
#[derive(Debug, Default)]
pub struct Bar {
    bar: OnceLock<ProgressBar>,
}

impl Progress for Bar {
    fn begin(&self, cases: usize) {
        let bar = ProgressBar::new(cases as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:32} {pos}/{len} cases  {elapsed} < {eta}") {
            bar.set_style(style);
        }
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
