//! `identity.zone-check-failed`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
use crate::kind::FieldName;
use crate::zone::Zone;

/// The check.
pub static CHECK: Check = Check {
    code: "identity.zone-check-failed",
    zh: "“{document}”的机读码未通过校验（{expected}）。",
    en: "The machine-readable zone of \"{document}\" fails its check ({expected}).",
    suggest_zh: "请核对证件，上传清晰完整的原件照片。",
    suggest_en: "Check the paper and upload a clear and whole picture of the original.",
    docs: include_str!("zone_check_failed.md"),
    bind,
};

/// Least confidence of the zone's reading, 0 to 1.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_confidence: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_confidence } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        let Some(r) = document.sure_field(FieldName::MachineZone, min_confidence) else {
            return Looked::no("the machine-readable zone was not read surely");
        };
        let Some(zone) = Zone::parse(&r.value) else {
            return Looked::no("the machine-readable zone was not read surely");
        };
        if let Some(part) = zone.wrong().first() {
            let locus = r
                .area
                .map_or(Locus::Page(index, r.page), |a| Locus::Region(index, r.page, a));
            out.push_field(
                locus,
                FieldName::MachineZone.name(),
                Evidence::said(part.why()),
                Evidence::None,
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
    use crate::kind::DocumentKind;

    /// The specimen of ICAO Doc 9303-4.
    const ZONE: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";

    #[test]
    fn fires_where_a_check_digit_is_wrong_and_the_zone_was_read_surely() {
        let found = |zone: &str, p: f64| {
            let d = document("a.jpg", DocumentKind::Passport).with_field(FieldName::MachineZone, zone, p);
            run(&CHECK, json!({ "min_confidence": 0.8 }), &dossier(vec![d]))
                .findings
                .len()
        };
        let wrong = ZONE.replace("C36UTO", "C37UTO");
        assert_eq!((found(ZONE, 0.85), found(&wrong, 0.85), found(&wrong, 0.7)), (0, 1, 0));
    }
}
