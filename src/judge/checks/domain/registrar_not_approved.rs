//! `domain.registrar-not-approved`

use crate::finding::{Evidence, Locus};
use crate::hanzi;
use crate::judge::check::{Bound, Check, Looked};
use crate::kind::{DocumentKind, FieldName};

/// The check.
pub static CHECK: Check = Check {
    code: "domain.registrar-not-approved",
    zh: "域名注册商“{actual}”为境外或未获批复的注册商。",
    en: "The registrar \"{actual}\" is one abroad or not approved.",
    suggest_zh: "请将域名转入工信部批复的境内注册商后再提交。",
    suggest_en: "Transfer the domain to an approved registrar in mainland China first.",
    docs: include_str!("registrar_not_approved.md"),
    bind,
};

/// Words of registrars abroad; words of domestic ones that write themselves in Latin letters; from which confidence on a
/// read name is believed, 0 to 1.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    abroad: Vec<String>,
    domestic: Vec<String>,
    min_confidence: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {
        abroad,
        domestic,
        min_confidence,
    } = serde_json::from_value(params)?;
    let plain = |t: &str| {
        hanzi::fold(t)
            .chars()
            .filter(|c| c.is_alphanumeric())
            .collect::<String>()
    };
    let abroad: Vec<String> = abroad.iter().map(|w| plain(w)).collect();
    let domestic: Vec<String> = domestic.iter().map(|w| plain(w)).collect();
    Ok(Bound::case(move |dossier, out| {
        let wrong = |name: &str| {
            let name = plain(name);
            let latin = !name.is_empty() && !name.chars().any(hanzi::is_han);
            abroad.iter().any(|w| name.contains(w.as_str()))
                || (latin && !domestic.iter().any(|w| name.contains(w.as_str())))
        };
        let mut told = false;
        for (i, d) in dossier.declaration().iter().flat_map(|d| &d.domains).enumerate() {
            if let Some(registrar) = &d.registrar {
                told = true;
                if wrong(registrar) {
                    out.declared(
                        format!("/domains/{i}/registrar"),
                        Evidence::None,
                        Evidence::text(registrar),
                    );
                }
            }
        }
        for (i, d) in dossier.of_kind(DocumentKind::DomainCertificate) {
            let read = d.sure_field(FieldName::Registrar, min_confidence);
            if read.is_none() {
                out.not_checked(Some(i), "no registrar was read surely");
            }
            if let Some(r) = read {
                told = true;
                out.looked_at(Some(i));
                if wrong(&r.value) {
                    let locus = r.area.map_or(Locus::Page(i, r.page), |a| Locus::Region(i, r.page, a));
                    out.push_field(
                        locus,
                        FieldName::Registrar.name(),
                        Evidence::None,
                        Evidence::text(&r.value),
                    );
                }
            }
        }
        if !told {
            out.not_checked(None, "no registrar is declared or read");
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_on_a_registrar_abroad() {
        let found = |name: &str| {
            let mut d = declaration();
            d.domains = vec![crate::judge::checks::samples::domain("shili.cn")];
            d.domains[0].registrar = Some(name.into());
            let rule = json!({ "abroad": ["GoDaddy"], "domestic": ["HiChina"], "min_confidence": 0.85 });
            run(&CHECK, rule, &dossier_of(d, Vec::new())).findings.len()
        };
        assert_eq!(found("GoDaddy.com, LLC"), 1);
        assert_eq!(found("Registrar Example Ltd."), 1);
        assert_eq!(found("Alibaba Cloud (HiChina)"), 0);
        assert_eq!(found("厦门易名科技股份有限公司"), 0);
    }
}
