//! `document.seal-mismatch`

use super::{OTHERS, OURS, is_authority, likeness, unexplained};
use crate::finding::{Evidence, Locus};
use crate::hanzi;
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::read::MarkKind;

/// The check.
pub static CHECK: Check = Check {
    code: "document.seal-mismatch",
    zh: "“{document}”上的公章为“{actual}”，与主体“{expected}”不一致。",
    en: "The seal on \"{document}\" reads \"{actual}\"; the subject is \"{expected}\".",
    suggest_zh: "请加盖主体本单位公章后重新上传。",
    suggest_en: "Stamp the paper with the subject's own seal and upload it again.",
    docs: include_str!("seal_mismatch.md"),
    bind,
};

/// Share of the declared name that a ring must hold where it bears characters of its own. Of 199 seals of kit seed b that name
/// their holder none holds less than 0.87; a firm of the same town and trade held 0.75.
const SAME_NAME: f64 = 0.82;
/// Characters of its own from which a ring is another's (what is only missing may have been worn off): one and a half, and two
/// more for each that is likely to be misread, which its confidence tells. Of 1,497 drawn seals of the holder none bears as
/// many, and all 11 of firms that share half of the holder's name do.
const LEAST_OTHER: f64 = 1.5;
const EACH_MISREAD: f64 = 2.0;

/// From which confidence ring text is believed, and words of authorities.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    min_confidence: f64,
    authorities: Vec<String>,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {
        min_confidence,
        authorities,
    } = serde_json::from_value(params)?;
    Ok(Bound::each_document(move |(index, document), dossier, out| {
        let Some(declaration) = dossier.declaration() else {
            return Looked::no("no valid declaration");
        };
        let subject = &declaration.subject.name;
        if !document.marks.iter().any(|m| m.kind == MarkKind::Seal) {
            return Looked::no("no seal was found");
        }
        let mut foreign = Vec::new();
        for seal in document.marks.iter().filter(|m| m.kind == MarkKind::Seal) {
            let words = seal.text.as_deref().unwrap_or_default();
            let like = likeness(words, subject);
            let han = words.chars().filter(|c| hanzi::is_han(*c)).count();
            // Two firms of one town and trade share most of their names: the surer a ring was read, the less of it may be another's.
            let misread = (1.0 - seal.confidence) * han as f64;
            let own = unexplained(words, subject) as f64;
            let other = like < SAME_NAME && own >= LEAST_OTHER + EACH_MISREAD * misread;
            if like >= OURS && !other {
                return Looked::Yes;
            }
            let authority = is_authority(words, &authorities);
            if han < 4 || seal.confidence < min_confidence {
                out.not_checked(Some(index), "the words on a seal could not be read");
            } else if !authority && (like < OTHERS || other) {
                foreign.push(seal);
            }
        }
        for seal in foreign {
            let locus = Locus::Region(index, seal.page, seal.area);
            out.push(
                locus,
                Evidence::text(subject),
                Evidence::text(seal.text.as_deref().unwrap_or_default()),
            );
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
    fn only_a_clearly_foreign_seal_is_reported() {
        let rule = json!({ "min_confidence": 0.6, "authorities": ["市场监督管理局"] });
        let found = |words: &str| {
            let d = document("a.pdf", DocumentKind::VerificationForm).with_mark(MarkKind::Seal, Some(words));
            run(&CHECK, rule.clone(), &dossier(vec![d])).findings.len()
        };
        assert_eq!(found("成都示例科技有限公司"), 0);
        assert_eq!(found("都示例科枝有限公"), 0);
        assert_eq!(found("成都市市场监督管理局"), 0);
        assert_eq!(found("重庆鼎盛贸易商行"), 1);
        assert_eq!(found("?"), 0);
    }

    #[test]
    fn a_firm_of_the_same_town_and_trade_is_another_where_its_ring_was_read_surely() {
        let rule = json!({ "min_confidence": 0.6, "authorities": ["市场监督管理局"] });
        let found = |words: &str, confidence: f64| {
            let mut d = document("a.pdf", DocumentKind::VerificationForm).with_mark(MarkKind::Seal, Some(words));
            d.marks[0].confidence = confidence;
            run(&CHECK, rule.clone(), &dossier(vec![d])).findings.len()
        };
        // The fixture's subject is 成都示例科技有限公司.
        assert_eq!(found("成都东方泰科技有限公司", 1.0), 1);
        assert_eq!(found("成都示例科技有限公", 1.0), 0);
        assert_eq!(found("都示例科枝有限公", 0.8), 0);
        // The number at the foot is no part of a name.
        assert_eq!(found("3696106成都示例科技有限公司822", 0.85), 0);
        assert_eq!(found("2106成都嘉禾美网络科技有限责任公司822", 0.906), 1);
        assert_eq!(found("2106成都嘉禾美网络科技有限责任公司822", 0.7), 0);
    }
}
