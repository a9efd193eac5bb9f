//! Reader processes: begun when needed, used again, replaced after a fault or when they have served long enough.

use std::path::PathBuf;
use std::process::{ChildStderr, Command};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use super::probe::Attempt;
use super::supervisor::{Ended, Pipes, Supervisor};
use super::wire::{self, Ask, Hello, Refusal, Say};
use super::{Account, Fault};
use crate::decode::DecodeError;
use crate::judge::dossier::DocumentFacts;
use crate::limits::{Clocks, Limits};
use crate::run::case::own;

/// Seconds a reader may take to load its models.
const START_SECONDS: u64 = 120;
/// Attempts at one document: readers that were killed are no fault of the document.
const ATTEMPTS: usize = 5;

/// What a reader is begun with.
#[derive(Debug, Clone)]
pub struct Config {
    /// The program; `None`: this one.
    pub program: Option<PathBuf>,
    /// Folder of the models; `None`: no recogniser.
    pub models: Option<PathBuf>,
    /// Clocks and memory.
    pub clocks: Clocks,
    /// Certificates that are trusted: files of a list that was read.
    pub trust: Vec<Vec<u8>>,
    /// Threads on which one reader reads the lines of a page, 1 or more.
    pub threads: usize,
}

/// Why no reader could be begun.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// It said why.
    #[error("{}", .0.what)]
    Refused(Refusal),
    /// The system said why.
    #[error("cannot begin a reader process: {0}; `--isolation none` reads in this process")]
    System(String),
    /// It ended.
    #[error("the reader process ended before it was ready: {0}; `chushen doctor` tells more")]
    Ended(String),
}

/// One process, ready.
#[derive(Debug)]
struct Ready {
    pipes: Pipes,
    /// Processor seconds it has used.
    cpu: f64,
    /// Documents it has read.
    served: usize,
}

/// The processes of a run.
#[derive(Debug)]
pub struct Pool {
    config: Config,
    supervisor: Supervisor,
    idle: Mutex<Vec<Ready>>,
    hello: Hello,
    serial: AtomicU64,
    begun: AtomicUsize,
}

/// How far a reader came before it ended.
struct ReaderFailure {
    ended: Ended,
    fresh: bool,
    /// The last it told.
    known: Option<Box<DocumentFacts>>,
    pages: usize,
}

/// Where a document is to be left: before the page that ends readers.
struct Cut {
    pages: usize,
    how: String,
    /// Its place in the account.
    fault: usize,
}

impl Pool {
    /// Begins the first reader, and with it finds out whether readers can be had at all.
    pub fn start(config: Config) -> Result<Self, StartError> {
        let clone = config.clone();
        let supervisor = Supervisor::new(move || command(&clone)).map_err(|e| StartError::System(e.to_string()))?;
        let (first, hello) = begin(&supervisor, &config)?;
        Ok(Self {
            config,
            supervisor,
            idle: Mutex::new(vec![first]),
            hello,
            serial: AtomicU64::new(0),
            begun: AtomicUsize::new(1),
        })
    }

    /// What the first reader said of itself.
    pub const fn hello(&self) -> &Hello {
        &self.hello
    }

    /// Processes begun so far.
    pub fn begun(&self) -> usize {
        self.begun.load(Ordering::Relaxed)
    }

    /// Lets a reader try what it must not do.
    pub fn probe(&self, file: &str, port: u16) -> Result<Vec<Attempt>, StartError> {
        let mut ready = self.take()?;
        self.supervisor
            .watch(ready.pipes.id, Some(Duration::from_secs(START_SECONDS)));
        let ask = Ask::Probe {
            file: file.to_owned(),
            port,
        };
        let answer = wire::send(&mut ready.pipes.input, &ask)
            .and_then(|()| wire::receive(&mut ready.pipes.output, self.config.clocks.answer_bytes));
        match answer {
            Ok(Say::Probed(attempts)) => {
                self.give_back(ready);
                Ok(attempts)
            }
            _ => Err(StartError::Ended(self.end(ready).how)),
        }
    }

    /// Reads a document. A reader that ends on it costs what lay behind the page it ended on, and is told in the facts.
    pub(super) fn read(
        &self,
        unread_facts: &DocumentFacts,
        bytes: &[u8],
        limits: &Limits,
        account: &mut Account,
    ) -> DocumentFacts {
        let mut cut: Option<Cut> = None;
        let mut last: Option<ReaderFailure> = None;
        for _ in 0..ATTEMPTS {
            let upto = cut.as_ref().map_or(usize::MAX, |c| c.pages);
            let fell = match self.once(unread_facts, bytes, limits, upto, account) {
                Ok(facts) => return finished(facts, cut, account),
                Err(fell) => fell,
            };
            account.faults.push(Fault {
                document: 0,
                page: fell.known.as_ref().map(|_| fell.pages + 1),
                how: fell.ended.how.clone(),
                mended: true,
                may_differ: fell.ended.may_differ,
            });
            let again = fell.ended.try_again && (!fell.fresh || fell.ended.may_differ);
            if !again {
                if fell.pages == 0 || fell.pages >= upto {
                    return given_up(unread_facts, fell, account);
                }
                // The pages before the one it ended on can be had.
                cut = Some(Cut {
                    pages: fell.pages,
                    how: fell.ended.how.clone(),
                    fault: account.faults.len() - 1,
                });
            }
            last = Some(fell);
        }
        match last {
            Some(fell) => given_up(unread_facts, fell, account),
            None => unread_facts.clone(),
        }
    }

    fn once(
        &self,
        unread_facts: &DocumentFacts,
        bytes: &[u8],
        limits: &Limits,
        upto: usize,
        account: &mut Account,
    ) -> Result<DocumentFacts, ReaderFailure> {
        let mut ready = self.take().map_err(|e| ReaderFailure {
            ended: Ended {
                how: match e {
                    StartError::Refused(r) => r.what,
                    e => e.to_string(),
                },
                may_differ: true,
                try_again: true,
            },
            fresh: true,
            known: None,
            pages: 0,
        })?;
        let fresh = ready.served == 0;
        let serial = self.serial.fetch_add(1, Ordering::Relaxed);
        let began = ready.cpu;
        self.allow(&ready, began);
        let ask = Ask::Read {
            serial,
            facts: Box::new(unread_facts.clone()),
            limits: *limits,
            upto,
            length: bytes.len() as u64,
        };
        let (mut known, mut pages) = (None, 0);
        let mut sent = wire::send(&mut ready.pipes.input, &ask);
        if sent.is_ok() {
            use std::io::Write;
            let whole = ready
                .pipes
                .input
                .write_all(bytes)
                .and_then(|()| ready.pipes.input.flush());
            sent = whole.map_err(|_| wire::WireError::Gone);
        }
        if sent.is_ok() {
            loop {
                match wire::receive(&mut ready.pipes.output, self.config.clocks.answer_bytes) {
                    Ok(Say::Known { serial: s, facts }) if s == serial => known = Some(facts),
                    Ok(Say::Page { serial: s, done, cpu }) if s == serial => {
                        pages = done.min(limits.pages);
                        ready.cpu = ready.cpu.max(cpu);
                        self.allow(&ready, began);
                    }
                    Ok(Say::Done { serial: s, facts, cpu }) if s == serial => {
                        ready.cpu = ready.cpu.max(cpu);
                        account.cpu += ready.cpu - began;
                        ready.served += 1;
                        self.give_back(ready);
                        return Ok(own(*facts, unread_facts));
                    }
                    Err(_) | Ok(_) => break,
                }
            }
        }
        account.cpu += ready.cpu - began;
        Err(ReaderFailure {
            ended: self.end(ready),
            fresh,
            known,
            pages,
        })
    }

    /// Sets the clocks of a reader anew: so much from here, but no more than a document may take.
    fn allow(&self, ready: &Ready, began: f64) {
        let clocks = &self.config.clocks;
        let left = (began + clocks.document_seconds as f64 - ready.cpu).max(1.0);
        let step = (clocks.step_seconds as f64).min(left);
        limit_cpu(ready.pipes.pid, (ready.cpu + step).ceil() as u64);
        let every = Duration::from_secs_f64(step * clocks.wall as f64);
        self.supervisor.watch(ready.pipes.id, Some(every));
    }

    fn take(&self) -> Result<Ready, StartError> {
        let idle = self
            .idle
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .pop();
        if let Some(ready) = idle {
            return Ok(ready);
        }
        self.begun.fetch_add(1, Ordering::Relaxed);
        begin(&self.supervisor, &self.config).map(|(ready, _)| ready)
    }

    fn give_back(&self, ready: Ready) {
        self.supervisor.watch(ready.pipes.id, None);
        if ready.served >= self.config.clocks.documents {
            self.end(ready);
            return;
        }
        self.idle
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .push(ready);
    }

    fn end(&self, ready: Ready) -> Ended {
        let (id, errors) = close(ready);
        self.supervisor.end(id, errors)
    }
}

/// Closes the pipes that a process lives by.
fn close(ready: Ready) -> (u64, ChildStderr) {
    (ready.pipes.id, ready.pipes.errors)
}

fn begin(supervisor: &Supervisor, config: &Config) -> Result<(Ready, Hello), StartError> {
    let mut pipes = supervisor.begin().map_err(|e| StartError::System(e.to_string()))?;
    supervisor.watch(pipes.id, Some(Duration::from_secs(START_SECONDS)));
    let said = wire::receive(&mut pipes.output, config.clocks.answer_bytes);
    let mut ready = Ready {
        pipes,
        cpu: 0.0,
        served: 0,
    };
    match said {
        Ok(Say::Hello(Ok(hello))) => {
            ready.cpu = hello.cpu;
            if !config.trust.is_empty()
                && wire::send(&mut ready.pipes.input, &Ask::Trust(config.trust.clone())).is_err()
            {
                let (id, errors) = close(ready);
                return Err(StartError::Ended(supervisor.end(id, errors).how));
            }
            supervisor.watch(ready.pipes.id, None);
            Ok((ready, hello))
        }
        Ok(Say::Hello(Err(refusal))) => {
            let (id, errors) = close(ready);
            supervisor.end(id, errors);
            Err(StartError::Refused(refusal))
        }
        _ => {
            let (id, errors) = close(ready);
            Err(StartError::Ended(supervisor.end(id, errors).how))
        }
    }
}

/// The command of a reader. It gets none of our environment.
fn command(config: &Config) -> Command {
    let this = || {
        // The link leads to this very file, also where another has taken its name since.
        let link = PathBuf::from("/proc/self/exe");
        if cfg!(target_os = "linux") && link.exists() {
            return link;
        }
        std::env::current_exe().unwrap_or_else(|_| PathBuf::from("chushen"))
    };
    let mut command = Command::new(config.program.clone().unwrap_or_else(this));
    command
        .arg("reader")
        .arg("--parent")
        .arg(std::process::id().to_string());
    command.arg("--memory").arg(config.clocks.memory_bytes.to_string());
    command.arg("--threads").arg(config.threads.to_string());
    if let Some(models) = &config.models {
        command.arg("--models").arg(models);
    }
    #[cfg(unix)]
    {
        command.env_clear();
        // One heap for all threads: each further one would reserve 64 MB of the address space that is counted.
        command.env("MALLOC_ARENA_MAX", "1");
    }
    command
}

#[cfg(target_os = "linux")]
fn limit_cpu(pid: u32, seconds: u64) {
    use rustix::process::{Pid, Resource, Rlimit};
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    let new = Rlimit {
        current: Some(seconds),
        maximum: None,
    };
    // A process that is gone needs no limit, and the wall clock stands behind.
    let _ = rustix::process::prlimit(pid, Resource::Cpu, new);
}

#[cfg(not(target_os = "linux"))]
fn limit_cpu(_: u32, _: u64) {}

/// The facts of the attempt that came to an end, with the fault that cut them short if one did.
fn finished(mut facts: DocumentFacts, cut: Option<Cut>, account: &mut Account) -> DocumentFacts {
    if let Some(cut) = cut {
        if let Some(fault) = account.faults.get_mut(cut.fault) {
            fault.mended = false;
        }
        facts.partial = true;
        let how = cut.how;
        facts.flaws.push((Some(cut.pages + 1), DecodeError::Crashed { how }));
    }
    facts
}

/// What is known of a document that no reader came to the end of.
fn given_up(unread_facts: &DocumentFacts, fell: ReaderFailure, account: &mut Account) -> DocumentFacts {
    if let Some(fault) = account.faults.last_mut() {
        fault.mended = false;
    }
    let page = fell.known.as_ref().map(|_| fell.pages + 1);
    let mut facts = fell
        .known
        .map_or_else(|| unread_facts.clone(), |known| own(*known, unread_facts));
    facts.partial = true;
    facts.flaws.push((page, DecodeError::Crashed { how: fell.ended.how }));
    facts
}
