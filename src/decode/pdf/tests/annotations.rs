//! Annotations and form fields: those that are painted over a scan, and those that a viewer shows and the file does not.
use super::*;
use crate::decode::Painted;

/// Objects 5 to 8: a font, a picture, an appearance that says 2028, the annotation.
fn with(annotation: &str, content: &str) -> PageImage {
    let look = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 60 20]/Resources<</Font<</F 5 0 R>>>>",
        "BT /F 12 Tf 4 4 Td (2028) Tj ET",
    );
    annotated(
        "/Font<</F 5 0 R>>/XObject<</I 6 0 R>>",
        content,
        "8 0 R",
        &[LATIN, &picture(), &look, annotation],
    )
}

const SCAN: &str = "q 144 0 0 72 0 0 cm /I Do Q";
const RECT: &str = "/Type/Annot/Rect[40 20 100 40]";
const LOOK: &str = "/AP<</N 7 0 R>>";

#[test]
fn an_annotation_over_a_scan_is_told() {
    for kind in ["FreeText", "Stamp", "Square", "Ink", "Redact", "Highlight", "Widget"] {
        let image = with(&format!("<<{RECT}/Subtype/{kind}{LOOK}/Contents(note)>>"), SCAN);
        assert_eq!(image.overlays.len(), 1, "{kind}");
        assert_eq!(
            image.overlays[0].what,
            Painted::Annotation {
                kind: kind.to_owned(),
                signature: false
            }
        );
        assert_eq!(image.overlays[0].words, "note");
        assert_eq!(image.source, PageSource::PdfRendered);
    }
    let signature = format!("<<{RECT}/Subtype/Widget/FT/Sig/V<</Contents<00>/ByteRange[0 1 2 3]>>{LOOK}>>");
    assert!(matches!(
        with(&signature, SCAN).overlays[0].what,
        Painted::Annotation { signature: true, .. }
    ));
    // Hidden and NoView; a pop-up note; one that paints nothing; on a page that is no scan.
    for (annotation, content) in [
        (format!("<<{RECT}/Subtype/FreeText/F 2{LOOK}>>"), SCAN),
        (format!("<<{RECT}/Subtype/FreeText/F 32{LOOK}>>"), SCAN),
        (format!("<<{RECT}/Subtype/Popup/Contents(note)>>"), SCAN),
        (format!("<<{RECT}/Subtype/Link>>"), SCAN),
        (
            format!("<<{RECT}/Subtype/FreeText{LOOK}>>"),
            "BT /F 12 Tf 10 50 Td (typed) Tj ET",
        ),
    ] {
        let image = with(&annotation, content);
        assert!(image.overlays.is_empty() && image.unshown.is_empty(), "{annotation}");
    }
}

#[test]
fn what_an_annotation_covers_is_not_seen() {
    let box_look = stream("/Type/XObject/Subtype/Form/BBox[0 0 60 20]", "1 g 0 0 60 20 re f");
    let content = "BT /F 12 Tf 10 50 Td (typed) Tj 32 -26 Td (2026) Tj ET";
    let covered = annotated(
        "/Font<</F 5 0 R>>",
        content,
        "7 0 R",
        &[LATIN, &box_look, &format!("<<{RECT}/Subtype/Square/AP<</N 6 0 R>>>>")],
    );
    assert_eq!(texts(&covered), [("typed", false), ("2026", true)]);
    // Words in an annotation are read like the page's own.
    let typed = with(
        &format!("<<{RECT}/Subtype/FreeText{LOOK}>>"),
        "BT /F 12 Tf 10 50 Td (typed) Tj ET",
    );
    assert_eq!(texts(&typed), [("typed", false), ("2028", false)]);
}

#[test]
fn what_a_viewer_shows_by_rules_of_its_own_is_told() {
    let unshown = |annotation: &str| {
        let image = with(annotation, "BT /F 12 Tf 10 50 Td (typed) Tj ET");
        let told = image.unshown.into_iter().map(|u| (u.kind, u.said));
        told.collect::<Vec<_>>()
    };
    for (annotation, said) in [
        ("/Subtype/FreeText/Contents(2028)", "2028"),
        ("/Subtype/Square/IC[1 1 1]", ""),
        ("/Subtype/Stamp/Name/Approved", ""),
        ("/Subtype/Redact", ""),
        ("/Subtype/StrikeOut", ""),
        ("/Subtype/Widget/FT/Tx/V<FEFF67976CFD5B87>", "林泽宇"),
        ("/Subtype/Widget/FT/Ch/V(cn)", "cn"),
        ("/Subtype/Widget/FT/Btn/V/Yes", "Yes"),
        ("/Subtype/Widget/Parent<</FT/Tx/V(2028)>>", "2028"),
        // Its look says 2028.
        ("/Subtype/Widget/FT/Tx/V(2029)/AP<</N 7 0 R>>", "2029"),
    ] {
        let kind = annotation.split('/').nth(2).unwrap();
        let told = unshown(&format!("<<{RECT}{annotation}>>"));
        assert_eq!(told, [(kind.to_owned(), said.to_owned())], "{annotation}");
    }
    for annotation in [
        "/Subtype/Square",
        "/Subtype/Highlight",
        "/Subtype/FreeText",
        "/Subtype/Widget/FT/Tx/V()",
        "/Subtype/Widget/FT/Tx",
        "/Subtype/Widget/FT/Btn/V/Off",
        "/Subtype/Widget/FT/Sig",
        "/Subtype/Widget/FT/Tx/V(2029)/F 2",
        "/Subtype/Widget/FT/Tx/V(2028)/AP<</N 7 0 R>>",
    ] {
        assert!(unshown(&format!("<<{RECT}{annotation}>>")).is_empty(), "{annotation}");
    }
}

#[test]
fn places_beyond_all_pages_are_cut_off() {
    let rect = "/Type/Annot/Rect[-99999999999 -99999999999 99999999999 99999999999]";
    let image = with(
        &format!("<<{rect}/Subtype/FreeText/Contents(2028)>>"),
        "BT /F 12 Tf 10 50 Td (typed) Tj ET",
    );
    assert_eq!(image.unshown.len(), 1);
    assert!(image.unshown[0].area.w > 400);
}
