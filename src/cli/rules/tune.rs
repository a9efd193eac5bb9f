//! `chushen rules tune`: from what reviewers overruled, which rules to lower.

use std::path::{Path, PathBuf};

use super::super::say::{lang, padded, say};
use super::super::{Exit, Failure, decisions, put, reports};
use crate::decisions::tune::{Counted, pack, thousandth, wilson};
use crate::judge::pack::Pack;
use crate::report::human;
use crate::run;

/// Name of the file that is written.
const FILE: &str = "tuned.toml";

/// Runs the command over folders of reports with their decisions.
pub(super) fn tune(folders: &[PathBuf], out: Option<&Path>) -> Result<Exit, Failure> {
    let mut counted = Counted::default();
    for folder in folders {
        let ledger = decisions::open(folder)?;
        for (name, state) in ledger.states().iter() {
            // A ledger is a file that people may edit: a name in it stays a name in this folder.
            let file = format!("{name}.json");
            let inside = Path::new(&file).file_name().is_some_and(|n| n == file.as_str());
            let path = folder.join(&file);
            if inside && path.is_file() {
                counted.add(state, &reports::read(&path)?);
            }
        }
    }
    let proposals = counted.proposals();
    let mut text = say(&format!(
        "{} decided cases, {} overrulings at a place of several rules or of none",
        counted.cases, counted.unclear
    ));
    let [found, overruled, share] = [("found", 6), ("overruled", 9), ("share", 6)].map(|(word, width)| {
        let word = say(word);
        let taken = padded(&word, width).len() - word.len();
        format!("{}{word}", " ".repeat(taken))
    });
    let (rule, to) = (padded(&say("rule"), 44), lang().pick(" – ", " to "));
    text.push_str(&format!("\n\n{rule} {found} {overruled} {share}  95 %\n"));
    let mut rows: Vec<_> = counted.rules.iter().filter(|(_, t)| t.overruled > 0).collect();
    rows.sort_by(|a, b| b.1.overruled.cmp(&a.1.overruled).then(a.0.cmp(b.0)));
    for (rule, tally) in rows {
        let (low, high) = wilson(tally.overruled, tally.found);
        let proposal = proposals.iter().find(|p| p.rule == *rule);
        let lowered = proposal.map_or_else(String::new, |p| {
            format!("  {}", say(&format!("propose {}", human::severity(p.to, lang()))))
        });
        text.push_str(&format!(
            "{rule:<44} {:>6} {:>9} {:>6.3}  {:.3}{to}{:.3}{lowered}\n",
            tally.found,
            tally.overruled,
            thousandth(tally.overruled as f64 / tally.found.max(1) as f64),
            low,
            high
        ));
    }
    if let Some(dir) = out {
        std::fs::create_dir_all(dir).map_err(|e| Failure::of(&e))?;
        run::files::write_atomic(&dir.join(FILE), pack(&proposals).as_bytes()).map_err(|e| Failure::of(&e))?;
        // What was written is a pack that holds.
        Pack::load(dir).map_err(|e| Failure::of(&e))?;
        let lowered = say(&format!(
            "{} rules lowered in {}",
            proposals.len(),
            dir.join(FILE).display()
        ));
        text.push_str(&format!("\n{lowered}\n"));
    }
    put(&text)?;
    Ok(Exit::Passed)
}
