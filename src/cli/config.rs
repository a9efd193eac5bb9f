//! Configuration: one file, over it the environment, over that what was typed. Each value becomes the default of the option
//! of its name, so that one parser judges all three and `--help` shows what holds.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::builder::OsStr;
use clap::{Arg, ArgAction, Command};

use super::keys::{Holds, KEYS, Key};
use super::say::say;
use super::{Exit, Failure, put};
use crate::cli::Code;
use crate::hanzi::distance;

/// The file's name where none is named.
const NAME: &str = "chushen.toml";
/// Where a package puts it.
const SYSTEM: &str = "/etc/chushen/chushen.toml";

/// A value and who set it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Set {
    pub value: OsString,
    /// "CHUSHEN_JOBS", "/etc/chushen/chushen.toml".
    pub by: String,
}

/// All that is set besides what is typed.
#[derive(Debug, Default)]
pub(super) struct Config {
    /// The file that was read.
    pub file: Option<PathBuf>,
    /// By key.
    pub set: BTreeMap<&'static str, Set>,
}

/// Reads the file and the environment. `args` are looked through for `--config`; `var` is the environment.
pub(super) fn load(args: &[OsString], var: impl Fn(&str) -> Option<OsString>) -> Result<Config, Failure> {
    let named = typed(args).or_else(|| var("CHUSHEN_CONFIG").filter(|v| !v.is_empty()).map(PathBuf::from));
    let found = || [NAME, SYSTEM].into_iter().map(PathBuf::from).find(|p| p.is_file());
    let file = named.or_else(found);
    let mut config = Config::default();
    if let Some(file) = file {
        let unread = |e: std::io::Error| {
            let what = format!("cannot read the configuration '{}': {e}", file.display());
            Failure::coded(Code::Config, what).at(&file)
        };
        let text = std::fs::read_to_string(&file).map_err(unread)?;
        config.set = parse(&text, &file)?;
        config.file = Some(file);
    }
    for key in KEYS {
        let by = key.variable();
        if let Some(value) = var(&by).filter(|v| !v.is_empty()) {
            config.set.insert(key.name, Set { value, by });
        }
    }
    Ok(config)
}

/// The file that was named on the command line.
fn typed(args: &[OsString]) -> Option<PathBuf> {
    let mut args = args.iter().take_while(|a| *a != "--");
    while let Some(arg) = args.next() {
        if arg == "--config" {
            return args.next().map(PathBuf::from);
        }
        if let Some(file) = arg.to_str().and_then(|a| a.strip_prefix("--config=")) {
            return Some(file.into());
        }
    }
    None
}

fn parse(text: &str, file: &Path) -> Result<BTreeMap<&'static str, Set>, Failure> {
    let wrong = |what: String| Failure::coded(Code::Config, format!("{}: {what}", file.display())).at(file);
    let table: toml::Table = toml::from_str(text).map_err(|e| wrong(e.to_string().trim_end().to_owned()))?;
    let mut out = BTreeMap::new();
    for (name, value) in table {
        let Some(key) = KEYS.iter().find(|k| k.name == name) else {
            let near = KEYS.iter().map(|k| (distance(&name, k.name), k.name)).min();
            let hint = near.map_or_else(String::new, |(_, k)| format!("; did you mean '{k}'?"));
            return Err(wrong(format!("there is no key '{name}'{hint}")));
        };
        let value = read(key, &value, file).ok_or_else(|| {
            let (name, holds, example) = (key.name, key.holds.name(), key.example);
            wrong(format!("the key '{name}' holds a {holds}, such as {name} = {example}"))
        })?;
        let by = file.display().to_string();
        out.insert(key.name, Set { value, by });
    }
    Ok(out)
}

/// A key's value as it would be typed; `None` where it is of another sort.
fn read(key: &Key, value: &toml::Value, file: &Path) -> Option<OsString> {
    match (key.holds, value) {
        (Holds::Word | Holds::Text, toml::Value::String(text)) => Some(text.into()),
        (Holds::Path, toml::Value::String(path)) => {
            Some(file.parent().unwrap_or(Path::new("")).join(path).into_os_string())
        }
        (Holds::Number, toml::Value::Integer(n)) => Some(n.to_string().into()),
        (Holds::Truth, toml::Value::Boolean(b)) => Some(b.to_string().into()),
        (Holds::Words, toml::Value::Table(table)) => {
            let pairs: Option<Vec<String>> = table
                .iter()
                .map(|(k, v)| Some(format!("{k}={}", v.as_str()?)))
                .collect();
            Some(pairs?.join(",").into())
        }
        (_, _) => None,
    }
}

/// The key that sets an option, and not another of the same name: what a command cannot do without is typed.
fn key_of(arg: &Arg) -> Option<&'static Key> {
    let long = arg.get_long().filter(|_| !arg.is_required_set())?;
    KEYS.iter().find(|k| k.name == long)
}

/// Lays what is set under the options of every command. A switch takes `=false` too, or a file could not be overruled.
pub(super) fn under(command: Command, config: &Config) -> Command {
    let lay = |arg: Arg| {
        let Some(key) = key_of(&arg) else {
            return arg;
        };
        let set = config.set.get(key.name).map(|s| OsStr::from(s.value.clone()));
        if key.holds == Holds::Truth {
            let arg = arg
                .action(ArgAction::Set)
                .num_args(0..=1)
                .require_equals(true)
                .value_parser(clap::value_parser!(bool))
                .default_missing_value("true")
                .hide_default_value(true)
                .hide_possible_values(true);
            return arg.default_value(set.unwrap_or_else(|| "false".into()));
        }
        match set {
            Some(value) => arg.default_value(value),
            None => arg,
        }
    };
    let command = command.mut_args(lay);
    let names: Vec<String> = command
        .get_subcommands()
        // Processes that this program starts are told all they need.
        .filter(|c| !c.is_hide_set())
        .map(|c| c.get_name().to_owned())
        .collect();
    names
        .iter()
        .fold(command, |c, name| c.mut_subcommand(name, |sub| under(sub, config)))
}

/// Where a value that was refused comes from, if it was not typed.
pub(super) fn blame(error: &clap::Error, config: &Config) -> Option<String> {
    use clap::error::{ContextKind, ContextValue};
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(s)) => Some(s.as_str()),
        _ => None,
    };
    let (arg, value) = (text(ContextKind::InvalidArg)?, text(ContextKind::InvalidValue)?);
    let (_, set) = config.set.iter().find(|(name, set)| {
        set.value == *value && arg.trim_start_matches("--").split([' ', '=']).next() == Some(**name)
    })?;
    Some(format!("note: the value is set by {}", set.by))
}

/// `chushen config`: what is set and by whom.
pub(super) fn show(config: &Config, wants_example: bool) -> Result<Exit, Failure> {
    if wants_example {
        put(&example())?;
        return Ok(Exit::Passed);
    }
    let mut out = if let Some(file) = &config.file {
        format!("# {}\n", file.display())
    } else {
        let none =
            format!("no file: neither --config nor CHUSHEN_CONFIG names one, and there is no ./{NAME} and no {SYSTEM}");
        format!("# {}\n", say(&none))
    };
    for key in KEYS {
        out.push_str(&match config.set.get(key.name) {
            Some(set) => format!("{:<12} {}  # {}\n", key.name, set.value.to_string_lossy(), set.by),
            None => format!("{:<12} -\n", key.name),
        });
    }
    let lines = out.lines().map(|l| crate::report::plain::plain(l, 2000) + "\n");
    put(&lines.collect::<String>())?;
    Ok(Exit::Passed)
}

/// The example file, every key in it.
pub(super) fn example() -> String {
    let head = [
        "Configuration of chushen. Every key is here, each with an example; without a key its default holds.",
        "An environment variable overrides a key, and an option that is typed overrides both: docs/configuration.md.",
    ];
    let mut out: String = head.iter().map(|line| format!("# {}\n", say(line))).collect();
    for key in KEYS {
        out.push_str(&format!("\n# {}\n# {} = {}\n", say(key.doc), key.name, key.example));
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::super::args::Args;
    use super::super::keys::NO_KEYS;
    use super::*;

    fn options(command: &Command, out: &mut BTreeSet<String>) {
        out.extend(command.get_arguments().filter_map(|a| a.get_long()).map(str::to_owned));
        for sub in command.get_subcommands().filter(|c| !c.is_hide_set()) {
            options(sub, out);
        }
    }

    #[test]
    fn every_key_sets_an_option_and_every_other_option_is_left_out_on_purpose() {
        let mut all = BTreeSet::new();
        options(&Args::command(), &mut all);
        for (i, key) in KEYS.iter().enumerate() {
            assert!(all.remove(key.name), "no command has --{}", key.name);
            assert!(i == 0 || KEYS[i - 1].name < key.name, "sort {}", key.name);
            let line: toml::Table = toml::from_str(&format!("{} = {}", key.name, key.example)).unwrap();
            assert!(read(key, &line[key.name], Path::new("/x/f")).is_some(), "{}", key.name);
        }
        all.retain(|o| !NO_KEYS.contains(&o.as_str()));
        assert!(all.is_empty(), "a key or a reason in keys.rs: {all:?}");
    }

    fn jobs(args: &[&str], env: &[(&str, &str)], file: Option<&str>) -> Result<usize, String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("c.toml");
        let mut args: Vec<OsString> = args.iter().map(OsString::from).collect();
        if let Some(text) = file {
            std::fs::write(&path, text).unwrap();
            args.push("--config".into());
            args.push(path.into());
        }
        let var = |name: &str| env.iter().find(|(n, _)| *n == name).map(|(_, v)| OsString::from(v));
        let config = load(&args, var).map_err(|f| f.what)?;
        let command = under(Args::command(), &config);
        let matches = command.try_get_matches_from(&args).map_err(|e| {
            let told = blame(&e, &config).unwrap_or_default();
            format!("{e}{told}")
        })?;
        let (_, scan) = matches.subcommand().unwrap();
        Ok(scan.get_one::<u16>("jobs").map_or(0, |n| usize::from(*n)) + 1000 * usize::from(scan.get_flag("unmask")))
    }

    const SCAN: &[&str] = &["chushen", "scan", "q", "--out", "o"];

    #[test]
    fn what_is_typed_overrules_the_environment_and_that_the_file() {
        let typed = [SCAN, &["--jobs", "3", "--unmask=false"]].concat();
        let env = [("CHUSHEN_JOBS", "2"), ("CHUSHEN_UNMASK", "true")];
        let file = Some("jobs = 1\nunmask = true");
        assert_eq!(jobs(SCAN, &[], None), Ok(0));
        assert_eq!(jobs(SCAN, &[], file), Ok(1001));
        assert_eq!(jobs(SCAN, &env, file), Ok(1002));
        assert_eq!(jobs(&typed, &env, file), Ok(3));
        assert_eq!(jobs(&typed[..7], &env, None), Ok(1003));
        assert_eq!(
            jobs(&[SCAN, &["--unmask"]].concat(), &[("CHUSHEN_UNMASK", "false")], None),
            Ok(1000)
        );
    }

    #[test]
    fn a_wrong_key_is_told_with_file_key_and_nearest_name() {
        let told = jobs(SCAN, &[], Some("job = 1")).unwrap_err();
        assert!(
            told.contains("c.toml") && told.contains("'job'") && told.contains("'jobs'"),
            "{told}"
        );
        let told = jobs(SCAN, &[], Some("jobs = \"many\"")).unwrap_err();
        assert!(told.contains("c.toml") && told.contains("jobs = 4"), "{told}");
        let told = jobs(SCAN, &[], Some("jobs = 0")).unwrap_err();
        assert!(told.contains("set by") && told.contains("c.toml"), "{told}");
        let told = jobs(SCAN, &[("CHUSHEN_JOBS", "x")], None).unwrap_err();
        assert!(told.contains("set by CHUSHEN_JOBS"), "{told}");
        let told = jobs(SCAN, &[], Some("jobs = ")).unwrap_err();
        assert!(told.contains("c.toml"), "{told}");
    }

    #[test]
    fn a_path_in_the_file_begins_at_the_files_folder() {
        let set = parse(
            "rules = \"own\"\nledger = \"/var/l\"",
            Path::new("/etc/chushen/chushen.toml"),
        )
        .unwrap();
        assert_eq!(set["rules"].value, "/etc/chushen/own");
        assert_eq!(set["ledger"].value, "/var/l");
        let set = parse(
            "province-level = { \"广东\" = \"off\", 51 = \"published\" }",
            Path::new("c.toml"),
        )
        .unwrap();
        let value = set["province-level"].value.to_str().unwrap();
        let mut parts: Vec<&str> = value.split(',').collect();
        parts.sort_unstable();
        assert_eq!(parts, ["51=published", "广东=off"]);
        assert!(parse("province-level = { \"广东\" = 1 }", Path::new("c.toml")).is_err());
    }

    #[test]
    fn a_named_file_that_is_not_there_stops_the_work() {
        let args = ["chushen", "scan", "--config=/nonexistent.toml"].map(OsString::from);
        assert!(load(&args, |_| None).unwrap_err().what.contains("/nonexistent.toml"));
        // What stands behind `--` is no option.
        let args = ["chushen", "check", "--", "--config=/nonexistent.toml"].map(OsString::from);
        assert!(load(&args, |_| None).is_ok());
    }

    #[test]
    fn the_pages_of_keys_are_current() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut table = String::from("\n| key | holds | variable | does |\n| --- | --- | --- | --- |\n");
        for k in KEYS {
            table.push_str(&format!(
                "| `{}` | {} | `{}` | {} |\n",
                k.name,
                k.holds.name(),
                k.variable(),
                k.doc
            ));
        }
        table.push('\n');
        let page = root.join("docs/configuration.md");
        let text = std::fs::read_to_string(&page).unwrap();
        let (before, rest) = text.split_once("<!-- keys -->\n").unwrap();
        let (now, after) = rest.split_once("<!-- /keys -->").unwrap();
        let file = root.join("packaging/chushen.toml");
        if std::env::var_os("CHUSHEN_UPDATE_DOCS").is_some() {
            std::fs::write(&page, format!("{before}<!-- keys -->\n{table}<!-- /keys -->{after}")).unwrap();
            std::fs::write(&file, example()).unwrap();
        } else {
            assert_eq!(now, table, "run `make docs`");
            assert_eq!(std::fs::read_to_string(&file).unwrap(), example(), "run `make docs`");
        }
    }
}
