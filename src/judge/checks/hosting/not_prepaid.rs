//! `hosting.not-prepaid`

use crate::finding::{Evidence, Locus};
use crate::intake::case::Billing;
use crate::judge::check::{Bound, Check, Looked};

/// The check.
pub static CHECK: Check = Check {
    code: "hosting.not-prepaid",
    zh: "云服务器计费方式为“{actual}”，备案要求包年包月。",
    en: "The server is billed \"{actual}\"; filing needs a prepaid (\"包年包月\") one.",
    suggest_zh: "请改用包年包月的云服务器。",
    suggest_en: "Use a prepaid server.",
    docs: "## What it checks\nHow the declared server is billed.\n\n## Why it matters\nA filing hangs on a server that stays; pay-as-you-go ones do not count.\n\n## What to do\nUse a prepaid server.\n\n## Limits\nOnly what is declared is seen.",
    bind,
};

/// Takes no parameters.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {} = serde_json::from_value(params)?;
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
