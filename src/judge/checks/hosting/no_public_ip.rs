//! `hosting.no-public-ip`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked, no_parameters};

/// The check.
pub static CHECK: Check = Check {
    code: "hosting.no-public-ip",
    zh: "云服务器没有公网 IP。",
    en: "The server has no public IP address.",
    suggest_zh: "请为云服务器配置公网 IP 后再提交。",
    suggest_en: "Give the server a public IP address first.",
    docs: include_str!("no_public_ip.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::case(move |dossier, out| {
        let Some(declaration) = dossier.declaration() else {
            return Looked::no("no valid declaration");
        };
        match declaration.hosting.as_ref().and_then(|h| h.public_ips.as_ref()) {
            None => return Looked::no("the addresses are not declared"),
            Some(ips) if ips.iter().all(|ip| ip.trim().is_empty()) => {
                out.push_field(Locus::Case, "/hosting/public_ips", Evidence::None, Evidence::None);
            }
            Some(_) => {}
        }
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(ips: Option<Vec<String>>) -> usize {
        let mut d = declaration();
        d.hosting = Some(crate::intake::case::Hosting {
            public_ips: ips,
            ..Default::default()
        });
        run(&CHECK, json!({}), &dossier_of(d, Vec::new())).findings.len()
    }

    #[test]
    fn fires_on_an_empty_list() {
        assert_eq!(
            (
                found(None),
                found(Some(vec!["203.0.113.1".into()])),
                found(Some(Vec::new()))
            ),
            (0, 0, 1)
        );
    }
}
