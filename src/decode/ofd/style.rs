//! Colours and lines (GB/T 33190, 8.2 and 8.3).

use roxmltree::Node;

use super::xml::{self, child};

/// A colour space; indexed palettes are read as what they point into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Space {
    Gray,
    Rgb,
    Cmyk,
}

impl Space {
    pub fn read(node: Node<'_, '_>) -> Self {
        match node.attribute("Type").map(str::to_ascii_uppercase).as_deref() {
            Some("GRAY") => Space::Gray,
            Some("CMYK") => Space::Cmyk,
            _ => Space::Rgb,
        }
    }
}

/// A colour as written: numbers of its space, and how much it covers, 0 to 255.
#[derive(Debug, Clone, PartialEq)]
pub struct Colour {
    values: Vec<f64>,
    space: Option<String>,
    pub alpha: u8,
}

/// Red, green and blue, 0 to 1.
pub type Paint = [f32; 3];

impl Colour {
    /// A `FillColor` or `StrokeColor`. Of a shading the mean of its ends is taken: what is read of such a page is its print.
    pub fn read(node: Node<'_, '_>) -> Self {
        let alpha = xml::attribute(node, "Alpha").map_or(255, |a| a.clamp(0.0, 255.0) as u8);
        let ends: Vec<Vec<f64>> = node
            .descendants()
            .filter(|n| n.tag_name().name() == "Color")
            .map(values)
            .collect();
        let values = match ends.as_slice() {
            [first, .., last] if first.len() == last.len() => {
                first.iter().zip(last).map(|(a, b)| f64::midpoint(*a, *b)).collect()
            }
            [only] => only.clone(),
            _ => values(node),
        };
        Self {
            values,
            space: node.attribute("ColorSpace").map(str::to_owned),
            alpha,
        }
    }

    /// As red, green and blue; black where it says nothing that can be followed.
    pub fn paint(&self, space: impl Fn(&str) -> Option<Space>) -> Paint {
        let v: Vec<f32> = self
            .values
            .iter()
            .map(|v| (*v / 255.0).clamp(0.0, 1.0) as f32)
            .collect();
        let space = self.space.as_deref().and_then(space);
        match v.as_slice() {
            &[c, m, y, k] => [c, m, y].map(|ink| (1.0 - ink) * (1.0 - k)),
            &[r, g, b] if space != Some(Space::Gray) => [r, g, b],
            &[g, ..] => [g; 3],
            [] => [0.0; 3],
        }
    }
}

/// "255 0 0" or "#FF #00 #00".
fn values(node: Node<'_, '_>) -> Vec<f64> {
    let one = |word: &str| match word.strip_prefix('#') {
        Some(hex) => u16::from_str_radix(hex, 16).ok().map(f64::from),
        None => xml::number(word),
    };
    let text = node.attribute("Value").unwrap_or_default();
    text.split_ascii_whitespace().map_while(one).collect()
}

/// What an object, a layer or a named style says of how to draw; what it leaves out comes from beneath.
#[derive(Debug, Clone, Default)]
pub struct StylePart {
    pub line_width: Option<f64>,
    pub cap: Option<String>,
    pub join: Option<String>,
    pub dashes: Option<Vec<f64>>,
    pub fill: Option<Colour>,
    pub stroke: Option<Colour>,
    /// The style it is derived from.
    pub relative: Option<String>,
}

impl StylePart {
    pub fn read(node: Node<'_, '_>) -> Self {
        Self {
            line_width: xml::attribute(node, "LineWidth").filter(|w| *w >= 0.0),
            cap: node.attribute("Cap").map(str::to_owned),
            join: node.attribute("Join").map(str::to_owned),
            dashes: node.attribute("DashPattern").map(xml::numbers),
            fill: child(node, "FillColor").map(Colour::read),
            stroke: child(node, "StrokeColor").map(Colour::read),
            relative: node.attribute("Relative").map(str::to_owned),
        }
    }

    /// This one, with the other's words where it says nothing.
    pub fn over(self, beneath: &Self) -> Self {
        Self {
            line_width: self.line_width.or(beneath.line_width),
            cap: self.cap.or_else(|| beneath.cap.clone()),
            join: self.join.or_else(|| beneath.join.clone()),
            dashes: self.dashes.or_else(|| beneath.dashes.clone()),
            fill: self.fill.or_else(|| beneath.fill.clone()),
            stroke: self.stroke.or_else(|| beneath.stroke.clone()),
            relative: self.relative.or_else(|| beneath.relative.clone()),
        }
    }
}
