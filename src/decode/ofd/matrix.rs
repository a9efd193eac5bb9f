//! Matrices of six numbers, as OFD and PDF both write them: a point (x, y) goes to (ax + cy + e, bx + dy + f).

/// One matrix.
pub type Matrix = [f64; 6];

/// Moves by (x, y).
pub const fn moved(x: f64, y: f64) -> Matrix {
    [1.0, 0.0, 0.0, 1.0, x, y]
}

/// First `a`, then `b`.
pub fn then(a: &Matrix, b: &Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

/// For the writer.
pub fn short(m: &Matrix) -> [f32; 6] {
    m.map(|v| v as f32)
}
