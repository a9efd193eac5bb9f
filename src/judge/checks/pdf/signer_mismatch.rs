//! `pdf.signer-mismatch`

use super::{NONE_HOLDS, held_by_people};
use crate::finding::{Evidence, Locus};
use crate::intake::Declaration;
use crate::judge::check::{Bound, Check, Looked, no_parameters};
use crate::names;

/// The check.
pub static CHECK: Check = Check {
    code: "pdf.signer-mismatch",
    zh: "“{document}”的电子签名属于“{actual}”，与申报的“{expected}”不符。",
    en: "\"{document}\" is signed by {actual}, not by the declared {expected}.",
    suggest_zh: "请由备案主体或其负责人签名后重新上传。",
    suggest_en: "Let the subject or a responsible person sign, and upload the file again.",
    docs: include_str!("signer_mismatch.md"),
    bind,
};

/// Everybody whose signature is the subject's own.
fn own(d: &Declaration) -> Vec<&str> {
    let subject = &d.subject;
    let sites = d.sites.iter().filter_map(|s| s.responsible_person.as_ref());
    let persons = subject.responsible_person.iter().chain(sites).map(|p| p.name.as_str());
    let mut all = vec![subject.name.as_str()];
    all.extend(subject.legal_representative.as_deref());
    all.extend(subject.trade_name.as_deref());
    all.extend(persons);
    all.retain(|name| !names::telling(name).is_empty());
    all
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(|(index, document), dossier, out| {
        let Some(pdf) = &document.pdf else {
            return super::without_facts(document);
        };
        if pdf.signatures.is_empty() {
            return Looked::NotMeant;
        }
        let Some(declaration) = dossier.declaration() else {
            return Looked::no("no valid declaration");
        };
        let own = own(declaration);
        let signers: Vec<_> = held_by_people(pdf).map(|(_, signer)| signer).collect();
        let Some(first) = signers.first() else {
            return Looked::no(NONE_HOLDS);
        };
        let all = || signers.iter().flat_map(|s| s.names.iter());
        if !all().any(|theirs| own.iter().any(|ours| names::same(theirs, ours))) {
            out.push(
                Locus::Document(index),
                Evidence::text(&declaration.subject.name),
                Evidence::text(&first.name),
            );
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

    #[test]
    fn the_subject_and_its_people_may_sign_and_nobody_else() {
        let mut declared = declaration();
        declared.subject.responsible_person = Some(person("李测试", "11010519491231002X", "13800138000"));
        let subject = declared.subject.name.clone();
        let told = |names: &[&str]| {
            let signatures = names.iter().map(|n| held(n)).collect();
            let case = dossier_of(declared.clone(), vec![signed(signatures)]);
            run(&CHECK, json!({}), &case).findings.len()
        };
        assert_eq!(told(&[&subject]), 0);
        assert_eq!(told(&["某某电子签章平台", "李测试"]), 0);
        assert_eq!(told(&["某某电子签章平台"]), 1);
    }

    #[test]
    fn without_a_declaration_or_a_signature_that_holds_nothing_has_passed() {
        let mut bare = dossier(vec![signed(vec![held("王测试")])]);
        bare.declared = crate::intake::Declared::Missing;
        assert_eq!(run(&CHECK, json!({}), &bare).not_checked.len(), 1);
        let mut s = held("王测试");
        s.held = Err(Fault::Digest);
        let case = dossier_of(declaration(), vec![signed(vec![s])]);
        assert_eq!(run(&CHECK, json!({}), &case).not_checked.len(), 1);
    }
}
