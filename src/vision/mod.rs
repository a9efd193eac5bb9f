//! Primitives of image processing, by the names that the field gives them, beneath what measures and reads: planes in, planes and
//! places out. They know nothing of papers and hold no threshold.
//!
//! Pixels come from the crate `image`; the crate `imageproc` does what it does as well as our own code. Where our own stands, its
//! module says what was measured (`benches/vision.rs`, milliseconds of one core). A quadrilateral's homography is
//! [`geometry::Projection`](crate::geometry::Projection), a plane's [`geometry::Homography`](crate::geometry::Homography): places,
//! which lower floors need as well. Pictures of other sizes are [`pixels::resized`](crate::pixels::resized).

pub mod blur;
pub mod components;
pub mod hull;
pub mod linear;
pub mod morphology;
pub mod statistics;
pub mod warp;
