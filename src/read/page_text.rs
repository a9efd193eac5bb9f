//! The text of one page: from its layer, from its pixels, or from both.

use super::marks::watermark;
use super::ocr::{Engine, PageText, Region};
use super::{Otherwise, TextLine, TextSource, face, layer, overlays, restore};
use crate::decode::PageImage;
use crate::geometry::{PixelBox, Quad, Turn};
use crate::limits::Limits;
use crate::measure::{self, Measured, metric};
use crate::pixels::{self, Rgb};

/// A layer that misses more than this share of what it says on the page is not the page's text.
const DISAGREES: f64 = 0.3;
/// Ink outside the layer's lines, as a share of the page, from which the page also holds pictures worth reading.
const PICTURES: f64 = 0.03;
/// Share of the page under pictures from which it is not taken for drawn without reading it: a card's copy among typed words
/// covers 0.07 of an A4 sheet, and a pale scan with a line of software's text over it bears little ink. Emblems, codes and
/// pictures of seals stay under it.
const PICTURED: f64 = 0.05;
/// Share of a page that such places cover at most for each to be read by itself; more are read with the page.
const MOST_PLACES: f64 = 0.25;
/// By how many characters more another way of reading a page must read surely to be taken.
const MORE: usize = 6;
/// Characters read surely from which a picture made sharper may stand for the one that came.
const LEGIBLE: usize = 12;

/// What was read of a page.
pub(super) struct Text {
    /// Lines; places on the upright page.
    pub lines: Vec<TextLine>,
    pub source: TextSource,
    /// Its print was set by software.
    pub typed: bool,
    /// It shows nothing but its layer: only places that the layer does not tell were recognised.
    pub drawn_only: bool,
    pub turn: Turn,
    pub turn_confidence: f64,
    /// The sharper picture that was read in its stead, before the turn.
    pub restored: Option<Rgb>,
    /// A line that copies as something else than it shows.
    pub otherwise: Option<Otherwise>,
    /// The budget of text lines ended the reading.
    pub partial: bool,
    /// The recogniser's runtime failed.
    pub failed: bool,
}

/// Reads the text of a page. `sampled`: only some lines of its layer are compared with what it shows.
pub(super) fn read(
    image: &PageImage,
    measured: &mut Measured,
    region: Region,
    sampled: bool,
    engine: Option<&Engine>,
    limits: &Limits,
) -> Text {
    let size = image.pixels.dimensions();
    let look = |quad: &Quad| engine?.read_at(&image.pixels, quad);
    let knows = |c| engine.is_some_and(|e| e.knows(c));
    let reader = layer::Reader {
        look: &look,
        knows: &knows,
    };
    let mut lines = layer::trusted(image);
    let (mut disputed, mut copied) = (Vec::new(), None);
    if engine.is_some() {
        let (share, other) = layer::compare(&image.layer, &mut lines, sampled, &reader);
        copied = other;
        if share.is_some_and(|s| s > DISAGREES) {
            disputed = std::mem::take(&mut lines);
        }
    }
    let layered = !lines.is_empty();
    let pale = layered && !holds_ink_besides(&image.pixels, &lines);
    let places = unexplained(image);
    let few =
        places.iter().map(|p| p.area()).sum::<i64>() as f64 <= MOST_PLACES * f64::from(size.0) * f64::from(size.1);
    let mut text = Text {
        lines,
        source: if layered {
            TextSource::TextLayer
        } else {
            TextSource::None
        },
        typed: layered,
        drawn_only: pale && image.pictures < PICTURED && few,
        turn: Turn::None,
        turn_confidence: if layered { 1.0 } else { 0.0 },
        restored: None,
        otherwise: None,
        partial: false,
        failed: false,
    };
    match engine.filter(|_| !measured.blank) {
        Some(engine) if !text.drawn_only => {
            let (found, restored) = recognised(image, measured, region, engine, layered, limits);
            text.restored = restored;
            (text.partial, text.failed) = (found.partial, found.failed);
            let no_picture = pale || image.pictures < PICTURED;
            text.typed = no_picture && layer::set_by_software(&image.layer, &found, size);
            text.join(found, disputed, image, engine);
        }
        Some(engine) if !places.is_empty() => {
            let found = engine.read_places(&image.pixels, &places);
            text.failed |= found.is_none();
            text.add(found.unwrap_or_default());
        }
        _ => {}
    }
    text.otherwise = copied
        .or_else(|| layer::otherwise(&image.layer, text.turn, size, &text.lines, &reader))
        .or_else(|| overlays::hidden(&image.layer, text.turn, size, &text.lines));
    text
}

/// What is recognised on a page, and the sharper picture in which it was; `layered`: its layer gives its text.
fn recognised(
    image: &PageImage,
    measured: &mut Measured,
    region: Region,
    engine: &Engine,
    layered: bool,
    limits: &Limits,
) -> (PageText, Option<Rgb>) {
    let mut text = engine.read_page(&image.pixels, region, limits);
    // A table on a sheet has a card's shape now and then, or looks like a small paper of its own.
    if matches!(region, Region::Card(_) | Region::Part(_)) && !text.failed && !of_identity_card(&text.lines) {
        let whole = engine.read_page(&image.pixels, Region::Whole, limits);
        if sure(&whole) >= sure(&text) + MORE {
            text = whole;
        }
    }
    if let Some(print) = print_of(&text.lines) {
        let (w, h) = image.pixels.dimensions();
        let upright = if text.turn.degrees().is_multiple_of(180) {
            (w, h)
        } else {
            (h, w)
        };
        let print = text.turn.back().apply(print, upright.0, upright.1);
        measured.look_at_print(&image.pixels, print);
    }
    // How well a soft picture was read does not tell what was not found in it. Where a layer gives the text, it is sure.
    let soft = !text.failed && !layered;
    if let Some(picture) = soft.then(|| restore::restored(&image.pixels, measured)).flatten() {
        // Its edges are found better, too.
        let again = engine.read_page(&picture, self::region(&measure::surface(&picture)), limits);
        if sure(&again) >= LEGIBLE.max(sure(&text) + MORE) {
            return (again, Some(picture));
        }
    }
    (text, None)
}

impl Text {
    /// Takes in what was recognised: instead of the layer's lines, where there are none, or beside them. `disputed`: lines of a
    /// layer that the page does not bear out.
    fn join(&mut self, mut found: PageText, disputed: Vec<TextLine>, image: &PageImage, engine: &Engine) {
        if !self.lines.is_empty() {
            if found.turn == Turn::None {
                self.add(found.lines);
            }
            return;
        }
        if found.lines.is_empty() && !self.failed {
            // Nothing is found on the page that could speak against its layer: it stays, in doubt.
            self.lines = layer::doubted(disputed);
            self.typed = !self.lines.is_empty();
            self.source = if self.typed {
                TextSource::TextLayer
            } else {
                TextSource::Ocr
            };
            return;
        }
        let characters = found.lines.iter().map(|l| l.text.chars().count()).sum();
        let upright = face::turn_upright(&image.pixels, characters, Some(engine).filter(|_| !self.failed));
        if let Some(upright) = upright.filter(|t| *t != found.turn) {
            // What was read the wrong way round says nothing.
            (found.turn, found.turn_confidence) = (upright, 1.0);
            found.lines.clear();
        }
        (self.turn, self.turn_confidence) = (found.turn, found.turn_confidence);
        self.source = match layer::disagreement(&image.layer, &found.lines, &|c| engine.knows(c)) {
            Some(share) if share <= DISAGREES => TextSource::Both,
            _ => TextSource::Ocr,
        };
        self.lines = found.lines;
    }

    /// Adds lines that stand where none is known.
    fn add(&mut self, found: Vec<TextLine>) {
        let known: Vec<PixelBox> = self.lines.iter().map(|l| l.area).collect();
        let elsewhere = |l: &TextLine| known.iter().all(|k| l.area.covered_by(*k) < 0.3);
        self.lines.extend(found.into_iter().filter(elsewhere));
        if self.lines.len() > known.len() {
            self.source = TextSource::Both;
        }
    }
}

/// Places of a page with a text layer that may bear print which the layer does not tell: pictures, shapes, and lines of which
/// some character is not known.
fn unexplained(image: &PageImage) -> Vec<PixelBox> {
    let (width, height) = image.pixels.dimensions();
    let unknown = image.layer.iter().filter(|l| !l.whole && !l.invisible && l.drawn);
    let places = image.besides.iter().copied().chain(unknown.map(|l| l.quad.bounds()));
    places.map(|p| p.clamp_to(width, height)).collect()
}

/// Characters read surely in lines that run across the page: those of a mark laid over it do not tell how well it is read.
fn sure(text: &PageText) -> usize {
    let across = text.lines.iter().filter(|l| watermark::runs_across(l));
    let glyphs = across.flat_map(|l| &l.glyphs);
    glyphs.filter(|g| g.p >= 0.9).count()
}

/// A document that covers less of its picture than this is read from its own part of it, at a better scale.
const SMALL: f64 = 0.3;
/// Proportions of sheets and cards, longer side over shorter, seen aslant or not; what is longer is a part of one.
const SHEETS: std::ops::RangeInclusive<f64> = 1.0..=2.0;
/// How far an outline's proportions may be off those of an A4 sheet (ISO 216: 1 to the square root of 2), perspective
/// included.
const A4_LIKE: std::ops::RangeInclusive<f64> = 0.93..=1.08;
const A4_ASPECT: f64 = std::f64::consts::SQRT_2;
/// Degrees of perspective or skew from which a sheet is laid flat before it is read: the detector reads less as they grow
/// (97.5 to 100 % of the characters at 10 degrees, design/ocr.md).
const SLANTED: f64 = 3.0;

/// Share of the picture that a photographed sheet covers at least: the print of a smaller one could not be read.
const LEAST_SHEET: f64 = 0.15;

/// Where the print is looked for: on the one card, laid flat, where its outline was found whole; in the part of the picture
/// that holds a small document, with ample room for a corner that was not found; else everywhere.
pub(super) fn region(measured: &Measured) -> Region {
    let figure = |name| measured.figures.get(name).copied();
    let Some(outline) = measured.paper else {
        return Region::Whole;
    };
    if measured.shows_one_card() {
        return Region::Card(outline);
    }
    let whole = measured.shows_one_whole();
    // A level scan is as good as a sheet laid flat; a photographed sheet is not.
    let slanting = |name, least| figure(name).is_some_and(|d: f64| d.abs() > least);
    let slanted = slanting(metric::PERSPECTIVE_DEG, SLANTED) || slanting(metric::SKEW_DEG, SLANTED);
    let coverage = figure(metric::COVERAGE);
    let ample = coverage.is_none_or(|c| c >= LEAST_SHEET);
    if whole && slanted && ample && figure(metric::PAPER_ASPECT).is_some_and(|a| A4_LIKE.contains(&(a / A4_ASPECT))) {
        return Region::Sheet(outline);
    }
    let proportioned = figure(metric::PAPER_ASPECT).is_some_and(|a| SHEETS.contains(&a));
    if proportioned && coverage.is_some_and(|c| (0.04..SMALL).contains(&c)) {
        return Region::Part(outline.bounds());
    }
    Region::Whole
}

/// Whether a page with a text layer also shows pictures: dark pixels where no line of the layer stands.
fn holds_ink_besides(page: &Rgb, lines: &[TextLine]) -> bool {
    const CELL: u32 = 8;
    let (cols, rows) = (page.width() / CELL, page.height() / CELL);
    let mut inked = 0u64;
    for cy in 0..rows {
        for cx in 0..cols {
            let (x, y) = (cx * CELL + CELL / 2, cy * CELL + CELL / 2);
            let p = page.get_pixel(x, y).0;
            if pixels::luma(p[0], p[1], p[2]) < 200 {
                let here = PixelBox {
                    x: x as i32,
                    y: y as i32,
                    w: 1,
                    h: 1,
                };
                inked += u64::from(lines.iter().all(|l| here.intersect(l.area.grow(4, 4)).area() == 0));
            }
        }
    }
    inked as f64 > PICTURES * f64::from(cols) * f64::from(rows)
}

/// Whether a page shows an identity card: its portrait and emblem are round and of middle tones, and it bears no seal.
pub(super) fn of_identity_card(lines: &[TextLine]) -> bool {
    let says = |word: &str| lines.iter().any(|l| l.text.contains(word));
    // A form names 居民身份证 as a kind of certificate, too.
    says("公民身份号码") || says("签发机关") || says("居民身份证") && (says("中华人民共和国") || says("有效期限"))
}

/// The box around what was read surely.
pub(super) fn print_of(lines: &[TextLine]) -> Option<PixelBox> {
    let sure = |l: &&TextLine| l.confidence > 0.9 && l.text.chars().count() >= 3;
    lines.iter().filter(sure).map(|l| l.area).reduce(PixelBox::union)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::fixture;

    #[test]
    fn an_identity_card_is_told_from_a_form_that_names_one() {
        let says = |words: &[&str]| {
            let area = PixelBox {
                x: 0,
                y: 0,
                w: 200,
                h: 20,
            };
            let lines: Vec<TextLine> = words.iter().map(|w| fixture::line(w, area)).collect();
            of_identity_card(&lines)
        };
        assert!(says(&["姓名", "公民身份号码"]));
        assert!(says(&["中华人民共和国", "居民身份证"]) && says(&["居民身份证", "签发机关"]));
        assert!(!says(&[
            "网站备案信息真实性核验单",
            "主办者证件类型",
            "居民身份证",
            "身份证号码"
        ]));
    }
}
