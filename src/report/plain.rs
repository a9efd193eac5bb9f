//! Names and read text made harmless for a terminal: what a stranger wrote can neither move the cursor nor turn the
//! direction of the line.

/// Whether a character may be shown as it is.
fn harmless(c: char) -> bool {
    // Bidi marks and embeddings (UAX 9), zero-width characters, separators that break lines, byte order mark.
    let steers = matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}');
    !c.is_control() && !steers
}

/// The text with control and bidi characters written as `\u{..}`, cut after `most` characters.
pub fn plain(text: &str, most: usize) -> String {
    let mut out = String::with_capacity(text.len().min(most * 4));
    for (n, c) in text.chars().enumerate() {
        if n >= most {
            out.push('…');
            break;
        }
        if harmless(c) {
            out.push(c);
        } else {
            out.extend(c.escape_unicode());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(plain("a\u{1b}[31mb", 80), "a\\u{1b}[31mb");
        assert_eq!(plain("gpj\u{202e}.exe", 80), "gpj\\u{202e}.exe");
        assert_eq!(plain("两\n行", 80), "两\\u{a}行");
        assert_eq!(plain("营业执照.jpg", 80), "营业执照.jpg");
    }

    #[test]
    fn long_names_are_cut() {
        assert_eq!(plain("abcdef", 3), "abc…");
        assert_eq!(plain("abc", 3), "abc");
    }
}
