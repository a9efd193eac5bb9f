//! `document.field-missing`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check};
use crate::kind::{DocumentKind, FieldName};

/// The check.
pub static CHECK: Check = Check {
    code: "document.field-missing",
    zh: "“{document}”未能识别{field}。",
    en: "The {field} on \"{document}\" was not found.",
    suggest_zh: "请确认画面清晰完整，或上传更清楚的图片。",
    suggest_en: "Make sure that the paper is whole and legible, or upload a clearer picture.",
    docs: "## What it checks\nWhether the fields that a paper of its kind must show were found.\n\n## Why it matters\nA field that cannot be read cannot be compared.\n\n## What to do\nMake sure that the paper is whole and legible, or upload a clearer picture.\n\n## Limits\nA field may be there and not be found.",
    bind,
};

/// Fields that must be found.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    fields: Vec<FieldName>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { fields } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), dossier, out| {
        let _ = dossier;
        if !document.was_read || document.kind() == DocumentKind::Unrecognised {
            out.not_checked(Some(index), "no text was read");
            return;
        }
        for name in fields.iter().filter(|f| document.field(**f).is_none()) {
            out.push_field(
                Locus::Document(index),
                name.name(),
                Evidence::said(name),
                Evidence::None,
            );
        }
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_for_each_field_that_is_not_there() {
        let d = document("a.jpg", DocumentKind::IdCardPortrait).with_field(FieldName::Name, "张三", 0.9);
        let rule = json!({ "fields": ["name", "citizen-id-number"] });
        assert_eq!(run(&CHECK, rule, &dossier(vec![d])).findings.len(), 1);
        assert!(bind(json!({ "fields": ["nmae"] })).is_err());
    }
}
