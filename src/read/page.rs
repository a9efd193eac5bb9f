//! One page read: its text, turned upright, lines under a seal read again, marks found.

use super::marks::registrar::Named;
use super::marks::{boxes, codes, fingerprint, foot, ring, seals, signature, tint, watermark};
use super::ocr::{Engine, Region};
use super::page_text::{self, Text, of_identity_card, print_of};
use super::{Mark, MarkKind, ReadPage, Source, TextLine, face, overlays};
use crate::decode::PageImage;
use crate::geometry::{PixelBox, Point, Quad};
use crate::limits::Limits;
use crate::measure::{Colour, Measured, Origin, metric, pasted};
use crate::pixels::{self, Rgb};

/// Share of its box from which a line lies within a seal's.
const WITHIN: f32 = 0.6;
/// Lines read more surely than this under a seal are left alone.
const READ_WELL: f32 = 0.97;

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
    let size = image.pixels.dimensions();
    let region = page_text::region(&measured);
    let mut text = page_text::read(&image, &mut measured, region, number > KEPT, engine, limits);
    let turn = text.turn;
    let overlays = overlays::on_page(image.overlays, &text.lines, turn, size);
    let unshown = image.unshown.into_iter().map(|u| crate::decode::Unshown {
        area: turn.apply(u.area, size.0, size.1),
        ..u
    });
    let unshown = unshown.collect();
    let page = pixels::turned(image.pixels, turn);
    let mut measured = measured.turned(turn, size.0, size.1);
    doubt_outline(&mut measured, &page, &text.lines);
    if let Some(print) = print_of(&text.lines) {
        measured.look_around_print(&page, print);
    }
    let read: Vec<Quad> = text.lines.iter().map(|l| l.quad).collect();
    measured.look_into_glare(&page, &read);
    let (mut marks, mut seals) = (Vec::new(), Vec::new());
    if !measured.blank {
        (marks, seals) = marks_of(&page, &measured, region, &mut text.lines, engine);
        let card = matches!(region, Region::Card(_)) && of_identity_card(&text.lines);
        look_for_pasted(&page, &mut measured, &mut marks, &seals, &text, card);
    }
    let (signature_places, signatures) = signature::find(&page, &text.lines, &seals);
    marks.extend(signatures);
    let boxes = boxes::find(&page, &text.lines);
    let overlays = overlays::without_marks(overlays, &mut marks);
    for mark in &mut marks {
        mark.page = number;
    }
    let height = print_height(&text.lines);
    if let Some(h) = height {
        measured.figures.insert(metric::PRINT_HEIGHT, h);
    }
    // A line's box is 1.4 times its print.
    let fingerprints = height.map_or_else(Vec::new, |h| fingerprint::find(&page, &seals, 1.4 * h));
    let characters = text.lines.iter().map(|l| l.text.chars().count()).sum();
    let portrait = face::look(&page, characters, engine.filter(|_| !measured.blank && !text.failed));
    let (width, height) = page.dimensions();
    let recognised = engine.is_some() && text.lines.iter().any(|l| l.source == Source::Ocr);
    ReadPage {
        restored: text.restored.is_some(),
        picture: (recognised && number <= KEPT).then(|| text.restored.map_or(page, |p| pixels::turned(p, turn))),
        width,
        height,
        turn,
        turn_confidence: text.turn_confidence,
        measured,
        lines: text.lines,
        text_source: text.source,
        typed: text.typed,
        otherwise: text.otherwise,
        overlays,
        unshown,
        marks,
        signature_places,
        boxes,
        fingerprints,
        portrait,
        partial: text.partial,
        failed: text.failed,
    }
}

/// Watermark and seals of an upright page, and the boxes of its seals; takes out of `lines` what is a seal's print, and reads
/// again what a seal crosses.
fn marks_of(
    page: &Rgb,
    measured: &Measured,
    region: Region,
    lines: &mut Vec<TextLine>,
    engine: Option<&Engine>,
) -> (Vec<Mark>, Vec<PixelBox>) {
    let found = seals_of(page, measured, lines);
    let boxes: Vec<PixelBox> = found.iter().map(|s| s.area).collect();
    let own = |l: &TextLine| boxes.iter().any(|s| l.area.covered_by(*s) > WITHIN);
    if lines.iter().any(own) {
        let paper = tint::paper_tint(page);
        lines.retain(|l| l.source != Source::Ocr || !own(l) || !seals::is_print_of_a_seal(page, l.area, paper));
    }
    let card = matches!(region, Region::Card(_)) || shows_a_card(lines, page.width());
    let looks = watermark::Looks {
        at: &|quad: &Quad| engine?.read_at(page, quad),
        over: &|quad: &Quad| engine?.read_over_print(page, quad),
    };
    let whole = PixelBox::whole(page.width(), page.height());
    let mut marks: Vec<Mark> = watermark::take(lines, &boxes, card, whole, looks).into_iter().collect();
    if let Some(engine) = engine {
        read_under_seals(page, &boxes, lines, engine);
    }
    let divisions = Named::by(lines.iter().map(|l| l.text.as_str()));
    marks.extend(found.iter().map(|seal| seal_mark(page, seal, &divisions, engine)));
    (marks, boxes)
}

/// Seals on the paper: red ones, and grey ones where colour tells none.
fn seals_of(page: &Rgb, measured: &Measured, lines: &[TextLine]) -> Vec<seals::Seal> {
    let mut found = seals::find(page);
    let tinted = found.is_empty() && measured.origin == Origin::Photo;
    if (measured.colour == Colour::Greyscale || tinted) && !of_identity_card(lines) {
        let copied = seals::copied(page).into_iter();
        let new = copied.filter(|c| c.confidence >= COPIED && found.iter().all(|s| s.area.iou(c.area) < 0.1));
        found.extend(new.collect::<Vec<_>>());
    }
    found.retain(|s| measured.paper.is_none_or(|q| on_paper(&q, s.area)));
    found
}

/// A seal with the words on its ring and at its foot.
fn seal_mark(page: &Rgb, seal: &seals::Seal, divisions: &Named, engine: Option<&Engine>) -> Mark {
    let words = engine.and_then(|e| {
        let mut words = ring::read(page, &seal.ring, divisions, &|p| e.read_patch(p))?;
        if let Some(foot) = foot::read(page, seal.area, &|p| e.read_patch(p).map(|(t, _, c)| (t, c))) {
            words.text.push(' ');
            words.text.push_str(&foot);
        }
        Some(words)
    });
    Mark {
        kind: MarkKind::Seal,
        page: 1,
        area: seal.area,
        confidence: words
            .as_ref()
            .map_or(seal.confidence, |w| w.confidence.min(seal.confidence)),
        text: words.map(|w| w.text),
    }
}

/// Codes of a page, and print that was pasted over its own. `card`: it shows an identity card.
fn look_for_pasted(
    page: &Rgb,
    measured: &mut Measured,
    marks: &mut Vec<Mark>,
    seals: &[PixelBox],
    text: &Text,
    card: bool,
) {
    let grey = pixels::grey(page);
    // An identity card bears no code, and looking for one takes as long as reading two of its lines. Sheets seen aslant have
    // the proportions of a card now and then.
    let printed = if card {
        pasted::Printed::Card
    } else {
        let mut found = codes::find(&grey);
        if found.is_empty() {
            found = codes::under_seals(page, seals);
        }
        marks.extend(found);
        pasted::Printed::Paper
    };
    let photographed = measured.origin == Origin::Photo;
    // What was read of a page set by software is no print of a paper.
    let of_paper = if text.drawn_only {
        Vec::new()
    } else {
        level_lines(&text.lines)
    };
    measured
        .pasted
        .extend(pasted::retyped(&grey, &of_paper, printed, photographed));
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
