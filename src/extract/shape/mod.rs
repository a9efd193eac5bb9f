//! Grammars of values: each parses gathered characters into the normal form, or says no.

mod bilingual;
mod checked;
mod date;
mod domains;
mod identity;
mod pinyin;
mod prose;
mod span;
mod western;
mod words;

use super::value::Value;
use crate::kind::spec::Shape;
use crate::read::rows::Char;
pub(super) use bilingual::is_untold;
pub(super) use words::PEOPLES;

/// A parsed value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Parsed {
    /// Normal form.
    pub value: String,
    /// Probability from the recogniser's scores and the grammar, 0 to 1.
    pub confidence: f64,
    /// Mended by its check digit.
    pub corrected: bool,
    /// Characters are missing.
    pub incomplete: bool,
    /// For each character of `value`, what else it may be.
    pub others: Vec<Vec<(char, f32)>>,
    /// The probability of each character of `value`; empty where not known.
    pub sure: Vec<f32>,
    /// Characters of `value` with which a new line begins.
    pub breaks: Vec<usize>,
}

impl Parsed {
    fn plain(value: String, confidence: f64) -> Self {
        Self {
            value,
            confidence,
            corrected: false,
            incomplete: false,
            others: Vec::new(),
            sure: Vec::new(),
            breaks: Vec::new(),
        }
    }
}

/// Whether a span of validity is printed with its end left open.
pub(super) fn is_blank(v: &Value) -> bool {
    span::is_blank(v)
}

/// Parses a value by its shape.
pub(super) fn parse(shape: Shape, v: &Value) -> Option<Parsed> {
    match shape {
        Shape::Text | Shape::Nationality => words::phrase(v),
        Shape::Amount => words::text(v),
        Shape::Unit => words::unit(v),
        Shape::BilingualName => bilingual::name(v),
        Shape::Authority => words::authority(v),
        Shape::Paragraph | Shape::Address => prose::paragraph(v),
        Shape::PersonName => words::person(v),
        Shape::Sex => words::sex(v),
        Shape::Ethnicity => words::ethnicity(v),
        Shape::Copy => words::copy(v),
        Shape::Domain => domains::domain(v),
        Shape::Domains => domains::domains(v),
        Shape::PermitNumber => words::permit(v),
        Shape::Date => date::single(v),
        Shape::SpanStart => span::start(v),
        Shape::SpanEnd => span::end(v),
        Shape::Term => span::term(v),
        Shape::Until => span::until(v),
        Shape::LastDay => span::last_day(v),
        Shape::CitizenId => checked::citizen(v),
        Shape::CreditCode => checked::credit(v),
        Shape::RegistrationNumber => checked::registration(v),
        Shape::CertificateNumber => checked::certificate(v),
        Shape::Phone => checked::phone(v),
        Shape::HanName => identity::han_name(v),
        Shape::EitherScriptName => identity::either_script_name(v),
        Shape::LatinName => identity::latin_name(v),
        Shape::CommaName => identity::comma_name(v),
        Shape::PassportDate => date::single(v).or_else(|| identity::date(v)),
        Shape::LatinSex => identity::sex(v),
        Shape::PassportNumber => identity::passport(v),
        Shape::HkMacauNumber => identity::hk_macau(v),
        Shape::TaiwanNumber => identity::taiwan(v),
        Shape::ResidentNumber => identity::resident(v),
        // Of a page, not of a value.
        Shape::MachineZone => None,
    }
}

/// Probability that all of these characters are right: that of the weakest, since a recogniser's errors come together
/// (blur, a seal, a rare character), and the product of many would call every long line doubtful.
fn weakest<'a>(chars: impl IntoIterator<Item = &'a Char>) -> f64 {
    chars.into_iter().map(|c| f64::from(c.p)).fold(0.99, f64::min)
}
