//! Dots per inch of a page: from the known size of the recognised document, else the page size, else the file's claim.

use crate::kind::spec::{KindSpec, Paper};
use crate::read::ReadPage;
use crate::read::rows::Layout;

const MM_PER_INCH: f64 = 25.4;

/// Distances between the middles of two printed labels of an identity card, in millimetres down the card. They place the
/// scale where the card's edge cannot be seen, or where two cards lie on one page. Taken from the layout of GA 450 as printed.
const LABELS_DOWN: [(&str, &str, f64); 2] = [("姓名", "公民身份号码", 39.0), ("签发机关", "有效期限", 7.0)];

/// Resolution of a page, rounded to a tenth.
pub fn dpi(spec: Option<&KindSpec>, page: &ReadPage, stored: Option<f64>) -> Option<f64> {
    let known = spec
        .and_then(|s| s.paper)
        .and_then(|paper| by_paper(paper, page, stored));
    let labels = || spec.filter(|s| s.kind.is_id_card()).and_then(|_| by_labels(page));
    known
        .or_else(labels)
        .or(stored)
        .filter(|d| d.is_finite() && *d > 1.0)
        .map(|d| (d * 10.0).round() / 10.0)
}

/// By the size of the sheet or card: its outline where one was found, else the whole picture if its proportions fit.
fn by_paper(paper: Paper, page: &ReadPage, stored: Option<f64>) -> Option<f64> {
    let ratio = paper.long_mm / paper.short_mm;
    let fits = |long: f64, short: f64, slack: f64| short > 0.0 && (long / short / ratio - 1.0).abs() < slack;
    let from = |long: f64, short: f64| ((long / paper.long_mm) * (short / paper.short_mm)).sqrt() * MM_PER_INCH;
    if let Some(quad) = page.measured.paper {
        let (w, h) = (f64::from(quad.width()), f64::from(quad.height()));
        let (long, short) = (w.max(h), w.min(h));
        // A cut or covered side spoils one dimension; a tilted card shrinks one: the proportions tell.
        if page.measured.cut.is_empty() && fits(long, short, 0.16) {
            return Some(from(long, short));
        }
        if paper == Paper::ID_1 {
            return by_labels(page)
                .or(Some(long / paper.long_mm * MM_PER_INCH))
                .filter(|_| fits(long, short, 0.6));
        }
    }
    if paper == Paper::ID_1 {
        return by_labels(page);
    }
    if let Some(stored) = stored {
        // A PDF states its page's size; only a page of the paper's own size is taken for it.
        return Some(stored);
    }
    let (long, short) = (
        f64::from(page.width.max(page.height)),
        f64::from(page.width.min(page.height)),
    );
    fits(long, short, 0.08).then(|| from(long, short))
}

/// Proportions of something over those of a paper.
fn proportions_off(paper: Paper, w: f64, h: f64) -> f64 {
    w.max(h) / w.min(h).max(1.0) / (paper.long_mm / paper.short_mm)
}

/// How far a scan's proportions may be off its sheet's: cutting off more than a sixtieth of a side is more.
const SAME_SHAPE: f64 = 0.015;
/// Share of the picture that the outline covers at least.
const FILLED: f64 = 0.85;

/// A card's outline with no side cut has a card's proportions; one that has not is not the card's, and nothing that was
/// concluded from it holds.
///
/// A picture that has the proportions of its sheet and is filled by it is the sheet, scanned: an outline that touches the rim was
/// fitted to its frame.
pub fn doubt_outline(spec: &KindSpec, page: &mut ReadPage) {
    let (Some(quad), Some(paper)) = (page.measured.paper, spec.paper) else {
        return;
    };
    if paper != Paper::ID_1 {
        let (w, h) = (f64::from(page.width), f64::from(page.height));
        let off = proportions_off(paper, w, h);
        if (off - 1.0).abs() < SAME_SHAPE && f64::from(quad.area()) > FILLED * w * h {
            page.measured.cut.clear();
        }
        return;
    }
    let off = proportions_off(paper, f64::from(quad.width()), f64::from(quad.height()));
    if page.measured.cut.is_empty() && !(0.87..1.14).contains(&off) {
        page.measured.on_sheet = super::card::printed_on_sheet(quad, &page.lines);
        page.measured.drop_outline();
    }
}

fn by_labels(page: &ReadPage) -> Option<f64> {
    let layout = Layout::of(&page.lines);
    let place = |words: &str| {
        let want: Vec<char> = words.chars().collect();
        layout.segments.iter().find(|s| {
            let have: Vec<char> = s.chars.iter().map(|c| c.folded).collect();
            have.windows(want.len()).any(|w| w == want)
        })
    };
    LABELS_DOWN.iter().find_map(|(upper, lower, mm)| {
        let (u, l) = (place(upper)?, place(lower)?);
        let distance = f64::from(l.y - u.y);
        (distance > 0.0).then(|| distance / mm * MM_PER_INCH)
    })
}
