//! Figures of a face and of the ground behind it, by the colours about its five points. What each measured on pictures of
//! every fault stands in `docs/metrics/faces.md`.

use super::{Face, Seen};
use crate::geometry::{PixelBox, Point};
use crate::measure::downscaled::rounded;
use crate::pixels::{self, Rgb, luma};
use crate::vision::statistics::middle;

/// Half the side of a patch of skin, in parts of the distance between the eyes.
const PATCH: f32 = 0.1;
/// How far beside the corners of the mouth a cheek lies, in the same parts.
const CHEEK: f32 = 0.22;
/// A colour's least distance from grey (0 to about 180) from which it is told from another: skin measures 24 to 51 in light, 8 to
/// 18 in the dark; a picture without colour 0 to 3.
const COLOURED: f64 = 6.0;
/// Widths of the face on both sides of its middle that head, hair and neck may cover.
const HEAD: f64 = 1.0;
/// Heights of the face above it that hair may cover.
const HAIR: f64 = 0.55;
/// Near white: the lightest channel is at least so light ...
const LIGHT: u8 = 160;
/// ... and the darkest less far below it, in parts of the lightest: light on a white wall is warm or cold.
const TINT: f64 = 0.2;
/// Pixels of ground that tell anything.
const GROUND: usize = 400;
/// Lightness from which on skin is burnt out: red is the first channel to end at 255, blue the last.
const BURNT: u8 = 245;
/// Shares of the face's width and height by which a head is wider on each side and taller above.
const BESIDE: f64 = 0.1;
const CROWN: f64 = 0.15;
/// Rows of places above the eyes, in parts of the way from eyes to mouth: brow to crown.
const ABOVE: [f32; 8] = [0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6];
/// Places in a row, in parts of the distance between the eyes.
const ACROSS: [f32; 5] = [-0.5, -0.25, 0.0, 0.25, 0.5];
/// Distance from grey, and from the skin, of a colour that no hair has: hair measures up to 18.
const DYED: f64 = 22.0;
const UNLIKE_SKIN: f64 = 18.0;
/// Width to which a face is scaled down before its edges are measured: at 240 the noise of a camera made blurred ones sharp.
const FACE_WIDTH: f32 = 100.0;
/// Half the side of what is looked at about an eye, in parts of the distance between the eyes.
const EYE: f32 = 0.35;

/// A colour: blue and red against lightness (as in BT.601), and lightness.
#[derive(Clone, Copy)]
struct Tone {
    blue: f64,
    red: f64,
    light: f64,
}

impl Tone {
    fn of([r, g, b]: [u8; 3]) -> Self {
        let light = 0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b);
        Self {
            blue: 0.564 * (f64::from(b) - light),
            red: 0.713 * (f64::from(r) - light),
            light,
        }
    }
    /// Distance in colour, lightness left out.
    fn distance(self, other: Self) -> f64 {
        (self.blue - other.blue).hypot(self.red - other.red)
    }
    /// Distance from grey.
    fn strength(self) -> f64 {
        self.blue.hypot(self.red)
    }
}

/// A direction on the page from the face's own: across (eye to eye) and down (eyes to mouth).
struct Axes {
    eyes: Point,
    mouth: Point,
    across: (f32, f32),
    down: (f32, f32),
    /// Distance between the eyes.
    unit: f32,
}

impl Axes {
    fn of(face: &Face) -> Option<Self> {
        let middle = |[a, b]: [Point; 2]| Point {
            x: f32::midpoint(a.x, b.x),
            y: f32::midpoint(a.y, b.y),
        };
        let (eyes, mouth) = (middle(face.eyes), middle(face.mouth));
        let (dx, dy) = (face.eyes[1].x - face.eyes[0].x, face.eyes[1].y - face.eyes[0].y);
        let unit = dx.hypot(dy);
        (unit >= 4.0).then_some(Self {
            eyes,
            mouth,
            across: (dx / unit, dy / unit),
            down: (mouth.x - eyes.x, mouth.y - eyes.y),
            unit,
        })
    }
    fn at(&self, from: Point, across: f32, down: f32) -> Point {
        Point {
            x: from.x + across * self.unit * self.across.0 + down * self.down.0,
            y: from.y + across * self.unit * self.across.1 + down * self.down.1,
        }
    }
}

/// What is seen of a face.
pub(super) fn seen(page: &Rgb, face: &Face) -> Seen {
    let (w, h) = page.dimensions();
    let head = head(face.area);
    let inside = head.clamp_to(w, h);
    let mut out = Seen {
        white_ground: white_ground(page, face.area),
        inside: round(inside.area() as f64 / head.area().max(1) as f64),
        ..Seen::default()
    };
    if let Some(picture) = pixels::crop(page, face.area) {
        let mut light: Vec<u8> = picture.pixels().map(|p| luma(p.0[0], p.0[1], p.0[2])).collect();
        let burnt = light.iter().filter(|v| **v >= BURNT).count();
        out.burnt = Some(round(burnt as f64 / light.len().max(1) as f64));
        out.light = middle(&mut light).map(f64::from);
    }
    if let Some(axes) = Axes::of(face) {
        out.even = even(page, &axes, face);
        let skin = patch(page, axes.eyes, PATCH * axes.unit).map(Tone::of);
        if let Some(skin) = skin.filter(|s| s.strength() >= COLOURED) {
            out.mouth_unlike_skin = mouth_unlike(page, &axes, face, skin);
            out.coloured_above = coloured_above(page, &axes, skin);
        }
        out.edge = edge(page, &axes, face);
    }
    out
}

/// The head about a face.
fn head(face: PixelBox) -> PixelBox {
    let (beside, crown) = (BESIDE * f64::from(face.w), CROWN * f64::from(face.h));
    PixelBox::from_edges(
        face.x - beside.round() as i32,
        face.y - crown.round() as i32,
        face.right() + beside.round() as i32,
        face.bottom(),
    )
}

fn round(value: f64) -> f64 {
    rounded(value, 3)
}

/// The middle colour of a square about a point; `None` where it lies outside the picture.
fn patch(page: &Rgb, at: Point, half: f32) -> Option<[u8; 3]> {
    let half = half.max(1.0);
    let area = PixelBox::from_edges(
        (at.x - half).round() as i32,
        (at.y - half).round() as i32,
        (at.x + half).round() as i32 + 1,
        (at.y + half).round() as i32 + 1,
    );
    let part = pixels::crop(page, area)?;
    let mut out = [0; 3];
    for (channel, value) in out.iter_mut().enumerate() {
        let mut all: Vec<u8> = part.pixels().map(|p| p.0[channel]).collect();
        *value = middle(&mut all)?;
    }
    Some(out)
}

/// Share of near white beside and above the head; `None` where the head fills the picture.
fn white_ground(page: &Rgb, face: PixelBox) -> Option<f64> {
    let (width, height) = (f64::from(face.w), f64::from(face.h));
    let middle = f64::from(face.x) + width / 2.0;
    let head = (middle - HEAD * width, middle + HEAD * width);
    let (top, chin) = (f64::from(face.y) - HAIR * height, f64::from(face.bottom()));
    let (mut all, mut white) = (0usize, 0usize);
    for (x, y, pixel) in page.enumerate_pixels() {
        let (x, y) = (f64::from(x), f64::from(y));
        let beside = y < chin && (x < head.0 || x > head.1);
        if !beside && y >= top {
            continue;
        }
        let most = pixel.0.iter().copied().max().unwrap_or(0);
        let least = pixel.0.iter().copied().min().unwrap_or(0);
        all += 1;
        white += usize::from(most >= LIGHT && f64::from(most - least) <= TINT * f64::from(most));
    }
    (all >= GROUND).then(|| round(white as f64 / all as f64))
}

/// Lightness of the darker cheek over that of the lighter.
fn even(page: &Rgb, axes: &Axes, face: &Face) -> Option<f64> {
    let cheek = |eye: Point, corner: Point| {
        let at = Point {
            x: f32::midpoint(eye.x, corner.x),
            y: f32::midpoint(eye.y, corner.y),
        };
        Some(Tone::of(patch(page, at, PATCH * axes.unit)?).light)
    };
    let [left, right] = [0, 1].map(|i| cheek(face.eyes[i], face.mouth[i]));
    let (left, right) = (left?, right?);
    let lighter = left.max(right);
    (lighter >= 1.0).then(|| round(left.min(right) / lighter))
}

/// The least distance of mouth and lower cheeks from the skin: lips are red, and a beard leaves them bare; a mask covers all
/// three.
fn mouth_unlike(page: &Rgb, axes: &Axes, face: &Face, skin: Tone) -> Option<f64> {
    let places = [
        axes.mouth,
        axes.at(face.mouth[0], -CHEEK, 0.0),
        axes.at(face.mouth[1], CHEEK, 0.0),
    ];
    let mut least = f64::INFINITY;
    for at in places {
        let tone = Tone::of(patch(page, at, PATCH * axes.unit)?);
        least = least.min(tone.distance(skin));
    }
    Some(round(least / skin.strength()))
}

/// Share of the places from brow to crown that bear a colour which is neither skin, hair nor grey.
fn coloured_above(page: &Rgb, axes: &Axes, skin: Tone) -> Option<f64> {
    let places = ABOVE
        .iter()
        .flat_map(|up| ACROSS.map(|across| axes.at(axes.eyes, across, -up)));
    let tones: Vec<Tone> = places
        .filter_map(|at| patch(page, at, 0.6 * PATCH * axes.unit))
        .map(Tone::of)
        .collect();
    let dyed = |t: &&Tone| t.strength() > DYED && t.distance(skin) > UNLIKE_SKIN;
    // A head that is cut off above the brows shows nothing of what is worn on it.
    (tones.len() >= ACROSS.len() * ABOVE.len() / 2)
        .then(|| round(tones.iter().filter(dyed).count() as f64 / tones.len() as f64))
}

/// Width of the edges about the sharper eye, in parts of the distance between the eyes: the contrast there over the steepest
/// step from pixel to pixel.
fn edge(page: &Rgb, axes: &Axes, face: &Face) -> Option<f64> {
    let scale = (FACE_WIDTH / face.area.w.max(1) as f32).min(1.0);
    let reach = EYE * axes.unit;
    let widths = face.eyes.iter().filter_map(|eye| {
        let about = PixelBox::from_edges(
            (eye.x - reach).round() as i32,
            (eye.y - 0.7 * reach).round() as i32,
            (eye.x + reach).round() as i32,
            (eye.y + 0.7 * reach).round() as i32,
        );
        let part = pixels::grey(&pixels::crop(page, about)?);
        let to = |side: u32| ((side as f32 * scale).round() as u32).max(1);
        let small = pixels::resized_grey(&part, to(part.width()), to(part.height()));
        let (w, h) = small.dimensions();
        if w < 6 || h < 4 {
            return None;
        }
        let at = |x: u32, y: u32| f64::from(small.get_pixel(x, y).0[0]);
        let mut steps: Vec<f64> = Vec::new();
        for y in 1..h - 1 {
            for x in 1..w - 1 {
                let across = (at(x + 1, y) - at(x - 1, y)) / 2.0;
                let down = (at(x, y + 1) - at(x, y - 1)) / 2.0;
                steps.push(across.hypot(down));
            }
        }
        let mut light = small.into_raw();
        light.sort_unstable();
        steps.sort_by(f64::total_cmp);
        let of = |n: usize, share: f64| ((n as f64 - 1.0) * share).round() as usize;
        let contrast = f64::from(*light.get(of(light.len(), 0.95))?) - f64::from(*light.get(of(light.len(), 0.05))?);
        let steepest = steps.get(of(steps.len(), 0.97)).copied()?;
        (steepest >= 1.0).then(|| contrast / steepest / f64::from(axes.unit * scale))
    });
    let least = widths.fold(f64::INFINITY, f64::min);
    least.is_finite().then(|| round(least))
}
