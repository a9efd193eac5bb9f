//! Names, sexes, peoples, domains, permit numbers and plain text.

use super::{Parsed, Value, pinyin, weakest};
use crate::hanzi::is_han;
use crate::identity;
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

fn trimmed(chars: &[Char]) -> &[Char] {
    let junk = |c: &Char| JUNK.contains(c.folded);
    // A name may end with it.
    let begins = |c: &Char| junk(c) || matches!(c.folded, '!' | '！');
    let from = chars.iter().position(|c| !begins(c)).unwrap_or(chars.len());
    let to = chars.iter().rposition(|c| !junk(c)).map_or(from, |i| i + 1);
    chars.get(from..to).unwrap_or_default()
}

fn with_others(chars: &[Char], value: String, confidence: f64) -> Parsed {
    Parsed {
        others: chars.iter().map(|c| c.others.clone()).collect(),
        ..Parsed::plain(value, confidence)
    }
}

/// Text as printed, lines joined.
pub(super) fn text(v: &Value) -> Option<Parsed> {
    let chars: Vec<Char> = v.chars().cloned().collect();
    // A final full stop belongs to a paragraph; other marks at the ends are dirt or a table's rules.
    let stop = chars.last().is_some_and(|c| c.ch == '。');
    let kept = trimmed(&chars);
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
        ..with_others(kept, value, weakest(kept) * if day || one { 0.4 } else { 1.0 })
    })
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
    }
    Some(parsed)
}

/// A person's name: two to some twenty Han characters with middle dots, or Latin letters.
pub(super) fn person(v: &Value) -> Option<Parsed> {
    let line = trimmed(v.lines.first()?);
    let fits = |c: &Char| is_han(c.ch) || c.folded == '·' || c.folded.is_ascii_alphabetic() || c.folded == '.';
    let name: Vec<Char> = line.iter().take_while(|c| fits(c)).cloned().collect();
    if name.is_empty() {
        return None;
    }
    let value: String = name.iter().map(|c| if c.folded == '·' { '·' } else { c.ch }).collect();
    let n = name.len();
    // One character is no name; more than twenty are no name either: something was missed or joined. So was a sentence.
    let plausible = if n == 1 || n > 20 || of_forms(&value) { 0.4 } else { 1.0 };
    Some(Parsed {
        incomplete: n == 1,
        ..with_others(&name, value, weakest(&name) * plausible)
    })
}

/// Words of forms and their declarations, which stand in nobody's name.
fn of_forms(name: &str) -> bool {
    const WORDS: [&str; 12] = [
        "证件", "一致", "本人", "单位", "签字", "签名", "盖章", "身份", "姓名", "号码", "填写", "承诺",
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

/// A domain name, without `www.` and scheme.
pub(super) fn domain(v: &Value) -> Option<Parsed> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/' | ':');
    for line in &v.lines {
        let mut run: Vec<Char> = Vec::new();
        for c in line.iter().map(Some).chain([None]) {
            // A recogniser's full-width or Chinese stop is the dot.
            match c {
                Some(c) if fits(c.folded) || c.ch == '。' => run.push(c.clone()),
                _ => {
                    let run_now = misspelt(look_alikes(trimmed(&run)));
                    let kept = run_now.as_slice();
                    let text: String = kept.iter().map(|c| if c.ch == '。' { '.' } else { c.ch }).collect();
                    if let Some(name) = identity::domain(&text) {
                        let others = if name.chars().count() == kept.len() {
                            kept.iter().map(|c| c.others.clone()).collect()
                        } else {
                            Vec::new()
                        };
                        return Some(Parsed {
                            others,
                            ..Parsed::plain(name, weakest(kept))
                        });
                    }
                    run.clear();
                }
            }
        }
    }
    // Han labels: 例子.中国
    let all: String = trimmed(&v.lines.concat()).iter().map(|c| c.ch).collect();
    identity::domain(&all)
        .filter(|d| {
            !d.is_ascii()
                && d.rsplit('.')
                    .next()
                    .is_some_and(|top| top.chars().count() <= LONGEST_HAN_TOP)
        })
        .map(|d| Parsed::plain(d, weakest(v.chars())))
}

/// Characters of the longest top-level domain in Han characters but for a few that name one company (IANA root zone: 我爱你,
/// 中文网, 组织机构). An item of a list (1.网站名称填报规范) is no domain.
const LONGEST_HAN_TOP: usize = 4;

/// Digits and letters of one shape (1 l i, 0 o) in a domain. Between letters the letter is the likelier reading where the
/// recogniser holds it possible at all; either way the value is not sure.
fn look_alikes(run: &[Char]) -> Vec<Char> {
    let mut out = run.to_vec();
    for i in 0..run.len() {
        let Some(c) = run.get(i) else { continue };
        // Its dot tells it from the others.
        if c.ch == 'i' && c.p >= SURELY_DOTTED {
            continue;
        }
        let beside = |j: Option<usize>| {
            j.and_then(|j| run.get(j))
                .map(|n| n.ch)
                .filter(char::is_ascii_alphanumeric)
        };
        let (before, after) = (beside(i.checked_sub(1)), beside(Some(i + 1)));
        let letter = |n: Option<char>| n.is_some_and(|n| n.is_ascii_alphabetic());
        let digit = |n: Option<char>| n.is_some_and(|n| n.is_ascii_digit());
        // A digit alone between letters, or a letter at the edge of a number: the other class is the likelier one.
        let wanted: &[char] = match c.ch {
            '1' if !digit(before) && !digit(after) && (letter(before) || letter(after)) => &['l', 'i'],
            '0' if !digit(before) && !digit(after) && (letter(before) || letter(after)) => &['o'],
            'l' | 'i' | 'I' if digit(before) || digit(after) => &['1'],
            'o' | 'O' if digit(before) || digit(after) => &['0'],
            _ => continue,
        };
        let alternative = c
            .others
            .iter()
            .find(|(o, p)| wanted.contains(&o.to_ascii_lowercase()) && *p >= held(c.ch));
        if let Some(slot) = out.get_mut(i) {
            slot.p = slot.p.min(DOUBTFUL);
            if let Some((ch, p)) = alternative {
                slot.others.insert(0, (slot.ch, c.p));
                slot.others.retain(|(o, _)| o != ch);
                slot.ch = ch.to_ascii_lowercase();
                slot.p = DOUBTFUL.min(p + 0.5);
            }
        }
    }
    out
}

/// Confidence of a letter that makes no syllables: two papers of one face that agree in it stay below what a difference is
/// believed from (0.9).
const MISSPELT: f32 = 0.8;
/// Letters from which a word of a domain is looked at: shorter ones are abbreviations.
const WORD: usize = 4;

/// Doubts an l that makes no syllables where an i would, and the other way round: where the dot of an i runs into its stem the
/// recogniser surely reads lanhal for lanhai. Which of the two was printed is not told here, metal is a word as well: another paper
/// of the case may.
fn misspelt(mut run: Vec<Char>) -> Vec<Char> {
    let mut from = 0;
    while from < run.len() {
        let letters = run.get(from..).unwrap_or_default().iter();
        let word: String = letters
            .map(|c| c.ch)
            .take_while(char::is_ascii_alphabetic)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        if word.len() >= WORD && !pinyin::reads(&word) {
            for (k, c) in word.char_indices() {
                let other = match c {
                    'l' => 'i',
                    'i' => 'l',
                    _ => continue,
                };
                let mut spelt = word.clone();
                spelt.replace_range(k..=k, other.encode_utf8(&mut [0; 4]));
                if pinyin::reads(&spelt)
                    && let Some(doubted) = run.get_mut(from + k)
                {
                    doubted.p = doubted.p.min(MISSPELT);
                    doubted.others.retain(|(c, _)| *c != other);
                    doubted.others.insert(0, (other, 1.0 - MISSPELT));
                }
            }
        }
        from += word.len() + 1;
    }
    run
}

/// How far the recogniser must hold a look-alike possible for it to be taken: a ring was told by its height already, an i by its
/// dot.
const fn held(ch: char) -> f32 {
    match ch {
        '0' | 'o' | 'O' => 0.1,
        'i' => 0.3,
        _ => 0.001,
    }
}

/// An i read as surely as this is one.
const SURELY_DOTTED: f32 = 0.99;

/// Most that a reading counts which rests on a look-alike.
const DOUBTFUL: f32 = 0.85;

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
    fn names_keep_their_middle_dot() {
        assert_eq!(person(&value("阿依古丽・买买提")).unwrap().value, "阿依古丽·买买提");
        assert_eq!(person(&value("：王小明 123")).unwrap().value, "王小明");
        assert!(person(&value("王")).unwrap().incomplete);
        // Holders of domains may be units, too.
        assert_eq!(text(&value("阿依古丽・买买提")).unwrap().value, "阿依古丽·买买提");
        assert_eq!(text(&value("スター・ワン")).unwrap().value, "スター・ワン");
        assert!(text(&value("金")).unwrap().incomplete && text(&value("金")).unwrap().confidence < 0.5);
        assert!(person(&value("证件与本人一致")).unwrap().confidence < 0.5);
    }

    #[test]
    fn domains_and_permits() {
        assert_eq!(domain(&value("www.yunfan.com")).unwrap().value, "yunfan.com");
        assert_eq!(domain(&value("域名 yunfan。com")).unwrap().value, "yunfan.com");
        assert!(domain(&value("没有域名")).is_none());
        assert_eq!(domain(&value("例子.中国")).unwrap().value, "例子.中国");
        assert!(domain(&value("1.网站负责人手机号码能接通")).is_none());
        let mut v = value("1anhai53.top");
        v.lines[0][0].others = vec![('l', 0.04)];
        let p = domain(&v).unwrap();
        assert_eq!(p.value, "lanhai53.top");
        assert!(p.confidence < 0.9);
        let mut v = value("zhuoyuel68.net");
        v.lines[0][7].others = vec![('1', 0.004)];
        assert_eq!(domain(&v).unwrap().value, "zhuoyue168.net");
        assert_eq!(domain(&value("a163b.com")).unwrap().value, "a163b.com");
        let sure = |text: &str| {
            let mut v = value(text);
            v.lines[0].iter_mut().for_each(|c| c.p = 0.99);
            let p = domain(&v).unwrap();
            assert_eq!(p.value, text);
            p.confidence >= 0.9
        };
        let doubted = domain(&value("huarul.net")).unwrap();
        assert_eq!(doubted.others[5][0].0, 'i');
        for (text, told) in [
            ("lanhai-note.com.cn", true),
            ("lanhal-note.com.cn", false),
            ("boyuan-lanhal.top", false),
            ("www.ianhai.cn", false),
            ("hotel.cn", true),
            ("studio.top", true),
        ] {
            assert_eq!(sure(text.strip_prefix("www.").unwrap_or(text)), told, "{text}");
        }
        let mut v = value("xinrui2425.xyz");
        (v.lines[0][5].p, v.lines[0][5].others) = (0.999, vec![('1', 0.001)]);
        assert_eq!(domain(&v).unwrap().value, "xinrui2425.xyz");
        let mut v = value("photo6356.cn");
        v.lines[0][4].others = vec![('0', 0.001)];
        assert_eq!(domain(&v).unwrap().value, "photo6356.cn");
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
