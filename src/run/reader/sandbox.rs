//! What a reader does to itself before it polls at a stranger's byte. On Linux: limits on memory, open files, file size and
//! core files; no new privileges; death with the parent; landlock (no file, no network); seccomp (a short list of system
//! calls). What the kernel lacks is left out and told in [`Sandbox`].

use std::path::Path;

use serde::{Deserialize, Serialize};

/// What holds a reader. Each word is for the run log and for `chushen doctor`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sandbox {
    /// Limits on address space, open files, file size, core files.
    pub limits: bool,
    /// It can gain no privileges.
    pub no_new_privileges: bool,
    /// It dies with its parent.
    pub dies_with_parent: bool,
    /// Landlock: "full", "partial: an older kernel", or why there is none.
    pub landlock: String,
    /// Seccomp: "full", or why there is none.
    pub seccomp: String,
}

impl Sandbox {
    /// Everything holds.
    pub fn whole(&self) -> bool {
        self.missing().is_empty()
    }
    /// What does not hold, in words.
    pub fn missing(&self) -> Vec<String> {
        let mut out = Vec::new();
        let mut ask = |holds: bool, what: String| {
            if !holds {
                out.push(what);
            }
        };
        ask(self.limits, "resource limits".to_owned());
        ask(self.no_new_privileges, "no_new_privs".to_owned());
        ask(self.dies_with_parent, "death with the parent".to_owned());
        ask(self.landlock == FULL, format!("landlock ({})", self.landlock));
        ask(self.seccomp == FULL, format!("seccomp ({})", self.seccomp));
        out
    }
}

/// The word for a mechanism that holds wholly.
pub const FULL: &str = "full";

/// A sandbox half built.
#[derive(Debug)]
pub struct HalfSandbox {
    sandbox: Sandbox,
    #[cfg(target_os = "linux")]
    size: Option<std::fs::File>,
}

/// Before the models are loaded, on the process's only thread: everything but the system calls.
pub fn before_models(models: Option<&Path>) -> HalfSandbox {
    imp::before_models(models)
}

/// When the models are loaded: no file at all, a short list of system calls, and so many bytes of memory more.
pub fn after_models(half: HalfSandbox, memory_bytes: u64) -> Sandbox {
    imp::after_models(half, memory_bytes)
}

/// Processor seconds of this process.
pub fn cpu() -> f64 {
    imp::cpu()
}

#[cfg(target_os = "linux")]
mod imp {
    use std::collections::BTreeMap;
    use std::fs::File;
    use std::io::Read;
    use std::path::Path;

    use landlock::{
        ABI, Access, AccessFs, AccessNet, PathBeneath, PathFd, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetStatus,
        Scope,
    };
    use rustix::process::{Resource, Rlimit, Signal};
    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    };

    use super::{FULL, HalfSandbox, Sandbox};

    /// Open files: the three pipes, a model, and room for the C library.
    const FILES: u64 = 16;

    fn limit(resource: Resource, most: u64) -> bool {
        let new = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        rustix::process::setrlimit(resource, new).is_ok()
    }

    pub(super) fn before_models(models: Option<&Path>) -> HalfSandbox {
        // Opened now, read later: landlock asks on opening.
        let size = File::open("/proc/self/statm").ok();
        let mut sandbox = Sandbox {
            no_new_privileges: rustix::thread::set_no_new_privs(true).is_ok(),
            dies_with_parent: rustix::process::set_parent_process_death_signal(Some(Signal::KILL)).is_ok(),
            limits: limit(Resource::Core, 0) & limit(Resource::Fsize, 0) & limit(Resource::Nofile, FILES),
            ..Sandbox::default()
        };
        sandbox.landlock = landlock(models).unwrap_or_else(|why| why);
        HalfSandbox { sandbox, size }
    }

    pub(super) fn after_models(half: HalfSandbox, memory_bytes: u64) -> Sandbox {
        let mut sandbox = half.sandbox;
        sandbox.limits &= address_space(half.size, memory_bytes);
        // A second layer: not even the models any more.
        if let Err(why) = landlock(None) {
            sandbox.landlock = why;
        }
        sandbox.seccomp = match seccomp() {
            Ok(()) => FULL.to_owned(),
            Err(why) => why,
        };
        sandbox
    }

    /// The limit counts from what is mapped now: libraries and models differ from build to build.
    fn address_space(size: Option<File>, more: u64) -> bool {
        let mut text = String::new();
        let pages = size
            .and_then(|mut f| f.read_to_string(&mut text).ok())
            .and_then(|_| text.split(' ').next().and_then(|n| n.parse::<u64>().ok()));
        let page = rustix::param::page_size() as u64;
        pages.is_some_and(|pages| limit(Resource::As, pages * page + more))
    }

    /// No access to files but reading below `readable`, no TCP, no signal to others, no abstract socket.
    fn landlock(readable: Option<&Path>) -> Result<String, String> {
        let abi = ABI::V6;
        let wrong = |e: landlock::RulesetError| e.to_string();
        let mut rules = Ruleset::default()
            .handle_access(AccessFs::from_all(abi))
            .map_err(wrong)?
            .handle_access(AccessNet::from_all(abi))
            .map_err(wrong)?
            .scope(Scope::from_all(abi))
            .map_err(wrong)?
            .create()
            .map_err(wrong)?;
        if let Some(folder) = readable.and_then(|f| PathFd::new(f).ok()) {
            rules = rules
                .add_rule(PathBeneath::new(folder, AccessFs::from_read(abi)))
                .map_err(wrong)?;
        }
        match rules.restrict_self().map_err(wrong)?.ruleset {
            RulesetStatus::FullyEnforced => Ok(FULL.to_owned()),
            RulesetStatus::PartiallyEnforced => Ok("partial: an older kernel".to_owned()),
            RulesetStatus::NotEnforced => Err("the kernel has none".to_owned()),
        }
    }

    /// `(system call, argument, comparison, value)`; no condition: allowed as it is.
    type Allowed = (libc::c_long, Option<(u8, SeccompCmpOp, u64)>);

    /// Bit of `mmap` and `mprotect` that makes memory run.
    const EXEC: SeccompCmpOp = SeccompCmpOp::MaskedEq(libc::PROT_EXEC as u64);

    /// What reading needs: its own memory, its own threads, its three pipes, the clock. No file is opened, no socket made,
    /// no process begun, no memory made to run.
    fn allowed() -> Vec<Allowed> {
        let pid = u64::from(std::process::id());
        let is = |arg: u8, value: u64| Some((arg, SeccompCmpOp::Eq, value));
        vec![
            (libc::SYS_read, is(0, 0)),
            (libc::SYS_write, is(0, 1)),
            (libc::SYS_write, is(0, 2)),
            (libc::SYS_close, None),
            (libc::SYS_brk, None),
            (libc::SYS_mmap, Some((2, EXEC, 0))),
            (libc::SYS_mprotect, Some((2, EXEC, 0))),
            (libc::SYS_munmap, None),
            (libc::SYS_mremap, None),
            (libc::SYS_madvise, None),
            (libc::SYS_membarrier, None),
            (libc::SYS_futex, None),
            (libc::SYS_set_robust_list, None),
            (libc::SYS_rseq, None),
            (
                libc::SYS_clone,
                Some((
                    0,
                    SeccompCmpOp::MaskedEq(libc::CLONE_THREAD as u64),
                    libc::CLONE_THREAD as u64,
                )),
            ),
            // Answered by the second filter, so that the C library falls back to `clone`, whose flags can be looked at.
            (libc::SYS_clone3, None),
            (libc::SYS_prctl, is(0, libc::PR_SET_NAME as u64)),
            // Asking for limits, not setting them.
            (libc::SYS_prlimit64, is(2, 0)),
            (libc::SYS_sched_yield, None),
            (libc::SYS_sched_getaffinity, None),
            (libc::SYS_gettid, None),
            (libc::SYS_getpid, None),
            (libc::SYS_getrandom, None),
            (libc::SYS_getrusage, None),
            (libc::SYS_clock_gettime, None),
            (libc::SYS_clock_nanosleep, None),
            (libc::SYS_nanosleep, None),
            (libc::SYS_restart_syscall, None),
            (libc::SYS_rt_sigaction, None),
            (libc::SYS_rt_sigprocmask, None),
            (libc::SYS_rt_sigreturn, None),
            (libc::SYS_sigaltstack, None),
            (libc::SYS_tgkill, is(0, pid)),
            (libc::SYS_exit, None),
            (libc::SYS_exit_group, None),
        ]
    }

    fn seccomp() -> Result<(), String> {
        let told = |e: &dyn std::fmt::Display| e.to_string();
        let arch = std::env::consts::ARCH
            .try_into()
            .map_err(|e: seccompiler::BackendError| told(&e))?;
        let mut rules: BTreeMap<i64, Vec<SeccompRule>> = BTreeMap::new();
        for (call, condition) in allowed() {
            let of_call = rules.entry(call).or_default();
            if let Some((arg, op, value)) = condition {
                let condition = SeccompCondition::new(arg, SeccompCmpArgLen::Qword, op, value).map_err(|e| told(&e))?;
                of_call.push(SeccompRule::new(vec![condition]).map_err(|e| told(&e))?);
            }
        }
        // A refused call fails and does not kill: libraries try what they can do without.
        let refuse = SeccompAction::Errno(libc::EPERM as u32);
        let list = SeccompFilter::new(rules, refuse, SeccompAction::Allow, arch).map_err(|e| told(&e))?;
        let missing = SeccompFilter::new(
            [(libc::SYS_clone3, Vec::new())].into(),
            SeccompAction::Allow,
            SeccompAction::Errno(libc::ENOSYS as u32),
            arch,
        )
        .map_err(|e| told(&e))?;
        let list: BpfProgram = list.try_into().map_err(|e: seccompiler::BackendError| told(&e))?;
        let missing: BpfProgram = missing.try_into().map_err(|e: seccompiler::BackendError| told(&e))?;
        // The longer list last: it refuses the call that loads a filter.
        seccompiler::apply_filter_all_threads(&missing).map_err(|e| told(&e))?;
        seccompiler::apply_filter_all_threads(&list).map_err(|e| told(&e))
    }

    pub(super) fn cpu() -> f64 {
        let t = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
        t.tv_sec as f64 + t.tv_nsec as f64 / 1e9
    }
}

#[cfg(not(target_os = "linux"))]
mod imp {
    use std::path::Path;

    use super::{HalfSandbox, Sandbox};

    pub(super) fn before_models(_: Option<&Path>) -> HalfSandbox {
        let none = || "not on this system".to_owned();
        let sandbox = Sandbox {
            landlock: none(),
            seccomp: none(),
            ..Sandbox::default()
        };
        HalfSandbox { sandbox }
    }

    pub(super) fn after_models(half: HalfSandbox, _: u64) -> Sandbox {
        half.sandbox
    }

    pub(super) fn cpu() -> f64 {
        0.0
    }
}
