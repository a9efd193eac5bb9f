//! `site.pre-approval-missing`, `site.telecom-licence-missing`: papers that a site's content, or a word, needs.

use std::collections::BTreeMap;

use crate::finding::{Evidence, Locus, Severity};
use crate::hanzi;
use crate::intake::case::Content;
use crate::judge::check::{Bound, Check, Looked};
use crate::judge::checks::facts::{Presence, business_scope, presence, word_in};
use crate::judge::dossier::{DocumentFacts, Dossier};
use crate::judge::pack::nearest;
use crate::kind::DocumentKind;
use crate::kind::spec::CueKind;

/// `site.pre-approval-missing`
pub static PRE_APPROVAL: Check = Check {
    code: "site.pre-approval-missing",
    zh: "网站涉及需前置审批的内容，但未提供“{expected}”。",
    en: "The site's content needs the permit \"{expected}\", which is not in the case.",
    suggest_zh: "请上传“{expected}”。",
    suggest_en: "Upload the permit ({expected}).",
    docs: include_str!("pre_approval_missing.md"),
    bind: |params| bind_permit(params, DocumentKind::PreApproval),
};

/// `site.telecom-licence-missing`
pub static TELECOM_LICENCE: Check = Check {
    code: "site.telecom-licence-missing",
    zh: "电商类网站未提供“{expected}”。",
    en: "An e-commerce site comes without the telecom licence ({expected}).",
    suggest_zh: "请上传“{expected}”。",
    suggest_en: "Upload the telecom licence.",
    docs: include_str!("telecom_licence_missing.md"),
    bind: |params| bind_permit(params, DocumentKind::TelecomLicence),
};

/// What needs a permit.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Permits {
    /// Content of a site → its permit.
    #[serde(default)]
    contents: BTreeMap<String, String>,
    /// Word → its permit.
    #[serde(default)]
    words: BTreeMap<String, String>,
    /// Where the words are looked for.
    #[serde(default = "names")]
    look_in: Vec<LookIn>,
    /// Words in the remarks that say that nothing of the sort is done, and will do instead.
    #[serde(default)]
    unless_remark: Vec<String>,
    /// Content of a site → titles of the permits that stand for it. One of another title does not; one whose title is not known, and
    /// any where nothing is listed, does.
    #[serde(default)]
    accept: BTreeMap<String, Vec<String>>,
    /// A letter of commitment (承诺书), or a statement (情况说明书), will do instead.
    #[serde(default)]
    letter_will_do: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum LookIn {
    /// The subject's name.
    SubjectName,
    /// The site's name.
    SiteName,
    /// The site's domains, before their suffix.
    Domain,
    /// The scope of business read on the licence.
    Scope,
}

fn names() -> Vec<LookIn> {
    vec![LookIn::SiteName]
}

/// The same by the contents that the words name.
fn by_content<T>(table: BTreeMap<String, T>) -> Result<BTreeMap<Content, T>, serde_json::Error> {
    let each = table.into_iter().map(|(word, value)| {
        let near = || nearest(&word, Content::ALL.iter().map(|c| c.name()));
        let content = Content::from_name(&word).ok_or_else(|| serde::de::Error::custom(near()))?;
        Ok((content, value))
    });
    each.collect()
}

/// Whether a paper's title is one of these; where neither is known, it is taken for one.
fn is_titled(paper: &DocumentFacts, titles: &[String]) -> bool {
    let spec = crate::kind::spec(paper.recognised.kind);
    let heading = |b: &&String| {
        let cues = spec.iter().flat_map(|s| s.cues);
        cues.filter(|c| c.kind == CueKind::Title).any(|c| c.words == b.as_str())
    };
    let mut headings = paper.recognised.basis.iter().filter(heading).peekable();
    let one_of = |b: &String| {
        titles
            .iter()
            .map(|t| hanzi::fold_filing(t))
            .any(|t| t.contains(&hanzi::fold_filing(b)) || hanzi::fold_filing(b).contains(&t))
    };
    titles.is_empty() || headings.peek().is_none() || headings.any(one_of)
}

/// Whether a letter or a statement (情况说明书) is among the papers.
fn has_letter(dossier: &Dossier) -> bool {
    let statement = |p: &DocumentFacts| {
        p.recognised.kind == DocumentKind::Other && p.recognised.basis.iter().any(|b| b.starts_with("情况说明"))
    };
    presence(dossier, &[DocumentKind::CommitmentLetter], &[]) == Presence::There
        || dossier.documents.iter().any(statement)
}

/// Binds a check that asks for a paper of one kind where a site's content, or a word, needs it.
fn bind_permit(params: serde_json::Value, kind: DocumentKind) -> Result<Bound, serde_json::Error> {
    let rule: Permits = serde_json::from_value(params)?;
    let contents = by_content(rule.contents)?;
    let accept = by_content(rule.accept)?;
    let (words, look_in) = (rule.words, rule.look_in);
    let (unless_remark, letter_will_do) = (rule.unless_remark, rule.letter_will_do);
    Ok(Bound::declaration(move |d, dossier, out| {
        let given: Vec<&DocumentFacts> = dossier.documents.iter().filter(|p| p.assumed_kind() == kind).collect();
        if letter_will_do && has_letter(dossier) {
            return Looked::Yes;
        }
        let scope = if look_in.contains(&LookIn::Scope) {
            business_scope(dossier, 0.8)
        } else {
            String::new()
        };
        // The first site or service that needs the paper speaks for the case: one paper is asked.
        let offers = d.offers();
        let asked = offers.iter().find_map(|site| {
            let at = &site.pointer;
            let remark = site.remarks.unwrap_or_default();
            if word_in(remark, &unless_remark).is_some() {
                return None;
            }
            let stands = |c: &Content| {
                let titles = accept.get(c).map_or(&[][..], Vec::as_slice);
                given.iter().any(|p| is_titled(p, titles))
            };
            let by_content = site.content.iter().find_map(|c| contents.get(c).filter(|_| !stands(c)));
            if let Some(permit) = by_content {
                return Some((format!("{at}/content"), permit, None));
            }
            if !given.is_empty() {
                return None;
            }
            let domains: Vec<&str> = site.domains.iter().map(|(_, name)| *name).collect();
            let domains = domains.join(" ");
            let holds = |word: &str, place: LookIn| {
                let text = match place {
                    LookIn::SubjectName => d.subject.name.as_str(),
                    LookIn::SiteName => site.name,
                    LookIn::Domain => domains.as_str(),
                    LookIn::Scope => scope.as_str(),
                };
                hanzi::fold(text).contains(hanzi::fold(word).as_str())
            };
            look_in.iter().find_map(|place| {
                let (word, permit) = words.iter().find(|(word, _)| holds(word, *place))?;
                let at = match place {
                    LookIn::SubjectName => "/subject/name".to_owned(),
                    LookIn::SiteName => format!("{at}/name"),
                    LookIn::Domain => format!("{at}/domains"),
                    LookIn::Scope => "business-scope".to_owned(),
                };
                Some((at, permit, Some(word)))
            })
        });
        let Some((at, permit, word)) = asked else {
            // What is not told may need a permit.
            let untold = offers.iter().any(|s| {
                (!contents.is_empty() && s.content.is_empty())
                    || (look_in.contains(&LookIn::Domain) && s.domains.is_empty())
            });
            let unread = look_in.contains(&LookIn::Scope) && scope.is_empty();
            let known = !given.is_empty() || !offers.is_empty() && !untold && !unread;
            return Looked::if_any(
                known,
                "the content of a site, its domains or the scope of business are not known",
            );
        };
        let severity = if dossier.has_unknowns() {
            Severity::Review
        } else {
            Severity::Reject
        };
        let actual = word.map_or(Evidence::None, Evidence::text);
        out.push_lowered(severity, Locus::Case, Some(at), Evidence::text(permit), actual);
        Looked::Yes
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_without_the_permit() {
        let permits = [
            (&PRE_APPROVAL, DocumentKind::PreApproval),
            (&TELECOM_LICENCE, DocumentKind::TelecomLicence),
        ];
        for (check, kind) in permits {
            let rule = json!({ "contents": { "drug": "资格证书" } });
            let mut d = declaration();
            assert!(
                run(check, rule.clone(), &dossier_of(d.clone(), Vec::new()))
                    .findings
                    .is_empty()
            );
            d.sites[0].content = vec![Content::Drug];
            assert_eq!(
                run(check, rule.clone(), &dossier_of(d.clone(), Vec::new())).findings[0].severity,
                Severity::Reject
            );
            let unknown = document("x.jpg", DocumentKind::Unrecognised);
            assert_eq!(
                run(check, rule.clone(), &dossier_of(d.clone(), vec![unknown])).findings[0].severity,
                Severity::Review
            );
            let given = document("p.pdf", kind);
            assert!(run(check, rule, &dossier_of(d, vec![given])).findings.is_empty());
        }
    }

    #[test]
    fn a_permit_for_another_content_does_not_stand_for_it() {
        let rule = json!({ "contents": { "drug": "资格证书" }, "accept": { "drug": ["互联网药品信息服务资格证书"] } });
        let found = |title: &str| {
            let mut d = declaration();
            d.sites[0].content = vec![Content::Drug];
            let mut permit = document("p.pdf", DocumentKind::PreApproval);
            permit.recognised.basis = vec![title.to_owned(), "编号".to_owned()];
            run(&PRE_APPROVAL, rule.clone(), &dossier_of(d, vec![permit]))
                .findings
                .len()
        };
        assert_eq!(found("互联网药品信息服务资格证书"), 0);
        assert_eq!(found("网络文化经营许可证"), 1);
        // A title that was not read.
        assert_eq!(found("发证机关"), 0);
    }

    #[test]
    fn words_ask_for_a_permit_too() {
        let of = |place: &str, change: fn(&mut crate::intake::Declaration)| {
            let mut d = declaration();
            change(&mut d);
            let rule = json!({ "words": { "游戏": "游戏版号", "game": "游戏版号" }, "look_in": [place], "unless_remark": ["不涉及游戏"] });
            run(&PRE_APPROVAL, rule, &dossier_of(d, Vec::new())).findings.len()
        };
        assert_eq!(of("site-name", |d| d.sites[0].name = "云帆游戏".into()), 1);
        assert_eq!(of("subject-name", |d| d.sites[0].name = "云帆游戏".into()), 0);
        assert_eq!(of("domain", |d| d.sites[0].domains = vec!["my-game.cn".into()]), 1);
        let excused = |d: &mut crate::intake::Declaration| {
            d.sites[0].name = "云帆游戏".into();
            d.sites[0].remarks = Some("本网站不涉及游戏内容".into());
        };
        assert_eq!(of("site-name", excused), 0);
        assert!((PRE_APPROVAL.bind)(json!({ "contents": { "drugs": "x" } })).is_err());
    }
}
