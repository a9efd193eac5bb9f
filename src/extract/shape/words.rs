//! Names, sexes, peoples, permit numbers and plain text.

use super::{Parsed, Value, weakest};
use crate::hanzi::is_han;
use crate::names;
use crate::place;
use crate::read::rows::Char;

/// The 56 peoples of China (GB/T 3304), without 族.
pub(crate) const PEOPLES: [&str; 56] = [
    "汉",
    "蒙古",
    "回",
    "藏",
    "维吾尔",
    "苗",
    "彝",
    "壮",
    "布依",
    "朝鲜",
    "满",
    "侗",
    "瑶",
    "白",
    "土家",
    "哈尼",
    "哈萨克",
    "傣",
    "黎",
    "傈僳",
    "佤",
    "畲",
    "高山",
    "拉祜",
    "水",
    "东乡",
    "纳西",
    "景颇",
    "柯尔克孜",
    "土",
    "达斡尔",
    "仫佬",
    "羌",
    "布朗",
    "撒拉",
    "毛南",
    "仡佬",
    "锡伯",
    "阿昌",
    "普米",
    "塔吉克",
    "怒",
    "乌孜别克",
    "俄罗斯",
    "鄂温克",
    "德昂",
    "保安",
    "裕固",
    "京",
    "塔塔尔",
    "独龙",
    "鄂伦春",
    "赫哲",
    "门巴",
    "珞巴",
    "基诺",
];

/// Marks at the ends of a value that are none of its own: its label's, dirt, a table's rules, boxes, a card's edge.
const JUNK: &str = ":;,.|_-*\"'丨~☑□■「」『』";

pub(super) fn trimmed(chars: &[Char]) -> &[Char] {
    let junk = |c: &Char| JUNK.contains(c.folded);
    // A name may end with it.
    let begins = |c: &Char| junk(c) || matches!(c.folded, '!' | '！');
    let from = chars.iter().position(|c| !begins(c)).unwrap_or(chars.len());
    let to = chars.iter().rposition(|c| !junk(c)).map_or(from, |i| i + 1);
    chars.get(from..to).unwrap_or_default()
}

/// Abbreviations of companies' names whose stop is their own.
const ABBREVIATIONS: [&str; 4] = ["INC", "LTD", "CORP", "CO"];

/// What is kept of a line, with the stop of an abbreviation that ends it: DNSPod, Inc.
fn with_abbreviation<'a>(line: &'a [Char], kept: &'a [Char]) -> &'a [Char] {
    let whole: String = line.iter().map(|c| c.ch.to_ascii_uppercase()).collect();
    let ends = || ABBREVIATIONS.iter().any(|a| whole.ends_with(&format!("{a}.")));
    match line
        .iter()
        .position(|c| kept.first().is_some_and(|k| std::ptr::eq(k, c)))
    {
        Some(from) if from + kept.len() + 1 == line.len() && ends() => line.get(from..).unwrap_or_default(),
        _ => kept,
    }
}

fn with_others(chars: &[Char], value: String, confidence: f64) -> Parsed {
    Parsed {
        others: chars.iter().map(|c| c.others.clone()).collect(),
        sure: chars.iter().map(|c| c.p).collect(),
        ..Parsed::plain(value, confidence)
    }
}

/// A name or another short text; no sentence.
pub(super) fn phrase(v: &Value) -> Option<Parsed> {
    let chars: Vec<&Char> = v.chars().collect();
    // A comma behind an ideograph parts the clauses of a sentence: DNSPod, Inc. has one, no name in Chinese has.
    let of_clauses = chars
        .windows(2)
        .any(|w| is_han(w[0].ch) && matches!(w[1].ch, '，' | ','));
    if of_clauses { None } else { text(v) }
}

/// Text as printed, lines joined.
pub(super) fn text(v: &Value) -> Option<Parsed> {
    let chars: Vec<Char> = v.chars().cloned().collect();
    // A final full stop belongs to a paragraph; other marks at the ends are dirt or a table's rules.
    let stop = chars.last().is_some_and(|c| c.ch == '。');
    let kept = with_abbreviation(&chars, trimmed(&chars));
    // Marks alone, such as the bracket of 主办单位（盖章）, say nothing.
    if !kept.iter().any(|c| c.ch.is_alphanumeric()) {
        return None;
    }
    // The dot between the parts of a name is one, whichever of its forms a face draws like it.
    let han = |i: usize| kept.get(i).is_some_and(|c| is_han(c.ch));
    let of_name = |i: usize| kept[i].folded == '·' && i > 0 && han(i - 1) && han(i + 1);
    let mut value: String = (0..kept.len())
        .map(|i| if of_name(i) { '·' } else { kept[i].ch })
        .collect();
    if stop {
        value.push('。');
    }
    // A day by itself names nothing: it stands below a place for a seal.
    let day = kept
        .iter()
        .all(|c| c.folded.is_ascii_digit() || matches!(c.ch, '年' | '月' | '日'));
    // Nor does one character: others of it were not found.
    let one = kept.len() == 1;
    Some(Parsed {
        incomplete: one,
        breaks: breaks(v, &chars, kept),
        ..with_others(kept, value, weakest(kept) * if day || one { 0.4 } else { 1.0 })
    })
}

/// Which characters of the kept ones (a part of all) begin a line.
fn breaks(v: &Value, chars: &[Char], kept: &[Char]) -> Vec<usize> {
    let from = chars
        .iter()
        .position(|c| kept.first().is_some_and(|k| std::ptr::eq(k, c)))
        .unwrap_or_default();
    let ends = v.lines.iter().scan(0, |end, line| {
        *end += line.len();
        Some(*end)
    });
    ends.filter_map(|end| end.checked_sub(from))
        .filter(|at| (1..kept.len()).contains(at))
        .collect()
}

/// Marks in the name's place from which they say that there is none. A single one may be a smear or a piece of a rule; a star is not.
const LEAST_FILLERS: usize = 2;

/// A unit's name as printed, or what stands in its place where it has none: 无字号, stars, dashes (a sole proprietor's licence).
pub(super) fn unit(v: &Value) -> Option<Parsed> {
    let read = text(v);
    let line = v.lines.first().map(Vec::as_slice).unwrap_or_default();
    let from = line.iter().position(|c| c.folded != ':').unwrap_or(line.len());
    let printed = line.get(from..).unwrap_or_default();
    let value: String = printed.iter().map(|c| c.ch).collect();
    let fillers = read.is_none() && (printed.len() >= LEAST_FILLERS || printed.iter().any(|c| c.folded == '*'));
    if !names::says_none(&value) || !(fillers || read.is_some()) {
        return read;
    }
    Some(with_others(printed, value, weakest(printed)))
}

/// Confidence of an authority whose first character was dropped.
const DROPPED: f64 = 0.85;

/// A police station or bureau, which is named after its place: a character before the place (西西安市公安局: the first one seen
/// twice, a smear at the line's beginning) is no part of it.
pub(super) fn authority(v: &Value) -> Option<Parsed> {
    let mut parsed = text(v)?;
    let mut rest = parsed.value.chars();
    rest.next();
    let rest = rest.as_str();
    let placed = |t: &str| place::locate(t).province.is_some();
    if !placed(&parsed.value) && placed(rest) {
        parsed.value = rest.to_owned();
        parsed.confidence = parsed.confidence.min(DROPPED);
        parsed.others.drain(..parsed.others.len().min(1));
        parsed.sure.drain(..parsed.sure.len().min(1));
        parsed.breaks.clear();
    }
    Some(parsed)
}

/// A person's name: two to some twenty Han characters with middle dots, or Latin letters.
pub(super) fn person(v: &Value) -> Option<Parsed> {
    let line = trimmed(v.lines.first()?);
    let fits = |c: &Char| is_han(c.ch) || c.folded == '·' || c.folded.is_ascii_alphabetic() || c.folded == '.';
    let fitting = line.iter().take_while(|c| fits(c)).count();
    let name = before_address(line.get(..fitting).unwrap_or_default()).to_vec();
    if name.is_empty() {
        return None;
    }
    let value: String = name.iter().map(|c| if c.folded == '·' { '·' } else { c.ch }).collect();
    let n = name.len();
    // One character is no name; more than twenty are no name either: something was missed or joined. So was a sentence, and more than six
    // Chinese characters without a dot between a name's parts.
    let joined = n > LONGEST_UNDOTTED && name.iter().all(|c| is_han(c.ch));
    let plausible = if n == 1 || n > 20 || joined || of_forms(&value) {
        0.4
    } else {
        1.0
    };
    Some(Parsed {
        incomplete: n == 1,
        ..with_others(&name, value, weakest(&name) * plausible)
    })
}

/// Chinese characters of a name without a dot, at most (姓名登记条例, draft of 2007: two to six).
const LONGEST_UNDOTTED: usize = 6;

/// What a letter calls whom it names: 兹授权我公司张三同志.
const FORMS_OF_ADDRESS: [[char; 2]; 3] = [['同', '志'], ['先', '生'], ['女', '士']];

/// The name that a form of address follows.
fn before_address(chars: &[Char]) -> &[Char] {
    let address = |w: &[Char]| FORMS_OF_ADDRESS.contains(&[w[0].folded, w[1].folded]);
    match chars.windows(2).position(address) {
        Some(at) if at > 1 => chars.get(..at).unwrap_or_default(),
        _ => chars,
    }
}

/// Words of forms and their declarations, which stand in nobody's name.
fn of_forms(name: &str) -> bool {
    const WORDS: [&str; 14] = [
        "证件", "一致", "本人", "单位", "签字", "签名", "盖章", "身份", "姓名", "号码", "填写", "承诺", "公司", "员工",
    ];
    WORDS.iter().any(|w| name.contains(w))
}

/// 男 or 女, from the alternatives where the best reading is neither.
pub(super) fn sex(v: &Value) -> Option<Parsed> {
    let mut best: Option<(char, f32)> = None;
    // The value is the first character; labels and neighbours may follow it.
    for c in v.chars().take(2) {
        for (ch, p) in std::iter::once((c.folded, c.p)).chain(c.others.iter().copied()) {
            if matches!(ch, '男' | '女') && best.is_none_or(|(_, b)| p > b) {
                best = Some((ch, p));
            }
        }
    }
    best.map(|(ch, p)| Parsed::plain(ch.to_string(), f64::from(p)))
}

/// One of the 56 peoples.
pub(super) fn ethnicity(v: &Value) -> Option<Parsed> {
    let line: Vec<Char> = trimmed(v.lines.first()?).to_vec();
    let mut best: Option<(f64, &str)> = None;
    for name in PEOPLES {
        let want: Vec<char> = name.chars().collect();
        let Some(have) = line.get(..want.len()) else { continue };
        let rest = line.get(want.len()..).unwrap_or_default();
        let ends = rest.first().is_none_or(|c| !is_han(c.folded) || c.folded == '族');
        let p = have
            .iter()
            .zip(&want)
            .map(|(c, w)| {
                if c.folded == *w {
                    f64::from(c.p)
                } else {
                    c.others.iter().find(|o| o.0 == *w).map_or(0.0, |o| f64::from(o.1))
                }
            })
            .fold(0.99, f64::min);
        let p = if ends { p } else { p * 0.5 };
        // The longer of two names that both fit ("土" and "土家").
        if p > 0.0 && best.is_none_or(|(b, n)| p > b + 1e-6 || (p > b * 0.9 && name.len() > n.len())) {
            best = Some((p, name));
        }
    }
    if let Some((p, name)) = best {
        return Some(Parsed::plain(name.to_owned(), p));
    }
    let value: String = line
        .iter()
        .take_while(|c| is_han(c.ch) && c.ch != '族')
        .map(|c| c.ch)
        .collect();
    (!value.is_empty()).then(|| Parsed::plain(value, weakest(&line).min(0.5)))
}

/// 正本 or 副本, anywhere in the characters.
pub(super) fn copy(v: &Value) -> Option<Parsed> {
    let chars: Vec<Char> = v.chars().cloned().collect();
    chars.windows(2).find_map(|w| {
        let value = match (w[0].folded, w[1].folded) {
            ('副', '本') => "duplicate",
            ('正', '本') => "original",
            _ => return None,
        };
        Some(Parsed::plain(value.to_owned(), weakest(w)))
    })
}

/// A permit's number as printed.
pub(super) fn permit(v: &Value) -> Option<Parsed> {
    let line = trimmed(v.lines.first()?);
    let digits = line.iter().filter(|c| c.folded.is_ascii_digit()).count();
    if digits < 3 || line.len() > 40 {
        return None;
    }
    let value: String = line.iter().map(|c| c.ch).collect();
    Some(with_others(line, value, weakest(line)))
}

#[cfg(test)]
mod tests {
    use super::super::checked::tests::value;
    use super::*;

    #[test]
    fn peoples_are_of_the_list() {
        assert_eq!(ethnicity(&value("土家族")).unwrap().value, "土家");
        assert_eq!(ethnicity(&value("土")).unwrap().value, "土");
        assert_eq!(ethnicity(&value("汉")).unwrap().value, "汉");
        let mut v = value("议");
        v.lines[0][0].p = 0.6;
        v.lines[0][0].others = vec![('汉', 0.3)];
        let p = ethnicity(&v).unwrap();
        assert_eq!(p.value, "汉");
        assert!(p.confidence < 0.5);
    }

    #[test]
    fn an_authority_begins_with_its_place() {
        let read = |t: &str| authority(&value(t)).map(|p| (p.value, p.confidence < 0.9));
        assert_eq!(
            read("西安市公安局雁塔分局"),
            Some(("西安市公安局雁塔分局".into(), false))
        );
        assert_eq!(
            read("西西安市公安局雁塔分局"),
            Some(("西安市公安局雁塔分局".into(), true))
        );
        // A county's station: its place is in no table of ours.
        assert_eq!(read("雁荡县公安局"), Some(("雁荡县公安局".into(), false)));
    }

    #[test]
    fn a_day_names_nothing() {
        assert!(text(&value("2026年05月31日")).unwrap().confidence < 0.5);
        assert!(text(&value("2026年会公司")).unwrap().confidence > 0.9);
    }

    #[test]
    fn marks_alone_are_no_text() {
        assert!(text(&value("（")).is_none() && text(&value("：—（ ）")).is_none());
        assert_eq!(text(&value("：（京）字")).unwrap().value, "（京）字");
        // A card's edge beside its first line, a box ticked beside a kind.
        assert_eq!(text(&value("「陕西省西安市")).unwrap().value, "陕西省西安市");
        assert_eq!(text(&value("！山东省济南市")).unwrap().value, "山东省济南市");
        assert_eq!(text(&value("爱生活！")).unwrap().value, "爱生活！");
        assert_eq!(text(&value("☑个人独资企业")).unwrap().value, "个人独资企业");
    }

    #[test]
    fn the_stop_of_an_abbreviation_is_the_name_s_own() {
        assert_eq!(text(&value("DNSPod,Inc.")).unwrap().value, "DNSPod,Inc.");
        assert_eq!(
            text(&value("Example Co., Ltd.")).unwrap().value.replace(' ', ""),
            "ExampleCo.,Ltd."
        );
        assert_eq!(text(&value("青禾网络.")).unwrap().value, "青禾网络");
        assert_eq!(text(&value("Globex.")).unwrap().value, "Globex");
    }

    #[test]
    fn a_unit_may_have_no_name() {
        let read = |t: &str| unit(&value(t)).map(|p| (p.value, p.confidence > 0.9 && !p.incomplete));
        for none in ["无字号", "无", "***", "*", "****", "----", "——", "（无字号）"] {
            assert_eq!(read(none), Some((none.to_owned(), true)), "{none}");
            assert_eq!(read(&format!("：{none}")), Some((none.to_owned(), true)), "{none}");
        }
        assert_eq!(read("*青禾小吃店"), Some(("青禾小吃店".to_owned(), true)));
        assert_eq!(read("无锡青禾小吃店"), Some(("无锡青禾小吃店".to_owned(), true)));
        for dirt in ["", "-", "：", "|", "."] {
            assert_eq!(read(dirt), None, "{dirt}");
        }
    }

    #[test]
    fn names_keep_their_middle_dot() {
        assert_eq!(person(&value("阿依古丽・买买提")).unwrap().value, "阿依古丽·买买提");
        assert_eq!(person(&value("：王小明 123")).unwrap().value, "王小明");
        assert!(person(&value("王")).unwrap().incomplete);
        // Six characters may be one name, seven are a name and what stands behind it.
        assert!(person(&value("买买提吐尔逊")).unwrap().confidence > 0.8);
        assert!(person(&value("王小明中国玻璃")).unwrap().confidence < 0.5);
        // Holders of domains may be units, too.
        assert_eq!(text(&value("阿依古丽・买买提")).unwrap().value, "阿依古丽·买买提");
        assert_eq!(text(&value("スター・ワン")).unwrap().value, "スター・ワン");
        assert!(text(&value("金")).unwrap().incomplete && text(&value("金")).unwrap().confidence < 0.5);
        assert!(person(&value("证件与本人一致")).unwrap().confidence < 0.5);
    }

    #[test]
    fn permits_keep_their_brackets() {
        assert_eq!(
            permit(&value("：（京）-经营性-2024-0012")).unwrap().value,
            "（京）-经营性-2024-0012"
        );
    }

    #[test]
    fn sexes_come_from_alternatives_too() {
        let mut v = value("勇");
        v.lines[0][0].others = vec![('男', 0.2)];
        assert_eq!(sex(&v).unwrap().value, "男");
        assert!(sex(&value("民族")).is_none());
    }
}
