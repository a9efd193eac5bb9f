//! `document.registrar-not-noted`

use crate::finding::{Evidence, Locus};
use crate::hanzi;
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "document.registrar-not-noted",
    zh: "“{document}”的域名后未注明注册商“{expected}”。",
    en: "\"{document}\" does not name the registrar ({expected}) beside the domain.",
    suggest_zh: "请在核验单的域名后注明域名注册商“{expected}”。",
    suggest_en: "Write the registrar ({expected}) beside the domain on the form.",
    docs: include_str!("registrar_not_noted.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_document(|(index, document), dossier, out| {
        let registrar = dossier
            .declaration()
            .and_then(|d| d.domains.iter().find_map(|x| x.registrar.as_ref()));
        let (Some(registrar), true) = (registrar, document.was_read) else {
            return Looked::no("no registrar is declared, or no text was read");
        };
        if document.text().is_empty() {
            return Looked::no("no text was read");
        }
        let own: Vec<char> = hanzi::fold(registrar).chars().filter(|c| c.is_alphanumeric()).collect();
        let near = document.pages.iter().flat_map(|p| &p.lines).any(|line| {
            let text: Vec<char> = hanzi::fold(&line.text)
                .chars()
                .filter(|c| c.is_alphanumeric())
                .collect();
            super::common(&own, &text) * 2 >= own.len()
        });
        if !near {
            out.push(Locus::Document(index), Evidence::text(registrar), Evidence::None);
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
    fn fires_where_no_line_names_it() {
        let found = |line: &str| {
            let mut d = declaration();
            d.domains = vec![crate::judge::checks::samples::domain("shili.cn")];
            d.domains[0].registrar = Some("厦门易名科技股份有限公司".into());
            let form = document("f.jpg", DocumentKind::VerificationForm).with_lines(&["域名 shili.cn", line]);
            run(&CHECK, json!({}), &dossier_of(d, vec![form])).findings.len()
        };
        assert_eq!((found("注册商：厦门易名科技"), found("注册商：")), (0, 1));
    }
}
