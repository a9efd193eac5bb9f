use std::fs;

use super::*;

fn tree(files: &[&str]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for f in files {
        let path = dir.path().join(f);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, f).unwrap();
    }
    dir
}

fn names(root: &Path, paths: &[PathBuf]) -> Vec<String> {
    paths.iter().map(|p| names::below(root, p)).collect()
}

#[test]
fn folders_become_cases_and_nothing_is_lost() {
    let dir = tree(&[
        "b/case.json",
        "b/deep/case.json",
        "a/one.jpg",
        "a/more/two.jpg",
        "group/stray.txt",
        "group/c/case.json",
        "group/d/x.jpg",
        "top.txt",
    ]);
    fs::create_dir(dir.path().join("nothing")).unwrap();
    let found = find_cases(dir.path(), &Limits::default()).unwrap();
    assert_eq!(names(dir.path(), &found.cases), ["a", "b", "group/c", "group/d"]);
    assert_eq!(names(dir.path(), &found.stray), ["group/stray.txt", "top.txt"]);
    assert_eq!(names(dir.path(), &found.empty), ["nothing"]);
}

#[test]
fn a_queue_can_be_a_case_itself() {
    for files in [&["x.jpg"][..], &["case.json", "sub/y.jpg"][..]] {
        let dir = tree(files);
        let found = find_cases(dir.path(), &Limits::default()).unwrap();
        assert_eq!(found.cases, [dir.path().to_owned()]);
        assert!(found.stray.is_empty());
    }
    let missing = find_cases(Path::new("/nowhere/at/all"), &Limits::default());
    assert!(matches!(missing, Err(WalkError::Refused { .. })));
}

#[cfg(unix)]
#[test]
fn links_pipes_and_large_files_are_listed_but_not_opened() {
    use std::os::unix::fs::symlink;
    let dir = tree(&["case/z.jpg", "case/sub/a.jpg", "other/secret"]);
    let case = dir.path().join("case");
    symlink("../other/secret", case.join("out")).unwrap();
    symlink("z.jpg", case.join("in")).unwrap();
    symlink(dir.path().join("other"), case.join("folder")).unwrap();
    symlink("gone", case.join("dangling")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(case.join("socket")).unwrap();
    let limits = Limits {
        file_bytes: 6,
        ..Limits::default()
    };
    let loaded = load_case(&case, &limits).unwrap();
    assert_eq!((loaded.id.as_str(), &loaded.declared), ("case", &Declared::Missing));
    let kinds: Vec<_> = loaded
        .attachments
        .iter()
        .map(|a| {
            let kind = match &a.unread {
                None => "file",
                Some(Unread::Link { outside: true, .. }) => "outside",
                Some(Unread::Link { .. }) => "inside",
                Some(Unread::TooLarge) => "large",
                Some(Unread::NotAFile) => "special",
                Some(Unread::Refused(_)) => "refused",
            };
            (a.path.as_str(), kind)
        })
        .collect();
    let expected = [
        ("dangling", "inside"),
        ("folder", "outside"),
        ("in", "inside"),
        ("out", "outside"),
        ("socket", "special"),
        ("sub/a.jpg", "large"),
        ("z.jpg", "large"),
    ];
    assert_eq!(kinds, expected);
    for a in &loaded.attachments {
        match read(a, &limits) {
            Ok(c) => assert_eq!(
                (a.unread.clone(), c.bytes.len(), c.sha256.as_str()),
                (Some(Unread::TooLarge), 6, "")
            ),
            Err(why) => assert_eq!(Some(why), a.unread),
        }
    }
}

#[test]
fn content_comes_with_its_digest() {
    let dir = tree(&["abc"]);
    fs::write(dir.path().join("abc"), "abc").unwrap();
    let case = load_case(dir.path(), &Limits::default()).unwrap();
    let content = read(&case.attachments[0], &Limits::default()).unwrap();
    // FIPS 180-2, appendix B.1.
    assert_eq!(
        content.sha256,
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

#[test]
fn budgets_cut_the_list_and_say_so() {
    let dir = tree(&["a", "b", "c", "d/e/f/g", "case.json"]);
    fs::write(dir.path().join("case.json"), "{\"case_id\": \"told\"}").unwrap();
    let limits = Limits {
        files: 2,
        folder_depth: 1,
        ..Limits::default()
    };
    let case = load_case(dir.path(), &limits).unwrap();
    let paths: Vec<_> = case.attachments.iter().map(|a| a.path.as_str()).collect();
    // c, and the folder d/e that was not entered.
    assert_eq!((paths, case.unlisted, case.id.as_str()), (vec!["a", "b"], 2, "told"));
}

#[test]
fn a_declaration_that_is_a_folder_is_invalid() {
    let dir = tree(&["case.json/x.jpg"]);
    let case = load_case(dir.path(), &Limits::default()).unwrap();
    assert!(matches!(&case.declared, Declared::Invalid { problems, .. } if problems[0].wrong == Wrong::Folder));
    assert_eq!(case.attachments.len(), 1);
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_utf8_stay_apart() {
    use std::os::unix::ffi::OsStrExt;
    let dir = tempfile::tempdir().unwrap();
    for name in [&b"a\xff.jpg"[..], b"a\xfe.jpg", b"\xba\xcb\xd1\xe9\xb5\xa5.jpg"] {
        fs::write(dir.path().join(std::ffi::OsStr::from_bytes(name)), name).unwrap();
    }
    let limits = Limits::default();
    let case = load_case(dir.path(), &limits).unwrap();
    let paths: Vec<_> = case.attachments.iter().map(|a| a.path.as_str()).collect();
    assert_eq!(paths, ["a%FE.jpg", "a%FF.jpg", "核验单.jpg"]);
    assert_eq!(read(&case.attachments[0], &limits).unwrap().bytes[..], *b"a\xfe.jpg");
}

#[test]
fn litter_is_listed_apart_and_makes_no_case() {
    let dir = tree(&["case/a.jpg", "case/__MACOSX/x", "left/.DS_Store", "left/Thumbs.db"]);
    let case = dir.path().join("case");
    for (name, content) in [
        ("Thumbs.db", &b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..]),
        ("desktop.ini", b"[.ShellClassInfo]"),
        ("__MACOSX/._a.jpg", b"\0\x05\x16\x07\0\x02\0\0"),
        // A picture in the name of a cache is a paper.
        ("ehthumbs.db", b"\xff\xd8\xff\xe0"),
    ] {
        fs::write(case.join(name), content).unwrap();
    }
    fs::write(dir.path().join("left/Thumbs.db"), "").unwrap();
    fs::write(dir.path().join("left/.DS_Store"), "").unwrap();
    let loaded = load_case(&case, &Limits::default()).unwrap();
    let paths: Vec<_> = loaded.attachments.iter().map(|a| a.path.as_str()).collect();
    assert_eq!(paths, ["__MACOSX/x", "a.jpg", "ehthumbs.db"]);
    assert_eq!(loaded.litter, ["Thumbs.db", "__MACOSX/._a.jpg", "desktop.ini"]);
    assert_eq!(loaded.unlisted, 0);
    let found = find_cases(dir.path(), &Limits::default()).unwrap();
    assert_eq!(names(dir.path(), &found.cases), ["case"]);
    let few = Limits {
        files: 2,
        ..Limits::default()
    };
    let cut = load_case(&case, &few).unwrap();
    assert_eq!((cut.attachments.len(), cut.litter.len(), cut.unlisted), (2, 2, 2));
}
