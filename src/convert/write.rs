//! Drafts into folders: each is made beside the queue and put there whole, under a name that nothing has. A case that is faulty is not
//! written; one that is there with the same content is left alone.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_json::{Value, json};

use super::cases::faults_of;
use super::files::{Folder, Found, open};
use super::problem::{Fault, Problem};
use super::{Draft, Outcome};
use crate::intake::walk::DECLARATION;
use crate::limits::Limits;
use crate::run::files::sync_folder;

/// Beginning of the name of the folder in which cases are made.
const STAGE: &str = ".chushen-convert-";

/// What becomes of drafts.
#[derive(Debug)]
pub struct Plan<'a> {
    /// Where the files lie.
    pub files: &'a Folder,
    /// Where case folders go.
    pub out: &'a Path,
    /// Only look.
    pub dry_run: bool,
    /// What a folder is called, by the id of its case.
    pub name: fn(&str) -> String,
    /// Budgets.
    pub limits: &'a Limits,
}

/// A case that is whole: its declaration as text, and its files by the name they get.
struct Whole {
    text: String,
    files: BTreeMap<String, PathBuf>,
}

/// A case on its way.
enum Step {
    /// Made in the stage under this name; the draft is for what may still go wrong.
    Made(String, Box<Draft>),
    /// Good, and only looked at.
    Looked,
    Known,
    Faulty(Vec<Problem>),
}

/// Writes drafts, side by side; the outcome is in their order. All are made, synced at once, and put in their places: a power cut leaves
/// whole cases or none.
pub fn write(drafts: Vec<Draft>, plan: &Plan<'_>) -> io::Result<Outcome> {
    let stage = if plan.dry_run { None } else { Some(stage(plan.out)?) };
    let at = stage.as_ref().map(tempfile::TempDir::path);
    let steps: Vec<io::Result<Step>> = drafts.into_par_iter().map(|draft| one(draft, plan, at)).collect();
    let steps: Vec<Step> = steps.into_iter().collect::<io::Result<_>>()?;
    if let Some(at) = at {
        sync_all_below(at)?;
    }
    let mut out = Outcome::default();
    for step in steps {
        let step = match (step, at) {
            (Step::Made(name, draft), Some(at)) => put_in_place(&name, &draft, at, plan.out)?,
            (step, _) => step,
        };
        match step {
            Step::Made(..) | Step::Looked => out.written += 1,
            Step::Known => out.known += 1,
            Step::Faulty(problems) => {
                out.faulty += 1;
                out.problems.extend(problems);
            }
        }
    }
    if !plan.dry_run {
        sync_folder(plan.out)?;
    }
    Ok(out)
}

fn put_in_place(name: &str, draft: &Draft, stage: &Path, out: &Path) -> io::Result<Step> {
    match rename(&stage.join(name), &out.join(name)) {
        Err(e)
            if matches!(
                e.kind(),
                io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty
            ) =>
        {
            Ok(exists(name, draft))
        }
        done => done.map(|()| Step::Looked),
    }
}

fn exists(name: &str, draft: &Draft) -> Step {
    let fault = Fault::Exists(name.to_owned());
    Step::Faulty(vec![Problem {
        place: draft.place.clone(),
        case: Some(draft.id.clone()),
        key: None,
        fault,
    }])
}

/// A folder to make cases in: beside the queue, where a scan sees no half of one; within it where that is another file system.
fn stage(out: &Path) -> io::Result<tempfile::TempDir> {
    std::fs::create_dir_all(out)?;
    let whole = out.canonicalize()?;
    let beside = whole.parent().filter(|p| same_system(p, &whole));
    let make = |at: &Path| tempfile::Builder::new().prefix(STAGE).tempdir_in(at);
    beside.map_or_else(|| make(&whole), |p| make(p).or_else(|_| make(&whole)))
}

#[cfg(unix)]
fn same_system(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |p: &Path| std::fs::metadata(p).map(|m| m.dev()).ok();
    device(a).is_some() && device(a) == device(b)
}

#[cfg(not(unix))]
fn same_system(_: &Path, _: &Path) -> bool {
    false
}

fn one(mut draft: Draft, plan: &Plan<'_>, stage: Option<&Path>) -> io::Result<Step> {
    let whole = gather(&mut draft, plan);
    let Some(whole) = whole.filter(|_| draft.problems.is_empty()) else {
        return Ok(Step::Faulty(draft.problems));
    };
    let name = (plan.name)(&draft.id);
    let target = plan.out.join(&name);
    if std::fs::symlink_metadata(&target).is_ok() {
        return Ok(if is_the_same(&target, &whole)? {
            Step::Known
        } else {
            exists(&name, &draft)
        });
    }
    let Some(stage) = stage else {
        return Ok(Step::Looked);
    };
    let made = stage.join(&name);
    std::fs::create_dir(&made)?;
    for (name, from) in &whole.files {
        if let Err(why) = copy(from, &made.join(name)) {
            if crate::limits::no_room(&why) {
                return Err(why);
            }
            let fault = Fault::FileFailed(name.clone(), why.to_string());
            let place = draft
                .files
                .first()
                .map_or_else(|| draft.place.clone(), |w| w.place.clone());
            return Ok(Step::Faulty(vec![Problem {
                place,
                case: Some(draft.id.clone()),
                key: None,
                fault,
            }]));
        }
    }
    std::fs::write(made.join(DECLARATION), &whole.text)?;
    Ok(Step::Made(name, Box::new(draft)))
}

/// Finds the files of a draft and finishes its declaration; what is wrong goes to its problems.
fn gather(draft: &mut Draft, plan: &Plan<'_>) -> Option<Whole> {
    let mut files: BTreeMap<String, PathBuf> = BTreeMap::new();
    let mut hints: Vec<Value> = Vec::new();
    for wish in &draft.files {
        let found = if wish.by_id {
            plan.files.find_by_id(&wish.written, plan.limits)
        } else {
            plan.files.find(&wish.written, plan.limits)
        };
        let place = wish.place.clone();
        match found {
            Ok(found) => {
                for file in found {
                    let name = place_file(&mut files, &file);
                    if let Some(kind) = &wish.kind {
                        let hint = json!({ "path": name, "kind": kind });
                        if !hints.contains(&hint) {
                            hints.push(hint);
                        }
                    }
                }
            }
            Err(fault) => draft.problems.push(Problem {
                place,
                case: Some(draft.id.clone()),
                key: None,
                fault,
            }),
        }
    }
    let told = |fault| Problem {
        place: draft.place.clone(),
        case: Some(draft.id.clone()),
        key: None,
        fault,
    };
    if files.len() > plan.limits.files {
        draft.problems.push(told(Fault::FilesMany(plan.limits.files)));
        return None;
    }
    if !hints.is_empty()
        && let Some(map) = draft.declaration.as_object_mut()
        && let Some(list) = map.entry("attachments").or_insert_with(|| json!([])).as_array_mut()
    {
        list.extend(hints);
    }
    if draft.problems.is_empty() {
        // The last word has the parser of the intake, on the very text that is written.
        let wrong = faults_of(&draft.declaration, plan.limits);
        draft
            .problems
            .extend(wrong.into_iter().map(|(_, w)| told(Fault::Declaration(w, false))));
    }
    let text = serde_json::to_string_pretty(&draft.declaration).ok()? + "\n";
    Some(Whole { text, files })
}

/// The name a file gets in the case folder: its own, with a number where another file has it already.
fn place_file(files: &mut BTreeMap<String, PathBuf>, file: &Found) -> String {
    let (stem, ending) = match file.name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem.to_owned(), format!(".{ending}")),
        _ => (file.name.clone(), String::new()),
    };
    let mut name = file.name.clone();
    let mut n = 1;
    // Names that differ in case only are one name on some file systems.
    let taken = |files: &BTreeMap<String, PathBuf>, name: &str| {
        files
            .iter()
            .any(|(had, path)| had.to_lowercase() == name.to_lowercase() && *path != file.path)
    };
    while taken(files, &name) {
        n += 1;
        name = format!("{stem} ({n}){ending}");
    }
    files.insert(name.clone(), file.path.clone());
    name
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = open(from).map_err(|why| io::Error::other(format!("{why:?}")))?;
    let mut target = std::fs::OpenOptions::new().write(true).create_new(true).open(to)?;
    io::copy(&mut source, &mut target).map(|_| ())
}

/// Whether a folder holds just this case.
fn is_the_same(folder: &Path, whole: &Whole) -> io::Result<bool> {
    if !std::fs::symlink_metadata(folder)?.is_dir()
        || std::fs::read(folder.join(DECLARATION)).ok().as_deref() != Some(whole.text.as_bytes())
    {
        return Ok(false);
    }
    let mut others = 0usize;
    for entry in std::fs::read_dir(folder)? {
        others += usize::from(entry?.file_name() != DECLARATION);
    }
    if others != whole.files.len() {
        return Ok(false);
    }
    for (name, from) in &whole.files {
        let (Ok(here), Ok(there)) = (open(&folder.join(name)), open(from)) else {
            return Ok(false);
        };
        if here.metadata()?.len() != there.metadata()?.len() || !same_bytes(here, there)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn same_bytes(mut a: impl Read, mut b: impl Read) -> io::Result<bool> {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    loop {
        left.clear();
        right.clear();
        Read::take(&mut a, 1 << 20).read_to_end(&mut left)?;
        Read::take(&mut b, 1 << 20).read_to_end(&mut right)?;
        if left != right || left.is_empty() {
            return Ok(left == right);
        }
    }
}

/// Puts a folder in its place, where there is nothing yet.
#[cfg(target_os = "linux")]
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        // A file system that does not know the flag; that nothing was there has been asked.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => std::fs::rename(from, to),
        done => done.map_err(io::Error::from),
    }
}

#[cfg(not(target_os = "linux"))]
fn rename(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::rename(from, to)
}

/// Everything below a folder is on the disk: one call for the file system, where there is one, since a thousand cases are some thousand files.
#[cfg(target_os = "linux")]
fn sync_all_below(folder: &Path) -> io::Result<()> {
    rustix::fs::syncfs(std::fs::File::open(folder)?).map_err(io::Error::from)
}

#[cfg(not(target_os = "linux"))]
fn sync_all_below(folder: &Path) -> io::Result<()> {
    for entry in walkdir::WalkDir::new(folder) {
        std::fs::File::open(entry?.path())?.sync_all()?;
    }
    Ok(())
}
