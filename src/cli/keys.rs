//! The keys of the configuration file, in one table. A key bears the name of the option it sets; the option of every command
//! that has it. Documentation, the example file and the tests are made from here.

/// What a key holds in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// One of the option's words.
    Word,
    /// Any text.
    Text,
    /// A path; in the file relative to the file's folder.
    Path,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Truth,
    /// Names with a word each; typed as `name=word,name=word`.
    Words,
}

impl Holds {
    /// The word in the documentation.
    pub const fn name(self) -> &'static str {
        match self {
            Holds::Word => "word",
            Holds::Text => "text",
            Holds::Path => "path",
            Holds::Number => "number",
            Holds::Truth => "true or false",
            Holds::Words => "table of words",
        }
    }
}

/// One key.
#[derive(Debug)]
pub(super) struct Key {
    /// Its name, which is the option's.
    pub name: &'static str,
    pub holds: Holds,
    /// As it could stand in the file.
    pub example: &'static str,
    /// What it does, and what holds without it.
    pub doc: &'static str,
}

impl Key {
    /// The variable of the environment.
    pub fn variable(&self) -> String {
        format!("CHUSHEN_{}", self.name.replace('-', "_").to_uppercase())
    }
}

const fn key(name: &'static str, holds: Holds, example: &'static str, doc: &'static str) -> Key {
    Key {
        name,
        holds,
        example,
        doc,
    }
}

/// All keys, sorted by name.
pub(super) static KEYS: &[Key] = &[
    key(
        "accounts",
        Holds::Path,
        "\"/etc/chushen/accounts.toml\"",
        "People of the review desk. Without it: the desk is one person's.",
    ),
    key(
        "addr",
        Holds::Text,
        "\"127.0.0.1:8080\"",
        "Where the review desk listens. Without it: 127.0.0.1:8080.",
    ),
    key(
        "body-seconds",
        Holds::Number,
        "120",
        "Seconds that the API takes for a whole body, 1 to 3600. Without it: 120.",
    ),
    key(
        "callback-host",
        Holds::Text,
        "\"hooks.example,10.0.0.5:9000\"",
        "Hosts that the API may call back when a report is there, HOST or HOST:PORT, by plain HTTP. Without it: none.",
    ),
    key(
        "callback-key",
        Holds::Path,
        "\"/etc/chushen/callback.key\"",
        "File whose first line signs callbacks of the API: whsec_ and 24 to 64 bytes in Base64. Without it: nobody is called back.",
    ),
    key(
        "case-mb",
        Holds::Number,
        "200",
        "Megabytes of one request that the API takes, 1 to 4096. Without it: 200.",
    ),
    key(
        "checks",
        Holds::Word,
        "\"open\"",
        "Rows of a report that say how each check ended: full, open (what failed or could not look) or none. Without it: full.",
    ),
    key(
        "claim-seconds",
        Holds::Number,
        "180",
        "Seconds after which a case that is open in no living page of the desk is free, 1 to 86400. Without it: 180.",
    ),
    key(
        "color",
        Holds::Word,
        "\"auto\"",
        "Colour: auto, always or never. Without it: auto, that is on a terminal.",
    ),
    key(
        "connections",
        Holds::Number,
        "512",
        "Connections of the API at once, 1 to 20000. Without it: 512.",
    ),
    key(
        "exit-zero",
        Holds::Truth,
        "true",
        "End with 0 also where there are findings, so that a timer does not call the night a failure.",
    ),
    key(
        "file-mb",
        Holds::Number,
        "20",
        "Megabytes of one file that the API takes, 1 to 128. Without it: 20.",
    ),
    key(
        "grace-seconds",
        Holds::Number,
        "30",
        "Seconds that a stop of the API waits for what was begun, 0 to 3600. Without it: 30.",
    ),
    key(
        "house",
        Holds::Path,
        "\"/etc/chushen/house.toml\"",
        "The house's own words around a notice to a submitter, and its phrases. Without it: the program's.",
    ),
    key(
        "isolation",
        Holds::Word,
        "\"process\"",
        "Where untrusted files are read: process (sandboxed), or (only to look for faults) none. Without it: process.",
    ),
    key(
        "jobs",
        Holds::Number,
        "4",
        "Cases read at once (by the API documents), 1 to 1024. Without it: one a core.",
    ),
    key(
        "keep-days",
        Holds::Number,
        "180",
        "Days that reports and decisions are kept: `purge` takes out what is older. Without it: `purge` asks for a day or a case.",
    ),
    key(
        "keep-hours",
        Holds::Number,
        "72",
        "Hours that a case lies with the API when it is done, 1 to 87600. Without it: 72.",
    ),
    key(
        "known",
        Holds::Path,
        "\"/etc/chushen/known.jsonl\"",
        "Known cases that the desk mixes in: JSON Lines with case_id and verdict. Without it: none.",
    ),
    key(
        "lang",
        Holds::Word,
        "\"zh\"",
        "Language of messages and reports: zh or en. Without it: messages in that of the locale, reports in zh.",
    ),
    key(
        "ledger",
        Holds::Path,
        "\"/var/lib/chushen/ledger.redb\"",
        "The ledger of what cases of several runs share. Without it: only the cases of one run are held against each other.",
    ),
    key(
        "listen",
        Holds::Text,
        "\"127.0.0.1:8090\"",
        "Where the API listens. Without it: 127.0.0.1:8090.",
    ),
    key(
        "max-files",
        Holds::Number,
        "100",
        "Files of one case that the API takes, 1 to 500. Without it: 100.",
    ),
    key(
        "max-waiting",
        Holds::Number,
        "1000",
        "Cases that may wait at the API, 1 to 1000000; beyond them it answers 429. Without it: 1000.",
    ),
    key(
        "metrics",
        Holds::Path,
        "\"/var/lib/prometheus/node-exporter/chushen.prom\"",
        "File of a run's figures, for Prometheus. Without it: none is written.",
    ),
    key(
        "models",
        Holds::Path,
        "\"/usr/share/chushen/models\"",
        "Folder of the text models. Without it: ./models, beside the program, ../share/chushen/models from it, then chushen/models in the data folders of the user and the system; only a folder that holds them counts.",
    ),
    key(
        "no-ocr",
        Holds::Truth,
        "false",
        "Do not recognise text in pictures. Reports then say of each check that it did not look.",
    ),
    key(
        "province-level",
        Holds::Words,
        "{ \"广东\" = \"published\", \"江西\" = \"off\" }",
        "Levels of their own for the rules of some provinces, by short name or code: off, baseline, confirmed or published. Without it: rules-level holds for all.",
    ),
    key("quiet", Holds::Truth, "true", "No progress and no summary of a scan."),
    key(
        "rate",
        Holds::Number,
        "600",
        "Requests a minute of one token of the API, 1 to 1000000. Without it: 600.",
    ),
    key(
        "reviewer",
        Holds::Text,
        "\"desk-1\"",
        "Who decides at the review desk. Without it: the name on this system.",
    ),
    key(
        "rules",
        Holds::Path,
        "\"/etc/chushen/rules\"",
        "Custom rules, laid over the shipped ones. Without it: the shipped rules.",
    ),
    key(
        "rules-level",
        Holds::Word,
        "\"confirmed\"",
        "Which rules are asked: baseline (the user's guide and what holds everywhere), confirmed (and what a document since 2024 states) or published (and what only older documents state, as notes). Without it: confirmed. Before 3.0.0 of the rules it was published, and older rules were for review.",
    ),
    key(
        "second-looks",
        Holds::Number,
        "5",
        "Percent of decisions that a second person looks at without knowing, 0 to 100. Without it: 0.",
    ),
    key(
        "silence-seconds",
        Holds::Number,
        "10",
        "Seconds that a caller of the API may say nothing, 1 to 600. Without it: 10.",
    ),
    key(
        "strict",
        Holds::Truth,
        "false",
        "Reject a case whose declaration is faulty or lacks what the papers are compared with. Without it: such a case is for review.",
    ),
    key(
        "time-factor",
        Holds::Number,
        "1",
        "Multiply the time limits of readers, 1 to 1000. Without it: 1.",
    ),
    key(
        "token-file",
        Holds::Path,
        "\"/etc/chushen/token\"",
        "File whose first line is the token the desk asks of everyone. Without it: none, and the desk stays on loopback.",
    ),
    key(
        "tokens",
        Holds::Path,
        "\"/etc/chushen/tokens.toml\"",
        "Who may ask the API for what; made by `chushen api-token`. Without it: it opens only with --no-token, on loopback.",
    ),
    key(
        "trust",
        Holds::Path,
        "\"/etc/chushen/trust\"",
        "Certificates whose signers are trusted: a file, or a folder of files, PEM or DER. Without it: no signer is trusted, and reports say of each signature that its signer was not checked.",
    ),
    key(
        "trust-header",
        Holds::Text,
        "\"X-Forwarded-User\"",
        "Header in which a proxy names who asks the desk; with accounts only. Without it: people log in with a password.",
    ),
    key(
        "unmask",
        Holds::Truth,
        "false",
        "Show personal numbers whole in reports. Without it: they are masked.",
    ),
    key(
        "uploads",
        Holds::Number,
        "16",
        "Uploads at once of one token of the API, 1 to 128. Without it: 16.",
    ),
];

/// Options that are no key: what is meant for one run must not lie in a file that every later run reads.
#[cfg(test)]
pub(super) const NO_KEYS: &[&str] = &[
    "as-of",
    "at",
    "before",
    "by",
    "case",
    "cases",
    "config",
    "contradicted",
    "declaration",
    "dry-run",
    "error-format",
    "example",
    "expect",
    "files",
    "form",
    "format",
    "gold",
    "host",
    "into",
    "kind",
    "level",
    "mapping",
    "no-password",
    "no-token",
    "older-than",
    "out",
    "output",
    "pictures",
    "proposal",
    "province",
    "raw",
    "resume",
    "retry-failed",
    "reveal",
    "role",
    "scope",
    "sheet",
    "subject",
    "table",
    "unconfirmed",
];
