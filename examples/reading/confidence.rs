//! The model of confidence estimated from readings whose truth is known: a logistic regression with a Gaussian prior, by a fixed number
//! of Newton steps. No chance in it: the same pages give the same table.

use std::error::Error;

use chushen::extract;
use chushen::extract::confidence::{Confidence, Evidence, Sign};
use chushen::kind::{self, FieldName};

use crate::fit::Source;
use crate::score::{Bins, UNTOLD, same};
use crate::truth;

/// Precision of the prior: a dozen papers that tell move a weight from it.
const PRIOR: f64 = 0.5;
const STEPS: usize = 30;
/// Of a real page counts as much as of so many drawn ones: there are fewer.
const REAL: f64 = 2.0;

/// A reading whose truth is known.
struct Known {
    evidence: Evidence,
    right: bool,
    real: bool,
    held: bool,
}

/// Whether a paper may print a field of which its truth says nothing: transcripts of real licences leave days out.
fn may_be_untold(field: FieldName, real: bool) -> bool {
    // Of several domains on one form the truth tells none.
    let several = !real && field == FieldName::Domain;
    UNTOLD.contains(&field) || several || real && matches!(field, FieldName::EstablishedOn | FieldName::ValidUntil)
}

/// Readings of all fields whose truth is told, from the pages after the second look; what is read of a field that the paper does not bear is wrong.
fn known(source: &Source) -> Vec<Known> {
    let mut out = Vec::new();
    for d in &source.documents {
        let Some((values, spec)) = source.values(d).zip(kind::spec(d.recognised.kind)) else {
            continue;
        };
        for (field, (value, evidence)) in extract::evidence(spec, &d.again) {
            let real = source.boxes.is_some();
            let right = match values.get(field.name()) {
                Some(want) => same(field, want, &value),
                None if may_be_untold(field, real) => continue,
                None => false,
            };
            out.push(Known {
                evidence,
                right,
                real,
                held: truth::held(&d.case),
            });
        }
    }
    out
}

/// Weights that make what is right and wrong likeliest.
fn fit(readings: &[&Known]) -> Confidence {
    let mut weights = Confidence::default();
    for _ in 0..STEPS {
        let n = Sign::ALL.len();
        let (mut gradient, mut curvature) = (vec![0.0; n], vec![vec![0.0; n]; n]);
        for (i, sign) in Sign::ALL.iter().enumerate() {
            gradient[i] = PRIOR * (sign.prior() - weights.flat()[i]);
            curvature[i][i] = PRIOR;
        }
        for r in readings {
            let (p, x) = (weights.of(&r.evidence), r.evidence.values());
            let counts = if r.real { REAL } else { 1.0 };
            let off = counts * (f64::from(u8::from(r.right)) - p);
            for i in 0..n {
                gradient[i] += off * x[i];
                for j in 0..n {
                    curvature[i][j] += counts * p * (1.0 - p) * x[i] * x[j];
                }
            }
        }
        // A harm that would weigh for a reading weighs nothing (a projected Newton step, Bertsekas 1982).
        for (i, sign) in Sign::ALL.iter().enumerate() {
            if sign.is_harm() && weights.flat()[i] >= 0.0 && gradient[i] > 0.0 {
                gradient[i] = 0.0;
                for row in &mut curvature {
                    row[i] = 0.0;
                }
                curvature[i].fill(0.0);
                curvature[i][i] = 1.0;
            }
        }
        let steps = Sign::ALL.iter().zip(solved(curvature, gradient));
        for (w, (sign, step)) in weights.flat().iter_mut().zip(steps) {
            *w += step;
            if sign.is_harm() {
                *w = w.min(0.0);
            }
        }
    }
    weights
}

/// The solution of a system whose matrix is symmetric and positive definite, by elimination.
fn solved(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Vec<f64> {
    let n = b.len();
    for i in 0..n {
        for j in i + 1..n {
            let (above, below) = a.split_at_mut(j);
            let (pivot, row) = (&above[i], &mut below[0]);
            let share = row[i] / pivot[i];
            for (x, p) in row.iter_mut().zip(pivot).skip(i) {
                *x -= share * p;
            }
            b[j] -= share * b[i];
        }
    }
    for i in (0..n).rev() {
        let rest: f64 = (i + 1..n).map(|k| a[i][k] * b[k]).sum();
        b[i] = (b[i] - rest) / a[i][i];
    }
    b
}

/// Fits to the readings that are not held apart; prints what each sign rests on and the reliability of both parts, writes the table.
pub fn run(out: &str, sources: &[&str]) -> Result<(), Box<dyn Error>> {
    let mut readings = Vec::new();
    for source in sources {
        readings.extend(known(&Source::open(source)?));
    }
    let work: Vec<&Known> = readings.iter().filter(|r| !r.held).collect();
    let mut weights = fit(&work);
    println!("sign: weight, readings of the work part that bear it, of those right");
    for (i, sign) in Sign::ALL.iter().enumerate() {
        let bear: Vec<&&Known> = work.iter().filter(|r| r.evidence.values()[i] != 0.0).collect();
        let right = bear.iter().filter(|r| r.right).count();
        println!(
            "{:14}{:8.3}{:7}{:7.3}",
            sign.name(),
            weights.flat()[i],
            bear.len(),
            right as f64 / bear.len().max(1) as f64
        );
    }
    for (name, real, held) in [
        ("real, fitted to", true, false),
        ("real, held apart", true, true),
        ("drawn, fitted to", false, false),
        ("drawn, held apart", false, true),
    ] {
        let mut bins = Bins::default();
        for r in readings.iter().filter(|r| (r.real, r.held) == (real, held)) {
            bins.add(weights.of(&r.evidence).min(0.999), r.right);
        }
        println!("{name}: readings, mean confidence, share right");
        bins.print();
    }
    std::fs::write(out, weights.to_tsv())?;
    Ok(())
}
