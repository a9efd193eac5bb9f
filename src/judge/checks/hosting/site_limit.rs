//! `hosting.site-limit`

use crate::finding::Evidence;
use crate::judge::check::{Bound, Check, Looked};

/// The check.
pub static CHECK: Check = Check {
    code: "hosting.site-limit",
    zh: "本次申报 {actual} 个网站，超出服务器可备案的 {expected} 个。",
    en: "This order files {actual} sites on servers that carry {expected}.",
    suggest_zh: "请增购服务器，或减少网站数量。",
    suggest_en: "Add a server, or file fewer sites.",
    docs: include_str!("site_limit.md"),
    bind,
};

/// Most sites a server.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    per_server: usize,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { per_server } = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |d, _, out| {
        let servers = d.hosting.as_ref().and_then(|h| h.public_ips.as_ref()).map(Vec::len);
        let Some(servers) = servers.filter(|n| *n > 0) else {
            return Looked::no("no server address is declared");
        };
        let most = servers.saturating_mul(per_server);
        if d.sites.len() > most {
            out.declared(
                "/sites",
                Evidence::Number(most as f64, ""),
                Evidence::Number(d.sites.len() as f64, ""),
            );
        }
        crate::judge::checks::facts::sites_looked(d)
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn five_a_server() {
        let found = |sites: usize, ips: usize| {
            let mut d = declaration();
            d.sites = (0..sites).map(|i| site(&format!("示例网站{i}"), "a.cn")).collect();
            d.hosting = Some(crate::intake::case::Hosting {
                public_ips: Some((0..ips).map(|i| format!("203.0.113.{i}")).collect()),
                ..Default::default()
            });
            run(&CHECK, json!({ "per_server": 5 }), &dossier_of(d, Vec::new()))
                .findings
                .len()
        };
        assert_eq!((found(5, 1), found(6, 1), found(6, 2), found(6, 0)), (0, 1, 0, 0));
    }
}
