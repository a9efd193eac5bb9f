//! Convolutions that keep channels apart: each map with its own small kernel.

use rten_simd::Isa;
use rten_simd::SimdOp;
use rten_simd::ops::{BitOps, NumOps};

use super::dense::{Activation, Window, apply};
use super::maps::Maps;

/// A kernel a map.
#[derive(Debug)]
pub(super) struct Depthwise {
    pub channels: usize,
    pub window: Window,
    pub activation: Activation,
    /// Channels, rows, columns.
    weights: Vec<f32>,
    bias: Vec<f32>,
}

/// Vectors summed at a time; fewer at the end of a row.
const VECTORS: usize = 4;

impl Depthwise {
    /// Over weights of the order channel, row, column.
    pub fn new(weights: &[f32], channels: usize, window: Window) -> Self {
        Self {
            channels,
            window,
            activation: Activation::None,
            weights: weights.to_vec(),
            bias: vec![0.0; channels],
        }
    }

    /// Adds to the bias.
    pub fn add_bias(&mut self, bias: &[f32]) {
        for (b, more) in self.bias.iter_mut().zip(bias) {
            *b += more;
        }
    }

    /// Runs over maps.
    pub fn run(&self, maps: &Maps, data: Vec<f32>, padded: &mut Vec<f32>) -> Option<Maps> {
        let (h, w) = self.window.outcome(maps.height, maps.width)?;
        if maps.channels != self.channels {
            return None;
        }
        let mut out = Maps::over(maps.channels, h, w, data);
        let job = Job {
            depthwise: self,
            maps,
            out: &mut out,
            padded,
        };
        job.dispatch();
        Some(out)
    }
}

struct Job<'a> {
    depthwise: &'a Depthwise,
    maps: &'a Maps,
    out: &'a mut Maps,
    padded: &'a mut Vec<f32>,
}

impl SimdOp for Job<'_> {
    type Output = ();
    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let Job {
            depthwise,
            maps,
            out,
            padded,
        } = self;
        let lanes = isa.f32().len();
        let window = &depthwise.window;
        let [top, left, bottom, _] = window.rims;
        let [down, across] = window.steps;
        // Columns are computed at every place and dropped where the kernel steps over them; the rim on the right is as wide
        // as the last vectors reach.
        let full = out.width.saturating_sub(1) * across + 1;
        let reach = full.next_multiple_of(lanes) + window.width;
        let stride = reach.max(left + maps.width);
        let rows = maps.height + top + bottom;
        padded.clear();
        padded.resize(rows * stride, 0.0);
        let mut line = vec![0.0; full.next_multiple_of(lanes)];
        let planes = maps.data.chunks_exact(maps.plane().max(1));
        let outs = out.data.chunks_exact_mut((out.height * out.width).max(1));
        let kernels = depthwise.weights.chunks_exact((window.height * window.width).max(1));
        for (((plane, to), kernel), bias) in planes.zip(outs).zip(kernels).zip(&depthwise.bias) {
            for (row, to) in plane
                .chunks_exact(maps.width.max(1))
                .zip(padded.chunks_exact_mut(stride).skip(top))
            {
                to[left..left + row.len()].copy_from_slice(row);
            }
            for (y, to) in to.chunks_exact_mut(out.width.max(1)).enumerate() {
                let seen = &padded[y * down * stride..(y * down + window.height) * stride];
                match (window.height, window.width) {
                    (3, 3) => one_row::<I, 3, 3>(isa, seen, stride, kernel, *bias, depthwise.activation, &mut line),
                    (7, 7) => one_row::<I, 7, 7>(isa, seen, stride, kernel, *bias, depthwise.activation, &mut line),
                    (h, w) => any_row(seen, stride, (h, w), kernel, *bias, &mut line),
                }
                if across == 1 {
                    to.copy_from_slice(&line[..to.len()]);
                } else {
                    for (t, v) in to.iter_mut().zip(line.iter().step_by(across)) {
                        *t = *v;
                    }
                }
            }
        }
        if !matches!((window.height, window.width), (3, 3) | (7, 7)) {
            out.activate(depthwise.activation);
        }
    }
}

/// One row of the outcome at every column.
#[inline(always)]
fn one_row<I: Isa, const H: usize, const W: usize>(
    isa: I,
    seen: &[f32],
    stride: usize,
    kernel: &[f32],
    bias: f32,
    activation: Activation,
    line: &mut [f32],
) {
    let row = Row {
        seen,
        stride,
        kernel,
        bias,
        activation,
    };
    let lanes = isa.f32().len();
    let mut x = 0;
    while x < line.len() {
        let vectors = ((line.len() - x) / lanes).clamp(1, VECTORS);
        match vectors {
            4 => row.vectors::<I, H, W, 4>(isa, x, line),
            3 => row.vectors::<I, H, W, 3>(isa, x, line),
            2 => row.vectors::<I, H, W, 2>(isa, x, line),
            _ => row.vectors::<I, H, W, 1>(isa, x, line),
        }
        x += vectors * lanes;
    }
}

/// What one row of the outcome is made of.
struct Row<'a> {
    /// The rows that the kernel sees, each `stride` long.
    seen: &'a [f32],
    stride: usize,
    kernel: &'a [f32],
    bias: f32,
    activation: Activation,
}

impl Row<'_> {
    /// `N` vectors of the outcome from column `x` on.
    #[inline(always)]
    fn vectors<I: Isa, const H: usize, const W: usize, const N: usize>(&self, isa: I, x: usize, line: &mut [f32]) {
        let ops = isa.f32();
        let lanes = ops.len();
        let mut sums = [ops.splat(self.bias); N];
        for ky in 0..H {
            let row = &self.seen[ky * self.stride + x..ky * self.stride + x + N * lanes + W - 1];
            for kx in 0..W {
                let w = ops.splat(self.kernel[ky * W + kx]);
                for i in 0..N {
                    sums[i] = ops.mul_add(ops.load(&row[kx + i * lanes..]), w, sums[i]);
                }
            }
        }
        for i in 0..N {
            ops.store(apply(isa, sums[i], self.activation), &mut line[x + i * lanes..]);
        }
    }
}

/// The same for kernels of any size, without the activation.
fn any_row(seen: &[f32], stride: usize, size: (usize, usize), kernel: &[f32], bias: f32, line: &mut [f32]) {
    for (x, to) in line.iter_mut().enumerate() {
        let mut sum = bias;
        for (row, kernel) in seen.chunks_exact(stride).zip(kernel.chunks_exact(size.1)) {
            for (v, w) in row.iter().skip(x).zip(kernel) {
                sum += v * w;
            }
        }
        *to = sum;
    }
}
