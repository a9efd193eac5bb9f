//! `domain.registrant-mismatch`

use crate::finding::{Evidence, Locus, Severity};
use crate::hanzi;
use crate::judge::check::{Bound, Check, Looked, Sink};
use crate::kind::{DocumentKind, FieldName};

/// The check.
pub static CHECK: Check = Check {
    code: "domain.registrant-mismatch",
    zh: "域名所有者“{actual}”与备案主体“{expected}”不一致。",
    en: "The domain is held by \"{actual}\", not by the subject \"{expected}\".",
    suggest_zh: "请将域名过户到备案主体名下，或更换域名。",
    suggest_en: "Transfer the domain to the subject, or file another one.",
    docs: "## What it checks\nThe holder of each domain, as declared and as printed on its certificate, against the subject.\n\n## Why it matters\nA subject may only file its own domains.\n\n## What to do\nTransfer the domain to the subject, or file another one.\n\n## Limits\nA holder that is the legal representative or the responsible person, a name in Latin letters, or one that differs by a character read with doubt, is for a person.",
    bind,
};

/// From which confidence a read name may reject, 0 to 1; whether the legal representative may hold the domain.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    sure_confidence: f64,
    #[serde(default)]
    legal_representative_may: bool,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {
        sure_confidence,
        legal_representative_may,
    } = serde_json::from_value(params)?;
    Ok(Bound::case(move |dossier, out| {
        let Some(declaration) = dossier.declaration() else {
            return Looked::no("no valid declaration");
        };
        let subject = hanzi::fold(&declaration.subject.name);
        let people = declaration
            .subject
            .legal_representative
            .iter()
            .chain(declaration.subject.responsible_person.iter().map(|p| &p.name));
        let people: Vec<String> = people.map(|p| hanzi::fold(p)).collect();
        let hold = |out: &mut Sink<'_>, holder: &str, confidence: f64, locus: Locus, field: String| {
            let folded = hanzi::fold(holder);
            let legal = declaration.subject.legal_representative.as_deref().map(hanzi::fold);
            if folded == subject || (legal_representative_may && Some(&folded) == legal.as_ref()) {
                out.looked_at(locus.document());
                return;
            }
            let near = hanzi::distance(&folded, &subject) <= 1 + subject.chars().count() / 8;
            let doubtful = confidence < sure_confidence || (near && confidence < 1.0);
            let related = people.contains(&folded) || !folded.chars().any(hanzi::is_han);
            let severity = if doubtful || related {
                Severity::Review
            } else {
                Severity::Reject
            };
            out.push_lowered(
                severity,
                locus,
                Some(field),
                Evidence::text(&declaration.subject.name),
                Evidence::text(holder),
            );
        };
        let told = declaration.domains.iter().all(|d| d.registrant.is_some()) && !declaration.domains.is_empty();
        for (i, d) in declaration.domains.iter().enumerate() {
            if let Some(holder) = &d.registrant {
                hold(out, holder, 1.0, Locus::Case, format!("/domains/{i}/registrant"));
            }
        }
        for (i, document) in dossier.of_kind(DocumentKind::DomainCertificate) {
            let Some(r) = document.field(FieldName::Registrant) else {
                out.not_checked(Some(i), "no registrant was read");
                continue;
            };
            let locus = r.area.map_or(Locus::Page(i, r.page), |a| Locus::Region(i, r.page, a));
            // One character read with doubt is no other holder, nor surely the same.
            let folded = hanzi::fold(&r.value);
            if folded != subject && hanzi::distance(&folded, &subject) <= 1 && r.confidence < 0.95 {
                out.not_checked(Some(i), "one character of the registrant was read with doubt");
                continue;
            }
            hold(
                out,
                &r.value,
                r.confidence,
                locus,
                FieldName::Registrant.name().to_owned(),
            );
        }
        Looked::if_any(told, "a domain's registrant is not declared")
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(holder: &str, confidence: f64) -> Vec<Severity> {
        let certificate =
            document("d.png", DocumentKind::DomainCertificate).with_field(FieldName::Registrant, holder, confidence);
        run(&CHECK, json!({ "sure_confidence": 0.85 }), &dossier(vec![certificate]))
            .findings
            .iter()
            .map(|f| f.severity)
            .collect()
    }

    #[test]
    fn holders() {
        assert!(found("成都示例科技有限公司", 0.9).is_empty());
        assert_eq!(found("张三贸易商行", 0.97), [Severity::Reject]);
        assert_eq!(found("张三贸易商行", 0.5), [Severity::Review]);
        assert_eq!(found("Chengdu Shili", 0.97), [Severity::Review]);
        assert!(found("成都示侧科技有限公司", 0.8).is_empty());
    }

    #[test]
    fn the_legal_representative_where_the_province_lets_them() {
        let of = |may: bool| {
            let mut d = declaration();
            d.subject.legal_representative = Some("王测试".into());
            d.domains = vec![crate::judge::checks::samples::domain("shili.cn")];
            d.domains[0].registrant = Some("王测试".into());
            let rule = json!({ "sure_confidence": 0.85, "legal_representative_may": may });
            run(&CHECK, rule, &dossier_of(d, Vec::new())).findings.len()
        };
        assert_eq!((of(true), of(false)), (0, 1));
    }
}
