//! Discrete Fourier transforms of square tiles: two real tiles go through one complex transform.

/// Side of a tile, pixels: a power of two.
pub const SIDE: usize = 128;
const N: usize = SIDE;
/// Frequencies kept of a tile: those not below the horizontal axis, by rows of [`SIDE`].
pub const HALF: usize = N * (N / 2 + 1);

/// Cosines, window and bit reversal.
#[derive(Debug)]
pub struct Table {
    /// Cosines and sines of each round, side by side in the order they are used.
    turns: Vec<(Vec<f32>, Vec<f32>)>,
    /// Hann window: weights along a side.
    pub window: Vec<f32>,
    reversed: Vec<usize>,
}

impl Default for Table {
    fn default() -> Self {
        let angle = |k: usize| std::f64::consts::TAU * k as f64 / N as f64;
        let bits = N.trailing_zeros();
        Self {
            turns: (0..bits)
                .map(|round| {
                    let used = || (0..N / 2).step_by(N >> (round + 1)).map(angle);
                    (
                        used().map(|a| a.cos() as f32).collect(),
                        used().map(|a| a.sin() as f32).collect(),
                    )
                })
                .collect(),
            window: (0..N).map(|k| (0.5 - 0.5 * angle(k).cos()) as f32).collect(),
            reversed: (0..N).map(|k| k.reverse_bits() >> (usize::BITS - bits)).collect(),
        }
    }
}

impl Table {
    /// In-place radix-2 transform down the columns: whole rows are added and turned at once, side by side.
    fn transform(&self, re: &mut [f32], im: &mut [f32]) {
        for (i, &j) in self.reversed.iter().enumerate() {
            if i < j {
                for plane in [&mut *re, &mut *im] {
                    let (above, below) = plane.split_at_mut(j * N);
                    above[i * N..(i + 1) * N].swap_with_slice(&mut below[..N]);
                }
            }
        }
        for (cos, sin) in &self.turns {
            let half = cos.len() * N;
            for (r, i) in re.chunks_exact_mut(2 * half).zip(im.chunks_exact_mut(2 * half)) {
                let (ra, rb) = r.split_at_mut(half);
                let (ia, ib) = i.split_at_mut(half);
                let above = ra.chunks_exact_mut(N).zip(ia.chunks_exact_mut(N));
                let below = rb.chunks_exact_mut(N).zip(ib.chunks_exact_mut(N));
                for (((ra, ia), (rb, ib)), (c, s)) in above.zip(below).zip(cos.iter().zip(sin)) {
                    for (((ra, rb), ia), ib) in ra.iter_mut().zip(rb).zip(ia).zip(ib) {
                        let (tr, ti) = (*rb * c + *ib * s, *ib * c - *rb * s);
                        (*rb, *ib) = (*ra - tr, *ia - ti);
                        *ra += tr;
                        *ia += ti;
                    }
                }
            }
        }
    }
    /// In-place transform in both directions of a tile given by rows, real and imaginary parts.
    pub fn transform2(&self, re: &mut Vec<f32>, im: &mut Vec<f32>) {
        for _ in 0..2 {
            *re = transposed(re);
            *im = transposed(im);
            self.transform(re, im);
        }
    }
}

fn transposed(v: &[f32]) -> Vec<f32> {
    // Eight rows at a time: what is written lies side by side, and what is read stays in the nearest cache.
    const BAND: usize = 8;
    let mut out = vec![0.0; N * N];
    for (band, rows) in v.chunks_exact(BAND * N).enumerate() {
        for x in 0..N {
            let from = x * N + band * BAND;
            for (k, o) in out[from..from + BAND].iter_mut().enumerate() {
                *o = rows[k * N + x];
            }
        }
    }
    out
}

/// Powers of two tiles transformed as one, of the half of the spectrum that tells all (the tiles are real).
pub fn powers(re: &[f32], im: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let mut one = vec![0f32; HALF];
    let mut two = vec![0f32; HALF];
    let power = |x: f32, y: f32| (x * x + y * y) / 4.0;
    for (i, (p, q)) in one.iter_mut().zip(&mut two).enumerate() {
        let (u, v) = (i % N, i / N);
        let j = ((N - v) % N) * N + (N - u) % N;
        let get = |s: &[f32], k: usize| s.get(k).copied().unwrap_or(0.0);
        let (a, b, c, d) = (get(re, i), get(im, i), get(re, j), get(im, j));
        *p = power(a + c, b - d);
        *q = power(b + d, c - a);
    }
    (one, two)
}
