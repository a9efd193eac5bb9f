//! The page: hand-written HTML, CSS and JavaScript modules, embedded. Nothing is loaded from anywhere else.

use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};

/// A file of the page.
#[derive(Debug, Clone, Copy)]
pub struct Asset {
    /// Name below `/desk/`.
    pub name: &'static str,
    /// Content.
    pub text: &'static str,
    /// Media type.
    pub media: &'static str,
}

macro_rules! scripts {
    ($($name:literal),+ $(,)?) => {
        /// The modules, each after those it imports.
        pub static SCRIPTS: &[Asset] = &[$(Asset {
            name: $name,
            text: include_str!(concat!("desk/", $name)),
            media: "text/javascript; charset=utf-8",
        }),+];
    };
}

scripts![
    "words.js",
    "dom.js",
    "speak.js",
    "source.js",
    "differ.js",
    "keys.js",
    "token.js",
    "drafts.js",
    "dialog.js",
    "team.js",
    "queues.js",
    "list.js",
    "stage.js",
    "compare.js",
    "again.js",
    "panel.js",
    "answers.js",
    "decide.js",
    "overview.js",
    "places.js",
    "tell.js",
    "deciding.js",
    "main.js",
];

/// The page.
pub static PAGE: &str = include_str!("desk/index.html");
/// Its style.
pub static STYLE: Asset = Asset {
    name: "desk.css",
    text: include_str!("desk/desk.css"),
    media: "text/css; charset=utf-8",
};

/// Its icon.
pub static ICON: Asset = Asset {
    name: "icon.svg",
    text: include_str!("desk/icon.svg"),
    media: "image/svg+xml",
};

/// What the served page may do: load its own scripts, styles and pictures, ask its own server. Trusted Types forbid to turn
/// a string into markup.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

/// The file below `/desk/` of this name.
pub fn asset(name: &str) -> Option<Asset> {
    let others = [STYLE, ICON];
    SCRIPTS.iter().chain(&others).copied().find(|a| a.name == name)
}

/// All modules as one script: imports go, exports become plain declarations, the order is that of [`SCRIPTS`].
pub fn bundle() -> String {
    let mut out = String::from("'use strict';\n");
    for script in SCRIPTS {
        for line in script.text.lines() {
            if line.starts_with("import ") {
                continue;
            }
            out.push_str(line.strip_prefix("export ").unwrap_or(line));
            out.push('\n');
        }
    }
    out
}

/// A digest as a content security policy names it.
pub fn source_hash(text: &str) -> String {
    format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())))
}

/// RFC 4648, standard alphabet, padded.
pub fn base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// The bytes of such a text; `None` where it is none.
pub fn unbase64(text: &str) -> Option<Vec<u8>> {
    Base64::decode_vec(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_rfc_4648() {
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(plain.as_bytes()), coded);
            assert_eq!(unbase64(coded).unwrap(), plain.as_bytes());
        }
    }

    #[test]
    fn modules_import_only_what_stands_before_them() {
        for (n, script) in SCRIPTS.iter().enumerate() {
            for line in script.text.lines().filter(|l| l.starts_with("import ")) {
                assert!(line.ends_with(';'), "{}: an import is one line: {line}", script.name);
                let from = line.split("\"./").nth(1).unwrap().trim_end_matches("\";");
                let known = SCRIPTS[..n].iter().any(|s| s.name == from);
                assert!(known, "{}: {line}", script.name);
            }
        }
    }

    /// In one script all modules share one scope.
    #[test]
    fn no_two_modules_declare_the_same_name() {
        let mut seen = std::collections::BTreeMap::new();
        for script in SCRIPTS {
            for line in script.text.lines() {
                let line = line.strip_prefix("export ").unwrap_or(line);
                let line = line.strip_prefix("async ").unwrap_or(line);
                let words = ["const ", "let ", "function ", "class "];
                let Some(rest) = words.iter().find_map(|w| line.strip_prefix(w)) else {
                    continue;
                };
                let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next();
                assert_eq!(seen.insert(name, script.name), None, "{name:?} in {}", script.name);
            }
        }
    }

    #[test]
    fn no_script_turns_text_into_markup() {
        for script in SCRIPTS {
            for word in [
                "innerHTML",
                "outerHTML",
                "insertAdjacentHTML",
                "document.write",
                "eval(",
                "new Function",
                "DOMParser",
            ] {
                assert!(!script.text.contains(word), "{} uses {word}", script.name);
            }
        }
        assert!(!PAGE.contains("<script>") && !PAGE.contains("style=") && !PAGE.contains("onclick"));
    }
}
