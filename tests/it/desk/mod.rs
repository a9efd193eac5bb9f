//! The review desk, opened in a real Chromium and asked by hand-written requests.

mod access;
mod again;
mod answers;
mod axe;
mod chrome;
mod deciding;
mod fixture;
mod languages;
mod looking;
mod measures;
mod pairs;
mod safety;
mod shared;
mod single;
mod team;
mod work;
