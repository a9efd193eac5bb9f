//! `pdf.signature-broken`

use std::collections::BTreeSet;

use super::unproved;
use crate::finding::{Evidence, Locus, Severity};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
use crate::signature::{Fault, Unproved};

/// The check.
pub static CHECK: Check = Check {
    code: "pdf.signature-broken",
    zh: "“{document}”的电子签名无效：{actual}。",
    en: "An electronic signature on \"{document}\" does not hold: {actual}.",
    suggest_zh: "请重新上传签名后未作任何改动的原始文件。",
    suggest_en: "Upload the file again as it was signed, without any change.",
    docs: include_str!("signature_broken.md"),
    bind,
};

/// What is wrong, as it is told.
const fn said(fault: Fault) -> Option<&'static str> {
    match fault {
        Fault::Digest => Some("the bytes are not those that were signed"),
        Fault::Value => Some("its value is no signature of its certificate's key"),
        Fault::Range => Some("it does not say plainly what it covers"),
        Fault::Malformed => Some("it cannot be read as a signature"),
        Fault::Unproved(_) => None,
    }
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(|(index, document), _, out| {
        let Some(pdf) = &document.pdf else {
            return super::without_facts(document);
        };
        let mut told = BTreeSet::new();
        let mut open = (pdf.signatures_beyond > 0).then_some(Unproved::Budget);
        for signature in &pdf.signatures {
            match signature.held {
                Ok(()) => {}
                Err(Fault::Unproved(why)) => open = open.or(Some(why)),
                Err(fault) => {
                    let Some(word) = said(fault).filter(|word| told.insert(*word)) else {
                        continue;
                    };
                    // What cannot be read may be a form that is not known here.
                    let most = if fault == Fault::Malformed {
                        Severity::Review
                    } else {
                        Severity::Reject
                    };
                    out.push_lowered(most, Locus::Document(index), None, Evidence::None, Evidence::said(word));
                }
            }
        }
        match open {
            Some(why) => Looked::no(unproved(why)),
            None => Looked::Yes,
        }
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::checks::pdf::fixture::{held, signed};
    use crate::judge::dossier::fixture::*;

    #[test]
    fn each_fault_is_told_once_and_one_that_cannot_be_read_is_for_review() {
        let broken = |fault| {
            let mut s = held("王测试");
            s.held = Err(fault);
            s
        };
        let told = |signatures| {
            let out = run(&CHECK, json!({}), &dossier(vec![signed(signatures)]));
            (
                out.findings.iter().map(|f| f.severity).collect::<Vec<_>>(),
                out.not_checked.len(),
            )
        };
        assert_eq!(told(vec![held("王测试")]), (vec![], 0));
        assert_eq!(
            told(vec![broken(Fault::Digest), broken(Fault::Digest)]),
            (vec![Severity::Reject], 0)
        );
        assert_eq!(told(vec![broken(Fault::Malformed)]), (vec![Severity::Review], 0));
        assert_eq!(told(vec![broken(Fault::Unproved(Unproved::Weak))]), (vec![], 1));
    }

    #[test]
    fn signatures_beyond_the_budget_are_not_passed() {
        let mut d = signed(vec![held("王测试")]);
        d.pdf.as_mut().unwrap().signatures_beyond = 1;
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d])).not_checked.len(), 1);
    }
}
