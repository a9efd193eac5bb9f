//! The last layer of the recogniser: likelihoods of the characters.

use rten_simd::ops::BitOps;
use rten_simd::{Isa, SimdOp};

use super::dense::{Dense, Lanes, PANELS, Panels, Window, store};
use super::graph::Constant;
use super::integer::{Kernel, LEAST, LENGTH, Pairs, Seen, half};
use super::maps::Maps;
use super::rounded::Tile;

/// Weights of all classes. They are taken as the pixels of a convolution whose outputs are the steps along the line: so each
/// step gets its classes in one row.
#[derive(Debug)]
pub(in crate::read::ocr) struct Dictionary {
    classes: usize,
    /// Features of a step, the bias counted as one more.
    depth: usize,
    weights: Weights,
}

#[derive(Debug)]
enum Weights {
    Floats(Maps),
    Whole(Whole),
}

/// Weights as whole numbers of 16 bits (see `integer`), laid out once.
#[derive(Debug)]
struct Whole {
    kernel: Kernel,
    /// Panels of two vectors of classes: a row for each pair of features.
    panels: Vec<i32>,
    /// What a unit of each class is worth.
    units: Vec<f32>,
}

impl Dictionary {
    /// Over weights of features x classes; the bias becomes one more feature.
    pub(super) fn new(weights: &Constant, bias: &Constant) -> Self {
        let classes = bias.values.len();
        let mut data = weights.values.clone();
        data.extend_from_slice(&bias.values);
        let depth = data.len() / classes.max(1);
        let weights = match Kernel::here() {
            Some(kernel) => Weights::Whole(Whole::new(kernel, &data, classes)),
            None => Weights::Floats(Maps {
                channels: depth,
                height: 1,
                width: classes,
                data,
            }),
        };
        Self {
            classes,
            depth,
            weights,
        }
    }

    /// Likelihoods of the classes, a row a step, from the features of the steps; over `memory` that is used again.
    pub fn likelihoods(
        &self,
        features: &[f32],
        steps: usize,
        spare: &mut Vec<Vec<f32>>,
        memory: Vec<f32>,
    ) -> Option<Vec<f32>> {
        let width = self.depth - 1;
        if steps == 0 || features.len() != steps * width {
            return None;
        }
        let with_bias: Vec<f32> = features
            .chunks_exact(width)
            .flat_map(|step| step.iter().copied().chain([1.0]))
            .collect();
        let mut out = match &self.weights {
            Weights::Floats(weights) => {
                let layer = Dense::new(&with_bias, steps, self.depth, Window::POINT);
                let mut panels = Panels {
                    values: spare.pop().unwrap_or_default(),
                    ..Panels::default()
                };
                let out = layer.run(&[weights], None, memory, &mut panels)?.data;
                spare.push(panels.values);
                out
            }
            Weights::Whole(whole) => {
                let mut out = Maps::over(1, steps, self.classes, memory).data;
                let products = Products {
                    whole,
                    steps: Pairs::new(whole.kernel, &with_bias, self.depth, 1),
                    classes: self.classes,
                    out: &mut out,
                };
                products.dispatch();
                out
            }
        };
        for row in out.chunks_exact_mut(self.classes) {
            rten_vecmath::Softmax::new_mut(row).dispatch();
        }
        Some(out)
    }

    /// How many classes there are.
    pub fn classes(&self) -> usize {
        self.classes
    }
}

impl Whole {
    /// Over rows of all classes, one a feature. Each class is scaled to one length, as the inputs of a pixel are.
    fn new(kernel: Kernel, data: &[f32], classes: usize) -> Self {
        let panel = 2 * Lanes.dispatch();
        let rows = data.chunks_exact(classes.max(1));
        let pairs = rows.len().div_ceil(2);
        let mut squares = vec![0.0f64; classes];
        for row in rows.clone() {
            for (square, w) in squares.iter_mut().zip(row) {
                *square += f64::from(*w).powi(2);
            }
        }
        let lengths: Vec<f32> = squares.iter().map(|s| (s.sqrt() as f32).max(LEAST)).collect();
        let mut panels = vec![0; classes.div_ceil(panel) * pairs * panel];
        for (f, row) in rows.enumerate() {
            for (c, (w, length)) in row.iter().zip(&lengths).enumerate() {
                let value = (w * (LENGTH / length)).round_ties_even() as i16;
                panels[(c / panel * pairs + f / 2) * panel + c % panel] |= half(value, f);
            }
        }
        let mut units = vec![0.0; classes.next_multiple_of(panel)];
        for (unit, length) in units.iter_mut().zip(&lengths) {
            *unit = length / LENGTH;
        }
        Self { kernel, panels, units }
    }
}

/// The products of all classes with all steps.
struct Products<'a> {
    whole: &'a Whole,
    steps: Pairs,
    classes: usize,
    /// Rows of classes, one a step.
    out: &'a mut [f32],
}

impl SimdOp for Products<'_> {
    type Output = ();
    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        match self.whole.kernel.block() {
            12 => self.all::<I, 12>(isa),
            _ => self.all::<I, 6>(isa),
        }
    }
}

impl Products<'_> {
    #[inline(always)]
    fn all<I: Isa, const BLOCK: usize>(self, isa: I) {
        let ops = isa.f32();
        let lanes = ops.len();
        let panel = 2 * lanes;
        let steps = self.out.len() / self.classes.max(1);
        let mut tile = Tile::new();
        let groups = self.whole.panels.chunks(PANELS * self.steps.rows * panel);
        let units = self.whole.units.chunks(PANELS * panel);
        for (g, (panels, units)) in groups.zip(units).enumerate() {
            tile.units[..units.len()].copy_from_slice(units);
            for b in 0..steps.div_ceil(BLOCK) {
                let scales = self.steps.sums::<BLOCK>(b, &Seen::Panels(panels), &mut tile.sums);
                for r in 0..BLOCK.min(steps - b * BLOCK) {
                    let row = &mut self.out[(b * BLOCK + r) * self.classes..(b * BLOCK + r + 1) * self.classes];
                    let mut at = g * PANELS * panel;
                    for i in 0..units.len() / panel {
                        for half in 0..2 {
                            let v = tile.value::<I, BLOCK>(isa, i, r, half, scales[r], 0.0);
                            let stop = (at + lanes).min(row.len());
                            if at < stop {
                                store(isa, v, &mut row[at..stop]);
                            }
                            at += lanes;
                        }
                    }
                }
            }
        }
    }
}
