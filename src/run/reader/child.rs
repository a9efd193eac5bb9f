//! A reader: the process that polls at a stranger's bytes. It puts itself into a sandbox, then answers requests on its pipes until they
//! close. Nothing it does outlives it.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::wire::{self, Ask, Hello, Refusal, Say, WireError};
use super::{probe, sandbox};
use crate::limits::Clocks;
use crate::read::ocr::{Engine, ModelError, Models};
use crate::run::case::{self, Step};
use crate::signature::Trust;

/// Stack of the thread that reads: as ample as that of a main thread on most systems, and the same everywhere.
const STACK_BYTES: usize = 32 << 20;

/// How a reader is begun.
#[derive(Debug, Clone)]
pub struct Options {
    /// Folder of the models; `None`: no recogniser.
    pub models: Option<PathBuf>,
    /// Process id of the parent: another one means it died before we could ask to die with it.
    pub parent: Option<u32>,
    /// Clocks and memory.
    pub clocks: Clocks,
    /// Threads on which the lines of a page are read, 1 or more.
    pub threads: usize,
}

/// Serves until the pipes close. `Err`: the parent is gone, or spoke nonsense.
pub fn serve(options: &Options, from: impl Read + Send, out: impl Write + Send) -> Result<(), WireError> {
    let half = sandbox::before_models(options.models.as_deref());
    if orphaned(options.parent) {
        return Err(WireError::Gone);
    }
    let loaded = load(options.models.as_deref(), options.threads);
    let sandbox = sandbox::after_models(half, options.clocks.memory_bytes);
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .name("reader".to_owned())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, || answer(loaded, sandbox, options, from, out))
            .map_err(|_| WireError::Gone)?
            .join()
            .unwrap_or(Err(WireError::Gone))
    })
}

#[cfg(target_os = "linux")]
fn orphaned(parent: Option<u32>) -> bool {
    let now = rustix::process::getppid().map(|p| p.as_raw_nonzero().get().unsigned_abs());
    parent.is_some_and(|p| now != Some(p))
}

#[cfg(not(target_os = "linux"))]
fn orphaned(_: Option<u32>) -> bool {
    false
}

fn load(models: Option<&Path>, threads: usize) -> Result<Option<Engine>, ModelError> {
    let engine = |dir| Models::load(dir).map(|m| Engine::new(m).with_threads(threads));
    models.map(engine).transpose()
}

/// An error as it is told to the parent.
fn refusal(error: &dyn std::error::Error) -> Refusal {
    let mut causes = Vec::new();
    let mut next = error.source();
    while let Some(e) = next {
        causes.push(e.to_string());
        next = e.source();
    }
    Refusal {
        what: error.to_string(),
        causes,
    }
}

fn answer(
    loaded: Result<Option<Engine>, ModelError>,
    sandbox: sandbox::Sandbox,
    options: &Options,
    mut from: impl Read,
    mut out: impl Write,
) -> Result<(), WireError> {
    let engine = match loaded {
        Ok(engine) => engine,
        Err(error) => return wire::send(&mut out, &Say::Hello(Err(refusal(&error)))),
    };
    let hello = Hello {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        models: engine.as_ref().map_or("none", Engine::label).to_owned(),
        sandbox,
        cpu: sandbox::cpu(),
    };
    wire::send(&mut out, &Say::Hello(Ok(hello)))?;
    let mut trust = Trust::default();
    loop {
        let ask: Ask = match wire::receive(&mut from, options.clocks.answer_bytes) {
            Ok(ask) => ask,
            // Between requests the end of the pipe is the end of the work.
            Err(WireError::Gone) => return Ok(()),
            Err(e) => return Err(e),
        };
        match ask {
            // The parent has read the list before it sent it.
            Ask::Trust(files) => trust = Trust::read(&files).map_err(|_| WireError::Nonsense)?,
            Ask::Probe { file, port } => {
                let memory = options.clocks.memory_bytes.saturating_mul(2);
                let attempts = probe::run(&file, port, usize::try_from(memory).unwrap_or(usize::MAX));
                wire::send(&mut out, &Say::Probed(attempts))?;
            }
            Ask::Read {
                serial,
                facts,
                limits,
                upto,
                length,
            } => {
                let bytes = wire::bytes(&mut from, length)?;
                let mut lost = None;
                let facts = case::guarded(
                    *facts,
                    bytes.into(),
                    engine.as_ref(),
                    &trust,
                    &limits,
                    upto,
                    &mut |step| {
                        let said = match step {
                            Step::Known(facts) => Say::Known {
                                serial,
                                facts: Box::new(facts.clone()),
                            },
                            Step::Page(done) => Say::Page {
                                serial,
                                done,
                                cpu: sandbox::cpu(),
                            },
                        };
                        lost = wire::send(&mut out, &said).err().or(lost.take());
                    },
                );
                if let Some(e) = lost {
                    return Err(e);
                }
                let done = Say::Done {
                    serial,
                    facts: Box::new(facts),
                    cpu: sandbox::cpu(),
                };
                wire::send(&mut out, &done)?;
            }
        }
    }
}
