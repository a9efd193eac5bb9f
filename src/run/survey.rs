//! The cases of a queue and what each shares with others, for workers that see one case at a time. What a worker is told of
//! this in its request makes its report the one that a scan of the whole queue writes.

use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::case::{Tools, read_case};
use super::queue::{PICTURES, Queue};
use super::reader::Reader;
use super::shared::{SharedBetweenCases, together};
use super::{RunError, chain};
use crate::date::Date;
use crate::judge::dossier::Elsewhere;
use crate::ledger::RunPictures;
use crate::limits::Limits;

/// What a case has in common with others of its queue, and of earlier nights where there is a ledger. Ids of cases and
/// places in the declaration; no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Context {
    /// Other folders of the queue that bear the same case id.
    #[serde(default)]
    pub same_id: Vec<String>,
    /// What was met in other cases, sorted.
    #[serde(default)]
    pub elsewhere: Vec<Elsewhere>,
    /// Sites of the subject in the province that other cases named.
    #[serde(default)]
    pub sites_besides: usize,
}

/// One case folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Surveyed {
    /// Its folder, relative to the queue.
    pub folder: String,
    /// Case id; the folder's name where there is no readable declaration.
    pub id: String,
    /// File name of its report.
    pub report: String,
    /// Bytes of its attachments.
    pub bytes: u64,
    /// What it shares.
    pub among: Context,
    /// Why the folder cannot be read, where it cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unread: Option<String>,
}

/// Lists the cases of a queue, in the order of their folders. Declarations and digests of files tell what they share; where
/// there is a reader, so do their pictures: each is decoded once, none recognised.
///
/// # Errors
/// The queue cannot be walked, the ledger not be read, or there is no room for what is known of the pictures.
pub fn survey(
    queue: &Path,
    ledger: Option<&Path>,
    reader: Option<&Reader>,
    limits: &Limits,
) -> Result<Vec<Surveyed>, RunError> {
    let (queue, traces) = Queue::load(queue, None, ledger, limits)?;
    let scratch = reader.map(|_| tempfile::tempdir()).transpose();
    let scratch = scratch.map_err(|source| RunError::Write {
        path: std::env::temp_dir(),
        source,
    })?;
    let pictures = scratch
        .as_ref()
        .map(|dir| RunPictures::open(&dir.path().join(PICTURES), false));
    let shared = queue.shared(traces, pictures.transpose()?)?;
    if let Some(reader) = reader {
        // No picture depends on the day.
        let tools = Tools::new(reader, limits, Date::today_in_china());
        let look = |i: usize| match queue.case(i) {
            Ok(case) => shared.keep(i, "", &SharedBetweenCases::pictures(&read_case(&case, &[], &tools).0)),
            Err(_) => Ok(()),
        };
        (0..queue.len()).into_par_iter().try_for_each(look)?;
    }
    let of = |i: usize| {
        let case = queue.case(i);
        let (report, same_id) = queue.place(i);
        let elsewhere = match &case {
            Ok(case) => together(shared.met(i, case, limits)?, &shared.meet_at_last(i)?),
            Err(_) => Vec::new(),
        };
        Ok(Surveyed {
            folder: queue.names.get(i).cloned().unwrap_or_default(),
            id: queue.ids.get(i).cloned().unwrap_or_default(),
            report,
            bytes: case.as_ref().map_or(0, |c| c.attachments.iter().map(|a| a.bytes).sum()),
            among: Context {
                same_id,
                elsewhere,
                sites_besides: shared.sites_besides(i),
            },
            unread: case.as_ref().err().map(|e| chain(e)),
        })
    };
    (0..queue.len()).into_par_iter().map(of).collect()
}
