//! Packs of one's own, why a rule spoke, the message to the submitter, runs held against each other, the ledger.

use super::{case, chushen, code, codes, declaration, read_json, scan, stderr, stdout};

fn own(text: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("own.toml"), text).unwrap();
    dir
}

#[test]
fn a_wrong_pack_stops_before_the_first_case() {
    let dir = tempfile::tempdir().unwrap();
    let queue = dir.path().join("queue");
    case(&queue, "one", "id-1");
    let pack = own("[[rule]]\nid = \"my\"\ncheck = \"site.remark-mising\"\n");
    let out = dir.path().join("out");
    let output = scan(&queue, &out).arg("--rules").arg(pack.path()).output().unwrap();
    assert_eq!(code(&output), Some(2));
    let said = stderr(&output);
    for word in ["own.toml", "'my'", "'check'", "site.remark-missing"] {
        assert!(said.contains(word), "{said}");
    }
    assert!(!out.exists(), "nothing was begun");
}

#[test]
fn rules_check_says_what_a_pack_changes() {
    let pack = own(
        "[[rule]]\nid = \"national.file.empty\"\noff = true\n\n[[rule]]\nid = \"national.domain.three-months\"\nparams = { months = 6 }\n\n[[rule]]\nid = \"house.age\"\ncheck = \"identity.over-age\"\nparams = { max_age = 70 }\n",
    );
    let output = chushen().args(["rules", "check"]).arg(pack.path()).output().unwrap();
    assert_eq!(code(&output), Some(0), "{}", stderr(&output));
    let said = stdout(&output);
    for word in [
        "off      national.file.empty",
        "changed  national.domain.three-months",
        "added    house.age",
    ] {
        assert!(said.contains(word), "{said}");
    }
}

#[test]
fn rules_as_json_by_province_subject_and_level() {
    let output = chushen()
        .args([
            "rules",
            "--format",
            "json",
            "--province",
            "贵州",
            "--subject",
            "individual",
            "--level",
            "published",
        ])
        .output()
        .unwrap();
    let list: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = list["rules"].as_array().unwrap();
    let ids: Vec<&str> = rows.iter().map(|r| r["id"].as_str().unwrap()).collect();
    assert!(
        ids.contains(&"guizhou.no-forum-blog") && ids.contains(&"national.document.template"),
        "{ids:?}"
    );
    assert!(
        !ids.contains(&"guizhou.legal-rep") && !ids.iter().any(|id| id.starts_with("sichuan.")),
        "{ids:?}"
    );
    assert!(
        rows.iter()
            .all(|r| r["level"] == "published" && r["source"].as_str().is_some_and(|s| !s.is_empty()))
    );
    // What a document since 2024 states is of a level of its own, with publishers and dates.
    let output = chushen()
        .args([
            "rules",
            "--format",
            "json",
            "--province",
            "贵州",
            "--level",
            "confirmed",
        ])
        .output()
        .unwrap();
    let list: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let rows = list["rules"].as_array().unwrap();
    let legal = rows.iter().find(|r| r["id"] == "guizhou.legal-rep").unwrap();
    assert_eq!(
        (&legal["confirmed"], &legal["sources"][1]["publisher"]),
        (&"2025-12-31".into(), &"UCloud".into())
    );
    assert!(!rows.iter().any(|r| r["id"] == "guizhou.no-forum-blog"));
    let wrong = chushen().args(["rules", "--kind", "busines-licence"]).output().unwrap();
    assert_eq!(code(&wrong), Some(2));
    assert!(stderr(&wrong).contains("business-licence"));
}

#[test]
fn why_names_rule_place_and_source() {
    let dir = tempfile::tempdir().unwrap();
    let one = case(dir.path(), "one", "id-1");
    let output = chushen()
        .args(["rules", "why"])
        .arg(&one)
        .args([
            "site.remark-missing",
            "--no-ocr",
            "--lang",
            "en",
            "--as-of",
            super::AS_OF,
        ])
        .output()
        .unwrap();
    assert_eq!(code(&output), Some(0), "{}", stderr(&output));
    // The declaration of the test names no site: nothing to find, and every rule of the code says why it was quiet.
    let said = stdout(&output);
    assert!(
        said.contains("sichuan.remark-use") && said.contains("applies and found nothing"),
        "{said}"
    );
    assert!(
        said.contains("hebei.remark-content") && said.contains("does not apply to this case"),
        "{said}"
    );
    let output = chushen()
        .args(["rules", "why"])
        .arg(&one)
        .args(["document.missing", "--no-ocr", "--lang", "en", "--as-of", super::AS_OF])
        .output()
        .unwrap();
    let said = stdout(&output);
    for word in ["national.document.everybody", "rules", "source", "user's guide"] {
        assert!(said.contains(word), "{said}");
    }
}

#[test]
fn a_notice_is_for_the_submitter() {
    let dir = tempfile::tempdir().unwrap();
    let one = case(dir.path(), "one", "id-1");
    std::fs::write(one.join("empty.jpg"), "").unwrap();
    let output = chushen()
        .arg("check")
        .arg(&one)
        .args(["--no-ocr", "--as-of", super::AS_OF, "--format", "notice"])
        .output()
        .unwrap();
    let text = stdout(&output);
    assert!(text.contains("empty.jpg"), "{text}");
    for hidden in ["file.empty", "national.", "document.missing", "reject"] {
        assert!(!text.contains(hidden), "{text}");
    }
}

#[test]
fn two_runs_are_held_against_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let queue = dir.path().join("queue");
    let one = case(&queue, "one", "id-1");
    case(&queue, "two", "id-2");
    let (old, new) = (dir.path().join("old"), dir.path().join("new"));
    scan(&queue, &old).output().unwrap();
    let same = chushen().arg("compare").arg(&old).arg(&old).output().unwrap();
    assert_eq!(code(&same), Some(0), "{}", stderr(&same));
    std::fs::write(one.join("empty.jpg"), "").unwrap();
    scan(&queue, &new).output().unwrap();
    let differs = chushen()
        .arg("compare")
        .arg(&old)
        .arg(&new)
        .args(["--format", "json"])
        .output()
        .unwrap();
    assert_eq!(code(&differs), Some(1));
    let c: serde_json::Value = serde_json::from_slice(&differs.stdout).unwrap();
    assert_eq!((c["both"].as_u64(), c["same"].as_u64()), (Some(2), Some(1)));
    assert_eq!(c["cases"][0]["id"], "id-1");
    assert!(c["codes"]["file.empty"].is_array());
    let html = chushen()
        .arg("compare")
        .arg(&old)
        .arg(&new)
        .args(["--format", "html"])
        .output()
        .unwrap();
    assert!(stdout(&html).starts_with("<!doctype html>") && !stdout(&html).contains("http"));
    let none = chushen().arg("compare").arg(&queue).arg(&new).output().unwrap();
    assert_eq!(code(&none), Some(2));
}

#[test]
fn what_two_subjects_share_is_found_in_the_run_and_against_earlier_nights() {
    let dir = tempfile::tempdir().unwrap();
    let queue = dir.path().join("queue");
    let other = declaration("id-2").replace("11010519491231002X", "440524188001010014");
    case(&queue, "one", "id-1");
    let two = case(&queue, "two", "id-2");
    std::fs::write(two.join("case.json"), other).unwrap();
    let ledger = dir.path().join("ledger.redb");
    let out = dir.path().join("out");
    let run = |jobs: &str, out: &std::path::Path| {
        let output = scan(&queue, out)
            .args(["--jobs", jobs, "--ledger"])
            .arg(&ledger)
            .output()
            .unwrap();
        assert_eq!(code(&output), Some(1), "{}", stderr(&output));
    };
    run("2", &out);
    for (file, met) in [("id-1.json", "id-2"), ("id-2.json", "id-1")] {
        let report = read_json(&out.join(file));
        // One phone and one picture under two subjects.
        for wanted in ["contact.phone-reused", "file.reused"] {
            let f = report["findings"]
                .as_array()
                .unwrap()
                .iter()
                .find(|f| f["code"] == wanted);
            let f = f.unwrap_or_else(|| panic!("{file}: no {wanted} in {:?}", codes(&report)));
            assert!(f["actual"].to_string().contains(met), "{f}");
        }
    }
    // The next night the other case is gone from the queue, and still known.
    std::fs::remove_dir_all(&two).unwrap();
    let next = dir.path().join("next");
    run("1", &next);
    let report = read_json(&next.join("id-1.json"));
    assert!(codes(&report).contains(&"contact.phone-reused"), "{:?}", codes(&report));
    let stats = chushen().args(["ledger", "stats"]).arg(&ledger).output().unwrap();
    assert!(stdout(&stats).contains("cases     2"), "{}", stdout(&stats));
    let forget = chushen()
        .args(["ledger", "forget"])
        .arg(&ledger)
        .arg("id-2")
        .output()
        .unwrap();
    assert!(stdout(&forget).contains("forgot 1 of 1"), "{}", stdout(&forget));
    let last = dir.path().join("last");
    run("1", &last);
    assert!(!codes(&read_json(&last.join("id-1.json"))).contains(&"contact.phone-reused"));
    let missing = chushen()
        .args(["ledger", "stats"])
        .arg(dir.path().join("none"))
        .output()
        .unwrap();
    assert_eq!(code(&missing), Some(2));
}

/// A sheet with rows of marks by `seed`.
fn sheet(seed: u32) -> image::RgbImage {
    let mix = |a: u32, b: u32| {
        let mut v = a.wrapping_mul(0x9E37_79B1) ^ b.wrapping_mul(0x85EB_CA6B) ^ seed.wrapping_mul(0xC2B2_AE35);
        v ^= v >> 15;
        v = v.wrapping_mul(0x2C1B_3C6D);
        v ^ (v >> 12)
    };
    image::RgbImage::from_fn(900, 1260, |x, y| {
        let (col, row) = (x / 5, y / 6);
        let ink = row % 6 < 3 && col % 15 < 12 && (12..168).contains(&col) && (12..200).contains(&row);
        image::Rgb(if ink && mix(col, row) % 5 < 2 {
            [40, 42, 50]
        } else {
            [235, 234, 228]
        })
    })
}

/// A queue of three subjects; the second handed in a part of the first one's sheet.
pub(super) fn queue_of_copies(dir: &std::path::Path) -> std::path::PathBuf {
    let queue = dir.join("queue");
    let whole = sheet(1);
    let crop = image::imageops::crop_imm(&whole, 30, 10, 860, 1215).to_image();
    let pictures = [whole, crop, sheet(2)];
    let numbers = ["11010519491231002X", "440524188001010014", "11010519900307297X"];
    for (n, (picture, number)) in pictures.iter().zip(numbers).enumerate() {
        let (name, phone) = (format!("id-{n}"), format!("1380013800{n}"));
        let text = declaration(&name).replace("11010519491231002X", number);
        let folder = case(&queue, &name, &name);
        std::fs::write(folder.join("case.json"), text.replace("13800138000", &phone)).unwrap();
        std::fs::remove_file(folder.join("id.png")).unwrap();
        let file = std::fs::File::create(folder.join("form.jpg")).unwrap();
        let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(file, 60 + 10 * n as u8);
        picture.write_with_encoder(encoder).unwrap();
    }
    queue
}

#[test]
fn a_cropped_copy_under_another_subject_is_told_in_both_reports_and_kept_through_resume() {
    let dir = tempfile::tempdir().unwrap();
    let queue = queue_of_copies(dir.path());
    let run = |out: &std::path::Path, jobs: &str, more: &[&str]| {
        let output = scan(&queue, out).args(["--jobs", jobs]).args(more).output().unwrap();
        assert_eq!(code(&output), Some(1), "{}", stderr(&output));
    };
    let reused = |out: &std::path::Path, n: usize| {
        let report = read_json(&out.join(format!("id-{n}.json")));
        let findings = report["findings"].as_array().unwrap().clone();
        let found = findings.iter().find(|f| f["code"] == "file.reused");
        found.map(|f| f["actual"].to_string())
    };
    let (one, two) = (dir.path().join("one"), dir.path().join("two"));
    run(&one, "1", &[]);
    run(&two, "3", &[]);
    for out in [&one, &two] {
        assert!(reused(out, 0).unwrap().contains("id-1"));
        assert!(reused(out, 1).unwrap().contains("id-0"));
        assert_eq!(reused(out, 2), None);
    }
    // Taken up again nothing is read anew, and what was told stands.
    run(&one, "1", &["--resume"]);
    let log = std::fs::read_to_string(one.join("run.jsonl")).unwrap();
    let again = log.lines().skip_while(|l| !l.contains("\"resumed\":true"));
    let kinds = again.filter(|l| l.contains("\"event\":\"unchanged\"")).count();
    assert_eq!(kinds, 3, "{log}");
    // With the copy gone its original is told of nothing.
    std::fs::remove_dir_all(queue.join("id-1")).unwrap();
    run(&one, "1", &["--resume"]);
    assert_eq!(reused(&one, 0), None);
}

/// Twelve cases, each with an empty file beside its papers, reviewed.
fn reviewed(dir: &std::path::Path) -> std::path::PathBuf {
    let (queue, out) = (dir.join("queue"), dir.join("out"));
    for n in 0..12 {
        let one = case(&queue, &format!("c{n}"), &format!("id-{n}"));
        std::fs::write(one.join("empty.jpg"), "").unwrap();
    }
    scan(&queue, &out).output().unwrap();
    out
}

#[test]
fn what_reviewers_overrule_becomes_a_proposal_and_compare_shows_what_it_would_do() {
    let dir = tempfile::tempdir().unwrap();
    let out = reviewed(dir.path());
    // The first `n` findings of the rule are overruled, of twelve.
    let decide = |n: usize| {
        let mut lines = String::new();
        for i in 0..12 {
            let act = if i < n {
                serde_json::json!({ "action": "overrule", "reason": "占位文件",
                    "finding": { "code": "file.empty", "document": "empty.jpg", "page": null } })
            } else {
                serde_json::json!({ "action": "accept" })
            };
            let mut entry = serde_json::json!({ "schema": "chushen.decision/1", "revision": i + 1, "at": "2026-06-01T08:00:00Z",
                "reviewer": "甲", "case": format!("id-{i}"), "report": format!("id-{i}"), "digest": "0" });
            entry.as_object_mut().unwrap().extend(act.as_object().unwrap().clone());
            lines.push_str(&format!("{entry}\n"));
        }
        std::fs::write(out.join("decisions.jsonl"), lines).unwrap();
    };
    let pack = dir.path().join("pack");
    let tune = || {
        let output = chushen()
            .args(["rules", "tune"])
            .arg(&out)
            .arg("--out")
            .arg(&pack)
            .output()
            .unwrap();
        assert_eq!(code(&output), Some(0), "{}", stderr(&output));
        (
            stdout(&output),
            std::fs::read_to_string(pack.join("tuned.toml")).unwrap(),
        )
    };
    decide(6);
    let (table, text) = tune();
    assert!(
        table.contains("national.file.empty") && !text.contains("[[rule]]"),
        "{table}\n{text}"
    );
    decide(12);
    let (table, text) = tune();
    // Wilson's interval of 12 in 12 begins at 0.7575.
    assert!(
        table.contains("0.758 to 1.000") && table.contains("propose review"),
        "{table}"
    );
    assert!(
        text.contains("id = \"national.file.empty\"\nseverity = \"review\"") && text.contains("占位文件"),
        "{text}"
    );
    let compared = chushen()
        .arg("compare")
        .arg(&out)
        .arg("--proposal")
        .arg(&pack)
        .args(["--format", "json"])
        .output()
        .unwrap();
    assert_eq!(code(&compared), Some(1), "{}", stderr(&compared));
    let c: serde_json::Value = serde_json::from_slice(&compared.stdout).unwrap();
    assert_eq!((c["both"].as_u64(), c["same"].as_u64()), (Some(12), Some(0)));
    // Nothing changed by itself.
    let report = read_json(&out.join("id-0.json"));
    let empty = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["code"] == "file.empty")
        .unwrap();
    assert_eq!(empty["severity"], "reject");
}

#[test]
fn a_province_is_switched_in_the_configuration() {
    let dir = tempfile::tempdir().unwrap();
    let one = case(dir.path(), "one", "id-1");
    let text = std::fs::read_to_string(one.join("case.json")).unwrap();
    let mut d: serde_json::Value = serde_json::from_str(&text).unwrap();
    d["sites"] = serde_json::json!([{ "name": "云帆笔记", "domains": ["shili.cn"] }]);
    std::fs::write(one.join("case.json"), d.to_string()).unwrap();
    let config = dir.path().join("c.toml");
    let local = |level: &str| {
        std::fs::write(&config, level).unwrap();
        let output = chushen()
            .arg("check")
            .arg(&one)
            .args(["--no-ocr", "--as-of", super::AS_OF, "--format", "json", "--config"])
            .arg(&config)
            .output()
            .unwrap();
        let report: serde_json::Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", stderr(&output)));
        let rows = report["findings"].as_array().unwrap().clone();
        rows.iter()
            .filter(|f| f["province"] == "四川")
            .map(|f| f["rule"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    // What the case of the tests breaks in Sichuan: the baseline remark, and what older documents say.
    let default = local("");
    assert!(default.contains(&"sichuan.remark-use".to_owned()), "{default:?}");
    assert!(local("province-level = { \"四川\" = \"off\" }").is_empty());
    assert_eq!(
        local("province-level = { 51 = \"confirmed\" }\nrules-level = \"baseline\""),
        default
    );
    assert_eq!(local("province-level = { \"江西\" = \"off\" }"), default);
    std::fs::write(&config, "province-level = { \"四穿\" = \"off\" }").unwrap();
    let wrong = chushen()
        .arg("check")
        .arg(&one)
        .arg("--no-ocr")
        .arg("--config")
        .arg(&config)
        .output()
        .unwrap();
    assert_eq!(code(&wrong), Some(2));
    assert!(stderr(&wrong).contains("四穿"), "{}", stderr(&wrong));
}
