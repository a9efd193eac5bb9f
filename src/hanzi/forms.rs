//! Characters and their other forms after the 通用规范汉字表 of 2013: which of two characters are one, and which are two.
//!
//! Names may hold any regular character, and some regular characters are the traditional or variant form of another one
//! elsewhere (於 and 于, 甦 and 苏, 徵 and 征): those stay apart. Only what is no regular character itself and stands for one
//! regular character alone is folded to it.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// The characters of the standard, each with its traditional and its variant forms (its head says where it comes from).
const STANDARD: &str = include_str!("standard-2013.tsv");

/// A character that a form stands for.
#[derive(Clone, Copy)]
struct Meant {
    regular: char,
    /// The form is the traditional one; else a variant (异体字).
    traditional: bool,
}

struct Table {
    regular: HashSet<char>,
    meant: HashMap<char, Vec<Meant>>,
    /// The other way round.
    forms: HashMap<char, Vec<char>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        regular: HashSet::new(),
        meant: HashMap::new(),
        forms: HashMap::new(),
    };
    for line in STANDARD.lines().filter(|l| !l.starts_with('#')) {
        let mut columns = line.split('\t');
        let Some(regular) = columns.next().and_then(|c| c.chars().next()) else {
            continue;
        };
        table.regular.insert(regular);
        for (forms, traditional) in columns.zip([true, false]) {
            for form in forms.chars() {
                table.forms.entry(regular).or_default().push(form);
                table
                    .meant
                    .entry(form)
                    .or_default()
                    .push(Meant { regular, traditional });
            }
        }
    }
    table
});

/// The only character that a form stands for.
fn meant(form: char) -> Option<Meant> {
    match TABLE.meant.get(&form)?.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// Whether a character is one of the 8,105 regular ones.
pub fn is_regular(c: char) -> bool {
    TABLE.regular.contains(&c)
}

/// The regular character of which `c` is the traditional form, as a paper in traditional characters prints it; `None` where `c` is
/// regular itself, or stands for several.
pub fn simplified(c: char) -> Option<char> {
    meant(c).filter(|m| m.traditional).map(|m| m.regular)
}

/// The regular character of which `c` is another form, traditional or variant: for words, which mean the same in either form.
pub fn regular(c: char) -> Option<char> {
    meant(c).map(|m| m.regular)
}

/// Traditional and variant forms of a regular character that stand for it alone.
pub fn other_forms(c: char) -> impl Iterator<Item = char> {
    let forms = TABLE.forms.get(&c).into_iter().flatten().copied();
    forms.filter(|f| !is_regular(*f))
}

/// Whether two characters are forms of one, or may be: a person must say whether a name that differs so is another one. Two
/// regular characters are two.
pub fn may_be_one(a: char, b: char) -> bool {
    let all = |c: char| -> Vec<char> {
        let forms = TABLE.meant.get(&c).into_iter().flatten().map(|m| m.regular);
        std::iter::once(c).chain(forms).collect()
    };
    a == b || all(a).iter().any(|x| all(b).contains(x))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Regular characters that annex 1 of the standard lists as a form of another one as well: 8 as traditional, 31 as variant
    /// forms, with that other one.
    const REGULAR_AND_A_FORM: &str = "\
        瞭了 乾干 麽么 夥伙 剋克 徵征 藉借 苧苎 \
        迺乃 耑专 昇升 陞升 祇只 甯宁 袷夹 仝同 甦苏 邨村 氾泛 堃坤 犇奔 龢和 釐厘 脩修 絜洁 扞捍 喆哲 祕秘 叚假 菉绿 \
        蒐搜 淼渺 椀碗 谿溪 筦管 澂澄 劄札 阪坂 吒咤";
    /// Others that older lists (第一批异体字整理表, 1955) joined and the standard keeps apart.
    const APART_SINCE_2013: &str = "於于 皙晰 钜巨 䜣欣 飏扬 桠丫 缐线 锺钟 勠戮 渌绿 嶙磷 凋雕 晖辉 翦剪 剎煞 邱丘";

    fn pairs(list: &str) -> impl Iterator<Item = (char, char)> + '_ {
        list.split_whitespace().filter_map(|p| {
            let mut c = p.chars();
            Some((c.next()?, c.next()?))
        })
    }

    fn all_regular() -> Vec<char> {
        let lines = STANDARD.lines().filter(|l| !l.starts_with('#'));
        lines.filter_map(|l| l.chars().next()).collect()
    }

    #[test]
    fn the_table_is_the_whole_standard() {
        let all = all_regular();
        assert_eq!((all.len(), TABLE.regular.len()), (8105, 8105));
        // The first and last of its three levels.
        assert_eq!(
            [0, 3499, 3500, 6499, 6500, 8104].map(|i| all[i]),
            ['一', '矗', '乂', '齉', '亍', '蠼']
        );
    }

    #[test]
    fn no_regular_character_is_another_one() {
        for c in all_regular() {
            assert_eq!((simplified(c), regular(c)), (None, None), "{c}");
        }
        for (a, b) in pairs(REGULAR_AND_A_FORM).chain(pairs(APART_SINCE_2013).filter(|p| is_regular(p.0))) {
            assert!(is_regular(a) && is_regular(b), "{a}{b}");
            assert!(!may_be_one(a, b), "{a}{b}");
        }
    }

    #[test]
    fn what_is_folded_is_regular_then() {
        for form in STANDARD
            .lines()
            .filter(|l| !l.starts_with('#'))
            .flat_map(|l| l.chars().skip(1))
        {
            assert!(regular(form).is_none_or(is_regular), "{form}");
            assert!(simplified(form).is_none_or(|s| regular(form) == Some(s)), "{form}");
        }
    }

    #[test]
    fn a_form_of_several_characters_is_none_of_them() {
        // 钟 or, in names, 锺; 线 or 缐; 苹 or 𬞟; 合 or, as a variant, 阁; 雠 or 仇.
        for c in ['鍾', '線', '蘋', '閤', '讎', '訢'] {
            assert_eq!((simplified(c), regular(c)), (None, None), "{c}");
        }
        assert!(may_be_one('鍾', '钟') && may_be_one('鍾', '锺') && !may_be_one('钟', '锺'));
    }

    #[test]
    fn traditional_forms_are_simplified_and_variants_only_made_regular() {
        for (a, b) in pairs("漢汉 來来 說说 説说 蘇苏 為为 爲为 劉刘 貳贰 黃黄") {
            assert_eq!(simplified(a), Some(b), "{a}");
        }
        for (a, b) in pairs("傑杰 註注 遊游 雞鸡 並并") {
            assert_eq!((simplified(a), regular(a)), (None, Some(b)), "{a}");
            assert!(may_be_one(a, b), "{a}");
        }
    }
}
