//! A real Chromium, driven over the DevTools protocol by a pipe (`--remote-debugging-pipe`): messages are JSON ended by a
//! zero byte on file descriptors 3 and 4. No port is opened and no crate is needed.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base64ct::{Base64, Encoding};
use serde_json::{Value, json};

/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_secs(30);

/// One browser at a time: it needs a core for itself.
static ONE: Mutex<()> = Mutex::new(());

pub struct Chrome {
    child: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    next: u64,
    session: Option<String>,
    events: Vec<Value>,
    _profile: tempfile::TempDir,
    _one: MutexGuard<'static, ()>,
}

/// A browser with one page of 1280 x 720, or `None` with a loud word where there is no Chromium; in CI it must be there.
pub fn chrome() -> Option<Chrome> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let told = std::env::var("CHROMIUM").ok();
    let found = told.or_else(|| {
        let there = |n: &&str| {
            Command::new(n)
                .arg("--version")
                .output()
                .is_ok_and(|o| o.status.success())
        };
        names.iter().find(|n| there(n)).map(|n| (*n).to_owned())
    });
    let Some(program) = found else {
        assert!(
            std::env::var_os("CI").is_none(),
            "in CI Chromium must be there: apt-get install chromium"
        );
        #[expect(clippy::print_stderr, reason = "a skipped test is said loudly")]
        {
            eprintln!("SKIPPED: no Chromium here; install Debian's `chromium` to test the review desk");
        }
        return None;
    };
    Some(Chrome::start(&program))
}

impl Chrome {
    fn start(program: &str) -> Self {
        let one = ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let profile = tempfile::tempdir().unwrap();
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1", program])
            .args([
                "--headless=new",
                "--remote-debugging-pipe",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
            ])
            .args([
                "--disable-dev-shm-usage",
                "--disable-extensions",
                "--window-size=1280,720",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (send, from) = channel();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            let mut message = Vec::new();
            while out.read_until(0, &mut message).is_ok_and(|n| n > 0) {
                message.pop();
                if send
                    .send(serde_json::from_slice(&message).unwrap_or(Value::Null))
                    .is_err()
                {
                    break;
                }
                message.clear();
            }
        });
        let mut chrome = Self {
            to: child.stdin.take().unwrap(),
            child,
            from,
            next: 0,
            session: None,
            events: Vec::new(),
            _profile: profile,
            _one: one,
        };
        let target = chrome.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let session = chrome.call("Target.attachToTarget", attach);
        chrome.session = session["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page.enable", "Runtime.enable", "Log.enable", "Network.enable"] {
            chrome.call(domain, json!({}));
        }
        chrome.size(1280, 720);
        chrome.dark(false);
        chrome
    }

    pub fn call(&mut self, method: &str, params: Value) -> Value {
        self.try_call(method, params)
            .unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// What a method answers, or the error.
    fn try_call(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        self.next += 1;
        let mut message = json!({ "id": self.next, "method": method, "params": params });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = serde_json::to_vec(&message).unwrap();
        bytes.push(0);
        self.to.write_all(&bytes).unwrap();
        let begun = Instant::now();
        loop {
            match self.from.recv_timeout(PATIENCE.saturating_sub(begun.elapsed())) {
                Ok(answer) if answer["id"] == self.next => {
                    let (result, error) = (answer["result"].clone(), answer["error"].clone());
                    return if error.is_null() { Ok(result) } else { Err(error) };
                }
                Ok(event) => self.events.push(event),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => panic!("{method}: no answer"),
            }
        }
    }

    pub fn size(&mut self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", metrics);
    }

    pub fn dark(&mut self, dark: bool) {
        let scheme = if dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.call("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    pub fn go(&mut self, url: &str) {
        self.call("Page.navigate", json!({ "url": url }));
    }

    /// Goes elsewhere as a person would; the page may ask before it is left, and is told yes. Whether it asked.
    pub fn leave_for(&mut self, url: &str) -> bool {
        self.eval(&format!(
            "window.isLeft = true; void setTimeout(() => location.assign({}), 0)",
            json!(url)
        ));
        std::thread::sleep(Duration::from_millis(500));
        let asked = self
            .try_call("Page.handleJavaScriptDialog", json!({ "accept": true }))
            .is_ok();
        // The page that is left stands until the next one has come.
        self.wait("!window.isLeft");
        asked
    }

    /// The value of an expression; a promise is awaited.
    pub fn eval(&mut self, expression: &str) -> Value {
        self.try_eval(expression)
            .unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    /// The same, or the error of the browser.
    fn try_eval(&mut self, expression: &str) -> Result<Value, Value> {
        let params = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let answer = self.try_call("Runtime.evaluate", params)?;
        assert!(
            answer["exceptionDetails"].is_null(),
            "{expression}: {}",
            answer["exceptionDetails"]
        );
        Ok(answer["result"]["value"].clone())
    }

    pub fn text(&mut self, expression: &str) -> String {
        let value = self.eval(expression);
        value
            .as_str()
            .unwrap_or_else(|| panic!("{expression}: {value}"))
            .to_owned()
    }

    /// Waits until an expression is true; returns how long that took.
    pub fn wait(&mut self, expression: &str) -> Duration {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let guarded = format!("(() => {{ try {{ return Boolean({expression}); }} catch {{ return false; }} }})()");
            match self.try_eval(&guarded) {
                Ok(Value::Bool(true)) => return begun.elapsed(),
                Ok(_) => {}
                // A page that is just being left answers nothing; the next one is asked again.
                Err(error) if error["message"] == "Inspected target navigated or closed" => {}
                Err(error) => panic!("{expression}: {error}"),
            }
            std::thread::sleep(Duration::from_millis(15));
        }
        let page = self.eval("document.body.innerText.slice(0, 1500)");
        panic!(
            "waited in vain for {expression}\nproblems: {:?}\npage: {page}",
            self.problems()
        );
    }

    /// A key pressed and let go, as typed.
    pub fn key(&mut self, key: &str) {
        self.press(key, 0);
    }

    /// Control and a key.
    pub fn control(&mut self, key: &str) {
        self.press(key, 2);
    }

    fn press(&mut self, key: &str, modifiers: u32) {
        let code = match key {
            "Enter" => 13,
            "Escape" => 27,
            "Tab" => 9,
            one => one.to_uppercase().bytes().next().map_or(0, u32::from),
        };
        let mut down = json!({ "type": "keyDown", "key": key, "modifiers": modifiers, "windowsVirtualKeyCode": code });
        if modifiers == 0 && (key.chars().count() == 1 || key == "Enter") {
            down["text"] = json!(if key == "Enter" { "\r" } else { key });
        }
        self.call("Input.dispatchKeyEvent", down);
        let up = json!({ "type": "keyUp", "key": key, "modifiers": modifiers, "windowsVirtualKeyCode": code });
        self.call("Input.dispatchKeyEvent", up);
    }

    pub fn type_text(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// The mouse pressed and let go in the middle of an element.
    pub fn click(&mut self, selector: &str) {
        let middle = format!(
            "(() => {{ const r = document.querySelector({}).getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()",
            json!(selector)
        );
        let at = self.eval(&middle);
        for kind in ["mousePressed", "mouseReleased"] {
            let params =
                json!({ "type": kind, "x": at[0], "y": at[1], "button": "left", "buttons": 1, "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", params);
        }
    }

    pub fn png(&mut self) -> Vec<u8> {
        let shot = self.call("Page.captureScreenshot", json!({ "format": "png" }));
        decoded(shot["data"].as_str().unwrap())
    }

    pub fn screenshot(&mut self) -> image::RgbImage {
        image::load_from_memory(&self.png()).unwrap().into_rgb8()
    }

    fn drain(&mut self) {
        // One question makes sure that what came before it was read.
        self.eval("0");
    }

    /// Exceptions, policy violations and other complaints since the start.
    pub fn problems(&mut self) -> Vec<String> {
        self.drain();
        let loud = self.events.iter().filter_map(|e| match e["method"].as_str()? {
            "Runtime.exceptionThrown" => Some(e["params"]["exceptionDetails"].to_string()),
            "Log.entryAdded" if e["params"]["entry"]["level"] == "error" => {
                Some(e["params"]["entry"]["text"].to_string())
            }
            _ => None,
        });
        loud.collect()
    }

    /// Addresses the page asked for.
    pub fn asked(&mut self) -> Vec<String> {
        self.drain();
        let requests = self
            .events
            .iter()
            .filter(|e| e["method"] == "Network.requestWillBeSent");
        requests
            .filter_map(|e| e["params"]["request"]["url"].as_str().map(str::to_owned))
            .collect()
    }
}

impl Drop for Chrome {
    fn drop(&mut self) {
        self.session = None;
        let close = json!({ "id": 0, "method": "Browser.close" }).to_string();
        let _ = self
            .to
            .write_all(close.as_bytes())
            .and_then(|()| self.to.write_all(&[0]));
        for _ in 0..100 {
            if matches!(self.child.try_wait(), Ok(Some(_)) | Err(_)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Bytes of a text in base64 (RFC 4648).
fn decoded(text: &str) -> Vec<u8> {
    Base64::decode_vec(text).unwrap()
}
