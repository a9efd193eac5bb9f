//! Convex hulls and the rectangles around them.

use crate::geometry::{Point, Quad};

/// A turned rectangle: its middle, its sides, the direction of its width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rectangle {
    /// Middle.
    pub cx: f32,
    /// Middle.
    pub cy: f32,
    /// Width, along (`cos`, `sin`).
    pub w: f32,
    /// Height, across it.
    pub h: f32,
    /// Direction of its width.
    pub cos: f32,
    /// Direction of its width, down.
    pub sin: f32,
}

impl Rectangle {
    /// Its corners, clockwise from the upper left one as its width runs.
    pub fn quad(&self) -> Quad {
        let corner = |u: f32, v: f32| Point {
            x: self.cx + u * self.w / 2.0 * self.cos - v * self.h / 2.0 * self.sin,
            y: self.cy + u * self.w / 2.0 * self.sin + v * self.h / 2.0 * self.cos,
        };
        Quad([
            corner(-1.0, -1.0),
            corner(1.0, -1.0),
            corner(1.0, 1.0),
            corner(-1.0, 1.0),
        ])
    }
}

/// The rectangle of least area around pixels, each with an extent of one, its width within 45 degrees of the horizontal; one of its
/// sides lies on a side of their hull (Freeman and Shapira 1975). `None` for fewer than two pixels. Sorts them.
///
/// Our own: `imageproc::geometry::min_area_rect` rounds corners to whole pixels and never tries the hull's last side.
pub fn least_rectangle(pixels: &mut Vec<(i32, i32)>) -> Option<Rectangle> {
    pixels.sort_unstable();
    pixels.dedup();
    let hull = convex(pixels);
    if hull.len() < 2 {
        return None;
    }
    let mut best: Option<(f32, Rectangle)> = None;
    for i in 0..hull.len() {
        let (a, b) = (hull[i], hull[(i + 1) % hull.len()]);
        let (dx, dy) = ((b.0 - a.0) as f32, (b.1 - a.1) as f32);
        let length = (dx * dx + dy * dy).sqrt();
        if length == 0.0 {
            continue;
        }
        let (mut cos, mut sin) = (dx / length, dy / length);
        // Of the four directions of this edge, the one nearest to the horizontal, to the right.
        if sin.abs() > cos.abs() {
            (cos, sin) = (sin, -cos);
        }
        if cos < 0.0 {
            (cos, sin) = (-cos, -sin);
        }
        let (mut u0, mut u1, mut v0, mut v1) = (f32::MAX, f32::MIN, f32::MAX, f32::MIN);
        for p in &hull {
            let (x, y) = (p.0 as f32 + 0.5, p.1 as f32 + 0.5);
            let (u, v) = (x * cos + y * sin, y * cos - x * sin);
            (u0, u1, v0, v1) = (u0.min(u), u1.max(u), v0.min(v), v1.max(v));
        }
        let (w, h) = (u1 - u0 + 1.0, v1 - v0 + 1.0);
        let (u, v) = (f32::midpoint(u0, u1), f32::midpoint(v0, v1));
        let rect = Rectangle {
            cx: u * cos - v * sin,
            cy: u * sin + v * cos,
            w,
            h,
            cos,
            sin,
        };
        if best.is_none_or(|(area, _)| w * h < area) {
            best = Some((w * h, rect));
        }
    }
    best.map(|b| b.1)
}

/// The corners of the convex hull of points (`imageproc`: Graham's scan), each once; none between two others on one line.
pub fn convex(points: &[(i32, i32)]) -> Vec<(i32, i32)> {
    let points: Vec<imageproc::point::Point<i32>> =
        points.iter().map(|p| imageproc::point::Point::new(p.0, p.1)).collect();
    let corners = imageproc::geometry::convex_hull(points);
    corners.iter().map(|p| (p.x, p.y)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(seed: u32, n: usize) -> Vec<(i32, i32)> {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 20) as i32 % 300
        };
        let mut points: Vec<(i32, i32)> = (0..n).map(|_| (next(), next())).collect();
        points.sort_unstable();
        points.dedup();
        points
    }

    #[test]
    fn the_hull_is_convex_and_holds_all() {
        for seed in 0..30 {
            let points = points(seed, 60);
            let hull = convex(&points);
            assert!(hull.len() >= 3 && hull.iter().all(|p| points.contains(p)), "{seed}");
            let side = |(i, p): (usize, &(i32, i32))| {
                let (a, b) = (hull[i], hull[(i + 1) % hull.len()]);
                i64::from(b.0 - a.0) * i64::from(p.1 - a.1) - i64::from(b.1 - a.1) * i64::from(p.0 - a.0)
            };
            let one_way = |way: i64| {
                (0..hull.len()).all(|i| {
                    let on = points.iter().filter(|p| side((i, p)) == 0 && hull.contains(p));
                    points.iter().all(|p| side((i, p)) * way >= 0) && on.count() == 2
                })
            };
            assert!(one_way(1) || one_way(-1), "{seed}: {hull:?}");
        }
    }

    #[test]
    fn points_on_one_line_have_two_corners_and_few_points_are_their_own() {
        let ends = |points: &[(i32, i32)]| {
            let mut hull = convex(points);
            hull.sort_unstable();
            hull
        };
        for step in [(1, 0), (0, 1), (2, 3), (-1, 2)] {
            let line: Vec<(i32, i32)> = (0..9).map(|i| (20 + i * step.0, 20 + i * step.1)).collect();
            let mut wanted = [line[0], line[8]];
            wanted.sort_unstable();
            assert_eq!(ends(&line), wanted, "{step:?}");
        }
        assert_eq!(ends(&[]), []);
        assert_eq!(ends(&[(3, 4)]), [(3, 4)]);
        assert_eq!(ends(&[(3, 4), (1, 9)]), [(1, 9), (3, 4)]);
    }

    #[test]
    fn the_least_rectangle_holds_all_and_is_that_of_a_turned_bar() {
        let (sin, cos) = 0.2f32.sin_cos();
        let inside = |x: i32, y: i32| {
            let (dx, dy) = (x as f32 - 150.0, y as f32 - 90.0);
            (dx * cos + dy * sin).abs() < 100.0 && (dy * cos - dx * sin).abs() < 12.0
        };
        let mut bar: Vec<(i32, i32)> = (0..300)
            .flat_map(|x| (0..200).map(move |y| (x, y)))
            .filter(|(x, y)| inside(*x, *y))
            .collect();
        let found = least_rectangle(&mut bar).unwrap();
        assert!(
            (found.w - 200.0).abs() < 2.5 && (found.h - 24.0).abs() < 2.5,
            "{found:?}"
        );
        assert!((found.sin - sin).abs() < 0.01, "{found:?}");
        assert!(least_rectangle(&mut vec![(3, 4)]).is_none());
    }
}
