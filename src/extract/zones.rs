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
    assert!(
        zone::of_page(
            spec(DocumentKind::IdCardPortrait).unwrap(),
            &page(1400, 1300, whole(&CARD)),
            1
        )
        .is_none()
    );
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

/// A published specimen of the Chinese passport; its O is read 0, its I 1.
#[test]
fn optional_data_of_chinese_passports_are_letters_where_most_are() {
    let first = "POCHNZHENGJIAN<<YANGBEN<<<<<<<<<<<<<<<<<<<<<";
    let second = "E000000008CHN8310291F2202059NGKELMPONBPJB972";
    let r = passport(whole(&[first, &second.replace("MPON", "MP0N")])).unwrap();
    assert_eq!(r.value, [first, second].join("\n"));
    assert!(r.confidence >= 0.9);
}

/// The state's O was read 0.
#[test]
fn the_number_of_a_permanent_residence_card_begins_with_three_letters() {
    // Utopia's; its check digits by Doc 9303-3.
    let lines = [
        "CACHNUTO3100946060797<<<<<<<<<",
        "9406074F3511277UTO<<<<<<<<<<<7",
        "ANDERSSON<<ANNA<<<<<<<<<<<<<<<",
    ];
    let misread = lines[0].replace("UTO", "UT0");
    let r = read(
        DocumentKind::ForeignerPermanentResidence,
        whole(&[&misread, lines[1], lines[2]]),
    )
    .unwrap();
    assert_eq!(r.value, lines.join("\n"));
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

/// The page of data of a Chinese passport: two-language labels, each value below its own. Millimetres, ten pixels each.
fn data_page(sex: &str, born: &str) -> Vec<TextLine> {
    let label = |x: f32, y: f32, words: &str| (x, y, 1.75, words.to_owned());
    let print = |x: f32, y: f32, words: &str| (x, y, 2.9, words.to_owned());
    let all = [
        (5.0, 5.0, 5.2, "护照".to_owned()),
        (5.0, 11.0, 2.4, "PASSPORT".to_owned()),
        (28.0, 5.0, 4.2, "中华人民共和国".to_owned()),
        label(44.0, 16.5, "类型/Type"),
        print(44.0, 19.0, "P"),
        label(60.0, 16.5, "国家码/Country Code"),
        print(60.0, 19.0, "CHN"),
        label(86.0, 16.5, "护照号/Passport No."),
        print(86.0, 19.0, "E59315229"),
        label(44.0, 24.0, "姓名/Name"),
        print(44.0, 26.4, "王国"),
        print(44.0, 30.2, "WANG,GUO"),
        label(44.0, 35.0, "性别/Sex"),
        print(44.0, 37.4, sex),
        label(64.0, 35.0, "国籍/Nationality"),
        print(64.0, 37.4, "中国/CHINESE"),
        label(92.0, 35.0, "出生日期/Date of birth"),
        print(92.0, 37.4, born),
        label(44.0, 42.5, "出生地点/Place of birth"),
        print(44.0, 44.9, "北京/BEIJING"),
        label(92.0, 42.5, "签发日期/Date of issue"),
        print(92.0, 44.9, "15 12月/DEC 2021"),
        label(44.0, 50.0, "签发地点/Place of issue"),
        print(44.0, 52.4, "四川/SICHUAN"),
        label(92.0, 50.0, "有效期至/Date of expiry"),
        print(92.0, 52.4, "14 12月/DEC 2031"),
        label(44.0, 57.5, "签发机关/Authority"),
        print(44.0, 59.9, "公安部出入境管理局"),
    ];
    let lines = all.iter().map(|(x, y, size, words)| {
        let em: f32 = words.chars().map(|c| if c.is_ascii() { 0.55 } else { 1.0 }).sum();
        let area = PixelBox {
            x: (x * 10.0) as i32,
            y: (y * 10.0) as i32,
            w: (em * size * 10.0) as i32,
            h: (size * 12.0) as i32,
        };
        line(words, area)
    });
    lines.collect()
}

#[test]
fn values_of_a_passport_stand_below_their_labels() {
    let spec = spec(DocumentKind::Passport).unwrap();
    for (sex, born, day) in [
        ("女/F", "08 10月/OCT 1970", "1970-10-08"),
        ("男/M", "01 8月/AUG 2005", "2005-08-01"),
    ] {
        let read = super::extract(spec, &[page(1250, 880, data_page(sex, born))]);
        let value = |name: FieldName| read.get(&name).map(|r| r.value.as_str());
        assert_eq!(value(FieldName::Name), Some("王国"));
        assert_eq!(value(FieldName::LatinName), Some("WANG, GUO"));
        assert_eq!(value(FieldName::Sex), sex.get(..3));
        assert_eq!(value(FieldName::Nationality), Some("中国/CHINESE"));
        assert_eq!(value(FieldName::BirthDate), Some(day));
        assert_eq!(value(FieldName::CertificateNumber), Some("E59315229"));
        assert_eq!(value(FieldName::ValidUntil), Some("2031-12-14"));
    }
}
