//! Folding of Chinese text before it is compared: width, brackets, blanks, variants.

use unicode_normalization::UnicodeNormalization;

/// Full-width letters, digits and punctuation as half-width (NFKC), nothing else changed.
pub fn narrow(text: &str) -> String {
    text.nfkc().collect()
}

/// The form in which names are compared: NFKC, no blanks, one kind of bracket and of middle dot, letters upper case,
/// a few traditional or variant forms as the simplified one.
pub fn fold(text: &str) -> String {
    narrow(text)
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(|c| fold_char(c).to_uppercase())
        .collect()
}

/// One character folded. Keeps its place, so that positions can be compared.
pub fn fold_char(c: char) -> char {
    match c {
        '【' | '〔' | '[' | '〈' | '《' | '{' => '(',
        '】' | '〕' | ']' | '〉' | '》' | '}' => ')',
        '·' | '•' | '・' | '∙' | '‧' | '⋅' => '·',
        '—' | '–' | '－' | '―' | '~' | '～' => '-',
        '，' | '、' => ',',
        '。' => '.',
        '；' => ';',
        '：' => ':',
        '“' | '”' | '„' | '＂' => '"',
        '‘' | '’' => '\'',
        // Variants that fonts and recognisers print for the same character (Unihan kZVariant / kSimplifiedVariant).
        '內' => '内',
        '戶' => '户',
        '產' => '产',
        '黃' => '黄',
        '吳' => '吴',
        '呂' => '吕',
        '說' => '说',
        '稅' => '税',
        '號' => '号',
        '雲' => '云',
        '國' => '国',
        '門' => '门',
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
    fn distance_counts_edits() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("云帆科技", "云航科技"), 1);
        assert_eq!(distance("云帆", "云帆科技"), 2);
    }
}
