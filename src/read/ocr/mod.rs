//! Optical character recognition: detection, recognition, page turning.
//! In: pixels. Out: lines with characters, alternatives and places.
