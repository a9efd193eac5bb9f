//! Printed labels found in rows, also spaced out (名  称) and over several boxes; the longest label wins its characters.

mod partial;
mod stacked;

use crate::hanzi::is_han;
use crate::kind::FieldName;
use crate::kind::spec::KindSpec;
use crate::read::rows::{Layout, Segment};
pub(super) use stacked::Second;

/// One label on the page.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Fields that carry this label; empty for a label that only ends other values.
    pub fields: Vec<FieldName>,
    /// Row index.
    pub row: usize,
    /// Places of its first and last character in the row: segment, character.
    pub first: (usize, usize),
    /// See `first`.
    pub last: (usize, usize),
    /// Left end, level pixels.
    pub x0: f32,
    /// Right end.
    pub x1: f32,
    /// Height of its print.
    pub h: f32,
    /// Middle height.
    pub y: f32,
    /// Every character as printed.
    pub exact: bool,
    /// Parted from what follows: by a colon, a gap, or the end of its box.
    pub parted: bool,
    /// Its translation in the line below.
    pub second: Option<Second>,
}

/// Characters that part a label from what stands before or after it.
pub(super) const fn separates(c: char) -> bool {
    matches!(
        c,
        ':' | ';' | ',' | '.' | '|' | '*' | '(' | ')' | '/' | '-' | '_' | '=' | '"' | '□' | '■' | '√' | '丨'
    )
}

/// Widest blank inside a spaced-out label, in line heights.
const INNER_GAP: f32 = 5.0;
/// A blank this wide, in line heights, before a label or after it parts it.
const PARTING_GAP: f32 = 1.1;

/// A label's characters and the fields that carry it.
type Word = (Vec<char>, Vec<FieldName>);
/// All labels of a kind, the longest first.
type Words = [Word];

struct At {
    seg: usize,
    ch: usize,
    folded: char,
    x: f32,
    h: f32,
    y: f32,
}

impl At {
    /// The character of this number in a segment, whose own number is `seg`.
    fn of(s: &Segment, seg: usize, ch: usize) -> Self {
        let c = &s.chars[ch];
        Self {
            seg,
            ch,
            folded: c.folded,
            x: c.x,
            h: s.h,
            y: s.y,
        }
    }

    /// The characters of a row.
    fn row(layout: &Layout, segments: &[usize]) -> Vec<Self> {
        let known = segments.iter().filter_map(|i| Some((*i, layout.segments.get(*i)?)));
        known
            .flat_map(|(seg, s)| (0..s.chars.len()).map(move |ch| Self::of(s, seg, ch)))
            .collect()
    }
}

impl Found {
    /// Whether it shares no character with another label.
    fn is_apart(&self, other: &Self) -> bool {
        self.row != other.row || self.last < other.first || other.last < self.first
    }

    /// A label from its first to its last character; parted, and not every character as printed.
    fn between(a: &At, b: &At, row: usize, fields: &[FieldName]) -> Self {
        Self {
            fields: fields.to_vec(),
            row,
            first: (a.seg, a.ch),
            last: (b.seg, b.ch),
            x0: a.x - a.h * 0.45,
            x1: b.x + b.h * 0.45,
            h: a.h,
            y: a.y,
            exact: false,
            parted: true,
            second: None,
        }
    }
}

/// All labels of a specification on a page, in reading order. No character belongs to two.
pub(super) fn find(layout: &Layout, spec: &KindSpec) -> Vec<Found> {
    let mut words: Vec<Word> = Vec::new();
    let mut add = |label: &str, field: Option<FieldName>| {
        let chars: Vec<char> = label.chars().collect();
        match words.iter_mut().find(|(w, _)| *w == chars) {
            Some((_, fields)) => fields.extend(field),
            None => words.push((chars, field.into_iter().collect())),
        }
    };
    for field in spec.fields {
        field.labels.iter().for_each(|l| add(l, Some(field.name)));
    }
    spec.stops.iter().for_each(|l| add(l, None));
    // Longest first; equal lengths keep the order of the table.
    words.sort_by_key(|(w, _)| std::cmp::Reverse(w.len()));

    let mut out = Vec::new();
    for (row, r) in layout.rows.iter().enumerate() {
        let chars = At::row(layout, &r.segments);
        let mut taken = vec![false; chars.len()];
        let at_edge = r
            .segments
            .first()
            .and_then(|i| layout.segments.get(*i))
            .is_some_and(|s| s.area.x <= partial::AT_EDGE);
        if at_edge && !spec.places.is_empty() {
            partial::cut_at_edge(&chars, &mut taken, &words, row, &mut out);
        }
        out.extend(partial::with_a_hole(
            &chars,
            &mut taken,
            partial::LEAST_WITH_HOLE..,
            &words,
            row,
        ));
        // A label as printed may stand right behind one that was misread: 城名注册人 Registrant.
        for exact in [true, false, true] {
            for (word, fields) in &words {
                if !exact && word.len() < 4 {
                    continue;
                }
                find_in_row(&chars, &mut taken, word, exact, |from, to, parted| {
                    let (Some(a), Some(b)) = (chars.get(from), chars.get(to)) else {
                        return;
                    };
                    // What asks for ink bears no value: it only ends others. So does a word in an item of a list: 3、网站名称填报规范.
                    let behind = &chars[to + 1..];
                    let bare = asks_for_ink(behind)
                        || of_another(word, behind, parted)
                        || in_question(&chars, a.seg)
                        || (!parted && numbered(&chars[..from], a.seg));
                    let fields: &[FieldName] = if bare { &[] } else { fields };
                    out.push(Found {
                        exact,
                        parted,
                        ..Found::between(a, b, row, fields)
                    });
                });
            }
        }
    }
    partial::a_letter_short(layout, &words, &mut out);
    partial::holes_in_columns(layout, &words, &mut out);
    partial::ends_in_columns(layout, &words, &mut out);
    partial::spread_wide(layout, &words, &mut out);
    partial::behind_a_heading(layout, &words, &mut out);
    partial::behind_a_value(layout, &words, &mut out);
    out.sort_by(|a, b| a.row.cmp(&b.row).then(a.x0.total_cmp(&b.x0)));
    stacked::join(layout, &mut out);
    out
}

/// Whether a word is the first of an item of a numbered list, or stands in one that begins with its number and a sign: 2.域名信息以
/// 注册商查询结果为准.
fn numbered(before: &[At], seg: usize) -> bool {
    let own: Vec<char> = before.iter().filter(|a| a.seg == seg).map(|a| a.folded).collect();
    let digits = own.iter().take_while(|c| c.is_ascii_digit()).count();
    let item = (1..=2).contains(&digits) && own.get(digits).is_some_and(|c| separates(*c));
    item || own.len() <= 4 && own.iter().any(char::is_ascii_digit)
}

/// Whether a box asks whether something is so: 网站主办者、网站负责人证件号码报备信息是否正确.
fn in_question(row: &[At], seg: usize) -> bool {
    let own: Vec<char> = row.iter().filter(|a| a.seg == seg).map(|a| a.folded).collect();
    own.windows(2).any(|w| w == ['是', '否'])
}

/// Whether what stands behind a word makes it the label of a seal or a signature: 主办单位（盖章）, 负责人签字.
fn asks_for_ink(behind: &[At]) -> bool {
    let mut chars = behind.iter().map(|a| a.folded).skip_while(|c| *c == '(');
    let first = chars.next();
    // The rest of （盖章） may be lost under the seal.
    let bracket = behind.first().is_some_and(|a| a.folded == '(') && matches!(first, Some('盖' | '签'));
    matches!(first, Some('盖' | '签' | '印' | '公')) && matches!(chars.next(), None | Some('章' | '字' | '名' | '署'))
        || bracket
}

/// Ends of words that name what is asked for.
const NAMES: [[char; 2]; 9] = [
    ['名', '称'],
    ['姓', '名'],
    ['全', '称'],
    ['号', '码'],
    ['类', '型'],
    ['种', '类'],
    ['日', '期'],
    ['时', '间'],
    ['地', '址'],
];
/// Words that follow a label and make it the heading of several: 主办者基本信息.
pub(super) const HEADINGS: [&str; 6] = ["信息", "基本信息", "详细信息", "情况", "基本情况", "资料"];
/// Longest rest of a label, characters; of one in Latin letters, as a translation in brackets.
const REST: usize = 8;
const LATIN_REST: usize = 32;

/// How many characters behind a known label still belong to it: 主办者名称（姓名）：, 主办单位或个人名称, 主办者全称. A bracket
/// counts where a colon or nothing follows it, other words where they name something and a colon or the end of their box
/// follows, or where they are but that name.
fn rest_of_label(last: &At, behind: &[At]) -> usize {
    let Some(first) = behind.first() else { return 0 };
    // Also where a label's characters are spread over its cell, each a box of its own.
    if let [a, b, ..] = behind
        && NAMES.contains(&[a.folded, b.folded])
        && a.x - last.x <= INNER_GAP * a.h
        && b.x - a.x <= INNER_GAP * a.h
    {
        return 2;
    }
    // Its last character alone, the one before it not found.
    let alone = behind.get(1).is_none_or(|b| b.seg != first.seg) && first.seg != last.seg;
    if alone && NAMES.iter().any(|[_, end]| *end == first.folded) && first.x - last.x <= INNER_GAP * first.h {
        return 1;
    }
    let own = behind.iter().take_while(|a| a.seg == first.seg).take(LATIN_REST + 1);
    let folded: Vec<char> = own.map(|a| a.folded).collect();
    let ends = |n: usize| folded.get(n).is_none_or(|c| *c == ':');
    if first.folded == '(' {
        let n = folded.iter().position(|c| *c == ')').map_or(0, |i| i + 1);
        let latin = n > 2 && folded[1..n - 1].iter().all(char::is_ascii_alphabetic);
        return if ends(n) && (n <= REST + 1 || latin) { n } else { 0 };
    }
    let of_names = |n: usize| n >= 2 && NAMES.iter().any(|w| folded[..n].ends_with(w));
    let joins = matches!(first.folded, '或' | '及' | '和' | '/');
    let n = folded.iter().position(|c| *c == ':').unwrap_or(folded.len());
    if joins && of_names(n) && n <= REST && folded[..n].iter().skip(1).all(|c| is_han(*c)) {
        n
    } else {
        0
    }
}

/// Whether what stands behind a word makes it a heading, or another label in Latin letters: 主办者基本信息, Registrant Contact
/// Email.
fn of_another(word: &[char], behind: &[At], parted: bool) -> bool {
    let Some(first) = behind.first() else { return false };
    let own = behind.iter().take_while(|a| a.seg == first.seg).take(REST);
    let rest: String = own.map(|a| a.folded).take_while(|c| *c != ':').collect();
    let latin = |c: &char| c.is_ascii_alphabetic();
    let longer = !parted && word.iter().all(latin) && latin(&first.folded);
    longer || HEADINGS.contains(&rest.as_str())
}

/// Characters from which a label with its colon is one also right behind a value.
const LONG_LABEL: usize = 6;
/// Characters from which a label alone in its box is one, however near the box before it.
const LEAST_ALONE: usize = 4;

fn find_in_row(chars: &[At], taken: &mut [bool], word: &[char], exact: bool, mut hit: impl FnMut(usize, usize, bool)) {
    let n = word.len();
    if n == 0 || chars.len() < n {
        return;
    }
    for from in 0..=chars.len() - n {
        let part = &chars[from..from + n];
        if taken[from..from + n].iter().any(|t| *t) {
            continue;
        }
        let differ = || part.iter().zip(word).filter(|(a, b)| a.folded != **b);
        // An ideograph is misread as another one; a letter there begins the value.
        if differ().count() > usize::from(!exact) || differ().any(|(a, b)| is_han(a.folded) != is_han(*b)) {
            continue;
        }
        // The one misread is no other box's, which goes on: 联系方 | 负责人.
        let ends_misread = n > 1 && part[n - 1].folded != word[n - 1] && part[n - 1].seg != part[n - 2].seg;
        if ends_misread && chars.get(from + n).is_some_and(|a| a.seg == part[n - 1].seg) {
            continue;
        }
        // Characters of one label are of one size and not torn apart.
        if part.windows(2).any(|w| w[1].x - w[0].x > INNER_GAP * w[0].h) {
            continue;
        }
        // DNS is no label in DNSPod.
        let of_word = |a: &At| a.seg == part[n - 1].seg && a.folded.is_ascii_alphabetic();
        let short = n < LEAST_ALONE && word.iter().all(char::is_ascii_alphabetic);
        if short && chars.get(from + n).is_some_and(of_word) {
            continue;
        }
        let before = from.checked_sub(1).map(|i| &chars[i]);
        // Two cells found as one line: no value speaks so long a label, colon and all.
        let follows = chars.get(from + n).map(|a| a.folded);
        let speaks = exact && n >= LONG_LABEL && follows == Some(':');
        // Nor does one name what boxes to tick stand behind: 某某公司网站类型■单位□个人.
        let ticked = exact && n >= LEAST_ALONE && follows.is_some_and(|c| matches!(c, '□' | '■' | '☐' | '☑'));
        // A box of its own that holds nothing but the label, close behind a cell of headings.
        let alone = exact
            && n >= LEAST_ALONE
            && part[0].ch == 0
            && chars
                .get(from + n)
                .is_none_or(|a| a.seg != part[n - 1].seg || a.folded == ':');
        let begins = speaks
            || ticked
            || alone
            || before.is_none_or(|b| {
                taken[from - 1]
                    || separates(b.folded)
                    || b.folded.is_ascii_digit() && b.seg == part[0].seg && part[0].ch <= 2
                    || part[0].x - b.x > PARTING_GAP * part[0].h && part[0].ch == 0
                    || part[0].x - b.x > 1.6 * part[0].h
            });
        if !begins {
            continue;
        }
        let mut end = from + n;
        if !asks_for_ink(&chars[end..]) {
            end += rest_of_label(&chars[end - 1], &chars[end..]);
        }
        let last = &chars[end - 1];
        let parted = chars
            .get(end)
            .is_none_or(|a| a.seg != last.seg || separates(a.folded) || a.x - last.x > PARTING_GAP * last.h);
        taken[from..end].iter_mut().for_each(|t| *t = true);
        hit(from, end - 1, parted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PixelBox;
    use crate::kind::{DocumentKind, spec};
    use crate::read::fixture::line;

    /// The labels found in one row of boxes, each with its left end and its width.
    fn found_in<'a>(kind: DocumentKind, boxes: impl IntoIterator<Item = (&'a str, i32, i32)>) -> Vec<Found> {
        let area = |x, w| PixelBox { x, y: 100, w, h: 36 };
        let lines: Vec<_> = boxes.into_iter().map(|(text, x, w)| line(text, area(x, w))).collect();
        find(&Layout::of(&lines), spec(kind).unwrap())
    }

    /// The labels found in one line of a verification form.
    fn found(text: &str) -> Vec<Found> {
        let width = 30 * text.chars().count() as i32;
        found_in(DocumentKind::VerificationForm, [(text, 100, width)])
    }

    fn fields(text: &str) -> Vec<Vec<FieldName>> {
        found(text).into_iter().map(|f| f.fields).collect()
    }

    #[test]
    fn a_label_that_asks_for_ink_bears_no_value() {
        assert_eq!(fields("主办者：某某公司"), [[FieldName::SubjectName]]);
        for asks in ["主办者（盖章）：", "主办单位（签章）：", "主体负责人签名："] {
            assert!(fields(asks).concat().is_empty(), "{asks}");
        }
        assert_eq!(fields("主办者（单位）：某某公司"), [[FieldName::SubjectName]]);
    }

    #[test]
    fn what_belongs_to_a_label_goes_with_it() {
        let last = |text: &str| {
            let label = &found(text)[0];
            (label.last.1, label.parted)
        };
        assert_eq!(last("主办者名称（姓名）：李白"), (8, true));
        assert_eq!(last("主办单位或个人全称：李白"), (8, true));
        assert_eq!(last("主办单位或个人全称"), (8, true));
        assert_eq!(last("主办者全称：李白"), (4, true));
        assert_eq!(last("主办者姓名李白").0, 4);
        assert_eq!(last("主办者名称（NameOfTheSubject）：李白"), (22, true));
        // Spread over a cell, a box a character; 名 was not found.
        let spread = |text: &str| {
            let characters: Vec<String> = text.chars().map(String::from).collect();
            let boxes = characters
                .iter()
                .zip((100..).step_by(60))
                .map(|(c, x)| (c.as_str(), x, 30));
            let found = found_in(DocumentKind::VerificationForm, boxes.chain([("某某公司", 500, 120)]));
            (found[0].first, found[0].last)
        };
        assert_eq!(spread("主办者姓名"), ((0, 0), (4, 0)));
        assert_eq!(spread("主办单位称"), ((0, 0), (4, 0)));
        // The value's own bracket, and its own words.
        assert_eq!(last("主办者名称（香港）某某公司").0, 4);
        assert_eq!(last("主办单位和平公司").0, 3);
    }

    #[test]
    fn a_label_in_latin_letters_is_known_without_one_of_them() {
        let registrar = |text: &str| {
            let found = found_in(DocumentKind::DomainCertificate, [(text, 173, 608)]);
            found.iter().any(|f| f.fields == [FieldName::Registrar])
        };
        assert!(registrar("Sponsoring Registrar:北京新网数码信息技术有限公司"));
        assert!(registrar("Sponsoring Registar:北京新网数码信息技术有限公司"));
        assert!(registrar("注册商 Sponsoring Registar:北京新网数码信息技术有限公司"));
        assert!(!registrar("Sponsoring Regisar:北京新网数码信息技术有限公司"));
        assert!(!registrar("Sponsoring Registar北京新网数码信息技术有限公司"));
    }

    #[test]
    fn a_short_label_with_a_hole_is_one_in_a_column_of_labels() {
        let area = |x, y, w| PixelBox { x, y, w, h: 46 };
        let labels = |rows: &[(i32, &[(&str, i32, i32)])]| {
            let boxes = rows
                .iter()
                .flat_map(|(y, row)| row.iter().map(move |(t, x, w)| (t, area(*x, *y, *w))));
            let lines: Vec<_> = boxes.map(|(text, area)| line(text, area)).collect();
            let found = find(&Layout::of(&lines), spec(DocumentKind::VerificationForm).unwrap());
            found.iter().any(|f| f.fields == [FieldName::SiteName])
        };
        let site: (i32, &[(&str, i32, i32)]) = (
            716,
            &[
                ("网", 179, 48),
                ("站", 254, 66),
                ("称", 411, 71),
                ("启明服务平台", 491, 179),
            ],
        );
        let column: [(i32, &[(&str, i32, i32)]); 3] = [
            (
                301,
                &[("网站主办者名称", 178, 304), ("昆明市聚力文化传媒有限公司", 494, 370)],
            ),
            (440, &[("主办者证件号码", 178, 304), ("91530102MA3MK3405E", 489, 286)]),
            (506, &[("网站负责人姓名", 176, 307), ("曹燕波", 491, 100)]),
        ];
        // Of this one its ends alone were found.
        let ends: (i32, &[(&str, i32, i32)]) = (716, &[("网", 179, 48), ("称", 411, 71), ("启明服务平台", 491, 179)]);
        for site in [site, ends] {
            let mut rows = column.to_vec();
            rows.push(site);
            assert!(labels(&rows));
            assert!(!labels(&[site]));
        }
    }

    #[test]
    fn a_short_label_close_behind_a_heading_stands_in_its_column() {
        let person = |rows: &[(&str, i32, &str)]| {
            let area = |x, y, w| PixelBox { x, y, w, h: 50 };
            let lines = rows.iter().enumerate().flat_map(|(i, (heading, x, label))| {
                let y = 300 + 52 * i as i32;
                let width = |t: &str| 33 * t.chars().count() as i32;
                [
                    line(heading, area(200, y, width(heading))),
                    line(label, area(*x, y, width(label))),
                    line("某某", area(535, y, 66)),
                ]
            });
            let lines: Vec<_> = lines.filter(|l| !l.text.is_empty()).collect();
            let found = find(&Layout::of(&lines), spec(DocumentKind::VerificationForm).unwrap());
            found.iter().any(|f| f.fields == [FieldName::ResponsiblePerson])
        };
        let column = [
            ("", 299, "手机号码："),
            ("", 297, "主办者名称："),
            ("", 297, "备案网站名称："),
            ("", 297, "证件号码："),
        ];
        let with = |row| [column.as_slice(), &[row]].concat();
        assert!(person(&with(("联系方", 299, "负责人："))));
        // Elsewhere than the column's labels, without its colon, and without a column.
        assert!(!person(&with(("以及本联系方", 398, "负责人："))));
        assert!(!person(&with(("联系方", 299, "负责人"))));
        assert!(!person(&[("联系方", 299, "负责人：")]));
    }

    #[test]
    fn a_label_of_two_characters_in_the_second_column_is_found_in_parts() {
        let area = |x, y, w| PixelBox { x, y, w, h: 48 };
        let rows = |last: &[(&str, i32, i32)]| {
            let mut lines = Vec::new();
            for (y, left, right) in [
                (500, "名称", "注册资本"),
                (600, "类型", "成立日期"),
                (700, "法定代表人", "营业期限"),
            ] {
                lines.push(line(left, area(146, y, 40 * left.chars().count() as i32)));
                lines.push(line(right, area(1162, y, 160)));
            }
            lines.push(line("经营范围", area(146, 800, 160)));
            lines.extend(last.iter().map(|(text, x, w)| line(text, area(*x, 800, *w))));
            let found = find(&Layout::of(&lines), spec(DocumentKind::BusinessLicence).unwrap());
            found
                .iter()
                .filter(|f| f.fields == [FieldName::Address])
                .map(|f| f.exact)
                .collect::<Vec<_>>()
        };
        let address = ("湖北省武汉市武昌区长江路895号", 1340, 540);
        assert_eq!(
            rows(&[("从事农副产品销售", 330, 320), ("住", 1162, 40), address]),
            [false]
        );
        let scope = ("从事农副产品销售；谷物种植；水果种植；智能农业管理；农", 330, 760);
        assert!(rows(&[scope, address]).is_empty());
        assert!(rows(&[("住", 1000, 40), address]).is_empty());
    }

    #[test]
    fn a_label_whose_inner_character_was_not_found_is_one() {
        let boxes = |gap: i32| {
            let at = 363 + gap;
            found_in(
                DocumentKind::VerificationForm,
                [
                    ("主办者", 204, 135),
                    ("件", at, 49),
                    ("号", at + 42, 48),
                    ("码", at + 72, 57),
                    ("91530102MA21WH2F8W", at + 136, 287),
                ],
            )
        };
        let found = boxes(0);
        assert_eq!(found[0].fields, [FieldName::CertificateNumber]);
        assert_eq!((found[0].last, found[0].exact), ((3, 0), false));
        // Side by side none is missing.
        assert!(boxes(-27).iter().all(|f| f.fields != [FieldName::CertificateNumber]));
    }

    #[test]
    fn a_label_alone_in_its_box_may_stand_close_behind_a_heading() {
        let found = found_in(
            DocumentKind::VerificationForm,
            [("者基", 177, 58), ("网站主办者：", 238, 187), ("巴特尔", 547, 114)],
        );
        assert_eq!(found[0].fields, [FieldName::SubjectName]);
    }

    #[test]
    fn a_label_found_in_one_line_with_the_column_before_it_stands_in_its_own_column() {
        let rows = |third: &str| {
            let area = |x, y, w| PixelBox { x, y, w, h: 50 };
            let lines = [
                line("注册资本", area(1150, 500, 140)),
                line("成立日期", area(1150, 600, 140)),
                // 26 characters of which the label's first is the twentieth.
                line(third, area(340, 700, 1080)),
            ];
            let found = find(&Layout::of(&lines), spec(DocumentKind::BusinessLicence).unwrap());
            found
                .into_iter()
                .filter(|f| f.row == 2)
                .map(|f| f.fields)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            rows("云南省昆明市五华区世纪大道七层二十三室多  营业期限  长期"),
            [[FieldName::ValidUntil]]
        );
        assert!(rows("云南省昆明市五华区世纪大道二七二号七层二营业期限二三室长期").is_empty());
    }

    #[test]
    fn a_long_label_with_its_colon_stands_right_behind_a_value() {
        let both = fields("主办者名称：金石（广州）有限公司主办者证件号码：");
        assert_eq!(both, [[FieldName::SubjectName], [FieldName::CertificateNumber]]);
        // What may be part of a value is no label there.
        assert_eq!(fields("主办者名称：金石主办者证件号码研究所").len(), 1);
        assert_eq!(fields("主办者名称：好网站名称：").len(), 1);
    }

    #[test]
    fn the_heading_of_several_labels_bears_no_value() {
        for heading in ["主办者信息", "主办者基本信息", "主办单位情况："] {
            assert!(fields(heading).concat().is_empty(), "{heading}");
        }
        let apart = found_in(DocumentKind::VerificationForm, [("主办者", 100, 90), ("信息", 260, 60)]);
        assert!(apart.iter().all(|f| f.fields.is_empty()));
        assert_eq!(fields("主办单位：信息工程学院"), [[FieldName::SubjectName]]);
    }

    #[test]
    fn a_longer_label_in_latin_letters_is_another_one() {
        let fields = |text: &str| -> Vec<Vec<FieldName>> {
            let width = 18 * text.chars().count() as i32;
            let found = found_in(DocumentKind::DomainCertificate, [(text, 100, width)]);
            found.into_iter().map(|f| f.fields).collect()
        };
        assert_eq!(fields("Registrant:LiBai"), [[FieldName::Registrant]]);
        assert!(fields("RegistrantContactEmail:a@b.cn").concat().is_empty());
        assert!(
            fields("域名持有者(DomainHolder):李白")
                .iter()
                .all(|f| *f == [FieldName::Registrant])
        );
    }

    #[test]
    fn a_label_is_misread_by_an_ideograph_and_not_by_a_letter_of_its_value() {
        assert_eq!(fields("网站名祢：某某网"), [[FieldName::SiteName]]);
        let spread = found_in(
            DocumentKind::VerificationForm,
            [
                ("网", 100, 36),
                ("站", 160, 36),
                ("名", 220, 36),
                ("lanhai.cn", 270, 140),
            ],
        );
        assert!(spread.iter().all(|f| f.fields.is_empty()), "{spread:?}");
    }

    #[test]
    fn an_item_of_a_list_bears_no_value() {
        assert!(fields("3、网站名称填报规范").concat().is_empty());
        assert!(fields("（2）网站负责人证件与本人一致").concat().is_empty());
        assert_eq!(fields("3、网站名称：某某网"), [[FieldName::SiteName]]);
        let of_domains = |text| found_in(DocumentKind::DomainCertificate, [(text, 100, 30 * 16)]);
        let registrar = |f: &Found| f.fields == [FieldName::Registrar];
        assert!(!of_domains("2.域名信息以注册商查询结果为准。").iter().any(registrar));
        assert!(of_domains("2.注册商：某某网络有限公司").iter().any(registrar));
    }
}
