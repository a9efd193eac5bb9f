//! The worker protocol: one answer in ASCII for each line that is not blank, however the bytes are chunked.
#![no_main]

use std::io::BufReader;
use std::sync::LazyLock;
use std::time::Duration;

use chushen::judge::engine::RulesLevel;
use chushen::judge::pack::Pack;
use chushen::limits::Limits;
use chushen::report::Lang;
use chushen::report::model::Tool;
use chushen::run::read_cache::ReadCache;
use chushen::run::read_slots::ReadSlots;
use chushen::run::reader::Reader;
use chushen::run::{CheckRows, Setup, worker};
use libfuzzer_sys::fuzz_target;

static SETUP: LazyLock<Setup> = LazyLock::new(|| Setup {
    pack: Pack::builtin().unwrap(),
    reader: Reader::InProcess(None, chushen::signature::Trust::default()),
    tool: Tool {
        version: "0".to_owned(),
        rules: "r".to_owned(),
        models: "none".to_owned(),
    },
    // A request may name any folder of this machine: nothing of it is read.
    limits: Limits {
        files: 0,
        folder_depth: 0,
        declaration_bytes: 0,
        ..Limits::default()
    },
    as_of: "2026-06-01".parse().unwrap(),
    asked: RulesLevel::Published.into(),
    lang: Lang::En,
    unmask: false,
    strict: false,
    trust: String::new(),
    checks: CheckRows::default(),
    kept: ReadCache::new(0, Duration::ZERO),
    slots: ReadSlots::unbounded(),
});

fn answers(bytes: &[u8], chunk: usize) -> Vec<String> {
    let mut out = Vec::new();
    let from = BufReader::with_capacity(chunk, std::io::Cursor::new(bytes.to_vec()));
    worker::serve(from, &mut out, 1, &SETUP, &|_| {}).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.is_ascii());
    text.lines().map(str::to_owned).collect()
}

fuzz_target!(|bytes: &[u8]| {
    let asked = bytes
        .split(|b| *b == b'\n')
        .filter(|l| !l.trim_ascii().is_empty())
        .count();
    let whole = answers(bytes, 1 << 16);
    assert_eq!(whole.len(), asked);
    for line in &whole {
        let answer: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(answer["report"].is_object() != answer["error"].is_object());
    }
    assert_eq!(whole, answers(bytes, 3));
});
