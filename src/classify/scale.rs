//! Dots per inch of a page: by the recognised paper, never by a number that a camera or a program wrote into the file without
//! knowing it. A telephone writes 72 into the header of every picture, and a PDF made of one has a page of its pixels at that
//! density. Where nothing tells the density it is not known, and the height of the print decides (`image.text-too-small`).

use super::arrangement;
use crate::decode::{PageImage, PageSource};
use crate::geometry::Quad;
use crate::kind::DocumentKind;
use crate::kind::spec::{KindSpec, Paper};
use crate::measure::{Origin, Side};
use crate::read::ReadPage;

const MM_PER_INCH: f64 = 25.4;

/// What a file says of a page's density: a picture's header, or the size of a PDF's page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Claim {
    dpi: Option<f64>,
    /// The pixels were drawn here, at a density of our choice.
    rendered: bool,
}

impl Claim {
    /// What the file says of this page.
    pub fn of(image: &PageImage) -> Self {
        Self {
            dpi: image.dpi,
            rendered: image.source == PageSource::PdfRendered,
        }
    }

    /// The density, where the page is one of these sheets by it and no camera took it. Of a page drawn here it is true of what
    /// software set, and says nothing of pictures on it.
    fn agrees(self, page: &ReadPage, sheets: &[Paper]) -> Option<f64> {
        let dpi = self.dpi.filter(|d| d.is_finite() && *d > 1.0)?;
        if self.rendered {
            return page.typed.then_some(dpi);
        }
        let mm = |side: u32| f64::from(side) / dpi * MM_PER_INCH;
        let (long, short) = (mm(page.width.max(page.height)), mm(page.width.min(page.height)));
        let alike = |seen: f64, known: f64| (seen / known - 1.0).abs() < SAME_SIZE;
        let known = |p: &Paper| alike(long, p.long_mm) && alike(short, p.short_mm);
        (page.measured.origin != Origin::Photo && sheets.iter().any(known)).then_some(dpi)
    }
}

/// How far a scan's sides may be off its sheet's, as its density has them: sheets are drawn in and trimmed by a few millimetres.
const SAME_SIZE: f64 = 0.02;

/// Resolution of a page of this kind on a sheet of this size, where it is known; rounded to a tenth.
pub fn dpi(kind: DocumentKind, sheet: Option<Paper>, page: &ReadPage, claim: Claim) -> Option<f64> {
    let own = || {
        sheet
            .filter(|s| *s != Paper::ID_1)
            .and_then(|s| claim.agrees(page, &[s]))
    };
    let outline = || sheet.and_then(|s| by_outline(s, page));
    let arranged = || arrangement::pixels_per_mm(kind, page).map(|scale| scale * MM_PER_INCH);
    let whole = || sheet.and_then(|s| by_whole_picture(s, page));
    let known = || claim.agrees(page, &Paper::KNOWN);
    own()
        .or_else(outline)
        .or_else(arranged)
        .or_else(whole)
        .or_else(known)
        .filter(|d| d.is_finite() && *d > 1.0)
        .map(|d| (d * 10.0).round() / 10.0)
}

/// Density of something that is a sheet of this size.
fn density(sheet: Paper, long: f64, short: f64) -> f64 {
    ((long / sheet.long_mm) * (short / sheet.short_mm)).sqrt() * MM_PER_INCH
}

/// How far the proportions of an outline may be off the sheet's: a camera that looks from aside makes one side shorter.
const OUTLINE_OFF: f64 = 0.16;
/// The same of a card of which two sides were seen well: its long side tells, where no label does.
const CARD_OFF: f64 = 0.6;

/// By the outline of the sheet or card. A cut or covered side spoils one dimension: the proportions tell.
fn by_outline(sheet: Paper, page: &ReadPage) -> Option<f64> {
    let quad = page.measured.paper?;
    let (w, h) = (f64::from(quad.width()), f64::from(quad.height()));
    let (long, short) = (w.max(h), w.min(h));
    let off = (proportions_off(sheet, w, h) - 1.0).abs();
    if page.measured.cut.is_empty() && off < OUTLINE_OFF {
        return Some(density(sheet, long, short));
    }
    let labelled = || arrangement::pixels_per_mm(DocumentKind::IdCardBoth, page).is_some();
    (sheet == Paper::ID_1 && off < CARD_OFF && !labelled()).then(|| long / sheet.long_mm * MM_PER_INCH)
}

/// By the whole picture, where it has the sheet's proportions and no camera took it: a scan of the sheet. A camera's picture has
/// the proportions of its sensor, whatever part of it the sheet fills; a card is seldom scanned to its rim.
fn by_whole_picture(sheet: Paper, page: &ReadPage) -> Option<f64> {
    let (w, h) = (f64::from(page.width), f64::from(page.height));
    let scanned = sheet != Paper::ID_1 && page.measured.origin != Origin::Photo;
    let same = (proportions_off(sheet, w, h) - 1.0).abs() < SAME_SHAPE;
    (scanned && same).then(|| density(sheet, w.max(h), w.min(h)))
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
/// fitted to its frame. And what is cut is shorter than its sheet.
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
        match share_seen(spec.kind, paper, quad, &page.measured.cut) {
            Some(seen) if seen > WHOLE.end => page.measured.drop_outline(),
            Some(seen) if WHOLE.contains(&seen) => page.measured.cut.clear(),
            Some(_) | None => {}
        }
        return;
    }
    let off = proportions_off(paper, f64::from(quad.width()), f64::from(quad.height()));
    if page.measured.cut.is_empty() && !(0.87..1.14).contains(&off) {
        page.measured.on_sheet = super::card::printed_on_sheet(quad, &page.lines);
        page.measured.drop_outline();
    }
}

/// Share of a sheet's extent across the cut side from which it is whole, and from which more than the sheet lies within the outline:
/// another sheet beside it that runs out of the picture. 48 outlines of whole sheets that cameras took measure 0.998 to 1.003, 17
/// with another sheet in them 1.015 to 1.142.
const WHOLE: std::ops::Range<f64> = 0.99..1.01;
/// Kinds that are also printed across the sheet.
const ALSO_ACROSS: [DocumentKind; 1] = [DocumentKind::BusinessLicence];

/// How much of the sheet's extent across the cut side lies within the outline, by its extent along that side; `None` where no side
/// is cut, or two that meet, of which neither tells how long the other was.
fn share_seen(kind: DocumentKind, sheet: Paper, outline: Quad, cut: &[Side]) -> Option<f64> {
    let (w, h) = (f64::from(outline.width()), f64::from(outline.height()));
    let across = w > h && ALSO_ACROSS.contains(&kind);
    let upright = sheet.short_mm / sheet.long_mm;
    let ratio = if across { 1.0 / upright } else { upright };
    let on = |pair: [Side; 2]| cut.iter().any(|s| pair.contains(s));
    match (on([Side::Left, Side::Right]), on([Side::Top, Side::Bottom])) {
        (true, false) => Some(w / (h * ratio)),
        (false, true) => Some(h / (w / ratio)),
        (true, true) | (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PixelBox;
    use crate::kind;
    use crate::read::fixture;

    fn page(w: u32, h: u32, origin: Origin) -> ReadPage {
        let mut page = fixture::page(w, h, Vec::new());
        page.measured.origin = origin;
        page.measured.paper = None;
        page.measured.cut.clear();
        page
    }

    fn stored(dpi: f64) -> Claim {
        Claim {
            dpi: Some(dpi),
            rendered: false,
        }
    }

    const LETTER: DocumentKind = DocumentKind::AuthorisationLetter;
    const LICENCE: DocumentKind = DocumentKind::BusinessLicence;

    #[test]
    fn the_header_of_a_photograph_is_no_evidence() {
        // Twelve megapixels at 72 or 96; and one whose header happens to make it an A4 sheet.
        for (w, h, claimed) in [(3024, 4032, 72.0), (2400, 3200, 96.0), (2480, 3508, 300.0)] {
            let photo = page(w, h, Origin::Photo);
            assert_eq!(dpi(LETTER, Some(Paper::A4), &photo, stored(claimed)), None, "{w} {h}");
        }
    }

    #[test]
    fn the_header_of_a_scan_counts_where_it_makes_a_known_sheet() {
        let read = |w, h, claimed| dpi(LICENCE, None, &page(w, h, Origin::Scan), stored(claimed));
        assert_eq!(read(2480, 3508, 300.0), Some(300.0));
        assert_eq!(read(3508, 2480, 300.0), Some(300.0));
        assert_eq!(read(631, 446, 54.0), Some(54.0));
        assert_eq!(read(1700, 2200, 200.0), Some(200.0));
        // The same pixels at what a program writes.
        assert_eq!(read(2480, 3508, 72.0), None);
        assert_eq!(read(2122, 3000, 96.0), None);
        // A sheet drawn in by 1.5 % counts, by 4 % not.
        assert_eq!(read(2480, 3456, 300.0), Some(300.0));
        assert_eq!(read(2480, 3368, 300.0), None);
    }

    #[test]
    fn a_scan_of_the_whole_sheet_is_measured_by_it_whatever_its_header() {
        let scan = page(1654, 2339, Origin::Scan);
        for claimed in [72.0, 96.0, 150.0] {
            let seen = dpi(LETTER, Some(Paper::A4), &scan, stored(claimed)).expect("a sheet");
            assert!((seen - 200.0).abs() < 0.5, "{claimed}: {seen}");
        }
        // Of another shape than the sheet: nothing is known.
        let part = page(1654, 1900, Origin::Scan);
        assert_eq!(dpi(LETTER, Some(Paper::A4), &part, stored(72.0)), None);
    }

    #[test]
    fn a_photograph_is_measured_by_the_outline_of_its_sheet() {
        let mut photo = page(2400, 3200, Origin::Photo);
        photo.measured.paper = Some(Quad::from_box(PixelBox {
            x: 200,
            y: 200,
            w: 1680,
            h: 2376,
        }));
        let seen = |sheet| dpi(LICENCE, sheet, &photo, stored(72.0));
        assert!((seen(Some(Paper::A4)).expect("seen") - 203.2).abs() < 0.2);
        // The same picture of an original, which is larger; and of a licence that does not say which it is.
        assert!((seen(Some(Paper::A3)).expect("seen") - 143.7).abs() < 0.3);
        assert_eq!(seen(None), None);
    }

    #[test]
    fn a_licence_has_the_size_of_its_copy() {
        let spec = kind::spec(LICENCE).expect("a kind");
        assert_eq!(spec.sheet(Some("original")), Some(Paper::A3));
        assert_eq!(spec.sheet(Some("duplicate")), Some(Paper::A4));
        assert_eq!(spec.sheet(None), None);
        let letter = kind::spec(LETTER).expect("a kind");
        assert_eq!(letter.sheet(None), Some(Paper::A4));
    }

    #[test]
    fn a_page_drawn_here_has_our_density_where_software_set_it() {
        let claim = Claim {
            dpi: Some(200.0),
            rendered: true,
        };
        let mut drawn = page(1654, 1900, Origin::BornDigital);
        assert_eq!(dpi(LETTER, Some(Paper::A4), &drawn, claim), None);
        drawn.typed = true;
        assert_eq!(dpi(LETTER, Some(Paper::A4), &drawn, claim), Some(200.0));
    }

    /// A picture of 2400 x 3200 with an outline of this size that is said to be cut on these sides.
    fn outlined(kind: DocumentKind, (w, h): (i32, i32), cut: &[Side]) -> ReadPage {
        let mut photo = page(2400, 3200, Origin::Photo);
        photo.measured.paper = Some(Quad::from_box(PixelBox { x: 60, y: 0, w, h }));
        photo.measured.cut = cut.to_vec();
        photo.measured.occluded = vec![crate::measure::Spot {
            area: PixelBox {
                x: 100,
                y: 0,
                w: 600,
                h: 150,
            },
            strength: 0.02,
        }];
        doubt_outline(kind::spec(kind).expect("a kind"), &mut photo);
        photo
    }

    #[test]
    fn a_sheet_that_is_seen_in_full_is_not_cut() {
        // Its own outline, along a side of the picture.
        let own = outlined(LETTER, (2100, 2970), &[Side::Top]);
        assert!(own.measured.cut.is_empty() && own.measured.paper.is_some());
        // Another sheet sticks out beside it, so that the outline is longer or wider than a sheet.
        for (size, side) in [((2100, 3120), Side::Top), ((2260, 2970), Side::Left)] {
            let more = outlined(LETTER, size, &[side]);
            assert!(
                more.measured.cut.is_empty() && more.measured.paper.is_none(),
                "{size:?}"
            );
            assert!(more.measured.occluded.is_empty(), "{size:?}");
        }
        // A licence printed across its sheet.
        assert!(outlined(LICENCE, (2250, 1500), &[Side::Right]).measured.cut.is_empty());
    }

    #[test]
    fn a_sheet_of_which_a_part_is_missing_is_cut() {
        for (kind, size, side) in [
            (LETTER, (2100, 2850), Side::Bottom),
            (LETTER, (2100, 1800), Side::Bottom),
            (LETTER, (2000, 2970), Side::Right),
            (LICENCE, (2000, 1500), Side::Right),
        ] {
            let part = outlined(kind, size, &[side]);
            assert_eq!(part.measured.cut, [side], "{size:?}");
            assert!(part.measured.paper.is_some(), "{size:?}");
        }
        // At a corner neither side tells.
        let corner = [Side::Right, Side::Bottom];
        assert_eq!(outlined(LETTER, (2100, 2970), &corner).measured.cut, corner);
    }
}
