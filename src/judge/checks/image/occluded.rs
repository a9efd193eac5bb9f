//! `image.occluded`

use crate::extract::Flag;
use crate::finding::{Evidence, Locus};
use crate::geometry::PixelBox;
use crate::judge::check::{Bound, Check, Looked, no_parameters};
use crate::judge::dossier::DocumentFacts;
#[cfg(test)]
use crate::kind::DocumentKind;
use crate::measure::Spot;

/// The check.
pub static CHECK: Check = Check {
    code: "image.occluded",
    zh: "“{document}”有内容被遮挡。",
    en: "Something lies over \"{document}\".",
    suggest_zh: "请移开遮挡物后重新拍摄。",
    suggest_en: "Take away what covers the paper and take the picture again.",
    docs: include_str!("occluded.md"),
    bind,
};

fn bind(params: serde_json::Value) -> Result<Bound, serde_json::Error> {
    no_parameters(params)?;
    Ok(Bound::each_page(move |(index, document, number, page), _, out| {
        if document.damaged(number) {
            return Looked::no("the file is damaged");
        }
        let covers = |s: &&Spot| !read_through(document, number, s.area);
        if let Some(spot) = page
            .measured
            .occluded
            .iter()
            .filter(covers)
            .max_by_key(|s| s.area.area())
        {
            let fields = super::touched(document, number, spot.area);
            let seen = if fields.is_empty() {
                Evidence::None
            } else {
                Evidence::said_all(fields)
            };
            out.push(Locus::Region(index, number, spot.area), Evidence::None, seen);
        }
        Looked::Yes
    }))
}

/// How much wider than high a single line of print is: several have blank ends that may be covered.
const ONE_LINE: i32 = 8;
/// Confidence from which a field is read; from which one is that counts for less because of what seems to lie over it.
const SURE: f64 = 0.9;
const SURE_UNDER: f64 = 0.72;
/// Share of a line that is read surely within an area, from which nothing lies over that area.
const READ: f64 = 0.25;

/// Whether a line of print that runs through an area is read surely: then it is a shadow, a pattern or the desk beside a side.
fn read_through(document: &DocumentFacts, page: usize, area: PixelBox) -> bool {
    document.fields.values().any(|r| {
        let line = r.area.filter(|line| r.page == page && line.w >= ONE_LINE * line.h);
        let within = |line: PixelBox| line.intersect(area).area() as f64 >= READ * line.area() as f64;
        // Its confidence was lowered for what seems to lie over it.
        let least = if r.flags.contains(&Flag::Occluded) {
            SURE_UNDER
        } else {
            SURE
        };
        r.confidence >= least && line.is_some_and(within)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::extract::Reading;
    use crate::judge::dossier::fixture::*;
    use crate::kind::FieldName;

    #[test]
    fn fires_where_something_lies_over_the_paper() {
        let mut d = document("a.jpg", DocumentKind::IdCardPortrait);
        assert!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.is_empty());
        let area = PixelBox {
            x: 1,
            y: 2,
            w: 30,
            h: 40,
        };
        d.pages[0].measured.occluded = vec![Spot { area, strength: 1.0 }];
        assert_eq!(run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.len(), 1);
        // Half of a number lies there and is read; of an address the blank end of its second line may.
        let mut with_line = |w: i32, h: i32, confidence: f64| {
            let area = Some(PixelBox { x: 1, y: 10, w, h });
            let number = Reading {
                area,
                flags: vec![Flag::Occluded],
                ..reading("110101199003078019", confidence * 0.8)
            };
            d.fields.insert(FieldName::CitizenIdNumber, number);
            run(&CHECK, json!({}), &dossier(vec![d.clone()])).findings.len()
        };
        let found = [(60, 5, 0.99), (60, 5, 0.7), (60, 12, 0.99), (300, 5, 0.99)].map(|(w, h, p)| with_line(w, h, p));
        assert_eq!(found, [0, 1, 1, 1]);
    }
}
