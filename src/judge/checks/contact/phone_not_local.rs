//! `contact.phone-not-local`

use crate::finding::Evidence;
use crate::judge::check::{Bound, Check, Looked, no_parameters};
use crate::judge::checks::facts;
use crate::place;

/// The check.
pub static CHECK: Check = Check {
    code: "contact.phone-not-local",
    zh: "固定电话“{actual}”的区号不属于{expected}。",
    en: "The landline \"{actual}\" does not lie in {expected}.",
    suggest_zh: "请填写备案省份本地的固定电话或手机号码。",
    suggest_en: "Give a number of the province.",
    docs: include_str!("phone_not_local.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::declaration(|d, _, out| {
        let mut landlines = 0;
        for someone in facts::people(d) {
            let numbers = someone.person.phone.iter().chain(&someone.person.phones);
            for number in numbers {
                let Some(code) = place::province_of_landline(number) else {
                    continue;
                };
                landlines += 1;
                if code != d.province.code {
                    out.declared(
                        format!("{}/phones", someone.pointer),
                        Evidence::text(d.province.short),
                        Evidence::Personal(number.clone()),
                    );
                }
            }
        }
        if landlines == 0 {
            out.not_checked(None, "no landline is declared");
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
    fn fires_on_a_landline_elsewhere() {
        let found = |number: &str| {
            let mut d = declaration();
            let mut p = person("王测试", "11010519491231002X", "13800138000");
            p.phones = vec![number.to_owned()];
            d.subject.responsible_person = Some(p);
            run(&CHECK, json!({}), &dossier_of(d, Vec::new())).findings.len()
        };
        assert_eq!(
            (found("010-62345678"), found("028-86123456"), found("13900139000")),
            (1, 0, 0)
        );
    }
}
