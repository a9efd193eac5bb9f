//! A report as JSON: two spaces, one newline at the end, keys in the order of the types.

use super::model::Report;

/// A value as text: a word as it is, all else as JSON.
pub fn word(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(word) => word.clone(),
        other => other.to_string(),
    }
}

/// The report as text.
pub fn to_json(report: &Report) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(report)?;
    text.push('\n');
    Ok(text)
}
