//! From options to what a run needs: rules, models, the day, colour.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Failure;
use super::args::{ColorArg, Common, IsolationArg, LevelArg};
use crate::date::Date;
use crate::judge::engine::{Asked, RulesLevel};
use crate::judge::pack::{Pack, nearest};
use crate::limits::{Clocks, Limits};
use crate::place::{PROVINCES, Province};
use crate::read::ocr::{Engine, Models};
use crate::report::model::Tool;
use crate::run::kept::Kept;
use crate::run::reader::{Config, Pool, Reader, StartError};
use crate::run::turns::Turns;
use crate::run::{Setup, fingerprint};
use crate::signature::Trust;

/// Bytes of facts of documents that are held by content.
const KEPT_BYTES: usize = 16 << 20;
/// How long they are held: an upload, document by document and then as a case, is over within it.
const KEPT_FOR: Duration = Duration::from_secs(3600);

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
    let models = (!common.no_ocr).then(|| models_dir(common.models.as_deref()));
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
        Reader::Here(engine, _) => engine.as_deref().map_or("none", Engine::label).to_owned(),
        Reader::Apart(pool) => pool.hello().models.clone(),
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
        lang: common.lang.into(),
        unmask: common.unmask,
        strict: common.strict,
        trust,
        checks: common.checks.into(),
        kept: Kept::new(KEPT_BYTES, KEPT_FOR),
        turns: if pace.in_turns {
            Turns::new(pace.jobs)
        } else {
            Turns::unbounded()
        },
    })
}

/// What reads documents: processes of their own, or this one; without models, no print.
#[expect(clippy::print_stderr, reason = "who reads untrusted files unprotected is told so")]
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
                eprintln!("warning: the sandbox of readers lacks {missing}; `chushen doctor` tells more");
            }
            Ok(Reader::Apart(Box::new(pool)))
        }
        IsolationArg::None => {
            eprintln!(
                "warning: --isolation none reads untrusted files in this process; one of them can end the run, or worse"
            );
            let engine = models
                .map(|dir| Models::load(&dir).map(|m| Box::new(Engine::new(m).with_threads(threads))))
                .transpose();
            let trust = Trust::read(&trust).map_err(|e| Failure::of(&e))?;
            Ok(Reader::Here(engine.map_err(|e| Failure::of(&e))?, trust))
        }
    }
}

/// The files of the trusted certificates, read once to see that each holds one: a file, or those that lie in a folder, by name.
fn trusted(place: Option<&Path>) -> Result<Vec<Vec<u8>>, Failure> {
    let Some(place) = place else {
        return Ok(Vec::new());
    };
    let failed = |at: &Path, e: std::io::Error| Failure::new(format!("--trust '{}': {e}", at.display()));
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
            Failure::new(format!(
                "--trust: '{}' is neither a PEM nor a DER certificate",
                path.display()
            ))
        })?;
    }
    Trust::read(&files).map_err(|e| Failure::of(&e))?;
    if files.is_empty() {
        return Err(Failure::new(format!(
            "--trust '{}': there is no certificate in it",
            place.display()
        )));
    }
    Ok(files)
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Refused(r) => Failure {
                what: r.what,
                causes: r.causes,
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
fn asked(common: &Common) -> Result<Asked, Failure> {
    let mut asked = Asked::from(level(common.rules_level));
    for part in common.province_level.iter().flat_map(|p| p.split([',', '，'])) {
        let wrong = |why: String| Failure::new(format!("--province-level '{part}': {why}"));
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

/// Where the models lie: as told, else $CHUSHEN_MODELS, else ./models, else beside the program, else where a package puts
/// them (`../share/chushen/models` from the program).
pub(super) fn models_dir(told: Option<&Path>) -> PathBuf {
    if let Some(dir) = told {
        return dir.to_owned();
    }
    if let Some(dir) = std::env::var_os("CHUSHEN_MODELS").filter(|d| !d.is_empty()) {
        return dir.into();
    }
    let here = PathBuf::from("models");
    if here.is_dir() {
        return here;
    }
    let program = std::env::current_exe().ok();
    let folder = program.as_deref().and_then(Path::parent);
    let places = ["models", "../share/chushen/models"];
    let found = folder.and_then(|f| places.iter().map(|p| f.join(p)).find(|p| p.is_dir()));
    found.unwrap_or(here)
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
