//! The outline of a card that another sheet touches: to what stands out from the desk both are one, which runs out of the picture. Cards of
//! ISO/IEC 7810 have known proportions: the sides that were seen tell where the others must be, and there they are looked for.

use crate::geometry::{Point, Quad};
use crate::kind::spec::{KindSpec, Paper};
use crate::measure::{Measured, Side};
use crate::read::{ReadPage, TextLine};

/// Share of the outline's width that a card takes of it at least, where neither dimension was seen whole; and how finely it is looked
/// for: the search for edges reaches an eighth of the card's height.
const LEAST: f32 = 0.4;
const STEPS: u8 = 6;
/// How much longer than its outline a card may come out: perspective. One that is cut comes out longer by what is cut off.
const LONGER: f32 = 1.02;
/// Share of the characters of a page that stand on the card.
const PRINTED: f32 = 0.8;

/// Looks for the card within an outline that runs out of the picture. Nothing is changed where the card does not fit into what is seen: it
/// is cut. Cards that are placed by their labels ([`super::card`]) are left alone.
pub fn look(spec: &KindSpec, page: &mut ReadPage) {
    let (Some(paper), Some(outline)) = (spec.paper, page.measured.paper) else {
        return;
    };
    if paper != Paper::ID_1 || !spec.places.is_empty() || page.measured.cut.is_empty() {
        return;
    }
    let (measured, Some(picture)) = (&mut page.measured, &page.picture) else {
        return;
    };
    let aspect = (paper.long_mm / paper.short_mm) as f32;
    for place in places(outline, measured, aspect) {
        if bears_the_print(&place, &page.lines) {
            measured.outline_near(picture, &place, page.restored);
        }
        if measured.cut.is_empty() {
            return;
        }
    }
}

/// Where a card of these proportions may lie within an outline: its cut sides are free, the others are the card's own.
fn places(outline: Quad, measured: &Measured, aspect: f32) -> Vec<Quad> {
    let cut = |side: Side| measured.cut.contains(&side);
    let (w, h) = (outline.width().max(1.0), outline.height().max(1.0));
    // Of a width of one outline's a card takes so much of the outline's height.
    let tall = w / (h * aspect);
    let widths: Vec<f32> = match (cut(Side::Left) || cut(Side::Right), cut(Side::Top) || cut(Side::Bottom)) {
        (false, _) => vec![1.0],
        (true, false) => vec![1.0 / tall],
        (true, true) => (0..=STEPS)
            .map(|i| 1.0 - (1.0 - LEAST) * f32::from(i) / f32::from(STEPS))
            .collect(),
    };
    let fits = |width: &f32| *width <= LONGER && *width * tall <= LONGER;
    let sizes = widths
        .into_iter()
        .filter(fits)
        .map(|u| (u.min(1.0), (u * tall).min(1.0)));
    sizes
        .flat_map(|(u, v)| {
            let across = begins(u, cut(Side::Left), cut(Side::Right));
            let down = begins(v, cut(Side::Top), cut(Side::Bottom));
            let all: Vec<(f32, f32)> = across.iter().flat_map(|x| down.iter().map(|y| (*x, *y))).collect();
            all.into_iter().map(move |(x, y)| part(outline, (x, y), (u, v)))
        })
        .collect()
}

/// Where something of this length may begin in one of length 1, of which an end is the other's unless it is cut.
fn begins(length: f32, first_cut: bool, last_cut: bool) -> Vec<f32> {
    match (first_cut, last_cut) {
        (true, true) => [0.0, 0.5, 1.0].map(|share| share * (1.0 - length)).to_vec(),
        (true, false) => vec![1.0 - length],
        (false, _) => vec![0.0],
    }
}

/// A part of an outline, by shares of its sides.
fn part(outline: Quad, (x, y): (f32, f32), (u, v): (f32, f32)) -> Quad {
    Quad([
        outline.at(x, y),
        outline.at(x + u, y),
        outline.at(x + u, y + v),
        outline.at(x, y + v),
    ])
}

/// Whether most of what was read stands there.
fn bears_the_print(place: &Quad, lines: &[TextLine]) -> bool {
    let count = |l: &TextLine| l.text.chars().count() as f32;
    let inside = |l: &&TextLine| {
        let b = l.area;
        place.holds(Point {
            x: b.x as f32 + b.w as f32 / 2.0,
            y: b.y as f32 + b.h as f32 / 2.0,
        })
    };
    let all: f32 = lines.iter().map(count).sum();
    all > 0.0 && lines.iter().filter(inside).map(count).sum::<f32>() >= PRINTED * all
}

#[cfg(test)]
mod tests {
    use image::Rgb as Colour;

    use super::*;
    use crate::decode::{Metadata, PageImage, PageSource};
    use crate::geometry::PixelBox;
    use crate::kind::{self, DocumentKind};
    use crate::pixels::Rgb;
    use crate::read::fixture;

    const DESK: [u8; 3] = [70, 50, 40];
    const CARD: PixelBox = PixelBox {
        x: 200,
        y: 150,
        w: 685,
        h: 432,
    };

    fn fill(picture: &mut Rgb, area: PixelBox, colour: [u8; 3]) {
        for y in area.y..area.bottom() {
            for x in area.x..area.right() {
                picture.put_pixel(x as u32, y as u32, Colour(colour));
            }
        }
    }

    /// A permit on a dark desk, with a sheet in this place beside or below it, as it is measured.
    fn page_with(sheet: Option<PixelBox>, card: PixelBox) -> ReadPage {
        let mut picture = Rgb::from_pixel(1200, 800, Colour(DESK));
        if let Some(sheet) = sheet {
            fill(&mut picture, sheet, [228, 228, 220]);
        }
        fill(&mut picture, card, [186, 206, 214]);
        let print = PixelBox {
            x: card.x + 80,
            y: card.y + 60,
            w: 400,
            h: 40,
        };
        fill(&mut picture, print, [40, 40, 60]);
        let mut page = fixture::page(1200, 800, vec![fixture::line("港澳居民来往内地通行证", print)]);
        let image = PageImage {
            pixels: picture.clone(),
            source: PageSource::Picture,
            dpi: None,
            layer: Vec::new(),
            unmapped: None,
            pictures: 1.0,
            overlays: Vec::new(),
            besides: Vec::new(),
            unshown: Vec::new(),
            incomplete: None,
        };
        page.measured = crate::measure::measure(&image, &Metadata::default());
        page.picture = Some(picture);
        page
    }

    fn looked(mut page: ReadPage) -> ReadPage {
        look(kind::spec(DocumentKind::HkMacauPermit).unwrap(), &mut page);
        page
    }

    #[test]
    fn a_card_beside_a_sheet_that_runs_out_of_the_picture_is_whole() {
        let beside = PixelBox {
            x: 860,
            y: 200,
            w: 340,
            h: 330,
        };
        let page = page_with(Some(beside), CARD);
        assert_eq!(page.measured.cut, [Side::Right]);
        let page = looked(page);
        assert!(page.measured.cut.is_empty());
        let right = page.measured.paper.unwrap().bounds().right();
        assert!((CARD.right() - 12..=CARD.right() + 12).contains(&right), "{right}");
    }

    #[test]
    fn a_card_that_leaves_the_picture_stays_cut() {
        let cut = PixelBox { x: 640, w: 560, ..CARD };
        let page = page_with(None, cut);
        assert_eq!(page.measured.cut, [Side::Right]);
        assert_eq!(looked(page).measured.cut, [Side::Right]);
    }
}
