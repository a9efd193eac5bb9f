//! Patches cut from another JPEG picture. JPEG transforms blocks of 8 x 8 pixels and rounds their coefficients, many of
//! them to nothing. What was cut from a saved picture and put down elsewhere brings the grid of its own blocks along: there,
//! blocks that begin off the picture's grid have more coefficients near 0 than blocks that begin beside them.
//!
//! Idea: the grid is told by where coefficients vanish (Nikoukhah et al., ZERO: a local JPEG grid origin detector based on
//! the number of DCT zeros, IPOL 2021), also after another saving (Bianchi and Piva, Image forgery localization via
//! block-grained analysis of JPEG artifacts, 2012). A whole picture whose grid is shifted (cropped, then saved again) or that
//! was saved twice shows the same everywhere: no patch.

use super::Spot;
use crate::geometry::PixelBox;
use crate::pixels::Grey;

/// Side of a block of JPEG in pixels.
const BLOCK: usize = 8;
/// Places in the grid at which a block may begin: rightwards, then down.
const PHASES: usize = BLOCK * BLOCK;
/// Those off the picture's own grid along both axes. Beside it a block shares half of its edges with the grid.
const SIDE: usize = BLOCK - 1;
const OFF: usize = SIDE * SIDE;
/// Lowest frequencies looked at along each axis; those of a coefficient add up to 4 at most. Higher ones vanish wherever a
/// block begins, or are those that the last saving took away.
const LOW: usize = 5;
/// Side of a tile: four blocks.
const TILE: usize = 4 * BLOCK;
/// Tiles that a patch and what lies around it need along each axis.
const LEAST_TILES: usize = 6;
/// Width of what is transformed in one go: it stays in the nearest cache.
const STRIP: usize = 8 * TILE;
/// Level of a coefficient, in 1/16, from which it is not near 0 at all: the last saving (quality 85 to 95) moves
/// coefficients by about half its steps, 1 to 2.5 levels.
const REACH: u16 = 40;
/// Variance added for each block, of what rounding and clipping do to flat ones.
const FLAT: f32 = 1024.0;
/// How far the own grid must stand out, in deviations among other phases: saved pictures mostly show 5 to 100.
const OWN_GRID: f32 = 4.0;
/// Pixels of which every second row of blocks is transformed at first; of a larger picture fewer are.
const FULLY: usize = 2_500_000;
/// Deviations with those blocks from which all are looked at, with so many tiles around: 6.5 over the root of 2, and one less.
const FIRST_LOOK: f32 = 3.4;
const AROUND: usize = 3;
/// Share of blocks without any grain from which the page is a canvas on which pictures were laid, each with a grid of its
/// own: sheets of two or four pictures have 0.18 to 0.62, nine of ten photographs less than 0.004. Clean scans are left out
/// with them.
const BLANK: f32 = 0.06;
/// Deviations of full strength, twice those that `national.image.unedited` asks for. 700 untouched pictures, cropped, scaled and saved
/// again among them, stay under 5.5 where the other tests hold; patches of 200 x 80 pixels and more that were saved at 75 and then
/// at 95 reach 8 to 20.
const FULL: f32 = 13.0;
/// Share of the document's detail that a patch has at most. Beyond, it is one of several pictures on a page.
const LARGEST: f32 = 0.2;
/// What the rest may show of the patch's grid, over what the patch shows: a cropped picture shows its old grid all over.
const ELSEWHERE: f32 = 0.3;
/// Deviations that the rest shows of any phase by accident.
const REST: f32 = 3.0;
/// A second phase within the patch, over the first: ornaments that repeat every eight pixels favour several.
const SECOND_PHASE: f32 = 0.5;
/// Patches at most. A picture scaled by a hair shows a patchwork of phases.
const MOST: usize = 2;
/// ... and what counts as one of them, over the strongest.
const AS_STRONG: f32 = 0.6;
/// Tiles of a patch at least: a number in a typewriter's face stands on a grid of its own over one or two.
const FEWEST: usize = 4;
/// Longer over shorter side of a patch at most: borders and rules are longer.
const LONGEST: usize = 10;

/// Patches of another grid within the document's `area`, the strongest first. Strength: deviations over `FULL`, up to 1.
pub fn find(grey: &Grey, area: Option<PixelBox>) -> Vec<Spot> {
    let whole = PixelBox::whole(grey.width(), grey.height());
    let a = area.unwrap_or(whole).clamp_to(grey.width(), grey.height());
    let step = (a.w as usize * a.h as usize).div_ceil(FULLY).max(1);
    let Some(origin) = own(grey, a, 16 * step) else {
        return Vec::new();
    };
    let a = PixelBox::from_edges(a.x + origin.0 as i32, a.y + origin.1 as i32, a.x + a.w, a.y + a.h);
    let half = Tiles::of(grey, a, 2 * step, 1);
    if half.flat > BLANK {
        return Vec::new();
    }
    let first = patches(&half);
    let strongest = first.first().map_or(0.0, |p| p.deviations);
    if strongest < FIRST_LOOK {
        return Vec::new();
    }
    let closer = |p: &Patch| {
        let around = p.grown(AROUND, &half);
        let area = around.area(a);
        // A block that begins within the last tile reaches beyond it.
        let area = PixelBox::from_edges(
            area.x,
            area.y,
            area.x + area.w + BLOCK as i32 - 1,
            area.y + area.h + BLOCK as i32 - 1,
        );
        p.shifted(&around).fitted(&Tiles::of(grey, area, step, 1)).back(&around)
    };
    let tried = first
        .iter()
        .filter(|p| p.deviations >= AS_STRONG * FIRST_LOOK)
        .take(2 * MOST + 1);
    let mut found = apart(tried.map(closer).collect());
    let strongest = found.first().map_or(0.0, |p| p.deviations);
    found.retain(|p| p.deviations >= AS_STRONG * strongest);
    if found.len() > MOST {
        return Vec::new();
    }
    found.retain(|p| p.stands_alone(&half));
    let spot = |p: &Patch| Spot {
        area: p.area(a),
        strength: (f64::from(p.deviations / FULL * 100.0).floor() / 100.0).min(1.0),
    };
    found.iter().map(spot).collect()
}

/// One row of coefficients by frequency, a value for the block that begins at each pixel of a strip.
type Row = [[i16; STRIP]; LOW];

/// The product with a constant in 1/65536.
const fn part(a: i16, of: i16) -> i16 {
    ((a as i32 * of as i32) >> 16) as i16
}

/// Half the cosine of n/16 of half a turn, in 1/65536.
const C1: i16 = 32138;
const C2: i16 = 30274;
const C3: i16 = 27246;
const C4: i16 = 23170;
const C5: i16 = 18205;
const C6: i16 = 12540;
const C7: i16 = 6393;

/// The lowest five coefficients of the orthonormal cosine transform of eight values (ITU-T T.81, A.3.3); those not used
/// cost nothing. Each product is rounded down, by half a unit on average: added again.
#[inline]
fn transform([a, b, c, d, e, f, g, h]: [i16; BLOCK]) -> [i16; LOW] {
    let add = i16::wrapping_add;
    let sub = i16::wrapping_sub;
    let (e0, e1, e2, e3) = (add(a, h), add(b, g), add(c, f), add(d, e));
    let (d0, d1, d2, d3) = (sub(a, h), sub(b, g), sub(c, f), sub(d, e));
    [
        add(add(part(add(e0, e3), C4), part(add(e1, e2), C4)), 1),
        add(add(add(part(d0, C1), part(d1, C3)), add(part(d2, C5), part(d3, C7))), 2),
        add(add(part(sub(e0, e3), C2), part(sub(e1, e2), C6)), 1),
        sub(sub(part(d0, C3), part(d1, C7)), add(part(d2, C1), part(d3, C5))),
        sub(part(sub(e0, e1), C4), part(sub(e2, e3), C4)),
    ]
}

/// Coefficients along a row of pixels, for the blocks that begin at each of them.
fn along(row: &[i16; STRIP + BLOCK], out: &mut Row) {
    let [o0, o1, o2, o3, o4] = out;
    for i in 0..STRIP {
        let [a, b, c, d, e] = transform(std::array::from_fn(|k| row[i + k]));
        (o0[i], o1[i], o2[i], o3[i], o4[i]) = (a, b, c, d, e);
    }
}

/// Adds how near to nothing the coefficients of frequency `ALONG` across and `FROM` to `TO` (exclusive) down are: from 0 at
/// [`REACH`] to all of it at 0.
fn down<const ALONG: usize, const FROM: usize, const TO: usize>(rows: &[&Row; BLOCK], scores: &mut [i16; STRIP]) {
    let [a, b, c, d, e, f, g, h] = rows.map(|r| &r[ALONG]);
    for i in 0..STRIP {
        let coefficients = transform([a[i], b[i], c[i], d[i], e[i], f[i], g[i], h[i]]);
        let mut sum = scores[i];
        for k in &coefficients[FROM..TO] {
            sum = sum.wrapping_add(REACH.saturating_sub(k.unsigned_abs()) as i16);
        }
        scores[i] = sum;
    }
}

/// What the blocks of the picture's tiles show, by where they begin.
#[derive(Debug)]
struct Tiles {
    w: usize,
    h: usize,
    /// How near to 0 a tile's coefficients are, by phase, added up.
    sums: Vec<[f32; PHASES]>,
    /// What each phase off the own grid has beyond its row and its column of phases.
    excess: Vec<[f32; OFF]>,
    /// Variance among the phases of a block, added up.
    spread: Vec<f32>,
    /// Share of the blocks, four by four, that are the same all over.
    flat: f32,
}

impl Tiles {
    /// Transforms the blocks that begin in every `step`th row of blocks of `area`, from row `from` of each on.
    fn of(grey: &Grey, area: PixelBox, step: usize, from: usize) -> Self {
        let width = grey.width() as usize;
        let across = |side: i32| (side.max(0) as usize).saturating_sub(BLOCK - 1) / TILE;
        let (w, h) = (across(area.w), across(area.h));
        let mut out = Self {
            w,
            h,
            sums: vec![[0.0; PHASES]; w * h],
            excess: Vec::new(),
            spread: vec![0.0; w * h],
            flat: 0.0,
        };
        let mut wide = [0i16; STRIP + BLOCK];
        let mut ring = vec![[[0i16; STRIP]; LOW]; BLOCK];
        let (mut flat, mut seen) = (0usize, 0usize);
        for left in (0..w * TILE).step_by(STRIP) {
            let mut ready = 0;
            for block in (0..h * TILE / BLOCK).step_by(step) {
                let mut folded = Folded::default();
                for row in from..BLOCK {
                    let y = area.y as usize + block * BLOCK + row;
                    for y in ready.max(y)..y + BLOCK {
                        let start = y * width + area.x as usize + left;
                        let pixels = grey.as_raw().get(start..(y + 1) * width).unwrap_or(&[]);
                        for (out, v) in wide.iter_mut().zip(pixels) {
                            *out = (i16::from(*v) - 128) << 4;
                        }
                        along(&wide, &mut ring[y % BLOCK]);
                    }
                    ready = y + BLOCK;
                    let mut scores = [0i16; STRIP];
                    let lines = std::array::from_fn(|k| &ring[(y + k) % BLOCK]);
                    down::<0, 1, LOW>(&lines, &mut scores);
                    down::<1, 0, 4>(&lines, &mut scores);
                    down::<2, 0, 3>(&lines, &mut scores);
                    down::<3, 0, 2>(&lines, &mut scores);
                    down::<4, 0, 1>(&lines, &mut scores);
                    folded.take(row, &scores);
                }
                let start = block * BLOCK / TILE * w;
                let at = start + left / TILE..start + w;
                let phases = ((BLOCK - from) * SIDE) as f32;
                let tiles = out.sums.get_mut(at.clone()).unwrap_or_default();
                for (out, sums) in tiles.iter_mut().zip(&folded.sums) {
                    for (out, s) in out.iter_mut().zip(sums) {
                        *out += *s as f32;
                    }
                }
                let tiles = out.spread.get_mut(at).unwrap_or_default();
                for (out, spread) in tiles.iter_mut().zip(folded.spreads(phases)) {
                    *out += spread + FLAT * (TILE / BLOCK) as f32;
                    seen += 1;
                    flat += usize::from(spread < 1.0);
                }
            }
        }
        out.flat = flat as f32 / seen.max(1) as f32;
        out.excess = out.sums.iter().map(excess).collect();
        out
    }

    /// What a phase has beyond its row and column of phases in a box of tiles, with the variance of that.
    fn within(&self, p: &Patch) -> (f32, f32) {
        let (mut sum, mut variance) = (0.0, 0.0);
        for y in p.top..p.bottom {
            let row = y * self.w + p.left..y * self.w + p.right;
            sum += self
                .excess
                .get(row.clone())
                .unwrap_or_default()
                .iter()
                .map(|e| e[p.phase])
                .sum::<f32>();
            variance += self.spread.get(row).unwrap_or_default().iter().sum::<f32>();
        }
        (sum, variance)
    }
}

/// What one row of blocks shows.
struct Folded {
    sums: [[u32; PHASES]; STRIP / TILE],
    columns: [u32; STRIP],
    squares: [u32; STRIP],
}

impl Default for Folded {
    fn default() -> Self {
        Self {
            sums: [[0; PHASES]; STRIP / TILE],
            columns: [0; STRIP],
            squares: [0; STRIP],
        }
    }
}

impl Folded {
    /// Adds the scores of the blocks that begin `row` pixels down.
    fn take(&mut self, row: usize, scores: &[i16; STRIP]) {
        for (sums, scores) in self.sums.iter_mut().zip(scores.as_chunks::<TILE>().0) {
            for block in scores.as_chunks::<BLOCK>().0 {
                for (sum, s) in sums[row * BLOCK..].iter_mut().zip(block) {
                    *sum = sum.wrapping_add(*s as u32);
                }
            }
        }
        for ((sum, squares), s) in self.columns.iter_mut().zip(&mut self.squares).zip(scores) {
            let s = *s as u32;
            *sum = sum.wrapping_add(s);
            *squares = squares.wrapping_add(s.wrapping_mul(s));
        }
    }

    /// Variance among so many phases off the own grid, of each tile's blocks together.
    fn spreads(&self, phases: f32) -> impl Iterator<Item = f32> {
        let (columns, squares) = (self.columns.as_chunks::<BLOCK>().0, self.squares.as_chunks::<BLOCK>().0);
        let off = |v: &[u32; BLOCK]| v[1..].iter().sum::<u32>() as f32;
        let of_tile = move |(columns, squares): (&[[u32; BLOCK]], &[[u32; BLOCK]])| {
            let blocks = columns.iter().zip(squares);
            let spread = |(c, s)| off(s) / phases - (off(c) / phases).powi(2);
            blocks.map(spread).sum::<f32>()
        };
        columns
            .chunks(TILE / BLOCK)
            .zip(squares.chunks(TILE / BLOCK))
            .map(of_tile)
    }
}

/// What each phase off the grid has beyond its row and its column of phases: lines of print and edges favour whole rows and
/// columns of them, a grid one.
fn excess(sums: &[f32; PHASES]) -> [f32; OFF] {
    let at = |y: usize, x: usize| sums[(y + 1) * BLOCK + x + 1];
    let n = SIDE as f32;
    let rows: [f32; SIDE] = std::array::from_fn(|y| (0..SIDE).map(|x| at(y, x)).sum::<f32>() / n);
    let columns: [f32; SIDE] = std::array::from_fn(|x| (0..SIDE).map(|y| at(y, x)).sum::<f32>() / n);
    let mean = rows.iter().sum::<f32>() / n;
    std::array::from_fn(|i| at(i / SIDE, i % SIDE) - rows[i / SIDE] - columns[i % SIDE] + mean)
}

/// Where the picture's own grid begins within `area`: rightwards, down. `None` where none stands out.
fn own(grey: &Grey, area: PixelBox, step: usize) -> Option<(usize, usize)> {
    let tiles = Tiles::of(grey, area, step, 0);
    let mut total = [0.0f32; PHASES];
    for sums in &tiles.sums {
        for (total, s) in total.iter_mut().zip(sums) {
            *total += s;
        }
    }
    let best = (0..PHASES).max_by(|a, b| total[*a].total_cmp(&total[*b]))?;
    let (x, y) = (best % BLOCK, best / BLOCK);
    let off: [f32; OFF] = std::array::from_fn(|i| {
        let (right, down) = ((x + 1 + i % SIDE) % BLOCK, (y + 1 + i / SIDE) % BLOCK);
        total[down * BLOCK + right]
    });
    let mean = off.iter().sum::<f32>() / OFF as f32;
    let variance = off.iter().map(|v| (v - mean).powi(2)).sum::<f32>() / OFF as f32;
    (total[best] - mean > OWN_GRID * variance.sqrt().max(1.0)).then_some((x, y))
}

/// A box of tiles that shows another grid.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Patch {
    left: usize,
    top: usize,
    right: usize,
    bottom: usize,
    phase: usize,
    /// How far its phase stands out.
    deviations: f32,
}

impl Patch {
    fn measured(mut self, tiles: &Tiles) -> Self {
        let (sum, variance) = tiles.within(&self);
        self.deviations = sum / variance.sqrt().max(1.0);
        self
    }

    /// The box with one side moved by a tile or two, where that leaves anything within the picture.
    fn moved(self, tiles: &Tiles, side: usize, by: isize) -> Option<Self> {
        let mut new = self;
        let (edge, end) = match side {
            0 => (&mut new.left, tiles.w),
            1 => (&mut new.top, tiles.h),
            2 => (&mut new.right, tiles.w),
            _ => (&mut new.bottom, tiles.h),
        };
        *edge = edge.checked_add_signed(by).filter(|e| *e <= end)?;
        (new.left < new.right && new.top < new.bottom).then(|| new.measured(tiles))
    }

    /// The box with its sides moved for as long as it stands out more.
    fn fitted(self, tiles: &Tiles) -> Self {
        let mut fitted = self.measured(tiles);
        loop {
            let moves = (0..4).flat_map(|side| [-2, -1, 1, 2].map(|by| (side, by)));
            let best = moves
                .filter_map(|(side, by)| fitted.moved(tiles, side, by))
                .max_by(|a, b| a.deviations.total_cmp(&b.deviations));
            match best {
                Some(new) if new.deviations > fitted.deviations => fitted = new,
                _ => return fitted,
            }
        }
    }

    /// The box with so many tiles more on each side.
    fn grown(mut self, by: usize, tiles: &Tiles) -> Self {
        (self.left, self.top) = (self.left.saturating_sub(by), self.top.saturating_sub(by));
        (self.right, self.bottom) = ((self.right + by).min(tiles.w), (self.bottom + by).min(tiles.h));
        self
    }

    /// The box counted from where `around` begins, and the other way.
    const fn shifted(mut self, around: &Self) -> Self {
        (self.left, self.right) = (self.left - around.left, self.right - around.left);
        (self.top, self.bottom) = (self.top - around.top, self.bottom - around.top);
        self
    }

    const fn back(mut self, around: &Self) -> Self {
        (self.left, self.right) = (self.left + around.left, self.right + around.left);
        (self.top, self.bottom) = (self.top + around.top, self.bottom + around.top);
        self
    }

    /// Its pixels, where the tiles are those of `whole`.
    const fn area(&self, whole: PixelBox) -> PixelBox {
        PixelBox {
            x: whole.x + (self.left * TILE) as i32,
            y: whole.y + (self.top * TILE) as i32,
            w: ((self.right - self.left) * TILE) as i32,
            h: ((self.bottom - self.top) * TILE) as i32,
        }
    }

    const fn apart(&self, o: &Self) -> bool {
        self.right <= o.left || o.right <= self.left || self.bottom <= o.top || o.bottom <= self.top
    }

    /// Whether the patch is a part only, of a patch's shape, shows one phase, and the rest does not show that one too.
    fn stands_alone(&self, tiles: &Tiles) -> bool {
        let (w, h) = (self.right - self.left, self.bottom - self.top);
        let (sum, variance) = tiles.within(self);
        let second = (0..OFF)
            .filter(|p| *p != self.phase)
            .map(|phase| tiles.within(&Self { phase, ..*self }).0);
        let around = self.grown(1, tiles);
        let all = Self {
            left: 0,
            top: 0,
            right: tiles.w,
            bottom: tiles.h,
            ..*self
        };
        let ((near, taken), (total, of)) = (tiles.within(&around), tiles.within(&all));
        let rest = (total - near) / (of - taken).max(1.0).sqrt();
        w * h >= FEWEST
            && w.max(h) <= LONGEST * w.min(h)
            && variance <= LARGEST * of
            && second.fold(0.0, f32::max) <= SECOND_PHASE * sum
            && rest <= (ELSEWHERE * self.measured(tiles).deviations).max(REST)
    }
}

/// Boxes that stand out, apart from each other, the strongest first.
fn patches(tiles: &Tiles) -> Vec<Patch> {
    if tiles.w < LEAST_TILES || tiles.h < LEAST_TILES {
        return Vec::new();
    }
    let mut seeds = Vec::new();
    for (top, left) in (0..tiles.h - 1).flat_map(|y| (0..tiles.w - 1).map(move |x| (y, x))) {
        for phase in 0..OFF {
            let seed = Patch {
                left,
                top,
                right: left + 2,
                bottom: top + 2,
                phase,
                deviations: 0.0,
            };
            let seed = seed.measured(tiles);
            if seed.deviations > SEED {
                seeds.push(seed);
            }
        }
    }
    seeds.sort_by(|a, b| b.deviations.total_cmp(&a.deviations));
    apart(seeds.iter().take(SEEDS).map(|s| s.fitted(tiles)).collect())
}

/// The strongest first, without those that overlap a stronger one.
fn apart(mut patches: Vec<Patch>) -> Vec<Patch> {
    patches.sort_by(|a, b| b.deviations.total_cmp(&a.deviations));
    let mut out: Vec<Patch> = Vec::new();
    for patch in patches {
        if out.iter().all(|o| o.apart(&patch)) {
            out.push(patch);
        }
    }
    out
}

/// Deviations from which four tiles are tried as the middle of a patch, and how many are, the strongest first.
const SEED: f32 = 1.5;
const SEEDS: usize = 32;

#[cfg(test)]
mod tests {
    use image::codecs::jpeg::JpegEncoder;

    use super::*;
    use crate::pixels::{Rgb, without_colour};

    /// A sheet with print of soft strokes, uneven light and a sensor's grain.
    fn drawn() -> Rgb {
        let mut seed = 7u32;
        let mut next = move || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(seed >> 16) / 65536.0
        };
        let strokes: Vec<[f64; 4]> = (0..900)
            .map(|_| [next() * 900.0, next() * 640.0, next() * 3.1, 6.0 + next() * 20.0])
            .collect();
        let mut light = vec![0.0f64; 900 * 640];
        for [x, y, turn, long] in strokes {
            for step in 0..(long * 4.0) as usize {
                let at = step as f64 / 4.0;
                let (cx, cy) = (x + at * turn.cos(), y + at * turn.sin());
                for (dy, dx) in (-3..=3).flat_map(|dy| (-3..=3).map(move |dx| (dy, dx))) {
                    let (px, py) = (cx as i32 + dx, cy as i32 + dy);
                    if (0..900).contains(&px) && (0..640).contains(&py) {
                        let far = (f64::from(px) - cx).hypot(f64::from(py) - cy);
                        let ink = &mut light[py as usize * 900 + px as usize];
                        *ink = ink.max((1.0 - far / 2.6).clamp(0.0, 1.0) * 120.0);
                    }
                }
            }
        }
        let grey = Grey::from_fn(900, 640, |x, y| {
            let grain = (next() + next() + next() - 1.5) * 6.0;
            let ground = 200.0 + f64::from(x) / 40.0 - f64::from(y) / 30.0;
            image::Luma([(ground - light[(y * 900 + x) as usize] + grain) as u8])
        });
        without_colour(&grey)
    }

    fn saved(picture: &Rgb, quality: u8) -> Rgb {
        let mut jpeg = Vec::new();
        JpegEncoder::new_with_quality(&mut jpeg, quality)
            .encode_image(picture)
            .unwrap();
        image::load_from_memory(&jpeg).unwrap().into_rgb8()
    }

    fn found(picture: &Rgb) -> Vec<Spot> {
        find(&crate::pixels::grey(picture), None)
    }

    #[test]
    fn a_patch_put_down_off_its_grid_is_found() {
        let once = saved(&drawn(), 75);
        let mut edited = once.clone();
        let patch = image::imageops::crop_imm(&once, 96, 80, 260, 130).to_image();
        image::imageops::replace(&mut edited, &patch, 483, 333);
        let put = PixelBox {
            x: 483,
            y: 333,
            w: 260,
            h: 130,
        };
        for picture in [saved(&edited, 95), edited] {
            let spots = found(&picture);
            assert_eq!(spots.len(), 1);
            assert!(spots[0].area.iou(put) >= 0.5, "{:?}", spots[0]);
            assert!(spots[0].strength >= 0.5);
        }
    }

    #[test]
    fn an_untouched_picture_shows_none_however_it_was_saved() {
        let once = saved(&drawn(), 75);
        let cropped = image::imageops::crop_imm(&once, 3, 5, 880, 620).to_image();
        let scaled = crate::pixels::resized(&once, 909, 646);
        let pictures = [
            drawn(),
            once.clone(),
            saved(&once, 60),
            saved(&once, 95),
            cropped.clone(),
            saved(&cropped, 90),
            saved(&cropped, 95),
            saved(&scaled, 95),
        ];
        for (n, picture) in pictures.iter().enumerate() {
            assert!(found(picture).is_empty(), "{n}");
        }
    }

    #[test]
    fn print_that_repeats_every_eight_pixels_is_no_patch() {
        let grey = Grey::from_fn(640, 640, |x, y| {
            let rule = (200..500).contains(&x) && (200..400).contains(&y) && (x % 8 < 3) != (y % 16 < 5);
            image::Luma([if rule { 90 } else { 210 + ((x * 31 + y * 17) % 7) as u8 }])
        });
        let page = without_colour(&grey);
        assert!(found(&page).is_empty());
        assert!(found(&saved(&page, 90)).is_empty());
    }
}
