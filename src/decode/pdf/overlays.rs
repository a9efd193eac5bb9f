//! What a page paints over the picture of a paper, from the file alone. A scan is one picture, tiles or strips side by side, or
//! layers of one size; whatever else is painted later and lies on it was put there afterwards.

use hayro::kurbo::{Affine, Rect};

use super::annotations::{Annotation, boxed};
use super::inventory::{Mark, PageInventory};
use super::lines;
use crate::decode::{Overlay, Painted};

/// Share of the page that the picture of a paper covers at least: an identity card's copy on an A4 sheet covers 0.07.
const SHEET: f64 = 0.05;
/// Share of a picture that lies on others up to which it lies beside them: strips overlap by a hair.
const BESIDE: f64 = 0.3;
/// Share of a sheet from which a picture on it is a layer of the same scan (ISO/IEC 16485, mixed raster content).
const LAYER: f64 = 0.8;
/// Share of a thing that lies on a sheet, from which it lies over it; what stands below or beside a picture does not.
const ON: f64 = 0.5;
/// Points between pictures that still touch.
const TOUCH: f64 = 1.5;
/// Points between strokes that make one drawing.
const STROKES: f64 = 6.0;
/// Pictures of a page looked at. One of more is put together from the pictures of single characters.
const PICTURES: usize = 2000;
/// Lines of text and drawings told of one page; a page of more is typed over a background.
const TOLD: usize = 400;

/// The picture of a paper, as far as it is painted.
#[derive(Debug)]
struct Sheet {
    /// The box around its parts.
    area: Rect,
    /// Its parts, side by side.
    parts: Vec<Rect>,
    /// Number in painting order of its first part.
    order: usize,
}

impl Sheet {
    fn shares(&self, area: Rect) -> f64 {
        self.parts.iter().map(|p| p.intersect(area).area()).sum::<f64>()
    }
    /// A thing painted as number `order` lies on it, and is not as large as it.
    fn bears(&self, area: Rect, order: usize) -> bool {
        order > self.order && lies_on(area, self.area) && area.area() < LAYER * self.area.area()
    }
}

/// Most of `area` lies within `sheet`; of a line without an area, its middle.
fn lies_on(area: Rect, sheet: Rect) -> bool {
    if area.area() <= 0.0 {
        return sheet.contains(area.center());
    }
    area.intersect(sheet).area() >= ON * area.area()
}

/// The sheets of a page, and the pictures that lie over one; whether parts of each are clear.
fn sheets(inventory: &PageInventory<'_>, page: Rect) -> (Vec<Sheet>, Vec<(Rect, bool)>) {
    let (mut sheets, mut over): (Vec<Sheet>, Vec<(Rect, bool)>) = (Vec::new(), Vec::new());
    for picture in inventory.pictures.iter().filter(|p| p.order <= inventory.page_end) {
        let area = picture.area().intersect(page);
        if area.area() <= 0.0 {
            continue;
        }
        let most = sheets
            .iter_mut()
            .max_by(|a, b| a.shares(area).total_cmp(&b.shares(area)));
        if let Some(sheet) = most.filter(|s| s.shares(area) >= BESIDE * area.area()) {
            if area.area() < LAYER * sheet.area.area() {
                over.push((area, picture.clear));
            } else {
                sheet.area = sheet.area.union(area);
            }
            continue;
        }
        let near = area.inflate(TOUCH, TOUCH);
        let (touching, apart): (Vec<Sheet>, Vec<Sheet>) = sheets
            .into_iter()
            .partition(|s| s.parts.iter().any(|p| p.overlaps(near)));
        let mut joined = Sheet {
            area,
            parts: vec![area],
            order: picture.order,
        };
        for sheet in touching {
            joined.area = joined.area.union(sheet.area);
            joined.order = joined.order.min(sheet.order);
            joined.parts.extend(sheet.parts);
        }
        sheets = apart;
        sheets.push(joined);
    }
    sheets.retain(|s| s.shares(s.area) >= SHEET * page.area());
    // What lies on a picture that is no sheet itself (a logo in two parts) lies over no paper.
    over.retain(|(o, _)| sheets.iter().any(|s| lies_on(*o, s.area)));
    (sheets, over)
}

/// Boxes nearer to each other than `gap` joined, from the top.
pub(super) fn joined(boxes: impl IntoIterator<Item = Rect>, gap: f64, most: usize) -> Vec<Rect> {
    let mut out: Vec<Rect> = Vec::new();
    for mut area in boxes {
        // Joining may reach what was out of reach before.
        while let Some(at) = out.iter().position(|o| o.inflate(gap, gap).overlaps(area)) {
            area = area.union(out.swap_remove(at));
        }
        out.push(area);
        if out.len() > most {
            let all = out.iter().copied().reduce(|a, b| a.union(b));
            out = all.into_iter().collect();
        }
    }
    out.sort_by(|a, b| a.y0.total_cmp(&b.y0).then(a.x0.total_cmp(&b.x0)));
    out
}

/// All that lies over the pictures of papers on this page.
pub(super) fn of(
    inventory: &PageInventory<'_>,
    annotations: &[Annotation],
    page: Rect,
    to_pixels: Affine,
) -> Vec<Overlay> {
    if inventory.pictures.is_empty() || inventory.pictures.len() > PICTURES {
        return Vec::new();
    }
    let (sheets, pictures) = sheets(inventory, page);
    let on_a_sheet = |area: Rect, order: usize| sheets.iter().any(|s| s.bears(area, order));
    let mut out: Vec<Overlay> = pictures
        .into_iter()
        .map(|(area, clear)| Overlay {
            what: Painted::Picture {
                width: area.width().round() as u32,
                height: area.height().round() as u32,
                clear,
            },
            area: boxed(area, to_pixels),
            words: String::new(),
        })
        .collect();
    let typed: Vec<Mark> = inventory
        .glyphs
        .iter()
        .filter(|g| g.painted && g.order <= inventory.page_end)
        .filter(|g| on_a_sheet(g.shape.unwrap_or(Rect::from_points(g.at, g.at)), g.order))
        // Whether it can be seen is not asked: white print covers.
        .map(|g| Mark {
            invisible: false,
            ..g.clone()
        })
        .collect();
    let text: Vec<Overlay> = lines::group(&typed, to_pixels)
        .into_iter()
        .take(TOLD)
        .map(|l| Overlay {
            what: Painted::Text,
            area: l.quad.bounds(),
            words: l.text,
        })
        .collect();
    let drawn = inventory.drawn.iter().filter(|d| d.order <= inventory.page_end);
    let strokes = drawn.filter(|d| on_a_sheet(d.area, d.order)).map(|d| d.area);
    let drawings = joined(strokes, STROKES, TOLD)
        .into_iter()
        .filter(|a| on_a_sheet(*a, usize::MAX))
        .map(|a| boxed(a, to_pixels))
        // The ground of typed words is told by the words.
        .filter(|b| text.iter().all(|t| t.area.covered_by(*b) < 0.5))
        .map(|area| Overlay {
            what: Painted::Drawing,
            area,
            words: String::new(),
        });
    out.extend(drawings.collect::<Vec<_>>());
    out.extend(text);
    let notes = annotations
        .iter()
        .filter(|a| a.appearance && sheets.iter().any(|s| lies_on(a.area, s.area)) && a.paints(inventory));
    out.extend(notes.map(|a| Overlay {
        what: Painted::Annotation {
            kind: a.kind.clone(),
            signature: a.signature,
        },
        area: boxed(a.area, to_pixels),
        words: a.said.clone(),
    }));
    out
}

/// Points of the smallest place looked at for print: one small character.
const LEAST_PRINT: f64 = 5.0;
/// Thinner pictures are the rules of a table.
const RULE: f64 = 2.0;
/// Places of a page told apart; more are one.
const PLACES: usize = 64;

/// Places that may bear print which the text layer does not tell: pictures, and paths in the shape of characters.
pub(super) fn besides(inventory: &PageInventory<'_>, page: Rect) -> Vec<Rect> {
    let pictures = inventory.pictures.iter().map(super::inventory::Picture::area);
    let outlines = inventory.drawn.iter().filter(|d| d.outline).map(|d| d.area);
    let all = pictures
        .chain(outlines)
        .map(|a| a.intersect(page))
        .filter(|a| a.width().min(a.height()) > RULE);
    let mut places = joined(all, STROKES, PLACES);
    places.retain(|a| a.height() >= LEAST_PRINT && a.width() >= LEAST_PRINT);
    places
}
