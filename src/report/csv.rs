//! Cells of a CSV file (RFC 4180), safe to open in a spreadsheet.

/// One cell. A spreadsheet runs what begins like a formula; an apostrophe makes it text (OWASP, CSV injection).
pub fn cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        plain_cell(&format!("'{text}"))
    } else {
        plain_cell(text)
    }
}

/// One cell as it is, quoted where it must be: for programs, which run nothing.
pub fn plain_cell(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_text_and_what_separates_is_quoted() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("@SUM(A1),\"x\""), "\"'@SUM(A1),\"\"x\"\"\"");
        assert_eq!(cell("名称, 一"), "\"名称, 一\"");
        assert_eq!(cell("a-b"), "a-b");
        assert_eq!(plain_cell("=1+1"), "=1+1");
        assert_eq!(plain_cell("a\nb"), "\"a\nb\"");
    }
}
