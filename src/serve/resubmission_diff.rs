//! A case that comes again, laid beside the earlier one. In: both reports, what stands of the earlier one's findings, whether two papers are
//! one picture. Out: of each paper whether it was refused and comes again, was mended, replaced, kept or is new; what of the declaration
//! changed; what became of findings on the case. Pure functions.

use std::collections::BTreeSet;

use serde::Serialize;

use super::declared;
use crate::finding::Severity;
use crate::kind::DocumentKind;
use crate::report::model::{DocumentRow, FindingRow, Report};

/// One of the two.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    /// Its report.
    pub report: &'a Report,
    /// Its declaration, numbers whole.
    pub declared: &'a [declared::Row],
    /// Whether a finding stands: it was not overruled, and nobody accepted the case with it.
    pub stands: &'a dyn Fn(&FindingRow) -> bool,
}

impl Side<'_> {
    /// Findings that ask for something, of a document or (`None`) the case, by their places in the report.
    fn asked(&self, document: Option<&str>) -> Vec<usize> {
        let rows = self.report.findings.iter().enumerate();
        let asks =
            rows.filter(|(_, f)| f.severity > Severity::Note && f.document.as_deref() == document && (self.stands)(f));
        asks.map(|(i, _)| i).collect()
    }
}

/// What became of a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaperChange {
    /// It was refused, and is the same paper.
    RefusedAgain,
    /// Another paper stands in its place, and something of what it was refused for stands still.
    NotMended,
    /// Another paper stands in its place, and nothing of what it was refused for stands.
    Mended,
    /// Another paper stands in the place of one that nothing was asked of.
    Replaced,
    /// There was none like it.
    New,
    /// The same paper, of which nothing was asked.
    Kept,
}

/// How a paper is the earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MatchedBy {
    /// Byte by byte.
    SameFile,
    /// The same picture: saved again, scaled or cropped.
    SamePicture,
    /// Another paper in its place.
    InItsPlace,
}

/// A paper of the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paper {
    /// Its place in the report.
    pub document: usize,
    /// What became of it.
    pub fate: PaperChange,
    /// The earlier paper, by its place in that report, and how this one is it.
    pub earlier: Option<(usize, MatchedBy)>,
    /// What the earlier one was refused for: places in that report's findings.
    pub was: Vec<usize>,
    /// Those of them that stand on this paper too.
    pub stays: Vec<usize>,
    /// Its picture could not be held against the earlier ones.
    pub unsure: bool,
}

/// A declared value that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Where, by JSON pointer.
    pub pointer: String,
    /// Place in the earlier declaration's rows; `None` where the value is new.
    pub earlier: Option<usize>,
    /// Place in the present declaration's rows; `None` where it went.
    pub now: Option<usize>,
    /// What was asked of the earlier value: places in that report's findings.
    pub was: Vec<usize>,
}

/// A finding on the earlier case as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// Its place in the earlier report.
    pub finding: usize,
    /// Whether it stands still.
    pub stays: bool,
}

/// Both beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResubmissionDiff {
    /// The papers of the case, in the order of its report.
    pub papers: Vec<Paper>,
    /// Earlier papers that nothing stands in the place of.
    pub gone: Vec<usize>,
    /// Declared values that changed.
    pub declared: Vec<Changed>,
    /// What was asked of the earlier case as a whole.
    pub asked: Vec<Asked>,
}

/// Lays a case beside its earlier one. `same`: whether two papers, by their places, are one picture; `None` where that cannot be told.
pub fn diff(now: Side<'_>, earlier: Side<'_>, same: &mut dyn FnMut(usize, usize) -> Option<bool>) -> ResubmissionDiff {
    let (pairs, unsure) = paired(&now.report.documents, &earlier.report.documents, same);
    let paper = |document: usize| {
        let pair = pairs
            .iter()
            .find(|(n, _, _)| *n == document)
            .map(|(_, e, how)| (*e, *how));
        let path = |side: Side<'_>, d: usize| {
            side.report
                .documents
                .get(d)
                .map(|row| row.path.clone())
                .unwrap_or_default()
        };
        let was = pair
            .map(|(e, _)| earlier.asked(Some(&path(earlier, e))))
            .unwrap_or_default();
        let stand = now.asked(Some(&path(now, document)));
        let stays = still(&was, earlier.report, &stand, now.report);
        let fate = match pair.map(|(_, how)| how) {
            None => PaperChange::New,
            Some(MatchedBy::InItsPlace) if was.is_empty() => PaperChange::Replaced,
            Some(MatchedBy::InItsPlace) if stays.is_empty() => PaperChange::Mended,
            Some(MatchedBy::InItsPlace) => PaperChange::NotMended,
            Some(MatchedBy::SameFile | MatchedBy::SamePicture) if was.is_empty() => PaperChange::Kept,
            Some(MatchedBy::SameFile | MatchedBy::SamePicture) => PaperChange::RefusedAgain,
        };
        Paper {
            document,
            fate,
            earlier: pair,
            was,
            stays,
            unsure: unsure.contains(&document),
        }
    };
    let all = earlier.asked(None);
    let stand = still(&all, earlier.report, &now.asked(None), now.report);
    ResubmissionDiff {
        papers: (0..now.report.documents.len()).map(paper).collect(),
        gone: (0..earlier.report.documents.len())
            .filter(|e| pairs.iter().all(|(_, paired, _)| paired != e))
            .collect(),
        declared: changed(now, earlier),
        asked: all
            .into_iter()
            .map(|finding| Asked {
                finding,
                stays: stand.contains(&finding),
            })
            .collect(),
    }
}

/// Those of the earlier findings that are found again: by code, field and what is asked, each finding once.
fn still(earlier: &[usize], before: &Report, now: &[usize], after: &Report) -> Vec<usize> {
    let told = |report: &Report, i: usize| {
        let f = report.findings.get(i);
        f.map(|f| {
            (
                f.code.clone(),
                f.field.clone(),
                f.code.starts_with("document.").then(|| f.expected.clone()),
            )
        })
    };
    let mut left: Vec<_> = now.iter().map(|i| told(after, *i)).collect();
    let mut out = Vec::new();
    for i in earlier {
        if let Some(at) = left.iter().position(|k| *k == told(before, *i)) {
            left.swap_remove(at);
            out.push(*i);
        }
    }
    out
}

type Pair = (usize, usize, MatchedBy);

/// Which paper stands for which, each once: the same bytes, the same picture, the same path, the same kind with most of its fields. Besides
/// the papers that could not be held against a picture.
fn paired(
    now: &[DocumentRow],
    earlier: &[DocumentRow],
    same: &mut dyn FnMut(usize, usize) -> Option<bool>,
) -> (Vec<Pair>, BTreeSet<usize>) {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut unsure = BTreeSet::new();
    let free = |pairs: &[Pair]| -> Vec<(usize, usize)> {
        let n = |n: &usize| pairs.iter().all(|p| p.0 != *n);
        let e = |e: &usize| pairs.iter().all(|p| p.1 != *e);
        let left: Vec<usize> = (0..earlier.len()).filter(e).collect();
        (0..now.len())
            .filter(n)
            .flat_map(|n| left.iter().map(move |e| (n, *e)))
            .collect()
    };
    let rows = |n: usize, e: usize| Some((now.get(n)?, earlier.get(e)?));
    let take = |pairs: &mut Vec<Pair>, how, fits: &mut dyn FnMut(usize, usize) -> bool| {
        for (n, e) in free(pairs) {
            if pairs.iter().all(|p| p.0 != n && p.1 != e) && fits(n, e) {
                pairs.push((n, e, how));
            }
        }
    };
    let bytes = |n, e| rows(n, e).is_some_and(|(a, b)| !a.sha256.is_empty() && a.sha256 == b.sha256);
    let path = |n, e| rows(n, e).is_some_and(|(a, b)| a.path == b.path);
    take(&mut pairs, MatchedBy::SameFile, &mut |n, e| bytes(n, e) && path(n, e));
    take(&mut pairs, MatchedBy::SameFile, &mut |n, e| bytes(n, e));
    take(&mut pairs, MatchedBy::SamePicture, &mut |n, e| {
        let told = same(n, e);
        if told.is_none() {
            unsure.insert(n);
        }
        told == Some(true)
    });
    let kind = |n, e| rows(n, e).is_some_and(|(a, b)| a.kind == b.kind);
    let unknown = |n, e| {
        let none = DocumentKind::Unrecognised;
        rows(n, e).is_some_and(|(a, b)| a.kind == none || b.kind == none)
    };
    take(&mut pairs, MatchedBy::InItsPlace, &mut |n, e| {
        path(n, e) && (kind(n, e) || unknown(n, e))
    });
    let mut alike: Vec<(usize, usize, usize)> = free(&pairs)
        .into_iter()
        .filter(|(n, e)| kind(*n, *e) && !unknown(*n, *e))
        .map(|(n, e)| (rows(n, e).map_or(0, |(a, b)| agreeing(a, b)), n, e))
        .collect();
    // Most fields first; of equals the first of each.
    alike.sort_by_key(|(fields, n, e)| (std::cmp::Reverse(*fields), *n, *e));
    for (_, n, e) in alike {
        if pairs.iter().all(|p| p.0 != n && p.1 != e) {
            pairs.push((n, e, MatchedBy::InItsPlace));
        }
    }
    let certain: Vec<usize> = pairs
        .iter()
        .filter(|p| p.2 != MatchedBy::InItsPlace)
        .map(|p| p.0)
        .collect();
    unsure.retain(|n| !certain.contains(n));
    (pairs, unsure)
}

/// Fields of two papers that say the same.
fn agreeing(a: &DocumentRow, b: &DocumentRow) -> usize {
    let same = |(name, row): &(&String, &crate::report::model::FieldRow)| {
        b.fields.get(*name).is_some_and(|o| o.value == row.value)
    };
    a.fields.iter().filter(same).count()
}

/// Declared values that are not what they were.
fn changed(now: Side<'_>, earlier: Side<'_>) -> Vec<Changed> {
    let find = |rows: &[declared::Row], pointer: &str| rows.iter().position(|r| r.pointer == pointer);
    let about = |pointer: &str| {
        let of = |f: &FindingRow| {
            let at = f.field.as_deref().unwrap_or_default();
            at.strip_prefix(pointer)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let rows = earlier.report.findings.iter().enumerate();
        let asks = rows.filter(|(_, f)| f.severity > Severity::Note && of(f) && (earlier.stands)(f));
        asks.map(|(i, _)| i).collect()
    };
    let mut out = Vec::new();
    for (e, row) in earlier.declared.iter().enumerate() {
        let at = find(now.declared, &row.pointer);
        if at
            .and_then(|n| now.declared.get(n))
            .is_none_or(|n| n.value != row.value)
        {
            out.push(Changed {
                pointer: row.pointer.clone(),
                earlier: Some(e),
                now: at,
                was: about(&row.pointer),
            });
        }
    }
    for (n, row) in now.declared.iter().enumerate() {
        if find(earlier.declared, &row.pointer).is_none() {
            out.push(Changed {
                pointer: row.pointer.clone(),
                earlier: None,
                now: Some(n),
                was: about(&row.pointer),
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// Papers as (path, digest, kind, name read), findings as (document, code, field).
    fn report(papers: &[(&str, &str, &str, &str)], findings: &[(Option<&str>, &str, Option<&str>)]) -> Report {
        let paper = |(path, sha, kind, name): &(&str, &str, &str, &str)| {
            json!({
                "path": path, "bytes": 1, "sha256": sha, "format": "jpeg", "kind": kind, "kind_confidence": 0.9, "origin": "photo", "pages": [],
                "marks": [], "fields": { "name": { "value": name, "confidence": 0.9, "page": 1, "source": "ocr" } }, "partial": false
            })
        };
        let finding = |(document, code, field): &(Option<&str>, &str, Option<&str>)| json!({ "code": code, "severity": "reject", "message": "m", "document": document, "page": null, "field": field });
        let papers: Vec<Value> = papers.iter().map(paper).collect();
        let findings: Vec<Value> = findings.iter().map(finding).collect();
        serde_json::from_value(json!({
            "schema": "chushen.report/1", "tool": { "version": "1", "rules": "r", "models": "m" }, "as_of": "2026-06-01",
            "case": { "id": "c" }, "verdict": "reject", "counts": { "reject": 0, "review": 0, "note": 0 },
            "documents": papers, "findings": findings, "checks": []
        }))
        .unwrap()
    }

    fn told(now: &Report, earlier: &Report, same: &[(usize, usize)], stands: bool) -> ResubmissionDiff {
        let side = |report, stands| Side {
            report,
            declared: &[],
            stands,
        };
        let (yes, as_said) = (|_: &FindingRow| true, |_: &FindingRow| stands);
        diff(side(now, &yes), side(earlier, &as_said), &mut |n, e| {
            Some(same.contains(&(n, e)))
        })
    }

    fn fates(b: &ResubmissionDiff) -> Vec<PaperChange> {
        b.papers.iter().map(|p| p.fate).collect()
    }

    const LICENCE: &str = "business-licence";
    const CARD: &str = "id-card-portrait";

    #[test]
    fn each_paper_has_its_fate() {
        let earlier = report(
            &[
                ("a.jpg", "1", LICENCE, "甲"),
                ("b.jpg", "2", CARD, "王"),
                ("c.jpg", "3", "verification-form", ""),
                ("d.jpg", "4", "domain-certificate", ""),
                ("e.jpg", "5", "other", ""),
                ("f.jpg", "6", "unrecognised", ""),
            ],
            &[
                (Some("a.jpg"), "image.blurred", None),
                (Some("b.jpg"), "image.glare", None),
                (Some("c.jpg"), "document.expired", None),
            ],
        );
        // Renamed and recompressed, retaken, retaken in vain, byte by byte, none like it.
        let now = report(
            &[
                ("1.jpg", "11", LICENCE, "甲"),
                ("b.jpg", "12", CARD, "王"),
                ("3.jpg", "13", "verification-form", ""),
                ("d.jpg", "4", "domain-certificate", ""),
                ("5.jpg", "15", "authorisation-letter", ""),
            ],
            &[
                (Some("3.jpg"), "document.expired", None),
                (Some("b.jpg"), "image.cropped", None),
            ],
        );
        let b = told(&now, &earlier, &[(0, 0)], true);
        assert_eq!(
            fates(&b),
            [
                PaperChange::RefusedAgain,
                PaperChange::Mended,
                PaperChange::NotMended,
                PaperChange::Kept,
                PaperChange::New
            ]
        );
        assert_eq!(b.papers[0].earlier, Some((0, MatchedBy::SamePicture)));
        assert_eq!((b.papers[2].was.clone(), b.papers[2].stays.clone()), (vec![2], vec![2]));
        assert_eq!(b.gone, [4, 5]);
        let accepted = told(&now, &earlier, &[(0, 0)], false);
        assert_eq!(
            fates(&accepted),
            [
                PaperChange::Kept,
                PaperChange::Replaced,
                PaperChange::Replaced,
                PaperChange::Kept,
                PaperChange::New
            ],
            "what nobody asked for is no refusal"
        );
    }

    #[test]
    fn of_two_papers_of_a_kind_each_finds_its_own() {
        let earlier = report(
            &[("1.jpg", "1", CARD, "王"), ("2.jpg", "2", CARD, "李")],
            &[(Some("2.jpg"), "image.blurred", None)],
        );
        let now = report(&[("x.jpg", "3", CARD, "李"), ("y.jpg", "4", CARD, "王")], &[]);
        let b = told(&now, &earlier, &[], true);
        assert_eq!(fates(&b), [PaperChange::Mended, PaperChange::Replaced]);
        assert_eq!(b.papers[0].earlier, Some((1, MatchedBy::InItsPlace)));
    }

    #[test]
    fn what_was_asked_of_the_case_stays_or_is_done() {
        let missing = |kind: &str| {
            let mut r = report(
                &[],
                &[
                    (None, "document.missing", None),
                    (None, "domain.expired", Some("/domains/0")),
                ],
            );
            r.findings[0].expected = Some(json!(kind));
            r
        };
        let b = told(&missing("a"), &missing("a"), &[], true);
        assert_eq!(b.asked.iter().map(|a| a.stays).collect::<Vec<_>>(), [true, true]);
        let b = told(&missing("b"), &missing("a"), &[], true);
        assert_eq!(
            b.asked.iter().map(|a| a.stays).collect::<Vec<_>>(),
            [false, true],
            "another paper is asked for"
        );
    }

    #[test]
    fn changed_values_are_told_with_what_was_asked_of_them() {
        let rows = |values: &[(&str, &str)]| -> Vec<declared::Row> {
            let row = |(pointer, value): &(&str, &str)| declared::Row {
                pointer: (*pointer).to_owned(),
                zh: "",
                en: "",
                value: (*value).to_owned(),
            };
            values.iter().map(row).collect()
        };
        let earlier = report(&[], &[(None, "match.domain", Some("/sites/0/domains/0"))]);
        let now = report(&[], &[]);
        let (was, is) = (
            rows(&[
                ("/subject/name", "甲"),
                ("/sites/0/domains", "a.cn"),
                ("/sites/0/remarks", "x"),
            ]),
            rows(&[
                ("/subject/name", "甲"),
                ("/sites/0/domains", "b.cn"),
                ("/subject/address", "路"),
            ]),
        );
        let yes = |_: &FindingRow| true;
        let side = |report, declared| Side {
            report,
            declared,
            stands: &yes,
        };
        let b = diff(side(&now, &is), side(&earlier, &was), &mut |_, _| None);
        let told: Vec<_> = b
            .declared
            .iter()
            .map(|c| (c.pointer.as_str(), c.earlier, c.now, c.was.len()))
            .collect();
        assert_eq!(
            told,
            [
                ("/sites/0/domains", Some(1), Some(1), 1),
                ("/sites/0/remarks", Some(2), None, 0),
                ("/subject/address", None, Some(2), 0)
            ]
        );
    }
}
