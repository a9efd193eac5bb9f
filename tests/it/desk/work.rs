//! Ten people on one queue, with kills of the server between: nothing decided twice, nothing lost. Small in the gate; `make eval-desk` does it with
//! 1,000 cases and prints the figures.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::fixture::{Fixture, accounts, team};

struct Reviewer<'a> {
    name: &'a str,
    address: &'a str,
    cookie: String,
}

impl Reviewer<'_> {
    /// An answer, or `None` where the desk is away.
    fn ask(&self, method: &str, path: &str, body: &Value) -> Option<(u16, Value)> {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let mut stream = TcpStream::connect(self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(8))).ok()?;
        let head = format!(
            "Host: {}\r\nCookie: {}\r\nX-Chushen: 1\r\nConnection: close",
            self.address, self.cookie
        );
        let text = format!(
            "{method} {path} HTTP/1.1\r\n{head}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(text.as_bytes()).ok()?;
        let mut all = Vec::new();
        stream.read_to_end(&mut all).ok()?;
        let split = all.windows(4).position(|w| w == b"\r\n\r\n")?;
        let status = std::str::from_utf8(all.get(9..12)?).ok()?.parse().ok()?;
        let body = serde_json::from_slice(&all[split + 4..]).ok()?;
        Some((status, body))
    }
    /// The same until there is an answer.
    fn insist(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let begun = Instant::now();
        let mut last = None;
        while begun.elapsed() < Duration::from_mins(1) {
            last = self.ask(method, path, body);
            if let Some((status, body)) = last.take_if(|(status, _)| *status < 500) {
                return (status, body);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("{} got no answer to {method} {path}: {last:?}", self.name);
    }
}

/// What came of it.
struct Worked {
    confirmed: BTreeMap<String, String>,
    /// Milliseconds from a decision to its confirmation, where the desk was not away, sorted.
    times: Vec<f64>,
    kills: usize,
    resent: usize,
}

/// Lets people work through the queue; the desk is killed when so many decisions were confirmed.
fn work(fixture: &Fixture, file: &Path, people: &[String], cases: usize, kills_at: &[usize]) -> Worked {
    let first = team(fixture, file, &[]);
    let address = first.address().to_owned();
    let cookies: Vec<String> = people.iter().map(|p| first.log_in(p)).collect();
    // Outlives the scope below, whose closure ends with the last kill and not with the last decision.
    let mut desk = Some(first);
    let (done, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (confirmed, times, resent) = (Mutex::new(BTreeMap::new()), Mutex::new(Vec::new()), AtomicUsize::new(0));
    let mut kills = 0;
    std::thread::scope(|scope| {
        for (n, name) in people.iter().enumerate() {
            let reviewer = Reviewer {
                name,
                address: &address,
                cookie: cookies[n].clone(),
            };
            let (done, over, confirmed, times, resent) = (&done, &over, &confirmed, &times, &resent);
            scope.spawn(move || {
                // Each goes through the list from another place, as orders and filters differ.
                let mut at = n * cases / people.len();
                let mut missed = 0;
                while done.load(Ordering::SeqCst) < cases && missed < 4000 {
                    let keys: Vec<String> = (0..cases.min(200)).map(|i| format!("case-{:03}", (at + i) % cases)).collect();
                    let (_, got) = reviewer.insist("POST", "/api/claims", &json!({ "tab": format!("t{n}"), "keys": keys, "next": true }));
                    let Some(key) = got["key"].as_str() else {
                        at = (at + keys.len()) % cases;
                        missed += 1;
                        std::thread::sleep(Duration::from_millis(20));
                        continue;
                    };
                    let (status, case) = reviewer.insist("GET", &format!("/api/cases/{key}"), &Value::Null);
                    if status != 200 {
                        continue;
                    }
                    let act = match at % 3 {
                        0 => json!({ "action": "accept" }),
                        1 => json!({ "action": "send-back", "notice": format!("{name} 请补 {key}") }),
                        _ => json!({ "action": "hold", "reason": name }),
                    };
                    let once = format!("{n}-{key}-{at}");
                    let asked = json!({ "base": case["state"]["revision"], "digest": case["digest"], "once": once, "act": act });
                    let path = format!("/api/cases/{key}/decisions");
                    let begun = Instant::now();
                    let first = reviewer.ask("POST", &path, &asked).filter(|(s, _)| *s < 500);
                    let (status, answer) = if let Some(answer) = first {
                        times.lock().unwrap().push(begun.elapsed().as_secs_f64() * 1000.0);
                        answer
                    } else {
                        // The receipt may be lost: the same request is sent again.
                        resent.fetch_add(1, Ordering::SeqCst);
                        reviewer.insist("POST", &path, &asked)
                    };
                    at += 1;
                    if status == 200 {
                        let own = answer["state"]["history"].as_array().unwrap().iter().any(|e| e["once"] == once.as_str());
                        assert!(own, "{key} was confirmed and is not there: {answer}");
                        let before = confirmed.lock().unwrap().insert(key.to_owned(), once);
                        assert_eq!(before, None, "{key} was confirmed to two people");
                        done.fetch_add(1, Ordering::SeqCst);
                    }
                }
                over.store(true, Ordering::SeqCst);
            });
        }
        for at in kills_at {
            while done.load(Ordering::SeqCst) < *at && !over.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(2));
            }
            if let Some(desk) = desk.take() {
                desk.kill();
            }
            kills += 1;
            desk = Some(team(fixture, file, &["--addr", &address]));
        }
    });
    drop(desk);
    let mut times = times.into_inner().unwrap();
    times.sort_by(f64::total_cmp);
    Worked {
        confirmed: confirmed.into_inner().unwrap(),
        times,
        kills,
        resent: resent.into_inner(),
    }
}

/// Holds what was confirmed against the record.
fn held(fixture: &Fixture, worked: &Worked, cases: usize) {
    assert_eq!(worked.confirmed.len(), cases, "every case was decided");
    let mut decided: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for e in fixture.entries() {
        let text = |name: &str| e[name].as_str().unwrap_or_default().to_owned();
        decided.entry(text("report")).or_default().push(text("once"));
    }
    for (key, once) in &worked.confirmed {
        assert_eq!(decided.get(key), Some(&vec![once.clone()]), "{key}");
    }
    let file = std::fs::File::open(fixture.reports().join("decisions.jsonl")).unwrap();
    let found = chushen::decisions::chain::verify(std::io::BufReader::new(file), None).unwrap();
    assert!(found.holds(), "{found:?}");
}

fn people(many: usize) -> Vec<String> {
    (1..=many).map(|n| format!("审核{n}")).collect()
}

fn accounts_of(fixture: &Fixture, people: &[String]) -> std::path::PathBuf {
    let list: Vec<(&str, &str)> = people.iter().map(|p| (p.as_str(), "reviewer")).collect();
    accounts(fixture, &list)
}

#[test]
fn many_people_decide_each_case_once_though_the_desk_is_killed_twice() {
    let fixture = Fixture::new();
    fixture.queue_of(60);
    let people = people(4);
    let file = accounts_of(&fixture, &people);
    let worked = work(&fixture, &file, &people, 60, &[15, 40]);
    held(&fixture, &worked, 60);
    assert_eq!(worked.kills, 2);
}

#[test]
#[ignore = "a measurement: prints"]
fn ten_people_on_a_thousand_cases() {
    let fixture = Fixture::new();
    fixture.queue_of(1000);
    let people = people(10);
    let file = accounts_of(&fixture, &people);
    let begun = Instant::now();
    let worked = work(&fixture, &file, &people, 1000, &[300, 700]);
    let took = begun.elapsed();
    held(&fixture, &worked, 1000);
    let at = |share: f64| worked.times[((worked.times.len() - 1) as f64 * share) as usize];
    println!(
        "1000 cases, 10 people, {} kills -9: {} decided once each, none lost, {} sent again, {took:.1?} in all",
        worked.kills,
        worked.confirmed.len(),
        worked.resent
    );
    println!(
        "from decision to confirmation: median {:.1} ms, 95 % {:.1} ms, longest {:.1} ms",
        at(0.5),
        at(0.95),
        at(1.0)
    );
}
