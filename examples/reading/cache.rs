//! Pages recognised once and kept.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};

use chushen::classify::{self, Recognised};
use chushen::extract::{self, Reading};
use chushen::kind::{self, FieldName};
use chushen::limits::Limits;
use chushen::read::ReadPage;
use chushen::read::ocr::{Engine, Models};
use chushen::{decode, measure, read, sniff};
use serde::{Deserialize, Serialize};

/// One document of a case: its pages as first read and after the second look, and the fields of that day.
#[derive(Debug, Serialize, Deserialize)]
pub struct Document {
    /// Its case.
    pub case: String,
    /// Its file's path within the case.
    pub file: String,
    /// Its kind.
    pub recognised: Recognised,
    /// As first read.
    pub pages: Vec<ReadPage>,
    /// After the second look.
    pub again: Vec<ReadPage>,
    /// Fields after the second look, by the reader of the day on which the cache was filled.
    pub fields: BTreeMap<FieldName, Reading>,
}

type Done<T> = Result<T, Box<dyn Error>>;

/// Every document in a cache, by name.
pub fn documents(cache: &Path) -> Done<Vec<Document>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(cache)?.map(|e| Ok(e?.path())).collect::<Done<_>>()?;
    files.sort();
    files
        .iter()
        .map(|f| Ok(postcard::from_bytes(&std::fs::read(f)?)?))
        .collect()
}

/// Documents as lines of JSON on the standard input, kept as a cache; what their format lacks is as if nobody had looked.
pub fn keep(out: &str) -> Done<()> {
    std::fs::create_dir_all(out)?;
    for line in std::io::stdin().lines() {
        let document: Document = serde_json::from_str(&line?)?;
        std::fs::write(
            place(out, &document.case, &document.file),
            postcard::to_stdvec(&document)?,
        )?;
    }
    Ok(())
}

/// Where a document is kept.
fn place(cache: &str, case: &str, file: &str) -> PathBuf {
    Path::new(cache).join(format!("{case}+{}.pages", file.replace('/', "+")))
}

/// Recognises the documents of a queue's cases (all of them, or those named); those that are in the cache already stay.
pub fn fill(models: &str, queue: &str, out: &str, cases: &[&str]) -> Done<()> {
    let engine = Engine::new(Models::load(Path::new(models))?);
    std::fs::create_dir_all(out)?;
    let mut folders: Vec<PathBuf> = std::fs::read_dir(queue)?.map(|e| Ok(e?.path())).collect::<Done<_>>()?;
    folders.sort();
    for folder in folders.iter().filter(|f| f.is_dir()) {
        let case = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !cases.is_empty() && !cases.contains(&case.as_str()) {
            continue;
        }
        for file in walkdir::WalkDir::new(folder).sort_by_file_name() {
            let file = file?;
            let path = file.path().strip_prefix(folder)?.to_string_lossy().into_owned();
            if !file.file_type().is_file() || path == "case.json" {
                continue;
            }
            let kept = place(out, &case, &path);
            if !kept.exists() {
                let document = recognise(&engine, &case, path, std::fs::read(file.path())?);
                std::fs::write(kept, postcard::to_stdvec(&document)?)?;
            }
        }
        eprintln!("{case}");
    }
    Ok(())
}

/// What `run::case` does with one document, up to its fields.
fn recognise(engine: &Engine, case: &str, file: String, bytes: Vec<u8>) -> Document {
    let limits = Limits::default();
    let mut document = Document {
        case: case.to_owned(),
        file,
        recognised: Recognised::unknown(),
        pages: Vec::new(),
        again: Vec::new(),
        fields: BTreeMap::new(),
    };
    let format = sniff::identify(&bytes).format;
    let Ok(opened) = decode::open(bytes.into(), format, &limits) else {
        return document;
    };
    for index in 0..opened.frames.min(limits.pages) {
        if let Ok(image) = opened.page(index, &limits) {
            let measured = measure::measure(&image, &opened.metadata);
            document
                .pages
                .push(read::read(image, measured, index + 1, Some(engine), &limits));
        }
    }
    document.recognised = classify::classify(&document.pages);
    if let Some(spec) = kind::spec(document.recognised.kind) {
        let mut pages = document.pages.clone();
        for (page, number) in pages.iter_mut().zip(1..) {
            classify::scale::doubt_outline(spec, page);
            classify::framed::look(spec, page);
            classify::laid_over::take(spec.kind, number, page);
            classify::card::place_by_labels(spec.kind, page);
            classify::card::look_within(spec.kind, page);
        }
        document.fields = extract::extract(spec, &pages);
        extract::look_again(spec, &mut pages, &mut document.fields, engine);
        extract::doubt_restored(&pages, &mut document.fields);
        document.again = pages;
    }
    document
}
