//! The JSON Schemas of what enters and leaves: `chushen schema case|report|request`.
//! The report's is made from its types; the declaration's and the request's from the lists of words they are parsed with.

use serde_json::{Value, json};

use super::model::Report;
use crate::intake::case::{
    Billing, CertificateKind, Content, Filing, Os, ServiceKind, SiteAccess, SubjectKind, Verification, Wording,
};
use crate::kind::DocumentKind;

/// The dialect.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Schema of a report.
pub fn report() -> Value {
    let mut schema = schemars::schema_for!(Report).to_value();
    if let Some(map) = schema.as_object_mut() {
        map.insert("$id".to_owned(), super::model::SCHEMA.into());
        map.insert(
            "title".to_owned(),
            "Report of one case (REPORT_DIR/<case_id>.json)".into(),
        );
    }
    schema
}

/// Schema of one request line of the worker protocol.
pub fn request() -> Value {
    json!({
        "$schema": DIALECT,
        "$id": "chushen.request/1",
        "title": "One request line of the worker protocol",
        "type": "object",
        "required": ["id", "case"],
        "properties": {
            "id": { "type": "string", "description": "any string; the answer bears it" },
            "case": { "type": "string", "description": "path of a case folder" },
            "among": {
                "type": "object",
                "description": "what the case shares with others of its queue, as `chushen survey` tells it; with it the report is the one of a scan of the whole queue"
            },
            "report": { "type": "string", "description": "file name of the report, for its rows; as `chushen survey` tells it" },
            "form": {
                "enum": ["report", "file"],
                "default": "report",
                "description": "report: the answer has `report`, an object; file: it has `file`, the text that `scan` writes, and `rows`, by table, in the columns of `chushen schema tables`"
            }
        }
    })
}

/// Schema of a declaration (`case.json`).
pub fn case() -> Value {
    let text = || json!({ "type": "string" });
    let date = || json!({ "type": "string", "format": "date" });
    let time = || json!({ "type": "string", "format": "date-time" });
    let words = |list: Vec<&str>| json!({ "enum": list });
    let kinds: Vec<&str> = DocumentKind::declarable().map(DocumentKind::name).collect();
    let person = json!({ "$ref": "#/$defs/person" });
    let certificate = json!({ "$ref": "#/$defs/certificate" });
    let mut schema = json!({
        "$schema": DIALECT,
        "$id": "chushen.case/1",
        "title": "Declaration of one ICP filing case (case.json)",
        "type": "object",
        "required": ["case_id", "province", "subject"],
        "properties": {
            "schema": { "const": "chushen.case/1" },
            "case_id": { "type": "string", "minLength": 1, "maxLength": 128 },
            "filing": {
                "enum": Filing::ALL.iter().map(|v| v.name()).collect::<Vec<_>>(),
                "default": Filing::NewSubject.name()
            },
            "verification": {
                "enum": Verification::ALL.iter().map(|v| v.name()).collect::<Vec<_>>(),
                "default": Verification::Paper.name()
            },
            "wording": {
                "enum": Wording::ALL.iter().map(|v| v.name()).collect::<Vec<_>>(),
                "default": Wording::Filing.name()
            },
            "submitted_at": time(),
            "province": {
                "type": "string"
            },
            "subject": {
                "type": "object",
                "required": ["kind", "name", "certificate"],
                "properties": {
                    "kind": words(SubjectKind::ALL.iter().map(|v| v.name()).collect()),
                    "name": text(),
                    "certificate": certificate.clone(),
                    "address": text(),
                    "contact_address": text(),
                    "legal_representative": text(),
                    "responsible_person": person.clone(),
                    "trade_name": text()
                }
            },
            "sites": { "type": "array", "items": {
                "type": "object",
                "required": ["name", "domains"],
                "properties": {
                    "name": text(),
                    "domains": { "type": "array", "items": text(), "minItems": 1 },
                    "home_url": text(),
                    "responsible_person": person,
                    "content": { "type": "array", "items": words(Content::ALL.iter().map(|v| v.name()).collect()) },
                    "pre_approvals": { "type": "array", "items": {
                        "type": "object", "required": ["kind"], "properties": { "kind": text(), "number": text() }
                    } },
                    "remarks": text(),
                    "site_access": {
                        "enum": SiteAccess::ALL.iter().map(|v| v.name()).collect::<Vec<_>>()
                    },
                    "category": text()
                }
            } },
            "services": { "type": "array", "items": {
                "type": "object",
                "required": ["kind", "name"],
                "properties": {
                    "kind": words(ServiceKind::ALL.iter().map(|v| v.name()).collect()),
                    "name": text(),
                    "platforms": { "type": "array", "items": {
                        "type": "object",
                        "required": ["os"],
                        "properties": {
                            "os": words(Os::ALL.iter().map(|v| v.name()).collect()),
                            "package": text(),
                            "public_key": text(),
                            "fingerprint": text(),
                            "domains": { "type": "array", "items": text() }
                        }
                    } },
                    "domains": { "type": "array", "items": text() },
                    "icon": text(),
                    "responsible_person": { "$ref": "#/$defs/person" },
                    "content": { "type": "array", "items": words(Content::ALL.iter().map(|v| v.name()).collect()) },
                    "pre_approvals": { "type": "array", "items": {
                        "type": "object", "required": ["kind"], "properties": { "kind": text(), "number": text() }
                    } },
                    "remarks": text(),
                    "number": text(),
                    "category": text()
                }
            } },
            "domains": { "type": "array", "items": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": text(),
                    "registrant": text(),
                    "registrant_certificate_number": text(),
                    "registrar": text(),
                    "registered_on": date(),
                    "expires_on": date(),
                    "real_name_verified": { "type": "boolean" },
                    "verified_on": date()
                }
            } },
            "hosting": {
                "type": "object",
                "properties": {
                    "region": {
                        "type": "string"
                    },
                    "billing": words(Billing::ALL.iter().map(|v| v.name()).collect()),
                    "public_ips": { "type": "array", "items": text() },
                    "expires_on": date(),
                    "purchased_months": { "type": "integer", "minimum": 0 }
                }
            },
            "filed_sites": { "type": "integer", "minimum": 0 },
            "timeline": {
                "type": "object",
                "properties": {
                    "sms_sent_at": time(), "sms_verified_at": time(),
                    "first_review_started_at": time(), "first_review_done_at": time(),
                    "bureau_received_at": time(), "bureau_done_at": time()
                }
            },
            "attachments": { "type": "array", "items": {
                "type": "object",
                "required": ["path", "kind"],
                "properties": { "path": text(), "kind": { "$ref": "#/$defs/document_kind" } }
            } }
        },
        "$defs": {
            "certificate": {
                "type": "object",
                "required": ["kind", "number"],
                "properties": {
                    "kind": words(CertificateKind::ALL.iter().map(|v| v.name()).collect()),
                    "number": text(),
                    "valid_until": text()
                }
            },
            "person": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": text(),
                    "certificate": certificate,
                    "phone": text(),
                    "email": text(),
                    "phones": { "type": "array", "items": text() }
                }
            },
            "document_kind": { "enum": kinds }
        }
    });
    super::declaration::describe(&mut schema);
    schema
}
