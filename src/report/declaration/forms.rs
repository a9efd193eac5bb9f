//! The forms of platforms (`forms.tsv`: their key, our place, how one becomes the other, what file it names): what a declaration has no
//! key for is kept under `x-form`, which is left to programs, so that nothing is lost. `chushen convert` turns forms into declarations.

use serde_json::{Map, Value, json};

use super::{cells, codes};

/// A line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Platform.
    pub form: &'static str,
    /// Their key, with points; `0` is the first item of a list and stands for each.
    pub theirs: &'static str,
    /// Our JSON pointer.
    pub ours: &'static str,
    /// How theirs becomes ours: `text`, `whole`, `province`, `day`, `code:LIST`.
    pub how: &'static str,
    /// The kind of document that the file is whose id stands there; `?`: of no sure kind, `-`: no file.
    pub file: &'static str,
}

/// The lines of a platform.
pub fn lines(form: &str) -> impl Iterator<Item = Line> + '_ {
    let all = cells(include_str!("forms.tsv")).map(|[form, theirs, ours, how, file]| Line {
        form,
        theirs,
        ours,
        how,
        file,
    });
    all.filter(move |l| l.form == form)
}

/// The JSON pointer of a key with points.
pub fn pointer(key: &str) -> String {
    format!("/{}", key.replace('.', "/"))
}

/// Puts a value where a JSON pointer says, making what leads there.
pub fn put(root: &mut Value, pointer: &str, value: Value) {
    let mut at = root;
    for part in pointer.split('/').skip(1) {
        if let Ok(n) = part.parse::<usize>() {
            if !at.is_array() {
                *at = json!([]);
            }
            let Value::Array(list) = at else { return };
            while list.len() <= n {
                list.push(Value::Null);
            }
            let Some(next) = list.get_mut(n) else { return };
            at = next;
        } else {
            if !at.is_object() {
                *at = Value::Object(Map::new());
            }
            let Value::Object(map) = at else { return };
            at = map
                .entry(part.replace("~1", "/").replace("~0", "~"))
                .or_insert(Value::Null);
        }
    }
    *at = value;
}

/// Our value of theirs; `None`: what stands there is none of the form's values.
pub fn ours(how: &str, value: &Value) -> Option<Value> {
    if let Some(list) = how.strip_prefix("code:") {
        let number = value.as_i64()?.to_string();
        let found = codes().find(|c| c.list == list && c.codes.split(' ').any(|n| n == number));
        return Some(json!(found?.word));
    }
    match how {
        "province" => Some(json!(value.as_str()?.get(..2)?)),
        "day" => match value.as_str()? {
            "长期" => Some(json!("long-term")),
            day if day.len() == 8 => Some(json!(format!("{}-{}-{}", day.get(..4)?, day.get(4..6)?, day.get(6..)?))),
            _ => None,
        },
        _ => Some(value.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Declared;
    use crate::intake::case::parse;
    use crate::limits::Limits;

    /// Their value of ours.
    fn theirs(how: &str, value: &Value) -> Value {
        match (how, how.strip_prefix("code:")) {
            (_, Some(list)) => {
                let found = codes().find(|c| c.list == list && *value == c.word).unwrap();
                json!(found.codes.split(' ').next().unwrap().parse::<i64>().unwrap())
            }
            ("province", _) => json!(format!("{}0000", value.as_str().unwrap())),
            ("day", _) => match value.as_str().unwrap() {
                "long-term" => json!("长期"),
                day => json!(day.replace('-', "")),
            },
            _ => value.clone(),
        }
    }

    fn there_and_back(form: &str, example: &Value, name: Option<&str>) {
        let mut declaration =
            json!({"case_id": "c", "verification": "electronic", "services": [{"kind": "mini-program"}]});
        if let Some(name) = name {
            put(&mut declaration, "/services/0/name", json!(name));
        }
        for line in lines(form) {
            if let Some(value) = example.pointer(&pointer(line.theirs)) {
                put(&mut declaration, line.ours, ours(line.how, value).unwrap());
            }
        }
        match parse(declaration.to_string().as_bytes(), &Limits::default()) {
            Declared::Present(d) => {
                assert!(d.ignored.is_empty(), "{:?}", d.ignored);
                assert!(d.subject.responsible_person.is_some() && d.services.len() == 1);
            }
            other => panic!("{other:?}"),
        }
        let mut back = Value::Null;
        for line in lines(form) {
            if let Some(value) = declaration.pointer(line.ours) {
                put(&mut back, &pointer(line.theirs), theirs(line.how, value));
            }
        }
        assert_eq!(&back, example);
    }

    /// Values are invented; keys and forms are those of `apply_icp_filing`.
    #[test]
    fn wechat_s_form_becomes_a_declaration_and_comes_back_whole() {
        let person = |task: bool| {
            let mut person = json!({
                "name": "王测试", "mobile": "13800138000", "email": "test@shili.cn", "emergency_contact": "13900139000",
                "certificate_type": 2, "certificate_number": "11010519491231002X",
                "certificate_validity_date_start": "20230815", "certificate_validity_date_end": "长期",
                "certificate_photo_front": "m1", "certificate_photo_back": "m2", "authorization_letter": "m3"
            });
            if task {
                person["verify_task_id"] = json!("t1");
            }
            person
        };
        let example = json!({
            "icp_subject": {
                "base_info": {"type": 4, "name": "成都示例科技有限公司", "province": "510000", "city": "510100", "district": "510107",
                    "address": "示例路1号2楼", "comment": "无"},
                "organize_info": {"certificate_type": 1, "certificate_number": "91510100MA6CXXXX00",
                    "certificate_address": "四川省成都市武侯区示例路1号", "certificate_photo": "m0"},
                "principal_info": person(false),
                "legal_person_info": {"name": "李测试", "certificate_number": "110105194912310038"}
            },
            "icp_applets": {
                "base_info": {"name": "示例小店", "service_content_types": [3, 4],
                    "nrlx_details": [{"type": 9, "code": "示例文〔2026〕1号", "media": "m4"}],
                    "comment": "本小程序用于展示本单位产品并提供在线咨询服务"},
                "principal_info": person(true)
            },
            "icp_materials": {"commitment_letter": ["m5"], "subject_other_materials": ["m6", "m7"]}
        });
        there_and_back("wechat", &example, None);
        // A day is one in both.
        let mut ends = example;
        ends["icp_subject"]["principal_info"]["certificate_validity_date_end"] = json!("20330815");
        there_and_back("wechat", &ends, None);
    }

    /// Values are invented; keys are those of `submit_record_info`, which takes the name of the service from the platform.
    #[test]
    fn douyin_s_form_becomes_a_declaration_and_comes_back_whole() {
        let file = |name: &str| json!({ "path": name });
        let example = json!({
            "corp_info": {
                "corp_type": 4, "province_code": "510000", "province_name": "四川省", "city_code": "510100", "city_name": "成都市",
                "region_code": "510107", "region_name": "武侯区", "communication_address": "示例路1号2楼",
                "credentials_type": 1, "credentials_address": "四川省成都市武侯区示例路1号", "credentials_name": "成都示例科技有限公司",
                "credentials_number": "91510100MA6CXXXX00", "credentials_pic": file("a"),
                "incharge_people_credentials_type": 2, "incharge_people_credentials_number": "11010519491231002X",
                "incharge_people_credentials_front": file("b"), "incharge_people_credentials_back": file("c"),
                "incharge_people_credentials_has_end_time": true, "incharge_people_credentials_valid_start_time": 1692028800,
                "incharge_people_credentials_valid_end_time": 2007561600, "incharge_people_name": "王测试",
                "incharge_people_email": "test@shili.cn", "incharge_people_phone": "13800138000",
                "incharge_people_emergency_phone": "13900139000", "corp_authority_letter": [file("d")], "remark": "无"
            },
            "app_info": {
                "app_language": [1], "facial_recognition_token": "t", "incharge_people_email": "test@shili.cn",
                "incharge_people_phone": "13800138000", "incharge_people_emergency_phone": "13900139000", "involve_pre_approval": true,
                "pre_approval_list": [{"pre_approval_item_id": 9, "pre_approval_number": "示例文〔2026〕1号", "pre_approval_files": [file("e")]}],
                "service_content_type_list": [3, 4], "remark": "本小程序用于展示本单位产品并提供在线咨询服务"
            }
        });
        there_and_back("douyin", &example, Some("示例小店"));
    }
}
