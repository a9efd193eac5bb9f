//! What a person sees of the print that a file holds.
use super::*;

#[test]
fn what_a_person_does_not_see_is_invisible() {
    let say = |text: &str, y: u32, before: &str| format!("BT {before} /F 12 Tf 10 {y} Td ({text}) Tj ET ");
    let seen = say("seen", 50, "");
    for (way, content, kept) in [
        ("white on white", say("hidden", 20, "1 g"), true),
        ("covered", say("hidden", 20, "") + "1 g 0 10 100 30 re f", true),
        (
            "clipped away",
            format!("q 100 0 10 10 re W n {} Q", say("hidden", 20, "")),
            true,
        ),
        ("transparent", format!("q /T gs {} Q", say("hidden", 20, "")), true),
        ("tiny", "BT /F 1 Tf 10 20 Td (hidden) Tj ET".to_owned(), true),
        ("outside", "BT /F 12 Tf 200 20 Td (hidden) Tj ET".to_owned(), false),
    ] {
        let image = read(
            "/Font<</F 5 0 R>>/ExtGState<</T<</ca 0>>>>",
            &format!("{seen}{content}"),
            &[LATIN],
        );
        let expected: &[(&str, bool)] = if kept {
            &[("seen", false), ("hidden", true)]
        } else {
            &[("seen", false)]
        };
        assert_eq!(texts(&image), expected, "{way}");
        assert_eq!(image.unmapped, Some(0.0));
    }
    // A box painted before the print is its ground, and light grey is still seen.
    for content in [
        "0.9 g 0 0 144 72 re f 0 g ".to_owned() + &say("seen", 50, ""),
        say("seen", 50, "0.8 g"),
    ] {
        assert_eq!(texts(&read("/Font<</F 5 0 R>>", &content, &[LATIN])), [("seen", false)]);
    }
}

#[test]
fn print_under_a_highlighter_is_seen() {
    let stroke = stream(
        "/Type/XObject/Subtype/Form/BBox[0 0 144 72]/Group<</S/Transparency>>",
        "1 1 0 rg 0 0 144 72 re f",
    );
    for (mode, invisible) in [("Multiply", false), ("Normal", true)] {
        let content = "0 0 1 rg BT /F 18 Tf 36 36 Td (seen) Tj ET /M gs /X Do";
        let resources = format!("/Font<</F 5 0 R>>/XObject<</X 6 0 R>>/ExtGState<</M<</BM/{mode}>>>>");
        assert_eq!(
            texts(&read(&resources, content, &[LATIN, &stroke])),
            [("seen", invisible)],
            "{mode}"
        );
    }
}

#[test]
fn print_under_a_highlighters_group_is_seen_and_drawn() {
    let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
    let form = |group: &str| {
        let dict = format!("/Type/XObject/Subtype/Form/BBox[0 0 144 72]/Resources<</ExtGState<</G 7 0 R>>>>{group}");
        stream(&dict, "/G gs 1 1 0 rg 0 0 144 72 re f")
    };
    let [plain, grouped, isolated] =
        ["", "/Group<</S/Transparency>>", "/Group<</S/Transparency/I true>>"].map(|group| {
            read(
                "/Font<</F 5 0 R>>/XObject<</X 6 0 R>>",
                "BT /F 24 Tf 10 20 Td (MARKED) Tj ET /X Do",
                &[font, &form(group), "<</BM/Multiply>>"],
            )
        });
    assert_eq!(texts(&grouped), [("MARKED", false)]);
    assert_eq!(grouped.pixels, plain.pixels);
    // One that stands for itself multiplies with nothing, and covers.
    assert_eq!(texts(&isolated), [("MARKED", true)]);
}

#[test]
fn print_in_the_colour_of_its_ground_is_invisible_in_an_absent_font_too() {
    for (ground, invisible) in [("1 g", true), ("0 g", false)] {
        let content = format!("BT {ground} /F 18 Tf 36 36 Td <84254E1A> Tj ET");
        let image = read("/Font<</F 5 0 R>>", &content, &[&absent("UniGB-UCS2-H", "GB1")]);
        assert_eq!(texts(&image), [("营业", invisible)]);
    }
}

#[test]
fn print_in_the_colour_of_its_ground_is_invisible_whatever_else_stands_at_its_place() {
    let say = |colour: &str, text: &str| format!("BT {colour} /F 18 Tf 36 36 Td ({text}) Tj ET ");
    let image = read(
        "/Font<</F 5 0 R>>",
        &(say("1 g", "2028") + &say("0 g", "2026")),
        &[LATIN],
    );
    assert_eq!(texts(&image), [("2028", true), ("2026", false)]);
    // White on a dark banner with round corners, which is no box.
    let banner = "0 0 0.4 rg 10 0 m 134 0 l 144 0 144 72 134 72 c 10 72 l 0 72 0 0 10 0 c h f ";
    let image = read(
        "/Font<</F 5 0 R>>",
        &(banner.to_owned() + &say("1 g", "seen")),
        &[LATIN],
    );
    assert_eq!(texts(&image), [("seen", false)]);
    // Nearly no paint, and print that is nothing but a clip.
    for (before, after) in [("/T gs", ""), ("7 Tr", "")] {
        let content = say("0 g", "seen") + &format!("q BT {before} /F 18 Tf 36 10 Td (hidden) Tj ET Q {after}");
        let image = read("/Font<</F 5 0 R>>/ExtGState<</T<</ca 0.02>>>>", &content, &[LATIN]);
        assert_eq!(texts(&image), [("seen", false), ("hidden", true)], "{before}");
    }
}

#[test]
fn print_under_a_picture_is_not_seen_and_the_picture_is_a_place_to_read() {
    let content = "BT /F 12 Tf 10 50 Td (seen) Tj 0 -30 Td (2028) Tj ET q 40 0 0 16 8 16 cm /I Do Q";
    let image = read("/Font<</F 5 0 R>>/XObject<</I 6 0 R>>", content, &[LATIN, &picture()]);
    assert_eq!(texts(&image), [("seen", false), ("2028", true)]);
    let [place] = image.besides.as_slice() else {
        panic!("{:?}", image.besides)
    };
    // 8 points from the left, 16 from the foot of 72, 40 by 16, at 200 dpi.
    assert_eq!((place.x, place.y, place.right(), place.bottom()), (22, 111, 134, 156));
}

#[test]
fn places_that_may_bear_print_besides_the_text() {
    let places = |content: &str| {
        let image = read("/Font<</F 5 0 R>>/XObject<</I 6 0 R>>", content, &[LATIN, &picture()]);
        image.besides.len()
    };
    // Rules, frames and fills of a form; a picture in the place of a rule.
    for content in [
        "0 0 m 144 0 l S 10 10 100 40 re S 0.9 g 10 10 100 20 re f",
        "q 100 0 0 1 10 40 cm /I Do Q",
        "BT /F 12 Tf 10 50 Td (seen) Tj ET",
    ] {
        assert_eq!(places(content), 0, "{content}");
    }
    let wave: String = (0..14)
        .map(|i| format!("{} {} l ", 20 + i, 20 + 10 * (i % 2)))
        .collect();
    assert_eq!(places(&format!("20 20 m {wave} h f")), 1);
    // What print cuts out of a box.
    assert_eq!(places("q BT 7 Tr /F 18 Tf 36 36 Td (seen) Tj ET 0 0 144 72 re f Q"), 1);
    // Strips of one picture are one place.
    let strips: String = (0..4)
        .map(|i| format!("q 40 0 0 5 10 {} cm /I Do Q ", 10 + 5 * i))
        .collect();
    assert_eq!(places(&strips), 1);
}
