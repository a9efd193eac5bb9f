//! A report as JSON: two spaces, one newline at the end, keys in the order of the types.

use super::model::Report;

/// The report as text.
pub fn to_json(report: &Report) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(report)?;
    text.push('\n');
    Ok(text)
}
