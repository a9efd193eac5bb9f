//! `pdf_peer text FILE` prints what pdf-extract reads of a file, as one JSON object with `text`, `error` or `panic`.
//! `pdf_peer lopdf|hayro FILE` opens a file, and each of its revisions as a file of its own, with either parser, and prints how many opened, how
//! many objects were found, and the seconds.

use std::panic::catch_unwind;
use std::process::ExitCode;
use std::time::Instant;

use serde_json::json;

/// Ends of the revisions of a file: behind each mark of an end.
fn revisions(bytes: &[u8]) -> Vec<usize> {
    let mark = b"%%EOF";
    let at = bytes.windows(mark.len()).enumerate().filter(|(_, w)| w == mark);
    let mut ends: Vec<usize> = at.map(|(at, _)| at + mark.len()).take(32).collect();
    if ends.last().is_none_or(|end| *end + 3 < bytes.len()) {
        ends.push(bytes.len());
    }
    ends
}

/// Objects that a parser finds; `None` where it does not open the bytes.
fn objects(parser: &str, bytes: &[u8]) -> Option<usize> {
    match parser {
        "lopdf" => lopdf::Document::load_mem(bytes).ok().map(|d| d.objects.len()),
        _ => hayro_syntax::Pdf::new(bytes.to_vec()).ok().map(|d| d.objects().into_iter().count()),
    }
}

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (Some(what), Some(path)) = (args.next(), args.next()) else {
        eprintln!("usage: pdf_peer text|lopdf|hayro FILE");
        return ExitCode::from(2);
    };
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("{path}: {error}");
            return ExitCode::from(2);
        }
    };
    std::panic::set_hook(Box::new(|_| {}));
    let began = Instant::now();
    let said = if what == "text" {
        match catch_unwind(|| pdf_extract::extract_text_from_mem(&bytes)) {
            Ok(Ok(text)) => json!({ "text": text }),
            Ok(Err(error)) => json!({ "error": error.to_string() }),
            Err(_) => json!({ "panic": true }),
        }
    } else {
        let ends = revisions(&bytes);
        let found = catch_unwind(|| ends.iter().map(|end| objects(&what, bytes.get(..*end)?)).collect::<Vec<_>>());
        match found {
            Ok(found) => json!({
                "revisions": ends.len(), "opened": found.iter().flatten().count(), "objects": found.last(),
            }),
            Err(_) => json!({ "revisions": ends.len(), "panic": true }),
        }
    };
    let seconds = began.elapsed().as_secs_f64();
    println!("{}", json!({ "said": said, "seconds": seconds }));
    ExitCode::SUCCESS
}
