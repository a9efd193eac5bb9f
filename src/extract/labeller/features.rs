//! What speaks for and against a unit's belonging to a field: features that name no field, so that their weights hold for every
//! field of every kind.

use super::columns::{Column, median};
use super::feature::Feature;
use super::fits::{Fit, fit};
use super::labels::Labels;
use super::phrases;
use super::units::Unit;
use crate::identity::{self, CitizenId, CreditCode};
use crate::kind::spec::{Field, KindSpec, Shape};

/// Grammars of what identity papers print right below its label, where that begins: their values do not pass for labels.
const fn stands_beneath(shape: Shape) -> bool {
    matches!(
        shape,
        Shape::HanName
            | Shape::EitherScriptName
            | Shape::LatinName
            | Shape::LatinSex
            | Shape::PassportDate
            | Shape::PassportNumber
            | Shape::Nationality
    )
}

/// What is known of a unit before any field is asked about.
#[derive(Debug)]
struct Context {
    /// Fields of the label at its own beginning.
    own: Vec<usize>,
    row: RowLabel,
    /// Fields of the last label above, its height.
    above: Option<(Vec<usize>, f32)>,
    below: Option<Vec<usize>>,
    /// Fields of the label right above it that bears nothing beside it.
    beneath: Vec<usize>,
    asks: bool,
    /// The label left of it is its neighbour.
    close: bool,
    signs: Vec<usize>,
    fits: Vec<Fit>,
    length: usize,
}

#[derive(Debug, PartialEq)]
enum RowLabel {
    None,
    Unknown,
    Known(Vec<usize>),
}

/// Units with what the features need to know of them.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub units: &'a [Unit],
    pub columns: [Column; 2],
    spec: &'a KindSpec,
    labels: &'a Labels,
    contexts: Vec<Context>,
    /// Heights of each field's labels.
    places: Vec<Vec<(usize, f32)>>,
    height: f32,
}

/// Units before one and behind it that are looked at for its label: three rows of a table.
const BACK: usize = 12;
const AHEAD: usize = 4;
/// Line heights by which a label and its value stand apart in height, at most: seen aslant, or of two sizes.
const LEVEL: f32 = 0.7;
/// Whether a text passes the check of its shape: GB 32100, GB 11643, ISO 7064 MOD 11,10.
fn check_holds(shape: Shape, text: &str) -> bool {
    match shape {
        Shape::CreditCode => CreditCode::parse(text).is_ok(),
        Shape::CitizenId => CitizenId::parse(text).is_ok(),
        Shape::RegistrationNumber => identity::registration_number_holds(text),
        _ => false,
    }
}

fn signs(field: &Field, text: &str) -> usize {
    field.signs.iter().filter(|s| text.contains(**s)).count()
}

impl<'a> Page<'a> {
    pub fn of(spec: &'a KindSpec, labels: &'a Labels, units: &'a [Unit]) -> Self {
        let columns = [0, 1].map(|n| Column::of(units, n, labels));
        let mut heights: Vec<f32> = units.iter().map(|u| u.h).collect();
        let height = median(&mut heights).unwrap_or(1.0);
        let mut places: Vec<Vec<(usize, f32)>> = vec![Vec::new(); spec.fields.len()];
        for (i, u) in units.iter().enumerate() {
            for f in u.label.map_or(&[][..], |l| labels.fields(l)) {
                if let Some(place) = places.get_mut(*f) {
                    place.push((i, u.y));
                }
            }
        }
        let mut page = Self {
            units,
            columns,
            spec,
            labels,
            contexts: Vec::new(),
            places,
            height,
        };
        page.contexts = (0..units.len()).map(|i| page.context(i)).collect();
        page
    }

    /// How many fields there are.
    pub fn fields(&self) -> usize {
        self.spec.fields.len()
    }

    pub fn shape(&self, field: usize) -> Shape {
        self.spec.fields.get(field).map_or(Shape::Text, |f| f.shape)
    }

    /// The kind.
    pub fn kind(&self) -> crate::kind::DocumentKind {
        self.spec.kind
    }

    /// Whether a unit is a label without a field, or stands behind one in its row.
    pub fn stopped(&self, i: usize) -> bool {
        let c = &self.contexts[i];
        let own = self.units[i].label.is_some_and(|l| l.cost == 0.0) && c.own.is_empty();
        own || self.units[i].label.is_none() && matches!(&c.row, RowLabel::Known(fields) if fields.is_empty())
    }

    /// Fields of the label in a unit's row, then of the one above.
    pub fn beside(&self, i: usize) -> Vec<usize> {
        let c = &self.contexts[i];
        let row = match &c.row {
            RowLabel::Known(fields) => fields.as_slice(),
            _ => &[],
        };
        let above = c.above.as_ref().map_or(&[][..], |a| &a.0);
        [row, above].concat()
    }

    /// Whether units go down to the lowest label of a field on the page.
    pub fn reach_lowest_label(&self, field: usize, units: &[usize]) -> bool {
        let lowest = self.places[field].iter().map(|(_, y)| *y).fold(f32::MIN, f32::max);
        units
            .iter()
            .any(|i| self.units[*i].y > lowest - LEVEL * self.units[*i].h)
    }

    /// Whether a unit begins where its column's values do.
    pub fn in_value_column(&self, i: usize) -> bool {
        self.stands(&self.units[i]) == Stands::Values
    }

    /// Whether a unit begins right of where its column's values do.
    pub fn behind_value_column(&self, i: usize) -> bool {
        self.stands(&self.units[i]) == Stands::Behind
    }

    /// Whether a unit begins where its column's labels do.
    pub fn in_label_column(&self, i: usize) -> bool {
        self.stands(&self.units[i]) == Stands::Labels
    }

    /// Whether a unit stands right below a field's label that bears nothing beside it, and the field's grammar takes all of it.
    pub fn is_value_beneath(&self, i: usize, field: usize) -> bool {
        let c = &self.contexts[i];
        let below = stands_beneath(self.spec.fields[field].shape);
        let among_labels = !below && self.stands(&self.units[i]) == Stands::Labels;
        c.own.is_empty() && c.beneath.contains(&field) && c.fits[field] == Fit::Whole && !among_labels
    }

    /// Whether a unit begins with a label of a field.
    pub fn begins_with_label_of(&self, i: usize, field: usize) -> bool {
        self.contexts[i].own.contains(&field)
    }

    fn label_fields(&self, i: usize) -> Option<Vec<usize>> {
        Some(self.labels.fields(self.units[i].label?).to_vec())
    }

    fn context(&self, i: usize) -> Context {
        let u = &self.units[i];
        let rest = u.rest();
        let text: String = rest.iter().map(|c| c.ch).collect();
        let row = self.label_left_of(i);
        let own = self.label_fields(i).unwrap_or_default();
        let above = (0..i)
            .rev()
            .find_map(|j| Some((self.label_fields(j)?, self.units[j].y)));
        let below = (i + 1..self.units.len())
            .take_while(|j| self.units[*j].column == u.column && self.units[*j].y - u.y < 2.0 * u.h)
            .find_map(|j| self.label_fields(j));
        Context {
            own,
            row: row.unwrap_or(RowLabel::None),
            above,
            below,
            // 信息 below 负责人 is a heading over two lines.
            beneath: if phrases::heads(&text) {
                Vec::new()
            } else {
                self.beneath(i)
            },
            asks: phrases::asks_for_a_tick(&u.chars),
            close: i > 0 && self.units[i - 1].row == u.row && self.units[i - 1].label.is_some(),
            signs: self.spec.fields.iter().map(|f| signs(f, &text)).collect(),
            fits: self.spec.fields.iter().map(|f| fit(f.shape, rest)).collect(),
            length: rest.len(),
        }
    }

    /// The nearest label left of a unit on its height, or what stands there in the column of labels.
    fn label_left_of(&self, i: usize) -> Option<RowLabel> {
        let u = &self.units[i];
        let left = |j: &usize| {
            let l = &self.units[*j];
            let level = (l.y - u.y).abs() < LEVEL * l.h.max(u.h);
            *j != i && l.column == u.column && level && l.x1 < u.x0 + 0.5 * u.h
        };
        let known = |j: usize| match self.label_fields(j) {
            Some(fields) => Some(RowLabel::Known(fields)),
            None => (self.stands(&self.units[j]) == Stands::Labels).then_some(RowLabel::Unknown),
        };
        let near = i.saturating_sub(BACK)..(i + AHEAD).min(self.units.len());
        let labels = near.filter(left).filter_map(|j| Some((j, known(j)?)));
        // Of labels above and below that both reach its height the one that is nearer to it.
        let off = |j: usize| ((self.units[j].y - u.y).abs() / (0.35 * u.h)).floor();
        let nearer = |a: &(usize, RowLabel), b: &(usize, RowLabel)| {
            off(a.0)
                .total_cmp(&off(b.0))
                .then(self.units[b.0].x1.total_cmp(&self.units[a.0].x1))
        };
        labels.min_by(nearer).map(|(_, label)| label)
    }

    /// The fields of a label alone above a unit: tables print labels over their values.
    fn beneath(&self, i: usize) -> Vec<usize> {
        let u = &self.units[i];
        let over = |j: &usize| {
            let l = &self.units[*j];
            let overlap = l.x1.min(u.x1) - l.x0.max(u.x0);
            let under = (0.6 * l.h..2.5 * l.h).contains(&(u.y - l.y));
            let alone = !self
                .units
                .get(j + 1)
                .is_some_and(|v| v.row == l.row && v.label.is_none());
            l.rest().is_empty() && alone && under && overlap > 0.5 * (l.x1 - l.x0).min(u.x1 - u.x0)
        };
        let labelled = |j: &usize| self.label_fields(*j).is_some_and(|f| !f.is_empty());
        let label = (0..i).rev().take(BACK).filter(labelled).find(over);
        label.and_then(|j| self.label_fields(j)).unwrap_or_default()
    }

    /// Whether something without a label stands right of a unit, in the column of values.
    pub fn bears_value(&self, i: usize) -> bool {
        let u = &self.units[i];
        let next = self
            .units
            .get(i + 1)
            .filter(|v| v.column == u.column && v.label.is_none());
        next.is_some_and(|v| v.x0 > u.x1 && (v.y - u.y).abs() < LEVEL * u.h && self.stands(v) == Stands::Values)
    }

    /// Where a unit begins in its column.
    fn stands(&self, u: &Unit) -> Stands {
        let Some((label, value)) = self.columns[u.column.min(1)].begins else {
            return Stands::Nowhere;
        };
        let x = u.chars.first().map_or(u.x0, |c| c.x);
        // Values of a column whose labels are short begin near to them.
        let between = label + 0.6 * (value - label);
        if x < label - 2.0 * u.h {
            Stands::Before
        } else if x < between {
            Stands::Labels
        } else if x < value + 1.5 * u.h {
            Stands::Values
        } else {
            Stands::Behind
        }
    }

    /// The features of a unit under a field, or under none.
    pub fn emission(&self, i: usize, field: Option<usize>) -> Vec<Feature> {
        use Feature as F;
        let (u, c) = (&self.units[i], &self.contexts[i]);
        let mut out = vec![F::Always];
        let mut add = |on: bool, f: Feature| {
            if on {
                out.push(f);
            }
        };
        let mine = |fields: &[usize]| field.is_some_and(|f| fields.contains(&f));
        if let Some(label) = u.label {
            if mine(&c.own) {
                let parted = u.label_is_parted();
                add(c.length == 0, F::OwnLabelAlone);
                add(c.length > 0 && parted, F::OwnLabelParted);
                add(c.length > 0 && !parted, F::OwnLabelJoined);
                add(label.cost > 0.0, F::OwnLabelMisread);
                add(self.labels.len(label) >= 4, F::OwnLabelLong);
                add(self.stands(u) == Stands::Labels, F::OwnLabelInColumn);
            } else if c.own.is_empty() {
                add(true, F::StopLabel);
            } else {
                add(label.cost == 0.0, F::OtherLabel);
                add(label.cost > 0.0, F::OtherLabelMisread);
            }
        } else {
            match &c.row {
                RowLabel::None => add(true, F::RowLabelNone),
                RowLabel::Unknown => add(true, F::RowLabelUnknown),
                RowLabel::Known(fields) if fields.is_empty() => add(true, F::RowLabelStop),
                RowLabel::Known(fields) => add(true, if mine(fields) { F::RowLabelOwn } else { F::RowLabelOther }),
            }
            match &c.above {
                None => add(true, F::AboveNone),
                Some((fields, _)) => add(true, if mine(fields) { F::AboveOwn } else { F::AboveOther }),
            }
            add(c.below.as_ref().is_some_and(|b| mine(b)), F::BelowOwn);
            add(c.close, F::RowLabelClose);
            add(self.holds_stop(u), F::StopWithin);
        }
        if let Some(f) = field {
            self.beside_own_label(i, f, &mut out);
        }
        let mut add = |on: bool, f: Feature| {
            if on {
                out.push(f);
            }
        };
        add(c.asks, F::Asks);
        let column = &self.columns[u.column.min(1)];
        match self.stands(u) {
            Stands::Nowhere => add(true, F::NoColumn),
            Stands::Before => add(true, F::BeforeLabelColumn),
            Stands::Labels => {
                add(u.label.is_none(), F::InLabelColumn);
                add(u.label.is_none() && self.bears_value(i), F::ActsAsLabel);
            }
            Stands::Values => add(true, F::InValueColumn),
            Stands::Behind => add(true, F::BehindValueColumn),
        }
        add(u.h > 1.45 * self.height, F::Large);
        add(u.h < 0.7 * self.height, F::Small);
        if column.begins.is_some() {
            add(u.y < column.span.0 - 0.7 * u.h, F::BeforeLabels);
            add(u.y > column.span.1 + 2.0 * u.h, F::AfterLabels);
        }
        self.words(i, field, &mut out);
        out
    }

    /// The features of where a unit stands to the labels of a field.
    fn beside_own_label(&self, i: usize, f: usize, out: &mut Vec<Feature>) {
        use Feature as F;
        let (u, c) = (&self.units[i], &self.contexts[i]);
        let mut add = |on: bool, f: Feature| {
            if on {
                out.push(f);
            }
        };
        let places = &self.places[f];
        add(places.is_empty(), F::OwnLabelMissing);
        add(
            places.is_empty() && u.label.is_none() && !matches!(c.row, RowLabel::Known(_)),
            F::MissingAndUnlabelled,
        );
        let follows = c.above.as_ref().is_some_and(|(a, _)| a.iter().any(|a| a + 1 == f));
        add(places.is_empty() && follows && u.label.is_none(), F::MissingNextInOrder);
        let nearest = places
            .iter()
            .filter(|(j, _)| self.units[*j].column == u.column && *j != i)
            .map(|(_, y)| (u.y - y) / u.h)
            .min_by(|a, b| a.abs().total_cmp(&b.abs()));
        if let Some(off) = nearest {
            add(off.abs() < 0.6, F::LevelWithOwn);
            add((0.6..2.3).contains(&off), F::LineBelowOwn);
            add(off >= 2.3, F::FarBelowOwn);
            add(off <= -0.6, F::AboveOwnLabel);
        }
    }

    /// The features of what a unit says.
    fn words(&self, i: usize, field: Option<usize>, out: &mut Vec<Feature>) {
        use Feature as F;
        let (u, c) = (&self.units[i], &self.contexts[i]);
        out.push(match c.length {
            0 => F::Length0,
            1 => F::Length1,
            2..=4 => F::Length2,
            5..=9 => F::Length5,
            10..=19 => F::Length10,
            _ => F::Length20,
        });
        let rest = u.rest();
        let of = |fits: &dyn Fn(char) -> bool| 2 * rest.iter().filter(|c| fits(c.folded)).count() > rest.len();
        let kind = if rest.is_empty() {
            None
        } else if of(&|c| c.is_ascii_digit()) {
            Some(F::Digits)
        } else if of(&|c| c.is_ascii_alphabetic()) {
            Some(F::Latin)
        } else if rest.iter().all(|c| !c.ch.is_alphanumeric()) {
            Some(F::Marks)
        } else {
            None
        };
        out.extend(kind);
        if u.chars.last().is_some_and(|c| c.folded == ':') {
            out.push(F::OverRight);
        }
        let own = field.map_or(0, |f| c.signs[f]);
        let most = c
            .signs
            .iter()
            .enumerate()
            .filter(|(f, _)| Some(*f) != field)
            .map(|(_, n)| *n)
            .max();
        if most.is_some_and(|n| n > own) {
            out.push(F::OtherSigns);
        }
        let whole = |f: &usize| c.fits[*f] == Fit::Whole;
        if (0..self.fields()).any(|f| Some(f) != field && whole(&f)) && !field.is_some_and(|f| whole(&f)) {
            out.push(F::OtherFits);
        }
        if let Some(f) = field {
            out.push(match c.fits[f] {
                Fit::Whole => F::FitsWhole,
                Fit::Part => F::FitsPart,
                Fit::Not => F::FitsNot,
            });
            out.push(match own {
                0 => F::Sign0,
                1 => F::Sign1,
                2 => F::Sign2,
                _ => F::Sign3,
            });
            let text: String = rest.iter().map(|c| c.ch).collect();
            if check_holds(self.spec.fields[f].shape, &text) {
                out.push(F::CheckHolds);
            }
            if self.spec.fields[f].signs.iter().any(|s| text.ends_with(s)) {
                out.push(F::SignEnds);
            }
        }
    }

    fn holds_stop(&self, u: &Unit) -> bool {
        let folded: Vec<char> = u.chars.iter().map(|c| c.folded).collect();
        let mut stops = self.labels.words.iter().filter(|(w, f)| f.is_empty() && w.len() > 2);
        stops.any(|(w, _)| folded.windows(w.len()).any(|part| part == w.as_slice()))
    }

    /// The features of the step from a unit to the next.
    pub fn transition(&self, i: usize, from: Option<usize>, to: Option<usize>) -> Vec<Feature> {
        use Feature as F;
        let (a, b) = (&self.units[i - 1], &self.units[i]);
        let in_row = a.column == b.column && (a.y - b.y).abs() < 0.5 * b.h;
        let close = in_row && b.x0 - a.x1 < 1.5 * b.h;
        let begins = |u: &Unit| u.rest().first().or(u.chars.first()).map_or(u.x0, |c| c.x);
        let aligned = (begins(a) - begins(b)).abs() < 1.3 * b.h;
        let mut out = Vec::new();
        let mut add = |on: bool, f: Feature| {
            if on {
                out.push(f);
            }
        };
        match (from, to) {
            (None, None) => {}
            (None, Some(_)) => add(true, F::Enters),
            (Some(_), None) => {
                add(true, F::Leaves);
                add(close, F::LeavesInRow);
                add(!in_row && aligned, F::LeavesAligned);
            }
            (Some(p), Some(f)) if p != f => {
                add(true, F::Turns);
                add(close, F::TurnsInRow);
                add(b.label.is_none(), F::TurnsUnlabelled);
            }
            (Some(_), Some(f)) => {
                let alone = self.contexts[i - 1].length == 0;
                let (next, across) = ((b.y - a.y) < 2.4 * b.h, a.column != b.column);
                add(true, F::Goes);
                add(across, F::GoesAcross);
                add(in_row, F::GoesInRow);
                add(!across && !in_row && next, F::GoesNextLine);
                add(!across && !in_row && !next, F::GoesFar);
                add(!in_row && aligned, F::GoesAligned);
                add(alone, F::GoesBehindLabel);
                add(self.contexts[i].own.contains(&f), F::GoesWithLabel);
                if !in_row && !alone {
                    let full = self.columns[a.column.min(1)].right - a.x1 < 3.0 * a.h;
                    add(full, F::GoesFromFull);
                    add(!full, F::GoesFromShort);
                }
                add(!alone && !(0.7..1.45).contains(&(b.h / a.h)), F::GoesOtherSize);
                add(!alone && self.contexts[i - 1].fits[f] == Fit::Whole, F::GoesFromWhole);
            }
        }
        out
    }
}

/// Where a unit begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    Before,
    Labels,
    Values,
    Behind,
    Nowhere,
}
