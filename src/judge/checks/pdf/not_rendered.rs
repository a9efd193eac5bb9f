//! `pdf.not-rendered`

use crate::decode::Unshown;
use crate::finding::{Evidence, Locus};
use crate::geometry::PixelBox;
use crate::judge::check::{Bound, Check, Looked, no_parameters};
use crate::judge::checks::image::annotation;
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "pdf.not-rendered",
    zh: "“{document}”第 {page} 页含有未能读取的表单内容或批注（{actual}）。",
    en: "Page {page} of \"{document}\" holds form values or annotations that could not be read ({actual}).",
    suggest_zh: "请打印成纸后扫描，或用“打印为 PDF”导出后重新上传。",
    suggest_en: "Print and scan it, or export it by printing to PDF, and upload it again.",
    docs: include_str!("not_rendered.md"),
    bind,
};

/// Things of one page that are named.
const NAMED: usize = 5;

/// Those of one page as a phrase.
fn named(all: &[Unshown]) -> Evidence {
    let zh = |u: &Unshown| match (u.kind.as_str(), u.said.as_str()) {
        ("Widget", said) => format!("表单域“{said}”"),
        (kind, "") => annotation(kind).to_owned(),
        (kind, said) => format!("{}“{said}”", annotation(kind)),
    };
    let en = |u: &Unshown| match (u.kind.as_str(), u.said.as_str()) {
        ("Widget", said) => format!("form field “{said}”"),
        (kind, "") => format!("annotation of type {kind}"),
        (kind, said) => format!("annotation of type {kind} “{said}”"),
    };
    let some = all.iter().take(NAMED);
    Evidence::Phrase {
        zh: some.clone().map(zh).collect::<Vec<_>>().join("、"),
        en: some.map(en).collect::<Vec<_>>().join(", "),
    }
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_page(|(index, _, number, page), _, out| {
        let area = page.unshown.iter().map(|u| u.area).reduce(PixelBox::union);
        if let Some(area) = area {
            out.push(Locus::Region(index, number, area), Evidence::None, named(&page.unshown));
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
    fn names_what_could_not_be_shown() {
        let mut d = document("a.pdf", DocumentKind::DomainCertificate);
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        let unshown = |kind: &str, said: &str, y| Unshown {
            kind: kind.to_owned(),
            said: said.to_owned(),
            area: PixelBox::from_edges(10, y, 50, y + 10),
        };
        d.pages[0].unshown = vec![unshown("Widget", "林泽宇", 10), unshown("Square", "", 40)];
        let found = run(&CHECK, json!({}), &dossier(vec![d])).findings;
        assert_eq!(
            found[0].locus,
            Locus::Region(0, 1, PixelBox::from_edges(10, 10, 50, 50))
        );
        assert_eq!(
            found[0].actual,
            Evidence::Phrase {
                zh: "表单域“林泽宇”、矩形批注".to_owned(),
                en: "form field “林泽宇”, annotation of type Square".to_owned(),
            }
        );
    }
}
