//! Convolutions over whole numbers of 16 bits: as in `dense`, but the panels hold rounded values, scaled so that the inputs of
//! a pixel (of a band of rows, where the kernel sees several pixels) have one length. What is rounded is a 30,000th of that
//! length at most; bias, activation and maps to be added are floats as ever.
//!
//! A scale depends on nothing but the pixel or the band: the outcome is the same whatever the width of the vectors.

use std::ops::Range;

use rten_simd::ops::{BitOps, FloatOps, IntOps, NumOps, ToFloat};
use rten_simd::{Isa, SimdOp};

use super::band::{BAND, Frame};
use super::dense::{Dense, Job, PANELS, TILE, Window, apply, finish};
use super::integer::{LEAST, LENGTH, Pairs, Seen};
use super::maps::Maps;
use super::pack::pack_window;

/// Pixels of a panel at most.
const PIXELS: usize = 32;
/// Outputs of a block at most.
const BLOCKS: usize = 12;

/// A convolution whose weights are whole numbers.
pub(super) struct Rounded<'a>(pub Job<'a>);

impl SimdOp for Rounded<'_> {
    type Output = ();
    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        match self.0.dense.block {
            12 => tiles::<I, 12>(isa, self.0),
            _ => tiles::<I, 6>(isa, self.0),
        }
    }
}

/// What the sums of one tile are worth.
pub(super) struct Tile {
    /// What a unit of each pixel's inputs is worth.
    pub units: [f32; PANELS * PIXELS],
    /// Sums of one block over the panels.
    pub sums: [i32; PANELS * PIXELS * BLOCKS],
}

#[inline(always)]
fn tiles<I: Isa, const BLOCK: usize>(isa: I, job: Job<'_>) {
    let lanes = isa.f32().len();
    let panel = 2 * lanes;
    let dense = job.dense;
    let first = dense.first();
    let (Some(pairs), Some(first_pairs)) = (&dense.pairs, &first.pairs) else {
        return;
    };
    let planes = planes(job.inputs);
    let (height, width) = job.inputs.first().map_or((0, 0), |m| (m.height, m.width));
    let point = first.window == Window::POINT;
    // Where a kernel steps by one, what it sees lies in the band side by side: no panels are made of it.
    let direct = !point && first.window.steps == [1, 1];
    // Rows of a tile's panels: of what is seen, and of what is made between two convolutions, as floats and rounded.
    let (hidden, between) = dense.before.as_ref().map_or((0, 0), |b| (b.outputs, pairs.rows));
    let rows = if direct { 0 } else { first_pairs.rows };
    let count = (TILE / ((rows + hidden + between) * panel).max(1)).clamp(1, PANELS);
    let panels = job.panels;
    let size = count * (rows + between) * panel;
    panels.pairs.resize(size.max(panels.pairs.len()), 0);
    let (seen, between) = panels.pairs.split_at_mut(count * rows * panel);
    let size = count * hidden * panel;
    panels.values.resize(size.max(panels.values.len()), 0.0);
    let mut tile = Tile::new();
    let (out_height, out_width) = job.size;
    let pixels = out_height * out_width;
    let step = if point { out_height.max(1) } else { BAND };
    for top in (0..out_height).step_by(step) {
        let made = top..(top + step).min(out_height);
        let frame = (!point).then(|| Frame::of(&first.window, made.clone(), (height, width), direct, panel));
        let stride = frame.as_ref().filter(|_| direct).map(Frame::stride);
        let places = places(made, out_width, panel, stride);
        let band = frame.map(|frame| frame.round(isa, &planes, &first.window, top, &mut panels.band));
        for places in places.chunks(count) {
            let used = places.len();
            for (i, place) in places.iter().enumerate() {
                let units = &mut tile.units[i * panel..(i + 1) * panel];
                match &band {
                    None => {
                        let to = &mut seen[i * rows * panel..(i + 1) * rows * panel];
                        let row = |c: usize| &planes[c][place.at..place.at + place.n];
                        round_rows(isa, planes.len(), row, to, units);
                    }
                    Some(band) => {
                        units.fill(band.unit);
                        if !direct {
                            let to = &mut seen[i * rows * panel..(i + 1) * rows * panel];
                            let at = place.at - top * out_width;
                            pack_window(isa, band.planes(), &band.window, out_width, at, place.n, to);
                        }
                    }
                }
            }
            let starts = std::array::from_fn(|i| places.get(i).map_or(0, |p| p.start));
            let mut from = match &band {
                Some(band) if direct => Seen::Band(band.around(starts, used)),
                _ => Seen::Panels(&seen[..used * rows * panel]),
            };
            if let Some(before) = &dense.before {
                let values = &mut panels.values;
                hide::<I, BLOCK>(isa, before, first_pairs, &from, used, &mut tile, values);
                for i in 0..used {
                    let values = &values[i * hidden * panel..(i + 1) * hidden * panel];
                    let to = &mut between[i * pairs.rows * panel..(i + 1) * pairs.rows * panel];
                    let units = &mut tile.units[i * panel..(i + 1) * panel];
                    round_rows(isa, hidden, |c| &values[c * panel..(c + 1) * panel], to, units);
                }
                from = Seen::Panels(&between[..used * pairs.rows * panel]);
            }
            for b in 0..dense.outputs.div_ceil(BLOCK) {
                let scales = pairs.sums::<BLOCK>(b, &from, &mut tile.sums);
                let (bias, outputs) = dense.bias::<BLOCK>(b);
                for (i, place) in places.iter().enumerate() {
                    for r in 0..outputs {
                        let mut at = (b * BLOCK + r) * pixels + place.at;
                        let end = at + place.n;
                        for half in 0..2 {
                            let stop = (at + lanes).min(end);
                            if at < stop {
                                let v = tile.value::<I, BLOCK>(isa, i, r, half, scales[r], bias[r]);
                                let added = job.added.map(|a| &a[at..stop]);
                                finish(isa, v, dense.activation, added, &mut job.out[at..stop]);
                            }
                            at += lanes;
                        }
                    }
                }
            }
        }
    }
}

/// The pixels of one panel.
struct Place {
    /// The first one's place in the outcome.
    at: usize,
    /// How many there are: fewer than a panel holds at the end of a row or of the maps.
    n: usize,
    /// Where what the first one sees begins in the band.
    start: usize,
}

/// The panels of some rows of the outcome (`width` wide): one after another, or row by row where what they see lies in a band, so
/// far from row to row.
fn places(rows: Range<usize>, width: usize, panel: usize, stride: Option<usize>) -> Vec<Place> {
    let runs: Vec<(usize, usize, usize)> = match stride {
        Some(stride) => (0..)
            .zip(rows)
            .map(|(i, row)| (i * stride, row * width, (row + 1) * width))
            .collect(),
        None => vec![(0, rows.start * width, rows.end * width)],
    };
    let of_run = |(start, begin, end): (usize, usize, usize)| {
        (begin..end).step_by(panel).map(move |at| Place {
            at,
            n: panel.min(end - at),
            start: start + at - begin,
        })
    };
    runs.into_iter().flat_map(of_run).collect()
}

impl Tile {
    pub fn new() -> Self {
        Self {
            units: [0.0; PANELS * PIXELS],
            sums: [0; PANELS * PIXELS * BLOCKS],
        }
    }

    /// A vector of sums as floats, with the bias.
    #[inline(always)]
    pub fn value<I: Isa, const BLOCK: usize>(
        &self,
        isa: I,
        panel: usize,
        output: usize,
        half: usize,
        scale: f32,
        bias: f32,
    ) -> I::F32 {
        let (floats, numbers) = (isa.f32(), isa.i32());
        let lanes = floats.len();
        let sums = numbers.to_float(numbers.load(&self.sums[((panel * BLOCK + output) * 2 + half) * lanes..]));
        let units = floats.load(&self.units[(2 * panel + half) * lanes..]);
        floats.mul_add(floats.mul(sums, units), floats.splat(scale), floats.splat(bias))
    }
}

/// Makes the values between two convolutions, panel by panel.
#[inline(always)]
fn hide<I: Isa, const BLOCK: usize>(
    isa: I,
    dense: &Dense,
    pairs: &Pairs,
    from: &Seen<'_>,
    used: usize,
    tile: &mut Tile,
    to: &mut [f32],
) {
    let ops = isa.f32();
    let lanes = ops.len();
    let panel = 2 * lanes;
    for b in 0..dense.outputs.div_ceil(BLOCK) {
        let scales = pairs.sums::<BLOCK>(b, from, &mut tile.sums);
        let (bias, outputs) = dense.bias::<BLOCK>(b);
        for i in 0..used {
            for r in 0..outputs {
                let at = (i * dense.outputs + b * BLOCK + r) * panel;
                for half in 0..2 {
                    let v = tile.value::<I, BLOCK>(isa, i, r, half, scales[r], bias[r]);
                    ops.store(
                        apply(isa, v, dense.activation),
                        &mut to[at + half * lanes..at + (half + 1) * lanes],
                    );
                }
            }
        }
    }
}

/// Planes of all maps, one after another.
fn planes<'a>(inputs: &[&'a Maps]) -> Vec<&'a [f32]> {
    inputs
        .iter()
        .flat_map(|maps| maps.data.chunks_exact(maps.plane().max(1)).take(maps.channels))
        .collect()
}

/// The values of two vectors of a row; zeros where it is shorter.
#[inline(always)]
pub(super) fn two<I: Isa>(isa: I, row: &[f32]) -> [I::F32; 2] {
    let ops = isa.f32();
    let lanes = ops.len();
    if row.len() >= 2 * lanes {
        [ops.load(row), ops.load(&row[lanes..])]
    } else {
        let (a, b) = row.split_at(lanes.min(row.len()));
        [ops.load_pad(a).0, ops.load_pad(b).0]
    }
}

/// Two vectors, scaled and rounded, as pairs.
#[inline(always)]
pub(super) fn pair<I: Isa>(isa: I, even: I::F32, odd: I::F32, factor: I::F32) -> I::I32 {
    let (floats, numbers) = (isa.f32(), isa.i32());
    let even = floats.to_int_round(floats.mul(even, factor));
    let odd = floats.to_int_round(floats.mul(odd, factor));
    let lower = numbers.and(even, numbers.splat(0xffff));
    numbers.or(lower, numbers.shift_left::<16>(odd))
}

/// Rounds a panel of `count` rows, each pixel's values scaled to one length; `units` gets what one unit of a pixel is worth.
#[inline(always)]
fn round_rows<'a, I: Isa>(isa: I, count: usize, row: impl Fn(usize) -> &'a [f32], to: &mut [i32], units: &mut [f32]) {
    let (ops, numbers) = (isa.f32(), isa.i32());
    let lanes = ops.len();
    let mut squares = [ops.zero(); 2];
    for c in 0..count {
        let [a, b] = two(isa, row(c));
        squares = [ops.mul_add(a, a, squares[0]), ops.mul_add(b, b, squares[1])];
    }
    let mut factors = [0.0; PIXELS];
    ops.store(squares[0], &mut factors);
    ops.store(squares[1], &mut factors[lanes..]);
    for (factor, unit) in factors.iter_mut().zip(units) {
        let length = factor.sqrt().max(LEAST);
        (*factor, *unit) = (LENGTH / length, length / LENGTH);
    }
    let factors = two(isa, &factors);
    for p in 0..count.div_ceil(2) {
        let even = two(isa, row(2 * p));
        let odd = if 2 * p + 1 < count {
            two(isa, row(2 * p + 1))
        } else {
            [ops.zero(); 2]
        };
        let to = &mut to[2 * p * lanes..2 * (p + 1) * lanes];
        numbers.store(pair(isa, even[0], odd[0], factors[0]), to);
        numbers.store(pair(isa, even[1], odd[1], factors[1]), &mut to[lanes..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::ocr::net::dense::{Activation, Panels};

    fn noise(seed: u32, count: usize) -> Vec<f32> {
        let mut state = seed;
        let value = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        (0..count).map(value).collect()
    }

    /// Two layers with rounding and without agree to a thousandth of the largest value: kernels of several shapes and steps,
    /// more rows than a band has, odd numbers of maps, ends of rows and maps, maps laid side by side, and dark beside bright.
    #[test]
    fn rounding_changes_the_outcome_by_a_thousandth_at_most() {
        let window = |height, width, step, rims| Window {
            height,
            width,
            steps: [step; 2],
            rims,
        };
        for (case, (inputs, hidden, outputs, window)) in [
            (48, None, 20, Window::POINT),
            (13, Some(24), 7, Window::POINT),
            (15, None, 9, window(3, 3, 1, [1; 4])),
            (24, Some(12), 30, window(3, 3, 2, [1; 4])),
            (12, None, 6, window(2, 2, 1, [0, 0, 1, 1])),
        ]
        .into_iter()
        .enumerate()
        {
            let (height, width) = (37, 29);
            let maps = |channels: usize| {
                let mut data = noise(case as u32, channels * height * width);
                for (i, v) in data.iter_mut().enumerate() {
                    *v *= if i % width < 9 { 0.01 } else { 1.0 };
                }
                Maps {
                    channels,
                    height,
                    width,
                    data,
                }
            };
            let parts = [maps(inputs - 5), maps(5)];
            let [mut exact, mut rounded] = [Dense::new, Dense::rounded].map(|new| {
                let made = hidden.unwrap_or(outputs);
                let depth = inputs * window.height * window.width;
                let mut first = new(&noise(7, made * depth), made, inputs, window);
                first.add_bias(&noise(8, made));
                first.activation = Activation::Gelu;
                let Some(hidden) = hidden else { return first };
                let mut second = new(&noise(9, outputs * hidden), outputs, hidden, Window::POINT);
                assert!(second.can_follow(&first), "case {case}");
                second.before = Some(Box::new(first));
                second
            });
            let run = |dense: &mut Dense| {
                dense
                    .run(&[&parts[0], &parts[1]], None, Vec::new(), &mut Panels::default())
                    .unwrap()
                    .data
            };
            let (wanted, got) = (run(&mut exact), run(&mut rounded));
            let largest = wanted.iter().fold(0.0, |m: f32, v| m.max(v.abs()));
            let worst = wanted.iter().zip(&got).fold(0.0, |m: f32, (a, b)| m.max((a - b).abs()));
            assert!(worst < 0.001 * largest, "case {case}: {worst} of {largest}");
        }
    }
}
