//! The weights of the features: a table that `reading fit` (`examples/reading`) estimates from pages whose truth is known.

use std::fmt::Write as _;

use super::feature::{Feature, SHAPES};
use crate::kind::spec::Shape;

/// Of one feature: the weight that all fields share, that of no field, and what each shape adds to the shared one.
const SLOTS: usize = 2 + SHAPES.len();

/// Weights by feature.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    table: Vec<[f64; SLOTS]>,
}

/// Slots of a tag: of a field's shape those that add up, of no field its one.
fn slots(shape: Option<Shape>) -> [Option<usize>; 2] {
    match shape {
        None => [Some(1), None],
        Some(shape) => [
            Some(0),
            SHAPES.iter().position(|s| *s == weighed_as(shape)).map(|i| i + 2),
        ],
    }
}

/// The shape whose weights stand for another's: of grammars that no fitted page bears.
const fn weighed_as(shape: Shape) -> Shape {
    match shape {
        Shape::HanName | Shape::EitherScriptName | Shape::LatinName | Shape::CommaName => Shape::PersonName,
        Shape::PassportDate => Shape::Date,
        Shape::Nationality => Shape::Text,
        Shape::LatinSex => Shape::Sex,
        Shape::PassportNumber | Shape::HkMacauNumber | Shape::TaiwanNumber | Shape::ResidentNumber => {
            Shape::CertificateNumber
        }
        shape => shape,
    }
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            table: vec![[0.0; SLOTS]; Feature::ALL.len()],
        }
    }
}

impl Weights {
    /// The weights that are shipped.
    pub fn shipped() -> &'static Self {
        &super::WEIGHTS
    }

    /// The numbers of the weights that a feature has under a tag of this shape (`None`: no field).
    pub fn places(feature: Feature, shape: Option<Shape>) -> impl Iterator<Item = usize> {
        slots(shape)
            .into_iter()
            .flatten()
            .map(move |s| feature as usize * SLOTS + s)
    }

    /// How many weights there are.
    pub const fn len() -> usize {
        Feature::ALL.len() * SLOTS
    }

    /// All weights, by number.
    pub fn flat(&mut self) -> &mut [f64] {
        self.table.as_flattened_mut()
    }

    /// The sum of the features' weights under a tag of this shape.
    pub fn score(&self, features: &[Feature], shape: Option<Shape>) -> f64 {
        let table = self.table.as_flattened();
        let of = |f: &Feature| Self::places(*f, shape).map(|i| table[i]).sum::<f64>();
        features.iter().map(of).sum()
    }

    /// Names of the slots, in order.
    fn names() -> Vec<String> {
        let shapes = SHAPES.iter().map(|s| format!("{s:?}"));
        ["field", "none"].into_iter().map(str::to_owned).chain(shapes).collect()
    }

    /// As a table: feature, slot, weight; those of nought left out.
    pub fn to_tsv(&self) -> String {
        let mut out = String::from("feature\tof\tweight\n");
        for (feature, row) in Feature::ALL.iter().zip(&self.table) {
            for (name, weight) in Self::names().iter().zip(row) {
                if weight.abs() >= 0.0005 {
                    // Writing to a string does not fail.
                    let _ = writeln!(out, "{}\t{name}\t{weight:.3}", feature.name());
                }
            }
        }
        out
    }

    /// From such a table; lines that name no feature or slot of ours are left out (a test of the shipped table finds them).
    pub fn from_tsv(text: &str) -> Self {
        let mut weights = Self::default();
        let names = Self::names();
        for line in text.lines().skip(1) {
            if let Some((feature, slot, weight)) = row(line, &names) {
                weights.table[feature][slot] = weight;
            }
        }
        weights
    }
}

fn row(line: &str, names: &[String]) -> Option<(usize, usize, f64)> {
    let mut cells = line.split('\t');
    let (feature, slot, weight) = (cells.next()?, cells.next()?, cells.next()?);
    Some((
        Feature::ALL.iter().position(|f| f.name() == feature)?,
        names.iter().position(|n| n == slot)?,
        weight.parse().ok()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_as_it_was_written() {
        let mut weights = Weights::default();
        weights.flat()[3] = 1.5;
        weights.flat()[40] = -0.25;
        assert_eq!(Weights::from_tsv(&weights.to_tsv()), weights);
    }

    #[test]
    fn every_line_of_the_shipped_table_is_known() {
        let names = Weights::names();
        let shipped = super::super::SHIPPED;
        for line in shipped.lines().skip(1) {
            assert!(row(line, &names).is_some(), "{line}");
        }
        assert!(shipped.lines().count() > 100);
    }
}
