//! Errors of the command line: a stable code each, a sentence, causes, the place where it is known, and a way out; in words for people, or as one
//! JSON object a line (`--error-format json`). What each code says is one table, from which `docs/errors.md` is made.

use std::error::Error;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use super::help;
use super::say::{lang, say};
use crate::intake::walk::WalkError;
use crate::judge::pack::PackError;
use crate::read::ocr::ModelError;
use crate::report::Lang;
use crate::report::mask::mask_text;
use crate::report::plain::plain;
use crate::run::RunError;
use crate::run::reader::StartError;

/// Name and version of the JSON form.
const SCHEMA: &str = "chushen.error/1";
/// Longest sentence and cause, characters.
const SENTENCE: usize = 2000;
const CAUSE: usize = 500;

macro_rules! codes {
    ($($variant:ident $name:literal $zh:literal $en:literal $out:literal),+ $(,)?) => {
        /// What kind of error it is. A code is forever.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code { $(#[doc = $en] $variant),+ }
        impl Code {
            /// All, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$variant),+];
            /// The code.
            pub const fn name(self) -> &'static str { match self { $(Code::$variant => $name),+ } }
            /// What it says, in Chinese and English.
            pub const fn says(self) -> [&'static str; 2] { match self { $(Code::$variant => [$zh, $en]),+ } }
            /// The usual way out.
            pub const fn way_out(self) -> &'static str { match self { $(Code::$variant => $out),+ } }
            /// How the variant is called in the source.
            #[cfg(test)]
            const fn variant(self) -> &'static str { match self { $(Code::$variant => stringify!($variant)),+ } }
        }
    };
}

codes! {
    Usage "usage" "命令或选项有误" "the command line is wrong" "see `chushen --help`, or `chushen COMMAND --help`",
    Config "config" "配置文件有误" "the configuration is wrong" "`chushen config --example` prints every key with an example",
    NotAFolder "not-a-folder" "路径不存在或不是文件夹" "a path is no folder" "look at the path",
    QueueNotCase "queue-not-case" "给出的是一批案件而非一个案件" "a queue where one case is asked" "review it with `chushen scan`",
    CannotRead "cannot-read" "文件无法读取" "a file cannot be read" "look at the path and who may read it",
    CannotWrite "cannot-write" "无法写入" "a file cannot be written" "look at the folder, who may write there, and the room on the disk",
    InUse "in-use" "文件夹正被另一次运行使用" "another run has the folder" "wait for it, or write to another folder",
    QueueChanged "queue-changed" "审核过程中案件被改动" "a case was changed during the run" "scan again when nobody writes to the queue",
    Rules "rules" "规则有误" "the rules are wrong" "`chushen rules check DIR` names the place",
    ModelsMissing "models-missing" "没有文字识别模型" "the models are not there" "fetch them and pass --models DIR or set CHUSHEN_MODELS, or go without by --no-ocr",
    ModelsUnusable "models-unusable" "模型文件不是所需的文件" "a model is not the expected file" "delete it and fetch it again",
    Reader "reader" "无法启动读取进程" "no reader process could be started" "`chushen doctor` tells what is lacking",
    Trust "trust" "信任的证书有误" "the trusted certificates are wrong" "give PEM or DER certificates with --trust",
    NoReport "no-report" "文件夹中没有报告" "there is no report" "name a folder that `chushen scan` wrote",
    Ledger "ledger" "往期记录库有误" "the ledger of earlier nights is wrong" "docs/ledger.md says how to begin another",
    Decisions "decisions" "审核决定的记录有误" "the record of decisions is wrong" "`chushen decisions verify` names the line",
    Table "table" "表格无法使用" "a table cannot be used" "mend the place that is named, or save the table as \"CSV UTF-8\"",
    Mapping "mapping" "对应关系文件有误" "the mapping is wrong" "docs/convert.md shows one",
    Form "form" "平台表单有误" "the form of a platform is wrong" "docs/convert.md shows one",
    Accounts "accounts" "账号文件有误" "the accounts file is wrong" "`chushen desk account` writes it",
    Token "token" "令牌不可用" "the token cannot be used" "--token-file new makes one for the desk, `chushen api-token` one for the API",
    Api "api" "接口服务无法启动" "the API cannot open" "docs/api.md",
    Desk "desk" "审核工作台无法启动" "the desk cannot open" "docs/desk.md",
    UnknownWord "unknown-word" "不在可选范围内的值" "a word that is none of those asked" "take the word that is proposed",
    UnknownCode "unknown-code" "没有这个问题代码" "there is no such code of findings" "`chushen schema labels` lists them",
    NotBuilt "not-built" "此程序未包含该功能" "this build lacks the part" "build it with the feature that is named",
    System "system" "操作系统拒绝" "the operating system refused" "look at limits of processes, memory and files",
    Failed "failed" "无法完成" "the work could not be done" "the sentence says why",
    Internal "internal" "程序内部错误" "a fault of the program" "report it with the command and the version",
}

/// Whether errors are told as JSON.
static AS_JSON: AtomicBool = AtomicBool::new(false);

/// Where something is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct At {
    /// A file or folder.
    pub file: Option<PathBuf>,
    /// An option of the command line.
    pub option: Option<String>,
}

/// Why a command could not do its work: a sentence, its causes, a way out.
#[derive(Debug)]
pub struct Failure {
    pub(super) code: Code,
    pub(super) what: String,
    pub(super) causes: Vec<String>,
    pub(super) at: Box<At>,
    pub(super) way_out: Option<String>,
}

impl Failure {
    /// A failure with the chain of an error's sources; its code goes by its type.
    pub fn of(error: &(dyn Error + 'static)) -> Self {
        let mut causes = Vec::new();
        let mut next = error.source();
        while let Some(e) = next {
            causes.push(e.to_string());
            next = e.source();
        }
        let (code, file) = kind_of(error);
        Self {
            causes,
            at: Box::new(At { file, option: None }),
            ..Self::coded(code, error.to_string())
        }
    }
    /// A failure in words that has no code of its own.
    pub fn new(what: impl Into<String>) -> Self {
        Self::coded(Code::Failed, what)
    }
    /// A failure in words.
    pub fn coded(code: Code, what: impl Into<String>) -> Self {
        Self {
            code,
            what: what.into(),
            causes: Vec::new(),
            at: Box::default(),
            way_out: None,
        }
    }
    /// The same at a file or folder.
    pub fn at(mut self, file: &Path) -> Self {
        self.at.file = Some(file.to_owned());
        self
    }
    /// A file that cannot be read.
    pub(super) fn unread(file: &Path, why: &dyn std::fmt::Display) -> Self {
        Self::coded(Code::CannotRead, format!("cannot read '{}': {why}", file.display())).at(file)
    }
    /// A path that is no folder.
    pub(super) fn no_folder(path: &Path) -> Self {
        Self::coded(Code::NotAFolder, format!("'{}' is not a folder", path.display())).at(path)
    }

    /// What is printed for it: lines for people, or a line of JSON.
    fn told(&self, as_json: bool) -> String {
        if as_json {
            let said = |t: &str, most: usize| mask_text(&plain(t, most), false);
            let object = json!({
                "schema": SCHEMA,
                "code": self.code.name(),
                "message": said(&self.what, SENTENCE),
                "causes": self.causes.iter().map(|c| said(c, CAUSE)).collect::<Vec<_>>(),
                "file": self.at.file.as_ref().map(|f| said(&f.to_string_lossy(), SENTENCE)),
                "option": self.at.option,
                "way_out": self.way_out.as_deref().unwrap_or(self.code.way_out()),
            });
            return format!("{object}\n");
        }
        let line = |head: &str, text: &str, most: usize| format!("{}{}\n", say(head), plain(&say(text), most));
        let mut out = line("error: ", &self.what, SENTENCE);
        for cause in &self.causes {
            out.push_str(&line("cause: ", cause, CAUSE));
        }
        if let Some(way) = &self.way_out {
            out.push_str(&line("help: ", way, CAUSE));
        }
        out
    }
}

/// Tells an error on stderr.
#[expect(clippy::print_stderr, reason = "errors are for who started the program")]
pub(super) fn complain(failure: &Failure) {
    eprint!("{}", failure.told(AS_JSON.load(Ordering::Relaxed)));
}

/// Looks for `--error-format json` before anything is parsed: what is wrong with the rest of the line is told in it too.
pub(super) fn choose_format(args: &[OsString]) {
    let mut args = args.iter().take_while(|a| *a != "--").filter_map(|a| a.to_str());
    let mut json = false;
    while let Some(arg) = args.next() {
        json = match arg.strip_prefix("--error-format") {
            Some("") => args.next() == Some("json"),
            Some(value) => value == "=json",
            None => json,
        };
    }
    AS_JSON.store(json, Ordering::Relaxed);
}

/// Tells what is wrong with the command line, or the help that was asked for. `note`: who set the value that was refused.
#[expect(clippy::print_stderr, reason = "errors are for who started the program")]
pub(super) fn complain_of_usage(
    error: &clap::Error,
    command: &clap::Command,
    note: Option<String>,
) -> std::io::Result<()> {
    use clap::error::{ContextKind, ContextValue};
    if !error.use_stderr() || !AS_JSON.load(Ordering::Relaxed) {
        match lang() {
            Lang::En => error.print()?,
            Lang::Zh if error.use_stderr() => eprint!("{}", help::told(&error.to_string(), command)),
            Lang::Zh => {
                let mut out = std::io::stdout().lock();
                out.write_all(help::told(&error.to_string(), command).as_bytes())?;
                out.flush()?;
            }
        }
        if let Some(note) = note {
            eprintln!("{}", plain(&say(&note), SENTENCE));
        }
        return Ok(());
    }
    let text = error.to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let (what, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut failure = Failure::coded(Code::Usage, what.split_whitespace().collect::<Vec<_>>().join(" "));
    failure.at.option = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(s)) => Some(s.clone()),
        Some(ContextValue::Strings(all)) => Some(all.join(", ")),
        _ => None,
    };
    failure.causes = note.into_iter().collect();
    let tips = rest
        .lines()
        .filter_map(|l| l.trim().strip_prefix("tip: "))
        .collect::<Vec<_>>()
        .join("; ");
    failure.way_out = (!tips.is_empty()).then_some(tips);
    complain(&failure);
    Ok(())
}

/// The code of an error by its type, and the file it is about.
fn kind_of(error: &(dyn Error + 'static)) -> (Code, Option<PathBuf>) {
    if let Some(e) = error.downcast_ref::<WalkError>() {
        return of_walk(e);
    }
    if let Some(e) = error.downcast_ref::<RunError>() {
        return match e {
            RunError::Walk(e) => of_walk(e),
            RunError::Changed { path } => (Code::QueueChanged, Some(path.clone())),
            RunError::Write { path, .. } => (Code::CannotWrite, Some(path.clone())),
            RunError::Taken { path, .. } => (Code::InUse, Some(path.clone())),
            RunError::Answer(_) => (Code::CannotWrite, None),
            RunError::Ledger(_) => (Code::Ledger, None),
            RunError::Threads(_) => (Code::System, None),
            RunError::Report(_) => (Code::Internal, None),
        };
    }
    if let Some(e) = error.downcast_ref::<PackError>() {
        let file = match e {
            PackError::Io { path, .. } => path.clone(),
            PackError::Shape { file, .. } | PackError::Rule { file, .. } => file.into(),
        };
        return (Code::Rules, Some(file));
    }
    if let Some(e) = error.downcast_ref::<ModelError>() {
        return match e {
            ModelError::Missing { path, .. } => (Code::ModelsMissing, Some(path.clone())),
            ModelError::Wrong { path } | ModelError::Unusable { path, .. } => {
                (Code::ModelsUnusable, Some(path.clone()))
            }
            ModelError::NotBuilt => (Code::NotBuilt, None),
        };
    }
    let code = match error {
        e if e.is::<StartError>() || e.is::<crate::run::reader::wire::WireError>() => Code::Reader,
        e if e.is::<crate::signature::TrustError>() => Code::Trust,
        e if e.is::<crate::ledger::LedgerError>() => Code::Ledger,
        e if e.is::<crate::decisions::LedgerError>() => Code::Decisions,
        e if e.is::<crate::decisions::outcomes::TableError>() || e.is::<crate::convert::table::TableError>() => {
            Code::Table
        }
        e if e.is::<crate::convert::mapping::MappingError>() => Code::Mapping,
        e if e.is::<crate::convert::form::FormError>() => Code::Form,
        e if e.is::<crate::export::ExportError>() => Code::CannotWrite,
        e if e.is::<std::io::Error>() => Code::System,
        e => of_server(e).unwrap_or(Code::Internal),
    };
    (code, None)
}

fn of_walk(error: &WalkError) -> (Code, Option<PathBuf>) {
    match error {
        WalkError::NotAFolder { path } => (Code::NotAFolder, Some(path.clone())),
        WalkError::Refused { path, .. } if !path.exists() => (Code::NotAFolder, Some(path.clone())),
        WalkError::Refused { path, .. } => (Code::CannotRead, Some(path.clone())),
    }
}

#[cfg(feature = "serve")]
fn of_server(error: &(dyn Error + 'static)) -> Option<Code> {
    use crate::api::{ApiError, CallbackError, StateError, tokens::TokensError};
    use crate::serve::{ServeError, backup::BackupError, team::people::AccountsError};
    if let Some(error) = error.downcast_ref::<ApiError>() {
        return Some(match error {
            ApiError::TokensNeeded(_) | ApiError::Tokens(_) => Code::Token,
            ApiError::Store(StateError::Taken(_)) => Code::InUse,
            ApiError::Listen { .. } | ApiError::Store(_) | ApiError::Threads(_) => Code::Api,
        });
    }
    match error {
        e if e.is::<AccountsError>() => Some(Code::Accounts),
        e if e.is::<TokensError>() || e.is::<CallbackError>() => Some(Code::Token),
        e if e.is::<ServeError>() || e.is::<BackupError>() => Some(Code::Desk),
        _ => None,
    }
}

#[cfg(not(feature = "serve"))]
const fn of_server(_: &(dyn Error + 'static)) -> Option<Code> {
    None
}

#[cfg(test)]
#[path = "errors_tests.rs"]
mod tests;
