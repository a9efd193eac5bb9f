//! `hosting.not-prepaid`

use crate::finding::{Evidence, Locus};
use crate::intake::case::Billing;
use crate::judge::check::{Bound, Check, Looked, no_parameters};

/// The check.
pub static CHECK: Check = Check {
    code: "hosting.not-prepaid",
    zh: "云服务器计费方式为“{actual}”，备案要求包年包月。",
    en: "The server is billed \"{actual}\"; filing needs a prepaid (\"包年包月\") one.",
    suggest_zh: "请改用包年包月的云服务器。",
    suggest_en: "Use a prepaid server.",
    docs: include_str!("not_prepaid.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::case(move |dossier, out| {
        let Some(declaration) = dossier.declaration() else {
            return Looked::no("no valid declaration");
        };
        match declaration.hosting.as_ref().and_then(|h| h.billing) {
            None => return Looked::no("the billing is not declared"),
            Some(Billing::Prepaid) => {}
            Some(Billing::Postpaid) => {
                out.push_field(
                    Locus::Case,
                    "/hosting/billing",
                    Evidence::said("prepaid"),
                    Evidence::said("postpaid"),
                );
            }
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(billing: Option<Billing>) -> usize {
        let mut d = declaration();
        d.hosting = Some(crate::intake::case::Hosting {
            billing,
            ..Default::default()
        });
        run(&CHECK, json!({}), &dossier_of(d, Vec::new())).findings.len()
    }

    #[test]
    fn fires_on_pay_as_you_go() {
        assert_eq!(
            (
                found(None),
                found(Some(Billing::Prepaid)),
                found(Some(Billing::Postpaid))
            ),
            (0, 0, 1)
        );
    }
}
