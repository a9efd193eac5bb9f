//! Runs the convolutional part of the networks: the published graphs, their layers fused when they are loaded, over kernels
//! that suit few channels on large maps. What is left of a graph (attention, dictionary) stays with `rten`.
//!
//! Every output is a sum in one fixed order, whatever the width of the processor's vectors, so that processors of one kind
//! agree to the bit on it. There are two kinds: those that sum dense convolutions in whole numbers (AVX2, AVX-512 from Ice Lake
//! on) and those that sum them as floats, by fused multiply-add (all others). Between the kinds likelihoods differ in the third
//! digit.

#![allow(
    clippy::inline_always,
    clippy::needless_range_loop,
    reason = "vector code works only where all of it is inlined into the function that has the processor's features; adapters of \
              iterators are not inlined in every build"
)]

mod band;
mod dense;
mod depthwise;
mod dictionary;
mod gelu;
mod graph;
mod integer;
mod maps;
mod pack;
mod plan;
mod rounded;

pub(super) use dictionary::Dictionary;
pub(super) use graph::Graph;
pub(super) use maps::Maps;
pub(super) use plan::Plan;

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rten::ModelOptions;
    use rten_tensor::NdTensor;
    use rten_tensor::prelude::*;

    use super::*;

    /// Noise over stripes: every layer gets something to do.
    fn picture(height: usize, width: usize) -> Vec<f32> {
        let mut state = 12345u32;
        let value = |i: usize| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 24) as f32 * 0.6 - 0.3 + ((i % width / 7 + i / width / 9) % 3) as f32 * 0.5
                - 0.5
        };
        (0..3 * height * width).map(value).collect()
    }

    fn runtime(model: Vec<u8>, maps: &Maps) -> Vec<f32> {
        let model = ModelOptions::with_all_ops().load(model).unwrap();
        let shape = [1, maps.channels, maps.height, maps.width];
        let output = model
            .run_one(NdTensor::from_data(shape, maps.data.clone()).into(), None)
            .unwrap();
        let output: rten_tensor::Tensor<f32> = output.try_into().unwrap();
        output.to_vec()
    }

    /// The published graphs, run here and run whole by the runtime: odd sizes, so that every kernel has its ends.
    #[test]
    fn plans_give_what_the_runtime_gives() {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
        for (name, height, width) in [
            ("PP-OCRv6_det_small.onnx", 96, 160),
            ("PP-OCRv6_rec_small.onnx", 48, 168),
        ] {
            let Ok(bytes) = std::fs::read(dir.join(name)) else {
                eprintln!("SKIPPED: no models in {}; run `make models`", dir.display());
                return;
            };
            let input = || Maps {
                channels: 3,
                height,
                width,
                data: picture(height, width),
            };
            let graph = Graph::parse(&bytes).unwrap();
            let cut = graph.before("AveragePool");
            let maps = Plan::new(&graph, cut.as_deref())
                .unwrap()
                .run(input(), &mut Vec::new())
                .unwrap();
            let got = match &cut {
                Some(cut) => {
                    let (features, dictionary) = graph.dictionary().unwrap();
                    let features = runtime(graph.rest(cut, maps.channels, &features).unwrap(), &maps);
                    let steps = features.len() / 120;
                    dictionary
                        .likelihoods(&features, steps, &mut Vec::new(), Vec::new())
                        .unwrap()
                }
                None => maps.data,
            };
            let wanted = runtime(bytes, &input());
            assert_eq!(wanted.len(), got.len());
            let worst = wanted.iter().zip(&got).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            // Sums of floats agree to their last digits. Rounded to 16 bits, layer upon layer, probabilities move by two thousandths
            // at most on this picture of noise (measured).
            let allowed = if integer::Kernel::here().is_some() { 5e-3 } else { 1e-4 };
            assert!(worst < allowed, "{name}: {worst}");
        }
    }
}
