//! OFDs drawn here, and those of the shared corpus against their own XML.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use super::*;
use crate::decode::PageImage;
use crate::format::Format;
use crate::sniff::{self, corpus};

const OFD: &str = r#"<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" DocType="OFD" Version="1.1"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID><ofd:Creator>Example</ofd:Creator><ofd:CreatorVersion>2</ofd:CreatorVersion></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"#;
const DOCUMENT: &str = r#"<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CommonData><ofd:TemplatePage ID="2" BaseLoc="T.xml"/><ofd:PageArea><ofd:PhysicalBox>0 0 100 60</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>Res.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="P.xml"/></ofd:Pages><ofd:Annotations>Annots/A.xml</ofd:Annotations></ofd:Document>"#;
const RES: &str = r#"<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016" BaseLoc="Res"><ofd:Fonts><ofd:Font ID="7" FontName="宋体"/></ofd:Fonts><ofd:DrawParams><ofd:DrawParam ID="4"><ofd:FillColor Value="0 0 255"/></ofd:DrawParam></ofd:DrawParams><ofd:MultiMedias><ofd:MultiMedia ID="5" Type="Image"><ofd:MediaFile>p.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"#;
const TEMPLATE: &str = r#"<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content><ofd:Layer><ofd:ImageObject Boundary="60 10 20 20" CTM="20 0 0 20 0 0" ResourceID="5"/></ofd:Layer></ofd:Content></ofd:Page>"#;
const PAGE: &str = r#"<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Template TemplateID="2"/><ofd:Content><ofd:Layer DrawParam="4"><ofd:PathObject Boundary="10 30 20 20" Fill="true" Stroke="false"><ofd:AbbreviatedData>M 0 0 L 20 0 L 20 20 L 0 20 C</ofd:AbbreviatedData></ofd:PathObject></ofd:Layer><ofd:Layer><ofd:TextObject Boundary="10 10 40 6" Font="7" Size="5"><ofd:TextCode X="0" Y="5" DeltaX="g 5 5">住所示例路一</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>"#;
const ANNOTATIONS: &str = r#"<ofd:Annotations xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Page PageID="1"><ofd:FileLoc>B.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>"#;
const ANNOTATION: &str = r#"<ofd:PageAnnot xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Annot Type="Watermark" ID="9"><ofd:Appearance Boundary="40 40 20 10"><ofd:PathObject Boundary="0 0 20 10" Fill="true"><ofd:FillColor Value="255 0 0"/><ofd:AbbreviatedData>M 0 0 L 20 0 L 20 10 L 0 10 C</ofd:AbbreviatedData></ofd:PathObject></ofd:Appearance></ofd:Annot></ofd:PageAnnot>"#;

fn picture() -> Vec<u8> {
    // Upper half green, lower half yellow.
    let drawn = image::RgbImage::from_fn(8, 8, |_, y| image::Rgb(if y < 4 { [0, 160, 0] } else { [230, 230, 0] }));
    let mut out = std::io::Cursor::new(Vec::new());
    drawn.write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

fn parts() -> BTreeMap<&'static str, Vec<u8>> {
    let text = [
        ("OFD.xml", OFD),
        ("Doc_0/Document.xml", DOCUMENT),
        ("Doc_0/Res.xml", RES),
        ("Doc_0/T.xml", TEMPLATE),
        ("Doc_0/P.xml", PAGE),
        ("Doc_0/Annots/A.xml", ANNOTATIONS),
        ("Doc_0/Annots/B.xml", ANNOTATION),
    ];
    let mut parts: BTreeMap<_, _> = text.map(|(n, t)| (n, t.as_bytes().to_vec())).into();
    parts.insert("Doc_0/Res/p.png", picture());
    parts
}

fn zipped(parts: &BTreeMap<&'static str, Vec<u8>>) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(
            *name,
            zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored),
        )
        .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn opened(parts: &BTreeMap<&'static str, Vec<u8>>) -> Result<Opened, DecodeError> {
    open(zipped(parts).into(), &Limits::default())
}

fn first_page(opened: &Opened) -> PageImage {
    opened.page(0, &Limits::default()).unwrap()
}

/// The pixel at a place of the page in millimetres.
fn colour(page: &PageImage, x: f64, y: f64) -> [u8; 3] {
    let per = f64::from(page.pixels.width()) / 100.0;
    page.pixels.get_pixel((x * per) as u32, (y * per) as u32).0
}

#[test]
fn a_drawn_page_shows_its_outline_picture_text_and_annotation() {
    let opened = opened(&parts()).unwrap();
    assert_eq!(
        (opened.frames, opened.metadata.software.as_deref()),
        (1, Some("Example 2"))
    );
    let page = first_page(&opened);
    assert_eq!(colour(&page, 20.0, 40.0), [0, 0, 255]);
    assert_eq!(colour(&page, 70.0, 12.0), [0, 160, 0]);
    assert_eq!(colour(&page, 70.0, 27.0), [230, 230, 0]);
    assert_eq!(colour(&page, 50.0, 45.0), [255, 0, 0]);
    assert_eq!(colour(&page, 95.0, 55.0), [255, 255, 255]);
    let [line] = page.layer.as_slice() else {
        panic!("{:?}", page.layer)
    };
    assert_eq!(
        (line.text.as_str(), line.invisible, line.drawn),
        ("住所示例路一", false, false)
    );
    let per = f64::from(page.pixels.width()) / 100.0;
    let (left, right) = (f64::from(line.quad.0[0].x) / per, f64::from(line.quad.0[1].x) / per);
    assert!(
        (left - 10.0).abs() < 1.0 && (right - 40.0).abs() < 1.5,
        "{left} {right}"
    );
}

#[test]
fn what_is_missing_or_broken_is_told_and_what_is_only_drawn_is_left_out() {
    let without = |name: &str| {
        let mut parts = parts();
        parts.remove(name);
        opened(&parts)
    };
    for needed in ["OFD.xml", "Doc_0/Document.xml", "Doc_0/P.xml"] {
        assert!(
            matches!(without(needed), Err(DecodeError::Malformed { .. })),
            "{needed}"
        );
    }
    for left_out in [
        "Doc_0/Res.xml",
        "Doc_0/T.xml",
        "Doc_0/Res/p.png",
        "Doc_0/Annots/A.xml",
        "Doc_0/Annots/B.xml",
    ] {
        assert!(without(left_out).is_ok(), "{left_out}");
    }
    let mut broken = parts();
    broken.insert("Doc_0/P.xml", b"<Page><Content>".to_vec());
    assert!(matches!(opened(&broken), Err(DecodeError::Malformed { .. })));
    broken.insert(
        "Doc_0/P.xml",
        b"<!DOCTYPE a [<!ENTITY b \"c\">]><Page>&b;</Page>".to_vec(),
    );
    assert!(matches!(opened(&broken), Err(DecodeError::Malformed { .. })));
}

#[test]
fn members_that_unpack_without_end_and_pages_that_draw_without_end_meet_their_budget() {
    let small = Limits {
        decoded_bytes: 2_000,
        ..Limits::default()
    };
    let told = open(zipped(&parts()).into(), &small);
    assert!(
        matches!(&told, Err(DecodeError::Limit { limit, .. }) if *limit == "decoded_bytes"),
        "{:?}",
        told.err()
    );
    let few = Limits {
        page_operators: 5,
        ..Limits::default()
    };
    let told = open(zipped(&parts()).into(), &few);
    assert!(
        matches!(&told, Err(DecodeError::Limit { limit, .. }) if *limit == "page_operators"),
        "{:?}",
        told.err()
    );
    // A block within a block within a block, deeper than any page.
    let mut deep = parts();
    let blocks = |b: &str| b.repeat(200);
    let page = format!(
        "<Page><Content><Layer>{}{}</Layer></Content></Page>",
        blocks("<PageBlock>"),
        blocks("</PageBlock>")
    );
    deep.insert("Doc_0/P.xml", page.into_bytes());
    assert!(opened(&deep).is_ok());
    // A page of a hundred metres.
    let mut wide = parts();
    let page = PAGE.replacen(
        "<ofd:Template",
        "<ofd:Area><ofd:PhysicalBox>0 0 100000 60</ofd:PhysicalBox></ofd:Area><ofd:Template",
        1,
    );
    wide.insert("Doc_0/P.xml", page.into_bytes());
    assert!(matches!(opened(&wide), Err(DecodeError::Limit { .. })));
}

/// A member that a link may mean: from the root, or beside the file that names it.
fn beside(zip: &mut zip::ZipArchive<std::io::Cursor<&[u8]>>, from: &str, link: &str) -> Option<(String, String)> {
    let folder = from.rsplit_once('/').map_or("", |f| f.0);
    let link = link.trim();
    for path in [link.trim_start_matches('/').to_owned(), format!("{folder}/{link}")] {
        let name = path.trim_start_matches("./").to_lowercase();
        let index = (0..zip.len()).find(|i| zip.name_for_index(*i).unwrap().unwrap().to_lowercase() == name);
        if let Some(mut member) = index.map(|i| zip.by_index(i).unwrap()) {
            let mut text = String::new();
            member.read_to_string(&mut text).unwrap();
            return Some((path, text.trim_start_matches('\u{feff}').to_owned()));
        }
    }
    None
}

/// Counts of the characters that the first pages' own files bear: contents, their templates, their annotations. Blanks do not count.
fn said_by_xml(bytes: &[u8], pages: usize) -> BTreeMap<char, usize> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut counts = BTreeMap::new();
    let mut count = |text: &str| {
        let document = roxmltree::Document::parse(text).unwrap();
        for code in document.descendants().filter(|n| n.tag_name().name() == "TextCode") {
            for c in code.text().unwrap_or_default().chars().filter(|c| !c.is_whitespace()) {
                *counts.entry(c).or_insert(0) += 1;
            }
        }
    };
    let (_, entry) = beside(&mut zip, "", "OFD.xml").unwrap();
    let entry = roxmltree::Document::parse(&entry).unwrap();
    let named = |d: &roxmltree::Document<'_>, name: &str, attribute: &str| -> Vec<(String, String)> {
        let all = d.descendants().filter(|n| n.tag_name().name() == name);
        let of = |n: roxmltree::Node<'_, '_>| {
            let says = n.attribute(attribute).or(n.text()).unwrap_or_default().to_owned();
            (
                n.attribute("ID")
                    .or(n.attribute("PageID"))
                    .unwrap_or_default()
                    .to_owned(),
                says,
            )
        };
        all.map(of).collect()
    };
    let root = &named(&entry, "DocRoot", "-")[0].1;
    let (root, text) = beside(&mut zip, "", root).unwrap();
    let document = roxmltree::Document::parse(&text).unwrap();
    let templates = named(&document, "TemplatePage", "BaseLoc");
    let annotations = named(&document, "Annotations", "-")
        .pop()
        .and_then(|(_, l)| beside(&mut zip, &root, &l));
    for (id, loc) in named(&document, "Page", "BaseLoc").into_iter().take(pages) {
        let (_, page) = beside(&mut zip, &root, &loc).unwrap();
        count(&page);
        for (_, template) in named(&roxmltree::Document::parse(&page).unwrap(), "Template", "TemplateID") {
            let at = templates.iter().find(|t| t.0 == template);
            if let Some((_, text)) = at.and_then(|t| beside(&mut zip, &root, &t.1)) {
                count(&text);
            }
        }
        let Some((at, list)) = &annotations else { continue };
        let list = roxmltree::Document::parse(list).unwrap();
        for page in list
            .descendants()
            .filter(|n| n.attribute("PageID") == Some(id.as_str()))
        {
            let file = page.descendants().find(|n| n.tag_name().name() == "FileLoc");
            if let Some((_, text)) = file.and_then(|f| beside(&mut zip, at, f.text().unwrap_or_default())) {
                count(&text);
            }
        }
    }
    counts
}

/// Writes the pages as pictures into the folder that `CHUSHEN_OFD_PICTURES` names, to be looked at.
fn saved(file: &std::path::Path, index: usize, page: &PageImage) {
    if let Some(folder) = std::env::var_os("CHUSHEN_OFD_PICTURES") {
        let name = format!("{}-{index}.png", file.file_stem().unwrap().to_string_lossy());
        page.pixels.save(std::path::Path::new(&folder).join(name)).unwrap();
    }
}

#[test]
fn every_file_of_the_corpus_opens_and_says_what_its_xml_says() {
    /// Characters that its clip leaves nothing of (`keyword.ofd`, object 20), so that no reader shows them.
    const CLIPPED_AWAY: usize = 92;
    let Some(rows) = corpus::rows() else { return };
    let limits = Limits::default();
    let (mut said, mut found, mut files) = (0, 0, 0);
    for row in rows.into_iter().filter(|r| r.cells[7] == "ofd") {
        let bytes = std::fs::read(&row.file).unwrap();
        assert_eq!(sniff::identify(&bytes).format, Format::Ofd);
        let opened = open(bytes.clone().into(), &limits).unwrap_or_else(|e| panic!("{}: {e}", row.cells[0]));
        let mut got: BTreeMap<char, usize> = BTreeMap::new();
        for i in 0..opened.frames.min(limits.pages) {
            let page = opened.page(i, &limits).unwrap();
            saved(&row.file, i, &page);
            for c in page
                .layer
                .iter()
                .flat_map(|l| l.text.chars())
                .filter(|c| !c.is_whitespace())
            {
                *got.entry(c).or_insert(0) += 1;
            }
        }
        let want = said_by_xml(&bytes, limits.pages);
        let both: usize = want
            .iter()
            .map(|(c, n)| (*n).min(got.get(c).copied().unwrap_or(0)))
            .sum();
        let all: usize = want.values().sum();
        // What is found beyond it are the words of seals that are OFDs themselves.
        println!(
            "{}: {both} of {all}, {} beyond",
            row.cells[0],
            got.values().sum::<usize>() - both
        );
        (said, found, files) = (said + all, found + both, files + 1);
    }
    println!("{files} files, {found} of {said} characters");
    assert!(
        files > 0 && found + CLIPPED_AWAY >= said * 98 / 100,
        "{found} of {said}"
    );
}

/// A corpus file's members, to be changed.
fn members(file: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
    let mut out = Vec::new();
    for i in 0..zip.len() {
        let mut member = zip.by_index(i).unwrap();
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).unwrap();
        out.push((member.name().unwrap().to_string(), bytes));
    }
    out
}

fn packed(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in members.iter().filter(|(n, _)| !n.ends_with('/')) {
        zip.start_file(name, stored).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn seals_hold_and_what_was_changed_behind_them_is_seen() {
    let Some(rows) = corpus::rows() else { return };
    let limits = Limits::default();
    let of = |bytes: Vec<u8>| open(bytes.into(), &limits).map(|o| o.pdf.map(|p| p.signatures).unwrap_or_default());
    let (mut held, mut files) = (0, 0);
    for row in rows.into_iter().filter(|r| r.cells[7] == "ofd") {
        let told = of(std::fs::read(&row.file).unwrap()).unwrap();
        if told.is_empty() {
            continue;
        }
        files += 1;
        for one in &told {
            let signer = one.signer.as_ref().map(|s| s.name.clone());
            println!(
                "{}: {:?} whole {} {:?} {signer:?}",
                row.cells[0], one.held, one.whole, one.changed
            );
        }
        if told.iter().any(|s| s.held.is_err()) {
            continue;
        }
        held += 1;
        // One byte of a page, of the description, of the value.
        for part in ["Pages/Page_0/Content.xml", "/Signature.xml", "/SignedValue.dat"] {
            let mut changed = members(&row.file);
            let Some((_, bytes)) = changed.iter_mut().find(|(n, _)| n.ends_with(part)) else {
                continue;
            };
            let at = bytes.len() - 20;
            bytes[at] ^= 1;
            let told = of(packed(&changed));
            assert!(
                told.is_err() || told.unwrap().iter().any(|s| s.held.is_err()),
                "{} {part}",
                row.cells[0]
            );
        }
    }
    // The others were changed by who made samples of them (n.ofd, the example of an invoice), or bear a second signature of a form that is not
    // verified here (keyword.ofd).
    assert_eq!((held, files), (4, 7));
}
