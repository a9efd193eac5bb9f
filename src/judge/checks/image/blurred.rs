//! `image.blurred`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::measure::metric;

/// The check.
pub static CHECK: Check = Check {
    code: "image.blurred",
    zh: "“{document}”画面模糊（文字边缘约 {actual}，应不超过 {expected}）。",
    en: "\"{document}\" is blurred: print edges are {actual} wide, {expected} at most are readable.",
    suggest_zh: "请对焦清楚、拿稳后重新拍摄，或用扫描仪扫描。",
    suggest_en: "Take the picture again in focus and with a steady hand, or scan the paper.",
    docs: include_str!("blurred.md"),
    bind,
};

/// Widest edge, and the share of the print's height below which even a wide edge is read well; see the rule.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Params {
    max_edge_px: f64,
    min_print_share: f64,
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let Params {
        max_edge_px,
        min_print_share,
    } = serde_json::from_value(params)?;
    Ok(Bound::each_page(move |(index, _, number, page), _, out| {
        if page.measured.blank || page.typed {
            return Looked::NotMeant;
        }
        match page.measured.figures.get(metric::EDGE_WIDTH) {
            None => return Looked::no("it could not be measured"),
            Some(&value) if value > max_edge_px && !large_print(page, value, min_print_share) => {
                let (limit, seen) = (Evidence::Number(max_edge_px, "px"), Evidence::Number(value, "px"));
                out.push(Locus::Page(index, number), limit, seen);
            }
            Some(_) => {}
        }
        Looked::Yes
    }))
}

/// Print so large that an edge of this width is a small part of its height.
fn large_print(page: &crate::judge::dossier::PageFacts, edge: f64, share: f64) -> bool {
    let height = page.measured.figures.get(metric::PRINT_HEIGHT);
    height.is_some_and(|h| edge < share * h)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::judge::dossier::fixture::*;

    fn found(value: f64) -> usize {
        let d = document("a.jpg", DocumentKind::IdCardPortrait).with_figure(metric::EDGE_WIDTH, value);
        run(
            &CHECK,
            json!({ "max_edge_px": 8.0, "min_print_share": 0.12 }),
            &dossier(vec![d]),
        )
        .findings
        .len()
    }

    #[test]
    fn fires_beyond_the_limit_only() {
        assert_eq!(found(8.1), 1);
        assert_eq!(found(8.0), 0);
    }

    #[test]
    fn large_print_bears_a_wider_edge() {
        let found = |height: f64| {
            let d = document("a.jpg", DocumentKind::IdCardPortrait)
                .with_figure(metric::EDGE_WIDTH, 9.0)
                .with_figure(metric::PRINT_HEIGHT, height);
            let rule = json!({ "max_edge_px": 8.0, "min_print_share": 0.12 });
            run(&CHECK, rule, &dossier(vec![d])).findings.len()
        };
        assert_eq!((found(40.0), found(120.0)), (1, 0));
    }

    #[test]
    fn what_was_not_measured_is_said() {
        let out = run(
            &CHECK,
            json!({ "max_edge_px": 8.0, "min_print_share": 0.12 }),
            &dossier(vec![document("a.jpg", DocumentKind::IdCardPortrait)]),
        );
        assert!(out.findings.is_empty() && out.not_checked.contains_key(&Some(0)));
        assert!(bind(json!({})).is_err());
    }
}
