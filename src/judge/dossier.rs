//! All facts of one case, indexed: the only thing a check sees.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::classify::Recognised;
use crate::date::Date;
use crate::decode::{DecodeError, Metadata, Overlay, PdfFacts, Unshown};
use crate::extract::{EmptyLabel, Reading};
use crate::format::Format;
use crate::intake::{Declaration, Declared, Unread};
use crate::kind::{DocumentKind, FieldName};
use crate::measure::{Measured, Origin};
use crate::read::{CheckBox, Mark, Otherwise, SignaturePlace, TextLine, TextSource};

/// One page as checks see it.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct PageFacts {
    /// Which page of its document, from 1.
    pub number: usize,
    /// Width of the upright page image, pixels.
    pub width: u32,
    /// Height of the upright page image, pixels.
    pub height: u32,
    /// Dots per inch: from the known size of the recognised document, else the page size, else metadata.
    pub dpi: Option<f64>,
    /// Turn applied to make it upright, degrees clockwise.
    pub turn: u16,
    /// Which texts it gave.
    pub text_source: TextSource,
    /// Its print was set by software: nothing on it was scanned or photographed.
    pub typed: bool,
    /// A line that copies as something else than it shows.
    pub otherwise: Option<Otherwise>,
    /// What lies over the picture of a paper, from the file itself.
    pub overlays: Vec<Overlay>,
    /// What a reader of the file shows and was not seen here.
    pub unshown: Vec<Unshown>,
    /// What was measured.
    pub measured: Measured,
    /// Its lines.
    pub lines: Vec<TextLine>,
    /// Places that ask for a signature.
    pub signature_places: Vec<SignaturePlace>,
    /// Check boxes beside 是 and 否.
    pub boxes: Vec<CheckBox>,
    /// Fingerprints in red ink.
    pub fingerprints: Vec<crate::geometry::PixelBox>,
    /// Faces, where the page has no words; `None`: nobody looked.
    pub portrait: Option<crate::read::face::Portrait>,
    /// What tells its picture again; of the first pages, where it is not too plain.
    pub likeness: Option<crate::measure::likeness::Likeness>,
}

/// One document as checks see it.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct DocumentFacts {
    /// Path below the case folder.
    pub path: String,
    /// Size.
    pub bytes: u64,
    /// SHA-256 in hex; empty where the file was not read whole.
    pub sha256: String,
    /// Format by content.
    pub format: Format,
    /// What told the format.
    pub format_basis: String,
    /// Formats the bytes could be opened as besides.
    pub also: Vec<Format>,
    /// Extension of the name, lower case without dot.
    pub extension: Option<String>,
    /// Why the bytes were not (wholly) read.
    pub unread: Option<Unread>,
    /// Kind the submitter declared.
    pub hint: Option<DocumentKind>,
    /// Kind recognised.
    pub recognised: Recognised,
    /// Origin over all pages.
    pub origin: Origin,
    /// PDF facts.
    pub pdf: Option<PdfFacts>,
    /// File metadata.
    pub metadata: Metadata,
    /// Frames or pages there are.
    pub frames: usize,
    /// What went wrong on opening or decoding, with the page (from 1) where known.
    pub flaws: Vec<(Option<usize>, DecodeError)>,
    /// Pages read.
    pub pages: Vec<PageFacts>,
    /// Marks on all pages.
    pub marks: Vec<Mark>,
    /// Fields.
    pub fields: BTreeMap<FieldName, Reading>,
    /// Labels of fields that were not read, where they were found.
    pub empty_labels: Vec<EmptyLabel>,
    /// A budget ended the reading before the document ended.
    pub partial: bool,
    /// Text was looked for (OCR on, or a usable text layer); `false`: fields and kind were not looked at.
    pub was_read: bool,
}

impl DocumentFacts {
    /// The recognised kind.
    pub const fn kind(&self) -> DocumentKind {
        self.recognised.kind
    }
    /// The recognised kind, or the declared one where nothing could be recognised.
    pub fn assumed_kind(&self) -> DocumentKind {
        match (self.recognised.kind, self.hint) {
            (DocumentKind::Unrecognised, Some(h)) => h,
            (k, _) => k,
        }
    }
    /// A field.
    pub fn field(&self, name: FieldName) -> Option<&Reading> {
        self.fields.get(&name)
    }
    /// A field that was read at least so surely (0 to 1).
    pub fn sure_field(&self, name: FieldName, least: f64) -> Option<&Reading> {
        self.field(name).filter(|r| r.confidence >= least)
    }
    /// What is broken in the file: the page it concerns (from 1, `None`: the whole) and how.
    pub fn damage(&self) -> impl Iterator<Item = (Option<usize>, &DecodeError)> {
        let malformed = |flaw: &DecodeError| matches!(flaw, DecodeError::Malformed { .. });
        self.flaws
            .iter()
            .filter(move |(_, f)| malformed(f))
            .map(|(p, f)| (*p, f))
    }
    /// Whether a page (from 1) is not whole: what is left of it ends in filler, or was decoded without its colour.
    pub fn damaged(&self, page: usize) -> bool {
        self.damage().any(|(p, _)| p.is_none_or(|p| p == page))
    }
    /// The text of all pages, lines joined by newlines.
    pub fn text(&self) -> String {
        let lines: Vec<&str> = self
            .pages
            .iter()
            .flat_map(|p| p.lines.iter().map(|l| l.text.as_str()))
            .collect();
        lines.join("\n")
    }
}

/// What of a case can be met again in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shared {
    /// The bytes of a file.
    File,
    /// A picture, up to saving, scaling and a little cropping.
    Picture,
    /// A phone of a responsible person.
    Phone,
    /// The certificate number of a responsible person.
    Person,
    /// The certificate number of the subject.
    Subject,
    /// A site's name.
    SiteName,
    /// A domain.
    Domain,
}

/// Where in this case it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// A document, by index.
    Document(usize),
    /// A JSON pointer into the declaration.
    Declared(String),
}

/// Something of this case that was met in another: of the same run, or of an earlier night where a ledger is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Elsewhere {
    /// What.
    pub what: Shared,
    /// Where in this case.
    pub at: Place,
    /// Ids of the other cases, sorted, each once. Cases of another subject; for [`Shared::Subject`] of the same one.
    pub cases: Vec<String>,
}

/// All facts of one case.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// Case id.
    pub id: String,
    /// The declaration as it came.
    pub declared: Declared,
    /// Documents, sorted by path.
    pub documents: Vec<DocumentFacts>,
    /// Paths of what systems and office programs left in the folder, sorted.
    pub litter: Vec<String>,
    /// The day to judge by.
    pub as_of: Date,
    /// Other folders of the run that bear the same case id.
    pub same_id: Vec<String>,
    /// Text was recognised in pictures; without it most checks of content are "not-checked".
    pub ocr: bool,
    /// What was met in other cases, sorted; `None` where no other case was looked at.
    pub elsewhere: Option<Vec<Elsewhere>>,
    /// Sites of the subject in the province that other cases named, of the run and of earlier nights; 0 where none was
    /// looked at.
    pub sites_besides: usize,
}

impl Dossier {
    /// The declaration, where there is a valid one.
    pub fn declaration(&self) -> Option<&Declaration> {
        match &self.declared {
            Declared::Present(d) => Some(d),
            Declared::Missing | Declared::Invalid { .. } => None,
        }
    }
    /// Documents of one kind, with their index.
    pub fn of_kind(&self, kind: DocumentKind) -> impl Iterator<Item = (usize, &DocumentFacts)> {
        self.documents.iter().enumerate().filter(move |(_, d)| d.kind() == kind)
    }
    /// What was met in other cases, of one sort.
    pub fn met(&self, what: Shared) -> impl Iterator<Item = &Elsewhere> {
        self.elsewhere.iter().flatten().filter(move |e| e.what == what)
    }
    /// Whether a document could still be what is missing: not read, broken, or of no recognised kind.
    pub fn has_unknowns(&self) -> bool {
        self.documents.iter().any(|d| d.kind() == DocumentKind::Unrecognised)
    }
}

/// Small dossiers for the tests of checks.
#[cfg(test)]
pub mod fixture {
    use super::*;
    use crate::finding::Severity;
    use crate::geometry::PixelBox;
    use crate::intake::case::{
        Certificate, CertificateKind, Filing, Person, Site, Subject, SubjectKind, Verification, Wording,
    };
    use crate::judge::check::{Bound, Check, Sink};
    use crate::measure::Colour;
    use crate::place::Province;
    use crate::read::{MarkKind, Source};

    /// A day, from `YYYY-MM-DD`.
    pub fn day(s: &str) -> Date {
        s.parse().unwrap()
    }

    /// A page without text and with nothing measured but colour and paper.
    pub fn page() -> PageFacts {
        PageFacts {
            number: 1,
            width: 1500,
            height: 1050,
            dpi: Some(300.0),
            turn: 0,
            text_source: TextSource::Ocr,
            typed: false,
            otherwise: None,
            overlays: Vec::new(),
            unshown: Vec::new(),
            measured: Measured {
                colour: Colour::Colour,
                origin: Origin::Photo,
                origin_basis: "the program named in the file",
                paper: None,
                cut: Vec::new(),
                glare: Vec::new(),
                occluded: Vec::new(),
                pasted: Vec::new(),
                regridded: Vec::new(),
                screen: Vec::new(),
                on_sheet: false,
                blank: false,
                figures: BTreeMap::new(),
            },
            lines: Vec::new(),
            signature_places: Vec::new(),
            boxes: Vec::new(),
            fingerprints: Vec::new(),
            portrait: None,
            likeness: None,
        }
    }

    /// A line of text at (100, 100 + 40 n).
    pub fn line(n: i32, text: &str) -> TextLine {
        let area = PixelBox {
            x: 100,
            y: 100 + 40 * n,
            w: 20 * text.chars().count() as i32,
            h: 30,
        };
        TextLine {
            confidence: 0.98,
            ..crate::read::fixture::line(text, area)
        }
    }

    /// A one-page JPEG of this kind, well recognised and read, without fields or marks.
    pub fn document(path: &str, kind: DocumentKind) -> DocumentFacts {
        DocumentFacts {
            path: path.to_owned(),
            bytes: 300_000,
            sha256: format!("{:064x}", path.bytes().map(u64::from).sum::<u64>()),
            format: Format::Jpeg,
            format_basis: "test".to_owned(),
            also: Vec::new(),
            extension: path.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()),
            unread: None,
            hint: None,
            recognised: Recognised {
                kind,
                confidence: 0.95,
                guess: None,
                basis: Vec::new(),
            },
            origin: Origin::Photo,
            pdf: None,
            metadata: Metadata::default(),
            frames: 1,
            flaws: Vec::new(),
            pages: vec![page()],
            marks: Vec::new(),
            fields: BTreeMap::new(),
            empty_labels: Vec::new(),
            partial: false,
            was_read: true,
        }
    }

    impl DocumentFacts {
        /// The same with a field, read with this confidence.
        pub fn with_field(mut self, name: FieldName, value: &str, confidence: f64) -> Self {
            self.fields.insert(name, reading(value, confidence));
            self
        }
        /// The same with these lines on page 1.
        pub fn with_lines(mut self, lines: &[&str]) -> Self {
            self.pages[0].lines = lines.iter().enumerate().map(|(n, t)| line(n as i32, t)).collect();
            self
        }
        /// The same with a mark on page 1.
        pub fn with_mark(mut self, kind: MarkKind, text: Option<&str>) -> Self {
            self.marks.push(Mark {
                kind,
                page: 1,
                area: PixelBox {
                    x: 900,
                    y: 700,
                    w: 200,
                    h: 200,
                },
                text: text.map(str::to_owned),
                confidence: 0.95,
            });
            self
        }
        /// The same with a figure on page 1.
        pub fn with_figure(mut self, name: &'static str, value: f64) -> Self {
            self.pages[0].measured.figures.insert(name, value);
            self
        }
    }

    /// A reading by OCR on page 1, no other readings known.
    pub fn reading(value: &str, confidence: f64) -> Reading {
        Reading {
            value: value.to_owned(),
            confidence,
            page: 1,
            area: Some(PixelBox {
                x: 100,
                y: 100,
                w: 300,
                h: 30,
            }),
            source: Source::Ocr,
            flags: Vec::new(),
            others: Vec::new(),
            sure: Vec::new(),
            breaks: Vec::new(),
        }
    }

    /// A person with an identity card.
    pub fn person(name: &str, number: &str, phone: &str) -> Person {
        Person {
            name: name.to_owned(),
            certificate: Some(Certificate {
                kind: CertificateKind::CitizenId,
                number: number.to_owned(),
                valid_until: None,
            }),
            phone: Some(phone.to_owned()),
            email: None,
            phones: Vec::new(),
        }
    }

    /// A site with one domain.
    pub fn site(name: &str, domain: &str) -> Site {
        Site {
            name: name.to_owned(),
            domains: vec![domain.to_owned()],
            home_url: None,
            responsible_person: None,
            content: Vec::new(),
            pre_approvals: Vec::new(),
            remarks: None,
            site_access: None,
            category: None,
        }
    }

    /// An enterprise in Sichuan with one site, nothing optional stated.
    pub fn declaration() -> Declaration {
        Declaration {
            case_id: "test-1".to_owned(),
            filing: Filing::NewSubject,
            verification: Verification::Paper,
            wording: Wording::Filing,
            submitted_at: None,
            province: Province::find("51").unwrap(),
            subject: Subject {
                kind: SubjectKind::Enterprise,
                name: "成都示例科技有限公司".to_owned(),
                certificate: Certificate {
                    kind: CertificateKind::BusinessLicence,
                    number: "91510100MA6CXXXX00".to_owned(),
                    valid_until: None,
                },
                address: None,
                contact_address: None,
                legal_representative: None,
                responsible_person: None,
                trade_name: None,
            },
            sites: vec![site("示例科技", "shili.cn")],
            services: Vec::new(),
            domains: Vec::new(),
            hosting: None,
            filed_sites: None,
            timeline: None,
            attachments: Vec::new(),
            ignored: Vec::new(),
        }
    }

    /// A case of these documents with [`declaration`], judged on 2026-06-01, text read.
    pub fn dossier(documents: Vec<DocumentFacts>) -> Dossier {
        dossier_of(declaration(), documents)
    }

    /// A case of this declaration and these documents, judged on 2026-06-01, text read.
    pub fn dossier_of(declaration: Declaration, documents: Vec<DocumentFacts>) -> Dossier {
        Dossier {
            id: declaration.case_id.clone(),
            declared: Declared::Present(Box::new(declaration)),
            documents,
            litter: Vec::new(),
            as_of: day("2026-06-01"),
            same_id: Vec::new(),
            ocr: true,
            elsewhere: None,
            sites_besides: 0,
        }
    }

    /// What `check` with these parameters pushes for every document and page of `dossier` (no kind filter), its code's
    /// severity being `reject`.
    pub fn run(check: &'static Check, params: serde_json::Value, dossier: &Dossier) -> Sink<'static> {
        let mut out = Sink::new(check.code, Severity::Reject, "test");
        match (check.bind)(params).unwrap() {
            Bound::Case(look) => {
                let looked = look(dossier, &mut out);
                out.note(None, looked);
            }
            Bound::EachDocument(look) => {
                for (i, d) in dossier.documents.iter().enumerate() {
                    let looked = look((i, d), dossier, &mut out);
                    out.note(Some(i), looked);
                }
            }
            Bound::EachPage(look) => {
                for (i, d) in dossier.documents.iter().enumerate() {
                    for (p, page) in d.pages.iter().enumerate() {
                        let looked = look((i, d, p + 1, page), dossier, &mut out);
                        out.note(Some(i), looked);
                    }
                }
            }
        }
        assert_words(&out);
        out
    }

    /// What a check says of itself is in `wording.tsv`, in both languages.
    fn assert_words(out: &Sink<'_>) {
        let known = |said: &str| {
            let both = crate::wording::chinese(said).and(crate::wording::english(said));
            assert!(both.is_some(), "'{said}' is not in wording.tsv");
        };
        out.not_checked.values().for_each(|why| known(why));
        for side in out.findings.iter().flat_map(|f| [&f.expected, &f.actual]) {
            match side {
                crate::finding::Evidence::Said(word) => known(word),
                crate::finding::Evidence::SaidAll(words) => words.iter().for_each(|w| known(w)),
                _ => {}
            }
        }
    }
}
