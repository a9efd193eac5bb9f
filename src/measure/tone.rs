//! Tones as measures compare them: luma and two colour differences.

use crate::vision::statistics::median;

/// Luma and two colour differences.
pub type Tone = [f32; 3];

/// The tone of a pixel.
pub fn tone(p: [u8; 3]) -> Tone {
    let [r, g, b] = p.map(f32::from);
    [0.299 * r + 0.587 * g + 0.114 * b, r - g, b - g]
}

/// Weighted difference of two tones: colour counts double, as light does not change it.
pub fn apart(a: [f32; 3], b: [f32; 3]) -> f32 {
    (a[0] - b[0])
        .abs()
        .max(2.0 * (a[1] - b[1]).abs())
        .max(2.0 * (a[2] - b[2]).abs())
}

/// The middle of each of the three values.
pub fn middle(tones: &[Tone]) -> Tone {
    [0, 1, 2].map(|c| median(&mut tones.iter().map(|t| t[c]).collect::<Vec<f32>>()))
}
