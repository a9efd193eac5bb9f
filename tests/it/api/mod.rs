//! The API, asked by hand-written requests over the real program.

mod bad_input;
mod cases;
mod fixture;
mod lasting;
mod tokens;
