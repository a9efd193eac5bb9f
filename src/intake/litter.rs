//! What systems and office programs leave in folders, and nobody hands in: folder settings, caches of thumbnails, locks of open
//! documents. A file is such litter only where its name is one of the table and its bytes are what that name stands for: a
//! picture that somebody saved as `Thumbs.db` is a paper with a strange name.

/// Bytes of a file's head that tell what it is.
pub const HEAD: usize = 512;

/// How a name is matched, upper and lower case alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    /// The whole name.
    Is(&'static str),
    /// What it begins and ends with, at least one character between.
    Around(&'static str, &'static str),
    /// What it begins with, before a name of an office document.
    OfficeAfter(&'static str),
}

/// What the bytes of such a file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// These bytes at this offset.
    Magic(usize, &'static [u8]),
    /// Text whose first character that is no blank is `[` (an INI file), in ASCII or UTF-16.
    Ini,
    /// Text of at most so many bytes.
    Text(u64),
    /// Whatever it is, of at most so many bytes: less than any paper has.
    Small(u64),
    /// Nothing but zeros: an unfinished copy to which nothing was written.
    Zeros,
    /// A JPEG, made from another file.
    Jpeg,
}

/// One line of the table. An empty file fits every line.
struct Litter {
    /// The folder it lies in; empty: any.
    folder: &'static str,
    name: Name,
    content: Content,
    /// What leaves it, and where that is described.
    #[cfg_attr(not(test), expect(dead_code, reason = "for people, and a test that none is missing"))]
    source: &'static str,
}

const fn line(name: Name, content: Content, source: &'static str) -> Litter {
    within("", name, content, source)
}

const fn within(folder: &'static str, name: Name, content: Content, source: &'static str) -> Litter {
    Litter {
        folder,
        name,
        content,
        source,
    }
}

const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Endings of documents that office programs lock.
const OFFICE: &[&str] = &[
    "doc", "docx", "docm", "dot", "dotx", "xls", "xlsx", "xlsm", "xlt", "xltx", "csv", "ppt", "pptx", "pptm", "pps",
    "ppsx", "rtf", "wps", "et", "dps", "odt", "ods", "odp", "vsd", "vsdx",
];

use Content::{Ini, Jpeg, Magic, Small, Text, Zeros};
use Name::{Around, Is, OfficeAfter};

static TABLE: &[Litter] = &[
    line(
        Is(".DS_Store"),
        Magic(4, b"Bud1"),
        "macOS Finder: view of a folder (Wikipedia, .DS_Store)",
    ),
    line(
        Around("._", ""),
        Magic(0, b"\0\x05\x16\x07"),
        "macOS: AppleDouble, what other file systems cannot keep (RFC 1740, appendix B)",
    ),
    line(
        Is(".localized"),
        Small(0),
        "macOS Finder: the folder's name is shown translated",
    ),
    line(Is("Icon\r"), Small(0), "macOS Finder: picture of a folder"),
    line(
        Is("Thumbs.db"),
        Magic(0, OLE),
        "Windows Explorer: cache of thumbnails, an OLE file ([MS-CFB])",
    ),
    line(
        Is("ehthumbs.db"),
        Magic(0, OLE),
        "Windows Media Center: cache of thumbnails",
    ),
    line(
        Is("ehthumbs_vista.db"),
        Magic(0, OLE),
        "Windows Media Center: cache of thumbnails",
    ),
    line(
        Is("desktop.ini"),
        Ini,
        "Windows Explorer: settings of a folder (Microsoft Learn, Desktop.ini)",
    ),
    line(Is("Picasa.ini"), Ini, "Picasa: albums of a folder"),
    line(Is(".picasa.ini"), Ini, "Picasa: albums of a folder"),
    line(
        OfficeAfter("~$"),
        Small(512),
        "Microsoft Office: owner of an open document, 162 or 165 bytes (Microsoft support, KB 211632)",
    ),
    line(OfficeAfter(".~"), Small(512), "WPS Office: owner of an open document"),
    line(
        Around(".~lock.", "#"),
        Text(1024),
        "LibreOffice: owner of an open document (wiki.documentfoundation.org, lock files)",
    ),
    line(
        Is(".directory"),
        Ini,
        "KDE Dolphin: view of a folder (freedesktop.org, Desktop Entry)",
    ),
    line(Is(".hidden"), Text(65_536), "GNOME Files: names that are not shown"),
    line(
        Is(".gitkeep"),
        Text(1024),
        "a folder kept by git though it is empty; a habit, no feature",
    ),
    line(Is(".keep"), Text(1024), "the same"),
    line(
        Is(".gitignore"),
        Text(65_536),
        "git: what it leaves alone (git-scm.com, gitignore)",
    ),
    line(
        Is(".gitattributes"),
        Text(65_536),
        "git: attributes of paths (git-scm.com, gitattributes)",
    ),
    line(
        Is(".nomedia"),
        Small(0),
        "Android: pictures of the folder are not shown (developer.android.com, MediaStore)",
    ),
    within(
        "@eaDir",
        Around("SYNOPHOTO_THUMB", ""),
        Jpeg,
        "Synology NAS: thumbnails",
    ),
    within("@eaDir", Around("SYNOFILE_THUMB", ""), Jpeg, "Synology NAS: thumbnails"),
    within(
        "@eaDir",
        Around("", "@SynoEAStream"),
        Magic(0, b"\0\x05\x16\x07"),
        "Synology NAS: AppleDouble of a Mac's file",
    ),
    within(
        "@eaDir",
        Around("", "@SynoResource"),
        Magic(0, b"\0\x05\x16\x07"),
        "Synology NAS: AppleDouble of a Mac's file",
    ),
    line(Around("", ".tmp"), Zeros, "programs that write a file anew"),
    line(Around("", ".crdownload"), Zeros, "Chromium: unfinished download"),
    line(Around("", ".part"), Zeros, "Firefox: unfinished download"),
    line(Around("", ".xltd"), Zeros, "迅雷: unfinished download"),
    line(Around("", ".downloading"), Zeros, "百度网盘: unfinished download"),
];

/// Whether a file may be litter by its name, so that its head is worth a look. `folder`: the name of the folder it lies in.
pub fn by_name(folder: &str, name: &str) -> bool {
    TABLE.iter().any(|l| l.is_named(folder, name))
}

/// Whether a file is litter. `head`: its first bytes, at most [`HEAD`]; `bytes`: how many there are.
pub fn is_litter(folder: &str, name: &str, head: &[u8], bytes: u64) -> bool {
    TABLE
        .iter()
        .any(|l| l.is_named(folder, name) && (bytes == 0 || l.content.fits(head, bytes)))
}

impl Litter {
    fn is_named(&self, folder: &str, name: &str) -> bool {
        let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
        (self.folder.is_empty() || same(self.folder, folder)) && self.name.fits(&name.to_lowercase())
    }
}

impl Name {
    /// `name` in lower case.
    fn fits(self, name: &str) -> bool {
        let begins = |with: &str| name.starts_with(&with.to_lowercase());
        let ends = |with: &str| name.ends_with(&with.to_lowercase());
        match self {
            Is(whole) => name == whole.to_lowercase(),
            Around(first, last) => name.len() > first.len() + last.len() && begins(first) && ends(last),
            OfficeAfter(first) => begins(first) && OFFICE.iter().any(|e| ends(&format!(".{e}"))),
        }
    }
}

impl Content {
    fn fits(self, head: &[u8], bytes: u64) -> bool {
        match self {
            Magic(at, magic) => head.get(at..).is_some_and(|rest| rest.starts_with(magic)),
            Ini => is_text(head) && head.iter().find(|b| !is_blank(**b)) == Some(&b'['),
            Text(most) => bytes <= most && is_text(head),
            Small(most) => bytes <= most,
            Zeros => head.iter().all(|b| *b == 0),
            Jpeg => head.starts_with(b"\xff\xd8\xff"),
        }
    }
}

/// Blanks, line ends, byte order marks and the high bytes of ASCII in UTF-16.
const fn is_blank(byte: u8) -> bool {
    matches!(
        byte,
        b' ' | b'\t' | b'\r' | b'\n' | 0 | 0xff | 0xfe | 0xef | 0xbb | 0xbf
    )
}

/// No control character but those of text; zeros only where there is a mark of UTF-16.
fn is_text(head: &[u8]) -> bool {
    let wide = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    head.iter()
        .all(|b| !b.is_ascii_control() || matches!(b, b'\t' | b'\r' | b'\n') || (*b == 0 && wide))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(folder: &str, name: &str, content: &[u8]) -> bool {
        let head = &content[..content.len().min(HEAD)];
        is_litter(folder, name, head, content.len() as u64)
    }

    #[test]
    fn what_systems_leave_is_litter() {
        let owner = [&b"\x05admin"[..], &[0; 150]].concat();
        let wide: Vec<u8> = "\u{feff}\r\n[.ShellClassInfo]\r\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let double = [&b"\0\x05\x16\x07\0\x02\0\0"[..], &[0; 90]].concat();
        for (folder, name, content) in [
            ("", ".DS_Store", &b"\0\0\0\x01Bud1\0\0\x10\0"[..]),
            ("__MACOSX", "._核验单.jpg", &double),
            ("", "Thumbs.db", &[OLE, &[0; 600]].concat()),
            ("资料", "THUMBS.DB", OLE),
            ("", "desktop.ini", b"[.ShellClassInfo]\r\n"),
            ("", "Desktop.ini", &wide),
            ("", "~$核验单.docx", &owner),
            ("", "~$授权书.WPS", &owner),
            ("", ".~核验单.xlsx", &owner),
            ("", ".~lock.核验单.odt#", b",admin,host,01.06.2026 09:10,file:///home;"),
            ("", ".gitkeep", b""),
            ("", ".directory", b"[Dolphin]\nViewMode=1\n"),
            ("@eaDir", "SYNOPHOTO_THUMB_M.jpg", b"\xff\xd8\xff\xe0"),
            ("@eaDir", "核验单.jpg@SynoEAStream", &double),
            ("", "核验单.pdf.crdownload", &[0; 2000]),
            ("", "~WRL0001.tmp", b""),
        ] {
            assert!(told(folder, name, content), "{folder}/{name}");
        }
    }

    #[test]
    fn a_paper_with_a_strange_name_is_a_paper() {
        let jpeg = [&b"\xff\xd8\xff\xe0\0\x10JFIF"[..], &[7; 900]].concat();
        let pdf = [&b"%PDF-1.7\n"[..], &[b'x'; 900]].concat();
        for (folder, name, content) in [
            ("", "Thumbs.db", &jpeg[..]),
            ("", "desktop.ini", &jpeg),
            ("", "._身份证.jpg", &jpeg),
            ("", ".DS_Store", &pdf),
            ("", "~$营业执照.docx", &pdf),
            ("", "~$营业执照.jpg", &jpeg),
            ("", "营业执照.pdf.crdownload", &pdf),
            ("", "身份证.tmp", &jpeg),
            ("", ".gitkeep", &jpeg),
            ("thumbs", "SYNOPHOTO_THUMB_M.jpg", &jpeg),
            ("", "核验单.jpg", &jpeg),
            ("", "空.jpg", b""),
        ] {
            assert!(!told(folder, name, content), "{folder}/{name}");
        }
    }

    #[test]
    fn each_line_says_whose_it_is() {
        assert!(TABLE.iter().all(|l| !l.source.is_empty()));
    }
}
