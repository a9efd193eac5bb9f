//! `service.package-form`

use super::{ByOs, each_feature};
use crate::finding::Evidence;
#[cfg(test)]
use crate::intake::case::Os;
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "service.package-form",
    zh: "{field}“{actual}”不符合该平台的命名格式。",
    en: "The {field} \"{actual}\" is not of the form that its system asks.",
    suggest_zh: "请填写应用在该平台的正式包名，例如“cn.example.app”。",
    suggest_en: "Fill in the name that the App has on this system, such as cn.example.app.",
    docs: include_str!("package_form.md"),
    bind,
};

/// The form of a name on one system; see the rule.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    /// Least number of parts between points.
    min_parts: usize,
    /// Most characters.
    max_chars: usize,
    /// Characters that a part may hold besides letters and digits of ASCII.
    signs: String,
    /// Each part begins with a letter.
    letter_first: bool,
}

impl Form {
    fn fits(&self, name: &str) -> bool {
        let own = |c: char| c.is_ascii_alphanumeric() || self.signs.contains(c);
        let part = |p: &str| {
            let first = p.chars().next();
            first.is_some_and(|c| !self.letter_first || c.is_ascii_alphabetic()) && p.chars().all(own)
        };
        name.chars().count() <= self.max_chars && name.split('.').count() >= self.min_parts && name.split('.').all(part)
    }
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let forms: ByOs<Form> = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |d, _, out| {
        each_feature(
            d,
            out,
            "package",
            |p| p.package.as_deref(),
            |at, os, value, out| {
                if !forms.of(os).fits(value.trim()) {
                    out.declared(at, Evidence::None, Evidence::text(value));
                }
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
        json!({
            "android": { "min_parts": 2, "max_chars": 255, "signs": "_", "letter_first": true },
            "ios": { "min_parts": 2, "max_chars": 255, "signs": "-", "letter_first": false },
            "harmony": { "min_parts": 3, "max_chars": 128, "signs": "_", "letter_first": false },
        })
    }

    #[test]
    fn fires_on_names_of_another_form() {
        let fits = |os: Os, name: &str| {
            let name = name.to_owned();
            found(move |s| s.platforms = vec![crate::judge::checks::service::fixture::platform(os, &name)]) == (0, 0)
        };
        for (os, right) in [
            (Os::Android, "com.example.app_1"),
            (Os::Ios, "com.example.my-app"),
            (Os::Harmony, "com.example.app"),
            (Os::Harmony, "com.atomicservice.6917"),
        ] {
            assert!(fits(os, right), "{right}");
        }
        for (os, wrong) in [
            (Os::Android, "app"),
            (Os::Android, "com.1example"),
            (Os::Android, "com.example-app"),
            (Os::Android, "com..app"),
            (Os::Ios, "com.example.app_1"),
            (Os::Harmony, "com.example"),
            (Os::Android, "示例.应用"),
        ] {
            assert!(!fits(os, wrong), "{wrong}");
        }
        assert_eq!(found(|s| s.platforms[0].package = None), (0, 1));
    }
}
