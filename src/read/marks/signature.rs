//! Signatures: ink in the place that a label asks for it.
//!
//! The label (签字, 签名, 签署 ...) says where; the place is the ground right of it up to the next print of the form, or below
//! it, where it stands at the top of a cell of a table. Ink there counts unless it is red (a seal), a long straight rule, or
//! lies in another line of print that has a label's look.

use super::super::{Mark, MarkKind, SignaturePlace, TextLine};
use super::tint::{paper_tint, redness};
use super::{cell, rules};
use crate::geometry::PixelBox;
use crate::pixels::{Rgb, luma};
use crate::vision::statistics::histogram;

/// Words that ask for a signature. 盖章 alone asks for a seal.
const LABELS: [&str; 5] = ["签字", "签名", "签署", "签章", "手签"];
/// Words behind such a word that make it the label of something else: 签署日期 asks for a day, printed or written.
const NOT_ASKING: [&str; 3] = ["日期", "时间", "日:"];
/// Who signs for the provider: that place is not the applicant's.
const PROVIDERS: [&str; 3] = ["核验人", "审核人", "审核员"];
/// Words that stand in the form's own print beside a signature.
const PRINT: [&str; 9] = ["日期", "盖章", "：", ":", "个人", "公章", "电话", "单位", "附件"];
/// A name is written beside its label, not farther from it than this many heights of print: what begins beyond is print of
/// the form that the detector lost (under a seal, say).
const REACH: i32 = 8;
/// Blank, in heights of print, that parts a name from what else stands on its line.
const APART: i32 = 2;
/// A label's last character, and how far its ink reaches from its middle, pitches: names are written close behind it.
const COLONS: [char; 2] = ['：', ':'];
const HALF_COLON: f32 = 0.25;
/// Longest label with a colon; longer lines are sentences about signing.
const LABEL_CHARS: usize = 24;

/// Height of a line's box for the distance between its characters: a character's square and what the detector leaves around it.
const BOX_OF_PITCH: f32 = 1.6;

/// Places asking for a signature, and the marks of handwriting found in them.
pub fn find(page: &Rgb, lines: &[TextLine], seals: &[PixelBox]) -> (Vec<SignaturePlace>, Vec<Mark>) {
    let (mut places, mut marks) = (Vec::new(), Vec::new());
    for line in lines {
        let Some((label, end)) = label_of(line) else { continue };
        let h = print_height(line, label.chars().count()).max(8);
        // A colon leaves room for itself.
        let start = if label.ends_with(COLONS) { end } else { end + h / 4 };
        let mut area = PixelBox::from_edges(
            start,
            line.area.y - h * 3 / 2,
            end + h * 12,
            line.area.bottom() + h * 3 / 2,
        );
        // A table's cell ends at its rule, which need not reach above the label.
        let ground = PixelBox::from_edges(area.x, line.area.y, area.right(), area.bottom());
        if let Some(x) = cell::side(page, ground.clamp_to(page.width(), page.height()), h) {
            area = PixelBox::from_edges(area.x, area.y, x - (h / 6).max(3), area.bottom());
        }
        // The next print of the form on the same height ends the place; print above and below bounds it.
        for other in lines {
            if std::ptr::eq(other, line) {
                continue;
            }
            let o = other.area;
            let beside = o.y < line.area.bottom() && o.bottom() > line.area.y;
            if beside && o.x >= end && is_print(other) && !written_over(other, h) {
                area = PixelBox::from_edges(area.x, area.y, area.right().min(o.x - h / 4), area.bottom());
            } else if !beside && o.right() > area.x && o.x < area.right() {
                let bounds = is_print(other) || o.x < area.x;
                if o.bottom() <= line.area.y && (bounds || is_form_print(other, h)) {
                    area = PixelBox::from_edges(area.x, area.y.max(o.bottom() + h / 6), area.right(), area.bottom());
                } else if o.y >= line.area.bottom() && bounds {
                    area = PixelBox::from_edges(area.x, area.y, area.right(), area.bottom().min(o.y - h / 6));
                }
            }
        }
        let beside = area.clamp_to(page.width(), page.height());
        let beside = (beside.w >= h && beside.h >= h / 2).then(|| (beside, handwriting(page, beside, h, seals, &[])));
        // What begins below the label's row is written below it, and may begin left of what was looked at.
        let in_row = |name: &PixelBox| name.y < line.area.bottom();
        let (area, (ink, drawn)) = match beside {
            Some((area, (ink, Some(name)))) if in_row(&name) => (area, (ink, Some(name))),
            other => {
                let label =
                    PixelBox::from_edges(line.area.x, line.area.y, end.min(line.area.right()), line.area.bottom());
                let Some(below) = in_cell(page, lines, line, label, h, seals).or(other) else {
                    continue;
                };
                below
            }
        };
        places.push(SignaturePlace {
            label: label.clone(),
            area,
            ink: (ink * 10000.0).round() / 10000.0,
        });
        if let Some(b) = drawn {
            marks.push(Mark {
                kind: MarkKind::Signature,
                page: 1,
                area: b,
                text: None,
                confidence: (ink * 2000.0).round().clamp(0.0, 100.0) / 100.0,
            });
        }
    }
    (places, marks)
}

/// Share of handwriting ink, and the box of a name.
type Written = (f64, Option<PixelBox>);

/// What is written below a label within its cell; the form's own words there, such as the day's, are left out.
fn in_cell(
    page: &Rgb,
    lines: &[TextLine],
    line: &TextLine,
    label: PixelBox,
    h: i32,
    seals: &[PixelBox],
) -> Option<(PixelBox, Written)> {
    let others = || lines.iter().filter(|o| !std::ptr::eq(*o, line));
    let same_row = |o: &&TextLine| o.area.y < label.bottom() && o.area.bottom() > label.y && o.area.x >= label.right();
    let next = others()
        .filter(same_row)
        .filter(|o| is_print(o))
        .map(|o| o.area.x - h / 4);
    let right = next.min().unwrap_or(page.width() as i32);
    let area = cell::below(page, label, h, right)?;
    let print = others().filter(|o| is_print(o) || is_day(o) || o.quad.height() < SMALLER * h as f32);
    let print: Vec<PixelBox> = print.map(|o| o.area).filter(|a| a.intersect(area).area() > 0).collect();
    Some((area, handwriting(page, area, h, seals, &print)))
}

/// Print smaller than this share of the label's is a note of the form's.
const SMALLER: f32 = 0.8;

/// Whether a line is a day, or the words for one: 2026-05-20, 年 月 日.
fn is_day(line: &TextLine) -> bool {
    let digits = line.text.chars().filter(char::is_ascii_digit).count();
    let of_day = |c: char| c.is_whitespace() || c.is_ascii_digit() || matches!(c, '年' | '月' | '日');
    digits >= 4 || !line.text.trim().is_empty() && line.text.chars().all(of_day)
}

/// The label and the column where it ends: characters after a colon belong to what was written.
fn label_of(line: &TextLine) -> Option<(String, i32)> {
    let n = line.text.chars().count();
    let word = LABELS
        .iter()
        .filter_map(|w| line.text.rfind(w).map(|i| i + w.len()))
        .max()?;
    let upto = line.text.get(..word)?;
    let rest = line.text.get(word..)?;
    if PROVIDERS.iter().any(|w| upto.contains(w)) {
        return None;
    }
    if NOT_ASKING.iter().any(|w| rest.trim_start().starts_with(w)) {
        return None;
    }
    // After the word: brackets such as （手写）, then the colon; or the bracket that was opened before it: （签字）.
    let open = upto.matches(['（', '(']).count() > upto.matches(['）', ')']).count();
    let ends = |c: char| COLONS.contains(&c) || open && matches!(c, '）' | ')');
    let end_of = |from: usize| {
        let rest = rest.get(from..)?;
        let (i, c) = rest.char_indices().find(|(_, c)| ends(*c))?;
        Some(from + i + c.len_utf8())
    };
    let colon = end_of(0).map(|end| {
        // A colon behind the bracket is its own.
        let colon = rest.get(end..).filter(|r| r.starts_with(COLONS));
        colon.and_then(|_| end_of(end)).unwrap_or(end)
    });
    let label_bytes = word
        + colon
            .filter(|i| rest.get(..*i).is_some_and(|s| s.chars().count() <= 8))
            .unwrap_or(0);
    let label: String = line.text.get(..label_bytes).unwrap_or(upto).to_owned();
    let chars = label.chars().count();
    if chars > LABEL_CHARS || (colon.is_none() && (n > chars + 6 || is_sentence(&line.text))) {
        return None;
    }
    let share = match line.glyphs.get(chars.checked_sub(1)?) {
        // Where what was written stands apart from its label, its share of the characters is not its share of the line.
        Some(last) if line.glyphs.len() == n => {
            let half = if COLONS.contains(&last.ch) { HALF_COLON } else { 0.5 };
            (last.at + half * pitch(line, chars)?).min(1.0)
        }
        _ => chars as f32 / n.max(1) as f32,
    };
    Some((label, line.area.x + (line.area.w as f32 * share).ceil() as i32))
}

/// Whether a line is a sentence, or a part of one: 个人主办者由本人签字，不得代签。
fn is_sentence(text: &str) -> bool {
    text.contains([',', '，', '。', '；', ';'])
}

/// Characters of a label from which its own pitch is told.
const LEAST_PITCH: usize = 3;

/// Usual distance from one character of a line's label (its first `chars`) to the next, share of the line: what was written behind it
/// has another.
fn pitch(line: &TextLine, chars: usize) -> Option<f32> {
    let label = line.glyphs.get(..chars).filter(|g| g.len() >= LEAST_PITCH);
    let mut steps: Vec<f32> = label
        .unwrap_or(&line.glyphs)
        .windows(2)
        .filter_map(|w| Some(w.last()?.at - w.first()?.at))
        .collect();
    steps.sort_by(f32::total_cmp);
    steps.get(steps.len() / 2).copied()
}

/// Height of a label's line, pixels: its box is taller where what was written beside it is in it.
fn print_height(line: &TextLine, chars: usize) -> i32 {
    let of_pitch = pitch(line, chars).map_or(i32::MAX, |p| (BOX_OF_PITCH * p * line.area.w as f32) as i32);
    line.area.h.min(of_pitch)
}

fn is_print(line: &TextLine) -> bool {
    // Handwriting is read with the colon of its label now and then.
    let text = line.text.trim_start_matches(COLONS);
    PRINT.iter().any(|w| text.contains(w)) || line.text.chars().count() > 8
}

/// Heights of the label's print from which what stands beside it was written, if it is not read surely as well.
const WRITTEN: f32 = 1.6;
const READ_SURELY: f32 = 0.95;

/// Whether a short line above a label is the form's own, such as 是 beside its box: no taller than its print and read surely.
fn is_form_print(line: &TextLine, h: i32) -> bool {
    line.quad.height() <= WRITTEN * h as f32 && line.confidence >= READ_SURELY
}

/// Whether a long line beside a label is a name that was written, with print that it touches: it stands taller than the print of the
/// form (`h`, pixels) and is not read well.
fn written_over(line: &TextLine, h: i32) -> bool {
    line.quad.height() > WRITTEN * h as f32 && line.confidence < READ_SURELY
}

/// Share of handwriting ink in the place, and its box where there is enough to be a name. `print` is the form's own.
fn handwriting(page: &Rgb, area: PixelBox, h: i32, seals: &[PixelBox], print: &[PixelBox]) -> Written {
    let paper = paper_tint(page);
    let (w, rows) = (area.w as usize, area.h as usize);
    let at = |x: usize, y: usize| {
        page.get_pixel((area.x as usize + x) as u32, (area.y as usize + y) as u32)
            .0
    };
    let places = (0..rows).flat_map(|y| (0..w).map(move |x| (x, y)));
    let levels = histogram(places.map(|(x, y)| at(x, y)).map(|p| luma(p[0], p[1], p[2])));
    // Paper is the brighter part; ink is darker by 50 levels, which pencil and pale pens are, and shadows are not.
    let (mut seen, mut ground) = (0u32, 255usize);
    for (v, n) in levels.iter().enumerate() {
        seen += n;
        if seen as usize * 10 >= w * rows * 7 {
            ground = v;
            break;
        }
    }
    let dark = ground.saturating_sub(50) as u8;
    let mut on = vec![false; w * rows];
    for y in 0..rows {
        for x in 0..w {
            let p = at(x, y);
            // Under a seal red darkens paper to about half: only what is dark in red too is pen.
            let (px, py) = (area.x + x as i32, area.y + y as i32);
            let within = |b: &PixelBox| px >= b.x && px < b.right() && py >= b.y && py < b.bottom();
            let sealed = seals.iter().any(within);
            let level = if sealed { p[0] } else { luma(p[0], p[1], p[2]) };
            if let Some(o) = on.get_mut(y * w + x) {
                *o = level < dark && redness(p, paper) < 40 && !print.iter().any(within);
            }
        }
    }
    rules::erase(&mut on, w, h);
    let groups = grouped(strokes(&mut on, w, h), h);
    let ink = groups.iter().map(|g| g.ink).sum::<usize>() as f64 / (w * rows).max(1) as f64;
    let name = groups.iter().find(|g| g.is_name(h)).map(|g| PixelBox {
        x: area.x + g.area.x,
        y: area.y + g.area.y,
        ..g.area
    });
    (ink, name)
}

/// Ink that hangs together, or several such pieces beside one another; places are those of the area searched.
#[derive(Clone, Copy)]
struct Strokes {
    area: PixelBox,
    tallest: i32,
    ink: usize,
}

impl Strokes {
    /// A name is about as high as a character of the label, whose line is 1.6 times that, and wider, and leaves more ink than
    /// dust does.
    fn is_name(&self, h: i32) -> bool {
        self.area.w >= h && self.area.h * 10 >= h * 6 && self.tallest * 2 >= h && self.ink as i32 >= h * h / 8
    }
}

/// Pieces of ink that are neither rules nor specks. Uses `on` up.
fn strokes(on: &mut [bool], w: usize, h: i32) -> Vec<Strokes> {
    let rows = on.len() / w.max(1);
    let mut out = Vec::new();
    let mut stack = Vec::new();
    for start in 0..on.len() {
        if !on.get(start).copied().unwrap_or(false) {
            continue;
        }
        let (mut x0, mut y0, mut x1, mut y1, mut n) = (usize::MAX, usize::MAX, 0, 0, 0usize);
        stack.push(start);
        if let Some(o) = on.get_mut(start) {
            *o = false;
        }
        while let Some(i) = stack.pop() {
            let (x, y) = (i % w, i / w);
            (x0, y0, x1, y1, n) = (x0.min(x), y0.min(y), x1.max(x), y1.max(y), n + 1);
            for ny in y.saturating_sub(1)..=(y + 1).min(rows - 1) {
                for nx in x.saturating_sub(1)..=(x + 1).min(w - 1) {
                    if let Some(o) = on.get_mut(ny * w + nx)
                        && *o
                    {
                        *o = false;
                        stack.push(ny * w + nx);
                    }
                }
            }
        }
        let (bw, bh) = ((x1 - x0 + 1) as i32, (y1 - y0 + 1) as i32);
        // Rules are long and flat; specks are smaller than a stroke.
        let rule = (bw > 3 * h && bh * 8 < h.max(bw / 4)) || (bh > 3 * h && bw * 8 < h.max(bh / 4));
        if rule || (bw < h / 5 && bh < h / 5) || n < 6 {
            continue;
        }
        out.push(Strokes {
            area: PixelBox {
                x: x0 as i32,
                y: y0 as i32,
                w: bw,
                h: bh,
            },
            tallest: bh,
            ink: n,
        });
    }
    out
}

/// Pieces that no wide blank parts, left to right; those that begin out of a label's reach are left out.
fn grouped(mut pieces: Vec<Strokes>, h: i32) -> Vec<Strokes> {
    pieces.sort_by_key(|s| (s.area.x, s.area.y));
    let mut groups: Vec<Strokes> = Vec::new();
    for s in pieces {
        match groups.last_mut() {
            Some(g) if s.area.x - g.area.right() <= APART * h => {
                g.area = g.area.union(s.area);
                g.tallest = g.tallest.max(s.tallest);
                g.ink += s.ink;
            }
            _ => groups.push(s),
        }
    }
    groups.retain(|g| g.area.x <= REACH * h);
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::fixture;

    fn line(text: &str, area: [i32; 4]) -> TextLine {
        TextLine {
            confidence: 0.9,
            ..fixture::line(text, PixelBox::from(area))
        }
    }

    #[test]
    fn a_name_written_apart_from_its_label_on_one_line_is_a_signature() {
        let mut page = Rgb::from_pixel(900, 300, image::Rgb([250, 250, 250]));
        for i in 0..150u32 {
            let y = 140 + (f64::from(i) * 0.2).sin().mul_add(40.0, 0.0) as i32;
            for d in 0..10 {
                page.put_pixel(400 + i, (y + d) as u32, image::Rgb([30, 45, 130]));
            }
        }
        // Seven characters of label and a colon in the middle of the eighth, at column 280; two of a name from 400 on, in one box as tall as the name.
        let text = "网站负责人签字：韩新";
        let at = |k: usize| {
            if k < 8 {
                (k as f32 + 0.5) * 32.0
            } else {
                400.0 + (k - 8) as f32 * 75.0
            }
        };
        let glyph = |(k, ch)| crate::read::Glyph {
            ch,
            p: 0.99,
            at: at(k) / 520.0,
            others: Vec::new(),
        };
        let line = TextLine {
            glyphs: text.chars().enumerate().map(glyph).collect(),
            ..line(text, [40, 95, 520, 100])
        };
        let (places, marks) = find(&page, &[line], &[]);
        assert_eq!(places.len(), 1);
        assert!((286..=340).contains(&places[0].area.x), "{:?}", places[0]);
        assert_eq!(marks.len(), 1);
    }

    #[test]
    fn a_label_ends_at_its_colon_or_its_bracket_and_a_sentence_is_none() {
        let label = |text: &str| label_of(&line(text, [40, 100, 600, 32])).map(|(label, _)| label);
        for (text, wanted) in [
            ("网站负责人签字：韩新", "网站负责人签字："),
            ("网站负责人（签字）阿卜杜拉·买买提", "网站负责人（签字）"),
            ("网站负责人（签字）：韩新", "网站负责人（签字）："),
            ("负责人签名（手写）：", "负责人签名（手写）："),
            ("负责人签名", "负责人签名"),
        ] {
            assert_eq!(label(text).as_deref(), Some(wanted));
        }
        for none in [
            "3.单位主办者须加盖公章，个人主办者由本人签字，不得代签。",
            "核验人签字：",
            "签署日期：2026年5月20日",
        ] {
            assert_eq!(label(none), None);
        }
    }

    #[test]
    fn a_scrawl_is_a_signature_and_a_rule_or_a_seal_is_not() {
        let blank = Rgb::from_pixel(900, 300, image::Rgb([250, 250, 250]));
        let lines = [
            line("网站负责人签字：", [40, 120, 260, 32]),
            line("日期：2026年", [40, 220, 260, 32]),
        ];
        let mut ruled = blank.clone();
        for x in 310..600 {
            for y in 150..152 {
                ruled.put_pixel(x, y, image::Rgb([10, 10, 10]));
            }
        }
        let mut red = blank.clone();
        let mut signed = ruled.clone();
        for i in 0..180u32 {
            let y = 130 + (f64::from(i) * 0.2).sin().mul_add(24.0, 0.0) as i32;
            for d in 0..4 {
                signed.put_pixel(320 + i, (y + d) as u32, image::Rgb([30, 45, 130]));
                red.put_pixel(320 + i, (y + d) as u32, image::Rgb([214, 40, 50]));
            }
        }
        for page in [&blank, &ruled, &red] {
            let (places, marks) = find(page, &lines, &[]);
            assert_eq!(places.len(), 1);
            assert!(marks.is_empty(), "{marks:?}");
        }
        let (places, marks) = find(&signed, &lines, &[]);
        assert!(places[0].ink > 0.01);
        assert_eq!(marks.len(), 1);
        assert!(
            marks[0].area.iou(PixelBox {
                x: 320,
                y: 106,
                w: 180,
                h: 52
            }) > 0.6,
            "{marks:?}"
        );
    }
}
