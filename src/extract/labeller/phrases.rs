//! What stands around the words of a label and belongs to it, or makes it one that bears no value.

use crate::hanzi::is_han;
use crate::read::rows::Char;

/// Ends of words that name what is asked for.
const NAMES: [&str; 9] = ["名称", "姓名", "全称", "号码", "类型", "种类", "日期", "时间", "地址"];
/// Words that follow a label and make it the heading of several: 主办者基本信息.
const HEADINGS: [&str; 6] = ["信息", "基本信息", "详细信息", "情况", "基本情况", "资料"];
/// Longest rest of a label, characters; of one in Latin letters, as a translation in brackets.
const REST: usize = 8;
const LATIN_REST: usize = 32;
/// A blank this wide, line heights, parts a label from what follows.
const PARTING_GAP: f32 = 1.1;

/// Whether words ask for a tick: a question, or boxes for its answers. A box alone may be a mark beside a value, or a speck.
pub(super) fn asks_for_a_tick(chars: &[Char]) -> bool {
    asks(chars) || chars.iter().filter(|c| is_box(c.ch)).count() > 1
}

/// Whether words ask for a yes or no.
pub(super) fn asks(chars: &[Char]) -> bool {
    chars.windows(2).any(|w| (w[0].ch, w[1].ch) == ('是', '否'))
}

/// Whether words are the rest of a heading.
pub(super) fn heads(text: &str) -> bool {
    HEADINGS.contains(&text)
}

/// A box to tick.
pub(super) const fn is_box(c: char) -> bool {
    matches!(c, '□' | '■' | '☐' | '☑')
}

/// Whether a text is stars, dashes or strokes, which fill the place of a value that there is not; one dash or stroke is dirt.
pub(super) fn fills(text: &[Char]) -> bool {
    let filler = |c: &Char| matches!(c.folded, '*' | '-' | '/');
    text.iter().all(filler) && (text.len() > 1 || text.iter().any(|c| c.folded == '*'))
}

/// How many characters the number of a list's item takes before its words: `3、`, `（2）`, `1.`.
pub(super) fn list_number(chars: &[Char]) -> usize {
    let open = usize::from(chars.first().is_some_and(|c| c.folded == '('));
    let digits = chars[open..].iter().take_while(|c| c.folded.is_ascii_digit()).count();
    let ends = |c: &Char| matches!(c.folded, ',' | '.' | ')');
    let item = (1..=2).contains(&digits) && chars.get(open + digits).is_some_and(ends);
    // A date or a number with a point is none.
    let goes_on = chars.get(open + digits + 1).is_some_and(|c| is_han(c.folded));
    if item && goes_on { open + digits + 1 } else { 0 }
}

/// Whether a label in Latin letters is but the beginning of a longer word or phrase: DNS in DNSPod, Registrant Contact Email.
pub(super) fn goes_on_in_latin(chars: &[Char], taken: usize, h: f32) -> bool {
    let latin = |c: &Char| c.folded.is_ascii_alphabetic();
    match (chars.get(taken.wrapping_sub(1)), chars.get(taken)) {
        (Some(last), Some(next)) => latin(last) && latin(next) && next.x - last.x <= PARTING_GAP * h,
        _ => false,
    }
}

/// What follows a label of `taken` characters: how many characters the label takes with what belongs to it (主办者名称（姓名）：,
/// 主办单位或个人名称), and whether it bears no value.
pub(super) fn behind_label(chars: &[Char], taken: usize, h: f32) -> (usize, bool) {
    let behind = &chars[taken.min(chars.len())..];
    let text: String = behind.iter().map(|c| c.folded).collect();
    let head = text.split(':').next().unwrap_or_default();
    // 主办者、网站负责人证件复印件: one of several in a sentence.
    let listed = text.starts_with(',');
    if asks_for_ink(&text) || asks_for_a_tick(behind) || listed || heads(head) {
        return (taken, true);
    }
    (
        taken + rest_of_label(chars.get(taken.wrapping_sub(1)), behind, h),
        false,
    )
}

/// Whether a seal or a signature is asked for: 主办单位（盖章）, 负责人签字; also where the rest of （盖章） is lost.
fn asks_for_ink(behind: &str) -> bool {
    let bracket = behind.starts_with('(');
    let mut chars = behind.chars().skip_while(|c| *c == '(');
    let (first, second) = (chars.next(), chars.next());
    let ink = matches!(first, Some('盖' | '签' | '印' | '公'));
    ink && matches!(second, None | Some('章' | '字' | '名' | '署')) || bracket && matches!(first, Some('盖' | '签'))
}

/// How many characters behind a known label still belong to it: a bracket where a colon or nothing follows it, other words where
/// they name something and a colon or the end follows, or where they stand off from what follows.
fn rest_of_label(last: Option<&Char>, behind: &[Char], h: f32) -> usize {
    let Some(first) = behind.first() else { return 0 };
    let folded: Vec<char> = behind.iter().take(LATIN_REST + 1).map(|c| c.folded).collect();
    let ends = |n: usize| {
        let gap = || behind[n].x - behind[n - 1].x > PARTING_GAP * h;
        folded
            .get(n)
            .is_none_or(|c| *c == ':' || n > 0 && n < behind.len() && gap())
    };
    if first.folded == '/' {
        // A translation, whole or in part: 签发机关/Issuing Authority.
        let n = 1 + folded[1..].iter().take_while(|c| c.is_ascii_alphabetic()).count();
        return if n > 2 && ends(n) { n } else { 0 };
    }
    if first.folded == '(' {
        let n = folded.iter().position(|c| *c == ')').map_or(0, |i| i + 1);
        let latin = n > 2 && folded[1..n - 1].iter().all(char::is_ascii_alphabetic);
        return if n > 0 && ends(n) && (n <= REST + 1 || latin) {
            n
        } else {
            0
        };
    }
    let names = |n: usize| {
        let text: String = folded[..n].iter().collect();
        NAMES.iter().any(|w| text.ends_with(w))
    };
    let near = last.is_none_or(|l| first.x - l.x <= PARTING_GAP * h);
    if near && folded.len() >= 2 && names(2) && ends(2) {
        return 2;
    }
    let joins = matches!(first.folded, '或' | '及' | '和' | '/');
    let n = folded.iter().position(|c| *c == ':').unwrap_or(folded.len());
    let of_words = joins && (2..=REST).contains(&n) && folded[1..n].iter().all(|c| is_han(*c));
    if of_words && names(n) { n } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hanzi;

    fn chars(text: &str) -> Vec<Char> {
        let char_of = |(i, ch): (usize, char)| Char {
            ch,
            folded: hanzi::fold(&ch.to_string()).chars().next().unwrap_or(ch),
            p: 0.9,
            others: Vec::new(),
            x: i as f32 * 30.0,
        };
        text.chars().enumerate().map(char_of).collect()
    }

    fn behind(label: &str, rest: &str) -> (usize, bool) {
        let taken = label.chars().count();
        let (end, bare) = behind_label(&chars(&format!("{label}{rest}")), taken, 36.0);
        (end - taken, bare)
    }

    #[test]
    fn what_belongs_to_a_label_goes_with_it() {
        assert_eq!(behind("主办者名称", "（姓名）：李白"), (4, false));
        assert_eq!(behind("主办单位", "或个人全称：李白"), (5, false));
        assert_eq!(behind("主办者名称", "（NameOfTheSubject）：李白"), (18, false));
        assert_eq!(behind("主办者", "全称：李白"), (2, false));
        // The value's own bracket, and its own words.
        assert_eq!(behind("主办者名称", "（香港）某某公司"), (0, false));
        assert_eq!(behind("主办单位", "和平公司"), (0, false));
    }

    #[test]
    fn what_asks_for_ink_or_a_tick_or_heads_a_group_bears_no_value() {
        for rest in [
            "（盖章）：",
            "（签章）：",
            "签名：",
            "基本信息",
            "情况：",
            "报备信息是否规范",
            "□是□否",
        ] {
            assert!(behind("主办者", rest).1, "{rest}");
        }
        assert!(!behind("主办单位", "：信息工程学院").1);
    }

    #[test]
    fn a_list_s_item_begins_with_its_number() {
        assert_eq!(list_number(&chars("3、网站名称：某某网")), 2);
        assert_eq!(list_number(&chars("（2）网站负责人")), 3);
        assert_eq!(list_number(&chars("2024.05.01")), 0);
        assert_eq!(list_number(&chars("3.14")), 0);
    }

    #[test]
    fn the_beginning_of_a_longer_latin_word_is_no_label() {
        assert!(goes_on_in_latin(&chars("DNSPod"), 3, 36.0));
        assert!(!goes_on_in_latin(&chars("DNS:a"), 3, 36.0));
        assert!(!goes_on_in_latin(&chars("域名dns"), 2, 36.0));
    }
}
