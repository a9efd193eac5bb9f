//! Labels that were found without a value that could be read: where a missing field should stand, and what is seen there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::labeller::printed::{self, Printed};
use super::value::Value;
use super::{Reading, shape};
use crate::geometry::PixelBox;
use crate::kind::FieldName;
use crate::kind::spec::{Field, KindSpec, Shape};
use crate::read::rows::Layout;
use crate::read::{MarkKind, ReadPage};

/// What stands where the value of a label should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Beside {
    /// Nothing is printed there: left open, or taken away.
    Blank,
    /// Stars, dashes or 无: the paper says that there is none.
    StruckOut,
    /// Print that could not be read as a value.
    Print,
    /// A seal, glare, a thing or a patch that lies over it.
    Covered,
}

/// A label that was found without a value that could be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmptyLabel {
    /// The field it belongs to.
    pub field: FieldName,
    /// Page, from 1.
    pub page: usize,
    /// The label's box on the upright page.
    pub area: PixelBox,
    /// What stands beside it.
    pub beside: Beside,
    /// The print beside it as read ("03/04/2026"), shortened; empty where none was.
    pub seen: String,
}

/// Characters of print that are kept to be shown.
const SHOWN: usize = 40;
/// Where a value would stand, in heights of the label: a date takes six.
const PLACE: f32 = 6.0;
/// Share of that place from which what lies over it may hide a value.
const HIDES: f32 = 0.3;

/// The labels of the fields that were not read, one a field: the first that is parted from what follows, best one whose every
/// character is as printed.
pub fn empty_labels(spec: &KindSpec, pages: &[ReadPage], read: &BTreeMap<FieldName, Reading>) -> Vec<EmptyLabel> {
    let missing: Vec<&Field> = spec.fields.iter().filter(|f| !read.contains_key(&f.name)).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let mut best: BTreeMap<FieldName, (bool, EmptyLabel)> = BTreeMap::new();
    for (index, page) in pages.iter().enumerate() {
        let layout = Layout::of(&page.lines);
        let found = printed::labels(spec, page);
        for field in &missing {
            for label in found.iter().filter(|l| l.parted && l.fields.contains(&field.name)) {
                if label.asks() {
                    continue;
                }
                if best.get(&field.name).is_none_or(|(exact, _)| label.exact && !exact) {
                    let one = look_beside(field, label, &layout, page, index + 1);
                    best.insert(field.name, (label.exact, one));
                }
            }
        }
    }
    best.into_values().map(|(_, one)| one).collect()
}

fn look_beside(field: &Field, label: &Printed, layout: &Layout, page: &ReadPage, number: usize) -> EmptyLabel {
    let printed: String = label.beside.iter().map(|c| c.ch).collect();
    let span = matches!(
        field.shape,
        Shape::SpanStart | Shape::SpanEnd | Shape::Term | Shape::Until
    );
    let end = label.beside.last().map_or(label.x1, |c| c.x + 0.5 * label.h);
    let place = layout.on_page((end, end + PLACE * label.h), label.y, label.h).bounds();
    let left_open = span && !printed.is_empty() && shape::is_blank(&Value::of_line(label.beside.clone(), place));
    let beside = if printed.is_empty() || left_open {
        if is_covered(page, number, place) {
            Beside::Covered
        } else {
            Beside::Blank
        }
    } else if is_struck_out(&printed) {
        Beside::StruckOut
    } else {
        Beside::Print
    };
    EmptyLabel {
        field: field.name,
        page: number,
        area: layout.on_page((label.x0, label.x1), label.y, label.h).bounds(),
        beside,
        seen: printed.chars().take(SHOWN).collect(),
    }
}

/// Stars, dashes, 无, 无字号: no value, said in print.
fn is_struck_out(text: &str) -> bool {
    let told = text.chars().filter(|c| !c.is_whitespace());
    let signs = told
        .clone()
        .all(|c| !c.is_alphanumeric() && !matches!(c, '□' | '■' | '√'));
    signs && told.count() > 1 || text.starts_with('无')
}

/// Whether something lies over a place: a seal, glare, a thing, or a patch that was filled or pasted.
fn is_covered(page: &ReadPage, number: usize, place: PixelBox) -> bool {
    let seals = page
        .marks
        .iter()
        .filter(|m| m.kind == MarkKind::Seal && m.page == number);
    let m = &page.measured;
    let spots = m.glare.iter().chain(&m.occluded).chain(&m.pasted).map(|s| s.area);
    seals
        .map(|m| m.area)
        .chain(spots)
        .any(|over| place.covered_by(over) > HIDES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::{DocumentKind, spec};
    use crate::measure::Spot;
    use crate::read::fixture;

    /// A licence of these rows of label and value.
    fn licence(rows: &[(&str, &str)]) -> ReadPage {
        let lines = rows.iter().enumerate().flat_map(|(i, (label, value))| {
            let at = |x, text: &str| {
                let w = 30 * text.chars().count() as i32;
                let area = PixelBox {
                    x,
                    y: 100 + 80 * i as i32,
                    w,
                    h: 32,
                };
                (!text.is_empty()).then(|| fixture::line(text, area))
            };
            [at(100, label), at(320, value)].into_iter().flatten()
        });
        fixture::page(1600, 1000, lines.collect())
    }

    fn beside(page: &ReadPage, field: FieldName) -> Option<(Beside, String)> {
        let spec = spec(DocumentKind::BusinessLicence).unwrap();
        let pages = std::slice::from_ref(page);
        let read = super::super::extract(spec, pages);
        let found = empty_labels(spec, pages, &read)
            .into_iter()
            .find(|l| l.field == field)?;
        Some((found.beside, found.seen))
    }

    const REST: [(&str, &str); 2] = [("名称", "成都示例科技有限公司"), ("法定代表人", "王测试")];

    fn with(label: &str, value: &str) -> ReadPage {
        licence(&[REST[0], (label, value), REST[1]])
    }

    #[test]
    fn what_stands_beside_a_label_without_a_value_is_told() {
        let code = |value: &str| beside(&with("统一社会信用代码", value), FieldName::CreditCode).map(|b| b.0);
        assert_eq!(code(""), Some(Beside::Blank));
        assert_eq!(code("******"), Some(Beside::StruckOut));
        assert_eq!(code("9151某"), Some(Beside::Print));
        assert_eq!(code("91350100M000100Y43"), None);
        assert_eq!(beside(&licence(&REST), FieldName::CreditCode), None);
    }

    #[test]
    fn a_term_left_open_is_blank_and_a_covered_one_is_not() {
        let term = |value: &str| beside(&with("营业期限", value), FieldName::ValidUntil).map(|b| b.0);
        assert_eq!(term("2016年03月02日至"), Some(Beside::Blank));
        assert_eq!(term("2016年03月02日至年月日"), Some(Beside::Blank));
        assert_eq!(term("2016年03月02日至20"), Some(Beside::Print));
        assert_eq!(term("2016年03月02日至长期"), None);
        let mut page = with("营业期限", "2016年03月02日至");
        let area = PixelBox {
            x: 600,
            y: 120,
            w: 400,
            h: 200,
        };
        page.measured.glare = vec![Spot { area, strength: 1.0 }];
        assert_eq!(beside(&page, FieldName::ValidUntil).map(|b| b.0), Some(Beside::Covered));
    }

    #[test]
    fn what_could_not_be_read_is_kept_to_be_shown() {
        let spec = spec(DocumentKind::DomainCertificate).unwrap();
        let line = |x, y, text: &str| {
            let w = 16 * text.chars().count() as i32;
            fixture::line(text, PixelBox { x, y, w, h: 32 })
        };
        let lines = vec![
            line(100, 100, "Domain Name:"),
            line(400, 100, "shili.com"),
            line(100, 180, "Expiration Date:"),
            line(400, 180, "03/04/2026"),
        ];
        let pages = [fixture::page(1200, 800, lines)];
        let read = super::super::extract(spec, &pages);
        let found = empty_labels(spec, &pages, &read);
        let end = found.iter().find(|l| l.field == FieldName::ExpiresOn).unwrap();
        assert_eq!((end.beside, end.seen.as_str()), (Beside::Print, "03/04/2026"));
    }

    #[test]
    fn a_question_with_boxes_has_no_value_to_miss() {
        let spec = spec(DocumentKind::VerificationForm).unwrap();
        let line = |x, text: &str| {
            let w = 30 * text.chars().count() as i32;
            fixture::line(text, PixelBox { x, y: 100, w, h: 32 })
        };
        let rows = [
            vec![line(100, "网站名称"), line(300, "报备信息是否规范 □是 □否")],
            vec![line(100, "网站名称")],
        ];
        let told = rows.map(|lines| {
            let found = empty_labels(spec, &[fixture::page(1600, 800, lines)], &BTreeMap::new());
            found.iter().any(|l| l.field == FieldName::SiteName)
        });
        assert_eq!(told, [false, true]);
    }
}
