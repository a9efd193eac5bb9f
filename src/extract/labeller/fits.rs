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

/// How far the grammar of a shape takes a text, roughly: by its alphabet and length.
pub(super) fn fit(shape: Shape, text: &[Char]) -> Fit {
    let count = |fits: &dyn Fn(char) -> bool| text.iter().filter(|c| fits(c.folded)).count();
    let digits = count(&|c| c.is_ascii_digit());
    let share = |n: usize| {
        if text.is_empty() || 2 * n < text.len() {
            Fit::Not
        } else if 10 * n >= 9 * text.len() {
            Fit::Whole
        } else {
            Fit::Part
        }
    };
    match shape {
        Shape::Date | Shape::SpanStart | Shape::SpanEnd | Shape::Term | Shape::Until | Shape::LastDay => {
            let of_dates = count(&|c| NUMERALS.contains(c) || OF_DATES.contains(c));
            let named = count(&|c| matches!(c, '年' | '月' | '长' | '期' | '久' | '-' | '.' | '至')) > 0;
            if named { share(of_dates) } else { Fit::Not }
        }
        Shape::Amount => {
            let named = count(&|c| matches!(c, '万' | '元' | '圆' | '整' | '亿')) > 0;
            let of_sums = count(&|c| NUMERALS.contains(c) || OF_SUMS.contains(c));
            if named { share(of_sums) } else { Fit::Not }
        }
        Shape::PersonName => match text.len() {
            2..=4 if text.iter().all(|c| is_han(c.ch)) => Fit::Whole,
            // 古丽扎提·阿不都拉.
            5..=20 if count(&|c| c == '·') > 0 && text.iter().all(|c| is_han(c.ch) || c.folded == '·') => Fit::Whole,
            5..=20
                if text
                    .iter()
                    .all(|c| is_han(c.ch) || c.folded == '·' || c.folded.is_ascii_alphabetic()) =>
            {
                Fit::Part
            }
            // 白露同志（身份证号：…）作为…: in a sentence.
            6.. if (3..6).any(|i| TITLES.contains(&(text[i - 1].ch, text[i].ch))) => Fit::Part,
            _ => Fit::Not,
        },
        Shape::CreditCode | Shape::RegistrationNumber | Shape::CitizenId | Shape::CertificateNumber | Shape::Phone => {
            let run = count(&|c| c.is_ascii_alphanumeric());
            let wanted = match shape {
                Shape::RegistrationNumber => matches!(digits, 13 | 15),
                Shape::Phone => (7..=12).contains(&digits),
                Shape::CertificateNumber => digits >= 6,
                _ => (17..=19).contains(&run) && digits >= 8,
            };
            if wanted && run + 4 >= text.len() {
                Fit::Whole
            } else if digits >= 6 {
                Fit::Part
            } else {
                Fit::Not
            }
        }
        Shape::Domain | Shape::Domains => {
            let of_names = count(&|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
            if count(&|c| c == '.') > 0 {
                share(of_names)
            } else {
                Fit::Not
            }
        }
        Shape::HanName | Shape::EitherScriptName | Shape::LatinName => {
            let latin = count(&|c| c.is_ascii_alphabetic() || matches!(c, ',' | '-' | '\'' | '.'));
            let letters = count(&|c| c.is_ascii_alphabetic());
            if letters >= 2 && latin == text.len() {
                Fit::Whole
            } else {
                fit(Shape::PersonName, text)
            }
        }
        Shape::CommaName => {
            let latin = text
                .iter()
                .all(|c| c.folded.is_ascii_alphabetic() || matches!(c.folded, ',' | '-' | '\'' | '.'));
            if latin && count(&|c| c == ',') == 1 {
                Fit::Whole
            } else {
                Fit::Not
            }
        }
        Shape::PassportDate => {
            let of_dates = count(&|c| c.is_ascii_alphanumeric() || matches!(c, '月' | '/' | '-' | '.' | ','));
            let letters = count(&|c| c.is_ascii_alphabetic());
            let named = letters >= 3 || count(&|c| matches!(c, '月' | '.' | '-' | '/')) > 0;
            if named && (5..=8).contains(&digits) && letters <= 9 + digits && of_dates == text.len() {
                Fit::Whole
            } else {
                Fit::Not
            }
        }
        Shape::Nationality => {
            let of_names = count(&|c| is_han(c) || c.is_ascii_alphabetic() || matches!(c, '/' | '(' | ')'));
            if text.len() >= 2 && of_names == text.len() && count(&|c| c.is_ascii_alphabetic()) > 0 {
                Fit::Whole
            } else {
                Fit::Part
            }
        }
        Shape::LatinSex => match text {
            [c] if matches!(c.folded, '男' | '女' | 'M' | 'F') => Fit::Whole,
            [c, mark, letter]
                if matches!(c.folded, '男' | '女')
                    && !mark.ch.is_alphanumeric()
                    && matches!(letter.folded, 'M' | 'F') =>
            {
                Fit::Whole
            }
            [c, ..] if matches!(c.folded, '男' | '女') => Fit::Part,
            _ => Fit::Not,
        },
        Shape::PassportNumber | Shape::HkMacauNumber | Shape::TaiwanNumber | Shape::ResidentNumber => {
            let run = count(&|c| c.is_ascii_alphanumeric());
            let wanted = match shape {
                Shape::PassportNumber => (6..=9).contains(&run) && digits >= 2,
                Shape::ResidentNumber => matches!(run, 15 | 18) && digits >= 11,
                Shape::TaiwanNumber => (8..=10).contains(&run) && digits >= 7,
                _ => matches!(run, 9 | 11) && digits >= 7,
            };
            if wanted && run == text.len() {
                Fit::Whole
            } else if digits >= 6 {
                Fit::Part
            } else {
                Fit::Not
            }
        }
        Shape::Sex => match text {
            [c] if matches!(c.folded, '男' | '女') => Fit::Whole,
            [c, ..] if matches!(c.folded, '男' | '女') => Fit::Part,
            _ => Fit::Not,
        },
        Shape::Ethnicity => {
            let said: String = text.iter().map(|c| c.ch).collect();
            let people = |said: &str| PEOPLES.contains(&said.trim_end_matches('族'));
            if people(&said) { Fit::Whole } else { Fit::Not }
        }
        Shape::Authority => {
            let ends = |end: &str| {
                text.iter()
                    .rev()
                    .map(|c| c.folded)
                    .take(end.chars().count())
                    .eq(end.chars().rev())
            };
            if ["公安局", "分局", "公安厅", "派出所", "管理局"].iter().any(|e| ends(e)) {
                Fit::Whole
            } else if text.is_empty() {
                Fit::Not
            } else {
                Fit::Part
            }
        }
        Shape::PermitNumber if digits >= 4 => share(count(&|c| c.is_alphanumeric() || "()[]-第号".contains(c))),
        Shape::Copy | Shape::PermitNumber | Shape::MachineZone => Fit::Not,
        // No name holds the marks of a sentence.
        Shape::Text | Shape::Unit | Shape::BilingualName
            if count(&|c| matches!(c, ',' | ';' | '。' | '!')) > 0 && count(&|c| c.is_ascii_alphabetic()) < 2 =>
        {
            Fit::Not
        }
        _ if text.is_empty() => Fit::Not,
        _ => Fit::Part,
    }
}

/// Whether a text is a whole value of a shape whose values are known by their words: what follows belongs to another field.
pub(super) fn is_complete(shape: Shape, text: &[Char]) -> bool {
    matches!(shape, Shape::Sex | Shape::LatinSex | Shape::Ethnicity) && fit(shape, text) == Fit::Whole
}
