//! The test of every sentence: what every check finds is told in both languages, and neither holds words of the other nor
//! anything of the program's insides. Values out of papers and declarations are data and stand in quotation marks.

mod cases;

use std::collections::{BTreeMap, BTreeSet};

use super::render::{self, Slots, field, reason, sentences};
use super::{Lang, words};
use crate::finding::{Evidence, Finding};
use crate::hanzi::is_han;
use crate::intake::case::Wording;
use crate::judge::checks::FAMILIES;
use crate::judge::pack::{rejections, walk};
use crate::judge::{codes, evidence};
use crate::kind::{DocumentKind, FieldName};
use crate::wording;

/// Latin words that a Chinese sentence may hold: units, formats of files, keys, and what Chinese itself has no other word for.
const LATIN: &str = "dpi KB MB B PDF JPEG PNG GIF WebP BMP TIFF HEIF AVIF SVG PSD OFD DOCX DOC XLSX XLS PPTX WPS ZIP \
    RAR Z GZIP HTML JSON MD SHA UTF GBK JavaScript XFA IP ICP App URL EXIF mm QR Ctrl Enter Esc English";

/// A text without what stands in quotation marks.
fn unquoted(text: &str, open: char, close: char) -> String {
    let mut out = String::new();
    let mut within = false;
    for c in text.chars() {
        if !within && c == open {
            within = true;
        } else if within && c == close {
            within = false;
        } else if !within {
            out.push(c);
        }
    }
    assert!(!within, "a quotation that does not end: {text}");
    out
}

/// What is wrong with a text of this language, if anything.
pub(crate) fn foreign(text: &str, lang: Lang) -> Option<String> {
    let own = match lang {
        Lang::Zh => unquoted(text, '“', '”'),
        Lang::En => unquoted(&unquoted(text, '"', '"'), '“', '”'),
    };
    let wrong = match lang {
        Lang::Zh => own
            .split(|c: char| !c.is_ascii_alphabetic())
            .find(|w| !w.is_empty() && !LATIN.split(' ').any(|known| known == *w))
            .map(str::to_owned),
        Lang::En => own.chars().find(|c| is_han(*c)).map(String::from),
    };
    let inside = ["_", "{", "}", "::", "/0", "““", "””"]
        .iter()
        .find(|s| own.contains(**s));
    wrong.or_else(|| inside.map(|s| (*s).to_owned()))
}

/// The sentences of a finding.
fn told(f: &Finding, document: Option<&str>, lang: Lang) -> Vec<String> {
    let (message, suggest) = sentences(Slots {
        finding: f,
        document,
        lang,
        wording: Wording::Filing,
        unmask: false,
    });
    // Alone, data stands without quotation marks; what is not data must be in words.
    let words = |side: &&Evidence| !matches!(side, Evidence::Text(_) | Evidence::Personal(_) | Evidence::List(_));
    let alone = [&f.expected, &f.actual];
    let alone = alone
        .iter()
        .filter(|s| words(s))
        .map(|s| render::evidence(s, lang, false));
    let place = f.field.as_deref().map(|name| field(name, lang));
    [message].into_iter().chain(suggest).chain(alone).chain(place).collect()
}

/// What every check finds, with the path of the document it is about.
pub(crate) fn fired() -> Vec<(Finding, Option<String>)> {
    let mut all = walk::fired();
    all.extend(rejections::fired());
    all.extend(cases::fired());
    all
}

#[test]
fn every_sentence_of_every_check_is_in_its_language() {
    let all = fired();
    let mut wrong = BTreeSet::new();
    for (f, path) in &all {
        for lang in [Lang::Zh, Lang::En] {
            for text in told(f, path.as_deref(), lang) {
                if let Some(what) = foreign(&text, lang) {
                    wrong.insert(format!("{} has '{what}': {text}", f.code));
                }
            }
        }
        for side in [&f.expected, &f.actual] {
            let said: Vec<&String> = match side {
                Evidence::Said(word) => vec![word],
                Evidence::SaidAll(words) => words.iter().collect(),
                _ => Vec::new(),
            };
            for word in said {
                if wording::chinese(word).is_none() {
                    wrong.insert(format!("{}: '{word}' is not in wording.tsv", f.code));
                }
            }
        }
    }
    let told: BTreeSet<&str> = all.iter().map(|(f, _)| f.code).collect();
    for check in FAMILIES.iter().flat_map(|family| family.iter()) {
        if !told.contains(check.code) {
            wrong.insert(format!("{} was never told: add its case", check.code));
        }
    }
    assert!(
        wrong.is_empty(),
        "\n{}",
        wrong.into_iter().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn every_reason_why_a_check_could_not_look_is_in_its_language() {
    use crate::judge::engine::{RulesLevel, judge};
    use crate::judge::pack::Pack;
    let pack = Pack::builtin().unwrap();
    let mut all = cases::all();
    for case in &mut cases::all() {
        case.ocr = false;
        case.documents.iter_mut().for_each(|d| d.was_read = false);
        all.push(case.clone());
        case.documents.iter_mut().for_each(|d| d.pages.clear());
        all.push(case.clone());
    }
    let judged = all
        .iter()
        .flat_map(|case| judge(case, &pack, RulesLevel::Published).outcomes);
    let reasons: BTreeSet<String> = judged.filter_map(|row| row.why).collect();
    assert!(reasons.len() > 20, "{reasons:?}");
    for why in reasons {
        for lang in [Lang::Zh, Lang::En] {
            assert_eq!(
                foreign(&reason(&why, lang), lang),
                None,
                "'{why}' is not in wording.tsv"
            );
        }
    }
}

#[test]
fn every_word_of_every_table_is_in_its_language() {
    let mut wrong = BTreeSet::new();
    let mut look = |text: &str, lang| {
        if let Some(what) = foreign(text, lang) {
            wrong.insert(format!("'{what}' in: {text}"));
        }
    };
    // The contract's English names Chinese papers by their own names; its Chinese must be Chinese, but for the file's name.
    for row in codes::codes() {
        look(&words::meaning(row.code, Lang::Zh).replace("case.json", ""), Lang::Zh);
    }
    for [said, zh, en] in wording::rows() {
        let filled = |text: &str| (1..=9).fold(text.to_owned(), |t, n| t.replace(&format!("{{{n}}}"), "7"));
        look(&filled(zh), Lang::Zh);
        look(
            &filled(if en.is_empty() { said } else { en }).replace("{}", "7"),
            Lang::En,
        );
    }
    for name in DocumentKind::ALL
        .iter()
        .map(|k| k.name())
        .chain(FieldName::ALL.iter().map(|f| f.name()))
    {
        for lang in [Lang::Zh, Lang::En] {
            look(&field(name, lang), lang);
        }
    }
    assert!(
        wrong.is_empty(),
        "\n{}",
        wrong.into_iter().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn every_name_of_every_table_has_words() {
    use crate::intake::case::{
        Billing, CertificateKind, Content, Filing, Os, ServiceKind, SiteAccess, SubjectKind, Verification, Wording,
    };
    use crate::measure::{Colour, Side};
    fn names<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> impl Iterator<Item = &'static str> {
        all.iter().map(move |v| name(*v))
    }
    let declared = names(Filing::ALL, Filing::name)
        .chain(names(SubjectKind::ALL, SubjectKind::name))
        .chain(names(CertificateKind::ALL, CertificateKind::name))
        .chain(names(Content::ALL, Content::name))
        .chain(names(SiteAccess::ALL, SiteAccess::name))
        .chain(names(Verification::ALL, Verification::name))
        .chain(names(Wording::ALL, Wording::name))
        .chain(names(ServiceKind::ALL, ServiceKind::name))
        .chain(names(Os::ALL, Os::name))
        .chain(names(Billing::ALL, Billing::name));
    let colours = [Colour::Colour, Colour::Greyscale, Colour::Bilevel, Colour::Unknown].map(Colour::name);
    let sides = [Side::Left, Side::Top, Side::Right, Side::Bottom].map(Side::name);
    for name in declared.chain(colours).chain(sides) {
        assert!(wording::chinese(name).is_some(), "'{name}' is not in wording.tsv");
    }
}

#[test]
fn the_rule_itself_sees_what_it_must() {
    assert_eq!(foreign("“a.jpg”画面模糊（3 像素，200 dpi）", Lang::Zh), None);
    assert_eq!(foreign("检测为 greyscale", Lang::Zh).as_deref(), Some("greyscale"));
    assert_eq!(foreign("超出限制（page_pixels）", Lang::Zh).as_deref(), Some("page"));
    assert_eq!(foreign("位置 /sites/0/name", Lang::Zh).as_deref(), Some("sites"));
    assert_eq!(foreign("the seal \"公章\"", Lang::En), None);
    assert_eq!(foreign("a prepaid (包年包月) one", Lang::En).as_deref(), Some("包"));
}

/// Types of evidence that no case here shows; the tests of the check itself do, or another topic of the same comparison.
const SHOWN_BESIDE_THE_CHECK: &[&str] = &[
    "document.field-missing",
    "document.template-wrong",
    "document.unrecognised",
    "hosting.region-excluded",
    "hosting.term-too-short",
    "identity.zone-differs",
    "image.edited",
    "image.low-resolution",
    "image.occluded",
    "match.uncertain",
    "process.sms-late",
];

/// What is documented is also made: each type of each row is shown by a finding of the drawn cases. (That no finding is of another type is asked
/// where findings are made, in every test: `judge::evidence::hold`.)
#[test]
fn the_types_of_evidence_are_current() {
    let mut seen: BTreeMap<&str, [BTreeSet<String>; 2]> = BTreeMap::new();
    for (f, _) in fired() {
        let sides = seen.entry(f.code).or_default();
        sides[0].insert(evidence::type_of(&f.expected));
        sides[1].insert(evidence::type_of(&f.actual));
    }
    let mut rows = String::from("code\texpected\tactual\n");
    let mut wrong = Vec::new();
    let checks: BTreeSet<&str> = FAMILIES.iter().flat_map(|f| f.iter()).map(|c| c.code).collect();
    for code in checks {
        let known = evidence::types(code).map_or_else(Default::default, |t| [t.expected, t.actual]);
        let drawn = seen.remove(code).unwrap_or_default();
        rows.push_str(code);
        for (drawn, known) in drawn.iter().zip(known) {
            let known: BTreeSet<String> = known.into_iter().map(str::to_owned).collect();
            let all: Vec<&String> = known.union(drawn).collect();
            let shown = drawn.len() == all.len() || SHOWN_BESIDE_THE_CHECK.contains(&code);
            if !shown || known.len() < all.len() {
                wrong.push(format!("{code}: the table has {known:?}, the drawn cases {drawn:?}"));
            }
            rows.push_str(&format!(
                "\t{}",
                all.iter().map(|t| t.as_str()).collect::<Vec<_>>().join(" | ")
            ));
        }
        rows.push('\n');
    }
    if std::env::var_os("CHUSHEN_UPDATE_DOCS").is_some() {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/judge/evidence.tsv");
        std::fs::write(file, rows).unwrap();
    } else {
        assert!(
            wrong.is_empty(),
            "run `make docs`, twice where a type is new\n{}",
            wrong.join("\n")
        );
    }
}
