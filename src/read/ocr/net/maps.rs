//! Feature maps and what is done to them map by map.

use super::dense::Activation;

/// Maps of one picture: `channels` planes of `height` rows of `width` values.
#[derive(Debug, Default)]
pub(in crate::read::ocr) struct Maps {
    pub channels: usize,
    pub height: usize,
    pub width: usize,
    pub data: Vec<f32>,
}

impl Maps {
    /// Values of one plane.
    pub fn plane(&self) -> usize {
        self.height * self.width
    }

    /// One value a map: its mean.
    pub fn means(&self, mut data: Vec<f32>) -> Maps {
        let n = self.plane().max(1);
        data.clear();
        data.extend(self.data.chunks_exact(n).map(|plane| sum(plane) / n as f32));
        Maps {
            channels: self.channels,
            height: 1,
            width: 1,
            data,
        }
    }

    /// Each map times its factor, `kept` added once more where the graph adds the maps to the product.
    pub fn scale(&mut self, factors: &Maps, kept: bool) {
        let n = self.plane().max(1);
        for (plane, factor) in self.data.chunks_exact_mut(n).zip(&factors.data) {
            for v in plane {
                *v = if kept { *v * factor + *v } else { *v * factor };
            }
        }
    }

    /// Adds maps of the same shape.
    pub fn add(&mut self, other: &Maps) {
        for (v, o) in self.data.iter_mut().zip(&other.data) {
            *v += o;
        }
    }

    /// Each value repeated `factor` times along both axes.
    pub fn enlarged(&self, factor: usize, data: Vec<f32>) -> Maps {
        let (height, width) = (self.height * factor, self.width * factor);
        let mut out = Maps::over(self.channels, height, width, data);
        let rows = self.data.chunks_exact(self.width.max(1));
        for (row, block) in rows.zip(out.data.chunks_exact_mut((width * factor).max(1))) {
            let (first, rest) = block.split_at_mut(width);
            for (v, spot) in row.iter().zip(first.chunks_exact_mut(factor)) {
                spot.fill(*v);
            }
            for copy in rest.chunks_exact_mut(width) {
                copy.copy_from_slice(first);
            }
        }
        out
    }

    /// The largest of each value, its right, lower and lower right neighbour (those that there are).
    pub fn pooled_2x2(&self, data: Vec<f32>) -> Maps {
        let mut out = Maps::over(self.channels, self.height, self.width, data);
        let (w, n) = (self.width.max(1), self.plane().max(1));
        for (plane, to) in self.data.chunks_exact(n).zip(out.data.chunks_exact_mut(n)) {
            for (y, to) in to.chunks_exact_mut(w).enumerate() {
                let here = &plane[y * w..(y + 1) * w];
                let below = plane.get((y + 1) * w..(y + 2) * w).unwrap_or(here);
                let larger = |a: &f32, b: &f32| if a > b { *a } else { *b };
                for ((to, a), b) in to.iter_mut().zip(here).zip(below) {
                    *to = larger(a, b);
                }
                for x in 1..w {
                    to[x - 1] = larger(&to[x - 1], &to[x]);
                }
            }
        }
        out
    }

    /// Four maps for each map become one of twice the height and width: the order of a 2 x 2 transposed convolution.
    pub fn interleaved_2x2(&self, data: Vec<f32>) -> Maps {
        let (h, w) = (self.height, self.width);
        let mut out = Maps::over(self.channels / 4, 2 * h, 2 * w, data);
        let n = self.plane().max(1);
        for (four, to) in self.data.chunks_exact(4 * n).zip(out.data.chunks_exact_mut(4 * n)) {
            for (y, rows) in to.chunks_exact_mut(4 * w).enumerate() {
                for (part, row) in rows.chunks_exact_mut(2 * w).enumerate() {
                    let at = 2 * part * n + y * w;
                    let (even, odd) = (&four[at..at + w], &four[at + n..at + n + w]);
                    for ((pair, a), b) in row.chunks_exact_mut(2).zip(even).zip(odd) {
                        pair.copy_from_slice(&[*a, *b]);
                    }
                }
            }
        }
        out
    }

    /// Maps of a shape over memory that is used again; every value is written before it is read.
    pub fn over(channels: usize, height: usize, width: usize, mut data: Vec<f32>) -> Maps {
        let size = channels * height * width;
        if data.capacity() == 0 {
            // New memory comes as zeros: it is not filled.
            data = vec![0.0; size];
        } else {
            data.resize(size, 0.0);
        }
        Maps {
            channels,
            height,
            width,
            data,
        }
    }

    /// Applies a function to every value.
    pub fn activate(&mut self, activation: Activation) {
        super::dense::activate(&mut self.data, activation);
    }
}

/// Sum in sixteen lanes and then over the lanes: the same order everywhere.
fn sum(values: &[f32]) -> f32 {
    let (chunks, rest) = values.as_chunks::<16>();
    let mut lanes = [0.0f32; 16];
    for chunk in chunks {
        for (lane, v) in lanes.iter_mut().zip(chunk) {
            *lane += v;
        }
    }
    lanes.iter().chain(rest).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn maps(channels: usize, height: usize, width: usize) -> Maps {
        let data = (0..channels * height * width).map(|i| i as f32).collect();
        Maps {
            channels,
            height,
            width,
            data,
        }
    }

    #[test]
    fn a_pool_of_two_looks_right_and_down_and_not_past_the_edge() {
        let m = Maps {
            data: vec![9.0, 1.0, 2.0, 3.0, 0.0, 5.0],
            ..maps(1, 2, 3)
        };
        assert_eq!(m.pooled_2x2(Vec::new()).data, [9.0, 5.0, 5.0, 3.0, 5.0, 5.0]);
    }

    #[test]
    fn four_maps_interleave_to_one_of_twice_the_size() {
        let out = maps(4, 1, 2).interleaved_2x2(Vec::new());
        assert_eq!((out.channels, out.height, out.width), (1, 2, 4));
        assert_eq!(out.data, [0.0, 2.0, 1.0, 3.0, 4.0, 6.0, 5.0, 7.0]);
    }

    #[test]
    fn means_factors_and_repeats() {
        let mut m = maps(2, 1, 2);
        assert_eq!(m.means(Vec::new()).data, [0.5, 2.5]);
        assert_eq!(
            m.enlarged(2, Vec::new()).data[..8],
            [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0]
        );
        m.scale(&maps(2, 1, 1), true);
        assert_eq!(m.data, [0.0, 1.0, 4.0, 6.0]);
    }
}
