//! One page read: text from the layer or the pixels, turned upright, lines under a seal read again, marks found.

use super::marks::registrar::Named;
use super::marks::{boxes, codes, fingerprint, foot, ring, seals, signature, tint, watermark};
use super::ocr::{Engine, PageText, Region};
use super::{Mark, MarkKind, ReadPage, Source, TextLine, TextSource, face, layer, over, restore};
use crate::decode::PageImage;
use crate::geometry::{PixelBox, Point, Quad, Turn};
use crate::limits::Limits;
use crate::measure::{Colour, Measured, Origin, metric, pasted};
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
/// Share of its box from which a line lies within a seal's.
const WITHIN: f32 = 0.6;
/// Lines read more surely than this under a seal are left alone.
const READ_WELL: f32 = 0.97;

/// ... and by how many characters more it must be read surely.
const MORE: usize = 6;
/// Characters read surely from which a picture made sharper may stand for the one that came.
const LEGIBLE: usize = 12;
/// Share of its directions in which the ring of a seal copied in grey must be seen: print of middle tones reaches 0.86 on
/// cards, which are left out, and seals 0.9 and more.
const COPIED: f64 = 0.88;

/// Pages of a document whose pixels are kept for a second look: what is declared stands on the first two; each may take
/// 240 MB.
const KEPT: usize = 2;

/// Reads one page (`number` from 1). Without an engine only a trusted text layer gives lines.
pub fn read(
    image: PageImage,
    mut measured: Measured,
    number: usize,
    engine: Option<&Engine>,
    limits: &Limits,
) -> ReadPage {
    let (width, height) = image.pixels.dimensions();
    let mut lines = layer::trusted(&image);
    let mut disputed = Vec::new();
    let look = |quad: &Quad| engine?.read_at(&image.pixels, quad);
    let knows = |c| engine.is_some_and(|e| e.knows(c));
    let reader = layer::Reader {
        look: &look,
        knows: &knows,
    };
    let mut copied = None;
    if engine.is_some() {
        let (share, other) = layer::compare(&image.layer, &mut lines, number > KEPT, &reader);
        copied = other;
        if share.is_some_and(|s| s > DISAGREES) {
            disputed = std::mem::take(&mut lines);
        }
    }
    let mut text_source = if lines.is_empty() {
        TextSource::None
    } else {
        TextSource::TextLayer
    };
    let (mut turn, mut turn_confidence) = (Turn::None, if lines.is_empty() { 0.0 } else { 1.0 });
    let (mut partial, mut failed) = (false, false);
    let mut restored = None;
    let where_to_look = region(&measured);
    let pale = !lines.is_empty() && !holds_ink_besides(&image.pixels, &lines);
    let places = unexplained(&image);
    let few = places.iter().map(|p| p.area()).sum::<i64>() as f64 <= MOST_PLACES * f64::from(width) * f64::from(height);
    let drawn_only = pale && image.pictures < PICTURED && few;
    let mut typed = !lines.is_empty();
    if let Some(engine) = engine.filter(|_| !measured.blank && !drawn_only) {
        let mut text = engine.read_page(&image.pixels, where_to_look, limits);
        // A table on a sheet has a card's shape now and then, or looks like a small paper of its own.
        if matches!(where_to_look, Region::Card(_) | Region::Part(_)) && !text.failed && !of_identity_card(&text.lines)
        {
            let whole = engine.read_page(&image.pixels, Region::Whole, limits);
            if sure(&whole) >= sure(&text) + MORE {
                text = whole;
            }
        }
        if let Some(print) = print_of(&text.lines) {
            let (w, h) = image.pixels.dimensions();
            let upright = if text.turn.degrees() % 180 == 0 { (w, h) } else { (h, w) };
            let print = text.turn.back().apply(print, upright.0, upright.1);
            measured.look_at_print(&image.pixels, print);
        }
        // How well a soft picture was read does not tell what was not found in it. Where a layer gives the text, it is sure.
        let soft = !text.failed && lines.is_empty();
        let sharper = soft.then(|| restore::restored(&image.pixels, &measured)).flatten();
        if let Some(picture) = sharper {
            // Its edges are found better, too.
            let again = engine.read_page(&picture, region(&crate::measure::surface(&picture)), limits);
            if sure(&again) >= LEGIBLE.max(sure(&text) + MORE) {
                (text, restored) = (again, Some(picture));
            }
        }
        (partial, failed) = (text.partial, text.failed);
        let no_picture = pale || image.pictures < PICTURED;
        typed = no_picture && layer::set_by_software(&image.layer, &text, (width, height));
        if lines.is_empty() && text.lines.is_empty() && !failed {
            // Nothing is found on the page that could speak against its layer: it stays, in doubt.
            lines = layer::doubted(disputed);
            typed = !lines.is_empty();
            text_source = if lines.is_empty() {
                TextSource::Ocr
            } else {
                TextSource::TextLayer
            };
        } else if lines.is_empty() {
            let characters = text.lines.iter().map(|l| l.text.chars().count()).sum();
            let upright = face::turn_upright(&image.pixels, characters, Some(engine).filter(|_| !failed));
            if let Some(upright) = upright.filter(|t| *t != text.turn) {
                // What was read the wrong way round says nothing.
                (text.turn, text.turn_confidence) = (upright, 1.0);
                text.lines.clear();
            }
            (turn, turn_confidence) = (text.turn, text.turn_confidence);
            let share = layer::disagreement(&image.layer, &text.lines, &knows);
            lines = text.lines;
            text_source = match share {
                Some(share) if share <= DISAGREES => TextSource::Both,
                _ => TextSource::Ocr,
            };
        } else if text.turn == Turn::None {
            let known: Vec<PixelBox> = lines.iter().map(|l| l.area).collect();
            let elsewhere = |l: &TextLine| known.iter().all(|k| l.area.covered_by(*k) < 0.3);
            lines.extend(text.lines.into_iter().filter(elsewhere));
            if lines.len() > known.len() {
                text_source = TextSource::Both;
            }
        }
    }
    if let Some(engine) = engine.filter(|_| !measured.blank && drawn_only && !places.is_empty()) {
        let known: Vec<PixelBox> = lines.iter().map(|l| l.area).collect();
        let elsewhere = |l: &TextLine| known.iter().all(|k| l.area.covered_by(*k) < 0.3);
        let found = engine.read_places(&image.pixels, &places);
        failed |= found.is_none();
        lines.extend(found.into_iter().flatten().filter(elsewhere));
        if lines.len() > known.len() {
            text_source = TextSource::Both;
        }
    }
    let otherwise = copied
        .or_else(|| layer::otherwise(&image.layer, turn, (width, height), &lines, &reader))
        .or_else(|| over::hidden(&image.layer, turn, (width, height), &lines));
    let overlays = over::told(image.overlays, &lines, turn, (width, height));
    let unshown = image.unshown.into_iter().map(|u| crate::decode::Unshown {
        area: turn.apply(u.area, width, height),
        ..u
    });
    let unshown = unshown.collect();
    let page = pixels::turned(image.pixels, turn);
    let mut measured = measured.turned(turn, width, height);
    let mut marks = Vec::new();
    let mut seal_boxes = Vec::new();
    doubt_outline(&mut measured, &page, &lines);
    if let Some(print) = print_of(&lines) {
        measured.look_around_print(&page, print);
    }
    let read: Vec<Quad> = lines.iter().map(|l| l.quad).collect();
    measured.look_into_glare(&page, &read);
    if !measured.blank {
        let mut found = seals::find(&page);
        let tinted = found.is_empty() && measured.origin == Origin::Photo;
        if (measured.colour == Colour::Greyscale || tinted) && !of_identity_card(&lines) {
            let copied = seals::copied(&page).into_iter();
            let new = copied.filter(|c| c.confidence >= COPIED && found.iter().all(|s| s.area.iou(c.area) < 0.1));
            found.extend(new.collect::<Vec<_>>());
        }
        found.retain(|s| measured.paper.is_none_or(|q| on_paper(&q, s.area)));
        seal_boxes = found.iter().map(|s| s.area).collect();
        let own = |l: &TextLine| seal_boxes.iter().any(|s| l.area.covered_by(*s) > WITHIN);
        if lines.iter().any(own) {
            let paper = tint::paper_tint(&page);
            lines.retain(|l| l.source != Source::Ocr || !own(l) || !seals::is_print_of_a_seal(&page, l.area, paper));
        }
        let card = matches!(where_to_look, Region::Card(_)) || shows_a_card(&lines, page.width());
        let looks = watermark::Looks {
            at: &|quad: &Quad| engine?.read_at(&page, quad),
            over: &|quad: &Quad| engine?.read_over_print(&page, quad),
        };
        let whole = PixelBox::whole(page.width(), page.height());
        marks.extend(watermark::take(&mut lines, &seal_boxes, card, whole, looks));
        if let Some(engine) = engine {
            read_under_seals(&page, &seal_boxes, &mut lines, engine);
        }
        let divisions = Named::by(lines.iter().map(|l| l.text.as_str()));
        for seal in &found {
            let words = engine.and_then(|e| {
                let mut words = ring::read(&page, &seal.ring, &divisions, &|p| e.read_patch(p))?;
                if let Some(foot) = foot::read(&page, seal.area, &|p| e.read_patch(p).map(|(t, _, c)| (t, c))) {
                    words.text.push(' ');
                    words.text.push_str(&foot);
                }
                Some(words)
            });
            marks.push(Mark {
                kind: MarkKind::Seal,
                page: number,
                area: seal.area,
                confidence: words
                    .as_ref()
                    .map_or(seal.confidence, |w| w.confidence.min(seal.confidence)),
                text: words.map(|w| w.text),
            });
        }
        let grey = pixels::grey(&page);
        // Sheets seen aslant have the proportions of a card now and then.
        let printed = if matches!(where_to_look, Region::Card(_)) && of_identity_card(&lines) {
            pasted::Printed::Card
        } else {
            pasted::Printed::Paper
        };
        // An identity card bears no code, and looking for one takes as long as reading two of its lines.
        if printed == pasted::Printed::Paper {
            let mut found = codes::find(&grey);
            if found.is_empty() {
                found = codes::under_seals(&page, &seal_boxes);
            }
            marks.extend(found);
        }
        let photographed = measured.origin == Origin::Photo;
        // What was read of a page set by software is no print of a paper.
        let of_paper = if drawn_only { Vec::new() } else { level_lines(&lines) };
        let typed = pasted::retyped(&grey, &of_paper, printed, photographed);
        measured.pasted.extend(typed);
    }
    let (signature_places, signatures) = signature::find(&page, &lines, &seal_boxes);
    marks.extend(signatures);
    let boxes = boxes::find(&page, &lines);
    let overlays = over::without_marks(overlays, &mut marks);
    for mark in &mut marks {
        mark.page = number;
    }
    let height = print_height(&lines);
    if let Some(h) = height {
        measured.figures.insert(metric::PRINT_HEIGHT, h);
    }
    // A line's box is 1.4 times its print.
    let fingerprints = height.map_or_else(Vec::new, |h| fingerprint::find(&page, &seal_boxes, 1.4 * h));
    let characters = lines.iter().map(|l| l.text.chars().count()).sum();
    let portrait = face::look(&page, characters, engine.filter(|_| !measured.blank && !failed));
    let (width, height) = page.dimensions();
    let recognised = engine.is_some() && lines.iter().any(|l| l.source == Source::Ocr);
    ReadPage {
        restored: restored.is_some(),
        picture: (recognised && number <= KEPT).then(|| restored.map_or(page, |p| pixels::turned(p, turn))),
        width,
        height,
        turn,
        turn_confidence,
        measured,
        lines,
        text_source,
        typed,
        otherwise,
        overlays,
        unshown,
        marks,
        signature_places,
        boxes,
        fingerprints,
        portrait,
        partial,
        failed,
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

/// Whether a page shows an identity card: its portrait and emblem are round and of middle tones, and it bears no seal.
fn of_identity_card(lines: &[TextLine]) -> bool {
    let says = |word: &str| lines.iter().any(|l| l.text.contains(word));
    // A form names 居民身份证 as a kind of certificate, too.
    says("公民身份号码") || says("签发机关") || says("居民身份证") && (says("中华人民共和国") || says("有效期限"))
}

/// Whether a card fills the picture, by its print: the number of an identity card runs over a third of it. On a sheet that
/// bears a copy of a card it takes a fifth.
fn shows_a_card(lines: &[TextLine], width: u32) -> bool {
    let number = |l: &TextLine| l.text.chars().filter(char::is_ascii_digit).count() >= 15;
    let wide = |l: &TextLine| l.area.w as f32 > 0.3 * width as f32;
    lines.iter().any(|l| number(l) && wide(l)) && lines.iter().any(|l| l.text.contains("公民身份号码"))
}

/// A seal is pressed on the paper, or over its edge: its middle lies on it. Red desks and their shadows lie outside.
fn on_paper(quad: &Quad, seal: PixelBox) -> bool {
    let (x, y) = seal.centre();
    quad.holds(Point { x, y })
}

/// Recognised lines that run level enough for their box to hold nothing else.
fn level_lines(lines: &[TextLine]) -> Vec<pasted::Line> {
    let level = |l: &&TextLine| {
        let [a, b, ..] = l.quad.0;
        let rise = (b.y - a.y).abs();
        l.source == Source::Ocr && !l.under_seal && l.confidence > 0.8 && rise < 0.35 * l.quad.height()
    };
    let line = |l: &TextLine| pasted::Line {
        area: l.area,
        characters: l.text.chars().filter(|c| c.is_alphanumeric()).count(),
    };
    // A card's title, larger and by another hand than its values, is on every card alike.
    let title = |l: &&TextLine| CARD_TITLE.iter().any(|t| l.text.contains(t));
    lines.iter().filter(level).filter(|l| !title(l)).map(line).collect()
}

/// What the emblem's side of an identity card says on every card.
const CARD_TITLE: [&str; 2] = ["居民身份证", "中华人民共和国"];

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
fn region(measured: &Measured) -> Region {
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

/// Print stands on the paper: an outline that leaves level lines outside is not the document's, and nothing that was
/// concluded from it holds.
fn doubt_outline(measured: &mut Measured, page: &Rgb, lines: &[TextLine]) {
    let Some(quad) = measured.paper else { return };
    let outside = |l: &&TextLine| {
        let (x, y) = l.area.centre();
        l.confidence > 0.9 && l.text.chars().count() >= 3 && !quad.holds(Point { x, y })
    };
    if lines.iter().filter(outside).count() > 0 {
        measured.look_without_outline(page, print_of(lines));
    }
}

/// The box around what was read surely.
fn print_of(lines: &[TextLine]) -> Option<PixelBox> {
    let sure = |l: &&TextLine| l.confidence > 0.9 && l.text.chars().count() >= 3;
    lines.iter().filter(sure).map(|l| l.area).reduce(PixelBox::union)
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

/// Lines that red ink crosses are read again from the red channel, where red ink is nearly white.
fn read_under_seals(page: &Rgb, seals: &[PixelBox], lines: &mut [TextLine], engine: &Engine) {
    let crossed: Vec<usize> = lines
        .iter()
        .enumerate()
        .filter(|(_, l)| seals.iter().any(|s| l.area.covered_by(*s) > 0.08))
        .map(|(i, _)| i)
        .collect();
    for i in &crossed {
        if let Some(line) = lines.get_mut(*i) {
            line.under_seal = true;
        }
    }
    let weak: Vec<usize> = crossed
        .into_iter()
        .filter(|i| lines.get(*i).is_some_and(|l| l.confidence < READ_WELL))
        .collect();
    if weak.is_empty() {
        return;
    }
    let faded = pixels::without_colour(&pixels::channel(page, 0));
    engine.reread(&faded, lines, &weak);
}

/// Median height of the print in pixels: a line's box is grown by about half the height of its print.
fn print_height(lines: &[TextLine]) -> Option<f64> {
    let mut heights: Vec<f32> = lines
        .iter()
        .filter(|l| l.text.chars().count() > 2)
        .map(|l| l.quad.height() / 1.4)
        .collect();
    heights.sort_by(f32::total_cmp);
    heights
        .get(heights.len() / 2)
        .map(|h| (f64::from(*h) * 10.0).round() / 10.0)
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
