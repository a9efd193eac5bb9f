//! What a reader must not do, tried: the test of the sandbox, and `chushen doctor`'s.

use std::io::{ErrorKind, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// One thing tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// What.
    pub what: String,
    /// It worked, which it must not.
    pub worked: bool,
    /// What the system said.
    pub how: String,
}

/// Names of the attempts, in order.
pub const ATTEMPTS: [&str; 9] = [
    "read a file",
    "list a folder",
    "write a file",
    "connect",
    "listen",
    "send a datagram",
    "start a program",
    "take memory beyond the limit",
    "open many files",
];

/// Tries everything. `file` exists, `port` listens on the loopback, `memory` bytes are more than a reader may have.
pub fn run(file: &str, port: u16, memory: usize) -> Vec<Attempt> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let scratch = std::env::temp_dir().join(format!("chushen-probe-{}", std::process::id()));
    let outcomes = [
        std::fs::read(file).map(|_| ()),
        std::fs::read_dir("/").map(|_| ()),
        std::fs::File::create(&scratch).and_then(|mut f| f.write_all(b"x")),
        TcpStream::connect_timeout(&address, Duration::from_secs(2)).map(|_| ()),
        TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).map(|_| ()),
        UdpSocket::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .and_then(|s| s.send_to(b"x", address))
            .map(|_| ()),
        std::process::Command::new(if cfg!(windows) { "whoami" } else { "true" })
            .status()
            .map(|_| ()),
        take(memory),
        std::iter::repeat_with(|| std::fs::File::open(file))
            .take(64)
            .collect::<std::io::Result<Vec<_>>>()
            .map(|_| ()),
    ];
    // Only where it could be written.
    let _ = std::fs::remove_file(scratch);
    ATTEMPTS
        .iter()
        .zip(outcomes)
        .map(|(what, outcome)| Attempt {
            what: (*what).to_owned(),
            worked: outcome.is_ok(),
            how: outcome.map_or_else(|e| e.to_string(), |()| "worked".to_owned()),
        })
        .collect()
}

/// Memory that can be refused without ending the process; it is asked for, not touched.
fn take(bytes: usize) -> std::io::Result<()> {
    Vec::<u8>::new()
        .try_reserve_exact(bytes)
        .map_err(|e| std::io::Error::new(ErrorKind::OutOfMemory, e))
}
