//! A report from what is known of a case and what was judged of it.

use super::Lang;
use super::mask::mask_report;
use super::model::{
    BoxRow, CaseRow, CheckRow, Counts, DocumentRow, EvidenceIs, FieldRow, FindingRow, MarkRow, PageRow, PdfRow, Report,
    RuleLevel, SCHEMA, SignatureRow, SiteRow, Tool,
};
use super::render::{Slots, evidence, field, reason, sentences};
use crate::date::{Date, Instant};
use crate::decode::PdfSignature;
use crate::finding::{Evidence, Finding, Severity, Verdict};
use crate::identity::mask;
use crate::intake::case::Wording;
use crate::judge::dossier::{DocumentFacts, Dossier, PageFacts};
use crate::signature::Fault;

/// What a report says of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleNote {
    /// Where it is published.
    pub source: Option<String>,
    /// Where it comes from.
    pub level: RuleLevel,
    /// Publisher, title and date of each document that states it, in the language of the report, oldest first.
    pub published_by: Vec<String>,
    /// Newest day on which a document states it.
    pub confirmed: Option<Date>,
    /// Short name of the province whose rule it is.
    pub province: Option<String>,
}

/// Everything a report is made of.
pub struct Parts<'a> {
    /// Facts.
    pub dossier: &'a Dossier,
    /// What was judged of them.
    pub findings: &'a [Finding],
    /// How each check ended, in the order of the registry.
    pub checks: Vec<CheckRow>,
    /// Looks up a rule by its id.
    pub rule: &'a dyn Fn(&str) -> Option<RuleNote>,
    /// Program, rules, models.
    pub tool: &'a Tool,
    /// Language of the sentences.
    pub lang: Lang,
    /// Show personal numbers whole.
    pub unmask: bool,
}

impl std::fmt::Debug for Parts<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts")
            .field("case", &self.dossier.id)
            .finish_non_exhaustive()
    }
}

/// Builds the report; personal numbers are masked unless asked otherwise.
pub fn build(parts: &Parts<'_>) -> Report {
    let dossier = parts.dossier;
    let mut findings: Vec<&Finding> = parts.findings.iter().collect();
    findings.sort_by_key(|f| {
        (
            std::cmp::Reverse(f.severity),
            f.locus.document(),
            f.locus.page(),
            f.code,
            f.locus.region(),
            f.field.as_deref(),
            f.rule.as_str(),
        )
    });
    let declaration = dossier.declaration();
    let mut report = Report {
        schema: SCHEMA.to_owned(),
        tool: parts.tool.clone(),
        as_of: dossier.as_of,
        case: CaseRow {
            id: dossier.id.clone(),
            subject: declaration.map(|d| d.subject.name.clone()),
            subject_kind: declaration.map(|d| d.subject.kind.name().to_owned()),
            province: declaration.map(|d| d.province.short.to_owned()),
            sites: declaration.map(sites).unwrap_or_default(),
            domains: declaration.map(domains).unwrap_or_default(),
            wording: declaration
                .filter(|d| d.wording != Wording::Filing)
                .map(|d| d.wording.name().to_owned()),
        },
        verdict: Verdict::of(findings.iter().map(|f| f.severity)),
        counts: Counts::of(findings.iter().map(|f| f.severity)),
        documents: dossier
            .documents
            .iter()
            .map(|d| document(d, dossier.ocr, parts.lang))
            .collect(),
        findings: findings.into_iter().map(|f| finding(f, parts)).collect(),
        timeline: declaration.and_then(super::timeline::of),
        checks: parts.checks.clone(),
    };
    super::ids::enter(&mut report);
    if !parts.unmask {
        mask_report(&mut report);
    }
    report
}

/// The report of a case that could not be read at all: verdict `error`, with the reason as its one finding.
pub fn unread_case(id: &str, as_of: Date, tool: &Tool, code: &'static str, why: &str, lang: Lang) -> Report {
    let message = super::words::meaning(code, lang);
    let mut report = Report {
        schema: SCHEMA.to_owned(),
        tool: tool.clone(),
        as_of,
        case: CaseRow {
            id: id.to_owned(),
            subject: None,
            subject_kind: None,
            province: None,
            sites: Vec::new(),
            domains: Vec::new(),
            wording: None,
        },
        verdict: Verdict::Error,
        counts: Counts::of([Severity::Review]),
        documents: Vec::new(),
        findings: vec![FindingRow {
            id: None,
            code: code.to_owned(),
            severity: Severity::Review,
            message,
            document: None,
            page: None,
            area: None,
            expected: None,
            actual: Some(serde_json::Value::from(why)),
            expected_text: None,
            actual_text: Some(reason(why, lang)).filter(|text| text != why),
            expected_is: None,
            actual_is: Some(EvidenceIs::Word),
            rule: None,
            source: None,
            suggest: None,
            field: None,
            place: None,
            rule_level: None,
            published_by: Vec::new(),
            confirmed: None,
            province: None,
            copy: None,
        }],
        timeline: None,
        checks: Vec::new(),
    };
    super::ids::enter(&mut report);
    report
}

/// One finding as a row.
fn finding(f: &Finding, parts: &Parts<'_>) -> FindingRow {
    let path = f
        .locus
        .document()
        .and_then(|d| parts.dossier.documents.get(d))
        .map(|d| d.path.as_str());
    let (message, suggest) = sentences(Slots {
        finding: f,
        document: path,
        lang: parts.lang,
        wording: parts.dossier.declaration().map_or(Wording::Filing, |d| d.wording),
        unmask: parts.unmask,
    });
    let note = (parts.rule)(&f.rule);
    FindingRow {
        id: None,
        code: f.code.to_owned(),
        severity: f.severity,
        message,
        document: path.map(str::to_owned),
        page: f.locus.page(),
        area: f.locus.region(),
        expected: value(&f.expected, parts.unmask),
        actual: value(&f.actual, parts.unmask),
        expected_text: text(&f.expected, parts),
        actual_text: text(&f.actual, parts),
        expected_is: is(&f.expected),
        actual_is: is(&f.actual),
        rule: (!f.rule.is_empty()).then(|| f.rule.clone()),
        source: note.as_ref().and_then(|n| n.source.clone()),
        suggest,
        field: f.field.clone(),
        place: f.field.as_deref().map(|name| field(name, parts.lang)),
        rule_level: note.as_ref().map(|n| n.level),
        published_by: note.as_ref().map(|n| n.published_by.clone()).unwrap_or_default(),
        confirmed: note.as_ref().and_then(|n| n.confirmed),
        province: note.and_then(|n| n.province),
        copy: f.copy.clone(),
    }
}

/// The declared sites.
fn sites(declaration: &crate::intake::Declaration) -> Vec<SiteRow> {
    let row = |s: &crate::intake::case::Site| SiteRow {
        name: s.name.clone(),
        domains: s.domains.clone(),
    };
    declaration.sites.iter().map(row).collect()
}

/// The domains declared with their particulars.
fn domains(declaration: &crate::intake::Declaration) -> Vec<String> {
    declaration.domains.iter().map(|d| d.name.clone()).collect()
}

/// Evidence for people, where its JSON value does not say the same.
fn text(side: &Evidence, parts: &Parts<'_>) -> Option<String> {
    let shown = evidence(side, parts.lang, parts.unmask);
    match value(side, parts.unmask)? {
        serde_json::Value::String(same) if same == shown => None,
        _ => Some(shown),
    }
}

/// What a side of the evidence is; `None` where there is nothing.
fn is(side: &Evidence) -> Option<EvidenceIs> {
    Some(match side {
        Evidence::None => return None,
        Evidence::Text(_) => EvidenceIs::Text,
        Evidence::Said(_) => EvidenceIs::Word,
        Evidence::Personal(_) => EvidenceIs::Personal,
        Evidence::Number(_, unit) => EvidenceIs::Number {
            unit: (*unit).to_owned(),
        },
        Evidence::Day(_) => EvidenceIs::Day,
        Evidence::Phrase { zh, .. } => EvidenceIs::Phrase { zh: zh.clone() },
        Evidence::List(_) => EvidenceIs::Texts,
        Evidence::SaidAll(_) => EvidenceIs::Words,
    })
}

/// Evidence as a JSON value: whole numbers without a point, days as ISO dates.
fn value(side: &Evidence, unmask: bool) -> Option<serde_json::Value> {
    match side {
        Evidence::None => None,
        Evidence::Text(t) | Evidence::Said(t) => Some(t.as_str().into()),
        Evidence::Phrase { en, .. } => Some(en.as_str().into()),
        Evidence::Personal(t) if unmask => Some(t.as_str().into()),
        Evidence::Personal(t) => Some(mask(t).into()),
        // 2^53: beyond it an f64 holds no whole number for sure.
        Evidence::Number(n, _) if n.fract() == 0.0 && n.abs() < 9_007_199_254_740_992.0 => Some((*n as i64).into()),
        Evidence::Number(n, _) => Some(round(*n, 4).into()),
        Evidence::Day(d) => Some(d.to_string().into()),
        Evidence::List(items) | Evidence::SaidAll(items) => Some(items.clone().into()),
    }
}

/// Rounded to `decimals`, and never negative zero; what is not finite becomes 0.
fn round(v: f64, decimals: i32) -> f64 {
    if !v.is_finite() {
        return 0.0;
    }
    let scale = 10f64.powi(decimals);
    let rounded = (v * scale).round() / scale;
    if rounded == 0.0 { 0.0 } else { rounded }
}

/// A share between 0 and 1, three decimals.
fn share(v: f64) -> f64 {
    round(v, 3).clamp(0.0, 1.0)
}

/// What of a document was not looked at, and why.
fn not_looked_at(d: &DocumentFacts, ocr: bool) -> Vec<String> {
    let mut not_looked_at = Vec::new();
    if let Some(unread) = &d.unread {
        use crate::intake::Unread;
        not_looked_at.push(match unread {
            Unread::Link { .. } => "content: a link is not followed".to_owned(),
            Unread::TooLarge => "content: the file is larger than the budget".to_owned(),
            Unread::Refused(why) => format!("content: {why}"),
            Unread::NotAFile => "content: not a regular file".to_owned(),
        });
    } else if !d.was_read {
        not_looked_at.push(
            if ocr {
                "text: nothing could be read"
            } else {
                "text: OCR was off"
            }
            .to_owned(),
        );
    }
    if d.frames > d.pages.len() && !d.pages.is_empty() {
        not_looked_at.push(format!("pages {} to {}", d.pages.len() + 1, d.frames));
    }
    not_looked_at
}

/// One document as a row.
fn document(d: &DocumentFacts, ocr: bool, lang: Lang) -> DocumentRow {
    let not_looked_at = not_looked_at(d, ocr);
    let told: Vec<String> = not_looked_at.iter().map(|said| reason(said, lang)).collect();
    let said = if told == not_looked_at {
        Vec::new()
    } else {
        not_looked_at
    };
    DocumentRow {
        path: d.path.clone(),
        bytes: d.bytes,
        sha256: d.sha256.clone(),
        format: d.format,
        format_basis: d.format_basis.clone(),
        kind: d.recognised.kind,
        kind_confidence: share(d.recognised.confidence),
        kind_basis: d.recognised.basis.clone(),
        origin: d.origin,
        pdf: d.pdf.as_ref().map(|p| PdfRow {
            version: p.version.clone(),
            producer: p.producer.clone(),
            creator: p.creator.clone(),
            encrypted: p.encrypted,
            signed: p.signed,
            revisions: p.revisions,
            active_content: p.active_content.clone(),
            embedded_files: p.embedded_files.len(),
            signatures: p.signatures.iter().map(signature).collect(),
        }),
        pages: d.pages.iter().map(page).collect(),
        marks: d
            .marks
            .iter()
            .map(|m| MarkRow {
                kind: m.kind,
                page: m.page,
                area: m.area,
                text: m.text.clone(),
                confidence: share(m.confidence),
            })
            .collect(),
        boxes: d
            .pages
            .iter()
            .flat_map(|p| p.boxes.iter().map(|b| (p.number, b)))
            .map(|(page, b)| BoxRow {
                answer: b.answer,
                page,
                area: b.area,
                ink: share(b.ink),
            })
            .collect(),
        fields: d
            .fields
            .iter()
            .map(|(name, r)| {
                let row = FieldRow {
                    value: r.value.clone(),
                    confidence: share(r.confidence),
                    page: r.page,
                    area: r.area,
                    source: r.source,
                    flags: r.flags.clone(),
                };
                (name.name().to_owned(), row)
            })
            .collect(),
        partial: d.partial,
        not_looked_at: told,
        not_looked_at_said: said,
    }
}

fn signature(s: &PdfSignature) -> SignatureRow {
    SignatureRow {
        signer: s.signer.as_ref().map(|w| w.name.clone()),
        issuer: s.signer.as_ref().map(|w| w.issuer.clone()),
        signed_at: s
            .claimed
            .and_then(Instant::from_unix_seconds)
            .map(|at| at.plus_hours_in_china(0)),
        time_stamp: s.time_stamp,
        holds: match s.held {
            Ok(()) => Some(true),
            Err(Fault::Unproved(_)) => None,
            Err(_) => Some(false),
        },
        whole: s.whole,
        changed_after: s.changed,
        permits: s.permits,
        standing: s.standing,
    }
}

/// One page as a row. Figures are rounded where they are measured; four decimals here only cut what is left of them.
fn page(p: &PageFacts) -> PageRow {
    PageRow {
        width: p.width,
        height: p.height,
        dpi: p.dpi.filter(|v| v.is_finite()).map(|v| round(v, 1)),
        colour: p.measured.colour,
        orientation: p.turn,
        text_source: p.text_source,
        metrics: p
            .measured
            .figures
            .iter()
            .filter(|(_, v)| v.is_finite())
            .map(|(name, v)| ((*name).to_owned(), round(*v, 4)))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rounded_and_finite() {
        assert_eq!(round(0.12345, 3), 0.123);
        assert_eq!(round(-0.0001, 3).to_string(), "0");
        assert_eq!(round(f64::NAN, 3), 0.0);
        assert_eq!(share(1.2), 1.0);
    }

    #[test]
    fn evidence_keeps_its_shape_in_json() {
        assert_eq!(value(&Evidence::Number(300.0, "dpi"), false), Some(300.into()));
        assert_eq!(value(&Evidence::Number(0.25, ""), false), Some(0.25.into()));
        assert_eq!(value(&Evidence::None, false), None);
        assert_eq!(
            value(&Evidence::Personal("13800138000".into()), false),
            Some("138****8000".into())
        );
    }
}
