//! Ellipses: what a round seal is in a picture taken aslant.

use crate::vision::linear::solve;

/// An ellipse: its middle, its half axes (the first at the angle `turn`, radians, clockwise on the page).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ellipse {
    /// Middle, pixels.
    pub x: f32,
    /// Middle, pixels.
    pub y: f32,
    /// Half axis along `turn`, pixels.
    pub a: f32,
    /// Half axis across it, pixels.
    pub b: f32,
    /// Direction of the half axis `a`, radians.
    pub turn: f32,
}

impl Ellipse {
    /// A circle.
    pub fn circle(x: f32, y: f32, r: f32) -> Self {
        let (a, b, turn) = (r, r, 0.0);
        Self { x, y, a, b, turn }
    }

    /// The point at a share of the ellipse's reach in a direction of the page (radians, from the right, clockwise). A seal's
    /// own directions are those of the page: a stretch does not turn it.
    pub fn at(&self, direction: f32, share: f32) -> (f32, f32) {
        // The unit circle's point is stretched along `turn` by a, across it by b.
        let (sin, cos) = self.turn.sin_cos();
        let (s, c) = (direction - self.turn).sin_cos();
        let (u, v) = (self.a * c * share, self.b * s * share);
        (self.x + u * cos - v * sin, self.y + u * sin + v * cos)
    }

    /// Half the width and half the height of its box.
    pub fn half(&self) -> (f32, f32) {
        let (sin, cos) = self.turn.sin_cos();
        ((self.a * cos).hypot(self.b * sin), (self.a * sin).hypot(self.b * cos))
    }

    /// The mean of its half axes that leaves its area.
    pub fn radius(&self) -> f32 {
        (self.a * self.b).sqrt()
    }

    /// The same on a plane whose cells are `by` times as small.
    pub fn scaled(&self, by: f32) -> Self {
        Self {
            x: self.x * by,
            y: self.y * by,
            a: self.a * by,
            b: self.b * by,
            turn: self.turn,
        }
    }

    /// How far out a point lies: 1 on the ellipse.
    pub fn reach(&self, x: f32, y: f32) -> f32 {
        let (sin, cos) = self.turn.sin_cos();
        let (dx, dy) = (x - self.x, y - self.y);
        ((dx * cos + dy * sin) / self.a).hypot((dy * cos - dx * sin) / self.b)
    }

    /// Least-squares conic through points, `Ax² + Bxy + Cy² + Dx + Ey = 1` about their mean. `None` where it is no ellipse or
    /// there are too few points.
    pub fn through(points: &[(f32, f32)]) -> Option<Self> {
        if points.len() < 12 {
            return None;
        }
        let n = points.len() as f64;
        let (mx, my) = points.iter().fold((0f64, 0f64), |m, p| {
            (m.0 + f64::from(p.0) / n, m.1 + f64::from(p.1) / n)
        });
        let size = points
            .iter()
            .map(|p| (f64::from(p.0) - mx).hypot(f64::from(p.1) - my))
            .sum::<f64>()
            / n;
        if size < 1.0 {
            return None;
        }
        let mut m = [[0f64; 6]; 5];
        for p in points {
            let (x, y) = ((f64::from(p.0) - mx) / size, (f64::from(p.1) - my) / size);
            let row = [x * x, x * y, y * y, x, y];
            for (line, f) in m.iter_mut().zip(row) {
                for (cell, g) in line.iter_mut().zip(row.into_iter().chain([1.0])) {
                    *cell += f * g;
                }
            }
        }
        let [a, b, c, d, e] = solve(m, 1e-9)?.map(|[v]| v);
        let det = 4.0 * a * c - b * b;
        if det <= 1e-9 {
            return None;
        }
        let (x, y) = ((b * e - 2.0 * c * d) / det, (b * d - 2.0 * a * e) / det);
        // At the middle the form has this value less; the axes are those of the matrix [[a, b/2], [b/2, c]].
        let k = 1.0 + a * x * x + b * x * y + c * y * y;
        let (mean, gap) = (f64::midpoint(a, c), (a - c).hypot(b) / 2.0);
        let (low, high) = (mean - gap, mean + gap);
        if low / k <= 0.0 || high / k <= 0.0 {
            return None;
        }
        Some(Self {
            x: (x * size + mx) as f32,
            y: (y * size + my) as f32,
            a: ((k / low).sqrt() * size) as f32,
            b: ((k / high).sqrt() * size) as f32,
            // The long axis belongs to the small value.
            turn: ((-b).atan2(c - a) / 2.0) as f32,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ellipse_is_found_again_from_its_points() {
        let drawn = Ellipse {
            x: 120.0,
            y: 80.0,
            a: 60.0,
            b: 42.0,
            turn: 0.5,
        };
        let points: Vec<(f32, f32)> = (0..90).map(|k| drawn.at(k as f32 * 0.05, 1.0)).collect();
        let found = Ellipse::through(&points).expect("an ellipse");
        for k in 0..24 {
            let (x, y) = found.at(k as f32 * 0.26, 1.0);
            assert!((drawn.reach(x, y) - 1.0).abs() < 0.01, "{found:?}");
        }
        let (w, h) = found.half();
        let wide = (0..720)
            .map(|k| found.at(k as f32 / 114.6, 1.0).0 - found.x)
            .fold(0f32, f32::max);
        assert!((w - wide).abs() < 0.1 && h < w);
        assert!(Ellipse::through(&[(1.0, 1.0); 20]).is_none());
        let line: Vec<(f32, f32)> = (0..30).map(|k| (k as f32, 2.0 * k as f32)).collect();
        assert!(Ellipse::through(&line).is_none());
    }
}
