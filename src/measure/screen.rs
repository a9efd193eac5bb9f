//! Marks that a capture of a screen bears: the exact size of a display, the status bar of a telephone, bars of one exact
//! colour above and below. No single one proves a capture; a camera's picture has none of the latter two.

use crate::pixels::Rgb;

/// Widths of telephone displays in pixels (portrait), as sold since 2014.
const PHONE_WIDTHS: [u32; 16] = [
    640, 720, 750, 828, 1080, 1125, 1170, 1179, 1206, 1220, 1242, 1260, 1284, 1290, 1320, 1440,
];
/// Sizes of desktop and notebook displays.
const DESKTOPS: [(u32, u32); 14] = [
    (1280, 720),
    (1280, 800),
    (1366, 768),
    (1440, 900),
    (1536, 864),
    (1600, 900),
    (1680, 1050),
    (1920, 1080),
    (1920, 1200),
    (2256, 1504),
    (2560, 1440),
    (2560, 1600),
    (2880, 1800),
    (3840, 2160),
];
/// Levels that JPEG may move a filled ground.
const SLACK: i32 = 6;

/// What tells a capture, in a few words each; empty for most pictures.
pub fn cues(page: &Rgb) -> Vec<&'static str> {
    let (w, h) = page.dimensions();
    let mut out = Vec::new();
    let phone = PHONE_WIDTHS.contains(&w) && h * 10 >= w * 16 && h <= w * 5 / 2;
    if phone || DESKTOPS.contains(&(w, h)) {
        out.push("the exact size of a display");
    }
    let bars = (bar(page, false), bar(page, true));
    if status_bar(page) {
        out.push("a status bar");
    }
    let least = h / 20;
    if bars.0 >= least && bars.1 >= least && bars.0 + bars.1 < h * 4 / 5 {
        out.push("bars of one colour above and below");
    }
    out
}

/// Whether a row is of one colour but for the compression.
fn even(page: &Rgb, y: u32, ground: [i32; 3]) -> bool {
    let stride = (page.width() / 400).max(1);
    let mut off = 0u32;
    let mut n = 0u32;
    for x in (0..page.width()).step_by(stride as usize) {
        let p = page.get_pixel(x, y).0;
        n += 1;
        off += u32::from((0..3).any(|c| (i32::from(p[c]) - ground[c]).abs() > SLACK));
    }
    off == 0 && n > 0
}

/// Side of a picture that bars are sought in.
const LEAST_SIDE: u32 = 60;
/// Rows of one colour from a side, leaving out a status bar's height on the way.
fn bar(page: &Rgb, below: bool) -> u32 {
    let (w, h) = page.dimensions();
    let at = |k: u32| if below { h - 1 - k } else { k };
    let skip = h / 22;
    if w.min(h) < LEAST_SIDE {
        return 0;
    }
    let ground = page.get_pixel(w / 2, at(skip)).0.map(i32::from);
    let rim = page.get_pixel(1, at(skip)).0.map(i32::from);
    if (0..3).any(|c| (ground[c] - rim[c]).abs() > SLACK) {
        return 0;
    }
    let rows = (skip..h / 2).take_while(|&k| even(page, at(k), ground)).count() as u32;
    if rows == 0 { 0 } else { rows + skip }
}

/// Width and height of a display held upright whose status bar is sought.
const LEAST_HELD: (u32, u32) = (300, 400);
/// Small print at the left and at the right end of the first rows, nothing between, on a ground of one colour, with
/// ground above and below it.
fn status_bar(page: &Rgb) -> bool {
    let (w, h) = page.dimensions();
    if h < LEAST_HELD.1 || w < LEAST_HELD.0 || h < w {
        return false;
    }
    let reach = h * 5 / 100;
    let ground = page.get_pixel(w / 2, reach / 2).0.map(i32::from);
    let on = |x: u32, y: u32| {
        let p = page.get_pixel(x, y).0;
        (0..3).any(|c| (i32::from(p[c]) - ground[c]).abs() > 48)
    };
    let mut rows = Vec::new();
    let (mut left, mut right, mut middle) = (0u32, 0u32, 0u32);
    for y in 0..reach {
        let mut any = false;
        for x in 0..w {
            if on(x, y) {
                any = true;
                match 100 * x / w {
                    0..=30 => left += 1,
                    70..=100 => right += 1,
                    40..=60 => middle += 1,
                    _ => {}
                }
            }
        }
        if any {
            rows.push(y);
        }
    }
    let (Some(&first), Some(&last)) = (rows.first(), rows.last()) else {
        return false;
    };
    let tall = last - first + 1;
    first >= 2
        && last + 2 < reach
        && (h / 200..=h / 30).contains(&tall)
        && left > 20
        && right > 20
        && middle * 10 < left + right
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capture(bar: bool) -> Rgb {
        Rgb::from_fn(1080, 2340, |x, y| {
            let clock = bar
                && (20..50).contains(&y)
                && ((40..130).contains(&x) || (960..1040).contains(&x))
                && (x / 6) % 2 == 0;
            let picture = (800..1500).contains(&y);
            let grain = ((x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 7) % 90;
            image::Rgb(if clock {
                [20; 3]
            } else if picture {
                [120 + grain as u8; 3]
            } else {
                [250; 3]
            })
        })
    }

    #[test]
    fn a_telephones_capture_has_size_bar_and_borders() {
        assert_eq!(cues(&capture(true)).len(), 3);
        assert_eq!(cues(&capture(false)).len(), 2);
    }

    #[test]
    fn a_grained_picture_of_another_size_has_none() {
        let page = Rgb::from_fn(1500, 1050, |x, y| {
            let grain = ((x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 7) % 30;
            image::Rgb([150 + grain as u8; 3])
        });
        assert!(cues(&page).is_empty());
    }
}
