//! Copies what a convolution sees into panels: a row for each weight, two vectors of pixels wide.

use rten_simd::Isa;
use rten_simd::ops::{BitOps, GetNumOps};

use super::dense::Window;
use super::maps::Maps;

/// Planes of one size to copy from: maps as they are, or pairs of maps as whole numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Planes<'a, T> {
    pub height: usize,
    pub width: usize,
    pub data: &'a [T],
}

impl<'a> Planes<'a, f32> {
    pub fn of(maps: &'a Maps) -> Self {
        Self {
            height: maps.height,
            width: maps.width,
            data: &maps.data,
        }
    }
}

/// Copies the pixels `at..at + n` of all maps, a row a map.
#[inline(always)]
pub(super) fn pack_points<I: Isa>(isa: I, inputs: &[&Maps], at: usize, n: usize, panel: &mut [f32]) {
    let whole = 2 * isa.f32().len();
    let mut row = 0;
    for maps in inputs {
        let plane = maps.plane();
        for c in 0..maps.channels {
            let from = &maps.data[c * plane + at..c * plane + at + n];
            copy(isa, from, &mut panel[row..row + whole]);
            row += whole;
        }
    }
}

/// Copies values, and zeros where there are fewer than two vectors.
#[inline(always)]
fn copy<I: Isa, T: GetNumOps + Default>(isa: I, from: &[T], row: &mut [T]) {
    let ops = T::num_ops(isa);
    let lanes = isa.f32().len();
    if from.len() == 2 * lanes {
        let (a, b) = (ops.load(from), ops.load(&from[lanes..]));
        ops.store(a, row);
        ops.store(b, &mut row[lanes..]);
    } else {
        let (head, tail) = row.split_at_mut(from.len());
        head.copy_from_slice(from);
        tail.fill(T::default());
    }
}

/// A run of pixels of one row of the outcome, within a panel.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    offset: usize,
    y: usize,
    x: usize,
    length: usize,
}

/// Copies what the kernel sees of one set of planes from the pixels `at..at + n` of the outcome (`width` wide): for each
/// plane a row for each weight. Returns the values of the panel that it has written.
#[inline(always)]
pub(super) fn pack_window<I: Isa, T: GetNumOps + Default>(
    isa: I,
    planes: Planes<'_, T>,
    window: &Window,
    width: usize,
    at: usize,
    n: usize,
    panel: &mut [T],
) -> usize {
    const MOST: usize = 64;
    let lanes = isa.f32().len();
    let mut runs = [Run::default(); MOST];
    let (mut count, mut offset) = (0, 0);
    while offset < n && count < MOST {
        let (y, x) = ((at + offset) / width, (at + offset) % width);
        let length = (width - x).min(n - offset);
        runs[count] = Run { offset, y, x, length };
        count += 1;
        offset += length;
    }
    let mut row = 0;
    let [top, left, ..] = window.rims;
    let [down, across] = window.steps;
    for plane in planes.data.chunks_exact((planes.height * planes.width).max(1)) {
        for ky in 0..window.height {
            for kx in 0..window.width {
                let to = &mut panel[row..row + 2 * lanes];
                row += 2 * lanes;
                if n < to.len() {
                    to.fill(T::default());
                }
                for run in &runs[..count] {
                    let to = &mut to[run.offset..run.offset + run.length];
                    // Rims are small: a row or column before the first is one beyond the last.
                    let y = (run.y * down + ky).wrapping_sub(top);
                    if y < planes.height {
                        let from = &plane[y * planes.width..(y + 1) * planes.width];
                        gather(isa, from, (run.x * across + kx).wrapping_sub(left), across, to);
                    } else {
                        to.fill(T::default());
                    }
                }
            }
        }
    }
    row
}

/// Every `step`th value from `x` on (which may lie before the first, as a wrapped number); zeros outside.
#[inline(always)]
fn gather<I: Isa, T: GetNumOps + Default>(isa: I, from: &[T], x: usize, step: usize, to: &mut [T]) {
    let whole = 2 * isa.f32().len();
    if to.len() == whole && step == 1 {
        if let Some(from) = from.get(x..x.wrapping_add(whole)) {
            copy(isa, from, to);
            return;
        }
    } else if step == 2
        && let Some(from) = from.get(x..x.wrapping_add(2 * to.len()))
    {
        for i in 0..to.len() {
            to[i] = from[2 * i];
        }
        return;
    }
    for i in 0..to.len() {
        to[i] = from.get(x.wrapping_add(i * step)).copied().unwrap_or_default();
    }
}
