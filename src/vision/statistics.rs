//! Histograms and ranks.
//!
//! Our own: `imageproc::stats` counts whole pictures; what is asked here are parts of planes, under masks and along lines.

/// How often each value occurs.
pub fn histogram(values: impl IntoIterator<Item = u8>) -> [u32; 256] {
    let mut counts = [0u32; 256];
    // Parts of planes come row by row: walked from within, their rows are loops of their own.
    values.into_iter().for_each(|v| counts[usize::from(v)] += 1);
    counts
}

/// The value below which `share` of a histogram's counts lie; 255 for none.
pub fn quantile(histogram: &[u32; 256], share: f64) -> u8 {
    let total: u64 = histogram.iter().map(|&n| u64::from(n)).sum();
    let want = (total as f64 * share) as u64;
    let mut seen = 0;
    for (value, &n) in histogram.iter().enumerate() {
        seen += u64::from(n);
        if seen > want {
            return value as u8;
        }
    }
    255
}

/// The middle value, of an even number the upper one; 0 for nothing.
pub fn median(values: &mut [f32]) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let mid = values.len() / 2;
    *values.select_nth_unstable_by(mid, f32::total_cmp).1
}

/// The same of whole numbers; `None` for nothing.
pub fn middle<T: Ord + Copy>(values: &mut [T]) -> Option<T> {
    let mid = values.len() / 2;
    (!values.is_empty()).then(|| *values.select_nth_unstable(mid).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_those_of_the_sorted_values() {
        let values = [9u8, 1, 7, 3, 5, 5];
        let counts = histogram(values);
        assert_eq!([0.0, 0.5, 0.99].map(|share| quantile(&counts, share)), [1, 5, 9]);
        assert_eq!(quantile(&[0; 256], 0.5), 255);
        assert_eq!(middle(&mut values.map(i32::from)), Some(5));
        assert_eq!(middle::<i32>(&mut []), None);
        assert_eq!((median(&mut [3.0, 1.0, 2.0, 9.0]), median(&mut [])), (3.0, 0.0));
    }
}
