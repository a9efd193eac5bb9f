//! Outlines (GB/T 33190, 9.3): a string of operators and numbers.

use pdf_writer::Content;

use super::matrix::Matrix;
use super::xml::number;

/// Appends the outline to the content, its points brought by `place` to where they stand. False where it holds nothing that can be drawn.
pub fn append(content: &mut Content, data: &str, place: &Matrix) -> bool {
    let mut pen = Pen {
        place: *place,
        at: (0.0, 0.0),
        start: (0.0, 0.0),
        drawn: false,
    };
    let mut words = data.split_ascii_whitespace().peekable();
    while let Some(word) = words.next() {
        let mut take = |n: usize| -> Option<Vec<f64>> {
            let mut out = Vec::with_capacity(n);
            for _ in 0..n {
                out.push(number(words.next_if(|w| number(w).is_some())?)?);
            }
            Some(out)
        };
        let done = match word {
            "S" | "M" => take(2).map(|v| pen.move_to(content, (v[0], v[1]))),
            "L" => take(2).map(|v| pen.line_to(content, (v[0], v[1]))),
            "Q" => take(4).map(|v| pen.quadratic(content, (v[0], v[1]), (v[2], v[3]))),
            "B" => take(6).map(|v| pen.cubic(content, (v[0], v[1]), (v[2], v[3]), (v[4], v[5]))),
            "A" => take(7).map(|v| pen.arc(content, &v)),
            "C" => {
                content.close_path();
                pen.at = pen.start;
                Some(())
            }
            _ => None,
        };
        // What follows a broken operator cannot be told from numbers.
        if done.is_none() {
            break;
        }
    }
    pen.drawn
}

type Point = (f64, f64);

struct Pen {
    place: Matrix,
    at: Point,
    start: Point,
    drawn: bool,
}

impl Pen {
    fn placed(&self, p: Point) -> (f32, f32) {
        let m = &self.place;
        (
            (m[0] * p.0 + m[2] * p.1 + m[4]) as f32,
            (m[1] * p.0 + m[3] * p.1 + m[5]) as f32,
        )
    }

    fn move_to(&mut self, content: &mut Content, to: Point) {
        let (x, y) = self.placed(to);
        content.move_to(x, y);
        (self.at, self.start, self.drawn) = (to, to, true);
    }

    /// An outline that begins without a start begins at the origin.
    fn begun(&mut self, content: &mut Content) {
        if !self.drawn {
            self.move_to(content, self.at);
        }
    }

    fn line_to(&mut self, content: &mut Content, to: Point) {
        self.begun(content);
        let (x, y) = self.placed(to);
        content.line_to(x, y);
        self.at = to;
    }

    fn cubic(&mut self, content: &mut Content, a: Point, b: Point, to: Point) {
        self.begun(content);
        let [a, b, t] = [a, b, to].map(|p| self.placed(p));
        content.cubic_to(a.0, a.1, b.0, b.1, t.0, t.1);
        self.at = to;
    }

    fn quadratic(&mut self, content: &mut Content, by: Point, to: Point) {
        let near = |end: Point| (end.0 + (by.0 - end.0) * 2.0 / 3.0, end.1 + (by.1 - end.1) * 2.0 / 3.0);
        self.cubic(content, near(self.at), near(to), to);
    }

    /// An elliptical arc: radii, turn in degrees, which of the two arcs, direction, end (the parameters of SVG; conversion to a centre by
    /// SVG 1.1, F.6.5), in cubics of at most a quarter turn.
    fn arc(&mut self, content: &mut Content, v: &[f64]) {
        let (rx, ry, to) = (v[0].abs(), v[1].abs(), (v[5], v[6]));
        let from = self.at;
        if rx == 0.0 || ry == 0.0 || from == to {
            return self.line_to(content, to);
        }
        let (sin, cos) = v[2].to_radians().sin_cos();
        let (dx, dy) = ((from.0 - to.0) / 2.0, (from.1 - to.1) / 2.0);
        let (x, y) = (cos * dx + sin * dy, cos * dy - sin * dx);
        let grow = ((x / rx).powi(2) + (y / ry).powi(2)).sqrt().max(1.0);
        let (rx, ry) = (rx * grow, ry * grow);
        let over = (rx * y).powi(2) + (ry * x).powi(2);
        let root = (((rx * ry).powi(2) - over).max(0.0) / over).sqrt();
        let sign = if (v[3] != 0.0) == (v[4] != 0.0) { -1.0 } else { 1.0 };
        let (cx, cy) = (sign * root * rx * y / ry, -sign * root * ry * x / rx);
        let angle = |px: f64, py: f64| ((py - cy) / ry).atan2((px - cx) / rx);
        let (begin, end) = (angle(x, y), angle(-x, -y));
        let mut sweep = end - begin;
        let full = std::f64::consts::TAU;
        if v[4] != 0.0 && sweep < 0.0 {
            sweep += full;
        } else if v[4] == 0.0 && sweep > 0.0 {
            sweep -= full;
        }
        let centre = (
            cos * cx - sin * cy + f64::midpoint(from.0, to.0),
            sin * cx + cos * cy + f64::midpoint(from.1, to.1),
        );
        let place = |px: f64, py: f64| {
            (
                centre.0 + cos * rx * px - sin * ry * py,
                centre.1 + sin * rx * px + cos * ry * py,
            )
        };
        let parts = (sweep.abs() / std::f64::consts::FRAC_PI_2).ceil().max(1.0);
        let step = sweep / parts;
        let reach = 4.0 / 3.0 * (step / 4.0).tan();
        for i in 0..parts as u32 {
            let a = begin + step * f64::from(i);
            let b = a + step;
            let first = place(a.cos() - reach * a.sin(), a.sin() + reach * a.cos());
            let second = place(b.cos() + reach * b.sin(), b.sin() - reach * b.cos());
            self.cubic(content, first, second, place(b.cos(), b.sin()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(data: &str) -> String {
        let mut content = Content::new();
        append(&mut content, data, &super::super::matrix::moved(0.0, 0.0));
        String::from_utf8(content.finish().into_vec()).unwrap()
    }

    #[test]
    fn operators_become_those_of_a_pdf() {
        assert_eq!(drawn("M 0 0.5 L 73 0.5").trim(), "0 0.5 m\n73 0.5 l");
        assert_eq!(drawn("S 1 2 B 1 2 3 4 5 6 C").trim(), "1 2 m\n1 2 3 4 5 6 c\nh");
        // Elevated: control points at two thirds of the way.
        assert_eq!(drawn("M 0 0 Q 3 0 3 3").trim(), "0 0 m\n2 0 3 1 3 3 c");
        assert!(drawn("M 0 0 L x L 9 9").trim().ends_with('m'));
    }

    #[test]
    fn an_arc_ends_where_it_says_and_bulges_to_its_side() {
        // A half circle over (0, 0) to (2, 0), clockwise where y points down: through (1, -1).
        let arc = drawn("M 0 0 A 1 1 0 0 1 2 0");
        let numbers: Vec<f64> = arc.split_ascii_whitespace().filter_map(number).collect();
        let end = &numbers[numbers.len() - 2..];
        assert!((end[0] - 2.0).abs() < 1e-5 && end[1].abs() < 1e-5, "{arc}");
        let middle = &numbers[6..8];
        assert!(
            (middle[0] - 1.0).abs() < 1e-5 && (middle[1] + 1.0).abs() < 1e-5,
            "{arc}"
        );
    }
}
