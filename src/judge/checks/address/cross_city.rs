//! `address.cross-city`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
use crate::judge::checks::facts;
use crate::place;

/// The check.
pub static CHECK: Check = Check {
    code: "address.cross-city",
    zh: "通信地址“{actual}”与证件住所“{expected}”不在同一城市。",
    en: "The contact address \"{actual}\" lies in another city than the certificate's, \"{expected}\".",
    suggest_zh: "请填写与证件住所同城的通信地址。",
    suggest_en: "Give a contact address in the city of the certificate.",
    docs: include_str!("cross_city.md"),
    bind,
};

/// From which confidence on a read address is believed, 0 to 1.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_confidence: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_confidence } = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |d, dossier, out| {
        let Some(contact) = &d.subject.contact_address else {
            return Looked::no("no contact address is declared");
        };
        let Some(own) = facts::certificate_address(dossier, min_confidence) else {
            return Looked::no("the certificate's address is neither declared nor read");
        };
        let (a, b) = (place::locate(contact).city_code(), place::locate(&own.text).city_code());
        match (a, b) {
            (Some(a), Some(b)) if a != b => out.push_field(
                Locus::Case,
                "/subject/contact_address",
                Evidence::text(own.text),
                Evidence::text(contact),
            ),
            (Some(_), Some(_)) => {}
            (None, _) | (_, None) => return Looked::no("an address does not tell its city"),
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(contact: Option<&str>, own: &str) -> (usize, usize) {
        let mut d = declaration();
        d.subject.contact_address = contact.map(str::to_owned);
        d.subject.address = Some(own.to_owned());
        let out = run(&CHECK, json!({ "min_confidence": 0.8 }), &dossier_of(d, Vec::new()));
        (out.findings.len(), out.not_checked.len())
    }

    #[test]
    fn fires_on_another_city_only() {
        let own = "广东省广州市天河区天河路1号";
        assert_eq!(found(Some("广东省深圳市南山区科技园南路2号"), own), (1, 0));
        assert_eq!(found(Some("广州市越秀区中山东路9号"), own), (0, 0));
        assert_eq!(found(Some("天河路9号"), own), (0, 1));
        assert_eq!(found(None, own), (0, 1));
        assert_eq!(found(Some("北京市海淀区1号"), "北京市朝阳区2号"), (0, 0));
    }
}
