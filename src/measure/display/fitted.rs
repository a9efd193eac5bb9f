//! The network that `eval/screens/fit.py` fits to regions of pictures whose truth is known.

use std::sync::LazyLock;

/// The shipped table. A line a figure: its name, its mean and deviation among the pictures of the fit, and its weight in each hidden
/// unit. Then, with two empty cells in place of mean and deviation, `offset` (of each hidden unit) and `out` (its weight in the
/// evidence); in the first of the empty cells of `out` stands the offset of the evidence.
const SHIPPED: &str = include_str!("weights.tsv");
/// Deviations from the mean beyond which a figure counts no more.
const MOST: f64 = 3.0;

static FITTED: LazyLock<Fitted> = LazyLock::new(|| Fitted::from_tsv(SHIPPED));

/// A network of one hidden layer of rectified linear units over the figures of a region.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// Mean and deviation of each figure, in the order of [`super::names`].
    scales: Vec<[f64; 2]>,
    /// Weights of each figure in the hidden units.
    weights: Vec<Vec<f64>>,
    offsets: Vec<f64>,
    out: Vec<f64>,
    offset: f64,
}

impl Fitted {
    /// The table that is shipped.
    pub fn shipped() -> &'static Self {
        &FITTED
    }

    /// From a table; figures that it does not name weigh nothing (a test of the shipped table finds them).
    pub fn from_tsv(text: &str) -> Self {
        let row = |name: &str| -> Vec<f64> {
            let line = text.lines().find(|l| l.split('\t').next() == Some(name));
            let cells = line.into_iter().flat_map(|l| l.split('\t').skip(1));
            cells.map(|c| c.parse().unwrap_or(0.0)).collect()
        };
        let after = |row: &[f64]| row.get(2..).unwrap_or_default().to_vec();
        let rows: Vec<Vec<f64>> = super::names().iter().map(|n| row(n)).collect();
        let out = row("out");
        let scale = |r: &Vec<f64>| [r.first().copied().unwrap_or(0.0), r.get(1).copied().unwrap_or(1.0)];
        Self {
            scales: rows.iter().map(scale).collect(),
            weights: rows.iter().map(|r| after(r)).collect(),
            offsets: after(&row("offset")),
            out: after(&out),
            offset: out.first().copied().unwrap_or(0.0),
        }
    }

    /// Evidence for a display in a region: the logarithm of the odds as the fit saw them.
    pub fn evidence(&self, figures: &[f64]) -> f64 {
        let mut hidden = self.offsets.clone();
        for ((v, [mean, deviation]), weights) in figures.iter().zip(&self.scales).zip(&self.weights) {
            let v = ((v - mean) / deviation).clamp(-MOST, MOST);
            for (h, w) in hidden.iter_mut().zip(weights) {
                *h += v * w;
            }
        }
        let units = hidden.iter().zip(&self.out);
        self.offset + units.map(|(h, w)| h.max(0.0) * w).sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_weighed_by_their_deviation_and_units_are_rectified() {
        let name = super::super::names().swap_remove(3);
        let table = format!("{name}\t10\t2\t0.5\t-1\noffset\t\t\t1\t0\nout\t-2\t\t4\t3\n");
        let table = Fitted::from_tsv(&table);
        let of = |v: f64| table.evidence(&[0.0, 0.0, 0.0, v]);
        // Two deviations up: the first unit 1 + 2 x 0.5, the second below nothing.
        assert_eq!(of(14.0), -2.0 + 4.0 * 2.0);
        // Two down: the first is 0, the second 2.
        assert_eq!(of(6.0), -2.0 + 3.0 * 2.0);
        assert_eq!(of(100.0), of(16.0));
    }

    #[test]
    fn the_shipped_table_is_whole() {
        let named: Vec<&str> = SHIPPED
            .lines()
            .skip(1)
            .map(|l| l.split('\t').next().unwrap_or(""))
            .collect();
        let mut names = super::super::names();
        names.extend(["offset".to_owned(), "out".to_owned()]);
        assert_eq!(named, names);
        let fitted = Fitted::shipped();
        let units = fitted.out.len();
        assert!(units > 0 && fitted.offsets.len() == units);
        assert!(fitted.weights.iter().all(|w| w.len() == units));
        assert!(fitted.scales.iter().all(|[_, deviation]| *deviation > 0.0));
    }
}
