//! How sure a reading is: a logistic regression over what its grammar, its tag and its page say of it, fitted by `reading
//! fit-confidence` (`examples/reading`) on real and drawn papers that are apart from those it is measured on.

use std::fmt::Write as _;
use std::sync::LazyLock;

use super::shape::{Parsed, is_untold};
use super::value::Value;
use super::{Flag, brackets_close};
use crate::geometry::PixelBox;
use crate::hanzi;
use crate::kind::spec::Shape;
use crate::measure::Spot;
use crate::read::rows::Char;
use crate::read::{MarkKind, ReadPage};

macro_rules! signs {
    ($($name:ident $prior:literal $doc:literal),+ $(,)?) => {
        /// What speaks for or against a reading.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Sign { $(#[doc = $doc] $name),+ }
        impl Sign {
            /// Every sign.
            pub const ALL: &'static [Sign] = &[$(Sign::$name),+];
            /// Its name in the table of weights.
            pub const fn name(self) -> &'static str {
                match self { $(Sign::$name => stringify!($name)),+ }
            }
            /// The mean of its weight's prior: what it weighs where no paper tells. That of `Together` leaves the probability of
            /// grammar and tag as it is; that of a thing over the value takes the surest, 0.997, to 0.79, below what rules believe a
            /// difference from.
            pub const fn prior(self) -> f64 {
                match self { $(Sign::$name => $prior),+ }
            }
            /// Whether it can only speak against a reading: things that lie over it or are lost of it. Where the fitted papers seem to say
            /// otherwise, what they have in common is something else.
            pub const fn is_harm(self) -> bool {
                matches!(
                    self,
                    Sign::Fails
                        | Sign::Incomplete
                        | Sign::Broken
                        | Sign::Unclosed
                        | Sign::Ink
                        | Sign::EndUnderSeal
                        | Sign::AcrossSeal
                        | Sign::EndUnderWords
                        | Sign::Glare
                        | Sign::Occluded
                        | Sign::Watermark
                        | Sign::Seal
                        | Sign::OtherForm
                        | Sign::Unspelt
                )
            }
        }
    };
}

signs! {
    Always 0.0 "Bias.",
    Together 1.0 "Log odds of grammar and tag together.",
    Tagged 0.0 "Log odds of the tag.",
    Characters 0.0 "Log odds that every character is right, were they read one by one.",
    Checked 0.0 "A check digit holds, or a suffix is on the public list.",
    Fails -1.0 "A number whose check digit does not hold.",
    Corrected 0.0 "Mended by its check digit.",
    Incomplete 0.0 "Characters are missing.",
    Lines 0.0 "Logarithm of the number of lines.",
    Broken 0.0 "A number goes on in the next line: a digit that was lost between would not be missed.",
    Long 0.0 "Logarithm of the number of characters beyond twenty.",
    Paragraph 0.0 "Running text.",
    Address 0.0 "An address.",
    Unclosed -2.0 "A bracket without its mate: one was lost, and what stood beside it perhaps.",
    Unlabelled 0.0 "Known by its shape alone.",
    ByPlace 0.0 "Read by itself behind its label, or where its form prints it.",
    Ink -0.5 "Red ink crosses a part of it.",
    EndUnderSeal -4.5 "Words whose end lies under a seal that goes on behind them.",
    AcrossSeal -4.5 "Words of which a third or more lies under a seal.",
    EndUnderWords -5.5 "Words are laid over the page right behind its end, and may hide more of it.",
    Glare -4.5 "A highlight touches it.",
    Occluded -4.5 "Something seems to lie on it.",
    Watermark 0.0 "Words are laid over its page.",
    Seal 0.0 "A seal is on its page.",
    OtherForm -4.5 "A character that has another form (強 beside 强), in a name that may be printed in either script.",
    Unspelt -4.5 "Latin letters behind a Chinese name that do not spell it, or the spelling alone.",
}

/// What is known of one reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence([f64; Sign::ALL.len()]);

/// How a value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// By the labeller.
    Tagged,
    /// By its shape, or beneath its label.
    Unlabelled,
    /// By a cut of its own.
    ByPlace,
}

/// A value that was read, before anything is said of how sure it is.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub parsed: Parsed,
    pub value: Value,
    /// The probability that it is the field's.
    pub tagged: f64,
    /// A check holds that other text passes by chance only.
    pub checked: bool,
    pub found: Found,
}

impl Candidate {
    /// A value whose place alone says whose it is.
    pub fn new(parsed: Parsed, value: Value, found: Found) -> Self {
        Self {
            parsed,
            value,
            tagged: 1.0,
            checked: false,
            found,
        }
    }

    /// The probability of grammar and tag together.
    pub fn together(&self) -> f64 {
        self.parsed.confidence * self.tagged
    }
}

/// Heights of a value's line by which a seal reaches beyond its end, from which it may hide more of it: a character's width.
const BEYOND: f32 = 1.0;
/// Heights of a value's line behind its end within which words laid over the page begin that may hide more of it: a logo's picture stands
/// before its words and is two lines high (2.5 where it hid a name's last character).
const LOGO: f32 = 3.0;
/// Share of a value under a seal from which characters in its midst may not have been found.
const CROSSED: f32 = 0.3;
/// Share of a value from which a spot touches it.
const TOUCHED: f32 = 0.05;
/// Odds beyond these tell nothing: a recogniser's 0.999 is no surer than that.
const MAX_CONFIDENCE: f64 = 0.999;
const LEAST: f64 = 0.02;
/// Characters from which a text is long.
const LONG: f64 = 20.0;

fn log_odds(p: f64) -> f64 {
    let p = p.clamp(LEAST, MAX_CONFIDENCE);
    (p / (1.0 - p)).ln()
}

/// Whether a line ends with a digit and the next begins with one.
fn breaks_number(v: &Value) -> bool {
    let digit = |c: Option<&Char>| c.is_some_and(|c| c.folded.is_ascii_digit());
    v.lines.windows(2).any(|w| digit(w[0].last()) && digit(w[1].first()))
}

/// Shapes whose values bear a check digit.
const fn is_checked(shape: Shape) -> bool {
    matches!(shape, Shape::CitizenId | Shape::CreditCode | Shape::RegistrationNumber)
}

/// Whether the end of a value of one line lies under a seal that goes on behind it: what is printed there may not have been found.
fn ends_under(v: &Value, seal: PixelBox) -> bool {
    let ([_], Some(area)) = (v.lines.as_slice(), v.area) else {
        return false;
    };
    let middle = area.y + area.h / 2;
    let level = (seal.y..=seal.bottom()).contains(&middle);
    level && seal.x < area.right() && seal.right() as f32 > area.right() as f32 + BEYOND * area.h as f32
}

/// Whether words laid over the page begin at the end of a value's only line, or right behind it.
fn ends_at_words(v: &Value, words: PixelBox) -> bool {
    let ([_], Some(area)) = (v.lines.as_slice(), v.area) else {
        return false;
    };
    let middle = area.y + area.h / 2;
    let level = (words.y..=words.bottom()).contains(&middle);
    level && words.x > area.x && (words.x - area.right()) as f32 <= LOGO * area.h as f32
}

impl Evidence {
    pub(super) fn of(shape: Shape, c: &Candidate, page: &ReadPage) -> Self {
        let (v, parsed) = (&c.value, &c.parsed);
        let touches = |spots: &[Spot]| {
            v.area
                .is_some_and(|a| spots.iter().any(|s| a.covered_by(s.area) > TOUCHED))
        };
        let seals = || page.marks.iter().filter(|m| m.kind == MarkKind::Seal).map(|m| m.area);
        let words = shape == Shape::Text;
        let one_line = matches!(shape, Shape::Text | Shape::Unit | Shape::PersonName | Shape::Address);
        let laid_over = || {
            page.marks
                .iter()
                .filter(|m| m.kind == MarkKind::Watermark)
                .map(|m| m.area)
        };
        let ends = words && seals().any(|seal| ends_under(v, seal));
        let crossed = words && !ends && seals().any(|seal| v.area.is_some_and(|a| a.covered_by(seal) > CROSSED));
        let characters: f64 = v.chars().map(|c| f64::from(c.p.clamp(0.0, 1.0))).product();
        let length = parsed.value.chars().count() as f64;
        let is = |yes: bool| f64::from(u8::from(yes));
        let of = |sign: &Sign| match sign {
            Sign::Always => 1.0,
            Sign::Together => log_odds(c.together()),
            Sign::Tagged => log_odds(c.tagged),
            Sign::Characters => log_odds(characters),
            Sign::Checked => is(c.checked),
            Sign::Fails => is(!c.checked && is_checked(shape)),
            Sign::Corrected => is(parsed.corrected),
            Sign::Incomplete => is(parsed.incomplete),
            Sign::Lines => (v.lines.len().max(1) as f64).ln(),
            Sign::Broken => is(breaks_number(v)),
            Sign::Long => (length / LONG).ln().max(0.0),
            Sign::Paragraph => is(shape == Shape::Paragraph),
            Sign::Address => is(shape == Shape::Address),
            Sign::Unclosed => is(!brackets_close(&parsed.value)),
            Sign::Unlabelled => is(c.found == Found::Unlabelled),
            Sign::ByPlace => is(c.found == Found::ByPlace),
            Sign::Ink => is(v.under_seal),
            Sign::EndUnderSeal => is(ends),
            Sign::AcrossSeal => is(crossed),
            Sign::EndUnderWords => is(one_line && laid_over().any(|words| ends_at_words(v, words))),
            Sign::Glare => is(touches(&page.measured.glare)),
            Sign::Occluded => is(touches(&page.measured.occluded)),
            Sign::Watermark => is(laid_over().next().is_some()),
            Sign::Seal => is(seals().next().is_some()),
            Sign::OtherForm => is(shape == Shape::EitherScriptName
                && parsed.value.chars().any(|c| hanzi::other_forms(c).next().is_some())),
            Sign::Unspelt => is(shape == Shape::BilingualName && is_untold(&parsed.value)),
        };
        let mut values = [0.0; Sign::ALL.len()];
        for (slot, sign) in values.iter_mut().zip(Sign::ALL) {
            *slot = of(sign);
        }
        Self(values)
    }

    /// What each sign says, in the order of [`Sign::ALL`].
    pub const fn values(&self) -> &[f64] {
        &self.0
    }

    fn says(&self, sign: Sign) -> bool {
        self.0[sign as usize] > 0.0
    }

    /// What befell the reading.
    pub(super) fn flags(&self) -> Vec<Flag> {
        let told = [
            (Flag::Glare, self.says(Sign::Glare)),
            (Flag::Occluded, self.says(Sign::Occluded)),
            (Flag::UnderSeal, self.says(Sign::Ink)),
            (
                Flag::Incomplete,
                [Sign::Incomplete, Sign::EndUnderSeal, Sign::EndUnderWords]
                    .iter()
                    .any(|s| self.says(*s)),
            ),
            (Flag::CorrectedByChecksum, self.says(Sign::Corrected)),
        ];
        told.into_iter().filter(|t| t.1).map(|t| t.0).collect()
    }
}

/// The weights of the signs.
#[derive(Debug, Clone, PartialEq)]
pub struct Confidence([f64; Sign::ALL.len()]);

/// The shipped weights, see [`Confidence::to_tsv`].
const SHIPPED: &str = include_str!("confidence.tsv");

static CONFIDENCE: LazyLock<Confidence> = LazyLock::new(|| Confidence::from_tsv(SHIPPED));

impl Default for Confidence {
    /// As the priors are.
    fn default() -> Self {
        let mut weights = [0.0; Sign::ALL.len()];
        for (slot, sign) in weights.iter_mut().zip(Sign::ALL) {
            *slot = sign.prior();
        }
        Self(weights)
    }
}

impl Confidence {
    /// The weights that are shipped.
    pub fn shipped() -> &'static Self {
        &CONFIDENCE
    }

    /// All weights, in the order of [`Sign::ALL`].
    pub const fn flat(&mut self) -> &mut [f64] {
        &mut self.0
    }

    /// The probability that a reading is right, 0 to 1.
    pub fn of(&self, evidence: &Evidence) -> f64 {
        let sum: f64 = self.0.iter().zip(evidence.values()).map(|(w, v)| w * v).sum();
        1.0 / (1.0 + (-sum).exp())
    }

    /// As a table: sign, weight.
    pub fn to_tsv(&self) -> String {
        let mut out = String::from("sign\tweight\n");
        for (sign, weight) in Sign::ALL.iter().zip(self.0) {
            // Writing to a string does not fail.
            let _ = writeln!(out, "{}\t{weight:.3}", sign.name());
        }
        out
    }

    /// From such a table; a sign that it does not name weighs what its prior says (a test of the shipped table finds it).
    pub fn from_tsv(text: &str) -> Self {
        let mut weights = Self::default();
        for (sign, weight) in text.lines().skip(1).filter_map(row) {
            weights.0[sign] = weight;
        }
        weights
    }
}

fn row(line: &str) -> Option<(usize, f64)> {
    let (sign, weight) = line.split_once('\t')?;
    let sign = Sign::ALL.iter().position(|s| s.name() == sign)?;
    Some((sign, weight.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::super::shape;
    use super::*;
    use crate::read::rows::chars_of;
    use crate::read::{Mark, fixture};

    #[test]
    fn a_table_is_read_as_it_was_written() {
        let mut weights = Confidence::default();
        weights.flat()[3] = 1.5;
        weights.flat()[4] = -0.25;
        assert_eq!(Confidence::from_tsv(&weights.to_tsv()), weights);
    }

    #[test]
    fn the_shipped_table_names_every_sign_once() {
        let rows: Option<Vec<usize>> = SHIPPED.lines().skip(1).map(|l| Some(row(l)?.0)).collect();
        assert_eq!(rows, Some((0..Sign::ALL.len()).collect()));
    }

    /// How sure words are that stand at x 100 to 400, with a seal or other words there.
    fn sure(mark: Option<(MarkKind, PixelBox)>) -> f64 {
        let area = PixelBox {
            x: 100,
            y: 100,
            w: 300,
            h: 36,
        };
        let line = fixture::line("杭州青禾纸业有限公司", area);
        let value = Value::of_line(chars_of(&line), area);
        let mut page = fixture::page(900, 600, vec![line]);
        page.marks.extend(mark.map(|(kind, area)| Mark {
            kind,
            page: 1,
            area,
            text: None,
            confidence: 1.0,
        }));
        let parsed = shape::parse(Shape::Text, &value).unwrap();
        let candidate = Candidate::new(parsed, value, Found::Tagged);
        Confidence::shipped().of(&Evidence::of(Shape::Text, &candidate, &page))
    }

    #[test]
    fn words_under_a_seal_are_below_what_a_difference_is_believed_from() {
        let at = |x: i32| {
            let area = PixelBox {
                x,
                y: 50,
                w: 200,
                h: 200,
            };
            Some((MarkKind::Seal, area))
        };
        assert!(sure(None) > 0.9, "{}", sure(None));
        assert!(sure(at(600)) > 0.9);
        // Over its midst; over its end, and beyond.
        for x in [150, 320] {
            assert!(sure(at(x)) < 0.8, "{}", sure(at(x)));
        }
    }

    #[test]
    fn words_that_end_at_a_logo_are_not_sure() {
        let logo = |x: i32, y: i32| {
            let area = PixelBox { x, y, w: 200, h: 60 };
            Some((MarkKind::Watermark, area))
        };
        assert!(sure(logo(480, 90)) < 0.9 && sure(logo(380, 90)) < 0.9);
        // Far behind, below, and before the words.
        for (x, y) in [(600, 90), (420, 200), (20, 90)] {
            assert!(sure(logo(x, y)) > 0.95, "{x} {y}: {}", sure(logo(x, y)));
        }
    }
}
