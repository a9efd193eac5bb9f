//! Pages as pictures for the browser: decoded by our own readers under the usual budgets, turned upright, encoded anew. A
//! submitted file never reaches the browser as it is.
//!
//! [`Painter`] is the seam: [`here`] decodes in this process and catches panics; `painter::in_own_process` asks a process of its own
//! with the same [`Job`] and gets the same answer.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use image::codecs::jpeg::JpegEncoder;
use image::imageops;

use serde::{Deserialize, Serialize};

use crate::decode;
use crate::geometry::{PixelBox, Turn};
use crate::limits::Limits;
use crate::measure::likeness::Likeness;
use crate::pixels::{self, Rgb};
use crate::sniff;

/// Longest side of a picture made to fit the screen, pixels. A 2-megapixel scan is below and stays as it is.
const VIEW_SIDE: u32 = 2400;
/// JPEG quality: print of 20 pixels' height shows no rings at it.
const QUALITY: u8 = 88;
/// Bytes of pictures kept.
const KEPT: usize = 48 << 20;

/// How large a picture is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Size {
    /// Made smaller where it is larger than a screen.
    View,
    /// Every pixel.
    Full,
    /// No picture, but what tells it again ([`Likeness::pack`]); nothing where it cannot be told.
    Likeness,
}

/// One page to be painted.
#[derive(Debug, Clone)]
pub struct Job {
    /// The file.
    pub bytes: Arc<[u8]>,
    /// Page, from 0.
    pub page: usize,
    /// Turn that makes it upright.
    pub turn: Turn,
    /// Width and height of the upright page by the report.
    pub expected: (u32, u32),
    /// How large.
    pub size: Size,
    /// Boxes to paint over, in pixels of the upright page.
    pub covered: Vec<PixelBox>,
}

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum PictureError {
    /// The report knows no such page.
    #[error("the report knows no such page")]
    NoPage,
    /// No folder of the queue fits the report.
    #[error("no folder below the queue holds this case")]
    NoFolder,
    /// The file is not in the folder any more, or is no plain file.
    #[error("the file is not there or cannot be read")]
    NoFile,
    /// The file is not the one that was reviewed.
    #[error("the file was changed after the review")]
    Changed,
    /// It cannot be decoded; what the decoder said.
    #[error("the page cannot be shown: {0}")]
    Decode(String),
    /// The reader failed on it: how it ended.
    #[error("the reader failed on this page: {0}")]
    Crashed(String),
    /// It could not be encoded.
    #[error("the page cannot be encoded")]
    Encode,
}

/// Paints a page.
pub type Painter = Box<dyn Fn(&Job, &Limits) -> Result<Vec<u8>, PictureError> + Send + Sync>;

/// Paints in this process. A panic of a decoder costs this picture.
pub fn here(job: &Job, limits: &Limits) -> Result<Vec<u8>, PictureError> {
    std::panic::catch_unwind(|| paint(job, limits)).unwrap_or_else(|_| Err(PictureError::Crashed("panic".to_owned())))
}

fn paint(job: &Job, limits: &Limits) -> Result<Vec<u8>, PictureError> {
    let format = sniff::identify(&job.bytes).format;
    let wrong = |e: decode::DecodeError| PictureError::Decode(e.to_string());
    let opened = decode::open(job.bytes.clone(), format, limits).map_err(wrong)?;
    let page = opened.page(job.page, limits).map_err(wrong)?;
    let mut upright = pixels::turned(page.pixels, job.turn);
    if upright.dimensions() != job.expected {
        return Err(PictureError::Changed);
    }
    for area in &job.covered {
        cover(&mut upright, *area);
    }
    if job.size == Size::Likeness {
        return Ok(Likeness::of(&upright).map(|l| l.pack()).unwrap_or_default());
    }
    jpeg(&fit(upright, job.size))
}

/// Flat grey over a box and a little around it.
fn cover(page: &mut Rgb, area: PixelBox) {
    let a = area.grow(4, 4).clamp_to(page.width(), page.height());
    for y in a.y..a.bottom() {
        for x in a.x..a.right() {
            page.put_pixel(x as u32, y as u32, image::Rgb([112, 112, 112]));
        }
    }
}

fn fit(page: Rgb, size: Size) -> Rgb {
    let (w, h) = page.dimensions();
    let long = w.max(h);
    if size == Size::Full || long <= VIEW_SIDE {
        return page;
    }
    let scaled = |side: u32| (u64::from(side) * u64::from(VIEW_SIDE) / u64::from(long)).max(1) as u32;
    imageops::thumbnail(&page, scaled(w), scaled(h))
}

fn jpeg(page: &Rgb) -> Result<Vec<u8>, PictureError> {
    let mut out = Vec::with_capacity(page.as_raw().len() / 8);
    JpegEncoder::new_with_quality(&mut out, QUALITY)
        .encode_image(page)
        .map_err(|_| PictureError::Encode)?;
    Ok(out)
}

/// The turn of so many degrees, as a report states it.
pub fn turn(degrees: u16) -> Turn {
    Turn::ALL
        .into_iter()
        .find(|t| t.degrees() == degrees)
        .unwrap_or_default()
}

/// What tells one kept picture from another: digest of the file, page, turn, size.
pub type Name = (String, usize, u16, Size);

/// Pictures painted lately.
#[derive(Debug, Default)]
pub struct Kept {
    pictures: Mutex<VecDeque<(Name, Arc<[u8]>)>>,
}

impl Kept {
    /// A picture, which becomes the latest.
    pub fn get(&self, name: &Name) -> Option<Arc<[u8]>> {
        let mut kept = self.pictures.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(n, _)| n == name)?;
        let found = kept.remove(at)?;
        let bytes = found.1.clone();
        kept.push_back(found);
        Some(bytes)
    }
    /// Keeps a picture; the oldest ones go.
    pub fn put(&self, name: Name, bytes: Arc<[u8]>) {
        if bytes.len() > KEPT / 4 {
            return;
        }
        let mut kept = self.pictures.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(n, _)| *n != name);
        kept.push_back((name, bytes));
        while kept.iter().map(|(_, b)| b.len()).sum::<usize>() > KEPT {
            kept.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(w: u32, h: u32) -> Arc<[u8]> {
        let mut out = std::io::Cursor::new(Vec::new());
        let paint = |x: u32, y: u32| {
            image::Rgb(if x < w / 2 && y < h / 2 {
                [250, 0, 0]
            } else {
                [0, 0, 250]
            })
        };
        Rgb::from_fn(w, h, paint)
            .write_to(&mut out, image::ImageFormat::Png)
            .unwrap();
        out.into_inner().into()
    }

    fn job(bytes: Arc<[u8]>, turn: Turn, expected: (u32, u32)) -> Job {
        Job {
            bytes,
            page: 0,
            turn,
            expected,
            size: Size::View,
            covered: Vec::new(),
        }
    }

    fn painted(job: &Job) -> Rgb {
        let bytes = here(job, &Limits::default()).unwrap();
        assert_eq!(bytes.get(..2), Some(&[0xff, 0xd8][..]));
        image::load_from_memory(&bytes).unwrap().into_rgb8()
    }

    #[test]
    fn pages_are_upright_and_never_larger_than_a_screen() {
        let page = painted(&job(png(300, 200), Turn::Right, (200, 300)));
        assert_eq!(page.dimensions(), (200, 300));
        // What was upper left is upper right after a clockwise turn.
        assert!(page.get_pixel(180, 20)[0] > 200 && page.get_pixel(20, 20)[2] > 200);
        let mut large = job(png(2600, 1300), Turn::None, (2600, 1300));
        assert_eq!(painted(&large).dimensions(), (2400, 1200));
        large.size = Size::Full;
        assert_eq!(painted(&large).dimensions(), (2600, 1300));
    }

    #[test]
    fn covered_places_show_nothing() {
        let area = PixelBox {
            x: 10,
            y: 10,
            w: 50,
            h: 20,
        };
        let page = painted(&Job {
            covered: vec![area],
            ..job(png(300, 200), Turn::None, (300, 200))
        });
        let p = page.get_pixel(30, 20).0;
        assert!(p.iter().all(|c| c.abs_diff(112) < 12), "{p:?}");
        assert!(page.get_pixel(100, 60)[0] > 200);
    }

    #[test]
    fn what_is_no_page_is_told() {
        let none = here(
            &job(Arc::from(&b"<script>"[..]), Turn::None, (1, 1)),
            &Limits::default(),
        );
        assert!(matches!(none, Err(PictureError::Decode(_))), "{none:?}");
        let other = here(&job(png(30, 20), Turn::None, (20, 30)), &Limits::default());
        assert_eq!(other, Err(PictureError::Changed));
    }

    #[test]
    fn old_pictures_go() {
        let kept = Kept::default();
        let name = |n: usize| ("x".to_owned(), n, 0, Size::View);
        for n in 0..6 {
            kept.put(name(n), vec![0u8; 10 << 20].into());
        }
        assert!(kept.get(&name(0)).is_none() && kept.get(&name(5)).is_some());
        kept.put(name(9), vec![0u8; 13 << 20].into());
        assert!(kept.get(&name(9)).is_none(), "too large to keep");
    }
}
