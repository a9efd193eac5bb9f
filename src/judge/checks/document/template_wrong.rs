//! `document.template-wrong`

use crate::finding::{Evidence, Locus};
use crate::hanzi;
use crate::intake::case::SubjectKind;
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::place::PROVINCES;

/// The check.
pub static CHECK: Check = Check {
    code: "document.template-wrong",
    zh: "“{document}”使用的模板为“{actual}”，应为“{expected}”的模板。",
    en: "\"{document}\" is on the form of \"{actual}\", not of \"{expected}\".",
    suggest_zh: "请下载本省、本主体类型的模板重新打印、签字（盖章）后上传。",
    suggest_en: "Print the form of this province and kind of subject, sign (and stamp) it, and upload it.",
    docs: include_str!("template_wrong.md"),
    bind,
};

/// Lines of a heading.
const HEADING: usize = 6;

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(|(index, document), dossier, out| {
        let (Some(d), Some(page)) = (dossier.declaration(), document.pages.first()) else {
            return Looked::no("no declaration or no page");
        };
        if d.ignores_word("/subject/kind") {
            return Looked::no("a word of the declaration was ignored");
        }
        let individual = d.subject.kind == SubjectKind::Individual;
        let mut any = false;
        for line in page.lines.iter().take(HEADING) {
            let text = hanzi::fold_filing(&line.text);
            let heading = ["核验单", "承诺书", "告知书", "通信管理局"]
                .iter()
                .any(|w| text.contains(w));
            if !heading {
                continue;
            }
            any = true;
            let place = Locus::Region(index, 1, line.area);
            // A unit's own name may begin with a province; a heading names the bureau, or the province before "网站备案".
            let province = PROVINCES.iter().find(|p| {
                [p.full, p.short].iter().any(|name| {
                    text.contains(&format!("{name}通信管理局"))
                        || text.contains(&format!("{name}网站备案"))
                        || text.contains(&format!("{name}单位网站"))
                        || text.contains(&format!("{name}个人网站"))
                })
            });
            if let Some(other) = province.filter(|p| p.code != d.province.code) {
                out.push(place, Evidence::text(d.province.full), Evidence::text(other.full));
            }
            let unit = ["单位网站", "企业网站", "(单位)", "(企业)"]
                .iter()
                .any(|w| text.contains(w));
            let person = ["个人网站", "(个人)"].iter().any(|w| text.contains(w));
            if unit && !person && individual {
                out.push(place, Evidence::said("个人"), Evidence::said("单位"));
            } else if person && !unit && !individual {
                out.push(place, Evidence::said("单位"), Evidence::said("个人"));
            }
        }
        Looked::if_any(any, "no heading was read")
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(title: &str, kind: SubjectKind) -> usize {
        let form =
            document("f.jpg", DocumentKind::VerificationForm).with_lines(&[title, "主办者名称", "广东省网站科技公司"]);
        let mut d = declaration();
        d.subject.kind = kind;
        run(&CHECK, json!({}), &dossier_of(d, vec![form])).findings.len()
    }

    #[test]
    fn fires_on_anothers_form() {
        assert_eq!(found("网站备案信息真实性核验单", SubjectKind::Enterprise), 0);
        assert_eq!(found("四川省网站备案信息真实性核验单", SubjectKind::Enterprise), 0);
        assert_eq!(found("广东省网站备案信息真实性核验单", SubjectKind::Enterprise), 1);
        assert_eq!(found("网站备案信息真实性核验单（个人）", SubjectKind::Enterprise), 1);
        assert_eq!(found("四川省个人网站备案承诺书", SubjectKind::Individual), 0);
        assert_eq!(found("四川省单位网站备案承诺书", SubjectKind::Individual), 1);
        // Of either word.
        assert_eq!(found("广东省网站核准承诺书", SubjectKind::Enterprise), 1);
    }
}
