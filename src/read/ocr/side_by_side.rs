//! Work on many places side by side, with the result of one after another.
//!
//! No pool of `rayon`: the networks' runtime has a pool a thread, and a thread that waits for another pool begins its next job on the
//! same stack. Threads are begun for each page instead, which costs a fraction of a millisecond.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Stack of a thread, bytes.
const STACK: usize = 8 << 20;

/// What `work` makes of each place, in the order of the places, on so many threads, the caller's among them. A thread that the system
/// does not give is done without.
pub(super) fn each<P: Sync, T: Send + Sync>(
    threads: usize,
    places: &[P],
    work: impl Fn(&P) -> Vec<T> + Sync,
) -> Vec<T> {
    let found: Vec<OnceLock<Vec<T>>> = places.iter().map(|_| OnceLock::new()).collect();
    let next = AtomicUsize::new(0);
    let take = || {
        let i = next.fetch_add(1, Ordering::Relaxed);
        places.get(i).zip(found.get(i))
    };
    let take_all = || {
        while let Some((place, slot)) = take() {
            slot.get_or_init(|| work(place));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.min(places.len()) {
            let thread = std::thread::Builder::new().stack_size(STACK);
            if thread.spawn_scoped(scope, take_all).is_err() {
                break;
            }
        }
        take_all();
    });
    found.into_iter().filter_map(OnceLock::into_inner).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_places_whatever_the_threads() {
        let places: Vec<usize> = (0..100).collect();
        // Some places hold nothing, some several; early ones take longest.
        let work = |n: &usize| {
            std::thread::sleep(std::time::Duration::from_micros(200 - 2 * *n as u64));
            vec![*n; n % 3]
        };
        let alone = each(1, &places, work);
        assert_eq!(alone.len(), 99);
        for threads in [2, 3, 8, 1000] {
            assert_eq!(each(threads, &places, work), alone, "{threads}");
        }
        assert!(each(4, &[], |n: &usize| vec![*n]).is_empty());
    }

    #[test]
    fn a_panic_reaches_who_asked() {
        let caught = std::panic::catch_unwind(|| each(2, &[1, 2, 3], |n: &usize| vec![1 / (*n - 2)]));
        assert!(caught.is_err());
    }
}
