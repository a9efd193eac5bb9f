//! `document.seal-missing`

use super::{OURS, is_authority, likeness};
use crate::finding::{Evidence, Locus, Severity};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::judge::dossier::DocumentFacts;
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::measure::Colour;
use crate::read::{Mark, MarkKind};

/// The check.
pub static CHECK: Check = Check {
    code: "document.seal-missing",
    zh: "“{document}”缺少公章。",
    en: "\"{document}\" bears no company seal.",
    suggest_zh: "请加盖主办单位公章后重新扫描上传。",
    suggest_en: "Stamp the paper with the company seal, scan and upload it again.",
    docs: include_str!("seal_missing.md"),
    bind,
};

/// Ring text is believed from this confidence on, when it says that a seal is an authority's.
const READ: f64 = 0.6;

/// Least number of seals; on a licence the registrar's is one of them. With words of authorities given, seals that all bear
/// one do not make up for the holder's.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min: usize,
    #[serde(default)]
    authorities: Vec<String>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min, authorities } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), dossier, out| {
        // A typed page is judged for that.
        if document.pages.is_empty() || document.pages.iter().all(|p| p.typed) {
            return Looked::no("not a picture of paper");
        }
        let seals: Vec<&Mark> = document.marks.iter().filter(|m| m.kind == MarkKind::Seal).collect();
        let own = dossier.declaration().is_some_and(|d| {
            seals
                .iter()
                .any(|m| m.text.as_deref().is_some_and(|t| likeness(t, &d.subject.name) >= OURS))
        });
        let theirs =
            |m: &&Mark| m.confidence >= READ && m.text.as_deref().is_some_and(|t| is_authority(t, &authorities));
        let own_lacks = !own && !authorities.is_empty() && seals.len() >= min && seals.iter().all(theirs);
        if own_lacks {
            out.push_lowered(
                Severity::Review,
                Locus::Document(index),
                None,
                Evidence::Number(min as f64, ""),
                Evidence::Number((min - 1) as f64, ""),
            );
        } else if seals.len() < min && !own {
            let grey = document
                .pages
                .iter()
                .all(|p| p.measured.colour != Colour::Colour && p.measured.colour != Colour::Unknown);
            // In a grey copy no red ring can be seen.
            let severity = if grey && seals.is_empty() && min > 1 {
                Severity::Review
            } else {
                Severity::Reject
            };
            out.push_lowered(
                severity,
                Locus::Document(index),
                None,
                Evidence::Number(min as f64, ""),
                Evidence::Number(seals.len() as f64, ""),
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
    fn counts_seals() {
        let found = |d: DocumentFacts, min: usize| run(&CHECK, json!({ "min": min }), &dossier(vec![d])).findings.len();
        let licence = document("a.pdf", DocumentKind::BusinessLicence);
        assert_eq!(found(licence.clone(), 1), 1);
        let one = licence.clone().with_mark(MarkKind::Seal, Some("成都市市场监督管理局"));
        assert_eq!((found(one.clone(), 1), found(one.clone(), 2)), (0, 1));
        assert_eq!(found(one.with_mark(MarkKind::Seal, None), 2), 0);
        let both = json!({ "min": 2, "authorities": ["市场监督管理局"] });
        let two = |second: &str| {
            licence
                .clone()
                .with_mark(MarkKind::Seal, Some("成都市市场监督管理局"))
                .with_mark(MarkKind::Seal, Some(second))
        };
        let severities = |d: DocumentFacts| {
            let found = run(&CHECK, both.clone(), &dossier(vec![d])).findings;
            found.iter().map(|f| f.severity).collect::<Vec<_>>()
        };
        assert_eq!(severities(two("四川省市场监督管理局")), [Severity::Review]);
        assert_eq!(severities(two("成都示例科技有限公司")), []);
        assert_eq!(severities(two("示?科")), []);
        let own =
            document("a.pdf", DocumentKind::BusinessLicence).with_mark(MarkKind::Seal, Some("成都示例科技有限公司"));
        assert_eq!(found(own, 2), 0);
    }
}
