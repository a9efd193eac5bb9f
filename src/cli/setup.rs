//! From options to what a run needs: rules, models, the day, colour.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Failure;
use super::args::{ColorArg, Common, IsolationArg, LevelArg};
use crate::cli::Code;
use crate::date::Date;
use crate::judge::engine::{RuleSelection, RulesLevel};
use crate::judge::pack::{Pack, nearest};
use crate::limits::{Clocks, Limits};
use crate::place::{PROVINCES, Province};
use crate::read::ocr::{Engine, Models};
use crate::report::model::Tool;
use crate::run::read_cache::ReadCache;
use crate::run::read_slots::ReadSlots;
use crate::run::reader::{Config, Pool, Reader, StartError};
use crate::run::{Setup, fingerprint};
use crate::signature::Trust;

/// Bytes of facts of documents that are held by content.
const KEPT_BYTES: usize = 16 << 20;
/// How long they are held: an upload, document by document and then as a case, is over within it.
const KEPT_FOR: Duration = Duration::from_hours(1);

/// How many documents a run reads at once, and how patiently.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// Documents at once, 1 or more.
    pub jobs: usize,
    /// Times as long as usual that a reader may take.
    pub time_factor: u64,
    /// Documents that ask at the same time wait for each other: more ask than may be read.
    pub in_turns: bool,
}

/// Everything a run needs that reads one document at a time, from the options.
pub(super) fn setup(common: &Common) -> Result<Setup, Failure> {
    setup_at(
        common,
        Pace {
            jobs: 1,
            time_factor: 1,
            in_turns: false,
        },
    )
}

/// Everything a run needs, from the options. The cores that its jobs leave are for the lines of a page.
pub(super) fn setup_at(common: &Common, pace: Pace) -> Result<Setup, Failure> {
    let pack = pack(common.rules.as_deref())?;
    let models = (!common.no_ocr)
        .then(|| models_dir(common.models.as_deref()))
        .transpose()?;
    let files = trusted(common.trust.as_deref())?;
    let trust = if files.is_empty() {
        String::new()
    } else {
        fingerprint::hex(&files.concat())
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    // Documents that take turns seldom come all at once: each may use all cores.
    let threads = if pace.in_turns { cores } else { cores / pace.jobs.max(1) }.max(1);
    let reader = reader(common.isolation, models, files, pace.time_factor, threads)?;
    let models = match &reader {
        Reader::InProcess(engine, _) => engine.as_deref().map_or("none", Engine::label).to_owned(),
        Reader::Sandboxed(pool) => pool.hello().models.clone(),
    };
    let tool = Tool {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        rules: pack.label.clone(),
        models,
    };
    Ok(Setup {
        pack,
        reader,
        tool,
        limits: Limits::default(),
        as_of: common.as_of.unwrap_or_else(Date::today_in_china),
        asked: asked(common)?,
        lang: super::say::of_reports(),
        unmask: common.unmask,
        strict: common.strict,
        trust,
        checks: common.checks.into(),
        kept: ReadCache::new(KEPT_BYTES, KEPT_FOR),
        slots: if pace.in_turns {
            ReadSlots::new(pace.jobs)
        } else {
            ReadSlots::unbounded()
        },
    })
}

/// What reads documents: processes of their own, or this one; without models, no print.
pub(super) fn reader(
    isolation: IsolationArg,
    models: Option<PathBuf>,
    trust: Vec<Vec<u8>>,
    time_factor: u64,
    threads: usize,
) -> Result<Reader, Failure> {
    match isolation {
        IsolationArg::Process => {
            let pool = Pool::start(Config {
                program: None,
                models,
                clocks: Clocks::default().times(time_factor),
                trust,
                threads,
            })
            .map_err(Failure::from)?;
            for missing in pool.hello().sandbox.missing() {
                let what = super::say::say(&missing);
                super::remark(&format!(
                    "warning: the sandbox of readers lacks {what}; `chushen doctor` tells more"
                ));
            }
            Ok(Reader::Sandboxed(Box::new(pool)))
        }
        IsolationArg::None => {
            super::remark(
                "warning: --isolation none reads untrusted files in this process; one of them can end the run, or worse",
            );
            let engine = models
                .map(|dir| Models::load(&dir).map(|m| Box::new(Engine::new(m).with_threads(threads))))
                .transpose();
            let trust = Trust::read(&trust).map_err(|e| Failure::of(&e))?;
            Ok(Reader::InProcess(engine.map_err(|e| Failure::of(&e))?, trust))
        }
    }
}

/// The files of the trusted certificates, read once to see that each holds one: a file, or those that lie in a folder, by name.
fn trusted(place: Option<&Path>) -> Result<Vec<Vec<u8>>, Failure> {
    let Some(place) = place else {
        return Ok(Vec::new());
    };
    let failed = |at: &Path, e: std::io::Error| Failure::coded(Code::Trust, format!("--trust '{}': {e}", at.display()));
    let mut paths = vec![place.to_owned()];
    if place.is_dir() {
        let entries = std::fs::read_dir(place).map_err(|e| failed(place, e))?;
        let entries: Result<Vec<_>, _> = entries.collect();
        paths = entries
            .map_err(|e| failed(place, e))?
            .iter()
            .map(std::fs::DirEntry::path)
            .filter(|p| p.is_file())
            .collect();
        paths.sort();
    }
    let read = |path: &PathBuf| std::fs::read(path).map_err(|e| failed(path, e));
    let files = paths.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    for (path, file) in paths.iter().zip(&files) {
        Trust::read(std::slice::from_ref(file)).map_err(|_| {
            Failure::coded(
                Code::Trust,
                format!("--trust: '{}' is neither a PEM nor a DER certificate", path.display()),
            )
        })?;
    }
    Trust::read(&files).map_err(|e| Failure::of(&e))?;
    if files.is_empty() {
        return Err(Failure::coded(
            Code::Trust,
            format!("--trust '{}': there is no certificate in it", place.display()),
        ));
    }
    Ok(files)
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Refused(r) => Failure {
                causes: r.causes,
                ..Failure::coded(Code::Reader, r.what)
            },
            e => Failure::of(&e),
        }
    }
}

pub(super) fn pack(dir: Option<&Path>) -> Result<Pack, Failure> {
    dir.map_or_else(Pack::builtin, Pack::load).map_err(|e| Failure::of(&e))
}

pub(super) const fn level(l: LevelArg) -> RulesLevel {
    match l {
        LevelArg::Baseline => RulesLevel::Baseline,
        LevelArg::Confirmed => RulesLevel::Confirmed,
        LevelArg::Published => RulesLevel::Published,
    }
}

/// Which rules are asked, by the level and the provinces that have one of their own.
fn asked(common: &Common) -> Result<RuleSelection, Failure> {
    let mut asked = RuleSelection::from(level(common.rules_level));
    for part in common.province_level.iter().flat_map(|p| p.split([',', '，'])) {
        let wrong = |why: String| Failure::coded(Code::UnknownWord, format!("--province-level '{part}': {why}"));
        let (name, word) = part
            .split_once('=')
            .ok_or_else(|| wrong("give PROVINCE=LEVEL, such as 四川=published".to_owned()))?;
        let province = Province::find(name.trim())
            .ok_or_else(|| wrong(nearest(name.trim(), PROVINCES.iter().map(|p| p.short))))?;
        let level = match word.trim() {
            "off" => None,
            "baseline" => Some(RulesLevel::Baseline),
            "confirmed" => Some(RulesLevel::Confirmed),
            "published" => Some(RulesLevel::Published),
            other => {
                return Err(wrong(nearest(other, ["off", "baseline", "confirmed", "published"])));
            }
        };
        asked.provinces.insert(province.code, level);
    }
    Ok(asked)
}

/// What to do where there are no models.
const WAY: &str = "`python3 .ci/fetch_models.py DIR` in the source tree fetches them; then pass --models DIR or set CHUSHEN_MODELS, or go without by --no-ocr";

/// Where the models lie: as told by --models or $CHUSHEN_MODELS, else the first of [`places`] that has them. A folder that is only called
/// `models` is none.
pub(super) fn models_dir(told: Option<&Path>) -> Result<PathBuf, Failure> {
    let var = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let missing = |what: String| Failure::coded(Code::ModelsMissing, what);
    if let Some(dir) = told.map(Path::to_owned).or_else(|| var("CHUSHEN_MODELS")) {
        if holds_models(&dir) {
            return Ok(dir);
        }
        return Err(missing(format!("there are no models in '{}'; {WAY}", dir.display())).at(&dir));
    }
    let program = std::env::current_exe().ok();
    let places = places(program.as_deref(), var);
    if let Some(found) = places.iter().find(|p| holds_models(p)) {
        return Ok(found.clone());
    }
    let places: Vec<String> = places.iter().map(|p| format!("'{}'", p.display())).collect();
    Err(missing(format!(
        "there are no models in any of {}; {WAY}",
        places.join(", ")
    )))
}

fn holds_models(dir: &Path) -> bool {
    crate::read::ocr::model::FILES
        .iter()
        .any(|(name, ..)| dir.join(name).is_file())
}

/// Folders in which models are looked for, in this order: here, beside the program, in the source tree it was built in, where a package puts
/// them, the data folders of the user and of the system (XDG Base Directory).
fn places(program: Option<&Path>, var: impl Fn(&str) -> Option<PathBuf>) -> Vec<PathBuf> {
    let mut out = vec![PathBuf::from("models")];
    if let Some(folder) = program.and_then(Path::parent) {
        out.push(folder.join("models"));
        let target = folder.parent().filter(|t| t.file_name().is_some_and(|n| n == "target"));
        out.extend(target.and_then(Path::parent).map(|root| root.join("models")));
        out.extend(folder.parent().map(|above| above.join("share/chushen/models")));
    }
    let home = var("XDG_DATA_HOME").or_else(|| var("HOME").map(|h| h.join(".local/share")));
    let shared = var("XDG_DATA_DIRS").unwrap_or_else(|| "/usr/local/share:/usr/share".into());
    let shared: Vec<PathBuf> = std::env::split_paths(shared.as_os_str()).collect();
    // The specification has relative paths ignored.
    let data = home
        .into_iter()
        .chain(shared)
        .chain([PathBuf::from("/usr/share")])
        .filter(|p| p.is_absolute());
    for place in data.map(|d| d.join("chushen/models")) {
        if !out.contains(&place) {
            out.push(place);
        }
    }
    out
}

/// Whether to paint: as told; by itself only on a terminal that did not ask for none (no-color.org).
pub(super) fn colour(arg: ColorArg, stream: &impl IsTerminal) -> bool {
    match arg {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
    }
}

/// Program, rules and models, for `--version`.
pub(super) fn version() -> String {
    let rules = Pack::builtin().map_or_else(|e| e.to_string(), |p| p.label);
    format!(
        "{}\nrules   {rules}\nmodels  {}",
        env!("CARGO_PKG_VERSION"),
        crate::read::ocr::model::label()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_looked_for_here_beside_the_program_and_in_the_data_folders() {
        let var = |name: &str| match name {
            "HOME" => Some(PathBuf::from("/home/a")),
            "XDG_DATA_DIRS" => Some(PathBuf::from("relative:/opt/share")),
            _ => None,
        };
        let told = |program: &str| -> Vec<String> {
            let places = places(Some(Path::new(program)), var);
            places.iter().map(|p| p.display().to_string()).collect()
        };
        assert_eq!(
            told("/usr/bin/chushen"),
            [
                "models",
                "/usr/bin/models",
                "/usr/share/chushen/models",
                "/home/a/.local/share/chushen/models",
                "/opt/share/chushen/models"
            ]
        );
        assert_eq!(
            told("/src/target/debug/chushen")[1..3],
            ["/src/target/debug/models", "/src/models"]
        );
        let own = places(None, |n| (n == "XDG_DATA_HOME").then(|| "/data".into()));
        assert!(
            own.contains(&PathBuf::from("/data/chushen/models"))
                && own.contains(&PathBuf::from("/usr/local/share/chushen/models"))
        );
    }
}
