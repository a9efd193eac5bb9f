//! Signatures of drawn files whose truth is their name (`tests/signatures`), and of files that mean harm.

use super::*;
use crate::decode::{Change, PdfSignature};
use crate::signature::{Fault, Standing, Trust, Unproved};

fn file(name: &str) -> Vec<u8> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/signatures");
    std::fs::read(root.join(name)).unwrap()
}

fn trust() -> Trust {
    let roots = ["rsa", "pss", "p256", "p384", "sm2"].map(|k| file(&format!("trust/{k}.der")));
    Trust::read(&roots).unwrap()
}

fn signatures(bytes: Vec<u8>) -> Vec<PdfSignature> {
    let mut doc = opened(bytes);
    doc.weigh(&trust());
    doc.pdf.unwrap().signatures
}

#[test]
fn what_was_done_to_a_file_is_told() {
    let whole = (Ok(()), Some(Change::None), Some(Standing::Trusted));
    let grown = |change| (Ok(()), Some(change), Some(Standing::Trusted));
    let truth = [
        ("p256-intact", vec![whole]),
        ("p256-intact-pades", vec![whole]),
        ("rsa-intact", vec![whole]),
        ("pss-intact", vec![whole]),
        ("p384-intact", vec![whole]),
        ("sm2-intact", vec![whole]),
        ("sm2-intact-gm-numbers", vec![whole]),
        ("p256-several", vec![grown(Change::Signing), whole]),
        ("p256-filled-in", vec![grown(Change::FormFill)]),
        ("p256-filled-in-forbidden", vec![grown(Change::FormFill)]),
        ("p256-annotated", vec![grown(Change::Annotation)]),
        ("p256-other-words", vec![grown(Change::Content)]),
        ("p256-changed-between", vec![grown(Change::Content), whole]),
        ("p256-appended", vec![grown(Change::Unclear)]),
        (
            "p256-stranger",
            vec![(Ok(()), Some(Change::None), Some(Standing::NoPath))],
        ),
        (
            "p256-expired",
            vec![(Ok(()), Some(Change::None), Some(Standing::NotValidThen))],
        ),
        (
            "sm2-stranger",
            vec![(Ok(()), Some(Change::None), Some(Standing::NoPath))],
        ),
    ];
    for (name, want) in truth {
        let found: Vec<_> = signatures(file(&format!("{name}.pdf")))
            .iter()
            .map(|s| (s.held, s.changed, s.standing))
            .collect();
        assert_eq!(found, want, "{name}");
    }
}

#[test]
fn what_was_altered_does_not_hold() {
    for (name, fault) in [
        ("p256-spoilt", Fault::Digest),
        ("sm2-spoilt", Fault::Digest),
        ("p256-transplanted", Fault::Digest),
        ("p256-range-shorter", Fault::Digest),
    ] {
        let found = signatures(file(&format!("{name}.pdf")));
        assert_eq!(found[0].held, Err(fault), "{name}");
    }
    // A digit of the value: the number is another, or no number at all.
    let found = signatures(file("p256-value-spoilt.pdf"));
    assert!(
        matches!(found[0].held, Err(Fault::Value | Fault::Malformed)),
        "{:?}",
        found[0].held
    );
}

/// Behind the end of the first revision a second one has begun, which bears the signature: readers show the first.
#[test]
fn a_file_that_was_cut_within_its_signed_revision_is_damaged() {
    let damaged = |bytes: Vec<u8>| {
        let doc = open(bytes.into(), &Limits::default()).unwrap();
        let told = doc.flaws.iter().any(|f| f.to_string().contains("within a revision"));
        (told, doc.pdf.unwrap().signatures.len())
    };
    assert_eq!(damaged(file("p256-cut.pdf")), (true, 0));
    // Wherever the cut falls behind the first object that was added.
    let whole = file("p256-intact.pdf");
    assert_eq!(damaged(whole.clone()), (false, 1));
    let find = |mark: &[u8]| whole.windows(mark.len()).position(|w| w == mark).unwrap();
    let (first_end, begun) = (find(b"%%EOF") + 5, find(b"/ByteRange"));
    for cut in [begun, whole.len() - 40, whole.len() - 20] {
        assert!(damaged(whole[..cut].to_vec()).0, "{cut} of {}", whole.len());
    }
    // The revision before, by itself, is a whole file.
    assert_eq!(damaged(whole[..first_end].to_vec()), (false, 0));
}

#[test]
fn who_signed_and_when_is_told_and_what_he_permits() {
    let found = signatures(file("sm2-intact.pdf"));
    let signer = found[0].signer.as_ref().unwrap();
    assert_eq!(signer.name, "051@成都示例科技有限公司@N00000000000000000@1");
    assert!(signer.names.iter().any(|n| n == "成都示例科技有限公司"));
    assert_eq!(signer.issuer, "甲国密根认证中心");
    let at = found[0].claimed.unwrap();
    assert!((signer.from..=signer.until).contains(&at));
    assert_eq!(signatures(file("p256-filled-in-forbidden.pdf"))[0].permits, Some(1));
    assert_eq!(signatures(file("p256-intact.pdf"))[0].permits, None);
}

#[test]
fn nobody_is_judged_without_a_list_and_a_list_of_nonsense_is_refused() {
    let mut doc = opened(file("p256-intact.pdf"));
    doc.weigh(&Trust::default());
    assert_eq!(doc.pdf.unwrap().signatures[0].standing, None);
    assert!(Trust::read(&[b"-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n".to_vec()]).is_err());
    assert!(Trust::read(&[vec![0x30, 0x80]]).is_err());
}

/// A file of signatures with this dictionary, each an object of its own.
fn with(dictionaries: &[String]) -> Vec<u8> {
    let fields: String = (0..dictionaries.len()).map(|n| format!("{} 0 R ", n + 5)).collect();
    let objects: Vec<String> = dictionaries.iter().map(|d| format!("<</FT/Sig/T(a)/V {d}>>")).collect();
    let more: Vec<&str> = objects.iter().map(String::as_str).collect();
    page(&format!("/AcroForm<</Fields[{fields}]>>"), "", "", &more)
}

#[test]
fn ranges_that_lie_are_told_and_cost_nothing() {
    for range in [
        "0 99999999999999 99999999999999 99999999999999",
        "0 10 20 9223372036854775807",
        "-5 10 20 30",
        "0 10 5 30",
        "0 10 20 30 40 50",
        "0 10 20",
        "10 10 20 30",
        "",
        "0 10 [20] 30",
    ] {
        let found = signatures(with(&[format!("<</ByteRange[{range}]/Contents<3000>>>")]));
        assert_eq!(found[0].held, Err(Fault::Range), "{range}");
    }
}

#[test]
fn a_thousand_signatures_are_counted_and_some_looked_at() {
    let one = "<</ByteRange[0 10 20 30]/Contents<3000>>>".to_owned();
    let facts = opened(with(&vec![one; 1000])).pdf.unwrap();
    assert_eq!(facts.signatures.len() + facts.signatures_beyond, 1000);
    assert_eq!(facts.signatures.len(), 64);
}

/// A file whose one signature has this value, its range as it should be.
fn valued(value: &[u8]) -> Vec<u8> {
    let hex: String = value.iter().map(|b| format!("{b:02x}")).collect();
    let blank = "0000000000 0000000000 0000000000";
    let made = with(&[format!("<</ByteRange[0 {blank}]/Contents<{hex}>>>")]);
    let text = String::from_utf8(made).unwrap();
    let first = text.find("/Contents<").unwrap() + "/Contents".len();
    let second = first + hex.len() + 2;
    let range = format!("{first:010} {second:010} {:010}", text.len() - second);
    text.replace(blank, &range).into_bytes()
}

#[test]
fn values_that_are_no_signature_are_told() {
    let nested = |depth: usize| -> Vec<u8> {
        // Sequences of indefinite length within one another.
        [0x30, 0x80].repeat(depth)
    };
    for (value, fault) in [
        (vec![], Fault::Malformed),
        (vec![0; 100], Fault::Malformed),
        (b"not a signature".to_vec(), Fault::Malformed),
        (nested(20_000), Fault::Malformed),
        (vec![0x30, 0x84, 0xff, 0xff, 0xff, 0xff], Fault::Malformed),
        (
            vec![0x30; crate::signature::MESSAGE_BYTES + 1],
            Fault::Unproved(Unproved::Budget),
        ),
    ] {
        let found = signatures(valued(&value));
        assert_eq!(found[0].held, Err(fault), "{} bytes", value.len());
    }
}

#[test]
fn days_of_signing_are_read_as_the_format_writes_them() {
    use crate::decode::pdf::signatures::seconds;
    assert_eq!(seconds(b"D:20260601080000+08'00'"), Some(1_780_272_000));
    assert_eq!(seconds(b"D:20260601"), Some(1_780_272_000));
    assert_eq!(seconds(b"D:20260531190000-05'00"), Some(1_780_272_000));
    assert_eq!(seconds(b"20260601"), None);
    assert_eq!(seconds(b"D:2026"), None);
    assert_eq!(seconds(b"D:20261301"), None);
}
