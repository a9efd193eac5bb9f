//! What a reader fails on: the pages before it are kept, and the document is done again when it is asked for with more time.

use std::fs;
use std::time::Duration;

use chushen::decode::DecodeError;
use chushen::intake::walk;
use chushen::judge::engine::RulesLevel;
use chushen::judge::pack::Pack;
use chushen::limits::{Clocks, Limits};
use chushen::report::Lang;
use chushen::report::model::Tool;
use chushen::run::case::{Tools, read_case};
use chushen::run::progress::Silent;
use chushen::run::read_cache::ReadCache;
use chushen::run::read_slots::ReadSlots;
use chushen::run::reader::{Config, Pool, Reader};
use chushen::run::{Due, Plan, Setup, dry_run, scan};

use super::{AS_OF, case, picture, read_json, stdout, written};

/// A second of the processor from one page to the next.
const HASTY: u64 = 1;

fn pool(clocks: Clocks) -> Reader {
    let config = Config {
        program: Some(env!("CARGO_BIN_EXE_chushen").into()),
        models: None,
        clocks,
        trust: Vec::new(),
        threads: 1,
    };
    Reader::Sandboxed(Box::new(Pool::start(config).unwrap()))
}

fn hasty() -> Clocks {
    Clocks {
        step_seconds: HASTY,
        ..Clocks::default()
    }
}

/// A JPEG of noise, which takes seconds to measure where it is large.
fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let noise = image::RgbImage::from_fn(width, height, |x, y| {
        let n = x.wrapping_mul(2_654_435_761).wrapping_add(y.wrapping_mul(40_503)) >> 9;
        image::Rgb([n as u8, (n >> 3) as u8, (x ^ y) as u8])
    });
    let mut out = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut out, 40)
        .encode_image(&noise)
        .unwrap();
    out
}

/// A PDF of one picture a page; the cross-references are left for the reader to find.
fn pdf(pages: &[(u32, u32)]) -> Vec<u8> {
    let kids: String = (0..pages.len()).map(|i| format!("{} 0 R ", 3 + 3 * i)).collect();
    let mut out = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n".to_vec();
    out.extend(format!("2 0 obj\n<</Type/Pages/Kids[{kids}]/Count {}>>\nendobj\n", pages.len()).bytes());
    for (i, (w, h)) in pages.iter().enumerate() {
        let n = 3 + 3 * i;
        let data = jpeg(*w, *h);
        let content = "595 0 0 842 0 0 cm /P Do";
        out.extend(
            format!(
                "{n} 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {} 0 R/Resources<</XObject<</P {} 0 R>>>>>>\nendobj\n\
                 {} 0 obj\n<</Length {}>>\nstream\n{content}\nendstream\nendobj\n\
                 {} 0 obj\n<</Type/XObject/Subtype/Image/Width {w}/Height {h}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Length {}>>\nstream\n",
                n + 1,
                n + 2,
                n + 1,
                content.len(),
                n + 2,
                data.len()
            )
            .bytes(),
        );
        out.extend(data);
        out.extend(b"\nendstream\nendobj\n");
    }
    out.extend(b"trailer\n<</Root 1 0 R>>\n%%EOF\n");
    out
}

#[test]
fn a_reader_that_ends_on_a_later_page_keeps_the_pages_before_it() {
    let dir = tempfile::tempdir().unwrap();
    let small = (300, 400);
    fs::write(dir.path().join("a.pdf"), pdf(&[small, small, (5000, 6000), small])).unwrap();
    picture(&dir.path().join("b.png"));
    let case = walk::load_case(dir.path(), &Limits::default()).unwrap();
    let read = |clocks| {
        let reader = pool(clocks);
        let limits = Limits::default();
        let tools = Tools::new(&reader, &limits, AS_OF.parse().unwrap());
        read_case(&case, &[], &tools)
    };
    let (dossier, account) = read(hasty());
    let document = &dossier.documents[0];
    assert_eq!(document.pages.len(), 2, "{account:?}");
    assert!(document.partial && document.frames == 4);
    let crashed = DecodeError::Crashed {
        how: "out of processor time".to_owned(),
    };
    assert_eq!(document.flaws, [(Some(3), crashed)]);
    assert!(
        account
            .faults
            .iter()
            .any(|f| f.page == Some(3) && !f.mended && !f.may_differ),
        "{account:?}"
    );
    // The next document has its page, and with time enough nothing is missing.
    assert_eq!(dossier.documents[1].pages.len(), 1);
    let (whole, account) = read(hasty().times(60));
    assert!(account.faults.is_empty(), "{account:?}");
    assert_eq!(whole.documents[0].pages.len(), 4);
    assert!(!whole.documents[0].partial && whole.documents[0].flaws.is_empty());
    // The pages that were kept are those of the whole reading.
    assert_eq!(
        format!("{:?}", document.pages),
        format!("{:?}", &whole.documents[0].pages[..2])
    );
}

fn setup(clocks: Clocks) -> Setup {
    let pack = Pack::builtin().unwrap();
    Setup {
        tool: Tool {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            rules: pack.label.clone(),
            models: "none".to_owned(),
        },
        pack,
        reader: pool(clocks),
        limits: Limits::default(),
        as_of: AS_OF.parse().unwrap(),
        asked: RulesLevel::Published.into(),
        lang: Lang::En,
        unmask: false,
        strict: false,
        trust: String::new(),
        checks: chushen::run::CheckRows::Full,
        kept: ReadCache::new(0, Duration::ZERO),
        slots: ReadSlots::unbounded(),
    }
}

#[test]
fn what_a_reader_failed_on_is_done_again_only_when_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let queue = dir.path().join("queue");
    case(&queue, "a", "id-a");
    case(&queue, "b", "id-b");
    fs::write(queue.join("b/large.pdf"), pdf(&[(300, 400), (5000, 6000)])).unwrap();
    let plan = |out: &str, resume, retry_failed| Plan {
        queue: queue.clone(),
        out: dir.path().join(out),
        jobs: 1,
        resume,
        retry_failed,
        metrics: None,
        ledger: None,
    };
    let out = dir.path().join("out");
    scan(&plan("out", false, false), &setup(hasty()), &Silent).unwrap();
    let failed = read_json(&out.join("id-b.json"));
    let of = |code: &str| {
        failed["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| f["code"] == code)
            .count()
    };
    assert_eq!(of("file.reader-failed"), 1);
    let due = |retry, clocks| -> Vec<Due> {
        let due = dry_run(&plan("out", true, retry), &setup(clocks)).unwrap();
        due.into_iter().map(|(_, d)| d).collect()
    };
    // A fault that comes again is not tried again by itself.
    assert_eq!(due(false, hasty()), [Due::Unchanged, Due::Unchanged]);
    assert_eq!(due(true, hasty()), [Due::Unchanged, Due::Failed]);
    // The program itself says so too, by its own options.
    let told = super::scan(&queue, &out)
        .args([
            "--retry-failed",
            "--time-factor",
            "60",
            "--dry-run",
            "--rules-level",
            "published",
        ])
        .output()
        .unwrap();
    assert!(stdout(&told).contains("failed\tb\n"), "{}", stdout(&told));
    let before = written(&out);
    let outcome = scan(&plan("out", true, true), &setup(hasty().times(60)), &Silent).unwrap();
    let unchanged: Vec<bool> = outcome.cases.iter().map(|c| c.unchanged).collect();
    assert_eq!(unchanged, [true, false]);
    // What it ends in is what a patient run writes from the start.
    scan(&plan("fresh", false, false), &setup(hasty().times(60)), &Silent).unwrap();
    let after = written(&out);
    assert!(after == written(&dir.path().join("fresh")));
    assert!(after["id-a.json"] == before["id-a.json"] && after["id-b.json"] != before["id-b.json"]);
}
