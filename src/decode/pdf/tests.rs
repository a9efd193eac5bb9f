//! Small documents written here, whose truth is therefore known.
use super::*;
use crate::decode::PageSource;

/// A document of numbered objects, the first being the catalogue.
fn document(objects: &[&str]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (i, body) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.extend(format!("{} 0 obj\n{body}\nendobj\n", i + 1).bytes());
    }
    let start = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for at in offsets {
        out.extend(format!("{at:010} 00000 n \n").bytes());
    }
    out.extend(
        format!(
            "trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n",
            objects.len() + 1
        )
        .bytes(),
    );
    out
}

fn stream(dict: &str, data: &str) -> String {
    format!("<<{dict}/Length {}>>\nstream\n{data}\nendstream", data.len())
}

fn page(catalogue: &str, resources: &str, content: &str, more: &[&str]) -> Vec<u8> {
    let catalogue = format!("<</Type/Catalog/Pages 2 0 R{catalogue}>>");
    let leaf = format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 144 72]/Contents 4 0 R/Resources<<{resources}>>>>");
    let content = stream("", content);
    let mut all = vec![
        catalogue.as_str(),
        "<</Type/Pages/Kids[3 0 R 2 0 R]/Count 1000000000>>",
        &leaf,
        &content,
    ];
    all.extend(more);
    document(&all)
}

fn opened(bytes: Vec<u8>) -> Opened {
    open(bytes.into(), &Limits::default()).unwrap()
}

#[test]
fn a_lying_count_and_a_loop_in_the_page_tree_cost_nothing() {
    let doc = opened(page("", "", "0 0 10 10 re f", &[]));
    assert_eq!(doc.frames, 1);
    assert!(doc.flaws.is_empty());
    let image = doc.page(0, &Limits::default()).unwrap();
    assert_eq!(
        (image.pixels.dimensions(), image.source, image.dpi),
        ((400, 200), PageSource::PdfRendered, Some(200.0))
    );
    assert_eq!(image.pixels.get_pixel(5, 195).0, [0, 0, 0]);
    assert_eq!(image.pixels.get_pixel(200, 5).0, [255, 255, 255]);
}

#[test]
fn chinese_text_of_a_font_that_is_not_embedded_is_read_and_placed() {
    for (cmap, code) in [
        ("UniGB-UCS2-H", "8425 4E1A 6267 7167"),
        ("GBK-EUC-H", "D3AA D2B5 D6B4 D5D5"),
        ("UniGB-UTF16-H", "8425 4E1A 6267 7167"),
    ] {
        let font = format!(
            "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/{cmap}/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6>>>>]>>"
        );
        for mode in [0, 3] {
            let content = format!("BT {mode} Tr /F 18 Tf 36 36 Td <{code}> Tj ET");
            let image = opened(page("", "/Font<</F 5 0 R>>", &content, &[&font]))
                .page(0, &Limits::default())
                .unwrap();
            let [line] = image.layer.as_slice() else {
                panic!("{cmap}: {:?}", image.layer)
            };
            assert_eq!((line.text.as_str(), line.invisible), ("营业执照", mode == 3), "{cmap}");
            assert_eq!(image.unmapped, Some(0.0));
            let b = line.quad.bounds();
            assert!(
                (98..=102).contains(&b.x) && (290..=310).contains(&b.right()) && b.y < 100 && b.bottom() > 100,
                "{b:?}"
            );
        }
    }
}

#[test]
fn the_picture_a_page_consists_of_comes_as_stored() {
    let picture = stream(
        "/Type/XObject/Subtype/Image/Width 4/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/ASCIIHexDecode",
        "004080C0 FFFFFF00>",
    );
    let image = opened(page("", "/XObject<</I 5 0 R>>", "144 0 0 72 0 0 cm /I Do", &[&picture]))
        .page(0, &Limits::default())
        .unwrap();
    assert_eq!(
        (image.source, image.pixels.dimensions(), image.dpi),
        (PageSource::PdfPicture, (4, 2), Some(2.0))
    );
    assert_eq!(image.pixels.get_pixel(1, 0).0, [64, 64, 64]);
    let small = opened(page("", "/XObject<</I 5 0 R>>", "72 0 0 72 0 0 cm /I Do", &[&picture]))
        .page(0, &Limits::default())
        .unwrap();
    assert_eq!(small.source, PageSource::PdfRendered);
}

#[test]
fn what_runs_is_named_and_links_are_not() {
    let doc = opened(page(
        "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/Extra<</S/URI/URI(http://a)>>",
        "",
        "",
        &[],
    ));
    assert_eq!(doc.pdf.unwrap().active_content, ["JavaScript"]);
}

#[test]
fn a_signature_and_what_came_after_it() {
    let sign = "/AcroForm<</Fields[<</FT/Sig/V<</Type/Sig/Contents<00>/ByteRange[0 10 20 LEN]>>>>]>>";
    let whole = page(sign, "", "", &[]);
    let rest = format!("{:03}", whole.len() - 20);
    let text = String::from_utf8(whole).unwrap().replace("LEN", &rest);
    let facts = opened(text.clone().into_bytes()).pdf.unwrap();
    assert!(facts.signed && !facts.changed_after_signing && facts.revisions == 1);
    let facts = opened(format!("{text}9 0 obj\nnull\nendobj\nstartxref\n9\n%%EOF\n").into_bytes())
        .pdf
        .unwrap();
    assert!(facts.signed && facts.changed_after_signing && facts.revisions == 2);
}

#[test]
fn a_document_cut_to_two_fifths_is_malformed() {
    let mut bytes = page("", "", &"0 0 10 10 re f ".repeat(100), &[]);
    bytes.truncate(bytes.len() * 2 / 5);
    match open(bytes.into(), &Limits::default()) {
        Err(e) => assert!(matches!(e, DecodeError::Malformed { .. }), "{e}"),
        Ok(doc) => assert!(doc.flaws.iter().any(|f| matches!(f, DecodeError::Malformed { .. }))),
    }
}

#[test]
fn forms_that_nest_without_end_meet_the_budget() {
    // Each form paints the next twice: 2^40 rectangles.
    let mut forms: Vec<String> = (0..40)
        .map(|i| {
            let resources = format!(
                "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A {} 0 R>>>>",
                6 + i
            );
            stream(&resources, "/A Do /A Do")
        })
        .collect();
    forms.push(stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", "0 0 1 1 re f"));
    let more: Vec<&str> = forms.iter().map(String::as_str).collect();
    let bytes = page("", "/XObject<</A 5 0 R>>", "/A Do", &more);
    let limits = Limits {
        page_operators: 10_000,
        ..Limits::default()
    };
    let doc = open(bytes.into(), &limits).unwrap();
    let error = doc.page(0, &limits).unwrap_err();
    assert!(
        matches!(
            error,
            DecodeError::Limit {
                limit: "page_operators",
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn a_stream_that_decodes_to_too_much_is_not_opened() {
    use std::io::Write;
    let squeezed = |bytes: &[u8]| {
        let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    };
    let once = squeezed(&vec![b' '; 3 << 20]);
    let twice = squeezed(&once);
    for (filter, data) in [("/FlateDecode", once), ("[/FlateDecode/FlateDecode]", twice)] {
        let text: String = data.iter().map(|b| char::from(*b)).collect();
        // The helper writes text; the bytes are put back afterwards.
        let marked = stream(&format!("/Filter{filter}"), &"#".repeat(text.chars().count()));
        let mut bytes = page("", "", "0 0 1 1 re f", &[&marked]);
        let at = bytes.windows(8).rposition(|w| w == b"########").unwrap() + 8 - data.len();
        bytes[at..at + data.len()].copy_from_slice(&data);
        let small = Limits {
            decoded_bytes: 1 << 20,
            ..Limits::default()
        };
        let error = open(bytes.clone().into(), &small).unwrap_err();
        assert!(
            matches!(
                error,
                DecodeError::Limit {
                    limit: "decoded_bytes",
                    ..
                }
            ),
            "{error}"
        );
        assert_eq!(opened(bytes).frames, 1);
    }
}
