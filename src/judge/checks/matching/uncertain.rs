//! `match.uncertain`

use super::compare::Sureness;
use super::report;
use crate::judge::check::{Bound, Check};

/// The check.
pub static CHECK: Check = Check {
    code: "match.uncertain",
    zh: "识别结果“{actual}”与申报的“{expected}”是否一致无法确定，需人工比对。",
    en: "It cannot be told whether \"{actual}\" as read is the declared \"{expected}\"; a person must compare them.",
    suggest_zh: "请人工比对该字段；如图片不清晰，请重新上传。",
    suggest_en: "Compare the field by eye; if the picture is unclear, upload it again.",
    docs: include_str!("uncertain.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let sure = Sureness::bind(params)?;
    Ok(Bound::case(move |dossier, out| report(dossier, sure, out, None)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn refuses_a_rule_it_cannot_obey() {
        assert!(bind(json!({ "min-confidence": 0.8 })).is_err());
        assert!(bind(json!({ "min-confidence": 0.8, "sure-confidence": 0.95 })).is_ok());
    }
}
