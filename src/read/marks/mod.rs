//! Marks on a page that are not lines of print: seals and the words on them, signatures, codes.
//! In: pixels and lines of text. Out: places with what they bear; never what a document must bear.

mod bars;
pub mod boxes;
mod cell;
pub mod codes;
pub mod ellipse;
pub mod fingerprint;
pub mod foot;
pub mod red;
pub mod registrar;
pub mod ring;
pub mod rings;
mod rules;
pub mod seals;
pub mod signature;
mod squares;
pub mod tint;
pub mod watermark;
