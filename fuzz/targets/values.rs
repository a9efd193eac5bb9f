//! Text to values: what parses prints as what parses again; masks hide and hide no more the second time.
#![no_main]

use chushen::date::Date;
use chushen::domain::Domain;
use chushen::identity::{CitizenId, CreditCode, mask};
use chushen::report::mask::mask_text;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(id) = CitizenId::parse(text) {
        assert_eq!(CitizenId::parse(id.reveal()).unwrap().reveal(), id.reveal());
        assert!(!format!("{id} {id:?}").contains(id.reveal()));
    }
    if let Ok(code) = CreditCode::parse(text) {
        assert_eq!(CreditCode::parse(code.as_str()).unwrap().as_str(), code.as_str());
    }
    if let Ok(date) = text.parse::<Date>() {
        assert_eq!(date.to_string().parse::<Date>().unwrap(), date);
    }
    if let Some(name) = Domain::parse(text) {
        for written in [name.written(), name.ascii()] {
            assert_eq!(Domain::parse(written).as_ref(), Some(&name));
        }
    }
    let _ = mask(text);
    for codes in [false, true] {
        let once = mask_text(text, codes);
        assert_eq!(mask_text(&once, codes), once);
    }
    let _ = (chushen::hanzi::fold(text), chushen::names::of_operator(text));
});
