//! Tables that were written by hand, cell by cell: what a spreadsheet shows there is known.

use std::io::Write;

use super::*;

fn csv_of(text: &str) -> Vec<(u32, Vec<(usize, Cell)>)> {
    let table = read(text.as_bytes(), None).unwrap();
    table
        .rows
        .into_iter()
        .map(|r| (r.number, r.cells.into_iter().collect()))
        .collect()
}

fn t(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

#[test]
fn rows_of_a_csv_have_the_numbers_a_spreadsheet_shows() {
    // Row 2 is empty, row 3 has a cell of two lines, row 4 is blank cells only, row 6 is short.
    let rows = csv_of("编号,名称\n\n1,\"甲\n乙\"\n ,　\n\n2\n");
    assert_eq!(
        rows,
        [
            (1, vec![(0, t("编号")), (1, t("名称"))]),
            (3, vec![(0, t("1")), (1, t("甲\n乙"))]),
            (6, vec![(0, t("2"))])
        ]
    );
    assert_eq!(csv_of("a,b\r\n\r\n\"x\r\ny\",2\r\n3,4")[1].0, 3);
    assert_eq!(csv_of("a,b\r\n\r\n\"x\r\ny\",2\r\n3,4")[2].0, 4);
}

#[test]
fn a_csv_is_read_in_the_encodings_and_with_the_signs_that_spreadsheets_write() {
    let wide = |text: &str| -> Vec<u8> {
        [0xff, 0xfe]
            .into_iter()
            .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
            .collect()
    };
    let rows = vec![
        Row {
            number: 1,
            cells: [(0, t("编号")), (1, t("主办单位名称"))].into(),
        },
        Row {
            number: 2,
            cells: [(0, t("001")), (1, t("示例公司"))].into(),
        },
    ];
    let text = "编号,主办单位名称\n001,示例公司\n";
    let gbk = encoding_rs::GBK.encode(text).0.into_owned();
    for bytes in [
        text.as_bytes().to_vec(),
        format!("\u{feff}{text}").into_bytes(),
        gbk,
        wide(&text.replace(',', "\t")),
        text.replace(',', ";").into_bytes(),
    ] {
        assert_eq!(read(&bytes, None).unwrap().rows, rows);
    }
    assert!(matches!(read(b"a,b\n\xff\xfe\xfd", None), Err(TableError::Encoding(4))));
    assert_eq!(
        read(&[0xd0, 0xcf, 0x11, 0xe0, 0, 0], None),
        Err(TableError::OldWorkbook)
    );
    assert!(matches!(read(b"PK\x03\x04nothing", None), Err(TableError::Workbook(_))));
}

/// A workbook of one or more sheets: rows of cells as XML, and regions that are merged.
pub(crate) fn xlsx(sheets: &[(&str, &str, &[&str])], date1904: bool) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PKG: &str = "http://schemas.openxmlformats.org/package/2006";
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, text: String| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    let numbered = || sheets.iter().enumerate().map(|(i, s)| (i + 1, s));
    put(
        "[Content_Types].xml",
        format!(
            "<Types xmlns=\"{PKG}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"
        ),
    );
    put(
        "_rels/.rels",
        format!(
            "<Relationships xmlns=\"{PKG}/relationships\"><Relationship Id=\"r1\" Type=\"{REL}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    let names: String = numbered()
        .map(|(i, (name, ..))| format!("<sheet name=\"{name}\" sheetId=\"{i}\" r:id=\"r{i}\"/>"))
        .collect();
    put(
        "xl/workbook.xml",
        format!(
            "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{REL}\"><workbookPr date1904=\"{}\"/><sheets>{names}</sheets></workbook>",
            u8::from(date1904)
        ),
    );
    let rels: String = numbered()
        .map(|(i, _)| {
            format!("<Relationship Id=\"r{i}\" Type=\"{REL}/worksheet\" Target=\"worksheets/sheet{i}.xml\"/>")
        })
        .collect();
    put(
        "xl/_rels/workbook.xml.rels",
        format!(
            "<Relationships xmlns=\"{PKG}/relationships\">{rels}<Relationship Id=\"rs\" Type=\"{REL}/styles\" Target=\"styles.xml\"/></Relationships>"
        ),
    );
    // Style 1 is a day, style 2 a day and a time.
    put(
        "xl/styles.xml",
        format!(
            "<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"
        ),
    );
    for (i, (_, rows, merged)) in numbered() {
        let merged: String = merged.iter().map(|m| format!("<mergeCell ref=\"{m}\"/>")).collect();
        put(
            &format!("xl/worksheets/sheet{i}.xml"),
            format!(
                "<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells></worksheet>"
            ),
        );
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn cells_of_a_workbook_keep_their_rows_kinds_and_sheets() {
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>编号</t></is></c><c r=\"C1\" t=\"str\"><v> 名称　</v></c></row>\
        <row r=\"5\"><c r=\"A5\"><v>110105194912310000</v></c><c r=\"B5\" s=\"1\"><v>46174</v></c><c r=\"C5\" t=\"b\"><v>1</v></c>\
        <c r=\"D5\" t=\"e\"><v>#N/A</v></c><c r=\"E5\" s=\"2\"><v>46174.5</v></c><c r=\"AA5\"><v>12</v></c></row>";
    let book = xlsx(&[("说明", "", &[]), ("备案", rows, &[])], false);
    let table = read(&book, Some(" 备案 ")).unwrap();
    assert_eq!(table.sheet.as_deref(), Some("备案"));
    assert_eq!(
        table.rows[0],
        Row {
            number: 1,
            cells: [(0, t("编号")), (2, t("名称"))].into()
        }
    );
    let five = &table.rows[1];
    assert_eq!(five.number, 5);
    assert_eq!(five.cells[&0], Cell::Number(110_105_194_912_310_000.0));
    assert_eq!(five.cells[&1], Cell::Moment([2026, 6, 1], [0, 0, 0]));
    assert_eq!(five.cells[&2], Cell::Flag(true));
    assert_eq!(five.cells[&3], Cell::Broken("#N/A".into()));
    assert_eq!(five.cells[&4], Cell::Moment([2026, 6, 1], [12, 0, 0]));
    assert_eq!(five.cells[&26], Cell::Number(12.0));
    assert!(read(&book, None).unwrap().rows.is_empty());
    let Err(TableError::NoSheet(asked, all)) = read(&book, Some("别的")) else {
        panic!()
    };
    assert!(asked == "别的" && all == "说明、备案");
}

#[test]
fn a_workbook_of_the_other_epoch_means_the_same_days() {
    let rows = "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>44712</v></c></row>";
    let table = read(&xlsx(&[("a", rows, &[])], true), None).unwrap();
    assert_eq!(table.rows[0].cells[&0], Cell::Moment([2026, 6, 1], [0, 0, 0]));
}

#[test]
fn a_merged_region_says_the_same_in_all_its_cells() {
    let rows = "<row r=\"1\"><c r=\"A1\"><v>7</v></c><c r=\"B1\"><v>1</v></c></row><row r=\"2\"><c r=\"B2\"><v>2</v></c></row>";
    let table = read(&xlsx(&[("a", rows, &["A1:A2"])], false), None).unwrap();
    assert_eq!(table.rows[1].cells[&0], Cell::Number(7.0));
    // A region over the whole sheet costs its budget, not the memory.
    assert!(matches!(
        read(&xlsx(&[("a", rows, &["A1:XFD1048576"])], false), None),
        Err(TableError::TooLarge(_))
    ));
}

#[test]
fn cells_far_apart_lay_out_no_rectangle() {
    let rows = "<row r=\"1\"><c r=\"A1\"><v>7</v></c></row><row r=\"1048576\"><c r=\"A1048576\"><v>8</v></c></row>";
    let table = read(&xlsx(&[("a", rows, &[])], false), None).unwrap();
    assert_eq!(table.rows.iter().map(|r| r.number).collect::<Vec<_>>(), [1, 1_048_576]);
    let wide = "<row r=\"1\"><c r=\"XFD1\"><v>7</v></c></row>";
    assert!(matches!(
        read(&xlsx(&[("a", wide, &[])], false), None),
        Err(TableError::TooLarge(_))
    ));
}
