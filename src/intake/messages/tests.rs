use super::*;
use crate::domain::time::at;
use chrono::NaiveDate;

fn today() -> Day {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

#[test]
fn a_mail_gives_who_wrote_when_what_and_what_hangs_on_it_by_name() {
    let mail = mail(
        "From: =?UTF-8?B?6LW15bCP56a+?= <zhao@example.org>\r\nSubject: =?GBK?B?wrfUy7y6?=\r\nDate: Sun, 22 Nov 2026 08:30:00 +0800\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
         <p>路灯<b>坏了</b></p><script>alert(1)</script><img src=http://x/y>\r\n--x\r\nContent-Type: image/png\r\n\
         Content-Disposition: attachment; filename=\"a\u{1b}[31m.png\"\r\n\r\nabc\r\n--x--\r\n"
            .as_bytes(),
    )
    .unwrap();
    assert_eq!((mail.sender.as_str(), mail.mail.as_deref()), ("赵小禾", Some("zhao@example.org")));
    assert_eq!(mail.sent_at, Some(at(today(), 8, 30)));
    assert!(mail.text.contains("路灯坏了") && !mail.text.contains('<') && !mail.text.contains("http"), "{}", mail.text);
    assert!(!mail.subject.is_empty() && !mail.subject.contains("GBK"), "{}", mail.subject);
    assert_eq!(mail.attachments.len(), 1);
    assert!(!mail.attachments[0].contains('\u{1b}'));
}

#[test]
fn a_form_from_the_web_is_one_message_or_a_list_and_what_it_asks_besides_is_told_below() {
    let form = r#"{"姓名":"赵小禾","手机":19900000001,"标题":"路灯","内容":"坏了","诉求类型":"市政","提交时间":"2026-11-21 20:15:00","x":null}"#;
    let one = forms(form.as_bytes(), today()).unwrap();
    assert_eq!(one.len(), 1);
    assert_eq!((one[0].sender.as_str(), one[0].phone.as_deref()), ("赵小禾", Some("19900000001")));
    assert_eq!((one[0].subject.as_str(), one[0].text.as_str()), ("路灯", "坏了\n诉求类型：市政"));
    assert_eq!(one[0].sent_at.unwrap().format("%d %H:%M").to_string(), "21 20:15");
    assert_eq!(forms(format!("\u{feff}[{form},{form}]").as_bytes(), today()).unwrap().len(), 2);
    assert!(forms(b"[1]", today()).is_err() && forms(b"<html>", today()).is_err());
}

#[test]
fn an_export_of_sms_in_gbk_keeps_numbers_as_they_were_dialled() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("短信.csv");
    let (bytes, _, _) = encoding_rs::GBK
        .encode("号码,时间,短信内容\n19900000001,2026-11-21 20:15,路灯坏了\n106900001,2026-11-21 20:16,还没修\n");
    std::fs::write(&path, bytes).unwrap();
    let read = read(&path, None, today()).unwrap();
    assert_eq!(read.len(), 2);
    assert_eq!(
        (read[0].channel, read[0].phone.as_deref(), read[0].text.as_str()),
        (Channel::Sms, Some("19900000001"), "路灯坏了")
    );
    assert_eq!(read[0].file, "短信.csv");
    assert_eq!(super::read(&path, Some(Platform::Web), today()).unwrap()[0].channel, Channel::Mailbox);
}
