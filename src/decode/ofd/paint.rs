//! Drawing objects (GB/T 33190, 8 to 11) as the operators of a PDF's content. Lengths are millimetres from the upper left corner; the
//! page's own matrix makes points of them.

use std::sync::Arc;

use pdf_writer::types::{LineCapStyle, LineJoinStyle};
use pdf_writer::{Content, Name, Str};
use roxmltree::Node;

use super::matrix::{Matrix, moved, short, then};
use super::path;
use super::style::{Colour, StylePart};
use super::writer::Writer;
use super::xml::{self, child, children};
use crate::decode::DecodeError;

/// Line width where none is said (GB/T 33190, table 21).
const LINE: f64 = 0.353;

/// Levels of blocks within blocks.
const DEPTH: usize = 16;

/// What is drawn of one page, form or seal.
pub struct Canvas<'a> {
    pub content: Content,
    writer: &'a mut Writer,
}

impl<'a> Canvas<'a> {
    /// An empty one; `base` brings millimetres to the place they are drawn at.
    pub fn new(writer: &'a mut Writer, base: &Matrix) -> Self {
        let mut content = Content::new();
        content.transform(short(base));
        Self { content, writer }
    }

    /// The content file of a template.
    pub fn template(&mut self, id: &str) -> Result<Option<Arc<[u8]>>, DecodeError> {
        let Writer {
            structure, container, ..
        } = self.writer;
        match structure.templates.get(id) {
            Some(path) => container.member(path),
            None => Ok(None),
        }
    }

    /// All layers of a page's content, those in the background first.
    pub fn page(&mut self, root: Node<'_, '_>) -> Result<(), DecodeError> {
        let Some(content) = child(root, "Content") else {
            return Ok(());
        };
        let order = |layer: &Node<'_, '_>| match layer.attribute("Type") {
            Some("Background") => 0,
            Some("Foreground") => 2,
            _ => 1,
        };
        let mut layers: Vec<Node<'_, '_>> = children(content, "Layer").collect();
        layers.sort_by_key(order);
        for layer in layers {
            let style = self.named(layer, StylePart::default());
            self.block(layer, &style, 0)?;
        }
        Ok(())
    }

    /// The objects of a layer, a block or an appearance, one after the other.
    pub fn block(&mut self, block: Node<'_, '_>, style: &StylePart, depth: usize) -> Result<(), DecodeError> {
        if depth > DEPTH {
            return Ok(());
        }
        for object in block.children().filter(Node::is_element) {
            self.writer.spend()?;
            if object.attribute("Visible") == Some("false") {
                continue;
            }
            match object.tag_name().name() {
                "TextObject" => self.object(object, style, Self::text)?,
                "PathObject" => self.object(object, style, Self::outline)?,
                "ImageObject" => self.object(object, style, Self::picture)?,
                "CompositeObject" => self.object(object, style, |c, o, s| c.composite(o, s, depth))?,
                "PageBlock" | "Layer" => self.block(object, style, depth + 1)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// One object in its own space: its matrix, then its boundary's corner (8.5.1), within its clip.
    fn object(
        &mut self,
        object: Node<'_, '_>,
        beneath: &StylePart,
        draw: impl FnOnce(&mut Self, Node<'_, '_>, &StylePart) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        let style = self.named(object, StylePart::read(object).over(beneath));
        self.content.save_state();
        self.content.transform(short(&placed(object)));
        if let Some(clips) = child(object, "Clips") {
            self.clip(clips);
        }
        draw(self, object, &style)?;
        self.content.restore_state();
        Ok(())
    }

    /// A style with the one that an object names beneath it.
    fn named(&self, object: Node<'_, '_>, style: StylePart) -> StylePart {
        match object.attribute("DrawParam") {
            Some(id) => style.over(&self.writer.structure.style(id)),
            None => style,
        }
    }

    /// Areas of one clip are taken together; several clips cut each other (8.4).
    fn clip(&mut self, clips: Node<'_, '_>) {
        for clip in children(clips, "Clip") {
            let mut any = false;
            for area in children(clip, "Area") {
                let Some(outline) = child(area, "Path") else { continue };
                let Some(data) = xml::said(outline, "AbbreviatedData") else {
                    continue;
                };
                let place = then(&placed(outline), &xml::fixed(area, "CTM").unwrap_or(moved(0.0, 0.0)));
                any |= path::append(&mut self.content, data, &place);
            }
            if any {
                self.content.clip_nonzero();
                self.content.end_path();
            }
        }
    }

    /// Sets the opacity: that of the object times that of its colour.
    fn cover(&mut self, object: Node<'_, '_>, colour: Option<&Colour>) {
        let own = xml::attribute(object, "Alpha").map_or(255.0, |a| a.clamp(0.0, 255.0));
        let alpha = own * f64::from(colour.map_or(255, |c| c.alpha)) / 255.0;
        if alpha < 255.0 {
            let name = self.writer.alpha(alpha as u8);
            self.content.set_parameters(Name(name.as_bytes()));
        }
    }

    fn fill_colour(&mut self, style: &StylePart) {
        let paint = style.fill.as_ref().map_or([0.0; 3], |c| self.writer.paint(c));
        self.content.set_fill_rgb(paint[0], paint[1], paint[2]);
    }

    fn stroke_style(&mut self, style: &StylePart) {
        let paint = style.stroke.as_ref().map_or([0.0; 3], |c| self.writer.paint(c));
        self.content.set_stroke_rgb(paint[0], paint[1], paint[2]);
        self.content.set_line_width(style.line_width.unwrap_or(LINE) as f32);
        self.content.set_line_cap(match style.cap.as_deref() {
            Some("Round") => LineCapStyle::RoundCap,
            Some("Square") => LineCapStyle::ProjectingSquareCap,
            _ => LineCapStyle::ButtCap,
        });
        self.content.set_line_join(match style.join.as_deref() {
            Some("Round") => LineJoinStyle::RoundJoin,
            Some("Bevel") => LineJoinStyle::BevelJoin,
            _ => LineJoinStyle::MiterJoin,
        });
        let dashes = style.dashes.as_deref().unwrap_or_default();
        if dashes.iter().any(|d| *d > 0.0) && dashes.iter().all(|d| *d >= 0.0) {
            self.content.set_dash_pattern(dashes.iter().map(|d| *d as f32), 0.0);
        }
    }

    fn outline(&mut self, object: Node<'_, '_>, style: &StylePart) -> Result<(), DecodeError> {
        let Some(data) = xml::said(object, "AbbreviatedData") else {
            return Ok(());
        };
        self.writer.spend_many(data.len() / 8)?;
        let fill = object.attribute("Fill") == Some("true");
        let stroke = object.attribute("Stroke") != Some("false");
        let colour = if fill {
            style.fill.as_ref()
        } else {
            style.stroke.as_ref()
        };
        self.cover(object, colour);
        if fill {
            self.fill_colour(style);
        }
        if stroke {
            self.stroke_style(style);
        }
        if !path::append(&mut self.content, data, &moved(0.0, 0.0)) {
            return Ok(());
        }
        let even_odd = object.attribute("Rule") == Some("Even-Odd");
        match (fill, stroke, even_odd) {
            (true, true, false) => self.content.fill_nonzero_and_stroke(),
            (true, true, true) => self.content.fill_even_odd_and_stroke(),
            (true, false, false) => self.content.fill_nonzero(),
            (true, false, true) => self.content.fill_even_odd(),
            (false, true, _) => self.content.stroke(),
            (false, false, _) => self.content.end_path(),
        };
        Ok(())
    }

    fn picture(&mut self, object: Node<'_, '_>, _: &StylePart) -> Result<(), DecodeError> {
        let Some(id) = object.attribute("ResourceID") else {
            return Ok(());
        };
        if let Some(name) = self.writer.picture(id)? {
            self.cover(object, None);
            self.upright(&name);
        }
        Ok(())
    }

    /// A picture in the unit square, whose first row is on top where y points down.
    pub fn upright(&mut self, name: &str) {
        self.content.transform([1.0, 0.0, 0.0, -1.0, 0.0, 1.0]);
        self.content.x_object(Name(name.as_bytes()));
    }

    fn composite(&mut self, object: Node<'_, '_>, style: &StylePart, depth: usize) -> Result<(), DecodeError> {
        let Some(id) = object.attribute("ResourceID") else {
            return Ok(());
        };
        let Some(bytes) = self.writer.structure.composites.get(id).cloned() else {
            return Ok(());
        };
        let document = xml::parse(&bytes)?;
        let unit = document.descendants().find(|n| n.attribute("ID") == Some(id));
        match unit.and_then(|u| child(u, "Content")) {
            Some(content) => self.block(content, style, depth + 1),
            None => Ok(()),
        }
    }

    fn text(&mut self, object: Node<'_, '_>, style: &StylePart) -> Result<(), DecodeError> {
        let (Some(font), Some(size)) = (object.attribute("Font"), xml::attribute(object, "Size")) else {
            return Ok(());
        };
        let font = self.writer.font(font)?;
        self.cover(object, style.fill.as_ref());
        self.fill_colour(style);
        let glyphs = Glyphs::read(object);
        let wide = xml::attribute(object, "HScale").filter(|h| *h > 0.0).unwrap_or(1.0);
        let turn = xml::attribute(object, "CharDirection").unwrap_or(0.0).to_radians();
        let down =
            matches!(xml::attribute(object, "ReadDirection"), Some(d) if (d.rem_euclid(360.0) - 90.0).abs() < 1.0);
        let (sin, cos) = turn.sin_cos();
        self.content.begin_text();
        self.content.set_font(Name(font.as_bytes()), size as f32);
        if object.attribute("Stroke") == Some("true") && object.attribute("Fill") == Some("false") {
            self.stroke_style(style);
            self.content
                .set_text_rendering_mode(pdf_writer::types::TextRenderingMode::Stroke);
        }
        let (mut code, mut at) = (0, (0.0, 0.0));
        for run in children(object, "TextCode") {
            at.0 = xml::attribute(run, "X").unwrap_or(at.0);
            at.1 = xml::attribute(run, "Y").unwrap_or(at.1);
            let right = run.attribute("DeltaX").map(deltas).unwrap_or_default();
            let lower = run.attribute("DeltaY").map(deltas).unwrap_or_default();
            let characters: Vec<char> = run.text().unwrap_or_default().chars().collect();
            self.writer.spend_many(characters.len())?;
            for (i, c) in characters.iter().enumerate() {
                let glyph = glyphs.of(code);
                code += 1;
                let (shown, width) = self.writer.glyph(&font, glyph, *c);
                if let Some(shown) = shown.filter(|_| !c.is_control()) {
                    // Upright where y points down; turned clockwise by the character's direction.
                    let m = [cos * wide, sin * wide, sin, -cos, at.0, at.1];
                    self.content.set_text_matrix(short(&m));
                    self.content.show(Str(&shown));
                }
                let step = f64::from(width) / 1000.0 * size * wide;
                let (x, y) = (delta(&right, i), delta(&lower, i));
                match (x, y) {
                    (None, None) if down => at.1 += size,
                    (None, None) => at.0 += step,
                    (x, y) => at = (at.0 + x.unwrap_or(0.0), at.1 + y.unwrap_or(0.0)),
                }
            }
        }
        self.content.end_text();
        Ok(())
    }
}

/// An object's matrix and the corner of its boundary.
fn placed(object: Node<'_, '_>) -> Matrix {
    let own = xml::fixed(object, "CTM").unwrap_or(moved(0.0, 0.0));
    let corner = xml::fixed::<4>(object, "Boundary").map_or(moved(0.0, 0.0), |b| moved(b[0], b[1]));
    then(&own, &corner)
}

/// Steps from character to character; "g 3 2.1" stands for three steps of 2.1 (11.3).
fn deltas(text: &str) -> Vec<f64> {
    /// More than any line has.
    const MOST: usize = 100_000;
    let mut out: Vec<f64> = Vec::new();
    let mut words = text.split_ascii_whitespace();
    while let Some(word) = words.next() {
        if word != "g" {
            let Some(step) = xml::number(word) else { break };
            out.push(step);
            continue;
        }
        let times = words.next().and_then(|n| n.parse::<usize>().ok());
        let step = words.next().and_then(xml::number);
        let (Some(times), Some(step)) = (times, step) else {
            break;
        };
        out.extend(std::iter::repeat_n(step, times.min(MOST.saturating_sub(out.len()))));
    }
    out
}

/// The step behind character `i`; the last one goes on where they end early, as writers have it.
fn delta(steps: &[f64], i: usize) -> Option<f64> {
    steps.get(i).or_else(|| steps.last()).copied()
}

/// Which glyphs show which characters of a text object, where it says so (11.4).
struct Glyphs(Vec<(usize, usize, Vec<u32>)>);

impl Glyphs {
    fn read(object: Node<'_, '_>) -> Self {
        let transforms = children(object, "CGTransform").filter_map(|t| {
            let at = |name: &str| t.attribute(name).and_then(|v| v.parse::<usize>().ok());
            let glyphs = xml::said(t, "Glyphs")?;
            let glyphs = glyphs.split_ascii_whitespace().map_while(|g| g.parse().ok()).collect();
            Some((at("CodePosition")?, at("CodeCount").unwrap_or(1), glyphs))
        });
        Self(transforms.collect())
    }

    /// The glyph of the character at `code`, by its number in the font; nothing where the font's own map tells. Where several characters share
    /// a glyph, the first shows it.
    fn of(&self, code: usize) -> Option<u32> {
        let within = |t: &&(usize, usize, Vec<u32>)| (t.0..t.0 + t.1).contains(&code);
        self.0.iter().find(within).and_then(|t| t.2.get(code - t.0)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_read_with_their_repeats_and_the_last_goes_on() {
        let steps = deltas("g 2 4.9 1 g 3 2.5");
        assert_eq!(steps, [4.9, 4.9, 1.0, 2.5, 2.5, 2.5]);
        assert_eq!(
            (delta(&steps, 2), delta(&steps, 99), delta(&[], 0)),
            (Some(1.0), Some(2.5), None)
        );
        assert_eq!(deltas("g 999999999 1").len(), 100_000);
        assert!(deltas("g x 1").is_empty());
    }
}
