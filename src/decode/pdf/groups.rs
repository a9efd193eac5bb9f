//! Transparency groups that compose with what lies under them (ISO 32000-1, 11.4.5: `I` and `K` absent or false). The renderer
//! composes every group for itself, so that a highlighter's `Multiply` in one would hide the print it marks. A group of no colour
//! space of its own paints as its content does without the group, which is how such ones are read.

use super::revisions::{after, places};

/// The entry of a form.
const KEY: &[u8] = b"/Group";
/// Bytes looked at of a group's dictionary; those that say nothing but the default take under 100.
const MOST: usize = 256;

/// The same bytes with such groups dissolved; `None` where there is none.
pub(super) fn dissolved(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out: Option<Vec<u8>> = None;
    for at in places(bytes, KEY).filter(|at| composes_with_its_ground(after(bytes, at + KEY.len()))) {
        // A key of the same length that means nothing: offsets stay.
        if let Some(letter) = out.get_or_insert_with(|| bytes.to_vec()).get_mut(at + KEY.len() - 1) {
            *letter = b'_';
        }
    }
    out
}

/// A dictionary in place that says no more than that it is a group, neither isolated nor a knockout.
fn composes_with_its_ground(dictionary: &[u8]) -> bool {
    let head = dictionary.get(..MOST.min(dictionary.len())).unwrap_or_default();
    let Some(head) = head.strip_prefix(b"<<") else {
        return false;
    };
    let Some(end) = places(head, b">>").next() else {
        return false;
    };
    let Ok(entries) = std::str::from_utf8(head.get(..end).unwrap_or_default()) else {
        return false;
    };
    let spaced = entries.replace('/', " /");
    let words: Vec<&str> = spaced.split_ascii_whitespace().collect();
    let (pairs, rest) = words.as_chunks::<2>();
    let known = [
        ["/Type", "/Group"],
        ["/S", "/Transparency"],
        ["/I", "false"],
        ["/K", "false"],
    ];
    rest.is_empty() && pairs.contains(&["/S", "/Transparency"]) && pairs.iter().all(|p| known.contains(p))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_groups_that_say_nothing_more() {
        let form = |group: &str| format!("<</Subtype/Form/Group{group}/Length 3>>");
        for group in [
            "<</S/Transparency>>",
            " <<\n/Type /Group\n/S /Transparency/I false /K false\n>>",
        ] {
            let out = String::from_utf8(dissolved(form(group).as_bytes()).unwrap()).unwrap();
            assert_eq!(out, form(group).replace("/Form/Group", "/Form/Grou_"));
        }
        for group in [
            "<</S/Transparency/I true>>",
            "<</S/Transparency/K true>>",
            "<</S/Transparency/CS/DeviceRGB>>",
            "<</Type/Group>>",
            " 7 0 R",
            "<</S/Transparency",
        ] {
            assert!(dissolved(form(group).as_bytes()).is_none(), "{group}");
        }
    }
}
