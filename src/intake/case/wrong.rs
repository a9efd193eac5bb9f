//! What can be wrong in `case.json`, as facts with a sentence in Chinese and one in English. Values never enter a sentence: a
//! declaration is full of personal numbers.

/// Something wrong in `case.json`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// JSON pointer (RFC 6901), "" for the whole document.
    pub pointer: String,
    /// What is wrong there.
    pub wrong: Wrong,
}

/// What a value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Must {
    /// An object.
    Object,
    /// An array.
    Array,
    /// An array with an item.
    NotEmpty,
    /// A string.
    Text,
    /// A whole number from 0.
    Count,
    /// `true` or `false`.
    Flag,
    /// A day of the calendar.
    Day,
    /// A date-time of RFC 3339.
    Instant,
    /// A mainland province.
    Province,
    /// A text of so many characters at most.
    Within(usize),
    /// This word.
    Word(&'static str),
}

/// Why a text is no JSON, where that can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// A comma before a closing bracket.
    TrailingComma,
    /// A comment.
    Comment,
    /// A character of Chinese print in the place of a sign of JSON.
    FullWidth(char),
    /// A single quote in the place of a double one.
    SingleQuote,
    /// Something else.
    Other,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The file is a folder.
    Folder,
    /// It is a link, which is not followed.
    Link,
    /// It is a socket, pipe or device.
    NotAFile,
    /// The system refused to read it.
    Unreadable,
    /// It has more than so many bytes.
    TooLarge(u64),
    /// It is nested deeper than so many levels.
    TooDeep(usize),
    /// It is neither UTF-8 nor surely GBK; the first byte that is no UTF-8.
    Encoding(usize),
    /// It ends before its JSON does: line and column.
    CutShort(usize, usize),
    /// It is no JSON: line, column, why.
    NotJson(usize, usize, Syntax),
    /// A key that must be there is not.
    Required,
    /// A value is not what it must be.
    Must(Must),
    /// It is in GBK and was read as that.
    Gbk,
    /// A key is given more than once; the last one counts.
    KeyTwice,
    /// A key that is none of the declaration's; the nearest that is, where one is near.
    KeyUnknown(Option<&'static str>),
    /// A word that is none of those that may stand there: the nearest that may, and all.
    Word(Option<&'static str>, Vec<&'static str>),
    /// So many more of which each would be told alone.
    More(usize),
}

impl Wrong {
    /// Whether only the place itself is ignored, and the rest of the declaration stands.
    pub const fn is_ignored(&self) -> bool {
        matches!(
            self,
            Wrong::Gbk | Wrong::KeyTwice | Wrong::KeyUnknown(_) | Wrong::Word(..) | Wrong::More(_)
        )
    }
}

impl Problem {
    /// Something wrong with the file as a whole.
    pub const fn whole(wrong: Wrong) -> Self {
        Self {
            pointer: String::new(),
            wrong,
        }
    }

    /// The place as programs write it: `sites[0].name`.
    fn place(&self) -> String {
        let mut out = String::new();
        for part in self.pointer.split('/').skip(1) {
            let part = part.replace("~1", "/").replace("~0", "~");
            if !out.is_empty() && part.bytes().all(|b| b.is_ascii_digit()) {
                out.push_str(&format!("[{part}]"));
            } else {
                out.push_str(if out.is_empty() { "" } else { "." });
                out.push_str(&part);
            }
        }
        out
    }

    /// The sentence in Chinese, without a full stop.
    pub fn zh(&self) -> String {
        let place = self.place();
        let at = if place.is_empty() {
            "申报信息".to_owned()
        } else {
            format!("“{place}”")
        };
        let quoted = |w: &str| format!("“{w}”");
        match &self.wrong {
            Wrong::Folder => "申报信息应为文件，实际为文件夹".to_owned(),
            Wrong::Link => "申报信息文件是链接，未予读取".to_owned(),
            Wrong::NotAFile => "申报信息不是普通文件".to_owned(),
            Wrong::Unreadable => "申报信息文件无法读取".to_owned(),
            Wrong::TooLarge(most) => format!("申报信息文件超过 {most} 字节"),
            Wrong::TooDeep(most) => format!("申报信息的嵌套超过 {most} 层"),
            Wrong::Encoding(at) => {
                format!(
                    "申报信息文件的编码既不是 UTF-8 也不是 GBK（第 {} 个字节起），请以 UTF-8 编码保存",
                    at + 1
                )
            }
            Wrong::CutShort(line, column) => format!("申报信息文件不完整，在第 {line} 行第 {column} 列处中断"),
            Wrong::NotJson(line, column, why) => {
                let why = match why {
                    Syntax::TrailingComma => "：最后一项之后多了逗号".to_owned(),
                    Syntax::Comment => "：JSON 中不能写注释".to_owned(),
                    Syntax::FullWidth(c) => format!("：应使用半角符号，此处为全角符号“{c}”"),
                    Syntax::SingleQuote => "：应使用双引号，此处为单引号".to_owned(),
                    Syntax::Other => String::new(),
                };
                format!("申报信息第 {line} 行第 {column} 列不符合 JSON 格式{why}")
            }
            Wrong::Required => format!("缺少必填项{at}"),
            Wrong::Must(must) => format!("{at}{}", must.zh()),
            Wrong::Gbk => "申报信息文件采用 GBK 编码，已按 GBK 读取，请改用 UTF-8 编码".to_owned(),
            Wrong::KeyTwice => format!("{at}重复出现，仅采用最后一次的值"),
            Wrong::KeyUnknown(None) => format!("{at}不是申报信息的字段，已忽略"),
            Wrong::KeyUnknown(Some(near)) => format!("{at}不是申报信息的字段，已忽略；是否应为“{near}”"),
            Wrong::Word(Some(near), _) => format!("{at}的值不在允许范围内，已忽略；是否应为“{near}”"),
            Wrong::Word(None, all) => {
                let all: Vec<String> = all.iter().map(|w| quoted(w)).collect();
                format!("{at}的值不在允许范围内，已忽略；允许的值为{}", all.join("、"))
            }
            Wrong::More(more) => format!("另有 {more} 处类似问题"),
        }
    }

    /// The sentence in English, without a full stop.
    pub fn en(&self) -> String {
        let place = self.place();
        let at = if place.is_empty() {
            "the declaration".to_owned()
        } else {
            format!("\"{place}\"")
        };
        match &self.wrong {
            Wrong::Folder => "case.json is a folder".to_owned(),
            Wrong::Link => "case.json is a link, which is not followed".to_owned(),
            Wrong::NotAFile => "case.json is not a plain file".to_owned(),
            Wrong::Unreadable => "case.json cannot be read".to_owned(),
            Wrong::TooLarge(most) => format!("case.json is larger than {most} bytes"),
            Wrong::TooDeep(most) => format!("case.json is nested deeper than {most} levels"),
            Wrong::Encoding(at) => {
                format!(
                    "case.json is neither UTF-8 nor GBK (from byte {} on); save it as UTF-8",
                    at + 1
                )
            }
            Wrong::CutShort(line, column) => format!("case.json ends too early (line {line}, column {column})"),
            Wrong::NotJson(line, column, why) => {
                let why = match why {
                    Syntax::TrailingComma => ": a comma after the last item".to_owned(),
                    Syntax::Comment => ": JSON has no comments".to_owned(),
                    Syntax::FullWidth(c) => format!(": the full-width sign \"{c}\" in the place of an ASCII one"),
                    Syntax::SingleQuote => ": a single quote in the place of a double one".to_owned(),
                    Syntax::Other => String::new(),
                };
                format!("case.json is not JSON at line {line}, column {column}{why}")
            }
            Wrong::Required => format!("{at} is required"),
            Wrong::Must(must) => format!("{at} must be {}", must.en()),
            Wrong::Gbk => "case.json is in GBK and was read as that; save it as UTF-8".to_owned(),
            Wrong::KeyTwice => format!("{at} is given more than once; only the last one counts"),
            Wrong::KeyUnknown(None) => format!("{at} is no key of a declaration and was ignored"),
            Wrong::KeyUnknown(Some(near)) => {
                format!("{at} is no key of a declaration and was ignored; did you mean \"{near}\"?")
            }
            Wrong::Word(Some(near), _) => {
                format!("{at} is none of the words that may stand there and was ignored; did you mean \"{near}\"?")
            }
            Wrong::Word(None, all) => {
                format!(
                    "{at} is none of the words that may stand there and was ignored: {}",
                    all.join(", ")
                )
            }
            Wrong::More(more) => format!("{more} more of this kind"),
        }
    }
}

impl Must {
    fn zh(self) -> String {
        match self {
            Must::Object => "应为对象".to_owned(),
            Must::Array => "应为数组".to_owned(),
            Must::NotEmpty => "至少应有一项".to_owned(),
            Must::Text => "应为字符串".to_owned(),
            Must::Count => "应为非负整数".to_owned(),
            Must::Flag => "应为“true”或“false”".to_owned(),
            Must::Day => "应为真实存在的日期，例如“2026-06-01”".to_owned(),
            Must::Instant => "应为带时区的时间，例如“2026-06-01T09:10:00+08:00”".to_owned(),
            Must::Province => "应为内地省份的两位代码或中文名称，例如“51”或“四川”".to_owned(),
            Must::Within(most) => format!("应有 1 至 {most} 个字符"),
            Must::Word(word) => format!("应为“{word}”"),
        }
    }

    fn en(self) -> String {
        match self {
            Must::Object => "an object".to_owned(),
            Must::Array => "an array".to_owned(),
            Must::NotEmpty => "an array with at least one item".to_owned(),
            Must::Text => "a string".to_owned(),
            Must::Count => "a whole number from 0".to_owned(),
            Must::Flag => "true or false".to_owned(),
            Must::Day => "a day of the calendar, such as 2026-06-01".to_owned(),
            Must::Instant => "a date-time of RFC 3339 with an offset".to_owned(),
            Must::Province => "a mainland province: two digits of GB/T 2260 or its Chinese name".to_owned(),
            Must::Within(most) => format!("a text of 1 to {most} characters"),
            Must::Word(word) => format!("\"{word}\""),
        }
    }
}
