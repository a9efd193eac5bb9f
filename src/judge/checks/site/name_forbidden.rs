//! `site.name-forbidden`

use crate::finding::Evidence;
use crate::hanzi;
use crate::judge::check::{Bound, Check, Looked};
use crate::judge::checks::facts::{Presence, presence, word_in};
use crate::kind::DocumentKind;
use crate::place;

/// The check.
pub static CHECK: Check = Check {
    code: "site.name-forbidden",
    zh: "网站名称“{actual}”含有禁用词“{expected}”。",
    en: "The site name \"{actual}\" holds the forbidden word \"{expected}\".",
    suggest_zh: "请更换网站名称。",
    suggest_en: "Choose another site name.",
    docs: include_str!("name_forbidden.md"),
    bind,
};

/// What may not stand in a site's name.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    /// Words.
    #[serde(default)]
    words: Vec<String>,
    /// A name made of a province's or city's name and a word for a portal: 怒江网.
    #[serde(default)]
    places: bool,
    /// A paper of these kinds allows the word.
    #[serde(default)]
    unless: Vec<DocumentKind>,
    /// Endings that allow the word.
    #[serde(default)]
    unless_ends: Vec<String>,
    /// The remarks may not hold the words either.
    #[serde(default)]
    in_remarks: bool,
}

/// Words that make a place's name that of a portal.
const PORTALS: &[&str] = &[
    "网",
    "在线",
    "热线",
    "之窗",
    "信息网",
    "信息港",
    "门户",
    "门户网",
    "门户网站",
    "资讯网",
    "新闻网",
    "生活网",
    "政府网",
    "政务网",
    "社区",
    "论坛",
    "论坛网",
    "网站",
    "便民网",
    "百姓网",
    "城市网",
];

/// The place a name is made of, where it is nothing but that and a word for a portal.
fn place_of(name: &str) -> Option<&'static str> {
    let provinces = place::PROVINCES.iter().flat_map(|p| [p.full, p.short]);
    let cities = place::CITIES.iter().flat_map(|c| [c.name, c.short]);
    provinces
        .chain(cities)
        .find(|p| name.strip_prefix(p).is_some_and(|rest| PORTALS.contains(&rest)))
}

/// Han characters that a name must share with the registered one, in a row, to be taken for it: a word such as 网络 has two,
/// and a brand of two stands before it (云帆网络).
const OWN: usize = 4;

/// A site's name without what it has of the subject's registered name: rules on words speak of how a site may be called, not of
/// a name that the registrar granted.
fn beside(name: &str, registered: &str) -> String {
    let (name, own): (Vec<char>, Vec<char>) = (
        hanzi::fold(name).chars().collect(),
        hanzi::fold(registered).chars().collect(),
    );
    let runs = (0..name.len()).flat_map(|from| (from + OWN..=name.len()).map(move |to| (from, to)));
    let shared = runs.filter(|(from, to)| {
        let run = name.get(*from..*to).unwrap_or_default();
        own.windows(run.len()).any(|w| w == run)
    });
    match shared.max_by_key(|(from, to)| (to - from, std::cmp::Reverse(*from))) {
        Some((from, to)) => {
            // A space keeps what stood before it apart from what stood behind.
            let rest = name.iter().take(from).chain([&' ']).chain(name.iter().skip(to));
            rest.collect()
        }
        None => name.into_iter().collect(),
    }
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let rule: Params = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |d, dossier, out| {
        if !rule.unless.is_empty() && presence(dossier, &rule.unless, &[]) == Presence::There {
            return Looked::Yes;
        }
        for (i, site) in d.sites.iter().enumerate() {
            let name = hanzi::fold(&site.name);
            let ends = rule.unless_ends.iter().any(|e| name.ends_with(hanzi::fold(e).as_str()));
            let place = place_of(&name).filter(|_| rule.places);
            let word = word_in(&beside(&site.name, &d.subject.name), &rule.words)
                .map(String::as_str)
                .or(place);
            if let Some(word) = word.filter(|_| !ends) {
                out.declared(
                    format!("/sites/{i}/name"),
                    Evidence::text(word),
                    Evidence::text(&site.name),
                );
            }
            if rule.in_remarks
                && let Some(remarks) = &site.remarks
                && let Some(word) = word_in(remarks, &rule.words)
            {
                out.declared(
                    format!("/sites/{i}/remarks"),
                    Evidence::text(word),
                    Evidence::text(remarks),
                );
            }
        }
        crate::judge::checks::facts::sites_looked(d)
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(name: &str) -> usize {
        let mut d = declaration();
        d.sites = vec![site(name, "a.cn")];
        run(&CHECK, json!({ "words": ["中国", "国家"] }), &dossier_of(d, Vec::new()))
            .findings
            .len()
    }

    #[test]
    fn fires_on_the_word_in_any_dress() {
        assert_eq!(
            (
                found("云帆网"),
                found("中国云帆网"),
                found("中 国云帆"),
                found("國家云帆")
            ),
            (0, 1, 1, 1)
        );
    }

    #[test]
    fn a_registered_name_may_be_called_what_it_is() {
        let found = |site_name: &str, registered: &str| {
            let mut d = declaration();
            d.subject.name = registered.to_owned();
            d.sites = vec![site(site_name, "a.cn")];
            run(&CHECK, json!({ "words": ["网络", "平台"] }), &dossier_of(d, Vec::new()))
                .findings
                .len()
        };
        let firm = "天津云帆网络科技有限公司";
        assert_eq!(
            (found("云帆网络科技", firm), found(firm, firm), found("云帆网络", firm)),
            (0, 0, 0)
        );
        // The brand alone grants no further word, and a word alone is nobody's name.
        assert_eq!(
            (
                found("云帆平台", firm),
                found("网络之家", firm),
                found("云帆网络平台", firm)
            ),
            (1, 1, 1)
        );
        assert_eq!(found("云帆网络", "天津云帆科技有限公司"), 1);
    }

    #[test]
    fn a_paper_or_an_ending_allows_it() {
        let rule = json!({ "words": ["论坛"], "unless": ["pre-approval"] });
        let mut d = declaration();
        d.sites = vec![site("云帆论坛", "a.cn")];
        let permit = document("p.pdf", DocumentKind::PreApproval);
        let with = |papers| run(&CHECK, rule.clone(), &dossier_of(d.clone(), papers)).findings.len();
        assert_eq!((with(Vec::new()), with(vec![permit])), (1, 0));
        let college = |name: &str| {
            let mut d = declaration();
            d.sites = vec![site(name, "a.cn")];
            let rule = json!({ "words": ["学院"], "unless_ends": ["（内部学院）"] });
            run(&CHECK, rule, &dossier_of(d, Vec::new())).findings.len()
        };
        assert_eq!((college("云帆学院"), college("云帆学院(内部学院)")), (1, 0));
    }

    #[test]
    fn a_place_alone_is_no_name_and_remarks_count_where_asked() {
        let of = |name: &str| {
            let mut d = declaration();
            d.sites = vec![site(name, "a.cn")];
            run(&CHECK, json!({ "places": true }), &dossier_of(d, Vec::new()))
                .findings
                .len()
        };
        assert_eq!(
            (
                of("怒江网"),
                of("怒江傈僳族自治州门户网站"),
                of("怒江咖啡网"),
                of("云帆网")
            ),
            (1, 1, 0, 0)
        );
        let mut d = declaration();
        d.sites[0].remarks = Some("个人博客".into());
        let rule = json!({ "words": ["博客"], "in_remarks": true });
        assert_eq!(run(&CHECK, rule, &dossier_of(d, Vec::new())).findings.len(), 1);
    }
}
