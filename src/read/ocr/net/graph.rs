//! A published graph taken apart: layers with their weights, and the rest as a graph of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::dictionary::Dictionary;
use rten_onnx::onnx::{
    DataType, Dimension, GraphProto, ModelProto, NodeProto, TensorProto, TensorShapeProto, TypeProto, TypeProtoTensor,
    ValueInfoProto,
};

/// Why a graph cannot be run here.
#[derive(Debug, thiserror::Error)]
pub(in crate::read::ocr) enum GraphError {
    /// Not ONNX.
    #[error("it is not an ONNX graph: {0}")]
    NotOnnx(String),
    /// A layer that no kernel here does.
    #[error("layer {op} ({output}): {why}")]
    Layer {
        op: String,
        output: String,
        why: &'static str,
    },
}

/// Numbers that are part of the graph.
#[derive(Debug)]
pub(super) struct Constant {
    pub dims: Vec<usize>,
    pub values: Vec<f32>,
}

/// One layer.
#[derive(Debug)]
pub(super) struct Layer {
    pub op: String,
    pub inputs: Vec<String>,
    pub output: String,
    pub ints: BTreeMap<String, Vec<i64>>,
    pub floats: BTreeMap<String, f32>,
    pub words: BTreeMap<String, String>,
}

impl Layer {
    /// An error about this layer.
    pub fn wrong(&self, why: &'static str) -> GraphError {
        GraphError::Layer {
            op: self.op.clone(),
            output: self.output.clone(),
            why,
        }
    }

    /// A list of whole numbers, empty where there is none.
    pub fn list(&self, name: &str) -> Vec<usize> {
        let list = self.ints.get(name).map(Vec::as_slice).unwrap_or_default();
        list.iter().filter_map(|v| usize::try_from(*v).ok()).collect()
    }
}

/// Layers in the order of the file, without those that only pass a value on.
pub(in crate::read::ocr) struct Graph {
    pub(super) layers: Vec<Layer>,
    pub(super) constants: BTreeMap<String, Constant>,
    pub(super) input: String,
    pub(super) output: String,
    model: ModelProto,
}

impl Graph {
    /// Parses a model.
    pub fn parse(bytes: &[u8]) -> Result<Self, GraphError> {
        let mut model = ModelProto::parse_buf(bytes).map_err(|e| GraphError::NotOnnx(e.to_string()))?;
        let lacks = |what: &str| GraphError::NotOnnx(format!("it has no {what}"));
        let graph = model.graph.as_mut().ok_or_else(|| lacks("graph"))?;
        let mut constants: BTreeMap<String, Constant> = graph
            .initializer
            .iter()
            .filter_map(|t| Some((t.name.clone()?, floats(t)?)))
            .collect();
        let name = |list: &[ValueInfoProto]| list.iter().find_map(|v| v.name.clone());
        let given = graph
            .input
            .iter()
            .filter_map(|v| v.name.clone())
            .find(|n| !constants.contains_key(n));
        let input = given.ok_or_else(|| lacks("input"))?;
        let mut same: BTreeMap<String, String> = BTreeMap::new();
        let mut layers = Vec::new();
        for node in &graph.node {
            let op = node.op_type.clone().unwrap_or_default();
            let Some(output) = node.output.first().cloned() else {
                continue;
            };
            let inputs: Vec<String> = node.input.iter().map(|i| same.get(i).unwrap_or(i).clone()).collect();
            match (op.as_str(), inputs.first()) {
                ("Identity", Some(from)) => {
                    same.insert(output, from.clone());
                }
                ("Constant", _) => {
                    let value = node.attribute.iter().find_map(|a| a.t.as_ref()).and_then(floats);
                    if let Some(value) = value {
                        constants.insert(output, value);
                    }
                }
                _ => layers.push(layer(node, op, inputs, output)),
            }
        }
        let output = name(&graph.output).ok_or_else(|| lacks("output"))?;
        let output = same.get(&output).cloned().unwrap_or(output);
        Ok(Self {
            layers,
            constants,
            input,
            output,
            model,
        })
    }

    /// The value that the first layer of a kind takes.
    pub fn before(&self, op: &str) -> Option<String> {
        self.layers.iter().find(|l| l.op == op)?.inputs.first().cloned()
    }

    /// Text that came with the model.
    pub fn metadata(&self, key: &str) -> Option<&str> {
        let found = self
            .model
            .metadata_props
            .iter()
            .find(|p| p.key.as_deref() == Some(key))?;
        found.value.as_deref()
    }

    /// The layer that names the classes: the value it takes, and the layer with its bias. Only the likelihoods of the
    /// classes (softmax) may come after it.
    pub fn dictionary(&self) -> Option<(String, Dictionary)> {
        let maker = |name: &str, op: &str| self.layers.iter().find(|l| l.output == name && l.op == op);
        let plus = maker(maker(&self.output, "Softmax")?.inputs.first()?, "Add")?;
        let product = plus.inputs.iter().find_map(|i| maker(i, "MatMul"))?;
        let bias = plus.inputs.iter().find_map(|i| self.constants.get(i))?;
        let weights = self.constants.get(product.inputs.get(1)?)?;
        let fits = matches!(weights.dims.as_slice(), [_, classes] if *classes == bias.values.len());
        fits.then(|| Some((product.inputs.first()?.clone(), Dictionary::new(weights, bias))))?
    }

    /// The model from one value (maps of `channels` channels) to another, the first its input, the second its output.
    pub fn rest(mut self, from: &str, channels: usize, to: &str) -> Result<Vec<u8>, GraphError> {
        let mut graph = self.model.graph.take().unwrap_or_default();
        // Names that stand for the value: passed on, it is the same.
        let mut cut: BTreeSet<String> = BTreeSet::from([from.to_owned()]);
        for node in &graph.node {
            if node.op_type.as_deref() == Some("Identity") && node.input.iter().any(|i| cut.contains(i)) {
                cut.extend(node.output.iter().cloned());
            }
        }
        let mut wanted: BTreeSet<String> = BTreeSet::from([to.to_owned()]);
        let mut kept: Vec<NodeProto> = Vec::new();
        for mut node in graph.node.drain(..).rev() {
            if !node.output.iter().any(|o| wanted.contains(o) && !cut.contains(o)) {
                continue;
            }
            for input in &mut node.input {
                if cut.contains(input) {
                    from.clone_into(input);
                }
                wanted.insert(input.clone());
            }
            kept.push(node);
        }
        kept.reverse();
        let size = |n: Option<i64>, name: &str| Dimension {
            dim_value: n,
            dim_param: n.is_none().then(|| name.to_owned()),
        };
        let shape = TensorShapeProto {
            dim: vec![
                size(Some(1), ""),
                size(i64::try_from(channels).ok(), "channels"),
                size(None, "height"),
                size(None, "width"),
            ],
        };
        graph
            .initializer
            .retain(|t| t.name.as_ref().is_some_and(|n| wanted.contains(n)));
        self.model.graph = Some(GraphProto {
            node: kept,
            initializer: graph.initializer,
            input: vec![ValueInfoProto {
                name: Some(from.to_owned()),
                r#type: Some(TypeProto {
                    tensor_type: Some(TypeProtoTensor {
                        elem_type: Some(DataType::FLOAT),
                        shape: Some(shape),
                    }),
                    ..TypeProto::default()
                }),
            }],
            output: vec![ValueInfoProto {
                name: Some(to.to_owned()),
                r#type: None,
            }],
            ..GraphProto::default()
        });
        self.model.write_buf().map_err(|e| GraphError::NotOnnx(e.to_string()))
    }
}

fn layer(node: &NodeProto, op: String, inputs: Vec<String>, output: String) -> Layer {
    let named = |a: &rten_onnx::onnx::AttributeProto| a.name.clone();
    let attributes = &node.attribute;
    Layer {
        op,
        inputs,
        output,
        ints: attributes
            .iter()
            .filter_map(|a| {
                let list = if a.ints.is_empty() {
                    a.i.into_iter().collect()
                } else {
                    a.ints.clone()
                };
                Some((named(a)?, list))
            })
            .collect(),
        floats: attributes.iter().filter_map(|a| Some((named(a)?, a.f?))).collect(),
        words: attributes
            .iter()
            .filter_map(|a| Some((named(a)?, a.s.clone()?)))
            .collect(),
    }
}

/// Values of a tensor of 32-bit floats.
fn floats(tensor: &TensorProto) -> Option<Constant> {
    if tensor.data_type != Some(DataType::FLOAT) {
        return None;
    }
    let dims: Option<Vec<usize>> = tensor.dims.iter().map(|d| usize::try_from(*d).ok()).collect();
    let values = match &tensor.raw_data {
        Some(raw) => {
            let raw = raw.borrow();
            let (words, _) = raw.as_chunks::<4>();
            words.iter().map(|w| f32::from_le_bytes(*w)).collect()
        }
        None => tensor.float_data.clone(),
    };
    let dims = dims?;
    (dims.iter().product::<usize>() == values.len()).then_some(Constant { dims, values })
}
