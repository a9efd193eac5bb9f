//! Machine-readable zones end to end: the specimens of ICAO Doc 9303, found whole and in part.

use super::{FieldName, Flag, Reading, zone};
use crate::geometry::PixelBox;
use crate::kind::{DocumentKind, spec};
use crate::read::fixture::{line, page};
use crate::read::{Glyph, TextLine};

/// Doc 9303-4 appendix A, 9303-5 appendix A.
const PASSPORT: [&str; 2] = [
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
];
const CARD: [&str; 3] = [
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
];

/// Pixels from one character to the next.
const PITCH: i32 = 24;

/// A line of a zone of which the characters at `lost` were not found; the rest stands where it is printed.
fn printed(text: &str, row: i32, lost: &[usize]) -> TextLine {
    let found: Vec<(usize, char)> = text.chars().enumerate().filter(|(i, _)| !lost.contains(i)).collect();
    let all = text.chars().count() as f32;
    let area = PixelBox {
        x: 100,
        y: 1000 + 60 * row,
        w: PITCH * all as i32,
        h: 40,
    };
    let glyphs = found.iter().map(|(i, ch)| Glyph {
        ch: *ch,
        p: 0.98,
        at: (*i as f32 + 0.5) / all,
        others: Vec::new(),
    });
    TextLine {
        glyphs: glyphs.collect(),
        ..line(&found.iter().map(|c| c.1).collect::<String>(), area)
    }
}

fn read(kind: DocumentKind, lines: Vec<TextLine>) -> Option<Reading> {
    let spec = spec(kind).unwrap();
    let found = zone::of_page(spec, &page(1400, 1300, lines), 1);
    found.map(|(name, reading)| {
        assert_eq!(name, FieldName::MachineZone);
        reading
    })
}

fn passport(lines: Vec<TextLine>) -> Option<Reading> {
    read(DocumentKind::Passport, lines)
}

fn whole(texts: &[&str]) -> Vec<TextLine> {
    let rows = texts.iter().zip(0..);
    rows.map(|(t, row)| printed(t, row, &[])).collect()
}

#[test]
fn the_specimens_are_read_as_printed() {
    let r = passport(whole(&PASSPORT)).unwrap();
    assert_eq!(r.value, PASSPORT.join("\n"));
    assert!(r.confidence > 0.97 && r.flags.is_empty());
    let r = read(DocumentKind::HkMacauPermit, whole(&CARD)).unwrap();
    assert_eq!(r.value, CARD.join("\n"));
    // A kind without a zone has none.
    assert!(zone::of_page(spec(DocumentKind::IdCardPortrait).unwrap(), &page(1400, 1300, whole(&CARD)), 1).is_none());
}

#[test]
fn fillers_that_were_not_found_are_told_by_the_pitch() {
    let lost: Vec<usize> = (30..44).collect();
    let first = printed(PASSPORT[0], 0, &lost);
    // Of five fillers in the midst of the second line two were found.
    let second = printed(PASSPORT[1], 1, &[38, 39, 40]);
    let r = passport(vec![first, second]).unwrap();
    assert_eq!(r.value, PASSPORT.join("\n"));
    // One of the two between surname and given names.
    let r = passport(vec![printed(PASSPORT[0], 0, &[14]), printed(PASSPORT[1], 1, &[])]).unwrap();
    assert_eq!(r.value, PASSPORT.join("\n"));
}

#[test]
fn check_digits_decide_between_two_readings() {
    let mut lines = whole(&PASSPORT);
    // The third character of the number, a 9, was read 3 or 8: neither holds.
    lines[1].glyphs[2] = Glyph {
        ch: '3',
        p: 0.6,
        others: vec![('8', 0.38)],
        ..lines[1].glyphs[2].clone()
    };
    lines[1].text = lines[1].glyphs.iter().map(|g| g.ch).collect();
    let r = passport(lines.clone()).unwrap();
    assert!(r.value.contains("L838902C36") && r.confidence <= 0.85);
    // Read 3 or 9.
    lines[1].glyphs[2] = Glyph {
        others: vec![('9', 0.38)],
        ..lines[1].glyphs[2].clone()
    };
    let r = passport(lines).unwrap();
    assert_eq!(r.value, PASSPORT.join("\n"));
    assert!(r.flags.contains(&Flag::CorrectedByChecksum) && r.confidence <= 0.88);
}

#[test]
fn letters_that_look_like_digits_are_digits_where_only_those_stand() {
    let second = PASSPORT[1].replace("7408122F1204159", "74O8I22FI2O4I59");
    let r = passport(whole(&[PASSPORT[0], &second])).unwrap();
    assert_eq!(r.value, PASSPORT.join("\n"));
}

#[test]
fn a_zone_that_fails_its_check_is_given_as_read() {
    let second = PASSPORT[1].replace("C36UTO", "C37UTO");
    let r = passport(whole(&[PASSPORT[0], &second])).unwrap();
    assert_eq!(r.value, [PASSPORT[0], &second].join("\n"));
    assert!(r.confidence <= 0.85 && r.flags.is_empty());
}

#[test]
fn other_print_is_no_zone() {
    for texts in [
        vec!["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"],
        vec!["WWW.EXAMPLE.COM/ABCDEFGHIJKLMNOPQRSTUV", "91350100M000100Y43"],
        vec!["二〇一四年三月二日", "12345678901234567890123456789012345678901234"],
    ] {
        assert!(passport(whole(&texts)).is_none(), "{texts:?}");
    }
}

#[test]
fn strange_pages_are_read_in_bounded_work() {
    let many = (0..300).map(|i| printed(&"<A1".repeat(20), i, &[])).collect();
    assert!(passport(many).is_none());
    assert!(passport(Vec::new()).is_none());
}
