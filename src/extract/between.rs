//! The address of a card whose label is lost: it stands between the birth date and the number, and nothing else does.

use std::collections::BTreeMap;

use super::value::Value;
use super::{FieldName, Reading, UNLABELLED, finish, shape};
use crate::kind::DocumentKind;
use crate::kind::spec::{KindSpec, Shape};
use crate::read::ReadPage;
use crate::read::rows::Layout;

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
        if !inside || s.chars.len() < 2 {
            continue;
        }
        match &mut value {
            None => value = Some((s.x0, Value::of_line(s.chars.clone(), s.area))),
            Some((x0, v)) if (s.x0 - *x0).abs() < ALIGNED * s.h && v.lines.len() < MOST_LINES => {
                v.area = v.area.map(|a| a.union(s.area));
                v.lines.push(s.chars.clone());
            }
            Some(_) => {}
        }
    }
    let Some((_, value)) = value else { return };
    if let Some(mut parsed) = shape::parse(Shape::Address, &value) {
        parsed.confidence *= UNLABELLED;
        fields.insert(FieldName::Address, finish(parsed, &value, page, number));
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
        assert_eq!(read(vec![date(), number()]), None);
        assert_eq!(read(vec![line("广东省广州市天河区长", 4, 260), number()]), None);
    }
}
