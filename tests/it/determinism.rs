//! Same input, same bytes.

use super::{case, scan, written};

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
        written(&out)
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
    assert_eq!(written(&out), runs[0]);
}
