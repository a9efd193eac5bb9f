//! `document.kind-mismatch`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
use crate::judge::checks::facts;
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "document.kind-mismatch",
    zh: "“{document}”按“{expected}”上传，实际识别为“{actual}”。",
    en: "\"{document}\" was uploaded as {expected} and is {actual}.",
    suggest_zh: "请上传正确的材料。",
    suggest_en: "Upload the right paper.",
    docs: include_str!("kind_mismatch.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(move |(index, document), dossier, out| {
        let Some(hint) = document.hint else {
            return Looked::NotMeant;
        };
        let kind = document.kind();
        if kind == DocumentKind::Unrecognised {
            return Looked::no("the kind was not recognised");
        }
        // A room has no words that could tell it from another, and "other" is said of anything.
        if kind == DocumentKind::SitePhoto || hint == DocumentKind::Other {
            return Looked::NotMeant;
        }
        if hint == kind {
            return Looked::Yes;
        }
        if kind == DocumentKind::IdCardBoth && hint.is_id_card() {
            return Looked::Yes;
        }
        // Providers have one place for a person's certificate, whichever it is.
        let declared = |d| facts::is_declared_identity(d, kind);
        if hint.is_id_card() && dossier.declaration().is_some_and(declared) {
            return Looked::Yes;
        }
        out.push(Locus::Document(index), Evidence::said(hint), Evidence::said(kind));
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_when_upload_and_paper_differ() {
        let found = |kind, hint| {
            let mut d = document("a.jpg", kind);
            d.hint = Some(hint);
            run(&CHECK, json!({}), &dossier(vec![d])).findings.len()
        };
        assert_eq!(found(DocumentKind::IdCardPortrait, DocumentKind::IdCardEmblem), 1);
        assert_eq!(found(DocumentKind::IdCardPortrait, DocumentKind::IdCardPortrait), 0);
        assert_eq!(found(DocumentKind::IdCardBoth, DocumentKind::IdCardEmblem), 0);
        assert_eq!(found(DocumentKind::Unrecognised, DocumentKind::IdCardEmblem), 0);
        assert_eq!(found(DocumentKind::Passport, DocumentKind::IdCardPortrait), 1);
    }

    #[test]
    fn a_declared_passport_may_stand_in_the_card_s_place() {
        let mut d = declaration();
        let mut who = person("王测试", "E12345678", "13800138000");
        who.certificate.as_mut().unwrap().kind = crate::intake::case::CertificateKind::Passport;
        d.subject.responsible_person = Some(who);
        let mut paper = document("a.jpg", DocumentKind::Passport);
        paper.hint = Some(DocumentKind::IdCardPortrait);
        assert!(run(&CHECK, json!({}), &dossier_of(d, vec![paper])).findings.is_empty());
    }
}
