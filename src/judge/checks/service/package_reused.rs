//! `service.package-reused`

use super::each_feature;
use crate::finding::Evidence;
use crate::intake::case::Os;
use crate::judge::check::{Bound, Check, no_parameters};

/// The check.
pub static CHECK: Check = Check {
    code: "service.package-reused",
    zh: "{field}“{actual}”重复填写，或与另一服务的包名相同。",
    en: "The {field} \"{actual}\" is given twice, or is another service's as well.",
    suggest_zh: "请核对各服务、各平台的包名；同一包名只能填写一次。",
    suggest_en: "Check the package names of all services; each is given once.",
    docs: include_str!("package_reused.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::declaration(|d, _, out| {
        let mut before: Vec<(String, Os, String)> = Vec::new();
        each_feature(
            d,
            out,
            "package",
            |p| p.package.as_deref(),
            |at, os, value, out| {
                let name = value.trim().to_owned();
                let service = |pointer: &str| pointer.split('/').nth(2).map(str::to_owned);
                let same = |(other, on, known): &(String, Os, String)| {
                    *known == name && (service(other) != service(&at) || *on == os)
                };
                if before.iter().any(same) {
                    out.declared(at.clone(), Evidence::None, Evidence::text(&name));
                }
                before.push((at, os, name));
            },
        )
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::intake::case::Service;
    use crate::judge::checks::service::fixture::declared;
    use crate::judge::dossier::fixture::*;

    fn found(change: impl FnOnce(&mut Service)) -> (usize, usize) {
        let out = run(&CHECK, rule(), &dossier_of(declared(change), Vec::new()));
        (out.findings.len(), out.not_checked.len())
    }

    fn rule() -> serde_json::Value {
        json!({})
    }

    #[test]
    fn fires_on_one_name_in_two_apps_and_twice_on_one_system() {
        use crate::judge::checks::service::fixture::{app, platform};
        assert_eq!(found(|_| ()), (0, 0));
        assert_eq!(
            found(|s| s.platforms.push(platform(Os::Android, "cn.shili.yunfan"))),
            (1, 0)
        );
        assert_eq!(
            found(|s| s.platforms.push(platform(Os::Android, "cn.shili.yunfan.pad"))),
            (0, 0)
        );
        let two = |package: &str| {
            let mut d = declared(|_| ());
            d.services.push(app("示例云商", package));
            run(&CHECK, rule(), &dossier_of(d, Vec::new())).findings.len()
        };
        // On both of its systems.
        assert_eq!((two("cn.shili.yunfan"), two("cn.shili.yunshang")), (2, 0));
        assert_eq!(found(|s| s.platforms[0].package = None), (0, 1));
    }
}
