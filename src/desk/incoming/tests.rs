use crate::desk::bench::{founded, wang};
use crate::desk::{Desk, DeskError, Order};
use crate::domain::ids::OfficerId;
use crate::domain::incoming::IncomingStatus;
use crate::domain::time::{Moment, at};
use chrono::NaiveDate;
use serde_json::{Value, json};

fn now() -> Moment {
    at(NaiveDate::from_ymd_opt(2026, 11, 3).unwrap(), 9, 0)
}

fn desk() -> (tempfile::TempDir, Desk, OfficerId) {
    let folder = tempfile::tempdir().unwrap();
    let desk = founded(folder.path().join("desk.db"), &wang(), now(), true);
    (folder, desk, "wang".into())
}

fn give(desk: &mut Desk, officer: &OfficerId, value: &Value) -> Result<crate::desk::Receipt, DeskError> {
    desk.perform(officer, now(), &Order::from_json(&value.to_string()).unwrap())
}

fn bring(text: &str) -> Value {
    json!({"command": "bring_in", "message": {"channel": "sms", "sender": "赵小禾", "phone": "19900000001", "text": text,
        "sent_at": "2026-11-02T20:15:00+08:00", "attachments": ["照片.jpg"], "file": "短信.csv"}})
}

#[test]
fn a_message_is_brought_in_once_whatever_file_it_comes_in() {
    let (_folder, mut desk, wang) = desk();
    let first = give(&mut desk, &wang, &bring("路灯坏了三天")).unwrap().key.unwrap();
    assert!(first.starts_with("LJ-"), "{first}");
    let mut again = bring("路灯坏了三天");
    again["message"]["file"] = "另存.csv".into();
    assert_eq!(give(&mut desk, &wang, &again).unwrap_err().kind(), "incoming_already");
    give(&mut desk, &wang, &bring("路灯还没修")).unwrap();
    assert_eq!(desk.incoming(false, 0).unwrap().len(), 2);
    assert_eq!(give(&mut desk, &wang, &bring(" ")).unwrap_err().kind(), "incoming_empty");
}

#[test]
fn a_case_made_of_a_message_says_so_and_the_message_too() {
    let (_folder, mut desk, wang) = desk();
    let number = give(&mut desk, &wang, &bring("路灯坏了三天，电话19900000001")).unwrap().key.unwrap();
    let line = desk.incoming_of(&number.to_lowercase()).unwrap();
    assert_eq!(line.phone.as_deref(), Some("199****0001"));
    assert!(!line.text.contains("19900000001"), "{}", line.text);
    let accept = json!({"command": "accept_incoming", "incoming": number});
    let no = give(&mut desk, &wang, &accept).unwrap().no.unwrap();
    let case = desk.case(&no).unwrap();
    assert_eq!((case.narrative.as_str(), case.channel.key()), ("路灯坏了三天，电话19900000001", "sms"));
    assert_eq!((case.parties[0].name.as_str(), case.parties[0].phone.as_deref()), ("赵小禾", Some("19900000001")));
    assert_eq!(case.attachments[0].name, "照片.jpg");
    assert_eq!(case.origin.unwrap().entry, number);
    let line = desk.incoming_of(&number).unwrap();
    assert_eq!((line.status, line.no), (IncomingStatus::Accepted, Some(no)));
    assert!(desk.incoming(false, 0).unwrap().is_empty());
    assert_eq!(give(&mut desk, &wang, &accept).unwrap_err().kind(), "incoming_settled");
    assert!(desk.verify().unwrap().ok);
    desk.rebuild().unwrap();
    assert_eq!(desk.incoming_of(&number).unwrap().status, IncomingStatus::Accepted);
}

#[test]
fn what_was_masked_when_it_was_gone_through_is_registered_as_it_came() {
    let (_folder, mut desk, wang) = desk();
    let number = give(&mut desk, &wang, &bring("打19900000001找我")).unwrap().key.unwrap();
    let mut register = desk.incoming_register(&number).unwrap();
    assert!(register.narrative.contains('*') && register.parties[0].phone.as_deref().unwrap().contains('*'));
    register.place = Some("柳林村".into());
    let no = desk.perform(&wang, now(), &Order::register(register)).unwrap().no.unwrap();
    let case = desk.case(&no).unwrap();
    assert_eq!((case.narrative.as_str(), case.place.as_deref()), ("打19900000001找我", Some("柳林村")));
    assert_eq!(case.parties[0].phone.as_deref(), Some("19900000001"));
    assert_eq!(desk.incoming_of(&number).unwrap().no, Some(no));
}

#[test]
fn a_message_is_laid_aside_with_a_reason_and_nothing_is_told_of_one_whose_case_was_sealed() {
    let (_folder, mut desk, wang) = desk();
    let number = give(&mut desk, &wang, &bring("广告")).unwrap().key.unwrap();
    let dismiss = |reason: &str| json!({"command": "dismiss_incoming", "incoming": number, "reason": reason});
    assert_eq!(give(&mut desk, &wang, &dismiss(" ")).unwrap_err().kind(), "words_missing");
    give(&mut desk, &wang, &dismiss("广告")).unwrap();
    assert_eq!(desk.incoming_of(&number).unwrap().reason.as_deref(), Some("广告"));

    let number = give(&mut desk, &wang, &bring("举报赵某收钱")).unwrap().key.unwrap();
    let no = give(&mut desk, &wang, &json!({"command": "accept_incoming", "incoming": number})).unwrap().no.unwrap();
    give(
        &mut desk,
        &wang,
        &json!({"command": "save_officer", "officer": {"id": "li", "name": "李主任", "roles": ["leader"]}}),
    )
    .unwrap();
    give(&mut desk, &wang, &json!({"command": "seal", "no": no, "accused": [{"name": "赵某"}], "keepers": ["wang", "li"], "reason": "反映干部"})).unwrap();
    let line = desk.incoming_of(&number).unwrap();
    assert_eq!((line.no, line.sender.as_str(), line.phone), (None, "", None));
    assert!(!line.text.contains("赵某"), "{}", line.text);
}
