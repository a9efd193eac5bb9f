//! Fields by a labeller: the lines of a page are cut into units, a conditional random field over features of labels, places and
//! grammars says which field each belongs to, and the field's grammar reads what its units say. See `docs/design/reading.md`.

mod align;
mod chain;
mod features;
mod units;
mod value;
mod weights;

use std::sync::LazyLock;

pub use chain::{Marginals, Scores};
pub use features::Feature;
use features::Page;
pub use weights::Weights;

use super::Reading;
use crate::geometry::PixelBox;
use crate::kind::FieldName;
use crate::kind::spec::{KindSpec, Shape};
use crate::read::ReadPage;
use units::{Labels, Unit};

/// The shipped weights, see [`Weights::to_tsv`].
const SHIPPED: &str = include_str!("weights.tsv");

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::from_tsv(SHIPPED));

/// One page as the labeller sees it: what fitting needs.
#[derive(Debug)]
pub struct Instance {
    /// Text and place of each unit, as recognised.
    pub units: Vec<(String, PixelBox)>,
    /// Fields of the label with which each unit begins, and the characters behind it.
    pub labelled: Vec<(Vec<FieldName>, String)>,
    /// Whether each unit is a label without a field, or stands behind one in its row.
    pub stopped: Vec<bool>,
    /// The shape of each tag: no field first, then the fields of the specification.
    pub shapes: Vec<Option<Shape>>,
    /// Features of each unit under each tag.
    pub emission: Vec<Vec<Vec<Feature>>>,
    /// Features of the steps into each unit.
    pub steps: Vec<Step>,
}

/// Features of the step from one unit to the next. They depend on whether the tags are fields, and whether they are one.
#[derive(Debug, Default)]
pub struct Step {
    enters: Vec<Feature>,
    leaves: Vec<Feature>,
    turns: Vec<Feature>,
    goes: Vec<Vec<Feature>>,
}

impl Step {
    /// The features of a step between two tags, and the tag whose shape weighs them.
    pub fn features(&self, from: usize, to: usize) -> (&[Feature], usize) {
        match (from, to) {
            (0, 0) => (&[], 0),
            (0, _) => (&self.enters, to),
            (_, 0) => (&self.leaves, from),
            (a, b) if a == b => (self.goes.get(b).map_or(&[], Vec::as_slice), b),
            _ => (&self.turns, to),
        }
    }
}

impl Instance {
    /// A page under a specification.
    pub fn of(spec: &KindSpec, page: &ReadPage) -> Self {
        let labels = Labels::of(spec);
        let units = units::of(page, &labels);
        Self::of_units(spec, &labels, &units)
    }

    fn of_units(spec: &KindSpec, labels: &Labels, units: &[Unit]) -> Self {
        let page = Page::of(spec, labels, units);
        let tags: Vec<Option<usize>> = std::iter::once(None).chain((0..page.fields()).map(Some)).collect();
        let steps = (0..units.len()).map(|i| {
            if i == 0 {
                return Step::default();
            }
            let (one, other) = (Some(0), Some(1));
            Step {
                enters: page.transition(i, None, one),
                leaves: page.transition(i, one, None),
                turns: page.transition(i, one, other),
                goes: tags
                    .iter()
                    .map(|t| t.map_or_else(Vec::new, |_| page.transition(i, *t, *t)))
                    .collect(),
            }
        });
        Self {
            units: units
                .iter()
                .map(|u| (u.chars.iter().map(|c| c.ch).collect(), u.area))
                .collect(),
            labelled: units
                .iter()
                .map(|u| {
                    let fields = u.label.map_or(&[][..], |l| labels.fields(l));
                    let names = fields.iter().filter_map(|f| Some(spec.fields.get(*f)?.name)).collect();
                    (names, u.rest().iter().map(|c| c.ch).collect())
                })
                .collect(),
            stopped: (0..units.len()).map(|i| page.stopped(i)).collect(),
            shapes: tags.iter().map(|t| t.map(|f| page.shape(f))).collect(),
            emission: (0..units.len())
                .map(|i| tags.iter().map(|t| page.emission(i, *t)).collect())
                .collect(),
            steps: steps.collect(),
        }
    }

    /// The scores of the page under weights.
    pub fn scores(&self, weights: &Weights) -> Scores {
        let tags = self.shapes.len();
        let emission = self.emission.iter().map(|unit| {
            let of = |(t, features): (usize, &Vec<Feature>)| weights.score(features, self.shapes[t]);
            unit.iter().enumerate().map(of).collect()
        });
        let step = self.steps.iter().map(|step| {
            // Of most pairs the features are the same: each list is summed once a tag.
            let of = |features: &dyn Fn(usize) -> (usize, usize)| -> Vec<f64> {
                let one = |t: usize| {
                    let (from, to) = features(t);
                    let (list, weighs) = step.features(from, to);
                    weights.score(list, self.shapes[weighs])
                };
                (0..tags).map(one).collect()
            };
            let other = |t: usize| if t == 1 { 2 } else { 1 };
            let (enters, leaves) = (of(&|t| (0, t)), of(&|t| (t, 0)));
            let (turns, goes) = (of(&|t| (other(t), t)), of(&|t| (t, t)));
            let from_to = |a: usize, b: usize| match (a, b) {
                (0, _) => enters[b],
                (_, 0) => leaves[a],
                _ if a == b => goes[b],
                _ => turns[b],
            };
            (0..tags).map(|a| (0..tags).map(|b| from_to(a, b)).collect()).collect()
        });
        Scores {
            emission: emission.collect(),
            step: step.collect(),
        }
    }
}

/// The fields of one page (`number` from 1).
pub(super) fn of_page(spec: &KindSpec, page: &ReadPage, number: usize) -> Vec<(FieldName, Reading)> {
    let labels = Labels::of(spec);
    let units = units::of(page, &labels);
    let instance = Instance::of_units(spec, &labels, &units);
    let scores = instance.scores(&WEIGHTS);
    let (tags, marginals) = (scores.best(), scores.marginals());
    let arranged = Page::of(spec, &labels, &units);
    let of_field = |(f, field): (usize, &crate::kind::spec::Field)| {
        let own: Vec<usize> = (0..units.len()).filter(|i| tags[*i] == f + 1).collect();
        let sure = own.iter().map(|i| marginals.node[*i][f + 1]).fold(1.0, f64::min);
        Some((
            field.name,
            value::reading(&arranged, &own, f, field, sure, page, number)?,
        ))
    };
    spec.fields.iter().enumerate().filter_map(of_field).collect()
}
