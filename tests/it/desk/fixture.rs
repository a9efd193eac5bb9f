//! Queues and reports with drawn truth: pictures whose blocks of colour stand where the findings say, reports as a scan
//! writes them, and a desk over both.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use serde_json::{Value, json};
use sha2::Digest;

use super::super::chushen as program;

pub const RED: [u8; 3] = [220, 20, 20];

/// A folder with a queue and reports.
pub struct Fixture {
    pub dir: tempfile::TempDir,
}

/// One case being made.
pub struct Case<'a> {
    fixture: &'a Fixture,
    pub id: String,
    pub report: Value,
}

impl Fixture {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        for name in ["queue", "reports"] {
            std::fs::create_dir(dir.path().join(name)).unwrap();
        }
        Self { dir }
    }
    pub fn queue(&self) -> PathBuf {
        self.dir.path().join("queue")
    }
    pub fn reports(&self) -> PathBuf {
        self.dir.path().join("reports")
    }
    /// A case without documents or findings, its verdict to be made by what is added.
    pub fn case(&self, id: &str) -> Case<'_> {
        let report = json!({
            "schema": "chushen.report/1",
            "tool": { "version": "0.1.0", "rules": "test", "models": "none" },
            "as_of": "2026-06-01",
            "case": { "id": id, "subject": "王测试", "subject_kind": "individual", "province": "四川" },
            "verdict": "pass",
            "counts": { "reject": 0, "review": 0, "note": 0 },
            "documents": [], "findings": [], "checks": []
        });
        Case {
            fixture: self,
            id: id.to_owned(),
            report,
        }
    }
    /// `many` cases with one picture each; every third is rejected, every third for review.
    pub fn queue_of(&self, many: usize) {
        for n in 0..many {
            let mut case = self.case(&format!("case-{n:03}"));
            case.declare();
            case.picture("a.png", 400, 300, [100, 80, 120, 40], 0);
            match n % 3 {
                0 => case.finding("image.not-colour", "reject", Some("a.png"), Some([100, 80, 120, 40])),
                1 => case.finding("image.blurred", "review", Some("a.png"), Some([100, 80, 120, 40])),
                _ => {}
            }
            case.write();
        }
    }
    /// The ledger's entries.
    pub fn entries(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.reports().join("decisions.jsonl")).unwrap_or_default();
        text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
    }
}

impl Case<'_> {
    fn folder(&self) -> PathBuf {
        let name: String = self
            .id
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' })
            .collect();
        let folder = self.fixture.queue().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }
    /// Writes `case.json`. The number is the example of GB 11643-1999, annex A.
    pub fn declare(&mut self) {
        let text = json!({
            "case_id": self.id, "province": "51", "submitted_at": "2026-05-20T09:00:00+08:00",
            "subject": {
                "kind": "individual", "name": "王测试",
                "certificate": { "kind": "citizen-id", "number": "11010519491231002X" },
                "responsible_person": { "name": "王测试", "phone": "13800138000" }
            }
        });
        std::fs::write(self.folder().join("case.json"), text.to_string()).unwrap();
    }
    /// A white picture of this size as it is upright, with a red block; stored so that a clockwise turn of `turn` degrees
    /// makes it upright.
    pub fn picture(&mut self, name: &str, width: u32, height: u32, block: [u32; 4], turn: u16) {
        let [x, y, w, h] = block;
        let red = |px: u32, py: u32| px >= x && px < x + w && py >= y && py < y + h;
        let upright = image::RgbImage::from_fn(width, height, |px, py| {
            image::Rgb(if red(px, py) { RED } else { [255; 3] })
        });
        let stored = match turn {
            90 => image::imageops::rotate270(&upright),
            180 => image::imageops::rotate180(&upright),
            _ => upright,
        };
        stored.save(self.folder().join(name)).unwrap();
        self.page(name, width, height, turn);
    }
    /// A row for a file that is there.
    pub fn page(&mut self, name: &str, width: u32, height: u32, turn: u16) {
        let bytes = std::fs::read(self.folder().join(name)).unwrap();
        let sha256: String = sha2::Sha256::digest(&bytes)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        let row = json!({
            "path": name, "bytes": bytes.len(), "sha256": sha256, "format": "png", "kind": "verification-form",
            "kind_confidence": 0.98, "origin": "scan", "marks": [], "fields": {}, "partial": false,
            "pages": [{ "width": width, "height": height, "dpi": null, "colour": "colour", "orientation": turn, "text_source": "ocr", "metrics": {} }]
        });
        self.report["documents"].as_array_mut().unwrap().push(row);
    }
    pub fn file(&mut self, name: &str, bytes: &[u8]) {
        std::fs::write(self.folder().join(name), bytes).unwrap();
    }
    pub fn finding(&mut self, code: &str, severity: &str, document: Option<&str>, area: Option<[u32; 4]>) {
        let mut row = json!({
            "code": code, "severity": severity, "message": format!("message of {code}"), "document": document,
            "page": document.map(|_| 1), "suggest": format!("mend {code}"), "rule": "test.rule", "source": "a source", "rule_level": "baseline"
        });
        if let Some(area) = area {
            row["box"] = json!(area);
        }
        self.push(row);
    }
    pub fn push(&mut self, row: Value) {
        self.report["findings"].as_array_mut().unwrap().push(row);
    }
    pub fn write(mut self) -> String {
        let count = |s: &str| {
            self.report["findings"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|f| f["severity"] == s)
                .count()
        };
        let (reject, review, note) = (count("reject"), count("review"), count("note"));
        self.report["counts"] = json!({ "reject": reject, "review": review, "note": note });
        let verdict = if reject > 0 {
            "reject"
        } else if review > 0 {
            "review"
        } else {
            "pass"
        };
        self.report["verdict"] = json!(verdict);
        let key = chushen::run::files::name_of(&self.id);
        let path = self.fixture.reports().join(format!("{key}.json"));
        chushen::run::files::write_atomic(&path, self.report.to_string().as_bytes()).unwrap();
        key
    }
}

/// A desk that is open; closed when dropped.
pub struct Desk {
    child: Child,
    pub url: String,
}

pub const PASSWORD: &str = "correct horse";

/// An accounts file with these people, each with the test's password.
pub fn accounts(fixture: &Fixture, people: &[(&str, &str)]) -> PathBuf {
    let file = fixture.dir.path().join("accounts.toml");
    for (name, role) in people {
        let mut command = program();
        command
            .args(["desk", "account"])
            .arg(&file)
            .arg(name)
            .args(["--role", role]);
        if *role == "lead" {
            command.arg("--reveal");
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(format!("{PASSWORD}\n").as_bytes())
            .unwrap();
        assert!(child.wait().unwrap().success());
    }
    file
}

/// A team's desk.
pub fn team(fixture: &Fixture, accounts: &Path, more: &[&str]) -> Desk {
    let mut all = vec!["--accounts", accounts.to_str().unwrap()];
    all.extend(more);
    desk(fixture, "-", &all)
}

pub fn desk(fixture: &Fixture, reviewer: &str, more: &[&str]) -> Desk {
    desk_over(&fixture.reports(), &fixture.queue(), reviewer, more)
}

pub fn desk_over(reports: &Path, queue: &Path, reviewer: &str, more: &[&str]) -> Desk {
    let mut command = program();
    command
        .arg("serve")
        .arg(reports)
        .arg("--cases")
        .arg(queue)
        .args(["--reviewer", reviewer]);
    if !more.contains(&"--addr") {
        command.args(["--addr", "127.0.0.1:0"]);
    }
    let mut child = command
        .args(more)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut url = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut url)
        .unwrap();
    assert!(url.starts_with("http://"), "the desk did not open: {url:?}");
    Desk {
        child,
        url: url.trim_end().to_owned(),
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub struct Answer {
    pub status: u16,
    pub headers: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.body)))
    }
}

impl Desk {
    pub fn address(&self) -> &str {
        let rest = self.url.strip_prefix("http://").unwrap();
        rest.split('/').next().unwrap()
    }
    pub fn process(&self) -> u32 {
        self.child.id()
    }
    /// A request as written, without a browser's help.
    pub fn raw(&self, request: &str) -> Answer {
        let port = self.address().rsplit(':').next().unwrap();
        let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut all = Vec::new();
        stream.read_to_end(&mut all).unwrap();
        let split = all.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or(all.len());
        let headers = String::from_utf8_lossy(&all[..split]).to_lowercase();
        let status = headers.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        Answer {
            status,
            headers,
            body: all.get(split + 4..).unwrap_or_default().to_vec(),
        }
    }
    /// A request of somebody with a cookie.
    pub fn ask(&self, cookie: &str, method: &str, path: &str, body: &Value) -> Answer {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        self.raw(&format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\nX-Chushen: 1\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.address(),
            body.len()
        ))
    }
    /// The cookie of a session begun with the test's password.
    pub fn log_in(&self, name: &str) -> String {
        let answer = self.post("/api/session", &json!({ "name": name, "password": PASSWORD }));
        assert_eq!(answer.status, 200, "{}", answer.json());
        let line = answer.headers.lines().find(|l| l.starts_with("set-cookie: ")).unwrap();
        line["set-cookie: ".len()..].split(';').next().unwrap().to_owned()
    }
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
    pub fn get(&self, path: &str) -> Answer {
        self.raw(&format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address()
        ))
    }
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        let body = body.to_string();
        self.raw(&format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nX-Chushen: 1\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            self.address(),
            body.len()
        ))
    }
    /// The list once it holds so many rows.
    pub fn list(&self, rows: usize) -> Value {
        for _ in 0..200 {
            let list = self.get("/api/cases?since=0").json();
            if list["rows"].as_array().unwrap().len() == rows {
                return list;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!(
            "the list never had {rows} rows: {}",
            self.get("/api/cases?since=0").json()
        );
    }
}
