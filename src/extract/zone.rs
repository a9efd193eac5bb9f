//! The machine-readable zone of a page, decoded over the recogniser's alternatives: a Viterbi search over glyphs and places (`crate::zone`) in
//! which what stands where, the even pitch of the print, and the check digits decide together. Fillers need not have been found one by one:
//! where they are missing the pitch says how many stood there.
//!
//! A zone is never mended beyond what the recogniser held possible; where no such reading satisfies the check digits, it is given as read.

use super::{FieldName, Flag, Reading};
use crate::geometry::PixelBox;
use crate::kind::spec::{KindSpec, Shape};
use crate::look_alikes::{self, Confusion};
use crate::read::rows::{Char, Layout as Lines};
use crate::read::{ReadPage, TextLine};
use crate::zone::{FILLER, Layout, Place, value};

/// Characters of a line at least: the rest of a short name is fillers, which may not have been found.
const SHORTEST: usize = 9;
/// Share of a line's characters that a zone may hold.
const ALIKE: f32 = 0.85;
/// Lines of one page looked at: the lowest. A zone stands at the foot of its page.
const MOST_LINES: usize = 8;
/// A line of more glyphs than this is no zone's (44, and what a recogniser reads twice).
const MOST_GLYPHS: usize = 64;

/// Costs are negative logarithms of probabilities. An alternative less likely than a hundredth is noise, as in `shape::checked`.
const NOISE: f32 = 0.01;
/// A letter and the digit that looks like it (OCR-B, ISO 1073-2): where the place takes only one of them; and where it takes both, which is more
/// than mending may cost.
const LOOKS_ALIKE: f32 = 0.1;
const COULD_BE: f32 = 5.0;
/// A filler that was not found, one that was found twice, a glyph that is none.
const NOT_FOUND: f32 = 0.3;
const TWICE: f32 = 0.7;
const DIRT: f32 = 3.0;
/// Glyphs of dirt at an end, at most.
const MOST_DIRT: usize = 3;
/// Standard deviation of a glyph's place, pitches, and how much it grows a pitch: perspective.
const PLACE: f32 = 0.3;
const PLACE_GROWS: f32 = 0.04;
/// A step off by more pitches than this is not tried.
const OFF: f32 = 1.6;
/// What mending by the check digits may cost more than the likeliest reading: a hundredth (`NOISE`).
const MENDING: f32 = 4.6;
/// Mean cost of a glyph from which a text is no zone.
const NO_ZONE: f32 = 1.0;
/// As `shape::checked`: what fails its check, what its check mended.
const UNCHECKED: f64 = 0.85;
pub(super) const MENDED: f64 = 0.88;

/// A glyph with what it may be.
#[derive(Debug, Clone)]
struct Glyph {
    x: f32,
    /// Characters of the zone's alphabet with their cost, the likeliest first.
    may_be: Vec<(char, f32)>,
    /// Probability of what the recogniser does not name.
    unnamed: f32,
}

/// A zone's line as it was found.
struct Line {
    glyphs: Vec<Glyph>,
    x0: f32,
    y: f32,
    h: f32,
    area: PixelBox,
}

/// Characters of other scripts that a filler is read as; the second number is how many.
const fn as_fillers(c: char) -> usize {
    match c {
        '<' | '＜' | '〈' | '‹' | 'く' | 'ㄑ' | '(' | '（' | '{' | '≤' => 1,
        '«' | '《' | '≪' => 2,
        _ => 0,
    }
}

/// The other kind of character that looks like one in the zone's print.
pub(super) fn look_alike(c: char) -> Option<char> {
    look_alikes::printed(Confusion::OcrB, c).next()
}

/// A character as one of the zone's alphabet.
fn plain(c: char) -> Option<char> {
    if as_fillers(c) > 0 {
        return Some(FILLER);
    }
    let mut narrow = crate::hanzi::narrow(c.encode_utf8(&mut [0; 4])).chars().next()?;
    narrow.make_ascii_uppercase();
    value(narrow).map(|_| narrow)
}

/// The glyphs of a character: two of one that stands for two fillers, none of one that no zone holds.
fn glyphs_of(c: &Char, pitch: f32) -> Vec<Glyph> {
    let cost = |p: f32| -p.clamp(0.001, 1.0).ln();
    if as_fillers(c.ch) == 2 {
        let half = |d: f32| Glyph {
            x: c.x + d * pitch,
            may_be: vec![(FILLER, cost(c.p))],
            unnamed: 1.0 - c.p,
        };
        return vec![half(-0.5), half(0.5)];
    }
    let mut may_be: Vec<(char, f32)> = Vec::new();
    for (ch, p) in std::iter::once((c.ch, c.p)).chain(c.others.iter().copied()) {
        if let Some(ch) = plain(ch).filter(|_| p >= NOISE || ch == c.ch)
            && may_be.iter().all(|(known, _)| *known != ch)
        {
            may_be.push((ch, cost(p)));
        }
    }
    if may_be.is_empty() {
        Vec::new()
    } else {
        let named: f32 = c.p + c.others.iter().map(|o| o.1).sum::<f32>();
        let unnamed = (1.0 - named).max(0.0);
        vec![Glyph {
            x: c.x,
            may_be,
            unnamed,
        }]
    }
}

/// Whether characters may be a line of a zone.
fn is_alike(chars: &[&Char]) -> bool {
    let of_zone = chars.iter().filter(|c| plain(c.ch).is_some()).count();
    let fillers = chars.iter().filter(|c| as_fillers(c.ch) > 0).count();
    let digits = chars.iter().filter(|c| c.folded.is_ascii_digit()).count();
    (SHORTEST..=MOST_GLYPHS).contains(&chars.len())
        && of_zone as f32 >= ALIKE * chars.len() as f32
        && (fillers > 0 || digits >= 8)
}

/// The middle step between neighbours.
fn pitch(chars: &[&Char]) -> Option<f32> {
    let mut steps: Vec<f32> = chars.windows(2).map(|w| w[1].x - w[0].x).filter(|d| *d > 0.0).collect();
    let middle = steps.len() / 2;
    (!steps.is_empty()).then(|| *steps.select_nth_unstable_by(middle, f32::total_cmp).1)
}

/// The lines of a page that may be a zone's, from the top.
fn lines_of(lines: &[TextLine]) -> Vec<Line> {
    let layout = Lines::of(lines);
    let mut out: Vec<Line> = Vec::new();
    for row in &layout.rows {
        let segments: Vec<_> = row.segments.iter().filter_map(|i| layout.segments.get(*i)).collect();
        let chars: Vec<&Char> = segments.iter().flat_map(|s| &s.chars).collect();
        let Some(first) = segments.first() else { continue };
        let Some(pitch) = pitch(&chars).filter(|_| is_alike(&chars)) else {
            continue;
        };
        out.push(Line {
            glyphs: chars.iter().flat_map(|c| glyphs_of(c, pitch)).collect(),
            x0: first.x0,
            y: first.y,
            h: segments.iter().map(|s| s.h).fold(0.0, f32::max),
            area: segments.iter().fold(first.area, |a, s| a.union(s.area)),
        });
    }
    let spare = out.len().saturating_sub(MOST_LINES);
    out.split_off(spare)
}

/// Sums of the field at hand and over all, modulo 10, and whether the last place bears a filler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sums {
    field: usize,
    all: usize,
    filler: bool,
}

const STATES: usize = 200;

impl Sums {
    const fn index(self) -> usize {
        (self.field * 10 + self.all) * 2 + self.filler as usize
    }
    const fn of(index: usize) -> Self {
        Self {
            field: index / 20,
            all: index / 2 % 10,
            filler: index % 2 == 1,
        }
    }
    /// The sums behind a place that bears `c`; `None` where the place does not take it or a check digit says otherwise.
    fn behind(self, place: &Place, c: char, checked: bool) -> Option<Self> {
        let v = value(c).filter(|_| place.alphabet.takes(c))? as usize;
        let filler = c == FILLER;
        if !checked {
            return Some(Self { filler, ..self });
        }
        let field = if place.begins { 0 } else { self.field };
        if place.checks && v != field || place.checks_all && v != self.all {
            return None;
        }
        Some(Self {
            field: (field + place.weight as usize * v) % 10,
            all: (self.all + place.weight_of_all as usize * v) % 10,
            filler,
        })
    }
}

/// How a state was come by: the state before, and what the glyph was taken for with its probability among what may stand there (`None`: a
/// filler read twice, or dirt).
#[derive(Debug, Clone, Copy)]
struct Step {
    from: usize,
    took: Option<(char, f32)>,
}

/// A line decoded: its characters, each with the probability of its glyph (none of a filler that was not found).
#[derive(Debug, Clone, Default)]
struct Decoded {
    cost: f32,
    start: usize,
    chars: Vec<(char, Option<f32>)>,
}

/// The likeliest readings of a line of these places, one for each sum over all at its end. `start`: what each sum costs before it.
fn decode(glyphs: &[Glyph], pitch: f32, places: &[Place], start: &[f32; 10], checked: bool) -> Vec<Option<Decoded>> {
    let width = places.len();
    let size = (width + 1) * STATES;
    // Costs of having used so many places with the glyphs so far, and for each glyph how.
    let mut now = vec![f32::INFINITY; size];
    for (all, cost) in start.iter().enumerate() {
        let sums = Sums {
            field: 0,
            all,
            filler: false,
        };
        now[at(0, sums)] = *cost;
    }
    let mut steps: Vec<Vec<Option<Step>>> = Vec::with_capacity(glyphs.len());
    for (i, glyph) in glyphs.iter().enumerate() {
        let step = i.checked_sub(1).map(|b| (glyph.x - glyphs[b].x) / pitch);
        let edge = i < MOST_DIRT || i + MOST_DIRT >= glyphs.len();
        let mut next = Costs {
            cost: vec![f32::INFINITY; size],
            back: vec![None; size],
        };
        for (from, cost) in now.iter().enumerate().filter(|(_, c)| c.is_finite()) {
            next.pass_over(glyph, from, *cost, step, edge, width);
            next.take(glyph, from, *cost, step, places, checked);
        }
        now = next.cost;
        steps.push(next.back);
    }
    (0..10).map(|all| ended(&now, &steps, places, all, checked)).collect()
}

/// Place in the table of having used so many places, with these sums.
fn at(place: usize, sums: Sums) -> usize {
    place * STATES + sums.index()
}

/// The least cost of each place and its sums, and the step that led there.
struct Costs {
    cost: Vec<f32>,
    back: Vec<Option<Step>>,
}

impl Costs {
    fn keep(&mut self, to: usize, cost: f32, step: Step) {
        if cost < self.cost[to] {
            self.cost[to] = cost;
            self.back[to] = Some(step);
        }
    }

    /// A glyph that stands for no place: dirt at an edge, or a filler read twice.
    fn pass_over(&mut self, glyph: &Glyph, from: usize, cost: f32, step: Option<f32>, edge: bool, width: usize) {
        let (used, sums) = (from / STATES, Sums::of(from % STATES));
        let is_filler = glyph.may_be[0].0 == FILLER;
        if edge && (used == 0 || used == width) {
            let passed = cost + if is_filler { TWICE } else { DIRT };
            self.keep(from, passed, Step { from, took: None });
        }
        if sums.filler
            && used > 0
            && let Some((_, c)) = glyph.may_be.iter().find(|m| m.0 == FILLER)
        {
            self.keep(from, cost + TWICE + c + off(step, 0), Step { from, took: None });
        }
    }

    /// A glyph that is the character of the next place, or of one behind fillers that were not found.
    fn take(&mut self, glyph: &Glyph, from: usize, cost: f32, step: Option<f32>, places: &[Place], checked: bool) {
        let (used, mut sums) = (from / STATES, Sums::of(from % STATES));
        let mut before = 0usize;
        loop {
            let place = used + before;
            if place >= places.len() {
                break;
            }
            let away = if used == 0 && before == 0 {
                0.0
            } else {
                off(step, before + 1)
            };
            if away.is_finite() {
                let may_be = choices(glyph, &places[place]);
                let all = glyph.unnamed + may_be.iter().map(|m| (-m.1).exp()).sum::<f32>();
                for (c, own) in may_be {
                    let p = (-own).exp() / all.max(f32::MIN_POSITIVE);
                    if let Some(s) = sums.behind(&places[place], c, checked) {
                        let total = cost + own + away + NOT_FOUND * before as f32;
                        self.keep(
                            at(place + 1, s),
                            total,
                            Step {
                                from,
                                took: Some((c, p)),
                            },
                        );
                    }
                }
            }
            let far = step.is_some_and(|s| before as f32 > s + OFF);
            match sums
                .behind(&places[place], FILLER, checked)
                .filter(|_| used > 0 && !far)
            {
                Some(s) => sums = s,
                None => break,
            }
            before += 1;
        }
    }
}

/// What a step of so many pitches costs where it should be `places`.
fn off(step: Option<f32>, places: usize) -> f32 {
    let Some(step) = step else { return 0.0 };
    let by = step - places as f32;
    let grown = 1.0 + PLACE_GROWS * places as f32 / PLACE;
    if by.abs() > OFF * grown {
        return f32::INFINITY;
    }
    0.5 * (by / (PLACE * grown)).powi(2)
}

/// What a glyph may be in a place, with its cost.
fn choices(glyph: &Glyph, place: &Place) -> Vec<(char, f32)> {
    let mut out: Vec<(char, f32)> = Vec::with_capacity(2 * glyph.may_be.len());
    for (c, cost) in &glyph.may_be {
        let takes = place.alphabet.takes(*c);
        if takes {
            out.push((*c, *cost));
        }
        if let Some(other) = look_alike(*c).filter(|o| place.alphabet.takes(*o)) {
            out.push((other, cost + if takes { COULD_BE } else { LOOKS_ALIKE }));
        }
    }
    out
}

/// The best way to have filled a line with this sum over all at its end: behind the last glyph stand fillers.
fn ended(now: &[f32], steps: &[Vec<Option<Step>>], places: &[Place], all: usize, checked: bool) -> Option<Decoded> {
    let width = places.len();
    let mut best: Option<(f32, usize)> = None;
    for (from, cost) in now.iter().enumerate().filter(|(_, c)| c.is_finite()) {
        let (used, first) = (from / STATES, Sums::of(from % STATES));
        let rest = places[used..]
            .iter()
            .try_fold(first, |s, p| s.behind(p, FILLER, checked));
        let total = cost + NOT_FOUND * (width - used) as f32;
        if rest.is_some_and(|s| s.all == all) && best.is_none_or(|b| total < b.0) {
            best = Some((total, from));
        }
    }
    let (cost, last) = best?;
    let mut chars = vec![(FILLER, None); width];
    let mut at = last;
    for back in steps.iter().rev() {
        let step = back[at]?;
        if let Some((c, p)) = step.took {
            chars[at / STATES - 1] = (c, Some(p));
        }
        at = step.from;
    }
    Some(Decoded {
        cost,
        start: Sums::of(at % STATES).all,
        chars,
    })
}

/// All lines of a zone decoded together.
struct Whole {
    cost: f32,
    lines: Vec<Vec<(char, Option<f32>)>>,
}

impl Whole {
    fn chars(&self) -> Vec<Vec<char>> {
        self.lines.iter().map(|l| l.iter().map(|c| c.0).collect()).collect()
    }
}

fn decode_all(lines: &[&Line], places: &[Vec<Place>], checked: bool) -> Option<Whole> {
    let mut start = [f32::INFINITY; 10];
    start[0] = 0.0;
    let mut ways: Vec<Vec<Option<Decoded>>> = Vec::new();
    for (line, places) in lines.iter().zip(places) {
        let xs: Vec<f32> = line.glyphs.windows(2).map(|w| w[1].x - w[0].x).collect();
        let pitch = even(&xs)?;
        let found = decode(&line.glyphs, pitch, places, &start, checked);
        for (all, way) in found.iter().enumerate() {
            start[all] = way.as_ref().map_or(f32::INFINITY, |d| d.cost);
        }
        ways.push(found);
    }
    let mut all = (0..10)
        .filter(|i| start[*i].is_finite())
        .min_by(|a, b| start[*a].total_cmp(&start[*b]))?;
    let cost = start[all];
    let mut out = Vec::new();
    for found in ways.iter().rev() {
        let way = found[all].as_ref()?;
        out.push(way.chars.clone());
        all = way.start;
    }
    out.reverse();
    Some(Whole { cost, lines: out })
}

/// The pitch of a line: the middle of its steps.
fn even(steps: &[f32]) -> Option<f32> {
    let mut steps: Vec<f32> = steps.iter().copied().filter(|d| *d > 0.0).collect();
    let middle = steps.len() / 2;
    (!steps.is_empty()).then(|| *steps.select_nth_unstable_by(middle, f32::total_cmp).1)
}

/// Whether lines stand below each other as a zone's do: near, and beginning alike.
fn stacked(lines: &[&Line]) -> bool {
    lines.windows(2).all(|w| {
        let h = w[0].h.max(w[1].h);
        let down = w[1].y - w[0].y;
        down > 0.4 * h && down < 4.0 * h && (w[0].x0 - w[1].x0).abs() < 2.5 * h
    })
}

/// A zone that was found.
struct Found {
    whole: Whole,
    area: PixelBox,
    holds: bool,
    changed: bool,
    mean: f32,
}

fn find(lines: &[Line]) -> Option<Found> {
    let mut best: Option<Found> = None;
    for layout in Layout::ALL {
        for window in lines.windows(layout.rows()) {
            let window: Vec<&Line> = window.iter().collect();
            if !stacked(&window) {
                continue;
            }
            let Some(first) = decode_all(&window, &layout.places(), false) else {
                continue;
            };
            let places = layout.places_as_issued(&first.chars());
            let read = decode_all(&window, &places, false).unwrap_or(first);
            let mended = decode_all(&window, &places, true).filter(|m| m.cost - read.cost <= MENDING);
            let glyphs: usize = window.iter().map(|l| l.glyphs.len()).sum();
            let mean = read.cost / glyphs.max(1) as f32;
            if mean >= NO_ZONE {
                continue;
            }
            let area = window[1..].iter().fold(window[0].area, |a, l| a.union(l.area));
            let text = |w: &Whole| w.lines.iter().flatten().map(|c| c.0).collect::<String>();
            let holds = mended.is_some();
            let changed = mended.as_ref().is_some_and(|m| text(m) != text(&read));
            let found = Found {
                whole: mended.unwrap_or(read),
                area,
                holds,
                changed,
                mean,
            };
            // Of two that hold their checks, or neither, the likelier.
            let better = |b: &Found| (found.holds, -found.mean) > (b.holds, -b.mean);
            if best.as_ref().is_none_or(better) {
                best = Some(found);
            }
        }
    }
    best
}

/// Whether a kind of paper bears a zone, and as which field.
fn field_of(spec: &KindSpec) -> Option<FieldName> {
    let field = spec.fields.iter().find(|f| f.shape == Shape::MachineZone)?;
    Some(field.name)
}

/// Where the zone of a page stands.
pub(super) fn area(page: &ReadPage) -> Option<PixelBox> {
    find(&lines_of(&page.lines)).map(|f| f.area)
}

/// A misread character of the data passes its check digit one time in ten; the one over all weighs a passport's number alike and adds nothing.
const BY_CHANCE: f64 = 0.1;

/// The line of the names, of a zone of so many lines.
const fn names_of(lines: usize) -> usize {
    if lines == 2 { 0 } else { 2 }
}

/// The zone of a page (`number` from 1), lines parted by newlines.
pub(super) fn of_page(spec: &KindSpec, page: &ReadPage, number: usize) -> Option<(FieldName, Reading)> {
    let name = field_of(spec)?;
    let found = find(&lines_of(&page.lines))?;
    let lines: Vec<String> = found.whole.chars().iter().map(|l| l.iter().collect()).collect();
    // Fillers are told by the pitch and by what may stand there as well: letters and digits decide.
    let p = |named: bool| {
        let own = found.whole.lines.iter().enumerate();
        let chars = own
            .filter(|(i, _)| (*i == names_of(lines.len())) == named)
            .flat_map(|l| l.1);
        let told = chars.filter(|c| c.0 != FILLER).filter_map(|c| c.1);
        f64::from(told.fold(0.99, f32::min))
    };
    // Names have no check digit.
    let (data, names) = (p(false), p(true));
    let confidence = match (found.holds, found.changed) {
        (true, false) => (data / (data + (1.0 - data) * BY_CHANCE)).min(names),
        (true, true) => MENDED.min(names),
        (false, _) => UNCHECKED.min(data),
    };
    let mut flags = Vec::new();
    if confidence < super::LOW {
        flags.push(Flag::LowConfidence);
    }
    if found.changed {
        flags.push(Flag::CorrectedByChecksum);
    }
    let source = page.lines.first().map_or(crate::read::Source::Ocr, |l| l.source);
    let reading = Reading {
        value: lines.join("\n"),
        confidence: (confidence * 1000.0).round() / 1000.0,
        page: number,
        area: Some(found.area),
        source,
        flags,
        others: Vec::new(),
        sure: Vec::new(),
        breaks: Vec::new(),
    };
    Some((name, reading))
}
