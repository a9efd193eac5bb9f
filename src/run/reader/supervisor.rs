//! The thread that begins, watches and ends reader processes. It alone holds them: a process that is to die with its parent
//! dies with the *thread* that began it, so that thread must live as long as the pool.

use std::collections::BTreeMap;
use std::io::Read;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// The pipes of a process.
#[derive(Debug)]
pub(super) struct Pipes {
    pub id: u64,
    pub pid: u32,
    pub input: ChildStdin,
    pub output: ChildStdout,
    pub errors: ChildStderr,
}

/// How a process ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ended {
    /// In words that are the same on every machine.
    pub how: String,
    /// Another run may end differently.
    pub may_differ: bool,
    /// A fresh process might do better: what went before in this one may have had a part in it.
    pub try_again: bool,
}

enum Order {
    Begin(Sender<std::io::Result<Pipes>>),
    Watch(u64, Option<Duration>),
    End(u64, ChildStderr, Sender<Ended>),
}

/// A handle on the thread.
#[derive(Debug)]
pub(super) struct Supervisor {
    orders: Option<Sender<Order>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

/// How long a process whose pipe is closed may take to be gone before it is killed.
const GRACE: Duration = Duration::from_millis(500);
/// Polls after which a process that uses a little time now and then is ended all the same.
const POLLS: u32 = 20;

impl Supervisor {
    /// A thread that begins processes by this command.
    pub(super) fn new(mut command: impl FnMut() -> Command + Send + 'static) -> std::io::Result<Self> {
        let (orders, received) = channel();
        let thread = std::thread::Builder::new()
            .name("supervisor".to_owned())
            .spawn(move || {
                keep(&received, &mut command);
            })?;
        Ok(Self {
            orders: Some(orders),
            thread: Some(thread),
        })
    }

    fn order(&self, order: Order) {
        // The thread lives until the handle is dropped.
        if let Some(orders) = &self.orders {
            let _ = orders.send(order);
        }
    }

    /// Begins a process.
    pub(super) fn begin(&self) -> std::io::Result<Pipes> {
        let (reply, answer) = channel();
        self.order(Order::Begin(reply));
        answer
            .recv()
            .unwrap_or_else(|_| Err(std::io::Error::other("the supervisor is gone")))
    }

    /// Looks at a process whenever so much time has passed, until told otherwise, and kills it where it has used no processor
    /// time in between: one that works is ended by its limit, one that waits for its turn on a busy machine is not to blame.
    /// `None`: let it be.
    pub(super) fn watch(&self, id: u64, every: Option<Duration>) {
        self.order(Order::Watch(id, every));
    }

    /// Waits for a process that is gone or going, helping it along, and tells how it ended.
    pub(super) fn end(&self, id: u64, errors: ChildStderr) -> Ended {
        let (reply, answer) = channel();
        self.order(Order::End(id, errors, reply));
        answer.recv().unwrap_or(Ended {
            how: "lost".to_owned(),
            may_differ: true,
            try_again: true,
        })
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Kept {
    child: Child,
    until: Option<Instant>,
    every: Duration,
    /// Looks taken since it was told to watch.
    polls: u32,
    /// Processor time at the last look, in ticks of the system's clock.
    used: Option<u64>,
    timed_out: bool,
}

impl Kept {
    fn new(child: Child) -> Self {
        Self {
            child,
            until: None,
            every: Duration::ZERO,
            polls: 0,
            used: None,
            timed_out: false,
        }
    }

    fn watch(&mut self, every: Option<Duration>) {
        self.until = every.map(|e| Instant::now() + e);
        self.every = every.unwrap_or_default();
        self.polls = 0;
        self.used = ticks(self.child.id());
    }

    fn poll(&mut self) {
        let now = ticks(self.child.id());
        self.polls += 1;
        if now.is_some() && now != self.used && self.polls < POLLS {
            self.used = now;
            self.until = Some(Instant::now() + self.every);
            return;
        }
        self.timed_out = true;
        // Already gone is as good.
        let _ = self.child.kill();
    }
}

/// Processor time of a process so far; `None` where the system does not tell.
fn ticks(pid: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // Behind the name, which may hold anything, fields 14 and 15 of proc(5): user and system time.
    let mut fields = stat.rsplit_once(") ")?.1.split(' ').skip(11);
    let (user, system) = (fields.next()?.parse::<u64>().ok()?, fields.next()?.parse::<u64>().ok()?);
    Some(user + system)
}

fn keep(received: &Receiver<Order>, command: &mut dyn FnMut() -> Command) {
    let mut kept: BTreeMap<u64, Kept> = BTreeMap::new();
    let mut next = 0;
    loop {
        let first = kept.values().filter(|k| !k.timed_out).filter_map(|k| k.until).min();
        let order = match first {
            None => received.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(at) => received.recv_timeout(at.saturating_duration_since(Instant::now())),
        };
        match order {
            Ok(Order::Begin(reply)) => {
                next += 1;
                let begun = begin(next, &mut command()).map(|(child, pipes)| {
                    kept.insert(next, Kept::new(child));
                    pipes
                });
                // Nobody waits any more: the pipes close and the process ends.
                let _ = reply.send(begun);
            }
            Ok(Order::Watch(id, every)) => {
                if let Some(k) = kept.get_mut(&id) {
                    k.watch(every);
                }
            }
            Ok(Order::End(id, errors, reply)) => {
                if let Some(mut k) = kept.remove(&id) {
                    let _ = reply.send(ended(&mut k, errors));
                }
            }
            Err(RecvTimeoutError::Timeout) => {
                let now = Instant::now();
                for k in kept
                    .values_mut()
                    .filter(|k| !k.timed_out && k.until.is_some_and(|at| at <= now))
                {
                    k.poll();
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    for k in kept.values_mut() {
        let _ = k.child.kill();
        let _ = k.child.wait();
    }
}

fn begin(id: u64, command: &mut Command) -> std::io::Result<(Child, Pipes)> {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // Ctrl-C at a terminal is for the parent; readers finish what they have begun.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let mut child = command.spawn()?;
    let pid = child.id();
    let (Some(input), Some(output), Some(errors)) = (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(std::io::Error::other("a pipe is missing"));
    };
    let pipes = Pipes {
        id,
        pid,
        input,
        output,
        errors,
    };
    Ok((child, pipes))
}

fn ended(kept: &mut Kept, errors: ChildStderr) -> Ended {
    let until = Instant::now() + GRACE;
    let mut helped = false;
    let status = loop {
        match kept.child.try_wait() {
            Ok(Some(status)) => break Some(status),
            Ok(None) if !helped && Instant::now() >= until => {
                helped = true;
                let _ = kept.child.kill();
            }
            Ok(None) => std::thread::sleep(Duration::from_millis(2)),
            Err(_) => break None,
        }
    };
    let mut said = String::new();
    // What the runtime says last is a line; the rest is not waited for.
    let _ = errors.take(4096).read_to_string(&mut said);
    match status {
        _ if kept.timed_out => Ended {
            how: "timed out".to_owned(),
            may_differ: true,
            try_again: false,
        },
        Some(status) => told(status, helped, &said),
        None => Ended {
            how: "lost".to_owned(),
            may_differ: true,
            try_again: true,
        },
    }
}

/// How it ended, by its status and the runtime's last words.
fn told(status: ExitStatus, helped: bool, said: &str) -> Ended {
    let certain = |how: &str| Ended {
        how: how.to_owned(),
        may_differ: false,
        try_again: true,
    };
    if said.contains("memory allocation of") {
        return certain("out of memory");
    }
    if said.contains("overflowed its stack") {
        return certain("stack overflow");
    }
    if helped {
        return certain("stopped answering");
    }
    match signal(status) {
        #[cfg(target_os = "linux")]
        Some(libc::SIGXCPU) => Ended {
            how: "out of processor time".to_owned(),
            may_differ: false,
            try_again: false,
        },
        // Not by us: the system was short of memory, or a person ended it.
        Some(9 | 15) => Ended {
            how: "killed".to_owned(),
            may_differ: true,
            try_again: true,
        },
        Some(n) => certain(&format!("crashed with signal {n}")),
        None => certain(&format!("ended with code {}", status.code().unwrap_or(-1))),
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}
