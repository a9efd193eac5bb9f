//! `pdf.signer-unknown`

use super::{NONE_HOLDS, held_by_people};
use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
use crate::signature::Standing;

/// The check.
pub static CHECK: Check = Check {
    code: "pdf.signer-unknown",
    zh: "“{document}”的签名人“{actual}”未经受信任的机构证明：{expected}。",
    en: "Nobody who is trusted vouches for the signer {actual} of \"{document}\": {expected}.",
    suggest_zh: "请核实签名证书的来源；确属可信机构签发的，可将其根证书加入受信任证书。",
    suggest_en: "Find out who issued the certificate; if that is an authority to be trusted, add its root to the trusted certificates.",
    docs: include_str!("signer_unknown.md"),
    bind,
};

const fn said(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Trusted => None,
        Standing::NoPath => Some("no path to a trusted certificate"),
        Standing::NotValidThen => Some("a certificate was not valid when it signed"),
        Standing::NotForSigning => Some("its certificate is not meant for signatures"),
    }
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(|(index, document), _, out| {
        let Some(pdf) = &document.pdf else {
            return super::without_facts(document);
        };
        if pdf.signatures.is_empty() {
            return Looked::NotMeant;
        }
        let mut any = false;
        for (signature, signer) in held_by_people(pdf) {
            let Some(standing) = signature.standing else {
                return Looked::no("no trusted certificates are configured");
            };
            any = true;
            if let Some(word) = said(standing) {
                out.push(
                    Locus::Document(index),
                    Evidence::said(word),
                    Evidence::text(&signer.name),
                );
            }
        }
        Looked::if_any(any, NONE_HOLDS)
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::checks::pdf::fixture::{held, signed};
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_where_no_trusted_certificate_is_reached_and_says_so_without_a_list() {
        let told = |standing| {
            let mut s = held("王测试");
            s.standing = standing;
            let out = run(&CHECK, json!({}), &dossier(vec![signed(vec![s])]));
            (out.findings.len(), out.not_checked.len())
        };
        assert_eq!(told(Some(Standing::Trusted)), (0, 0));
        assert_eq!(told(Some(Standing::NoPath)), (1, 0));
        assert_eq!(told(Some(Standing::NotValidThen)), (1, 0));
        assert_eq!(told(Some(Standing::NotForSigning)), (1, 0));
        assert_eq!(told(None), (0, 1));
    }
}
