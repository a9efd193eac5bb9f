//! Dots per inch by the printed arrangement: how far apart labels stand on papers whose print is always laid out alike.

use crate::hanzi;
use crate::kind::DocumentKind;
use crate::read::ReadPage;
use crate::read::rows::Layout;

/// Labels of a paper with their middle heights, millimetres down the paper.
struct Arrangement {
    kinds: &'static [DocumentKind],
    labels: &'static [(&'static str, f64)],
    /// How many of them must stand where the arrangement has them.
    least: usize,
}

/// The layout of GA 450 as printed for identity cards; the standard 网站备案信息真实性核验单, of which a bureau's print was measured
/// (its words are also on forms that systems make, in other places: three labels must agree).
const ARRANGEMENTS: [Arrangement; 3] = [
    Arrangement {
        kinds: &[
            DocumentKind::IdCardPortrait,
            DocumentKind::IdCardBoth,
            DocumentKind::ResidencePermit,
        ],
        labels: &[("姓名", 7.8), ("公民身份号码", 46.8)],
        least: 2,
    },
    Arrangement {
        kinds: &[
            DocumentKind::IdCardEmblem,
            DocumentKind::IdCardBoth,
            DocumentKind::ResidencePermit,
        ],
        labels: &[("签发机关", 40.0), ("有效期限", 47.0)],
        least: 2,
    },
    Arrangement {
        kinds: &[DocumentKind::VerificationForm],
        labels: &[
            ("网站主办者基本信息", 16.5),
            ("网站备案信息核验内容", 54.0),
            ("主体信息核验内容", 60.5),
            ("联系方式核验内容", 106.5),
            ("网站信息核验内容", 142.5),
            ("接入信息报备内容", 172.5),
            ("网站备案信息核验承诺", 190.5),
            ("核验人签字", 225.5),
            ("网站负责人签字", 261.0),
        ],
        least: 3,
    },
];

/// Labels that are nearer each other than this, millimetres, tell little: a reading's middle height is off by half of one.
const BASE: f64 = 6.0;
/// How far a distance may be off the median of all: a camera that looks from aside makes the far end smaller by as much.
const AGREES: f64 = 0.12;

/// Pixels a millimetre down the page; `None` where too few labels were read, or they do not stand as arranged.
pub fn pixels_per_mm(kind: DocumentKind, page: &ReadPage) -> Option<f64> {
    let mut fitting = ARRANGEMENTS.iter().filter(|a| a.kinds.contains(&kind)).peekable();
    fitting.peek()?;
    let layout = Layout::of(&page.lines);
    fitting.find_map(|arrangement| arrangement.scale(&layout))
}

impl Arrangement {
    /// The median of the scales by each two labels (Theil–Sen): one label read elsewhere does not move it.
    fn scale(&self, layout: &Layout) -> Option<f64> {
        let seen: Vec<(f64, f64)> = self
            .labels
            .iter()
            .filter_map(|(words, mm)| Some((*mm, height_of(layout, words)?)))
            .collect();
        if seen.len() < self.least {
            return None;
        }
        let mut scales = Vec::new();
        for (i, (upper, y)) in seen.iter().enumerate() {
            for (lower, below) in &seen[i + 1..] {
                if lower - upper >= BASE {
                    scales.push((below - y) / (lower - upper));
                }
            }
        }
        scales.sort_by(f64::total_cmp);
        let median = *scales.get(scales.len() / 2)?;
        let agree = scales.iter().filter(|s| (**s / median - 1.0).abs() < AGREES).count();
        (median > 0.0 && 2 * agree > scales.len()).then_some(median)
    }
}

/// Middle height of the first print of these words, level pixels.
fn height_of(layout: &Layout, words: &str) -> Option<f64> {
    let want: Vec<char> = hanzi::fold(words).chars().collect();
    let has = |chars: &[char]| chars.windows(want.len()).any(|w| w == want);
    layout
        .segments
        .iter()
        .find(|s| has(&s.chars.iter().map(|c| c.folded).collect::<Vec<_>>()))
        .map(|s| f64::from(s.y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PixelBox;
    use crate::read::fixture;

    /// A form of so many pixels a millimetre whose labels lie `off(mm)` millimetres lower than the standard has them.
    fn form(scale: f64, labels: usize, off: impl Fn(f64) -> f64) -> ReadPage {
        let lines = ARRANGEMENTS[2].labels.iter().take(labels).map(|(words, mm)| {
            let area = PixelBox {
                x: 200,
                y: ((mm + off(*mm)) * scale - 15.0) as i32,
                w: 30 * words.chars().count() as i32,
                h: 30,
            };
            fixture::line(words, area)
        });
        fixture::page(2100, 2970, lines.collect())
    }

    #[test]
    fn a_standard_form_is_measured_by_its_labels() {
        for scale in [4.0, 7.0, 10.0] {
            let seen = pixels_per_mm(DocumentKind::VerificationForm, &form(scale, 9, |_| 0.0)).expect("arranged");
            assert!((seen / scale - 1.0).abs() < 0.01, "{seen} for {scale}");
        }
    }

    #[test]
    fn one_label_elsewhere_changes_nothing() {
        let page = form(8.0, 9, |mm| if mm > 260.0 { -60.0 } else { 0.0 });
        let seen = pixels_per_mm(DocumentKind::VerificationForm, &page).expect("arranged");
        assert!((seen / 8.0 - 1.0).abs() < 0.02, "{seen}");
    }

    #[test]
    fn too_few_labels_and_another_arrangement_tell_nothing() {
        assert_eq!(
            pixels_per_mm(DocumentKind::VerificationForm, &form(8.0, 2, |_| 0.0)),
            None
        );
        // The same words on a form of another order.
        let other = form(8.0, 9, |mm| (mm * 37.0) % 290.0 - mm);
        assert_eq!(pixels_per_mm(DocumentKind::VerificationForm, &other), None);
        // A paper of no fixed arrangement.
        assert_eq!(
            pixels_per_mm(DocumentKind::AuthorisationLetter, &form(8.0, 9, |_| 0.0)),
            None
        );
    }
}
