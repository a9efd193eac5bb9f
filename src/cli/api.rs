//! `chushen api`: the review over HTTP. `chushen api-token`: who may ask it for what.

use std::path::Path;
use std::time::Duration;

use super::args::{Api, ApiToken};
use super::errors::Code;
use super::{Exit, Failure, put, setup};
use crate::api::{self, Bounds, Callbacks, Options, tokens};

/// Runs the command; it ends when the process is asked to.
pub(super) fn run(args: &Api) -> Result<Exit, Failure> {
    if args.tokens.is_none() && !args.no_token {
        return Err(Failure::coded(
            Code::Token,
            "give a file of tokens with --tokens FILE (`chushen api-token` makes one), or --no-token, for loopback only",
        ));
    }
    let options = options(args)?;
    let pace = setup::Pace {
        jobs: args.jobs(),
        time_factor: 1,
        in_turns: true,
    };
    let setup = setup::setup_at(&args.common, pace)?;
    let ready = |address: std::net::SocketAddr| {
        // A reader of the address that went away does not close the server.
        let _ = put(&format!("http://{address}/\n"));
        super::remark("the server is open; Ctrl-C stops it when what was begun is done");
    };
    api::serve(options, setup, ready).map_err(|e| Failure::of(&e))?;
    Ok(Exit::Passed)
}

fn options(args: &Api) -> Result<Options, Failure> {
    let callbacks = match (&args.callback_key, args.callback_host.as_slice()) {
        (None, []) => None,
        (Some(key), hosts) if !hosts.is_empty() => {
            let secret = first_line(key)?;
            Some(Callbacks::new(hosts, &secret).map_err(|e| Failure::of(&e))?)
        }
        _ => {
            return Err(Failure::coded(
                Code::Usage,
                "callbacks need both: --callback-key FILE and --callback-host HOST",
            ));
        }
    };
    Ok(Options {
        state: args.state_dir.clone(),
        address: args.listen,
        names: args.host.clone(),
        tokens: args.tokens.clone().filter(|_| !args.no_token),
        jobs: args.jobs(),
        as_of: args.common.as_of,
        bounds: Bounds {
            file_bytes: args.file_mb << 20,
            bytes: args.case_mb << 20,
            files: usize::from(args.max_files),
            time: Duration::from_secs(args.body_seconds),
            pause: Duration::from_secs(args.silence_seconds),
        },
        queue: args.max_waiting as usize,
        a_minute: args.rate,
        uploads: usize::from(args.uploads),
        connections: usize::from(args.connections),
        silence: Duration::from_secs(args.silence_seconds),
        keep: Duration::from_secs(args.keep_hours * 3600),
        grace: Duration::from_secs(args.grace_seconds),
        callbacks,
        remark: super::remark,
    })
}

fn first_line(file: &Path) -> Result<String, Failure> {
    let text = std::fs::read_to_string(file).map_err(|e| Failure::unread(file, &e))?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

/// Makes a token: it is printed once and stands nowhere.
pub(super) fn token(args: &ApiToken) -> Result<Exit, Failure> {
    let scopes: Vec<tokens::Scope> = args.scope.iter().map(|s| (*s).into()).collect();
    let token = tokens::make(&args.file, &args.name, &scopes).map_err(|e| Failure::of(&e))?;
    put(&format!("{token}\n"))?;
    Ok(Exit::Passed)
}
