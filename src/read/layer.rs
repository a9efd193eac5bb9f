//! A PDF's text layer: whether it can be taken at its word, and whether it says what the pixels say.

use std::collections::BTreeMap;

use super::ocr::PageText;
use super::{Glyph, Otherwise, Source, TextLine};
use crate::decode::{LayerLine, PageImage, PageSource};
use crate::geometry::{PixelBox, Quad, Turn};
use crate::hanzi;

/// A layer in which more glyphs than this have no Unicode value says little of the page.
const MOST_UNMAPPED: f64 = 0.5;
/// A layer of fewer characters says nothing of the page.
const LEAST_CHARACTERS: usize = 4;
/// Confidence of a character that software wrote and software reads.
const WRITTEN: f32 = 0.98;
/// Confidence of a line in which the recogniser surely sees another character than the layer says.
const DISPUTED: f32 = 0.6;
/// A character recognised as surely as this is taken as seen; the recogniser's surest bin is right in 99 of 100 values.
const SURE: f32 = 0.98;
/// A recognised line that shares less than this of its characters with the layer's line says something else.
const ALIKE: f64 = 0.5;
/// A line read less surely than this that says something else was not read: a script the recogniser does not know, characters
/// too rare for it, print too small. It proves nothing against the layer, and nothing for it.
const UNREAD: f32 = 0.8;
/// A recognised line stands where one of the layer does when each covers more than this of the other.
const SAME_PLACE: f32 = 0.5;
/// Lines of a page that are looked at where little is wanted of it, spread over the page.
const SAMPLE: usize = 16;

/// The visible lines of a layer that can be taken at their word: written by the program that made the page, every glyph with
/// its character. Lines in fonts of which nothing tells the characters are left to the pixels. Invisible lines are some
/// scanner's guess and are never taken.
pub(super) fn trusted(page: &PageImage) -> Vec<TextLine> {
    if page.source != PageSource::PdfRendered || page.unmapped.is_none_or(|u| u > MOST_UNMAPPED) {
        return Vec::new();
    }
    let lines: Vec<TextLine> = page
        .layer
        .iter()
        .filter(|l| l.whole && !l.invisible && !l.text.trim().is_empty())
        .map(line)
        .collect();
    let said: usize = lines.iter().map(|l| characters(&l.text)).sum();
    if said < LEAST_CHARACTERS { Vec::new() } else { lines }
}

fn line(l: &LayerLine) -> TextLine {
    TextLine {
        text: l.text.clone(),
        glyphs: Vec::new(),
        quad: l.quad,
        area: l.quad.bounds(),
        confidence: WRITTEN,
        source: Source::TextLayer,
        under_seal: false,
    }
}

/// What the pixels say where a line of the layer stands: text, characters and confidence.
pub(super) type Look<'a> = &'a dyn Fn(&Quad) -> Option<(String, Vec<Glyph>, f32)>;

/// The recogniser that a layer is held against.
pub(super) struct Reader<'a> {
    /// Reads a place of the page.
    pub(super) look: Look<'a>,
    /// Whether it can read a character at all.
    pub(super) knows: &'a dyn Fn(char) -> bool,
}

impl Reader<'_> {
    /// Most of a line's letters are of a script that the recogniser does not know (Tibetan and Uyghur beside the Chinese of a
    /// licence): whatever it sees there is something else.
    fn foreign(&self, text: &str) -> bool {
        let letters = || text.chars().filter(|c| c.is_alphabetic());
        2 * letters().filter(|c| !(self.knows)(*c)).count() > letters().count()
    }

    /// Characters of a line that it cannot read. It sees others in their places, which speak neither for the layer nor
    /// against it.
    fn unknown(&self, text: &str) -> usize {
        text.chars().filter(|c| !(self.knows)(*c)).count()
    }
}

/// Holds the layer's lines against the pixels at their places: a font may map what it shows to other characters. A line that
/// surely reads otherwise is taken from the pixels, and so is a character of one kind with the one that the layer gives; a line
/// with a character in dispute is no longer sure. Gives the share of characters that differ over all lines read, 0 to 1 (`None`
/// where none could be read), and the first line of which characters were taken from the pixels. Lines drawn with fonts of
/// the reader's own show nothing on our page and are left alone: their characters follow from the code by a public table.
/// With `sampled` only some lines are looked at, which is enough to know a layer that lies throughout.
pub(super) fn compare(
    layer: &[LayerLine],
    lines: &mut [TextLine],
    sampled: bool,
    reader: &Reader<'_>,
) -> (Option<f64>, Option<Otherwise>) {
    let (mut looked, mut differing) = (0, 0);
    let mut otherwise = None;
    let every = if sampled {
        lines.len().div_ceil(SAMPLE).max(1)
    } else {
        1
    };
    for line in lines.iter_mut().step_by(every) {
        let shown = layer
            .iter()
            .any(|l| l.drawn && !l.invisible && l.quad == line.quad && l.text == line.text);
        let column = line.quad.height() > line.quad.width() && line.text.chars().count() > 1;
        let said = hanzi::fold(&line.text);
        if !shown || column || said.chars().count() < 2 {
            continue;
        }
        let read = (reader.look)(&line.quad);
        let seen = read.as_ref().map_or_else(String::new, |(text, ..)| hanzi::fold(text));
        let unknown = reader.unknown(&said);
        let length = said.chars().count().max(seen.chars().count()) - unknown;
        let wrong = hanzi::distance(&said, &seen).saturating_sub(unknown);
        let other = (wrong as f64) > (1.0 - ALIKE) * length as f64;
        if reader.foreign(&line.text) || other && read.as_ref().is_none_or(|r| r.2 < UNREAD) {
            line.confidence = line.confidence.min(DISPUTED);
            continue;
        }
        looked += length;
        differing += wrong;
        let Some((text, glyphs, confidence)) = read.filter(|_| wrong > 0) else {
            continue;
        };
        if other {
            if confidence >= SURE {
                line.text = text;
                line.glyphs = glyphs;
                line.confidence = confidence.min(DISPUTED);
                line.source = Source::Ocr;
            }
        } else if disputed(&said, &seen, &glyphs) {
            line.confidence = line.confidence.min(DISPUTED);
            if let Some(shown) = as_seen(&line.text, &glyphs, reader.knows) {
                otherwise.get_or_insert_with(|| Otherwise {
                    shown: shown.iter().map(|g| g.ch).collect(),
                    copied: line.text.clone(),
                    area: line.area,
                    whole: true,
                    hidden: false,
                });
                line.text = shown.iter().map(|g| g.ch).collect();
                line.glyphs = shown;
                line.source = Source::Ocr;
            }
        }
    }
    let share = (looked > 0).then(|| (differing as f64 / looked as f64 * 1000.0).round() / 1000.0);
    (share, otherwise)
}

/// The characters of a line of the layer, with those in their places that are surely seen to be others of the same kind: one
/// figure for another, one ideograph that the recogniser `knows` for another. Letters look alike (l, I), and a letter that is seen
/// for a figure is a slip.
fn as_seen(said: &str, glyphs: &[Glyph], knows: &dyn Fn(char) -> bool) -> Option<Vec<Glyph>> {
    let (said, seen) = (hanzi::narrow(said), glyphs.iter().filter(|g| !g.ch.is_whitespace()));
    let seen: Vec<&Glyph> = seen.collect();
    let places: Vec<char> = said.chars().filter(|c| !c.is_whitespace()).collect();
    if places.len() != seen.len() {
        return None;
    }
    let kind = |a: char, b: char| a.is_ascii_digit() && b.is_ascii_digit() || hanzi::is_han(a) && hanzi::is_han(b);
    let mut corrected = false;
    let mut shown = Vec::with_capacity(places.len());
    for (c, glyph) in places.into_iter().zip(seen) {
        let other =
            glyph.p >= SURE && knows(c) && kind(c, glyph.ch) && hanzi::fold_char(c) != hanzi::fold_char(glyph.ch);
        corrected |= other;
        shown.push(Glyph {
            ch: if other { glyph.ch } else { c },
            ..glyph.clone()
        });
    }
    corrected.then_some(shown)
}

/// Whether all that can be read on the page stands where glyphs of the file are painted, and something does: software set it,
/// and no paper was before a lens. `text`: what was recognised, turned upright; `size`: width and height before the turn.
pub(super) fn set_by_software(layer: &[LayerLine], text: &PageText, size: (u32, u32)) -> bool {
    let painted: Vec<PixelBox> = painted(layer, text.turn, size).map(|(_, area)| area).collect();
    let mut read = text.lines.iter().filter(|l| surely(l)).peekable();
    let glyphs = |l: &TextLine| painted.iter().map(|p| l.area.covered_by(*p)).sum::<f32>() > SAME_PLACE;
    read.peek().is_some() && read.all(glyphs)
}

/// The lines of glyphs that the page image shows, with their boxes on the upright page: neither hidden ones nor those drawn with
/// fonts of the reader's own.
fn painted(layer: &[LayerLine], turn: Turn, size: (u32, u32)) -> impl Iterator<Item = (&LayerLine, PixelBox)> {
    let shown = layer.iter().filter(|l| !l.invisible && l.drawn);
    shown.map(move |l| (l, turn.apply(l.quad.bounds(), size.0, size.1)))
}

/// The first line that surely shows other words than copying it gives; boxes on the upright page, of which `size` is the width
/// and height before the turn.
pub(super) fn otherwise(
    layer: &[LayerLine],
    turn: Turn,
    size: (u32, u32),
    lines: &[TextLine],
    reader: &Reader<'_>,
) -> Option<Otherwise> {
    let seen: Vec<&TextLine> = lines.iter().filter(|l| l.source == Source::Ocr && surely(l)).collect();
    let legible = |l: &LayerLine| characters(&l.copied) >= LEAST_CHARACTERS && !(l.whole && reader.foreign(&l.text));
    painted(layer, turn, size)
        .filter(|(l, _)| legible(l))
        .find_map(|(l, area)| {
            let same = |t: &&&TextLine| t.area.covered_by(area) > SAME_PLACE && area.covered_by(t.area) > SAME_PLACE;
            let shown = &seen.iter().find(same)?.text;
            let (said, read) = (hanzi::fold(&l.copied), hanzi::fold(shown));
            let length = said.chars().count().max(read.chars().count());
            let other = hanzi::distance(&said, &read) as f64 > (1.0 - ALIKE) * length as f64;
            other.then(|| Otherwise {
                shown: shown.clone(),
                copied: l.copied.clone(),
                area,
                whole: l.whole,
                hidden: false,
            })
        })
}

/// Every character of the line was recognised surely.
fn surely(line: &TextLine) -> bool {
    characters(&line.text) >= LEAST_CHARACTERS && line.glyphs.iter().all(|g| g.p >= UNREAD)
}

fn characters(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}

/// The lines, none of them sure.
pub(super) fn doubted(mut lines: Vec<TextLine>) -> Vec<TextLine> {
    for line in &mut lines {
        line.confidence = line.confidence.min(DISPUTED);
    }
    lines
}

/// The recogniser is sure of a character that the layer gives as another one. Texts of other lengths are not compared
/// character by character: a blank or a sign more is the recogniser's usual slip.
fn disputed(said: &str, seen: &str, glyphs: &[Glyph]) -> bool {
    let sure: Vec<bool> = glyphs
        .iter()
        .flat_map(|g| {
            hanzi::fold(&g.ch.to_string())
                .chars()
                .map(|_| g.p >= SURE)
                .collect::<Vec<_>>()
        })
        .collect();
    said.chars().count() == seen.chars().count()
        && said
            .chars()
            .zip(seen.chars())
            .zip(sure)
            .any(|((a, b), sure)| sure && a != b && a.is_alphanumeric() && b.is_alphanumeric())
}

/// Share of the layer's character pairs that the recognised lines do not hold, 0 to 1, pairs with a character that cannot be
/// read left out; `None` without a layer to speak of.
pub(super) fn disagreement(layer: &[LayerLine], read: &[TextLine], knows: &dyn Fn(char) -> bool) -> Option<f64> {
    let pairs = |texts: &mut dyn Iterator<Item = &str>| {
        let mut out: BTreeMap<(char, char), usize> = BTreeMap::new();
        for t in texts {
            let folded: Vec<char> = hanzi::fold(t).chars().collect();
            for w in folded.windows(2) {
                *out.entry((w[0], w[1])).or_default() += 1;
            }
        }
        out
    };
    let mut said = pairs(&mut layer.iter().map(|l| l.text.as_str()));
    said.retain(|(a, b), _| knows(*a) && knows(*b));
    let seen = pairs(&mut read.iter().map(|l| l.text.as_str()));
    let total: usize = said.values().sum();
    if total < LEAST_CHARACTERS {
        return None;
    }
    let missing: usize = said
        .iter()
        .map(|(pair, n)| n.saturating_sub(seen.get(pair).copied().unwrap_or(0)))
        .sum();
    Some((missing as f64 / total as f64 * 1000.0).round() / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(text: &str) -> LayerLine {
        LayerLine {
            text: text.into(),
            copied: text.into(),
            quad: Quad::from_box(PixelBox {
                x: 0,
                y: 0,
                w: 100,
                h: 10,
            }),
            invisible: true,
            drawn: true,
            whole: true,
        }
    }

    #[test]
    fn a_layer_that_lies_is_told() {
        let read = [TextLine {
            ..line(&layer("主办者名称 云帆科技有限公司"))
        }];
        assert_eq!(
            disagreement(&[layer("主办者名称"), layer("云帆科技有限公司")], &read, &|_| true),
            Some(0.0)
        );
        assert!(disagreement(&[layer("主办者名称"), layer("王小明贸易商行")], &read, &|_| true).unwrap() > 0.5);
        assert_eq!(disagreement(&[], &read, &|_| true), None);
    }

    fn seen(text: &str, p: f32) -> (String, Vec<Glyph>, f32) {
        let glyph = |ch| Glyph {
            ch,
            p,
            at: 0.5,
            others: Vec::new(),
        };
        (text.to_owned(), text.chars().map(glyph).collect(), p)
    }

    /// Knows all but Tibetan.
    fn reader(look: Look<'_>) -> Reader<'_> {
        Reader {
            look,
            knows: &|c| !('\u{f00}'..'\u{1000}').contains(&c),
        }
    }

    #[test]
    fn a_script_that_the_recogniser_does_not_know_is_not_held_against_it() {
        for (said, share) in [("བོད་རང་སྐྱོང་ལྗོངས", None), ("网站负责人王小明", Some(1.0))]
        {
            let visible = LayerLine {
                invisible: false,
                ..layer(said)
            };
            let mut lines = [line(&visible)];
            let look = |_: &Quad| Some(seen("5ar2Ra", 0.99));
            assert_eq!(compare(&[visible], &mut lines, false, &reader(&look)).0, share);
            assert_eq!(lines[0].text == said, share.is_none());
            assert!(lines[0].confidence <= DISPUTED);
        }
    }

    #[test]
    fn a_character_that_the_recogniser_does_not_know_is_held_against_nobody() {
        let visible = |text: &str| LayerLine {
            invisible: false,
            ..layer(text)
        };
        // Rare characters among others, a line of nothing but rare ones, and a line that surely reads otherwise all the same.
        for (said, read, share, sure, kept) in [
            (
                "网站负责人𠮟小明",
                "网站负责人叱小明",
                Some(0.0),
                true,
                "网站负责人𠮟小明",
            ),
            ("𠮟𩸽る", "叱鮠る", None, false, "𠮟𩸽る"),
            (
                "网站负责人𠮟小明",
                "网站负责人叱大亮",
                Some(0.286),
                false,
                "网站负责人𠮟大亮",
            ),
            (
                "网站负责人王小明",
                "网站负责人王小明",
                Some(0.0),
                true,
                "网站负责人王小明",
            ),
        ] {
            let layer = [visible(said)];
            let mut lines = [line(&layer[0])];
            let look = |_: &Quad| Some(seen(read, 0.99));
            let reader = Reader {
                look: &look,
                knows: &|c| c != '𠮟' && c != '𩸽',
            };
            assert_eq!(compare(&layer, &mut lines, false, &reader).0, share, "{said}");
            assert_eq!(lines[0].confidence == WRITTEN, sure, "{said}");
            assert_eq!(lines[0].text, kept);
        }
        let read = [line(&layer("网站负责人叱小明"))];
        let knows = |c| c != '𠮟';
        assert_eq!(disagreement(&[layer("网站负责人𠮟小明")], &read, &knows), Some(0.0));
        assert_eq!(
            disagreement(&[layer("网站负责人𠮟小明")], &read, &|_| true),
            Some(0.286)
        );
    }

    #[test]
    fn a_line_is_held_against_what_stands_at_its_place() {
        let visible = LayerLine {
            invisible: false,
            ..layer("网站负责人王小明")
        };
        let layer = [visible];
        let after = |read: &str, p: f32| {
            let mut lines = [line(&layer[0])];
            let (share, _) = compare(&layer, &mut lines, false, &reader(&|_| Some(seen(read, p))));
            let [line] = lines;
            (line.text, line.confidence, share)
        };
        assert_eq!(
            after("网站负责人 王小明", 0.99),
            ("网站负责人王小明".into(), WRITTEN, Some(0.0))
        );
        assert_eq!(
            after("网站负责人张小明", 0.99),
            ("网站负责人张小明".into(), DISPUTED, Some(0.125))
        );
        assert_eq!(
            after("网站负责人张小明", 0.7),
            ("网站负责人王小明".into(), WRITTEN, Some(0.125))
        );
        assert_eq!(
            after("昆明滇池文化传播", 0.99),
            ("昆明滇池文化传播".into(), DISPUTED, Some(1.0))
        );
        let unread = ("网站负责人王小明".into(), DISPUTED, None);
        assert_eq!(after("", 0.0), unread);
        assert_eq!(after("n i uoau", 0.7), unread);
    }

    #[test]
    fn a_figure_that_is_surely_seen_to_be_another_is_that_one() {
        let visible = LayerLine {
            invisible: false,
            ..layer("到期时间 2028年07月01日")
        };
        let after = |read: &str, p: f32| {
            let mut lines = [line(&visible)];
            let look = |_: &Quad| Some(seen(read, p));
            let (_, told) = compare(std::slice::from_ref(&visible), &mut lines, false, &reader(&look));
            let [line] = lines;
            (line.text, line.confidence, told.map(|o| (o.shown, o.copied)))
        };
        let shown = "到期时间2026年07月01日".to_owned();
        assert_eq!(
            after("到期时间2026年07月01日", 0.99),
            (shown.clone(), DISPUTED, Some((shown, visible.text.clone())))
        );
        // A letter for a figure, and a figure that is not surely seen.
        for (read, p) in [("到期时间202S年07月01日", 0.99), ("到期时间2026年07月01日", 0.9)] {
            let (text, _, told) = after(read, p);
            assert_eq!((text, told), (visible.text.clone(), None), "{read} {p}");
        }
    }

    /// A visible line of glyphs, and what is recognised at its place.
    fn at(copied: &str, shown: &str, p: f32, y: i32) -> (LayerLine, TextLine) {
        let area = PixelBox {
            x: 10,
            y,
            w: 200,
            h: 20,
        };
        let painted = LayerLine {
            invisible: false,
            quad: Quad::from_box(area),
            ..layer(copied)
        };
        let (text, glyphs, confidence) = seen(shown, p);
        let recognised = TextLine {
            text,
            glyphs,
            confidence,
            source: Source::Ocr,
            area,
            ..line(&painted)
        };
        (painted, recognised)
    }

    #[test]
    fn a_page_on_which_all_print_is_glyphs_was_set_by_software() {
        let (a, print) = at("\u{3}\u{4}\u{5}\u{6}", "营业执照", 0.99, 40);
        let (_, scanned) = at("", "统一社会信用代码", 0.99, 90);
        let page = |lines: &[&TextLine], turn| PageText {
            turn,
            turn_confidence: 1.0,
            lines: lines.iter().map(|l| (*l).clone()).collect(),
            partial: false,
            failed: false,
        };
        let layer = [a];
        let set = |page: &PageText| set_by_software(&layer, page, (300, 400));
        assert!(set(&page(&[&print], Turn::None)));
        // A caption on a scan; a scan with a caption of which nothing is read; a page that lay on its side.
        assert!(!set(&page(&[&print, &scanned], Turn::None)));
        assert!(!set(&page(&[], Turn::None)));
        assert!(!set(&page(&[&print], Turn::Right)));
        let upright = TextLine {
            area: Turn::Right.apply(print.area, 300, 400),
            ..print.clone()
        };
        assert!(set(&page(&[&upright], Turn::Right)));
        let hidden = [LayerLine {
            invisible: true,
            ..layer[0].clone()
        }];
        assert!(!set_by_software(&hidden, &page(&[&print], Turn::None), (300, 400)));
    }

    #[test]
    fn a_line_that_copies_as_other_words_is_told() {
        let told = |copied: &str, shown: &str, p: f32, change: &dyn Fn(&mut LayerLine)| {
            let (mut painted, recognised) = at(copied, shown, p, 40);
            change(&mut painted);
            otherwise(&[painted], Turn::None, (300, 400), &[recognised], &reader(&|_| None)).map(|o| o.copied)
        };
        let as_it_is = |_: &mut LayerLine| {};
        let numbers = "\u{3}\u{4}\u{5}\u{6}";
        for (copied, shown, p, told_so) in [
            (numbers, "营业执照", 0.99, true),
            ("长征二号火箭", "云帆科技公司", 0.99, true),
            // The same in other words for it, one character off, not read surely, of a script that is not known.
            ("云帆 科技（公司）", "云帆科技(公司)", 0.99, false),
            ("云帆科技公司", "云帆科枝公司", 0.99, false),
            ("长征二号火箭", "云帆科技公司", 0.6, false),
            ("བོད་རང་སྐྱོང", "5ar2Ra", 0.99, false),
        ] {
            assert_eq!(told(copied, shown, p, &as_it_is).is_some(), told_so, "{copied}");
        }
        assert_eq!(told(numbers, "营业执照", 0.99, &|l| l.invisible = true), None);
        assert_eq!(told(numbers, "营业执照", 0.99, &|l| l.drawn = false), None);
    }

    #[test]
    fn a_sample_is_spread_over_the_page() {
        let layer: Vec<LayerLine> = (0..100)
            .map(|n| LayerLine {
                invisible: false,
                ..layer(&format!("第{n:03}条"))
            })
            .collect();
        let mut lines: Vec<TextLine> = layer.iter().map(line).collect();
        let looks = std::cell::Cell::new(0);
        let look = |_: &Quad| {
            looks.set(looks.get() + 1);
            None
        };
        assert_eq!(compare(&layer, &mut lines, true, &reader(&look)).0, None);
        assert!((8..=SAMPLE).contains(&looks.get()));
        assert!(lines.last().unwrap().confidence > DISPUTED && lines[0].confidence == DISPUTED);
    }

    #[test]
    fn a_line_that_our_page_does_not_show_is_left_alone() {
        let absent = LayerLine {
            invisible: false,
            drawn: false,
            ..layer("网站负责人王小明")
        };
        let mut lines = [line(&absent)];
        assert_eq!(compare(&[absent], &mut lines, false, &reader(&|_| None)).0, None);
        assert_eq!(lines[0].confidence, WRITTEN);
    }
}
