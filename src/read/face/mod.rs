//! Faces on a page without words: how many, and what is seen of the one that counts. In: an upright page. Out: [`Portrait`].
//! Where a face is, never whose: nothing here tells one person from another.

#[cfg(feature = "ocr")]
mod detect;
mod figures;

use serde::{Deserialize, Serialize};

use super::ocr::Engine;
use crate::geometry::{PixelBox, Point, Turn};
use crate::pixels::Rgb;

/// Characters on a page from which it is a paper and no photo: a word on somebody's shirt has fewer.
const WORDS: usize = 9;
/// How sure a face is at least, 0 to 1: faces measure 0.67 and more, masked ones with them, and what is no face up to 0.55
/// (`docs/metrics/faces.md`).
const LEAST: f32 = 0.6;

/// Longer side of the copy that is turned: twice what the network is shown.
const LOOK: u32 = 800;

/// A face and its five points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Face {
    /// Forehead to chin, cheek to cheek.
    pub area: PixelBox,
    /// How sure, 0 to 1.
    pub confidence: f64,
    /// The eyes, left in the picture first.
    pub eyes: [Point; 2],
    /// Tip of the nose.
    pub nose: Point,
    /// Corners of the mouth, left in the picture first.
    pub mouth: [Point; 2],
}

/// What is seen of the widest face and of the ground behind it; a figure is absent where its place lies outside the picture or
/// its colours do not tell.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// Share of the ground about the head that is near white, 0 to 1.
    pub white_ground: Option<f64>,
    /// Median lightness of the face, 0 to 255.
    pub light: Option<f64>,
    /// Share of the face that is burnt out, 0 to 1.
    pub burnt: Option<f64>,
    /// Lightness of the darker cheek over that of the lighter, 0 to 1.
    pub even: Option<f64>,
    /// How far mouth and lower cheeks are from the skin between the eyes in colour, in parts of that skin's own distance from
    /// grey.
    pub mouth_unlike_skin: Option<f64>,
    /// Share of the places above the forehead that bear a colour which is neither skin nor grey, 0 to 1.
    pub coloured_above: Option<f64>,
    /// Width of the edges about the eyes, in parts of the distance between the eyes.
    pub edge: Option<f64>,
    /// Share of the head about the face that lies inside the picture, 0 to 1.
    pub inside: f64,
}

/// The faces of a page.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Portrait {
    /// Widest first.
    pub faces: Vec<Face>,
    /// Of the widest.
    pub seen: Option<Seen>,
}

/// Looks for faces where there are no words; `None` where nobody looked: a paper, no engine, no network for it.
pub(super) fn look(page: &Rgb, characters: usize, engine: Option<&Engine>) -> Option<Portrait> {
    if characters >= WORDS {
        return None;
    }
    let mut faces = engine?.faces(page, LEAST)?;
    faces.sort_by_key(|f| (std::cmp::Reverse(f.area.w), f.area.x, f.area.y));
    let seen = faces.first().map(|f| figures::seen(page, f));
    Some(Portrait { faces, seen })
}

/// The turn that makes the faces of a picture without words upright; `None` where there are words, or no face whatever way it is held. A
/// stray sign that was read does not tell what is up (a photograph was turned on its head by one).
pub(super) fn turn_upright(page: &Rgb, characters: usize, engine: Option<&Engine>) -> Option<Turn> {
    let engine = engine.filter(|_| characters < WORDS)?;
    let scale = f64::from(page.width().max(page.height())) / f64::from(LOOK);
    let to = |side: u32| ((f64::from(side) / scale.max(1.0)).round() as u32).max(1);
    let small = crate::pixels::resized(page, to(page.width()), to(page.height()));
    let shows = |turn: &Turn| {
        let faces = engine.faces(&crate::pixels::turned(small.clone(), *turn), LEAST);
        faces.is_some_and(|f| !f.is_empty())
    };
    Turn::ALL.into_iter().find(shows)
}

impl Engine {
    /// Faces at least so sure; `None` without the network, or where it fails.
    #[cfg(feature = "ocr")]
    fn faces(&self, page: &Rgb, least: f32) -> Option<Vec<Face>> {
        detect::faces(page, least, |input| self.face_values(input))
    }
    /// No networks in this build.
    #[cfg(not(feature = "ocr"))]
    #[allow(clippy::unused_self, reason = "the shape that the build with networks has")]
    fn faces(&self, _page: &Rgb, _least: f32) -> Option<Vec<Face>> {
        None
    }
}

/// Drawn faces for the tests of the floors above: nobody's.
#[cfg(test)]
pub mod fixture {
    use image::Rgb as Colour;

    use crate::pixels::Rgb;

    /// How a face is drawn.
    #[derive(Debug, Clone, Copy)]
    pub struct Drawn {
        /// Middle of the face and its width, pixels.
        pub at: (f64, f64, f64),
        /// Skin.
        pub skin: [u8; 3],
        /// A mask of this colour.
        pub mask: Option<[u8; 3]>,
        /// A hat of this colour.
        pub hat: Option<[u8; 3]>,
    }

    impl Drawn {
        /// A face without hat or mask.
        pub const fn at(x: f64, y: f64, width: f64) -> Self {
            Self {
                at: (x, y, width),
                skin: [226, 186, 156],
                mask: None,
                hat: None,
            }
        }
    }

    fn shade(c: [u8; 3], by: f64) -> [u8; 3] {
        c.map(|v| (f64::from(v) * by).clamp(0.0, 255.0) as u8)
    }

    /// A picture of this ground with these faces.
    pub fn picture(width: u32, height: u32, ground: [u8; 3], faces: &[Drawn]) -> Rgb {
        let mut out = Rgb::from_pixel(width, height, Colour(ground));
        for f in faces {
            one(&mut out, f);
        }
        out
    }

    fn one(out: &mut Rgb, f: &Drawn) {
        const HAIR: [u8; 3] = [34, 28, 26];
        const ALL: f64 = 99.0;
        let (cx, cy, w) = f.at;
        // Every part in parts of the face's width, from the middle of the face.
        let mut fill = |x: f64, y: f64, rx: f64, ry: f64, round: bool, below: f64, colour: [u8; 3]| {
            let (x, y, rx, ry) = (cx + x * w, cy + y * w, rx * w, ry * w);
            for py in ((y - ry).max(0.0) as u32)..((y + ry).max(0.0) as u32).min(out.height()) {
                for px in ((x - rx).max(0.0) as u32)..((x + rx).max(0.0) as u32).min(out.width()) {
                    let (dx, dy) = ((f64::from(px) - x) / rx, (f64::from(py) - y) / ry);
                    if f64::from(py) <= cy + below * w && (!round || dx * dx + dy * dy <= 1.0) {
                        out.put_pixel(px, py, Colour(colour));
                    }
                }
            }
        };
        let skin = f.skin;
        fill(0.0, 2.4, 1.35, 1.4, false, ALL, [52, 60, 96]);
        fill(0.0, 0.9, 0.34, 0.35, false, ALL, shade(skin, 0.82));
        fill(0.0, -0.18, 0.6, 0.68, true, ALL, HAIR);
        fill(0.0, 0.0, 0.5, 0.68, true, ALL, skin);
        for side in [-1.0, 1.0] {
            fill(side * 0.4, 0.1, 0.09, 0.3, true, ALL, shade(skin, 0.93));
        }
        fill(0.0, -0.48, 0.5, 0.28, true, -0.36, HAIR);
        for side in [-1.0, 1.0] {
            let x = side * 0.21;
            fill(x, -0.19, 0.11, 0.022, false, ALL, HAIR);
            fill(x, -0.06, 0.095, 0.05, true, ALL, shade(skin, 0.72));
            fill(x, -0.06, 0.085, 0.042, true, ALL, [250, 248, 245]);
            fill(x, -0.06, 0.042, 0.042, true, ALL, [40, 30, 26]);
        }
        fill(0.0, 0.1, 0.03, 0.12, true, ALL, shade(skin, 0.93));
        for side in [-1.0, 1.0] {
            fill(side * 0.05, 0.2, 0.055, 0.04, true, ALL, shade(skin, 0.86));
            fill(side * 0.045, 0.215, 0.022, 0.014, true, ALL, shade(skin, 0.5));
        }
        fill(0.0, 0.37, 0.15, 0.042, true, ALL, [176, 92, 86]);
        fill(0.0, 0.37, 0.14, 0.008, true, ALL, [110, 50, 48]);
        if let Some(mask) = f.mask {
            fill(0.0, 0.36, 0.48, 0.3, true, ALL, mask);
            for y in [0.25, 0.38, 0.5] {
                fill(0.0, y, 0.4, 0.008, false, ALL, shade(mask, 0.86));
            }
        }
        if let Some(hat) = f.hat {
            fill(0.0, -0.4, 0.62, 0.66, true, -0.36, hat);
            fill(0.0, -0.36, 0.72, 0.05, false, ALL, shade(hat, 0.8));
        }
    }
}

#[cfg(all(test, feature = "ocr"))]
mod tests {
    use super::fixture::{Drawn, picture};
    use super::*;
    use crate::read::ocr::Models;

    /// An engine with the network for faces, where the models were fetched (`make models`).
    fn engine() -> Option<Engine> {
        let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
        Models::load(&dir).ok().map(Engine::new).filter(Engine::sees_faces)
    }

    /// Told where a test has no network to run.
    const SKIPPED: &str = "SKIPPED: no network for faces in models/; run `make models`";

    const WALL: [u8; 3] = [240, 240, 238];

    #[test]
    fn drawn_faces_are_counted_where_they_stand() {
        let Some(engine) = engine() else {
            eprintln!("{SKIPPED}");
            return;
        };
        let seen = |picture: &Rgb| look(picture, 0, Some(&engine)).unwrap();
        let one = seen(&picture(600, 800, WALL, &[Drawn::at(300.0, 330.0, 190.0)]));
        assert_eq!(one.faces.len(), 1);
        let (x, y) = one.faces[0].area.centre();
        assert!((x - 300.0).abs() < 25.0 && (y - 330.0).abs() < 45.0, "{:?}", one.faces);
        assert!(one.faces[0].eyes[0].x < one.faces[0].eyes[1].x);
        let two = [Drawn::at(260.0, 300.0, 150.0), Drawn::at(700.0, 320.0, 140.0)];
        assert_eq!(seen(&picture(960, 720, WALL, &two)).faces.len(), 2);
        assert!(seen(&picture(600, 800, WALL, &[])).faces.is_empty());
    }

    #[test]
    fn nobody_looks_for_faces_among_words_or_without_an_engine() {
        let p = picture(60, 80, WALL, &[]);
        assert_eq!(look(&p, 0, None), None);
        if let Some(engine) = engine() {
            assert_eq!(look(&p, WORDS, Some(&engine)), None);
            assert_eq!(look(&p, WORDS - 1, Some(&engine)), Some(Portrait::default()));
        }
    }

    #[test]
    fn masks_hats_grounds_and_light_are_seen_on_drawn_faces() {
        let Some(engine) = engine() else {
            eprintln!("{SKIPPED}");
            return;
        };
        let seen = |ground: [u8; 3], change: &dyn Fn(&mut Drawn)| {
            let mut face = Drawn::at(300.0, 330.0, 190.0);
            change(&mut face);
            let portrait = look(&picture(600, 800, ground, &[face]), 0, Some(&engine)).unwrap();
            portrait.seen.expect("a face")
        };
        let bare = seen(WALL, &|_| ());
        assert!(
            bare.white_ground.unwrap() > 0.95 && bare.even.unwrap() > 0.9,
            "{bare:?}"
        );
        assert!(
            bare.mouth_unlike_skin.unwrap() < 0.3 && bare.coloured_above.unwrap() < 0.2,
            "{bare:?}"
        );
        assert!(bare.edge.unwrap() < 0.06, "{bare:?}");
        for mask in [[235, 240, 245], [120, 170, 210]] {
            let masked = seen(WALL, &|f| f.mask = Some(mask));
            assert!(masked.mouth_unlike_skin.unwrap() > 0.8, "{masked:?}");
        }
        let hat = seen(WALL, &|f| f.hat = Some([176, 30, 34]));
        assert!(hat.coloured_above.unwrap() > 0.7, "{hat:?}");
        for ground in [[70, 110, 180], [60, 60, 60], [190, 40, 40]] {
            assert!(seen(ground, &|_| ()).white_ground.unwrap() < 0.1, "{ground:?}");
        }
        let dark = seen([60, 60, 60], &|f| f.skin = [62, 50, 42]);
        assert!(dark.light.unwrap() < 65.0 && bare.light.unwrap() > 130.0, "{dark:?}");
    }
}
