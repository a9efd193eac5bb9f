//! One case from folder to dossier: floors 1 to 7 in a row. Judging and reporting follow in `run::review`. Bytes are taken
//! from the folder here; whatever looks into them ([`guarded`]) runs in a reader process.

use std::sync::Arc;

use crate::classify::{self, Recognised, card, card_beside_sheet, copied, framed, laid_over, scale, small_code};
use crate::date::Date;
use crate::decode::{self, DecodeError, Opened};
use crate::extract;
use crate::format::Format;
use crate::intake::{self, Attachment, Case, Content, Declared, Unread};
use crate::judge::dossier::{DocumentFacts, Dossier, PageFacts};
use crate::kind::{self, DocumentKind, FieldName};
use crate::limits::Limits;
use crate::measure::likeness::{self, Likeness};
use crate::measure::{self, Origin};
use crate::read::ocr::Engine;
use crate::read::{self, ReadPage};
use crate::run::fingerprint;
use crate::run::read_cache::ReadCache;
use crate::run::read_slots::{ReadSlots, Urgency};
use crate::run::reader::{Account, Reader};
use crate::signature::Trust;
use crate::sniff;

/// Confidence from which the mark of a licence's copy (正本, 副本) tells its size. 57 marks of drawn licences were read right with 0.884
/// to 0.891.
const COPY_KNOWN: f64 = 0.8;

/// What every case of a run is read with.
#[derive(Debug, Clone, Copy)]
pub struct Tools<'a> {
    /// What reads documents.
    pub reader: &'a Reader,
    /// Budgets.
    pub limits: &'a Limits,
    /// The day to judge by.
    pub as_of: Date,
    /// What a document is meant to be where no declaration says it.
    pub hint: Option<DocumentKind>,
    /// What was read before, by content, and whose turn it is; `None`: everything is read, as it comes.
    pub shared: Option<(&'a ReadCache, &'a ReadSlots, Urgency)>,
}

impl<'a> Tools<'a> {
    /// Reads everything as it comes.
    pub const fn new(reader: &'a Reader, limits: &'a Limits, as_of: Date) -> Self {
        Self {
            reader,
            limits,
            as_of,
            hint: None,
            shared: None,
        }
    }
}

/// What is told while a document is read, so that it is not lost with the reader.
#[derive(Debug)]
pub enum Step<'a> {
    /// The facts so far.
    Known(&'a DocumentFacts),
    /// So many pages are done.
    Page(usize),
}

/// Reads all documents of a case.
pub fn read_case(case: &Case, same_id: &[String], tools: &Tools<'_>) -> (Dossier, Account) {
    let mut account = Account::default();
    let mut documents: Vec<DocumentFacts> = Vec::new();
    for (i, attachment) in case.attachments.iter().enumerate() {
        let before = account.faults.len();
        documents.push(document(attachment, &case.declared, tools, &mut account));
        for fault in account.faults.iter_mut().skip(before) {
            fault.document = i + 1;
        }
    }
    extract::agree_across(documents.iter_mut().map(|d| (d.recognised.kind, &mut d.fields)));
    let dossier = Dossier {
        id: case.id.clone(),
        declared: case.declared.clone(),
        documents,
        litter: case.litter.clone(),
        as_of: tools.as_of,
        same_id: same_id.to_vec(),
        ocr: tools.reader.recognises(),
        elsewhere: None,
        sites_besides: 0,
    };
    (dossier, account)
}

/// The bytes of a document, or why there are none.
pub fn take(attachment: &Attachment, limits: &Limits) -> Result<Content, Unread> {
    match &attachment.unread {
        None | Some(Unread::TooLarge) => intake::walk::read(attachment, limits),
        Some(why @ (Unread::Link { .. } | Unread::Refused(_) | Unread::NotAFile)) => Err(why.clone()),
    }
}

/// What was taken, in a word that differs where the bytes do.
pub fn taken(content: &Result<Content, Unread>) -> String {
    match content {
        Ok(content) if content.sha256.is_empty() => format!("head {}", fingerprint::hex(&content.bytes)),
        Ok(content) => content.sha256.clone(),
        Err(why) => format!("{why:?}"),
    }
}

/// One document: its bytes are taken here, and looked at by the reader.
fn document(attachment: &Attachment, declared: &Declared, tools: &Tools<'_>, account: &mut Account) -> DocumentFacts {
    let mut facts = unread_facts(attachment, declared);
    facts.hint = facts.hint.or(tools.hint);
    let content = take(attachment, tools.limits);
    account.taken.push(taken(&content));
    match content {
        Ok(content) => {
            facts.sha256 = content.sha256;
            read_or_known(facts, content.bytes, tools, account)
        }
        Err(why) => {
            facts.unread = Some(why);
            facts
        }
    }
}

/// What was read of the same bytes before, or what a reader says of them now.
fn read_or_known(
    unread_facts: DocumentFacts,
    bytes: Arc<[u8]>,
    tools: &Tools<'_>,
    account: &mut Account,
) -> DocumentFacts {
    let Some((cache, slots, urgency)) = tools.shared else {
        return tools.reader.read(unread_facts, bytes, tools.limits, account);
    };
    let whole = unread_facts.unread.is_none() && !unread_facts.sha256.is_empty();
    if let Some(known) = cache.get(&unread_facts.sha256, unread_facts.hint).filter(|_| whole) {
        account.kept += 1;
        return own(known, &unread_facts);
    }
    let _slot = slots.take(urgency);
    let faults = account.faults.len();
    let facts = tools.reader.read(unread_facts, bytes, tools.limits, account);
    if whole && account.faults.len() == faults {
        cache.put(&facts);
    }
    facts
}

/// What is ours to say of a document, whatever was read of it.
pub(super) fn own(mut facts: DocumentFacts, unread_facts: &DocumentFacts) -> DocumentFacts {
    facts.path.clone_from(&unread_facts.path);
    facts.bytes = unread_facts.bytes;
    facts.sha256.clone_from(&unread_facts.sha256);
    facts.extension.clone_from(&unread_facts.extension);
    facts.unread.clone_from(&unread_facts.unread);
    facts.hint = unread_facts.hint;
    facts
}

/// Looks at the bytes of a document of which `facts` are known already, at its pages before `upto`. A panic costs one
/// document, and of that only what was not yet known.
pub fn guarded(
    mut facts: DocumentFacts,
    bytes: Arc<[u8]>,
    engine: Option<&Engine>,
    trust: &Trust,
    limits: &Limits,
    upto: usize,
    tell: &mut dyn FnMut(Step<'_>),
) -> DocumentFacts {
    let work = std::panic::AssertUnwindSafe(|| read_document(bytes, &mut facts, engine, trust, limits, upto, tell));
    if std::panic::catch_unwind(work).is_err() {
        facts.partial = true;
        facts.flaws.push((
            None,
            DecodeError::Crashed {
                how: "panic".to_owned(),
            },
        ));
    }
    facts
}

/// What is known of an attachment before any of its bytes is looked at.
pub fn unread_facts(attachment: &Attachment, declared: &Declared) -> DocumentFacts {
    let hint = match declared {
        Declared::Present(d) => {
            let told = d
                .attachments
                .iter()
                .find(|h| intake::names::same(&h.path, &attachment.path));
            // The icon of an App is no paper.
            let mut icons = d.services.iter().filter_map(|s| s.icon.as_deref());
            told.map(|h| h.kind).or_else(|| {
                icons
                    .any(|path| intake::names::same(path, &attachment.path))
                    .then_some(DocumentKind::Other)
            })
        }
        Declared::Missing | Declared::Invalid { .. } => None,
    };
    DocumentFacts {
        path: attachment.path.clone(),
        bytes: attachment.bytes,
        sha256: String::new(),
        format: Format::Unknown,
        format_basis: String::new(),
        also: Vec::new(),
        extension: attachment
            .path
            .rsplit('/')
            .next()
            .and_then(|n| n.rsplit_once('.'))
            .map(|(_, e)| e.to_lowercase()),
        unread: attachment.unread.clone(),
        hint,
        recognised: Recognised::unknown(),
        origin: Origin::Unknown,
        pdf: None,
        metadata: decode::Metadata::default(),
        frames: 0,
        flaws: Vec::new(),
        pages: Vec::new(),
        marks: Vec::new(),
        fields: std::collections::BTreeMap::new(),
        empty_labels: Vec::new(),
        partial: false,
        was_read: false,
    }
}

fn read_document(
    bytes: Arc<[u8]>,
    facts: &mut DocumentFacts,
    engine: Option<&Engine>,
    trust: &Trust,
    limits: &Limits,
    upto: usize,
    tell: &mut dyn FnMut(Step<'_>),
) {
    let identified = sniff::identify(&bytes);
    facts.format = identified.format;
    facts.format_basis = identified.basis;
    facts.also = identified.also;
    if facts.unread.is_some() {
        return;
    }
    tell(Step::Known(facts));
    match decode::open(bytes, facts.format, limits) {
        Ok(mut opened) => {
            opened.weigh(trust);
            read_pages(facts, &opened, engine, limits, upto, tell);
        }
        Err(error) => facts.flaws.push((None, error)),
    }
}

/// A page's number, what tells its scale, and its likeness.
type Besides = (usize, scale::Claim, Option<Likeness>);

fn read_pages(
    facts: &mut DocumentFacts,
    opened: &Opened,
    engine: Option<&Engine>,
    limits: &Limits,
    upto: usize,
    tell: &mut dyn FnMut(Step<'_>),
) {
    facts.pdf.clone_from(&opened.pdf);
    facts.metadata = opened.metadata.clone();
    facts.frames = opened.frames;
    facts.flaws.extend(opened.flaws.iter().map(|f| (None, f.clone())));
    facts.partial = opened.frames > limits.pages && facts.format.is_paged();
    // Frames of an animation are one document shown in turns: the first is read, the count is a finding.
    let most = if facts.format.is_paged() { limits.pages } else { 1 };
    tell(Step::Known(facts));
    let (mut pages, mut besides): (Vec<ReadPage>, Vec<Besides>) = (Vec::new(), Vec::new());
    for index in 0..opened.frames.min(most).min(upto) {
        match read_page(facts, opened, index, engine, limits) {
            Ok((page, beside)) => {
                pages.push(page);
                besides.push(beside);
            }
            Err(error) => facts.flaws.push((Some(index + 1), error)),
        }
        tell(Step::Page(index + 1));
    }
    facts.was_read =
        pages.iter().any(|p| p.text_source != read::TextSource::None) || (engine.is_some() && !pages.is_empty());
    facts.recognised = if facts.was_read {
        classify::classify(&pages)
    } else {
        Recognised::unknown()
    };
    if let Some(spec) = kind::spec(facts.recognised.kind) {
        look_by_kind(facts, spec, &mut pages, engine);
    }
    facts.origin = origin_of(&pages);
    keep_pages(facts, pages, besides);
    if facts.recognised.kind == DocumentKind::SitePhoto && facts.hint.is_some_and(|h| h != DocumentKind::SitePhoto) {
        // A wordless picture handed in as a paper is a paper that could not be read.
        facts.recognised = Recognised {
            guess: Some(DocumentKind::SitePhoto),
            ..Recognised::unknown()
        };
    }
}

/// One page decoded, measured and read.
fn read_page(
    facts: &mut DocumentFacts,
    opened: &Opened,
    index: usize,
    engine: Option<&Engine>,
    limits: &Limits,
) -> Result<(ReadPage, Besides), DecodeError> {
    let number = index + 1;
    let image = opened.page(index, limits)?;
    if let Some(flaw) = &image.incomplete {
        facts.flaws.push((Some(number), flaw.clone()));
    }
    let measured = measure::measure(&image, &opened.metadata);
    let described = index < likeness::PAGES && !measured.blank;
    let likeness = described.then(|| Likeness::of(&image.pixels)).flatten();
    let claim = scale::Claim::of(&image);
    let page = read::read(image, measured, number, engine, limits);
    facts.partial |= page.partial;
    if page.failed {
        let how = "text recognition failed".to_owned();
        facts.flaws.push((Some(number), DecodeError::Crashed { how }));
    }
    Ok((page, (number, claim, likeness)))
}

/// What is looked for once a document's kind is known, and its fields.
fn look_by_kind(
    facts: &mut DocumentFacts,
    spec: &'static kind::spec::KindSpec,
    pages: &mut [ReadPage],
    engine: Option<&Engine>,
) {
    for (page, number) in pages.iter_mut().zip(1..) {
        scale::doubt_outline(spec, page);
        framed::look(spec, page);
        laid_over::take(spec.kind, number, page);
        copied::doubt_colour(spec.kind, page);
        small_code::look(spec.kind, number, page);
        card::place_by_labels(spec.kind, page);
        card::look_within(spec.kind, page);
        card_beside_sheet::look(spec, page);
    }
    facts.fields = extract::extract(spec, pages);
    if let Some(engine) = engine {
        extract::look_again(spec, pages, &mut facts.fields, engine);
    }
    extract::doubt_restored(pages, &mut facts.fields);
    facts.empty_labels = extract::empty_labels(spec, pages, &facts.fields);
}

/// Keeps what was read of the pages; their pixels end here.
fn keep_pages(facts: &mut DocumentFacts, pages: Vec<ReadPage>, besides: Vec<Besides>) {
    let copy = facts
        .fields
        .get(&FieldName::Copy)
        .filter(|r| r.confidence >= COPY_KNOWN);
    let spec = kind::spec(facts.recognised.kind);
    let sheet = spec.and_then(|s| s.sheet(copy.map(|r| r.value.as_str())));
    for (page, (number, claim, likeness)) in pages.into_iter().zip(besides) {
        let dpi = scale::dpi(facts.recognised.kind, sheet, &page, claim);
        facts.marks.extend(page.marks);
        facts.pages.push(PageFacts {
            number,
            width: page.width,
            height: page.height,
            dpi,
            turn: page.turn.degrees(),
            text_source: page.text_source,
            typed: page.typed,
            otherwise: page.otherwise,
            overlays: page.overlays,
            unshown: page.unshown,
            measured: page.measured,
            lines: page.lines,
            signature_places: page.signature_places,
            boxes: page.boxes,
            fingerprints: page.fingerprints,
            portrait: page.portrait,
            likeness,
        });
    }
}

fn origin_of(pages: &[ReadPage]) -> Origin {
    let mut known = pages.iter().filter(|p| !p.measured.blank).map(|p| p.measured.origin);
    let Some(first) = known.next() else {
        return Origin::Unknown;
    };
    if known.all(|o| o == first) {
        first
    } else {
        Origin::Mixed
    }
}
