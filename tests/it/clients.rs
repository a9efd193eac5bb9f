//! The client examples, the dashboard and the alert rules of `integrations/api/`, by their own tests.

use std::path::Path;
use std::process::Command;

#[test]
fn the_clients_keep_the_protocol_and_the_dashboard_asks_for_metrics_that_are_there() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("integrations/api/tests/test_clients.py");
    let output = Command::new("python3").arg("-B").arg(&script).output();
    let Ok(output) = output else {
        assert!(std::env::var_os("CI").is_none(), "in CI there must be a python3");
        eprintln!("SKIPPED: there is no python3");
        return;
    };
    let text = super::stderr(&output);
    assert!(output.status.success() && text.contains("OK"), "{text}");
}
