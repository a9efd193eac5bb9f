//! `service.name-unfit`

use crate::finding::Evidence;
use crate::hanzi;
use crate::judge::check::{Bound, Check, Looked};

/// The check.
pub static CHECK: Check = Check {
    code: "service.name-unfit",
    zh: "{field}“{actual}”不符合命名要求（含表情符号，或为占位名称）。",
    en: "The {field} \"{actual}\" does not do: it holds a pictograph, or stands in for a name.",
    suggest_zh: "请填写与应用图标下方显示一致的正式名称。",
    suggest_en: "Fill in the name that is shown under the icon.",
    docs: include_str!("name_unfit.md"),
    bind,
};

/// Names that stand in for one; see the rule.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    placeholders: Vec<String>,
}

/// Pictographs (Unicode blocks of emoji, dingbats and miscellaneous symbols, and what joins them).
const fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { placeholders } = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |d, _, out| {
        for (i, service) in d.services.iter().enumerate() {
            let plain = hanzi::fold(service.name.trim());
            let stands_in = placeholders.iter().any(|p| hanzi::fold(p) == plain);
            if stands_in || service.name.chars().any(is_pictograph) {
                let at = format!("/services/{i}/name");
                out.declared(at, Evidence::None, Evidence::text(&service.name));
            }
        }
        if d.services.is_empty() {
            Looked::NotMeant
        } else {
            Looked::Yes
        }
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
        json!({ "placeholders": ["测试", "demo"] })
    }

    #[test]
    fn fires_on_pictographs_and_names_that_stand_in() {
        let of = |name: &str| {
            let name = name.to_owned();
            found(move |s| s.name = name).0
        };
        assert_eq!((of("示例云帆"), of("测试大师"), of("Demo Days")), (0, 0, 0));
        assert_eq!(
            (of("测试"), of("DEMO"), of("云帆★"), of("云帆✨"), of("云帆😀")),
            (1, 1, 1, 1, 1)
        );
    }
}
