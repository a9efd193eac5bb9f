//! Where a document of fixed layout prints what was not found: the labels that were found tell scale and origin.

use super::labeller::printed::Printed;
use crate::geometry::Quad;
use crate::kind::FieldName;
use crate::kind::spec::KindSpec;
use crate::read::rows::Layout;

/// Labels farther apart than this, in millimetres down the document, tell its scale.
const LEAST_SPREAD: f32 = 6.0;
/// Height of the cut around a value's line, millimetres: lines of cards stand seven apart.
const HEIGHT: f32 = 5.0;
/// How far a label may lie off its fitted place, in millimetres, before the fit is not believed.
const MOST_OFF: f32 = 2.0;

/// From millimetres of the document to level pixels: scale and origin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fit {
    scale: f32,
    x: f32,
    y: f32,
}

/// The least-squares fit over the labels of the specification's places that were found; `None` where they are too few, too
/// near each other, or do not lie as the kind prints them.
pub(super) fn fit(spec: &KindSpec, found: &[Printed]) -> Option<Fit> {
    let pairs: Vec<((f32, f32), (f32, f32))> = spec
        .places
        .iter()
        .filter_map(|p| {
            let of_place = |l: &&Printed| l.exact && p.fields.iter().any(|f| l.fields.contains(f));
            let label = found.iter().find(of_place)?;
            Some((p.at, (label.x0, label.y)))
        })
        .collect();
    let n = pairs.len() as f32;
    let (low, high) = pairs
        .iter()
        .fold((f32::MAX, f32::MIN), |(l, h), (mm, _)| (l.min(mm.1), h.max(mm.1)));
    if pairs.len() < 2 || high - low < LEAST_SPREAD {
        return None;
    }
    let mean = |f: &dyn Fn(&((f32, f32), (f32, f32))) -> f32| pairs.iter().map(f).sum::<f32>() / n;
    let (mx, my) = (mean(&|p| p.0.0), mean(&|p| p.0.1));
    let (px, py) = (mean(&|p| p.1.0), mean(&|p| p.1.1));
    let (mut over, mut under) = (0.0, 0.0);
    for ((x, y), (u, v)) in &pairs {
        over += (x - mx) * (u - px) + (y - my) * (v - py);
        under += (x - mx) * (x - mx) + (y - my) * (y - my);
    }
    let scale = over / under;
    let fit = Fit {
        scale,
        x: px - scale * mx,
        y: py - scale * my,
    };
    let off = |((x, y), (u, v)): &((f32, f32), (f32, f32))| {
        let (dx, dy) = (fit.x + scale * x - u, fit.y + scale * y - v);
        (dx * dx + dy * dy).sqrt()
    };
    (scale > 0.0 && pairs.iter().all(|p| off(p) < MOST_OFF * scale)).then_some(fit)
}

/// Where the value of a field is printed, on the page.
pub(super) fn of_value(spec: &KindSpec, field: FieldName, fit: Fit, layout: &Layout) -> Option<Quad> {
    let place = spec.places.iter().find(|p| p.fields.contains(&field))?;
    let x = |mm: f32| fit.x + fit.scale * mm;
    let y = fit.y + fit.scale * place.at.1;
    Some(layout.on_page((x(place.value.0), x(place.value.1)), y, HEIGHT * fit.scale))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::{DocumentKind, spec};

    fn portrait() -> &'static KindSpec {
        spec(DocumentKind::IdCardPortrait).unwrap()
    }

    fn label(field: FieldName, x0: f32, y: f32) -> Printed {
        Printed {
            fields: vec![field],
            x0,
            x1: x0 + 50.0,
            y,
            h: 30.0,
            exact: true,
            parted: true,
            beside: Vec::new(),
            next: f32::MAX,
        }
    }

    /// A card of ten pixels a millimetre whose corner lies at (100, 50).
    fn at(field: FieldName, dy: f32) -> Printed {
        let p = portrait().places.iter().find(|p| p.fields.contains(&field)).unwrap();
        label(field, 100.0 + 10.0 * p.at.0, 50.0 + 10.0 * p.at.1 + dy)
    }

    #[test]
    fn two_labels_place_the_others() {
        let found = [at(FieldName::Name, 3.0), at(FieldName::CitizenIdNumber, -3.0)];
        let fit = fit(portrait(), &found).unwrap();
        let quad = of_value(portrait(), FieldName::Sex, fit, &Layout::default()).unwrap();
        let b = quad.bounds();
        assert!((b.x - 240).abs() < 6 && (b.y + b.h / 2 - 198).abs() < 6, "{b:?}");
    }

    #[test]
    fn labels_that_lie_otherwise_place_nothing() {
        assert!(fit(portrait(), &[at(FieldName::Name, 0.0)]).is_none());
        assert!(fit(portrait(), &[at(FieldName::Sex, 0.0), at(FieldName::Ethnicity, 0.0)]).is_none());
        let wrong = [
            at(FieldName::Name, 0.0),
            at(FieldName::BirthDate, 90.0),
            at(FieldName::CitizenIdNumber, 0.0),
        ];
        assert!(fit(portrait(), &wrong).is_none());
    }
}
