//! From options to what a run needs: rules, models, the day, colour.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use super::Failure;
use super::args::{ColorArg, Common, LevelArg};
use crate::date::Date;
use crate::judge::engine::RulesLevel;
use crate::judge::pack::Pack;
use crate::limits::Limits;
use crate::read::ocr::{Engine, Models};
use crate::report::model::Tool;
use crate::run::Setup;

/// Everything a run needs, from the options.
pub(super) fn setup(common: &Common) -> Result<Setup, Failure> {
    let pack = pack(common.rules.as_deref())?;
    let engine = if common.no_ocr {
        None
    } else {
        Some(Engine::new(
            Models::load(&models_dir(common.models.as_deref())).map_err(|e| Failure::of(&e))?,
        ))
    };
    let tool = Tool {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        rules: pack.label.clone(),
        models: engine.as_ref().map_or("none", Engine::label).to_owned(),
    };
    Ok(Setup {
        pack,
        engine,
        tool,
        limits: Limits::default(),
        as_of: common.as_of.unwrap_or_else(Date::today_in_china),
        level: level(common.rules_level),
        lang: common.lang.into(),
        unmask: common.unmask,
    })
}

pub(super) fn pack(dir: Option<&Path>) -> Result<Pack, Failure> {
    dir.map_or_else(Pack::builtin, Pack::load).map_err(|e| Failure::of(&e))
}

pub(super) const fn level(l: LevelArg) -> RulesLevel {
    match l {
        LevelArg::Baseline => RulesLevel::Baseline,
        LevelArg::Published => RulesLevel::Published,
    }
}

/// Where the models lie: as told, else $CHUSHEN_MODELS, else ./models, else beside the program.
fn models_dir(told: Option<&Path>) -> PathBuf {
    if let Some(dir) = told {
        return dir.to_owned();
    }
    if let Some(dir) = std::env::var_os("CHUSHEN_MODELS").filter(|d| !d.is_empty()) {
        return dir.into();
    }
    let here = PathBuf::from("models");
    let beside = std::env::current_exe()
        .ok()
        .and_then(|p| p.parent().map(|d| d.join("models")));
    match beside {
        Some(beside) if !here.is_dir() && beside.is_dir() => beside,
        _ => here,
    }
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
