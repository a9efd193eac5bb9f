//! Names of files and folders as text. Old Windows and ZIP programs write them in GBK; a file system keeps the bytes. Where it is
//! sure that they are Chinese in GBK they are shown as such; otherwise the bytes that are no UTF-8 are escaped (`%FF`). Either
//! way two names of one folder never become the same text, and [`find`] leads from the text back to the file.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

/// The text of a name that is no UTF-8; `None` where it is UTF-8 already.
fn texts(name: &OsStr) -> Option<(Option<String>, String)> {
    if name.to_str().is_some() {
        return None;
    }
    let bytes = bytes(name)?;
    // A name with a `%` of its own could be another one's escaped form.
    Some((chinese(bytes).filter(|t| !t.contains('%')), escaped(bytes)))
}

#[cfg(unix)]
#[allow(clippy::unnecessary_wraps, reason = "names of other systems are not bytes")]
fn bytes(name: &OsStr) -> Option<&[u8]> {
    use std::os::unix::ffi::OsStrExt;
    Some(name.as_bytes())
}

#[cfg(not(unix))]
fn bytes(_: &OsStr) -> Option<&[u8]> {
    None
}

/// Bytes as Chinese in GBK, where that is sure: every character is Chinese script, at least half are of the 3,755 common ones of
/// GB 2312, which bytes of other encodings seldom hit, few are of those that text in Big5 would give, and the text gives the
/// same bytes again.
pub fn chinese(bytes: &[u8]) -> Option<String> {
    let text = encoding_rs::GB18030
        .decode_without_bom_handling_and_without_replacement(bytes)?
        .into_owned();
    let (again, _, lossy) = encoding_rs::GB18030.encode(&text);
    if lossy || *again != *bytes || text.chars().any(|c| c.is_control() && !c.is_ascii_whitespace()) {
        return None;
    }
    let (mut han, mut common, mut like_big5) = (0usize, 0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        match c {
            '\u{3400}'..='\u{9fff}' => {
                let (is_common, is_like_big5) = area(c);
                han += 1;
                common += usize::from(is_common);
                like_big5 += usize::from(is_like_big5);
            }
            // Punctuation, full-width letters, middle dots, dashes, quotes, circled and Roman numbers.
            '\u{3000}'..='\u{303f}'
            | '\u{ff00}'..='\u{ffef}'
            | '\u{2010}'..='\u{2026}'
            | '\u{2160}'..='\u{2179}'
            | '\u{2460}'..='\u{249b}'
            | '\u{00b7}'
            | '\u{00d7}' => {}
            _ => return None,
        }
    }
    let sure = han > 0 && common * 2 >= han && like_big5 * 5 <= han;
    sure.then_some(text)
}

/// Whether a character is of level 1 of GB 2312 (rows 16 to 55, the common ones), and whether of the part of GBK (GBK/4) where
/// two fifths of what is written in Big5 would fall.
fn area(c: char) -> (bool, bool) {
    let mut buffer = [0u8; 4];
    let (bytes, _, _) = encoding_rs::GB18030.encode(c.encode_utf8(&mut buffer));
    let is_common = matches!(*bytes, [0xb0..=0xd7, 0xa1..=0xff]);
    (is_common, matches!(*bytes, [0xaa..=0xfe, 0x40..=0xa0]))
}

/// Bytes with each that is no UTF-8 written as `%` and two digits, and `%` itself too.
fn escaped(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.utf8_chunks() {
        out.push_str(&chunk.valid().replace('%', "%25"));
        for byte in chunk.invalid() {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A name as text, by itself.
pub fn text(name: &OsStr) -> String {
    match texts(name) {
        None => name.to_string_lossy().into_owned(),
        Some((chinese, escaped)) => chinese.unwrap_or(escaped),
    }
}

/// The name of a file or folder as text: a name that no other one in the same folder has.
pub fn of(path: &Path) -> String {
    let Some(name) = path.file_name() else {
        return String::new();
    };
    let Some((chinese, escaped)) = texts(name) else {
        return name.to_string_lossy().into_owned();
    };
    let free = |text: &String| std::fs::symlink_metadata(path.with_file_name(text)).is_err();
    // `%~` stands in no escaped name, so that this one is no other's either.
    let numbered = (2..).map(|n| format!("{escaped}%~{n}"));
    let mut candidates = chinese
        .into_iter()
        .chain(std::iter::once(escaped.clone()))
        .chain(numbered);
    candidates.find(free).unwrap_or(escaped)
}

/// A path below `root` as text, `/` between the parts.
pub fn below(root: &Path, path: &Path) -> String {
    let rest = path.strip_prefix(root).unwrap_or(path);
    if let Some(text) = rest.to_str() {
        // The common case, without a look at any folder.
        return text.replace(std::path::MAIN_SEPARATOR, "/");
    }
    let mut at = if rest == path { PathBuf::new() } else { root.to_owned() };
    let mut parts = Vec::new();
    for part in rest.components() {
        at.push(part);
        parts.push(of(&at));
    }
    parts.join("/")
}

/// The file that [`below`] called `text`; `root/text` where there is none.
pub fn find(root: &Path, text: &Path) -> PathBuf {
    let plain = root.join(text);
    if std::fs::symlink_metadata(&plain).is_ok() {
        return plain;
    }
    let mut at = root.to_owned();
    for part in text.components() {
        let Component::Normal(name) = part else {
            at.push(part);
            continue;
        };
        let next = at.join(name);
        at = if std::fs::symlink_metadata(&next).is_ok() {
            next
        } else {
            match child(&at, name) {
                Some(child) => child,
                None => return plain,
            }
        };
    }
    at
}

/// The entry of a folder whose name as text is `name`.
fn child(folder: &Path, name: &OsStr) -> Option<PathBuf> {
    let name = name.to_str()?;
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let mut strange = entries.filter(|e| e.file_name().to_str().is_none());
    strange.find(|e| of(&e.path()) == name).map(|e| e.path())
}

/// Whether a path that a submitter wrote names the file at `path`: it may begin with `./`, use backslashes, and spell letters
/// with marks in another normal form of Unicode (a Mac takes them apart).
pub fn same(written: &str, path: &str) -> bool {
    let written = written.replace('\\', "/");
    let written = written.trim_start_matches("./");
    written == path || written.nfc().eq(path.nfc())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn gbk(text: &str) -> Vec<u8> {
        encoding_rs::GBK.encode(text).0.into_owned()
    }

    #[test]
    fn chinese_names_in_gbk_are_read_and_names_in_other_encodings_are_not() {
        for name in [
            "身份证人像面.jpg",
            "营业执照（副本）.pdf",
            "核验单 - 副本(2).jpg",
            "李喆.png",
            "《承诺书》①.pdf",
            "成都青禾科技有限公司——授权书.jpg",
        ] {
            assert_eq!(chinese(&gbk(name)).as_deref(), Some(name));
        }
        for other in [
            &b"caf\xe9.jpg"[..],
            b"r\xe9sum\xe9s.pdf",
            b"a\xff.jpg",
            // 身份證 and 營業執照 in Big5, 契約書 in Shift JIS, копия in Windows-1251.
            b"\xa8\xad\xa5\xf7\xc3\xd2.jpg",
            b"\xc0\xe7\xb7~\xb0\xf5\xb7\xd3.jpg",
            b"\x8c_\x96\xf1\x8f\x91.pdf",
            b"\xea\xee\xef\xe8\xff.jpg",
            b"\xb5\xda\x01.jpg",
        ] {
            assert_eq!(chinese(other), None, "{other:?}");
        }
    }

    #[test]
    fn a_declared_path_is_met_in_any_normal_form() {
        assert!(same(".\\资料\\caf\u{e9}.jpg", "资料/cafe\u{301}.jpg"));
        assert!(same("cafe\u{301}.jpg", "caf\u{e9}.jpg"));
        assert!(!same("cafe.jpg", "caf\u{e9}.jpg"));
        assert!(same("身份证人像面.jpg", &chinese(&gbk("身份证人像面.jpg")).unwrap()));
    }

    #[cfg(target_os = "linux")]
    mod on_disk {
        use std::collections::BTreeSet;
        use std::os::unix::ffi::OsStrExt;

        use super::*;

        fn put(folder: &Path, name: &[u8]) -> PathBuf {
            let path = folder.join(OsStr::from_bytes(name));
            std::fs::write(&path, name).unwrap();
            path
        }

        #[test]
        fn names_of_one_folder_stay_apart_and_lead_back() {
            let dir = tempfile::tempdir().unwrap();
            let all: Vec<PathBuf> = [
                &gbk("核验单.jpg")[..],
                "核验单.jpg".as_bytes(),
                &gbk("身份证.jpg"),
                b"a\xff.jpg",
                b"a\xfe.jpg",
                b"a%FF.jpg",
                b"b\xff%.jpg",
                b"b%FF%25.jpg",
                b"b%FF%25.jpg%~2",
                &[&gbk("核验")[..], b"%FF"].concat(),
                &["核验".as_bytes(), b"\xff"].concat(),
            ]
            .iter()
            .map(|n| put(dir.path(), n))
            .collect();
            let texts: Vec<String> = all.iter().map(|p| below(dir.path(), p)).collect();
            assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), all.len(), "{texts:?}");
            assert_eq!(texts[1], "核验单.jpg");
            assert_eq!(texts[2], "身份证.jpg");
            for (text, path) in texts.iter().zip(&all) {
                assert_eq!(&find(dir.path(), Path::new(text)), path, "{text}");
            }
        }

        #[test]
        fn folders_are_found_by_their_text() {
            let dir = tempfile::tempdir().unwrap();
            let folder = dir.path().join(OsStr::from_bytes(&gbk("案件一"))).join("资料");
            std::fs::create_dir_all(&folder).unwrap();
            let file = put(&folder, &gbk("执照.pdf"));
            assert_eq!(below(dir.path(), &file), "案件一/资料/执照.pdf");
            assert_eq!(find(dir.path(), Path::new("案件一/资料/执照.pdf")), file);
            let gone = Path::new("案件二/执照.pdf");
            assert_eq!(find(dir.path(), gone), dir.path().join(gone));
        }
    }

    proptest! {
        #[test]
        fn escaping_keeps_names_apart(a in proptest::collection::vec(any::<u8>(), 1..8), b in proptest::collection::vec(any::<u8>(), 1..8)) {
            prop_assert!(a == b || escaped(&a) != escaped(&b));
        }
    }
}
