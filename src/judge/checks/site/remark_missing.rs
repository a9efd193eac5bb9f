//! `site.remark-missing`

use crate::finding::Evidence;
use crate::hanzi;
use crate::identity;
use crate::intake::Declaration;
use crate::intake::case::{Content, Person, Site};
use crate::judge::check::{Bound, Check};
use crate::judge::checks::facts::{self, Presence, presence, word_in};
use crate::judge::dossier::Dossier;
use crate::kind::DocumentKind;
use crate::names;
use crate::place;

/// The check.
pub static CHECK: Check = Check {
    code: "site.remark-missing",
    zh: "网站备注缺少要求的内容“{expected}”。",
    en: "The site's remarks lack what is asked (\"{expected}\").",
    suggest_zh: "请在网站备注中写明“{expected}”。",
    suggest_en: "Write in the remarks: {expected}.",
    docs: include_str!("remark_missing.md"),
    bind,
};

/// What the remark must say, and when one is asked.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    /// A remark of the kind that is asked, for people.
    example: Option<String>,
    /// What the remark is called, where its words are long: 个人网站承诺语.
    name: Option<String>,
    /// The remark to copy, with `{domain}`, `{subject}`; what only the submitter knows stands in 【】.
    copy: Option<String>,
    /// Words that must stand in it, one of each group; `{domain}` is the site's first domain.
    #[serde(default)]
    holds: Vec<Vec<String>>,
    /// Least number of characters.
    #[serde(default)]
    min_chars: usize,
    /// Circumstances that all must hold.
    #[serde(default)]
    when: Vec<When>,
    /// Asked only where the site's name or a domain holds one of these words.
    #[serde(default)]
    words: Vec<String>,
}

/// Circumstances in which a remark is asked.
#[derive(Clone, Copy, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum When {
    /// The site has more than one domain.
    SeveralDomains,
    /// The server has more than one public address.
    SeveralAddresses,
    /// The category of service is 其他.
    CategoryOther,
    /// The category is none of the two usual ones (单位门户网站, 个人空间/博客).
    CategoryUnusual,
    /// No landline is declared for the subject's person.
    NoLandline,
    /// The second number of a responsible person is a mobile one.
    SecondPhoneMobile,
    /// A sole proprietor has no trade name.
    NoTradeName,
    /// The subject's person is not the legal representative.
    NotLegalRepresentative,
    /// With this order the subject has three sites or more.
    ThreeSites,
    /// A site or the licence's scope of business names something that needs a permit, and none is in the case.
    ScopeNeedsPermit,
    /// The site's content, as declared, needs no permit.
    NoPermitNeeded,
}

/// Contents that need no permit anywhere.
const FREE: &[Content] = &[
    Content::General,
    Content::Other,
    Content::Education,
    Content::ECommerce,
    Content::Forum,
];
/// Words of a scope of business that name what needs a permit (Tencent Cloud docs, 前置审批相关).
const PERMIT_WORDS: &[&str] = &[
    "新闻",
    "出版",
    "药品",
    "医疗器械",
    "文化",
    "广播",
    "视听",
    "宗教",
    "网约车",
    "金融",
];

impl When {
    /// Whether it holds for a site; `Err` says what is not known.
    fn holds(self, d: &Declaration, site: &Site, dossier: &Dossier) -> Result<bool, &'static str> {
        let category = || site.category.as_deref().ok_or("no category is declared");
        let person = || {
            d.subject
                .responsible_person
                .as_ref()
                .ok_or("no responsible person is declared")
        };
        let landline = |p: &Person| {
            p.phone
                .iter()
                .chain(&p.phones)
                .any(|n| place::province_of_landline(n).is_some())
        };
        Ok(match self {
            When::SeveralDomains if site.domains.is_empty() => return Err("a site's domain is not declared"),
            When::SeveralDomains => site.domains.len() > 1,
            When::SeveralAddresses => {
                let ips = d.hosting.as_ref().and_then(|h| h.public_ips.as_ref());
                ips.ok_or("no server address is declared")?.len() > 1
            }
            When::CategoryOther => hanzi::fold(category()?) == "其他",
            When::CategoryUnusual => {
                let own = hanzi::fold(category()?);
                !["单位门户网站", "个人空间", "博客"].iter().any(|w| own.contains(w))
            }
            // One number alone tells nothing of the others of the form.
            When::NoLandline | When::SecondPhoneMobile if person()?.phones.is_empty() => {
                return Err("only one number is declared");
            }
            When::NoLandline => !landline(person()?),
            When::SecondPhoneMobile => person()?.phones.first().is_some_and(|n| identity::is_mobile(n)),
            When::NoTradeName => d.subject.trade_name.as_deref().map_or_else(
                || person().is_ok_and(|p| names::same(&p.name, &d.subject.name)),
                names::says_none,
            ),
            When::NotLegalRepresentative => {
                let legal = d.subject.legal_representative.as_ref();
                let legal = legal.ok_or("the legal representative is not declared")?;
                !names::same(&person()?.name, legal)
            }
            When::ThreeSites => {
                let filed = d.filed_sites.ok_or("the number of filed sites is not declared")?;
                filed as usize + d.sites.len() >= 3
            }
            When::ScopeNeedsPermit => {
                let words: Vec<String> = PERMIT_WORDS.iter().map(|w| (*w).to_owned()).collect();
                let scope = facts::business_scope(dossier, 0.8);
                if scope.is_empty() {
                    return Err("no scope of business was read");
                }
                word_in(&scope, &words).is_some()
                    && presence(dossier, &[DocumentKind::PreApproval], &[]) != Presence::There
            }
            When::NoPermitNeeded if site.content.is_empty() => return Err("the content of a site is not declared"),
            When::NoPermitNeeded => site.content.iter().all(|c| FREE.contains(c)),
        })
    }
}

/// Letters, digits and Han characters, folded, 备案 and 核准 one word: a remark is compared without its punctuation.
fn plain(text: &str) -> String {
    hanzi::fold_filing(text)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let rule: Params = serde_json::from_value(params)?;
    if rule.example.is_none() && rule.holds.is_empty() {
        return Err(serde::de::Error::custom("give an example, or the words it holds"));
    }
    Ok(Bound::declaration(move |d, dossier, out| {
        for (i, site) in d.sites.iter().enumerate() {
            let mut asked = rule.words.is_empty()
                || word_in(&site.name, &rule.words).is_some()
                || word_in(&site.domains.join(" "), &rule.words).is_some();
            for when in &rule.when {
                match when.holds(d, site, dossier) {
                    Ok(true) => {}
                    Ok(false) => asked = false,
                    Err(why) => {
                        out.not_checked(None, why);
                        asked = false;
                    }
                }
            }
            if !asked {
                continue;
            }
            let own = site.remarks.as_deref().unwrap_or_default();
            let domain = site.domains.first().map(String::as_str).unwrap_or_default();
            let text = plain(own);
            let filled = |w: &String| w.replace("{domain}", domain).replace("{subject}", &d.subject.name);
            let lacking = rule
                .holds
                .iter()
                .find(|group| !group.iter().any(|w| text.contains(&plain(&filled(w)))));
            if text.is_empty() || lacking.is_some() || own.trim().chars().count() < rule.min_chars {
                let words = rule
                    .name
                    .as_ref()
                    .or_else(|| lacking?.first())
                    .or(rule.example.as_ref());
                let words = words.or_else(|| rule.holds.first()?.first()).map(filled);
                let actual = if text.is_empty() {
                    Evidence::None
                } else {
                    Evidence::text(own)
                };
                let expected = words.map_or(Evidence::None, Evidence::text);
                out.declared(format!("/sites/{i}/remarks"), expected, actual);
                out.offer(rule.copy.as_ref().map(filled));
            }
        }
        facts::sites_looked(d)
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    #[test]
    fn fires_without_a_remark() {
        let mut d = declaration();
        assert_eq!(
            run(
                &CHECK,
                json!({ "example": "个人博客" }),
                &dossier_of(d.clone(), Vec::new())
            )
            .findings
            .len(),
            1
        );
        d.sites[0].remarks = Some("个人博客".into());
        assert!(
            run(&CHECK, json!({ "example": "个人博客" }), &dossier_of(d, Vec::new()))
                .findings
                .is_empty()
        );
    }

    fn found(rule: serde_json::Value, remarks: &str, change: impl Fn(&mut Declaration)) -> usize {
        let mut d = declaration();
        d.sites[0].remarks = Some(remarks.to_owned());
        d.subject.responsible_person = Some(person("王测试", "11010519491231002X", "13800138000"));
        change(&mut d);
        run(&CHECK, rule, &dossier_of(d, Vec::new())).findings.len()
    }

    #[test]
    fn fixed_words_are_compared_without_punctuation() {
        let rule = json!({ "holds": [["该网站{domain}不涉及前置审批业务"]] });
        assert_eq!(found(rule.clone(), "该网站 shili.cn 不涉及前置审批业务。", |_| ()), 0);
        assert_eq!(found(rule, "该网站不涉及前置审批业务", |_| ()), 1);
        // 备案 and 核准 are one word.
        let rule = json!({ "holds": [["本人承诺ICP备案信息真实"]] });
        assert_eq!(found(rule, "本人承诺ICP核准信息真实", |_| ()), 0);
        let long = json!({ "holds": [["个人网站"]], "min_chars": 8 });
        assert_eq!(
            (
                found(long.clone(), "个人网站", |_| ()),
                found(long, "本网站是个人网站。", |_| ())
            ),
            (1, 0)
        );
        assert!((CHECK.bind)(json!({})).is_err());
    }

    #[test]
    fn circumstances() {
        let when = |w: &str| json!({ "holds": [["指向同一网站"]], "when": [w] });
        let two = |d: &mut Declaration| d.sites[0].domains.push("b.cn".into());
        assert_eq!(
            (
                found(when("several-domains"), "x", two),
                found(when("several-domains"), "x", |_| ())
            ),
            (1, 0)
        );
        assert_eq!(found(when("several-domains"), "所有域名均指向同一网站", two), 0);
        let other = |d: &mut Declaration| d.sites[0].category = Some("其他".into());
        assert_eq!(
            (
                found(when("category-other"), "x", other),
                found(when("category-other"), "x", |_| ())
            ),
            (1, 0)
        );
        let phones = |d: &mut Declaration| {
            if let Some(p) = &mut d.subject.responsible_person {
                p.phones = vec!["13900139000".into()];
            }
        };
        assert_eq!(
            (
                found(when("no-landline"), "x", phones),
                found(when("no-landline"), "x", |_| ())
            ),
            (1, 0)
        );
        assert_eq!(found(when("second-phone-mobile"), "x", phones), 1);
        let sole = |d: &mut Declaration| d.subject.trade_name = Some(String::new());
        assert_eq!(
            (
                found(when("no-trade-name"), "x", sole),
                found(when("no-trade-name"), "x", |_| ())
            ),
            (1, 0)
        );
        let filed = |n: u32| move |d: &mut Declaration| d.filed_sites = Some(n);
        assert_eq!(
            (
                found(when("three-sites"), "x", filed(2)),
                found(when("three-sites"), "x", filed(1))
            ),
            (1, 0)
        );
    }
}
