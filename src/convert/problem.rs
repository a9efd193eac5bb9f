//! What can be wrong with a table or a form: where, what, and the way out, in Chinese and English. No value enters a sentence, but paths
//! and headings do; numbers of people in them are masked.

use crate::intake::Problem as Wrong;
use crate::report::Lang;
use crate::report::mask::mask_text;
use crate::report::plain::plain;

/// Longest heading, path or word quoted, characters.
const QUOTED: usize = 120;

/// Where something stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Sheet of a workbook; `None` in a CSV.
    pub sheet: Option<String>,
    /// Row as a spreadsheet counts them, from 1.
    pub row: Option<u32>,
    /// Column, from 0.
    pub column: Option<usize>,
    /// Its heading.
    pub heading: Option<String>,
    /// Key of a platform's form.
    pub form_key: Option<String>,
}

impl Place {
    /// The letters of the column, as a spreadsheet shows them.
    pub fn letters(&self) -> Option<String> {
        self.column.map(letters)
    }
    /// The place in words.
    pub fn words(&self, lang: Lang) -> String {
        let quoted = |t: &str| mask_text(&plain(t, QUOTED), false);
        let mut parts = Vec::new();
        if let Some(sheet) = &self.sheet {
            parts.push(lang.pick("工作表“{}”", "sheet \"{}\"").replace("{}", &quoted(sheet)));
        }
        if let Some(row) = self.row {
            parts.push(lang.pick("第{}行", "row {}").replace("{}", &row.to_string()));
        }
        if let Some(letters) = self.letters() {
            let heading = self.heading.as_deref().map(quoted);
            let heading = heading.map_or_else(String::new, |h| lang.pick("（{}）", " ({})").replace("{}", &h));
            parts.push(format!(
                "{}{heading}",
                lang.pick("{}列", "column {}").replace("{}", &letters)
            ));
        }
        if let Some(key) = &self.form_key {
            parts.push(
                lang.pick("表单字段“{}”", "key \"{}\" of the form")
                    .replace("{}", &quoted(key)),
            );
        }
        parts.join(lang.pick("", ", "))
    }
}

/// The letters of a column, from 0: A, B, … Z, AA.
pub fn letters(column: usize) -> String {
    let mut out = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        left -= 1;
        out.push(char::from(b'A' + (left % 26) as u8));
        left /= 26;
    }
    out.iter().rev().collect()
}

/// The column of these letters, from 0.
pub fn column(letters: &str) -> Option<usize> {
    let is_column = (1..=3).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase());
    let number = |sum: usize, b: u8| sum * 26 + usize::from(b - b'A') + 1;
    is_column.then(|| letters.bytes().fold(0, number) - 1)
}

/// Something wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// Id of the case, where it is known.
    pub case: Option<String>,
    /// Key of the declaration, `subject.name`.
    pub key: Option<String>,
    /// What.
    pub fault: Fault,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// A row that says something has no case id.
    NoId,
    /// A case id that an earlier row has, and the mapping knows no list of the case to which rows add.
    IdTwice(u32),
    /// Rows of one case say different things; the earlier row.
    Differs(u32),
    /// A number of more digits than a spreadsheet keeps: the last are lost.
    PrecisionLost,
    /// A cell that holds an error of the spreadsheet (#N/A).
    Broken(String),
    /// No day that can mean only one.
    Day,
    /// No day and time that can mean only one.
    Moment,
    /// No whole number.
    Count,
    /// Neither yes nor no.
    Flag,
    /// No province of the mainland.
    Province,
    /// None of the words that may stand there; all of them, in the language of the reader where they have a name.
    Word(Vec<String>),
    /// A number of the filing system that stands for several words.
    Ambiguous(Vec<String>),
    /// A number that is none of the platform's.
    FormCode,
    /// A number where a text is asked.
    Text,
    /// Columns of one list give different numbers of items.
    Uneven(usize, usize),
    /// More digits than the mapping says.
    TooLong(usize),
    /// What the contract says of the finished declaration.
    Declaration(Wrong, bool),
    /// A file that is not there.
    FileMissing(String),
    /// A path that leads out of the folder of files, or is none.
    FileOutside(String),
    /// A link, which is not followed.
    FileLink(String),
    /// Neither file nor folder.
    FileOdd(String),
    /// A file bears the name of the declaration.
    FileNamed(String),
    /// More files than a case may have.
    FilesMany(usize),
    /// Several files begin with the id that the form names.
    FileSeveral(String),
    /// A file that could not be read or written: the system's reason.
    FileFailed(String, String),
    /// There is another folder of this name.
    Exists(String),
}

impl Fault {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NoId => "no-case-id",
            Self::IdTwice(_) => "case-id-twice",
            Self::Differs(_) => "rows-differ",
            Self::PrecisionLost => "precision-lost",
            Self::Broken(_) => "cell-error",
            Self::Day => "not-a-date",
            Self::Moment => "not-a-time",
            Self::Count => "not-a-count",
            Self::Flag => "not-yes-or-no",
            Self::Province => "not-a-province",
            Self::Word(_) => "unknown-word",
            Self::Ambiguous(_) => "ambiguous-code",
            Self::FormCode => "unknown-code",
            Self::Text => "not-a-text",
            Self::Uneven(..) => "uneven-list",
            Self::TooLong(_) => "too-many-digits",
            Self::Declaration(..) => "declaration",
            Self::FileMissing(_) => "file-missing",
            Self::FileOutside(_) => "file-outside",
            Self::FileLink(_) => "file-is-link",
            Self::FileOdd(_) => "file-not-plain",
            Self::FileNamed(_) => "file-name-reserved",
            Self::FilesMany(_) => "too-many-files",
            Self::FileSeveral(_) => "file-ambiguous",
            Self::FileFailed(..) => "file-failed",
            Self::Exists(_) => "folder-exists",
        }
    }
}

impl Problem {
    /// The whole sentence: place, what is wrong, the way out.
    pub fn told(&self, lang: Lang) -> String {
        let place = self.place.words(lang);
        let key = match (&self.key, &self.fault) {
            // The parser of declarations names the key itself.
            (Some(key), fault) if !matches!(fault, Fault::Declaration(..)) => lang
                .pick("，对应“{}”", ", for \"{}\"")
                .replace("{}", &plain(key, QUOTED)),
            _ => String::new(),
        };
        let what = match lang {
            Lang::Zh => self.zh(),
            Lang::En => self.en(),
        };
        let join = if place.is_empty() && key.is_empty() {
            ""
        } else {
            lang.pick("：", ": ")
        };
        format!("{place}{key}{join}{what}")
    }

    fn zh(&self) -> String {
        match &self.fault {
            Fault::NoId => "没有案件编号；请补填，或删去整行内容".to_owned(),
            Fault::IdTwice(row) => format!(
                "案件编号与第{row}行重复；请改号，若为同一案件的多个网站，请在对应关系文件中设置 repeat = \"sites\""
            ),
            Fault::Differs(row) => format!("与同一案件第{row}行的内容不一致；请改为一致，或只在一行填写"),
            Fault::PrecisionLost => {
                "号码超过 15 位，已被表格软件改写为近似值，末尾数字丢失；请将该列设为“文本”格式后按证件重新录入"
                    .to_owned()
            }
            Fault::Broken(error) => format!("单元格为公式错误 {}；请改为实际内容", plain(error, 20)),
            Fault::Day => "不是明确的日期；请写成 2026-06-01，长期有效的证件写“长期”".to_owned(),
            Fault::Moment => "不是明确的日期和时间；请写成 2026-06-01 09:10".to_owned(),
            Fault::Count => "不是非负整数；请只填数字".to_owned(),
            Fault::Flag => "应填“是”或“否”".to_owned(),
            Fault::Province => "不是内地省级行政区；请填简称（四川）或两位代码（51）".to_owned(),
            Fault::Word(all) => format!(
                "不在可选范围内；可填：{}，其他写法请在对应关系文件的 words 中说明",
                all.join("、")
            ),
            Fault::Ambiguous(all) => format!("该代码对应多种含义（{}）；请填写名称", all.join("、")),
            Fault::FormCode => "代码不在已知的代码表中；请核对，代码见 docs/declaration.md 的词表".to_owned(),
            Fault::Text => "应为文字；请将该单元格设为“文本”格式后重新填写".to_owned(),
            Fault::Uneven(a, b) => format!("与同组其他列的项数不同（{a} 项与 {b} 项）；请使各列项数一致"),
            Fault::TooLong(most) => format!("超过 {most} 位数字；请核对，或修改对应关系文件中的 digits"),
            Fault::Declaration(wrong, mapped) => {
                let out = if *mapped {
                    "请在表格中改正"
                } else {
                    "没有列或固定值给出该项，请在对应关系文件中补充"
                };
                format!("{}；{out}", wrong.zh())
            }
            Fault::FileMissing(p) => format!("没有文件“{}”；请核对文件名，路径从 --files 文件夹算起", path(p)),
            Fault::FileOutside(p) => format!(
                "路径“{}”不在 --files 文件夹之内；请把文件放入该文件夹并写相对路径",
                path(p)
            ),
            Fault::FileLink(p) => format!("“{}”是链接，不予读取；请放入文件本身", path(p)),
            Fault::FileOdd(p) => format!("“{}”既不是文件也不是文件夹；请核对", path(p)),
            Fault::FileNamed(p) => format!("文件名“{}”是申报信息专用的；请改名", path(p)),
            Fault::FilesMany(most) => format!("一个案件的文件超过 {most} 个；请分拆或减少"),
            Fault::FileSeveral(p) => format!("有多个文件以“{}”为名；请只留一个", path(p)),
            Fault::FileFailed(p, why) => format!("“{}”无法读取或写入（{}）", path(p), plain(why, QUOTED)),
            Fault::Exists(p) => format!(
                "文件夹“{}”已存在且内容不同，未覆盖；请移走该文件夹或换一个 --out",
                path(p)
            ),
        }
    }

    fn en(&self) -> String {
        match &self.fault {
            Fault::NoId => "there is no case id; give one, or empty the row".to_owned(),
            Fault::IdTwice(row) => format!(
                "row {row} has the same case id; give another, or, where the rows are sites of one case, say repeat = \"sites\" in the mapping"
            ),
            Fault::Differs(row) => format!("row {row} of the same case says otherwise; make them alike, or fill in one of them only"),
            Fault::PrecisionLost => "a number of more than 15 digits, which the spreadsheet has rounded: its last digits are lost; set the column to Text and type it again from the paper".to_owned(),
            Fault::Broken(error) => format!("the cell holds the error {}; put a value there", plain(error, 20)),
            Fault::Day => "no date that can mean only one day; write 2026-06-01, or 长期 for a certificate without an end".to_owned(),
            Fault::Moment => "no date and time that can mean only one; write 2026-06-01 09:10".to_owned(),
            Fault::Count => "no whole number; write digits only".to_owned(),
            Fault::Flag => "write 是 or 否 (yes or no)".to_owned(),
            Fault::Province => "no province of the mainland; write its short name (四川) or its two digits (51)".to_owned(),
            Fault::Word(all) => format!(
                "none of the words that may stand here: {}; say under `words` in the mapping what another word means",
                all.join(", ")
            ),
            Fault::Ambiguous(all) => format!("this number stands for several ({}); write the name", all.join(", ")),
            Fault::FormCode => "a number that is none of those known; docs/declaration.md lists them".to_owned(),
            Fault::Text => "a text is asked; set the cell to Text and type it again".to_owned(),
            Fault::Uneven(a, b) => format!("{a} items where another column of the same list has {b}; give every column as many"),
            Fault::TooLong(most) => format!("more than {most} digits; look at the number, or at `digits` in the mapping"),
            Fault::Declaration(wrong, mapped) => {
                let out = if *mapped { "mend it in the table" } else { "no column and no constant gives it: add one to the mapping" };
                format!("{}; {out}", wrong.en())
            }
            Fault::FileMissing(p) => format!("there is no file '{}'; look at its name: paths begin at the folder of --files", path(p)),
            Fault::FileOutside(p) => format!("the path '{}' leads out of the folder of --files; put the file into it and write the path from there", path(p)),
            Fault::FileLink(p) => format!("'{}' is a link, which is not followed; put the file itself there", path(p)),
            Fault::FileOdd(p) => format!("'{}' is neither a file nor a folder", path(p)),
            Fault::FileNamed(p) => format!("'{}' is the name of the declaration; rename the file", path(p)),
            Fault::FilesMany(most) => format!("more than {most} files for one case; take some away"),
            Fault::FileSeveral(p) => format!("several files are called '{}'; leave one", path(p)),
            Fault::FileFailed(p, why) => format!("'{}' cannot be read or written: {}", path(p), plain(why, QUOTED)),
            Fault::Exists(p) => format!("there is a folder '{}' with other content, which was left alone; move it away or choose another --out", path(p)),
        }
    }
}

/// A path as it may be shown.
fn path(written: &str) -> String {
    mask_text(&plain(written, QUOTED), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        for (n, l) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (52, "BA"),
            (701, "ZZ"),
            (702, "AAA"),
            (16383, "XFD"),
        ] {
            assert_eq!(letters(n), l);
            assert_eq!(column(l), Some(n));
        }
        assert_eq!([column(""), column("a"), column("A1"), column("AAAA")], [None; 4]);
    }

    #[test]
    fn a_sentence_names_sheet_row_column_and_masks_numbers() {
        let place = Place {
            sheet: Some("备案".into()),
            row: Some(5),
            column: Some(27),
            heading: Some("材料".into()),
            form_key: None,
        };
        let problem = Problem {
            place,
            case: None,
            key: None,
            fault: Fault::FileMissing("13800138000.jpg".into()),
        };
        let zh = problem.told(Lang::Zh);
        assert!(zh.starts_with("工作表“备案”第5行AB列（材料）："), "{zh}");
        let en = problem.told(Lang::En);
        assert!(en.starts_with("sheet \"备案\", row 5, column AB (材料): "), "{en}");
        assert!(!zh.contains("13800138000") && !en.contains("13800138000"));
    }
}
