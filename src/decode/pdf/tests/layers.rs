//! Optional content as viewers show it.
use super::*;

/// Whether a page that paints itself black in a layer is black: object 5 is the group, 6 what the content names.
fn shown(configuration: &str, usage: &str, named: &str) -> bool {
    let catalogue = format!("/OCProperties<</OCGs[5 0 R]/D<<{configuration}>>>>");
    let group = format!("<</Type/OCG/Name(a){usage}>>");
    let bytes = page(
        &catalogue,
        "/Properties<</L 6 0 R/G 5 0 R>>",
        &format!("/OC /{named} BDC 0 0 144 72 re f EMC"),
        &[&group, "<</Type/OCMD/VE[/Not 5 0 R]>>"],
    );
    let image = opened(bytes).page(0, &Limits::default()).unwrap();
    image.pixels.get_pixel(200, 100).0 == [0, 0, 0]
}

const OFF: &str = "/Usage<</View<</ViewState/OFF>>/Print<</PrintState/ON>>>>";
const ON: &str = "/Usage<</View<</ViewState/ON>>/Print<</PrintState/OFF>>>>";
const AUTOMATIC: &str = "/AS[<</Event/View/Category[/View]/OCGs[5 0 R]>>]";

#[test]
fn layers_are_shown_as_viewers_show_them() {
    for (configuration, usage, seen) in [
        ("", "", true),
        ("/OFF[5 0 R]", "", false),
        ("/BaseState/OFF", "", false),
        ("/BaseState/OFF/ON[5 0 R]", "", true),
        // Automatic states speak last.
        (AUTOMATIC, OFF, false),
        (&format!("/OFF[5 0 R]{AUTOMATIC}"), ON, true),
        (&format!("/OFF[5 0 R]{AUTOMATIC}"), "", false),
        // Those for printing say nothing of a screen.
        ("/AS[<</Event/Print/Category[/Print]/OCGs[5 0 R]>>]", ON, true),
        // A usage alone hides and does not show.
        ("", OFF, false),
        ("/OFF[5 0 R]", ON, false),
    ] {
        assert_eq!(shown(configuration, usage, "G"), seen, "{configuration} {usage}");
    }
}

#[test]
fn expressions_are_worked_out() {
    for (configuration, usage, seen) in [("", "", false), ("/OFF[5 0 R]", "", true), (AUTOMATIC, OFF, true)] {
        assert_eq!(shown(configuration, usage, "L"), seen, "{configuration}");
    }
}

#[test]
fn pictures_and_annotations_of_a_hidden_layer_are_not_shown() {
    let square = |layer: &str| {
        stream(
            &format!("/Type/XObject/Subtype/Form/BBox[0 0 144 72]{layer}"),
            "0 0 144 72 re f",
        )
    };
    let black = |hidden: bool, form: &str, annotation: &str| {
        let off = if hidden { "/OFF[5 0 R]" } else { "" };
        let catalogue = format!("/OCProperties<</OCGs[5 0 R]/D<<{off}>>>>");
        let resources = "/XObject<</X 6 0 R>>>>/Annots[7 0 R]/Rest<<";
        let content = if annotation.is_empty() { "/X Do" } else { "" };
        let note = format!("<</Type/Annot/Subtype/Stamp/Rect[0 0 144 72]{annotation}>>");
        let bytes = page(&catalogue, resources, content, &["<</Type/OCG/Name(a)>>", form, &note]);
        let image = opened(bytes).page(0, &Limits::default()).unwrap();
        image.pixels.get_pixel(200, 100).0 == [0, 0, 0]
    };
    for hidden in [false, true] {
        assert_eq!(black(hidden, &square("/OC 5 0 R"), ""), !hidden);
        assert_eq!(black(hidden, &square(""), "/AP<</N 6 0 R>>/OC 5 0 R"), !hidden);
    }
}

#[test]
fn the_facts_are_those_of_the_file_as_it_came() {
    let bytes = page(
        "/OCProperties<</OCGs[5 0 R]/D<</OFF[5 0 R]>>>>",
        "",
        "",
        &["<</Type/OCG/Name(a)>>"],
    );
    assert_eq!(opened(bytes).pdf.unwrap().revisions, 1);
}
