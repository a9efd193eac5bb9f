//! Primitives of `vision` beside those of `imageproc`: milliseconds of the fastest of seven, on the same planes.
//! `cargo bench --bench vision`. Tests of `vision` hold that both give the same.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    missing_docs,
    reason = "a bench prints, and must fail where its input is not there"
)]

use std::hint::black_box;
use std::time::Instant;

use chushen::geometry::{Point, Projection, Quad};
use chushen::pixels::{Grey, Rgb};
use chushen::vision::components::{Connectivity, components};
use chushen::vision::{blur, morphology, warp};
use imageproc::distance_transform::Norm;
use imageproc::geometric_transformations::{self as theirs, Border, Interpolation};
use imageproc::region_labelling;

/// Milliseconds of the fastest of seven.
fn best<T>(mut work: impl FnMut() -> T) -> f64 {
    (0..7)
        .map(|_| {
            let start = Instant::now();
            black_box(work());
            start.elapsed().as_secs_f64() * 1000.0
        })
        .fold(f64::MAX, f64::min)
}

fn row(name: &str, ours: f64, theirs: f64) {
    println!("| {name} | {ours:.2} | {theirs:.2} | {:.1} |", theirs / ours);
}

fn main() {
    let (w, h) = (700u32, 500u32);
    // Print, grain and a few bodies.
    let plane = Grey::from_fn(w, h, |x, y| {
        let print = (y / 9) % 3 == 0 && (x * 7 + (y / 9) * 13) % 11 < 5;
        let dice = x.wrapping_mul(2_654_435_761).wrapping_add(y.wrapping_mul(40_503)) >> 13;
        let grain = dice.is_multiple_of(32);
        let body = (x / 90) % 3 == 1 && (y / 90) % 3 == 1;
        image::Luma([if print || grain || body { 255 } else { 0 }])
    });
    let mask: Vec<bool> = plane.as_raw().iter().map(|v| *v > 0).collect();
    let wide = w as usize;
    println!("| primitive, 0.35 megapixels | ours ms | imageproc ms | times |\n| --- | ---: | ---: | ---: |");
    for (name, ours, other) in [
        (
            "components, four",
            Connectivity::Four,
            region_labelling::Connectivity::Four,
        ),
        (
            "components, eight",
            Connectivity::Eight,
            region_labelling::Connectivity::Eight,
        ),
    ] {
        row(
            name,
            best(|| components(&mask, wide, ours)),
            best(|| region_labelling::connected_components(&plane, other, image::Luma([0u8]))),
        );
    }
    for r in [1u8, 3, 10] {
        row(
            &format!("close by {r}"),
            best(|| morphology::close(&mask, wide, usize::from(r))),
            best(|| imageproc::morphology::close(&plane, Norm::LInf, r)),
        );
    }
    row(
        "majority of nine",
        best(|| morphology::majority(&mask, wide)),
        best(|| imageproc::filter::median_filter(&plane, 1, 1)),
    );
    let values: Vec<f32> = plane.as_raw().iter().map(|v| f32::from(*v)).collect();
    let half = blur::gaussian(2.5);
    let whole: Vec<f32> = half.iter().skip(1).rev().chain(&half).copied().collect();
    let image: image::ImageBuffer<image::Luma<f32>, Vec<f32>> =
        image::ImageBuffer::from_raw(w, h, values.clone()).unwrap();
    row(
        "Gaussian blur, deviation 2.5",
        best(|| blur::separable(&values, wide, &half)),
        best(|| imageproc::filter::separable_filter_equal(&image, &whole)),
    );
    let page = Rgb::from_fn(1640, 1220, |x, y| {
        image::Rgb([(x * 7 + y) as u8, (y * 3) as u8, (x ^ y) as u8])
    });
    let p = |x: f32, y: f32| Point { x, y };
    let quad = Quad([p(200.0, 300.0), p(1150.0, 360.0), p(1145.0, 455.0), p(195.0, 395.0)]);
    let map = Projection::onto(&quad).unwrap();
    let mut strip = Rgb::new(480, 48);
    for shrink in [1.0, 2.0] {
        row(
            &format!("homography to 480 x 48, shrunk {shrink} times (imageproc: one sample a pixel)"),
            best(|| warp::warp(&page, 480, 48, shrink, |u, v| map.at(u, v))),
            best(|| {
                let place = |x: f32, y: f32| {
                    let at = map.at((x + 0.5) / 480.0, (y + 0.5) / 48.0);
                    (at.x - 0.5, at.y - 0.5)
                };
                theirs::warp_into_with(&page, place, Interpolation::Bilinear, Border::Replicate, &mut strip);
            }),
        );
    }
    row(
        "quadrilateral to 480 x 48 (imageproc: with the homography)",
        best(|| warp::level(&page, &quad, (480, 48), 1.0)),
        best(|| {
            let place = |x: f32, y: f32| {
                let at = map.at((x + 0.5) / 480.0, (y + 0.5) / 48.0);
                (at.x - 0.5, at.y - 0.5)
            };
            theirs::warp_into_with(&page, place, Interpolation::Bilinear, Border::Replicate, &mut strip);
        }),
    );
}
