//! Whose document is read next: so many at once, and those that somebody waits for before those that lie in a queue.

use std::sync::{Condvar, Mutex, PoisonError};

/// How urgent a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Urgency {
    /// Somebody waits for the answer.
    Awaited,
    /// It lies in a queue.
    #[default]
    Queued,
}

#[derive(Debug)]
struct State {
    free: usize,
    /// Awaited documents that wait for a slot.
    awaited: usize,
}

/// So many documents are read at once in a process.
#[derive(Debug)]
pub struct ReadSlots {
    state: Mutex<State>,
    changed: Condvar,
}

/// A slot that was taken; given back when it is dropped.
#[derive(Debug)]
pub struct ReadSlot<'a>(&'a ReadSlots);

impl ReadSlots {
    /// So many documents at once, 1 or more.
    pub fn new(at_once: usize) -> Self {
        Self {
            state: Mutex::new(State {
                free: at_once.max(1),
                awaited: 0,
            }),
            changed: Condvar::new(),
        }
    }

    /// As many at once as ask: who asks has its own bound.
    pub fn unbounded() -> Self {
        Self::new(usize::MAX)
    }

    /// Waits for a slot.
    pub fn take(&self, urgency: Urgency) -> ReadSlot<'_> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let awaited = urgency == Urgency::Awaited;
        state.awaited += usize::from(awaited);
        while state.free == 0 || (!awaited && state.awaited > 0) {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.awaited -= usize::from(awaited);
        state.free -= 1;
        drop(state);
        // A slot may be free for another, also for one in the queue that stood back.
        self.changed.notify_all();
        ReadSlot(self)
    }
}

impl Drop for ReadSlot<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.free += 1;
        drop(state);
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn who_is_waited_for_goes_first() {
        let slots = ReadSlots::new(1);
        let (told, order) = channel();
        std::thread::scope(|scope| {
            let held = slots.take(Urgency::Queued);
            for urgency in [Urgency::Queued, Urgency::Queued, Urgency::Awaited] {
                let (slots, told) = (&slots, told.clone());
                scope.spawn(move || {
                    let _slot = slots.take(urgency);
                    told.send(urgency).unwrap();
                });
            }
            // All that is awaited is known to wait before the slot is given back.
            while slots.state.lock().unwrap().awaited == 0 {
                std::thread::yield_now();
            }
            drop(held);
        });
        drop(told);
        let order: Vec<Urgency> = order.iter().collect();
        assert_eq!(order, [Urgency::Awaited, Urgency::Queued, Urgency::Queued]);
    }

    #[test]
    fn no_more_than_so_many_at_once() {
        let slots = ReadSlots::new(2);
        let at_work = std::sync::atomic::AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let _slot = slots.take(Urgency::Awaited);
                        let now = at_work.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
                        assert!(now <= 2);
                        at_work.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                    }
                });
            }
        });
    }
}
