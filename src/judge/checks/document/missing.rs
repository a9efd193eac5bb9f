//! `document.missing`

use crate::finding::{Evidence, Locus, Severity};
use crate::judge::check::{Bound, Check};
use crate::judge::dossier::DocumentFacts;
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "document.missing",
    zh: "缺少必需材料：{expected}。",
    en: "A required document is missing: {expected}.",
    suggest_zh: "请上传{expected}。",
    suggest_en: "Upload the {expected}.",
    docs: "## What it checks\nWhether every kind of paper that this subject must hand in is in the case.\n\n## Why it matters\nThe bureau sends back incomplete cases.\n\n## What to do\nUpload the {expected}.\n\n## Limits\nA paper that was uploaded as the missing kind but could not be recognised, or that could be it, makes the finding one for review.",
    bind,
};

/// Groups of kinds; one kind of each group must be there.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    one_of: Vec<Vec<DocumentKind>>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { one_of } = serde_json::from_value(params)?;
    Ok(Bound::case(move |dossier, out| {
        let unknown = |d: &DocumentFacts| d.kind() == DocumentKind::Unrecognised;
        for group in &one_of {
            let Some(asked) = group.first() else { continue };
            if dossier.documents.iter().any(|d| group.contains(&d.kind())) {
                continue;
            }
            let hinted = |d: &&DocumentFacts| d.hint.is_some_and(|h| group.contains(&h));
            // Handed in as this kind and not legible: what is wrong with the file is reported there.
            if dossier.documents.iter().filter(hinted).any(unknown) {
                out.not_checked(None, "a file uploaded as this kind could not be recognised");
                continue;
            }
            let doubtful = dossier
                .documents
                .iter()
                .any(|d| hinted(&d) || (unknown(d) && d.hint.is_none()));
            let severity = if doubtful || !dossier.ocr {
                Severity::Review
            } else {
                Severity::Reject
            };
            out.push_lowered(severity, Locus::Case, None, Evidence::text(asked), Evidence::None);
        }
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(documents: Vec<DocumentFacts>) -> Vec<Severity> {
        let rule = json!({ "one_of": [["id-card-emblem", "id-card-both"]] });
        run(&CHECK, rule, &dossier(documents))
            .findings
            .iter()
            .map(|f| f.severity)
            .collect()
    }

    #[test]
    fn fires_when_no_kind_of_a_group_is_there() {
        assert_eq!(
            found(vec![document("a.jpg", DocumentKind::IdCardPortrait)]),
            [Severity::Reject]
        );
        assert!(found(vec![document("a.jpg", DocumentKind::IdCardBoth)]).is_empty());
    }

    #[test]
    fn what_could_be_it_is_for_a_person() {
        let mut lost = document("b.jpg", DocumentKind::Unrecognised);
        assert_eq!(found(vec![lost.clone()]), [Severity::Review]);
        lost.hint = Some(DocumentKind::IdCardEmblem);
        assert!(found(vec![lost]).is_empty());
        let mut other = document("b.jpg", DocumentKind::IdCardPortrait);
        other.hint = Some(DocumentKind::IdCardEmblem);
        assert_eq!(found(vec![other]), [Severity::Review]);
    }
}
