//! Whether a paper whose printed form is known lies whole in its picture: by its border, its emblem and the line at its foot, not by
//! an outline, which may be that of a picture frame, a sleeve or another paper beside it. The words that were read tell where those
//! must be (`form`); where that is near or beyond a side of the picture, the picture itself is asked whether they are there.

use super::band;
use super::form::{self, FormPlacement};
use crate::hanzi;
use crate::kind::spec::KindSpec;
use crate::measure::{Side, metric};
use crate::pixels::Rgb;
use crate::read::{ReadPage, TextLine};

/// What follows is in widths of the form's border.
///
/// A form of which so much lies beyond the picture is laid wrongly: its words would not be there either.
const WRONG: f64 = 0.25;
/// The emblem's upper end is looked for where it must be this near the picture's upper side; farther beyond, the emblem is not there.
const EMBLEM: std::ops::Range<f64> = -0.031..0.156;
/// The foot's words are looked for at the picture's lower side where their lower end must be this near it.
const FOOT: std::ops::Range<f64> = -0.019..0.0375;
/// Levels by which the emblem differs from the paper beside it, at the picture's upper side. On 26 licences whose emblem must be near
/// it: 78 to 154 on the ten that it runs through, up to 18 on the others and 38 on a picture frame.
const EMBLEM_LEVELS: f64 = 50.0;
/// Share of columns with ink in the picture's last rows under the foot's words. On 16 licences: 0.32 and more where it runs through
/// them, 0.02 and less where it does not (0.26 on one of which it cannot be said).
const FOOT_INK: f64 = 0.3;
/// Levels between neighbouring pixels from which there is ink.
const INK: f64 = 12.0;
/// Line heights from a side of the picture within which words that break off run out of it.
const RUNS_OUT: f64 = 0.6;
/// Share of the page's height below which the foot's words stand.
const LOWER: f64 = 0.7;

/// Sides in the order of their figures.
pub const SIDES: [(Side, &str); 4] = [
    (Side::Left, metric::BEYOND_LEFT),
    (Side::Top, metric::BEYOND_TOP),
    (Side::Right, metric::BEYOND_RIGHT),
    (Side::Bottom, metric::BEYOND_BOTTOM),
];

/// What is printed at the foot of licences, and how it may begin or end where it is whole.
const FOOT_LEFT: [&str; 1] = ["企业信用信息公示系统网址"];
const FOOT_RIGHT: [&str; 2] = ["中华人民共和国国家工商行政管理总局监制", "国家市场监督管理总局监制"];

/// Says of a page whose form is known which sides of it are cut, and how much of the form lies beyond each side of the picture.
pub fn look(spec: &KindSpec, page: &mut ReadPage) {
    let Some(placement) = form::lay(spec, page) else { return };
    let placed = Placed::of(&placement);
    let size = (f64::from(page.width), f64::from(page.height));
    let border = placed.border_beyond(size);
    if border.iter().any(|b| *b > WRONG) {
        return;
    }
    let mut beyond = border;
    let mut cut = run_out(&page.lines, size);
    if let Some(picture) = &page.picture {
        for (side, b) in SIDES.iter().zip(&mut beyond) {
            if *b > 0.0 && band::is_seen(&placement, picture, side.0) {
                *b = 0.0;
            }
        }
    }
    let emblem = placed.emblem_beyond();
    if emblem >= EMBLEM.end {
        beyond[1] = beyond[1].max(emblem);
    } else if EMBLEM.contains(&emblem) && page.picture.as_ref().is_some_and(|p| placed.emblem_runs_out(p)) {
        cut.push(Side::Top);
    }
    if let Some(foot) = placed.foot_beyond(size) {
        if !foot_is_read(&page.lines, size) {
            beyond[3] = beyond[3].max(foot);
        }
        if FOOT.contains(&foot) && page.picture.as_ref().is_some_and(|p| placed.foot_runs_out(p)) {
            cut.push(Side::Bottom);
        }
    }
    cut.sort_unstable();
    cut.dedup();
    if !page.measured.cut.is_empty() {
        // What runs out of the picture was something else, or the white beside the border.
        page.measured.drop_outline();
    }
    page.measured.cut = cut;
    for ((_, name), b) in SIDES.into_iter().zip(beyond) {
        page.measured.figures.insert(name, (b * 1000.0).round() / 1000.0);
    }
}

/// Whether a whole part of the foot was read.
fn foot_is_read(lines: &[TextLine], size: (f64, f64)) -> bool {
    lines.iter().filter(|l| at_foot(l, size)).any(|l| {
        let text = hanzi::fold(&l.text);
        text.contains("总局监")
            || text.contains("总局制")
            || text.trim_start_matches("国家").starts_with("企业信用信息公")
    })
}

fn at_foot(line: &TextLine, (_, h): (f64, f64)) -> bool {
    let [a, .., d] = line.quad.0;
    f64::from(f32::midpoint(a.y, d.y)) > LOWER * h
}

/// Sides at which the foot's words break off.
fn run_out(lines: &[TextLine], size: (f64, f64)) -> Vec<Side> {
    let mut sides = Vec::new();
    for line in lines.iter().filter(|l| at_foot(l, size)) {
        let text: Vec<char> = hanzi::fold(&line.text).chars().collect();
        let [a, b, c, d] = line.quad.0;
        let near = RUNS_OUT * f64::from(line.quad.height());
        let (left, right) = (f64::from(f32::midpoint(a.x, d.x)), f64::from(f32::midpoint(b.x, c.x)));
        let breaks_off = |words: &&str| {
            let words: Vec<char> = words.chars().collect();
            (SURE..words.len()).any(|n| text.ends_with(&words[n - SURE..n]))
        };
        let begins_within = |words: &&str| {
            let words: Vec<char> = words.chars().collect();
            (1..SURE).any(|n| text.starts_with(&words[n..n + SURE]))
        };
        if right > size.0 - near && FOOT_RIGHT.iter().any(breaks_off) {
            sides.push(Side::Right);
        }
        if left < near && FOOT_LEFT.iter().any(begins_within) {
            sides.push(Side::Left);
        }
    }
    sides
}

/// Characters by which the foot's words are known.
const SURE: usize = 6;

/// A form on its page, in widths of its border.
struct Placed {
    placement: FormPlacement,
    /// Width of the border, in the form's own unit.
    unit: f64,
}

impl Placed {
    fn of(placement: &FormPlacement) -> Self {
        let [left, _, right, _] = placement.form.border;
        Self {
            placement: *placement,
            unit: right - left,
        }
    }

    /// Where a place of the form is on the page, and how many pixels a border's width is there.
    fn at(&self, (x, y): (f64, f64)) -> ((f64, f64), f64) {
        const STEP: f64 = 0.01;
        let (p, q) = (
            self.placement.onto_page.at(x, y),
            self.placement.onto_page.at(x + STEP, y),
        );
        (p, (q.0 - p.0).hypot(q.1 - p.1) / STEP * self.unit)
    }

    /// How far the border's corners lie beyond each side of the picture.
    fn border_beyond(&self, (w, h): (f64, f64)) -> [f64; 4] {
        let [l, t, r, b] = self.placement.form.border;
        let mut beyond = [f64::MIN; 4];
        for corner in [(l, t), (r, t), (r, b), (l, b)] {
            let ((x, y), scale) = self.at(corner);
            for (most, off) in beyond.iter_mut().zip([-x, -y, x - w, y - h]) {
                *most = most.max(off / scale);
            }
        }
        beyond
    }

    fn emblem_beyond(&self) -> f64 {
        let ((_, y), scale) = self.at(self.placement.form.emblem);
        -y / scale
    }

    fn foot_beyond(&self, (_, h): (f64, f64)) -> Option<f64> {
        let (y, _) = self.placement.form.foot?;
        let [l, _, r, _] = self.placement.form.border;
        let beyond = [l, r].map(|x| {
            let ((_, y), scale) = self.at((x, y));
            (y - h) / scale
        });
        Some(beyond[0].max(beyond[1]))
    }

    /// Whether the picture's upper side cuts through the emblem: there it is of another colour than the paper on both sides of it.
    fn emblem_runs_out(&self, picture: &Rgb) -> bool {
        let (x, _) = self.placement.form.emblem;
        // Where the emblem's axis meets the second row of the picture.
        let (mut above, mut below) = (
            self.placement.form.emblem.1 - self.unit,
            self.placement.form.emblem.1 + self.unit,
        );
        for _ in 0..40 {
            let middle = f64::midpoint(above, below);
            if self.at((x, middle)).0.1 < 2.0 {
                above = middle;
            } else {
                below = middle;
            }
        }
        let ((x, _), scale) = self.at((x, above));
        let rows = ((0.005 * scale) as u32).max(2).min(picture.height());
        let middle_of = |from: f64, to: f64| -> Option<[f64; 3]> {
            let edge = |share: f64| ((x + share * scale).max(0.0) as u32).min(picture.width());
            let columns = edge(from)..edge(to);
            if columns.len() <= 2 {
                return None;
            }
            let mut values: [Vec<u8>; 3] = Default::default();
            for (px, py) in (0..rows).flat_map(|y| columns.clone().map(move |x| (x, y))) {
                let pixel = picture.get_pixel(px, py).0;
                values.iter_mut().zip(pixel).for_each(|(v, p)| v.push(p));
            }
            Some(values.map(|mut v| {
                v.sort_unstable();
                f64::from(v.get(v.len() / 2).copied().unwrap_or(0))
            }))
        };
        let Some(emblem) = middle_of(-0.028, 0.028) else {
            return false;
        };
        let beside: Vec<[f64; 3]> = [middle_of(-0.2125, -0.1375), middle_of(0.1375, 0.2125)]
            .into_iter()
            .flatten()
            .collect();
        let paper = |c: usize| beside.iter().map(|b| b[c]).sum::<f64>() / beside.len() as f64;
        !beside.is_empty() && (0..3).any(|c| (emblem[c] - paper(c)).abs() >= EMBLEM_LEVELS)
    }

    /// Whether the picture's lower side cuts through the foot's words.
    fn foot_runs_out(&self, picture: &Rgb) -> bool {
        let (Some((y, office)), [l, _, r, _]) = (self.placement.form.foot, self.placement.form.border) else {
            return false;
        };
        let (_, scale) = self.at((l, y));
        let (w, h) = picture.dimensions();
        let rows = ((0.0025 * scale) as u32).max(2);
        if h <= rows + 1 {
            return false;
        }
        let inset = 0.0125 * self.unit;
        let light = |x: u32, y: u32| band::luma(picture.get_pixel(x, y).0);
        [(l + inset, l + 0.19 * self.unit), (office, r - inset)]
            .into_iter()
            .any(|(from, to)| {
                let edge = |x: f64| (self.at((x, y)).0.0.max(0.0) as u32).min(w - 1);
                let columns = edge(from)..edge(to);
                let inked = columns
                    .clone()
                    .filter(|x| {
                        let step = |y: u32| (light(x + 1, y) - light(*x, y)).abs();
                        (h - 1 - rows..h - 1).map(step).sum::<f64>() / f64::from(rows) > INK
                    })
                    .count();
                columns.len() >= 8 && inked as f64 > FOOT_INK * columns.len() as f64
            })
    }
}

#[cfg(test)]
mod tests {
    use image::Rgb as Pixel;

    use super::*;
    use crate::geometry::{Homography, PixelBox, Point, Quad};
    use crate::kind::forms::{Form, LICENCES};
    use crate::kind::{self, DocumentKind};
    use crate::read::fixture;

    const WHITE: [u8; 3] = [236, 234, 226];
    const DESK: [u8; 3] = [96, 72, 50];
    const ORIGINAL: &Form = &LICENCES[0];
    const DUPLICATE: &Form = &LICENCES[1];
    /// Pixels a title's width, and where its left end lies.
    const TITLE: f64 = 300.0;

    /// A drawn licence: a form whose title begins at `at`, in a picture of this size; the words of the form that lie in it are read.
    struct Drawn {
        form: &'static Form,
        at: (f64, f64),
        size: (u32, u32),
        /// What lies around the sheet, by the place on the form.
        around: fn(f64, f64) -> [u8; 3],
    }

    impl Drawn {
        fn map(&self) -> Homography {
            // Turned by half a degree, as a hand holds it.
            Homography::similar((TITLE, 0.009 * TITLE), self.at)
        }

        fn colour(&self, x: f64, y: f64) -> [u8; 3] {
            let [l, t, r, b] = self.form.border;
            let outside = |by: f64| x < l - by || y < t - by || x > r + by || y > b + by;
            let (cx, top) = self.form.emblem;
            if (x - cx).hypot(y - top - 0.165) < 0.165 {
                return [186, 44, 38];
            }
            if outside(0.2) {
                return (self.around)(x, y);
            }
            let stripes = (x * 90.0).floor() as i64 % 2 == 0;
            if !outside(0.0) && outside(-0.05) {
                let across = (y * 90.0).floor() as i64 % 2 == 0;
                return if stripes == across { [120, 116, 96] } else { WHITE };
            }
            let (foot, office) = self.form.foot.unwrap();
            let words = (l + 0.02..l + 0.5).contains(&x) || (office..r - 0.02).contains(&x);
            if words && (foot - 0.045..foot).contains(&y) && (x * 130.0).floor() as i64 % 2 == 0 {
                return [40, 40, 40];
            }
            WHITE
        }

        fn line(&self, text: &str, (from, to): (f64, f64), y: f64, high: f64) -> Option<TextLine> {
            let map = self.map();
            let point = |x: f64, y: f64| {
                let (x, y) = map.at(x, y);
                Point {
                    x: x as f32,
                    y: y as f32,
                }
            };
            let (upper, lower) = (y - high / 2.0, y + high / 2.0);
            let quad = Quad([
                point(from, upper),
                point(to, upper),
                point(to, lower),
                point(from, lower),
            ]);
            let (w, h) = self.size;
            let held = PixelBox {
                x: 0,
                y: 0,
                w: w as i32,
                h: h as i32,
            };
            let area = quad.bounds();
            (area.intersect(held) == area).then(|| TextLine {
                quad,
                ..fixture::line(text, area)
            })
        }

        fn page(&self) -> ReadPage {
            let back = self.map().inverse().unwrap();
            let picture = Rgb::from_fn(self.size.0, self.size.1, |x, y| {
                let (x, y) = back.at(f64::from(x) + 0.5, f64::from(y) + 0.5);
                Pixel(self.colour(x, y))
            });
            let form = self.form;
            let mut lines = vec![self.line(form.title, (0.0, 1.0), 0.0, 0.2)];
            for word in form.words {
                // Words of which one end is told are as wide as at the foot.
                let wide = 0.03 * word.words.chars().count() as f64;
                let ends = match (word.left, word.right) {
                    (Some(left), Some(right)) => (left, right),
                    (Some(left), None) => (left, left + wide),
                    (None, Some(right)) => (right - wide, right),
                    (None, None) => continue,
                };
                lines.push(self.line(word.words, ends, word.y, 0.05));
            }
            let (column, ..) = form.labels.unwrap();
            for (i, label) in ["名称", "类型", "住所", "法定代表人", "注册资本", "成立日期"]
                .iter()
                .enumerate()
            {
                lines.push(self.line(label, (column, column + 0.25), 0.3 + 0.1 * i as f64, 0.05));
            }
            if form.duplicate {
                lines.push(self.line("(副本)", (0.4, 0.6), 0.17, 0.06));
            }
            ReadPage {
                picture: Some(picture),
                ..fixture::page(self.size.0, self.size.1, lines.into_iter().flatten().collect())
            }
        }
    }

    fn looked(mut page: ReadPage) -> ReadPage {
        look(kind::spec(DocumentKind::BusinessLicence).unwrap(), &mut page);
        page
    }

    /// Sides from which more than the rule allows is gone.
    fn gone(page: &ReadPage) -> Vec<Side> {
        let beyond = |name: &str| page.measured.figures.get(name).is_some_and(|b| *b > 0.01);
        let sides = SIDES
            .iter()
            .filter(|(s, name)| page.measured.cut.contains(s) || beyond(name));
        sides.map(|(s, _)| *s).collect()
    }

    fn desk(_: f64, _: f64) -> [u8; 3] {
        DESK
    }

    /// A duplicate with a desk all about it.
    const WHOLE: Drawn = Drawn {
        form: DUPLICATE,
        at: (190.0, 290.0),
        size: (680, 960),
        around: desk,
    };

    #[test]
    fn a_whole_licence_is_whole_and_a_cut_one_is_not() {
        let page = looked(WHOLE.page());
        assert!(gone(&page).is_empty(), "{:?}", page.measured.figures);
        assert!(page.measured.figures[metric::BEYOND_BOTTOM] < -0.1);
        // The foot: with the border, and its line alone. And each other side.
        for (at, size, side) in [
            ((190.0, 290.0), (680, 800), Side::Bottom),
            ((190.0, 290.0), (680, 822), Side::Bottom),
            ((60.0, 290.0), (560, 960), Side::Left),
            ((190.0, 290.0), (570, 960), Side::Right),
            ((190.0, 165.0), (680, 960), Side::Top),
        ] {
            let page = looked(Drawn { at, size, ..WHOLE }.page());
            assert_eq!(gone(&page), [side], "{at:?} {size:?} {:?}", page.measured.figures);
        }
    }

    #[test]
    fn a_foot_or_an_emblem_that_the_picture_cuts_through_is_seen() {
        // The last row goes through the middle of the foot's words, of which none was read.
        let page = looked(
            Drawn {
                size: (680, 829),
                ..WHOLE
            }
            .page(),
        );
        assert_eq!(page.measured.cut, [Side::Bottom], "{:?}", page.measured.figures);
        let original = Drawn {
            form: ORIGINAL,
            at: (190.0, 145.0),
            ..WHOLE
        };
        assert_eq!(looked(original.page()).measured.cut, [Side::Top]);
        let page = looked(
            Drawn {
                at: (190.0, 165.0),
                ..original
            }
            .page(),
        );
        assert!(gone(&page).is_empty(), "{:?}", page.measured.figures);
    }

    /// An outline that runs out of the picture on a side.
    fn outlined(mut page: ReadPage, area: PixelBox, side: Side) -> ReadPage {
        page.measured.paper = Some(Quad::from_box(area));
        page.measured.cut = vec![side];
        page
    }

    #[test]
    fn a_frame_on_a_wall_is_no_cut() {
        // Glass in a gilt frame, of which the picture holds three sides.
        fn framed(x: f64, y: f64) -> [u8; 3] {
            let gilt = (-0.62..1.64).contains(&x) && (-0.92..2.04).contains(&y);
            if gilt { [170, 134, 60] } else { [214, 212, 208] }
        }
        let page = Drawn {
            around: framed,
            at: (150.0, 290.0),
            ..WHOLE
        };
        let frame = PixelBox {
            x: 0,
            y: 10,
            w: 640,
            h: 890,
        };
        let page = looked(outlined(page.page(), frame, Side::Left));
        assert!(
            gone(&page).is_empty() && page.measured.paper.is_none(),
            "{:?}",
            page.measured.figures
        );
    }

    #[test]
    fn a_sleeve_and_another_paper_beside_it_are_no_cut() {
        // A sleeve's rim of the paper's tone, and a form that comes in from the right.
        fn beside(x: f64, y: f64) -> [u8; 3] {
            let sleeve = (-0.58..1.58).contains(&x) && (-0.88..2.0).contains(&y);
            let print = (y * 25.0).floor() as i64 % 2 == 0 && (x * 40.0).floor() as i64 % 3 != 0;
            match (sleeve, x > 1.5 && y > 0.4, print) {
                (false, true, true) => [60, 60, 64],
                (true, ..) => [222, 224, 226],
                (false, true, false) => [240, 240, 240],
                (false, false, _) => DESK,
            }
        }
        let page = Drawn {
            around: beside,
            ..WHOLE
        }
        .page();
        let both = PixelBox {
            x: 20,
            y: 30,
            w: 660,
            h: 880,
        };
        let page = looked(outlined(page, both, Side::Right));
        assert!(gone(&page).is_empty(), "{:?}", page.measured.figures);
    }

    #[test]
    fn a_border_that_is_seen_outweighs_where_words_say_it_is() {
        // Title, labels and foot printed by a hundredth of the sheet to the right of where they belong on the form.
        let mut page = Drawn {
            at: (190.0, 290.0),
            size: (597, 960),
            ..WHOLE
        }
        .page();
        for line in &mut page.lines {
            line.quad.0.iter_mut().for_each(|p| p.x += 12.0);
        }
        let page = looked(page);
        assert!(gone(&page).is_empty(), "{:?}", page.measured.figures);
        assert_eq!(page.measured.figures[metric::BEYOND_RIGHT], 0.0);
    }

    #[test]
    fn words_of_the_foot_that_break_off_say_where() {
        let at = |text: &str, x: i32, w: i32| {
            let area = PixelBox { x, y: 900, w, h: 20 };
            run_out(&[fixture::line(text, area)], (680.0, 960.0))
        };
        assert_eq!(at("中华人民共和国国家工商行政管理总局监", 400, 276), [Side::Right]);
        assert_eq!(at("国家市场监督管理", 500, 178), [Side::Right]);
        assert_eq!(at("用信息公示系统网址:", 2, 200), [Side::Left]);
        // Whole, or broken off by the reader far from the side.
        assert!(at("中华人民共和国国家工商行政管理总局监制", 400, 276).is_empty());
        assert!(at("中华人民共和国国家工商", 300, 200).is_empty());
        assert!(at("企业信用信息公示系统网址:", 2, 200).is_empty());
    }

    #[test]
    fn of_a_page_without_the_words_nothing_is_said() {
        let mut page = outlined(
            WHOLE.page(),
            PixelBox {
                x: 20,
                y: 30,
                w: 660,
                h: 880,
            },
            Side::Right,
        );
        page.lines.truncate(2);
        let page = looked(page);
        assert_eq!(page.measured.cut, [Side::Right]);
        assert!(!page.measured.figures.contains_key(metric::BEYOND_TOP));
        let card = kind::spec(DocumentKind::IdCardPortrait).unwrap();
        let mut page = WHOLE.page();
        look(card, &mut page);
        assert!(!page.measured.figures.contains_key(metric::BEYOND_TOP));
    }
}
