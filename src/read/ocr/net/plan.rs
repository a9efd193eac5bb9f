//! Layers fused to steps, and the steps run: a convolution takes its bias, its activation and a sum that follows it along;
//! maps laid side by side are only listed; memory of maps that nobody needs any more is used again.

use std::collections::BTreeMap;

use super::dense::{Activation, Dense, Panels, Window};
use super::depthwise::Depthwise;
use super::graph::{Constant, Graph, GraphError, Layer};
use super::maps::Maps;

/// What is done in a step.
#[derive(Debug)]
enum Work {
    Dense(Dense),
    /// A 2 x 2 transposed convolution of step 2: four outputs for each map, interleaved.
    Doubled(Dense),
    Depthwise(Depthwise),
    Pool,
    Means,
    Enlarge(usize),
    /// Maps times factors; `true`: and the maps added.
    Scale(bool),
    Add,
    Activate(Activation),
}

/// A step: which values it takes (the last one added, where `adds`), and which one it makes.
#[derive(Debug)]
struct Step {
    work: Work,
    takes: Vec<usize>,
    adds: Option<usize>,
    makes: usize,
}

/// Steps in order; value 0 is the input, the last step makes the outcome.
#[derive(Debug)]
pub(in crate::read::ocr) struct Plan {
    steps: Vec<Step>,
    values: usize,
    outcome: usize,
    /// The step after which a value is needed no more.
    last: Vec<usize>,
}

impl Plan {
    /// The steps from the input to the value `to` (the graph's output where none is named).
    pub fn new(graph: &Graph, to: Option<&str>) -> Result<Self, GraphError> {
        Builder::new(graph).build(to.unwrap_or(&graph.output))
    }

    /// Runs the steps on a picture, over memory of an earlier run. `None` where the picture's size does not suit them.
    pub fn run(&self, input: Maps, spare: &mut Vec<Vec<f32>>) -> Option<Maps> {
        let mut values: Vec<Option<Maps>> = Vec::new();
        values.resize_with(self.values, || None);
        *values.first_mut()? = Some(input);
        let mut panels = Panels {
            values: spare.pop().unwrap_or_default(),
            ..Panels::default()
        };
        for (i, step) in self.steps.iter().enumerate() {
            let made = self.step(i, step, &mut values, spare, &mut panels)?;
            for id in step.takes.iter().chain(&step.adds) {
                if self.last.get(*id) == Some(&i)
                    && let Some(done) = values.get_mut(*id).and_then(Option::take)
                {
                    spare.push(done.data);
                }
            }
            *values.get_mut(step.makes)? = Some(made);
        }
        let outcome = values.get_mut(self.outcome)?.take();
        spare.push(panels.values);
        outcome
    }

    fn step(
        &self,
        i: usize,
        step: &Step,
        values: &mut [Option<Maps>],
        spare: &mut Vec<Vec<f32>>,
        panels: &mut Panels,
    ) -> Option<Maps> {
        let first = *step.takes.first()?;
        // Done where the maps are, if nobody else needs them.
        if matches!(step.work, Work::Scale(_) | Work::Add | Work::Activate(_)) {
            let mut maps = if self.last.get(first) == Some(&i) {
                values.get_mut(first)?.take()?
            } else {
                let from = values.get(first)?.as_ref()?;
                let mut data = memory(spare, from.data.len());
                data.clear();
                data.extend_from_slice(&from.data);
                Maps { data, ..*from }
            };
            let other = step.takes.get(1).and_then(|id| values.get(*id)?.as_ref());
            match step.work {
                Work::Scale(kept) => {
                    let factors = other.filter(|f| f.data.len() == maps.channels)?;
                    maps.scale(factors, kept);
                }
                Work::Add => maps.add(other.filter(|o| o.data.len() == maps.data.len())?),
                Work::Activate(activation) => maps.activate(activation),
                _ => return None,
            }
            return Some(maps);
        }
        let of = |id: usize| values.get(id).and_then(Option::as_ref);
        let maps = of(first)?;
        let (h, w) = (maps.height, maps.width);
        Some(match &step.work {
            Work::Dense(dense) | Work::Doubled(dense) => {
                let inputs: Option<Vec<&Maps>> = step.takes.iter().map(|id| of(*id)).collect();
                let added = match step.adds {
                    Some(id) => Some(of(id)?),
                    None => None,
                };
                let (oh, ow) = dense.outcome(h, w)?;
                let size = dense.outputs * oh * ow;
                let made = dense.run(&inputs?, added, memory(spare, size), panels)?;
                if matches!(step.work, Work::Doubled(_)) {
                    let out = made.interleaved_2x2(memory(spare, size));
                    spare.push(made.data);
                    out
                } else {
                    made
                }
            }
            Work::Depthwise(depthwise) => {
                let (oh, ow) = depthwise.window.outcome(h, w)?;
                depthwise.run(maps, memory(spare, depthwise.channels * oh * ow), &mut panels.values)?
            }
            Work::Pool => maps.pooled_2x2(memory(spare, maps.data.len())),
            Work::Means => maps.means(memory(spare, maps.channels)),
            Work::Enlarge(factor) => maps.enlarged(*factor, memory(spare, maps.data.len() * factor * factor)),
            Work::Scale(_) | Work::Add | Work::Activate(_) => return None,
        })
    }
}

/// The smallest spare memory that holds `size` values, or new memory.
fn memory(spare: &mut Vec<Vec<f32>>, size: usize) -> Vec<f32> {
    let fitting = spare
        .iter()
        .enumerate()
        .filter(|(_, v)| v.capacity() >= size)
        .min_by_key(|(_, v)| v.capacity());
    match fitting.map(|(i, _)| i) {
        Some(i) => spare.swap_remove(i),
        None => vec![0.0; size],
    }
}

struct Builder<'a> {
    graph: &'a Graph,
    /// Layers that take a value.
    users: BTreeMap<&'a str, Vec<usize>>,
    /// Values made so far; several where they are laid side by side.
    made: BTreeMap<&'a str, Vec<usize>>,
    /// Layers that went into an earlier step.
    done: Vec<bool>,
    steps: Vec<Step>,
    values: usize,
}

impl<'a> Builder<'a> {
    fn new(graph: &'a Graph) -> Self {
        let mut users: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (i, layer) in graph.layers.iter().enumerate() {
            for input in &layer.inputs {
                users.entry(input).or_default().push(i);
            }
        }
        Self {
            graph,
            users,
            made: BTreeMap::from([(graph.input.as_str(), vec![0])]),
            done: vec![false; graph.layers.len()],
            steps: Vec::new(),
            values: 1,
        }
    }

    fn build(mut self, to: &str) -> Result<Plan, GraphError> {
        for i in 0..self.graph.layers.len() {
            if self.made.contains_key(to) {
                break;
            }
            if !self.done[i] {
                self.layer(i, to)?;
            }
        }
        let outcome = match self.made.get(to).map(Vec::as_slice) {
            Some([id]) => *id,
            _ => return Err(GraphError::NotOnnx(format!("nothing makes '{to}'"))),
        };
        let mut last = vec![0; self.values];
        for (i, step) in self.steps.iter().enumerate() {
            for id in step.takes.iter().chain(&step.adds) {
                last[*id] = i;
            }
        }
        last[outcome] = usize::MAX;
        Ok(Plan {
            steps: self.steps,
            values: self.values,
            outcome,
            last,
        })
    }

    fn constant(&self, name: &str) -> Option<&'a Constant> {
        self.graph.constants.get(name)
    }

    /// A constant that is one number.
    fn number(&self, name: &str) -> Option<f32> {
        match self.constant(name)?.values.as_slice() {
            [v] => Some(*v),
            _ => None,
        }
    }

    /// The only layer that takes a value, unless the value is wanted itself.
    fn only_user(&self, value: &str, to: &str) -> Option<usize> {
        match self.users.get(value).map(Vec::as_slice) {
            Some([one]) if value != to => Some(*one),
            _ => None,
        }
    }

    /// The other input of a layer of two.
    fn other(&self, layer: usize, value: &str) -> Option<&'a str> {
        match self.graph.layers[layer].inputs.as_slice() {
            [a, b] if a == value => Some(b),
            [a, b] if b == value => Some(a),
            _ => None,
        }
    }

    fn layer(&mut self, i: usize, to: &str) -> Result<(), GraphError> {
        let layer = &self.graph.layers[i];
        self.done[i] = true;
        let lists: Option<Vec<&Vec<usize>>> = layer
            .inputs
            .iter()
            .filter(|n| !n.is_empty() && self.constant(n).is_none())
            .map(|n| self.made.get(n.as_str()))
            .collect();
        let lists = lists.ok_or_else(|| layer.wrong("it takes what no step here makes"))?;
        let takes: Vec<usize> = lists.iter().flat_map(|l| l.iter().copied()).collect();
        if layer.op == "Concat" {
            if layer.ints.get("axis").is_none_or(|a| *a != [1]) {
                return Err(layer.wrong("only channels can be laid side by side"));
            }
            self.made.insert(&layer.output, takes);
            return Ok(());
        }
        let convolves = matches!(layer.op.as_str(), "Conv" | "ConvTranspose");
        if !convolves && lists.iter().any(|l| l.len() != 1) {
            return Err(layer.wrong("it takes maps laid side by side"));
        }
        let mut end = layer.output.as_str();
        let mut adds = None;
        let work = match layer.op.as_str() {
            "Conv" => {
                let (work, e, a) = self.convolution(i, to)?;
                (end, adds) = (e, a);
                work
            }
            "ConvTranspose" => {
                let (dense, e) = self.doubling(i, to)?;
                end = e;
                Work::Doubled(dense)
            }
            "MaxPool" => {
                let fits = layer.list("kernel_shape") == [2, 2]
                    && layer.list("strides") == [1, 1]
                    && layer.words.get("auto_pad").is_some_and(|p| p == "SAME_UPPER");
                if !fits {
                    return Err(layer.wrong("only a pool of 2 x 2 to the right and below"));
                }
                Work::Pool
            }
            "GlobalAveragePool" => Work::Means,
            "ReduceMean" if layer.list("axes") == [2, 3] && layer.list("keepdims") != [0] => Work::Means,
            "Resize" => {
                let scales = layer
                    .inputs
                    .get(2)
                    .and_then(|n| self.constant(n))
                    .map(|c| c.values.as_slice());
                let nearest = layer.words.get("mode").is_some_and(|m| m == "nearest")
                    && layer
                        .words
                        .get("coordinate_transformation_mode")
                        .is_some_and(|m| m == "asymmetric")
                    && layer.words.get("nearest_mode").is_some_and(|m| m == "floor");
                match scales {
                    Some([1.0, 1.0, a, b]) if nearest && a == b && *a >= 1.0 && a.fract() == 0.0 => {
                        Work::Enlarge(*a as usize)
                    }
                    _ => return Err(layer.wrong("only whole repeats of values")),
                }
            }
            "Mul" if takes.len() == 2 => {
                let mut kept = false;
                // Maps times factors plus the maps.
                if let Some(user) = self.only_user(end, to)
                    && self.graph.layers[user].op == "Add"
                    && self.other(user, end) == layer.inputs.first().map(String::as_str)
                {
                    self.done[user] = true;
                    end = &self.graph.layers[user].output;
                    kept = true;
                }
                Work::Scale(kept)
            }
            "Add" if takes.len() == 2 => Work::Add,
            "Sigmoid" if takes.len() == 1 => Work::Activate(Activation::Sigmoid),
            "Relu" if takes.len() == 1 => Work::Activate(Activation::Relu),
            _ => return Err(layer.wrong("no kernel here does it")),
        };
        let (work, takes) = self.joined(layer, work, takes, to);
        let makes = self.values;
        self.values += 1;
        self.made.insert(end, vec![makes]);
        self.steps.push(Step {
            work,
            takes,
            adds,
            makes,
        });
        Ok(())
    }

    /// A convolution of points together with the convolution just before it, where only this one takes its outcome.
    fn joined(&mut self, layer: &'a Layer, mut work: Work, takes: Vec<usize>, to: &str) -> (Work, Vec<usize>) {
        let alone = layer.inputs.first().is_some_and(|i| self.only_user(i, to).is_some());
        if let Work::Dense(dense) | Work::Doubled(dense) = &mut work
            && let Some(Step {
                work: Work::Dense(before),
                adds: None,
                makes,
                ..
            }) = self.steps.last()
            && alone
            && takes == [*makes]
            && dense.can_follow(before)
            && let Some(Step {
                work: Work::Dense(before),
                takes,
                ..
            }) = self.steps.pop()
        {
            dense.before = Some(Box::new(before));
            return (work, takes);
        }
        (work, takes)
    }

    /// Weights of a convolution and their sizes.
    fn weights(&self, layer: &'a Layer) -> Result<(&'a [f32], [usize; 4]), GraphError> {
        let weights = layer.inputs.get(1).and_then(|n| self.constant(n));
        let weights = weights.ok_or_else(|| layer.wrong("it has no constant weights"))?;
        let &[a, b, c, d] = weights.dims.as_slice() else {
            return Err(layer.wrong("its weights have not four sides"));
        };
        Ok((&weights.values, [a, b, c, d]))
    }

    fn convolution(&mut self, i: usize, to: &str) -> Result<(Work, &'a str, Option<usize>), GraphError> {
        let graph = self.graph;
        let layer = &graph.layers[i];
        let (weights, [outputs, inputs, height, width]) = self.weights(layer)?;
        let groups = layer.list("group").first().copied().unwrap_or(1);
        let window = window(layer, height, width)?;
        let own_bias = layer.inputs.get(2).and_then(|n| self.constant(n));
        let mut bias = own_bias.map_or_else(|| vec![0.0; outputs], |c| c.values.clone());
        let (activation, adds, end) = self.follow(&layer.output, outputs, &mut bias, to, groups == 1);
        let work = if groups == 1 {
            let mut dense = Dense::rounded(weights, outputs, inputs, window);
            dense.add_bias(&bias);
            dense.activation = activation;
            Work::Dense(dense)
        } else if groups == outputs && inputs == 1 {
            let mut depthwise = Depthwise::new(weights, outputs, window);
            depthwise.add_bias(&bias);
            depthwise.activation = activation;
            Work::Depthwise(depthwise)
        } else {
            return Err(layer.wrong("its groups are neither one nor one a channel"));
        };
        Ok((work, end, adds))
    }

    /// A transposed convolution of 2 x 2 and step 2 is a convolution of one point to four outputs a map.
    fn doubling(&mut self, i: usize, to: &str) -> Result<(Dense, &'a str), GraphError> {
        let graph = self.graph;
        let layer = &graph.layers[i];
        let (weights, [inputs, outputs, height, width]) = self.weights(layer)?;
        let plain = layer.list("strides") == [2, 2]
            && layer.list("pads").iter().all(|p| *p == 0)
            && layer.list("group").first().is_none_or(|g| *g == 1)
            && layer.inputs.len() == 2;
        if (height, width) != (2, 2) || !plain {
            return Err(layer.wrong("only 2 x 2 of step 2 without rims or bias of its own"));
        }
        // From input, output, place to output, place, input.
        let mut turned = Vec::with_capacity(weights.len());
        for row in 0..outputs * 4 {
            turned.extend((0..inputs).map(|input| weights[input * outputs * 4 + row]));
        }
        let mut dense = Dense::rounded(&turned, outputs * 4, inputs, Window::POINT);
        let mut bias = vec![0.0; outputs];
        let (activation, _, end) = self.follow(&layer.output, outputs, &mut bias, to, false);
        let repeated: Vec<f32> = bias.iter().flat_map(|b| [*b; 4]).collect();
        dense.add_bias(&repeated);
        dense.activation = activation;
        Ok((dense, end))
    }

    /// What follows a convolution and can be done with it: a bias, an activation, maps to be added.
    fn follow(
        &mut self,
        from: &'a str,
        outputs: usize,
        bias: &mut [f32],
        to: &str,
        may_add: bool,
    ) -> (Activation, Option<usize>, &'a str) {
        let graph = self.graph;
        let mut end = from;
        if let Some(user) = self.only_user(end, to)
            && graph.layers[user].op == "Add"
            && let Some(more) = self.other(user, end).and_then(|n| self.constant(n))
            && (more.values.len() == outputs || more.values.len() == 1)
        {
            for (b, m) in bias.iter_mut().zip(more.values.iter().cycle()) {
                *b += m;
            }
            self.done[user] = true;
            end = &graph.layers[user].output;
        }
        let mut activation = Activation::None;
        if let Some((found, used, after)) = self.activation(end, to) {
            activation = found;
            for user in used {
                self.done[user] = true;
            }
            end = after;
        }
        if may_add
            && let Some(user) = self.only_user(end, to)
            && graph.layers[user].op == "Add"
            && let Some([id]) = self.other(user, end).and_then(|n| self.made.get(n)).map(Vec::as_slice)
        {
            let id = *id;
            self.done[user] = true;
            return (activation, Some(id), &graph.layers[user].output);
        }
        (activation, None, end)
    }

    /// The activation that a value goes through, the layers of it, and the value behind it.
    fn activation(&self, from: &'a str, to: &str) -> Option<(Activation, Vec<usize>, &'a str)> {
        let layers = &self.graph.layers;
        if let Some(user) = self.only_user(from, to) {
            let layer = &layers[user];
            let float = |name: &str, other: f32| layer.floats.get(name).copied().unwrap_or(other);
            let found = match layer.op.as_str() {
                "Relu" => Activation::Relu,
                "Sigmoid" => Activation::Sigmoid,
                "HardSigmoid" => Activation::HardSigmoid(float("alpha", 0.2), float("beta", 0.5)),
                _ => return None,
            };
            return Some((found, vec![user], &layer.output));
        }
        // x / sqrt 2, erf, + 1, times x, / 2.
        let (divide, product) = match self.users.get(from)?.as_slice() {
            [a, b] if layers[*a].op == "Div" && layers[*b].op == "Mul" => (*a, *b),
            [a, b] if layers[*b].op == "Div" && layers[*a].op == "Mul" => (*b, *a),
            _ => return None,
        };
        let near = |value: Option<f32>, wanted: f32| value.is_some_and(|v| (v - wanted).abs() < 1e-5);
        let erf = self.only_user(&layers[divide].output, to)?;
        let plus = self.only_user(&layers[erf].output, to)?;
        let times = self.only_user(&layers[plus].output, to)?;
        let half = self.only_user(&layers[product].output, to)?;
        let constant = |layer: usize, value: &str| self.other(layer, value).and_then(|n| self.number(n));
        let fits = from != to
            && near(constant(divide, from), std::f32::consts::SQRT_2)
            && layers[erf].op == "Erf"
            && layers[plus].op == "Add"
            && near(constant(plus, &layers[erf].output), 1.0)
            && times == product
            && layers[half].op == "Mul"
            && near(constant(half, &layers[product].output), 0.5);
        fits.then(|| {
            let output = layers[half].output.as_str();
            (Activation::Gelu, vec![divide, erf, plus, product, half], output)
        })
    }
}

fn window(layer: &Layer, height: usize, width: usize) -> Result<Window, GraphError> {
    if layer.list("dilations").iter().any(|d| *d != 1) {
        return Err(layer.wrong("its kernel is spread"));
    }
    let steps = match layer.list("strides").as_slice() {
        [] => [1, 1],
        [a, b] => [*a, *b],
        _ => return Err(layer.wrong("it has not two steps")),
    };
    let rims = match (
        layer.words.get("auto_pad").map(String::as_str),
        layer.list("pads").as_slice(),
    ) {
        // Rims that keep the size, the larger half on the right and below.
        (Some("SAME_UPPER"), _) if steps == [1, 1] => {
            let (h, w) = (height - 1, width - 1);
            [h / 2, w / 2, h - h / 2, w - w / 2]
        }
        (None | Some("NOTSET" | "VALID"), []) => [0; 4],
        (None | Some("NOTSET"), [a, b, c, d]) => [*a, *b, *c, *d],
        _ => return Err(layer.wrong("its rims are of no known kind")),
    };
    Ok(Window {
        height,
        width,
        steps,
        rims,
    })
}
