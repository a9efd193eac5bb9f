//! An identity card placed by its own print: where two labels stand tells where the card's edges must be, also when no edge
//! was seen against the desk.

use crate::geometry::{Point, Quad};
use crate::hanzi;
use crate::kind::spec::Paper;
use crate::kind::{self, DocumentKind};
use crate::measure::Side;
use crate::read::{ReadPage, TextLine};

/// A card's size in millimetres.
const CARD: (f32, f32) = (Paper::ID_1.long_mm as f32, Paper::ID_1.short_mm as f32);
/// Millimetres that must lie beyond the picture: layouts and readings differ by 2.
const BEYOND: f32 = 4.0;
/// Millimetres within the picture from which a side that was taken to be cut is none: perspective shifts the far sides by 4.
const WITHIN: f32 = 5.0;
/// Least distance of two labels that place the card, millimetres: at 20 an error of half a millimetre grows to two.
const BASE: f32 = 20.0;
/// How much larger than the card an outline is that is the sheet's under it.
const LARGER: f32 = 1.3;
/// Pixels by which a corner may lie outside its picture: the outline is found on a reduced copy.
const OUTSIDE: f32 = 3.0;
/// Print on a sheet far larger than the card covers less of it than this; on the card itself half of it.
const SPARSE: f32 = 0.25;

/// Places the card by its labels where its outline was not seen, was seen to run out of the picture where the card cannot, or is
/// that of a sheet under it: names the sides on which it must, else looks for its edges near the places that they must have.
pub fn place_by_labels(kind: DocumentKind, page: &mut ReadPage) {
    let Some(placed) = Placed::of(kind, &page.lines) else {
        return;
    };
    let measured = &mut page.measured;
    if let Some(outline) = measured.paper.filter(|_| measured.cut.is_empty()) {
        let larger = outline.area() > LARGER * placed.corners().area() && !printed_on_sheet(outline, &page.lines);
        // A card that is whole lies within its picture. What seems to lie over it may be the desk between its side and a line
        // beside it.
        let (w, h) = (page.width as f32, page.height as f32);
        let within = |p: &Point| (-OUTSIDE..w + OUTSIDE).contains(&p.x) && (-OUTSIDE..h + OUTSIDE).contains(&p.y);
        let doubtful = larger || !outline.0.iter().all(within) || !measured.occluded.is_empty();
        if let (true, Some(picture)) = (doubtful, &page.picture) {
            measured.outline_near(picture, &placed.corners(), page.restored);
        }
        return;
    }
    let size = (page.width as f32, page.height as f32);
    if measured.paper.is_some() && measured.cut.iter().all(|side| placed.beyond(*side, size) > -WITHIN) {
        return;
    }
    measured.drop_outline();
    measured.cut = placed.outside(size);
    if let (true, Some(picture)) = (measured.cut.is_empty(), &page.picture) {
        measured.outline_near(picture, &placed.corners(), page.restored);
    }
}

/// What a card shows beside print and ground, millimetres from its upper left corner to the lower right one of the picture (layout
/// of GA 450 as printed, with room for layouts that differ by 2): the portrait, and emblem and Great Wall.
const PORTRAIT_PICTURE: (f32, f32, f32, f32) = (53.0, 4.0, 84.0, 46.0);
const EMBLEM_PICTURE: (f32, f32, f32, f32) = (2.0, 2.0, 27.0, 31.0);
/// How much larger or smaller an outline is than the card by its labels, where it is the card's.
const SAME_SIZE: std::ops::Range<f32> = 0.8..1.25;

/// Looks for things that lie wholly within a card whose labels and outline agree.
pub fn look_within(kind: DocumentKind, page: &mut ReadPage) {
    let (x0, y0, x1, y1) = match kind {
        DocumentKind::IdCardPortrait => PORTRAIT_PICTURE,
        DocumentKind::IdCardEmblem => EMBLEM_PICTURE,
        _ => return,
    };
    let Some(outline) = page.measured.paper else { return };
    // Where a thing hides the labels, the outline's proportions must do.
    let agree = match Placed::of(kind, &page.lines) {
        Some(placed) => SAME_SIZE.contains(&(outline.area() / placed.corners().area().max(1.0))),
        None => page.measured.shows_one_card(),
    };
    if let (true, Some(picture)) = (agree, &page.picture) {
        let (w, h) = CARD;
        page.measured.look_within(picture, &[[x0 / w, y0 / h, x1 / w, y1 / h]]);
    }
}

/// Where a card lies by two of its labels: pixel = place of the first + z (mm - first's mm), z complex.
struct Placed {
    first: (Point, f32, f32),
    z: (f32, f32),
}

impl Placed {
    /// By the words that a card's side prints; where its left end is cut off, by what is left of them as well.
    fn of(kind: DocumentKind, lines: &[TextLine]) -> Option<Self> {
        let places = kind::spec(kind)?.places;
        let by = |torn: bool| {
            let words = places.iter().filter(|p| torn || !p.torn);
            let seen = words.filter_map(|p| Some((place(p.words, lines)?, p.at.0, p.at.1)));
            Self::by(&seen.collect::<Vec<_>>())
        };
        by(false).or_else(|| by(true))
    }

    /// By words that were seen, with their places on the card.
    fn by(seen: &[(Point, f32, f32)]) -> Option<Self> {
        let mut base: Option<(f32, (Point, f32, f32), (Point, f32, f32))> = None;
        for (i, a) in seen.iter().enumerate() {
            for b in seen.iter().skip(i + 1) {
                let mm = ((b.1 - a.1).powi(2) + (b.2 - a.2).powi(2)).sqrt();
                if mm >= BASE && base.is_none_or(|(m, ..)| mm > m) {
                    base = Some((mm, *a, *b));
                }
            }
        }
        let (mm, a, b) = base?;
        let (ux, uy, vx, vy) = (b.1 - a.1, b.2 - a.2, b.0.x - a.0.x, b.0.y - a.0.y);
        let z = ((vx * ux + vy * uy) / (mm * mm), (vy * ux - vx * uy) / (mm * mm));
        let placed = Self { first: a, z };
        // Half a turn or a mirror is no reading of a card.
        (placed.scale() >= 1.0 && z.1.abs() <= 0.5 * z.0).then_some(placed)
    }

    /// Pixels a millimetre.
    fn scale(&self) -> f32 {
        self.z.0.hypot(self.z.1)
    }

    fn at(&self, x: f32, y: f32) -> Point {
        let (a, mx, my) = self.first;
        let (dx, dy) = (x - mx, y - my);
        Point {
            x: a.x + self.z.0 * dx - self.z.1 * dy,
            y: a.y + self.z.1 * dx + self.z.0 * dy,
        }
    }

    fn corners(&self) -> Quad {
        let (w, h) = CARD;
        Quad([self.at(0.0, 0.0), self.at(w, 0.0), self.at(w, h), self.at(0.0, h)])
    }

    /// How many millimetres a side's middle lies beyond a picture of a size.
    fn beyond(&self, side: Side, (w, h): (f32, f32)) -> f32 {
        let pixels = match side {
            Side::Left => -self.at(0.0, CARD.1 / 2.0).x,
            Side::Top => -self.at(CARD.0 / 2.0, 0.0).y,
            Side::Right => self.at(CARD.0, CARD.1 / 2.0).x - w,
            Side::Bottom => self.at(CARD.0 / 2.0, CARD.1).y - h,
        };
        pixels / self.scale()
    }

    /// Sides on which the card must run out of the picture.
    fn outside(&self, size: (f32, f32)) -> Vec<Side> {
        let sides = [Side::Left, Side::Top, Side::Right, Side::Bottom];
        sides.into_iter().filter(|s| self.beyond(*s, size) > BEYOND).collect()
    }
}

/// Left end and middle height of a label; `None` where it is not read or read twice.
fn place(label: &str, lines: &[TextLine]) -> Option<Point> {
    let mut found = lines.iter().filter_map(|l| {
        let text = hanzi::fold(&l.text);
        let at = text.find(label)?;
        let (before, all) = (
            text.get(..at)?.chars().count() as f32,
            text.chars().count().max(1) as f32,
        );
        let [p, q, r, s] = l.quad.0;
        let share = before / all;
        let mid = |m: Point, n: Point| Point {
            x: f32::midpoint(m.x, n.x),
            y: f32::midpoint(m.y, n.y),
        };
        let (start, end) = (mid(p, s), mid(q, r));
        Some(Point {
            x: start.x + (end.x - start.x) * share,
            y: start.y + (end.y - start.y) * share,
        })
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Whether the outline is that of a sheet far larger than the print on it: a card's copy on paper.
pub fn printed_on_sheet(quad: Quad, lines: &[TextLine]) -> bool {
    let (w, h) = (quad.width(), quad.height());
    let proportion = w.max(h) / w.min(h).max(1.0);
    let Some(print) = lines.iter().map(|l| l.area).reduce(crate::geometry::PixelBox::union) else {
        return false;
    };
    (1.25..1.5).contains(&proportion) && (print.area() as f32) < SPARSE * quad.area()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PixelBox;
    use crate::read::fixture;

    fn line(text: &str, x: f32, y: f32) -> TextLine {
        let area = PixelBox {
            x: x as i32,
            y: (y - 15.0) as i32,
            w: 30 * text.chars().count() as i32,
            h: 30,
        };
        fixture::line(text, area)
    }

    /// Labels of a card of 10 pixels a millimetre whose upper left corner lies at (x, y).
    fn card(x: f32, y: f32) -> Vec<TextLine> {
        let places = kind::spec(DocumentKind::IdCardPortrait).unwrap().places.iter();
        let whole = places.filter(|p| !p.torn && p.words != "民族");
        whole
            .map(|p| line(p.words, x + 10.0 * p.at.0, y + 10.0 * p.at.1))
            .collect()
    }

    #[test]
    fn sides_beyond_the_picture_are_named() {
        let cut = |x, y, w, h| {
            Placed::of(DocumentKind::IdCardPortrait, &card(x, y))
                .unwrap()
                .outside((w, h))
        };
        assert!(cut(0.0, 0.0, 856.0, 540.0).is_empty());
        assert!(cut(-20.0, 5.0, 830.0, 530.0).is_empty());
        assert_eq!(cut(0.0, 0.0, 740.0, 540.0), [Side::Right]);
        assert_eq!(cut(40.0, -60.0, 900.0, 600.0), [Side::Top]);
        assert_eq!(cut(40.0, 40.0, 900.0, 520.0), [Side::Bottom]);
    }

    /// A card at (100, 80) of a picture of 1056 x 700 on a desk of stripes as pale as it is, its print as `card` has it.
    fn striped() -> ReadPage {
        let picture = crate::pixels::Rgb::from_fn(1056, 700, |x, y| {
            let on = (100..956).contains(&x) && (80..620).contains(&y);
            let stripe = (x + 2 * y) / 40 % 3 == 0;
            image::Rgb(match (on, stripe) {
                (true, _) => [232, 234, 240],
                (false, true) => [226, 224, 216],
                (false, false) => [120, 90, 60],
            })
        });
        ReadPage {
            picture: Some(picture),
            ..fixture::page(1056, 700, card(100.0, 80.0))
        }
    }

    #[test]
    fn a_card_on_stripes_is_outlined_near_its_print() {
        let mut page = striped();
        place_by_labels(DocumentKind::IdCardPortrait, &mut page);
        let b = page.measured.paper.expect("its four sides are seen").bounds();
        assert!(
            (b.x - 100).abs() < 8 && (b.y - 80).abs() < 8 && (b.w - 856).abs() < 16 && (b.h - 540).abs() < 16,
            "{b:?}"
        );
    }

    #[test]
    fn a_side_that_the_print_places_well_within_is_not_cut() {
        let mut page = striped();
        page.measured.paper = Some(Quad::from_box(PixelBox {
            x: 100,
            y: 80,
            w: 956,
            h: 620,
        }));
        page.measured.cut = vec![Side::Right, Side::Bottom];
        place_by_labels(DocumentKind::IdCardPortrait, &mut page);
        assert!(page.measured.cut.is_empty());
        // Its right side must lie beyond a narrower picture.
        let mut page = striped();
        (page.width, page.picture) = (880, None);
        page.measured.paper = Some(Quad::from_box(PixelBox {
            x: 100,
            y: 80,
            w: 780,
            h: 540,
        }));
        page.measured.cut = vec![Side::Right];
        place_by_labels(DocumentKind::IdCardPortrait, &mut page);
        assert_eq!(page.measured.cut, [Side::Right]);
    }

    #[test]
    fn a_sheet_under_the_card_is_not_its_outline() {
        let mut page = striped();
        let sheet = Quad::from_box(PixelBox {
            x: 20,
            y: 20,
            w: 1010,
            h: 660,
        });
        page.measured.paper = Some(sheet);
        place_by_labels(DocumentKind::IdCardPortrait, &mut page);
        let found = page.measured.paper.unwrap().bounds();
        let card = PixelBox {
            x: 100,
            y: 80,
            w: 856,
            h: 540,
        };
        assert!(found.iou(card) > 0.97, "{found:?}");
    }

    #[test]
    fn a_card_that_is_whole_has_no_corner_outside_its_picture() {
        let at = |x, y| Point { x, y };
        let outlined = |right: f32| {
            let mut page = striped();
            page.measured.paper = Some(Quad([
                at(100.0, 80.0),
                at(956.0, 80.0),
                at(right, 620.0),
                at(100.0, 620.0),
            ]));
            place_by_labels(DocumentKind::IdCardPortrait, &mut page);
            page.measured.paper.unwrap().0[2].x
        };
        assert!((outlined(1062.0) - 956.0).abs() < 8.0);
        assert!(
            (outlined(1040.0) - 1040.0).abs() < 1.0,
            "a card seen aslant is left alone"
        );
    }

    #[test]
    fn a_card_without_its_left_end_is_placed_by_the_labels_that_are_left() {
        // A tenth of the card lies beyond the picture: no label at its left end is whole.
        let mut page = fixture::page(
            900,
            600,
            vec![line("男民族汉", 129.0, 168.0), line("身份号码", 31.0, 488.0)],
        );
        place_by_labels(DocumentKind::IdCardPortrait, &mut page);
        assert_eq!(page.measured.cut, [Side::Left]);
        let mut emblem = fixture::page(900, 600, page.lines.clone());
        place_by_labels(DocumentKind::IdCardEmblem, &mut emblem);
        assert!(emblem.measured.cut.is_empty());
    }

    #[test]
    fn one_label_places_nothing() {
        assert!(Placed::of(DocumentKind::IdCardPortrait, &card(0.0, 0.0)[..1]).is_none());
    }

    #[test]
    fn a_small_print_on_an_a4_outline_is_a_sheet() {
        let a4 = Quad::from_box(PixelBox {
            x: 0,
            y: 0,
            w: 2100,
            h: 2970,
        });
        assert!(printed_on_sheet(a4, &card(300.0, 300.0)));
        let own = Quad::from_box(PixelBox {
            x: 0,
            y: 0,
            w: 856,
            h: 600,
        });
        let mut lines = card(0.0, 0.0);
        lines.push(line("510102199003071234", 284.0, 468.0));
        assert!(!printed_on_sheet(own, &lines));
    }
}
