//! The shape of a kind's specification: data only, read by `classify` and `extract`.

use super::{DocumentKind, FieldName};

/// Physical size of a paper, in millimetres, long side first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paper {
    /// Long side.
    pub long_mm: f64,
    /// Short side.
    pub short_mm: f64,
}

impl Paper {
    /// ISO/IEC 7810 ID-1: identity cards, residence permits.
    pub const ID_1: Paper = Paper {
        long_mm: 85.6,
        short_mm: 54.0,
    };
    /// ISO/IEC 7810 ID-3: passports.
    pub const ID_3: Paper = Paper {
        long_mm: 125.0,
        short_mm: 88.0,
    };
    /// ISO 216 A4: forms, letters, duplicates of licences (副本).
    pub const A4: Paper = Paper {
        long_mm: 297.0,
        short_mm: 210.0,
    };
    /// ISO 216 A3: originals of licences (正本).
    pub const A3: Paper = Paper {
        long_mm: 420.0,
        short_mm: 297.0,
    };
    /// ISO 216 A5.
    pub const A5: Paper = Paper {
        long_mm: 210.0,
        short_mm: 148.0,
    };
    /// ANSI/ASME Y14.1 A, "Letter": what scanners and word processors have where nobody set them.
    pub const LETTER: Paper = Paper {
        long_mm: 279.4,
        short_mm: 215.9,
    };
    /// Sheets and cards that are laid on a scanner, and sizes that its files have.
    pub const KNOWN: [Paper; 5] = [Self::ID_1, Self::A5, Self::A4, Self::LETTER, Self::A3];
}

/// How a cue is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CueKind {
    /// A heading: a line that holds little besides these words and is among the larger print of its page.
    Title,
    /// Words anywhere.
    Phrase,
    /// Words that speak against this kind.
    Against,
    /// A number of this shape anywhere.
    Number(Shape),
}

/// A sign of a kind, with its weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cue {
    /// How it is looked for.
    pub kind: CueKind,
    /// The words, folded (see `hanzi::fold`); of a number the characters with which it begins.
    pub words: &'static str,
    /// What it counts.
    pub weight: f64,
}

impl Cue {
    /// A heading.
    pub const fn title(words: &'static str, weight: f64) -> Self {
        Self {
            kind: CueKind::Title,
            words,
            weight,
        }
    }
    /// Words anywhere.
    pub const fn phrase(words: &'static str, weight: f64) -> Self {
        Self {
            kind: CueKind::Phrase,
            words,
            weight,
        }
    }
    /// Words that speak against it.
    pub const fn against(words: &'static str, weight: f64) -> Self {
        Self {
            kind: CueKind::Against,
            words,
            weight,
        }
    }
    /// A number of a shape that begins with these digits.
    pub const fn number_of(shape: Shape, begins: &'static str, weight: f64) -> Self {
        Self {
            kind: CueKind::Number(shape),
            words: begins,
            weight,
        }
    }
    /// A number of a shape.
    pub const fn number(shape: Shape, weight: f64) -> Self {
        Self {
            kind: CueKind::Number(shape),
            words: "",
            weight,
        }
    }
}

/// The grammar of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// Text as printed, one line.
    Text,
    /// A unit's name, one line, or what stands there where it has none (无字号, `***`).
    Unit,
    /// A name in Chinese, which its spelling in Latin letters may follow, on the same line or below.
    BilingualName,
    /// A police station or bureau, named after its place.
    Authority,
    /// Text as printed, continued on lines below.
    Paragraph,
    /// An address, continued on lines below.
    Address,
    /// A sum of money in words or figures (叁佰万元整, 300万元人民币).
    Amount,
    /// A person's name.
    PersonName,
    /// 男 or 女.
    Sex,
    /// One of the 56 ethnic names, without 族.
    Ethnicity,
    /// One date.
    Date,
    /// The first date of a span.
    SpanStart,
    /// The end of a span (有效期限 of a card): a date, or 长期. A date alone is no end: it may be the start.
    SpanEnd,
    /// The end of a term (营业期限): as [`Shape::SpanEnd`], where stars and dashes say that there is none.
    Term,
    /// An end of validity (有效期至): as [`Shape::Term`], but a date alone is the end.
    Until,
    /// The day on which something ends, also as the end of a span; never an open end.
    LastDay,
    /// GB 11643 number.
    CitizenId,
    /// GB 32100 code.
    CreditCode,
    /// 15-digit registration number.
    RegistrationNumber,
    /// Number of any certificate: letters and digits.
    CertificateNumber,
    /// Mobile number.
    Phone,
    /// Domain name.
    Domain,
    /// Domain names, one or several in a list.
    Domains,
    /// Number of a permit: letters, digits, brackets, Han characters.
    PermitNumber,
    /// 正本 or 副本.
    Copy,
    /// A name in Chinese, above its spelling in Latin letters or on its line.
    HanName,
    /// The same on papers that print it in simplified or in traditional characters.
    EitherScriptName,
    /// A name in Latin letters; also below the one in Chinese.
    LatinName,
    /// Surname, comma, given names in capitals: known by itself, also where no label stands beside it.
    CommaName,
    /// A day of a passport: `01 8月/AUG 2005`, `14 MAY 1973`.
    PassportDate,
    /// A state or nationality in Chinese and letters: 中国/CHINESE.
    Nationality,
    /// 男 or 女, also as M or F.
    LatinSex,
    /// Number of a passport: letters and digits, no check digit in print (ICAO Doc 9303-4: 9 at most).
    PassportNumber,
    /// Number of a permit of residents of Hong Kong and Macau: H or M and 8 digits, on cards of 1999 two more.
    HkMacauNumber,
    /// Number of a permit of residents of Taiwan: 8 digits, on booklets a letter or two more.
    TaiwanNumber,
    /// Number of a permanent residence card: 3 letters and 12 digits, or since 2023 18 characters of GB 11643's check, 9 first.
    ResidentNumber,
    /// The machine-readable zone (`crate::zone`).
    MachineZone,
}

/// A field of a kind: where it is printed and what it looks like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// Its name.
    pub name: FieldName,
    /// Printed labels, folded, the usual one first.
    pub labels: &'static [&'static str],
    /// Its grammar.
    pub shape: Shape,
    /// Words typical of its values, by which they are known where the label was lost.
    pub signs: &'static [&'static str],
    /// Of several printed on one page the lowest counts: a form is dated by the provider and, below, by the organiser.
    pub lowest: bool,
}

impl Field {
    /// A field found by its printed label.
    pub const fn labelled(name: FieldName, labels: &'static [&'static str], shape: Shape) -> Self {
        Self {
            name,
            labels,
            shape,
            signs: &[],
            lowest: false,
        }
    }
    /// The same of which the lowest on a page counts.
    pub const fn of_several_the_lowest(self) -> Self {
        Self { lowest: true, ..self }
    }
    /// The same with words typical of its values.
    pub const fn with_signs(self, signs: &'static [&'static str]) -> Self {
        Self { signs, ..self }
    }
}

/// Words that a document of fixed layout prints, and the fields behind them, in millimetres from its upper left corner. The places of one
/// document are used against each other only (from words that were found to those that were not, and to its sides), so a shifted print
/// does no harm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// The words.
    pub words: &'static str,
    /// Their left end and the middle height of their line.
    pub at: (f32, f32),
    /// The fields whose values stand behind them.
    pub fields: &'static [FieldName],
    /// Left and right end of the room for the value's first line.
    pub value: (f32, f32),
    /// What is left of other words where the document's left end is cut off.
    pub torn: bool,
}

impl Place {
    /// Words that are no label.
    pub const fn words(words: &'static str, at: (f32, f32)) -> Self {
        Self {
            words,
            at,
            fields: &[],
            value: at,
            torn: false,
        }
    }
    /// A label with the room behind it.
    pub const fn label(words: &'static str, at: (f32, f32), fields: &'static [FieldName], value: (f32, f32)) -> Self {
        Self {
            fields,
            value,
            ..Self::words(words, at)
        }
    }
    /// The end of a label.
    pub const fn torn(words: &'static str, at: (f32, f32)) -> Self {
        Self {
            torn: true,
            ..Self::words(words, at)
        }
    }
}

/// Sheets of the copies of a paper that is printed in two sizes, by the mark that it bears (正本, 副本).
const COPIES: [(&str, Paper); 2] = [("original", Paper::A3), ("duplicate", Paper::A4)];

/// Everything the engines know of one kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KindSpec {
    /// The kind.
    pub kind: DocumentKind,
    /// Its size on paper, where that is fixed; of a kind whose copies differ, that of the duplicate (the proportions are the same).
    pub paper: Option<Paper>,
    /// Signs of the kind.
    pub cues: &'static [Cue],
    /// Its fields.
    pub fields: &'static [Field],
    /// Printed labels of things that are not extracted: they end the value before them.
    pub stops: &'static [&'static str],
    /// What is printed where, on a document of fixed layout; empty where forms differ.
    pub places: &'static [Place],
    /// The printed forms of its editions, where they were measured.
    pub forms: &'static [super::forms::Form],
}

impl KindSpec {
    /// The size of a paper that bears this mark of its copy; `None` where the mark decides and was not read.
    pub fn sheet(&self, copy: Option<&str>) -> Option<Paper> {
        let paper = self.paper?;
        if !self.fields.iter().any(|f| f.name == FieldName::Copy) {
            return Some(paper);
        }
        COPIES
            .iter()
            .find(|(mark, _)| copy == Some(mark))
            .map(|(_, sheet)| *sheet)
    }
}
