//! `case.declaration-invalid`

use crate::finding::{Evidence, Locus};
use crate::intake::Declared;
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "case.declaration-invalid",
    zh: "申报信息格式错误：{actual}（位置：{field}）。",
    en: "The declaration is not valid at {field}: {actual}.",
    suggest_zh: "请按申报信息格式更正后重新提交。",
    suggest_en: "Correct the declaration and submit it again.",
    docs: "## What it checks\nEvery problem of `case.json`: syntax, missing keys, wrong types, unknown words, impossible dates; each with its JSON pointer.\n\n## Why it matters\nA declaration that cannot be read cannot be compared.\n\n## What to do\nCorrect the declaration and submit it again.\n\n## Limits\nUnknown keys are ignored, as the schema allows.",
    bind,
};

/// Takes no parameters.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {} = serde_json::from_value(params)?;
    Ok(Bound::case(|dossier, out| {
        if let Declared::Invalid { problems, .. } = &dossier.declared {
            for p in problems {
                out.push_field(
                    Locus::Case,
                    p.pointer.clone(),
                    Evidence::None,
                    Evidence::said(&p.reason),
                );
            }
        }
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_once_for_each_problem() {
        let mut case = dossier(Vec::new());
        assert!(run(&CHECK, json!({}), &case).findings.is_empty());
        let problem = |pointer: &str| crate::intake::Problem {
            pointer: pointer.into(),
            reason: "is required".into(),
        };
        case.declared = Declared::Invalid {
            problems: vec![problem("/subject/name"), problem("/province")],
            case_id: None,
        };
        assert_eq!(run(&CHECK, json!({}), &case).findings.len(), 2);
    }
}
