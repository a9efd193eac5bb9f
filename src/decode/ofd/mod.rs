//! OFD (GB/T 33190): its pages are written as a PDF in memory and read as one is, so that text, places, pictures, rendering and budgets are
//! those of PDFs. Converters that are in use do the same (ofdrw's `PdfboxMaker`). Nothing leaves the process.

mod container;
mod fonts;
mod matrix;
mod paint;
mod path;
mod pictures;
mod seal;
mod structure;
mod style;
#[cfg(test)]
mod tests;
mod writer;
mod xml;

use std::sync::Arc;

use pdf_writer::{Finish, Name, Rect, Ref, TextStr};

use super::{DecodeError, Metadata, Opened, PdfFacts, pdf};
use crate::limits::Limits;
use crate::signature::Proof;
use container::Container;
use matrix::{Matrix, then};
use paint::Canvas;
use seal::Stamp;
use structure::{Area, OfdStructure};
use style::StylePart;
use writer::Writer;

/// Points of a millimetre.
const POINTS: f64 = 72.0 / 25.4;

/// Longest side of a page in millimetres: A0 twice.
const LONGEST: f64 = 2400.0;

/// Seals whose picture is an OFD may not hold such seals again.
const NESTED: usize = 1;

/// Opens an OFD: its pages up to the budget become those of a PDF, its signatures are proved.
pub fn open(bytes: Arc<[u8]>, limits: &Limits) -> Result<Opened, DecodeError> {
    let read = pdf::guarded(|| read(bytes, limits))?;
    let opened = pdf::open(read.pdf.into(), limits)?;
    Ok(Opened {
        frames: read.pages,
        metadata: Metadata {
            software: read.software,
            ..Metadata::default()
        },
        pdf: read.facts,
        proofs: read.proofs,
        ..opened
    })
}

/// What an OFD becomes.
struct Read {
    pdf: Vec<u8>,
    pages: usize,
    software: Option<String>,
    /// Facts of its signatures, where it has some.
    facts: Option<PdfFacts>,
    proofs: Vec<Proof>,
}

fn read(bytes: Arc<[u8]>, limits: &Limits) -> Result<Read, DecodeError> {
    let mut container = Container::open(bytes, limits)?;
    let mut structure = OfdStructure::read(&mut container, limits)?;
    let (pages, software) = (structure.pages.len(), structure.software.clone());
    if pages == 0 {
        return Err(container::malformed("it holds no pages"));
    }
    let (mut signed, mut stamps) = (Vec::new(), Vec::new());
    let paths = std::mem::take(&mut structure.signatures);
    for path in paths.iter().take(seal::PROVED) {
        let (one, shown) = seal::read(&mut container, path)?;
        signed.push(one);
        stamps.extend(shown);
    }
    let (pdf, mut container) = converted(structure, container, &stamps, limits)?;
    let drawn = drawn(&container, &signed);
    let mut facts = PdfFacts {
        signed: !paths.is_empty(),
        pages,
        signatures_beyond: paths.len() - signed.len(),
        ..PdfFacts::default()
    };
    let mut proofs = Vec::new();
    for one in &signed {
        let (told, proof) = seal::prove(one, &mut container, &drawn)?;
        facts.signatures.push(told);
        proofs.push(proof);
    }
    Ok(Read {
        pdf,
        pages,
        software,
        facts: facts.signed.then_some(facts),
        proofs,
    })
}

/// The members that pages show something of. Files of the signatures themselves cannot be covered by one another, nor can the entry that names
/// their list.
fn drawn(container: &Container, signed: &[seal::Signed]) -> Vec<String> {
    let of_signature = |path: &String| {
        signed.iter().any(|s| {
            let own = container::key(container::folder(&s.path));
            let list = own.rsplit_once('/').map_or("", |f| f.0).to_owned();
            path.starts_with(&own) || container::folder(path) == list
        })
    };
    let mut drawn: Vec<String> = container.unpacked();
    drawn.retain(|path| path != "ofd.xml" && !of_signature(path));
    drawn
}

/// The field of a form that shows a signature.
const SIGNATURE: &[u8] = b"Widget";

/// What an annotation looks like, and where.
struct Appearance {
    form: Ref,
    area: Rect,
    /// Subtype of a PDF's annotation.
    kind: &'static [u8],
    /// What it is called: the name of a seal.
    says: Option<String>,
}

fn converted(
    structure: OfdStructure,
    container: Container,
    stamps: &[Stamp],
    limits: &Limits,
) -> Result<(Vec<u8>, Container), DecodeError> {
    let pages = structure.pages.clone();
    let mut writer = Writer::new(structure, container, limits);
    let (catalog, tree, resources) = (writer.id(), writer.id(), writer.id());
    let mut ids = Vec::new();
    for page in pages.iter().take(limits.pages) {
        let stamps = stamps.iter().filter(|s| s.page == page.id);
        ids.push(write_page(&mut writer, page, stamps, (tree, resources))?);
    }
    writer.pdf.catalog(catalog).pages(tree);
    writer.pdf.pages(tree).count(ids.len() as i32).kids(ids);
    Ok(writer.finish(resources))
}

fn write_page<'s>(
    writer: &mut Writer,
    page: &structure::PageAt,
    stamps: impl Iterator<Item = &'s Stamp>,
    (tree, resources): (Ref, Ref),
) -> Result<Ref, DecodeError> {
    let bytes = writer.container.needed(&page.path)?;
    let document = xml::parse(&bytes)?;
    let root = document.root_element();
    for list in xml::children(root, "PageRes").filter_map(|n| n.text()) {
        let path = container::resolve(&writer.container, container::folder(&page.path), list);
        let Writer {
            structure, container, ..
        } = writer;
        structure.resources(container, &path)?;
    }
    let area = structure::area(root, "Area").unwrap_or_else(|| writer.structure.default_area());
    if area[2].max(area[3]) > LONGEST {
        return Err(DecodeError::Limit {
            limit: "page_side",
            asked: area[2].max(area[3]) as u64,
            allowed: LONGEST as u64,
        });
    }
    let base = to_points(&area);
    let mut canvas = Canvas::new(writer, &base);
    let templates: Vec<_> = xml::children(root, "Template").collect();
    let front = |t: &roxmltree::Node<'_, '_>| t.attribute("ZOrder") == Some("Foreground");
    for template in templates.iter().filter(|t| !front(t)) {
        draw_template(&mut canvas, *template)?;
    }
    canvas.page(root)?;
    for template in templates.iter().filter(|t| front(t)) {
        draw_template(&mut canvas, *template)?;
    }
    let content = canvas.content.finish();
    let mut looks = annotations(writer, &page.id, &area, resources)?;
    for stamp in stamps {
        looks.extend(stamped(writer, stamp, &area, resources, 0)?);
    }
    let (id, stream) = (writer.id(), writer.id());
    writer.pdf.stream(stream, &content);
    let mut annotations = Vec::new();
    for look in looks {
        let at = writer.id();
        let mut annotation = writer.pdf.annotation(at);
        annotation.pair(Name(b"Subtype"), Name(look.kind));
        annotation.rect(look.area);
        if look.kind == SIGNATURE {
            annotation.pair(Name(b"FT"), Name(b"Sig"));
        }
        if let Some(name) = &look.says {
            annotation.contents(TextStr(name));
        }
        annotation.appearance().normal().stream(look.form);
        annotation.finish();
        annotations.push(at);
    }
    let mut out = writer.pdf.page(id);
    out.parent(tree).contents(stream).media_box(Rect::new(
        0.0,
        0.0,
        (area[2] * POINTS) as f32,
        (area[3] * POINTS) as f32,
    ));
    out.pair(Name(b"Resources"), resources);
    if !annotations.is_empty() {
        out.annotations(annotations);
    }
    out.finish();
    Ok(id)
}

/// Brings millimetres from the upper left corner of a page to points from its lower left one.
fn to_points(area: &Area) -> Matrix {
    let [left, top, _, height] = *area;
    [POINTS, 0.0, 0.0, -POINTS, -left * POINTS, (top + height) * POINTS]
}

/// An area on a page as a rectangle of a PDF.
fn rectangle(page: &Area, area: &Area) -> Rect {
    let base = to_points(page);
    let x = base[0] * area[0] + base[4];
    let y = base[3] * (area[1] + area[3]) + base[5];
    let [x1, y1] = [x, y].map(|v| v as f32);
    Rect::new(x1, y1, x1 + (area[2] * POINTS) as f32, y1 + (area[3] * POINTS) as f32)
}

fn draw_template(canvas: &mut Canvas<'_>, template: roxmltree::Node<'_, '_>) -> Result<(), DecodeError> {
    let Some(bytes) = template
        .attribute("TemplateID")
        .map(|id| canvas.template(id))
        .transpose()?
        .flatten()
    else {
        return Ok(());
    };
    let document = xml::parse(&bytes)?;
    canvas.page(document.root_element())
}

/// The annotations of a page, each as a form.
fn annotations(writer: &mut Writer, page: &str, area: &Area, resources: Ref) -> Result<Vec<Appearance>, DecodeError> {
    let mut out = Vec::new();
    for file in writer.structure.annotations.get(page).cloned().unwrap_or_default() {
        let Some(bytes) = writer.container.member(&file)? else {
            continue;
        };
        let document = xml::parse(&bytes)?;
        for annotation in document.descendants().filter(|n| n.tag_name().name() == "Annot") {
            if annotation.attribute("Visible") == Some("false") {
                continue;
            }
            let Some(look) = xml::child(annotation, "Appearance") else {
                continue;
            };
            let Some(place) = xml::fixed::<4>(look, "Boundary").filter(|p| p[2] > 0.0 && p[3] > 0.0) else {
                continue;
            };
            if !look.children().any(|n| n.is_element()) {
                continue;
            }
            let base = then(&matrix::moved(place[0], place[1]), &to_points(area));
            let mut canvas = Canvas::new(writer, &base);
            canvas.block(look, &StylePart::default(), 0)?;
            let content = canvas.content.finish();
            let kind = match annotation.attribute("Type") {
                Some("Link") => b"Link".as_slice(),
                Some("Highlight") => b"Highlight",
                Some("Path") => b"Ink",
                _ => b"Stamp",
            };
            let area = rectangle(area, &place);
            let form = write_form(writer, &content, area, resources);
            out.push(Appearance {
                form,
                area,
                kind,
                says: None,
            });
        }
    }
    Ok(out)
}

/// A form whose box lies on the page where its annotation does, so that nothing is scaled.
fn write_form(writer: &mut Writer, content: &[u8], area: Rect, resources: Ref) -> Ref {
    let id = writer.id();
    let mut form = writer.pdf.form_xobject(id, content);
    form.bbox(area);
    form.pair(Name(b"Resources"), resources);
    form.finish();
    id
}

/// A seal's picture as the look of a signature; nothing where it cannot be drawn.
fn stamped(
    writer: &mut Writer,
    stamp: &Stamp,
    page: &Area,
    resources: Ref,
    depth: usize,
) -> Result<Option<Appearance>, DecodeError> {
    if stamp.area[2] <= 0.0 || stamp.area[3] <= 0.0 {
        return Ok(None);
    }
    let area = rectangle(page, &stamp.area);
    let place = then(
        &[stamp.area[2], 0.0, 0.0, stamp.area[3], stamp.area[0], stamp.area[1]],
        &to_points(page),
    );
    let content = if stamp.look.kind == "ofd" {
        if depth == NESTED {
            return Ok(None);
        }
        nested(writer, stamp, &place)?
    } else {
        let Some(picture) = writer.store(&stamp.look.picture) else {
            return Ok(None);
        };
        let name = writer.name(picture);
        let mut canvas = Canvas::new(writer, &place);
        canvas.upright(&name);
        canvas.content.finish().into_vec()
    };
    let form = write_form(writer, &content, area, resources);
    Ok(Some(Appearance {
        form,
        area,
        kind: SIGNATURE,
        says: stamp.look.name.clone(),
    }))
}

/// The first page of a seal that is an OFD itself, brought into the unit square that `place` puts on the page.
fn nested(writer: &mut Writer, stamp: &Stamp, place: &Matrix) -> Result<Vec<u8>, DecodeError> {
    let limits = writer.limits();
    let mut container = Container::open(stamp.look.picture.clone().into(), &limits)?;
    let structure = OfdStructure::read(&mut container, &limits)?;
    writer.within(structure, container, |writer| {
        let Some(path) = writer.structure.pages.first().map(|p| p.path.clone()) else {
            return Ok(Vec::new());
        };
        let bytes = writer.container.needed(&path)?;
        let document = xml::parse(&bytes)?;
        let root = document.root_element();
        let area = structure::area(root, "Area").unwrap_or_else(|| writer.structure.default_area());
        let unit = [
            1.0 / area[2],
            0.0,
            0.0,
            1.0 / area[3],
            -area[0] / area[2],
            -area[1] / area[3],
        ];
        let mut canvas = Canvas::new(writer, &then(&unit, place));
        for template in xml::children(root, "Template") {
            draw_template(&mut canvas, template)?;
        }
        canvas.page(root)?;
        Ok(canvas.content.finish().into_vec())
    })
}
