//! `chushen serve`: the review desk.

use std::path::Path;

use super::args::Serve;
use super::{Exit, Failure, put};
use crate::cli::Code;
use crate::limits::Clocks;
use crate::run::reader::sandbox;
use crate::serve::{self, Options, access};

/// Runs the command; it ends when the process is ended.
pub(super) fn run(args: &Serve) -> Result<Exit, Failure> {
    let token = args.token_file.as_deref().map(token).transpose()?;
    let reviewer = args
        .reviewer
        .clone()
        .or_else(super::user)
        .filter(|n| !n.trim().is_empty());
    if reviewer.is_none() && args.accounts.is_none() {
        super::remark("nobody is named: cases can be looked at, not decided; give --reviewer NAME");
    }
    let options = Options {
        reports: args.report_dir.clone(),
        cases: args.cases.clone(),
        address: args.addr,
        names: args.host.clone(),
        token: token.clone(),
        reviewer,
        unmask: args.unmask,
        lang: super::say::of_reports(),
        accounts: args.accounts.clone(),
        trust_header: args.trust_header.clone(),
        claim_seconds: args.claim_seconds,
        second_share: f64::from(args.second_looks) / 100.0,
        known: args.known.clone(),
        house: args.house.clone(),
        remark: super::remark,
        // Without a path to itself the program cannot begin another; then pages are painted here.
        painter: std::env::current_exe().ok(),
    };
    let ready = |address: std::net::SocketAddr| {
        // The part after # stays in the browser: no log and no referrer sees it.
        let token = token.map(|t| format!("#token={t}")).unwrap_or_default();
        // A reader of the address that went away does not close the desk.
        let _ = put(&format!("http://{address}/{token}\n"));
        super::remark("the desk is open; Ctrl-C closes it");
    };
    serve::serve(options, ready).map_err(|e| Failure::of(&e))?;
    Ok(Exit::Passed)
}

/// The token of a file, or a fresh one.
fn token(file: &Path) -> Result<String, Failure> {
    if file == Path::new("new") {
        return access::fresh_token().map_err(|e| Failure::coded(Code::System, format!("cannot make a token: {e}")));
    }
    let text = std::fs::read_to_string(file).map_err(|e| Failure::unread(file, &e))?;
    let token = text.lines().next().unwrap_or_default().trim();
    if token.len() < 16 || !token.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(Failure::coded(
            Code::Token,
            format!(
                "the first line of '{}' is no token: it needs 16 or more letters and digits",
                file.display()
            ),
        ));
    }
    Ok(token.to_owned())
}

/// `chushen painter`: the hidden command that the desk begins for each picture. It puts itself into a sandbox as a reader does before the
/// first byte of the file.
pub(super) fn paint() -> Result<Exit, Failure> {
    // What the kernel lacks, `chushen doctor` and the run log tell; the desk shows pictures all the same.
    let _sandbox = sandbox::after_models(sandbox::before_models(None), Clocks::default().memory_bytes);
    serve::painter::child(std::io::stdin().lock(), std::io::stdout().lock())
        .map_err(|e| Failure::coded(Code::Desk, format!("the painter cannot talk to the desk: {e}")))?;
    Ok(Exit::Passed)
}
