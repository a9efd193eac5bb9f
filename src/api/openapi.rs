//! The OpenAPI 3.1 document, made from the table of operations and the types of what is answered. Its dialect of JSON Schema is that of
//! `schemars`, 2020-12.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use super::operations::{ALL, Body, Name, Operation, Part, Value};
use super::problem::Kind;
use crate::date::Date;
use crate::kind::DocumentKind;
use crate::report::model::{DocumentRow, FindingRow, Report, Tool};
use crate::report::schema;

/// What is said of one document.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Looked {
    /// `chushen.document/1`.
    pub schema: &'static str,
    /// Program, rules, models.
    pub tool: Tool,
    /// The day judged by.
    #[schemars(with = "String")]
    pub as_of: Date,
    /// What it is and what stands on it.
    pub document: DocumentRow,
    /// What is to be mended, worst first.
    pub findings: Vec<FindingRow>,
}

/// The id of that schema.
pub const LOOKED: &str = "chushen.document/1";

/// A case and how far it is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CaseState {
    /// The id by which the case is asked for.
    pub id: String,
    /// `waiting`, `reading` or `done`.
    pub state: &'static str,
}

/// How the server is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ServerState {
    /// `alive` or `ready`.
    pub state: &'static str,
}

/// Where schemas that types share are put.
const PLACE: &str = "#/components/schemas/";

/// The document.
pub fn document() -> Json {
    let mut schemas = Map::new();
    component(&mut schemas, "Report", schemars::schema_for!(Report).to_value());
    component(&mut schemas, "Document", schemars::schema_for!(Looked).to_value());
    component(&mut schemas, "Case", schemars::schema_for!(CaseState).to_value());
    component(&mut schemas, "State", schemars::schema_for!(ServerState).to_value());
    component(&mut schemas, "Declaration", schema::case());
    schemas.insert("Problem".to_owned(), problem());
    let mut paths: BTreeMap<&str, Map<String, Json>> = BTreeMap::new();
    for operation in &ALL {
        let method = operation.method.as_str().to_ascii_lowercase();
        paths
            .entry(operation.path)
            .or_default()
            .insert(method, described(operation));
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "chushen 初审",
            "summary": "Preliminary review of ICP-filing attachments: 备案材料初审",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" }
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } }
        }
    })
}

/// Puts a schema and those it names among the components.
fn component(schemas: &mut Map<String, Json>, name: &str, mut schema: Json) {
    if let Some(map) = schema.as_object_mut() {
        // An id of its own would turn every reference within to itself.
        map.remove("$schema");
        map.remove("$id");
        if let Some(Json::Object(shared)) = map.remove("$defs") {
            for (of, mut shared) in shared {
                point_to_components(&mut shared);
                schemas.insert(of, shared);
            }
        }
    }
    point_to_components(&mut schema);
    schemas.insert(name.to_owned(), schema);
}

fn point_to_components(schema: &mut Json) {
    match schema {
        Json::Object(map) => {
            if let Some(Json::String(to)) = map.get_mut("$ref")
                && let Some(name) = to.strip_prefix("#/$defs/")
            {
                *to = format!("{PLACE}{name}");
            }
            map.values_mut().for_each(point_to_components);
        }
        Json::Array(list) => list.iter_mut().for_each(point_to_components),
        _ => {}
    }
}

fn problem() -> Json {
    let codes: Vec<&str> = super::problem::ALL.iter().map(|k| k.code).collect();
    json!({
        "type": "object",
        "description": "RFC 9457",
        "required": ["type", "title", "status", "code"],
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "code": { "enum": codes },
            "detail": { "type": "string" }
        }
    })
}

fn described(operation: &Operation) -> Json {
    let mut out = json!({
        "operationId": operation.id,
        "summary": operation.help,
        "responses": responses(operation),
    });
    let parameters = parameters(operation.name);
    if let Some(map) = out.as_object_mut() {
        if let Some(scope) = operation.scope {
            map.insert("security".to_owned(), json!([{ "token": [scope.name()] }]));
        }
        if !parameters.is_empty() {
            map.insert("parameters".to_owned(), parameters.into());
        }
        if !operation.parts.is_empty() {
            map.insert("requestBody".to_owned(), body(operation.parts));
        }
    }
    out
}

/// Longest that a request may wait for a report, seconds.
pub const LONGEST_WAIT: u64 = 60;
/// Characters of an Idempotency-Key.
pub const LONGEST_KEY: usize = 128;

fn parameters(of: Name) -> Vec<Json> {
    match of {
        Name::HandIn => vec![
            json!({
                "name": "wait", "in": "query", "required": false,
                "description": "Seconds to wait for the report before 202 is answered.",
                "schema": { "type": "integer", "minimum": 0, "maximum": LONGEST_WAIT }
            }),
            json!({
                "name": "Idempotency-Key", "in": "header", "required": false,
                "description": "A word of the caller's; a second request with it and the same body answers the first one's case.",
                "schema": { "type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$" }
            }),
        ],
        Name::Case | Name::Remove => vec![json!({
            "name": "id", "in": "path", "required": true,
            "schema": { "type": "string", "pattern": "^[0-9a-f]{32}$" }
        })],
        _ => Vec::new(),
    }
}

fn body(parts: &[Part]) -> Json {
    let schema = |part: &Part| {
        let one = match part.value {
            Value::File => json!({ "type": "string", "format": "binary" }),
            // Any text is taken, and the report says what is wrong with it.
            Value::Declaration => json!({ "type": "string", "contentMediaType": "application/json" }),
            Value::Kind => {
                let kinds: Vec<&str> = DocumentKind::declarable().map(DocumentKind::name).collect();
                json!({ "enum": kinds })
            }
            Value::Address => json!({ "type": "string", "format": "uri", "pattern": "^http://" }),
        };
        let mut schema = if part.many {
            json!({ "type": "array", "items": one })
        } else {
            one
        };
        if let Some(map) = schema.as_object_mut() {
            map.insert("description".to_owned(), part.help.into());
        }
        (part.name.to_owned(), schema)
    };
    let properties: Map<String, Json> = parts.iter().map(schema).collect();
    let required: Vec<&str> = parts.iter().filter(|p| p.required).map(|p| p.name).collect();
    json!({
        "required": true,
        "content": { "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": required,
                "properties": properties,
                "additionalProperties": false
            }
        } }
    })
}

fn responses(operation: &Operation) -> Json {
    let mut out: BTreeMap<String, Json> = BTreeMap::new();
    for (status, body, words) in operation.answers {
        let content = match body {
            Body::Document => json!({ "application/json": { "schema": { "$ref": format!("{PLACE}Document") } } }),
            Body::Report => json!({ "application/json": { "schema": { "$ref": format!("{PLACE}Report") } } }),
            Body::Case => json!({ "application/json": { "schema": { "$ref": format!("{PLACE}Case") } } }),
            Body::State => json!({ "application/json": { "schema": { "$ref": format!("{PLACE}State") } } }),
            Body::Description => json!({ "application/json": { "schema": { "type": "object" } } }),
            Body::Metrics => json!({ "text/plain": { "schema": { "type": "string" } } }),
            Body::Nothing => Json::Null,
        };
        let mut answer = json!({ "description": words });
        if let Some(map) = answer.as_object_mut() {
            if !content.is_null() {
                map.insert("content".to_owned(), content);
            }
            if *body == Body::Case {
                let whole = json!({ "schema": { "type": "string" } });
                let mut headers = json!({ "Retry-After": { "schema": { "type": "integer" } } });
                if let Some(headers) = headers.as_object_mut().filter(|_| operation.name == Name::HandIn) {
                    headers.insert("Location".to_owned(), whole);
                }
                map.insert("headers".to_owned(), headers);
            }
        }
        out.insert(status.to_string(), answer);
    }
    let mut problems: BTreeMap<u16, Vec<&'static Kind>> = BTreeMap::new();
    for kind in operation.all_problems() {
        problems.entry(kind.status).or_default().push(kind);
    }
    for (status, kinds) in problems {
        let words: Vec<String> = kinds
            .iter()
            .map(|k| format!("`{}`: {}", k.code, k.title(crate::report::Lang::En)))
            .collect();
        let problem = json!({
            "description": words.join("; "),
            "content": { "application/problem+json": { "schema": { "$ref": format!("{PLACE}Problem") } } }
        });
        out.insert(status.to_string(), problem);
    }
    json!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references(value: &Json, out: &mut Vec<String>) {
        match value {
            Json::Object(map) => {
                if let Some(Json::String(to)) = map.get("$ref") {
                    out.push(to.clone());
                }
                map.values().for_each(|v| references(v, out));
            }
            Json::Array(list) => list.iter().for_each(|v| references(v, out)),
            _ => {}
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let document = document();
        let mut all = Vec::new();
        references(&document, &mut all);
        assert!(all.len() > 20);
        for to in all {
            assert!(document.pointer(to.strip_prefix('#').unwrap()).is_some(), "{to}");
        }
    }

    #[test]
    fn every_operation_is_described_and_has_answers() {
        let document = document();
        for operation in &ALL {
            let path = operation.path.replace('/', "~1");
            let method = operation.method.as_str().to_ascii_lowercase();
            let described = document.pointer(&format!("/paths/{path}/{method}")).unwrap();
            assert_eq!(described["operationId"], operation.id);
            assert!(described["responses"].as_object().unwrap().len() > 1);
        }
    }
}
