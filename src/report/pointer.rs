//! Places in a declaration for people: `/sites/1/domains/0` is 第2个网站的第1个域名, domain 1 of site 2.

use super::Lang;
use super::plain::plain;

/// Longest key quoted, characters.
const LONGEST: usize = 60;

/// Keys of `case.json` with the word for them, Chinese and English; of a list the word for one of its items.
const KEYS: &[(&str, &str, &str)] = &[
    ("address", "证件住所", "certificate's address"),
    ("attachments", "上传文件", "attachment"),
    ("billing", "计费方式", "billing"),
    ("bureau_done_at", "管局审核完成时间", "time the bureau was done"),
    ("bureau_received_at", "管局收到时间", "time the bureau received it"),
    ("case_id", "案件编号", "case id"),
    ("category", "服务内容类别", "category of service"),
    ("certificate", "证件", "certificate"),
    ("contact_address", "通信地址", "contact address"),
    ("content", "服务内容", "content"),
    ("domains", "域名", "domain"),
    ("email", "电子邮箱", "e-mail address"),
    ("expires_on", "到期日期", "end"),
    ("filed_sites", "已备案网站数", "number of filed sites"),
    ("filing", "备案类型", "kind of filing"),
    ("first_review_done_at", "初审完成时间", "time the first review was done"),
    ("first_review_started_at", "初审开始时间", "time the first review began"),
    ("home_url", "首页网址", "home page"),
    ("fingerprint", "签名摘要", "fingerprint"),
    ("hosting", "云服务器", "server"),
    ("icon", "图标", "icon"),
    ("kind", "类型", "kind"),
    ("legal_representative", "法定代表人", "legal representative"),
    ("name", "名称", "name"),
    ("number", "号码", "number"),
    ("os", "操作系统", "operating system"),
    ("package", "包名", "package name"),
    ("path", "文件名", "path"),
    ("phone", "手机号码", "phone"),
    ("phones", "联系电话", "phone number"),
    ("platforms", "平台", "platform"),
    ("pre_approvals", "前置审批", "permit"),
    ("province", "备案省份", "province"),
    ("public_key", "平台公钥", "public key"),
    ("public_ips", "公网 IP 地址", "public IP address"),
    ("purchased_months", "购买时长", "months bought"),
    ("real_name_verified", "实名认证", "real-name verification"),
    ("region", "地域", "region"),
    ("registered_on", "注册日期", "day of registration"),
    ("registrant", "所有者", "registrant"),
    (
        "registrant_certificate_number",
        "所有者证件号码",
        "registrant's certificate number",
    ),
    ("registrar", "注册商", "registrar"),
    ("remarks", "备注", "remarks"),
    ("responsible_person", "负责人", "responsible person"),
    ("schema", "格式版本", "version of the form"),
    ("services", "服务", "service"),
    ("site_access", "访问状态", "state of access"),
    ("sites", "网站", "site"),
    ("sms_sent_at", "短信发送时间", "time the SMS was sent"),
    ("sms_verified_at", "短信核验时间", "time of the SMS check"),
    ("subject", "主体", "subject"),
    ("submitted_at", "提交时间", "time of submission"),
    ("timeline", "办理进度", "timeline"),
    ("trade_name", "字号", "trade name"),
    ("valid_until", "有效期至", "end of validity"),
    ("verification", "核验方式", "way of verification"),
    ("verified_on", "实名认证日期", "day of verification"),
    ("wording", "备案或核准的称谓", "word for the filing"),
];

/// One step of a pointer.
enum Step {
    /// A key, by the words for it.
    Key(String),
    /// The item of a list with this number from 1, by the words for one.
    Item(String, usize),
}

fn word(key: &str, lang: Lang) -> String {
    let known = KEYS.iter().find(|(k, ..)| *k == key);
    known.map_or_else(
        || {
            let quoted = plain(key, LONGEST);
            lang.pick("“{}”", "\"{}\"").replace("{}", &quoted)
        },
        |(_, zh, en)| lang.pick(zh, en).to_owned(),
    )
}

fn steps(pointer: &str, lang: Lang) -> Vec<Step> {
    let mut out: Vec<Step> = Vec::new();
    for part in pointer.split('/').skip(1) {
        let key = part.replace("~1", "/").replace("~0", "~");
        match (key.parse::<usize>(), out.pop()) {
            (Ok(n), Some(Step::Key(list))) => out.push(Step::Item(list, n + 1)),
            (_, before) => {
                out.extend(before);
                out.push(Step::Key(word(&key, lang)));
            }
        }
    }
    out
}

/// A JSON pointer (RFC 6901) into a declaration, in words.
pub fn words(pointer: &str, lang: Lang) -> String {
    let steps = steps(pointer, lang);
    let step = |s: &Step| match (s, lang) {
        (Step::Key(word), _) => word.clone(),
        (Step::Item(word, n), Lang::Zh) => format!("第{n}个{word}"),
        (Step::Item(word, n), Lang::En) => format!("{word} {n}"),
    };
    let mut said: Vec<String> = steps.iter().map(step).collect();
    match lang {
        Lang::Zh => {
            let last = said.pop().unwrap_or_else(|| "整个文件".to_owned());
            if said.is_empty() {
                last
            } else {
                format!("{}的{last}", said.concat())
            }
        }
        Lang::En => {
            said.reverse();
            let Some((first, holders)) = said.split_first() else {
                return "the whole file".to_owned();
            };
            let numbered = |n: usize| matches!(steps.iter().rev().nth(n), Some(Step::Item(..)));
            let mut out = first.clone();
            for (n, holder) in holders.iter().enumerate() {
                let article = if numbered(n + 1) { "" } else { "the " };
                out.push_str(&format!(" of {article}{holder}"));
            }
            out
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_in_words() {
        for (pointer, zh, en) in [
            ("/sites/1/domains/0", "第2个网站的第1个域名", "domain 1 of site 2"),
            ("/subject/name", "主体的名称", "name of the subject"),
            (
                "/sites/0/responsible_person/certificate/number",
                "第1个网站负责人证件的号码",
                "number of the certificate of the responsible person of site 1",
            ),
            ("/filed_sites", "已备案网站数", "number of filed sites"),
            ("/subject/adress", "主体的“adress”", "\"adress\" of the subject"),
            ("", "整个文件", "the whole file"),
        ] {
            assert_eq!(
                (words(pointer, Lang::Zh).as_str(), words(pointer, Lang::En).as_str()),
                (zh, en)
            );
        }
    }

    #[test]
    fn every_key_of_a_declaration_has_its_word() {
        fn keys(schema: &serde_json::Value, out: &mut Vec<String>) {
            match schema {
                serde_json::Value::Object(map) => {
                    if let Some(named) = map.get("properties").and_then(|p| p.as_object()) {
                        out.extend(named.keys().cloned());
                    }
                    map.values().for_each(|v| keys(v, out));
                }
                serde_json::Value::Array(items) => items.iter().for_each(|v| keys(v, out)),
                _ => {}
            }
        }
        let mut all = Vec::new();
        keys(&crate::report::schema::case(), &mut all);
        assert!(all.len() > 40, "{all:?}");
        for key in all {
            assert!(KEYS.iter().any(|(k, ..)| *k == key), "'{key}' has no word");
        }
    }
}
