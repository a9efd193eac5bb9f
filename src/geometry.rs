//! Places on a page: boxes, quadrilaterals and quarter turns. Pixels, origin top left, y down.

use serde::{Deserialize, Serialize};

/// An axis-parallel box in pixels, `[x, y, width, height]` in reports. It may begin outside the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "[i32; 4]", into = "[i32; 4]")]
pub struct PixelBox {
    /// Left edge.
    pub x: i32,
    /// Upper edge.
    pub y: i32,
    /// Width, 0 or more.
    pub w: i32,
    /// Height, 0 or more.
    pub h: i32,
}

impl From<[i32; 4]> for PixelBox {
    fn from([x, y, w, h]: [i32; 4]) -> Self {
        Self {
            x,
            y,
            w: w.max(0),
            h: h.max(0),
        }
    }
}

impl From<PixelBox> for [i32; 4] {
    fn from(b: PixelBox) -> Self {
        [b.x, b.y, b.w, b.h]
    }
}

impl schemars::JsonSchema for PixelBox {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "box".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "array", "items": { "type": "integer" }, "minItems": 4, "maxItems": 4,
            "description": "[x, y, width, height] in pixels of the upright page image"
        })
    }
}

impl PixelBox {
    /// A box from its edges; an empty one where they are crossed.
    pub fn from_edges(x0: i32, y0: i32, x1: i32, y1: i32) -> Self {
        Self {
            x: x0,
            y: y0,
            w: (x1 - x0).max(0),
            h: (y1 - y0).max(0),
        }
    }
    /// The box around a whole picture of this size.
    pub const fn whole(width: u32, height: u32) -> Self {
        Self {
            x: 0,
            y: 0,
            w: width as i32,
            h: height as i32,
        }
    }
    /// First column right of the box.
    pub const fn right(self) -> i32 {
        self.x + self.w
    }
    /// First row below the box.
    pub const fn bottom(self) -> i32 {
        self.y + self.h
    }
    /// Area in pixels.
    pub const fn area(self) -> i64 {
        self.w as i64 * self.h as i64
    }
    /// Middle of the box.
    pub fn centre(self) -> (f32, f32) {
        (self.x as f32 + self.w as f32 / 2.0, self.y as f32 + self.h as f32 / 2.0)
    }
    /// The common part of two boxes, empty where there is none.
    #[must_use]
    pub fn intersect(self, o: Self) -> Self {
        Self::from_edges(
            self.x.max(o.x),
            self.y.max(o.y),
            self.right().min(o.right()),
            self.bottom().min(o.bottom()),
        )
    }
    /// The smallest box around both.
    #[must_use]
    pub fn union(self, o: Self) -> Self {
        Self::from_edges(
            self.x.min(o.x),
            self.y.min(o.y),
            self.right().max(o.right()),
            self.bottom().max(o.bottom()),
        )
    }
    /// The box grown by `dx` to the left and right and `dy` above and below.
    #[must_use]
    pub fn grow(self, dx: i32, dy: i32) -> Self {
        Self::from_edges(self.x - dx, self.y - dy, self.right() + dx, self.bottom() + dy)
    }
    /// The part inside a `width` x `height` page.
    #[must_use]
    pub fn clamp_to(self, width: u32, height: u32) -> Self {
        self.intersect(Self {
            x: 0,
            y: 0,
            w: width as i32,
            h: height as i32,
        })
    }
    /// Share of this box that `o` covers, 0 to 1.
    pub fn covered_by(self, o: Self) -> f32 {
        if self.area() == 0 {
            0.0
        } else {
            self.intersect(o).area() as f32 / self.area() as f32
        }
    }
    /// Intersection over union, 0 to 1.
    pub fn iou(self, o: Self) -> f32 {
        let i = self.intersect(o).area();
        let u = self.area() + o.area() - i;
        if u == 0 { 0.0 } else { i as f32 / u as f32 }
    }
}

/// A point, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Down.
    pub y: f32,
}

impl Point {
    /// Distance to another point, in pixels.
    pub fn distance(self, o: Self) -> f32 {
        ((self.x - o.x) * (self.x - o.x) + (self.y - o.y) * (self.y - o.y)).sqrt()
    }
    /// Whether it lies in a box or on its edge.
    pub fn is_within(self, area: PixelBox) -> bool {
        let between = |v: f32, from: i32, to: i32| v >= from as f32 && v <= to as f32;
        between(self.x, area.x, area.right()) && between(self.y, area.y, area.bottom())
    }
}

/// Four corners, clockwise from top left as the content reads.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Quad(pub [Point; 4]);

impl Quad {
    /// The place at a share of the sides, (0, 0) the first corner and (1, 1) the one across: straight between the corners, without
    /// perspective, which for something as narrow as a line its four corners tell.
    pub fn at(&self, u: f32, v: f32) -> Point {
        let [a, b, c, d] = self.0;
        let mix = |p: f32, q: f32, r: f32, s: f32| (p * (1.0 - u) + q * u) * (1.0 - v) + (s * (1.0 - u) + r * u) * v;
        Point {
            x: mix(a.x, b.x, c.x, d.x),
            y: mix(a.y, b.y, c.y, d.y),
        }
    }
    /// The corners of a box.
    pub fn from_box(b: PixelBox) -> Self {
        let (x0, y0, x1, y1) = (b.x as f32, b.y as f32, b.right() as f32, b.bottom() as f32);
        Self([
            Point { x: x0, y: y0 },
            Point { x: x1, y: y0 },
            Point { x: x1, y: y1 },
            Point { x: x0, y: y1 },
        ])
    }
    /// Length of the upper and lower edges, averaged.
    pub fn width(&self) -> f32 {
        f32::midpoint(self.0[0].distance(self.0[1]), self.0[3].distance(self.0[2]))
    }
    /// Length of the left and right edges, averaged.
    pub fn height(&self) -> f32 {
        f32::midpoint(self.0[0].distance(self.0[3]), self.0[1].distance(self.0[2]))
    }
    /// The axis-parallel box around it.
    pub fn bounds(&self) -> PixelBox {
        let (mut x0, mut y0, mut x1, mut y1) = (f32::MAX, f32::MAX, f32::MIN, f32::MIN);
        for p in self.0 {
            x0 = x0.min(p.x);
            y0 = y0.min(p.y);
            x1 = x1.max(p.x);
            y1 = y1.max(p.y);
        }
        PixelBox::from_edges(x0.floor() as i32, y0.floor() as i32, x1.ceil() as i32, y1.ceil() as i32)
    }
    /// Whether a point lies inside (corners in either direction).
    pub fn holds(&self, p: Point) -> bool {
        let side = |a: Point, b: Point| (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
        let [a, b, c, d] = self.0;
        let sides = [side(a, b), side(b, c), side(c, d), side(d, a)];
        sides.iter().all(|s| *s >= 0.0) || sides.iter().all(|s| *s <= 0.0)
    }
    /// Area by the shoelace formula, in square pixels.
    pub fn area(&self) -> f32 {
        let p = &self.0;
        let mut twice = 0.0;
        for i in 0..4 {
            let (a, b) = (p[i], p[(i + 1) % 4]);
            twice += a.x * b.y - b.x * a.y;
        }
        twice.abs() / 2.0
    }
}

/// The projective map of the unit square onto a quadrilateral, corners in order (0,0), (1,0), (1,1), (0,1). Closed form after
/// P. S. Heckbert, "Fundamentals of Texture Mapping and Image Warping" (1989), section 2.2.3.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Projection {
    x: [f32; 3],
    y: [f32; 3],
    w: [f32; 2],
}

impl Projection {
    /// The map onto `quad`, or `None` where its corners do not span an area.
    pub fn onto(quad: &Quad) -> Option<Self> {
        let [a, b, c, d] = quad.0;
        let (dx1, dy1, dx2, dy2) = (b.x - c.x, b.y - c.y, d.x - c.x, d.y - c.y);
        let (sx, sy) = (a.x - b.x + c.x - d.x, a.y - b.y + c.y - d.y);
        let den = dx1 * dy2 - dx2 * dy1;
        if den.abs() < 1e-3 {
            return None;
        }
        let (g, h) = ((sx * dy2 - dx2 * sy) / den, (dx1 * sy - sx * dy1) / den);
        Some(Self {
            x: [b.x - a.x + g * b.x, d.x - a.x + h * d.x, a.x],
            y: [b.y - a.y + g * b.y, d.y - a.y + h * d.y, a.y],
            w: [g, h],
        })
    }
    /// Where a point of the unit square (or just outside it) falls.
    pub fn at(&self, u: f32, v: f32) -> Point {
        let w = self.w[0] * u + self.w[1] * v + 1.0;
        Point {
            x: (self.x[0] * u + self.x[1] * v + self.x[2]) / w,
            y: (self.y[0] * u + self.y[1] * v + self.y[2]) / w,
        }
    }
}

/// A projective map of a plane, as three rows of homogeneous coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Homography(pub [[f64; 3]; 3]);

impl Homography {
    /// The map that scales by a complex number `(re, im)` and then moves: turn and size without perspective.
    pub const fn similar((re, im): (f64, f64), (x, y): (f64, f64)) -> Self {
        Self([[re, -im, x], [im, re, y], [0.0, 0.0, 1.0]])
    }
    /// Where a point falls.
    pub fn at(&self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c] = self.0.map(|r| r[0] * x + r[1] * y + r[2]);
        (a / c, b / c)
    }
    /// This map after another.
    #[must_use]
    pub fn after(&self, first: &Self) -> Self {
        let column = |j: usize| first.0.map(|r| r[j]);
        Self(
            self.0
                .map(|r| [0, 1, 2].map(|j| r.iter().zip(column(j)).map(|(a, b)| a * b).sum())),
        )
    }
    /// The map back, but for a factor; `None` where it folds the plane into a line.
    pub fn inverse(&self) -> Option<Self> {
        let [[a, b, c], [d, e, f], [g, h, i]] = self.0;
        let rows = [
            [e * i - f * h, c * h - b * i, b * f - c * e],
            [f * g - d * i, a * i - c * g, c * d - a * f],
            [d * h - e * g, b * g - a * h, a * e - b * d],
        ];
        let det = a * rows[0][0] + b * rows[1][0] + c * rows[2][0];
        (det.abs() > 1e-12).then(|| Self(rows.map(|r| r.map(|v| v / det))))
    }
}

/// A quarter turn, clockwise, that makes a page upright.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Turn {
    /// Upright as it is.
    #[default]
    None,
    /// 90 degrees clockwise.
    Right,
    /// 180 degrees.
    Half,
    /// 270 degrees clockwise.
    Left,
}

impl Turn {
    /// All four, by degrees.
    pub const ALL: [Turn; 4] = [Turn::None, Turn::Right, Turn::Half, Turn::Left];
    /// 0, 90, 180 or 270.
    pub const fn degrees(self) -> u16 {
        match self {
            Turn::None => 0,
            Turn::Right => 90,
            Turn::Half => 180,
            Turn::Left => 270,
        }
    }
    /// The turn that undoes this one.
    #[must_use]
    pub const fn back(self) -> Turn {
        match self {
            Turn::Right => Turn::Left,
            Turn::Left => Turn::Right,
            same => same,
        }
    }
    /// One turn after another.
    #[must_use]
    pub fn then(self, other: Turn) -> Turn {
        Turn::ALL[((self.degrees() + other.degrees()) / 90 % 4) as usize]
    }
    /// Where a box of a `width` x `height` page lies once the page is turned.
    pub fn apply(self, b: PixelBox, width: u32, height: u32) -> PixelBox {
        let (w, h) = (width as i32, height as i32);
        match self {
            Turn::None => b,
            Turn::Right => PixelBox {
                x: h - b.bottom(),
                y: b.x,
                w: b.h,
                h: b.w,
            },
            Turn::Half => PixelBox {
                x: w - b.right(),
                y: h - b.bottom(),
                w: b.w,
                h: b.h,
            },
            Turn::Left => PixelBox {
                x: b.y,
                y: w - b.right(),
                w: b.h,
                h: b.w,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_homography_and_the_way_back_cancel() {
        let map = Homography([[2.0, 0.3, 5.0], [-0.2, 1.8, 7.0], [0.01, -0.02, 1.0]]);
        let back = map.inverse().unwrap();
        for (x, y) in [(0.0, 0.0), (3.0, 1.0), (-4.0, 9.0)] {
            let (u, v) = map.at(x, y);
            let (a, b) = back.at(u, v);
            assert!((a - x).abs() < 1e-9 && (b - y).abs() < 1e-9, "{a} {b}");
            let (c, d) = back.after(&map).at(x, y);
            assert!((c - x).abs() < 1e-9 && (d - y).abs() < 1e-9);
        }
        assert_eq!(Homography::similar((0.0, 2.0), (1.0, 1.0)).at(1.0, 0.0), (1.0, 3.0));
        assert!(
            Homography([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [0.0, 0.0, 1.0]])
                .inverse()
                .is_none()
        );
    }

    #[test]
    fn a_projection_keeps_corners_and_straight_lines() {
        let p = |x: f32, y: f32| Point { x, y };
        let quad = Quad([p(10.0, 20.0), p(210.0, 40.0), p(190.0, 140.0), p(30.0, 160.0)]);
        let map = Projection::onto(&quad).unwrap();
        for (corner, (u, v)) in quad.0.into_iter().zip([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]) {
            assert!(map.at(u, v).distance(corner) < 0.01);
        }
        // The middle of the square falls where the diagonals cross.
        let middle = map.at(0.5, 0.5);
        let on = |a: Point, b: Point| (b.x - a.x) * (middle.y - a.y) - (b.y - a.y) * (middle.x - a.x);
        assert!(on(quad.0[0], quad.0[2]).abs() < 0.5 && on(quad.0[1], quad.0[3]).abs() < 0.5);
        assert!(Projection::onto(&Quad([p(0.0, 0.0), p(1.0, 1.0), p(2.0, 2.0), p(3.0, 3.0)])).is_none());
    }

    #[test]
    fn a_box_turned_four_times_comes_home() {
        let b = PixelBox {
            x: 3,
            y: 5,
            w: 10,
            h: 4,
        };
        let once = Turn::Right.apply(b, 100, 50);
        assert_eq!(
            once,
            PixelBox {
                x: 50 - 9,
                y: 3,
                w: 4,
                h: 10
            }
        );
        let twice = Turn::Right.apply(once, 50, 100);
        assert_eq!(twice, Turn::Half.apply(b, 100, 50));
        let thrice = Turn::Right.apply(twice, 100, 50);
        assert_eq!(thrice, Turn::Left.apply(b, 100, 50));
        assert_eq!(Turn::Right.apply(thrice, 50, 100), b);
    }

    #[test]
    fn overlap_is_a_share() {
        let a = PixelBox {
            x: 0,
            y: 0,
            w: 10,
            h: 10,
        };
        let b = PixelBox {
            x: 5,
            y: 0,
            w: 10,
            h: 10,
        };
        assert!((a.iou(b) - 50.0 / 150.0).abs() < 1e-6);
        assert!((a.covered_by(b) - 0.5).abs() < 1e-6);
        assert_eq!(
            a.iou(PixelBox {
                x: 20,
                y: 20,
                w: 1,
                h: 1
            }),
            0.0
        );
    }
}
