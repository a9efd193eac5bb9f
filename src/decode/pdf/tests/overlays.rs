//! What lies over the picture of a paper.
use super::*;
use crate::decode::{Overlay, Painted};
use crate::geometry::PixelBox;

const RESOURCES: &str = "/Font<</F 5 0 R>>/XObject<</I 6 0 R/M 7 0 R>>/ExtGState<</T<</ca 0>>>>";
/// A scan that covers the page.
const SCAN: &str = "q 144 0 0 72 0 0 cm /I Do Q ";

fn stencil() -> String {
    stream(
        "/Type/XObject/Subtype/Image/Width 8/Height 2/ImageMask true/BitsPerComponent 1/Filter/ASCIIHexDecode",
        "55 AA>",
    )
}

fn over(content: &str) -> Vec<Overlay> {
    read(RESOURCES, content, &[LATIN, &picture(), &stencil()]).overlays
}

fn what(content: &str) -> Vec<(Painted, String)> {
    over(content).into_iter().map(|o| (o.what, o.words)).collect()
}

fn patch_of(width: u32, height: u32, clear: bool) -> Painted {
    Painted::Picture { width, height, clear }
}

/// A box of the page in points, y up, as pixels at 200 dpi.
fn pixels([x, y, w, h]: [f64; 4]) -> PixelBox {
    let at = |v: f64| v * 200.0 / 72.0;
    PixelBox::from_edges(
        at(x).floor() as i32,
        at(72.0 - y - h).floor() as i32,
        at(x + w).ceil() as i32,
        at(72.0 - y).ceil() as i32,
    )
}

#[test]
fn a_picture_typed_text_and_a_box_over_a_scan_are_told_with_their_places() {
    let patch = over(&format!("{SCAN} q 20 0 0 8 30 40 cm /I Do Q"));
    assert_eq!(patch.len(), 1);
    assert_eq!(patch[0].what, patch_of(20, 8, false));
    assert_eq!(patch[0].area, pixels([30.0, 40.0, 20.0, 8.0]));
    // White print covers as well as black print does.
    for colour in ["0 g", "1 g"] {
        let typed = over(&format!("{SCAN} BT {colour} /F 12 Tf 10 20 Td (2028) Tj ET"));
        assert_eq!(typed.len(), 1, "{colour}");
        assert_eq!((&typed[0].what, typed[0].words.as_str()), (&Painted::Text, "2028"));
        assert!(pixels([8.0, 14.0, 40.0, 20.0]).covered_by(typed[0].area) < 1.0);
        assert!(typed[0].area.covered_by(pixels([8.0, 14.0, 40.0, 20.0])) > 0.99);
    }
    let boxed = over(&format!("{SCAN} 1 g 10 10 30 12 re f"));
    assert_eq!(boxed.len(), 1);
    assert_eq!(
        (&boxed[0].what, boxed[0].area),
        (&Painted::Drawing, pixels([10.0, 10.0, 30.0, 12.0]))
    );
    // A box with words on it is told by the words.
    let both = format!("{SCAN} 1 g 10 17 30 12 re f BT 0 g /F 12 Tf 10 20 Td (2028) Tj ET");
    assert_eq!(what(&both), [(Painted::Text, "2028".to_owned())]);
    // A stencil in one colour is a picture like any other.
    assert_eq!(
        what(&format!("{SCAN} q 20 0 0 8 30 40 cm /M Do Q")),
        [(patch_of(20, 8, true), String::new())]
    );
}

#[test]
fn a_scan_in_strips_in_tiles_or_in_layers_has_nothing_over_it() {
    let strips: String = (0..4)
        .map(|i| format!("q 144 0 0 18.2 0 {} cm /I Do Q ", 18 * i))
        .collect();
    let tiles: String = [(0, 0), (72, 0), (0, 36), (72, 36)]
        .iter()
        .map(|(x, y)| format!("q 72 0 0 36 {x} {y} cm /I Do Q "))
        .collect();
    let layers = format!("{SCAN}{SCAN} q 144 0 0 72 0 0 cm /M Do Q");
    for content in [SCAN, &strips, &tiles, &layers] {
        assert_eq!(over(content), [], "{content}");
    }
    // A patch over the seam of two strips lies over the scan.
    for scan in [&strips, &tiles, &layers] {
        let patched = format!("{scan} q 30 0 0 30 60 20 cm /I Do Q");
        assert_eq!(what(&patched), [(patch_of(30, 30, false), String::new())], "{scan}");
    }
}

#[test]
fn what_is_not_painted_on_the_scan_does_not_lie_over_it() {
    for content in [
        // What a scanner's recogniser says, and what is clear.
        format!("{SCAN} BT 3 Tr /F 12 Tf 10 20 Td (2028) Tj ET"),
        format!("{SCAN} q /T gs BT /F 12 Tf 10 20 Td (2028) Tj ET 10 10 20 20 re f Q"),
        // Under it.
        format!("BT /F 12 Tf 10 20 Td (2028) Tj ET 1 g 10 10 30 12 re f {SCAN}"),
        // Below it, beside it, and a frame around it.
        "q 144 0 0 56 0 16 cm /I Do Q BT /F 10 Tf 60 4 Td (1 / 2) Tj ET".to_owned(),
        "q 72 0 0 72 0 0 cm /I Do Q q 72 0 0 72 72 0 cm /I Do Q".to_owned(),
        format!("{SCAN} 1 1 142 70 re S"),
        // A logo is no paper.
        "q 20 0 0 20 10 40 cm /I Do Q BT /F 8 Tf 12 48 Td (logo) Tj ET".to_owned(),
        // A page of nothing but print.
        "BT /F 12 Tf 10 20 Td (2028) Tj ET 10 10 30 12 re f".to_owned(),
    ] {
        assert_eq!(over(&content), [], "{content}");
    }
}

#[test]
fn a_paper_pasted_into_a_page_is_a_paper() {
    let content = "BT /F 8 Tf 4 4 Td (form) Tj ET q 72 0 0 60 60 6 cm /I Do Q BT /F 8 Tf 70 30 Td (2028) Tj ET";
    assert_eq!(what(content), [(Painted::Text, "2028".to_owned())]);
}
