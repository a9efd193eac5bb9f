//! Weights of the labeller estimated from pages whose truth is known: the conditional likelihood of the true tags, with a Gaussian
//! prior, by a fixed number of full-batch Adam steps. No chance is in it: the same pages give the same table.

use std::error::Error;
use std::path::Path;

use chushen::extract::labeller::{Feature, Instance, Weights};
use chushen::hanzi;
use chushen::kind::{self, DocumentKind, FieldName};

use crate::cache::{self, Document};
use crate::truth::{self, Boxes, Truth};

/// Precision of the prior. In cross-validation 0.2, 0.5, 1 and 3 tag 0.987, 0.988, 0.988 and 0.990 of the units left out; at 3 a twentieth of
/// what is right is no longer sure.
const PRIOR: f64 = 1.0;
const STEPS: usize = 120;
const RATE: f64 = 0.08;
/// Share of a unit that boxes of one field must cover.
const COVERED: f64 = 0.3;

/// A page with its true tags.
pub struct Labelled {
    pub case: String,
    pub instance: Instance,
    pub tags: Vec<usize>,
}

/// A source of pages: a cache, its truth, and boxes where there are some.
pub struct Source {
    pub documents: Vec<Document>,
    pub truth: Truth,
    pub boxes: Option<Boxes>,
}

impl Source {
    /// `CACHE:TRUTH[:BOXES]`.
    pub fn open(text: &str) -> Result<Self, Box<dyn Error>> {
        let parts: Vec<&str> = text.split(':').collect();
        let [documents, truth, rest @ ..] = parts.as_slice() else {
            return Err(format!("{text}: CACHE:TRUTH[:BOXES]").into());
        };
        Ok(Self {
            documents: cache::documents(Path::new(documents))?,
            truth: truth::read(Path::new(truth))?,
            boxes: rest.first().map(|b| truth::boxes(Path::new(b))).transpose()?,
        })
    }

    /// Pages of a kind with their tags.
    pub fn labelled(&self, of: DocumentKind) -> Vec<Labelled> {
        let Some(spec) = kind::spec(of) else { return Vec::new() };
        let mut out = Vec::new();
        for d in self.documents.iter().filter(|d| d.recognised.kind == of) {
            let Some(values) = self.values(d) else { continue };
            for page in d.pages.iter().take(1) {
                let instance = Instance::of(spec, page);
                let fields: Vec<FieldName> = spec.fields.iter().map(|f| f.name).collect();
                let tag = |field: &str| fields.iter().position(|f| f.name() == field).map_or(0, |i| i + 1);
                let tags = match &self.boxes {
                    Some(boxes) => by_boxes(&instance, boxes.get(&d.case).map_or(&[], Vec::as_slice), values, &tag),
                    None => by_values(&instance, values, &tag),
                };
                // Boxes of a picture that was turned lie elsewhere.
                if tags.iter().filter(|t| **t > 0).count() >= 4 {
                    out.push(Labelled {
                        case: d.case.clone(),
                        instance,
                        tags,
                    });
                } else {
                    eprintln!("{}: no boxes meet its lines", d.case);
                }
            }
        }
        out
    }

    pub fn values(&self, d: &Document) -> Option<&std::collections::BTreeMap<String, String>> {
        let named = (d.case.clone(), d.file.clone());
        self.truth
            .get(&named)
            .or_else(|| self.truth.get(&(d.case.clone(), String::new())))
    }
}

type Values = std::collections::BTreeMap<String, String>;

fn by_boxes(
    instance: &Instance,
    boxes: &[(f64, f64, f64, f64, String, String)],
    values: &Values,
    tag: &dyn Fn(&str) -> usize,
) -> Vec<usize> {
    let number = if values.contains_key("credit-code") {
        "credit-code"
    } else {
        "registration-number"
    };
    instance
        .units
        .iter()
        .zip(&instance.stopped)
        .map(|((_, area), stopped)| {
            // The transcripts count 组成形式 to the type, and 实收资本 to the registered capital.
            if *stopped {
                return 0;
            }
            let (x0, y0, x1, y1) = (area.x as f64, area.y as f64, area.right() as f64, area.bottom() as f64);
            let mut shares: Vec<(usize, f64)> = Vec::new();
            for (a0, b0, a1, b1, _, field) in boxes.iter().filter(|b| !b.5.is_empty()) {
                let inside = (x1.min(*a1) - x0.max(*a0)).max(0.0) * (y1.min(*b1) - y0.max(*b0)).max(0.0);
                let share = inside / ((x1 - x0) * (y1 - y0)).max(1.0);
                let tag = tag(if field == "number" { number } else { field });
                match shares.iter_mut().find(|s| s.0 == tag) {
                    Some(s) => s.1 += share,
                    None => shares.push((tag, share)),
                }
            }
            let best = shares.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
            best.filter(|(_, share)| *share >= COVERED).map_or(0, |(tag, _)| tag)
        })
        .collect()
}

/// Tags by what is said: a label alone has its field; a text is of the field whose value holds it. For drawn pages, whose truth has
/// values and no boxes.
fn by_values(instance: &Instance, values: &Values, tag: &dyn Fn(&str) -> usize) -> Vec<usize> {
    let folded: Vec<(usize, String)> = values
        .iter()
        .map(|(f, v)| (tag(f), plain(v)))
        .filter(|(t, _)| *t > 0)
        .collect();
    instance
        .labelled
        .iter()
        .map(|(own, rest)| {
            let own = own.first().map(|f| tag(f.name()));
            let text = plain(rest);
            if text.is_empty() {
                return own.unwrap_or(0);
            }
            let days = dates(rest);
            let holds = |(t, value): &&(usize, String)| {
                let short = text.chars().count() < 2 && own != Some(*t);
                !short && (value.contains(&text) || near(&text, value)) || days.contains(value)
            };
            let of: Vec<usize> = folded.iter().filter(holds).map(|f| f.0).collect();
            match own {
                Some(own) if of.contains(&own) || of.is_empty() => own,
                _ => of.first().copied().unwrap_or(0),
            }
        })
        .collect()
}

fn plain(text: &str) -> String {
    hanzi::fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a line is a part of a value but for an eighth of its characters.
fn near(text: &str, value: &str) -> bool {
    let (n, value) = (text.chars().count(), value.chars().collect::<Vec<_>>());
    n >= 6
        && value
            .windows(n)
            .any(|w| hanzi::distance(&w.iter().collect::<String>(), text) * 8 <= n)
}

/// The days that a text names, as the digits of their ISO form; and 长期.
fn dates(text: &str) -> Vec<String> {
    let digits: Vec<String> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|d| !d.is_empty())
        .map(|d| format!("{d:0>2}"))
        .collect();
    let mut out: Vec<String> = digits
        .windows(3)
        .filter(|w| w[0].len() == 4)
        .map(<[String]>::concat)
        .collect();
    if text.contains("长期") {
        out.push("LONGTERM".to_owned());
    }
    out
}

/// Weights that make the tags of the pages likeliest.
pub fn fit(pages: &[&Labelled]) -> Weights {
    let mut weights = Weights::default();
    let (mut first, mut second) = (vec![0.0; Weights::len()], vec![0.0; Weights::len()]);
    for step in 1..=STEPS {
        let mut gradient: Vec<f64> = weights.flat().iter().map(|w| -PRIOR * w).collect();
        for page in pages {
            add_gradient(page, &weights, &mut gradient);
        }
        let (b1, b2) = (0.9f64, 0.999f64);
        let rate = RATE * if step > STEPS / 2 { 0.4 } else { 1.0 };
        for (i, w) in weights.flat().iter_mut().enumerate() {
            first[i] = b1 * first[i] + (1.0 - b1) * gradient[i];
            second[i] = b2 * second[i] + (1.0 - b2) * gradient[i] * gradient[i];
            let m = first[i] / (1.0 - b1.powi(step as i32));
            let v = second[i] / (1.0 - b2.powi(step as i32));
            *w += rate * m / (v.sqrt() + 1e-8);
        }
    }
    weights
}

/// Adds the gradient of the log likelihood of one page's tags: what is observed less what is expected.
fn add_gradient(page: &Labelled, weights: &Weights, gradient: &mut [f64]) {
    let instance = &page.instance;
    let marginals = instance.scores(weights).marginals();
    let mut add = |features: &[Feature], tag: usize, amount: f64| {
        if amount.abs() > 1e-9 {
            for f in features {
                Weights::places(*f, instance.shapes[tag]).for_each(|p| gradient[p] += amount);
            }
        }
    };
    let tags = instance.shapes.len();
    for (i, truth) in page.tags.iter().enumerate() {
        for (tag, features) in instance.emission[i].iter().enumerate() {
            add(
                features,
                tag,
                f64::from(u8::from(tag == *truth)) - marginals.node[i][tag],
            );
        }
        if i == 0 {
            continue;
        }
        // Steps of one list of features are added up before it is walked.
        let before = page.tags[i - 1];
        let off =
            |from: usize, to: usize| f64::from(u8::from(from == before && to == *truth)) - marginals.edge[i][from][to];
        for tag in 1..tags {
            let other = if tag == 1 { 2 } else { 1 };
            let turns: f64 = (1..tags).filter(|from| *from != tag).map(|from| off(from, tag)).sum();
            for (from, to, amount) in [
                (0, tag, off(0, tag)),
                (tag, 0, off(tag, 0)),
                (tag, tag, off(tag, tag)),
                (other, tag, turns),
            ] {
                let (features, weighs) = instance.steps[i].features(from, to);
                add(features, weighs, amount);
            }
        }
    }
}

/// Share of units whose tag is right, and of pages all of whose tags are.
pub fn accuracy(pages: &[&Labelled], weights: &Weights) -> (f64, f64) {
    let (mut units, mut right, mut whole) = (0, 0, 0);
    for page in pages {
        let best = page.instance.scores(weights).best();
        let same = best.iter().zip(&page.tags).filter(|(a, b)| a == b).count();
        units += best.len();
        right += same;
        whole += usize::from(same == best.len());
    }
    (
        right as f64 / units.max(1) as f64,
        whole as f64 / pages.len().max(1) as f64,
    )
}

/// Folds of the cross-validation.
const FOLDS: usize = 4;

/// Fits to the work part of the real pages and to the drawn ones, after a cross-validation; prints figures, writes the table.
pub fn run(out: &str, validate: bool, sources: &[&str]) -> Result<(), Box<dyn Error>> {
    let mut pages = Vec::new();
    for source in sources {
        pages.extend(Source::open(source)?.labelled(DocumentKind::BusinessLicence));
    }
    let work: Vec<&Labelled> = pages.iter().filter(|p| !truth::held(&p.case)).collect();
    let held: Vec<&Labelled> = pages.iter().filter(|p| truth::held(&p.case)).collect();
    for fold in 0..if validate { FOLDS } else { 0 } {
        let of = |inside: bool| {
            let chosen = work
                .iter()
                .enumerate()
                .filter(move |(i, _)| (i % FOLDS == fold) == inside);
            chosen.map(|(_, p)| *p).collect::<Vec<_>>()
        };
        let weights = fit(&of(false));
        let (seen, unseen) = (accuracy(&of(false), &weights), accuracy(&of(true), &weights));
        println!(
            "fold {fold}: fitted {:.4} / {:.4}, left out {:.4} / {:.4} (units / pages)",
            seen.0, seen.1, unseen.0, unseen.1
        );
    }
    let weights = fit(&work);
    let (seen, apart) = (accuracy(&work, &weights), accuracy(&held, &weights));
    println!(
        "all {} pages: {:.4} / {:.4}; {} held apart: {:.4} / {:.4}",
        work.len(),
        seen.0,
        seen.1,
        held.len(),
        apart.0,
        apart.1
    );
    std::fs::write(out, weights.to_tsv())?;
    Ok(())
}
