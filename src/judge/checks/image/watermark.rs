//! `image.watermark`

use crate::finding::{Evidence, Locus, Severity};
use crate::hanzi;
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::read::MarkKind;

/// The check.
pub static CHECK: Check = Check {
    code: "image.watermark",
    zh: "“{document}”带有水印“{actual}”。",
    en: "\"{document}\" bears the watermark \"{actual}\".",
    suggest_zh: "如需水印，只能写“仅供备案使用”且不遮挡内容；否则请上传无水印的图片。",
    suggest_en: "A watermark may only say \"仅供备案使用\" and must not cover print; else upload the picture without it.",
    docs: "## What it checks\nWords laid over the paper, read at their own angle.\n\n## Why it matters\nBureaus accept only a mark that limits the use to filing.\n\n## What to do\nA watermark may only say \"仅供备案使用\" and must not cover print; else upload the picture without it.\n\n## Limits\nA mark that says it is for filing is a note. Pale pictures of logos without words are not seen.",
    bind,
};

/// Words that make a watermark harmless.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    allowed: Vec<String>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { allowed } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), dossier, out| {
        if !document.was_read {
            out.not_checked(Some(index), "no text was read");
        }
        let _ = dossier;
        for mark in document.marks.iter().filter(|m| m.kind == MarkKind::Watermark) {
            let words = hanzi::fold(mark.text.as_deref().unwrap_or_default());
            let harmless = allowed.iter().any(|a| words.contains(a.as_str()));
            let severity = if harmless { Severity::Note } else { Severity::Reject };
            let locus = Locus::Region(index, mark.page, mark.area);
            out.push_lowered(
                severity,
                locus,
                None,
                Evidence::None,
                Evidence::text(mark.text.as_deref().unwrap_or("?")),
            );
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
    fn words_for_filing_are_a_note() {
        let severity = |words: &str| {
            let d = document("a.jpg", DocumentKind::IdCardPortrait).with_mark(MarkKind::Watermark, Some(words));
            run(&CHECK, json!({ "allowed": ["备案"] }), &dossier(vec![d])).findings[0].severity
        };
        assert_eq!(severity("仅供备案使用"), Severity::Note);
        assert_eq!(severity("内部资料"), Severity::Reject);
        let plain = document("a.jpg", DocumentKind::IdCardPortrait);
        assert!(
            run(&CHECK, json!({ "allowed": [] }), &dossier(vec![plain]))
                .findings
                .is_empty()
        );
    }
}
