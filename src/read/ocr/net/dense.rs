//! Convolutions that mix channels. The pixels of a tile are copied into panels of one row for each weight (channel, row and
//! column of the kernel), two vectors wide; a block of outputs is then summed in registers over the whole panel, and bias,
//! activation and the maps to be added are applied before it is stored.

use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp, SimdUnaryOp};

use super::maps::Maps;

/// What is applied to each value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::read::ocr) enum Activation {
    None,
    Relu,
    /// x / 2 (1 + erf(x / sqrt 2)).
    Gelu,
    /// x times this plus that, cut to 0 to 1.
    HardSigmoid(f32, f32),
    Sigmoid,
}

/// Height, width, steps and rims (top, left, bottom, right) of a kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub height: usize,
    pub width: usize,
    pub steps: [usize; 2],
    pub rims: [usize; 4],
}

impl Window {
    pub const POINT: Window = Window {
        height: 1,
        width: 1,
        steps: [1, 1],
        rims: [0; 4],
    };

    /// Height and width of the outcome over maps of a size; `None` where the kernel is larger than the maps.
    pub fn outcome(&self, height: usize, width: usize) -> Option<(usize, usize)> {
        let [top, left, bottom, right] = self.rims;
        let h = (height + top + bottom).checked_sub(self.height)? / self.steps[0].max(1) + 1;
        let w = (width + left + right).checked_sub(self.width)? / self.steps[1].max(1) + 1;
        Some((h, w))
    }
}

/// A convolution with its weights in the order in which they are used.
#[derive(Debug)]
pub(super) struct Dense {
    /// A convolution whose outcome nobody else needs: it is made for the pixels of a tile and never stored as maps.
    pub before: Option<Box<Dense>>,
    pub inputs: usize,
    pub outputs: usize,
    pub window: Window,
    pub activation: Activation,
    /// Outputs summed at a time.
    block: usize,
    /// Blocks, weights of an output, outputs of the block.
    weights: Vec<f32>,
    bias: Vec<f32>,
}

/// Outputs of a block that are left over are summed in vain: few outputs get small blocks.
const SMALL: usize = 4;
/// Values of the panels of one tile: 512 KB, which stay in the second cache.
const TILE: usize = 1 << 17;
/// Panels of one tile at most.
const PANELS: usize = 8;

/// Lanes of a vector of this processor.
struct Lanes;

impl SimdOp for Lanes {
    type Output = usize;
    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) -> usize {
        isa.f32().len()
    }
}

impl Dense {
    /// Over weights of the order output, input, row, column.
    pub fn new(weights: &[f32], outputs: usize, inputs: usize, window: Window) -> Self {
        // Two vectors for each output of a block, two of the panel and one of the weights: 27 of 32 registers, or 15 of 16.
        let many = Lanes.dispatch() >= 16 || cfg!(target_arch = "aarch64");
        let block = if outputs <= SMALL {
            SMALL
        } else if many {
            12
        } else {
            6
        };
        let depth = inputs * window.height * window.width;
        let blocks = outputs.div_ceil(block);
        let mut packed = vec![0.0; blocks * depth * block];
        for (o, row) in weights.chunks_exact(depth.max(1)).enumerate() {
            for (k, w) in row.iter().enumerate() {
                packed[(o / block * depth + k) * block + o % block] = *w;
            }
        }
        Self {
            before: None,
            inputs,
            outputs,
            window,
            activation: Activation::None,
            block,
            weights: packed,
            bias: vec![0.0; blocks * block],
        }
    }

    /// Adds to the bias.
    pub fn add_bias(&mut self, bias: &[f32]) {
        for (b, more) in self.bias.iter_mut().zip(bias) {
            *b += more;
        }
    }

    /// The convolution that looks at the inputs.
    fn first(&self) -> &Dense {
        self.before.as_deref().unwrap_or(self)
    }

    /// Height and width of the outcome over maps of a size.
    pub fn outcome(&self, height: usize, width: usize) -> Option<(usize, usize)> {
        self.first().window.outcome(height, width)
    }

    /// Whether a convolution before this one can be done tile by tile with it.
    pub fn can_follow(&self, before: &Dense) -> bool {
        self.window == Window::POINT
            && self.before.is_none()
            && before.before.is_none()
            && before.block == self.block
            && before.outputs == self.inputs
    }

    /// Runs over the inputs one after another as if they were one; `added` is added at the end.
    pub fn run(&self, inputs: &[&Maps], added: Option<&Maps>, data: Vec<f32>, panels: &mut Vec<f32>) -> Option<Maps> {
        let first = inputs.first()?;
        let (height, width) = (first.height, first.width);
        let fits = inputs.iter().all(|m| (m.height, m.width) == (height, width))
            && inputs.iter().map(|m| m.channels).sum::<usize>() == self.first().inputs;
        let (h, w) = self.outcome(height, width).filter(|_| fits)?;
        let mut out = Maps::over(self.outputs, h, w, data);
        if added.is_some_and(|a| a.data.len() != out.data.len()) {
            return None;
        }
        let job = Job {
            dense: self,
            inputs,
            added: added.map(|a| a.data.as_slice()),
            size: (h, w),
            out: &mut out.data,
            panels,
        };
        job.dispatch();
        Some(out)
    }
}

struct Job<'a> {
    dense: &'a Dense,
    inputs: &'a [&'a Maps],
    added: Option<&'a [f32]>,
    size: (usize, usize),
    out: &'a mut [f32],
    panels: &'a mut Vec<f32>,
}

impl SimdOp for Job<'_> {
    type Output = ();
    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        match self.dense.block {
            12 => self.tiles::<I, 12>(isa),
            6 => self.tiles::<I, 6>(isa),
            _ => self.tiles::<I, SMALL>(isa),
        }
    }
}

impl Job<'_> {
    #[inline(always)]
    fn tiles<I: Isa, const BLOCK: usize>(self, isa: I) {
        let ops = isa.f32();
        let lanes = ops.len();
        let panel = 2 * lanes;
        let first = self.dense.first();
        let window = &first.window;
        let depth = first.inputs * window.height * window.width;
        let hidden = self.dense.before.as_ref().map_or(0, |b| b.outputs);
        let pixels = self.size.0 * self.size.1;
        let count = (TILE / ((depth + hidden) * panel).max(1)).clamp(1, PANELS);
        let size = count * (depth + hidden) * panel;
        self.panels.resize(size.max(self.panels.len()), 0.0);
        let (seen, between) = self.panels.split_at_mut(count * depth * panel);
        let point = *window == Window::POINT;
        let mut start = 0;
        while start < pixels {
            let used = (pixels - start).div_ceil(panel).min(count);
            for i in 0..used {
                let at = start + i * panel;
                let n = panel.min(pixels - at);
                let to = &mut seen[i * depth * panel..(i + 1) * depth * panel];
                if point {
                    pack_points(isa, self.inputs, at, n, to);
                } else {
                    pack_window(isa, self.inputs, window, self.size.1, at, n, to);
                }
            }
            let (mut from, mut depth) = (&*seen, depth);
            if let Some(before) = &self.dense.before {
                before.to_panels::<I, BLOCK>(isa, from, depth, used, between);
                (from, depth) = (&*between, before.outputs);
            }
            for b in 0..self.dense.outputs.div_ceil(BLOCK) {
                let (weights, bias, rows) = self.dense.block::<BLOCK>(b, depth);
                for i in 0..used {
                    let sums = sums::<I, BLOCK>(isa, &from[i * depth * panel..(i + 1) * depth * panel], weights);
                    for r in 0..rows {
                        let begin = (b * BLOCK + r) * pixels;
                        let (mut at, end) = (begin + start + i * panel, begin + pixels);
                        for half in sums[r] {
                            let stop = (at + lanes).min(end);
                            if at < stop {
                                let v = ops.add(half, ops.splat(bias[r]));
                                let added = self.added.map(|a| &a[at..stop]);
                                finish(isa, v, self.dense.activation, added, &mut self.out[at..stop]);
                            }
                            at += lanes;
                        }
                    }
                }
            }
            start += count * panel;
        }
    }
}

impl Dense {
    /// Weights, bias and outputs of a block.
    #[inline(always)]
    fn block<const BLOCK: usize>(&self, b: usize, depth: usize) -> (&[f32], &[f32], usize) {
        let weights = &self.weights[b * depth * BLOCK..(b + 1) * depth * BLOCK];
        let bias = &self.bias[b * BLOCK..(b + 1) * BLOCK];
        (weights, bias, BLOCK.min(self.outputs - b * BLOCK))
    }

    /// Makes the panels of the next convolution from `used` panels.
    #[inline(always)]
    fn to_panels<I: Isa, const BLOCK: usize>(&self, isa: I, from: &[f32], depth: usize, used: usize, to: &mut [f32]) {
        let ops = isa.f32();
        let lanes = ops.len();
        let panel = 2 * lanes;
        for b in 0..self.outputs.div_ceil(BLOCK) {
            let (weights, bias, rows) = self.block::<BLOCK>(b, depth);
            for i in 0..used {
                let sums = sums::<I, BLOCK>(isa, &from[i * depth * panel..(i + 1) * depth * panel], weights);
                for r in 0..rows {
                    let at = (i * self.outputs + b * BLOCK + r) * panel;
                    for (half, at) in [(sums[r][0], at), (sums[r][1], at + lanes)] {
                        let v = apply(isa, ops.add(half, ops.splat(bias[r])), self.activation);
                        ops.store(v, &mut to[at..at + lanes]);
                    }
                }
            }
        }
    }
}

/// Sums of one block of outputs over a panel.
#[inline(always)]
fn sums<I: Isa, const BLOCK: usize>(isa: I, mut panel: &[f32], mut weights: &[f32]) -> [[I::F32; 2]; BLOCK] {
    let ops = isa.f32();
    let lanes = ops.len();
    let mut sums = [[ops.zero(); 2]; BLOCK];
    while let (Some((x, more)), Some((w, others))) =
        (panel.split_at_checked(2 * lanes), weights.split_first_chunk::<BLOCK>())
    {
        (panel, weights) = (more, others);
        let (a, b) = (ops.load(x), ops.load(&x[lanes..]));
        for r in 0..BLOCK {
            let w = ops.splat(w[r]);
            sums[r][0] = ops.mul_add(a, w, sums[r][0]);
            sums[r][1] = ops.mul_add(b, w, sums[r][1]);
        }
    }
    sums
}

/// One vector of one output with bias, activation and what is to be added; `to` is shorter at the end of the maps.
#[inline(always)]
fn finish<I: Isa>(isa: I, v: I::F32, activation: Activation, added: Option<&[f32]>, to: &mut [f32]) {
    let ops = isa.f32();
    let lanes = ops.len();
    let mut v = apply(isa, v, activation);
    if let Some(added) = added {
        let more = if added.len() >= lanes {
            ops.load(added)
        } else {
            ops.load_pad(added).0
        };
        v = ops.add(v, more);
    }
    store(isa, v, to);
}

/// Stores a vector, or as much of it as there is room for.
#[inline(always)]
fn store<I: Isa>(isa: I, v: I::F32, to: &mut [f32]) {
    use rten_simd::Simd;
    let ops = isa.f32();
    if to.len() >= ops.len() {
        ops.store(v, to);
    } else {
        let all = v.to_array();
        for i in 0..to.len() {
            to[i] = all[i];
        }
    }
}

#[inline(always)]
pub(super) fn apply<I: Isa>(isa: I, v: I::F32, activation: Activation) -> I::F32 {
    let ops = isa.f32();
    match activation {
        Activation::None => v,
        Activation::Relu => ops.max(v, ops.zero()),
        Activation::Gelu => rten_vecmath::Gelu {}.eval(isa, v),
        Activation::HardSigmoid(alpha, beta) => {
            let v = ops.mul_add(v, ops.splat(alpha), ops.splat(beta));
            ops.min(ops.max(v, ops.zero()), ops.one())
        }
        Activation::Sigmoid => rten_vecmath::Sigmoid {}.eval(isa, v),
    }
}

/// Applies a function to values where they are.
pub(super) fn activate(values: &mut [f32], activation: Activation) {
    struct All<'a>(&'a mut [f32], Activation);
    impl SimdOp for All<'_> {
        type Output = ();
        #[inline(always)]
        fn eval<I: Isa>(self, isa: I) {
            let ops = isa.f32();
            let lanes = ops.len();
            let mut at = 0;
            while at < self.0.len() {
                let end = (at + lanes).min(self.0.len());
                let to = &mut self.0[at..end];
                store(isa, apply(isa, ops.load_pad(to).0, self.1), to);
                at = end;
            }
        }
    }
    All(values, activation).dispatch();
}

/// Copies the pixels `at..at + n` of all maps, a row a map.
#[inline(always)]
fn pack_points<I: Isa>(isa: I, inputs: &[&Maps], at: usize, n: usize, panel: &mut [f32]) {
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
fn copy<I: Isa>(isa: I, from: &[f32], row: &mut [f32]) {
    let ops = isa.f32();
    let lanes = ops.len();
    if from.len() == 2 * lanes {
        let (a, b) = (ops.load(from), ops.load(&from[lanes..]));
        ops.store(a, row);
        ops.store(b, &mut row[lanes..]);
    } else {
        let (head, tail) = row.split_at_mut(from.len());
        head.copy_from_slice(from);
        tail.fill(0.0);
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

/// Copies what the kernel sees from the pixels `at..at + n` of the outcome (`width` wide), a row for each weight.
#[inline(always)]
fn pack_window<I: Isa>(
    isa: I,
    inputs: &[&Maps],
    window: &Window,
    width: usize,
    at: usize,
    n: usize,
    panel: &mut [f32],
) {
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
    for maps in inputs {
        let size = maps.plane();
        for c in 0..maps.channels {
            let plane = &maps.data[c * size..(c + 1) * size];
            for ky in 0..window.height {
                for kx in 0..window.width {
                    let to = &mut panel[row..row + 2 * lanes];
                    row += 2 * lanes;
                    if n < to.len() {
                        to.fill(0.0);
                    }
                    for run in &runs[..count] {
                        let to = &mut to[run.offset..run.offset + run.length];
                        // Rims are small: a row or column before the first is one beyond the last.
                        let y = (run.y * down + ky).wrapping_sub(top);
                        if y < maps.height {
                            let from = &plane[y * maps.width..(y + 1) * maps.width];
                            gather(isa, from, (run.x * across + kx).wrapping_sub(left), across, to);
                        } else {
                            to.fill(0.0);
                        }
                    }
                }
            }
        }
    }
}

/// Every `step`th value from `x` on (which may lie before the first, as a wrapped number); zeros outside.
#[inline(always)]
fn gather<I: Isa>(isa: I, from: &[f32], x: usize, step: usize, to: &mut [f32]) {
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
        to[i] = from.get(x.wrapping_add(i * step)).copied().unwrap_or(0.0);
    }
}
