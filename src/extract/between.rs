//! The address of a card whose label is lost: it stands between the birth date and the number, and nothing else does.

use std::collections::BTreeMap;

use super::value::Value;
use super::{FieldName, Reading, UNLABELLED, finish, shape};
use crate::kind::DocumentKind;
use crate::kind::spec::{KindSpec, Shape};
use crate::read::ReadPage;
use crate::read::rows::{Char, Layout};

/// Lines of an address on a card.
const MOST_LINES: usize = 4;
/// How far a line's left end may lie from the first one's, in line heights.
const ALIGNED: f32 = 1.2;

/// Adds the address where both neighbours were read and it was not.
pub(super) fn add_address(spec: &KindSpec, page: &ReadPage, number: usize, fields: &mut BTreeMap<FieldName, Reading>) {
    if spec.kind != DocumentKind::IdCardPortrait || fields.contains_key(&FieldName::Address) {
        return;
    }
    let area = |name| {
        fields
            .get(&name)
            .filter(|r: &&Reading| r.page == number)
            .and_then(|r| r.area)
    };
    let (Some(above), Some(below)) = (area(FieldName::BirthDate), area(FieldName::CitizenIdNumber)) else {
        return;
    };
    let layout = Layout::of(&page.lines);
    let mut value: Option<(f32, Value)> = None;
    for s in &layout.segments {
        let (x, y) = s.area.centre();
        let inside = y > above.bottom() as f32 && y < below.y as f32 && x < below.right() as f32;
        let chars = unlabelled(&s.chars);
        let Some(first) = chars.first().filter(|_| inside && chars.len() >= 2) else {
            continue;
        };
        let left = if chars.len() < s.chars.len() {
            first.x - 0.45 * s.h
        } else {
            s.x0
        };
        match &mut value {
            None => value = Some((left, Value::of_line(chars.to_vec(), s.area))),
            Some((x0, v)) if (left - *x0).abs() < ALIGNED * s.h && v.lines.len() < MOST_LINES => {
                v.area = v.area.map(|a| a.union(s.area));
                v.lines.push(chars.to_vec());
            }
            Some(_) => {}
        }
    }
    let Some((_, value)) = value else { return };
    if let Some(mut parsed) = shape::parse(Shape::Address, &value) {
        parsed.confidence *= UNLABELLED;
        fields.insert(FieldName::Address, finish(Shape::Address, parsed, &value, page, number));
    }
}

/// A line without the label 住址 before it, of which one character was misread: else it would have been found. No address
/// begins like that.
fn unlabelled(chars: &[Char]) -> &[Char] {
    match chars {
        [a, b, address @ ..] if a.folded == '住' || b.folded == '址' => address,
        _ => chars,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PixelBox;
    use crate::kind;
    use crate::read::{TextLine, fixture};

    fn line(text: &str, x: i32, y: i32) -> TextLine {
        let area = PixelBox {
            x,
            y,
            w: 30 * text.chars().count() as i32,
            h: 30,
        };
        TextLine {
            confidence: 0.95,
            ..fixture::line(text, area)
        }
    }

    fn read(lines: Vec<TextLine>) -> Option<String> {
        let spec = kind::spec(DocumentKind::IdCardPortrait).unwrap();
        let fields = crate::extract::extract(spec, &[fixture::page(800, 500, lines)]);
        fields.get(&FieldName::Address).map(|r| r.value.clone())
    }

    #[test]
    fn the_lines_between_birth_date_and_number_are_the_address() {
        let date = || line("1993年3月26日", 4, 200);
        let number = || line("11010519491231002X", 200, 420);
        let lines = vec![
            date(),
            line("广东省广州市天河区长", 4, 260),
            line("江路74号6层15室", 6, 305),
            line("某快印", 420, 330),
            number(),
        ];
        assert_eq!(read(lines).as_deref(), Some("广东省广州市天河区长江路74号6层15室"));
        for label in [vec![line("位址", 4, 260)], Vec::new()] {
            let joined = if label.is_empty() {
                "佳址广东省广州市"
            } else {
                "广东省广州市"
            };
            let x = if label.is_empty() { 4 } else { 94 };
            let rest = vec![date(), line(joined, x, 260), line("天河区15室", 96, 305), number()];
            let lines = label.into_iter().chain(rest).collect();
            assert_eq!(read(lines).as_deref(), Some("广东省广州市天河区15室"));
        }
        assert_eq!(read(vec![date(), number()]), None);
        assert_eq!(read(vec![line("广东省广州市天河区长", 4, 260), number()]), None);
    }
}
