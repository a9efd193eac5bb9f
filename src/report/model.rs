//! The report as types: `chushen.report/1`. Field order here is key order in the file.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::date::Date;
use crate::decode::Change;
use crate::extract::Flag;
use crate::finding::{Severity, Verdict};
use crate::format::Format;
use crate::geometry::PixelBox;
use crate::kind::DocumentKind;
use crate::measure::{Colour, Origin};
use crate::read::{Answer, MarkKind, Source, TextSource};
use crate::signature::Standing;

/// Name and version of the report's form.
pub const SCHEMA: &str = "chushen.report/1";

/// Report of one case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Always `chushen.report/1`.
    #[schemars(extend("const" = SCHEMA))]
    pub schema: String,
    /// What made this report.
    pub tool: Tool,
    /// The date against which validity was judged.
    #[schemars(with = "String", extend("format" = "date"))]
    pub as_of: Date,
    /// The case.
    pub case: CaseRow,
    /// reject: a rule is surely broken; review: a person must look; error: the case could not be read at all.
    pub verdict: Verdict,
    /// Findings by severity.
    pub counts: Counts,
    /// Every file in the case folder but case.json, sorted by path.
    pub documents: Vec<DocumentRow>,
    /// Sorted by severity (gravest first), document, page, code.
    pub findings: Vec<FindingRow>,
    /// Where the filing stands in its six stages and which dates follow; absent where no clock time is declared.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub timeline: Option<super::timeline::TimelineRow>,
    /// One row for each check and document (null: the case), so that silence never means "not looked at".
    pub checks: Vec<CheckRow>,
}

/// Program, rules and models of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// Version of the program.
    pub version: String,
    /// Rule-pack version with its hash.
    pub rules: String,
    /// OCR models with their hash; "none" if OCR was off.
    pub models: String,
}

/// The case a report is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CaseRow {
    /// Case id.
    pub id: String,
    /// Name of the subject (主体), as declared.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub subject: Option<String>,
    /// Kind of the subject.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub subject_kind: Option<String>,
    /// Province, short Chinese name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub province: Option<String>,
    /// The sites, as declared.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub sites: Vec<SiteRow>,
    /// The domains declared with their particulars, in the order of the declaration.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub domains: Vec<String>,
    /// What the declaration calls the institution, where that is not 备案: `approval` (核准).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub wording: Option<String>,
}

/// A declared site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SiteRow {
    /// Its name.
    pub name: String,
    /// Its domains.
    pub domains: Vec<String>,
}

/// Number of findings of each severity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// Rules surely broken.
    pub reject: usize,
    /// Places a person must look at.
    pub review: usize,
    /// Worth knowing.
    pub note: usize,
}

impl Counts {
    /// Counts severities.
    pub fn of(severities: impl IntoIterator<Item = Severity>) -> Self {
        let mut counts = Self::default();
        for s in severities {
            match s {
                Severity::Reject => counts.reject += 1,
                Severity::Review => counts.review += 1,
                Severity::Note => counts.note += 1,
            }
        }
        counts
    }
}

/// One file of the case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentRow {
    /// Path below the case folder.
    pub path: String,
    /// Size.
    pub bytes: u64,
    /// SHA-256, lower-case hex; empty where the file was not read whole.
    pub sha256: String,
    /// By content, never by name.
    pub format: Format,
    /// What told the format.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub format_basis: String,
    /// Kind of document.
    pub kind: DocumentKind,
    /// How sure the kind is.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub kind_confidence: f64,
    /// What told the kind.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub kind_basis: Vec<String>,
    /// How the document was made.
    pub origin: Origin,
    /// Facts of a PDF.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pdf: Option<PdfRow>,
    /// One row a page or frame; boxes refer to the upright page image of this width and height.
    pub pages: Vec<PageRow>,
    /// Seals, signatures, codes found.
    pub marks: Vec<MarkRow>,
    /// Check boxes beside 是 and 否, in the order of the lines.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub boxes: Vec<BoxRow>,
    /// Extracted values, by the names of `fields.tsv`.
    pub fields: BTreeMap<String, FieldRow>,
    /// True when a budget ended the reading before the document ended; pages then holds what was read.
    pub partial: bool,
    /// What was not looked at, and why: "text: OCR was off".
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub not_looked_at: Vec<String>,
    /// `not_looked_at` as the program says it to itself; absent where it is the same.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub not_looked_at_said: Vec<String>,
}

/// Facts of a PDF that no page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PdfRow {
    /// Header version.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<String>,
    /// Info dictionary.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub producer: Option<String>,
    /// Info dictionary.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub creator: Option<String>,
    /// Encrypted in any way.
    pub encrypted: bool,
    /// Digitally signed.
    pub signed: bool,
    /// Incremental revisions.
    pub revisions: u32,
    /// Kinds of content that runs.
    pub active_content: Vec<String>,
    /// Number of embedded files.
    pub embedded_files: usize,
    /// Its electronic signatures, by the end of what they cover.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub signatures: Vec<SignatureRow>,
}

/// An electronic signature of a PDF.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SignatureRow {
    /// The name in the signer's certificate.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub signer: Option<String>,
    /// Who issued the certificate.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub issuer: Option<String>,
    /// When it was made, as the signer says; RFC 3339, in China's time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub signed_at: Option<String>,
    /// A time stamp on the document, and nobody's signature.
    pub time_stamp: bool,
    /// It holds: digest and value are right. Missing where that could not be proved.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub holds: Option<bool>,
    /// It covers the file to its end.
    pub whole: bool,
    /// What was changed after it; missing where that was not compared.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub changed_after: Option<Change>,
    /// What a certifying signature permits after it: 1 nothing, 2 filling in and signing, 3 annotations too.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub permits: Option<u8>,
    /// Where the signer stands before the trusted certificates; missing where there are none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub standing: Option<Standing>,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PageRow {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Dots per inch, one decimal: from the physical size of the recognised document, else the PDF page size, else metadata.
    pub dpi: Option<f64>,
    /// By pixels: an RGB file with no colour in it is greyscale.
    pub colour: Colour,
    /// Clockwise turn applied to make the page upright, after the EXIF turn was honoured.
    #[schemars(extend("enum" = [0, 90, 180, 270]))]
    pub orientation: u16,
    /// Which texts the page gave.
    pub text_source: TextSource,
    /// Figures measured, by name.
    pub metrics: BTreeMap<String, f64>,
}

/// A mark found on a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MarkRow {
    /// What it is.
    pub kind: MarkKind,
    /// Page, from 1.
    pub page: usize,
    /// Where.
    #[serde(rename = "box")]
    pub area: PixelBox,
    /// Words of a seal, payload of a code.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub text: Option<String>,
    /// How sure.
    pub confidence: f64,
}

/// A check box found on a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BoxRow {
    /// What it stands for.
    pub answer: Answer,
    /// Page, from 1.
    pub page: usize,
    /// Where.
    #[serde(rename = "box")]
    pub area: PixelBox,
    /// Share of ink within its lines, 0 (empty) to 1 (filled).
    pub ink: f64,
}

/// One extracted value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FieldRow {
    /// In the form `fields.tsv` asks for.
    pub value: String,
    /// Probability that it is right.
    pub confidence: f64,
    /// Page, from 1.
    pub page: usize,
    /// Where it stands.
    #[serde(rename = "box", skip_serializing_if = "Option::is_none", default)]
    pub area: Option<PixelBox>,
    /// Where it comes from.
    pub source: Source,
    /// What befell it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub flags: Vec<Flag>,
}

/// Where a rule comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RuleLevel {
    /// The user's guide, and what holds everywhere.
    Baseline,
    /// A provider's or bureau's document, dated.
    Published,
    /// A pack of your own.
    House,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FindingRow {
    /// The same for the same finding on the same paper in every run, by case, code, the document's digest, field and place; absent in older
    /// reports.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub id: Option<String>,
    /// `family.name`.
    #[schemars(regex(pattern = r"^[a-z]+(\.[a-z0-9-]+)+$"))]
    pub code: String,
    /// How grave.
    pub severity: Severity,
    /// One sentence a submitter can act on, in the language of the run.
    pub message: String,
    /// Path of the document; null: the case.
    pub document: Option<String>,
    /// Page, from 1; null: the whole document.
    pub page: Option<usize>,
    /// Where on the page.
    #[serde(rename = "box", skip_serializing_if = "Option::is_none", default)]
    pub area: Option<PixelBox>,
    /// What was asked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expected: Option<serde_json::Value>,
    /// What was found.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub actual: Option<serde_json::Value>,
    /// `expected` for people, in the language of the run; absent where it is the same.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expected_text: Option<String>,
    /// `actual` for people, in the language of the run; absent where it is the same.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub actual_text: Option<String>,
    /// What `expected` is, by which the sentences can be told in the other language; absent without `expected` and in older reports.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expected_is: Option<EvidenceIs>,
    /// What `actual` is, likewise.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub actual_is: Option<EvidenceIs>,
    /// Id in the rule pack.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rule: Option<String>,
    /// Where the rule is published.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
    /// What the submitter should do; may be sent to them as it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub suggest: Option<String>,
    /// Name of the field in `fields.tsv`, or JSON pointer into case.json.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub field: Option<String>,
    /// `field` for people, in the language of the run: 第2个网站的第1个域名.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<String>,
    /// Where the rule comes from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub rule_level: Option<RuleLevel>,
    /// Publisher, title and date of each document that states the rule, in the language of the run, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub published_by: Vec<String>,
    /// The newest day on which a document states the rule.
    #[schemars(with = "Option<String>", extend("format" = "date"))]
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub confirmed: Option<Date>,
    /// Short name of the province, where the rule is one of a province's own (地方要求).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub province: Option<String>,
    /// Words to copy where they are missing: the remark that is asked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub copy: Option<String>,
}

/// What a value of the evidence is: data stays as it is in every language, words, figures and days are told in each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum EvidenceIs {
    /// A text of the case or of a rule.
    Text,
    /// A word or reason of the program's own.
    Word,
    /// A number of a person.
    Personal,
    /// A figure.
    Number {
        /// Its unit: dpi, px, bytes, %, days, months, pages; empty for a plain figure.
        #[serde(skip_serializing_if = "String::is_empty", default)]
        unit: String,
    },
    /// A calendar day.
    Day,
    /// A phrase, of which the value holds the English.
    Phrase {
        /// The Chinese.
        zh: String,
    },
    /// Several texts of the case or of a rule.
    Texts,
    /// Several words of the program's own.
    Words,
}

/// How a check ended on a document or the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CheckOutcome {
    /// Looked at and fine.
    Passed,
    /// There is a finding.
    Failed,
    /// Could not be judged; `why` says what was missing.
    NotChecked,
    /// No rule asks for it here.
    NotApplicable,
}

/// One check on one document, or on the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckRow {
    /// Code.
    pub code: String,
    /// Path of the document; null: the case.
    pub document: Option<String>,
    /// How it ended.
    pub outcome: CheckOutcome,
    /// For not-checked: what was missing, in the language of the run.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub why: Option<String>,
    /// `why` as the program says it to itself, by which it can be told in the other language; absent where it is the same.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub why_said: Option<String>,
}
