//! Ids of findings: the same for the same finding on the same paper in every run, by which decisions and other systems name it.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::model::Report;

/// Bytes of a digest that are an id: among the 200 findings of a case two alike are met once in 10^14.
const BYTES: usize = 8;

/// Gives every finding its id: SHA-256, cut to 16 hex digits, over case, code, the document's digest (its path where it was not read), field and
/// place (page and box). Those that are alike in all are told apart by a number behind, in the order of the report.
pub fn enter(report: &mut Report) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let digests: BTreeMap<&str, &str> = report
        .documents
        .iter()
        .map(|d| (d.path.as_str(), d.sha256.as_str()))
        .collect();
    let ids: Vec<String> = report
        .findings
        .iter()
        .map(|f| {
            let path = f.document.as_deref().unwrap_or_default();
            let digest = digests.get(path).copied().filter(|d| !d.is_empty()).unwrap_or(path);
            let place = format!("{:?} {:?}", f.page, f.area.map(|a| [a.x, a.y, a.w, a.h]));
            let mut hash = Sha256::new();
            // Each with its length before it, so that none runs into the next.
            for part in [
                &report.case.id,
                f.code.as_str(),
                digest,
                f.field.as_deref().unwrap_or_default(),
                &place,
            ] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part.as_bytes());
            }
            let id: String = hash.finalize().iter().take(BYTES).map(|b| format!("{b:02x}")).collect();
            let nth = seen.entry(id.clone()).or_default();
            *nth += 1;
            if *nth == 1 { id } else { format!("{id}-{nth}") }
        })
        .collect();
    for (row, id) in report.findings.iter_mut().zip(ids) {
        row.id = Some(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Lang;
    use crate::report::build::unread_case;
    use crate::report::model::Tool;

    fn report(case: &str) -> Report {
        let tool = Tool {
            version: "0".into(),
            rules: String::new(),
            models: "none".into(),
        };
        unread_case(
            case,
            "2026-06-01".parse().unwrap(),
            &tool,
            "file.reader-failed",
            "why",
            Lang::Zh,
        )
    }

    #[test]
    fn a_finding_has_one_id_whatever_the_run_and_the_language() {
        let id = |change: &dyn Fn(&mut Report)| {
            let mut report = report("a");
            change(&mut report);
            enter(&mut report);
            report.findings[0].id.clone().unwrap()
        };
        let own = id(&|_| ());
        assert_eq!(own.len(), 16);
        let same = id(&|r| {
            r.findings[0].message = "another language".to_owned();
            r.tool.version = "9".to_owned();
        });
        assert_eq!(own, same);
        let others: [&dyn Fn(&mut Report); 5] = [
            &|r| r.case.id = "b".to_owned(),
            &|r| r.findings[0].code = "file.corrupt".to_owned(),
            &|r| r.findings[0].document = Some("a.jpg".to_owned()),
            &|r| r.findings[0].field = Some("name".to_owned()),
            &|r| r.findings[0].page = Some(1),
        ];
        for other in others {
            assert_ne!(own, id(other));
        }
    }

    #[test]
    fn findings_alike_in_all_are_told_apart() {
        let mut two = report("a");
        two.findings.push(two.findings[0].clone());
        enter(&mut two);
        let ids: Vec<&str> = two.findings.iter().filter_map(|f| f.id.as_deref()).collect();
        assert_eq!(ids[1], format!("{}-2", ids[0]));
    }
}
