//! What a line says: the strip cut from the page, the network, and its frames decoded (connectionist temporal
//! classification, Graves et al. 2006) with alternatives.

use super::model::{Models, Net, Planes};
use super::zero_o;
use crate::geometry::Quad;
use crate::pixels::Rgb;
use crate::read::Glyph;
use crate::vision::warp::level;

/// Height of strips the network was trained on.
const HEIGHT: u32 = 48;
/// Strips narrower than this are padded: one character needs some room (1,599 fields of 63 cases read the same with 160, 96
/// and 64 columns, their confidences by 0.00001).
const LEAST_WIDTH: usize = 64;
/// Strips wider than this are shrunk to it.
const MOST_WIDTH: u32 = 3200;
/// How often another form of a character (traditional or variant) is printed where the regular one would be: none of the 179 names on
/// real licences holds one (at most 0.02 with 95 %, rule of three). The network reads regular characters of one face of brush script as
/// another form at up to 0.98.
const ANOTHER_FORM: f32 = 0.01;
/// From this probability on another form is what is printed where the network does not hold the regular one possible.
const SURELY_ANOTHER_FORM: f32 = 0.9;
/// Alternatives below this probability are noise.
const LEAST_ALTERNATIVE: f32 = 0.001;

/// The line as a level strip of 48 pixels height, averaged where it is shrunk.
pub(super) fn strip(page: &Rgb, quad: &Quad) -> Option<Rgb> {
    squeezed(page, quad, 1.0)
}

/// Width of a line's strip, pixels; `None` for a line of no extent.
pub(super) fn columns(quad: &Quad) -> Option<f32> {
    let (w, h) = (quad.width(), quad.height());
    (w >= 2.0 && h >= 2.0).then(|| w * HEIGHT as f32 / h)
}

/// The strip at a share of its own width.
pub(super) fn squeezed(page: &Rgb, quad: &Quad, share: f32) -> Option<Rgb> {
    if page.width() == 0 || page.height() == 0 {
        return None;
    }
    let (w, h) = (quad.width(), quad.height());
    let out_w = ((columns(quad)? * share).round() as u32).clamp(4, MOST_WIDTH);
    // A line is narrow: its perspective is a matter of its four corners, and their mean is stable where they are rough.
    let shrink = (h / HEIGHT as f32).max(w / out_w as f32);
    Some(level(page, quad, (out_w, HEIGHT), shrink))
}

/// The level strip at so many times its height.
pub(super) fn taller(page: &Rgb, quad: &Quad, times: f32) -> Option<Rgb> {
    if page.width() == 0 || page.height() == 0 {
        return None;
    }
    let height = HEIGHT as f32 * times;
    let width = (columns(quad)? * times).round().clamp(4.0, MOST_WIDTH as f32 * times);
    let shrink = (quad.height() / height).max(quad.width() / width);
    Some(level(page, quad, (width as u32, height as u32), shrink))
}

/// Text, characters and mean probability of a line.
pub(super) type Read = (String, Vec<Glyph>, f32);

/// What a strip says; `None` where there is no character.
pub(super) fn read(models: &Models, strip: &Rgb) -> Option<Read> {
    let used = strip.width() as usize;
    let width = used.max(LEAST_WIDTH).next_multiple_of(8);
    let mut planes = Planes::of(strip, width, HEIGHT as usize);
    // Padding is the middle value, as in training.
    planes.width = width;
    let (frames, shape) = models.run(Net::Recognise, planes)?;
    let (steps, classes) = match shape.as_slice() {
        [.., t, c] => (*t, *c),
        _ => return None,
    };
    let line = decode(&frames, steps, classes, models.characters(), used as f32 / width as f32);
    models.take_back(frames);
    let (text, mut glyphs, confidence) = line?;
    if zero_o::tell(strip, &mut glyphs) {
        return line_of(glyphs);
    }
    Some((text, glyphs, confidence))
}

/// A character that holds for one or more frames.
struct Run {
    class: usize,
    best: f32,
    frame: usize,
    first: usize,
    last: usize,
}

/// What a frame says: its best character where all characters together outweigh the blank, else the blank (class 0).
///
/// Best-path decoding asks whether any one class outweighs the blank. Over a character it hardly knows the network spreads its
/// belief over several and leaves the blank as the largest single class, so that the character vanishes without a trace.
fn best(row: &[f32]) -> (usize, f32) {
    let blank = row.first().copied().unwrap_or(1.0);
    if blank >= 0.5 {
        return (0, blank);
    }
    row.iter()
        .enumerate()
        .skip(1)
        .fold((0, f32::MIN), |b, (i, p)| if *p > b.1 { (i, *p) } else { b })
}

/// Best-path decoding, frame by frame (see [`best`]). `used` is the share of the frames that the strip covers.
fn decode(frames: &[f32], steps: usize, classes: usize, characters: &[char], used: f32) -> Option<Read> {
    if classes == 0 || frames.len() < steps * classes {
        return None;
    }
    let mut runs: Vec<Run> = Vec::new();
    let mut previous = 0;
    for (t, row) in frames.chunks_exact(classes).take(steps).enumerate() {
        let (class, p) = best(row);
        match runs.last_mut() {
            Some(run) if class != 0 && class == previous => {
                run.last = t;
                if p > run.best {
                    (run.best, run.frame) = (p, t);
                }
            }
            _ if class != 0 => runs.push(Run {
                class,
                best: p,
                frame: t,
                first: t,
                last: t,
            }),
            _ => {}
        }
        previous = class;
    }
    let mut glyphs = Vec::new();
    for run in &runs {
        let Some(ch) = characters.get(run.class).copied() else {
            continue;
        };
        let regular = |c: char| crate::hanzi::regular(c).unwrap_or(c);
        let row = &frames[run.frame * classes..(run.frame + 1) * classes];
        let share = share_of_form(ch, regular(ch), row, characters, run.best);
        let printed = regular(ch) == ch || share > 0.5;
        let (best, ch) = (ch, if printed { ch } else { regular(ch) });
        // Classes that stand for the same character (its forms, both widths) share its probability.
        let mut p = run.best;
        let mut others: Vec<(char, f32)> = Vec::new();
        for (i, q) in row.iter().enumerate() {
            if i == run.class || i == 0 || *q < LEAST_ALTERNATIVE {
                continue;
            }
            let Some(c) = characters.get(i) else { continue };
            let c = if printed { *c } else { regular(*c) };
            if half_width(c) == half_width(ch) {
                p += q;
            } else {
                others.push((c, rounded(*q)));
            }
        }
        if !printed && share > 0.0 {
            others.push((best, rounded(p * share)));
            p *= 1.0 - share;
        }
        others.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        others.truncate(3);
        let middle = (run.first + run.last) as f32 / 2.0 + 0.5;
        let at = rounded((middle / steps as f32 / used.max(0.01)).min(1.0));
        glyphs.push(Glyph {
            ch,
            p: rounded(p.min(1.0)),
            at,
            others,
        });
    }
    line_of(glyphs)
}

/// The probability that the form of a character that was read (`p`) is printed, and not its regular one (Bayes). A form that was read
/// with doubt and without the regular one beside it is that one: the network spreads over forms before it does over characters.
fn share_of_form(read: char, regular: char, row: &[f32], characters: &[char], p: f32) -> f32 {
    let at = characters.iter().position(|c| *c == regular);
    let as_regular = at.and_then(|i| row.get(i)).copied().unwrap_or_default();
    if read == regular || as_regular < LEAST_ALTERNATIVE {
        return f32::from(u8::from(p >= SURELY_ANOTHER_FORM));
    }
    ANOTHER_FORM * p / (ANOTHER_FORM * p + as_regular)
}

/// A form of full width (Unicode U+FF01 to U+FF5E) as the one of half width.
fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        other => other,
    }
}

/// Text, characters and mean probability; `None` where there is no character.
pub(super) fn line_of(glyphs: Vec<Glyph>) -> Option<Read> {
    let text: String = glyphs.iter().map(|g| g.ch).collect();
    let confidence = rounded(glyphs.iter().map(|g| g.p).sum::<f32>() / glyphs.len().max(1) as f32);
    (!text.trim().is_empty()).then_some((text, glyphs, confidence))
}

/// Thousandths.
pub(super) fn rounded(p: f32) -> f32 {
    (p * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PixelBox;

    #[test]
    fn repeats_are_one_character_unless_a_blank_parts_them() {
        let characters = ['\0', '甲', '乙'];
        let row = |best: usize| (0..3).map(|i| if i == best { 0.9 } else { 0.05 }).collect::<Vec<f32>>();
        let frames: Vec<f32> = [1, 1, 0, 1, 2, 0].into_iter().flat_map(row).collect();
        let (text, glyphs, confidence) = decode(&frames, 6, 3, &characters, 1.0).unwrap();
        assert_eq!(text, "甲甲乙");
        assert!((confidence - 0.9).abs() < 1e-6);
        assert_eq!(glyphs[0].others, [('乙', 0.05)]);
        assert!(glyphs.windows(2).all(|w| w[0].at < w[1].at));
    }

    #[test]
    fn a_character_the_network_hardly_knows_is_doubtful_and_not_gone() {
        let characters = ['\0', '闫', '骉', '弱'];
        let frames = [[0.0, 1.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.4, 0.0, 0.35, 0.25]].concat();
        let (text, glyphs, _) = decode(&frames, 3, 4, &characters, 1.0).unwrap();
        assert_eq!(text, "闫骉");
        assert_eq!((glyphs[1].p, glyphs[1].others.as_slice()), (0.35, &[('弱', 0.25)][..]));
    }

    #[test]
    fn both_widths_and_both_forms_of_a_character_share_its_probability() {
        let characters = ['\0', '（', '(', '来', '來', '未'];
        let frames = [[0.1, 0.5, 0.3, 0.0, 0.0, 0.1], [0.0, 0.0, 0.0, 0.25, 0.5, 0.25]].concat();
        let (text, glyphs, _) = decode(&frames, 2, 6, &characters, 1.0).unwrap();
        assert_eq!(text, "（来");
        assert_eq!((glyphs[0].p, glyphs[0].others.as_slice()), (0.8, &[('未', 0.1)][..]));
        assert_eq!(
            (glyphs[1].p, glyphs[1].others.as_slice()),
            (0.735, &[('未', 0.25), ('來', 0.015)][..])
        );
    }

    #[test]
    fn a_form_that_is_surely_printed_stays_and_regular_characters_are_two() {
        let characters = ['\0', '於', '于', '傑', '杰'];
        let read = |frame: [f32; 5]| {
            let (text, glyphs, _) = decode(&frame, 1, 5, &characters, 1.0).unwrap();
            (text, glyphs[0].p, glyphs[0].others.clone())
        };
        assert_eq!(
            read([0.0, 0.95, 0.05, 0.0, 0.0]),
            ("於".into(), 0.95, vec![('于', 0.05)])
        );
        assert_eq!(read([0.0, 0.6, 0.4, 0.0, 0.0]), ("於".into(), 0.6, vec![('于', 0.4)]));
        assert_eq!(
            read([0.0, 0.0, 0.0, 0.995, 0.005]),
            ("傑".into(), 0.995, vec![('杰', 0.005)])
        );
        // What the network holds twenty times as likely is one in a hundred names.
        assert_eq!(
            read([0.0, 0.0, 0.0, 0.95, 0.05]),
            ("杰".into(), 0.84, vec![('傑', 0.16)])
        );
        assert_eq!(
            read([0.0, 0.0, 0.0, 0.6, 0.4]),
            ("杰".into(), 0.985, vec![('傑', 0.015)])
        );
        assert_eq!(read([0.4, 0.0, 0.0, 0.6, 0.0]), ("杰".into(), 0.6, vec![]));
    }

    #[test]
    fn blanks_alone_are_nothing() {
        assert!(decode(&[0.9, 0.1, 0.8, 0.2], 2, 2, &['\0', '甲'], 1.0).is_none());
        assert!(decode(&[0.9], 2, 2, &['\0', '甲'], 1.0).is_none());
    }

    #[test]
    fn a_strip_is_the_part_of_the_page_at_its_height() {
        let mut page = Rgb::from_pixel(400, 200, image::Rgb([255; 3]));
        for y in 100..124 {
            for x in 100..200 {
                page.put_pixel(x, y, image::Rgb([0, 0, 0]));
            }
        }
        let s = strip(
            &page,
            &Quad::from_box(PixelBox {
                x: 100,
                y: 100,
                w: 100,
                h: 24,
            }),
        )
        .unwrap();
        assert_eq!(s.dimensions(), (200, 48));
        assert!(s.get_pixel(100, 24).0[0] < 5);
        assert!(strip(&page, &Quad::from_box(PixelBox { x: 0, y: 0, w: 1, h: 1 })).is_none());
    }
}
