//! Folding of Chinese text before it is compared: width, brackets, blanks, other forms of characters.

mod forms;

use unicode_normalization::UnicodeNormalization;

pub use forms::{is_regular, may_be_one, other_forms, regular, simplified};

/// Full-width letters, digits and punctuation as half-width (NFKC), and without characters that nobody can see.
pub fn narrow(text: &str) -> String {
    text.chars().filter(|c| !is_invisible(*c)).nfkc().collect()
}

/// Characters that leave no mark on paper or screen: zero-width blanks and joiners, marks of direction, soft hyphens, selectors
/// of variants (Unicode `DerivedCoreProperties.txt`, Default_Ignorable_Code_Point).
pub const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// The form in which words are compared: NFKC, no blanks, one kind of bracket and of middle dot, letters upper case, traditional
/// and variant characters as the regular ones. Names have a comparator of their own ([`crate::names`]).
pub fn fold(text: &str) -> String {
    folded_by(text, fold_char)
}

/// [`fold`], where 备案 and 核准 are one word: the institution has been called both since 2025, a title, remark or mark of either name
/// is the same (filing-2026.md §1). Of equal length, so that positions can be compared.
pub fn fold_filing(text: &str) -> String {
    fold(text).replace("核准", "备案")
}

/// A name in the form in which it is compared, character by character: as [`fold`], but of other forms only the traditional ones are
/// made regular. A variant may be what tells one person from another.
pub fn fold_name(text: &str) -> String {
    folded_by(text, |c| {
        let plain = plain_mark(c);
        simplified(plain).unwrap_or(plain)
    })
}

fn folded_by(text: &str, fold: impl Fn(char) -> char) -> String {
    narrow(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(|c| fold(c).to_uppercase())
        .collect()
}

/// One character of a word folded. Keeps its place, so that positions can be compared.
pub fn fold_char(c: char) -> char {
    let plain = plain_mark(c);
    regular(plain).unwrap_or(plain)
}

/// One kind of each mark of punctuation.
const fn plain_mark(c: char) -> char {
    match c {
        '【' | '〔' | '[' | '〈' | '《' | '{' => '(',
        '】' | '〕' | ']' | '〉' | '》' | '}' => ')',
        '—' | '–' | '－' | '―' | '−' | '~' | '～' => '-',
        '，' | '、' => ',',
        '。' => '.',
        '；' => ';',
        '：' => ':',
        '“' | '”' | '„' | '＂' => '"',
        '‘' | '’' => '\'',
        dot if is_middle_dot(dot) => '·',
        other => other,
    }
}

/// The dot between the parts of a name, in the forms that keyboards and fonts give it: U+00B7 is the standard's (GB 18030 A1A4).
pub const fn is_middle_dot(c: char) -> bool {
    matches!(
        c,
        '\u{b7}' // middle dot
            | '\u{387}' // Greek ano teleia
            | '\u{119e}' | '\u{318d}' // Hangul araea, as NFKC has it and before
            | '\u{1427}' // Canadian syllabics final middle dot
            | '\u{16eb}' // runic single punctuation
            | '\u{2022}' // bullet
            | '\u{2027}' // hyphenation point
            | '\u{2219}' // bullet operator
            | '\u{22c5}' // dot operator
            | '\u{2981}' // Z notation spot
            | '\u{2e31}' // word separator middle dot
            | '\u{30fb}' | '\u{ff65}' // katakana middle dot, of full and of half width
            | '\u{a78f}' // Latin letter sinological dot
    )
}

/// Radicals and forms of the block "CJK Radicals Supplement" with the ideograph of the same shape, in pairs (Unicode
/// `EquivalentUnifiedIdeograph.txt`): fonts share one glyph for both, and PDF writers that read a font backwards choose the
/// radical. The Kangxi radicals need no table, NFKC has them.
const RADICALS: &str = "\
    ⺁厂⺇几⺈刀⺌小⺍小⺎兀⺒巳⺓幺⺛旡⺝月⺟母⺠民⺥爪⺦丬⺫罒⺬示⺰纟⺱网⺲罒⺳罓⺷羊⺸羊⺹耂⺻肀⺼月⺽臼⺿艹⻁虎⻄西⻅见⻆角⻇角⻉贝⻊足⻋车\
    ⻌辶⻍辶⻎辶⻏阝⻐钅⻑長⻒镸⻓长⻔门⻖阝⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟飠⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻰龙⻱龜⻲亀⻳龟";

/// A radical, a compatibility ideograph or a vertical form of punctuation as the ordinary character; any other as it is.
pub fn unified(c: char) -> char {
    static TABLE: std::sync::LazyLock<std::collections::BTreeMap<char, char>> = std::sync::LazyLock::new(|| {
        let all: Vec<char> = RADICALS.chars().collect();
        all.chunks_exact(2).map(|p| (p[0], p[1])).collect()
    });
    match c {
        '\u{2E80}'..='\u{2EFF}' => TABLE.get(&c).copied().unwrap_or(c),
        '\u{2F00}'..='\u{2FDF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{2F800}'..='\u{2FA1F}'
        | '\u{FE10}'..='\u{FE19}'
        | '\u{FE30}'..='\u{FE48}' => {
            let mut folded = std::iter::once(c).nfkc();
            match (folded.next(), folded.next()) {
                (Some(one), None) => one,
                _ => c,
            }
        }
        other => other,
    }
}

/// Whether a character is a Han character of the common blocks.
pub const fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{323af}' | '〇')
}

/// Characters that differ between two texts by edit distance (insert, delete, change cost 1).
pub fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let next = (row[j + 1] + 1).min(row[j] + 1).min(diagonal + usize::from(x != *y));
            diagonal = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_to_one_form() {
        assert_eq!(fold("云帆（北京） 科技"), fold("云帆(北京)科技"));
        assert_eq!(fold("阿依古丽・买买提"), fold("阿依古丽·买买提"));
        assert_eq!(fold("９１ａ"), "91A");
    }

    #[test]
    fn traditional_forms_fold_and_what_differs_in_names_stays() {
        assert_eq!(fold("武漢市未來文化傳媒"), "武汉市未来文化传媒");
        assert_eq!(fold_name("武漢市未來文化傳媒"), "武汉市未来文化传媒");
        assert_eq!(fold("甯昇堃喆"), "甯昇堃喆");
        assert_eq!(
            (fold("註冊"), fold_name("王傑")),
            ("注册".to_owned(), "王傑".to_owned())
        );
    }

    #[test]
    fn what_is_folded_stays_when_folded_again() {
        // Greek and Latin letters with several accents come apart in upper case; no name here bears them.
        for c in ('\u{0}'..='\u{ff}')
            .chain('\u{2000}'..='\u{ffff}')
            .chain('\u{20000}'..='\u{323af}')
        {
            for fold in [fold, fold_name] {
                let once = fold(c.encode_utf8(&mut [0; 4]));
                assert_eq!(fold(&once), once, "U+{:04X}", c as u32);
            }
        }
    }

    #[test]
    fn what_nobody_sees_is_no_character() {
        assert_eq!(narrow("5101\u{200b}07\u{feff}１９\u{ad}"), "51010719");
        assert_eq!(fold("云\u{200d}帆\u{e0100}\u{3000}科\u{a0}技"), "云帆科技");
    }

    #[test]
    fn distance_counts_edits() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("云帆科技", "云航科技"), 1);
        assert_eq!(distance("云帆", "云帆科技"), 2);
    }
}
