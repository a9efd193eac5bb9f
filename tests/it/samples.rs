//! The shipped samples, read with the models and held against the truth they were drawn with (`samples/truth.jsonl`).

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::{AS_OF, chushen, code};

fn models() -> Option<std::path::PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    if dir.join("PP-OCRv6_rec_small.onnx").is_file() {
        return Some(dir);
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "in CI the models must be there: run `make models`"
    );
    #[expect(clippy::print_stderr, reason = "a skipped test is said loudly")]
    {
        eprintln!("SKIPPED: no models in {}; run `make models`", dir.display());
    }
    None
}

/// The scan of the samples with two jobs: reports by case id.
fn scanned(models: &Path, out: &Path) {
    let queue = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/queue");
    let output = chushen()
        .arg("scan")
        .arg(queue)
        .arg("--out")
        .arg(out)
        .arg("--models")
        .arg(models)
        .args(["--as-of", AS_OF, "--rules-level", "baseline", "--unmask", "--jobs", "2"])
        .output()
        .unwrap();
    assert_eq!(code(&output), Some(1), "{}", super::stderr(&output));
}

fn folded(text: &str) -> String {
    chushen::hanzi::fold(text).to_lowercase()
}

#[test]
fn the_samples_get_the_reports_they_deserve() {
    let Some(models) = models() else { return };
    let dir = tempfile::tempdir().unwrap();
    scanned(&models, dir.path());
    let truth = include_str!("../../samples/truth.jsonl");
    let (mut fields, mut right) = (0, 0);
    for line in truth.lines() {
        let truth: Value = serde_json::from_str(line).unwrap();
        let id = truth["case_id"].as_str().unwrap();
        let report: Value =
            serde_json::from_slice(&std::fs::read(dir.path().join(format!("{id}.json"))).unwrap()).unwrap();
        let verdicts: Vec<&str> = truth["verdicts"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        assert!(
            verdicts.contains(&report["verdict"].as_str().unwrap()),
            "{id}: {} not in {verdicts:?}",
            report["verdict"]
        );
        let found: BTreeSet<&str> = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|f| f["code"].as_str())
            .collect();
        let allowed: BTreeSet<&str> = truth["allowed"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let expected: BTreeSet<&str> = truth["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|f| f["code"].as_str())
            .collect();
        for code in &expected {
            assert!(
                code.split('|').any(|c| found.contains(c)),
                "{id}: {code} is missing; found {found:?}"
            );
        }
        for f in report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["severity"] != "note")
        {
            let code = f["code"].as_str().unwrap();
            assert!(
                expected.contains(code) || allowed.contains(code),
                "{id}: {code} is a false alarm: {f}"
            );
        }
        for document in truth["documents"].as_array().unwrap() {
            let path = document["path"].as_str().unwrap();
            let row = report["documents"]
                .as_array()
                .unwrap()
                .iter()
                .find(|d| d["path"] == path)
                .unwrap();
            assert_eq!(row["format"], document["format"], "{id} {path}");
            let spoilt = truth["findings"]
                .as_array()
                .unwrap()
                .iter()
                .any(|f| f["document"] == path);
            if document["readable"] == true && !spoilt {
                assert_eq!(row["kind"], document["kind"], "{id} {path}");
                for (name, value) in document["fields"].as_object().into_iter().flatten() {
                    fields += 1;
                    let read = row["fields"][name]["value"].as_str().unwrap_or_default();
                    right += usize::from(folded(read) == folded(value.as_str().unwrap()));
                }
            }
        }
    }
    // Accuracy of a small set: one field in fifty may be misread, not more.
    assert!(fields > 150 && right * 50 >= fields * 49, "{right} of {fields} fields");
}

/// `samples/README.md` says what `make run` shows: the default rules on the day it names.
#[test]
fn the_table_of_the_samples_is_what_the_run_shows() {
    let Some(models) = models() else { return };
    let dir = tempfile::tempdir().unwrap();
    let queue = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/queue");
    let output = chushen()
        .arg("scan")
        .arg(&queue)
        .arg("--out")
        .arg(dir.path())
        .arg("--models")
        .arg(models)
        .args(["--as-of", AS_OF, "--exit-zero"])
        .output()
        .unwrap();
    assert_eq!(code(&output), Some(0), "{}", super::stderr(&output));
    let mut rows: Vec<String> = Vec::new();
    for folder in std::fs::read_dir(&queue).unwrap().flatten() {
        let name = folder.file_name().into_string().unwrap();
        let report = std::fs::read(dir.path().join(format!("{name}.json"))).unwrap();
        let report: Value = serde_json::from_slice(&report).unwrap();
        let findings = report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["severity"] != "note");
        let codes: BTreeSet<String> = findings.map(|f| format!("`{}`", f["code"].as_str().unwrap())).collect();
        let codes: Vec<String> = codes.into_iter().collect();
        let shown = if codes.is_empty() {
            "none".to_owned()
        } else {
            codes.join(", ")
        };
        rows.push(format!("`{name}` | {} | {shown}", report["verdict"].as_str().unwrap()));
    }
    rows.sort();
    // folder | what is wrong with it | verdict | finding
    let table = include_str!("../../samples/README.md")
        .lines()
        .filter(|l| l.starts_with("| `"));
    let mut said: Vec<String> = table
        .map(|l| {
            let cells: Vec<&str> = l.trim_matches('|').split('|').map(str::trim).collect();
            format!("{} | {} | {}", cells[0], cells[2], cells[3])
        })
        .collect();
    said.sort();
    assert_eq!(said, rows);
}

#[test]
fn one_job_and_two_give_the_same_bytes_with_pictures_read() {
    let Some(models) = models() else { return };
    let queue = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/queue");
    let dir = tempfile::tempdir().unwrap();
    let small = dir.path().join("queue");
    for name in ["unsigned-form", "blurred-card"] {
        std::fs::create_dir_all(small.join(name)).unwrap();
        for file in std::fs::read_dir(queue.join(name)).unwrap().flatten() {
            std::fs::copy(file.path(), small.join(name).join(file.file_name())).unwrap();
        }
    }
    let run = |jobs: &str| {
        let out = dir.path().join(jobs);
        let mut command = chushen();
        command
            .arg("scan")
            .arg(&small)
            .arg("--out")
            .arg(&out)
            .arg("--models")
            .arg(&models);
        command.args(["--as-of", AS_OF, "--jobs", jobs, "--exit-zero"]);
        assert_eq!(code(&command.output().unwrap()), Some(0));
        ["unsigned-form.json", "blurred-card.json", "index.json"].map(|f| std::fs::read(out.join(f)).unwrap())
    };
    assert_eq!(run("1"), run("2"));
}

/// A page of one line of software's words, and under them a picture over a thirteenth of the page.
fn captioned(jpeg: &[u8], (width, height): (u32, u32)) -> Vec<u8> {
    let content = "BT /F 14 Tf 80 760 Td (Copy of the identity card) Tj ET q 250 0 0 155 150 480 cm /P Do Q";
    let mut out = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n".to_vec();
    out.extend(
        format!(
            "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</XObject<</P 5 0 R>>/Font<</F \
             <</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>\nendobj\n4 0 obj\n<</Length {}>>\nstream\n{content}\nendstream\n\
             endobj\n5 0 obj\n<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceRGB/BitsPerComponent 8\
             /Filter/DCTDecode/Length {}>>\nstream\n",
            content.len(),
            jpeg.len()
        )
        .bytes(),
    );
    out.extend(jpeg);
    out.extend(b"\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n");
    out
}

#[test]
fn a_cards_copy_among_typed_words_is_read() {
    let Some(models) = models() else { return };
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/queue/no-company-seal/身份证人像面.jpg");
    // The card without its desk: a pale picture, of which little is ink.
    let card = image::open(&sample).unwrap().crop_imm(230, 215, 1050, 650).to_rgb8();
    let mut jpeg = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 92)
        .encode_image(&card)
        .unwrap();
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("copy.pdf"), captioned(&jpeg, card.dimensions())).unwrap();
    let mut command = chushen();
    command.arg("check").arg(dir.path()).arg("--models").arg(&models);
    let output = command
        .args(["--as-of", AS_OF, "--format", "json", "--unmask"])
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let copy = &report["documents"][0];
    let truth = include_str!("../../samples/truth.jsonl");
    let truth = truth.lines().map(|l| serde_json::from_str::<Value>(l).unwrap());
    let mut truth = truth.filter(|t| t["case_id"] == "no-company-seal");
    let drawn = truth.next().unwrap();
    let card = drawn["documents"]
        .as_array()
        .unwrap()
        .iter()
        .find(|d| d["kind"] == "id-card-portrait")
        .unwrap();
    assert_eq!(copy["kind"], "id-card-portrait");
    assert_eq!(copy["pages"][0]["text_source"], "both");
    for field in ["name", "citizen-id-number"] {
        assert_eq!(copy["fields"][field]["value"], card["fields"][field], "{field}");
    }
}

/// `reports/example`: what the commands of its names write today. `make docs` writes them anew.
#[test]
fn the_example_reports_are_current() {
    let Some(models) = models() else { return };
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("reports/example");
    for case in ["other-domain"] {
        let output = chushen()
            .arg("check")
            .arg(root.join("samples/queue").join(case))
            .arg("--models")
            .arg(&models)
            .args(["--as-of", AS_OF, "--format", "json", "--exit-zero"])
            .output()
            .unwrap();
        assert_eq!(code(&output), Some(0), "{}", super::stderr(&output));
        let file = folder.join(format!("{case}.json"));
        if std::env::var_os("CHUSHEN_UPDATE_DOCS").is_some() {
            std::fs::write(&file, &output.stdout).unwrap();
            continue;
        }
        let (now, made): (Value, Value) = (
            serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap(),
            serde_json::from_slice(&output.stdout).unwrap(),
        );
        // The digest of the rules changes with every rule; whether the report does is what counts.
        for key in made.as_object().unwrap().keys().filter(|k| *k != "tool") {
            assert_eq!(now[key], made[key], "{case}, {key}: run `make docs`");
        }
        assert_eq!(
            std::fs::read_dir(&folder).unwrap().count(),
            1,
            "a report too many in reports/example"
        );
    }
}
