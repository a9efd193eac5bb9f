//! A PDF's text layer: whether it can be taken at its word, and whether it says what the pixels say.

use std::collections::BTreeMap;

use super::{Source, TextLine};
use crate::decode::{LayerLine, PageImage, PageSource};
use crate::hanzi;

/// A layer in which more glyphs than this have no Unicode value is not trusted.
const MOST_UNMAPPED: f64 = 0.05;
/// A layer of fewer characters says nothing of the page.
const LEAST_CHARACTERS: usize = 4;
/// Confidence of a character that software wrote and software reads.
const WRITTEN: f32 = 0.98;

/// The visible lines of a layer that can be taken at its word: written by the program that made the page, every glyph with
/// its character. Invisible lines are some scanner's guess and are never taken.
pub(super) fn trusted(page: &PageImage) -> Vec<TextLine> {
    if page.source != PageSource::PdfRendered || page.unmapped.is_none_or(|u| u > MOST_UNMAPPED) {
        return Vec::new();
    }
    let lines: Vec<TextLine> = page
        .layer
        .iter()
        .filter(|l| !l.invisible && !l.text.trim().is_empty())
        .map(line)
        .collect();
    let characters: usize = lines
        .iter()
        .map(|l| l.text.chars().filter(|c| !c.is_whitespace()).count())
        .sum();
    if characters < LEAST_CHARACTERS {
        Vec::new()
    } else {
        lines
    }
}

fn line(l: &LayerLine) -> TextLine {
    TextLine {
        text: l.text.clone(),
        glyphs: Vec::new(),
        quad: l.quad,
        area: l.quad.bounds(),
        confidence: WRITTEN,
        source: Source::TextLayer,
        under_seal: false,
    }
}

/// Share of the layer's character pairs that the recognised lines do not hold, 0 to 1; `None` without a layer to speak of.
pub(super) fn disagreement(layer: &[LayerLine], read: &[TextLine]) -> Option<f64> {
    let pairs = |texts: &mut dyn Iterator<Item = &str>| {
        let mut out: BTreeMap<(char, char), usize> = BTreeMap::new();
        for t in texts {
            let folded: Vec<char> = hanzi::fold(t).chars().collect();
            for w in folded.windows(2) {
                *out.entry((w[0], w[1])).or_default() += 1;
            }
        }
        out
    };
    let said = pairs(&mut layer.iter().map(|l| l.text.as_str()));
    let seen = pairs(&mut read.iter().map(|l| l.text.as_str()));
    let total: usize = said.values().sum();
    if total < LEAST_CHARACTERS {
        return None;
    }
    let missing: usize = said
        .iter()
        .map(|(pair, n)| n.saturating_sub(seen.get(pair).copied().unwrap_or(0)))
        .sum();
    Some((missing as f64 / total as f64 * 1000.0).round() / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{PixelBox, Quad};

    fn layer(text: &str) -> LayerLine {
        LayerLine {
            text: text.into(),
            quad: Quad::from_box(PixelBox {
                x: 0,
                y: 0,
                w: 100,
                h: 10,
            }),
            invisible: true,
        }
    }

    #[test]
    fn a_layer_that_lies_is_told() {
        let read = [TextLine {
            ..line(&layer("主办者名称 云帆科技有限公司"))
        }];
        assert_eq!(
            disagreement(&[layer("主办者名称"), layer("云帆科技有限公司")], &read),
            Some(0.0)
        );
        assert!(disagreement(&[layer("主办者名称"), layer("王小明贸易商行")], &read).unwrap() > 0.5);
        assert_eq!(disagreement(&[], &read), None);
    }
}
