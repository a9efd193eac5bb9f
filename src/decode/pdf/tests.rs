//! Small documents written here, whose truth is therefore known.
mod annotations;
mod layers;
mod overlays;
mod seen;
mod signatures;

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

/// A composite font that is not in the file.
fn absent(cmap: &str, ordering: &str) -> String {
    format!(
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/{cmap}/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering({ordering})/Supplement 4>>/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6>>>>]>>"
    )
}

fn read(resources: &str, content: &str, more: &[&str]) -> PageImage {
    opened(page("", resources, content, more))
        .page(0, &Limits::default())
        .unwrap()
}

/// A page with annotations: objects 5 and on are `more`, of which `annotations` names those that are.
fn annotated(resources: &str, content: &str, annotations: &str, more: &[&str]) -> PageImage {
    read(&format!("{resources}>>/Annots[{annotations}]/Rest<<"), content, more)
}

/// A picture of 4 x 2 greys.
fn picture() -> String {
    stream(
        "/Type/XObject/Subtype/Image/Width 4/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/ASCIIHexDecode",
        "004080C0 FFFFFF00>",
    )
}

/// A font that every reader has.
const LATIN: &str = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";

fn texts(image: &PageImage) -> Vec<(&str, bool)> {
    image.layer.iter().map(|l| (l.text.as_str(), l.invisible)).collect()
}

#[test]
fn chinese_text_of_a_font_that_is_not_embedded_is_read_and_placed() {
    for (cmap, code) in [
        ("UniGB-UCS2-H", "8425 4E1A 6267 7167"),
        ("UniGB-UTF16-H", "8425 4E1A 6267 7167"),
        ("GBK-EUC-H", "D3AA D2B5 D6B4 D5D5"),
        ("GBKp-EUC-H", "D3AA D2B5 D6B4 D5D5"),
        ("GB-EUC-H", "D3AA D2B5 D6B4 D5D5"),
        ("GBpc-EUC-H", "D3AA D2B5 D6B4 D5D5"),
        ("GBK2K-H", "D3AA D2B5 D6B4 D5D5"),
    ] {
        for mode in [0, 3] {
            let content = format!("BT {mode} Tr /F 18 Tf 36 36 Td <{code}> Tj ET");
            let image = read("/Font<</F 5 0 R>>", &content, &[&absent(cmap, "GB1")]);
            let [line] = image.layer.as_slice() else {
                panic!("{cmap}: {:?}", image.layer)
            };
            assert_eq!((line.text.as_str(), line.invisible), ("营业执照", mode == 3), "{cmap}");
            assert!(!line.drawn);
            assert_eq!(image.unmapped, Some(0.0));
            let b = line.quad.bounds();
            assert!(
                (98..=102).contains(&b.x) && (290..=310).contains(&b.right()) && b.y < 100 && b.bottom() > 100,
                "{b:?}"
            );
        }
    }
    for (cmap, code) in [
        ("ETen-B5-H", "C0E7 B77E B0F5 B7D3"),
        ("B5pc-H", "C0E7 B77E B0F5 B7D3"),
        ("UniCNS-UCS2-H", "71DF 696D 57F7 7167"),
        ("UniCNS-UTF16-H", "71DF 696D 57F7 7167"),
    ] {
        let content = format!("BT /F 18 Tf 36 36 Td <{code}> Tj ET");
        let image = read("/Font<</F 5 0 R>>", &content, &[&absent(cmap, "CNS1")]);
        assert_eq!(texts(&image), [("營業執照", false)], "{cmap}");
    }
}

#[test]
fn columns_are_read_from_the_right() {
    for (cmap, right, left) in [
        ("UniGB-UTF16-V", "8425 4E1A", "6267 7167"),
        ("GBK-EUC-V", "D3AA D2B5", "D6B4 D5D5"),
        ("GB-EUC-V", "D3AA D2B5", "D6B4 D5D5"),
        ("GBK2K-V", "D3AA D2B5", "D6B4 D5D5"),
    ] {
        let content = format!("BT /F 18 Tf 54 60 Td <{left}> Tj ET BT /F 18 Tf 90 60 Td <{right}> Tj ET");
        let image = read("/Font<</F 5 0 R>>", &content, &[&absent(cmap, "GB1")]);
        assert_eq!(texts(&image), [("营业", false), ("执照", false)], "{cmap}");
        // 90 points from the left, 12 from the top; a column of two squares of 18 points, at 200 dpi.
        let b = image.layer[0].quad.bounds();
        let near = |v: i32, points: f64| (f64::from(v) - points * 200.0 / 72.0).abs() < 8.0;
        assert!(near(b.x, 81.0) && near(b.right(), 99.0), "{b:?}");
        assert!(near(b.y, 12.0) && near(b.bottom(), 48.0), "{b:?}");
    }
}

#[test]
fn characters_set_one_below_the_other_are_columns() {
    // As a browser writes them: a font of horizontal writing, each character placed by itself.
    let column = |codes: &[&str], x: u32| -> String {
        let place = |(i, c): (usize, &&str)| format!("BT /F 18 Tf {x} {} Td <{c}> Tj ET ", 54 - 18 * i);
        codes.iter().enumerate().map(place).collect()
    };
    let content = column(&["8425", "4E1A", "6267"], 90) + &column(&["7167", "8425", "4E1A"], 54);
    let image = read("/Font<</F 5 0 R>>", &content, &[&absent("UniGB-UCS2-H", "GB1")]);
    assert_eq!(texts(&image), [("营业执", false), ("照营业", false)]);
    // Two below each other stay cells.
    let content = column(&["8425", "4E1A"], 90) + &column(&["6267", "7167"], 54);
    let image = read("/Font<</F 5 0 R>>", &content, &[&absent("UniGB-UCS2-H", "GB1")]);
    assert_eq!(texts(&image), [("执 营", false), ("照 业", false)]);
}

/// A TrueType program of two glyphs beside `.notdef`, each a filled square; `map` gives characters to glyphs.
fn program(map: &[(u16, u16)]) -> Vec<u8> {
    let words = |list: &[u16]| list.iter().flat_map(|v| v.to_be_bytes()).collect::<Vec<u8>>();
    let mut head = words(&[1, 0, 1, 0, 0, 0, 0x5F0F, 0x3CF5, 0, 1000]);
    head.extend([0; 16]);
    head.extend(words(&[0, 0, 1000, 1000, 0, 8, 2, 0, 0]));
    let hhea = words(&[1, 0, 880, 65416, 0, 1000, 0, 0, 1000, 1, 0, 0, 0, 0, 0, 0, 0, 3]);
    let maxp = words(&[1, 0, 3, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0]);
    let mut square = words(&[1, 0, 0, 800, 800, 3, 0]);
    square.extend([1, 1, 1, 1]);
    square.extend(words(&[0, 800, 0, 64736, 0, 0, 800, 0]));
    let step = (square.len() / 2) as u16;
    let mut cmap = words(&[0, 1, 3, 1, 0, 12, 4, 0, 0]);
    let count = map.len() as u16 + 1;
    let (ends, starts): (Vec<u16>, Vec<u16>) = map.iter().map(|(c, _)| (*c, *c)).chain([(0xFFFF, 0xFFFF)]).unzip();
    let deltas = map
        .iter()
        .map(|(c, g)| g.wrapping_sub(*c))
        .chain([1])
        .collect::<Vec<_>>();
    cmap.extend(words(&[count * 2, 2, 0, 0]));
    for list in [ends, vec![0], starts, deltas, vec![0; usize::from(count)]] {
        cmap.extend(words(&list));
    }
    let length = (cmap.len() - 12) as u16;
    cmap[14..16].copy_from_slice(&length.to_be_bytes());
    let tables: Vec<(&[u8; 4], Vec<u8>)> = vec![
        (b"cmap", cmap),
        (b"glyf", [square.clone(), square].concat()),
        (b"head", head),
        (b"hhea", hhea),
        (b"hmtx", words(&[1000, 0, 1000, 0, 1000, 0])),
        (b"loca", words(&[0, 0, step, step * 2])),
        (b"maxp", maxp),
    ];
    let mut out = words(&[1, 0, tables.len() as u16, 64, 2, 48]);
    let mut data = Vec::new();
    let start = 12 + 16 * tables.len();
    for (tag, table) in &tables {
        out.extend(*tag);
        for v in [0, (start + data.len()) as u32, table.len() as u32] {
            out.extend(v.to_be_bytes());
        }
        data.extend(table);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    out.extend(data);
    out
}

/// Objects 5 and 6: a composite font in the file, and its program. `more` goes into the font's dictionary.
fn within(encoding: &str, ordering: &str, map: &[(u16, u16)], more: &str, glyphs: &str) -> [String; 2] {
    let hex: String = program(map).iter().map(|b| format!("{b:02x}")).collect();
    [
        format!(
            "<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+X/Encoding/{encoding}{more}/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+X/CIDSystemInfo<</Registry(Adobe)/Ordering({ordering})/Supplement 4>>/DW 1000{glyphs}/FontDescriptor<</Type/FontDescriptor/FontName/ABCDEF+X/Flags 4/FontFile2 6 0 R>>>>]>>"
        ),
        stream("/Filter/ASCIIHexDecode", &format!("{hex}>")),
    ]
}

#[test]
fn an_embedded_font_without_to_unicode_is_read_backwards() {
    let content = "BT /F 18 Tf 36 36 Td <00010002> Tj ET";
    let map = [(0x4E1A, 2), (0x8425, 1), (0xE000, 1)];
    let [font, file] = within("Identity-H", "Identity", &map, "", "");
    let image = read("/Font<</F 5 0 R>>", content, &[&font, &file]);
    assert_eq!(texts(&image), [("营业", false)]);
    assert!(image.layer[0].drawn && image.layer[0].whole);
    assert_eq!(image.unmapped, Some(0.0));
    // Of one glyph nothing tells: its line is not whole, the other one is.
    let [font, file] = within("Identity-H", "Identity", &[(0x8425, 1)], "", "");
    let lines = "BT /F 18 Tf 36 36 Td <00010002> Tj 0 -24 Td <00010001> Tj ET";
    let image = read("/Font<</F 5 0 R>>", lines, &[&font, &file]);
    assert_eq!(texts(&image), [("营", false), ("营营", false)]);
    assert_eq!(image.layer.iter().map(|l| l.whole).collect::<Vec<_>>(), [false, true]);
    // Nothing tells: the glyphs are counted, and no character is made up.
    let [font, file] = within("Identity-H", "Identity", &[], "", "");
    let image = read("/Font<</F 5 0 R>>", content, &[&font, &file]);
    assert_eq!((texts(&image), image.unmapped), (vec![("", false)], Some(1.0)));
    // Copied is the number of each glyph, one place for one.
    assert_eq!(image.layer[0].copied, "\u{1}\u{2}");
    assert!(!image.layer[0].whole);
    // A map into the private area tells as little.
    let [font, file] = within("Identity-H", "Identity", &[(0xE000, 1), (0xE001, 2)], "", "");
    let image = read("/Font<</F 5 0 R>>", content, &[&font, &file]);
    assert_eq!((texts(&image), image.unmapped), (vec![("", false)], Some(1.0)));
}

#[test]
fn an_embedded_font_with_a_chinese_cmap_is_read_by_its_collection() {
    // CIDs of Adobe-GB1 4162 and 4102; the program has no character map.
    let cid = |c: &str| {
        use hayro::hayro_interpret::hayro_cmap::{CMap, CMapName, load_embedded};
        let map = CMap::parse(load_embedded(CMapName::UniGbUtf16H).unwrap(), load_embedded).unwrap();
        map.lookup_cid_code(u32::from(c.chars().next().unwrap()), 2).unwrap()
    };
    let numbers = [cid("营"), cid("业")];
    let mut table = vec![0_u8; 2 * (numbers.iter().max().unwrap() + 1) as usize];
    for (glyph, n) in numbers.iter().enumerate() {
        table[2 * *n as usize + 1] = glyph as u8 + 1;
    }
    let hex: String = table.iter().map(|b| format!("{b:02x}")).collect();
    let glyphs = stream("/Filter/ASCIIHexDecode", &format!("{hex}>"));
    for (encoding, code) in [
        ("GBK-EUC-H", "D3AAD2B5".to_owned()),
        ("UniGB-UCS2-H", "84254E1A".to_owned()),
        ("Identity-H", format!("{:04X}{:04X}", numbers[0], numbers[1])),
    ] {
        let [font, file] = within(encoding, "GB1", &[], "", "/CIDToGIDMap 7 0 R");
        let content = format!("BT /F 18 Tf 36 36 Td <{code}> Tj ET");
        let image = read("/Font<</F 5 0 R>>", &content, &[&font, &file, &glyphs]);
        assert_eq!(texts(&image), [("营业", false)], "{encoding}");
    }
}

#[test]
fn the_dot_between_the_names_of_a_minority_is_read_by_every_map() {
    for (cmap, code) in [
        ("UniGB-UCS2-H", "5C14 00B7 514B"),
        ("UniGB-UTF16-H", "5C14 00B7 514B"),
        ("UniGB-UCS2-H", "5C14 30FB 514B"),
        ("GBK-EUC-H", "B6FB A1A4 BFCB"),
        ("GB-EUC-H", "B6FB A1A4 BFCB"),
        ("GBK2K-H", "B6FB A1A4 BFCB"),
    ] {
        let content = format!("BT /F 18 Tf 36 36 Td <{code}> Tj ET");
        let image = read("/Font<</F 5 0 R>>", &content, &[&absent(cmap, "GB1")]);
        assert_eq!(texts(&image), [("尔·克", false)], "{cmap} {code}");
        assert_eq!(image.unmapped, Some(0.0));
    }
}

#[test]
fn a_radical_in_to_unicode_is_its_ideograph() {
    let map =
        "1 begincodespacerange <0000> <ffff> endcodespacerange 2 beginbfchar <0001> <2ED3> <0002> <2F45> endbfchar";
    let [font, file] = within("Identity-H", "Identity", &[], "/ToUnicode 7 0 R", "");
    let content = "BT /F 18 Tf 36 36 Td <00010002> Tj ET";
    let image = read("/Font<</F 5 0 R>>", content, &[&font, &file, &stream("", map)]);
    assert_eq!(texts(&image), [("长方", false)]);
}

#[test]
fn bold_by_painting_twice_is_read_once_and_a_raised_sign_stays_in_its_line() {
    let latin = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
    let twice = "BT 2 Tr /F 12 Tf 10 40 Td (bold) Tj ET BT /F 12 Tf 10.3 40 Td (bold) Tj ET";
    assert_eq!(texts(&read("/Font<</F 5 0 R>>", twice, &[latin])), [("bold", false)]);
    let raised = "BT /F 12 Tf 10 40 Td (area m) Tj 8 0 0 8 45.5 45.5 Tm /F 1 Tf (2) Tj ET";
    assert_eq!(
        texts(&read("/Font<</F 5 0 R>>", raised, &[latin])),
        [("area m2", false)]
    );
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
    // Half the page, or all of it.
    assert_eq!((small.pictures, image.pictures), (0.5, 1.0));
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

/// A page, and a stream of its own with these bytes behind these filters.
fn with_stream(dict: &str, data: &[u8]) -> Vec<u8> {
    // The helper writes text; the bytes are put back afterwards.
    let marked = stream(dict, &"#".repeat(data.len()));
    let mut bytes = page("", "", "0 0 1 1 re f", &[&marked]);
    let at = bytes.windows(8).rposition(|w| w == b"########").unwrap() + 8 - data.len();
    bytes[at..at + data.len()].copy_from_slice(data);
    bytes
}

fn squeezed(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut out = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[test]
fn a_stream_that_decodes_to_too_much_is_not_opened() {
    let blank = vec![b' '; 3 << 20];
    let once = squeezed(&blank);
    let bare = once[2..].to_vec();
    let twice = squeezed(&once);
    let lzw = filters::tests::lzw_zeros(1);
    let runs = [129, b' '].repeat(30_000);
    let zs = vec![b'z'; 800_000];
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .flat_map(|b| format!("{b:02x}").into_bytes())
            .collect::<Vec<u8>>()
    };
    for (filter, data) in [
        ("/Filter/FlateDecode", once.clone()),
        ("/Filter/FlateDecode", bare),
        ("/Filter[/FlateDecode/FlateDecode]", twice),
        ("/Filter/LZWDecode", lzw.clone()),
        ("/Filter[/FlateDecode/LZWDecode]", squeezed(&lzw)),
        ("/Filter/RunLengthDecode", runs.clone()),
        ("/Filter[/Fl/RL]", squeezed(&runs)),
        ("/Filter/ASCII85Decode", zs),
        ("/Filter[/ASCIIHexDecode/FlateDecode]", hex(&once)),
        ("/Filter[/AHx/RL]", hex(&runs)),
        (
            "/Subtype/Image/Height 4000/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 65000>>",
            vec![0; 40],
        ),
        (
            "/Filter[/FlateDecode/JPXDecode]",
            squeezed(
                &[
                    &[0xff, 0x4f, 0xff, 0x51, 0, 47, 0, 0, 0, 0, 9, 0, 0, 0, 9, 0][..],
                    &[0; 24],
                    &[0, 3],
                ]
                .concat(),
            ),
        ),
        (
            "/Filter/JBIG2Decode",
            vec![0, 0, 0, 1, 48, 0, 1, 0, 0, 0, 19, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 0, 0],
        ),
    ] {
        let bytes = with_stream(filter, &data);
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
            "{filter} {error}"
        );
        assert_eq!(opened(bytes).frames, 1, "{filter}");
    }
}

#[test]
fn an_object_stream_that_decodes_to_too_much_is_not_opened() {
    // The catalogue stands in an object stream of 3 MB: it is decoded by whoever looks for it.
    let inside = format!("1 0\n<</Type/Catalog/Pages 2 0 R>>{}", " ".repeat(3 << 20));
    let data = squeezed(inside.as_bytes());
    let mut bytes = with_stream("/Type/ObjStm/N 1/First 4/Filter/FlateDecode", &data);
    let small = Limits {
        decoded_bytes: 1 << 20,
        ..Limits::default()
    };
    assert!(matches!(
        open(bytes.clone().into(), &small),
        Err(DecodeError::Limit { .. })
    ));
    // Without cross-references whoever reads it goes over the file; the bomb is found before.
    let at = bytes.windows(5).rposition(|w| w == b"xref\n").unwrap();
    bytes.truncate(at);
    assert!(matches!(open(bytes.into(), &small), Err(DecodeError::Limit { .. })));
}

#[test]
fn many_streams_that_each_stay_below_are_counted_together() {
    let one = squeezed(&vec![b' '; 900 << 10]);
    let small = Limits {
        decoded_bytes: 1 << 20,
        ..Limits::default()
    };
    let of = |many: usize| {
        let mut bytes = with_stream("/Filter/FlateDecode", &one);
        for _ in 1..many {
            bytes.extend(b"\n9 0 obj\n<<>>\nstream\n");
            bytes.extend(&one);
            bytes.extend(b"\nendstream");
        }
        bytes.extend(vec![b' '; 2000]);
        bytes
    };
    assert!(budget::over_unopened(&of(9), &small).is_none());
    assert!(budget::over_unopened(&of(10), &small).is_some());
}
