//! A server over a folder of state, and callers that write their requests by hand.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::super::{AS_OF, chushen};

/// A server that is open; killed when dropped.
pub struct Server {
    child: Child,
    pub address: String,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
    /// The code of a problem.
    pub fn code(&self) -> String {
        assert_eq!(
            self.header("content-type"),
            Some("application/problem+json"),
            "{self:?}"
        );
        let problem = self.json();
        assert_eq!(problem["status"], self.status);
        problem["code"].as_str().unwrap().to_owned()
    }
}

/// A part of a multipart body: name, file name, content.
pub type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

pub const BOUNDARY: &str = "----test-boundary";

pub fn multipart(parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, content) in parts {
        let file = file.map_or_else(String::new, |f| format!("; filename=\"{f}\""));
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

impl Server {
    /// A server without reading of pictures, open to whoever reaches it.
    pub fn open(state: &Path) -> Self {
        Self::with(state, &["--no-token"])
    }
    pub fn with(state: &Path, options: &[&str]) -> Self {
        let mut command = chushen();
        command
            .arg("api")
            .arg(state)
            .args(["--listen", "127.0.0.1:0", "--no-ocr"]);
        command.args(["--lang", "en", "--as-of", AS_OF]).args(options);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .trim()
            .strip_prefix("http://")
            .and_then(|l| l.strip_suffix('/'))
            .unwrap_or_else(|| panic!("no address: '{line}'"))
            .to_owned();
        Self { child, address }
    }
    /// Ends it as a loss of power would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
    /// Asks it to stop, and waits until it has; its exit code.
    #[cfg(target_os = "linux")]
    pub fn stop(mut self) -> Option<i32> {
        let pid = rustix::process::Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
        self.child.wait().unwrap().code()
    }
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        stream
    }
    /// Sends these bytes and reads the answer.
    pub fn raw(&self, request: &[u8]) -> Answer {
        let mut stream = self.connect();
        // A server that answers early may close before all was sent.
        let _ = stream.write_all(request);
        answer(stream)
    }
    /// A request with further headers and a body.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(n, _)| n.eq_ignore_ascii_case("host")) {
            head.push_str(&format!("Host: {}\r\n", self.address));
        }
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        self.raw(&[head.as_bytes(), body].concat())
    }
    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }
    /// Sends a form.
    pub fn post(&self, path: &str, headers: &[(&str, &str)], parts: &[Part<'_>]) -> Answer {
        let media = format!("multipart/form-data; boundary={BOUNDARY}");
        let mut all = vec![("Content-Type", media.as_str())];
        all.extend_from_slice(headers);
        self.ask("POST", path, &all, &multipart(parts))
    }
    /// Hands in a case and answers its id.
    pub fn hand_in(&self, headers: &[(&str, &str)], parts: &[Part<'_>]) -> String {
        let answer = self.post("/v1/cases", headers, parts);
        assert_eq!(answer.status, 202, "{}", answer.text());
        let id = answer.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(answer.header("location").unwrap(), format!("/v1/cases/{id}"));
        id
    }
    /// The report of a case, waited for.
    pub fn report(&self, id: &str) -> Vec<u8> {
        for _ in 0..600 {
            let answer = self.get(&format!("/v1/cases/{id}"));
            match answer.status {
                200 => return answer.body,
                202 => {
                    assert!(answer.header("retry-after").is_some());
                    std::thread::sleep(Duration::from_millis(50));
                }
                other => panic!("{other}: {}", answer.text()),
            }
        }
        panic!("no report of {id}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn answer(mut stream: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    // A connection that is reset after the answer has given it.
    let _ = stream.read_to_end(&mut bytes);
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n");
    let end = end.unwrap_or_else(|| panic!("no answer: {:?}", String::from_utf8_lossy(&bytes)));
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines
        .filter_map(|l| l.split_once(':'))
        .map(|(n, v)| (n.to_ascii_lowercase(), v.trim().to_owned()))
        .collect();
    Answer {
        status,
        headers,
        body: bytes[end + 4..].to_vec(),
    }
}

/// A folder of state.
pub fn state(dir: &tempfile::TempDir) -> PathBuf {
    dir.path().join("state")
}

/// A coloured picture as PNG; `seed` makes it another one.
pub fn png(seed: u32) -> Vec<u8> {
    let paint = |x: u32, y: u32| image::Rgb([(x % 251) as u8, ((y + seed) % 241) as u8, ((x * y) % 239) as u8]);
    let mut out = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(320, 200, paint)
        .write_to(&mut out, image::ImageFormat::Png)
        .unwrap();
    out.into_inner()
}
