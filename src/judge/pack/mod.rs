//! Rules as data: TOML packs, loaded and bound to checks.
