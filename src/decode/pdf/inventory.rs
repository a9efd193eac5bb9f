//! Goes over a page once without painting: notes its glyphs, its pictures and whether anything else is drawn.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read;

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro::hayro_interpret::{
    BlendMode, CacheKey as _, ClipPath, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps, LumaData, Paint,
    SoftMask,
};
use hayro::kurbo::{Affine, BezPath, Point, Rect, Shape as _};
use hayro_syntax::object::Stream;

use super::filters;
use super::fonts::{Fonts, Told};
use super::seen::{Cover, FAINT};
use crate::decode::jpeg;
use crate::pixels::Rgb;

/// One glyph as it stands on the page, in points, y down.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// What it says; `None` when nothing tells.
    pub text: Option<String>,
    /// Its number in its font's encoding.
    pub code: u32,
    /// Origin: on the baseline; of a character in a column, the upper left corner of its square.
    pub at: Point,
    /// One em along the line (down a column).
    pub along: (f64, f64),
    /// One em across it: upwards, and to the right in a column.
    pub up: (f64, f64),
    /// Advance in ems.
    pub advance: f64,
    /// Stands in a column of upright characters.
    pub vertical: bool,
    /// Not seen: mode 3, clipped away, covered, or painted in the colour of what it stands on.
    pub invisible: bool,
    /// Paint is put down: neither mode 3, nor clipped away, nor clear. What is painted may still not be seen.
    pub painted: bool,
    /// The box of the ink that its font program gives it; `None` where that is blank.
    pub shape: Option<Rect>,
    /// Its shape is in the file; otherwise each reader of the file draws it with a font of its own.
    pub embedded: bool,
    /// The one colour it is painted in, with its opacity, 0 to 255.
    pub colour: Option<[u8; 4]>,
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
    /// Parts of it are clear: a stencil, or a picture with a mask.
    pub clear: bool,
    /// What is wrong with a JPEG: its end mark is missing, or its coded data are broken.
    pub broken: Option<&'static str>,
    pub order: usize,
}

impl Picture {
    /// The box it stands in, in points.
    pub(super) fn area(&self) -> Rect {
        let whole = Rect::new(0.0, 0.0, f64::from(self.width), f64::from(self.height));
        self.place.transform_rect_bbox(whole)
    }
}

/// One path as it is painted, in points, y down.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drawn {
    /// The box around it, as far as the clips let it.
    pub area: Rect,
    /// It may be the outline of print: it has more corners than a frame or an arrow, or print is its clip.
    pub outline: bool,
    pub order: usize,
}

/// Paths whose places are noted; a form with a table has some hundred.
const DRAWN: usize = 20_000;
/// Elements of a path from which it may be the outline of a character: a box with round corners has ten.
const OUTLINE: usize = 12;

/// What was found.
#[derive(Debug)]
pub(super) struct PageInventory<'a> {
    pub glyphs: Vec<Mark>,
    pub pictures: Vec<Picture>,
    /// Opaque boxes in painting order.
    pub covers: Vec<Cover>,
    /// Paths painted.
    pub paths: usize,
    /// The first of them, without those that are clear.
    pub drawn: Vec<Drawn>,
    /// Number in painting order of the last thing that the page itself paints; its annotations follow.
    pub page_end: usize,
    /// Glyphs noted at most; the rest is left out.
    pub glyph_budget: usize,
    operator_budget: usize,
    fonts: Fonts<'a>,
    /// Shapes of glyphs met, in thousandths of an em.
    shapes: BTreeMap<u128, Option<Rect>>,
    /// What is wrong with the pictures met: one may be drawn on every tile of a page.
    jpegs: BTreeMap<u128, Option<&'static str>>,
    /// Clips in force: the box each leaves, and whether it is a box.
    clips: Vec<(Rect, bool)>,
    /// Groups in force: whether each lets through what lies below it, as a highlighter's stroke does.
    veils: Vec<bool>,
    order: usize,
}

impl<'a> PageInventory<'a> {
    pub(super) fn new(fonts: Fonts<'a>, glyph_budget: usize, operator_budget: usize) -> Self {
        Self {
            glyphs: Vec::new(),
            pictures: Vec::new(),
            covers: Vec::new(),
            paths: 0,
            drawn: Vec::new(),
            page_end: usize::MAX,
            glyph_budget,
            operator_budget,
            fonts,
            shapes: BTreeMap::new(),
            jpegs: BTreeMap::new(),
            clips: Vec::new(),
            veils: Vec::new(),
            order: 0,
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

    /// The page itself is done; its annotations follow.
    pub(super) fn end_page(&mut self) {
        self.page_end = self.order;
    }

    /// The glyphs that the page's annotations paint.
    pub(super) fn annotations_glyphs(&self) -> &[Mark] {
        let first = self.glyphs.partition_point(|g| g.order <= self.page_end);
        self.glyphs.get(first..).unwrap_or_default()
    }

    /// Notes where a path is painted.
    fn draw(&mut self, area: Rect, elements: usize) {
        let (clip, is_box) = self.clips.last().copied().unwrap_or((area, true));
        // A level line has no area; its box keeps its place.
        let area = Rect::new(
            area.x0.max(clip.x0),
            area.y0.max(clip.y0),
            area.x1.min(clip.x1),
            area.y1.min(clip.y1),
        );
        if area.x0 <= area.x1 && area.y0 <= area.y1 && self.drawn.len() < DRAWN {
            self.drawn.push(Drawn {
                area,
                outline: elements > OUTLINE || !is_box,
                order: self.order,
            });
        }
    }

    /// Something opaque fills `area`, as far as the clips let it.
    fn cover(&mut self, area: Rect) {
        let (clip, is_box) = self.clips.last().copied().unwrap_or((area, true));
        let area = area.intersect(clip);
        if is_box && area.area() > 0.0 && !self.veils.contains(&true) {
            self.covers.push(Cover {
                area,
                order: self.order,
            });
        }
    }

    /// What a glyph says, and the box of its ink in thousandths of an em.
    fn look(&mut self, glyph: &Glyph<'a>) -> (Told, Option<Rect>) {
        match glyph {
            Glyph::Outline(outline) => {
                let shape = self.shapes.entry(outline.identifier().cache_key()).or_insert_with(|| {
                    let path = outline.outline();
                    (path.segments().next().is_some()).then(|| path.bounding_box())
                });
                (self.fonts.tell(outline), *shape)
            }
            Glyph::Type3(drawn) => {
                let text = drawn.as_unicode().map(|said| match said {
                    BfString::Char(c) => c.to_string(),
                    BfString::String(s) => s,
                });
                // A drawn glyph is a little page of its own; its box is taken to be its square.
                let width = f64::from(drawn.advance_width().unwrap_or(500.0)).clamp(0.0, 4000.0);
                let square = Rect::new(0.0, -200.0, width, 880.0);
                (
                    Told {
                        text: text.filter(|t| t.chars().all(super::program::sound)),
                        code: drawn.char_code(),
                        embedded: true,
                    },
                    (width > 0.0).then_some(square),
                )
            }
        }
    }
}

/// The path fills its own box.
fn is_box(path: &BezPath, area: Rect) -> bool {
    (path.area().abs() - area.area()).abs() <= 1e-3 * area.area()
}

/// Colour and opacity of a paint that is one colour.
fn colour(paint: &Paint<'_>) -> Option<[u8; 4]> {
    match paint {
        Paint::Color(c) => Some(c.to_rgba().to_rgba8()),
        Paint::Pattern(_) => None,
    }
}

/// A picture of which parts may be clear.
fn masked(picture: &Stream<'_>) -> bool {
    let dict = picture.dict();
    ["SMask", "Mask", "SMaskInData"]
        .iter()
        .any(|key| dict.contains_key(key))
}

/// The picture's stream ends without the mark every whole JPEG ends with, or its coded data are not whole.
fn broken_jpeg(stream: &Stream<'_>) -> Option<&'static str> {
    let stored = stream.raw_data();
    // Report generators write JPEGs as ASCII85; only then is the picture's own data a step away.
    let raw = if stored.starts_with(&[0xFF, 0xD8, 0xFF]) {
        stored
    } else {
        let mut raw = Vec::new();
        // What breaks off is looked at as far as it goes.
        let _ = filters::ascii85(Box::new(&*stored)).read_to_end(&mut raw);
        Cow::Owned(raw)
    };
    if !raw.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return None;
    }
    // Padding after the end mark is common, a few kilobytes of it are not.
    let tail = raw.get(raw.len().saturating_sub(2048)..).unwrap_or_default();
    if !tail.windows(2).any(|w| w == [0xFF, 0xD9]) {
        return Some("an embedded jpeg ends early");
    }
    jpeg::damage(&raw).map(|_| "an embedded jpeg is damaged")
}

impl<'a> Device<'a> for PageInventory<'a> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.count();
        if !matches!(mode, DrawMode::Invisible) {
            self.paths += 1;
            if colour(&props.paint).is_none_or(|c| c[3] > FAINT) {
                let area = props.transform.transform_rect_bbox(path.control_box());
                self.draw(area, path.elements().len());
            }
        }
        let opaque = props.soft_mask.is_none() && props.blend_mode == BlendMode::Normal;
        if opaque
            && matches!(mode, DrawMode::Fill(_) | DrawMode::FillAndStroke(..))
            && colour(&props.paint).is_some_and(|c| c[3] > 250)
        {
            let path = props.transform * path.clone();
            let area = path.bounding_box();
            if is_box(&path, area) {
                self.cover(area);
            }
        }
    }
    fn push_clip_path(&mut self, clip: &ClipPath) {
        self.count();
        let area = clip.path.bounding_box();
        let own = is_box(&clip.path, area);
        let (area, outer) = self
            .clips
            .last()
            .map_or((area, true), |(outer, is_box)| (outer.intersect(area), *is_box));
        self.clips.push((area, own && outer));
    }
    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, mode: BlendMode) {
        self.count();
        self.veils
            .push(opacity < 0.98 || mask.is_some() || mode != BlendMode::Normal);
    }
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.count();
        let colour = colour(&props.paint);
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
            let (told, shape) = self.look(glyph);
            let middle = at + em * 0.25 + rise * 0.25;
            let clipped = self
                .clips
                .last()
                .is_some_and(|(area, _)| !area.inflate(1.0, 1.0).contains(middle));
            let (along, up) = if vertical { (-rise, em) } else { (em, rise) };
            // A blank of the file's own font says so by being blank.
            let blank = shape.is_none() && told.embedded && told.text.is_none();
            let invisible = clipped || matches!(mode, DrawMode::Invisible);
            self.glyphs.push(Mark {
                text: if blank { Some(" ".to_owned()) } else { told.text },
                code: told.code,
                at: if vertical { at + rise * 0.88 } else { at },
                along: (along.x, along.y),
                up: (up.x, up.y),
                advance: if vertical {
                    1.0
                } else {
                    f64::from(advance.unwrap_or(500.0)) / 1000.0
                },
                vertical,
                invisible,
                painted: !invisible && !blank && colour.is_none_or(|c| c[3] > FAINT),
                shape: shape.map(|s| place.transform_rect_bbox(s)),
                embedded: told.embedded,
                colour,
                order: self.order,
            });
        }
    }
    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.count();
        let broken = match &image {
            Image::Raster(raster) => *self
                .jpegs
                .entry(raster.stream().cache_key())
                .or_insert_with(|| broken_jpeg(raster.stream())),
            Image::Stencil(_) => None,
        };
        self.pictures.push(Picture {
            place: props.transform,
            width: image.width(),
            height: image.height(),
            stencil: matches!(image, Image::Stencil(_)),
            clear: match &image {
                Image::Raster(raster) => masked(raster.stream()),
                Image::Stencil(_) => true,
            },
            broken,
            order: self.order,
        });
        if let Image::Raster(raster) = &image
            && props.soft_mask.is_none()
            && props.blend_mode == BlendMode::Normal
            && !masked(raster.stream())
        {
            let [_, b, c, ..] = props.transform.as_coeffs();
            let whole = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
            if b.abs() + c.abs() < 1e-6 {
                self.cover(props.transform.transform_rect_bbox(whole));
            }
        }
    }
    fn pop_clip(&mut self) {
        self.clips.pop();
    }
    fn pop_transparency_group(&mut self) {
        self.veils.pop();
    }
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
