//! Perspective: how far opposite edges of the paper are from parallel.

use crate::geometry::{Point, Quad};

/// Half of a right angle, degrees: a direction is known but for right angles.
const HALF_QUARTER: f64 = 45.0;

/// Larger difference of direction between opposite edges, degrees.
pub fn degrees(quad: &Quad) -> f64 {
    let [a, b, c, d] = quad.0;
    between(a, b, d, c).max(between(a, d, b, c))
}

fn between(a: Point, b: Point, c: Point, d: Point) -> f64 {
    let turn = f64::from((b.y - a.y).atan2(b.x - a.x) - (d.y - c.y).atan2(d.x - c.x)).to_degrees();
    let turn = (turn + 180.0).rem_euclid(360.0) - 180.0;
    turn.abs()
}

/// Turn of the paper against the picture, degrees clockwise, -45 to 45: mean of its long edges.
pub fn turn(quad: &Quad) -> f64 {
    let [a, b, c, d] = quad.0;
    let direction = |p: Point, q: Point| {
        let t = f64::from((q.y - p.y).atan2(q.x - p.x)).to_degrees();
        (t + HALF_QUARTER).rem_euclid(2.0 * HALF_QUARTER) - HALF_QUARTER
    };
    let (t, u) = if quad.width() >= quad.height() {
        (direction(a, b), direction(d, c))
    } else {
        (direction(a, d), direction(b, c))
    };
    // Near 45 degrees the two edges may fall to different ends of the range.
    if (t - u).abs() > HALF_QUARTER {
        t
    } else {
        f64::midpoint(t, u)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_rectangle_has_its_turn_and_no_perspective() {
        let (s, c) = 7f32.to_radians().sin_cos();
        let quad = Quad(
            [(0.0, 0.0), (200.0, 0.0), (200.0, 120.0), (0.0, 120.0)].map(|(x, y)| Point {
                x: 300.0 + x * c - y * s,
                y: 300.0 + x * s + y * c,
            }),
        );
        assert!((turn(&quad) - 7.0).abs() < 0.01);
        assert!(degrees(&quad) < 0.01);
    }
}
