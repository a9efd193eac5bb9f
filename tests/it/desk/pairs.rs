//! Pairs of a case and its second submission, drawn with known truth over the pictures of the samples.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use image::imageops::FilterType;
use serde_json::{Value, json};
use sha2::Digest;

use super::fixture::Fixture;

/// A paper of the samples.
#[derive(Clone)]
pub(super) struct Paper {
    pub(super) file: PathBuf,
    pub(super) kind: String,
}

/// The samples' papers that are pictures, by sample.
pub(super) fn samples() -> Vec<Vec<Paper>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let truth = std::fs::read_to_string(root.join("truth.jsonl")).unwrap();
    let of = |line: &str| -> Vec<Paper> {
        let case: Value = serde_json::from_str(line).unwrap();
        let folder = root.join("queue").join(case["case_id"].as_str().unwrap());
        let rows = case["documents"].as_array().unwrap().iter();
        let pictures = rows.filter(|d| d["format"] == "jpeg" || d["format"] == "png");
        let paper = |d: &Value| Paper {
            file: folder.join(d["path"].as_str().unwrap()),
            kind: d["kind"].as_str().unwrap().to_owned(),
        };
        pictures.map(paper).collect()
    };
    let all: Vec<Vec<Paper>> = truth.lines().map(of).filter(|papers| papers.len() >= 2).collect();
    assert!(all.len() >= 6, "{}", all.len());
    all
}

/// How a paper of a submission was made of its picture.
#[derive(Clone, Copy)]
pub(super) enum Made {
    AsIt,
    /// Saved again at a quality, scaled by a share.
    Again(u8, f32),
    /// A share cut off each side, then saved again.
    Cropped(f32),
}

/// A submission being laid out.
pub(super) struct Submission {
    pub(super) id: String,
    pub(super) day: u32,
    pub(super) name: String,
    pub(super) number: String,
    pub(super) domain: String,
    pub(super) site: String,
    /// Path, picture, how made, codes of its findings.
    pub(super) papers: Vec<(String, Paper, Made, Vec<&'static str>)>,
    /// Findings on the case, with their field.
    pub(super) asked: Vec<(&'static str, Option<&'static str>)>,
}

fn saved(picture: &Path, made: Made) -> Vec<u8> {
    let bytes = std::fs::read(picture).unwrap();
    let (quality, changed) = match made {
        Made::AsIt => return bytes,
        Made::Again(quality, share) => {
            let page = image::load_from_memory(&bytes).unwrap().into_rgb8();
            let size = |n: u32| (n as f32 * share) as u32;
            let (w, h) = (size(page.width()), size(page.height()));
            (quality, image::imageops::resize(&page, w, h, FilterType::Triangle))
        }
        Made::Cropped(share) => {
            let page = image::load_from_memory(&bytes).unwrap().into_rgb8();
            let cut = |n: u32| (n as f32 * share) as u32;
            let (x, y) = (cut(page.width()), cut(page.height()));
            let (w, h) = (page.width() - 2 * x, page.height() - 2 * y);
            (80, image::imageops::crop_imm(&page, x, y, w, h).to_image())
        }
    };
    let mut out = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, quality)
        .encode_image(&changed)
        .unwrap();
    out
}

impl Submission {
    pub(super) fn write(&self, fixture: &Fixture) {
        let folder = fixture.queue().join(&self.id);
        std::fs::create_dir_all(&folder).unwrap();
        let declaration = json!({
            "case_id": self.id, "province": "51", "filing": "new-site", "submitted_at": format!("2026-05-{:02}T09:00:00+08:00", self.day),
            "subject": { "kind": "individual", "name": self.name, "certificate": { "kind": "citizen-id", "number": self.number } },
            "sites": [{ "name": self.site, "domains": [self.domain] }]
        });
        std::fs::write(folder.join("case.json"), declaration.to_string()).unwrap();
        let mut case = fixture.case(&self.id);
        case.report["case"] =
            json!({ "id": self.id, "subject": self.name, "subject_kind": "individual", "province": "四川" });
        for (path, paper, made, codes) in &self.papers {
            let bytes = saved(&paper.file, *made);
            std::fs::write(folder.join(path), &bytes).unwrap();
            let (width, height) = image::load_from_memory(&bytes)
                .map(|p| (p.width(), p.height()))
                .unwrap();
            let sha: String = sha2::Sha256::digest(&bytes)
                .iter()
                .map(|b| format!("{b:02x}"))
                .collect();
            let row = json!({
                "path": path, "bytes": bytes.len(), "sha256": sha, "format": if bytes.starts_with(b"\x89PNG") { "png" } else { "jpeg" },
                "kind": paper.kind, "kind_confidence": 0.98, "origin": "photo", "marks": [], "fields": {}, "partial": false,
                "pages": [{ "width": width, "height": height, "dpi": null, "colour": "colour", "orientation": 0, "text_source": "ocr", "metrics": {} }]
            });
            case.report["documents"].as_array_mut().unwrap().push(row);
            for code in codes {
                case.finding(code, "reject", Some(path), None);
            }
        }
        for (code, field) in &self.asked {
            case.push(json!({ "code": code, "severity": "reject", "message": format!("message of {code}"), "document": null, "page": null, "field": field }));
        }
        case.write();
    }
}

/// A citizen ID number by GB 11643-1999, of a district and a day that anybody may have, with this order number.
pub(super) fn number(n: usize) -> String {
    let body = format!("11010519491231{n:03}");
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.bytes().zip(weights).map(|(b, w)| u32::from(b - b'0') * w).sum();
    format!("{body}{}", "10X98765432".chars().nth(sum as usize % 11).unwrap())
}

/// What must be told of a second submission.
#[derive(Debug, PartialEq, Default)]
pub(super) struct Truth {
    pub(super) earlier: Option<String>,
    /// Path to fate and how it is the earlier one.
    pub(super) papers: BTreeMap<String, (String, Option<String>)>,
    pub(super) gone: BTreeSet<String>,
    pub(super) changed: BTreeSet<String>,
    /// Codes asked of the case, and whether they stand.
    pub(super) asked: BTreeMap<String, bool>,
}

pub(super) const STORIES: &[&str] = &[
    "mended",
    "same file",
    "renamed",
    "recompressed",
    "scaled",
    "cropped",
    "new paper",
    "paper removed",
    "declaration changed",
    "number mended",
    "not mended",
    "replaced unasked",
    "accepted before",
    "another subject",
    "another site",
    "clean first",
];

impl Truth {
    fn paper(&mut self, path: &str, fate: &str, how: Option<&str>) {
        let told = (fate.to_owned(), how.map(str::to_owned));
        self.papers.insert(path.to_owned(), told);
    }
}

/// Two submissions, the second paper by paper as the first, and what must be told of the second.
struct Pair<'a> {
    first: Submission,
    second: Submission,
    /// The place of the paper that the first is refused for, and another of its kind.
    at: usize,
    another: &'a Paper,
    /// The first is accepted before the second comes.
    accept: bool,
    truth: Truth,
}

/// Lays out a pair by its story; what must be told of the second.
pub(super) fn pair(fixture: &Fixture, n: usize, all: &[Vec<Paper>]) -> (&'static str, String, bool, Truth) {
    let story = STORIES[n % STORIES.len()];
    let mut pair = unchanged(n, all);
    pair.tell(story, n);
    pair.first.write(fixture);
    pair.second.write(fixture);
    (story, pair.second.id, pair.accept, pair.truth)
}

/// A pair of which nothing is told yet: one paper of the first is blurred, and comes again.
fn unchanged(n: usize, all: &[Vec<Paper>]) -> Pair<'_> {
    let turn = n / STORIES.len() + n;
    let own = &all[turn % all.len()];
    // The refused paper, and one of its kind of another subject: papers of one template differ in what is printed only.
    let of_kind = |kind: &str| {
        (1..all.len())
            .flat_map(|k| &all[(turn + k) % all.len()])
            .find(|p| p.kind == kind)
    };
    let found = (0..own.len())
        .map(|k| (turn + k) % own.len())
        .find_map(|at| Some((at, of_kind(&own[at].kind)?)));
    let (at, another) = found.unwrap();
    let (first_id, second_id) = (format!("pair-{n:03}-1"), format!("pair-{n:03}-2"));
    let named = |p: &Paper| p.file.file_name().unwrap().to_str().unwrap().to_owned();
    let papers = |refused: &[&'static str]| -> Vec<(String, Paper, Made, Vec<&'static str>)> {
        let each = own.iter().enumerate();
        each.map(|(i, p)| {
            (
                named(p),
                p.clone(),
                Made::AsIt,
                if i == at { refused.to_vec() } else { Vec::new() },
            )
        })
        .collect()
    };
    let submission = |id: &str, day, refused: &[&'static str]| Submission {
        id: id.to_owned(),
        day,
        name: format!("王测试{n}"),
        number: number(n),
        domain: format!("pair-{n}.cn"),
        site: format!("测试之家{n}"),
        papers: papers(refused),
        asked: Vec::new(),
    };
    let first = submission(&first_id, 3 + (n % 9) as u32, &["image.blurred"]);
    let second = submission(&second_id, 20, &[]);
    let mut truth = Truth {
        earlier: Some(first_id),
        ..Truth::default()
    };
    for (path, ..) in &second.papers {
        truth.paper(path, "kept", Some("same-file"));
    }
    Pair {
        first,
        second,
        at,
        another,
        accept: false,
        truth,
    }
}

impl Pair<'_> {
    /// Changes what a story changes.
    fn tell(&mut self, story: &str, n: usize) {
        let Pair {
            first,
            second,
            at,
            another,
            accept,
            truth,
        } = self;
        let at = *at;
        let path = second.papers[at].0.clone();
        match story {
            "mended" => {
                second.papers[at].1 = (*another).clone();
                truth.paper(&path, "mended", Some("in-its-place"));
            }
            "not mended" => {
                second.papers[at].1 = (*another).clone();
                second.papers[at].3 = vec!["image.blurred"];
                truth.paper(&path, "not-mended", Some("in-its-place"));
            }
            "replaced unasked" => {
                first.papers[at].3.clear();
                second.papers[at].1 = (*another).clone();
                truth.paper(&path, "replaced", Some("in-its-place"));
            }
            "same file" => truth.paper(&path, "refused-again", Some("same-file")),
            "renamed" => {
                "新照片.jpg".clone_into(&mut second.papers[at].0);
                truth.papers.remove(&path);
                truth.paper("新照片.jpg", "refused-again", Some("same-file"));
            }
            "recompressed" => {
                second.papers[at].2 = Made::Again([45, 60, 75, 90][n % 4], 1.0);
                truth.paper(&path, "refused-again", Some("same-picture"));
            }
            "scaled" => {
                second.papers[at].2 = Made::Again(80, [0.6, 0.75, 1.3][n % 3]);
                truth.paper(&path, "refused-again", Some("same-picture"));
            }
            "cropped" => {
                second.papers[at].2 = Made::Cropped([0.01, 0.02, 0.03, 0.04][n % 4]);
                truth.paper(&path, "refused-again", Some("same-picture"));
            }
            "new paper" => {
                first.papers.remove(at);
                first.asked = vec![("document.missing", None)];
                truth.paper(&path, "new", None);
                truth.asked.insert("document.missing".to_owned(), false);
            }
            "paper removed" => {
                first.papers[at].3.clear();
                second.papers.remove(at);
                second.asked = vec![("document.missing", None)];
                truth.papers.remove(&path);
                truth.gone.insert(path.clone());
            }
            "declaration changed" => {
                first.papers[at].3.clear();
                first.domain = format!("pair-{n}-mistyped.cn");
                first.asked = vec![("match.domain", Some("/sites/0/domains/0"))];
                truth.changed.insert("/sites/0/domains".to_owned());
                truth.asked.insert("match.domain".to_owned(), false);
            }
            "number mended" => {
                first.papers[at].3.clear();
                first.number = number(n + 500);
                first.asked = vec![
                    ("match.citizen-id-number", Some("/subject/certificate/number")),
                    ("document.missing", None),
                ];
                second.asked = vec![("document.missing", None)];
                truth.changed.insert("/subject/certificate/number".to_owned());
                truth.asked = BTreeMap::from([
                    ("match.citizen-id-number".to_owned(), false),
                    ("document.missing".to_owned(), true),
                ]);
            }
            "accepted before" => *accept = true,
            "another subject" => {
                // It hands in the very papers of the first.
                second.name = format!("李测试{n}");
                second.number = number(n + 500);
                second.domain = format!("other-{n}.cn");
                *truth = Truth::default();
            }
            "another site" => {
                second.domain = format!("second-{n}.cn");
                second.site = format!("另一网站{n}");
                *truth = Truth::default();
            }
            "clean first" => {
                second.name = format!("赵测试{n}");
                second.number = number(n + 500);
                second.domain = format!("first-{n}.cn");
                second.site = format!("第一次{n}");
                *truth = Truth::default();
            }
            other => panic!("{other}"),
        }
    }
}
