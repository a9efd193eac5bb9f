//! The shared corpus, for tests of the floors that read files.

use std::path::{Path, PathBuf};

/// A row of its manifest.
pub(crate) struct Row {
    /// The file.
    pub file: PathBuf,
    /// All cells; the first is the file's path in the corpus.
    pub cells: Vec<String>,
}

/// All rows; `None`, and a word on it, where there is no corpus beside this tree.
pub(crate) fn rows() -> Option<Vec<Row>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = ["../shared/corpus", "../../shared/corpus"].map(|p| here.join(p));
    let root = places.iter().find(|p| p.exists()).unwrap_or(&places[0]);
    let Ok(manifest) = std::fs::read_to_string(root.join("manifest.tsv")) else {
        eprintln!("SKIPPED: no corpus at {}", root.display());
        return None;
    };
    let row = |line: &str| {
        let cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
        Row {
            file: root.join(&cells[0]),
            cells,
        }
    };
    Some(manifest.lines().skip(1).map(row).collect())
}
