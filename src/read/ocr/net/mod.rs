//! Runs the convolutional part of the networks: the published graphs, their layers fused when they are loaded, over kernels
//! that suit few channels on large maps. What is left of a graph (attention, dictionary) stays with `rten`.
//!
//! Every output is a sum in one fixed order, whatever the width of the processor's vectors, so that processors with fused
//! multiply-add agree to the bit on it.

mod dense;
mod depthwise;
mod graph;
mod maps;
mod plan;

pub(super) use graph::Graph;
pub(super) use maps::Maps;
pub(super) use plan::Plan;
