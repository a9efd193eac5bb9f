//! The annotations of a page: what each is, where, and whether the file says how it looks. A reader draws one without an
//! appearance by rules of its own; here such a one is told and not guessed.

use hayro::kurbo::{Affine, Point, Rect};
use hayro_syntax::object::{Array, Dict, Name, Object, Rect as Bounds, String as Bytes};
use hayro_syntax::page::Page;

use super::facts;
use super::inventory::PageInventory;
use crate::decode::Unshown;
use crate::geometry::PixelBox;

/// Annotations of one page looked at; a form has some hundred fields.
const MOST: usize = 2000;
/// Parents of a form field followed for what it inherits.
const PARENTS: usize = 8;
/// Flags (ISO 32000-2, 12.5.3) of an annotation that is not on the screen: Hidden and `NoView`.
const NOT_ON_SCREEN: u32 = 1 << 1 | 1 << 5;

/// One annotation that is on the screen.
#[derive(Debug, Clone)]
pub(super) struct Annotation {
    /// Its subtype: "FreeText".
    pub kind: String,
    /// Where, in points, y down.
    pub area: Rect,
    /// Its note, or the value of its form field.
    pub said: String,
    /// The file says how it looks.
    pub appearance: bool,
    /// It shows a digital signature with a signed range.
    pub signature: bool,
    /// The kind of its form field: "Tx".
    field: Option<String>,
    /// It is filled with a colour.
    filled: bool,
}

/// An entry of a form field, its own or inherited.
fn inherited<'a>(field: &Dict<'a>, key: &str) -> Option<Object<'a>> {
    let mut at = field.clone();
    for _ in 0..PARENTS {
        if let Some(value) = at.get::<Object<'a>>(key) {
            return Some(value);
        }
        at = at.get::<Dict<'a>>("Parent")?;
    }
    None
}

fn written(object: &Object<'_>) -> String {
    match object {
        Object::String(s) => facts::text(s.as_bytes()),
        Object::Name(n) if n.as_str() != "Off" => n.as_str().to_owned(),
        _ => String::new(),
    }
}

/// The annotations of a page that are on the screen. Links and pop-up notes show nothing of their own.
pub(super) fn of(page: &Page<'_>, to_points: Affine) -> Vec<Annotation> {
    let Some(all) = page.raw().get::<Array<'_>>("Annots") else {
        return Vec::new();
    };
    all.iter::<Dict<'_>>()
        .take(MOST)
        .filter_map(|dict| {
            let kind = dict.get::<Name<'_>>("Subtype")?.as_str().to_owned();
            let on_screen = dict.get::<u32>("F").unwrap_or(0) & NOT_ON_SCREEN == 0;
            if !on_screen || matches!(kind.as_str(), "Link" | "Popup") {
                return None;
            }
            let r = dict.get::<Bounds>("Rect")?;
            let area = to_points.transform_rect_bbox(Rect::new(r.x0, r.y0, r.x1, r.y1).abs());
            let field = inherited(&dict, "FT").map(|o| written(&o)).filter(|f| !f.is_empty());
            let value = inherited(&dict, "V");
            let signature = match &value {
                Some(Object::Dict(v)) => v.contains_key("ByteRange") && v.contains_key("Contents"),
                _ => false,
            };
            let note = dict.get::<Bytes<'_>>("Contents").map(|s| facts::text(s.as_bytes()));
            Some(Annotation {
                said: value
                    .map(|v| written(&v))
                    .filter(|s| !s.is_empty())
                    .or(note)
                    .unwrap_or_default(),
                appearance: dict.get::<Dict<'_>>("AP").is_some_and(|ap| ap.contains_key("N")),
                signature,
                field,
                filled: dict
                    .get::<Array<'_>>("IC")
                    .is_some_and(|c| c.raw_iter().next().is_some()),
                kind,
                area,
            })
        })
        .collect()
}

impl Annotation {
    /// A reader shows something at its place though the file does not say how it looks: the value of a field, words, or a
    /// shape that covers or strikes out what is below it. A highlight changes nothing that is read.
    fn needs_a_reader(&self) -> bool {
        match self.kind.as_str() {
            "Widget" => matches!(self.field.as_deref(), Some("Tx" | "Ch" | "Btn")) && !self.said.is_empty(),
            "FreeText" => !self.said.is_empty(),
            "Square" | "Circle" | "Polygon" => self.filled,
            "Ink" | "Line" | "PolyLine" | "StrikeOut" | "Stamp" | "Redact" => true,
            _ => false,
        }
    }

    /// What its appearance paints as text; `None` where that is not known for every glyph.
    fn shown(&self, inventory: &PageInventory<'_>) -> Option<String> {
        let area = self.area.inflate(1.0, 1.0);
        let own = inventory.annotations_glyphs().iter();
        own.filter(|g| !g.invisible && area.contains(g.at))
            .map(|g| g.text.as_deref())
            .collect()
    }

    /// Something is painted at its place by the page's annotations.
    pub(super) fn paints(&self, inventory: &PageInventory<'_>) -> bool {
        let after = |order: usize, at: Point| order > inventory.page_end && self.area.inflate(1.0, 1.0).contains(at);
        let glyphs = inventory.annotations_glyphs();
        glyphs.iter().any(|g| g.painted && after(g.order, g.at))
            || inventory.drawn.iter().any(|d| after(d.order, d.area.center()))
            || inventory.pictures.iter().any(|p| after(p.order, p.area().center()))
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// What a reader of the file shows and our page image does not: what has no appearance, and the value of a text field whose
/// appearance says something else.
pub(super) fn unshown(annotations: &[Annotation], inventory: &PageInventory<'_>, to_pixels: Affine) -> Vec<Unshown> {
    let lost = |a: &&Annotation| {
        let text_field = matches!(a.field.as_deref(), Some("Tx" | "Ch")) && !a.said.is_empty();
        let differs = || {
            a.shown(inventory)
                .is_some_and(|shown| letters(&shown) != letters(&a.said))
        };
        if a.appearance {
            text_field && differs()
        } else {
            a.needs_a_reader()
        }
    };
    annotations
        .iter()
        .filter(lost)
        .map(|a| Unshown {
            kind: a.kind.clone(),
            said: a.said.clone(),
            area: boxed(a.area, to_pixels),
        })
        .collect()
}

/// Pixels from the page's corner beyond which places are cut off.
const FAR: f64 = 1e6;

/// A place in points as a box of whole pixels.
pub(super) fn boxed(area: Rect, to_pixels: Affine) -> PixelBox {
    // Far outside any page a place is as good as another.
    let reach = Rect::new(-FAR, -FAR, FAR, FAR);
    let r = to_pixels.transform_rect_bbox(area).intersect(reach);
    PixelBox::from_edges(
        r.x0.floor() as i32,
        r.y0.floor() as i32,
        r.x1.ceil() as i32,
        r.y1.ceil() as i32,
    )
}
