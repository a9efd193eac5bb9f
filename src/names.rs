//! Names of persons, units and sites: the form in which they are compared, and when two are the same. Every comparison of names goes
//! through here, so that two checks never disagree about one pair.

use crate::hanzi;

/// The characters of a name that tell it from another: letters, digits, Han characters and brackets, folded
/// ([`hanzi::fold_name`]). Marks between them say nothing: the dot of names of several parts is typed and read in a dozen forms,
/// or left out. Brackets are kept, since firms differ by them.
pub fn telling(name: &str) -> String {
    hanzi::fold_name(name).chars().filter(|c| tells(*c)).collect()
}

/// Whether a folded character tells one name from another.
pub fn tells(c: char) -> bool {
    (c.is_alphanumeric() || hanzi::is_han(c) || matches!(c, '(' | ')')) && !hanzi::is_middle_dot(c)
}

/// Whether two names are the same: in all characters that tell.
pub fn same(a: &str, b: &str) -> bool {
    telling(a) == telling(b)
}

/// Words that stand in the place of a name and say that there is none (a sole proprietor without a trade name).
const NO_NAME: [&str; 7] = ["无", "无字号", "无名称", "无字号名称", "没有字号", "未起字号", "空白"];

/// Whether a value in a name's place says that there is no name: 无字号 and the like, or stars, dashes and strokes alone.
pub fn says_none(value: &str) -> bool {
    let folded = hanzi::fold_name(value);
    let bare = folded.trim_matches(|c| matches!(c, '(' | ')'));
    let filler = |c: char| {
        matches!(
            c,
            '*' | '-' | '_' | '/' | '\\' | '.' | '×' | '※' | '✱' | '＊' | '─' | '━'
        )
    };
    NO_NAME.contains(&bare) || bare.chars().all(filler)
}

/// The kind of subject as some filings write it around the operator's name: 个体工商户（王小明）, 王小明（个体工商户）.
const SOLE_PROPRIETOR: &str = "个体工商户";

/// The name of a sole proprietor without a trade name, folded, less the words for the kind of subject around it.
pub fn of_operator(name: &str) -> String {
    const BRACKETS: [char; 2] = ['(', ')'];
    let folded = hanzi::fold_name(name);
    let bare = folded.trim_matches(BRACKETS);
    let rest = bare
        .strip_prefix(SOLE_PROPRIETOR)
        .or_else(|| bare.strip_suffix(SOLE_PROPRIETOR))
        .unwrap_or(bare)
        .trim_matches(BRACKETS);
    if rest.is_empty() { folded } else { rest.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dress_is_no_difference() {
        for dressed in [
            "阿依古丽・买买提",
            "阿依古丽•买买提",
            "阿依古丽‧买买提",
            "阿依古丽∙买买提",
            "阿依古丽⋅买买提",
            "阿依古丽ᐧ买买提",
            "阿依古丽ㆍ买买提",
            "阿依古丽．买买提",
            "阿依古丽.买买提",
            "阿依古丽。买买提",
            "阿依古丽、买买提",
            "阿依古丽 买买提",
            "阿依古丽\u{3000}买买提",
            "阿依古丽\u{a0}买买提",
            "阿依\u{200b}古丽\u{feff}买买提",
            "阿依古丽买买提",
        ] {
            assert!(same("阿依古丽·买买提", dressed), "{dressed}");
        }
        assert!(same("云帆（北京）科技", "云帆(北京) 科技"));
        assert!(same("蘇曉梅", "苏晓梅"));
    }

    #[test]
    fn other_characters_are_other_names() {
        for (a, b) in [
            ("于谦和", "於谦和"),
            ("苏晓梅", "甦晓梅"),
            ("王昇", "王升"),
            ("李喆", "李哲"),
            ("刘淼", "刘渺"),
            ("甯静", "宁静"),
            ("陈堃", "陈坤"),
            ("徵明", "征明"),
            ("王傑", "王杰"),
            ("云帆(北京)科技", "云帆北京科技"),
        ] {
            assert!(!same(a, b), "{a} {b}");
        }
    }

    #[test]
    fn a_place_without_a_name() {
        for none in [
            "无",
            "无字号",
            "（无字号）",
            "***",
            "*",
            "＊＊＊",
            "----",
            "—",
            "——",
            "/",
            " 無 ",
            "",
        ] {
            assert!(says_none(none), "{none}");
        }
        for some in ["无锡市云帆小吃店", "无名小吃店", "王小明", "*云帆", "A"] {
            assert!(!says_none(some), "{some}");
        }
    }

    #[test]
    fn the_operators_name_in_a_sole_proprietors() {
        for dressed in [
            "林泽宇",
            "个体工商户（林泽宇）",
            "林泽宇（个体工商户）",
            "个体工商户林泽宇",
            "(个体工商户)林泽宇",
        ] {
            assert_eq!(of_operator(dressed), "林泽宇", "{dressed}");
        }
        assert_eq!(of_operator("个体工商户"), "个体工商户");
    }

    proptest! {
        #[test]
        fn sameness_is_symmetric_and_telling_is_idempotent(a in "\\PC{0,12}", b in "\\PC{0,12}") {
            prop_assert_eq!(same(&a, &b), same(&b, &a));
            prop_assert!(same(&a, &a));
        }

        #[test]
        fn blanks_and_what_nobody_sees_say_nothing(name in "[\u{4e00}-\u{9fa5}A-Z0-9]{1,8}", at in 0usize..8) {
            let mut dressed: Vec<char> = name.chars().collect();
            for c in [' ', '\u{3000}', '\u{a0}', '\u{200b}', '\u{200f}', '\u{2060}', '\u{feff}', '\u{ad}', '\u{fe0f}', '·', '・'] {
                dressed.insert(at.min(dressed.len()), c);
            }
            prop_assert!(same(&name, &dressed.into_iter().collect::<String>()));
        }
    }
}
