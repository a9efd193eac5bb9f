//! Convolutions that mix channels. The pixels of a tile are copied into panels of one row for each weight (channel, row and
//! column of the kernel), two vectors wide; a block of outputs is then summed in registers over the whole panel, and bias,
//! activation and the maps to be added are applied before it is stored. Where the processor multiplies whole numbers faster,
//! the same is done with rounded values (`rounded`).

use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp, SimdUnaryOp};

use super::gelu::gelu;
use super::integer::{Kernel, Pairs};
use super::maps::Maps;
use super::pack::{Planes, pack_points, pack_window};
use super::rounded;

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
    /// The weights as whole numbers; `weights` is then empty.
    pub pairs: Option<Pairs>,
    /// Outputs summed at a time.
    pub block: usize,
    /// Blocks, weights of an output, outputs of the block.
    weights: Vec<f32>,
    bias: Vec<f32>,
}

/// Memory for the panels of a tile, used again from step to step.
#[derive(Debug, Default)]
pub(super) struct Panels {
    pub values: Vec<f32>,
    /// Pairs of whole numbers.
    pub pairs: Vec<i32>,
    /// Some rows of the inputs as pairs.
    pub band: Vec<i32>,
}

/// Outputs of a block that are left over are summed in vain: few outputs get small blocks.
pub(super) const SMALL: usize = 4;
/// Values of the panels of one tile: 512 KB, which stay in the second cache.
pub(super) const TILE: usize = 1 << 17;
/// Panels of one tile at most.
pub(super) const PANELS: usize = 8;
/// Inputs from which on rounding them costs less than it saves.
const MANY: usize = 12;

/// Lanes of a vector of this processor.
pub(super) struct Lanes;

impl SimdOp for Lanes {
    type Output = usize;
    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) -> usize {
        isa.f32().len()
    }
}

impl Dense {
    /// Over weights of the order output, input, row, column, rounded to whole numbers where that is faster.
    pub fn rounded(weights: &[f32], outputs: usize, inputs: usize, window: Window) -> Self {
        let Some(kernel) = Kernel::here().filter(|_| inputs >= MANY && outputs > SMALL) else {
            return Self::new(weights, outputs, inputs, window);
        };
        let cells = window.height * window.width;
        Self {
            pairs: Some(Pairs::new(kernel, weights, inputs, cells)),
            ..Self::without_weights(outputs, inputs, window, kernel.block())
        }
    }

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
            weights: packed,
            ..Self::without_weights(outputs, inputs, window, block)
        }
    }

    fn without_weights(outputs: usize, inputs: usize, window: Window, block: usize) -> Self {
        Self {
            before: None,
            inputs,
            outputs,
            window,
            activation: Activation::None,
            pairs: None,
            block,
            weights: Vec::new(),
            bias: vec![0.0; outputs.next_multiple_of(block)],
        }
    }

    /// Adds to the bias.
    pub fn add_bias(&mut self, bias: &[f32]) {
        for (b, more) in self.bias.iter_mut().zip(bias) {
            *b += more;
        }
    }

    /// The convolution that looks at the inputs.
    pub fn first(&self) -> &Dense {
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
            && before.pairs.is_some() == self.pairs.is_some()
            && (self.pairs.is_none() || before.outputs.is_multiple_of(2))
            && before.outputs == self.inputs
    }

    /// Runs over the inputs one after another as if they were one; `added` is added at the end.
    pub fn run(&self, inputs: &[&Maps], added: Option<&Maps>, data: Vec<f32>, panels: &mut Panels) -> Option<Maps> {
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
        if self.pairs.is_some() {
            rounded::Rounded(job).dispatch();
        } else {
            job.dispatch();
        }
        Some(out)
    }
}

/// One convolution of some maps.
pub(super) struct Job<'a> {
    pub dense: &'a Dense,
    pub inputs: &'a [&'a Maps],
    pub added: Option<&'a [f32]>,
    pub size: (usize, usize),
    pub out: &'a mut [f32],
    pub panels: &'a mut Panels,
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
        let values = &mut self.panels.values;
        values.resize(size.max(values.len()), 0.0);
        let (seen, between) = values.split_at_mut(count * depth * panel);
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
                    let mut row = 0;
                    for maps in self.inputs {
                        row += pack_window(isa, Planes::of(maps), window, self.size.1, at, n, &mut to[row..]);
                    }
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
    /// Bias and outputs of a block.
    #[inline(always)]
    pub fn bias<const BLOCK: usize>(&self, b: usize) -> (&[f32], usize) {
        (
            &self.bias[b * BLOCK..(b + 1) * BLOCK],
            BLOCK.min(self.outputs - b * BLOCK),
        )
    }

    /// Weights, bias and outputs of a block.
    #[inline(always)]
    fn block<const BLOCK: usize>(&self, b: usize, depth: usize) -> (&[f32], &[f32], usize) {
        let weights = &self.weights[b * depth * BLOCK..(b + 1) * depth * BLOCK];
        let (bias, rows) = self.bias::<BLOCK>(b);
        (weights, bias, rows)
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
pub(super) fn finish<I: Isa>(isa: I, v: I::F32, activation: Activation, added: Option<&[f32]>, to: &mut [f32]) {
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
pub(super) fn store<I: Isa>(isa: I, v: I::F32, to: &mut [f32]) {
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
        Activation::Gelu => gelu(isa, v),
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
