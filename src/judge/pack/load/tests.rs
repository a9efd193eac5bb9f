//! The shipped pack is right, and what is wrong in one of one's own is told.

use super::super::NotEnforced;
use super::*;
use crate::finding::Severity;
use crate::judge::checks::FAMILIES;

fn over(text: &str) -> Result<Pack, PackError> {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("own.toml"), text).unwrap();
    Pack::load(dir.path())
}

fn complaint(text: &str) -> String {
    over(text).unwrap_err().to_string()
}

#[test]
fn the_shipped_pack_is_right_and_every_check_has_a_rule() {
    let pack = Pack::builtin().unwrap();
    for check in FAMILIES.iter().flat_map(|f| f.iter()) {
        assert!(
            pack.rules.iter().any(|r| r.check.code == check.code),
            "no rule for {}",
            check.code
        );
    }
    assert!(
        pack.rules
            .iter()
            .filter(|r| r.level == Level::Published)
            .all(|r| r.severity < Severity::Reject)
    );
}

#[test]
fn a_rule_of_ones_own_changes_the_shipped_one() {
    let shipped = Pack::builtin().unwrap();
    let id = &shipped.rules.iter().find(|r| r.check.code == "file.empty").unwrap().id;
    let changed = over(&format!("[[rule]]\nid = \"{id}\"\nseverity = \"review\"\n")).unwrap();
    assert_eq!(changed.rule(id).unwrap().severity, Severity::Review);
    let off = over(&format!("[[rule]]\nid = \"{id}\"\noff = true\n")).unwrap();
    assert!(off.rule(id).is_none());
    assert_ne!(off.label, shipped.label);
}

#[test]
fn what_is_wrong_is_named_with_the_nearest_right_word() {
    let c = complaint("[[rule]]\nid = \"my\"\ncheck = \"file.emty\"\n");
    assert!(
        c.contains("own.toml") && c.contains("'my'") && c.contains("'file.empty'"),
        "{c}"
    );
    let c = complaint("[[rule]]\nid = \"my\"\ncheck = \"file.empty\"\napplies = { kind = [\"busines-licence\"] }\n");
    assert!(c.contains("applies.kind") && c.contains("'business-licence'"), "{c}");
    let c = complaint("[[rule]]\nid = \"my\"\ncheck = \"file.empty\"\nparams = { min = 1 }\n");
    assert!(c.contains("params.min"), "{c}");
    let c = complaint("[[rule]]\nid = \"my\"\ncheck = \"identity.under-age\"\nparams = { min_ages = 18 }\n");
    assert!(
        c.contains("params.min_ages") && c.contains("did you mean 'min_age'"),
        "{c}"
    );
    assert!(complaint("[[rule]]\nid = \"my\"\n").contains("check"));
    let c = complaint("[[rule]]\nid = \"national.file.emty\"\nseverity = \"note\"\n");
    assert!(c.contains("did you mean 'national.file.empty'"), "{c}");
    let c = complaint("[[rule]]\nid = \"my\"\nchek = \"x\"\n");
    assert!(
        c.contains("own.toml") && c.contains("'my'") && c.contains("'chek'") && c.contains("'check'"),
        "{c}"
    );
    let c = complaint("[[rule]]\nid = \"my\"\ncheck = \"file.empty\"\napplies = { provinz = [\"51\"] }\n");
    assert!(c.contains("applies.provinz") && c.contains("'province'"), "{c}");
    let c = complaint("[[rule]]\nid = \"my\"\ncheck = \"file.empty\"\nseverity = 3\n");
    assert!(c.contains("'my'") && c.contains("'severity'"), "{c}");
    let c = complaint("levle = \"house\"\n");
    assert!(c.contains("own.toml") && c.contains("did you mean 'level'"), "{c}");
    let c = complaint("[[rule]]\nid = \"my\"\ncheck = \"file.empty\"\nreplaces = [\"national.site.fife\"]\n");
    assert!(c.contains("replaces") && c.contains("'national.site.five'"), "{c}");
    let c = complaint("[[rule]]\nid = \"my\"\ncheck = \"file.empty\"\nnot_checkable = \"no\"\n");
    assert!(c.contains("names no check"), "{c}");
}

#[test]
fn one_parameter_changes_and_the_others_stay() {
    let pack = over("[[rule]]\nid = \"national.domain.three-months\"\nparams = { months = 6 }\n").unwrap();
    let rule = pack.rule("national.domain.three-months").unwrap();
    assert_eq!(rule.params["months"], 6);
    assert_eq!(rule.params["min_confidence"], 0.8);
    assert_eq!(rule.level, Level::Baseline);
}

#[test]
fn what_cannot_be_checked_is_known_and_says_why() {
    let pack = over("[[rule]]\nid = \"my\"\nnot_checkable = \"needs a telephone\"\n").unwrap();
    let known = pack.known.iter().find(|k| k.id == "my").unwrap();
    assert_eq!(
        known.not_enforced,
        NotEnforced::NotCheckable("needs a telephone".into())
    );
    assert!(pack.rule("my").is_none());
}
