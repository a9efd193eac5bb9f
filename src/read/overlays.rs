//! What lies over the picture of a paper, now that the page is read: whether the page is a scan is seen by which of the two
//! bears its print.

use super::{Mark, MarkKind, Otherwise, Source, TextLine};
use crate::decode::{LayerLine, Overlay, Painted};
use crate::geometry::{PixelBox, Turn};
use crate::hanzi;

/// Share of a line that lies within an overlay, from which it is the overlay's.
const WITHIN: f32 = 0.5;
/// Lines read less surely than this say nothing of where a page's print is.
const READ: f32 = 0.8;
/// Words that say what a copy may be used for, at most so many characters long.
const PURPOSE: usize = 40;
/// Characters from which two texts of one place are compared: two or three may be read of a frame.
const LEAST: usize = 4;

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// What lies over a scan, on the upright page, with its words. `size`: width and height before the turn.
///
/// A page of which the greater part of the print is typed over its pictures is no scan (a certificate typed over its ornament):
/// nothing lies over it. Where the greater part stands in pictures that are clear in parts, these are the print of a scan that was
/// parted from its paper, and do not lie over it.
pub(super) fn on_page(overlays: Vec<Overlay>, lines: &[TextLine], turn: Turn, size: (u32, u32)) -> Vec<Overlay> {
    let mut overlays: Vec<Overlay> = overlays
        .into_iter()
        .map(|o| Overlay {
            area: turn.apply(o.area, size.0, size.1),
            ..o
        })
        .collect();
    let typed = |o: &Overlay| o.what == Painted::Text;
    let clear = |o: &Overlay| matches!(o.what, Painted::Picture { clear: true, .. });
    // Letters read where one of these lies, and where none does.
    let parted = |which: &dyn Fn(&Overlay) -> bool| {
        let (mut on, mut off) = (0, 0);
        for line in lines.iter().filter(|l| l.confidence >= READ) {
            let over = overlays
                .iter()
                .any(|o| which(o) && line.area.covered_by(o.area) > WITHIN);
            if over {
                on += letters(&line.text);
            } else if line.source == Source::Ocr {
                off += letters(&line.text);
            }
        }
        (on, off)
    };
    let ((on, own), (layered, left)) = (parted(&typed), parted(&|o| typed(o) || clear(o)));
    if own <= on {
        return Vec::new();
    }
    if left <= layered {
        overlays.retain(|o| !clear(o));
    }
    for overlay in overlays.iter_mut().filter(|o| o.words.is_empty()) {
        let inside = lines.iter().filter(|l| l.area.covered_by(overlay.area) > WITHIN);
        overlay.words = inside.map(|l| l.text.as_str()).collect::<Vec<_>>().join(" ");
    }
    overlays
}

/// Takes those that the page's marks tell already: words of a watermark, and the seal that a digital signature shows. Typed
/// words that say what the copy may be used for become a watermark, as if they were written at an angle.
pub(super) fn without_marks(overlays: Vec<Overlay>, marks: &mut Vec<Mark>) -> Vec<Overlay> {
    let mut out = Vec::new();
    for overlay in overlays {
        let words = hanzi::fold(&overlay.words);
        let same = |m: &Mark| {
            m.kind == MarkKind::Watermark
                && m.text
                    .as_ref()
                    .is_some_and(|t| !words.is_empty() && hanzi::fold(t).contains(&words))
        };
        let sealed = matches!(overlay.what, Painted::Annotation { signature: true, .. })
            && marks
                .iter()
                .any(|m| m.kind == MarkKind::Seal && m.area.iou(overlay.area) > WITHIN);
        if sealed || marks.iter().any(same) {
            continue;
        }
        if says_its_purpose(&words) {
            marks.push(Mark {
                kind: MarkKind::Watermark,
                page: 1,
                area: overlay.area,
                text: Some(overlay.words),
                confidence: 1.0,
            });
            continue;
        }
        out.push(overlay);
    }
    out
}

/// 仅供备案使用, 仅限…使用, 他用无效: words that people lay over copies of their papers.
fn says_its_purpose(words: &str) -> bool {
    let begins = words.starts_with("仅供") || words.starts_with("仅限");
    let ends = words.ends_with('用') || words.ends_with("无效");
    begins && ends && words.chars().count() <= PURPOSE && !words.chars().any(|c| c.is_ascii_digit())
}

/// The first place at which a page set by software holds text that is not seen and says something else than what is seen there.
pub(super) fn hidden(layer: &[LayerLine], turn: Turn, size: (u32, u32), lines: &[TextLine]) -> Option<Otherwise> {
    if lines.iter().all(|l| l.source != Source::TextLayer) {
        return None;
    }
    let unseen = layer
        .iter()
        .filter(|l| l.invisible && l.whole && letters(&l.text) >= LEAST);
    unseen.into_iter().find_map(|l| {
        let area = turn.apply(l.quad.bounds(), size.0, size.1);
        let here = |t: &&TextLine| shares(t.area, area) && letters(&t.text) >= LEAST;
        let shown: Vec<&TextLine> = lines.iter().filter(here).collect();
        let said = hanzi::fold(&l.text);
        let agrees = |t: &&TextLine| {
            let read = hanzi::fold(&t.text);
            read.contains(&said) || said.contains(&read)
        };
        let differs = !shown.is_empty() && !shown.iter().any(agrees);
        differs.then(|| Otherwise {
            shown: shown.iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join(" "),
            copied: l.copied.clone(),
            area: shown.iter().fold(area, |a, t| a.union(t.area)),
            whole: true,
            hidden: true,
        })
    })
}

/// Two lines stand at one place.
fn shares(a: PixelBox, b: PixelBox) -> bool {
    a.covered_by(b) > WITHIN || b.covered_by(a) > WITHIN
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Quad;
    use crate::read::fixture;

    fn at(x: i32, y: i32, w: i32) -> PixelBox {
        PixelBox { x, y, w, h: 20 }
    }

    fn overlay(what: Painted, area: PixelBox, words: &str) -> Overlay {
        Overlay {
            what,
            area,
            words: words.to_owned(),
        }
    }

    const SIZE: (u32, u32) = (400, 300);

    fn picture(clear: bool) -> Painted {
        Painted::Picture {
            width: 20,
            height: 8,
            clear,
        }
    }

    #[test]
    fn a_scan_bears_more_print_than_is_typed_over_it() {
        let paper = fixture::line("统一社会信用代码91510104MAG7L9F077", at(10, 10, 300));
        let patch = fixture::line("林泽宇", at(10, 50, 60));
        let over = |overlays: Vec<Overlay>, lines: &[TextLine]| on_page(overlays, lines, Turn::None, SIZE);
        for clear in [false, true] {
            let patched = over(
                vec![overlay(picture(clear), at(8, 48, 66), "")],
                &[paper.clone(), patch.clone()],
            );
            assert_eq!(patched.len(), 1);
            assert_eq!(patched[0].words, "林泽宇");
        }
        // A certificate typed over its ornament, of which a heading is a part.
        let heading = fixture::line("域名证书", at(10, 10, 100));
        let mut value = fixture::line("域名qinghe-note.cn", at(10, 50, 200));
        value.source = Source::TextLayer;
        let typed = overlay(Painted::Text, at(10, 50, 200), "域名qinghe-note.cn");
        assert!(over(vec![typed.clone()], &[heading.clone(), value]).is_empty());
        // Typed words that nobody sees do not make a page typed.
        let many = overlay(Painted::Text, at(10, 50, 200), &"字".repeat(500));
        assert_eq!(over(vec![typed, many], &[heading.clone(), paper.clone()]).len(), 2);
        // Print that was parted from its paper, and a box laid over that.
        let print = overlay(picture(true), at(5, 5, 350), "");
        let opaque = overlay(picture(false), at(10, 80, 60), "");
        let left = over(vec![print, opaque.clone()], &[paper, heading]);
        assert_eq!(left, [opaque]);
    }

    #[test]
    fn overlays_turn_with_their_page() {
        let paper = fixture::line("统一社会信用代码91510104MAG7L9F077", at(10, 10, 200));
        let patch = overlay(Painted::Drawing, at(0, 200, 40), "");
        let over = on_page(vec![patch], &[paper], Turn::Right, SIZE);
        assert_eq!(over[0].area, Turn::Right.apply(at(0, 200, 40), SIZE.0, SIZE.1));
    }

    fn mark(kind: MarkKind, area: PixelBox, text: &str) -> Mark {
        Mark {
            kind,
            page: 1,
            area,
            text: Some(text.to_owned()),
            confidence: 0.9,
        }
    }

    #[test]
    fn what_the_marks_tell_is_not_told_twice() {
        let text = |words: &str| overlay(Painted::Text, at(10, 10, 100), words);
        let mut marks = vec![mark(MarkKind::Watermark, at(0, 0, 300), "仅供备案使用")];
        assert!(without_marks(vec![text("仅供备案使用")], &mut marks).is_empty());
        assert_eq!(without_marks(vec![text("2028-03-02")], &mut marks).len(), 1);
        // Level words of that kind are a watermark as well; a value never is.
        let mut marks = Vec::new();
        assert!(without_marks(vec![text("仅供 网站备案使用")], &mut marks).is_empty());
        assert_eq!(marks.len(), 1);
        assert_eq!(without_marks(vec![text("仅供2028年使用")], &mut marks).len(), 1);
    }

    #[test]
    fn the_seal_of_a_digital_signature_is_a_seal() {
        let shown = |signature, area| {
            let what = Painted::Annotation {
                kind: "Widget".to_owned(),
                signature,
            };
            without_marks(
                vec![overlay(what, area, "")],
                &mut vec![mark(MarkKind::Seal, at(100, 100, 20), "某某公司")],
            )
            .len()
        };
        assert_eq!(shown(true, at(100, 100, 22)), 0);
        assert_eq!(shown(false, at(100, 100, 22)), 1);
        assert_eq!(shown(true, at(10, 100, 22)), 1);
    }

    #[test]
    fn hidden_text_that_differs_from_what_is_seen_at_its_place_is_told() {
        let hidden_line = |text: &str, area| LayerLine {
            text: text.to_owned(),
            copied: text.to_owned(),
            quad: Quad::from_box(area),
            invisible: true,
            drawn: true,
            whole: true,
        };
        let mut seen = fixture::line("2026年07月01日", at(100, 100, 120));
        seen.source = Source::TextLayer;
        let told = |text: &str, area, seen: &TextLine| {
            hidden(&[hidden_line(text, area)], Turn::None, SIZE, std::slice::from_ref(seen)).map(|o| o.copied)
        };
        assert_eq!(
            told("2028年03月02日", at(100, 100, 120), &seen).as_deref(),
            Some("2028年03月02日")
        );
        // The same again, elsewhere, and what a scanner guessed of a scan.
        assert_eq!(told("2026年07月01日", at(100, 100, 120), &seen), None);
        assert_eq!(told("2028年03月02日", at(100, 200, 120), &seen), None);
        seen.source = Source::Ocr;
        assert_eq!(told("2028年03月02日", at(100, 100, 120), &seen), None);
    }
}
