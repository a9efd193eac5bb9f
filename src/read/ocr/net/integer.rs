//! Sums of products of whole numbers of 16 bits. A processor with AVX2 multiplies and adds twice as many of them at a time as
//! floats, two products a lane: weights and inputs are therefore laid in pairs, the even channel in the lower half of 32 bits.
//!
//! The sums stay within 32 bits whatever the inputs: the inputs of a pixel are scaled to one length (as a vector), so are the
//! weights of an output, and no sum of products is larger than the product of the two lengths (Cauchy and Schwarz).

#[cfg(target_arch = "x86_64")]
use fearless_simd::{Avx2, Avx512};
use fearless_simd::{Bytes, Level, Simd, SimdBase, SimdIntWiden};
use rten_simd::SimdOp;

use super::dense::{Lanes, PANELS};

/// Length of a pixel's inputs, once they are scaled: the largest of them still has 16 bits.
pub(super) const LENGTH: f32 = 32_700.0;
/// What a length smaller than this is taken for, so that nothing is divided by nothing.
pub(super) const LEAST: f32 = 1e-30;

/// Vectors of whole numbers that this processor has.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kernel {
    #[cfg(target_arch = "x86_64")]
    Avx2(Avx2),
    #[cfg(target_arch = "x86_64")]
    Avx512(Avx512),
}

impl Kernel {
    /// The kernel whose vectors are as wide as the floats'; `None` where floats are as fast (ARM multiplies as many of them).
    pub fn here() -> Option<Self> {
        let level = Level::new();
        match Lanes.dispatch() {
            #[cfg(target_arch = "x86_64")]
            8 => level.as_avx2().map(Kernel::Avx2),
            #[cfg(target_arch = "x86_64")]
            16 => level.as_avx512().map(Kernel::Avx512),
            _ => None,
        }
    }

    /// Outputs summed at a time: two vectors each, two of the panel, one of the weights and one of products fill the registers.
    pub fn block(self) -> usize {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => 6,
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(_) => 12,
        }
    }

    /// Sums of a block of outputs over each of some panels: panels, outputs of the block, two vectors.
    #[inline(always)]
    fn sums(self, seen: &Seen<'_>, weights: &[i32], out: &mut [i32]) {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(s) => s.vectorize(
                #[inline(always)]
                || sums::<_, 6>(s, seen, weights, out),
            ),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512(s) => s.vectorize(
                #[inline(always)]
                || sums::<_, 12>(s, seen, weights, out),
            ),
        }
    }
}

/// Pairs of whole numbers that sums are made of.
pub(super) enum Seen<'a> {
    /// Panels one after another: a row for each pair of weights, two vectors wide.
    Panels(&'a [i32]),
    /// What lies in a band of rows side by side.
    Band(Around<'a>),
}

/// What a kernel sees from some places of a band on, two vectors of pixels from each.
pub(super) struct Around<'a> {
    /// Planes of pairs.
    pub data: &'a [i32],
    /// Values of a plane.
    pub plane: usize,
    /// Where each cell of the kernel lies from its first.
    pub cells: &'a [usize],
    /// The places, `used` of them.
    pub starts: [usize; PANELS],
    /// See `starts`.
    pub used: usize,
}

/// The same for one kind of vectors.
#[inline(always)]
fn sums<S: Simd, const BLOCK: usize>(s: S, seen: &Seen<'_>, weights: &[i32], out: &mut [i32]) {
    let lanes = <S::i32s as SimdBase<S>>::LEN;
    let (weights, _) = weights.as_chunks::<BLOCK>();
    let out = out.chunks_exact_mut(BLOCK * 2 * lanes);
    match seen {
        Seen::Panels(panels) => {
            let panels = panels.chunks_exact((weights.len() * 2 * lanes).max(1));
            for (panel, to) in panels.zip(out) {
                let mut sums = Sums::<S, BLOCK>::new(s);
                for (x, w) in panel.chunks_exact(2 * lanes).zip(weights) {
                    sums.add(s, x, w);
                }
                sums.store(to);
            }
        }
        Seen::Band(around) => {
            for (start, to) in around.starts.iter().take(around.used).zip(out) {
                let mut sums = Sums::<S, BLOCK>::new(s);
                let planes = around.data.chunks_exact(around.plane.max(1));
                for (plane, weights) in planes.zip(weights.chunks_exact(around.cells.len().max(1))) {
                    for (cell, w) in around.cells.iter().zip(weights) {
                        sums.add(s, &plane[start + cell..start + cell + 2 * lanes], w);
                    }
                }
                sums.store(to);
            }
        }
    }
}

/// Sums of a block of outputs, two vectors each.
struct Sums<S: Simd, const BLOCK: usize>([[S::i32s; 2]; BLOCK]);

impl<S: Simd, const BLOCK: usize> Sums<S, BLOCK> {
    #[inline(always)]
    fn new(s: S) -> Self {
        Self([[S::i32s::splat(s, 0); 2]; BLOCK])
    }

    /// Adds two vectors of pairs times the pair of weights of each output.
    #[inline(always)]
    fn add(&mut self, s: S, x: &[i32], w: &[i32; BLOCK]) {
        let lanes = <S::i32s as SimdBase<S>>::LEN;
        let a: S::i16s = S::i32s::from_slice(s, &x[..lanes]).bitcast();
        let b: S::i16s = S::i32s::from_slice(s, &x[lanes..]).bitcast();
        for r in 0..BLOCK {
            let w: S::i16s = S::i32s::splat(s, w[r]).bitcast();
            self.0[r][0] += a.pairwise_dot_product(w);
            self.0[r][1] += b.pairwise_dot_product(w);
        }
    }

    #[inline(always)]
    fn store(&self, to: &mut [i32]) {
        let lanes = <S::i32s as SimdBase<S>>::LEN;
        for r in 0..BLOCK {
            for half in 0..2 {
                let at = (2 * r + half) * lanes;
                self.0[r][half].store_slice(&mut to[at..at + lanes]);
            }
        }
    }
}

/// Weights as whole numbers, each output with a scale of its own.
#[derive(Debug)]
pub(super) struct Pairs {
    kernel: Kernel,
    /// Pairs of weights of an output: rows of a panel.
    pub rows: usize,
    /// Blocks, pairs of an output, outputs of the block.
    weights: Vec<i32>,
    /// What one unit of an output's weights is worth.
    scales: Vec<f32>,
}

impl Pairs {
    /// Over weights of the order output, input, cell of the kernel. Pairs are of two inputs at the same cell.
    pub fn new(kernel: Kernel, weights: &[f32], inputs: usize, cells: usize) -> Self {
        let block = kernel.block();
        let rows = inputs.div_ceil(2) * cells;
        let outputs = weights.chunks_exact((inputs * cells).max(1));
        let blocks = outputs.len().div_ceil(block);
        let (mut packed, mut scales) = (vec![0; blocks * rows * block], vec![0.0; blocks * block]);
        for (o, row) in outputs.enumerate() {
            let factor = factor(row);
            scales[o] = (1.0 / factor) as f32;
            for (k, w) in row.iter().enumerate() {
                let (input, cell) = (k / cells, k % cells);
                let at = (o / block * rows + input / 2 * cells + cell) * block + o % block;
                packed[at] |= half((f64::from(*w) * factor).round() as i16, input);
            }
        }
        Self {
            kernel,
            rows,
            weights: packed,
            scales,
        }
    }

    /// Sums of a block of outputs over each of some panels, and what a unit of each output is worth.
    #[inline(always)]
    pub fn sums<const BLOCK: usize>(&self, b: usize, seen: &Seen<'_>, out: &mut [i32]) -> &[f32] {
        let weights = &self.weights[b * self.rows * BLOCK..(b + 1) * self.rows * BLOCK];
        self.kernel.sums(seen, weights, out);
        &self.scales[b * BLOCK..(b + 1) * BLOCK]
    }
}

/// A whole number in the half of a pair that an input has.
pub(super) fn half(value: i16, input: usize) -> i32 {
    let bits = i32::from(value as u16);
    if input.is_multiple_of(2) { bits } else { bits << 16 }
}

/// By how much the weights of an output are enlarged before they are rounded: as much as 16 bits hold, and no sum over inputs
/// of the length `LENGTH` leaves 32 bits. Rounding lengthens either by half a unit a value at most; a thousandth is left for
/// the lengths themselves, which are sums of floats.
fn factor(weights: &[f32]) -> f64 {
    let length = weights.iter().map(|w| f64::from(*w).powi(2)).sum::<f64>().sqrt();
    let largest = weights.iter().fold(0.0, |m: f64, w| m.max(f64::from(*w).abs()));
    let rounding = 0.5 * ((weights.len() + 1) as f64).sqrt();
    let longest = f64::from(i32::MAX) / (f64::from(LENGTH) * 1.001 + rounding) - rounding;
    let factor = (longest / length).min(f64::from(i16::MAX) / largest);
    if factor.is_finite() && longest > 0.0 {
        factor
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Noise(u32);

    impl Noise {
        fn next(&mut self) -> f32 {
            self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (self.0 >> 8) as f32 / (1 << 23) as f32 - 1.0
        }
    }

    fn halves(pair: i32) -> [i64; 2] {
        [i64::from(pair as i16), i64::from((pair >> 16) as i16)]
    }

    /// The kernel's sums are the plain ones, and they stay within 32 bits where inputs are as bad as they can be: each of the
    /// length that is allowed and in the direction of an output's weights.
    #[test]
    fn sums_are_exact_and_do_not_leave_32_bits() {
        let Some(kernel) = Kernel::here() else {
            eprintln!("SKIPPED: this processor has no kernel of whole numbers");
            return;
        };
        let (block, pixels, used) = (kernel.block(), 2 * Lanes.dispatch(), 3);
        for (inputs, cells, outputs) in [(48, 1, 2 * block), (7, 9, block + 1), (768, 1, block), (96, 9, 5)] {
            let depth = inputs * cells;
            for flat in [false, true] {
                let mut noise = Noise(depth as u32);
                let weights: Vec<f32> = (0..outputs * depth)
                    .map(|_| if flat { 0.25 } else { noise.next() })
                    .collect();
                let pairs = Pairs::new(kernel, &weights, inputs, cells);
                let blocks = outputs.div_ceil(block);
                let mut panels = vec![0; used * pairs.rows * pixels];
                for p in 0..used * pixels {
                    let row = &weights[p % outputs * depth..][..depth];
                    let length = row.iter().map(|w| w * w).sum::<f32>().sqrt();
                    for (k, w) in row.iter().enumerate() {
                        let x = (w / length * LENGTH).round_ties_even() as i16;
                        let at = (p / pixels * pairs.rows + k / cells / 2 * cells + k % cells) * pixels + p % pixels;
                        panels[at] |= half(x, k / cells);
                    }
                }
                let mut largest = 0;
                for b in 0..blocks {
                    let mut out = vec![0; used * block * pixels];
                    match block {
                        6 => pairs.sums::<6>(b, &Seen::Panels(&panels), &mut out),
                        _ => pairs.sums::<12>(b, &Seen::Panels(&panels), &mut out),
                    };
                    for (at, got) in out.iter().enumerate() {
                        let (panel, r, p) = (at / pixels / block, at / pixels % block, at % pixels);
                        let plain: i64 = (0..pairs.rows)
                            .map(|k| {
                                let [w, v] = halves(pairs.weights[(b * pairs.rows + k) * block + r]);
                                let [x, y] = halves(panels[(panel * pairs.rows + k) * pixels + p]);
                                w * x + v * y
                            })
                            .sum();
                        assert_eq!(plain, i64::from(*got), "{inputs} x {cells} to {outputs}");
                        largest = largest.max(plain);
                    }
                }
                assert!(
                    largest > i64::from(i32::MAX) / 2,
                    "{largest}: half the room is left unused"
                );
            }
        }
    }

    /// No weights make a scale that is not a number.
    #[test]
    fn odd_weights_have_a_scale() {
        for weights in [&[][..], &[0.0; 4], &[f32::MIN_POSITIVE, 0.0], &[f32::MAX, -f32::MAX]] {
            let factor = factor(weights);
            assert!(factor.is_finite() && factor > 0.0, "{weights:?}: {factor}");
        }
    }
}
