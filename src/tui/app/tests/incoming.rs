//! Messages from other channels, worked by keys alone: seen, made a case of, laid aside.

use super::harness::*;

const LAMP: &str = r#"{"command":"bring_in","message":{"channel":"sms","sender":"赵小禾","phone":"19900000001",
    "text":"路灯坏了三天，打19900000001找我"}}"#;
const ADVERT: &str = r#"{"command":"bring_in","message":{"channel":"mailbox","subject":"代办贷款","text":"点这里"}}"#;

#[test]
fn a_message_is_gone_through_in_the_form_for_a_new_case_and_waits_no_more() {
    let mut bench = Bench::new();
    bench.order(LAMP);
    bench.sees("来件");
    bench.keys("alt-m").sees("待处理的来件").sees("路灯坏了三天").sees_no("19900000001");
    bench.keys("enter").sees("来件号").put("发生地", "柳林村").keys("ctrl-s");
    let rows = bench.desk.incoming(true, 0).unwrap();
    let no = rows[0].no.clone().unwrap_or_else(|| panic!("{}", bench.shown()));
    let case = bench.desk.case(&no).unwrap();
    assert_eq!((case.narrative.as_str(), case.place.as_deref()), ("路灯坏了三天，打19900000001找我", Some("柳林村")));
    assert_eq!(case.parties[0].phone.as_deref(), Some("19900000001"));
}

#[test]
fn a_message_is_laid_aside_with_a_reason() {
    let mut bench = Bench::new();
    bench.order(ADVERT);
    bench.keys("alt-m").sees("代办贷款").keys("delete").put("理由", "广告").keys("ctrl-s").sees("没有待处理的来件");
    assert_eq!(bench.desk.incoming(true, 0).unwrap()[0].reason.as_deref(), Some("广告"));
}
