//! `service.feature-missing`

use super::of_kinds;
use crate::finding::Evidence;
use crate::intake::case::ServiceKind;
use crate::judge::check::{Bound, Check, Looked, no_parameters};

/// The check.
pub static CHECK: Check = Check {
    code: "service.feature-missing",
    zh: "应用特征信息不完整，缺少{field}。",
    en: "The features of the App are not complete: {field}.",
    suggest_zh: "请补充应用在该平台的包名、平台公钥和签名摘要。",
    suggest_en: "Add package name, public key and fingerprint of the App on this system.",
    docs: include_str!("feature_missing.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::declaration(|d, _, out| {
        if d.services.is_empty() {
            return Looked::NotMeant;
        }
        let apps = of_kinds(d, &[ServiceKind::App], out);
        if apps.is_empty() {
            return Looked::NotMeant;
        }
        for (at, app) in apps {
            if app.platforms.is_empty() {
                out.declared(format!("{at}/platforms"), Evidence::None, Evidence::None);
            }
            for (k, platform) in app.platforms.iter().enumerate() {
                let features = [
                    ("package", &platform.package),
                    ("public_key", &platform.public_key),
                    ("fingerprint", &platform.fingerprint),
                ];
                for (key, value) in features {
                    if value.as_deref().is_none_or(|v| v.trim().is_empty()) {
                        out.declared(format!("{at}/platforms/{k}/{key}"), Evidence::None, Evidence::None);
                    }
                }
            }
        }
        Looked::Yes
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
    fn fires_on_each_feature_that_is_missing() {
        assert_eq!(found(|_| ()), (0, 0));
        assert_eq!(found(|s| s.platforms.clear()), (1, 0));
        assert_eq!(
            found(|s| (s.platforms[0].package, s.platforms[1].public_key) = (None, Some(" ".into()))),
            (2, 0)
        );
        let mini = |s: &mut Service| {
            s.kind = ServiceKind::MiniProgram;
            s.platforms.clear();
        };
        assert_eq!(found(mini), (0, 0));
    }
}
