//! Same input, same bytes.

use std::collections::BTreeMap;
use std::path::Path;

use super::{case, scan};

/// Every report and the index; not the log, which holds times.
fn bytes(out: &Path) -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(out)
        .unwrap()
        .map(|e| e.unwrap())
        .filter(|e| e.file_name() != "run.jsonl" && e.file_name() != "run.pictures")
        .map(|e| (e.file_name().into_string().unwrap(), std::fs::read(e.path()).unwrap()))
        .collect()
}

#[test]
fn jobs_time_zone_and_place_change_no_byte() {
    let dir = tempfile::tempdir().unwrap();
    let queue = dir.path().join("queue");
    for n in 0..6 {
        let made = case(&queue, &format!("c{n}"), &format!("id-{n}"));
        std::fs::write(made.join("notes.txt"), format!("备注 {n}")).unwrap();
    }
    std::fs::write(queue.join("c5/case.json"), "{").unwrap();
    let runs: Vec<_> = [
        ("a", "1", "UTC"),
        ("b", "2", "Asia/Shanghai"),
        ("c", "4", "America/Los_Angeles"),
    ]
    .into_iter()
    .map(|(name, jobs, zone)| {
        let out = dir.path().join(name);
        let status = scan(&queue, &out)
            .args(["--jobs", jobs])
            .env("TZ", zone)
            .output()
            .unwrap()
            .status;
        assert_eq!(status.code(), Some(1));
        bytes(&out)
    })
    .collect();
    assert_eq!(runs[0].len(), 7);
    assert_eq!(runs[0], runs[1]);
    assert_eq!(runs[0], runs[2]);
    // Files written in another order, in another place: the reports are the same.
    let moved = dir.path().join("elsewhere");
    for n in (0..6).rev() {
        let made = moved.join(format!("c{n}"));
        std::fs::create_dir_all(&made).unwrap();
        for name in ["notes.txt", "id.png", "case.json"] {
            std::fs::copy(queue.join(format!("c{n}")).join(name), made.join(name)).unwrap();
        }
    }
    let out = dir.path().join("d");
    scan(&moved, &out).output().unwrap();
    assert_eq!(bytes(&out), runs[0]);
}
