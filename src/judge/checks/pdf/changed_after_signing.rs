//! `pdf.changed-after-signing`

use super::NONE_HOLDS;
use crate::decode::{Change, PdfSignature};
use crate::finding::{Evidence, Locus, Severity};
use crate::judge::check::{Bound, Check, Looked, no_parameters};

/// The check.
pub static CHECK: Check = Check {
    code: "pdf.changed-after-signing",
    zh: "“{document}”在电子签名之后有改动：{actual}。",
    en: "\"{document}\" was changed after a signature: {actual}.",
    suggest_zh: "请核对改动的内容；如非签名人所为，请提交者上传签名后的原始文件。",
    suggest_en: "Look at what was changed; if it was not the signer's doing, ask for the file as it was signed.",
    docs: include_str!("changed_after_signing.md"),
    bind,
};

/// How grave a change is under what a certifying signature permits (`None`: nobody said), and its word.
fn weigh(change: Change, permits: Option<u8>, signed_again: bool) -> Option<(Severity, &'static str)> {
    match change {
        Change::Signing if permits == Some(1) && signed_again => {
            Some((Severity::Review, "it was signed again though no change was permitted"))
        }
        Change::None | Change::Signing => None,
        Change::FormFill => {
            let severity = if permits == Some(1) {
                Severity::Review
            } else {
                Severity::Note
            };
            Some((severity, "form fields were filled in"))
        }
        Change::Annotation => {
            let severity = if permits == Some(3) {
                Severity::Note
            } else {
                Severity::Review
            };
            Some((severity, "annotations were added or changed"))
        }
        Change::Content => Some((Severity::Review, "its pages were changed")),
        Change::Unclear => Some((Severity::Review, "bytes were added that make no revision")),
    }
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(|(index, document), _, out| {
        let Some(pdf) = &document.pdf else {
            return super::without_facts(document);
        };
        if pdf.signatures.is_empty() {
            return Looked::Yes;
        }
        let holding: Vec<(usize, &PdfSignature)> = pdf
            .signatures
            .iter()
            .enumerate()
            .filter(|(_, s)| s.held.is_ok())
            .collect();
        if holding.is_empty() {
            return Looked::no(NONE_HOLDS);
        }
        let mut permits = None;
        let mut gravest: Option<(Severity, &'static str)> = None;
        let mut unknown = pdf.signatures_beyond > 0;
        for (at, signature) in holding {
            permits = permits.into_iter().chain(signature.permits).min();
            let again = pdf.signatures.iter().skip(at + 1).any(|s| !s.time_stamp);
            let Some(change) = signature.changed else {
                unknown = true;
                continue;
            };
            let weighed = weigh(change, permits, again);
            gravest = gravest.into_iter().chain(weighed).max_by_key(|(s, _)| *s);
        }
        if let Some((severity, word)) = gravest {
            out.push_lowered(
                severity,
                Locus::Document(index),
                None,
                Evidence::None,
                Evidence::said(word),
            );
        }
        if unknown {
            return Looked::no("what changed after a signature could not be compared");
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::checks::pdf::fixture::{held, signed};
    use crate::judge::dossier::fixture::*;
    use crate::signature::Fault;

    fn told(change: Option<Change>, permits: Option<u8>) -> (Vec<Severity>, usize) {
        let mut s = held("王测试");
        (s.whole, s.changed, s.permits) = (false, change, permits);
        let out = run(&CHECK, json!({}), &dossier(vec![signed(vec![s, held("李测试")])]));
        (out.findings.iter().map(|f| f.severity).collect(), out.not_checked.len())
    }

    #[test]
    fn what_a_certifying_signature_permits_decides() {
        for permits in [None, Some(2), Some(3)] {
            assert_eq!(told(Some(Change::Signing), permits), (vec![], 0));
            assert_eq!(told(Some(Change::FormFill), permits), (vec![Severity::Note], 0));
        }
        for change in [Change::Signing, Change::FormFill, Change::Annotation] {
            assert_eq!(told(Some(change), Some(1)), (vec![Severity::Review], 0));
        }
        assert_eq!(told(Some(Change::Annotation), None), (vec![Severity::Review], 0));
        assert_eq!(told(Some(Change::Annotation), Some(3)), (vec![Severity::Note], 0));
        for permits in [None, Some(1), Some(2), Some(3)] {
            assert_eq!(told(Some(Change::Content), permits), (vec![Severity::Review], 0));
            assert_eq!(told(Some(Change::Unclear), permits), (vec![Severity::Review], 0));
        }
    }

    #[test]
    fn what_was_not_compared_or_does_not_hold_has_not_passed() {
        assert_eq!(told(None, None), (vec![], 1));
        let mut s = held("王测试");
        s.held = Err(Fault::Digest);
        assert_eq!(
            run(&CHECK, json!({}), &dossier(vec![signed(vec![s])]))
                .not_checked
                .len(),
            1
        );
    }
}
