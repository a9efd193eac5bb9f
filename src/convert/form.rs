//! The form of a platform (JSON) into a case, by the table `src/report/declaration/forms.tsv`. What the table does not know is kept under
//! `x-form/rest`: nothing is lost.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::cases::{faults_of, plain_key};
use super::problem::{Fault, Place, Problem};
use super::{Draft, Wish};
use crate::limits::Limits;
use crate::report::declaration::forms::{Line, lines, ours, pointer, put};

/// WeChat's form, `apply_icp_filing`.
pub const WECHAT: &str = "wechat";

/// Why a form cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// No JSON.
    #[error("line {0}, column {1}: no JSON")]
    Json(usize, usize),
    /// Neither a form nor a list of them.
    #[error("the form is no JSON object with `icp_subject`, nor a list of such")]
    NoForm,
}

/// The cases of a file: a form, or a list of forms. `name` is the id of the case where the form has no `case_id`; of a list it gets a number.
/// `with_files`: the files whose ids it names are wished for.
pub fn read(bytes: &[u8], name: &str, with_files: bool, limits: &Limits) -> Result<Vec<Draft>, FormError> {
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    let value: Value = serde_json::from_slice(bytes).map_err(|e| FormError::Json(e.line(), e.column()))?;
    let forms = match value {
        Value::Array(forms) => forms,
        one => vec![one],
    };
    if forms.is_empty()
        || forms
            .iter()
            .any(|f| !f.get("icp_subject").is_some_and(Value::is_object))
    {
        return Err(FormError::NoForm);
    }
    let several = forms.len() > 1;
    let drafts = forms.iter().enumerate().map(|(n, form)| {
        let id = form.get("case_id").and_then(Value::as_str).map_or_else(
            || {
                if several {
                    format!("{name}-{}", n + 1)
                } else {
                    name.to_owned()
                }
            },
            str::to_owned,
        );
        draft(form, &id, several.then_some(n), with_files, limits)
    });
    Ok(drafts.collect())
}

fn draft(form: &Value, id: &str, number: Option<usize>, with_files: bool, limits: &Limits) -> Draft {
    let at = |key: &str| Place {
        form_key: Some(number.map_or_else(|| key.to_owned(), |n| format!("[{n}].{key}"))),
        ..Place::default()
    };
    let mut out = Draft {
        id: id.to_owned(),
        declaration: json!({ "schema": "chushen.case/1", "case_id": id, "services": [{ "kind": "mini-program" }] }),
        sources: BTreeMap::new(),
        place: at("icp_subject"),
        files: Vec::new(),
        problems: Vec::new(),
    };
    let mut met = vec!["/case_id".to_owned()];
    for line in lines(WECHAT) {
        for (theirs, at_ours) in items(form, &line) {
            let Some(value) = form.pointer(&theirs) else { continue };
            met.push(theirs.clone());
            let place = at(&plain_key(&theirs));
            let Some(value) = ours(line.how, value) else {
                let key = Some(plain_key(&at_ours));
                let fault = if line.how == "day" { Fault::Day } else { Fault::FormCode };
                out.problems.push(Problem {
                    place,
                    case: Some(id.to_owned()),
                    key,
                    fault,
                });
                continue;
            };
            if with_files && line.file != "-" {
                let kind = (line.file != "?").then(|| line.file.to_owned());
                out.files.extend(ids(&value).into_iter().map(|written| Wish {
                    written,
                    kind: kind.clone(),
                    place: place.clone(),
                    by_id: true,
                }));
            }
            put(&mut out.declaration, &at_ours, value);
            out.sources.insert(at_ours, place);
        }
    }
    let verified = form.pointer("/icp_applets/principal_info/verify_task_id").is_some();
    if verified {
        put(&mut out.declaration, "/verification", json!("electronic"));
    }
    let mut rest = Vec::new();
    unmet(form, "", &met, &mut rest);
    for (theirs, value) in rest {
        put(&mut out.declaration, &format!("/x-form/rest{theirs}"), value);
    }
    for (pointer, wrong) in faults_of(&out.declaration, limits) {
        let known = lines(WECHAT).find(|l| l.ours == pointer);
        let place = out
            .sources
            .get(&pointer)
            .cloned()
            .or_else(|| known.map(|l| at(l.theirs)));
        let mapped = place.is_some();
        let place = place.unwrap_or_else(|| out.place.clone());
        if !out.problems.iter().any(|p| p.place == place) {
            out.problems.push(Problem {
                place,
                case: Some(id.to_owned()),
                key: Some(plain_key(&pointer)),
                fault: Fault::Declaration(wrong, mapped),
            });
        }
    }
    out
}

/// Their pointers and ours of a line: one, or one for each item of the list it goes through.
fn items(form: &Value, line: &Line) -> Vec<(String, String)> {
    let theirs = pointer(line.theirs);
    let Some((list, rest)) = theirs.split_once("/0/") else {
        return vec![(theirs, line.ours.to_owned())];
    };
    let count = form.pointer(list).and_then(Value::as_array).map_or(0, Vec::len);
    let numbered = |n: usize| {
        let ours = line
            .ours
            .rsplit_once("/0")
            .map_or_else(|| line.ours.to_owned(), |(a, b)| format!("{a}/{n}{b}"));
        (format!("{list}/{n}/{rest}"), ours)
    };
    (0..count).map(numbered).collect()
}

/// Every text in a value: ids of files.
fn ids(value: &Value) -> Vec<String> {
    match value {
        Value::String(id) => vec![id.clone()],
        Value::Array(items) => items.iter().flat_map(ids).collect(),
        Value::Object(map) => map.values().flat_map(ids).collect(),
        _ => Vec::new(),
    }
}

/// What no line of the table took.
fn unmet(value: &Value, at: &str, met: &[String], out: &mut Vec<(String, Value)>) {
    if met.iter().any(|m| m == at) {
        return;
    }
    let leads = met
        .iter()
        .any(|m| m.strip_prefix(at).is_some_and(|r| r.starts_with('/')));
    match value {
        Value::Object(map) if leads || at.is_empty() => {
            for (key, value) in map {
                unmet(
                    value,
                    &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")),
                    met,
                    out,
                );
            }
        }
        Value::Array(items) if leads => {
            for (n, value) in items.iter().enumerate() {
                unmet(value, &format!("{at}/{n}"), met, out);
            }
        }
        value => out.push((at.to_owned(), value.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Lang;

    /// The worked example: keys and shape of `apply_icp_filing`, values invented.
    fn example() -> Value {
        serde_json::from_str(include_str!("../../docs/convert/wechat.json")).unwrap()
    }

    fn drafts(form: &Value) -> Vec<Draft> {
        read(form.to_string().as_bytes(), "a", true, &Limits::default()).unwrap()
    }

    #[test]
    fn a_form_becomes_a_declaration_with_its_files() {
        let draft = drafts(&example()).remove(0);
        assert!(draft.problems.is_empty(), "{:?}", draft.problems);
        let d = &draft.declaration;
        assert_eq!(d["case_id"], "a");
        assert_eq!(d["verification"], "electronic");
        assert_eq!(d["province"], "51");
        assert_eq!(d["subject"]["kind"], "enterprise");
        assert_eq!(
            d["subject"]["responsible_person"]["certificate"]["valid_until"],
            "long-term"
        );
        assert_eq!(d["services"][0]["pre_approvals"][0]["kind"], "文化");
        let ids: Vec<(&str, Option<&str>)> = draft
            .files
            .iter()
            .map(|w| (w.written.as_str(), w.kind.as_deref()))
            .collect();
        assert!(
            ids.contains(&("m0", None)) && ids.contains(&("m4", Some("pre-approval"))),
            "{ids:?}"
        );
        assert!(ids.contains(&("m6", None)) && ids.contains(&("m7", None)), "{ids:?}");
    }

    #[test]
    fn every_permit_is_taken_and_unknown_keys_are_kept() {
        let mut form = example();
        form["icp_applets"]["base_info"]["nrlx_details"]
            .as_array_mut()
            .unwrap()
            .push(json!({"type": 1, "code": "示例新〔2026〕2号", "media": "m9"}));
        form["icp_subject"]["base_info"]["new_key"] = json!({"a": [1]});
        form["also"] = json!("kept");
        let draft = drafts(&form).remove(0);
        assert!(draft.problems.is_empty(), "{:?}", draft.problems);
        let d = &draft.declaration;
        assert_eq!(
            d["services"][0]["pre_approvals"][1],
            json!({"kind": "新闻", "number": "示例新〔2026〕2号"})
        );
        assert_eq!(
            d["x-form"]["rest"],
            json!({"icp_subject": {"base_info": {"new_key": {"a": [1]}}}, "also": "kept"})
        );
        assert!(draft.files.iter().any(|w| w.written == "m9"));
    }

    #[test]
    fn what_is_wrong_names_the_key_of_the_form() {
        let mut form = example();
        form["icp_subject"]["base_info"]["type"] = json!(99);
        form["icp_subject"]["principal_info"]["certificate_validity_date_end"] = json!("2033");
        form["icp_subject"]["organize_info"]["certificate_number"] = json!(9151);
        form["icp_applets"]["base_info"].as_object_mut().unwrap().remove("name");
        let told: Vec<String> = drafts(&form)
            .remove(0)
            .problems
            .iter()
            .map(|p| p.told(Lang::En))
            .collect();
        for key in [
            "icp_subject.base_info.type",
            "principal_info.certificate_validity_date_end",
            "organize_info.certificate_number",
            "icp_applets.base_info.name",
        ] {
            assert_eq!(told.iter().filter(|t| t.contains(key)).count(), 1, "{key}: {told:?}");
        }
    }

    #[test]
    fn a_list_of_forms_is_numbered_and_no_form_is_told() {
        let two = json!([example(), example()]);
        let ids: Vec<String> = drafts(&two).into_iter().map(|d| d.id).collect();
        assert_eq!(ids, ["a-1", "a-2"]);
        let limits = Limits::default();
        assert_eq!(read(b"{}", "a", false, &limits).unwrap_err(), FormError::NoForm);
        assert_eq!(read(b"{\n,}", "a", false, &limits).unwrap_err(), FormError::Json(2, 1));
    }
}
