//! A message to the submitter: what must be mended, and apart from it what is to be confirmed; each thing once, with all papers
//! it is about. It holds no codes, no rules, no confidence, and nothing of other people's cases: those are the reviewer's.

use super::Lang;
use super::model::{FindingRow, Report, SiteRow};
use super::plain::plain;
use super::render::{called, reason};
use crate::finding::Severity;
use crate::intake::case::Wording;

/// Longest sentence quoted, characters.
const LONGEST: usize = 300;

/// Findings that are ours or the reviewer's business: there is nothing for the submitter to mend.
const OURS: &[&str] = &[
    "case.declaration-incomplete",
    "case.declaration-invalid",
    "case.declaration-missing",
    "case.duplicate-id",
    "file.reader-failed",
    "file.polyglot",
    "match.uncertain",
    "site.name-unrelated",
];
/// Findings whose sentence names other people's cases: only what to do is told.
const OF_OTHERS: &[&str] = &[
    "case.duplicate-subject",
    "contact.phone-reused",
    "domain.reused",
    "file.reused",
    "person.reused",
    "site.name-reused",
];

/// What the submitter is asked: once for all places where the same is wrong.
struct Item<'a> {
    severity: Severity,
    code: &'a str,
    todo: Option<&'a str>,
    /// What is wrong, with a gap where the sentence names its paper, and the findings that say so.
    wrong: Vec<(String, Vec<&'a FindingRow>)>,
}

/// Stands in a sentence in the place of the paper it names.
const GAP: &str = "\u{0}";

/// Words of a house around a message; `None`: the program's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// In the place of "您好".
    pub opening: Option<String>,
    /// In the place of the request to submit again.
    pub closing: Option<String>,
}

/// The message, ready to be sent; one newline at its end.
pub fn to_notice(report: &Report, lang: Lang) -> String {
    in_frame(report, lang, &Frame::default())
}

/// The same between a house's own words.
pub fn in_frame(report: &Report, lang: Lang, frame: &Frame) -> String {
    let items = items(report);
    let mut out = greeting(report, lang, frame.opening.as_deref());
    if items.is_empty() {
        out.push_str(lang.pick("没有需要您修改的内容。\n", "There is nothing for you to mend.\n"));
        return out;
    }
    let parts = [
        (Severity::Reject, lang.pick("必须修改", "To be mended"), ""),
        (
            Severity::Review,
            lang.pick("请确认", "Please confirm"),
            lang.pick(
                "以下内容初审无法确定，请逐项核对：有误的请改正，无误的请在重新提交时说明。\n",
                "The review could not settle these. Mend what is wrong; where all is right, say so when you submit again.\n",
            ),
        ),
    ];
    let mut part_number = 0;
    for (severity, title, say) in parts {
        let of: Vec<&Item<'_>> = items.iter().filter(|i| i.severity == severity).collect();
        if of.is_empty() {
            continue;
        }
        part_number += 1;
        let (zh, en) = (["一", "二"], ["A", "B"]);
        let at = part_number - 1;
        out.push_str(&match lang {
            Lang::Zh => format!("\n{}、{title}（{} 项）\n{say}", zh[at], of.len()),
            Lang::En => format!("\n{}. {title} ({})\n{say}", en[at], of.len()),
        });
        for (n, item) in of.iter().enumerate() {
            out.push_str(&format!("{}. {}\n", n + 1, lines(item, report, lang).join("\n   ")));
        }
    }
    let own = lang.pick(
        "请按以上内容处理后重新提交，我们会尽快再次审核。谢谢您的配合。",
        "Submit again when this is done; we will look at it soon. Thank you.",
    );
    out.push_str(&format!("\n{}\n", frame.closing.as_deref().unwrap_or(own)));
    out
}

/// Whom it is for, and which case, sites and domains it is about.
fn greeting(report: &Report, lang: Lang, opening: Option<&str>) -> String {
    let case = &report.case;
    let subject = case.subject.as_deref().map(|s| plain(s, 80)).unwrap_or_default();
    let id = plain(&case.id, 128);
    let own = match lang {
        Lang::Zh if subject.is_empty() => "您好：\n\n".to_owned(),
        Lang::Zh => format!("{subject}，您好：\n\n"),
        Lang::En if subject.is_empty() => "Dear submitter,\n\n".to_owned(),
        Lang::En => format!("Dear {subject},\n\n"),
    };
    let mut out = opening.map_or(own, |o| format!("{o}\n\n"));
    out.push_str(&match lang {
        Lang::Zh => {
            let word = case.wording.as_deref().and_then(Wording::from_name);
            let done = called("您提交的备案材料已完成初审。", word.unwrap_or(Wording::Filing));
            format!("{done}\n案件编号：{id}\n")
        }
        Lang::En => format!("The preliminary review of your filing is done.\nCase: {id}\n"),
    });
    let site = |s: &SiteRow| {
        let domains: Vec<String> = s.domains.iter().map(|d| plain(d, 80)).collect();
        let domains = domains.join(lang.pick("、", ", "));
        match lang {
            Lang::Zh => format!("“{}”（{domains}）", plain(&s.name, 80)),
            Lang::En => format!("\"{}\" ({domains})", plain(&s.name, 80)),
        }
    };
    let sites: Vec<String> = case.sites.iter().map(site).collect();
    if !sites.is_empty() {
        out.push_str(lang.pick("网站：", "Sites: "));
        out.push_str(&sites.join(lang.pick("、", ", ")));
        out.push('\n');
    }
    out
}

/// What is asked, in the order of the report; of the same cause in several papers one item.
fn items(report: &Report) -> Vec<Item<'_>> {
    let mut out: Vec<Item<'_>> = Vec::new();
    let told = |f: &&FindingRow| f.severity > Severity::Note && !OURS.contains(&f.code.as_str());
    for f in report.findings.iter().filter(told) {
        let todo = f.suggest.as_deref();
        let same = |i: &Item<'_>| i.severity == f.severity && i.code == f.code && i.todo == todo;
        let at = out.iter().position(same).unwrap_or_else(|| {
            out.push(Item {
                severity: f.severity,
                code: &f.code,
                todo,
                wrong: Vec::new(),
            });
            out.len() - 1
        });
        let cause = cause(f);
        let Some(item) = out.get_mut(at) else { continue };
        match item.wrong.iter_mut().find(|(c, _)| *c == cause) {
            Some((_, findings)) => findings.push(f),
            None => item.wrong.push((cause, vec![f])),
        }
    }
    out
}

/// The sentence with a gap for its paper; nothing where it would name other people's cases.
fn cause(f: &FindingRow) -> String {
    if OF_OTHERS.contains(&f.code.as_str()) {
        return String::new();
    }
    let message = plain(&f.message, LONGEST);
    let Some(path) = f.document.as_deref().map(|d| plain(d, super::render::LONGEST)) else {
        return message;
    };
    let named = [format!("“{path}”"), format!("\"{path}\"")];
    let found = named.iter().find(|n| message.contains(n.as_str()));
    found.map_or(message.clone(), |n| message.replacen(n.as_str(), GAP, 1))
}

/// An item as lines: what is wrong and where, then what to do.
fn lines(item: &Item<'_>, report: &Report, lang: Lang) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (cause, findings) in &item.wrong {
        let mut places: Vec<String> = Vec::new();
        for place in findings.iter().filter_map(|f| place(f, report, lang)) {
            if !places.contains(&place) {
                places.push(place);
            }
        }
        let places = places.join(lang.pick("、", ", "));
        let line = match (cause.contains(GAP), places.is_empty()) {
            (true, _) => cause.replacen(GAP, &places, 1),
            (false, true) => cause.clone(),
            (false, false) if cause.is_empty() => places,
            (false, false) => format!("{places}{}{cause}", lang.pick("：", ": ")),
        };
        if !line.is_empty() {
            out.push(line);
        }
    }
    if out.len() > 1 {
        for line in &mut out {
            line.insert_str(0, "- ");
        }
        out.insert(0, super::words::meaning(item.code, lang));
    }
    out.extend(item.todo.map(|t| plain(t, LONGEST)));
    let copies = item
        .wrong
        .iter()
        .flat_map(|(_, findings)| findings)
        .filter_map(|f| f.copy.as_deref());
    let mut copies: Vec<String> = copies
        .map(|c| format!("{}{}", lang.pick("可复制：", "To copy: "), plain(c, LONGEST)))
        .collect();
    copies.dedup();
    out.extend(copies);
    out
}

/// The paper a finding is about, or the site or domain where the sentence does not name it.
fn place(f: &FindingRow, report: &Report, lang: Lang) -> Option<String> {
    let unnamed = |name: &str| (!f.message.contains(name)).then(|| plain(name, 80));
    let Some(path) = f.document.as_deref() else {
        let mut parts = f.field.as_deref()?.split('/').skip(1);
        let (list, at) = (parts.next()?, parts.next()?.parse::<usize>().ok()?);
        return match list {
            "sites" if report.case.sites.len() > 1 => {
                let name = unnamed(&report.case.sites.get(at)?.name)?;
                Some(lang.pick("网站“{}”", "site \"{}\"").replace("{}", &name))
            }
            "domains" => {
                let name = unnamed(report.case.domains.get(at)?)?;
                Some(lang.pick("域名“{}”", "domain \"{}\"").replace("{}", &name))
            }
            _ => None,
        };
    };
    let row = report.documents.iter().find(|d| d.path == path);
    let kind = row.map(|d| reason(d.kind.name(), lang));
    let page = f
        .page
        .filter(|_| row.is_some_and(|d| d.pages.len() > 1))
        .map(|p| match lang {
            Lang::Zh => format!("第 {p} 页"),
            Lang::En => format!("page {p}"),
        });
    // The sentence may tell the page itself.
    let page = page.filter(|p| !f.message.to_lowercase().contains(p.as_str()));
    let more: Vec<String> = kind.into_iter().chain(page).collect();
    let path = plain(path, super::render::LONGEST);
    Some(match lang {
        Lang::Zh => format!("“{path}”（{}）", more.join("，")),
        Lang::En => format!("\"{path}\" ({})", more.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::Date;
    use crate::report::build::unread_case;
    use crate::report::model::Tool;

    fn report(rows: Vec<(&str, Severity, &str)>) -> Report {
        let tool = Tool {
            version: "0".into(),
            rules: "r".into(),
            models: "none".into(),
        };
        let day: Date = "2026-06-01".parse().unwrap();
        let mut report = unread_case("a", day, &tool, "file.corrupt", "x", Lang::Zh);
        let row = report.findings.remove(0);
        report.findings = rows
            .into_iter()
            .map(|(code, severity, message)| FindingRow {
                code: code.to_owned(),
                severity,
                message: message.to_owned(),
                suggest: Some("请改正。".to_owned()),
                ..row.clone()
            })
            .collect();
        report
    }

    #[test]
    fn is_called_as_the_declaration_calls_it() {
        let mut report = report(Vec::new());
        report.case.wording = Some("approval".to_owned());
        let notice = to_notice(&report, Lang::Zh);
        assert!(notice.contains("您提交的核准材料已完成初审。"), "{notice}");
    }

    #[test]
    fn says_what_to_mend_and_no_code() {
        let text = to_notice(
            &report(vec![
                ("site.name-forbidden", Severity::Reject, "网站名称含有禁用词。"),
                ("site.name-forbidden", Severity::Reject, "网站名称含有禁用词。"),
                ("image.skewed", Severity::Note, "图像倾斜。"),
                ("contact.phone-reused", Severity::Review, "与案件 other-7 相同。"),
                ("match.uncertain", Severity::Review, "识别置信度不足。"),
            ]),
            Lang::Zh,
        );
        assert_eq!(text.matches("网站名称含有禁用词。").count(), 1, "{text}");
        for hidden in ["site.name", "图像倾斜", "other-7", "置信度"] {
            assert!(!text.contains(hidden), "{text}");
        }
    }

    /// A report with two papers and these findings about them or the declaration.
    fn of_papers(findings: Vec<serde_json::Value>) -> Report {
        let mut report = report(Vec::new());
        report.case.subject = Some("示例云帆科技有限公司".to_owned());
        report.case.sites = ["云帆之家", "云帆商城"]
            .iter()
            .zip(["yunfan.cn", "shop.cn"])
            .map(|(name, domain)| SiteRow {
                name: (*name).to_owned(),
                domains: vec![domain.to_owned()],
            })
            .collect();
        report.case.domains = vec!["yunfan.cn".to_owned(), "shop.cn".to_owned()];
        let paper = |path: &str, kind: &str| {
            let page = serde_json::json!({ "width": 1, "height": 1, "dpi": null, "colour": "colour", "orientation": 0, "text_source": "ocr", "metrics": {} });
            serde_json::from_value(serde_json::json!({
                "path": path, "bytes": 1, "sha256": "", "format": "jpeg", "kind": kind, "kind_confidence": 1.0, "origin": "scan",
                "marks": [], "fields": {}, "partial": false, "pages": [page, page]
            }))
            .unwrap()
        };
        report.documents = vec![paper("a.jpg", "business-licence"), paper("b.jpg", "id-card-emblem")];
        report.findings = findings
            .into_iter()
            .map(|f| serde_json::from_value(f).unwrap())
            .collect();
        report
    }

    #[test]
    fn each_thing_is_said_once_with_its_papers_and_apart_from_what_is_to_be_confirmed() {
        let finding = |severity: &str,
                       code: &str,
                       document: Option<&str>,
                       field: Option<&str>,
                       message: &str,
                       suggest: &str| {
            serde_json::json!({ "code": code, "severity": severity, "message": message, "document": document, "page": document.map(|_| 2),
                "field": field, "suggest": suggest })
        };
        let text = to_notice(
            &of_papers(vec![
                finding(
                    "reject",
                    "image.underexposed",
                    Some("a.jpg"),
                    None,
                    "“a.jpg”画面过暗。",
                    "请在明亮处重新拍摄。",
                ),
                finding(
                    "reject",
                    "image.underexposed",
                    Some("b.jpg"),
                    None,
                    "“b.jpg”画面过暗。",
                    "请在明亮处重新拍摄。",
                ),
                finding(
                    "reject",
                    "domain.expired",
                    None,
                    Some("/domains/1/expires_on"),
                    "域名已于 2026年1月1日 到期。",
                    "请续费。",
                ),
                finding(
                    "review",
                    "site.name-format",
                    None,
                    Some("/sites/1/name"),
                    "网站名称“云帆商城”格式不符合要求。",
                    "请更换。",
                ),
                finding(
                    "review",
                    "image.glare",
                    Some("a.jpg"),
                    None,
                    "“a.jpg”有反光，遮挡约 2% 的内容。",
                    "请避开灯光。",
                ),
                finding(
                    "review",
                    "image.glare",
                    Some("b.jpg"),
                    None,
                    "“b.jpg”有反光，遮挡约 3% 的内容。",
                    "请避开灯光。",
                ),
                finding(
                    "review",
                    "match.name",
                    Some("a.jpg"),
                    Some("name"),
                    "材料上的主体名称为“甲”，与申报的“乙”不一致。",
                    "请更正。",
                ),
            ]),
            Lang::Zh,
        );
        let wanted = "示例云帆科技有限公司，您好：

您提交的备案材料已完成初审。
案件编号：a
网站：“云帆之家”（yunfan.cn）、“云帆商城”（shop.cn）

一、必须修改（2 项）
1. “a.jpg”（营业执照，第 2 页）、“b.jpg”（身份证国徽面，第 2 页）画面过暗。
   请在明亮处重新拍摄。
2. 域名“shop.cn”：域名已于 2026年1月1日 到期。
   请续费。

二、请确认（3 项）
以下内容初审无法确定，请逐项核对：有误的请改正，无误的请在重新提交时说明。
1. 网站名称“云帆商城”格式不符合要求。
   请更换。
2. 反光遮挡
   - “a.jpg”（营业执照，第 2 页）有反光，遮挡约 2% 的内容。
   - “b.jpg”（身份证国徽面，第 2 页）有反光，遮挡约 3% 的内容。
   请避开灯光。
3. “a.jpg”（营业执照，第 2 页）：材料上的主体名称为“甲”，与申报的“乙”不一致。
   请更正。

请按以上内容处理后重新提交，我们会尽快再次审核。谢谢您的配合。
";
        assert_eq!(text, wanted);
    }

    #[test]
    fn nothing_to_mend_is_said() {
        assert!(to_notice(&report(Vec::new()), Lang::En).contains("nothing for you to mend"));
    }
}
