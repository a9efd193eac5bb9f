//! Where a printed form lies on its page, by the words printed on it: the projective map from the page onto the form that fits the
//! words that were read, and with it where border, emblem and foot must be, also those that the picture does not hold.

use crate::geometry::{Homography, Point};
use crate::hanzi;
use crate::kind::forms::Form;
use crate::kind::spec::KindSpec;
use crate::read::{ReadPage, TextLine, rows};
use crate::vision::linear;

/// How sure a place is: ends of a title, of words where they begin and where they end, of a label in its column.
const TITLE: f64 = 3.0;
const BEGIN: f64 = 1.2;
const END: f64 = 1.0;
const LABEL: f64 = 0.7;
/// A form is printed in one ink and filled in in another: words may be off by this much of a title's width, larger is another word.
const NEAR: f64 = 0.25;
const COLUMN: f64 = 0.15;
/// Least distance of the two words of which the first guess is made, and how far it may be turned (tangent).
const BASE: f64 = 0.2;
const TURNED: f64 = 0.25;
/// Residual at which a place counts half, and from which it speaks against the form.
const SOFT: f64 = 0.02;
const OFF: f64 = 0.03;
/// Rounds of reweighting: the fifth changes nothing in the fourth decimal.
const ROUNDS: usize = 6;
/// How strongly perspective is kept small; scale and shear are held with weight 1.
const FLAT: f64 = 0.5;
/// What a fit needs to be believed: equations, share of their weight that agrees, share of the border's height that words span.
const EQUATIONS: usize = 10;
const AGREES: f64 = 0.7;
const SPAN: f64 = 0.45;
/// How much a mark of the copy (副本), or none, speaks for a form.
const COPY: f64 = 1.5;
/// A title is this much higher than the middle line of its page.
const LARGE: f32 = 1.8;

/// A form laid onto its page.
#[derive(Debug, Clone, Copy)]
pub struct FormPlacement {
    /// The form.
    pub form: &'static Form,
    /// From the form onto the page, pixels.
    pub onto_page: Homography,
}

/// A place read on the page with its place on the form.
struct Place {
    at: (f64, f64),
    form: (f64, f64),
    weight: f64,
}

/// The words of a line with both ends of each of their characters.
struct Words {
    folded: Vec<char>,
    /// Middles of the characters along the line, 0 to 1.
    middles: Vec<f64>,
    left: (f64, f64),
    right: (f64, f64),
    height: f32,
}

impl Words {
    fn of(line: &TextLine) -> Self {
        let chars = rows::chars_of(line);
        let middle = |p: Point, q: Point| (f64::from(f32::midpoint(p.x, q.x)), f64::from(f32::midpoint(p.y, q.y)));
        let [a, b, c, d] = line.quad.0;
        let (left, right) = (middle(a, d), middle(b, c));
        let width = (right.0 - left.0).max(1.0);
        Self {
            folded: chars.iter().map(|c| c.folded).collect(),
            middles: chars.iter().map(|c| (f64::from(c.x) - left.0) / width).collect(),
            left,
            right,
            height: line.quad.height(),
        }
    }

    /// Where a place along the line is on the page.
    fn at(&self, share: f64) -> (f64, f64) {
        let between = |p: f64, q: f64| p + (q - p) * share;
        (between(self.left.0, self.right.0), between(self.left.1, self.right.1))
    }

    /// Both ends of every stretch that reads like this.
    fn find(&self, words: &[char]) -> Vec<((f64, f64), (f64, f64))> {
        let n = self.folded.len();
        let between = |i: usize| f64::midpoint(self.middles[i - 1], self.middles[i]);
        let starts = self
            .folded
            .windows(words.len())
            .enumerate()
            .filter(|(_, w)| *w == words);
        starts
            .map(|(i, w)| {
                let end = i + w.len();
                let left = if i == 0 { 0.0 } else { between(i) };
                let right = if end == n { 1.0 } else { between(end) };
                (self.at(left), self.at(right))
            })
            .collect()
    }
}

/// The form of a kind that its page bears, laid onto it; `None` where too little of it was read or nothing fits.
pub fn lay(spec: &KindSpec, page: &ReadPage) -> Option<FormPlacement> {
    if spec.forms.is_empty() {
        return None;
    }
    let lines: Vec<Words> = page.lines.iter().map(Words::of).collect();
    let signed = |f: &Form| f.signs.iter().any(|s| bears(&lines, s));
    let any = spec.forms.iter().any(signed);
    let duplicate = lines.iter().any(|l| {
        let text: String = l.folded.iter().collect();
        text.contains("副本") || text.starts_with('副') || text.starts_with("(副")
    });
    let labels = labels(spec, &lines);
    let mut best: Option<(f64, FormPlacement)> = None;
    for form in spec.forms.iter().filter(|f| signed(f) == any) {
        let Some((support, placement)) = fit(form, &lines, &labels) else {
            continue;
        };
        let support = support + if duplicate == form.duplicate { COPY } else { 0.0 };
        if best.is_none_or(|(b, _)| support > b) {
            best = Some((support, placement));
        }
    }
    best.map(|(_, placement)| placement)
}

fn bears(lines: &[Words], sign: &str) -> bool {
    let sign: Vec<char> = sign.chars().collect();
    lines.iter().any(|l| l.folded.windows(sign.len()).any(|w| w == sign))
}

/// Left ends of the lines that begin with a label of the kind, or with the first character of a label printed wide apart.
fn labels(spec: &KindSpec, lines: &[Words]) -> Vec<(f64, f64)> {
    const WIDE: [&str; 3] = ["名", "类", "住"];
    let known: Vec<Vec<char>> = spec
        .fields
        .iter()
        .flat_map(|f| f.labels)
        .map(|l| hanzi::fold(l).chars().collect())
        .collect();
    let begins = |l: &&Words| {
        let text: String = l.folded.iter().collect();
        WIDE.contains(&text.as_str()) || known.iter().any(|k| l.folded.starts_with(k))
    };
    lines.iter().filter(begins).map(|l| l.left).collect()
}

/// Ends of the longest piece of the title that was read, of several the largest print.
fn title(form: &Form, lines: &[Words]) -> Vec<Place> {
    let words: Vec<char> = form.title.chars().collect();
    let n = words.len();
    let pitch = (1.0 - form.character) / (n - 1) as f64;
    let mut heights: Vec<f32> = lines.iter().map(|l| l.height).collect();
    heights.sort_by(f32::total_cmp);
    let large = LARGE * heights.get(heights.len() / 2).copied().unwrap_or(0.0);
    let mut best: Option<(usize, f32, Vec<Place>)> = None;
    for line in lines.iter().filter(|l| l.height > large) {
        let pieces = (2..=n).rev().flat_map(|k| (0..=n - k).map(move |i| (k, i)));
        let found = pieces
            .into_iter()
            .find_map(|(k, i)| Some((k, i, line.find(&words[i..i + k]).pop()?)));
        let Some((k, i, (left, right))) = found else { continue };
        if best.as_ref().is_none_or(|(m, h, _)| (k, line.height) > (*m, *h)) {
            let place = |at, x| Place {
                at,
                form: (x, 0.0),
                weight: TITLE,
            };
            let ends = vec![
                place(left, i as f64 * pitch),
                place(right, (i + k - 1) as f64 * pitch + form.character),
            ];
            best = Some((k, line.height, ends));
        }
    }
    best.map(|b| b.2).unwrap_or_default()
}

/// Places of a form's words on the page; of words read several times all of them.
fn places(form: &Form, lines: &[Words]) -> Vec<Vec<Place>> {
    let mut all: Vec<Vec<Place>> = title(form, lines).into_iter().map(|p| vec![p]).collect();
    for word in form.words {
        let chars: Vec<char> = word.words.chars().collect();
        let found: Vec<_> = lines.iter().flat_map(|l| l.find(&chars)).collect();
        let ends = [(word.left, BEGIN), (word.right, END)];
        for (end, (x, weight)) in ends.into_iter().enumerate() {
            let Some(x) = x else { continue };
            let of = |(left, right): &((f64, f64), (f64, f64))| Place {
                at: if end == 0 { *left } else { *right },
                form: (x, word.y),
                weight,
            };
            all.push(found.iter().map(of).collect());
        }
    }
    all
}

/// A similarity from the form onto the page by two places.
fn similarity(a: &Place, b: &Place) -> Option<Homography> {
    let (fx, fy) = (b.form.0 - a.form.0, b.form.1 - a.form.1);
    let (px, py) = (b.at.0 - a.at.0, b.at.1 - a.at.1);
    let square = fx * fx + fy * fy;
    if square < BASE * BASE {
        return None;
    }
    let (re, im) = ((px * fx + py * fy) / square, (py * fx - px * fy) / square);
    if re <= 0.0 || im.abs() > TURNED * re {
        return None;
    }
    let (x, y) = (
        a.at.0 - re * a.form.0 + im * a.form.1,
        a.at.1 - im * a.form.0 - re * a.form.1,
    );
    Some(Homography::similar((re, im), (x, y)))
}

/// The first guess: the two words with which most others agree.
fn guess(form: &Form, places: &[Vec<Place>], labels: &[(f64, f64)]) -> Option<Homography> {
    let mut best: Option<(f64, Homography)> = None;
    for (i, first) in places.iter().enumerate() {
        for second in &places[i + 1..] {
            for (a, b) in first.iter().flat_map(|a| second.iter().map(move |b| (a, b))) {
                let Some(map) = similarity(a, b) else { continue };
                let Some(back) = map.inverse() else { continue };
                let near = |p: &Place| {
                    let (x, y) = back.at(p.at.0, p.at.1);
                    p.weight * (1.0 - (x - p.form.0).hypot(y - p.form.1) / COLUMN).max(0.0)
                };
                let words: f64 = places.iter().map(|of| of.iter().map(near).fold(0.0, f64::max)).sum();
                let column = form.labels.map_or(0.0, |(x, from, to)| {
                    labels
                        .iter()
                        .map(|l| back.at(l.0, l.1))
                        .filter(|(_, y)| (from..to).contains(y))
                        .map(|(u, _)| LABEL * (1.0 - (u - x).abs() / COLUMN).max(0.0))
                        .sum()
                });
                if best.is_none_or(|(b, _)| words + column > b) {
                    best = Some((words + column, map));
                }
            }
        }
    }
    best.map(|(_, map)| map)
}

/// One linear equation in the eight unknowns of the map.
struct Equation {
    row: [f64; 8],
    is: f64,
    weight: f64,
}

/// The map from the page onto the form by least squares over the words, reweighted so that single words elsewhere do not move it.
fn fit(form: &'static Form, lines: &[Words], labels: &[(f64, f64)]) -> Option<(f64, FormPlacement)> {
    let places = places(form, lines);
    let first = guess(form, &places, labels)?;
    let back = first.inverse()?;
    let mut equations: Vec<Equation> = Vec::new();
    let (mut upper, mut lower) = (f64::MAX, f64::MIN);
    let along = |u: f64, v: f64, x: f64, weight: f64| Equation {
        row: [u, v, 1.0, 0.0, 0.0, 0.0, -x * u, -x * v],
        is: x,
        weight,
    };
    for of in &places {
        let far = |p: &Place| {
            let (u, v) = back.at(p.at.0, p.at.1);
            (u - p.form.0).hypot(v - p.form.1)
        };
        let Some(place) = of.iter().min_by(|a, b| far(a).total_cmp(&far(b))) else {
            continue;
        };
        if far(place) > NEAR {
            continue;
        }
        let (u, v) = back.at(place.at.0, place.at.1);
        let (x, y) = place.form;
        equations.push(along(u, v, x, place.weight));
        equations.push(Equation {
            row: [0.0, 0.0, 0.0, u, v, 1.0, -y * u, -y * v],
            is: y,
            weight: place.weight,
        });
        (upper, lower) = (upper.min(v), lower.max(v));
    }
    if let Some((x, from, to)) = form.labels {
        for label in labels {
            let (u, v) = back.at(label.0, label.1);
            if (from..to).contains(&v) && (u - x).abs() < COLUMN {
                equations.push(along(u, v, x, LABEL));
                (upper, lower) = (upper.min(v), lower.max(v));
            }
        }
    }
    let [_, top, _, bottom] = form.border;
    if equations.len() < EQUATIONS || lower - upper < SPAN * (bottom - top) {
        return None;
    }
    let (unknown, residuals) = solve(&equations)?;
    let all: f64 = equations.iter().map(|e| e.weight).sum();
    let agreeing = equations.iter().zip(&residuals).filter(|(_, r)| **r < OFF);
    let support: f64 = agreeing.map(|(e, _)| e.weight).sum();
    if support < AGREES * all {
        return None;
    }
    let [a, b, c, d, e, f, g, h] = unknown;
    let onto_form = Homography([[a, b, c], [d, e, f], [g, h, 1.0]]).after(&back);
    let onto_page = onto_form.inverse()?;
    Some((support, FormPlacement { form, onto_page }))
}

/// Unknowns and what each equation is off by.
fn solve(equations: &[Equation]) -> Option<([f64; 8], Vec<f64>)> {
    let mut weights: Vec<f64> = equations.iter().map(|e| e.weight).collect();
    let mut found = None;
    for _ in 0..ROUNDS {
        let mut normal = [[0.0; 9]; 8];
        let mut add = |row: &[f64; 8], is: f64, weight: f64| {
            for (line, a) in normal.iter_mut().zip(row) {
                for (cell, b) in line.iter_mut().zip(row.iter().chain([&is])) {
                    *cell += weight * weight * a * b;
                }
            }
        };
        for (e, w) in equations.iter().zip(&weights) {
            add(&e.row, e.is, *w);
        }
        // One scale both ways, no shear, little perspective, unless the words say so.
        add(&[1.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0, 0.0], 0.0, 1.0);
        add(&[0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0], 0.0, 1.0);
        add(&[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0], 0.0, FLAT);
        add(&[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0], 0.0, FLAT);
        let unknown = linear::solve(normal, 1e-9)?.map(|[v]| v);
        let off = |e: &Equation| (e.row.iter().zip(unknown).map(|(a, x)| a * x).sum::<f64>() - e.is).abs();
        let residuals: Vec<f64> = equations.iter().map(off).collect();
        for ((w, e), r) in weights.iter_mut().zip(equations).zip(&residuals) {
            *w = e.weight / (1.0 + (r / SOFT) * (r / SOFT)).sqrt();
        }
        found = Some((unknown, residuals));
    }
    found
}
