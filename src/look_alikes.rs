//! Characters that are taken for one another: by a recogniser, by whoever copies them, by a tired eye. One table for the whole program;
//! who asks says among which confusions.

use std::collections::HashMap;
use std::sync::LazyLock;

macro_rules! confusions {
    ($($name:ident $key:literal $doc:literal),+ $(,)?) => {
        /// What is confused with what, and where.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Confusion { $(#[doc = $doc] $name),+ }
        impl Confusion {
            fn of(key: &str) -> Option<Self> {
                match key { $($key => Some(Confusion::$name),)+ _ => None }
            }
        }
    };
}

confusions! {
    Detail "detail" "Characters that differ by a detail, either for the other: folded, upper case, half width.",
    Digit "digit" "A letter or stroke read where a digit is printed.",
    OcrB "ocr-b" "Letters and digits in the print of machine-readable zones (OCR-B), either for the other.",
    Letter "letter" "A digit or stroke read where a word in capitals is printed.",
    Spelling "spelling" "A digit or stroke read where a spelling in small letters is printed.",
    Domain "domain" "Letters and digits of domain names, either for the other.",
}

/// The table: confusion, characters that are read, characters that are printed there, where that is from.
const TABLE: &str = include_str!("look_alikes.tsv");

/// What may be printed where a character is read, in the order of the table.
type Printed = HashMap<(Confusion, char), String>;

static PRINTED: LazyLock<Printed> = LazyLock::new(|| {
    let mut printed = Printed::new();
    for (confusion, seen, wanted) in TABLE.lines().skip(1).filter_map(row) {
        for c in seen.chars() {
            printed.entry((confusion, c)).or_default().push_str(wanted);
        }
    }
    printed
});

fn row(line: &str) -> Option<(Confusion, &str, &str)> {
    let mut cells = line.split('\t');
    Some((Confusion::of(cells.next()?)?, cells.next()?, cells.next()?))
}

/// The characters that may be printed where one is read, likeliest first; most characters are taken for none.
pub fn printed(confusion: Confusion, seen: char) -> impl Iterator<Item = char> {
    PRINTED.get(&(confusion, seen)).map_or("", String::as_str).chars()
}

/// Whether a character may be read where another is printed.
pub fn confused(confusion: Confusion, seen: char, wanted: char) -> bool {
    printed(confusion, seen).any(|c| c == wanted)
}

/// Whether two folded characters are easily taken for one another.
pub fn alike(a: char, b: char) -> bool {
    a == b || confused(Confusion::Detail, a, b)
}

/// The digit for which a letter is read.
pub fn as_digit(c: char) -> Option<char> {
    printed(Confusion::Digit, c).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_work_both_ways_and_only_within_a_group() {
        assert!(alike('未', '末') && alike('末', '未'));
        assert!(alike('0', 'O') && alike('1', 'I'));
        assert!(!alike('云', '海') && !alike('3', '7'));
    }

    #[test]
    fn each_confusion_is_of_its_own_print() {
        assert_eq!(
            (as_digit('O'), as_digit('丨'), as_digit('W')),
            (Some('0'), Some('1'), None)
        );
        // No month has a C for a nought, no zone a T for a seven.
        assert!(confused(Confusion::Letter, '5', 'S') && !confused(Confusion::Letter, 'C', '0'));
        assert!(confused(Confusion::OcrB, '8', 'B') && !confused(Confusion::OcrB, 'T', '7'));
        assert_eq!(printed(Confusion::Domain, '1').collect::<String>(), "li");
    }

    #[test]
    fn every_row_is_known_and_says_where_it_is_from() {
        for line in TABLE.lines().skip(1) {
            let source = line.split('\t').nth(3).unwrap_or_default();
            assert!(row(line).is_some() && !source.is_empty(), "{line}");
        }
    }
}
