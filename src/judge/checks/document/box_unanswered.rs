//! `document.box-unanswered`

use crate::finding::{Evidence, Locus};
use crate::judge::check::{Bound, Check, Looked};
use crate::judge::dossier::PageFacts;
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::read::{CheckBox, MarkKind};

/// The check.
pub static CHECK: Check = Check {
    code: "document.box-unanswered",
    zh: "“{document}”上有一行的“{expected}”未勾选或同时勾选。",
    en: "A row of \"{document}\" asks for {expected}; neither box is ticked, or both are.",
    suggest_zh: "请核验人逐项勾选“是”或“否”，每项只选一个。",
    suggest_en: "Whoever verifies ticks one box of each row.",
    docs: include_str!("box_unanswered.md"),
    bind,
};

/// Shares of ink within a box, 0 to 1.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Params {
    /// An empty box has no more.
    empty_below: f64,
    /// A ticked box has at least as much; between the two nothing is said.
    ticked_from: f64,
}

/// What became of a row.
#[derive(PartialEq, Eq)]
enum Row {
    Answered,
    Unanswered,
    Undecided,
}

impl Params {
    fn row(&self, boxes: &[&CheckBox]) -> Row {
        let (empty, ticked) = (
            boxes.iter().filter(|b| b.ink < self.empty_below).count(),
            boxes.iter().filter(|b| b.ink >= self.ticked_from).count(),
        );
        match (empty + ticked == boxes.len(), ticked) {
            (true, 1) => Row::Answered,
            (true, _) => Row::Unanswered,
            (false, _) => Row::Undecided,
        }
    }
}

/// Rows that ask for one of two: boxes side by side, one for each answer.
fn rows(page: &PageFacts) -> Vec<Vec<&CheckBox>> {
    let mut boxes: Vec<&CheckBox> = page.boxes.iter().collect();
    boxes.sort_by_key(|b| (b.area.y, b.area.x));
    let mut rows: Vec<Vec<&CheckBox>> = Vec::new();
    for b in boxes {
        let beside = |row: &Vec<&CheckBox>| {
            row.last().is_some_and(|o| {
                2.0 * (o.area.centre().1 - b.area.centre().1).abs() <= b.area.h as f32 && o.answer != b.answer
            })
        };
        match rows.iter_mut().rev().find(|row| row.len() < 2 && beside(row)) {
            Some(row) => row.push(b),
            None => rows.push(vec![b]),
        }
    }
    rows.retain(|row| row.len() == 2);
    rows
}

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    let params: Params = serde_json::from_value(params)?;
    if !(0.0 <= params.empty_below && params.empty_below <= params.ticked_from && params.ticked_from <= 1.0) {
        let asked = "0 <= empty-below <= ticked-from <= 1 is asked";
        return Err(serde::de::Error::custom(asked));
    }
    Ok(Bound::each_document(move |(index, document), _, out| {
        let rows = document
            .pages
            .iter()
            .flat_map(|p| rows(p).into_iter().map(|row| (p.number, row)));
        let rows: Vec<_> = rows.map(|(page, row)| (page, params.row(&row), row)).collect();
        if rows.iter().all(|(_, became, _)| *became == Row::Undecided) {
            return Looked::no("no row of boxes was seen clearly");
        }
        let any = rows.iter().any(|(_, became, _)| *became == Row::Answered);
        let signed = document.marks.iter().any(|m| m.kind == MarkKind::Signature);
        let open = rows.iter().filter(|(_, became, _)| *became == Row::Unanswered);
        let told = match (any, signed) {
            (true, _) => usize::MAX,
            (false, true) => 1,
            // An empty form is told by its missing signature.
            (false, false) => 0,
        };
        if told == 0 {
            return Looked::no("nobody has filled in the form");
        }
        for (page, _, row) in open.take(told) {
            if let [a, b] = row.as_slice() {
                let place = Locus::Region(index, *page, a.area.union(b.area));
                out.push(place, Evidence::said("是 / 否"), Evidence::None);
            }
        }
        let clear = rows.iter().all(|(_, became, _)| *became != Row::Undecided);
        Looked::if_any(clear, "a row of boxes was not seen clearly")
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::geometry::PixelBox;
    use crate::judge::dossier::fixture::*;
    use crate::read::Answer;

    /// Rows of two boxes with this ink in them.
    fn form(rows: &[(f64, f64)]) -> crate::judge::dossier::DocumentFacts {
        let mut d = document("f.jpg", DocumentKind::VerificationForm);
        for (y, (yes, no)) in (0..).zip(rows) {
            let put = |x, answer, ink| CheckBox {
                answer,
                area: PixelBox {
                    x,
                    y: 100 + 60 * y,
                    w: 24,
                    h: 24,
                },
                ink,
            };
            d.pages[0]
                .boxes
                .extend([put(400, Answer::Yes, *yes), put(500, Answer::No, *no)]);
        }
        d
    }

    fn told(d: crate::judge::dossier::DocumentFacts) -> usize {
        let rule = json!({ "empty-below": 0.02, "ticked-from": 0.08 });
        run(&CHECK, rule, &dossier(vec![d])).findings.len()
    }

    #[test]
    fn a_row_without_an_answer_and_one_with_two_are_told() {
        assert_eq!(told(form(&[(0.3, 0.0), (0.0, 0.25)])), 0);
        assert_eq!(told(form(&[(0.3, 0.0), (0.0, 0.0), (0.2, 0.2)])), 2);
        // A faint stroke is not judged.
        assert_eq!(told(form(&[(0.3, 0.0), (0.05, 0.0)])), 0);
    }

    #[test]
    fn an_empty_form_is_told_once_and_only_where_it_is_signed() {
        assert_eq!(told(form(&[(0.0, 0.0), (0.0, 0.0)])), 0);
        let signed = form(&[(0.0, 0.0), (0.0, 0.0)]).with_mark(MarkKind::Signature, None);
        assert_eq!(told(signed), 1);
    }

    #[test]
    fn a_box_without_its_other_is_no_row() {
        let mut d = form(&[(0.3, 0.0), (0.0, 0.0)]);
        d.pages[0].boxes.pop();
        assert_eq!(told(d), 0);
        assert!(bind(json!({ "empty-below": 0.5, "ticked-from": 0.1 })).is_err());
    }
}
