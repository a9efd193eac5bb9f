//! How far the grammar of a shape takes a text, told from its alphabet and its length.

use crate::extract::shape::PEOPLES;
use crate::hanzi::is_han;
use crate::kind::spec::Shape;
use crate::read::rows::Char;

/// How far a grammar takes a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    /// All of it.
    Whole,
    /// A part, or all of it as far as its alphabet tells.
    Part,
    /// Nothing.
    Not,
}

const NUMERALS: &str = "0123456789零〇○一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾佰百仟千万亿廿";
const OF_SUMS: &str = "元圆园整正人民币美港欧日角分捌大写小:()（）.,，";
const OF_DATES: &str = "年月日至自起止长期永久不约定无固限—-.,/~*＊有效";

/// How letters address a person.
const TITLES: [(char, char); 3] = [('同', '志'), ('先', '生'), ('女', '士')];

/// A text with what a rough grammar asks of it.
#[derive(Clone, Copy)]
struct Text<'a>(&'a [Char]);

impl Text<'_> {
    fn count(self, fits: impl Fn(char) -> bool) -> usize {
        self.0.iter().filter(|c| fits(c.folded)).count()
    }
    fn has(self, one_of: &str) -> bool {
        self.count(|c| one_of.contains(c)) > 0
    }
    fn all(self, fits: impl Fn(char) -> bool) -> bool {
        self.count(fits) == self.0.len()
    }
    fn digits(self) -> usize {
        self.count(|c| c.is_ascii_digit())
    }
    fn letters(self) -> usize {
        self.count(|c| c.is_ascii_alphabetic())
    }
    fn string(self) -> String {
        self.0.iter().map(|c| c.ch).collect()
    }
    /// By the share of its characters that are of an alphabet, where it has one that tells.
    fn mostly(self, tells: bool, alphabet: impl Fn(char) -> bool) -> Fit {
        let n = self.count(alphabet);
        if !tells || self.0.is_empty() || 2 * n < self.0.len() {
            Fit::Not
        } else if 10 * n >= 9 * self.0.len() {
            Fit::Whole
        } else {
            Fit::Part
        }
    }
}

/// All of it, or nothing.
const fn whole_or(whole: bool, otherwise: Fit) -> Fit {
    if whole { Fit::Whole } else { otherwise }
}

/// How far the grammar of a shape takes a text, roughly: by its alphabet and length.
pub(super) fn fit(shape: Shape, text: &[Char]) -> Fit {
    let t = Text(text);
    match shape {
        Shape::Date | Shape::SpanStart | Shape::SpanEnd | Shape::Term | Shape::Until | Shape::LastDay => t
            .mostly(t.has("年月长期久-.至"), |c| {
                NUMERALS.contains(c) || OF_DATES.contains(c)
            }),
        Shape::Amount => t.mostly(t.has("万元圆整亿"), |c| {
            NUMERALS.contains(c) || OF_SUMS.contains(c)
        }),
        Shape::Domain | Shape::Domains => t.mostly(t.has("."), |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')),
        Shape::PermitNumber => t.mostly(t.digits() >= 4, |c| c.is_alphanumeric() || "()[]-第号".contains(c)),
        Shape::PersonName => person(t),
        Shape::HanName | Shape::EitherScriptName | Shape::LatinName => latin_name(t),
        Shape::CommaName => {
            let latin = t.all(|c| c.is_ascii_alphabetic() || ",-'.".contains(c));
            whole_or(latin && t.count(|c| c == ',') == 1, Fit::Not)
        }
        Shape::PassportDate => passport_date(t),
        Shape::Nationality => {
            let of_names = t.all(|c| is_han(c) || c.is_ascii_alphabetic() || "/()".contains(c));
            whole_or(text.len() >= 2 && of_names && t.letters() > 0, Fit::Part)
        }
        Shape::CreditCode
        | Shape::RegistrationNumber
        | Shape::CitizenId
        | Shape::CertificateNumber
        | Shape::Phone
        | Shape::PassportNumber
        | Shape::HkMacauNumber
        | Shape::TaiwanNumber
        | Shape::ResidentNumber => number(shape, t),
        Shape::Sex | Shape::LatinSex => sex(shape, text),
        Shape::Ethnicity => whole_or(PEOPLES.contains(&t.string().trim_end_matches('族')), Fit::Not),
        Shape::Authority if !text.is_empty() => {
            let text: String = text.iter().map(|c| c.folded).collect();
            let ends = ["公安局", "分局", "公安厅", "派出所", "管理局"];
            whole_or(ends.iter().any(|e| text.ends_with(e)), Fit::Part)
        }
        Shape::Authority | Shape::Copy | Shape::MachineZone => Fit::Not,
        // No name holds the marks of a sentence.
        Shape::Text | Shape::Unit | Shape::BilingualName if t.has(",;。!") && t.letters() < 2 => Fit::Not,
        Shape::Text | Shape::Unit | Shape::BilingualName | Shape::Paragraph | Shape::Address => {
            if text.is_empty() {
                Fit::Not
            } else {
                Fit::Part
            }
        }
    }
}

fn person(t: Text<'_>) -> Fit {
    let han = t.0.iter().all(|c| is_han(c.ch));
    let of_names = |c: &Char| is_han(c.ch) || c.folded == '·';
    match t.0.len() {
        2..=4 if han => Fit::Whole,
        // 古丽扎提·阿不都拉.
        5..=20 if t.has("·") && t.0.iter().all(of_names) => Fit::Whole,
        5..=20 if t.0.iter().all(|c| of_names(c) || c.folded.is_ascii_alphabetic()) => Fit::Part,
        // 白露同志（身份证号：…）作为…: in a sentence.
        6.. if (3..6).any(|i| TITLES.contains(&(t.0[i - 1].ch, t.0[i].ch))) => Fit::Part,
        _ => Fit::Not,
    }
}

fn latin_name(t: Text<'_>) -> Fit {
    let latin = t.all(|c| c.is_ascii_alphabetic() || ",-'.".contains(c));
    if t.letters() >= 2 && latin {
        Fit::Whole
    } else {
        person(t)
    }
}

fn passport_date(t: Text<'_>) -> Fit {
    let (digits, letters) = (t.digits(), t.letters());
    let named = letters >= 3 || t.has("月.-/");
    let of_dates = t.all(|c| c.is_ascii_alphanumeric() || "月/-.,".contains(c));
    whole_or(
        named && (5..=8).contains(&digits) && letters <= 9 + digits && of_dates,
        Fit::Not,
    )
}

/// Numbers by their length; those of travel documents stand alone, of others a few marks may.
fn number(shape: Shape, t: Text<'_>) -> Fit {
    let (digits, run) = (t.digits(), t.count(|c| c.is_ascii_alphanumeric()));
    let (wanted, marks) = match shape {
        Shape::RegistrationNumber => (matches!(digits, 13 | 15), 4),
        Shape::Phone => ((7..=12).contains(&digits), 4),
        Shape::CertificateNumber => (digits >= 6, 4),
        Shape::PassportNumber => ((6..=9).contains(&run) && digits >= 2, 0),
        Shape::ResidentNumber => (matches!(run, 15 | 18) && digits >= 11, 0),
        Shape::TaiwanNumber => ((8..=10).contains(&run) && digits >= 7, 0),
        Shape::HkMacauNumber => (matches!(run, 9 | 11) && digits >= 7, 0),
        _ => ((17..=19).contains(&run) && digits >= 8, 4),
    };
    if wanted && run + marks >= t.0.len() {
        Fit::Whole
    } else if digits >= 6 {
        Fit::Part
    } else {
        Fit::Not
    }
}

fn sex(shape: Shape, text: &[Char]) -> Fit {
    let han = |c: &Char| matches!(c.folded, '男' | '女');
    let letter = |c: &Char| matches!(c.folded, 'M' | 'F');
    let latin = shape == Shape::LatinSex;
    match text {
        [c] if han(c) || latin && letter(c) => Fit::Whole,
        [c, mark, l] if latin && han(c) && !mark.ch.is_alphanumeric() && letter(l) => Fit::Whole,
        [c, ..] if han(c) => Fit::Part,
        _ => Fit::Not,
    }
}

/// Whether a text is a whole value of a shape whose values are known by their words: what follows belongs to another field.
pub(super) fn is_complete(shape: Shape, text: &[Char]) -> bool {
    matches!(shape, Shape::Sex | Shape::LatinSex | Shape::Ethnicity) && fit(shape, text) == Fit::Whole
}
