//! Weights of the labeller estimated from pages whose truth is known: the conditional likelihood of the true tags, with a Gaussian
//! prior, by a fixed number of full-batch Adam steps. No chance is in it: the same pages give the same table.

use std::error::Error;
use std::path::Path;

use chushen::extract::labeller::{Feature, Instance, Weights};
use chushen::geometry::PixelBox;
use chushen::hanzi;
use chushen::kind::spec::{KindSpec, Shape};
use chushen::kind::{self, DocumentKind, FieldName};
use chushen::read::ReadPage;
use sha2::{Digest as _, Sha256};

use crate::cache::{self, Document};
use crate::score::UNTOLD;
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
    pub file: String,
    pub spec: &'static KindSpec,
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

    /// First pages of documents whose truth is known, with their tags.
    pub fn labelled(&self) -> Vec<Labelled> {
        let mut out = Vec::new();
        for d in &self.documents {
            let Some((values, spec)) = self.values(d).zip(kind::spec(d.recognised.kind)) else {
                continue;
            };
            // Of licences there are real ones, which tell more than drawn ones do.
            if self.boxes.is_none() && spec.kind == DocumentKind::BusinessLicence {
                continue;
            }
            let Some(page) = d.pages.first() else { continue };
            let whole = Instance::of(spec, page);
            // Of drawn pages every label is found: detectors lose some on photographs.
            let with_losses = self
                .boxes
                .is_none()
                .then(|| without_labels(spec, page, &whole, &d.case));
            for instance in std::iter::once(whole).chain(with_losses) {
                let tags = self.tags(spec, d, &instance, values);
                // Boxes of a picture that was turned lie elsewhere; words of a paper may all be covered.
                let least = if self.boxes.is_some() { 4 } else { 1 };
                if tags.iter().filter(|t| **t > 0).count() >= least {
                    out.push(Labelled {
                        case: d.case.clone(),
                        file: d.file.clone(),
                        spec,
                        instance,
                        tags,
                    });
                } else {
                    eprintln!("{} {}: nothing of its truth meets its lines", d.case, d.file);
                }
            }
        }
        out
    }

    fn tags(&self, spec: &KindSpec, d: &Document, instance: &Instance, values: &Values) -> Vec<usize> {
        let fields: Vec<FieldName> = spec.fields.iter().map(|f| f.name).collect();
        let tag = |field: &str| {
            let at = fields.iter().position(|f| f.name() == field);
            at.map_or(0, |i| instance.stands_for[i + 1])
        };
        if let Some(boxes) = &self.boxes {
            return by_boxes(instance, boxes.get(&d.case).map_or(&[], Vec::as_slice), values, &tag);
        }
        let tags = with_last_characters(instance, values, &tag, by_values(instance, values, &tag));
        with_spelling(spec, instance, tags)
    }

    pub fn values(&self, d: &Document) -> Option<&std::collections::BTreeMap<String, String>> {
        let named = (d.case.clone(), d.file.clone());
        self.truth
            .get(&named)
            .or_else(|| self.truth.get(&(d.case.clone(), String::new())))
    }
}

/// One in so many labels that stand alone is left out of a page, by a hash of case and label.
const LOST: u8 = 3;

/// A page some of whose labels were not found.
fn without_labels(spec: &KindSpec, page: &ReadPage, whole: &Instance, case: &str) -> Instance {
    let alone = |(own, rest): &(Vec<FieldName>, String)| !own.is_empty() && rest.is_empty();
    let chosen = |text: &str| Sha256::digest(format!("{case} {text}"))[0].is_multiple_of(LOST);
    let units = whole.units.iter().zip(&whole.labelled);
    let lost: Vec<PixelBox> = units
        .filter(|((text, _), labelled)| alone(labelled) && chosen(text))
        .map(|((_, area), _)| *area)
        .collect();
    let mut page = page.clone();
    page.lines.retain(|l| !lost.iter().any(|a| l.area.covered_by(*a) > 0.8));
    Instance::of(spec, &page)
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
        .zip(&instance.stopped)
        .zip(&instance.beside)
        .map(|(((own, rest), stopped), beside)| {
            if *stopped {
                return 0;
            }
            // A label of the blank form is of no field: rows that ask (网站名称报备信息是否规范).
            let told = |f: &&FieldName| values.contains_key(f.name()) || UNTOLD.contains(f) || **f == FieldName::Domain;
            let own = own.iter().find(told).map(|f| tag(f.name()));
            let text = plain(rest);
            if text.is_empty() {
                return own.unwrap_or(0);
            }
            let days = dates(rest);
            let holds = |(t, value): &&(usize, String)| {
                let short = text.chars().count() < 2 && own != Some(*t);
                // A name with its spelling behind it: 白露 bai lu.
                let begins = value.chars().count() > 1 && text.starts_with(value.as_str());
                let spelt = begins && text[value.len()..].chars().all(|c| c.is_ascii_alphabetic());
                !short && (value.contains(&text) || near(&text, value)) || days.contains(value) || spelt
            };
            let of: Vec<usize> = folded.iter().filter(holds).map(|f| f.0).collect();
            match own {
                Some(own) if of.contains(&own) || of.is_empty() => own,
                // Of several fields that say the same the one whose label stands beside it, or above.
                _ => {
                    let labelled = beside.iter().map(|f| tag(f.name())).find(|t| of.contains(t));
                    // Several domains on one form are not told.
                    let named = |f: &&FieldName| **f == FieldName::Domain && !values.contains_key(f.name());
                    let domain = beside
                        .iter()
                        .find(named)
                        .filter(|_| is_domain(rest))
                        .map(|f| tag(f.name()));
                    labelled.or_else(|| of.first().copied()).or(domain).unwrap_or(0)
                }
            }
        })
        .collect()
}

/// The last character of a value may stand alone on a line: 1677|号.
fn with_last_characters(
    instance: &Instance,
    values: &Values,
    tag: &dyn Fn(&str) -> usize,
    mut tags: Vec<usize>,
) -> Vec<usize> {
    for i in 1..tags.len() {
        let rest = |j: usize| plain(&instance.labelled[j].1);
        let (before, own) = (tags[i - 1], &instance.labelled[i].0);
        let both = format!("{}{}", rest(i - 1), rest(i));
        let ends = values
            .iter()
            .any(|(f, v)| tag(f) == before && plain(v).ends_with(&both));
        if tags[i] == 0 && before > 0 && own.is_empty() && !rest(i).is_empty() && ends {
            tags[i] = before;
        }
    }
    tags
}

/// A bilingual name goes on with its spelling in Latin letters in the next lines.
fn with_spelling(spec: &KindSpec, instance: &Instance, mut tags: Vec<usize>) -> Vec<usize> {
    for i in 1..tags.len() {
        let before = tags[i - 1];
        let bilingual = before.checked_sub(1).and_then(|f| spec.fields.get(f));
        let (own, rest) = &instance.labelled[i];
        let latin = rest.chars().all(|c| c.is_ascii() && !c.is_ascii_digit()) && !rest.is_empty();
        let valued = (i.saturating_sub(2)..i).any(|j| tags[j] == before && !instance.labelled[j].1.is_empty());
        if tags[i] == 0
            && own.is_empty()
            && latin
            && valued
            && bilingual.is_some_and(|f| f.shape == Shape::BilingualName)
        {
            tags[i] = before;
        }
    }
    tags
}

fn is_domain(text: &str) -> bool {
    text.contains('.')
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'))
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
    let digits: Vec<String> = in_figures(text)
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

/// Days in Chinese numerals (二〇一五年二月二十日) in figures.
fn in_figures(text: &str) -> String {
    const FIGURES: &str = "〇一二三四五六七八九";
    let figure = |c: char| {
        FIGURES
            .chars()
            .position(|f| f == c || f == '〇' && matches!(c, '零' | '○'))
    };
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    for (i, c) in chars.iter().enumerate() {
        let (before, after) = (
            i.checked_sub(1).and_then(|j| figure(chars[j])),
            chars.get(i + 1).and_then(|c| figure(*c)),
        );
        match (figure(*c), *c) {
            (Some(n), _) => out.push_str(&n.to_string()),
            (None, '十') => out.push_str(match (before, after) {
                (Some(_), Some(_)) => "",
                (Some(_), None) => "0",
                (None, Some(_)) => "1",
                (None, None) => "10",
            }),
            (None, c) => out.push(c),
        }
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
        pages.extend(Source::open(source)?.labelled());
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
