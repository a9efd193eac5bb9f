//! Files of a run: written whole or not at all, under names that are file names.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::RunError;

/// Beginning of the names of temporary files.
const PREFIX: &str = ".chushen-";

/// A file being written: a temporary file in the same folder, synced and renamed at its end. It is there whole or not at all.
/// A device or a pipe (`/dev/null`, `/dev/stdout`) is written where it is: a rename would put a file in its place.
#[derive(Debug)]
pub struct Whole {
    path: PathBuf,
    sink: Sink,
}

/// Where the bytes go until the end.
#[derive(Debug)]
enum Sink {
    /// Beside the place that they will take.
    Temporary(tempfile::NamedTempFile),
    /// Straight into what is there and is no file.
    Device(std::fs::File),
}

impl Whole {
    /// Begins a file.
    pub fn begin(path: &Path) -> Result<Self, RunError> {
        let sink = if is_device(path) {
            let device = std::fs::OpenOptions::new().write(true).open(path);
            Sink::Device(device.map_err(|e| wrong(path, e))?)
        } else {
            Sink::Temporary(temporary_beside(path)?)
        };
        Ok(Self {
            path: path.to_owned(),
            sink,
        })
    }
    /// Puts it in its place.
    pub fn end(self) -> Result<(), RunError> {
        let Sink::Temporary(file) = self.sink else {
            return Ok(());
        };
        file.as_file().sync_all().map_err(|e| wrong(&self.path, e))?;
        file.persist(&self.path).map_err(|e| wrong(&self.path, e.error))?;
        Ok(())
    }
}

impl Write for Whole {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match &mut self.sink {
            Sink::Temporary(file) => file.write(bytes),
            Sink::Device(device) => device.write(bytes),
        }
    }
    fn flush(&mut self) -> std::io::Result<()> {
        match &mut self.sink {
            Sink::Temporary(file) => file.flush(),
            Sink::Device(device) => device.flush(),
        }
    }
}

/// Whether a device or a pipe stands at a path.
#[cfg(unix)]
fn is_device(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt;
    std::fs::metadata(path).is_ok_and(|m| m.file_type().is_char_device() || m.file_type().is_fifo())
}

/// Whether a device or a pipe stands at a path: not told here.
#[cfg(not(unix))]
fn is_device(_: &Path) -> bool {
    false
}

/// An empty temporary file in the folder of a path.
fn temporary_beside(path: &Path) -> Result<tempfile::NamedTempFile, RunError> {
    let folder = path
        .parent()
        .filter(|p| !p.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    // A temporary file is private by default; a report is for whoever the umask lets read.
    #[cfg(unix)]
    let readable = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(readable);
    // The random name within tempfile's error tells nobody anything, and would make the same mistake read otherwise each time.
    builder.tempfile_in(folder).map_err(|e| wrong(path, e.kind().into()))
}

fn wrong(path: &Path, source: std::io::Error) -> RunError {
    RunError::Write {
        path: path.to_owned(),
        source,
    }
}

/// Writes a file whole or not at all.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), RunError> {
    let mut file = Whole::begin(path)?;
    file.write_all(bytes).map_err(|e| wrong(path, e))?;
    file.end()
}

/// Writes a value as indented JSON, as it is made: the file is there whole or not at all.
pub fn write_json(path: &Path, value: &impl serde::Serialize) -> Result<(), RunError> {
    let mut out = BufWriter::new(Whole::begin(path)?);
    serde_json::to_writer_pretty(&mut out, value).map_err(|e| match e.io_error_kind() {
        Some(_) => wrong(path, e.into()),
        None => RunError::Report(e),
    })?;
    out.write_all(b"\n").map_err(|e| wrong(path, e))?;
    out.into_inner().map_err(|e| wrong(path, e.into_error()))?.end()
}

/// Makes what a folder lists last beyond a loss of power, where a folder can be opened.
#[cfg(unix)]
pub fn sync_folder(folder: &Path) -> std::io::Result<()> {
    std::fs::File::open(folder)?.sync_all()
}

/// Makes what a folder lists last beyond a loss of power, where a folder can be opened.
#[cfg(not(unix))]
pub fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Removes temporary files that a killed run left; only who has the folder may.
pub fn clear_leftovers(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let ours = entry.file_name().to_str().is_some_and(|n| n.starts_with(PREFIX));
        if ours && entry.file_type().is_ok_and(|t| t.is_file()) {
            // What stays is in nobody's way.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Longest file name (bytes) that a case id may become; file systems allow 255 with the ending.
const LONGEST: usize = 200;

/// The file name (without ending) of a case id: percent-encoded where it cannot be one.
pub fn name_of(id: &str) -> String {
    let reserved = id.eq_ignore_ascii_case("index");
    let end = id.chars().count().saturating_sub(1);
    let mut out = String::new();
    for (i, c) in id.chars().enumerate() {
        let odd = c.is_control()
            || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '%' | '~')
            || (i == 0 && (c == '.' || reserved))
            || (i == end && matches!(c, '.' | ' '))
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if odd {
            for b in c.encode_utf8(&mut [0; 4]).bytes() {
                out.push_str(&format!("%{b:02X}"));
            }
        } else {
            out.push(c);
        }
    }
    if out.is_empty() {
        return "%".to_owned();
    }
    if out.len() > LONGEST {
        use sha2::Digest;
        let hash: String = sha2::Sha256::digest(id.as_bytes())
            .iter()
            .take(8)
            .map(|b| format!("{b:02x}"))
            .collect();
        let mut cut = LONGEST - 20;
        while !out.is_char_boundary(cut) {
            cut -= 1;
        }
        out.truncate(cut);
        out.push_str(&format!("%-{hash}"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_file_names() {
        assert_eq!(name_of("a-0001"), "a-0001");
        assert_eq!(name_of("案件1"), "案件1");
        assert_eq!(name_of("../etc"), "%2E.%2Fetc");
        assert_eq!(name_of("a/b\n"), "a%2Fb%0A");
        assert_eq!(name_of(".."), "%2E%2E");
        assert_eq!(name_of("Index"), "%49ndex");
        assert_eq!(name_of("a\u{202e}b "), "a%E2%80%AEb%20");
        assert_eq!(name_of("index"), "%69ndex");
        assert!(name_of(&"长".repeat(128)).len() <= LONGEST);
        assert_ne!(name_of(&"长".repeat(127)), name_of(&"长".repeat(128)));
        let names = ["", "%", "~", "a~2", "a"].map(name_of);
        for (i, n) in names.iter().enumerate() {
            assert!(!n.is_empty() && !names[i + 1..].contains(n), "{names:?}");
        }
    }

    #[test]
    fn a_file_is_whole_or_absent() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.json");
        write_atomic(&path, b"one").unwrap();
        write_atomic(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
        assert!(write_atomic(&dir.path().join("none/a.json"), b"x").is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_pipe_is_written_to_and_not_replaced() {
        use std::os::unix::fs::FileTypeExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("pipe");
        rustix::fs::mkfifoat(rustix::fs::CWD, &path, rustix::fs::Mode::RWXU).unwrap();
        let reader = std::thread::spawn({
            let path = path.clone();
            move || std::fs::read(path).unwrap()
        });
        write_atomic(&path, b"one").unwrap();
        assert_eq!(reader.join().unwrap(), b"one");
        assert!(std::fs::metadata(&path).unwrap().file_type().is_fifo());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
