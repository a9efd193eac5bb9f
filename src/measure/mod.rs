//! What can be seen in a page's pixels before a word is read. In: [`PageImage`]. Out: [`Measured`]: figures and places,
//! never thresholds of acceptance (those are rules) and never the kind of document.

pub mod blank;
pub mod colour;
pub mod display;
pub mod downscaled;
pub mod exposure;
pub mod framing;
pub mod fringes;
pub mod glare;
pub mod grid;
pub mod likeness;
pub mod moire;
pub mod noise;
pub mod objects_on_card;
pub mod occlusion;
pub mod origin;
pub mod paper;
pub mod pasted;
pub mod perspective;
pub mod screen;
pub mod shake;
pub mod sharpness;
pub mod sides;
pub mod skew;
pub mod spectrum;
pub mod tone;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::decode::{Metadata, PageImage};
use crate::geometry::{PixelBox, Point, Quad, Turn};
use crate::pixels::{Grey, Rgb};
use downscaled::{Small, rounded};

/// Colour class by pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Colour {
    /// There is colour in the document itself, its seals left out.
    Colour,
    /// Shades of one tint only.
    Greyscale,
    /// Black and white only.
    Bilevel,
    /// Could not tell.
    Unknown,
}

impl Colour {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Colour::Colour => "colour",
            Colour::Greyscale => "greyscale",
            Colour::Bilevel => "bilevel",
            Colour::Unknown => "unknown",
        }
    }
}

/// How a page was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// Flatbed or feeder.
    Scan,
    /// Hand-held camera.
    Photo,
    /// Screenshot.
    ScreenCapture,
    /// Drawn by software, never on paper.
    BornDigital,
    /// Several pages of several origins.
    Mixed,
    /// Could not tell.
    Unknown,
}

/// Sides of the upright page image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[allow(missing_docs, reason = "four sides")]
pub enum Side {
    Left,
    Top,
    Right,
    Bottom,
}

impl Side {
    /// "left", "top", "right", "bottom".
    pub const fn name(self) -> &'static str {
        match self {
            Side::Left => "left",
            Side::Top => "top",
            Side::Right => "right",
            Side::Bottom => "bottom",
        }
    }
}

/// A place in the picture with a strength.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Spot {
    /// Where, in pixels of the page image.
    pub area: PixelBox,
    /// How strong, 0 to 1 unless the metric says otherwise.
    pub strength: f64,
}

/// What was measured on one page. Places are in pixels of the page image as decoded; `read` turns them upright.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Measured {
    /// Colour class of the document without its seals.
    pub colour: Colour,
    /// How it was made.
    pub origin: Origin,
    /// What told the origin, in a few words.
    #[serde(deserialize_with = "crate::interned::word")]
    pub origin_basis: crate::interned::Word,
    /// The sheet or card on its background, where its edges were found. `None`: it fills the picture, or no edge was seen.
    pub paper: Option<Quad>,
    /// Sides on which the document runs out of the picture although other sides show background.
    pub cut: Vec<Side>,
    /// Burnt-out highlights over the document.
    pub glare: Vec<Spot>,
    /// Things lying over the document.
    pub occluded: Vec<Spot>,
    /// Areas that look pasted.
    pub pasted: Vec<Spot>,
    /// Areas that show the grid of another JPEG picture.
    pub regridded: Vec<Spot>,
    /// Marks of a screen capture, in a few words each.
    #[serde(deserialize_with = "crate::interned::words")]
    pub screen: Vec<crate::interned::Word>,
    /// The outline found is that of a far larger sheet on which the document is printed.
    pub on_sheet: bool,
    /// Nothing is on the page.
    pub blank: bool,
    /// Figures by name, rounded as they are reported: see [`metric`].
    #[serde(deserialize_with = "crate::interned::figures")]
    pub figures: BTreeMap<&'static str, f64>,
}

/// Names of the figures, with unit and range.
pub mod metric {
    /// Share of document pixels (seals left out) with chroma above the noise, 0 to 1.
    pub const CHROMA_SHARE: &str = "chroma_share";
    /// Width of text edges in pixels (10-90 % rise), about 1.5 for a sharp picture; larger is softer.
    pub const EDGE_WIDTH: &str = "edge_width_px";
    /// Length of the path along which the camera moved during exposure, pixels; absent where it held still.
    pub const SHAKE: &str = "shake_px";
    /// Direction of that path, degrees clockwise from rightwards, 0 to 180.
    pub const SHAKE_DEG: &str = "shake_deg";
    /// Sharpness, 0 (no detail) to 1 (as sharp as the pixels allow).
    pub const SHARPNESS: &str = "sharpness";
    /// Mean luma of the document, 0 to 1.
    pub const EXPOSURE: &str = "exposure";
    /// Luma of the darkest three in a thousand of the document, 0 to 1: high in a washed-out picture.
    pub const BLACK_POINT: &str = "black_point";
    /// Luma of the brightest percent of the document, 0 to 1: low in an underexposed picture.
    pub const WHITE_POINT: &str = "white_point";
    /// Share of the document burnt out by a highlight, 0 to 1.
    pub const GLARE: &str = "glare";
    /// Turn of the print against the picture's edge, degrees clockwise, -45 to 45.
    pub const SKEW_DEG: &str = "skew_deg";
    /// Share of the picture that the document covers, 0 to 1.
    pub const COVERAGE: &str = "coverage";
    /// Standard deviation of the noise in flat areas, grey levels.
    pub const NOISE: &str = "noise";
    /// Share of cells of middle tones without any grain, 0 to 1: near 1 in what software drew.
    pub const SMOOTH: &str = "smooth";
    /// Unevenness of the light on the document, largest difference over the mean, 0 to 1.
    pub const UNEVEN: &str = "uneven_light";
    /// Strength of periodic screen patterns over the spectrum's background, 0 to 1.
    pub const MOIRE: &str = "moire";
    /// Deviation of the ground's colour from an even tint, levels: coloured fringes of a display.
    pub const FRINGES: &str = "fringes";
    /// Likelihood of a display from both its grid and its fringes, 0 to 1.
    pub const SCREEN: &str = "screen_likeness";
    /// Likelihood of a display by the fitted table ([`display`](super::display)), 0 to 1; absent for small pictures.
    pub const DISPLAY: &str = "display_likelihood";
    /// Share of the document at the sensor's bright end, 0 to 1.
    pub const BURNT: &str = "burnt";
    /// Strength of a repeated overlay (watermark), 0 to 1.
    pub const WATERMARK: &str = "watermark";
    /// Difference of opposite edges of the paper, degrees.
    pub const PERSPECTIVE_DEG: &str = "perspective_deg";
    /// Median height of recognised print, pixels.
    pub const PRINT_HEIGHT: &str = "print_height_px";
    /// Share of ink (dark or coloured) pixels, 0 to 1.
    pub const INK: &str = "ink";
    /// Longer over shorter side of the paper, 1 or more (ID-1 card 1.585, A4 1.414).
    pub const PAPER_ASPECT: &str = "paper_aspect";
    /// How much of a printed form lies beyond the left side of its picture, widths of its border; negative: room beside it, 0 where
    /// the border was seen nonetheless. Absent where no form was found.
    pub const BEYOND_LEFT: &str = "beyond_left";
    /// The same of the upper side, and of an emblem that is not in the picture.
    pub const BEYOND_TOP: &str = "beyond_top";
    /// The same of the right side.
    pub const BEYOND_RIGHT: &str = "beyond_right";
    /// The same of the lower side, and of a line at the foot that was not read.
    pub const BEYOND_BOTTOM: &str = "beyond_bottom";
    /// Documents told from their background; absent where none was.
    pub const DOCUMENTS: &str = "documents";
}

/// Measures one page.
pub fn measure(page: &PageImage, metadata: &Metadata) -> Measured {
    let small = Small::of(&page.pixels);
    let mut measured = reduced(&page.pixels, &small);
    measured.figures.retain(|_, v| v.is_finite());
    let area = measured.paper.map(|q| q.bounds());
    let grey = crate::pixels::grey(&page.pixels);
    measured.look_at_edges(&grey, area);
    measured.look_for_screen(&grey, &small);
    let quad = measured.paper.map(|q| small.from_page(&q));
    let noise = noise::of(&grey);
    measured.figures.insert(metric::NOISE, noise.deviation);
    measured.figures.insert(metric::SMOOTH, noise.smooth);
    measured.pasted = pasted::find(&grey, area, noise.deviation);
    measured.regridded = grid::find(&grey, area);
    measured.screen = screen::cues(&page.pixels);
    let display = display::measure(&page.pixels);
    measured.figures.extend(display.map(|d| (metric::DISPLAY, d)));
    (measured.origin, measured.origin_basis) = origin::tell(page, metadata, &small, quad.as_ref(), &measured);
    measured
}

/// Whether an area is a narrow strip along a side of a card: narrower than a finger (6 of 86 mm), along a side, not in from it.
fn hugs_a_side(area: PixelBox, card: PixelBox) -> bool {
    let narrow = 0.08 * f64::from(card.w.max(card.h));
    let (w, h) = (f64::from(area.w), f64::from(area.h));
    let along = |thin: f64, long: f64, gaps: [i32; 2]| {
        thin <= narrow && long >= 2.5 * thin && gaps.into_iter().any(|g| f64::from(g.abs()) <= narrow / 2.0)
    };
    along(w, h, [area.x - card.x, card.right() - area.right()])
        || along(h, w, [area.y - card.y, card.bottom() - area.bottom()])
}

/// Share of the picture from which print covers it all.
const PRINTED: f64 = 0.5;
/// Least share of the picture that a document covers for its ground to be looked at for fringes.
const AMPLE: f64 = 0.15;

/// Two independent cues as one: each may say so alone, and two weak ones add up. Fringes of 4 levels say nothing yet
/// (strong guilloche measures 2 to 3), 14 are certain.
fn screen_likeness(grid: f64, fringes: Option<f64>) -> f64 {
    let tint = fringes.map_or(0.0, |f| ((f - 4.0) / 10.0).clamp(0.0, 1.0));
    1.0 - (1.0 - grid) * (1.0 - tint)
}

/// Paper, colour, light, framing and what lies over the document: everything told from the reduced copy.
pub fn surface(pixels: &Rgb) -> Measured {
    reduced(pixels, &Small::of(pixels))
}

fn reduced(pixels: &Rgb, small: &Small) -> Measured {
    // Black and white keeps no ground tones: dense print would pass for a sheet.
    let found = if colour::is_bilevel(pixels) {
        paper::Paper::default()
    } else {
        paper::find(small)
    };
    within(pixels, small, &found)
}

/// What is told from the reduced copy of a page once its documents are told from their background.
fn within(pixels: &Rgb, small: &Small, found: &paper::Paper) -> Measured {
    let quad = found.quad.as_ref();
    let mut figures = BTreeMap::new();
    let light = exposure::measure(pixels, small, quad);
    let (colour, chroma) = colour::measure(pixels, small, quad, &light);
    let (glare, burnt) = if found.quads.is_empty() {
        glare::measure(small, None)
    } else {
        let each = found.quads.iter().map(|q| glare::measure(small, Some(q)));
        each.fold((Vec::new(), 0.0), |(mut spots, share), (more, part)| {
            spots.extend(more);
            (spots, f64::max(share, part))
        })
    };
    let (blank, ink) = blank::measure(small);
    figures.insert(metric::CHROMA_SHARE, chroma);
    figures.insert(metric::EXPOSURE, rounded(light.mean, 3));
    figures.insert(metric::BLACK_POINT, rounded(light.black, 3));
    figures.insert(metric::WHITE_POINT, rounded(light.white, 3));
    figures.insert(metric::BURNT, rounded(light.burnt, 3));
    figures.insert(metric::GLARE, rounded(burnt, 4));
    figures.insert(metric::INK, rounded(ink, 4));
    figures.insert(metric::COVERAGE, rounded(framing::coverage(found, small.w, small.h), 3));
    if let Some(uneven) = origin::uneven(small, quad) {
        figures.insert(metric::UNEVEN, rounded(uneven, 3));
    }
    if let Some(q) = quad {
        figures.insert(metric::PERSPECTIVE_DEG, rounded(perspective::degrees(q), 2));
        let (w, h) = (f64::from(q.width()), f64::from(q.height()));
        figures.insert(metric::PAPER_ASPECT, rounded(w.max(h) / w.min(h).max(1.0), 3));
    }
    if found.documents > 0 {
        figures.insert(metric::DOCUMENTS, found.documents as f64);
    }
    let skew = quad.map(perspective::turn).or_else(|| skew::measure(small, None));
    if let Some(skew) = skew {
        figures.insert(metric::SKEW_DEG, rounded(skew, 1));
    }
    Measured {
        colour,
        origin: Origin::Unknown,
        origin_basis: "",
        paper: quad.map(|q| small.to_page(q)),
        cut: framing::cut(found),
        glare,
        occluded: quad.map(|q| occlusion::measure(small, q)).unwrap_or_default(),
        pasted: Vec::new(),
        regridded: Vec::new(),
        screen: Vec::new(),
        on_sheet: false,
        blank,
        figures,
    }
}

/// How far an outline's proportions may be off those of an ID-1 card (ISO/IEC 7810: 85.6 x 54.0 mm), perspective included.
const CARD_LIKE: std::ops::RangeInclusive<f64> = 0.88..=1.13;
const CARD_ASPECT: f64 = 85.6 / 54.0;

/// The corners of an upright outline from its upper left one on.
fn from_upper_left(Quad(mut corners): Quad) -> Quad {
    let first = (0..4).min_by(|a, b| {
        let far = |i: &usize| corners[*i].x + corners[*i].y;
        far(a).total_cmp(&far(b))
    });
    corners.rotate_left(first.unwrap_or(0));
    Quad(corners)
}

/// Figures that rest on the outline alone.
const OF_OUTLINE: [&str; 4] = [
    metric::PERSPECTIVE_DEG,
    metric::PAPER_ASPECT,
    metric::COVERAGE,
    metric::SKEW_DEG,
];

/// Whether print covers but a part of its picture.
fn covers_little(page: &Rgb, print: PixelBox) -> bool {
    let all = f64::from(page.width()) * f64::from(page.height());
    (print.area() as f64) < PRINTED * all
}

impl Measured {
    /// Whether one document was told from its background, and none of its sides is cut.
    pub fn shows_one_whole(&self) -> bool {
        self.paper.is_some() && self.cut.is_empty() && self.figures.get(metric::DOCUMENTS) == Some(&1.0)
    }

    /// Whether that document has the proportions of a card.
    pub fn shows_one_card(&self) -> bool {
        let aspect = self.figures.get(metric::PAPER_ASPECT);
        self.shows_one_whole() && aspect.is_some_and(|a| CARD_LIKE.contains(&(a / CARD_ASPECT)))
    }

    /// Forgets the outline and what was concluded from it: cut sides, things lying over the document, its angle.
    pub fn drop_outline(&mut self) {
        self.paper = None;
        self.cut.clear();
        self.occluded.clear();
        self.figures.retain(|name, _| !OF_OUTLINE.contains(name));
    }

    /// Measures the edges of the print, within an area of the page where one is given.
    fn look_at_edges(&mut self, grey: &Grey, area: Option<PixelBox>) {
        let Some(s) = sharpness::measure(grey, area) else {
            return;
        };
        self.figures.insert(metric::EDGE_WIDTH, s.edge_width);
        self.figures.insert(metric::SHARPNESS, rounded(s.sharpness, 3));
        self.figures.remove(metric::SHAKE);
        self.figures.remove(metric::SHAKE_DEG);
        let shake = (s.edge_width >= sharpness::SOFT).then(|| shake::measure(grey, area, &s));
        if let Some(shake) = shake.flatten() {
            self.figures.insert(metric::SHAKE, shake.length);
            self.figures.insert(metric::SHAKE_DEG, shake.degrees);
        }
    }

    /// Looks for the marks that a display leaves, within the outline where there is one.
    fn look_for_screen(&mut self, grey: &Grey, small: &Small) {
        let grid = moire::measure(grey, self.paper.map(|q| q.bounds()));
        self.figures.insert(metric::MOIRE, grid);
        let quad = self.paper.map(|q| small.from_page(&q));
        // An outline that small may be a portrait or an emblem, whose colours change by nature.
        let ample = self.figures.get(metric::COVERAGE).is_none_or(|c| *c >= AMPLE);
        let fringes = ample.then(|| fringes::measure(small, quad.as_ref())).flatten();
        self.figures.remove(metric::FRINGES);
        self.figures.extend(fringes.map(|f| (metric::FRINGES, f)));
        self.figures
            .insert(metric::SCREEN, rounded(screen_likeness(grid, fringes), 2));
    }

    /// Measures the edges again where no outline was found and the print covers but a part of the picture (`print`, pixels of
    /// the page as measured): a desk lies out of focus, and its pattern has edges of its own.
    pub fn look_at_print(&mut self, page: &Rgb, print: PixelBox) {
        if self.paper.is_none() && covers_little(page, print) {
            self.look_at_edges(&crate::pixels::grey(page), Some(print));
        }
    }

    /// Forgets an outline that was none of the document's and measures the whole picture instead; the edges of the `print` alone,
    /// where it covers but a part of the picture.
    pub fn look_without_outline(&mut self, page: &Rgb, print: Option<PixelBox>) {
        self.drop_outline();
        self.figures.remove(metric::DOCUMENTS);
        let (small, grey) = (Small::of(page), crate::pixels::grey(page));
        let new = within(page, &small, &paper::Paper::default());
        self.figures.extend(new.figures);
        (self.colour, self.glare) = (new.colour, new.glare);
        self.look_at_edges(&grey, print.filter(|p| covers_little(page, *p)));
        self.look_for_screen(&grey, &small);
    }

    /// Takes the outline of a card that is seen near the place that its print gives it (pixels of the page), where none was
    /// found, and measures again what rests on it; of a picture that was `restored` since it came, its place only.
    pub fn outline_near(&mut self, page: &Rgb, rough: &Quad, restored: bool) {
        let small = Small::of(page);
        let Some(quad) = sides::near(&small, &small.from_page(rough)) else {
            return;
        };
        let found = paper::Paper {
            quad: Some(quad),
            documents: 1,
            quads: vec![quad],
            touch: [0.0; 4],
        };
        let new = within(page, &small, &found);
        if !new.shows_one_card() {
            return;
        }
        self.paper = new.paper;
        self.cut.clear();
        let of_place = |name: &&str| OF_OUTLINE.contains(name) || *name == metric::DOCUMENTS;
        let figures = new.figures.into_iter();
        self.figures
            .extend(figures.filter(|(name, _)| !restored || of_place(name)));
        if !restored {
            self.colour = new.colour;
            self.look_for_screen(&crate::pixels::grey(page), &small);
            (self.glare, self.occluded) = (new.glare, new.occluded);
            // What hugs a side is the desk between it and the card's own, where the desk has stripes.
            if let Some(card) = self.paper.map(|q| q.bounds()) {
                self.occluded.retain(|s| !hugs_a_side(s.area, card));
            }
        }
    }

    /// Looks for things that lie wholly within a card whose outline is known, but for the places of its `own` pictures.
    pub fn look_within(&mut self, page: &Rgb, own: &[objects_on_card::Own]) {
        if let Some(card) = self.paper.filter(|_| self.cut.is_empty()) {
            let known = self.occluded.clone();
            let new = objects_on_card::find(page, &from_upper_left(card), own);
            let apart = |s: &Spot| known.iter().all(|k| s.area.covered_by(k.area) < 0.5);
            self.occluded.extend(new.into_iter().filter(apart));
        }
    }

    /// Looks for colour once more where no outline was found and the picture showed none: around the print only, since a desk
    /// of one tint all about outweighs a small document.
    pub fn look_around_print(&mut self, page: &Rgb, print: PixelBox) {
        if self.paper.is_some() || self.colour != Colour::Greyscale {
            return;
        }
        // What a card shows beside its print (emblem, portrait) is as wide as a third of it.
        let area = print
            .grow(print.w / 3, print.h / 3)
            .clamp_to(page.width(), page.height());
        let Some(part) = crate::pixels::crop(page, area) else {
            return;
        };
        let small = Small::of(&part);
        let light = exposure::measure(&part, &small, None);
        let (colour, chroma) = colour::measure(&part, &small, None, &light);
        if colour == Colour::Colour {
            self.colour = colour;
            self.figures.insert(metric::CHROMA_SHARE, chroma);
        }
    }

    /// Forgets highlights in which print stands dark: white paper at the sensor's end. `lines`: where print was read.
    pub fn look_into_glare(&mut self, page: &Rgb, lines: &[Quad]) {
        if !self.glare.is_empty() && glare::shows_print(page, lines, &self.glare) {
            self.glare.clear();
            self.figures.insert(metric::GLARE, 0.0);
        }
    }

    /// The same with every place carried over to the page turned upright. `width` x `height` is the page before the turn.
    #[must_use]
    pub fn turned(mut self, turn: Turn, width: u32, height: u32) -> Self {
        let place = |s: &mut Spot| s.area = turn.apply(s.area, width, height);
        self.glare.iter_mut().for_each(place);
        self.occluded.iter_mut().for_each(place);
        self.pasted.iter_mut().for_each(place);
        self.regridded.iter_mut().for_each(place);
        let (w, h) = (width as f32, height as f32);
        self.paper = self.paper.map(|Quad([a, b, c, d])| {
            let turned = [a, b, c, d].map(|p| match turn {
                Turn::None => p,
                Turn::Right => Point { x: h - p.y, y: p.x },
                Turn::Half => Point { x: w - p.x, y: h - p.y },
                Turn::Left => Point { x: p.y, y: w - p.x },
            });
            let [a, b, c, d] = turned;
            // Corners begin at the upper left of the turned page.
            Quad(match turn {
                Turn::None => [a, b, c, d],
                Turn::Right => [d, a, b, c],
                Turn::Half => [c, d, a, b],
                Turn::Left => [b, c, d, a],
            })
        });
        if let Some(degrees) = self.figures.get_mut(metric::SHAKE_DEG) {
            *degrees = (*degrees + f64::from(turn.degrees())).rem_euclid(180.0);
        }
        let quarters = usize::from(turn.degrees() / 90);
        let order = [Side::Left, Side::Top, Side::Right, Side::Bottom];
        for side in &mut self.cut {
            let at = order.iter().position(|s| s == side).unwrap_or(0);
            if let Some(new) = order.get((at + quarters) % 4) {
                *side = *new;
            }
        }
        self.cut.sort_unstable();
        self
    }
}
