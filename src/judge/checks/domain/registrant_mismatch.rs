//! `domain.registrant-mismatch`

use crate::extract::Reading;
use crate::finding::{Evidence, Locus, Severity};
use crate::hanzi;
use crate::judge::check::{Bound, Check, Looked};
use crate::judge::checks::matching;
use crate::judge::checks::matching::compare::{Outcome, Shape, Sureness, compare, of_declared_names};
use crate::judge::dossier::Dossier;
use crate::kind::{DocumentKind, FieldName};

/// The check.
pub static CHECK: Check = Check {
    code: "domain.registrant-mismatch",
    zh: "域名所有者“{actual}”与备案主体“{expected}”不一致。",
    en: "The domain is held by \"{actual}\", not by the subject \"{expected}\".",
    suggest_zh: "请将域名过户到备案主体名下，或更换域名。",
    suggest_en: "Transfer the domain to the subject, or file another one.",
    docs: include_str!("registrant_mismatch.md"),
    bind,
};

/// From which confidence a read name may reject, and from which one differing character of it does, 0 to 1; whether the legal
/// representative may hold the domain.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    sure_confidence: f64,
    #[serde(default = "one_character")]
    one_character_confidence: f64,
    #[serde(default)]
    legal_representative_may: bool,
}

/// The figure of the `match.*` rules.
const fn one_character() -> f64 {
    0.97
}

/// A holder, as one witness has it.
struct Holder<'a> {
    name: &'a str,
    /// `None` for what is declared.
    reading: Option<&'a Reading>,
    locus: Locus,
    /// JSON pointer or field.
    field: String,
}

impl Holder<'_> {
    fn against(&self, name: &str, sure: Sureness) -> Outcome {
        match self.reading {
            Some(r) => compare(Shape::Name, name, r, sure),
            None => of_declared_names(name, self.name),
        }
    }
}

/// The holders of the declared domains, then those on certificates.
fn holders(dossier: &Dossier) -> Vec<Holder<'_>> {
    let declared = dossier
        .declaration()
        .into_iter()
        .flat_map(|d| d.domains.iter().enumerate());
    let declared = declared.filter_map(|(i, d)| {
        Some(Holder {
            name: d.registrant.as_deref()?,
            reading: None,
            locus: Locus::Case,
            field: format!("/domains/{i}/registrant"),
        })
    });
    let read = dossier.of_kind(DocumentKind::DomainCertificate);
    let read = read.filter_map(|(i, document)| {
        let r = document.field(FieldName::Registrant)?;
        Some(Holder {
            name: &r.value,
            reading: Some(r),
            locus: r.area.map_or(Locus::Page(i, r.page), |a| Locus::Region(i, r.page, a)),
            field: FieldName::Registrant.name().to_owned(),
        })
    });
    declared.chain(read).collect()
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {
        sure_confidence,
        one_character_confidence,
        legal_representative_may,
    } = serde_json::from_value(params)?;
    let sure = Sureness {
        min_confidence: sure_confidence,
        sure_confidence: one_character_confidence.max(sure_confidence),
    };
    Ok(Bound::case(move |dossier, out| {
        let Some(declaration) = dossier.declaration() else {
            return Looked::no("no valid declaration");
        };
        let subject = &declaration.subject;
        let subject_names = matching::subject_names(declaration);
        let legal = subject.legal_representative.iter();
        let people = legal.clone().chain(subject.responsible_person.iter().map(|p| &p.name));
        for (i, document) in dossier.of_kind(DocumentKind::DomainCertificate) {
            if document.field(FieldName::Registrant).is_none() {
                out.not_checked(Some(i), "no registrant was read");
            }
        }
        for holder in holders(dossier) {
            let is = |name: &String| holder.against(name, sure) == Outcome::Same;
            let outcomes = subject_names.iter().map(|name| holder.against(name, sure));
            let outcome = outcomes.min_by_key(|o| o.rank()).unwrap_or(Outcome::Different);
            if outcome == Outcome::Same || (legal_representative_may && legal.clone().any(is)) {
                out.looked_at(holder.locus.document());
                continue;
            }
            let doubtful =
                outcome != Outcome::Different || holder.reading.is_some_and(|r| r.confidence < sure_confidence);
            let related = people.clone().any(is) || !holder.name.chars().any(hanzi::is_han);
            let severity = if doubtful || related {
                Severity::Review
            } else {
                Severity::Reject
            };
            out.push_lowered(
                severity,
                holder.locus,
                Some(holder.field),
                Evidence::text(&subject.name),
                Evidence::text(holder.name),
            );
        }
        let told = !declaration.domains.is_empty() && declaration.domains.iter().all(|d| d.registrant.is_some());
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
        // A look-alike, one doubtful character, another form of a character: a person must say.
        assert_eq!(found("成都示侧科技有限公司", 0.8), [Severity::Review]);
        assert_eq!(found("成都示列科技有限公司", 0.9), [Severity::Review]);
        assert_eq!(found("成都示列科技有限公司", 0.98), [Severity::Reject]);
        assert!(found("成都・示例 科技有限公司", 0.5).is_empty());
    }

    #[test]
    fn a_name_is_compared_as_everywhere() {
        let of = |subject: &str, declared: Option<&str>, read: &str| {
            let mut d = declaration();
            d.subject.kind = crate::intake::case::SubjectKind::SoleProprietor;
            d.subject.name = subject.into();
            d.domains = vec![crate::judge::checks::samples::domain("shili.cn")];
            d.domains[0].registrant = declared.map(str::to_owned);
            let paper =
                document("d.png", DocumentKind::DomainCertificate).with_field(FieldName::Registrant, read, 0.982);
            let found = run(&CHECK, json!({ "sure_confidence": 0.85 }), &dossier_of(d, vec![paper])).findings;
            found.iter().map(|f| f.severity).collect::<Vec<_>>()
        };
        assert!(of("买买提．艾力", Some("买买提・艾力"), "买买提·艾力").is_empty());
        assert!(of("个体工商户（王测试）", Some("王测试"), "王测试").is_empty());
        assert_eq!(of("苏晓梅", None, "甦晓梅"), [Severity::Reject]);
        assert_eq!(of("王杰", Some("王傑"), "王杰"), [Severity::Review]);
        assert_eq!(of("于谦和", Some("於谦和"), "于谦和"), [Severity::Reject]);
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
