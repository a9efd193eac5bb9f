//! The schemas the program prints: what they ask for, and that reports obey them.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::{case, chushen, report};

fn printed(which: &str) -> Value {
    let output = chushen().args(["schema", which]).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The schema behind a `$ref` within the same document.
fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(path) => {
            let target = root.pointer(path.trim_start_matches('#'));
            resolve(root, target.unwrap_or_else(|| panic!("{path} leads nowhere")))
        }
        None => schema,
    }
}

/// Every word that a schema allows, however it is put (`enum`, `const`, `oneOf`, `anyOf`).
fn words(root: &Value, schema: &Value) -> BTreeSet<String> {
    let schema = resolve(root, schema);
    let listed = schema["enum"].as_array().into_iter().flatten().map(Value::to_string);
    let mut out: BTreeSet<String> = listed.chain(schema.get("const").map(Value::to_string)).collect();
    for branch in ["oneOf", "anyOf"]
        .iter()
        .filter_map(|key| schema[*key].as_array())
        .flatten()
    {
        out.extend(words(root, branch));
    }
    out
}

/// Everything the contract requires, lists or names is in ours as well. Additions are free.
fn covers(contract: (&Value, &Value), ours: (&Value, &Value), at: &str, seen: &mut usize) {
    let (theirs, mine) = (resolve(contract.0, contract.1), resolve(ours.0, ours.1));
    *seen += 1;
    let list = |v: &Value| -> BTreeSet<String> { v.as_array().into_iter().flatten().map(Value::to_string).collect() };
    let missing: Vec<_> = list(&theirs["required"])
        .difference(&list(&mine["required"]))
        .cloned()
        .collect();
    assert!(missing.is_empty(), "{at}: {missing:?} are not required");
    let allowed = words(ours.0, mine);
    for word in words(contract.0, theirs) {
        assert!(allowed.contains(&word), "{at}: {word} is not allowed, only {allowed:?}");
    }
    for (name, property) in theirs["properties"].as_object().into_iter().flatten() {
        let own = &mine["properties"][name];
        let own = own["anyOf"].as_array().map_or(own, |branches| &branches[0]);
        assert!(!own.is_null(), "{at}: no property '{name}'");
        covers((contract.0, property), (ours.0, own), &format!("{at}/{name}"), seen);
    }
    for key in ["items", "additionalProperties"] {
        if theirs[key].is_object() {
            covers(
                (contract.0, &theirs[key]),
                (ours.0, &mine[key]),
                &format!("{at}/{key}"),
                seen,
            );
        }
    }
}

#[test]
fn our_schemas_cover_the_contract() {
    // Beside the repository, or beside the folder of its worktrees.
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = ["../shared/contract", "../../shared/contract"].map(|p| here.join(p));
    let folder = places.iter().find(|p| p.is_dir()).unwrap_or(&places[0]);
    for (which, least) in [("report", 60), ("case", 60)] {
        let Ok(text) = std::fs::read_to_string(folder.join(format!("{which}.schema.json"))) else {
            eprintln!(
                "SKIPPED: {} is not here, the {which} schema was not held against it",
                folder.display()
            );
            return;
        };
        let contract: Value = serde_json::from_str(&text).unwrap();
        let ours = printed(which);
        let mut seen = 0;
        covers((&contract, &contract), (&ours, &ours), which, &mut seen);
        assert!(seen >= least, "only {seen} places of the {which} schema were compared");
    }
}

/// Checks an instance against the parts of JSON Schema that ours use.
fn obeys(root: &Value, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
    let schema = resolve(root, schema);
    if let Some(branches) = schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array()) {
        let tried: Vec<_> = branches.iter().map(|b| obeys(root, b, value, at)).collect();
        if !tried.iter().any(Result::is_ok) {
            return Err(format!("{at}: no branch fits: {tried:?}"));
        }
    }
    if schema["enum"].as_array().is_some_and(|list| !list.contains(value)) {
        return Err(format!("{at}: {value} is not in the list"));
    }
    if schema.get("const").is_some_and(|c| c != value) {
        return Err(format!("{at}: {value} is not {}", schema["const"]));
    }
    let is = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("unknown type {other}"),
    };
    let fits = match &schema["type"] {
        Value::String(name) => is(name),
        Value::Array(names) => names.iter().any(|n| is(n.as_str().unwrap())),
        _ => true,
    };
    if !fits {
        return Err(format!("{at}: {value} is no {}", schema["type"]));
    }
    if let Some(map) = value.as_object() {
        for name in schema["required"].as_array().into_iter().flatten() {
            if !map.contains_key(name.as_str().unwrap()) {
                return Err(format!("{at}: {name} is missing"));
            }
        }
        for (name, v) in map {
            let own = schema["properties"]
                .get(name)
                .or_else(|| schema.get("additionalProperties"));
            if let Some(own) = own.filter(|s| s.is_object()) {
                obeys(root, own, v, &format!("{at}/{name}"))?;
            }
        }
    }
    for (n, v) in value.as_array().into_iter().flatten().enumerate() {
        if schema["items"].is_object() {
            obeys(root, &schema["items"], v, &format!("{at}/{n}"))?;
        }
    }
    Ok(())
}

#[test]
fn reports_obey_the_schema_we_print() {
    let dir = tempfile::tempdir().unwrap();
    let schema = printed("report");
    let good = case(dir.path(), "good", "good");
    let broken = dir.path().join("broken");
    std::fs::create_dir(&broken).unwrap();
    std::fs::write(broken.join("case.json"), "{").unwrap();
    std::fs::write(broken.join("a.pdf"), "%PDF-1.7\n").unwrap();
    std::fs::write(broken.join("empty.jpg"), "").unwrap();
    for folder in [good, broken] {
        let report = report(&folder);
        if let Err(why) = obeys(&schema, &schema, &report, "") {
            panic!("{}: {why}", folder.display());
        }
        let order: Vec<_> = report.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(order.len(), 9, "{order:?}");
        assert!(
            !report["checks"].as_array().unwrap().is_empty(),
            "silence never means not looked at"
        );
    }
}

#[test]
fn the_checker_itself_can_fail() {
    let schema = printed("report");
    let dir = tempfile::tempdir().unwrap();
    let mut report = report(&case(dir.path(), "a", "a"));
    report["verdict"] = "fine".into();
    assert!(obeys(&schema, &schema, &report, "").is_err());
}
