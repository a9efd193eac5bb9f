//! The last layer of the recogniser: likelihoods of the characters.

use rten_simd::SimdOp;

use super::dense::{Dense, Panels, Window};
use super::graph::Constant;
use super::maps::Maps;

/// Weights of all classes. They are taken as the pixels of a convolution whose outputs are the steps along the line: so each
/// step gets its classes in one row.
#[derive(Debug)]
pub(in crate::read::ocr) struct Dictionary {
    weights: Maps,
}

impl Dictionary {
    /// Over weights of features x classes; the bias becomes one more feature.
    pub(super) fn new(weights: &Constant, bias: &Constant) -> Self {
        let classes = bias.values.len();
        let mut data = weights.values.clone();
        data.extend_from_slice(&bias.values);
        Self {
            weights: Maps {
                channels: data.len() / classes.max(1),
                height: 1,
                width: classes,
                data,
            },
        }
    }

    /// Likelihoods of the classes, a row a step, from the features of the steps.
    pub fn likelihoods(&self, features: &[f32], steps: usize, spare: &mut Vec<Vec<f32>>) -> Option<Vec<f32>> {
        let width = self.weights.channels - 1;
        if steps == 0 || features.len() != steps * width {
            return None;
        }
        let with_bias: Vec<f32> = features
            .chunks_exact(width)
            .flat_map(|step| step.iter().copied().chain([1.0]))
            .collect();
        let layer = Dense::new(&with_bias, steps, width + 1, Window::POINT);
        let mut panels = Panels {
            values: spare.pop().unwrap_or_default(),
            ..Panels::default()
        };
        let mut out = layer.run(&[&self.weights], None, Vec::new(), &mut panels)?.data;
        spare.push(panels.values);
        for row in out.chunks_exact_mut(self.weights.width) {
            rten_vecmath::Softmax::new_mut(row).dispatch();
        }
        Some(out)
    }

    /// How many classes there are.
    pub fn classes(&self) -> usize {
        self.weights.width
    }
}
