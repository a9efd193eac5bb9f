use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::date::Validity;
use crate::intake::case::{CertificateKind, Content, Declaration, Filing, SubjectKind, Syntax, Verification, Wording};

fn small() -> Value {
    json!({"case_id": "c-1", "province": "11", "subject": {"kind": "enterprise", "name": "甲",
        "certificate": {"kind": "business-licence", "number": "N", "valid_until": "long-term"}}})
}

fn parsed(value: &Value) -> Declared {
    parse(value.to_string().as_bytes(), &Limits::default())
}

fn invalid(declared: Declared) -> Vec<Problem> {
    match declared {
        Declared::Invalid { problems, .. } => problems,
        other => panic!("{other:?}"),
    }
}

fn present(declared: Declared) -> Declaration {
    match declared {
        Declared::Present(d) => *d,
        other => panic!("{other:?}"),
    }
}

fn of_bytes(bytes: &[u8]) -> Declared {
    parse(bytes, &Limits::default())
}

#[test]
fn the_smallest_declaration_is_a_new_subject() {
    let Declared::Present(d) = parsed(&small()) else {
        panic!()
    };
    assert_eq!((d.filing, d.province.short), (Filing::NewSubject, "北京"));
    assert_eq!(d.subject.certificate.valid_until, Some(Validity::LongTerm));
    assert!(d.sites.is_empty() && d.hosting.is_none());
}

#[test]
fn verification_is_on_paper_and_the_word_is_filing_unless_stated() {
    let stated = |verification: &str, wording: &str| {
        let mut v = small();
        v["verification"] = json!(verification);
        v["wording"] = json!(wording);
        let d = present(parsed(&v));
        (d.verification, d.wording, d.ignored.len())
    };
    let d = present(parsed(&small()));
    assert_eq!((d.verification, d.wording), (Verification::Paper, Wording::Filing));
    assert_eq!(
        stated("electronic", "approval"),
        (Verification::Electronic, Wording::Approval, 0)
    );
    assert_eq!(stated("paper", "filing"), (Verification::Paper, Wording::Filing, 0));
    // A word that is none of them is told; what is asked is then the guide's.
    assert_eq!(stated("video", "备案"), (Verification::Paper, Wording::Filing, 2));
}

/// filing-2026.md, 6.1 and 6.2: every kind of the filing system has a word.
#[test]
fn every_unit_and_certificate_of_the_filing_system_can_be_declared() {
    let read = |kind: &str, certificate: &str| {
        let mut v = small();
        v["subject"]["kind"] = json!(kind);
        v["subject"]["certificate"]["kind"] = json!(certificate);
        let d = present(parsed(&v));
        assert!(d.ignored.is_empty(), "{kind} {certificate}");
        (d.subject.kind, d.subject.certificate.kind)
    };
    for (kind, certificate, expected) in [
        (
            "military",
            "military-code",
            (SubjectKind::Military, CertificateKind::MilitaryCode),
        ),
        (
            "mass-organisation",
            "organisation-code",
            (SubjectKind::MassOrganisation, CertificateKind::OrganisationCode),
        ),
        (
            "religious",
            "religious-venue-certificate",
            (SubjectKind::Religious, CertificateKind::ReligiousVenueCertificate),
        ),
        (
            "medical-institution",
            "medical-licence",
            (SubjectKind::MedicalInstitution, CertificateKind::MedicalLicence),
        ),
        (
            "notary-office",
            "notary-licence",
            (SubjectKind::NotaryOffice, CertificateKind::NotaryLicence),
        ),
        (
            "forensic-institution",
            "forensic-licence",
            (SubjectKind::ForensicInstitution, CertificateKind::ForensicLicence),
        ),
        (
            "arbitration-commission",
            "arbitration-certificate",
            (
                SubjectKind::ArbitrationCommission,
                CertificateKind::ArbitrationCertificate,
            ),
        ),
        (
            "collective",
            "collective-certificate",
            (SubjectKind::Collective, CertificateKind::CollectiveCertificate),
        ),
        (
            "overseas-organisation",
            "other",
            (SubjectKind::OverseasOrganisation, CertificateKind::Other),
        ),
        (
            "foreign-cultural-centre",
            "other",
            (SubjectKind::ForeignCulturalCentre, CertificateKind::Other),
        ),
        (
            "individual",
            "hmt-residence-permit",
            (SubjectKind::Individual, CertificateKind::HmtResidencePermit),
        ),
        (
            "individual",
            "foreigner-permanent-residence",
            (SubjectKind::Individual, CertificateKind::ForeignerPermanentResidence),
        ),
        (
            "private-non-enterprise",
            "school-licence",
            (SubjectKind::PrivateNonEnterprise, CertificateKind::SchoolLicence),
        ),
    ] {
        assert_eq!(read(kind, certificate), expected);
    }
}

#[test]
fn services_are_read_beside_sites() {
    use crate::intake::case::{Os, ServiceKind};
    let mut v = small();
    v["services"] = json!([
        {"kind": "app", "name": "示例云帆", "domains": ["api.shili.cn"], "icon": "icon.png", "number": "蜀ICP备00000000号-1A",
         "platforms": [
            {"os": "android", "package": "cn.shili.yunfan", "public_key": "a7", "fingerprint": "3f", "domains": ["a.shili.cn"]},
            {"os": "windows", "package": "cn.shili.yunfan"}]},
        {"kind": "mini-program", "name": "示例小店", "content": ["general"], "remarks": "备注", "category": "网络购物"},
        {"kind": "website", "name": "示例"}]);
    v["sites"] = json!([{"name": "示例官网", "domains": ["shili.cn"]}]);
    let d = present(parsed(&v));
    assert_eq!(d.services.len(), 3);
    let app = &d.services[0];
    assert_eq!((app.kind, app.icon.as_deref()), (ServiceKind::App, Some("icon.png")));
    assert_eq!((app.platforms[0].os, app.platforms[1].os), (Some(Os::Android), None));
    assert_eq!(d.services[1].kind, ServiceKind::MiniProgram);
    let ignored: Vec<&str> = d.ignored.iter().map(|p| p.pointer.as_str()).collect();
    assert_eq!(ignored, ["/services/0/platforms/1/os", "/services/2/kind"]);
    // What a filing offers: sites first, the domains of an App's systems with the App's.
    let offers: Vec<(String, Vec<String>)> = d
        .offers()
        .into_iter()
        .map(|o| {
            (
                o.pointer,
                o.domains.into_iter().map(|(at, name)| format!("{at} {name}")).collect(),
            )
        })
        .collect();
    assert_eq!(
        offers[0],
        ("/sites/0".to_owned(), vec!["/sites/0/domains/0 shili.cn".to_owned()])
    );
    assert_eq!(
        offers[1].1,
        [
            "/services/0/domains/0 api.shili.cn",
            "/services/0/platforms/0/domains/0 a.shili.cn"
        ]
    );
    v["services"] = json!([{"kind": "app"}, {"name": "甲"}, {"kind": "app", "name": "乙", "platforms": [{}]}]);
    let missing: Vec<String> = invalid(parsed(&v)).into_iter().map(|p| p.pointer).collect();
    assert_eq!(
        missing,
        ["/services/0/name", "/services/1/kind", "/services/2/platforms/0/os"]
    );
}

#[test]
fn all_problems_are_named_at_once_without_their_values() {
    let mut v = small();
    v["province"] = json!("台湾");
    v["subject"]["certificate"]["valid_until"] = json!("2023-02-30");
    v["sites"] = json!([{"name": "s", "domains": []}, {"domains": ["a.cn", 5], "content": ["news", "secret"]}, 7]);
    v["submitted_at"] = json!("2026-05-28 10:00:00");
    v["filed_sites"] = json!(-1);
    v["hosting"] = json!({"public_ips": "1.2.3.4", "purchased_months": 12.0});
    let found = invalid(parsed(&v));
    let mut pointers: Vec<&str> = found.iter().map(|p| p.pointer.as_str()).collect();
    pointers.sort_unstable();
    let expected = [
        "/filed_sites",
        "/hosting/public_ips",
        "/province",
        "/sites/0/domains",
        "/sites/1/content/1",
        "/sites/1/domains/1",
        "/sites/1/name",
        "/sites/2",
        "/subject/certificate/valid_until",
        "/submitted_at",
    ];
    assert_eq!(pointers, expected);
    for p in &found {
        let said = format!("{p:?} {} {}", p.zh(), p.en());
        assert!(!said.contains("secret") && !said.contains("2023-02-30"), "{said}");
    }
    let Declared::Invalid { case_id, .. } = parsed(&v) else {
        panic!()
    };
    assert_eq!(case_id.as_deref(), Some("c-1"));
}

#[test]
fn what_is_not_json_says_where_it_breaks_and_why() {
    let wrong = |text: &str| invalid(of_bytes(text.as_bytes())).remove(0).wrong;
    assert_eq!(wrong("{\"a\": 1"), Wrong::CutShort(1, 7));
    assert_eq!(wrong("[]"), Wrong::Must(Must::Object));
    assert_eq!(wrong(&"[".repeat(10_000)), Wrong::TooDeep(64));
    for (text, line, why) in [
        ("{\"a\": 1,\n}", 2, Syntax::TrailingComma),
        ("{\"a\": [1,]}", 1, Syntax::TrailingComma),
        ("{\n// 名称\n\"a\": 1}", 2, Syntax::Comment),
        ("# 说明\n{}", 1, Syntax::Comment),
        ("{\"名称\"：1}", 1, Syntax::FullWidth('：')),
        ("{\"a\": 1，\"b\": 2}", 1, Syntax::FullWidth('，')),
        ("{“a”: 1}", 1, Syntax::FullWidth('“')),
        ("{'a': 1}", 1, Syntax::SingleQuote),
        ("{\"a\" 1}", 1, Syntax::Other),
    ] {
        match wrong(text) {
            Wrong::NotJson(at, _, found) => assert_eq!((at, found), (line, why), "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
    let tight = Limits {
        declaration_bytes: 10,
        ..Limits::default()
    };
    assert_eq!(invalid(parse(b"{}         ", &tight))[0].wrong, Wrong::TooLarge(10));
}

#[test]
fn encodings_of_windows_are_read_and_others_told() {
    let text =
        json!({"case_id": "c-1", "province": "北京", "subject": {"kind": "enterprise", "name": "北京青禾科技有限公司",
        "certificate": {"kind": "business-licence", "number": "N"}}})
        .to_string();
    let wide = |bytes: fn(u16) -> [u8; 2], mark: &str| -> Vec<u8> {
        let units = mark.encode_utf16().chain(text.encode_utf16());
        units.flat_map(bytes).collect()
    };
    for bytes in [
        text.clone().into_bytes(),
        format!("\u{feff}{text}").into_bytes(),
        wide(u16::to_le_bytes, "\u{feff}"),
        wide(u16::to_be_bytes, "\u{feff}"),
        wide(u16::to_le_bytes, ""),
    ] {
        let d = present(of_bytes(&bytes));
        assert_eq!((d.subject.name.as_str(), d.ignored.len()), ("北京青禾科技有限公司", 0));
    }
    let gbk = encoding_rs::GBK.encode(&text).0.into_owned();
    let d = present(of_bytes(&gbk));
    assert_eq!(
        (d.subject.name.as_str(), d.ignored),
        ("北京青禾科技有限公司", vec![Problem::whole(Wrong::Gbk)])
    );
    assert_eq!(invalid(of_bytes(b"{\"a\": \"\xff\"}"))[0].wrong, Wrong::Encoding(7));
}

#[test]
fn a_key_given_twice_is_told_and_the_last_one_counts() {
    let text = small()
        .to_string()
        .replacen("{\"case_id\"", "{\"case_id\":\"old\",\"case_id\"", 1)
        .replacen("\"name\"", "\"name\":\"\",\"name\":\"乙\",\"name\"", 1);
    let d = present(of_bytes(text.as_bytes()));
    assert_eq!((d.case_id.as_str(), d.subject.name.as_str()), ("c-1", "甲"));
    let told: Vec<_> = d.ignored.iter().map(|p| (p.pointer.as_str(), &p.wrong)).collect();
    assert_eq!(
        told,
        [("/case_id", &Wrong::KeyTwice), ("/subject/name", &Wrong::KeyTwice)]
    );
    assert_eq!(d.ignored[1].zh(), "“subject.name”重复出现，仅采用最后一次的值");
}

#[test]
fn an_unknown_key_is_told_with_the_nearest_right_one() {
    let mut v = small();
    v["subject"]["adress"] = json!("某路 1 号");
    v["subject"]["legalRepresentative"] = json!("王");
    v["sites"] = json!([{"name": "站", "domains": ["a.cn"], "网站备注": "无", "remark": "无"}]);
    v["x-order"] = json!(7);
    v["_note"] = json!({"anything": []});
    let d = present(parsed(&v));
    let told: Vec<_> = d.ignored.iter().map(|p| (p.pointer.as_str(), &p.wrong)).collect();
    let expected = [
        ("/sites/0/remark", &Wrong::KeyUnknown(Some("remarks"))),
        ("/sites/0/网站备注", &Wrong::KeyUnknown(None)),
        ("/subject/adress", &Wrong::KeyUnknown(Some("address"))),
        (
            "/subject/legalRepresentative",
            &Wrong::KeyUnknown(Some("legal_representative")),
        ),
    ];
    let mut sorted = told.clone();
    sorted.sort_by_key(|t| t.0);
    assert_eq!(sorted, expected);
    assert!(d.subject.address.is_none() && d.subject.legal_representative.is_none());
    assert!(
        d.ignored
            .iter()
            .any(|p| p.zh() == "“subject.adress”不是申报信息的字段，已忽略；是否应为“address”")
    );
}

#[test]
fn an_unknown_word_is_ignored_and_the_rest_stands() {
    let mut v = small();
    v["filing"] = json!("new_site");
    v["subject"]["kind"] = json!("企业");
    v["subject"]["certificate"]["kind"] = json!("buisness-licence");
    v["subject"]["certificate"]["valid_until"] = json!("长期");
    v["sites"] = json!([{"name": "站", "domains": ["a.cn"], "content": ["博客", "news"], "site_access": "shut"}]);
    v["hosting"] = json!({"billing": "monthly"});
    v["attachments"] = json!([{"path": "a.jpg", "kind": "licence"}, {"path": "b.jpg", "kind": "site-photo"}]);
    let d = present(parsed(&v));
    let mut told: Vec<_> = d.ignored.iter().map(|p| p.pointer.as_str()).collect();
    told.sort_unstable();
    let expected = [
        "/attachments/0/kind",
        "/filing",
        "/hosting/billing",
        "/sites/0/content/0",
        "/sites/0/site_access",
        "/subject/certificate/kind",
        "/subject/certificate/valid_until",
        "/subject/kind",
    ];
    assert_eq!(told, expected);
    for (pointer, near) in [
        ("/filing", Some("new-site")),
        ("/subject/certificate/kind", Some("business-licence")),
        ("/subject/certificate/valid_until", Some("long-term")),
        ("/subject/kind", None),
    ] {
        let p = d.ignored.iter().find(|p| p.pointer == pointer).unwrap();
        assert!(matches!(&p.wrong, Wrong::Word(n, _) if *n == near), "{p:?}");
    }
    assert_eq!((d.subject.name.as_str(), d.attachments.len()), ("甲", 1));
    assert_eq!(d.sites[0].content, [Content::News]);
    assert!(d.ignores_word("/subject/kind") && d.ignores_word("/filing") && d.ignores_content());
    assert!(!d.ignores_word("/subject/name") && !present(parsed(&small())).ignores_content());
}

#[test]
fn a_hundred_thousand_problems_are_not_told_one_by_one() {
    let mut text = String::from("{\"case_id\": \"c-1\"");
    for i in 0..20_000 {
        text.push_str(&format!(",\"k{i}\":0,\"k{i}\":0"));
    }
    text.push('}');
    let problems = invalid(of_bytes(text.as_bytes()));
    assert_eq!(problems.len(), TOLD + 1);
    assert_eq!(
        problems[0],
        Problem {
            pointer: "/province".into(),
            wrong: Wrong::Required
        }
    );
    assert_eq!(problems[TOLD].wrong, Wrong::More(40_002 - TOLD));
}

#[test]
fn brackets_in_strings_do_not_nest() {
    let mut v = small();
    v["subject"]["name"] = json!("[".repeat(200));
    assert_eq!(present(parsed(&v)).subject.name.len(), 200);
}

#[test]
fn clock_times_are_those_of_rfc_3339() {
    for good in ["2026-05-28T10:00:00Z", "2026-05-28T10:00:00.5+08:00"] {
        assert!(instant(good).is_some(), "{good}");
    }
    for bad in [
        "2026-05-28",
        "2026-05-28T10:00:00",
        "2026-05-28T10:00Z",
        "2026-05-28T10:00:00+08",
        "2026-02-30T10:00:00Z",
    ] {
        assert!(instant(bad).is_none(), "{bad}");
    }
}

proptest! {
    #[test]
    fn parsing_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0usize..400) {
        let limits = Limits::default();
        let _ = parse(&bytes, &limits);
        let text = small().to_string();
        let _ = parse(&text.as_bytes()[..cut.min(text.len())], &limits);
    }
}
