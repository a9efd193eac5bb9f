//! What lies over the picture of a paper, now that the page is read: whether the page is a scan is seen by which of the two
//! bears its print.

use super::{Mark, MarkKind, Otherwise, Source, TextLine};
use crate::decode::{LayerLine, Overlay, Painted};
use crate::geometry::{PixelBox, Turn};
use crate::hanzi;

/// Share of a line that lies within an overlay, from which it is the overlay's.
const WITHIN: f32 = 0.5;
/// Words that say what a copy may be used for, at most so many characters long.
const PURPOSE: usize = 40;
/// Characters from which two texts of one place are compared: two or three may be read of a frame.
const LEAST: usize = 4;

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// What lies over a scan, on the upright page, with its words. Of a page of which the greater part of the print lies over its
/// pictures the pictures are the ground (a certificate typed over its ornament, a scan whose print was parted from its paper):
/// nothing. `size`: width and height before the turn.
pub(super) fn told(overlays: Vec<Overlay>, lines: &[TextLine], turn: Turn, size: (u32, u32)) -> Vec<Overlay> {
    let mut overlays: Vec<Overlay> = overlays
        .into_iter()
        .map(|o| Overlay {
            area: turn.apply(o.area, size.0, size.1),
            ..o
        })
        .collect();
    let over = |l: &TextLine| overlays.iter().any(|o| l.area.covered_by(o.area) > WITHIN);
    let read = |l: &&TextLine| l.source == Source::Ocr && l.confidence >= 0.8;
    let own: usize = lines
        .iter()
        .filter(read)
        .filter(|l| !over(l))
        .map(|l| letters(&l.text))
        .sum();
    let typed: usize = overlays
        .iter()
        .filter(|o| o.what == Painted::Text)
        .map(|o| letters(&o.words))
        .sum();
    let pictured = lines.iter().filter(|l| {
        let other = |o: &&Overlay| o.what != Painted::Text;
        l.source == Source::Ocr
            && overlays
                .iter()
                .filter(other)
                .any(|o| l.area.covered_by(o.area) > WITHIN)
    });
    if own <= typed + pictured.map(|l| letters(&l.text)).sum::<usize>() {
        return Vec::new();
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

    #[test]
    fn a_scan_bears_more_print_than_lies_over_it() {
        let paper = fixture::line("统一社会信用代码91510104MAG7L9F077", at(10, 10, 300));
        let patch = fixture::line("林泽宇", at(10, 50, 60));
        let picture = Painted::Picture { width: 20, height: 8 };
        let over = told(
            vec![overlay(picture, at(8, 48, 66), "")],
            &[paper.clone(), patch.clone()],
            Turn::None,
            SIZE,
        );
        assert_eq!(over.len(), 1);
        assert_eq!(over[0].words, "林泽宇");
        // A certificate typed over its ornament, of which a heading is a part; print that was parted from its paper.
        let heading = fixture::line("域名证书", at(10, 10, 100));
        let typed = overlay(Painted::Text, at(10, 50, 200), "域名qinghe-note.cn");
        assert!(told(vec![typed], &[heading.clone()], Turn::None, SIZE).is_empty());
        let layer = overlay(Painted::Picture { width: 300, height: 20 }, at(5, 5, 350), "");
        assert!(told(vec![layer], &[paper, heading], Turn::None, SIZE).is_empty());
    }

    #[test]
    fn overlays_turn_with_their_page() {
        let paper = fixture::line("统一社会信用代码91510104MAG7L9F077", at(10, 10, 200));
        let patch = overlay(Painted::Drawing, at(0, 200, 40), "");
        let over = told(vec![patch], &[paper], Turn::Right, SIZE);
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
