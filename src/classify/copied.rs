//! Whether a licence is a copy in grey, by its own colours: the emblem above its title is printed in red or foil, the title in gold or
//! bronze. A copy photographed in colour, in tinted light, on cream paper or with a fresh red stamp shows neither, though the picture as
//! a whole shows colour enough.
//!
//! Measured on 117 photographs of real licences, nine of them copies: of the emblem's place the copies have no share that is red, the
//! originals 0.099 and more; the titles of copies are off the paper's tint by 11 levels at most.

use crate::geometry::PixelBox;
use crate::kind::DocumentKind;
use crate::measure::Colour;
use crate::pixels::Rgb;
use crate::read::ReadPage;
use crate::vision::statistics::median;

/// What is left of a licence's title where a part of it was read.
const TITLE: [&str; 3] = ["营业执", "业执照", "执照"];
/// The emblem's place about the title's middle, heights of the title's box: half its width, and its upper and lower end above the box.
const HALF: f32 = 0.9;
const UPPER: f32 = 1.6;
const LOWER: f32 = 0.05;
/// Share of that place that the picture must hold.
const HELD: f32 = 0.7;
/// Blocks a title's height over which colour is averaged: JPEG keeps it coarsely.
const BLOCKS: i32 = 40;
/// Levels by which red exceeds green and blue once the paper's tint is taken out, and the share of the place that is so.
const OVER_GREEN: f32 = 30.0;
const OVER_BLUE: f32 = 15.0;
const LEAST_RED: f32 = 0.02;
/// Share of the place darker than this share of the paper that an emblem has: old duplicates print none.
const DARK: f32 = 0.8;
const LEAST_DARK: f32 = 0.15;
/// Levels between red and blue of a title in gold, at least.
const GOLD: f32 = 25.0;

/// Takes the picture of a licence whose emblem and title are grey for grey.
pub fn doubt_colour(kind: DocumentKind, page: &mut ReadPage) {
    if kind != DocumentKind::BusinessLicence || page.measured.colour != Colour::Colour {
        return;
    }
    let Some(picture) = &page.picture else { return };
    let titles = page.lines.iter().filter(|l| TITLE.iter().any(|t| l.text.contains(t)));
    let Some(title) = titles.map(|l| l.area).max_by_key(|a| (a.h, *a)) else {
        return;
    };
    if is_grey(picture, title) {
        page.measured.colour = Colour::Greyscale;
    }
}

/// Whether the title at a place and the emblem above it are grey; `false` where they are not all there.
fn is_grey(picture: &Rgb, title: PixelBox) -> bool {
    let h = title.h as f32;
    let middle = title.centre().0;
    let place = PixelBox::from_edges(
        (middle - HALF * h) as i32,
        (title.y as f32 - UPPER * h) as i32,
        (middle + HALF * h) as i32,
        (title.y as f32 - LOWER * h) as i32,
    );
    let held = place.clamp_to(picture.width(), picture.height());
    let step = (title.h / BLOCKS).max(1);
    let print = blocks(picture, title.clamp_to(picture.width(), picture.height()), step);
    let Some(paper) = paper(&print) else { return false };
    if (held.area() as f32) < HELD * place.area() as f32 {
        return false;
    }
    let emblem: Vec<[f32; 3]> = blocks(picture, held, step)
        .iter()
        .map(|p| untinted(*p, paper))
        .collect();
    let share =
        |is: &dyn Fn(&[f32; 3]) -> bool| emblem.iter().filter(|p| is(p)).count() as f32 / emblem.len().max(1) as f32;
    let red = share(&|[r, g, b]| r - g > OVER_GREEN && r - b > OVER_BLUE);
    let dark = share(&|p| light(*p) < DARK * 255.0);
    let mut gold: Vec<f32> = print
        .iter()
        .map(|p| untinted(*p, paper))
        .filter(|p| light(*p) < 0.6 * 255.0)
        .map(|[r, _, b]| (r - b).abs())
        .collect();
    red < LEAST_RED && dark >= LEAST_DARK && median(&mut gold) < GOLD
}

fn light([r, g, b]: [f32; 3]) -> f32 {
    0.299 * r + 0.587 * g + 0.114 * b
}

/// The colour without the paper's tint and tone, levels.
fn untinted(p: [f32; 3], paper: [f32; 3]) -> [f32; 3] {
    [0, 1, 2].map(|c| p[c] / paper[c].max(1.0) * 255.0)
}

/// The paper's colour about print: the middle of what is light there.
fn paper(print: &[[f32; 3]]) -> Option<[f32; 3]> {
    let mut lights: Vec<f32> = print.iter().map(|p| light(*p)).collect();
    lights.sort_by(f32::total_cmp);
    let from = *lights.get(lights.len() * 6 / 10)?;
    let mut middle = [0.0; 3];
    for (c, m) in middle.iter_mut().enumerate() {
        let mut values: Vec<f32> = print.iter().filter(|p| light(**p) >= from).map(|p| p[c]).collect();
        *m = median(&mut values);
    }
    Some(middle)
}

/// Mean colours of the blocks of an area.
fn blocks(picture: &Rgb, area: PixelBox, step: i32) -> Vec<[f32; 3]> {
    let mean = |x: i32, y: i32| {
        let mut sum = [0f32; 3];
        for (dx, dy) in (0..step).flat_map(|dx| (0..step).map(move |dy| (dx, dy))) {
            let p = picture.get_pixel((x + dx) as u32, (y + dy) as u32).0;
            sum.iter_mut().zip(p).for_each(|(s, v)| *s += f32::from(v));
        }
        sum.map(|s| s / (step * step) as f32)
    };
    let rows = (area.y..=area.bottom() - step).step_by(step as usize);
    rows.flat_map(|y| {
        (area.x..=area.right() - step)
            .step_by(step as usize)
            .map(move |x| (x, y))
    })
    .map(|(x, y)| mean(x, y))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLE_AT: PixelBox = PixelBox {
        x: 200,
        y: 220,
        w: 240,
        h: 60,
    };

    /// A page of this tint: an emblem of a colour over a title of another, as shares of the paper.
    fn page(tint: [f32; 3], emblem: Option<[f32; 3]>, title: [f32; 3]) -> Rgb {
        Rgb::from_fn(640, 400, |x, y| {
            let (dx, dy) = (x as f32 - 320.0, y as f32 - 165.0);
            let ink = if dx.hypot(dy) < 42.0 && (x / 6) % 3 > 0 {
                emblem.unwrap_or([1.0; 3])
            } else if (225..275).contains(&y) && (210..430).contains(&x) && (x / 9) % 2 == 0 {
                title
            } else {
                [1.0; 3]
            };
            image::Rgb([0, 1, 2].map(|c| (230.0 * tint[c] * ink[c]) as u8))
        })
    }

    #[test]
    fn grey_emblem_and_title_are_a_copy_in_any_light_and_colours_of_their_own_are_none() {
        let (grey, red, gold) = ([0.4; 3], [0.85, 0.2, 0.2], [0.7, 0.55, 0.25]);
        for tint in [[1.0, 1.0, 1.0], [0.8, 1.0, 0.9], [0.85, 0.92, 1.0], [1.0, 0.93, 0.8]] {
            assert!(is_grey(&page(tint, Some(grey), grey), TITLE_AT), "{tint:?}");
            assert!(!is_grey(&page(tint, Some(red), grey), TITLE_AT), "{tint:?}");
            assert!(!is_grey(&page(tint, Some(grey), gold), TITLE_AT), "{tint:?}");
            // A duplicate that prints no emblem.
            assert!(!is_grey(&page(tint, None, grey), TITLE_AT), "{tint:?}");
        }
        // A picture that ends above the title.
        let cut = PixelBox { y: 20, ..TITLE_AT };
        assert!(!is_grey(&page([1.0; 3], Some(grey), grey), cut));
    }
}
