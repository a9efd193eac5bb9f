//! Morphology of masks: growing and shrinking by squares, and what is made of both.
//!
//! Our own: `imageproc::morphology` grows by distance transforms of planes of bytes, which takes 6 times as long (0.35 megapixels
//! closed: 2.6 ms, here 0.5), and it reaches 255 at most.

/// A mask of rows `w` wide, grown by `r` to all sides (a square). Beyond the picture nothing is set.
pub fn dilate(mask: &[bool], w: usize, r: usize) -> Vec<bool> {
    within_reach(mask, w, r, true)
}

/// A mask shrunk by `r` from all sides. Beyond the picture it counts as set, so that what touches the edge stays there.
pub fn erode(mask: &[bool], w: usize, r: usize) -> Vec<bool> {
    within_reach(mask, w, r, false)
}

/// Gaps of up to `2 r` filled, outlines kept.
pub fn close(mask: &[bool], w: usize, r: usize) -> Vec<bool> {
    erode(&dilate(mask, w, r), w, r)
}

/// What is no wider than `2 r` taken away, outlines of the rest kept but for their corners.
pub fn open(mask: &[bool], w: usize, r: usize) -> Vec<bool> {
    dilate(&erode(mask, w, r), w, r)
}

fn within_reach(mask: &[bool], w: usize, r: usize, grow: bool) -> Vec<bool> {
    let h = mask.len().checked_div(w).unwrap_or(0);
    if h == 0 {
        return Vec::new();
    }
    // How many places of the value `grow` lie within reach: a count moved along the row, then one along each column.
    let mut across = vec![false; mask.len()];
    let mut line = vec![0u16; w + 2 * r + 1];
    for (src, dst) in mask.chunks_exact(w).zip(across.chunks_exact_mut(w)) {
        for (v, m) in line[r..].iter_mut().zip(src) {
            *v = u16::from(*m == grow);
        }
        let mut count: u16 = line[..=2 * r].iter().sum();
        for ((out, new), old) in dst.iter_mut().zip(&line[2 * r + 1..]).zip(&line) {
            *out = count > 0;
            count = count.wrapping_add(*new).wrapping_sub(*old);
        }
    }
    let mut out = vec![false; mask.len()];
    let mut counts = vec![0u16; w];
    let none = vec![false; w];
    let row = |y: usize| {
        let at = |y| across.get(y * w..(y + 1) * w);
        y.checked_sub(r).and_then(at).unwrap_or(&none)
    };
    for y in 0..=2 * r {
        for (count, m) in counts.iter_mut().zip(row(y)) {
            *count += u16::from(*m);
        }
    }
    for (y, out) in out.chunks_exact_mut(w).enumerate() {
        for (((out, count), new), old) in out.iter_mut().zip(&mut counts).zip(row(y + 2 * r + 1)).zip(row(y)) {
            *out = (*count > 0) == grow;
            *count = count.wrapping_add(u16::from(*new)).wrapping_sub(u16::from(*old));
        }
    }
    out
}

/// What most of each place's nine have (a median filter of a mask); the outermost places stay.
///
/// Our own: `imageproc::filter::median_filter` sorts bytes, which takes far longer (0.35 megapixels: 232 ms, here 0.04).
pub fn majority(mask: &[bool], w: usize) -> Vec<bool> {
    let h = mask.len().checked_div(w).unwrap_or(0);
    let mut out = mask.to_vec();
    let mut columns = vec![0u8; w];
    for y in 1..h.saturating_sub(1) {
        let row = |y: usize| &mask[y * w..(y + 1) * w];
        for (((sum, a), b), c) in columns.iter_mut().zip(row(y - 1)).zip(row(y)).zip(row(y + 1)) {
            *sum = u8::from(*a).wrapping_add(u8::from(*b)).wrapping_add(u8::from(*c));
        }
        let inner = out[y * w + 1..(y + 1) * w].iter_mut();
        for (((out, a), b), c) in inner.zip(&columns).zip(&columns[1..]).zip(&columns[2..]) {
            *out = a.wrapping_add(*b).wrapping_add(*c) >= 5;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::components::{Connectivity, components};
    use super::*;
    use crate::geometry::PixelBox;
    use crate::pixels::Grey;

    #[test]
    fn closing_fills_a_gap_and_keeps_the_outline() {
        let w = 12;
        let mut mask = vec![false; w * 7];
        for x in [3, 4, 6, 7] {
            for y in 2..5 {
                mask[y * w + x] = true;
            }
        }
        let closed = close(&mask, w, 1);
        assert!(closed[3 * w + 5], "the gap is closed");
        assert!(!closed[3 * w + 2] && !closed[3 * w + 8], "and nothing grows sideways");
        let (_, found) = components(&closed, w, Connectivity::Four);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].bounds, PixelBox::from_edges(3, 2, 8, 5));
        assert!(open(&mask, w, 1).iter().all(|m| !m), "two wide is gone");
    }

    #[test]
    fn growing_shrinking_and_the_median_are_those_of_imageproc() {
        use imageproc::distance_transform::Norm;
        use imageproc::morphology;
        let (w, h) = (61u32, 37u32);
        let plane = Grey::from_fn(w, h, |x, y| {
            let set = x.wrapping_mul(2_654_435_761).wrapping_add(y.wrapping_mul(40_503)) >> 9 & 7 < 3;
            image::Luma([if set { 255 } else { 0 }])
        });
        let of = |plane: &Grey| -> Vec<bool> { plane.as_raw().iter().map(|v| *v > 0).collect() };
        let mask = of(&plane);
        let wide = w as usize;
        for r in 1..4u8 {
            let reach = usize::from(r);
            assert_eq!(
                dilate(&mask, wide, reach),
                of(&morphology::dilate(&plane, Norm::LInf, r))
            );
            assert_eq!(erode(&mask, wide, reach), of(&morphology::erode(&plane, Norm::LInf, r)));
            assert_eq!(close(&mask, wide, reach), of(&morphology::close(&plane, Norm::LInf, r)));
            assert_eq!(open(&mask, wide, reach), of(&morphology::open(&plane, Norm::LInf, r)));
        }
        let (ours, theirs) = (
            majority(&mask, wide),
            of(&imageproc::filter::median_filter(&plane, 1, 1)),
        );
        for (x, y) in (1..h - 1).flat_map(|y| (1..w - 1).map(move |x| (x, y))) {
            let i = (y * w + x) as usize;
            assert_eq!(ours[i], theirs[i], "{x} {y}");
        }
    }
}
