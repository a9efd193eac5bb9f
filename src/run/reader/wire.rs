//! What a reader and its parent say to each other: frames of four bytes of length and a message. Both ends are the same
//! program, so there is no version to agree on; the first message tells it all the same.

use std::io::{Read, Write};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::probe::Attempt;
use crate::judge::dossier::DocumentFacts;
use crate::limits::Limits;

/// From the parent.
#[derive(Debug, Serialize, Deserialize)]
pub enum Ask {
    /// Trust these certificates from here on: files of a list, PEM or DER. It has no answer.
    Trust(Vec<Vec<u8>>),
    /// Read this document; its bytes follow the frame.
    Read {
        /// Echoed in every answer.
        serial: u64,
        /// What is known before any byte is looked at.
        facts: Box<DocumentFacts>,
        /// Budgets.
        limits: Limits,
        /// Read pages before this one only (from 0): what lay behind it ended a reader.
        upto: usize,
        /// Bytes that follow.
        length: u64,
    },
    /// Try what a reader must not do, and tell what came of it.
    Probe {
        /// A file that exists, to be opened.
        file: String,
        /// A port on the loopback that listens, to be connected to.
        port: u16,
    },
}

/// From the reader.
#[derive(Debug, Serialize, Deserialize)]
pub enum Say {
    /// First: ready, or why not.
    Hello(Result<Hello, Refusal>),
    /// What is known by now, before pages are read.
    Known {
        /// Of the request.
        serial: u64,
        /// So far.
        facts: Box<DocumentFacts>,
    },
    /// So many pages are done.
    Page {
        /// Of the request.
        serial: u64,
        /// Pages done.
        done: usize,
        /// Processor seconds of the reader since it began.
        cpu: f64,
    },
    /// All that will be known.
    Done {
        /// Of the request.
        serial: u64,
        /// All.
        facts: Box<DocumentFacts>,
        /// Processor seconds of the reader since it began.
        cpu: f64,
    },
    /// What came of the attempts.
    Probed(Vec<Attempt>),
}

/// A reader that is ready.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hello {
    /// Version of the program.
    pub version: String,
    /// Models with their hashes, "none" without.
    pub models: String,
    /// What holds it.
    pub sandbox: super::sandbox::Sandbox,
    /// Processor seconds so far.
    pub cpu: f64,
}

/// A reader that cannot begin: a sentence for a person, and its causes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What is wrong and what to do.
    pub what: String,
    /// Causes.
    pub causes: Vec<String>,
}

/// Why a frame could not be had.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// The other end is gone.
    #[error("the other end is gone")]
    Gone,
    /// Not what was agreed.
    #[error("the other end speaks nonsense")]
    Nonsense,
}

/// Sends a message.
pub fn send(out: &mut impl Write, message: &impl Serialize) -> Result<(), WireError> {
    let body = postcard::to_stdvec(message).map_err(|_| WireError::Nonsense)?;
    let length = u32::try_from(body.len()).map_err(|_| WireError::Nonsense)?;
    out.write_all(&length.to_le_bytes())
        .and_then(|()| out.write_all(&body))
        .and_then(|()| out.flush())
        .map_err(|_| WireError::Gone)
}

/// Waits for a message of at most `most` bytes.
pub fn receive<T: DeserializeOwned>(from: &mut impl Read, most: u64) -> Result<T, WireError> {
    let mut length = [0u8; 4];
    from.read_exact(&mut length).map_err(|_| WireError::Gone)?;
    let length = u64::from(u32::from_le_bytes(length));
    if length > most {
        return Err(WireError::Nonsense);
    }
    let body = bytes(from, length)?;
    postcard::from_bytes(&body).map_err(|_| WireError::Nonsense)
}

/// Waits for this many bytes; memory is taken as they come.
pub fn bytes(from: &mut impl Read, length: u64) -> Result<Vec<u8>, WireError> {
    let mut body = Vec::new();
    from.take(length).read_to_end(&mut body).map_err(|_| WireError::Gone)?;
    if body.len() as u64 == length {
        Ok(body)
    } else {
        Err(WireError::Gone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_back_and_nonsense_is_told() {
        let mut pipe = Vec::new();
        let refusal = Refusal {
            what: "no models".to_owned(),
            causes: vec!["gone".to_owned()],
        };
        send(&mut pipe, &Say::Hello(Err(refusal.clone()))).unwrap();
        let back: Say = receive(&mut pipe.as_slice(), 1 << 20).unwrap();
        assert!(matches!(back, Say::Hello(Err(r)) if r == refusal));
        let cut = receive::<Say>(&mut &pipe[..pipe.len() - 1], 1 << 20);
        assert!(matches!(cut, Err(WireError::Gone)));
        let long = receive::<Say>(&mut pipe.as_slice(), 3);
        assert!(matches!(long, Err(WireError::Nonsense)));
        // A length that lies takes no memory before the bytes are there.
        let lie = [&u32::MAX.to_le_bytes()[..], b"x"].concat();
        assert!(matches!(
            receive::<Say>(&mut lie.as_slice(), u64::MAX),
            Err(WireError::Gone)
        ));
    }

    #[test]
    fn figures_that_are_no_numbers_survive() {
        let mut pipe = Vec::new();
        let page = Say::Page {
            serial: 7,
            done: 1,
            cpu: f64::NAN,
        };
        send(&mut pipe, &page).unwrap();
        let Say::Page {
            serial: 7,
            done: 1,
            cpu,
        } = receive(&mut pipe.as_slice(), 100).unwrap()
        else {
            panic!("another message");
        };
        assert!(cpu.is_nan());
    }
}
