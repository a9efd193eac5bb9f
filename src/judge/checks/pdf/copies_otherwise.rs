//! `pdf.copies-otherwise`

use crate::extract::Reading;
use crate::finding::{Evidence, Locus, Severity};
use crate::judge::check::{Bound, Check, Looked, no_parameters};
#[cfg(test)]
use crate::kind::DocumentKind;

/// The check.
pub static CHECK: Check = Check {
    code: "pdf.copies-otherwise",
    zh: "“{document}”第 {page} 页复制出的文字与页面显示的不同。",
    en: "Page {page} of \"{document}\" copies as other words than it shows.",
    suggest_zh: "请核对页面显示的内容；机读该文件的系统会得到另一段文字。如有疑问，请提交者上传原件扫描件。",
    suggest_en: "Go by what the page shows; a system that takes the file's text gets something else. When in doubt, ask for a scan of the original.",
    docs: include_str!("copies_otherwise.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_page(|(index, document, number, page), _, out| {
        if let Some(line) = &page.otherwise {
            let value = |r: &Reading| r.page == number && r.area.is_some_and(|a| a.intersect(line.area).area() > 0);
            let severity = if line.hidden || line.whole && document.fields.values().any(value) {
                Severity::Review
            } else {
                Severity::Note
            };
            out.push_lowered(
                severity,
                Locus::Region(index, number, line.area),
                None,
                Evidence::text(&line.shown),
                Evidence::text(printable(&line.copied)),
            );
        }
        Looked::Yes
    }))
}

/// Numbers of glyphs are control characters as often as not, which a terminal would obey.
fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::geometry::PixelBox;
    use crate::judge::dossier::fixture::*;
    use crate::read::Otherwise;

    #[test]
    fn fires_on_a_line_that_copies_otherwise_and_shows_no_control_characters() {
        let mut d = document("a.pdf", DocumentKind::BusinessLicence);
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        d.pages[0].otherwise = Some(Otherwise {
            shown: "云帆科技".into(),
            copied: "\u{1b}[2J长征".into(),
            area: PixelBox {
                x: 10,
                y: 20,
                w: 300,
                h: 40,
            },
            whole: true,
            hidden: false,
        });
        let found = run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings;
        assert_eq!(found[0].severity, Severity::Note);
        assert_eq!(found[0].expected, Evidence::text("云帆科技"));
        assert_eq!(found[0].actual, Evidence::text("\u{fffd}[2J长征"));
        // Where a value was read, a person looks; not where the file gives no characters at all.
        let mut d = d.with_field(crate::kind::FieldName::SubjectName, "云帆科技", 0.9);
        for reading in d.fields.values_mut() {
            reading.area = Some(PixelBox::from_edges(100, 30, 200, 50));
        }
        let severity = |d: &crate::judge::dossier::DocumentFacts| {
            run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings[0].severity
        };
        assert_eq!(severity(&d), Severity::Review);
        if let Some(line) = &mut d.pages[0].otherwise {
            line.whole = false;
        }
        assert_eq!(severity(&d), Severity::Note);
        if let Some(line) = &mut d.pages[0].otherwise {
            line.hidden = true;
        }
        d.fields.clear();
        assert_eq!(severity(&d), Severity::Review);
    }
}
