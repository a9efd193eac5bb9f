//! `subject.province-mismatch`

use crate::finding::Evidence;
use crate::judge::check::{Bound, Check, Looked};
use crate::judge::checks::facts::{self, Presence};
use crate::kind::DocumentKind;
use crate::place;

/// The check.
pub static CHECK: Check = Check {
    code: "subject.province-mismatch",
    zh: "证件住所“{actual}”不在备案省份（{expected}）。",
    en: "The certificate's address \"{actual}\" does not lie in {expected}, the province of the filing.",
    suggest_zh: "请到证件住所所在省份备案，或按要求补充居住证明。",
    suggest_en: "File in the province of the certificate, or add the residence permit the province asks for.",
    docs: include_str!("province_mismatch.md"),
    bind,
};

/// Whether a residence permit (居住证) excuses; from which confidence on a read address is believed, 0 to 1.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    #[serde(default)]
    permit_excuses: bool,
    min_confidence: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {
        permit_excuses,
        min_confidence,
    } = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |d, dossier, out| {
        let Some(own) = facts::certificate_address(dossier, min_confidence) else {
            return Looked::no("the certificate's address is neither declared nor read");
        };
        let Some(there) = place::locate(&own.text).province else {
            return Looked::no("the address does not tell its province");
        };
        let excused =
            || permit_excuses && facts::presence(dossier, &[DocumentKind::ResidencePermit], &[]) != Presence::Absent;
        if there != d.province && !excused() {
            out.push_field(
                own.locus,
                own.field,
                Evidence::text(d.province.full),
                Evidence::text(own.text),
            );
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(address: &str, permit: bool, excuses: bool) -> usize {
        let mut d = declaration();
        d.subject.address = Some(address.to_owned());
        let papers = if permit {
            vec![document("p.jpg", DocumentKind::ResidencePermit)]
        } else {
            Vec::new()
        };
        let params = json!({ "permit_excuses": excuses, "min_confidence": 0.85 });
        run(&CHECK, params, &dossier_of(d, papers)).findings.len()
    }

    #[test]
    fn fires_on_another_province() {
        assert_eq!(found("云南省昆明市五华区1号", false, false), 1);
        assert_eq!(found("成都市武侯区1号", false, false), 0);
        assert_eq!(found("武侯区1号", false, false), 0);
        assert_eq!(found("云南省昆明市五华区1号", true, true), 0);
        assert_eq!(found("云南省昆明市五华区1号", true, false), 1);
    }
}
