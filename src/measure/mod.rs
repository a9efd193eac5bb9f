//! What can be seen in a page's pixels before a word is read. In: [`PageImage`]. Out: [`Measured`]: figures and places,
//! never thresholds of acceptance (those are rules) and never the kind of document.

pub mod moire;
pub mod noise;
pub mod pasted;
pub mod sharpness;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::decode::{Metadata, PageImage};
use crate::geometry::{PixelBox, Quad};

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// Where, in pixels of the page image.
    pub area: PixelBox,
    /// How strong, 0 to 1 unless the metric says otherwise.
    pub strength: f64,
}

/// What was measured on one page. Places are in pixels of the page image as decoded; `read` turns them upright.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// Colour class of the document without its seals.
    pub colour: Colour,
    /// How it was made.
    pub origin: Origin,
    /// What told the origin, in a few words.
    pub origin_basis: &'static str,
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
    /// Nothing is on the page.
    pub blank: bool,
    /// Figures by name, rounded as they are reported: see [`metric`].
    pub figures: BTreeMap<&'static str, f64>,
}

/// Names of the figures, with unit and range.
pub mod metric {
    /// Share of document pixels (seals left out) with chroma above the noise, 0 to 1.
    pub const CHROMA_SHARE: &str = "chroma_share";
    /// Width of text edges in pixels (10-90 % rise), about 1.5 for a sharp picture; larger is softer.
    pub const EDGE_WIDTH: &str = "edge_width_px";
    /// Sharpness, 0 (no detail) to 1 (as sharp as the pixels allow).
    pub const SHARPNESS: &str = "sharpness";
    /// Mean luma of the document, 0 to 1.
    pub const EXPOSURE: &str = "exposure";
    /// Luma of the darkest percent of the document, 0 to 1: high in a washed-out picture.
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
    /// Strength of periodic screen patterns over the spectrum's background, 0 to 1.
    pub const MOIRE: &str = "moire";
    /// Strength of a repeated overlay (watermark), 0 to 1.
    pub const WATERMARK: &str = "watermark";
    /// Difference of opposite edges of the paper, degrees.
    pub const PERSPECTIVE_DEG: &str = "perspective_deg";
    /// Median height of recognised print, pixels.
    pub const PRINT_HEIGHT: &str = "print_height_px";
    /// Share of ink (dark or coloured) pixels, 0 to 1.
    pub const INK: &str = "ink";
}

/// Measures one page.
pub fn measure(page: &PageImage, _metadata: &Metadata) -> Measured {
    let _ = page;
    Measured {
        colour: Colour::Unknown,
        origin: Origin::Unknown,
        origin_basis: "",
        paper: None,
        cut: Vec::new(),
        glare: Vec::new(),
        occluded: Vec::new(),
        pasted: Vec::new(),
        blank: false,
        figures: BTreeMap::new(),
    }
}
