//! `site.name-format`

use crate::domain::Domain;
use crate::finding::Evidence;
use crate::hanzi;
use crate::intake::case::Site;
use crate::judge::check::{Bound, Check};
use crate::judge::checks::facts;
use crate::names;

/// The check.
pub static CHECK: Check = Check {
    code: "site.name-format",
    zh: "网站名称“{actual}”格式不符合要求（{expected}）。",
    en: "The site name \"{actual}\" is not of the form asked ({expected}).",
    suggest_zh: "请使用三个以上汉字、与内容相关的名称。",
    suggest_en: "Use a name of three or more Han characters that says what the site is.",
    docs: include_str!("name_format.md"),
    bind,
};

/// Forms that are refused, and the least number of Han characters (0: any).
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    #[serde(default)]
    min_han: usize,
    #[serde(default = "usual")]
    forms: Vec<Form>,
}

#[derive(Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Form {
    /// A declared domain or home page.
    Domain,
    /// Digits only.
    Digits,
    /// Latin letters and digits only.
    Letters,
    /// Signs besides Han characters, letters, digits, brackets and hyphens.
    Signs,
    /// Any Latin letter.
    AnyLetters,
    /// The name of another site of the case.
    Repeated,
    /// The name of a responsible person, alone or with nothing but 网 or 的网站 behind it.
    PersonName,
}

fn usual() -> Vec<Form> {
    vec![Form::Domain, Form::Digits, Form::Letters, Form::Signs]
}

impl Form {
    /// What is said of it: Chinese, since the province's own words are.
    const fn words(self) -> &'static str {
        match self {
            Form::Domain => "不得为域名或首页网址",
            Form::Digits => "不得为纯数字",
            Form::Letters => "不得为纯英文",
            Form::Signs => "不得含特殊符号",
            Form::AnyLetters => "不得含英文",
            Form::Repeated => "不得与本主体其他网站同名",
            Form::PersonName => "不得为个人姓名",
        }
    }
    fn fits(self, name: &str, site: &Site, others: &[&Site], people: &[String]) -> bool {
        let plain = |c: char| hanzi::is_han(c) || c.is_ascii_alphanumeric() || matches!(c, '(' | ')' | '-');
        match self {
            Form::Domain => {
                let own = Domain::parse(&site.name);
                own.is_some()
                    && (own == site.home_url.as_deref().and_then(Domain::parse)
                        || site.domains.iter().any(|d| Domain::parse(d) == own))
            }
            Form::Digits => !name.is_empty() && name.chars().all(|c| c.is_ascii_digit()),
            Form::Letters => {
                name.chars().any(|c| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric())
            }
            Form::Signs => !name.chars().all(plain),
            Form::AnyLetters => name.chars().any(|c| c.is_ascii_alphabetic()),
            Form::Repeated => others.iter().any(|o| hanzi::fold(&o.name) == name),
            Form::PersonName => people.iter().any(|p| {
                let telling = names::telling(&site.name);
                let rest = telling.strip_prefix(p.as_str());
                !p.is_empty() && rest.is_some_and(|r| matches!(r, "" | "网" | "的网站" | "网站" | "个人网站"))
            }),
        }
    }
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params { min_han, forms } = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |d, _, out| {
        let people: Vec<String> = facts::people(d)
            .iter()
            .map(|s| names::telling(&s.person.name))
            .collect();
        for (i, site) in d.sites.iter().enumerate() {
            let name = hanzi::fold(&site.name);
            let unnamed = forms.contains(&Form::Domain) && site.domains.is_empty() && site.home_url.is_none();
            if unnamed || (forms.contains(&Form::PersonName) && people.is_empty()) {
                out.not_checked(None, "what the name is held against is not declared");
            }
            let han = name.chars().filter(|c| hanzi::is_han(*c)).count();
            let others: Vec<&Site> = d.sites.iter().take(i).collect();
            let wrong = match forms.iter().find(|f| f.fits(&name, site, &others, &people)) {
                Some(form) => form.words().to_owned(),
                None if han < min_han => format!("不得少于 {min_han} 个汉字"),
                None => continue,
            };
            out.declared(
                format!("/sites/{i}/name"),
                Evidence::said(wrong),
                Evidence::text(&site.name),
            );
        }
        facts::sites_looked(d)
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(name: &str) -> usize {
        let mut d = declaration();
        d.sites = vec![site(name, "abc.cn")];
        run(&CHECK, json!({ "min_han": 3 }), &dossier_of(d, Vec::new()))
            .findings
            .len()
    }

    #[test]
    fn fires_on_each_form() {
        assert_eq!((found("生活多彩"), found("我的Rust笔记")), (0, 0));
        for name in ["123", "abc", "abc.cn", "生活", "生活★多彩"] {
            assert_eq!(found(name), 1, "{name}");
        }
    }

    #[test]
    fn two_sites_of_one_name() {
        let found = |second: &str| {
            let mut d = declaration();
            d.sites = vec![site("云帆之家", "a.cn"), site(second, "b.cn")];
            run(&CHECK, json!({ "forms": ["repeated"] }), &dossier_of(d, Vec::new()))
                .findings
                .len()
        };
        assert_eq!((found("云帆之家"), found("云 帆之家"), found("云帆商学院")), (1, 1, 0));
    }

    #[test]
    fn provinces_refuse_further_forms() {
        let of = |name: &str, form: &str| {
            let mut d = declaration();
            d.sites = vec![site(name, "abc.cn")];
            d.subject.responsible_person = Some(person("王测试", "11010519491231002X", "13800138000"));
            run(&CHECK, json!({ "forms": [form] }), &dossier_of(d, Vec::new()))
                .findings
                .len()
        };
        assert_eq!(
            (of("我的Rust笔记", "any-letters"), of("我的学习笔记", "any-letters")),
            (1, 0)
        );
        assert_eq!(
            (of("王测试", "person-name"), of("王测试的学习笔记", "person-name")),
            (1, 0)
        );
        assert_eq!((of("www.abc.cn", "domain"), of("abd.cn", "domain")), (1, 0));
        assert!((CHECK.bind)(json!({ "forms": ["letter"] })).is_err());
    }
}
