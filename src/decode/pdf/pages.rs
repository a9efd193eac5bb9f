//! One page's image: the picture it consists of as it is stored, or the page rendered.

use std::sync::Arc;

use hayro::hayro_interpret::{Context, InterpreterCache, InterpreterSettings, RenderContent, interpret_page};
use hayro::kurbo::{Affine, Rect};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro_syntax::page::Page;

use super::fonts::{self, Fonts};
use super::inventory::{Grab, PageInventory, Picture};
use super::{annotations, lines, malformed, overlays, seen};
use crate::decode::{DecodeError, PageImage, PageSource};
use crate::geometry::Turn;
use crate::limits::Limits;
use crate::pixels::{self, Rgb};

/// Dots per inch of a rendered page: 10 point print is then 28 pixels high.
const RENDER_DPI: f64 = 200.0;
/// Points in an inch.
const POINTS: f64 = 72.0;
/// Share of the page a picture must cover to be the page.
const COVERS: f64 = 0.9;

/// Decodes a page.
pub(super) fn image(page: &Page<'_>, index: usize, limits: &Limits) -> Result<PageImage, DecodeError> {
    let what = format!("pdf page {}", index + 1);
    let (width, height) = page.render_dimensions();
    let size = (f64::from(width), f64::from(height));
    if !(size.0.is_finite() && size.1.is_finite() && size.0 >= 1.0 && size.1 >= 1.0) {
        return Err(malformed(&what, "the page has no size"));
    }
    let unit = page
        .raw()
        .get::<f32>("UserUnit")
        .filter(|u| u.is_finite() && *u > 0.0)
        .map_or(1.0, f64::from);
    let initial = Affine::new(page.initial_transform(true).as_coeffs());
    let bounds = Rect::new(0.0, 0.0, size.0, size.1);
    let cache = InterpreterCache::new();
    let settings = InterpreterSettings {
        cmap_resolver: Arc::new(fonts::predefined),
        ..InterpreterSettings::default()
    };

    let (mut inventory, incomplete) = inventory_of(page, initial, bounds, &cache, &settings, limits, &what)?;
    let (pixels, source, frame, dpi) =
        if let Some((pixels, place)) = stored(page, &inventory, bounds, initial, &cache, &settings) {
            let dpi = f64::from(pixels.width()) * POINTS / (place.width() * unit);
            (pixels, PageSource::PdfPicture, place, dpi)
        } else {
            let (pixels, scale) = rendered(page, size, unit, &settings, limits, &what)?;
            (pixels, PageSource::PdfRendered, bounds, scale * POINTS / unit)
        };
    let scale = (
        f64::from(pixels.width()) / frame.width(),
        f64::from(pixels.height()) / frame.height(),
    );
    let to_pixels = Affine::scale_non_uniform(scale.0, scale.1) * Affine::translate((-frame.x0, -frame.y0));
    if source == PageSource::PdfRendered {
        seen::pixels(&mut inventory.glyphs, &pixels, to_pixels);
    }
    // What is seen counts; a layer that is all hidden is counted whole.
    let any_seen = inventory.glyphs.iter().any(|g| !g.invisible);
    let annotations = annotations::of(page, initial);
    let counted = || inventory.glyphs.iter().filter(|g| !(any_seen && g.invisible));
    let told = counted().count();
    let untold = counted().filter(|g| g.text.is_none()).count();
    Ok(PageImage {
        pixels,
        source,
        dpi: Some((dpi * 10.0).round() / 10.0),
        layer: lines::group(&inventory.glyphs, to_pixels),
        unmapped: (told > 0).then(|| untold as f64 / told as f64),
        pictures: inventory
            .pictures
            .iter()
            .map(|p| coverage(p, bounds))
            .sum::<f64>()
            .min(1.0),
        overlays: overlays::of(&inventory, &annotations, bounds, to_pixels),
        besides: overlays::besides(&inventory, bounds)
            .into_iter()
            .map(|area| annotations::boxed(area, to_pixels))
            .collect(),
        unshown: annotations::unshown(&annotations, &inventory, to_pixels),
        incomplete,
    })
}

/// What a page holds, found without drawing it, and what is wrong with its pictures.
fn inventory_of<'a>(
    page: &Page<'a>,
    initial: Affine,
    bounds: Rect,
    cache: &InterpreterCache<'a>,
    settings: &InterpreterSettings,
    limits: &Limits,
    what: &str,
) -> Result<(PageInventory<'a>, Option<DecodeError>), DecodeError> {
    let mut inventory = PageInventory::new(Fonts::of(page, settings), limits.page_glyphs, limits.page_operators);
    for content in [RenderContent::PAGE, RenderContent::ANNOTATIONS] {
        let settings = InterpreterSettings {
            render_content: content,
            ..settings.clone()
        };
        interpret_page(
            page,
            &mut Context::new(initial, bounds, cache, page.xref(), settings),
            &mut inventory,
        );
        if content == RenderContent::PAGE {
            inventory.end_page();
        }
    }
    for picture in &inventory.pictures {
        let asked = u64::from(picture.width) * u64::from(picture.height);
        if asked > limits.page_pixels {
            return Err(DecodeError::Limit {
                limit: "page_pixels",
                asked,
                allowed: limits.page_pixels,
            });
        }
    }
    let incomplete = inventory
        .pictures
        .iter()
        .find_map(|p| p.broken)
        .map(|detail| malformed(what, detail));
    // Print under a picture that covers the page cannot be seen, whatever the picture's own mask.
    if let Some(order) = inventory
        .pictures
        .iter()
        .filter(|p| !p.stencil && coverage(p, bounds) >= COVERS)
        .map(|p| p.order)
        .max()
    {
        inventory.covers.push(seen::Cover { area: bounds, order });
    }
    seen::geometry(&mut inventory.glyphs, &inventory.covers, bounds);
    Ok((inventory, incomplete))
}

/// Share of the page that a picture covers.
fn coverage(picture: &Picture, page: Rect) -> f64 {
    picture.area().intersect(page).area() / page.area()
}

/// How the picture is turned on the page; `None` when it is slanted or mirrored.
fn turn(picture: &Picture) -> Option<Turn> {
    let [a, b, c, d, ..] = picture.place.as_coeffs();
    let slack = 0.002 * (a.abs() + b.abs() + c.abs() + d.abs());
    if b.abs() <= slack && c.abs() <= slack {
        return match (a > 0.0, d > 0.0) {
            (true, true) => Some(Turn::None),
            (false, false) => Some(Turn::Half),
            _ => None,
        };
    }
    if a.abs() <= slack && d.abs() <= slack {
        return match (b > 0.0, c > 0.0) {
            (true, false) => Some(Turn::Right),
            (false, true) => Some(Turn::Left),
            _ => None,
        };
    }
    None
}

/// The one picture that the page consists of, turned as the page shows it, and where it stands.
fn stored<'a>(
    page: &Page<'a>,
    inventory: &PageInventory<'_>,
    bounds: Rect,
    initial: Affine,
    cache: &InterpreterCache<'a>,
    settings: &InterpreterSettings,
) -> Option<(Rgb, Rect)> {
    let [picture] = inventory.pictures.as_slice() else {
        return None;
    };
    let alone = inventory.paths == 0 && inventory.glyphs.iter().all(|g| g.invisible);
    let area = picture.area();
    // What hangs over the page's edge would be shown in the stored picture though no reader of the page sees it.
    let inside = bounds
        .inflate(bounds.width() * 0.02, bounds.height() * 0.02)
        .contains_rect(area);
    if picture.stencil || !alone || !inside || coverage(picture, bounds) < COVERS {
        return None;
    }
    let turn = turn(picture)?;
    let mut grab = Grab::default();
    interpret_page(
        page,
        &mut Context::new(initial, bounds, cache, page.xref(), settings.clone()),
        &mut grab,
    );
    Some((pixels::turned(grab.picture?, turn), area))
}

/// The page at 200 dpi, or as near as the budgets allow; with the scale in pixels a point.
fn rendered(
    page: &Page<'_>,
    size: (f64, f64),
    unit: f64,
    settings: &InterpreterSettings,
    limits: &Limits,
    what: &str,
) -> Result<(Rgb, f64), DecodeError> {
    // Raster sizes are u16 in the renderer.
    let side = f64::from(limits.page_side.min(u32::from(u16::MAX)));
    let scale = (RENDER_DPI / POINTS * unit)
        .min(side / size.0)
        .min(side / size.1)
        .min((limits.page_pixels as f64 / (size.0 * size.1)).sqrt());
    if size.0 * scale < 1.0 || size.1 * scale < 1.0 {
        return Err(malformed(what, "the page is a line"));
    }
    let pixmap = hayro::render(
        page,
        &hayro::RenderCache::new(),
        settings,
        &hayro::RenderSettings::default(),
        &hayro::PixmapSettings {
            x_scale: scale as f32,
            y_scale: scale as f32,
            bg_color: WHITE,
        },
    );
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    let data: Vec<u8> = pixmap
        .data_as_u8_slice()
        .as_chunks::<4>()
        .0
        .iter()
        .flat_map(|[r, g, b, _]| [*r, *g, *b])
        .collect();
    let pixels = Rgb::from_raw(width, height, data).ok_or_else(|| DecodeError::Crashed {
        how: "the raster has another size than asked".to_owned(),
    })?;
    Ok((pixels, scale))
}
