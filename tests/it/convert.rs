//! `chushen convert` from outside: the worked example of `docs/convert.md`, and tables that are wrong.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{chushen, code, read_json, stderr, stdout};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn convert(table: &Path, mapping: &Path, files: &Path, out: &Path, more: &[&str]) -> std::process::Output {
    let mut command = chushen();
    command
        .arg("convert")
        .arg(table)
        .arg("--mapping")
        .arg(mapping)
        .arg("--files")
        .arg(files)
        .arg("--out")
        .arg(out);
    command.args(["--lang", "en"]).args(more).output().unwrap()
}

fn example(out: &Path, more: &[&str]) -> std::process::Output {
    let at = root().join("docs/convert");
    convert(
        &at.join("cases.csv"),
        &at.join("mapping.toml"),
        &root().join("samples/queue"),
        out,
        more,
    )
}

/// The example is the table from which two of the samples could have come: what they declare is the truth.
#[test]
fn the_worked_example_gives_the_declarations_of_the_samples() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("queue");
    let output = example(&out, &[]);
    assert_eq!(code(&output), Some(0), "{}{}", stdout(&output), stderr(&output));
    assert!(
        stdout(&output).contains("columns not used: AK 经办人") && stdout(&output).contains("3 cases written"),
        "{}",
        stdout(&output)
    );
    for case in ["clean-company", "other-domain"] {
        let sample = root().join("samples/queue").join(case);
        let mut made = read_json(&out.join(case).join("case.json"));
        let mut truth = read_json(&sample.join("case.json"));
        let hints = made.as_object_mut().unwrap().remove("attachments").unwrap();
        let known = truth.as_object_mut().unwrap().remove("attachments");
        assert_eq!(made, truth);
        let mut files: Vec<String> = fs::read_dir(&sample)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        let mut copied: Vec<String> = fs::read_dir(out.join(case))
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        copied.sort();
        assert_eq!(files, copied);
        for file in files.iter().filter(|f| *f != "case.json") {
            assert_eq!(
                fs::read(sample.join(file)).unwrap(),
                fs::read(out.join(case).join(file)).unwrap()
            );
        }
        for hint in hints.as_array().unwrap() {
            assert!(
                known.as_ref().is_none_or(|k| k.as_array().unwrap().contains(hint)),
                "{hint}"
            );
        }
    }
    // Rows of one case add sites, and the domains of all of them.
    let two = read_json(&out.join("two-sites/case.json"));
    assert_eq!(two["sites"].as_array().unwrap().len(), 2);
    assert_eq!(two["sites"][0]["domains"], serde_json::json!(["shili.cn", "shili.com"]));
    assert_eq!(two["sites"][1]["name"], "示例商城");
    let domains: Vec<(&str, &str)> = two["domains"]
        .as_array()
        .unwrap()
        .iter()
        .map(|d| (d["name"].as_str().unwrap(), d["expires_on"].as_str().unwrap()))
        .collect();
    assert_eq!(
        domains,
        [
            ("shili.cn", "2028-01-01"),
            ("shili.com", "2028-02-01"),
            ("shop.example.cn", "2028-03-01")
        ]
    );
    assert_eq!(
        two["hosting"]["public_ips"],
        serde_json::json!(["203.0.113.1", "203.0.113.2"])
    );
    // A scan takes the queue as it is, and nothing else lies beside it.
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    let reports = dir.path().join("reports");
    let scanned = super::scan(&out, &reports).arg("--exit-zero").output().unwrap();
    assert_eq!(code(&scanned), Some(0), "{}", stderr(&scanned));
    assert!(stdout(&scanned).contains('3') || stderr(&scanned).contains('3'));
}

#[test]
fn a_second_run_leaves_what_is_there_and_overwrites_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("queue");
    assert_eq!(code(&example(&out, &["--dry-run"])), Some(0));
    assert!(!out.exists());
    assert_eq!(code(&example(&out, &[])), Some(0));
    let again = example(&out, &[]);
    assert_eq!(code(&again), Some(0));
    assert!(
        stdout(&again).contains("0 cases written, 3 there already"),
        "{}",
        stdout(&again)
    );
    let file = out.join("clean-company/case.json");
    fs::write(&file, "{}").unwrap();
    fs::write(out.join("other-domain/more.txt"), "added by hand").unwrap();
    let third = example(&out, &["--format", "json"]);
    assert_eq!(code(&third), Some(1));
    let told: Value = serde_json::from_str(&stdout(&third)).unwrap();
    assert_eq!((told["known"].as_u64(), told["faulty"].as_u64()), (Some(1), Some(2)));
    assert!(
        told["problems"]
            .as_array()
            .unwrap()
            .iter()
            .all(|p| p["code"] == "folder-exists" && p["row"].is_number())
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), "{}");
}

const MAPPING: &str = r#"
[constants]
"subject.certificate.kind" = "business-licence"
[columns]
"编号" = "case_id"
"省份" = "province"
"性质" = "subject.kind"
"名称" = "subject.name"
"号码" = "subject.certificate.number"
"到期" = { key = "hosting.expires_on", optional = true }
"材料" = { file = true, split = true }
"#;

/// Converts a table of six columns and gives what is wrong as (code, row, column).
fn wrong_with(rows: &[&str]) -> (Vec<(String, u64, String)>, usize, String) {
    let dir = tempfile::tempdir().unwrap();
    let (table, mapping) = (dir.path().join("t.csv"), dir.path().join("m.toml"));
    fs::write(
        &table,
        format!("编号,省份,性质,名称,号码,到期,材料\n{}\n", rows.join("\n")),
    )
    .unwrap();
    fs::write(&mapping, MAPPING).unwrap();
    fs::create_dir(dir.path().join("files")).unwrap();
    fs::write(dir.path().join("files/a.jpg"), "a").unwrap();
    fs::write(dir.path().join("secret.txt"), "s").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(dir.path().join("secret.txt"), dir.path().join("files/link.jpg")).unwrap();
    let out = dir.path().join("out");
    let output = convert(&table, &mapping, &dir.path().join("files"), &out, &["--format", "json"]);
    let text = stdout(&output);
    let told: Value = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text} {}", stderr(&output)));
    let problems = told["problems"].as_array().unwrap().iter();
    let problems: Vec<_> = problems
        .map(|p| {
            let said = |k: &str| p[k].as_str().unwrap_or_default().to_owned();
            assert!(
                said("zh").contains(&format!("第{}行", p["row"])) && said("en").contains(&format!("row {}", p["row"])),
                "{p}"
            );
            (said("code"), p["row"].as_u64().unwrap(), said("column"))
        })
        .collect();
    assert_eq!(code(&output), Some(i32::from(!problems.is_empty())));
    let folders = fs::read_dir(&out).unwrap().count();
    (problems, folders, text)
}

#[test]
fn what_is_wrong_is_told_by_row_and_column_and_only_that_case_is_not_written() {
    let good = "g,四川,企业,甲公司,91510100MA6CXXXX00,2027/6/1,a.jpg";
    for (row, code, column) in [
        (",四川,企业,甲公司,9151,,", "no-case-id", "A"),
        ("g,四川,企业,甲公司,9151,,", "case-id-twice", "A"),
        ("b,香港,企业,甲公司,9151,,", "not-a-province", "B"),
        ("b,四川,4,甲公司,9151,,", "ambiguous-code", "C"),
        ("b,四川,组合,甲公司,9151,,", "unknown-word", "C"),
        ("b,四川,企业,,9151,,", "declaration", "D"),
        ("b,四川,企业,甲公司,1.1010519491231E+17,,", "precision-lost", "E"),
        ("b,四川,企业,甲公司,9151,6/1/27,", "not-a-date", "F"),
        ("b,四川,企业,甲公司,9151,,b.jpg", "file-missing", "G"),
        ("b,四川,企业,甲公司,9151,,../secret.txt", "file-outside", "G"),
        ("b,四川,企业,甲公司,9151,,a.jpg;/etc/passwd", "file-outside", "G"),
    ] {
        let (problems, folders, text) = wrong_with(&[good, row]);
        assert_eq!(problems, [(code.to_owned(), 3, column.to_owned())], "{row}");
        // The first case stands, unless the second row says it is the same.
        assert_eq!(folders, usize::from(code != "case-id-twice"), "{row}");
        assert!(!text.contains("1.1010519491231"), "a value is in a message");
    }
    #[cfg(unix)]
    assert_eq!(
        wrong_with(&["b,四川,企业,甲公司,9151,,link.jpg"]).0,
        [("file-is-link".to_owned(), 2, "G".to_owned())]
    );
    // Every fault of a row is told at once, in the order of the table.
    let (problems, ..) = wrong_with(&["b,香港,组合,,1.1E+17,明天,b.jpg"]);
    assert_eq!(
        problems.iter().map(|(_, _, c)| c.as_str()).collect::<Vec<_>>(),
        ["B", "C", "D", "E", "F", "G"]
    );
}

#[test]
fn what_stops_the_whole_work_is_exit_2_and_says_the_way_out() {
    let dir = tempfile::tempdir().unwrap();
    let (table, mapping, out) = (
        dir.path().join("t.csv"),
        dir.path().join("m.toml"),
        dir.path().join("out"),
    );
    fs::write(&mapping, MAPPING).unwrap();
    for (text, told) in [
        ("编号,省份,性质,名 称,号码,材料\n", "no column '名称'"),
        (
            "编号,省份,性质,名称,名称,号码,材料\n",
            "columns D, E are all called '名称'",
        ),
        ("a\n", "row 1 has: A a"),
    ] {
        fs::write(&table, text).unwrap();
        let output = convert(&table, &mapping, dir.path(), &out, &[]);
        assert_eq!(code(&output), Some(2));
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
        assert!(!out.exists());
    }
    let output = chushen()
        .arg("convert")
        .arg(&table)
        .arg("--out")
        .arg(&out)
        .output()
        .unwrap();
    assert!(
        code(&output) == Some(2) && stderr(&output).contains("--mapping"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn wechat_s_form_becomes_a_case_with_the_files_it_names() {
    let dir = tempfile::tempdir().unwrap();
    let form = root().join("docs/convert/wechat.json");
    let files = dir.path().join("media");
    fs::create_dir(&files).unwrap();
    for n in 0..8 {
        fs::write(files.join(format!("m{n}.jpg")), format!("{n}")).unwrap();
    }
    let out = dir.path().join("queue");
    let run = |more: &[&str]| {
        let mut command = chushen();
        command
            .arg("convert")
            .arg(&form)
            .args(["--form", "wechat", "--lang", "en"])
            .arg("--out")
            .arg(&out)
            .args(more);
        command.output().unwrap()
    };
    let output = run(&["--files", files.to_str().unwrap()]);
    assert_eq!(code(&output), Some(0), "{}{}", stdout(&output), stderr(&output));
    let made = read_json(&out.join("wechat/case.json"));
    assert_eq!(made["subject"]["name"], "成都示例科技有限公司");
    assert_eq!(fs::read_dir(out.join("wechat")).unwrap().count(), 9);
    fs::remove_dir_all(&out).unwrap();
    fs::remove_file(files.join("m4.jpg")).unwrap();
    let output = run(&["--files", files.to_str().unwrap()]);
    assert_eq!(code(&output), Some(1));
    assert!(
        stdout(&output).contains("icp_applets.base_info.nrlx_details[0].media"),
        "{}",
        stdout(&output)
    );
}
