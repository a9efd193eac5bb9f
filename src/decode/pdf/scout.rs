//! Goes over a page once without painting: notes its glyphs, its pictures and whether anything else is drawn.

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, LumaData, SoftMask,
};
use hayro::kurbo::{Affine, BezPath, Point, Rect, Shape as _};

use crate::pixels::Rgb;

/// One glyph as it stands on the page, in points, y down.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// What it says; `None` when the font does not tell.
    pub text: Option<String>,
    /// Origin on the baseline.
    pub at: Point,
    /// One em along the line.
    pub along: (f64, f64),
    /// One em upwards.
    pub up: (f64, f64),
    /// Advance in ems.
    pub advance: f64,
    /// Not seen: mode 3 or clipped away.
    pub invisible: bool,
    /// Number in painting order.
    pub order: usize,
}

/// One picture as it stands on the page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Picture {
    /// From picture pixels to page points, y down.
    pub place: Affine,
    pub width: u32,
    pub height: u32,
    /// A one-colour stencil, not a picture of its own.
    pub stencil: bool,
    /// A JPEG whose end mark is missing.
    pub cut: bool,
    pub order: usize,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Scout {
    pub glyphs: Vec<Mark>,
    pub pictures: Vec<Picture>,
    /// Paths painted.
    pub paths: usize,
    /// Glyphs noted at most; the rest is left out.
    pub glyph_budget: usize,
    operator_budget: usize,
    clips: Vec<Rect>,
    order: usize,
}

impl Scout {
    pub(super) fn new(glyph_budget: usize, operator_budget: usize) -> Self {
        Self {
            glyph_budget,
            operator_budget,
            ..Self::default()
        }
    }

    /// Counts one thing painted. Over the budget it leaves the interpreter the only way there is.
    fn count(&mut self) {
        self.order += 1;
        if self.order > self.operator_budget {
            std::panic::resume_unwind(Box::new(crate::decode::DecodeError::Limit {
                limit: "page_operators",
                asked: self.order as u64,
                allowed: self.operator_budget as u64,
            }));
        }
    }
}

/// Undoes ASCII85 up to its end mark or the first byte that is none of it.
fn ascii85(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len() / 5 * 4 + 4);
    let mut group: Vec<u8> = Vec::with_capacity(5);
    for &b in data.iter().filter(|b| !b.is_ascii_whitespace()) {
        match b {
            b'z' if group.is_empty() => out.extend([0; 4]),
            b'!'..=b'u' => group.push(b - b'!'),
            _ => break,
        }
        if group.len() == 5 {
            let value = group
                .iter()
                .fold(0_u32, |v, &d| v.wrapping_mul(85).wrapping_add(u32::from(d)));
            out.extend(value.to_be_bytes());
            group.clear();
        }
    }
    if group.len() > 1 {
        let keep = group.len() - 1;
        group.resize(5, 84);
        let value = group
            .iter()
            .fold(0_u32, |v, &d| v.wrapping_mul(85).wrapping_add(u32::from(d)));
        out.extend(value.to_be_bytes().into_iter().take(keep));
    }
    out
}

#[cfg(test)]
#[test]
fn ascii85_gives_the_bytes_back() {
    assert_eq!(ascii85(b"87cUR\nD]i,\"Ebo7~>"), b"Hello World"[..].to_vec());
}

/// The picture's stream ends without the mark every whole JPEG ends with.
fn jpeg_cut(image: &Image<'_, '_>) -> bool {
    let Image::Raster(raster) = image else { return false };
    let stream = raster.stream();
    let stored = stream.raw_data();
    // Report generators write JPEGs as ASCII85; only then is the picture's own data a step away.
    let raw = if stored.starts_with(&[0xFF, 0xD8, 0xFF]) {
        stored.to_vec()
    } else {
        ascii85(&stored)
    };
    if !raw.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return false;
    }
    // Padding after the end mark is common, a few kilobytes of it are not.
    let tail = raw.get(raw.len().saturating_sub(2048)..).unwrap_or_default();
    !tail.windows(2).any(|w| w == [0xFF, 0xD9])
}

impl<'a> Device<'a> for Scout {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, mode: &DrawMode) {
        self.count();
        if !matches!(mode, DrawMode::Invisible) {
            self.paths += 1;
        }
    }
    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.count();
        let area = clip.path.bounding_box();
        let area = self.clips.last().map_or(area, |outer| outer.intersect(area));
        self.clips.push(area);
    }
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.count();
    }
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.count();
        for glyph in run.glyphs() {
            if self.glyphs.len() >= self.glyph_budget {
                return;
            }
            let place = props.transform * glyph.transform();
            let vertical = run.writing_mode() == WritingMode::Vertical;
            let at = place * Point::ZERO;
            let em = place * Point::new(1000.0, 0.0) - at;
            let rise = place * Point::new(0.0, 1000.0) - at;
            let advance = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(drawn) => drawn.advance_width(),
            };
            let text = glyph.as_unicode().map(|said| match said {
                BfString::Char(c) => c.to_string(),
                BfString::String(s) => s,
            });
            let middle = at + em * 0.25 + rise * 0.25;
            let clipped = self
                .clips
                .last()
                .is_some_and(|area| !area.inflate(1.0, 1.0).contains(middle));
            let (along, up) = if vertical { (-rise, em) } else { (em, rise) };
            self.glyphs.push(Mark {
                text,
                at,
                along: (along.x, along.y),
                up: (up.x, up.y),
                advance: if vertical {
                    1.0
                } else {
                    f64::from(advance.unwrap_or(500.0)) / 1000.0
                },
                invisible: clipped || matches!(mode, DrawMode::Invisible),
                order: self.order,
            });
        }
    }
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.count();
        self.pictures.push(Picture {
            place: props.transform,
            width: image.width(),
            height: image.height(),
            stencil: matches!(image, Image::Stencil(_)),
            cut: jpeg_cut(&image),
            order: self.order,
        });
    }
    fn pop_clip(&mut self) {
        self.clips.pop();
    }
    fn pop_transparency_group(&mut self) {}
}

/// Takes the page's first picture as it is stored.
#[derive(Debug, Default)]
pub(super) struct Grab {
    pub picture: Option<Rgb>,
}

fn over_white(image: ImageData, alpha: Option<LumaData>) -> Option<Rgb> {
    let (width, height) = (image.width(), image.height());
    let data = match image {
        ImageData::Rgb(rgb) => rgb.data,
        ImageData::Luma(luma) => luma.data.iter().flat_map(|&v| [v, v, v]).collect(),
    };
    let mut picture = Rgb::from_raw(width, height, data)?;
    if let Some(alpha) = alpha.filter(|a| a.width == width && a.height == height) {
        for (pixel, &a) in picture.pixels_mut().zip(&alpha.data) {
            for v in &mut pixel.0 {
                *v = ((u32::from(*v) * u32::from(a) + 255 * (255 - u32::from(a)) + 127) / 255) as u8;
            }
        }
    }
    Some(picture)
}

impl<'a> Device<'a> for Grab {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {}
    fn draw_image(&mut self, image: Image<'a, '_>, _: ImageDrawProps<'a>) {
        if self.picture.is_none()
            && let Image::Raster(raster) = image
        {
            raster.with_rgba(|data, alpha| self.picture = over_white(data, alpha), None);
        }
    }
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
