//! A pack of rules from a stranger: loaded or refused with a sentence; loaded twice it bears the same label.
#![no_main]

use chushen::judge::pack::Pack;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("house.toml"), bytes).unwrap();
    std::fs::write(
        dir.path().join("pack.toml"),
        "name = \"house\"\nversion = \"1\"\nchanges = []\n",
    )
    .unwrap();
    match Pack::load(dir.path()) {
        Ok(pack) => assert_eq!(pack.label, Pack::load(dir.path()).unwrap().label),
        Err(e) => assert!(!e.to_string().is_empty()),
    }
});
