//! Hostile and broken cases end in findings or an exit code, never in a crash.

use std::fs;
use std::path::Path;

use super::{case, check, code, codes, read_json, report, scan, stderr};

fn document<'a>(report: &'a serde_json::Value, path: &str) -> &'a serde_json::Value {
    report["documents"]
        .as_array()
        .unwrap()
        .iter()
        .find(|d| d["path"] == path)
        .unwrap_or_else(|| panic!("no document {path}"))
}

fn found_at(report: &serde_json::Value, code: &str, path: &str) -> bool {
    report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .any(|f| f["code"] == code && f["document"] == path)
}

#[test]
fn a_file_without_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "a", "a");
    fs::write(made.join("licence.jpg"), b"").unwrap();
    let report = report(&made);
    assert_eq!(document(&report, "licence.jpg")["format"], "empty");
    assert!(found_at(&report, "file.empty", "licence.jpg"));
}

#[test]
fn a_folder_named_like_a_file_and_files_below() {
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "a", "a");
    fs::create_dir_all(made.join("licence.pdf/inner")).unwrap();
    super::picture(&made.join("licence.pdf/inner/x.png"));
    let report = report(&made);
    assert_eq!(document(&report, "licence.pdf/inner/x.png")["format"], "png");
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_case_is_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "a", "a");
    let secret = dir.path().join("secret.png");
    super::picture(&secret);
    std::os::unix::fs::symlink(&secret, made.join("id2.png")).unwrap();
    std::os::unix::fs::symlink("/etc", made.join("etc")).unwrap();
    let report = report(&made);
    assert!(found_at(&report, "file.link-outside", "id2.png"));
    assert!(found_at(&report, "file.link-outside", "etc"));
    assert_eq!(document(&report, "id2.png")["sha256"], "");
}

#[test]
fn a_sparse_file_of_4_gb_is_not_read_whole() {
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "a", "a");
    let file = fs::File::create(made.join("big.pdf")).unwrap();
    if file.set_len(4 << 30).is_err() {
        eprintln!("SKIPPED: this file system has no sparse files of 4 GB");
        return;
    }
    let report = report(&made);
    let row = document(&report, "big.pdf");
    assert_eq!(row["bytes"], 4_u64 << 30);
    assert_eq!(row["sha256"], "");
    let told = codes(&report);
    assert!(
        told.contains(&"file.limit-exceeded") || told.contains(&"file.too-large"),
        "{told:?}"
    );
}

#[test]
fn a_declaration_of_50_mb_and_one_of_10000_levels() {
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "a", "a");
    fs::write(
        made.join("case.json"),
        format!("{{\"case_id\":\"{}\"}}", "x".repeat(50 << 20)),
    )
    .unwrap();
    assert!(codes(&report(&made)).contains(&"case.declaration-invalid"));
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
        fs::write(made.join("case.json"), deep).unwrap();
        assert!(codes(&report(&made)).contains(&"case.declaration-invalid"));
    }
    fs::write(made.join("case.json"), b"\xff\xfe{}").unwrap();
    assert!(codes(&report(&made)).contains(&"case.declaration-invalid"));
}

#[test]
fn no_declaration_takes_the_folder_for_its_name() {
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "某公司", "a");
    fs::remove_file(made.join("case.json")).unwrap();
    let report = report(&made);
    assert_eq!(report["case"]["id"], "某公司");
    assert!(codes(&report).contains(&"case.declaration-missing"));
}

#[test]
fn pictures_cut_short_or_lying_about_their_size() {
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "a", "a");
    let whole = fs::read(made.join("id.png")).unwrap();
    fs::write(made.join("cut.png"), &whole[..whole.len() / 2]).unwrap();
    // The header claims 4 billion by 4 billion pixels.
    let mut giant = whole.clone();
    giant[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
    fs::write(made.join("giant.png"), giant).unwrap();
    fs::write(
        made.join("junk.pdf"),
        [b"%PDF-1.4\n".as_slice(), &[0xAB; 4096]].concat(),
    )
    .unwrap();
    let report = report(&made);
    assert!(found_at(&report, "file.corrupt", "cut.png"));
    let told = |path| {
        let list = report["findings"].as_array().unwrap().iter();
        list.filter(|f| f["document"] == path).count()
    };
    assert!(told("giant.png") > 0 && told("junk.pdf") > 0, "{:?}", codes(&report));
    assert_ne!(report["verdict"], "pass");
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "a", "a");
    let shut = made.join("shut.png");
    super::picture(&shut);
    fs::set_permissions(&shut, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(&shut).is_ok() {
        eprintln!("SKIPPED: this user (root) may read every file");
        return;
    }
    let report = report(&made);
    assert!(
        report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|f| f["document"] == "shut.png")
    );
}

#[test]
fn a_path_that_is_no_folder_is_exit_2() {
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "a", "a");
    let output = check(&made.join("id.png")).output().unwrap();
    assert_eq!(code(&output), Some(2));
    assert!(stderr(&output).contains("not a folder"), "{}", stderr(&output));
}

#[test]
fn one_bad_case_costs_no_other() {
    let dir = tempfile::tempdir().unwrap();
    let queue = dir.path().join("queue");
    case(&queue, "a", "good");
    let bad = case(&queue, "b", "bad");
    fs::write(bad.join("case.json"), "[".repeat(100_000)).unwrap();
    fs::write(bad.join("x.tiff"), b"II*\0\xff\xff\xff\xff").unwrap();
    let out = dir.path().join("out");
    let output = scan(&queue, &out).output().unwrap();
    assert_eq!(code(&output), Some(1), "{}", stderr(&output));
    let cases = read_json(&out.join("index.json"))["cases"].as_array().unwrap().len();
    assert_eq!(cases, 2);
    assert!(Path::new(&out.join("good.json")).exists());
}

#[test]
fn pictures_of_extreme_shapes_are_measured_and_searched() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let sizes = [
        (1, 1),
        (1, 1000),
        (1000, 1),
        (2, 3000),
        (3000, 2),
        (8, 32),
        (7, 7),
        (22, 4000),
        (4000, 22),
    ];
    for (w, h) in sizes {
        // Stripes and noise: what finders of codes, edges and seals bite on.
        let paint = |x: u32, y: u32| {
            let n = x.wrapping_mul(2_654_435_761).wrapping_add(y.wrapping_mul(40_503)) >> 7;
            image::Rgb([
                if (x + y).is_multiple_of(3) { 0 } else { 255 },
                (n % 256) as u8,
                (n / 256 % 256) as u8,
            ])
        };
        image::RgbImage::from_fn(w, h, paint)
            .save(dir.join(format!("{w}x{h}.png")))
            .unwrap();
    }
    let report = report(dir);
    for (w, h) in sizes {
        let path = format!("{w}x{h}.png");
        let document = document(&report, &path);
        assert_eq!(document["format"], "png", "{path}");
        assert!(!found_at(&report, "file.reader-failed", &path), "{path}");
    }
}

#[test]
fn a_wrong_path_is_told_before_models_are_looked_for_and_a_queue_is_no_case() {
    let dir = tempfile::tempdir().unwrap();
    let ask = |path: &Path| {
        let nowhere = dir.path().join("no-models");
        let mut command = super::chushen();
        command.arg("check").arg(path).arg("--models").arg(&nowhere);
        command.output().unwrap()
    };
    let output = ask(&dir.path().join("absent"));
    assert_eq!(code(&output), Some(2));
    assert!(stderr(&output).contains("absent"), "{}", stderr(&output));
    assert!(!stderr(&output).contains("model"), "{}", stderr(&output));
    case(dir.path(), "a", "a");
    case(dir.path(), "b", "b");
    let output = ask(dir.path());
    assert_eq!(code(&output), Some(2));
    assert!(stderr(&output).contains("2 case folders"), "{}", stderr(&output));
    assert!(stderr(&output).contains("chushen scan"), "{}", stderr(&output));
}
