//! `contact.phones-not-distinct`

use std::collections::BTreeSet;

use crate::finding::Evidence;
use crate::hanzi;
use crate::intake::case::Person;
use crate::judge::check::{Bound, Check, Looked};
use crate::judge::checks::facts;
use crate::names;

/// The check.
pub static CHECK: Check = Check {
    code: "contact.phones-not-distinct",
    zh: "{field}只有 {actual} 个不同号码，至少需要 {expected} 个。",
    en: "{field}: only {actual} different ones, {expected} at least are asked.",
    suggest_zh: "请为联系方式和应急电话填写不同的号码。",
    suggest_en: "Give different numbers for contact and emergency.",
    docs: include_str!("phones_not_distinct.md"),
    bind,
};

/// Least number of different phones.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    /// Where one person answers for subject and site.
    #[serde(default)]
    same_person: usize,
    /// Where two do.
    #[serde(default)]
    different_person: usize,
    /// Two persons may not share a phone.
    #[serde(default)]
    persons_apart: bool,
    /// Two persons may not share an e-mail.
    #[serde(default)]
    emails_apart: bool,
}

fn plain(text: &str) -> String {
    hanzi::narrow(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '+'))
        .flat_map(char::to_lowercase)
        .collect()
}

fn phones(p: &Person) -> BTreeSet<String> {
    p.phone
        .iter()
        .chain(&p.phones)
        .map(|t| plain(t))
        .map(|t| {
            t.strip_prefix("86")
                .filter(|t| t.len() == 11)
                .map_or(t.clone(), str::to_owned)
        })
        .filter(|t| !t.is_empty())
        .collect()
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {
        same_person,
        different_person,
        persons_apart,
        emails_apart,
    } = serde_json::from_value(params)?;
    Ok(Bound::declaration(move |d, _, out| {
        let everybody = facts::people(d);
        let Some(first) = everybody.first() else {
            return Looked::no("no responsible person is declared");
        };
        let all: BTreeSet<String> = everybody.iter().flat_map(|s| phones(s.person)).collect();
        let other = everybody
            .iter()
            .find(|s| !names::same(&s.person.name, &first.person.name));
        let least = if other.is_some() { different_person } else { same_person };
        // A declaration that carries one number a person says nothing of the others of the form.
        let told = everybody.iter().any(|s| !s.person.phones.is_empty());
        if all.is_empty() || (!told && all.len() < least && other.is_none()) {
            out.not_checked(None, "only one number is declared");
        } else if all.len() < least {
            out.declared(
                format!("{}/phones", first.pointer),
                Evidence::Number(least as f64, ""),
                Evidence::Number(all.len() as f64, ""),
            );
        }
        // Somebody who is not declared has no number here that could be the same.
        let whole = d.subject.responsible_person.is_some() && d.everything_has_its_person();
        let came = Looked::if_any(whole, "a responsible person is not declared");
        let Some(other) = other else { return came };
        let mut apart = |key: &str, own: Option<String>, others: Option<String>| match (own, others) {
            (Some(a), Some(b)) if a == b => out.declared(
                format!("{}/{key}", other.pointer),
                Evidence::Number(2.0, ""),
                Evidence::Number(1.0, ""),
            ),
            (Some(_), Some(_)) => {}
            (None, _) | (_, None) => out.not_checked(None, "a phone or an e-mail is not declared"),
        };
        let main = |p: &Person| p.phone.as_deref().map(plain);
        if persons_apart {
            apart("phone", main(first.person), main(other.person));
        }
        let mail = |p: &Person| p.email.as_deref().map(plain);
        if emails_apart {
            apart("email", mail(first.person), mail(other.person));
        }
        came
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(params: serde_json::Value, first: &[&str], second: Option<(&str, &str)>) -> usize {
        let mut d = declaration();
        let mut p = person("王测试", "11010519491231002X", first[0]);
        p.phones = first[1..].iter().map(|t| (*t).to_owned()).collect();
        p.email = Some("A@a.cn".into());
        d.subject.responsible_person = Some(p.clone());
        d.sites[0].responsible_person = Some(second.map_or(p, |(name, phone)| {
            let mut q = person(name, "110105194912310038", phone);
            q.email = Some("a@A.cn".into());
            q
        }));
        run(&CHECK, params, &dossier_of(d, Vec::new())).findings.len()
    }

    #[test]
    fn counts_different_numbers() {
        let two = json!({ "same_person": 2, "different_person": 3 });
        assert_eq!(found(two.clone(), &["13800138000", "138-0013-8000"], None), 1);
        assert_eq!(found(two.clone(), &["13800138000", "13900139000"], None), 0);
        // One number and nothing said of a second: nothing to hold against anybody.
        assert_eq!(found(two.clone(), &["13800138000"], None), 0);
        assert_eq!(
            found(
                two.clone(),
                &["13800138000", "13900139000"],
                Some(("李测试", "13900139000"))
            ),
            1
        );
        assert_eq!(
            found(two, &["13800138000", "13900139000"], Some(("李测试", "13700137000"))),
            0
        );
    }

    #[test]
    fn two_persons_share_neither_phone_nor_mail() {
        let apart = json!({ "persons_apart": true, "emails_apart": true });
        assert_eq!(
            found(apart.clone(), &["13800138000"], Some(("李测试", "13800138000"))),
            2
        );
        assert_eq!(found(apart, &["13800138000"], Some(("李测试", "13900139000"))), 1);
    }
}
