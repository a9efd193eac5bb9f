//! How much one caller may ask: requests a minute by a token bucket, and uploads at once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::problem::{self, Problem};

#[derive(Debug)]
struct Caller {
    /// Requests that may be made at once now; refilled with time.
    left: f64,
    at: Instant,
    uploads: usize,
}

/// The bounds of callers.
#[derive(Debug)]
pub struct Gate {
    /// Requests a minute, which may also come at once.
    a_minute: u32,
    /// Uploads at once.
    uploads: usize,
    callers: Mutex<BTreeMap<String, Caller>>,
}

/// An upload that goes on.
#[derive(Debug)]
pub struct Upload {
    gate: Arc<Gate>,
    caller: String,
}

impl Gate {
    /// A gate with these bounds, each 1 or more.
    pub fn new(a_minute: u32, uploads: usize) -> Self {
        Self {
            a_minute,
            uploads,
            callers: Mutex::default(),
        }
    }

    fn callers(&self) -> MutexGuard<'_, BTreeMap<String, Caller>> {
        self.callers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a request of this caller pass, or says when to try again.
    pub fn pass(&self, caller: &str, now: Instant) -> Result<(), Problem> {
        let most = f64::from(self.a_minute);
        let a_second = most / 60.0;
        let mut callers = self.callers();
        let caller = callers.entry(caller.to_owned()).or_insert(Caller {
            left: most,
            at: now,
            uploads: 0,
        });
        let since = now.saturating_duration_since(caller.at).as_secs_f64();
        caller.left = (caller.left + since * a_second).min(most);
        caller.at = now;
        if caller.left < 1.0 {
            let seconds = (1.0 - caller.left) / a_second;
            return Err(problem::RATE.again_after(seconds.ceil() as u64));
        }
        caller.left -= 1.0;
        Ok(())
    }

    /// Lets another upload of this caller begin.
    pub fn upload(self: &Arc<Self>, name: &str) -> Result<Upload, Problem> {
        let mut callers = self.callers();
        let Some(caller) = callers.get_mut(name).filter(|c| c.uploads < self.uploads) else {
            return Err(problem::UPLOADS.again_after(1));
        };
        caller.uploads += 1;
        Ok(Upload {
            gate: Arc::clone(self),
            caller: name.to_owned(),
        })
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if let Some(caller) = self.gate.callers().get_mut(&self.caller) {
            caller.uploads -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn so_many_a_minute_each() {
        let gate = Gate::new(60, 1);
        let now = Instant::now();
        assert!((0..60).all(|_| gate.pass("a", now).is_ok()));
        assert_eq!(gate.pass("a", now).unwrap_err().kind().code, "too-many-requests");
        assert!(gate.pass("b", now).is_ok());
        assert!(gate.pass("a", now + Duration::from_millis(1100)).is_ok());
        assert!(gate.pass("a", now + Duration::from_millis(1200)).is_err());
    }

    #[test]
    fn so_many_uploads_at_once_each() {
        let gate = Arc::new(Gate::new(60, 2));
        gate.pass("a", Instant::now()).unwrap();
        let first = gate.upload("a").unwrap();
        let second = gate.upload("a").unwrap();
        assert_eq!(gate.upload("a").unwrap_err().kind().code, "too-many-uploads");
        drop(first);
        assert!(gate.upload("a").is_ok());
        drop(second);
    }
}
