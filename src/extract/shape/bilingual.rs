//! A name printed in Chinese and again in Latin letters, as certificates of domains do: both are one value, the Chinese one.

use super::{Parsed, Value, pinyin, words};
use crate::hanzi::is_han;
use crate::look_alikes::{self, Confusion};

/// Least syllables of a spelling whose end is missing: that of a unit's name runs over two lines, that of a person's does not. (Two or three
/// letters behind a name are no spelling of it.)
const CUT: usize = 4;

/// The name. Where what follows its last Chinese character spells the name, a syllable a character, or begins to, it is no part of it. What is
/// left behind the characters says [`is_untold`].
pub(super) fn name(v: &Value) -> Option<Parsed> {
    let parsed = words::text(v)?;
    let chars: Vec<char> = parsed.value.chars().collect();
    let end = end_of_han(&chars);
    let (own, rest) = chars.split_at(end);
    let letters = letters(rest);
    let syllables = own.iter().filter(|c| is_han(**c)).count();
    // Letters and digits of the name's own stand in its spelling too.
    let more = own.iter().filter(|c| c.is_ascii_alphanumeric()).count();
    let spelt = syllables > 0 && !letters.is_empty() && pinyin::spells(&letters, syllables.min(CUT)..=syllables + more);
    if !spelt {
        return Some(parsed);
    }
    let value: String = own.iter().collect();
    let mut others = parsed.others;
    others.truncate(end);
    Some(Parsed {
        value,
        others,
        ..parsed
    })
}

/// Whether a value may be another name than it says: Latin letters behind its Chinese characters that do not spell it, or the spelling
/// alone.
pub(in crate::extract) fn is_untold(value: &str) -> bool {
    let chars: Vec<char> = value.chars().collect();
    let (own, rest) = chars.split_at(end_of_han(&chars));
    let letters = letters(rest);
    !letters.is_empty() && (own.iter().any(|c| is_han(*c)) || pinyin::reads(&letters))
}

/// Where the Chinese part of a name ends: behind its last Chinese character, with the bracket that this one closes.
fn end_of_han(chars: &[char]) -> usize {
    let end = chars.iter().rposition(|c| is_han(*c)).map_or(0, |i| i + 1);
    let opened = |c: &&char| matches!(c, '(' | '（');
    let closed = |c: &&char| matches!(c, ')' | '）');
    let own = chars.get(..end).unwrap_or_default();
    let open = own.iter().filter(opened).count() > own.iter().filter(closed).count();
    end + usize::from(open && chars.get(end).as_ref().is_some_and(closed))
}

/// The letters of a spelling, in lower case: digits that look like letters are read as those; none where it holds anything else but
/// marks.
fn letters(rest: &[char]) -> String {
    let told = rest.iter().filter(|c| c.is_alphanumeric());
    let letter = |c: &char| {
        let own = c.is_ascii_alphabetic().then(|| c.to_ascii_lowercase());
        look_alikes::printed(Confusion::Spelling, *c).next().or(own)
    };
    told.map(letter).collect::<Option<String>>().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::checked::tests::value;
    use super::*;

    fn read(text: &str) -> (String, bool) {
        let parsed = name(&value(text)).unwrap();
        assert_eq!(parsed.others.len(), parsed.value.chars().count(), "{text}");
        let sure = !is_untold(&parsed.value);
        (parsed.value, sure)
    }

    #[test]
    fn a_spelling_behind_a_name_is_no_part_of_it() {
        for (printed, own) in [
            ("贾桂 jia gui", "贾桂"),
            ("贾桂（jiagui）", "贾桂"),
            ("高磊gao1ei", "高磊"),
            ("阿依努尔·玉素甫(ayinueryusufu)", "阿依努尔·玉素甫"),
            ("西安青禾有限公司xianqingheyouxiangongsi", "西安青禾有限公司"),
            (
                "云帆机械（上海）有限公司yunfanjixie(shanghai)youxiangongsi",
                "云帆机械（上海）有限公司",
            ),
            ("青禾咨询（有限合伙）qinghezixun(youxianhehuo)", "青禾咨询（有限合伙）"),
            ("青禾A网络qingheawangluo", "青禾A网络"),
            // One vowel lost; the end in the next line.
            ("云帆科技有限公司yunfankjiyouxiangongsi", "云帆科技有限公司"),
            ("青禾咨询有限公司qinghezixun", "青禾咨询有限公司"),
        ] {
            assert_eq!(read(printed), (own.to_owned(), true), "{printed}");
        }
    }

    #[test]
    fn other_letters_stay_and_are_doubted() {
        for text in ["青禾ABC", "贾桂shu", "贾桂jiaguihua", "青禾网络Qinghe Network Ltd."] {
            let (kept, sure) = read(text);
            assert_eq!(kept.chars().next(), text.chars().next());
            assert!(kept.len() > 6 && !sure, "{text}: {kept}");
        }
        // The spelling alone: the name above it was not found.
        assert_eq!(read("renmingkun"), ("renmingkun".to_owned(), false));
    }

    #[test]
    fn names_in_one_script_stay_as_they_are() {
        for text in ["青禾网络有限公司", "Globex Corp", "A8网络"] {
            let blanks_left_out: String = text.chars().filter(|c| *c != ' ').collect();
            let (kept, sure) = read(text);
            assert_eq!(kept.replace(' ', ""), blanks_left_out);
            assert!(sure, "{text}");
        }
    }
}
