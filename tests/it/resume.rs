//! Runs that are stopped, struck and taken up again: nothing is lost, nothing is done twice without need.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{case, code, read_json, scan, stderr, stdout, written};

/// The lines of the log since the last run began, by kind of event.
fn events(out: &Path) -> BTreeMap<String, Vec<Value>> {
    let text = fs::read_to_string(out.join("run.jsonl")).unwrap();
    let mut events: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in text.lines() {
        let Ok(value) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        let event = value["event"].as_str().unwrap().to_owned();
        if event == "begin" {
            events.clear();
        }
        events.entry(event).or_default().push(value);
    }
    events
}

fn folders(events: &BTreeMap<String, Vec<Value>>, event: &str) -> Vec<String> {
    let mut folders: Vec<String> = events
        .get(event)
        .into_iter()
        .flatten()
        .map(|v| v["folder"].as_str().unwrap().to_owned())
        .collect();
    folders.sort();
    folders
}

fn queue(dir: &Path, cases: usize) -> std::path::PathBuf {
    let queue = dir.join("queue");
    for n in 0..cases {
        case(&queue, &format!("c{n:02}"), &format!("id-{n:02}"));
    }
    queue
}

#[test]
fn what_is_unchanged_is_left_alone_and_the_rest_done_anew() {
    let dir = tempfile::tempdir().unwrap();
    let queue = queue(dir.path(), 5);
    let out = dir.path().join("out");
    assert_eq!(code(&scan(&queue, &out).output().unwrap()), Some(1));
    let whole = written(&out);
    let again = scan(&queue, &out).arg("--resume").output().unwrap();
    assert_eq!(code(&again), Some(1), "{}", stderr(&again));
    assert_eq!(folders(&events(&out), "unchanged").len(), 5);
    assert!(written(&out) == whole);
    // Bytes changed, a file vanished, a report gone, a report spoilt: each is done anew, and the fifth is not.
    fs::write(queue.join("c00/notes.txt"), "new").unwrap();
    fs::remove_file(queue.join("c01/id.png")).unwrap();
    fs::remove_file(out.join("id-02.json")).unwrap();
    fs::write(out.join("id-03.json"), "{}").unwrap();
    let dry = scan(&queue, &out).args(["--resume", "--dry-run"]).output().unwrap();
    assert_eq!(
        stdout(&dry),
        "changed\tc00\nchanged\tc01\nreport-gone\tc02\nreport-gone\tc03\nunchanged\tc04\n"
    );
    assert_eq!(fs::read(out.join("id-03.json")).unwrap(), b"{}");
    scan(&queue, &out).arg("--resume").output().unwrap();
    let happened = events(&out);
    assert_eq!(folders(&happened, "case"), ["c00", "c01", "c02", "c03"]);
    assert_eq!(folders(&happened, "unchanged"), ["c04"]);
    let fresh = dir.path().join("fresh");
    scan(&queue, &fresh).output().unwrap();
    assert!(written(&out) == written(&fresh));
    // Another day, other options: everything.
    scan(&queue, &out).args(["--resume", "--unmask"]).output().unwrap();
    assert_eq!(folders(&events(&out), "case").len(), 5);
    // Without --resume everything, and the log begins anew.
    scan(&queue, &out).output().unwrap();
    assert_eq!(folders(&events(&out), "case").len(), 5);
    assert!(written(&out) == written(&fresh));
}

#[test]
fn a_case_whose_id_another_folder_takes_too_is_done_anew() {
    let dir = tempfile::tempdir().unwrap();
    let queue = queue(dir.path(), 2);
    let out = dir.path().join("out");
    scan(&queue, &out).output().unwrap();
    case(&queue, "a-first", "id-01");
    scan(&queue, &out).arg("--resume").output().unwrap();
    assert_eq!(folders(&events(&out), "case"), ["a-first", "c01"]);
    let fresh = dir.path().join("fresh");
    scan(&queue, &fresh).output().unwrap();
    assert!(written(&out) == written(&fresh));
}

#[test]
#[cfg(target_os = "linux")]
fn a_killed_run_is_taken_up_and_gives_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let queue = queue(dir.path(), 8);
    let fresh = dir.path().join("fresh");
    let start = Instant::now();
    scan(&queue, &fresh).output().unwrap();
    let whole = start.elapsed();
    let out = dir.path().join("out");
    let mut begun = false;
    for share in [3, 5, 7] {
        let mut child = scan(&queue, &out)
            .arg("--resume")
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(whole * share / 10);
        child.kill().unwrap();
        child.wait().unwrap();
        begun |= out.join("run.jsonl").exists();
    }
    assert!(begun);
    // What a killed run leaves of a report being written.
    fs::write(out.join(".chushen-left"), b"half").unwrap();
    let last = scan(&queue, &out).arg("--resume").output().unwrap();
    assert_eq!(code(&last), Some(1), "{}", stderr(&last));
    assert!(written(&out) == written(&fresh));
}

#[test]
#[cfg(target_os = "linux")]
fn ctrl_c_finishes_what_is_begun_and_a_second_one_stops() {
    use rustix::process::{Pid, Signal, kill_process};
    let dir = tempfile::tempdir().unwrap();
    let queue = queue(dir.path(), 30);
    for n in 0..30 {
        super::picture(&queue.join(format!("c{n:02}/more.png")));
    }
    let fresh = dir.path().join("fresh");
    scan(&queue, &fresh).output().unwrap();
    for twice in [false, true] {
        let out = dir.path().join(format!("out-{twice}"));
        let child = scan(&queue, &out)
            .args(["--jobs", "1"])
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
        let end = Instant::now() + Duration::from_mins(2);
        while !out.join("id-01.json").exists() {
            assert!(Instant::now() < end);
            std::thread::sleep(Duration::from_millis(2));
        }
        kill_process(pid, Signal::INT).unwrap();
        if twice {
            // The handler runs on a thread of its own: two signals at once may count as one.
            std::thread::sleep(Duration::from_millis(30));
            let _ = kill_process(pid, Signal::INT);
        }
        let output = child.wait_with_output().unwrap();
        assert_eq!(code(&output), Some(130), "{}", stderr(&output));
        let reports = fs::read_dir(&out).unwrap().count();
        assert!(reports < 30, "{reports}");
        if !twice {
            assert!(stderr(&output).contains("--resume"), "{}", stderr(&output));
            assert_eq!(read_json(&out.join("index.json"))["schema"], "chushen.index/1");
        }
        let log = fs::read_to_string(out.join("run.jsonl")).unwrap();
        let resumed = scan(&queue, &out).arg("--resume").output().unwrap();
        assert_eq!(code(&resumed), Some(1), "{}", stderr(&resumed));
        let again = events(&out);
        assert!(!folders(&again, "unchanged").is_empty(), "{log}\n{again:?}");
        assert!(written(&out) == written(&fresh));
    }
}

#[test]
fn a_folder_in_use_is_refused_with_its_holder() {
    let dir = tempfile::tempdir().unwrap();
    let queue = queue(dir.path(), 1);
    let out = dir.path().join("out");
    scan(&queue, &out).output().unwrap();
    let held = fs::File::open(out.join("run.jsonl")).unwrap();
    held.lock().unwrap();
    let before = written(&out);
    let refused = scan(&queue, &out).output().unwrap();
    assert_eq!(code(&refused), Some(2));
    let text = stderr(&refused);
    let pid = events(&out)["begin"][0]["pid"].as_u64().unwrap();
    assert!(
        text.contains("in use") && text.contains(&format!("process {pid}")),
        "{text}"
    );
    assert!(written(&out) == before);
}

#[test]
fn the_log_and_the_figures_tell_the_run_and_no_names() {
    let dir = tempfile::tempdir().unwrap();
    let queue = queue(dir.path(), 2);
    fs::write(queue.join("c00/张三身份证11010519491231002X.txt"), "x").unwrap();
    let (out, figures) = (dir.path().join("out"), dir.path().join("run.prom"));
    let run = scan(&queue, &out).arg("--metrics").arg(&figures).output().unwrap();
    assert_eq!(code(&run), Some(1), "{}", stderr(&run));
    let log = fs::read_to_string(out.join("run.jsonl")).unwrap();
    assert!(!log.contains("张三") && !log.contains("11010519491231002X"));
    let happened = events(&out);
    assert_eq!(happened["begin"][0]["isolation"], "process");
    assert_eq!(happened["end"][0]["reports"], 2);
    assert_eq!(
        happened["case"][0]["documents"].as_u64().unwrap() + happened["case"][1]["documents"].as_u64().unwrap(),
        3
    );
    let text = fs::read_to_string(figures).unwrap();
    assert!(
        text.contains("chushen_run_cases 2\n") && text.contains("chushen_run_cases_left 0\n"),
        "{text}"
    );
    assert!(text.contains("chushen_run_documents 3\n"), "{text}");
}

/// In a mount namespace of its own, where that is allowed: a disk that fills up, and one that grows again.
#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_stops_the_run_and_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let queue = queue(dir.path(), 12);
    let fresh = dir.path().join("fresh");
    scan(&queue, &fresh).output().unwrap();
    let (small, kept) = (dir.path().join("small"), dir.path().join("kept"));
    fs::create_dir_all(&small).unwrap();
    fs::create_dir_all(&kept).unwrap();
    let script = format!(
        "set -u; mount -t tmpfs -o size=400k none '{small}' || exit 77\n\
         run() {{ '{program}' scan '{queue}' --out '{small}' --no-ocr --lang en --as-of {day} --jobs 2 --resume; }}\n\
         run 2>'{kept}/first'; echo $? >'{kept}/code'\n\
         mount -o remount,size=16m '{small}' || exit 77\n\
         run 2>'{kept}/second'; echo $? >>'{kept}/code'\n\
         mkdir '{kept}/out'; cp -a '{small}/.' '{kept}/out/'",
        small = small.display(),
        kept = kept.display(),
        queue = queue.display(),
        program = env!("CARGO_BIN_EXE_chushen"),
        day = super::AS_OF,
    );
    let output = Command::new("unshare").args(["-rm", "sh", "-c", &script]).output();
    if !output.as_ref().is_ok_and(|o| o.status.code() == Some(0)) {
        eprintln!("SKIPPED: no mount namespace can be had here: {output:?}");
        return;
    }
    assert_eq!(fs::read_to_string(kept.join("code")).unwrap(), "2\n1\n");
    let first = fs::read_to_string(kept.join("first")).unwrap();
    assert!(first.contains("has room") && first.contains("No space left"), "{first}");
    assert!(written(&kept.join("out")) == written(&fresh));
    assert!(!folders(&events(&kept.join("out")), "unchanged").is_empty());
}
