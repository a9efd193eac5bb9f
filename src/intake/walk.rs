//! Finds case folders and attachments without following links.
