//! `document.qr-address`

use crate::finding::{Evidence, Locus};
use crate::identity::CreditCode;
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::kind::FieldName;
use crate::kind::licence_code::{Leads, leads, payload};
use crate::place;
use crate::read::MarkKind;

/// The check.
pub static CHECK: Check = Check {
    code: "document.qr-address",
    zh: "“{document}”上的二维码指向“{actual}”，不是登记机关公示系统的网址或属于其他省份。",
    en: "The QR code on \"{document}\" leads to {actual}: not to the publicity system, or to another province's.",
    suggest_zh: "请在国家企业信用信息公示系统核对该证照，或上传证照原件的扫描件。",
    suggest_en: "Look the licence up in the publicity system, or upload a scan of the original.",
    docs: include_str!("qr_address.md"),
    bind,
};

/// From which confidence the printed code is believed, 0 to 1.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Params {
    min_confidence: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_confidence } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), _, out| {
        let sure = |name| document.sure_field(name, min_confidence);
        let code = sure(FieldName::CreditCode).and_then(|r| CreditCode::parse(&r.value).ok());
        let seat = sure(FieldName::Address).and_then(|r| place::locate(&r.value).province);
        // A firm that moves keeps its code and is registered where its seat is: either may be the registrar's.
        let others = |province: &str| {
            seat.is_some_and(|s| s.code != province) && code.is_some_and(|c| !c.region().starts_with(province))
        };
        let mut any = false;
        for mark in document.marks.iter().filter(|m| m.kind == MarkKind::QrCode) {
            let Some(host) = payload(mark.text.as_deref().unwrap_or_default()).host else {
                out.not_checked(Some(index), "a code could not be decoded, or holds no address");
                continue;
            };
            any = true;
            let strange = match leads(&host) {
                Leads::National | Leads::State => false,
                Leads::Province(province) => others(province),
                Leads::Elsewhere => true,
            };
            if strange {
                let locus = Locus::Region(index, mark.page, mark.area);
                out.push(locus, Evidence::None, Evidence::text(&host));
            }
        }
        Looked::if_any(any, "no code that leads to an address was found")
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn strangers_and_other_provinces_are_told() {
        let found = |payload: &str, (code, seat): (&str, &str)| {
            let d = document("a.pdf", DocumentKind::BusinessLicence)
                .with_field(FieldName::CreditCode, code, 0.99)
                .with_field(FieldName::Address, seat, 0.95)
                .with_mark(MarkKind::QrCode, Some(payload));
            run(&CHECK, json!({ "min-confidence": 0.9 }), &dossier(vec![d]))
                .findings
                .len()
        };
        let shenzhen = ("914403001922038216", "深圳市南山区高新路1号");
        let hangzhou = ("91330100799655058B", "浙江省杭州市滨江区网商路1号");
        let moved = ("91330100799655058B", "深圳市南山区高新路1号");
        assert_eq!(
            found("http://www.gsxt.gov.cn/index.html?uniscid=914403001922038216", shenzhen),
            0
        );
        assert_eq!(found("http://zj.gsxt.gov.cn/%7BA6E0%7D", hangzhou), 0);
        assert_eq!(found("http://zj.gsxt.gov.cn/%7BA6E0%7D", shenzhen), 1);
        assert_eq!(found("http://gd.gsxt.gov.cn/%7BA6E0%7D", moved), 0);
        assert_eq!(found("https://zwfw.gd.gov.cn/x", shenzhen), 0);
        assert_eq!(found("https://example.com/abc", shenzhen), 1);
        assert_eq!(found("no address", shenzhen), 0);
    }
}
