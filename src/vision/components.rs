//! Connected components of a mask.
//!
//! Whole runs are joined with those of the rows above (Rosenfeld and Pfaltz 1966), so that no place is visited twice; areas and
//! boxes come with the labels.

use crate::geometry::PixelBox;

/// What belongs together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Connectivity {
    /// Places that share a side.
    Four,
    /// Places that share a side or a corner.
    Eight,
    /// Places no farther apart than so many, the larger of the steps across and down (Chebyshev); 1 is [`Eight`](Self::Eight).
    Within(usize),
}

/// One connected component of a mask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Component {
    /// Places in it.
    pub area: usize,
    /// Around it.
    pub bounds: PixelBox,
    /// Its number in the plane of labels, from 1.
    pub label: u32,
}

/// One run of set places in a row.
struct Run {
    y: usize,
    from: usize,
    to: usize,
    /// An earlier run of the same component; itself where there is none.
    before: usize,
}

/// The first run of a component. The way there is halved in passing, so that later ones are short.
fn first_of(runs: &mut [Run], mut i: usize) -> usize {
    while runs[i].before != i {
        runs[i].before = runs[runs[i].before].before;
        i = runs[i].before;
    }
    i
}

fn join(runs: &mut [Run], one: usize, other: usize) {
    let (a, b) = (first_of(runs, one), first_of(runs, other));
    runs[a.max(b)].before = a.min(b);
}

/// The runs of a mask, each pointing to an earlier one of its component.
fn runs(mask: &[bool], w: usize, connectivity: Connectivity) -> Vec<Run> {
    // Rows above that are looked at, and how far two runs of two rows (of one row) may stand apart.
    let (rows, across) = match connectivity {
        Connectivity::Four => (1, 0),
        Connectivity::Eight => (1, 1),
        Connectivity::Within(n) => (n, n),
    };
    let mut runs: Vec<Run> = Vec::new();
    let mut starts: Vec<usize> = Vec::new();
    for (y, row) in mask.chunks_exact(w).enumerate() {
        let start = runs.len();
        starts.push(start);
        let mut to = 0;
        // The first run of each row above that may still be near.
        let above = y.saturating_sub(rows)..y;
        let mut near: Vec<usize> = starts[above.clone()].to_vec();
        while let Some(skip) = row[to..].iter().position(|m| *m) {
            let from = to + skip;
            to = row[from..].iter().position(|m| !*m).map_or(w, |n| from + n);
            let this = runs.len();
            let before = this;
            runs.push(Run { y, from, to, before });
            if this > start && from - runs[this - 1].to < across {
                join(&mut runs, this, this - 1);
            }
            for (near, end) in near.iter_mut().zip(&starts[above.start + 1..]) {
                while *near < *end && runs[*near].to + across <= from {
                    *near += 1;
                }
                for other in *near..*end {
                    if runs[other].from >= to + across {
                        break;
                    }
                    join(&mut runs, this, other);
                }
            }
        }
    }
    runs
}

/// The components of a mask of rows `w` wide: labels by place (0 outside) and the components in order of their first place.
///
/// Our own: `imageproc::region_labelling::connected_components` gives the same labels without areas and boxes, and takes
/// 16 to 90 times as long (0.35 megapixels of print and grain: 37 and 73 ms, here 2.2 and 0.8).
pub fn components(mask: &[bool], w: usize, connectivity: Connectivity) -> (Vec<u32>, Vec<Component>) {
    let mut runs = runs(mask, w.max(1), connectivity);
    let mut labels = vec![0u32; mask.len()];
    let mut found: Vec<Component> = Vec::new();
    let mut label_of = vec![0u32; runs.len()];
    for i in 0..runs.len() {
        let first = first_of(&mut runs, i);
        let Run { y, from, to, .. } = runs[i];
        let (x0, x1, y) = (from as i32, to as i32, y as i32);
        if first == i {
            label_of[i] = found.len() as u32 + 1;
            found.push(Component {
                area: 0,
                bounds: PixelBox::from_edges(x0, y, x1, y + 1),
                label: label_of[i],
            });
        }
        let label = label_of[first];
        let component = &mut found[label as usize - 1];
        let b = component.bounds;
        component.area += to - from;
        component.bounds = PixelBox::from_edges(b.x.min(x0), b.y, b.right().max(x1), y + 1);
        let at = y as usize * w;
        labels[at + from..at + to].fill(label);
    }
    (labels, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A mask of chance, the same everywhere.
    fn mask(seed: u32, places: usize, share: u32) -> Vec<bool> {
        let mut state = seed;
        std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 24 < share
        })
        .take(places)
        .collect()
    }

    #[test]
    fn components_are_what_a_flood_reaches() {
        let (w, h) = (31usize, 23usize);
        let kinds = [
            (Connectivity::Four, 150),
            (Connectivity::Eight, 80),
            (Connectivity::Within(1), 80),
            (Connectivity::Within(2), 30),
            (Connectivity::Within(3), 16),
        ];
        for ((connectivity, share), seed) in kinds.into_iter().flat_map(|k| (0..40u32).map(move |s| (k, s))) {
            let mask = mask(seed, w * h, share);
            let (labels, found) = components(&mask, w, connectivity);
            let near = |i: usize, j: usize| {
                let (dx, dy) = ((i % w).abs_diff(j % w), (i / w).abs_diff(j / w));
                match connectivity {
                    Connectivity::Four => dx + dy == 1,
                    Connectivity::Eight => dx.max(dy) == 1,
                    Connectivity::Within(n) => dx.max(dy) <= n,
                }
            };
            let mut seen = vec![false; w * h];
            let mut areas = Vec::new();
            for start in 0..w * h {
                let mut stack = vec![start];
                let mut area = Vec::new();
                while let Some(i) = stack.pop() {
                    if !mask[i] || std::mem::replace(&mut seen[i], true) {
                        continue;
                    }
                    area.push(i);
                    stack.extend((0..w * h).filter(|j| mask[*j] && !seen[*j] && near(i, *j)));
                }
                areas.extend((!area.is_empty()).then_some(area));
            }
            assert_eq!(found.len(), areas.len(), "{connectivity:?}");
            assert!(labels.iter().zip(&mask).all(|(l, m)| (*l > 0) == *m));
            for (component, area) in found.iter().zip(areas) {
                let ends = |get: fn(usize, usize) -> usize| {
                    let values = area.iter().map(|i| get(*i, w) as i32);
                    (values.clone().min().unwrap(), values.max().unwrap() + 1)
                };
                let ((x0, x1), (y0, y1)) = (ends(|i, w| i % w), ends(|i, w| i / w));
                assert_eq!(
                    (component.area, component.bounds),
                    (area.len(), PixelBox::from_edges(x0, y0, x1, y1))
                );
                assert!(area.iter().all(|i| labels[*i] == component.label));
            }
        }
    }

    #[test]
    fn labels_are_those_of_imageproc() {
        use imageproc::region_labelling::{Connectivity as Theirs, connected_components};
        let (w, h) = (57usize, 41usize);
        let pairs = [(Connectivity::Four, Theirs::Four), (Connectivity::Eight, Theirs::Eight)];
        for ((ours, theirs), seed) in pairs.into_iter().flat_map(|p| (0..9).map(move |s| (p, s))) {
            let mask = mask(seed, w * h, 120);
            let plane = crate::pixels::Grey::from_fn(w as u32, h as u32, |x, y| {
                image::Luma([u8::from(mask[y as usize * w + x as usize])])
            });
            let wanted = connected_components(&plane, theirs, image::Luma([0u8]));
            assert_eq!(&components(&mask, w, ours).0, wanted.as_raw());
        }
    }
}
