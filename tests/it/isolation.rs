//! Readers in processes of their own: the same reports, nothing within their reach, and none that outlives a run.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

use chushen::decode::DecodeError;
use chushen::intake::{Case, walk};
use chushen::judge::dossier::Dossier;
use chushen::limits::{Clocks, Limits};
use chushen::run::case::{Tools, read_case};
use chushen::run::reader::{Account, Config, Pool, Reader, probe};
use chushen::signature::Trust;

use super::{AS_OF, case, check, picture, stdout};

fn pool(clocks: Clocks) -> Pool {
    Pool::start(Config {
        program: Some(env!("CARGO_BIN_EXE_chushen").into()),
        models: None,
        clocks,
        trust: Vec::new(),
        threads: 1,
    })
    .unwrap()
}

fn read(case: &Case, reader: &Reader) -> (Dossier, Account) {
    let limits = Limits::default();
    let tools = Tools::new(reader, &limits, AS_OF.parse().unwrap());
    read_case(case, &[], &tools)
}

/// Files of many formats, whole, cut and lying.
fn zoo(dir: &Path) {
    fs::create_dir_all(dir).unwrap();
    picture(&dir.join("a.png"));
    picture(&dir.join("a.jpg"));
    picture(&dir.join("a.tiff"));
    picture(&dir.join("a.bmp"));
    picture(&dir.join("a.webp"));
    let jpeg = fs::read(dir.join("a.jpg")).unwrap();
    fs::write(dir.join("cut.jpg"), &jpeg[..jpeg.len() / 2]).unwrap();
    fs::write(dir.join("lie.png"), &jpeg).unwrap();
    fs::write(dir.join("empty.jpg"), b"").unwrap();
    fs::write(dir.join("备注.txt"), "备注").unwrap();
    fs::write(dir.join("broken.pdf"), b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>").unwrap();
    fs::write(dir.join("x.tiff"), b"II*\0\xff\xff\xff\xff").unwrap();
}

/// A picture whose measuring takes a while: more than a second on a fast processor.
fn large(path: &Path) {
    let paint = |x: u32, y: u32| {
        let n = x.wrapping_mul(2_654_435_761).wrapping_add(y.wrapping_mul(40_503)) >> 9;
        image::Rgb([n as u8, (n >> 3) as u8, (x ^ y) as u8])
    };
    image::RgbImage::from_fn(6000, 5000, paint).save(path).unwrap();
}

fn how(dossier: &Dossier) -> Vec<String> {
    let flaws = dossier.documents.iter().flat_map(|d| &d.flaws);
    flaws
        .filter_map(|(_, f)| match f {
            DecodeError::Crashed { how } => Some(how.clone()),
            _ => None,
        })
        .collect()
}

#[test]
fn reports_are_the_same_with_and_without() {
    let dir = tempfile::tempdir().unwrap();
    let made = case(dir.path(), "a", "a");
    zoo(&made);
    let both: Vec<String> = ["process", "none"]
        .iter()
        .map(|mode| {
            stdout(
                &check(&made)
                    .args(["--format", "json", "--isolation", mode])
                    .output()
                    .unwrap(),
            )
        })
        .collect();
    assert!(both[0].contains("file.corrupt") && both[0].contains("备注.txt"));
    assert_eq!(both[0], both[1]);
}

#[test]
fn a_reader_reaches_nothing() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let clocks = Clocks::default();
    // Outside the sandbox every attempt works: what is refused below is refused by it.
    let free = probe::run(file, port, usize::try_from(clocks.memory_bytes).unwrap() * 2);
    assert!(free.iter().all(|a| a.worked), "{free:#?}");
    let pool = pool(clocks);
    let sandbox = &pool.hello().sandbox;
    let boxed = pool.probe(file, port).unwrap();
    assert_eq!(boxed.len(), probe::ATTEMPTS.len());
    if !sandbox.whole() {
        eprintln!("SKIPPED: this kernel lacks {:?}; {boxed:#?}", sandbox.missing());
        return;
    }
    assert!(boxed.iter().all(|a| !a.worked), "{boxed:#?}");
    // It still reads.
    let dir = tempfile::tempdir().unwrap();
    zoo(dir.path());
    let case = walk::load_case(dir.path(), &Limits::default()).unwrap();
    let (dossier, account) = read(&case, &Reader::Sandboxed(Box::new(pool)));
    assert!(account.faults.is_empty(), "{account:?}");
    assert_eq!(dossier.documents.iter().filter(|d| d.pages.len() == 1).count(), 7);
}

#[test]
fn clocks_and_memory_end_a_reader_and_cost_one_document() {
    let dir = tempfile::tempdir().unwrap();
    large(&dir.path().join("b-large.png"));
    picture(&dir.path().join("a.png"));
    picture(&dir.path().join("c.png"));
    let case = walk::load_case(dir.path(), &Limits::default()).unwrap();
    let short = Clocks {
        step_seconds: 1,
        ..Clocks::default()
    };
    let small = Clocks {
        memory_bytes: 240 << 20,
        ..Clocks::default()
    };
    for (clocks, expected) in [(short, "out of processor time"), (small, "out of memory")] {
        let (dossier, account) = read(&case, &Reader::Sandboxed(Box::new(pool(clocks))));
        assert_eq!(how(&dossier), [expected], "{account:?}");
        let pages: Vec<usize> = dossier.documents.iter().map(|d| d.pages.len()).collect();
        assert_eq!(pages, [1, 0, 1]);
        let large = &dossier.documents[1];
        // What was known before it ended is kept.
        assert!(large.partial && large.format.name() == "png" && large.frames == 1 && large.sha256.len() == 64);
        let last = account.faults.last().unwrap();
        assert_eq!((last.document, last.page, last.mended), (2, Some(1), false));
    }
    let patient = short.times(200);
    let (dossier, account) = read(&case, &Reader::Sandboxed(Box::new(pool(patient))));
    assert!(how(&dossier).is_empty() && account.faults.is_empty());
}

/// Readers begun by a process.
#[cfg(target_os = "linux")]
fn readers_of(parent: u32) -> Vec<u32> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|n| n.parse::<u32>().ok()) else {
            continue;
        };
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        let rest: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        let command = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let is_reader = command.split(|b| *b == 0).nth(1) == Some(b"reader");
        if is_reader && rest.first() != Some(&"Z") && rest.get(1) == Some(&parent.to_string().as_str()) {
            found.push(pid);
        }
    }
    found
}

#[cfg(target_os = "linux")]
fn kill(pid: u32) {
    let pid = rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    // Gone already is as good.
    let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
}

fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_mins(1);
    while !holds() {
        assert!(Instant::now() < end, "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_reader_killed_from_outside_costs_nothing() {
    let dir = tempfile::tempdir().unwrap();
    large(&dir.path().join("large.png"));
    let case = walk::load_case(dir.path(), &Limits::default()).unwrap();
    let whole = read(&case, &Reader::InProcess(None, Trust::default())).0;
    // Begun by a process of its own, so that no other test's readers are struck.
    let mut command = super::chushen();
    command.arg("check").arg(dir.path());
    command.args(["--no-ocr", "--format", "json", "--as-of", AS_OF]);
    let undisturbed = command.output().unwrap().stdout;
    command.stdout(std::process::Stdio::piped());
    let child = command.spawn().unwrap();
    wait_until("no reader was begun", || !readers_of(child.id()).is_empty());
    // Long enough to have begun, far too short to have ended: the picture takes seconds.
    std::thread::sleep(Duration::from_millis(400));
    for reader in readers_of(child.id()) {
        kill(reader);
    }
    let output = child.wait_with_output().unwrap();
    assert_eq!(whole.documents[0].pages.len(), 1);
    assert!(output.stdout == undisturbed, "{}", stdout(&output));
}

#[test]
#[cfg(target_os = "linux")]
fn readers_die_with_their_parent() {
    let dir = tempfile::tempdir().unwrap();
    large(&dir.path().join("large.png"));
    let mut command = super::chushen();
    command
        .arg("check")
        .arg(dir.path())
        .args(["--no-ocr", "--as-of", AS_OF]);
    let mut child = command.stdout(std::process::Stdio::null()).spawn().unwrap();
    wait_until("no reader was begun", || !readers_of(child.id()).is_empty());
    std::thread::sleep(Duration::from_millis(200));
    let readers = readers_of(child.id());
    kill(child.id());
    child.wait().unwrap();
    wait_until("a reader outlived its parent", || {
        readers.iter().all(|r| {
            let stat = fs::read_to_string(format!("/proc/{r}/stat")).unwrap_or_default();
            stat.is_empty() || stat.contains(") Z ") || stat.contains(") X ")
        })
    });
}
