//! Cases with a defect in an identity paper other than the identity card.

use crate::extract::{Beside, EmptyLabel};
use crate::geometry::PixelBox;
use crate::intake::case::CertificateKind;
use crate::judge::dossier::DocumentFacts;
use crate::judge::dossier::Dossier;
use crate::judge::dossier::fixture::{declaration, document, dossier_of, person};
use crate::kind::{DocumentKind as K, FieldName as F};

/// The specimen of ICAO Doc 9303-4.
const ZONE: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

/// A case of a person with this certificate and these papers.
fn of(kind: CertificateKind, number: &str, papers: Vec<DocumentFacts>) -> Dossier {
    let mut d = declaration();
    let mut who = person("王测试", number, "13800138000");
    who.certificate.as_mut().unwrap().kind = kind;
    d.subject.responsible_person = Some(who.clone());
    d.sites[0].responsible_person = Some(who);
    dossier_of(d, papers)
}

/// A paper without a line of its own, its fields read surely.
fn paper(kind: K, fields: &[(F, &str)]) -> DocumentFacts {
    let mut d = document(&format!("{}.jpg", kind.name()), kind).with_lines(&["某某"]);
    for (name, value) in fields {
        d = d.with_field(*name, value, 0.97);
    }
    d
}

fn passport(change: &[(F, &str)]) -> DocumentFacts {
    let all = [
        (F::LatinName, "ERIKSSON, ANNA MARIA"),
        (F::CertificateNumber, "L898902C3"),
        (F::BirthDate, "1974-08-12"),
        (F::ValidUntil, "2032-04-15"),
        (F::Sex, "女"),
    ];
    let mut d = paper(K::Passport, &all);
    for (name, value) in change {
        d = d.with_field(*name, value, 0.97);
    }
    d
}

/// A permit whose label of the number stands there, and no number.
fn unread(kind: K, field: F) -> DocumentFacts {
    let mut d = paper(kind, &[]);
    d.empty_labels.push(EmptyLabel {
        field,
        page: 1,
        area: PixelBox {
            x: 10,
            y: 20,
            w: 90,
            h: 30,
        },
        beside: Beside::Print,
        seen: "1".to_owned(),
    });
    d
}

/// Cases by the code of the check that must see them.
pub(crate) fn cases() -> Vec<(&'static str, Dossier)> {
    use CertificateKind as C;
    let wrong = ZONE.replace("C36UTO", "C37UTO");
    let two = document("a.jpg", K::IdCardPortrait)
        .with_lines(&["公民身份号码11010519491231002X", "公民身份号码440524188001010014"]);
    let of_passport = |d: DocumentFacts| of(C::Passport, "L898902C3", vec![d]);
    vec![
        (
            "identity.zone-check-failed",
            of_passport(passport(&[(F::MachineZone, &wrong)])),
        ),
        (
            "identity.zone-differs",
            of_passport(passport(&[
                (F::MachineZone, ZONE),
                (F::BirthDate, "1975-08-12"),
                (F::ValidUntil, "2012-04-15"),
            ])),
        ),
        ("identity.number-form", of(C::HkMacauPermit, "12345678", Vec::new())),
        (
            "document.several-people",
            of(C::CitizenId, "11010519491231002X", vec![two]),
        ),
        (
            "document.field-missing",
            of_passport(paper(K::Passport, &[(F::LatinName, "ERIKSSON, ANNA")])),
        ),
        (
            "document.field-missing",
            of(
                C::HkMacauPermit,
                "H12345678",
                vec![unread(K::HkMacauPermit, F::CertificateNumber)],
            ),
        ),
        (
            "document.field-missing",
            of(
                C::HmtResidencePermit,
                "81000019900101001X",
                vec![unread(K::HmtResidencePermit, F::CitizenIdNumber)],
            ),
        ),
        (
            "document.missing",
            of(C::TaiwanPermit, "12345678", vec![paper(K::TaiwanPermit, &[])]),
        ),
        (
            "document.expired",
            of_passport(passport(&[(F::ValidUntil, "2020-01-01")])),
        ),
    ]
}

/// People whose papers are in order: a passport as its zone says, and cards with both sides and their numbers' forms.
pub(crate) fn kept() -> Vec<Dossier> {
    use CertificateKind as C;
    let alike = passport(&[(F::MachineZone, ZONE), (F::ValidUntil, "2012-04-15")]);
    let permit = paper(
        K::HkMacauPermit,
        &[
            (F::Name, "王测试"),
            (F::CertificateNumber, "H12345678"),
            (F::ValidUntil, "2032-04-15"),
        ],
    );
    let residence = paper(
        K::HmtResidencePermit,
        &[
            (F::Name, "王测试"),
            (F::CitizenIdNumber, "81000019900101001X"),
            (F::Address, "四川省成都市武侯区天府大道1号"),
            (F::BirthDate, "1990-01-01"),
            (F::ValidUntil, "2032-04-15"),
        ],
    );
    let one = document("a.jpg", K::IdCardPortrait)
        .with_lines(&["公民身份号码11010519491231002X"])
        .with_field(F::CitizenIdNumber, "11010519491231002X", 0.97);
    vec![
        of(C::Passport, "L898902C3", vec![alike]),
        of(C::HkMacauPermit, "H12345678", vec![permit]),
        of(C::HmtResidencePermit, "81000019900101001X", vec![residence]),
        of(C::CitizenId, "11010519491231002X", vec![one]),
    ]
}
