//! Pictures too soft to be read well, made legible again. What is read from such a picture is a help for whoever looks at it,
//! never a sure value.

mod focus;
mod motion;

use crate::measure::shake::Shake;
use crate::measure::{Measured, metric, sharpness};
use crate::pixels::Rgb;

/// The picture without its blur, in grey: that of a movement where one was measured, else that of a lens out of focus. `None`
/// where its print is sharp enough, or was not measured.
pub fn restored(page: &Rgb, measured: &Measured) -> Option<Rgb> {
    let figure = |name| measured.figures.get(name).copied();
    let edge_width = figure(metric::EDGE_WIDTH).filter(|w| *w >= sharpness::SOFT)?;
    let shake = figure(metric::SHAKE).zip(figure(metric::SHAKE_DEG));
    Some(match shake {
        Some((length, degrees)) => motion::restored(page, Shake { length, degrees }),
        None => focus::restored(page, edge_width),
    })
}
